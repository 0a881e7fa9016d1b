//! What can be compared with what, and what can be in what.

use std::ops::Range;
use std::sync::Arc;

use super::{Checker, kind};
use crate::diagnostic::{Code, suggest};
use crate::expression::Problem;
use crate::expression::lexer::shorten;
use crate::expression::syntax::{Comparator, Index, Syntax};
use crate::value::{Date, Type};

impl Checker<'_> {
    /// Whether two values can be compared; reports it if not.
    pub(super) fn comparable(
        &mut self,
        comparator: Comparator,
        left: (Index, &Type),
        right: (Index, &Type),
        span: &Range<usize>,
    ) {
        let equality = matches!(comparator, Comparator::Equal | Comparator::Unequal);
        let sign = comparator.sign();
        match (left.1, right.1) {
            (Type::Integer | Type::Number, Type::Integer | Type::Number) | (Type::Date, Type::Date) => {}
            (Type::Text, Type::Text) => {
                if equality {
                    self.known(left.0, right.0);
                    self.known(right.0, left.0);
                }
            }
            (Type::Bool, Type::Bool) if equality => {}
            (Type::Bool, Type::Bool) => {
                let problem = Problem::types(
                    span.clone(),
                    format!("`{sign}` does not compare true and false"),
                    "they have no order",
                );
                self.problems.push(problem.help("use `&&`, `||` and `!`, or `==`"));
            }
            (Type::Date, Type::Text) if self.dates(right.0) => {}
            (Type::Text, Type::Date) if self.dates(left.0) => {}
            (Type::Enum(words), Type::Text | Type::Enum(_)) | (Type::Text, Type::Enum(words)) => {
                let (of, other) = if matches!(left.1, Type::Enum(_)) { (left, right) } else { (right, left) };
                if equality {
                    let name = self.ast.quote(of.0);
                    self.words(other.0, other.1, words, &format!("`{name}`"));
                } else {
                    let problem = Problem::types(
                        span.clone(),
                        format!("`{sign}` does not compare the words of a list"),
                        "they have no order",
                    );
                    self.problems.push(
                        problem.help(format!("list those that count: `{} in [\"a\", \"b\"]`", self.ast.quote(of.0))),
                    );
                }
            }
            (Type::Set(_), _) | (_, Type::Set(_)) => {
                let set = self.ast.quote(if matches!(left.1, Type::Set(_)) { left.0 } else { right.0 });
                let problem = Problem::types(span.clone(), format!("`{sign}` does not compare sets"), "a set");
                self.problems.push(problem.help(format!(
                    "ask what is in it: `\"a\" in {set}`, `size({set}) > 1`, `{set}.all(word, word in other)`"
                )));
            }
            (l, r) => {
                let (left, right) = (self.ast.quote(left.0), self.ast.quote(right.0));
                let message = format!("`{left}` is {} and `{right}` is {}: they cannot be compared", kind(l), kind(r));
                let problem = Problem::types(span.clone(), message, &format!("{l} {sign} {r}"));
                self.problems.push(match (l, r) {
                    (Type::Date, _) | (_, Type::Date) => problem.help("write a date as text: `\"2024-07-18\"`"),
                    _ => problem,
                });
            }
        }
    }

    /// Whether all that `at` can be is written down as a date; says which part is not one.
    pub(super) fn dates(&mut self, at: Index) -> bool {
        match self.ast.node(at) {
            Syntax::Choose(_, yes, no) => self.dates(*yes) && self.dates(*no),
            Syntax::Text(text) => {
                if Date::parse(text).is_none() {
                    let message = format!("`{}` is not a date", shorten(text));
                    let problem = Problem::types(self.ast.span(at), message, "not a date");
                    self.problems.push(problem.help("write year, month and day: `\"2024-07-18\"`"));
                }
                true
            }
            _ => false,
        }
    }

    /// Reports the texts written at `at` that are none of `words`, and words of another list that shares none with it.
    pub(super) fn words(&mut self, at: Index, ty: &Type, words: &[Arc<str>], what: &str) {
        match (self.ast.node(at), ty) {
            (Syntax::Choose(_, yes, no), _) => {
                for side in [*yes, *no] {
                    if let Some(ty) = self.types.get(side).cloned().flatten() {
                        self.words(side, &ty, words, what);
                    }
                }
            }
            (Syntax::Text(text), _) if !words.iter().any(|w| **w == **text) => {
                let message = format!("{what} is never `{}`", shorten(text));
                let mut problem = Problem::types(self.ast.span(at), message, "none of its words");
                problem.help = suggest(text, words.iter().map(|w| &**w));
                self.problems.push(problem);
            }
            (_, Type::Enum(other)) if !other.is_empty() && !other.iter().any(|w| words.contains(w)) => {
                let message = format!("{what} and `{}` have no word in common", self.ast.quote(at));
                let list = |words: &[Arc<str>]| words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ");
                let problem = Problem::types(self.ast.span(at), message, "never equal");
                self.problems.push(problem.help(format!("the words are {}, and {}", list(words), list(other))));
            }
            _ => {}
        }
    }

    /// Reports the texts written at `at` that are no words of `fact`, if that is a fact whose words are known.
    fn known(&mut self, fact: Index, at: Index) {
        let Syntax::Fact(root, name) = self.ast.node(fact) else { return };
        let id = self.schema.find(&format!("{root}.{name}"));
        match (self.ast.node(at), id.and_then(|id| self.schema.words(id))) {
            (Syntax::Choose(_, yes, no), _) => {
                self.known(fact, *yes);
                self.known(fact, *no);
            }
            (Syntax::Text(text), Some(words)) if !words.contains(text) => {
                let message = format!("`{root}.{name}` is never `{}`", shorten(text));
                let mut problem = Problem::new(Code::UnknownWord, self.ast.span(at), message, "not in the catalog");
                problem.help = words.help(text);
                self.problems.push(problem);
            }
            _ => {}
        }
    }

    pub(super) fn contained(&mut self, needle: Index, range: Index, span: &Range<usize>) -> Option<Type> {
        let needle_type = self.check(needle);
        if let Syntax::List(items) = self.ast.node(range) {
            self.list(range)?;
            let needle_type = needle_type?;
            for item in items {
                let Some(ty) = self.types.get(*item).cloned().flatten() else {
                    continue;
                };
                self.comparable(Comparator::Equal, (needle, &needle_type), (*item, &ty), &self.ast.span(*item));
            }
            return Some(Type::Bool);
        }
        let range_type = self.check(range)?;
        let needle_type = needle_type?;
        let (needle_text, range_text) = (self.ast.quote(needle), self.ast.quote(range));
        match (&range_type, &needle_type) {
            (Type::Set(words), Type::Text | Type::Enum(_)) => {
                self.words(needle, &needle_type, words, &format!("a word of `{range_text}`"));
                Some(Type::Bool)
            }
            (Type::Set(_), Type::Set(_)) => self.refuse(
                Problem::types(span.clone(), "`in` asks for one word, not for a set", "a set in a set")
                    .help(format!("write `{needle_text}.all(word, word in {range_text})`, or `.exists`")),
            ),
            (Type::Set(_), ty) => self.refuse(Problem::types(
                span.clone(),
                format!("`{range_text}` is a set of words, and `{needle_text}` is {}", kind(ty)),
                "never in it",
            )),
            (Type::Text | Type::Enum(_), _) => self.refuse(
                Problem::types(
                    span.clone(),
                    format!("`in` needs a set or a list, and `{range_text}` is {}", kind(&range_type)),
                    "no set",
                )
                .help(format!("for a part of a text write `{range_text}.contains({needle_text})`; for one word `==`")),
            ),
            (ty, _) => self.refuse(Problem::types(
                span.clone(),
                format!("`in` needs a set or a list, and `{range_text}` is {}", kind(ty)),
                "no set",
            )),
        }
    }
}
