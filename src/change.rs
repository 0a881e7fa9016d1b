//! What would change the verdict: between two models, or who comes first.
//!
//! - [`advice`]: the answers that speak for one model against another, and the rules behind them ("use it if …").
//! - [`turns`]: the single answers with which another model comes first.
//!
//! Nothing is searched for over numbers: answers are tried one by one, in full, and the rest is solved for.

mod advice;
mod answers;
mod trial;
mod turns;

pub use advice::{Advice, Bullet, Span, advice};
pub use trial::{By, Cause, Kind, Place, Standing};
pub use turns::{Turn, turns};
