//! Other winners than the best overall: the best at one thing, who takes its place, and who is on the Pareto front.

use std::collections::BTreeMap;

use proptest::prelude::*;
use verdict::change::Best;
use verdict::evaluate::Evaluation;
use verdict::expression::Bits;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::report::Report;
use verdict::value::Value;
use verdict::verdict::Verdict;

use crate::naive;
use crate::support::report_of;
use crate::world::{Random, World, model, world};

mod by_hand;
mod frozen;

/// Who may be called the best.
const CONDITIONS: [&str; 5] = [
    "!offer.used",
    "model.folds || model.gears > 7",
    "has(offer.price)",
    "needs.hills",
    "offer.per_km < 20 && model.frame != \"steel\"",
];

/// A world, evaluated.
fn evaluated(world: &World, check: impl FnOnce(&DecisionGraph, &Evaluation<'_>)) {
    let graph = world.graph();
    let request = world.request();
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
    check(&graph, &Evaluation::new(&graph, &resolved));
}

/// The best by each criterion: its id, the offer, and what is told of it.
fn bests(world: &World) -> Vec<(String, Option<(String, Best)>)> {
    let mut all = Vec::new();
    evaluated(world, |graph, evaluation| {
        for (i, criterion) in graph.criteria().iter().enumerate() {
            all.push((criterion.id.clone(), evaluation.best_at(i).map(|best| (named(graph, best.row), best))));
        }
    });
    all
}

fn named(graph: &DecisionGraph, row: usize) -> String {
    format!("{}#{}", graph.catalog().model_of(row).unwrap().id, graph.catalog().offer_of(row).unwrap().id)
}

/// The report with so many models, of all models or of some.
fn report(world: &World, top: usize, among: Option<&str>) -> Report {
    let mut request = Request { top: Some(top), ..world.request() };
    if let Some(among) = among {
        request.set_among("--among", among);
    }
    report_of(&world.graph(), &request).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nobody_is_better_at_it_than_the_best(seed in any::<u64>()) {
        evaluated(&world(seed), |graph, evaluation| {
            for leaf in graph.leaves() {
                let utility = |row: usize| evaluation.utility(leaf, row).value;
                let known = || evaluation.eligible.iter_ones().filter_map(|row| Some((utility(row)?, row)));
                let best = evaluation.best_at(leaf.criterion);
                assert_eq!(best.is_some(), known().next().is_some());
                let Some(best) = best else { continue };
                let own = utility(best.row).expect("what is unknown wins nothing");
                assert!((own - best.utility).abs() < 1e-12);
                assert_eq!(best.unknown, evaluation.eligible.count_ones() - known().count());
                assert!(known().all(|(other, _)| other <= own));
                let equal = known().filter(|(other, _)| *other >= own).map(|(_, row)| graph.catalog().model_of(row).unwrap());
                assert!((1..=equal.count()).contains(&best.ties));
            }
        });
    }

    /// Scales are cut off at 200 and at 120, values are not: what is below and above still counts.
    #[test]
    fn the_cheapest_has_the_lowest_known_price_and_the_widest_ranging_the_greatest_range(seed in any::<u64>()) {
        evaluated(&world(seed), |graph, evaluation| {
            for (criterion, fact, sign) in [("l2", "offer.price", -1.0), ("l0", "model.range", 1.0)] {
                let Some(at) = graph.criteria().iter().position(|c| c.id == criterion) else { continue };
                // Without a scale it is not said which way is better.
                let leaf = graph.leaves().iter().find(|l| l.criterion == at).unwrap();
                if !leaf.measures[0].has_scale(evaluation.run()) {
                    assert!(evaluation.best_at(at).is_none());
                    continue;
                }
                let fact = graph.schema().find(fact).unwrap();
                let value = |row: usize| Some(sign * graph.catalog().value(row, fact)?.as_number()?);
                let known: Vec<(f64, usize)> =
                    evaluation.eligible.iter_ones().filter_map(|row| Some((value(row)?, row))).collect();
                let top = known.iter().map(|(v, _)| *v).max_by(f64::total_cmp);
                let best = evaluation.best_at(at);
                assert_eq!(best.as_ref().and_then(|best| value(best.row)), top);
                let Some(best) = best else { continue };
                let ties: Vec<usize> = known.iter().filter(|(v, _)| Some(*v) == top).map(|(_, row)| *row).collect();
                let mut models: Vec<_> = ties.iter().map(|row| &graph.catalog().model_of(*row).unwrap().id).collect();
                models.dedup();
                assert_eq!(best.ties, models.len());
                let score = |row: &usize| (evaluation.scores[*row], std::cmp::Reverse(*row));
                assert_eq!(Some(best.row), ties.into_iter().max_by_key(score));
            }
        });
    }

    /// Under a condition the best is that of those for which it is true, one by one: the naive evaluator says which.
    #[test]
    fn under_a_condition_the_best_is_that_of_those_that_meet_it(seed in any::<u64>(), at in 0..CONDITIONS.len()) {
        let mut world = world(seed);
        let criterion = "l0";
        let winner = format!("\n[[winner]]\nid='w'\nlabel='W'\ncriterion='{criterion}'\nwhere='{}'", CONDITIONS[at]);
        let head = world.rules.iter_mut().find(|(path, _)| path == "rulebook.toml").unwrap();
        head.1.push_str(&winner);
        let named = report(&world, 1, None).winners.into_iter().next().map(|w| format!("{}#{}", w.model, w.offer));
        evaluated(&world, |graph, evaluation| {
            let declared = graph.rulebook().winners[0].condition.as_ref().unwrap();
            let meets = |row: &usize| {
                let facts = naive::facts(graph, *row, &evaluation.resolved().values);
                naive::eval(&declared.ast, declared.ast.root(), &facts, &BTreeMap::new()) == Some(Value::Bool(true))
            };
            let among = Bits::of((0..graph.table().rows).map(|row| meets(&row) && evaluation.eligible.get(row)));
            let criterion = graph.criteria().iter().position(|c| c.id == criterion).unwrap();
            let best = evaluation.best_of(&among, criterion);
            assert_eq!(best.as_ref().map(|best| self::named(graph, best.row)), named);
            let whole = evaluation.best_at(criterion);
            // Whoever is the best of all, and meets it, is the best of those that do.
            assert!(whole.is_none_or(|whole| !among.get(whole.row) || best.unwrap().row == whole.row));
        });
    }

    /// Where nothing is worth it, the best is named only if it is the pick, or if nothing is known of the pick.
    #[test]
    fn what_is_hardly_better_than_the_pick_is_not_named(seed in any::<u64>()) {
        let mut world = world(seed);
        let head = world.rules.iter_mut().find(|(path, _)| path == "rulebook.toml").unwrap();
        head.1.push_str("\n[[winner]]\nid='w'\nlabel='W'\ncriterion='l0'\nworth='1e12'");
        let report = report(&world, 1, None);
        let named = report.winners.first().map(|w| (w.model.clone(), w.offer.clone()));
        let pick = report.ranking.first().map(|first| (first.model.clone(), first.offer.clone()));
        evaluated(&world, |graph, evaluation| {
            let at = graph.criteria().iter().position(|c| c.id == "l0").unwrap();
            let row = Verdict::new(evaluation).ranking.first().map(|first| first.row);
            let Some(best) = evaluation.best_at(at) else { return assert_eq!(named, None) };
            match evaluation.ahead_by(&best, row.unwrap()) {
                Some(_) => assert!(named.is_none() || named == pick),
                None => assert!(named.is_some()),
            }
        });
    }

    /// Who else is there does not matter: whoever comes new wins, or nothing changes.
    #[test]
    fn one_more_model_wins_or_changes_no_winner(seed in any::<u64>()) {
        let before = world(seed);
        let mut after = before.clone();
        after.models.push(model(&mut Random(seed ^ 5), "maker/zulu".into()));
        for ((id, was), (same, is)) in bests(&before).into_iter().zip(bests(&after)) {
            prop_assert_eq!(&id, &same);
            let is = is.map(|(name, _)| name);
            prop_assert!(
                is == was.as_ref().map(|(name, _)| name.clone()) || is.as_ref().is_some_and(|n| n.starts_with("maker/zulu")),
                "{}: {:?} instead of {:?}", id, is, was
            );
        }
    }

    #[test]
    fn a_twin_of_the_best_is_a_tie_and_the_first_by_id_stays(seed in any::<u64>()) {
        let before = world(seed);
        for (id, was) in bests(&before) {
            let Some((name, best)) = was else { continue };
            let mut after = before.clone();
            let own = name.split('#').next().unwrap();
            let twin = after.models.iter().find(|m| m.id == own).unwrap().clone();
            after.models.push(crate::world::Model { id: "maker/zulu".into(), ..twin });
            let all = bests(&after);
            let (_, is) = all.iter().find(|(other, _)| *other == id).unwrap();
            let (same, with_twin) = is.as_ref().unwrap();
            prop_assert_eq!((same, with_twin.ties), (&name, best.ties + 1), "{}", id);
        }
    }

    #[test]
    fn the_fallback_is_the_winner_of_the_same_request_without_the_first_model(seed in any::<u64>()) {
        let world = world(seed);
        let whole = report(&world, 1, None);
        let Some(pick) = whole.ranking.first() else {
            prop_assert!(whole.fallback.is_none());
            return Ok(());
        };
        let others: Vec<&str> = world.models.iter().map(|m| m.id.as_str()).filter(|id| *id != pick.model).collect();
        let rest = report(&world, 1, Some(&others.join(",")));
        let first = rest.ranking.first().map(|r| (&r.model, &r.offer, r.score));
        let fallback = whole.fallback.as_ref();
        prop_assert_eq!(fallback.map(|f| (&f.model, &f.offer, f.score)), first);
        prop_assert_eq!(fallback.map(|f| f.margin), first.map(|(_, _, score)| pick.score - score));
    }

    /// Of everybody who is shown, whoever else is: by all eligible models and all that counts.
    #[test]
    fn on_the_front_is_who_is_beaten_by_nobody(seed in any::<u64>(), top in 1_usize..9) {
        let world = world(seed);
        let shown = report(&world, top, None).ranking;
        evaluated(&world, |graph, evaluation| {
            let ranking = Verdict::new(evaluation).ranking;
            let counts = |row: usize| -> Vec<f64> {
                let live = graph.leaves().iter().zip(&evaluation.weights.leaves).filter(|(_, w)| **w > 0);
                live.map(|(leaf, _)| evaluation.utility(leaf, row).value.unwrap_or(leaf.assume)).collect()
            };
            for (ranked, shown) in ranking.iter().zip(&shown) {
                let own = counts(ranked.row);
                let beaten = ranking.iter().map(|other| counts(other.row)).any(|other| {
                    own.iter().zip(&other).all(|(a, b)| a <= b) && own.iter().zip(&other).any(|(a, b)| a < b)
                });
                assert_eq!(shown.pareto, !beaten, "{}", shown.model);
            }
        });
    }
}

#[test]
fn the_laws_are_not_held_by_empty_worlds() {
    let (mut cut_off, mut beaten, mut ties, mut unknown, mut nobody) = (0, 0, 0, 0, 0);
    for seed in 0..60 {
        let world = world(seed);
        for (_, best) in bests(&world) {
            let Some((_, best)) = best else {
                nobody += 1;
                continue;
            };
            ties += usize::from(best.ties > 1);
            unknown += usize::from(best.unknown > 0);
        }
        beaten += report(&world, 9, None).ranking.iter().filter(|r| !r.pareto).count();
        evaluated(&world, |graph, evaluation| {
            let Some(at) = graph.criteria().iter().position(|c| c.id == "l0") else { return };
            let leaf = graph.leaves().iter().find(|l| l.criterion == at).unwrap();
            let full = |row: &usize| evaluation.utility(leaf, *row).value.is_some_and(|u| u >= 1.0);
            let several = evaluation.eligible.iter_ones().filter(full).count() > 1;
            cut_off += usize::from(several && evaluation.best_at(at).unwrap().ties == 1);
        });
    }
    assert!(
        cut_off > 5 && beaten > 10 && ties > 10 && unknown > 20 && nobody > 20,
        "{cut_off} {beaten} {ties} {unknown} {nobody}"
    );
}
