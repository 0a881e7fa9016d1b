//! What would change the verdict.

mod advice;
