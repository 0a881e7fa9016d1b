//! What names mean: facts, and the variables of macros.

use std::ops::Range;

use super::Problem;
use super::check::Checker;
use super::lexer::shorten;
use crate::diagnostic::{Code, nearest};
use crate::fact::Root;
use crate::value::Type;

/// A name alone.
pub(super) fn variable(checker: &mut Checker<'_>, name: &str, span: &Range<usize>) -> Option<Type> {
    if let Some((_, ty)) = checker.scope.iter().find(|(n, _)| *n == name) {
        return Some(ty.clone());
    }
    let written = shorten(name);
    if Root::parse(name).is_some() {
        let problem = Problem::new(
            Code::UnknownFact,
            span.clone(),
            format!("`{written}` alone is no value"),
            "which of its facts?",
        );
        return checker.refuse(problem.help(format!("write `{written}.` and the name of a fact")));
    }
    let mut problem = Problem::new(Code::UnknownFact, span.clone(), format!("`{written}` is no fact"), "not a fact");
    let same = checker.schema.iter().find(|(_, fact)| fact.id.split_once('.').is_some_and(|(_, n)| n == name));
    problem = match same {
        Some((_, fact)) => problem.help(format!("did you mean `{}`?", fact.id)),
        None => match nearest(name, checker.scope.iter().map(|(n, _)| *n)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        },
    };
    checker.refuse(
        problem.help(format!("facts are `needs.…`, `model.…` and `offer.…`; text goes in quotes: `\"{written}\"`")),
    )
}

/// `model.context_window`.
pub(super) fn fact(checker: &mut Checker<'_>, root: &str, name: &str, span: &Range<usize>) -> Option<Type> {
    let id = format!("{root}.{name}");
    if checker.scope.iter().any(|(n, _)| *n == root) {
        return checker.refuse(Problem::types(
            span.clone(),
            format!("`{}` is one word of the set and has no parts", shorten(root)),
            "not a fact",
        ));
    }
    let Some(kind) = Root::parse(root) else {
        let problem =
            Problem::new(Code::UnknownFact, span.clone(), format!("there is no `{}`", shorten(root)), "not a fact");
        let problem = match nearest(root, Root::ALL.map(Root::as_str)) {
            Some(near) => problem.help(format!("did you mean `{near}.{}`?", shorten(name))),
            None => problem,
        };
        return checker.refuse(problem.help("facts are `needs.…`, `model.…` and `offer.…`"));
    };
    let found = checker.schema.find(&id);
    if found.is_none() {
        let (code, what) = if kind == Root::Needs { (Code::UnknownNeed, "need") } else { (Code::UnknownFact, "fact") };
        let mut problem =
            Problem::new(code, span.clone(), format!("there is no {what} `{}`", shorten(&id)), "not declared");
        problem.help = checker.schema.suggest(&id);
        return checker.refuse(problem);
    }
    if !checker.roots.contains(&kind) {
        let may = match checker.roots {
            [] => "only values that are written here".to_owned(),
            roots => roots.iter().map(|r| format!("`{}`", r.as_str())).collect::<Vec<_>>().join(" and ") + " only",
        };
        let problem =
            Problem::new(Code::ExpressionScope, span.clone(), format!("`{id}` cannot be read here"), "out of reach");
        return checker.refuse(problem.help(format!("this expression may read {may}")));
    }
    found.map(|fact| checker.schema.fact(fact).ty.clone())
}
