//! Explanations of one model: what is shown adds up, what is said of an answer or a value is so, and how it reads.

use proptest::prelude::*;
use serde_json::{Map, Value, json};
use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::render::{Style, html, json, markdown, terminal};
use verdict::report::explain::{Explanation, explain};
use verdict::report::{Digests, explain_schema};
use verdict::verdict::Verdict;

use crate::change::no_questions;
use crate::cli::verdict;
use crate::interview::little;
use crate::support::{Texts, compile, frozen, list};
use crate::world::{demanding, world};

fn explained(graph: &DecisionGraph, request: &Request, model: usize) -> Option<Explanation> {
    let as_of = graph.as_of_date(request);
    let resolved = graph.resolve(request, as_of).unwrap_or_else(|wrong| panic!("{}", list(&wrong)));
    explain(graph, &resolved, as_of, model, &Digests::default())
}

/// An explanation in the frozen world.
fn of(model: &str, needs: &[&str], among: &str) -> Explanation {
    let graph = frozen();
    let mut request = Request::default();
    for need in needs {
        request.add_flag("--need", need).unwrap();
    }
    if !among.is_empty() {
        request.set_among("--among", among);
    }
    explained(graph, &request, graph.catalog().find_model(model).unwrap()).unwrap()
}

/// Contributions add up to the score, differences to the margin, and what is there goes with the state.
fn adds_up(e: &Explanation) {
    let sum: i32 = e.contributions.iter().map(|c| c.points).sum();
    assert_eq!(e.score.unwrap_or_default(), sum, "{}", e.model);
    let (ranked, out) = (e.state == "ranked", e.state == "excluded" || e.state == "unverified");
    assert_eq!((e.rank.is_some(), e.rank_if_eligible.is_some(), e.by.is_empty()), (ranked, out, !out), "{}", e.model);
    assert_eq!(e.eligible_if.is_some(), e.state == "unverified");
    assert_eq!(e.offers.iter().any(|o| o.eligible), ranked);
    assert!(e.offers.iter().all(|o| o.eligible == o.by.is_empty()));
    if let Some(beside) = &e.beside {
        let points: i32 = beside.telling.iter().chain(&beside.rest).map(|d| d.points).sum();
        let (score, is_first) = (e.score.unwrap(), e.rank == Some(1));
        let margin = if is_first { score - beside.score } else { beside.score - score };
        assert_eq!((points, beside.margin), (margin, margin), "{}", e.model);
        assert!(margin >= 0 && (is_first || beside.rank == 1));
    }
    if let Some(ranks) = e.ranks {
        assert!(e.rank.is_some_and(|rank| ranks.best <= rank && rank <= ranks.worst));
    }
    // Who is dominated comes first by no criterion that counts.
    if !e.dominated_by.is_empty() {
        assert!(e.weights.iter().all(|w| w.now < 1e-6), "{:?}", e.weights);
    }
}

/// The same request with other answers.
fn asked(given: &Map<String, Value>) -> Request {
    Request::parse_json(&Source::new("needs.json", json!({ "needs": given }).to_string())).unwrap()
}

fn given(e: &Explanation) -> Map<String, Value> {
    e.needs.given.iter().map(|(need, value)| (need.clone(), value.clone())).collect()
}

/// Every answer that is told, given instead, takes the model where it is said to.
fn answers_do_what_is_said(graph: &DecisionGraph, e: &Explanation, model: usize) {
    let stands = |given: &Map<String, Value>| {
        let request = asked(given);
        let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
        let ranking = Verdict::new(&Evaluation::new(graph, &resolved)).ranking;
        let id = |model: usize| graph.catalog().models()[model].id.to_string();
        (ranking.iter().find(|r| r.model == model).map(|r| r.rank), ranking.first().map(|r| id(r.model)))
    };
    for answer in &e.answers {
        for value in answer.answers.iter().flat_map(|(from, to)| [from, to]) {
            let mut given = given(e);
            given.insert(answer.need.clone(), value.clone());
            let first = answer.first.as_ref().map(|first| first.model.clone());
            assert_eq!(stands(&given), (answer.rank, first), "{} = {value}", answer.need);
        }
        assert!(!answer.text.is_empty() && answer.rules.len() <= answer.why.as_ref().map_or(0, String::len));
    }
    for out in &e.left_out {
        let mut given = given(e);
        given.retain(|need, _| !out.needs.contains_key(need));
        assert_eq!(stands(&given).0, Some(out.rank));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 25, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn of_bicycles_as_of_models_everything_adds_up_and_every_answer_does_what_is_said(seed in any::<u64>()) {
        for world in [world(seed), demanding(seed)] {
            let graph = world.graph();
            for model in 0..graph.catalog().models().len() {
                let e = explained(&graph, &world.request(), model).unwrap();
                adds_up(&e);
                answers_do_what_is_said(&graph, &e, model);
                // Something is said of everything, whatever it is.
                let pages = [terminal::explain(&e, &Style::plain(80)), markdown::explain(&e), html::explain(&e)];
                assert!(pages.iter().all(|page| page.contains("What this rests on")));
            }
        }
    }
}

/// A bicycle of three tenths less on the one and one tenth more on the other criterion: by how much it would have to be better.
#[test]
fn with_the_value_that_is_told_it_draws_level() {
    let graph_of = |first: [f64; 2], second: [f64; 2]| little(&[&first, &second], &[no_questions()]);
    let graph = graph_of([0.8, 0.4], [0.5, 0.5]);
    let e = explained(&graph, &Request::default(), 1).unwrap();
    adds_up(&e);
    assert_eq!((e.rank, e.beside.as_ref().map(|b| b.margin)), (Some(2), Some(10_000)));
    assert_eq!(
        e.values.iter().map(|v| (v.needed.as_str(), v.now.as_str())).collect::<Vec<_>>(),
        [("0.7", "0.5"), ("0.7", "0.5")]
    );
    for values in [[0.7, 0.5], [0.5, 0.7]] {
        let e = explained(&graph_of([0.8, 0.4], values), &Request::default(), 1).unwrap();
        assert_eq!((e.rank, e.beside.map(|b| b.margin)), (Some(1), Some(0)));
    }
    // 0.3 t = 0.1 (1 − t) where the first criterion counts for a quarter.
    let ranges: Vec<(f64, f64)> = e.weights.iter().map(|w| (w.from, w.to)).collect();
    assert_eq!(ranges, [(0.0, 0.25), (0.75, 1.0)]);
    let first = explained(&graph, &Request::default(), 0).unwrap();
    let ranges: Vec<(f64, f64)> = first.weights.iter().map(|w| (w.from, w.to)).collect();
    assert_eq!(ranges, [(0.25, 1.0), (0.0, 0.75)]);
    // To fall as low as the other, all else as it is.
    assert_eq!(first.values.iter().map(|v| v.needed.as_str()).collect::<Vec<_>>(), ["0.6", "0.2"]);
}

#[test]
fn who_is_dominated_and_what_nobody_offers_is_said_to_be() {
    let graph = little(&[&[0.8, 0.4], &[0.5, 0.4]], &[no_questions()]);
    let e = explained(&graph, &Request::default(), 1).unwrap();
    assert_eq!(e.dominated_by.iter().map(|m| m.model.as_str()).collect::<Vec<_>>(), ["maker/m0"]);
    assert_eq!(e.weights.len(), 0);
    assert!(terminal::explain(&e, &Style::plain(200)).contains("more on something: maker/m0."));

    let catalog = Texts::new([
        ("catalog.toml", "name='c'\nversion='1'\nas_of='2026-01-01'"),
        ("facts.toml", "[model.f0]\ntype='number'\nlabel='F'\nmeaning='.'\n"),
        ("sources.toml", "[sources.s]\nwhat='.'\nas_of='2026-01-01'"),
        ("models/maker/m0.toml", "source='s'\n[facts]\nf0 = 0.5\n"),
    ]);
    let criteria =
        "[c0]\nlabel='C'\nmeaning='.'\nreason='.'\npoints=1\nof='model.f0'\nscale={kind='linear', worst=0, best=1}\n";
    let rules =
        Texts::new([("criteria.toml", criteria), ("rulebook.toml", "name='r'\nversion='1'\ngoal='g'\nquestions=[]")]);
    let graph = compile(&catalog, &rules).unwrap_or_else(|e| panic!("{}", list(&e)));
    let e = explained(&graph, &Request::default(), 0).unwrap();
    adds_up(&e);
    assert_eq!((e.state.as_str(), e.score, e.offers.len()), ("not-offered", None, 0));
    assert!(terminal::explain(&e, &Style::plain(80)).contains("Nobody offers maker/m0, so it cannot be chosen."));
}

#[test]
fn who_is_not_compared_is_not_explained() {
    let graph = frozen();
    let mut request = Request::default();
    request.set_among("--among", "gpt-4o,llama-2-70b");
    let model = |id: &str| graph.catalog().find_model(id).unwrap();
    assert!(explained(graph, &request, model("gpt-4o-mini")).is_none());
    assert!(explained(graph, &request, model("gpt-4o")).is_some());
}

/// The cases whose pages are snapshots: name, model, needs, models compared.
const CASES: [(&str, &str, &[&str], &str); 5] = [
    ("winner", "deepseek-v4-pro", &[], ""),
    ("middle", "gpt-4o-mini", &[], ""),
    ("excluded", "gpt-4o-mini", &["data_location=own-machines"], ""),
    ("unverified", "claude-3-7-sonnet", &["structured_output=yes", "budget=tight"], ""),
    ("beside", "llama-2-70b", &[], "gpt-4o-mini,llama-2-70b"),
];

#[test]
fn how_it_reads() {
    for (name, model, needs, among) in CASES {
        let e = of(model, needs, among);
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "explain/snapshots" }, {
            match name {
                "beside" => {
                    insta::assert_snapshot!(format!("{name}.json"), json::pretty(&e));
                    insta::assert_snapshot!(format!("{name}.md"), markdown::explain(&e));
                }
                _ => insta::assert_snapshot!(format!("{name}.terminal"), terminal::explain(&e, &Style::plain(80))),
            }
        });
    }
}

/// By hand: where each of them stands, and what must be among the reasons.
#[test]
fn the_cases_stand_where_they_should() {
    let [winner, middle, excluded, unverified, beside] = CASES.map(|(_, model, needs, among)| of(model, needs, among));
    assert_eq!(winner.rank, Some(1));
    assert!(winner.answers.iter().all(|a| a.rank != Some(1)));
    // The winner of nothing but its weights stays so with what everything counts for now.
    assert!(winner.weights.iter().all(|w| w.from.min(w.to) <= w.now && w.now <= w.from.max(w.to)));

    assert!(middle.rank.is_some_and(|rank| rank > 5));
    assert!(!middle.dominated_by.is_empty());
    assert!(middle.beside.as_ref().unwrap().telling.iter().any(|d| d.criterion == "general"), "{:?}", middle.beside);
    assert!(middle.open.iter().any(|o| o.facts == ["offer.retains_data"]));

    assert_eq!((excluded.state.as_str(), excluded.by.len()), ("excluded", 1));
    assert_eq!(excluded.by[0].rule, "keep-data-on-own-machines");
    assert!(excluded.behind.iter().any(|b| b.fact == "needs.data_location" && b.source == "given"));
    let lets_in: Vec<&str> = excluded.answers.iter().map(|a| a.need.as_str()).collect();
    assert_eq!(lets_in, ["data_location"]);

    assert_eq!((unverified.state.as_str(), unverified.rank), ("unverified", None));
    assert_eq!(unverified.eligible_if.as_ref().unwrap().facts, ["model.structured_output"]);
    assert!(unverified.answers.iter().any(|a| a.need == "structured_output"));

    // The article's own bullets: privacy and freedom from filters bring Llama 2 first.
    let firsts: Vec<&str> = beside.answers.iter().filter(|a| a.rank == Some(1)).map(|a| a.need.as_str()).collect();
    assert!(firsts.contains(&"data_location") && firsts.contains(&"oversight"), "{firsts:?}");
}

#[test]
fn of_these_cases_everything_adds_up_and_fits_the_schema() {
    let schema = explain_schema();
    let validator = jsonschema::validator_for(schema.as_value()).unwrap();
    for (name, model, needs, among) in CASES {
        let e = of(model, needs, among);
        adds_up(&e);
        if among.is_empty() {
            answers_do_what_is_said(frozen(), &e, frozen().catalog().find_model(model).unwrap());
        }
        let wrong: Vec<String> =
            validator.iter_errors(&serde_json::to_value(&e).unwrap()).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{name}: {wrong:?}");
    }
}

/// Two answers keep it out, so neither alone lets it in, and leaving out both does.
#[test]
fn where_no_single_answer_does_the_smallest_sets_are_told() {
    let e = of("gpt-4o-mini", &["data_location=own-machines", "output=audio"], "");
    adds_up(&e);
    assert_eq!(e.answers.len(), 0);
    let [out] = e.left_out.as_slice() else { panic!("{:?}", e.left_out) };
    assert_eq!(out.needs.keys().collect::<Vec<_>>(), ["data_location", "output"]);
    assert!(out.smallest);
    answers_do_what_is_said(frozen(), &e, frozen().catalog().find_model("gpt-4o-mini").unwrap());
}

#[test]
fn the_command_ends_as_it_should() {
    for (args, code) in [
        ("explain gpt-4o-mini", 0),
        ("explain openai/gpt-4o-mini --need data_location=own-machines", 3),
        ("explain claude-3-7-sonnet --need structured_output=yes", 3),
        ("explain gpt-4o-mini --answers examples/clinic.json", 3),
        ("explain", 2),
        ("explain gpt-4o-mini llama-2-70b", 2),
    ] {
        let outcome = verdict(args).run();
        assert_eq!(outcome.code, Some(code), "{args}: {}", outcome.err);
    }
    let json = verdict("explain gpt-4o-mini --format json").json();
    assert_eq!((&json["schema"], &json["model"]), (&json!("explain/1"), &json!("openai/gpt-4o-mini")));
    let page = verdict("explain gpt-4o-mini --format html").answers();
    assert!(page.starts_with("<!doctype html>") && page.contains("<h1>GPT-4o mini: rank "));
    verdict("explain gpt-4o-mini --need buget=tight").refuses(&["there is no need `buget`", "did you mean `budget`?"]);
    verdict("explain gpt-4o-mni").refuses(&["there is no model `gpt-4o-mni`", "did you mean `openai/gpt-4o-mini`"]);
    verdict("explain gpt-4o-mini --among gpt-4o")
        .refuses(&["the model is not among those that are compared", "those that are begin here"]);
    let wrong = verdict("explain gpt-4o-mni --format json").run();
    assert_eq!(wrong.code, Some(1));
    assert_eq!(serde_json::from_str::<Value>(&wrong.out).unwrap()["errors"][0]["code"], "unknown-model");
}
