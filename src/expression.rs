//! The expression language of rules, questions, criteria and formulas: a typed subset of CEL.
//!
//! An expression is read ([`parse`]), checked against the facts there are and put into a [`Program`], in which equal parts of
//! all expressions are one node, and evaluated in a [`Run`]: over all rows of a [`Table`] at once, with the needs of one
//! request. An absent fact is *unknown*, with the algebra that CEL gives errors: `false && unknown` is false, `true ||
//! unknown` is true, everything else that reads it is unknown; `has(model.x)` is true or false. Whole numbers have 64 bits;
//! what overflows and what is divided by a whole zero is unknown as well. Dates compare with dates and with text; the
//! difference of two is the whole number of days between them.
//!
//! ```
//! use verdict::expression::{parse, Program, Run, Table};
//! use verdict::fact::{Fact, Root, Schema};
//! use verdict::value::{Date, Value, Type};
//! let mut schema = Schema::new();
//! let fact = |id: &str| Fact {
//!     id: id.into(), root: Root::Needs, ty: Type::Date, unit: None, label: String::new(), meaning: String::new(),
//!     formula: None, inherits: None, at: None,
//! };
//! schema.declare(fact("needs.today")).unwrap();
//! let (table, needs) = (Table { rows: 1, columns: vec![] }, [Date::parse("2026-11-22").map(Value::Date)]);
//! let value = |text: &str| {
//!     let mut program = Program::new();
//!     let node = program.add(&parse(text).unwrap(), &schema, &Root::ALL, Some(&Type::Integer)).unwrap();
//!     Run::new(&program, &schema, &table, None, &needs).constant(node)
//! };
//! assert_eq!(value("needs.today - '2026-11-20' + 1"), Some(Value::Integer(3)));
//! assert_eq!(value("'2026-11' - needs.today"), Some(Value::Integer(-21)));
//! ```
//!
//! This module knows neither files nor rules, models nor needs; it cannot fail once an expression is in the program.
//!
//! # Why it is so
//!
//! **How can a set have more words than a column has bits?**
//!
//! A column of sets holds 64 bits a row. What somebody answers is the same in every row and is no column: a list,
//! to which `in` is asked word by word. So a need may have all models of a catalog for words
//! (`rulebook::question::Words`). Only in a crowd a need is a column; there people choose options, which come first
//! and are at most 64, and what was said already stays a list.
//!
//! **Why may a whole number stand where a number is needed?**
//!
//! CEL wants `double(x)`. Rule authors do not: prices are compared with `3`. The type checker widens, and the
//! differential test writes the `double(…)` for CEL.
//!
//! **Why is the difference of two dates a whole number?**
//!
//! CEL gives a duration between timestamps: two more types, for what rules need in days only, to compare it, scale
//! it and show it. Dates are days here, so their difference is a number of them, and nothing else is calculated
//! with dates. The differential test has a function for CEL that numbers the days.
//!
//! **Why our own parser, and not the `cel` crate?**
//!
//! `cel` is a development dependency: the oracle that this language is tested against. At run time it would cost 29
//! crates, and its parser gives no spans that could be underlined.

use std::ops::Range;

use crate::diagnostic::{Code, Diagnostic};
use crate::fact::Formula;

mod atoms;
mod bits;
mod cell;
mod check;
mod column;
mod kernel;
mod lexer;
mod literal;
mod lower;
mod made;
mod names;
mod parser;
mod print;
mod program;
mod run;
mod scalar;
mod statics;
pub mod syntax;
mod taken;
mod words;

pub use atoms::{Atom, Comparison};
pub use bits::Bits;
pub(crate) use cell::Cell;
pub(crate) use column::MAX_WORDS;
pub use column::{Builder, Column, Table, Words};
pub use parser::parse;
pub use program::{NodeId, Program};
pub(crate) use run::Memo;
pub use run::Run;
pub use statics::Statics;
pub use syntax::Ast;

/// The longest expression, in bytes.
pub const MAX_BYTES: usize = 4_096;
/// The deepest nesting of an expression.
pub const MAX_DEPTH: usize = 64;
/// The most operators of one rank in a row.
pub const MAX_CHAIN: usize = 512;
/// The most parts that an expression has once its macros are unfolded.
pub const MAX_UNFOLDED: usize = 65_536;

/// Every operator, function and macro of the language, as it is written. The reference (`docs/expressions.md`) has all of them.
///
/// ```
/// let all = verdict::expression::vocabulary();
/// assert!(["&&", "in", "?", "size", "exists_one"].iter().all(|word| all.contains(word)));
/// ```
#[must_use]
pub fn vocabulary() -> Vec<&'static str> {
    let operators =
        lexer::SIGNS.into_iter().filter(|sign| !matches!(*sign, "." | "," | "(" | ")" | "[" | "]" | "{" | "}"));
    operators.chain(["in"]).chain(words::CALLS).collect()
}

/// What CEL, its libraries or other languages have and this one has not, and what to write instead.
///
/// ```
/// assert!(verdict::expression::not_here().iter().any(|(word, instead)| *word == "len" && *instead == "write `size`"));
/// ```
#[must_use]
pub fn not_here() -> &'static [(&'static str, &'static str)] {
    &words::UNSUPPORTED
}

/// What is wrong with an expression. The span counts bytes of the expression's own text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of mistake.
    pub code: Code,
    /// What is wrong, in one line.
    pub message: String,
    /// The part of the expression it is about.
    pub span: Range<usize>,
    /// A few words under that part.
    pub label: String,
    /// What to do, a line each.
    pub help: Vec<String>,
}

impl Problem {
    /// The problem as a diagnostic that underlines the expression where it stands in its file.
    ///
    /// ```
    /// use verdict::{expression::parse, fact::Formula};
    /// let formula = Formula { text: "1 = 2".into(), at: None, inner: None };
    /// let problems = parse(&formula.text).unwrap_err();
    /// assert_eq!(problems[0].diagnostic(&formula).to_string(), "`=` is not an operator: write `==` to compare");
    /// ```
    #[must_use]
    pub fn diagnostic(&self, formula: &Formula) -> Diagnostic {
        let mut diagnostic = Diagnostic::error(self.code, self.message.clone());
        if let Some(place) = formula.place(self.span.clone()) {
            diagnostic = diagnostic.at(place, self.label.clone());
        }
        diagnostic.help.clone_from(&self.help);
        diagnostic
    }

    fn new(code: Code, span: Range<usize>, message: impl Into<String>, label: &str) -> Self {
        Self { code, message: message.into(), span, label: label.to_owned(), help: Vec::new() }
    }

    fn syntax(span: Range<usize>, message: impl Into<String>, label: &str) -> Self {
        Self::new(Code::ExpressionSyntax, span, message, label)
    }

    fn unsupported(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Code::ExpressionUnsupported, span, message, "not supported")
    }

    fn limit(span: Range<usize>, message: impl Into<String>) -> Self {
        Self::new(Code::ExpressionLimit, span, message, "too much for one expression")
            .help("split it: give a part a name as a fact with a formula, or write several rules")
    }

    fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }
}
