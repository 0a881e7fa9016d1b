//! Margins along the tree.

use proptest::prelude::*;
use verdict::change::{Telling, telling};

use super::evaluated;

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
}
