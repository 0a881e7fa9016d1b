//! Who else has a part in an offer, as `facts.toml` declares it: a processor whose word is the only one on some facts, and hosts that
//! requests are passed on to, whose facts are joined with the offer's own.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::Node;
use crate::fact::{Fact, FactId, Root, Schema};
use crate::reader::{Reader, Table, quote};
use crate::value::{Type, Value};

use super::schema::Declared;
use super::{Entry, inherited};

mod follow;
mod join;

pub(super) use follow::follow;
pub(super) use join::join;

/// What the declarations of a catalog say of it.
#[derive(Debug, Default)]
pub(super) struct Onward {
    /// The facts of which an inheriting fact's entry is the only source, beside the offer itself and exceptions.
    pub(super) only: Vec<(FactId, Box<[FactId]>)>,
    /// Whom an offer passes requests on to.
    pub(super) hosts: Option<Hosts>,
    /// The facts that hold as far as they hold for all hosts.
    pub(super) joined: Vec<(FactId, How)>,
    /// Sets of what another fact is at each host.
    pub(super) collects: Vec<(FactId, FactId)>,
    /// Sets of what another fact is at each model behind this one.
    pub(super) behind: Vec<Behind>,
}

/// A set of models, filled from those behind one: `fact` is what `of` is of the model that `follows` names, and so on.
#[derive(Debug)]
pub(super) struct Behind {
    pub(super) fact: FactId,
    pub(super) follows: FactId,
    pub(super) of: FactId,
}

/// The fact that has the hosts of an offer as its value.
#[derive(Debug)]
pub(super) struct Hosts {
    pub(super) fact: FactId,
    /// The fact whose entries say what holds at a host.
    pub(super) entries: FactId,
    /// Each host there can be, and where it is declared.
    named: Vec<(Arc<str>, Place)>,
}

/// Which of several values holds for all hosts together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// This one, if any host has it.
    Any(bool),
    /// The last one in the order of the enum's words.
    Last,
    /// The greatest number.
    Greatest,
    /// What all sets have in common.
    Common,
}

/// What the declaration of one fact says of it, not yet held against other declarations.
#[derive(Debug)]
pub(super) struct Written<'n> {
    fact: &'n Node<'n>,
    only: Option<&'n Node<'n>>,
    joins: Option<&'n Node<'n>>,
    joined: Option<&'n Node<'n>>,
    collects: Option<&'n Node<'n>>,
    follows: Option<&'n Node<'n>>,
}

impl<'n> Written<'n> {
    /// Takes from a declaration what belongs there; other keys of these are reported with all that mean nothing.
    pub(super) fn read(table: &mut Table<'_, '_, 'n>, root: Root) -> Self {
        let fact = table.node();
        let stated = root == Root::Offer && fact.get("formula").is_none();
        let mut key = |key, fits: bool| if fits { table.optional(key) } else { None };
        Self {
            fact,
            only: key("inherits_only", fact.get("inherits").is_some()),
            joins: key("joins", stated),
            joined: key("joined", stated),
            collects: key("collects", stated || fact.get("follows").is_some()),
            follows: key(
                "follows",
                root == Root::Model && fact.get("collects").is_some() && fact.get("formula").is_none(),
            ),
        }
    }
}

impl Onward {
    /// Holds the declarations against one another.
    pub(super) fn read(reader: &Reader<'_>, declared: &Declared, written: &[(FactId, Written<'_>)]) -> Self {
        let mut onward = Self::default();
        let schema = &declared.schema;
        let named = |id: FactId, node: &Node<'_>| {
            let name = reader.text(node)?;
            let found = declared.find(reader, name, node.span())?;
            of_root(reader, node, schema.fact(found), schema.fact(id).root).then_some(found)
        };
        for (id, keys) in written {
            let Some(node) = keys.only else { continue };
            let names = reader.list(node).unwrap_or_default();
            onward.only.push((*id, names.iter().filter_map(|n| named(*id, n)).collect()));
        }
        for (id, keys) in written {
            let Some(node) = keys.joins else { continue };
            if let Some(Hosts { fact, .. }) = onward.hosts {
                let twice = format!("hosts are in `{}` already", schema.fact(fact).id);
                reader.push(
                    Diagnostic::error(Code::DuplicateKey, twice).at(reader.at(node), "one fact `joins`, not two"),
                );
            } else if let Some(entries) = onward.entries(reader, schema, node) {
                onward.hosts = hosts(reader, schema, *id, entries, keys.fact);
            }
        }
        let has_hosts = written.iter().any(|(_, keys)| keys.joins.is_some());
        for (id, keys) in written {
            let fact = schema.fact(*id);
            let collects = keys.collects.filter(|_| keys.follows.is_none());
            for node in keys.joined.into_iter().chain(collects).filter(|_| !has_hosts) {
                let wrong = format!("no host is there for `{}`", fact.id);
                let wrong = Diagnostic::error(Code::MissingKey, wrong).at(reader.at(node), "no fact has `joins`");
                reader.push(wrong.help("declare a set of the hosts with `joins`, the folder of their facts"));
            }
            onward.joined.extend(keys.joined.and_then(|node| Some((*id, how(reader, node, fact)?))));
            let collected = keys.collects.and_then(|node| Some((named(*id, node)?, node)));
            let collected = collected.filter(|(of, node)| holds(reader, node, fact, schema.fact(*of)));
            let Some((of, _)) = collected else { continue };
            match keys.follows {
                None => onward.collects.push((*id, of)),
                Some(node) => onward.behind.extend(
                    follows(reader, &declared.schema, named(*id, node), node).map(|follows| Behind {
                        fact: *id,
                        follows,
                        of,
                    }),
                ),
            }
        }
        onward
    }

    /// The facts of which the entries of `fact` are the only source; none for most.
    pub(super) fn only(&self, fact: FactId) -> Option<&[FactId]> {
        self.only.iter().find(|(id, _)| *id == fact).map(|(_, facts)| facts.as_ref())
    }

    /// The fact that inherits from what `joins` names, not from a part of it.
    fn entries(&self, reader: &Reader<'_>, schema: &Schema, node: &Node<'_>) -> Option<FactId> {
        let name = reader.text(node)?;
        let whole = schema.iter().filter(|(id, fact)| fact.root == Root::Offer && self.only(*id).is_none());
        let whole = whole.filter_map(|(id, fact)| Some((id, fact.inherits.as_deref()?)));
        let found = whole.clone().find(|(_, from)| *from == name).map(|(id, _)| id);
        if found.is_none() {
            let wrong = format!("no fact of offers inherits from `{}`", quote(name));
            let mut wrong = Diagnostic::error(Code::UnknownValue, wrong).at(reader.at(node), "no facts of hosts");
            wrong.help = suggest(name, whole.map(|(_, from)| from));
            reader.push(wrong);
        }
        found
    }

    /// Reports hosts of which there is no entry.
    pub(super) fn check_hosts(&self, schema: &Schema, entries: &[Entry], found: &mut Diagnostics) {
        if let Some(hosts) = &self.hosts {
            let without =
                hosts.named.iter().filter(|(host, _)| inherited::find(entries, hosts.entries, host).is_none());
            for (host, place) in without {
                let from = schema.fact(hosts.entries).inherits.as_deref().unwrap_or_default();
                let wrong = format!("`{from}` has no entry `{}`", quote(host));
                let mut wrong =
                    Diagnostic::error(Code::UnknownValue, wrong).at(place.clone(), "nothing is known of it");
                let known = entries.iter().filter_map(|e| e.named(hosts.entries));
                wrong.help = suggest(host, known);
                found.push(wrong);
            }
        }
    }
}

/// Whether a fact is one of models or offers as `root` says; if not, that is reported.
pub(super) fn of_root(reader: &Reader<'_>, node: &Node<'_>, fact: &Fact, root: Root) -> bool {
    let wrong = match (fact.root == root, &fact.formula) {
        (true, None) => return true,
        (true, Some(_)) => (Code::ComputedFact, "is computed, not stated".to_string()),
        (false, _) => (Code::WrongKind, format!("is not a fact of {}s", root.as_str())),
    };
    let message = format!("`{}` {}", fact.id, wrong.1);
    reader.push(Diagnostic::error(wrong.0, message).at(reader.at(node), "cannot stand here"));
    false
}

fn hosts(reader: &Reader<'_>, schema: &Schema, fact: FactId, entries: FactId, declared: &Node<'_>) -> Option<Hosts> {
    let Type::Set(_) = schema.fact(fact).ty else {
        let node = declared.get("type").unwrap_or(declared);
        let wrong = format!("`{}` is no set of hosts", schema.fact(fact).id);
        reader.push(
            Diagnostic::error(Code::WrongKind, wrong)
                .at(reader.at(node), "not a set")
                .help("a fact that `joins` has `type = \"set\"` and every host in `values`"),
        );
        return None;
    };
    let values = declared.get("values").and_then(Node::list).unwrap_or_default();
    let named = values.iter().filter_map(|node| Some((Arc::from(node.text()?), reader.at(node)))).collect();
    Some(Hosts { fact, entries, named })
}

/// The fact that names the model behind one: it must be a text.
fn follows(reader: &Reader<'_>, schema: &Schema, fact: Option<FactId>, node: &Node<'_>) -> Option<FactId> {
    let fact = fact?;
    if schema.fact(fact).ty != Type::Text {
        let wrong = format!("`{}` is no text, and names no model", schema.fact(fact).id);
        reader
            .push(Diagnostic::error(Code::WrongKind, wrong).at(reader.at(node), "the id of a model stands in a text"));
        return None;
    }
    Some(fact)
}

fn how(reader: &Reader<'_>, node: &Node<'_>, fact: &Fact) -> Option<How> {
    let (words, ways): (&[&str], &[How]) = match fact.ty {
        Type::Bool => (&["true", "false"], &[How::Any(true), How::Any(false)]),
        Type::Enum(_) => (&["last"], &[How::Last]),
        Type::Integer | Type::Number => (&["greatest"], &[How::Greatest]),
        Type::Set(_) => (&["common"], &[How::Common]),
        Type::Text | Type::Date | Type::List(_) => {
            let wrong = Diagnostic::error(Code::WrongKind, format!("`{}` cannot be joined", fact.id));
            let help = "a truth value, a number, one of several words and a set can";
            reader.push(wrong.at(reader.at(node), "not for a fact of this type").help(help));
            return None;
        }
    };
    ways.get(reader.word(node, words)?).copied()
}

/// Whether a set has every word that can be collected in it.
fn holds(reader: &Reader<'_>, node: &Node<'_>, set: &Fact, of: &Fact) -> bool {
    let wrong = match (&set.ty, &of.ty) {
        (Type::Set(into), Type::Set(words) | Type::Enum(words)) => {
            match words.iter().find(|word| !into.contains(word)) {
                Some(word) => format!("`{}` has no value `{word}`, and `{}` has", set.id, of.id),
                None => return true,
            }
        }
        (Type::Set(_), _) => format!("`{}` is neither a set nor one of several words", of.id),
        _ => format!("`{}` is no set, and cannot collect", set.id),
    };
    reader.push(Diagnostic::error(Code::WrongKind, wrong).at(reader.at(node), "does not fit"));
    false
}

/// The words of a set.
fn words(value: &Value) -> &[Value] {
    match value {
        Value::List(words) => words,
        _ => &[],
    }
}
