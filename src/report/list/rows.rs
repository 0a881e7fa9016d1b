//! The catalog as rows: a row for each offer, and one for each model that nobody offers.

use std::collections::BTreeSet;
use std::ops::Range;

use super::asked::Asked;
use crate::catalog::Catalog;
use crate::expression::{Column, Table};
use crate::fact::{Fact, FactId, Root};
use crate::value::{Date, Value};

/// Which model and which alternative a row is about.
pub(super) struct Rows {
    rows: Vec<(usize, Option<usize>)>,
    /// Where the rows of each model begin, and behind them all where the last ends.
    starts: Vec<usize>,
}

impl Rows {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let mut all = Self { rows: Vec::new(), starts: vec![0] };
        for model in 0..catalog.models().len() {
            let offers = catalog.rows_of(model);
            if offers.is_empty() {
                all.rows.push((model, None));
            }
            all.rows.extend(offers.map(|alternative| (model, Some(alternative))));
            all.starts.push(all.rows.len());
        }
        all
    }

    pub(super) fn of_model(&self, model: usize) -> Range<usize> {
        let start = |model: usize| self.starts.get(model).copied().unwrap_or(self.rows.len());
        start(model)..start(model + 1)
    }

    pub(super) fn alternative(&self, row: usize) -> Option<usize> {
        self.rows.get(row)?.1
    }

    /// The facts that were asked for, as they are on a day.
    pub(super) fn table(&self, catalog: &Catalog, asked: &Asked, day: Date) -> Table {
        let read: BTreeSet<FactId> = asked.nodes().flat_map(|node| asked.program.reads(node)).copied().collect();
        let column = |(id, fact): (FactId, &Fact)| {
            if fact.formula.is_some() || !read.contains(&id) {
                return Column::Const(None);
            }
            let values: Vec<Option<Value>> =
                self.rows.iter().map(|row| value(catalog, *row, (id, fact), day)).collect();
            Column::from_values(&fact.ty, values.iter().map(Option::as_ref))
        };
        Table { rows: self.rows.len(), columns: catalog.schema().iter().map(column).collect() }
    }
}

fn value(catalog: &Catalog, row: (usize, Option<usize>), (id, fact): (FactId, &Fact), day: Date) -> Option<Value> {
    match fact.root {
        Root::Model => catalog.model_evidence_on(row.0, id, day).first().map(|statement| statement.value.clone()),
        _ => catalog.value_on(row.1?, id, day),
    }
}
