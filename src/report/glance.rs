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

/// So many criteria are told of: those that count most.
const COUNTED: usize = 2;

impl Builder<'_> {
    /// What the rulebook shows of an alternative, as far as it is known.
    pub(super) fn glance(&self, row: usize) -> Vec<Glance> {
        let headings = self.graph.rulebook().glance.iter().map(|shown| shown.heading.clone());
        let shown = |(fact, heading): (&FactId, String)| {
            let declared = self.graph.schema().fact(*fact);
            let (value, unit) = (self.evaluation.fact_value(*fact, row)?, declared.unit.as_deref());
            let (label, brief) = (declared.label.clone(), value.brief(unit));
            let (value, number) = (value.display(unit), value.as_number());
            Some(Glance { fact: declared.id.clone(), label, heading, value, brief, number })
        };
        self.graph.glance().iter().zip(headings).filter_map(shown).collect()
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

    /// What speaks for the pick: how good it is at what counts most, beside what stands in the columns; and the most that it has over the
    /// next, and the next over it.
    pub(super) fn why(&self, next: Option<&RunnerUp>) -> Vec<String> {
        let Some(winner) = self.verdict.ranking.first() else { return Vec::new() };
        let in_columns =
            |part: &explain::Contribution| part.facts.iter().any(|fact| self.graph.glance().contains(fact));
        let mut parts = self.evaluation.contributions(winner.row);
        parts.retain(|part| !in_columns(part));
        parts.sort_by_key(|part| std::cmp::Reverse(part.weight));
        let counted: Vec<String> =
            parts.iter().filter_map(|part| self.counted(part, winner.row)).take(COUNTED).collect();
        let mut why = Vec::new();
        if !counted.is_empty() {
            why.push(format!("What counts most: {}.", counted.join(", ")));
        }
        if let Some((next, second)) = next.zip(self.verdict.ranking.get(1)) {
            let rows = [winner.row, second.row];
            let most = |all: &[Difference]| all.iter().find_map(|difference| self.against_each_other(difference, rows));
            why.extend(most(&next.lost_on).map(|what| format!("Ahead of {} in {what}.", next.name)));
            why.extend(most(&next.won_on).map(|what| format!("Behind {} in {what}.", next.name)));
        }
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

    /// What a criterion measures of an alternative, for a narrow place, and its unit where that is a word; of an estimate without its interval.
    fn in_brief(&self, leaf: &Leaf, row: usize) -> Option<(String, String)> {
        let utility = self.evaluation.utility(leaf, row);
        let unit = leaf.measures.get(utility.measure?)?.unit.as_deref();
        let word = unit.filter(|unit| !unit.contains(' ') && of_percent(unit).is_none() && !unit.starts_with("USD"));
        Some((utility.raw.as_ref()?.brief(unit), word.map_or_else(String::new, |word| format!(" {word}"))))
    }

    /// A criterion and the value by it, between two models that many know: `general capability 148 (this 147, that 150)`.
    fn counted(&self, part: &explain::Contribution, row: usize) -> Option<String> {
        let leaf = self.graph.leaves().get(part.leaf)?;
        let utility = self.evaluation.utility(leaf, row);
        utility.raw.as_ref().and_then(Value::as_number)?;
        let estimated = utility.ends.as_ref().is_some_and(|(low, high)| low != high);
        let (label, value) = (lower(own_label(&self.leaf(part.leaf).1)), self.in_brief(leaf, row)?.0);
        let marks = self.marks(leaf, row);
        let marks = if marks.is_empty() { marks } else { format!(" ({marks})") };
        Some(format!("{label} {}{value}{marks}", if estimated { "about " } else { "" }))
    }

    /// The nearest of the models that many know, below and above; where the criterion knows no intervals, a value speaks for itself.
    fn marks(&self, leaf: &Leaf, row: usize) -> String {
        let catalog = self.graph.catalog();
        let of = |row: usize| {
            let utility = self.evaluation.utility(leaf, row);
            utility.ends.as_ref()?;
            Some((utility.value?, self.in_brief(leaf, row)?.0))
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
