//! Reads the models and their offers.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::{Node, Tree};
use crate::fact::{FactId, Root, known};
use crate::reader::{File, Reader, Table, quote};

use super::inherited::{ancestors, find, inheriting, is_file};
use super::schema::KEYS_OF_OFFERS;
use super::statement::{Context, Defaults};
use super::{Entry, Facts, Statement};

/// A model: weights or a service with an identity.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// `<developer>/<model>`, from the path of its file.
    pub id: Arc<str>,
    /// Other names by which it can be asked for.
    pub aliases: Vec<Arc<str>>,
    /// What other collections call it: collection and name, in the order of the file.
    pub join: Vec<(Arc<str>, Arc<str>)>,
    /// The ways to run it, sorted by id.
    pub offers: Vec<Offer>,
    /// The self-host offers that could not be made, and why.
    pub not_offered: Vec<NotOffered>,
    /// What is stated of the model itself; [`super::Catalog::model_evidence`] adds what it inherits.
    pub facts: Facts,
    pub(super) name: Arc<str>,
    pub(super) inherits: Vec<u32>,
}

impl Model {
    /// Its name for people; its id if it has none.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// One way to run a model.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// Its id, unique within its model.
    pub id: Arc<str>,
    /// What is stated of the offer itself; [`super::Catalog::evidence`] adds what it inherits.
    pub facts: Facts,
    /// Whether it was computed from the model's size instead of stated in its file.
    pub computed: bool,
    pub(super) inherits: Vec<u32>,
}

/// A self-host offer that could not be made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NotOffered {
    /// The precision of its weights; `None` if the reason holds for all of them.
    pub precision: Option<String>,
    /// Why, in words with the figures.
    pub reason: String,
}

/// What reading models needs besides the files.
pub(super) struct Models<'c> {
    pub(super) context: &'c Context<'c>,
    pub(super) entries: &'c [Entry],
    model_facts: Vec<FactId>,
    offer_facts: Vec<FactId>,
    name: Option<FactId>,
}

impl<'c> Models<'c> {
    pub(super) fn new(context: &'c Context<'c>, entries: &'c [Entry]) -> Self {
        Self {
            context,
            entries,
            model_facts: inheriting(context.schema, Root::Model),
            offer_facts: inheriting(context.schema, Root::Offer),
            name: context.schema.find(known::NAME),
        }
    }

    /// Reads one file; adds the places of its aliases to `aliases`.
    pub(super) fn read(
        &self,
        file: &File<'_>,
        found: &mut Diagnostics,
        aliases: &mut Vec<(String, Arc<str>, Place)>,
    ) -> Option<Model> {
        let reader = Reader::new(file.source, found);
        let id: Arc<str> = Arc::from(id(file, &reader)?);
        let mut top = reader.table(file.root, "a model")?;
        let defaults = Defaults::read(&mut top, &Defaults::default(), self.context);
        let names = top.texts("aliases");
        aliases.extend(names.iter().map(|(a, at)| (a.to_lowercase(), Arc::clone(&id), reader.at(at))));
        let join = top.table("join", "`join`").map(|t| join(&reader, &t)).unwrap_or_default();
        let own = top.optional("facts").and_then(|n| reader.table(n, "`facts`"));
        let entries = own.as_ref().map_or(&[][..], Table::entries);
        let facts = self.context.facts(&reader, Root::Model, entries, &[], &defaults);
        let mut offers: Vec<Offer> = Vec::new();
        let mut places: Vec<Place> = Vec::new();
        for mut table in top.tables("offer", "an offer") {
            let Some((offer, place)) = self.offer(&reader, &mut table, &defaults) else { continue };
            if let Some(first) = offers.iter().position(|o| o.id == offer.id) {
                let mut twice =
                    Diagnostic::error(Code::DuplicateId, format!("the offer `{}` is there twice", quote(&offer.id)))
                        .at(place, "the same id again");
                if let Some(at) = places.get(first) {
                    twice = twice.context(at.clone(), "first here");
                }
                reader.push(twice);
                continue;
            }
            offers.push(offer);
            places.push(place);
        }
        top.finish();
        let inherits = self.inherits(&reader, &facts, &self.model_facts, own.as_ref().map(Table::node));
        let name = self.name.and_then(|n| facts.get(n).first()).and_then(|s| s.value.as_text());
        let name = name.map_or_else(|| Arc::clone(&id), Arc::from);
        let aliases = names.into_iter().map(|(a, _)| Arc::from(a)).collect();
        Some(Model { id, aliases, join, offers, not_offered: Vec::new(), facts, name, inherits })
    }

    fn offer(&self, reader: &Reader<'_>, table: &mut Table<'_, '_, '_>, outer: &Defaults) -> Option<(Offer, Place)> {
        let id = table.required_text("id");
        let defaults = Defaults::read(table, outer, self.context);
        let facts = self.context.facts(reader, Root::Offer, table.entries(), &KEYS_OF_OFFERS, &defaults);
        let inherits = self.inherits(reader, &facts, &self.offer_facts, Some(table.node()));
        let id = id?;
        let place = table.place("id");
        if !is_id(id) || !id.split('/').all(is_part) {
            reader.push(invalid("an offer", id, place));
            return None;
        }
        Some((Offer { id: Arc::from(id), facts, computed: false, inherits }, place))
    }

    /// The entries from which an offer with these facts inherits.
    pub(super) fn inherits_of_offer(&self, reader: &Reader<'_>, facts: &Facts, node: &Node<'_>) -> Vec<u32> {
        self.inherits(reader, facts, &self.offer_facts, Some(node))
    }

    /// The same for facts that several say, the first first. What has no entry was reported where it is written.
    pub(super) fn chain_of_offer(&self, facts: &[&Facts]) -> Vec<u32> {
        ancestors(facts, &self.offer_facts, self.entries, |facts, fact| facts.get(fact).first()).0
    }

    fn inherits(&self, reader: &Reader<'_>, facts: &Facts, of: &[FactId], node: Option<&Node<'_>>) -> Vec<u32> {
        let (chain, without) = ancestors(&[facts], of, self.entries, |facts, fact| facts.get(fact).first());
        // On another day another value may decide, and needs its entry as well.
        let dated = facts.dated().filter(|(fact, _)| of.contains(fact));
        let dated = dated.flat_map(|(fact, all)| all.iter().map(move |statement| (fact, statement)));
        let mut missing: Vec<(FactId, &Statement)> = without;
        missing.extend(dated.filter(|(fact, says)| {
            says.value.as_text().is_none_or(|value| find(self.entries, *fact, value).is_none())
        }));
        missing.dedup_by(|a, b| a.0 == b.0 && a.1.value == b.1.value);
        for (fact, statement) in missing {
            reader.push(self.no_entry(reader, fact, statement, node));
        }
        chain
    }

    /// Reports a value that names an entry which is not there.
    fn no_entry(
        &self,
        reader: &Reader<'_>,
        fact: FactId,
        statement: &Statement,
        node: Option<&Node<'_>>,
    ) -> Diagnostic {
        let fact = (fact, self.context.schema.fact(fact));
        let value = statement.value.as_text().unwrap_or_default();
        let from = fact.1.inherits.as_deref().unwrap_or_default();
        let values = self.entries.iter().filter_map(|e| e.named(fact.0));
        let folder = !is_file(from);
        let (code, what) = if folder {
            (Code::MissingFile, format!("there is no file `{from}/{}.toml`", quote(value)))
        } else {
            (Code::UnknownValue, format!("`{from}` has no entry `{}`", quote(value)))
        };
        let mut wrong = Diagnostic::error(code, what);
        let key = fact.1.id.split_once('.').map_or("", |(_, name)| name);
        if let Some(stated) = node.and_then(|n| n.get(key)) {
            let said = |node: &&Node<'_>| node.get("value").and_then(Node::text) == Some(value);
            let says = stated.list().and_then(|all| all.iter().find(said).or(all.first())).unwrap_or(stated);
            let place = reader.at(says.get("value").unwrap_or(says));
            wrong = wrong.at(place, format!("`{}` inherits from the entry of its value", fact.1.id));
        }
        wrong.help = suggest(value, values);
        if folder {
            wrong.help.push(format!("a file with nothing but `name = \"{}\"` will do", quote(value)));
        }
        wrong
    }
}

/// The id that the path of a file gives its model.
fn id<'f>(file: &File<'f>, reader: &Reader<'_>) -> Option<&'f str> {
    let id = file.path.strip_prefix("models/")?.strip_suffix(".toml")?;
    let place = reader.place(0..0);
    if id.split('/').count() != 2 {
        let message = format!("`{}` is not in the folder of a developer", quote(file.path));
        let help = "a model's file is `models/<developer>/<model>.toml`";
        reader.push(Diagnostic::error(Code::UnexpectedFile, message).at(place, "misplaced").help(help));
        return None;
    }
    if !id.split('/').all(is_part) {
        reader.push(invalid("a model", id, place));
        return None;
    }
    Some(id)
}

fn is_id(id: &str) -> bool {
    id.len() <= 120 && !id.is_empty()
}

/// Whether a part of an id, between slashes, is well formed.
pub(super) fn is_part(part: &str) -> bool {
    part.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_' | b'.'))
}

fn invalid(what: &str, id: &str, place: Place) -> Diagnostic {
    Diagnostic::error(Code::InvalidId, format!("`{}` cannot be the id of {what}", quote(id)))
        .at(place, "not an id")
        .help("ids have lower-case letters, digits, `-`, `_` and `.`, with `/` between their parts")
}

/// Names in other collections: each key holds one text or several.
fn join(reader: &Reader<'_>, table: &Table<'_, '_, '_>) -> Vec<(Arc<str>, Arc<str>)> {
    let mut join = Vec::new();
    for entry in table.entries() {
        let key: Arc<str> = Arc::from(entry.key.as_ref());
        if let Tree::List(_) = entry.value.tree {
            let names = reader.texts(&entry.value).unwrap_or_default();
            join.extend(names.into_iter().map(|(name, _)| (Arc::clone(&key), Arc::from(name))));
        } else if let Some(name) = reader.text(&entry.value) {
            join.push((key, Arc::from(name)));
        }
    }
    join
}
