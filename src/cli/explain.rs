//! `verdict explain`: why a model is where it is, and what would have to change.

use clap::Args;
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::needs::Request;
use verdict::render::{html, json, markdown, terminal};
use verdict::report::explain::explain;

use super::Exit;
use super::args::{Data, Needs, PageFormat, Weights, among};
use super::output::{Failure, Output};
use super::session::Session;

/// Explain why a model is where it is, and what would have to change
///
/// Where it stands, what gave it its points, what separates it from the first, which answers, weights and values would bring it first or
/// let it in, and what is unknown of it.
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// The model: its id, short id or an alias
    #[arg(value_name = "MODEL")]
    model: String,
    /// Needs as JSON or TOML; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Needs")]
    answers: Option<String>,
    #[command(flatten)]
    needs: Needs,
    #[command(flatten)]
    weights: Weights,
    /// Compare only these models: ids, short ids or aliases
    #[arg(long, value_name = "ID,ID", help_heading = "Needs")]
    among: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: PageFormat,
    #[command(flatten)]
    data: Data,
}

impl Explain {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == PageFormat::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let mut found = Diagnostics::new();
        let request = self.needs.request(self.answers.as_deref(), &mut found)?;
        let mut request = self.weights.apply(request, &mut found);
        among(self.among.as_deref(), &mut request, &mut found);
        let place = Place::new(&Source::new("MODEL", self.model.as_str()), 0..self.model.len());
        let model = session.graph.catalog().find_model(&self.model);
        let model = model.map_err(|error| found.push(error.diagnostic(Some(place.clone())))).ok();
        let (resolved, as_of) = session.settle(&request, found, output)?;
        let explanation = model.and_then(|model| explain(&session.graph, &resolved, as_of, model, &session.digests));
        let Some(explanation) = explanation else { return Err(not_compared(place, &request).into()) };
        let text = match self.format {
            PageFormat::Json => json::pretty(&explanation),
            PageFormat::Markdown => markdown::explain(&explanation),
            PageFormat::Html => html::explain(&explanation),
            PageFormat::Terminal => terminal::explain(&explanation, &output.style()),
        };
        output.show(&text, self.wants_json())?;
        Ok(if explanation.rank.is_some() { Exit::Answered } else { Exit::Nothing })
    }
}

/// The model is in the catalog, and not among those that the request names.
fn not_compared(place: Place, request: &Request) -> Diagnostic {
    let wrong = Diagnostic::error(Code::UnknownModel, "the model is not among those that are compared")
        .at(place, "not compared")
        .help("name it there as well, or leave `among` out to compare all models");
    let first = request.among.first().map(|word| (word.at.clone(), "those that are begin here".to_string()));
    Diagnostic { context: first.into_iter().collect(), ..wrong }
}
