//! What `catalog show` and `hardware list` tell, as plain data: serialisable, in a fixed order, and not yet laid out.
//!
//! ```
//! use verdict::{catalog::{Catalog, view}, load::Files};
//! let files = Files::shipped_catalog();
//! let (catalog, _) = Catalog::parse(&files.views());
//! let model = view::show(&catalog, 0).unwrap();
//! assert_eq!(*model.id, *catalog.models()[0].id);
//! assert!(model.facts.iter().all(|f| !f.statements.is_empty()));
//! ```

use std::collections::BTreeMap;

use serde::Serialize;

use crate::fact::{Fact, FactId, Root, known};
use crate::value::{Date, Value};

use super::inherited::From;
use super::precedence::{On, agree};
use super::{Catalog, Entry, Facts, NotOffered, Order, Statement, Unable};

/// All that is known of a model.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Show {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The other names by which it can be asked for.
    pub aliases: Vec<String>,
    /// What other collections call it: collection and names.
    pub join: BTreeMap<String, Vec<String>>,
    /// Its facts, own and inherited, in the order of `facts.toml`.
    pub facts: Vec<FactView>,
    /// The ways to run it, sorted by id.
    pub offers: Vec<OfferView>,
    /// The self-host offers that could not be made, and why.
    pub not_offered: Vec<NotOffered>,
}

/// All that is known of an offer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfferView {
    /// Its id.
    pub id: String,
    /// Whether it was computed from the model's size.
    pub computed: bool,
    /// Its facts, own and inherited, in the order of `facts.toml`.
    pub facts: Vec<FactView>,
    /// What its provider says and does not hold here.
    pub withheld: Vec<WithheldView>,
}

/// A fact that is unknown of an offer although its provider says something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WithheldView {
    /// The fact.
    pub fact: String,
    /// What it is called in a table.
    pub label: String,
    /// Why it does not hold, as [`FactView::because`] says it.
    pub because: String,
}

/// A fact and who says so.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FactView {
    /// The fact.
    pub fact: String,
    /// What it is called in a table.
    pub label: String,
    /// Its unit, if it has one.
    pub unit: Option<String>,
    /// What it is inherited from, such as `offer.provider: acme`; `None` if it is stated of the model or the offer itself.
    pub inherited_from: Option<String>,
    /// Why it holds, where the offer does not state it and its provider does not say it for all: `except here: …`,
    /// `as acme handles it`, `the worst of: …`.
    pub because: Option<String>,
    /// Why the first statement decides, in words; `None` if the fact is unknown on this day, whatever was stated.
    pub decided: Option<String>,
    /// Every statement; the first decides.
    pub statements: Vec<StatementView>,
    /// How the statements differ, if they do.
    pub disagreement: Option<Disagreement>,
}

/// What one source says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StatementView {
    /// The value.
    pub value: serde_json::Value,
    /// The value for people, with its unit.
    pub shown: String,
    /// The id of the source.
    pub source: String,
    /// The day for which it holds; `None` if the source has no date.
    pub as_of: Option<String>,
    /// What should be known of it.
    pub note: Option<String>,
    /// How the value was found.
    pub details: BTreeMap<String, serde_json::Value>,
    /// The first day on which the value holds, if there is one.
    pub from: Option<String>,
    /// The last day on which the value holds, if there is one.
    pub until: Option<String>,
    /// Why it is doubted, if it is.
    pub doubtful: Option<String>,
    /// Why it was made to decide by hand, if it was.
    pub decides: Option<String>,
    /// Why the value is right although it looks odd, if somebody says so.
    pub odd: Option<String>,
    /// Why it counts for nothing on this day, in words; `None` if it counts.
    pub unable: Option<String>,
}

/// How statements differ.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Disagreement {
    /// Numbers and dates, for people: from the lowest to the highest.
    Range {
        /// The lowest value.
        lowest: String,
        /// The highest value.
        highest: String,
    },
    /// Other values, for people: each that is stated, in the order of the statements.
    Values(Vec<String>),
}

/// All that is known of the model with this number in [`Catalog::models`] on the catalog's own day; `None` if there is none.
#[must_use]
pub fn show(catalog: &Catalog, model: usize) -> Option<Show> {
    show_on(catalog, model, catalog.as_of()?)
}

/// The same on another day.
#[must_use]
pub fn show_on(catalog: &Catalog, model: usize, day: Date) -> Option<Show> {
    let model = catalog.models().get(model)?;
    let mut join: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (collection, name) in &model.join {
        join.entry(collection.to_string()).or_default().push(name.to_string());
    }
    let offers = model.offers.iter().map(|offer| OfferView {
        id: offer.id.to_string(),
        computed: offer.computed,
        facts: facts(catalog, Root::Offer, &offer.facts, &offer.inherits, day),
        withheld: withheld(catalog, &offer.facts, &offer.inherits, day),
    });
    Some(Show {
        id: model.id.to_string(),
        name: model.name().to_string(),
        aliases: model.aliases.iter().map(ToString::to_string).collect(),
        join,
        facts: facts(catalog, Root::Model, &model.facts, &model.inherits, day),
        offers: offers.collect(),
        not_offered: model.not_offered.clone(),
    })
}

fn facts(catalog: &Catalog, root: Root, own: &Facts, inherits: &[u32], day: Date) -> Vec<FactView> {
    let on = On { precedence: catalog.precedence(), day };
    let chain = catalog.chain_on(root, own, inherits, &on);
    let entries: Vec<&Entry> = chain.iter().filter_map(|at| catalog.entries.get(*at as usize)).collect();
    let of_root = catalog.schema().iter().filter(|(_, fact)| fact.root == root && !fact.built_in());
    let view = |(id, fact): (FactId, &Fact)| {
        let inherited = asked(&entries, id).map(|entry| (Some(entry), &entry.facts));
        let stated = std::iter::once((None, own)).chain(inherited).filter(|(_, facts)| !facts.all(id).is_empty());
        let stated: Vec<(Option<&Entry>, &Facts)> = stated.collect();
        // What decides stands first: what is stated of the thing itself, or else what the nearest entry says that says something today.
        let deciding = stated.iter().position(|(_, facts)| facts.deciding_on(id, &on).is_some()).unwrap_or(0);
        let (from, facts) = *stated.get(deciding)?;
        let unit = fact.unit.as_deref();
        let (order, said) = ordered(facts, id, &on);
        let counting: Vec<Statement> = said.iter().take(order.able).map(|(s, _)| (*s).clone()).collect();
        let idle = stated.iter().take(deciding).flat_map(|(_, facts)| ordered(facts, id, &on).1);
        Some(FactView {
            fact: fact.id.clone(),
            label: fact.label.clone(),
            unit: fact.unit.clone(),
            inherited_from: from.and_then(|entry| inherited_from(catalog, entry)),
            because: from.and_then(because),
            decided: order.reason.map(|reason| reason.words()),
            statements: said.into_iter().chain(idle).map(|(s, unable)| statement(s, unit, unable)).collect(),
            disagreement: disagreement(&counting, unit),
        })
    };
    of_root.filter_map(view).collect()
}

/// What is stated of a fact in the order in which it counts that day, each with why it cannot decide.
fn ordered<'f>(facts: &'f Facts, fact: FactId, on: &On<'_>) -> (Order, Vec<(&'f Statement, Option<Unable>)>) {
    let filed = facts.filed(fact);
    let order = on.precedence.order(fact, filed, on.day);
    let unable = std::iter::repeat_n(None, order.able).chain(order.unable.iter().copied().map(Some));
    let said = order.places.iter().filter_map(|at| filed.get(*at)).zip(unable).collect();
    (order, said)
}

/// The entries that are asked for a fact: up to the one that has the last word on it.
fn asked<'e>(entries: &[&'e Entry], fact: FactId) -> impl Iterator<Item = &'e Entry> {
    let last = entries.iter().position(|entry| entry.ends.contains(&fact)).map_or(entries.len(), |at| at + 1);
    entries.iter().copied().take(last)
}

fn inherited_from(catalog: &Catalog, entry: &Entry) -> Option<String> {
    match &entry.from {
        From::Value(of, value) => Some(format!("{}: {value}", catalog.schema().fact(*of).id)),
        From::Exception(..) | From::Joined(_) => None,
    }
}

/// Why an entry decides a fact, unless it is what is inherited from first of all.
fn because(entry: &Entry) -> Option<String> {
    match &entry.from {
        From::Value(_, value) => (!entry.ends.is_empty()).then(|| format!("as {value} handles it")),
        From::Exception(_, why) => Some(format!("except here: {why}")),
        From::Joined(of) => Some(of.to_string()),
    }
}

/// The facts of which nothing is known because an entry has the last word, although somebody behind it says something.
fn withheld(catalog: &Catalog, own: &Facts, inherits: &[u32], day: Date) -> Vec<WithheldView> {
    let on = On { precedence: catalog.precedence(), day };
    let chain = catalog.chain_on(Root::Offer, own, inherits, &on);
    let entries: Vec<&Entry> = chain.iter().filter_map(|at| catalog.entries.get(*at as usize)).collect();
    let says = |facts: &Facts, fact| facts.deciding_on(fact, &on).is_some();
    let view = |(id, fact): (FactId, &Fact)| {
        let last = entries.iter().find(|entry| entry.ends.contains(&id))?;
        let known = says(own, id) || asked(&entries, id).any(|entry| says(&entry.facts, id));
        let behind = entries.iter().any(|entry| says(&entry.facts, id));
        let because = because(last).filter(|_| !known && behind)?;
        Some(WithheldView { fact: fact.id.clone(), label: fact.label.clone(), because })
    };
    catalog.schema().iter().filter_map(view).collect()
}

fn statement(statement: &Statement, unit: Option<&str>, unable: Option<Unable>) -> StatementView {
    StatementView {
        value: statement.value.to_json(),
        shown: statement.value.display(unit),
        source: statement.source.to_string(),
        as_of: statement.as_of.map(|d| d.to_string()),
        note: statement.note.as_ref().map(ToString::to_string),
        details: statement.details.iter().map(|(name, value)| (name.to_string(), value.to_json())).collect(),
        from: statement.from().map(|d| d.to_string()),
        until: statement.until().map(|d| d.to_string()),
        doubtful: statement.doubtful().map(str::to_string),
        decides: statement.decides().map(str::to_string),
        odd: statement.odd().map(str::to_string),
        unable: unable.map(|unable| unable.words().to_string()),
    }
}

/// How the values of some statements differ. Dates of which one is only less exact than the other agree.
///
/// ```
/// use verdict::{catalog::{Statement, view::{Disagreement, disagreement}}, value::Value};
/// let says = |n| Statement::new(Value::Integer(n), "a");
/// let range = Disagreement::Range { lowest: "3 gears".into(), highest: "21 gears".into() };
/// assert_eq!(disagreement(&[says(21), says(3)], Some("gears")), Some(range));
/// assert_eq!(disagreement(&[says(3), says(3)], None), None);
/// ```
#[must_use]
pub fn disagreement(statements: &[Statement], unit: Option<&str>) -> Option<Disagreement> {
    let first = &statements.first()?.value;
    if statements.iter().all(|s| agree(first, &s.value)) {
        return None;
    }
    let values = || statements.iter().map(|s| &s.value);
    let ordered = |v: &Value| matches!(v, Value::Integer(_) | Value::Number(_) | Value::Date(_));
    if let (true, Some(lowest), Some(highest)) =
        (values().all(ordered), values().min_by(|a, b| order(a, b)), values().max_by(|a, b| order(a, b)))
    {
        return Some(Disagreement::Range { lowest: lowest.display(unit), highest: highest.display(unit) });
    }
    let mut different: Vec<String> = Vec::new();
    for shown in values().map(|v| v.display(unit)) {
        if !different.contains(&shown) {
            different.push(shown);
        }
    }
    Some(Disagreement::Values(different))
}

fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => a.ordinal().cmp(&b.ordinal()),
        _ => a.as_number().unwrap_or_default().total_cmp(&b.as_number().unwrap_or_default()),
    }
}

/// A machine that can be named.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MachineView {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// What else it is called, in lower case.
    pub names: Vec<String>,
    /// What its label says of its memory, in GB; absent where any is meant.
    pub memory: Option<f64>,
    /// The memories that it is sold with, in GB.
    pub memory_options: Vec<f64>,
    /// What is known of one: facts by name, on the catalog's own day.
    pub facts: BTreeMap<String, serde_json::Value>,
    /// What should be known of it, in words.
    pub note: Option<String>,
}

/// The machines that can be named, by id.
///
/// ```
/// use verdict::{catalog::{Catalog, view}, load::Files};
/// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
/// let machines = view::machines(&catalog);
/// let known = machines.iter().filter(|machine| machine.memory.is_some()).count();
/// assert!(known > 90 && machines.iter().all(|machine| !machine.facts.is_empty()));
/// ```
#[must_use]
pub fn machines(catalog: &Catalog) -> Vec<MachineView> {
    let label = catalog.schema().find(known::MACHINE_LABEL);
    let of = |hardware: &super::Hardware| MachineView {
        id: hardware.id.to_string(),
        name: hardware.name.to_string(),
        names: hardware.names.iter().map(ToString::to_string).collect(),
        memory: catalog.machine_value(hardware, label).and_then(Value::as_number),
        memory_options: hardware.memory_options.clone(),
        facts: hardware
            .facts
            .iter()
            .filter_map(|(fact, says)| Some((catalog.schema().fact(fact).id.clone(), says.first()?.value.to_json())))
            .collect(),
        note: hardware.note.clone(),
    };
    catalog.hardware().iter().map(of).collect()
}
