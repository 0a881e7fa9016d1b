//! What a value is made of: the facts on the way that was taken.

use std::collections::BTreeSet;

use super::program::{Node, NodeId};
use super::run::{Evaluation, Run};
use crate::fact::FactId;

impl Run<'_> {
    /// The facts that the value of a node in a row is made of, ascending: stated facts, needs, and what is looked up by an answer. Of a
    /// choice, of `min` and of `max` what was taken; what was only asked on the way is left out.
    ///
    /// ```
    /// use verdict::expression::{parse, Column, Program, Run, Table};
    /// use verdict::fact::{Fact, Root, Schema};
    /// use verdict::value::{Type, Value};
    /// let mut schema = Schema::new();
    /// let fact = |id: &str| Fact {
    ///     id: id.into(), root: Root::Model, ty: Type::Number, unit: None, label: String::new(), meaning: String::new(),
    ///     formula: None, inherits: None, at: None,
    /// };
    /// let [fare, rent, trips] = ["model.fare", "model.rent", "model.trips"].map(|id| schema.declare(fact(id)).unwrap());
    /// let mut program = Program::new();
    /// let cost = parse("model.trips < 10.0 ? model.fare * model.trips : model.rent").unwrap();
    /// let node = program.add(&cost, &schema, &Root::ALL, None).unwrap();
    ///
    /// let three = [Some(Value::Number(3.0))];
    /// let column = || Column::from_values(&Type::Number, three.iter().map(Option::as_ref));
    /// let table = Table { rows: 1, columns: vec![column(), column(), column()] };
    /// let run = Run::new(&program, &schema, &table, None, &[]);
    /// assert_eq!(run.made_of(node, 0, &[]), [fare, trips]);
    /// ```
    ///
    /// The computed facts of `whole` are told themselves and not what they are computed from.
    #[must_use]
    pub fn made_of(&self, node: NodeId, row: usize, whole: &[FactId]) -> Vec<FactId> {
        made_of(&self.evaluation, node, row, Look::Values(whole))
    }

    /// The same with what was asked on the way and with what is not known: all that the value could depend on if nothing else changes
    /// what is taken.
    #[must_use]
    pub fn asked_of(&self, node: NodeId, row: usize) -> Vec<FactId> {
        made_of(&self.evaluation, node, row, Look::Questions)
    }
}

/// What else is looked at than the values that a result is made of.
#[derive(Debug, Clone, Copy)]
enum Look<'a> {
    /// Nothing: of a choice, of `min` and of `max` what was taken. These computed facts are told themselves and not what they are computed from.
    Values(&'a [FactId]),
    /// What was asked on the way, too, known or not.
    Questions,
}

/// The facts that the value of a node in a row is made of, ascending: stated facts, needs, and what is looked up by an answer.
fn made_of(evaluation: &Evaluation<'_>, node: NodeId, row: usize, look: Look<'_>) -> Vec<FactId> {
    let asks = matches!(look, Look::Questions);
    let whole = |fact: &FactId| matches!(look, Look::Values(whole) if whole.contains(fact));
    let program = evaluation.program;
    let value = |node: NodeId| evaluation.column(node).value(row);
    let mut open = vec![node];
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        match program.node(node) {
            Node::Fact(fact, definition) => match definition {
                Some(definition) if !matches!(program.node(*definition), Node::Select(..)) && !whole(fact) => {
                    open.push(*definition);
                }
                _ if asks || value(node).is_some() => {
                    found.insert(*fact);
                }
                _ => {}
            },
            Node::Choose(condition, yes, no) => {
                open.extend(asks.then_some(*condition));
                match evaluation.column(*condition).truth(row) {
                    Some(true) => open.push(*yes),
                    Some(false) => open.push(*no),
                    None => {}
                }
            }
            Node::Extreme(_, items) if !asks => {
                let taken = |item: &&NodeId| value(**item) == value(node);
                open.extend(items.iter().find(taken));
            }
            other => open.extend(other.children()),
        }
    }
    found.into_iter().collect()
}
