//! What a process does before it can evaluate anything.

use divan::{Bencher, black_box};
use verdict::catalog::Catalog;
use verdict::graph::DecisionGraph;
use verdict::load::Files;
use verdict::rulebook::Rulebook;

fn catalog() -> Catalog {
    let (catalog, found) = Catalog::parse(&Files::shipped_catalog().views());
    assert!(!found.has_errors(), "{found:?}");
    catalog
}

fn rulebook() -> Rulebook {
    Rulebook::parse(&Files::shipped_rules().views()).expect("the shipped rulebook is valid")
}

#[divan::bench]
fn a_unpack_catalog(bencher: Bencher) {
    bencher.bench(Files::shipped_catalog);
}

#[divan::bench]
fn b_unpack_rules(bencher: Bencher) {
    bencher.bench(Files::shipped_rules);
}

#[divan::bench]
fn c_read_catalog(bencher: Bencher) {
    let files = Files::shipped_catalog();
    let views = files.views();
    bencher.bench(|| Catalog::parse(black_box(&views)));
}

#[divan::bench]
fn d_read_rulebook(bencher: Bencher) {
    let files = Files::shipped_rules();
    let views = files.views();
    bencher.bench(|| Rulebook::parse(black_box(&views)));
}

#[divan::bench]
fn e_compile(bencher: Bencher) {
    let (rulebook, catalog) = (rulebook(), catalog());
    bencher.with_inputs(|| (rulebook.clone(), catalog.clone())).bench_values(|(r, c)| DecisionGraph::compile(r, c));
}

#[divan::bench]
fn f_all(bencher: Bencher) {
    bencher.bench(|| DecisionGraph::compile(rulebook(), catalog()));
}
