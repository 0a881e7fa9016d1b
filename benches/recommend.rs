//! What a recommendation costs; see `benches/README.md`.

#![expect(missing_docs, reason = "the benches are named by what they measure")]

#[path = "recommend/start.rs"]
mod start;

fn main() {
    divan::main();
}
