//! The catalog: what is known of models, of the ways to run them, and who says so.
//!
//! [`Catalog::parse`] reads the files of a catalog (its README describes them) and reports everything that is wrong with
//! them. What comes out is checked once and for all: every value is of its fact's type, every source exists, models and
//! offers are sorted by id. It knows no rules and no needs, computes no formula, and knows of no fact but those that
//! [`crate::fact::known`] lists.
//!
//! ```
//! use verdict::catalog::Catalog;
//! use verdict::diagnostic::{Diagnostics, Source};
//! use verdict::reader::{self, File};
//!
//! let files = [
//!     ("catalog.toml", "name = 'bicycles'\nversion = '1'\nas_of = '2026-11-22'"),
//!     ("facts.toml", "[model.gears]\ntype = 'integer'\nlabel = 'Gears'\nmeaning = 'How many gears it has.'"),
//!     ("models/acme/roadster.toml", "source = 'brochure'\n[facts]\ngears = 3\n[[offer]]\nid = 'shop'"),
//!     ("sources.toml", "[sources.brochure]\nwhat = 'The brochure'\nas_of = '2026'"),
//! ];
//! let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(*path, *text)).collect();
//! let roots: Vec<_> = sources.iter().map(|s| reader::toml(s).unwrap()).collect();
//! let files: Vec<File> = sources.iter().zip(&roots)
//!     .map(|(source, root)| File { path: &source.name, source, root })
//!     .collect();
//! let (catalog, found) = Catalog::parse(&files);
//! assert_eq!(found, Diagnostics::new());
//! let gears = catalog.schema().find("model.gears").unwrap();
//! assert_eq!(catalog.value(0, gears).unwrap().to_string(), "3");
//! ```
//!
//! # Why it is so
//!
//! **Why are estimates facts of the catalog, and not scales of the rulebook?**
//!
//! An estimate is knowledge about a model, with a source, a date and an error, and `catalog show` must show it. The
//! catalog makes statements of it when it is read (`catalog::estimates`, as `catalog::self_host` makes offers), so
//! the graph, the columns and the explanation know nothing of lines and predecessors: a criterion reads three
//! numbers. The figures are in the file and not fitted at start, because a user may have a catalog of three models;
//! a test fits them again. `Catalog::measured_by` is all that is kept: it lets the report name what is missing. An
//! interval without a middle counts with its lesser end; its middle would let a guess beat a measurement. For the
//! same reason what size and day make likely counts one error below its middle, and no estimate counts for more
//! than the best that was measured. A successor that nobody measured has the value of the model before it: less
//! would punish the new, more would be a guess.
//!
//! **Why are exceptions entries like any other?**
//!
//! An offer asks a list of entries, one after the other, for what it does not state itself. What several hosts say
//! together, exceptions, a processor's word and what a provider says are entries in that list, and one of them may
//! end the search for a fact (`Entry::ends`), so that what is withheld is unknown and not inherited. So `resolve`
//! stays one loop, and the graph, the columns and the explanation know nothing of it. A host is asked as if it
//! offered the model itself.
//!
//! **Why is a statement that cannot decide left out of the evidence?**
//!
//! `Catalog::evidence` has what counts, the deciding one first: a price that is over or doubted is no disagreement
//! between sources. `Facts::all` and `catalog show` have the rest. If what is stated of an offer itself is over,
//! what it inherits stands in, as if nothing had been stated.

use std::ops::Range;

use crate::diagnostic::Diagnostics;
use crate::document::Node;
use crate::fact::{FactId, Root, Schema};
use crate::reader::{File, Reader};
use crate::value::{Date, Type, Value};

mod check;
mod eras;
mod estimates;
mod exceptions;
mod facts;
mod find;
mod hardware;
mod inherited;
mod locate;
mod model;
mod onward;
mod parse;
mod precedence;
mod quoted;
mod schema;
mod self_host;
mod sources;
mod stale;
mod statement;
mod terms;
pub mod view;
mod vocabulary;
mod words;

pub use check::{check, tidy};
pub use facts::Facts;
pub use find::FindError;
pub use hardware::{Hardware, HourlyPrice};
pub use inherited::Entry;
pub use model::{Model, NotOffered, Offer};
pub use precedence::{Order, Precedence, Reason, Unable};
pub use sources::Origin;
pub use statement::Statement;
pub use terms::Terms;
pub use vocabulary::{Judge, Vocabulary, Written, is_file, is_id};

/// Reads a value of type `ty` as catalogs write it; what is wrong is reported at its place. For examples and tests of rules,
/// whose facts belong to no catalog: the limits of a fact do not apply.
pub fn read_value(reader: &Reader<'_>, ty: &Type, node: &Node<'_>) -> Option<Value> {
    statement::value(reader, ty, schema::Limits::default(), node)
}

/// A model and one of its offers: what is ranked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alternative {
    /// The model's index in [`Catalog::models`].
    pub model: usize,
    /// The offer's index in [`Model::offers`].
    pub offer: usize,
}

/// A whole catalog, checked.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    name: String,
    version: String,
    as_of: Option<Date>,
    /// From when on it is old.
    stale: Option<stale::Stale>,
    schema: Schema,
    precedence: Precedence,
    eras: eras::Eras,
    entries: Vec<Entry>,
    hardware: Vec<Hardware>,
    models: Vec<Model>,
    alternatives: Vec<Alternative>,
    names: find::Names,
    /// The models whose name another one has, too; sorted.
    namesakes: Vec<usize>,
    listed: Vec<FactId>,
    /// Models that many know, between which the values of others are told.
    marks: Vec<usize>,
    /// Estimated facts, each with the one that measures it.
    estimated: Vec<(FactId, FactId)>,
    /// What the checks go by.
    relations: schema::Relations,
}

impl Catalog {
    /// Reads the files of a catalog. Where the diagnostics have errors, the catalog lacks what they are about.
    #[must_use]
    pub fn parse(files: &[File<'_>]) -> (Self, Diagnostics) {
        parse::parse(files)
    }

    /// What it is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Models that many know: places among [`Self::models`].
    #[must_use]
    pub fn marks(&self) -> &[usize] {
        &self.marks
    }

    /// Its version, as its makers count.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The day at which it was made; only a catalog with errors has none.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.as_of
    }

    /// The facts of models and offers, in the order of `facts.toml`.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The models, sorted by id.
    #[must_use]
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// Every offer of every model, sorted by the ids of model and offer. A model without offers has none.
    #[must_use]
    pub fn alternatives(&self) -> &[Alternative] {
        &self.alternatives
    }

    /// The alternatives of a model, by place.
    #[must_use]
    pub fn rows_of(&self, model: usize) -> std::ops::Range<usize> {
        let before = |model: usize| self.alternatives.partition_point(|a| a.model < model);
        before(model)..before(model.saturating_add(1))
    }

    /// The rule by which one of several statements decides.
    #[must_use]
    pub fn precedence(&self) -> &Precedence {
        &self.precedence
    }

    /// The facts that a list of models shows where nobody says which.
    #[must_use]
    pub fn listed(&self) -> &[FactId] {
        &self.listed
    }

    /// The sources, sorted by id.
    #[must_use]
    pub fn sources(&self) -> &[Origin] {
        &self.precedence.sources
    }

    /// The source with this id.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files};
    /// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
    /// let source = catalog.source("epoch").unwrap();
    /// assert_eq!(source.more("credit"), Some("Epoch AI (CC BY 4.0)"));
    /// assert_eq!(catalog.source("hearsay"), None);
    /// ```
    #[must_use]
    pub fn source(&self, id: &str) -> Option<&Origin> {
        let at = self.sources().binary_search_by(|origin| origin.id.as_ref().cmp(id)).ok()?;
        self.sources().get(at)
    }

    /// The hardware that models can be run on, sorted by id.
    #[must_use]
    pub fn hardware(&self) -> &[Hardware] {
        &self.hardware
    }

    /// What a fact is of one machine of a kind, on the catalog's own day; `None` if it is unknown.
    #[must_use]
    pub fn machine_value<'a>(&'a self, hardware: &'a Hardware, fact: Option<FactId>) -> Option<&'a Value> {
        self.machine_evidence(hardware, fact?).first().map(|s| &s.value)
    }

    /// What is stated of a fact of one machine of a kind. The first decides; none if it is unknown.
    #[must_use]
    pub fn machine_evidence<'a>(&'a self, hardware: &'a Hardware, fact: FactId) -> &'a [Statement] {
        hardware.statements(&self.entries, fact)
    }

    /// The model of an alternative.
    #[must_use]
    pub fn model_of(&self, alternative: usize) -> Option<&Model> {
        self.models.get(self.alternatives.get(alternative)?.model)
    }

    /// The offer of an alternative.
    #[must_use]
    pub fn offer_of(&self, alternative: usize) -> Option<&Offer> {
        let at = self.alternatives.get(alternative)?;
        self.models.get(at.model)?.offers.get(at.offer)
    }

    /// The value of a fact for an alternative on the catalog's own day, by the deciding statement; `None` if it is unknown.
    #[must_use]
    pub fn value(&self, alternative: usize, fact: FactId) -> Option<&Value> {
        self.evidence(alternative, fact).first().map(|s| &s.value)
    }

    /// The statements of a fact for an alternative that count on the catalog's own day: those of the offer or of the model itself, else the
    /// inherited ones. The first decides; none if it is unknown. Of another day: [`Catalog::evidence_on`].
    #[must_use]
    pub fn evidence(&self, alternative: usize, fact: FactId) -> &[Statement] {
        let Some(at) = self.alternatives.get(alternative) else { return &[] };
        match self.root(fact) {
            Some(Root::Model) => self.model_evidence(at.model, fact),
            Some(Root::Offer) => {
                let offer = self.models.get(at.model).and_then(|m| m.offers.get(at.offer));
                offer.map_or(&[], |o| inherited::resolve(&self.entries, &o.facts, &o.inherits, fact))
            }
            _ => &[],
        }
    }

    /// The statements of a fact of a model that count on the catalog's own day, own or inherited. The first decides; none if it is unknown.
    #[must_use]
    pub fn model_evidence(&self, model: usize, fact: FactId) -> &[Statement] {
        self.models.get(model).map_or(&[], |m| inherited::resolve(&self.entries, &m.facts, &m.inherits, fact))
    }

    /// The value of a fact of a model on the catalog's own day; `None` if it is unknown.
    #[must_use]
    pub fn model_value(&self, model: usize, fact: FactId) -> Option<&Value> {
        self.model_evidence(model, fact).first().map(|s| &s.value)
    }

    /// What decides the facts of the alternatives on the catalog's own day: for some rows the value of a fact, first what is stated of models and offers
    /// themselves, then what they inherit. Where a row gets a fact again, the first value decides.
    pub fn deciding(&self) -> impl Iterator<Item = (Range<usize>, FactId, &Value)> {
        let mut end = 0;
        self.models.iter().flat_map(move |model| {
            let start = end;
            end += model.offers.len();
            let of_offers = model.offers.iter().zip(start..end);
            let of_offers = of_offers.map(|(offer, row)| (row..row + 1, &offer.facts, &offer.inherits));
            let of_all = std::iter::once((start..end, &model.facts, &model.inherits)).chain(of_offers);
            of_all.flat_map(|(rows, own, inherits)| {
                let mut ended: Vec<FactId> = Vec::new();
                let inherited = inherits.iter().filter_map(|at| self.entries.get(*at as usize));
                let inherited = inherited.flat_map(move |entry| {
                    let before = ended.clone();
                    ended.extend(&entry.ends);
                    entry.facts.iter().filter(move |(fact, _)| !before.contains(fact))
                });
                let values = own.iter().chain(inherited);
                values.filter_map(move |(fact, statements)| Some((rows.clone(), fact, &statements.first()?.value)))
            })
        })
    }

    /// The fact by which an estimated fact, or an end of its interval, is measured; `None` if it is not estimated.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files};
    /// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
    /// let fact = |id| catalog.schema().find(id).unwrap();
    /// assert_eq!(catalog.measured_by(fact("model.capability_low")), Some(fact("model.epoch_capabilities_index")));
    /// assert_eq!(catalog.measured_by(fact("model.mmlu")), None);
    /// ```
    #[must_use]
    pub fn measured_by(&self, fact: FactId) -> Option<FactId> {
        self.estimated.iter().find(|(estimated, _)| *estimated == fact).map(|(_, measured)| *measured)
    }

    /// The entry that a value of an inheriting fact names: what every alternative with this value has in common.
    #[must_use]
    pub fn entry(&self, fact: FactId, value: &str) -> Option<&Entry> {
        inherited::find(&self.entries, fact, value).and_then(|at| self.entries.get(at))
    }

    /// The number of the model that `name` means: its full id, the part of the id after `/`, or an alias, in any case.
    ///
    /// # Errors
    /// There is no such model, or there are several.
    pub fn find_model(&self, name: &str) -> Result<usize, FindError> {
        self.names.find(name, &self.models)
    }

    /// Whether another model has the same name for people, so that the name alone does not tell the two apart.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, load::Files};
    /// let (catalog, _) = Catalog::parse(&Files::shipped_catalog().views());
    /// let name = catalog.schema().find("model.name").unwrap();
    /// let same = |a: &usize| (0..catalog.models().len()).any(|b| b != *a && catalog.model_value(*a, name) == catalog.model_value(b, name));
    /// let all = 0..catalog.models().len();
    /// assert!(all.clone().filter(|m| catalog.shares_name(*m)).eq(all.filter(|m| catalog.model_value(*m, name).is_some()).filter(same)));
    /// ```
    #[must_use]
    pub fn shares_name(&self, model: usize) -> bool {
        self.namesakes.binary_search(&model).is_ok()
    }

    fn root(&self, fact: FactId) -> Option<Root> {
        (fact.index() < self.schema.len()).then(|| self.schema.fact(fact).root)
    }
}
