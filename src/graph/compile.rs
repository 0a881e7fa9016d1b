//! Compiling: names to numbers, texts to checked expressions, everything into one graph.

use std::collections::BTreeMap;

use super::eras::Columns;
use super::machines::{self, LookedUp};
use super::{CompiledEffect, CompiledRule, DecisionGraph, Leaf, Vertex, criteria, links, sorted, words};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::expression::{self, Ast, Builder, Column, NodeId, Program, Statics, Table};
use crate::fact::{Fact, FactId, Formula, Root, Schema, known};
use crate::reader::{Reader, quote};
use crate::rulebook::rule::Derived;
use crate::rulebook::{Effect, Expression, PlacedTemplate, Question, Rulebook};
use crate::value::{Type, Value};

impl DecisionGraph {
    /// Compiles a rulebook against a catalog.
    ///
    /// # Errors
    /// Every expression that does not fit the facts, every circle, every group that can never have weight.
    pub fn compile(mut rulebook: Rulebook, catalog: Catalog) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        machines::learn(&mut rulebook, &catalog);
        words::learn(&mut rulebook, &catalog, &mut found);
        let (mut schema, needs, as_of) = schema(&rulebook, &catalog);
        let looked_up = LookedUp::all(&rulebook, &catalog, &mut schema, &needs, &mut found);
        let formulas = formulas(&schema, &mut found);
        let mut c = Compiler { schema: &schema, program: Program::new(), found: &mut found };

        let (mut criteria, of) = criteria::tree(&rulebook);
        let graph = links::graph(&rulebook, &schema, &criteria, &of, &formulas, &looked_up);
        let order = match sorted(&graph) {
            Ok(order) => order,
            Err(circles) => {
                for circle in circles {
                    c.found.push(links::circle(&rulebook, &criteria, &schema, &circle));
                }
                return Err(found);
            }
        };
        let mut definitions: BTreeMap<FactId, NodeId> =
            looked_up.into_iter().flat_map(|all| all.define(&mut c.program, &schema)).collect();
        for vertex in order.iter().rev() {
            if let Vertex::Fact(fact) = vertex
                && let Some((ast, formula)) = formulas.get(fact)
            {
                let ty = schema.fact(*fact).ty.clone();
                if let Some(node) = c.add(ast, formula, &Root::ALL, Some(&ty)) {
                    c.program.define(*fact, node);
                    definitions.insert(*fact, node);
                }
            }
        }
        let ask_when = |q: &Question| q.ask_when.as_ref().and_then(|e| c.needs_only(e, &Type::Bool));
        let asks: Vec<Option<NodeId>> = rulebook.questions.iter().map(ask_when).collect();
        let rules: Vec<Option<CompiledRule>> = rulebook.rules.iter().map(|rule| c.rule(&rulebook, rule)).collect();
        let leaves = c.leaves(&rulebook, &mut criteria, &rules);
        c.points(&rulebook, &mut criteria);
        let pricing = c.pricing(&rulebook);
        let shown = c.facts(&rulebook.facts);
        let glance = c.facts(rulebook.glance.iter().map(|shown| &shown.fact));
        let nearest = c.facts(&rulebook.nearest).first().copied();
        let (winners, unranked) = (c.winners(&rulebook), c.unranked(&rulebook));
        let switch = c.switch(&rulebook);
        for sentence in &rulebook.overview {
            c.template(sentence);
        }
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
        let table = table(&program, &schema, &catalog);
        let statics = Statics::without(&program, &table, &wanted(&rules, &leaves), catalog.dated());
        let eras = Columns::new(catalog.eras());
        let criterion = |vertex: &Vertex| if let Vertex::Criterion(c) = vertex { Some(*c) } else { None };
        let downwards = order.iter().filter_map(criterion).collect();
        let mut compiled = Self {
            rulebook,
            catalog,
            schema,
            program,
            table,
            statics,
            eras,
            needs,
            asks,
            as_of,
            date,
            definitions,
            rules,
            criteria,
            leaves,
            pricing,
            shown,
            glance,
            nearest,
            winners,
            unranked,
            switch,
            graph,
            order,
            downwards,
        };
        if !compiled.has_weight() {
            let mut wrong = Diagnostic::error(Code::NoWeight, "no criterion has weight, so nothing can be ranked")
                .help("give points to at least one criterion that measures something, and to the groups above it");
            if let Some(first) = compiled.rulebook.criteria.first() {
                wrong = wrong.at(first.at.clone(), "neither this one nor any other");
            }
            return Err(wrong.into());
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

/// What compiling needs at hand.
pub(super) struct Compiler<'a> {
    pub(super) schema: &'a Schema,
    pub(super) program: Program,
    pub(super) found: &'a mut Diagnostics,
}

impl Compiler<'_> {
    pub(super) fn add(
        &mut self,
        ast: &Ast,
        formula: &Formula,
        roots: &[Root],
        expected: Option<&Type>,
    ) -> Option<NodeId> {
        match self.program.add(ast, self.schema, roots, expected) {
            Ok(node) => Some(node),
            Err(problems) => {
                self.found.extend(problems.iter().map(|p| p.diagnostic(formula)));
                None
            }
        }
    }

    pub(super) fn needs_only(&mut self, e: &Expression, expected: &Type) -> Option<NodeId> {
        self.add(&e.ast, &e.formula, &[Root::Needs], Some(expected))
    }

    pub(super) fn condition(&mut self, e: &Expression) -> Option<NodeId> {
        self.add(&e.ast, &e.formula, &Root::ALL, Some(&Type::Bool))
    }

    /// The fact that an expression is, if it is nothing else.
    pub(super) fn single(&self, e: &Expression) -> Option<&Fact> {
        match e.ast.facts().as_slice() {
            [(id, _)] if *id == e.formula.text.trim() => self.schema.find(id).map(|f| self.schema.fact(f)),
            _ => None,
        }
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
            self.template(template);
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

    fn derive(&mut self, rulebook: &Rulebook, values: &[Derived]) -> Vec<(usize, Vec<Value>)> {
        let mut out = Vec::new();
        for derived in values {
            let need = rulebook.questions.iter().position(|q| q.id == derived.need);
            if need.and_then(|n| rulebook.questions.get(n)).is_some_and(|q| q.words.is_some()) {
                let message = format!("no rule can set `{}`", derived.need);
                let wrong = Diagnostic::error(Code::UnknownWord, message);
                let help = "its answers are words of the catalog, which a rulebook does not know: require what you want of the fact";
                self.found.push(wrong.at(derived.key_at.clone(), "set here").help(help));
                continue;
            }
            let reader = Reader::new(&derived.source, self.found);
            if let Some((need, question)) = need.and_then(|n| Some((n, rulebook.questions.get(n)?)))
                && let Some(values) = question.read_any(&reader, &derived.value)
            {
                out.push((need, values));
            }
        }
        out
    }

    /// A template may read any fact that exists, and nothing else.
    pub(super) fn template(&mut self, template: &PlacedTemplate) {
        for fact in template.template.facts() {
            if self.schema.find(fact).is_none() {
                let mut wrong = Diagnostic::error(Code::UnknownFact, format!("there is no fact `{}`", quote(fact)));
                wrong.primary =
                    template.text.place(template.template.place(fact)).map(|at| (at, "not declared".to_string()));
                wrong.help = self.schema.suggest(fact);
                self.found.push(wrong);
            }
        }
    }
}

/// Structure of arrays: a column for each stated fact that an expression reads.
fn table(program: &Program, schema: &Schema, catalog: &Catalog) -> Table {
    let rows = catalog.alternatives().len();
    let mut builders: Vec<Option<Builder<'_>>> = schema.iter().map(|_| None).collect();
    for fact in program.stated() {
        if let Some(builder) = builders.get_mut(fact.index()) {
            *builder = Some(Builder::new(&schema.fact(fact).ty, rows));
        }
    }
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
        CompiledEffect::Require(node, _) | CompiledEffect::Prefer(node) | CompiledEffect::Note(Some(node)) => {
            Some(node)
        }
        _ => None,
    });
    let measures = leaves.iter().flat_map(|l| &l.measures);
    let of_leaves = measures.flat_map(|m| std::iter::once(m.node).chain(m.ends.into_iter().flat_map(<[_; 2]>::from)));
    of_rules.chain(of_leaves).collect()
}
