//! Makes the self-host offers: which hardware a model's weights need, and what that costs an hour.
//!
//! Every assumption is in `self-host.toml`; every computed value says in its note how it was computed.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::fact::{FactId, known};
use crate::reader::File;
use crate::value::Value;

use super::inherited::{Entry, resolve};
use super::model::Models;
use super::{Hardware, HourlyPrice, Model, NotOffered, Offer, Statement, hardware as machine};

mod assumptions;
use assumptions::{Assumptions, Load, Precision};

/// Bytes in the GB of weights, caches and cards.
const GB: f64 = 1e9;

/// A number of GPUs of one kind, and what an hour of them costs.
struct Machine<'h> {
    hardware: &'h Hardware,
    count: i64,
    gpus: f64,
    memory: f64,
    price: f64,
    /// What is stated of the memory of one of them.
    of_one: Option<Statement>,
    memory_note: Arc<str>,
    price_note: Arc<str>,
}

/// The weights of a model in one form.
struct Weights {
    gb: f64,
    /// What is stated of them: the size of a file, or a figure that is computed.
    statement: Option<Statement>,
    note: String,
}

/// The memory a model needs in one form, without what the runtime takes on each GPU.
struct Need {
    gb: f64,
    note: String,
}

/// Adds the offers to every model with open weights of known size, or the reason why there is none.
pub(super) fn add(
    file: &File<'_>,
    read: &Models<'_>,
    hardware: &[Hardware],
    models: &mut [Model],
    found: &mut Diagnostics,
) {
    let Some(assumed) = assumptions::read(file, read, hardware, found) else { return };
    let schema = read.context.schema;
    let Some(open) = schema.find(known::OPEN_WEIGHTS) else { return };
    let (size, cache, window) =
        (schema.find(known::PARAMETERS), schema.find(known::CACHE_PER_TOKEN), schema.find(known::CONTEXT_WINDOW));
    let machines = machines(&assumed, hardware, read);
    for model in models {
        let value = |fact: Option<FactId>| {
            let statements = resolve(read.entries, &model.facts, &model.inherits, fact?);
            statements.first().cloned()
        };
        if value(Some(open)).map(|s| s.value) != Some(Value::Bool(true)) {
            continue;
        }
        let number = |fact| value(fact).and_then(|s| s.value.as_number());
        let parameters = number(size);
        let cache = (number(cache), number(window));
        let (mut made, mut missing) = (Vec::new(), Vec::new());
        for form in &assumed.precisions {
            let has = |(fact, words): &(FactId, Vec<Arc<str>>)| {
                let word = value(Some(*fact));
                word.is_some_and(|s| words.iter().any(|w| s.value.as_text() == Some(w)))
            };
            if form.unless.as_ref().is_some_and(has) {
                continue;
            }
            let Some(weights) = weights(&assumed, form, parameters, value(form.file)) else { continue };
            if let Some(own) = &assumed.owned {
                made.push(owned(&assumed, form, &weights, own));
            }
            for load in &assumed.loads {
                let need = need(&assumed, &weights, parameters, cache, load);
                match cheapest(&assumed, &machines, &need, load.per, read.entries) {
                    Ok(machine) => made.push(offer(&assumed, form, machine, &weights, &need, read)),
                    Err(reason) => missing.push((form, reason)),
                }
            }
        }
        if made.is_empty() && missing.is_empty() {
            let reason = "the number of its parameters is not known".to_string();
            model.not_offered.push(NotOffered { precision: None, reason });
        }
        model.offers.reserve_exact(made.len());
        for offer in made {
            if model.offers.iter().all(|o| o.id != offer.id) {
                model.offers.push(offer);
            }
        }
        for (form, reason) in missing {
            let precision = Some(form.id.to_string());
            // The first load is the least.
            if model.not_offered.iter().all(|n| n.precision != precision) {
                model.not_offered.push(NotOffered { precision, reason });
            }
        }
    }
}

/// Every machine with a price, the cheapest first; of equal prices the fewest GPUs, then by id.
fn machines<'h>(assumed: &Assumptions, hardware: &'h [Hardware], read: &Models<'_>) -> Vec<Machine<'h>> {
    let memory = read.context.schema.find(known::MACHINE_MEMORY);
    let mut machines = Vec::new();
    for hardware in hardware {
        let (Some(median), Some(one), [first, ..], [.., last]) = (
            hardware.median_price(),
            machine::number(hardware, read.entries, memory),
            hardware.hourly.as_slice(),
            hardware.hourly.as_slice(),
        ) else {
            continue;
        };
        let most = assumed.max_gpus.iter().find(|(id, _)| *id == hardware.id).map_or(i64::MAX, |(_, most)| *most);
        let of_one = memory.and_then(|fact| hardware.statements(read.entries, fact).first().cloned());
        for &count in assumed.counts.iter().filter(|c| **c <= most) {
            #[expect(clippy::cast_precision_loss, reason = "at most 1024")]
            let gpus = count as f64;
            let range = match hardware.hourly.len() {
                1 => format!("the one hourly price {}", usd(median)),
                n => format!("the median {} of {n} hourly prices {} … {}", usd(median), usd(first.usd), usd(last.usd)),
            };
            machines.push(Machine {
                hardware,
                count,
                gpus,
                memory: gpus * one,
                price: gpus * median,
                of_one: of_one.clone(),
                memory_note: format!("{count} × {}", gb(one)).into(),
                price_note: format!("{count} × {}: {range}", hardware.name).into(),
            });
        }
    }
    machines.sort_by(|a, b| {
        a.price.total_cmp(&b.price).then(a.count.cmp(&b.count)).then_with(|| a.hardware.id.cmp(&b.hardware.id))
    });
    machines
}

/// The weights in one form: a file of known size, else the parameters at so many bits.
fn weights(
    assumed: &Assumptions,
    form: &Precision,
    parameters: Option<f64>,
    file: Option<Statement>,
) -> Option<Weights> {
    if let Some(statement) = file
        && let Some(size) = statement.value.as_number()
    {
        return Some(Weights { gb: size, note: format!("{} of weights", gb(size)), statement: Some(statement) });
    }
    let parameters = parameters?;
    let size = parameters * form.bits / 8.0 / GB;
    let note = format!("{} parameters × {} bits = {} of weights", amount(parameters), count(form.bits), gb(size));
    let statement = assumed.defaults.statement(Value::Number(size), Arc::from(note.as_str()));
    Some(Weights { gb: size, statement, note })
}

/// The memory for weights and cache.
fn need(
    assumed: &Assumptions,
    weights: &Weights,
    parameters: Option<f64>,
    cache: (Option<f64>, Option<f64>),
    load: &Load,
) -> Need {
    let (cache, why) = if let (Some(per_token), window) = cache {
        let tokens = window.map_or(load.tokens, |w| w.min(load.tokens));
        let (sequences, each, bytes) = (count(load.sequences), count(tokens), count(per_token));
        let why = format!("cache of {sequences} × {each} tokens at {bytes} bytes");
        (per_token * tokens * load.sequences / GB, why)
    } else {
        let full = parameters.map_or(weights.gb, |p| p * 2.0 / GB);
        let why = format!("cache, not stated: {} percent of {} at 16 bit", count(assumed.cache_percent), gb(full));
        (full * assumed.cache_percent / 100.0, why)
    };
    let note = format!("{}, + {} ({why})", weights.note, gb(cache));
    Need { gb: weights.gb + cache, note }
}

/// The cheapest machine that holds it, by its rent or by what the rent is for so much of a fact; or why there is none.
fn cheapest<'m, 'h>(
    assumed: &Assumptions,
    machines: &'m [Machine<'h>],
    need: &Need,
    per: Option<FactId>,
    entries: &[Entry],
) -> Result<&'m Machine<'h>, String> {
    let needed = |m: &Machine<'_>| need.gb + m.gpus * assumed.overhead;
    let holds = |m: &&Machine<'_>| m.memory * assumed.memory_percent / 100.0 >= needed(m);
    let mut holding = machines.iter().filter(holds);
    let found = if per.is_some() {
        let rent = |m: &Machine<'_>| Some(m.price / (m.gpus * machine::number(m.hardware, entries, per)?));
        // Of equals the first, which is the smallest.
        holding.filter_map(|m| Some((m, rent(m)?))).min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(m, _)| m)
    } else {
        holding.next()
    };
    if let Some(machine) = found {
        return Ok(machine);
    }
    match machines.iter().max_by(|a, b| a.memory.total_cmp(&b.memory)) {
        Some(most) => Err(format!(
            "it needs {} ({}), and the largest machine with a known price has {} ({} × {})",
            gb(needed(most)),
            need.note,
            gb(most.memory),
            most.count,
            most.hardware.name
        )),
        None => Err("no hardware has a known price".to_string()),
    }
}

/// The offer on this machine.
fn offer(
    assumed: &Assumptions,
    form: &Precision,
    machine: &Machine<'_>,
    weights: &Weights,
    need: &Need,
    read: &Models<'_>,
) -> Offer {
    let hardware = machine.hardware;
    let made = &assumed.made;
    let mut facts = assumed.facts.clone();
    let mut set = |fact: Option<FactId>, statement: Option<Statement>| {
        if let Some(fact) = fact {
            facts.set(fact, statement);
        }
    };
    let assume = |value, note: &Arc<str>| assumed.defaults.statement(value, Arc::clone(note));
    set(made.precision, assume(Value::Text(Arc::clone(&form.id)), &form.note));
    set(made.gpu, assume(Value::Text(Arc::clone(&hardware.name)), &assumed.why));
    if let Some(fact) = made.gpus {
        set(made.gpus, assume(made.count(fact, machine.count), &assumed.why));
    }
    let overhead = machine.gpus * assumed.overhead;
    let note = format!("{}, + {} for the runtime", need.note, gb(overhead));
    set(made.memory_needed, assume(Value::Number(need.gb + overhead), &note.into()));
    set(made.weights, weights.statement.clone());
    set(made.owned, assume(Value::Bool(false), &assumed.why));
    let memory = machine.of_one.clone().map(|one| Statement {
        value: Value::Number(machine.memory),
        note: Some(Arc::clone(&machine.memory_note)),
        ..one
    });
    set(made.gpu_memory, memory);
    let price = |row: &HourlyPrice| Statement {
        value: Value::Number(machine.price),
        source: Arc::clone(&row.source),
        as_of: row.as_of,
        note: Some(Arc::clone(&machine.price_note)),
        details: Box::default(),
        terms: None,
    };
    set(made.hourly_price, hardware.hourly.get((hardware.hourly.len().saturating_sub(1)) / 2).map(price));
    let id = format!("{}/{}/{}x-{}", assumed.id, form.id, machine.count, hardware.id);
    let inherits = read.chain_of_offer(&[&facts]);
    Offer { id: id.into(), facts, computed: true, inherits }
}

/// The offer on whatever machine the asker has: what is known of that are needs.
fn owned(assumed: &Assumptions, form: &Precision, weights: &Weights, own: &Arc<str>) -> Offer {
    let made = &assumed.made;
    let mut facts = assumed.facts.clone();
    let why: Arc<str> = Arc::from("on a machine of your own");
    let mut set = |fact: Option<FactId>, statement: Option<Statement>| {
        if let Some(fact) = fact {
            facts.set(fact, statement);
        }
    };
    let assume = |value, note: &Arc<str>| assumed.defaults.statement(value, Arc::clone(note));
    set(made.precision, assume(Value::Text(Arc::clone(&form.id)), &form.note));
    set(made.weights, weights.statement.clone());
    set(made.owned, assume(Value::Bool(true), &why));
    let id = format!("{}/{}/{own}", assumed.id, form.id);
    Offer { id: id.into(), facts, computed: true, inherits: assumed.inherits.clone() }
}

fn gb(n: f64) -> String {
    Value::Number(n).display(Some("GB"))
}

fn usd(n: f64) -> String {
    Value::Number(n).display(Some("USD"))
}

fn count(n: f64) -> String {
    Value::Number(n).display(None)
}

/// A number of parameters: `68.98 billion`.
fn amount(n: f64) -> String {
    if n >= 1e9 { format!("{} billion", count(n / 1e9)) } else { format!("{} million", count(n / 1e6)) }
}
