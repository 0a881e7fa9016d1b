//! What no request changes, computed once for a table.

use std::collections::BTreeSet;

use super::column::{Column, Table};
use super::program::{NodeId, Program};
use super::run::{Evaluation, Rest, Slot};
use crate::fact::FactId;
use crate::value::Type;

/// The columns of the nodes that read no needs, for one program and one table.
///
/// ```
/// use verdict::expression::{parse, Program, Run, Statics, Table};
/// use verdict::fact::Schema;
/// let (schema, mut program) = (Schema::new(), Program::new());
/// let node = program.add(&parse("2 > 1").unwrap(), &schema, &[], None).unwrap();
/// let table = Table { rows: 1, columns: vec![] };
/// let statics = Statics::new(&program, &table, &[node]);
/// let run = Run::new(&program, &schema, &table, Some(&statics), &[]);
/// assert_eq!(run.column(node).truth(0), Some(true));
/// ```
#[derive(Debug, Default)]
pub struct Statics {
    slots: Vec<Option<Slot>>,
}

impl Statics {
    /// Evaluates the largest parts of `wanted` that read no needs. Use the result with this program and table only.
    #[must_use]
    pub fn new(program: &Program, table: &Table, wanted: &[NodeId]) -> Self {
        Self::without(program, table, wanted, &BTreeSet::new())
    }

    /// The same without what reads certain facts: their columns differ from request to request ([`Run::with_columns`](super::Run::with_columns)).
    #[must_use]
    pub fn without(program: &Program, table: &Table, wanted: &[NodeId], facts: &BTreeSet<FactId>) -> Self {
        Self::of(program, table, wanted, Rest::Needs(&[]), facts)
    }

    /// The same turned round: the largest parts that read no facts of alternatives, for a table of people and their needs.
    pub(crate) fn turned(program: &Program, people: &Table, wanted: &[NodeId]) -> Self {
        Self::of(program, people, wanted, Rest::Facts(None), &BTreeSet::new())
    }

    fn of(program: &Program, table: &Table, wanted: &[NodeId], rest: Rest<'_>, without: &BTreeSet<FactId>) -> Self {
        let evaluation = Evaluation::new(program, table, rest);
        let mut seen = vec![false; program.len()];
        let mut kept = vec![false; program.len()];
        let mut open = wanted.to_vec();
        while let Some(node) = open.pop() {
            let Some(seen) = seen.get_mut(node.index()) else {
                continue;
            };
            if std::mem::replace(seen, true) {
                continue;
            }
            let depends_on_rest = match rest {
                Rest::Needs(_) => program.reads_needs(node),
                Rest::Facts(_) => program.reads_rows(node),
            };
            if depends_on_rest || program.reads_any(node, without) {
                open.extend(program.node(node).children());
            } else {
                evaluation.column(node);
                if let Some(kept) = kept.get_mut(node.index()) {
                    *kept = true;
                }
            }
        }
        let mut slots = evaluation.take();
        // What is the same as another node needs that one.
        for at in (0..slots.len()).rev() {
            if let (Some(true), Some(Some(Slot::Same(other)))) = (kept.get(at), slots.get(at))
                && let Some(kept) = kept.get_mut(other.index())
            {
                *kept = true;
            }
        }
        // What only leads to something kept goes, except bitmaps: they are small, and explanations look them up.
        for (at, (slot, kept)) in slots.iter_mut().zip(kept).enumerate() {
            let small = program.at(at).is_some_and(|node| *program.ty(node) == Type::Bool)
                || matches!(slot, Some(Slot::Same(_)));
            if !kept && !small {
                *slot = None;
            }
        }
        Self { slots }
    }

    /// The column of a node, if it was computed here itself.
    #[must_use]
    pub fn column(&self, node: NodeId) -> Option<&Column> {
        match self.slot(node)? {
            Slot::Own(column) => Some(column),
            Slot::Same(_) => None,
        }
    }

    pub(super) fn slot(&self, node: NodeId) -> Option<&Slot> {
        self.slots.get(node.index())?.as_ref()
    }
}
