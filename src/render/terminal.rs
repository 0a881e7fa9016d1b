//! The report for a terminal: the pick first, then the ranking, then why, then everything else that was considered.

pub use super::Style;
use super::shape::{basis, certainty, headlines, taken_by};
use super::text::{clean, count, points};
use crate::report::{Ranked, Report};

mod article;
mod delta;
pub mod interview;
mod nothing;
mod others;
mod page;
mod ranking;
mod short;
mod why;

pub use article::{bill, compare, explain, import};
pub use delta::diff;
pub(super) use page::{INDENT, Page};
pub use short::short;

/// The whole report.
#[must_use]
pub fn report(report: &Report, style: &Style) -> String {
    let mut page = Page::new(*style);
    if report.ranking.is_empty() {
        nothing::nothing(&mut page, report);
        contradictions(&mut page, report);
        nothing::removed(&mut page, report);
        others::switching(&mut page, report);
    } else {
        pick(&mut page, report);
        contradictions(&mut page, report);
        ranking::ranking(&mut page, report);
        ranking::ways_to_choose(&mut page, report);
        others::switching(&mut page, report);
        others::named(&mut page, report);
        why::why(&mut page, report);
        why::runner_up(&mut page, report);
        why::caveats(&mut page, report);
    }
    others::excluded(&mut page, report);
    others::unverified(&mut page, report);
    footer(&mut page, report);
    page.finish()
}

/// Who wins, how it is run, and the sentence that says why.
fn pick(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    let paint = page.paint;
    let tied: Vec<_> = report.ranking.iter().filter(|r| r.rank == 1).collect();
    if tied.len() > 1 {
        page.line(&paint.strong(&format!(
            "A tie of {} at {} of 100 points",
            count(tied.len(), "model"),
            points(winner.score)
        )));
        for model in tied {
            page.line(&format!("  {}  {}", paint.strong(&clean(&model.name)), clean(&how(model))));
        }
    } else {
        page.painted(&format!("{}: {} of 100 points", winner.name, points(winner.score)), 0, |line| paint.strong(line));
        page.prose(&how(winner), 0);
    }
    page.prose(&report.summary, 0);
    for headline in headlines(report) {
        page.painted(&headline, 0, |line| paint.doubtful(line));
    }
    if let Some(certainty) = certainty(report) {
        let paint = page.paint;
        page.painted(&certainty, 0, |line| if report.certain { paint.good(line) } else { paint.doubtful(line) });
    }
}

/// How a model is run, and what of.
fn how(model: &Ranked) -> String {
    let best =
        if model.offers > 1 { format!(", the best of its {} eligible offers", model.offers) } else { String::new() };
    format!("{}{best}", taken_by(model))
}

fn contradictions(page: &mut Page, report: &Report) {
    let paint = page.paint;
    for contradiction in &report.contradictions {
        page.painted(&format!("Contradiction: {}.", contradiction.message), 0, |line| paint.bad(line));
    }
}

fn footer(page: &mut Page, report: &Report) {
    let paint = page.paint;
    if !report.warnings.is_empty() {
        page.blank();
        for warning in &report.warnings {
            page.painted(&format!("Warning: {warning}."), 0, |line| paint.doubtful(line));
        }
    }
    page.heading("What this rests on");
    let basis = basis(report);
    let widest = basis.iter().map(|(label, _)| label.len()).max().unwrap_or_default();
    for (label, text) in &basis {
        page.labelled(label, widest, text, |label| paint.faint(label));
    }
}
