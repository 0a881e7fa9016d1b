//! The canonical text of a tree.

use std::fmt::{self, Write};

use super::{Ast, Function, Index, Syntax};
use crate::expression::lexer::shorten;

impl Ast {
    /// The canonical text of a part, with what `bound` knows in place of its names.
    pub(in crate::expression) fn write(
        &self,
        at: Index,
        out: &mut Printer,
        bound: &dyn Fn(&str, &mut Printer, u8) -> bool,
    ) {
        self.part(at, 0, out, bound);
    }

    fn part(&self, at: Index, rank: u8, out: &mut Printer, bound: &dyn Fn(&str, &mut Printer, u8) -> bool) {
        let list = |out: &mut Printer, items: &[Index], between: &str, rank: u8| {
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(between);
                }
                self.part(*item, rank, out, bound);
            }
        };
        if out.is_full() {
            return;
        }
        let node = self.node(at);
        let brackets = node.rank() < rank;
        if brackets {
            out.push("(");
        }
        match node {
            Syntax::Bool(b) => out.push(if *b { "true" } else { "false" }),
            Syntax::Integer(i) => out.push(&i.to_string()),
            Syntax::Number(n) => out.push(&number_text(*n)),
            Syntax::Text(text) => out.push(&quoted(text)),
            Syntax::Name(name) => {
                if !bound(name, out, rank) {
                    out.push(name);
                }
            }
            Syntax::Fact(root, name) => {
                out.push(root);
                out.push(".");
                out.push(name);
            }
            Syntax::Has(fact) => {
                out.push("has(");
                self.part(*fact, 0, out, bound);
                out.push(")");
            }
            Syntax::Not(of) => {
                out.push("!");
                self.part(*of, if matches!(self.node(*of), Syntax::Not(_)) { 6 } else { 7 }, out, bound);
            }
            Syntax::Negate(of) => {
                out.push("-");
                let literal = matches!(self.node(*of), Syntax::Integer(_) | Syntax::Number(_));
                self.part(
                    *of,
                    if literal {
                        u8::MAX
                    } else if matches!(self.node(*of), Syntax::Negate(_)) {
                        6
                    } else {
                        7
                    },
                    out,
                    bound,
                );
            }
            Syntax::Arithmetic(first, rest) => {
                self.part(*first, node.rank() + 1, out, bound);
                for (operator, operand) in rest {
                    out.push(&format!(" {} ", operator.sign()));
                    self.part(*operand, node.rank() + 1, out, bound);
                }
            }
            Syntax::Compare(comparator, left, right) => {
                self.part(*left, 4, out, bound);
                out.push(&format!(" {} ", comparator.sign()));
                self.part(*right, 4, out, bound);
            }
            Syntax::In(needle, range) => {
                self.part(*needle, 4, out, bound);
                out.push(" in ");
                self.part(*range, 4, out, bound);
            }
            Syntax::And(items) => list(out, items, " && ", 3),
            Syntax::Or(items) => list(out, items, " || ", 2),
            Syntax::Choose(condition, yes, no) => {
                self.part(*condition, 1, out, bound);
                out.push(" ? ");
                self.part(*yes, 1, out, bound);
                out.push(" : ");
                self.part(*no, 0, out, bound);
            }
            Syntax::List(items) => {
                out.push("[");
                list(out, items, ", ", 0);
                out.push("]");
            }
            Syntax::Call(
                function @ (Function::Size | Function::Min | Function::Max | Function::Ceil | Function::Pow),
                items,
            ) => {
                out.push(&format!("{}(", function.name()));
                list(out, items, ", ", 0);
                out.push(")");
            }
            Syntax::Call(function, items) => {
                let (receiver, rest) = items.split_first().map_or((0, &[][..]), |(r, rest)| (*r, rest));
                self.part(receiver, 7, out, bound);
                out.push(&format!(".{}(", function.name()));
                list(out, rest, ", ", 0);
                out.push(")");
            }
            Syntax::Loop(quantifier, range, variable, body) => {
                self.part(*range, 7, out, bound);
                out.push(&format!(".{}({variable}, ", quantifier.name()));
                // The inner variable is its own, even where an outer one has its name.
                let inner = |name: &str, out: &mut Printer, rank: u8| name != variable && bound(name, out, rank);
                self.part(*body, 0, out, &inner);
                out.push(")");
            }
            Syntax::Refused => out.push("…"),
        }
        if brackets {
            out.push(")");
        }
    }

    /// The canonical text of a part for a message.
    pub(in crate::expression) fn quote(&self, at: Index) -> String {
        let mut out = Printer::new(2_000);
        self.write(at, &mut out, &|_, _, _| false);
        shorten(&out.finish())
    }
}

impl fmt::Display for Ast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Printer::new(usize::MAX);
        self.write(self.root, &mut out, &|_, _, _| false);
        f.write_str(&out.finish())
    }
}

/// Text that stops growing at a limit: what macros unfold to can be long.
pub(in crate::expression) struct Printer {
    text: String,
    limit: usize,
}

impl Printer {
    pub(in crate::expression) const fn new(limit: usize) -> Self {
        Self { text: String::new(), limit }
    }

    pub(in crate::expression) const fn is_full(&self) -> bool {
        self.text.len() >= self.limit
    }

    pub(in crate::expression) fn push(&mut self, part: &str) {
        if !self.is_full() {
            self.text.push_str(part);
        }
    }

    pub(in crate::expression) fn finish(mut self) -> String {
        if self.is_full() {
            self.text.push('…');
        }
        self.text
    }
}

/// Text in double quotes, as CEL reads it.
pub(in crate::expression) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A number with a fraction as CEL reads it: always with a point or an exponent.
pub(in crate::expression) fn number_text(n: f64) -> String {
    format!("{n:?}")
}
