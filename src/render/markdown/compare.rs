//! An article as Markdown.

use super::{Page, escape};
use crate::render::article::{self, Block, Section};
use crate::report::compare::Comparison;
use crate::report::explain::Explanation;

/// A comparison as an article.
#[must_use]
pub fn compare(comparison: &Comparison) -> String {
    article(&article::title(comparison), article::sections(comparison))
}

/// An explanation as an article.
#[must_use]
pub fn explain(explanation: &Explanation) -> String {
    article(&article::explain::title(explanation), article::explain::sections(explanation))
}

fn article(title: &str, sections: Vec<Section>) -> String {
    let mut page = Page::default();
    page.paragraph(&format!("# {}", escape(title)));
    for section in sections {
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
