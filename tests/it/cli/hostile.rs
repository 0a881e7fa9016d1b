//! Input that nobody means well: each gives a diagnostic, soon.

use super::{Outcome, Verdict, file, verdict};

/// A refusal: said on standard error and short enough to read.
fn refused(call: Verdict, code: &str) -> Outcome {
    let outcome = call.run();
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""), "{}", outcome.err);
    assert!(outcome.err.contains(&format!("error[{code}]")), "no {code} in: {}", outcome.err);
    assert!(outcome.err.len() < 20_000, "{} bytes", outcome.err.len());
    assert!(!outcome.err.contains("panicked"));
    outcome
}

fn request(name: &str, content: impl AsRef<[u8]>, code: &str) -> Outcome {
    refused(verdict("recommend").args([file(name, content).as_str()]), code)
}

#[test]
fn deep_and_long_expressions() {
    let deep = "(".repeat(10_000) + "1" + &")".repeat(10_000);
    refused(Verdict::new().args(["eval", &deep]), "expression-limit");
    let nested = "(".repeat(1000) + "1" + &")".repeat(1000);
    refused(Verdict::new().args(["eval", &nested]), "expression-limit");
    refused(Verdict::new().args(["eval", &"!".repeat(3000)]), "expression-limit");
    refused(Verdict::new().args(["eval", &("1".to_string() + &"+1".repeat(2000))]), "expression-limit");
    refused(Verdict::new().args(["eval", ""]), "expression-syntax");
    refused(Verdict::new().args(["eval", "ünïcödé == '🦀"]), "expression-syntax");
}

#[test]
fn large_deep_and_broken_files() {
    let line = format!("{{\"needs\": {{\"task\": \"{}\"}}}}", "x".repeat(10 * 1024 * 1024));
    request("large.json", &line, "too-large");
    let line = format!("{{\"needs\": {{\"task\": \"{}\"}}}}", "é".repeat(3 * 1024 * 1024));
    request("one-line.json", &line, "unknown-value");
    request("deep.json", "{\"needs\": ".to_string() + &"[".repeat(100_000), "json-syntax");
    let deep = "{\"needs\": {\"task\": ".to_string() + &"[".repeat(100) + &"]".repeat(100) + "}}";
    request("nested.json", deep, "too-large");
    request("deep.toml", "a = ".to_string() + &"[".repeat(50_000), "toml-syntax");
    request("latin.json", b"{\"needs\": {\"task\": \"caf\xe9\"}}", "invalid-utf8");
    request("zero.json", b"{\"needs\": \0}", "json-syntax");
    request("list.json", "[]", "wrong-kind");
    request("twice.json", r#"{"needs": {"budget": "tight", "budget": "none"}}"#, "duplicate-key");
    request("null.json", r#"{"needs": {"budget": null}}"#, "wrong-kind");
}

#[test]
fn numbers_that_are_none() {
    for (at, (answer, code)) in [
        ("nan", "out-of-range"),
        ("-inf", "out-of-range"),
        ("-5", "out-of-range"),
        ("1e300", "out-of-range"),
        ("123456789012345678901234567890", "out-of-range"),
        ("1.5", "wrong-kind"),
        ("'NaN'", "wrong-kind"),
        ("'1e999'", "wrong-kind"),
        ("true", "wrong-kind"),
    ]
    .into_iter()
    .enumerate()
    {
        let toml = format!("[needs]\ncontext_tokens = {answer}\n");
        let outcome = verdict("recommend").args([file(&format!("number-{at}.toml"), &toml).as_str()]).run();
        assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""), "{answer}");
        assert!(outcome.err.contains(code) || outcome.err.contains("toml-syntax"), "{answer}: {}", outcome.err);
    }
    refused(verdict("recommend --need context_tokens=-5"), "out-of-range");
    refused(verdict("recommend --need context_tokens=NaN"), "wrong-kind");
    refused(verdict("recommend --need requests_per_month=9e99"), "out-of-range");
}

#[test]
fn flags_of_all_sorts() {
    refused(verdict("recommend --need input"), "missing-key");
    refused(verdict("recommend --need ="), "unknown-need");
    refused(verdict("recommend --need budget=tight --need budget=none"), "duplicate-key");
    refused(verdict("recommend --as-of 2026-02-30"), "invalid-date");
    refused(verdict("recommend --as-of tomorrow"), "invalid-date");
    refused(verdict("recommend --among ,,"), "unknown-model");
    refused(Verdict::new().args(["recommend", "--need", &("x".repeat(100_000) + "=1")]), "unknown-need");
    refused(Verdict::new().args(["recommend", "--among", &"x,".repeat(1000)]), "unknown-model");
    refused(verdict("recommend src"), "cannot-read");
    refused(verdict("catalog show no-such-model"), "unknown-model");
}

#[test]
fn control_characters_do_not_reach_the_terminal() {
    let outcome = refused(Verdict::new().args(["recommend", "--need", "bud\u{1b}[2Jget=\u{7}tight"]), "unknown-need");
    assert!(!outcome.err.contains('\u{1b}') && !outcome.err.contains('\u{7}'), "{:?}", outcome.err);
}

#[cfg(unix)]
#[test]
fn arguments_that_are_not_utf8() {
    use std::os::unix::ffi::OsStrExt;
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_verdict"));
    let output = command.args(["eval".as_ref(), std::ffi::OsStr::from_bytes(b"\xff")]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
}

#[test]
fn a_line_without_end_is_passed_over() {
    let mut input = b"x".repeat(64 * 1024 * 1024);
    input.extend(b"\n{\"top\": 1}\n");
    let outcome = verdict("recommend --format ndjson").input(input).run();
    assert_eq!(outcome.code, Some(1));
    assert_eq!(outcome.out.lines().count(), 2);
}
