//! Values that hold from a day or until one: every way to ask about a day gets the facts of that day.

use std::fmt::Write;
use std::path::Path;

use proptest::prelude::*;
use serde_json::Value;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::report::compare::compare;
use verdict::report::explain::explain;
use verdict::report::{Digests, Report};
use verdict::sample::Sampler;
use verdict::share::Shares;
use verdict::value::Date;

use crate::cli::verdict;
use crate::invalid::World;
use crate::support::{list, report_of};
use crate::world::Random;

const ROADSTER: &str = "catalog/models/acme/roadster.toml";
/// An introductory price, the price before it, and the price after it.
const PRICES: &str = "[{ value = 900, source = 'visit', from = '2025-07-01' }, \
    { value = 300, source = 'visit', decides = 'it was in the window', from = 2026-03-01, until = '2026-04' }, \
    { value = 1200, source = 'visit', from = '2025-03-01', until = 2025-06-30 }]";

fn graph(world: &World) -> DecisionGraph {
    world.graph().unwrap_or_else(|wrong| panic!("{}", list(&wrong)))
}

/// The base world, with the price of the roadster by day.
fn priced() -> World {
    let base = World::base();
    let roadster = base.0[ROADSTER].replace("{ value = 900, source = \"visit\" }", PRICES);
    base.with(ROADSTER, roadster)
}

fn on(day: &str) -> Request {
    Request { as_of: Date::parse(day), ..Request::default() }
}

fn reported(graph: &DecisionGraph, day: &str) -> Report {
    report_of(graph, &on(day)).unwrap_or_else(|wrong| panic!("{}", list(&wrong)))
}

fn json(of: &impl serde::Serialize) -> Value {
    serde_json::to_value(of).unwrap()
}

/// What the roadster costs by a report, in words.
fn price(report: &Report) -> Option<String> {
    let roadster = report.ranking.iter().find(|r| r.model == "acme/roadster").unwrap();
    roadster.contributions.iter().find(|c| c.criterion == "price").unwrap().value.clone()
}

#[test]
fn a_price_holds_from_its_first_day_to_its_last() {
    let graph = graph(&priced());
    for (day, expected) in [
        ("2025-02-28", None),
        ("2025-03-01", Some("$1,200")),
        ("2025-06-30", Some("$1,200")),
        ("2025-07-01", Some("$900")),
        ("2026-01-15", Some("$900")),
        ("2026-02-28", Some("$900")),
        ("2026-03", Some("$300")),
        ("2026-04-30", Some("$300")),
        ("2026-05-01", Some("$900")),
    ] {
        assert_eq!(price(&reported(&graph, day)).as_deref(), expected, "{day}");
    }
    assert_eq!(
        price(&report_of(&graph, &Request::default()).unwrap()).as_deref(),
        Some("$900"),
        "the catalog's own day"
    );
}

#[test]
fn the_score_of_a_day_is_that_of_the_price_of_the_day() {
    let graph = graph(&priced());
    let base = World::base();
    for (day, then) in [("2025-04-01", "1200"), ("2025-08-01", "900"), ("2026-03-31", "300")] {
        let roadster = base.0[ROADSTER].replace("value = 900", &format!("value = {then}"));
        let frozen = self::graph(&base.clone().with(ROADSTER, roadster));
        assert_eq!(json(&reported(&graph, day)), json(&reported(&frozen, day)), "{day}");
    }
}

#[test]
fn explanations_and_comparisons_show_the_statement_of_the_day() {
    let graph = graph(&priced());
    let catalog = graph.catalog();
    let (roadster, other) = (catalog.find_model("roadster").unwrap(), catalog.find_model("acme/courier").unwrap());
    for (day, expected) in [("2025-04-01", "$1,200"), ("2026-03-31", "$300")] {
        let resolved = graph.resolve(&on(day), Date::parse(day).unwrap()).unwrap();
        let as_of = Date::parse(day).unwrap();
        let explained = explain(&graph, &resolved, as_of, roadster, &Digests::default()).unwrap();
        let price = explained.contributions.iter().find(|c| c.criterion == "price").unwrap();
        assert_eq!(price.value.as_deref(), Some(expected));
        assert_eq!(price.evidence[0].value, expected);
        let compared = compare(&graph, &resolved, as_of, &[roadster, other], None, &Digests::default());
        let compared = serde_json::to_string(&compared).unwrap();
        assert!(compared.contains(expected) && !compared.contains("$900"), "{compared}");
    }
}

#[test]
fn what_is_inherited_changes_with_what_it_is_inherited_from() {
    let base = World::base().with("catalog/shops/harbour.toml", "source = 'visit'\n[facts]\nrepairs = true");
    let moved = "shop = [{ value = 'harbour', from = '2026-02-01' }, { value = 'corner', until = '2026-01-31' }]";
    let roadster = base.0[ROADSTER].replace("shop = \"corner\"", moved);
    let corner = "source = 'visit'\n[facts]\nrepairs = [{ value = false, until = '2025' }]";
    let graph = graph(&base.with(ROADSTER, roadster).with("catalog/shops/corner.toml", corner));
    let repairs = graph.schema().find("offer.repairs").unwrap();
    let row = graph.catalog().rows_of(graph.catalog().find_model("roadster").unwrap()).start;
    for (day, expected) in [("2025-06-01", Some(false)), ("2026-01-15", None), ("2026-02-01", Some(true))] {
        let day = Date::parse(day).unwrap();
        assert_eq!(graph.column(repairs, day).unwrap().truth(row), expected, "{day}");
        let value = graph.catalog().value_on(row, repairs, day);
        assert_eq!(value, expected.map(verdict::value::Value::Bool), "{day}");
    }
}

#[test]
fn the_command_line_looks_at_the_day() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("dated");
    for (path, text) in &priced().0 {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let run = |args: &str| {
        let done = verdict(args).folder(&folder).run();
        assert_eq!(done.code, Some(0), "{}", done.err);
        done.out
    };
    let data = "--rules rules --catalog catalog --as-of";
    let eval = |day| run(&format!("eval offer.price --model road --offer corner {data} {day}"));
    assert!(eval("2025-06-30").contains("$1,200"));
    assert!(eval("2026-03-01").contains("$300"));
    assert!(eval("2024-01-01").contains("unknown"));
    let show = run("catalog show road --catalog catalog --as-of 2026-03-15");
    let price = "Price $300 (from 2026-03-01 until 2026-04, decided by hand: it was in the window) or $900,";
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&show).contains(price), "{show}");
    assert!(words(&show).contains("$1,200 not in force: from 2025-03-01 until 2025-06-30"), "{show}");
    let json: Value = serde_json::from_str(&run("catalog show road --catalog catalog --format json")).unwrap();
    let price = json["offers"][0]["facts"].as_array().unwrap().iter().find(|f| f["fact"] == "offer.price").unwrap();
    assert_eq!(price["decided"], "no other one counts");
    let said = |at: usize, key: &str| price["statements"][at][key].clone();
    assert_eq!(said(0, "value"), 900.0);
    assert_eq!(said(0, "from"), "2025-07-01");
    assert_eq!(said(0, "unable"), Value::Null);
    assert_eq!(said(1, "until"), "2026-04");
    assert_eq!(said(1, "decides"), "it was in the window");
    assert_eq!(said(2, "unable"), "not in force");
    let lines = ["2025-05-01", "2026-04-01", "2026-06-01"].map(|day| format!("{{\"as_of\":\"{day}\"}}\n")).concat();
    let batch = verdict("recommend --format ndjson --rules rules --catalog catalog").folder(&folder).input(lines).run();
    assert_eq!(batch.code, Some(0), "{}", batch.err);
    for (line, expected) in batch.out.lines().zip(["$1,200", "$300", "$900"]) {
        assert!(line.contains(expected), "{line}");
    }
}

/// A statement that may hold on some days only.
struct Said {
    text: String,
    as_of: String,
    from: Option<String>,
    until: Option<String>,
    doubtful: bool,
}

fn day(random: &mut Random) -> String {
    let (year, month, day) = (2025 + random.below(2), 1 + random.below(12), 1 + random.below(28));
    if random.chance(20) { format!("{year}-{month:02}") } else { format!("{year}-{month:02}-{day:02}") }
}

fn said(random: &mut Random, values: &[&str]) -> Said {
    let (one, other) = (day(random), day(random));
    let (first, last) = if one < other { (one, other) } else { (other, one) };
    let source = random.pick(&["brochure", "visit"]);
    let as_of = format!("{}-{:02}-{:02}", 2025 + random.below(2), 1 + random.below(12), 1 + random.below(28));
    Said {
        text: format!("value = {}, source = '{source}', as_of = '{as_of}'", random.pick(values)),
        as_of,
        from: random.chance(50).then_some(first),
        until: random.chance(50).then_some(last),
        doubtful: random.chance(10),
    }
}

impl Said {
    fn is_dated(&self) -> bool {
        self.from.is_some() || self.until.is_some()
    }

    /// As text: a date that says less is a prefix of its days.
    fn counts_on(&self, day: &str) -> bool {
        let begun = self.from.as_ref().is_none_or(|from| from.as_str() <= day);
        let over = self.until.as_ref().is_some_and(|until| &day[..until.len()] > until.as_str());
        begun && !over && !self.doubtful
    }

    fn written(&self) -> String {
        let date =
            |key, date: &Option<String>| date.as_ref().map_or(String::new(), |date| format!(", {key} = '{date}'"));
        let doubt = if self.doubtful { ", doubtful = 'hearsay'" } else { "" };
        format!("{{ {}{}{}{doubt} }}", self.text, date("from", &self.from), date("until", &self.until))
    }
}

/// A table of a file: its head, and facts with what may be said of them.
type Part<'a> = (&'a str, &'a [(&'a str, &'a [&'a str])]);

/// A world of which every value holds on some days only, and the same with only what counts on one of them, which holds for ever.
fn worlds(seed: u64, day: &str) -> (World, World) {
    let mut random = Random(seed);
    let (mut dated, mut frozen) = (World::base(), World::base());
    let facts: [(&str, &[&str]); 4] = [
        ("gears", &["1", "3", "8", "21"]),
        ("range", &["40", "75.5", "120"]),
        ("frame", &["'steel'", "'carbon'"]),
        ("lights", &["['front']", "[]", "['front', 'rear']"]),
    ];
    let offer: [(&str, &[&str]); 2] = [("price", &["300", "700", "1500"]), ("shop", &["'corner'", "'harbour'"])];
    let mut write = |path: &str, head: &str, random: &mut Random, parts: &[Part<'_>]| {
        let (mut all, mut then) = (head.to_string(), head.to_string());
        for (part, facts) in parts {
            all.push_str(part);
            then.push_str(part);
            for (fact, values) in *facts {
                let stated: Vec<Said> = (0..random.below(4)).map(|_| said(random, values)).collect();
                // What gives no days says nothing of a day of which something else speaks, unless that speaks of its date as well.
                let spoken: Vec<&Said> = stated.iter().filter(|s| s.is_dated() && s.counts_on(day)).collect();
                let overtaken = |s: &Said| {
                    !s.is_dated() && !spoken.is_empty() && !spoken.iter().any(|other| other.counts_on(&s.as_of))
                };
                let counts: Vec<String> = stated
                    .iter()
                    .filter(|s| s.counts_on(day) && !overtaken(s))
                    .map(|s| format!("{{ {} }}", s.text))
                    .collect();
                let stated: Vec<String> = stated.iter().map(Said::written).collect();
                for (text, stated) in [(&mut all, stated), (&mut then, counts)] {
                    if !stated.is_empty() {
                        let _ = writeln!(text, "{fact} = [{}]", stated.join(", "));
                    }
                }
            }
        }
        dated.0.insert(path.to_string(), all);
        frozen.0.insert(path.to_string(), then);
    };
    for model in ["acme/courier", "acme/roadster", "brio/courier"] {
        let parts: [Part<'_>; 2] = [("[facts]\n", &facts), ("[[offer]]\nid = 'corner'\n", &offer)];
        write(&format!("catalog/models/{model}.toml"), "", &mut random, &parts);
    }
    let shops: [Part<'_>; 1] = [("[facts]\n", &[("repairs", &["true", "false"])])];
    write("catalog/shops/corner.toml", "", &mut random, &shops);
    write("catalog/shops/harbour.toml", "name = 'By the water'\n", &mut random, &shops);
    let precedence =
        "\n[precedence]\nvote_days = 90\nof = ['model.gears', 'offer.price', 'offer.shop', 'offer.repairs']\n";
    let prefer = "summary = 'Somebody has to mend it'\nprefer = 'offer.repairs'\npoints = 20\nunder = 'cost'";
    for world in [&mut dated, &mut frozen] {
        world.0.get_mut("catalog/catalog.toml").unwrap().push_str(precedence);
        world.0.insert("rules/road/mended.toml".to_string(), prefer.to_string());
    }
    (dated, frozen)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// A day of a catalog with dates is the only day of one without.
    #[test]
    fn a_day_is_as_if_nothing_else_had_ever_held(seed in any::<u64>(), far in 0_i32..900) {
        let day = Date::from_days(Date::parse("2024-11-01").unwrap().days() + far).unwrap();
        let (dated, frozen) = worlds(seed, &day.to_string());
        let (dated, frozen) = (graph(&dated), graph(&frozen));
        let mut request = Request { as_of: Some(day), ..Request::default() };
        if seed % 2 == 0 {
            request.add_flag("--need", "hills=yes").unwrap();
            request.add_flag("--need", "distance=60").unwrap();
        }
        // Another day before it, so that nothing of that one is kept.
        report_of(&dated, &Request::default()).unwrap();
        let report = |graph: &DecisionGraph| json(&report_of(graph, &request).unwrap());
        prop_assert_eq!(report(&dated), report(&frozen));
        let all = |graph: &DecisionGraph| {
            let resolved = graph.resolve(&request, day).unwrap();
            let askers = graph.rulebook().askers.as_ref().unwrap();
            let models = [0, 1, 2];
            let explained = models.map(|m| explain(graph, &resolved, day, m, &Digests::default()).unwrap());
            let compared = compare(graph, &resolved, day, &models, None, &Digests::default());
            let shares = Shares::new(&Sampler::new(graph, askers, &askers.populations[0], day, seed), 40);
            (json(&explained), json(&compared), shares)
        };
        prop_assert_eq!(all(&dated), all(&frozen));
    }
}
