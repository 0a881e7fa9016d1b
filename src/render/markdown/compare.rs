//! A comparison as Markdown.

use super::{Page, escape};
use crate::render::article::{Block, sections, title};
use crate::report::compare::Comparison;

/// The whole article.
#[must_use]
pub fn compare(comparison: &Comparison) -> String {
    let mut page = Page::default();
    page.paragraph(&format!("# {}", escape(&title(comparison))));
    for section in sections(comparison) {
        page.paragraph(&format!("## {}", escape(&section.heading)));
        for block in section.blocks {
            match block {
                Block::Text(text) => page.paragraph(&escape(&text)),
                Block::Strong(text) => page.paragraph(&format!("**{}**", escape(&text))),
                Block::List(items) => page.list(items.iter().map(|item| escape(item))),
                Block::Table(heads, rows) => {
                    let heads: Vec<String> = heads.iter().map(|h| escape(h)).collect();
                    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
                    page.table(&heads, rows.iter().map(|row| row.iter().map(|c| escape(c)).collect::<Vec<_>>()));
                }
            }
        }
    }
    page.out
}
