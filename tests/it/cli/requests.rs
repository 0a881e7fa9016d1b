//! What can be asked, and how the program ends.

use serde_json::json;

use super::{file, verdict};

#[test]
fn nothing_asked_is_answered() {
    let out = verdict("recommend --full").answers();
    assert!(out.contains("Ranking: ") && out.contains("Answered   nothing"), "{out}");
}

#[test]
fn same_request_same_bytes() {
    for format in ["terminal", "json", "markdown"] {
        let call = || verdict("recommend examples/clinic.json --format").args([format]).answers();
        assert_eq!(call(), call());
    }
}

#[test]
fn nothing_eligible_is_3_and_says_what_to_give_up() {
    let asked = "recommend --among gpt-4o-mini,llama-2-70b --need input=image --need data_location=own-machines";
    for format in ["terminal", "markdown", "json"] {
        let outcome = verdict(asked).args(["--format", format]).run();
        assert_eq!((outcome.code, outcome.err.as_str()), (Some(3), ""));
        assert!(outcome.out.contains("without `input = image`: Llama 2 70B"), "{}", outcome.out);
        assert!(outcome.out.contains("without `data_location = own-machines`: GPT-4o mini"), "{}", outcome.out);
    }
}

#[test]
fn a_wrong_command_line_is_2() {
    for wrong in
        ["", "recommend --colour", "recommend --top 0", "recommend --top x", "recommend --format xml", "schema rule"]
    {
        let outcome = verdict(wrong).run();
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(2), ""), "{wrong}");
        assert!(!outcome.err.is_empty());
    }
}

#[test]
fn json_toml_standard_input_and_flags_ask_the_same() {
    let json = r#"{"needs": {"input": ["image"], "context_tokens": 32000}, "among": ["gpt-4o-mini", "llama-2-70b"]}"#;
    let toml = "among = ['gpt-4o-mini', 'llama-2-70b']\n[needs]\ninput = ['image']\ncontext_tokens = '32k'\n";
    let flags = "--need input=image --need context_tokens=32k --among gpt-4o-mini,llama-2-70b";
    let answers = [
        verdict("recommend").args([file("same.json", json).as_str()]).answers(),
        verdict("recommend").args([file("same.toml", toml).as_str()]).answers(),
        verdict("recommend -").input(json).answers(),
        verdict("recommend").args(flags.split(' ')).answers(),
    ];
    assert!(answers.iter().all(|a| *a == answers[0]));
}

#[test]
fn ids_may_be_full_short_or_an_alias() {
    let full = verdict("recommend --among openai/gpt-4o-mini").answers();
    for name in ["gpt-4o-mini", "GPT-4o-mini", "gpt-4o-mini-2024-07-18"] {
        assert_eq!(verdict("recommend --among").args([name]).answers(), full);
    }
}

#[test]
fn a_flag_wins_over_the_file() {
    let request =
        r#"{"needs": {"context_tokens": "32k", "input": ["image"]}, "top": 2, "as_of": "2025", "among": ["gpt-4o"]}"#;
    let request = file("flags.json", request);
    let verdict = verdict(
        "recommend --need context_tokens=1k --top 1 --as-of 2026-11-01 --among gpt-4o,gpt-4o-mini --format json",
    )
    .args([request.as_str()])
    .json();
    assert_eq!(verdict["needs"]["given"], json!({ "context_tokens": 1000, "input": ["image"] }));
    assert_eq!(verdict["as_of"], "2026-11-01");
    assert_eq!(verdict["counts"]["models"], 2);
    assert_eq!(verdict["ranking"].as_array().unwrap().len(), 1);
}

#[test]
fn top_is_5_unless_somebody_says() {
    let ranked = |args: &str| {
        verdict("recommend --format json").args(args.split_whitespace()).json()["ranking"].as_array().unwrap().len()
    };
    assert_eq!((ranked(""), ranked("--top 7")), (5, 7));
    let out = verdict("recommend --full").answers();
    assert!(out.contains(" more (use --top)"), "{out}");
    // The short verdict shows as many.
    let rows = |args: &str| {
        let out = verdict("recommend").args(args.split_whitespace()).answers();
        out.lines().skip_while(|line| !line.contains("best of")).skip(1).take_while(|line| !line.is_empty()).count()
    };
    assert_eq!((rows(""), rows("--top 7")), (5, 7));
}

#[test]
fn a_verdict_fits_its_schema_and_a_request_fits_its_own() {
    let schema = verdict("schema verdict").json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let asked = [
        "examples/clinic.json",
        "examples/startup.toml",
        "--need data_location=air-gapped --need input=video --need fine_tuning=api",
    ];
    for asked in asked {
        let outcome = verdict("recommend --format json").args(asked.split(' ')).run();
        assert_ne!(outcome.code, Some(1), "{}", outcome.err);
        let answer: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        let wrong: Vec<String> = validator.iter_errors(&answer).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{asked}: {wrong:?}");
    }
    let requests = jsonschema::validator_for(&verdict("schema needs").json()).unwrap();
    let clinic = std::fs::read_to_string(crate::support::repo("examples/clinic.json")).unwrap();
    assert!(requests.is_valid(&serde_json::from_str(&clinic).unwrap()));
    assert!(!requests.is_valid(&json!({ "needs": { "colour": "red" } })));
    assert!(!requests.is_valid(&json!({ "needs": { "budget": "tigth" } })));
}

#[test]
fn points_add_up_to_the_score_in_every_verdict() {
    let verdict = verdict("recommend examples/startup.toml --top 50 --format json").json();
    for model in verdict["ranking"].as_array().unwrap() {
        let parts = model["contributions"].as_array().unwrap();
        let sum: i64 = parts.iter().map(|c| c["points"].as_i64().unwrap()).sum();
        assert_eq!(Some(sum), model["score"].as_i64(), "{model}");
    }
}

#[test]
fn somebody_who_stops_reading_stops_the_program_quietly() {
    for args in ["catalog list", "recommend --format json --top 1000", "schema verdict", "graph"] {
        let mut child = verdict(args).spawn();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((output.status.code(), String::from_utf8(output.stderr).unwrap().as_str()), (Some(0), ""), "{args}");
    }
}

#[test]
fn other_rules_and_another_catalog_can_be_used() {
    let ranking = |call: super::Verdict| {
        let outcome = call.run();
        let told: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
        assert!(told["ranking"].is_array(), "{}", outcome.err);
        told["ranking"].clone()
    };
    let shipped = ranking(verdict("recommend --format json").shipped());
    assert_eq!(ranking(verdict("recommend --rules rules --catalog catalog --format json")), shipped);
    assert_ne!(ranking(verdict("recommend --format json")), shipped);
    verdict("recommend --rules no/such/folder").refuses(&["cannot read `no/such/folder`: it does not exist"]);
    verdict("recommend --catalog tests").refuses(&["error[missing-file]: "]);
}
