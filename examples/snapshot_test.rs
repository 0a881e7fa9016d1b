//! Verdicts in the tests of a Rust program: a report is a plain value with a stable order and neither time nor path in it, so it is kept
//! as a snapshot as it is, without redactions. Rules and catalog are a copy of its own: what is shipped changes with every release.
//!
//! `cargo test --example snapshot_test`; `INSTA_UPDATE=always` accepts what changed.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use std::path::Path;

use verdict::catalog::Catalog;
use verdict::diagnostic::{Diagnostics, Source};
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::needs::Request;
use verdict::report::{Digests, Report, report};
use verdict::rulebook::Rulebook;

/// Where its copy lies.
const COPY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/worlds/frozen");

/// What this program needs of a model.
const NEEDS: &str = r#"
among = ["gpt-4o-mini", "llama-2-70b"]
as_of = "2026-11-22"

[needs]
input = ["image"]
context_tokens = "32k"
"#;

fn main() {
    let read = |part: &str| Files::read_dir(&Path::new(COPY).join(part));
    match (read("rules"), read("catalog")) {
        (Ok(rules), Ok(catalog)) => match judge(&rules, &catalog, NEEDS) {
            Ok(report) => println!("{}", report.summary),
            Err(found) => {
                println!("{}", found.as_slice().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
            }
        },
        (Err(error), _) | (_, Err(error)) => println!("{error}"),
    }
}

/// The verdict on some needs. Digests are left out: they change with every edit of rules and catalog, verdicts do not.
fn judge(rules: &Files, catalog: &Files, needs: &str) -> Result<Report, Diagnostics> {
    let rulebook = Rulebook::parse(&rules.views())?;
    let (catalog, found) = Catalog::parse(&catalog.views());
    let graph = DecisionGraph::compile(rulebook, found.into_result(catalog)?)?;
    let request = Request::parse(&Source::new("needs", needs))?;
    let as_of = graph.as_of_date(&request);
    let resolved = graph.resolve(&request, as_of)?;
    Ok(report(&graph, &resolved, as_of, 2, &Digests::default()))
}

#[cfg(test)]
mod tests {
    use super::{COPY, Files, NEEDS, Path, judge};
    use verdict::render::json;

    #[test]
    fn the_verdict_is_as_it_was_accepted() {
        let [rules, catalog] = ["rules", "catalog"].map(|part| Files::read_dir(&Path::new(COPY).join(part)).unwrap());
        let report = judge(&rules, &catalog, NEEDS).unwrap();
        assert_eq!(report.ranking[0].model, "openai/gpt-4o-mini");
        insta::assert_snapshot!(json::pretty(&report));
    }
}
