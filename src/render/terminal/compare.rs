//! A comparison for a terminal.

use super::{Page, Style};
use crate::render::article::{Block, sections, title};
use crate::render::grid::{Column, Grid};
use crate::report::compare::Comparison;

/// The whole article.
#[must_use]
pub fn compare(comparison: &Comparison, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.painted(&title(comparison), 0, |line| paint.strong(line));
    for section in sections(comparison) {
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
