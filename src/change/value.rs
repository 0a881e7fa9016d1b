//! The value at which two alternatives tie.

use crate::evaluate::{Evaluation, of_points};
use crate::fact::FactId;
use crate::graph::Needed;

/// What an alternative would need on one leaf to tie with another, all else as it is.
#[derive(Debug, Clone, PartialEq)]
pub struct TippingValue {
    /// The leaf.
    pub leaf: usize,
    /// The utility that counts now, and the one with which they tie; both 0 to 1.
    pub utility: (f64, f64),
    /// The raw value with that utility; where the scale knows only some, the nearest that ties or turns the order.
    pub needed: Needed,
    /// Which of the leaf's measures it is a value of.
    pub measure: usize,
    /// The fact that it is a value of, if the measure is a single one.
    pub fact: Option<FactId>,
}

impl Evaluation<'_> {
    /// The values of an alternative with which it would tie with another, leaf by leaf: those to which one alone would have to rise,
    /// if it is behind, or to fall, if it is ahead. A leaf is left out if no value of it will do. None if they tie already.
    ///
    /// It is the value that the leaf measures, in its unit. What else depends on the same fact (rules, other leaves) is taken to stay as
    /// it is, and the value to be measured, not estimated.
    #[must_use]
    pub fn tipping_values(&self, row: usize, other: usize) -> Vec<TippingValue> {
        let score = |row: usize| self.scores.get(row).copied().unwrap_or_default();
        let margin = score(row) - score(other);
        if margin == 0 {
            return Vec::new();
        }
        let graph = self.graph();
        let leaves =
            graph.leaves().iter().zip(&self.weights.exact).enumerate().filter(|(_, (_, weight))| **weight > 0.0);
        leaves
            .filter_map(|(at, (leaf, weight))| {
                let utility = self.utility(leaf, row);
                let measure = utility.measure.unwrap_or_default();
                let now = utility.value.unwrap_or(leaf.assume);
                let then = now - f64::from(margin) / of_points(*weight);
                let compiled = leaf.measures.get(measure)?;
                let needed = compiled.inverse(self.run(), then, margin > 0)?;
                let fact = graph.program().fact(compiled.node);
                Some(TippingValue { leaf: at, utility: (now, then), needed, measure, fact })
            })
            .collect()
    }
}
