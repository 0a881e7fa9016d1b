//! An article as Markdown.

use super::{Page, escape, marks};
use crate::render::article::{self, Article, Block, Words};
use crate::report::bill::MonthlyBill;
use crate::report::compare::Comparison;
use crate::report::explain::Explanation;
use crate::report::import::Review;

/// Where the charts of an article are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Charts<'a> {
    /// In the page: images that need no other file. GitHub shows their words in their place.
    Inside,
    /// In files beside the page, whose names begin so.
    Beside(&'a str),
}

/// A file that belongs to a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub text: String,
}

/// A whole comparison, and the files beside it.
#[must_use]
pub fn compare(comparison: &Comparison, charts: Charts<'_>) -> (String, Vec<Attachment>) {
    article(&article::compare::article(comparison), charts)
}

/// A whole explanation; it has no charts.
#[must_use]
pub fn explain(explanation: &Explanation) -> String {
    article(&article::explain::article(explanation), Charts::Inside).0
}

/// A whole bill; it has no charts.
#[must_use]
pub fn bill(bill: &MonthlyBill) -> String {
    article(&article::bill::article(bill), Charts::Inside).0
}

/// What came of taking statements in, for a comment on a pull request.
#[must_use]
pub fn import(review: &Review) -> String {
    article(&article::import::article(review), Charts::Inside).0
}

fn article(article: &Article, charts: Charts<'_>) -> (String, Vec<Attachment>) {
    let mut page = Page::default();
    let mut files = Vec::new();
    page.heading(1, &escape(&article.title));
    for section in article.short() {
        page.heading(2, &escape(&section.heading));
        for block in &section.blocks {
            match block {
                Block::Text(text) => page.paragraph(&noted(text)),
                Block::Strong(text) => page.paragraph(&format!("**{}**{}", escape(&text.text), marks(text))),
                Block::List(items) => page.list(items.iter().map(noted)),
                Block::Table(heads, rows) => {
                    let heads: Vec<String> = heads.iter().map(|h| escape(h)).collect();
                    let heads: Vec<&str> = heads.iter().map(String::as_str).collect();
                    page.table(&heads, rows.iter().map(|row| row.iter().map(noted).collect::<Vec<_>>()));
                }
                Block::Chart(kind, chart) => {
                    let svg = alone(&chart.svg(kind));
                    let place = match charts {
                        Charts::Inside => format!("data:image/svg+xml,{}", encode(&svg)),
                        Charts::Beside(stem) => {
                            let name = format!("{stem}-{kind}.svg");
                            files.push(Attachment { name: name.clone(), text: svg });
                            encode(&name)
                        }
                    };
                    page.paragraph(&format!("![{}. {}]({place})", escape(chart.title()), escape(&chart.words())));
                }
            }
        }
    }
    let notes = article.notes_to(article.short());
    let notes: Vec<String> = notes.into_iter().map(|(n, note)| format!("[^{n}]: {}", escape(note))).collect();
    if let Some(more) = article.left_out() {
        page.paragraph(&format!("*{}*", escape(&more)));
    }
    if !notes.is_empty() {
        page.paragraph(&notes.join("\n"));
    }
    (page.out, files)
}

/// A text, and footnotes to it.
fn noted(words: &Words) -> String {
    escape(&words.text) + &marks(words)
}

/// An SVG that stands by itself: on white, since it does not know the page around it.
fn alone(svg: &str) -> String {
    svg.replacen("<svg ", "<svg style=\"background:#fff;color:#1a1a1a\" ", 1)
}

/// Text in an address: everything but letters, digits and `-._~` by its bytes.
fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3);
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => {
                out.push('%');
                for digit in [byte >> 4, byte & 15] {
                    out.extend(char::from_digit(u32::from(digit), 16).map(|c| c.to_ascii_uppercase()));
                }
            }
        }
    }
    out
}
