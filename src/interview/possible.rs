//! Who can still win, whatever the questions that are left are answered.
//!
//! Nothing is sampled here. Needs that may yet be answered are unknown; what the three-valued expressions say for certain all the
//! same, holds for every answer. Between two alternatives, the difference of their scores is bounded over all weights that the
//! rules which may fire allow: at each criterion, the largest weighted mean of what is below it, which gives the most points to
//! whatever has the most and the fewest to the rest. So a winner that is told here is one. The reverse does not hold: bounds
//! forget that answers go together, and where they cannot tell, asking goes on.

use std::collections::BTreeSet;

use crate::evaluate::{Evaluation, refusals};
use crate::expression::{Bits, NodeId, Run};
use crate::fact::FactId;
use crate::graph::{ByHand, CompiledEffect, DecisionGraph, Foreseen, Leaf, Resolved, WHOLE, utility};
use crate::rulebook::WhenUnknown;
use crate::value::Date;

/// What every way to answer has in common.
pub(super) struct Possible<'a> {
    graph: &'a DecisionGraph,
    foreseen: Foreseen,
    /// Of each rule, whether it fires for certain or maybe; `None` if it does not.
    fires: Vec<Option<bool>>,
    /// Alternatives that no requirement excludes for certain.
    rows: Bits,
    /// Those of them that no requirement can exclude.
    sure: Bits,
    /// Facts of needs that a requirement which could still exclude something looks at.
    checked: BTreeSet<FactId>,
    /// Of each leaf, whether its utilities may change.
    moving: Vec<bool>,
    by_hand: ByHand,
}

/// Who can win yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Winners {
    /// One model, in every case.
    One(usize),
    /// One model or nothing.
    OneOrNone(usize),
    /// No model at all.
    None,
    /// Several, as far as can be told.
    Several,
}

impl<'a> Possible<'a> {
    pub(super) fn new(graph: &'a DecisionGraph, said: &Resolved, as_of: Date) -> Self {
        let foreseen = graph.foresee(said, as_of);
        let fires: Vec<Option<bool>> = (0..graph.rules().len()).map(|rule| graph.may_fire(rule, &foreseen)).collect();
        let rows = graph.table().rows;
        let considered = Bits::of(graph.catalog().alternatives().iter().map(|alternative| {
            said.among.as_ref().is_none_or(|among| among.binary_search(&alternative.model).is_ok())
        }));
        let run = run(graph, &foreseen);
        let (mut out, mut maybe_out) = (Bits::new(rows, false), Bits::new(rows, false));
        let mut doubts = Vec::new();
        for (rule, fires) in graph.rules().iter().zip(&fires) {
            let (CompiledEffect::Require(node, when_unknown), Some(certain)) = (&rule.effect, fires) else { continue };
            let (no, unknown) = refusals(run.column(*node), rows);
            let reads: Vec<FactId> = uncertain(graph, *node, &foreseen.uncertain).collect();
            // Where no answer can change it, what is unknown of an alternative stays so.
            let keeps = *when_unknown == WhenUnknown::Keep && reads.is_empty();
            let doubtful = if keeps { no.clone() } else { no.or(&unknown) };
            if *certain {
                out.or_assign(if reads.is_empty() { &doubtful } else { &no });
            }
            if !*certain || !reads.is_empty() {
                maybe_out.or_assign(&doubtful);
                doubts.push((doubtful, reads, rule.when.filter(|_| !*certain)));
            }
        }
        let possible = considered.and_not(&out);
        let mut checked = BTreeSet::new();
        for (doubtful, reads, when) in doubts {
            if possible.and(&doubtful).count_ones() > 0 {
                checked.extend(reads);
                checked.extend(when.into_iter().flat_map(|when| uncertain(graph, when, &foreseen.uncertain)));
            }
        }
        let moving = graph.leaves().iter().map(|leaf| moves(graph, leaf, &foreseen.uncertain)).collect();
        drop(run);
        Self {
            sure: possible.and_not(&maybe_out),
            graph,
            foreseen,
            fires,
            rows: possible,
            checked,
            moving,
            by_hand: said.by_hand.clone(),
        }
    }

    /// The needs that may yet be answered and can change anything about who wins, in the order of the questions.
    pub(super) fn live(&self) -> Vec<usize> {
        let graph = self.graph;
        let mut facts = self.checked.clone();
        if self.models().nth(1).is_some() {
            let points = self.points();
            let counts = |c: usize| points.get(c).is_some_and(|(_, most)| *most > 0);
            for (leaf, moving) in graph.leaves().iter().zip(&self.moving) {
                if *moving && counts(leaf.criterion) {
                    facts.extend(leaf.nodes().flat_map(|node| uncertain(graph, node, &self.foreseen.uncertain)));
                }
            }
            let weighs = graph.rules().iter().zip(&self.fires).filter(|(rule, fires)| {
                **fires == Some(false) && matches!(rule.effect, CompiledEffect::Weigh | CompiledEffect::Prefer(_))
            });
            facts.extend(weighs.filter_map(|(rule, _)| rule.when).flat_map(|w| self.uncertain(w)));
            facts.extend(graph.computed_points().flat_map(|node| self.uncertain(node)));
        }
        // What sets a need that matters, or decides whether it is asked, matters as well.
        let need = |fact: FactId| graph.needs().iter().position(|f| *f == fact);
        loop {
            let live: BTreeSet<usize> = facts.iter().filter_map(|f| need(*f)).collect();
            let mut more = facts.clone();
            for (rule, fires) in graph.rules().iter().zip(&self.fires) {
                if let (CompiledEffect::Derive(derived), Some(false), Some(when)) = (&rule.effect, fires, rule.when)
                    && derived.iter().any(|(need, _)| live.contains(need))
                {
                    more.extend(self.uncertain(when));
                }
            }
            more.extend(live.iter().filter_map(|n| graph.ask_when(*n)).flat_map(|node| self.uncertain(node)));
            if more.len() == facts.len() {
                return self.foreseen.open.iter().copied().filter(|n| live.contains(n)).collect();
            }
            facts = more;
        }
    }

    /// The models that can still be eligible, in the order of the catalog.
    fn models(&self) -> impl Iterator<Item = usize> + '_ {
        let mut last = None;
        let alternatives = self.graph.catalog().alternatives().iter().enumerate();
        alternatives
            .filter(|(row, _)| self.rows.get(*row))
            .map(|(_, a)| a.model)
            .filter(move |model| last.replace(*model) != Some(*model))
    }

    fn uncertain(&self, node: NodeId) -> impl Iterator<Item = FactId> + '_ {
        uncertain(self.graph, node, &self.foreseen.uncertain)
    }

    fn points(&self) -> Vec<(i64, i64)> {
        let run = run(self.graph, &self.foreseen);
        self.graph.points_between(&run, &self.fires, &self.foreseen.uncertain, &self.by_hand)
    }

    /// Who can win, given who leads now and the scores for what is said and assumed now.
    pub(super) fn winners(&self, now: &Evaluation<'_>, leader: Option<usize>) -> Winners {
        let mut models = self.models();
        let (first, second) = (models.next(), models.next());
        let Some(first) = first else { return Winners::None };
        let model = |row: usize| self.graph.catalog().alternatives().get(row).map(|a| a.model);
        let rows = || (0..self.graph.table().rows).filter(|row| self.rows.get(*row));
        if second.is_none() {
            let sure = rows().any(|row| self.sure.get(row));
            return if sure { Winners::One(first) } else { Winners::OneOrNone(first) };
        }
        let Some(leader) = leader else { return Winners::Several };
        let sure: Vec<usize> = rows().filter(|row| self.sure.get(*row) && model(*row) == Some(leader)).collect();
        let bounds = Bounds::new(self, now);
        let mut best = sure.first().copied();
        let beaten = |rival: usize| {
            let wins = |own: usize| bounds.wins(own, rival, model(own) < model(rival));
            // Whoever won last time is likely to again.
            if best.is_some_and(wins) {
                return true;
            }
            let winner = sure.iter().copied().find(|own| wins(*own));
            best = winner.or(best);
            winner.is_some()
        };
        let mut rivals = rows().filter(|row| model(*row) != Some(leader));
        if !sure.is_empty() && rivals.all(beaten) { Winners::One(leader) } else { Winners::Several }
    }
}

/// Bounds of how far two alternatives can come to be apart.
struct Bounds<'p> {
    possible: &'p Possible<'p>,
    now: &'p Evaluation<'p>,
    /// The criteria that can count, each before those above it.
    upwards: Vec<usize>,
    /// Their least and most points, by criterion.
    points: Vec<Option<(f64, f64)>>,
    /// Utilities of the leaves that do not move, leaf by leaf.
    utilities: Vec<Vec<f64>>,
    /// Whether nothing about scores can change any more.
    settled: bool,
}

impl<'p> Bounds<'p> {
    #[expect(clippy::cast_precision_loss, reason = "points are at most a few million")]
    fn new(possible: &'p Possible<'p>, now: &'p Evaluation<'p>) -> Self {
        let graph = possible.graph;
        let points = possible.points();
        let of = |c: usize| points.get(c).copied().unwrap_or_default();
        // Whether something below it counts, for certain and maybe.
        let mut alive = vec![(false, false); graph.criteria().len()];
        let (mut upwards, mut between) = (Vec::new(), vec![None; alive.len()]);
        for c in graph.downwards().collect::<Vec<_>>().into_iter().rev() {
            let Some(node) = graph.criteria().get(c) else { continue };
            let below = || node.children.iter().filter_map(|k| alive.get(*k).copied());
            let (sure, maybe) = match node.leaf {
                Some(_) => (true, true),
                None => (below().any(|(sure, _)| sure), below().any(|(_, maybe)| maybe)),
            };
            let (least, most) = if c == 0 { (1, 1) } else { of(c) };
            let (sure, maybe) = (sure && least > 0, maybe && most > 0);
            if let (Some(alive), Some(between)) = (alive.get_mut(c), between.get_mut(c)) {
                *alive = (sure, maybe);
                *between = maybe.then_some((if sure { least as f64 } else { 0.0 }, most as f64));
            }
            upwards.extend(Some(c).filter(|_| maybe));
        }
        let run = run(graph, &possible.foreseen);
        let rows = graph.table().rows;
        let utilities = graph.leaves().iter().zip(&possible.moving).map(|(leaf, moving)| {
            let counts = alive.get(leaf.criterion).is_some_and(|(_, maybe)| *maybe);
            if *moving || !counts {
                return Vec::new();
            }
            let column =
                graph.fixed(leaf).map_or_else(|| utility::column(&run, leaf, rows).values, |f| f.values.clone());
            column.into_iter().map(|u| if u.is_nan() { leaf.assume } else { u }).collect()
        });
        let utilities = utilities.collect();
        let settled = upwards.iter().all(|c| {
            let leaf = graph.criteria().get(*c).and_then(|node| node.leaf);
            let fixed = between.get(*c).copied().flatten().is_none_or(|(least, most)| most - least <= 0.0);
            fixed && leaf.is_none_or(|l| possible.moving.get(l) == Some(&false))
        });
        Self { possible, now, upwards, points: between, utilities, settled }
    }

    /// Whether one alternative comes before another in every case in which both are eligible. `first` says whether it does where
    /// both score the same.
    fn wins(&self, own: usize, rival: usize, first: bool) -> bool {
        let score = |row: usize| self.now.scores.get(row).copied().unwrap_or_default();
        if self.settled {
            return score(own) > score(rival) || first && score(own) == score(rival);
        }
        // A weight is rounded to a hundred-thousandth and a contribution to half a thousandth of a point, on both sides.
        #[expect(clippy::cast_precision_loss, reason = "leaves are few")]
        let rounding = 3.0 * self.utilities.len() as f64;
        self.most(rival, own) * f64::from(WHOLE) + rounding < 0.0
    }

    /// The most by which the utility of one alternative as a whole can exceed that of another; 1 is all there is.
    fn most(&self, rival: usize, own: usize) -> f64 {
        let graph = self.possible.graph;
        let mut most = vec![f64::NAN; graph.criteria().len()];
        let mut below: Vec<(f64, f64, f64)> = Vec::new();
        for c in &self.upwards {
            let Some(node) = graph.criteria().get(*c) else { continue };
            let difference = if let Some(leaf) = node.leaf {
                let utilities = self.utilities.get(leaf).filter(|u| !u.is_empty());
                let of = |row: usize| utilities.and_then(|u| u.get(row)).copied();
                of(rival).zip(of(own)).map_or(1.0, |(rival, own)| rival - own)
            } else {
                below.clear();
                let mut set: Vec<(f64, f64, bool)> = Vec::new();
                for k in &node.children {
                    let (points, most) = (self.points.get(*k).copied().flatten(), most.get(*k).copied());
                    let (Some((least, points)), Some(most)) = (points, most.filter(|m| !m.is_nan())) else { continue };
                    match self.possible.by_hand.part(*c, *k) {
                        Some(part) => set.push((most, part, least > 0.0)),
                        None => below.push((most, least, points)),
                    }
                }
                largest_by_hand(&set, &mut below)
            };
            if let Some(slot) = most.get_mut(*c) {
                *slot = difference;
            }
        }
        most.first().copied().unwrap_or(1.0)
    }
}

/// The largest mean of values of which some have the part that was set for them, each with whether it is measured for certain, and the
/// others share the rest by their points.
fn largest_by_hand(set: &[(f64, f64, bool)], others: &mut [(f64, f64, f64)]) -> f64 {
    let given: f64 = set.iter().map(|(_, part, _)| part).sum();
    if given <= 0.0 {
        return largest_mean(others);
    }
    // Where something may yet drop out, its part goes to the rest: no mean is above the largest value.
    if set.iter().any(|(_, part, sure)| *part > 0.0 && !sure) {
        let all = set.iter().map(|(value, ..)| *value).chain(others.iter().map(|(value, ..)| *value));
        return all.fold(f64::NEG_INFINITY, f64::max);
    }
    let sum: f64 = set.iter().map(|(value, part, _)| value * part).sum();
    let alone = sum / given;
    let is_sure = others.iter().any(|(_, least, _)| *least > 0.0);
    match largest_mean(others) {
        rest if given < 1.0 && rest.is_finite() => {
            let shared = sum + (1.0 - given) * rest;
            if is_sure { shared } else { shared.max(alone) }
        }
        _ => alone,
    }
}

/// The largest mean of values, each weighted by anything between its least and its most points: the highest values have the most,
/// the others the least. Each is (value, least, most).
fn largest_mean(values: &mut [(f64, f64, f64)]) -> f64 {
    values.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (mut sum, mut points) = values.iter().fold((0.0, 0.0), |(s, p), (v, least, _)| (s + v * least, p + least));
    let mut best = if points > 0.0 { sum / points } else { f64::NEG_INFINITY };
    for (value, least, most) in values.iter() {
        sum += value * (most - least);
        points += most - least;
        if points > 0.0 {
            best = best.max(sum / points);
        }
    }
    best
}

fn run<'a>(graph: &'a DecisionGraph, foreseen: &'a Foreseen) -> Run<'a> {
    graph.run(&foreseen.values).with_open(&foreseen.uncertain)
}

fn uncertain<'a>(
    graph: &'a DecisionGraph,
    node: NodeId,
    facts: &'a BTreeSet<FactId>,
) -> impl Iterator<Item = FactId> + 'a {
    graph.program().reads(node).iter().copied().filter(|f| facts.contains(f))
}

/// Whether the utilities of a leaf may come out otherwise once more is answered.
fn moves(graph: &DecisionGraph, leaf: &Leaf, facts: &BTreeSet<FactId>) -> bool {
    leaf.nodes().any(|node| uncertain(graph, node, facts).next().is_some())
}
