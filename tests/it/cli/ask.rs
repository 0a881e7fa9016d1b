//! `verdict ask` without a terminal: step by step, for programs. What it is in one is in `terminal.rs`.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::{Outcome, Verdict, file, verdict};
use crate::support::repo;

const BICYCLES: &str = "--rules tests/invalid/base/rules --catalog tests/invalid/base/catalog";
const PAIR: &str = "--among gpt-4o-mini,llama-2-70b";

/// A place for a file that a test has written. None is there.
fn fresh(name: &str) -> String {
    let path = file(name, "");
    std::fs::remove_file(&path).unwrap();
    path
}

fn ask(args: &str) -> Outcome {
    verdict("ask --no-input").args(args.split_whitespace()).run()
}

/// Asks, and expects a verdict.
fn asked(args: &str) -> Outcome {
    let outcome = ask(args);
    assert_eq!(outcome.code, Some(0), "{args}: {}", outcome.err);
    outcome
}

fn turn(args: &str) -> Value {
    let outcome = ask(&format!("--format json {args}"));
    assert_eq!((outcome.err.as_str(), matches!(outcome.code, Some(0 | 3))), ("", true), "{args}");
    serde_json::from_str(&outcome.out).unwrap()
}

/// The command line that gives the same verdict again.
fn again(err: &str) -> &str {
    let (_, rest) = err.split_once("The same verdict again:\n  ").unwrap_or_else(|| panic!("no command in {err}"));
    rest.lines().next().unwrap()
}

/// A folder with the rules of the bicycles and without a population.
fn rules_of_nobody(name: &str) -> PathBuf {
    let from = repo("tests/invalid/base/rules");
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli").join(name);
    for path in crate::support::files_below(&from, ".toml") {
        let name = path.strip_prefix(&from).unwrap();
        if name != Path::new("population.toml") {
            std::fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
            std::fs::copy(&path, to.join(name)).unwrap();
        }
    }
    to
}

#[test]
fn without_input_it_tells_the_next_question_and_gives_the_verdict_of_recommend() {
    for needs in
        ["", "--need task=coding --need input=image", "--need data_location=own-machines --top 2 --as-of 2026-10"]
    {
        let outcome = asked(needs);
        assert_eq!(outcome.out, verdict("recommend").args(needs.split_whitespace()).answers());
        let next = turn(needs)["next"].clone();
        let (need, question) = (next["need"].as_str().unwrap(), next["ask"].as_str().unwrap());
        let err = outcome.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(err.starts_with(&format!("The next question would be: {question}")), "{err}");
        assert!(err.contains(&format!("Answer it with `--need {need}=…`: ")), "{err}");
        for option in next["options"].as_array().unwrap() {
            assert!(err.contains(option["value"].as_str().unwrap()), "{err}");
        }
        // Whoever is told nothing else is told right.
        assert!(!err.contains("no terminal"), "{err}");
    }
}

#[test]
fn what_is_told_of_the_next_question_is_an_answer_to_it() {
    for order in ["adaptive", "fixed"] {
        let next = turn(&format!("--order {order}"))["next"].clone();
        for option in next["options"].as_array().unwrap() {
            let need = format!("{}={}", next["need"].as_str().unwrap(), option["value"].as_str().unwrap());
            let report = verdict("recommend --format json --need").args([need.as_str()]).run();
            let report: Value = serde_json::from_str(&report.out).unwrap();
            assert_eq!(report["counts"]["eligible"], option["left"], "{need}");
        }
    }
}

#[test]
fn without_a_terminal_nothing_is_asked_and_that_is_said() {
    for input in ["", "1\n1\n1\n"] {
        let outcome = verdict("ask --need task=coding").input(input).run();
        assert_eq!(outcome.code, Some(0));
        assert!(outcome.err.starts_with("There is no terminal to ask in, so nothing is asked.\n"), "{}", outcome.err);
        assert!(outcome.err.contains("The next question would be: "), "{}", outcome.err);
        assert_eq!(outcome.out, verdict("recommend --need task=coding").answers());
    }
}

#[test]
fn markdown_is_that_of_recommend() {
    let outcome = asked("--format markdown --need task=coding");
    assert_eq!(outcome.out, verdict("recommend --format markdown --need task=coding").answers());
}

#[test]
fn nothing_eligible_is_3() {
    let needs = format!("{PAIR} --need input=image --need data_location=own-machines");
    let outcome = ask(&needs);
    assert_eq!(outcome.code, Some(3));
    let err = outcome.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(err.contains("no model can meet what was answered."), "{err}");
    assert_eq!(outcome.out, verdict("recommend").args(needs.split_whitespace()).run().out);
    let turn = turn(&needs);
    assert_eq!(
        (&turn["stop"]["reason"], &turn["left"], &turn["leader"]),
        (&json!("nothing-left"), &json!(0), &Value::Null)
    );
}

#[test]
fn a_need_that_is_to_stay_unanswered_is_not_asked() {
    let first = turn(PAIR)["next"]["need"].as_str().unwrap().to_string();
    let by_flag = turn(&format!("{PAIR} --unanswered {first}"));
    assert_ne!(by_flag["next"]["need"], json!(first));
    let said = json!([{ "need": first, "answer": null, "text": null }]);
    for (key, value) in said[0].as_object().unwrap() {
        assert_eq!(&by_flag["answers"][0][key], value);
    }
    for (name, text) in [
        ("left.toml", format!("unanswered = ['{first}']\namong = ['gpt-4o-mini', 'llama-2-70b']\n")),
        ("left.json", json!({ "unanswered": [first], "among": ["gpt-4o-mini", "llama-2-70b"] }).to_string()),
    ] {
        let by_file = turn(&format!("--answers {}", file(name, text)));
        assert_eq!((&by_file["next"], &by_file["answers"]), (&by_flag["next"], &by_flag["answers"]), "{name}");
    }
    let both = by_flag["next"]["need"].as_str().unwrap();
    let two = turn(&format!("{PAIR} --unanswered {first},{both}"));
    let needs: Vec<_> = two["answers"].as_array().unwrap().iter().map(|a| a["need"].as_str().unwrap()).collect();
    assert_eq!(needs.len(), 2);
    assert!(needs.contains(&first.as_str()) && needs.contains(&both), "{needs:?}");
}

#[test]
fn a_step_fits_its_schema() {
    let schema = verdict("schema interview").json();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for needs in [
        "",
        &format!("{PAIR} --need data_location=own-machines"),
        &format!("{PAIR} --need data_location=own-machines --need input=image"),
        "--need data_location=own-machines --need operations=nobody --unanswered task",
        BICYCLES,
        &format!("{BICYCLES} --need hills=no --need luggage= --need terrain=road --need distance=40"),
    ] {
        let turn = turn(needs);
        let wrong: Vec<String> = validator.iter_errors(&turn).map(|e| e.to_string()).collect();
        assert!(wrong.is_empty(), "{needs}: {wrong:?}");
    }
    assert!(!validator.is_valid(&json!({ "schema": "interview/1" })));
}

#[test]
fn a_step_has_all_that_is_needed_to_ask() {
    let turn = turn("--need task=coding");
    assert_eq!((&turn["schema"], &turn["stop"]), (&json!("interview/1"), &Value::Null));
    let next = &turn["next"];
    for text in ["need", "ask", "why", "kind", "if_unanswered"] {
        assert!(next[text].as_str().is_some_and(|t| !t.is_empty()), "{text}: {next}");
    }
    assert_eq!(next["worth"]["need"], next["need"]);
    assert!(next["worth"]["points"].as_f64().unwrap() + next["worth"]["bits"].as_f64().unwrap() > 0.0, "{next}");
    for option in next["options"].as_array().unwrap() {
        assert!(option["value"].is_string() && option["means"].is_string() && option["left"].is_u64(), "{option}");
    }
    let verdict = verdict("recommend --format json --need task=coding").json();
    assert_eq!(turn["verdict"], verdict);
    assert_eq!(turn["leader"]["model"], verdict["ranking"][0]["model"]);
    assert_eq!((&turn["left"], &turn["models"]), (&verdict["counts"]["eligible"], &verdict["counts"]["models"]));
    let answer = json!([{ "need": "task", "ask": "What will the model mainly do?", "answer": ["coding"],
        "text": "coding", "means": "Write and change programs" }]);
    assert_eq!(turn["answers"], answer);
}

/// Asks as a program would: whatever is next is answered in a file, until there is a reason to stop or nothing is next. `pick`
/// answers.
fn drive(name: &str, flags: &str, whole: bool, pick: impl Fn(&Value) -> Option<Value>) -> (Vec<String>, Value, String) {
    let (mut needs, mut unanswered) = (serde_json::Map::new(), Vec::new());
    let mut asked = Vec::new();
    loop {
        let request = json!({ "needs": needs, "unanswered": unanswered }).to_string();
        let path = file(name, request);
        let turn = turn(&format!("{flags} --answers {path}"));
        if turn["next"].is_null() || !(whole || turn["stop"].is_null()) {
            return (asked, turn, path);
        }
        let need = turn["next"]["need"].as_str().unwrap().to_string();
        assert!(!asked.contains(&need), "{need} is asked twice: {asked:?}");
        match pick(&turn["next"]) {
            Some(answer) => _ = needs.insert(need.clone(), answer),
            None => unanswered.push(need.clone()),
        }
        asked.push(need);
    }
}

/// What somebody answers who always takes the last option: as it is written in a file.
fn last(next: &Value) -> Option<Value> {
    let value = next["options"].as_array().unwrap().last().map(|o| o["value"].clone());
    match next["kind"].as_str().unwrap() {
        "choices" => Some(json!([value?])),
        "yes-no" => Some(json!(value? == "yes")),
        "number" => Some(value.unwrap_or(json!(100))),
        _ => value,
    }
}

#[test]
fn a_program_can_drive_it_until_nothing_is_left_to_ask() {
    for (name, pick) in [
        ("all.json", last as fn(&Value) -> Option<Value>),
        ("none.json", |_| None),
        ("some.json", |next| last(next).filter(|_| next["kind"] != "choice")),
    ] {
        let (asked, end, path) = drive(name, BICYCLES, true, pick);
        assert_eq!(asked.len(), 4, "{asked:?}");
        assert_eq!((&end["next"], &end["stop"]["reason"]), (&Value::Null, &json!("asked")), "{name}");
        assert_eq!(end["answers"].as_array().unwrap().len(), 4);
        let recommended = verdict("recommend --format json").args(BICYCLES.split(' ')).args([path.as_str()]).run();
        assert_eq!(end["verdict"], serde_json::from_str::<Value>(&recommended.out).unwrap(), "{name}");
    }
}

#[test]
fn a_program_can_drive_it_until_there_is_a_reason_to_stop() {
    let first = |next: &Value| (next["kind"] == "choice").then(|| next["options"][0]["value"].clone());
    let (asked, end, path) = drive("stop.json", &format!("{PAIR} --order fixed"), false, first);
    assert!(!asked.is_empty());
    assert!(!end["stop"]["says"].as_str().unwrap().is_empty());
    let certain = turn(&format!("{PAIR} --until-certain --answers {path}"));
    assert_ne!(certain["stop"]["reason"], "small-regret");
    let recommended = verdict("recommend --format json").args(PAIR.split(' ')).args([path.as_str()]).json();
    assert_eq!((&end["verdict"], &certain["verdict"]), (&recommended, &recommended));
}

#[test]
fn a_flag_wins_over_a_variable_and_that_over_a_file() {
    let answers = file("three.json", r#"{"needs": {"budget": "tight", "task": ["coding"], "stage": "prototype"}}"#);
    let call = verdict("ask --no-input --format json --need budget=generous --answers").args([answers.as_str()]);
    let call = call.env("VERDICT_NEED_BUDGET", "none").env("VERDICT_NEED_TASK", "writing,translation");
    let turn = call.env("VERDICT_NEED_CONTEXT_TOKENS", "32k").json();
    let given = json!({
        "budget": "generous", "task": ["writing", "translation"], "stage": "prototype", "context_tokens": 32000
    });
    assert_eq!(turn["verdict"]["needs"]["given"], given);
}

#[test]
fn what_is_to_stay_unanswered_wins_and_loses_as_answers_do() {
    let answers = file("unanswered.json", r#"{"needs": {"budget": "tight"}, "unanswered": ["task", "stage"]}"#);
    let call = verdict("ask --no-input --format json --need task=coding --unanswered budget,input --answers");
    let call = call.args([answers.as_str()]).env("VERDICT_NEED_STAGE", "prototype").env("VERDICT_NEED_INPUT", "image");
    let turn = call.json();
    let said: Vec<_> =
        turn["answers"].as_array().unwrap().iter().map(|a| (a["need"].clone(), a["text"].clone())).collect();
    let expected = [("task", Some("coding")), ("input", None), ("stage", Some("prototype")), ("budget", None)];
    assert_eq!(said, expected.map(|(need, text)| (json!(need), json!(text))));
    verdict("ask --no-input --need budget=tight --unanswered budget").refuses(&[
        "`budget` is answered",
        "--unanswered:1:1",
        "--need:1:1",
    ]);
}

/// An answer of each kind, and all else that is kept.
const MUCH: &str = "--need budget_usd_per_month=257.8 --need task=coding,writing --need input= --need tool_calling=yes \
    --need fixed_version=no --need latency=patient --need context_tokens=32k --unanswered region,priority --as-of 2026-11-01 \
    --top 2 --among gpt-4o-mini,llama-2-70b,gpt-4o";

#[test]
fn saved_answers_give_the_same_verdict() {
    for name in ["saved.toml", "saved.json"] {
        let path = fresh(name);
        let saved = asked(&format!("{MUCH} --save {path}"));
        assert!(saved.err.ends_with(&format!("The answers are in {path}.\n")), "{}", saved.err);
        let back = asked(&format!("--answers {path}"));
        assert_eq!(back.out, saved.out, "{name}");
        assert_eq!(back.err, saved.err.replace(&format!("The answers are in {path}.\n"), ""), "{name}");
        assert_eq!(verdict("recommend").args([path.as_str()]).answers(), saved.out, "{name}");
        assert_eq!(turn(&format!("--answers {path}")), turn(MUCH), "{name}");
        let text = std::fs::read_to_string(&path).unwrap();
        asked(&format!("--answers {path} --save {path}"));
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text, "it is not written as it was read");
        assert!(!Path::new(&format!("{path}.new")).exists());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
    let given = json!({ "task": ["writing", "coding"], "input": [], "context_tokens": 32000, "tool_calling": true,
        "latency": "patient", "budget_usd_per_month": 257.8, "fixed_version": false });
    let path = fresh("kept.json");
    asked(&format!("{MUCH} --save {path}"));
    let saved: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    let unanswered = json!(["region", "priority"]);
    assert_eq!((&saved["needs"], &saved["unanswered"], &saved["top"]), (&given, &unanswered, &json!(2)));
}

#[test]
fn a_file_that_is_no_request_is_not_written_over() {
    for (name, text) in [("notes.toml", "name = 'x'\n"), ("notes.txt", "Do not lose me.\n"), ("list.json", "[1, 2]")] {
        let path = file(name, text);
        verdict("ask --no-input --save")
            .args([path.as_str()])
            .refuses(&["is there already, and has no answers in it", "it would be written over"]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    }
    let path = file("old.toml", "[needs]\nbudget = 'tight'\n");
    asked(&format!("--need task=coding --save {path}"));
    assert!(std::fs::read_to_string(&path).unwrap().contains("task = [\"coding\"]"));
    let folder = file("no-folder", "");
    verdict("ask --no-input --save").args([format!("{folder}/x.toml").as_str()]).refuses(&["cannot be saved"]);
}

#[test]
fn the_command_at_the_end_gives_the_same_bytes() {
    let path = std::env::join_paths(
        std::iter::once(Path::new(env!("CARGO_BIN_EXE_verdict")).parent().unwrap().to_path_buf())
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let rules = rules_of_nobody("it's a folder");
    let folders =
        ["--rules", &rules.to_string_lossy(), "--catalog", "tests/invalid/base/catalog", "--need", "luggage="];
    for call in [
        verdict("ask --no-input"),
        verdict("ask --no-input --among gpt-4o-mini,llama-2-70b --need input= --as-of 2026-11"),
        verdict("ask --no-input").args(MUCH.split_whitespace()),
        verdict("ask --no-input --format markdown --top 3 --need country=eu"),
        verdict("ask --no-input").args(folders),
    ] {
        let outcome = call.run();
        assert_eq!(outcome.code, Some(0), "{}", outcome.err);
        let mut shell = Command::new("sh");
        shell.args(["-c", again(&outcome.err)]).env_clear().env("PATH", path.as_ref().unwrap()).current_dir(repo(""));
        let same = shell.stdin(Stdio::null()).output().unwrap();
        assert_eq!(String::from_utf8(same.stderr).unwrap(), "", "{}", again(&outcome.err));
        assert_eq!(String::from_utf8(same.stdout).unwrap(), outcome.out, "{}", again(&outcome.err));
    }
}

#[test]
fn what_is_not_known_has_a_suggestion() {
    let both = file("both.toml", "unanswered = ['budget', 'tsk']\n[needs]\nbudget = 'tight'\n");
    verdict("ask --no-input --answers").args([both.as_str()]).refuses(&[
        "`budget` is answered",
        "1 | unanswered = ['budget', 'tsk']\n",
        "said to be unanswered here",
        "3 | budget = 'tight'\n",
        "the answer",
        "did you mean `task`?",
    ]);
    verdict("ask --no-input --unanswered bugdet").refuses(&["--unanswered:1:1", "did you mean `budget`?"]);
    verdict("ask --no-input --population devlopers")
        .refuses(&["there is no population `devlopers`", "did you mean `developers`?"]);
    let outcome = verdict("ask --no-input --format json --need budget=tigth").run();
    assert_eq!(outcome.code, Some(1));
    let told: Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((&told["schema"], &told["errors"][0]["code"]), (&json!("error/1"), &json!("unknown-value")));
}

/// Of both articles' pairs: where the data may go is asked first, and that it may not leave ends it.
#[test]
fn on_own_machines_the_first_answer_is_the_last() {
    for (pair, left) in
        [(PAIR, "meta/llama-2-70b"), ("--among gpt-4o-mini,stable-beluga-2", "stabilityai/stable-beluga-2")]
    {
        let first = turn(pair)["next"]["need"].clone();
        assert_eq!(first, "data_location", "{pair}");
        let closed = turn(&format!("{pair} --need data_location=own-machines"));
        assert_eq!((&closed["stop"]["reason"], &closed["leader"]["model"]), (&json!("one-left"), &json!(left)));
    }
}

#[test]
fn it_stops_where_one_of_two_is_left() {
    let open = turn(PAIR);
    assert_eq!((&open["stop"], &open["left"]), (&Value::Null, &json!(2)));
    let closed = turn(&format!("{PAIR} --need data_location=own-machines"));
    assert_eq!((&closed["stop"]["reason"], &closed["left"]), (&json!("one-left"), &json!(1)));
    assert_eq!(closed["leader"]["name"], "Llama 2 70B");
    let skipped = closed["open"].as_array().unwrap().len() + closed["idle"].as_array().unwrap().len();
    assert_eq!(closed["stop"]["skipped"], skipped);
    // There is more to ask for whoever wants to.
    assert!(skipped > 0 && closed["next"].is_object());
}

#[test]
fn rules_without_a_population_can_ask_too() {
    let rules = rules_of_nobody("nobody");
    let rules = rules.to_string_lossy();
    let flags = ["--rules", &rules, "--catalog", "tests/invalid/base/catalog"];
    let call = |args: &str| -> Verdict { verdict(args).args(flags) };
    let outcome = call("ask --no-input").run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.err);
    assert!(outcome.err.contains("The next question would be: "), "{}", outcome.err);
    assert_eq!(outcome.out, call("recommend").answers());
    let step = call("ask --no-input --format json").json();
    let known = turn(BICYCLES);
    assert_ne!(step["forecast"]["population"], known["forecast"]["population"]);
    let needs = |turn: &Value| -> Vec<String> {
        let open = turn["open"].as_array().unwrap().iter().map(|o| o["need"].as_str().unwrap().to_string());
        let mut all: Vec<_> =
            open.chain(turn["idle"].as_array().unwrap().iter().map(|n| n.as_str().unwrap().to_string())).collect();
        all.sort();
        all
    };
    assert_eq!(needs(&step), ["distance", "hills", "luggage", "terrain"]);
    assert_eq!(needs(&known), needs(&step));
    call("ask --no-input --population riders").refuses(&["there is no population `riders`"]);
}
