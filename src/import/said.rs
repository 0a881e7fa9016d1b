//! What statements say: whether two say the same, and how it is written.

use std::sync::Arc;

use crate::catalog::{Judge, Statement};
use crate::diagnostic::Place;
use crate::value::{Date, Value};

/// What is said, without what another statement says as well.
pub(super) fn once<'s>(judge: &Judge<'_>, said: &'s [(Statement, Place)]) -> Vec<&'s Statement> {
    let says = |a: &Statement, b: &Statement| judge.same(a, b) && says_the_same(a, b);
    let all = said.iter().map(|(statement, _)| statement).enumerate();
    let needed = |(at, new): &(usize, &Statement)| {
        !said.iter().enumerate().any(|(i, (other, _))| i != *at && says(other, new) && (i < *at || !says(new, other)))
    };
    all.filter(needed).map(|(_, statement)| statement).collect()
}

/// What a statement says beside its value, by the key.
pub(super) fn term(statement: &Statement, key: &str) -> Option<Value> {
    let text = |text: Option<&str>| text.map(Value::text);
    match key {
        "from" => statement.from().map(Value::Date),
        "until" => statement.until().map(Value::Date),
        "note" => text(statement.note.as_deref()),
        "doubtful" => text(statement.doubtful()),
        "decides" => text(statement.decides()),
        "odd" => text(statement.odd()),
        _ => None,
    }
}

/// What can be said anew of a statement that is there.
pub(super) const TERMS: [&str; 5] = ["until", "note", "doubtful", "decides", "odd"];

/// What goes with the value: where another one is said without it, it is gone.
pub(super) const OF_VALUE: [&str; 3] = ["until", "note", "doubtful"];

/// Whether it says nothing but a value.
pub(super) fn is_plain(statement: &Statement) -> bool {
    statement.note.is_none() && statement.details.is_empty() && statement.terms.is_none()
}

/// Whether the second statement says nothing that the first does not.
pub(super) fn says_the_same(old: &Statement, new: &Statement) -> bool {
    let detail = |(key, value): &(Arc<str>, Value)| old.details.iter().any(|(k, v)| k == key && alike(v, value));
    let says = |key: &&str| term(new, key).is_none_or(|said| term(old, key) == Some(said));
    old.value == new.value && old.as_of == new.as_of && TERMS.iter().all(says) && new.details.iter().all(detail)
}

/// Whether two values are the same, however their numbers are written.
pub(super) fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        _ => a == b || a.as_number().is_some() && a.as_number() == b.as_number(),
    }
}

/// A date as files write it.
pub(super) fn as_of(date: Option<Date>) -> Value {
    date.map_or_else(|| Value::text("undated"), |date| Value::Text(date.to_string().into()))
}

/// The order of the keys of an offer or another table of facts: what holds for all of them comes first.
pub(super) fn rank_in_table(key: &str) -> (usize, usize) {
    const KEYS: [&str; 5] = ["id", "name", "source", "as_of", "note"];
    (0, KEYS.iter().position(|k| *k == key).unwrap_or(KEYS.len()))
}

/// The order of the keys of a statement; details, which a catalog names, come before the source.
pub(super) fn rank_in_statement(key: &str) -> (usize, usize) {
    const DETAIL: usize = 3;
    const KEYS: [&str; 10] = ["value", "from", "until", "", "source", "as_of", "note", "doubtful", "decides", "odd"];
    (0, KEYS.iter().position(|k| *k == key).unwrap_or(DETAIL))
}
