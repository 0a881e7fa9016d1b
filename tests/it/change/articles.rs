//! The advice finds what the articles advise ("Use … if").

use verdict::change::{Advice, advice};
use verdict::value::Value;

use super::{date, no_span_reaches_over_what_holds, scores};
use crate::scenario::scenarios;
use crate::support::shipped;

/// The scenarios made of the articles' bullets, in their order.
const BULLETS: [(&str, std::ops::RangeInclusive<usize>); 2] =
    [("gpt-4o-mini-vs-llama-2", 2..=10), ("gpt-4o-mini-vs-stable-beluga-2", 2..=9)];

/// What the article says and the catalog contradicts: other companies host that model, too, so whoever wants no servers has no reason to
/// prefer either.
const CONTRADICTED: &[&str] = &["gpt-4o-mini-vs-llama-2/04-no-servers"];

/// Whether an answer that is tried alone is one of those given: of a set, any of its words.
fn covers(from: &Value, to: &Value, given: &Value) -> bool {
    match (given.as_number(), from, given) {
        (Some(n), ..) => (from.as_number() <= Some(n)) && (Some(n) <= to.as_number()),
        (None, Value::List(tried), Value::List(given)) => tried.iter().all(|word| given.contains(word)),
        _ => from == given,
    }
}

#[test]
fn the_bullets_of_the_articles_are_found() {
    let graph = shipped();
    let nothing = graph.complete(Vec::new(), date(graph));
    let mut missing = Vec::new();
    for (folder, bullets) in BULLETS {
        let mut found: Option<(Advice, [usize; 2])> = None;
        for number in bullets {
            let start = format!("{folder}/{number:02}-");
            let scenario = scenarios().iter().find(|s| s.name.starts_with(&start)).unwrap();
            let models = [0, 1].map(|i| graph.catalog().find_model(&scenario.request.among[i].text).unwrap());
            let (advice, _) = found.get_or_insert_with(|| (advice(graph, &nothing, models[0], models[1]), models));
            no_span_reaches_over_what_holds(graph, &nothing, advice);
            let winner = scenario.first().unwrap();
            let first = graph.catalog().models()[models[0]].id.as_ref() == winner;
            let said = graph.resolve(&scenario.request, date(graph)).unwrap();
            let is_told = |need: usize, value: &Value| {
                let bullets = if first { &advice.one } else { &advice.other };
                let spans = bullets.iter().filter(|b| b.wins).flat_map(|b| &b.answers);
                spans.filter(|span| span.need == need).any(|span| covers(&span.from, &span.to, value))
            };
            if !said.given.iter().any(|g| is_told(g.need, &g.value)) {
                missing.push(scenario.name.as_str());
            }
        }
    }
    assert_eq!(missing, CONTRADICTED);
}

#[test]
fn what_the_catalog_contradicts_makes_no_difference() {
    let graph = shipped();
    let scenario = scenarios().iter().find(|s| s.name == CONTRADICTED[0]).unwrap();
    let models = [0, 1].map(|i| graph.catalog().find_model(&scenario.request.among[i].text).unwrap());
    let nothing = graph.complete(Vec::new(), date(graph));
    let given = graph.resolve(&scenario.request, date(graph)).unwrap().given;
    let nobody = graph.complete(vec![given.iter().find(|g| g.value.as_text().is_some()).unwrap().clone()], date(graph));
    assert_eq!(scores(graph, &nothing, models), scores(graph, &nobody, models));
}
