//! The single answers with which another model comes first.

use super::advice::{Span, add};
use super::answers::{Tried, changed, tried};
use super::trial::{Cause, Kind, Standing, compare};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Resolved};
use crate::value::Value;
use crate::verdict::Verdict;

/// An answer with which another model comes first, or none, or one at last.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// The need, by its place in the order of the questions.
    pub need: usize,
    /// The answer.
    pub answer: Value,
    /// The model that comes first with it; `None` if nothing is eligible any more.
    pub first: Option<usize>,
    /// How the new first stands to the one that is first now, before the answer and with it; `None` where there is only one of them.
    pub standings: Option<(Standing, Standing)>,
    /// How the answer speaks for the new first against the old, and by what; `None` where there is only one of them.
    pub reason: Option<(Kind, Vec<Cause>)>,
    tried: Tried,
}

/// All the answers to one question with which the same model comes first, or none.
#[derive(Debug, Clone, PartialEq)]
pub struct Turning {
    /// The need, by its place in the order of the questions.
    pub need: usize,
    /// The model; `None` if nothing is eligible any more.
    pub first: Option<usize>,
    /// The answers, in the order of their options; numbers side by side are one span.
    pub answers: Vec<Span>,
}

/// The same by question and by who comes first.
#[must_use]
pub fn joined(turns: &[Turn]) -> Vec<Turning> {
    // Each with the place of the last answer it has.
    let mut all: Vec<(Turning, usize)> = Vec::new();
    for turn in turns {
        let same = all.iter().position(|(t, _)| (t.need, t.first) == (turn.need, turn.first));
        let at = same.unwrap_or_else(|| {
            all.push((Turning { need: turn.need, first: turn.first, answers: Vec::new() }, turn.tried.place));
            all.len() - 1
        });
        if let Some((turning, last)) = all.get_mut(at) {
            add(&mut turning.answers, *last, &turn.tried);
            *last = turn.tried.place;
        }
    }
    all.into_iter().map(|(turning, _)| turning).collect()
}

/// The answers with which another model comes first than now, each by itself, the rest as it is; in the order of the questions.
///
/// The models are those compared. Which numbers are tried: the named ones, and those at which a comparison changes for the model that is
/// first now.
#[must_use]
pub fn turns(graph: &DecisionGraph, said: &Resolved) -> Vec<Turn> {
    let now = Evaluation::new(graph, said);
    let first = |evaluation: &Evaluation<'_>| Verdict::new(evaluation).ranking.first().map(|r| r.model);
    let leader = first(&now);
    let rows: Vec<_> = leader.map(|model| graph.catalog().rows_of(model)).into_iter().collect();
    let mut turns = Vec::new();
    for need in 0..graph.needs().len() {
        for tried in tried(&now, need, &rows) {
            let answer = tried.answer.clone();
            let Some(resolved) = changed(&now, need, &answer) else { continue };
            let then = Evaluation::new(graph, &resolved);
            let next = first(&then);
            if next == leader {
                continue;
            }
            let pair = next.zip(leader);
            let standings = pair.map(|(new, old)| (Standing::new(&now, new, old), Standing::new(&then, new, old)));
            let reason = pair
                .zip(standings)
                .and_then(|((new, old), (before, after))| compare((&now, &before), (&then, &after), [new, old]));
            turns.push(Turn { need, answer, first: next, standings, reason, tried });
        }
    }
    turns
}
