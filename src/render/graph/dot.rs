//! DOT, the language of Graphviz.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Drawing, Edge, Node, Part, drawing};
use crate::evaluate::Evaluation;
use crate::graph::{Link, Vertex};
use crate::render::text::wrap;

/// The graph in DOT, or a part of it: needs on the left, then rules by theme, criteria, facts.
#[must_use]
pub fn dot(evaluation: &Evaluation<'_>, part: &Part) -> String {
    let Drawing { nodes, edges, .. } = drawing(evaluation, part);
    let mut out = String::from(
        "digraph verdict {\n  rankdir=LR; ranksep=2; nodesep=0.12; newrank=true; fontname=\"Helvetica\";\n  \
         node [fontname=\"Helvetica\", fontsize=11, margin=\"0.12,0.05\"];\n  \
         edge [fontname=\"Helvetica\", fontsize=9, arrowsize=0.6];\n",
    );
    let mut themes: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &nodes {
        match node.vertex {
            Some(Vertex::Rule(_)) => themes.entry(&node.group).or_default().push(node),
            _ => draw(&mut out, node, "  "),
        }
    }
    for (theme, rules) in themes {
        let name = quoted(&format!("cluster {theme}"));
        let label = quoted(theme);
        let _ = writeln!(
            out,
            "  subgraph {name} {{\n    label={label}; labeljust=l; color=\"#cccccc\"; fontcolor=\"#666666\"; style=rounded;"
        );
        for rule in rules {
            draw(&mut out, rule, "    ");
        }
        out.push_str("  }\n");
    }
    columns(&mut out, &nodes);
    for edge in &edges {
        link(&mut out, edge);
    }
    out.push_str("}\n");
    out
}

/// Needs, rules and facts stand in a column each; the tree of criteria begins right of the rules.
fn columns(out: &mut String, nodes: &[Node]) {
    let column = |is: fn(&Vertex) -> bool| -> Vec<String> {
        nodes.iter().filter(|n| n.vertex.as_ref().is_some_and(is)).map(|n| quoted(&n.id)).collect()
    };
    let needs = column(|v| matches!(v, Vertex::Need(_)));
    let rules = column(|v| matches!(v, Vertex::Rule(_)));
    let goal = column(|v| matches!(v, Vertex::Criterion(0)));
    let facts = column(|v| matches!(v, Vertex::Fact(_)));
    for (rank, ids) in [("min", &needs), ("same", &rules), ("max", &facts)] {
        if !ids.is_empty() {
            let _ = writeln!(out, "  {{ rank={rank}; {}; }}", ids.join("; "));
        }
    }
    for (from, to) in [(needs.first(), rules.first()), (rules.first(), goal.first())] {
        if let (Some(from), Some(to)) = (from, to) {
            let _ = writeln!(out, "  {from} -> {to} [style=invis];");
        }
    }
}

/// How many characters a line of a label has.
const LABEL: usize = 28;

fn draw(out: &mut String, node: &Node, indent: &str) {
    let (shape, color) = match node.vertex {
        Some(Vertex::Need(_)) => ("ellipse", "#cfe3ff"),
        Some(Vertex::Rule(_)) => ("hexagon", "#ffd9b3"),
        Some(Vertex::Criterion(0)) => ("doubleoctagon", "#b9e6c0"),
        Some(Vertex::Criterion(_)) => ("box", "#d5f0d9"),
        Some(Vertex::Fact(_)) => ("note", "#eeeeee"),
        None => ("tripleoctagon", "#ffffff"),
    };
    let label: Vec<String> = node.lines.iter().flat_map(|l| wrap(l, LABEL, 0)).map(|l| escaped(&l)).collect();
    let label = label.join("\\n");
    let look = if node.live {
        format!("style=\"filled,bold\", fillcolor=\"{color}\"")
    } else {
        "color=\"#cccccc\", fontcolor=\"#999999\"".to_string()
    };
    let tooltip = if node.tooltip.is_empty() { String::new() } else { format!(", tooltip={}", quoted(&node.tooltip)) };
    let _ = writeln!(out, "{indent}{} [label=\"{label}\", shape={shape}, {look}{tooltip}];", quoted(&node.id));
}

fn link(out: &mut String, edge: &Edge) {
    let mut look: Vec<String> = Vec::new();
    match (edge.live, edge.link) {
        (false, _) => look.push("color=\"#dddddd\"".to_string()),
        (true, Link::Points | Link::Derives) => look.push("color=\"#d2691e\", penwidth=2".to_string()),
        (true, Link::Share) => look.push(format!("color=\"#2e8b57\", penwidth={:.1}", 1.0 + 8.0 * edge.weight)),
        (true, _) => look.push("color=\"#666666\"".to_string()),
    }
    if let Link::Checks | Link::Measures = edge.link {
        look.push("style=dashed".to_string());
    }
    if let Link::Derives = edge.link {
        look.push("constraint=false".to_string());
    }
    if let Some(label) = &edge.label {
        look.push(format!("label=\"{}\"", escaped(label)));
    }
    let _ = writeln!(out, "  {} -> {} [{}];", quoted(&edge.from), quoted(&edge.to), look.join(", "));
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " ")
}
