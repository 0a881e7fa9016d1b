//! Catalogs of 300, 3,000 and 30,000 alternatives and a rulebook of 40 rules: the engine beside a loop written by hand and the
//! naive evaluator of the tests. Before anything is timed, all three must agree on every alternative.

use std::sync::OnceLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use verdict::diagnostic::Source;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::needs::Request;
use verdict::report::{Digests, report};
use verdict::verdict::Verdict;

mod by_hand;
#[expect(dead_code, reason = "tests need more of it")]
#[path = "../../tests/it/naive.rs"]
mod naive;
mod world;

const SIZES: [usize; 3] = [300, 3_000, 30_000];

/// What is timed: 27 of the 40 rules are in force.
const BUSY: &str = "tokens = 16000\nanswer = 4000\nimages = true\nstrict = true\nregion = 'eu'\nbudget = 5000\nrequests = 20000
tokens_in = 2000\ntokens_out = 400\ncommercial = true\ncoding = true\ntools = true\nformats = ['text', 'image']\ninteractive = true
memory = 640\ntight = true";

/// What the three must agree on besides.
const OTHERS: [&str; 3] = [
    "",
    "own = true\nmemory = 80\nrequests = 1000000",
    "region = 'us'\nbudget = 0.5\ncoding = true\nformats = ['pdf']",
];

struct World {
    graph: DecisionGraph,
    resolved: Resolved,
    columns: by_hand::Columns,
}

/// The world of a size, made and checked once.
fn world(size: usize) -> &'static World {
    static WORLDS: [OnceLock<World>; SIZES.len()] = [const { OnceLock::new() }; SIZES.len()];
    let at = SIZES.iter().position(|s| *s == size).expect("a size of the list");
    WORLDS[at].get_or_init(|| {
        let rows = world::rows(size);
        let graph = world::graph(&rows);
        assert_eq!((graph.rulebook().rules.len(), graph.table().rows), (40, size));
        let columns = by_hand::Columns::new(&rows);
        for needs in OTHERS {
            check(&graph, &columns, &resolve(&graph, needs));
        }
        let resolved = resolve(&graph, BUSY);
        check(&graph, &columns, &resolved);
        World { graph, resolved, columns }
    })
}

fn resolve(graph: &DecisionGraph, needs: &str) -> Resolved {
    let request = Request::parse(&Source::new("needs", format!("[needs]\n{needs}"))).expect("the needs can be read");
    graph.resolve(&request, graph.as_of_date(&request)).expect("the needs fit the rulebook")
}

fn check(graph: &DecisionGraph, columns: &by_hand::Columns, resolved: &Resolved) {
    let evaluation = Evaluation::new(graph, resolved);
    let by_hand = columns.judge(&by_hand::Needs::new(graph, resolved));
    for (row, naive) in naive::judge(graph, &resolved.values).into_iter().enumerate() {
        let fast = naive::Judged {
            eligible: evaluation.eligible.get(row),
            unverified: evaluation.unverified.get(row),
            score: evaluation.scores[row],
            low: evaluation.low[row],
            high: evaluation.high[row],
        };
        assert_eq!(fast, naive, "the engine and the naive evaluator differ in row {row}");
        assert_eq!(by_hand.row(row), naive, "the loop and the naive evaluator differ in row {row}");
    }
    let ranking: Vec<_> = Verdict::new(&evaluation).ranking.iter().map(|r| (r.model, r.row, r.score)).collect();
    assert_eq!(by_hand.ranking(columns), ranking, "the loop and the engine rank differently");
}

#[divan::bench(args = SIZES)]
fn engine_evaluate(bencher: Bencher, size: usize) {
    let world = world(size);
    bencher.counter(ItemsCount::new(size)).bench(|| Evaluation::new(&world.graph, black_box(&world.resolved)));
}

#[divan::bench(args = SIZES)]
fn by_hand_evaluate(bencher: Bencher, size: usize) {
    let world = world(size);
    let needs = by_hand::Needs::new(&world.graph, &world.resolved);
    bencher.counter(ItemsCount::new(size)).bench(|| world.columns.judge(black_box(&needs)));
}

#[divan::bench(args = SIZES)]
fn engine_evaluate_and_rank(bencher: Bencher, size: usize) {
    let world = world(size);
    bencher
        .counter(ItemsCount::new(size))
        .bench(|| Verdict::new(&Evaluation::new(&world.graph, black_box(&world.resolved))));
}

/// The whole report of the ten best: nothing in it may grow faster than the catalog.
#[divan::bench(args = SIZES, sample_count = 5, sample_size = 1)]
fn engine_report(bencher: Bencher, size: usize) {
    let world = world(size);
    let (as_of, digests) = (world.graph.as_of_date(&Request::default()), Digests::default());
    bencher
        .counter(ItemsCount::new(size))
        .bench(|| report(&world.graph, black_box(&world.resolved), as_of, 10, &digests));
}

#[divan::bench(args = SIZES)]
fn by_hand_evaluate_and_rank(bencher: Bencher, size: usize) {
    let world = world(size);
    let needs = by_hand::Needs::new(&world.graph, &world.resolved);
    bencher.counter(ItemsCount::new(size)).bench(|| world.columns.judge(black_box(&needs)).ranking(&world.columns));
}

#[divan::bench(args = SIZES, sample_count = 3, sample_size = 1)]
fn naive_evaluate(bencher: Bencher, size: usize) {
    let world = world(size);
    bencher.counter(ItemsCount::new(size)).bench(|| naive::judge(&world.graph, black_box(&world.resolved.values)));
}
