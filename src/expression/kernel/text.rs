//! Texts and sets: what is asked of a text is asked once of each word.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::both_known;
use crate::expression::Bits;
use crate::expression::column::{Column, Words, mask, position};
use crate::expression::scalar::{self, MAX_TEXT};
use crate::expression::syntax::{Function, Operator};
use crate::value::Value;

/// Asks a question of each word, once, and looks the answers up.
pub(super) fn by_word(codes: &[u32], words: &Words, known: &Bits, test: impl Fn(&str) -> bool) -> Column {
    let yes = if words.len() <= 64 {
        let answers = words.iter().enumerate().fold(0_u64, |answers, (i, w)| answers | u64::from(test(w)) << i);
        match answers.count_ones() {
            0 => Bits::new(codes.len(), false),
            _ => Bits::where_each(codes, move |code| answers >> (code & 63) & 1 == 1),
        }
    } else {
        let answers: Vec<bool> = words.iter().map(|w| test(w)).collect();
        Bits::where_each(codes, |code| answers.get(code as usize).copied().unwrap_or(false))
    };
    Column::bools(&yes, known)
}

fn word(words: &Words, code: u32) -> &str {
    words.get(code as usize).map_or("", |w| w)
}

/// `startsWith`, `endsWith`, `contains`.
pub(in crate::expression) fn test(function: Function, text: &Column, part: &Column, rows: usize) -> Column {
    match (text, part) {
        (Column::Const(Some(Value::Text(text))), Column::Const(Some(Value::Text(part)))) => {
            Column::Const(Some(Value::Bool(scalar::text_test(function, text, part))))
        }
        (Column::Text { codes, words, known }, Column::Const(Some(Value::Text(part)))) => {
            by_word(codes, words, known, |w| scalar::text_test(function, w, part))
        }
        (Column::Const(Some(Value::Text(text))), Column::Text { codes, words, known }) => {
            by_word(codes, words, known, |w| scalar::text_test(function, text, w))
        }
        (Column::Text { codes: l, words: left, .. }, Column::Text { codes: r, words: right, .. }) => {
            let yes = Bits::where_pair(l, r, |l, r| scalar::text_test(function, word(left, l), word(right, r)));
            Column::bools(&yes, &both_known(text, part, rows))
        }
        _ => Column::Const(None),
    }
}

/// `a + b` for texts: each pair of words that occurs is joined once.
pub(super) fn join(operator: Operator, left: &Column, right: &Column, rows: usize) -> Column {
    if operator != Operator::Add {
        return Column::Const(None);
    }
    let (Some(l), Some(r)) = (Texts::of(left), Texts::of(right)) else {
        return Column::Const(None);
    };
    let mut known = both_known(left, right, rows);
    let mut pairs: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    let mut words: Vec<Arc<str>> = Vec::new();
    let mut codes = vec![0; rows];
    let mut fits = Bits::new(rows, true);
    for (row, slot) in codes.iter_mut().enumerate() {
        if !known.get(row) {
            continue;
        }
        let pair = (l.code(row), r.code(row));
        *slot = *pairs.entry(pair).or_insert_with(|| {
            let (a, b) = (word(&l.words, pair.0), word(&r.words, pair.1));
            if a.len() + b.len() > MAX_TEXT {
                return u32::MAX;
            }
            words.push(format!("{a}{b}").into());
            u32::try_from(words.len() - 1).unwrap_or(u32::MAX)
        });
    }
    if codes.contains(&u32::MAX) {
        fits = Bits::where_each(&codes, |code| code != u32::MAX);
    }
    known.and_assign(&fits);
    // Two pairs may join to one text; words are unique, so that codes compare.
    let mut numbers: BTreeMap<Arc<str>, u32> = BTreeMap::new();
    let mut unique: Vec<Arc<str>> = Vec::new();
    let renumbered: Vec<u32> = words
        .into_iter()
        .map(|w| {
            *numbers.entry(Arc::clone(&w)).or_insert_with(|| {
                unique.push(w);
                u32::try_from(unique.len() - 1).unwrap_or(u32::MAX)
            })
        })
        .collect();
    for code in &mut codes {
        *code = renumbered.get(*code as usize).copied().unwrap_or(0);
    }
    Column::Text { codes, words: unique.into(), known }
}

/// Texts, whether one for all rows or one for each.
pub(super) struct Texts<'a> {
    codes: Option<&'a [u32]>,
    pub(super) words: Words,
}

impl<'a> Texts<'a> {
    pub(super) fn of(column: &'a Column) -> Option<Self> {
        match column {
            Column::Text { codes, words, .. } => Some(Self { codes: Some(codes), words: Arc::clone(words) }),
            Column::Const(Some(Value::Text(text))) => Some(Self { codes: None, words: Arc::new([Arc::clone(text)]) }),
            Column::Const(None) => Some(Self { codes: None, words: Arc::default() }),
            _ => None,
        }
    }

    pub(super) fn code(&self, row: usize) -> u32 {
        self.codes.map_or(0, |codes| codes.get(row).copied().unwrap_or(0))
    }
}

/// Code points of texts, words of sets.
pub(in crate::expression) fn size(of: &Column) -> Column {
    match of {
        Column::Const(value) => Column::Const(value.as_ref().and_then(scalar::size)),
        Column::Text { codes, words, known } => {
            let sizes: Vec<i64> = words.iter().map(|w| i64::try_from(w.chars().count()).unwrap_or(i64::MAX)).collect();
            let values = codes.iter().map(|code| sizes.get(*code as usize).copied().unwrap_or(0)).collect();
            Column::Integer { values, known: known.clone() }
        }
        Column::Set { masks, known, .. } => {
            Column::Integer { values: masks.iter().map(|m| i64::from(m.count_ones())).collect(), known: known.clone() }
        }
        _ => Column::Const(None),
    }
}

/// `word in set`.
pub(in crate::expression) fn member(needle: &Column, set: &Column, rows: usize) -> Column {
    match (needle, set) {
        (Column::Const(Some(Value::Text(word))), Column::Const(Some(Value::List(items)))) => {
            Column::Const(Some(Value::Bool(items.iter().any(|i| i.as_text() == Some(word)))))
        }
        (Column::Const(Some(Value::Text(word))), Column::Set { masks, words, known }) => {
            let yes = match position(words, word) {
                Some(bit @ 0..64) => Bits::where_each(masks, move |m| m >> bit & 1 == 1),
                _ => Bits::new(rows, false),
            };
            Column::bools(&yes, known)
        }
        (Column::Text { codes, words, known }, Column::Const(Some(set @ Value::List(_)))) => {
            by_word(codes, words, known, |w| mask(&[Arc::from(w)], set) != 0)
        }
        (Column::Text { codes, words, .. }, Column::Set { masks, words: set_words, .. }) => {
            // A word that the set cannot have is bit 64, which is never set.
            let bits: Vec<u32> = words.iter().map(|w| position(set_words, w).unwrap_or(64)).collect();
            let yes = Bits::where_pair(codes, masks, |code, mask| {
                let bit = bits.get(code as usize).copied().unwrap_or(64);
                mask.checked_shr(bit).unwrap_or(0) & 1 == 1
            });
            Column::bools(&yes, &both_known(needle, set, rows))
        }
        _ => Column::Const(None),
    }
}
