//! Facts of the shipped catalog change every month, and next to nothing under `tests/` changes with them: which files do, and that
//! one price touches no more than five.

use std::collections::BTreeSet;

use verdict::document::{Node, Tree};
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::render::{Style, terminal};

use crate::scenario::{Scenario, scenarios};
use crate::scenarios::failures;
use crate::shipped_world::{catalog_files, over};
use crate::support::{files_below, list, repo, report_of, shipped};

/// The scenarios whose whole verdict on the shipped data is a snapshot, because somebody reads it: what the two articles ask. How twelve
/// others come out stands in `docs/verdicts.md`, which is written and not kept here.
const READ: [&str; 2] =
    ["gpt-4o-mini-vs-llama-2/01-nothing-answered", "gpt-4o-mini-vs-stable-beluga-2/01-nothing-answered"];

fn read_in_full() -> impl Iterator<Item = &'static Scenario> {
    scenarios().iter().filter(|s| READ.contains(&s.name.as_str()))
}

fn verdict(scenario: &Scenario, graph: &DecisionGraph) -> String {
    let request = Request { top: Some(4), ..scenario.request.clone() };
    let report = report_of(graph, &request).unwrap_or_else(|e| panic!("{}: {}", scenario.name, list(&e)));
    terminal::report(&report, &Style::plain(100))
}

#[test]
fn what_is_read_in_full_reads_as_before() {
    for scenario in read_in_full() {
        let (folder, stem) = scenario.name.rsplit_once('/').unwrap();
        insta::with_settings!({
            snapshot_path => repo(&format!("tests/scenarios/{folder}/snapshots")),
            prepend_module_to_snapshot => false,
            description => scenario.source.text.trim(),
            omit_expression => true,
        }, {
            insta::assert_snapshot!(format!("{stem}.terminal"), verdict(scenario, shipped()));
        });
    }
}

/// Whole snapshots of the shipped data are these, and no test makes others: what keeps snapshots does not know the shipped graph.
#[test]
fn at_most_thirty_snapshots_follow_the_shipped_data() {
    let top = repo("tests/scenarios");
    let kept = |ending: &str| files_below(&top, ending);
    let named: BTreeSet<_> = READ
        .iter()
        .map(|name| name.rsplit_once('/').unwrap())
        .map(|(folder, stem)| top.join(folder).join("snapshots").join(format!("{stem}.terminal.snap")))
        .collect();
    let others: Vec<_> = kept(".snap").into_iter().filter(|path| !named.contains(path)).collect();
    assert!(others.is_empty(), "delete what no scenario makes:\n{others:#?}");
    let count = named.len() + kept(".snap.json").len();
    assert!(count <= 30, "{count} snapshots follow the shipped data");

    let both: Vec<_> = files_below(&repo("tests/it"), ".rs")
        .into_iter()
        .filter(|path| !path.ends_with("refresh.rs"))
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            text.contains("insta::") && text.contains("shipped()")
        })
        .collect();
    assert!(both.is_empty(), "a snapshot of the shipped data changes with every price:\n{both:#?}");
}

/// Changes the value that decides: of several statements the first, of a table its `value`.
fn cut_by_a_third(node: &mut Node<'static>) {
    match &mut node.tree {
        Tree::Number(price) => *price *= 0.667,
        Tree::Integer(price) => node.tree = Tree::Number(*price as f64 * 0.667),
        Tree::List(statements) => cut_by_a_third(&mut statements[0]),
        Tree::Table(entries) => cut_by_a_third(&mut entries.iter_mut().find(|e| e.key == "value").unwrap().value),
        _ => panic!("no price: {node:?}"),
    }
}

fn entry<'n>(node: &'n mut Node<'static>, key: &str) -> &'n mut Node<'static> {
    let Tree::Table(entries) = &mut node.tree else { panic!("no table with `{key}`") };
    &mut entries.iter_mut().find(|e| e.key == key).unwrap_or_else(|| panic!("no `{key}`")).value
}

/// The shipped world with another price of one offer.
fn with_another_price(model: &str, offer: &str) -> DecisionGraph {
    let mut files = catalog_files();
    let (_, root) = files.iter_mut().find(|(path, _)| *path == format!("models/{model}.toml")).unwrap();
    let Tree::List(offers) = &mut entry(root, "offer").tree else { panic!("no offers") };
    let found = offers.iter_mut().find(|o| o.get("id").and_then(Node::text) == Some(offer)).unwrap();
    cut_by_a_third(entry(found, "input_price"));
    over(&files)
}

/// The price of what is recommended to whoever answers nothing, and that of the model that both articles are about: what would have to be
/// edited under `tests/` is each scenario that fails and each snapshot that reads otherwise.
#[test]
fn one_price_touches_no_more_than_five_files() {
    let article = read_in_full().next().unwrap();
    for request in [Request::default(), article.request.clone()] {
        let first = report_of(shipped(), &request).unwrap().ranking.remove(0);
        let graph = with_another_price(&first.model, &first.offer);
        let mut touched: BTreeSet<String> = BTreeSet::new();
        let comes_out_otherwise = |s: &&Scenario| failures(s, &graph).len() > failures(s, shipped()).len();
        touched.extend(scenarios().iter().filter(comes_out_otherwise).map(|s| s.name.clone()));
        let reads_otherwise = |s: &&Scenario| verdict(s, &graph) != verdict(s, shipped());
        touched.extend(read_in_full().filter(reads_otherwise).map(|s| format!("snapshot of {}", s.name)));
        println!("{} via {}: {touched:?}", first.model, first.offer);
        assert!(touched.len() <= 5, "{} via {}: {touched:#?}", first.model, first.offer);
    }
}
