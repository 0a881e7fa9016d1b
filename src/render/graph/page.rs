//! The decision graph as a page to read: questions, rules, criteria and facts, each in words, with links along the arrows.
//!
//! Nothing is loaded and nothing is run. On paper, where links lead nowhere, the names in them say where to look; of a whole rulebook
//! that is what counts for these needs, since a hundred pages are read by nobody.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::{Drawing, Edge, MODEL, Node, Part, drawing};
use crate::evaluate::Evaluation;
use crate::graph::{CompiledEffect, DecisionGraph, Link, Vertex};
use crate::render::html::{escape, page};
use crate::render::text::{percent, points, short_offer};
use crate::rulebook::{Effect, Expression, PlacedTemplate, Points, Rule, WhenUnknown};

/// The graph as one page of HTML, or a part of it.
#[must_use]
pub fn html(evaluation: &Evaluation<'_>, part: &Part) -> String {
    let Drawing { nodes, edges, model } = drawing(evaluation, part);
    let whole = part.focus.is_none();
    let told = Told { evaluation, graph: evaluation.graph(), nodes: &nodes, edges: &edges, whole };
    let mut body = told.overview(part);
    if let Some(standing) = &model {
        body.push_str(&section("model", "The model", &told.standing(standing)));
    }
    let sections = [
        ("now", "From question to criterion, for these needs", told.paths()),
        ("questions", "Questions", told.questions()),
        ("rules", "Rules", told.rules()),
        ("criteria", "Criteria", told.criteria()),
        ("facts", "Facts", told.facts()),
    ];
    for (id, heading, text) in sections.iter().filter(|(.., text)| !text.is_empty()) {
        body.push_str(&section(id, heading, text));
    }
    page(&format!("{}: how it is decided", told.graph.rulebook().goal), STYLE, &body)
}

/// When a rule without a condition applies.
const ALWAYS: &str = "always";

/// What this page needs besides what every page has.
const STYLE: &str = include_str!("page.css");

/// What is told, and from what.
struct Told<'a> {
    evaluation: &'a Evaluation<'a>,
    graph: &'a DecisionGraph,
    nodes: &'a [Node],
    edges: &'a [Edge],
    /// Whether it is about everything: then what does not count now is left out on paper.
    whole: bool,
}

impl Told<'_> {
    /// What the page is about, and where to find what.
    fn overview(&self, part: &Part) -> String {
        let rulebook = self.graph.rulebook();
        let of = |is: fn(&Vertex) -> bool| self.nodes.iter().filter(move |node| node.vertex.as_ref().is_some_and(is));
        let firing = of(|v| matches!(v, Vertex::Rule(_))).filter(|node| node.live).count();
        let kinds = [
            ("questions", "question", of(|v| matches!(v, Vertex::Need(_))).count()),
            ("rules", "rule", of(|v| matches!(v, Vertex::Rule(_))).count()),
            ("criteria", "criterion", of(|v| matches!(v, Vertex::Criterion(_))).count()),
            ("facts", "fact", of(|v| matches!(v, Vertex::Fact(_))).count()),
        ];
        let links = kinds.into_iter().filter_map(|(many, one, n)| {
            let now = if many == "rules" { format!(", applying now: {firing}") } else { String::new() };
            let noun = if n == 1 { one } else { many };
            (n > 0).then(|| format!("<li><a href=\"#{many}\">{n} {noun}</a>{now}</li>\n"))
        });
        let links: String = links.collect();
        let shown = match (part.live, part.focus.is_some()) {
            (false, false) => "All of it is here.",
            (true, false) => "Only what counts for these needs is here.",
            (false, true) => "Only what has to do with one thing is here.",
            (true, true) => "Only what has to do with one thing, and counts for these needs, is here.",
        };
        let paper = if self.whole {
            "<p class=\"paper\">On paper stands what counts for these needs; the rest, and every fact, is on the page on a screen.</p>\n"
        } else {
            ""
        };
        format!(
            "<p>Answers to questions make rules apply; rules keep models out or give points to criteria; criteria measure facts. \
             This is the rulebook “{}” {}. {shown}</p>\n{paper}<nav aria-label=\"On this page\">\n<ul>\n{links}</ul>\n</nav>\n",
            escape(&rulebook.name),
            escape(&rulebook.version),
        )
    }

    /// Where the model stands, what gives it points, and which rules speak of it.
    fn standing(&self, standing: &super::Standing) -> String {
        let catalog = self.graph.catalog();
        let names = self.nodes.iter().find(|node| node.id == MODEL).map(|node| node.lines.join(": "));
        let offer = standing.row.and_then(|row| Some(format!(" ({})", short_offer(&catalog.offer_of(row)?.id))));
        let mut out = format!(
            "<p id=\"{MODEL}-stands\"><strong>{}</strong>{}</p>\n",
            escape(&names.unwrap_or_default()),
            escape(&offer.unwrap_or_default())
        );
        let rules = standing
            .rules
            .iter()
            .map(|(rule, says)| format!("<li>{}: {}</li>\n", self.link(Vertex::Rule(*rule)), escape(says)));
        out.push_str(&list(&rules.collect::<Vec<_>>()));
        let weighty = standing.points.iter().filter(|(_, given)| *given != 0);
        let rows: Vec<[String; 2]> =
            weighty.map(|(c, given)| [self.link(Vertex::Criterion(*c)), points(*given)]).collect();
        out.push_str(&table(["Criterion", "Points"], &rows));
        out
    }

    /// The rules that apply, those first that do so because of answers: what they read, what they do.
    fn paths(&self) -> String {
        let live = self.nodes.iter().filter(|node| node.live);
        let mut rows: Vec<[String; 3]> = live
            .filter_map(|node| if let Some(Vertex::Rule(rule)) = node.vertex { Some((node, rule)) } else { None })
            .filter_map(|(node, rule)| {
                let answers = self.before(&node.id, Link::Reads).map(|need| {
                    let answer = need.lines.get(1).map_or("not answered", String::as_str);
                    format!("{} = {}", Self::node(need), escape(answer))
                });
                let answers: Vec<String> = answers.collect();
                let always = if answers.is_empty() { ALWAYS.to_string() } else { answers.join("<br>") };
                let rule = self.graph.rulebook().rules.get(rule)?;
                Some([always, format!("{}: {}", Self::node(node), escape(&rule.summary)), self.does(rule)])
            })
            .collect();
        rows.sort_by_key(|[answers, ..]| answers == ALWAYS);
        table(["Answers", "Rule that applies", "What it does"], &rows)
    }

    fn questions(&self) -> String {
        let mut out = String::new();
        for node in self.nodes {
            let Some(Vertex::Need(need)) = node.vertex else { continue };
            let Some(question) = self.graph.rulebook().questions.get(need) else { continue };
            let answer = node.lines.get(1).map_or("not answered", String::as_str);
            let facts = [
                ("Answer", format!("<strong>{}</strong>", escape(answer))),
                ("Why", escape(&question.why)),
                ("Set by", Self::all(self.before(&node.id, Link::Derives))),
                ("Read by", Self::all(self.after(&node.id, Link::Reads))),
            ];
            out.push_str(&self.entry(node, &question.ask, &facts));
        }
        out
    }

    fn rules(&self) -> String {
        let mut themes: BTreeMap<&str, String> = BTreeMap::new();
        for node in self.nodes {
            let Some(Vertex::Rule(at)) = node.vertex else { continue };
            let Some(rule) = self.graph.rulebook().rules.get(at) else { continue };
            let now = match self.evaluation.fired.get(at) {
                Some(Some(true)) => "<strong>applies now</strong>",
                Some(None) => "not known: what it reads is not answered",
                _ => "does not apply",
            };
            let facts = [
                ("Now", now.to_string()),
                ("When", rule.when.as_ref().map_or_else(|| ALWAYS.to_string(), code)),
                ("Does", self.does(rule)),
                ("Why", rule.because.as_ref().map(|because| self.text(because)).unwrap_or_default()),
                ("Reads", Self::all(self.before(&node.id, Link::Reads))),
                ("Looks at", Self::all(self.after(&node.id, Link::Checks).filter(|node| node.vertex.is_some()))),
            ];
            themes.entry(&rule.theme).or_default().push_str(&self.entry(node, &rule.summary, &facts));
        }
        let theme = |(theme, rules): (&str, String)| {
            format!("<div class=\"theme\">\n<h3>{}</h3>\n{rules}</div>\n", escape(theme))
        };
        themes.into_iter().map(theme).collect()
    }

    /// The tree of criteria, each below the one that gives it the most weight.
    fn criteria(&self) -> String {
        let criteria = |node: &&Node| matches!(node.vertex, Some(Vertex::Criterion(_)));
        let mut below: BTreeMap<Option<usize>, Vec<&Node>> = BTreeMap::new();
        for node in self.nodes.iter().filter(criteria) {
            let Some(Vertex::Criterion(at)) = node.vertex else { continue };
            below.entry(self.graph.above(at, &self.evaluation.weights)).or_default().push(node);
        }
        self.branch(None, &below)
    }

    fn branch(&self, above: Option<usize>, below: &BTreeMap<Option<usize>, Vec<&Node>>) -> String {
        let items: Vec<String> = below
            .get(&above)
            .into_iter()
            .flatten()
            .filter_map(|node| {
                let Some(Vertex::Criterion(at)) = node.vertex else { return None };
                let inner = self.branch(Some(at), below);
                Some(format!("<li>{}{inner}</li>\n", self.criterion(node, at)))
            })
            .collect();
        list(&items)
    }

    fn criterion(&self, node: &Node, at: usize) -> String {
        let weight = self.evaluation.weights.edges.get(at).map_or(0.0, |edge| edge.weight);
        let parents = self.graph.criteria().get(at).map_or(0, |criterion| criterion.parents.len());
        let others = if parents > 1 { Self::all(self.before(&node.id, Link::Share)) } else { String::new() };
        let facts = [
            (
                "Weight",
                if weight > 0.0 {
                    format!("<strong>{}</strong>", percent(weight))
                } else {
                    "none for these needs".to_string()
                },
            ),
            ("Counts", escape(&node.tooltip)),
            ("Part of", others),
            ("Points by", Self::all(self.before(&node.id, Link::Points))),
            ("Depends on", Self::all(self.before(&node.id, Link::Reads))),
            ("Measures", Self::all(self.after(&node.id, Link::Measures))),
        ];
        self.entry(node, node.lines.first().map_or("", String::as_str), &facts)
    }

    fn facts(&self) -> String {
        let rows: Vec<[String; 3]> = self
            .nodes
            .iter()
            .filter_map(|node| {
                let Some(Vertex::Fact(id)) = node.vertex else { return None };
                let fact = self.graph.schema().fact(id);
                let value = node.lines.get(1).filter(|line| *line != "computed");
                let value = value.map(|value| format!(" = <strong>{}</strong>", escape(value))).unwrap_or_default();
                let name = format!("<span id=\"{}\">{}</span>{value}", anchor(&node.id), escape(&fact.id));
                let computed = if fact.formula.is_some() { " Computed." } else { "" };
                let means = format!("{}{computed}", escape(&fact.meaning));
                let readers = self.before(&node.id, Link::Measures).chain(self.before(&node.id, Link::Checks));
                Some([name, means, Self::all(readers)])
            })
            .collect();
        table(["Fact", "What it is", "Read by"], &rows)
    }

    /// What a rule does, in words.
    fn does(&self, rule: &Rule) -> String {
        match &rule.effect {
            Effect::Require { expression, when_unknown } => format!(
                "keeps out what is not so: {} ({})",
                code(expression),
                match when_unknown {
                    WhenUnknown::Exclude => "also where it is not known",
                    WhenUnknown::Keep => "not where it is not known",
                }
            ),
            Effect::Prefer { expression, points, under, .. } => format!(
                "prefers what is so: {}, with {} below {}",
                code(expression),
                amount(points),
                self.criterion_link(under)
            ),
            Effect::Weigh(all) => {
                let given =
                    all.iter().map(|(to, points, _)| format!("{} to {}", amount(points), self.criterion_link(to)));
                format!("gives {}", given.collect::<Vec<_>>().join(", "))
            }
            Effect::Derive(_) => format!("sets {}", self.derived(rule).join(", ")),
            Effect::Note { text, about, .. } => {
                let about = about.as_ref().map(|about| format!(" (of what is so: {})", code(about)));
                format!("says: {}{}", self.text(text), about.unwrap_or_default())
            }
        }
    }

    fn derived(&self, rule: &Rule) -> Vec<String> {
        let at = self.graph.rulebook().rules.iter().position(|other| other.id == rule.id);
        let compiled = at.and_then(|at| self.graph.rules().get(at)).map(|rule| &rule.effect);
        let Some(CompiledEffect::Derive(values)) = compiled else { return Vec::new() };
        let told = values.iter().map(|(need, values)| {
            let value = values.first().map(|value| value.display(None)).unwrap_or_default();
            format!("{} to <strong>{}</strong>", self.link(Vertex::Need(*need)), escape(&value))
        });
        told.collect()
    }

    /// A text of a rule: answers as they are, and facts of an offer by what they are called.
    fn text(&self, text: &PlacedTemplate) -> String {
        let filled = text.template.render(|id| {
            let fact = self.graph.schema().find(id)?;
            let declared = self.graph.schema().fact(fact);
            let value = self.evaluation.resolved().values.get(fact.index()).and_then(Option::as_ref);
            let value = value.map(|value| value.display(declared.unit.as_deref()));
            Some(value.unwrap_or_else(|| format!("[{}]", declared.label.to_lowercase())))
        });
        escape(&filled)
    }

    /// Something under its own name, and what there is to say of it; nothing is said of what is empty.
    fn entry(&self, node: &Node, title: &str, facts: &[(&str, String)]) -> String {
        let short = node.id.split_once(' ').map_or("", |(_, id)| id);
        let idle = if self.whole && !node.live { " idle" } else { "" };
        let mut out = format!(
            "<div class=\"entry{idle}\" id=\"{}\">\n<p><strong>{}</strong> <code>{}</code></p>\n<dl>\n",
            anchor(&node.id),
            escape(title),
            escape(short)
        );
        for (label, text) in facts.iter().filter(|(_, text)| !text.is_empty()) {
            let _ = writeln!(out, "<div><dt>{label}</dt><dd>{text}</dd></div>");
        }
        out.push_str("</dl>\n</div>\n");
        out
    }

    /// What leads to something by links of one kind.
    fn before<'s>(&'s self, id: &str, link: Link) -> impl Iterator<Item = &'s Node> {
        let from = self.edges.iter().filter(move |edge| edge.link == link);
        let from: Vec<&str> = from.filter(|edge| edge.to == id).map(|edge| edge.from.as_str()).collect();
        self.nodes.iter().filter(move |node| from.contains(&node.id.as_str()))
    }

    /// What something leads to by links of one kind.
    fn after<'s>(&'s self, id: &str, link: Link) -> impl Iterator<Item = &'s Node> {
        let to = self.edges.iter().filter(move |edge| edge.link == link);
        let to: Vec<&str> = to.filter(|edge| edge.from == id).map(|edge| edge.to.as_str()).collect();
        self.nodes.iter().filter(move |node| to.contains(&node.id.as_str()))
    }

    fn all<'n>(nodes: impl Iterator<Item = &'n Node>) -> String {
        nodes.map(Self::node).collect::<Vec<_>>().join(", ")
    }

    /// A link to something that is on the page; what applies or counts is bold.
    fn node(node: &Node) -> String {
        let name = match node.vertex {
            Some(Vertex::Criterion(_)) => node.lines.first().map_or("", String::as_str),
            _ => node.id.split_once(' ').map_or("", |(_, id)| id),
        };
        let link = format!("<a href=\"#{}\">{}</a>", anchor(&node.id), escape(name));
        let marked = node.live && matches!(node.vertex, Some(Vertex::Rule(_) | Vertex::Criterion(_)));
        if marked { format!("<strong>{link}</strong>") } else { link }
    }

    /// The same where it may not be on the page: then its name alone.
    fn link(&self, vertex: Vertex) -> String {
        match self.nodes.iter().find(|node| node.vertex == Some(vertex)) {
            Some(node) => Self::node(node),
            None => escape(super::id(self.graph, vertex).split_once(' ').map_or("", |(_, id)| id)),
        }
    }

    fn criterion_link(&self, id: &str) -> String {
        let at = self.graph.criteria().iter().skip(1).position(|criterion| criterion.id == id);
        at.map_or_else(|| escape(id), |at| self.link(Vertex::Criterion(at + 1)))
    }
}

fn section(id: &str, heading: &str, text: &str) -> String {
    format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{heading}</h2>\n{text}</section>\n")
}

/// The id of something on the page.
fn anchor(id: &str) -> String {
    escape(&id.replace(' ', "-"))
}

fn code(expression: &Expression) -> String {
    format!("<code>{}</code>", escape(&expression.formula.text))
}

fn amount(points: &Points) -> String {
    match points {
        Points::Fixed(1) => "1 point".to_string(),
        Points::Fixed(n) => format!("{n} points"),
        Points::Computed(expression) => format!("points by {}", code(expression)),
    }
}

fn list(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("<ul>\n{}</ul>\n", items.concat()) }
}

/// A table of cells that are markup already; nothing where there are no rows.
fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let heads = heads.map(|head| format!("<th scope=\"col\">{head}</th>")).concat();
    let row = |cells: &[String; N]| {
        let cell = |(i, cell): (usize, &String)| match i {
            0 => format!("<th scope=\"row\">{cell}</th>"),
            _ => format!("<td>{cell}</td>"),
        };
        format!("<tr>{}</tr>\n", cells.iter().enumerate().map(cell).collect::<String>())
    };
    let rows: String = rows.iter().map(row).collect();
    format!("<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>\n")
}
