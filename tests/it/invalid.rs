//! Bad input: for each diagnostic code the smallest files that show it, and input made to break things.
//!
//! `tests/invalid/base/` is a small valid catalog and rulebook of bicycles. Each `tests/invalid/<code>/<case>.txt` changes something
//! in it: after a line that says what is wrong, the text that must be `underlines:`d, and where other codes than the folder's
//! are right what it `shows:`, come the files, each after a line `--- path`. `(added)` behind a path puts the text at the end of the
//! base's file, `(removed)` takes that file away; `request.json`, `flags`, `weights`, `order`, `among`, `expression` and `a.scenario.toml` are what a user asks.
//! `tests/invalid/<code>.snap` shows every case as its user would see it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use verdict::catalog::{Catalog, check, tidy};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Source};
use verdict::expression::{self, Program};
use verdict::fact::{Formula, Root};
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::render::{Style, diagnostic::diagnostics};
use verdict::rulebook::Rulebook;
use verdict::scenario;

use crate::support::{Parsed, files_below, repo, report_of};

mod hostile;
mod mutations;

/// A catalog, a rulebook and a request, by path.
#[derive(Debug, Clone)]
pub struct World(pub BTreeMap<String, String>);

impl World {
    /// The valid one that every case changes.
    pub fn base() -> Self {
        let folder = repo("tests/invalid/base");
        let name = |p: &std::path::Path| p.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        let files = files_below(&folder, ".toml");
        Self(files.iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect())
    }

    pub fn with(mut self, path: &str, text: impl Into<String>) -> Self {
        if path.starts_with("request.") {
            self.0.retain(|p, _| !p.starts_with("request."));
        }
        self.0.insert(path.to_string(), text.into());
        self
    }

    fn without(mut self, path: &str) -> Self {
        assert!(self.0.remove(path).is_some(), "there is no `{path}` to remove");
        self
    }

    /// Everything that is wrong with it, in the order in which a user sees it, one stage after the other; else the report
    /// is made, and must have no number that is none.
    pub fn judge(&self) -> Vec<Diagnostic> {
        let odd = self.odd();
        let Err(found) = self.run() else { return odd };
        assert!(found.has_errors(), "it is refused without a reason");
        odd.into_iter().chain(found).collect()
    }

    /// What a catalog that can be read says against itself, and what its files need not say.
    fn odd(&self) -> Vec<Diagnostic> {
        let Ok(files) = self.folder("catalog/") else { return Vec::new() };
        let (catalog, wrong) = Catalog::parse(&files.views());
        if wrong.has_errors() {
            return Vec::new();
        }
        [wrong.into_iter().collect(), check(&catalog, &files.views()), tidy(&catalog, &files.views())].concat()
    }

    fn run(&self) -> Result<(), Diagnostics> {
        let graph = self.graph()?;
        let mut found = Diagnostics::new();
        for (path, text) in &self.0 {
            let source = Source::new(path.as_str(), text.as_str());
            match path.as_str() {
                "request.toml" | "request.json" => {
                    let parsed = Request::parse(&source);
                    let done = parsed.and_then(|r| report_of(&graph, &r));
                    match done {
                        Ok(report) => finite(&serde_json::to_value(&report).unwrap()),
                        Err(wrong) => found.extend(wrong),
                    }
                }
                "flags" => {
                    let mut request = Request::default();
                    for line in text.lines() {
                        request.add_flag("--need", line).unwrap_or_else(|wrong| found.extend(wrong));
                    }
                    found.extend(report_of(&graph, &request).err().into_iter().flatten());
                }
                "weights" | "order" => {
                    let mut request = Request::default();
                    for line in text.lines() {
                        let added = if path == "order" {
                            request.set_order("--order", line)
                        } else {
                            request.add_weight("--weight", line)
                        };
                        added.unwrap_or_else(|wrong| found.extend(wrong));
                    }
                    found.extend(report_of(&graph, &request).err().into_iter().flatten());
                }
                "among" => {
                    let mut request = Request::default();
                    request.set_among("--among", text.trim_end_matches('\n'));
                    found.extend(report_of(&graph, &request).err().into_iter().flatten());
                }
                "a.scenario.toml" => match scenario::parse(&source) {
                    Ok(file) => {
                        for scenario in &file.scenarios {
                            found.extend(scenario.run(&graph).unwrap_or_else(|wrong| wrong.into_iter().collect()));
                        }
                    }
                    Err(wrong) => found.extend(wrong),
                },
                "expression" => found.extend(expression(&graph, text.trim_end())),
                _ => {}
            }
        }
        found.into_result(())
    }

    /// Loads and compiles as the program does: what is wrong with the syntax of a folder's files comes before what they mean.
    pub fn graph(&self) -> Result<DecisionGraph, Diagnostics> {
        let (mut found, mut catalog, mut rulebook) = (Diagnostics::new(), None, None);
        match self.folder("catalog/") {
            Ok(files) => {
                let (parsed, wrong) = Catalog::parse(&files.views());
                found.extend(wrong);
                catalog = Some(parsed);
            }
            Err(wrong) => found.extend(wrong),
        }
        match self.folder("rules/") {
            Ok(files) => rulebook = Rulebook::parse(&files.views()).map_err(|wrong| found.extend(wrong)).ok(),
            Err(wrong) => found.extend(wrong),
        }
        let (Some(catalog), Some(rulebook), false) = (catalog, rulebook, found.has_errors()) else { return Err(found) };
        let graph = DecisionGraph::compile(rulebook, catalog)?;
        graph.check_examples().into_result(graph)
    }

    pub fn folder(&self, folder: &str) -> Result<Parsed, Diagnostics> {
        let inside = self.0.iter().filter_map(|(path, text)| Some((path.strip_prefix(folder)?, (path, text))));
        Parsed::new(inside.map(|(inner, (path, text))| (inner.to_string(), Source::new(path.as_str(), text.as_str()))))
    }
}

/// No score, weight or utility is text because JSON could not say it.
fn finite(value: &serde_json::Value) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(finite),
        serde_json::Value::Object(entries) => {
            for (key, value) in entries {
                assert!(!matches!(key.as_str(), "score" | "weight" | "points") || value.is_number(), "{key}: {value}");
                finite(value);
            }
        }
        serde_json::Value::String(text) => assert!(!text.contains("NaN"), "{text}"),
        _ => {}
    }
}

fn expression(graph: &DecisionGraph, text: &str) -> Vec<Diagnostic> {
    let place = verdict::diagnostic::Place::new(&Source::new("expression", text), 0..text.len());
    let formula = Formula { text: text.to_string(), at: Some(place), inner: Some(0) };
    let checked = expression::parse(text).and_then(|ast| Program::new().add(&ast, graph.schema(), &Root::ALL, None));
    checked.err().unwrap_or_default().iter().map(|p| p.diagnostic(&formula)).collect()
}

/// A file below `tests/invalid/<code>/`.
struct Case {
    code: String,
    name: String,
    what: String,
    underlines: Option<String>,
    shows: Vec<String>,
    files: Vec<(String, String)>,
}

impl Case {
    fn all() -> Vec<Self> {
        let folder = repo("tests/invalid");
        files_below(&folder, ".txt")
            .iter()
            .map(|path| {
                let name = path.file_stem().unwrap().to_string_lossy().into_owned();
                let code = path.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned();
                Self::read(code, name, &std::fs::read_to_string(path).unwrap())
            })
            .collect()
    }

    fn read(code: String, name: String, text: &str) -> Self {
        let mut parts = text.split("\n--- ");
        let mut head = parts.next().unwrap().lines();
        let what = head.next().unwrap().to_string();
        let mut case = Self { shows: vec![code.clone()], code, name, what, underlines: None, files: Vec::new() };
        for line in head {
            match line.split_once(": ").unwrap_or((line.trim_end_matches(':'), "")) {
                ("underlines", text) => case.underlines = Some(text.to_string()),
                ("shows", codes) => case.shows = codes.split(", ").map(str::to_string).collect(),
                _ => panic!("{}/{}: `{line}` means nothing", case.code, case.name),
            }
        }
        for part in parts {
            let (path, text) = part.split_once('\n').unwrap_or((part, ""));
            case.files.push((path.to_string(), text.to_string()));
        }
        case
    }

    fn world(&self) -> World {
        let mut world = World::base();
        for (path, text) in &self.files {
            world = if let Some(path) = path.strip_suffix(" (removed)") {
                world.without(path)
            } else if let Some(path) = path.strip_suffix(" (added)") {
                let base = world.0.get(path).unwrap_or_else(|| panic!("there is no `{path}` to add to"));
                let added = format!("{base}\n{text}");
                world.with(path, added)
            } else {
                world.with(path, text.as_str())
            };
        }
        world
    }

    /// The input and what comes of it, as one text.
    fn show(&self, found: &[Diagnostic]) -> String {
        let mut out = format!("══ {}: {}\n", self.name, self.what);
        for (path, text) in &self.files {
            let _ = write!(out, "--- {path}\n{text}");
        }
        let _ = write!(out, "\n{}\n", diagnostics(found, &Style::plain(120)));
        out
    }
}

/// The first line of the text that a diagnostic underlines.
fn underlined(diagnostic: &Diagnostic) -> Option<String> {
    let (place, _) = diagnostic.primary.as_ref()?;
    let text = place.source.text.get(place.span.clone()).unwrap_or("(out of the text)");
    Some(text.lines().next().unwrap_or_default().to_string())
}

#[test]
fn the_base_is_valid() {
    assert_eq!(diagnostics(&World::base().judge(), &Style::plain(120)), "");
}

/// By hand: which codes, and no others because of them; which words of the user are underlined; and the style of the words.
#[test]
fn each_mistake_is_named_and_underlined() {
    let mut wrong = Vec::new();
    for case in Case::all() {
        let found = case.world().judge();
        let codes: Vec<&str> = found.iter().map(|d| d.code.as_str()).collect();
        let name = format!("{}/{}", case.code, case.name);
        if codes != case.shows || codes.first() != Some(&case.code.as_str()) {
            wrong.push(format!("{name}: found {codes:?}"));
        }
        let first = found.first().and_then(underlined);
        if first != case.underlines {
            wrong.push(format!("{name}: underlines {first:?}"));
        }
        wrong.extend(found.iter().flat_map(style).map(|s| format!("{name}: {s}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The house style of messages, labels and help.
fn style(diagnostic: &Diagnostic) -> Vec<String> {
    let mut wrong = Vec::new();
    let labels = diagnostic.primary.iter().chain(&diagnostic.context).map(|(_, label)| label);
    for text in std::iter::once(&diagnostic.message).chain(labels).chain(&diagnostic.help) {
        if text.is_empty()
            || text.starts_with(char::is_uppercase) && !text.starts_with("JSON") && !text.starts_with("TOML")
        {
            wrong.push(format!("`{text}` does not begin in lower case"));
        }
        if text.ends_with('.') || text.contains('\n') || text.chars().any(char::is_control) {
            wrong.push(format!("`{text}` does not end without a stop, or is more than a line"));
        }
        if ["i64", "f64", "usize", "Some(", "None", "Err("].iter().any(|t| text.contains(t)) {
            wrong.push(format!("`{text}` speaks Rust"));
        }
    }
    if diagnostic.message.chars().count() > 300 {
        wrong.push(format!("`{}` is too long", diagnostic.message));
    }
    wrong
}

/// How each reads, for eyes.
#[test]
fn each_mistake_reads_well() {
    let mut by_code: BTreeMap<String, String> = BTreeMap::new();
    for case in Case::all() {
        let found = case.world().judge();
        let shown = case.show(&found);
        by_code.entry(case.code).or_default().push_str(&shown);
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../invalid");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let differs = |(code, text): (String, String)| {
            std::panic::catch_unwind(|| insta::assert_snapshot!(code.as_str(), text)).err().map(|_| code)
        };
        let differ: Vec<String> = by_code.into_iter().filter_map(differs).collect();
        assert!(differ.is_empty(), "these differ: {}", differ.join(", "));
    });
}

#[test]
fn every_code_has_a_case() {
    let folders: BTreeSet<String> = Case::all().into_iter().map(|c| c.code).collect();
    let codes: BTreeSet<String> = Code::ALL.iter().map(|c| c.as_str().to_string()).collect();
    let missing: Vec<_> = codes.difference(&folders).collect();
    // No file of text can hold bytes that are no text (`hostile::bytes_that_are_no_text`), nor a revision (`cli::diff`).
    let elsewhere = [Code::InvalidUtf8, Code::UnknownVersion];
    assert_eq!(missing.into_iter().map(String::as_str).collect::<Vec<_>>(), elsewhere.map(Code::as_str));
    assert_eq!(folders.difference(&codes).collect::<Vec<_>>(), [""; 0], "folders without a code");
}
