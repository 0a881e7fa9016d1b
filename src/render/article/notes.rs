//! Notes: where the figures of an article come from, each said once.

use super::{evidence, origin};
use crate::report::{Evidence, Needs};

/// A text, and the numbers of the notes to it.
#[derive(Clone, Default)]
pub(in crate::render) struct Words {
    pub(in crate::render) text: String,
    pub(in crate::render) notes: Vec<usize>,
}

impl<T: Into<String>> From<T> for Words {
    fn from(text: T) -> Self {
        Self { text: text.into(), notes: Vec::new() }
    }
}

impl Words {
    /// The text with these notes.
    pub(super) fn noted(text: impl Into<String>, notes: Vec<usize>) -> Self {
        Self { text: text.into(), notes }
    }
}

/// The notes of an article, numbered from 1 in the order in which they are made.
#[derive(Default)]
pub(in crate::render) struct Notes(Vec<String>);

impl Notes {
    /// The note of this number.
    pub(super) fn get(&self, number: usize) -> Option<&str> {
        self.0.get(number.checked_sub(1)?).map(String::as_str)
    }

    /// A note that says this; one that is there already is used again.
    pub(super) fn add(&mut self, text: String) -> usize {
        let place = self.0.iter().position(|note| *note == text);
        place.unwrap_or_else(|| {
            self.0.push(text);
            self.0.len() - 1
        }) + 1
    }

    /// A text, and in a note the rule that says it, with whatever else is for those who look closely.
    pub(in crate::render) fn by_rule(&mut self, text: impl Into<String>, rule: &str, more: &[String]) -> Words {
        let said = [format!("rule {rule}")].into_iter().chain(more.iter().cloned()).collect::<Vec<_>>();
        Words::noted(text, vec![self.add(said.join("; "))])
    }

    /// All of them, with their numbers.
    pub(in crate::render) fn all(&self) -> impl Iterator<Item = (usize, &str)> {
        self.0.iter().enumerate().map(|(i, note)| (i + 1, note.as_str()))
    }

    /// Where one value comes from.
    pub(super) fn source(&mut self, source: &str, as_of: Option<&String>) -> usize {
        self.add(origin(source, as_of))
    }

    /// What something is made of, each part with its source; nothing where it is made of nothing.
    pub(super) fn made_of<'a>(&mut self, parts: impl IntoIterator<Item = &'a Evidence>) -> Vec<usize> {
        let text = evidence(parts, |fact| fact.rsplit('.').next().unwrap_or(fact));
        if text.is_empty() { Vec::new() } else { vec![self.add(text)] }
    }

    /// Where the value of a criterion comes from: how it was obtained, and the sources, those alone that state this very number where
    /// there are any.
    pub(in crate::render) fn value(
        &mut self,
        value: Option<&str>,
        how: Option<&str>,
        all: &[Evidence],
        needs: &Needs,
    ) -> Vec<usize> {
        let stated = || all.iter().filter(|e| !needs.settles(&e.fact) && e.source != COMPUTED);
        let is_number = value.is_some_and(|value| value.contains(|c: char| c.is_ascii_digit()));
        let exact: Vec<&Evidence> = stated().filter(|e| is_number && Some(e.value.as_str()) == value).collect();
        let from = if exact.is_empty() { stated().collect() } else { exact };
        let mut origins: Vec<String> = Vec::new();
        for e in from {
            let origin = origin(&e.source, e.as_of.as_ref());
            if !origins.contains(&origin) {
                origins.push(origin);
            }
        }
        match (how, origins.len()) {
            (None, 0) if all.is_empty() => Vec::new(),
            (None, 0) => vec![self.add("computed from the answers".to_string())],
            (None, 1..=3) => origins.into_iter().map(|origin| self.add(origin)).collect(),
            (None, _) => vec![self.add(format!("computed from {}", origins.join("; ")))],
            (Some(how), 0) => vec![self.add(how.to_string())],
            (Some(how), _) => vec![self.add(format!("{how}; {}", origins.join("; ")))],
        }
    }
}

/// The source of what formulas give.
const COMPUTED: &str = "computed";
