//! What a recommendation costs; see `benches/README.md`.

mod batch;
mod random;
mod shipped;
mod start;
mod synthetic;

fn main() {
    divan::main();
}
