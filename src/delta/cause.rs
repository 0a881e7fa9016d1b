//! Which changes make a verdict another one: as few as possible, found by trying.
//!
//! Method: delta debugging (Zeller & Hildebrandt 2002, "Simplifying and isolating failure-inducing input", IEEE Trans. Softw. Eng.
//! 28(2):183–200). Nothing is inferred from what a change looks like: a cause is a set of changes with which the old world gives the new
//! verdict, as evaluating it shows.

use std::collections::{BTreeMap, BTreeSet};

use crate::expression::Bits;

use super::{Case, Changes, Finding, Outcome, What};

/// How few the changes of a cause are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Proof {
    /// No smaller set of changes does it: all were tried.
    Smallest,
    /// Without any one of them it does not come about; a smaller set of others was not ruled out.
    Minimal,
    /// They do it, and the search ended before it was known whether all of them are needed.
    Enough,
}

/// Changes that make something of a verdict what it is in the new world.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The changes, by place.
    pub changes: Vec<usize>,
    /// How few they are.
    pub proof: Proof,
    /// Where one change is the cause: others of which each does it alone, too.
    pub others: Vec<usize>,
}

/// So many changes are tried one by one, each by itself; more would take too long.
pub const SINGLES: usize = 400;
/// So many pairs of changes are tried.
pub const PAIRS: usize = 300;
/// So many worlds are built and judged for one comparison, before the search is content with what it has.
pub const WORLDS: usize = 2_000;

/// The cause of each finding, in their order; `None` where all changes together do not explain it.
pub(super) fn causes(
    changes: &Changes<'_>,
    cases: &[Case],
    news: &[Outcome],
    findings: &[Finding],
) -> Vec<Option<Cause>> {
    let (open, causes) = ((0..findings.len()).collect(), vec![None; findings.len()]);
    Search { changes, cases, news, findings, open, tried: BTreeMap::new(), causes }.run()
}

type Set = BTreeSet<usize>;

struct Search<'s, 'a> {
    changes: &'s Changes<'a>,
    cases: &'s [Case],
    news: &'s [Outcome],
    findings: &'s [Finding],
    /// Findings without a cause yet: worlds are judged for their cases only.
    open: Set,
    /// The findings that hold with some changes; `None` where they make no world that loads. Bits, since there may be thousands of both.
    tried: BTreeMap<Bits, Option<Bits>>,
    causes: Vec<Option<Cause>>,
}

impl Search<'_, '_> {
    fn run(mut self) -> Vec<Option<Cause>> {
        if self.findings.is_empty() {
            return self.causes;
        }
        let (base, candidates) = self.bounds();
        let one_by_one = candidates.len() <= SINGLES;
        let mut alone: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for change in candidates.iter().filter(|_| one_by_one) {
            for finding in self.holding(&with(&base, &[*change])).iter_ones() {
                alone.entry(finding).or_default().push(*change);
            }
        }
        for (finding, mut singles) in alone {
            let first = singles.remove(0);
            self.settle(&base, finding, &[first], Proof::Smallest, singles);
        }
        let pairs = candidates.len() * candidates.len().saturating_sub(1) / 2;
        while let Some(finding) = self.open.first().copied() {
            // What changed other verdicts mostly changed this one, too, and is a shorter list.
            let named: Set = self.causes.iter().flatten().flat_map(|cause| cause.changes.iter().copied()).collect();
            let named: Vec<usize> = candidates.iter().copied().filter(|change| named.contains(change)).collect();
            let shorter = self.holds(&with(&base, &named), finding);
            let Some(mut found) = self.reduce(&base, if shorter { &named } else { &candidates }, finding) else {
                self.open.remove(&finding);
                continue;
            };
            let mut proof = self.proof(&base, &found, finding);
            let all_pairs = found.len() > 2 && pairs <= PAIRS.min(WORLDS.saturating_sub(self.tried.len()));
            if one_by_one && all_pairs {
                let pair = self.pair(&base, &candidates, finding);
                if pair.is_some() || found.len() == 3 {
                    proof = Proof::Smallest;
                }
                found = pair.unwrap_or(found);
            } else if one_by_one && found.len() == 2 {
                proof = Proof::Smallest;
            }
            self.settle(&base, finding, &found, proof, Vec::new());
            // What has the same cause is not looked for again; where all pairs were tried, it may have another pair.
            let also = if all_pairs { Bits::default() } else { self.holding(&with(&base, &found)) };
            for other in also.iter_ones() {
                if self.open.contains(&other) && self.proof(&base, &found, other) < Proof::Enough {
                    self.settle(&base, other, &found, proof, Vec::new());
                }
            }
        }
        self.causes
    }

    /// The changes that are made in every world that is tried, and those to choose from.
    ///
    /// What only declares something (a source, say) is there from the start, and stays there to the end: a world in which a fact names a
    /// source that is not there would not load. That nothing comes about by that alone is seen by trying, too.
    fn bounds(&mut self) -> (Set, Vec<usize>) {
        let all: Set = (0..self.changes.as_slice().len()).collect();
        let declaring = |what| -> Set {
            let all = self.changes.as_slice().iter().enumerate();
            all.filter(|(_, change)| change.declares(what)).map(|(place, _)| place).collect()
        };
        let (mut base, gone) = (declaring(What::New), declaring(What::Gone));
        if !base.is_empty() && self.attempt(&base).is_none_or(|holding| holding.count_ones() > 0) {
            base.clear();
        }
        let mut top: Set = all.difference(&gone).copied().collect();
        if !gone.is_empty() && self.attempt(&top).is_none_or(|holding| holding.count_ones() < holding.len()) {
            top = all;
        }
        let candidates = top.difference(&base).copied().collect();
        (base, candidates)
    }

    /// The findings that hold with these changes; `None` where they make no world, or too many were made already.
    fn attempt(&mut self, set: &Set) -> Option<Bits> {
        let key = self.key(set);
        if let Some(known) = self.tried.get(&key) {
            return known.clone();
        }
        if self.tried.len() >= WORLDS {
            return None;
        }
        let holding = self.changes.apply(set).ok().map(|graph| {
            let mut outcomes: BTreeMap<usize, Outcome> = BTreeMap::new();
            let mut holds = |finding: usize| {
                let Some(Finding { case, aspect }) = self.findings.get(finding) else { return false };
                let (Some(of), Some(new)) = (self.cases.get(*case), self.news.get(*case)) else { return false };
                outcomes.entry(*case).or_insert_with(|| Outcome::new(&graph, &of.request)).agrees(new, aspect)
            };
            Bits::of((0..self.findings.len()).map(|finding| self.open.contains(&finding) && holds(finding)))
        });
        self.tried.insert(key, holding.clone());
        holding
    }

    fn key(&self, set: &Set) -> Bits {
        Bits::of((0..self.changes.as_slice().len()).map(|change| set.contains(&change)))
    }

    fn holding(&mut self, set: &Set) -> Bits {
        self.attempt(set).unwrap_or_default()
    }

    fn holds(&mut self, set: &Set, finding: usize) -> bool {
        self.holding(set).get(finding)
    }

    /// The fewest of some changes that delta debugging comes to (`ddmin`); `None` where not even all of them do it.
    fn reduce(&mut self, base: &Set, changes: &[usize], finding: usize) -> Option<Vec<usize>> {
        let mut left = changes.to_vec();
        if !self.holds(&with(base, &left), finding) {
            return None;
        }
        let mut pieces = 2;
        while left.len() > 1 {
            let size = left.len().div_ceil(pieces);
            let chunks: Vec<Vec<usize>> = left.chunks(size).map(<[_]>::to_vec).collect();
            let rest = |chunk: &Vec<usize>| left.iter().filter(|c| !chunk.contains(c)).copied().collect::<Vec<_>>();
            let rests: Vec<Vec<usize>> = if chunks.len() > 2 { chunks.iter().map(rest).collect() } else { Vec::new() };
            if let Some(chunk) = chunks.iter().find(|chunk| self.holds(&with(base, chunk), finding)) {
                (left, pieces) = (chunk.clone(), 2);
            } else if let Some(rest) = rests.iter().find(|rest| self.holds(&with(base, rest), finding)) {
                (left, pieces) = (rest.clone(), chunks.len() - 1);
            } else if size == 1 {
                break;
            } else {
                pieces = (chunks.len() * 2).min(left.len());
            }
        }
        Some(left)
    }

    /// Two changes that do it together, if there are some.
    fn pair(&mut self, base: &Set, candidates: &[usize], finding: usize) -> Option<Vec<usize>> {
        let pairs =
            candidates.iter().enumerate().flat_map(|(i, one)| candidates.iter().skip(i + 1).map(|two| [*one, *two]));
        pairs.map(|pair| pair.to_vec()).find(|pair| self.holds(&with(base, pair), finding))
    }

    /// What is known of a set of changes that does it, from leaving each of them out.
    fn proof(&mut self, base: &Set, changes: &[usize], finding: usize) -> Proof {
        if changes.len() == 1 {
            return Proof::Smallest;
        }
        let without =
            |left_out: &usize| with(base, &changes.iter().filter(|c| *c != left_out).copied().collect::<Vec<_>>());
        let needed = changes
            .iter()
            .map(without)
            .all(|set| !self.holds(&set, finding) && self.tried.contains_key(&self.key(&set)));
        if needed { Proof::Minimal } else { Proof::Enough }
    }

    /// Notes a cause, with what must be declared so that it stands in the old world by itself.
    fn settle(&mut self, base: &Set, finding: usize, changes: &[usize], proof: Proof, others: Vec<usize>) {
        let none = Set::new();
        let stands = base.is_empty()
            || self.holds(&with(&none, changes), finding) && self.proof(&none, changes, finding) < Proof::Enough;
        let mut cause = Cause { changes: changes.to_vec(), proof, others };
        if !stands {
            let all: Vec<usize> = with(base, changes).into_iter().collect();
            if let Some(found) = self.reduce(&none, &all, finding) {
                cause.proof = self.proof(&none, &found, finding);
                cause.changes = found;
            }
        }
        self.open.remove(&finding);
        if let Some(slot) = self.causes.get_mut(finding) {
            *slot = Some(cause);
        }
    }
}

fn with(base: &Set, changes: &[usize]) -> Set {
    base.iter().chain(changes).copied().collect()
}
