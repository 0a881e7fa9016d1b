//! The single answers with which a model stands elsewhere.

use super::advice::{Span, add, deciding};
use super::answers::{changed, tried};
use super::trial::{By, Kind, Standing, compare};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Resolved};
use crate::verdict::Verdict;

/// Other answers to one question with which a model has another rank, each by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Shift {
    /// The answers, in the order of their options; all of them do the same.
    pub answers: Vec<Span>,
    /// The rank that the model has with them; `None` if it is not eligible.
    pub rank: Option<usize>,
    /// The model that comes first with them; `None` if nothing is eligible.
    pub first: Option<usize>,
    /// How they speak for this model against the one that is first now, or for the one that comes first with them against this one, and what
    /// decides; `None` where they don't: others in between fall behind or drop out, or nothing is left.
    pub reason: Option<(Kind, Vec<By>)>,
}

/// Of a model that comes first, the answers with which it no longer does; of any other one those with which it is eligible or has a
/// better rank than now. Each by itself, the rest as it is; the best ranks first, then in the order of the questions.
///
/// The models are those compared. Which numbers are tried: the named ones, and those at which a comparison changes for this model or the
/// one that is first now.
///
/// ```
/// use verdict::{catalog::Catalog, change, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
/// let mut said = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
/// // Alone, a model loses its place by nothing but being kept out.
/// said.among = Some(vec![0]);
/// assert!(change::shifts(&graph, &said, 0).iter().all(|shift| matches!(shift.rank, None | Some(1))));
/// ```
#[must_use]
pub fn shifts(graph: &DecisionGraph, said: &Resolved, model: usize) -> Vec<Shift> {
    let now = Evaluation::new(graph, said);
    let verdict = Verdict::new(&now);
    let leader = verdict.ranking.first().map(|ranked| ranked.model);
    let held = rank(&verdict, model);
    let rows: Vec<_> = [Some(model), leader].into_iter().flatten().map(|m| graph.catalog().rows_of(m)).collect();
    let mut shifts: Vec<(Shift, usize)> = Vec::new();
    for need in 0..graph.needs().len() {
        let before = shifts.len();
        for tried in tried(&now, need, &rows) {
            let Some(resolved) = changed(&now, need, &tried.answer) else { continue };
            let then = Evaluation::new(graph, &resolved);
            let verdict = Verdict::new(&then);
            let (next, first) = (rank(&verdict, model), verdict.ranking.first().map(|ranked| ranked.model));
            let tells = match (held, next) {
                (Some(1), next) => next != Some(1),
                (Some(held), Some(next)) => next < held,
                (None, next) => next.is_some(),
                (Some(_), None) => false,
            };
            if !tells {
                continue;
            }
            // What lets a model in is told without a rival.
            let pair = match held {
                Some(1) => first.map(|first| [first, model]),
                Some(_) => leader.map(|leader| [model, leader]),
                None => Some([model, model]),
            };
            let reason = pair.and_then(|[one, other]| {
                let stood = Standing::new(&now, one, other);
                let stands = Standing::new(&then, one, other);
                let (kind, causes) = compare((&now, &stood), (&then, &stands), [one, other])?;
                Some((kind, deciding(kind, &causes)))
            });
            let mut of_need = shifts.iter_mut().skip(before);
            let same = of_need.find(|(s, _)| s.rank == next && s.first == first && s.reason == reason);
            if let Some((shift, last)) = same {
                add(&mut shift.answers, *last, &tried);
                *last = tried.place;
            } else {
                let mut answers = Vec::new();
                add(&mut answers, tried.place, &tried);
                shifts.push((Shift { answers, rank: next, first, reason }, tried.place));
            }
        }
    }
    let mut shifts: Vec<Shift> = shifts.into_iter().map(|(shift, _)| shift).collect();
    shifts.sort_by_key(|shift| shift.rank.unwrap_or(usize::MAX));
    shifts
}

fn rank(verdict: &Verdict, model: usize) -> Option<usize> {
    verdict.ranking.iter().find(|ranked| ranked.model == model).map(|ranked| ranked.rank)
}
