//! Which language model, and why.
pub mod diagnostic;
pub mod document;
pub mod expression;
pub mod fact;
pub mod value;
