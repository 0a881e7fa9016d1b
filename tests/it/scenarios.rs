//! Every scenario in `tests/scenarios/`: what must come out is asserted by hand, how it reads by snapshot.

use std::collections::BTreeSet;
use std::fmt::Write;

use verdict::diagnostic::Source;
use verdict::render::{Style, json, markdown, terminal};
use verdict::report::Report;
use verdict::scenario::Coverage;

use crate::scenario::{Scenario, of_an_article, scenarios};
use crate::support::{files_below, list, repo, report_of, shipped};

/// The report with so many models of the ranking.
fn report(scenario: &Scenario, top: usize) -> Report {
    let mut request = scenario.request.clone();
    request.top = Some(top);
    report_of(shipped(), &request).unwrap_or_else(|e| panic!("{}: {}", scenario.name, list(&e)))
}

/// What is wrong with a scenario, or differs from what it expects, or what it lacks; a line each.
fn differences(scenario: &Scenario) -> Vec<String> {
    let failures = scenario.scenario().run(shipped());
    let failed = failures.unwrap_or_else(|wrong| wrong.into_iter().collect());
    let lacks = scenario.lacks().into_iter().map(str::to_string);
    failed.iter().map(ToString::to_string).chain(lacks).collect()
}

#[test]
fn every_scenario_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        wrong.extend(differences(scenario).into_iter().map(|line| format!("{}: {line}", scenario.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each expectation is refuted where it does not hold, so that none of them holds for nothing.
#[test]
fn a_wrong_expectation_is_noticed() {
    let needs = "summary = 's'\nbecause = 'it is only a test'\namong = ['gpt-4o-mini', 'llama-2-70b']\n[needs]\ninput = ['image']\nregulation = ['hipaa']\n";
    let read = |text: &str| Scenario::new("cases/test", Source::new("test", format!("{needs}[expect]\n{text}")));
    let mut shown = String::new();
    for wrong in [
        "nothing_eligible = true",
        "first = 'meta/llama-2-70b'",
        "excluded = { model = 'gpt-4o-mini', by = 'images-need-vision' }",
        "excluded = { model = 'llama-2-70b', by = 'fits-your-gpus' }",
        "unverified = { model = 'meta/llama-2-70b', by = 'images-need-vision' }",
        "noted = { model = 'meta/llama-2-70b', by = 'images-need-vision' }",
        "noted = { model = 'gpt-4o-mini', by = 'licence-has-conditions' }",
        "eligible = ['meta/llama-2-70b']",
        "never = 'openai/gpt-4o-mini'",
        "before = { first = 'meta/llama-2-70b', then = 'openai/gpt-4o-mini' }",
        "before = [{ first = 'openai/gpt-4o-mini', then = 'openai/gpt-4o-mini' }]",
        "in_top = { n = 1, models = ['meta/llama-2-70b'] }",
        "score_at_least = { model = 'gpt-4o-mini', points = 100 }",
        "score_at_least = { model = 'llama-2-70b', points = 0 }",
        "derived = { input = ['image'] }",
        "derived = { data_location = 'regions' }",
        "assumed = { latency = 'patient' }",
        "assumed = { input = ['image'] }",
        "contradiction = ['input']",
        "relax = ['input']",
    ] {
        let scenario = read(wrong).unwrap();
        let found = scenario.scenario().run(shipped()).unwrap();
        let [failure] = found.as_slice() else { panic!("{wrong}: {found:?}") };
        let place = &failure.primary.as_ref().unwrap().0;
        assert!(wrong.contains(&place.source.text[place.span.clone()]), "{wrong} is not underlined");
        let _ = writeln!(shown, "{wrong}\n    {failure}");
    }
    insta::assert_snapshot!(shown);
}

/// What was renamed or is gone is said at its place; the spelling of keys, too.
#[test]
fn what_a_scenario_names_must_exist() {
    let run = |text: &str| {
        let scenario = Scenario::new("cases/test", Source::new("test", text)).unwrap();
        scenario.scenario().run(shipped()).unwrap_err()
    };
    for (text, code, meant) in [
        ("[needs]\n[expect]\nnever = 'openai/gpt-4o-minni'", "unknown-model", "`openai/gpt-4o-mini`"),
        (
            "[needs]\n[expect]\nnoted = { model = 'gpt-4o-mini', by = 'licence-conditions' }",
            "unknown-rule",
            "`licence-has-conditions`",
        ),
        ("[needs]\n[expect]\ncontradiction = 'inputs'", "unknown-need", "`input`"),
        ("[needs]\n[expect]\nderived = { hosting = 'slef-host' }", "unknown-value", "`self-host`"),
        ("[needs]\nhostng = 'api'\n[expect]\nnothing_eligible = true", "unknown-need", "`hosting`"),
        ("among = ['gpt-4o-minni']\n[expect]\nnothing_eligible = true", "unknown-model", "`openai/gpt-4o-mini`"),
    ] {
        let found = run(text);
        let wrong = &found.as_slice()[0];
        assert_eq!((wrong.code.as_str(), wrong.primary.is_some()), (code, true), "{text}");
        assert!(wrong.help[0].contains(meant), "{text}: {:?}", wrong.help);
    }
}

/// Whatever is cut off of a scenario, it is read or reported, and every place that is reported lies in the text.
#[test]
fn a_scenario_may_end_anywhere() {
    let text = "among = ['gpt-4o-mini']\nas_of = '2024-01'\n[needs]\ninput = 'image'\n[expect]\nfirst = 'é'\nnever = ['a', 'b']\n\
        before = { first = 'a', then = 'b' }\nin_top = [{ n = 2, models = 'a' }]\nexcluded = [{ model = 'a', by = 'r' }]\n\
        score_at_least = { model = 'a', points = 60.5 }\nmargin_at_least = 1e300\nderived = { input = ['image'] }\nrelax = 'x'\n\
        [[case]]\nname = 'é'\nexpect.snapshot = true\n[[case]]\nname = 'É'\nneeds.input = 'pdf'\n";
    for end in (0..=text.len()).filter(|end| text.is_char_boundary(*end)) {
        let Err(found) = verdict::scenario::parse(&Source::new("test", &text[..end])) else { continue };
        for (place, _) in found.as_slice().iter().filter_map(|d| d.primary.as_ref()) {
            assert!(place.source.text.get(place.span.clone()).is_some(), "{end}: {place:?}");
        }
        assert!(found.has_errors(), "{end}");
    }
}

/// A scenario of ours says where its expectations come from.
#[test]
fn an_expectation_has_an_origin() {
    let rest = "[needs]\n[expect]\nfirst = 'gpt-4o-mini'";
    let lacks = |name: &str, head: &str| {
        Scenario::new(name, Source::new("test", format!("summary = 's'\n{head}\n{rest}"))).unwrap().lacks().len()
    };
    assert_eq!(lacks("cases/test", "because = 'it is only a test'"), 0);
    assert_eq!(lacks("cases/test", "says = 'it is only a test'"), 1);
    assert_eq!(lacks("a-vs-b/test", "says = 'it is only a test'"), 0);
    assert_eq!(lacks("a-vs-b/test", ""), 1);
}

/// What is read by people in full is kept in full; of the other scenarios, how the terminal shows them.
fn forms(name: &str) -> &'static [&'static str] {
    let full = of_an_article(name) || name.starts_with("cases/");
    if full { &["terminal", "markdown", "json"] } else { &["terminal"] }
}

#[test]
fn every_scenario_reads_as_before() {
    for scenario in scenarios() {
        let (folder, stem) = scenario.name.rsplit_once('/').unwrap();
        let report = report(scenario, 4);
        insta::with_settings!({
            snapshot_path => repo(&format!("tests/scenarios/{folder}/snapshots")),
            prepend_module_to_snapshot => false,
            description => scenario.source.text.trim(),
            omit_expression => true,
        }, {
            for form in forms(&scenario.name) {
                let text = match *form {
                    "terminal" => terminal::report(&report, &Style::plain(100)),
                    "markdown" => markdown::report(&report),
                    _ => json::pretty(&report),
                };
                insta::assert_snapshot!(format!("{stem}.{form}"), text);
            }
        });
    }
}

#[test]
fn every_snapshot_belongs_to_a_scenario() {
    let top = repo("tests/scenarios");
    let wanted: BTreeSet<_> = scenarios()
        .iter()
        .flat_map(|s| forms(&s.name).iter().map(move |form| (s.name.rsplit_once('/').unwrap(), form)))
        .map(|((folder, stem), form)| top.join(folder).join("snapshots").join(format!("{stem}.{form}.snap")))
        .collect();
    let orphans: Vec<_> = files_below(&top, ".snap").into_iter().filter(|path| !wanted.contains(path)).collect();
    assert!(orphans.is_empty(), "delete what no scenario makes:\n{orphans:#?}");
}

/// A rule with a condition must fire, one without must do something: exclude, prefer or note an alternative and not all of them.
#[test]
fn every_rule_does_something_in_some_scenario() {
    let graph = shipped();
    let exercised: Vec<_> = scenarios().iter().map(|s| s.scenario().exercises(graph).unwrap()).collect();
    let coverage = Coverage::of(graph, &exercised);
    assert_eq!(coverage.acting.missing, [""; 0], "these do nothing in any scenario");
    assert_eq!(coverage.answers.missing, [""; 0], "these are in effect in no scenario");
}

/// Answered, not assumed: what nobody answers, nobody tested.
#[test]
fn every_question_is_answered_in_some_scenario() {
    let mut open: BTreeSet<&str> = shipped().rulebook().questions.iter().map(|q| q.id.as_str()).collect();
    for answer in scenarios().iter().flat_map(|s| &s.request.needs) {
        open.remove(answer.need.as_str());
    }
    assert!(open.is_empty(), "these are answered in no scenario: {open:#?}");
}

/// The examples hold, expect different things, and show the rule at work at least once.
#[test]
fn the_examples_of_every_rule_hold_and_show_what_it_changes() {
    let graph = shipped();
    let found = graph.check_examples();
    assert!(found.as_slice().is_empty(), "{}", list(&found));
    for rule in &graph.rulebook().rules {
        let outcomes: BTreeSet<&str> = rule.examples.iter().map(|e| e.expect.as_str()).collect();
        assert!(outcomes.len() >= 2, "all examples of `{}` expect the same", rule.id);
        let at_work = ["excluded", "preferred", "noted", "fires"];
        assert!(outcomes.iter().any(|o| at_work.contains(o)), "no example shows `{}` at work", rule.id);
    }
}
