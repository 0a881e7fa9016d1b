//! What was weighed by hand, in words and figures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use crate::value::Value;

/// How a criterion was divided by hand among those right below it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightsGiven {
    /// The criterion that was divided; `goal` is the whole.
    pub above: String,
    /// `weight`: what is not named shares the rest in proportion. `order`: by rank-order centroid weights, and what is not named counts
    /// for nothing.
    pub by: String,
    /// The criteria that were named; those of an order the most important first.
    pub shares: Vec<ShareGiven>,
    /// The same in words.
    pub text: String,
}

/// The share that a criterion was given by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareGiven {
    /// The criterion's id.
    pub criterion: String,
    /// Its label.
    pub label: String,
    /// What it was given of the one above, 0 to 1.
    pub share: f64,
    /// What it has of it: another share where nothing that is measured is left beside it or below it.
    pub has: f64,
}

impl Builder<'_> {
    /// What was weighed by hand, from the top down.
    pub(super) fn weights_given(&self) -> Vec<WeightsGiven> {
        self.resolved.by_hand.levels().map(|(above, below)| self.divided(above, below)).collect()
    }

    fn divided(&self, above: usize, below: &[(usize, f64)]) -> WeightsGiven {
        let node = |c: usize| self.graph.criteria().get(c);
        let find = |named: &usize| below.iter().find(|(c, _)| c == named).copied();
        let ordered: Vec<(usize, f64)> = self.resolved.by_hand.order.iter().filter_map(find).collect();
        let is_order = !ordered.is_empty();
        let share = |(criterion, share): &(usize, f64)| {
            let node = node(*criterion)?;
            let has = self.evaluation.weights.share(self.graph, above, *criterion);
            // Six places: more than a weight has.
            let places = |share: f64| (share * 1e6).round() / 1e6;
            Some(ShareGiven {
                criterion: node.id.clone(),
                label: node.label.clone(),
                share: places(*share),
                has: places(has),
            })
        };
        let shares: Vec<ShareGiven> = if is_order { &ordered } else { below }.iter().filter_map(share).collect();
        let each: Vec<String> = shares.iter().map(|s| format!("{} {}", s.label, in_percent(s))).collect();
        let is_all = node(above).is_some_and(|node| node.children.len() == below.len());
        let rest = match (is_order, is_all) {
            (true, _) => " (rank-order centroid), nothing else",
            (false, false) => ", the rest in proportion",
            (false, true) => "",
        };
        let of = if above == 0 { String::new() } else { format!("{}: ", self.criterion(above).1) };
        WeightsGiven {
            above: node(above).map(|node| node.id.clone()).unwrap_or_default(),
            by: if is_order { "order" } else { "weight" }.to_string(),
            text: format!("{of}{}{rest}", each.join(if is_order { " > " } else { ", " })),
            shares,
        }
    }

    /// Weights by hand that do not come to what they say.
    pub(super) fn idle_by_hand(&self) -> Vec<String> {
        let idle = |given: WeightsGiven| {
            let shares = given.shares.into_iter().filter(|s| (s.has - s.share).abs() > 1e-4);
            shares.map(|s| {
                format!(
                    "`{}` was weighed by hand and comes to another share: of what is below it or beside it, nothing counts that is measured",
                    s.criterion
                )
            })
        };
        self.weights_given().into_iter().flat_map(idle).collect()
    }
}

/// A share as it was given, and what it comes to where that is something else.
fn in_percent(given: &ShareGiven) -> String {
    let percent = |share: f64| format!("{}%", Value::Number((share * 1e3).round() / 10.0).display(None));
    let has = if (given.has - given.share).abs() > 1e-4 {
        format!(", in effect {}", percent(given.has))
    } else {
        String::new()
    };
    format!("{}{has}", percent(given.share))
}
