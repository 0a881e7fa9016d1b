//! The decision graph as DOT and as Mermaid, with what a request makes of it: the rules that fire, the weights that are live.
//!
//! What counts for the request is drawn full and carries its value or weight; everything else is there, but grey.

use std::collections::{BTreeMap, BTreeSet};

use super::text::{percent, points};
use crate::evaluate::Evaluation;
use crate::fact::Root;
use crate::graph::{DecisionGraph, Link, Vertex};

mod dot;
mod mermaid;
mod page;
mod part;

pub use dot::dot;
pub use mermaid::mermaid;
pub use page::html;
pub use part::{Focus, Part};

use part::{Standing, around};

/// A vertex as it is drawn, or the model that is looked at.
struct Node {
    /// `None` is the model.
    vertex: Option<Vertex>,
    /// Its id in the drawing.
    id: String,
    /// What is written in it, a line each.
    lines: Vec<String>,
    /// What is said of it where the drawing can be pointed at; empty if there is nothing to say.
    tooltip: String,
    /// Whether it counts for the request.
    live: bool,
    /// The theme of a rule; empty for others.
    group: String,
}

/// A link as it is drawn.
struct Edge {
    from: String,
    to: String,
    link: Link,
    live: bool,
    /// The weight of a criterion that the link leads down to.
    weight: f64,
    label: Option<String>,
}

/// What is drawn.
struct Drawing {
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    /// The model that is looked at.
    model: Option<Standing>,
}

/// Everything in an order that depends on the rulebook and the catalog alone.
fn drawing(evaluation: &Evaluation<'_>, part: &Part) -> Drawing {
    let graph = evaluation.graph();
    let links = graph.links();
    let live = live(evaluation, &links);
    let model = part.focus.as_ref().and_then(|focus| match focus {
        Focus::Model(model) => Some(Standing::new(evaluation, *model)),
        Focus::Vertices(_) => None,
    });
    let mut all: BTreeSet<Vertex> =
        graph.order().iter().copied().chain(links.iter().flat_map(|(from, to, _)| [*from, *to])).collect();
    if part.live {
        all.retain(|vertex| live.contains(vertex));
    }
    if let Some(focus) = &part.focus {
        let near = around(evaluation, &links, focus, model.as_ref());
        all.retain(|vertex| near.contains(vertex));
        // What is looked at is there even where it does not count.
        all.extend(if let Focus::Vertices(vertices) = focus { vertices.as_slice() } else { &[] });
    }
    let row = model.as_ref().and_then(|model| model.row);
    let mut nodes: Vec<Node> = all.iter().map(|v| node(evaluation, *v, live.contains(v), row)).collect();
    let links = links.iter().filter(|(from, to, _)| all.contains(from) && all.contains(to));
    let edges = links.map(|(from, to, link)| {
        let both = live.contains(from) && live.contains(to);
        let weights = &evaluation.weights;
        let share = match (from, to, link) {
            (Vertex::Criterion(above), Vertex::Criterion(c), Link::Share) if both => {
                weights.edges.get(*c).map(|e| (e.weight, weights.share(graph, *above, *c)))
            }
            _ => None,
        };
        Edge {
            from: id(graph, *from),
            to: id(graph, *to),
            link: *link,
            live: both,
            weight: share.map_or(0.0, |(weight, _)| weight),
            label: share.map(|(_, share)| percent(share)),
        }
    });
    let mut edges: Vec<Edge> = edges.collect();
    if let Some(model) = &model {
        nodes.push(standing(evaluation, model));
        edges.extend(given(graph, model));
    }
    Drawing { nodes, edges, model }
}

/// The id of the model that is looked at, in the drawing.
const MODEL: &str = "model";

/// The model that is looked at: its rank and score.
fn standing(evaluation: &Evaluation<'_>, standing: &Standing) -> Node {
    let model = evaluation.graph().catalog().models().get(standing.model);
    let mut lines: Vec<String> = model.map(|model| model.name().to_string()).into_iter().collect();
    lines.push(match (standing.rank, standing.row) {
        (Some(rank), Some(row)) => format!("rank {rank}, {} points", points(evaluation.score_of(row))),
        (_, Some(_)) => "not eligible".to_string(),
        (_, None) => "not compared".to_string(),
    });
    Node { vertex: None, id: MODEL.to_string(), lines, tooltip: String::new(), live: true, group: String::new() }
}

/// What the model that is looked at gets from criteria, and which rules have something to say of it.
fn given(graph: &DecisionGraph, standing: &Standing) -> Vec<Edge> {
    let edge = |from: Vertex, link: Link, label: Option<String>| Edge {
        from: id(graph, from),
        to: MODEL.to_string(),
        link,
        live: true,
        weight: 0.0,
        label,
    };
    let given =
        standing.points.iter().map(|(c, given)| edge(Vertex::Criterion(*c), Link::Points, Some(points(*given))));
    given.chain(standing.rules.iter().map(|(rule, _)| edge(Vertex::Rule(*rule), Link::Checks, None))).collect()
}

/// What counts: rules that fire, criteria with weight, needs that these read, facts that these look at.
fn live(evaluation: &Evaluation<'_>, links: &[(Vertex, Vertex, Link)]) -> BTreeSet<Vertex> {
    let fires = |rule: usize| evaluation.fired.get(rule) == Some(&Some(true));
    let weight = |c: usize| evaluation.weights.edges.get(c).is_some_and(|e| e.weight > 0.0);
    let mut live: BTreeSet<Vertex> = (0..evaluation.fired.len()).filter(|r| fires(*r)).map(Vertex::Rule).collect();
    live.extend((0..evaluation.graph().criteria().len()).filter(|c| weight(*c)).map(Vertex::Criterion));
    let mut next: Vec<Vertex> = live.iter().copied().collect();
    let mut facts: BTreeMap<Vertex, Vec<Vertex>> = BTreeMap::new();
    let mut needs: BTreeMap<Vertex, Vec<Vertex>> = BTreeMap::new();
    for (from, to, link) in links {
        match link {
            Link::Measures | Link::Checks => facts.entry(*from).or_default().push(*to),
            Link::Reads => needs.entry(*to).or_default().push(*from),
            Link::Derives | Link::Points | Link::Share => {}
        }
    }
    while let Some(vertex) = next.pop() {
        for reached in facts.get(&vertex).into_iter().chain(needs.get(&vertex)).flatten() {
            if live.insert(*reached) {
                next.push(*reached);
            }
        }
    }
    live
}

fn id(graph: &DecisionGraph, vertex: Vertex) -> String {
    match vertex {
        Vertex::Need(i) => format!("need {}", graph.rulebook().questions.get(i).map_or("", |q| &q.id)),
        Vertex::Rule(i) => format!("rule {}", graph.rulebook().rules.get(i).map_or("", |r| &r.id)),
        Vertex::Criterion(i) => format!("criterion {}", graph.criteria().get(i).map_or("", |c| &c.id)),
        Vertex::Fact(fact) => format!("fact {}", graph.schema().fact(fact).id),
    }
}

/// A vertex; a fact has its value in a row, if there is one.
fn node(evaluation: &Evaluation<'_>, vertex: Vertex, live: bool, row: Option<usize>) -> Node {
    let graph = evaluation.graph();
    let mut lines = Vec::new();
    let (mut tooltip, mut group) = (String::new(), String::new());
    match vertex {
        Vertex::Need(i) => {
            lines.extend(graph.rulebook().questions.get(i).map(|q| q.id.clone()));
            lines.extend(setting(evaluation, i));
        }
        Vertex::Rule(i) => {
            if let Some(rule) = graph.rulebook().rules.get(i) {
                lines.push(rule.id.clone());
                lines.push(rule.effect.key().to_string());
                group.clone_from(&rule.theme);
            }
        }
        Vertex::Criterion(i) => {
            lines.extend(graph.criteria().get(i).map(|c| c.label.clone()));
            lines.extend(evaluation.weights.edges.get(i).filter(|_| live).map(|e| percent(e.weight)));
            // The goal comes first in the tree, and has no points.
            if let Some(c) = i.checked_sub(1).and_then(|i| graph.rulebook().criteria.get(i)) {
                tooltip = format!("{} {}", c.meaning, c.reason);
            }
        }
        Vertex::Fact(id) => {
            let fact = graph.schema().fact(id);
            lines.push(fact.id.clone());
            if let Some(row) = row {
                lines.push(evaluation.fact_text(id, row).unwrap_or_else(|| "unknown".to_string()));
            } else if fact.formula.is_some() && fact.root != Root::Needs {
                lines.push("computed".to_string());
            }
        }
    }
    Node { vertex: Some(vertex), id: id(graph, vertex), lines, tooltip, live, group }
}

/// The value of a need and who set it; nothing if it has none.
fn setting(evaluation: &Evaluation<'_>, need: usize) -> Option<String> {
    let (graph, resolved) = (evaluation.graph(), evaluation.resolved());
    let fact = *graph.needs().get(need)?;
    let value = resolved.values.get(fact.index())?.as_ref()?;
    let unit = graph.schema().fact(fact).unit.as_deref();
    let derived = resolved.derived.iter().any(|d| d.need == need);
    let how = match resolved.given.iter().any(|g| g.need == need) {
        true => "",
        false if derived => " (derived)",
        false => " (assumed)",
    };
    Some(format!("{}{how}", value.display(unit)))
}
