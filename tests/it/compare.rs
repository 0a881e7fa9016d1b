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

/// Pairs and triples of the frozen world, and needs.
fn several() -> Vec<Comparison> {
    let cases: [(&[&str], &[&str]); 5] = [
        (&["gpt-4o-mini", "llama-2-70b"], &[]),
        (&["gpt-4o", "claude-sonnet-4-5", "qwen3-32b"], &["task=coding", "context_tokens=20k"]),
        (&["gpt-4o-mini", "llama-2-70b"], &["data_location=own-machines"]),
        (&["gpt-4o-mini", "gpt-4o", "gpt-5.4-mini"], &[]),
        (&["gpt-4o-mini", "llama-2-70b"], &["hosting=api", "requests_per_month=5M"]),
    ];
    cases.iter().map(|(models, needs)| compared(frozen(), models, needs)).collect()
}

/// Shares of people and of weights stand beside a verdict: a page that has any says which of them to believe. Of a model that is out
/// there is no share of weights.
#[test]
fn a_page_with_shares_says_which_to_believe() {
    for c in several() {
        assert!(!c.shares.is_empty());
        let page = html::compare(&c);
        assert_eq!(page.matches("Believe the verdict: it is of your own needs.").count(), 1);
        for model in &c.models {
            assert!(
                page.contains(&format!("{} comes first for ", model.name))
                    || page.contains(&format!("{} for ", model.name))
            );
        }
        for pair in &c.pairs {
            let both = [pair.one, pair.other].iter().all(|place| c.models[*place].rank.is_some());
            assert_eq!(pair.weighings.is_some(), both);
        }
        let weighed = c.pairs.iter().filter(|pair| pair.weighings.is_some()).count();
        assert_eq!(page.matches("(counted, not sampled)").count(), weighed);
    }
}

/// A criterion that counts for nothing, or for everything, is no tipping point; where no weight is one, that is said.
#[test]
fn nobody_is_told_to_count_something_for_all_or_nothing() {
    for c in several() {
        for pair in &c.pairs {
            for tie in &pair.ties {
                assert!(!tie.contains(" 100.0% instead") && !tie.contains(" 0.0% instead"), "{tie}");
                assert!(!tie.ends_with("being yes") && !tie.ends_with("being no instead of yes"), "{tie}");
            }
            let told = terminal::compare(&c, &Style::plain(200));
            if pair.weight_ties.is_empty() && pair.margin.is_some_and(|margin| margin != 0) {
                assert!(told.contains("However much or little") || told.contains("by weights"), "{told}");
            }
        }
    }
}

/// Numbers side by side that do the same are told as one span, and rounded.
#[test]
fn answers_that_turn_it_are_spans() {
    for c in several() {
        for turn in &c.turns {
            let ends: Vec<(Option<i64>, Option<i64>)> =
                turn.answers.iter().map(|(from, to)| (from.as_i64(), to.as_i64())).collect();
            for pair in ends.windows(2) {
                if let [(_, Some(to)), (Some(from), _)] = pair {
                    assert!(to + 1 < *from, "{}", turn.text);
                }
            }
            assert_eq!(turn.answer, turn.answers[0].0);
            assert!(!turn.text.contains(",999 ") && !turn.text.contains(",001 "), "{}", turn.text);
            let same = c.turns.iter().filter(|other| (&other.need, &other.first) == (&turn.need, &turn.first));
            assert_eq!(same.count(), 1, "{}", turn.text);
        }
    }
}

/// What is cheaper up to which volume stands in the order of the volumes, and what may not be had is called so.
#[test]
fn crossings_are_spans_in_their_order() {
    let mut crossed = 0;
    for c in several() {
        let money = c.money.as_ref().unwrap();
        for even in &money.break_evens {
            let ascending = even.at.windows(2).all(|pair| pair[0].0 <= pair[1].0);
            assert!(ascending && !even.text.contains("below"), "{}", even.text);
            if !even.at.is_empty() {
                crossed += 1;
                assert!(even.text.starts_with("Cheaper is ") && even.text.contains(" above that"), "{}", even.text);
            }
            let out = even
                .between
                .iter()
                .any(|paid| money.bills.iter().any(|b| b.model == paid.model && b.way == paid.way && !b.eligible));
            assert_eq!(even.text.contains(", not eligible)"), out, "{}", even.text);
        }
    }
    assert!(crossed > 0);
}
