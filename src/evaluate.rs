//! One request over all alternatives: who is excluded, and what everybody else scores.
//!
//! Everything is a column: requirements are bitmaps, scores are whole thousandths of a point. A score is the exact sum, rounded once, so
//! what is equal comes out equal; its contributions are rounded so that they add up to it. A utility is computed by one function
//! for whole columns and for single cells alike, so an explanation shows what was ranked by, never a second opinion.
//!
//! # Why it is so
//!
//! **Why is a utility clamped between anchors in the file, not scaled between the best and worst listed?**
//!
//! Because then adding a bad model could flip two good ones. A property test holds it:
//! `other_models_change_no_score`.
//!
//! **Why is a score rounded once, and not each of its parts?**
//!
//! Three equal criteria are a third each, and no whole number of thousandths is. Rounded one by one, two
//! alternatives that have as much came out a thousandth apart, and one "led by 0.0 points". So sums are exact
//! (`Weights::exact`, in binary fractions, whose error is far below the border that decides), a score is the sum
//! rounded once, and the parts that are shown are shared out so that they add up to it (Hamilton's method, as the
//! weights for people). `tests/it/ties.rs` holds it against whole numbers.

use std::borrow::Cow;

use crate::catalog::Statement;
use crate::expression::{Bits, Column, NodeId, Run};
use crate::fact::FactId;
use crate::graph::weights::{apportion, shared_out};
use crate::graph::{CompiledEffect, DecisionGraph, Leaf, Range, Resolved, Utilities, Utility, WHOLE, Weights, utility};
use crate::rulebook::WhenUnknown;
use crate::value::{Date, Value};

mod many;

pub(crate) use many::Many;

/// What one request came to, for every alternative of the catalog.
pub struct Evaluation<'a> {
    graph: &'a DecisionGraph,
    resolved: &'a Resolved,
    run: Run<'a>,
    /// The requirements in force, each with the alternatives that it keeps out.
    against: Vec<(Requirement, Bits)>,
    /// Which rules fire; `None` where their condition is unknown. By place in the rulebook.
    pub fired: Vec<Option<bool>>,
    /// The live weights.
    pub weights: Weights,
    /// Alternatives that are compared at all.
    pub considered: Bits,
    /// Considered, and every requirement holds or is kept though unknown.
    pub eligible: Bits,
    /// Considered and not excluded for certain, but of some requirement it is unknown whether it holds.
    pub unverified: Bits,
    /// Eligible although of some requirement it is unknown whether it holds.
    pub kept: Bits,
    /// Scores in thousandths of a point, 0 to 100,000; of every considered alternative, eligible or not.
    pub scores: Vec<i32>,
    /// The least score that the unknown facts allow.
    pub low: Vec<i32>,
    /// The greatest score that the unknown facts allow.
    pub high: Vec<i32>,
}

impl<'a> Evaluation<'a> {
    /// Evaluates a request.
    #[must_use]
    pub fn new(graph: &'a DecisionGraph, resolved: &'a Resolved) -> Self {
        let mut evaluation = Self::judged(graph, resolved);
        evaluation.score();
        evaluation
    }

    /// Evaluates a request for somebody who weighs otherwise: below each criterion `shares` says what part those below it have,
    /// as for [`DecisionGraph::vary`]. The edges of [`Evaluation::weights`] stay those of the points; its leaves are what counts.
    #[must_use]
    pub fn varied(
        graph: &'a DecisionGraph,
        resolved: &'a Resolved,
        shares: impl FnMut(usize, &[(usize, f64)]) -> Vec<f64>,
    ) -> Self {
        let mut evaluation = Self::judged(graph, resolved);
        evaluation.weights.exact = graph.vary(&evaluation.weights, shares);
        evaluation.weights.leaves = apportion(&evaluation.weights.exact);
        evaluation.score();
        evaluation
    }

    /// What each model of the catalog scores with its best eligible offer, in thousandths of a point; 0 if it has none. It is all
    /// that a forecast over many ways to answer needs, and takes less time than the evaluation.
    #[must_use]
    pub(crate) fn scores_of_models(graph: &'a DecisionGraph, resolved: &'a Resolved) -> Vec<i32> {
        let evaluation = Self::judged(graph, resolved);
        let scores = evaluation.sums(&evaluation.weights.exact);
        let mut best = vec![0; graph.catalog().models().len()];
        for row in evaluation.eligible.iter_ones() {
            let model = graph.catalog().alternatives().get(row).and_then(|a| best.get_mut(a.model));
            if let (Some(best), Some(score)) = (model, scores.get(row)) {
                *best = (*best).max(*score);
            }
        }
        best
    }

    /// The evaluation without scores: who is eligible.
    pub(crate) fn judged(graph: &'a DecisionGraph, resolved: &'a Resolved) -> Self {
        let run = graph.run(&resolved.values);
        let fired: Vec<Option<bool>> = graph
            .rules()
            .iter()
            .map(|rule| match rule.when {
                None => Some(true),
                Some(when) => match run.constant(when) {
                    Some(Value::Bool(b)) => Some(b),
                    _ => None,
                },
            })
            .collect();
        let certain: Vec<bool> = fired.iter().map(|f| *f == Some(true)).collect();
        let weights = graph.weights(&run, &certain, &resolved.by_hand);
        let rows = graph.table().rows;
        let considered = considered(graph, resolved, rows);

        let mut excluded = Bits::new(rows, false);
        let mut unknown = Bits::new(rows, false);
        let mut kept = Bits::new(rows, false);
        let mut against = Vec::new();
        for requirement in requirements(graph, &fired) {
            let (mut no, open) = refusals(run.column(requirement.node), rows);
            excluded.or_assign(&no);
            match requirement.when_unknown {
                WhenUnknown::Exclude => {
                    unknown.or_assign(&open);
                    no.or_assign(&open);
                }
                WhenUnknown::Keep => kept.or_assign(&open),
            }
            against.push((Requirement { keeps_out: no.count_ones(), ..requirement }, no));
        }
        let possible = considered.and_not(&excluded);
        let (eligible, unverified) = (possible.and_not(&unknown), possible.and(&unknown));
        kept.and_assign(&eligible);

        Self {
            graph,
            resolved,
            run,
            against,
            fired,
            weights,
            considered,
            eligible,
            unverified,
            kept,
            scores: vec![0; rows],
            low: vec![0; rows],
            high: vec![0; rows],
        }
    }

    /// The graph that was evaluated.
    #[must_use]
    pub fn graph(&self) -> &'a DecisionGraph {
        self.graph
    }

    /// The day that it was evaluated for.
    #[must_use]
    pub fn day(&self) -> Date {
        self.graph.day(&self.resolved.values)
    }

    /// The statements of a fact of an alternative that count on the day; the first decides.
    pub(crate) fn evidence(&self, row: usize, fact: FactId) -> Cow<'a, [Statement]> {
        self.graph.catalog().evidence_on(row, fact, self.day())
    }

    /// The needs that it was evaluated for.
    #[must_use]
    pub fn resolved(&self) -> &'a Resolved {
        self.resolved
    }

    /// The columns of this request.
    #[must_use]
    pub fn run(&self) -> &Run<'a> {
        &self.run
    }

    /// The requirements in force.
    pub fn requirements(&self) -> impl Iterator<Item = Requirement> + '_ {
        self.against.iter().map(|(requirement, _)| *requirement)
    }

    /// The requirements in force, each with the alternatives that it keeps out, considered or not.
    pub(crate) fn kept_out(&self) -> impl Iterator<Item = (Requirement, &Bits)> {
        self.against.iter().map(|(requirement, out)| (*requirement, out))
    }

    /// The requirements that keep an alternative out: false, or unknown where unknown excludes.
    pub fn against(&self, row: usize) -> impl Iterator<Item = Requirement> + '_ {
        self.against.iter().filter(move |(_, out)| out.get(row)).map(|(requirement, _)| *requirement)
    }

    /// Whether it is unknown that an alternative meets a requirement.
    #[must_use]
    pub fn is_open(&self, requirement: Requirement, row: usize) -> bool {
        self.run.column(requirement.node).truth(row).is_none()
    }

    /// The alternatives for which a condition is true; where it is unknown it is not.
    #[must_use]
    pub fn holds(&self, condition: NodeId) -> Bits {
        let (no, open) = refusals(self.run.column(condition), self.graph.table().rows);
        no.or(&open).not()
    }

    /// The utility of a leaf for one alternative.
    #[must_use]
    pub fn utility(&self, leaf: &Leaf, row: usize) -> Utility {
        utility::cell(&self.run, leaf, row)
    }

    /// What each leaf gives an alternative in thousandths of a point. They add up to its score.
    #[must_use]
    pub fn points(&self, row: usize) -> Vec<i32> {
        let parts = self.parts(row);
        shared_out(&parts, rounded(parts.iter().sum()))
    }

    /// What an alternative scores, in thousandths of a point, whether or not the evaluation has scores.
    #[must_use]
    pub fn score_of(&self, row: usize) -> i32 {
        rounded(self.parts(row).iter().sum())
    }

    /// What each leaf gives an alternative exactly.
    pub(crate) fn parts(&self, row: usize) -> Vec<f64> {
        let leaves = self.graph.leaves().iter().zip(&self.weights.exact);
        let part = |(leaf, weight): (&Leaf, &f64)| {
            if *weight > 0.0 { of_points(*weight) * self.utility(leaf, row).value.unwrap_or(leaf.assume) } else { 0.0 }
        };
        leaves.map(part).collect()
    }

    /// The least and the most that a leaf can give an alternative, in thousandths of a point. An estimate can lie anywhere in its
    /// interval; where a substitute gave the value, learning what it stands for could still move it anywhere at all.
    #[must_use]
    pub fn extent(&self, leaf: usize, row: usize) -> (i32, i32) {
        let weight = self.weights.exact.get(leaf).copied().map_or(0.0, of_points);
        // What counts for nothing is not computed, either: for most needs that is most of the leaves.
        let Some(l) = self.graph.leaves().get(leaf).filter(|_| weight > 0.0) else { return (0, 0) };
        let (least, most) = self.utility(l, row).range.unwrap_or((0.0, 1.0));
        (rounded(weight * least), rounded(weight * most))
    }

    /// The utilities of a leaf for all alternatives.
    pub(crate) fn utilities(&self, leaf: &'a Leaf) -> Cow<'a, Utilities> {
        let column = || Cow::Owned(utility::column(&self.run, leaf, self.graph.table().rows));
        self.graph.fixed(leaf).map_or_else(column, Cow::Borrowed)
    }

    /// What every alternative would score if these rules fired and no others; requirements stay as they are.
    pub(crate) fn scores_with(&self, fired: &[bool]) -> Vec<i32> {
        self.sums(&self.graph.weights(&self.run, fired, &self.resolved.by_hand).exact)
    }

    /// What every alternative scores with these weights.
    fn sums(&self, weights: &[f64]) -> Vec<i32> {
        let mut sums = vec![0.0; self.scores.len()];
        for (weight, assumed, utilities) in self.weighted(weights) {
            for (sum, u) in sums.iter_mut().zip(&utilities.values) {
                *sum += if u.is_nan() { assumed } else { weight * u };
            }
        }
        sums.into_iter().map(rounded).collect()
    }

    /// The leaves that count: weight in thousandths of a point, what is given where nothing is known, utilities.
    fn weighted(&self, weights: &[f64]) -> impl Iterator<Item = (f64, f64, Cow<'a, Utilities>)> {
        let leaves = self.graph.leaves().iter().zip(weights).filter(|(_, weight)| **weight > 0.0);
        leaves.map(|(leaf, weight)| (of_points(*weight), of_points(*weight) * leaf.assume, self.utilities(leaf)))
    }

    /// Adds up the leaves, one after the other, so that no more than the utilities of one are there at once.
    fn score(&mut self) {
        let rows = self.scores.len();
        let (mut scores, mut low, mut high) = (vec![0.0; rows], vec![0.0; rows], vec![0.0; rows]);
        for (weight, assumed, utilities) in self.weighted(&self.weights.exact) {
            let add = |score: &mut f64, low: &mut f64, high: &mut f64, u: f64, firm: bool| {
                let (points, firm) = (weight * u, firm && !u.is_nan());
                *score += if u.is_nan() { assumed } else { points };
                *low += if firm { points } else { 0.0 };
                *high += if firm { points } else { weight };
            };
            let sums = scores.iter_mut().zip(&mut low).zip(&mut high).zip(&utilities.values);
            match &utilities.range {
                Range::Known => sums.for_each(|(((s, l), h), u)| add(s, l, h, *u, true)),
                Range::Firm(firm) => sums.zip(firm).for_each(|((((s, l), h), u), firm)| add(s, l, h, *u, *firm)),
                Range::Ends(least, most) => {
                    sums.zip(least).zip(most).for_each(|(((((s, l), h), u), least), most)| {
                        let firm = !u.is_nan() && !least.is_nan();
                        *s += if u.is_nan() { assumed } else { weight * u };
                        *l += if firm { weight * least } else { 0.0 };
                        *h += if firm { weight * most } else { weight };
                    });
                }
            }
        }
        let whole = |sums: Vec<f64>| sums.into_iter().map(rounded).collect();
        (self.scores, self.low, self.high) = (whole(scores), whole(low), whole(high));
    }
}

/// A weight from 0 to 1 in thousandths of a point.
pub(crate) fn of_points(weight: f64) -> f64 {
    weight * f64::from(WHOLE)
}

/// Whole thousandths of a point, half up. Sums that are equal come out equal whatever the order they were added in: what that
/// order does to them is far less than what the border is moved by.
///
/// A cast would check the range of each number by itself. From 2^52 on a number has no fraction, so what is added to it is
/// rounded to a whole number in its lowest bits; where that went up, one is taken off again.
#[expect(clippy::cast_possible_truncation, reason = "at most 100,000")]
pub(crate) fn rounded(sum: f64) -> i32 {
    const WHOLE: f64 = 4_503_599_627_370_496.0;
    let exact = sum + 0.5 + 1e-6;
    let rounded = exact + WHOLE;
    rounded.to_bits() as i32 - i32::from(rounded - WHOLE > exact)
}

/// A requirement in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Requirement {
    /// The rule, by place in the rulebook.
    pub rule: usize,
    /// What must hold.
    pub node: NodeId,
    /// What happens when it is unknown.
    pub when_unknown: WhenUnknown,
    /// How many alternatives it keeps out, considered or not.
    pub keeps_out: usize,
}

fn requirements<'g>(graph: &'g DecisionGraph, fired: &'g [Option<bool>]) -> impl Iterator<Item = Requirement> + 'g {
    graph.rules().iter().zip(fired).enumerate().filter_map(|(rule, (compiled, fired))| match compiled.effect {
        CompiledEffect::Require(node, when_unknown) if *fired == Some(true) => {
            Some(Requirement { rule, node, when_unknown, keeps_out: 0 })
        }
        _ => None,
    })
}

/// Where a boolean column is certainly false, and where it is unknown.
pub(crate) fn refusals(column: &Column, rows: usize) -> (Bits, Bits) {
    match column {
        Column::Bool { yes, no } => (no.clone(), yes.or(no).not()),
        Column::Const(Some(Value::Bool(true))) => (Bits::new(rows, false), Bits::new(rows, false)),
        Column::Const(Some(_)) => (Bits::new(rows, true), Bits::new(rows, false)),
        _ => (Bits::new(rows, false), Bits::new(rows, true)),
    }
}

fn considered(graph: &DecisionGraph, resolved: &Resolved, rows: usize) -> Bits {
    let Some(among) = &resolved.among else { return Bits::new(rows, true) };
    Bits::of(graph.catalog().alternatives().iter().map(|a| among.binary_search(&a.model).is_ok()))
}
