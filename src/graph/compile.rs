//! Compiling: names to numbers, texts to checked expressions, everything into one graph.

use std::collections::BTreeMap;

use petgraph::graph::{DiGraph, NodeIndex};

use super::{
    CompiledAnchor, CompiledEffect, CompiledMeasure, CompiledPoints, CompiledRule, CompiledScale, CriterionNode, DecisionGraph,
    Leaf, Link, Vertex, sorted,
};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::expression::{self, Ast, Builder, Column, NodeId, Program, Statics, Table};
use crate::fact::{Fact, FactId, Formula, Root, Schema, known};
use crate::reader::Reader;
use crate::rulebook::rule::Derived;
use crate::rulebook::{Anchor, Criterion, Effect, Expression, Measure, Points, Rulebook, Scale};
use crate::template::Template;
use crate::value::{Type, Value};

impl DecisionGraph {
    /// Compiles a rulebook against a catalog.
    ///
    /// # Errors
    /// Every expression that does not fit the facts, every circle, every group that can never have weight.
    pub fn compile(rulebook: Rulebook, catalog: Catalog) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let (schema, needs, as_of) = schema(&rulebook, &catalog);
        let formulas = formulas(&schema, &mut found);
        let mut c = Compiler { schema: &schema, program: Program::new(), found: &mut found };

        let (mut criteria, of) = tree(&rulebook);
        let graph = c.graph(&rulebook, &criteria, &of, &formulas);
        let order = match sorted(&graph) {
            Ok(order) => order,
            Err(circles) => {
                for circle in circles {
                    c.found.push(circle_diagnostic(&rulebook, &criteria, &schema, &circle));
                }
                return Err(found);
            }
        };
        let mut definitions = BTreeMap::new();
        for vertex in order.iter().rev() {
            if let Vertex::Fact(fact) = vertex && let Some((ast, formula)) = formulas.get(fact) {
                let ty = schema.fact(*fact).ty.clone();
                if let Some(node) = c.add(ast, formula, &Root::ALL, Some(&ty)) {
                    c.program.define(*fact, node);
                    definitions.insert(*fact, node);
                }
            }
        }
        let rules: Vec<Option<CompiledRule>> = rulebook.rules.iter().map(|rule| c.rule(&rulebook, rule)).collect();
        let leaves = c.leaves(&rulebook, &mut criteria, &rules);
        c.points(&rulebook, &mut criteria);
        let program = c.program;
        let date = catalog.as_of();
        if date.is_none() {
            found.push(
                Diagnostic::error(Code::MissingKey, "the catalog has no date").help("give `as_of` in `catalog.toml`"),
            );
        }
        if found.has_errors() {
            return Err(found);
        }
        let Some(date) = date else { return Err(found) };
        let rules: Vec<CompiledRule> = rules.into_iter().flatten().collect();
        let table = table(&schema, &catalog);
        let statics = Statics::new(&program, &table, &wanted(&rules, &leaves));
        let mut compiled =
            Self { rulebook, catalog, schema, program, table, statics, needs, as_of, date, definitions, rules, criteria, leaves, graph, order };
        if !compiled.has_weight() {
            return Err(Diagnostic::error(Code::NoWeight, "no criterion has weight, so nothing can be ranked")
                .help("give at least one leaf and the groups above it points in `criteria.toml`")
                .into());
        }
        compiled.fix_utilities();
        Ok(compiled)
    }
}

/// The facts of the catalog, a need for each question, and the as-of date.
fn schema(rulebook: &Rulebook, catalog: &Catalog) -> (Schema, Vec<FactId>, FactId) {
    let mut schema = catalog.schema().clone();
    let mut declare = |id: String, ty: Type, unit: Option<String>, label: &str, meaning: &str| {
        let fact = Fact {
            id,
            root: Root::Needs,
            ty,
            unit,
            label: label.to_string(),
            meaning: meaning.to_string(),
            formula: None,
            inherits: None,
            at: None,
        };
        schema.declare(fact).unwrap_or_else(|there| there)
    };
    let needs = rulebook
        .questions
        .iter()
        .map(|q| declare(format!("needs.{}", q.id), q.ty(), q.unit.clone(), &q.ask, &q.why))
        .collect();
    let as_of = declare(known::AS_OF.to_string(), Type::Date, None, "As of", "The date for which the verdict holds.");
    (schema, needs, as_of)
}

fn formulas(schema: &Schema, found: &mut Diagnostics) -> BTreeMap<FactId, (Ast, Formula)> {
    let mut all = BTreeMap::new();
    for (id, fact) in schema.iter() {
        let Some(formula) = &fact.formula else { continue };
        match expression::parse(&formula.text) {
            Ok(ast) => {
                all.insert(id, (ast, formula.clone()));
            }
            Err(problems) => found.extend(problems.iter().map(|p| p.diagnostic(formula))),
        }
    }
    all
}

/// What a leaf measures before it is compiled: a criterion of the file, or a rule's preference.
#[derive(Clone, Copy)]
enum LeafOf {
    Group,
    Criterion(usize),
    Rule(usize),
}

/// The tree: the goal, the criteria of the file in their order, then the rules that prefer something.
fn tree(rulebook: &Rulebook) -> (Vec<CriterionNode>, Vec<LeafOf>) {
    let node = |id: &str, label: &str, meaning: &str| CriterionNode {
        id: id.to_string(),
        label: label.to_string(),
        meaning: meaning.to_string(),
        parents: Vec::new(),
        children: Vec::new(),
        leaf: None,
        points: CompiledPoints::Fixed(0),
        extra: Vec::new(),
    };
    let mut criteria = vec![node("goal", &rulebook.goal, "What the whole ranking is about.")];
    let mut of = vec![LeafOf::Group];
    for (i, c) in rulebook.criteria.iter().enumerate() {
        criteria.push(node(&c.id, &c.label, &c.meaning));
        of.push(if c.is_leaf() { LeafOf::Criterion(i) } else { LeafOf::Group });
    }
    for (i, rule) in rulebook.rules.iter().enumerate() {
        if let Effect::Prefer { .. } = rule.effect {
            criteria.push(node(&rule.id, &rule.summary, &rule.summary));
            of.push(LeafOf::Rule(i));
        }
    }
    let position: BTreeMap<String, usize> = criteria.iter().enumerate().skip(1).map(|(i, c)| (c.id.clone(), i)).collect();
    for at in 1..criteria.len() {
        let above: Vec<usize> = match of.get(at) {
            Some(LeafOf::Rule(rule)) => match rulebook.rules.get(*rule).map(|r| &r.effect) {
                Some(Effect::Prefer { under, .. }) => position.get(under).copied().into_iter().collect(),
                _ => Vec::new(),
            },
            _ => rulebook
                .criteria
                .get(at - 1)
                .map(|c: &Criterion| c.under.iter().filter_map(|(id, _)| position.get(id).copied()).collect())
                .unwrap_or_default(),
        };
        let above = if above.is_empty() { vec![0] } else { above };
        for parent in &above {
            if let Some(p) = criteria.get_mut(*parent) {
                p.children.push(at);
            }
        }
        if let Some(c) = criteria.get_mut(at) {
            c.parents = above;
        }
    }
    (criteria, of)
}

struct Compiler<'a> {
    schema: &'a Schema,
    program: Program,
    found: &'a mut Diagnostics,
}

impl Compiler<'_> {
    fn add(&mut self, ast: &Ast, formula: &Formula, roots: &[Root], expected: Option<&Type>) -> Option<NodeId> {
        match self.program.add(ast, self.schema, roots, expected) {
            Ok(node) => Some(node),
            Err(problems) => {
                self.found.extend(problems.iter().map(|p| p.diagnostic(formula)));
                None
            }
        }
    }

    fn needs_only(&mut self, e: &Expression, expected: &Type) -> Option<NodeId> {
        self.add(&e.ast, &e.formula, &[Root::Needs], Some(expected))
    }

    fn condition(&mut self, e: &Expression) -> Option<NodeId> {
        self.add(&e.ast, &e.formula, &Root::ALL, Some(&Type::Bool))
    }

    fn rule(&mut self, rulebook: &Rulebook, rule: &crate::rulebook::Rule) -> Option<CompiledRule> {
        let when = match &rule.when {
            Some(when) => Some(self.needs_only(when, &Type::Bool)?),
            None => None,
        };
        for template in rule.because.iter().chain(match &rule.effect {
            Effect::Note { text, .. } => Some(text),
            _ => None,
        }) {
            self.template(&template.template, &template.at);
        }
        let effect = match &rule.effect {
            Effect::Require { expression, when_unknown } => {
                CompiledEffect::Require(self.condition(expression)?, *when_unknown)
            }
            Effect::Prefer { expression, .. } => CompiledEffect::Prefer(self.condition(expression)?),
            Effect::Weigh(_) => CompiledEffect::Weigh,
            Effect::Derive(values) => CompiledEffect::Derive(self.derive(rulebook, values)),
            Effect::Note { about: Some(about), .. } => CompiledEffect::Note(Some(self.condition(about)?)),
            Effect::Note { about: None, .. } => CompiledEffect::Note(None),
        };
        Some(CompiledRule { when, effect })
    }

    fn derive(&mut self, rulebook: &Rulebook, values: &[Derived]) -> Vec<(usize, Value)> {
        let mut out = Vec::new();
        for derived in values {
            let reader = Reader::new(&derived.source, self.found);
            let need = rulebook.questions.iter().position(|q| q.id == derived.need);
            if let Some((need, question)) = need.and_then(|n| Some((n, rulebook.questions.get(n)?)))
                && let Some(value) = question.read(&reader, &derived.value)
            {
                out.push((need, value));
            }
        }
        out
    }

    /// A template may read any fact that exists, and nothing else.
    fn template(&mut self, template: &Template, at: &crate::diagnostic::Place) {
        for fact in template.facts() {
            if self.schema.find(fact).is_none() {
                let mut wrong = Diagnostic::error(Code::UnknownFact, format!("there is no fact `{fact}`"))
                    .at(at.clone(), "this text reads it");
                wrong.help = self.schema.suggest(fact);
                self.found.push(wrong);
            }
        }
    }

    /// The vertices and links. Facts enter as far as somebody reads them.
    fn graph(
        &self,
        rulebook: &Rulebook,
        criteria: &[CriterionNode],
        of: &[LeafOf],
        formulas: &BTreeMap<FactId, (Ast, Formula)>,
    ) -> DiGraph<Vertex, Link> {
        let mut g = Links { graph: DiGraph::new(), at: BTreeMap::new() };
        let need = |id: &str| rulebook.questions.iter().position(|q| id.strip_prefix("needs.") == Some(&q.id));
        for i in 0..rulebook.questions.len() {
            g.vertex(Vertex::Need(i));
        }
        for i in 0..criteria.len() {
            g.vertex(Vertex::Criterion(i));
        }
        let reads = |g: &mut Links, ast: &Ast, reader: Vertex, link: Link| {
            for (id, _) in ast.facts() {
                if let Some(n) = need(&id) {
                    g.link(Vertex::Need(n), reader, Link::Reads);
                } else if let Some(fact) = self.schema.find(&id).filter(|f| self.schema.fact(*f).root != Root::Needs) {
                    g.link(reader, Vertex::Fact(fact), link);
                }
            }
        };
        for (fact, (ast, _)) in formulas {
            reads(&mut g, ast, Vertex::Fact(*fact), Link::Measures);
        }
        for (at, criterion) in criteria.iter().enumerate() {
            for parent in &criterion.parents {
                g.link(Vertex::Criterion(*parent), Vertex::Criterion(at), Link::Share);
            }
            let Some(LeafOf::Criterion(i) | LeafOf::Rule(i)) = of.get(at).filter(|_| at > 0) else {
                if let Some(c) = at.checked_sub(1).and_then(|i| rulebook.criteria.get(i)) && let Points::Computed(e) = &c.points {
                    reads(&mut g, &e.ast, Vertex::Criterion(at), Link::Measures);
                }
                continue;
            };
            match (of.get(at), rulebook.criteria.get(*i), rulebook.rules.get(*i)) {
                (Some(LeafOf::Criterion(_)), Some(c), _) => {
                    if let Points::Computed(e) = &c.points {
                        reads(&mut g, &e.ast, Vertex::Criterion(at), Link::Measures);
                    }
                    for e in c.of.iter().flat_map(expressions) {
                        reads(&mut g, &e.ast, Vertex::Criterion(at), Link::Measures);
                    }
                }
                (_, _, Some(rule)) => {
                    g.link(Vertex::Rule(*i), Vertex::Criterion(at), Link::Points);
                    if let Effect::Prefer { expression, .. } = &rule.effect {
                        reads(&mut g, &expression.ast, Vertex::Criterion(at), Link::Measures);
                    }
                }
                _ => {}
            }
        }
        for (i, rule) in rulebook.rules.iter().enumerate() {
            let at = Vertex::Rule(i);
            g.vertex(at);
            if let Some(when) = &rule.when {
                reads(&mut g, &when.ast, at, Link::Checks);
            }
            match &rule.effect {
                Effect::Require { expression, .. } => reads(&mut g, &expression.ast, at, Link::Checks),
                Effect::Prefer { points: Points::Computed(e), .. } => reads(&mut g, &e.ast, at, Link::Checks),
                Effect::Prefer { .. } => {}
                Effect::Weigh(points) => {
                    for (id, points, _) in points {
                        if let Some(c) = criteria.iter().position(|c| c.id == *id) {
                            g.link(at, Vertex::Criterion(c), Link::Points);
                        }
                        if let Points::Computed(e) = points {
                            reads(&mut g, &e.ast, at, Link::Checks);
                        }
                    }
                }
                Effect::Derive(values) => {
                    for derived in values {
                        if let Some(n) = rulebook.questions.iter().position(|q| q.id == derived.need) {
                            g.link(at, Vertex::Need(n), Link::Derives);
                        }
                    }
                }
                Effect::Note { about, .. } => {
                    if let Some(about) = about {
                        reads(&mut g, &about.ast, at, Link::Checks);
                    }
                }
            }
        }
        g.graph
    }

    fn leaves(&mut self, rulebook: &Rulebook, criteria: &mut [CriterionNode], rules: &[Option<CompiledRule>]) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let mut push = |at: usize, leaf: Leaf, criteria: &mut [CriterionNode]| {
            if let Some(c) = criteria.get_mut(at) {
                c.leaf = Some(leaves.len());
            }
            leaves.push(leaf);
        };
        for (i, c) in rulebook.criteria.iter().enumerate().filter(|(_, c)| c.is_leaf()) {
            let measures = c.of.iter().filter_map(|m| self.measure(m, c.of.len() > 1)).collect();
            push(i + 1, Leaf { criterion: i + 1, rule: None, measures, assume: c.assume, fixed: None }, criteria);
        }
        let mut at = rulebook.criteria.len() + 1;
        for (i, rule) in rules.iter().enumerate() {
            if !rulebook.rules.get(i).is_some_and(|r| matches!(r.effect, Effect::Prefer { .. })) {
                continue;
            }
            if let Some(CompiledRule { effect: CompiledEffect::Prefer(node), .. }) = rule {
                let scale = CompiledScale::Truth { no: 0.0, yes: 1.0 };
                let measures = vec![CompiledMeasure { node: *node, unit: None, name: None, scale }];
                push(at, Leaf { criterion: at, rule: Some(i), measures, assume: 0.0, fixed: None }, criteria);
            }
            at += 1;
        }
        leaves
    }

    fn measure(&mut self, measure: &Measure, several: bool) -> Option<CompiledMeasure> {
        let e = &measure.value;
        let node = self.add(&e.ast, &e.formula, &Root::ALL, None)?;
        let facts = e.ast.facts();
        let single = match facts.as_slice() {
            [(id, _)] if *id == e.formula.text.trim() => self.schema.find(id).map(|f| self.schema.fact(f)),
            _ => None,
        };
        let ty = match (&measure.scale, self.program.ty(node)) {
            (Scale::Table(_), _) => Type::Text,
            (Scale::Linear(..), Type::Date) => Type::Date,
            (_, Type::Integer | Type::Number) => Type::Number,
            (_, other) => {
                let message = format!("a scale of this kind needs a number, not {other}");
                self.found.push(wrong_scale(e, message).help("use `kind = \"table\"` for words and bools"));
                return None;
            }
        };
        let scale = match &measure.scale {
            Scale::Linear(worst, best) => CompiledScale::Linear(self.anchor(e, worst, &ty)?, self.anchor(e, best, &ty)?),
            Scale::Log(worst, best) => CompiledScale::Log(self.anchor(e, worst, &ty)?, self.anchor(e, best, &ty)?),
            Scale::Steps(steps) => CompiledScale::Steps(steps.clone()),
            Scale::Table(values) => self.words(e, node, values)?,
        };
        let unit = measure.unit.clone().or_else(|| single.and_then(|f| f.unit.clone()));
        let name = single.filter(|_| several).map(|f| f.label.clone());
        Some(CompiledMeasure { node, unit, name, scale })
    }

    /// An anchor of the type that the value has.
    fn anchor(&mut self, e: &Expression, anchor: &Anchor, ty: &Type) -> Option<CompiledAnchor> {
        match (anchor, ty) {
            (Anchor::Fixed(n), Type::Number) => Some(CompiledAnchor::Fixed(*n)),
            (Anchor::Date(date), Type::Date) => Some(CompiledAnchor::Fixed(f64::from(date.days()))),
            (Anchor::Computed(anchor), _) => self.needs_only(anchor, ty).map(CompiledAnchor::Computed),
            _ => {
                self.found.push(wrong_scale(e, format!("the anchors of a {ty} must be {ty}s")));
                None
            }
        }
    }

    /// A table of utilities must say something about every word that the value can be, and about no other.
    fn words(&mut self, e: &Expression, node: NodeId, values: &[(String, f64)]) -> Option<CompiledScale> {
        let words: Vec<String> = match self.program.ty(node) {
            Type::Bool => vec!["false".into(), "true".into()],
            Type::Enum(words) => words.iter().map(ToString::to_string).collect(),
            // Free text is open: a word that the table does not have gives no utility.
            Type::Text => return Some(CompiledScale::Words(values.to_vec())),
            other => {
                self.found.push(wrong_scale(e, format!("a table of utilities needs words or a bool, not {other}")));
                return None;
            }
        };
        for (word, _) in values.iter().filter(|(w, _)| !words.contains(w)) {
            let mut wrong = wrong_scale(e, format!("the value is never `{word}`"));
            wrong.help = crate::diagnostic::suggest(word, words.iter().map(String::as_str));
            self.found.push(wrong);
        }
        let missing: Vec<String> = words.iter().filter(|w| !values.iter().any(|(v, _)| v == *w)).map(|w| format!("`{w}`")).collect();
        if !missing.is_empty() {
            self.found.push(wrong_scale(e, format!("the table of utilities says nothing about {}", missing.join(", "))));
            return None;
        }
        let utility = |word: &str| values.iter().find(|(w, _)| w == word).map_or(0.0, |(_, u)| *u);
        Some(match self.program.ty(node) {
            Type::Bool => CompiledScale::Truth { no: utility("false"), yes: utility("true") },
            _ => CompiledScale::Words(values.to_vec()),
        })
    }

    /// The points on the edges: the criteria's own, those of `prefer` rules, and those that `weigh` rules add.
    fn points(&mut self, rulebook: &Rulebook, criteria: &mut [CriterionNode]) {
        for (i, c) in rulebook.criteria.iter().enumerate() {
            let points = self.compiled_points(&c.points);
            if let (Some(points), Some(node)) = (points, criteria.get_mut(i + 1)) {
                node.points = points;
            }
        }
        for (i, rule) in rulebook.rules.iter().enumerate() {
            match &rule.effect {
                Effect::Prefer { points, .. } => {
                    let points = self.compiled_points(points);
                    if let (Some(points), Some(node)) = (points, criteria.iter_mut().skip(1).find(|c| c.id == rule.id)) {
                        node.extra.push((i, points));
                    }
                }
                Effect::Weigh(all) => {
                    for (id, points, _) in all {
                        let points = self.compiled_points(points);
                        if let (Some(points), Some(node)) = (points, criteria.iter_mut().skip(1).find(|c| c.id == *id)) {
                            node.extra.push((i, points));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn compiled_points(&mut self, points: &Points) -> Option<CompiledPoints> {
        match points {
            Points::Fixed(n) => Some(CompiledPoints::Fixed(*n)),
            Points::Computed(e) => self.needs_only(e, &Type::Integer).map(CompiledPoints::Computed),
        }
    }
}

/// Every expression of a measure: its value and its anchors.
fn expressions(measure: &Measure) -> Vec<&Expression> {
    let mut all = vec![&measure.value];
    if let Scale::Linear(worst, best) | Scale::Log(worst, best) = &measure.scale {
        for anchor in [worst, best] {
            if let Anchor::Computed(e) = anchor {
                all.push(e);
            }
        }
    }
    all
}

struct Links {
    graph: DiGraph<Vertex, Link>,
    at: BTreeMap<Vertex, NodeIndex>,
}

impl Links {
    fn vertex(&mut self, vertex: Vertex) -> NodeIndex {
        *self.at.entry(vertex).or_insert_with(|| self.graph.add_node(vertex))
    }

    fn link(&mut self, from: Vertex, to: Vertex, link: Link) {
        let (from, to) = (self.vertex(from), self.vertex(to));
        if !self.graph.edges_connecting(from, to).any(|e| *e.weight() == link) {
            self.graph.add_edge(from, to, link);
        }
    }
}

fn wrong_scale(e: &Expression, message: String) -> Diagnostic {
    let wrong = Diagnostic::error(Code::InvalidScale, message);
    match e.formula.place(0..e.formula.text.len()) {
        Some(place) => wrong.at(place, "of this value"),
        None => wrong,
    }
}

fn circle_diagnostic(rulebook: &Rulebook, criteria: &[CriterionNode], schema: &Schema, circle: &[Vertex]) -> Diagnostic {
    let mut places = Vec::new();
    let mut names = Vec::new();
    for vertex in circle {
        match *vertex {
            Vertex::Need(i) => names.extend(rulebook.questions.get(i).map(|q| format!("need `{}`", q.id))),
            Vertex::Rule(i) => {
                if let Some(rule) = rulebook.rules.get(i) {
                    names.push(format!("rule `{}`", rule.id));
                    let at = match &rule.effect {
                        Effect::Derive(values) => values.first().map_or(&rule.at, |d| &d.key_at),
                        _ => &rule.at,
                    };
                    places.push((at.clone(), format!("`{}` is part of it", rule.id)));
                }
            }
            Vertex::Criterion(i) => {
                names.extend(criteria.get(i).map(|c| format!("criterion `{}`", c.id)));
                places.extend(rulebook.criteria.get(i.wrapping_sub(1)).map(|c| (c.at.clone(), "part of it".to_string())));
            }
            Vertex::Fact(id) => {
                let fact = schema.fact(id);
                names.push(format!("fact `{}`", fact.id));
                places.extend(fact.formula.as_ref().and_then(|f| f.at.clone()).map(|at| (at, "part of it".to_string())));
            }
        }
    }
    let mut wrong = Diagnostic::error(Code::Cycle, format!("these depend on each other in a circle: {}", names.join(", ")))
        .help("break the circle: nothing may depend on itself");
    let mut places = places.into_iter();
    wrong.primary = places.next();
    wrong.context = places.collect();
    wrong
}

/// Structure of arrays: a column for each stated fact.
fn table(schema: &Schema, catalog: &Catalog) -> Table {
    let rows = catalog.alternatives().len();
    let stated = |fact: &Fact| fact.root != Root::Needs && fact.formula.is_none();
    let mut builders: Vec<Option<Builder<'_>>> =
        schema.iter().map(|(_, fact)| stated(fact).then(|| Builder::new(&fact.ty, rows))).collect();
    for (rows, fact, value) in catalog.deciding() {
        if let Some(Some(builder)) = builders.get_mut(fact.index()) {
            builder.put(rows, value);
        }
    }
    Table { rows, columns: builders.into_iter().map(|b| b.map_or(Column::Const(None), Builder::finish)).collect() }
}

/// The nodes worth computing once.
fn wanted(rules: &[CompiledRule], leaves: &[Leaf]) -> Vec<NodeId> {
    let of_rules = rules.iter().filter_map(|r| match r.effect {
        CompiledEffect::Require(node, _) | CompiledEffect::Prefer(node) | CompiledEffect::Note(Some(node)) => Some(node),
        _ => None,
    });
    of_rules.chain(leaves.iter().flat_map(|l| l.measures.iter().map(|m| m.node))).collect()
}
