//! The one integration test binary; a module for each subject.
mod catalog;
mod cel_oracle;
mod cli;
mod expression;
mod naive;
mod oracle;
mod properties;
mod random_expression;
mod scenarios;
mod support;
mod tidy;
mod world;
