//! What is known of one model, offer or entry: its statements, by fact.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::fact::FactId;

use super::Statement;
use super::precedence::On;

/// The statements of one model, offer or entry, by fact.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    index: Vec<Span>,
    all: Vec<Statement>,
    /// The statements of facts of which another one may decide on another day, in the order of the file.
    dated: BTreeMap<FactId, Vec<Statement>>,
}

/// The statements of one fact.
#[derive(Debug, Clone, PartialEq)]
struct Span {
    fact: FactId,
    start: u32,
    end: u32,
    /// The end of those that can decide on the catalog's own day.
    able: u32,
}

impl Facts {
    pub(super) fn with_capacity(facts: usize) -> Self {
        Self { index: Vec::with_capacity(facts), all: Vec::with_capacity(facts), dated: BTreeMap::new() }
    }

    /// The statements of a fact that count on the catalog's own day, the deciding one first; none if nothing is known that day.
    #[must_use]
    pub fn get(&self, fact: FactId) -> &[Statement] {
        self.span(fact).map_or(&[], |span| self.able(span))
    }

    /// All statements of a fact, also those that count for nothing on the catalog's own day: not in force, doubtful or left blank. These
    /// come last.
    #[must_use]
    pub fn all(&self, fact: FactId) -> &[Statement] {
        self.span(fact).map_or(&[], |span| self.of(span))
    }

    /// All statements of a fact, in an order from which that of any day can be made.
    pub(super) fn filed(&self, fact: FactId) -> &[Statement] {
        self.dated.get(&fact).map_or_else(|| self.all(fact), Vec::as_slice)
    }

    /// The statements of a fact that count on a day, the deciding one first; none if nothing is known that day.
    pub(super) fn on(&self, fact: FactId, on: &On<'_>) -> Cow<'_, [Statement]> {
        let Some(statements) = self.dated.get(&fact) else { return Cow::Borrowed(self.get(fact)) };
        let order = on.precedence.order(fact, statements, on.day);
        let able = order.places.iter().take(order.able);
        Cow::Owned(able.filter_map(|at| statements.get(*at).cloned()).collect())
    }

    /// The statement of a fact that decides on a day.
    pub(super) fn deciding_on(&self, fact: FactId, on: &On<'_>) -> Option<&Statement> {
        let Some(statements) = self.dated.get(&fact) else { return self.get(fact).first() };
        let order = on.precedence.order(fact, statements, on.day);
        order.places.first().filter(|_| order.able > 0).and_then(|at| statements.get(*at))
    }

    /// The facts that are known on the catalog's own day, in the order of their declaration.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, &[Statement])> {
        self.index.iter().map(|span| (span.fact, self.able(span))).filter(|(_, able)| !able.is_empty())
    }

    /// The facts of which another statement may decide on another day, with all that is stated of them.
    pub(super) fn dated(&self) -> impl Iterator<Item = (FactId, &[Statement])> {
        self.dated.iter().map(|(fact, statements)| (*fact, statements.as_slice()))
    }

    /// The facts of which anything is stated, in the order of their declaration.
    pub(super) fn stated(&self) -> impl Iterator<Item = FactId> {
        self.index.iter().map(|span| span.fact)
    }

    /// Only the statements of some facts.
    pub(super) fn only(&self, facts: &[FactId]) -> Self {
        let mut kept = self.clone();
        kept.index.retain(|span| facts.contains(&span.fact));
        kept
    }

    /// Leaves a fact out.
    pub(super) fn remove(&mut self, fact: FactId) {
        self.index.retain(|span| span.fact != fact);
    }

    /// Adds what `read` finds to be stated of a fact that had nothing, in the order of precedence. Facts are sorted once all are there.
    pub(super) fn add(&mut self, fact: FactId, on: &On<'_>, read: impl FnOnce(&mut Vec<Statement>)) {
        let start = self.all.len();
        read(&mut self.all);
        self.note_dates(fact, start);
        let able = on.precedence.arrange(fact, self.all.get_mut(start..).unwrap_or_default(), on.day);
        self.index.extend(self.span_from(fact, start, able));
    }

    /// Puts the facts in order, once all are there.
    pub(super) fn sort(&mut self) {
        self.index.sort_unstable_by_key(|span| span.fact);
        // Of thousands of offers, what was kept in reserve is megabytes.
        self.all.shrink_to_fit();
        self.index.shrink_to_fit();
    }

    /// Adds statements of a fact that hold on any day, in the place of those it had; the first decides.
    pub(super) fn set(&mut self, fact: FactId, statements: impl IntoIterator<Item = Statement>) {
        let start = self.all.len();
        let statements = statements.into_iter();
        self.all.reserve_exact(statements.size_hint().0);
        self.all.extend(statements);
        self.note_dates(fact, start);
        let Some(span) = self.span_from(fact, start, self.all.len() - start) else { return };
        match self.index.binary_search_by_key(&fact, |span| span.fact) {
            Ok(at) => self.index.splice(at..=at, [span]).for_each(drop),
            Err(at) => {
                self.index.reserve_exact(1);
                self.index.insert(at, span);
            }
        }
    }

    /// Keeps what was added from a place on as it was written, if the day makes a difference.
    fn note_dates(&mut self, fact: FactId, start: usize) {
        let added = self.all.get(start..).unwrap_or_default();
        if added.iter().any(Statement::is_dated) {
            self.dated.insert(fact, added.to_vec());
        } else {
            self.dated.remove(&fact);
        }
    }

    /// What was added from a place on, if anything was; so many of it can decide.
    fn span_from(&self, fact: FactId, start: usize, able: usize) -> Option<Span> {
        let span = Span { fact, start: small(start), able: small(start + able), end: small(self.all.len()) };
        (span.start < span.end).then_some(span)
    }

    fn span(&self, fact: FactId) -> Option<&Span> {
        let at = self.index.binary_search_by_key(&fact, |span| span.fact).ok()?;
        self.index.get(at)
    }

    fn able(&self, span: &Span) -> &[Statement] {
        self.all.get(span.start as usize..span.able as usize).unwrap_or_default()
    }

    fn of(&self, span: &Span) -> &[Statement] {
        self.all.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
