//! Many people over few alternatives, turned round: for each alternative, a column over the people.
//!
//! What comes out for each of them is what [`Evaluation`](super::Evaluation) says of them alone; a test holds the two together.

use super::{of_points, rounded};
use crate::expression::{Bits, Memo, NodeId, Run, Statics, Table};
use crate::graph::scale::Ready;
use crate::graph::utility;
use crate::graph::{CompiledEffect, DecisionGraph, Leaf, Utilities};
use crate::rulebook::WhenUnknown;

/// What the needs of many people decide by themselves.
pub(crate) struct Many<'a> {
    graph: &'a DecisionGraph,
    needs: &'a Table,
    statics: Statics,
    /// The alternatives as far as they depend on no needs.
    alternatives: Run<'a>,
    /// The requirements that are in force for anybody: what must hold, and for whom.
    required: Vec<(NodeId, WhenUnknown, Bits)>,
    /// For whom each rule fires.
    fired: Vec<Bits>,
    /// The scales of each leaf.
    scales: Vec<Vec<Ready<'a>>>,
}

impl<'a> Many<'a> {
    /// `needs` has the needs of people as columns, by fact.
    pub(crate) fn new(graph: &'a DecisionGraph, needs: &'a Table) -> Self {
        let whens = graph.rules().iter().filter_map(|rule| rule.when);
        let requirements = graph.rules().iter().filter_map(|rule| match rule.effect {
            CompiledEffect::Require(node, _) => Some(node),
            _ => None,
        });
        let measured = graph.leaves().iter().flat_map(Leaf::nodes);
        let wanted: Vec<_> = whens.chain(requirements).chain(measured).chain(graph.computed_points()).collect();
        let statics = Statics::turned(graph.program(), needs, &wanted);
        let run = Run::turned(graph.program(), graph.schema(), needs, Some(&statics), None, Memo::default());
        let fired: Vec<Bits> = (0..graph.rules().len()).map(|rule| graph.fires(rule, &run)).collect();
        let required = graph.rules().iter().zip(&fired).filter_map(|(rule, fired)| match rule.effect {
            CompiledEffect::Require(node, when_unknown) if fired.count_ones() > 0 => {
                Some((node, when_unknown, fired.clone()))
            }
            _ => None,
        });
        let required = required.collect();
        let scales = graph.leaves().iter().map(|leaf| utility::scales(&run, leaf, needs.rows)).collect();
        drop(run);
        let alternatives = graph.run_on(graph.day_of(needs));
        Self { graph, needs, statics, alternatives, required, fired, scales }
    }

    /// For whom an alternative is eligible.
    pub(crate) fn eligible(&self, row: usize) -> Bits {
        let run = self.run(Some(row));
        let mut eligible = Bits::new(self.needs.rows, true);
        for (node, when_unknown, fired) in &self.required {
            let (yes, no) = run.truths(*node);
            let out = match when_unknown {
                WhenUnknown::Exclude => fired.and_not(&yes),
                WhenUnknown::Keep => fired.and(&no),
            };
            eligible = eligible.and_not(&out);
        }
        eligible
    }

    /// The points of each criterion for each of some people, by criterion and person.
    pub(crate) fn points(&self, people: &[usize]) -> Vec<Vec<i64>> {
        self.graph.points_of_some(&self.run(None), &self.fired, people)
    }

    /// What a model scores with its best offer for each of some people, in thousandths of a point; -1 for whom it has none, and for
    /// all others. `rows` are its alternatives and for whom each is eligible, `weights` are by leaf and person.
    pub(crate) fn best(&self, rows: &[(usize, Bits)], people: &Bits, weights: &[Vec<f64>]) -> Vec<i32> {
        let mut best = vec![-1; self.needs.rows];
        let weighted = |leaf: &usize| weights.get(*leaf).is_some_and(|weights| weights.iter().any(|w| *w > 0.0));
        let leaves = (0..self.graph.leaves().len()).filter(weighted);
        // What is the same with all offers is added up once.
        let (same, own): (Vec<usize>, Vec<usize>) = leaves.partition(|leaf| self.is_same(*leaf, rows));
        let Some((first, _)) = rows.first() else { return best };
        let all: Vec<usize> = people.iter_ones().collect();
        let mut shared = vec![0.0; self.needs.rows];
        for (person, score) in all.iter().zip(self.scores(*first, &same, weights, &all)) {
            if let Some(shared) = shared.get_mut(*person) {
                *shared = score;
            }
        }
        for (row, eligible) in rows {
            let some: Vec<usize> = eligible.and(people).iter_ones().collect();
            let scores = self.scores(*row, &own, weights, &some);
            for (person, score) in some.into_iter().zip(scores) {
                if let (Some(best), Some(shared)) = (best.get_mut(person), shared.get(person)) {
                    *best = (*best).max(rounded(shared + score));
                }
            }
        }
        best
    }

    /// Whether a leaf has one utility for everybody with all of some alternatives.
    fn is_same(&self, leaf: usize, rows: &[(usize, Bits)]) -> bool {
        let fixed = self.graph.leaves().get(leaf).and_then(|leaf| self.graph.fixed(leaf));
        let of = |fixed: &Utilities, row: usize| fixed.values.get(row).map(|u| u.to_bits());
        fixed.is_some_and(|fixed| {
            rows.iter().zip(rows.iter().skip(1)).all(|((a, _), (b, _))| of(fixed, *a) == of(fixed, *b))
        })
    }

    /// What some leaves give an alternative, for each of some people, in thousandths of a point.
    fn scores(&self, row: usize, leaves: &[usize], weights: &[Vec<f64>], people: &[usize]) -> Vec<f64> {
        let mut scores = vec![0.0; people.len()];
        if people.is_empty() {
            return scores;
        }
        let run = self.run(Some(row));
        for leaf in leaves {
            let (Some(weights), Some(scales)) = (weights.get(*leaf), self.scales.get(*leaf)) else { continue };
            let Some(leaf) = self.graph.leaves().get(*leaf) else { continue };
            let known = |u: f64| if u.is_nan() { leaf.assume } else { u };
            let weights = people.iter().map(|person| weights.get(*person).copied().unwrap_or_default());
            let each = scores.iter_mut().zip(weights);
            if let Some(fixed) = self.graph.fixed(leaf) {
                let u = fixed.values.get(row).copied().map_or(leaf.assume, known);
                each.for_each(|(score, weight)| *score += of_points(weight) * u);
            } else {
                let utilities = utility::of_some(&run, leaf, scales, people);
                each.zip(utilities).for_each(|((score, weight), u)| *score += of_points(weight) * known(u));
            }
        }
        scores
    }

    /// An evaluation of what these people need of one alternative, or of what their needs decide without any.
    fn run(&self, row: Option<usize>) -> Run<'_> {
        let (graph, alternative) = (self.graph, row.map(|row| (&self.alternatives, row)));
        Run::turned(graph.program(), graph.schema(), self.needs, Some(&self.statics), alternative, Memo::default())
    }
}
