//! `verdict test`, on the bicycles of `tests/invalid/base`.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use super::{Outcome, Verdict};
use crate::support::{files_below, repo};

/// A folder of its own, with a rulebook, a catalog and the scenarios of one test.
struct Folder(PathBuf);

/// Of three bicycles the roadster comes first; its price counts.
const FIRST: &str = "because = 'it has the most gears'\n[needs]\ndistance = 40\n[expect]\nfirst = 'roadster'\n";
const STALE: &str = "{ \"schema\": \"snapshot/1\" }";
const KEPT: &str = "[needs]\ndistance = 40\n[expect]\nsnapshot = true\n";

impl Folder {
    fn new(name: &str, scenarios: &[(&str, &str)]) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("test").join(name);
        let _ = fs::remove_dir_all(&folder);
        let base = repo("tests/invalid/base");
        for path in files_below(&base, ".toml") {
            let to = folder.join(path.strip_prefix(&base).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(&path, to).unwrap();
        }
        let folder = Self(folder);
        for (path, text) in scenarios {
            folder.write(path, text);
        }
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn has(&self, path: &str) -> bool {
        self.0.join(path).exists()
    }

    /// Replaces what must be there once.
    fn change(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "{path}: {from}");
        self.write(path, &text.replace(from, to));
    }

    fn call(&self, args: &str) -> Verdict {
        let all = ["test", "--rules", "rules", "--catalog", "catalog"];
        Verdict::new().folder(&self.0).args(all).args(args.split_whitespace())
    }

    fn run(&self, args: &str) -> Outcome {
        self.call(args).run()
    }

    /// Runs the scenarios, of which one fails, and gives what is told.
    fn fails(&self, args: &str) -> String {
        let outcome = self.run(args);
        assert_eq!(outcome.code, Some(4), "{}{}", outcome.out, outcome.err);
        outcome.out
    }
}

fn shows(name: &str, text: &str) {
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

#[test]
fn what_holds_is_one_line() {
    let folder = Folder::new("holds", &[("a.scenario.toml", FIRST), ("b/c.scenario.toml", FIRST)]);
    folder.write("target/no.scenario.toml", "no");
    folder.write(".hidden/no.scenario.toml", "no");
    let outcome = folder.run("");
    assert_eq!((outcome.code, outcome.err.as_str()), (Some(0), ""));
    assert_eq!(outcome.out, "2 scenarios in 2 files: 2 passed\n");
    assert_eq!(folder.run("b --filter c").out, "1 scenario in 1 file: 1 passed\n");
    assert_eq!(folder.run("--filter b/").out, "1 scenario in 2 files: 1 passed, 1 left out\n");
}

#[test]
fn a_price_that_flips_the_winner_is_named_in_one_line() {
    let folder = Folder::new("price", &[("a.scenario.toml", KEPT), ("b.scenario.toml", FIRST)]);
    assert_eq!(folder.run("--accept").err, "1 snapshot written\n");
    assert_eq!(folder.run("").out, "2 scenarios in 2 files: 2 passed\n");
    folder.change("catalog/models/acme/roadster.toml", "value = 900", "value = 1900");
    let told = folder.fails("");
    let line = "winner changed from Roadster to Brio Courier: `offer.price` of Roadster (corner) went from $900 to $1,900 \
                [catalog/models/acme/roadster.toml:15] so Price gave it 2.2 instead of 24.4 points";
    assert!(told.lines().any(|l| l.contains(line)), "{told}");
    // Without a snapshot, what decides and what would make the two tie.
    assert!(told.contains("expected Roadster first, but Brio Courier is: Brio Courier leads Roadster by"), "{told}");
    assert!(told.contains("they would tie with Cost › Price of Roadster being"), "{told}");
    shows("test-price", &told);
}

#[test]
fn a_renamed_rule_a_deleted_model_and_another_default_are_understood() {
    let excluded = "[needs]\ndistance = 100\n[expect]\nexcluded = { model = 'acme/courier', by = 'far-enough' }\n";
    let kept = "[needs]\ndistance = 100\n[expect]\nsnapshot = true\n";
    let folder = Folder::new("renamed", &[("a.scenario.toml", excluded), ("b.scenario.toml", kept)]);
    folder.run("--accept");
    assert_eq!(folder.run("").code, Some(0));
    let path = |name: &str| folder.0.join("rules/road").join(name);
    fs::rename(path("far-enough.toml"), path("goes-far.toml")).unwrap();
    let renamed = folder.fails("");
    assert!(renamed.contains("there is no rule `far-enough`"), "{renamed}");
    assert!(renamed.contains("the rule `far-enough` is now called `goes-far`"), "{renamed}");
    fs::rename(path("goes-far.toml"), path("far-enough.toml")).unwrap();

    fs::remove_file(folder.0.join("catalog/models/acme/courier.toml")).unwrap();
    let deleted = folder.fails("");
    assert!(deleted.contains("there is no model `acme/courier`"), "{deleted}");
    assert!(deleted.contains("gone from the catalog or from those compared: `acme/courier`"), "{deleted}");
    fs::copy(
        repo("tests/invalid/base/catalog/models/acme/courier.toml"),
        folder.0.join("catalog/models/acme/courier.toml"),
    )
    .unwrap();

    folder.change("rules/questions/hills.toml", "assume = false", "assume = true");
    let default = folder.fails("");
    assert!(default.contains("`hills` is now assumed to be true, was false"), "{default}");
    shows("test-renamed", &[renamed, deleted, default].join("\n════\n"));
}

#[test]
fn a_broken_file_is_reported_and_the_others_run() {
    let broken = "[needs]\ndistance = 40\n[expect]\nfrist = 'roadster'\n";
    let folder =
        Folder::new("broken", &[("a.scenario.toml", broken), ("b.scenario.toml", FIRST), ("c.scenario.toml", "=")]);
    fs::write(folder.0.join("d.scenario.toml"), b"\xff").unwrap();
    let told = folder.fails("");
    assert!(told.contains("a.scenario.toml:4:1") && told.contains("did you mean `first`?"), "{told}");
    assert!(told.ends_with("4 scenarios in 4 files: 1 passed, 3 broken\n"), "{told}");
    shows("test-broken", &told);
}

#[test]
fn nothing_to_run_is_an_error() {
    let folder = Folder::new("nothing", &[]);
    let outcome = folder.run("");
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""));
    assert!(outcome.err.contains("there is no scenario below `.`"), "{}", outcome.err);
    assert_eq!(folder.run("no-such-folder").code, Some(1));
    folder.write("a.scenario.toml", FIRST);
    let outcome = folder.run("--filter zebra");
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.err.contains("of 1 scenarios none has `zebra` in its name"), "{}", outcome.err);
    let outcome = folder.run("--as-of soon");
    assert_eq!(outcome.code, Some(1));
}

#[test]
fn a_server_writes_nothing_and_wants_no_leftovers() {
    let folder = Folder::new("server", &[("a.scenario.toml", KEPT)]);
    let server = |args: &str| folder.call(args).env("CI", "true").run();
    let outcome = server("--accept");
    assert_eq!(outcome.code, Some(4));
    assert!(outcome.out.contains("there is no snapshot `snapshots/a.snap.json` yet"), "{}", outcome.out);
    assert!(outcome.err.contains("no snapshot is written") && !folder.has("snapshots"), "{}", outcome.err);
    assert_eq!(folder.run("--accept").code, Some(0));
    assert_eq!(server("").code, Some(0));
    // What no scenario asks for: a failure there, a remark here.
    folder.write("snapshots/old.snap.json", STALE);
    folder.write("a/snapshots/old/case.snap.json", STALE);
    folder.write("snapshots/of-another-program.snap.json", "{}");
    let outcome = server("");
    assert_eq!(outcome.code, Some(4));
    assert!(outcome.out.contains("2 snapshots that no scenario asks for:"), "{}", outcome.out);
    let outcome = folder.run("");
    assert_eq!((outcome.code, outcome.out.contains("snapshots/old.snap.json")), (Some(0), true));
    // A broken file may ask for what is called like it.
    folder.write("old.scenario.toml", "=");
    assert!(!folder.run("").out.contains("snapshots/old.snap.json"));
    fs::remove_file(folder.0.join("old.scenario.toml")).unwrap();
    assert_eq!(folder.run("--accept").err, "2 snapshots taken away\n");
    assert!(!folder.has("snapshots/old.snap.json") && folder.has("snapshots/a.snap.json"));
    assert!(folder.has("snapshots/of-another-program.snap.json"));
}

#[test]
fn snapshots_are_reviewed_one_by_one() {
    let scenarios = [("a.scenario.toml", KEPT), ("b.scenario.toml", KEPT), ("c.scenario.toml", KEPT)];
    let folder = Folder::new("review", &scenarios);
    let outcome = folder.call("--review").input("a\nw\nwhat\ns\n").run();
    assert_eq!(outcome.code, Some(4));
    assert!(outcome.err.contains("a (1 of 3)") && outcome.err.contains("1 snapshot accepted of 3"), "{}", outcome.err);
    let written = ["a", "b", "c"].map(|name| folder.has(&format!("snapshots/{name}.snap.json")));
    assert_eq!(written, [true, false, false]);
    assert!(outcome.out.ends_with("3 scenarios in 3 files: 1 passed, 2 failed\n"), "{}", outcome.out);
}

#[test]
fn a_snapshot_that_cannot_be_read_is_written_anew() {
    let folder = Folder::new("unreadable", &[("a.scenario.toml", KEPT), ("snapshots/a.snap.json", "{}\n")]);
    let told = folder.fails("");
    assert!(told.contains("`snapshots/a.snap.json` is no snapshot that this version reads"), "{told}");
    folder.run("--accept");
    let text = folder.read("snapshots/a.snap.json");
    assert!(text.starts_with("{\n  \"schema\": \"snapshot/1\","));
    assert!(!text.contains(folder.0.to_str().unwrap()), "a path of this machine");
    folder.run("--accept");
    assert_eq!(folder.read("snapshots/a.snap.json"), text);
}

#[test]
fn many_cases_share_a_file() {
    let cases = "[needs]\ndistance = 40\n[expect]\nnever = 'no-such'\n";
    let folder = Folder::new("cases", &[("a.scenario.toml", &cases.replace("'no-such'", "[]"))]);
    folder.write(
        "a.scenario.toml",
        "[needs]\ndistance = 100\n\
         [[case]]\nname = 'far'\nexpect = { first = 'roadster', excluded = { model = 'acme/courier', by = 'far-enough' } }\n\
         [[case]]\nname = 'near, and cheap'\nneeds = { distance = 40 }\nexpect = { first = 'acme/courier', snapshot = true }\n",
    );
    folder.run("--accept");
    assert!(folder.has("snapshots/a/near-and-cheap.snap.json"));
    let told = folder.fails("");
    assert!(told.contains("failed a › near, and cheap"), "{told}");
    assert!(told.ends_with("2 scenarios in 1 file: 1 passed, 1 failed\n"), "{told}");
    assert_eq!(folder.run("--filter far").out, "1 scenario in 1 file: 1 passed, 1 left out\n");
}

#[test]
fn programs_get_what_they_read() {
    let wrong =
        "because = 'a < b & \"c\"'\n[needs]\ndistance = 40\n[expect]\nfirst = 'acme/courier'\nnever = 'roadster'\n";
    let scenarios = [("a.scenario.toml", FIRST), ("b, 100%: c.scenario.toml", wrong), ("c.scenario.toml", "[[=")];
    let folder = Folder::new("programs", &scenarios);
    folder.write("snapshots/old.snap.json", STALE);
    let run = |format: &str| folder.call("--format").args([format]).env("CI", "1").run().out;

    let json: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let schema: serde_json::Value = serde_json::from_str(&Verdict::new().args(["schema", "test"]).answers()).unwrap();
    assert!(jsonschema::is_valid(&schema, &json), "{json:#}");
    let outcomes: Vec<_> =
        json["scenarios"].as_array().unwrap().iter().map(|s| s["outcome"].as_str().unwrap()).collect();
    assert_eq!((json["good"].as_bool(), outcomes), (Some(false), vec!["passed", "failed", "broken"]));
    assert_eq!(json["scenarios"][1]["failures"][1]["line"], 6);

    let junit = run("junit");
    let xml = roxmltree::Document::parse(&junit).unwrap();
    let all = |name: &'static str| xml.descendants().filter(move |n| n.has_tag_name(name));
    assert_eq!((all("testsuite").count(), all("testcase").count()), (4, 4));
    assert_eq!((all("failure").count(), all("error").count()), (2, 1));
    assert_eq!(xml.root_element().attribute("failures"), Some("2"));
    assert!(all("failure").next().unwrap().text().unwrap().contains("a < b & \"c\""));

    let github = run("github");
    let file =
        "::error file=b%2C 100%25%3A c.scenario.toml,line=5,col=9,title=b%2C 100%25%3A c::expected Acme Courier first";
    assert!(github.lines().any(|line| line.starts_with(file)), "{github}");
    assert_eq!(github.lines().filter(|line| line.starts_with("::error ")).count(), 4, "{github}");
    shows("test-programs", &[junit, github].join("\n"));
}

#[test]
fn coverage_says_what_is_not_exercised() {
    let child = "[needs]\ndistance = 100\nluggage = ['child']\n[expect]\nfirst = 'brio/courier'\n";
    let folder = Folder::new("coverage", &[("a.scenario.toml", child)]);
    let outcome = folder.run("--coverage");
    assert_eq!(outcome.code, Some(0), "{}", outcome.out);
    shows("test-coverage", &outcome.out);
    let told = folder.fails("--min-coverage 90");
    assert!(told.ends_with("less than the 90% asked for\n"), "{told}");
    assert_eq!(folder.run("--min-coverage 20").code, Some(0));
    assert_eq!(folder.run("--min-coverage 101").code, Some(2));
}

#[test]
fn watching_runs_again_when_something_changes() {
    let folder = Folder::new("watch", &[("a.scenario.toml", FIRST)]);
    let mut child = folder.call("--watch").spawn();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut next = || lines.next().unwrap().unwrap();
    assert_eq!(next(), "1 scenario in 1 file: 1 passed");
    folder.write("b.scenario.toml", FIRST);
    assert_eq!(next(), "2 scenarios in 2 files: 2 passed");
    // A rule that is wrong is said on standard error; once it is right again, all are run.
    folder.write("rules/road/hilly.toml", "summary = 3");
    fs::copy(repo("tests/invalid/base/rules/road/hilly.toml"), folder.0.join("rules/road/hilly.toml")).unwrap();
    assert_eq!(next(), "2 scenarios in 2 files: 2 passed");
    child.kill().unwrap();
    child.wait().unwrap();
}
