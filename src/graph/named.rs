//! Compiling what is named beside the ranking: who may be called the best at something, and other kinds of models.

use super::DecisionGraph;
use super::compile::Compiler;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::{Builder, Column, NodeId, Table};
use crate::fact::{FactId, Root};
use crate::reader::quote;
use crate::rulebook::Rulebook;
use crate::value::Type;

/// Models that are [named and not ranked](crate::rulebook::Unranked), checked.
#[derive(Debug, Clone)]
pub struct CompiledUnranked {
    /// When it is said.
    pub when: NodeId,
    /// Which models are named; for the rows of [`DecisionGraph::table_of_models`].
    pub of: NodeId,
    /// The facts that are shown beside a name.
    pub show: Vec<FactId>,
}

/// The rulebook's [switch](crate::rulebook::Switch), checked.
#[derive(Debug, Clone)]
pub struct CompiledSwitch {
    /// The need that says which model is in use, by place in the order of the questions.
    pub need: usize,
    /// How many thousandths of a point another one must have more.
    pub worth: i32,
    /// The date after which an alternative cannot be had any more.
    pub ends: Option<FactId>,
}

/// Who else is named, compiled.
#[derive(Debug, Clone, Copy)]
pub struct CompiledWinner {
    /// Which alternatives it may be; all if `None`.
    pub condition: Option<NodeId>,
    /// By how much it must be better than the pick; by anything if `None`.
    pub worth: Option<NodeId>,
}

impl Compiler<'_> {
    pub(super) fn switch(&mut self, rulebook: &Rulebook) -> Option<CompiledSwitch> {
        let switch = rulebook.switch.as_ref()?;
        let need = rulebook.questions.iter().position(|q| q.id == switch.need.text)?;
        let ends = self.facts(switch.ends.as_slice()).first().copied();
        if let (Some(ends), Some(word)) = (ends, &switch.ends)
            && self.schema.fact(ends).ty != Type::Date
        {
            self.found.push(
                Diagnostic::error(Code::WrongKind, format!("`{}` is no date", word.text))
                    .at(word.at.clone(), "says no day")
                    .help("name the fact that says when an alternative cannot be had any more"),
            );
        }
        #[expect(clippy::cast_possible_truncation, reason = "from 0 to 100 points")]
        Some(CompiledSwitch { need, worth: (switch.worth * 1000.0).round() as i32, ends })
    }

    /// For each winner which alternatives it may be, and by how much it must be better than the pick.
    pub(super) fn winners(&mut self, rulebook: &Rulebook) -> Vec<CompiledWinner> {
        // What is wrong with an expression is reported, and nothing is compiled then.
        let mut all = Vec::new();
        for winner in &rulebook.winners {
            let condition = winner.condition.as_ref().and_then(|condition| self.condition(condition));
            let worth = winner.worth.as_ref().and_then(|worth| self.needs_only(worth, &Type::Number));
            all.push(CompiledWinner { condition, worth });
        }
        all
    }

    pub(super) fn unranked(&mut self, rulebook: &Rulebook) -> Vec<CompiledUnranked> {
        let mut all = Vec::new();
        for unranked in &rulebook.unranked {
            let when = self.needs_only(&unranked.when, &Type::Bool);
            let of = &unranked.of;
            let of = self.add(&of.ast, &of.formula, &[Root::Needs, Root::Model], Some(&Type::Bool));
            self.template(&unranked.says);
            for fact in unranked.says.template.facts() {
                let place = unranked.says.text.place(unranked.says.template.place(fact));
                self.reach(
                    fact,
                    place,
                    |root| root == Root::Needs,
                    "it is said of no model: it may have `needs` in it",
                );
            }
            let show = self.facts(&unranked.show);
            for word in &unranked.show {
                let help = "name facts of models or of their offers";
                self.reach(&word.text, Some(word.at.clone()), |root| root != Root::Needs, help);
            }
            all.extend(when.zip(of).map(|(when, of)| CompiledUnranked { when, of, show }));
        }
        all
    }

    /// A fact that there is may be out of reach where it stands.
    fn reach(
        &mut self,
        fact: &str,
        place: Option<crate::diagnostic::Place>,
        allowed: impl Fn(Root) -> bool,
        help: &str,
    ) {
        let Some(id) = self.schema.find(fact) else { return };
        if allowed(self.schema.fact(id).root) {
            return;
        }
        let mut wrong = Diagnostic::error(Code::ExpressionScope, format!("`{}` cannot be read here", quote(fact)));
        wrong.primary = place.map(|at| (at, "out of reach".to_string()));
        self.found.push(wrong.help(help));
    }
}

impl DecisionGraph {
    /// The facts of models by themselves, a row for each model of the catalog, also of those that nobody offers. Nothing is known of offers.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, rulebook::Rulebook};
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let (table, name) = (graph.table_of_models(), graph.schema().find("model.name").unwrap());
    /// assert_eq!(table.rows, graph.catalog().models().len());
    /// assert_eq!(table.columns[name.index()].value(0).as_ref(), graph.catalog().model_value(0, name));
    /// ```
    #[must_use]
    pub fn table_of_models(&self) -> Table {
        let rows = self.catalog.models().len();
        let column = |(id, fact): (FactId, &crate::fact::Fact)| {
            if fact.root != Root::Model || fact.formula.is_some() {
                return Column::Const(None);
            }
            let mut builder = Builder::new(&fact.ty, rows);
            for model in 0..rows {
                if let Some(value) = self.catalog.model_value(model, id) {
                    builder.put(model..model + 1, value);
                }
            }
            builder.finish()
        };
        Table { rows, columns: self.schema.iter().map(column).collect() }
    }

    /// When something else than what is in use is worth going to, where the rulebook says so.
    #[must_use]
    pub fn switch(&self) -> Option<&CompiledSwitch> {
        self.switch.as_ref()
    }

    /// The rulebook's winners, in its order.
    #[must_use]
    pub fn winners(&self) -> &[CompiledWinner] {
        &self.winners
    }

    /// Which models are named and not ranked, in the order of the rulebook.
    #[must_use]
    pub fn unranked(&self) -> &[CompiledUnranked] {
        &self.unranked
    }
}
