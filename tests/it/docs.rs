//! What the README and `docs/` show is what the program prints. After a change of the shipped data,
//! `UPDATE_DOCS=1 cargo test --test it the_pages` writes it anew.

use std::process::Command;

use crate::support::{files_below, kept, repo};

/// Runs a command of the README as a new user would, and returns what it prints, answer first.
fn run(command: &str) -> String {
    let args = command.strip_prefix("verdict ").or(command.strip_prefix("cargo run --release -- ")).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_verdict"))
        .args(args.split_whitespace())
        .current_dir(repo("."))
        .env_clear()
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_pages_show_what_the_program_prints() {
    assert!(shown_as_printed("README.md") >= 4);
    assert_eq!(shown_as_printed("docs/bill.md"), 1);
    assert_eq!(
        shown_as_printed("docs/verdicts.md"),
        files_below(&repo("tests/scenarios/cases"), ".scenario.toml").len()
    );
}

/// Runs each command of a page, and holds the page against itself with what they print. Returns how many there are.
fn shown_as_printed(path: &str) -> usize {
    let page = std::fs::read_to_string(repo(path)).unwrap();
    let mut parts = page.split("```console\n");
    let (mut whole, mut checked) = (parts.next().unwrap().to_string(), 0);
    for part in parts {
        let (block, rest) = part.split_once("\n```").unwrap();
        let (first, shown) = block.split_once('\n').unwrap_or((block, ""));
        let command = first.strip_prefix("$ ").expect("a command");
        let shown = if command == "cargo test" { shown.to_string() } else { now(command, shown) };
        checked += usize::from(command != "cargo test");
        let lines = if shown.is_empty() { String::new() } else { format!("\n{shown}") };
        whole.extend(["```console\n", first, &lines, "\n```", rest]);
    }
    kept(path, &whole);
    checked
}

/// What a command prints now: all of it, or as many lines as are shown above an ellipsis.
fn now(command: &str, shown: &str) -> String {
    let printed = run(command);
    let lines = printed.lines().map(str::trim_end);
    match shown.strip_suffix("\n…") {
        Some(above) => lines.take(above.split('\n').count()).chain(["…"]).collect::<Vec<_>>().join("\n"),
        None => lines.collect::<Vec<_>>().join("\n"),
    }
}

#[test]
fn the_rule_in_the_readme_is_a_rule_of_the_rulebook() {
    let page = std::fs::read_to_string(repo("README.md")).unwrap();
    let shown = page.split("```toml\n").nth(1).unwrap().split("```").next().unwrap();
    let rule = std::fs::read_to_string(repo("rules/privacy/keep-data-on-own-machines.toml")).unwrap();
    assert!(rule.starts_with(shown.trim_end()), "the README shows another rule than\n{rule}");
}

/// The scenario in the README holds, and the recipes for servers run: each of their commands, where a scenario lies.
#[test]
fn the_scenario_of_the_readme_and_the_recipes_run() {
    let page = std::fs::read_to_string(repo("README.md")).unwrap();
    let scenario = page.split("```toml\n").nth(2).unwrap().split("```").next().unwrap();
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipes");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("readme.scenario.toml"), scenario).unwrap();
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_verdict")).parent().unwrap();
    let shell = |command: &str| {
        let mut shell = Command::new("sh");
        shell.args(["-c", command]).current_dir(&folder).env_clear().env("CI", "true");
        shell.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", program.display()));
        shell.env("GITHUB_STEP_SUMMARY", folder.join("summary"));
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let workflow = std::fs::read_to_string(repo("examples/ci/verdict.yml")).unwrap();
    let commands: Vec<&str> =
        workflow.lines().filter_map(|l| l.trim().trim_start_matches("- ").strip_prefix("run: verdict ")).collect();
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        shell(&format!("verdict {command}"));
    }
    let junit = std::fs::read_to_string(folder.join("verdict.xml")).unwrap();
    assert_eq!(roxmltree::Document::parse(&junit).unwrap().root_element().attribute("tests"), Some("1"));
    let hook = std::fs::read_to_string(repo("examples/ci/pre-commit")).unwrap();
    let staged = "git() { return 1; }\n";
    assert_eq!(shell(&format!("{staged}{hook}")), "1 scenario in 1 file: 1 passed\n");
}
