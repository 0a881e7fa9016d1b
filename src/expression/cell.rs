//! One place of a column: a value as columns hold it, small and without words.

use super::Bits;
use super::column::{Column, mask, position};
use crate::value::{Date, Type, Value};

/// A value as a column of its type holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    Bool(bool),
    Integer(i64),
    Number(f64),
    Date(Date),
    /// The number of a word.
    Word(u32),
    /// A set: bit `i` stands for word `i`.
    Words(u64),
}

impl Cell {
    /// The value as a cell of type `ty`, if it is one: a whole number is a number, a text may be a date, and of a set only the words
    /// that there are count. A free text has no number of its own.
    pub(crate) fn of(ty: &Type, value: &Value) -> Option<Self> {
        match (ty, value) {
            (Type::Bool, Value::Bool(b)) => Some(Self::Bool(*b)),
            (Type::Integer, Value::Integer(i)) => Some(Self::Integer(*i)),
            (Type::Number, value) => value.as_number().map(Self::Number),
            (Type::Date, Value::Date(date)) => Some(Self::Date(*date)),
            (Type::Date, Value::Text(text)) => Date::parse(text).map(Self::Date),
            (Type::Enum(words), Value::Text(word)) => position(words, word).map(Self::Word),
            (Type::Set(words), Value::List(_)) => Some(Self::Words(mask(words, value))),
            _ => None,
        }
    }
}

impl Column {
    /// Puts a cell into those of the rows that have none yet. A cell of another type is passed over.
    pub(crate) fn fill(&mut self, rows: impl IntoIterator<Item = usize>, cell: Cell) {
        match (self, cell) {
            (Self::Bool { yes, no }, Cell::Bool(b)) => {
                for row in rows {
                    if !yes.get(row) && !no.get(row) {
                        if b { yes.set(row) } else { no.set(row) }
                    }
                }
            }
            (Self::Integer { values, known }, Cell::Integer(i)) => fill(values, known, rows, i),
            (Self::Number { values, known }, Cell::Number(n)) => fill(values, known, rows, n),
            (Self::Date { values, known }, Cell::Date(date)) => fill(values, known, rows, date),
            (Self::Text { codes, known, .. }, Cell::Word(word)) => fill(codes, known, rows, word),
            (Self::Set { masks, known, .. }, Cell::Words(words)) => fill(masks, known, rows, words),
            _ => {}
        }
    }

    /// Adds words to the sets in some rows; where there is none yet they are the set.
    pub(crate) fn add(&mut self, rows: &Bits, more: u64) {
        let Self::Set { masks, known, .. } = self else { return };
        for row in rows.iter_ones() {
            if let Some(mask) = masks.get_mut(row) {
                *mask = if known.get(row) { *mask | more } else { more };
            }
        }
        known.or_assign(rows);
    }

    /// Of so many rows, those that are known to hold this.
    pub(crate) fn is(&self, cell: Cell, rows: usize) -> Bits {
        match (self, cell) {
            (Self::Bool { yes, .. }, Cell::Bool(true)) => yes.clone(),
            (Self::Bool { no, .. }, Cell::Bool(false)) => no.clone(),
            (Self::Integer { values, known }, Cell::Integer(i)) => Bits::where_each(values, |v| v == i).and(known),
            #[expect(clippy::float_cmp, reason = "the same number, as values are compared")]
            (Self::Number { values, known }, Cell::Number(n)) => Bits::where_each(values, |v| v == n).and(known),
            (Self::Date { values, known }, Cell::Date(date)) => Bits::where_each(values, |v| v == date).and(known),
            (Self::Text { codes, known, .. }, Cell::Word(word)) => Bits::where_each(codes, |v| v == word).and(known),
            (Self::Set { masks, known, .. }, Cell::Words(words)) => Bits::where_each(masks, |v| v == words).and(known),
            _ => Bits::new(rows, false),
        }
    }

    /// Makes some rows unknown.
    pub(crate) fn forget(&mut self, rows: &Bits) {
        match self {
            Self::Const(_) => {}
            Self::Bool { yes, no } => (*yes, *no) = (yes.and_not(rows), no.and_not(rows)),
            Self::Integer { known, .. }
            | Self::Number { known, .. }
            | Self::Date { known, .. }
            | Self::Text { known, .. }
            | Self::Set { known, .. } => *known = known.and_not(rows),
        }
    }
}

fn fill<T: Copy>(values: &mut [T], known: &mut Bits, rows: impl IntoIterator<Item = usize>, value: T) {
    for row in rows {
        if !known.get(row)
            && let Some(slot) = values.get_mut(row)
        {
            *slot = value;
            known.set(row);
        }
    }
}
