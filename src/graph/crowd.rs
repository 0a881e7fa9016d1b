//! The needs of many people at once: what they gave in columns, and what rules derive for each of them.

use std::collections::{BTreeMap, BTreeSet};

use super::{CompiledEffect, CompiledPoints, CompiledRule, CriterionNode, DecisionGraph, Vertex};
use crate::expression::{Bits, Cell, Column, Memo, NodeId, Run, Table};
use crate::rulebook::MAX_POINTS;
use crate::value::{Date, Type, Value};

/// What many people gave: by need, a column over them.
pub(crate) type Answers = Vec<Column>;

/// The needs of many people, as columns by fact, and what could not hold together.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) needs: Table,
    /// Answers that contradict what rules derive: a need, and whose.
    pub(crate) contradicted: Vec<(usize, Bits)>,
}

/// A rule that may set a need: for whom it fires, and to which values.
type Pending<'g> = (usize, Bits, &'g [Value]);

impl DecisionGraph {
    /// Derives and assumes for each of `people` what they did not give, as [`DecisionGraph::complete`] does for one, for the needs in
    /// `only`; it must have all that those depend on ([`DecisionGraph::with_sources`]).
    pub(crate) fn complete_all(&self, given: &Answers, people: usize, as_of: Date, only: &BTreeSet<usize>) -> Settled {
        let mut needs = Table { rows: people, columns: vec![Column::Const(None); self.schema.len()] };
        put(&mut needs, self.as_of.index(), Column::Const(Some(Value::Date(as_of))));
        let mut contradicted = Vec::new();
        let mut pending: BTreeMap<usize, Vec<Pending<'_>>> = BTreeMap::new();
        let mut memo = Memo::default();
        for vertex in &self.order {
            match *vertex {
                Vertex::Rule(rule) => {
                    let Some(CompiledEffect::Derive(derived)) = self.rules.get(rule).map(|r| &r.effect) else {
                        continue;
                    };
                    if !derived.iter().any(|(need, _)| only.contains(need)) {
                        continue;
                    }
                    let run = Run::turned(&self.program, &self.schema, &needs, None, None, memo);
                    let fires = self.fires(rule, &run);
                    memo = run.into_memo();
                    for (need, values) in derived {
                        pending.entry(*need).or_default().push((rule, fires.clone(), values));
                    }
                }
                Vertex::Need(need) if only.contains(&need) => {
                    let mut rules = pending.remove(&need).unwrap_or_default();
                    rules.sort_by_key(|(rule, ..)| *rule);
                    if let (Some(fact), Some(given)) = (self.needs.get(need), given.get(need)) {
                        let (column, wrong) = self.settle(need, given, people, &rules);
                        put(&mut needs, fact.index(), column);
                        if wrong.count_ones() > 0 {
                            contradicted.push((need, wrong));
                        }
                    }
                }
                Vertex::Need(_) | Vertex::Criterion(_) | Vertex::Fact(_) => {}
            }
        }
        Settled { needs, contradicted }
    }

    /// For whom a rule fires; `run` is of their needs.
    pub(crate) fn fires(&self, rule: usize, run: &Run<'_>) -> Bits {
        match self.rules.get(rule).and_then(|r| r.when) {
            None => Bits::new(run.rows(), true),
            Some(when) => run.truths(when).0,
        }
    }

    /// Nobody's answers yet, with room for so many people.
    pub(crate) fn no_answers(&self, people: usize) -> Answers {
        (0..self.needs.len()).map(|need| Column::unknown(self.need_type(need), people)).collect()
    }

    /// The type of a need.
    pub(crate) fn need_type(&self, need: usize) -> &Type {
        self.needs.get(need).map_or(&Type::Bool, |fact| &self.schema.fact(*fact).ty)
    }

    /// What a need comes to for each of them, and who contradicts what rules derive.
    fn settle(&self, need: usize, given: &Column, people: usize, rules: &[Pending<'_>]) -> (Column, Bits) {
        let mut column = given.clone();
        let mut contradicted = Bits::new(people, false);
        for (_, fires, derived) in rules {
            let mut cells = derived.iter().filter_map(|value| Cell::of(self.need_type(need), value));
            match cells.next() {
                None => {}
                // Words of sets add up.
                Some(Cell::Words(more)) => column.add(fires, more),
                Some(first) => {
                    // What a rule before it set holds as well, but is no answer to take back.
                    let fit = cells.fold(given.is(first, people), |fit, cell| fit.or(&given.is(cell, people)));
                    contradicted.or_assign(&fires.and(&given.known(people)).and_not(&fit));
                    column.fill(fires.iter_ones(), first);
                }
            }
        }
        self.assume(need, &mut column, people);
        (column, contradicted)
    }

    fn assume(&self, need: usize, column: &mut Column, people: usize) {
        let assumed = self.rulebook.questions.get(need).and_then(|question| question.assume.as_ref());
        if let Some(cell) = assumed.and_then(|value| Cell::of(self.need_type(need), value)) {
            let open = column.known(people).not();
            column.fill(open.iter_ones(), cell);
        }
    }

    /// Assumes the needs that are not in `settled` and that no rule derives.
    pub(crate) fn assume_rest(&self, needs: &mut Table, given: Answers, settled: &BTreeSet<usize>) {
        let rest = self.needs.iter().zip(given).enumerate();
        for (need, (fact, mut column)) in rest.filter(|(need, _)| !settled.contains(need)) {
            self.assume(need, &mut column, needs.rows);
            put(needs, fact.index(), column);
        }
    }

    /// Some needs, and those that they depend on by way of rules that derive them.
    pub(crate) fn with_sources(&self, needs: impl IntoIterator<Item = usize>) -> BTreeSet<usize> {
        let mut all = BTreeSet::new();
        let mut open: Vec<usize> = needs.into_iter().collect();
        while let Some(need) = open.pop() {
            if all.insert(need) {
                let sets = |derived: &[(usize, Vec<Value>)]| derived.iter().any(|(n, _)| *n == need);
                let whens = self.derivations().filter(|(_, derived)| sets(derived)).filter_map(|(rule, _)| rule.when);
                open.extend(whens.flat_map(|when| self.needs_read(when)));
            }
        }
        all
    }

    /// The needs that an expression reads.
    pub(crate) fn needs_read(&self, node: NodeId) -> impl Iterator<Item = usize> {
        let facts = self.program.reads(node);
        self.needs.iter().enumerate().filter(|(_, fact)| facts.contains(fact)).map(|(need, _)| need)
    }

    /// The needs that rules can set.
    pub(crate) fn derived_needs(&self) -> impl Iterator<Item = usize> {
        self.derivations().flat_map(|(_, derived)| derived.iter().map(|(need, _)| *need))
    }

    fn derivations(&self) -> impl Iterator<Item = (&CompiledRule, &[(usize, Vec<Value>)])> {
        self.rules.iter().filter_map(|rule| match &rule.effect {
            CompiledEffect::Derive(derived) => Some((rule, derived.as_slice())),
            _ => None,
        })
    }

    /// The points of each criterion for each of some people, by criterion and person; `fired` is by rule. As [`DecisionGraph::weights`].
    pub(crate) fn points_of_some(&self, run: &Run<'_>, fired: &[Bits], people: &[usize]) -> Vec<Vec<i64>> {
        let valid = |value: Option<Value>| match value {
            Some(Value::Integer(points)) if (0..=MAX_POINTS).contains(&points) => points,
            _ => 0,
        };
        let of_somebody = |points: CompiledPoints, person: usize| match points {
            CompiledPoints::Fixed(points) => points,
            CompiledPoints::Computed(node) => valid(run.value(node, person)),
        };
        let of = |criterion: &CriterionNode| {
            let mut sums: Vec<i64> = people.iter().map(|person| of_somebody(criterion.points, *person)).collect();
            for (rule, points) in &criterion.extra {
                let Some(fired) = fired.get(*rule) else { continue };
                for (sum, person) in sums.iter_mut().zip(people).filter(|(_, person)| fired.get(**person)) {
                    *sum += of_somebody(*points, *person);
                }
            }
            sums
        };
        self.criteria.iter().map(of).collect()
    }
}

fn put(table: &mut Table, index: usize, column: Column) {
    if let Some(slot) = table.columns.get_mut(index) {
        *slot = column;
    }
}
