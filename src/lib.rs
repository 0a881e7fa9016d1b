//! Which language model, and why: a rules engine that recommends a language model and explains it.
//!
//! Data flows one way: files are parsed into a [`catalog`], a [`rulebook`] and [`needs`]; rulebook and catalog are compiled
//! into a decision [`graph`]; a request is [`evaluate`]d over it; the [`verdict`] is [explained](explain) and shown as a
//! [`report`].
//!
//! # Which libraries, and why these
//!
//! Each is named in one place; a test holds that.
//!
//! | crate | for | why |
//! | --- | --- | --- |
//! | `petgraph` | the decision graph: order, circles | the standard; `toposort` and `tarjan_scc` are what is needed; no default features |
//! | `toml` (parser only) | TOML | gives a tree with spans and recovers after errors; the serde layer would stop at the first problem |
//! | `toml_edit` | changing single keys of TOML files | keeps comments, order and every byte that is not touched; by the authors of `toml` and on the same parser and writer (0.25 goes with 1.x), so that what one writes the other reads; with `toml_writer` two crates more |
//! | `serde`, `serde_json` | JSON out; JSON in by raw slices, so that places are known | the standard |
//! | `schemars` | JSON Schemas from the types | generated, so they cannot drift |
//! | `annotate-snippets` | drawing diagnostics | rustc's own |
//! | `inquire` | prompts in the terminal | lists, filters, validation, help lines; writes to standard error; last release 0.9.4, February 2026; 11 crates more, crossterm among them. Its keys are fixed, so `b`, `?`, `-` and `v` are rows that typing their letter finds |
//! | `ctrlc` | saying how to go on where a line is read | the usual one; prompts see Ctrl-C as a key |
//! | `clap`, `anstream`, `anstyle`, `terminal_size`, `comfy-table` | the command line | the usual stack |
//! | `clap_complete`, `clap_mangen` | scripts that complete what is typed in a shell, man pages | made from what `clap` knows, so they cannot drift from `--help`; of clap's own repository (4.6.12 and 0.3.3), with one crate more between them (`roff`). Both write into memory first: `clap_complete` panics where a pipe is closed |
//! | `similar` | the difference of two texts, below the causes | small, no dependencies, the one that `insta` uses |
//! | `strsim` | "did you mean" | comes with clap anyway |
//! | `libm` | logarithms, powers | platform libraries differ in the last bit |
//! | `sha2` | digests | the standard |

pub mod catalog;
pub mod change;
pub mod delta;
pub mod diagnostic;
pub mod document;
pub mod evaluate;
pub mod explain;
pub mod expression;
pub mod fact;
pub mod glossary;
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
