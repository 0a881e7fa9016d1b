//! What is known of one model, offer or entry: its statements, by fact.

use std::borrow::Cow;

use crate::fact::FactId;

use super::Statement;
use super::precedence::On;

/// The statements of one model, offer or entry, by fact.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facts {
    index: Vec<Span>,
    all: Vec<Statement>,
}

/// The statements of one fact.
#[derive(Debug, Clone, PartialEq)]
struct Span {
    fact: FactId,
    start: u32,
    end: u32,
    /// Whether the first of them decides on the catalog's own day; otherwise none does.
    decided: bool,
    /// Whether another one may decide on another day.
    dated: bool,
}

impl Facts {
    pub(super) fn with_capacity(facts: usize) -> Self {
        Self { index: Vec::with_capacity(facts), all: Vec::with_capacity(facts) }
    }

    /// The statements of a fact on the catalog's own day, the deciding one first; none if nothing is known that day.
    #[must_use]
    pub fn get(&self, fact: FactId) -> &[Statement] {
        self.span(fact).filter(|span| span.decided).map_or(&[], |span| self.of(span))
    }

    /// The same, also where none of them decides: not in force that day, doubtful, or only left blank.
    #[must_use]
    pub fn all(&self, fact: FactId) -> &[Statement] {
        self.span(fact).map_or(&[], |span| self.of(span))
    }

    /// The statements of a fact on a day, the deciding one first; none if nothing is known that day.
    pub(super) fn on(&self, fact: FactId, on: &On<'_>) -> Cow<'_, [Statement]> {
        match self.span(fact) {
            Some(span) if span.dated => {
                let statements = self.of(span);
                let order = on.precedence.order(fact, statements, on.day);
                let decided = order.reason.is_some();
                let places = order.places.into_iter().filter(|_| decided);
                Cow::Owned(places.filter_map(|at| statements.get(at).cloned()).collect())
            }
            _ => Cow::Borrowed(self.get(fact)),
        }
    }

    /// The statement of a fact that decides on a day.
    pub(super) fn deciding_on(&self, fact: FactId, on: &On<'_>) -> Option<&Statement> {
        let span = self.span(fact)?;
        if !span.dated {
            return self.get(fact).first();
        }
        let statements = self.of(span);
        let order = on.precedence.order(fact, statements, on.day);
        order.reason.and(order.places.first()).and_then(|at| statements.get(*at))
    }

    /// The facts that are known on the catalog's own day, in the order of their declaration.
    pub fn iter(&self) -> impl Iterator<Item = (FactId, &[Statement])> {
        self.index.iter().filter(|span| span.decided).map(|span| (span.fact, self.of(span)))
    }

    /// The facts of which another statement may decide on another day, with all that is stated of them.
    pub(super) fn dated(&self) -> impl Iterator<Item = (FactId, &[Statement])> {
        self.index.iter().filter(|span| span.dated).map(|span| (span.fact, self.of(span)))
    }

    /// Adds what `read` finds to be stated of a fact that had nothing, in the order of precedence. Facts are sorted once all are there.
    pub(super) fn add(&mut self, fact: FactId, on: &On<'_>, read: impl FnOnce(&mut Vec<Statement>)) {
        let start = self.all.len();
        read(&mut self.all);
        let decided = on.precedence.arrange(fact, self.all.get_mut(start..).unwrap_or_default(), on.day);
        self.index.extend(self.span_from(fact, start, decided));
    }

    pub(super) fn sort(&mut self) {
        self.index.sort_unstable_by_key(|span| span.fact);
    }

    /// Adds statements of a fact that hold on any day, in the place of those it had; the first decides.
    pub(super) fn set(&mut self, fact: FactId, statements: impl IntoIterator<Item = Statement>) {
        let start = self.all.len();
        self.all.extend(statements);
        let Some(span) = self.span_from(fact, start, true) else { return };
        match self.index.binary_search_by_key(&fact, |span| span.fact) {
            Ok(at) => self.index.splice(at..=at, [span]).for_each(drop),
            Err(at) => self.index.insert(at, span),
        }
    }

    /// What was added from a place on, if anything was.
    fn span_from(&self, fact: FactId, start: usize, decided: bool) -> Option<Span> {
        let dated = self.all.get(start..)?.iter().any(Statement::is_dated);
        let span = Span { fact, start: small(start), end: small(self.all.len()), decided, dated };
        (span.start < span.end).then_some(span)
    }

    fn span(&self, fact: FactId) -> Option<&Span> {
        let at = self.index.binary_search_by_key(&fact, |span| span.fact).ok()?;
        self.index.get(at)
    }

    fn of(&self, span: &Span) -> &[Statement] {
        self.all.get(span.start as usize..span.end as usize).unwrap_or_default()
    }
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
