//! `verdict eval`: one expression, its value, and the facts it read.

use std::sync::Arc;

use clap::{Args, ValueEnum};
use verdict::catalog::{Catalog, Model, Offer};
use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use verdict::expression::{self, Column, NodeId, Program, Run, Table};
use verdict::fact::{Fact, FactId, Formula, Root};
use verdict::graph::{DecisionGraph, Resolved};
use verdict::needs::Request;
use verdict::render::{eval, json, text::count};
use verdict::value::{Date, Value};

use super::Exit;
use super::args::{Data, Needs, offer_row};
use super::output::{Failure, Output};
use super::session::{Session, mind_age};

/// Evaluate one expression
///
/// Expressions are those of the rulebook: `needs.*`, `model.*` and `offer.*`, with the operators of CEL. Needs that are not given are derived
/// and assumed as in a verdict.
#[derive(Debug, Args)]
pub(super) struct Eval {
    /// The expression, such as `model.context_window >= 32000`
    #[arg(value_name = "EXPR", allow_hyphen_values = true)]
    expression: String,
    /// The model whose facts are read: its id, short id or an alias
    #[arg(long, value_name = "ID")]
    model: Option<String>,
    /// The offer whose facts are read; may be left out where the model has only one
    #[arg(long, value_name = "ID", requires = "model")]
    offer: Option<String>,
    #[command(flatten)]
    needs: Needs,
    /// What to print
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    format: Format,
    #[command(flatten)]
    data: Data,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// An object with `value`, `type` and `facts`; where the value is unknown, `unknown` has the facts that are missing, and `cause` what cannot be calculated
    Json,
}

impl Eval {
    pub(super) fn wants_json(&self) -> bool {
        self.format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let session = Session::open(&self.data, output)?;
        let graph = &session.graph;
        let mut found = Diagnostics::new();
        let request = self.needs.apply(Request::default(), &mut found);
        let resolved = session.resolve(&request).map_err(|wrong| found.extend(wrong)).ok();
        let subject = self.subject(graph.catalog()).map_err(|wrong| found.push(*wrong)).ok();
        let compiled = Compiled::new(graph, &self.expression).map_err(|wrong| found.extend(wrong)).ok();
        let (Some((resolved, as_of)), Some(subject), Some(compiled), false) =
            (resolved, subject, compiled, found.has_errors())
        else {
            return Err(found.into());
        };
        let subject = compiled.checked(graph, subject)?;
        mind_age(graph.catalog(), as_of, output);
        let evaluated = compiled.evaluate(graph, &subject, &resolved);
        let text = match self.format {
            Format::Terminal => eval::terminal(&evaluated, &output.style()),
            Format::Json => json::pretty(&evaluated),
        };
        output.show(&text, self.wants_json())?;
        Ok(Exit::Answered)
    }

    /// The model and the offer that are asked for.
    fn subject<'c>(&self, catalog: &'c Catalog) -> Result<Subject<'c>, Box<Diagnostic>> {
        let Some(name) = &self.model else { return Ok(Subject::default()) };
        let place = |flag: &str, text: &str| Place::new(&Source::new(flag, text), 0..text.len());
        let at = catalog.find_model(name).map_err(|e| e.diagnostic(Some(place("--model", name))))?;
        let Some(model) = catalog.models().get(at) else { return Ok(Subject::default()) };
        let row = match (&self.offer, model.offers.as_slice()) {
            (Some(id), _) => Some(offer_row(catalog, at, id)?),
            (None, [_]) => catalog.rows_of(at).next(),
            (None, _) => None,
        };
        let offer = row.and_then(|row| Some((catalog.offer_of(row)?, row)));
        Ok(Subject { model: Some((at, model)), offer })
    }
}

/// Whose facts are read.
#[derive(Debug, Clone, Copy, Default)]
struct Subject<'c> {
    model: Option<(usize, &'c Model)>,
    /// The offer, and the place of the alternative.
    offer: Option<(&'c Offer, usize)>,
}

impl Subject<'_> {
    /// The statement of a fact that decides on a day.
    fn statement(&self, graph: &DecisionGraph, id: FactId, day: Date) -> Option<verdict::catalog::Statement> {
        let statements = match graph.schema().fact(id).root {
            Root::Needs => return None,
            Root::Model => graph.catalog().model_evidence_on(self.model?.0, id, day),
            Root::Offer => graph.catalog().evidence_on(self.offer?.1, id, day),
        };
        statements.first().cloned()
    }
}

/// A checked expression.
struct Compiled {
    source: Arc<Source>,
    facts: Vec<(String, std::ops::Range<usize>)>,
    program: Program,
    node: NodeId,
    /// The unit of its value, where it is one fact.
    unit: Option<String>,
}

impl Compiled {
    fn new(graph: &DecisionGraph, text: &str) -> Result<Self, Diagnostics> {
        let source = Source::new("<expression>", text);
        let at = Some(Place::new(&source, 0..text.len()));
        let formula = Formula { text: text.to_string(), at, inner: Some(0) };
        let diagnostics = |problems: Vec<expression::Problem>| {
            let mut found = Diagnostics::new();
            found.extend(problems.iter().map(|p| p.diagnostic(&formula)));
            found
        };
        let ast = expression::parse(text).map_err(diagnostics)?;
        let mut program = graph.program().clone();
        let node = program.add(&ast, graph.schema(), &Root::ALL, None).map_err(diagnostics)?;
        let whole = graph.schema().find(&ast.to_string());
        let unit = whole.and_then(|fact| graph.schema().fact(fact).unit.clone());
        Ok(Self { source, facts: ast.facts(), program, node, unit })
    }

    /// A fact of a model or of an offer needs one that it is a fact of.
    fn checked<'c>(&self, graph: &DecisionGraph, subject: Subject<'c>) -> Result<Subject<'c>, Diagnostics> {
        let schema = graph.schema();
        let reads = |root: Root| self.program.reads(self.node).iter().find(|f| schema.fact(**f).root == root);
        let place = |root: Root, read: &FactId| {
            let direct = self.facts.iter().find(|(id, _)| id.split('.').next() == Some(root.as_str()));
            let computed = || {
                let reads = |id: &str| {
                    schema
                        .find(id)
                        .and_then(|f| graph.definition(f))
                        .is_some_and(|n| graph.program().reads(n).contains(read))
                };
                self.facts.iter().find(|(id, _)| reads(id))
            };
            match direct.or_else(computed) {
                Some((name, span)) => (name.as_str(), Place::new(&self.source, span.clone())),
                None => (schema.fact(*read).id.as_str(), Place::new(&self.source, 0..self.source.text.len())),
            }
        };
        let Some((_, model)) = subject.model else {
            let wanted = [Root::Model, Root::Offer].into_iter().find_map(|root| Some((root, reads(root)?)));
            let Some((root, read)) = wanted else { return Ok(subject) };
            let (name, at) = place(root, read);
            let message = format!(
                "`{name}` is a fact of {}, and no model is given",
                if root == Root::Model { "a model" } else { "an offer" }
            );
            return Err(Diagnostic::error(Code::ExpressionScope, message)
                .at(at, "of which model?")
                .help("add `--model ID`; `verdict catalog list` has the ids")
                .into());
        };
        if let (Some(read), None) = (reads(Root::Offer), subject.offer) {
            let ids: Vec<String> = model.offers.iter().map(|o| format!("`{}`", o.id)).collect();
            let (name, at) = place(Root::Offer, read);
            let wrong = |what: String| {
                Diagnostic::error(Code::ExpressionScope, format!("`{name}` is a fact of an offer, and {what}"))
            };
            return Err(if ids.is_empty() {
                wrong(format!("nobody offers {}", model.name())).at(at, "of no offer")
            } else {
                wrong(format!("{} has {}", model.name(), count(ids.len(), "offer")))
                    .at(at, "of which offer?")
                    .help(format!("add `--offer` with one of: {}", ids.join(", ")))
            }
            .into());
        }
        Ok(subject)
    }

    /// The value as an expression would write it, with the unit where it has one.
    fn text(&self, value: &Value) -> String {
        match value {
            Value::Bool(b) => b.to_string(),
            value => value.display(self.unit.as_deref()),
        }
    }

    fn evaluate(&self, graph: &DecisionGraph, subject: &Subject<'_>, resolved: &Resolved) -> eval::Evaluated {
        let day = graph.day(&resolved.values);
        let column = |(id, fact): (FactId, &Fact)| {
            if fact.root == Root::Needs || fact.formula.is_some() {
                Column::Const(None)
            } else {
                let statement = subject.statement(graph, id, day);
                Column::from_values(&fact.ty, std::iter::once(statement.as_ref().map(|s| &s.value)))
            }
        };
        let table = Table { rows: 1, columns: graph.schema().iter().map(column).collect() };
        let run = Run::new(&self.program, graph.schema(), &table, None, &resolved.values);
        let value = run.value(self.node, 0);
        let missing = || run.missing(self.node, 0).into_iter().map(|f| graph.schema().fact(f).id.clone()).collect();
        let facts = self.program.reads(self.node).iter();
        eval::Evaluated {
            unknown: if value.is_none() { Some(missing()) } else { None },
            cause: run.cause(self.node, 0),
            ty: self.program.ty(self.node).to_string(),
            facts: facts.map(|f| read(graph, subject, resolved, &run, *f)).collect(),
            text: value.as_ref().map(|v| self.text(v)).unwrap_or_default(),
            value: value.map(|v| v.to_json()),
        }
    }
}

/// A fact that was read, its value and where that comes from.
fn read(graph: &DecisionGraph, subject: &Subject<'_>, resolved: &Resolved, run: &Run<'_>, id: FactId) -> eval::Read {
    let fact = graph.schema().fact(id);
    let statement = subject.statement(graph, id, graph.day(&resolved.values));
    let value: Option<Value> = match (fact.root, graph.definition(id)) {
        (_, Some(node)) => run.value(node, 0),
        (Root::Needs, None) => resolved.values.get(id.index()).cloned().flatten(),
        (_, None) => statement.as_ref().map(|s| s.value.clone()),
    };
    let source = match (fact.root, graph.definition(id)) {
        (_, Some(_)) => "computed".to_string(),
        (Root::Needs, None) => setter(graph, resolved, id),
        (_, None) => statement.as_ref().map(|s| s.source.to_string()).unwrap_or_default(),
    };
    eval::Read {
        fact: fact.id.clone(),
        source: value.is_some().then_some(source),
        as_of: statement.and_then(|s| s.as_of).map(|d| d.to_string()),
        text: value.as_ref().map_or("unknown".to_string(), |v| v.display(fact.unit.as_deref())),
        value: value.map(|v| v.to_json()),
    }
}

/// Who set a need.
fn setter(graph: &DecisionGraph, resolved: &Resolved, fact: FactId) -> String {
    let Some(need) = graph.needs().iter().position(|f| *f == fact) else { return "as-of date".to_string() };
    if resolved.given.iter().any(|g| g.need == need) {
        return "given".to_string();
    }
    match resolved.derived.iter().find(|d| d.need == need) {
        Some(d) => graph.rulebook().rules.get(d.rule).map_or_else(String::new, |r| format!("rule {}", r.id)),
        None => "assumed".to_string(),
    }
}
