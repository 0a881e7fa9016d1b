//! Comparisons: both articles' pairs as pages, and what holds of every comparison.

use verdict::needs::Request;
use verdict::render::markdown::{self, Charts};
use verdict::render::{Style, html, terminal};
use verdict::report::compare::{Comparison, compare};
use verdict::report::{Digests, compare_schema};

use crate::support::{repo, shipped};

/// The articles' pairs, and their pages in `docs/`.
const PAIRS: [(&str, [&str; 2]); 2] = [
    ("gpt-4o-mini-vs-llama-2", ["gpt-4o-mini", "llama-2-70b"]),
    ("gpt-4o-mini-vs-stable-beluga-2", ["gpt-4o-mini", "stable-beluga-2"]),
];

fn compared(models: &[&str], needs: &[&str]) -> Comparison {
    let graph = shipped();
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
fn both_articles_come_out_of_the_program() {
    for (name, pair) in PAIRS {
        let comparison = compared(&pair, &[]);
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "compare/snapshots" }, {
            insta::assert_snapshot!(format!("{name}.terminal"), terminal::compare(&comparison, &Style::plain(80)));
            insta::assert_snapshot!(format!("{name}.html"), html::compare(&comparison));
        });
    }
}

/// What the articles say, and what is to be said of it.
#[test]
fn the_articles_figures_are_there_or_corrected() {
    let [llama, beluga] = PAIRS.map(|(_, pair)| compared(&pair, &[]));
    for comparison in [&llama, &beluga] {
        let cells = |fact: &str| {
            let row = comparison.facts.iter().find(|row| row.fact == fact).unwrap_or_else(|| panic!("no {fact}"));
            row.cells.iter().map(|c| c.as_ref().map_or("", |c| c.value.as_str())).collect::<Vec<_>>()
        };
        assert_eq!(cells("model.context_window"), ["128,000 tokens", "4,096 tokens"]);
        assert_eq!(cells("offer.input_price")[0], "$0.15 per 1M tokens");
        assert_eq!(cells("offer.output_price")[0], "$0.60 per 1M tokens");
        assert_eq!(cells("model.open_weights"), ["no", "yes"]);
        // The winner and the direction of the share are the articles'; where one of the two fits, the share is near theirs.
        assert_eq!(comparison.models[0].rank, Some(1));
        let people = &comparison.shares[0];
        assert!(people.first[0].value > people.first[1].value, "{people:?}");
        assert!((0.8..1.0).contains(&people.first[0].of_fitting), "{people:?}");
        for people in &comparison.shares {
            let sum: f64 = people.first.iter().map(|s| s.value).sum::<f64>() + people.nothing.value;
            assert!((sum - 1.0).abs() < 0.001, "{people:?}");
        }
        // Hosting it oneself is the dearer one until millions of requests a month.
        let money = comparison.money.as_ref().unwrap();
        let own = money.bills.iter().find(|b| b.way == "Self-hosted").unwrap().number.unwrap();
        assert!(own > 100.0 * money.bills[0].number.unwrap(), "{money:?}");
        assert!(money.break_evens.iter().any(|b| b.text.starts_with("below 1,977,084 requests GPT-4o mini")));
    }
    // "68.9%" and "82.0%" are two sources among several, and they disagree.
    let mmlu = llama.facts.iter().find(|row| row.fact == "model.mmlu").unwrap();
    assert!(mmlu.cells.iter().all(|cell| cell.as_ref().is_some_and(|c| c.disputed.is_some())), "{mmlu:?}");
}

/// Each bullet of the articles, by the need it is about.
#[test]
fn the_articles_bullets_are_found() {
    for (_, pair) in PAIRS {
        let comparison = compared(&pair, &[]);
        let both = &comparison.pairs[0];
        let wins = |bullets: &[verdict::report::compare::Advice], need: &str, word: &str| {
            bullets.iter().any(|b| b.wins && b.needs.iter().any(|n| n == need) && b.text.contains(word))
        };
        assert!(wins(&both.use_one, "input", "Pictures"), "images");
        assert!(wins(&both.use_one, "context_tokens", "128,000"), "long documents");
        assert!(wins(&both.use_other, "data_location", "machines that you run yourself"), "privacy");
        assert!(wins(&both.use_other, "data_location", "private cloud"), "private cloud");
        assert!(wins(&both.use_other, "data_location", "without a connection"), "offline");
        assert!(wins(&both.use_other, "oversight", "no monitoring"), "no filters");
    }
}

#[test]
fn what_is_shown_adds_up() {
    for (models, needs) in [
        (vec!["gpt-4o-mini", "llama-2-70b"], vec![]),
        (vec!["gpt-4o", "claude-sonnet-4-5", "qwen3-32b"], vec!["task=coding", "context_tokens=20k"]),
        (vec!["gpt-4o-mini", "llama-2-70b"], vec!["data_location=own-machines"]),
    ] {
        let comparison = compared(&models, &needs);
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

/// The pages in `docs/` are what the program writes: `verdict compare … --format markdown --output docs/….md`.
#[test]
fn the_pages_in_docs_are_what_it_writes() {
    for (name, pair) in PAIRS {
        let read = |file: &str| std::fs::read_to_string(repo(&format!("docs/{file}"))).unwrap();
        let without = |text: &str| text.lines().filter(|l| !l.starts_with("- Inputs: ")).collect::<Vec<_>>().join("\n");
        let (page, charts) = markdown::compare(&compared(&pair, &[]), Charts::Beside(name));
        assert_eq!(without(&read(&format!("{name}.md"))), without(&page), "docs/{name}.md");
        assert_eq!(charts.len(), 3, "{name}");
        for chart in charts {
            assert!(page.contains(&format!("({})", chart.name)), "{} is not on the page", chart.name);
            assert_eq!(read(&chart.name), chart.text, "docs/{}", chart.name);
        }
    }
}

/// Without files beside it a page has its charts inside.
#[test]
fn a_page_alone_has_its_charts_inside() {
    let (page, files) = markdown::compare(&compared(&["gpt-4o-mini", "llama-2-70b"], &[]), Charts::Inside);
    assert!(files.is_empty());
    assert_eq!(page.matches("](data:image/svg+xml,%3Csvg").count(), 3);
}

/// `docs/articles.md` says of each figure of the articles where it is on our page: the words in its last column must be there.
#[test]
fn what_is_said_of_the_articles_is_on_the_pages() {
    let table = std::fs::read_to_string(repo("docs/articles.md")).unwrap();
    let pages = PAIRS.map(|(name, pair)| {
        let page = terminal::compare(&compared(&pair, &[]), &Style::plain(200));
        (name, page.split_whitespace().collect::<Vec<_>>().join(" "))
    });
    let mut found = 0;
    for row in table.lines().filter(|line| line.starts_with("| \"")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, whose, said] = cells.as_slice() else { panic!("{row}") };
        for (name, page) in pages.iter().filter(|(name, _)| *whose == "both" || name.ends_with(whose)) {
            for words in said.split('`').skip(1).step_by(2) {
                found += 1;
                assert!(page.contains(words), "{name}: `{words}` is not on the page");
            }
        }
    }
    assert!(found > 20, "{found}");
}
