//! Reads `self-host.toml`.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, suggest};
use crate::fact::{FactId, Root, known};
use crate::reader::{File, Reader, Table, quote};
use crate::value::{Type, Value};

use crate::catalog::model::{Models, is_part};
use crate::catalog::statement::Defaults;
use crate::catalog::{Facts, Hardware};

/// Number format of weights.
pub(super) struct Precision {
    pub(super) id: Arc<str>,
    pub(super) bits: f64,
    pub(super) note: Arc<str>,
    /// The size of the weights in it, in GB, where a file of a model is known.
    pub(super) file: Option<FactId>,
    /// Models of which there is no such form: those that have one of these words.
    pub(super) unless: Option<(FactId, Vec<Arc<str>>)>,
}

/// What a machine that is rented is chosen for: tokens of text, and how many texts at once.
pub(super) struct Load {
    pub(super) tokens: f64,
    pub(super) sequences: f64,
    /// What a machine has of this is to be had for the least rent; without it, the machine itself is.
    pub(super) per: Option<FactId>,
}

/// What `self-host.toml` says.
pub(super) struct Assumptions {
    pub(super) id: String,
    pub(super) defaults: Defaults,
    pub(super) counts: Vec<i64>,
    pub(super) loads: Vec<Load>,
    pub(super) cache_percent: f64,
    /// How much of a machine's memory is filled, in percent.
    pub(super) memory_percent: f64,
    /// What the part of an id is that stands for the asker's own machine; offers on it are made if there is one.
    pub(super) owned: Option<Arc<str>>,
    pub(super) overhead: f64,
    pub(super) precisions: Vec<Precision>,
    pub(super) max_gpus: Vec<(Arc<str>, i64)>,
    pub(super) facts: Facts,
    pub(super) inherits: Vec<u32>,
    pub(super) made: Made,
    /// Why this GPU and so many of them.
    pub(super) why: Arc<str>,
}

/// The facts that are computed, as far as the catalog declares them.
pub(super) struct Made {
    pub(super) precision: Option<FactId>,
    pub(super) gpu: Option<FactId>,
    pub(super) gpus: Option<FactId>,
    pub(super) memory_needed: Option<FactId>,
    pub(super) gpu_memory: Option<FactId>,
    pub(super) hourly_price: Option<FactId>,
    pub(super) weights: Option<FactId>,
    pub(super) owned: Option<FactId>,
    /// Whether counts are numbers or whole numbers is the schema's choice; so is a price's.
    pub(super) whole: Vec<FactId>,
}

/// Reads the file; `None` if it cannot be used.
pub(super) fn read(
    file: &File<'_>,
    models: &Models<'_>,
    hardware: &[Hardware],
    found: &mut Diagnostics,
) -> Option<Assumptions> {
    let reader = Reader::new(file.source, found);
    let mut top = reader.table(file.root, "`self-host.toml`")?;
    let defaults = Defaults::read(&mut top, &Defaults::default(), models.context);
    let sourced = top.required("source").is_some();
    let id = top.required_text("id").unwrap_or_default().to_string();
    if !id.is_empty() && !is_part(&id) {
        reader.push(
            Diagnostic::error(Code::InvalidId, format!("`{}` cannot begin the id of an offer", quote(&id)))
                .at(top.place("id"), "not an id"),
        );
    }
    let counts = counts(&reader, &mut top);
    let loads = loads(&reader, &mut top, models);
    let cache_percent = quantity(&reader, &mut top, "cache_percent");
    let overhead = quantity(&reader, &mut top, "overhead_gb_per_gpu");
    let memory_percent = top.number("memory_percent").unwrap_or(100.0);
    let owned = top.text("owned").map(Arc::from);
    let precisions = precisions(&reader, &mut top, models);
    let max_gpus = max_gpus(&reader, &mut top, hardware);
    let mut facts = Facts::default();
    let mut inherits = Vec::new();
    if let Some(table) = top.table("facts", "`facts`") {
        facts = models.context.facts(&reader, Root::Offer, table.entries(), &[], &defaults);
        inherits = models.inherits_of_offer(&reader, &facts, table.node());
    }
    top.finish();
    let made = made(&reader, models, &precisions);
    Some(Assumptions {
        id: Some(id).filter(|id| sourced && is_part(id))?,
        defaults,
        counts: counts?,
        loads,
        cache_percent: cache_percent?,
        memory_percent,
        owned,
        overhead: overhead?,
        precisions,
        max_gpus,
        facts,
        inherits,
        made,
        why: Arc::from("the cheapest machine with a known price that holds it"),
    })
}

/// A number that is not negative.
fn quantity<'n>(reader: &Reader<'_>, top: &mut Table<'_, '_, 'n>, key: &'n str) -> Option<f64> {
    let number = top.required_number(key)?;
    let place = top.place(key);
    if number < 0.0 {
        let wrong = Diagnostic::error(Code::OutOfRange, format!("`{number}` is too small"));
        reader.push(wrong.at(place, "must be at least 0"));
        return None;
    }
    Some(number)
}

/// The numbers of GPUs that one machine can have, sorted.
fn counts(reader: &Reader<'_>, top: &mut Table<'_, '_, '_>) -> Option<Vec<i64>> {
    let items = top.required("gpu_counts").and_then(|n| reader.list(n))?;
    let mut counts: Vec<i64> = items
        .iter()
        .filter_map(|item| {
            let count = reader.integer(item)?;
            if !(1..=1024).contains(&count) {
                let wrong = Diagnostic::error(Code::OutOfRange, format!("`{count}` GPUs are not possible"));
                reader.push(wrong.at(reader.at(item), "must be from 1 to 1024"));
                return None;
            }
            Some(count)
        })
        .collect();
    counts.sort_unstable();
    counts.dedup();
    Some(counts)
}

/// What rented machines are chosen for; without any, none is offered.
fn loads(reader: &Reader<'_>, top: &mut Table<'_, '_, '_>, models: &Models<'_>) -> Vec<Load> {
    let tables = top.tables("load", "a load").into_iter();
    let read = tables.filter_map(|mut table| {
        let (tokens, sequences) = (quantity(reader, &mut table, "tokens"), quantity(reader, &mut table, "sequences"));
        let per = table.optional("per").map(|node| models.context.find(reader, reader.text(node)?, node.span()));
        table.finish();
        let per = match per {
            Some(found) => Some(found?),
            None => None,
        };
        Some(Load { tokens: tokens?, sequences: sequences?, per })
    });
    read.collect()
}

fn precisions(reader: &Reader<'_>, top: &mut Table<'_, '_, '_>, models: &Models<'_>) -> Vec<Precision> {
    let mut precisions: Vec<Precision> = Vec::new();
    for mut table in top.tables("precision", "a precision") {
        let id = table.required_text("id");
        let bits = quantity(reader, &mut table, "bits");
        let place = table.place("id");
        let mut named = |key| {
            let node = table.optional(key)?;
            models.context.find(reader, reader.text(node)?, node.span())
        };
        let file = named("file");
        let unless = named("unless");
        let words = table.texts("is").into_iter().map(|(word, _)| Arc::from(word)).collect();
        table.finish();
        let (Some(id), Some(bits)) = (id, bits) else { continue };
        let wrong = if !is_part(id) {
            (Code::InvalidId, format!("`{}` cannot be part of an id", quote(id)), "not an id")
        } else if precisions.iter().any(|p| p.id.as_ref() == id) {
            (Code::DuplicateId, format!("the precision `{id}` is there twice"), "the same id again")
        } else {
            let note = format!("{bits} bits a parameter").into();
            let unless = unless.map(|fact| (fact, words));
            precisions.push(Precision { id: Arc::from(id), bits, note, file, unless });
            continue;
        };
        reader.push(Diagnostic::error(wrong.0, wrong.1).at(place, wrong.2));
    }
    precisions
}

fn max_gpus(reader: &Reader<'_>, top: &mut Table<'_, '_, '_>, hardware: &[Hardware]) -> Vec<(Arc<str>, i64)> {
    let table = top.table("max_gpus", "`max_gpus`");
    let entries = table.map_or(&[][..], |t| t.entries());
    let read = |entry: &crate::document::Entry<'_>| {
        let known = hardware.iter().find(|h| *h.id == *entry.key);
        if known.is_none() {
            let message = format!("there is no hardware `{}`", quote(&entry.key));
            let mut wrong =
                Diagnostic::error(Code::UnknownValue, message).at(reader.place(entry.span()), "not in `hardware.toml`");
            wrong.help = suggest(&entry.key, hardware.iter().map(|h| h.id.as_ref()));
            reader.push(wrong);
        }
        Some((Arc::clone(&known?.id), reader.integer(&entry.value)?))
    };
    entries.iter().filter_map(read).collect()
}

/// Finds the facts to compute. One that is declared with a type that cannot hold its value is reported.
fn made(reader: &Reader<'_>, models: &Models<'_>, precisions: &[Precision]) -> Made {
    let schema = models.context.schema;
    let mut whole = Vec::new();
    let mut find = |id: &str, kind: &str, numeric: bool| {
        let id = schema.find(id)?;
        let fact = schema.fact(id);
        let fits = match &fact.ty {
            Type::Integer => numeric && kind == "a whole number",
            Type::Number => numeric,
            Type::Text => !numeric,
            Type::Enum(words) => !numeric && precisions.iter().all(|p| words.contains(&p.id)),
            _ => false,
        };
        if fact.formula.is_some() {
            return None;
        }
        if !fits {
            let mut wrong =
                Diagnostic::error(Code::WrongKind, format!("`{}` is computed as {kind}, which does not fit", fact.id))
                    .help(format!("declare it for {kind}, or take out `{}`", reader.source().name));
            if let Some(at) = &fact.at {
                wrong = wrong.at(at.clone(), format!("declared as {} here", fact.ty));
            }
            reader.push(wrong);
            return None;
        }
        if fact.ty == Type::Integer {
            whole.push(id);
        }
        Some(id)
    };
    let owned = schema.find(known::OWNED).filter(|fact| schema.fact(*fact).ty == Type::Bool);
    let words: Vec<&str> = precisions.iter().map(|p| p.id.as_ref()).collect();
    Made {
        precision: find(known::PRECISION, &format!("one of {}", words.join(", ")), false),
        gpu: find(known::GPU, "text", false),
        gpus: find(known::GPUS, "a whole number", true),
        memory_needed: find(known::MEMORY_NEEDED, "a number", true),
        gpu_memory: find(known::GPU_MEMORY, "a number", true),
        hourly_price: find(known::HOURLY_PRICE, "a number", true),
        weights: find(known::WEIGHTS, "a number", true),
        owned,
        whole,
    }
}

impl Made {
    /// A count as the schema wants it.
    pub(super) fn count(&self, fact: FactId, count: i64) -> Value {
        #[expect(clippy::cast_precision_loss, reason = "at most 1024")]
        if self.whole.contains(&fact) { Value::Integer(count) } else { Value::Number(count as f64) }
    }
}
