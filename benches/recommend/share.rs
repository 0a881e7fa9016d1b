//! How often each model comes first among 10,000 people, beside a plain loop over numbers that are there already.

use std::sync::OnceLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use verdict::graph::Resolved;
use verdict::needs::Request;
use verdict::rulebook::population::Askers;
use verdict::sample::Sampler;
use verdict::share::{Shares, pure};
use verdict::{evaluate::Evaluation, graph::WHOLE};

use crate::shipped::graph;

const PEOPLE: usize = 10_000;

/// The whole catalog, and pairs of which most people can use both, one or neither.
const AMONG: [&[&str]; 4] = [
    &[],
    &["openai/gpt-4o-mini", "meta/llama-2-70b"],
    &["openai/gpt-5.4", "google/gemini-2.5-flash-lite"],
    &["google/gemma-4-31b-it", "alibaba/qwen3-30b-a3b"],
];

fn askers() -> &'static Askers {
    graph().rulebook().askers.as_ref().expect("the shipped rulebook has a population")
}

fn said(among: &[&str]) -> Resolved {
    let mut models: Vec<usize> = among.iter().map(|id| graph().catalog().find_model(id).unwrap()).collect();
    models.sort_unstable();
    let as_of = graph().as_of_date(&Request::default());
    Resolved { among: (!models.is_empty()).then_some(models), ..graph().complete(Vec::new(), as_of) }
}

fn sampler(said: &Resolved) -> Sampler<'_> {
    let as_of = graph().as_of_date(&Request::default());
    Sampler::new(graph(), askers(), &askers().populations[0], as_of, 1).who_said(said)
}

#[divan::bench(args = AMONG, sample_count = 5, sample_size = 1)]
fn shares(bencher: Bencher, among: &&[&str]) {
    let said = said(among);
    let sampler = sampler(&said);
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| Shares::new(black_box(&sampler), PEOPLE as u64));
}

/// The same for one person after the other, by a verdict for each.
#[divan::bench(args = AMONG, sample_count = 1, sample_size = 1)]
fn one_by_one(bencher: Bencher, among: &&[&str]) {
    let said = said(among);
    let sampler = sampler(&said);
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| {
        for number in 0..PEOPLE as u64 {
            let draw = sampler.draw(number);
            black_box(verdict::verdict::Verdict::new(&draw.evaluate()));
        }
    });
}

/// What numpy would do once everything is a number: weights and utilities as matrices, their product, the greatest of each row. The
/// utilities are the same for everybody, nothing is drawn, nothing is excluded, and no anchor depends on needs.
#[divan::bench(args = AMONG, sample_count = 5, sample_size = 1)]
fn plain_matrices(bencher: Bencher, among: &&[&str]) {
    static WEIGHTS: OnceLock<Vec<Vec<f64>>> = OnceLock::new();
    let weights = WEIGHTS.get_or_init(|| {
        let said = said(&[]);
        let sampler = sampler(&said);
        let own = |number: usize| -> Vec<f64> {
            let draw = sampler.draw(number as u64);
            let weights = draw.evaluate().weights.leaves;
            weights.iter().map(|w| f64::from(*w) / f64::from(WHOLE)).collect()
        };
        (0..PEOPLE).map(own).collect()
    });
    let said = said(among);
    let evaluation = Evaluation::new(graph(), &said);
    let utility = |row: usize| -> Vec<f64> {
        let leaves = graph().leaves().iter();
        leaves.map(|leaf| evaluation.utility(leaf, row).value.unwrap_or(leaf.assume)).collect()
    };
    let utilities: Vec<Vec<f64>> = evaluation.considered.iter_ones().map(utility).collect();
    // A column for each criterion, so that the loop over alternatives runs over numbers side by side.
    let columns: Vec<Vec<f64>> =
        (0..graph().leaves().len()).map(|leaf| utilities.iter().map(|row| row[leaf]).collect()).collect();
    bencher.counter(ItemsCount::new(PEOPLE)).bench(|| {
        let mut wins = vec![0_u32; utilities.len()];
        let mut scores = vec![0.0; utilities.len()];
        for weights in black_box(weights) {
            scores.fill(0.0);
            for (weight, column) in weights.iter().zip(&columns) {
                for (score, utility) in scores.iter_mut().zip(column) {
                    *score += weight * utility;
                }
            }
            let best = scores.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1)).unwrap().0;
            wins[best] += 1;
        }
        wins
    });
}

/// The exact share of a pair over weights alone.
#[divan::bench]
fn exact(bencher: Bencher) {
    let said = said(&[]);
    let evaluation = Evaluation::new(graph(), &said);
    let last = evaluation.scores.len() - 1;
    bencher.bench_local(|| pure(black_box(&evaluation), 0, last));
}
