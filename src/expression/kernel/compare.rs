//! `== != < <= > >=` and `in [ … ]`.

use std::collections::BTreeMap;

use super::{both_known, text, zip_bits};
use crate::expression::Bits;
use crate::expression::column::{Column, position};
use crate::expression::scalar;
use crate::expression::syntax::Comparator;
use crate::value::{Date, Value};

/// Compares two columns.
pub(in crate::expression) fn compare(comparator: Comparator, left: &Column, right: &Column, rows: usize) -> Column {
    match (left, right) {
        (Column::Const(None), _) | (_, Column::Const(None)) => Column::Const(None),
        (Column::Const(Some(l)), Column::Const(Some(r))) => {
            Column::Const(scalar::compare(comparator, l, r).map(Value::Bool))
        }
        (Column::Const(Some(value)), column) => with_value(comparator.swapped(), column, value, rows),
        (column, Column::Const(Some(value))) => with_value(comparator, column, value, rows),
        _ => with_column(comparator, left, right, rows),
    }
}

#[inline]
fn each<T: PartialOrd + Copy>(comparator: Comparator, values: &[T], wanted: T) -> Bits {
    match comparator {
        Comparator::Equal => Bits::where_each(values, |v| v == wanted),
        Comparator::Unequal => Bits::where_each(values, |v| v != wanted),
        Comparator::Less => Bits::where_each(values, |v| v < wanted),
        Comparator::LessEqual => Bits::where_each(values, |v| v <= wanted),
        Comparator::Greater => Bits::where_each(values, |v| v > wanted),
        Comparator::GreaterEqual => Bits::where_each(values, |v| v >= wanted),
    }
}

#[inline]
fn pair<T: PartialOrd + Copy>(comparator: Comparator, left: &[T], right: &[T]) -> Bits {
    match comparator {
        Comparator::Equal => Bits::where_pair(left, right, |a, b| a == b),
        Comparator::Unequal => Bits::where_pair(left, right, |a, b| a != b),
        Comparator::Less => Bits::where_pair(left, right, |a, b| a < b),
        Comparator::LessEqual => Bits::where_pair(left, right, |a, b| a <= b),
        Comparator::Greater => Bits::where_pair(left, right, |a, b| a > b),
        Comparator::GreaterEqual => Bits::where_pair(left, right, |a, b| a >= b),
    }
}

fn with_value(comparator: Comparator, column: &Column, value: &Value, rows: usize) -> Column {
    let yes = match (column, value) {
        (Column::Integer { values, .. }, Value::Integer(wanted)) => each(comparator, values, *wanted),
        (Column::Integer { values, .. }, Value::Number(wanted)) => whole_with_number(comparator, values, *wanted),
        (Column::Number { values, .. }, Value::Number(wanted)) => each(comparator, values, *wanted),
        (Column::Number { values, .. }, Value::Integer(wanted)) => number_with_whole(comparator, values, *wanted),
        (Column::Date { values, .. }, Value::Date(wanted)) => {
            let wanted = wanted.ordinal();
            Bits::where_each(values, move |d: Date| scalar::holds(comparator, Some(d.ordinal().cmp(&wanted))))
        }
        (Column::Text { codes, words, known }, Value::Text(wanted)) => {
            let equal = matches!(comparator, Comparator::Equal);
            if !equal && comparator != Comparator::Unequal {
                return text::by_word(codes, words, known, |w| scalar::holds(comparator, Some(w.cmp(wanted))));
            }
            match position(words, wanted) {
                Some(code) => each(comparator, codes, code),
                None => Bits::new(rows, !equal),
            }
        }
        (Column::Bool { yes, no }, Value::Bool(wanted)) => {
            return if *wanted == (comparator == Comparator::Equal) {
                column.clone()
            } else {
                Column::Bool { yes: no.clone(), no: yes.clone() }
            };
        }
        _ => {
            return row_by_row(comparator, column, &Column::Const(Some(value.clone())), rows);
        }
    };
    match column {
        Column::Integer { known, .. }
        | Column::Number { known, .. }
        | Column::Date { known, .. }
        | Column::Text { known, .. } => Column::bools(&yes, known),
        _ => Column::bools(&yes, &column.known(rows)),
    }
}

/// Whole numbers against a number, exactly: a fraction lies between two whole numbers.
fn whole_with_number(comparator: Comparator, values: &[i64], wanted: f64) -> Bits {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if !(-LIMIT..LIMIT).contains(&wanted) {
        let holds = scalar::holds(comparator, scalar::whole_and_number(0, wanted));
        return Bits::new(values.len(), holds);
    }
    #[expect(clippy::cast_possible_truncation, reason = "inside the range of whole numbers")]
    let floor = wanted.floor() as i64;
    if wanted > wanted.floor() {
        match comparator {
            Comparator::Equal => Bits::new(values.len(), false),
            Comparator::Unequal => Bits::new(values.len(), true),
            Comparator::Less | Comparator::LessEqual => each(Comparator::LessEqual, values, floor),
            Comparator::Greater | Comparator::GreaterEqual => each(Comparator::Greater, values, floor),
        }
    } else {
        each(comparator, values, floor)
    }
}

fn number_with_whole(comparator: Comparator, values: &[f64], wanted: i64) -> Bits {
    const EXACT: u64 = 1 << 53;
    if wanted.unsigned_abs() <= EXACT {
        #[expect(clippy::cast_precision_loss, reason = "at most 2^53")]
        return each(comparator, values, wanted as f64);
    }
    let comparator = comparator.swapped();
    Bits::where_each(values, move |v| scalar::holds(comparator, scalar::whole_and_number(wanted, v)))
}

fn with_column(comparator: Comparator, left: &Column, right: &Column, rows: usize) -> Column {
    let yes = match (left, right) {
        (Column::Integer { values: l, .. }, Column::Integer { values: r, .. }) => pair(comparator, l, r),
        (Column::Number { values: l, .. }, Column::Number { values: r, .. }) => pair(comparator, l, r),
        (Column::Integer { values: l, .. }, Column::Number { values: r, .. }) => {
            Bits::where_pair(l, r, move |l, r| scalar::holds(comparator, scalar::whole_and_number(l, r)))
        }
        (Column::Number { .. }, Column::Integer { .. }) => {
            return with_column(comparator.swapped(), right, left, rows);
        }
        (Column::Date { .. }, Column::Date { .. }) => {
            let test = move |l: Date, r: Date| scalar::holds(comparator, Some(l.ordinal().cmp(&r.ordinal())));
            match (left.dates(), right.dates()) {
                (Some(l), Some(r)) => zip_bits(l, r, rows, test),
                _ => Bits::new(rows, false),
            }
        }
        (Column::Bool { yes: left_yes, no: left_no }, Column::Bool { yes: right_yes, no: right_no }) => {
            let same = left_yes.and(right_yes).or(&left_no.and(right_no));
            let other = left_yes.and(right_no).or(&left_no.and(right_yes));
            return if comparator == Comparator::Equal {
                Column::Bool { yes: same, no: other }
            } else {
                Column::Bool { yes: other, no: same }
            };
        }
        (Column::Text { codes: l, words: left_words, .. }, Column::Text { codes: r, words: right_words, .. })
            if matches!(comparator, Comparator::Equal | Comparator::Unequal) =>
        {
            let numbers: BTreeMap<&str, u32> = left_words.iter().zip(0..).map(|(w, code)| (&**w, code)).collect();
            let codes: Vec<u32> = right_words.iter().map(|w| numbers.get(&**w).copied().unwrap_or(u32::MAX)).collect();
            let equal = Bits::where_pair(l, r, |l, r| codes.get(r as usize) == Some(&l));
            if comparator == Comparator::Equal { equal } else { equal.not() }
        }
        _ => return row_by_row(comparator, left, right, rows),
    };
    Column::bools(&yes, &both_known(left, right, rows))
}

/// The slow way, for what is rare.
fn row_by_row(comparator: Comparator, left: &Column, right: &Column, rows: usize) -> Column {
    let compare = |row| scalar::compare(comparator, &left.value(row)?, &right.value(row)?);
    let known = Bits::of((0..rows).map(|row| compare(row).is_some()));
    Column::bools(&Bits::of((0..rows).map(|row| compare(row) == Some(true))), &known)
}

/// `needle in [a, b]`: unknown if any of them is.
pub(in crate::expression) fn one_of(needle: &Column, items: &[&Column], rows: usize) -> Column {
    if matches!(needle, Column::Const(None)) || items.iter().any(|item| matches!(item, Column::Const(None))) {
        return Column::Const(None);
    }
    let values: Option<Vec<&Value>> =
        items.iter().map(|c| if let Column::Const(Some(v)) = c { Some(v) } else { None }).collect();
    if let Some(values) = values {
        let found = |needle: &Value| values.iter().any(|v| scalar::compare(Comparator::Equal, needle, v) == Some(true));
        match needle {
            Column::Const(Some(needle)) => return Column::Const(Some(Value::Bool(found(needle)))),
            Column::Text { codes, words, known } => {
                return text::by_word(codes, words, known, |w| values.iter().any(|v| v.as_text() == Some(w)));
            }
            _ => {}
        }
    }
    let mut known = needle.known(rows);
    let mut yes = Bits::new(rows, false);
    for item in items {
        if !matches!(item, Column::Const(_)) {
            known.and_assign(&item.known(rows));
        }
        match compare(Comparator::Equal, needle, item, rows) {
            Column::Bool { yes: equal, .. } => yes.or_assign(&equal),
            Column::Const(Some(Value::Bool(true))) => yes = Bits::new(rows, true),
            _ => {}
        }
    }
    Column::bools(&yes, &known)
}
