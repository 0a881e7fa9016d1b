//! Who is the best at one thing: the cheapest that qualifies, the most capable, and so on for every criterion.

use std::cmp::Reverse;

use super::weight::Shares;
use crate::evaluate::Evaluation;
use crate::expression::Bits;
use crate::graph::{Leaf, utility};

/// The best alternative by one criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Best {
    /// The criterion.
    pub criterion: usize,
    /// The leaves that it is made of, each with its share in it; the shares add up to 1. Of a leaf itself that one alone.
    pub parts: Vec<(usize, f64)>,
    /// The alternative: of the eligible ones the best, then that with the highest score, then the first by id.
    pub row: usize,
    /// Its utility by the criterion, 0 to 1.
    pub utility: f64,
    /// How many models are as good at it, its own among them.
    pub ties: usize,
    /// Of how many eligible alternatives nothing is known of it: any of them might be better.
    pub unknown: usize,
}

impl<'a> Evaluation<'a> {
    /// The best eligible alternative by one criterion, whether that counts or not: a group, or a leaf. `None` where nothing is known of it
    /// of any eligible alternative, or nothing below the group has points.
    ///
    /// What measures one thing on a line or a logarithm goes by the value itself, also beyond the ends of its scale, where all
    /// utilities are the same: the cheapest has the lowest bill, and not one of those that count as low. All else goes by utility: of a
    /// group the mean over what is below it, weighted by its shares. A part of it that is unknown has the utility that counts for it, an
    /// estimate that is only an interval its lesser end; an alternative of which no part is known is never the best.
    ///
    /// Which offer is the best at one thing need not be the model's best overall.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, evaluate::Evaluation, graph::DecisionGraph, load::Files};
    /// use verdict::{needs::Request, rulebook::Rulebook};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let needs = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    /// let evaluation = Evaluation::new(&graph, &needs);
    /// let leaf = &graph.leaves()[0];
    /// let best = evaluation.best_at(leaf.criterion).unwrap();
    /// let known = |row: &usize| evaluation.utility(leaf, *row).value.is_some();
    /// assert_eq!(best.parts, [(0, 1.0)]);
    /// assert_eq!(best.unknown, evaluation.eligible.iter_ones().filter(|row| !known(row)).count());
    /// ```
    #[must_use]
    pub fn best_at(&self, criterion: usize) -> Option<Best> {
        self.best_of(&self.eligible, criterion)
    }

    /// The same of some of the eligible alternatives: the others are passed over, and not counted where something is unknown.
    #[must_use]
    pub fn best_of(&self, among: &Bits, criterion: usize) -> Option<Best> {
        let graph = self.graph();
        let parts = Shares::new(self).inside(graph, criterion);
        let standing = self.standing(&parts)?;
        let at = |row: &usize| standing.get(*row).copied().filter(|s| !s.is_nan());
        let known = || among.iter_ones().filter_map(|row| Some((at(&row)?, row)));
        let score = |row: usize| self.scores.get(row).copied().unwrap_or_default();
        let better = |a: &(f64, usize), b: &(f64, usize)| {
            a.0.total_cmp(&b.0).then_with(|| (score(a.1), Reverse(a.1)).cmp(&(score(b.1), Reverse(b.1))))
        };
        let (top, row) = known().max_by(better)?;
        let equal = known().filter(|(standing, _)| standing.total_cmp(&top).is_eq());
        let mut models: Vec<usize> =
            equal.filter_map(|(_, row)| Some(graph.catalog().alternatives().get(row)?.model)).collect();
        models.dedup();
        let counts = |leaf: &Leaf| self.utility(leaf, row).value.unwrap_or(leaf.assume);
        Some(Best {
            criterion,
            row,
            utility: parts.iter().filter_map(|(leaf, share)| Some(share * counts(graph.leaves().get(*leaf)?))).sum(),
            ties: models.len(),
            unknown: among.count_ones() - known().count(),
            parts,
        })
    }

    /// By how much the best is better at it than an alternative: in the unit of the value where it goes by the value, else in utility.
    /// `None` where nothing is known of the other one.
    #[must_use]
    pub fn ahead_by(&self, best: &Best, of: usize) -> Option<f64> {
        let standing = self.standing(&best.parts)?;
        let at = |row: usize| standing.get(row).copied().filter(|s| !s.is_nan());
        Some(at(best.row)? - at(of)?)
    }

    /// How all alternatives stand on some leaves with their shares: greater is better, NaN where nothing is known. `None` without leaves.
    fn standing(&self, parts: &[(usize, f64)]) -> Option<Vec<f64>> {
        let rows = self.graph().table().rows;
        let mut leaves = parts.iter().filter_map(|(leaf, share)| Some((self.graph().leaves().get(*leaf)?, *share)));
        if let [_] = parts {
            return leaves.next().map(|(leaf, _)| self.standing_on(leaf));
        }
        let mut sums = vec![(0.0, false); rows];
        for (leaf, share) in leaves {
            for ((sum, known), utility) in sums.iter_mut().zip(&self.utilities(leaf).values) {
                *sum += share * if utility.is_nan() { leaf.assume } else { *utility };
                *known |= !utility.is_nan();
            }
        }
        (!parts.is_empty()).then(|| sums.into_iter().map(|(sum, known)| if known { sum } else { f64::NAN }).collect())
    }

    /// The same for one leaf: the value where it measures one thing on a line, else the utility.
    fn standing_on(&self, leaf: &'a Leaf) -> Vec<f64> {
        let [measure] = leaf.measures.as_slice() else { return self.utilities(leaf).into_owned().values };
        let Some(rises) = measure.rises(self.run()) else { return self.utilities(leaf).into_owned().values };
        let sign = if rises { 1.0 } else { -1.0 };
        let numbers =
            |node| utility::numbers(self.run().column(node), |x| sign * x, self.graph().table().rows).into_iter();
        let Some((low, high)) = measure.ends else { return numbers(measure.node).collect() };
        // As it counts: what is only an interval with its lesser end, and with nothing if the other one is not known.
        let both = |low: f64, high: f64| if low.is_nan() || high.is_nan() { f64::NAN } else { low.min(high) };
        let lesser = numbers(low).zip(numbers(high)).map(|(low, high)| both(low, high));
        numbers(measure.node).zip(lesser).map(|(value, lesser)| if value.is_nan() { lesser } else { value }).collect()
    }
}
