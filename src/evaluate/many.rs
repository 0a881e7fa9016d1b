//! Many people over few alternatives, turned round: for each alternative, a column over the people.
//!
//! What comes out for each of them is what [`Evaluation`](super::Evaluation) says of them alone; a test holds the two together.

use std::ops::Range;

use super::points;
use crate::expression::{Bits, Memo, Run, Statics, Table};
use crate::graph::utility::{self, Ready};
use crate::graph::{CompiledEffect, DecisionGraph};
use crate::rulebook::WhenUnknown;
use crate::value::Value;

/// What the needs of many people decide by themselves.
pub(crate) struct Many<'a> {
    graph: &'a DecisionGraph,
    needs: &'a Table,
    statics: Statics,
    /// The requirements that are in force for anybody: what must hold, and for whom.
    required: Vec<(crate::expression::NodeId, WhenUnknown, Bits)>,
    /// Points by criterion and person.
    pub(crate) points: Vec<Vec<i64>>,
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
        let measured = graph.leaves().iter().flat_map(|leaf| leaf.nodes());
        let wanted: Vec<_> = whens.chain(requirements).chain(measured).chain(graph.computed_points()).collect();
        let statics = Statics::turned(graph.program(), needs, &wanted);
        let run = Run::turned(graph.program(), graph.schema(), needs, Some(&statics), &[], Memo::default());
        let fired: Vec<Bits> = (0..graph.rules().len()).map(|rule| graph.fires(rule, &run)).collect();
        let required = graph.rules().iter().zip(&fired).filter_map(|(rule, fired)| match rule.effect {
            CompiledEffect::Require(node, when_unknown) if fired.count_ones() > 0 => {
                Some((node, when_unknown, fired.clone()))
            }
            _ => None,
        });
        let required = required.collect();
        let points = graph.points_of_all(&run, &fired);
        let scales = graph.leaves().iter().map(|leaf| utility::scales(&run, leaf, needs.rows)).collect();
        drop(run);
        Self { graph, needs, statics, required, points, scales }
    }

    /// For whom an alternative is eligible.
    pub(crate) fn eligible(&self, row: usize) -> Bits {
        let facts = self.facts(row);
        let run = self.run(&facts);
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

    /// What the best of some alternatives scores for each of them, in thousandths of a point; -1 where none is eligible. `weights` are
    /// by leaf and person.
    pub(crate) fn best(&self, rows: Range<usize>, eligible: &[Bits], weights: &[Vec<i32>]) -> Vec<i32> {
        let mut best = vec![-1; self.needs.rows];
        for (row, eligible) in rows.zip(eligible).filter(|(_, eligible)| eligible.count_ones() > 0) {
            let scores = self.scores(row, weights);
            for person in eligible.iter_ones() {
                if let (Some(best), Some(score)) = (best.get_mut(person), scores.get(person)) {
                    *best = (*best).max(*score);
                }
            }
        }
        best
    }

    fn scores(&self, row: usize, weights: &[Vec<i32>]) -> Vec<i32> {
        let facts = self.facts(row);
        let run = self.run(&facts);
        let mut scores = vec![0; self.needs.rows];
        for ((leaf, scales), weights) in self.graph.leaves().iter().zip(&self.scales).zip(weights) {
            if weights.iter().all(|weight| *weight == 0) {
                continue;
            }
            let known = |u: f64| if u.is_nan() { leaf.assume } else { u };
            if let Some(fixed) = &leaf.fixed {
                let u = fixed.values.get(row).copied().map_or(leaf.assume, known);
                scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += points(*weight, u));
            } else {
                let utilities = utility::on_scales(&run, leaf, scales, self.needs.rows).values;
                let each = scores.iter_mut().zip(weights).zip(utilities);
                each.for_each(|((score, weight), u)| *score += points(*weight, known(u)));
            }
        }
        scores
    }

    /// The facts of an alternative.
    fn facts(&self, row: usize) -> Vec<Option<Value>> {
        self.graph.table().columns.iter().map(|column| column.value(row)).collect()
    }

    fn run<'r>(&'r self, facts: &'r [Option<Value>]) -> Run<'r> {
        let graph = self.graph;
        Run::turned(graph.program(), graph.schema(), self.needs, Some(&self.statics), facts, Memo::default())
    }
}
