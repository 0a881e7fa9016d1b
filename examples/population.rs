//! What depends on who asks: how often each model comes first, for each population of the rulebook.
//!
//! `cargo run --release --example population -- [--draws N] [--seed S] [--catalog DIR] [--rules DIR]`
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

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
use verdict::share::{Share, Shares};

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
    let shares = Shares::new(&sampler, draws);
    println!("\n{}: {}", population.id, population.label);
    let line = |share: Share, name: &str| {
        println!("  {:5.1}% ± {:.1}  {name}", 100.0 * share.value, 100.0 * share.error);
    };
    for model in shares.all.ranking().into_iter().take(8) {
        line(shares.all.first(model), &name(graph, model));
    }
    line(shares.all.nothing(), "nothing is eligible");
    for (persona, tally) in askers.personas.iter().zip(&shares.personas).filter(|(_, tally)| tally.people > 0) {
        let nothing = 100.0 * tally.nothing().value;
        let (share, best) = match tally.ranking().first() {
            Some(model) => (100.0 * tally.first(*model).value, name(graph, *model)),
            None => (0.0, "no model".into()),
        };
        println!("    {:15} {best:28} {share:3.0}% of {}; nothing {nothing:.0}%", persona.id, tally.people);
    }
}

fn name(graph: &DecisionGraph, model: usize) -> String {
    graph.catalog().models().get(model).map_or_else(String::new, |m| m.id.to_string())
}
