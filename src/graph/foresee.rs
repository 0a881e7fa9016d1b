//! What is certain of the needs before all questions are answered.

use std::collections::{BTreeMap, BTreeSet};

use super::resolve::add;
use super::{CompiledEffect, DecisionGraph, Resolved, Vertex};
use crate::fact::FactId;
use crate::rulebook::Kind;
use crate::value::{Date, Value};

/// The needs as far as they are certain whatever the questions that may yet be asked are answered, if they are.
#[derive(Debug, Clone, Default)]
pub struct Foreseen {
    /// Values by fact number; `None` also where nothing is certain.
    pub values: Vec<Option<Value>>,
    /// The needs that may yet be answered, in the order of the questions.
    pub open: Vec<usize>,
    /// The facts of the needs that may yet change: those of the open ones, and those that rules may yet set.
    pub uncertain: BTreeSet<FactId>,
}

/// What rules would set a need to, and whether they fire for certain; by rule.
type Pending<'a> = BTreeMap<usize, (&'a Value, bool)>;

impl DecisionGraph {
    /// What of the needs is certain, whatever else is answered. A question may yet be answered if it was neither answered nor left
    /// unanswered, no rule settles it, and it is not certain that it is not worth asking.
    #[must_use]
    pub fn foresee(&self, said: &Resolved, as_of: Date) -> Foreseen {
        let mut open: Vec<usize> = (0..self.needs.len()).filter(|need| !said.has_settled(*need)).collect();
        // What is settled is no longer open, and that may settle more.
        loop {
            let foreseen = self.foresee_with(said, as_of, open);
            let run = self.run(&foreseen.values).with_open(&foreseen.uncertain);
            let hidden = |need: &usize| {
                let ask_when = self.asks.get(*need).copied().flatten();
                ask_when.is_some_and(|node| match run.constant(node) {
                    Some(asks) => asks != Value::Bool(true),
                    None => self.program.reads(node).iter().all(|f| !foreseen.uncertain.contains(f)),
                })
            };
            let still: Vec<usize> = foreseen.open.iter().copied().filter(|need| !hidden(need)).collect();
            if still.len() == foreseen.open.len() {
                return foreseen;
            }
            open = still;
        }
    }

    fn foresee_with(&self, said: &Resolved, as_of: Date, open: Vec<usize>) -> Foreseen {
        let mut out = Foreseen { values: vec![None; self.schema.len()], open, uncertain: BTreeSet::new() };
        out.uncertain.extend(out.open.iter().filter_map(|need| self.needs.get(*need)));
        set(&mut out.values, self.as_of, Some(Value::Date(as_of)));
        let mut pending: BTreeMap<usize, Pending<'_>> = BTreeMap::new();
        for vertex in &self.order {
            match *vertex {
                Vertex::Rule(rule) => {
                    let Some((fires, CompiledEffect::Derive(derived))) =
                        self.may_fire(rule, &out).zip(self.rules.get(rule).map(|r| &r.effect))
                    else {
                        continue;
                    };
                    for (need, values) in derived {
                        let value = values.first().map(|value| (value, fires));
                        pending.entry(*need).or_default().extend(value.map(|value| (rule, value)));
                    }
                }
                Vertex::Need(need) => {
                    let rules = pending.remove(&need).unwrap_or_default();
                    self.foresee_need(need, &rules, said, &mut out);
                }
                Vertex::Criterion(_) | Vertex::Fact(_) => {}
            }
        }
        out
    }

    /// Whether a rule fires: for certain, or maybe; `None` if it does not.
    #[must_use]
    pub(crate) fn may_fire(&self, rule: usize, foreseen: &Foreseen) -> Option<bool> {
        let Some(when) = self.rules.get(rule)?.when else { return Some(true) };
        match self.run(&foreseen.values).with_open(&foreseen.uncertain).constant(when) {
            Some(value) => (value == Value::Bool(true)).then_some(true),
            // What is unknown for good is no reason to fire.
            None => self.program.reads(when).iter().any(|f| foreseen.uncertain.contains(f)).then_some(false),
        }
    }

    fn foresee_need(&self, need: usize, rules: &Pending<'_>, said: &Resolved, out: &mut Foreseen) {
        let (Some(fact), Some(question)) = (self.needs.get(need), self.rulebook.questions.get(need)) else { return };
        let given = said.given.iter().find(|g| g.need == need).map(|g| &g.value);
        let is_open = out.open.contains(&need);
        let certain = rules.values().all(|(_, fires)| *fires);
        let (value, settled) = if question.kind == Kind::Choices {
            let words = given.into_iter().chain(rules.values().map(|(value, _)| *value));
            let all = words.fold(None, |all, more| Some(add(question, all.as_ref(), more)));
            (all.or_else(|| question.assume.clone()), certain && !is_open)
        } else if given.is_some() {
            (given.cloned(), true)
        } else {
            // The first rule that fires holds; before it, none may.
            match rules.values().next() {
                Some((value, true)) => (Some((*value).clone()), true),
                Some((_, false)) => (None, false),
                None => (question.assume.clone(), !is_open),
            }
        };
        if settled {
            set(&mut out.values, *fact, value);
            out.open.retain(|n| *n != need);
            out.uncertain.remove(fact);
        } else {
            out.uncertain.insert(*fact);
        }
    }
}

fn set(values: &mut [Option<Value>], fact: FactId, value: Option<Value>) {
    if let Some(slot) = values.get_mut(fact.index()) {
        *slot = value;
    }
}
