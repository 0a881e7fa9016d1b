//! Whether any weights bring a model first: with those that are told it is, and where none are told no others do.

use proptest::prelude::*;
use verdict::change::Reach;
use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;
use verdict::report::Digests;
use verdict::report::explain::{Explanation, explain};
use verdict::verdict::Verdict;

use super::{asked, date, weighed};
use crate::change::no_questions;
use crate::interview::little;
use crate::world::{Random, world};

/// What a row scores with these weights of the leaves, 0 to 1.
fn score(evaluation: &Evaluation<'_>, row: usize, weights: &[f64]) -> f64 {
    let leaves = evaluation.graph().leaves().iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
    leaves.map(|(leaf, weight)| weight * evaluation.utility(leaf, row).value.unwrap_or(leaf.assume)).sum()
}

/// By how much the best offer of a model is ahead of the best of all others, of 1.
fn ahead(evaluation: &Evaluation<'_>, model: usize, weights: &[f64]) -> f64 {
    let own = evaluation.graph().catalog().rows_of(model);
    let best = |inside: bool| {
        let rows = evaluation.eligible.iter_ones().filter(|row| own.contains(row) == inside);
        rows.map(|row| score(evaluation, row, weights)).fold(f64::NEG_INFINITY, f64::max)
    };
    best(true) - best(false)
}

/// A share for each leaf, from those of some.
fn of_leaves(graph: &DecisionGraph, some: &[(usize, f64)]) -> Vec<f64> {
    let mut all = vec![0.0; graph.leaves().len()];
    for (leaf, share) in some {
        all[*leaf] += share;
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_said_of_all_weights_holds(seed in any::<u64>()) {
        let world = world(seed);
        let graph = world.graph();
        let mut random = Random(seed);
        let said = graph.resolve(&world.request(), date(&graph)).unwrap();
        let said = if random.chance(30) { weighed(&graph, &world.request(), &mut random).unwrap_or(said) } else { said };
        let evaluation = Evaluation::new(&graph, &said);
        let live: Vec<usize> = (0..graph.leaves().len()).filter(|leaf| evaluation.weights.leaves[*leaf] > 0).collect();
        let ranking = Verdict::new(&evaluation).ranking;
        for ranked in &ranking {
            let Some(reach) = evaluation.reach(ranked.model) else {
                prop_assert!(ranking.len() == 1, "it is left open");
                continue;
            };
            let (Reach::First(parts) | Reach::Never(parts)) = &reach;
            prop_assert!((parts.iter().map(|(_, part)| part).sum::<f64>() - 1.0).abs() < 1e-9);
            prop_assert!(parts.iter().all(|(_, part)| *part >= 0.0));
            match &reach {
                Reach::First(parts) => {
                    prop_assert!(parts.iter().all(|(leaf, _)| live.contains(leaf)));
                    prop_assert!(ahead(&evaluation, ranked.model, &of_leaves(&graph, parts)) > 0.0);
                }
                Reach::Never(mix) => {
                    // Leaf by leaf the mix is at least as good as some offer of the model.
                    let own = graph.catalog().rows_of(ranked.model).filter(|row| evaluation.eligible.get(*row));
                    let utility = |leaf: usize, row: usize| {
                        let leaf = &graph.leaves()[leaf];
                        evaluation.utility(leaf, row).value.unwrap_or(leaf.assume)
                    };
                    let mixed = |leaf: usize| mix.iter().map(|(row, part)| part * utility(leaf, *row)).sum::<f64>();
                    let beaten = |row: usize| live.iter().all(|leaf| utility(*leaf, row) <= mixed(*leaf) + 1e-9);
                    prop_assert!(own.into_iter().any(beaten));
                    for _ in 0..200 {
                        let drawn: Vec<f64> = live.iter().map(|_| random.below(1000) as f64 * f64::from(u8::from(random.chance(60)))).collect();
                        let sum: f64 = drawn.iter().sum();
                        if sum > 0.0 {
                            let shares: Vec<(usize, f64)> = live.iter().zip(drawn).map(|(leaf, w)| (*leaf, w / sum)).collect();
                            prop_assert!(ahead(&evaluation, ranked.model, &of_leaves(&graph, &shares)) <= 1e-9);
                        }
                    }
                    // One share moved at a time is a case of all of them, as far as it leaves out what counts for nothing now.
                    prop_assert!(ranked.rank == 1 || evaluation.scores[ranked.row] <= evaluation.scores[ranking[0].row]);
                }
            }
        }
    }

    /// Who has a range of one share, among what counts now, in which it is ahead is also told that weights bring it first.
    #[test]
    fn whoever_one_share_brings_ahead_is_brought_first_by_weights(seed in any::<u64>()) {
        let world = world(seed);
        let graph = world.graph();
        let said = graph.resolve(&world.request(), date(&graph)).unwrap();
        let evaluation = Evaluation::new(&graph, &said);
        for ranked in Verdict::new(&evaluation).ranking {
            if !matches!(evaluation.reach(ranked.model), Some(Reach::Never(_))) {
                continue;
            }
            for lead in evaluation.leads(ranked.model).iter().filter(|lead| lead.now.inside > 0.0) {
                let middle = f64::midpoint(lead.from.inside, lead.to.inside);
                let varied = Evaluation::varied(&graph, &said, |above, below| {
                    let other = (1.0 - middle) / (1.0 - lead.now.inside);
                    let share = |(c, share): &(usize, f64)| match (above == lead.above, *c == lead.criterion) {
                        (true, true) => middle,
                        (true, false) => share * other,
                        _ => *share,
                    };
                    below.iter().map(share).collect()
                });
                let ranking = Verdict::new(&varied).ranking;
                let next = ranking.iter().find(|r| r.model != ranked.model).map_or(0, |r| r.score);
                let own = ranking.iter().find(|r| r.model == ranked.model).map_or(0, |r| r.score);
                prop_assert!(own - next <= 2 * graph.leaves().len() as i32, "{own} against {next}");
            }
        }
    }
}

/// The laws above are about something: each kind of answer is found often.
#[test]
fn every_kind_of_answer_occurs() {
    let (mut first, mut alone, mut mixed) = (0, 0, 0);
    for seed in 0..150 {
        let world = world(seed);
        let graph = world.graph();
        let said = graph.resolve(&world.request(), date(&graph)).unwrap();
        let evaluation = Evaluation::new(&graph, &said);
        for ranked in Verdict::new(&evaluation).ranking.iter().filter(|ranked| ranked.rank > 1) {
            match evaluation.reach(ranked.model).unwrap() {
                Reach::First(_) => first += 1,
                Reach::Never(by) if by.len() == 1 => alone += 1,
                Reach::Never(_) => mixed += 1,
            }
        }
    }
    assert!(first > 20 && alone > 20 && mixed > 5, "{first} first, {alone} beaten by one, {mixed} by a mix");
}

fn explained(graph: &DecisionGraph, model: usize) -> Explanation {
    let resolved = graph.resolve(&asked("[needs]"), date(graph)).unwrap();
    explain(graph, &resolved, date(graph), model, &Digests::default()).unwrap()
}

/// Two specialists, and one who is half as good at both: no weights will do, and no single model is better everywhere.
#[test]
fn a_mix_of_two_keeps_out_who_is_in_between() {
    let graph = little(&[&[1.0, 0.0], &[0.0, 1.0], &[0.4, 0.45]], &[no_questions()]);
    let told = explained(&graph, 2).any_weights.unwrap();
    assert!(!told.first && told.weights.is_empty());
    let parts: Vec<(&str, f64)> = told.by.iter().map(|m| (m.model.as_str(), m.part)).collect();
    // Any part of the second from 0.45 to 0.6 will do.
    let part = |id: &str| parts.iter().find(|(model, _)| *model == id).unwrap().1;
    assert_eq!(parts.len(), 2);
    assert!((0.4..=0.55).contains(&part("maker/m0")) && (part("maker/m0") + part("maker/m1") - 1.0).abs() < 1e-6);
}

#[test]
fn one_that_is_as_good_at_everything_is_named_alone() {
    let graph = little(&[&[1.0, 0.5], &[0.0, 1.0], &[0.9, 0.5]], &[no_questions()]);
    let told = explained(&graph, 2).any_weights.unwrap();
    let parts: Vec<(&str, f64)> = told.by.iter().map(|m| (m.model.as_str(), m.part)).collect();
    assert_eq!(parts, [("maker/m0", 1.0)]);
}

/// Better than the mean of the two, so some weights bring it first; and it does come first with those that are told.
#[test]
fn with_the_weights_that_are_told_it_comes_first() {
    let graph = little(&[&[1.0, 0.3], &[0.0, 1.0], &[0.55, 0.7]], &[no_questions()]);
    assert_eq!(explained(&graph, 0).any_weights.map(|any| any.first), None, "it is first");
    let told = explained(&graph, 2).any_weights.unwrap();
    assert!(told.first && told.by.is_empty());
    let weights: Vec<String> = told.weights.iter().map(|w| format!("{} = {}", w.criterion, w.share * 100.0)).collect();
    let resolved = graph.resolve(&asked(&format!("[weights]\n{}", weights.join("\n"))), date(&graph)).unwrap();
    let ranking = Verdict::new(&Evaluation::new(&graph, &resolved)).ranking;
    assert_eq!((ranking[0].model, ranking[1].rank), (2, 2));
    assert!((95..=105).contains(&(ranking[0].score - ranking[1].score)), "a tenth of a point ahead");
}
