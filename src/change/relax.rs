//! The least to give up: answers that, left out together, let something in where nothing is eligible.

use std::collections::BTreeSet;

use crate::evaluate::Evaluation;
use crate::graph::{CompiledEffect, CompiledRule, Resolved};
use crate::value::Date;
use crate::verdict::Verdict;

/// Answers that, left out together, would let something in.
#[derive(Debug, Clone, PartialEq)]
pub struct Relaxation {
    /// The needs, in the order of the questions.
    pub needs: Vec<usize>,
    /// The model that would come first, and its alternative.
    pub first: usize,
    /// How many models would be eligible.
    pub models: usize,
    /// Whether no smaller set lets anything in, as far as all smaller ones were tried.
    pub smallest: bool,
}

/// The most sets of answers without which a verdict is judged anew: some tenths of a second.
pub const MAX_TRIALS: usize = 256;
/// The most sets that are looked at, most of which cannot let anything in.
const MAX_SETS: usize = 100_000;

/// What keeps an alternative out: of each rule the answers behind it, by their places among the candidates. A rule holds as long as they
/// all stay, so at least one of each has to go.
type Way = BTreeSet<Vec<usize>>;

impl Evaluation<'_> {
    /// When nothing is eligible: the smallest sets of given answers that, left out together, let something in. All sets of
    /// the smallest size, in the order of the questions; none if leaving out answers does not help.
    ///
    /// Only answers that a requirement depends on are left out, directly, by way of rules that derive needs, or by way of
    /// formulas; also of requirements that come into force only without another answer. Every set of them that leaves of no alternative a rule
    /// as it is is tried by evaluating without it, smaller sets first, up to [`MAX_TRIALS`] sets. Where
    /// that is not enough, one set is found by leaving out all and putting back one after the other: no part of it can
    /// be put back, but a smaller set may exist, and [`Relaxation::smallest`] says so.
    #[must_use]
    pub fn relaxations(&self, as_of: Date) -> Vec<Relaxation> {
        let rules = self.graph().rules().iter().enumerate();
        let requires = |(_, rule): &(usize, &CompiledRule)| matches!(rule.effect, CompiledEffect::Require(..));
        let behind = self.graph().needs_behind(&rules.filter(requires).map(|(i, _)| i).collect::<Vec<usize>>());
        let given = self.resolved().given.iter().enumerate();
        let candidates: Vec<usize> = given.filter(|(_, g)| behind.contains(&g.need)).map(|(i, _)| i).collect();
        let ways = self.ways_in(&candidates);
        let (mut sets, mut trials) = (0, 0);
        for size in 1..=candidates.len() {
            let mut found = Vec::new();
            let mut places: Vec<usize> = (0..size).collect();
            loop {
                if sets >= MAX_SETS || trials >= MAX_TRIALS {
                    return self.minimal(candidates, as_of).into_iter().collect();
                }
                sets += 1;
                let left_out = |behind: &Vec<usize>| behind.iter().any(|place| places.contains(place));
                if ways.iter().any(|way| way.iter().all(left_out)) {
                    trials += 1;
                    let chosen: Vec<usize> = places.iter().filter_map(|p| candidates.get(*p).copied()).collect();
                    if self.lets_in(&chosen, as_of) {
                        found.extend(self.relaxation(&chosen, as_of, true));
                    }
                }
                if !next_combination(&mut places, candidates.len()) {
                    break;
                }
            }
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    /// What keeps the alternatives out that the candidates could let in, each once; what asks more than another is left out.
    fn ways_in(&self, candidates: &[usize]) -> Vec<Way> {
        let need = |place: &usize| self.resolved().given.get(*place).map(|g| g.need);
        let against: Vec<_> = self
            .kept_out()
            .map(|(requirement, out)| {
                let behind = self.graph().needs_behind(&[requirement.rule]);
                let answers =
                    candidates.iter().enumerate().filter(|(_, c)| need(c).is_some_and(|n| behind.contains(&n)));
                (answers.map(|(place, _)| place).collect::<Vec<usize>>(), out)
            })
            .collect();
        let ways: BTreeSet<Way> = self
            .considered
            .iter_ones()
            .map(|row| against.iter().filter(|(_, out)| out.get(row)).map(|(behind, _)| behind.clone()).collect())
            .filter(|way: &Way| !way.contains(&Vec::new()))
            .collect();
        let asks_more = |way: &Way| ways.iter().any(|less| less != way && less.is_subset(way));
        ways.iter().filter(|way| !asks_more(way)).cloned().collect()
    }

    /// A set of answers none of which can be put back.
    fn minimal(&self, mut left_out: Vec<usize>, as_of: Date) -> Option<Relaxation> {
        if !self.lets_in(&left_out, as_of) {
            return None;
        }
        for answer in left_out.clone() {
            let fewer: Vec<usize> = left_out.iter().copied().filter(|a| *a != answer).collect();
            if self.lets_in(&fewer, as_of) {
                left_out = fewer;
            }
        }
        self.relaxation(&left_out, as_of, false)
    }

    fn without(&self, left_out: &[usize], as_of: Date) -> Resolved {
        let rest = self.resolved().given.iter().enumerate().filter(|(i, _)| !left_out.contains(i));
        self.graph().complete(rest.map(|(_, g)| g.clone()).collect(), as_of).asked_as(self.resolved())
    }

    fn lets_in(&self, left_out: &[usize], as_of: Date) -> bool {
        let resolved = self.without(left_out, as_of);
        Evaluation::judged(self.graph(), &resolved).eligible.count_ones() > 0
    }

    fn relaxation(&self, left_out: &[usize], as_of: Date, smallest: bool) -> Option<Relaxation> {
        let resolved = self.without(left_out, as_of);
        let verdict = Verdict::new(&Evaluation::new(self.graph(), &resolved));
        let first = verdict.ranking.first()?.row;
        let needs = left_out.iter().filter_map(|i| self.resolved().given.get(*i)).map(|g| g.need).collect();
        Some(Relaxation { needs, first, models: verdict.ranking.len(), smallest })
    }
}

/// The next set of `chosen.len()` places out of `n`, in order; false after the last.
fn next_combination(chosen: &mut [usize], n: usize) -> bool {
    let size = chosen.len();
    for i in (0..size).rev() {
        let Some(slot) = chosen.get_mut(i) else { return false };
        if *slot < n - size + i {
            *slot += 1;
            let start = *slot;
            for (offset, later) in chosen.iter_mut().skip(i + 1).enumerate() {
                *later = start + offset + 1;
            }
            return true;
        }
    }
    false
}
