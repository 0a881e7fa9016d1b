//! "Use it if …": the answers that speak for one model against another, and the rules behind each.

use std::cmp::Reverse;

use super::answers::{Tried, changed, tried};
use super::margin::telling;
use super::trial::{By, Cause, Kind, Standing, compare};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Resolved};
use crate::value::Value;

/// What speaks for each of two models.
#[derive(Debug, Clone, PartialEq)]
pub struct Advice {
    /// How they stand now, with the needs as they are.
    pub now: Standing,
    /// For the one: first the answers with which it comes before the other, then those by which it only gains; the strongest first.
    pub one: Vec<Bullet>,
    /// For the other, likewise.
    pub other: Vec<Bullet>,
}

/// An answer, or numbers that all do the same.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// The need, by its place in the order of the questions.
    pub need: usize,
    /// The answer; of numbers the least.
    pub from: Value,
    /// The same; of numbers the greatest. Of those in between, all that were tried do the same: the named ones and all at which a comparison changes.
    pub to: Value,
    /// Of numbers that need not be whole the next that was tried and does otherwise: what is said holds up to below it.
    pub below: Option<Value>,
}

/// Answers that speak for a model by the same rules. Each of them does so alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Bullet {
    /// Whether the model comes before the other with each of these answers; else it only gains.
    pub wins: bool,
    /// How they speak for it.
    pub kind: Kind,
    /// What decides: the rules that keep out or let in; or of what moves points the largest gains that outweigh all losses.
    pub by: Vec<By>,
    /// The answers, in the order of the questions and of their options.
    pub answers: Vec<Span>,
    /// By how many thousandths of a point the model is ahead with the strongest answer; `None` if the other is out.
    pub margin: Option<i32>,
    /// How many of these it gained by that answer, at least 1; `None` where one of the two was or is out.
    pub gain: Option<i32>,
}

/// What speaks for each of two models, from every answer to every question by itself, the rest as it is.
///
/// An answer speaks for a model if it keeps out the other and not this one, if it lets this one in, or if this one gains on the other
/// by it. Which offers are the best may be others with each answer. Answers that contradict what follows from the rest are left out.
/// Which answers are tried of a number: the named ones, and those at which a comparison with it changes for one of the two.
///
/// ```
/// use verdict::{catalog::Catalog, change, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
/// let said = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
/// let advice = change::advice(&graph, &said, 0, 1);
/// // What speaks for one of them does so whichever is named first.
/// let turned = change::advice(&graph, &said, 1, 0);
/// assert!(!advice.one.is_empty() || !advice.other.is_empty());
/// assert_eq!((advice.one, advice.other), (turned.other, turned.one));
/// ```
#[must_use]
pub fn advice(graph: &DecisionGraph, said: &Resolved, one: usize, other: usize) -> Advice {
    let mut pair = vec![one, other];
    pair.sort_unstable();
    let said = Resolved { among: Some(pair), ..said.clone() };
    let now = Evaluation::judged(graph, &said);
    let stands = Standing::new(&now, one, other);
    let rows = [graph.catalog().rows_of(one), graph.catalog().rows_of(other)];
    let (mut ones, mut others) = (Vec::new(), Vec::new());
    for need in 0..graph.needs().len() {
        for at in tried(&now, need, &rows) {
            let Some(resolved) = changed(&now, need, &at.answer) else { continue };
            let then = Evaluation::judged(graph, &resolved);
            let standing = Standing::new(&then, one, other);
            gather(&mut ones, &at, (&now, &stands), (&then, &standing), [one, other]);
            gather(&mut others, &at, (&now, &stands.turned()), (&then, &standing.turned()), [other, one]);
        }
    }
    Advice { now: stands, one: sorted(ones), other: sorted(others) }
}

/// A bullet, and the place of the last answer it has.
type Gathered = (Bullet, usize);

/// Adds an answer to the bullet of its kind, or as a new one; if it speaks for the first of the models at all.
fn gather(
    bullets: &mut Vec<Gathered>,
    tried: &Tried,
    before: (&Evaluation<'_>, &Standing),
    after: (&Evaluation<'_>, &Standing),
    models: [usize; 2],
) {
    let Some((kind, causes)) = compare(before, after, models) else { return };
    let (wins, by) = (after.1.leads(), deciding(kind, &causes));
    let margin = after.1.margin();
    let gain = margin.zip(before.1.margin()).map(|(after, before)| after - before);
    let same = bullets.iter_mut().find(|(b, _)| b.wins == wins && b.kind == kind && b.by == by);
    let Some((bullet, last)) = same else {
        let mut answers = Vec::new();
        add(&mut answers, tried.place, tried);
        bullets.push((Bullet { wins, kind, by, answers, margin, gain }, tried.place));
        return;
    };
    add(&mut bullet.answers, *last, tried);
    *last = tried.place;
    if (gain, margin) > (bullet.gain, bullet.margin) {
        (bullet.gain, bullet.margin) = (gain, margin);
    }
}

/// Adds an answer that does the same as others, the last of which had the place `last`: numbers side by side become a span.
pub(super) fn add(answers: &mut Vec<Span>, last: usize, tried: &Tried) {
    let (answer, below) = (|| tried.answer.clone(), || tried.next.clone());
    match answers.last_mut() {
        Some(before) if before.need == tried.need && last + 1 == tried.place && tried.answer.as_number().is_some() => {
            (before.to, before.below) = (answer(), below());
        }
        _ => answers.push(Span { need: tried.need, from: answer(), to: answer(), below: below() }),
    }
}

/// What decides: all that keeps out or lets in; the largest gains that outweigh the losses.
pub(super) fn deciding(kind: Kind, causes: &[Cause]) -> Vec<By> {
    let mut all: Vec<(By, i32)> = causes.iter().map(|cause| (cause.by, cause.points)).collect();
    if kind == Kind::Moves {
        all.sort_by_key(|(by, points)| (-points, *by));
        all = telling(&all).pros;
    }
    let mut by: Vec<By> = all.into_iter().map(|(by, _)| by).collect();
    by.sort_unstable();
    by
}

/// Those first with which the model wins, then by kind, then by what is gained.
fn sorted(bullets: Vec<Gathered>) -> Vec<Bullet> {
    let mut bullets: Vec<Bullet> = bullets.into_iter().map(|(bullet, _)| bullet).collect();
    bullets.sort_by_key(|b| (!b.wins, b.kind, Reverse(b.gain)));
    bullets
}
