//! Makes the self-host offers: which hardware a model's weights need, and what that costs an hour.
//!
//! Every assumption is in `self-host.toml`; every computed value says in its note how it was computed.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::fact::{FactId, known};
use crate::reader::File;
use crate::value::Value;

use super::inherited::resolve;
use super::model::Models;
use super::{Hardware, HourlyPrice, Model, NotOffered, Offer, Statement};

mod assumptions;
use assumptions::{Assumptions, Precision};

/// Bytes in the GB of weights, caches and cards.
const GB: f64 = 1e9;

/// A number of GPUs of one kind, and what an hour of them costs.
struct Machine<'h> {
    hardware: &'h Hardware,
    count: i64,
    gpus: f64,
    memory: f64,
    price: f64,
    memory_note: Arc<str>,
    price_note: Arc<str>,
}

/// The memory a model needs at one precision, without what the runtime takes on each GPU.
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
    let machines = machines(&assumed, hardware);
    for model in models {
        let value = |fact: Option<FactId>| {
            let statements = resolve(read.entries, &model.facts, &model.inherits, fact?);
            statements.first().map(|s| &s.value)
        };
        if value(Some(open)) != Some(&Value::Bool(true)) {
            continue;
        }
        let number = |fact| value(fact).and_then(Value::as_number);
        let Some(parameters) = number(size) else {
            let reason = "the number of its parameters is not known".to_string();
            model.not_offered.push(NotOffered { precision: None, reason });
            continue;
        };
        let cache = (number(cache), number(window));
        for precision in &assumed.precisions {
            let need = need(&assumed, precision, parameters, cache);
            match cheapest(&assumed, &machines, &need) {
                Ok(machine) => {
                    let offer = offer(&assumed, precision, machine, &need);
                    if model.offers.iter().all(|o| o.id != offer.id) {
                        model.offers.push(offer);
                    }
                }
                Err(reason) => {
                    let precision = Some(precision.id.to_string());
                    model.not_offered.push(NotOffered { precision, reason });
                }
            }
        }
    }
}

/// Every machine with a price, the cheapest first; of equal prices the fewest GPUs, then by id.
fn machines<'h>(assumed: &Assumptions, hardware: &'h [Hardware]) -> Vec<Machine<'h>> {
    let mut machines = Vec::new();
    for hardware in hardware {
        let (Some(median), [first, ..], [.., last]) =
            (hardware.median_price(), hardware.hourly.as_slice(), hardware.hourly.as_slice())
        else {
            continue;
        };
        let most = assumed.max_gpus.iter().find(|(id, _)| *id == hardware.id).map_or(i64::MAX, |(_, most)| *most);
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
                memory: gpus * hardware.memory_gb(),
                price: gpus * median,
                memory_note: format!("{count} × {}", gb(hardware.memory_gb())).into(),
                price_note: format!("{count} × {}: {range}", hardware.name).into(),
            });
        }
    }
    machines.sort_by(|a, b| {
        a.price.total_cmp(&b.price).then(a.count.cmp(&b.count)).then_with(|| a.hardware.id.cmp(&b.hardware.id))
    });
    machines
}

/// The memory for weights and cache.
fn need(assumed: &Assumptions, precision: &Precision, parameters: f64, cache: (Option<f64>, Option<f64>)) -> Need {
    let weights = parameters * precision.bits / 8.0 / GB;
    let (cache, why) = if let (Some(per_token), window) = cache {
        let tokens = window.map_or(assumed.cache_tokens, |w| w.min(assumed.cache_tokens));
        let (sequences, each, bytes) = (count(assumed.sequences), count(tokens), count(per_token));
        let why = format!("cache of {sequences} × {each} tokens at {bytes} bytes");
        (per_token * tokens * assumed.sequences / GB, why)
    } else {
        let full = parameters * 2.0 / GB;
        let why = format!("cache, not stated: {} percent of {} at 16 bit", count(assumed.cache_percent), gb(full));
        (full * assumed.cache_percent / 100.0, why)
    };
    let note = format!(
        "{} parameters × {} bits = {} of weights, + {} ({why})",
        amount(parameters),
        count(precision.bits),
        gb(weights),
        gb(cache),
    );
    Need { gb: weights + cache, note }
}

/// The cheapest machine that holds it, or why there is none.
fn cheapest<'m, 'h>(
    assumed: &Assumptions,
    machines: &'m [Machine<'h>],
    need: &Need,
) -> Result<&'m Machine<'h>, String> {
    let needed = |m: &Machine<'_>| need.gb + m.gpus * assumed.overhead;
    if let Some(machine) = machines.iter().find(|m| m.memory >= needed(m)) {
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
fn offer(assumed: &Assumptions, precision: &Precision, machine: &Machine<'_>, need: &Need) -> Offer {
    let hardware = machine.hardware;
    let made = &assumed.made;
    let mut facts = assumed.facts.clone();
    let mut set = |fact: Option<FactId>, statement: Option<Statement>| {
        if let Some(fact) = fact {
            facts.set(fact, statement);
        }
    };
    let assume = |value, note: &Arc<str>| assumed.defaults.statement(value, Arc::clone(note));
    set(made.precision, assume(Value::Text(Arc::clone(&precision.id)), &precision.note));
    set(made.gpu, assume(Value::Text(Arc::clone(&hardware.name)), &assumed.why));
    if let Some(fact) = made.gpus {
        set(made.gpus, assume(made.count(fact, machine.count), &assumed.why));
    }
    let overhead = machine.gpus * assumed.overhead;
    let note = format!("{}, + {} for the runtime", need.note, gb(overhead));
    set(made.memory_needed, assume(Value::Number(need.gb + overhead), &note.into()));
    let memory = Statement {
        value: Value::Number(machine.memory),
        note: Some(Arc::clone(&machine.memory_note)),
        ..hardware.memory.clone()
    };
    set(made.gpu_memory, Some(memory));
    let price = |row: &HourlyPrice| Statement {
        value: Value::Number(machine.price),
        source: Arc::clone(&row.source),
        as_of: row.as_of,
        note: Some(Arc::clone(&machine.price_note)),
        details: Box::default(),
        terms: None,
    };
    set(made.hourly_price, hardware.hourly.get((hardware.hourly.len().saturating_sub(1)) / 2).map(price));
    let id = format!("{}/{}/{}x-{}", assumed.id, precision.id, machine.count, hardware.id);
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
