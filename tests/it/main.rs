//! The one integration test binary, with a module for each subject.

mod cel_oracle;
mod expression;
mod random_expression;
