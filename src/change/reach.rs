//! Whether any weights at all bring a model first.

use super::simplex::mixes;
use crate::evaluate::Evaluation;

/// What weights can do for a model.
#[derive(Debug, Clone, PartialEq)]
pub enum Reach {
    /// With these shares of the leaves that count it is ahead of all others: leaves by place, each with its share, 0 to 1.
    First(Vec<(usize, f64)>),
    /// With none is it ahead of all others. For the offer of it that comes nearest: alternatives of other models and their parts, 0 to 1;
    /// at every leaf that counts their utilities, mixed so, are at least as much as its own.
    Never(Vec<(usize, f64)>),
}

/// Below this, two utilities are the same.
const SAME: f64 = 1e-9;

/// By so much, of 1, a model that comes first is ahead if it can be: a tenth of a point, more than rounding takes away.
const AHEAD: f64 = 1e-3;

/// What the best weights do for one alternative.
struct Best {
    /// By how much it is ahead of all others, of 1.
    ahead: f64,
    /// The least by which the mix is, at whichever leaf it has the most over it.
    most: f64,
    weights: Vec<f64>,
    against: Vec<f64>,
    /// What it has more than each rival, leaf by leaf.
    differences: Vec<Vec<f64>>,
}

impl Evaluation<'_> {
    /// Whether other weights of the leaves that count would bring a model ahead of all others that are eligible, with whichever of its
    /// offers: a linear program, solved for each of them. What is eligible stays so, and utilities are those that count. `None` where the
    /// model has no eligible offer or nothing beside it, and where rounding leaves it open.
    ///
    /// The weights are the nearest on the straight way from those of now to those with which it is furthest ahead: by a tenth of a point,
    /// or, if no weights bring it so far, by half of what they can.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, change::Reach, evaluate::Evaluation, graph::DecisionGraph, load::Files};
    /// use verdict::{needs::Request, rulebook::Rulebook, verdict::Verdict};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let needs = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    /// let evaluation = Evaluation::new(&graph, &needs);
    /// let last = Verdict::new(&evaluation).ranking.pop().unwrap().model;
    /// match evaluation.reach(last).unwrap() {
    ///     Reach::First(parts) | Reach::Never(parts) => {
    ///         let sum: f64 = parts.iter().map(|(_, part)| part).sum();
    ///         assert!((sum - 1.0).abs() < 1e-9);
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn reach(&self, model: usize) -> Option<Reach> {
        let counting = || self.weights.exact.iter().enumerate().filter(|(_, weight)| **weight > 0.0);
        let leaves: Vec<usize> = counting().map(|(leaf, _)| leaf).collect();
        let now: Vec<f64> = counting().map(|(_, weight)| *weight).collect();
        let of = |row: usize| -> Vec<f64> {
            let all: Vec<f64> = self.counted(row).collect();
            leaves.iter().filter_map(|leaf| all.get(*leaf).copied()).collect()
        };
        let own = self.graph().catalog().rows_of(model);
        let (mut mine, mut theirs): (Vec<_>, Vec<_>) =
            self.eligible.iter_ones().map(|row| (row, of(row))).partition(|(row, _)| own.contains(row));
        // Who scores most is met first; who has nowhere more than somebody met before adds nothing.
        theirs.sort_by_key(|(row, _)| (std::cmp::Reverse(self.scores.get(*row).copied()), *row));
        for all in [&mut mine, &mut theirs] {
            let mut seen: Vec<Vec<f64>> = Vec::new();
            all.retain(|(_, utilities)| {
                let beaten = seen.iter().any(|other| other.iter().zip(utilities).all(|(other, own)| other >= own));
                if !beaten {
                    seen.push(utilities.clone());
                }
                !beaten
            });
        }
        if leaves.is_empty() || theirs.is_empty() {
            return None;
        }
        let best = mine.iter().map(|(_, utilities)| best(utilities, &theirs));
        let best = best.max_by(|a, b| a.ahead.total_cmp(&b.ahead))?;
        if best.ahead > SAME {
            let weights = on_the_way(&now, &best);
            return Some(Reach::First(leaves.into_iter().zip(weights).collect()));
        }
        if best.most > SAME {
            return None;
        }
        // One that does it alone says more than a mix.
        let alone = best.differences.iter().position(|d| d.iter().all(|d| *d <= 0.0));
        let part = |at: usize, mixed: f64| alone.map_or(mixed, |one| f64::from(u8::from(one == at)));
        let parts =
            theirs.iter().zip(&best.against).enumerate().map(|(at, ((row, _), mixed))| (*row, part(at, *mixed)));
        Some(Reach::Never(parts.filter(|(_, part)| *part > 0.0).collect()))
    }
}

fn best(own: &[f64], rivals: &[(usize, Vec<f64>)]) -> Best {
    let over = |(_, rival): &(usize, Vec<f64>)| own.iter().zip(rival).map(|(own, rival)| own - rival).collect();
    let differences: Vec<Vec<f64>> = rivals.iter().map(over).collect();
    let by_leaf = |leaf: usize| differences.iter().filter_map(|d| d.get(leaf).copied()).collect();
    let payoffs: Vec<Vec<f64>> = (0..own.len()).map(by_leaf).collect();
    let mixes = mixes(&payoffs);
    // What the mixes come to is looked at, so that nothing hangs on how they were found.
    let ahead = differences.iter().map(|d| dot(d, &mixes.rows)).fold(f64::INFINITY, f64::min);
    let most = payoffs.iter().map(|p| dot(p, &mixes.columns)).fold(f64::NEG_INFINITY, f64::max);
    Best { ahead, most, weights: mixes.rows, against: mixes.columns, differences }
}

/// The first weights between those of now and the best ones with which it is ahead by enough.
fn on_the_way(now: &[f64], best: &Best) -> Vec<f64> {
    let enough = AHEAD.min(best.ahead / 2.0);
    let far = best.differences.iter().map(|d| (dot(d, now), dot(d, &best.weights)));
    let far = far.map(|(here, there)| if here >= enough { 0.0 } else { (enough - here) / (there - here) });
    let far = far.fold(0.0, f64::max).min(1.0);
    now.iter().zip(&best.weights).map(|(here, there)| here + far * (there - here)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
