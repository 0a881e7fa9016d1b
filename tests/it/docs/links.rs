//! What the pages point to is there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{pages, text};
use crate::support::repo;

/// The prose of a page: without blocks of code.
fn prose(page: &str) -> String {
    let mut code = false;
    let lines = page.lines().filter(|line| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !code && !fence
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The anchors of a page, as they are made of its headings.
fn anchors(page: &str) -> BTreeSet<String> {
    let heading = |line: &str| line.starts_with('#').then(|| line.trim_start_matches('#').trim().to_lowercase());
    let slug = |heading: String| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    prose(page).lines().filter_map(heading).map(slug).collect()
}

fn folder(page: &str) -> PathBuf {
    repo(page).parent().unwrap().to_path_buf()
}

#[test]
fn every_link_leads_somewhere() {
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for page in pages() {
        let text = text(&page);
        for part in prose(&text).split("](").skip(1) {
            let target = part.split(')').next().unwrap();
            if target.starts_with("http") {
                continue;
            }
            seen += 1;
            let (path, anchor) = target.split_once('#').map_or((target, None), |(path, anchor)| (path, Some(anchor)));
            let file = if path.is_empty() { repo(&page) } else { folder(&page).join(path) };
            if !file.exists() {
                wrong.push(format!("{page}: {target}"));
            } else if let Some(anchor) = anchor
                && !anchors(&std::fs::read_to_string(&file).unwrap()).contains(anchor)
            {
                wrong.push(format!("{page}: {target}: no such heading"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 80, "{seen}");
}

/// A path in code, such as `src/graph.rs`, is one of a file that is there, seen from the page or from the top.
#[test]
fn every_path_that_is_named_is_there() {
    let tops = ["src/", "docs/", "tests/", "examples/", ".ci/", "benches/", "rules/", "catalog/"];
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for page in pages() {
        let prose = prose(&text(&page));
        for code in prose.split('`').skip(1).step_by(2) {
            let is_path = !code.contains([' ', '<', '*', '…', '"', '\n', '=']);
            let from_top = tops.iter().any(|top| code.starts_with(top));
            let beside = !code.contains('/') && [".toml", ".md"].iter().any(|end| code.ends_with(end));
            if !is_path || !(from_top || beside) {
                continue;
            }
            seen += 1;
            let near = [folder(&page), repo("."), repo("rules"), repo("catalog")];
            let there = |at: &Path| at.join(code).exists();
            if !near.iter().any(|at| there(at)) {
                wrong.push(format!("{page}: {code}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(seen > 60, "{seen}");
}
