//! The fast evaluator against the naive one. Where the two differ, one of them is wrong.

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;

use crate::naive::{Judged, judge};
use crate::support::shipped;
use crate::world::world;

fn agree(graph: &DecisionGraph, request: &verdict::needs::Request) {
    let resolved = graph.resolve(request, graph.as_of_date(request)).unwrap();
    let evaluation = Evaluation::new(graph, &resolved);
    for (row, judged) in judge(graph, &resolved.values).into_iter().enumerate() {
        let fast = Judged {
            eligible: evaluation.eligible.get(row),
            unverified: evaluation.unverified.get(row),
            score: evaluation.scores[row],
            low: evaluation.low[row],
            high: evaluation.high[row],
        };
        let id = &graph.catalog().offer_of(row).unwrap().id;
        assert_eq!(fast, judged, "{} {id}", graph.catalog().model_of(row).unwrap().id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_fast_evaluator_is_the_naive_one(seed in any::<u64>()) {
        let world = world(seed);
        agree(&world.graph(), &world.request());
    }
}

#[test]
fn the_two_agree_on_the_shipped_catalog() {
    for needs in [
        "",
        "input = ['image', 'pdf']\ncontext_tokens = '200k'\nbudget = 'tight'",
        "data_location = 'own-machines'\nreasoning = 'expert'\ngpu_memory_gb = 96",
        "task = ['coding', 'agents']\nlatency = 'real-time'\npriority = 'speed'\nregion = 'eu'",
        "licence_use = 'commercial'\nbudget_usd_per_month = 300\nrequests_per_month = 100000",
    ] {
        let request = verdict::diagnostic::Source::new("needs", format!("[needs]\n{needs}"));
        agree(shipped(), &verdict::needs::Request::parse(&request).unwrap());
    }
}
