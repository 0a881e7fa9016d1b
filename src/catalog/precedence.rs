//! Which statement of a fact decides on a day, and why. `catalog.toml` says in `[precedence]` for which facts and by which sources.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::fact::FactId;
use crate::value::{Date, Value};

use super::{Origin, Statement};

/// The rule by which one of several statements decides. Without one the first of the file does.
#[derive(Debug, Clone, PartialEq)]
pub struct Precedence {
    /// The kinds of sources whose word decides.
    pub own: Vec<Arc<str>>,
    /// A statement that is older than the newest by more days than this has no vote.
    pub vote_days: i32,
    /// The facts that it holds for; of all others the first statement of the file decides.
    pub of: BTreeSet<FactId>,
    /// Sorted by id.
    pub(super) sources: Vec<Origin>,
}

impl Default for Precedence {
    fn default() -> Self {
        Self { own: Vec::new(), vote_days: i32::MAX, of: BTreeSet::new(), sources: Vec::new() }
    }
}

/// A day on which facts are looked up.
#[derive(Debug, Clone, Copy)]
pub(super) struct On<'a> {
    pub(super) precedence: &'a Precedence,
    pub(super) day: Date,
}

/// Statements in the order in which they count.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The places of the statements, the deciding one first; those that cannot decide last.
    pub places: Vec<usize>,
    /// How many of them can decide.
    pub able: usize,
    /// Why each of the others cannot.
    pub unable: Vec<Unable>,
    /// Why the first decides; `None` if none does.
    pub reason: Option<Reason>,
}

/// Why a statement cannot decide.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unable {
    /// Its source leaves out what it cannot affirm, so this says nothing.
    Blank,
    /// It is doubted.
    Doubtful,
    /// It does not hold on this day.
    Idle,
    /// It is of another time than this day, of which something else speaks.
    Overtaken,
}

impl Unable {
    /// The reason in words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Blank => "left blank",
            Self::Doubtful => "doubtful",
            Self::Idle => "not in force",
            Self::Overtaken => "of another time",
        }
    }
}

/// Why a statement decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// No other one could.
    Alone,
    /// Somebody decided by hand, for this reason.
    ByHand(Arc<str>),
    /// It is the newest of a source of this kind, whose word decides.
    Own(Arc<str>),
    /// Most witnesses agree on its value: so many of so many.
    Agreed(usize, usize),
    /// It is newer than what says otherwise.
    Newest,
    /// It stands first in its file.
    First,
}

impl Reason {
    /// The reason in words.
    ///
    /// ```
    /// use verdict::catalog::Reason;
    /// assert_eq!(Reason::Agreed(3, 4).words(), "3 of 4 witnesses agree");
    /// assert_eq!(Reason::Own("maker".into()).words(), "the maker's own word");
    /// ```
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Alone => "no other one counts".to_string(),
            Self::ByHand(why) => format!("decided by hand: {why}"),
            Self::Own(kind) => format!("the {kind}'s own word"),
            Self::Agreed(agree, of) => format!("{agree} of {of} witnesses agree"),
            Self::Newest => "the newest".to_string(),
            Self::First => "the first of its file".to_string(),
        }
    }
}

/// How a statement stands; the least decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    ByHand,
    Own(Reverse<Age>),
    Voted { witnesses: Reverse<usize>, date: Reverse<Age> },
    Listed,
    Unable(Unable),
}

/// A date that compares; what is undated is older than anything.
type Age = Option<i32>;

fn age(statement: &Statement) -> Age {
    statement.as_of.map(Date::days)
}

impl Rank {
    fn can_decide(self) -> bool {
        !matches!(self, Self::Unable(_))
    }
}

impl Precedence {
    /// The order in which the statements of a fact count on a day. It depends on nothing else, and every statement has its place in it:
    ///
    /// 1. what was decided by hand; 2. the newest of a source whose word decides; 3. the value on which most families of sources agree,
    ///    not counting what is much older than the newest; 4. the newest; 5. the first. What is not in force that day, doubtful, or a mere
    ///    blank of its source never decides; nor does what gives no days of its own and is of another time than the days that something
    ///    else gives: a list of July knows nothing of a price that begins in December.
    ///
    /// ```
    /// use verdict::{catalog::{Precedence, Reason, Statement, Terms}, load::Files, value::{Date, Value}};
    /// let (catalog, _) = verdict::catalog::Catalog::parse(&Files::shipped_catalog().views());
    /// let price = catalog.schema().find("offer.input_price").unwrap();
    /// let until = |day| Some(Box::new(Terms { until: Date::parse(day), ..Terms::default() }));
    /// let dear = Statement::new(Value::Number(3.0), "litellm");
    /// let cheap = Statement { terms: until("2026-06-30"), ..Statement::new(Value::Number(1.0), "litellm") };
    /// let order = Precedence::default().order(price, &[cheap, dear], Date::parse("2026-07-01").unwrap());
    /// assert_eq!((order.places, order.reason), (vec![1, 0], Some(Reason::Alone)));
    /// ```
    #[must_use]
    pub fn order(&self, fact: FactId, statements: &[Statement], day: Date) -> Order {
        let ranks = self.ranks(fact, statements, day);
        let mut places: Vec<usize> = (0..statements.len()).collect();
        places.sort_by_key(|at| ranks.get(*at));
        let able = ranks.iter().filter(|rank| rank.can_decide()).count();
        let behind = places.iter().skip(able).filter_map(|at| ranks.get(*at));
        let unable = behind.filter_map(|rank| if let Rank::Unable(why) = rank { Some(*why) } else { None }).collect();
        let reason = self.reason(statements, &ranks, places.get(..able).unwrap_or_default());
        Order { places, able, unable, reason }
    }

    /// Puts the statements of a fact in their order; how many of them can decide.
    pub(super) fn arrange(&self, fact: FactId, statements: &mut [Statement], day: Date) -> usize {
        if let [one] = statements {
            return usize::from(self.unable(fact, one, day).is_none());
        }
        let ranks = self.ranks(fact, statements, day);
        let able = ranks.iter().filter(|rank| rank.can_decide()).count();
        if !ranks.is_sorted() {
            let mut ranked: Vec<(Rank, Statement)> = ranks.into_iter().zip(statements.iter().cloned()).collect();
            ranked.sort_by_key(|(rank, _)| *rank);
            statements.iter_mut().zip(ranked).for_each(|(slot, (_, statement))| *slot = statement);
        }
        able
    }

    fn ranks(&self, fact: FactId, statements: &[Statement], day: Date) -> Vec<Rank> {
        let mut ranks: Vec<Rank> = statements.iter().map(|s| self.stands(fact, s, day)).collect();
        overtake(&mut ranks, statements);
        if ranks.iter().any(|rank| matches!(rank, Rank::Voted { .. })) {
            let able = statements.iter().zip(&ranks).filter(|(_, rank)| rank.can_decide());
            let votes = self.votes(able.map(|(statement, _)| statement));
            for (rank, statement) in ranks.iter_mut().zip(statements) {
                if let Rank::Voted { witnesses, .. } = rank {
                    witnesses.0 = votes.iter().filter(|(_, vote)| agree(&vote.value, &statement.value)).count();
                }
            }
        }
        ranks
    }

    /// How a statement stands by itself; votes are not yet counted.
    fn stands(&self, fact: FactId, statement: &Statement, day: Date) -> Rank {
        if let Some(unable) = self.unable(fact, statement, day) {
            return Rank::Unable(unable);
        }
        let date = Reverse(age(statement));
        if statement.decides().is_some() {
            Rank::ByHand
        } else if !self.of.contains(&fact) {
            Rank::Listed
        } else if self.own_kind(statement).is_some() {
            Rank::Own(date)
        } else {
            Rank::Voted { witnesses: Reverse(0), date }
        }
    }

    /// Why a statement of a fact cannot decide on a day, whatever else is said; `None` if it can.
    fn unable(&self, fact: FactId, statement: &Statement, day: Date) -> Option<Unable> {
        let is_blank = || self.source(statement).is_some_and(|source| source.affirms.contains(&fact));
        if statement.terms.is_some() && !statement.holds_on(day) {
            Some(Unable::Idle)
        } else if statement.doubtful().is_some() {
            Some(Unable::Doubtful)
        } else {
            (statement.value == Value::Bool(false) && is_blank()).then_some(Unable::Blank)
        }
    }

    /// One vote for each family: its newest statement, unless that is much older than the newest of all.
    fn votes<'s>(&'s self, able: impl Iterator<Item = &'s Statement> + Clone) -> Vec<(&'s str, &'s Statement)> {
        let newest = able.clone().filter_map(age).max();
        let recent = |s: &&Statement| newest.is_none_or(|newest| age(s).is_some_and(|a| newest - a <= self.vote_days));
        let mut votes: Vec<(&str, &Statement)> = Vec::new();
        for statement in able.filter(recent) {
            let family = self.family(statement);
            match votes.iter_mut().find(|(of, _)| *of == family) {
                Some((_, vote)) if age(vote) < age(statement) => *vote = statement,
                Some(_) => {}
                None => votes.push((family, statement)),
            }
        }
        votes
    }

    /// Why the first decides of those at some places, which can.
    fn reason(&self, statements: &[Statement], ranks: &[Rank], able: &[usize]) -> Option<Reason> {
        let mut able = able.iter().filter_map(|at| Some((*ranks.get(*at)?, statements.get(*at)?)));
        let (rank, first) = able.next()?;
        let others: Vec<(Rank, &Statement)> = able.collect();
        let witnesses = match rank {
            Rank::ByHand => return Some(Reason::ByHand(first.decides().unwrap_or_default().into())),
            _ if others.is_empty() => return Some(Reason::Alone),
            Rank::Own(_) => return self.own_kind(first).cloned().map(Reason::Own),
            Rank::Voted { witnesses, .. } => witnesses.0,
            Rank::Listed | Rank::Unable(_) => return Some(Reason::First),
        };
        let mut against = others.iter().filter(|(_, other)| !agree(&other.value, &first.value));
        let fewer = |(rank, _): &(Rank, _)| matches!(rank, Rank::Voted { witnesses: w, .. } if w.0 < witnesses);
        let older = |(_, other): &(Rank, &Statement)| age(other) < age(first);
        Some(if witnesses > 1 && against.clone().all(fewer) {
            let voters = self.votes(std::iter::once(first).chain(others.iter().map(|(_, other)| *other)));
            Reason::Agreed(witnesses, voters.len())
        } else if against.all(older) && others.iter().any(older) {
            Reason::Newest
        } else {
            Reason::First
        })
    }

    /// The witness that a statement is of: what its source copies or is copied from.
    pub(super) fn family<'s>(&'s self, statement: &'s Statement) -> &'s str {
        self.source(statement).map_or(&*statement.source, |source| &*source.family)
    }

    fn source(&self, statement: &Statement) -> Option<&Origin> {
        let at = self.sources.binary_search_by(|source| source.id.cmp(&statement.source)).ok()?;
        self.sources.get(at)
    }

    fn own_kind(&self, statement: &Statement) -> Option<&Arc<str>> {
        let kind = self.source(statement)?.kind.as_ref()?;
        self.own.contains(kind).then_some(kind)
    }
}

/// What gives no days of its own speaks of its date. Where something else gives days that have the day in question in them and that date
/// not, it says nothing of that day. What was decided by hand stands.
fn overtake(ranks: &mut [Rank], statements: &[Statement]) {
    let dated = statements.iter().zip(ranks.iter()).filter(|(s, rank)| rank.can_decide() && s.is_dated());
    let dated: Vec<&Statement> = dated.map(|(statement, _)| statement).collect();
    if dated.is_empty() {
        return;
    }
    let plain = ranks
        .iter_mut()
        .zip(statements)
        .filter(|(rank, s)| rank.can_decide() && **rank != Rank::ByHand && !s.is_dated());
    for (rank, statement) in plain {
        if statement.as_of.is_some_and(|of| !dated.iter().any(|s| s.holds_on(of))) {
            *rank = Rank::Unable(Unable::Overtaken);
        }
    }
}

/// Whether two statements say the same. A date that is only less exact than another does.
pub(super) fn agree(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => {
            let (a, b) = (a.to_string(), b.to_string());
            a.starts_with(&b) || b.starts_with(&a)
        }
        _ => a == b,
    }
}
