//! The models of a catalog that somebody looks for, as one view: `list/1`.
//!
//! ```
//! use verdict::{catalog::Catalog, load::Files, report::list::{Wanted, list}};
//! let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
//! let all = list(&catalog, &Wanted::default()).unwrap();
//! assert_eq!(all.models.len(), catalog.models().len());
//! let long = Wanted { condition: Some("model.context_window >= 128000"), sort: Some("-context_window"), ..Wanted::default() };
//! let long = list(&catalog, &long).unwrap();
//! assert!(long.models.len() < all.models.len() && long.counts.not_known > 0);
//! let wrong = list(&catalog, &Wanted { sort: Some("model.context_windw"), ..Wanted::default() }).unwrap_err();
//! assert_eq!(wrong.as_slice()[0].help[0], "did you mean `model.context_window`?");
//! ```

use schemars::JsonSchema;
use serde::Serialize;

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::expression::{NodeId, Run};
use crate::fact::{FactId, Root, known};
use crate::value::{Date, Value};

mod asked;
mod rows;

use asked::{Asked, What};
use rows::Rows;

/// The version of this view.
pub const SCHEMA: &str = "list/1";

/// What somebody looks for, as they write it. What is not said leaves everything in, in the order of the ids, with the facts that
/// the catalog lists.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// Words that the id, the name, an alias or the developer must have in them, in any case.
    pub words: &'a [String],
    /// An expression over `model.…` and `offer.…` that must be true: of the model, or of one of its offers.
    pub condition: Option<&'a str>,
    /// What it is sorted by: one of [`OWN`] or a fact; from the greatest down with `-` before it or `:desc` behind it.
    pub sort: Option<&'a str>,
    /// What is shown: [`OWN`] and facts, with commas between them.
    pub columns: Option<&'a str>,
    /// The day on which it is looked at, instead of the catalog's own.
    pub day: Option<Date>,
}

/// What a model has that is no fact, as a column is named.
pub const OWN: [&str; 4] = ["id", "name", "aliases", "offers"];

/// The models that were found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Listing {
    /// `list/1`.
    pub schema: String,
    /// The day of the facts.
    pub as_of: String,
    /// What is shown, in this order: `id`, `name`, `aliases`, `offers`, or facts.
    pub columns: Vec<String>,
    /// How many there are.
    pub counts: Counts,
    /// The models, in the order that was asked for.
    pub models: Vec<Row>,
}

/// How many models and offers there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Models of the catalog.
    pub all: usize,
    /// Models in this list.
    pub listed: usize,
    /// Models that the words fit, and of which it is not known whether the condition holds; they are not listed.
    pub not_known: usize,
    /// Offers of the listed models, as far as the condition holds for them.
    pub offers: usize,
    /// How many of these are computed.
    pub computed_offers: usize,
}

/// A model in a list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// The other names by which it can be asked for.
    pub aliases: Vec<String>,
    /// How many ways there are to run it, as far as the condition holds for them; it is never ranked if there are none.
    pub offers: usize,
    /// How many of these are computed self-host offers.
    pub computed_offers: usize,
    /// The facts that are shown, in the order of the columns.
    pub facts: Vec<Cell>,
}

/// One fact of a model in a list.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The fact.
    pub fact: String,
    /// What it is called in a table.
    pub label: String,
    /// Its value, `null` if unknown. Of a number that the offers have, the lowest; of other values of offers, all of them.
    pub value: serde_json::Value,
    /// The same for people, with its unit; `unknown` if it is.
    pub shown: String,
}

/// The models that are looked for.
///
/// # Errors
/// A condition that is none, facts and columns that do not exist.
pub fn list(catalog: &Catalog, wanted: &Wanted<'_>) -> Result<Listing, Diagnostics> {
    let asked = Asked::read(catalog, wanted)?;
    let day = wanted.day.or(catalog.as_of()).unwrap_or(Date::FIRST);
    let rows = Rows::of(catalog);
    let table = rows.table(catalog, &asked, day);
    let run = Run::new(&asked.program, catalog.schema(), &table, None, &[]);
    let list = List { catalog, asked: &asked, run: &run, rows: &rows };
    let mut counts = Counts { all: catalog.models().len(), ..Counts::default() };
    let mut found: Vec<(Option<Key>, Row)> = Vec::new();
    for model in (0..counts.all).filter(|model| list.is_called(*model, wanted.words)) {
        match list.fitting(model) {
            Some(fitting) => found.extend(list.row(model, &fitting)),
            None => counts.not_known += usize::from(list.may_fit(model)),
        }
    }
    if let Some((_, down)) = asked.sort {
        // What is unknown comes last either way, and equals stay in the order of their ids.
        found.sort_by(|(a, _), (b, _)| match (a, b) {
            (Some(a), Some(b)) if down => b.cmp(a),
            (Some(a), Some(b)) => a.cmp(b),
            (a, b) => a.is_none().cmp(&b.is_none()),
        });
    }
    let models: Vec<Row> = found.into_iter().map(|(_, row)| row).collect();
    counts.listed = models.len();
    counts.offers = models.iter().map(|row| row.offers).sum();
    counts.computed_offers = models.iter().map(|row| row.computed_offers).sum();
    let name = |what: &What| what.name(catalog.schema()).to_string();
    let columns = asked.columns.iter().map(name).collect();
    Ok(Listing { schema: SCHEMA.to_string(), as_of: day.to_string(), columns, counts, models })
}

/// What models are sorted by.
#[derive(Debug, Clone, PartialEq)]
enum Key {
    Number(f64),
    Text(String),
}

impl Key {
    fn of(value: &Value) -> Self {
        match (value, value.as_number()) {
            (Value::Bool(yes), _) => Self::Number(f64::from(u8::from(*yes))),
            (_, Some(number)) => Self::Number(number),
            (value, None) => Self::Text(value.display(None).to_lowercase()),
        }
    }

    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            // One thing has values of one kind.
            (Self::Number(_), Self::Text(_)) => std::cmp::Ordering::Less,
            (Self::Text(_), Self::Number(_)) => std::cmp::Ordering::Greater,
        }
    }
}

/// What a list is made from.
struct List<'a> {
    catalog: &'a Catalog,
    asked: &'a Asked,
    run: &'a Run<'a>,
    rows: &'a Rows,
}

impl List<'_> {
    /// Whether all words are in something that the model is called.
    fn is_called(&self, model: usize, words: &[String]) -> bool {
        let Some(named) = self.catalog.models().get(model) else { return false };
        let text = |fact: &str| {
            let fact = self.catalog.schema().find(fact)?;
            self.catalog.model_value(model, fact).map(|value| value.display(None))
        };
        let names = [named.id.to_string(), named.name().to_string()].into_iter().chain(text(known::DEVELOPER));
        let names = names.chain(named.aliases.iter().map(ToString::to_string)).map(|name| name.to_lowercase());
        let names: Vec<String> = names.collect();
        words.iter().map(|word| word.to_lowercase()).all(|word| names.iter().any(|name| name.contains(&word)))
    }

    /// The rows of a model for which the condition holds for certain; `None` if there is none.
    fn fitting(&self, model: usize) -> Option<Vec<usize>> {
        let holds =
            |row: &usize| self.asked.condition.is_none_or(|node| self.run.column(node).truth(*row) == Some(true));
        let rows: Vec<usize> = self.rows.of_model(model).filter(holds).collect();
        (!rows.is_empty()).then_some(rows)
    }

    /// Whether the condition may hold for a row of a model.
    fn may_fit(&self, model: usize) -> bool {
        let open = |row: usize| self.asked.condition.is_some_and(|node| self.run.column(node).truth(row).is_none());
        self.rows.of_model(model).any(open)
    }

    /// A model as it is listed, and what it is sorted by.
    fn row(&self, model: usize, fitting: &[usize]) -> Option<(Option<Key>, Row)> {
        let named = self.catalog.models().get(model)?;
        let offers = || fitting.iter().filter_map(|row| self.catalog.offer_of(self.rows.alternative(*row)?));
        let fact = |what: &What| if let What::Fact(fact, node) = what { Some((*fact, *node)) } else { None };
        let row = Row {
            id: named.id.to_string(),
            name: named.name().to_string(),
            aliases: named.aliases.iter().map(ToString::to_string).collect(),
            offers: offers().count(),
            computed_offers: offers().filter(|offer| offer.computed).count(),
            facts: self.asked.columns.iter().filter_map(fact).map(|fact| self.cell(fact, fitting)).collect(),
        };
        let key = self.asked.sort.and_then(|(what, _)| match what {
            What::Own("id") => Some(Key::Text(row.id.clone())),
            What::Own("offers") => Some(Key::of(&Value::Integer(i64::try_from(row.offers).ok()?))),
            What::Own("aliases") => Some(Key::Text(row.aliases.join(", ").to_lowercase())),
            What::Own(_) => Some(Key::Text(row.name.to_lowercase())),
            What::Fact(fact, node) => self.key((fact, node), fitting),
        });
        Some((key, row))
    }

    /// The values of a fact in some rows, each once.
    fn values(&self, node: NodeId, rows: &[usize]) -> Vec<Value> {
        let mut values: Vec<Value> = Vec::new();
        for value in rows.iter().filter_map(|row| self.run.value(node, *row)) {
            if !values.contains(&value) {
                values.push(value);
            }
        }
        values
    }

    fn key(&self, (fact, node): (FactId, NodeId), rows: &[usize]) -> Option<Key> {
        match summary(&self.values(node, rows), self.catalog.schema().fact(fact).root)? {
            Summary::One(value) => Some(Key::of(&value)),
            Summary::All(values) => Some(Key::Text(values.join(", ").to_lowercase())),
        }
    }

    fn cell(&self, (fact, node): (FactId, NodeId), rows: &[usize]) -> Cell {
        let fact = self.catalog.schema().fact(fact);
        let (value, shown) = match summary(&self.values(node, rows), fact.root) {
            None => (serde_json::Value::Null, "unknown".to_string()),
            Some(Summary::One(value)) => (value.to_json(), value.display(fact.unit.as_deref())),
            Some(Summary::All(values)) => (values.iter().map(String::as_str).collect(), values.join(", ")),
        };
        Cell { fact: fact.id.clone(), label: fact.label.clone(), value, shown }
    }
}

/// What stands for several values.
enum Summary {
    One(Value),
    All(Vec<String>),
}

/// The value of a model; of its offers the lowest number, or all that are no numbers.
fn summary(values: &[Value], root: Root) -> Option<Summary> {
    let lowest = values.iter().filter(|value| value.as_number().is_some()).min_by(|a, b| Key::of(a).cmp(&Key::of(b)));
    match (lowest, values.first()?) {
        (Some(lowest), _) => Some(Summary::One(lowest.clone())),
        (None, first) if root == Root::Model => Some(Summary::One(first.clone())),
        (None, _) => {
            let mut shown: Vec<String> = values.iter().map(|value| value.display(None)).collect();
            shown.sort();
            Some(Summary::All(shown))
        }
    }
}
