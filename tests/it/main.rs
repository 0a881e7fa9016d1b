//! The one integration test binary; a module for each subject.
mod catalog;
mod cel_oracle;
mod expression;
mod random_expression;
