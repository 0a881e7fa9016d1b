//! Statements: what a source says of a fact, read and held against the fact's declaration.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::document::{Entry, Node, Tree};
use crate::fact::{Fact, FactId, Root, Schema};
use crate::reader::{Reader, Table, quote};
use crate::value::{Date, Type, Value};

use super::precedence::On;
use super::schema::{Declared, Limits};
use super::{Facts, Origin, Terms};

/// What one source says of one fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The value, of the fact's type.
    pub value: Value,
    /// The id of its source.
    pub source: Arc<str>,
    /// The day for which it holds; `None` where the source has no date.
    pub as_of: Option<Date>,
    /// What should be known of it, in words.
    pub note: Option<Arc<str>>,
    /// How the value was found: the details that `catalog.toml` names, in the order of the file.
    pub details: Box<[(Arc<str>, Value)]>,
    /// When it holds and whether it may decide, if anything is said of that.
    pub terms: Option<Box<Terms>>,
}

impl Statement {
    /// A statement of which nothing but the value and the source is known.
    ///
    /// ```
    /// use verdict::{catalog::Statement, value::Value};
    /// let gears = Statement::new(Value::Integer(3), "brochure");
    /// assert!(gears.as_of.is_none() && gears.note.is_none() && gears.doubtful().is_none());
    /// ```
    #[must_use]
    pub fn new(value: Value, source: &str) -> Self {
        Self { value, source: Arc::from(source), as_of: None, note: None, details: Box::default(), terms: None }
    }
}

/// What a file or an offer sets for the statements in it that name no source of their own.
#[derive(Debug, Clone, Default)]
pub(super) struct Defaults {
    source: Option<Arc<str>>,
    /// The source is named, and there is no such source: what needs it is not reported as well.
    unknown_source: bool,
    as_of: Option<AsOf>,
    note: Option<Arc<str>>,
}

impl Defaults {
    /// The keys it reads.
    pub(super) const KEYS: [&'static str; 3] = ["source", "as_of", "note"];

    /// A statement of the file itself; `None` if the file names no source.
    pub(super) fn statement(&self, value: Value, note: Arc<str>) -> Option<Statement> {
        let source = Arc::clone(self.source.as_ref()?);
        let as_of = self.as_of.and_then(AsOf::day);
        Some(Statement { value, source, as_of, note: Some(note), details: Box::default(), terms: None })
    }

    /// Reads them from a table; what the table does not set is as in `outer`.
    pub(super) fn read(table: &mut Table<'_, '_, '_>, outer: &Self, context: &Context<'_>) -> Self {
        let reader = table.reader();
        let named = table.optional("source");
        let source = named.and_then(|n| context.source(reader, n));
        let as_of = table.optional("as_of").and_then(|n| as_of(reader, n));
        let note = table.text("note").map(Arc::from);
        Self {
            as_of: as_of.or_else(|| if source.is_some() { None } else { outer.as_of }),
            unknown_source: if named.is_some() { source.is_none() } else { outer.unknown_source },
            source: if named.is_some() { source.map(|s| Arc::clone(&s.id)) } else { outer.source.clone() },
            note: note.or_else(|| outer.note.clone()),
        }
    }
}

/// All that is needed to judge a statement.
pub(super) struct Context<'c> {
    pub(super) schema: &'c Schema,
    declared: &'c Declared,
    /// The facts of models and of offers by name, sorted.
    names: Vec<(Root, &'c str, FactId)>,
    /// By which rule statements are put in order, and the catalog's own day.
    on: On<'c>,
    details: &'c [Arc<str>],
    /// The source looked up last: most statements of a file have the same few.
    last: Cell<Option<&'c Origin>>,
    /// The notes and details so far: thousands of statements have the same few.
    texts: RefCell<BTreeSet<Arc<str>>>,
}

impl<'c> Context<'c> {
    pub(super) fn new(declared: &'c Declared, on: On<'c>, details: &'c [Arc<str>]) -> Self {
        let schema = &declared.schema;
        let mut names: Vec<_> =
            schema.iter().filter_map(|(id, fact)| Some((fact.root, fact.id.split_once('.')?.1, id))).collect();
        names.sort_unstable();
        Self { schema, declared, names, on, details, last: Cell::new(None), texts: RefCell::default() }
    }

    pub(super) fn named(&self, root: Root, name: &str) -> Option<FactId> {
        let at = self.names.binary_search_by(|(r, n, _)| r.cmp(&root).then_with(|| (**n).cmp(name))).ok()?;
        self.names.get(at).map(|(_, _, id)| *id)
    }

    /// A text that was read before is the same text.
    fn shared(&self, text: &str) -> Arc<str> {
        let mut texts = self.texts.borrow_mut();
        if let Some(known) = texts.get(text) {
            return Arc::clone(known);
        }
        let new: Arc<str> = Arc::from(text);
        texts.insert(Arc::clone(&new));
        new
    }

    pub(super) fn limits(&self, fact: FactId) -> Limits {
        self.declared.limits.get(fact.index()).copied().unwrap_or_default()
    }

    pub(super) fn origin(&self, id: &str) -> Option<&'c Origin> {
        if let Some(last) = self.last.get().filter(|o| o.id.as_ref() == id) {
            return Some(last);
        }
        let sources = &self.on.precedence.sources;
        let at = sources.binary_search_by(|s| s.id.as_ref().cmp(id)).ok()?;
        let origin = sources.get(at);
        self.last.set(origin);
        origin
    }

    pub(super) fn source(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<&'c Origin> {
        let id = reader.text(node)?;
        let origin = self.origin(id);
        if origin.is_none() {
            let mut wrong = Diagnostic::error(Code::UnknownSource, format!("there is no source `{}`", quote(id)))
                .at(reader.at(node), "not a source of `sources.toml`");
            wrong.help = suggest(id, self.on.precedence.sources.iter().map(|s| s.id.as_ref()));
            reader.push(wrong);
        }
        origin
    }

    /// Reads every entry but the `reserved` ones as statements of a fact of `root`.
    pub(super) fn facts(
        &self,
        reader: &Reader<'_>,
        root: Root,
        entries: &[Entry<'_>],
        reserved: &[&str],
        defaults: &Defaults,
    ) -> Facts {
        let mut facts = Facts::with_capacity(entries.len());
        for entry in entries.iter().filter(|e| !reserved.contains(&e.key.as_ref())) {
            let Some(id) = self.named(root, &entry.key) else {
                let _ = self.find(reader, &format!("{}.{}", root.as_str(), entry.key), entry.span());
                continue;
            };
            let fact = self.schema.fact(id);
            if !self.stated(reader, id, entry.span()) {
                continue;
            }
            facts.add(id, &self.on, |out| self.statements(reader, fact, self.limits(id), &entry.value, defaults, out));
        }
        facts.sort();
        facts
    }

    /// Whether the fact is stated; that a formula computes it is reported.
    pub(super) fn stated(&self, reader: &Reader<'_>, fact: FactId, span: Range<usize>) -> bool {
        let collected = self.declared.onward.collects.iter().any(|(set, _)| *set == fact);
        let fact = self.schema.fact(fact);
        let stated = fact.formula.is_none() && !collected && !fact.built_in();
        if !stated {
            let wrong = Diagnostic::error(Code::ComputedFact, format!("`{}` is computed, not stated", fact.id));
            let at = reader.place(span);
            reader.push(if fact.built_in() {
                wrong.at(at, "given by the path of the file").help("take the line out")
            } else if collected {
                wrong.at(at, "`collects` computes this fact").help("take the line out, or `collects` in `facts.toml`")
            } else {
                wrong.at(at, "a formula computes this fact").help("take the line out, or the formula in `facts.toml`")
            });
        }
        stated
    }

    /// The fact of this id; `None` if there is none, which is reported unless its declaration already was.
    pub(super) fn find(&self, reader: &Reader<'_>, id: &str, span: Range<usize>) -> Option<FactId> {
        self.declared.find(reader, id, span)
    }

    /// A value alone, one statement, or a list of statements. A list of plain values is the value of a set.
    fn statements(
        &self,
        reader: &Reader<'_>,
        fact: &Fact,
        limits: Limits,
        node: &Node<'_>,
        defaults: &Defaults,
        out: &mut Vec<Statement>,
    ) {
        match &node.tree {
            Tree::List(items)
                if !matches!(fact.ty, Type::Set(_)) || items.first().is_some_and(|i| i.table().is_some()) =>
            {
                if items.is_empty() {
                    reader.push(
                        Diagnostic::error(Code::WrongKind, "there is no statement in this list")
                            .at(reader.at(node), "empty")
                            .help("leave the fact out: what is absent is unknown"),
                    );
                }
                out.reserve(items.len());
                out.extend(items.iter().filter_map(|item| self.statement(reader, fact, limits, item, defaults)));
            }
            _ => {
                if let Some(statement) = self.statement(reader, fact, limits, node, defaults) {
                    out.push(statement);
                }
            }
        }
    }

    /// Reads one statement of `fact`.
    pub(super) fn statement(
        &self,
        reader: &Reader<'_>,
        fact: &Fact,
        limits: Limits,
        node: &Node<'_>,
        defaults: &Defaults,
    ) -> Option<Statement> {
        let Tree::Table(entries) = &node.tree else {
            return self.complete(reader, node, value(reader, &fact.ty, limits, node)?, Parts::default(), defaults);
        };
        let mut parts = Parts::default();
        let mut stated = None;
        let mut found = false;
        for entry in entries {
            match entry.key.as_ref() {
                "value" => {
                    found = true;
                    stated = value(reader, &fact.ty, limits, &entry.value);
                }
                "source" => {
                    parts.has_source = true;
                    parts.source = self.source(reader, &entry.value);
                }
                "as_of" => parts.as_of = as_of(reader, &entry.value),
                "note" => parts.note = reader.text(&entry.value).map(|note| self.shared(note)),
                _ if parts.terms.read(reader, entry) => {}
                key => match self.details.iter().find(|d| d.as_ref() == key) {
                    Some(name) => {
                        parts.details.extend(self.detail(reader, &entry.value).map(|v| (Arc::clone(name), v)));
                    }
                    None => reader.unknown_key(entry, "a statement", self.statement_keys().iter().copied()),
                },
            }
        }
        if !found {
            reader.missing_key(node, "a statement", "value");
        }
        parts.checked = std::mem::take(&mut parts.terms).checked(reader, entries);
        self.complete(reader, node, stated?, parts, defaults)
    }

    /// The value of a detail: whatever plain value the file has.
    fn detail(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
        match &node.tree {
            Tree::Bool(b) => Some(Value::Bool(*b)),
            Tree::Integer(_) => reader.integer(node).map(Value::Integer),
            Tree::Number(_) => reader.number(node).map(Value::Number),
            Tree::Text { text, .. } | Tree::Date(text) => Some(Value::Text(self.shared(text))),
            Tree::List(items) if items.iter().all(|i| i.list().is_none()) => {
                items.iter().map(|i| self.detail(reader, i)).collect::<Option<_>>().map(Value::List)
            }
            _ => reader.wrong_kind(node, "a plain value"),
        }
    }

    fn statement_keys(&self) -> Vec<&str> {
        ["value"]
            .into_iter()
            .chain(Defaults::KEYS)
            .chain(Terms::KEYS)
            .chain(self.details.iter().map(AsRef::as_ref))
            .collect()
    }

    fn complete(
        &self,
        reader: &Reader<'_>,
        node: &Node<'_>,
        value: Value,
        parts: Parts<'c>,
        defaults: &Defaults,
    ) -> Option<Statement> {
        let details = parts.details.into_boxed_slice();
        if let Some(origin) = parts.source {
            let as_of = parts.as_of.map_or(origin.as_of, AsOf::day);
            return Some(Statement {
                value,
                source: Arc::clone(&origin.id),
                as_of,
                note: parts.note,
                details,
                terms: parts.checked,
            });
        }
        if parts.has_source || defaults.unknown_source {
            return None;
        }
        let Some(source) = &defaults.source else {
            reader.push(
                Diagnostic::error(Code::MissingKey, "a statement must have `source`")
                    .at(reader.head(node), "no source is named for this value")
                    .help("write `{ value = …, source = \"…\" }`, or set `source` once for the whole file or offer"),
            );
            return None;
        };
        let dated = parts.as_of.or(defaults.as_of);
        let as_of = dated.map_or_else(|| self.origin(source).and_then(|o| o.as_of), AsOf::day);
        let note = parts.note.or_else(|| defaults.note.clone());
        Some(Statement { value, source: Arc::clone(source), as_of, note, details, terms: parts.checked })
    }
}

/// A statement half read.
#[derive(Default)]
struct Parts<'c> {
    source: Option<&'c Origin>,
    has_source: bool,
    as_of: Option<AsOf>,
    note: Option<Arc<str>>,
    details: Vec<(Arc<str>, Value)>,
    terms: Terms,
    checked: Option<Box<Terms>>,
}

/// What a file says of a date.
#[derive(Debug, Clone, Copy)]
pub(super) enum AsOf {
    /// The word `undated`: the source has none.
    Undated,
    /// A date.
    Day(Date),
}

impl AsOf {
    /// The date, if there is one.
    pub(super) fn day(self) -> Option<Date> {
        match self {
            Self::Undated => None,
            Self::Day(date) => Some(date),
        }
    }
}

/// A date or the word `undated`.
pub(super) fn as_of(reader: &Reader<'_>, node: &Node<'_>) -> Option<AsOf> {
    if node.text() == Some("undated") { Some(AsOf::Undated) } else { reader.date(node).map(AsOf::Day) }
}

/// A value of type `ty`, checked.
pub(super) fn value(reader: &Reader<'_>, ty: &Type, limits: Limits, node: &Node<'_>) -> Option<Value> {
    match ty {
        Type::Bool => reader.bool(node).map(Value::Bool),
        Type::Integer => {
            let whole = Value::Integer(reader.integer(node)?);
            limits.check(reader, node, whole.as_number()?).then_some(whole)
        }
        Type::Number => {
            let number = reader.number(node)?;
            limits.check(reader, node, number).then_some(Value::Number(number))
        }
        Type::Text => reader.text(node).map(Value::text),
        Type::Date => reader.date(node).map(Value::Date),
        Type::Enum(words) => {
            let at = reader.word(node, words)?;
            words.get(at).map(|w| Value::Text(Arc::clone(w)))
        }
        Type::Set(words) => {
            let items = reader.list(node)?;
            let mut mask = 0_u64;
            let mut valid = true;
            for item in items {
                match reader.word(item, words) {
                    Some(at) => mask |= u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or(0),
                    None => valid = false,
                }
            }
            valid.then(|| {
                let chosen = words.iter().take(64).enumerate().filter(|(i, _)| mask >> i & 1 == 1);
                Value::List(chosen.map(|(_, w)| Value::Text(Arc::clone(w))).collect())
            })
        }
        Type::List(_) => reader.wrong_kind(node, "a value"),
    }
}
