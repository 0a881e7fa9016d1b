//! What is told of a verdict in ten seconds: why, and of each model what everybody asks first.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use super::words::{list, lower};
use super::{Difference, Excluded, RunnerUp};
use crate::explain;
use crate::graph::Leaf;
use crate::value::Value;

/// A fact of a model that is shown beside its points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Glance {
    /// The fact.
    pub fact: String,
    /// Its label.
    pub label: String,
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

/// So many criteria are told of: those that count most.
const COUNTED: usize = 2;

/// And so many reasons of each kind.
const REASONS: usize = 2;

impl Builder<'_> {
    /// What the rulebook shows of an alternative, as far as it is known.
    pub(super) fn glance(&self, row: usize) -> Vec<Glance> {
        let shown = |fact: &crate::fact::FactId| {
            let declared = self.graph.schema().fact(*fact);
            let (value, unit) = (self.evaluation.fact_value(*fact, row)?, declared.unit.as_deref());
            let (label, brief) = (declared.label.clone(), value.brief(unit));
            let number = value.as_number();
            Some(Glance { fact: declared.id.clone(), label, value: value.display(unit), brief, number })
        };
        self.graph.glance().iter().filter_map(shown).collect()
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

    /// What speaks for the pick: how good it is at what counts most, and what it has over the next and the next over it.
    pub(super) fn why(&self, next: Option<&RunnerUp>) -> Vec<String> {
        let Some(winner) = self.verdict.ranking.first() else { return Vec::new() };
        let mut parts = self.evaluation.contributions(winner.row);
        parts.sort_by_key(|part| std::cmp::Reverse(part.weight));
        let counted: Vec<String> =
            parts.iter().filter_map(|part| self.counted(part, winner.row)).take(COUNTED).collect();
        let mut why = Vec::new();
        if !counted.is_empty() {
            why.push(format!("What counts most here: {}.", list(&counted)));
        }
        if let Some((next, second)) = next.zip(self.verdict.ranking.get(1)) {
            let phrases = |all: &[Difference]| {
                let rows = [Some(winner.row), Some(second.row)];
                all.iter().take(REASONS).map(|d| self.phrase(d, rows)).collect::<Vec<String>>()
            };
            let (ahead, behind) = (phrases(&next.lost_on), phrases(&next.won_on));
            let behind = behind.first().map_or_else(String::new, |what| format!("; behind in {what}"));
            if !ahead.is_empty() {
                why.push(format!("Ahead of {} in {}{behind}.", next.name, list(&ahead)));
            }
        }
        why
    }

    /// A criterion and the value by it, between two models that many know.
    fn counted(&self, part: &explain::Contribution, row: usize) -> Option<String> {
        let leaf = self.graph.leaves().get(part.leaf)?;
        let utility = self.evaluation.utility(leaf, row);
        utility.raw.as_ref().and_then(Value::as_number)?;
        let value = self.evaluation.short_text(leaf, &utility)?;
        let (_, label) = self.leaf(part.leaf);
        let label = lower(label.rsplit(" › ").next().unwrap_or_default());
        let marks = self.marks(leaf, row);
        let marks = if marks.is_empty() { marks } else { format!(" ({marks})") };
        Some(format!("{label}, {value}{marks}"))
    }

    /// The nearest of the models that many know, below and above; where the criterion knows no intervals, a value speaks for itself.
    fn marks(&self, leaf: &Leaf, row: usize) -> String {
        let catalog = self.graph.catalog();
        let of = |row: usize| {
            let utility = self.evaluation.utility(leaf, row);
            utility.ends.as_ref()?;
            Some((utility.value?, self.evaluation.short_text(leaf, &utility)?))
        };
        let Some((own, _)) = of(row) else { return String::new() };
        let model = self.model_of(row);
        let others = catalog.marks().iter().filter(|mark| **mark != model);
        let mut known: Vec<(f64, String)> = others
            .filter_map(|mark| {
                let (utility, value) = of(catalog.rows_of(*mark).next()?)?;
                Some((utility, format!("{} {value}", self.name(*mark))))
            })
            .collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let below = known.iter().rev().find(|(utility, _)| *utility < own);
        let above = known.iter().find(|(utility, _)| *utility > own);
        [below, above].into_iter().flatten().map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(", ")
    }
}
