//! What holds for an offer that passes requests on: of each joined fact the worst of what its own provider and all hosts say.

use std::sync::Arc;

use crate::catalog::exceptions::{Exceptions, Subject};
use crate::catalog::inherited::{From, resolve};
use crate::catalog::model::Models;
use crate::catalog::{Entry, Facts, Model, Statement};
use crate::fact::FactId;
use crate::value::{Type, Value};

use super::{Hosts, How, Onward, words};

/// Makes entries for every offer that passes requests on, and has the offer ask them first. They belong behind the entries there are.
pub(in crate::catalog) fn join(
    onward: &Onward,
    read: &Models<'_>,
    exceptions: &Exceptions,
    models: &mut [Model],
) -> Vec<Entry> {
    let Some(hosts) = &onward.hosts else { return Vec::new() };
    let mut made = Vec::new();
    for model in models {
        for at in 0..model.offers.len() {
            let joined = Join { onward, read, exceptions, hosts, model }.of(at).unwrap_or_default();
            let Some(offer) = model.offers.get_mut(at) else { continue };
            for entry in joined {
                for fact in &entry.ends {
                    offer.facts.remove(*fact);
                }
                offer.inherits.insert(0, u32::try_from(read.entries.len() + made.len()).unwrap_or(u32::MAX));
                made.push(entry);
            }
        }
    }
    made
}

struct Join<'a, 'c> {
    onward: &'a Onward,
    read: &'a Models<'c>,
    exceptions: &'a Exceptions,
    hosts: &'a Hosts,
    model: &'a Model,
}

/// Somebody who gets the requests, as if it offered the model itself.
struct Host<'a> {
    name: &'a str,
    facts: Facts,
    chain: Vec<u32>,
}

impl<'a> Join<'a, '_> {
    /// The joined facts of an offer; `None` if it is not known to pass requests on.
    fn of(&self, offer: usize) -> Option<Vec<Entry>> {
        let offer = self.model.offers.get(offer)?;
        let own = |fact| resolve(self.read.entries, &offer.facts, &offer.inherits, fact);
        let named = own(self.hosts.fact).first()?;
        let hosts = self.reached(named);
        let beyond: Vec<&str> = hosts.iter().map(|host| host.name).collect();
        let collects = self.onward.collects.iter();
        let collected = collects.map(|(set, fact)| (*set, self.collected(named, &hosts, *fact, *set)));
        let mut made = vec![entry("beyond", &beyond, collected)];
        if hosts.is_empty() {
            return Some(made);
        }
        let provider = own(self.hosts.entries).first().and_then(|s| s.value.as_text()).unwrap_or(&offer.id);
        let all: Vec<&str> = std::iter::once(provider).chain(beyond).collect();
        for words in [WORST, COMMON] {
            let joined = self.onward.joined.iter().filter(|(_, how)| how.words() == words);
            let joined = joined.map(|(fact, how)| {
                let of_hosts = hosts.iter().map(|host| self.says(host, *fact));
                let said = std::iter::once(own(*fact).first()).chain(of_hosts);
                let said: Vec<_> = all.iter().copied().zip(said).collect();
                (*fact, how.worst(&self.read.context.schema.fact(*fact).ty, &said))
            });
            made.push(entry(words, &all, joined));
        }
        Some(made)
    }

    /// Everyone who gets the requests: the hosts that are named, and those to whom these pass them on.
    fn reached(&self, named: &'a Statement) -> Vec<Host<'a>> {
        let mut reached: Vec<Host<'a>> = Vec::new();
        let mut next = vec![named];
        while let Some(named) = next.pop() {
            for name in words(&named.value).iter().filter_map(Value::as_text) {
                if reached.iter().any(|host| host.name == name) {
                    continue;
                }
                let mut facts = Facts::default();
                facts.set(self.hosts.entries, [Statement { value: Value::text(name), ..named.clone() }]);
                let chain =
                    self.exceptions.chain(self.read, &Subject { model: self.model, offer: None, facts: &facts });
                let entries: &'a [Entry] = self.read.entries;
                let mut entries = chain.iter().filter_map(|at| entries.get(*at as usize));
                next.extend(entries.find_map(|entry| entry.facts.get(self.hosts.fact).first()));
                reached.push(Host { name, facts, chain });
            }
        }
        reached
    }

    fn says<'h>(&'h self, host: &'h Host<'_>, fact: FactId) -> Option<&'h Statement> {
        resolve(self.read.entries, &host.facts, &host.chain, fact).first()
    }

    /// All that a fact is at the hosts; unknown if it is at one of them.
    fn collected(&self, named: &Statement, hosts: &[Host<'_>], fact: FactId, set: FactId) -> Option<Statement> {
        let Type::Set(all) = &self.read.context.schema.fact(set).ty else { return None };
        let mut here = vec![false; all.len()];
        let mut told = Vec::new();
        for host in hosts {
            let value = &self.says(host, fact)?.value;
            for (slot, word) in here.iter_mut().zip(all.iter()) {
                *slot |= value.as_text() == Some(word) || words(value).iter().any(|w| w.as_text() == Some(word));
            }
            told.push(format!("{} ({})", host.name, value.display(None)));
        }
        let value = all.iter().zip(here).filter(|(_, here)| *here).map(|(word, _)| Value::Text(Arc::clone(word)));
        let note = if told.is_empty() { named.note.clone() } else { Some(told.join(", ").into()) };
        Some(Statement { value: Value::List(value.collect()), note, ..named.clone() })
    }
}

/// An entry that has the last word on some facts, known or not.
fn entry(words: &str, of: &[&str], facts: impl Iterator<Item = (FactId, Option<Statement>)>) -> Entry {
    let (mut known, mut ends) = (Facts::default(), Vec::new());
    for (fact, statement) in facts {
        known.set(fact, statement);
        ends.push(fact);
    }
    let from = From::Joined(format!("{words}: {}", of.join(", ")).into());
    Entry { from, name: None, facts: known, ends: ends.into() }
}

/// What facts of several are called.
const WORST: &str = "the worst of";
const COMMON: &str = "common to";

/// What somebody says of a fact.
type Word<'s> = (&'s str, &'s Statement);

impl How {
    /// What holds for all together, with a note that names who decides it. `None` if it is unknown of one who could change it.
    fn worst(self, ty: &Type, all: &[(&str, Option<&Statement>)]) -> Option<Statement> {
        let mut known = all.iter().filter_map(|(name, statement)| Some((*name, (*statement)?)));
        let first = known.next()?;
        let ((name, decides), value, settled) = if self == Self::Common {
            let (by, value) = common(first, known);
            let settled = words(&value).is_empty();
            (by, value, settled)
        } else {
            let rank = |(_, statement): &Word<'_>| self.rank(ty, &statement.value);
            let worst = known.fold(first, |worst, next| if rank(&next) > rank(&worst) { next } else { worst });
            (worst, worst.1.value.clone(), rank(&worst) >= self.top(ty))
        };
        if !settled && all.iter().any(|(_, statement)| statement.is_none()) {
            return None;
        }
        let names = all.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let also = decides.note.as_ref().map(|note| format!("; {note}")).unwrap_or_default();
        let note = Some(format!("{} {names}; as {name} has it{also}", self.words()).into());
        Some(Statement { value, note, ..decides.clone() })
    }

    /// What it is called when it is told of whom.
    fn words(self) -> &'static str {
        if self == Self::Common { COMMON } else { WORST }
    }

    /// How bad a value is.
    #[expect(clippy::cast_precision_loss, reason = "an enum has at most 1000 words")]
    fn rank(self, ty: &Type, value: &Value) -> f64 {
        match (self, ty, value) {
            (Self::Any(word), _, Value::Bool(value)) => f64::from(u8::from(*value == word)),
            (Self::Last, Type::Enum(words), Value::Text(value)) => {
                words.iter().position(|word| word == value).unwrap_or_default() as f64
            }
            _ => value.as_number().unwrap_or_default(),
        }
    }

    /// The rank than which none is worse.
    #[expect(clippy::cast_precision_loss, reason = "an enum has at most 1000 words")]
    fn top(self, ty: &Type) -> f64 {
        match (self, ty) {
            (Self::Any(_), _) => 1.0,
            (Self::Last, Type::Enum(words)) => words.len().saturating_sub(1) as f64,
            _ => f64::INFINITY,
        }
    }
}

/// The words that all sets have, and who is the last to leave one out.
fn common<'s>(first: Word<'s>, others: impl Iterator<Item = Word<'s>>) -> (Word<'s>, Value) {
    let mut kept = (first, words(&first.1.value).to_vec());
    for other in others {
        let before = kept.1.len();
        kept.1.retain(|word| words(&other.1.value).contains(word));
        if kept.1.len() < before {
            kept.0 = other;
        }
    }
    (kept.0, Value::List(kept.1))
}
