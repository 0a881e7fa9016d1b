//! `condition ? a : b`, row by row, and looking up.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::text::Texts;
use super::{Side, logic};
use crate::expression::column::Column;
use crate::expression::{Bits, NodeId};
use crate::value::{Type, Value};

/// Chooses between two columns. `condition` differs between rows; an unknown condition makes the row unknown.
pub(in crate::expression) fn choose(condition: &Column, yes: &Column, no: &Column, rows: usize) -> Column {
    let Column::Bool { yes: when, no: unless } = condition else {
        return Column::Const(None);
    };
    if let (Column::Const(None), Column::Const(None)) = (yes, no) {
        return Column::Const(None);
    }
    let known = when.and(&yes.known(rows)).or(&unless.and(&no.known(rows)));
    if is_bool(yes) && is_bool(no) {
        let both = logic::join(true, &[condition, yes], rows);
        let other = logic::join(true, &[&logic::not(condition), no], rows);
        let (a, b) = (true_bits(&both, rows), true_bits(&other, rows));
        return Column::bools(&a.or(&b), &known);
    }
    if let (Some(a), Some(b)) = (side(yes, yes.integers(), 0), side(no, no.integers(), 0)) {
        return Column::Integer { values: pick(when, a, b, rows), known };
    }
    if let (Some(a), Some(b)) = (side(yes, yes.numbers(), 0.0), side(no, no.numbers(), 0.0)) {
        return Column::Number { values: pick(when, a, b, rows), known };
    }
    if let Some(Side::One(date)) = yes.dates().or_else(|| no.dates()).map(|d| d.at(0).map_or(d, Side::One))
        && let (Some(a), Some(b)) = (side(yes, yes.dates(), date), side(no, no.dates(), date))
    {
        return Column::Date { values: pick(when, a, b, rows), known };
    }
    texts(when, yes, no, known, rows)
}

/// What a word stands for.
pub(in crate::expression) fn find(values: &[(Arc<str>, NodeId)], word: &str) -> Option<NodeId> {
    let at = values.binary_search_by(|(known, _)| (**known).cmp(word)).ok()?;
    values.get(at).map(|(_, value)| *value)
}

/// Looks up what the texts of a column stand for; each is the same in all rows.
pub(in crate::expression) fn select<'c>(key: &Column, ty: &Type, value: impl Fn(&str) -> Option<&'c Column>) -> Column {
    let Column::Text { codes, words, known } = key else { return Column::Const(None) };
    let value = |word: &Arc<str>| if let Some(Column::Const(value)) = value(word) { value.as_ref() } else { None };
    let values: Vec<Option<&Value>> = words.iter().map(value).collect();
    let of = |(row, code): (usize, &u32)| values.get(*code as usize).copied().flatten().filter(|_| known.get(row));
    Column::from_values(ty, codes.iter().enumerate().map(of))
}

fn is_bool(column: &Column) -> bool {
    matches!(column, Column::Bool { .. } | Column::Const(Some(Value::Bool(_)) | None))
}

fn true_bits(column: &Column, rows: usize) -> Bits {
    match column {
        Column::Bool { yes, .. } => yes.clone(),
        other => Bits::new(rows, other.truth(0) == Some(true)),
    }
}

/// The values of a side; any value where the whole side is unknown.
fn side<'a, T>(column: &Column, values: Option<Side<'a, T>>, any: T) -> Option<Side<'a, T>> {
    if matches!(column, Column::Const(None)) { Some(Side::One(any)) } else { values }
}

/// The values of `no`, with those of `yes` where its bit is set: 64 rows at a time, of which most have all the same bit.
fn pick<T: Copy>(when: &Bits, yes: Side<'_, T>, no: Side<'_, T>, rows: usize) -> Vec<T> {
    let mut picked = match no {
        Side::One(value) => vec![value; rows],
        Side::Many(values) => values.to_vec(),
    };
    for ((at, block), word) in picked.chunks_mut(64).enumerate().zip(when.words()) {
        let from = at * 64;
        match (yes, *word) {
            (_, 0) => {}
            (Side::One(value), u64::MAX) => block.fill(value),
            (Side::Many(values), u64::MAX) => {
                block.iter_mut().zip(values.get(from..).unwrap_or_default()).for_each(|(slot, value)| *slot = *value);
            }
            (_, word) => {
                for (bit, slot) in block.iter_mut().enumerate().filter(|(bit, _)| word >> bit & 1 == 1) {
                    *slot = yes.at(from + bit).unwrap_or(*slot);
                }
            }
        }
    }
    picked
}

fn texts(when: &Bits, yes: &Column, no: &Column, known: Bits, rows: usize) -> Column {
    let (Some(a), Some(b)) = (Texts::of(yes), Texts::of(no)) else {
        return Column::Const(None);
    };
    // The words of both sides, each once; the codes of the second side change.
    let mut words: Vec<Arc<str>> = a.words.to_vec();
    let mut numbers: BTreeMap<Arc<str>, u32> = a.words.iter().cloned().zip(0..).collect();
    let changed: Vec<u32> = b
        .words
        .iter()
        .map(|w| {
            *numbers.entry(Arc::clone(w)).or_insert_with(|| {
                words.push(Arc::clone(w));
                u32::try_from(words.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    let code = |row| {
        if when.get(row) { a.code(row) } else { changed.get(b.code(row) as usize).copied().unwrap_or(0) }
    };
    Column::Text { codes: (0..rows).map(code).collect(), words: words.into(), known }
}
