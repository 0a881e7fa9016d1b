//! What the pages show is what the program prints, reads and has. After a change of the shipped data,
//! `UPDATE_DOCS=1 cargo test --test it the_pages` writes it anew.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{files_below, kept, repo};

mod examples;
mod expressions;
mod generated;
mod links;
mod shape;

/// Pages that other tests write or that only hold links: what they show is not looked at here.
const WRITTEN_ELSEWHERE: [&str; 4] =
    ["docs/words.md", "docs/articles.md", "docs/gpt-4o-mini-vs-llama-2.md", "docs/gpt-4o-mini-vs-stable-beluga-2.md"];

/// All pages for users, from the top of the repository.
fn pages() -> Vec<String> {
    let mut all: Vec<String> =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "rules/README.md", "catalog/README.md"]
            .map(String::from)
            .into();
    let below = files_below(&repo("docs"), ".md");
    all.extend(below.iter().map(|p| format!("docs/{}", p.file_name().unwrap().to_string_lossy())));
    all
}

fn text(page: &str) -> String {
    std::fs::read_to_string(repo(page)).unwrap()
}

/// The pages of which blocks are run.
fn shown() -> Vec<String> {
    pages().into_iter().filter(|page| !WRITTEN_ELSEWHERE.contains(&page.as_str())).collect()
}

/// A command as a user types it, at the top of the repository.
fn shell(command: &str) -> Command {
    let program = Path::new(env!("CARGO_BIN_EXE_verdict")).parent().unwrap();
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(repo(".")).env_clear();
    shell.env("PATH", format!("{}:/usr/local/bin:/usr/bin:/bin", program.display()));
    shell
}

/// What a command prints, answer first.
fn run(command: &str) -> String {
    let command = command.replace("cargo run --release -- ", "verdict ");
    assert!(command.contains("verdict "), "no command of ours: {command}");
    let output = shell(&command).output().unwrap();
    String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap()
}

#[test]
fn the_pages_show_what_the_program_prints() {
    let checked: usize = std::thread::scope(|scope| {
        let pages: Vec<_> = shown().into_iter().map(|page| scope.spawn(move || shown_as_printed(&page))).collect();
        pages.into_iter().map(|page| page.join().unwrap()).sum()
    });
    let cases = files_below(&repo("tests/scenarios/cases"), ".scenario.toml").len();
    assert_eq!(text("docs/verdicts.md").matches("```console\n").count(), cases);
    assert!(checked >= cases + 15, "{checked}");
}

/// Makes all that is shown on a page anew, and holds the page against it. Returns how many commands were run.
fn shown_as_printed(path: &str) -> usize {
    let page = text(path);
    let mut parts = page.split("```console\n");
    let (mut whole, mut checked) = (parts.next().unwrap().to_string(), 0);
    for part in parts {
        let (block, rest) = part.split_once("\n```").unwrap();
        let (first, shown) = command_of(block);
        let command = first.strip_prefix("$ ").expect("a command").replace("\\\n", "");
        let runs = command != "cargo test";
        let shown = if runs { now(&command, shown) } else { shown.to_string() };
        checked += usize::from(runs);
        let lines = if shown.is_empty() { String::new() } else { format!("\n{shown}") };
        whole.extend(["```console\n", first, &lines, "\n```", rest]);
    }
    whole = expressions::evaluated(&whole);
    whole = generated::filled(path, &whole);
    kept(path, &whole);
    checked
}

/// The command of a block, which may go on after a `\` at the end of a line, and what stands below it.
fn command_of(block: &str) -> (&str, &str) {
    let end = block.match_indices('\n').map(|(at, _)| at).find(|at| !block[..*at].ends_with('\\'));
    end.map_or((block, ""), |at| (&block[..at], &block[at + 1..]))
}

/// How much is shown of what a command prints where the page does not say how much yet.
const FIRST_LINES: usize = 12;

/// What a command prints now: all of it, or as many lines as are shown above an ellipsis if there are more.
fn now(command: &str, shown: &str) -> String {
    let printed = run(command);
    let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
    let above = match shown.strip_suffix("\n…") {
        Some(above) => above.split('\n').count(),
        None if shown == "…" => FIRST_LINES,
        None => lines.len(),
    };
    if above >= lines.len() { lines.join("\n") } else { lines[..above].join("\n") + "\n…" }
}

/// The recipes for servers run: each of their commands, where the scenario of the page lies.
#[test]
fn the_scenario_of_the_page_and_the_recipes_run() {
    let page = text("docs/test.md");
    let scenario = page.split(".scenario.toml\n").nth(1).unwrap().split("```").next().unwrap();
    let folder: PathBuf = Path::new(env!("CARGO_TARGET_TMPDIR")).join("recipes");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("page.scenario.toml"), scenario).unwrap();
    let shell = |command: &str| {
        let mut shell = shell(command);
        shell.current_dir(&folder).env("CI", "true").env("GITHUB_STEP_SUMMARY", folder.join("summary"));
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{command}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    let workflow = text("examples/ci/verdict.yml");
    let commands: Vec<&str> =
        workflow.lines().filter_map(|l| l.trim().trim_start_matches("- ").strip_prefix("run: verdict ")).collect();
    assert_eq!(commands.len(), 3, "{commands:?}");
    for command in commands {
        shell(&format!("verdict {command}"));
    }
    let junit = std::fs::read_to_string(folder.join("verdict.xml")).unwrap();
    assert_eq!(roxmltree::Document::parse(&junit).unwrap().root_element().attribute("tests"), Some("1"));
    let hook = text("examples/ci/pre-commit");
    let staged = "git() { return 1; }\n";
    assert_eq!(shell(&format!("{staged}{hook}")), "1 scenario in 1 file: 1 passed\n");
}
