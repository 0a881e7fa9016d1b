//! Parts of pages that are made of what is shipped: figures, limits, a cut of a longer text.

use verdict::expression::{MAX_BYTES, MAX_CHAIN, MAX_DEPTH, MAX_UNFOLDED, not_here};
use verdict::render::text::{count, wrap};

use super::{run, text};
use crate::support::shipped;

/// Where the session of the README is recorded in full.
pub(super) const RECORDING: &str = "docs/choose.md";

type Part = fn() -> String;

/// A page with its generated parts as they are now.
pub(super) fn filled(path: &str, page: &str) -> String {
    let mut page = page.to_string();
    let parts: [(&str, Part); 3] = [("figures", figures), ("not here", refused), ("limits", limits)];
    for (name, made) in parts {
        let (from, to) = (format!("<!-- {name} -->\n"), "<!-- end -->");
        let Some((before, rest)) = page.split_once(&from) else { continue };
        let (_, after) = rest.split_once(to).unwrap_or_else(|| panic!("{path}: `{name}` has no end"));
        page = format!("{before}{from}{}\n{to}{after}", made().trim_end());
    }
    cut(&page)
}

/// How much is known, and of which day.
fn figures() -> String {
    let graph = shipped();
    let catalog = graph.catalog();
    let offers: usize = catalog.models().iter().map(|model| model.offers.len()).sum();
    let listed = run("verdict catalog list");
    let counted = listed.trim_end().lines().next_back().unwrap().trim().to_string();
    assert!(counted.starts_with(&format!(
        "{} with {}",
        count(catalog.models().len(), "model"),
        count(offers, "offer")
    )));
    let criteria = graph.criteria().len();
    let said = format!(
        "The catalog is of {}: {counted}, from {}. The rulebook has {}, {} and {}.",
        catalog.as_of().unwrap(),
        count(catalog.sources().len(), "source"),
        count(graph.rulebook().questions.len(), "question"),
        count(graph.rulebook().rules.len(), "rule"),
        if criteria == 1 { "1 criterion".to_string() } else { format!("{criteria} criteria") },
    );
    wrap(&said, 100, 0).join("\n")
}

/// What other languages have, and what to do here.
fn refused() -> String {
    let row = |(word, instead): &(&str, &str)| format!("| `{word}` | {instead} |");
    let head = "| written elsewhere | what to do here |\n| --- | --- |".to_string();
    std::iter::once(head).chain(not_here().iter().map(row)).collect::<Vec<_>>().join("\n")
}

fn limits() -> String {
    format!(
        "An expression has at most {}, {} of nesting, {} in a row, and {}\nonce its macros are unfolded.",
        count(MAX_BYTES, "byte"),
        count(MAX_DEPTH, "level"),
        count(MAX_CHAIN, "operator"),
        count(MAX_UNFOLDED, "part")
    )
}

/// The first lines of the recording, and its end from the last answer on, where a page shows a cut of it.
fn cut(page: &str) -> String {
    const MARK: &str = "<!-- a cut of the recording in ";
    const LAST: usize = 5;
    let Some((before, rest)) = page.split_once(MARK) else { return page.to_string() };
    let (what, rest) = rest.split_once(" lines -->\n```text\n").unwrap();
    let (_, after) = rest.split_once("```").unwrap();
    let first: usize = what.rsplit(' ').next().unwrap().parse().unwrap();
    let recording = text(RECORDING);
    let (_, recording) = recording.split_once("<!-- recorded: ").unwrap();
    let (_, recording) = recording.split_once("```text\n").unwrap();
    let lines: Vec<&str> = recording.split("\n…\n```").next().unwrap().lines().collect();
    let last = lines.iter().rposition(|line| line.starts_with("> ")).unwrap();
    let mut shown: Vec<&str> = lines[..first].to_vec();
    shown.push("…");
    shown.extend(lines[last..].iter().take(LAST));
    shown.push("…");
    format!("{before}{MARK}{what} lines -->\n```text\n{}\n```{after}", shown.join("\n"))
}
