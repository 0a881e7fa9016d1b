//! All expressions in one arena, in which equal parts are one node.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Problem;
use super::check::Checker;
use super::column::Column;
use super::lower::Lowering;
use super::print;
use super::syntax::{Ast, Comparator, Function, Operator, Printer, Quantifier};
use crate::fact::{FactId, Root, Schema};
use crate::value::{Type, Value};

/// The longest text that is made of a node; longer ones end in `…`.
pub(super) const MAX_PRINTED: usize = 16_384;

/// The number of a node in its program. A node's parts have smaller numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(u32);

impl NodeId {
    /// As an index into lists of nodes.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What a node computes. Whole numbers are widened where numbers are needed, macros are unfolded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Node {
    Constant(u32),
    /// A fact, and what computes it.
    Fact(FactId, Option<NodeId>),
    Known(NodeId),
    Not(NodeId),
    Negate(NodeId),
    Widen(NodeId),
    /// Operands of one type; or two dates, and then whole numbers.
    Arithmetic(NodeId, Box<[(Operator, NodeId)]>),
    Compare(Comparator, NodeId, NodeId),
    /// In a set.
    Member(NodeId, NodeId),
    /// In a list.
    OneOf(NodeId, Box<[NodeId]>),
    And(Box<[NodeId]>),
    Or(Box<[NodeId]>),
    Choose(NodeId, NodeId, NodeId),
    /// A value looked up by a text, sorted by it; unknown where nothing is there for it.
    Select(NodeId, Box<[(Arc<str>, NodeId)]>),
    Text(Function, NodeId, NodeId),
    Size(NodeId),
    /// How many items a list has; unknown if one of them is.
    Count(Box<[NodeId]>),
    Extreme(Function, Box<[NodeId]>),
    /// A number rounded up to a whole one.
    Ceil(NodeId),
    /// A number to the power of another.
    Pow(NodeId, NodeId),
    Loop(Loop),
}

/// A macro, unfolded.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Loop {
    pub(super) quantifier: Quantifier,
    pub(super) over: Over,
    /// The condition for each word or item.
    pub(super) bodies: Box<[NodeId]>,
    pub(super) text: Arc<str>,
}

/// What a macro runs over.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Over {
    Set(NodeId),
    List(Box<[NodeId]>),
}

#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) node: Node,
    pub(super) ty: Type,
    reads: Box<[FactId]>,
    needs: bool,
    rows: bool,
    /// Height and number of nodes as a tree, so that walking and printing stay bounded.
    pub(super) height: usize,
    pub(super) size: usize,
}

/// All expressions of a rulebook and a catalog, checked: every node has a type, and equal expressions are one node.
///
/// ```
/// use verdict::expression::{parse, Program, Run, Table};
/// use verdict::fact::Schema;
/// use verdict::value::{Type, Value};
/// let (schema, mut program) = (Schema::new(), Program::new());
/// let node = program.add(&parse("1 + 2 == 3").unwrap(), &schema, &[], Some(&Type::Bool)).unwrap();
/// assert_eq!(program.add(&parse("(1+2)==3").unwrap(), &schema, &[], None), Ok(node));
/// let table = Table { rows: 1, columns: vec![] };
/// let run = Run::new(&program, &schema, &table, None, &[]);
/// assert_eq!(run.constant(node), Some(Value::Bool(true)));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Program {
    entries: Vec<Entry>,
    numbers: BTreeMap<Node, NodeId>,
    constants: Vec<Column>,
    constant_numbers: BTreeMap<String, u32>,
    definitions: BTreeMap<FactId, NodeId>,
}

impl Program {
    /// A program without expressions.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Checks an expression and adds it. `roots` says which facts it may read. With `expected`, its value must have that
    /// type: a whole number counts as a number, a text literal as a date or as one of the words of an enum.
    ///
    /// # Errors
    /// Everything that does not go together in it.
    pub fn add(
        &mut self,
        ast: &Ast,
        schema: &Schema,
        roots: &[Root],
        expected: Option<&Type>,
    ) -> Result<NodeId, Vec<Problem>> {
        let mut checker = Checker::new(ast, schema, roots);
        checker.whole(expected);
        let (types, problems) = (checker.types, checker.problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        Lowering::new(self, ast, schema, &types).whole(expected).map_err(|problem| vec![problem])
    }

    /// From now on, expressions that read `fact` compute `node` instead. Define a fact before adding what reads it.
    pub fn define(&mut self, fact: FactId, node: NodeId) {
        self.definitions.insert(fact, node);
    }

    /// A node that looks a value up by what a fact of the needs is; unknown where nothing is there for it.
    pub(crate) fn select(&mut self, key: FactId, values: &[(Arc<str>, Value)], ty: &Type, schema: &Schema) -> NodeId {
        let key = self.intern(Node::Fact(key, None), schema.fact(key).ty.clone(), Some(Root::Needs));
        let value = |(word, value): &(Arc<str>, Value)| (Arc::clone(word), self.value(value.clone(), ty.clone()));
        let mut values: Vec<(Arc<str>, NodeId)> = values.iter().map(value).collect();
        values.sort();
        self.intern(Node::Select(key, values.into()), ty.clone(), None)
    }

    pub(super) fn definition(&self, fact: FactId) -> Option<NodeId> {
        self.definitions.get(&fact).copied()
    }

    pub(super) fn entry(&self, node: NodeId) -> &Entry {
        self.entries.get(node.index()).expect("INVARIANT: a node id comes from the program it is used with")
    }

    pub(super) fn node(&self, node: NodeId) -> &Node {
        &self.entry(node).node
    }

    /// The node with this number.
    pub(super) fn at(&self, index: usize) -> Option<NodeId> {
        (index < self.entries.len()).then(|| u32::try_from(index).ok().map(NodeId))?
    }

    pub(super) fn constant(&self, number: u32) -> &Column {
        self.constants.get(number as usize).expect("INVARIANT: a constant's number comes from its program")
    }

    /// The type of a node's value.
    #[must_use]
    pub fn ty(&self, node: NodeId) -> &Type {
        &self.entry(node).ty
    }

    /// The facts that a node reads, ascending: computed facts and what they are computed from.
    #[must_use]
    pub fn reads(&self, node: NodeId) -> &[FactId] {
        &self.entry(node).reads
    }

    /// Whether it reads one of some facts.
    #[must_use]
    pub fn reads_any(&self, node: NodeId, facts: &BTreeSet<FactId>) -> bool {
        !facts.is_empty() && self.reads(node).iter().any(|fact| facts.contains(fact))
    }

    /// Whether its value may depend on the request.
    #[must_use]
    pub fn reads_needs(&self, node: NodeId) -> bool {
        self.entry(node).needs
    }

    /// Whether its value may depend on the row: on a fact of a model or an offer that is not computed from needs alone.
    #[must_use]
    pub fn reads_rows(&self, node: NodeId) -> bool {
        self.entry(node).rows
    }

    /// The canonical text of a node; facts that are computed stand by their names.
    #[must_use]
    pub fn text(&self, node: NodeId, schema: &Schema) -> String {
        let mut out = Printer::new(MAX_PRINTED);
        print::node(self, schema, node, 0, &mut out);
        out.finish()
    }

    /// The fact that a node is, if it is one; also as a wider type.
    #[must_use]
    pub fn fact(&self, node: NodeId) -> Option<FactId> {
        match self.node(node) {
            Node::Fact(fact, _) => Some(*fact),
            Node::Widen(of) => self.fact(*of),
            _ => None,
        }
    }

    /// What comparisons hold against a fact, each once: where the fact passes the value of one of these, their outcome changes.
    pub fn compared_with(&self, fact: FactId) -> impl Iterator<Item = NodeId> + '_ {
        let other = |entry: &Entry| match entry.node {
            Node::Compare(_, a, b) if self.fact(a) == Some(fact) => Some(b),
            Node::Compare(_, a, b) if self.fact(b) == Some(fact) => Some(a),
            _ => None,
        };
        let others: BTreeSet<NodeId> = self.entries.iter().filter_map(other).collect();
        others.into_iter()
    }

    /// The stated facts of models and offers that anything reads.
    pub(crate) fn stated(&self) -> impl Iterator<Item = FactId> + '_ {
        self.entries.iter().filter(|entry| entry.rows).filter_map(|entry| match entry.node {
            Node::Fact(fact, None) => Some(fact),
            _ => None,
        })
    }

    /// How many nodes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The node of a value.
    pub(super) fn value(&mut self, value: Value, ty: Type) -> NodeId {
        let key = match &value {
            Value::Text(text) => format!("text {text}"),
            Value::Number(n) => format!("number {n:?}"),
            value => format!("{ty} {}", value.display(None)),
        };
        let next = u32::try_from(self.constants.len()).unwrap_or(u32::MAX);
        let number = *self.constant_numbers.entry(key).or_insert(next);
        if number == next {
            self.constants.push(Column::Const(Some(value)));
        }
        self.intern(Node::Constant(number), ty, None)
    }

    /// The number of a node, which is new only if there is none like it.
    pub(super) fn intern(&mut self, node: Node, ty: Type, root: Option<Root>) -> NodeId {
        if let Some(number) = self.numbers.get(&node) {
            return *number;
        }
        let mut entry = Entry { node, ty, reads: Box::default(), needs: false, rows: false, height: 1, size: 1 };
        let mut reads = Vec::new();
        for child in entry.node.children() {
            let child = self.entry(child);
            entry.needs |= child.needs;
            entry.rows |= child.rows;
            reads.extend_from_slice(&child.reads);
            if !matches!(entry.node, Node::Fact(..)) {
                entry.height = entry.height.max(1 + child.height);
                entry.size = entry.size.saturating_add(child.size);
            }
        }
        if let Node::Fact(fact, definition) = entry.node {
            reads.push(fact);
            entry.needs |= definition.is_none() && root == Some(Root::Needs);
            entry.rows |= definition.is_none() && root != Some(Root::Needs);
        }
        reads.sort_unstable();
        reads.dedup();
        entry.reads = reads.into();
        let number = NodeId(u32::try_from(self.entries.len()).unwrap_or(u32::MAX));
        self.numbers.insert(entry.node.clone(), number);
        self.entries.push(entry);
        number
    }
}

impl Node {
    /// The nodes it is made of, in the order of its text; for a computed fact, what computes it.
    pub(super) fn children(&self) -> Vec<NodeId> {
        match self {
            Self::Constant(_) => Vec::new(),
            Self::Fact(_, definition) => definition.iter().copied().collect(),
            Self::Known(of) | Self::Not(of) | Self::Negate(of) | Self::Widen(of) | Self::Size(of) | Self::Ceil(of) => {
                vec![*of]
            }
            Self::Compare(_, a, b) | Self::Member(a, b) | Self::Text(_, a, b) | Self::Pow(a, b) => vec![*a, *b],
            Self::Choose(a, b, c) => vec![*a, *b, *c],
            Self::And(items) | Self::Or(items) | Self::Count(items) | Self::Extreme(_, items) => items.to_vec(),
            Self::Arithmetic(first, rest) => std::iter::once(*first).chain(rest.iter().map(|(_, n)| *n)).collect(),
            Self::Select(key, values) => std::iter::once(*key).chain(values.iter().map(|(_, value)| *value)).collect(),
            Self::OneOf(needle, items) => std::iter::once(*needle).chain(items.iter().copied()).collect(),
            Self::Loop(Loop { over, bodies, .. }) => match over {
                Over::Set(set) => std::iter::once(*set).chain(bodies.iter().copied()).collect(),
                Over::List(items) => items.iter().chain(bodies).copied().collect(),
            },
        }
    }
}
