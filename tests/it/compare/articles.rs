//! What the two articles say, held against the comparisons of the shipped data.

use verdict::render::html;
use verdict::render::markdown::{self, Charts};
use verdict::report::compare::Comparison;

use super::PAIRS;
use crate::support::{kept, repo, shipped};

/// A pair, compared where nothing is answered.
fn compared(pair: &[&str]) -> Comparison {
    super::compared(shipped(), pair, &[])
}

/// What the articles say, and what is to be said of it.
#[test]
fn the_articles_figures_are_there_or_corrected() {
    let [llama, beluga] = PAIRS.map(|(_, pair)| compared(&pair));
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
        // Hosting it oneself is the dearer one, at every volume: more requests need more machines, for the busiest hour.
        let money = comparison.money.as_ref().unwrap();
        let own = money.bills.iter().find(|b| b.way == "Self-hosted").unwrap().number.unwrap();
        assert!(own > 100.0 * money.bills[0].number.unwrap(), "{money:?}");
        let dearer = |text: &str| text.contains("self-hosted") && text.contains("at every volume");
        assert!(money.break_evens.iter().any(|b| dearer(&b.text)), "{:?}", money.break_evens);
    }
    // "Only more cost-effective if you are running massive, constant workloads": evenly, machines are cheaper from some millions on.
    let even = "compare gpt-4o-mini stable-beluga-2 --need traffic=even --format json";
    let money = &crate::cli::verdict(even).shipped().json()["money"];
    let turns = money["break_evens"][0]["at"].as_array().unwrap();
    let volumes: Vec<f64> = turns.iter().map(|turn| turn[0].as_f64().unwrap()).collect();
    assert!(volumes.first().is_some_and(|first| *first > 1e6) && volumes.len() % 2 == 1, "{volumes:?}");
    // "68.9%" and "82.0%" are two sources among several, and they disagree.
    let mmlu = llama.facts.iter().find(|row| row.fact == "model.mmlu").unwrap();
    assert!(mmlu.cells.iter().all(|cell| cell.as_ref().is_some_and(|c| c.disputed.is_some())), "{mmlu:?}");
}

/// Each bullet of the articles, by the need it is about.
#[test]
fn the_articles_bullets_are_found() {
    for (_, pair) in PAIRS {
        let comparison = compared(&pair);
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

/// The pages in `docs/` are what the program writes: `verdict compare … --format markdown --output docs/….md`. With `UPDATE_DOCS=1`
/// they are written.
#[test]
fn the_pages_in_docs_are_what_it_writes() {
    let without =
        |text: &str| text.lines().filter(|l| !l.starts_with("- Inputs: ")).collect::<Vec<_>>().join("\n") + "\n";
    for (name, pair) in PAIRS {
        let (page, charts) = markdown::compare(&compared(&pair), Charts::Beside(name));
        kept(&format!("docs/{name}.md"), &without(&page));
        assert_eq!(charts.len(), 3, "{name}");
        for chart in charts {
            assert!(page.contains(&format!("({})", chart.name)), "{} is not on the page", chart.name);
            kept(&format!("docs/{}", chart.name), &chart.text);
        }
    }
}

/// What is written on a page, folded or not, without its tags and the numbers of its notes.
fn text(page: &str) -> String {
    let body = page.split_once("<body>").unwrap().1;
    let mut out = String::new();
    for part in body.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or(("", part));
        if !tag.starts_with("a href") {
            out.push_str(text);
        }
        if ["td", "th", "/td", "/th", "li", "/p"].iter().any(|word| tag.split(' ').next() == Some(*word)) {
            out.push(' ');
        }
    }
    let out = out.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `docs/articles.md` says of each figure of the articles where it is on our page: the words in its last column must be there.
#[test]
fn what_is_said_of_the_articles_is_on_the_pages() {
    let table = std::fs::read_to_string(repo("docs/articles.md")).unwrap();
    let pages = PAIRS.map(|(name, pair)| (name, text(&html::compare(&compared(&pair)))));
    let (mut found, mut missing) = (0, Vec::new());
    for row in table.lines().filter(|line| line.starts_with("| \"")) {
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        let [_, whose, said] = cells.as_slice() else { panic!("{row}") };
        for (name, page) in pages.iter().filter(|(name, _)| *whose == "both" || name.ends_with(whose)) {
            for words in said.split('`').skip(1).step_by(2) {
                found += 1;
                if !page.contains(words) {
                    missing.push(format!("{name}: `{words}`"));
                }
            }
        }
    }
    assert!(missing.is_empty(), "the table says that these are on the pages:\n{}", missing.join("\n"));
    assert!(found > 20, "{found}");
}
