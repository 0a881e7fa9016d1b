//! Reads a file of scenarios.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use crate::document::Node;
use crate::needs::{Answer, Request, Word};
use crate::reader::{self, Reader, Table, quote};

use super::{Expectation, Expected, File, Scenario};

/// The most points there are.
const WHOLE: f64 = 100.0;

/// What the values of a key are made into.
type OfWord = fn(Word) -> Expected;
type OfTwo = fn(Word, Word) -> Expected;
type OfAnswer = fn(Answer) -> Expected;

/// Keys with one name or several of them.
const NAMES: [(&str, OfWord); 4] = [
    ("eligible", Expected::Eligible),
    ("never", Expected::Never),
    ("contradiction", Expected::Contradiction),
    ("relax", Expected::Relax),
];
/// Keys with a model and a rule, or several of them.
const BY_RULE: [(&str, OfTwo); 3] =
    [("excluded", Expected::Excluded), ("unverified", Expected::Unverified), ("noted", Expected::Noted)];
/// Keys with values of needs.
const VALUES: [(&str, OfAnswer); 2] = [("derived", Expected::Derived), ("assumed", Expected::Assumed)];

/// Reads a file of scenarios. Whether its models, rules and needs exist is not known here.
///
/// # Errors
/// Everything that is wrong with it.
///
/// ```
/// use verdict::diagnostic::Source;
/// let wrong = Source::new("a.scenario.toml", "[needs]\n[expect]\nfrist = 'a'");
/// let found = verdict::scenario::parse(&wrong).unwrap_err();
/// assert_eq!(found.as_slice()[0].help[0], "did you mean `first`?");
/// ```
pub fn parse(source: &Arc<Source>) -> Result<File, Diagnostics> {
    let root = reader::toml(source)?;
    let mut found = Diagnostics::new();
    let reader = Reader::new(source, &mut found);
    let file = reader.table(&root, "a scenario").map(|table| file(table, source));
    let Some(file) = file.filter(|_| !found.has_errors()) else { return Err(found) };
    // Who misspelt a key has not written nothing.
    for scenario in file.scenarios.iter().filter(|s| s.expected.is_empty() && s.snapshot.is_none()) {
        let what = if scenario.case.is_none() { "the scenario" } else { "the case" };
        found.push(
            Diagnostic::error(Code::MissingKey, format!("{what} expects nothing"))
                .at(scenario.at.clone(), "nothing is asserted here")
                .help("write what must come out, such as `expect = { first = \"model\" }`, or `snapshot = true`"),
        );
    }
    found.into_result(file)
}

fn file(mut table: Table<'_, '_, '_>, source: &Arc<Source>) -> File {
    let reader = table.reader();
    let text = |table: &mut Table<'_, '_, '_>, key| table.text(key).map(str::to_string);
    let (summary, says, because) = (text(&mut table, "summary"), text(&mut table, "says"), text(&mut table, "because"));
    let words = table.texts("among").into_iter().map(|(text, node)| word(reader, node, text));
    let mut request = Request {
        among: words.collect(),
        as_of: table.date("as_of"),
        needs: answers(&mut table, "needs", source),
        ..Request::default()
    };
    request.read_weights(&mut table, source);
    let all = table.table("expect", "`expect`");
    let at = all.as_ref().map_or_else(|| reader.place(0..0), |t| reader.head(t.node()));
    let (expected, snapshot) = all.map(|t| expectations(t, source)).unwrap_or_default();
    let whole = Scenario { case: None, at, request, because, expected, snapshot };
    let cases = table.tables("case", "a case");
    let scenarios: Vec<Scenario> = if cases.is_empty() {
        vec![whole.clone()]
    } else {
        cases.into_iter().map(|one| case(one, &whole, source)).collect()
    };
    table.finish();
    let mut names = BTreeSet::new();
    for scenario in &scenarios {
        let name = scenario.case.iter().find(|name| !names.insert(slug(name)));
        if let Some(name) = name {
            let wrong =
                Diagnostic::error(Code::DuplicateId, format!("another case is called `{}` already", quote(name)))
                    .at(scenario.at.clone(), "the second one")
                    .help("names differ in more than capitals and punctuation, since files are named after them");
            reader.push(wrong);
        }
    }
    File { summary, says, because: whole.because, scenarios }
}

/// A case: what the file says, and what it says itself on top of it.
fn case(mut table: Table<'_, '_, '_>, whole: &Scenario, source: &Arc<Source>) -> Scenario {
    let reader = table.reader();
    let name = table.required("name").and_then(|node| Some((reader.text(node)?, reader.at(node))));
    if let Some((_, at)) = name.as_ref().filter(|(name, _)| slug(name).is_empty()) {
        let wrong = Diagnostic::error(Code::InvalidId, "the name of a case needs a letter or a digit");
        reader.push(wrong.at(at.clone(), "not a name"));
    }
    let mut scenario = Scenario {
        at: name.as_ref().map_or_else(|| reader.head(table.node()), |(_, at)| at.clone()),
        case: Some(name.map(|(name, _)| name.to_string()).unwrap_or_default()),
        because: table.text("because").map(str::to_string).or_else(|| whole.because.clone()),
        ..whole.clone()
    };
    let own = answers(&mut table, "needs", source);
    scenario.request.needs.retain(|a| own.iter().all(|b| a.need != b.need));
    scenario.request.needs.extend(own);
    scenario.request.read_weights(&mut table, source);
    if let Some(all) = table.table("expect", "`expect`") {
        let (expected, snapshot) = expectations(all, source);
        scenario.expected.extend(expected);
        scenario.snapshot = snapshot.or(scenario.snapshot);
    }
    table.finish();
    scenario
}

/// A name as a part of the name of a file: small letters and digits, with `-` for anything else.
pub(super) fn slug(name: &str) -> String {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-").to_lowercase()
}

fn word(reader: &Reader<'_>, node: &Node<'_>, text: &str) -> Word {
    Word { text: text.to_string(), at: reader.at(node) }
}

/// The values that the table of `key` gives needs.
fn answers<'n>(table: &mut Table<'_, '_, 'n>, key: &'n str, source: &Arc<Source>) -> Vec<Answer> {
    let reader = table.reader();
    let Some(answers) = table.optional(key).and_then(|node| reader.table(node, "a table of needs")) else {
        return Vec::new();
    };
    let answer = |entry: &crate::document::Entry<'_>| Answer {
        need: entry.key.to_string(),
        at: reader.place(entry.span()),
        value: entry.value.clone().into_owned(),
        source: Arc::clone(source),
    };
    answers.entries().iter().map(answer).collect()
}

/// What must come out, and where it says that the whole report must stay.
fn expectations(mut table: Table<'_, '_, '_>, source: &Arc<Source>) -> (Vec<Expectation>, Option<Place>) {
    let reader = table.reader();
    let mut all: Vec<Expectation> = Vec::new();
    let mut add =
        |at: Place, expected: Option<Expected>| all.extend(expected.map(|expected| Expectation { at, expected }));
    let name = |node: &Node<'_>| reader.text(node).map(|text| word(reader, node, text));

    if let Some(node) = table.optional("first") {
        add(reader.at(node), name(node).map(Expected::First));
    }
    if let Some(node) = table.optional("nothing_eligible") {
        add(reader.at(node), reader.bool(node).map(Expected::NothingEligible));
    }
    for (key, expected) in NAMES {
        for node in each(&mut table, key) {
            add(reader.at(node), name(node).map(expected));
        }
    }
    for (key, expected) in VALUES {
        for answer in answers(&mut table, key, source) {
            add(answer.at.clone(), Some(expected(answer)));
        }
    }
    for (key, expected) in BY_RULE {
        for mut pair in entries(&mut table, key) {
            let (model, rule) = (pair.required("model").and_then(name), pair.required("by").and_then(name));
            add(reader.at(pair.node()), model.zip(rule).map(|(model, rule)| expected(model, rule)));
            pair.finish();
        }
    }
    for mut pair in entries(&mut table, "before") {
        let (first, then) = (pair.required("first").and_then(name), pair.required("then").and_then(name));
        add(reader.at(pair.node()), first.zip(then).map(|(first, then)| Expected::Before(first, then)));
        pair.finish();
    }
    for mut score in entries(&mut table, "score_at_least") {
        let model = score.required("model").and_then(name);
        let points = score.required("points").and_then(|node| points(reader, node));
        add(reader.at(score.node()), model.zip(points).map(|(model, points)| Expected::ScoreAtLeast(model, points)));
        score.finish();
    }
    for mut top in entries(&mut table, "in_top") {
        let n = top.required_integer("n").and_then(|n| usize::try_from(n).ok()).unwrap_or_default();
        let models = each(&mut top, "models");
        if models.is_empty() || n < models.len() {
            reader.wrong_kind::<()>(top.node(), "models, and an `n` that is at least as large as their number");
        }
        for node in models {
            add(reader.at(node), name(node).map(|model| Expected::InTop(model, n)));
        }
        top.finish();
    }
    if let Some(node) = table.optional("margin_at_least") {
        add(reader.at(node), points(reader, node).map(Expected::MarginAtLeast));
    }
    let snapshot = table.optional("snapshot").filter(|node| reader.bool(node) == Some(true));
    let snapshot = snapshot.map(|node| reader.at(node));
    table.finish();
    all.sort_by_key(|e| e.at.span.start);
    (all, snapshot)
}

/// The values of a key: the items of its list, or the one that stands without a list.
fn each<'n>(table: &mut Table<'_, '_, 'n>, key: &'n str) -> Vec<&'n Node<'n>> {
    match table.optional(key) {
        Some(node) => node.list().map_or_else(|| vec![node], |items| items.iter().collect()),
        None => Vec::new(),
    }
}

/// The tables of a key, likewise.
fn entries<'r, 'd, 'n>(table: &mut Table<'r, 'd, 'n>, key: &'n str) -> Vec<Table<'r, 'd, 'n>> {
    let reader = table.reader();
    each(table, key).into_iter().filter_map(|node| reader.table(node, key)).collect()
}

/// Points as thousandths of one.
fn points(reader: &Reader<'_>, node: &Node<'_>) -> Option<i32> {
    let points = reader.number(node)?;
    if !(0.0..=WHOLE).contains(&points) {
        let wrong = Diagnostic::error(Code::OutOfRange, "points go from 0 to 100");
        reader.push(wrong.at(reader.at(node), "out of range"));
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "at most 100,000")]
    Some((points * 1000.0).round() as i32)
}
