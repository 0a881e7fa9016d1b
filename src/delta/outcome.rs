//! What of a verdict is compared, and the ways in which two of them differ.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::evaluate::Evaluation;
use crate::graph::DecisionGraph;
use crate::needs::Request;
use crate::verdict::Verdict;

/// How many models of a ranking are compared by their ranks.
pub const TOP: usize = 3;

/// What a request comes to in one world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It has no answer there: it asks for a model that the catalog does not have, say. What is wrong, a line each.
    Refused(Vec<String>),
    /// A verdict.
    Judged {
        /// The models of the first ranks, up to [`TOP`], with their ranks; by id where they are equal. Empty if nothing is eligible.
        top: Vec<(usize, Arc<str>)>,
        /// All models that are eligible.
        eligible: BTreeSet<Arc<str>>,
    },
}

/// A way in which two verdicts can differ.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// Whether there is a verdict at all, or why not.
    Answer,
    /// Which models come first.
    First,
    /// The first ranks.
    Top,
    /// Whether this model is eligible.
    Eligible(Arc<str>),
}

impl Outcome {
    /// Judges a request.
    #[must_use]
    pub fn new(graph: &DecisionGraph, request: &Request) -> Self {
        let resolved = match graph.resolve(request, graph.as_of_date(request)) {
            Ok(resolved) => resolved,
            Err(found) => return Self::Refused(found.as_slice().iter().map(ToString::to_string).collect()),
        };
        let verdict = Verdict::new(&Evaluation::new(graph, &resolved));
        let id = |model: usize| graph.catalog().models().get(model).map(|m| Arc::clone(&m.id));
        let top = verdict.ranking.iter().take_while(|r| r.rank <= TOP).filter_map(|r| Some((r.rank, id(r.model)?)));
        Self::Judged { top: top.collect(), eligible: verdict.ranking.iter().filter_map(|r| id(r.model)).collect() }
    }

    /// The models of the first rank.
    pub fn first(&self) -> impl Iterator<Item = &Arc<str>> {
        self.top().iter().filter(|(rank, _)| *rank == 1).map(|(_, model)| model)
    }

    /// The models of the first ranks, with their ranks.
    #[must_use]
    pub fn top(&self) -> &[(usize, Arc<str>)] {
        match self {
            Self::Refused(_) => &[],
            Self::Judged { top, .. } => top,
        }
    }

    /// Whether a model is eligible.
    #[must_use]
    pub fn has(&self, model: &Arc<str>) -> bool {
        matches!(self, Self::Judged { eligible, .. } if eligible.contains(model))
    }

    /// Whether two outcomes are the same in one way. A refusal is another one where it has other reasons.
    pub(super) fn agrees(&self, other: &Self, aspect: &Aspect) -> bool {
        match (self, other) {
            (Self::Refused(one), Self::Refused(other)) => one == other,
            (Self::Judged { .. }, Self::Judged { .. }) => match aspect {
                Aspect::Answer => true,
                Aspect::First => self.first().eq(other.first()),
                Aspect::Top => self.top() == other.top(),
                Aspect::Eligible(model) => self.has(model) == other.has(model),
            },
            _ => false,
        }
    }

    /// The ways in which two outcomes differ.
    pub(super) fn differences(&self, other: &Self) -> Vec<Aspect> {
        let (Self::Judged { eligible: one, .. }, Self::Judged { eligible: two, .. }) = (self, other) else {
            return if self == other { Vec::new() } else { vec![Aspect::Answer] };
        };
        let ranks = [Aspect::First, Aspect::Top].into_iter().filter(|aspect| !self.agrees(other, aspect));
        ranks.chain(one.symmetric_difference(two).map(|model| Aspect::Eligible(Arc::clone(model)))).collect()
    }
}
