//! What somebody looks for, checked: every word of it means something, or is underlined.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{OWN, Wanted};
use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, nearest, suggest};
use crate::expression::{self, Ast, NodeId, Problem, Program};
use crate::fact::{FactId, Formula, Root, Schema};
use crate::reader::quote;
use crate::value::Type;

/// What somebody looks for, compiled.
pub(super) struct Asked {
    pub(super) program: Program,
    pub(super) condition: Option<NodeId>,
    /// What it is sorted by, and whether from the greatest down.
    pub(super) sort: Option<(What, bool)>,
    pub(super) columns: Vec<What>,
}

/// Something that models have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum What {
    /// One of [`OWN`].
    Own(&'static str),
    /// A fact, and the node that is its value.
    Fact(FactId, NodeId),
}

impl What {
    pub(super) fn name(self, schema: &Schema) -> &str {
        match self {
            Self::Own(name) => name,
            Self::Fact(fact, _) => &schema.fact(fact).id,
        }
    }
}

/// The ways in which a list can be sorted, and whether each is from the greatest down.
const WAYS: [(&str, bool); 2] = [("asc", false), ("desc", true)];

impl Asked {
    pub(super) fn read(catalog: &Catalog, wanted: &Wanted<'_>) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut reading = Reading { schema: catalog.schema(), program: Program::new(), open: BTreeSet::new() };
        let condition = wanted.condition.map(|text| reading.condition(text));
        let condition = condition.and_then(|read| read.map_err(|wrong| found.extend(wrong)).ok());
        let sort = wanted.sort.map(|text| reading.sort(text));
        let sort = sort.and_then(|read| read.map_err(|wrong| found.push(*wrong)).ok());
        let columns = match wanted.columns {
            Some(text) => reading.columns(text, &mut found),
            None => reading.listed(catalog),
        };
        found.into_result(Self { program: reading.program, condition, sort, columns })
    }

    /// Everything whose value is wanted.
    pub(super) fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        let facts = self.columns.iter().chain(self.sort.iter().map(|(what, _)| what));
        let facts = facts.filter_map(|what| if let What::Fact(_, node) = what { Some(*node) } else { None });
        facts.chain(self.condition)
    }
}

/// Reads what is asked, and makes a program of it.
struct Reading<'a> {
    schema: &'a Schema,
    program: Program,
    /// The computed facts whose formulas are being read.
    open: BTreeSet<FactId>,
}

impl Reading<'_> {
    fn condition(&mut self, text: &str) -> Result<NodeId, Vec<Diagnostic>> {
        let source = Source::new("--where", text);
        let place = |span| Place::new(&source, span);
        let formula = Formula { text: text.to_string(), at: Some(place(0..text.len())), inner: Some(0) };
        let told = |problems: Vec<Problem>| problems.iter().map(|problem| problem.diagnostic(&formula)).collect();
        let ast = expression::parse(text).map_err(told)?;
        let facts = ast.facts();
        let wrong = facts.iter().filter_map(|(id, span)| {
            let wrong = match self.schema.find(id) {
                _ if id.split('.').next() == Some(Root::Needs.as_str()) => Unread::Need(id.clone()),
                Some(fact) => self.define(fact).err()?,
                None => return None,
            };
            Some(wrong.diagnostic(id, place(span.clone())))
        });
        let wrong: Vec<Diagnostic> = wrong.collect();
        if wrong.is_empty() { self.add(&ast, Some(&Type::Bool)).map_err(told) } else { Err(wrong) }
    }

    fn sort(&mut self, text: &str) -> Result<(What, bool), Box<Diagnostic>> {
        let source = Source::new("--sort", text);
        let start = text.len() - text.trim_start_matches('-').len();
        let (word, way) = text.split_at(text.find(':').unwrap_or(text.len()));
        let way = match way.strip_prefix(':') {
            None => start > 0,
            Some(way) => WAYS.iter().find(|(known, _)| *known == way).map(|(_, down)| *down).ok_or_else(|| {
                let mut wrong = Diagnostic::error(Code::UnknownWord, format!("`{}` is no order", quote(way)))
                    .at(Place::new(&source, word.len() + 1..text.len()), "not an order");
                wrong.help = suggest(way, WAYS.map(|(known, _)| known));
                wrong
            })?,
        };
        let what = self.what(&source, word.get(start..).unwrap_or_default(), start)?;
        Ok((what, way))
    }

    fn columns(&mut self, text: &str, found: &mut Diagnostics) -> Vec<What> {
        let source = Source::new("--columns", text);
        let (mut columns, mut start) = (Vec::new(), 0);
        for part in text.split(',') {
            let blank = part.len() - part.trim_start().len();
            match self.what(&source, part.trim(), start + blank) {
                Ok(what) => columns.push(what),
                Err(wrong) => found.push(*wrong),
            }
            start += part.len() + 1;
        }
        columns
    }

    /// The columns of a list of which nobody says what is to be in it.
    fn listed(&mut self, catalog: &Catalog) -> Vec<What> {
        let own = ["id", "offers"].map(What::Own);
        let facts = catalog.listed().iter().filter_map(|fact| Some(What::Fact(*fact, self.fact(*fact).ok()?)));
        own.into_iter().chain(facts).collect()
    }

    /// What a word means: one of [`OWN`], a fact, or the end of a fact's id.
    fn what(&mut self, source: &Arc<Source>, word: &str, start: usize) -> Result<What, Box<Diagnostic>> {
        if let Some(own) = OWN.into_iter().find(|own| *own == word) {
            return Ok(What::Own(own));
        }
        let place = Place::new(source, start..start + word.len());
        let full = |root: Root| format!("{}.{word}", root.as_str());
        let ids = [word.to_string(), full(Root::Model), full(Root::Offer)];
        let Some(fact) = ids.iter().find_map(|id| self.schema.find(id)) else {
            let wrong = Diagnostic::error(Code::UnknownFact, format!("there is no fact `{}`", quote(word)));
            let facts = self.schema.iter().map(|(_, fact)| fact.id.as_str());
            let short = facts.clone().filter_map(|id| id.split('.').nth(1));
            let near = nearest(word, facts.chain(short).chain(OWN));
            let wrong = near.iter().fold(wrong, |wrong, near| wrong.help(format!("did you mean `{near}`?")));
            let own = OWN.map(|own| format!("`{own}`")).join(", ");
            let help = format!("facts are `model.…` and `offer.…`; besides them there are {own}");
            return Err(Box::new(wrong.at(place, "not declared").help(help)));
        };
        let node = self.fact(fact).map_err(|wrong| wrong.diagnostic(&self.schema.fact(fact).id, place))?;
        Ok(What::Fact(fact, node))
    }

    /// The node of a fact.
    fn fact(&mut self, fact: FactId) -> Result<NodeId, Unread> {
        self.define(fact)?;
        let id = &self.schema.fact(fact).id;
        let ast = expression::parse(id).map_err(|_| Unread::Broken)?;
        self.add(&ast, None).map_err(|_| Unread::Broken)
    }

    /// Sees to it that a fact that is computed from others can be read.
    fn define(&mut self, fact: FactId) -> Result<(), Unread> {
        let declared = self.schema.fact(fact);
        let Some(formula) = declared.formula.as_ref().filter(|_| !self.open.contains(&fact)) else { return Ok(()) };
        self.open.insert(fact);
        let ast = expression::parse(&formula.text).map_err(|_| Unread::Broken)?;
        for (id, _) in ast.facts() {
            match self.schema.find(&id) {
                Some(read) => self.define(read)?,
                None => return Err(Unread::Need(id)),
            }
        }
        let node = self.add(&ast, Some(&declared.ty)).map_err(|_| Unread::Broken)?;
        self.program.define(fact, node);
        Ok(())
    }

    fn add(&mut self, ast: &Ast, expected: Option<&Type>) -> Result<NodeId, Vec<Problem>> {
        self.program.add(ast, self.schema, &[Root::Model, Root::Offer], expected)
    }
}

/// Why a fact has no value here.
#[derive(Debug)]
enum Unread {
    /// It is computed from a need, or is one.
    Need(String),
    /// Its formula is wrong; what is wrong with it is for compiling it to say.
    Broken,
}

impl Unread {
    fn diagnostic(&self, fact: &str, place: Place) -> Diagnostic {
        let wrong = Diagnostic::error(Code::ExpressionScope, format!("`{}` cannot be read here", quote(fact)));
        match self {
            Self::Need(need) if need == fact => {
                wrong.at(place, "a need").help("a list is for no needs: write the value itself")
            }
            Self::Need(need) => wrong.at(place, "computed for needs").help(format!(
                "it is computed from `{need}`, and a list is for no needs: `verdict recommend` and `verdict eval` know it for given ones"
            )),
            Self::Broken => wrong.at(place, "not computed").help("its formula in `facts.toml` does not fit the facts"),
        }
    }
}
