//! What a question says beside its answers: amounts with names, an example, what holds if it is not answered.

use serde_json::{Value as Json, json};

use verdict::diagnostic::Source;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::report::request_schema;

use crate::invalid::World;
use crate::support::{list, report_of, shipped};

fn request(text: &str) -> Request {
    Request::parse(&Source::new("request", text)).unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn graph(world: &World) -> DecisionGraph {
    world.graph().unwrap_or_else(|e| panic!("{}", list(&e)))
}

fn report(world: &World, request: &Request) -> Json {
    serde_json::to_value(report_of(&graph(world), request).unwrap_or_else(|e| panic!("{}", list(&e)))).unwrap()
}

/// The whole report is that of the number: nothing downstream sees the name.
#[test]
fn a_name_is_the_number_it_stands_for() {
    let world = World::base();
    let by_number = report(&world, &request(r#"{"needs": {"distance": 80}}"#));
    assert_eq!(by_number["needs"]["given"], json!({ "distance": 80 }));
    for named in
        [r#"{"needs": {"distance": "day-trip"}}"#, "needs.distance = 'day-trip'", "needs.distance = ' day-trip '"]
    {
        assert_eq!(report(&world, &request(named)), by_number, "{named}");
    }
    let mut flag = Request::default();
    flag.add_flag("--need", "distance=day-trip").unwrap();
    assert_eq!(report(&world, &flag), by_number);
}

#[test]
fn assumptions_derivations_and_examples_may_use_names() {
    let distance = "rules/questions/distance.toml";
    let text = World::base().0[distance].replace("unanswered = \"Every range will do.\"", "assume = \"day-trip\"");
    let assumed = report(&World::base().with(distance, text), &Request::default());
    assert_eq!(assumed["needs"]["assumed"]["distance"], 80);
    let rule = "summary = 's'\nwhen = 'needs.hills'\nderive = { distance = 'across-town' }";
    let derived = World::base().with("rules/road/near.toml", rule);
    let derived = report(&derived, &request(r#"{"needs": {"hills": true}}"#));
    assert_eq!(derived["needs"]["derived"], json!([{ "need": "distance", "value": 15, "by": "near" }]));
    let far = "rules/road/far-enough.toml";
    let text = World::base().0[far].replace("distance = 50", "distance = 'day-trip'");
    graph(&World::base().with(far, text));
}

#[test]
fn a_question_keeps_what_its_file_says_in_order() {
    let graph = graph(&World::base());
    let distance = graph.rulebook().question("distance").unwrap();
    assert_eq!(distance.named.iter().map(|a| a.name.as_ref()).collect::<Vec<_>>(), ["across-town", "day-trip"]);
    assert_eq!(distance.unanswered.as_deref(), Some("Every range will do."));
    let hills = graph.rulebook().question("hills").unwrap();
    assert_eq!((hills.unanswered.as_deref(), hills.example.as_deref()), (None, None));
    for question in shipped().rulebook().questions.iter().chain(&graph.rulebook().questions) {
        assert_ne!(question.assume.is_some(), question.unanswered.is_some(), "{}", question.id);
    }
}

#[test]
fn the_schema_of_a_request_lists_the_names() {
    let graph = graph(&World::base());
    let schema = request_schema(graph.rulebook());
    let distance = schema.pointer("/properties/needs/properties/distance/anyOf").unwrap();
    assert_eq!(distance[0], json!({ "type": "integer", "minimum": 1.0, "maximum": 500.0 }));
    assert_eq!(distance[1]["enum"], json!(["across-town", "day-trip"]));
    let valid = jsonschema::validator_for(schema.as_value()).unwrap();
    for (answer, fits) in [(json!(15), true), (json!("day-trip"), true), (json!("0.1k"), true), (json!(900), false)] {
        assert_eq!(valid.is_valid(&json!({ "needs": { "distance": answer } })), fits, "{answer}");
    }
}

/// The memory of most machines is fixed: what somebody says of it beside the machine is main memory, or a mistake.
#[test]
fn a_machine_has_the_memory_that_it_has() {
    let resolve = |text: &str| {
        let request = request(text);
        shipped().resolve(&request, shipped().as_of_date(&request)).map_err(|e| list(&e))
    };
    for wrong in [
        r#"{"needs": {"device": "rtx 4060", "device_memory_gb": 64}}"#,
        r#"{"needs": {"device": "rtx 4060", "gpu_memory_gb": 64}}"#,
        r#"{"needs": {"device_memory_gb": 64, "device": "2 x rtx 4060"}}"#,
        r#"{"needs": {"device": "m4 max", "device_memory_gb": 256}}"#,
    ] {
        let found = resolve(wrong).expect_err(wrong);
        assert!(found.contains("cannot have"), "{wrong}: {found}");
    }
    for right in [
        r#"{"needs": {"device": "rtx 4060", "device_memory_gb": 8}}"#,
        r#"{"needs": {"device": "rtx 4060", "gpu_memory_gb": 6}}"#,
        r#"{"needs": {"device": "2 x rtx 4060", "device_memory_gb": 16}}"#,
        r#"{"needs": {"device": "m4 max", "device_memory_gb": 64}}"#,
        r#"{"needs": {"device": "workstation", "gpu_memory_gb": 80}}"#,
        r#"{"needs": {"device": "server without a GPU, 512 GB"}}"#,
    ] {
        resolve(right).unwrap_or_else(|found| panic!("{right}: {found}"));
    }
}
