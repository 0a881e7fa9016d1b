//! `verdict graph`: the decision graph, with what fires for these needs.

use clap::{Args, ValueEnum};
use verdict::diagnostic::Diagnostics;
use verdict::evaluate::Evaluation;
use verdict::render::graph::{dot, mermaid};

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
}

impl Graph {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let mut found = Diagnostics::new();
        let request = self.needs.request(self.file.as_deref(), &mut found)?;
        let request = self.weights.apply(request, &mut found);
        let (resolved, _) = session.settle(&request, found, output)?;
        let evaluation = Evaluation::new(&session.graph, &resolved);
        output.answer(&match self.format {
            Format::Dot => dot(&evaluation),
            Format::Mermaid => mermaid(&evaluation),
        })?;
        Ok(Exit::Answered)
    }
}
