//! Types: what goes together, and what to say where it does not.

mod comparison;

use std::ops::Range;

use super::column::MAX_WORDS;
use super::syntax::{Ast, Function, Index, Operator, Quantifier, Syntax};
use super::{Problem, names};
use crate::diagnostic::Code;
use crate::fact::{Root, Schema};
use crate::value::Type;

/// The types of all nodes of a tree, by index; for the parts of macros with the type of their variable.
pub(super) struct Checker<'a> {
    pub(super) ast: &'a Ast,
    pub(super) schema: &'a Schema,
    pub(super) roots: &'a [Root],
    pub(super) scope: Vec<(&'a str, Type)>,
    pub(super) problems: Vec<Problem>,
    pub(super) types: Vec<Option<Type>>,
}

impl<'a> Checker<'a> {
    pub(super) fn new(ast: &'a Ast, schema: &'a Schema, roots: &'a [Root]) -> Self {
        let types = vec![None; ast.nodes.len()];
        Self { ast, schema, roots, scope: Vec::new(), problems: Vec::new(), types }
    }

    /// Checks the whole tree, whose value must be of type `expected`.
    pub(super) fn whole(&mut self, expected: Option<&Type>) {
        let root = self.ast.root;
        let Some(found) = self.check(root) else {
            return;
        };
        let Some(expected) = expected else { return };
        let fits = match (expected, &found) {
            (Type::Number, Type::Integer) | (Type::Text, Type::Enum(_)) => true,
            (Type::Date, Type::Text) => self.dates(root),
            (Type::Enum(words), Type::Text | Type::Enum(_)) => {
                self.words(root, &found, words, "this value");
                true
            }
            (Type::Set(allowed), Type::Set(words)) => words.iter().all(|w| allowed.contains(w)),
            (expected, found) => expected == found,
        };
        if !fits {
            let message = format!("this must be {}, but it is {}", kind(expected), kind(&found));
            let mut problem = Problem::types(self.ast.span(root), message, &format!("{found}"));
            if *expected == Type::Bool {
                problem = problem.help(match found {
                    Type::Set(_) => "ask what is in it: `\"image\" in model.input`",
                    _ => "compare it with something: `model.x >= 3`",
                });
            }
            if (expected, &found) == (&Type::Integer, &Type::Number) {
                problem = problem.help("a whole number comes from whole numbers alone");
            }
            self.problems.push(problem);
        }
    }

    /// Reports a problem and gives no type, so that nothing else is reported because of it.
    pub(super) fn refuse(&mut self, problem: Problem) -> Option<Type> {
        self.problems.push(problem);
        None
    }

    pub(super) fn check(&mut self, at: Index) -> Option<Type> {
        let ty = self.node(at);
        self.note(at, ty.as_ref());
        ty
    }

    fn note(&mut self, at: Index, ty: Option<&Type>) {
        if let Some(slot) = self.types.get_mut(at) {
            *slot = ty.cloned();
        }
    }

    fn node(&mut self, at: Index) -> Option<Type> {
        let (ast, span) = (self.ast, self.ast.span(at));
        match ast.node(at) {
            Syntax::Bool(_) => Some(Type::Bool),
            Syntax::Integer(_) => Some(Type::Integer),
            Syntax::Number(_) => Some(Type::Number),
            Syntax::Text(_) => Some(Type::Text),
            Syntax::Refused => None,
            Syntax::Name(name) => names::variable(self, name, &span),
            Syntax::Fact(root, name) => names::fact(self, root, name, &span),
            Syntax::Has(fact) => self.check(*fact).map(|_| Type::Bool),
            Syntax::Not(of) => self.bool(*of, "`!` turns round a yes or no"),
            Syntax::And(items) => self.all_bool(items, "`&&` joins conditions"),
            Syntax::Or(items) => self.all_bool(items, "`||` joins conditions"),
            Syntax::Negate(of) => match self.check(*of)? {
                ty @ (Type::Integer | Type::Number) => Some(ty),
                ty => self.refuse(Problem::types(
                    span,
                    format!("`-` needs a number, and `{}` is {}", ast.quote(*of), kind(&ty)),
                    "no number",
                )),
            },
            Syntax::Arithmetic(first, rest) => self.arithmetic(*first, rest),
            Syntax::Compare(comparator, left, right) => {
                let (left_type, right_type) = (self.check(*left), self.check(*right));
                self.comparable(*comparator, (*left, &left_type?), (*right, &right_type?), &span);
                Some(Type::Bool)
            }
            Syntax::In(needle, range) => self.contained(*needle, *range, &span),
            Syntax::Choose(condition, yes, no) => {
                let condition = self.bool(*condition, "the part before `?` is a condition");
                let (yes_type, no_type) = (self.check(*yes), self.check(*no));
                let ty = self.join(&[(*yes, yes_type?), (*no, no_type?)], "the two sides of `:`", &span)?;
                condition?;
                if matches!(ty, Type::Set(_)) {
                    return self.refuse(
                        Problem::unsupported(span, "a choice between sets is not supported")
                            .help("choose between conditions: `a ? \"x\" in b : \"x\" in c`"),
                    );
                }
                Some(ty)
            }
            Syntax::List(_) => {
                self.list(at)?;
                self.refuse(
                    Problem::unsupported(span, "a list has no value here")
                        .help("a list stands behind `in`, in `size(…)`, or before `.all`, `.exists` and `.exists_one`"),
                )
            }
            Syntax::Call(function, items) => self.call(*function, items, &span),
            Syntax::Loop(quantifier, range, variable, body) => self.quantified(*quantifier, *range, variable, *body),
        }
    }

    fn bool(&mut self, at: Index, why: &str) -> Option<Type> {
        let ty = self.check(at)?;
        if ty == Type::Bool {
            return Some(ty);
        }
        let message = format!("{why}, but `{}` is {}", self.ast.quote(at), kind(&ty));
        self.refuse(Problem::types(self.ast.span(at), message, &ty.to_string()).help(match ty {
            Type::Set(_) => "ask what is in it: `\"image\" in model.input`",
            Type::Text | Type::Enum(_) => "compare it: `offer.x == \"a\"`",
            _ => "compare it: `model.x > 0`",
        }))
    }

    fn all_bool(&mut self, items: &[Index], why: &str) -> Option<Type> {
        let found: Vec<_> = items.iter().map(|item| self.bool(*item, why)).collect();
        found.into_iter().collect::<Option<Vec<_>>>().map(|_| Type::Bool)
    }

    fn arithmetic(&mut self, first: Index, rest: &[(Operator, Index)]) -> Option<Type> {
        let operands: Vec<_> =
            rest.iter().map(|(operator, operand)| (*operator, *operand, self.check(*operand))).collect();
        let start = self.ast.span(first).start;
        let mut ty = self.check(first)?;
        for (at, (operator, operand, operand_type)) in operands.into_iter().enumerate() {
            let mut operand_type = operand_type?;
            let span = start..self.ast.span(operand).end;
            // As in a comparison, text beside a date is read as a date.
            match (operator, &ty, &operand_type) {
                (Operator::Subtract, Type::Date, Type::Text) if self.dates(operand) => operand_type = Type::Date,
                (Operator::Subtract, Type::Text, Type::Date) if at == 0 && self.dates(first) => ty = Type::Date,
                _ => {}
            }
            ty = match step(operator, &ty, &operand_type) {
                Some(ty) => ty,
                None => return self.refuse(cannot_calculate(operator, &ty, &operand_type, span)),
            };
        }
        Some(ty)
    }

    /// The type of the items of a list that is written down.
    fn list(&mut self, at: Index) -> Option<Type> {
        let Syntax::List(items) = self.ast.node(at) else {
            return None;
        };
        let span = self.ast.span(at);
        if items.is_empty() {
            return self.refuse(Problem::unsupported(span, "an empty list is not supported").help("nothing is in it"));
        }
        let types: Vec<_> = items.iter().map(|item| Some((*item, self.check(*item)?))).collect();
        let types: Vec<_> = types.into_iter().collect::<Option<_>>()?;
        let item = self.join(&types, "the items of this list", &span)?;
        if matches!(item, Type::Set(_)) {
            return self.refuse(Problem::unsupported(span, "a list of sets is not supported"));
        }
        self.note(at, Some(&Type::List(Box::new(item.clone()))));
        Some(item)
    }

    /// The type that all of these values have.
    fn join(&mut self, items: &[(Index, Type)], what: &str, span: &Range<usize>) -> Option<Type> {
        let (_, first) = items.first()?;
        if items.iter().any(|(_, ty)| *ty == Type::Date) {
            let dates = items.iter().all(|(item, ty)| *ty == Type::Date || *ty == Type::Text && self.dates(*item));
            if dates {
                return Some(Type::Date);
            }
        }
        let joined = items.iter().try_fold(first.clone(), |joined, (_, ty)| match (joined, ty) {
            (joined, ty) if joined == *ty => Some(joined),
            // Whoever asks refuses sets, and says so better.
            (joined @ Type::Set(_), Type::Set(_)) => Some(joined),
            (Type::Integer | Type::Number, Type::Integer | Type::Number) => Some(Type::Number),
            (Type::Text | Type::Enum(_), Type::Text | Type::Enum(_)) => Some(Type::Text),
            _ => None,
        });
        if joined.is_none() {
            let other = items.iter().find(|(_, ty)| kind(ty) != kind(first)).map_or(first, |(_, ty)| ty);
            let message = format!("{what} must have one type: there is {} and {}", kind(first), kind(other));
            return self.refuse(Problem::types(span.clone(), message, "mixed types"));
        }
        joined
    }

    fn call(&mut self, function: Function, items: &[Index], span: &Range<usize>) -> Option<Type> {
        let name = function.name();
        if let (Function::Size, [of]) = (function, items) {
            if matches!(self.ast.node(*of), Syntax::List(_)) {
                return self.list(*of).map(|_| Type::Integer);
            }
            return match self.check(*of)? {
                Type::Set(_) | Type::Text | Type::Enum(_) => Some(Type::Integer),
                ty => {
                    let message =
                        format!("`size` counts the words of a set or the letters of a text; this is {}", kind(&ty));
                    self.refuse(Problem::types(self.ast.span(*of), message, &ty.to_string()))
                }
            };
        }
        let types: Vec<_> = items.iter().map(|item| Some((*item, self.check(*item)?))).collect();
        let types: Vec<_> = types.into_iter().collect::<Option<_>>()?;
        if matches!(function, Function::Ceil | Function::Pow) {
            let other = types.iter().find(|(_, ty)| !matches!(ty, Type::Integer | Type::Number));
            let Some((item, ty)) = other else { return Some(Type::Number) };
            let message = format!("`{name}` calculates with numbers, and this is {}", kind(ty));
            return self.refuse(Problem::types(self.ast.span(*item), message, &ty.to_string()));
        }
        if matches!(function, Function::Min | Function::Max) {
            let ty = self.join(&types, &format!("the values in `{name}(…)`"), span)?;
            if matches!(ty, Type::Integer | Type::Number | Type::Date) {
                return Some(ty);
            }
            return self.refuse(Problem::types(
                span.clone(),
                format!("`{name}` needs numbers or dates, and this is {}", kind(&ty)),
                &ty.to_string(),
            ));
        }
        for (item, ty) in &types {
            if matches!(ty, Type::Text | Type::Enum(_)) {
                continue;
            }
            let quoted = self.ast.quote(*item);
            let problem = Problem::types(
                self.ast.span(*item),
                format!("`.{name}` looks into text, and `{quoted}` is {}", kind(ty)),
                &ty.to_string(),
            );
            self.problems.push(match ty {
                Type::Set(_) => problem.help(format!("for a word of a set write `\"a\" in {quoted}`")),
                Type::Date => problem.help(format!("compare the date: `{quoted} >= \"2024-01-01\"`")),
                _ => problem,
            });
        }
        Some(Type::Bool)
    }

    fn quantified(&mut self, quantifier: Quantifier, range: Index, variable: &'a str, body: Index) -> Option<Type> {
        let range_type = if matches!(self.ast.node(range), Syntax::List(_)) {
            self.list(range)
        } else {
            match self.check(range) {
                Some(Type::Set(words)) if words.len() > MAX_WORDS => {
                    let (name, range_text) = (quantifier.name(), self.ast.quote(range));
                    let problem = Problem::types(
                        self.ast.span(range),
                        format!(
                            "`.{name}` goes through at most {MAX_WORDS} words, and `{range_text}` has {}",
                            words.len()
                        ),
                        "too many words",
                    );
                    self.refuse(problem.help(format!("ask for one: `model.x in {range_text}`")))
                }
                Some(Type::Set(words)) => Some(Type::Enum(words)),
                None => None,
                Some(ty) => {
                    let message = format!(
                        "`.{}` needs a set or a list, and `{}` is {}",
                        quantifier.name(),
                        self.ast.quote(range),
                        kind(&ty)
                    );
                    self.refuse(Problem::types(self.ast.span(range), message, &ty.to_string()))
                }
            }
        };
        if Root::parse(variable).is_some() || self.scope.iter().any(|(name, _)| *name == variable) {
            let problem =
                Problem::types(self.ast.span(body), format!("`{variable}` already has a meaning here"), "ambiguous");
            return self.refuse(problem.help(format!("choose another name: `.{}(word, …)`", quantifier.name())));
        }
        let range_type = range_type?;
        self.scope.push((variable, range_type));
        let found = self.bool(body, &format!("`.{}` asks for a condition", quantifier.name()));
        self.scope.pop();
        found
    }
}

/// The type of one step of arithmetic.
pub(super) fn step(operator: Operator, left: &Type, right: &Type) -> Option<Type> {
    match (operator, left, right) {
        // The difference of two dates is in days.
        (_, Type::Integer, Type::Integer) | (Operator::Subtract, Type::Date, Type::Date) => Some(Type::Integer),
        (Operator::Remainder, _, _) => None,
        (_, Type::Integer | Type::Number, Type::Integer | Type::Number) => Some(Type::Number),
        (Operator::Add, Type::Text | Type::Enum(_), Type::Text | Type::Enum(_)) => Some(Type::Text),
        _ => None,
    }
}

fn cannot_calculate(operator: Operator, left: &Type, right: &Type, span: Range<usize>) -> Problem {
    let sign = operator.sign();
    let label = format!("{left} {sign} {right}");
    match (operator, left, right) {
        (Operator::Remainder, Type::Integer | Type::Number, Type::Integer | Type::Number) => {
            Problem::types(span, "`%` needs whole numbers", &label)
                .help("it gives the remainder of a division; percentages are plain numbers: write `80`")
        }
        (_, Type::Set(_) | Type::List(_), _) | (_, _, Type::Set(_) | Type::List(_)) => {
            Problem::unsupported(span, format!("`{sign}` does not take sets"))
                .help("ask for each: `\"a\" in x || \"a\" in y`")
        }
        (_, Type::Date, _) | (_, _, Type::Date) => {
            let message = match operator {
                Operator::Subtract => {
                    format!("`-` takes a date from a date, not {} from {}", kind(right), kind(left))
                }
                _ => format!("`{sign}` does not take dates"),
            };
            Problem::unsupported(span, message)
                .help("dates can be compared: `model.x >= \"2024-07-18\"`")
                .help("the days between two dates are a whole number: `model.x - \"2024-07-18\" >= 30`")
        }
        (Operator::Add, Type::Text | Type::Enum(_), _) | (Operator::Add, _, Type::Text | Type::Enum(_)) => {
            Problem::types(
                span,
                format!("`+` adds numbers or joins texts, not {} and {}", kind(left), kind(right)),
                &label,
            )
        }
        _ => Problem::types(span, format!("`{sign}` needs numbers, not {} and {}", kind(left), kind(right)), &label),
    }
}

/// A type in words.
pub(super) const fn kind(ty: &Type) -> &'static str {
    ty.words()
}

impl Problem {
    pub(super) fn types(span: Range<usize>, message: impl Into<String>, label: &str) -> Self {
        Self::new(Code::ExpressionType, span, message, label)
    }
}
