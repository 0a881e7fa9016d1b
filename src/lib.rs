//! Which language model, and why: a rules engine that recommends a language model and explains it.
//!
//! Data flows one way: files are parsed into a [`catalog`], a [`rulebook`] and [`needs`]; rulebook and catalog are compiled
//! into a decision [`graph`]; a request is [`evaluate`]d over it; the [`verdict`] is [explained](explain) and shown as a
//! [`report`].

pub mod catalog;
pub mod change;
pub mod delta;
pub mod diagnostic;
pub mod document;
pub mod evaluate;
pub mod explain;
pub mod expression;
pub mod fact;
pub mod graph;
pub mod import;
pub mod interview;
pub mod load;
pub mod needs;
pub mod pricing;
pub mod reader;
pub mod render;
pub mod report;
pub mod rulebook;
pub mod sample;
pub mod scenario;
pub mod share;
pub mod template;
pub mod value;
pub mod verdict;
