//! How sure a verdict is, told once and in the same words for every rendering.
//!
//! # How to use it
//!
//! [`Report::doubt`] gives the facts and the sentences. A rendering prints what it has room for, in this order, and makes no words of its
//! own: [`Doubt::level`] (who may be as good: by name, or by the mark that they have in a table), [`Doubt::lead`] (by how much the pick
//! leads, what makes that lead, and whether it is only estimated), [`Doubt::unknown`] (a sentence each: what could put another one first,
//! the weightiest first). [`Doubt::certainty`] is the last of these as one paragraph. Where nothing is eligible there is no doubt to tell.
//!
//! # Why it is so
//!
//! **Why is a lead told by what weighs most, and not by what is certain?** What is certain of a lead may be the least of it: then a
//! reader takes a footnote for the cause. So the largest part is named, with the word that it is an estimate where it is one, and what is
//! known beside it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::words::{lead_text, lower, own_label, points_text};
use super::{Close, Difference, MightBeBetter, Report, RunnerUp};

/// What is unknown that could make another model win: a value, or whether a requirement is met.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The model of which it is unknown: the winner, or a rival that might come first.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The criterion that a value would count for.
    pub criterion: Option<String>,
    /// Its label, with the groups above it.
    pub label: Option<String>,
    /// The rule whose requirement it is.
    pub rule: Option<String>,
    /// What that rule asks for, in a line.
    #[serde(default)]
    pub requirement: Option<String>,
    /// The facts that are not known.
    pub facts: Vec<String>,
    /// Their labels.
    #[serde(default)]
    pub not_known: Vec<String>,
    /// Between what the value lies, with its unit, where it is estimated; absent where nothing is known of it.
    #[serde(default)]
    pub between: Option<String>,
    /// How many thousandths of a point a value could move.
    pub swing: Option<i32>,
}

/// So many are named that may be as good as the pick.
const NAMED: usize = 3;

/// How sure a verdict is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// Who may be as good as the pick, by name, in the order of the ranking.
    pub as_good: Vec<String>,
    /// By how much the pick leads whom, and by what; absent where nobody is behind it.
    pub ahead: Option<Ahead>,
    /// Whether nothing that is unknown could make another model win.
    pub certain: bool,
    /// What is unknown or only estimated and could make another one the better choice, a sentence each.
    pub unknown: Vec<String>,
    /// The labels of the facts that would settle the first of these.
    pub look_up: Vec<String>,
}

/// A lead of the pick.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ahead {
    /// How much it is: `1.4 of 100 points`.
    pub points: String,
    /// The name of the next.
    pub next: String,
    /// What makes most of it, and whether that is only estimated.
    pub by: String,
}

impl Report {
    /// How sure the verdict is; `None` where nothing is eligible.
    ///
    /// ```
    /// use verdict::report::{Digests, report};
    /// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let as_of = graph.as_of_date(&Request::default());
    /// let verdict = report(&graph, &graph.complete(Vec::new(), as_of), as_of, 5, &Digests::default());
    /// let doubt = verdict.doubt().unwrap();
    /// assert!(doubt.lead(true).is_some_and(|lead| lead.contains("of 100 points ahead")));
    /// assert_eq!(doubt.certain, doubt.unknown.is_empty());
    /// ```
    #[must_use]
    pub fn doubt(&self) -> Option<Doubt> {
        let pick = self.ranking.first()?;
        // What is open of an offer that would be better is told with that offer.
        let own = |open: &&Open| open.model == pick.model && open.rule.is_some() && pick.unverified.is_empty();
        let open = self.open.as_ref().filter(|open| !own(open));
        let better = pick.might_be_better.as_ref().map(better);
        let mut unknown: Vec<String> = open.map(open_text).into_iter().chain(better).collect();
        if unknown.is_empty() && !self.certain {
            unknown.push("What is unknown could make another model win.".to_string());
        }
        let next = self.runner_up.as_ref().filter(|next| next.margin > 0);
        // Who is exactly level with it is told as a tie.
        let close = self.close.as_ref().filter(|_| next.is_some());
        Some(Doubt {
            as_good: close.map(|close| close.names.clone()).unwrap_or_default(),
            ahead: next.map(ahead),
            certain: self.certain,
            unknown,
            look_up: self.open.as_ref().map(|open| open.not_known.clone()).unwrap_or_default(),
        })
    }
}

impl Doubt {
    /// That others may be as good, a sentence: with their names, or with the `mark` that they have where it is printed. Absent where
    /// the pick leads all of them.
    #[must_use]
    pub fn level(&self, mark: Option<&str>) -> Option<String> {
        level(&self.as_good, mark)
    }

    /// By how much the pick leads and by what, a sentence; `named` says whom it leads, which a text that named them need not.
    #[must_use]
    pub fn lead(&self, named: bool) -> Option<String> {
        self.ahead.as_ref().map(|ahead| ahead.told(named))
    }

    /// What is unknown as one paragraph, or that nothing of it matters.
    #[must_use]
    pub fn certainty(&self) -> String {
        if self.certain {
            return "Certain: nothing that is unknown could make another model win.".to_string();
        }
        format!("Not certain. {}", self.unknown.join(" "))
    }
}

/// That others may be as good as the pick.
pub(super) fn level(names: &[String], mark: Option<&str>) -> Option<String> {
    let others = match names.len() {
        0 => return None,
        1 => "one other".to_string(),
        n => format!("{n} others"),
    };
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let named = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let who = mark.map_or_else(|| format!("{named}{more}"), str::to_string);
    Some(format!("Too close to call: {others} ({who}) may be as good."))
}

impl Ahead {
    fn told(&self, named: bool) -> String {
        let whom = if named { &self.next } else { "the next" };
        let by = if self.by.is_empty() { String::new() } else { format!(", most of all by {}", self.by) };
        format!("It is {} ahead of {whom}{by}.", self.points)
    }
}

/// By how much the first leads the next, and what makes most of that.
fn ahead(next: &RunnerUp) -> Ahead {
    let label = |d: &Difference| lower(own_label(&d.label));
    let by = match next.lost_on.first() {
        None => String::new(),
        Some(most) if !most.estimated => label(most),
        Some(most) => {
            let known = next.lost_on.iter().find(|d| !d.estimated && d.tells(next.margin));
            let known = known.map_or_else(String::new, |d| format!("; known: {}", label(d)));
            format!("an estimate: {}{known}", label(most))
        }
    };
    Ahead { points: lead_text(next.margin), next: next.name.clone(), by }
}

/// What is unknown, or only estimated, that could make another one the pick.
fn open_text(open: &Open) -> String {
    let about = open.requirement.as_deref().or(open.label.as_deref().map(own_label)).map(lower).unwrap_or_default();
    let worth = open.swing.map(|swing| format!("up to {} of 100 points", points_text(swing)));
    let (how, between) = match &open.between {
        Some(between) => ("Only estimated", format!(" ({between})")),
        None => ("Not known", String::new()),
    };
    let worth = worth.map_or_else(String::new, |worth| format!(", {worth}"));
    // A requirement is a sentence, a criterion a thing.
    let whether = if open.requirement.is_some() { "whether this holds: " } else { "" };
    format!("{how} of {}: {whether}{about}{between}{worth}.", open.name)
}

/// The offers of the pick that would be better if more were known of them.
fn better(better: &MightBeBetter) -> String {
    let which = match better.offers {
        1 => format!("Its offer {} would be better", better.offer),
        n => format!("{n} of its offers would be better, the nearest: {}", better.offer),
    };
    let bill = match (&better.bill, &better.instead_of) {
        (Some(bill), Some(instead)) if bill != instead => format!(", {bill} instead of {instead}"),
        _ => String::new(),
    };
    format!("{which} ({} of 100 points{bill}), if {}.", points_text(better.score), better.asks)
}

/// Who cannot be told apart from the first, and what puts it first all the same.
pub(super) fn too_close(next: &RunnerUp, close: &Close) -> String {
    let level = level(&close.names, None).unwrap_or_default();
    format!("{level} {}", ahead(next).told(true))
}
