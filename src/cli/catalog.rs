//! `verdict catalog`: what is known, and who says so.

use clap::{Args, Subcommand, ValueEnum};
use verdict::catalog::view;
use verdict::diagnostic::{Diagnostics, Place, Source};
use verdict::render::{catalog, json};

use super::Exit;
use super::args::{self, Data};
use super::output::{Failure, Output};
use super::session::{mind_age, read_catalog};

mod import;
mod list;

/// Look into the catalog
#[derive(Debug, Args)]
pub(super) struct Catalog {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    List(list::List),
    /// Show a model: facts with source and date, where sources disagree, and its offers
    Show {
        /// The model: its id, short id or an alias
        #[arg(value_name = "ID")]
        model: String,
        /// The day on which it is looked at, instead of the catalog's own
        #[arg(long, value_name = "DATE")]
        as_of: Option<String>,
        #[command(flatten)]
        common: Common,
    },
    /// Take statements in: renew what a source said before, add what is new
    Import(import::Import),
}

/// What every look into a catalog can be told.
#[derive(Debug, Args)]
pub(super) struct Common {
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// Use the catalog in this folder instead of the shipped one
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    catalog: Option<std::path::PathBuf>,
}

impl Common {
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    /// The catalog; what is odd in it is said.
    pub(super) fn read(&self, output: &mut Output) -> Result<verdict::catalog::Catalog, Failure> {
        read(self.catalog.clone(), output)
    }
}

/// The catalog in a folder, or the shipped one; what is odd in it is said.
fn read(folder: Option<std::path::PathBuf>, output: &mut Output) -> Result<verdict::catalog::Catalog, Failure> {
    let mut found = Diagnostics::new();
    let (read, _) = read_catalog(&Data { rules: None, catalog: folder }, &mut found)?;
    if found.has_errors() {
        return Err(found.into());
    }
    if !found.as_slice().is_empty() {
        output.complain(found.as_slice());
    }
    Ok(read)
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// For a program
    Json,
}

impl Catalog {
    pub(super) fn wants_json(&self) -> bool {
        match &self.command {
            Command::List(list) => list.wants_json(),
            Command::Show { common, .. } => common.wants_json(),
            Command::Import(import) => import.wants_json(),
        }
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        match &self.command {
            Command::List(list) => list.run(output),
            Command::Show { model, as_of, common } => show(model, as_of.as_deref(), common, output),
            Command::Import(import) => import.run(output),
        }
    }
}

/// One model, as it is looked at on a day.
fn show(model: &str, as_of: Option<&str>, common: &Common, output: &mut Output) -> Result<Exit, Failure> {
    let read = common.read(output)?;
    let place = Place::new(&Source::new("ID", model), 0..model.len());
    let at = read.find_model(model).map_err(|e| e.diagnostic(Some(place)))?;
    let mut wrong = Diagnostics::new();
    let day = args::as_of(as_of, &mut wrong).or(read.as_of());
    if wrong.has_errors() {
        return Err(wrong.into());
    }
    if let Some(day) = day {
        mind_age(&read, day, output);
    }
    let style = output.style();
    let shown = day.and_then(|day| view::show_on(&read, at, day));
    let text = shown.map(|s| if common.wants_json() { json::pretty(&s) } else { catalog::show(&s, &style) });
    output.show(&text.unwrap_or_default(), common.wants_json())?;
    Ok(Exit::Answered)
}
