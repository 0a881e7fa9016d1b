//! `verdict test`: scenarios are run and held against what they expect.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics};
use verdict::render::{json, test};
use verdict::scenario::Outcome;

use super::Exit;
use super::args::{Data, as_of};
use super::output::{Failure, Output};
use super::session::Session;

mod review;
mod suite;
mod watch;

use suite::{Suite, Writes};

const EXAMPLE: &str = include_str!("help/test.txt");

/// Run scenarios: whether verdicts are what they must be
///
/// A scenario is a file `*.scenario.toml` that says what is needed and what must come out. Those below the paths are run; a file that is
/// broken is reported, and the others run all the same.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLE)]
pub(super) struct Test {
    /// Files, and folders to look for `*.scenario.toml` in; hidden folders and `target` are passed over
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Run only scenarios whose names contain this: the path of the file, and the name of the case
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// The date for scenarios that say none, instead of the catalog's own
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// Run again whenever a scenario, a snapshot, or a file of `--rules` or `--catalog` changes
    #[arg(long, conflicts_with = "review")]
    watch: bool,
    #[command(flatten)]
    snapshots: Snapshots,
    /// Say what the scenarios exercise of the rulebook: which rules act, which decide who is first, which answers are in effect
    #[arg(long, help_heading = "Coverage")]
    coverage: bool,
    /// Fail if less than this is exercised, in percent; implies `--coverage`
    #[arg(long, value_name = "PERCENT", value_parser = percent, help_heading = "Coverage")]
    min_coverage: Option<f64>,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    #[command(flatten)]
    data: Data,
}

/// What becomes of snapshots.
#[derive(Debug, Args)]
#[command(next_help_heading = "Snapshots")]
struct Snapshots {
    /// Take the reports as they are for the snapshots, and take away snapshots that no scenario asks for; not where `CI` is set
    #[arg(long)]
    accept: bool,
    /// Show each report that differs from its snapshot, and ask; not where `CI` is set
    #[arg(long, conflicts_with = "accept")]
    review: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// All results as one object
    Json,
    /// XML for programs that collect tests
    Junit,
    /// Commands that make GitHub show failures beside their lines
    Github,
}

impl Test {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        if self.watch {
            return self.watch(output);
        }
        self.once(&Session::open(&self.data, output)?, output)
    }

    /// Runs the scenarios once.
    fn once(&self, session: &Session, output: &mut Output) -> Result<Exit, Failure> {
        let mut found = Diagnostics::new();
        let as_of = as_of(self.as_of.as_deref(), &mut found);
        if found.has_errors() {
            return Err(found.into());
        }
        let mut suite = Suite::read(&self.paths, self.filter.as_deref(), as_of, output)?;
        if suite.is_empty() {
            return Err(self.nothing_to_run(suite.left_out()).into());
        }
        suite.run(&session.graph, &self.data);
        match self.writes(output) {
            Writes::None => {}
            Writes::All => suite.accept(output),
            Writes::Asked => review::review(&mut suite, output)?,
        }
        let coverage = (self.coverage || self.min_coverage.is_some()).then(|| suite.coverage(&session.graph));
        let outcome = Outcome { coverage, least: self.min_coverage, ..suite.outcome(is_ci()) };
        output.answer(&match self.format {
            Format::Terminal => test::terminal(&outcome, &output.style()),
            Format::Json => json::pretty(&outcome.view()),
            Format::Junit => test::junit(&outcome),
            Format::Github => test::github(&outcome),
        })?;
        Ok(if outcome.is_good() { Exit::Answered } else { Exit::Failed })
    }

    /// What becomes of snapshots that are others: nothing, where a server runs the scenarios.
    fn writes(&self, output: &mut Output) -> Writes {
        let wanted = match (self.snapshots.accept, self.snapshots.review) {
            (true, _) => Writes::All,
            (_, true) => Writes::Asked,
            _ => Writes::None,
        };
        if wanted != Writes::None && is_ci() {
            output.remark("`CI` is set: no snapshot is written\n");
            return Writes::None;
        }
        wanted
    }

    fn nothing_to_run(&self, left_out: usize) -> Diagnostic {
        let paths: Vec<String> = self.paths.iter().map(|path| format!("`{}`", path.display())).collect();
        match &self.filter {
            Some(filter) if left_out > 0 => {
                let message = format!("of {left_out} scenarios none has `{filter}` in its name");
                let help = "the name is the path of the file, and the name of the case";
                Diagnostic::error(Code::MissingFile, message).help(help)
            }
            _ => Diagnostic::error(Code::MissingFile, format!("there is no scenario below {}", paths.join(", ")))
                .help("a scenario is a file whose name ends with `.scenario.toml`; `verdict test --help` shows one"),
        }
    }
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').parse::<f64>().ok();
    number.filter(|n| (0.0..=100.0).contains(n)).ok_or_else(|| "a number from 0 to 100 is needed".to_string())
}

/// Whether a server runs the program, as servers say: nothing may be written then, and what is left over is a failure.
fn is_ci() -> bool {
    #[expect(clippy::disallowed_methods, reason = "whether snapshots may be written is no part of the verdict")]
    let said = std::env::var("CI");
    said.is_ok_and(|text| !matches!(text.as_str(), "" | "0" | "false"))
}
