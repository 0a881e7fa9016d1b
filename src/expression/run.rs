//! Evaluation: each node once a request, over all rows.

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, BTreeSet};

use super::Bits;
use super::column::{Column, Table, conform};
use super::kernel::{choose, compare, logic, number, text};
use super::program::{Node, NodeId, Program};
use super::statics::Statics;
use crate::fact::{FactId, Schema};
use crate::value::{Type, Value};

mod macros;

/// What a fact without a column has.
static UNKNOWN: Column = Column::Const(None);

/// The evaluation of one request: the program over a table, with the request's needs. Each node is evaluated at most once, and
/// only if it is asked for; what the needs decide alone is decided without looking at rows.
///
/// ```
/// use verdict::expression::{parse, Column, Program, Run, Table};
/// use verdict::fact::{Fact, Root, Schema};
/// use verdict::value::{Type, Value};
/// let mut schema = Schema::new();
/// let fact = |id: &str, root, ty| Fact {
///     id: id.into(), root, ty, unit: None, label: String::new(), meaning: String::new(), formula: None, inherits: None, at: None,
/// };
/// schema.declare(fact("model.window", Root::Model, Type::Integer)).unwrap();
/// schema.declare(fact("needs.tokens", Root::Needs, Type::Integer)).unwrap();
/// let mut program = Program::new();
/// let ast = parse("model.window >= needs.tokens").unwrap();
/// let node = program.add(&ast, &schema, &Root::ALL, Some(&Type::Bool)).unwrap();
///
/// let windows = [Some(Value::Integer(8_000)), Some(Value::Integer(128_000)), None];
/// let column = Column::from_values(&Type::Integer, windows.iter().map(Option::as_ref));
/// let table = Table { rows: 3, columns: vec![column, Column::Const(None)] };
/// let needs = [None, Some(Value::Integer(32_000))];
/// let run = Run::new(&program, &schema, &table, None, &needs);
/// let column = run.column(node);
/// assert_eq!([column.truth(0), column.truth(1), column.truth(2)], [Some(false), Some(true), None]);
/// ```
#[derive(Debug)]
pub struct Run<'a> {
    pub(super) evaluation: Evaluation<'a>,
    pub(super) schema: &'a Schema,
    /// The texts of atoms that were shown: the same few are read of many rows.
    pub(super) texts: RefCell<BTreeMap<(NodeId, bool), String>>,
}

impl<'a> Run<'a> {
    /// An evaluation in which nothing is computed yet. `needs` holds the answers by [`FactId::index`]; an answer of another
    /// type than the need has counts as unknown.
    #[must_use]
    pub fn new(
        program: &'a Program,
        schema: &'a Schema,
        table: &'a Table,
        statics: Option<&'a Statics>,
        needs: &'a [Option<Value>],
    ) -> Self {
        Self::resume(program, schema, table, statics, needs, Memo::default())
    }

    /// The same, going on from what another evaluation has computed. Every need that was read there must have the same answer here.
    pub(crate) fn resume(
        program: &'a Program,
        schema: &'a Schema,
        table: &'a Table,
        statics: Option<&'a Statics>,
        needs: &'a [Option<Value>],
        memo: Memo,
    ) -> Self {
        Self::with(program, schema, table, statics, Rest::Needs(needs), memo)
    }

    /// The same turned round: each row of `people` is somebody with needs of their own, and the facts are those of one alternative, by
    /// another evaluation and its row there. `statics` are those of [`Statics::turned`]; for `memo` see [`Run::resume`].
    pub(crate) fn turned(
        program: &'a Program,
        schema: &'a Schema,
        people: &'a Table,
        statics: Option<&'a Statics>,
        alternative: Option<(&'a Run<'a>, usize)>,
        memo: Memo,
    ) -> Self {
        let facts = Rest::Facts(alternative.map(|(run, row)| (&run.evaluation, row)));
        Self::with(program, schema, people, statics, facts, memo)
    }

    fn with(
        program: &'a Program,
        schema: &'a Schema,
        table: &'a Table,
        statics: Option<&'a Statics>,
        rest: Rest<'a>,
        memo: Memo,
    ) -> Self {
        let memo = if memo.0.len() == program.len() { memo } else { Memo::new(program) };
        Self {
            evaluation: Evaluation { program, table, statics, rest, open: None, columns: &[], memo: memo.0 },
            schema,
            texts: RefCell::default(),
        }
    }

    /// What was computed, to go on with.
    pub(crate) fn into_memo(self) -> Memo {
        Memo(self.evaluation.memo)
    }

    /// The same, while some facts are open: they are unknown so far and may come to be known, so that it is unknown as well
    /// whether they are. What is certain of an expression then stays so, whatever they turn out to be.
    #[must_use]
    pub fn with_open(mut self, open: &'a BTreeSet<FactId>) -> Self {
        self.evaluation.open = Some(open);
        self
    }

    /// The same with other columns of some facts, sorted by fact, than the table has: those of another day. The statics must leave out
    /// what reads these facts, and nothing may be computed yet.
    #[must_use]
    pub fn with_columns(mut self, columns: &'a [(FactId, Column)]) -> Self {
        self.evaluation.columns = columns;
        self
    }

    /// The values of a node in all rows; `Column::Const` where they are the same because the needs alone decide them.
    #[must_use]
    pub fn column(&self, node: NodeId) -> &Column {
        self.evaluation.column(node)
    }

    /// The value of a node that is the same in all rows; `None` if it is unknown or differs between rows.
    #[must_use]
    pub fn constant(&self, node: NodeId) -> Option<Value> {
        match self.column(node) {
            Column::Const(value) => value.clone(),
            _ => None,
        }
    }

    /// The value of a node in a row; `None` is unknown.
    #[must_use]
    pub fn value(&self, node: NodeId, row: usize) -> Option<Value> {
        self.column(node).value(row)
    }

    /// How many rows there are.
    pub(crate) fn rows(&self) -> usize {
        self.evaluation.table.rows
    }

    /// The rows in which a node is certainly true, and those in which it is certainly false.
    pub(crate) fn truths(&self, node: NodeId) -> (Bits, Bits) {
        let all = |is: bool| Bits::new(self.rows(), is);
        match self.column(node) {
            Column::Bool { yes, no } => (yes.clone(), no.clone()),
            Column::Const(Some(Value::Bool(truth))) => (all(*truth), all(!truth)),
            _ => (all(false), all(false)),
        }
    }

    /// Whether the value of a node in a row is known.
    #[must_use]
    pub fn is_known(&self, node: NodeId, row: usize) -> bool {
        self.column(node).is_known(row)
    }

    /// The facts that are unknown in a row and because of which the node is, ascending: stated facts and needs, and a computed
    /// fact where all that it is computed from is known. Nothing if the node is known.
    #[must_use]
    pub fn missing(&self, node: NodeId, row: usize) -> Vec<FactId> {
        super::atoms::missing(&self.evaluation, node, row).0
    }

    /// In words, why a node is unknown in a row although what it reads is known: `division by zero`.
    #[must_use]
    pub fn cause(&self, node: NodeId, row: usize) -> Option<&'static str> {
        let (_, failed) = super::atoms::missing(&self.evaluation, node, row);
        super::atoms::cause(&self.evaluation, failed?, row)
    }
}

/// What an evaluation has computed.
#[derive(Debug, Default)]
pub(crate) struct Memo(Vec<OnceCell<Slot>>);

impl Memo {
    fn new(program: &Program) -> Self {
        Self(std::iter::repeat_with(OnceCell::new).take(program.len()).collect())
    }
}

#[derive(Debug)]
pub(super) struct Evaluation<'a> {
    pub(super) program: &'a Program,
    table: &'a Table,
    statics: Option<&'a Statics>,
    rest: Rest<'a>,
    open: Option<&'a BTreeSet<FactId>>,
    columns: &'a [(FactId, Column)],
    memo: Vec<OnceCell<Slot>>,
}

/// What is the same in all rows.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rest<'a> {
    /// Rows are alternatives, all for the same needs, by fact.
    Needs(&'a [Option<Value>]),
    /// Rows are people, all with the same alternative: a row of another evaluation. Without one its facts are unknown.
    Facts(Option<(&'a Evaluation<'a>, usize)>),
}

/// What a node came out as.
#[derive(Debug)]
pub(super) enum Slot {
    Own(Box<Column>),
    /// The same as another node.
    Same(NodeId),
}

impl Slot {
    fn own(column: Column) -> Self {
        Self::Own(Box::new(column))
    }
}

impl<'a> Evaluation<'a> {
    pub(super) fn new(program: &'a Program, table: &'a Table, rest: Rest<'a>) -> Self {
        Self { program, table, statics: None, rest, open: None, columns: &[], memo: Memo::new(program).0 }
    }

    pub(super) fn take(self) -> Vec<Option<Slot>> {
        self.memo.into_iter().map(OnceCell::into_inner).collect()
    }

    pub(super) fn column(&self, node: NodeId) -> &Column {
        if let Some(column) = self.ready(node) {
            return column;
        }
        // A stack of our own: computed facts may follow each other without end.
        let mut stack = vec![node];
        while let Some(top) = stack.last().copied() {
            if self.ready(top).is_some() {
                stack.pop();
            } else if let Some(slot) = self.compute(top, &mut stack)
                && let Some(cell) = self.memo.get(top.index())
            {
                let _ = cell.set(slot);
            }
        }
        self.ready(node).expect("INVARIANT: the loop ends when the node is evaluated")
    }

    /// Whether the value of a node may differ between rows.
    fn varies(&self, node: NodeId) -> bool {
        match self.rest {
            Rest::Needs(_) => self.program.reads_rows(node),
            Rest::Facts(_) => self.program.reads_needs(node),
        }
    }

    fn reads_open(&self, node: NodeId) -> bool {
        self.open.is_some_and(|open| self.program.reads_any(node, open))
    }

    /// The column of a stated fact.
    fn fact(&self, fact: FactId) -> &Column {
        let other = self.columns.binary_search_by_key(&fact, |(id, _)| *id).ok().and_then(|at| self.columns.get(at));
        let column = other.map(|(_, column)| column).or_else(|| self.table.columns.get(fact.index()));
        column.unwrap_or(&UNKNOWN)
    }

    /// The column of a node, if it is there already.
    fn ready(&self, mut node: NodeId) -> Option<&Column> {
        loop {
            match self.program.node(node) {
                Node::Constant(number) => return Some(self.program.constant(*number)),
                Node::Fact(fact, None) if self.varies(node) => {
                    return Some(self.fact(*fact));
                }
                _ => {}
            }
            let done = self.statics.and_then(|s| s.slot(node));
            match done.or_else(|| self.memo.get(node.index())?.get())? {
                Slot::Own(column) => return Some(column),
                Slot::Same(other) => node = *other,
            }
        }
    }

    /// `None` if something must be evaluated before, which is then on the stack.
    fn compute(&self, node: NodeId, stack: &mut Vec<NodeId>) -> Option<Slot> {
        let rows = self.table.rows;
        if let Rest::Facts(Some((alternatives, row))) = self.rest
            && !self.varies(node)
        {
            return Some(Slot::own(Column::Const(alternatives.column(node).value(row))));
        }
        let column = match self.program.node(node) {
            Node::Constant(_) => Column::Const(None),
            Node::Fact(fact, None) => {
                let Rest::Needs(needs) = self.rest else { return Some(Slot::own(Column::Const(None))) };
                let value = needs.get(fact.index()).and_then(Option::as_ref);
                Column::Const(value.and_then(|v| conform(self.program.ty(node), v)))
            }
            Node::Fact(_, Some(definition)) => {
                let column = self.need(*definition, stack)?;
                if (self.program.ty(node), self.program.ty(*definition)) != (&Type::Number, &Type::Integer) {
                    return Some(Slot::Same(*definition));
                }
                number::widen(column)
            }
            Node::Known(of) => {
                let known = logic::known(self.need(*of, stack)?, rows);
                if self.reads_open(*of) { logic::perhaps(&known, rows) } else { known }
            }
            Node::Not(of) => logic::not(self.need(*of, stack)?),
            Node::Negate(of) => number::negate(self.need(*of, stack)?),
            Node::Widen(of) => number::widen(self.need(*of, stack)?),
            Node::Ceil(of) => number::ceil(self.need(*of, stack)?),
            Node::Pow(of, by) => {
                let (of, by) = self.strict(*of, *by, stack)?;
                number::pow(of, by, rows)
            }
            Node::Size(of) => text::size(self.need(*of, stack)?),
            Node::And(items) => return self.join(true, items, stack),
            Node::Or(items) => return self.join(false, items, stack),
            Node::Choose(condition, yes, no) => match self.need(*condition, stack)? {
                Column::Const(None) => Column::Const(None),
                Column::Const(Some(value)) => {
                    let side = if *value == Value::Bool(true) { *yes } else { *no };
                    self.need(side, stack)?;
                    return Some(Slot::Same(side));
                }
                condition => {
                    let (yes, no) = self.both(*yes, *no, stack)?;
                    choose::choose(condition, yes, no, rows)
                }
            },
            Node::Select(key, values) => match self.need(*key, stack)? {
                Column::Const(Some(Value::Text(word))) => match choose::find(values, word) {
                    Some(value) => return Some(Slot::Same(value)),
                    None => Column::Const(None),
                },
                key => {
                    let value = |word: &str| self.ready(choose::find(values, word)?);
                    choose::select(key, self.program.ty(node), value)
                }
            },
            Node::Loop(each) => return self.each(each, stack),
            Node::Compare(comparator, left, right) => {
                let (left, right) = self.strict(*left, *right, stack)?;
                compare::compare(*comparator, left, right, rows)
            }
            Node::Member(needle, set) => {
                let (needle, set) = self.strict(*needle, *set, stack)?;
                text::member(needle, set, rows)
            }
            Node::Text(function, text, part) => {
                let (text, part) = self.strict(*text, *part, stack)?;
                text::test(*function, text, part, rows)
            }
            Node::OneOf(needle, items) => match self.need(*needle, stack)? {
                Column::Const(None) => Column::Const(None),
                needle => compare::one_of(needle, &self.all(items, stack)?, rows),
            },
            Node::Count(items) => {
                let count = i64::try_from(items.len()).unwrap_or(i64::MAX);
                logic::guard(Column::Const(Some(Value::Integer(count))), &self.all(items, stack)?, rows)
            }
            Node::Extreme(function, items) => {
                let items = self.all(items, stack)?;
                let (first, rest) = items.split_first()?;
                rest.iter().fold((*first).clone(), |so_far, item| number::extreme(*function, &so_far, item, rows))
            }
            Node::Arithmetic(first, rest) => {
                let first = self.need(*first, stack)?;
                let operands: Vec<NodeId> = rest.iter().map(|(_, operand)| *operand).collect();
                let operands = self.all(&operands, stack)?;
                let mut so_far: Option<Column> = None;
                for ((operator, _), operand) in rest.iter().zip(operands) {
                    so_far = Some(number::calculate(*operator, so_far.as_ref().unwrap_or(first), operand, rows));
                }
                so_far?
            }
        };
        Some(Slot::own(column))
    }

    /// The column of a part; `None` if it must be evaluated before.
    fn need(&self, node: NodeId, stack: &mut Vec<NodeId>) -> Option<&Column> {
        let column = self.ready(node);
        if column.is_none() {
            stack.push(node);
        }
        column
    }

    fn both(&self, left: NodeId, right: NodeId, stack: &mut Vec<NodeId>) -> Option<(&Column, &Column)> {
        // Both are asked for before either is given up.
        let (left, right) = (self.need(left, stack), self.need(right, stack));
        Some((left?, right?))
    }

    fn all(&self, nodes: &[NodeId], stack: &mut Vec<NodeId>) -> Option<Vec<&Column>> {
        let mut missing = false;
        let columns: Vec<&Column> = nodes
            .iter()
            .filter_map(|node| {
                let column = self.need(*node, stack);
                missing |= column.is_none();
                column
            })
            .collect();
        (!missing).then_some(columns)
    }

    /// Two operands of which neither may be unknown: if the needs leave one unknown, the other is not looked at.
    fn strict(&self, left: NodeId, right: NodeId, stack: &mut Vec<NodeId>) -> Option<(&Column, &Column)> {
        for side in [left, right] {
            if !self.varies(side) && matches!(self.need(side, stack)?, Column::Const(None)) {
                return Some((&UNKNOWN, &UNKNOWN));
            }
        }
        self.both(left, right, stack)
    }

    /// `&&` (`and`) or `||`.
    fn join(&self, and: bool, items: &[NodeId], stack: &mut Vec<NodeId>) -> Option<Slot> {
        let is = |column: &Column, truth: bool| matches!(column, Column::Const(Some(Value::Bool(b))) if *b == truth);
        for item in items {
            // What needs decide comes first, whatever its place.
            if !self.varies(*item) && is(self.need(*item, stack)?, !and) {
                return Some(Slot::own(Column::Const(Some(Value::Bool(!and)))));
            }
        }
        let columns = self.all(items, stack)?;
        let mut open = items.iter().zip(&columns).filter(|(_, column)| !is(column, and));
        if let (Some((item, _)), None) = (open.next(), open.next()) {
            return Some(Slot::Same(*item));
        }
        Some(Slot::own(logic::join(and, &columns, self.table.rows)))
    }
}
