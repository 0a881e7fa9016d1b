//! What is known on other days than the catalog's own.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::fact::{FactId, Root, Schema};
use crate::value::{Date, Value};

use super::inherited::{ancestors, inheriting, resolve_on};
use super::precedence::On;
use super::{Catalog, Entry, Facts, Model, Statement};

/// The stretches of time in which the same statements decide.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Eras {
    /// The first day of each era but the first, as [`Date::days`] counts them, ascending.
    turns: Vec<i32>,
    /// That of the catalog's own day.
    own: usize,
    /// The facts of which another statement may decide in another era.
    dated: BTreeSet<FactId>,
    /// The inheriting facts of models and of offers, if one of them is dated: then what is inherited differs, too.
    moved: Option<[Vec<FactId>; 2]>,
}

impl Eras {
    pub(super) fn new(schema: &Schema, models: &[Model], entries: &[Entry], day: Date) -> Self {
        let (mut turns, mut dated) = (BTreeSet::new(), BTreeSet::new());
        let own = models.iter().flat_map(|m| std::iter::once(&m.facts).chain(m.offers.iter().map(|o| &o.facts)));
        for (fact, statements) in own.chain(entries.iter().map(|e| &e.facts)).flat_map(Facts::dated) {
            dated.insert(fact);
            turns.extend(statements.iter().filter_map(Statement::from).map(Date::days));
            turns.extend(statements.iter().filter_map(Statement::until).map(|until| until.last().days() + 1));
        }
        let moves = dated.iter().any(|fact| schema.fact(*fact).inherits.is_some());
        if moves {
            dated.extend(entries.iter().flat_map(|entry| entry.facts.stated()));
        }
        let moved = moves.then(|| [Root::Model, Root::Offer].map(|root| inheriting(schema, root)));
        let eras = Self { turns: turns.into_iter().collect(), own: 0, dated, moved };
        Self { own: eras.at(day), ..eras }
    }

    fn at(&self, day: Date) -> usize {
        self.turns.partition_point(|turn| *turn <= day.days())
    }
}

impl Catalog {
    /// The statements of a fact for an alternative that count on a day, as [`Catalog::evidence`] has them for the catalog's own. The first
    /// decides; none if it is unknown on that day.
    ///
    /// Offers that are computed, facts that are estimated and what several hosts say together are those of the catalog's own day on every day.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files, value::Date};
    /// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
    /// let name = catalog.schema().find("model.name").unwrap();
    /// let day = Date::parse("2024-02-29").unwrap();
    /// assert_eq!(catalog.evidence_on(0, name, day), catalog.evidence(0, name));
    /// ```
    #[must_use]
    pub fn evidence_on(&self, alternative: usize, fact: FactId, day: Date) -> Cow<'_, [Statement]> {
        if self.era(day) == self.eras.own {
            return Cow::Borrowed(self.evidence(alternative, fact));
        }
        match (self.root(fact), self.model_of(alternative), self.offer_of(alternative)) {
            (Some(root @ Root::Offer), _, Some(o)) => self.resolve_on(root, &o.facts, &o.inherits, fact, day),
            (Some(root @ Root::Model), Some(m), _) => self.resolve_on(root, &m.facts, &m.inherits, fact, day),
            _ => Cow::default(),
        }
    }

    /// The statements of a fact of a model that count on a day. The first decides; none if it is unknown on that day.
    #[must_use]
    pub fn model_evidence_on(&self, model: usize, fact: FactId, day: Date) -> Cow<'_, [Statement]> {
        match self.models().get(model) {
            _ if self.era(day) == self.eras.own => Cow::Borrowed(self.model_evidence(model, fact)),
            Some(m) => self.resolve_on(Root::Model, &m.facts, &m.inherits, fact, day),
            None => Cow::default(),
        }
    }

    /// The value of a fact for an alternative on a day, by the statement that decides then; `None` if it is unknown.
    #[must_use]
    pub fn value_on(&self, alternative: usize, fact: FactId, day: Date) -> Option<Value> {
        self.evidence_on(alternative, fact, day).first().map(|s| s.value.clone())
    }

    /// The facts that may have another value on another day.
    #[must_use]
    pub fn dated(&self) -> &BTreeSet<FactId> {
        &self.eras.dated
    }

    /// The number of the era that a day lies in: the days of one era have the same values. There are [`Catalog::eras`] of them.
    #[must_use]
    pub fn era(&self, day: Date) -> usize {
        self.eras.at(day)
    }

    /// How many eras there are; one if every value holds on every day.
    #[must_use]
    pub fn eras(&self) -> usize {
        self.eras.turns.len() + 1
    }

    fn resolve_on<'a>(
        &'a self,
        root: Root,
        own: &'a Facts,
        chain: &'a [u32],
        fact: FactId,
        day: Date,
    ) -> Cow<'a, [Statement]> {
        let on = On { precedence: &self.precedence, day };
        resolve_on(&self.entries, own, &self.chain_on(root, own, chain, &on), fact, &on)
    }

    /// The entries from which something with these facts inherits on a day; `chain` are those of the catalog's own.
    pub(super) fn chain_on<'a>(&'a self, root: Root, own: &'a Facts, chain: &'a [u32], on: &On<'_>) -> Cow<'a, [u32]> {
        let Some([of_models, of_offers]) = &self.eras.moved else { return Cow::Borrowed(chain) };
        let inheriting = if root == Root::Model { of_models } else { of_offers };
        let entry = |at: &u32| self.entries.get(*at as usize);
        // What is made for the offer alone stays: what several say together, and exceptions. They are asked first.
        let here = chain.iter().copied().take_while(|at| !entry(at).is_some_and(Entry::is_inherited));
        let mut here: Vec<u32> = here.collect();
        let holders: Vec<&Facts> =
            std::iter::once(own).chain(here.iter().filter_map(|at| Some(&entry(at)?.facts))).collect();
        here.extend(ancestors(&holders, inheriting, &self.entries, |facts, fact| facts.deciding_on(fact, on)).0);
        Cow::Owned(here)
    }
}
