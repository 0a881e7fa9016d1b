//! Articles as one page of HTML each: nothing is loaded, nothing is run, and it prints.

use std::fmt::Write;

use super::article::{self, Article, Block, Fold, Words};
use crate::report::Report;
use crate::report::bill::MonthlyBill;
use crate::report::compare::Comparison;
use crate::report::explain::Explanation;

const STYLE: &str = include_str!("html/style.css");
const ARTICLE: &str = include_str!("html/article.css");

/// Text in which nothing is taken for markup.
///
/// ```
/// assert_eq!(verdict::render::html::escape("a < b & \"c\""), "a &lt; b &amp; &quot;c&quot;");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A whole verdict: the pick and why for everybody, the rest folded.
#[must_use]
pub fn report(report: &Report) -> String {
    article(&article::recommend::article(report))
}

/// A whole comparison.
#[must_use]
pub fn compare(comparison: &Comparison) -> String {
    article(&article::compare::article(comparison))
}

/// A whole explanation.
#[must_use]
pub fn explain(explanation: &Explanation) -> String {
    article(&article::explain::article(explanation))
}

/// A whole bill.
#[must_use]
pub fn bill(bill: &MonthlyBill) -> String {
    article(&article::bill::article(bill))
}

/// A page with this title, of markup; what `style` says comes on top of what all pages look like.
pub(super) fn page(title: &str, style: &str, body: &str) -> String {
    let title = escape(title);
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title}</title>\n\
         <style>\n{STYLE}{style}</style>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    )
}

fn article(article: &Article) -> String {
    let mut out = String::new();
    for (i, section) in article.sections.iter().enumerate() {
        let mut blocks = String::new();
        for block in &section.blocks {
            draw(&mut blocks, block);
        }
        wrap(&mut out, &format!("s{i}"), &section.heading, section.fold, &blocks);
    }
    let notes = article.notes_to(article.sections.iter());
    if !notes.is_empty() {
        let short = article.notes_to(article.short());
        let items = notes.iter().map(|note| {
            let (n, text) = note;
            // What only folded tables need is left out on paper, as they are.
            let more = if short.contains(note) { "" } else { " class=\"more\"" };
            format!("<li id=\"n{n}\" value=\"{n}\"{more}>{}</li>\n", escape(text))
        });
        let items = format!("<ol>\n{}</ol>\n", items.collect::<String>());
        wrap(&mut out, "sources", &format!("Notes ({})", notes.len()), Fold::Paper, &items);
    }
    page(&article.title, ARTICLE, &out)
}

/// A section under its heading; a folded one opens by a press on the heading, or where a link leads into it.
fn wrap(out: &mut String, id: &str, heading: &str, fold: Fold, blocks: &str) {
    let heading = format!("<h2 id=\"{id}\">{}</h2>", escape(heading));
    let _ = match fold {
        Fold::Open => writeln!(out, "<section aria-labelledby=\"{id}\">\n{heading}\n{blocks}</section>"),
        Fold::Paper => writeln!(out, "<details class=\"paper\">\n<summary>{heading}</summary>\n{blocks}</details>"),
        Fold::More => writeln!(out, "<details>\n<summary>{heading}</summary>\n{blocks}</details>"),
    };
}

/// A text, and links to the notes to it.
fn noted(words: &Words) -> String {
    let links: Vec<String> = words.notes.iter().map(|n| format!("<a href=\"#n{n}\">{n}</a>")).collect();
    if links.is_empty() {
        return escape(&words.text);
    }
    format!("{}<sup>{}</sup>", escape(&words.text), links.join(" "))
}

fn draw(out: &mut String, block: &Block) {
    let _ = match block {
        Block::Text(text) => writeln!(out, "<p>{}</p>", noted(text)),
        Block::Strong(text) => writeln!(out, "<p><strong>{}</strong></p>", noted(text)),
        // The id is the kind, which no other chart of the page has; the drawing names itself.
        Block::Chart(kind, chart) => writeln!(out, "<figure>\n{}</figure>", chart.svg(kind)),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|item| format!("<li>{}</li>\n", noted(item))).collect();
            writeln!(out, "<ul>\n{}</ul>", items.concat())
        }
        Block::Table(heads, rows) => {
            let columns = heads.len();
            let heads: Vec<String> =
                heads.iter().map(|head| format!("<th scope=\"col\">{}</th>", escape(head))).collect();
            let rows: Vec<String> = rows.iter().map(|row| format!("<tr>{}</tr>\n", cells(row))).collect();
            // So many columns have room side by side on any screen; of more, each takes what it needs.
            let kind = if columns <= 4 { " class=\"even\"" } else { "" };
            let (heads, rows) = (heads.concat(), rows.concat());
            writeln!(out, "<table{kind}>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>")
        }
    };
}

/// Cells of a row. What is short stays on one line, so that what is long is broken.
fn cells(row: &[Words]) -> String {
    const SHORT: usize = 8;
    let cell = |(i, words): (usize, &Words)| match i {
        0 => format!("<th scope=\"row\">{}</th>", noted(words)),
        _ if words.text.chars().count() <= SHORT && words.notes.len() < 2 => {
            format!("<td class=\"short\">{}</td>", noted(words))
        }
        _ => format!("<td>{}</td>", noted(words)),
    };
    row.iter().enumerate().map(cell).collect()
}
