//! `verdict compare`: models side by side, as an article whose every figure has a source.

use std::path::PathBuf;

use clap::Args;
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::load::write;
use verdict::render::markdown::{self, Charts};
use verdict::render::{html, json, terminal};
use verdict::report::compare::{Comparison, compare};

use super::Exit;
use super::args::{Data, Needs, PageFormat, Weights, population};
use super::output::{Failure, Output};
use super::session::Session;

/// Compare models: what they are, what counts, what they cost, when to use which, and for whom
#[derive(Debug, Args)]
pub(super) struct Compare {
    /// The models: ids, short ids or aliases; the first is held against each other one
    #[arg(value_name = "MODEL", required = true, num_args = 2..)]
    models: Vec<String>,
    /// Needs as JSON or TOML; `-` is standard input
    #[arg(long, value_name = "FILE", help_heading = "Needs")]
    answers: Option<String>,
    #[command(flatten)]
    needs: Needs,
    #[command(flatten)]
    weights: Weights,
    /// Among whom it is counted how often each model comes first: a population of the rulebook [default: its first]
    #[arg(long, value_name = "ID", help_heading = "Needs")]
    population: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: PageFormat,
    /// Write the page to this file; in Markdown its charts become files beside it
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    data: Data,
}

impl Compare {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == PageFormat::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let mut found = Diagnostics::new();
        let request = self.needs.request(self.answers.as_deref(), &mut found)?;
        let request = self.weights.apply(request, &mut found);
        let models = self.models(&session, &mut found);
        let askers = session.graph.rulebook().askers.as_ref();
        let people = population(askers, self.population.as_deref()).unwrap_or_else(|wrong| {
            found.push(*wrong);
            None
        });
        let (resolved, as_of) = session.settle(&request, found, output)?;
        let comparison = compare(&session.graph, &resolved, as_of, &models, people, &session.digests);
        let text = match self.format {
            PageFormat::Json => json::pretty(&comparison),
            PageFormat::Markdown => self.markdown(&comparison)?,
            PageFormat::Html => html::compare(&comparison),
            PageFormat::Terminal => terminal::compare(&comparison, &output.style()),
        };
        output.put(&text, self.wants_json(), self.output.as_deref())?;
        let any = comparison.models.iter().any(|model| model.rank.is_some());
        Ok(if any { Exit::Answered } else { Exit::Nothing })
    }

    /// The page; its charts are inside, or written beside it.
    fn markdown(&self, comparison: &Comparison) -> Result<String, Failure> {
        let Some(page) = &self.output else { return Ok(markdown::compare(comparison, Charts::Inside).0) };
        let stem = page.file_stem().unwrap_or_default().to_string_lossy();
        let (text, attachments) = markdown::compare(comparison, Charts::Beside(&stem));
        for attachment in attachments {
            write(&page.with_file_name(attachment.name), &attachment.text)?;
        }
        Ok(text)
    }

    /// The models that are named; what is none, or is there twice, is reported.
    fn models(&self, session: &Session, found: &mut Diagnostics) -> Vec<usize> {
        let mut models = Vec::new();
        for name in &self.models {
            let place = || Place::new(&Source::new("MODEL", name.as_str()), 0..name.len());
            match session.graph.catalog().find_model(name) {
                Ok(model) if models.contains(&model) => {
                    let twice = Diagnostic::error(Code::DuplicateId, "a model cannot be compared with itself");
                    found.push(twice.at(place(), "named a second time").help("name another one"));
                }
                Ok(model) => models.push(model),
                Err(error) => found.push(error.diagnostic(Some(place()))),
            }
        }
        models
    }
}
