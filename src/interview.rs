//! Which question to ask next, and when to stop asking.
//!
//! Nobody is asked what cannot change the verdict, and what changes it most comes first. What somebody would answer is taken from
//! the population of the rulebook, given what they said; every question is worth what the best choice is expected to gain by its
//! answer (the expected value of sample information: Howard 1966; Chajewska, Koller & Parr 2000, AAAI, pp. 363–369). Two questions
//! may be worth nothing each and much together, so what is worth nothing is asked by how much it says about who wins (mutual
//! information), and never ends the interview: only the certainty that no answer can change the winner does, or that little is
//! expected to be lost. It is a pure function: needs in, the next step out.
//!
//! # Why it is so
//!
//! **How does an interview know that it can stop?**
//!
//! In three ways, told apart in what it says. *Certain* is proven, not sampled: needs that may yet be answered are
//! unknown (`graph::foresee`), and what three-valued expressions say all the same holds for every answer (`has()`
//! of such a need is unknown, too, `Run::with_open`). Between the leader and each rival the difference of scores is
//! bounded over all points that rules which may fire could give: the largest weighted mean at each criterion.
//! Bounds forget that answers go together (the price of one model may be below that of another for every volume,
//! and still both prices are unknown), so it is said too rarely, never too often. *One left* is the same with a
//! leader that an answer could exclude: no other can win. *Little to gain* is a forecast: 200 ways to answer drawn
//! from the population, given what was said (Bayes over personas), each evaluated in full; whoever looks often sees
//! something small by chance, so another 200 must confirm it.
//!
//! **What is a question worth?**
//!
//! By how much the expected score of the *verdict* grows if it is given after the answer: the expected value of
//! sample information for whoever takes the verdict as it comes, assumptions included, and not for somebody who
//! could choose the model with the best expectation. So no choice is fitted to the draws, and 200 do. What 200
//! cannot tell from nothing (`interview::POINTS`) counts as nothing, and zeros go by the mutual information of
//! answer and winner; of what says the same as far as they can tell (`interview::BITS`), the rulebook's order
//! decides. Without that floor, and with the earlier correction for small counts, interviews of 60 people had a
//! median of 11 questions and not 9: a point or two, mostly noise, asked what could rule out the model that leads
//! now, before it was known which models it is between. The mutual information is adjusted for chance
//! (`interview::information`): a question with many answers looks as if it said much in 200 draws.
//!
//! **Why is it a loss to be told of a model that does not fit?**
//!
//! Where nothing fits, no answer could lead to a better model, so asking would be worth nothing and an interview
//! would recommend what cannot be used. `misfit` in `rulebook.toml` says how bad that is; it also makes the search
//! for exclusions worth more.

use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Given, Resolved};
use crate::rulebook::Askers;
use crate::rulebook::population::Population;
use crate::sample::Sampler;
use crate::value::{Date, Value};
use crate::verdict::Verdict;

mod information;
mod possible;
mod worlds;

use possible::{Possible, Winners};
use worlds::Worlds;

/// How many ways to answer are drawn to choose a question, and again to judge whether to stop.
pub const WORLDS: usize = 200;

/// In what part of the cases a loss stays below [`Forecast::at_most`].
pub const CONFIDENCE: f64 = 0.95;

/// What [`WORLDS`] draws cannot tell from nothing, in points: two standard errors of what an answer is worth that rules out the model
/// that leads in one case of fifty.
pub const POINTS: f64 = 2.0;

/// What they cannot tell from nothing in bits: two standard errors of the mutual information of an answer that says 0.15 bits.
pub const BITS: f64 = 0.1;

/// In which order questions are asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is worth most comes first.
    #[default]
    Adaptive,
    /// That of the rulebook.
    Fixed,
}

/// An interview by the questions of a graph's rulebook.
#[derive(Debug, Clone)]
pub struct Interview<'a> {
    graph: &'a DecisionGraph,
    askers: &'a Askers,
    population: &'a Population,
    as_of: Date,
    order: Order,
    /// How many points may be expected to be lost, and in what part of the ways another model may win, where it may end before it
    /// is certain.
    bound: Option<(f64, f64)>,
}

/// A question that can change the verdict.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Open {
    /// The need, by its place in the order of the questions.
    pub need: usize,
    /// What the best choice is expected to gain by the answer, in points; 0 at least.
    pub points: f64,
    /// How much the answer says about who wins, in bits; 0 at least.
    pub bits: f64,
}

/// What is to be expected of the questions that are left.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Forecast {
    /// In what part of the ways to go on answering the model that leads now wins, 0 to 1.
    pub leads: f64,
    /// In what part of them nothing fits, 0 to 1.
    pub nothing: f64,
    /// How many points are lost on average by whoever stops now.
    pub regret: f64,
    /// How many points are lost at most, in [`CONFIDENCE`] of the cases.
    pub at_most: f64,
}

/// Why nothing more has to be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Everything was asked.
    Asked,
    /// No answer that is left can change the winner.
    Certain,
    /// No other model can win, but an answer may exclude this one, too.
    OneLeft,
    /// No model can be eligible any more.
    NothingLeft,
    /// Little is expected to be lost.
    SmallRegret,
}

/// Where an interview stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The model that leads, by place in the catalog; `None` while nothing is eligible.
    pub leader: Option<usize>,
    /// The questions that may yet be asked and can change the verdict, those first that are to be asked first.
    pub open: Vec<Open>,
    /// Questions that may yet be asked and cannot change it, in the order of the rulebook.
    pub idle: Vec<usize>,
    /// The question to ask next, if any is left: of those that the rulebook puts first, or else of the open ones, or else an idle one.
    pub next: Option<usize>,
    /// What is to be expected of the open questions.
    pub forecast: Forecast,
    /// Why it can end here, if it can.
    pub stop: Option<Stop>,
}

impl<'a> Interview<'a> {
    /// An interview of somebody from a population, for verdicts of one date. It may end where no more than the rulebook's `regret`
    /// is expected to be lost and another model wins in no more than its `changes` of the ways to go on, once the questions are asked
    /// that it puts first.
    #[must_use]
    pub fn new(graph: &'a DecisionGraph, askers: &'a Askers, population: &'a Population, as_of: Date) -> Self {
        let bound = graph.rulebook().regret.map(|regret| (regret, graph.rulebook().changes.unwrap_or(1.0)));
        Self { graph, askers, population, as_of, order: Order::Adaptive, bound }
    }

    /// The same in another order.
    #[must_use]
    pub fn in_order(self, order: Order) -> Self {
        Self { order, ..self }
    }

    /// The same until it is certain that no answer can change the winner, nor whether there is one.
    #[must_use]
    pub fn until_certain(self) -> Self {
        Self { bound: None, ..self }
    }

    /// Where it stands after what was said.
    #[must_use]
    pub fn step(&self, said: &Resolved) -> Step {
        let now = Evaluation::new(self.graph, said);
        let leader = Verdict::new(&now).ranking.first().map(|r| r.model);
        let possible = Possible::new(self.graph, said, self.as_of);
        let winners = possible.winners(&now, leader);
        let live = possible.live();
        let (live, idle): (Vec<usize>, Vec<usize>) = self.askable(said).partition(|need| live.contains(need));
        let may_be_asked = |need: &usize| live.contains(need) || idle.contains(need);
        let first = self.graph.rulebook().first.iter().copied().find(may_be_asked);
        let mut step = Step { leader, open: Vec::new(), idle, next: None, forecast: Forecast::default(), stop: None };
        let worlds = self.worlds(said, 1);
        step.forecast = forecast(&worlds, leader);
        step.open = self.worth(said, &worlds, &live, leader);
        let best = step.open.first().map(|open| open.need).or(step.idle.first().copied());
        step.next = first.filter(|_| self.order == Order::Adaptive).or(best);
        step.stop = match winners {
            _ if step.open.is_empty() && step.idle.is_empty() => Some(Stop::Asked),
            Winners::None => Some(Stop::NothingLeft),
            _ if step.open.is_empty() => Some(Stop::Certain),
            Winners::One(_) => Some(Stop::Certain),
            Winners::OneOrNone(model) if self.bound.is_some() && leader == Some(model) => Some(Stop::OneLeft),
            _ => None,
        };
        if let (None, Some((regret, changes)), Some(_), None) = (step.stop, self.bound, leader, first) {
            let is_little = |forecast: &Forecast| forecast.regret <= regret && 1.0 - forecast.leads <= changes;
            if is_little(&step.forecast) {
                // Whoever looks often enough sees something small by chance: others confirm it.
                let confirmed = forecast(&self.worlds(said, 2), leader);
                step.stop = is_little(&confirmed).then_some(Stop::SmallRegret);
                step.forecast = confirmed;
            }
        }
        step
    }

    /// The questions that may be asked now, in the order of the rulebook: neither answered nor left unanswered, not settled by a rule, and worth asking.
    pub fn askable(&self, said: &Resolved) -> impl Iterator<Item = usize> {
        let foreseen = self.graph.foresee(said, self.as_of);
        foreseen.open.into_iter().filter(|need| self.graph.is_asked(*need, said))
    }

    /// What questions are worth, those first that are to be asked first.
    fn worth(&self, said: &Resolved, worlds: &Worlds, live: &[usize], leader: Option<usize>) -> Vec<Open> {
        let winner = |need: usize, answer: &Value| {
            let mut given = said.given.clone();
            given.push(Given { need, value: answer.clone() });
            let said = self.graph.complete(given, self.as_of).asked_as(said);
            worlds::winner(&Evaluation::scores_of_models(self.graph, &said)).map(|(model, _)| model)
        };
        let worth = worlds.worth(live, leader, winner);
        let open = live.iter().zip(worth);
        let open = open.map(|(need, (points, bits))| Open { need: *need, points: points.max(0.0), bits }).collect();
        if self.order == Order::Fixed { open } else { most_first(open) }
    }

    fn worlds(&self, said: &Resolved, seed: u64) -> Worlds {
        let sampler = Sampler::new(self.graph, self.askers, self.population, self.as_of, seed).who_said(said);
        Worlds::draw(self.graph, &sampler, WORLDS)
    }
}

/// What is worth the most points first; where that is nothing, as far as the draws can tell, what says most about who wins; of what
/// says the same, as far as they can tell, what the rulebook asks first.
fn most_first(mut open: Vec<Open>) -> Vec<Open> {
    let mut sorted = Vec::with_capacity(open.len());
    while !open.is_empty() {
        let most = |of: fn(&Open) -> f64| open.iter().map(of).fold(0.0, f64::max);
        let (points, bits) = (most(|o| o.points), most(|o| o.bits));
        let next = if points > POINTS {
            open.iter().position(|o| o.points >= points)
        } else {
            open.iter().position(|o| o.bits >= bits - BITS)
        };
        sorted.push(open.remove(next.unwrap_or_default()));
    }
    sorted
}

#[expect(clippy::cast_precision_loss, reason = "hundreds of worlds")]
fn forecast(worlds: &Worlds, leader: Option<usize>) -> Forecast {
    let all = worlds.len().max(1) as f64;
    let share = |count: usize| count as f64 / all;
    let leads = worlds.winners().filter(|w| leader.is_some() && w.map(|(model, _)| model) == leader).count();
    let nothing = worlds.winners().filter(Option::is_none).count();
    let best = worlds.winners().map(|winner| winner.map_or(0, |(_, score)| score));
    let mut lost: Vec<i32> = best.zip(worlds.of(leader)).map(|(best, own)| best - own).collect();
    lost.sort_unstable();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a part of a length")]
    let at = (CONFIDENCE * all).ceil() as usize;
    let at_most = lost.get(at.saturating_sub(1)).copied().unwrap_or_default();
    Forecast {
        leads: share(leads),
        nothing: share(nothing),
        regret: lost.iter().map(|l| f64::from(*l)).sum::<f64>() / all / 1000.0,
        at_most: f64::from(at_most) / 1000.0,
    }
}
