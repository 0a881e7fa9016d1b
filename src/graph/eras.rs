//! The day of a request: the columns of facts of which another statement decides then.

use std::sync::OnceLock;

use super::DecisionGraph;
use crate::expression::{Column, Run, Table};
use crate::fact::FactId;
use crate::value::{Date, Value};

/// The columns that are other than the table's, by era of the catalog, sorted by fact; made when they are first asked for.
#[derive(Debug)]
pub(super) struct Columns(Box<[OnceLock<Others>]>);

type Others = Vec<(FactId, Column)>;

impl Columns {
    pub(super) fn new(eras: usize) -> Self {
        Self(std::iter::repeat_with(OnceLock::new).take(eras).collect())
    }
}

impl DecisionGraph {
    /// An evaluation for needs that are settled, with the facts of their day.
    pub(crate) fn run<'a>(&'a self, values: &'a [Option<Value>]) -> Run<'a> {
        let columns = self.columns_on(self.day(values));
        Run::new(&self.program, &self.schema, &self.table, Some(&self.statics), values).with_columns(columns)
    }

    /// An evaluation of what depends on no needs but the day.
    pub(crate) fn run_on(&self, day: Date) -> Run<'_> {
        Run::new(&self.program, &self.schema, &self.table, Some(&self.statics), &[]).with_columns(self.columns_on(day))
    }

    /// The as-of date of needs in columns.
    pub(crate) fn day_of(&self, needs: &Table) -> Date {
        let as_of = needs.columns.get(self.as_of.index()).and_then(|column| column.value(0));
        if let Some(Value::Date(day)) = as_of { day } else { self.date }
    }

    /// The as-of date among the values of needs, by fact; else that of the catalog.
    #[must_use]
    pub fn day(&self, values: &[Option<Value>]) -> Date {
        match values.get(self.as_of.index()) {
            Some(Some(Value::Date(day))) => *day,
            _ => self.date,
        }
    }

    /// A stated fact of all alternatives on a day, if an expression reads it.
    #[must_use]
    pub fn column(&self, fact: FactId, day: Date) -> Option<&Column> {
        let columns = self.columns_on(day);
        let other = columns.binary_search_by_key(&fact, |(id, _)| *id).ok().and_then(|at| columns.get(at));
        other.map(|(_, column)| column).or_else(|| self.table.columns.get(fact.index()))
    }

    /// The columns that are other on a day than in the table.
    pub(super) fn columns_on(&self, day: Date) -> &[(FactId, Column)] {
        let era = self.catalog.era(day);
        if era == self.catalog.era(self.date) {
            return &[];
        }
        let rows = 0..self.table.rows;
        let column = |fact: &FactId| {
            let values: Vec<_> = rows.clone().map(|row| self.catalog.value_on(row, *fact, day)).collect();
            (*fact, Column::from_values(&self.schema.fact(*fact).ty, values.iter().map(Option::as_ref)))
        };
        let made =
            self.eras.0.get(era).map(|era| era.get_or_init(|| self.catalog.dated().iter().map(column).collect()));
        made.map_or(&[], Vec::as_slice)
    }
}
