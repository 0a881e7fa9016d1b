//! What holds of shares whatever the world is.

use super::*;

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn shares_and_nothing_add_up_and_are_those_of_single_verdicts(seed in any::<u64>(), number in any::<u64>()) {
        for world in [world(seed), demanding(seed)] {
            let graph = world.graph();
            let askers = askers(&graph);
            let request = world.request();
            let said = graph.resolve(&request, date(&graph)).unwrap();
            for said in [among(&graph, &[]), among(&graph, &[0, 1]), said] {
                let shares = both(&graph, &askers, 0, &said, 60, number);
                for tally in shares.personas.iter().chain([&shares.all]) {
                    let sum = tally.firsts.iter().sum::<f64>() + tally.nothing as f64;
                    prop_assert!((sum - tally.people as f64).abs() < 1e-9);
                    prop_assert!(tally.ranking().iter().all(|model| said.among.as_ref().is_none_or(|a| a.contains(model))));
                }
                prop_assert_eq!(shares.all.people, 60);
            }
        }
    }
}

#[test]
fn shares_of_the_shipped_population_are_those_of_single_verdicts() {
    let graph = shipped();
    let askers = askers(graph);
    let find = |id: &str| graph.catalog().find_model(id).unwrap();
    let mut pair = vec![find("openai/gpt-4o-mini"), find("meta/llama-2-70b")];
    pair.sort_unstable();
    for population in 0..askers.populations.len() {
        both(graph, &askers, population, &among(graph, &[]), 60, 1);
        let shares = both(graph, &askers, population, &among(graph, &pair), 60, 2);
        assert!(shares.all.nothing > 0, "most people need what neither can do, or some at least");
    }
}

#[test]
fn a_share_has_the_error_of_so_many_draws() {
    let tally = Tally { people: 400, nothing: 80, firsts: vec![100.0, 220.0, 0.0] };
    // 1.96 · √(0.25 · 0.75 / 400), and of the 320 for whom anything is eligible 1.96 · √(0.3125 · 0.6875 / 320).
    let near = |share: Share, value: f64, error: f64| {
        assert!((share.value - value).abs() < 1e-12 && (share.error - error).abs() < 1e-4, "{share:?}");
    };
    near(tally.first(0), 0.25, 0.0424);
    near(tally.first_where_any(0), 0.3125, 0.0508);
    near(tally.nothing(), 0.2, 0.0392);
    near(tally.first(2), 0.0, 0.0);
    near(tally.first(9), 0.0, 0.0);
    assert_eq!(tally.ranking(), [1, 0]);
    assert_eq!(Tally::default().nothing(), Share::default());
}
