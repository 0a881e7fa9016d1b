//! Exceptions: what holds for some offers of a provider otherwise than the provider says. `exceptions.toml` names the offers by facts
//! of theirs; an exception stands between what an offer states itself and what it inherits.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::{Node, Tree};
use crate::fact::{Fact, FactId, Root};
use crate::reader::{File, Reader, quote};
use crate::value::{Type, Value};

use super::inherited::{From, resolve};
use super::model::Models;
use super::onward::of_root;
use super::schema::Limits;
use super::statement::{Context, Defaults, value};
use super::{Entry, Facts, Model, Offer};

/// Those of a catalog, in the order of the file.
#[derive(Debug, Default)]
pub(super) struct Exceptions(Vec<Exception>);

#[derive(Debug)]
struct Exception {
    /// The number of its entry.
    entry: u32,
    of: Vec<Condition>,
    /// Not for what has one of these.
    unless: Vec<Condition>,
    /// Where it says of what, and why.
    places: [Place; 2],
    because: Arc<str>,
    number: usize,
}

/// A fact, and the values of it for which an exception is made.
#[derive(Debug)]
struct Condition {
    of: Key,
    values: Vec<(Value, Place)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Model,
    Offer,
    Fact(FactId),
}

/// The names that models and offers have without a fact that says so.
const IDS: [(&str, Key); 2] = [("model.id", Key::Model), ("offer.id", Key::Offer)];

/// What exceptions are held against.
pub(super) struct Subject<'s> {
    pub(super) model: &'s Model,
    pub(super) offer: Option<&'s str>,
    /// What is stated of the offer itself.
    pub(super) facts: &'s Facts,
}

impl Exceptions {
    /// Reads the file. The facts of each exception become an entry, behind those there are.
    pub(super) fn read(
        file: &File<'_>,
        context: &Context<'_>,
        entries: &mut Vec<Entry>,
        found: &mut Diagnostics,
    ) -> Self {
        let reader = Reader::new(file.source, found);
        let mut exceptions: Vec<Exception> = Vec::new();
        let mut reasons: BTreeSet<&str> = BTreeSet::new();
        let Some(mut top) = reader.table(file.root, "`exceptions.toml`") else { return Self::default() };
        let outer = Defaults::read(&mut top, &Defaults::default(), context);
        for (number, mut table) in top.tables("exception", "an exception").into_iter().enumerate() {
            let because = table.required_text("because");
            if because.is_some_and(|because| !reasons.insert(because)) {
                let twice = Diagnostic::error(Code::DuplicateId, "two exceptions have the same reason");
                let twice = twice.at(table.place("because"), "the same words again");
                reader.push(twice.help("make one exception of them, or say how they differ"));
            }
            let places = [table.place("of"), table.place("because")];
            let of = table.required("of").and_then(|node| named(&reader, node, context));
            let unless = table.optional("unless").map_or(Some(Vec::new()), |node| conditions(&reader, node, context));
            let defaults = Defaults::read(&mut table, &outer, context);
            let stated = table.optional("facts").and_then(|node| reader.table(node, "`facts`"));
            let facts = stated.as_ref().map(|t| context.facts(&reader, Root::Offer, t.entries(), &[], &defaults));
            let withheld = table.optional("withheld").map(|node| withheld(&reader, node, facts.as_ref(), context));
            if facts.is_none() && withheld.is_none() {
                reader.missing_key(table.node(), "an exception", "facts` or `withheld");
            }
            table.finish();
            let (Some(of), Some(unless), Some(because)) = (of, unless, because) else { continue };
            let because: Arc<str> = Arc::from(because);
            let (from, facts) = (From::Exception(number, Arc::clone(&because)), facts.unwrap_or_default());
            let entry = u32::try_from(entries.len()).unwrap_or(u32::MAX);
            entries.push(Entry { from, name: None, facts, ends: withheld.unwrap_or_default() });
            exceptions.push(Exception { entry, of, unless, places, because, number });
        }
        top.finish();
        Self(exceptions)
    }

    /// The entries that something is asked for what it does not say itself: exceptions first.
    pub(super) fn chain(&self, read: &Models<'_>, subject: &Subject<'_>) -> Vec<u32> {
        let usual = read.chain_of_offer(&[subject.facts]);
        let fitting: Vec<u32> = self.fitting(read, subject, &usual).map(|exception| exception.entry).collect();
        if fitting.is_empty() { usual } else { chain(read, subject.facts, fitting) }
    }

    fn fitting(&self, read: &Models<'_>, subject: &Subject<'_>, usual: &[u32]) -> impl Iterator<Item = &Exception> {
        let holds = move |condition: &Condition| condition.holds(read, subject, usual);
        self.0.iter().filter(move |e| e.of.iter().all(holds) && !e.unless.iter().any(holds))
    }

    /// Gives each offer its exceptions. What is named and nobody is, and exceptions that change nothing, are reported.
    pub(super) fn apply(&self, file: &File<'_>, read: &Models<'_>, models: &mut [Model], found: &mut Diagnostics) {
        self.check(&Reader::new(file.source, found), file, read, models);
        let used = self.give(read, models);
        // What has mistakes may do nothing for that reason only.
        if !found.has_errors() {
            found.extend(self.0.iter().zip(used).filter_map(|(exception, used)| exception.idle(used)));
        }
    }

    fn check(&self, reader: &Reader<'_>, file: &File<'_>, read: &Models<'_>, models: &[Model]) {
        for condition in self.0.iter().flat_map(|e| e.of.iter().chain(&e.unless)) {
            condition.check(reader, read, models);
        }
        for exception in &self.0 {
            exception.check(file, reader, read);
        }
    }

    /// Gives each offer its exceptions. By exception: how many offers it fits, and whether anything would be otherwise without it.
    fn give(&self, read: &Models<'_>, models: &mut [Model]) -> Vec<(usize, bool)> {
        let mut used = vec![(0_usize, false); self.0.len()];
        for model in models {
            for at in 0..model.offers.len() {
                let Some(Offer { id, facts, inherits: usual, .. }) = model.offers.get(at) else { continue };
                let subject = Subject { model, offer: Some(id), facts };
                let fitting: Vec<u32> = self.fitting(read, &subject, usual).map(|e| e.entry).collect();
                if fitting.is_empty() {
                    continue;
                }
                let with = chain(read, facts, fitting.clone());
                for (exception, (fits, moves)) in self.0.iter().zip(&mut used) {
                    if fitting.contains(&exception.entry) {
                        *fits += 1;
                        *moves = *moves || exception.moves(read, facts, &with, &fitting);
                    }
                }
                if let Some(offer) = model.offers.get_mut(at) {
                    offer.inherits = with;
                }
            }
        }
        used
    }
}

/// These exceptions, and then what is inherited: also by what the exceptions say.
fn chain(read: &Models<'_>, own: &Facts, exceptions: Vec<u32>) -> Vec<u32> {
    let facts = exceptions.iter().filter_map(|at| read.entries.get(*at as usize)).map(|entry| &entry.facts);
    let holders: Vec<&Facts> = std::iter::once(own).chain(facts).collect();
    let inherited = read.chain_of_offer(&holders);
    exceptions.into_iter().chain(inherited).collect()
}

impl Exception {
    /// The warning for one that fits no offer, or moves nothing.
    fn idle(&self, (fits, moves): (usize, bool)) -> Option<Diagnostic> {
        let named = quote(&self.because);
        let [of, because] = self.places.clone();
        let idle = |message| Diagnostic::warning(Code::IdleException, message);
        if fits == 0 {
            let idle = idle(format!("the exception `{named}` fits no offer")).at(of, "no offer has all of these");
            return Some(idle.help("correct it, or take it out"));
        }
        let offers = if fits == 1 { "its one offer".to_string() } else { format!("its {fits} offers") };
        let idle = idle(format!("the exception `{named}` says what would hold without it"));
        let idle = idle.at(because, format!("nothing is otherwise for {offers}"));
        (!moves).then(|| idle.help("take it out, or what says the same"))
    }

    /// Reports entries from which its facts would inherit, and which are not there.
    fn check(&self, file: &File<'_>, reader: &Reader<'_>, read: &Models<'_>) {
        let written =
            file.root.get("exception").and_then(Node::list).and_then(|all| all.get(self.number)?.get("facts"));
        if let (Some(node), Some(entry)) = (written, read.entries.get(self.entry as usize)) {
            let _ = read.inherits_of_offer(reader, &entry.facts, node);
        }
    }

    /// Whether an offer with these facts and this chain has another value of some fact because of the exception.
    fn moves(&self, read: &Models<'_>, own: &Facts, with: &[u32], fitting: &[u32]) -> bool {
        let without = chain(read, own, fitting.iter().copied().filter(|at| *at != self.entry).collect());
        let value = |chain: &[u32], fact| resolve(read.entries, own, chain, fact).first().map(|s| s.value.clone());
        let Some(entry) = read.entries.get(self.entry as usize) else { return false };
        let mut facts = entry.facts.iter().map(|(fact, _)| fact).chain(entry.ends.iter().copied());
        facts.any(|fact| value(with, fact) != value(&without, fact))
    }
}

impl Condition {
    fn holds(&self, read: &Models<'_>, subject: &Subject<'_>, usual: &[u32]) -> bool {
        let named = |id: &str| self.values.iter().any(|(value, _)| value.as_text() == Some(id));
        match self.of {
            Key::Model => named(&subject.model.id),
            Key::Offer => subject.offer.is_some_and(named),
            Key::Fact(fact) => {
                let model = subject.model;
                let stated = match read.context.schema.fact(fact).root {
                    Root::Model => resolve(read.entries, &model.facts, &model.inherits, fact),
                    _ => resolve(read.entries, subject.facts, usual, fact),
                };
                stated.first().is_some_and(|s| self.values.iter().any(|(value, _)| *value == s.value))
            }
        }
    }

    /// Reports texts that are nobody's.
    fn check(&self, reader: &Reader<'_>, read: &Models<'_>, models: &[Model]) {
        let offers = || models.iter().flat_map(|model| &model.offers);
        let (code, what, known): (_, String, BTreeSet<&str>) = match self.of {
            Key::Model => (Code::UnknownModel, "model".into(), models.iter().map(|model| model.id.as_ref()).collect()),
            Key::Offer => (Code::UnknownValue, "offer".into(), offers().map(|offer| offer.id.as_ref()).collect()),
            Key::Fact(fact) => {
                let Fact { ty: Type::Text, id, root, .. } = read.context.schema.fact(fact) else { return };
                let text = |own, chain| resolve(read.entries, own, chain, fact).first().and_then(|s| s.value.as_text());
                let stated: BTreeSet<&str> = match root {
                    Root::Model => models.iter().filter_map(|m| text(&m.facts, &m.inherits)).collect(),
                    _ => offers().filter_map(|o| text(&o.facts, &o.inherits)).collect(),
                };
                let entries = read.entries.iter().filter_map(|entry| entry.named(fact));
                (Code::UnknownValue, format!("`{id}`"), stated.into_iter().chain(entries).collect())
            }
        };
        for (value, place) in &self.values {
            let text = value.as_text().unwrap_or_default();
            if !known.contains(text) {
                let wrong = format!("there is no {what} `{}`", quote(text));
                let mut wrong = Diagnostic::error(code, wrong).at(place.clone(), "nobody is called so");
                wrong.help = suggest(text, known.iter().copied());
                reader.push(wrong);
            }
        }
    }
}

/// What an exception is made for: something, at least.
fn named(reader: &Reader<'_>, node: &Node<'_>, context: &Context<'_>) -> Option<Vec<Condition>> {
    let of = conditions(reader, node, context)?;
    if of.is_empty() {
        let wrong = Diagnostic::error(Code::MissingKey, "the exception is made for every offer");
        let help = "name at least one fact, such as `of = { \"offer.provider\" = \"…\" }`";
        reader.push(wrong.at(reader.at(node), "nothing is named").help(help));
        return None;
    }
    Some(of)
}

/// Facts and the values they must have.
fn conditions(reader: &Reader<'_>, node: &Node<'_>, context: &Context<'_>) -> Option<Vec<Condition>> {
    let entries = reader.table(node, "what an exception is made for")?.entries();
    let mut all = Vec::with_capacity(entries.len());
    for entry in entries {
        let id = IDS.iter().find(|(id, _)| entry.key == *id);
        let (of, ty) = if let Some((_, key)) = id {
            (*key, &Type::Text)
        } else {
            let fact = context.find(reader, &entry.key, entry.span());
            let matched = fact.map(|fact| (fact, context.schema.fact(fact)));
            let Some((fact, ty)) = matched.and_then(|(id, fact)| Some((id, matched_type(reader, entry.span(), fact)?)))
            else {
                continue;
            };
            (Key::Fact(fact), ty)
        };
        let one = std::slice::from_ref(&entry.value);
        let nodes = if let Tree::List(nodes) = &entry.value.tree { nodes.as_slice() } else { one };
        let values =
            nodes.iter().filter_map(|node| Some((value(reader, ty, Limits::default(), node)?, reader.at(node))));
        all.push(Condition { of, values: values.collect() });
    }
    (all.len() == entries.len()).then_some(all)
}

/// The type of a fact that can be matched.
fn matched_type<'f>(reader: &Reader<'_>, span: std::ops::Range<usize>, fact: &'f Fact) -> Option<&'f Type> {
    let wrong = match (&fact.ty, &fact.formula) {
        (_, Some(_)) => (Code::ComputedFact, "is computed, and only what is stated can be matched"),
        (Type::Bool | Type::Text | Type::Enum(_), None) => return Some(&fact.ty),
        _ => (Code::WrongKind, "is no text, none of several words and no truth value"),
    };
    let message = format!("`{}` {}", fact.id, wrong.1);
    reader.push(Diagnostic::error(wrong.0, message).at(reader.place(span), "cannot be matched"));
    None
}

/// The facts that an exception takes back.
fn withheld(reader: &Reader<'_>, node: &Node<'_>, facts: Option<&Facts>, context: &Context<'_>) -> Box<[FactId]> {
    let mut all = Vec::new();
    for (name, node) in reader.texts(node).unwrap_or_default() {
        let Some(fact) = context.find(reader, name, node.span()) else { continue };
        if !of_root(reader, node, context.schema.fact(fact), Root::Offer) {
            continue;
        }
        if facts.is_some_and(|facts| !facts.get(fact).is_empty()) {
            let both = format!("`{name}` is stated and withheld");
            let both = Diagnostic::error(Code::DuplicateKey, both).at(reader.at(node), "the exception states it");
            reader.push(both.help("leave it out of `withheld`: what an exception states holds"));
        }
        all.push(fact);
    }
    all.into()
}
