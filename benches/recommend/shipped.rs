//! Requests over the whole shipped catalog.

use std::fmt;
use std::sync::OnceLock;

use divan::{Bencher, black_box};
use verdict::catalog::Catalog;
use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::load::Files;
use verdict::needs::Request;
use verdict::report::{Digests, report};
use verdict::rulebook::Rulebook;
use verdict::value::Date;
use verdict::verdict::Verdict;

/// The shipped rulebook and catalog, compiled.
pub fn graph() -> &'static DecisionGraph {
    static GRAPH: OnceLock<DecisionGraph> = OnceLock::new();
    GRAPH.get_or_init(|| {
        let rulebook = Rulebook::parse(&Files::shipped_rules().views()).expect("the shipped rulebook is valid");
        let (catalog, found) = Catalog::parse(&Files::shipped_catalog().views());
        assert!(!found.has_errors(), "{found:?}");
        DecisionGraph::compile(rulebook, catalog).expect("the shipped rulebook fits the shipped catalog")
    })
}

pub struct Case {
    name: &'static str,
    text: &'static str,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

pub const CASES: [Case; 3] = [
    Case { name: "nothing answered", text: "{}" },
    Case { name: "clinic", text: include_str!("../../examples/clinic.json") },
    Case {
        name: "many needs",
        text: r#"{"needs": {"task": ["coding", "agents", "extraction"], "input": ["image", "pdf"], "context_tokens": "64k",
            "output_tokens": 8000, "tool_calling": true, "structured_output": true, "reasoning": "steps", "mistakes": "costly",
            "latency": "interactive", "region": "eu", "data_location": "regions", "data_training": "no-training",
            "regulation": ["gdpr"], "licence_use": "commercial", "operations": "nobody", "vendor_independence": "somewhat",
            "budget": "moderate", "budget_usd_per_month": 2000, "requests_per_month": 50000, "prompt_tokens": 3000,
            "answer_tokens": 600, "priority": "quality"}}"#,
    },
];

pub fn request(case: &Case) -> Request {
    Request::parse(&Source::new(case.name, case.text)).expect("the request can be read")
}

pub fn resolve(request: &Request) -> (Resolved, Date) {
    let as_of = graph().as_of_date(request);
    (graph().resolve(request, as_of).expect("the request fits the rulebook"), as_of)
}

/// From a request to a report of five models: needs, evaluation, verdict, explanations.
#[divan::bench(args = CASES)]
fn recommend(bencher: Bencher, case: &Case) {
    let request = request(case);
    bencher.bench(|| {
        let (resolved, as_of) = resolve(black_box(&request));
        report(graph(), &resolved, as_of, 5, &Digests::default())
    });
}

#[divan::bench(args = CASES)]
fn evaluate(bencher: Bencher, case: &Case) {
    let (resolved, _) = resolve(&request(case));
    bencher.bench(|| Evaluation::new(graph(), black_box(&resolved)));
}

#[divan::bench(args = CASES)]
fn evaluate_and_rank(bencher: Bencher, case: &Case) {
    let (resolved, _) = resolve(&request(case));
    bencher.bench(|| Verdict::new(&Evaluation::new(graph(), black_box(&resolved))));
}
