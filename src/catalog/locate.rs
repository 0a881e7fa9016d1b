//! Where a fact is written.

use std::sync::Arc;

use crate::diagnostic::Place;
use crate::document::{Entry as Written, Node, Tree};
use crate::fact::{FactId, Root};
use crate::reader::File;
use crate::value::{Date, Value};

use super::inherited::{From, decides, is_file};
use super::statement::AsOf;
use super::{Catalog, Entry, Facts, Model, Offer, Statement};

/// Who has facts of its own.
#[derive(Debug, Clone, Copy)]
pub(super) enum Holder<'c> {
    Model(&'c Model),
    Offer(&'c Model, &'c Offer),
    Entry(&'c Entry),
}

impl<'c> Holder<'c> {
    pub(super) fn facts(self) -> &'c Facts {
        match self {
            Self::Model(model) => &model.facts,
            Self::Offer(_, offer) => &offer.facts,
            Self::Entry(entry) => &entry.facts,
        }
    }

    /// What it is called in messages.
    pub(super) fn name(self) -> String {
        match self {
            Self::Model(model) => format!("`{}`", model.id),
            Self::Offer(model, offer) => format!("`{}` at `{}`", model.id, offer.id),
            Self::Entry(entry) => entry.title(),
        }
    }
}

impl Catalog {
    /// Where the value of a fact of an alternative is written in the files that this catalog was made of: of the model, of the offer, or of
    /// an exception, or of what it inherits from. `None` if it is unknown, or was computed.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files};
    /// let files = Files::shipped_catalog();
    /// let (catalog, _) = Catalog::parse(&files.views());
    /// let name = catalog.schema().find("model.name").unwrap();
    /// let place = catalog.locate(&files.views(), 0, name).unwrap();
    /// assert!(place.source.name.starts_with("catalog/models/"));
    /// ```
    #[must_use]
    pub fn locate(&self, files: &[File<'_>], alternative: usize, fact: FactId) -> Option<Place> {
        let (model, offer) = (self.model_of(alternative)?, self.offer_of(alternative)?);
        let holder = match self.schema.fact(fact).root {
            Root::Offer => Holder::Offer(model, offer),
            _ => Holder::Model(model),
        };
        let (file, entry) = self.written(files, self.origin(holder, fact)?, fact)?;
        Some(Place::new(file.source, entry.span()))
    }

    /// Who states a fact of something: itself, or the entry that it has it from.
    pub(super) fn origin<'c>(&'c self, holder: Holder<'c>, fact: FactId) -> Option<Holder<'c>> {
        let inherits: &[u32] = match holder {
            Holder::Model(model) => &model.inherits,
            Holder::Offer(_, offer) => &offer.inherits,
            Holder::Entry(_) => &[],
        };
        if !holder.facts().get(fact).is_empty() {
            return Some(holder);
        }
        decides(&self.entries, inherits, fact).filter(|entry| !entry.facts.get(fact).is_empty()).map(Holder::Entry)
    }

    /// Where something states a fact of its own.
    pub(super) fn written<'f>(
        &self,
        files: &[File<'f>],
        holder: Holder<'_>,
        fact: FactId,
    ) -> Option<(File<'f>, &'f Written<'f>)> {
        let (file, table) = self.table(files, holder)?;
        let key = self.schema.fact(fact).id.split_once('.').map_or("", |(_, name)| name);
        let entry = table.table()?.iter().find(|entry| entry.key == key)?;
        Some((file, entry))
    }

    /// The table of the facts that something states of its own.
    pub(super) fn table<'f>(&self, files: &[File<'f>], holder: Holder<'_>) -> Option<(File<'f>, &'f Node<'f>)> {
        let file = |path: &str| files.iter().find(|f| f.path == path).copied();
        let of_model = |model: &Model| file(&format!("models/{}.toml", model.id));
        match holder {
            Holder::Model(model) => {
                let file = of_model(model)?;
                Some((file, file.root.get("facts")?))
            }
            Holder::Offer(model, offer) => {
                let file = of_model(model)?;
                let id = |node: &&Node<'_>| node.get("id").and_then(Node::text) == Some(&*offer.id);
                Some((file, file.root.get("offer")?.list()?.iter().find(id)?))
            }
            Holder::Entry(entry) => match &entry.from {
                From::Value(of, value) => {
                    let from = self.schema.fact(*of).inherits.as_deref()?;
                    if is_file(from) {
                        let shared = file(from)?;
                        let stem = from.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
                        Some((shared, shared.root.get(stem)?.get(value)?))
                    } else {
                        let shared = file(&format!("{from}/{value}.toml"))?;
                        Some((shared, shared.root.get("facts")?))
                    }
                }
                From::Exception(number, _) => {
                    let shared = file("exceptions.toml")?;
                    Some((shared, shared.root.get("exception")?.list()?.get(*number)?.get("facts")?))
                }
                From::Joined(_) => None,
            },
        }
    }
}

/// The part of a written fact that says what `statement` does: one of a list, or all of it.
pub(super) fn saying<'f>(entry: &'f Written<'f>, statement: &Statement) -> &'f Node<'f> {
    let items = entry.value.list().unwrap_or_default().iter();
    let says = |item: &&Node<'_>| {
        let source = item.get("source").and_then(Node::text);
        item.get("value").is_some_and(|value| same(&statement.value, value))
            && source.is_none_or(|source| source == &*statement.source)
            && dated(item).is_none_or(|date| date.day() == statement.as_of)
    };
    items.filter(|item| item.table().is_some()).find(says).unwrap_or(&entry.value)
}

/// The date that a table gives, if it gives any.
pub(super) fn dated(table: &Node<'_>) -> Option<AsOf> {
    match &table.get("as_of")?.tree {
        Tree::Text { text, .. } | Tree::Date(text) => Some(Date::parse(text).map_or(AsOf::Undated, AsOf::Day)),
        _ => None,
    }
}

fn same(value: &Value, node: &Node<'_>) -> bool {
    match (value, &node.tree) {
        (Value::Bool(a), Tree::Bool(b)) => a == b,
        (Value::Text(a), Tree::Text { text, .. }) => **a == **text,
        (Value::Date(a), Tree::Text { text, .. } | Tree::Date(text)) => Date::parse(text) == Some(*a),
        (Value::List(a), Tree::List(b)) => {
            let holds = |word: &Arc<str>| b.iter().any(|node| node.text() == Some(word));
            a.iter().all(|word| matches!(word, Value::Text(word) if holds(word)))
        }
        #[expect(clippy::cast_precision_loss, reason = "whole numbers of a catalog are at most 2^53")]
        (a, Tree::Integer(b)) => a.as_number() == Some(*b as f64),
        (a, Tree::Number(b)) => a.as_number() == Some(*b),
        _ => false,
    }
}
