//! Takes statements into the files of a catalog: what a source says now is written where it said something else before, and beside what
//! others say where it has not spoken yet. Nothing is ever taken out. Comments, order and everything that is not touched stay as they are.
//!
//! It knows documents and the catalog, and gives texts: which files there are, and writing them, is for [`crate::load`].
//!
//! ```
//! use verdict::diagnostic::Source;
//! use verdict::import::{Kind, import};
//! use verdict::reader::{self, File};
//!
//! let files = [
//!     ("catalog.toml", "name = 'bicycles'\nversion = '1'\nas_of = '2026-11-22'"),
//!     ("facts.toml", "[model.gears]\ntype = 'integer'\nlabel = 'Gears'\nmeaning = 'How many gears it has.'"),
//!     ("models/acme/roadster.toml", "[facts]\ngears = { value = 3, source = \"shop\" } # really?\n"),
//!     ("sources.toml", "[sources.shop]\nwhat = 'The shop'\n[sources.maker]\nwhat = 'The maker'"),
//! ];
//! let sources: Vec<_> = files.iter().map(|(path, text)| Source::new(*path, *text)).collect();
//! let roots: Vec<_> = sources.iter().map(|s| reader::toml(s).unwrap()).collect();
//! let files: Vec<File> = sources.iter().zip(&roots)
//!     .map(|(source, root)| File { path: &source.name, source, root })
//!     .collect();
//! let said = Source::new("said.jsonl", r#"{"subject": "model:acme/roadster", "fact": "gears", "value": 21, "source": "shop"}"#);
//! let taken = import(&files, &[said], false).unwrap();
//! assert_eq!(taken.files[0].text, "[facts]\ngears = { value = 21, source = \"shop\" } # really?\n");
//! assert_eq!(taken.changes[0].kind, Kind::Renewed);
//! ```
//!
//! # Why it is so
//!
//! **Why does an import change texts and not trees?**
//!
//! The files are written by people, with comments and an order that mean something, and a review reads what
//! changed. So single keys of the text are changed (`import::edit`, the one place that knows `toml_edit`), and
//! where nothing is to be said nothing is touched. What a statement means is judged by the catalog's own reader on
//! the user's line (`catalog::Judge`), so that what is written loads; and the whole catalog is read and checked
//! again before the first file is replaced. The review says which verdicts change and not why: each cause takes
//! many worlds in between, which `verdict diff` builds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{Origin, Vocabulary};
use crate::diagnostic::{Diagnostics, Source};
use crate::document::Node;
use crate::fact::FactId;
use crate::reader::File;
use crate::value::{Date, Value};

mod apply;
mod edit;
mod gather;
mod lines;
mod said;
mod spot;

use apply::{Apply, World};
use edit::{Step, Text};
use gather::{Work, gather};
pub use lines::Subject;
use said::{as_of, rank_in_statement, rank_in_table};

/// What comes of an import.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// The files that are new or have another text, by path.
    pub files: Vec<Edited>,
    /// What became of every statement, by file and subject.
    pub changes: Vec<Change>,
    /// What was not taken in, as its source knows no value: a price of zero.
    pub refused: Vec<Refused>,
    /// Models and offers that the catalog does not have, each with the number of statements about it.
    pub proposed: Vec<(Subject, usize)>,
    /// Sources that are new, or have another date.
    pub sources: Vec<Dated>,
}

/// A source that is new, or has another date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dated {
    /// Its id.
    pub id: Arc<str>,
    /// Whether it is new.
    pub new: bool,
    /// The date that it had.
    pub before: Option<Date>,
    /// The date that it has.
    pub now: Option<Date>,
}

/// A file that is new or has another text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edited {
    /// Its path within the catalog, with `/` between the parts.
    pub path: String,
    /// All of it.
    pub text: String,
}

/// What became of a statement.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// What it is about.
    pub subject: Subject,
    /// Its fact.
    pub fact: FactId,
    /// What became of it.
    pub kind: Kind,
    /// The value that its source gave before.
    pub old: Option<Value>,
    /// The value that its source gives now.
    pub new: Value,
    /// The id of its source.
    pub source: Arc<str>,
    /// The value that was decided by hand and stands against it, and why: so it cannot decide.
    pub held: Option<(Value, String)>,
}

/// A statement that was not taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct Refused {
    /// What it is about.
    pub subject: Subject,
    /// Its fact.
    pub fact: FactId,
    /// Its value.
    pub value: Value,
    /// The id of its source.
    pub source: Arc<str>,
}

/// What becomes of a statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Its source had not spoken of the fact: it stands beside what others say.
    Added,
    /// Its source said something else, or the same on another day.
    Renewed,
    /// It is there already.
    Unchanged,
}

/// Takes what is said in some texts into the files of a catalog. Models and offers that are not there are only written where `new` is set.
///
/// # Errors
/// All that is wrong with what is said; then nothing is taken in.
pub fn import(files: &[File<'_>], said: &[Arc<Source>], new: bool) -> Result<Import, Diagnostics> {
    let mut found = Diagnostics::new();
    let vocabulary = Vocabulary::read(files);
    let documents = lines::parse(said, &mut found);
    let lines = lines::read(&documents, &mut found);
    let work = gather(files, &vocabulary, &lines, &mut found);
    found.into_result(())?;
    let by_path: BTreeMap<&str, &File<'_>> = files.iter().map(|file| (file.path, file)).collect();
    let mut import = Import {
        refused: work.refused.clone(),
        sources: dated(vocabulary.sources(), &work.origins),
        ..Import::default()
    };
    let now = Vocabulary::precedence(work.origins.clone());
    let world = World {
        vocabulary: &vocabulary,
        old: vocabulary.judge(),
        new: vocabulary.judge_by(&now),
        moved: import.sources.iter().filter(|s| !s.new).map(|s| (Arc::clone(&s.id), s.before)).collect(),
    };
    let sources = sources(by_path.get("sources.toml").copied(), &work);
    import.files.extend(sources);
    let untouched = if world.moved.is_empty() { &[][..] } else { files };
    let untouched = untouched.iter().map(|f| f.path).filter(|path| !DECLARATIONS.contains(path));
    let paths: BTreeSet<&str> = work.files.keys().map(String::as_str).chain(untouched).collect();
    for path in paths {
        let file = by_path.get(path).copied();
        let Some(text) = Text::new(file.map_or("", |f| &f.source.text)) else { continue };
        let mut apply = Apply { world: &world, file, text, dated: BTreeSet::new(), changes: Vec::new() };
        for (subject, said) in work.files.get(path).into_iter().flatten() {
            if is_new(file, subject) {
                let count = said.facts.values().map(Vec::len).sum();
                import.proposed.push((subject.clone(), count));
                if !new {
                    continue;
                }
            }
            apply.subject(subject, said);
        }
        if let Some(file) = file {
            apply.keep_dates(file.root, &mut Vec::new());
        }
        import.changes.append(&mut apply.changes);
        let path = path.to_string();
        import.files.extend(apply.text.changed().map(|text| Edited { path, text }));
    }
    Ok(import)
}

/// What has no statements.
const DECLARATIONS: [&str; 3] = ["catalog.toml", "facts.toml", "sources.toml"];

/// Whether it is a model or an offer that is not there.
fn is_new(file: Option<&File<'_>>, subject: &Subject) -> bool {
    match subject {
        Subject::Model(_) => file.is_none(),
        Subject::Offer(_, id) => {
            let offers = file.and_then(|f| f.root.get("offer")?.list()).unwrap_or_default();
            !offers.iter().any(|offer| offer.get("id").and_then(Node::text) == Some(id))
        }
        _ => false,
    }
}

/// The sources that are new or have another date.
fn dated(old: &[Origin], new: &[Origin]) -> Vec<Dated> {
    let told = |origin: &Origin| {
        let known = old.iter().find(|o| o.id == origin.id);
        let (before, now) = (known.and_then(|o| o.as_of), origin.as_of);
        (known.is_none() || before != now).then(|| Dated {
            id: Arc::clone(&origin.id),
            new: known.is_none(),
            before,
            now,
        })
    };
    new.iter().filter_map(told).collect()
}

/// `sources.toml` with what is said of sources, if that changes it.
fn sources(file: Option<&File<'_>>, work: &Work) -> Option<Edited> {
    let mut text = Text::new(file.map_or("", |f| &f.source.text))?;
    for (id, keys) in &work.sources {
        let path = [Step::from("sources"), Step::from(id.as_str())];
        let there = file.and_then(|f| f.root.get("sources")?.get(id));
        text.ensure(&["sources", id]);
        for (key, value) in keys {
            if there.and_then(|t| gather::plain(t.get(key)?)).as_ref() != Some(value) {
                text.set(&path, key, value, &rank_of_source);
            }
        }
    }
    text.changed().map(|text| Edited { path: "sources.toml".to_string(), text })
}

/// The order of the keys of a source.
fn rank_of_source(key: &str) -> (usize, usize) {
    const KEYS: [&str; 12] =
        ["what", "kind", "family", "file", "url", "version", "as_of", "dated", "licence", "credit", "affirms", "note"];
    (0, KEYS.iter().position(|k| *k == key).unwrap_or(KEYS.len()))
}

impl Apply<'_> {
    /// Writes the date that a source had to every table that names it, has no date of its own, and was not looked at.
    fn keep_dates(&mut self, node: &Node<'_>, path: &mut Vec<Step>) {
        if let Some(source) = node.get("source").and_then(Node::text)
            && let Some(date) = self.world.moved.get(source)
            && node.get("as_of").is_none()
            && !self.dated.contains(path)
        {
            let rank = if node.get("value").is_some() { rank_in_statement } else { rank_in_table };
            self.text.set(path, "as_of", &as_of(*date), &rank);
        }
        let inner = node.table().unwrap_or_default().iter().map(|e| (Step::from(e.key.as_ref()), &e.value));
        let items = node.list().unwrap_or_default().iter().enumerate().map(|(at, item)| (Step::Index(at), item));
        for (step, inner) in inner.chain(items) {
            path.push(step);
            self.keep_dates(inner, path);
            path.pop();
        }
    }
}
