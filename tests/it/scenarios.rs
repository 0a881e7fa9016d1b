//! Every scenario in `tests/scenarios/`: who wins and which rule excludes whom is asserted by hand, how it reads by snapshot.

use std::collections::BTreeSet;
use std::path::Path;

use verdict::diagnostic::{Diagnostics, Source};
use verdict::evaluate::Evaluation;
use verdict::graph::CompiledEffect;
use verdict::needs::Request;
use verdict::reader::{self, Reader};
use verdict::render::{Style, json, markdown, terminal};
use verdict::report::Report;

use crate::support::{files_below, list, repo, report_of, shipped};

/// What a scenario says must come out.
#[derive(Default)]
struct Expected {
    winner: Option<String>,
    excluded: Vec<(String, String)>,
    eligible: Vec<String>,
    relax: Vec<String>,
}

/// A scenario file: `summary`, `says`, `as_of`, `among`, `needs`, `expect`.
fn read(path: &Path) -> (Request, Expected) {
    let name = path.to_string_lossy();
    let text = std::fs::read_to_string(path).unwrap();
    let source = Source::new(path.file_name().unwrap().to_string_lossy(), text);
    let root = reader::toml(&source).unwrap_or_else(|e| panic!("{name}: {}", list(&e)));
    let mut found = Diagnostics::new();
    let mut expected = Expected::default();
    let mut lines = String::new();
    {
        let reader = Reader::new(&source, &mut found);
        let mut table = reader.table(&root, "a scenario").unwrap();
        assert!(!table.required_text("summary").unwrap_or_default().is_empty(), "{name} has no summary");
        if table.text("says").is_none() && name.contains("-vs-") {
            let why = source.text.lines().next().and_then(|first| first.strip_prefix("# ")).unwrap_or_default();
            let said = why.split_whitespace().count() > 3;
            assert!(said, "{name} quotes no sentence of its article, and does not begin with a comment that says why");
        }
        for key in ["as_of", "among", "needs"] {
            table.optional(key);
        }
        let mut expect = table.table("expect", "`expect`").unwrap();
        expected.winner = expect.text("winner").map(str::to_string);
        expected.relax = expect.texts("relax").into_iter().map(|(t, _)| t.to_string()).collect();
        if let Some(excluded) = expect.table("excluded", "`excluded`") {
            for entry in excluded.entries() {
                expected.excluded.push((entry.key.to_string(), entry.value.text().unwrap().to_string()));
            }
        }
        if let Some(mut eligible) = expect.table("eligible", "`eligible`") {
            expected.eligible = eligible.texts("models").into_iter().map(|(t, _)| t.to_string()).collect();
            eligible.finish();
        }
        expect.finish();
        table.finish();
        // What is left is a request: the same text without what only a scenario has.
        let mut keep = true;
        for line in source.text.lines() {
            if line.starts_with('[') {
                keep = line.starts_with("[needs]");
            } else if line.starts_with("summary") || line.starts_with("says") {
                continue;
            }
            if keep {
                lines.push_str(line);
                lines.push('\n');
            }
        }
    }
    assert!(found.as_slice().is_empty(), "{name}: {}", list(&found));
    let request = Request::parse(&Source::new("scenario", lines)).unwrap_or_else(|e| panic!("{name}: {}", list(&e)));
    (request, expected)
}

fn scenarios() -> Vec<(String, Request, Expected, Report)> {
    let folder = repo("tests/scenarios");
    files_below(&folder, ".toml")
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&folder).unwrap().with_extension("").to_string_lossy().replace('\\', "/");
            let (mut request, expected) = read(&path);
            request.top.get_or_insert(4);
            let report = report_of(shipped(), &request).unwrap_or_else(|e| panic!("{name}: {}", list(&e)));
            (name, request, expected, report)
        })
        .collect()
}

#[test]
fn every_scenario_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for (name, request, expected, report) in scenarios() {
        let winners: Vec<&str> = report.ranking.iter().filter(|r| r.rank == 1).map(|r| r.model.as_str()).collect();
        match expected.winner.as_deref() {
            Some("none") if !winners.is_empty() => wrong.push(format!("{name}: {winners:?} should not be eligible")),
            Some("none") | None => {}
            Some(winner) if winners != [winner] => wrong.push(format!("{name}: {winners:?} instead of {winner}")),
            Some(_) => {}
        }
        for (model, rule) in &expected.excluded {
            let by: Vec<&str> = report
                .excluded
                .iter()
                .filter(|e| e.model == *model)
                .flat_map(|e| e.by.iter().map(|b| b.rule.as_str()))
                .collect();
            if !by.contains(&rule.as_str()) {
                wrong.push(format!("{name}: {model} is excluded by {by:?}, not by {rule}"));
            }
        }
        let mut everyone = request.clone();
        everyone.top = Some(1000);
        let all = report_of(shipped(), &everyone).unwrap();
        let ranked: BTreeSet<&str> = all.ranking.iter().map(|r| r.model.as_str()).collect();
        for model in &expected.eligible {
            if !ranked.contains(model.as_str()) {
                wrong.push(format!("{name}: {model} should be eligible"));
            }
        }
        let relaxed: BTreeSet<&str> =
            report.relaxations.iter().flat_map(|r| r.needs.keys().map(String::as_str)).collect();
        for need in &expected.relax {
            if !relaxed.contains(need.as_str()) {
                wrong.push(format!("{name}: relaxing {need} should help; {relaxed:?} do"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_scenario_reads_as_before() {
    for (name, _, _, report) in scenarios() {
        let (folder, stem) = name.rsplit_once('/').unwrap();
        let says = std::fs::read_to_string(repo(&format!("tests/scenarios/{name}.toml"))).unwrap();
        insta::with_settings!({
            snapshot_path => repo(&format!("tests/scenarios/{folder}/snapshots")),
            prepend_module_to_snapshot => false,
            description => says.trim(),
            omit_expression => true,
        }, {
            insta::assert_snapshot!(format!("{stem}.terminal"), terminal::report(&report, &Style::plain(100)));
            insta::assert_snapshot!(format!("{stem}.markdown"), markdown::report(&report));
            insta::assert_snapshot!(format!("{stem}.json"), json::pretty(&report));
        });
    }
}

/// A rule with a condition must fire, one without must do something: exclude, prefer or note an alternative and not all of them.
#[test]
fn every_rule_does_something_in_some_scenario() {
    let graph = shipped();
    let mut idle: BTreeSet<&str> = graph.rulebook().rules.iter().map(|r| r.id.as_str()).collect();
    for (_, request, _, _) in scenarios() {
        let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
        let evaluation = Evaluation::new(graph, &resolved);
        let rows: Vec<usize> = (0..graph.table().rows).filter(|row| evaluation.considered.get(*row)).collect();
        let some = |of: &dyn Fn(usize) -> bool| rows.iter().any(|row| of(*row)) && !rows.iter().all(|row| of(*row));
        for (i, rule) in graph.rulebook().rules.iter().enumerate() {
            let acts = match graph.rules()[i].effect {
                _ if evaluation.fired[i] != Some(true) => false,
                _ if rule.when.is_some() => true,
                CompiledEffect::Require(node, _) => {
                    some(&|row| evaluation.run().column(node).truth(row) == Some(false))
                }
                CompiledEffect::Prefer(node) | CompiledEffect::Note(Some(node)) => {
                    some(&|row| evaluation.run().column(node).truth(row) == Some(true))
                }
                CompiledEffect::Note(None) | CompiledEffect::Weigh | CompiledEffect::Derive(_) => true,
            };
            if acts {
                idle.remove(rule.id.as_str());
            }
        }
    }
    assert!(idle.is_empty(), "these do nothing in any scenario: {idle:?}");
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
