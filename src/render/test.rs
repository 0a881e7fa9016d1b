//! What became of scenarios: for a terminal, for the programs that collect tests, and for GitHub's pages.

mod github;
mod junit;
mod terminal;

pub use github::github;
pub use junit::junit;
pub use terminal::{failure, terminal};
