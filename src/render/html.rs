//! Articles as one page of HTML each: nothing is loaded, nothing is run, and it prints.

use std::fmt::Write;

use super::article::{self, Article, Block};
use crate::report::bill::MonthlyBill;
use crate::report::compare::Comparison;
use crate::report::explain::Explanation;

const STYLE: &str = include_str!("html/style.css");

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
        let _ = writeln!(out, "<section aria-labelledby=\"s{i}\">\n<h2 id=\"s{i}\">{}</h2>", escape(&section.heading));
        for block in &section.blocks {
            draw(&mut out, block, &section.heading);
        }
        out.push_str("</section>\n");
    }
    page(&article.title, "", &out)
}

fn draw(out: &mut String, block: &Block, heading: &str) {
    let cells = |tag: &str, row: &[String]| {
        let cell = |(i, text): (usize, &String)| match (tag, i) {
            ("td", 0) => format!("<th scope=\"row\">{}</th>", escape(text)),
            ("td", _) => format!("<td>{}</td>", escape(text)),
            _ => format!("<th scope=\"col\">{}</th>", escape(text)),
        };
        row.iter().enumerate().map(cell).collect::<String>()
    };
    let _ = match block {
        Block::Text(text) => writeln!(out, "<p>{}</p>", escape(text)),
        Block::Strong(text) => writeln!(out, "<p><strong>{}</strong></p>", escape(text)),
        // The id is the kind, which no other chart of the page has; the drawing names itself.
        Block::Chart(kind, chart) => writeln!(out, "<figure>\n{}</figure>", chart.svg(kind)),
        Block::List(items) => {
            let items: Vec<String> = items.iter().map(|item| format!("<li>{}</li>\n", escape(item))).collect();
            writeln!(out, "<ul>\n{}</ul>", items.concat())
        }
        Block::Table(heads, rows) => {
            let rows: Vec<String> = rows.iter().map(|row| format!("<tr>{}</tr>\n", cells("td", row))).collect();
            // Wide tables scroll by themselves, also by keyboard.
            writeln!(
                out,
                "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{}: table\">\n<table>\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>",
                escape(heading),
                cells("th", heads),
                rows.concat()
            )
        }
    };
}
