//! The answers that are tried, one at a time.

use std::ops::Range;

use crate::evaluate::Evaluation;
use crate::graph::{Given, Resolved};
use crate::rulebook::{Kind, Question};
use crate::value::Value;

/// An answer that is tried.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Tried {
    pub(super) need: usize,
    /// Its place among all of the question.
    pub(super) place: usize,
    pub(super) answer: Value,
    /// The next greater one, of numbers that need not be whole.
    pub(super) next: Option<Value>,
}

/// The answers to a question that are tried, numbers from the least to the greatest, each with its place. What holds now has a place,
/// and is left out.
///
/// Of a set, what was given and one option more. Of a number, the least allowed, those with names, and those at which a comparison with it changes
/// for one of these alternatives: what it is compared with, and for whole numbers what lies right beside. Where a number enters a
/// formula, what lies between may be better or worse than what is tried.
pub(super) fn tried(now: &Evaluation<'_>, need: usize, rows: &[Range<usize>]) -> Vec<Tried> {
    let (graph, said) = (now.graph(), now.resolved());
    let Some(question) = graph.rulebook().questions.get(need) else { return Vec::new() };
    let options = || question.options.iter().map(|option| &option.value);
    let all: Vec<Value> = match question.kind {
        Kind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
        Kind::Choice => options().cloned().map(Value::Text).collect(),
        Kind::Choices => {
            let given = said.given.iter().find(|g| g.need == need).map(|g| &g.value);
            let has = |word: &str| matches!(given, Some(Value::List(words)) if words.iter().any(|w| w.as_text() == Some(word)));
            let and =
                |more: &str| question.words().filter(|o| has(o) || ***o == *more).cloned().map(Value::Text).collect();
            options().filter(|o| !has(o)).map(|more| Value::List(and(more))).collect()
        }
        Kind::Number => numbers(now, need, question, rows),
    };
    let holds = graph.needs().get(need).and_then(|fact| said.values.get(fact.index())?.as_ref());
    let next = |place: usize| all.get(place + 1).filter(|_| question.kind == Kind::Number && !question.whole).cloned();
    let every =
        all.iter().enumerate().map(|(place, answer)| Tried { need, place, answer: answer.clone(), next: next(place) });
    every.filter(|tried| Some(&tried.answer) != holds).collect()
}

fn numbers(now: &Evaluation<'_>, need: usize, question: &Question, rows: &[Range<usize>]) -> Vec<Value> {
    let (graph, run) = (now.graph(), now.run());
    let mut all: Vec<f64> = question.named.iter().filter_map(|amount| amount.value.as_number()).collect();
    all.push(question.min);
    // So that no span of numbers reaches over what holds now.
    all.extend(graph.needs().get(need).and_then(|fact| now.resolved().values.get(fact.index())?.as_ref()?.as_number()));
    for node in graph.needs().get(need).into_iter().flat_map(|fact| graph.program().compared_with(*fact)) {
        let of_rows = rows.iter().cloned().flatten().filter(|_| graph.program().reads_rows(node));
        let values = of_rows.map(|row| run.value(node, row)).chain([run.constant(node)]);
        for limit in values.filter_map(|value| value?.as_number()) {
            all.push(limit);
            if question.whole {
                all.extend([limit.floor(), limit.ceil(), limit.ceil() - 1.0, limit.floor() + 1.0]);
            }
        }
    }
    let most = question.max.unwrap_or(MOST);
    all.retain(|n| (question.min..=most).contains(n) && (!question.whole || n.fract() == 0.0));
    all.sort_by(f64::total_cmp);
    all.dedup();
    #[expect(clippy::cast_possible_truncation, reason = "whole, and at most 2^53")]
    let value = |n: f64| if question.whole { Value::Integer(n as i64) } else { Value::Number(n) };
    all.into_iter().map(value).collect()
}

/// The greatest number that is tried: up to it, whole numbers are exact.
const MOST: f64 = 9_007_199_254_740_992.0;

/// The same needs with one answer changed; `None` where it contradicts what follows from the others, since then nobody would give it.
pub(super) fn changed(now: &Evaluation<'_>, need: usize, answer: &Value) -> Option<Resolved> {
    let (graph, said) = (now.graph(), now.resolved());
    let Some(Value::Date(as_of)) = said.values.get(graph.as_of().index())?.as_ref() else { return None };
    let mut given: Vec<Given> = said.given.iter().filter(|g| g.need != need).cloned().collect();
    given.push(Given { need, value: answer.clone() });
    given.sort_by_key(|g| g.need);
    let resolved = graph.complete(given, *as_of);
    let agrees = resolved.contradictions.iter().all(|c| said.contradictions.iter().any(|held| held.need == c.need));
    agrees.then(|| resolved.asked_as(said))
}
