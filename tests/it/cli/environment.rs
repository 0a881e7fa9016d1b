//! Answers in variables of the environment, which every command that takes `--need` reads.

use super::{READS, Verdict, file, verdict};

/// Each command that takes `--need`, with what else it must be told.
const ASKED: [&str; 7] = [
    "recommend",
    "explain gpt-4o-mini",
    "compare gpt-4o-mini llama-2-70b",
    "bill gpt-4o-mini",
    "ask --no-input",
    "eval needs.budget",
    "graph",
];

/// What is printed, whatever the code: an answer may be that nothing is eligible.
fn out(call: Verdict) -> String {
    call.run().out
}

#[test]
fn every_command_that_takes_a_need_takes_it_from_a_variable() {
    let help = |command: &str| Verdict::new().args([command, "--help"]).answers();
    let takes: Vec<&str> =
        ["recommend", "explain", "compare", "bill", "ask", "eval", "graph", "test", "diff", "catalog"]
            .into_iter()
            .filter(|command| help(command).contains("--need <NEED=ANSWER>"))
            .collect();
    let asked: Vec<&str> = ASKED.iter().map(|call| call.split(' ').next().unwrap()).collect();
    assert_eq!((takes, READS.as_slice()), (asked.clone(), asked.as_slice()));
    for call in ASKED {
        let by_flag = out(verdict(call).args(["--need", "budget=tight"]));
        let by_variable = out(verdict(call).env("VERDICT_NEED_BUDGET", "tight"));
        assert_eq!(by_variable, by_flag, "{call}");
        assert_ne!(by_variable, out(verdict(call)), "{call}");
    }
}

#[test]
fn a_variable_wins_over_a_file_and_a_flag_over_both() {
    let answers = file("tight.json", r#"{"needs": {"budget": "tight"}}"#);
    let given = |call: Verdict| call.json()["needs"]["given"]["budget"].as_str().unwrap().to_string();
    let call = || verdict("recommend --format json").args([answers.as_str()]);
    assert_eq!(given(call()), "tight");
    assert_eq!(given(call().env("VERDICT_NEED_BUDGET", "moderate")), "moderate");
    assert_eq!(given(call().env("VERDICT_NEED_BUDGET", "moderate").args(["--need", "budget=generous"])), "generous");
    // Of many requests each line says more than a variable.
    let lines = verdict("recommend --format ndjson").env("VERDICT_NEED_BUDGET", "moderate");
    let lines = lines.input("{\"needs\": {\"budget\": \"tight\"}}\n{}\n").answers();
    let budgets = lines.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let budgets: Vec<String> =
        budgets.map(|line| line["needs"]["given"]["budget"].as_str().unwrap().to_string()).collect();
    assert_eq!(budgets, ["tight", "moderate"]);
}

#[test]
fn a_misspelt_variable_is_refused_with_what_to_do() {
    for call in ASKED {
        verdict(call).env("VERDICT_NEED_BUGET", "tight").refuses(&[
            "error[unknown-need]: there is no need `buget`\n --> environment:1:14",
            "1 | VERDICT_NEED_BUGET=tight\n  |              ^^^^^ no question asks for this",
            "= help: did you mean `BUDGET`?",
            "= help: no answer is meant? Then take it away: `unset VERDICT_NEED_BUGET`",
        ]);
    }
    verdict("recommend").env("VERDICT_NEED_BUDGET", "tigth").refuses(&[
        "1 | VERDICT_NEED_BUDGET=tigth\n  |                     ^^^^^ not an allowed value",
        "did you mean `tight`?",
        "`unset VERDICT_NEED_BUDGET`",
    ]);
    for (misspelt, meant) in [("VERDICT_NEEDS_BUDGET", "BUDGET"), ("VERDICT_NEEDED_BUDGET", "BUDGET")] {
        verdict("recommend").env(misspelt, "tight").refuses(&[
            "error[unknown-need]: answers are in variables that begin with `VERDICT_NEED_`",
            &format!("{misspelt}=tight"),
            &format!("did you mean `VERDICT_NEED_{meant}`?"),
        ]);
    }
    // What begins otherwise is somebody else's.
    assert_eq!(verdict("recommend").env("VERDICT_HOME", "/").answers(), verdict("recommend").answers());
    // A flag that is wrong is not blamed on the environment.
    assert!(!verdict("recommend --need buget=tight").refuses(&["did you mean `budget`?"]).contains("unset"));
}

#[test]
fn what_is_under_test_depends_on_no_variable() {
    let call = || Verdict::new().shipped().args(["test", "tests/scenarios/cases"]);
    assert_eq!(call().env("VERDICT_NEED_BUGET", "tight").answers(), call().answers());
}
