//! What a catalog says against itself: contradictions, which cannot be, and oddities, which seldom are right.
//!
//! [`check`] is for a catalog that was read without mistakes. It knows of no fact: what has to do with what, and what is typical, is said in
//! `facts.toml`. An oddity that is right says so where it stands (`odd = "why"` in its statement), and an exception that nothing
//! needs is reported as well. [`tidy`] is for how files are written, where nothing is wrong with what they say.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Place, Severity};
use crate::fact::FactId;
use crate::reader::File;
use crate::value::Date;

use super::locate::{Holder, saying};
use super::{Catalog, Statement};

mod bounds;
mod dates;
mod names;
mod spread;
mod tidy;
mod values;

pub use tidy::tidy;

/// Everything in a catalog that cannot be or is odd, each with its place in the files that the catalog was read from, in their order.
///
/// ```
/// use verdict::{catalog::{Catalog, check}, load::Files};
/// let files = Files::shipped_catalog();
/// let (catalog, _) = Catalog::parse(&files.views());
/// let found = check(&catalog, &files.views());
/// assert!(found.iter().all(|wrong| wrong.primary.is_some()));
/// ```
#[must_use]
pub fn check(catalog: &Catalog, files: &[File<'_>]) -> Vec<Diagnostic> {
    let mut checker = Checker { catalog, files, day: catalog.as_of, found: Vec::new(), excused: BTreeSet::new() };
    bounds::check(&mut checker);
    spread::check(&mut checker);
    dates::check(&mut checker);
    values::check(&mut checker);
    names::check(&mut checker);
    checker.idle_exceptions();
    sorted(checker.found)
}

/// In the order of the files; what is shared by many is said once.
fn sorted(mut found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let key = |d: &Diagnostic| {
        d.primary.as_ref().map(|(place, _)| (place.source.name.clone(), place.span.start, d.code, place.span.end))
    };
    found.sort_by_cached_key(key);
    found.dedup_by(|a, b| a.code == b.code && a.primary == b.primary);
    found
}

/// A statement of a fact, and who makes it.
#[derive(Clone, Copy)]
struct Stated<'c> {
    holder: Holder<'c>,
    fact: FactId,
    statement: &'c Statement,
}

/// Something odd about a statement.
struct Finding<'c> {
    code: Code,
    severity: Severity,
    message: String,
    at: Stated<'c>,
    label: String,
    /// Another statement that it has to do with.
    beside: Option<(Stated<'c>, String)>,
    help: String,
}

struct Checker<'c, 'f> {
    catalog: &'c Catalog,
    files: &'c [File<'f>],
    /// The catalog's own day.
    day: Option<Date>,
    found: Vec<Diagnostic>,
    /// Where exceptions stand that something needs.
    excused: BTreeSet<(String, usize)>,
}

impl<'c> Checker<'c, '_> {
    /// The models, and the offers that are written in their files.
    fn models_and_offers(&self) -> impl Iterator<Item = Holder<'c>> + use<'c> {
        self.catalog.models.iter().flat_map(|model| {
            let offers = model.offers.iter().filter(|offer| !offer.computed);
            std::iter::once(Holder::Model(model)).chain(offers.map(|offer| Holder::Offer(model, offer)))
        })
    }

    /// Everything that has facts of its own.
    fn holders(&self) -> impl Iterator<Item = Holder<'c>> + use<'c> {
        self.models_and_offers().chain(self.catalog.entries.iter().map(Holder::Entry))
    }

    /// The statement that decides a fact of something, own or inherited.
    fn deciding(&self, holder: Holder<'c>, fact: FactId) -> Option<Stated<'c>> {
        let holder = self.catalog.origin(holder, fact)?;
        let statement = holder.facts().get(fact).first()?;
        Some(Stated { holder, fact, statement })
    }

    /// A value of a fact in words.
    fn shown(&self, stated: Stated<'_>) -> String {
        stated.statement.value.display(self.catalog.schema.fact(stated.fact).unit.as_deref())
    }

    /// The name of a fact of something: `` `offer.price` of `acme/roadster` at `corner` ``.
    fn named(&self, stated: Stated<'_>) -> String {
        format!("`{}` of {}", self.catalog.schema.fact(stated.fact).id, stated.holder.name())
    }

    fn place(&self, stated: Stated<'_>) -> Option<Place> {
        let (file, entry) = self.catalog.written(self.files, stated.holder, stated.fact)?;
        let node = saying(entry, stated.statement);
        Some(Place::new(file.source, node.get("value").unwrap_or(node).span()))
    }

    /// Reports something odd, unless one of the statements says why it is right.
    fn report(&mut self, finding: Finding<'c>) {
        let Some(at) = self.place(finding.at) else { return };
        let beside = finding.beside.and_then(|(stated, label)| Some((stated, self.place(stated)?, label)));
        let both = [Some((finding.at, &at)), beside.as_ref().map(|(stated, place, _)| (*stated, place))];
        let excuses: Vec<_> =
            both.into_iter().flatten().filter(|(stated, _)| stated.statement.odd().is_some()).collect();
        if !excuses.is_empty() {
            self.excused.extend(excuses.into_iter().map(|(_, place)| key(place)));
            return;
        }
        let mut found = Diagnostic { severity: finding.severity, ..Diagnostic::error(finding.code, finding.message) }
            .at(at, finding.label)
            .help(finding.help);
        found.context.extend(beside.map(|(_, place, label)| (place, label)));
        self.found.push(found);
    }

    /// Reports exceptions that nothing needs.
    fn idle_exceptions(&mut self) {
        for holder in self.holders() {
            for fact in holder.facts().stated() {
                for statement in holder.facts().all(fact).iter().filter(|s| s.odd().is_some()) {
                    let stated = Stated { holder, fact, statement };
                    let Some(at) = self.place(stated).filter(|at| !self.excused.contains(&key(at))) else { continue };
                    let message = format!("nothing is odd about {}", self.named(stated));
                    self.found.push(
                        Diagnostic::warning(Code::IdleException, message)
                            .at(at, "has an exception that it does not need")
                            .help("take `odd` out of the statement"),
                    );
                }
            }
        }
    }
}

fn key(place: &Place) -> (String, usize) {
    (place.source.name.clone(), place.span.start)
}

/// What to do about what cannot be, or seldom is.
const CORRECT_OR_SAY: &str = "correct what is wrong; if it is right, say why: `odd = \"…\"` in its statement";
