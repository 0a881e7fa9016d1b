//! What a recommendation costs; see `benches/README.md`.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "benches count small things, and one that fails may panic"
)]

mod batch;
mod interview;
mod random;
mod share;
mod shipped;
mod start;
mod synthetic;

fn main() {
    divan::main();
}
