//! `verdict eval`.

use serde_json::{Value, json};

use super::{Verdict, verdict};

fn eval(expression: &str, flags: &str) -> Verdict {
    Verdict::new().args(["eval", expression]).args(flags.split_whitespace())
}

fn value(expression: &str, flags: &str) -> Value {
    eval(expression, flags).args(["--format", "json"]).json()
}

#[test]
fn constants_have_value_and_type() {
    for (expression, expected, ty) in [
        ("1 + 2 * 3", json!(7), "integer"),
        ("-1 + 2", json!(1), "integer"),
        ("1.0 / 4.0", json!(0.25), "number"),
        ("'a' in ['a', 'b']", json!(true), "bool"),
        ("\"text\"", json!("text"), "text"),
        ("9007199254740993", json!(9_007_199_254_740_993_i64), "integer"),
    ] {
        assert_eq!(value(expression, ""), json!({ "value": expected, "type": ty, "facts": [] }), "{expression}");
    }
    assert_eq!(eval("1 < 2", "").answers(), "true  (bool)\n");
}

#[test]
fn facts_are_told_with_value_and_source() {
    let fits = value("model.context_window >= needs.context_tokens", "--model gpt-4o-mini --need context_tokens=32k");
    assert_eq!((&fits["value"], &fits["type"]), (&json!(true), &json!("bool")));
    let facts = fits["facts"].as_array().unwrap();
    let window = facts.iter().find(|f| f["fact"] == "model.context_window").unwrap();
    assert_eq!(window["value"], 128_000);
    assert!(window["source"].is_string() && window["as_of"].is_string());
    let tokens = facts.iter().find(|f| f["fact"] == "needs.context_tokens").unwrap();
    assert_eq!((&tokens["value"], &tokens["source"]), (&json!(32_000), &json!("given")));
    let out = eval("model.context_window", "--model gpt-4o-mini").answers();
    assert!(out.starts_with("128,000 tokens  (integer)\n"), "{out}");
}

#[test]
fn unknown_names_the_facts_that_are_missing() {
    let open = value("model.context_window >= needs.context_tokens", "--model gpt-4o-mini");
    assert_eq!(open["unknown"], json!(["needs.context_tokens"]));
    assert_eq!((&open["type"], open.get("value")), (&json!("bool"), None));
    let out = eval("needs.context_tokens + 1", "").answers();
    assert!(out.starts_with("unknown  (integer)\n  not known: needs.context_tokens\n"), "{out}");
}

#[test]
fn unknown_names_what_cannot_be_calculated() {
    for (expression, cause) in [
        ("1 / 0", "division by zero"),
        ("7 % 0 == 1", "division by zero"),
        ("10 - 3 * 2 / (1 - 1)", "division by zero"),
        ("9223372036854775807 + 1", "a result that is too large"),
        ("-(-9223372036854775808) > 0", "a result that is too large"),
    ] {
        let open = value(expression, "");
        assert_eq!((&open["unknown"], &open["cause"]), (&json!([]), &json!(cause)), "{expression}");
    }
    assert_eq!(eval("1 / 0", "").answers(), "unknown  (integer)\n  because of division by zero\n");
    // A fact that is missing is no fault of the operation, and a known value has no cause.
    assert_eq!(value("needs.context_tokens / 2", "").get("cause"), None);
    assert_eq!(value("1 / 2", "").get("cause"), None);
}

#[test]
fn needs_are_derived_and_assumed_as_in_a_verdict() {
    let assumed = value("needs.requests_per_month", "");
    assert_eq!(assumed["facts"][0]["source"], "assumed");
    let verdict = verdict("recommend --format json --top 1").json();
    assert_eq!(assumed["value"], verdict["needs"]["assumed"]["requests_per_month"]);
    assert_eq!(value("needs.as_of == '2026-01-31'", "--as-of 2026-01-31")["value"], true);
}

#[test]
fn what_is_looked_up_by_an_answer_is_told_as_it_is() {
    let said = eval("needs.machine_label", "--need device=rtx-4090 --format json").shipped().json();
    assert_eq!(said["value"], 24.0);
    let read = said["facts"].as_array().unwrap().iter().find(|f| f["fact"] == "needs.machine_label").unwrap();
    assert_eq!((&read["value"], read["source"].as_str()), (&said["value"], Some("computed")));
}

#[test]
fn an_offer_must_be_named_where_there_are_several() {
    let bill = "offer.monthly_cost";
    let out = value(bill, "--model gpt-4o-mini --offer openai");
    assert!(out["value"].is_number() && out["facts"].as_array().unwrap().len() > 3, "{out}");
    eval(bill, "--model gpt-4o-mini").refuses(&[
        "`offer.monthly_cost` is a fact of an offer",
        "`openai`",
        "of which offer?",
    ]);
    eval(bill, "--model gpt-4o-mini --offer opnai").refuses(&["has no offer `opnai`", "did you mean `openai`?"]);
    eval(bill, "").refuses(&["no model is given", "add `--model ID`"]);
    eval("model.context_window > 1", "").refuses(&["`model.context_window` is a fact of a model", "add `--model ID`"]);
    assert_eq!(eval(bill, "--offer openai").run().code, Some(2));
}

#[test]
fn what_does_not_load_is_underlined() {
    let err = eval("model.context_windw > 32k && needs.x", "--model gpt-4o-mini")
        .refuses(&["1 | model.context_windw > 32k && needs.x"]);
    assert!(err.contains("error[expression-"), "{err}");
    eval("model.context_windw > 3", "--model gpt-4o-mini").refuses(&["did you mean `model.context_window`?"]);
    eval("model.context_window == 'x'", "--model gpt-4o-mini").refuses(&["error[expression-type]"]);
    eval("true", "--model gpt-4o-mni").refuses(&["did you mean `openai/gpt-4o-mini`?"]);
    let outcome = eval("1 = 2", "--format json").run();
    assert_eq!(outcome.code, Some(1));
    let told: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((&told["schema"], &told["errors"][0]["code"]), (&json!("error/1"), &json!("expression-syntax")));
    assert_eq!(told["errors"][0]["span"], json!([2, 3]));
}
