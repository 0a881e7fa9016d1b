//! A world that does not play along: readers that leave, pipes that are called like files, links, folders that cannot be written to.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Verdict, verdict};
use crate::support::repo;

/// A folder of its own that is taken away again.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("verdict-faults-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, path: &str, text: &str) -> PathBuf {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    /// The frozen world and scenarios of it.
    fn test(&self, args: &str) -> Verdict {
        let (rules, catalog) = (repo("tests/worlds/frozen/rules"), repo("tests/worlds/frozen/catalog"));
        let data = ["test", "--rules", rules.to_str().unwrap(), "--catalog", catalog.to_str().unwrap()];
        Verdict::new().folder(&self.0).args(data).args(args.split_whitespace())
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn pipe(path: &Path) {
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

const FAILS: &str = "[needs]\n[expect]\nnothing_eligible = true\n";
const PASSES: &str = "[needs]\n[expect]\nderived = {}\n";

/// A gate passes because its checks do, not because `head` left.
#[test]
fn exit_codes_survive_a_reader_who_is_gone() {
    let scratch = Scratch::new("gone");
    scratch.write("a.scenario.toml", FAILS);
    assert_eq!(scratch.test(".").unread(), Some(4));
    assert_eq!(scratch.test("--format json .").unread(), Some(4));
    assert_eq!(verdict("recommend").unread(), Some(0));
    assert_eq!(verdict("recommend --need budget_usd_per_month=0 --need operations=nobody").unread(), Some(3));
    assert_eq!(verdict("recommend --need budget=no-such-answer --format json").unread(), Some(1));
    assert_eq!(scratch.test("--watch .").unread(), Some(4), "nobody watches any more");
}

#[test]
fn what_is_no_file_is_told_of_and_not_waited_for() {
    let scratch = Scratch::new("pipes");
    scratch.write("a.scenario.toml", PASSES);
    pipe(&scratch.0.join("p.scenario.toml"));
    fs::create_dir(scratch.0.join("snapshots")).unwrap();
    pipe(&scratch.0.join("snapshots/p.snap.json"));
    let outcome = scratch.test(".").run();
    for name in ["p.scenario.toml", "snapshots/p.snap.json"] {
        assert!(outcome.err.contains(&format!("`{name}` is no file, and is not read")), "{}", outcome.err);
    }
    assert!(outcome.out.contains("1 scenario"), "{}", outcome.out);
}

#[test]
fn scenarios_that_are_passed_over_are_told_of() {
    let scratch = Scratch::new("passed-over");
    scratch.write("a.scenario.toml", PASSES);
    scratch.write("elsewhere/b.scenario.toml", PASSES);
    symlink(scratch.0.join("elsewhere"), scratch.0.join("linked")).unwrap();
    let odd = scratch.0.join(OsStr::from_bytes(b"odd\xff.scenario.toml"));
    fs::write(odd, PASSES).unwrap();
    let outcome = scratch.test(".").run();
    assert!(outcome.err.contains("`linked` is a link to a folder, and is not followed"), "{}", outcome.err);
    assert!(outcome.err.contains("has a name that is not UTF-8, and is not read"), "{}", outcome.err);
    assert!(outcome.out.contains("2 scenarios in 2 files"), "{}", outcome.out);
}

/// A scenario runs once, by whatever ways it is named.
#[test]
fn a_file_that_is_named_twice_is_one() {
    let scratch = Scratch::new("twice");
    scratch.write("s/a.scenario.toml", PASSES);
    let out = scratch.test("s ./s s/a.scenario.toml").run().out;
    assert!(out.contains("1 scenario in 1 file"), "{out}");
}

#[test]
fn rules_that_are_hidden_are_told_of() {
    let scratch = Scratch::new("hidden");
    let status =
        Command::new("cp").args(["-r"]).arg(repo("tests/worlds/frozen/rules")).arg(scratch.0.join("rules")).status();
    assert!(status.unwrap().success());
    scratch.write("rules/.one.toml", "summary = \"hidden\"");
    scratch.write("rules/.git/config", "not ours");
    let rules = scratch.0.join("rules");
    let catalog = repo("tests/worlds/frozen/catalog");
    let data = ["recommend", "--rules", rules.to_str().unwrap(), "--catalog", catalog.to_str().unwrap()];
    let outcome = Verdict::new().args(data).run();
    assert!(outcome.err.contains(".one.toml` begins with a dot, and is not read"), "{}", outcome.err);
    assert_eq!(outcome.err.matches("is not read").count(), 1, "{}", outcome.err);
}

/// Twenty-four folders, two links each to the next: eight million ways, and no circle.
#[test]
fn links_that_meet_again_are_not_walked_for_ever() {
    let scratch = Scratch::new("links");
    for at in 0..24 {
        let folder = scratch.0.join(format!("f{at}"));
        fs::create_dir(&folder).unwrap();
        for link in ["a", "b"] {
            symlink(scratch.0.join(format!("f{}", at + 1)), folder.join(link)).unwrap();
        }
    }
    fs::create_dir(scratch.0.join("f24")).unwrap();
    let rules = scratch.0.join("f0");
    let outcome = Verdict::new().args(["recommend", "--rules", rules.to_str().unwrap()]).run();
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.err.contains("more than 10000 folders"), "{}", outcome.err);
}

/// What could be written is, the others are named, and what came of all is printed.
#[test]
fn a_snapshot_that_cannot_be_written_is_not_the_end_of_the_others() {
    let scratch = Scratch::new("snapshots");
    for name in ["a", "b", "c"] {
        scratch.write(&format!("{name}.scenario.toml"), "[needs]\n[expect]\nsnapshot = true\n");
    }
    fs::create_dir_all(scratch.0.join("snapshots/b.snap.json/in-the-way")).unwrap();
    let outcome = scratch.test("--accept .").run();
    assert_eq!(outcome.code, Some(4), "{}{}", outcome.out, outcome.err);
    assert!(outcome.err.contains("cannot write `snapshots/b.snap.json`"), "{}", outcome.err);
    assert!(outcome.err.contains("2 snapshots written"), "{}", outcome.err);
    assert!(outcome.out.contains("2 passed"), "{}", outcome.out);
    assert!(scratch.0.join("snapshots/c.snap.json").is_file());
}

/// A link that lies where a page is to be is replaced; what it points to stays as it is, and nothing is left beside it.
#[test]
fn a_link_is_replaced_and_not_followed() {
    let scratch = Scratch::new("link");
    let kept = scratch.write("kept.txt", "kept");
    let page = scratch.0.join("page.md");
    symlink(&kept, &page).unwrap();
    let output = ["recommend", "--format", "markdown", "--output", page.to_str().unwrap()];
    assert_eq!(Verdict::new().args(output).run().code, Some(0));
    assert_eq!(fs::read_to_string(kept).unwrap(), "kept");
    assert!(fs::read_to_string(&page).unwrap().starts_with('#'));
    assert_eq!(fs::read_dir(&scratch.0).unwrap().count(), 2);
}

#[test]
fn coverage_that_is_too_little_is_said_in_every_format() {
    let scratch = Scratch::new("coverage");
    scratch.write("a.scenario.toml", PASSES);
    for (format, says) in [
        ("terminal", "less than the 99.5% asked for"),
        ("github", "::error title=coverage::coverage is"),
        ("junit", "<failure message=\"coverage is"),
        ("json", "\"too_little\": \"coverage is"),
    ] {
        let outcome = scratch.test(&format!("--min-coverage 99.5 --format {format} .")).run();
        assert_eq!(outcome.code, Some(4), "{format}: {}{}", outcome.out, outcome.err);
        assert!(outcome.out.contains(says), "{format}: {}", outcome.out);
    }
}

#[test]
fn a_population_that_is_not_there_is_not_passed_over() {
    let scratch = Scratch::new("population");
    let status =
        Command::new("cp").args(["-r"]).arg(repo("tests/worlds/frozen/rules")).arg(scratch.0.join("rules")).status();
    assert!(status.unwrap().success());
    fs::remove_file(scratch.0.join("rules/population.toml")).unwrap();
    let (rules, catalog) = (scratch.0.join("rules"), repo("tests/worlds/frozen/catalog"));
    let data = ["--rules", rules.to_str().unwrap(), "--catalog", catalog.to_str().unwrap()];
    let call = ["compare", "gpt-4o-mini", "llama-2-70b", "--population", "companies"];
    let said = Verdict::new().args(call).args(data).refuses(&["there is no population `companies`"]);
    assert!(said.contains("the rulebook has no `population.toml`"), "{said}");
}

/// Larger whole numbers are not all there: what was written may not be what would be read.
#[test]
fn a_need_that_would_be_rounded_is_refused() {
    for number in ["9007199254740993", "9007199254740992"] {
        let need = format!("context_tokens={number}");
        Verdict::new().args(["recommend", "--need", &need]).refuses(&["is too large", "9007199254740991"]);
    }
}

/// What the schema allows is read.
#[test]
fn nothing_is_no_value_in_the_schema_of_requests() {
    let schema = Verdict::new().args(["schema", "needs"]).answers();
    assert!(!schema.contains("null"), "{schema}");
}
