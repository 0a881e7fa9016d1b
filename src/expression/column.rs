//! Values of all rows: structure of arrays.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::{Bits, Cell};
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
    pub fn from_values<'v>(ty: &Type, values: impl ExactSizeIterator<Item = Option<&'v Value>>) -> Self {
        let mut builder = Builder::new(ty, values.len());
        for (row, value) in values.enumerate() {
            if let Some(value) = value {
                builder.put(row..row + 1, value);
            }
        }
        builder.finish()
    }

    /// A column for a fact of type `ty` that is unknown in every row.
    pub(crate) fn unknown(ty: &Type, rows: usize) -> Self {
        let known = Bits::new(rows, false);
        match ty {
            Type::Bool => Self::Bool { yes: known.clone(), no: known },
            Type::Integer => Self::Integer { values: vec![0; rows], known },
            Type::Number => Self::Number { values: vec![0.0; rows], known },
            Type::Date => Self::Date { values: vec![Date::FIRST; rows], known },
            Type::Text => Self::Text { codes: vec![0; rows], words: Arc::default(), known },
            Type::Enum(words) => Self::Text { codes: vec![0; rows], words: Arc::clone(words), known },
            Type::Set(words) => Self::Set { masks: vec![0; rows], words: Arc::clone(words), known },
            Type::List(_) => Self::Const(None),
        }
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

    /// The same in some of its rows, in their order.
    pub(crate) fn pick(&self, rows: &[usize]) -> Self {
        fn some<T: Copy>(values: &[T], rows: &[usize], none: T) -> Vec<T> {
            rows.iter().map(|row| values.get(*row).copied().unwrap_or(none)).collect()
        }
        let bits = |bits: &Bits| Bits::of(rows.iter().map(|row| bits.get(*row)));
        match self {
            Self::Const(value) => Self::Const(value.clone()),
            Self::Bool { yes, no } => Self::Bool { yes: bits(yes), no: bits(no) },
            Self::Integer { values, known } => Self::Integer { values: some(values, rows, 0), known: bits(known) },
            Self::Number { values, known } => Self::Number { values: some(values, rows, 0.0), known: bits(known) },
            Self::Date { values, known } => Self::Date { values: some(values, rows, Date::FIRST), known: bits(known) },
            Self::Text { codes, words, known } => {
                Self::Text { codes: some(codes, rows, 0), words: Arc::clone(words), known: bits(known) }
            }
            Self::Set { masks, words, known } => {
                Self::Set { masks: some(masks, rows, 0), words: Arc::clone(words), known: bits(known) }
            }
        }
    }

    /// Where it is known, in `rows` rows.
    pub(crate) fn known(&self, rows: usize) -> Bits {
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

/// A column in the making: unknown in every row where nothing is put.
///
/// ```
/// use verdict::{expression::Builder, value::{Type, Value}};
/// let (inherited, own) = (Value::text("eu"), Value::text("us"));
/// let mut builder = Builder::new(&Type::Text, 3);
/// builder.put(0..1, &own);
/// builder.put(0..2, &inherited);
/// let column = builder.finish();
/// assert_eq!([column.value(0), column.value(1), column.value(2)], [Some(own), Some(inherited), None]);
/// ```
#[derive(Debug)]
pub struct Builder<'v> {
    column: Column,
    ty: Type,
    /// The free texts so far, by their numbers.
    texts: Vec<Arc<str>>,
    numbers: BTreeMap<&'v str, u32>,
}

impl<'v> Builder<'v> {
    /// The column of a fact of type `ty`.
    #[must_use]
    pub fn new(ty: &Type, rows: usize) -> Self {
        Self { column: Column::unknown(ty, rows), ty: ty.clone(), texts: Vec::new(), numbers: BTreeMap::new() }
    }

    /// Puts a value into those of the rows that have none yet. A value of another type is passed over.
    pub fn put(&mut self, rows: Range<usize>, value: &'v Value) {
        let cell = match (&self.ty, value) {
            (Type::Text, Value::Text(text)) => Some(Cell::Word(self.number(text))),
            (ty, value) => Cell::of(ty, value),
        };
        if let Some(cell) = cell {
            self.column.fill(rows, cell);
        }
    }

    /// The number of a free text.
    fn number(&mut self, text: &'v Arc<str>) -> u32 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.texts.push(Arc::clone(text));
            u32::try_from(self.texts.len() - 1).unwrap_or(u32::MAX)
        })
    }

    /// The column.
    #[must_use]
    pub fn finish(self) -> Column {
        match self.column {
            Column::Text { codes, known, .. } if self.ty == Type::Text => {
                Column::Text { codes, words: self.texts.into(), known }
            }
            column => column,
        }
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
        // Not by bits: a need may have more words than a column of sets.
        (Type::Set(words), Value::List(items)) => {
            let has = |word: &&Arc<str>| items.iter().any(|item| item.as_text() == Some(&***word));
            Some(Value::List(words.iter().filter(has).map(|word| Value::Text(Arc::clone(word))).collect()))
        }
        _ => None,
    }
}

/// How many words a column of sets can have: a bit for each. The answers to one question may have more words; a column of many
/// people holds the first of them.
pub(crate) const MAX_WORDS: usize = 64;

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
