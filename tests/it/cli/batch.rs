//! Many requests in one go.

use std::io::{BufRead, BufReader, Write};

use serde_json::Value;

use super::{file, verdict};

fn lines(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn each_line_is_answered_in_order() {
    let input = r#"{"needs": {"input": ["image"]}, "among": ["gpt-4o-mini", "llama-2-70b"]}

{"needs": {"data_location": "own-machines"}, "among": ["gpt-4o-mini", "llama-2-70b"]}
{"needs": {"data_location": "own-machines", "input": ["image"]}, "among": ["gpt-4o-mini"]}
"#;
    let outcome = verdict("recommend --format ndjson").input(input).run();
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    let answers = lines(&outcome.out);
    let winner = |at: usize| answers[at]["ranking"][0]["model"].as_str();
    assert_eq!(answers.len(), 3);
    assert_eq!((winner(0), winner(1), winner(2)), (Some("openai/gpt-4o-mini"), Some("meta/llama-2-70b"), None));
}

#[test]
fn a_wrong_line_is_answered_and_stops_nothing() {
    let mut input: Vec<u8> = Vec::new();
    input.extend(b"{\"needs\": {}, \"top\": 1}\n");
    input.extend(b"{\"needs\": \n");
    input.extend(b"{\"needs\": {\"colour\": \"red\", \"budget\": \"tigth\"}}\n");
    input.extend(b"\xff\xfe\n");
    input.extend(b"[1]\n");
    input.extend([b'['].repeat(3000).iter().chain(b"\n"));
    input.extend([b' '].repeat(2 * 1024 * 1024).iter().chain(b"{}\n"));
    input.extend(b"input = 'image'\n");
    input.extend(b"{\"needs\": {}, \"top\": 1}");
    let outcome = verdict("recommend -  --format ndjson").input(input).run();
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(1), ""));
    let answers = lines(&outcome.out);
    let told: Vec<String> = answers
        .iter()
        .map(|a| match a["errors"].as_array() {
            None => a["schema"].as_str().unwrap().to_string(),
            Some(errors) => {
                let codes: Vec<&str> = errors.iter().map(|e| e["code"].as_str().unwrap()).collect();
                format!("{} line {}: {}", a["schema"].as_str().unwrap(), a["line"], codes.join(", "))
            }
        })
        .collect();
    assert_eq!(
        told,
        [
            "verdict/1",
            "error/1 line 2: json-syntax",
            "error/1 line 3: unknown-need, unknown-value",
            "error/1 line 4: invalid-utf8",
            "error/1 line 5: wrong-kind",
            "error/1 line 6: json-syntax",
            "error/1 line 7: too-large",
            "error/1 line 8: json-syntax",
            "verdict/1",
        ]
    );
}

#[test]
fn flags_fill_in_what_a_line_leaves_out() {
    let input = "{\"needs\": {\"input\": [\"image\"]}, \"top\": 2}\n{\"needs\": {\"context_tokens\": 9}}\n{\"among\": [\"gpt-4o\"]}\n";
    let flags =
        "recommend --format ndjson --need context_tokens=32k --top 1 --among gpt-4o,gpt-4o-mini --as-of 2026-11-01";
    let answers = lines(&verdict(flags).args([file("batch.ndjson", input).as_str()]).answers());
    let tokens = |at: usize| &answers[at]["needs"]["given"]["context_tokens"];
    assert_eq!((tokens(0), tokens(1), tokens(2)), (&32_000.into(), &9.into(), &32_000.into()));
    let ranked = |at: usize| answers[at]["ranking"].as_array().unwrap().len();
    assert_eq!((ranked(0), ranked(1), ranked(2)), (2, 1, 1));
    assert_eq!((&answers[1]["counts"]["models"], &answers[2]["counts"]["models"]), (&2.into(), &1.into()));
    assert_eq!(answers[2]["as_of"], "2026-11-01");
}

#[test]
fn a_wrong_flag_is_reported_once_and_no_line_is_read() {
    verdict("recommend --format ndjson --need colour=red").input("{}\n{}\n").refuses(&["there is no need `colour`"]);
    verdict("recommend --format ndjson no-such.ndjson").refuses(&["cannot read `no-such.ndjson`: it does not exist"]);
}

#[test]
fn an_answer_comes_before_the_next_question() {
    let mut child = verdict("recommend --format ndjson --top 1").spawn();
    let mut stdin = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for _ in 0..3 {
        stdin.write_all(b"{}\n").unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["schema"], "verdict/1");
    }
    drop(stdin);
    assert!(answers.next().is_none());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_line_says_what_a_single_request_would() {
    let request = "{\"needs\": {\"input\": [\"image\"]}, \"top\": 3}";
    let line: Value = lines(&verdict("recommend --format ndjson").input(request).answers()).remove(0);
    assert_eq!(line, verdict("recommend - --format json").input(request).json());
}
