//! The decision graph in parts: what counts, what has to do with one thing; and as a page.

use std::collections::BTreeSet;

use super::verdict;
use crate::support::frozen;

/// The ids of what is drawn, such as `rule images-need-vision`.
fn drawn(dot: &str) -> BTreeSet<String> {
    let nodes = dot.lines().filter(|line| line.contains(" [label=") && !line.contains(" -> "));
    nodes.map(|line| line.split('"').nth(1).unwrap().to_string()).collect()
}

fn dot(args: &str) -> String {
    verdict("graph").args(args.split_whitespace()).answers()
}

#[test]
fn only_what_counts_is_drawn_and_every_arrow_has_its_ends() {
    let needs = "--need input=image --need data_location=own-machines";
    let (all, live) = (dot(needs), dot(&format!("{needs} --live")));
    let marked: BTreeSet<String> = drawn(&all)
        .into_iter()
        .filter(|id| {
            all.lines().any(|line| line.contains(&format!("\"{id}\" [label=")) && line.contains("filled,bold"))
        })
        .collect();
    assert_eq!(drawn(&live), marked);
    assert!(marked.contains("rule images-need-vision") && !drawn(&live).contains("rule classified-means-air-gapped"));
    for part in [live, dot("--focus cost"), dot("--focus images-need-vision --live"), dot("--focus gpt-4o-mini")] {
        let nodes = drawn(&part);
        for arrow in part.lines().filter(|line| line.contains("\" -> \"") && !line.contains("style=invis")) {
            let mut ends = arrow.split('"');
            let (from, to) = (ends.nth(1).unwrap(), ends.nth(1).unwrap());
            assert!(nodes.contains(from) && nodes.contains(to), "{arrow}");
        }
    }
}

/// By hand: who has to do with whom in the frozen rulebook.
#[test]
fn the_neighbourhood_of_one_thing() {
    let rule = drawn(&dot("--focus images-need-vision"));
    let expected = ["need input", "rule images-need-vision", "fact model.input"];
    assert!(expected.iter().all(|id| rule.contains(*id)), "{rule:?}");
    assert_eq!(rule.iter().filter(|id| id.starts_with("rule ")).count(), 1);
    // A criterion: who gives it points, by which answers, what it measures, and what is above it.
    let criterion = drawn(&dot("--focus monthly-cost"));
    assert!(criterion.contains("criterion cost") && criterion.contains("fact offer.monthly_cost"), "{criterion:?}");
    let cost = drawn(&dot("--focus cost"));
    assert!(cost.contains("rule cost-first") && cost.contains("need priority"), "{cost:?}");
    assert_eq!(cost, drawn(&dot("--focus COST")), "in any case");
    // A need: the rules that read it, and where these lead.
    let need = drawn(&dot("--focus priority"));
    assert!(need.contains("rule cost-first") && need.contains("criterion cost"), "{need:?}");
    assert_eq!(need, drawn(&dot("--focus needs.priority")));
    // Whatever is named is drawn, even where it does not count.
    assert!(drawn(&dot("--live --focus images-need-vision")).contains("rule images-need-vision"));
}

#[test]
fn a_model_has_its_points_and_the_rules_that_speak_of_it() {
    let out = dot("--focus gpt-4o-mini --need data_location=own-machines");
    assert!(out.contains("\"model\" [label=\"GPT-4o mini\\nnot eligible\""), "{out}");
    assert!(out.contains("\"rule keep-data-on-own-machines\" -> \"model\""));
    assert!(drawn(&out).contains("need data_location"));
    let report = verdict("explain gpt-4o-mini --format json").json();
    let ranked = dot("--focus gpt-4o-mini");
    assert!(ranked.contains(&format!("rank {},", report["rank"])), "{ranked}");
    for given in report["contributions"].as_array().unwrap() {
        let points = given["points"].as_f64().unwrap() / 1000.0;
        let arrow = format!("\"criterion {}\" -> \"model\"", given["criterion"].as_str().unwrap());
        let line = ranked.lines().find(|line| line.contains(&arrow)).unwrap_or_else(|| panic!("{arrow}"));
        assert!(line.contains(&format!("label=\"{points:.1}\"")), "{line}");
    }
    assert!(verdict("graph --focus gpt-4o-mini --format mermaid").answers().contains("[[\"GPT-4o mini<br>rank "));
}

#[test]
fn a_name_that_nothing_has_is_underlined() {
    let refuses = |name: &str, words: &[&str]| {
        verdict("graph --focus").args([name]).refuses(words);
    };
    refuses(
        "images-need-vison",
        &[
            "error[unknown-word]: nothing in the graph is called `images-need-vison`\n --> --focus:1:1",
            "1 | images-need-vison\n  | ^^^^^^^^^^^^^^^^^ no rule, criterion, question or model",
            "did you mean `images-need-vision`?",
        ],
    );
    refuses("gpt-4o-mni", &["there is no model `gpt-4o-mni`", "did you mean `openai/gpt-4o-mini`?"]);
    refuses("llama", &["there is no model `llama`", "did you mean `meta/llama-2-70b` or"]);
    refuses("", &["nothing in the graph is called ``"]);
}

/// A page is well-formed, loads nothing, runs nothing, and every link leads somewhere on it.
#[test]
fn the_page_is_of_one_piece_and_every_link_leads_somewhere() {
    for args in ["", "--live --need input=image", "--focus cost", "--focus gpt-4o-mini", "--focus images-need-vision"] {
        let page = verdict("graph --format html").args(args.split_whitespace()).answers();
        let xml = page.replace("<!doctype html>", "").replace("<meta charset=\"utf-8\">", "");
        let xml = xml.replace("initial-scale=1\">", "initial-scale=1\"/>").replace("<br>", "<br/>");
        let document = roxmltree::Document::parse(&xml).unwrap_or_else(|wrong| panic!("{args}: {wrong}"));
        let ids: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(unique.len(), ids.len(), "{args}: an id is there twice");
        let links: Vec<&str> = document.descendants().filter_map(|node| node.attribute("href")).collect();
        assert!(links.len() > 5, "{args}");
        for link in links {
            assert!(unique.contains(link.strip_prefix('#').unwrap()), "{args}: {link} leads nowhere");
        }
        for loaded in ["<script", "<img", "<link", "http:", "https:", "url(", "@import", "onclick"] {
            assert!(!page.contains(loaded), "{args}: {loaded}");
        }
    }
}

#[test]
fn the_page_says_in_words_what_is_in_the_rulebook() {
    let graph = frozen();
    let page = verdict("graph --format html --need input=image").answers();
    let escape = verdict::render::html::escape;
    for rule in &graph.rulebook().rules {
        assert!(
            page.contains(&format!("<strong>{}</strong> <code>{}</code>", escape(&rule.summary), rule.id)),
            "{}",
            rule.id
        );
    }
    for question in &graph.rulebook().questions {
        assert!(page.contains(&escape(&question.ask)), "{}", question.id);
    }
    for criterion in &graph.rulebook().criteria {
        assert!(page.contains(&escape(&criterion.reason)), "{}", criterion.id);
    }
    // Question, rule and what it does stand in one row; the answer is there.
    let row = page.lines().find(|line| line.starts_with("<tr>") && line.contains("#rule-images-need-vision")).unwrap();
    assert!(row.contains("<a href=\"#need-input\">input</a> = image"), "{row}");
    assert!(row.contains("keeps out what is not so: <code>"), "{row}");
    let small = verdict("graph --format html --focus images-need-vision --need input=image").answers();
    insta::assert_snapshot!(small.split("</style>").nth(1).unwrap());
}
