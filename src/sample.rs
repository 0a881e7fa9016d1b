//! Draws people from a population: who asks, what they answer, and how they weigh what counts.
//!
//! A draw is a function of the seed and its number alone. Each thing drawn has a stream of numbers of its own, by its id, so that
//! one more question, rule or criterion leaves the rest of every draw as it was, and two rulebooks can be compared draw by draw.
//!
//! # Why it is so
//!
//! **Why a stream of numbers for each thing drawn?**
//!
//! With one stream for all, one more question would change every answer after it, and the difference between the
//! shares of two rulebooks would be noise. So each answer and each share has a stream by its id, and two rulebooks
//! are compared draw by draw.
//!
//! **Why our own generator?**
//!
//! It is 40 lines, and a dependency's next version may give other numbers. Its logarithms are `libm`'s, as those of
//! utilities are.

use crate::evaluate::Evaluation;
use crate::graph::{ByHand, DecisionGraph, Given, Resolved, Setter};
use crate::rulebook::population::{Askers, Persona, Population, Prior};
use crate::value::{Date, Value};

mod crowd;
mod random;
mod reply;

pub(crate) use crowd::Crowd;
use random::Name;
pub use random::Random;
use reply::Replies;

/// Draws from one population.
#[derive(Debug, Clone)]
pub struct Sampler<'a> {
    graph: &'a DecisionGraph,
    personas: &'a [Persona],
    /// By question.
    replies: Vec<Replies>,
    /// The stream of the persona.
    who: Name,
    /// What part each persona has, by place in `personas`.
    masses: Vec<f64>,
    /// What was said already, the same in every draw.
    said: Option<&'a Resolved>,
    as_of: Date,
    seed: u64,
}

/// The least probability of an answer when it is judged who gave it: people say what nobody expected of them, and one answer must
/// not make anybody impossible.
const SURPRISE: f64 = 0.01;

/// Somebody who asks.
#[derive(Debug, Clone)]
pub struct Draw<'a> {
    graph: &'a DecisionGraph,
    random: Random,
    /// Of which kind, by place in [`Askers::personas`].
    pub persona: usize,
    concentration: f64,
    /// What was answered, what follows from it, and what is assumed.
    pub resolved: Resolved,
}

impl<'a> Sampler<'a> {
    /// A sampler of a population, for verdicts of one date.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook, sample::Sampler};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let askers = graph.rulebook().askers.as_ref().unwrap();
    /// let as_of = graph.as_of_date(&Request::default());
    /// let sampler = Sampler::new(&graph, askers, &askers.populations[0], as_of, 1);
    /// let (once, again) = (sampler.draw(5), sampler.draw(5));
    /// assert_eq!(once.resolved.given, again.resolved.given);
    /// assert_eq!(once.evaluate().scores, again.evaluate().scores);
    /// ```
    #[must_use]
    pub fn new(
        graph: &'a DecisionGraph,
        askers: &'a Askers,
        population: &'a Population,
        as_of: Date,
        seed: u64,
    ) -> Self {
        let mut masses = vec![0.0; askers.personas.len()];
        for mass in &population.masses {
            if let Some(slot) = masses.get_mut(mass.persona) {
                *slot = mass.mass;
            }
        }
        let questions = graph.rulebook().questions.iter().enumerate();
        let replies = questions.map(|(need, q)| Replies::new(q, graph.need_type(need), &askers.personas)).collect();
        Self {
            graph,
            personas: &askers.personas,
            replies,
            who: Name::new(&["persona"]),
            masses,
            said: None,
            as_of,
            seed,
        }
    }

    /// Of these people, those who have said what somebody said: their answers and what they left unanswered are fixed, and each
    /// kind of people is as probable as that makes it, by Bayes' rule. Answers are taken as independent within a kind, as the
    /// population has them; none is held to be less probable than one in a hundred.
    #[must_use]
    pub fn who_said(mut self, said: &'a Resolved) -> Self {
        let question = |need: usize| self.graph.rulebook().questions.get(need);
        for (mass, persona) in self.masses.iter_mut().zip(self.personas) {
            for given in &said.given {
                let prior = question(given.need).and_then(|q| persona.answers.get(&q.id));
                *mass *= prior.map_or(0.0, |p| likelihood(p, &given.value)).max(SURPRISE);
            }
            for need in &said.unanswered {
                let prior = question(*need).and_then(|q| persona.answers.get(&q.id));
                *mass *= prior.map_or(1.0, silence).max(SURPRISE);
            }
        }
        let sum: f64 = self.masses.iter().sum();
        self.masses.iter_mut().for_each(|mass| *mass /= sum);
        self.said = Some(said);
        self
    }

    /// The graph whose questions are answered.
    pub(crate) fn graph(&self) -> &'a DecisionGraph {
        self.graph
    }

    /// The models that are compared, by what was said; all if `None`.
    pub(crate) fn among(&self) -> Option<&'a [usize]> {
        self.said.and_then(|said| said.among.as_deref())
    }

    /// What was weighed by hand, by what was said.
    pub(crate) fn by_hand(&self) -> ByHand {
        self.said.map(|said| said.by_hand.clone()).unwrap_or_default()
    }

    /// How many kinds of people there are.
    pub(crate) fn personas(&self) -> usize {
        self.personas.len()
    }

    /// The draw with a number.
    ///
    /// The questions are gone through in their order. One that is not worth asking after what was answered so far is not answered.
    /// In the end nobody contradicts themselves: an answer that contradicts what rules derive from the others is taken back, so that
    /// what is derived holds. What was said already stands, even so.
    #[must_use]
    pub fn draw(&self, number: u64) -> Draw<'a> {
        let random = Random::new(self.seed, number);
        let persona = self.persona(&random);
        let mut given = self.answers(persona, &random);
        let concentration = self.concentration(persona);
        loop {
            let resolved = self.graph.complete(given, self.as_of);
            let resolved = if let Some(said) = self.said { resolved.asked_as(said) } else { resolved };
            let taken_back: Vec<usize> = resolved
                .contradictions
                .iter()
                .filter(|c| c.by == Setter::Given && !self.said.is_some_and(|said| said.has_settled(c.need)))
                .map(|c| c.need)
                .collect();
            if taken_back.is_empty() {
                return Draw { graph: self.graph, random, persona, concentration, resolved };
            }
            given = resolved.given.into_iter().filter(|g| !taken_back.contains(&g.need)).collect();
        }
    }

    /// What whoever is drawn with a number answers to a question, be it worth asking or not; `None` is no answer.
    #[must_use]
    pub fn reply(&self, number: u64, need: usize) -> Option<Value> {
        let random = Random::new(self.seed, number);
        self.answer(need, self.persona(&random), &random)
    }

    fn answer(&self, need: usize, persona: usize, random: &Random) -> Option<Value> {
        let cell = self.replies.get(need)?.draw(persona, random)?;
        reply::value(cell, self.graph.rulebook().questions.get(need)?)
    }

    /// Of which kind somebody is.
    fn persona(&self, random: &Random) -> usize {
        let mut at = random.named(self.who).unit();
        let mut last = 0;
        for (persona, mass) in self.masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
            last = persona;
            at -= mass;
            if at < 0.0 {
                break;
            }
        }
        last
    }

    /// How little weights vary among people of a kind.
    fn concentration(&self, persona: usize) -> f64 {
        self.personas.get(persona).map_or(1.0, |p| p.concentration)
    }

    fn answers(&self, persona: usize, random: &Random) -> Vec<Given> {
        // What was said counts for questions before it, too: an interview need not ask in the order of the rulebook.
        let mut given = self.said.map(|said| said.given.clone()).unwrap_or_default();
        for (need, question) in self.graph.rulebook().questions.iter().enumerate() {
            if self.said.is_some_and(|said| said.has_settled(need)) {
                continue;
            }
            let Some(value) = self.answer(need, persona, random) else { continue };
            if question.ask_when.is_none() || self.graph.is_asked(need, &self.graph.complete(given.clone(), self.as_of))
            {
                given.push(Given { need, value });
            }
        }
        given.sort_by_key(|g| g.need);
        given
    }
}

impl Draw<'_> {
    /// Evaluates what was drawn, with weights that are drawn as well: below each criterion the shares are Dirichlet distributed,
    /// around those that the answers give; what was weighed by hand is as it was said. They are the same at every call.
    #[must_use]
    pub fn evaluate(&self) -> Evaluation<'_> {
        let name = |above: usize, c: usize| share_name(self.graph, above, c);
        let shares = dirichlet(name, &self.random, self.concentration, &self.resolved.by_hand);
        Evaluation::varied(self.graph, &self.resolved, shares)
    }
}

/// The stream of the share that a criterion has in one above it.
fn share_name(graph: &DecisionGraph, above: usize, below: usize) -> Name {
    let id = |c: usize| graph.criteria().get(c).map_or("", |node| node.id.as_str());
    Name::new(&["share", id(above), id(below)])
}

/// The shares below a criterion, around those that are given for them: gamma variates, of which only the ratios count.
fn dirichlet(
    name: impl Fn(usize, usize) -> Name,
    random: &Random,
    concentration: f64,
    by_hand: &ByHand,
) -> impl Fn(usize, &[(usize, f64)]) -> Vec<f64> {
    move |above, below| {
        // Alone it has all; and what was said is not drawn.
        if below.len() == 1 || by_hand.divides(above) {
            return below.iter().map(|(_, share)| *share).collect();
        }
        let gamma = |(c, share): &(usize, f64)| random.named(name(above, *c)).ln_gamma(concentration * share);
        let logs: Vec<f64> = below.iter().map(gamma).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        logs.into_iter().map(|ln| libm::exp(ln - most)).collect()
    }
}

/// How probable it is that somebody with this prior gives an answer. A number is as probable as the range it lies in.
fn likelihood(prior: &Prior, answer: &Value) -> f64 {
    let one = prior.one.iter();
    let Value::List(words) = answer else {
        return one.filter(|chance| chance.covers(answer)).map(|chance| chance.probability).sum();
    };
    // The main one is any of them or none; all others were chosen by themselves, and what is not among them was not.
    let others = |main: Option<&Value>| -> f64 {
        let each = |word: &Value| prior.each.iter().find(|chance| chance.from == *word).map_or(0.0, |c| c.probability);
        let chosen = words.iter().filter(|word| Some(*word) != main).map(each);
        let left = prior.each.iter().filter(|chance| !words.contains(&chance.from));
        chosen.chain(left.map(|chance| 1.0 - chance.probability)).product()
    };
    let none = 1.0 - one.clone().map(|chance| chance.probability).sum::<f64>();
    let main = one.filter(|chance| words.contains(&chance.from));
    main.map(|chance| chance.probability * others(Some(&chance.from))).sum::<f64>() + none.max(0.0) * others(None)
}

/// How probable it is that somebody with this prior does not answer.
fn silence(prior: &Prior) -> f64 {
    let one: f64 = prior.one.iter().map(|chance| chance.probability).sum();
    prior.each.iter().fold(1.0 - one, |all, chance| all * (1.0 - chance.probability))
}
