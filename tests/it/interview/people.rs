//! Who somebody is after what they said, and what they may say yet.

use verdict::graph::{DecisionGraph, Resolved};
use verdict::interview::{Interview, Order, Stop};
use verdict::rulebook::population::Askers;
use verdict::sample::Sampler;
use verdict::value::Value;

use super::certain::All;
use super::{and, askers, date, head, little, need, next, said, winner};
use crate::invalid::World;
use crate::support::list;
use crate::world::Random;

fn text(word: &str) -> Value {
    Value::Text(word.into())
}

fn words(all: &[&str]) -> Value {
    Value::List(all.iter().map(|w| text(w)).collect())
}

fn bicycles(world: &World) -> DecisionGraph {
    world.graph().unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn sampler<'a>(graph: &'a DecisionGraph, askers: &'a Askers, seed: u64) -> Sampler<'a> {
    Sampler::new(graph, askers, &askers.populations[0], date(graph), seed)
}

/// What part of those who said something are of the first kind.
fn first(sampler: &Sampler<'_>, said: &Resolved, count: u64) -> f64 {
    let sampler = sampler.clone().who_said(said);
    (0..count).filter(|i| sampler.draw(*i).persona == 0).count() as f64 / count as f64
}

/// By Bayes' rule, by hand: 0.7 commuters, of whom half see hills, and so on; 0.01 for what nobody of a kind would say.
#[test]
fn who_somebody_is_follows_from_what_they_said_by_the_rule_of_bayes() {
    let graph = bicycles(&World::base());
    let askers = askers(&graph);
    let sampler = sampler(&graph, &askers, 1);
    let [hills, distance, terrain, luggage] = ["hills", "distance", "terrain", "luggage"].map(|id| need(&graph, id));
    let yes = (hills, Value::Bool(true));
    let cases = [
        (vec![], vec![], 1.0, 1.0),
        (vec![yes.clone()], vec![], 0.5, 0.01),
        (vec![(hills, Value::Bool(false))], vec![], 0.3, 0.01),
        (vec![(terrain, text("gravel"))], vec![], 0.01, 0.6),
        (vec![yes, (terrain, text("gravel"))], vec![], 0.5 * 0.01, 0.01 * 0.6),
        // Within a range of both, of one, of none; one of the named.
        (vec![(distance, Value::Integer(20))], vec![], 0.6, 1.0),
        (vec![(distance, Value::Integer(7))], vec![], 0.6, 0.01),
        (vec![(distance, Value::Integer(300))], vec![], 0.01, 0.01),
        (vec![(distance, Value::Integer(15))], vec![], 0.7, 1.0),
        // The main thing and others by themselves.
        (vec![(luggage, words(&["bags"]))], vec![], 0.7 * 0.8, 0.01),
        (vec![(luggage, words(&["bags", "child"]))], vec![], 0.7 * 0.2, 0.01),
        (vec![(luggage, words(&["child"]))], vec![], 0.3 * 0.2, 0.01),
        // Who has no answer to a question leaves it unanswered for certain.
        (vec![], vec![hills], 0.2, 1.0),
        (vec![], vec![terrain], 1.0, 0.1),
        (vec![], vec![distance, luggage], 0.3 * 0.3 * 0.8, 0.01),
    ];
    for (answers, unanswered, commuter, tourist) in cases {
        let exact = 0.7 * commuter / (0.7 * commuter + 0.3 * tourist);
        let count = 4000;
        let seen = first(&sampler, &said(&graph, &answers, &unanswered), count);
        let error = (exact * (1.0 - exact) / count as f64).sqrt();
        assert!((seen - exact).abs() < 5.0 * error + 1e-9, "{answers:?} {unanswered:?}: {seen}, not {exact}");
    }
}

/// Those who gave an answer, picked from all, are those who are drawn once it is said: what the rule of Bayes is for. One
/// question is of choices of which one is the main one, may be one of the others as well, or none.
#[test]
fn those_who_said_something_are_those_among_all_who_would_say_it() {
    let kind = "label='l'\nwho='w'\nconcentration=10\nreason='r'\n";
    let people = format!(
        "version='1'\nmeaning='m'\n\
         [personas.a]\n{kind}[personas.a.answers]\nbags={{one={{x=0.5, y=0.2}}, each={{y=0.4, z=0.3}}}}\n\
         [personas.b]\n{kind}[personas.b.answers]\nbags={{each={{x=0.3, y=0.6, z=0.2}}}}\n\
         [personas.c]\n{kind}[personas.c.answers]\nbags={{one={{x=0.2, y=0.2, z=0.4}}}}\n\
         [populations.all]\nlabel='l'\nreason='r'\n[populations.all.masses]\n\
         a={{mass=0.4, reason='r'}}\nb={{mass=0.35, reason='r'}}\nc={{mass=0.25, reason='r'}}"
    );
    let question = "ask='?'\nwhy='.'\nkind='choices'\nassume=[]\n[options]\nx='.'\ny='.'\nz='.'".to_string();
    let graph = little(&[&[0.5]], &[head(&["bags"]), ("questions/bags.toml", question), ("population.toml", people)]);
    let askers = askers(&graph);
    let sampler = sampler(&graph, &askers, 5);
    let all: Vec<(usize, Option<Value>)> =
        (0..20_000).map(|i| (sampler.draw(i).persona, sampler.reply(i, 0))).collect();
    for set in [&["x"][..], &["y"], &["z"], &["x", "y"], &["x", "z"], &["y", "z"], &["x", "y", "z"], &[]] {
        let answer = (!set.is_empty()).then(|| words(set));
        let same: Vec<usize> = all.iter().filter(|(_, reply)| *reply == answer).map(|(persona, _)| *persona).collect();
        assert!(same.len() > 300, "{set:?} is hardly ever said");
        let said = and(&graph, &said(&graph, &[], &[]), 0, answer);
        let then = sampler.clone().who_said(&said);
        let count = 2000;
        for persona in 0..3 {
            let share = same.iter().filter(|p| **p == persona).count() as f64 / same.len() as f64;
            let drawn = (0..count).filter(|i| then.draw(*i).persona == persona).count() as f64 / count as f64;
            // Both are counts of draws; what nobody of a kind says has one in a hundred at least, so a little is left to it.
            let error = (0.25 / same.len() as f64 + 0.25 / count as f64).sqrt();
            assert!((share - drawn).abs() < 5.0 * error, "{set:?}: {drawn} are of kind {persona}, not {share}");
        }
    }
}

#[test]
fn what_was_said_is_the_same_in_every_draw_and_nothing_said_changes_nothing() {
    let graph = bicycles(&World::base());
    let askers = askers(&graph);
    let sampler = sampler(&graph, &askers, 3);
    let nobody = said(&graph, &[], &[]);
    let [hills, distance, terrain] = ["hills", "distance", "terrain"].map(|id| need(&graph, id));
    let some = said(&graph, &[(distance, Value::Integer(33)), (hills, Value::Bool(true))], &[terrain]);
    let (unsaid, then) = (sampler.clone().who_said(&nobody), sampler.clone().who_said(&some));
    for number in 0..300 {
        let (before, after) = (sampler.draw(number), unsaid.draw(number));
        assert_eq!((before.persona, &before.resolved.given), (after.persona, &after.resolved.given));
        let given = then.draw(number).resolved.given;
        assert!(given.iter().all(|g| g.need != terrain), "what was left unanswered is answered");
        for fixed in &some.given {
            assert_eq!(given.iter().filter(|g| g.need == fixed.need).collect::<Vec<_>>(), [fixed]);
        }
        assert!(given.is_sorted_by_key(|g| g.need));
    }
    let luggage = need(&graph, "luggage");
    assert!((0..300).any(|i| then.draw(i).resolved.given.iter().any(|g| g.need == luggage)), "nothing else is drawn");
}

/// The order of the rulebook is not the order in which an interview asks: what was said counts for questions before it, too.
#[test]
fn a_question_that_a_later_answer_makes_worth_asking_is_answered_in_draws() {
    let base = World::base();
    let terrain = format!("ask_when = 'needs.hills'\n{}", base.0["rules/questions/terrain.toml"]);
    let head = base.0["rules/rulebook.toml"]
        .replace("[\"hills\", \"distance\", \"terrain\"", "[\"terrain\", \"distance\", \"hills\"");
    assert!(head.contains("\"terrain\", \"distance\", \"hills\""));
    let graph = bicycles(&base.with("rules/questions/terrain.toml", terrain).with("rules/rulebook.toml", head));
    let askers = askers(&graph);
    let (hills, terrain) = (need(&graph, "hills"), need(&graph, "terrain"));
    let said = said(&graph, &[(hills, Value::Bool(true))], &[]);
    let sampler = sampler(&graph, &askers, 1).who_said(&said);
    // One in a hundred of those who see hills is a tourist, and nine of ten tourists know the terrain.
    let seen = (0..4000).filter(|i| sampler.draw(*i).resolved.given.iter().any(|g| g.need == terrain)).count();
    let exact: f64 = 0.9 * 0.3 * 0.01 / (0.7 * 0.5 + 0.3 * 0.01);
    assert!((seen as f64 / 4000.0 - exact).abs() < 5.0 * (exact / 4000.0).sqrt(), "{seen} of 4000, not {exact}");
    assert!(seen > 0);
}

/// Without a population, an interview asks on to a stop, and what it says there holds to the end; so it does in random order.
#[test]
fn a_rulebook_without_a_population_interviews_anybody_to_the_right_end() {
    let (mut early, mut asked, mut all) = (0, 0, 0);
    for seed in 0..60 {
        let Some(world) = All::new(seed + 5000) else { continue };
        let graph = &world.graph;
        assert!(graph.rulebook().askers.is_none());
        let anybody = askers(graph);
        let interview = Interview::new(graph, &anybody, &anybody.populations[0], date(graph)).until_certain();
        let interview = if seed % 2 == 0 { interview } else { interview.in_order(Order::Fixed) };
        let mut random = Random(seed);
        let mut reply = |now: &Resolved, need: usize| {
            let answers = &world.answers[need];
            let reply = (!random.chance(25)).then(|| random.pick(answers).clone());
            and(graph, now, need, reply)
        };
        let mut now = said(graph, &[], &[]);
        let stop = loop {
            let step = interview.step(&now);
            let mut named: Vec<usize> = step.open.iter().map(|o| o.need).chain(step.idle.iter().copied()).collect();
            named.sort_unstable();
            assert_eq!(named, interview.askable(&now).collect::<Vec<_>>());
            if let Some(stop) = step.stop {
                assert_eq!(step.leader, winner(graph, &now));
                break stop;
            }
            now = reply(&now, step.open[0].need);
            asked += 1;
            assert!(now.given.len() + now.unanswered.len() <= world.answers.len());
        };
        let then = winner(graph, &now);
        early += usize::from(stop != Stop::Asked);
        all += now.given.len() + now.unanswered.len();
        while let Some(need) = next(&interview, &now) {
            now = reply(&now, need);
            all += 1;
        }
        match stop {
            Stop::Certain | Stop::Asked => assert_eq!(winner(graph, &now), then, "world {seed}"),
            Stop::NothingLeft => assert_eq!((winner(graph, &now), then), (None, None), "world {seed}"),
            Stop::OneLeft | Stop::SmallRegret => panic!("{stop:?} is no certainty"),
        }
    }
    assert!(early > 10 && all > asked + 15, "{early} ended early, {asked} of {all} asked");
}

/// A step is a function of what was said: again, and whatever order it was said in.
#[test]
fn a_step_is_the_same_again_and_in_any_order_of_what_was_said() {
    let graph = bicycles(&World::base());
    let askers = askers(&graph);
    let interview = Interview::new(&graph, &askers, &askers.populations[0], date(&graph));
    let [hills, distance] = ["hills", "distance"].map(|id| need(&graph, id));
    let answers = [(hills, Value::Bool(true)), (distance, Value::Integer(33))];
    for count in 0..=2 {
        let (there, mut back) = (said(&graph, &answers[..count], &[]), answers[..count].to_vec());
        back.reverse();
        let given =
            back.iter().map(|(need, value)| verdict::graph::Given { need: *need, value: value.clone() }).collect();
        let back = graph.complete(given, date(&graph));
        let step = interview.step(&there);
        assert_eq!(step, interview.step(&there));
        assert_eq!(step, interview.step(&back));
        assert!(!step.open.is_empty());
    }
}
