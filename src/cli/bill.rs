//! `verdict bill`: what a month of one model costs, line by line.

use clap::Args;
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, suggest};
use verdict::graph::DecisionGraph;
use verdict::reader::quote;
use verdict::render::{html, json, markdown, terminal};
use verdict::report::bill::bill;

use super::Exit;
use super::args::{Data, Needs, PageFormat};
use super::output::{Failure, Output};
use super::session::Session;

/// Print the bill of a month of one model, line by line
///
/// What the prompts, the cache, pictures, thinking and answers cost, or rent and power; the range by what is not known, each line with its
/// prices and their sources, and everything that was assumed.
#[derive(Debug, Args)]
pub(super) struct Bill {
    /// The model: its id, short id or an alias
    #[arg(value_name = "MODEL")]
    model: String,
    /// The offer; else the one that stands for the model in a verdict
    #[arg(long, value_name = "ID")]
    offer: Option<String>,
    /// Needs as JSON or TOML; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Needs")]
    answers: Option<String>,
    #[command(flatten)]
    needs: Needs,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: PageFormat,
    #[command(flatten)]
    data: Data,
}

impl Bill {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == PageFormat::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let mut found = Diagnostics::new();
        let request = self.needs.request(self.answers.as_deref(), &mut found)?;
        let place = Place::new(&Source::new("MODEL", self.model.as_str()), 0..self.model.len());
        let model = session.graph.catalog().find_model(&self.model);
        let model = model.map_err(|error| found.push(error.diagnostic(Some(place.clone())))).ok();
        let row = model.and_then(|model| self.row(&session.graph, model, &mut found));
        let (resolved, as_of) = session.settle(&request, found)?;
        let bill = model.and_then(|model| bill(&session.graph, &resolved, as_of, (model, row), &session.digests));
        let Some(bill) = bill else {
            let wrong = Diagnostic::error(Code::UnknownModel, "nobody offers this model, so it has no bill");
            return Err(Diagnostics::from(wrong.at(place, "not offered")).into());
        };
        let text = match self.format {
            PageFormat::Json => json::pretty(&bill),
            PageFormat::Markdown => markdown::bill(&bill),
            PageFormat::Html => html::bill(&bill),
            PageFormat::Terminal => terminal::bill(&bill, &output.style()),
        };
        output.answer(&text)?;
        Ok(if bill.bill.number.is_some() { Exit::Answered } else { Exit::Nothing })
    }

    /// The alternative of the offer that was named.
    fn row(&self, graph: &DecisionGraph, model: usize, found: &mut Diagnostics) -> Option<usize> {
        let id = self.offer.as_deref()?;
        let catalog = graph.catalog();
        let offers = || catalog.rows_of(model).filter_map(|row| Some((row, catalog.offer_of(row)?.id.as_ref())));
        let row = offers().find(|(_, offer)| *offer == id).map(|(row, _)| row);
        if row.is_none() {
            let at = Place::new(&Source::new("--offer", id), 0..id.len());
            let name = catalog.models().get(model).map_or_else(String::new, |model| model.name().to_string());
            let mut wrong = Diagnostic::error(Code::UnknownValue, format!("{name} has no offer `{}`", quote(id)))
                .at(at, "not an offer of this model");
            let ids: Vec<&str> = offers().map(|(_, id)| id).collect();
            wrong.help = suggest(id, ids.iter().copied());
            found.push(wrong);
        }
        row
    }
}
