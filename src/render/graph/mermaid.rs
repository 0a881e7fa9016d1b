//! Mermaid flowcharts, which GitHub and GitLab draw.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Drawing, Node, Part, drawing};
use crate::evaluate::Evaluation;
use crate::graph::{Link, Vertex};

/// The graph in Mermaid, or a part of it: needs on the left, then rules by theme, criteria, facts.
#[must_use]
pub fn mermaid(evaluation: &Evaluation<'_>, part: &Part) -> String {
    let Drawing { nodes, edges, .. } = drawing(evaluation, part);
    let mut out = String::from("flowchart LR\n");
    let short: BTreeMap<&str, String> =
        nodes.iter().enumerate().map(|(i, n)| (n.id.as_str(), format!("n{i}"))).collect();
    let name = |id: &str| short.get(id).cloned().unwrap_or_default();
    let mut themes: BTreeMap<&str, Vec<&Node>> = BTreeMap::new();
    for node in &nodes {
        match node.vertex {
            Some(Vertex::Rule(_)) => themes.entry(&node.group).or_default().push(node),
            _ => draw(&mut out, node, &name(&node.id), "  "),
        }
    }
    for (i, (theme, rules)) in themes.into_iter().enumerate() {
        let _ = writeln!(out, "  subgraph t{i} [\"{}\"]", escaped(theme));
        for rule in rules {
            draw(&mut out, rule, &name(&rule.id), "    ");
        }
        out.push_str("  end\n");
    }
    for edge in &edges {
        let arrow = match (edge.live, edge.link) {
            (_, Link::Checks | Link::Measures) => "-.->",
            (true, Link::Points | Link::Derives | Link::Share) => "==>",
            _ => "-->",
        };
        let label = edge.label.as_ref().map(|l| format!("|\"{}\"|", escaped(l))).unwrap_or_default();
        let _ = writeln!(out, "  {} {arrow}{label} {}", name(&edge.from), name(&edge.to));
    }
    let grey: Vec<String> = edges.iter().enumerate().filter(|(_, e)| !e.live).map(|(i, _)| i.to_string()).collect();
    if !grey.is_empty() {
        let _ = writeln!(out, "  linkStyle {} stroke:#ddd", grey.join(","));
    }
    out.push_str(
        "  classDef need fill:#cfe3ff,stroke:#369,color:#000\n  \
         classDef rule fill:#ffd9b3,stroke:#d2691e,stroke-width:3px,color:#000\n  \
         classDef criterion fill:#d5f0d9,stroke:#2e8b57,color:#000\n  \
         classDef fact fill:#eee,stroke:#666,color:#000\n  \
         classDef model fill:#fff,stroke:#000,stroke-width:3px,color:#000\n  \
         classDef silent fill:#fff,stroke:#ccc,color:#999\n",
    );
    out
}

fn draw(out: &mut String, node: &Node, name: &str, indent: &str) {
    let (open, close, class) = match node.vertex {
        Some(Vertex::Need(_)) => ("([", "])", "need"),
        Some(Vertex::Rule(_)) => ("{{", "}}", "rule"),
        Some(Vertex::Criterion(_)) => ("[", "]", "criterion"),
        Some(Vertex::Fact(_)) => ("[/", "/]", "fact"),
        None => ("[[", "]]", "model"),
    };
    let class = if node.live { class } else { "silent" };
    let label = node.lines.iter().map(|l| escaped(l)).collect::<Vec<_>>().join("<br>");
    let _ = writeln!(out, "{indent}{name}{open}\"{label}\"{close}:::{class}");
}

/// Text in which nothing is taken for markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' => out.push_str("#quot;"),
            '#' => out.push_str("#35;"),
            '<' => out.push_str("#lt;"),
            '>' => out.push_str("#gt;"),
            '&' => out.push_str("#amp;"),
            '`' => out.push_str("#96;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
