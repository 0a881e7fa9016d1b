//! What users read, word for word: the help, and what they are told when something is wrong.

use std::fmt::Write as _;

use super::{Verdict, verdict};

/// What was typed and what came of it, in one snapshot.
fn check(name: &str, args: &[&str], call: Verdict) {
    let outcome = call.run();
    let typed: Vec<String> =
        args.iter().map(|a| if a.contains([' ', '\'', '{']) { format!("{a:?}") } else { a.to_string() }).collect();
    let mut told = format!("$ verdict {}\n", typed.join(" "));
    for (what, text) in [("", &outcome.out), ("stderr:\n", &outcome.err)] {
        if !text.is_empty() {
            told.push_str(what);
            told.push_str(text);
        }
    }
    let _ = writeln!(told, "exit {}", outcome.code.unwrap());
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, told);
    });
}

fn says(name: &str, args: &[&str]) {
    check(name, args, Verdict::new().args(args.iter().copied()));
}

#[test]
fn help() {
    says("help", &["--help"]);
    says("help-short", &["-h"]);
    says("help-ask", &["ask", "-h"]);
    says("help-explain", &["explain", "-h"]);
    says("help-recommend", &["recommend", "--help"]);
    says("help-eval", &["eval", "-h"]);
    says("help-graph", &["graph", "-h"]);
    says("help-catalog", &["catalog", "-h"]);
    says("help-schema", &["schema", "-h"]);
    says("help-test", &["test", "--help"]);
    says("help-diff", &["diff", "--help"]);
}

#[test]
fn a_list() {
    says("list", &["catalog", "list", "gpt", "--where", "model.context_window >= 128000", "--sort", "-released"]);
    says(
        "list-wrong",
        &["catalog", "list", "--where", "model.context_windw >= 128000", "--sort", "relesed", "--columns", "id,nam"],
    );
}

#[test]
fn wrong_flags() {
    says("unknown-need", &["recommend", "--need", "buget=tight"]);
    says("unknown-value", &["recommend", "--need", "input=image,vidoe"]);
    says("unknown-model", &["recommend", "--among", "gpt-4o-mni,llama-2-70b"]);
    says("explain-unknown", &["explain", "gpt-4o-mni", "--need", "buget=tight"]);
    says("explain-not-compared", &["explain", "gpt-4o-mini", "--among", "gpt-4o,llama-2-70b"]);
    says("ambiguous-model", &["recommend", "--among", "llama"]);
    says("answered-twice", &["recommend", "--need", "budget=tight", "--need", "budget=none"]);
    says("not-a-number", &["recommend", "--need", "context_tokens=lots"]);
    says("no-such-file", &["recommend", "needs.json"]);
    says("unknown-flag", &["recommend", "--colour"]);
}

#[test]
fn wrong_requests() {
    let request = "{\n  \"needs\": {\n    \"input\": [\"image\", \"smell\"],\n    \"context_tokens\": -1,\n    \"colour\": \"red\"\n  },\n  \"amoung\": []\n}\n";
    check("wrong-request", &["recommend", "-"], verdict("recommend -").input(request));
    check(
        "wrong-request-json",
        &["recommend", "-", "--format", "json"],
        verdict("recommend - --format json").input("{\"needs\": {\"buget\": \"tight\"}}"),
    );
    check("broken-json", &["recommend", "-"], verdict("recommend -").input("{\"needs\": {\"input\": [\"image\",]}}"));
    let long = format!("{{\"needs\": {{\"task\": [{}\"tennis\"]}}}}", "\"chat\", ".repeat(2000));
    check("long-line", &["recommend", "-"], verdict("recommend -").input(long));
    check(
        "wrong-line",
        &["recommend", "--format", "ndjson"],
        verdict("recommend --format ndjson").input("{\"needs\": {\"budget\": \"tigth\"}}\n"),
    );
}

#[test]
fn wrong_expressions() {
    says("eval-syntax", &["eval", "model.context_window = 32k"]);
    says("eval-type", &["eval", "model.context_window > '32000'", "--model", "gpt-4o-mini"]);
    says("eval-fact", &["eval", "model.context_windw > 32000", "--model", "gpt-4o-mini"]);
    says("eval-no-model", &["eval", "model.context_window > 32000"]);
    says("eval-no-offer", &["eval", "offer.monthly_cost < 100", "--model", "gpt-4o-mini"]);
}
