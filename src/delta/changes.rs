//! What lies between two worlds, change by change, and the worlds in between.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::diagnostic::Diagnostics;
use crate::document::Node;
use crate::graph::DecisionGraph;
use crate::reader::File;
use crate::rulebook::Rulebook;

use super::World;
use super::kinds::{self, About, Kind};
use super::tree::{Edit, Part, blend, same};

/// What happened to something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// It was not there before.
    New,
    /// It is not there any more.
    Gone,
    /// It says something else.
    Changed,
    /// A file has another path, and says the same.
    Renamed,
    /// The same things stand in another order.
    Reordered,
}

/// One of the two sides of a change.
#[derive(Debug, Clone)]
pub struct Side<'a> {
    /// The file.
    pub file: File<'a>,
    /// The value, and where it stands.
    pub part: Part<'a>,
}

/// Something that people would call one change: another value of a fact, a new offer, a rule that is gone.
#[derive(Debug, Clone)]
pub struct Change<'a> {
    /// Whether it is in the catalog; else it is in the rulebook.
    pub catalog: bool,
    /// What happened.
    pub what: What,
    /// What it was; `None` if it was not there.
    pub old: Option<Side<'a>>,
    /// What it is; `None` if it is gone.
    pub new: Option<Side<'a>>,
    kind: &'static Kind,
    path: Vec<String>,
}

impl<'a> Change<'a> {
    fn of_file(catalog: bool, kind: &'static Kind, what: What, old: Option<File<'a>>, new: Option<File<'a>>) -> Self {
        let side = |file: File<'a>| Side { file, part: Part { node: file.root, at: 0..0 } };
        Self { catalog, what, old: old.map(side), new: new.map(side), kind, path: Vec::new() }
    }

    /// What it is now, or what it was if it is gone.
    #[must_use]
    pub fn side(&self) -> Option<&Side<'a>> {
        self.new.as_ref().or(self.old.as_ref())
    }

    /// What it is about, by what it is called now.
    #[must_use]
    pub fn about(&self) -> About<'_> {
        self.about_of(self.side())
    }

    /// What it is about, by what it was called before.
    #[must_use]
    pub fn about_before(&self) -> About<'_> {
        self.about_of(self.old.as_ref().or(self.new.as_ref()))
    }

    fn about_of(&self, side: Option<&Side<'a>>) -> About<'_> {
        self.kind.about(side.map_or("", |side| side.file.path), &self.path)
    }

    /// Whether it only says that there is something now, or no more: nothing changes by that until something names it.
    pub(super) fn declares(&self, what: What) -> bool {
        self.kind.declares && self.what == what
    }
}

/// Everything that lies between two worlds.
#[derive(Debug)]
pub struct Changes<'a> {
    all: Vec<Change<'a>>,
    catalog: Vec<Item<'a>>,
    rules: Vec<Item<'a>>,
}

/// A file of one of the worlds, or of both.
#[derive(Debug)]
enum Item<'a> {
    /// Nothing in it differs.
    Same(File<'a>),
    /// It is there if the change is made.
    New(File<'a>, usize),
    /// It is there unless the change is made.
    Gone(File<'a>, usize),
    /// The changes that its parts belong to, in the order in which [`blend`] meets them.
    Both(File<'a>, File<'a>, &'static Kind, Vec<usize>),
}

impl<'a> Changes<'a> {
    /// The changes that make `new` of `old`.
    #[must_use]
    pub fn between(old: &World<'a>, new: &World<'a>) -> Self {
        let mut all = Vec::new();
        let catalog = items(&old.catalog, &new.catalog, true, &mut all);
        let rules = items(&old.rules, &new.rules, false, &mut all);
        Self { all, catalog, rules }
    }

    /// All of them: those of the catalog first, then in the order of the files and of what stands in them.
    #[must_use]
    pub fn as_slice(&self) -> &[Change<'a>] {
        &self.all
    }

    /// The old world with some of the changes, by their places.
    ///
    /// Who asks (`population.toml`) is left out of it: no verdict depends on that.
    ///
    /// # Errors
    /// The changes do not stand without others: a rule names a fact that is not declared, say.
    pub fn apply(&self, chosen: &BTreeSet<usize>) -> Result<DecisionGraph, Diagnostics> {
        let blended = |items: &[Item<'a>]| items.iter().filter_map(|item| item.blended(chosen)).collect::<Vec<_>>();
        let (catalog, mut rules) = (blended(&self.catalog), blended(&self.rules));
        rules.retain(|(file, _)| file.path != POPULATION);
        let (catalog, found) = Catalog::parse(&views(&catalog));
        let catalog = found.into_result(catalog)?;
        DecisionGraph::compile(Rulebook::parse(&views(&rules))?, catalog)
    }
}

/// The one file of a rulebook on which no verdict depends.
const POPULATION: &str = "population.toml";

/// A file, and what it says where that is of neither world.
type Blended<'a> = (File<'a>, Option<Node<'a>>);

fn views<'v>(files: &'v [Blended<'_>]) -> Vec<File<'v>> {
    let view = |(file, root): &'v Blended<'_>| File {
        path: file.path,
        source: file.source,
        root: root.as_ref().unwrap_or(file.root),
    };
    let mut views: Vec<File<'v>> = files.iter().map(view).collect();
    views.sort_by_key(|file| file.path);
    views
}

impl<'a> Item<'a> {
    /// The file as it is with some of the changes; `None` if it is not there.
    fn blended(&self, chosen: &BTreeSet<usize>) -> Option<Blended<'a>> {
        match self {
            Self::Same(file) => Some((*file, None)),
            Self::New(file, change) => chosen.contains(change).then_some((*file, None)),
            Self::Gone(file, change) => (!chosen.contains(change)).then_some((*file, None)),
            Self::Both(old, new, kind, changes) => {
                if changes.iter().all(|change| !chosen.contains(change)) {
                    return Some((*old, None));
                }
                let mut next = changes.iter();
                let mut take = |_: Edit<'a>| next.next().is_some_and(|change| chosen.contains(change));
                Some((*new, Some(blend(old.root, new.root, &kind.shape, &mut take))))
            }
        }
    }
}

/// The files of two folders side by side; what differs is added to `all`.
fn items<'a>(old: &[File<'a>], new: &[File<'a>], catalog: bool, all: &mut Vec<Change<'a>>) -> Vec<Item<'a>> {
    let by_path = |files: &[File<'a>]| files.iter().map(|f| (f.path, *f)).collect::<BTreeMap<&'a str, File<'a>>>();
    let (olds, news) = (by_path(old), by_path(new));
    let kind_of = if catalog { kinds::of_catalog } else { kinds::of_rules };
    let moved = moved(&olds, &news, kind_of);
    let left: BTreeSet<&str> = moved.values().map(|old| old.path).collect();
    let (mut both, mut items) = (Vec::new(), Vec::new());
    let paths: BTreeSet<&str> = olds.keys().chain(news.keys()).copied().collect();
    // What is taken apart comes last: its parts may belong to changes of whole files.
    for path in paths {
        let kind = kind_of(path);
        let place = all.len();
        match (olds.get(path), news.get(path)) {
            (Some(old), Some(new)) if same(old.root, new.root) && !kind.shape.ordered => items.push(Item::Same(*new)),
            (Some(old), Some(new)) => both.push((*old, *new, kind)),
            (None, Some(new)) => {
                let old = moved.get(path).copied();
                items.extend(old.map(|old| Item::Gone(old, place)));
                items.push(Item::New(*new, place));
                let what = if old.is_some() { What::Renamed } else { What::New };
                all.push(Change::of_file(catalog, kind, what, old, Some(*new)));
            }
            (Some(_), None) if left.contains(path) => {}
            (Some(old), None) => {
                items.push(Item::Gone(*old, place));
                all.push(Change::of_file(catalog, kind, What::Gone, Some(*old), None));
            }
            (None, None) => {}
        }
    }
    for (old, new, kind) in both {
        let changes = parts(old, new, kind, catalog, all);
        items.push(if changes.is_empty() { Item::Same(new) } else { Item::Both(old, new, kind, changes) });
    }
    items
}

/// Adds the changes within a file to `all`; which change each part belongs to, in the order in which they are met.
fn parts<'a>(
    old: File<'a>,
    new: File<'a>,
    kind: &'static Kind,
    catalog: bool,
    all: &mut Vec<Change<'a>>,
) -> Vec<usize> {
    let mut changes = Vec::new();
    let mut note = |edit: Edit<'a>| {
        if let Some(file) = listed(kind, &edit, all) {
            changes.push(file);
            return false;
        }
        let what = match (&edit.old, &edit.new) {
            (None, None) => What::Reordered,
            (None, Some(_)) => What::New,
            (Some(_), None) => What::Gone,
            (Some(_), Some(_)) => What::Changed,
        };
        let nowhere = |file: File<'a>| Part { node: file.root, at: 0..0 };
        let side = |file: File<'a>, part: Option<Part<'a>>| {
            let part = if what == What::Reordered { Some(nowhere(file)) } else { part };
            part.map(|part| Side { file, part })
        };
        let (old, new) = (side(old, edit.old), side(new, edit.new));
        changes.push(all.len());
        all.push(Change { catalog, what, old, new, kind, path: edit.path });
        false
    };
    let _ = blend(old.root, new.root, &kind.shape, &mut note);
    changes
}

/// The change of a file that a word in a list goes with: a question comes and goes with its place in the order.
fn listed(kind: &'static Kind, edit: &Edit<'_>, all: &[Change<'_>]) -> Option<usize> {
    let [folder, word] = edit.path.as_slice() else { return None };
    kind.shape.parts.iter().find(|part| part.strip_suffix("@/*") == Some(folder))?;
    let path = format!("{folder}/{word}.toml");
    all.iter().position(|change| {
        let has = |side: &Option<Side<'_>>| side.as_ref().is_some_and(|side| side.file.path == path);
        matches!(change.what, What::New | What::Gone | What::Renamed) && (has(&change.old) || has(&change.new))
    })
}

/// The files that are there under another path, by what they are called now.
fn moved<'a>(
    olds: &BTreeMap<&'a str, File<'a>>,
    news: &BTreeMap<&'a str, File<'a>>,
    kind_of: fn(&str) -> &'static Kind,
) -> BTreeMap<&'a str, File<'a>> {
    let only = |a: &BTreeMap<&'a str, File<'a>>, b: &BTreeMap<&'a str, File<'a>>| -> Vec<File<'a>> {
        a.values().filter(|file| !b.contains_key(file.path)).copied().collect()
    };
    let mut gone = only(olds, news);
    let mut moved = BTreeMap::new();
    for new in only(news, olds) {
        // An empty file says nothing by which it could be known again.
        let is_it = |old: &File<'a>| {
            let says = new.root.table().is_some_and(|entries| !entries.is_empty());
            says && std::ptr::eq(kind_of(old.path), kind_of(new.path)) && same(old.root, new.root)
        };
        if let Some(at) = gone.iter().position(is_it) {
            moved.insert(new.path, gone.remove(at));
        }
    }
    moved
}
