//! The scenarios of some files: read, run, held against their snapshots.

use std::fs;
use std::io;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::graph::DecisionGraph;
use verdict::load::{Error, Files, InputError, SCENARIO, ScenarioFiles, make_folder, read_input, write};
use verdict::render::{json, text::count};
use verdict::report::difference::Facts;
use verdict::scenario::{self, Coverage, Failure as Failed, Outcome, Scenario, Snapshot, State, Tested, snapshot};
use verdict::value::Date;

use crate::cli::args::Data;
use crate::cli::output::{Failure, Output};

/// What becomes of snapshots that are others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Writes {
    None,
    All,
    /// Those that somebody says yes to.
    Asked,
}

/// A scenario, or what is wrong with a file that has none.
struct Entry {
    name: String,
    at: Place,
    scenario: Result<Scenario, Diagnostics>,
    /// Where its snapshot lies, if it is to have one.
    snapshot: Option<PathBuf>,
}

/// A snapshot that can be accepted.
pub(super) struct Pending {
    path: PathBuf,
    text: String,
}

/// A scenario that was run. What it has pending is about the last of its failures.
pub(super) struct Ran {
    pub(super) tested: Tested,
    pub(super) pending: Option<Pending>,
}

/// The scenarios that are to be run, and what became of them.
pub(super) struct Suite {
    files: usize,
    left_out: usize,
    entries: Vec<Entry>,
    pub(super) ran: Vec<Ran>,
    /// Snapshots that no scenario asks for.
    stale: Vec<PathBuf>,
}

impl Suite {
    /// Reads the scenarios below the paths; those whose names lack `filter` are left out.
    pub(super) fn read(
        paths: &[PathBuf],
        filter: Option<&str>,
        as_of: Option<Date>,
        output: &mut Output,
    ) -> Result<Self, Failure> {
        let found = ScenarioFiles::find(paths)?;
        output.complain(found.found.as_slice());
        let mut entries = Vec::new();
        for path in &found.scenarios {
            entries.extend(read(path, as_of)?);
        }
        let is_stale = |path: &PathBuf| {
            let is_one = || read_input(&path.to_string_lossy()).is_ok_and(|source| Snapshot::is_one(&source.text));
            !entries.iter().any(|e| e.asks_for(path)) && is_one()
        };
        let stale = found.snapshots.into_iter().filter(is_stale).collect();
        let all = entries.len();
        entries.retain(|e| filter.is_none_or(|filter| e.name.contains(filter)));
        let left_out = all - entries.len();
        Ok(Self { files: found.scenarios.len(), left_out, entries, ran: Vec::new(), stale })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(super) fn left_out(&self) -> usize {
        self.left_out
    }

    /// Runs them.
    pub(super) fn run(&mut self, graph: &DecisionGraph, data: &Data) {
        let now = Now { graph, data, files: OnceLock::new() };
        self.ran = in_parallel(&self.entries, |entry| now.run(entry));
    }

    /// What those that can be run exercise of the rulebook.
    pub(super) fn coverage(&self, graph: &DecisionGraph) -> Coverage {
        let exercises = |entry: &Entry| entry.scenario.as_ref().ok()?.exercises(graph).ok();
        Coverage::of(graph, in_parallel(&self.entries, exercises).iter().flatten())
    }

    /// Takes all reports as they are, and takes away what no scenario asks for.
    pub(super) fn accept(&mut self, output: &mut Output) {
        let mut written = 0;
        for ran in &mut self.ran {
            match ran.accept() {
                Ok(accepted) => written += usize::from(accepted),
                // The others are written, and what came of all is told.
                Err(error) => output.remark(&format!("error: {error}\n")),
            }
        }
        let all = self.stale.len();
        self.stale.retain(|path| match fs::remove_file(path) {
            Ok(()) => false,
            Err(error) => {
                output.remark(&format!("error: {}\n", at(path, &error)));
                true
            }
        });
        let taken = all - self.stale.len();
        for (n, what) in [(written, "written"), (taken, "taken away")] {
            if n > 0 {
                output.remark(&format!("{} {what}\n", count(n, "snapshot")));
            }
        }
    }

    /// What became of all; `strict` where snapshots that no scenario asks for are a failure.
    pub(super) fn outcome(self, strict: bool) -> Outcome {
        Outcome {
            tested: self.ran.into_iter().map(|ran| ran.tested).collect(),
            files: self.files,
            left_out: self.left_out,
            stale: self.stale.iter().map(|path| shown(path)).collect(),
            strict,
            ..Outcome::default()
        }
    }
}

/// Does the same to all, on as many threads as there are processors; the results are in the order of the things.
fn in_parallel<T: Sync, R: Send>(all: &[T], act: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, Into::into);
    let size = all.len().div_ceil(threads).max(1);
    let act = &act;
    std::thread::scope(|scope| {
        let chunks = all.chunks(size);
        let started: Vec<_> =
            chunks.map(|chunk| scope.spawn(move || chunk.iter().map(act).collect::<Vec<R>>())).collect();
        // A thread that panics has a bug, which is told as any other is.
        let joined = started.into_iter().map(|thread| thread.join().unwrap_or_else(|bug| resume_unwind(bug)));
        joined.flatten().collect()
    })
}

/// The scenarios of a file; of a broken one, the one entry that says so.
fn read(path: &Path, as_of: Option<Date>) -> Result<Vec<Entry>, Failure> {
    let shown = shown(path);
    let stem = shown.strip_suffix(SCENARIO).unwrap_or(&shown).to_string();
    let folder = path.parent().unwrap_or(Path::new(""));
    let file = stem.rsplit('/').next().unwrap_or_default().to_string();
    let source = match read_input(&shown) {
        Ok(source) => Ok(source),
        Err(InputError::World(error)) => return Err(error.into()),
        Err(InputError::Data(wrong)) => Err(Diagnostics::from(*wrong)),
    };
    let at = |source: &Arc<Source>| Place::new(source, 0..0);
    let parsed = match &source {
        Ok(source) => scenario::parse(source).map_err(|wrong| (at(source), wrong)),
        Err(wrong) => Err((at(&Source::new(shown.as_str(), "")), wrong.clone())),
    };
    let scenarios = match parsed {
        Ok(file) => file.scenarios,
        Err((at, wrong)) => {
            let prefix = folder.join(snapshot::FOLDER).join(format!("{file}{}", snapshot::ENDING));
            return Ok(vec![Entry { name: stem, at, scenario: Err(wrong), snapshot: Some(prefix) }]);
        }
    };
    let entry = |mut scenario: Scenario| {
        scenario.request.as_of = scenario.request.as_of.or(as_of);
        let name = match &scenario.case {
            Some(case) => format!("{stem} › {case}"),
            None => stem.clone(),
        };
        let snapshot = scenario.snapshot.as_ref().map(|_| scenario.snapshot_path(folder, &file));
        Entry { name, at: scenario.at.clone(), scenario: Ok(scenario), snapshot }
    };
    Ok(scenarios.into_iter().map(entry).collect())
}

/// What could not be written, and where.
fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("`{}`: {error}", path.display()))
}

/// A path as messages show it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

impl Entry {
    /// Whether a snapshot is its own. A broken file may have asked for all that are called like it.
    fn asks_for(&self, path: &Path) -> bool {
        let own = self.snapshot.as_deref();
        let in_folder = || own.is_some_and(|own| path.starts_with(own.with_extension("").with_extension("")));
        own == Some(path) || self.scenario.is_err() && in_folder()
    }
}

impl Ran {
    /// Takes the report as it is, if it is pending; whether it was.
    pub(super) fn accept(&mut self) -> Result<bool, Error> {
        let Some(pending) = &self.pending else { return Ok(false) };
        make_folder(pending.path.parent().unwrap_or(Path::new("")))?;
        write(&pending.path, &pending.text)?;
        self.pending = None;
        self.tested.failures.pop();
        if self.tested.failures.is_empty() {
            self.tested.state = State::Passed;
        }
        Ok(true)
    }
}

/// What scenarios are run on.
struct Now<'a> {
    graph: &'a DecisionGraph,
    data: &'a Data,
    /// The files of the catalog, for the places of facts: read again only where a report is not as it was.
    files: OnceLock<Option<Files<'static>>>,
}

impl Now<'_> {
    fn run(&self, entry: &Entry) -> Ran {
        let tested = |state, failures| Tested { name: entry.name.clone(), at: entry.at.clone(), state, failures };
        let run = entry.scenario.as_ref().map_err(Clone::clone).and_then(|scenario| {
            let failures = scenario.run(self.graph)?.into_iter().map(Failed::from).collect();
            let differs = match &entry.snapshot {
                Some(path) => self.differs(scenario, path)?,
                None => None,
            };
            Ok((failures, differs))
        });
        let (mut failures, differs): (Vec<Failed>, _) = match run {
            Ok(ran) => ran,
            Err(wrong) => {
                let failures = wrong.into_iter().map(Failed::from).collect();
                return Ran { tested: tested(State::Broken, failures), pending: None };
            }
        };
        let (failure, pending) = differs.unzip();
        failures.extend(failure);
        let state = if failures.is_empty() { State::Passed } else { State::Failed };
        Ran { tested: tested(state, failures), pending }
    }

    /// How the report of a scenario differs from its snapshot, if it does.
    fn differs(&self, scenario: &Scenario, path: &Path) -> Result<Option<(Failed, Pending)>, Diagnostics> {
        let text = json::pretty(&Snapshot::of(scenario, self.graph)?);
        let old = read_input(&path.to_string_lossy()).ok().map(|source| source.text.clone());
        if old.as_ref() == Some(&text) {
            return Ok(None);
        }
        let name = shown(path);
        let failed = |message: String, label: &str| {
            let wrong = Diagnostic::error(Code::ExpectationFailed, message);
            match &scenario.snapshot {
                Some(place) => wrong.at(place.clone(), label),
                None => wrong,
            }
        };
        let failure = match old.map(|old| (Snapshot::parse(&old), old)) {
            None => Failed::from(
                failed(format!("there is no snapshot `{name}` yet"), "the report has nothing to be held against")
                    .help("`verdict test --accept` writes it; read it as its user would"),
            ),
            Some((Err(wrong), old)) => Failed {
                diagnostic: failed(
                    format!("`{name}` is no snapshot that this version reads: {wrong}"),
                    "held against that file",
                )
                .help("`verdict test --accept` writes it anew"),
                causes: Vec::new(),
                texts: Some((old, text.clone())),
            },
            Some((Ok(snapshot), old)) => {
                let files = self.files.get_or_init(|| match &self.data.catalog {
                    Some(folder) => Files::read_dir(folder).ok(),
                    None => Some(Files::shipped_catalog()),
                });
                let views = files.as_ref().map(Files::views).unwrap_or_default();
                let facts = Facts { graph: self.graph, files: &views };
                let mut causes = snapshot.differences(scenario, self.graph, &facts)?.into_iter();
                let first =
                    causes.next().unwrap_or_else(|| "only words, sources or exact points are others".to_string());
                Failed {
                    diagnostic: failed(first, "the report is not as it was accepted")
                        .help(format!("if it is right, `verdict test --accept` writes `{name}` anew")),
                    causes: causes.collect(),
                    texts: Some((old, text.clone())),
                }
            }
        };
        Ok(Some((failure, Pending { path: path.to_path_buf(), text })))
    }
}
