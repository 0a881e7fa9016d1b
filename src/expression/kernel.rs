//! Operators over whole columns. What they mean for one row stands in `scalar`; a row is unknown here exactly if it is there.

use super::Bits;
use super::column::Column;
use crate::value::{Date, Value};

pub(super) mod choose;
pub(super) mod compare;
pub(super) mod logic;
pub(super) mod number;
pub(super) mod text;

/// One value for all rows, or one for each.
#[derive(Clone, Copy)]
pub(super) enum Side<'a, T> {
    One(T),
    Many(&'a [T]),
}

impl<T: Copy> Side<'_, T> {
    fn at(self, row: usize) -> Option<T> {
        match self {
            Self::One(value) => Some(value),
            Self::Many(values) => values.get(row).copied(),
        }
    }
}

/// The two sides put together, row by row.
#[inline]
fn zip<A: Copy, B: Copy, R>(left: Side<'_, A>, right: Side<'_, B>, rows: usize, f: impl Fn(A, B) -> R) -> Vec<R> {
    match (left, right) {
        (Side::One(a), Side::One(b)) => (0..rows).map(|_| f(a, b)).collect(),
        (Side::Many(a), Side::One(b)) => a.iter().map(|a| f(*a, b)).collect(),
        (Side::One(a), Side::Many(b)) => b.iter().map(|b| f(a, *b)).collect(),
        (Side::Many(a), Side::Many(b)) => a.iter().zip(b).map(|(a, b)| f(*a, *b)).collect(),
    }
}

/// The rows whose two sides pass a test.
#[inline]
fn zip_bits<A: Copy, B: Copy>(
    left: Side<'_, A>,
    right: Side<'_, B>,
    rows: usize,
    f: impl Fn(A, B) -> bool + Copy,
) -> Bits {
    match (left, right) {
        (Side::One(a), Side::One(b)) => Bits::new(rows, f(a, b)),
        (Side::Many(a), Side::One(b)) => Bits::where_each(a, move |a| f(a, b)),
        (Side::One(a), Side::Many(b)) => Bits::where_each(b, move |b| f(a, b)),
        (Side::Many(a), Side::Many(b)) => Bits::where_pair(a, b, f),
    }
}

impl Column {
    fn integers(&self) -> Option<Side<'_, i64>> {
        match self {
            Self::Integer { values, .. } => Some(Side::Many(values)),
            Self::Const(Some(Value::Integer(i))) => Some(Side::One(*i)),
            _ => None,
        }
    }

    fn numbers(&self) -> Option<Side<'_, f64>> {
        match self {
            Self::Number { values, .. } => Some(Side::Many(values)),
            Self::Const(Some(Value::Number(n))) => Some(Side::One(*n)),
            _ => None,
        }
    }

    fn dates(&self) -> Option<Side<'_, Date>> {
        match self {
            Self::Date { values, .. } => Some(Side::Many(values)),
            Self::Const(Some(Value::Date(d))) => Some(Side::One(*d)),
            _ => None,
        }
    }
}

/// Where both are known.
fn both_known(left: &Column, right: &Column, rows: usize) -> Bits {
    match (left, right) {
        (Column::Const(Some(_)), other) | (other, Column::Const(Some(_))) => other.known(rows),
        _ => {
            let mut known = left.known(rows);
            known.and_assign(&right.known(rows));
            known
        }
    }
}
