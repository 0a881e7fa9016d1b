//! What is wrong with the user's data: a code, a message, the user's own text underlined, and what to do.
//!
//! Parsers collect diagnostics and go on; nothing here prints or draws (see `render::diagnostic`).
//! Messages follow one style: lower case, no final period, the user's words in backticks.

use std::ops::Range;
use std::sync::Arc;

mod code;

pub use code::Code;

/// A text the user wrote: a file, standard input, or the value of a flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// How messages call it: a path, `<stdin>`, `--need`.
    pub name: String,
    /// The whole text; empty for the files packed into the binary, whose messages name the file alone.
    pub text: String,
}

impl Source {
    /// A source that messages can share.
    ///
    /// ```
    /// let source = verdict::diagnostic::Source::new("needs.json", "{}");
    /// assert_eq!(source.name, "needs.json");
    /// ```
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        Arc::new(Self { name: name.into(), text: text.into() })
    }
}

/// A stretch of a source, in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The text it lies in.
    pub source: Arc<Source>,
    /// First byte and the byte after the last one.
    pub span: Range<usize>,
}

impl Place {
    /// A place in `source`.
    #[must_use]
    pub fn new(source: &Arc<Source>, span: Range<usize>) -> Self {
        Self { source: Arc::clone(source), span }
    }

    /// The line and the column of its first byte, both counted from 1, the column in characters; the first of a text that is not known.
    ///
    /// ```
    /// use verdict::diagnostic::{Place, Source};
    /// let text = Source::new("needs.toml", "a = 1\nbé = 2");
    /// assert_eq!(Place::new(&text, 10..11).position(), (2, 4));
    /// ```
    #[must_use]
    pub fn position(&self) -> (usize, usize) {
        let end = self.source.text.floor_char_boundary(self.span.start.min(self.source.text.len()));
        let before = self.source.text.get(..end).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        (1 + before.matches('\n').count(), 1 + line.chars().count())
    }
}

/// Whether the data can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The data cannot be used.
    Error,
    /// The data can be used, but something in it is probably not meant.
    Warning,
}

/// One mistake in the user's data.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// Which kind of mistake.
    pub code: Code,
    /// Whether the data can be used all the same.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The text to underline, with a few words under it.
    pub primary: Option<(Place, String)>,
    /// Other places that matter, each with a few words.
    pub context: Vec<(Place, String)>,
    /// What to do, a line each.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error without a place.
    ///
    /// ```
    /// use verdict::diagnostic::{Code, Diagnostic, Source, Place};
    /// let text = Source::new("--need", "colour=red");
    /// let wrong = Diagnostic::error(Code::UnknownNeed, "there is no need `colour`")
    ///     .at(Place::new(&text, 0..6), "not a need")
    ///     .help("the needs are: budget, input");
    /// assert_eq!(wrong.to_string(), "there is no need `colour`");
    /// ```
    #[must_use]
    pub fn error(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: Severity::Error,
            message: message.into(),
            primary: None,
            context: Vec::new(),
            help: Vec::new(),
        }
    }

    /// A warning without a place.
    #[must_use]
    pub fn warning(code: Code, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, message) }
    }

    /// Underlines `place` and writes `label` under it.
    #[must_use]
    pub fn at(mut self, place: Place, label: impl Into<String>) -> Self {
        self.primary = Some((place, label.into()));
        self
    }

    /// Shows another place that matters.
    #[must_use]
    pub fn context(mut self, place: Place, label: impl Into<String>) -> Self {
        self.context.push((place, label.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}

impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

/// The mistakes found so far. Parsers add to it and go on, so that a user sees all of them at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    errors: usize,
}

/// The most mistakes that are kept: who has more looks at the first ones, and a file full of mistakes must not fill the memory.
pub const MAX_DIAGNOSTICS: usize = 200;

impl Diagnostics {
    /// No mistakes yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, if there are fewer than [`MAX_DIAGNOSTICS`]. The first error is always kept.
    ///
    /// ```
    /// use verdict::diagnostic::{Code, Diagnostic, Diagnostics, MAX_DIAGNOSTICS};
    /// let mut found = Diagnostics::new();
    /// (0..5000).for_each(|_| found.push(Diagnostic::warning(Code::UnexpectedFile, "not read")));
    /// found.push(Diagnostic::error(Code::UnknownNeed, "there is no need `x`"));
    /// assert_eq!(found.as_slice().len(), MAX_DIAGNOSTICS + 1);
    /// assert!(found.has_errors());
    /// ```
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let error = diagnostic.severity == Severity::Error;
        if self.found.len() < MAX_DIAGNOSTICS || error && self.errors == 0 {
            self.errors += usize::from(error);
            self.found.push(diagnostic);
        }
    }

    /// Whether an error that is found now would not be kept: then looking for more is of no use.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.found.len() >= MAX_DIAGNOSTICS && self.errors > 0
    }

    /// Adds those of another list.
    pub fn extend(&mut self, other: impl IntoIterator<Item = Diagnostic>) {
        other.into_iter().for_each(|d| self.push(d));
    }

    /// Whether any of them means that the data cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// All of them, as found.
    #[must_use]
    pub fn as_slice(&self) -> &[Diagnostic] {
        &self.found
    }

    /// `value` when nothing found is an error, else everything found.
    ///
    /// # Errors
    /// The diagnostics themselves.
    pub fn into_result<T>(self, value: T) -> Result<T, Self> {
        if self.has_errors() { Err(self) } else { Ok(value) }
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        let mut found = Self::new();
        found.push(diagnostic);
        found
    }
}

/// The candidate nearest to `word` in spelling, if one is near enough to be meant.
///
/// Damerau–Levenshtein distance, at most a third of the word's length.
///
/// ```
/// use verdict::diagnostic::nearest;
/// assert_eq!(nearest("buget", ["budget", "input"]), Some("budget"));
/// assert_eq!(nearest("banana", ["budget", "input"]), None);
/// ```
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > 200 {
        return None;
    }
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).max(1);
    candidates
        .into_iter()
        .filter(|c| c.len() <= 200 && c.chars().count().abs_diff(length) <= limit)
        .map(|c| (strsim::damerau_levenshtein(&word, &c.to_lowercase()), c))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many allowed names a message lists.
const MAX_LISTED: usize = 200;

/// The end of a message about a name that does not exist: the nearest right one, and the allowed list.
///
/// ```
/// use verdict::diagnostic::suggest;
/// assert_eq!(suggest("buget", ["budget", "input"]), ["did you mean `budget`?", "allowed: `budget`, `input`"]);
/// ```
#[must_use]
pub fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str> + Clone) -> Vec<String> {
    let mut help = Vec::new();
    if let Some(near) = nearest(word, candidates.clone()) {
        help.push(format!("did you mean `{near}`?"));
    }
    let mut candidates = candidates.into_iter();
    let list: Vec<String> = candidates.by_ref().take(MAX_LISTED).map(|c| format!("`{c}`")).collect();
    let more = match candidates.count() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    if !list.is_empty() {
        help.push(format!("allowed: {}{more}", list.join(", ")));
    }
    help
}
