//! What holds for every offer of the shipped catalog, whatever is asked: what has ended is out, what is not confirmed wins no title, and
//! promises that others keep are cautioned.

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::needs::Request;
use verdict::value::{Date, Value};

use crate::shipped_world::{cases, hold, name};
use crate::support::{list, report_of, shipped};
use crate::world::Random;

/// Thirty needs of different people, an answer after the other.
const NEEDS: [&str; 30] = [
    "",
    "priority=quality",
    "priority=cost",
    "priority=privacy",
    "task=coding;tool_calling=true",
    "task=agents;tool_calling=true;stage=production",
    "task=voice-assistant",
    "task=translation;languages=ja",
    "task=mathematics;reasoning=expert",
    "task=extraction;structured_output=true",
    "task=classification;requests_per_month=1000000;budget=tight",
    "input=image;context_tokens=book",
    "input=pdf;sector=law;country=us",
    "input=audio",
    "data_training=no-retention",
    "data_training=no-training;hosting=api",
    "sector=health;country=us;hosting=api",
    "jurisdiction=cn",
    "jurisdiction=us;country=eu",
    "data_location=regions;region=eu",
    "data_location=regions;region=us;stage=prototype",
    "data_location=own-machines;gpu_memory_gb=card-24gb",
    "data_location=air-gapped",
    "maker_outside=cn",
    "fine_tuning=sft",
    "horizon_months=12;stage=production",
    "licence_use=osi;hosting=self-host",
    "device=laptop",
    "latency=real-time;requests_per_month=many",
    "sector=finance;certifications=soc2;budget=generous",
];

fn request(needs: &str, day: &str) -> Request {
    let mut request = Request { as_of: Date::parse(day), top: Some(1000), ..Request::default() };
    for need in needs.split(';').filter(|need| !need.is_empty()) {
        request.add_flag("--need", need).unwrap_or_else(|e| panic!("{}", list(&e)));
    }
    request
}

#[test]
fn no_verdict_names_an_offer_that_has_ended_or_gives_a_title_to_one_that_is_not_confirmed() {
    let fact = |id: &str| shipped().schema().find(id).unwrap();
    let (gone, status, confirmed) = (fact("offer.gone_on"), fact("offer.status"), fact("offer.confirmed"));
    let rows = 0..shipped().table().rows;
    for (needs, day) in NEEDS.iter().flat_map(|needs| ["2026-11-22", "2026-11-28"].map(|day| (*needs, day))) {
        let request = request(needs, day);
        let report = report_of(shipped(), &request).unwrap_or_else(|e| panic!("{needs}: {}", list(&e)));
        let resolved = shipped().resolve(&request, request.as_of.unwrap()).unwrap();
        let evaluation = Evaluation::new(shipped(), &resolved);
        let row = |model: &str, offer: &str| {
            rows.clone().find(|row| name(shipped(), *row) == (model.to_string(), offer.to_string())).unwrap()
        };
        let named = report.ranking.iter().map(|r| (&r.model, &r.offer));
        let named = named.chain(report.fallback.iter().map(|f| (&f.model, &f.offer)));
        for (model, offer) in named.chain(report.winners.iter().map(|w| (&w.model, &w.offer))) {
            let row = row(model, offer);
            let ended = evaluation.fact_value(gone, row).is_some_and(|end| match end {
                Value::Date(end) => end <= request.as_of.unwrap(),
                _ => true,
            });
            let withdrawn = evaluation.fact_value(status, row) == Some(Value::text("ended"));
            assert!(!ended && !withdrawn, "{needs}, {day}: {model} via {offer} has ended");
        }
        for winner in &report.winners {
            let row = row(&winner.model, &winner.offer);
            let sure = evaluation.fact_value(confirmed, row) == Some(Value::Bool(true));
            assert!(
                sure,
                "{needs}, {day}: {} via {} is not confirmed, and {}",
                winner.model, winner.offer, winner.label
            );
        }
    }
}

/// Promises about data that somebody else has to keep come with a word on how to see to it.
#[test]
fn no_gateway_is_named_without_a_caution_where_data_must_be_kept_from_somebody() {
    let gateway = shipped().schema().find("offer.gateway").unwrap();
    let mut seen = 0;
    for needs in [
        "jurisdiction=cn",
        "data_training=no-retention",
        "data_training=no-training",
        "data_location=regions;region=eu",
        "sector=health;country=us",
    ] {
        let request = request(needs, "2026-11-28");
        let report = report_of(shipped(), &request).unwrap();
        for ranked in &report.ranking {
            let catalog = shipped().catalog();
            let rows = catalog.rows_of(catalog.find_model(&ranked.model).unwrap());
            let row = rows.into_iter().find(|row| name(shipped(), *row).1 == ranked.offer).unwrap();
            if catalog.value(row, gateway) == Some(&Value::Bool(true)) {
                seen += 1;
                assert!(!ranked.caveats.is_empty(), "{needs}: {} via {}", ranked.model, ranked.offer);
            }
        }
    }
    assert!(seen > 0);
}

proptest! {
    #![proptest_config(cases(12))]

    /// Of all alternatives, whatever is needed: none is eligible on a day on which it is gone or not there yet, and none whose offer
    /// withholds tools where tools are needed.
    #[test]
    fn what_is_not_there_is_not_eligible(seed in any::<u64>()) {
        let mut random = Random(seed);
        let fact = |id: &str| shipped().schema().find(id).unwrap();
        let [gone, starts, released, tools, needed] =
            ["offer.gone_on", "offer.starts", "model.released", "offer.tool_calling", "needs.tool_calling"].map(fact);
        hold(&mut random, |given, as_of| {
            let resolved = shipped().complete(given.to_vec(), as_of);
            let evaluation = Evaluation::new(shipped(), &resolved);
            let needs_tools = evaluation.fact_value(needed, 0) == Some(Value::Bool(true));
            for row in (0..shipped().table().rows).filter(|row| evaluation.eligible.get(*row)) {
                let date = |fact| match evaluation.fact_value(fact, row) {
                    Some(Value::Date(date)) => Some(date),
                    _ => None,
                };
                let told = |what: &str| Err(format!("{:?} {what}", name(shipped(), row)));
                if date(gone).is_some_and(|end| end <= as_of) {
                    return told("has ended");
                }
                if [starts, released].into_iter().filter_map(date).any(|first| first > as_of) {
                    return told("is not there yet");
                }
                if needs_tools && evaluation.fact_value(tools, row) == Some(Value::Bool(false)) {
                    return told("has no tools");
                }
            }
            Ok(())
        })?;
    }
}
