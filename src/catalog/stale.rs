//! When what a catalog knows is too old to be trusted without a word.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::reader::{File, Reader};
use crate::value::Date;

use super::Catalog;

/// `[stale]` of `catalog.toml`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Stale {
    /// How many days after the catalog's own date its facts are taken as they are.
    days: i32,
    /// Why so many.
    reason: String,
}

/// Reads `[stale]`, where there is one.
pub(super) fn read(file: &File<'_>, found: &mut Diagnostics) -> Option<Stale> {
    let node = file.root.get("stale")?;
    let reader = Reader::new(file.source, found);
    let mut table = reader.table(node, "`stale`")?;
    let days = table.required("days").and_then(|node| Some((node, reader.integer(node)?)));
    let reason = table.required_text("reason").unwrap_or_default().to_string();
    table.finish();
    let (node, days) = days?;
    let days = i32::try_from(days).ok().filter(|days| *days >= 0);
    if days.is_none() {
        let wrong = Diagnostic::error(Code::OutOfRange, "`days` is no number of days");
        reader.push(wrong.at(reader.at(node), "must be 0 or more"));
    }
    Some(Stale { days: days?, reason })
}

impl Catalog {
    /// What is to be said of a verdict for a day so long after the catalog's own that much of what it knows may be over; `None` before.
    /// How long that is the catalog says itself (`[stale]` in `catalog.toml`).
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files, value::Date};
    /// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
    /// assert_eq!(catalog.stale_on(catalog.as_of().unwrap()), None);
    /// let late = catalog.stale_on(Date::parse("2099-01-01").unwrap()).unwrap();
    /// assert!(late.starts_with(&format!("the facts are of {}, ", catalog.as_of().unwrap())));
    /// ```
    #[must_use]
    pub fn stale_on(&self, day: Date) -> Option<String> {
        let (stale, own) = (self.stale.as_ref()?, self.as_of?);
        let late = day.days() - own.days();
        (late > stale.days).then(|| format!("the facts are of {own}, {late} days before {day}: {}", stale.reason))
    }
}
