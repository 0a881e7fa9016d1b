//! `verdict diff`: changed facts and rules, changed verdicts, and what changed them.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use verdict::render::text::width;

use super::{Outcome, Verdict, verdict};
use crate::support::{FROZEN, files_below, repo};

/// A folder for one test, new each time.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("diff").join(name);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Copies a folder of the repository, without what is not data.
    fn copy(self, from: &str, to: &str) -> Self {
        copy(&repo(from), &self.0.join(to));
        self
    }

    /// The small valid world of bicycles.
    fn bicycles(name: &str) -> Self {
        Self::new(name).copy("tests/invalid/base", "")
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn replace(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert!(text.contains(from), "`{from}` is not in {path}:\n{text}");
        self.write(path, &text.replacen(from, to, 1));
    }

    fn rename(&self, from: &str, to: &str) {
        std::fs::rename(self.0.join(from), self.0.join(to)).unwrap();
    }

    /// A call in this folder.
    fn call(&self, args: &str) -> Verdict {
        verdict(args).folder(&self.0).env("PATH", &std::env::var("PATH").unwrap())
    }

    /// What `diff` tells as data.
    fn diff(&self, args: &str) -> Value {
        self.call(&format!("diff --format json {args}")).json()
    }

    fn git(&self, args: &[&str]) {
        let mut git = Command::new("git");
        // Nothing of whoever runs the tests: no identity, hook, signature or line ending.
        let none =
            [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null"), ("GIT_CONFIG_NOSYSTEM", "1")];
        git.args([
            "-c",
            "user.name=Somebody",
            "-c",
            "user.email=somebody@example.com",
            "-c",
            "init.defaultBranch=main",
        ]);
        let output = git.args(args).envs(none).current_dir(&self.0).output().unwrap();
        assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "--allow-empty", "-m", message]);
    }
}

fn copy(from: &Path, to: &Path) {
    for file in files_below(from, ".toml") {
        let path = to.join(file.strip_prefix(from).unwrap());
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::copy(&file, path).unwrap();
    }
}

/// What happened to what, by each cause: the labels of its changes, and the aspects of its effects.
fn causes(diff: &Value) -> Vec<(Vec<&str>, Vec<&str>)> {
    let label = |at: &Value| diff["changes"][at.as_u64().unwrap() as usize]["label"].as_str().unwrap();
    let all = diff["causes"].as_array().unwrap().iter();
    all.map(|cause| {
        let aspects = cause["effects"].as_array().unwrap().iter().map(|e| e["aspect"].as_str().unwrap());
        (cause["changes"].as_array().unwrap().iter().map(label).collect(), aspects.collect())
    })
    .collect()
}

/// Four models that are near to one another.
const NEAR: &str = "among = ['gpt-5.4-mini', 'gemini-2.5-flash', 'claude-sonnet-4-5', 'gpt-4o']\n[needs]\nrequests_per_month = 1000000\n[expect]\nfirst = 'gpt-5.4-mini'";
const PRICED: &str = "catalog/models/google/gemini-2.5-flash.toml";
/// The offer of the second one, as it is; at 0.40 and 2.50 it loses, and wins with lower prices.
const OFFER: &str = "key = \"gemini/gemini-2.5-flash\"\nlisted_as = \"gemini\"\ncontext_window = 1048576\ninput_price = 0.3\noutput_price = 2.5\n";

/// It at other prices.
fn dear(input: &str, output: &str) -> String {
    OFFER
        .replace("input_price = 0.3", &format!("input_price = {input}"))
        .replace("output_price = 2.5", &format!("output_price = {output}"))
}

/// The frozen world, and it with forty changes that matter to none of the four.
fn forty_others(name: &str) -> Folder {
    let folder = Folder::new(name).copy(FROZEN, "old").copy(FROZEN, "new");
    folder.write("near.scenario.toml", NEAR);
    for world in ["old", "new"] {
        folder.replace(&format!("{world}/{PRICED}"), OFFER, &dear("0.4", "2.5"));
    }
    let near = ["gpt-5.4-mini", "gemini-2.5-flash", "claude-sonnet-4-5", "gpt-4o"];
    let mut changed = 0;
    for file in files_below(&folder.0.join("new/catalog/models"), ".toml") {
        let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
        if near.contains(&stem.as_str()) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        let priced = |line: &&mut String| {
            line.strip_prefix("output_price = ").is_some_and(|price| price.starts_with(|c: char| c.is_ascii_digit()))
        };
        for line in lines.iter_mut().filter(priced).take(36 - changed) {
            *line = line.replace("= ", "= 1");
            changed += 1;
        }
        std::fs::write(&file, lines.join("\n")).unwrap();
    }
    // And four of their own, which do not decide anything.
    let models = "new/catalog/models";
    folder.replace(&format!("{models}/openai/gpt-4o.toml"), "cache_read_price = 1.25", "cache_read_price = 1.5");
    folder.replace(&format!("{models}/openai/gpt-5.4-mini.toml"), "ends = \"2027-09-21\"", "ends = \"2027-09-22\"");
    folder.replace(&format!("new/{PRICED}"), "cache_read_price = 0.03\nends", "cache_read_price = 0.04\nends");
    folder.replace(&format!("new/{PRICED}"), "listed_as = \"vertex_ai-language-models\"", "listed_as = \"vertex_ai\"");
    assert_eq!(changed, 36);
    folder
}

#[test]
fn one_price_is_isolated_among_forty_other_changes() {
    let folder = forty_others("one-of-forty");
    folder.replace(&format!("new/{PRICED}"), &dear("0.4", "2.5"), &dear("0.1", "2.5"));
    let diff = folder.diff("old new --scenarios .");
    assert_eq!(diff["changes"].as_array().unwrap().len(), 41, "{diff:#}");
    assert_eq!(
        causes(&diff),
        [(vec!["input price of Gemini 2.5 Flash via google-ai-studio"], vec!["first"])],
        "{diff:#}"
    );
    let cause = &diff["causes"][0];
    assert_eq!((&cause["proof"], &cause["others"]), (&json!("smallest"), &json!([])));
    let effect = &cause["effects"][0];
    let models = [&effect["old"], &effect["new"]].map(|of| of[0]["model"].as_str().unwrap());
    assert_eq!((models, &effect["cases"]), (["openai/gpt-5.4-mini", "google/gemini-2.5-flash"], &json!(["near"])));
    let change = &diff["changes"][cause["changes"][0].as_u64().unwrap() as usize];
    let line = 1 + folder.read(&format!("new/{PRICED}")).lines().position(|l| l == "input_price = 0.1").unwrap();
    assert_eq!((&change["old"], &change["new"]), (&json!("$0.40 per 1M tokens"), &json!("$0.10 per 1M tokens")));
    assert_eq!((&change["file"], &change["line"]), (&json!(format!("new/{PRICED}")), &json!(line)));
    let schema = verdict("schema diff").json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&diff), "{:?}", validator.iter_errors(&diff).next());
}

#[test]
fn two_changes_that_do_it_only_together_are_named_together() {
    let folder = forty_others("two-of-forty");
    folder.replace(&format!("new/{PRICED}"), &dear("0.4", "2.5"), &dear("0.38", "2.4"));
    let diff = folder.diff("old new --scenarios .");
    let prices = vec![
        "input price of Gemini 2.5 Flash via google-ai-studio",
        "output price of Gemini 2.5 Flash via google-ai-studio",
    ];
    assert_eq!(causes(&diff), [(prices, vec!["first"])], "{diff:#}");
    assert_eq!(diff["causes"][0]["proof"], "smallest");
    let out = folder.call("diff old new --scenarios .").answers();
    assert!(out.contains("It takes both: no fewer changes do it."), "{out}");
}

#[test]
fn a_renamed_rule_is_a_rename_and_changes_no_verdict() {
    let folder = Folder::bicycles("rename").copy("tests/invalid/base", "new");
    folder.rename("new/rules/road/hilly.toml", "new/rules/load/steep.toml");
    let diff = folder.diff(". new");
    let change = &diff["changes"][0];
    assert_eq!(diff["changes"].as_array().unwrap().len(), 1, "{diff:#}");
    assert_eq!((&change["what"], &change["label"]), (&json!("renamed"), &json!("rule hilly is called steep now")));
    assert_eq!((&diff["counts"]["changed"], &diff["causes"]), (&json!(0), &json!([])));
    assert_eq!(diff["summary"], "None of 200 verdicts of people who were drawn changed, by 1 change.");
    // In another folder, it is the same rule.
    folder.rename("new/rules/load/steep.toml", "new/rules/load/hilly.toml");
    let out = folder.call("diff . new --people 1").answers();
    assert!(out.contains("• rule hilly is at load/hilly.toml now\n"), "{out}");
    folder.rename("new/rules/load/hilly.toml", "new/rules/load/steep.toml");
    // With other words in it, it is another rule.
    folder.replace("new/rules/load/steep.toml", "gears = 20", "gears = 21");
    let diff = folder.diff(". new --people 5");
    let what: Vec<&str> = diff["changes"].as_array().unwrap().iter().map(|c| c["what"].as_str().unwrap()).collect();
    assert_eq!(what, ["new", "gone"]);
}

#[test]
fn a_deleted_model_is_said_to_be_gone() {
    let folder = Folder::bicycles("deleted").copy("tests/invalid/base", "new");
    std::fs::remove_dir_all(folder.0.join("new/catalog/models/brio")).unwrap();
    folder.write(
        "two.scenario.toml",
        "among = ['brio/courier', 'acme/roadster']\n[needs]\n[expect]\nfirst = 'acme/roadster'",
    );
    folder.write("all.scenario.toml", "[needs]\n[expect]\neligible = 'acme/roadster'");
    let out = folder.call("diff . new --scenarios .").answers();
    assert!(out.contains("• model Brio Courier is gone\n"), "{out}");
    assert!(
        out.contains("Acme Roadster → no verdict: there is no model")
            || out.contains("Roadster → no verdict: there is no model `brio/courier`"),
        "{out}"
    );
    let diff = folder.diff(". new --scenarios .");
    assert_eq!(causes(&diff), [(vec!["model Brio Courier"], vec!["answer", "top", "eligible"])], "{diff:#}");
    assert_eq!((&diff["counts"]["answer"], &diff["counts"]["top"]), (&json!(1), &json!(1)));
    assert_eq!(diff["causes"][0]["effects"][0]["refused"], json!(["there is no model `brio/courier`"]));
}

#[test]
fn a_changed_default_is_found_and_exits_with_4_on_demand() {
    let folder = Folder::bicycles("default");
    folder.replace("rules/road/hilly.toml", "gears = 20", "ride = 400");
    folder.replace("catalog/models/acme/roadster.toml", "value = 900", "value = 1750");
    for path in ["catalog", "rules"] {
        copy(&folder.0.join(path), &folder.0.join("new").join(path));
    }
    folder.replace("new/rules/questions/hills.toml", "assume = false", "assume = true");
    folder.replace("new/rules/road/hilly.toml", "Hills want gears", "Hills want many gears");
    folder.replace("new/catalog/models/brio/courier.toml", "price = 650", "price = 651");
    folder.write("all.scenario.toml", "[needs]\n[expect]\neligible = 'acme/roadster'");
    folder.write("flat.scenario.toml", "[needs]\nhills = false\n[expect]\neligible = 'acme/roadster'");
    let diff = folder.diff(". new --scenarios .");
    assert_eq!(causes(&diff), [(vec!["assume of question hills"], vec!["first"])], "{diff:#}");
    assert_eq!(diff["causes"][0]["effects"][0]["cases"], json!(["all"]));
    let changes = diff["changes"].as_array().unwrap();
    let labels: Vec<&str> = changes.iter().map(|c| c["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["price of Brio Courier via corner", "assume of question hills", "summary of rule hilly"]);
    let default = ["old", "new", "kind", "subject", "key", "line"].map(|key| &changes[1][key]);
    assert_eq!(
        default,
        [&json!("false"), &json!("true"), &json!("question"), &json!("hills"), &json!("assume"), &json!(4)]
    );
    assert_eq!(folder.call("diff . new --scenarios .").run().code, Some(0));
    assert_eq!(folder.call("diff . new --scenarios . --exit-code").run().code, Some(4));
    assert_eq!(folder.call("diff . . --scenarios . --exit-code").run().code, Some(0));
}

#[test]
fn what_several_changes_do_alone_is_said_of_each() {
    let folder = Folder::bicycles("either").copy("tests/invalid/base", "new");
    folder.replace("new/catalog/models/acme/roadster.toml", "value = 900", "value = 1900");
    folder.replace("new/catalog/models/acme/roadster.toml", "gears = 21", "gears = 1");
    folder.write("all.scenario.toml", "[needs]\n[expect]\neligible = 'acme/roadster'");
    let diff = folder.diff(". new --scenarios all.scenario.toml");
    let first = &diff["causes"][0];
    assert_eq!(
        (&first["changes"], &first["others"], &first["proof"]),
        (&json!([0]), &json!([1]), &json!("smallest")),
        "{diff:#}"
    );
    let out = folder.call("diff . new --scenarios all.scenario.toml").env("COLUMNS", "120").answers();
    assert!(out.contains("Each of these does it alone, too: price of Roadster via corner: $900 → $1,900."), "{out}");
}

/// A repository with two commits, and something changed since.
fn repository(name: &str) -> Folder {
    let folder = Folder::bicycles(name);
    folder.git(&["init", "-q"]);
    folder.write("all.scenario.toml", "[needs]\n[expect]\neligible = 'acme/roadster'");
    folder.write("steep.scenario.toml", "[needs]\nhills = true\ndistance = 50\n[expect]\neligible = 'acme/roadster'");
    folder.commit("Bicycles");
    folder.git(&["tag", "v1"]);
    // Everything that can happen to something, once.
    folder.replace("catalog/models/acme/roadster.toml", "value = 900", "value = 1900");
    folder.replace("catalog/models/acme/roadster.toml", "gears = 21", "gears = 20");
    folder.replace("catalog/models/acme/courier.toml", "gears = 3", "gears = { value = 3, source = \"visit\" }");
    folder.replace("catalog/models/acme/courier.toml", "id = \"corner\"", "id = \"corner/new\"");
    folder.write("catalog/models/brio/tandem.toml", "source = \"brochure\"\n[facts]\nname = \"Tandem\"\ngears = 24\n[[offer]]\nid = \"corner\"\nshop = \"corner\"\nprice = 1500\n");
    folder.replace("rules/criteria.toml", "points = 40", "points = 45");
    folder.replace("rules/questions/hills.toml", "assume = false", "assume = true");
    folder.replace("rules/population.toml", "tourist = { mass = 0.3", "tourist = { mass = 0.30");
    folder.rename("rules/load/child-seat.toml", "rules/load/seat.toml");
    folder.replace("rules/road/hilly.toml", "when = \"needs.hills\"\n", "");
    folder.write(
        "rules/questions/rain.toml",
        "ask = \"Does it rain?\"\nwhy = \"Rain wants mudguards.\"\nkind = \"yes-no\"\nassume = false\n",
    );
    folder.replace(
        "rules/rulebook.toml",
        "[\"hills\", \"distance\", \"terrain\", \"luggage\"]",
        "[\"rain\", \"distance\", \"hills\", \"terrain\", \"luggage\"]",
    );
    folder.commit("Change much");
    folder
}

#[test]
fn two_revisions_are_compared_without_a_checkout() {
    let folder = repository("revisions");
    folder.write("rules/criteria.toml", "this is not what is compared");
    let diff = folder.diff("v1 HEAD --scenarios .");
    let changes: Vec<String> = diff["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| format!("{} {}", c["label"].as_str().unwrap(), c["what"].as_str().unwrap()))
        .collect();
    let expected = [
        "model Tandem new",
        "gears of Acme Courier changed",
        "offer corner of Acme Courier gone",
        "offer corner/new of Acme Courier new",
        "gears of Roadster changed",
        "price of Roadster via corner changed",
        "rule child-seat is called seat now renamed",
        "question rain new",
        "points of criterion cost changed",
        "assume of question hills changed",
        "rule hilly changed",
        "order of questions in rulebook reordered",
    ];
    assert_eq!(changes, expected);
    let show = |name: &str, text: String| {
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "snapshots", omit_expression => true }, {
            insta::assert_snapshot!(format!("diff.{name}"), text);
        });
    };
    show("terminal", folder.call("diff v1 HEAD --scenarios .").env("COLUMNS", "80").answers());
    show("markdown", folder.call("diff v1 HEAD --scenarios . --format markdown").answers());
    for columns in [60, 80, 120] {
        let out = folder.call("diff v1 HEAD").env("COLUMNS", &columns.to_string()).answers();
        assert!(out.lines().all(|line| width(line) <= columns), "{out}");
    }
    // The same question has the same answer, byte for byte; who asks in another folder means what is there.
    let out = || folder.call("diff v1 HEAD --format json").answers();
    assert_eq!(out(), out());
    let catalog = |args: &str| folder.diff(&format!("{args} --people 1"))["old"]["catalog"].clone();
    assert_eq!(catalog("v1 v1"), catalog("v1: v1:"));
    // A catalog alone is judged by rules from elsewhere.
    let rules = repo("tests/invalid/base/rules").to_string_lossy().into_owned();
    assert_eq!(catalog("v1 v1"), catalog(&format!("v1:catalog v1 --rules {rules}")));
    let inside = verdict(&format!("diff v1 HEAD --people 1 --format json --rules {rules}"));
    let inside = inside.folder(&folder.0.join("catalog")).env("PATH", &std::env::var("PATH").unwrap()).json();
    assert_eq!((&inside["old"]["rules_from"], &inside["old"]["catalog_from"]), (&json!(rules), &Value::Null));
    assert_eq!(inside["changes"][0]["file"], "HEAD:models/brio/tandem.toml");
}

fn refused(outcome: &Outcome, words: &[&str]) {
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""), "{}", outcome.err);
    for word in words {
        assert!(outcome.err.contains(word), "`{word}` is not in:\n{}", outcome.err);
    }
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = repository("refused");
    let call = |args: &str| folder.call(args).run();
    refused(
        &call("diff v2 nowhere"),
        &[
            "`v2` is neither a folder nor a revision",
            "--> OLD:1:1",
            "`nowhere` is neither",
            "--> NEW:1:1",
            "git says: ",
        ],
    );
    refused(&call("diff v1:data v1"), &["error[unknown-version]", "the revision `v1` has no such folder"]);
    refused(&call("diff v1:rules/criteria.toml v1"), &["`v1:rules/criteria.toml` is a file"]);
    refused(&call("diff rules/criteria.toml v1"), &["`rules/criteria.toml` is neither a folder nor a revision"]);
    refused(&call("diff v1:rules/road v1"), &["`v1:rules/road` has neither a catalog nor a rulebook"]);
    refused(&call("diff v1:catalog v1:rules"), &["has only a catalog", "only a rulebook"]);
    refused(&call("diff :1 v1"), &["`:1` names no revision"]);
    refused(&call("diff v1 HEAD --population cats"), &["there is no population `cats`"]);
    refused(&call("diff v1 HEAD --scenarios rules"), &["there is no `*.scenario.toml`"]);
    refused(&folder.call("diff v1 HEAD").env("PATH", "/nowhere").run(), &["no `git` to look for a revision"]);
    let outside = folder.0.join("..").canonicalize().unwrap();
    let outside = verdict("diff v1 HEAD").folder(&outside).env("PATH", &std::env::var("PATH").unwrap());
    let ceiling = repo("").canonicalize().unwrap().join("target");
    refused(&outside.env("GIT_CEILING_DIRECTORIES", &ceiling.to_string_lossy()).run(), &["`v1` is neither"]);
    assert_eq!(call("diff v1").code, Some(2));
    assert_eq!(call("diff v1 HEAD --scenarios . --people 3").code, Some(2));
}

#[test]
fn what_is_wrong_inside_a_revision_is_shown_at_its_place() {
    let folder = repository("broken");
    folder.replace("catalog/models/acme/roadster.toml", "gears = 20", "gaers = 20");
    folder.commit("Break it");
    let outcome = folder.call("diff v1 HEAD").run();
    refused(&outcome, &["error[unknown-fact]", "--> HEAD:catalog/models/acme/roadster.toml:6:1", "did you mean"]);
    let told: Value = serde_json::from_str(&folder.call("diff v1 HEAD --format json").run().out).unwrap();
    assert_eq!(
        (&told["schema"], &told["errors"][0]["source"]),
        (&json!("error/1"), &json!("HEAD:catalog/models/acme/roadster.toml"))
    );
    // The program's own files are not named in vain: what both have is wrong once.
    let both = folder.call("diff HEAD HEAD").run();
    assert_eq!(both.err.matches("error[unknown-fact]").count(), 1, "{}", both.err);
    folder.write("catalog/models/acme/roadster.toml", "name =");
    folder.commit("Break it more");
    refused(
        &folder.call("diff HEAD v1").run(),
        &["error[toml-syntax]", "--> HEAD:catalog/models/acme/roadster.toml:1:"],
    );
}

#[test]
fn a_comment_is_never_too_long() {
    let folder = Folder::bicycles("long").copy("tests/invalid/base", "new");
    for number in 0..1200 {
        let path = format!("new/catalog/models/acme/model-{number}-with-quite-a-long-name-for-a-bicycle.toml");
        folder.write(&path, "[facts]\n");
    }
    folder.replace("new/catalog/models/acme/roadster.toml", "value = 900", "value = 1900");
    let out = folder.call("diff . new --format markdown --people 20").answers();
    let count = out.chars().count();
    assert!((50_000..=65_536).contains(&count), "{count} characters");
    assert!(
        out.starts_with("**") && out.contains("more changes, left out here: `verdict diff --format json` has all.")
    );
    assert!(out.trim_end().lines().last().unwrap().starts_with("- **verdicts**"));
}

#[test]
fn any_data_is_compared_with_any_other() {
    // Bicycles against language models: nothing is the same, and nothing breaks.
    let folder = Folder::bicycles("other");
    let diff = folder.diff(&format!(". {} --people 2", repo(FROZEN).display()));
    assert!(diff["changes"].as_array().unwrap().len() > 200);
    for cause in diff["causes"].as_array().unwrap() {
        assert!(cause["effects"][0]["cases"].as_array().is_some_and(|cases| !cases.is_empty()), "{cause:#}");
    }
}

#[test]
fn what_is_in_the_program_is_compared_by_name() {
    let diff = Folder::bicycles("shipped").diff("shipped shipped --people 1");
    assert_eq!(diff["changes"], json!([]));
}
