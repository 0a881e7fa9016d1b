//! Moving a share or a value to where it is said to tie makes a tie.

use proptest::prelude::*;
use verdict::change::{Tie, Tipping};
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Needed, WHOLE};
use verdict::value::Date;

use super::{date, evaluated, no_questions};
use crate::interview::little;
use crate::support::{Texts, compile, list};

/// The scores of two rows with one share moved, the others beside it in proportion.
fn moved(evaluation: &Evaluation<'_>, tipping: &Tipping, to: f64, rows: [usize; 2]) -> i32 {
    let varied = Evaluation::varied(evaluation.graph(), evaluation.resolved(), |above, below| {
        let other = (1.0 - to) / (1.0 - tipping.share);
        let share = |(c, share): &(usize, f64)| match (above == tipping.above, *c == tipping.criterion) {
            (true, true) => to,
            (true, false) => share * other,
            _ => *share,
        };
        below.iter().map(share).collect()
    });
    varied.scores[rows[0]] - varied.scores[rows[1]]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn at_the_tipping_weight_the_pair_ties_and_beside_it_the_order_turns(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let last = graph.table().rows - 1;
            for rows in [[0, last], [last, last / 2]] {
                let now = evaluation.scores[rows[0]] - evaluation.scores[rows[1]];
                // A weight and two contributions are rounded, leaf by leaf.
                let rounding = 2 * graph.leaves().len() as i32;
                for tipping in evaluation.tipping_weights(rows[0], rows[1]) {
                    // What has no points now cannot be given any by varying the shares; the next test does so.
                    if tipping.share <= 0.0 || tipping.share >= 1.0 {
                        assert_eq!(tipping.share >= 1.0, tipping.tie == Tie::Alone);
                        continue;
                    }
                    let at = |share: f64| moved(evaluation, &tipping, share, rows);
                    let (none, all) = (at(0.0), at(1.0));
                    match tipping.tie {
                        Tie::At { share, .. } => {
                            assert!((0.0..=1.0).contains(&share));
                            assert!(at(share).abs() <= rounding, "{} at {share}", at(share));
                            // One of the two ends is on the other side, unless the tie is there.
                            assert!(none.signum() * all.signum() <= 0 || none.abs().min(all.abs()) <= rounding);
                        }
                        Tie::Never => {
                            assert!(none.signum() == all.signum() || none.abs().min(all.abs()) <= rounding);
                        }
                        Tie::Indifferent => assert!((none - all).abs() <= 2 * rounding && (none - now).abs() <= 2 * rounding),
                        Tie::Alone => panic!("others are beside it"),
                    }
                }
            }
        });
    }

    #[test]
    fn at_the_tipping_value_the_pair_ties(a in 0..=100_u32, b in 0..=100_u32, c in 0..=100_u32, d in 0..=100_u32) {
        let fact = |n: u32| f64::from(n) / 100.0;
        let (first, second) = ([fact(a), fact(b)], [fact(c), fact(d)]);
        let graph = little(&[&first, &second], &[no_questions()]);
        let said = graph.complete(Vec::new(), date(&graph));
        let evaluation = Evaluation::new(&graph, &said);
        let margin = evaluation.scores[1] - evaluation.scores[0];
        let found = evaluation.tipping_values(1, 0);
        prop_assert!(found.is_empty() || margin != 0);
        // Each counts for half, so what is needed is twice the margin away.
        let reachable = |now: f64| (0.0..=1.0).contains(&(now - 2.0 * f64::from(margin) / f64::from(WHOLE)));
        for (leaf, now) in second.iter().enumerate().filter(|_| margin != 0) {
            prop_assert_eq!(found.iter().any(|f| f.leaf == leaf), reachable(*now));
        }
        for tipping in found {
            let Needed::Number(value) = tipping.needed else { panic!("a number") };
            let mut changed = second;
            changed[tipping.leaf] = value;
            let graph = little(&[&first, &changed], &[no_questions()]);
            let said = graph.complete(Vec::new(), date(&graph));
            let scores = Evaluation::new(&graph, &said).scores;
            prop_assert!((scores[0] - scores[1]).abs() <= 1);
            prop_assert_eq!(tipping.fact, graph.schema().find(&format!("model.f{}", tipping.leaf)));
        }
    }
}

/// Two bicycles, the first better on `a` (0.9 against 0.5), the second on `b` (0.2 against 0.8) with these points.
fn two(points: [u32; 2]) -> DecisionGraph {
    let leaf = |(id, points): (&str, u32)| {
        format!(
            "[{id}]\nlabel='L'\nmeaning='.'\nreason='.'\npoints={points}\nof='model.{id}'\nscale={{kind='linear', worst=0, best=1}}\n"
        )
    };
    let model = |a: f64, b: f64| format!("source='s'\n[facts]\na={a:?}\nb={b:?}\n[[offer]]\nid='o'\n");
    let catalog = Texts::new([
        ("catalog.toml", "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
        ("facts.toml", ["a", "b"].map(|id| format!("[model.{id}]\ntype='number'\nlabel='F'\nmeaning='.'\n")).concat()),
        ("sources.toml", "[sources.s]\nwhat='.'\nas_of='2026-01-01'".into()),
        ("models/m/first.toml", model(0.9, 0.2)),
        ("models/m/second.toml", model(0.5, 0.8)),
    ]);
    let rules =
        Texts::new([("criteria.toml", [("a", points[0]), ("b", points[1])].map(leaf).concat()), no_questions()]);
    compile(&catalog, &rules).unwrap_or_else(|e| panic!("{}", list(&e)))
}

#[test]
fn what_has_no_points_has_a_tipping_weight_as_well() {
    // By hand: 0.4 (1 − t) = 0.6 t at t = 0.4.
    for (points, share) in [([1, 0], 0.0), ([9, 1], 0.1), ([1, 1], 0.5)] {
        let graph = two(points);
        let said = graph.complete(Vec::new(), date(&graph));
        let tippings = Evaluation::new(&graph, &said).tipping_weights(0, 1);
        let b = tippings.iter().find(|t| graph.criteria()[t.criterion].id == "b").unwrap();
        assert!((b.share - share).abs() < 1e-12 && (b.weight - share).abs() < 1e-12);
        let Tie::At { share, weight } = b.tie else { panic!("{:?}", b.tie) };
        assert!((share - 0.4).abs() < 1e-12 && (weight - 0.4).abs() < 1e-12);
    }
    // And with that share they tie.
    let graph = two([6, 4]);
    let said = graph.complete(Vec::new(), date(&graph));
    let scores = Evaluation::new(&graph, &said).scores;
    assert_eq!(scores[0], scores[1]);
}

#[test]
fn a_share_inside_a_group_is_told_with_what_it_comes_to_in_the_goal() {
    evaluated(0, |graph, evaluation| {
        let tippings = evaluation.tipping_weights(0, graph.table().rows - 1);
        assert!(!tippings.is_empty());
        for tipping in tippings {
            let exact = evaluation.weights.edges[tipping.criterion].weight;
            assert!((tipping.weight - exact).abs() < 1e-9);
            assert!((tipping.share - evaluation.weights.share(graph, tipping.above, tipping.criterion)).abs() < 1e-9);
            if let Tie::At { share, weight } = tipping.tie {
                // It has at least what it has by this path.
                let above = evaluation.weights.edges[tipping.above].weight;
                assert!(weight >= share * above - 1e-9 && weight <= 1.0 + 1e-9);
            }
        }
    });
}

/// A date is told as one, also where the value now is unknown.
#[test]
fn a_day_is_that_of_the_calendar() {
    let days = |text: &str| Date::parse(text).unwrap().days();
    for day in days("1899-12-31")..=days("2101-01-01") {
        assert_eq!(Date::from_days(day).map(Date::days), Some(day));
    }
    for (text, day) in [("0001-01-01", 306), ("2000-02-29", 730_484), ("9999-12-31", 3_652_364)] {
        assert_eq!(Date::from_days(day).map(|date| date.to_string()).as_deref(), Some(text));
    }
    assert_eq!((Date::from_days(i32::MIN), Date::from_days(3_652_365), Date::from_days(i32::MAX)), (None, None, None));
}

/// Something of which half is assumed, and another with a value: what would that one have to be?
#[test]
fn every_kind_of_scale_is_turned_round() {
    let cases = [
        // fact, its value, scale, what ties with or passes a utility of 0.5
        ("number", "1.0", "{ kind='log', worst=1, best=100 }", Needed::Number(10.0)),
        ("number", "100.0", "{ kind='log', worst=1, best=100 }", Needed::Number(10.0)),
        ("number", "9.0", "{ kind='linear', worst=10, best=0 }", Needed::Number(5.0)),
        ("number", "0.0", "{ kind='steps', steps=[[1, 0.2], [3, 0.7], [9, 1.0]] }", Needed::Number(3.0)),
        ("number", "10.0", "{ kind='steps', steps=[[1, 0.2], [3, 0.7], [9, 1.0]] }", Needed::Below(3.0)),
        ("number", "10.0", "{ kind='steps', steps=[[1, 1.0], [3, 0.7], [9, 0.0]] }", Needed::Number(3.0)),
        ("word", "'red'", "{ kind='table', values={ red=0.0, blue=0.6, green=1.0 } }", Needed::Word("blue".into())),
        ("word", "'green'", "{ kind='table', values={ red=0.0, blue=0.4, green=1.0 } }", Needed::Word("blue".into())),
        ("truth", "false", "{ kind='table', values={ \"true\"=1.0, \"false\"=0.0 } }", Needed::Truth(true)),
        ("truth", "true", "{ kind='table', values={ \"true\"=1.0, \"false\"=0.0 } }", Needed::Truth(false)),
    ];
    for (fact, value, scale, needed) in cases {
        let facts = "[model.number]\ntype='number'\nlabel='F'\nmeaning='.'\n[model.word]\ntype='enum'\nvalues=['red', 'blue', 'green']\nlabel='F'\nmeaning='.'\n[model.truth]\ntype='bool'\nlabel='F'\nmeaning='.'\n";
        let model = |facts: String| format!("source='s'\n[facts]\n{facts}\n[[offer]]\nid='o'\n");
        let catalog = Texts::new([
            ("catalog.toml", "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
            ("facts.toml", facts.to_string()),
            ("sources.toml", "[sources.s]\nwhat='.'\nas_of='2026-01-01'".into()),
            // Of the second nothing is known, and half is assumed.
            ("models/m/first.toml", model(format!("{fact}={value}"))),
            ("models/m/second.toml", model(String::new())),
        ]);
        let criteria = format!(
            "[it]\nlabel='L'\nmeaning='.'\nreason='.'\npoints=1\nof='model.{fact}'\nassume=0.5\nscale={scale}\n"
        );
        let rules = Texts::new([("criteria.toml", criteria), no_questions()]);
        let graph = compile(&catalog, &rules).unwrap_or_else(|e| panic!("{scale}: {}", list(&e)));
        let said = graph.complete(Vec::new(), date(&graph));
        let found = Evaluation::new(&graph, &said).tipping_values(0, 1);
        let close = match (&found[0].needed, &needed) {
            (Needed::Number(a), Needed::Number(b)) => (a - b).abs() < 1e-9,
            (a, b) => a == b,
        };
        assert!(close, "{scale}: {:?}", found[0]);
        assert_eq!(found[0].fact, graph.schema().find(&format!("model.{fact}")));
    }
}
