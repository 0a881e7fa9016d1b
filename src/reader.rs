//! Reads parsed files into typed things and collects every problem on the way, each at its place.
//!
//! Catalogs, rules, scenarios and needs are all read with it, so that the same mistake is reported in the same words
//! everywhere. It knows the shape of a file (tables, lists, kinds of values), never what a key means.
//!
//! ```
//! use verdict::diagnostic::{Diagnostics, Source};
//! use verdict::reader::{self, Reader};
//!
//! let file = Source::new("bike.toml", "name = 'Roadster'\ngear = 3");
//! let root = reader::toml(&file).unwrap();
//! let mut found = Diagnostics::new();
//! let reader = Reader::new(&file, &mut found);
//! let mut bike = reader.table(&root, "a bicycle").unwrap();
//! assert_eq!(bike.required_text("name"), Some("Roadster"));
//! assert_eq!(bike.integer("gears"), None);
//! bike.finish();
//! let unknown = &found.as_slice()[0];
//! assert_eq!(unknown.message, "a bicycle has no key `gear`");
//! assert_eq!(unknown.help[0], "did you mean `gears`?");
//! ```

use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, suggest};
use crate::document::{self, Entry, Node, Syntax, SyntaxError, Tree};
use crate::value::{Date, Value};

mod table;
pub use crate::document::quote;
pub use table::Table;

/// The largest whole number that every program reads back unchanged: 2^53.
pub const MAX_INTEGER: i64 = 1 << 53;

/// One file of a catalog or a rulebook, however it was come by.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path within its folder, with `/` between the parts.
    pub path: &'a str,
    /// What messages show of it.
    pub source: &'a Arc<Source>,
    /// What it says.
    pub root: &'a Node<'a>,
}

/// Reads the nodes of one file; what is wrong goes to the list it was made with.
#[derive(Debug)]
pub struct Reader<'d> {
    source: &'d Arc<Source>,
    found: RefCell<&'d mut Diagnostics>,
}

impl<'d> Reader<'d> {
    /// A reader of `source` that adds to `found`.
    pub fn new(source: &'d Arc<Source>, found: &'d mut Diagnostics) -> Self {
        Self { source, found: RefCell::new(found) }
    }

    /// The file that is read.
    #[must_use]
    pub fn source(&self) -> &'d Arc<Source> {
        self.source
    }

    /// Adds a problem.
    pub fn push(&self, diagnostic: Diagnostic) {
        self.found.borrow_mut().push(diagnostic);
    }

    /// Whether so much is wrong that looking for more is of no use.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.found.borrow().is_full()
    }

    /// A place in this file.
    #[must_use]
    pub fn place(&self, span: Range<usize>) -> Place {
        Place::new(self.source, span)
    }

    /// Where a value stands.
    #[must_use]
    pub fn at(&self, node: &Node<'_>) -> Place {
        self.place(node.span())
    }

    /// Where a value stands, cut to its first line: to underline a table without drawing all of it.
    #[must_use]
    pub fn head(&self, node: &Node<'_>) -> Place {
        let span = node.span();
        let line = self.source.text.get(span.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
        self.place(span.start..(span.start + line.len()).min(span.end))
    }

    /// The keys and values of a table. `what` is how messages call it, with its article: `a rule`, `an offer`.
    pub fn table<'r, 'n>(&'r self, node: &'n Node<'n>, what: &'n str) -> Option<Table<'r, 'd, 'n>> {
        if let Tree::Table(entries) = &node.tree {
            return Some(Table::new(self, node, entries, what));
        }
        let message = format!("{what} must be a table, not {}", node.kind());
        self.push(Diagnostic::error(Code::WrongKind, message).at(self.head(node), "write `{ … }` here"));
        None
    }

    /// The items of a list.
    pub fn list<'n>(&self, node: &'n Node<'n>) -> Option<&'n [Node<'n>]> {
        match &node.tree {
            Tree::List(items) => Some(items),
            _ => self.wrong_kind(node, "a list"),
        }
    }

    /// Text.
    pub fn text<'n>(&self, node: &'n Node<'n>) -> Option<&'n str> {
        match &node.tree {
            Tree::Text { text, .. } => Some(text),
            _ => self.wrong_kind(node, "text"),
        }
    }

    /// The texts of a list, each with its node; items of another kind are reported and left out.
    pub fn texts<'n>(&self, node: &'n Node<'n>) -> Option<Vec<(&'n str, &'n Node<'n>)>> {
        let Tree::List(items) = &node.tree else {
            return self.wrong_kind(node, "a list of texts");
        };
        Some(items.iter().filter_map(|item| Some((self.text(item)?, item))).collect())
    }

    /// `true` or `false`.
    pub fn bool(&self, node: &Node<'_>) -> Option<bool> {
        match node.tree {
            Tree::Bool(b) => Some(b),
            _ => self.wrong_kind(node, "true or false"),
        }
    }

    /// A whole number of at most [`MAX_INTEGER`] in size; `128000.0` and JSON's `1.28e5` are whole.
    pub fn integer(&self, node: &Node<'_>) -> Option<i64> {
        let whole = match node.tree {
            Tree::Integer(i) => i,
            #[expect(clippy::cast_precision_loss, reason = "2^53 is exact")]
            Tree::Number(n) if n.fract() == 0.0 && n.abs() <= MAX_INTEGER as f64 => {
                #[expect(clippy::cast_possible_truncation, reason = "whole and at most 2^53")]
                return Some(n as i64);
            }
            Tree::Number(n) if n.is_finite() && n.fract() != 0.0 => {
                return self.wrong_kind(node, "a whole number");
            }
            Tree::Number(n) if n < 0.0 => i64::MIN,
            Tree::Number(n) if n.is_nan() => return self.number(node).and(None),
            Tree::Number(_) => i64::MAX,
            _ => return self.wrong_kind(node, "a whole number"),
        };
        if whole.unsigned_abs() > MAX_INTEGER.unsigned_abs() {
            let (size, way, limit) =
                if whole < 0 { ("small", "down", -MAX_INTEGER) } else { ("large", "up", MAX_INTEGER) };
            let limit = Value::Integer(limit).display(None);
            self.push(
                Diagnostic::error(Code::OutOfRange, format!("the number is too {size}"))
                    .at(self.at(node), format!("whole numbers go {way} to {limit}")),
            );
            return None;
        }
        Some(whole)
    }

    /// A finite number, whole or not.
    pub fn number(&self, node: &Node<'_>) -> Option<f64> {
        match node.tree {
            #[expect(clippy::cast_precision_loss, reason = "a number with a fraction is asked for")]
            Tree::Integer(i) => Some(i as f64),
            Tree::Number(n) if n.is_finite() => Some(n),
            Tree::Number(_) => {
                self.push(
                    Diagnostic::error(Code::OutOfRange, "the number is infinite or not a number")
                        .at(self.at(node), "write a finite number"),
                );
                None
            }
            _ => self.wrong_kind(node, "a number"),
        }
    }

    /// A date, as text or as TOML's own: `YYYY`, `YYYY-MM` or `YYYY-MM-DD`.
    pub fn date(&self, node: &Node<'_>) -> Option<Date> {
        let (Tree::Text { text, .. } | Tree::Date(text)) = &node.tree else {
            return self.wrong_kind(node, "a date");
        };
        let date = Date::parse(text);
        if date.is_none() {
            self.push(
                Diagnostic::error(Code::InvalidDate, format!("`{}` is not a date", quote(text)))
                    .at(self.at(node), "not a date of the calendar")
                    .help("write `YYYY`, `YYYY-MM` or `YYYY-MM-DD`"),
            );
        }
        date
    }

    /// A word of a closed list: its position in `words`.
    pub fn word<W: AsRef<str>>(&self, node: &Node<'_>, words: &[W]) -> Option<usize> {
        let Tree::Text { text, .. } = &node.tree else {
            return self.wrong_kind(node, "text");
        };
        let found = words.iter().position(|w| w.as_ref() == text.as_ref());
        if found.is_none() {
            self.unknown_value(node, text, words.iter().map(AsRef::as_ref));
        }
        found
    }

    /// Reports a word that is none of the allowed ones.
    pub fn unknown_value<'w>(&self, node: &Node<'_>, word: &str, allowed: impl IntoIterator<Item = &'w str> + Clone) {
        self.unknown_value_at(self.at(node), word, allowed);
    }

    /// Reports a word at `place` that is none of the allowed ones.
    pub fn unknown_value_at<'w>(&self, place: Place, word: &str, allowed: impl IntoIterator<Item = &'w str> + Clone) {
        if self.is_full() {
            return;
        }
        let mut wrong =
            Diagnostic::error(Code::UnknownValue, format!("`{}` is not one of the allowed values", quote(word)))
                .at(place, "not an allowed value");
        wrong.help = suggest(word, allowed);
        self.push(wrong);
    }

    /// Reports a value of another kind than `expected`, such as `a list of texts`. Returns `None` for the caller to return.
    pub fn wrong_kind<T>(&self, node: &Node<'_>, expected: &str) -> Option<T> {
        let found = node.kind();
        self.push(
            Diagnostic::error(Code::WrongKind, format!("expected {expected}, found {found}"))
                .at(self.head(node), format!("write {expected} here")),
        );
        None
    }

    /// Reports a key that means nothing in `what` (`a rule`), with those that do.
    pub fn unknown_key<'w>(&self, entry: &Entry<'_>, what: &str, allowed: impl IntoIterator<Item = &'w str> + Clone) {
        if self.is_full() {
            return;
        }
        let mut wrong = Diagnostic::error(Code::UnknownKey, format!("{what} has no key `{}`", quote(&entry.key)))
            .at(self.place(entry.span()), "unknown key");
        wrong.help = suggest(&entry.key, allowed);
        self.push(wrong);
    }

    /// Reports that `what` lacks `key`.
    pub fn missing_key(&self, node: &Node<'_>, what: &str, key: &str) {
        self.push(
            Diagnostic::error(Code::MissingKey, format!("{what} must have `{key}`"))
                .at(self.head(node), format!("`{key}` is missing here")),
        );
    }
}

/// Parses a TOML file; every mistake of its syntax becomes a diagnostic.
///
/// # Errors
/// The mistakes.
pub fn toml(source: &Arc<Source>) -> Result<Node<'_>, Diagnostics> {
    document::toml::parse(&source.text).map_err(|errors| syntax(source, Code::TomlSyntax, errors))
}

/// Parses a JSON document; every mistake of its syntax becomes a diagnostic.
///
/// # Errors
/// The mistakes.
pub fn json(source: &Arc<Source>) -> Result<Node<'_>, Diagnostics> {
    document::json::parse(&source.text).map_err(|errors| syntax(source, Code::JsonSyntax, errors))
}

/// Parses JSON Lines; every mistake of the syntax becomes a diagnostic.
///
/// # Errors
/// The mistakes.
pub fn json_lines(source: &Arc<Source>) -> Result<Vec<Node<'_>>, Diagnostics> {
    document::json::lines(&source.text).map_err(|errors| syntax(source, Code::JsonSyntax, errors))
}

fn syntax(source: &Arc<Source>, code: Code, errors: Vec<SyntaxError>) -> Diagnostics {
    let mut found = Diagnostics::new();
    found.extend(errors.into_iter().map(|e| {
        let (code, label) = match e.kind {
            Syntax::Wrong => (code, "here"),
            Syntax::TooLarge => (Code::TooLarge, "too much"),
            Syntax::DuplicateKey => (Code::DuplicateKey, "the second time"),
            Syntax::OutOfRange => (Code::OutOfRange, "out of range"),
        };
        Diagnostic::error(code, e.message).at(Place::new(source, e.span), label)
    }));
    found
}
