//! What the README and `docs/` show is what the program prints.

use std::process::Command;

use crate::support::{files_below, repo};

/// The console blocks of a page: the command after `$`, and the lines below it.
fn blocks(page: &str) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for block in page.split("```console\n").skip(1) {
        let body = block.split("\n```").next().unwrap();
        let mut lines = body.lines();
        let command = lines.next().unwrap().strip_prefix("$ ").expect("a command").to_string();
        all.push((command, lines.map(str::to_string).collect()));
    }
    all
}

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
    assert_eq!(
        shown_as_printed("docs/verdicts.md"),
        files_below(&repo("tests/scenarios/cases"), ".scenario.toml").len()
    );
}

/// How many commands of a page print what it shows.
fn shown_as_printed(page: &str) -> usize {
    let page = std::fs::read_to_string(repo(page)).unwrap();
    let mut checked = 0;
    for (command, shown) in blocks(&page) {
        if command == "cargo test" {
            continue;
        }
        let printed = run(&command);
        let printed: Vec<&str> = printed.lines().map(str::trim_end).collect();
        let cut = shown.last().is_some_and(|l| l == "…");
        let shown: Vec<&str> = shown.iter().map(|l| l.trim_end()).take(shown.len() - usize::from(cut)).collect();
        let whole = if cut { printed.get(..shown.len()) } else { Some(printed.as_slice()) };
        assert_eq!(whole, Some(shown.as_slice()), "`{command}` prints\n{}", printed.join("\n"));
        checked += 1;
    }
    checked
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
