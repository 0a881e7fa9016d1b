//! Many draws at once, in columns: the same people as one draw after the other, for a fraction of the time.

use std::ops::Range;

use super::{Name, Random, Sampler, dirichlet, share_name};
use crate::expression::{Bits, Cell, Column, MAX_WORDS, Memo, Run, Table};
use crate::graph::{Answers, CriterionNode, DecisionGraph, Weights};
use crate::value::Type;

/// Many people.
#[derive(Debug)]
pub(crate) struct Crowd<'a> {
    graph: &'a DecisionGraph,
    people: Vec<Person>,
    /// The streams of the shares: by criterion, each of those below it with its own.
    names: Vec<Vec<(usize, Name)>>,
    /// The needs of each of them, a column for each fact.
    pub(crate) needs: Table,
}

#[derive(Debug)]
struct Person {
    random: Random,
    persona: usize,
    concentration: f64,
}

impl<'a> Sampler<'a> {
    /// The draws with these numbers; see [`Sampler::draw`], which says what is drawn.
    pub(crate) fn crowd(&self, numbers: Range<u64>) -> Crowd<'a> {
        let person = |number: u64| {
            let random = Random::new(self.seed, number);
            let persona = self.persona(&random);
            Person { random, persona, concentration: self.concentration(persona) }
        };
        let people: Vec<Person> = numbers.map(person).collect();
        let needs = self.settle(self.answers_of_all(&people), people.len());
        Crowd { graph: self.graph, people, names: self.share_names(), needs }
    }

    /// Takes answers back until nobody contradicts themselves, and settles the needs.
    fn settle(&self, mut given: Answers, people: usize) -> Table {
        let only = self.graph.with_sources(self.graph.derived_needs());
        loop {
            let mut settled = self.graph.complete_all(&given, people, self.as_of, &only);
            let mut taken_back = false;
            for (need, whose) in settled.contradicted.iter().filter(|(need, _)| !self.has_settled(*need)) {
                if let Some(answers) = given.get_mut(*need) {
                    answers.forget(whose);
                    taken_back = true;
                }
            }
            if !taken_back {
                self.graph.assume_rest(&mut settled.needs, given, &only);
                return settled.needs;
            }
        }
    }

    fn share_names(&self) -> Vec<Vec<(usize, Name)>> {
        let below = |(above, node): (usize, &CriterionNode)| {
            node.children.iter().map(|c| (*c, share_name(self.graph, above, *c))).collect()
        };
        self.graph.criteria().iter().enumerate().map(below).collect()
    }

    fn has_settled(&self, need: usize) -> bool {
        self.said.is_some_and(|said| said.has_settled(need))
    }

    fn answers_of_all(&self, people: &[Person]) -> Answers {
        let mut given = self.graph.no_answers(people.len());
        for said in self.said.iter().flat_map(|said| &said.given) {
            let ty = self.graph.need_type(said.need);
            // The same for all of them, and it may have words that are none of the first.
            if let (Type::Set(words), Some(answers)) = (ty, given.get_mut(said.need))
                && words.len() > MAX_WORDS
            {
                *answers = Column::Const(Some(said.value.clone()));
                continue;
            }
            let cell = Cell::of(ty, &said.value);
            if let Some((answers, cell)) = given.get_mut(said.need).zip(cell) {
                answers.fill(0..people.len(), cell);
            }
        }
        for (need, replies) in self.replies.iter().enumerate().filter(|(need, _)| !self.has_settled(*need)) {
            let asked = self.asked(need, &given, people.len());
            let Some(answers) = given.get_mut(need) else { continue };
            for (i, person) in people.iter().enumerate() {
                if asked.as_ref().is_none_or(|asked| asked.get(i))
                    && let Some(cell) = replies.draw(person.persona, &person.random)
                {
                    answers.fill([i], cell);
                }
            }
        }
        given
    }

    /// For whom a question is worth asking after so many answers; `None` is everybody.
    fn asked(&self, need: usize, given: &Answers, people: usize) -> Option<Bits> {
        let graph = self.graph;
        let ask_when = graph.ask_when(need)?;
        let only = graph.with_sources(graph.needs_read(ask_when));
        let settled = graph.complete_all(given, people, self.as_of, &only);
        let run = Run::turned(graph.program(), graph.schema(), &settled.needs, None, None, Memo::default());
        Some(run.truths(ask_when).0)
    }
}

impl Crowd<'_> {
    /// How many they are.
    pub(crate) fn len(&self) -> usize {
        self.people.len()
    }

    /// Of which kind each is.
    pub(crate) fn personas(&self) -> impl Iterator<Item = usize> {
        self.people.iter().map(|person| person.persona)
    }

    /// How somebody weighs the leaves, around weights like these.
    pub(crate) fn weights(&self, person: usize, weights: &Weights) -> Vec<f64> {
        let name = |above: usize, c: usize| {
            let below = self.names.get(above).and_then(|below| below.iter().find(|(below, _)| *below == c));
            below.map_or_else(|| share_name(self.graph, above, c), |(_, name)| *name)
        };
        let shares =
            |p: &Person| self.graph.vary(weights, dirichlet(name, &p.random, p.concentration, &weights.by_hand));
        self.people.get(person).map(shares).unwrap_or_default()
    }
}
