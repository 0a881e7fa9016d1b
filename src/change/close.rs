//! Which models cannot be told apart from the first.

use crate::evaluate::Evaluation;
use crate::graph::{Leaf, Utility};
use crate::value::Value;
use crate::verdict::Ranked;

/// The models that the first cannot be told apart from, and what puts it first all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Close {
    /// Their places in the ranking, without that of the first.
    pub places: Vec<usize>,
    /// The leaves on which the first is ahead of the next for certain, each with the thousandths of a point, the most first; none if
    /// estimates alone put it there.
    pub decided_by: Vec<(usize, i32)>,
}

/// The upper quarter of a normal distribution against its upper twentieth.
const ONE_IN_FOUR: f64 = 0.674_5 / 1.644_9;

impl Evaluation<'_> {
    /// The models that are so little behind the first that what is only estimated could as well have put them before it; `None` if
    /// there are none, or nobody is behind.
    ///
    /// An estimate lies between its ends nine times in ten, so once in twenty it lies below them, and once above. The distance of two
    /// scores is taken to err as the root of the sum of the squares of what the first might lose and the other might gain, leaf by
    /// leaf, as independent normal errors do (JCGM 100:2008, 5.1.2). A model is told apart where its order is the other way round in less
    /// than one case of four, it is further ahead than the rulebook's `level`, and its lead does not hang on a leaf that asks for
    /// intervals that do not overlap (`overlap = "level"`) while theirs do. What nobody knows at all is not in it: a blank counts nothing, and is told as a blank.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, evaluate::Evaluation, graph::DecisionGraph, load::Files};
    /// use verdict::{needs::Request, rulebook::Rulebook, verdict::Verdict};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let needs = graph.complete(Vec::new(), graph.as_of_date(&Request::default()));
    /// let evaluation = Evaluation::new(&graph, &needs);
    /// let ranking = Verdict::new(&evaluation).ranking;
    /// if let Some(close) = evaluation.close(&ranking) {
    ///     assert!(close.places.iter().all(|place| ranking[*place].score <= ranking[0].score));
    /// }
    /// // The first alone is not close to anybody.
    /// assert_eq!(evaluation.close(&ranking[..1]), None);
    /// ```
    #[must_use]
    pub fn close(&self, ranking: &[Ranked]) -> Option<Close> {
        let (first, others) = ranking.split_first()?;
        let lost: f64 = self.doubts(first.row).map(|(lost, _)| lost * lost).sum();
        let is_close = |other: &Ranked| {
            if self.is_level(first.score - other.score) {
                return true;
            }
            // Errors together are never more than their sum.
            let most = (first.score - first.interval.0) + (other.interval.1 - other.score);
            let ahead = first.score - other.score;
            ahead <= most && self.may_turn(ahead, lost, [first.row, other.row])
        };
        let places: Vec<usize> =
            others.iter().enumerate().filter(|(_, other)| is_close(other)).map(|(at, _)| at + 1).collect();
        let next = ranking.get(*places.first()?)?;
        let sure = |leaf: &usize| {
            let of = |row: usize| self.graph().leaves().get(*leaf).map(|leaf| self.utility(leaf, row));
            let ends = |u: Option<Utility>| u.and_then(|u| u.range);
            ends(of(first.row)).zip(ends(of(next.row))).is_some_and(|((least, _), (_, most))| least > most)
        };
        let ahead = self.margin(first.row, next.row).into_iter().filter(|(_, points)| *points > 0);
        Some(Close { places, decided_by: ahead.filter(|(leaf, _)| sure(leaf)).collect() })
    }

    /// Whether an alternative that is so many thousandths of a point ahead of another may as well be behind it: see [`Evaluation::close`].
    pub(crate) fn is_close(&self, row: usize, other: usize) -> bool {
        let lost: f64 = self.doubts(row).map(|(lost, _)| lost * lost).sum();
        let ahead = self.score_of(row) - self.score_of(other);
        self.is_level(ahead) || self.may_turn(ahead, lost, [row, other])
    }

    /// How many thousandths of a point an alternative has over another on leaves that do not part them, because their intervals overlap.
    fn untold(&self, row: usize, other: usize) -> i32 {
        let graph = self.graph();
        let overlap = |leaf: &Leaf| {
            let [one, two] = [row, other].map(|row| self.utility(leaf, row).ends);
            let ends = |ends: Option<(Value, Value)>| ends.and_then(|(a, b)| a.as_number().zip(b.as_number()));
            let apart = |(one, two): ((f64, f64), (f64, f64))| one.0 > two.1 || two.0 > one.1;
            leaf.level_if_overlapping && !ends(one).zip(ends(two)).is_some_and(apart)
        };
        let untold = |(leaf, points): (usize, i32)| graph.leaves().get(leaf).filter(|l| overlap(l)).map(|_| points);
        self.margin(row, other).into_iter().filter_map(untold).sum()
    }

    /// Whether nobody is said to lead by so little.
    fn is_level(&self, ahead: i32) -> bool {
        f64::from(ahead) < self.graph().rulebook().level * 1000.0
    }

    /// Whether a lead of one over another is within what estimates may be wrong by, or hangs on what does not part the two.
    fn may_turn(&self, ahead: i32, lost: f64, [row, other]: [usize; 2]) -> bool {
        let gained: f64 = self.doubts(other).map(|(_, gained)| gained * gained).sum();
        f64::from(ahead) < ONE_IN_FOUR * (lost + gained).sqrt() || ahead <= self.untold(row, other)
    }

    /// How much an alternative might lose and gain on each leaf that is estimated, in thousandths of a point.
    fn doubts(&self, row: usize) -> impl Iterator<Item = (f64, f64)> + '_ {
        let leaves = self.graph().leaves().iter().zip(&self.weights.exact).filter(|(_, weight)| **weight > 0.0);
        leaves.filter_map(move |(leaf, weight)| {
            let utility = self.utility(leaf, row);
            let (value, (least, most)) = (utility.value?, utility.range?);
            let weight = crate::evaluate::of_points(*weight);
            Some((weight * (value - least), weight * (most - value)))
        })
    }
}
