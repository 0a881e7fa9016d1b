//! Reads `hardware.toml`: the machines that models can be run on.

use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::fact::{Fact, Root};
use crate::reader::{File, Reader};
use crate::value::{Date, Type};

use super::Statement;
use super::schema::Limits;
use super::statement::{AsOf, Context, Defaults, as_of};

/// A kind of GPU.
#[derive(Debug, Clone, PartialEq)]
pub struct Hardware {
    /// Its id.
    pub id: Arc<str>,
    /// Its name for people.
    pub name: Arc<str>,
    /// Its memory, in GB.
    pub memory: Statement,
    /// The bandwidth of its memory, in GB per second.
    pub bandwidth: Option<Statement>,
    /// What an hour of one costs, at several providers; the lowest price first.
    pub hourly: Vec<HourlyPrice>,
    /// What should be known of it, in words.
    pub note: Option<String>,
}

impl Hardware {
    /// The memory of one, in GB.
    #[must_use]
    pub fn memory_gb(&self) -> f64 {
        self.memory.value.as_number().unwrap_or_default()
    }

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
            let mut table = reader.table(&entry.value, "a GPU")?;
            let id: Arc<str> = Arc::from(entry.key.as_ref());
            let name = table.text("name").map_or_else(|| Arc::clone(&id), Arc::from);
            let note = table.text("note").map(str::to_string);
            let (fact, limits) = positive();
            let memory = table.required("vram_gb");
            let bandwidth = table.optional("memory_bandwidth_gb_s");
            let mut read = |node| context.statement(&reader, &fact, limits, node, &shared);
            let memory = memory.and_then(&mut read);
            let bandwidth = bandwidth.and_then(read);
            let mut hourly: Vec<HourlyPrice> = Vec::new();
            for mut row in table.tables("hourly", "an hourly price") {
                let provider = row.required_text("provider").unwrap_or_default().to_string();
                let sku = row.text("sku").map(str::to_string);
                let basis = row.text("basis").map(str::to_string);
                let usd = row.required("value").and_then(|n| Some((n, reader.number(n)?)));
                let usd = usd.filter(|(n, usd)| limits.check(&reader, n, *usd)).map(|(_, usd)| usd);
                let source = row.required("source").and_then(|n| context.source(&reader, n));
                let dated = row.optional("as_of").and_then(|n| as_of(&reader, n));
                row.finish();
                let (Some(usd), Some(source)) = (usd, source) else { continue };
                let as_of = dated.map_or(source.as_of, AsOf::day);
                hourly.push(HourlyPrice { provider, sku, usd, basis, source: Arc::clone(&source.id), as_of });
            }
            table.finish();
            hourly.sort_by(|a, b| a.usd.total_cmp(&b.usd));
            Some(Hardware { id, name, memory: memory?, bandwidth, hourly, note })
        })
        .collect();
    top.finish();
    all.sort_by(|a, b| a.id.cmp(&b.id));
    all
}

/// The declaration of a quantity of hardware: a number that is not negative.
fn positive() -> (Fact, Limits) {
    let fact = Fact {
        id: "hardware".into(),
        root: Root::Offer,
        ty: Type::Number,
        unit: None,
        label: String::new(),
        meaning: String::new(),
        formula: None,
        inherits: None,
        at: None,
    };
    (fact, Limits { min: Some(0.0), ..Limits::default() })
}
