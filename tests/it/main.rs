//! The one integration test binary; a module for each subject.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test panics when it fails, and reads its inputs from files"
)]
#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "tests count small things"
)]
mod ablation;
mod bills;
mod catalog;
mod cel_oracle;
mod change;
mod charts;
mod cli;
mod compare;
mod dated;
mod delta;
mod difference;
mod docs;
mod estimates;
mod expectations;
mod explain;
mod expression;
mod glossary;
mod import;
mod interview;
mod invalid;
mod naive;
mod named;
mod open_text;
mod oracle;
mod population;
mod precedence;
mod pricing;
mod properties;
mod questions;
mod random_expression;
mod refresh;
mod reports;
mod scenario;
mod scenarios;
mod share;
mod shipped_blanks;
mod shipped_laws;
mod shipped_life;
mod shipped_world;
mod short;
mod sizing;
mod strictness;
mod support;
mod switch;
mod terminal;
mod tidy;
mod ties;
mod weights;
mod winners;
mod words;
mod world;
