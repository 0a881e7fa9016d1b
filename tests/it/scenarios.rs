//! Every scenario in `tests/scenarios/`: who wins and which rule excludes whom is asserted by hand, how it reads by snapshot.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use verdict::diagnostic::{Diagnostics, Source};
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

/// A scenario file: `summary`, `says`, `among`, `needs`, `expect`.
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
        if table.text("says").is_none() {
            assert!(!name.contains("-vs-"), "{name} quotes no sentence of its article");
        }
        for key in ["among", "needs"] {
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

#[test]
fn every_rule_fires_in_some_scenario_and_decides_in_an_example() {
    let graph = shipped();
    let mut fired: BTreeMap<&str, bool> = graph.rulebook().rules.iter().map(|r| (r.id.as_str(), false)).collect();
    for (_, request, _, _) in scenarios() {
        let as_of = graph.as_of_date(&request);
        let resolved = graph.resolve(&request, as_of).unwrap();
        let evaluation = verdict::evaluate::Evaluation::new(graph, &resolved);
        for (rule, fires) in graph.rulebook().rules.iter().zip(&evaluation.fired) {
            if *fires == Some(true) {
                fired.insert(&rule.id, true);
            }
        }
    }
    let silent: Vec<&str> = fired.iter().filter(|(_, f)| !**f).map(|(id, _)| *id).collect();
    assert!(silent.is_empty(), "no scenario makes these fire: {silent:?}");
}

#[test]
fn every_example_of_every_rule_holds() {
    let graph = shipped();
    let found = graph.check_examples();
    assert!(found.as_slice().is_empty(), "{}", list(&found));
    for rule in &graph.rulebook().rules {
        assert!(rule.examples.len() >= 2, "`{}` has fewer than two examples", rule.id);
        let outcomes: BTreeSet<&str> = rule.examples.iter().map(|e| e.expect.as_str()).collect();
        assert!(rule.when.is_none() && rule.examples.len() >= 2 || outcomes.len() >= 2, "all examples of `{}` expect the same", rule.id);
    }
}
