//! The decision graph: needs → rules → criteria → facts, weighted, compiled once for any needs.
//!
//! Here the rulebook meets the catalog: every expression is checked against the facts that exist, every circle is found, and
//! what does not depend on needs is computed for good. The graph itself is petgraph's; this is the one place that names it.
//!
//! # Why it is so
//!
//! **Why do derived sets add up?**
//!
//! A given answer holds against a derived one, and the contradiction is named. For one of several words that is
//! right. A set is a list of what applies: who answers with one law has not denied another, and a hospital that
//! names only one of two would have lost the other by it, under a contradiction that is none. So what rules derive
//! for a set is added.
//!
//! **How can an offer run on the asker's own machine, if the graph is compiled before anybody asks?**
//!
//! The offer `self-host/<form>/own` states its weights and nothing of a machine. A question may take machines as
//! answers; what is known of the one that was named are facts of the needs, looked up by the answer
//! (`graph::machines`: one node that is a constant for each request). What a question asks of a model that is named
//! is looked up likewise. So memory, speed and bills are formulas over model, form and machine like any other
//! formula, columns and crowds included, and nothing of sizing is in Rust.
//!
//! **How does one graph answer for every day?**
//!
//! The days at which another statement may come to decide split time into *eras* (`catalog::eras`). The graph is
//! compiled once, with the table of the catalog's own day; for another era only the columns of facts that are dated
//! anywhere are made, when a request first asks for a day of it, and a `Run` reads them in place of the table's
//! (`graph::eras`). Whoever resolves a request for a day and evaluates it gets that day without doing anything,
//! many days in one batch too. What is computed for good (`Statics`, utilities that read no needs) leaves out what
//! reads a dated fact, so a catalog without dates costs nothing, and one with dates recomputes a few columns a
//! request. A report asks `Catalog::evidence_on` for the day, so that it shows the statement that the column was
//! made of. A property test holds a day of a dated catalog against a catalog in which nothing else was ever said.
//!
//! **What is a weight by hand?**
//!
//! A part of the criterion above, in percent, and not points in place of its points: what 40 points come to depends
//! on which rules fire, and "40% of the verdict" does not. So what is divided by hand is a criterion (`ByHand`, a
//! level of the tree), and one function divides it (`Division`) for verdicts, crowds and what is told of ties. An
//! interview bounds such a level exactly while what was set is measured for certain, else by its largest part. What
//! was set holds for everybody who is drawn.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use petgraph::Direction;
use petgraph::algo::{tarjan_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::catalog::Catalog;
use crate::expression::{NodeId, Program, Statics, Table};
use crate::fact::{FactId, Schema};
use crate::rulebook::{Rulebook, WhenUnknown};
use crate::value::{Date, Value};

pub(crate) mod by_hand;
mod compile;
mod criteria;
mod crowd;
mod eras;
mod examples;
mod foresee;
mod links;
mod machines;
mod named;
mod part;
mod pricing;
mod resolve;
pub(crate) mod scale;
pub(crate) mod utility;
pub(crate) mod weights;
mod words;

pub use by_hand::{ByHand, rank_order_centroid};
pub(crate) use crowd::Answers;
pub use foresee::Foreseen;
pub use named::{CompiledSwitch, CompiledUnranked, CompiledWinner};
pub(crate) use part::Part;
pub use pricing::CompiledPricing;
pub use resolve::{Contradiction, Derivation, Given, Resolved, Setter};
pub use scale::Needed;
pub use utility::Utility;
pub(crate) use utility::{Range, Utilities};
pub use weights::{Edge, Giver, WHOLE, Weights};

/// A vertex of the graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Vertex {
    /// A need, by its place in the rulebook's order of questions.
    Need(usize),
    /// A rule, by its place in the rulebook.
    Rule(usize),
    /// A criterion, by its place in [`DecisionGraph::criteria`]; 0 is the goal.
    Criterion(usize),
    /// A fact of a model or an offer.
    Fact(FactId),
}

/// What joins two vertices.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Link {
    /// The need is read by the rule, the criterion or the formula.
    Reads,
    /// The rule sets the need.
    Derives,
    /// The rule adds points to the criterion.
    Points,
    /// The criterion has a share in the one above it.
    Share,
    /// The criterion measures the fact, or the formula reads it.
    Measures,
    /// The rule looks at the fact of an alternative.
    Checks,
}

/// A criterion of the compiled tree: the goal, a group, a leaf, or a rule's preference.
#[derive(Debug, Clone)]
pub struct CriterionNode {
    /// Its id.
    pub id: String,
    /// A few words for people.
    pub label: String,
    /// What counts as better.
    pub meaning: String,
    /// The criteria above it.
    pub parents: Vec<usize>,
    /// The criteria below it.
    pub children: Vec<usize>,
    /// What it measures, if it is a leaf.
    pub leaf: Option<usize>,
    points: CompiledPoints,
    extra: Vec<(usize, CompiledPoints)>,
}

/// Points on an edge.
#[derive(Debug, Clone, Copy)]
enum CompiledPoints {
    Fixed(i64),
    Computed(NodeId),
}

/// A leaf: values in order of preference, each with its scale.
#[derive(Debug)]
pub struct Leaf {
    /// Its criterion.
    pub criterion: usize,
    /// The rule whose preference it is.
    pub rule: Option<usize>,
    /// What it measures.
    pub measures: Vec<CompiledMeasure>,
    /// The utility taken when nothing is known.
    pub assume: f64,
    /// Two of which the intervals overlap are level on it, as [`crate::rulebook::Criterion::level_if_overlapping`] says.
    pub level_if_overlapping: bool,
    /// Utilities of all alternatives, where no request changes them; see [`DecisionGraph::fixed`].
    fixed: Option<OnceLock<Utilities>>,
}

/// A value and its scale.
#[derive(Debug)]
pub struct CompiledMeasure {
    /// The value.
    pub node: NodeId,
    /// The ends of the interval in which the value lies, where it can be an estimate.
    pub ends: Option<(NodeId, NodeId)>,
    /// The unit of the value for people.
    pub unit: Option<String>,
    /// What the value is called, where the criterion has several and this one is a single fact.
    pub name: Option<String>,
    pub(crate) scale: CompiledScale,
}

#[derive(Debug)]
pub(crate) enum CompiledScale {
    Linear(CompiledAnchor, CompiledAnchor),
    Log(CompiledAnchor, CompiledAnchor),
    Steps(Vec<(f64, f64)>),
    Curve(Vec<(CompiledAnchor, f64)>),
    Words(Vec<(String, f64)>),
    Truth { no: f64, yes: f64 },
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum CompiledAnchor {
    Fixed(f64),
    Computed(NodeId),
}

/// A rule whose expressions are checked.
#[derive(Debug)]
pub struct CompiledRule {
    /// When it applies; always if absent.
    pub when: Option<NodeId>,
    /// What it does.
    pub effect: CompiledEffect,
}

/// What a compiled rule does.
#[derive(Debug)]
pub enum CompiledEffect {
    /// Excludes alternatives for which the node is false.
    Require(NodeId, WhenUnknown),
    /// Is a leaf of its own.
    Prefer(NodeId),
    /// Adds points; the criteria hold which.
    Weigh,
    /// Sets needs, each to the first of its values; an answer that is one of the others agrees with it.
    Derive(Vec<(usize, Vec<Value>)>),
    /// Caveats the alternatives for which the node is true; all if absent.
    Note(Option<NodeId>),
}

/// A rulebook and a catalog, compiled.
#[derive(Debug)]
pub struct DecisionGraph {
    rulebook: Rulebook,
    catalog: Catalog,
    schema: Schema,
    program: Program,
    table: Table,
    statics: Statics,
    eras: eras::Columns,
    needs: Vec<FactId>,
    asks: Vec<Option<NodeId>>,
    as_of: FactId,
    date: Date,
    definitions: BTreeMap<FactId, NodeId>,
    rules: Vec<CompiledRule>,
    criteria: Vec<CriterionNode>,
    leaves: Vec<Leaf>,
    pricing: Option<CompiledPricing>,
    shown: Vec<FactId>,
    glance: Vec<FactId>,
    nearest: Option<FactId>,
    winners: Vec<CompiledWinner>,
    unranked: Vec<CompiledUnranked>,
    switch: Option<CompiledSwitch>,
    graph: DiGraph<Vertex, Link>,
    order: Vec<Vertex>,
    /// The criteria, each after all those above it.
    downwards: Vec<usize>,
}

impl DecisionGraph {
    /// The rulebook it was compiled from.
    #[must_use]
    pub fn rulebook(&self) -> &Rulebook {
        &self.rulebook
    }

    /// The catalog it was compiled from.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// All facts: those of the catalog, then a need for each question, then the as-of date.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// All expressions.
    #[must_use]
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The facts that expressions read, of all alternatives on the catalog's own day, as columns. Of another day: [`DecisionGraph::column`];
    /// of any fact: [`Catalog::value_on`].
    #[must_use]
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// The facts of the needs, in the order of the questions.
    #[must_use]
    pub fn needs(&self) -> &[FactId] {
        &self.needs
    }

    /// The fact of the as-of date.
    #[must_use]
    pub fn as_of(&self) -> FactId {
        self.as_of
    }

    /// The expression that computes a fact, if it is not stated.
    #[must_use]
    pub fn definition(&self, fact: FactId) -> Option<NodeId> {
        self.definitions.get(&fact).copied()
    }

    /// The rules, in the order of the rulebook.
    #[must_use]
    pub fn rules(&self) -> &[CompiledRule] {
        &self.rules
    }

    /// The criteria; the first is the goal.
    #[must_use]
    pub fn criteria(&self) -> &[CriterionNode] {
        &self.criteria
    }

    /// The leaves, in the order of the criteria.
    #[must_use]
    pub fn leaves(&self) -> &[Leaf] {
        &self.leaves
    }

    /// What the rulebook says of bills, if it does.
    #[must_use]
    pub fn pricing(&self) -> Option<&CompiledPricing> {
        self.pricing.as_ref()
    }

    /// The facts that a comparison shows first.
    #[must_use]
    pub fn shown(&self) -> &[FactId] {
        &self.shown
    }

    /// The facts that the short verdict shows of each model.
    #[must_use]
    pub fn glance(&self) -> &[FactId] {
        &self.glance
    }

    /// Of what the offer that stands for a model without an eligible one has least, where as much is against several.
    #[must_use]
    pub const fn nearest(&self) -> Option<FactId> {
        self.nearest
    }

    /// The vertices, each after those it depends on.
    #[must_use]
    pub fn order(&self) -> &[Vertex] {
        &self.order
    }

    /// All links as (from, to, link), sorted.
    #[must_use]
    pub fn links(&self) -> Vec<(Vertex, Vertex, Link)> {
        let vertex = |i: NodeIndex| self.graph.node_weight(i).copied();
        let mut links: Vec<_> = self
            .graph
            .edge_references()
            .filter_map(|e| Some((vertex(e.source())?, vertex(e.target())?, *e.weight())))
            .collect();
        links.sort_unstable();
        links
    }

    /// The rules that can give a criterion points, by place in the rulebook.
    pub fn pointers(&self, criterion: usize) -> impl Iterator<Item = usize> + '_ {
        self.criteria.get(criterion).into_iter().flat_map(|c| c.extra.iter().map(|(rule, _)| *rule))
    }

    /// The expression that says when a question is worth asking.
    pub(crate) fn ask_when(&self, need: usize) -> Option<NodeId> {
        self.asks.get(need).copied().flatten()
    }

    /// The expressions that compute points.
    pub(crate) fn computed_points(&self) -> impl Iterator<Item = NodeId> + '_ {
        let points =
            self.criteria.iter().flat_map(|c| std::iter::once(c.points).chain(c.extra.iter().map(|(_, p)| *p)));
        points.filter_map(|points| if let CompiledPoints::Computed(node) = points { Some(node) } else { None })
    }

    /// The needs that rules depend on: those they read, those that formulas of facts they look at read, and those that decide
    /// whether another rule derives one of them.
    #[must_use]
    pub fn needs_behind(&self, rules: &[usize]) -> BTreeSet<usize> {
        let at: BTreeMap<Vertex, NodeIndex> =
            self.graph.node_indices().filter_map(|i| Some((*self.graph.node_weight(i)?, i))).collect();
        let mut seen: BTreeSet<Vertex> = BTreeSet::new();
        let mut open: Vec<Vertex> = rules.iter().map(|r| Vertex::Rule(*r)).collect();
        while let Some(vertex) = open.pop() {
            let Some(index) = at.get(&vertex).filter(|_| seen.insert(vertex)) else { continue };
            let before = self.graph.neighbors_directed(*index, Direction::Incoming);
            let after = self.graph.neighbors_directed(*index, Direction::Outgoing);
            let vertex = |i: NodeIndex| self.graph.node_weight(i).copied();
            open.extend(before.filter_map(vertex).filter(|v| match v {
                Vertex::Need(_) => true,
                Vertex::Rule(r) => matches!(self.rules.get(*r).map(|r| &r.effect), Some(CompiledEffect::Derive(_))),
                _ => false,
            }));
            open.extend(after.filter_map(vertex).filter(|v| matches!(v, Vertex::Fact(_))));
        }
        seen.into_iter().filter_map(|v| if let Vertex::Need(n) = v { Some(n) } else { None }).collect()
    }

    /// Of the criteria right above one, that which has the most weight; `None` of the goal.
    pub(crate) fn above(&self, criterion: usize, weights: &Weights) -> Option<usize> {
        let weight = |c: &usize| weights.edges.get(*c).map_or(0.0, |e| e.weight);
        let parents = self.criteria.get(criterion).map_or(&[][..], |node| &node.parents);
        // The first of equals: `max_by` takes the last.
        parents.iter().rev().copied().max_by(|a, b| weight(a).total_cmp(&weight(b)))
    }

    /// A criterion and those above it, up to right below the goal, by the path that gives it the most weight.
    #[must_use]
    pub fn path(&self, criterion: usize, weights: &Weights) -> Vec<usize> {
        let mut path = Vec::new();
        let mut at = Some(criterion);
        while let Some(c) = at.filter(|c| *c > 0) {
            path.push(c);
            at = self.above(c, weights);
        }
        path
    }
}

/// The vertices in an order in which each comes after those it depends on, or the circles that forbid one.
fn sorted(graph: &DiGraph<Vertex, Link>) -> Result<Vec<Vertex>, Vec<Vec<Vertex>>> {
    let vertices = |nodes: Vec<NodeIndex>| -> Vec<Vertex> {
        nodes.into_iter().filter_map(|i| graph.node_weight(i).copied()).collect()
    };
    match toposort(graph, None) {
        Ok(order) => Ok(vertices(order)),
        Err(_) => Err(tarjan_scc(graph)
            .into_iter()
            .filter(|scc| {
                scc.len() > 1
                    || scc.first().is_some_and(|n| graph.neighbors_directed(*n, Direction::Outgoing).any(|m| m == *n))
            })
            .map(|scc| {
                let mut circle = vertices(scc);
                circle.sort_unstable();
                circle
            })
            .collect()),
    }
}
