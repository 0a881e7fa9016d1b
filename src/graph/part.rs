//! Some alternatives by themselves: what is computed for many needs, of a few rows, need not be computed of all.

use super::DecisionGraph;
use crate::expression::{NodeId, Run, Statics, Table};
use crate::value::{Date, Value};

/// The facts of some alternatives on a day, by their place among the rows asked for.
pub(crate) struct Part<'a> {
    graph: &'a DecisionGraph,
    table: Table,
    statics: Statics,
}

impl DecisionGraph {
    /// Some alternatives, for what some expressions say of them on a day.
    pub(crate) fn part(&self, rows: &[usize], wanted: &[NodeId], day: Date) -> Part<'_> {
        let columns = self.columns_on(day);
        let other = |fact: usize| columns.iter().find(|(id, _)| id.index() == fact).map(|(_, column)| column);
        let all = self.table.columns.iter().enumerate();
        let columns = all.map(|(fact, column)| other(fact).unwrap_or(column).pick(rows)).collect();
        let table = Table { rows: rows.len(), columns };
        let statics = Statics::new(&self.program, &table, wanted);
        Part { graph: self, table, statics }
    }
}

impl Part<'_> {
    /// An evaluation for needs that are settled, all of them for the day of the part.
    pub(crate) fn run<'a>(&'a self, values: &'a [Option<Value>]) -> Run<'a> {
        Run::new(&self.graph.program, &self.graph.schema, &self.table, Some(&self.statics), values)
    }
}
