//! Who can win at all.

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::verdict::Verdict;

use super::{date, evaluated, no_questions};
use crate::interview::little;
use crate::world::Random;

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn who_is_dominated_or_cannot_beat_another_scores_no_more_however_it_is_weighed(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let rows = graph.table().rows;
            let mut random = Random(seed);
            for _ in 0..5 {
                let varied = Evaluation::varied(graph, evaluation.resolved(), |_, below| {
                    below.iter().map(|_| random.below(1000) as f64).collect()
                });
                for (row, other) in (0..rows).flat_map(|row| (0..rows).map(move |other| (row, other))) {
                    if evaluation.dominates(row, other) {
                        assert!(varied.low[row] >= varied.high[other]);
                        assert!(!evaluation.dominates(other, row) && evaluation.cannot_beat(other, row));
                    }
                    if evaluation.cannot_beat(row, other) {
                        assert!(varied.scores[row] <= varied.scores[other]);
                    }
                }
            }
        });
    }

    #[test]
    fn whom_another_dominates_it_never_comes_before(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let ranking = Verdict::new(evaluation).ranking;
            let mut random = Random(seed);
            let varied: Vec<_> = (0..5).map(|_| {
                Evaluation::varied(graph, evaluation.resolved(), |_, below| {
                    below.iter().map(|_| random.below(1000) as f64).collect()
                })
            }).collect();
            for ranked in &ranking {
                let above = evaluation.dominators(&ranking, ranked.model);
                assert!(!above.contains(&ranked.model));
                for varied in &varied {
                    let ranking = Verdict::new(varied).ranking;
                    let score = |model: usize| ranking.iter().find(|r| r.model == model).unwrap().score;
                    assert!(above.iter().all(|rival| score(*rival) >= score(ranked.model)));
                }
            }
        });
    }

    #[test]
    fn the_front_has_the_winner_and_nobody_who_is_beaten(seed in any::<u64>()) {
        evaluated(seed, |_, evaluation| {
            let verdict = Verdict::new(evaluation);
            let front = evaluation.front(&verdict.ranking);
            for ranked in &verdict.ranking {
                let beaten = verdict.ranking.iter().any(|other| {
                    evaluation.cannot_beat(ranked.row, other.row) && !evaluation.cannot_beat(other.row, ranked.row)
                });
                assert_eq!(front.contains(&ranked.model), !beaten);
            }
            let ranks = || verdict.ranking.iter().filter(|r| front.contains(&r.model)).map(|r| r.rank);
            assert_eq!(ranks().min().unwrap_or(1), 1);
        });
    }

    #[test]
    fn ranks_lie_between_the_best_and_the_worst(seed in any::<u64>()) {
        evaluated(seed, |_, evaluation| {
            let verdict = Verdict::new(evaluation);
            let prospects = evaluation.prospects(&verdict);
            assert_eq!(prospects.len(), verdict.ranking.len());
            for (ranked, prospect) in verdict.ranking.iter().zip(&prospects) {
                assert_eq!(ranked.model, prospect.model);
                assert!(prospect.best <= ranked.rank && ranked.rank <= prospect.worst);
                assert!(prospect.least <= prospect.most);
            }
            if verdict.certain {
                assert_eq!(prospects[0].worst, 1);
            }
        });
    }
}

#[test]
fn dominance_by_hand() {
    // The second is worse at everything than the first, the third better at one thing, the fourth equal to the third.
    let graph = little(&[&[0.9, 0.5], &[0.8, 0.5], &[0.1, 0.6], &[0.1, 0.6]], &[no_questions()]);
    let said = graph.complete(Vec::new(), date(&graph));
    let evaluation = Evaluation::new(&graph, &said);
    assert!(evaluation.dominates(0, 1) && !evaluation.dominates(1, 0));
    assert!(!evaluation.dominates(0, 2) && !evaluation.dominates(2, 0));
    assert!(!evaluation.dominates(2, 3) && evaluation.cannot_beat(2, 3) && evaluation.cannot_beat(3, 2));
    let ranking = Verdict::new(&evaluation).ranking;
    assert_eq!(evaluation.front(&ranking), [0, 2, 3]);
    assert_eq!(
        (0..4).map(|model| evaluation.dominators(&ranking, model)).collect::<Vec<_>>(),
        [vec![], vec![0], vec![], vec![]]
    );
}
