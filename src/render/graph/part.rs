//! Which part of the graph is drawn: all of it, what counts, or what has to do with one thing.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::evaluate::Evaluation;
use crate::fact::FactId;
use crate::graph::{DecisionGraph, Link, Vertex};
use crate::reader::quote;
use crate::verdict::Verdict;

/// Which part of the graph is drawn.
///
/// ```
/// use verdict::diagnostic::{Place, Source};
/// use verdict::{evaluate::Evaluation, graph::DecisionGraph, catalog::Catalog, load::Files, needs::Request, rulebook::Rulebook};
/// use verdict::render::graph::{Focus, Part, dot};
/// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
/// let rules = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rules, catalog).unwrap();
/// let needs = graph.resolve(&Request::default(), graph.catalog().as_of().unwrap()).unwrap();
/// let evaluation = Evaluation::new(&graph, &needs);
/// let part = |part| dot(&evaluation, &part).len();
/// let id = &graph.rulebook().rules[0].id;
/// let focus = Focus::find(&graph, id, Place::new(&Source::new("--focus", id.as_str()), 0..id.len())).unwrap();
/// assert!(part(Part { live: true, ..Part::default() }) < part(Part::default()));
/// assert!(part(Part { focus: Some(focus), ..Part::default() }) < part(Part { live: true, ..Part::default() }));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Part {
    /// Only what counts for the needs: rules that fire, criteria with weight, and what these read.
    pub live: bool,
    /// Only what has to do with one thing.
    pub focus: Option<Focus>,
}

/// The one thing that is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Focus {
    /// A rule, a criterion, a need or a fact. A rule that prefers something is a criterion, too.
    Vertices(Vec<Vertex>),
    /// A model, by its place in the catalog.
    Model(usize),
}

impl Focus {
    /// What is called so: a rule, a criterion, a need or a fact by its id, a criterion by its label, or else a model. Where it was
    /// written is underlined if there is none.
    ///
    /// # Errors
    /// Nothing is called so, or several models are.
    pub fn find(graph: &DecisionGraph, name: &str, at: Place) -> Result<Self, Box<Diagnostic>> {
        let mut named: Vec<(&str, Vertex)> = Vec::new();
        named.extend(graph.rulebook().rules.iter().enumerate().map(|(i, rule)| (rule.id.as_str(), Vertex::Rule(i))));
        let criteria = || graph.criteria().iter().enumerate();
        named.extend(criteria().map(|(i, node)| (node.id.as_str(), Vertex::Criterion(i))));
        named.extend(criteria().map(|(i, node)| (node.label.as_str(), Vertex::Criterion(i))));
        let questions = graph.rulebook().questions.iter().enumerate();
        named.extend(questions.map(|(i, question)| (question.id.as_str(), Vertex::Need(i))));
        let drawn = graph.order().iter().filter_map(|v| if let Vertex::Fact(fact) = v { Some(*fact) } else { None });
        named.extend(drawn.map(|fact| (graph.schema().fact(fact).id.as_str(), Vertex::Fact(fact))));
        let wanted = name.strip_prefix("needs.").unwrap_or(name);
        let vertices: Vec<Vertex> =
            named.iter().filter(|(id, _)| id.eq_ignore_ascii_case(wanted)).map(|(_, vertex)| *vertex).collect();
        if !vertices.is_empty() {
            return Ok(Self::Vertices(vertices));
        }
        let model = graph.catalog().find_model(name);
        match (model, nearest(wanted, named.iter().map(|(id, _)| *id).filter(|id| !id.is_empty()))) {
            (Ok(model), _) => Ok(Self::Model(model)),
            (Err(error), None) if error.suggests() => Err(Box::new(error.diagnostic(Some(at)))),
            (Err(_), near) => {
                let message = format!("nothing in the graph is called `{}`", quote(name));
                let wrong =
                    Diagnostic::error(Code::UnknownWord, message).at(at, "no rule, criterion, question or model");
                let wrong = near.iter().fold(wrong, |wrong, near| wrong.help(format!("did you mean `{near}`?")));
                Err(Box::new(
                    wrong.help("`verdict graph` draws all rules and criteria; `verdict catalog list` has the models"),
                ))
            }
        }
    }
}

/// A model in the graph: what it gets from whom.
pub(super) struct Standing {
    /// Its place in the catalog.
    pub(super) model: usize,
    /// The offer that stands for it; `None` where nobody offers it, or it is not compared.
    pub(super) row: Option<usize>,
    pub(super) rank: Option<usize>,
    /// Criteria and the points they give it, the largest first.
    pub(super) points: Vec<(usize, i32)>,
    /// Rules and what each says of it: why it is out, or what should be known.
    pub(super) rules: Vec<(usize, String)>,
    /// The facts behind its points.
    facts: BTreeSet<FactId>,
}

impl Standing {
    pub(super) fn new(evaluation: &Evaluation<'_>, model: usize) -> Self {
        let verdict = Verdict::new(evaluation);
        let ranked = verdict.ranking.iter().find(|ranked| ranked.model == model);
        let out = verdict.excluded.iter().chain(&verdict.unverified).find(|out| out.model == model);
        let row = ranked.map(|ranked| ranked.row).or(out.map(|out| out.nearest));
        let mut standing = Self {
            model,
            row,
            rank: ranked.map(|ranked| ranked.rank),
            points: Vec::new(),
            rules: Vec::new(),
            facts: BTreeSet::new(),
        };
        let Some(row) = row else { return standing };
        for contribution in evaluation.contributions(row) {
            let Some(leaf) = evaluation.graph().leaves().get(contribution.leaf) else { continue };
            standing.points.push((leaf.criterion, contribution.points));
            standing.facts.extend(contribution.facts);
        }
        let against = evaluation.refusals(row).into_iter().chain(evaluation.kept_by(row));
        standing.rules.extend(against.map(|refusal| (refusal.rule, refusal.because)));
        standing.rules.extend(evaluation.caveats(row));
        standing
    }
}

/// The vertices that have to do with what is looked at.
pub(super) fn around(
    evaluation: &Evaluation<'_>,
    links: &[(Vertex, Vertex, Link)],
    focus: &Focus,
    standing: Option<&Standing>,
) -> BTreeSet<Vertex> {
    let graph = evaluation.graph();
    let mut neighbours: BTreeMap<Vertex, Vec<(Vertex, Link)>> = BTreeMap::new();
    for (from, to, link) in links {
        neighbours.entry(*from).or_default().push((*to, *link));
        neighbours.entry(*to).or_default().push((*from, *link));
    }
    let next_to = |vertex: Vertex| neighbours.get(&vertex).into_iter().flatten().copied();
    let mut around: BTreeSet<Vertex> = BTreeSet::new();
    if let (Focus::Vertices(vertices), _) = (focus, standing) {
        around.extend(vertices);
        for vertex in vertices {
            for (near, _) in next_to(*vertex) {
                around.insert(near);
                // On the way question → rule → criterion a rule alone says little: what it reads, or what it leads to, belongs to it.
                if let Vertex::Rule(_) = near {
                    let from_above = matches!(vertex, Vertex::Criterion(_));
                    let wanted = |link| match link {
                        Link::Reads => from_above,
                        Link::Points | Link::Derives => !from_above,
                        Link::Share | Link::Measures | Link::Checks => false,
                    };
                    around.extend(next_to(near).filter(|(_, link)| wanted(*link)).map(|(far, _)| far));
                }
            }
        }
    }
    if let Some(standing) = standing {
        around.extend(standing.facts.iter().map(|fact| Vertex::Fact(*fact)));
        let criteria: Vec<usize> = standing.points.iter().map(|(criterion, _)| *criterion).collect();
        around.extend(criteria.iter().map(|criterion| Vertex::Criterion(*criterion)));
        let fires = |rule: &usize| evaluation.fired.get(*rule) == Some(&Some(true));
        let giving = criteria.iter().flat_map(|criterion| graph.path(*criterion, &evaluation.weights));
        let giving = giving.flat_map(|criterion| graph.pointers(criterion).filter(fires).collect::<Vec<_>>());
        let rules: BTreeSet<usize> = standing.rules.iter().map(|(rule, _)| *rule).chain(giving).collect();
        for rule in rules.into_iter().map(Vertex::Rule) {
            around.insert(rule);
            around.extend(next_to(rule).filter(|(_, link)| matches!(link, Link::Reads | Link::Checks)).map(|(v, _)| v));
        }
    }
    // Where a criterion counts is said by those above it.
    let mut open: Vec<usize> =
        around.iter().filter_map(|v| if let Vertex::Criterion(c) = v { Some(*c) } else { None }).collect();
    while let Some(criterion) = open.pop() {
        for parent in graph.criteria().get(criterion).into_iter().flat_map(|node| &node.parents) {
            if around.insert(Vertex::Criterion(*parent)) {
                open.push(*parent);
            }
        }
    }
    around
}
