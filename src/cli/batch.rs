//! `verdict recommend --format ndjson`: a request a line, an answer a line.

use serde::Serialize;
use verdict::diagnostic::{Diagnostic, Diagnostics};
use verdict::load::Lines;
use verdict::needs::Request;
use verdict::render::json;
use verdict::report::{ErrorEntry, errors};

use super::Exit;
use super::output::{Failure, Output};
use super::recommend::Recommend;
use super::session::Session;

/// What is wrong with a line.
#[derive(Serialize)]
struct WrongLine {
    schema: String,
    line: usize,
    errors: Vec<ErrorEntry>,
}

impl Recommend {
    pub(super) fn batch(&self, session: &Session, output: &mut Output) -> Result<Exit, Failure> {
        let mut found = Diagnostics::new();
        let defaults = self.flags(Request::default(), &mut found);
        // A mistake in a flag would make every line wrong: it is reported once, before any is read.
        session.settle(&defaults, found, output)?;
        let mut lines = Lines::open(self.file.as_deref().unwrap_or("-"))?;
        let mut exit = Exit::Answered;
        while let Some((number, line)) = lines.next_line()? {
            let report = match line {
                Ok(source) => {
                    Request::parse_json(&source).and_then(|request| session.judge(&filled(request, &defaults)))
                }
                Err(wrong) => Err((*wrong).into()),
            };
            let answer = match report {
                Ok(report) => json::line(&report),
                Err(found) => {
                    exit = Exit::Invalid;
                    json::line(&wrong_line(number, found.as_slice()))
                }
            };
            output.answer(&answer)?;
            output.flush()?;
            if output.is_gone() {
                break;
            }
        }
        Ok(exit)
    }
}

/// A request with what it leaves out.
fn filled(mut request: Request, defaults: &Request) -> Request {
    for answer in &defaults.needs {
        if request.needs.iter().all(|n| n.need != answer.need) {
            request.needs.push(answer.clone());
        }
    }
    if request.among.is_empty() {
        request.among.clone_from(&defaults.among);
    }
    if request.weights.is_empty() && request.order.is_empty() {
        request.weights.clone_from(&defaults.weights);
        request.order.clone_from(&defaults.order);
    }
    request.top = request.top.or(defaults.top);
    request.as_of = request.as_of.or(defaults.as_of);
    request
}

fn wrong_line(line: usize, found: &[Diagnostic]) -> WrongLine {
    let report = errors(found);
    WrongLine { schema: report.schema, line, errors: report.errors }
}
