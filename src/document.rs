//! A parsed file as a tree in which every key and value knows where it stands.
//!
//! TOML and JSON parse into the same tree, so that rules, catalogs and needs are read by one piece of code each, whatever
//! form they came in, and every problem can be underlined. The files shipped with the program are packed at build time
//! (`build.rs`) as such trees, so that nothing is parsed at start.
//!
//! This module depends on nothing else in the crate: `build.rs` includes it.
//!
//! # Why it is so
//!
//! **Why are the shipped files packed by `build.rs`?**
//!
//! Parsing 2 MB of TOML takes longer than everything else together. The build packs each file as the tree that
//! parsing it gives (`document::packed`: each text once, borrowed from the binary), so the loader is one piece of
//! code for shipped and user files, and a syntax error in a shipped file stops the build.

use std::borrow::Cow;
use std::ops::Range;

pub mod json;
pub mod packed;
pub mod toml;

/// A problem of the text itself, before it means anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    /// What is wrong.
    pub message: String,
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What sort of problem it is.
    pub kind: Syntax,
}

/// What sort of problem a text has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Syntax {
    /// It cannot be read.
    Wrong,
    /// A published limit was passed.
    TooLarge,
    /// A key was written twice.
    DuplicateKey,
    /// A number is larger than numbers can be.
    OutOfRange,
}

impl SyntaxError {
    fn new(kind: Syntax, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { message: message.into(), span, kind }
    }

    fn too_deep(span: Range<usize>) -> Self {
        Self::new(Syntax::TooLarge, span, format!("tables and lists are nested more than {MAX_DEPTH} deep"))
    }

    fn twice(span: Range<usize>, key: &str) -> Self {
        Self::new(Syntax::DuplicateKey, span, format!("the key `{}` is written twice", quote(key)))
    }
}

/// The user's words as a message repeats them: at most 80 characters, without line breaks.
///
/// ```
/// use verdict::document::quote;
/// assert_eq!(quote("budget"), "budget");
/// assert_eq!(quote(&"x".repeat(500)).chars().count(), 80);
/// ```
#[must_use]
pub fn quote(text: &str) -> Cow<'_, str> {
    if text.len() <= 80 && !text.contains(char::is_control) {
        return text.into();
    }
    let mut short: String = text.chars().take(79).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(79).is_some() {
        short.push('…');
    }
    short.into()
}

/// The deepest nesting of tables and lists that is read.
pub const MAX_DEPTH: usize = 32;
/// The longest file that is read, in bytes.
pub const MAX_BYTES: usize = 8 * 1024 * 1024;

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node<'a> {
    start: u32,
    end: u32,
    /// What it is.
    pub tree: Tree<'a>,
}

/// What a node is.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree<'a> {
    /// JSON `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number, also one too large for 64 bits; may be infinite or not a number in TOML.
    Number(f64),
    /// Text.
    Text {
        /// The text itself.
        text: Cow<'a, str>,
        /// Where its first byte stands, if it is written without escapes, so that places inside it can be shown.
        inner: Option<u32>,
    },
    /// A TOML date or time, as written.
    Date(Cow<'a, str>),
    /// A list.
    List(Vec<Node<'a>>),
    /// Keys and values in the order of the file.
    Table(Vec<Entry<'a>>),
}

/// A key with its value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<'a> {
    start: u32,
    end: u32,
    /// The key.
    pub key: Cow<'a, str>,
    /// Its value.
    pub value: Node<'a>,
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl<'a> Node<'a> {
    /// A node at `span`.
    #[must_use]
    pub fn new(span: Range<usize>, tree: Tree<'a>) -> Self {
        Self { start: small(span.start), end: small(span.end), tree }
    }

    /// Where it stands, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Its keys and values, if it is a table.
    #[must_use]
    pub fn table(&self) -> Option<&[Entry<'a>]> {
        match &self.tree {
            Tree::Table(entries) => Some(entries),
            _ => None,
        }
    }

    /// Its items, if it is a list.
    #[must_use]
    pub fn list(&self) -> Option<&[Self]> {
        match &self.tree {
            Tree::List(items) => Some(items),
            _ => None,
        }
    }

    /// Its text, if it is text.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.tree {
            Tree::Text { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The value of `key`, if it is a table that has it.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Self> {
        self.table()?.iter().find(|e| e.key == key).map(|e| &e.value)
    }

    /// Maps a stretch of the text inside to a stretch of the file; the whole value where escapes hide the mapping.
    ///
    /// ```
    /// use verdict::document::toml;
    /// let file = toml::parse("when = 'a = b'").unwrap();
    /// let when = file.get("when").unwrap();
    /// assert_eq!(when.within(2..3), 10..11);
    /// ```
    #[must_use]
    pub fn within(&self, span: Range<usize>) -> Range<usize> {
        match &self.tree {
            Tree::Text { inner: Some(inner), .. } => {
                let inner = *inner as usize;
                (inner + span.start).min(self.span().end)..(inner + span.end).min(self.span().end)
            }
            _ => self.span(),
        }
    }

    /// What it is, in a word for messages.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.tree {
            Tree::Null => "null",
            Tree::Bool(_) => "true or false",
            Tree::Integer(_) => "a whole number",
            Tree::Number(_) => "a number",
            Tree::Text { .. } => "text",
            Tree::Date(_) => "a date",
            Tree::List(_) => "a list",
            Tree::Table(_) => "a table",
        }
    }

    /// The same tree with no borrowed text.
    #[must_use]
    pub fn into_owned(self) -> Node<'static> {
        let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        Node {
            start: self.start,
            end: self.end,
            tree: match self.tree {
                Tree::Null => Tree::Null,
                Tree::Bool(b) => Tree::Bool(b),
                Tree::Integer(i) => Tree::Integer(i),
                Tree::Number(n) => Tree::Number(n),
                Tree::Text { text, inner } => Tree::Text { text: own(text), inner },
                Tree::Date(text) => Tree::Date(own(text)),
                Tree::List(items) => Tree::List(items.into_iter().map(Node::into_owned).collect()),
                Tree::Table(entries) => Tree::Table(
                    entries
                        .into_iter()
                        .map(|e| Entry { start: e.start, end: e.end, key: own(e.key), value: e.value.into_owned() })
                        .collect(),
                ),
            },
        }
    }
}

impl<'a> Entry<'a> {
    /// An entry whose key stands at `span`.
    #[must_use]
    pub fn new(span: Range<usize>, key: Cow<'a, str>, value: Node<'a>) -> Self {
        Self { start: small(span.start), end: small(span.end), key, value }
    }

    /// Where the key stands, in bytes.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}
