//! Which language model, and why.
pub mod diagnostic;
pub mod document;
pub mod fact;
pub mod reader;
pub mod value;
