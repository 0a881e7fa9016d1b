//! What is equal comes out equal, and the order in which a file lists its criteria decides nothing.

use std::fmt::Write;

use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::needs::Request;
use verdict::rulebook::Rulebook;
use verdict::verdict::Verdict;

use crate::support::{Texts, compile, files_below, list, repo, shipped};
use crate::world::Random;

const CRITERIA: usize = 6;
const MODELS: usize = 12;

/// Bicycles that have some of six things, of which each counts as many points as somebody says; and which of them each has.
fn world(random: &mut Random) -> (DecisionGraph, Vec<[bool; CRITERIA]>) {
    let has: Vec<[bool; CRITERIA]> = (0..MODELS).map(|_| std::array::from_fn(|_| random.below(2) == 1)).collect();
    let (mut facts, mut criteria, mut order) = (String::new(), String::new(), Vec::new());
    let mut rules = Vec::new();
    // What all have, so that something counts whatever is answered.
    criteria.push_str(
        "[base]\nlabel = 'B'\nmeaning = '.'\npoints = 1\nreason = '.'\nof = 'has(model.thing0)'\n\
         scale = { kind = 'table', values = { 'true' = 1.0, 'false' = 0.0 } }\n",
    );
    for i in 0..CRITERIA {
        let _ = write!(facts, "[model.thing{i}]\ntype = 'bool'\nlabel = 'Thing {i}'\nmeaning = 'It has it.'\n");
        let _ = write!(
            criteria,
            "[c{i}]\nlabel = 'C{i}'\nmeaning = '.'\npoints = 'needs.w{i}'\nreason = '.'\nof = 'model.thing{i}'\n\
             scale = {{ kind = 'table', values = {{ 'true' = 1.0, 'false' = 0.0 }} }}\n"
        );
        let question = "ask = '?'\nwhy = '.'\nkind = 'number'\nunit = 'points'\nwhole = true\nassume = 1\nmax = 1000";
        rules.push((format!("questions/w{i}.toml"), question.to_string()));
        order.push(format!("'w{i}'"));
    }
    let head = format!("name = 'b'\nversion = '1'\ngoal = 'Best'\nquestions = [{}]", order.join(", "));
    rules.extend([("rulebook.toml".to_string(), head), ("criteria.toml".to_string(), criteria)]);
    let mut files = vec![
        ("catalog.toml".to_string(), "name = 'b'\nversion = '1'\nas_of = '2026-01-01'".to_string()),
        ("facts.toml".to_string(), facts),
        ("sources.toml".to_string(), "[sources.book]\nwhat = 'The book'\nas_of = '2020'".to_string()),
    ];
    for (m, has) in has.iter().enumerate() {
        let things: String =
            has.iter().enumerate().map(|(i, has)| format!("thing{i} = {has}")).collect::<Vec<_>>().join("\n");
        let text = format!("source = 'book'\n[facts]\n{things}\n[[offer]]\nid = 'shop'");
        files.push((format!("models/maker/m{m:02}.toml"), text));
    }
    let graph = compile(&Texts::new(files), &Texts::new(rules)).unwrap_or_else(|e| panic!("{}", list(&e)));
    (graph, has)
}

/// Ten thousand ways to weigh whole points: whoever has as many of them has the same rank, and nobody else has it.
#[test]
fn exact_ties_are_ties() {
    let mut random = Random(16);
    let (mut ties, mut rounded) = (0, 0);
    for _ in 0..20 {
        let (graph, has) = world(&mut random);
        for _ in 0..500 {
            // Small weights tie often, and three equal ones are a third each, which no decimal number is.
            let most = [1, 2, 3, 7, 100][random.below(5) as usize];
            let points: Vec<u64> = (0..CRITERIA).map(|_| random.below(most + 1)).collect();
            let needs: String =
                points.iter().enumerate().map(|(i, p)| format!("w{i} = {p}")).collect::<Vec<_>>().join("\n");
            let request = Request::parse(&Source::new("request", format!("[needs]\n{needs}"))).unwrap();
            let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
            let evaluation = Evaluation::new(&graph, &resolved);
            let sum = |m: usize| has[m].iter().zip(&points).filter(|(has, _)| **has).map(|(_, p)| *p).sum::<u64>();
            let ranking = Verdict::new(&evaluation).ranking;
            assert_eq!(ranking.len(), MODELS);
            for ranked in &ranking {
                let better = (0..MODELS).filter(|m| sum(*m) > sum(ranked.model)).count();
                assert_eq!(ranked.rank, better + 1, "{points:?} {has:?}");
                let parts = evaluation.points(ranked.row);
                assert_eq!(parts.iter().sum::<i32>(), ranked.score, "{points:?} {has:?}");
            }
            ties += (0..MODELS).filter(|a| (0..*a).any(|b| has[*a] != has[b] && sum(*a) == sum(b))).count();
            rounded += usize::from(100_000 % (points.iter().sum::<u64>() + 1) != 0);
        }
    }
    assert!(ties > 5_000 && rounded > 3_000, "{ties} {rounded}");
}

/// The shipped criteria and rules in another order: nobody stands elsewhere, though sums are added up in another order.
#[test]
fn the_order_of_criteria_changes_no_rank() {
    let below = |path: &std::path::Path| path.strip_prefix(repo("rules")).unwrap().to_string_lossy().into_owned();
    let texts = files_below(&repo("rules"), ".toml").into_iter().map(|path| {
        let text = std::fs::read_to_string(&path).unwrap();
        let name = below(&path);
        let text = if name == "criteria.toml" { backwards(&text) } else { text };
        (name, text)
    });
    let turned = Texts::new(texts);
    let rulebook = Rulebook::parse(&turned.views()).unwrap_or_else(|e| panic!("{}", list(&e)));
    let catalog = verdict::catalog::Catalog::parse(&Files::shipped_catalog().views()).0;
    let turned = DecisionGraph::compile(rulebook, catalog).unwrap_or_else(|e| panic!("{}", list(&e)));
    let first = |graph: &DecisionGraph| graph.rulebook().criteria[0].id.clone();
    assert_ne!(first(shipped()), first(&turned));
    for needs in
        ["", "task = ['coding']\nbudget = 'tight'", "input = ['image']\nmistakes = 'costly'", "device = 'rtx-4090'"]
    {
        let ranks = |graph: &DecisionGraph| {
            let request = Request::parse(&Source::new("request", format!("[needs]\n{needs}"))).unwrap();
            let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
            let verdict = Verdict::new(&Evaluation::new(graph, &resolved));
            verdict.ranking.iter().map(|r| (r.model, r.rank, r.row, r.score)).collect::<Vec<_>>()
        };
        assert_eq!(ranks(shipped()), ranks(&turned), "{needs}");
    }
}

/// The tables of a file, the last first.
fn backwards(text: &str) -> String {
    let starts: Vec<usize> = text
        .match_indices("\n[")
        .map(|(at, _)| at + 1)
        .filter(|at| {
            let line = text[*at..].lines().next().unwrap();
            line.ends_with(']') && !line.contains(',') && !line.contains(' ')
        })
        .collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    let mut tables: Vec<&str> = starts.iter().copied().zip(ends).map(|(start, end)| &text[start..end]).collect();
    tables.reverse();
    tables.join("\n")
}

/// Two whose speeds overlap are not ranked by speed: where the first place hangs on it, the verdict says that it is too close to call.
#[test]
fn no_lead_hangs_on_speeds_that_overlap() {
    let mut tried = 0;
    let machines = ["device=cpu-server", "device=rtx-4060", "device=rtx-4090", "device=apple-m4", "device=h100-80gb"];
    for need in machines.into_iter().chain(["latency=real-time", "priority=speed", "task=code-completion"]) {
        let graph = shipped();
        let mut request = Request::default();
        request.add_flag("--need", need).unwrap();
        let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
        let evaluation = Evaluation::new(graph, &resolved);
        let ranking = Verdict::new(&evaluation).ranking;
        let Some((first, others)) = ranking.split_first() else { continue };
        let close = evaluation.close(&ranking).map(|close| close.places).unwrap_or_default();
        for (at, other) in others.iter().enumerate() {
            let ends = |row: usize, leaf: usize| {
                let (low, high) = evaluation.utility(&graph.leaves()[leaf], row).ends?;
                Some((low.as_number()?, high.as_number()?))
            };
            let overlap = |leaf: usize| {
                let (one, two) = ends(first.row, leaf).zip(ends(other.row, leaf))?;
                Some(one.0 <= two.1 && two.0 <= one.1)
            };
            let by_speed = evaluation.margin(first.row, other.row).into_iter();
            let by_speed: i32 = by_speed
                .filter(|(leaf, _)| graph.leaves()[*leaf].level_if_overlapping && overlap(*leaf) == Some(true))
                .map(|(_, points)| points)
                .sum();
            // Of machines no estimate gives points at all: what is certain of them is a requirement.
            assert!(by_speed == 0 || !need.starts_with("device="), "{need}: {} of {}", other.row, first.row);
            if by_speed > 0 && first.score - other.score <= by_speed {
                tried += 1;
                assert!(close.contains(&(at + 1)), "{need}: {} of {}", other.row, first.row);
            }
        }
    }
    assert!(tried > 0);
}
