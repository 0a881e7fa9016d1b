//! Weights: points on the edges, normalised among siblings, multiplied along the paths, added where paths meet.

use std::collections::BTreeSet;

use super::by_hand::Division;
use super::{ByHand, CompiledPoints, DecisionGraph};
use crate::expression::Run;
use crate::fact::FactId;
use crate::value::Value;

/// The sum of all weights: weights are whole hundred-thousandths, so that they add up exactly.
pub const WHOLE: i32 = 100_000;

/// The points of one criterion while certain rules fire.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Its own points and those of the rules that fire.
    pub points: i64,
    /// Its share in the goal, 0 to 1: the sum over its paths. 0 also where it has points that count for nothing, because what
    /// is above or below it has none.
    pub weight: f64,
}

/// The live weights of one request.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    /// By criterion; the first is the goal.
    pub edges: Vec<Edge>,
    /// By leaf, as they count, 0 to 1.
    pub exact: Vec<f64>,
    /// By leaf, in hundred-thousandths for people; they add up to [`WHOLE`].
    pub leaves: Vec<i32>,
    /// Whose points are unknown, below 0 or too many for these needs, and so count as 0.
    pub refused: Vec<Giver>,
    /// What counts in place of points.
    pub by_hand: ByHand,
}

/// Who gives points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Giver {
    /// A criterion's own points.
    Criterion(usize),
    /// A rule.
    Rule(usize),
}

impl Weights {
    /// The share of a criterion in one above it, 0 to 1, while both have weight.
    #[must_use]
    pub fn share(&self, graph: &DecisionGraph, above: usize, below: usize) -> f64 {
        self.shares(graph, above).find(|(c, _)| *c == below).map_or(0.0, |(_, share)| share)
    }

    /// The criteria with weight right below one, each with its share in it; the shares add up to 1.
    fn shares(&self, graph: &DecisionGraph, above: usize) -> impl Iterator<Item = (usize, f64)> {
        let points = |c: &usize| self.edges.get(*c).filter(|e| e.weight > 0.0).map_or(0, |e| e.points);
        let below = graph.criteria.get(above).map_or(&[][..], |c| &c.children);
        let counts = |c: &&usize| self.edges.get(**c).is_some_and(|e| e.weight > 0.0);
        let division = Division::new(&self.by_hand, above, below.iter().filter(counts).map(|c| (*c, points(c))));
        let shares = below.iter().filter(counts).map(move |c| (*c, division.share(*c, points(c))));
        shares.filter(|(_, share)| *share > 0.0)
    }
}

impl DecisionGraph {
    /// The weights while exactly the rules of `fired` fire.
    ///
    /// A criterion whose subtree has no points counts for nothing, and its siblings share what it would have had. What was set by
    /// hand stands in place of points.
    #[must_use]
    pub fn weights(&self, run: &Run<'_>, fired: &[bool], by_hand: &ByHand) -> Weights {
        let mut refused = Vec::new();
        let mut value = |points: CompiledPoints, giver: Giver| match points {
            CompiledPoints::Fixed(points) => points,
            CompiledPoints::Computed(node) => match run.constant(node) {
                Some(Value::Integer(points)) if (0..=crate::rulebook::MAX_POINTS).contains(&points) => points,
                _ => {
                    refused.push(giver);
                    0
                }
            },
        };
        let points: Vec<i64> = self
            .criteria
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let own = value(c.points, Giver::Criterion(i));
                let added = c.extra.iter().filter(|(rule, _)| fired.get(*rule) == Some(&true));
                own + added.map(|(rule, points)| value(*points, Giver::Rule(*rule))).sum::<i64>()
            })
            .collect();
        refused.sort_unstable();
        refused.dedup();
        Weights { refused, ..self.spread(&points, by_hand) }
    }

    /// The least and the most points of each criterion, where it is not certain of all rules whether they fire and of all facts what
    /// they are. Of a rule, `fires` says as [`DecisionGraph::may_fire`].
    #[must_use]
    pub(crate) fn points_between(
        &self,
        run: &Run<'_>,
        fires: &[Option<bool>],
        uncertain: &BTreeSet<FactId>,
        by_hand: &ByHand,
    ) -> Vec<(i64, i64)> {
        let value = |points: CompiledPoints| match points {
            CompiledPoints::Fixed(points) => (points, points),
            CompiledPoints::Computed(node) => match run.constant(node) {
                Some(Value::Integer(points)) if (0..=crate::rulebook::MAX_POINTS).contains(&points) => (points, points),
                None if self.program.reads(node).iter().any(|f| uncertain.contains(f)) => {
                    (0, crate::rulebook::MAX_POINTS)
                }
                _ => (0, 0),
            },
        };
        let of = |(at, c): (usize, &super::CriterionNode)| {
            // What was set by hand is there or not, whatever the points are.
            if by_hand.settles(self, at) {
                let counts = c.parents.iter().any(|above| by_hand.part(*above, at) > Some(0.0));
                return (i64::from(counts), i64::from(counts));
            }
            let (least, most) = c.extra.iter().fold(value(c.points), |(least, most), (rule, points)| {
                let (low, high) = value(*points);
                match fires.get(*rule).copied().flatten() {
                    Some(true) => (least + low, most + high),
                    Some(false) => (least, most + high),
                    None => (least, most),
                }
            });
            let counts = c.parents.iter().any(|above| by_hand.part(*above, at) > Some(0.0));
            (least, most.max(i64::from(counts)))
        };
        self.criteria.iter().enumerate().map(of).collect()
    }

    /// The weights with the points of the criteria alone, as far as they are fixed: whether any leaf has weight.
    pub(super) fn has_weight(&self) -> bool {
        let points: Vec<i64> = self
            .criteria
            .iter()
            .map(|c| match c.points {
                CompiledPoints::Fixed(points) => points,
                CompiledPoints::Computed(_) => 0,
            })
            .collect();
        self.spread(&points, &ByHand::default()).leaves.iter().sum::<i32>() == WHOLE
    }

    /// The weights of the leaves, 0 to 1, if the criteria below each one shared its weight otherwise than by their points.
    ///
    /// `shares` is given a criterion and those below it that have weight, each with its share; the shares add up to 1. It returns
    /// other shares in the same order, which are divided by their sum. What cannot be shares leaves them as they are: numbers
    /// below 0, or none above it.
    #[must_use]
    pub fn vary(&self, weights: &Weights, mut shares: impl FnMut(usize, &[(usize, f64)]) -> Vec<f64>) -> Vec<f64> {
        let mut shifted = vec![0.0; self.criteria.len()];
        if let Some(goal) = shifted.first_mut() {
            *goal = 1.0;
        }
        let mut below = Vec::new();
        for c in self.downwards() {
            below.clear();
            below.extend(weights.shares(self, c));
            let Some(above) = shifted.get(c).copied().filter(|_| !below.is_empty()) else { continue };
            let mut drawn = shares(c, &below);
            let sum: f64 = drawn.iter().sum();
            if drawn.len() != below.len() || drawn.iter().any(|s| *s < 0.0) || !(sum > 0.0 && sum.is_finite()) {
                drawn = below.iter().map(|(_, share)| *share).collect();
            }
            let sum: f64 = drawn.iter().sum();
            for ((k, _), share) in below.iter().zip(&drawn) {
                if let Some(weight) = shifted.get_mut(*k) {
                    *weight += above * share / sum;
                }
            }
        }
        self.of_leaves(|c| shifted.get(c).copied())
    }

    /// The criteria, each after all those above it.
    pub(crate) fn downwards(&self) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.downwards.iter().copied()
    }

    /// What the criteria of the leaves have, leaf by leaf.
    fn of_leaves(&self, weight: impl Fn(usize) -> Option<f64>) -> Vec<f64> {
        self.leaves.iter().map(|l| weight(l.criterion).unwrap_or_default()).collect()
    }

    fn spread(&self, points: &[i64], by_hand: &ByHand) -> Weights {
        let edges = self.edges(points, by_hand);
        let exact = self.of_leaves(|c| edges.get(c).map(|e| e.weight));
        Weights { edges, leaves: apportion(&exact), exact, refused: Vec::new(), by_hand: by_hand.clone() }
    }

    /// The criteria with their points and what they come to.
    pub(crate) fn edges(&self, points: &[i64], by_hand: &ByHand) -> Vec<Edge> {
        let at = |i: usize| points.get(i).copied().unwrap_or_default();
        // Whether something is measured below a criterion that has a share in it.
        let mut measured = vec![false; self.criteria.len()];
        let mut divisions: Vec<Option<Division<'_>>> = vec![None; self.criteria.len()];
        for c in self.downwards().rev() {
            let Some(node) = self.criteria.get(c) else { continue };
            let below = || node.children.iter().copied().filter(|k| measured.get(*k) == Some(&true));
            let division = Division::new(by_hand, c, below().map(|k| (k, at(k))));
            let alive = node.leaf.is_some() || below().any(|k| division.share(k, at(k)) > 0.0);
            if let (Some(slot), Some(kept)) = (measured.get_mut(c), divisions.get_mut(c)) {
                (*slot, *kept) = (alive, Some(division));
            }
        }
        let mut edges: Vec<Edge> = (0..self.criteria.len()).map(|c| Edge { points: at(c), weight: 0.0 }).collect();
        if let Some(goal) = edges.first_mut() {
            *goal = Edge { points: 0, weight: 1.0 };
        }
        for c in self.downwards() {
            let (Some(node), Some(above)) = (self.criteria.get(c), edges.get(c).map(|e| e.weight)) else { continue };
            let Some(Some(division)) = divisions.get(c) else { continue };
            for &k in node.children.iter().filter(|k| measured.get(**k) == Some(&true)) {
                if let Some(edge) = edges.get_mut(k) {
                    edge.weight += above * division.share(k, at(k));
                }
            }
        }
        edges
    }
}

/// Whole hundred-thousandths for weights that add up to 1: see [`shared_out`].
pub(crate) fn apportion(exact: &[f64]) -> Vec<i32> {
    if exact.iter().all(|w| *w <= 0.0) {
        return vec![0; exact.len()];
    }
    let units: Vec<f64> = exact.iter().map(|w| w * f64::from(WHOLE)).collect();
    shared_out(&units, WHOLE)
}

/// Whole numbers for parts that are not below 0 and add up to a whole, nearly: rounded down, and what is left over to the largest
/// remainders (Hamilton's method); among equal remainders to the first. A part of 0 stays 0.
pub(crate) fn shared_out(parts: &[f64], whole: i32) -> Vec<i32> {
    // Parts are not below 0, so that what is cut off is the remainder. It is cheaper than to round down.
    #[expect(clippy::cast_possible_truncation, reason = "a part is at most 100,000")]
    let cut = |part: f64| part as i32;
    let mut units: Vec<i32> = parts.iter().map(|part| cut(*part)).collect();
    let mut remainders: Vec<(usize, f64)> = Vec::with_capacity(parts.len());
    let remainder = |(i, part): (usize, &f64)| (i, part - f64::from(cut(*part)));
    remainders.extend(parts.iter().enumerate().filter(|(_, part)| **part > 0.0).map(remainder));
    remainders.sort_unstable_by(|(a, left), (b, right)| right.total_cmp(left).then(a.cmp(b)));
    let missing = whole - units.iter().sum::<i32>();
    for (i, _) in remainders.iter().cycle().take(usize::try_from(missing).unwrap_or_default()) {
        if let Some(unit) = units.get_mut(*i) {
            *unit += 1;
        }
    }
    units
}
