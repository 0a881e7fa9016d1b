//! What models are, and what counts of it.

use std::collections::BTreeMap;

use super::{Cell, CriterionRow, FactRow, Measured, Said, Sentence};
use crate::catalog::Statement;
use crate::catalog::view::{Disagreement, disagreement};
use crate::fact::FactId;
use crate::report::build::Builder;
use crate::rulebook::PlacedTemplate;
use crate::value::{Value, of_percent};

impl Builder<'_> {
    /// The facts that the rulebook names and that are known of one of the alternatives.
    pub(super) fn fact_rows(&self, rows: &[Option<usize>]) -> Vec<FactRow> {
        let row = |fact: &FactId| {
            let declared = self.graph.schema().fact(*fact);
            let cells: Vec<Option<Cell>> = rows.iter().map(|row| self.cell(*fact, (*row)?)).collect();
            let value = |cell: &Option<Cell>| cell.as_ref().map(|c| c.value.clone());
            let differs = cells.windows(2).any(|pair| matches!(pair, [a, b] if value(a) != value(b)));
            let known = cells.iter().any(Option::is_some);
            let difference = match rows {
                [Some(a), Some(b)] if differs => {
                    let value = |row: usize| self.evaluation.fact_value(*fact, row);
                    value(*a).zip(value(*b)).and_then(|(a, b)| difference(&a, &b, declared.unit.as_deref()))
                }
                _ => None,
            };
            known.then(|| FactRow {
                fact: declared.id.clone(),
                label: declared.label.clone(),
                differs,
                difference,
                cells,
            })
        };
        self.graph.shown().iter().filter_map(row).collect()
    }

    fn cell(&self, fact: FactId, row: usize) -> Option<Cell> {
        let evidence = self.evidence(fact, row)?;
        let unit = self.graph.schema().fact(fact).unit.as_deref();
        let statements = self.evaluation.evidence(row, fact);
        let disputed = disagreement(&statements, unit).map(|d| match d {
            Disagreement::Range { lowest, highest } => format!("sources say {lowest} to {highest}"),
            Disagreement::Values(values) => format!("sources say {}", values.join(", or ")),
        });
        let note = statements.first().and_then(note).filter(|_| disputed.is_some());
        let others = if disputed.is_some() { others(&statements, unit) } else { Vec::new() };
        Some(Cell { value: evidence.value, source: evidence.source, as_of: evidence.as_of, disputed, note, others })
    }

    /// What the rulebook says of a model in words, as far as all of it is known.
    pub(super) fn overview(&self, row: usize) -> Vec<Sentence> {
        let sentence = |sentence: &PlacedTemplate| {
            let facts = sentence.template.facts();
            let evidence: Option<Vec<_>> =
                facts.iter().map(|fact| self.evidence(self.graph.schema().find(fact)?, row)).collect();
            Some(Sentence { text: self.evaluation.render(&sentence.template, row), evidence: evidence? })
        };
        self.graph.rulebook().overview.iter().filter_map(sentence).collect()
    }

    /// The leaves with weight, group by group: first the groups on which the alternatives differ most, and so within each.
    pub(super) fn criterion_rows(&self, rows: &[Option<usize>]) -> Vec<CriterionRow> {
        let mut all: Vec<(CriterionRow, i32)> = Vec::new();
        for (i, leaf) in self.graph.leaves().iter().enumerate() {
            let weight = self.evaluation.weights.leaves.get(i).copied().unwrap_or_default();
            if weight == 0 {
                continue;
            }
            let cells: Vec<Option<Measured>> = rows.iter().map(|row| Some(self.measured(i, (*row)?))).collect();
            let points = || cells.iter().flatten().map(|cell| cell.points);
            let spread = points().max().unwrap_or_default() - points().min().unwrap_or_default();
            let (criterion, label) = self.criterion(leaf.criterion);
            let path = self.graph.path(leaf.criterion, &self.evaluation.weights);
            let group = path.last().and_then(|c| self.graph.criteria().get(*c)).map(|c| c.label.clone());
            let weight = f64::from(weight) / f64::from(crate::graph::WHOLE);
            all.push((CriterionRow { criterion, label, group: group.unwrap_or_default(), weight, cells }, spread));
        }
        let mut groups: BTreeMap<String, i32> = BTreeMap::new();
        for (row, spread) in &all {
            *groups.entry(row.group.clone()).or_default() += spread;
        }
        let of = |row: &CriterionRow| groups.get(&row.group).copied().unwrap_or_default();
        all.sort_by(|(a, x), (b, y)| of(b).cmp(&of(a)).then_with(|| a.group.cmp(&b.group)).then(y.cmp(x)));
        all.into_iter().map(|(row, _)| row).collect()
    }

    fn measured(&self, leaf: usize, row: usize) -> Measured {
        let contributions = self.evaluation.contributions(row);
        let Some(c) = contributions.iter().find(|c| c.leaf == leaf) else {
            return Measured { value: None, obtained: None, points: 0, evidence: Vec::new() };
        };
        Measured {
            value: c.value.clone(),
            obtained: c.obtained.clone(),
            points: c.points,
            evidence: c.facts.iter().filter_map(|fact| self.evidence(*fact, row)).collect(),
        }
    }

    /// The facts that are shown whether they count or not.
    pub(super) fn shown(&self) -> Vec<FactId> {
        let pricing = self.graph.pricing().into_iter().flat_map(|p| p.prices.iter().chain(&p.hardware));
        self.graph.shown().iter().chain(pricing).copied().collect()
    }
}

/// The statements that say something else than the first, each value once.
fn others(statements: &[Statement], unit: Option<&str>) -> Vec<Said> {
    let mut all: Vec<Said> = Vec::new();
    let Some(first) = statements.first().map(|s| s.value.display(unit)) else { return all };
    for statement in statements {
        let value = statement.value.display(unit);
        if value == first {
            continue;
        }
        if let Some(said) = all.iter_mut().find(|said| said.value == value) {
            said.more += 1;
            continue;
        }
        all.push(Said {
            value,
            source: statement.source.to_string(),
            as_of: statement.as_of.map(|date| date.to_string()),
            more: 0,
            note: note(statement),
        });
    }
    all
}

/// How a value was found, and what should be known of it.
fn note(statement: &Statement) -> Option<String> {
    let details = statement.details.iter().map(|(name, value)| format!("{name} {}", value.display(None).trim()));
    let all: Vec<String> = details.chain(statement.note.as_ref().map(ToString::to_string)).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

/// How a value stands to another: amounts with a unit by their ratio, percentages and bare numbers by their difference, dates by days.
fn difference(value: &Value, other: &Value, unit: Option<&str>) -> Option<String> {
    if let (Value::Date(a), Value::Date(b)) = (value, other) {
        let days = i64::from(a.days()) - i64::from(b.days());
        let text = Value::Integer(days.abs()).display(Some("days"));
        return Some(format!("{text} {}", if days > 0 { "later" } else { "earlier" }));
    }
    let (a, b) = (value.as_number()?, other.as_number()?);
    match unit {
        Some(unit) if of_percent(unit).is_none() => {
            let ratio = |of: f64| Value::Number((of * 100.0).round() / 100.0).display(None);
            (a > 0.0 && b > 0.0)
                .then(|| if a >= b { format!("{} : 1", ratio(a / b)) } else { format!("1 : {}", ratio(b / a)) })
        }
        unit => {
            let unit = unit.map(|_| "percentage points");
            let sign = if a > b { "+" } else { "−" };
            Some(format!("{sign}{}", Value::Number(((a - b).abs() * 100.0).round() / 100.0).display(unit)))
        }
    }
}
