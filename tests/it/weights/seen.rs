//! Where weights by hand are seen: in every rendering, in the digest, in the schemas, and wherever a request goes.

use serde_json::{Value, json};
use verdict::render::{Style, html, markdown, terminal};
use verdict::report::bill::bill;
use verdict::report::explain::explain;
use verdict::report::{Digests, explain_schema, report, request_schema, verdict_schema};
use verdict::scenario;

use super::{asked, date};
use crate::cli::{file, verdict};
use crate::support::{frozen, report_of};

const WEIGHTS: &str = "[weights]\ncost = 40\ncoding = 12.5";
const ORDER: &str = "order = ['Capability', 'cost', 'speed']";

fn valid(schema: &schemars::Schema, json: &Value) -> bool {
    jsonschema::is_valid(schema.as_value(), json)
}

#[test]
fn every_rendering_says_what_was_weighed_by_hand() {
    let graph = frozen();
    for (text, says) in [
        (WEIGHTS, "Cost 40%, the rest in proportion; Capability: Coding 12.5%, the rest in proportion"),
        (ORDER, "Capability 61.1% > Cost 27.8% > Speed 11.1% (rank-order centroid), nothing else"),
    ] {
        let report = report_of(graph, &asked(text)).unwrap();
        let wide = Style::plain(200);
        let terminal = terminal::report(&report, &wide);
        assert!(terminal.contains(&format!("Weighed by hand  {says}")), "{terminal}");
        let page = markdown::report(&report).replace("&gt;", ">");
        assert!(page.contains(&format!("**Weighed by hand**: {says}")), "{page}");
        let resolved = graph.resolve(&asked(text), date(graph)).unwrap();
        let explanation = explain(graph, &resolved, date(graph), 0, &Digests::default()).unwrap();
        assert!(terminal::explain(&explanation, &wide).contains(says));
        assert!(html::explain(&explanation).contains("Weighed by hand"));
        assert!(valid(&explain_schema(), &serde_json::to_value(&explanation).unwrap()));
        let bill = bill(graph, &resolved, date(graph), (0, None), &Digests::default()).unwrap();
        assert!(terminal::bill(&bill, &wide).contains(says));
    }
    let plain = report_of(graph, &asked("[needs]")).unwrap();
    assert!(!terminal::report(&plain, &Style::plain(200)).contains("by hand"));
}

#[test]
fn the_verdict_has_them_as_figures_and_only_where_there_are_any() {
    let json = |text: &str| {
        let json = serde_json::to_value(report_of(frozen(), &asked(text)).unwrap()).unwrap();
        assert!(valid(&verdict_schema(), &json));
        json["needs"]["weights_given"].clone()
    };
    assert_eq!(json("[needs]"), Value::Null);
    let given = json(WEIGHTS);
    assert_eq!(given[0]["above"], "goal");
    assert_eq!(given[0]["by"], "weight");
    assert_eq!(given[0]["shares"], json!([{ "criterion": "cost", "label": "Cost", "share": 0.4, "has": 0.4 }]));
    assert_eq!((&given[1]["above"], &given[1]["shares"][0]["share"]), (&json!("capability"), &json!(0.125)));
    let given = json(ORDER);
    let shares: Vec<(&str, f64)> = given[0]["shares"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| (s["criterion"].as_str().unwrap(), s["share"].as_f64().unwrap()))
        .collect();
    assert_eq!((given[0]["by"].as_str(), given.as_array().unwrap().len()), (Some("order"), 1));
    assert_eq!(shares, [("capability", 0.611_111), ("cost", 0.277_778), ("speed", 0.111_111)]);
}

#[test]
fn the_digest_of_the_needs_covers_them() {
    let digest = |text: &str| {
        let (graph, request) = (frozen(), asked(text));
        let resolved = graph.resolve(&request, date(graph)).unwrap();
        report(graph, &resolved, date(graph), 1, &Digests::default()).digests.needs
    };
    let all =
        ["[needs]", WEIGHTS, "[weights]\ncost = 41\ncoding = 12.5", "[weights]\ncost = 40", ORDER, "order = ['cost']"];
    let digests: std::collections::BTreeSet<String> = all.iter().map(|text| digest(text)).collect();
    assert_eq!(digests.len(), all.len());
    // The same by other words is the same.
    assert_eq!(digest("[weights]\nCoding = '12.5%'\nCOST = 40.0"), digest(WEIGHTS));
}

#[test]
fn a_request_with_them_is_one_by_its_schema() {
    let schema = request_schema(frozen().rulebook());
    for good in [
        json!({ "weights": { "cost": 40, "coding": "12.5%" } }),
        json!({ "weights": { "Cost": 40 } }),
        json!({ "order": ["Capability", "cost"] }),
    ] {
        assert!(valid(&schema, &good), "{good}");
        report_of(frozen(), &asked(&good.to_string())).unwrap();
    }
    for wrong in [json!({ "weights": { "cost": 140 } }), json!({ "weights": [40] }), json!({ "order": "cost" })] {
        assert!(!valid(&schema, &wrong), "{wrong}");
    }
}

#[test]
fn a_scenario_may_weigh_and_its_cases_otherwise() {
    let text = "order = ['cost', 'capability']\n[needs]\nbudget = 'moderate'\n[expect]\nnothing_eligible = false\n\
                [[case]]\nname = 'as the file has it'\n\
                [[case]]\nname = 'its own'\norder = ['capability']\n";
    let file = scenario::parse(&verdict::diagnostic::Source::new("a.scenario.toml", text)).unwrap();
    let order = |case: usize| -> Vec<&str> {
        file.scenarios[case].request.order.iter().map(|word| word.text.as_str()).collect()
    };
    assert_eq!((order(0), order(1)), (vec!["cost", "capability"], vec!["capability"]));
    for scenario in &file.scenarios {
        assert_eq!(scenario.run(frozen()).unwrap(), []);
    }
}

#[test]
fn flags_mean_what_a_request_means() {
    let request = file("weights.toml", WEIGHTS);
    let of_file = verdict(&format!("recommend {request} --format json")).answers();
    assert_eq!(verdict("recommend --weight cost=40 --weight coding=12.5% --format json").answers(), of_file);
    let order = file("order.json", r#"{"order": ["Capability", "cost", "speed"]}"#);
    let of_file = verdict(&format!("recommend {order} --format json")).answers();
    for typed in ["capability > cost > speed", "capability,cost,Speed"] {
        assert_eq!(verdict("recommend --format json --order").args([typed]).answers(), of_file);
    }
    for command in ["explain gpt-4o-mini", "compare gpt-4o-mini llama-2-70b", "bill gpt-4o-mini"] {
        let json = verdict(&format!("{command} --weight cost=40 --format json")).json();
        assert_eq!(json["needs"]["weights_given"][0]["shares"][0]["share"], 0.4, "{command}");
    }
    assert_ne!(verdict("graph --order cost").answers(), verdict("graph").answers());
}

#[test]
fn lines_without_them_take_those_of_the_flags() {
    let input = "{}\n{\"order\": [\"cost\"]}\n";
    let out = verdict("recommend --format ndjson --weight cost=40").input(input).answers();
    let by: Vec<Value> = out
        .lines()
        .map(|l| serde_json::from_str::<Value>(l).unwrap()["needs"]["weights_given"][0]["by"].clone())
        .collect();
    assert_eq!(by, ["weight", "order"]);
}

#[test]
fn an_interview_keeps_them_and_gives_them_on() {
    let path = file("kept.toml", "");
    std::fs::remove_file(&path).unwrap();
    let first = verdict(&format!("ask --no-input --weight cost=40 --weight coding=12.5 --save {path}")).run();
    assert_eq!(first.code, Some(0), "{}", first.err);
    assert!(first.err.contains("--weight coding=12.5 --weight cost=40"), "{}", first.err);
    assert!(first.out.contains("\nBy hand  "), "{}", first.out);
    let again = verdict(&format!("recommend {path}")).answers();
    assert_eq!(again, first.out);
    let ordered = file("ordered.json", r#"{"order": ["capability", "cost"]}"#);
    let told = verdict(&format!("ask --no-input --answers {ordered}")).run();
    assert!(told.err.contains("--order capability,cost"), "{}", told.err);
}
