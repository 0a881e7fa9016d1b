//! What an explanation shows: the comparisons that an outcome rests on, with the values they read.

use std::collections::BTreeSet;

use super::column::{Column, mask};
use super::print;
use super::program::{Loop, MAX_PRINTED, Node, NodeId, Over};
use super::run::{Evaluation, Run};
use super::syntax::{Comparator, Function, Operator, Printer, Quantifier};
use crate::fact::FactId;
use crate::value::{Type, Value};

/// A comparison, or whatever else is true or false in one piece. Text, outcome and comparison are those that count: under
/// `!`, `model.x > 3` is the atom `model.x <= 3`.
#[derive(Debug, Clone, PartialEq)]
pub struct Atom {
    /// Its canonical text, with the variables of macros replaced by their words.
    pub text: String,
    /// Whether it holds; `None` is unknown.
    pub outcome: Option<bool>,
    /// What it compares with what, if it is of that form.
    pub comparison: Option<Comparison>,
}

/// `subject operator needed`. The subject is the side that depends on the row; the left one if both sides do; the side that
/// reads needs if none does.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The subject, if it is a single fact.
    pub fact: Option<FactId>,
    /// The subject's value in the row.
    pub value: Option<Value>,
    /// One of `==`, `!=`, `<`, `<=`, `>`, `>=`; `in` and `not in` (a list); `has` and `has not` (a word of a set);
    /// `startsWith`, `endsWith`, `contains` and the same with `!` before; `known` and `unknown` (nothing is needed).
    pub operator: &'static str,
    /// The value on the other side.
    pub needed: Option<Value>,
}

impl Run<'_> {
    /// The atoms that the outcome of a condition rests on in a row, in the order of its text. What the needs settle is left
    /// out, unless they settle all: then it is what is shown. Macros over needs or lists give an atom for each word or item.
    #[must_use]
    pub fn atoms(&self, node: NodeId, row: usize) -> Vec<Atom> {
        self.walk(node, row, false)
    }

    /// Those of them that are not true. Where a condition does not hold these are the reason, and most others need not be told.
    #[must_use]
    pub fn failing(&self, node: NodeId, row: usize) -> Vec<Atom> {
        self.walk(node, row, true)
    }

    fn walk(&self, node: NodeId, row: usize, failing: bool) -> Vec<Atom> {
        let mut walk = Walk { run: self, row, failing, found: Vec::new(), seen: BTreeSet::new() };
        walk.visit(node, false);
        walk.found
    }
}

struct Walk<'a, 'r> {
    run: &'a Run<'r>,
    row: usize,
    /// Whether what is true is left out.
    failing: bool,
    found: Vec<Atom>,
    seen: BTreeSet<(NodeId, bool)>,
}

impl Walk<'_, '_> {
    fn truth(&self, node: NodeId) -> Option<bool> {
        self.run.column(node).truth(self.row)
    }

    fn visit(&mut self, node: NodeId, negated: bool) {
        let program = self.run.evaluation.program;
        if !self.seen.insert((node, negated)) {
            return;
        }
        match program.node(node) {
            Node::Not(of) => self.visit(*of, !negated),
            Node::And(items) => self.join(true, items, negated),
            Node::Or(items) => self.join(false, items, negated),
            Node::Choose(condition, yes, no) if *program.ty(node) == Type::Bool => {
                let truth = self.truth(*condition);
                if truth.is_none() || program.reads_rows(*condition) || !program.reads_rows(node) {
                    self.visit(*condition, false);
                }
                match truth {
                    Some(true) => self.visit(*yes, negated),
                    Some(false) => self.visit(*no, negated),
                    None => {}
                }
            }
            Node::Loop(each) if each.quantifier != Quantifier::ExistsOne => {
                let and = each.quantifier == Quantifier::All;
                match &each.over {
                    Over::List(_) => self.join(and, &each.bodies, negated),
                    Over::Set(set) => match (self.run.column(*set), program.ty(*set)) {
                        (Column::Const(Some(value)), Type::Set(words)) => {
                            let bodies: Vec<NodeId> = chosen(each, mask(words, value)).collect();
                            if bodies.is_empty() { self.atom(node, negated) } else { self.join(and, &bodies, negated) }
                        }
                        _ => self.atom(node, negated),
                    },
                }
            }
            _ => self.atom(node, negated),
        }
    }

    fn join(&mut self, and: bool, items: &[NodeId], negated: bool) {
        let program = self.run.evaluation.program;
        let free: Vec<(NodeId, Option<bool>)> =
            items.iter().filter(|i| !program.reads_rows(**i)).map(|i| (*i, self.truth(*i))).collect();
        if free.len() == items.len() {
            for item in items {
                self.visit(*item, negated);
            }
            return;
        }
        let deciding: Vec<NodeId> =
            free.iter().filter(|(_, truth)| *truth == Some(!and)).map(|(item, _)| *item).collect();
        if !deciding.is_empty() {
            for item in deciding {
                self.visit(item, negated);
            }
            return;
        }
        for item in items {
            if !free.contains(&(*item, Some(and))) {
                self.visit(*item, negated);
            }
        }
    }

    fn atom(&mut self, node: NodeId, negated: bool) {
        let outcome = self.truth(node).map(|truth| truth != negated);
        if self.failing && outcome == Some(true) {
            return;
        }
        let mut texts = self.run.texts.borrow_mut();
        let text = texts.entry((node, negated)).or_insert_with(|| self.text(node, negated)).clone();
        self.found.push(Atom { text, outcome, comparison: self.comparison(node, negated) });
    }

    fn text(&self, node: NodeId, negated: bool) -> String {
        let (program, schema) = (self.run.evaluation.program, self.run.schema);
        let mut out = Printer::new(MAX_PRINTED);
        match program.node(node) {
            Node::Compare(comparator, left, right) if negated => {
                print::node(program, schema, *left, 4, &mut out);
                out.push(&format!(" {} ", comparator.negated().sign()));
                print::node(program, schema, *right, 4, &mut out);
            }
            _ => {
                if negated {
                    out.push("!");
                }
                print::node(program, schema, node, if negated { 7 } else { 0 }, &mut out);
            }
        }
        out.finish()
    }

    fn comparison(&self, node: NodeId, negated: bool) -> Option<Comparison> {
        let program = self.run.evaluation.program;
        let pick = |plain: &'static str, not: &'static str| if negated { not } else { plain };
        let of = |subject: NodeId, operator: &'static str, needed: Option<Value>| {
            let subject = self.narrow(subject);
            let fact = if let Node::Fact(fact, _) = program.node(subject) { Some(*fact) } else { None };
            Some(Comparison { fact, value: self.run.value(subject, self.row), operator, needed })
        };
        let value = |node: NodeId| self.run.value(self.narrow(node), self.row);
        match program.node(node) {
            Node::Compare(comparator, left, right) => {
                let comparator = if negated { comparator.negated() } else { *comparator };
                let weight = |side: NodeId| (program.reads_rows(side), program.reads_needs(side));
                let (subject, other, comparator): (_, _, Comparator) =
                    if weight(*left) >= weight(*right) || program.reads_rows(*left) {
                        (*left, *right, comparator)
                    } else {
                        (*right, *left, comparator.swapped())
                    };
                of(subject, comparator.sign(), value(other))
            }
            Node::Member(needle, set) if program.reads_rows(*needle) => of(*needle, pick("in", "not in"), value(*set)),
            Node::Member(needle, set) => of(*set, pick("has", "has not"), value(*needle)),
            Node::OneOf(needle, items) => {
                let items: Option<Vec<Value>> = items.iter().map(|item| value(*item)).collect();
                of(*needle, pick("in", "not in"), items.map(Value::List))
            }
            Node::Text(function, text, part) => {
                let operator = match function {
                    Function::StartsWith => pick("startsWith", "!startsWith"),
                    Function::EndsWith => pick("endsWith", "!endsWith"),
                    _ => pick("contains", "!contains"),
                };
                of(*text, operator, value(*part))
            }
            Node::Fact(..) if *program.ty(node) == Type::Bool => of(node, "==", Some(Value::Bool(!negated))),
            Node::Known(fact) => of(*fact, pick("known", "unknown"), None),
            _ => None,
        }
    }

    /// The node itself where it is only widened.
    fn narrow(&self, node: NodeId) -> NodeId {
        match self.run.evaluation.program.node(node) {
            Node::Widen(of) => *of,
            _ => node,
        }
    }
}

/// The conditions of the words that a set has.
fn chosen(each: &Loop, mask: u64) -> impl Iterator<Item = NodeId> {
    each.bodies.iter().take(64).enumerate().filter(move |(i, _)| mask >> i & 1 == 1).map(|(_, body)| *body)
}

/// The facts because of which a node is unknown in a row, and the operation that has no value where nothing it reads is unknown.
pub(super) fn missing(evaluation: &Evaluation<'_>, node: NodeId, row: usize) -> (Vec<FactId>, Option<NodeId>) {
    let program = evaluation.program;
    let unknown = |node: &NodeId| !evaluation.column(*node).is_known(row);
    // A node, and the computed fact around it.
    let mut open: Vec<(NodeId, Option<FactId>)> = vec![(node, None)];
    let (mut seen, mut found, mut failed) = (BTreeSet::new(), BTreeSet::new(), None);
    while let Some((node, around)) = open.pop() {
        if !unknown(&node) || !seen.insert(node) {
            continue;
        }
        let mut because: Vec<NodeId> = Vec::new();
        let mut around = around;
        match program.node(node) {
            Node::Fact(fact, None) => {
                found.insert(*fact);
                continue;
            }
            Node::Fact(fact, Some(definition)) => {
                around = Some(*fact);
                because.push(*definition);
            }
            Node::Choose(condition, yes, no) => match evaluation.column(*condition).truth(row) {
                None => because.push(*condition),
                Some(true) => because.push(*yes),
                Some(false) => because.push(*no),
            },
            Node::Loop(each) => match &each.over {
                Over::Set(set) => match (evaluation.column(*set).value(row), program.ty(*set)) {
                    (Some(value), Type::Set(words)) => because.extend(chosen(each, mask(words, &value))),
                    _ => because.push(*set),
                },
                Over::List(items) => because.extend(items.iter().chain(&each.bodies)),
            },
            other => because = other.children(),
        }
        because.retain(unknown);
        if because.is_empty() {
            found.extend(around);
            failed = Some(node);
        }
        open.extend(because.into_iter().map(|node| (node, around)));
    }
    (found.into_iter().collect(), failed)
}

/// Why an operation has no value in a row although all that it reads is known.
pub(super) fn cause(evaluation: &Evaluation<'_>, node: NodeId, row: usize) -> Option<&'static str> {
    let divides = |(operator, by): &(Operator, NodeId)| {
        let zero = evaluation.column(*by).number(row) == Some(0.0);
        zero && matches!(operator, Operator::Divide | Operator::Remainder)
    };
    match evaluation.program.node(node) {
        Node::Arithmetic(_, rest) if rest.iter().any(divides) => Some("division by zero"),
        Node::Arithmetic(..) | Node::Negate(_) | Node::Pow(..) => Some("a result that is too large"),
        _ => None,
    }
}
