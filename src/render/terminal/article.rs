//! An article for a terminal.

use super::{INDENT, Page, Style};
use crate::render::article::{self, Article, Block, Words};
use crate::render::grid::{Column, Grid};
use crate::report::bill::MonthlyBill;
use crate::report::compare::Comparison;
use crate::report::explain::Explanation;
use crate::report::import::Review;

/// A whole comparison.
#[must_use]
pub fn compare(comparison: &Comparison, style: &Style) -> String {
    article(&article::compare::article(comparison), style)
}

/// A whole explanation.
#[must_use]
pub fn explain(explanation: &Explanation, style: &Style) -> String {
    article(&article::explain::article(explanation), style)
}

/// A whole bill.
#[must_use]
pub fn bill(bill: &MonthlyBill, style: &Style) -> String {
    article(&article::bill::article(bill), style)
}

/// What came of taking statements in.
#[must_use]
pub fn import(review: &Review, style: &Style) -> String {
    article(&article::import::article(review), style)
}

fn article(article: &Article, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.painted(&article.title, 0, |line| paint.strong(line));
    for section in article.short() {
        page.heading(&section.heading);
        for block in &section.blocks {
            match block {
                Block::Text(text) => page.prose(&noted(text), INDENT),
                Block::Strong(text) => page.painted(&noted(text), INDENT, |line| paint.strong(line)),
                Block::List(items) => {
                    for item in items {
                        page.item(page.bullet(), &noted(item), INDENT);
                    }
                }
                Block::Table(heads, rows) => {
                    let mut grid = Grid::new(vec![Column::Text; heads.len()]);
                    grid.row(heads.clone());
                    for row in rows {
                        grid.row(row.iter().map(noted).collect::<Vec<_>>());
                    }
                    page.grid(&grid, |i, line| if i == 0 { paint.faint(line) } else { line.to_string() });
                }
                Block::Chart(_, chart) => {
                    let Some(text) = chart.text(&Style { width: style.width.saturating_sub(INDENT), ..*style }) else {
                        continue;
                    };
                    page.blank();
                    for line in text.lines() {
                        page.line(&format!("{:INDENT$}{line}", ""));
                    }
                    page.blank();
                }
            }
        }
    }
    let notes = article.notes_to(article.short());
    if !notes.is_empty() {
        page.heading("Notes");
        for (number, note) in notes {
            page.item(&format!("[{number}]"), note, INDENT);
        }
    }
    if let Some(more) = article.left_out() {
        page.blank();
        page.painted(&more, 0, |line| paint.faint(line));
    }
    page.finish()
}

/// A text, and the numbers of the notes to it in brackets.
fn noted(words: &Words) -> String {
    if words.notes.is_empty() {
        return words.text.clone();
    }
    let numbers: Vec<String> = words.notes.iter().map(ToString::to_string).collect();
    format!("{} [{}]", words.text, numbers.join(", "))
}
