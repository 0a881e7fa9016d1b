//! The glossary: one word for a terminal, or all of them as a page.

use std::fmt::Write as _;

use super::Style;
use super::terminal::Page;
use crate::glossary::{GROUPS, Term};
use crate::rulebook::Explained;

/// A word, what it means, how it is printed, and which page says more.
#[must_use]
pub fn terminal(term: &Term, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.line(&paint.strong(term.word));
    page.prose(term.means, 2);
    page.labelled("for example", 11, term.example, |label| paint.faint(label));
    let also: Vec<&str> = term.shown.iter().copied().filter(|shown| !said(shown, term)).collect();
    if !also.is_empty() {
        page.labelled("printed as", 11, &also.join(", "), |label| paint.faint(label));
    }
    page.labelled("more", 11, term.page, |label| paint.faint(label));
    page.finish()
}

/// A word of a rulebook, what it means and what it is.
#[must_use]
pub fn explained(word: &Explained<'_>, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.line(&paint.strong(word.word));
    page.prose(&word.means, 2);
    page.labelled("it is", 11, &word.is, |label| paint.faint(label));
    page.finish()
}

/// All words, as `docs/words.md`.
#[must_use]
pub fn page() -> String {
    let mut out = String::from(
        "# Words\n\n\
         Each word that the program prints has one meaning. `verdict help WORD` prints it, also by a mark or a title:\n\
         `verdict help \"not verified\"`. What a rulebook counts and asks is explained by itself, by label or by id:\n\
         `verdict help \"general capability\"`. This page is made from the same list (`src/glossary/terms.rs`), and a test holds it.\n",
    );
    for group in GROUPS {
        let _ =
            write!(out, "\n## {}\n\n| word | what it means | how it is printed |\n| --- | --- | --- |\n", group.title);
        for term in group.terms {
            let also: Vec<String> =
                term.shown.iter().filter(|s| !said(s, term)).map(|s| format!("`{}`", cell(s))).collect();
            let also = if also.is_empty() { String::new() } else { format!("; {}", also.join(", ")) };
            let example =
                if term.example.contains('`') { cell(term.example) } else { format!("`{}`", cell(term.example)) };
            let link = term.page.strip_prefix("docs/").map_or_else(|| format!("../{}", term.page), String::from);
            let _ = writeln!(out, "| [{}]({link}) | {} | {example}{also} |", cell(term.word), cell(term.means));
        }
    }
    out
}

/// Whether the word or its example already shows it so.
fn said(shown: &str, term: &Term) -> bool {
    shown.eq_ignore_ascii_case(term.word) || term.example.contains(shown)
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}
