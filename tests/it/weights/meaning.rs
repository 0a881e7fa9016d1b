//! What a weight by hand means: so much of what is above it, whatever points say, and the rest in proportion.

use std::collections::BTreeMap;

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, WHOLE};
use verdict::sample::Sampler;
use verdict::share::Shares;
use verdict::verdict::Verdict;

use super::{asked, date, weighed};
use crate::change::no_questions;
use crate::interview::little;
use crate::invalid::World;
use crate::support::{frozen, report_of};
use crate::world::{Random, world};

/// The parts of one criterion, found again for each question: slow, and plain.
fn parts(
    graph: &DecisionGraph,
    c: usize,
    points: &dyn Fn(usize) -> f64,
    set: &dyn Fn(usize, usize) -> Option<f64>,
) -> BTreeMap<usize, f64> {
    let measured =
        |k: &usize| graph.criteria()[*k].leaf.is_some() || parts(graph, *k, points, set).values().any(|p| *p > 0.0);
    let below: Vec<usize> = graph.criteria()[c].children.iter().copied().filter(measured).collect();
    let given: f64 = below.iter().filter_map(|k| set(c, *k)).sum();
    let free: f64 = below.iter().filter(|k| set(c, **k).is_none()).map(|k| points(*k)).sum();
    let part = |k: usize| match set(c, k) {
        Some(part) if free > 0.0 && given < 1.0 => part,
        Some(part) if given > 0.0 => part / given,
        None if free > 0.0 && given < 1.0 => (1.0 - given) * points(k) / free,
        _ => 0.0,
    };
    below.into_iter().map(|k| (k, part(k))).collect()
}

/// What each criterion has of the goal, by the words of the documentation: below each one, what was set has its part, and the others
/// share the rest by their points; what can be measured nowhere has nothing.
fn by_the_book(graph: &DecisionGraph, evaluation: &Evaluation<'_>) -> Vec<f64> {
    let all = graph.criteria();
    let by_hand = &evaluation.resolved().by_hand;
    let points = |c: usize| evaluation.weights.edges[c].points as f64;
    let set = |above: usize, below: usize| by_hand.part(above, below);
    let mut whole = vec![0.0; all.len()];
    let mut open = vec![(0, 1.0)];
    while let Some((c, share)) = open.pop() {
        whole[c] += share;
        open.extend(parts(graph, c, &points, &set).into_iter().map(|(k, part)| (k, part * share)));
    }
    whole
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn weights_by_hand_are_what_they_say_and_everything_still_adds_up(seed in any::<u64>()) {
        let world = world(seed);
        let graph = world.graph();
        let Some(resolved) = weighed(&graph, &world.request(), &mut Random(seed)) else { return Ok(()) };
        let evaluation = Evaluation::new(&graph, &resolved);
        let whole = by_the_book(&graph, &evaluation);
        for (c, edge) in evaluation.weights.edges.iter().enumerate() {
            prop_assert!((edge.weight - whole[c]).abs() < 1e-9, "{}: {} and {}", graph.criteria()[c].id, edge.weight, whole[c]);
        }
        prop_assert_eq!(evaluation.weights.leaves.iter().sum::<i32>(), WHOLE);
        for row in 0..graph.table().rows {
            let sum: i32 = evaluation.contributions(row).iter().map(|c| c.points).sum();
            prop_assert_eq!(sum, evaluation.scores[row]);
        }
        for (above, below) in resolved.by_hand.levels() {
            let shares: f64 = graph.criteria()[above].children.iter().map(|k| evaluation.weights.share(&graph, above, *k)).sum();
            prop_assert!(whole[above] <= 0.0 || (shares - 1.0).abs() < 1e-9);
            for (below, _) in below.iter().filter(|(_, part)| *part <= 0.0) {
                prop_assert!(evaluation.weights.share(&graph, above, *below) <= 0.0);
            }
        }
    }

    /// What is told to tie, and what leads, is told of the weights as they were set.
    #[test]
    fn what_is_moved_starts_from_what_was_set(seed in any::<u64>()) {
        let world = world(seed);
        let graph = world.graph();
        let Some(resolved) = weighed(&graph, &world.request(), &mut Random(seed)) else { return Ok(()) };
        let evaluation = Evaluation::new(&graph, &resolved);
        let Some(first) = Verdict::new(&evaluation).ranking.first().cloned() else { return Ok(()) };
        for lead in evaluation.leads(first.model) {
            prop_assert!((lead.now.whole - evaluation.weights.edges[lead.criterion].weight).abs() < 1e-9);
            prop_assert!(lead.from.inside <= lead.now.inside + 1e-9 && lead.now.inside <= lead.to.inside + 1e-9);
        }
        for tipping in evaluation.tipping_weights(0, graph.table().rows - 1) {
            prop_assert!((tipping.weight - evaluation.weights.edges[tipping.criterion].weight).abs() < 1e-9);
        }
    }

    /// Many people at once are the same people as one by one, and for all of them holds what was set.
    #[test]
    fn whoever_is_drawn_weighs_as_was_set(seed in any::<u64>()) {
        let world = world(seed);
        let graph = world.graph();
        let Some(resolved) = weighed(&graph, &world.request(), &mut Random(seed)) else { return Ok(()) };
        let askers = verdict::rulebook::Askers::anybody(&graph.rulebook().questions);
        let sampler = Sampler::new(&graph, &askers, &askers.populations[0], date(&graph), 3).who_said(&resolved);
        let mut firsts = vec![0.0; graph.catalog().models().len()];
        for number in 0..25 {
            let draw = sampler.draw(number);
            prop_assert_eq!(&draw.resolved.by_hand, &resolved.by_hand);
            let ranking = Verdict::new(&draw.evaluate()).ranking;
            let first: Vec<usize> = ranking.iter().filter(|r| r.rank == 1).map(|r| r.model).collect();
            for model in &first {
                firsts[*model] += 1.0 / first.len() as f64;
            }
        }
        let shares = Shares::new(&sampler, 25);
        for (one, many) in firsts.iter().zip(&shares.all.firsts) {
            prop_assert!((one - many).abs() < 1e-9, "{firsts:?} and {:?}", shares.all.firsts);
        }
    }
}

/// Two models, each better at one of two things, and a rule that always speaks for the first thing.
fn seesaw() -> DecisionGraph {
    let rule = "summary='s'\nweigh={ c0 = 70 }".to_string();
    little(&[&[1.0, 0.0, 0.5], &[0.0, 1.0, 0.5]], &[no_questions(), ("rules/r.toml", rule)])
}

#[test]
fn rules_move_nothing_that_was_set_and_what_is_beside_it_stays_in_proportion() {
    let graph = seesaw();
    let leaves = |text: &str| {
        let resolved = graph.resolve(&asked(text), date(&graph)).unwrap();
        Evaluation::new(&graph, &resolved).weights.leaves.clone()
    };
    // 80, 10 and 10 points.
    assert_eq!(leaves("[needs]"), [80_000, 10_000, 10_000]);
    assert_eq!(leaves("[weights]\nc0 = 40"), [40_000, 30_000, 30_000]);
    // The rule still speaks for the first of the two that share the rest.
    assert_eq!(leaves("[weights]\nc1 = 55"), [40_000, 55_000, 5_000]);
    assert_eq!(leaves("[weights]\nc1 = 100"), [0, 100_000, 0]);
    assert_eq!(leaves("[weights]\nc0 = 0"), [0, 50_000, 50_000]);
    assert_eq!(leaves("[weights]\nc0 = 33.3\nc1 = '33.3%'\nc2 = 33.4"), [33_300, 33_300, 33_400]);
    assert_eq!(leaves("order = ['c1', 'c0']"), [25_000, 75_000, 0]);
    assert_eq!(leaves("order = ['c2']"), [0, 0, 100_000]);
}

#[test]
fn what_a_rule_is_overruled_in_is_not_told_of_it() {
    let graph = seesaw();
    let told = |text: &str| {
        let report = report_of(&graph, &asked(text)).unwrap();
        let because: Vec<String> = report.ranking[0].contributions.iter().flat_map(|c| c.because.clone()).collect();
        (report.weighed.len(), because.len(), report.warnings)
    };
    assert_eq!(told("[needs]"), (1, 1, Vec::new()));
    assert_eq!(told("[weights]\nc1 = 30"), (1, 1, Vec::new()));
    assert_eq!(told("[weights]\nc0 = 30"), (0, 0, Vec::new()));
    assert_eq!(told("order = ['c1', 'c0']"), (0, 0, Vec::new()));
}

#[test]
fn labels_are_understood_whatever_their_capitals() {
    let graph = frozen();
    let by_hand = |text: &str| graph.resolve(&asked(text), date(graph)).unwrap().by_hand;
    assert_eq!(by_hand("[weights]\n'COST' = 40"), by_hand("[weights]\ncost = 40"));
    let cost = graph.criteria().iter().find(|c| c.id == "cost").unwrap();
    assert_eq!(by_hand(&format!("order = ['{}']", cost.label.to_uppercase())), by_hand("order = ['cost']"));
}

#[test]
fn a_flag_wins_over_a_file_by_whatever_name() {
    let graph = frozen();
    let mut request = asked("[weights]\ncost = 40\ncapability = 10");
    request.add_weight("--weight", "Cost = 15").unwrap();
    let by_hand = graph.resolve(&request, date(graph)).unwrap().by_hand;
    let named: Vec<(&str, f64)> =
        by_hand.weights.iter().map(|(c, percent)| (graph.criteria()[*c].id.as_str(), *percent)).collect();
    assert_eq!(named, [("capability", 10.0), ("cost", 15.0)]);
}

/// Where nothing that is measured is left below a criterion or beside it, its share is another one, and that is said.
#[test]
fn a_weight_that_comes_to_something_else_is_told() {
    // Below the ride there are the gears and a preference that has no points unless a rule fires.
    let graph = World::base().graph().unwrap();
    let told = |text: &str| {
        let report = report_of(&graph, &asked(text)).unwrap();
        let has: Vec<f64> = report.needs.weights_given.iter().flat_map(|w| &w.shares).map(|s| s.has).collect();
        (has, report.warnings.len(), report.needs.weights_given[0].text.clone())
    };
    assert_eq!(told("[weights]\nride = 70"), (vec![0.7], 0, "Ride 70%, the rest in proportion".to_string()));
    let (has, warnings, text) = told("[weights]\nride = 70\ngears = 0");
    assert_eq!((has, warnings), (vec![0.0, 0.0], 1));
    assert_eq!(text, "Ride 70%, in effect 0%, the rest in proportion");
    let (has, warnings, text) = told("[weights]\nride = 70\ncost = 30\ngears = 0");
    assert_eq!((has, warnings), (vec![0.0, 1.0, 0.0], 2));
    assert_eq!(text, "Ride 70%, in effect 0%, Cost 30%, in effect 100%");
}
