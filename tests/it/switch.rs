//! Whether to leave the model in use: told beside a verdict, and no part of it.

use proptest::prelude::*;
use serde_json::json;

use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::Given;
use verdict::needs::Request;
use verdict::report::{Advice, Digests, Report, Switch, report};
use verdict::rulebook::Kind;
use verdict::value::Value;
use verdict::verdict::{Ranked, Verdict};

use crate::invalid::World;
use crate::shipped_world::{cases, needs};
use crate::support::{list, report_of, shipped};
use crate::world::Random;

/// Bicycles, with a question for the one that is ridden.
fn world(switch: &str) -> World {
    let head =
        "name = 'b'\nversion = '1'\ngoal = 'g'\nquestions = ['hills', 'distance', 'terrain', 'luggage', 'rides']";
    let rides = "ask = 'What do you ride?'\nwhy = '.'\nkind = 'choice'\nwords = 'model.id'\nunanswered = 'Nothing.'";
    World::base()
        .with(
            "rules/rulebook.toml",
            format!("{head}\n[switch]\nneed = 'rides'\nreason = 'A new saddle hurts.'\n{switch}"),
        )
        .with("rules/questions/rides.toml", rides)
}

fn asked(world: &World, request: &str) -> Report {
    let request = Request::parse(&Source::new("request", request)).unwrap();
    report_of(&world.graph().unwrap_or_else(|e| panic!("{}", list(&e))), &request)
        .unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn advice(world: &World, request: &str) -> Switch {
    asked(world, request).switch.unwrap()
}

#[test]
fn who_says_nothing_is_told_nothing() {
    let report = asked(&world("worth = 3"), r#"{"needs": {}}"#);
    assert!(report.switch.is_none());
    // Nor is there a key in the JSON of those who do not use it.
    assert_eq!(serde_json::to_value(&report).unwrap().get("switch"), None);
}

#[test]
fn the_first_stays_and_a_small_lead_moves_nobody() {
    let all = asked(&world("worth = 3"), r#"{"needs": {}}"#);
    let [first, second, ..] = all.ranking.as_slice() else { panic!("two bicycles") };
    let ask = |worth: f64, rides: &str| {
        let needs = json!({ "needs": { "rides": rides } });
        advice(&world(&format!("worth = {worth}")), &needs.to_string())
    };
    let stays = ask(0.0, &first.model);
    assert_eq!((stays.advice, stays.margin, stays.gains.len()), (Advice::Stay, None, 0));
    let margin = first.score - second.score;
    let (less, more) = (f64::from(margin) / 1000.0 - 0.001, f64::from(margin) / 1000.0 + 0.001);
    assert_eq!((ask(more, &second.model).advice, ask(less, &second.model).margin), (Advice::Stay, Some(margin)));
    let worth = if first.interval.0 >= second.interval.1 { Advice::WorthIt } else { Advice::Stay };
    assert_eq!(ask(less, &second.model).advice, worth);
    // The differences add up to the lead.
    let told = ask(less, &second.model);
    assert_eq!(told.gains.iter().chain(&told.loses).map(|d| d.points).sum::<i32>(), margin);
    assert!(told.gains.iter().all(|d| d.points > 0) && told.loses.iter().all(|d| d.points < 0));
}

#[test]
fn what_does_not_fit_is_left_and_says_by_which_rule() {
    let told = advice(&world("worth = 90"), r#"{"needs": {"distance": 100, "rides": "acme/courier"}}"#);
    assert_eq!((told.advice, told.by.as_deref()), (Advice::Switch, Some("far-enough")));
    assert!(told.says.contains("does not fit"), "{}", told.says);
    let strict = World::base().0["rules/road/far-enough.toml"].replace("when_unknown = \"keep\"\n", "");
    let strict = strict.replace("expect = \"eligible\"", "expect = \"unverified\"");
    let world = world("worth = 90").with("rules/road/far-enough.toml", strict);
    let unknown = advice(&world, r#"{"needs": {"distance": 100, "rides": "brio/courier"}}"#);
    assert_eq!(unknown.advice, Advice::Check, "{}", unknown.says);
}

/// It is compared with what is compared, whether or not it is among it.
#[test]
fn what_is_in_use_need_not_be_among_the_compared() {
    let told =
        advice(&world("worth = 3"), r#"{"needs": {"rides": "road"}, "among": ["acme/courier", "brio/courier"]}"#);
    assert_eq!((told.model.as_str(), told.to.is_some()), ("acme/roadster", true));
    let report =
        asked(&world("worth = 3"), r#"{"needs": {"rides": "road"}, "among": ["acme/courier", "brio/courier"]}"#);
    assert!(report.ranking.iter().all(|r| r.model != "acme/roadster"));
}

#[test]
fn an_end_is_a_day_to_switch_by() {
    let world = world("worth = 100\nends = 'offer.ends'")
        .with(
            "catalog/facts.toml",
            format!(
                "{}\n[offer.ends]\ntype = 'date'\nlabel = 'Ends'\nmeaning = 'The last day.'",
                World::base().0["catalog/facts.toml"]
            ),
        )
        .with(
            "catalog/models/brio/courier.toml",
            format!("{}\nends = 2999-01-31\n", World::base().0["catalog/models/brio/courier.toml"].trim_end()),
        );
    let told = advice(&world, r#"{"needs": {"rides": "brio/courier"}}"#);
    assert_eq!((told.advice, told.ends.as_deref()), (Advice::Switch, Some("2999-01-31")));
    assert!(told.says.ends_with("switch by 2999-01-31"), "{}", told.says);
}

proptest! {
    #![proptest_config(cases(12))]

    /// No verdict depends on it; and where it is called worth it, it is: by what the rulebook asks, and by more than estimates err.
    #[test]
    fn no_verdict_depends_on_what_is_in_use(seed in any::<u64>()) {
        let (graph, mut random) = (shipped(), Random(seed | 1));
        let book = graph.rulebook();
        let switch = graph.switch().unwrap();
        let as_of = graph.catalog().as_of().unwrap();
        let mut given = needs(book, &mut random);
        given.retain(|g| g.need != switch.need);
        let question = &book.questions[switch.need];
        prop_assert_eq!(question.kind, Kind::Choice);
        let models: Vec<_> = question.words().cloned().collect();
        let model = random.pick(&models).clone();
        let without = graph.complete(given.clone(), as_of);
        given.push(Given { need: switch.need, value: Value::Text(model) });
        given.sort_by_key(|g| g.need);
        let with = graph.complete(given, as_of);
        let [a, b] = [&without, &with].map(|resolved| Verdict::new(&Evaluation::new(graph, resolved)));
        prop_assert_eq!(&a, &b);
        // Only the first is shown in full: a report on all models takes a hundred times as long, and says the same of the one in use.
        let made = report(graph, &with, as_of, 1, &Digests::default());
        let told = made.switch.unwrap();
        if told.advice == Advice::WorthIt {
            let id = |r: &&Ranked| graph.catalog().models()[r.model].id.as_ref() == told.model;
            let (pick, now) = (&b.ranking[0], b.ranking.iter().find(id).unwrap());
            let close = made.close.as_ref().is_some_and(|close| close.models.contains(&told.model));
            prop_assert!(pick.score - now.score >= switch.worth && !close);
        }
        if let Some(saves) = &told.saves && let (Some(n), Some(low), Some(high)) = (saves.number, saves.low, saves.high) {
            prop_assert!(low <= n + 1e-6 && n <= high + 1e-6, "{} is not from {} to {}", n, low, high);
        }
        if let Some(margin) = told.margin {
            let sum: i32 = told.gains.iter().chain(&told.loses).map(|d| d.points).sum();
            prop_assert_eq!(sum, if told.gains.is_empty() && told.loses.is_empty() { sum } else { margin });
        }
    }
}
