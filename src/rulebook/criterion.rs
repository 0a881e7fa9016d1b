//! The tree of criteria: groups, leaves, scales.

use super::{Expression, Points, expression, owned, points};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Node, Tree};
use crate::fact::is_name;
use crate::reader::{Reader, Table, quote};
use crate::value::Date;

/// A node of the tree of criteria. A leaf measures alternatives; a group holds others.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Its id: the name of its table.
    pub id: String,
    /// A few words for people.
    pub label: String,
    /// What counts as better, in a sentence.
    pub meaning: String,
    /// Its weight among its siblings, before rules add to it.
    pub points: Points,
    /// The groups above it; none: the goal.
    pub under: Vec<(String, Place)>,
    /// What a leaf measures, in order of preference: the first known value counts. Empty for a group.
    pub of: Vec<Measure>,
    /// The utility taken when nothing is known.
    pub assume: f64,
    /// Where it is declared.
    pub at: Place,
}

impl Criterion {
    /// Whether it measures something itself.
    #[must_use]
    pub fn is_leaf(&self) -> bool {
        !self.of.is_empty()
    }
}

/// A value and how it becomes a utility.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The value.
    pub value: Expression,
    /// Its scale.
    pub scale: Scale,
    /// Its unit for people, where it is not that of a fact.
    pub unit: Option<String>,
}

/// How a raw value becomes a utility from 0 to 1, clamped. Anchors are fixed: no other alternative moves them.
#[derive(Debug, Clone)]
pub enum Scale {
    /// In a straight line from `worst` to `best`; of numbers, or of dates.
    Linear(Anchor, Anchor),
    /// In a straight line of the natural logarithm.
    Log(Anchor, Anchor),
    /// The utility of the last step that the value reaches.
    Steps(Vec<(f64, f64)>),
    /// A utility for each word.
    Table(Vec<(String, f64)>),
}

/// An end of a scale.
#[derive(Debug, Clone)]
pub enum Anchor {
    /// Always the same.
    Fixed(f64),
    /// Always the same date.
    Date(Date),
    /// Depends on the needs.
    Computed(Expression),
}

pub(super) fn parse(reader: &Reader<'_>, root: &Node<'_>) -> Vec<Criterion> {
    let Some(entries) = root.table() else { return Vec::new() };
    entries
        .iter()
        .filter_map(|entry| {
            if !is_name(&entry.key) {
                reader.push(
                    Diagnostic::error(Code::InvalidId, format!("`{}` cannot be the id of a criterion", quote(&entry.key)))
                        .at(reader.place(entry.span()), "not an id")
                        .help("an id has lower-case letters, digits, `-` and `_`, and begins with a letter"),
                );
            }
            let table = reader.table(&entry.value, "a criterion")?;
            criterion(reader, table, &entry.key, reader.place(entry.span()))
        })
        .collect()
}

fn criterion(reader: &Reader<'_>, mut table: Table<'_, '_, '_>, id: &str, at: Place) -> Option<Criterion> {
    let label = owned(&mut table, "label");
    let meaning = owned(&mut table, "meaning");
    let points = table.required("points").and_then(|n| points(reader, n));
    let under = match table.optional("under") {
        None => Vec::new(),
        Some(node) if node.text().is_some() => vec![(node.text().unwrap_or_default().to_string(), reader.at(node))],
        Some(node) => {
            reader.texts(node).unwrap_or_default().into_iter().map(|(id, n)| (id.to_string(), reader.at(n))).collect()
        }
    };
    let (mut of, mut assume) = (Vec::new(), 0.0);
    let measured = table.optional("of");
    if let Some(node) = measured {
        let shared = table.optional("scale");
        let unit = table.text("unit");
        of = measures(reader, node, shared, unit)?;
        assume = table.number("assume").unwrap_or(0.0);
        if !(0.0..=1.0).contains(&assume) {
            let at = table.place("assume");
            reader.push(Diagnostic::error(Code::OutOfRange, "a utility goes from 0 to 1").at(at, "out of range"));
        }
        if of.is_empty() {
            reader.push(Diagnostic::error(Code::MissingKey, "`of` must name at least one value").at(reader.at(node), "empty"));
        }
    }
    table.finish();
    Some(Criterion { id: id.to_string(), label: label?, meaning: meaning?, points: points?, under, of, assume, at })
}

fn measures(
    reader: &Reader<'_>,
    node: &Node<'_>,
    shared: Option<&Node<'_>>,
    unit: Option<&str>,
) -> Option<Vec<Measure>> {
    let items = match &node.tree {
        Tree::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let measures = items.iter().map(|item| match &item.tree {
        Tree::Table(_) => {
            let mut table = reader.table(item, "a measure")?;
            let value = table.required("value").and_then(|n| expression(reader, n));
            let scale = match shared {
                Some(shared) if table.optional("scale").is_none() => scale(reader, shared),
                _ => table.required("scale").and_then(|n| scale(reader, n)),
            };
            let unit = table.text("unit").or(unit).map(str::to_string);
            table.finish();
            Some(Measure { value: value?, scale: scale?, unit })
        }
        _ => {
            let value = expression(reader, item);
            let Some(shared) = shared else {
                reader.missing_key(node, "a criterion with `of`", "scale");
                return None;
            };
            Some(Measure { value: value?, scale: scale(reader, shared)?, unit: unit.map(str::to_string) })
        }
    });
    measures.collect()
}

fn scale(reader: &Reader<'_>, node: &Node<'_>) -> Option<Scale> {
    const KINDS: [&str; 4] = ["linear", "log", "steps", "table"];
    let mut table = reader.table(node, "a scale")?;
    let kind = table.required("kind").and_then(|n| reader.word(n, &KINDS))?;
    let scale = match kind {
        0 | 1 => {
            let worst = table.required("worst").and_then(|n| anchor(reader, n, kind == 1));
            let best = table.required("best").and_then(|n| anchor(reader, n, kind == 1));
            table.finish();
            let (worst, best) = (worst?, best?);
            let equal = match (&worst, &best) {
                (Anchor::Fixed(w), Anchor::Fixed(b)) => (w - b).abs() < f64::EPSILON,
                (Anchor::Date(w), Anchor::Date(b)) => w == b,
                _ => false,
            };
            if equal {
                return invalid(reader, node, "`worst` and `best` must differ");
            }
            if kind == 0 { Scale::Linear(worst, best) } else { Scale::Log(worst, best) }
        }
        2 => {
            let steps = table.required("steps").and_then(|n| reader.list(n));
            table.finish();
            Scale::Steps(steps?.iter().map(|s| step(reader, s)).collect::<Option<_>>()?)
        }
        _ => {
            let values = table.required("values").and_then(|n| reader.table(n, "a table of utilities"));
            table.finish();
            let mut utilities = Vec::new();
            for entry in values?.entries() {
                utilities.push((entry.key.to_string(), utility(reader, &entry.value)?));
            }
            Scale::Table(utilities)
        }
    };
    if let Scale::Steps(steps) = &scale && !steps.is_sorted_by(|a, b| a.0 < b.0) {
        return invalid(reader, node, "steps must go up");
    }
    Some(scale)
}

fn invalid<T>(reader: &Reader<'_>, node: &Node<'_>, message: &str) -> Option<T> {
    reader.push(Diagnostic::error(Code::InvalidScale, message).at(reader.at(node), "not a scale"));
    None
}

fn anchor(reader: &Reader<'_>, node: &Node<'_>, log: bool) -> Option<Anchor> {
    if node.text().is_some() {
        return expression(reader, node).map(Anchor::Computed);
    }
    if let Tree::Date(_) = node.tree {
        return reader.date(node).map(Anchor::Date);
    }
    let number = reader.number(node)?;
    if log && number <= 0.0 {
        return invalid(reader, node, "an anchor of a log scale must be above 0");
    }
    Some(Anchor::Fixed(number))
}

fn step(reader: &Reader<'_>, node: &Node<'_>) -> Option<(f64, f64)> {
    match reader.list(node)? {
        [from, to] => Some((reader.number(from)?, utility(reader, to)?)),
        _ => invalid(reader, node, "a step is a pair: the value it begins at, and the utility"),
    }
}

fn utility(reader: &Reader<'_>, node: &Node<'_>) -> Option<f64> {
    let utility = reader.number(node)?;
    if (0.0..=1.0).contains(&utility) {
        return Some(utility);
    }
    reader.push(Diagnostic::error(Code::OutOfRange, "a utility goes from 0 to 1").at(reader.at(node), "out of range"));
    None
}
