//! `verdict diff`: which verdicts change between two versions of the data, and by which changes.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use verdict::delta::{Case, Changes, Delta, World, people};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::graph::DecisionGraph;
use verdict::load::{Files, InputError, SCENARIO, ScenarioFiles, Version, read_input};
use verdict::needs::Request;
use verdict::render::{json, markdown, terminal};
use verdict::report::compare::SEED;
use verdict::report::delta as report;
use verdict::scenario;

use super::Exit;
use super::args::{Data, population};
use super::output::{Failure, Output};
use super::session::{catalog_files, checked, compile, rule_files, short};

const EXAMPLES: &str = include_str!("help/diff.txt");

/// Show which verdicts change between two versions of catalog and rules, and by which changes
///
/// OLD and NEW are each a folder, a revision of the git repository here, or `shipped`: what is part of the program. A folder is that of
/// a catalog, that of a rulebook, or has `catalog/`, `rules/` or both in it. What one of the two lacks is not compared, and both take it
/// from `--catalog`, `--rules` or the program.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Diff {
    /// The old version
    #[arg(value_name = "OLD")]
    old: String,
    /// The new version
    #[arg(value_name = "NEW")]
    new: String,
    /// Judge the scenarios in this folder or file; can be repeated
    #[arg(long, value_name = "PATH", conflicts_with_all = ["population", "people"], help_heading = "Verdicts")]
    scenarios: Vec<PathBuf>,
    /// Judge people drawn from this population of the old rulebook [default: its first]
    #[arg(long, value_name = "ID", help_heading = "Verdicts")]
    population: Option<String>,
    /// How many people
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u64).range(1..=10_000), help_heading = "Verdicts")]
    people: u64,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// Exit with 4 if a verdict changed
    #[arg(long, help_heading = "Output")]
    exit_code: bool,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// Everything as one object, or what is wrong: `verdict schema diff`
    Json,
    /// For a comment on a pull request: at most 65,536 characters
    Markdown,
}

impl Diff {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let mut found = Diagnostics::new();
        let [old, new] = self.versions(&mut found)?;
        let [old, new] = self.sides(old, new)?;
        let mut graphs = Vec::new();
        for side in [&old, &new] {
            match compile(&side.catalog, &side.rules, &mut found) {
                Ok(graph) => graphs.push(graph),
                Err(wrong) => found.extend(wrong),
            }
        }
        let [old_graph, new_graph] = graphs.as_slice() else { return Err(once(found).into()) };
        // What the old one says against itself may be what the new one puts right.
        found.extend(checked(new_graph.catalog(), &new.catalog));
        let (cases, told) = self.cases(old_graph, &mut found)?;
        if found.has_errors() {
            return Err(found.into());
        }
        output.complain(once(found).as_slice());
        let changes = Changes::between(&old.world(), &new.world());
        let graphs = [old_graph, new_graph];
        let delta = Delta::new(&changes, graphs, &cases);
        let names: Vec<String> = cases.into_iter().map(|case| case.name).collect();
        let report = report::diff([old.told(), new.told()], told, &names, &changes, graphs, &delta);
        let text = match self.format {
            Format::Json => json::pretty(&report),
            Format::Markdown => markdown::diff(&report),
            Format::Terminal => terminal::diff(&report, &output.style()),
        };
        output.show(&text, self.wants_json())?;
        Ok(if self.exit_code && report.counts.changed > 0 { Exit::Failed } else { Exit::Answered })
    }

    /// The two versions; what is wrong with the name of one does not hide what is wrong with that of the other.
    fn versions(&self, found: &mut Diagnostics) -> Result<[Version; 2], Failure> {
        let mut read = |argument: &str, text: &str| match Version::read(argument, text) {
            Ok(version) => Ok(Some(version)),
            Err(InputError::World(error)) => Err(Failure::from(error)),
            Err(InputError::Data(wrong)) => {
                found.push(*wrong);
                Ok(None)
            }
        };
        let (old, new) = (read("OLD", &self.old)?, read("NEW", &self.new)?);
        match (old, new) {
            (Some(old), Some(new)) => Ok([old, new]),
            _ => Err(std::mem::take(found).into()),
        }
    }

    /// The two versions, each with a catalog and a rulebook.
    fn sides(&self, old: Version, new: Version) -> Result<[Side; 2], Failure> {
        let catalogs = old.catalog.is_some() && new.catalog.is_some();
        let rules = old.rules.is_some() && new.rules.is_some();
        if !catalogs && !rules {
            let source = Source::new("NEW", new.name.as_str());
            let has = |version: &Version| if version.catalog.is_some() { "a catalog" } else { "a rulebook" };
            let message = format!("`{}` has only {}, and `{}` only {}", old.name, has(&old), new.name, has(&new));
            return Err(Diagnostic::error(Code::MissingFile, message)
                .at(Place::new(&source, 0..new.name.len()), "nothing in common")
                .help("compare two catalogs, two rulebooks, or two folders that have both")
                .into());
        }
        let from =
            |path: Option<&Path>| path.map_or_else(|| "shipped".to_string(), |p| p.to_string_lossy().into_owned());
        let side = |version: Version| -> Result<Side, Failure> {
            let catalog = version.catalog.filter(|_| catalogs);
            let of_rules = version.rules.filter(|_| rules);
            Ok(Side {
                name: version.name,
                catalog: catalog.map_or_else(|| catalog_files(&self.data), Ok)?,
                rules: of_rules.map_or_else(|| rule_files(&self.data), Ok)?,
                catalog_from: (!catalogs).then(|| from(self.data.catalog.as_deref())),
                rules_from: (!rules).then(|| from(self.data.rules.as_deref())),
            })
        };
        Ok([side(old)?, side(new)?])
    }

    /// What is judged: scenarios, else people, else one request that says nothing.
    fn cases(&self, graph: &DecisionGraph, found: &mut Diagnostics) -> Result<(Vec<Case>, report::Cases), Failure> {
        let told = |cases: &[Case], kind: &str| report::Cases {
            count: cases.len(),
            kind: kind.to_string(),
            ..Default::default()
        };
        if !self.scenarios.is_empty() {
            let cases = self.read_scenarios(found)?;
            let told = told(&cases, "scenarios");
            return Ok((cases, told));
        }
        let askers = graph.rulebook().askers.as_ref();
        let chosen = population(askers, self.population.as_deref()).unwrap_or_else(|wrong| {
            found.push(*wrong);
            None
        });
        if let Some((askers, population)) = chosen {
            let cases = people(graph, askers, population, self.people, SEED)?;
            let told =
                report::Cases { population: Some(population.id.clone()), seed: Some(SEED), ..told(&cases, "people") };
            return Ok((cases, told));
        }
        let cases = vec![Case { name: "nothing answered".to_string(), request: Request::default() }];
        let told = told(&cases, "scenarios");
        Ok((cases, told))
    }

    fn read_scenarios(&self, found: &mut Diagnostics) -> Result<Vec<Case>, Failure> {
        let mut cases = Vec::new();
        // Below one folder, they are called as they are called in it.
        let folder = if let [folder] = self.scenarios.as_slice() { folder } else { Path::new("") };
        let files = ScenarioFiles::find(&self.scenarios)?;
        found.extend(files.found);
        for path in files.scenarios {
            let source = match read_input(&path.to_string_lossy()) {
                Ok(source) => source,
                Err(InputError::World(error)) => return Err(error.into()),
                Err(InputError::Data(wrong)) => {
                    found.push(*wrong);
                    continue;
                }
            };
            let name = path.strip_prefix(folder).ok().filter(|rest| !rest.as_os_str().is_empty()).unwrap_or(&path);
            let name = name.to_string_lossy();
            let name = name.strip_suffix(SCENARIO).unwrap_or(&name);
            match scenario::parse(&source) {
                Ok(file) => cases.extend(file.scenarios.into_iter().map(|scenario| {
                    let name = scenario.case.map_or_else(|| name.to_string(), |case| format!("{name}: {case}"));
                    Case { name, request: scenario.request }
                })),
                Err(wrong) => found.extend(wrong),
            }
        }
        if cases.is_empty() && !found.has_errors() {
            let message = "there is no `*.scenario.toml` to judge".to_string();
            let first = self.scenarios.first().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default();
            found.push(
                Diagnostic::error(Code::MissingFile, message)
                    .at(Place::new(&Source::new("--scenarios", first.as_str()), 0..first.len()), "none in here")
                    .help("leave `--scenarios` out to judge people of a population"),
            );
        }
        Ok(cases)
    }
}

/// What is said of both versions, as they have the file in common, is said once.
fn once(found: Diagnostics) -> Diagnostics {
    let mut all: Vec<Diagnostic> = Vec::new();
    for diagnostic in found {
        if !all.contains(&diagnostic) {
            all.push(diagnostic);
        }
    }
    let mut once = Diagnostics::new();
    once.extend(all);
    once
}

/// A version that can be judged by.
struct Side {
    name: String,
    catalog: Files<'static>,
    rules: Files<'static>,
    /// Where what is not compared is from.
    catalog_from: Option<String>,
    rules_from: Option<String>,
}

impl Side {
    fn world(&self) -> World<'_> {
        World { catalog: self.catalog.views(), rules: self.rules.views() }
    }

    fn told(&self) -> report::Version {
        report::Version {
            name: self.name.clone(),
            catalog_from: self.catalog_from.clone(),
            rules_from: self.rules_from.clone(),
            catalog: short(&self.catalog.digest),
            rulebook: short(&self.rules.digest),
        }
    }
}
