//! Questions that are answered with the words of a catalog.

use serde_json::json;

use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;
use verdict::needs::Request;
use verdict::report::request_schema;
use verdict::rulebook::Kind;
use verdict::value::Value;

use crate::support::{list, report_of, shipped};

fn given(graph: &DecisionGraph, need: &str, answer: &serde_json::Value) -> Result<Value, String> {
    let request = json!({ "needs": { need: answer } }).to_string();
    let request = Request::parse(&Source::new("request.json", request)).unwrap();
    match graph.resolve(&request, graph.as_of_date(&request)) {
        Ok(resolved) => Ok(resolved.given[0].value.clone()),
        Err(wrong) => Err(list(&wrong)),
    }
}

/// A model is found by whatever else names one: id, short id, alias, name.
#[test]
fn a_model_is_answered_by_any_of_its_names() {
    let graph = shipped();
    let mut tried = 0;
    for model in graph.catalog().models() {
        let short = model.id.split_once('/').map_or("", |(_, short)| short);
        for name in model.aliases.iter().map(AsRef::as_ref).chain([&*model.id, short]) {
            let Ok(at) = graph.catalog().find_model(name) else { continue };
            let meant = graph.catalog().models()[at].id.to_string();
            let read = given(graph, "current_model", &json!(name));
            // What is also the name of another one has to be said in full.
            if let Ok(read) = read {
                assert_eq!(read, Value::text(&meant), "{name}");
                tried += 1;
            }
        }
    }
    assert!(tried > graph.catalog().models().len(), "{tried}");
}

/// One word, words with commas, or a list; in any case, by names of clouds; in the order of the question, each once.
#[test]
fn several_words_are_read_as_people_write_them() {
    let graph = shipped();
    let read = |answer| given(graph, "providers", &answer).unwrap();
    let both = Value::List(vec![Value::text("azure"), Value::text("azure-ai")]);
    for answer in [json!("azure"), json!("Azure"), json!(["microsoft", "azure-ai"]), json!("azure-ai, AZURE")] {
        assert_eq!(read(answer.clone()), both, "{answer}");
    }
    assert_eq!(read(json!("Amazon Bedrock")), read(json!("aws")));
    assert!(given(graph, "providers", &json!("azzure")).unwrap_err().contains("did you mean"));
}

/// Every name stands for something that the catalog has, however it is written.
#[test]
fn every_name_stands_for_words_of_the_catalog() {
    let graph = shipped();
    for question in &graph.rulebook().questions {
        for (name, words) in question.words.iter().flat_map(|w| &w.names) {
            let read = given(graph, &question.id, &json!(name.to_uppercase().replace('-', " ")));
            let Ok(Value::List(read)) = read else { panic!("{} {name}: {read:?}", question.id) };
            assert!(!words.is_empty() && read.len() == words.len(), "{} {name}: {read:?}", question.id);
        }
    }
}

/// What is read is written back as it is read.
#[test]
fn an_answer_reads_again_as_it_is_written() {
    let graph = shipped();
    for question in graph.rulebook().questions.iter().filter(|q| q.words.is_some()) {
        for word in question.words() {
            let first = given(graph, &question.id, &json!(word.to_string())).unwrap_or_else(|e| panic!("{word}: {e}"));
            let again =
                given(graph, &question.id, &json!(question.text(&first))).unwrap_or_else(|e| panic!("{word}: {e}"));
            assert_eq!(first, again, "{} {word}", question.id);
        }
    }
}

/// No word of a large set gets lost: each that is ruled out is out, also beyond the sixty-fourth.
#[test]
fn every_word_of_a_large_set_counts() {
    let graph = shipped();
    let models: Vec<String> = graph.catalog().models().iter().map(|m| m.id.to_string()).collect();
    assert!(models.len() > 64);
    let request = json!({ "needs": { "models_not": models } }).to_string();
    let request = Request::parse(&Source::new("request.json", request)).unwrap();
    let report = report_of(graph, &request).unwrap();
    assert_eq!((report.ranking.len(), report.unverified.len()), (0, 0));
    let last = models.last().unwrap();
    let request = json!({ "needs": { "models_not": [last] } }).to_string();
    let report = report_of(graph, &Request::parse(&Source::new("request.json", request)).unwrap()).unwrap();
    let by = |m: &verdict::report::Excluded| m.by.iter().any(|r| r.rule == "not-these-models");
    assert_eq!(report.excluded.iter().filter(|m| by(m)).map(|m| &m.model).collect::<Vec<_>>(), [last]);
}

/// A schema takes what is no option, too.
#[test]
fn the_schema_of_a_request_takes_any_word() {
    let graph = shipped();
    let schema = jsonschema::validator_for(request_schema(graph.rulebook()).as_value()).unwrap();
    for question in graph.rulebook().questions.iter().filter(|q| q.words.is_some()) {
        let word = question.words().last().unwrap().to_string();
        let answer = if question.kind == Kind::Choices { json!([word]) } else { json!(word) };
        assert!(schema.is_valid(&json!({ "needs": { &question.id: answer } })), "{} {word}", question.id);
    }
}

/// What is known of a model that is named is a need, from the statement that says so.
#[test]
fn a_model_that_is_named_is_looked_up() {
    let graph = shipped();
    let of = |id: &str| graph.schema().find(id).unwrap();
    let request = Request::parse(&Source::new("request.json", r#"{"needs":{"as_good_as":"gpt-4o"}}"#)).unwrap();
    let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
    let evaluation = Evaluation::new(graph, &resolved);
    let at = graph.catalog().find_model("openai/gpt-4o").unwrap();
    let known = graph.catalog().model_value(at, of("model.capability")).unwrap();
    assert_eq!(evaluation.fact_value(of("needs.as_good_as_capability"), 0).as_ref(), Some(known));
    // Nobody below it is left, and it is told whose figure that is.
    let report = report_of(graph, &request).unwrap();
    let low = report.excluded.iter().find(|out| out.model == "meta/llama-2-70b").unwrap();
    let refusal = low.by.iter().find(|by| by.rule == "as-good-as-you-know").unwrap();
    assert!(refusal.because.contains(&known.display(None)), "{}", refusal.because);
    assert!(report.ranking.iter().all(|r| {
        let model = graph.catalog().find_model(&r.model).unwrap();
        graph.catalog().model_value(model, of("model.capability")).unwrap().as_number() >= known.as_number()
    }));
}
