//! How two models stand to one another, and what lies between two such standings.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::evaluate::{Evaluation, Requirement, of_points, rounded};
use crate::graph::CompiledEffect;

/// An eligible alternative and its score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The alternative.
    pub row: usize,
    /// Its score in thousandths of a point.
    pub score: i32,
}

/// How two models stand to one another, each by its best eligible alternative; `None` if it has none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The one.
    pub one: Option<Place>,
    /// The other.
    pub other: Option<Place>,
}

impl Standing {
    pub(super) fn new(evaluation: &Evaluation<'_>, one: usize, other: usize) -> Self {
        Self { one: best(evaluation, one), other: best(evaluation, other) }
    }

    /// By how many thousandths of a point the one is ahead, if both are eligible.
    #[must_use]
    pub fn margin(&self) -> Option<i32> {
        Some(self.one?.score - self.other?.score)
    }

    /// Whether the one comes before the other, or is the only one left.
    #[must_use]
    pub fn leads(&self) -> bool {
        match self.margin() {
            Some(margin) => margin > 0,
            None => self.one.is_some(),
        }
    }

    pub(super) const fn turned(&self) -> Self {
        Self { one: self.other, other: self.one }
    }
}

/// How an answer speaks for one model against another, the strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// It keeps out the other one.
    Excludes,
    /// It lets in the one.
    Admits,
    /// It moves points.
    Moves,
}

/// What an answer works by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// A rule, by place in the rulebook, that applies with the answer; also one that keeps out the best offer of the other.
    Rule(usize),
    /// A rule that applies now, and with the answer no longer does, or is no longer against the model.
    Lifted(usize),
    /// A leaf, by place in the graph, whose value or scale reads the need.
    Leaf(usize),
    /// Another offer of one of the two models becomes its best, though no rule keeps out any.
    Offer,
    /// Points that are computed from the need.
    Points,
}

impl By {
    /// The rule that it is, whichever way.
    #[must_use]
    pub const fn rule(self) -> Option<usize> {
        if let Self::Rule(rule) | Self::Lifted(rule) = self { Some(rule) } else { None }
    }
}

/// A cause and its effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cause {
    /// What it is.
    pub by: By,
    /// How many thousandths of a point the one model gains on the other by it; 0 for what keeps out or lets in.
    pub points: i32,
}

/// The best eligible alternative of a model: that of the highest score, the first of equals.
pub(super) fn best(evaluation: &Evaluation<'_>, model: usize) -> Option<Place> {
    let rows = evaluation.graph().catalog().rows_of(model).filter(|row| evaluation.eligible.get(*row));
    // `max_by_key` takes the last of equals.
    rows.rev().map(|row| Place { row, score: evaluation.score_of(row) }).max_by_key(|place| place.score)
}

/// How the change from one evaluation to the other speaks for a model against another, and by what; `None` if it doesn't.
///
/// What moves points is told apart step by step, so that the causes add up to what is gained: the offers, then the leaves, then computed
/// points, then rule by rule in their order. What rules do together depends on that order.
pub(super) fn compare(
    before: (&Evaluation<'_>, &Standing),
    after: (&Evaluation<'_>, &Standing),
    [one, other]: [usize; 2],
) -> Option<(Kind, Vec<Cause>)> {
    let ((was, then), (is, now)) = (before, after);
    now.one?;
    let rows = |model: usize| was.graph().catalog().rows_of(model);
    if then.other.is_some() && now.other.is_none() {
        return Some((Kind::Excludes, kept_out(was, is, rows(other), By::Rule)));
    }
    if then.one.is_none() {
        return Some((Kind::Admits, kept_out(is, was, rows(one), By::Lifted)));
    }
    let gain = now.margin()? - then.margin()?;
    (gain > 0).then(|| (Kind::Moves, moved(before, after)))
}

/// The rules that keep out what is eligible elsewhere: of its alternatives, those against the one that comes nearest, which is the
/// one whose rules keep out the fewest.
fn kept_out(
    elsewhere: &Evaluation<'_>,
    here: &Evaluation<'_>,
    rows: Range<usize>,
    by: impl Fn(usize) -> By,
) -> Vec<Cause> {
    let against = |row: usize| here.against(row).collect::<Vec<Requirement>>();
    let was_in = rows.filter(|row| elsewhere.eligible.get(*row)).map(against);
    let nearest = was_in.min_by_key(|rules| rules.iter().map(|r| r.keeps_out).sum::<usize>());
    nearest.into_iter().flatten().map(|r| Cause { by: by(r.rule), points: 0 }).collect()
}

/// What the one gains on the other between two evaluations in which both are eligible, step by step.
fn moved(before: (&Evaluation<'_>, &Standing), after: (&Evaluation<'_>, &Standing)) -> Vec<Cause> {
    let ((was, then), (is, now)) = (before, after);
    let graph = was.graph();
    let old = |leaf: usize, weights: &[f64]| difference(was, now, leaf, weights);
    let new = |leaf: usize, weights: &[f64]| difference(is, now, leaf, weights);
    let leaves = 0..graph.leaves().len();
    let sum =
        |of: &dyn Fn(usize, &[f64]) -> f64, weights: &[f64]| leaves.clone().map(|leaf| of(leaf, weights)).sum::<f64>();

    let mut steps: Vec<(By, f64)> = Vec::new();
    for (sign, then, now) in [(1.0, then.one, now.one), (-1.0, then.other, now.other)] {
        let (Some(then), Some(now)) = (then, now) else { continue };
        let score = |row: usize| was.parts(row).iter().sum::<f64>();
        steps.push((offer(was, is, then.row, now.row), sign * (score(now.row) - score(then.row))));
    }
    let by_leaf =
        leaves.clone().map(|leaf| (By::Leaf(leaf), new(leaf, &was.weights.exact) - old(leaf, &was.weights.exact)));
    steps.extend(by_leaf);
    let certain = |fired: &[Option<bool>]| fired.iter().map(|f| *f == Some(true)).collect::<Vec<bool>>();
    let (mut fired, fires) = (certain(&was.fired), certain(&is.fired));
    let mut margin = sum(&new, &was.weights.exact);
    let mut step = |by: By, fired: &[bool]| {
        let next = sum(&new, &graph.weights(is.run(), fired, &is.resolved().by_hand).exact);
        let gained = next - margin;
        margin = next;
        (by, gained)
    };
    steps.push(step(By::Points, &fired));
    for (rule, compiled) in graph.rules().iter().enumerate() {
        let weighs = matches!(compiled.effect, CompiledEffect::Weigh | CompiledEffect::Prefer(_));
        let (Some(slot), Some(fires)) = (fired.get_mut(rule), fires.get(rule)) else { continue };
        if weighs && *slot != *fires {
            *slot = *fires;
            steps.push(step(if *fires { By::Rule(rule) } else { By::Lifted(rule) }, &fired));
        }
    }
    let mut causes: BTreeMap<By, f64> = BTreeMap::new();
    for (by, points) in steps {
        *causes.entry(by).or_default() += points;
    }
    // What rounding leaves over goes to the largest, so that they add up to the gain.
    let gain = now.margin().unwrap_or_default() - then.margin().unwrap_or_default();
    let largest = causes.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs())).map(|(by, _)| *by);
    let whole: BTreeMap<By, i32> = causes
        .into_iter()
        .map(|(by, points)| (by, if points < 0.0 { -rounded(-points) } else { rounded(points) }))
        .collect();
    let left = gain - whole.values().sum::<i32>();
    let told =
        whole.into_iter().map(|(by, points)| if Some(by) == largest { (by, points + left) } else { (by, points) });
    told.filter(|(_, points)| *points != 0).map(|(by, points)| Cause { by, points }).collect()
}

/// Why another offer is the best: the first rule that keeps out the former now, or else kept out the latter before, if there is one.
fn offer(was: &Evaluation<'_>, is: &Evaluation<'_>, former: usize, latter: usize) -> By {
    let now = is.against(former).next().map(|r| By::Rule(r.rule));
    now.or_else(|| was.against(latter).next().map(|r| By::Lifted(r.rule))).unwrap_or(By::Offer)
}

/// What the one has more of a leaf than the other, with these weights.
fn difference(evaluation: &Evaluation<'_>, standing: &Standing, leaf: usize, weights: &[f64]) -> f64 {
    let (Some(l), Some(weight)) = (evaluation.graph().leaves().get(leaf), weights.get(leaf)) else { return 0.0 };
    let of = |place: Option<Place>| {
        place.map_or(0.0, |p| of_points(*weight) * evaluation.utility(l, p.row).value.unwrap_or(l.assume))
    };
    if *weight > 0.0 { of(standing.one) - of(standing.other) } else { 0.0 }
}
