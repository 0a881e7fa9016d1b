//! Holds what is said against the catalog's declarations, and sorts it by the file in which it belongs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::catalog::{Judge, Origin, Statement, Vocabulary, is_file};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::{Entry, Node, Tree};
use crate::fact::{Fact, FactId, Root};
use crate::reader::{File, Reader, quote};
use crate::value::Value;

use super::Refused;
use super::lines::{Line, Subject};

/// What is said of one model, offer or entry.
#[derive(Debug, Default)]
pub(super) struct Said {
    /// By fact, in the order of `facts.toml`.
    pub(super) facts: BTreeMap<FactId, Vec<(Statement, Place)>>,
    /// What it is called, and where: keys that are no facts. A list adds to what is there.
    pub(super) about: Vec<(Vec<String>, Value)>,
}

/// What is to be done to the files, by path and subject.
#[derive(Debug, Default)]
pub(super) struct Work {
    pub(super) files: BTreeMap<String, BTreeMap<Subject, Said>>,
    /// What is not taken in, as its source knows no value.
    pub(super) refused: Vec<Refused>,
    /// The keys of sources.
    pub(super) sources: Vec<(String, Vec<(String, Value)>)>,
    /// The sources as they are afterwards, sorted by id.
    pub(super) origins: Vec<Origin>,
}

/// Sorts what is said by file; what is wrong with it is reported.
pub(super) fn gather(files: &[File<'_>], vocabulary: &Vocabulary, lines: &[Line<'_>], found: &mut Diagnostics) -> Work {
    let mut work = Work { origins: vocabulary.sources().to_vec(), ..Work::default() };
    for line in lines {
        if let Subject::Source(id) = &line.subject {
            source(files, vocabulary, id, line, &mut work, found);
        }
    }
    let sources = Vocabulary::precedence(work.origins.clone());
    let judge = vocabulary.judge_by(&sources);
    let entries: BTreeSet<&str> = lines.iter().filter_map(|line| entry_of(&line.subject)).collect();
    let gather = Gather { files: files.iter().map(|f| (f.path, f)).collect(), vocabulary, judge, entries };
    for line in lines.iter().filter(|line| !matches!(line.subject, Subject::Source(_))) {
        if gather.line(line, &mut work, found).is_none() && found.is_full() {
            break;
        }
    }
    work
}

fn entry_of(subject: &Subject) -> Option<&str> {
    if let Subject::Entry(path) = subject { Some(path) } else { None }
}

struct Gather<'g> {
    files: BTreeMap<&'g str, &'g File<'g>>,
    vocabulary: &'g Vocabulary,
    judge: Judge<'g>,
    /// The entries that are said something of.
    entries: BTreeSet<&'g str>,
}

impl Gather<'_> {
    fn line(&self, line: &Line<'_>, work: &mut Work, found: &mut Diagnostics) -> Option<()> {
        let reader = Reader::new(line.source, found);
        let (root, path) = match &line.subject {
            Subject::Model(id) => (Root::Model, format!("models/{id}.toml")),
            Subject::Offer(model, _) => (Root::Offer, format!("models/{model}.toml")),
            Subject::Entry(entry) => self.entry(&reader, entry, line)?,
            Subject::Source(_) => return None,
        };
        let Some((name, span)) = &line.fact else {
            let about = about(&reader, line, !path.contains('/'))?;
            work.files.entry(path).or_default().entry(line.subject.clone()).or_default().about.extend(about);
            return Some(());
        };
        let fact = self.judge.fact(&reader, root, name, span.clone());
        // A statement is judged even where its fact is not known: as far as possible.
        let statement = self.judge.statement(&reader, fact?, &line.rest)?;
        self.named(&reader, self.vocabulary.schema().fact(fact?), &statement, line)?;
        if self.judge.is_blank(fact?, &statement.value) {
            let Statement { value, source, .. } = statement;
            work.refused.push(Refused { subject: line.subject.clone(), fact: fact?, value, source });
            return Some(());
        }
        let said = work.files.entry(path).or_default().entry(line.subject.clone()).or_default();
        said.facts.entry(fact?).or_default().push((statement, reader.head(line.node)));
        Some(())
    }

    /// The root of the facts of an entry, and its file.
    fn entry(&self, reader: &Reader<'_>, entry: &str, line: &Line<'_>) -> Option<(Root, String)> {
        let Some((fact, _)) = self.vocabulary.entry(entry) else {
            let message = format!("no fact inherits from `{}`", quote(entry));
            let all = self.vocabulary.schema().iter().filter_map(|(_, f)| f.inherits.as_deref());
            let all: Vec<&str> = all.map(|from| from.strip_suffix(".toml").unwrap_or(from)).collect();
            let mut wrong = Diagnostic::error(Code::UnknownValue, message)
                .at(reader.place(line.at.clone()), "nothing that is shared");
            wrong.help = suggest(entry.split('/').next().unwrap_or_default(), all);
            reader.push(wrong);
            return None;
        };
        let from = fact.inherits.as_deref().unwrap_or_default();
        Some((fact.root, if is_file(from) { from.to_string() } else { format!("{entry}.toml") }))
    }

    /// A value that names an entry which is neither there nor said anything of would make the catalog unreadable.
    fn named(&self, reader: &Reader<'_>, fact: &Fact, statement: &Statement, line: &Line<'_>) -> Option<()> {
        let (Some(from), Some(value)) = (&fact.inherits, statement.value.as_text()) else { return Some(()) };
        let stem = from.strip_suffix(".toml").unwrap_or(from);
        let there = if is_file(from) {
            let table = self.files.get(from.as_str()).and_then(|f| f.root.get(stem));
            table.is_some_and(|t| t.get(value).is_some())
        } else {
            self.files.contains_key(format!("{from}/{value}.toml").as_str())
        };
        if there || self.entries.contains(format!("{stem}/{value}").as_str()) {
            return Some(());
        }
        let node = line.rest.get("value").unwrap_or(line.node);
        reader.push(
            Diagnostic::error(Code::UnknownValue, format!("`{from}` has no entry `{}`", quote(value)))
                .at(reader.at(node), format!("`{}` inherits from the entry of its value", fact.id))
                .help(format!("add `{{\"subject\": \"entry:{stem}/{value}\"}}`, or correct the value")),
        );
        None
    }
}

/// Keys of a subject that are no facts.
fn about(reader: &Reader<'_>, line: &Line<'_>, in_file: bool) -> Option<Vec<(Vec<String>, Value)>> {
    let allowed: &[&str] = match line.subject {
        Subject::Model(_) => &["aliases", "join"],
        Subject::Offer(..) => &["note"],
        Subject::Entry(_) if in_file => &[],
        _ => &["name"],
    };
    let mut about = Vec::new();
    for entry in line.rest.table().unwrap_or_default() {
        let key = entry.key.to_string();
        match key.as_str() {
            _ if !allowed.contains(&key.as_str()) => {
                let keys = allowed.iter().copied().chain(["fact"]);
                reader.unknown_key(entry, "what is said without a fact", keys.collect::<Vec<_>>());
            }
            "aliases" => about.push((vec![key], texts(reader, &entry.value)?)),
            "join" => {
                for name in reader.table(&entry.value, "`join`")?.entries() {
                    let named = if name.value.list().is_some() {
                        texts(reader, &name.value)?
                    } else {
                        Value::text(reader.text(&name.value)?)
                    };
                    about.push((vec![key.clone(), name.key.to_string()], named));
                }
            }
            _ => about.push((vec![key], Value::text(reader.text(&entry.value)?))),
        }
    }
    Some(about)
}

fn texts(reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
    Some(Value::List(reader.texts(node)?.into_iter().map(|(text, _)| Value::text(text)).collect()))
}

/// Reads what is said of a source, on top of what `sources.toml` says of it.
fn source(
    files: &[File<'_>],
    vocabulary: &Vocabulary,
    id: &str,
    line: &Line<'_>,
    work: &mut Work,
    found: &mut Diagnostics,
) -> Option<()> {
    if let Some((_, span)) = &line.fact {
        let wrong = Diagnostic::error(Code::UnknownKey, "a source has no facts");
        let place = Place::new(line.source, span.clone());
        found.push(wrong.at(place, "leave it out").help("its keys stand beside `subject`: `what`, `as_of`, `licence`"));
        return None;
    }
    let said = line.rest.table().unwrap_or_default();
    let file = files.iter().find(|f| f.path == "sources.toml");
    let there = file.and_then(|f| f.root.get("sources")?.get(id)?.table()).unwrap_or_default();
    let earlier = work.sources.iter().filter(|(of, _)| of == id).flat_map(|(_, keys)| keys);
    let earlier: BTreeSet<&str> = earlier.map(|(key, _)| key.as_str()).collect();
    let mut keys: Vec<Entry<'_>> = there.iter().filter(|e| !said.iter().any(|s| s.key == e.key)).cloned().collect();
    keys.extend(said.iter().cloned());
    if keys.iter().all(|entry| entry.key != "what") && earlier.contains("what") {
        keys.push(Entry::new(line.at.clone(), "what".into(), Node::new(line.at.clone(), text("said before"))));
    }
    let errors = found.as_slice().len();
    let node = Node::new(line.node.span(), Tree::Table(keys));
    let origin = vocabulary.origin(line.source, Entry::new(line.at.clone(), id.to_string().into(), node), found)?;
    if found.as_slice().len() > errors {
        return None;
    }
    match work.origins.binary_search_by(|o| o.id.as_ref().cmp(id)) {
        Ok(at) => work.origins.splice(at..=at, [origin]).for_each(drop),
        Err(at) => work.origins.insert(at, origin),
    }
    let keys = said.iter().filter_map(|entry| Some((entry.key.to_string(), plain(&entry.value)?))).collect();
    work.sources.push((id.to_string(), keys));
    Some(())
}

fn text(text: &str) -> Tree<'_> {
    Tree::Text { text: text.into(), inner: None }
}

/// A value as it stands.
pub(super) fn plain(node: &Node<'_>) -> Option<Value> {
    Some(match &node.tree {
        Tree::Bool(b) => Value::Bool(*b),
        Tree::Integer(i) => Value::Integer(*i),
        Tree::Number(n) => Value::Number(*n),
        Tree::Text { text, .. } | Tree::Date(text) => Value::Text(Arc::from(text.as_ref())),
        Tree::List(items) => Value::List(items.iter().map(plain).collect::<Option<_>>()?),
        Tree::Null | Tree::Table(_) => return None,
    })
}
