//! Values of all rows: structure of arrays.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Bits;
use crate::value::{Date, Type, Value};

/// Words that texts are numbered by.
pub type Words = Arc<[Arc<str>]>;

/// The values of a fact or of an expression in all rows. Where `known` is not set, the value in its place means nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// The same in every row; `None` is unknown.
    Const(Option<Value>),
    /// Certainly true, and certainly false.
    Bool {
        /// The rows where it is true.
        yes: Bits,
        /// The rows where it is false.
        no: Bits,
    },
    /// Whole numbers.
    Integer {
        /// A value a row.
        values: Vec<i64>,
        /// Where it is known.
        known: Bits,
    },
    /// Numbers.
    Number {
        /// A value a row.
        values: Vec<f64>,
        /// Where it is known.
        known: Bits,
    },
    /// Texts and words of an enum, by their number in `words`.
    Text {
        /// A word's number a row.
        codes: Vec<u32>,
        /// The words, each once.
        words: Words,
        /// Where it is known.
        known: Bits,
    },
    /// Dates.
    Date {
        /// A value a row.
        values: Vec<Date>,
        /// Where it is known.
        known: Bits,
    },
    /// Sets: bit `i` stands for word `i`.
    Set {
        /// A set a row.
        masks: Vec<u64>,
        /// The words, in the order of their declaration.
        words: Words,
        /// Where it is known.
        known: Bits,
    },
}

/// What an unknown place holds in a column of dates.
fn no_date() -> Date {
    Date::parse("0001").expect("INVARIANT: a year is a date")
}

impl Column {
    /// The column of a fact of type `ty`. A value of another type counts as unknown.
    ///
    /// ```
    /// use verdict::{expression::Column, value::{Type, Value}};
    /// let column = Column::from_values(&Type::Number, [Some(&Value::Integer(3)), None].into_iter());
    /// assert_eq!(column.value(0), Some(Value::Number(3.0)));
    /// assert_eq!(column.value(1), None);
    /// ```
    #[must_use]
    pub fn from_values<'v>(ty: &Type, values: impl Iterator<Item = Option<&'v Value>>) -> Self {
        let values: Vec<Option<Value>> = values.map(|v| conform(ty, v?)).collect();
        let known = Bits::of(values.iter().map(Option::is_some));
        match ty {
            Type::Bool => {
                let is = |wanted: bool| Bits::of(values.iter().map(|v| *v == Some(Value::Bool(wanted))));
                Self::Bool { yes: is(true), no: is(false) }
            }
            Type::Integer => {
                let value = |v: &Option<Value>| {
                    if let Some(Value::Integer(i)) = v { *i } else { 0 }
                };
                Self::Integer { values: values.iter().map(value).collect(), known }
            }
            Type::Number => {
                let value = |v: &Option<Value>| {
                    if let Some(Value::Number(n)) = v { *n } else { 0.0 }
                };
                Self::Number { values: values.iter().map(value).collect(), known }
            }
            Type::Date => {
                let value = |v: &Option<Value>| {
                    if let Some(Value::Date(d)) = v { *d } else { no_date() }
                };
                Self::Date { values: values.iter().map(value).collect(), known }
            }
            Type::Text => Self::texts(values.iter().map(|v| match v {
                Some(Value::Text(text)) => Some(Arc::clone(text)),
                _ => None,
            })),
            Type::Enum(words) => {
                let code = |v: &Option<Value>| v.as_ref().and_then(Value::as_text).and_then(|t| position(words, t));
                let codes: Vec<Option<u32>> = values.iter().map(code).collect();
                let known = Bits::of(codes.iter().map(Option::is_some));
                let codes = codes.into_iter().map(Option::unwrap_or_default).collect();
                Self::Text { codes, words: Arc::clone(words), known }
            }
            Type::Set(words) => {
                let masks = values.iter().map(|v| v.as_ref().map_or(0, |v| mask(words, v))).collect();
                Self::Set { masks, words: Arc::clone(words), known }
            }
            Type::List(_) => Self::Const(None),
        }
    }

    /// A column of free texts.
    pub(super) fn texts(texts: impl Iterator<Item = Option<Arc<str>>>) -> Self {
        let mut numbers: BTreeMap<Arc<str>, u32> = BTreeMap::new();
        let mut words = Vec::new();
        let mut codes = Vec::new();
        let known = Bits::of(texts.map(|text| {
            let code = text.as_ref().map_or(0, |text| {
                *numbers.entry(Arc::clone(text)).or_insert_with(|| {
                    words.push(Arc::clone(text));
                    u32::try_from(words.len() - 1).unwrap_or(u32::MAX)
                })
            });
            codes.push(code);
            text.is_some()
        }));
        Self::Text { codes, words: words.into(), known }
    }

    /// The value in a row; `None` where it is unknown.
    #[must_use]
    pub fn value(&self, row: usize) -> Option<Value> {
        fn at<T: Copy>(values: &[T], known: &Bits, row: usize) -> Option<T> {
            known.get(row).then(|| values.get(row).copied())?
        }
        match self {
            Self::Const(value) => value.clone(),
            Self::Bool { yes, no } => (yes.get(row) || no.get(row)).then(|| Value::Bool(yes.get(row))),
            Self::Integer { values, known } => at(values, known, row).map(Value::Integer),
            Self::Number { values, known } => at(values, known, row).map(Value::Number),
            Self::Date { values, known } => at(values, known, row).map(Value::Date),
            Self::Text { codes, words, known } => {
                let code = at(codes, known, row)?;
                words.get(code as usize).map(|w| Value::Text(Arc::clone(w)))
            }
            Self::Set { masks, words, known } => at(masks, known, row).map(|mask| list(words, mask)),
        }
    }

    /// Whether it is true in a row; `None` where it is unknown or no bool.
    #[must_use]
    pub fn truth(&self, row: usize) -> Option<bool> {
        match self {
            Self::Const(Some(Value::Bool(b))) => Some(*b),
            Self::Bool { yes, no } => (yes.get(row) || no.get(row)).then(|| yes.get(row)),
            _ => None,
        }
    }

    /// The number in a row, whole or not; `None` where it is unknown or no number.
    #[must_use]
    pub fn number(&self, row: usize) -> Option<f64> {
        match self {
            Self::Number { values, known } if known.get(row) => values.get(row).copied(),
            Self::Integer { .. } | Self::Const(_) => self.value(row)?.as_number(),
            _ => None,
        }
    }

    /// Whether the value of a row is known.
    #[must_use]
    pub fn is_known(&self, row: usize) -> bool {
        match self {
            Self::Const(value) => value.is_some(),
            Self::Bool { yes, no } => yes.get(row) || no.get(row),
            Self::Integer { known, .. }
            | Self::Number { known, .. }
            | Self::Text { known, .. }
            | Self::Date { known, .. }
            | Self::Set { known, .. } => known.get(row),
        }
    }

    /// Where it is known, in `rows` rows.
    pub(super) fn known(&self, rows: usize) -> Bits {
        match self {
            Self::Const(value) => Bits::new(rows, value.is_some()),
            Self::Bool { yes, no } => yes.or(no),
            Self::Integer { known, .. }
            | Self::Number { known, .. }
            | Self::Text { known, .. }
            | Self::Date { known, .. }
            | Self::Set { known, .. } => known.clone(),
        }
    }

    /// A column of bools from the rows where it is true and the rows where it is known.
    pub(super) fn bools(yes: &Bits, known: &Bits) -> Self {
        Self::Bool { yes: yes.and(known), no: known.and_not(yes) }
    }
}

/// The facts of all rows, and of nothing else: one column for each fact, by [`FactId::index`](crate::fact::FactId::index).
///
/// Facts without a column (needs, and computed ones) have `Column::Const(None)` in their place.
#[derive(Debug, Clone, Default)]
pub struct Table {
    /// How many rows every column has.
    pub rows: usize,
    /// The columns.
    pub columns: Vec<Column>,
}

/// The value as a value of type `ty`, if it is one: a whole number is a number, a text may be a date.
pub(super) fn conform(ty: &Type, value: &Value) -> Option<Value> {
    match (ty, value) {
        (Type::Bool, Value::Bool(_))
        | (Type::Integer, Value::Integer(_))
        | (Type::Number, Value::Number(_))
        | (Type::Text | Type::Enum(_), Value::Text(_))
        | (Type::Date, Value::Date(_)) => Some(value.clone()),
        (Type::Number, Value::Integer(_)) => value.as_number().map(Value::Number),
        (Type::Date, Value::Text(text)) => Date::parse(text).map(Value::Date),
        (Type::Set(words), Value::List(_)) => Some(list(words, mask(words, value))),
        _ => None,
    }
}

/// The number of a word.
pub(super) fn position(words: &[Arc<str>], word: &str) -> Option<u32> {
    words.iter().position(|w| **w == *word).and_then(|at| u32::try_from(at).ok())
}

/// The bits of the words in a list.
pub(super) fn mask(words: &[Arc<str>], value: &Value) -> u64 {
    let Value::List(items) = value else { return 0 };
    let bits = items.iter().filter_map(|item| position(words, item.as_text()?));
    bits.fold(0, |mask, bit| mask | 1_u64.checked_shl(bit).unwrap_or(0))
}

fn list(words: &[Arc<str>], mask: u64) -> Value {
    let set = words.iter().take(64).enumerate().filter(|(i, _)| mask >> i & 1 == 1);
    Value::List(set.map(|(_, w)| Value::Text(Arc::clone(w))).collect())
}
