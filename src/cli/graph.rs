//! `verdict graph`: the decision graph, with what fires for these needs.

use clap::{Args, ValueEnum};
use verdict::diagnostic::{Diagnostics, Place, Source};
use verdict::evaluate::Evaluation;
use verdict::render::graph::{Focus, Part, dot, html, mermaid};

use super::Exit;
use super::args::{Data, Needs, Weights};
use super::output::{Failure, Output};
use super::session::Session;

/// Draw the decision graph
///
/// Needs, rules, criteria and facts, and what joins them. Rules that fire for these needs, and the criteria that have weight, are
/// marked; everything else is grey.
#[derive(Debug, Args)]
pub(super) struct Graph {
    /// Needs as JSON or TOML; `-` is standard input
    #[arg(value_name = "FILE")]
    file: Option<String>,
    #[command(flatten)]
    needs: Needs,
    #[command(flatten)]
    weights: Weights,
    /// Only what counts for these needs: rules that fire, criteria with weight, and what these read
    #[arg(long, help_heading = "Output")]
    live: bool,
    /// Only what has to do with this: a rule, a criterion, a need, a fact, or a model with its points
    #[arg(long, value_name = "NAME", help_heading = "Output")]
    focus: Option<String>,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For Graphviz: verdict graph | dot -Tsvg > graph.svg
    #[default]
    Dot,
    /// For Markdown on GitHub and GitLab
    Mermaid,
    /// One page to read and to print, in words, with links; it needs nothing else
    Html,
}

impl Graph {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let mut found = Diagnostics::new();
        let request = self.needs.request(self.file.as_deref(), &mut found)?;
        let request = self.weights.apply(request, &mut found);
        let focus = self.focus.as_deref().map(|name| {
            let place = Place::new(&Source::new("--focus", name), 0..name.len());
            Focus::find(&session.graph, name, place)
        });
        let focus = focus.and_then(|focus| focus.map_err(|wrong| found.push(*wrong)).ok());
        let (resolved, _) = session.settle(&request, found, output)?;
        let evaluation = Evaluation::new(&session.graph, &resolved);
        let part = Part { live: self.live, focus };
        output.answer(&match self.format {
            Format::Dot => dot(&evaluation, &part),
            Format::Mermaid => mermaid(&evaluation, &part),
            Format::Html => html(&evaluation, &part),
        })?;
        Ok(Exit::Answered)
    }
}
