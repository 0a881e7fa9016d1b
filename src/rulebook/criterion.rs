//! The tree of criteria: groups, leaves, scales.

use std::collections::BTreeSet;

use super::{Expression, Points, expression, owned, points};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Node, Tree};
use crate::fact::{is_name, name_help};
use crate::reader::{Reader, Table, quote};
use crate::value::Date;

/// A node of the tree of criteria. A leaf measures alternatives; a group holds others.
///
/// ```
/// use verdict::diagnostic::Source;
/// use verdict::reader::{self, File};
/// use verdict::rulebook::Rulebook;
///
/// let text = r#"
///     [gears]
///     label = "Gears"
///     meaning = "More gears are better."
///     points = 3
///     reason = "Hills are steep here, so they count three times as much as the price."
///     of = "model.gears"
///     scale = { kind = "log", worst = 1, best = 30 }
/// "#;
/// let parse = |text: &str| {
///     let head = "name = 'Bicycles'\nversion = '1'\ngoal = 'A bicycle'\nquestions = []";
///     let sources = [("criteria.toml", text), ("rulebook.toml", head)].map(|(path, text)| Source::new(path, text));
///     let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
///     let files = sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root });
///     Rulebook::parse(&files.collect::<Vec<_>>())
/// };
/// let rulebook = parse(text).unwrap();
/// let gears = rulebook.criterion("gears").unwrap();
/// assert_eq!(gears.reason, "Hills are steep here, so they count three times as much as the price.");
///
/// let silent = parse(&text.replace("reason", "because")).unwrap_err();
/// assert_eq!(silent.as_slice()[0].message, "a criterion must have `reason`");
/// assert_eq!(silent.as_slice()[1].message, "a criterion has no key `because`");
/// ```
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
    /// Why it has these points, in a sentence.
    pub reason: String,
    /// The groups above it; none: the goal.
    pub under: Vec<(String, Place)>,
    /// What a leaf measures, in order of preference: the first known value counts. Empty for a group.
    pub of: Vec<Measure>,
    /// The utility taken when nothing is known.
    pub assume: f64,
    /// Two of which the intervals overlap are level on it: no lead that hangs on it is called one.
    pub level_if_overlapping: bool,
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
    /// The ends of the interval in which the value lies, where it can be an estimate: on the same scale.
    pub ends: Option<(Expression, Expression)>,
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
    /// In straight lines from point to point, of numbers; beyond the ends as at the ends. The utilities go one way.
    Curve(Vec<(Anchor, f64)>),
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

/// The criteria of the file, and the ids of those that have mistakes.
pub(super) fn parse(reader: &Reader<'_>, root: &Node<'_>) -> (Vec<Criterion>, BTreeSet<String>) {
    let (mut criteria, mut broken) = (Vec::new(), BTreeSet::new());
    for entry in root.table().unwrap_or_default() {
        if !is_name(&entry.key) {
            reader.push(
                Diagnostic::error(Code::InvalidId, format!("`{}` cannot be the id of a criterion", quote(&entry.key)))
                    .at(reader.place(entry.span()), "not an id")
                    .help(name_help()),
            );
        }
        let table = reader.table(&entry.value, "a criterion");
        match table.and_then(|t| criterion(reader, t, &entry.key, reader.place(entry.span()))) {
            Some(criterion) => criteria.push(criterion),
            None => {
                broken.insert(entry.key.to_string());
            }
        }
    }
    (criteria, broken)
}

fn criterion(reader: &Reader<'_>, mut table: Table<'_, '_, '_>, id: &str, at: Place) -> Option<Criterion> {
    let label = owned(&mut table, "label");
    let meaning = owned(&mut table, "meaning");
    let points = table.required("points").and_then(|n| points(reader, n));
    let reason = owned(&mut table, "reason");
    let under = match table.optional("under") {
        None => Vec::new(),
        Some(node) if node.text().is_some() => vec![(node.text().unwrap_or_default().to_string(), reader.at(node))],
        Some(node) => {
            reader.texts(node).unwrap_or_default().into_iter().map(|(id, n)| (id.to_string(), reader.at(n))).collect()
        }
    };
    let (mut of, mut assume, mut level) = (Vec::new(), 0.0, false);
    let measured = table.optional("of");
    if let Some(node) = measured {
        let shared = table.optional("scale");
        let unit = table.text("unit");
        let ends = ends(reader, &mut table);
        let measures = measures(reader, node, shared, unit, &ends);
        level = table.word("overlap", &["level"]).is_some();
        assume = table.number("assume").unwrap_or(0.0);
        if !(0.0..=1.0).contains(&assume) {
            let at = table.place("assume");
            reader.push(Diagnostic::error(Code::OutOfRange, "a utility goes from 0 to 1").at(at, "out of range"));
        }
        if measures.as_ref().is_some_and(Vec::is_empty) {
            reader.push(
                Diagnostic::error(Code::MissingKey, "`of` must name at least one value").at(reader.at(node), "empty"),
            );
        }
        table.finish();
        of = measures?;
    } else {
        table.finish();
    }
    Some(Criterion {
        id: id.to_string(),
        label: label?,
        meaning: meaning?,
        points: points?,
        reason: reason?,
        under,
        of,
        assume,
        level_if_overlapping: level,
        at,
    })
}

fn measures(
    reader: &Reader<'_>,
    node: &Node<'_>,
    shared: Option<&Node<'_>>,
    unit: Option<&str>,
    ends: &Ends,
) -> Option<Vec<Measure>> {
    let items = match &node.tree {
        Tree::List(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if shared.is_none() && items.iter().any(|item| item.table().is_none()) {
        reader.missing_key(node, "a criterion with `of`", "scale");
        return None;
    }
    if let (Ends::Given(_), Tree::List(_)) = (ends, &node.tree) {
        reader.push(
            Diagnostic::error(Code::WrongKind, "`low` and `high` are the ends of one value, and `of` lists several")
                .at(reader.head(node), "a list of values")
                .help("write them beside each value: `{ value = …, low = …, high = …, scale = … }`"),
        );
        return None;
    }
    let shared = shared.map(|n| scale(reader, n));
    let read = |item: &Node<'_>| {
        let Tree::Table(_) = &item.tree else {
            let value = expression(reader, item);
            let scale = shared.clone()??;
            goes_one_way(reader, item, &scale, ends)?;
            return measure(value?, ends, scale, unit);
        };
        let mut table = reader.table(item, "a measure")?;
        let value = table.required("value").and_then(|n| expression(reader, n));
        let ends = match ends {
            Ends::None => &self::ends(reader, &mut table),
            outer => outer,
        };
        let scale = match &shared {
            Some(shared) if table.optional("scale").is_none() => shared.clone(),
            _ => table.required("scale").and_then(|n| scale(reader, n)),
        };
        let unit = table.text("unit").or(unit);
        table.finish();
        let scale = scale?;
        goes_one_way(reader, item, &scale, ends)?;
        measure(value?, ends, scale, unit)
    };
    all(items.iter().map(read))
}

/// `low` and `high` beside a value.
#[derive(Debug, Clone)]
enum Ends {
    None,
    Given(Box<(Expression, Expression)>),
    /// There is a mistake in them.
    Broken,
}

/// Reads `low` and `high`: one of them alone is no interval.
fn ends(reader: &Reader<'_>, table: &mut Table<'_, '_, '_>) -> Ends {
    let (low, high) = match (table.optional("low"), table.optional("high")) {
        (None, None) => return Ends::None,
        (Some(low), Some(high)) => (low, high),
        (low, _) => {
            let (there, missing) = if low.is_some() { ("low", "high") } else { ("high", "low") };
            let wrong = Diagnostic::error(Code::MissingKey, format!("`{there}` must have `{missing}` beside it"));
            reader.push(wrong.at(table.place(there), "one end of an interval").help("give both ends, or none"));
            return Ends::Broken;
        }
    };
    match (expression(reader, low), expression(reader, high)) {
        (Some(low), Some(high)) => Ends::Given(Box::new((low, high))),
        _ => Ends::Broken,
    }
}

/// Between the utilities of two ends lie those of all values between them: only if the scale never turns.
fn goes_one_way(reader: &Reader<'_>, node: &Node<'_>, scale: &Scale, ends: &Ends) -> Option<()> {
    let straight = match scale {
        Scale::Linear(..) | Scale::Log(..) | Scale::Curve(_) => true,
        // Below the first step the utility is 0, so steps can only go up.
        Scale::Steps(steps) => steps.is_sorted_by(|a, b| a.1 <= b.1),
        Scale::Table(_) => false,
    };
    if straight || matches!(ends, Ends::None) {
        return Some(());
    }
    let help = "use `kind = \"linear\"`, `\"log\"` or `\"curve\"`, or steps whose utilities go up";
    invalid(reader, node, "a value with `low` and `high` needs a scale that goes one way", help)
}

/// A measure; nothing if there is a mistake in its ends.
fn measure(value: Expression, ends: &Ends, scale: Scale, unit: Option<&str>) -> Option<Measure> {
    let ends = match ends {
        Ends::None => None,
        Ends::Given(pair) => Some(pair.as_ref().clone()),
        Ends::Broken => return None,
    };
    Some(Measure { value, ends, scale, unit: unit.map(str::to_string) })
}

/// All of them, or nothing; either way each is read, so that its mistakes are reported.
pub(super) fn all<T>(read: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    read.collect::<Vec<_>>().into_iter().collect()
}

fn scale(reader: &Reader<'_>, node: &Node<'_>) -> Option<Scale> {
    const KINDS: [&str; 5] = ["linear", "log", "steps", "curve", "table"];
    let mut table = reader.table(node, "a scale")?;
    let kind = table.required("kind").and_then(|n| reader.word(n, &KINDS))?;
    let scale = match kind {
        0 | 1 => {
            let worst = table.required("worst").and_then(|n| anchor(reader, n, kind == 1));
            let best = table.required("best").and_then(|n| anchor(reader, n, kind == 1));
            table.finish();
            let (worst, best) = (worst?, best?);
            let equal = match (&worst, &best) {
                (Anchor::Fixed(w), Anchor::Fixed(b)) => {
                    if !(b - w).is_finite() {
                        return invalid(reader, node, "`worst` and `best` are too far apart", "write smaller numbers");
                    }
                    // The logarithms of neighbours are the same number.
                    if kind == 1 { (b / w - 1.0).abs() < 1e-12 } else { (b - w).abs() <= 0.0 }
                }
                (Anchor::Date(w), Anchor::Date(b)) => w == b,
                _ => false,
            };
            if equal {
                return invalid(
                    reader,
                    node,
                    "`worst` and `best` must differ",
                    "for a yes or no, or for words, write `kind = \"table\"`",
                );
            }
            if kind == 0 { Scale::Linear(worst, best) } else { Scale::Log(worst, best) }
        }
        2 => {
            let node = table.required("steps");
            let steps = node.and_then(|n| reader.list(n));
            table.finish();
            let steps = all(steps?.iter().map(|s| step(reader, s)))?;
            if steps.is_empty() {
                return invalid(reader, node?, "a scale of steps has at least one step", STEP);
            }
            Scale::Steps(steps)
        }
        3 => {
            let node = table.required("points");
            let points = node.and_then(|n| reader.list(n));
            table.finish();
            let points = all(points?.iter().map(|p| point(reader, p)))?;
            return curve(reader, node?, points);
        }
        _ => {
            let values = table.required("values").and_then(|n| reader.table(n, "`values`"));
            table.finish();
            Scale::Table(all(values?.entries().iter().map(|e| Some((e.key.to_string(), utility(reader, &e.value)?))))?)
        }
    };
    if let Scale::Steps(steps) = &scale
        && !steps.is_sorted_by(|a, b| a.0 < b.0)
    {
        return invalid(
            reader,
            node,
            "steps must go up",
            "sort them by the values they begin at; each value may be there once",
        );
    }
    Some(scale)
}

/// A curve that goes one way, over values that go up.
fn curve(reader: &Reader<'_>, node: &Node<'_>, points: Vec<(Anchor, f64)>) -> Option<Scale> {
    if points.len() < 2 {
        return invalid(reader, node, "a curve has at least two points", POINT);
    }
    let fixed: Vec<f64> =
        points.iter().filter_map(|(at, _)| if let Anchor::Fixed(x) = at { Some(*x) } else { None }).collect();
    if !fixed.is_sorted_by(|a, b| a < b) {
        let help = "sort them by their values; each value may be there once";
        return invalid(reader, node, "the points of a curve must go up", help);
    }
    let (up, down) = (points.is_sorted_by(|a, b| a.1 <= b.1), points.is_sorted_by(|a, b| a.1 >= b.1));
    if up == down {
        let help = "more must always be better, or always worse";
        return invalid(reader, node, "the utilities of a curve must go one way", help);
    }
    Some(Scale::Curve(points))
}

/// How a point of a curve is written.
const POINT: &str = "write `[value, utility]`, such as `[120, 0.5]`; the value may be an expression over needs";

/// How a step is written.
const STEP: &str = "write `[value it begins at, utility]`, such as `[32000, 0.5]`";

fn invalid<T>(reader: &Reader<'_>, node: &Node<'_>, message: &str, help: &str) -> Option<T> {
    reader.push(Diagnostic::error(Code::InvalidScale, message).at(reader.at(node), "not a scale").help(help));
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
        let help = "write a small number, or `kind = \"linear\"`";
        return invalid(reader, node, "an anchor of a log scale must be above 0", help);
    }
    Some(Anchor::Fixed(number))
}

fn point(reader: &Reader<'_>, node: &Node<'_>) -> Option<(Anchor, f64)> {
    match reader.list(node)? {
        [at, _] if matches!(at.tree, Tree::Date(_)) => {
            invalid(reader, at, "a point of a curve is at a number", "write a number, or `kind = \"linear\"` for dates")
        }
        [at, to] => {
            let (at, to) = (anchor(reader, at, false), utility(reader, to));
            Some((at?, to?))
        }
        _ => invalid(reader, node, "a point of a curve is a pair", POINT),
    }
}

fn step(reader: &Reader<'_>, node: &Node<'_>) -> Option<(f64, f64)> {
    match reader.list(node)? {
        [from, to] => {
            let (from, to) = (reader.number(from), utility(reader, to));
            Some((from?, to?))
        }
        _ => invalid(reader, node, "a step is a pair", STEP),
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
