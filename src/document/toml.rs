//! TOML into a tree with places. The one file that names the `toml` crate.

use std::borrow::Cow;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::{Entry, MAX_BYTES, MAX_DEPTH, Node, Syntax, SyntaxError, Tree};

/// Parses a TOML file, reporting every syntax error that the parser can get past.
///
/// # Errors
/// The mistakes in the text: wrong syntax, keys written twice, more than [`MAX_BYTES`] or deeper than [`MAX_DEPTH`].
///
/// ```
/// use verdict::document::toml::parse;
/// assert_eq!(parse("a = 'b'").unwrap().get("a").unwrap().text(), Some("b"));
/// assert!(parse("a = ").is_err());
/// ```
pub fn parse(text: &str) -> Result<Node<'_>, Vec<SyntaxError>> {
    if text.len() > MAX_BYTES {
        let message = format!("the file has {} bytes; at most {MAX_BYTES} are read", text.len());
        return Err(vec![SyntaxError::new(Syntax::TooLarge, 0..0, message)]);
    }
    let (table, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        return Err(errors.iter().map(|e| reworded(text, e.message(), e.span().unwrap_or(0..0))).collect());
    }
    let mut errors = Vec::new();
    let span = table.span();
    let node = Node::new(span, Tree::Table(entries(table.into_inner(), text, 1, &mut errors)));
    if errors.is_empty() { Ok(node) } else { Err(errors) }
}

/// The parser's words in ours.
fn reworded(text: &str, message: &str, span: Range<usize>) -> SyntaxError {
    let written = text.get(span.clone()).unwrap_or_default();
    if message.contains("recursion") || message.contains("recurse") {
        return SyntaxError::too_deep(span);
    }
    if message.contains("duplicate key") {
        return SyntaxError::twice(span, written.trim_matches(['"', '\'']));
    }
    let message = message.lines().collect::<Vec<_>>().join(", ");
    let message = match message.as_str() {
        m if m.starts_with("string values must be quoted") && written.trim().is_empty() => {
            "a value is missing".to_string()
        }
        m if m.starts_with("string values must be quoted") => "text must be in quotes".to_string(),
        m if m.starts_with("invalid basic string, expected `\"`")
            || m.starts_with("invalid literal string, expected `'`") =>
        {
            "this text is not closed: a quote is missing".to_string()
        }
        _ => message,
    };
    SyntaxError::new(Syntax::Wrong, span, message)
}

fn entries<'a>(table: DeTable<'a>, text: &'a str, depth: usize, errors: &mut Vec<SyntaxError>) -> Vec<Entry<'a>> {
    // Not collected in place: a list that stays where the parser made it leaves holes around it when the parser's own are gone.
    let mut entries: Vec<Entry<'a>> = Vec::with_capacity(table.len());
    for (key, value) in table {
        entries.push(Entry::new(key.span(), key.into_inner(), node(value, text, depth, errors)));
    }
    entries.sort_by_key(|e| e.start);
    entries
}

fn node<'a>(value: Spanned<DeValue<'a>>, text: &'a str, depth: usize, errors: &mut Vec<SyntaxError>) -> Node<'a> {
    let span = value.span();
    if depth >= MAX_DEPTH {
        errors.push(SyntaxError::too_deep(span.start..text.ceil_char_boundary((span.start + 1).min(text.len()))));
        return Node::new(span, Tree::Null);
    }
    let tree = match value.into_inner() {
        DeValue::String(content) => {
            let inner = inner_start(text, &span, &content);
            Tree::Text { text: content, inner }
        }
        DeValue::Integer(i) => match i64::from_str_radix(i.as_str(), i.radix()) {
            Ok(whole) => Tree::Integer(whole),
            Err(_) => Tree::Number(i.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(f) => Tree::Number(f.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(b) => Tree::Bool(b),
        DeValue::Datetime(date) => Tree::Date(Cow::Owned(date.to_string())),
        DeValue::Array(items) => {
            let mut list = Vec::with_capacity(items.len());
            for item in items {
                list.push(node(item, text, depth + 1, errors));
            }
            Tree::List(list)
        }
        DeValue::Table(table) => Tree::Table(entries(table, text, depth + 1, errors)),
    };
    Node::new(span, tree)
}

/// Where the content of a string begins, if it stands in the file as it is.
fn inner_start(text: &str, span: &Range<usize>, content: &str) -> Option<u32> {
    let raw = text.get(span.clone())?;
    let open = raw.len() - raw.trim_start_matches(['"', '\'']).len();
    let rest = raw.get(open.min(3)..)?;
    let newline = if open >= 3 {
        rest.len() - rest.strip_prefix("\r\n").or(rest.strip_prefix('\n')).unwrap_or(rest).len()
    } else {
        0
    };
    let start = if open >= 3 { 3 } else { 1 } + newline;
    raw.get(start..)?.starts_with(content).then(|| u32::try_from(span.start + start).ok())?
}
