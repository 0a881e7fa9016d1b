//! Statements by themselves, held against a catalog's declarations: for what takes new ones in.

use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Source};
use crate::document::{Entry, Node, Tree};
use crate::fact::{Fact, FactId, Root, Schema};
use crate::reader::{File, Reader};
use crate::value::{Date, Type, Value};

use super::model::is_part;
use super::precedence::{On, Precedence};
use super::schema::{self, Declared};
use super::statement::{Context, Defaults};
use super::{Catalog, Origin, Statement, inherited, parse, sources};

/// The facts, details and sources that a catalog declares.
#[derive(Debug, Default)]
pub struct Vocabulary {
    declared: Declared,
    details: Vec<Arc<str>>,
    apart: Vec<Arc<str>>,
    sources: Precedence,
}

impl Vocabulary {
    /// Reads them from the files of a catalog. What is wrong is left out: whoever reads the whole catalog hears of it.
    ///
    /// ```
    /// use verdict::{catalog::Vocabulary, load::Files};
    /// let vocabulary = Vocabulary::read(&Files::shipped_catalog().views());
    /// assert!(vocabulary.schema().find("model.context_window").is_some());
    /// ```
    #[must_use]
    pub fn read(files: &[File<'_>]) -> Self {
        let mut found = Diagnostics::new();
        let named = |path: &str| files.iter().find(|f| f.path == path);
        let mut vocabulary = Self::default();
        if let Some(file) = named("catalog.toml") {
            vocabulary.details = parse::head(file, &mut Catalog::default(), &mut found);
            let apart = file.root.get("apart").and_then(Node::list).unwrap_or_default();
            vocabulary.apart = apart.iter().filter_map(Node::text).map(Arc::from).collect();
        }
        if let Some(file) = named("facts.toml") {
            vocabulary.declared = schema::read(file, &mut found);
        }
        if let Some(file) = named("sources.toml") {
            vocabulary.sources = Self::precedence(sources::read(file, &vocabulary.declared, &mut found));
        }
        vocabulary
    }

    /// The facts there are.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.declared.schema
    }

    /// What a statement may say of how its value was found.
    #[must_use]
    pub fn details(&self) -> &[Arc<str>] {
        &self.details
    }

    /// The sources, sorted by id.
    #[must_use]
    pub fn sources(&self) -> &[Origin] {
        &self.sources.sources
    }

    /// Reads one source as `sources.toml` writes it.
    pub fn origin(&self, source: &Arc<Source>, id: Entry<'_>, found: &mut Diagnostics) -> Option<Origin> {
        let span = id.span();
        let table = Node::new(span.clone(), Tree::Table(vec![id]));
        let table = Entry::new(span.clone(), "sources".into(), table);
        let root = Node::new(span, Tree::Table(vec![table]));
        sources::read(&File { path: "sources.toml", source, root: &root }, &self.declared, found).pop()
    }

    /// What is needed to read statements that name any of its sources.
    #[must_use]
    pub fn judge(&self) -> Judge<'_> {
        self.judge_by(&self.sources)
    }

    /// What is needed to read statements that name any of `sources`.
    #[must_use]
    pub fn judge_by<'c>(&'c self, sources: &'c Precedence) -> Judge<'c> {
        let on = On { precedence: sources, day: Date::FIRST };
        Judge { context: Context::new(&self.declared, on, &self.details), apart: &self.apart }
    }

    /// Other sources, sorted by id, for [`Vocabulary::judge_by`].
    #[must_use]
    pub fn precedence(sources: Vec<Origin>) -> Precedence {
        Precedence { sources, ..Precedence::default() }
    }

    /// The fact that inherits from a file or folder, and the value, for the path of an entry: `providers/acme`, `licences/mit`.
    #[must_use]
    pub fn entry<'p>(&self, path: &'p str) -> Option<(&Fact, &'p str)> {
        self.schema().iter().find_map(|(_, fact)| {
            let from = fact.inherits.as_deref()?;
            let value = path.strip_prefix(from.strip_suffix(".toml").unwrap_or(from))?.strip_prefix('/')?;
            Some((fact, value))
        })
    }
}

/// Reads single statements.
pub struct Judge<'c> {
    context: Context<'c>,
    apart: &'c [Arc<str>],
}

impl std::fmt::Debug for Judge<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Judge").finish_non_exhaustive()
    }
}

/// A statement as a file has it.
#[derive(Debug, Clone)]
pub struct Written {
    /// Its fact.
    pub fact: FactId,
    /// Its number in a list of statements; `None` if it stands by itself.
    pub index: Option<usize>,
    /// Which keys it has; `None` if it is a bare value.
    pub keys: Option<Vec<String>>,
    /// What it says, with what the table around it adds.
    pub statement: Statement,
}

impl Written {
    /// Whether it has a key of its own.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.keys.as_ref().is_some_and(|keys| keys.iter().any(|k| k == key))
    }

    /// Whether its date is that of the table around it.
    #[must_use]
    pub fn relies(&self) -> bool {
        !self.has("source") && !self.has("as_of")
    }
}

impl<'c> Judge<'c> {
    /// The fact of this name; what is wrong with it is reported at `span`.
    pub fn fact(&self, reader: &Reader<'_>, root: Root, name: &str, span: Range<usize>) -> Option<FactId> {
        let id = self.context.find(reader, &format!("{}.{name}", root.as_str()), span.clone())?;
        self.context.stated(reader, id, span).then_some(id)
    }

    /// One statement with a source of its own.
    pub fn statement(&self, reader: &Reader<'_>, fact: FactId, node: &Node<'_>) -> Option<Statement> {
        let declared = self.context.schema.fact(fact);
        self.context.statement(reader, declared, self.context.limits(fact), node, &Defaults::default())
    }

    /// Whether the value is a zero of a fact of which no source knows that it is zero.
    #[must_use]
    pub fn is_blank(&self, fact: FactId, value: &Value) -> bool {
        self.context.limits(fact).zero_is_blank && value.as_number() == Some(0.0)
    }

    /// The date of a source.
    #[must_use]
    pub fn date_of(&self, source: &str) -> Option<Date> {
        self.context.origin(source).and_then(|origin| origin.as_of)
    }

    /// Whether the second can be the first as it was before: from the same source, of the same time and of the same kind of result.
    #[must_use]
    pub fn same(&self, a: &Statement, b: &Statement) -> bool {
        let detail = |s: &Statement, key: &str| s.details.iter().find(|(k, _)| **k == *key).map(|(_, v)| v.clone());
        a.source == b.source && a.from() == b.from() && self.apart.iter().all(|key| detail(a, key) == detail(b, key))
    }

    /// The statements in a table of facts (a model's `facts`, an offer, an entry), in the order of the file. `around` are the tables
    /// that set sources and dates for it, the outermost first, with itself where it does.
    #[must_use]
    pub fn written(&self, file: &File<'_>, root: Root, table: &Node<'_>, around: &[&Node<'_>]) -> Vec<Written> {
        let mut found = Diagnostics::new();
        let reader = Reader::new(file.source, &mut found);
        let mut defaults = Defaults::default();
        for node in around {
            if let Some(mut table) = reader.table(node, "a table") {
                defaults = Defaults::read(&mut table, &defaults, &self.context);
            }
        }
        let mut all = Vec::new();
        for entry in table.table().unwrap_or_default() {
            let Some(fact) = self.context.named(root, &entry.key) else { continue };
            let declared = self.context.schema.fact(fact);
            let mut add = |index: Option<usize>, node: &Node<'_>| {
                let limits = self.context.limits(fact);
                if let Some(statement) = self.context.statement(&reader, declared, limits, node, &defaults) {
                    let keys = node.table().map(|keys| keys.iter().map(|k| k.key.to_string()).collect());
                    all.push(Written { fact, index, keys, statement });
                }
            };
            match entry.value.list() {
                Some(items)
                    if !matches!(declared.ty, Type::Set(_)) || items.first().is_some_and(|i| i.table().is_some()) =>
                {
                    items.iter().enumerate().for_each(|(at, item)| add(Some(at), item));
                }
                _ => add(None, &entry.value),
            }
        }
        all
    }
}

/// Whether a text can be the id of an offer, or with one `/` of a model.
///
/// ```
/// use verdict::catalog::is_id;
/// assert!(is_id("acme/roadster-2.1") && !is_id("Acme") && !is_id("acme/"));
/// ```
#[must_use]
pub fn is_id(id: &str) -> bool {
    id.len() <= 120 && id.split('/').all(is_part)
}

/// Whether the entries of a fact are the tables of one file, and not the files of a folder.
#[must_use]
pub fn is_file(from: &str) -> bool {
    inherited::is_file(from)
}
