//! `verdict catalog import`: takes statements into the files of a catalog, and says what comes of it.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use verdict::catalog::{Catalog, check};
use verdict::delta::{Delta, people};
use verdict::diagnostic::{Diagnostic, Diagnostics, Severity};
use verdict::import::import;
use verdict::load::{Files, InputError, read_input, write_all};
use verdict::render::{json, markdown, terminal};
use verdict::report::compare::SEED;
use verdict::report::delta::{Cases, effects};
use verdict::report::import::{Verdicts, review};

use crate::cli::Exit;
use crate::cli::args::{Data, population};
use crate::cli::output::{Failure, Output};
use crate::cli::session::{compile, rule_files};

/// Take statements into the files of a catalog, and say what changes
///
/// A statement is renewed in its place where its source has spoken of the fact before, and added beside the others where not. Nothing is
/// taken out. What contradicts a value that was decided by hand is held: it is written, and cannot decide. Models and offers that the
/// catalog does not have are listed; `--new` takes them in. Either everything is written or nothing. The format of statements:
/// `verdict schema import-statements`.
#[derive(Debug, Args)]
pub(super) struct Import {
    /// Statements, as JSON Lines or as JSON; `-` is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<String>,
    /// Write models and offers that the catalog does not have, too
    #[arg(long)]
    new: bool,
    /// Say what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
    /// How many people are drawn from the first population of the rulebook, whose verdicts are compared
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(0..=10_000), help_heading = "Verdicts")]
    people: u64,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// The folder of the catalog that takes them in
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    catalog: PathBuf,
    /// Judge by the rulebook in this folder instead of the shipped one
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    rules: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// Everything as one object, or what is wrong: `verdict schema import`
    Json,
    /// For a comment on a pull request
    Markdown,
}

impl Import {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let mut found = Diagnostics::new();
        let mut said = Vec::new();
        for file in &self.files {
            match read_input(file) {
                Ok(source) => said.push(source),
                Err(InputError::World(error)) => return Err(error.into()),
                Err(InputError::Data(wrong)) => found.push(*wrong),
            }
        }
        let old = Files::read_dir(&self.catalog)?;
        let before = parse(&old, &mut found);
        if found.has_errors() {
            return Err(found.into());
        }
        let taken = import(&old.views(), &said, self.new)?;
        let new = old.with(&self.catalog, &taken.files);
        let mut wrong = Diagnostics::new();
        let after = parse(&new, &mut wrong);
        let odd = odd([(&before, &old), (&after, &new)]);
        wrong.extend(odd.iter().filter(|wrong| wrong.severity == Severity::Error).cloned());
        if wrong.has_errors() {
            return Err(wrong.into());
        }
        let verdicts = self.verdicts(&old, &new)?;
        let written = !self.dry_run;
        if written {
            write_all(&self.catalog, &taken.files)?;
        }
        let review = review(&taken, [&before, &after], &odd, verdicts, [written, self.new]);
        let text = match self.format {
            Format::Terminal => terminal::import(&review, &output.style()),
            Format::Markdown => markdown::import(&review),
            Format::Json => json::pretty(&review),
        };
        output.show(&text, self.wants_json())?;
        Ok(Exit::Answered)
    }

    /// What becomes of the verdicts on people of the rulebook's first population; `None` where the rulebook does not fit the catalog as it
    /// was. That it no longer does is a mistake.
    fn verdicts(&self, old: &Files<'_>, new: &Files<'_>) -> Result<Option<Verdicts>, Failure> {
        if self.people == 0 {
            return Ok(None);
        }
        let rules = rule_files(&Data { rules: self.rules.clone(), catalog: None })?;
        let mut found = Diagnostics::new();
        let Ok(before) = compile(old, &rules, &mut found) else { return Ok(None) };
        let after = compile(new, &rules, &mut found)?;
        let askers = before.rulebook().askers.as_ref();
        let Some((askers, population)) = population(askers, None).map_err(|wrong| *wrong)? else { return Ok(None) };
        let cases = people(&before, askers, population, self.people, SEED)?;
        let delta = Delta::without_causes([&before, &after], &cases);
        let names: Vec<String> = cases.into_iter().map(|case| case.name).collect();
        let (counts, effects) = effects(&names, [&before, &after], &delta);
        let cases = Cases {
            count: names.len(),
            kind: "people".to_string(),
            population: Some(population.id.clone()),
            seed: Some(SEED),
        };
        Ok(Some(Verdicts { cases, counts, effects }))
    }
}

/// The catalog in these files, and what is wrong with it.
fn parse(files: &Files<'_>, found: &mut Diagnostics) -> Catalog {
    found.extend(files.found.clone());
    if files.found.has_errors() {
        return Catalog::default();
    }
    let (catalog, wrong) = Catalog::parse(&files.views());
    found.extend(wrong);
    catalog
}

/// What the catalog's checks find now and did not find before, wherever it stands.
fn odd([before, after]: [(&Catalog, &Files<'_>); 2]) -> Vec<Diagnostic> {
    let found = |(catalog, files): (&Catalog, &Files<'_>)| check(catalog, &files.views());
    let known = found(before);
    let is_known = |d: &Diagnostic| known.iter().any(|k| (k.code, &k.message) == (d.code, &d.message));
    found(after).into_iter().filter(|d| !is_known(d)).collect()
}
