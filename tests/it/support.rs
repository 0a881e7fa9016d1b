//! What several tests share: the shipped and the frozen graph, graphs made of texts, and where files lie.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use verdict::catalog::Catalog;
use verdict::diagnostic::{Diagnostics, Source};
use verdict::document::Node;
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::needs::Request;
use verdict::reader::{self, File};
use verdict::report::{Digests, Report, report};
use verdict::rulebook::Rulebook;

/// A file of the repository.
pub fn repo(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The shipped rulebook and catalog, compiled once.
pub fn shipped() -> &'static DecisionGraph {
    static GRAPH: OnceLock<DecisionGraph> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let (rules, files) = (Files::shipped_rules(), Files::shipped_catalog());
        let (catalog, found) = Catalog::parse(&files.views());
        assert_eq!(found.as_slice(), [], "the shipped catalog has problems");
        let rulebook = Rulebook::parse(&rules.views()).unwrap_or_else(|e| panic!("{}", list(&e)));
        DecisionGraph::compile(rulebook, catalog).unwrap_or_else(|e| panic!("{}", list(&e)))
    })
}

/// The frozen world: what was shipped once, cut down, and never follows what is shipped now. See `tests/worlds/README.md`.
pub const FROZEN: &str = "tests/worlds/frozen";

/// The frozen rulebook and catalog, compiled once.
pub fn frozen() -> &'static DecisionGraph {
    static GRAPH: OnceLock<DecisionGraph> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let read = |part: &str| Texts::new(frozen_files(part));
        compile(&read("catalog"), &read("rules")).unwrap_or_else(|e| panic!("{}", list(&e)))
    })
}

/// The texts of the frozen `catalog` or `rules`, by path.
pub fn frozen_files(part: &str) -> BTreeMap<String, String> {
    let top = repo(FROZEN).join(part);
    let name = |path: &Path| path.strip_prefix(&top).unwrap().to_string_lossy().replace('\\', "/");
    files_below(&top, ".toml").iter().map(|path| (name(path), std::fs::read_to_string(path).unwrap())).collect()
}

/// Diagnostics, a line each, for failures of tests.
pub fn list(found: &Diagnostics) -> String {
    let line = |d: &verdict::diagnostic::Diagnostic| {
        let at = d.primary.as_ref().map(|(p, _)| format!("{}:{:?}", p.source.name, p.span)).unwrap_or_default();
        format!("{}: {} at {at}; {}", d.code.as_str(), d.message, d.help.join("; "))
    };
    found.as_slice().iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Texts by path, parsed.
pub struct Texts(Vec<(String, Arc<Source>, Node<'static>)>);

impl Texts {
    pub fn new(files: impl IntoIterator<Item = (impl Into<String>, impl Into<String>)>) -> Self {
        let mut all: Vec<_> = files
            .into_iter()
            .map(|(path, text)| {
                let path = path.into();
                let source = Source::new(path.clone(), text.into());
                let root = reader::toml(&source).unwrap_or_else(|e| panic!("{}", list(&e))).into_owned();
                (path, source, root)
            })
            .collect();
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Self(all)
    }

    pub fn views(&self) -> Vec<File<'_>> {
        self.0.iter().map(|(path, source, root)| File { path, source, root }).collect()
    }
}

/// Texts by path, parsed; or what is wrong with their syntax.
pub struct Parsed(Vec<(String, Arc<Source>, Node<'static>)>);

impl Parsed {
    pub fn new(files: impl IntoIterator<Item = (String, Arc<Source>)>) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut all = Vec::new();
        for (path, source) in files {
            match reader::toml(&source).map(Node::into_owned) {
                Ok(root) => all.push((path, source, root)),
                Err(wrong) => found.extend(wrong),
            }
        }
        found.into_result(Self(all))
    }

    pub fn views(&self) -> Vec<File<'_>> {
        self.0.iter().map(|(path, source, root)| File { path, source, root }).collect()
    }
}

/// Compiles a catalog and a rulebook given as texts.
pub fn compile(catalog: &Texts, rules: &Texts) -> Result<DecisionGraph, Diagnostics> {
    let (catalog, found) = Catalog::parse(&catalog.views());
    let catalog = found.into_result(catalog)?;
    DecisionGraph::compile(Rulebook::parse(&rules.views())?, catalog)
}

/// The report of a request, with digests left out so that it changes only when the verdict does.
pub fn report_of(graph: &DecisionGraph, request: &Request) -> Result<Report, Diagnostics> {
    let as_of = graph.as_of_date(request);
    let resolved = graph.resolve(request, as_of)?;
    let mut report = report(graph, &resolved, as_of, request.top.unwrap_or(5), &Digests::default());
    report.digests = Digests::default();
    Ok(report)
}

/// A page of the repository that the program writes from the shipped data is as it writes it now; `UPDATE_DOCS=1` writes it.
pub fn kept(path: &str, text: &str) {
    let file = repo(path);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        return std::fs::write(file, text).unwrap();
    }
    let is = std::fs::read_to_string(file).unwrap();
    let first = is.lines().zip(text.lines()).find(|(is, new)| is != new);
    assert!(
        is == text,
        "{path} is not what is written now, first {first:#?}; `UPDATE_DOCS=1 cargo test --test it the_pages` writes it"
    );
}

/// All files below a folder with this ending, sorted.
pub fn files_below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.to_string_lossy().ends_with(ending) {
                all.push(path);
            }
        }
    }
    all.sort();
    all
}
