//! Which stated facts a value is made of in one row.

use std::collections::BTreeSet;

use super::program::{Node, NodeId};
use super::run::Run;
use crate::fact::FactId;

impl Run<'_> {
    /// The stated facts that the value of a node was taken from in a row, ascending: of `?:` those of the side that was chosen, of
    /// `min` and `max` those of what came out. What only says which side that is has no part in the value.
    ///
    /// ```
    /// use verdict::expression::{parse, Column, Program, Run, Table};
    /// use verdict::fact::{Fact, Root, Schema};
    /// use verdict::value::{Type, Value};
    /// let mut schema = Schema::new();
    /// let mut program = Program::new();
    /// for (id, ty) in [("model.timed", Type::Bool), ("model.own", Type::Integer), ("model.usual", Type::Integer)] {
    ///     schema.declare(Fact {
    ///         id: id.into(), root: Root::Model, ty, unit: None, label: String::new(), meaning: String::new(), formula: None,
    ///         inherits: None, at: None,
    ///     }).unwrap();
    /// }
    /// let ast = parse("model.timed ? model.own : min(model.usual, 3)").unwrap();
    /// let node = program.add(&ast, &schema, &Root::ALL, None).unwrap();
    ///
    /// let column = |ty: &Type, values: [Value; 2]| Column::from_values(ty, values.iter().map(Some));
    /// let numbers = |a, b| column(&Type::Integer, [Value::Integer(a), Value::Integer(b)]);
    /// let timed = column(&Type::Bool, [Value::Bool(true), Value::Bool(false)]);
    /// let table = Table { rows: 2, columns: vec![timed, numbers(7, 7), numbers(2, 2)] };
    /// let run = Run::new(&program, &schema, &table, None, &[]);
    /// let taken = |row| run.taken_from(node, row).into_iter().map(|fact| schema.fact(fact).id.clone()).collect::<Vec<_>>();
    /// // What only says which side it is has no part in it.
    /// assert_eq!((taken(0), taken(1)), (vec!["model.own".to_string()], vec!["model.usual".to_string()]));
    /// ```
    #[must_use]
    pub fn taken_from(&self, node: NodeId, row: usize) -> Vec<FactId> {
        let program = self.evaluation.program;
        let (mut open, mut seen, mut taken) = (vec![node], BTreeSet::new(), BTreeSet::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            match program.node(node) {
                Node::Fact(fact, None) => {
                    taken.insert(*fact);
                }
                Node::Choose(condition, yes, no) => {
                    let side = self.column(*condition).truth(row).map(|truth| if truth { *yes } else { *no });
                    open.extend(side);
                }
                Node::Extreme(_, items) => {
                    let came_out = self.value(node, row);
                    open.extend(items.iter().filter(|item| self.value(**item, row) == came_out));
                }
                Node::Known(_) => {}
                other => open.extend(other.children()),
            }
        }
        taken.into_iter().collect()
    }
}
