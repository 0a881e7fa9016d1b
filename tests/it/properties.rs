//! The laws of DESIGN §7, on random worlds.

use std::collections::BTreeMap;

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Given, Resolved, WHOLE};
use verdict::needs::Request;
use verdict::value::Value;
use verdict::verdict::Verdict;

use crate::interview::{head, little};
use crate::support::report_of;
use crate::world::{Model, Random, World, demanding, model, world};

/// A verdict in the open: by alternative its numbers, by model its rank.
struct Seen {
    rows: BTreeMap<String, (bool, bool, i32, i32, i32)>,
    ranks: BTreeMap<String, usize>,
    certain: bool,
    winner: Option<String>,
}

fn see(world: &World) -> Seen {
    let graph = world.graph();
    let request = world.request();
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
    let evaluation = Evaluation::new(&graph, &resolved);
    let verdict = Verdict::new(&evaluation);
    let name = |row: usize| {
        format!("{}#{}", graph.catalog().model_of(row).unwrap().id, graph.catalog().offer_of(row).unwrap().id)
    };
    let models = graph.catalog().models();
    Seen {
        rows: (0..evaluation.scores.len())
            .map(|r| {
                let (e, u) = (evaluation.eligible.get(r), evaluation.unverified.get(r));
                (name(r), (e, u, evaluation.scores[r], evaluation.low[r], evaluation.high[r]))
            })
            .collect(),
        ranks: verdict.ranking.iter().map(|r| (models[r.model].id.to_string(), r.rank)).collect(),
        certain: verdict.certain,
        winner: verdict.ranking.first().map(|r| models[r.model].id.to_string()),
    }
}

fn evaluated<T>(world: &World, mut check: impl FnMut(&DecisionGraph, &Resolved, &Evaluation<'_>) -> T) -> T {
    let graph = world.graph();
    let request = world.request();
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
    let evaluation = Evaluation::new(&graph, &resolved);
    check(&graph, &resolved, &evaluation)
}

fn fact<'m>(model: &'m mut Model, name: &str) -> &'m mut Option<String> {
    &mut model.facts.iter_mut().find(|(f, _)| *f == name).unwrap().1
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_score_is_the_sum_of_its_contributions_and_weights_add_up(seed in any::<u64>()) {
        evaluated(&world(seed), |graph, _, evaluation| {
            assert_eq!(evaluation.weights.leaves.iter().sum::<i32>(), WHOLE);
            for row in 0..graph.table().rows {
                let sum: i32 = evaluation.contributions(row).iter().map(|c| c.points).sum();
                assert_eq!(sum, evaluation.scores[row]);
                assert!((0..=WHOLE).contains(&sum));
                assert!(evaluation.low[row] <= sum && sum <= evaluation.high[row]);
                assert_eq!(evaluation.points(row).iter().sum::<i32>(), sum);
                assert_eq!(evaluation.score_of(row), sum, "a cell is what its column is");
                // Each end is rounded by itself, and so is their sum.
                let leaves = i32::try_from(graph.leaves().len()).unwrap();
                let reach: Vec<_> = (0..graph.leaves().len()).map(|l| evaluation.extent(l, row)).collect();
                assert!((reach.iter().map(|r| r.0).sum::<i32>() - evaluation.low[row]).abs() <= leaves);
                assert!((reach.iter().map(|r| r.1).sum::<i32>() - evaluation.high[row]).abs() <= leaves);
                let other = row / 2;
                let margin: i32 = evaluation.margin(row, other).iter().map(|(_, d)| d).sum();
                assert_eq!(margin, evaluation.scores[row] - evaluation.scores[other]);
            }
        });
    }

    #[test]
    fn what_a_report_shows_adds_up(seed in any::<u64>()) {
        let world = world(seed);
        let report = report_of(&world.graph(), &world.request()).unwrap();
        for ranked in &report.ranking {
            prop_assert_eq!(ranked.contributions.iter().map(|c| c.points).sum::<i32>(), ranked.score);
            let weights: f64 = ranked.contributions.iter().map(|c| c.weight).sum();
            prop_assert!((weights - 1.0).abs() < 1e-9);
        }
        if let Some(next) = &report.runner_up {
            let all = next.lost_on.iter().chain(&next.won_on).map(|d| d.points).sum::<i32>();
            prop_assert_eq!(all, next.margin);
        }
    }

    #[test]
    fn other_models_change_no_score(seed in any::<u64>()) {
        let before = world(seed);
        let mut after = before.clone();
        let mut random = Random(seed ^ 1);
        after.models.remove(random.below(after.models.len() as u64) as usize);
        after.models.push(model(&mut random, "another/newcomer".into()));
        after.models.push(model(&mut random, "maker/zulu".into()));
        let (before, after) = (see(&before), see(&after));
        for (name, numbers) in &before.rows {
            if let Some(now) = after.rows.get(name) {
                prop_assert_eq!(numbers, now, "{}", name);
            }
        }
    }

    #[test]
    fn order_and_names_of_models_do_not_matter(seed in any::<u64>()) {
        let before = world(seed);
        let mut after = before.clone();
        after.models.reverse();
        for (i, model) in after.models.iter_mut().enumerate() {
            model.id = format!("other/name-{i}");
        }
        let renamed: BTreeMap<String, String> = before.models.iter().rev().map(|m| m.id.clone())
            .zip(after.models.iter().map(|m| m.id.clone())).collect();
        let (before, after) = (see(&before), see(&after));
        for (id, rank) in &before.ranks {
            prop_assert_eq!(after.ranks.get(&renamed[id]), Some(rank));
        }
    }

    #[test]
    fn a_better_value_never_lowers_a_rank(seed in any::<u64>()) {
        let before = world(seed);
        let mut after = before.clone();
        let index = Random(seed ^ 2).below(after.models.len() as u64) as usize;
        let Some(range) = fact(&mut after.models[index], "range").clone() else { return Ok(()) };
        *fact(&mut after.models[index], "range") = Some(format!("{:.1}", range.parse::<f64>().unwrap() + 30.0));
        let id = after.models[index].id.clone();
        let (before, after) = (see(&before), see(&after));
        if let Some(rank) = before.ranks.get(&id) {
            prop_assert!(after.ranks[&id] <= *rank);
        }
    }

    #[test]
    fn the_dominated_never_ranks_above_its_dominator(seed in any::<u64>()) {
        evaluated(&world(seed), |graph, _, evaluation| {
            let all = |row: usize| -> Vec<f64> {
                graph.leaves().iter().map(|l| evaluation.utility(l, row).value.unwrap_or(l.assume)).collect()
            };
            let utilities: Vec<Vec<f64>> = (0..graph.table().rows).map(all).collect();
            for (a, ua) in utilities.iter().enumerate() {
                for (b, ub) in utilities.iter().enumerate() {
                    if ua.iter().zip(ub).all(|(x, y)| x >= y) {
                        assert!(evaluation.scores[a] >= evaluation.scores[b]);
                    }
                }
            }
        });
    }

    #[test]
    fn tightening_a_need_never_readmits(seed in any::<u64>()) {
        let mut before = world(seed);
        before.needs = before.needs.split_inclusive('\n').filter(|l| !l.starts_with("km")).collect();
        let mut after = before.clone();
        before.needs.push_str("km = 25\n");
        after.needs.push_str("km = 75\n");
        let (before, after) = (see(&before), see(&after));
        for (name, (eligible, unverified, ..)) in &after.rows {
            let (was_eligible, was_unverified, ..) = before.rows[name];
            prop_assert!(!eligible || was_eligible, "{}", name);
            prop_assert!(!unverified || was_unverified || was_eligible, "{}", name);
        }
    }

    #[test]
    fn learning_an_unknown_never_overturns_what_was_certain(seed in any::<u64>()) {
        let before = world(seed);
        let mut after = before.clone();
        let mut random = Random(seed ^ 3);
        for m in &mut after.models {
            let full = (0..50).map(|_| model(&mut random, String::new())).fold(BTreeMap::new(), |mut all, m| {
                for (f, v) in m.facts.into_iter().chain(m.offers.into_iter().flat_map(|o| o.1)) {
                    if let Some(v) = v { all.insert(f, v); }
                }
                all
            });
            // What was an interval is measured somewhere in it.
            let number = |m: &mut Model, name: &str| fact(m, name).as_ref().and_then(|v| v.parse::<f64>().ok());
            if let (None, Some(low), Some(high)) = (number(m, "reach"), number(m, "reach_low"), number(m, "reach_high")) {
                *fact(m, "reach") = Some(format!("{:?}", low + (high - low) * (random.below(5) as f64) / 4.0));
            }
            for (f, v) in m.facts.iter_mut().chain(m.offers.iter_mut().flat_map(|o| o.1.iter_mut())) {
                if v.is_none() && random.chance(70) {
                    *v = full.get(f).cloned();
                }
            }
        }
        let (before, after) = (see(&before), see(&after));
        for (name, (eligible, unverified, score, ..)) in &after.rows {
            let (was_eligible, was_unverified, _, low, high) = before.rows[name];
            prop_assert!(low <= *score && *score <= high, "{} left its interval", name);
            prop_assert!(was_eligible || was_unverified || !(*eligible || *unverified), "{} was out for certain", name);
        }
        if before.certain {
            let winner = before.winner.unwrap();
            prop_assert_eq!(after.ranks.get(&winner), Some(&1), "{} was certain", winner);
        }
    }
}

/// What leaving out each set of answers would let in, by trying all of them: the needs left out, the models, and the first of them.
fn brute_force(world: &World) -> Vec<(Vec<String>, usize, String)> {
    let graph = world.graph();
    let request = world.request();
    let mut all = Vec::new();
    for mask in 0_u32..1 << request.needs.len() {
        let mut rest = request.clone();
        let mut out = Vec::new();
        for (i, answer) in request.needs.iter().enumerate() {
            if mask >> i & 1 == 1 {
                out.push(answer.need.clone());
                rest.needs.retain(|a| a.need != answer.need);
            }
        }
        let resolved = graph.resolve(&rest, graph.as_of_date(&rest)).unwrap();
        let verdict = Verdict::new(&Evaluation::new(&graph, &resolved));
        if let Some(first) = verdict.ranking.first() {
            out.sort();
            all.push((out, verdict.ranking.len(), graph.catalog().models()[first.model].id.to_string()));
        }
    }
    all.sort();
    all
}

/// What the engine says would let something in.
fn relaxed(world: &World) -> Vec<(Vec<String>, usize, String)> {
    evaluated(world, |graph, _, evaluation| {
        let as_of = graph.as_of_date(&world.request());
        let mut all: Vec<(Vec<String>, usize, String)> = Vec::new();
        for r in evaluation.relaxations(as_of) {
            let mut needs: Vec<String> = r.needs.iter().map(|n| graph.rulebook().questions[*n].id.clone()).collect();
            needs.sort();
            all.push((needs, r.models, graph.catalog().model_of(r.first).unwrap().id.to_string()));
        }
        all.sort();
        all
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn relaxations_are_the_smallest_sets_of_answers_that_let_something_in(seed in any::<u64>()) {
        let world = demanding(seed);
        let mut help = brute_force(&world);
        if help.iter().any(|(out, ..)| out.is_empty()) {
            return Ok(());
        }
        // If none helps, none is reported; else all of the least size, with what they let in.
        let least = help.iter().map(|(out, ..)| out.len()).min().unwrap_or_default();
        help.retain(|(out, ..)| out.len() == least);
        prop_assert_eq!(relaxed(&world), help);
    }
}

/// Without one answer a rule applies that did not before, so the answer behind that one has to go as well.
#[test]
fn what_is_required_only_without_another_answer_is_relaxed_too() {
    let rule = |when: &str| format!("summary='s'\nwhen='{when}'\nrequire='model.f0 > 0.5'\nbecause='it must'\n");
    let question = || "ask='?'\nwhy='.'\nunanswered='.'\nkind='yes-no'".to_string();
    let graph = little(
        &[&[0.2]],
        &[
            head(&["hills", "snow"]),
            ("questions/hills.toml", question()),
            ("questions/snow.toml", question()),
            ("rules/hills.toml", rule("needs.hills")),
            ("rules/snow.toml", rule("needs.snow && !has(needs.hills)")),
        ],
    );
    let as_of = graph.as_of_date(&Request::default());
    let given = |need: usize| Given { need, value: Value::Bool(true) };
    let said = graph.complete(vec![given(0), given(1)], as_of);
    let relaxations = Evaluation::new(&graph, &said).relaxations(as_of);
    assert_eq!(relaxations.iter().map(|r| r.needs.as_slice()).collect::<Vec<_>>(), [[0, 1]]);
}

#[test]
fn demanding_worlds_need_one_answer_less_or_several_or_are_hopeless() {
    let mut sizes: BTreeMap<Option<usize>, usize> = BTreeMap::new();
    for seed in 0..150 {
        let help = brute_force(&demanding(seed));
        *sizes.entry(help.iter().map(|(out, ..)| out.len()).min()).or_default() += 1;
    }
    for (size, least) in [(Some(0), 5), (Some(1), 10), (Some(2), 5), (None, 5)] {
        assert!(sizes.get(&size).is_some_and(|n| *n >= least), "{sizes:?}");
    }
}

#[test]
fn the_laws_are_not_held_by_empty_worlds() {
    // Random worlds must have winners, exclusions, unknowns and certain verdicts, or the laws above say nothing.
    let seen: Vec<Seen> = (0..60).map(|seed| see(&world(seed))).collect();
    let share = |f: &dyn Fn(&Seen) -> bool| seen.iter().filter(|s| f(s)).count();
    assert!(share(&|s| s.ranks.len() > 1) > 20);
    assert!(share(&|s| s.rows.values().any(|r| !r.0 && !r.1)) > 20);
    assert!(share(&|s| s.rows.values().any(|r| r.1)) > 10);
    assert!(share(&|s| s.certain) > 5);
    assert!(share(&|s| s.winner.is_some() && !s.certain) > 5);
    // Estimates that are neither certain nor open, of which some count with their least.
    let (mut between, mut least) = (0, 0);
    for seed in 0..60 {
        evaluated(&world(seed), |graph, _, evaluation| {
            for row in 0..graph.table().rows {
                let points = evaluation.points(row);
                for (leaf, weight) in evaluation.weights.leaves.iter().enumerate() {
                    let (counts, (low, high)) = (points[leaf], evaluation.extent(leaf, row));
                    between += usize::from(0 < low && low < counts && counts < high && high < *weight);
                    least += usize::from(0 < low && low == counts && counts < high && high < *weight);
                }
            }
        });
    }
    assert!(between > 20 && least > 20, "{between} {least}");
}
