//! The exact share of a pair.

use super::*;

/// A difference for each criterion, from a few to many, some alike and some none.
fn differences() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(prop_oneof![-1.0..1.0_f64, Just(0.0), Just(0.25), Just(-0.25)], 1..9)
}

/// On what part of `n` random weights the weighted sum is above 0.
fn by_chance(differences: &[f64], n: u64) -> f64 {
    let above = |i: &u64| {
        let mut random = Random::new(7, *i);
        // Flat on the simplex: numbers of the exponential distribution, divided by their sum, which does not change the sign.
        differences.iter().map(|d| -d * random.unit().ln()).sum::<f64>() > 0.0
    };
    (0..n).filter(above).count() as f64 / n as f64
}

#[test]
fn best_on_one_of_n_is_best_with_two_to_the_minus_n_minus_one_of_the_weights() {
    for n in 2..=30 {
        let mut differences = vec![-1.0; n];
        differences[0] = 1.0;
        let exact = 0.5_f64.powi(n as i32 - 1);
        assert!((exact::share(&differences) - exact).abs() < 1e-15, "{n}");
        let other: Vec<f64> = differences.iter().map(|d| -d).collect();
        assert!((exact::share(&other) - (1.0 - exact)).abs() < 1e-15, "{n}");
    }
}

/// w₁ > 2w₂ where w₂ is flat from 0 to 1: w₂ below a third. Of three, w₁ + w₂ > w₃ fails where w₃ is above a half, a fourth of all; and
/// so on, each integrated by hand.
#[test]
fn shares_are_those_computed_by_hand() {
    for (differences, share) in [
        (&[1.0, -2.0][..], 1.0 / 3.0),
        (&[1.0, 1.0, -1.0], 0.75),
        (&[1.0, 0.0, -1.0], 0.5),
        // Where 2w₁ > w₂ + w₃, w₁ is above a third: (2/3)² of the triangle.
        (&[2.0, -1.0, -1.0], 4.0 / 9.0),
        (&[0.3, 0.0, 0.1], 1.0),
        (&[-0.3, 0.0], 0.0),
        (&[0.0], 0.5),
        (&[], 0.5),
    ] {
        assert!((exact::share(differences) - share).abs() < 1e-15, "{differences:?}: {}", exact::share(differences));
    }
}

/// GPT-4o mini and Llama 2 70B as the articles have them: MMLU 82 and 68.9, from chance (25) to all right; 128,000 and 4,096 tokens, on
/// a logarithm from 2^11 to 2^20; images or not; weights or not.
#[test]
fn the_pair_of_the_articles_on_four_criteria() {
    let (mmlu, window) = ((82.0 - 68.9) / 75.0, (128_000.0_f64 / 4096.0).ln() / 512.0_f64.ln());
    let share = exact::share(&[mmlu, window, 1.0, -1.0]);
    assert!((share - 0.7257).abs() < 0.00005, "{share}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn exact_shares_are_those_of_many_random_weights(differences in differences()) {
        let (exact, n) = (exact::share(&differences), 4_000);
        if differences.iter().any(|d| *d != 0.0) {
            let error = (exact * (1.0 - exact) / n as f64).sqrt();
            prop_assert!((exact - by_chance(&differences, n)).abs() <= 5.0 * error + 1e-9);
        }
    }

    #[test]
    fn what_one_does_not_have_the_other_has(mut differences in differences(), scale in 0.01..100.0_f64) {
        let share = exact::share(&differences);
        prop_assert!((0.0..=1.0).contains(&share));
        let other: Vec<f64> = differences.iter().map(|d| -d).collect();
        prop_assert!((share + exact::share(&other) - 1.0).abs() < 1e-12);
        // Neither the unit nor the order counts, and to be better on more never hurts.
        differences.reverse();
        for difference in &mut differences {
            *difference *= scale;
        }
        prop_assert!((share - exact::share(&differences)).abs() < 1e-12);
        differences[0] += 0.1;
        prop_assert!(exact::share(&differences) >= share - 1e-12);
    }

    /// Each half has half the points, and the same measure and scale: one criterion, written as two under the same one above.
    #[test]
    fn a_criterion_split_in_two_halves_changes_no_exact_share(seed in any::<u64>()) {
        let whole = world(seed);
        let (one, two) = (doubled(&whole, false), doubled(&whole, true));
        let (one, two) = (one.graph(), two.graph());
        let (said, same) = (among(&one, &[]), among(&two, &[]));
        let (one, two) = (Evaluation::new(&one, &said), Evaluation::new(&two, &same));
        for row in 0..one.scores.len() {
            for other in 0..one.scores.len() {
                let (share, split) = (pure(&one, row, other), pure(&two, row, other));
                prop_assert!((share - split).abs() < 1e-9, "{row} against {other}: {share}, split {split}");
                prop_assert!((share + pure(&one, other, row) - 1.0).abs() < 1e-9);
            }
        }
    }
}

/// A world with one more criterion below its first group, written as one or as two halves.
fn doubled(world: &World, split: bool) -> World {
    let mut world = world.clone();
    let (_, criteria) = world.rules.iter_mut().find(|(path, _)| path == "criteria.toml").unwrap();
    let half = |id: &str, points: u32| {
        format!(
            "[{id}]\nlabel='L'\nmeaning='.'\nreason='.'\nunder='g0'\npoints={points}\nof='model.range'\nscale={{kind='linear', worst=0, best=140}}\n"
        )
    };
    criteria.push_str(&if split { half("half", 4) + &half("other", 4) } else { half("whole", 8) });
    world
}

/// What a group gives each of the two is added up here from its leaves.
#[test]
fn the_exact_share_of_two_offers_is_that_of_the_groups_below_the_goal() {
    let graph = frozen();
    let said = among(graph, &[]);
    let evaluation = Evaluation::new(graph, &said);
    let rows = graph.catalog().alternatives().len();
    let groups = graph.criteria()[0].children.iter().filter(|c| evaluation.weights.edges[**c].weight > 0.0);
    let groups: Vec<usize> = groups.copied().collect();
    for (row, other) in [(0, rows - 1), (rows / 2, rows / 3), (7, 7)] {
        // The tree has no leaf under two: what a leaf has of its group is its weight divided by that of the group.
        let below = |group: &usize| -> f64 {
            let own = graph
                .leaves()
                .iter()
                .filter(|leaf| graph.path(leaf.criterion, &evaluation.weights).last() == Some(group));
            let each = own.map(|leaf| {
                let counts = |row| evaluation.utility(leaf, row).value.unwrap_or(leaf.assume);
                evaluation.weights.edges[leaf.criterion].weight * (counts(row) - counts(other))
            });
            each.sum::<f64>() / evaluation.weights.edges[*group].weight
        };
        let expected = exact::share(&groups.iter().map(below).collect::<Vec<f64>>());
        assert!((pure(&evaluation, row, other) - expected).abs() < 1e-9, "{row} against {other}");
    }
    assert!((pure(&evaluation, 7, 7) - 0.5).abs() < 1e-15);
}
