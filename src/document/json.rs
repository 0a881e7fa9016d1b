//! JSON into a tree with places. `serde_json` reads the text; the places are those of the slices it hands out.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Entry, MAX_BYTES, MAX_DEPTH, Node, Syntax, SyntaxError, Tree, quote};

/// Parses one JSON document.
///
/// # Errors
/// The mistake in the text: wrong syntax, a key written twice, more than [`MAX_BYTES`] or deeper than [`MAX_DEPTH`].
///
/// ```
/// use verdict::document::json::parse;
/// let file = parse(r#"{"needs": {"budget": "tight"}}"#).unwrap();
/// let budget = file.get("needs").unwrap().get("budget").unwrap();
/// assert_eq!((budget.text(), budget.span()), (Some("tight"), 21..28));
/// ```
pub fn parse(text: &str) -> Result<Node<'_>, Vec<SyntaxError>> {
    if text.len() > MAX_BYTES {
        let message = format!("the document has {} bytes; at most {MAX_BYTES} are read", text.len());
        return Err(vec![SyntaxError::new(Syntax::TooLarge, 0..0, message)]);
    }
    // Some editors put an invisible mark at the beginning.
    let document = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = Reader { text, errors: Vec::new() };
    let raw: &RawValue =
        serde_json::from_str(document).map_err(|e| vec![syntax(document, text.len() - document.len(), &e)])?;
    let node = reader.node(raw, 0);
    if reader.errors.is_empty() { Ok(node) } else { Err(reader.errors) }
}

/// Parses JSON Lines: a document a line, blank lines between them or not. A text whose first line is no whole document is one document.
///
/// # Errors
/// The mistakes in the text, each where it stands.
///
/// ```
/// use verdict::document::json::lines;
/// let documents = lines("{\"a\": 1}\n\n{\"a\": 2}\n").unwrap();
/// assert_eq!(documents[1].get("a").unwrap().span(), 16..17);
/// assert_eq!(lines("[\n1\n]").unwrap().len(), 1);
/// ```
pub fn lines(text: &str) -> Result<Vec<Node<'_>>, Vec<SyntaxError>> {
    let document = text.strip_prefix('\u{feff}').unwrap_or(text);
    let whole = |line: &str| serde_json::from_str::<serde::de::IgnoredAny>(line).is_ok();
    if text.len() > MAX_BYTES || !document.lines().find(|line| !line.trim().is_empty()).is_some_and(whole) {
        return parse(text).map(|node| vec![node]);
    }
    let mut reader = Reader { text, errors: Vec::new() };
    let mut nodes = Vec::new();
    for line in document.lines().filter(|line| !line.trim().is_empty()) {
        match serde_json::from_str::<&RawValue>(line) {
            Ok(raw) => nodes.push(reader.node(raw, 0)),
            Err(e) => {
                let start = reader.span(line).start;
                reader.errors.push(syntax(line, start, &e));
            }
        }
    }
    if reader.errors.is_empty() { Ok(nodes) } else { Err(reader.errors) }
}

/// An error of the parser in our words; `part` stands `before` bytes into the document.
fn syntax(part: &str, before: usize, error: &serde_json::Error) -> SyntaxError {
    let line_start: usize = part.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let at = part.floor_char_boundary((line_start + error.column().saturating_sub(1)).min(part.len()));
    let end = |at: usize| at + part.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let full = error.to_string();
    let plain = full.split(" at line ").next().unwrap_or(&full);
    let found = part.get(at..end(at)).unwrap_or_default();
    let (message, span) = match plain {
        "EOF while parsing an object" => ("the document ends too early: a `}` is missing".to_string(), at..end(at)),
        "EOF while parsing a list" => ("the document ends too early: a `]` is missing".to_string(), at..end(at)),
        "EOF while parsing a string" => ("the document ends too early: a text is not closed".to_string(), at..end(at)),
        "EOF while parsing a value" => ("the document ends too early: a value is missing".to_string(), at..end(at)),
        "number out of range" => {
            let message = format!("`{}` is larger than numbers can be", quote(part));
            return SyntaxError::new(Syntax::OutOfRange, before..before + part.len(), message);
        }
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            let start = part.get(..at).and_then(|read| read.rfind("\\u")).unwrap_or(at);
            let length =
                part.get(start..).unwrap_or_default().bytes().skip(2).take(4).take_while(u8::is_ascii_hexdigit).count();
            ("this escape is no character by itself".to_string(), start..part.len().min(start + 2 + length))
        }
        "expected value" | "key must be a string" | "trailing comma"
            if ["}", "]"].contains(&found) && part.get(..at).is_some_and(|read| read.trim_end().ends_with(',')) =>
        {
            (format!("there is a comma too many before `{found}`"), at..end(at))
        }
        "expected value" | "expected ident" => ("expected a value".to_string(), at..end(at)),
        "key must be a string" => ("a key must be text in double quotes".to_string(), at..end(at)),
        "trailing characters" => ("something follows the end of the document".to_string(), at..end(at)),
        other if other.starts_with("control character") => {
            let at = part.get(at..).and_then(|rest| rest.find(|c: char| c < ' ')).map_or(at, |more| at + more);
            ("a text cannot hold a line break or another control character: write `\\n`".to_string(), at..at)
        }
        other => (other.to_string(), at..end(at)),
    };
    SyntaxError::new(Syntax::Wrong, before + span.start..before + span.end, message)
}

struct Reader<'a> {
    text: &'a str,
    errors: Vec<SyntaxError>,
}

impl<'a> Reader<'a> {
    /// Where a slice handed out by the parser stands in the whole text.
    fn span(&self, part: &str) -> Range<usize> {
        let start = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize).min(self.text.len());
        start..(start + part.len()).min(self.text.len())
    }

    fn node(&mut self, raw: &'a RawValue, depth: usize) -> Node<'a> {
        let part = raw.get();
        let span = self.span(part);
        if depth >= MAX_DEPTH {
            self.errors.push(SyntaxError::too_deep(span.start..span.start + 1));
            return Node::new(span, Tree::Null);
        }
        let mut de = serde_json::Deserializer::from_str(part);
        let shallow = de.deserialize_any(Shallow);
        let tree = match shallow {
            Ok(Part::Null) => Tree::Null,
            Ok(Part::Bool(b)) => Tree::Bool(b),
            Ok(Part::Integer(i)) => Tree::Integer(i),
            Ok(Part::Number(n)) => Tree::Number(n),
            Ok(Part::Text(text)) => {
                let inner = part.get(1..).is_some_and(|rest| rest.starts_with(text.as_ref()));
                let inner = inner.then(|| u32::try_from(span.start + 1).ok()).flatten();
                Tree::Text { text, inner }
            }
            Ok(Part::List(items)) => Tree::List(items.into_iter().map(|item| self.node(item, depth + 1)).collect()),
            Ok(Part::Table(entries)) => Tree::Table(self.entries(entries, depth)),
            Err(e) => {
                self.errors.push(syntax(part, span.start, &e));
                Tree::Null
            }
        };
        Node::new(span, tree)
    }

    fn entries(&mut self, raw: Vec<(&'a RawValue, &'a RawValue)>, depth: usize) -> Vec<Entry<'a>> {
        let mut seen = std::collections::BTreeSet::new();
        let mut entries = Vec::with_capacity(raw.len());
        for (raw_key, raw_value) in raw {
            let span = self.span(raw_key.get());
            let key = match serde_json::from_str::<Key<'a>>(raw_key.get()) {
                Ok(key) => key.0,
                Err(e) => {
                    self.errors.push(syntax(raw_key.get(), span.start, &e));
                    continue;
                }
            };
            if !seen.insert(key.clone()) {
                self.errors.push(SyntaxError::twice(span.clone(), &key));
            }
            let value = self.node(raw_value, depth + 1);
            entries.push(Entry::new(span, key, value));
        }
        entries
    }
}

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

/// One level of a document: what is inside a list or an object is still text.
enum Part<'a> {
    Null,
    Bool(bool),
    Integer(i64),
    Number(f64),
    Text(Cow<'a, str>),
    List(Vec<&'a RawValue>),
    Table(Vec<(&'a RawValue, &'a RawValue)>),
}

struct Shallow;

impl<'de> Visitor<'de> for Shallow {
    type Value = Part<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E>(self) -> Result<Part<'de>, E> {
        Ok(Part::Null)
    }
    fn visit_bool<E>(self, b: bool) -> Result<Part<'de>, E> {
        Ok(Part::Bool(b))
    }
    fn visit_i64<E>(self, i: i64) -> Result<Part<'de>, E> {
        Ok(Part::Integer(i))
    }
    fn visit_u64<E>(self, u: u64) -> Result<Part<'de>, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a whole number beyond 64 bits with sign is only ever refused as out of range"
        )]
        Ok(i64::try_from(u).map_or(Part::Number(u as f64), Part::Integer))
    }
    fn visit_f64<E>(self, n: f64) -> Result<Part<'de>, E> {
        Ok(Part::Number(n))
    }
    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Part<'de>, E> {
        Ok(Part::Text(Cow::Borrowed(text)))
    }
    fn visit_str<E>(self, text: &str) -> Result<Part<'de>, E> {
        Ok(Part::Text(Cow::Owned(text.to_string())))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Part<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element::<&'de RawValue>()? {
            items.push(item);
        }
        Ok(Part::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Part<'de>, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<&'de RawValue>()? {
            entries.push((key, map.next_value::<&'de RawValue>()?));
        }
        Ok(Part::Table(entries))
    }
}
