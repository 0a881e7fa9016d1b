//! `verdict bill`: what a month of one model costs, line by line.

use clap::Args;
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::render::{html, json, markdown, terminal};
use verdict::report::bill::bill;

use super::Exit;
use super::args::{Data, Needs, PageFormat, Weights, offer_row};
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
    #[command(flatten)]
    weights: Weights,
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
        let request = self.weights.apply(request, &mut found);
        let place = Place::new(&Source::new("MODEL", self.model.as_str()), 0..self.model.len());
        let model = session.graph.catalog().find_model(&self.model);
        let model = model.map_err(|error| found.push(error.diagnostic(Some(place.clone())))).ok();
        let row = model.zip(self.offer.as_deref()).map(|(model, id)| offer_row(session.graph.catalog(), model, id));
        let row = row.and_then(|row| row.map_err(|wrong| found.push(*wrong)).ok());
        let (resolved, as_of) = session.settle(&request, found, output)?;
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
        output.show(&text, self.wants_json())?;
        Ok(if bill.bill.number.is_some() { Exit::Answered } else { Exit::Nothing })
    }
}
