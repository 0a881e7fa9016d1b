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

/// As people write it where it can be read in one way; else both readings are named.
#[test]
fn a_comma_is_read_as_people_write_it_or_refused_with_both_readings() {
    let read = |need: &str, text: &str| {
        let mut request = Request::default();
        request.add_flag("--need", &format!("{need}={text}")).unwrap();
        let resolved = shipped().resolve(&request, shipped().as_of_date(&request)).map_err(|e| list(&e))?;
        Ok::<_, String>(resolved.given[0].value.as_number().unwrap())
    };
    for (need, text, number) in [
        ("budget_usd_per_month", "$1,500", 1500.0),
        ("budget_usd_per_month", "1.500,50", 1500.5),
        ("budget_usd_per_month", "1,500.50", 1500.5),
        ("budget_usd_per_month", "12,5", 12.5),
        ("budget_usd_per_month", "1.125", 1.125),
        ("power_price", "0,30", 0.3),
        ("power_price", "0,300", 0.3),
        ("requests_per_month", "10,000", 10_000.0),
        ("requests_per_month", "1.500", 1500.0),
        ("requests_per_month", "1.000.000", 1e6),
        ("requests_per_month", "1,5M", 1.5e6),
    ] {
        assert_eq!(read(need, text), Ok(number), "{need}={text}");
    }
    for (need, text, readings) in [
        ("budget_usd_per_month", "1,500", "write `1500` or `1.5`"),
        ("requests_per_month", "10.000", "write `10` or `10000`"),
        ("power_price", "1,2,3", "is not a number"),
        ("requests_per_month", "1,5", "must be a whole number"),
    ] {
        let wrong = read(need, text).expect_err(text);
        assert!(wrong.contains(readings), "{need}={text}: {wrong}");
    }
}

/// Whoever is asked how much memory there is may say which card it is.
#[test]
fn a_memory_may_be_told_by_the_name_of_the_machine() {
    let given = |needs: &[&str]| {
        let mut request = Request::default();
        for need in needs {
            request.add_flag("--need", need).unwrap();
        }
        let resolved = shipped().resolve(&request, shipped().as_of_date(&request)).map_err(|e| list(&e))?;
        let id = |need: usize| shipped().rulebook().questions[need].id.clone();
        Ok::<_, String>(resolved.given.iter().map(|g| (id(g.need), g.value.display(None))).collect::<Vec<_>>())
    };
    let of = |pairs: &[(&str, &str)]| Ok(pairs.iter().map(|(a, b)| ((*a).to_string(), (*b).to_string())).collect());
    assert_eq!(given(&["gpu_memory_gb=RTX 4090"]), of(&[("device", "rtx-4090")]));
    assert_eq!(given(&["gpu_memory_gb=two 3090s"]), given(&["device=2 x rtx 3090"]));
    assert_eq!(given(&["device=2x3090"]), given(&["device=two 3090s"]));
    assert_eq!(given(&["gpu_memory_gb=24 GB"]), of(&[("gpu_memory_gb", "24")]));
    for wrong in [&["gpu_memory_gb=RTX 9999"][..], &["device=laptop", "gpu_memory_gb=RTX 4090"]] {
        assert!(given(wrong).expect_err("no number").contains("is not a number"), "{wrong:?}");
    }
}

/// `?` has an example of every answer, but of countries and tongues, which speak for themselves.
#[test]
fn every_answer_to_choose_has_an_example() {
    let speak_for_themselves = ["languages", "maker_outside"];
    for question in shipped().rulebook().questions.iter().filter(|q| !speak_for_themselves.contains(&q.id.as_str())) {
        let options = question.options.iter().map(|o| o.value.as_ref());
        let yes_no = ["yes", "no"].into_iter().filter(|_| question.kind == verdict::rulebook::Kind::YesNo);
        for option in options.chain(yes_no) {
            assert!(question.example_of(option).is_some_and(|e| !e.is_empty()), "{} {option}", question.id);
        }
    }
    let terrain = "rules/questions/terrain.toml";
    let text = World::base().0[terrain].clone() + "\n[examples]\nmoon = 'far'\n";
    let wrong = World::base().with(terrain, text).graph().map_err(|e| list(&e)).expect_err("no such option");
    assert!(wrong.contains("moon"), "{wrong}");
}
