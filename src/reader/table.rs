//! A table that remembers which of its keys were asked for, so that what is left over is reported.

use crate::diagnostic::Place;
use crate::document::{Entry, Node};
use crate::value::Date;

use super::Reader;

/// The keys and values of one table. Ask for every key that may be there, then call [`Table::finish`].
#[derive(Debug)]
#[must_use = "unknown keys are found by `finish`"]
pub struct Table<'r, 'd, 'n> {
    reader: &'r Reader<'d>,
    node: &'n Node<'n>,
    entries: &'n [Entry<'n>],
    what: &'n str,
    asked: Vec<&'n str>,
}

impl<'r, 'd, 'n> Table<'r, 'd, 'n> {
    pub(super) fn new(reader: &'r Reader<'d>, node: &'n Node<'n>, entries: &'n [Entry<'n>], what: &'n str) -> Self {
        Self { reader, node, entries, what, asked: Vec::new() }
    }

    /// The reader it was made by.
    #[must_use]
    pub fn reader(&self) -> &'r Reader<'d> {
        self.reader
    }

    /// The table's own node.
    #[must_use]
    pub fn node(&self) -> &'n Node<'n> {
        self.node
    }

    /// Calls it otherwise in messages, now that more is known of it: a rule with a note.
    pub fn rename(&mut self, what: &'n str) {
        self.what = what;
    }

    /// All keys and values in the order of the file, whether asked for or not.
    #[must_use]
    pub fn entries(&self) -> &'n [Entry<'n>] {
        self.entries
    }

    /// The keys that were not asked for so far, for tables whose keys are partly free. Does not count as asking.
    #[must_use]
    pub fn rest(&self) -> Vec<&'n Entry<'n>> {
        self.entries.iter().filter(|e| !self.asked.iter().any(|a| *a == e.key)).collect()
    }

    /// The entry of `key`, if it is there.
    pub fn entry(&mut self, key: &'n str) -> Option<&'n Entry<'n>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.entries.iter().find(|e| e.key == key)
    }

    /// The value of `key`, if it is there.
    pub fn optional(&mut self, key: &'n str) -> Option<&'n Node<'n>> {
        self.entry(key).map(|e| &e.value)
    }

    /// The value of `key`; its absence is reported.
    pub fn required(&mut self, key: &'n str) -> Option<&'n Node<'n>> {
        let value = self.optional(key);
        if value.is_none() {
            self.reader.missing_key(self.node, self.what, key);
        }
        value
    }

    /// Where the value of `key` stands; the head of the table if it is not there.
    #[must_use]
    pub fn place(&self, key: &str) -> Place {
        match self.entries.iter().find(|e| e.key == key) {
            Some(entry) => self.reader.at(&entry.value),
            None => self.reader.head(self.node),
        }
    }

    /// The text of `key`, if it is there.
    pub fn text(&mut self, key: &'n str) -> Option<&'n str> {
        let node = self.optional(key)?;
        self.reader.text(node)
    }

    /// The text of `key`; its absence is reported.
    pub fn required_text(&mut self, key: &'n str) -> Option<&'n str> {
        let node = self.required(key)?;
        self.reader.text(node)
    }

    /// The texts in the list of `key`, each with its node; none if it is not there.
    pub fn texts(&mut self, key: &'n str) -> Vec<(&'n str, &'n Node<'n>)> {
        let node = self.optional(key);
        node.and_then(|n| self.reader.texts(n)).unwrap_or_default()
    }

    /// Whether `key` is true, if it is there.
    pub fn bool(&mut self, key: &'n str) -> Option<bool> {
        let node = self.optional(key)?;
        self.reader.bool(node)
    }

    /// The whole number of `key`, if it is there.
    pub fn integer(&mut self, key: &'n str) -> Option<i64> {
        let node = self.optional(key)?;
        self.reader.integer(node)
    }

    /// The whole number of `key`; its absence is reported.
    pub fn required_integer(&mut self, key: &'n str) -> Option<i64> {
        let node = self.required(key)?;
        self.reader.integer(node)
    }

    /// The number of `key`, if it is there.
    pub fn number(&mut self, key: &'n str) -> Option<f64> {
        let node = self.optional(key)?;
        self.reader.number(node)
    }

    /// The number of `key`; its absence is reported.
    pub fn required_number(&mut self, key: &'n str) -> Option<f64> {
        let node = self.required(key)?;
        self.reader.number(node)
    }

    /// The date of `key`, if it is there.
    pub fn date(&mut self, key: &'n str) -> Option<Date> {
        let node = self.optional(key)?;
        self.reader.date(node)
    }

    /// The date of `key`; its absence is reported.
    pub fn required_date(&mut self, key: &'n str) -> Option<Date> {
        let node = self.required(key)?;
        self.reader.date(node)
    }

    /// The position in `words` of the word that `key` holds, if it is there.
    pub fn word<W: AsRef<str>>(&mut self, key: &'n str, words: &[W]) -> Option<usize> {
        let node = self.optional(key)?;
        self.reader.word(node, words)
    }

    /// The table of `key`, if it is there. `what` is how messages call it.
    pub fn table(&mut self, key: &'n str, what: &'n str) -> Option<Table<'r, 'd, 'n>> {
        let node = self.optional(key)?;
        self.reader.table(node, what)
    }

    /// The tables in the list of `key` (TOML's `[[key]]`); none if it is not there. `what` is how messages call one.
    pub fn tables(&mut self, key: &'n str, what: &'n str) -> Vec<Table<'r, 'd, 'n>> {
        let Some(items) = self.optional(key).and_then(|n| self.reader.list(n)) else {
            return Vec::new();
        };
        items.iter().filter_map(|item| self.reader.table(item, what)).collect()
    }

    /// Reports every key that was not asked for, with the nearest and all of those that were.
    pub fn finish(self) {
        for entry in self.entries {
            if !self.asked.iter().any(|asked| *asked == entry.key) {
                self.reader.unknown_key(entry, self.what, self.asked.iter().copied());
            }
        }
    }
}
