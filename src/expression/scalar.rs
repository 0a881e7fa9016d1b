//! What an operator does with one pair of known values. `None` is unknown: CEL would report an error.

use std::cmp::Ordering;

use super::syntax::{Comparator, Function, Operator};
use crate::value::{Date, Value};

/// The longest text that `+` makes, in bytes; a longer one is unknown.
pub(super) const MAX_TEXT: usize = 4_096;

/// Compares two values of types that go together. Not a number is unequal to everything, and neither less nor greater.
pub(super) fn compare(comparator: Comparator, left: &Value, right: &Value) -> Option<bool> {
    Some(holds(comparator, order(left, right)?))
}

/// Whether a comparison holds of this order; `None` is the order of what is not a number.
pub(super) fn holds(comparator: Comparator, order: Option<Ordering>) -> bool {
    match comparator {
        Comparator::Equal => order == Some(Ordering::Equal),
        Comparator::Unequal => order != Some(Ordering::Equal),
        Comparator::Less => order == Some(Ordering::Less),
        Comparator::LessEqual => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        Comparator::Greater => order == Some(Ordering::Greater),
        Comparator::GreaterEqual => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

#[expect(
    clippy::option_option,
    reason = "no order between types is one thing, no order of what is not a number another"
)]
fn order(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    Some(match (left, right) {
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Number(a), Value::Number(b)) => a.partial_cmp(b),
        (Value::Integer(a), Value::Number(b)) => whole_and_number(*a, *b),
        (Value::Number(a), Value::Integer(b)) => whole_and_number(*b, *a).map(Ordering::reverse),
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.ordinal().cmp(&b.ordinal())),
        _ => return None,
    })
}

/// The exact order of a whole number and a number.
pub(super) fn whole_and_number(whole: i64, number: f64) -> Option<Ordering> {
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    if number.is_nan() {
        return None;
    }
    if number >= LIMIT {
        return Some(Ordering::Less);
    }
    if number < -LIMIT {
        return Some(Ordering::Greater);
    }
    #[expect(
        clippy::cast_possible_truncation,
        reason = "inside the range of whole numbers, and the fraction is looked at below"
    )]
    let floor = number.floor() as i64;
    Some(whole.cmp(&floor).then(if number > number.floor() { Ordering::Less } else { Ordering::Equal }))
}

/// Calculates with two values of one type; also puts two texts together and counts the days between two dates.
pub(super) fn calculate(operator: Operator, left: &Value, right: &Value) -> Option<Value> {
    match (left, right) {
        (Value::Integer(a), Value::Integer(b)) => whole(operator, *a, *b).map(Value::Integer),
        (Value::Number(a), Value::Number(b)) => finite(fraction(operator, *a, *b)),
        (Value::Date(a), Value::Date(b)) if operator == Operator::Subtract => Some(Value::Integer(days(*a, *b))),
        (Value::Text(a), Value::Text(b)) if a.len() + b.len() <= MAX_TEXT => {
            Some(Value::Text(format!("{a}{b}").into()))
        }
        _ => None,
    }
}

/// The days from `b` to `a`, less than 0 if `a` is earlier. Years have four digits, so it fits.
#[inline]
pub(super) fn days(a: Date, b: Date) -> i64 {
    i64::from(a.days()) - i64::from(b.days())
}

/// 64-bit arithmetic: `None` on overflow and on division by zero.
#[inline]
pub(super) fn whole(operator: Operator, a: i64, b: i64) -> Option<i64> {
    match operator {
        Operator::Add => a.checked_add(b),
        Operator::Subtract => a.checked_sub(b),
        Operator::Multiply => a.checked_mul(b),
        Operator::Divide => a.checked_div(b),
        Operator::Remainder => a.checked_rem(b),
    }
}

/// A number, unless it is none: nought by nought, or what is without end.
fn finite(number: f64) -> Option<Value> {
    number.is_finite().then_some(Value::Number(number))
}

/// Floating-point arithmetic.
#[inline]
fn fraction(operator: Operator, a: f64, b: f64) -> f64 {
    match operator {
        Operator::Add => a + b,
        Operator::Subtract => a - b,
        Operator::Multiply => a * b,
        Operator::Divide => a / b,
        Operator::Remainder => a % b,
    }
}

/// `-x`.
pub(super) fn negate(value: &Value) -> Option<Value> {
    match value {
        Value::Integer(i) => i.checked_neg().map(Value::Integer),
        Value::Number(n) => Some(Value::Number(-n)),
        _ => None,
    }
}

/// A whole number as a number.
pub(super) fn widen(value: &Value) -> Option<Value> {
    value.as_number().map(Value::Number)
}

/// A number rounded up.
pub(super) fn ceil(value: &Value) -> Option<Value> {
    value.as_number().map(|number| Value::Number(number.ceil()))
}

/// A number to the power of another: `libm`'s, the same bits on every machine.
pub(super) fn pow(of: &Value, by: &Value) -> Option<Value> {
    finite(libm::pow(of.as_number()?, by.as_number()?))
}

/// `startsWith`, `endsWith`, `contains`.
pub(super) fn text_test(function: Function, text: &str, part: &str) -> bool {
    match function {
        Function::StartsWith => text.starts_with(part),
        Function::EndsWith => text.ends_with(part),
        _ => text.contains(part),
    }
}

/// Code points of a text, words of a set.
pub(super) fn size(value: &Value) -> Option<Value> {
    let count = match value {
        Value::Text(text) => text.chars().count(),
        Value::List(items) => items.len(),
        _ => return None,
    };
    i64::try_from(count).ok().map(Value::Integer)
}

/// The smaller or larger of two values; unknown if they have no order.
pub(super) fn extreme(function: Function, left: &Value, right: &Value) -> Option<Value> {
    let wanted = if function == Function::Min { Ordering::Less } else { Ordering::Greater };
    Some(if order(left, right)?? == wanted { left.clone() } else { right.clone() })
}
