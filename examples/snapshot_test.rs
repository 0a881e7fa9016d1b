//! Verdicts in the tests of a Rust program: a report is a plain value with a stable order and neither time nor path in it, so it is kept
//! as a snapshot as it is, without redactions.
//!
//! `cargo test --example snapshot_test`; `INSTA_UPDATE=always` accepts what changed.
#![expect(clippy::print_stdout, reason = "printing is what it is for")]

use verdict::catalog::Catalog;
use verdict::diagnostic::{Diagnostics, Source};
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::needs::Request;
use verdict::report::{Digests, Report, report};
use verdict::rulebook::Rulebook;

/// What this program needs of a model.
const NEEDS: &str = r#"
among = ["gpt-4o-mini", "llama-2-70b"]
as_of = "2026-11-22"

[needs]
input = ["image"]
context_tokens = "32k"
"#;

fn main() {
    match judge(NEEDS) {
        Ok(report) => println!("{}", report.summary),
        Err(found) => println!("{}", found.as_slice().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")),
    }
}

/// The verdict on some needs. Digests are left out: they change with every edit of rules and catalog, verdicts do not.
fn judge(needs: &str) -> Result<Report, Diagnostics> {
    let rulebook = Rulebook::parse(&Files::shipped_rules().views())?;
    let (catalog, found) = Catalog::parse(&Files::shipped_catalog().views());
    let graph = DecisionGraph::compile(rulebook, found.into_result(catalog)?)?;
    let request = Request::parse(&Source::new("needs", needs))?;
    let as_of = graph.as_of_date(&request);
    let resolved = graph.resolve(&request, as_of)?;
    Ok(report(&graph, &resolved, as_of, 2, &Digests::default()))
}

#[cfg(test)]
mod tests {
    use super::{NEEDS, judge};
    use verdict::render::json;

    #[test]
    fn the_verdict_is_as_it_was_accepted() {
        let report = judge(NEEDS).unwrap();
        assert_eq!(report.ranking[0].model, "openai/gpt-4o-mini");
        insta::assert_snapshot!(json::pretty(&report));
    }
}
