//! What makes two models tie, or two bills, as numbers.

use schemars::JsonSchema;
use serde::Serialize;

use crate::change::{Tie, Tipping, TippingValue};
use crate::graph::Needed;
use crate::report::build::Builder;
use crate::value::{Date, Type, Value};

/// How much one criterion would count where two models tie: shares from 0 to 1, the others as they are, in proportion.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WeightTie {
    /// The criterion's id.
    pub criterion: String,
    /// Its label, with the groups above it.
    pub label: String,
    /// The criterion above it in which its share is moved; `goal` is the whole.
    pub above: String,
    /// Its share in the whole now.
    pub now: f64,
    /// Its share in the whole where they tie.
    pub at: f64,
    /// The least share in the whole with which the other one is ahead or level.
    pub from: f64,
    /// The greatest.
    pub to: f64,
    /// Its share in the criterion above now; a hundred times that is what `--weight` takes.
    pub inside_now: f64,
    /// Its share in the criterion above where they tie.
    pub inside_at: f64,
}

/// The value of one of two models with which they tie.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ValueTie {
    /// Whose value it is, by place in `models`.
    pub of: usize,
    /// The criterion that measures it.
    pub criterion: String,
    /// Its label, with the groups above it.
    pub label: String,
    /// The fact that it is, if the criterion measures a single one.
    pub fact: Option<String>,
    /// What it is counted in.
    pub unit: Option<String>,
    /// What it is now: a number, a date, a word, or true or false; absent where it is unknown.
    pub now: Option<serde_json::Value>,
    /// What it would have to be, in the same unit.
    pub at: serde_json::Value,
    /// Whether anything below `at` will do, and `at` itself will not.
    pub below: bool,
}

/// A model and how it is paid for.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PaidFor {
    /// The model's id.
    pub model: String,
    /// The way of paying.
    pub way: String,
}

/// A volume at which it changes which of two is cheaper.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The volume, in the unit of the need that bills grow with.
    pub volume: f64,
    /// The bill there, in the unit of bills.
    pub bill: f64,
    /// Which is cheaper below it: 0 or 1; absent where neither is, or it is unknown.
    pub below: Option<usize>,
    /// Which is cheaper above it.
    pub above: Option<usize>,
}

/// Less is shown as nothing.
const SHOWN: f64 = 0.000_5;

/// Whether a share is nothing or all of what it is in, as far as it is shown: there is no more on the other side of it.
pub(in crate::report) fn is_an_end(share: f64) -> bool {
    !(SHOWN..1.0 - SHOWN).contains(&share)
}

impl Builder<'_> {
    /// The shares at which the order of two alternatives turns, and what they come to in the goal: not where a criterion that counts for
    /// nothing, or for everything, makes them level, and not where they are level now.
    pub(super) fn turning(&self, (row, other): (usize, usize)) -> Vec<(Tipping, f64, f64)> {
        let turns = |tipping: Tipping| match tipping.tie {
            Tie::At { share, weight } if !is_an_end(share) && (share - tipping.share).abs() >= SHOWN => {
                Some((tipping, share, weight))
            }
            _ => None,
        };
        self.evaluation.tipping_weights(row, other).into_iter().filter_map(turns).collect()
    }

    /// The values of an alternative with which it would tie, as far as it could have them: an amount may be another, and what is unknown
    /// may be found out. What is known of it as a word, or as yes or no, is what it is.
    pub(in crate::report) fn possible(&self, row: usize, other: usize) -> Vec<TippingValue> {
        let is_known = |value: &TippingValue| {
            let measure = self.graph.leaves().get(value.leaf).and_then(|leaf| leaf.measures.get(value.measure));
            measure.is_some_and(|measure| self.evaluation.run().value(measure.node, row).is_some())
        };
        let is_amount = |value: &TippingValue| matches!(value.needed, Needed::Number(_) | Needed::Below(_));
        let mut all = self.evaluation.tipping_values(row, other);
        all.retain(|value| is_amount(value) || !is_known(value));
        all
    }

    pub(super) fn weight_ties(&self, rows: (usize, usize)) -> Vec<WeightTie> {
        // Six places: more than a weight has.
        let places = |share: f64| (share * 1e6).round() / 1e6;
        let tie = |(tipping, share, weight): (Tipping, f64, f64)| {
            let (criterion, label) = self.criterion(tipping.criterion);
            let (least, most) = tipping.ends;
            let (from, to) = if tipping.gains { (least, weight) } else { (weight, most) };
            WeightTie {
                criterion,
                label,
                above: self.criterion(tipping.above).0,
                now: places(tipping.weight),
                at: places(weight),
                from: places(from),
                to: places(to),
                inside_now: places(tipping.share),
                inside_at: places(share),
            }
        };
        self.turning(rows).into_iter().map(tie).collect()
    }

    /// The values of the one, which comes first in `models`, then those of the other.
    pub(super) fn value_ties(&self, (row, other): (usize, usize), place: usize) -> Vec<ValueTie> {
        let of = |(place, row, other): (usize, usize, usize)| {
            let all = self.possible(row, other).into_iter();
            all.filter_map(move |value| self.value_tie(place, row, &value))
        };
        [(0, row, other), (place, other, row)].into_iter().flat_map(of).collect()
    }

    fn value_tie(&self, of: usize, row: usize, value: &TippingValue) -> Option<ValueTie> {
        let measure = self.graph.leaves().get(value.leaf)?.measures.get(value.measure)?;
        let (criterion, label) = self.leaf(value.leaf);
        let (at, below) = match &value.needed {
            Needed::Number(n) => (Value::Number(*n), false),
            Needed::Below(n) => (Value::Number(*n), true),
            Needed::Word(word) => (Value::text(word), false),
            Needed::Truth(truth) => (Value::Bool(*truth), false),
        };
        let is_date = *self.graph.program().ty(measure.node) == Type::Date;
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a number that no date has ends at a limit")]
        let date = |n: f64| Date::from_days(n.round() as i32).map(Value::Date);
        let at = if let (Value::Number(n), true) = (&at, is_date) { date(*n).unwrap_or(at) } else { at };
        Some(ValueTie {
            of,
            criterion,
            label,
            fact: value.fact.map(|fact| self.fact_id(fact)),
            unit: measure.unit.clone(),
            now: self.evaluation.run().value(measure.node, row).map(|now| now.to_json()),
            at: at.to_json(),
            below,
        })
    }
}
