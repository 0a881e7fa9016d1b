//! `verdict recommend`: needs in, verdict out.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics};
use verdict::needs::Request;
use verdict::render::{csv, html, json, markdown, terminal};

use super::Exit;
use super::args::{Data, Needs, Weights, among, request};
use super::output::{Failure, Output};
use super::session::{Session, mind_age};

const EXAMPLE: &str = include_str!("help/recommend.txt");

/// Recommend a model, with the reasons
///
/// Needs come from FILE (JSON or TOML), from flags, or from nowhere: what is not answered is assumed, and the verdict says so.
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLE)]
pub(super) struct Recommend {
    /// Needs as JSON or TOML; `-` is standard input
    ///
    /// It may also say what to compare and how much to show: see the examples below, and `verdict schema needs`.
    #[arg(value_name = "FILE")]
    pub(super) file: Option<String>,
    #[command(flatten)]
    pub(super) needs: Needs,
    #[command(flatten)]
    weights: Weights,
    /// Compare only these models: ids, short ids or aliases
    #[arg(long, value_name = "ID,ID", help_heading = "Needs")]
    pub(super) among: Option<String>,
    /// How many models of the ranking to show [default: 5, with `--format csv` all]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Output")]
    top: Option<u32>,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    /// On a terminal: print all there is to say, not only what fits a screen. Other formats have it anyway
    #[arg(long, help_heading = "Output")]
    full: bool,
    /// Write it to this file
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) data: Data,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// The whole verdict, or what is wrong, as one object
    Json,
    /// To paste into an issue
    Markdown,
    /// One page to send to somebody; it needs nothing else
    Html,
    /// For a spreadsheet: a row for each eligible model, all of them unless `--top` is given. Columns: rank, model, name,
    /// developer, offer, points (of 100), `least_points` and `most_points` that what is unknown allows, the facts that the rulebook
    /// shows (numbers without units), offers (how many are eligible) and caveats
    Csv,
    /// Many requests: reads a JSON object a line, answers each with a line, in order. An answer is a verdict, or what is
    /// wrong with `line`, the number of the line. Flags fill in what a line leaves out; blank lines are passed over. Exits
    /// with 1 if any line is wrong, else with 0, even where nothing is eligible
    Ndjson,
}

impl Recommend {
    /// Whether what is wrong is to be told as data, too.
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        if self.format == Format::Ndjson {
            if self.output.is_some() {
                let wrong = Diagnostic::error(Code::WrongKind, "`--output` is not for `--format ndjson`");
                return Err(wrong.help("each line is answered as it is read: send standard output into a file").into());
            }
            return self.batch(&session, output);
        }
        let mut found = Diagnostics::new();
        let request = request(self.file.as_deref(), &mut found)?;
        let mut request = self.flags(request, &mut found);
        if self.format == Format::Csv {
            request.top = request.top.or(Some(usize::MAX));
        }
        // What the answers mean is checked even where the request is not in order, so that all is reported at once.
        let report = session.judge(&request).map_err(|wrong| found.extend(wrong)).ok();
        let Some(report) = report.filter(|_| !found.has_errors()) else { return Err(found.into()) };
        mind_age(session.graph.catalog(), session.graph.as_of_date(&request), output);
        let text = match self.format {
            Format::Json | Format::Ndjson => json::pretty(&report),
            Format::Markdown => markdown::report(&report),
            Format::Html => html::report(&report),
            Format::Csv => csv::report(&report),
            Format::Terminal if self.full => terminal::report(&report, &output.style()),
            Format::Terminal => terminal::short(&report, &output.style()),
        };
        output.put(&text, self.wants_json(), self.output.as_deref())?;
        Ok(if report.ranking.is_empty() { Exit::Nothing } else { Exit::Answered })
    }

    /// The flags on top of a request.
    pub(super) fn flags(&self, request: Request, found: &mut Diagnostics) -> Request {
        let mut request = self.weights.apply(self.needs.apply(request, found), found);
        among(self.among.as_deref(), &mut request, found);
        if let Some(top) = self.top {
            request.top = usize::try_from(top).ok();
        }
        request
    }
}
