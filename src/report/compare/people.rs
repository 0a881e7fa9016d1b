//! For how many people which model comes first.

use super::{PEOPLE, SEED, Share, Shares};
use crate::report::build::Builder;
use crate::rulebook::population::{Askers, Population};
use crate::sample::Sampler;
use crate::share::{self, Tally};

impl Builder<'_> {
    /// The shares in each population, that of the first one first.
    pub(super) fn shares(&self, models: &[usize], askers: &Askers, first: &Population) -> Vec<Shares> {
        let others = askers.populations.iter().filter(|p| p.id != first.id);
        let of = |population: &Population| {
            let sampler = Sampler::new(self.graph, askers, population, self.as_of, SEED).who_said(self.resolved);
            let all = share::Shares::new(&sampler, PEOPLE).all;
            let fitting = all.people - all.nothing;
            Shares {
                population: population.id.clone(),
                label: population.label.clone(),
                version: askers.version.clone(),
                meaning: askers.meaning.clone(),
                people: PEOPLE,
                seed: SEED,
                first: models.iter().map(|model| part(all.first(*model), of_fitting(&all, *model, fitting))).collect(),
                nothing: part(all.nothing(), 0.0),
            }
        };
        std::iter::once(first).chain(others).map(of).collect()
    }
}

fn of_fitting(all: &Tally, model: usize, fitting: u64) -> f64 {
    if fitting > 0 { all.first_where_any(model).value } else { 0.0 }
}

fn part(share: share::Share, of_fitting: f64) -> Share {
    // Four places: more is noise.
    let places = |x: f64| (x * 10_000.0).round() / 10_000.0;
    Share { value: places(share.value), error: places(share.error), of_fitting: places(of_fitting) }
}
