//! Reads `sources.toml`, and what `catalog.toml` says of whose word decides.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::fact::FactId;
use crate::reader::{File, Reader, Table, quote};
use crate::value::{Date, Type};

use super::precedence::Precedence;
use super::schema::Declared;
use super::statement::{AsOf, as_of};

/// Where values come from: an entry of `sources.toml`.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Its id, which statements name.
    pub id: Arc<str>,
    /// What it is, in a few words.
    pub what: String,
    /// The day for which it holds, where it has one.
    pub as_of: Option<Date>,
    /// Of what kind it is, in a word of the catalog's.
    pub kind: Option<Arc<str>>,
    /// Sources that copy one another are one family, and so one witness; its id where it has no relatives.
    pub family: Arc<str>,
    /// The facts of which it can only leave out what it could not affirm: its `false` says nothing.
    pub affirms: Vec<FactId>,
    /// The other things said of it, such as its licence, as key and text in the order of the file.
    pub more: Vec<(String, String)>,
}

impl Origin {
    /// One of the other things said of it, such as `licence`.
    #[must_use]
    pub fn more(&self, key: &str) -> Option<&str> {
        self.more.iter().find(|(k, _)| k == key).map(|(_, text)| text.as_str())
    }
}

/// Reads `sources.toml`, sorted by id.
pub(super) fn read(file: &File<'_>, declared: &Declared, found: &mut Diagnostics) -> Vec<Origin> {
    let reader = Reader::new(file.source, found);
    let Some(mut top) = reader.table(file.root, "`sources.toml`") else { return Vec::new() };
    let table = top.table("sources", "`sources`");
    let entries = table.map_or(&[][..], |t| t.entries());
    let mut origins: Vec<Origin> = entries
        .iter()
        .filter_map(|entry| {
            let mut table = reader.table(&entry.value, "a source")?;
            let id: Arc<str> = Arc::from(entry.key.as_ref());
            let what = table.required_text("what").unwrap_or_default().to_string();
            let as_of = table.optional("as_of").and_then(|n| as_of(&reader, n)).and_then(AsOf::day);
            let kind = table.text("kind").map(Arc::from);
            let family = table.text("family").map_or_else(|| Arc::clone(&id), Arc::from);
            let affirms = affirms(&reader, &mut table, declared);
            let keys = ["version", "dated", "licence", "credit", "url", "file", "note"];
            let more = keys.iter().filter_map(|k| Some(((*k).to_string(), table.text(k)?.to_string()))).collect();
            table.finish();
            Some(Origin { id, what, as_of, kind, family, affirms, more })
        })
        .collect();
    top.finish();
    origins.sort_by(|a, b| a.id.cmp(&b.id));
    origins
}

/// The facts of which a source can only affirm; others than those that are true or false are reported.
fn affirms(reader: &Reader<'_>, table: &mut Table<'_, '_, '_>, declared: &Declared) -> Vec<FactId> {
    let mut facts = Vec::new();
    for (id, node) in table.texts("affirms") {
        let Some(fact) = declared.find(reader, id, node.span()) else { continue };
        if declared.schema.fact(fact).ty == Type::Bool {
            facts.push(fact);
            continue;
        }
        let message = format!("`{id}` is not true or false, so no list can leave it out for a no");
        let help = "`affirms` names facts of type `bool`";
        reader.push(Diagnostic::error(Code::WrongKind, message).at(reader.at(node), "not a yes or no").help(help));
    }
    facts
}

/// Reads `[precedence]` of `catalog.toml`.
pub(super) fn precedence(
    file: Option<&File<'_>>,
    sources: Vec<Origin>,
    declared: &Declared,
    found: &mut Diagnostics,
) -> Precedence {
    let mut precedence = Precedence { sources, ..Precedence::default() };
    let Some((file, node)) = file.and_then(|file| Some((file, file.root.get("precedence")?))) else {
        return precedence;
    };
    let reader = Reader::new(file.source, found);
    let Some(mut table) = reader.table(node, "`precedence`") else { return precedence };
    let kinds = precedence.sources.iter().filter_map(|source| source.kind.as_deref());
    for (kind, node) in table.texts("own") {
        if !kinds.clone().any(|k| k == kind) {
            let mut wrong =
                Diagnostic::error(Code::UnknownValue, format!("no source is of the kind `{}`", quote(kind)))
                    .at(reader.at(node), "not a `kind` of `sources.toml`");
            wrong.help = suggest(kind, kinds.clone().collect::<std::collections::BTreeSet<_>>());
            reader.push(wrong);
        }
        precedence.own.push(Arc::from(kind));
    }
    let days = table.optional("vote_days").and_then(|node| Some((node, reader.integer(node)?)));
    if let Some((node, days)) = days {
        match i32::try_from(days) {
            Ok(days) if days >= 0 => precedence.vote_days = days,
            _ => reader.push(
                Diagnostic::error(Code::OutOfRange, format!("`{days}` is no number of days"))
                    .at(reader.at(node), "must be 0 or more"),
            ),
        }
    }
    let of = table.required("of").and_then(|node| reader.texts(node)).unwrap_or_default();
    precedence.of = of.into_iter().filter_map(|(id, node)| declared.find(&reader, id, node.span())).collect();
    table.finish();
    precedence
}
