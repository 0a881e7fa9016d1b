//! What is known of a thing of the catalog that was named in an answer: a machine, or a model.

use std::sync::Arc;

use super::DecisionGraph;
use super::resolve::{Given, Resolved};
use crate::catalog::{Catalog, Hardware, Statement};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::expression::{NodeId, Program};
use crate::fact::{Fact, FactId, Root, Schema, known};
use crate::needs::{Answer, Request};
use crate::reader::quote;
use crate::rulebook::machine::{Machine, Machines, Named};
use crate::rulebook::{Question, Rulebook, Word};
use crate::value::{Date, Type, Value};

/// The name for people of the machine that was named.
const NAME: &str = "needs.machine_name";

/// The question that takes machines, by place in the order of the questions.
pub(super) fn question(rulebook: &Rulebook) -> Option<usize> {
    rulebook.questions.iter().position(|q| q.machines.is_some())
}

/// Tells the question which machines there are.
pub(super) fn learn(rulebook: &mut Rulebook, catalog: &Catalog) {
    let Some(machines) = rulebook.questions.iter_mut().find_map(|q| q.machines.as_mut()) else { return };
    let label = catalog.schema().find(known::MACHINE_LABEL);
    let machine = |hardware: &Hardware| Machine {
        id: Arc::clone(&hardware.id),
        name: Arc::clone(&hardware.name),
        names: hardware.names.clone(),
        memory: catalog.machine_value(hardware, label).and_then(Value::as_number),
        memory_options: hardware.memory_options.clone(),
    };
    machines.known = catalog.hardware().iter().map(machine).collect();
}

/// What a fact is for each machine, or each model, that has it.
type Values = Vec<(Arc<str>, Value)>;

/// What is known of what was named: of a machine a fact of the needs for each fact of machines, with the same name; of a model those that
/// its question asks for.
pub(super) struct LookedUp {
    /// The fact of the answer.
    key: FactId,
    /// The question.
    pub(super) need: usize,
    /// Each fact, with what it is for each machine or model that has it.
    facts: Vec<(FactId, Values)>,
}

/// The questions that ask for facts of the model that is named, by place in the order of the questions.
fn of_models(rulebook: &Rulebook) -> impl Iterator<Item = (usize, &[(String, Word)])> {
    let asking = rulebook.questions.iter().enumerate();
    asking.filter_map(|(at, q)| Some((at, q.words.as_ref()?.facts.as_slice()))).filter(|(_, facts)| !facts.is_empty())
}

impl LookedUp {
    /// Declares the facts of all questions that look something up.
    pub(super) fn all(
        rulebook: &Rulebook,
        catalog: &Catalog,
        schema: &mut Schema,
        needs: &[FactId],
        found: &mut Diagnostics,
    ) -> Vec<Self> {
        let mut all: Vec<Self> = Self::declare(rulebook, catalog, schema, needs).into_iter().collect();
        for (need, asked) in of_models(rulebook) {
            let Some(key) = needs.get(need).copied() else { continue };
            let declared = asked.iter().filter_map(|(name, of)| Self::of_model(name, of, catalog, schema, found));
            all.push(Self { key, need, facts: declared.collect() });
        }
        all
    }

    /// Declares a need that is a fact of the model that was named.
    fn of_model(
        name: &str,
        of: &Word,
        catalog: &Catalog,
        schema: &mut Schema,
        found: &mut Diagnostics,
    ) -> Option<(FactId, Values)> {
        let wrong = |code, message| Diagnostic::error(code, message).at(of.at.clone(), "not looked up");
        let Some(id) = schema.find(&of.text) else {
            let mut wrong = wrong(Code::UnknownFact, format!("there is no fact `{}`", quote(&of.text)));
            wrong.help = schema.suggest(&of.text);
            found.push(wrong);
            return None;
        };
        let fact = schema.fact(id).clone();
        if fact.root != Root::Model || fact.formula.is_some() || matches!(fact.ty, Type::Set(_)) {
            let message = format!("`{}` cannot be looked up", fact.id);
            let help = "name a stated fact of models that is no set";
            found.push(wrong(Code::WrongKind, message).help(help));
            return None;
        }
        let models = catalog.models().iter().enumerate();
        let values = models.filter_map(|(at, m)| Some((Arc::clone(&m.id), catalog.model_value(at, id)?.clone())));
        let values: Values = values.collect();
        let same = Fact { id: format!("needs.{name}"), root: Root::Needs, inherits: None, ..fact };
        let Ok(fact) = schema.declare(same) else {
            found.push(wrong(Code::DuplicateId, format!("there is a need `{}` already", quote(name))));
            return None;
        };
        Some((fact, values))
    }

    /// Declares the facts of machines.
    fn declare(rulebook: &Rulebook, catalog: &Catalog, schema: &mut Schema, needs: &[FactId]) -> Option<Self> {
        let need = question(rulebook)?;
        let key = *needs.get(need)?;
        let mut facts = Vec::new();
        let of_machines: Vec<(FactId, Fact)> =
            schema.iter().filter(|(_, f)| f.root == Root::Offer).map(|(id, f)| (id, f.clone())).collect();
        for (of, fact) in of_machines {
            let value = |h: &Hardware| Some((Arc::clone(&h.id), catalog.machine_value(h, Some(of))?.clone()));
            let values: Values = catalog.hardware().iter().filter_map(value).collect();
            // A choice between sets is none that expressions have.
            if values.is_empty() || matches!(fact.ty, Type::Set(_)) {
                continue;
            }
            let name = fact.id.split_once('.').map_or("", |(_, name)| name);
            let same = Fact { id: format!("needs.{name}"), root: Root::Needs, inherits: None, ..fact };
            if let Ok(fact) = schema.declare(same) {
                facts.push((fact, values));
            }
        }
        let name = Fact {
            id: NAME.to_string(),
            root: Root::Needs,
            ty: Type::Text,
            unit: None,
            label: "Machine".to_string(),
            meaning: "What the machine that was named is called.".to_string(),
            formula: None,
            inherits: None,
            at: None,
        };
        if let Ok(fact) = schema.declare(name) {
            let names = catalog.hardware().iter().map(|h| (Arc::clone(&h.id), Value::Text(Arc::clone(&h.name))));
            facts.push((fact, names.collect()));
        }
        Some(Self { key, need, facts })
    }

    /// Says how they are computed: from the answer alone.
    pub(super) fn define(self, program: &mut Program, schema: &Schema) -> Vec<(FactId, NodeId)> {
        let key = self.key;
        let of = |(fact, values): (FactId, Values)| {
            let node = program.select(key, &values, &schema.fact(fact).ty, schema);
            program.define(fact, node);
            (fact, node)
        };
        self.facts.into_iter().map(of).collect()
    }

    /// The facts that are looked up.
    pub(super) fn facts(&self) -> impl Iterator<Item = FactId> {
        self.facts.iter().map(|(fact, _)| *fact)
    }
}

impl DecisionGraph {
    /// What is stated of the machine or the model that was named: what a fact of the needs that is looked up by it comes from.
    pub(crate) fn looked_up(&self, resolved: &Resolved, fact: FactId) -> Option<&Statement> {
        let name = self.schema.fact(fact).id.split_once('.')?.1;
        let said = |need: usize| resolved.values.get(self.needs.get(need)?.index())?.as_ref()?.as_text();
        let asked =
            of_models(&self.rulebook).find_map(|(need, facts)| Some((need, facts.iter().find(|f| f.0 == name)?)));
        if let Some((need, (_, of))) = asked {
            let model = self.catalog.find_model(said(need)?).ok()?;
            return self.catalog.model_evidence(model, self.schema.find(&of.text)?).first();
        }
        let id = said(question(&self.rulebook)?)?;
        let of = self.schema.find(&format!("{}.{name}", Root::Offer.as_str()))?;
        let machine = self.catalog.hardware().iter().find(|machine| *machine.id == *id)?;
        self.catalog.machine_evidence(machine, of).first()
    }
}

/// Reports memory that was answered by itself and that the machine which was named cannot have.
pub(super) fn check_memory(
    graph: &DecisionGraph,
    (request, as_of): (&Request, Date),
    given: &[Given],
    found: &mut Diagnostics,
) {
    let rulebook = &graph.rulebook;
    let Some(at) = question(rulebook) else { return };
    let Some((question, machines)) = rulebook.questions.get(at).and_then(|q| Some((q, q.machines.as_ref()?))) else {
        return;
    };
    let said = |need: &str| {
        let at = rulebook.questions.iter().position(|q| q.id == need)?;
        given.iter().find(|g| g.need == at).map(|g| &g.value)
    };
    let Some(id) = said(&question.id).and_then(Value::as_text) else { return };
    let Some(machine) = machines.known.iter().find(|machine| *machine.id == *id) else {
        return of_no_machine(question, (id, machines), request, found);
    };
    let count = machines.count.as_deref().and_then(said).and_then(Value::as_number).unwrap_or(1.0);
    for (need, part) in [(&machines.memory, false), (&machines.part, true)] {
        let Some(need) = need else { continue };
        // What a machine of many kinds has is guessed at, and a part of it says more.
        if part && !machine.memory_options.is_empty() {
            continue;
        }
        let Some(answer) = request.needs.iter().find(|answer| answer.need == *need) else { continue };
        let Some(memory) = said(need).and_then(Value::as_number) else { continue };
        let Some(why) = machine.cannot_have(memory, count, part) else { continue };
        let all = if count > 1.0 { format!("{count} of them cannot have") } else { "it cannot have".to_string() };
        let mut wrong = Diagnostic::error(Code::OutOfRange, format!("{why}: {all} {memory} GB"))
            .at(answer.at.clone(), "not the memory of this machine");
        if let Some(named) = request.needs.iter().find(|answer| answer.need == question.id) {
            wrong = wrong.context(named.at.clone(), "the machine");
        }
        let instead = if machine.memory_options.is_empty() {
            "what this machine has is known"
        } else {
            "then what such machines usually have is meant; or answer with one of these"
        };
        wrong = wrong.help(format!("leave `{}` out: {instead}", quote(need)));
        let place = |need: &String| rulebook.questions.iter().position(|q| q.id == *need);
        let asked =
            |need: &&String| place(need).is_some_and(|at| graph.is_asked(at, &graph.complete(given.to_vec(), as_of)));
        if let Some(beside) = machines.beside.as_ref().filter(asked) {
            let beside = quote(beside);
            wrong =
                wrong.help(format!("the main memory of the computer around it is `{beside}`: what lies there is slow"));
        }
        found.push(wrong);
    }
}

/// Reports a memory of machines where the answer is a word that names none of them: nothing could be made of it.
fn of_no_machine(
    question: &Question,
    (option, machines): (&str, &Machines),
    request: &Request,
    found: &mut Diagnostics,
) {
    let Some(need) = &machines.memory else { return };
    let Some(answer) = request.needs.iter().find(|answer| answer.need == *need) else { return };
    let message = format!("`{}` is the memory of a machine, and `{}` names none", quote(need), quote(option));
    let mut wrong = Diagnostic::error(Code::OutOfRange, message).at(answer.at.clone(), "of which machine?");
    if let Some(named) = request.needs.iter().find(|answer| answer.need == question.id) {
        wrong = wrong.context(named.at.clone(), "any of this kind");
    }
    let word = |machine: &&Machine| {
        let mut words = machine.names.iter().flat_map(|name| name.split(' '));
        words.any(|word| word == option)
    };
    let like: Vec<String> =
        machines.known.iter().filter(word).take(4).map(|machine| format!("`{}`", machine.id)).collect();
    let like = if like.is_empty() { String::new() } else { format!(", such as {}", like.join(", ")) };
    found.push(wrong.help(format!("answer `{}` with a machine{like}", quote(&question.id))));
}

/// The question that a text answers where it names a machine and another was asked, for the memory of one: which machine it is says more.
/// Not where the machine was named as well.
pub(super) fn instead(rulebook: &Rulebook, request: &Request, answer: &Answer) -> Option<usize> {
    let at = question(rulebook)?;
    let (asked, of_machines) = (rulebook.question(&answer.need)?, rulebook.questions.get(at)?);
    let (machines, text) = (of_machines.machines.as_ref()?, answer.value.text()?);
    let for_memory = [&machines.part, &machines.memory].into_iter().flatten().any(|need| *need == asked.id);
    let named = request.needs.iter().any(|other| other.need == of_machines.id);
    (for_memory && !named && !asked.is_number(text) && machines.find(text).is_ok()).then_some(at)
}

/// What else an answer says: the number of machines, their memory together and their price are answers to other questions.
pub(super) fn unfold(
    rulebook: &Rulebook,
    question: &Question,
    named: &Named,
    (at, given): (&Place, &mut Vec<Given>),
    found: &mut Diagnostics,
) {
    let Some(machines) = &question.machines else { return };
    #[expect(clippy::cast_precision_loss, reason = "at most 1024")]
    let count = named.count.map(|count| count as f64);
    let together = named.memory.map(|memory| memory * count.unwrap_or(1.0));
    let said = [
        (&machines.count, count.map(Value::Number)),
        (&machines.memory, together.map(Value::Number)),
        (&machines.price, named.price.map(Value::Number)),
    ];
    for (need, value) in said {
        let (Some(need), Some(value)) = (need, value) else { continue };
        let Some(at_need) = rulebook.questions.iter().position(|q| q.id == *need) else { continue };
        let value = match (rulebook.questions.get(at_need), &value) {
            #[expect(clippy::cast_possible_truncation, reason = "a count, at most 1024")]
            (Some(q), Value::Number(n)) if q.whole => Value::Integer(*n as i64),
            _ => value,
        };
        match given.iter().find(|g| g.need == at_need) {
            Some(other) if other.value != value => {
                let (other, value) = (other.value.display(None), value.display(None));
                let message = format!("`{}` says {value} of `{need}`, and {other} is answered", quote(&question.id));
                found.push(
                    Diagnostic::error(Code::DuplicateKey, message)
                        .at(at.clone(), "said here")
                        .help("take one of the two away"),
                );
            }
            Some(_) => {}
            None => given.push(Given { need: at_need, value }),
        }
    }
}
