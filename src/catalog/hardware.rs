//! Reads `hardware.toml`: the machines that models can be run on.
//!
//! What is known of a machine are facts of offers: an offer that runs on it inherits them, as it inherits from its provider.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fact::{FactId, Root, known};
use crate::reader::{File, Reader, quote};
use crate::value::{Date, Value};

use super::inherited::{self, Entry, From, resolve};
use super::schema::Limits;
use super::statement::{AsOf, Context, Defaults, as_of};
use super::{Facts, Statement};

/// The keys of a machine that are no facts.
const KEYS: [&str; 8] = ["name", "names", "memory_options", "hourly", "note", "source", "as_of", "odd"];

/// A kind of machine: a card, or a computer whose memory serves for everything.
#[derive(Debug, Clone, PartialEq)]
pub struct Hardware {
    /// Its id.
    pub id: Arc<str>,
    /// Its name for people.
    pub name: Arc<str>,
    /// Other words people use, in lower case.
    pub names: Vec<Arc<str>>,
    /// The memories it is sold with, in GB of the label, if there are several.
    pub memory_options: Vec<f64>,
    /// What is known of one of it.
    pub facts: Facts,
    /// The entries that it inherits from.
    pub(super) inherits: Vec<u32>,
    /// What an hour of one costs, at several providers; the lowest price first.
    pub hourly: Vec<HourlyPrice>,
    /// What should be known of it, in words.
    pub note: Option<String>,
}

impl Hardware {
    /// The median of the hourly prices of one, in USD; with an even number of them the mean of the middle two.
    #[must_use]
    pub fn median_price(&self) -> Option<f64> {
        let middle = self.hourly.len() / 2;
        let upper = self.hourly.get(middle)?.usd;
        match self.hourly.get(middle.wrapping_sub(1)) {
            Some(lower) if self.hourly.len().is_multiple_of(2) => Some(f64::midpoint(lower.usd, upper)),
            _ => Some(upper),
        }
    }

    /// What is stated of a fact of it, own or inherited from `entries`; the first decides.
    pub(super) fn statements<'a>(&'a self, entries: &'a [Entry], fact: FactId) -> &'a [Statement] {
        resolve(entries, &self.facts, &self.inherits, fact)
    }
}

/// What somebody asks for an hour of one GPU.
#[derive(Debug, Clone, PartialEq)]
pub struct HourlyPrice {
    /// Who asks it.
    pub provider: String,
    /// What they call the machine.
    pub sku: Option<String>,
    /// The price of one GPU, in USD.
    pub usd: f64,
    /// How the price of one GPU was come by.
    pub basis: Option<String>,
    /// The id of the source.
    pub source: Arc<str>,
    /// The day for which it holds.
    pub as_of: Option<Date>,
}

/// Reads all of them, sorted by id.
pub(super) fn read(file: &File<'_>, context: &Context<'_>, found: &mut Diagnostics) -> Vec<Hardware> {
    let reader = Reader::new(file.source, found);
    let Some(mut top) = reader.table(file.root, "`hardware.toml`") else { return Vec::new() };
    let shared = Defaults::read(&mut top, &Defaults::default(), context);
    let table = top.table("hardware", "`hardware`");
    let mut all: Vec<Hardware> = table
        .map_or(&[][..], |t| t.entries())
        .iter()
        .filter_map(|entry| {
            let mut table = reader.table(&entry.value, "a machine")?;
            let id: Arc<str> = Arc::from(entry.key.as_ref());
            let name = table.text("name").map_or_else(|| Arc::clone(&id), Arc::from);
            let names = table.texts("names").into_iter().map(|(name, _)| Arc::from(name.to_lowercase())).collect();
            let note = table.text("note").map(str::to_string);
            let options = table.optional("memory_options").and_then(|n| reader.list(n)).unwrap_or_default();
            let memory_options = options.iter().filter_map(|n| reader.number(n)).collect();
            let mut hourly: Vec<HourlyPrice> = Vec::new();
            for row in table.tables("hourly", "an hourly price") {
                hourly.extend(price(&reader, row, context));
            }
            hourly.sort_by(|a, b| a.usd.total_cmp(&b.usd));
            let defaults = Defaults::read(&mut table, &shared, context);
            let facts = context.facts(&reader, Root::Offer, table.entries(), &KEYS, &defaults);
            Some(Hardware { id, name, names, memory_options, facts, inherits: Vec::new(), hourly, note })
        })
        .collect();
    top.finish();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    for (at, hardware) in all.iter().enumerate() {
        if all.iter().take(at).any(|other| other.name == hardware.name) {
            let message = format!("two machines are called `{}`", quote(&hardware.name));
            found.push(
                Diagnostic::error(Code::DuplicateId, message).help("an offer names its machine: give each a name"),
            );
        }
    }
    all
}

fn price(reader: &Reader<'_>, mut row: crate::reader::Table<'_, '_, '_>, context: &Context<'_>) -> Option<HourlyPrice> {
    let limits = Limits { min: Some(0.0), max: None };
    let provider = row.required_text("provider").unwrap_or_default().to_string();
    let sku = row.text("sku").map(str::to_string);
    let basis = row.text("basis").map(str::to_string);
    let usd = row.required("value").and_then(|n| Some((n, reader.number(n)?)));
    let usd = usd.filter(|(n, usd)| limits.check(reader, n, *usd)).map(|(_, usd)| usd);
    let source = row.required("source").and_then(|n| context.source(reader, n));
    let dated = row.optional("as_of").and_then(|n| as_of(reader, n));
    row.finish();
    let (usd, source) = (usd?, source?);
    let as_of = dated.map_or(source.as_of, AsOf::day);
    Some(HourlyPrice { provider, sku, usd, basis, source: Arc::clone(&source.id), as_of })
}

/// Makes the machines entries that offers inherit from by their name, and finds what they inherit themselves.
pub(super) fn enter(all: &mut [Hardware], context: &Context<'_>, entries: &mut Vec<Entry>) {
    let Some(gpu) = context.schema.find(known::GPU).filter(|gpu| context.schema.fact(*gpu).inherits.is_some()) else {
        return;
    };
    entries.extend(all.iter().map(|h| Entry {
        from: From::Value(gpu, Arc::clone(&h.name)),
        name: None,
        facts: h.facts.clone(),
        ends: Box::default(),
    }));
    inherited::sort(entries);
    let inheriting = inherited::inheriting(context.schema, Root::Offer);
    for hardware in all {
        hardware.inherits =
            inherited::ancestors(&[&hardware.facts], &inheriting, entries, |facts, fact| facts.get(fact).first()).0;
    }
}

/// The number that a machine has of a fact.
pub(super) fn number(hardware: &Hardware, entries: &[Entry], fact: Option<FactId>) -> Option<f64> {
    hardware.statements(entries, fact?).first().map(|s| &s.value).and_then(Value::as_number)
}
