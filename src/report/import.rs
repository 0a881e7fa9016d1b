//! What came of taking statements in, as one view: `import/1`.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::delta::{Cases, Counts as VerdictCounts, Effect};
use super::errors::{ErrorEntry, errors};
use crate::catalog::Catalog;
use crate::diagnostic::Diagnostic;
use crate::fact::FactId;
use crate::import::{Import, Kind, Subject};
use crate::value::{Date, Value};

/// The version of this view.
pub const SCHEMA: &str = "import/1";

/// What came of taking statements into a catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Review {
    /// `import/1`.
    pub schema: String,
    /// Whether the files were written.
    pub written: bool,
    /// How much of everything.
    pub counts: Counts,
    /// The files that are new or have another text, by path.
    pub files: Vec<String>,
    /// Sources that are new or have another date.
    pub sources: Vec<SourceTold>,
    /// Models and offers that the catalog did not have.
    pub proposals: Vec<Proposal>,
    /// Facts that were known and have another value now.
    pub changed: Vec<Changed>,
    /// What stands against a value that was decided by hand, and so cannot decide.
    pub held: Vec<Held>,
    /// What was not taken in.
    pub refused: Vec<Refused>,
    /// What the catalog's checks find odd, and did not before.
    pub odd: Vec<ErrorEntry>,
    /// What became of verdicts; absent where the rulebook does not fit the catalog.
    pub verdicts: Option<Verdicts>,
}

/// How much of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Statements that stand beside those of others now, or alone.
    pub added: usize,
    /// Statements that stand where their source said something else, or the same on another day.
    pub renewed: usize,
    /// Statements that were there already.
    pub unchanged: usize,
    /// Statements about models and offers that are only proposed.
    pub proposed: usize,
    /// Facts of what the catalog had that were not known, and are now.
    pub first_known: usize,
}

/// A source that is new or has another date.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceTold {
    /// Its id.
    pub id: String,
    /// Whether it is new.
    pub new: bool,
    /// Its date before.
    pub old_date: Option<String>,
    /// Its date now.
    pub date: Option<String>,
}

/// A model or an offer that the catalog did not have.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Which one: `model:acme/roadster`, `offer:acme/roadster#shop`.
    pub subject: String,
    /// How many statements there are about it.
    pub statements: usize,
    /// Whether it was taken in.
    pub taken: bool,
}

/// A fact with another value.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Changed {
    /// What it is a fact of.
    pub subject: String,
    /// Its name.
    pub fact: String,
    /// What it is called by people.
    pub label: String,
    /// Its value before, with its unit.
    pub old: String,
    /// Its value now; absent where it is unknown now.
    pub new: Option<String>,
    /// The source that decides now.
    pub source: Option<String>,
}

/// A statement against a decision.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// What it is about.
    pub subject: String,
    /// The name of its fact.
    pub fact: String,
    /// What it says, with its unit.
    pub says: String,
    /// The id of its source.
    pub source: String,
    /// The value that was decided.
    pub stands: String,
    /// Why.
    pub because: String,
}

/// A statement that was not taken in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refused {
    /// What it is about.
    pub subject: String,
    /// The name of its fact.
    pub fact: String,
    /// What it says, with its unit.
    pub says: String,
    /// The id of its source.
    pub source: String,
}

/// What became of verdicts.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// What was judged before and after.
    pub cases: Cases,
    /// How many verdicts changed.
    pub counts: VerdictCounts,
    /// What became of them, the gravest first.
    pub effects: Vec<Effect>,
}

/// The view of an import. `catalogs` are those before and after, `odd` is what their checks find now and did not before.
#[must_use]
pub fn review(
    import: &Import,
    [before, after]: [&Catalog; 2],
    odd: &[Diagnostic],
    verdicts: Option<Verdicts>,
    [written, new]: [bool; 2],
) -> Review {
    let named = |fact: FactId, value: &Value| value.display(before.schema().fact(fact).unit.as_deref());
    let name = |fact: FactId| before.schema().fact(fact).id.split_once('.').map_or("", |(_, name)| name).to_string();
    let count = |kind| import.changes.iter().filter(|change| change.kind == kind).count();
    let mut counts = Counts {
        added: count(Kind::Added),
        renewed: count(Kind::Renewed),
        unchanged: count(Kind::Unchanged),
        proposed: if new { 0 } else { import.proposed.iter().map(|(_, statements)| statements).sum() },
        first_known: 0,
    };
    let mut changed = Vec::new();
    let proposed: BTreeSet<&Subject> = import.proposed.iter().map(|(subject, _)| subject).collect();
    let touched = import.changes.iter().filter(|change| change.kind != Kind::Unchanged);
    let touched: BTreeSet<(&Subject, FactId)> = touched.map(|change| (&change.subject, change.fact)).collect();
    for (subject, fact) in touched.into_iter().filter(|(subject, _)| !proposed.contains(subject)) {
        let (old, new) = (deciding(before, subject, fact), deciding(after, subject, fact));
        match (old, new) {
            (None, Some(_)) => counts.first_known += 1,
            (Some((old, _)), new) if new.as_ref().map(|(value, _)| value) != Some(&old) => changed.push(Changed {
                subject: subject.to_string(),
                fact: name(fact),
                label: before.schema().fact(fact).label.clone(),
                old: named(fact, &old),
                new: new.as_ref().map(|(value, _)| named(fact, value)),
                source: new.map(|(_, source)| source),
            }),
            _ => {}
        }
    }
    let held = import.changes.iter().filter_map(|change| {
        let (stands, because) = change.held.as_ref()?;
        Some(Held {
            subject: change.subject.to_string(),
            fact: name(change.fact),
            says: named(change.fact, &change.new),
            source: change.source.to_string(),
            stands: named(change.fact, stands),
            because: because.clone(),
        })
    });
    let refused = import.refused.iter().map(|refused| Refused {
        subject: refused.subject.to_string(),
        fact: name(refused.fact),
        says: named(refused.fact, &refused.value),
        source: refused.source.to_string(),
    });
    let proposals = import.proposed.iter().map(|(subject, statements)| Proposal {
        subject: subject.to_string(),
        statements: *statements,
        taken: new,
    });
    let date = |date: Option<Date>| date.map(|date| date.to_string());
    let sources = import.sources.iter().map(|(id, before, now)| SourceTold {
        id: id.to_string(),
        new: before.is_none(),
        old_date: before.and_then(date),
        date: date(*now),
    });
    Review {
        schema: SCHEMA.to_string(),
        written,
        counts,
        files: import.files.iter().map(|file| file.path.clone()).collect(),
        sources: sources.collect(),
        proposals: proposals.collect(),
        changed,
        held: held.collect(),
        refused: refused.collect(),
        odd: errors(odd).errors,
        verdicts,
    }
}

/// The value of a fact of a subject, and the source that decides it; `None` where it is unknown.
fn deciding(catalog: &Catalog, subject: &Subject, fact: FactId) -> Option<(Value, String)> {
    let model = |id: &str| catalog.models().binary_search_by(|m| m.id.as_ref().cmp(id)).ok();
    let statement = match subject {
        Subject::Model(id) => catalog.model_evidence(model(id)?, fact).first(),
        Subject::Offer(id, offer) => {
            let model = model(id)?;
            let offers = &catalog.models().get(model)?.offers;
            let at = offers.binary_search_by(|o| o.id.as_ref().cmp(offer.as_str())).ok()?;
            catalog.evidence(catalog.rows_of(model).start + at, fact).first()
        }
        Subject::Entry(path) => {
            let (of, value) = catalog.schema().iter().find_map(|(of, declared)| {
                let from = declared.inherits.as_deref()?;
                let value = path.strip_prefix(from.strip_suffix(".toml").unwrap_or(from))?.strip_prefix('/')?;
                Some((of, value))
            })?;
            catalog.entry(of, value)?.facts.get(fact).first()
        }
        Subject::Source(_) => None,
    }?;
    Some((statement.value.clone(), statement.source.to_string()))
}
