//! From what was given to what holds: answers read, needs derived by rules, the rest assumed.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{ByHand, CompiledEffect, CompiledRule, DecisionGraph, Vertex, machines};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::expression::{Memo, Run};
use crate::needs::Request;
use crate::reader::{Reader, quote};
use crate::rulebook::Question;
use crate::value::{Date, Value};

/// An answer that was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Given {
    /// The need, by its place in the order of the questions.
    pub need: usize,
    /// The answer.
    pub value: Value,
}

/// A need that a rule set, or a set of words that it added to.
#[derive(Debug, Clone, PartialEq)]
pub struct Derivation {
    /// The need.
    pub need: usize,
    /// What the rule set or added.
    pub value: Value,
    /// The rule.
    pub rule: usize,
}

/// Who set a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setter {
    /// The user's answer.
    Given,
    /// A rule.
    Rule(usize),
}

/// Two values for one need, which is no set. The first one holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Contradiction {
    /// The need.
    pub need: usize,
    /// The value that holds.
    pub value: Value,
    /// Who set it.
    pub by: Setter,
    /// The values that do not: any of them would have agreed with the rule.
    pub other: Vec<Value>,
    /// The rule that would have set it.
    pub rule: usize,
}

/// The needs of one request as the graph sees them.
#[derive(Debug, Clone, Default)]
pub struct Resolved {
    /// Values by fact number; only those of needs are ever set.
    pub values: Vec<Option<Value>>,
    /// What was given, in the order of the questions.
    pub given: Vec<Given>,
    /// Needs that were asked for and not answered, in the order of the questions.
    pub unanswered: Vec<usize>,
    /// What rules set.
    pub derived: Vec<Derivation>,
    /// What was assumed.
    pub assumed: Vec<Given>,
    /// What could not hold together.
    pub contradictions: Vec<Contradiction>,
    /// The models compared, by place in the catalog, sorted; all if `None`.
    pub among: Option<Vec<usize>>,
    /// What was weighed by hand.
    pub by_hand: ByHand,
}

impl Resolved {
    /// Whether a question was answered, or asked and left unanswered.
    #[must_use]
    pub fn has_settled(&self, need: usize) -> bool {
        self.given.iter().any(|g| g.need == need) || self.unanswered.contains(&need)
    }

    /// These needs, with the same models compared and the same weighed by hand as in another request.
    #[must_use]
    pub fn asked_as(self, other: &Self) -> Self {
        Self { among: other.among.clone(), by_hand: other.by_hand.clone(), ..self }
    }
}

impl DecisionGraph {
    /// Reads the answers of a request, derives and assumes the rest. `as_of` is the date of the verdict.
    ///
    /// # Errors
    /// Unknown needs, answers that are none, unknown models; weights by hand that are none, or with which nothing would count.
    pub fn resolve(&self, request: &Request, as_of: Date) -> Result<Resolved, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut given = Vec::new();
        let mut said = Vec::new();
        for answer in &request.needs {
            if found.is_full() {
                break;
            }
            let Some(need) = self.need(&answer.need, &answer.at, &mut found) else { continue };
            let instead = machines::instead(&self.rulebook, request, answer);
            let need = instead.filter(|need| given.iter().all(|g: &Given| g.need != *need)).unwrap_or(need);
            let reader = Reader::new(&answer.source, &mut found);
            let Some(question) = self.rulebook.questions.get(need) else { continue };
            if let Some(value) = question.read(&reader, &answer.value) {
                given.push(Given { need, value });
                let named = question.machines.as_ref().zip(answer.value.text());
                said.extend(named.and_then(|(m, text)| Some((question, m.find(text).ok()?, answer))));
            }
        }
        for (question, named, answer) in said {
            machines::unfold(&self.rulebook, question, &named, (&answer.at, &mut given), &mut found);
        }
        machines::check_memory(self, (request, as_of), &given, &mut found);
        given.sort_by_key(|g| g.need);
        let mut unanswered = Vec::new();
        for word in &request.unanswered {
            if found.is_full() {
                break;
            }
            let need = self.need(&word.text, &word.at, &mut found);
            unanswered.extend(need);
            if let Some(answer) = request.needs.iter().find(|n| n.need == word.text) {
                found.push(
                    Diagnostic::error(Code::DuplicateKey, format!("`{}` is answered", quote(&word.text)))
                        .at(word.at.clone(), "and said to be unanswered here")
                        .context(answer.at.clone(), "the answer")
                        .help("take one of the two away"),
                );
            }
        }
        unanswered.sort_unstable();
        unanswered.dedup();
        let among = self.models(request, &mut found);
        let by_hand = self.by_hand(request, &mut found);
        if found.has_errors() {
            return Err(found);
        }
        let resolved = Resolved { unanswered, among, by_hand, ..self.complete(given, as_of) };
        if let Some(wrong) = self.nothing_counts(request, &resolved) {
            return Err(wrong.into());
        }
        Ok(resolved)
    }

    /// What is wrong where weights by hand leave nothing that counts.
    fn nothing_counts(&self, request: &Request, resolved: &Resolved) -> Option<Diagnostic> {
        let first = request.weights.first().map(|weight| &weight.criterion).or(request.order.first())?;
        let run = self.run(&resolved.values);
        let fires = |rule: &CompiledRule| rule.when.is_none_or(|when| run.constant(when) == Some(Value::Bool(true)));
        let fired: Vec<bool> = self.rules.iter().map(fires).collect();
        let leaves = self.weights(&run, &fired, &resolved.by_hand).leaves;
        leaves.iter().all(|weight| *weight == 0).then(|| {
            Diagnostic::error(Code::NoWeight, "with these weights nothing counts")
                .at(first.at.clone(), "with this one, and those that follow")
                .help("leave something that is measured a share above 0")
        })
    }

    fn need(&self, id: &str, at: &Place, found: &mut Diagnostics) -> Option<usize> {
        let need = self.rulebook.questions.iter().position(|q| q.id == id);
        if need.is_none() {
            found.push(self.rulebook.unknown_need(id, at.clone()));
        }
        need
    }

    fn models(&self, request: &Request, found: &mut Diagnostics) -> Option<Vec<usize>> {
        if request.among.is_empty() {
            return None;
        }
        let mut models = Vec::new();
        for word in &request.among {
            if found.is_full() {
                break;
            }
            match self.catalog.find_model(&word.text) {
                Ok(model) => models.push(model),
                Err(e) => found.push(e.diagnostic(Some(word.at.clone()))),
            }
        }
        models.sort_unstable();
        models.dedup();
        Some(models)
    }

    /// Derives and assumes what was not given. Needs are settled in the order of the graph, so that a rule sees the final
    /// value of every need it reads.
    #[must_use]
    pub fn complete(&self, given: Vec<Given>, as_of: Date) -> Resolved {
        self.complete_without(given, as_of, None)
    }

    /// The same as if one rule, by place in the rulebook, derived nothing.
    pub(crate) fn complete_without(&self, given: Vec<Given>, as_of: Date, left_out: Option<usize>) -> Resolved {
        let mut out = Resolved { values: vec![None; self.schema.len()], ..Resolved::default() };
        let mut setter: Vec<Option<Setter>> = vec![None; self.needs.len()];
        set(&mut out.values, self.as_of.index(), Value::Date(as_of));
        for g in &given {
            if let (Some(fact), Some(slot)) = (self.needs.get(g.need), setter.get_mut(g.need)) {
                set(&mut out.values, fact.index(), g.value.clone());
                *slot = Some(Setter::Given);
            }
        }
        out.given = given;
        // What rules would set, by need: a need comes after all rules that set it, and the first of them by id holds.
        let mut pending: BTreeMap<usize, Vec<(usize, &[Value])>> = BTreeMap::new();
        // A rule comes after the needs that it reads, so what was computed for one holds for those after it.
        let mut memo = Memo::default();
        for vertex in &self.order {
            match *vertex {
                Vertex::Rule(rule) if Some(rule) == left_out => {}
                Vertex::Rule(rule) => {
                    let (derived, after) = self.derived_by(rule, &out.values, memo);
                    memo = after;
                    for (need, values) in derived {
                        pending.entry(*need).or_default().push((rule, values));
                    }
                }
                Vertex::Need(need) => {
                    let mut rules = pending.remove(&need).unwrap_or_default();
                    rules.sort_by_key(|(rule, _)| *rule);
                    for (rule, values) in rules {
                        self.derive(rule, need, values, &mut out, &mut setter);
                    }
                    let assume = self.rulebook.questions.get(need).and_then(|q| q.assume.clone());
                    if let (Some(None), Some(value), Some(fact)) = (setter.get(need), assume, self.needs.get(need)) {
                        set(&mut out.values, fact.index(), value.clone());
                        out.assumed.push(Given { need, value });
                    }
                }
                Vertex::Criterion(_) | Vertex::Fact(_) => {}
            }
        }
        out.assumed.sort_by_key(|g| g.need);
        out
    }

    /// Whether a question is worth asking once so much is known: only if its `ask_when` is true. Where that depends on what nobody
    /// has said yet, it waits.
    ///
    /// The need is meant by its place in the order of the questions.
    #[must_use]
    pub fn is_asked(&self, need: usize, known: &Resolved) -> bool {
        self.asks
            .get(need)
            .copied()
            .flatten()
            .is_none_or(|ask_when| self.run(&known.values).constant(ask_when) == Some(Value::Bool(true)))
    }

    /// The needs that a rule sets, if it is one that derives and it fires; and what was computed for it.
    fn derived_by(&self, rule: usize, values: &[Option<Value>], memo: Memo) -> (&[(usize, Vec<Value>)], Memo) {
        let Some(CompiledRule { when, effect: CompiledEffect::Derive(derived) }) = self.rules.get(rule) else {
            return (&[], memo);
        };
        let Some(when) = *when else { return (derived, memo) };
        let run = Run::resume(&self.program, &self.schema, &self.table, Some(&self.statics), values, memo);
        let fires = run.constant(when) == Some(Value::Bool(true));
        (if fires { derived } else { &[] }, run.into_memo())
    }

    fn derive(&self, rule: usize, need: usize, values: &[Value], out: &mut Resolved, setter: &mut [Option<Setter>]) {
        let (Some(fact), Some(slot)) = (self.needs.get(need), setter.get_mut(need)) else { return };
        let Some(value) = values.first() else { return };
        let held = out.values.get(fact.index()).cloned().flatten();
        if let (Some(_), Some(Value::List(words)), Some(question)) = (*slot, &held, self.rulebook.questions.get(need)) {
            let all = add(question, held.as_ref(), value);
            if matches!(&all, Value::List(all) if all.len() > words.len()) {
                set(&mut out.values, fact.index(), all);
                out.derived.push(Derivation { need, value: value.clone(), rule });
            }
            return;
        }
        if let (Some(by), Some(held)) = (*slot, held) {
            if !values.contains(&held) {
                out.contradictions.push(Contradiction { need, value: held, by, other: values.to_vec(), rule });
            }
            return;
        }
        set(&mut out.values, fact.index(), value.clone());
        *slot = Some(Setter::Rule(rule));
        out.derived.push(Derivation { need, value: value.clone(), rule });
    }

    /// The as-of date of a request: its own, else the catalog's.
    #[must_use]
    pub fn as_of_date(&self, request: &Request) -> Date {
        request.as_of.unwrap_or(self.date)
    }
}

/// The words of two sets, in the order of the options. Duties add up: what somebody chose does not do away with what follows from
/// the rest.
pub(super) fn add(question: &Question, held: Option<&Value>, more: &Value) -> Value {
    let has = |set: Option<&Value>, word: &Value| matches!(set, Some(Value::List(words)) if words.contains(word));
    let words = question.words().map(|word| Value::Text(Arc::clone(word)));
    Value::List(words.filter(|w| has(held, w) || has(Some(more), w)).collect())
}

fn set(values: &mut [Option<Value>], index: usize, value: Value) {
    if let Some(slot) = values.get_mut(index) {
        *slot = Some(value);
    }
}
