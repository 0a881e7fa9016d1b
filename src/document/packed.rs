//! Parsed files as bytes: what the build puts into the program.
//!
//! Each text once, then the trees, which name texts by number. Nothing but lists and tables is allocated to read them, and
//! all texts are checked to be UTF-8 at once. A packed file has no text to underline, so its places are left out.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::{Entry, Node, Tree};

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INTEGER: u8 = 3;
const NUMBER: u8 = 4;
const TEXT: u8 = 5;
const DATE: u8 = 6;
const LIST: u8 = 7;
const TABLE: u8 = 8;

/// Packs files, each with its path.
///
/// ```
/// use verdict::document::{packed, toml};
/// let root = toml::parse("gears = [3, 7]\nname = 'Roadster'\nweight = 11.5").unwrap();
/// let bytes = packed::pack(&[("bike.toml", root)]);
/// let files = packed::unpack(&bytes).unwrap();
/// let (path, root) = &files[0];
/// assert_eq!(*path, "bike.toml");
/// assert_eq!(root.get("name").and_then(|n| n.text()), Some("Roadster"));
/// assert_eq!(root.get("gears").and_then(|n| n.list()).map(<[_]>::len), Some(2));
/// assert!(packed::unpack(&bytes[1..]).is_none());
/// ```
#[must_use]
pub fn pack(files: &[(&str, Node<'_>)]) -> Vec<u8> {
    let mut writer = Writer::default();
    writer.number(files.len() as u64);
    for (path, root) in files {
        writer.text(path);
        writer.node(root);
    }
    let mut head = Writer::default();
    head.number(writer.texts.len() as u64);
    writer.texts.iter().for_each(|text| head.number(text.len() as u64));
    [head.bytes, writer.texts.concat().into_bytes(), writer.bytes].concat()
}

/// The files that [`pack`] packed; `None` if these are other bytes.
#[must_use]
pub fn unpack(bytes: &[u8]) -> Option<Vec<(&str, Node<'_>)>> {
    let mut reader = Reader { bytes, texts: Vec::new() };
    let lengths: Vec<usize> = (0..reader.count()?).map(|_| reader.count()).collect::<Option<_>>()?;
    let mut rest = std::str::from_utf8(reader.take(lengths.iter().sum())?).ok()?;
    for length in lengths {
        let (text, after) = rest.split_at_checked(length)?;
        reader.texts.push(text);
        rest = after;
    }
    let files = (0..reader.count()?).map(|_| Some((reader.text()?, reader.node()?))).collect::<Option<_>>()?;
    reader.bytes.is_empty().then_some(files)
}

#[derive(Default)]
struct Writer<'t> {
    bytes: Vec<u8>,
    texts: Vec<&'t str>,
    numbers: BTreeMap<&'t str, u64>,
}

impl<'t> Writer<'t> {
    /// Seven bits a byte, the lowest first; the eighth says that more follow.
    fn number(&mut self, mut n: u64) {
        while n > 0x7f {
            self.bytes.push(n.to_le_bytes()[0] | 0x80);
            n >>= 7;
        }
        self.bytes.push(n.to_le_bytes()[0]);
    }

    fn text(&mut self, text: &'t str) {
        let number = *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(text);
            self.texts.len() as u64 - 1
        });
        self.number(number);
    }

    fn node(&mut self, node: &'t Node<'_>) {
        match &node.tree {
            Tree::Null => self.bytes.push(NULL),
            Tree::Bool(b) => self.bytes.push(if *b { TRUE } else { FALSE }),
            Tree::Integer(i) => {
                self.bytes.push(INTEGER);
                self.bytes.extend(i.to_le_bytes());
            }
            Tree::Number(n) => {
                self.bytes.push(NUMBER);
                self.bytes.extend(n.to_le_bytes());
            }
            Tree::Text { text, .. } => {
                self.bytes.push(TEXT);
                self.text(text);
            }
            Tree::Date(text) => {
                self.bytes.push(DATE);
                self.text(text);
            }
            Tree::List(items) => {
                self.bytes.push(LIST);
                self.number(items.len() as u64);
                for item in items {
                    self.node(item);
                }
            }
            Tree::Table(entries) => {
                self.bytes.push(TABLE);
                self.number(entries.len() as u64);
                for entry in entries {
                    self.text(&entry.key);
                    self.node(&entry.value);
                }
            }
        }
    }
}

struct Reader<'b> {
    bytes: &'b [u8],
    texts: Vec<&'b str>,
}

impl<'b> Reader<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.bytes.split_first()?;
        self.bytes = rest;
        Some(*first)
    }

    fn eight(&mut self) -> Option<[u8; 8]> {
        self.take(8)?.try_into().ok()
    }

    fn count(&mut self) -> Option<usize> {
        let mut n = 0;
        for shift in (0..usize::BITS).step_by(7) {
            let byte = self.byte()?;
            n |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    fn text(&mut self) -> Option<&'b str> {
        let number = self.count()?;
        self.texts.get(number).copied()
    }

    /// How many items follow: each takes a byte at least.
    fn room(&mut self) -> Option<usize> {
        self.count().filter(|count| *count <= self.bytes.len())
    }

    fn node(&mut self) -> Option<Node<'b>> {
        let tree = match self.byte()? {
            NULL => Tree::Null,
            FALSE => Tree::Bool(false),
            TRUE => Tree::Bool(true),
            INTEGER => Tree::Integer(i64::from_le_bytes(self.eight()?)),
            NUMBER => Tree::Number(f64::from_le_bytes(self.eight()?)),
            TEXT => Tree::Text { text: Cow::Borrowed(self.text()?), inner: None },
            DATE => Tree::Date(Cow::Borrowed(self.text()?)),
            LIST => {
                let count = self.room()?;
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(self.node()?);
                }
                Tree::List(items)
            }
            TABLE => {
                let count = self.room()?;
                let mut entries = Vec::with_capacity(count);
                for _ in 0..count {
                    entries.push(Entry { start: 0, end: 0, key: Cow::Borrowed(self.text()?), value: self.node()? });
                }
                Tree::Table(entries)
            }
            _ => return None,
        };
        Some(Node::new(0..0, tree))
    }
}
