//! What models are, and what counts of it.

use std::collections::BTreeMap;

use super::{Cell, CriterionRow, FactRow, Measured};
use crate::catalog::view::{Disagreement, disagreement};
use crate::fact::FactId;
use crate::report::build::Builder;

impl Builder<'_> {
    /// The facts that the rulebook names and that are known of one of the alternatives.
    pub(super) fn fact_rows(&self, rows: &[Option<usize>]) -> Vec<FactRow> {
        let row = |fact: &FactId| {
            let declared = self.graph.schema().fact(*fact);
            let cells: Vec<Option<Cell>> = rows.iter().map(|row| self.cell(*fact, (*row)?)).collect();
            let value = |cell: &Option<Cell>| cell.as_ref().map(|c| c.value.clone());
            let differs = cells.windows(2).any(|pair| matches!(pair, [a, b] if value(a) != value(b)));
            let known = cells.iter().any(Option::is_some);
            known.then(|| FactRow { fact: declared.id.clone(), label: declared.label.clone(), differs, cells })
        };
        self.graph.shown().iter().filter_map(row).collect()
    }

    fn cell(&self, fact: FactId, row: usize) -> Option<Cell> {
        let evidence = self.evidence(fact, row)?;
        let unit = self.graph.schema().fact(fact).unit.as_deref();
        let statements = self.graph.catalog().evidence(row, fact);
        let disputed = disagreement(statements, unit).map(|d| match d {
            Disagreement::Range { lowest, highest } => format!("sources say {lowest} to {highest}"),
            Disagreement::Values(values) => format!("sources say {}", values.join(", or ")),
        });
        Some(Cell { value: evidence.value, source: evidence.source, as_of: evidence.as_of, disputed })
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
