//! Who can win at all: dominance, the Pareto front, and ranks under what is unknown.

use crate::evaluate::Evaluation;
use crate::verdict::{Ranked, Verdict};

/// Between which ranks a model lies, whatever is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prospect {
    /// The model, by place in the catalog.
    pub model: usize,
    /// The least score of its best offer, in thousandths of a point.
    pub least: i32,
    /// The greatest.
    pub most: i32,
    /// The best rank it can have; 1 if it may be first, ties included.
    pub best: usize,
    /// The worst rank it can have while it is eligible; models that may yet be eligible count as rivals.
    pub worst: usize,
}

impl Evaluation<'_> {
    /// Whether one alternative is better than another whatever is unknown and however what counts is weighed: at no leaf with weight may
    /// it have less, and at one it must have more.
    #[must_use]
    pub fn dominates(&self, row: usize, other: usize) -> bool {
        let range = |row: usize| self.live().map(move |leaf| self.utility(leaf, row).range.unwrap_or((0.0, 1.0)));
        ahead(range(row).map(|(least, _)| least), range(other).map(|(_, most)| most))
    }

    /// Whether an alternative cannot come before another however what counts is weighed, by the utilities that count: it has more at no
    /// leaf with weight.
    #[must_use]
    pub fn cannot_beat(&self, row: usize, other: usize) -> bool {
        self.live_utilities(row).zip(self.live_utilities(other)).all(|(own, of_other)| own <= of_other)
    }

    /// The models of a ranking, in its order, that no other one is better than at some leaf with weight and worse than at none (the
    /// Pareto front), by their best offers and the utilities that count.
    ///
    /// Whoever is better at some and worse at none scores no less, so the beginning of a ranking up to where the score falls has of its
    /// models the same on the front as the whole.
    #[must_use]
    pub fn front(&self, ranking: &[Ranked]) -> Vec<usize> {
        let all: Vec<Vec<f64>> = ranking.iter().map(|ranked| self.live_utilities(ranked.row).collect()).collect();
        let beaten = |own: &Vec<f64>| all.iter().any(|other| ahead(other.iter().copied(), own.iter().copied()));
        ranking.iter().zip(&all).filter(|(_, own)| !beaten(own)).map(|(ranked, _)| ranked.model).collect()
    }

    /// The models of a ranking that keep a model from coming first by weights alone, in its order: of whichever of its eligible offers, each
    /// of them has one with more at some leaf with weight and less at none, by the utilities that count. None if it has no eligible offer.
    #[must_use]
    pub fn dominators(&self, ranking: &[Ranked], model: usize) -> Vec<usize> {
        let eligible = |model: usize| {
            let rows = self.graph().catalog().rows_of(model).filter(|row| self.eligible.get(*row));
            rows.map(|row| self.live_utilities(row).collect()).collect::<Vec<Vec<f64>>>()
        };
        let own = eligible(model);
        let beats = |rival: &usize| {
            let theirs = eligible(*rival);
            let beaten = |own: &Vec<f64>| theirs.iter().any(|row| ahead(row.iter().copied(), own.iter().copied()));
            !own.is_empty() && own.iter().all(beaten)
        };
        ranking.iter().map(|ranked| ranked.model).filter(|rival| *rival != model).filter(beats).collect()
    }

    /// Between which ranks each model of a verdict's ranking lies, in its order, whatever is unknown.
    ///
    /// A model may win exactly if its best rank is 1 (possible and necessary winners, Konczak & Lang 2005, here by intervals of scores).
    #[must_use]
    pub fn prospects(&self, verdict: &Verdict) -> Vec<Prospect> {
        let at = |column: &[i32], row: usize| column.get(row).copied().unwrap_or_default();
        let rows = |model: usize| self.graph().catalog().rows_of(model);
        // What learning something may exclude guarantees nothing; what it may let in can be ahead.
        let sure = |row: &usize| self.eligible.get(*row) && !self.kept.get(*row);
        let maybe = |row: &usize| self.eligible.get(*row) || self.unverified.get(*row);
        let least = |model: usize| rows(model).filter(sure).map(|row| at(&self.low, row)).max();
        let most = |model: usize| rows(model).filter(maybe).map(|row| at(&self.high, row)).max();
        let models = || verdict.ranking.iter().map(|r| r.model);
        let floors: Vec<(usize, i32)> = models().filter_map(|m| Some((m, least(m)?))).collect();
        let rivals = models().chain(verdict.unverified.iter().map(|out| out.model));
        let ceilings: Vec<(usize, i32)> = rivals.filter_map(|m| Some((m, most(m)?))).collect();
        let above = |of: &[(usize, i32)], model: usize, score: i32| {
            1 + of.iter().filter(|(m, s)| *m != model && *s > score).count()
        };
        let prospect = |ranked: &Ranked| {
            let model = ranked.model;
            let (least, most) = (least(model).unwrap_or(ranked.interval.0), most(model).unwrap_or(ranked.interval.1));
            Prospect { model, least, most, best: above(&floors, model, most), worst: above(&ceilings, model, least) }
        };
        verdict.ranking.iter().map(prospect).collect()
    }

    fn live(&self) -> impl Iterator<Item = &crate::graph::Leaf> + '_ {
        let leaves = self.graph().leaves().iter().zip(&self.weights.exact);
        leaves.filter(|(_, weight)| **weight > 0.0).map(|(leaf, _)| leaf)
    }

    fn live_utilities(&self, row: usize) -> impl Iterator<Item = f64> + '_ {
        self.live().map(move |leaf| self.utility(leaf, row).value.unwrap_or(leaf.assume))
    }
}

/// Whether the first are nowhere less than the second, and somewhere more.
fn ahead(first: impl Iterator<Item = f64>, second: impl Iterator<Item = f64>) -> bool {
    let mut more = false;
    first.zip(second).all(|(a, b)| {
        more |= a > b;
        a >= b
    }) && more
}
