//! Reads `facts.toml`: which facts there are.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::document::Node;
use crate::fact::{Fact, FactId, Formula, Root, Schema, is_name, known, name_help};
use crate::reader::{File, Reader, Table, quote};
use crate::value::Type;
use crate::value::of_percent;

use super::onward::{Onward, Written};

mod relations;
pub(super) use relations::{Against, Bound, Relations};

/// The least and the greatest value that a numeric fact may have.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Limits {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
}

impl Limits {
    /// The nearest number within.
    pub(super) fn clamp(self, number: f64) -> f64 {
        let least = self.min.map_or(number, |min| number.max(min));
        self.max.map_or(least, |max| least.min(max))
    }

    /// Whether `number` lies within; if not, that is reported.
    pub(super) fn check(self, reader: &Reader<'_>, node: &Node<'_>, number: f64) -> bool {
        let (wrong, limit) = match self {
            Self { min: Some(min), .. } if number < min => ("small", format!("must be at least {min}")),
            Self { max: Some(max), .. } if number > max => ("large", format!("must be at most {max}")),
            _ => return true,
        };
        reader
            .push(Diagnostic::error(Code::OutOfRange, format!("`{number}` is too {wrong}")).at(reader.at(node), limit));
        false
    }
}

/// What an inheriting fact's file or folder may not be called, because something else is read from there.
pub(super) const RESERVED: [&str; 8] = [
    "catalog.toml",
    "facts.toml",
    "sources.toml",
    "hardware.toml",
    "self-host.toml",
    "estimates.toml",
    "exceptions.toml",
    "models",
];

/// The keys of an offer that are no facts.
pub(super) const KEYS_OF_OFFERS: [&str; 4] = ["id", "source", "as_of", "note"];

const TYPES: [&str; 7] = ["bool", "integer", "number", "text", "date", "enum", "set"];
const ROOTS: [Root; 2] = [Root::Model, Root::Offer];

/// The facts that a file declares, and what else is known of them.
#[derive(Debug, Default)]
pub(super) struct Declared {
    pub(super) schema: Schema,
    /// By the number of the fact.
    pub(super) limits: Vec<Limits>,
    /// Facts whose declaration has mistakes, so that statements of them are not reported as well.
    pub(super) broken: BTreeSet<String>,
    /// How facts hold where others have a part in an offer.
    pub(super) onward: Onward,
    /// What the catalog's own checks go by.
    pub(super) relations: Relations,
}

impl Declared {
    /// The fact of this id; `None` if there is none, which is reported unless its declaration already was.
    pub(super) fn find(&self, reader: &Reader<'_>, id: &str, span: Range<usize>) -> Option<FactId> {
        let fact = self.schema.find(id);
        if fact.is_none() && !self.broken.contains(id) && !reader.is_full() {
            let mut wrong = Diagnostic::error(Code::UnknownFact, format!("there is no fact `{}`", quote(id)))
                .at(reader.place(span), "not declared in `facts.toml`");
            wrong.help = self.schema.suggest(id);
            reader.push(wrong);
        }
        fact
    }
}

/// Reads every fact of the file.
pub(super) fn read(file: &File<'_>, found: &mut Diagnostics) -> Declared {
    let mut declared = Declared::default();
    let reader = &Reader::new(file.source, found);
    let written = read_into(file, reader, &mut declared);
    for id in [known::MODEL_ID, known::OFFER_ID] {
        let _ = declared.schema.declare(built_in(id));
        declared.limits.push(Limits::default());
    }
    declared.relations = relations::read(file, reader, &declared);
    declared.onward = Onward::read(reader, &declared, &written);
    declared
}

/// The id of a model or of an offer, as a fact.
fn built_in(id: &str) -> Fact {
    let root = if id == known::MODEL_ID { Root::Model } else { Root::Offer };
    let meaning = format!("What the {} is called in this catalog; it is not stated.", root.as_str());
    let (id, label) = (id.to_string(), "Id".to_string());
    Fact { id, root, ty: Type::Text, unit: None, label, meaning, formula: None, inherits: None, at: None }
}

fn read_into<'f>(file: &File<'f>, reader: &Reader<'_>, declared: &mut Declared) -> Vec<(FactId, Written<'f>)> {
    let mut others = Vec::new();
    let Declared { schema, limits, broken, .. } = declared;
    let Some(mut top) = reader.table(file.root, "`facts.toml`") else { return others };
    for root in ROOTS {
        let Some(table) = top.table(root.as_str(), "a table of facts") else { continue };
        for entry in table.entries() {
            let reserved = KEYS_OF_OFFERS.contains(&entry.key.as_ref()) && (root == Root::Offer || entry.key == "id");
            if !is_name(&entry.key) || reserved {
                let wrong = format!("`{}` cannot be the name of a fact", quote(&entry.key));
                let wrong = Diagnostic::error(Code::InvalidId, wrong).at(reader.place(entry.span()), "not a name");
                reader.push(if entry.key == "id" {
                    wrong.help("`model.id` and `offer.id` are there without being declared")
                } else if reserved {
                    wrong.help(format!("an offer has keys of its own: `{}`", KEYS_OF_OFFERS.join("`, `")))
                } else {
                    wrong.help(name_help())
                });
                broken.insert(format!("{}.{}", root.as_str(), entry.key));
                continue;
            }
            let Some((fact, range, written)) = read_fact(reader, root, &entry.key, &entry.value) else {
                broken.insert(format!("{}.{}", root.as_str(), entry.key));
                continue;
            };
            let id = format!("`{}`", fact.id);
            match schema.declare(Fact { at: Some(reader.place(entry.span())), ..fact }) {
                Ok(id) => {
                    limits.push(range);
                    others.push((id, written));
                }
                Err(first) => {
                    let mut twice = Diagnostic::error(Code::DuplicateId, format!("the fact {id} is declared twice"))
                        .at(reader.place(entry.span()), "declared again");
                    if let Some(at) = &schema.fact(first).at {
                        twice = twice.context(at.clone(), "first declared here");
                    }
                    reader.push(twice);
                }
            }
        }
    }
    top.finish();
    others
}

fn read_fact<'n>(
    reader: &Reader<'_>,
    root: Root,
    name: &str,
    node: &'n Node<'n>,
) -> Option<(Fact, Limits, Written<'n>)> {
    let mut table = reader.table(node, "a fact")?;
    let ty = table.required("type").and_then(|n| reader.word(n, &TYPES)).and_then(|at| TYPES.get(at)).copied();
    let numeric = matches!(ty, None | Some("integer" | "number"));
    let listed = matches!(ty, None | Some("enum" | "set"));
    let label = table.required_text("label").map(str::to_string);
    let meaning = table.required_text("meaning").map(str::to_string);
    let words = if listed { words(reader, &mut table, ty) } else { None };
    let unit = if numeric { table.text("unit").map(str::to_string) } else { None };
    let mut limits = Limits::default();
    if numeric {
        limits.min = table.number("min").or(unit.as_ref().map(|_| 0.0));
        limits.max = table.number("max").or(unit.as_ref().filter(|u| of_percent(u).is_some()).map(|_| 100.0));
    }
    relations::ask(&mut table, ty);
    let formula = table.optional("formula").and_then(|n| {
        let text = reader.text(n)?.to_string();
        Some(Formula { text, at: Some(reader.at(n)), inner: inner(n) })
    });
    let inherits = if formula.is_none() && matches!(ty, None | Some("text" | "enum")) {
        table.optional("inherits").and_then(|n| inherits(reader, n))
    } else {
        None
    };
    let written = Written::read(&mut table, root);
    table.finish();
    let ty = match ty? {
        "bool" => Type::Bool,
        "integer" => Type::Integer,
        "number" => Type::Number,
        "text" => Type::Text,
        "date" => Type::Date,
        "enum" => Type::Enum(words?.into()),
        _ => Type::Set(words?.into()),
    };
    let id = format!("{}.{name}", root.as_str());
    Some((Fact { id, root, ty, unit, label: label?, meaning: meaning?, formula, inherits, at: None }, limits, written))
}

/// The words of an enum or a set.
fn words(reader: &Reader<'_>, table: &mut Table<'_, '_, '_>, ty: Option<&str>) -> Option<Vec<Arc<str>>> {
    let node = if ty.is_some() { table.required("values")? } else { table.optional("values")? };
    let listed = reader.texts(node)?;
    let (what, most) = if ty == Some("set") { ("a set", 64) } else { ("an enum", 1000) };
    if !(1..=most).contains(&listed.len()) {
        let message = format!("{what} has 1 to {most} values, not {}", listed.len());
        reader.push(Diagnostic::error(Code::OutOfRange, message).at(reader.head(node), "here"));
        return None;
    }
    let mut words: Vec<Arc<str>> = Vec::with_capacity(listed.len());
    for (word, at) in &listed {
        if words.iter().any(|w| w.as_ref() == *word) {
            reader.push(
                Diagnostic::error(Code::DuplicateId, format!("the value `{}` is listed twice", quote(word)))
                    .at(reader.at(at), "listed again"),
            );
        } else {
            words.push(Arc::from(*word));
        }
    }
    Some(words)
}

fn inherits(reader: &Reader<'_>, node: &Node<'_>) -> Option<String> {
    let name = reader.text(node)?;
    let first = name.split('/').next().unwrap_or_default();
    if RESERVED.contains(&first) && name != "hardware.toml"
        || name.is_empty()
        || name.starts_with('/')
        || name.ends_with('/')
    {
        reader.push(
            Diagnostic::error(Code::UnknownValue, format!("a fact cannot inherit from `{}`", quote(name)))
                .at(reader.at(node), "not a file or folder of entries")
                .help("name a file such as `licences.toml` or a folder such as `providers`"),
        );
        return None;
    }
    Some(name.to_string())
}

/// The first byte of a text in its file, if it stands there without escapes.
fn inner(node: &Node<'_>) -> Option<usize> {
    match &node.tree {
        crate::document::Tree::Text { inner, .. } => inner.map(|at| at as usize),
        _ => None,
    }
}
