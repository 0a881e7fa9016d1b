//! JSON into a tree with places. `serde_json` reads the text; the places are those of the slices it hands out.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::Deserializer as _;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::{Entry, MAX_BYTES, MAX_DEPTH, Node, SyntaxError, Tree};

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
        return Err(vec![SyntaxError {
            message: format!("the document has {} bytes; at most {MAX_BYTES} are read", text.len()),
            span: 0..0,
            too_large: true,
            duplicate_key: false,
        }]);
    }
    let raw: &RawValue = serde_json::from_str(text).map_err(|e| vec![syntax(text, &e)])?;
    let mut reader = Reader { text, errors: Vec::new() };
    let node = reader.node(raw, 0);
    if reader.errors.is_empty() { Ok(node) } else { Err(reader.errors) }
}

fn syntax(text: &str, error: &serde_json::Error) -> SyntaxError {
    let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let mut at = (line_start + error.column().saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    let end = at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    let full = error.to_string();
    let message = full.split(" at line ").next().unwrap_or(&full).to_string();
    SyntaxError { message, span: at..end, too_large: false, duplicate_key: false }
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
            self.errors.push(SyntaxError {
                message: format!("nested more than {MAX_DEPTH} deep"),
                span: span.start..span.start + 1,
                too_large: true,
                duplicate_key: false,
            });
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
                let mut error = syntax(part, &e);
                error.span = span.start + error.span.start..span.start + error.span.end;
                self.errors.push(error);
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
            let key = serde_json::from_str::<Key<'a>>(raw_key.get()).map_or(Cow::Borrowed(""), |k| k.0);
            if !seen.insert(key.clone()) {
                self.errors.push(SyntaxError {
                    message: format!("the key `{key}` is written twice"),
                    span: span.clone(),
                    too_large: false,
                    duplicate_key: true,
                });
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
        #[expect(clippy::cast_precision_loss, reason = "a whole number beyond 64 bits with sign is only ever refused as out of range")]
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

