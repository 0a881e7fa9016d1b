//! The weight at which the order of two alternatives turns.
//!
//! One share is moved at a time, that of a criterion in one above it; the others below that one keep their proportions. The
//! difference of the scores is linear in it, so where it is nought is solved for (Mareschal 1988, EJOR 33; Triantaphyllou & Sánchez 1997,
//! Decision Sciences 28:151–194).

use crate::evaluate::Evaluation;
use crate::graph::DecisionGraph;
use crate::graph::by_hand::Division;

/// What the share of one criterion in one above it decides between two alternatives.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tipping {
    /// The criterion.
    pub criterion: usize,
    /// The one above it, which has weight.
    pub above: usize,
    /// Its share in that one now, 0 to 1.
    pub share: f64,
    /// Its share in the goal now, over all that are above it, 0 to 1.
    pub weight: f64,
    /// Its share in the goal if it has none of the one above, and if it has all of it.
    pub ends: (f64, f64),
    /// Whether the first of the two gains on the other as the share grows.
    pub gains: bool,
    /// Where the two tie.
    pub tie: Tie,
}

/// Where two alternatives tie when a share is moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tie {
    /// At this share, and this share in the goal; on either side of it the order is another. At 0 and at 1 there is one side only.
    At {
        /// The share in the criterion above, 0 to 1.
        share: f64,
        /// The share in the goal that it comes to, 0 to 1.
        weight: f64,
    },
    /// At no share.
    Never,
    /// The share does not matter: on this criterion the two differ as they do on those beside it.
    Indifferent,
    /// Nothing beside it has weight, so there is nothing to share with.
    Alone,
}

/// Below this, two differences of utilities are the same.
const SAME: f64 = 1e-12;

impl Evaluation<'_> {
    /// For every criterion below one that has weight, the share at which two alternatives tie, all other shares as they are: groups
    /// and leaves, also those that have no points now. A criterion below several has an entry for each.
    ///
    /// Shares are exact and scores are rounded, so at the tie the scores differ by a thousandth of a point a leaf at most. Utilities
    /// are those that count; whether the two are eligible is not looked at.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, change::Tie, evaluate::Evaluation, graph::DecisionGraph, load::Files};
    /// use verdict::{needs::Request, rulebook::Rulebook};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let needs = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    /// let evaluation = Evaluation::new(&graph, &needs);
    /// // An alternative ties with itself whatever counts.
    /// let tippings = evaluation.tipping_weights(0, 0);
    /// assert!(!tippings.is_empty());
    /// assert!(tippings.iter().all(|t| matches!(t.tie, Tie::Indifferent | Tie::Alone)));
    /// ```
    #[must_use]
    pub fn tipping_weights(&self, row: usize, other: usize) -> Vec<Tipping> {
        let graph = self.graph();
        let tree = Shares::new(self);
        let of = |row: usize| self.counted(row);
        let differences: Vec<f64> = of(row).zip(of(other)).map(|(a, b)| a - b).collect();
        let means = tree.means(graph, |leaf| differences.get(leaf).copied());
        let mean = |c: usize| means.get(c).copied().flatten();
        let margin = mean(0).unwrap_or_default();
        let weights = tree.weights(graph, 0, None);
        let weight = |c: usize| weights.get(c).copied().unwrap_or_default();
        let mut all = Vec::new();
        for (criterion, node) in graph.criteria().iter().enumerate() {
            let Some(own) = mean(criterion) else { continue };
            for &above in node.parents.iter().filter(|above| weight(**above) > 0.0) {
                let share = tree.share(above, criterion);
                let (inside, top) = (mean(above).unwrap_or_default(), weight(above));
                let moved = |share: f64| {
                    let moved = tree.weights(graph, 0, Some((above, criterion, share)));
                    moved.get(criterion).copied().unwrap_or_default()
                };
                let mut beyond = (weight(criterion), false);
                let tie = if share >= 1.0 {
                    Tie::Alone
                } else {
                    // What those beside it come to, and what is wanted of all of them together.
                    let beside = (inside - share * own) / (1.0 - share);
                    let wanted = inside - margin / top;
                    beyond = (moved(0.0), own > beside);
                    tie(wanted, own, beside, moved)
                };
                let ends = (beyond.0, if share >= 1.0 { weight(criterion) } else { moved(1.0) });
                all.push(Tipping { criterion, above, share, weight: weight(criterion), ends, gains: beyond.1, tie });
            }
        }
        all
    }

    /// The utilities of an alternative as they count, leaf by leaf.
    pub(super) fn counted(&self, row: usize) -> impl Iterator<Item = f64> + '_ {
        self.graph().leaves().iter().map(move |leaf| self.utility(leaf, row).value.unwrap_or(leaf.assume))
    }
}

/// Where `share × own + (1 − share) × beside` is what is wanted.
fn tie(wanted: f64, own: f64, beside: f64, weight: impl Fn(f64) -> f64) -> Tie {
    if (own - beside).abs() < SAME {
        return Tie::Indifferent;
    }
    let share = (wanted - beside) / (own - beside);
    if (-SAME..=1.0 + SAME).contains(&share) {
        let share = share.clamp(0.0, 1.0);
        Tie::At { share, weight: weight(share) }
    } else {
        Tie::Never
    }
}

/// The shares of criteria in those above them, whether these have weight or not.
pub(super) struct Shares {
    /// By criterion, the share of each of those below it that can be measured.
    below: Vec<Vec<(usize, f64)>>,
}

impl Shares {
    pub(super) fn new(evaluation: &Evaluation<'_>) -> Self {
        let graph = evaluation.graph();
        let mut shares = Self { below: vec![Vec::new(); graph.criteria().len()] };
        let points = |c: usize| evaluation.weights.edges.get(c).map_or(0, |edge| edge.points);
        for c in graph.downwards().rev() {
            let Some(node) = graph.criteria().get(c) else { continue };
            let below = || node.children.iter().copied().filter(|k| shares.counts(graph, *k));
            let division = Division::new(&evaluation.weights.by_hand, c, below().map(|k| (k, points(k))));
            let divided =
                below().map(|k| (k, division.share(k, points(k)))).filter(|(_, share)| *share > 0.0).collect();
            if let Some(slot) = shares.below.get_mut(c) {
                *slot = divided;
            }
        }
        shares
    }

    /// Whether a criterion could count: it is measured, or something below it has a share in it.
    pub(super) fn counts(&self, graph: &DecisionGraph, criterion: usize) -> bool {
        let is_leaf = graph.criteria().get(criterion).is_some_and(|node| node.leaf.is_some());
        is_leaf || self.has_parts(criterion)
    }

    fn has_parts(&self, criterion: usize) -> bool {
        self.below.get(criterion).is_some_and(|below| !below.is_empty())
    }

    /// The share of a criterion in one above it, 0 to 1.
    pub(super) fn share(&self, above: usize, criterion: usize) -> f64 {
        let below = self.below.get(above).and_then(|below| below.iter().find(|(c, _)| *c == criterion));
        below.map_or(0.0, |(_, share)| *share)
    }

    /// The weighted mean of leaves at every criterion; `None` where nothing below it has points.
    pub(super) fn means(&self, graph: &DecisionGraph, of: impl Fn(usize) -> Option<f64>) -> Vec<Option<f64>> {
        let mut means: Vec<Option<f64>> = vec![None; graph.criteria().len()];
        for c in graph.downwards().rev() {
            let Some(node) = graph.criteria().get(c) else { continue };
            let each = |k: &usize| Some(self.share(c, *k) * means.get(*k).copied().flatten()?);
            let mean = match node.leaf {
                Some(leaf) => of(leaf),
                None if self.has_parts(c) => Some(node.children.iter().filter_map(each).sum()),
                None => None,
            };
            if let Some(slot) = means.get_mut(c) {
                *slot = mean;
            }
        }
        means
    }

    /// The leaves with points below a criterion, each with its share in it; of a leaf that one alone.
    pub(super) fn inside(&self, graph: &DecisionGraph, criterion: usize) -> Vec<(usize, f64)> {
        let weights = self.weights(graph, criterion, None);
        let leaves = graph.leaves().iter().enumerate();
        let shares = leaves.filter_map(|(at, leaf)| Some((at, *weights.get(leaf.criterion)?)));
        shares.filter(|(_, share)| *share > 0.0).collect()
    }

    /// The share of every criterion in one of them, perhaps with the share of one in one above it moved and the others beside it in
    /// proportion.
    pub(super) fn weights(&self, graph: &DecisionGraph, whole: usize, moved: Option<(usize, usize, f64)>) -> Vec<f64> {
        let mut weights = vec![0.0; graph.criteria().len()];
        if let Some(whole) = weights.get_mut(whole) {
            *whole = 1.0;
        }
        for c in graph.downwards() {
            let (Some(node), Some(top)) = (graph.criteria().get(c), weights.get(c).copied()) else { continue };
            for k in &node.children {
                let share = self.share(c, *k);
                let share = match moved {
                    Some((above, one, to)) if above == c && one == *k => to,
                    Some((above, one, to)) if above == c => share * (1.0 - to) / (1.0 - self.share(c, one)),
                    _ => share,
                };
                if let Some(weight) = weights.get_mut(*k) {
                    *weight += top * share;
                }
            }
        }
        weights
    }
}
