//! Operands: literals, names, brackets, and what hangs on them with `.`, `(` and `[`.

use std::ops::Range;

use super::{Parser, Stop};
use crate::diagnostic::Code;
use crate::expression::lexer::Token;
use crate::expression::syntax::{Index, Syntax};
use crate::expression::{Problem, words};

impl Parser<'_> {
    pub(super) fn postfix(&mut self, start: usize) -> Result<Index, Stop> {
        let node = self.primary()?;
        self.postfixes(node, start)
    }

    pub(super) fn postfixes(&mut self, mut node: Index, start: usize) -> Result<Index, Stop> {
        loop {
            if self.is("[") {
                let items = self.bracketed("[", "]")?;
                let span = start..self.end();
                self.problems.push(
                    Problem::unsupported(span.clone(), "taking an item by its place is not supported")
                        .help("ask whether it is there: `\"image\" in model.input`"),
                );
                node = self.push(Syntax::Refused, span, &items)?;
            } else if self.is("{") {
                let place = self.place();
                return self.stop(Problem::unsupported(start..place.end, "building messages is not supported"));
            } else if self.eat(".") {
                node = self.member(node, start)?;
            } else {
                return Ok(node);
            }
        }
    }

    fn member(&mut self, base: Index, start: usize) -> Result<Index, Stop> {
        let Token::Word(name) = self.token().clone() else {
            let place = self.place();
            if self.is("?") {
                return self.stop(
                    Problem::unsupported(place, "optional values are not supported")
                        .help("an absent fact is unknown by itself; ask with `has(model.x)`"),
                );
            }
            return Err(words::no_value(self, "a name"));
        };
        let place = self.next();
        if self.is("(") {
            let arguments = self.bracketed("(", ")")?;
            let span = start..self.end();
            let children: Vec<Index> = std::iter::once(base).chain(arguments.iter().copied()).collect();
            let node = words::method(self, &name, base, &arguments, &span, &place);
            return self.push(node, span, &children);
        }
        if matches!(name.as_str(), "in" | "true" | "false" | "null") {
            return self.stop(Problem::syntax(place, format!("`{name}` cannot be a name"), "a word of the language"));
        }
        let span = start..place.end;
        if let Syntax::Name(root) = self.node(base) {
            let fact = Syntax::Fact(root.clone(), name);
            return Ok(self.replace(base, fact, span));
        }
        match self.node(base) {
            // What was refused already is not refused again.
            Syntax::Refused => {}
            Syntax::Fact(root, fact) => {
                let problem = Problem::unsupported(span.clone(), format!("`{root}.{fact}` has no parts of its own"))
                    .help(format!("the name of a fact has two parts: `{root}.{fact}`"));
                self.problems.push(problem);
            }
            _ => {
                let message = format!("`.{name}` can only follow `needs`, `model` or `offer`");
                self.problems.push(Problem::unsupported(span.clone(), message));
            }
        }
        self.push(Syntax::Refused, span, &[base])
    }

    /// Turns the node made last into another.
    fn replace(&mut self, at: Index, node: Syntax, span: Range<usize>) -> Index {
        if let Some(slot) = self.nodes.get_mut(at) {
            *slot = (node, span);
        }
        at
    }

    /// The items between two brackets; a comma may follow the last one in a list.
    fn bracketed(&mut self, open: &'static str, close: &'static str) -> Result<Vec<Index>, Stop> {
        let place = self.next();
        self.open.push((open, place));
        let mut items = Vec::new();
        while !self.is(close) {
            items.push(self.expression()?);
            if !self.eat(",") {
                break;
            }
            if self.is(close) && close == ")" {
                return Err(words::no_value(self, "a value"));
            }
        }
        if !self.eat(close) {
            return Err(words::after_value(self));
        }
        self.open.pop();
        Ok(items)
    }

    fn primary(&mut self) -> Result<Index, Stop> {
        let place = self.place();
        let literal = match self.token().clone() {
            Token::Integer(n) => {
                let Ok(n) = i64::try_from(n) else {
                    let message = format!("`{n}` is too large for a whole number");
                    return self.stop(Problem::syntax(place, message, "too large"));
                };
                Syntax::Integer(n)
            }
            Token::Number(n) => Syntax::Number(n),
            Token::Text(text) => Syntax::Text(text),
            Token::Word(word) => return self.word(&word),
            Token::Sign("(") => {
                let items = self.bracketed("(", ")")?;
                let span = place.start..self.end();
                let [inner] = items.as_slice() else {
                    let problem = if items.is_empty() {
                        Problem::syntax(span, "there is nothing between these brackets", "expected a value")
                    } else {
                        Problem::syntax(span, "a list is written with `[` and `]`", "several values")
                            .help("write `[1, 2]`")
                    };
                    return self.stop(problem);
                };
                if let Some((_, whole)) = self.nodes.get_mut(*inner) {
                    *whole = span;
                }
                return Ok(*inner);
            }
            Token::Sign("[") => {
                let items = self.bracketed("[", "]")?;
                let span = place.start..self.end();
                return self.push(Syntax::List(items.clone()), span, &items);
            }
            _ => return Err(words::no_value(self, "a value")),
        };
        self.next();
        self.push(literal, place, &[])
    }

    fn word(&mut self, word: &str) -> Result<Index, Stop> {
        let place = self.place();
        if matches!(self.second(), Token::Sign("(")) && !words::is_operator_word(word) {
            self.next();
            let arguments = self.bracketed("(", ")")?;
            let span = place.start..self.end();
            let node = words::function(self, word, &arguments, &span, &place);
            return self.push(node, span, &arguments);
        }
        let node = match word {
            "true" => Syntax::Bool(true),
            "false" => Syntax::Bool(false),
            _ => match words::refused_name(word, &place, self.second()) {
                None => Syntax::Name(word.to_owned()),
                Some(problem) if problem.code == Code::ExpressionSyntax => {
                    return self.stop(problem);
                }
                Some(problem) => {
                    self.problems.push(problem);
                    Syntax::Refused
                }
            },
        };
        self.next();
        self.push(node, place, &[])
    }

    /// What a node is, for the checks of calls.
    pub(in crate::expression) fn syntax(&self, node: Index) -> (&Syntax, Range<usize>) {
        (self.node(node), self.span(node))
    }
}
