//! The winners that a rulebook names, for people drawn from the population of the frozen world.

use std::collections::BTreeSet;

use verdict::evaluate::Evaluation;
use verdict::needs::Request;
use verdict::pricing::Bills;
use verdict::report::{Digests, Report, report};
use verdict::sample::Sampler;

use crate::support::{frozen, report_of};

/// What so many people need, with their verdicts.
fn asked(check: impl Fn(&Evaluation<'_>, &Report)) {
    let graph = frozen();
    let (askers, as_of) = (graph.rulebook().askers.as_ref().unwrap(), graph.as_of_date(&Request::default()));
    for population in &askers.populations {
        let sampler = Sampler::new(graph, askers, population, as_of, 5);
        for number in 0..30 {
            let resolved = sampler.draw(number).resolved;
            check(&Evaluation::new(graph, &resolved), &report(graph, &resolved, as_of, 3, &Digests::default()));
        }
    }
}

#[test]
fn the_cheapest_has_the_lowest_bill_of_all_that_are_eligible() {
    let graph = frozen();
    let priced = std::cell::Cell::new(0);
    asked(|evaluation, report| {
        let formula = graph.definition(graph.schema().find("offer.monthly_cost").unwrap()).unwrap();
        let bill = |row: usize| evaluation.run().column(formula).number(row);
        let lowest = evaluation
            .eligible
            .iter_ones()
            .filter_map(|row| Some((bill(row)?, row)))
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let cheapest = report.winners.iter().find(|w| w.id == "cheapest");
        assert_eq!(cheapest.is_some(), lowest.is_some(), "{}", report.summary);
        let (Some(cheapest), Some((lowest, _))) = (cheapest, lowest) else { return };
        priced.set(priced.get() + 1);
        let named = |row: &usize| {
            let (model, offer) = (graph.catalog().model_of(*row).unwrap(), graph.catalog().offer_of(*row).unwrap());
            *model.id == *cheapest.model && *offer.id == *cheapest.offer
        };
        let row = evaluation.eligible.iter_ones().find(named).unwrap();
        assert!(bill(row).unwrap() <= lowest, "{}", report.summary);
        assert_eq!(Bills::new(evaluation).unwrap().bill(row).amount, bill(row));
        // The bill is told, with what it is made of and where that comes from.
        let shown = cheapest.evidence.iter().find(|e| e.fact == "offer.monthly_cost").unwrap();
        assert_eq!(Some(&shown.value), cheapest.value.as_ref());
        assert!(cheapest.text.contains(&shown.value), "{}", cheapest.text);
        let sources: BTreeSet<&str> = report.sources.iter().map(|s| s.source.as_str()).collect();
        let stated = cheapest.evidence.iter().filter(|e| !e.fact.starts_with("needs.") && e.source != "computed");
        assert!(stated.clone().count() > 0, "{}", report.summary);
        for evidence in stated {
            assert!(sources.contains(evidence.source.as_str()), "{evidence:?}");
        }
    });
    assert!(priced.get() > 30, "{}", priced.get());
}

#[test]
fn every_verdict_with_a_pick_has_all_winners_and_a_fallback_unless_it_is_alone() {
    let declared: Vec<&str> = frozen().rulebook().winners.iter().map(|w| w.id.as_str()).collect();
    assert_eq!(declared, ["cheapest", "most-private", "most-capable"]);
    asked(|_, report| {
        let named: Vec<&str> = report.winners.iter().map(|w| w.id.as_str()).collect();
        assert!(
            named.iter().all(|id| declared.contains(id))
                && named.is_sorted_by_key(|id| declared.iter().position(|d| d == id))
        );
        assert_eq!(named.is_empty(), report.ranking.is_empty(), "{}", report.summary);
        assert_eq!(report.fallback.is_some(), report.counts.eligible > 1, "{}", report.summary);
    });
}

#[test]
fn the_most_capable_has_the_greatest_index_where_nothing_else_counts() {
    let graph = frozen();
    let report = report_of(graph, &Request::default()).unwrap();
    let winner = report.winners.iter().find(|w| w.id == "most-capable").unwrap();
    // As it counts: the middle of an estimate, else its lesser end.
    let [index, low] = ["model.capability", "model.capability_low"].map(|id| graph.schema().find(id).unwrap());
    let value = |row: usize| graph.catalog().value(row, index).or_else(|| graph.catalog().value(row, low));
    let row =
        |id: &str| (0..graph.table().rows).find(|row| *graph.catalog().model_of(*row).unwrap().id == *id).unwrap();
    let best = value(row(&winner.model)).unwrap().as_number().unwrap();
    let resolved = graph.resolve(&Request::default(), graph.as_of_date(&Request::default())).unwrap();
    let eligible = Evaluation::new(graph, &resolved).eligible;
    let known: Vec<f64> = eligible.iter_ones().filter_map(|row| value(row)?.as_number()).collect();
    assert!(known.len() > 50 && known.iter().all(|other| *other <= best), "{winner:?}");
    assert!(winner.text.contains("general capability about"), "{winner:?}");
}
