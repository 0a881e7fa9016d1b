//! `verdict catalog list`: the models there are, or those that somebody looks for.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use verdict::catalog::Catalog;
use verdict::diagnostic::{Diagnostic, Diagnostics, Place, Severity, Source};
use verdict::render::{json, list};
use verdict::report::list::{Wanted, list as find};

use crate::cli::Exit;
use crate::cli::args::as_of;
use crate::cli::output::{Failure, Output};
use crate::cli::session::mind_age;

const EXAMPLES: &str = include_str!("../help/list.txt");

/// List the models, or those that are looked for
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct List {
    /// Only models with these words in their id, name, aliases or developer, in any case
    #[arg(value_name = "WORD")]
    words: Vec<String>,
    /// Only models for which this is true, or for one of their offers: an expression over `model.…` and `offer.…`, as rules have it
    #[arg(long = "where", value_name = "EXPR", allow_hyphen_values = true)]
    condition: Option<String>,
    /// Sort by a fact, `name` or `offers`; from the greatest down with `-` before it or `:desc` behind it. What is unknown comes last
    #[arg(long, value_name = "FACT", allow_hyphen_values = true)]
    sort: Option<String>,
    /// What to show: `id`, `name`, `aliases`, `offers` and facts, such as `model.released` or `released`
    #[arg(long, value_name = "FACT,FACT")]
    columns: Option<String>,
    /// The day on which it is looked at, instead of the catalog's own
    #[arg(long, value_name = "DATE")]
    as_of: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// Use the catalog in this folder instead of the shipped one
    #[arg(long, value_name = "DIR", help_heading = "Data")]
    catalog: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// For a spreadsheet: values without units, nothing where they are unknown
    Csv,
    /// For a program: `verdict schema list`
    Json,
}

impl List {
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let catalog = super::read(self.catalog.clone(), output)?;
        let mut found = Diagnostics::new();
        let wanted = Wanted {
            words: &self.words,
            condition: self.condition.as_deref(),
            sort: self.sort.as_deref(),
            columns: self.columns.as_deref(),
            day: as_of(self.as_of.as_deref(), &mut found),
        };
        let list = find(&catalog, &wanted).map_err(|wrong| found.extend(wrong)).ok();
        let Some(list) = list.filter(|_| !found.has_errors()) else { return Err(found.into()) };
        if let Some(day) = wanted.day {
            mind_age(&catalog, day, output);
        }
        if list.models.is_empty() && !self.words.is_empty() {
            self.misspelt(&catalog, output);
        }
        let text = match self.format {
            Format::Terminal => list::terminal(&list, &output.style()),
            Format::Csv => list::csv(&list),
            Format::Json => json::pretty(&list),
        };
        output.show(&text, self.wants_json())?;
        Ok(Exit::Answered)
    }

    /// Says which model may be meant by words that no model is called by.
    fn misspelt(&self, catalog: &Catalog, output: &mut Output) {
        let words = self.words.join("-");
        let place = Place::new(&Source::new("WORD", words.as_str()), 0..words.len());
        if let Err(error) = catalog.find_model(&words)
            && error.suggests()
        {
            let told = error.diagnostic(Some(place));
            output.complain(&[Diagnostic { severity: Severity::Warning, ..told }]);
        }
    }
}
