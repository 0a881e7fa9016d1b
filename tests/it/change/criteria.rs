//! Margins along the tree, and who is the best at what.

use proptest::prelude::*;
use verdict::change::{Telling, telling};
use verdict::evaluate::Evaluation;

use super::{date, evaluated, no_questions};
use crate::support::{Texts, compile, shipped};

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_below_a_criterion_adds_up_to_it(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            for (row, other) in [(0, graph.table().rows - 1), (graph.table().rows - 1, 0), (0, 0)] {
                let margin = evaluation.margin_by_criterion(row, other);
                assert_eq!(margin.points[0], evaluation.scores[row] - evaluation.scores[other]);
                for (c, node) in graph.criteria().iter().enumerate().filter(|(_, node)| node.leaf.is_none()) {
                    assert_eq!(margin.below(c).iter().map(|(_, d)| d).sum::<i32>(), margin.points[c], "{}", node.id);
                    assert!(margin.below(c).iter().all(|(k, _)| node.children.contains(k)));
                }
            }
        });
    }

    #[test]
    fn the_pros_that_are_told_outweigh_all_cons(mut all in prop::collection::vec(-50..50_i32, 0..9)) {
        all.sort_unstable_by_key(|d| -d);
        let differences: Vec<(usize, i32)> = all.iter().copied().enumerate().collect();
        let Telling { pros, cons } = telling(&differences);
        let margin: i32 = all.iter().sum();
        let against: i32 = -all.iter().filter(|d| **d < 0).sum::<i32>();
        let told: i32 = pros.iter().map(|(_, d)| d).sum();
        let in_favour = all.iter().filter(|d| **d > 0).count();
        prop_assert!(told > against || pros.len() == in_favour);
        if let Some((_, last)) = pros.last() {
            prop_assert!(told - last <= against, "one fewer would do");
        }
        prop_assert_eq!(cons.len(), all.iter().filter(|d| **d < 0 && -**d > margin).count());
    }

    #[test]
    fn nobody_is_better_at_it_than_the_best(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let best = evaluation.best_by_criterion();
            let counts = |leaf: usize, row: usize| {
                let leaf = &graph.leaves()[leaf];
                evaluation.utility(leaf, row).value.unwrap_or(leaf.assume)
            };
            for (leaf, l) in graph.leaves().iter().enumerate() {
                let found = best.iter().find(|b| b.criterion == l.criterion);
                assert_eq!(found.is_some(), evaluation.eligible.count_ones() > 0);
                let Some(found) = found else { continue };
                assert!((found.utility - counts(leaf, found.row)).abs() < 1e-12);
                for row in evaluation.eligible.iter_ones() {
                    let (own, score) = (counts(leaf, row), evaluation.scores[row]);
                    let better = (own, score) > (found.utility, evaluation.scores[found.row]);
                    let before = (own, score) == (found.utility, evaluation.scores[found.row]) && row < found.row;
                    assert!(!better && !before);
                }
            }
        });
    }
}

#[test]
fn a_group_is_the_mean_of_what_is_below_it() {
    let leaf = |id: &str, under: &str, points: u32| {
        format!(
            "[{id}]\nlabel='L'\nmeaning='.'\nreason='.'\nunder='{under}'\npoints={points}\nof='model.{id}'\nscale={{kind='linear', worst=0, best=1}}\n"
        )
    };
    let fact = |id: &str| format!("[model.{id}]\ntype='number'\nlabel='F'\nmeaning='.'\n");
    let model = |a: f64, b: f64, c: f64| format!("source='s'\n[facts]\na={a:?}\nb={b:?}\nc={c:?}\n[[offer]]\nid='o'\n");
    let catalog = Texts::new([
        ("catalog.toml", "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
        ("facts.toml", ["a", "b", "c"].map(fact).concat()),
        ("sources.toml", "[sources.s]\nwhat='.'\nas_of='2026-01-01'".into()),
        ("models/m/even.toml", model(0.6, 0.6, 1.0)),
        ("models/m/lopsided.toml", model(1.0, 0.4, 0.0)),
    ]);
    // The group has no points, and still somebody is the best at it: 3/4 × 1 + 1/4 × 0.4 = 0.85 against 0.6.
    let group = "[g]\nlabel='G'\nmeaning='.'\nreason='.'\npoints=0\n".to_string();
    let top = leaf("c", "g", 1).replace("under='g'\n", "");
    let criteria = group + &leaf("a", "g", 3) + &leaf("b", "g", 1) + &top;
    let rules = Texts::new([("criteria.toml", criteria), no_questions()]);
    let graph = compile(&catalog, &rules).unwrap();
    let said = graph.complete(Vec::new(), date(&graph));
    let best = Evaluation::new(&graph, &said).best_by_criterion();
    let of = |id: &str| best.iter().find(|b| graph.criteria()[b.criterion].id == id).unwrap();
    assert!((of("g").utility - 0.85).abs() < 1e-12);
    assert_eq!(["g", "a", "b", "c"].map(|id| of(id).row), [1, 1, 0, 0]);
}

#[test]
fn the_most_private_offer_need_not_be_the_best_overall() {
    let graph = shipped();
    let said = graph.complete(Vec::new(), date(graph));
    let evaluation = Evaluation::new(graph, &said);
    let best = evaluation.best_by_criterion();
    let utilities: Vec<f64> = best.iter().map(|b| b.utility).collect();
    assert!(utilities.iter().all(|u| (0.0..=1.0).contains(u)));
    assert!(best.iter().any(|b| evaluation.scores[b.row] < *evaluation.scores.iter().max().unwrap()));
}
