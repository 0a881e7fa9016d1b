//! Comparisons: what holds of every one, and how one reads; on the frozen world.

use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::render::markdown::{self, Charts};
use verdict::render::{Style, html, terminal};
use verdict::report::compare::{Comparison, compare};
use verdict::report::{Digests, compare_schema};

use crate::support::frozen;

mod articles;

/// The articles' pairs, and what their pages are called.
const PAIRS: [(&str, [&str; 2]); 2] = [
    ("gpt-4o-mini-vs-llama-2", ["gpt-4o-mini", "llama-2-70b"]),
    ("gpt-4o-mini-vs-stable-beluga-2", ["gpt-4o-mini", "stable-beluga-2"]),
];

fn compared(graph: &DecisionGraph, models: &[&str], needs: &[&str]) -> Comparison {
    let mut request = Request::default();
    for need in needs {
        request.add_flag("--need", need).unwrap();
    }
    let as_of = graph.as_of_date(&request);
    let resolved = graph.resolve(&request, as_of).unwrap();
    let models: Vec<usize> = models.iter().map(|id| graph.catalog().find_model(id).unwrap()).collect();
    let askers = graph.rulebook().askers.as_ref().unwrap();
    compare(graph, &resolved, as_of, &models, Some((askers, &askers.populations[0])), &Digests::default())
}

#[test]
fn how_it_reads() {
    for (name, pair) in PAIRS {
        let comparison = compared(frozen(), &pair, &[]);
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "compare/snapshots" }, {
            insta::assert_snapshot!(format!("{name}.terminal"), terminal::compare(&comparison, &Style::plain(80)));
            insta::assert_snapshot!(format!("{name}.html"), html::compare(&comparison));
        });
    }
}

#[test]
fn what_is_shown_adds_up() {
    for (models, needs) in [
        (vec!["gpt-4o-mini", "llama-2-70b"], vec![]),
        (vec!["gpt-4o", "claude-sonnet-4-5", "qwen3-32b"], vec!["task=coding", "context_tokens=20k"]),
        (vec!["gpt-4o-mini", "llama-2-70b"], vec!["data_location=own-machines"]),
    ] {
        let comparison = compared(frozen(), &models, &needs);
        for (place, model) in comparison.models.iter().enumerate() {
            let sum: i32 =
                comparison.criteria.iter().filter_map(|row| row.cells[place].as_ref()).map(|c| c.points).sum();
            assert!(model.score.is_none_or(|score| score == sum), "{}: {sum}", model.name);
            assert_eq!(model.score.is_none(), !model.by.is_empty(), "{}", model.name);
        }
        for pair in &comparison.pairs {
            let score = |place: usize| comparison.models[place].score;
            assert_eq!(pair.margin, score(pair.one).zip(score(pair.other)).map(|(a, b)| a - b));
        }
        let schema = compare_schema();
        let validator = jsonschema::validator_for(schema.as_value()).unwrap();
        let json = serde_json::to_value(&comparison).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&json).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }
}

/// Without files beside it a page has its charts inside.
#[test]
fn a_page_alone_has_its_charts_inside() {
    let (page, files) = markdown::compare(&compared(frozen(), &["gpt-4o-mini", "llama-2-70b"], &[]), Charts::Inside);
    assert!(files.is_empty());
    assert_eq!(page.matches("](data:image/svg+xml,%3Csvg").count(), 3);
}
