//! How often each model comes first: the shares over a population, and the exact one of a pair.

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::needs::Request;
use verdict::rulebook::population::Askers;
use verdict::sample::{Random, Sampler};
use verdict::share::{Share, Shares, Tally, exact, pure};
use verdict::value::Date;
use verdict::verdict::Verdict;

use crate::support::{frozen, shipped};
use crate::world::{World, demanding, world};

mod laws;
mod pairs;

fn date(graph: &DecisionGraph) -> Date {
    graph.as_of_date(&Request::default())
}

/// The people who ask, by the rulebook or else anybody.
fn askers(graph: &DecisionGraph) -> Askers {
    graph.rulebook().askers.clone().unwrap_or_else(|| Askers::anybody(&graph.rulebook().questions))
}

/// Nothing said, and these models compared; all if there are none.
fn among(graph: &DecisionGraph, models: &[usize]) -> Resolved {
    let among = (!models.is_empty()).then(|| models.to_vec());
    Resolved { among, ..graph.complete(Vec::new(), date(graph)) }
}

/// The shares by a verdict for each draw, one at a time.
fn one_by_one(sampler: &Sampler<'_>, personas: usize, models: usize, people: u64) -> Shares {
    let nobody = || Tally { people: 0, nothing: 0, firsts: vec![0.0; models] };
    let mut shares = Shares { all: nobody(), personas: (0..personas).map(|_| nobody()).collect() };
    for number in 0..people {
        let draw = sampler.draw(number);
        let verdict = Verdict::new(&draw.evaluate());
        let first: Vec<usize> = verdict.ranking.iter().filter(|r| r.rank == 1).map(|r| r.model).collect();
        let tally = &mut shares.personas[draw.persona];
        tally.people += 1;
        tally.nothing += u64::from(first.is_empty());
        for model in &first {
            tally.firsts[*model] += 1.0 / first.len() as f64;
        }
    }
    for tally in &shares.personas {
        shares.all.people += tally.people;
        shares.all.nothing += tally.nothing;
        shares.all.firsts.iter_mut().zip(&tally.firsts).for_each(|(sum, more)| *sum += more);
    }
    shares
}

/// Shares of the first population, with what was said; computed at once and one by one.
fn both(graph: &DecisionGraph, askers: &Askers, population: usize, said: &Resolved, people: u64, seed: u64) -> Shares {
    let sampler = Sampler::new(graph, askers, &askers.populations[population], date(graph), seed).who_said(said);
    let shares = Shares::new(&sampler, people);
    let models = graph.catalog().models().len();
    assert_eq!(shares, one_by_one(&sampler, askers.personas.len(), models, people));
    shares
}
