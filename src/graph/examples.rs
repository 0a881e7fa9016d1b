//! The rules' own tests: every example of a rule must come out as it says.

use super::{CompiledEffect, DecisionGraph, Given};
use crate::catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::expression::{Column, NodeId, Run, Table};
use crate::fact::{Root, Schema};
use crate::reader::{Reader, quote};
use crate::rulebook::{Example, Expect, Rule, Rulebook};
use crate::value::{Date, Value};

impl DecisionGraph {
    /// Runs every example of every rule. What comes out otherwise than it says is an error at the example.
    #[must_use]
    pub fn check_examples(&self) -> Diagnostics {
        let mut found = Diagnostics::new();
        for (i, rule) in self.rulebook.rules.iter().enumerate() {
            for example in &rule.examples {
                if found.is_full() {
                    return found;
                }
                self.check_example(i, rule, example, &mut found);
            }
        }
        found
    }

    fn check_example(&self, i: usize, rule: &Rule, example: &Example, found: &mut Diagnostics) {
        let reader = Reader::new(&rule.at.source, found);
        let (Some(given), Some(table)) =
            (needs(&reader, &self.rulebook, example), alternative(&reader, &self.schema, example))
        else {
            return;
        };
        let (given, as_of) = given;
        let values = self.assumed(&given, as_of.unwrap_or(self.date));
        let run = Run::new(&self.program, &self.schema, &table, None, &values);
        let came_out = self.outcome(i, &run);
        if came_out != Some(example.expect) {
            let words = came_out.map_or("unknown", Expect::as_str);
            found.push(
                Diagnostic::error(
                    Code::ExampleFailed,
                    format!("an example of `{}` comes out as `{words}`, not `{}`", rule.id, example.expect.as_str()),
                )
                .at(example.at.clone(), "this example")
                .help("change the example, or the rule"),
            );
        }
    }

    /// The needs of an example: given, else assumed. Other rules stay out of it.
    fn assumed(&self, given: &[Given], as_of: Date) -> Vec<Option<Value>> {
        let mut values = vec![None; self.schema.len()];
        for (need, (fact, question)) in self.needs.iter().zip(&self.rulebook.questions).enumerate() {
            let answer = given.iter().find(|g| g.need == need).map(|g| g.value.clone());
            if let Some(slot) = values.get_mut(fact.index()) {
                *slot = answer.or_else(|| question.assume.clone());
            }
        }
        if let Some(slot) = values.get_mut(self.as_of.index()) {
            *slot = Some(Value::Date(as_of));
        }
        values
    }

    fn outcome(&self, rule: usize, run: &Run<'_>) -> Option<Expect> {
        let rule = self.rules.get(rule)?;
        let truth = |node: NodeId| run.column(node).truth(0);
        let fires = rule.when.is_none_or(|when| truth(when) == Some(true));
        Some(match (&rule.effect, fires) {
            (CompiledEffect::Require(node, _), true) => match truth(*node) {
                Some(true) => Expect::Eligible,
                Some(false) => Expect::Excluded,
                None => Expect::Unverified,
            },
            (CompiledEffect::Require(..), false) => Expect::Eligible,
            (CompiledEffect::Prefer(node), true) if truth(*node) == Some(true) => Expect::Preferred,
            (CompiledEffect::Prefer(_), _) => Expect::NotPreferred,
            (CompiledEffect::Note(about), true) if about.is_none_or(|node| truth(node) == Some(true)) => Expect::Noted,
            (CompiledEffect::Weigh | CompiledEffect::Derive(_), true) => Expect::Fires,
            _ => Expect::Silent,
        })
    }
}

/// The answers of an example, and its as-of date where it gives one as if it were a need.
fn needs(reader: &Reader<'_>, rulebook: &Rulebook, example: &Example) -> Option<(Vec<Given>, Option<Date>)> {
    let Some(node) = &example.needs else { return Some((Vec::new(), None)) };
    let mut table = reader.table(node, "`needs`")?;
    let as_of = table.date("as_of");
    let mut given = Vec::new();
    for entry in table.rest() {
        let Some(need) = rulebook.questions.iter().position(|q| q.id == entry.key) else {
            reader.push(rulebook.unknown_need(&entry.key, reader.place(entry.span())));
            return None;
        };
        let value = rulebook.questions.get(need)?.read(reader, &entry.value)?;
        given.push(Given { need, value });
    }
    Some((given, as_of))
}

/// A table of one row.
fn alternative(reader: &Reader<'_>, schema: &Schema, example: &Example) -> Option<Table> {
    let mut columns = vec![Column::Const(None); schema.len()];
    if let Some(node) = &example.alternative {
        let mut table = reader.table(node, "`alternative`")?;
        for root in [Root::Model, Root::Offer] {
            let Some(facts) = table.table(root.as_str(), "the facts of an example") else { continue };
            for entry in facts.entries() {
                let id = format!("{}.{}", root.as_str(), entry.key);
                let Some(fact) = schema.find(&id) else {
                    let mut wrong = Diagnostic::error(Code::UnknownFact, format!("there is no fact `{}`", quote(&id)))
                        .at(reader.place(entry.span()), "not declared");
                    wrong.help = schema.suggest(&id);
                    reader.push(wrong);
                    return None;
                };
                if schema.fact(fact).formula.is_some() {
                    reader.push(
                        Diagnostic::error(Code::ComputedFact, format!("`{id}` is computed, not stated"))
                            .at(reader.place(entry.span()), "a formula computes this fact")
                            .help("give the facts that its formula reads"),
                    );
                    return None;
                }
                let ty = &schema.fact(fact).ty;
                let value = catalog::read_value(reader, ty, &entry.value)?;
                if let Some(column) = columns.get_mut(fact.index()) {
                    *column = Column::from_values(ty, std::iter::once(Some(&value)));
                }
            }
        }
        table.finish();
    }
    Some(Table { rows: 1, columns })
}
