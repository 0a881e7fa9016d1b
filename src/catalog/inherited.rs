//! Entries whose facts are shared by all that name them: a fact with `inherits` points at their file or folder.

use std::borrow::Cow;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::fact::{Fact, FactId, Root, Schema};
use crate::reader::{File, Reader, quote};
use crate::value::Type;

use super::onward::Onward;
use super::precedence::On;
use super::statement::{Context, Defaults};
use super::{Facts, Statement};

/// What all alternatives with one value of an inheriting fact have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub(super) from: From,
    /// What it is called for people, if it is called otherwise than its value.
    pub name: Option<String>,
    /// What is known of it.
    pub facts: Facts,
    /// Facts for which nothing behind it is asked, even where it does not know them.
    pub(super) ends: Box<[FactId]>,
}

/// Whose facts an entry has.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum From {
    /// Of all that have this value of an inheriting fact.
    Value(FactId, Arc<str>),
    /// Of all that an exception is made for: its place in its file, and why.
    Exception(usize, Arc<str>),
    /// Of one offer, put together from what several say: which, in words.
    Joined(Arc<str>),
}

impl Entry {
    /// Whether it is what a value of a fact brings with it, and not made for some offers.
    pub(super) fn is_inherited(&self) -> bool {
        matches!(self.from, From::Value(..))
    }

    /// Whether its facts are written for it: those of hosts together are not, nor is a part of an entry that stands whole elsewhere.
    pub(super) fn is_written(&self) -> bool {
        match self.from {
            From::Value(..) => self.ends.is_empty(),
            From::Exception(..) => true,
            From::Joined(_) => false,
        }
    }

    /// What it is called in messages.
    pub(super) fn called(&self) -> &str {
        match &self.from {
            From::Value(_, text) | From::Exception(_, text) | From::Joined(text) => text,
        }
    }

    /// The value of `fact` that it belongs to.
    pub(super) fn named(&self, fact: FactId) -> Option<&str> {
        match &self.from {
            From::Value(of, value) if *of == fact => Some(value),
            _ => None,
        }
    }
}

/// Reads the entries of every inheriting fact, sorted by fact and value.
///
/// Where two facts inherit from the same place its files are read once.
pub(super) fn read(files: &[File<'_>], context: &Context<'_>, onward: &Onward, found: &mut Diagnostics) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    let mut known: Vec<(Root, &str, FactId)> = Vec::new();
    for (id, fact) in context.schema.iter() {
        let Some(from) = &fact.inherits else { continue };
        let first = known.iter().find(|(root, place, _)| (*root, *place) == (fact.root, from));
        if let Some((.., first)) = first {
            let same = |entry: &Entry| {
                let from = From::Value(id, entry.named(*first)?.into());
                Some(Entry { from, ..entry.clone() })
            };
            let same: Vec<Entry> = entries.iter().filter_map(same).collect();
            entries.extend(same);
            continue;
        }
        known.push((fact.root, from, id));
        if from == "hardware.toml" {
            // Machines have more than facts: they are read by themselves.
            continue;
        }
        if is_file(from) {
            match files.iter().find(|f| f.path == from) {
                Some(file) => from_file(file, id, fact, context, found, &mut entries),
                None => found.push(missing(fact, &format!("the file `{}` is not there", quote(from)))),
            }
        } else {
            for file in files {
                if let Some(value) = within(file.path, from) {
                    entries.extend(from_folder(file, value, id, fact.root, context, found));
                }
            }
        }
    }
    for entry in &mut entries {
        let only = if let From::Value(of, _) = &entry.from { onward.only(*of) } else { None };
        if let Some(only) = only {
            entry.facts = entry.facts.only(only);
            entry.ends = only.into();
        }
    }
    sort(&mut entries);
    entries
}

/// Puts entries in the order in which they are found.
pub(super) fn sort(entries: &mut [Entry]) {
    entries.sort_by(|a, b| key(a).cmp(&key(b)));
}

/// Whether entries are the tables of one file, and not the files of a folder.
pub(super) fn is_file(from: &str) -> bool {
    std::path::Path::new(from).extension().is_some_and(|e| e == "toml")
}

/// The value for which a file in the folder `from` holds the entry.
fn within<'p>(path: &'p str, from: &str) -> Option<&'p str> {
    path.strip_prefix(from)?.strip_prefix('/')?.strip_suffix(".toml")
}

/// Whether some inheriting fact reads the file.
pub(super) fn reads(schema: &Schema, path: &str) -> bool {
    schema.iter().filter_map(|(_, f)| f.inherits.as_deref()).any(|from| path == from || within(path, from).is_some())
}

fn missing(fact: &Fact, message: &str) -> Diagnostic {
    let wrong = Diagnostic::error(Code::MissingFile, message.to_string());
    match &fact.at {
        Some(at) => wrong.at(at.clone(), "this fact inherits from it"),
        None => wrong,
    }
}

fn from_file(
    file: &File<'_>,
    of: FactId,
    fact: &Fact,
    context: &Context<'_>,
    found: &mut Diagnostics,
    out: &mut Vec<Entry>,
) {
    let reader = Reader::new(file.source, found);
    let stem = file.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
    let Some(mut top) = reader.table(file.root, "the file") else { return };
    let shared = Defaults::read(&mut top, &Defaults::default(), context);
    if let Some(table) = top.table(stem, "the table of the entries") {
        for entry in table.entries() {
            if let Type::Enum(words) = &fact.ty
                && !words.iter().any(|w| **w == *entry.key)
            {
                let word = quote(&entry.key);
                let mut wrong = Diagnostic::error(Code::UnknownValue, format!("`{word}` is no value of `{}`", fact.id))
                    .at(reader.place(entry.span()), "no model or offer can have it");
                wrong.help = suggest(&entry.key, words.iter().map(AsRef::as_ref));
                reader.push(wrong);
            }
            let Some(mut own) = reader.table(&entry.value, "an entry") else { continue };
            let defaults = Defaults::read(&mut own, &shared, context);
            let facts = context.facts(&reader, fact.root, own.entries(), &Defaults::KEYS, &defaults);
            let from = From::Value(of, Arc::from(entry.key.as_ref()));
            out.push(Entry { from, name: None, facts, ends: Box::default() });
        }
    }
    top.finish();
}

fn from_folder(
    file: &File<'_>,
    value: &str,
    of: FactId,
    root: Root,
    context: &Context<'_>,
    found: &mut Diagnostics,
) -> Option<Entry> {
    let reader = Reader::new(file.source, found);
    let mut top = reader.table(file.root, "the file")?;
    let name = top.text("name").map(str::to_string);
    let defaults = Defaults::read(&mut top, &Defaults::default(), context);
    let facts = top.table("facts", "`facts`");
    let facts = facts.map_or_else(Facts::default, |t| context.facts(&reader, root, t.entries(), &[], &defaults));
    top.finish();
    Some(Entry { from: From::Value(of, Arc::from(value)), name, facts, ends: Box::default() })
}

/// By what an entry is sorted and found; those that no value has come last.
fn key(entry: &Entry) -> (bool, Option<(FactId, &str)>) {
    match &entry.from {
        From::Value(fact, value) => (false, Some((*fact, value))),
        From::Exception(..) | From::Joined(_) => (true, None),
    }
}

/// The position of an entry.
pub(super) fn find(entries: &[Entry], fact: FactId, value: &str) -> Option<usize> {
    entries.binary_search_by(|e| key(e).cmp(&(false, Some((fact, value))))).ok()
}

/// The inheriting facts of a schema.
pub(super) fn inheriting(schema: &Schema, root: Root) -> Vec<FactId> {
    schema.iter().filter(|(_, f)| f.root == root && f.inherits.is_some()).map(|(id, _)| id).collect()
}

/// The entries from which something with these facts inherits, the nearest first; an entry may itself name others. Those that are the
/// only source of some facts come before all others. `says` finds the statement that decides. A value that has no entry is returned
/// with its fact.
pub(super) fn ancestors<'a>(
    own: &[&'a Facts],
    inheriting: &[FactId],
    entries: &'a [Entry],
    says: impl Fn(&'a Facts, FactId) -> Option<&'a Statement>,
) -> (Vec<u32>, Vec<(FactId, &'a Statement)>) {
    let (mut chain, mut without) = (Vec::new(), Vec::new());
    let mut open: Vec<FactId> = inheriting.to_vec();
    let mut holders: Vec<&Facts> = own.to_vec();
    let mut next = 0;
    while let Some(holder) = holders.get(next).copied() {
        next += 1;
        open.retain(|fact| {
            let Some(statement) = says(holder, *fact) else { return true };
            let value = statement.value.as_text().unwrap_or_default();
            match find(entries, *fact, value) {
                Some(at) => {
                    chain.push(u32::try_from(at).unwrap_or(u32::MAX));
                    holders.extend(entries.get(at).map(|e| &e.facts));
                }
                None => without.push((*fact, statement)),
            }
            false
        });
    }
    let ends = |at: &u32| entries.get(*at as usize).is_some_and(|e| !e.ends.is_empty());
    chain.sort_by_key(|at| !ends(at));
    (chain, without)
}

/// The statements of a fact: the own ones, else those of the entry that [`decides`].
pub(super) fn resolve<'a>(entries: &'a [Entry], own: &'a Facts, chain: &[u32], fact: FactId) -> &'a [Statement] {
    let stated = own.get(fact);
    if stated.is_empty() { decides(entries, chain, fact).map_or(&[], |e| e.facts.get(fact)) } else { stated }
}

/// The first entry that has statements of a fact or ends the search for them.
pub(super) fn decides<'a>(entries: &'a [Entry], chain: &[u32], fact: FactId) -> Option<&'a Entry> {
    let mut asked = chain.iter().filter_map(|at| entries.get(*at as usize));
    asked.find(|e| e.ends.contains(&fact) || !e.facts.get(fact).is_empty())
}

/// The same on a day; `chain` are the entries of that day.
pub(super) fn resolve_on<'a>(
    entries: &'a [Entry],
    own: &'a Facts,
    chain: &[u32],
    fact: FactId,
    on: &On<'_>,
) -> Cow<'a, [Statement]> {
    let stated = own.on(fact, on);
    if !stated.is_empty() {
        return stated;
    }
    let asked = chain.iter().filter_map(|at| entries.get(*at as usize));
    let mut said = asked.map(|entry| (entry.ends.contains(&fact), entry.facts.on(fact, on)));
    said.find(|(ends, statements)| *ends || !statements.is_empty()).map(|(_, s)| s).unwrap_or_default()
}
