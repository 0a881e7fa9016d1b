//! What depends on who asks: how often each model comes first, for each population of the rulebook.
//!
//! `cargo run --release --example population -- [--draws N] [--seed S] [--catalog DIR] [--rules DIR]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]
#![expect(clippy::cast_precision_loss, reason = "draws are few")]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use verdict::catalog::Catalog;
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::needs::Request;
use verdict::render::{Style, diagnostic::diagnostics};
use verdict::rulebook::Rulebook;
use verdict::rulebook::population::{Askers, Population};
use verdict::sample::Sampler;
use verdict::verdict::Verdict;

/// How much each model was first, by place in the catalog; `None` is no model at all.
type Tally = BTreeMap<Option<usize>, f64>;

fn main() -> ExitCode {
    run().map_or_else(
        |error| {
            eprintln!("{error}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

fn run() -> Result<(), Box<dyn Error>> {
    let (mut draws, mut seed, mut folders) = (10_000_u64, 1_u64, BTreeMap::new());
    let mut args = std::env::args().skip(1);
    while let Some(flag) = args.next() {
        let value = args.next().ok_or_else(|| format!("`{flag}` needs a value"))?;
        match flag.as_str() {
            "--draws" => draws = value.parse()?,
            "--seed" => seed = value.parse()?,
            "--catalog" | "--rules" => drop(folders.insert(flag, value)),
            _ => return Err(format!("`{flag}` is none of --draws, --seed, --catalog, --rules").into()),
        }
    }
    let graph = load(folders.get("--rules"), folders.get("--catalog"))?;
    let askers = graph.rulebook().askers.as_ref().ok_or("the rulebook has no `population.toml`")?;
    println!("Population {}: {}", askers.version, askers.meaning);
    println!("{draws} draws, seed {seed}, as of {}", graph.as_of_date(&Request::default()));
    for population in &askers.populations {
        show(&graph, askers, population, draws, seed);
    }
    Ok(())
}

fn load(rules: Option<&String>, catalog: Option<&String>) -> Result<DecisionGraph, Box<dyn Error>> {
    let read = |folder: &String| Files::read_dir(Path::new(folder));
    let rules = rules.map_or_else(|| Ok(Files::shipped_rules()), read)?;
    let catalog = catalog.map_or_else(|| Ok(Files::shipped_catalog()), read)?;
    let mut found = rules.found.clone();
    found.extend(catalog.found.clone());
    let compiled = found.into_result(()).and_then(|()| {
        let (parsed, found) = Catalog::parse(&catalog.views());
        DecisionGraph::compile(Rulebook::parse(&rules.views())?, found.into_result(parsed)?)
    });
    compiled.map_err(|found| diagnostics(found.as_slice(), &Style::plain(120)).into())
}

/// Draws, and prints what came first.
fn show(graph: &DecisionGraph, askers: &Askers, population: &Population, draws: u64, seed: u64) {
    let sampler = Sampler::new(graph, askers, population, graph.as_of_date(&Request::default()), seed);
    let mut by_persona = vec![Tally::new(); askers.personas.len()];
    for number in 0..draws {
        let draw = sampler.draw(number);
        let verdict = Verdict::new(&draw.evaluate());
        let first: Vec<_> = verdict.ranking.iter().filter(|r| r.rank == 1).map(|r| Some(r.model)).collect();
        let first = if first.is_empty() { vec![None] } else { first };
        let Some(tally) = by_persona.get_mut(draw.persona) else { continue };
        for model in &first {
            *tally.entry(*model).or_default() += 1.0 / first.len() as f64;
        }
    }
    let mut all = Tally::new();
    by_persona.iter().flatten().for_each(|(model, n)| *all.entry(*model).or_default() += n);

    println!("\n{}: {}", population.id, population.label);
    let line = |n: f64, name: &str| {
        let p = n / draws as f64;
        println!("  {:5.1}% ± {:.1}  {name}", 100.0 * p, 196.0 * (p * (1.0 - p) / draws as f64).sqrt());
    };
    for (model, n) in most(&all).into_iter().filter(|(model, _)| model.is_some()).take(8) {
        line(n, &name(graph, model));
    }
    line(all.get(&None).copied().unwrap_or_default(), &name(graph, None));
    for (persona, tally) in askers.personas.iter().zip(&by_persona) {
        let total: f64 = tally.values().sum();
        if let Some((model, n)) = most(tally).first() {
            let none = 100.0 * tally.get(&None).copied().unwrap_or_default() / total;
            let share = 100.0 * n / total;
            println!("    {:15} {:28} {share:3.0}% of {total:.0}; nothing {none:.0}%", persona.id, name(graph, *model));
        }
    }
}

/// Most often first, then by place in the catalog.
fn most(tally: &Tally) -> Vec<(Option<usize>, f64)> {
    let mut all: Vec<_> = tally.iter().map(|(model, n)| (*model, *n)).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all
}

fn name(graph: &DecisionGraph, model: Option<usize>) -> String {
    model.and_then(|m| graph.catalog().models().get(m)).map_or("nothing is eligible".into(), |m| m.id.to_string())
}
