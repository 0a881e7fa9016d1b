//! Which language model, and why.
pub mod catalog;
pub mod diagnostic;
pub mod document;
pub mod fact;
pub mod load;
pub mod reader;
pub mod value;
