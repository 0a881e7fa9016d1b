//! When nothing is eligible: says so, which rules are why, and what is the least to give up.

use super::{Page, others};
use crate::render::grid::{Column, Grid};
use crate::render::text::count;
use crate::report::Report;

pub(super) fn nothing(page: &mut Page, report: &Report) {
    let paint = page.paint;
    match report.unranked.first() {
        Some(kind) => page.painted(&kind.says, 0, |line| paint.strong(line)),
        None => page.painted("Nothing is eligible", 0, |line| paint.bad(&paint.strong(line))),
    }
    for (i, kind) in report.unranked.iter().enumerate() {
        if i > 0 {
            page.painted(&kind.says, 0, |line| paint.strong(line));
        }
        others::models(page, kind);
    }
    page.prose(&report.summary, 0);
    if report.relaxations.is_empty() {
        page.prose("Leaving out answers does not help.", 0);
    } else {
        page.heading("The least to give up");
        for relaxation in &report.relaxations {
            page.item(page.bullet(), &relaxation.message, 2);
        }
    }
    match report.eligible_elsewhere {
        None => {}
        Some(0) => page.prose("No other model of the catalog is eligible either.", 0),
        Some(n) => {
            let verb = if n == 1 { "is" } else { "are" };
            let text = format!("{} of the whole catalog {verb} eligible: compare all to see which.", count(n, "model"));
            page.prose(&text, 0);
        }
    }
}

/// How many models each rule keeps out.
pub(super) fn removed(page: &mut Page, report: &Report) {
    if report.removed.is_empty() {
        return;
    }
    page.heading("What keeps them out");
    let mut grid = Grid::new([Column::Text, Column::Number, Column::Number, Column::Number]);
    grid.row(["rule", "models", "offers", "alone"].map(String::from));
    for removed in &report.removed {
        let what = format!("{}: {}", removed.rule, removed.summary);
        let numbers = [removed.models, removed.alternatives, removed.alone].map(|n| n.to_string());
        let [models, offers, alone] = numbers;
        grid.row([what, models, offers, alone]);
    }
    let paint = page.paint;
    page.grid(&grid, |i, line| if i == 0 { paint.faint(line) } else { line.to_string() });
}
