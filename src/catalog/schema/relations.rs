//! What facts have to do with one another: the keys of `facts.toml` that the catalog's own checks go by.

use crate::diagnostic::{Code, Diagnostic};
use crate::document::{Node, Tree};
use crate::fact::{Fact, FactId, Root};
use crate::reader::{File, Reader, Table, quote};
use crate::value::{Type, Value};

use super::{Declared, ROOTS};

/// Everything that the checks know of facts.
#[derive(Debug, Clone, Default, PartialEq)]
pub(in crate::catalog) struct Relations {
    pub(in crate::catalog) bounds: Vec<Bound>,
    /// Within which factor of the others the offers of one model lie.
    pub(in crate::catalog) spreads: Vec<(FactId, f64)>,
    /// Text facts whose words are known, each with the fact whose words they are.
    pub(in crate::catalog) words: Vec<(FactId, FactId)>,
    /// Facts of which a zero says nothing.
    pub(in crate::catalog) blanks: Vec<FactId>,
}

/// One end of what a fact can be, or typically is.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::catalog) struct Bound {
    pub(in crate::catalog) of: FactId,
    /// It is the greatest value, not the least.
    pub(in crate::catalog) upper: bool,
    /// It cannot be otherwise.
    pub(in crate::catalog) firm: bool,
    pub(in crate::catalog) against: Against,
}

/// What a value is held against.
#[derive(Debug, Clone, PartialEq)]
pub(in crate::catalog) enum Against {
    Fact(FactId),
    Value(Value),
}

/// Asks for the keys of this module, so that they count as known where they make sense.
pub(super) fn ask(table: &mut Table<'_, '_, '_>, ty: Option<&str>) {
    let keys: &[&str] = match ty {
        Some("integer" | "number") => &["at_least", "at_most", "typical", "spread", "zero"],
        Some("date") => &["at_least", "at_most", "typical"],
        Some("text") => &["words"],
        _ => &[],
    };
    for key in keys {
        table.optional(key);
    }
}

/// Reads them, once all facts are declared.
pub(super) fn read(file: &File<'_>, reader: &Reader<'_>, declared: &Declared) -> Relations {
    let mut read = Relations::default();
    for root in ROOTS {
        for entry in file.root.get(root.as_str()).and_then(Node::table).unwrap_or_default() {
            let Some(of) = declared.schema.find(&format!("{}.{}", root.as_str(), entry.key)) else { continue };
            read.add(&Keys { reader, declared, of, fact: declared.schema.fact(of) }, &entry.value);
        }
    }
    read
}

impl Relations {
    fn add(&mut self, keys: &Keys<'_, '_>, node: &Node<'_>) {
        let fact = keys.fact;
        if matches!(fact.ty, Type::Integer | Type::Number | Type::Date) {
            for (key, upper) in [("at_least", false), ("at_most", true)] {
                let Some(node) = node.get(key) else { continue };
                let several =
                    if let Tree::List(items) = &node.tree { items.as_slice() } else { std::slice::from_ref(node) };
                self.bounds.extend(several.iter().filter_map(|n| keys.bound(n, upper, true)));
            }
            if let Some(ends) = node.get("typical").and_then(|n| keys.ends(n)) {
                self.bounds.extend(ends.iter().zip([false, true]).filter_map(|(n, upper)| keys.bound(n, upper, false)));
            }
        }
        if matches!(fact.ty, Type::Integer | Type::Number) {
            self.spreads.extend(node.get("spread").and_then(|n| keys.spread(n)).map(|factor| (keys.of, factor)));
            let zero = node.get("zero").and_then(|n| keys.reader.word(n, &["blank"]));
            self.blanks.extend(zero.map(|_| keys.of));
        }
        if fact.ty == Type::Text {
            self.words.extend(node.get("words").and_then(|n| keys.words(n)).map(|words| (keys.of, words)));
        }
    }
}

/// The keys of one fact.
struct Keys<'r, 'd> {
    reader: &'r Reader<'d>,
    declared: &'r Declared,
    of: FactId,
    fact: &'r Fact,
}

impl Keys<'_, '_> {
    /// The ends of what is typical: the least, or the least and the greatest.
    fn ends<'n>(&self, node: &'n Node<'n>) -> Option<&'n [Node<'n>]> {
        let ends = self.reader.list(node)?;
        if matches!(ends.len(), 1 | 2) {
            return Some(ends);
        }
        let message = format!("what is typical has one end or two, not {}", ends.len());
        self.reader.push(
            Diagnostic::error(Code::OutOfRange, message)
                .at(self.reader.at(node), "not a range")
                .help("write the least, or the least and the greatest: each a value or the id of a fact"),
        );
        None
    }

    fn bound(&self, node: &Node<'_>, upper: bool, firm: bool) -> Option<Bound> {
        let against = match (&node.tree, &self.fact.ty) {
            (Tree::Text { text, .. }, _) if text.contains('.') => Against::Fact(self.other(node, text)?),
            (_, Type::Date) => Against::Value(Value::Date(self.reader.date(node)?)),
            _ => Against::Value(Value::Number(self.reader.number(node)?)),
        };
        Some(Bound { of: self.of, upper, firm, against })
    }

    /// Another fact, which can be compared with this one.
    fn other(&self, node: &Node<'_>, id: &str) -> Option<FactId> {
        let other = self.find(node, id)?;
        let fact = self.declared.schema.fact(other);
        let numbers = |f: &Fact| matches!(f.ty, Type::Integer | Type::Number);
        let wrong = if fact.formula.is_some() || self.fact.formula.is_some() {
            Some("a computed fact is not checked: name those that are stated".to_string())
        } else if fact.root == Root::Offer && self.fact.root == Root::Model {
            Some("a model has several offers: say it at the fact of the offer".to_string())
        } else if numbers(fact) != numbers(self.fact) || !numbers(fact) && fact.ty != self.fact.ty {
            Some(format!("`{}` is {}, and `{}` is {}", self.fact.id, self.fact.ty.words(), fact.id, fact.ty.words()))
        } else {
            None
        };
        match wrong {
            Some(why) => {
                let message = format!("`{}` cannot be held against `{}`", self.fact.id, fact.id);
                let at = self.reader.at(node);
                self.reader.push(Diagnostic::error(Code::UnknownValue, message).at(at, "not comparable").help(why));
                None
            }
            None => Some(other),
        }
    }

    fn find(&self, node: &Node<'_>, id: &str) -> Option<FactId> {
        self.declared.find(self.reader, id, node.span())
    }

    fn spread(&self, node: &Node<'_>) -> Option<f64> {
        let factor = self.reader.number(node)?;
        if factor > 1.0 {
            return Some(factor);
        }
        self.reader.push(
            Diagnostic::error(Code::OutOfRange, format!("`{factor}` is no spread"))
                .at(self.reader.at(node), "must be more than 1")
                .help("with `spread = 5` an offer is odd at five times or a fifth of the others' median"),
        );
        None
    }

    /// The fact whose words it has: itself, or another one.
    fn words(&self, node: &Node<'_>) -> Option<FactId> {
        match self.reader.text(node)? {
            "known" => Some(self.of),
            id => {
                let other = self.find(node, id)?;
                if self.declared.schema.fact(other).ty == Type::Text {
                    return Some(other);
                }
                let help =
                    "write `\"known\"` for the words that the catalog has of this fact, or the id of another text fact";
                self.reader.push(
                    Diagnostic::error(Code::UnknownValue, format!("`{}` is no text", quote(id)))
                        .at(self.reader.at(node), "has no words")
                        .help(help),
                );
                None
            }
        }
    }
}
