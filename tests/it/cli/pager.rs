//! What is longer than the screen goes through a pager, and nothing is ever lost by it.

use std::process::Command;

use crate::support::{FROZEN, repo};

/// What a terminal of 24 lines shows of a call, with `pager` as `VERDICT_PAGER`; `None` where there is nothing that makes a terminal.
fn seen(args: &str, pager: &str) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_verdict");
    let typed = format!(
        "stty rows 24 cols 80; exec {program} {args} --color never --rules {FROZEN}/rules --catalog {FROZEN}/catalog"
    );
    let mut command = Command::new("script");
    command.args(["-qec", &typed, "/dev/null"]).current_dir(repo(""));
    command.env_clear().env("PATH", std::env::var_os("PATH")?).env("TERM", "xterm").env("SHELL", "/bin/sh");
    let output = command.env("VERDICT_PAGER", pager).stdin(std::process::Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.success() && !text.is_empty()).then(|| text.replace("\r\n", "\n"))
}

#[test]
fn long_answers_go_through_it_and_short_ones_and_json_do_not() {
    let numbered = |text: &str| text.lines().next().is_some_and(|line| line.trim_start().starts_with("1\t"));
    let Some(long) = seen("explain gpt-4o-mini", "cat -n") else { return };
    assert!(numbered(&long), "{long}");
    for (args, pager) in [
        ("explain gpt-4o-mini --no-pager", "cat -n"),
        ("explain gpt-4o-mini --format json", "cat -n"),
        ("eval model.context_window --model gpt-4o-mini", "cat -n"),
        // One that is not there, none, and one that shows everything.
        ("explain gpt-4o-mini", "no-such-pager -x"),
        ("explain gpt-4o-mini", ""),
        ("explain gpt-4o-mini", "cat"),
    ] {
        let text = seen(args, pager).unwrap_or_else(|| panic!("{args}: nothing is shown"));
        assert!(!numbered(&text), "{args} with `{pager}`: {text}");
        let whole = super::verdict(args).args(["--color", "never"]).env("COLUMNS", "80").answers();
        assert_eq!(text, whole, "{args} with `{pager}`");
    }
}
