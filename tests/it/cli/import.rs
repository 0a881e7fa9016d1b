//! `verdict catalog import`: files that are written or not, and what is said of it.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use verdict::document::{Node, Tree};
use verdict::load::Files;

use super::{Verdict, verdict};
use crate::support::{files_below, repo};

/// A copy of a catalog for one test, new each time.
struct Copy(PathBuf);

impl Copy {
    fn of(from: &str, name: &str) -> Self {
        let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("import").join(name);
        let _ = std::fs::remove_dir_all(&to);
        for path in files_below(&repo(from), ".toml") {
            let place = to.join(path.strip_prefix(repo(from)).unwrap());
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::copy(path, place).unwrap();
        }
        Self(to)
    }

    fn texts(&self) -> Vec<(PathBuf, String)> {
        let read = |path: PathBuf| {
            (path.strip_prefix(&self.0).unwrap().to_path_buf(), std::fs::read_to_string(&path).unwrap())
        };
        files_below(&self.0, "").into_iter().map(read).collect()
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.join(path)).unwrap()
    }

    fn import(&self, said: &str, args: &str) -> Verdict {
        let call = verdict("catalog import - --catalog").args([self.0.to_str().unwrap()]);
        call.args(args.split_whitespace()).input(said)
    }
}

/// The world of bicycles that other tests spoil.
fn bicycles(name: &str) -> Copy {
    Copy::of("tests/invalid/base/catalog", name)
}

const SAID: &str = r#"{"subject": "model:acme/roadster", "fact": "gears", "value": 3, "source": "visit"}
{"subject": "offer:acme/courier#corner", "fact": "price", "value": 2000, "source": "brochure"}
{"subject": "offer:acme/courier#market", "fact": "price", "value": 1, "source": "visit"}
"#;

#[test]
fn a_dry_run_says_the_same_and_writes_nothing() {
    let copy = bicycles("dry");
    let before = copy.texts();
    let rules = format!("--rules {} --people 20", repo("tests/invalid/base/rules").display());
    let dry = copy.import(SAID, &format!("--dry-run {rules}")).answers();
    assert_eq!(copy.texts(), before);
    let wet = copy.import(SAID, &rules).answers();
    assert_eq!(dry.replacen("Not written", "Taken in", 1), wet);
    assert_ne!(copy.texts(), before);
    insta::assert_snapshot!(wet);
    insta::assert_snapshot!(
        "markdown_of_a_second_time",
        copy.import(SAID, &format!("--format markdown {rules}")).answers()
    );
}

#[test]
fn nothing_is_written_where_something_is_wrong() {
    let copy = bicycles("wrong");
    let before = copy.texts();
    let bad =
        format!("{SAID}{}", r#"{"subject": "model:acme/roadster", "fact": "gearz", "value": 3, "source": "visit"}"#);
    let told = copy.import(&bad, "").refuses(&["there is no fact `model.gearz`", "did you mean", "<stdin>:4:"]);
    assert_eq!(copy.texts(), before, "{told}");
    // A name that two models would have is seen only in the whole.
    let alias = r#"{"subject": "model:acme/roadster", "aliases": ["x"]}
{"subject": "model:acme/courier", "aliases": ["x"]}"#;
    copy.import(alias, "").refuses(&["the alias `x` is given twice"]);
    assert_eq!(copy.texts(), before);
}

#[test]
fn what_comes_out_is_as_its_schema_says() {
    let copy = bicycles("schema");
    let review = copy.import(SAID, "--format json --dry-run --people 0").json();
    let schema = verdict("schema import").json();
    assert!(jsonschema::is_valid(&schema, &review), "{review}");
    assert_eq!(review["counts"]["proposed"], 1);
    let args = format!("schema import-statements --catalog {}", copy.0.display());
    let statements = jsonschema::validator_for(&verdict(&args).json()).unwrap();
    for line in SAID.lines() {
        assert!(statements.is_valid(&serde_json::from_str(line).unwrap()), "{line}");
    }
    let whole: Vec<Value> = SAID.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(statements.is_valid(&json!(whole)) && statements.is_valid(&json!({ "statements": whole })));
    for bad in [
        json!({ "subject": "model:acme/roadster", "fact": "gearz", "value": 3, "source": "visit" }),
        json!({ "subject": "model:acme/roadster", "fact": "gears", "value": 3 }),
        json!({ "subject": "acme/roadster", "fact": "gears", "value": 3, "source": "visit" }),
        json!({ "subject": "source:visit", "colour": "red" }),
    ] {
        assert!(!statements.is_valid(&bad), "{bad}");
    }
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let outcome = verdict("catalog import - --catalog no/such").input("").run();
    assert_eq!((outcome.code, outcome.out.as_str()), (Some(1), ""));
    assert!(outcome.err.contains("cannot read `no/such`"), "{}", outcome.err);
}

/// The shipped catalog's own statements, a line each.
fn all_statements() -> Vec<Value> {
    let files = Files::read_dir(&repo("catalog")).unwrap();
    let mut all = Vec::new();
    for file in &files.files {
        let path = file.path.trim_end_matches(".toml");
        if let Some(model) = path.strip_prefix("models/") {
            facts(&format!("model:{model}"), file.root.get("facts"), &mut all);
            for offer in file.root.get("offer").and_then(Node::list).unwrap_or_default() {
                let id = offer.get("id").and_then(Node::text).unwrap();
                facts(&format!("offer:{model}#{id}"), Some(offer), &mut all);
            }
        } else if path.starts_with("providers/") {
            facts(&format!("entry:{path}"), file.root.get("facts"), &mut all);
        } else if path == "licences" {
            for entry in file.root.get("licences").and_then(Node::table).unwrap() {
                facts(&format!("entry:licences/{}", entry.key), Some(&entry.value), &mut all);
            }
        }
    }
    all
}

fn facts(subject: &str, table: Option<&Node<'_>>, all: &mut Vec<Value>) {
    let own = |key: &str| table.and_then(|t| t.get(key)).map(value);
    for entry in table.and_then(Node::table).unwrap_or_default() {
        if ["id", "source", "as_of", "note"].contains(&entry.key.as_ref()) {
            continue;
        }
        let statements = entry.value.list().filter(|items| items.iter().any(|i| i.table().is_some()));
        for statement in statements.unwrap_or(std::slice::from_ref(&entry.value)) {
            let mut line = match &statement.tree {
                Tree::Table(keys) => keys.iter().map(|k| (k.key.to_string(), value(&k.value))).collect(),
                _ => serde_json::Map::from_iter([("value".to_string(), value(statement))]),
            };
            if !line.contains_key("source") {
                line.insert("source".to_string(), own("source").unwrap());
                if let Some(date) = own("as_of").filter(|_| !line.contains_key("as_of")) {
                    line.insert("as_of".to_string(), date);
                }
            }
            line.insert("subject".to_string(), subject.into());
            line.insert("fact".to_string(), entry.key.as_ref().into());
            all.push(line.into());
        }
    }
}

fn value(node: &Node<'_>) -> Value {
    match &node.tree {
        Tree::Bool(b) => (*b).into(),
        Tree::Integer(i) => (*i).into(),
        Tree::Number(n) => (*n).into(),
        Tree::Text { text, .. } | Tree::Date(text) => text.as_ref().into(),
        Tree::List(items) => items.iter().map(value).collect(),
        Tree::Null | Tree::Table(_) => panic!("no plain value"),
    }
}

fn lines(all: &[Value]) -> String {
    all.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").unwrap();
        text
    })
}

/// On the shipped catalog: what it says already changes no byte; and of a copy of it with ten other prices, an offer more, a zero and a value
/// against a correction, each comes to what it should.
#[test]
fn the_shipped_catalog_takes_in_its_own_statements() {
    let copy = Copy::of("catalog", "shipped");
    let before = copy.texts();
    let mut all = all_statements();
    let review = copy.import(&lines(&all), "--format json --people 0").json();
    assert_eq!((review["counts"]["unchanged"].as_u64().unwrap() as usize, &review["files"]), (all.len(), &json!([])));
    assert_eq!(copy.texts(), before);

    // Prices that stand alone, each of another model: what changes decides.
    let mut models = std::collections::BTreeSet::new();
    let alone: Vec<usize> = (0..all.len())
        .filter(|at| all[*at]["fact"] == "input_price" && all[*at].get("from").or(all[*at].get("decides")).is_none())
        .filter(|at| {
            all.iter().filter(|s| s["subject"] == all[*at]["subject"] && s["fact"] == "input_price").count() == 1
        })
        .filter(|at| models.insert(all[*at]["subject"].as_str().unwrap().split('#').next().unwrap().to_string()))
        .take(12)
        .collect();
    for at in &alone[..10] {
        all[*at]["value"] = (all[*at]["value"].as_f64().unwrap() + 0.5).into();
    }
    all[alone[10]]["value"] = 0.into();
    let decided = all[alone[11]].clone();
    let correction = json!({ "subject": decided["subject"], "fact": "input_price", "value": 77.5, "source": "curated", "decides": "asked them" });
    copy.import(&lines(&[correction]), "--people 0").answers();
    all[alone[11]]["value"] = 78.5.into();
    let mut offer = all[alone[0]].clone();
    let (model, _) = decided["subject"].as_str().unwrap().split_once('#').unwrap();
    offer["subject"] = format!("{model}#moon").into();
    all.push(offer);

    let review = copy.import(&lines(&all), "--format json --people 0").json();
    let of = |list: &str| {
        review[list].as_array().unwrap().iter().map(|r| r["subject"].as_str().unwrap().to_string()).collect::<Vec<_>>()
    };
    let mut changed: Vec<String> =
        alone[..10].iter().map(|at| all[*at]["subject"].as_str().unwrap().to_string()).collect();
    changed.sort();
    let mut told = of("changed");
    told.sort();
    assert_eq!(told, changed);
    assert_eq!(of("refused"), [all[alone[10]]["subject"].as_str().unwrap()]);
    assert_eq!(of("held"), [decided["subject"].as_str().unwrap()]);
    assert_eq!(review["held"][0]["because"], "asked them");
    assert_eq!(of("proposals"), [format!("{model}#moon")]);
    assert_eq!(review["counts"]["renewed"], 11);
    let written = copy.texts();
    copy.import(&lines(&all), "--people 0").answers();
    assert_eq!(copy.texts(), written);
    let path = format!("models/{}.toml", model.trim_start_matches("offer:"));
    assert!(copy.read(&path).contains("decides = \"asked them\""));
}
