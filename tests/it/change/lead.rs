//! With the weights with which a model is said to come first it does, and with none that is nearer.

use proptest::prelude::*;
use verdict::change::Lead;
use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;
use verdict::verdict::Verdict;

use super::{date, evaluated, no_questions};
use crate::interview::little;

/// By how many thousandths of a point a model is ahead of all others with one share moved, those beside it in proportion.
fn ahead(evaluation: &Evaluation<'_>, model: usize, (criterion, above): (usize, usize), now: f64, to: f64) -> i32 {
    let varied = Evaluation::varied(evaluation.graph(), evaluation.resolved(), |at, below| {
        let share = |(c, share): &(usize, f64)| match (at == above, *c == criterion) {
            (true, true) => to,
            (true, false) => share * (1.0 - to) / (1.0 - now),
            _ => *share,
        };
        below.iter().map(share).collect()
    });
    let ranking = Verdict::new(&varied).ranking;
    let own = ranking.iter().find(|r| r.model == model).unwrap().score;
    ranking.iter().filter(|r| r.model != model).map(|r| own - r.score).min().unwrap_or(i32::MAX)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_model_leads_from_end_to_end_of_its_range_and_at_no_nearer_share(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let ranking = Verdict::new(evaluation).ranking;
            // Weights and contributions are rounded, leaf by leaf.
            let rounding = 2 * graph.leaves().len() as i32;
            for ranked in &ranking {
                let leads = evaluation.leads(ranked.model);
                // One that has no points now cannot be given any by varying the shares.
                for tipping in evaluation.tipping_weights(ranked.row, ranked.row) {
                    if tipping.share <= 0.0 || tipping.share >= 1.0 {
                        continue;
                    }
                    let place = (tipping.criterion, tipping.above);
                    let at = |share: f64| ahead(evaluation, ranked.model, place, tipping.share, share);
                    let lead = leads.iter().find(|lead| (lead.criterion, lead.above) == place);
                    let away = lead.map_or(2.0, |lead| {
                        let (from, to) = (lead.from.inside, lead.to.inside);
                        assert!((lead.now.inside - tipping.share).abs() < 1e-9 && (lead.now.whole - tipping.weight).abs() < 1e-9);
                        assert!(0.0 <= from && from <= to && to <= 1.0);
                        for share in [from, f64::midpoint(from, to), to] {
                            assert!(at(share) >= -rounding, "{} at {share} of {from} to {to}", at(share));
                        }
                        (from - tipping.share).max(tipping.share - to).max(0.0)
                    });
                    for share in [0.0, 0.2, 0.4, 0.6, 0.8, 1.0] {
                        let is_first = at(share) > rounding;
                        assert!(!is_first || (share - tipping.share).abs() >= away - 1e-9, "{share}: {lead:?}");
                    }
                }
            }
        });
    }
}

fn leads(graph: &DecisionGraph, model: usize) -> Vec<Lead> {
    let said = graph.complete(Vec::new(), date(graph));
    Evaluation::new(graph, &said).leads(model)
}

/// Two criteria that count alike: the first model is good at one, the second at the other, the third at neither, the fourth in between.
#[test]
fn leads_by_hand() {
    let graph = little(&[&[1.0, 0.0], &[0.0, 1.0], &[0.3, 0.3], &[0.6, 0.6]], &[no_questions()]);
    // 1 − t against 0.6 at t = 0.4 and at t = 0.6; the fourth leads in between, where it is now.
    for (model, ranges) in [(0, [(0.6, 1.0), (0.0, 0.4)]), (1, [(0.0, 0.4), (0.6, 1.0)]), (3, [(0.4, 0.6), (0.4, 0.6)])]
    {
        let found = leads(&graph, model);
        assert_eq!(found.len(), 2);
        for (lead, (from, to)) in found.iter().zip(ranges) {
            assert!((lead.now.inside - 0.5).abs() < 1e-9 && (lead.now.whole - 0.5).abs() < 1e-9);
            assert!((lead.from.inside - from).abs() < 1e-9 && (lead.to.whole - to).abs() < 1e-9, "{model}: {lead:?}");
        }
    }
    assert_eq!(leads(&graph, 2), []);
}
