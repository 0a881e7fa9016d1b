//! An article for a terminal.

use super::{Page, Style};
use crate::render::article::{self, Block, Section};
use crate::render::grid::{Column, Grid};
use crate::report::compare::Comparison;
use crate::report::explain::Explanation;

/// A comparison as an article.
#[must_use]
pub fn compare(comparison: &Comparison, style: &Style) -> String {
    article(&article::title(comparison), article::sections(comparison), style)
}

/// An explanation as an article.
#[must_use]
pub fn explain(explanation: &Explanation, style: &Style) -> String {
    article(&article::explain::title(explanation), article::explain::sections(explanation), style)
}

fn article(title: &str, sections: Vec<Section>, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.painted(title, 0, |line| paint.strong(line));
    for section in sections {
        page.heading(&section.heading);
        for block in section.blocks {
            match block {
                Block::Text(text) => page.prose(&text, 2),
                Block::Strong(text) => page.painted(&text, 2, |line| paint.strong(line)),
                Block::List(items) => {
                    for item in items {
                        page.item(page.bullet(), &item, 2);
                    }
                }
                Block::Table(heads, rows) => {
                    let mut grid = Grid::new(vec![Column::Text; heads.len()]);
                    grid.row(heads);
                    for row in rows {
                        grid.row(row);
                    }
                    page.grid(&grid, |i, line| if i == 0 { paint.faint(line) } else { line.to_string() });
                }
            }
        }
    }
    page.finish()
}
