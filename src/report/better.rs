//! Offers of a ranked model that would be better if more were known of them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::Unmet;
use super::build::Builder;
use crate::verdict;

/// Offers that are out only because something is unknown, and would be better than the one that a model is ranked by: they would score
/// higher, or as high at a lower bill. The nearest is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MightBeBetter {
    /// How many.
    pub offers: usize,
    /// The nearest: of which the least has to turn out true.
    pub offer: String,
    /// What would have to turn out true of it.
    #[serde(rename = "if")]
    pub condition: String,
    /// The same for people.
    #[serde(default)]
    pub asks: String,
    /// The rules that ask for it.
    pub by: String,
    /// The facts that are not known.
    pub facts: Vec<String>,
    /// The score it would have.
    pub score: i32,
    /// What it would cost, with its unit, where the rulebook says what a bill is and it is known.
    pub bill: Option<String>,
    /// What the offer costs that the model is ranked by.
    pub instead_of: Option<String>,
}

impl Builder<'_> {
    pub(super) fn might_be_better(&self, ranked: &verdict::Ranked) -> Option<MightBeBetter> {
        let better = ranked.might_be_better(self.evaluation);
        let row = *better.first()?;
        let Unmet { condition, asks, by, facts, .. } = self.unmet(row);
        let bill = |row: usize| {
            let pricing = self.graph.pricing()?;
            Some(self.evaluation.run().value(pricing.bill, row)?.display(pricing.unit.as_deref()))
        };
        Some(MightBeBetter {
            offers: better.len(),
            offer: self.offer_id(row),
            condition,
            asks,
            by,
            facts,
            score: self.evaluation.scores.get(row).copied().unwrap_or_default(),
            bill: bill(row),
            instead_of: bill(ranked.row),
        })
    }
}
