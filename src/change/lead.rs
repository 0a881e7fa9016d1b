//! With which weights a model comes first.
//!
//! One share is moved at a time, as for [`Tipping`](super::Tipping). Every score is linear in it, so the shares with which an offer is
//! ahead of all others are a range, and its ends are solved for.

use super::weight::Shares;
use crate::evaluate::Evaluation;

/// The shares of one criterion in one above it with which a model comes first.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lead {
    /// The criterion.
    pub criterion: usize,
    /// The one above it, which has weight.
    pub above: usize,
    /// What it has now.
    pub now: Share,
    /// The least with which the model comes first, ties included.
    pub from: Share,
    /// The greatest.
    pub to: Share,
}

/// How much a criterion counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// In the criterion above, 0 to 1.
    pub inside: f64,
    /// In the goal, over all that are above it, 0 to 1.
    pub whole: f64,
}

impl Lead {
    /// How far the nearest end of the range is from what the criterion counts for now, as a share in the goal: how much is missing, or
    /// how much there is to spare. Infinite if there is no limit.
    #[must_use]
    pub fn away(&self) -> f64 {
        let is_inside = (self.from.inside..=self.to.inside).contains(&self.now.inside);
        let is_limit = |(end, last): &(Share, f64)| !is_inside || (end.inside - last).abs() > SAME;
        let limits = [(self.from, 0.0), (self.to, 1.0)].into_iter().filter(is_limit);
        limits.map(|(end, _)| (end.whole - self.now.whole).abs()).fold(f64::INFINITY, f64::min)
    }
}

/// Below this, two scores of 0 to 1 are the same.
const SAME: f64 = 1e-12;

impl Evaluation<'_> {
    /// For every criterion below one that has weight, the shares with which a model comes first among all that are eligible, the other
    /// shares as they are: groups and leaves, also those that have no points now. Where there are several ranges (a model has several
    /// offers), the one nearest to what holds now. What is left out: criteria by which alone it cannot come first, or ties at one share only, and
    /// those that have nothing beside them.
    ///
    /// Shares are exact and scores are rounded, so at the ends the scores differ by a thousandth of a point a leaf at most.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, evaluate::Evaluation, graph::DecisionGraph, load::Files};
    /// use verdict::{needs::Request, rulebook::Rulebook, verdict::Verdict};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let needs = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    /// let evaluation = Evaluation::new(&graph, &needs);
    /// let first = Verdict::new(&evaluation).ranking[0].model;
    /// // Who comes first does so with what everything counts for now.
    /// for lead in evaluation.leads(first) {
    ///     assert!(lead.from.inside <= lead.now.inside && lead.now.inside <= lead.to.inside);
    /// }
    /// ```
    #[must_use]
    pub fn leads(&self, model: usize) -> Vec<Lead> {
        let graph = self.graph();
        let tree = Shares::new(self);
        let rows = graph.catalog().rows_of(model);
        let utilities = |row| (row, self.counted(row).collect::<Vec<f64>>());
        let (own, others): (Vec<_>, Vec<_>) =
            self.eligible.iter_ones().map(utilities).partition(|(row, _)| rows.contains(row));
        let weights = tree.weights(graph, 0, None);
        let whole = |weights: &[f64], c: usize| weights.get(c).copied().unwrap_or_default();
        let mut all = Vec::new();
        for (criterion, node) in graph.criteria().iter().enumerate().filter(|(c, _)| tree.counts(graph, *c)) {
            for &above in node.parents.iter().filter(|above| whole(&weights, **above) > 0.0) {
                let now = tree.share(above, criterion);
                if now >= 1.0 {
                    continue;
                }
                let moved = |inside: f64| tree.weights(graph, 0, Some((above, criterion, inside)));
                let ends = [moved(0.0), moved(1.0)];
                let score = |utilities: &[f64], weights: &[f64]| -> f64 {
                    graph.leaves().iter().zip(utilities).map(|(leaf, u)| whole(weights, leaf.criterion) * u).sum()
                };
                let line = |(_, utilities): &(usize, Vec<f64>)| ends.each_ref().map(|end| score(utilities, end));
                let rivals: Vec<[f64; 2]> = others.iter().map(line).collect();
                let ranges = own.iter().map(line).filter_map(|own| ahead(own, &rivals)).collect();
                let Some((from, to)) = nearest(ranges, now) else { continue };
                // At a single share it only ties, as everybody does who is the best at what then counts alone.
                if to - from < SAME && !(from..=to).contains(&now) {
                    continue;
                }
                let share = |inside| Share { inside, whole: whole(&moved(inside), criterion) };
                all.push(Lead { criterion, above, now: share(now), from: share(from), to: share(to) });
            }
        }
        all
    }
}

/// Where a line is nowhere below others: each goes from its value at 0 to that at 1.
fn ahead(own: [f64; 2], rivals: &[[f64; 2]]) -> Option<(f64, f64)> {
    let [mut from, mut to] = [0.0_f64, 1.0_f64];
    for rival in rivals {
        let [start, end] = [own[0] - rival[0], own[1] - rival[1]];
        let crossing = start / (start - end);
        match (start >= -SAME, end >= -SAME) {
            (true, true) => {}
            (true, false) => to = to.min(crossing.max(0.0)),
            (false, true) => from = from.max(crossing.min(1.0)),
            (false, false) => return None,
        }
    }
    (from <= to + SAME).then_some((from, to.max(from)))
}

/// Of ranges, those that touch taken together, the one nearest to a number.
fn nearest(mut ranges: Vec<(f64, f64)>, now: f64) -> Option<(f64, f64)> {
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut joined: Vec<(f64, f64)> = Vec::new();
    for (from, to) in ranges {
        match joined.last_mut() {
            Some((_, end)) if from <= *end + SAME => *end = end.max(to),
            _ => joined.push((from, to)),
        }
    }
    let away = |(from, to): &(f64, f64)| (from - now).max(now - to).max(0.0);
    joined.into_iter().min_by(|a, b| away(a).total_cmp(&away(b)))
}
