//! `+ - * / %`, unary `-`, `min`, `max`, and whole numbers as numbers.

use super::{Side, both_known, text, zip, zip_bits};
use crate::expression::Bits;
use crate::expression::column::Column;
use crate::expression::scalar;
use crate::expression::syntax::{Function, Operator};
use crate::value::Date;

/// Calculates with two columns of one type; two dates give days.
pub(in crate::expression) fn calculate(operator: Operator, left: &Column, right: &Column, rows: usize) -> Column {
    match (left, right) {
        (Column::Const(None), _) | (_, Column::Const(None)) => return Column::Const(None),
        (Column::Const(Some(l)), Column::Const(Some(r))) => {
            return Column::Const(scalar::calculate(operator, l, r));
        }
        _ => {}
    }
    if let (Some(l), Some(r)) = (left.numbers(), right.numbers()) {
        let values = match operator {
            Operator::Add => zip(l, r, rows, |a, b| a + b),
            Operator::Subtract => zip(l, r, rows, |a, b| a - b),
            Operator::Multiply => zip(l, r, rows, |a, b| a * b),
            Operator::Divide => zip(l, r, rows, |a, b| a / b),
            Operator::Remainder => zip(l, r, rows, |a, b| a % b),
        };
        return finite(values, both_known(left, right, rows));
    }
    if let (Some(l), Some(r)) = (left.integers(), right.integers()) {
        return match operator {
            Operator::Add => whole(left, right, l, r, rows, i64::checked_add),
            Operator::Subtract => whole(left, right, l, r, rows, i64::checked_sub),
            Operator::Multiply => whole(left, right, l, r, rows, i64::checked_mul),
            Operator::Divide => whole(left, right, l, r, rows, i64::checked_div),
            Operator::Remainder => whole(left, right, l, r, rows, i64::checked_rem),
        };
    }
    if let (Operator::Subtract, Some(l), Some(r)) = (operator, left.dates(), right.dates()) {
        return Column::Integer { values: zip(l, r, rows, scalar::days), known: both_known(left, right, rows) };
    }
    text::join(operator, left, right, rows)
}

/// Numbers, unknown where they are known to be none: nought by nought, what is without end.
fn finite(values: Vec<f64>, mut known: Bits) -> Column {
    known.and_assign(&Bits::where_each(&values, f64::is_finite));
    Column::Number { values, known }
}

#[inline]
fn whole(
    left: &Column,
    right: &Column,
    l: Side<'_, i64>,
    r: Side<'_, i64>,
    rows: usize,
    f: impl Fn(i64, i64) -> Option<i64> + Copy,
) -> Column {
    let mut known = both_known(left, right, rows);
    known.and_assign(&zip_bits(l, r, rows, |a, b| f(a, b).is_some()));
    Column::Integer { values: zip(l, r, rows, |a, b| f(a, b).unwrap_or(0)), known }
}

/// `-x`.
pub(in crate::expression) fn negate(of: &Column) -> Column {
    match of {
        Column::Const(value) => Column::Const(value.as_ref().and_then(scalar::negate)),
        Column::Integer { values, known } => {
            let fits = Bits::where_each(values, |v| v != i64::MIN);
            Column::Integer { values: values.iter().map(|v| v.wrapping_neg()).collect(), known: known.and(&fits) }
        }
        Column::Number { values, known } => {
            Column::Number { values: values.iter().map(|v| -v).collect(), known: known.clone() }
        }
        _ => Column::Const(None),
    }
}

/// Whole numbers as numbers.
pub(in crate::expression) fn widen(of: &Column) -> Column {
    match of {
        Column::Const(value) => Column::Const(value.as_ref().and_then(scalar::widen)),
        Column::Integer { values, known } => {
            #[expect(clippy::cast_precision_loss, reason = "rounds as CEL's double() does")]
            let values = values.iter().map(|v| *v as f64).collect();
            Column::Number { values, known: known.clone() }
        }
        other => other.clone(),
    }
}

/// Numbers rounded up.
pub(in crate::expression) fn ceil(of: &Column) -> Column {
    match of {
        Column::Const(value) => Column::Const(value.as_ref().and_then(scalar::ceil)),
        Column::Number { values, known } => {
            Column::Number { values: values.iter().map(|v| v.ceil()).collect(), known: known.clone() }
        }
        _ => Column::Const(None),
    }
}

/// Numbers to the power of others.
pub(in crate::expression) fn pow(of: &Column, by: &Column, rows: usize) -> Column {
    match (of, by) {
        (Column::Const(Some(of)), Column::Const(Some(by))) => Column::Const(scalar::pow(of, by)),
        _ => match (of.numbers(), by.numbers()) {
            (Some(l), Some(r)) => finite(zip(l, r, rows, libm::pow), both_known(of, by, rows)),
            _ => Column::Const(None),
        },
    }
}

/// `min` and `max` of two columns of one type.
pub(in crate::expression) fn extreme(function: Function, left: &Column, right: &Column, rows: usize) -> Column {
    match (left, right) {
        (Column::Const(None), _) | (_, Column::Const(None)) => return Column::Const(None),
        (Column::Const(Some(l)), Column::Const(Some(r))) => {
            return Column::Const(scalar::extreme(function, l, r));
        }
        _ => {}
    }
    let least = function == Function::Min;
    let known = both_known(left, right, rows);
    if let (Some(l), Some(r)) = (left.numbers(), right.numbers()) {
        let values = if least {
            zip(l, r, rows, |a, b| if a < b { a } else { b })
        } else {
            zip(l, r, rows, |a, b| if a > b { a } else { b })
        };
        return Column::Number { values, known };
    }
    if let (Some(l), Some(r)) = (left.integers(), right.integers()) {
        let values = if least { zip(l, r, rows, i64::min) } else { zip(l, r, rows, i64::max) };
        return Column::Integer { values, known };
    }
    if let (Some(l), Some(r)) = (left.dates(), right.dates()) {
        let pick = |a: Date, b: Date| {
            let first = if least { a.ordinal() < b.ordinal() } else { a.ordinal() > b.ordinal() };
            if first { a } else { b }
        };
        return Column::Date { values: zip(l, r, rows, pick), known };
    }
    Column::Const(None)
}
