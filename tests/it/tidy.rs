//! The sources keep the house rules: layers, no domain, no reading of the world in the core.

use std::collections::BTreeSet;

use crate::support::{files_below, repo};

/// Each layer may use those before it. Modules in one layer never use one another.
const LAYERS: &[&[&str]] = &[
    &["diagnostic", "document", "value"],
    &["reader"],
    &["fact", "glossary", "template"],
    &["expression"],
    &["catalog", "needs", "rulebook"],
    &["graph", "import"],
    &["evaluate"],
    &["sample"],
    &["verdict"],
    &["explain", "interview", "pricing", "share"],
    &["change", "delta"],
    &["report"],
    &["scenario"],
    &["render"],
    &["load"],
    &["cli"],
    &["main"],
];

/// A third-party crate is named in these places only.
const CRATES: &[(&str, &[&str])] = &[
    ("annotate_snippets", &["render/diagnostic.rs"]),
    ("anstream", &["cli", "main.rs", "render"]),
    ("clap", &["cli", "main.rs"]),
    ("clap_complete", &["cli/completions.rs"]),
    ("clap_mangen", &["cli/man.rs"]),
    ("comfy_table", &["render"]),
    ("ctrlc", &["cli/ask.rs", "cli/output/pager.rs"]),
    ("inquire", &["cli/ask/prompt.rs"]),
    (
        "libm",
        &[
            "catalog/estimates/traits.rs",
            "expression",
            "graph/scale.rs",
            "interview",
            "pricing",
            "render/chart",
            "sample",
        ],
    ),
    ("petgraph", &["graph.rs", "graph"]),
    ("schemars", &["report.rs", "report", "scenario", "cli"]),
    ("similar", &["render/diff.rs"]),
    ("sha2", &["load", "report/basis.rs"]),
    ("strsim", &["diagnostic.rs"]),
    ("terminal_size", &["cli"]),
    ("toml", &["document/toml.rs"]),
    ("toml_edit", &["import/edit.rs"]),
];

fn sources() -> Vec<(String, String)> {
    let src = repo("src");
    let name = |p: &std::path::PathBuf| p.strip_prefix(&src).unwrap().to_string_lossy().replace('\\', "/");
    files_below(&src, ".rs").iter().map(|p| (name(p), std::fs::read_to_string(p).unwrap())).collect()
}

/// The code of a file without its comments.
fn code(text: &str) -> String {
    text.lines().map(str::trim_start).filter(|l| !l.starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn module(file: &str) -> &str {
    file.split(['/', '.']).next().unwrap()
}

fn layer(module: &str) -> usize {
    LAYERS.iter().position(|l| l.contains(&module)).unwrap_or_else(|| panic!("`{module}` is in no layer"))
}

#[test]
fn modules_use_only_what_is_below_them() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let own = module(&file);
        if own == "lib" {
            continue;
        }
        let code = code(&text);
        let mut used = BTreeSet::new();
        for start in ["crate::", "verdict::"] {
            for (at, _) in code.match_indices(start) {
                let rest = &code[at + start.len()..];
                if let Some(inner) = rest.strip_prefix('{') {
                    let group = inner.split('}').next().unwrap_or_default();
                    used.extend(group.split(',').map(|w| w.trim().split("::").next().unwrap().to_string()));
                } else {
                    used.insert(rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_string());
                }
            }
        }
        for other in used.iter().filter(|u| LAYERS.iter().any(|l| l.contains(&u.as_str()))) {
            if other != own && layer(other) >= layer(own) {
                wrong.push(format!("{file} uses {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The map shows the same layers, lowest first.
#[test]
fn the_map_has_every_module_in_its_layer() {
    let map = std::fs::read_to_string(repo("ARCHITECTURE.md")).unwrap();
    let (_, table) = map.split_once("| module |").unwrap();
    let rows = table.split("\n\n").next().unwrap().lines().filter(|line| line.starts_with("| `"));
    let cells = rows.map(|row| row.split(" | ").next().unwrap());
    let shown: Vec<&str> = cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).collect();
    let layers: Vec<usize> = shown.iter().map(|module| layer(module)).collect();
    assert!(layers.is_sorted(), "{shown:?}");
    let all: BTreeSet<&str> = LAYERS.iter().flat_map(|layer| layer.iter().copied()).filter(|m| *m != "main").collect();
    assert_eq!(shown.into_iter().collect::<BTreeSet<_>>(), all);
}

#[test]
fn third_party_crates_are_named_in_one_place() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let code = code(&text);
        for (name, places) in CRATES {
            let named = code.contains(&format!("{name}::")) && !code.contains(&format!("document::{name}::"));
            let allowed =
                places.iter().any(|p| file == *p || file.starts_with(&format!("{p}/")) || file == format!("{p}.rs"));
            if named && !allowed {
                wrong.push(format!("{file} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_core_reads_no_file_clock_or_environment() {
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        if matches!(module(&file), "load" | "cli" | "main") {
            continue;
        }
        for world in ["std::fs", "std::env::", "std::time", "std::net", "std::process", "println!", "eprintln!"] {
            if code(&text).contains(world) {
                wrong.push(format!("{file} has {world}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Knowledge is data: nothing that the shipped data names is named in the sources.
#[test]
fn no_model_vendor_need_rule_or_criterion_is_named_in_the_sources() {
    let graph = crate::support::shipped();
    let mut names: BTreeSet<String> = BTreeSet::new();
    for model in graph.catalog().models() {
        names.insert(model.id.to_string());
        names.extend(model.id.split('/').map(str::to_string));
    }
    names.extend(graph.rulebook().rules.iter().map(|r| r.id.clone()));
    names.extend(graph.rulebook().questions.iter().map(|q| q.id.clone()).filter(|q| q.contains('_')));
    names.extend(graph.criteria().iter().map(|c| c.id.clone()).filter(|c| c.contains('-')));
    let known: BTreeSet<&str> = verdict::fact::known::ALL.iter().map(|f| f.split('.').next_back().unwrap()).collect();
    let mut wrong = Vec::new();
    for (file, text) in sources() {
        let code = code(&text);
        for name in names.iter().filter(|n| !known.contains(n.as_str())) {
            if code.contains(&format!("\"{name}\"")) {
                wrong.push(format!("{file} names {name}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Reasons that stand at the head of a module are read by themselves.
#[test]
fn files_are_of_a_size_to_read() {
    let long: Vec<String> = sources()
        .into_iter()
        .map(|(file, text)| (text.lines().filter(|line| !line.starts_with("//!")).count(), file))
        .filter(|(lines, _)| *lines > 450)
        .map(|(lines, file)| format!("{file}: {lines} lines"))
        .collect();
    assert!(long.is_empty(), "these want to be two: {}", long.join(", "));
}
