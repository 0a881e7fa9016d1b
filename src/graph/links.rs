//! The vertices and links of the graph, and the circles that it must not have.

use std::collections::{BTreeMap, BTreeSet};

use petgraph::graph::{DiGraph, NodeIndex};

use super::machines::LookedUp;
use super::{CriterionNode, Link, Vertex};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::Ast;
use crate::fact::{FactId, Formula, Root, Schema};
use crate::rulebook::{Anchor, Effect, Expression, Measure, Points, Rule, Rulebook, Scale};

/// The vertices and links of a rulebook. Facts enter as far as somebody reads them.
pub(super) fn graph(
    rulebook: &Rulebook,
    schema: &Schema,
    criteria: &[CriterionNode],
    of: &[Option<usize>],
    formulas: &BTreeMap<FactId, (Ast, Formula)>,
    looked_up: &[LookedUp],
) -> DiGraph<Vertex, Link> {
    let looked_up = looked_up.iter().map(|all| (all.need, all.facts().collect())).collect();
    let mut links = Links { rulebook, schema, looked_up, graph: DiGraph::new(), at: BTreeMap::new() };
    for i in 0..rulebook.questions.len() {
        links.vertex(Vertex::Need(i));
    }
    for (fact, (ast, _)) in formulas {
        links.reads(ast, Vertex::Fact(*fact), Link::Measures);
    }
    for (at, (criterion, of)) in criteria.iter().zip(of).enumerate() {
        let vertex = Vertex::Criterion(at);
        links.vertex(vertex);
        for parent in &criterion.parents {
            links.link(Vertex::Criterion(*parent), vertex, Link::Share);
        }
        if let Some(rule) = of {
            links.link(Vertex::Rule(*rule), vertex, Link::Points);
            if let Some(Effect::Prefer { expression, .. }) = rulebook.rules.get(*rule).map(|r| &r.effect) {
                links.reads(&expression.ast, vertex, Link::Measures);
            }
        } else if let Some(c) = rulebook.criterion(&criterion.id).filter(|_| at > 0) {
            for e in of_points(&c.points).into_iter().chain(c.of.iter().flat_map(expressions)) {
                links.reads(&e.ast, vertex, Link::Measures);
            }
        }
    }
    for (i, rule) in rulebook.rules.iter().enumerate() {
        links.rule(Vertex::Rule(i), rule, criteria);
    }
    links.graph
}

/// Every expression of a measure: its value, its ends and its anchors.
fn expressions(measure: &Measure) -> Vec<&Expression> {
    let mut all = vec![&measure.value];
    all.extend(measure.ends.iter().flat_map(|(low, high)| [low, high]));
    let anchors: Vec<&Anchor> = match &measure.scale {
        Scale::Linear(worst, best) | Scale::Log(worst, best) => vec![worst, best],
        Scale::Curve(points) => points.iter().map(|(at, _)| at).collect(),
        Scale::Steps(_) | Scale::Table(_) => Vec::new(),
    };
    all.extend(anchors.into_iter().filter_map(|a| if let Anchor::Computed(e) = a { Some(e) } else { None }));
    all
}

fn of_points(points: &Points) -> Option<&Expression> {
    if let Points::Computed(e) = points { Some(e) } else { None }
}

struct Links<'a> {
    rulebook: &'a Rulebook,
    schema: &'a Schema,
    /// The questions of which the answer is looked up, and the facts that follow from it.
    looked_up: Vec<(usize, BTreeSet<FactId>)>,
    graph: DiGraph<Vertex, Link>,
    at: BTreeMap<Vertex, NodeIndex>,
}

impl Links<'_> {
    fn vertex(&mut self, vertex: Vertex) -> NodeIndex {
        *self.at.entry(vertex).or_insert_with(|| self.graph.add_node(vertex))
    }

    fn link(&mut self, from: Vertex, to: Vertex, link: Link) {
        let (from, to) = (self.vertex(from), self.vertex(to));
        if !self.graph.edges_connecting(from, to).any(|e| *e.weight() == link) {
            self.graph.add_edge(from, to, link);
        }
    }

    /// Links a reader with the needs and facts that an expression reads. What does not exist is found by the type check.
    fn reads(&mut self, ast: &Ast, reader: Vertex, link: Link) {
        for (id, _) in ast.facts() {
            let need = id.strip_prefix("needs.");
            if let Some(need) = need.and_then(|n| self.rulebook.questions.iter().position(|q| q.id == n)) {
                self.link(Vertex::Need(need), reader, Link::Reads);
                continue;
            }
            let Some(fact) = self.schema.find(&id) else { continue };
            if self.schema.fact(fact).root != Root::Needs {
                self.link(reader, Vertex::Fact(fact), link);
            } else if let Some(need) = self.looked_up.iter().find(|(_, f)| f.contains(&fact)).map(|(need, _)| *need) {
                self.link(Vertex::Need(need), reader, Link::Reads);
            }
        }
    }

    fn rule(&mut self, at: Vertex, rule: &Rule, criteria: &[CriterionNode]) {
        self.vertex(at);
        let mut read: Vec<&Expression> = rule.when.iter().collect();
        match &rule.effect {
            Effect::Require { expression, .. } => read.push(expression),
            Effect::Prefer { points, .. } => read.extend(of_points(points)),
            Effect::Weigh(all) => {
                for (id, points, _) in all {
                    if let Some(c) = criteria.iter().skip(1).position(|c| c.id == *id) {
                        self.link(at, Vertex::Criterion(c + 1), Link::Points);
                    }
                    read.extend(of_points(points));
                }
            }
            Effect::Derive(values) => {
                for derived in values {
                    if let Some(n) = self.rulebook.questions.iter().position(|q| q.id == derived.need) {
                        self.link(at, Vertex::Need(n), Link::Derives);
                    }
                }
            }
            Effect::Note { about, .. } => read.extend(about),
        }
        for e in read {
            self.reads(&e.ast, at, Link::Checks);
        }
    }
}

/// The message about a circle: everything in it, each rule at its own place.
pub(super) fn circle(
    rulebook: &Rulebook,
    criteria: &[CriterionNode],
    schema: &Schema,
    circle: &[Vertex],
) -> Diagnostic {
    let mut places = Vec::new();
    let mut names = Vec::new();
    for vertex in circle {
        match *vertex {
            Vertex::Need(i) => names.extend(rulebook.questions.get(i).map(|q| format!("need `{}`", q.id))),
            Vertex::Rule(i) => {
                if let Some(rule) = rulebook.rules.get(i) {
                    names.push(format!("rule `{}`", rule.id));
                    let derived = match &rule.effect {
                        Effect::Derive(values) => values.iter().find(|d| {
                            let need = rulebook.questions.iter().position(|q| q.id == d.need);
                            need.is_some_and(|n| circle.contains(&Vertex::Need(n)))
                        }),
                        _ => None,
                    };
                    let at = derived.map_or(&rule.at, |d| &d.key_at);
                    let sets = derived
                        .map_or_else(|| "part of it".to_string(), |d| format!("`{}` sets `{}`", rule.id, d.need));
                    places.push((at.clone(), sets));
                }
            }
            Vertex::Criterion(i) => {
                names.extend(criteria.get(i).map(|c| format!("criterion `{}`", c.id)));
                places
                    .extend(rulebook.criteria.get(i.wrapping_sub(1)).map(|c| (c.at.clone(), "part of it".to_string())));
            }
            Vertex::Fact(id) => {
                let fact = schema.fact(id);
                names.push(format!("fact `{}`", fact.id));
                places
                    .extend(fact.formula.as_ref().and_then(|f| f.at.clone()).map(|at| (at, "part of it".to_string())));
            }
        }
    }
    let mut wrong =
        Diagnostic::error(Code::Cycle, format!("these depend on each other in a circle: {}", names.join(", ")))
            .help("break the circle: nothing may depend on itself");
    let mut places = places.into_iter();
    wrong.primary = places.next();
    wrong.context = places.collect();
    wrong
}
