//! What is shown of every model at a glance.

use super::owned;
use super::pricing::Word;
use crate::reader::Table;

/// A table `glance` of `rulebook.toml`: a fact of models or offers that the short verdict shows beside the points, in a column of its own.
///
/// ```
/// use verdict::{load::Files, rulebook::Rulebook};
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let first = &rulebook.glance[0];
/// assert_eq!((first.fact.text.as_str(), first.heading.as_str()), ("offer.monthly_cost", "a month"));
/// ```
#[derive(Debug, Clone)]
pub struct Glance {
    /// The fact.
    pub fact: Word,
    /// What stands over the column: a word or two.
    pub heading: String,
}

pub(super) fn parse(mut table: Table<'_, '_, '_>) -> Option<Glance> {
    let fact = owned(&mut table, "fact").map(|text| Word { text, at: table.place("fact") });
    let heading = owned(&mut table, "heading");
    table.finish();
    Some(Glance { fact: fact?, heading: heading? })
}
