//! How long pages and their lines are.

use super::{pages, text};

/// Pages whose lines are as others made them: written by the program, or read line by line with long commands in them.
const AS_THEY_ARE: [&str; 5] = [
    "docs/words.md",
    "docs/articles.md",
    "docs/verdicts.md",
    "docs/gpt-4o-mini-vs-llama-2.md",
    "docs/gpt-4o-mini-vs-stable-beluga-2.md",
];

#[test]
fn the_readme_is_two_screens() {
    let readme = text("README.md");
    assert!(readme.lines().count() <= 120, "{} lines", readme.lines().count());
    let wide: Vec<&str> = readme.lines().filter(|line| line.chars().count() > 100).collect();
    assert!(wide.is_empty(), "{wide:#?}");
}

#[test]
fn architecture_is_two_pages() {
    let lines = text("ARCHITECTURE.md").lines().count();
    assert!(lines <= 130, "{lines} lines");
}

/// Prose is wrapped. Tables, links and commands are as wide as they are.
#[test]
fn lines_are_short() {
    let mut long = Vec::new();
    for page in pages().into_iter().filter(|page| !AS_THEY_ARE.contains(&page.as_str())) {
        let mut code = false;
        for (at, line) in text(&page).lines().enumerate() {
            code ^= line.trim_start().starts_with("```");
            let free = line.starts_with(['|', '<']) || line.contains("](") || code && line.starts_with("$ ");
            if !free && line.chars().count() > 120 {
                long.push(format!("{page}:{}: {}", at + 1, line.chars().count()));
            }
        }
    }
    assert!(long.is_empty(), "more than 120 columns:\n{}", long.join("\n"));
}
