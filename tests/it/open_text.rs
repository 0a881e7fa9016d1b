//! What stands open on a page is in words: which rule says it, which facts it looks at and as which formula, stands in the notes.

use verdict::needs::Request;
use verdict::render::{html, markdown};
use verdict::report::Digests;
use verdict::report::explain::explain;

use crate::support::{frozen, report_of};

fn asked(needs: &[&str]) -> Request {
    let mut request = Request { top: Some(5), ..Request::default() };
    for need in needs {
        request.add_flag("--need", need).unwrap();
    }
    request
}

/// Nothing of a page before its notes is the id of a rule or of a fact, or a formula.
fn is_in_words(page: &str, notes: &str, what: &str) {
    let open = page.split_once("<body>").map_or(page, |(_, body)| body);
    let open = open.split(notes).next().unwrap();
    let has = |word: &str| open.split(|c: char| !(c.is_alphanumeric() || "-_.".contains(c))).any(|w| w == word);
    let graph = frozen();
    let rules: Vec<&str> =
        graph.rulebook().rules.iter().map(|r| &*r.id).filter(|id| id.contains('-') && has(id)).collect();
    assert!(rules.is_empty(), "{what}: {rules:?}");
    for mark in ["model.", "offer.", "needs."] {
        let facts = open.match_indices(mark).map(|(at, _)| &open[at..(at + 40).min(open.len())]);
        let facts: Vec<&str> =
            facts.filter(|f| f[mark.len()..].starts_with(|c: char| c.is_ascii_lowercase())).collect();
        assert!(facts.is_empty(), "{what}: {facts:?}");
    }
    assert!(!open.contains("==") && !open.contains("&amp;&amp;") && !open.contains("||"), "{what}");
}

const NEEDS: [&[&str]; 6] = [
    &[],
    &["data_location=own-machines"],
    &["task=agents", "structured_output=true", "data_location=regions", "region=eu"],
    &["input=pdf"],
    &["hosting=self-host"],
    &["licence_use=commercial"],
];

#[test]
fn a_verdict_is_in_words() {
    for needs in NEEDS {
        let report = report_of(frozen(), &asked(needs)).unwrap();
        let page = html::report(&report);
        is_in_words(&page, "id=\"sources\"", &format!("{needs:?}"));
        assert!(page.contains(">rule "), "the notes name the rules");
        let paper = markdown::report(&report);
        assert!(!paper.contains("Read from") && !paper.contains("`model."), "{paper}");
    }
}

#[test]
fn an_explanation_is_in_words() {
    let graph = frozen();
    for needs in NEEDS {
        let request = asked(needs);
        let as_of = graph.as_of_date(&request);
        let resolved = graph.resolve(&request, as_of).unwrap();
        for model in (0..graph.catalog().models().len()).step_by(7) {
            let e = explain(graph, &resolved, as_of, model, &Digests::default()).unwrap();
            is_in_words(&html::explain(&e), "id=\"sources\"", &format!("{needs:?} {}", e.model));
        }
    }
}
