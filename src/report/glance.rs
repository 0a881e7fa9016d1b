//! What is told of a verdict in ten seconds: why, and of each model what everybody asks first.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use super::words::{lower, own_label};
use super::{Difference, Excluded, RunnerUp};
use crate::explain;
use crate::fact::FactId;
use crate::graph::Leaf;
use crate::value::{Value, of_percent};

/// A fact of a model that is shown beside its points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Glance {
    /// The fact.
    pub fact: String,
    /// Its label.
    pub label: String,
    /// A word or two for the head of a narrow column.
    pub heading: String,
    /// Its value, with its unit.
    pub value: String,
    /// The same for a narrow column, rounded.
    pub brief: String,
    /// The same as a number, in its unit; absent where it is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<f64>,
}

/// A rule that is the first reason against models.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeptOut {
    /// The rule.
    pub rule: String,
    /// What it is about, in a line.
    pub summary: String,
    /// Against how many models it is the first reason.
    pub models: usize,
}

/// What stands before the value that counts where it is one of a range.
const ABOUT: &str = "~";

/// So many models are marks on a scale.
const MARKS: usize = 2;

impl Builder<'_> {
    /// What the rulebook shows of an alternative, as far as it is known.
    pub(super) fn glance(&self, row: usize) -> Vec<Glance> {
        let headings = self.graph.rulebook().glance.iter().map(|shown| shown.heading.clone());
        let shown = |(fact, heading): (&FactId, String)| {
            let declared = self.graph.schema().fact(*fact);
            let (value, unit) = (self.evaluation.fact_value(*fact, row)?, declared.unit.as_deref());
            let about = if self.is_a_range(*fact, row) { ABOUT } else { "" };
            let (label, brief) = (declared.label.clone(), format!("{about}{}", value.brief(unit)));
            let (value, number) = (value.display(unit), value.as_number());
            Some(Glance { fact: declared.id.clone(), label, heading, value, brief, number })
        };
        self.graph.glance().iter().zip(headings).filter_map(shown).collect()
    }

    /// Whether a fact is the bill, and the bill is a range: then what counts is told, and that it is not all.
    fn is_a_range(&self, fact: FactId, row: usize) -> bool {
        let pricing = self.graph.pricing().filter(|p| self.graph.program().fact(p.bill) == Some(fact));
        let ends = pricing.and_then(|p| p.range).map(|ends| ends.map(|end| self.evaluation.fact_value(end, row)));
        ends.is_some_and(|[low, high]| low != high)
    }

    /// The rules that are the first reason against models.
    pub(super) fn kept_out(&self, excluded: &[Excluded]) -> Vec<KeptOut> {
        let mut by: BTreeMap<&str, usize> = BTreeMap::new();
        for first in excluded.iter().filter_map(|model| model.by.first()) {
            *by.entry(&first.rule).or_default() += 1;
        }
        let rules = &self.graph.rulebook().rules;
        let summary = |id: &str| rules.iter().find(|r| r.id == id).map(|r| r.summary.clone()).unwrap_or_default();
        let mut all: Vec<KeptOut> = by
            .into_iter()
            .map(|(rule, models)| KeptOut { rule: rule.to_string(), summary: summary(rule), models })
            .collect();
        all.sort_by_key(|out| std::cmp::Reverse(out.models));
        all
    }

    /// What speaks for the pick and against it, what weighs most first: how good it is at what counts most, beside what stands in the
    /// columns; the most that it has over the next, and the next over it; then how good it is at what counts next.
    pub(super) fn why(&self, next: Option<&RunnerUp>) -> Vec<String> {
        let Some(winner) = self.verdict.ranking.first() else { return Vec::new() };
        let in_columns =
            |part: &explain::Contribution| part.facts.iter().any(|fact| self.graph.glance().contains(fact));
        let mut parts = self.evaluation.contributions(winner.row);
        parts.retain(|part| !in_columns(part));
        parts.sort_by_key(|part| std::cmp::Reverse(part.weight));
        let mut counted = parts.iter().filter_map(|part| self.counted(part, winner.row));
        let mut why: Vec<String> =
            counted.next().map(|most| format!("What counts most: {most}.")).into_iter().collect();
        if let Some((next, second)) = next.zip(self.verdict.ranking.get(1)) {
            let rows = [winner.row, second.row];
            let most = |all: &[Difference]| {
                let mut telling = all.iter().take_while(|difference| difference.tells(next.margin));
                telling.find_map(|difference| self.against_each_other(difference, rows))
            };
            let ahead = most(&next.lost_on).map(|what| format!("Ahead of {} in {what}.", next.name));
            let whom = if ahead.is_some() { "it" } else { &next.name };
            let behind = most(&next.won_on).map(|what| format!("Behind {whom} in {what}."));
            why.extend([ahead, behind].into_iter().flatten());
        }
        why.extend(counted.next().map(|then| format!("What counts next: {then}.")));
        why
    }

    /// A difference with the values of the two, as short as they can be: `price ($1 against $2)`. `None` where these read the same.
    fn against_each_other(&self, difference: &Difference, rows: [usize; 2]) -> Option<String> {
        let label = lower(own_label(&difference.label));
        let mut leaves = self.graph.leaves().iter();
        let leaf = leaves.find(|leaf| self.criterion(leaf.criterion).0 == difference.criterion);
        let [own, other] = rows.map(|row| leaf.and_then(|leaf| self.in_brief(leaf, row)));
        Some(match (own, other) {
            (None, None) => label,
            (Some((own, _)), Some((other, _))) if own == other => return None,
            (Some((own, unit)), Some((other, _))) => format!("{label} ({own}{unit} against {other})"),
            (Some((own, unit)), None) => format!("{label} ({own}{unit} against unknown)"),
            (None, Some((other, unit))) => format!("{label} (unknown against {other}{unit})"),
        })
    }

    /// What a criterion measures of an alternative, for a narrow place, and what stands behind it of its unit, unless the label says that
    /// already; of an estimate without its interval.
    fn in_brief(&self, leaf: &Leaf, row: usize) -> Option<(String, String)> {
        let utility = self.evaluation.utility(leaf, row);
        let unit = leaf.measures.get(utility.measure?)?.unit.as_deref();
        let behind = unit.map_or("", |unit| of_percent(unit).or(unit.strip_prefix("USD")).unwrap_or(unit)).trim();
        let said = behind.rsplit(' ').next().is_some_and(|word| self.own_label(leaf.criterion).contains(word));
        let behind = if said { String::new() } else { format!(" {behind}") };
        Some((utility.raw.as_ref()?.brief(unit), behind))
    }

    /// A criterion and the value by it with its interval, between two models that many know:
    /// `general capability about 148, 142 to 154 (this 147, that 150)`.
    fn counted(&self, part: &explain::Contribution, row: usize) -> Option<String> {
        let leaf = self.graph.leaves().get(part.leaf)?;
        let utility = self.evaluation.utility(leaf, row);
        utility.raw.as_ref().and_then(Value::as_number)?;
        let measure = leaf.measures.get(utility.measure?)?;
        let unit = measure.unit.as_deref();
        let (label, (value, behind)) = (lower(own_label(&self.leaf(part.leaf).1)), self.in_brief(leaf, row)?);
        let value = match utility.ends.as_ref().filter(|(low, high)| low != high) {
            Some((low, high)) => format!("about {value}{behind}, {} to {}", low.brief(unit), high.brief(unit)),
            None => format!("{value}{behind}"),
        };
        let less = (measure.rises(self.evaluation.run()) == Some(false)).then(|| "less is better".to_string());
        let beside: Vec<String> = less.into_iter().chain(self.marks(leaf, row)).collect();
        let beside = if beside.is_empty() { String::new() } else { format!(" ({})", beside.join("; ")) };
        Some(format!("{label} {value}{beside}"))
    }

    /// Two models that many know, as marks on the scale: the nearest below and above, or the two nearest where it is beyond all of them.
    /// Where the criterion knows no intervals, a value speaks for itself.
    fn marks(&self, leaf: &Leaf, row: usize) -> Option<String> {
        let catalog = self.graph.catalog();
        let of = |row: usize| {
            let utility = self.evaluation.utility(leaf, row);
            utility.ends.as_ref()?;
            Some((utility.value?, self.in_brief(leaf, row)?.0))
        };
        let (own, _) = of(row)?;
        let model = self.model_of(row);
        let others = catalog.marks().iter().filter(|mark| **mark != model);
        let mut known: Vec<(f64, String)> = others
            .filter_map(|mark| {
                let (utility, value) = of(catalog.rows_of(*mark).next()?)?;
                Some((utility, format!("{} {value}", self.name(*mark))))
            })
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        // As many below as there are above, as far as both have some.
        let above = known.partition_point(|(utility, _)| *utility < own);
        let from = above.saturating_sub(1).min(known.len().saturating_sub(MARKS));
        let told: Vec<&str> = known.iter().skip(from).take(MARKS).map(|(_, text)| text.as_str()).collect();
        (!told.is_empty()).then(|| told.join(", "))
    }
}
