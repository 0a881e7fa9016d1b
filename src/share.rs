//! How often each model comes first, over the people of a population.
//!
//! A share is a property of the population that is assumed as much as of the models: whoever shows one names the population. Method:
//! SMAA-2 (Lahdelma & Salminen 2001, Oper. Res. 49(3):444–454), the weights drawn at each node of the tree of criteria, so that it
//! changes nothing into how many criteria something is split; those for whom nothing is eligible are counted by themselves.
//!
//! # Why it is so
//!
//! **Why are people the rows when shares are counted?**
//!
//! Ten thousand verdicts one by one take seconds. The engine runs over columns, so it is turned round
//! (`Run::turned`): the needs of many people are the columns, and an alternative's facts are constants. Rules,
//! scales and criteria stay one piece of code; drawing (`sample::crowd`), deriving (`graph::crowd`) and judging
//! (`evaluate::many`) exist twice, for one and for many, and a test holds them together person by person, on random
//! worlds and the shipped one.
//!
//! **What is a share of nothing?**
//!
//! Those for whom nothing is eligible are counted by themselves, and the shares of models are parts of everybody:
//! of a pair they add up to little where most people need what neither can do. `first_where_any` gives the parts of
//! those who have any choice. Who ties shares equally.

use std::ops::Range;

use crate::evaluate::{Evaluation, Many};
use crate::expression::Bits;
use crate::graph::{ByHand, DecisionGraph, Weights};
use crate::sample::{Crowd, Sampler};

pub mod exact;

/// How often each model came first.
///
/// ```
/// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook, sample::Sampler};
/// use verdict::share::Shares;
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
/// let askers = graph.rulebook().askers.as_ref().unwrap();
/// let as_of = graph.as_of_date(&Request::default());
/// let shares = Shares::new(&Sampler::new(&graph, askers, &askers.populations[0], as_of, 1), 50);
/// let sum: f64 = shares.all.ranking().iter().map(|model| shares.all.first(*model).value).sum();
/// assert!((sum + shares.all.nothing().value - 1.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Shares {
    /// Everybody who was drawn.
    pub all: Tally,
    /// Those of each kind, by place in [`Askers::personas`](crate::rulebook::population::Askers::personas).
    pub personas: Vec<Tally>,
}

/// What came first for some people.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// How many they are.
    pub people: u64,
    /// For how many of them nothing is eligible.
    pub nothing: u64,
    /// For how many each model comes first, by place in the catalog; models that tie have equal parts of whoever they tie for.
    pub firsts: Vec<f64>,
}

/// A part of some people, as those drawn show it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Share {
    /// The part, 0 to 1.
    pub value: f64,
    /// How far off it may be: half the width of the interval in which 95 of 100 such estimates hold the part, by the normal
    /// approximation. It says too little where hardly anybody was drawn, or where the part is nearly none or all.
    pub error: f64,
}

impl Shares {
    /// The shares among so many people, those with the numbers from 0 on. What was said holds for all of them, and only the models
    /// that it compares are compared ([`Sampler::who_said`]). It is a function of the sampler and the number alone.
    #[must_use]
    pub fn new(sampler: &Sampler<'_>, people: u64) -> Self {
        let graph = sampler.graph();
        let models = graph.catalog().models().len();
        let mut personas = vec![Tally::new(models); sampler.personas()];
        for start in (0..people).step_by(BLOCK) {
            let crowd = sampler.crowd(start..people.min(start + BLOCK as u64));
            for (persona, first) in crowd.personas().zip(firsts(graph, &crowd, sampler.among(), &sampler.by_hand())) {
                if let Some(tally) = personas.get_mut(persona) {
                    tally.add(&first);
                }
            }
        }
        let mut all = Tally::new(models);
        for tally in &personas {
            all.join(tally);
        }
        Self { all, personas }
    }
}

/// So many people are looked at at once. To begin with an alternative costs as much as thousands of people do, and the columns of more
/// would not stay close to the processor.
const BLOCK: usize = 16_384;

/// Which of some models come first for each of some people; of all models if none are named.
fn firsts(graph: &DecisionGraph, crowd: &Crowd<'_>, among: Option<&[usize]>, by_hand: &ByHand) -> Vec<Vec<usize>> {
    let many = Many::new(graph, &crowd.needs);
    let models: Vec<(usize, Vec<(usize, Bits)>)> = rows(graph)
        .filter(|(model, _)| among.is_none_or(|among| among.binary_search(model).is_ok()))
        .map(|(model, rows)| (model, rows.map(|row| (row, many.eligible(row))).collect()))
        .collect();
    // Whoever has no choice weighs nothing.
    let (mut any, mut choice) = (Bits::new(crowd.len(), false), Bits::new(crowd.len(), false));
    let mut first = vec![Vec::new(); crowd.len()];
    for (model, rows) in &models {
        let mut own = Bits::new(crowd.len(), false);
        for (_, eligible) in rows {
            own.or_assign(eligible);
        }
        for person in own.and_not(&any).iter_ones() {
            if let Some(first) = first.get_mut(person) {
                first.push(*model);
            }
        }
        choice.or_assign(&any.and(&own));
        any.or_assign(&own);
    }
    let weights = weights(graph, crowd, &many, &choice, by_hand);
    let mut best = vec![-1; crowd.len()];
    for (model, rows) in models {
        let scores = many.best(&rows, &choice, &weights);
        for ((best, first), score) in best.iter_mut().zip(&mut first).zip(scores) {
            if score > *best {
                *best = score;
                first.clear();
            }
            if score >= 0 && score == *best {
                first.push(model);
            }
        }
    }
    first
}

/// How some people weigh the leaves, by leaf and person; nothing for all others.
fn weights(
    graph: &DecisionGraph,
    crowd: &Crowd<'_>,
    many: &Many<'_>,
    people: &Bits,
    by_hand: &ByHand,
) -> Vec<Vec<f64>> {
    let people: Vec<usize> = people.iter_ones().collect();
    let points = many.points(&people);
    let mut weights = vec![vec![0.0; crowd.len()]; graph.leaves().len()];
    let mut own = Weights { by_hand: by_hand.clone(), ..Weights::default() };
    for (place, person) in people.into_iter().enumerate() {
        let points: Vec<i64> = points.iter().map(|points| points.get(place).copied().unwrap_or_default()).collect();
        own.edges = graph.edges(&points, by_hand);
        let own = crowd.weights(person, &own);
        for (weights, own) in weights.iter_mut().zip(own) {
            if let Some(weight) = weights.get_mut(person) {
                *weight = own;
            }
        }
    }
    weights
}

/// The models, each with its alternatives.
fn rows(graph: &DecisionGraph) -> impl Iterator<Item = (usize, Range<usize>)> {
    let next = |start: &mut usize, offers: usize| {
        let rows = *start..*start + offers;
        *start = rows.end;
        Some(rows)
    };
    let offers = graph.catalog().models().iter().map(|model| model.offers.len());
    offers.scan(0, move |start, offers| next(start, offers)).enumerate()
}

impl Tally {
    fn new(models: usize) -> Self {
        Self { firsts: vec![0.0; models], ..Self::default() }
    }

    /// One more, for whom these come first.
    #[expect(clippy::cast_precision_loss, reason = "models are few")]
    fn add(&mut self, first: &[usize]) {
        self.people += 1;
        self.nothing += u64::from(first.is_empty());
        for model in first {
            if let Some(count) = self.firsts.get_mut(*model) {
                *count += 1.0 / first.len() as f64;
            }
        }
    }

    fn join(&mut self, other: &Self) {
        self.people += other.people;
        self.nothing += other.nothing;
        self.firsts.iter_mut().zip(&other.firsts).for_each(|(own, more)| *own += more);
    }

    /// The part of these people for whom a model comes first, by its place in the catalog.
    #[must_use]
    pub fn first(&self, model: usize) -> Share {
        Share::new(self.count(model), self.people)
    }

    /// The part for whom nothing is eligible.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "people are fewer than 2^53")]
    pub fn nothing(&self) -> Share {
        Share::new(self.nothing as f64, self.people)
    }

    /// The part for whom a model comes first, of those for whom something is eligible.
    #[must_use]
    pub fn first_where_any(&self, model: usize) -> Share {
        Share::new(self.count(model), self.people - self.nothing)
    }

    /// The models that came first at all, those first that did so most often; equal ones by place in the catalog.
    #[must_use]
    pub fn ranking(&self) -> Vec<usize> {
        let mut models: Vec<usize> = (0..self.firsts.len()).filter(|model| self.count(*model) > 0.0).collect();
        models.sort_by(|a, b| self.count(*b).total_cmp(&self.count(*a)).then(a.cmp(b)));
        models
    }

    fn count(&self, model: usize) -> f64 {
        self.firsts.get(model).copied().unwrap_or_default()
    }
}

impl Share {
    /// So many of so many; nothing of nobody.
    #[expect(clippy::cast_precision_loss, reason = "people are fewer than 2^53")]
    fn new(count: f64, of: u64) -> Self {
        if of == 0 {
            return Self::default();
        }
        let value = count / of as f64;
        // Parts of ties may add up to a little more than all.
        Self { value, error: 1.96 * (value * (1.0 - value).max(0.0) / of as f64).sqrt() }
    }
}

/// The part of all ways to weigh what lies right below the goal on which one alternative is better than another, each way as probable
/// as any other; what is below each of these criteria keeps its weights. 0 to 1; one half if they are alike.
///
/// Criteria without weight are left out. It is about weights alone: whether either alternative is eligible, and for whom, is not in it.
#[must_use]
pub fn pure(evaluation: &Evaluation<'_>, row: usize, other: usize) -> f64 {
    let (graph, weights) = (evaluation.graph(), &evaluation.weights);
    let counts = |leaf, row| evaluation.utility(leaf, row).value.unwrap_or(leaf.assume);
    let differences: Vec<f64> = graph.leaves().iter().map(|leaf| counts(leaf, row) - counts(leaf, other)).collect();
    let goal = graph.criteria().first();
    let live = goal.iter().flat_map(|goal| &goal.children).filter(|c| weights.share(graph, 0, **c) > 0.0);
    let below = live.map(|top| {
        let only = |above: usize, below: &[(usize, f64)]| {
            below.iter().map(|(c, share)| if above > 0 { *share } else { f64::from(u8::from(c == top)) }).collect()
        };
        graph.vary(weights, only).iter().zip(&differences).map(|(weight, d)| weight * d).sum()
    });
    exact::share(&below.collect::<Vec<f64>>())
}
