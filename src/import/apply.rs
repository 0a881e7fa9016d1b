//! Writes what is said into the text of one file: renewed where its source has spoken before, added beside the others where not.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{Judge, Statement, Vocabulary, Written, is_file};
use crate::diagnostic::Place;
use crate::document::Node;
use crate::fact::{FactId, Root, Schema};
use crate::reader::File;
use crate::value::{Date, Value};

use super::edit::{self, Row, Step, Text};
use super::gather::{Said, plain};
use super::lines::Subject;
use super::{Change, Kind};

/// What is needed besides the file.
pub(super) struct World<'w> {
    pub(super) vocabulary: &'w Vocabulary,
    /// With the sources as they were, and as they are now.
    pub(super) old: Judge<'w>,
    pub(super) new: Judge<'w>,
    /// The dates that sources had that have another now.
    pub(super) moved: BTreeMap<Arc<str>, Option<Date>>,
}

/// Where the facts of a subject stand.
struct Spot<'n> {
    path: Vec<Step>,
    root: Root,
    /// The table of the facts, where it is there.
    table: Option<&'n Node<'n>>,
    /// The tables that set sources and dates for it, the outermost first.
    around: Vec<&'n Node<'n>>,
    /// The table whose source and date hold for these facts alone.
    scope: Option<(Vec<Step>, &'n Node<'n>)>,
}

/// A file while it is changed.
pub(super) struct Apply<'a> {
    pub(super) world: &'a World<'a>,
    pub(super) file: Option<&'a File<'a>>,
    pub(super) path: &'a str,
    pub(super) text: Text,
    /// Tables whose date was looked at.
    pub(super) dated: BTreeSet<Vec<Step>>,
    pub(super) changes: Vec<Change>,
}

/// What becomes of a statement that is there.
#[derive(Clone, Copy)]
enum Fate<'s> {
    Kept,
    Same,
    Renewed(&'s Statement),
}

impl Fate<'_> {
    /// The date that the statement has afterwards.
    fn date(self, written: &Written) -> Option<Date> {
        if let Fate::Renewed(new) = self { new.as_of } else { written.statement.as_of }
    }
}

/// The source and the date that bare values have afterwards.
struct Default {
    source: String,
    date: Option<Date>,
}

impl<'a> Apply<'a> {
    /// Writes what is said of one subject.
    pub(super) fn subject(&mut self, subject: &Subject, said: &Said) {
        let spot = self.spot(subject);
        let (Some(file), Some(table)) = (self.file, spot.table) else { return self.create(subject, spot, said) };
        self.about(&spot.path, subject, said);
        let there = self.world.old.written(file, spot.root, table, &spot.around);
        let mut fates: Vec<Fate<'_>> = there.iter().map(|_| Fate::Kept).collect();
        let mut added: Vec<(FactId, Vec<&Statement>)> = Vec::new();
        for (fact, statements) in &said.facts {
            let first = self.changes.len();
            let beside = self.match_up(subject, *fact, statements, &there, &mut fates);
            let by_hand = there.iter().zip(&fates).filter(|(w, fate)| {
                w.fact == *fact && w.statement.decides().is_some() && !matches!(fate, Fate::Renewed(_))
            });
            self.hold(&by_hand.map(|(w, _)| &w.statement).collect::<Vec<_>>(), first);
            if !beside.is_empty() {
                added.push((*fact, beside));
            }
        }
        let spelled = |w: &Written| w.keys.is_none() && added.iter().any(|(fact, _)| *fact == w.fact);
        let relying = there.iter().zip(&fates).filter(|(w, _)| w.relies() && !spelled(w));
        let relying: Vec<Option<Date>> = relying.map(|(w, fate)| fate.date(w)).collect();
        let before = there.iter().find(|w| w.relies()).and_then(|w| w.statement.as_of);
        let default = self.default(&spot, before, &relying);
        for (written, fate) in there.iter().zip(&fates) {
            if spelled(written) {
                let statement = if let Fate::Renewed(new) = fate { new } else { &written.statement };
                let row = self.row(statement);
                self.text.replace(&spot.path, self.key(written.fact), edit::Written::One(row));
            } else if let Fate::Renewed(new) = fate {
                self.renew(&spot.path, written, new, default.as_ref());
            } else {
                self.keep(&spot.path, written);
            }
        }
        for (fact, statements) in added {
            if there.iter().any(|w| w.fact == fact) {
                let rows: Vec<Row> = statements.iter().map(|s| self.row(s)).collect();
                self.text.add(&spot.path, self.key(fact), &rows);
            } else {
                self.insert(&spot.path, fact, &statements, default.as_ref());
            }
        }
    }

    fn spot(&self, subject: &Subject) -> Spot<'a> {
        let root = self.file.map(|f| f.root);
        let get = |key: &str| root.and_then(|r| r.get(key));
        let around = root.into_iter();
        match subject {
            Subject::Offer(_, id) => {
                let mut offers = get("offer").and_then(Node::list).unwrap_or_default().iter();
                let at = offers.position(|o| o.get("id").and_then(Node::text) == Some(id));
                let table = at.and_then(|at| get("offer")?.list()?.get(at));
                let path = vec![Step::from("offer"), Step::Index(at.unwrap_or(usize::MAX))];
                let around = around.chain(table).collect();
                Spot { root: Root::Offer, table, around, scope: scope(path.clone(), table), path }
            }
            Subject::Entry(entry) => {
                let named = self.world.vocabulary.entry(entry);
                let own_root = named.map_or(Root::Model, |(fact, _)| fact.root);
                if is_file(self.path) && named.is_some_and(|(fact, _)| fact.inherits.as_deref() == Some(self.path)) {
                    let stem = self.path.strip_suffix(".toml").unwrap_or(self.path);
                    let value = named.map_or("", |(_, value)| value);
                    let table = get(stem).and_then(|t| t.get(value));
                    let path = vec![Step::from(stem), Step::from(value)];
                    let around = around.chain(table).collect();
                    return Spot { root: own_root, table, around, scope: scope(path.clone(), table), path };
                }
                let path = vec![Step::from("facts")];
                Spot {
                    root: own_root,
                    table: get("facts"),
                    around: around.collect(),
                    scope: scope(Vec::new(), root),
                    path,
                }
            }
            _ => {
                let path = vec![Step::from("facts")];
                Spot { root: Root::Model, table: get("facts"), around: around.collect(), scope: None, path }
            }
        }
    }

    /// Finds for each statement the one that it is now; returns those that are new.
    fn match_up<'s>(
        &mut self,
        subject: &Subject,
        fact: FactId,
        said: &'s [(Statement, Place)],
        there: &[Written],
        fates: &mut [Fate<'s>],
    ) -> Vec<&'s Statement> {
        let mut left = Vec::new();
        for new in once(&self.world.new, said) {
            let same = there.iter().zip(fates.iter_mut()).find(|(w, fate)| {
                matches!(fate, Fate::Kept) && w.fact == fact && self.same(w, new) && says_the_same(&w.statement, new)
            });
            if let Some((_, fate)) = same {
                *fate = Fate::Same;
                self.change(subject, fact, Kind::Unchanged, None, new);
            } else {
                left.push(new);
            }
        }
        left.retain(|new| {
            let older = there.iter().zip(fates.iter_mut()).find(|(w, fate)| {
                let alone = w.keys.is_some() || w.index.is_none();
                // What was decided by hand is pushed aside by nothing but another decision.
                let free = w.statement.decides().is_none() || new.decides().is_some();
                matches!(fate, Fate::Kept) && alone && free && w.fact == fact && self.same(w, new)
            });
            let Some((older, fate)) = older else {
                self.change(subject, fact, Kind::Added, None, new);
                return true;
            };
            *fate = Fate::Renewed(new);
            self.change(subject, fact, Kind::Renewed, Some(&older.statement), new);
            false
        });
        left
    }

    fn same(&self, written: &Written, new: &Statement) -> bool {
        self.world.new.same(&written.statement, new)
    }

    fn change(&mut self, subject: &Subject, fact: FactId, kind: Kind, old: Option<&Statement>, new: &Statement) {
        let old = old.map(|s| s.value.clone());
        let (subject, source) = (subject.clone(), Arc::clone(&new.source));
        self.changes.push(Change { subject, fact, kind, old, new: new.value.clone(), source, held: None });
    }

    /// Notes that what is said stands against what somebody decided by hand.
    fn hold(&mut self, by: &[&Statement], first: usize) {
        for change in self.changes.get_mut(first..).unwrap_or_default() {
            let by = by.iter().find(|s| change.kind != Kind::Unchanged && s.value != change.new);
            change.held = by.and_then(|s| Some((s.value.clone(), s.decides()?.to_string())));
        }
    }

    fn key(&self, fact: FactId) -> &'a str {
        let schema: &'a Schema = self.world.vocabulary.schema();
        schema.fact(fact).id.split_once('.').map_or("", |(_, name)| name)
    }

    /// Settles the date of bare values: where all that have it were renewed to one date it is that, else it stays as it was.
    fn default(&mut self, spot: &Spot<'_>, before: Option<Date>, relying: &[Option<Date>]) -> Option<Default> {
        let (path, table) = spot.scope.as_ref()?;
        let source = table.get("source").and_then(Node::text)?.to_string();
        let own = self.world.new.date_of(&source);
        let written = table.get("as_of").is_some();
        let unchanged = if written { before } else { own };
        let date = match relying {
            [] => unchanged,
            [first, others @ ..] if others.iter().all(|d| d == first) => *first,
            _ => before,
        };
        if !relying.is_empty() && date != unchanged {
            if date == own {
                self.text.remove(path, "as_of");
            } else {
                self.text.set(path, "as_of", &as_of(date), &rank_in_statement);
            }
        }
        self.dated.insert(path.clone());
        Some(Default { source, date })
    }

    /// Writes what a source says now in the place of what it said.
    fn renew(&mut self, table: &[Step], written: &Written, new: &Statement, default: Option<&Default>) {
        let (key, old) = (self.key(written.fact), &written.statement);
        let covered = default.is_some_and(|d| d.date == new.as_of);
        let path = path_of(table, key, written.index);
        self.dated.insert(path.clone());
        let Some(_) = &written.keys else {
            let plain =
                covered && (is_plain(new) || new.note == old.note && new.details.is_empty() && new.terms.is_none());
            let now = if plain { edit::Written::Bare(new.value.clone()) } else { edit::Written::One(self.row(new)) };
            if !plain || old.value != new.value {
                self.text.replace(table, key, now);
            }
            return;
        };
        if old.value != new.value {
            self.text.set(&path, "value", &new.value, &rank_in_statement);
        }
        for (detail, value) in &new.details {
            if !old.details.iter().any(|(k, v)| k == detail && alike(v, value)) {
                self.text.set(&path, detail, value, &rank_in_statement);
            }
        }
        for key in TERMS {
            match (term(old, key), term(new, key)) {
                (before, Some(now)) if before.as_ref() != Some(&now) => {
                    self.text.set(&path, key, &now, &rank_in_statement);
                }
                // It was said of another value.
                (Some(_), None) if OF_VALUE.contains(&key) && written.has(key) && old.value != new.value => {
                    self.text.remove(&path, key);
                }
                _ => {}
            }
        }
        let own = self.world.new.date_of(&new.source);
        if !written.has("source") && !covered {
            self.text.set(&path, "source", &Value::Text(Arc::clone(&new.source)), &rank_in_statement);
        }
        let said_elsewhere = if written.has("source") { new.as_of == own } else { covered || new.as_of == own };
        match (said_elsewhere, written.has("as_of")) {
            (true, true) => self.text.remove(&path, "as_of"),
            (false, _) if !written.has("as_of") || new.as_of != old.as_of => {
                self.text.set(&path, "as_of", &as_of(new.as_of), &rank_in_statement);
            }
            _ => {}
        }
    }

    /// Sees to it that a statement that is not renewed keeps its date where that was its source's, which has another now.
    fn keep(&mut self, table: &[Step], written: &Written) {
        if written.has("source") && !written.has("as_of") && self.world.moved.contains_key(&written.statement.source) {
            let path = path_of(table, self.key(written.fact), written.index);
            self.text.set(&path, "as_of", &as_of(written.statement.as_of), &rank_in_statement);
            self.dated.insert(path);
        }
    }

    /// A statement with its source, and its date where it is not the source's own.
    fn row(&self, statement: &Statement) -> Row {
        let said =
            |keys: &'static [&str]| keys.iter().filter_map(|key| Some(((*key).to_string(), term(statement, key)?)));
        let mut row: Row = vec![("value".to_string(), statement.value.clone())];
        row.extend(said(&["from", "until"]));
        row.extend(statement.details.iter().map(|(key, value)| (key.to_string(), value.clone())));
        row.push(("source".to_string(), Value::Text(Arc::clone(&statement.source))));
        if statement.as_of != self.world.new.date_of(&statement.source) {
            row.push(("as_of".to_string(), as_of(statement.as_of)));
        }
        row.extend(said(&["note", "doubtful", "decides", "odd"]));
        row
    }

    /// Writes a fact that was not there.
    fn insert(&mut self, table: &[Step], fact: FactId, statements: &[&Statement], default: Option<&Default>) {
        let bare = |s: &Statement| {
            let covered = default.is_some_and(|d| *d.source == *s.source && d.date == s.as_of);
            covered && is_plain(s)
        };
        let written = match statements {
            [one] if bare(one) => edit::Written::Bare(one.value.clone()),
            [one] => edit::Written::One(self.row(one)),
            several => edit::Written::Several(several.iter().map(|s| self.row(s)).collect()),
        };
        let (schema, root) = (self.world.vocabulary.schema(), self.world.vocabulary.schema().fact(fact).root);
        let rank = |key: &str| schema.find(&format!("{}.{key}", root.as_str())).map_or(0, |id| 1 + id.index());
        self.text.insert(table, self.key(fact), written, &rank);
    }

    /// Writes a model, an offer or an entry that was not there.
    fn create(&mut self, subject: &Subject, spot: Spot<'_>, said: &Said) {
        let facts: Vec<(FactId, Vec<&Statement>)> =
            said.facts.iter().map(|(fact, all)| (*fact, once(&self.world.new, all))).collect();
        for (fact, statements) in &facts {
            statements.iter().for_each(|new| self.change(subject, *fact, Kind::Added, None, new));
        }
        let (path, default) = if let Subject::Offer(_, id) = subject {
            let path = vec![Step::from("offer"), Step::Index(self.text.push("offer"))];
            let default = most_common(&facts);
            self.text.set(&path, "id", &Value::text(id), &|_| 0);
            if let Some(Default { source, date }) = &default {
                self.text.set(&path, "source", &Value::text(source), &|_| 0);
                if *date != self.world.new.date_of(source) {
                    self.text.set(&path, "as_of", &as_of(*date), &|_| 0);
                }
            }
            self.about(&path, subject, said);
            (path, default)
        } else {
            self.about(&spot.path, subject, said);
            let keys: Vec<&str> = spot.path.iter().filter_map(Step::key).collect();
            self.text.ensure(&keys);
            (spot.path, None)
        };
        for (fact, statements) in &facts {
            self.insert(&path, *fact, statements, default.as_ref());
        }
    }

    /// Writes the keys that are no facts: a name is written, other names are added to those that are there.
    fn about(&mut self, table: &[Step], subject: &Subject, said: &Said) {
        let of_offer = matches!(subject, Subject::Offer(..));
        for (keys, value) in &said.about {
            let [outer @ .., key] = keys.as_slice() else { continue };
            let outer: Vec<&str> = outer.iter().map(String::as_str).collect();
            let path = if of_offer { table.to_vec() } else { outer.iter().map(|key| Step::from(*key)).collect() };
            let whole = path.iter().cloned().chain([Step::from(key.as_str())]).collect::<Vec<_>>();
            let there =
                self.file.and_then(|f| whole.iter().try_fold(f.root, |node, step| step.of(node))).and_then(plain);
            if let (Value::Text(_), true) = (value, outer.is_empty()) {
                if there.as_ref() != Some(value) {
                    self.text.set(&path, key, value, &rank_in_statement);
                }
                continue;
            }
            let mut names = there.map(listed).unwrap_or_default();
            let before = names.len();
            for name in listed(value.clone()) {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            if names.len() > before {
                self.text.ensure(&outer);
                self.text.insert(&path, key, edit::Written::Names(names, outer.is_empty()), &|_| 0);
            }
        }
    }
}

fn listed(value: Value) -> Vec<Value> {
    if let Value::List(items) = value { items } else { vec![value] }
}

/// A table, where it names a source: that and its date hold for what is in it.
fn scope<'n>(path: Vec<Step>, table: Option<&'n Node<'n>>) -> Option<(Vec<Step>, &'n Node<'n>)> {
    table.filter(|t| t.get("source").is_some()).map(|t| (path, t))
}

/// What is said, without what another statement says as well.
fn once<'s>(judge: &Judge<'_>, said: &'s [(Statement, Place)]) -> Vec<&'s Statement> {
    let says = |a: &Statement, b: &Statement| judge.same(a, b) && says_the_same(a, b);
    let all = said.iter().map(|(statement, _)| statement).enumerate();
    let needed = |(at, new): &(usize, &Statement)| {
        !said.iter().enumerate().any(|(i, (other, _))| i != *at && says(other, new) && (i < *at || !says(new, other)))
    };
    all.filter(needed).map(|(_, statement)| statement).collect()
}

/// The source and date of most facts of an offer.
fn most_common(facts: &[(FactId, Vec<&Statement>)]) -> Option<Default> {
    let mut counts: Vec<(&Statement, usize)> = Vec::new();
    for (_, statements) in facts {
        let [one] = statements.as_slice() else { continue };
        match counts.iter_mut().find(|(s, _)| s.source == one.source && s.as_of == one.as_of) {
            Some((_, count)) => *count += 1,
            None => counts.push((one, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let (first, _) = counts.iter().find(|(_, count)| *count == most)?;
    Some(Default { source: first.source.to_string(), date: first.as_of })
}

/// What a statement says beside its value, by the key.
fn term(statement: &Statement, key: &str) -> Option<Value> {
    let text = |text: Option<&str>| text.map(Value::text);
    match key {
        "from" => statement.from().map(Value::Date),
        "until" => statement.until().map(Value::Date),
        "note" => text(statement.note.as_deref()),
        "doubtful" => text(statement.doubtful()),
        "decides" => text(statement.decides()),
        "odd" => text(statement.odd()),
        _ => None,
    }
}

/// What can be said anew of a statement that is there.
const TERMS: [&str; 5] = ["until", "note", "doubtful", "decides", "odd"];

/// What goes with the value: where another one is said without it, it is gone.
const OF_VALUE: [&str; 3] = ["until", "note", "doubtful"];

/// Whether it says nothing but a value.
fn is_plain(statement: &Statement) -> bool {
    statement.note.is_none() && statement.details.is_empty() && statement.terms.is_none()
}

/// Whether the second statement says nothing that the first does not.
fn says_the_same(old: &Statement, new: &Statement) -> bool {
    let detail = |(key, value): &(Arc<str>, Value)| old.details.iter().any(|(k, v)| k == key && alike(v, value));
    let says = |key: &&str| term(new, key).is_none_or(|said| term(old, key) == Some(said));
    old.value == new.value && old.as_of == new.as_of && TERMS.iter().all(says) && new.details.iter().all(detail)
}

/// Whether two values are the same, however their numbers are written.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| alike(a, b)),
        _ => a == b || a.as_number().is_some() && a.as_number() == b.as_number(),
    }
}

fn path_of(table: &[Step], key: &str, index: Option<usize>) -> Vec<Step> {
    table.iter().cloned().chain([Step::from(key)]).chain(index.map(Step::Index)).collect()
}

/// A date as files write it.
pub(super) fn as_of(date: Option<Date>) -> Value {
    date.map_or_else(|| Value::text("undated"), |date| Value::Text(date.to_string().into()))
}

/// The order of the keys of a statement or an offer; details, which a catalog names, come before the source.
pub(super) fn rank_in_statement(key: &str) -> usize {
    const DETAIL: usize = 5;
    const KEYS: [&str; 12] =
        ["id", "name", "value", "from", "until", "", "source", "as_of", "note", "doubtful", "decides", "odd"];
    KEYS.iter().position(|k| *k == key).unwrap_or(DETAIL)
}
