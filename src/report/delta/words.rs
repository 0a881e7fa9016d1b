//! What changes are called by people, and what values were and are.

use crate::catalog::{Catalog, read_value};
use crate::delta::{self, About, Side, What};
use crate::diagnostic::{Diagnostics, Place};
use crate::document::{Node, Tree};
use crate::fact::{Fact, Root};
use crate::graph::DecisionGraph;
use crate::reader::Reader;
use crate::report::words::lower;
use crate::value::{Type, Value};

use super::{Cases, Change, Counts, KeyChange};

/// The file whose facts are those of offers, though none has them for itself.
const EXCEPTIONS: &str = "exceptions.toml";

/// Names of things, from the old world and the new one.
pub(super) struct Words<'g> {
    pub(super) graphs: [&'g DecisionGraph; 2],
}

impl Words<'_> {
    /// The name of a model, in one of the worlds or the other.
    pub(super) fn name(&self, side: usize, id: &str) -> String {
        let mut graphs = self.graphs;
        graphs.rotate_left(side);
        let name = |graph: &&DecisionGraph| {
            let model = graph.catalog().models().iter().find(|m| m.id.as_ref() == id)?;
            Some(model.name().to_string())
        };
        graphs.iter().find_map(name).unwrap_or_else(|| id.to_string())
    }

    pub(super) fn change(&self, change: &delta::Change<'_>) -> Change {
        let about = change.about();
        let fact = self.fact(change);
        let side = change.side();
        let (old, new) = (change.old.as_ref(), change.new.as_ref());
        let is_table = |side: &&Side<'_>| side.part.node.table().is_some();
        let changed = change.what == What::Changed;
        let tables = changed && fact.is_none() && old.iter().chain(&new).all(is_table);
        // What is told in a line: a value, and not a whole offer that is new.
        let tells = |side: &&Side<'_>| fact.is_some() || if changed { !tables } else { !is_table(side) };
        let text = |graph: &DecisionGraph, side: Option<&Side<'_>>| {
            let side = side.filter(|side| change.what != What::Reordered && tells(side))?;
            let decides = fact.and_then(|fact| decides(graph.catalog(), side.file.path, &about, fact));
            Some(decides.unwrap_or_else(|| value(side, fact)))
        };
        let [before, now] = self.graphs;
        let (old_text, new_text) = (text(before, old), text(now, new));
        Change {
            kind: about.noun.to_string(),
            subject: about.id.clone(),
            key: about.keys.join("."),
            what: super::what(change.what).to_string(),
            label: self.label(change, fact),
            same_value: fact.is_some() && change.what == What::Changed && old_text == new_text,
            old: old_text,
            new: new_text,
            keys: if tables { keys(old, new) } else { Vec::new() },
            file: side.map(|s| s.file.source.name.clone()).unwrap_or_default(),
            line: side.and_then(line),
        }
    }

    /// The fact of models or offers that a change is about.
    fn fact(&self, change: &delta::Change<'_>) -> Option<&Fact> {
        let about = change.about();
        let path = change.side()?.file.path;
        let of_model = path.starts_with("models/");
        let schemas = || [1, 0].into_iter().filter_map(|side| Some(self.graphs.get(side)?.catalog().schema()));
        let name = match about.keys {
            [table, fact] if table == "facts" => fact,
            [table, _, fact] if of_model && table == "offer" => fact,
            [fact] if !of_model && change.catalog => fact,
            _ => return None,
        };
        schemas().find_map(|schema| {
            let entries = |fact: &Fact| {
                fact.inherits.as_deref().is_some_and(|from| path == from || path.starts_with(&format!("{from}/")))
            };
            let root = if path == EXCEPTIONS {
                Root::Offer
            } else if of_model {
                if about.keys.len() == 3 { Root::Offer } else { Root::Model }
            } else {
                schema.iter().find(|(_, fact)| entries(fact))?.1.root
            };
            schema.find(&format!("{}.{name}", root.as_str())).map(|id| schema.fact(id))
        })
    }

    /// What a change is called.
    fn label(&self, change: &delta::Change<'_>, fact: Option<&Fact>) -> String {
        let about = change.about();
        let path = change.side().map_or("", |side| side.file.path);
        let is_model = change.catalog && path.starts_with("models/");
        let whole = if is_model {
            self.name(1, &about.id)
        } else {
            [about.noun.as_ref(), about.id.as_str()].join(" ").trim_end().to_string()
        };
        if change.what == What::Renamed {
            let before = change.about_before().id;
            let now = if before == about.id { format!("at {path}") } else { format!("called {}", about.id) };
            return format!("{} {before} is {now} now", about.noun);
        }
        match (about.keys, fact) {
            ([], _) if is_model => format!("model {whole}"),
            ([], _) => whole,
            ([table, offer], _) if is_model && table == "offer" => format!("offer {offer} of {whole}"),
            ([_, offer, _], Some(fact)) if is_model => format!("{} of {whole} via {offer}", lower(&fact.label)),
            (_, Some(fact)) => format!("{} of {whole}", lower(&fact.label)),
            (keys, None) if change.what == What::Reordered => format!("order of {} in {whole}", keys.join(".")),
            (keys, None) => format!("{} of {whole}", keys.join(".")),
        }
    }
}

/// It all in a sentence or two.
pub(super) fn summary(counts: &Counts, cases: &Cases, changes: usize) -> String {
    let things = |n: usize, one: &str| format!("{n} {one}{}", if n == 1 { "" } else { "s" });
    let between = things(changes, "change");
    let of = match cases.kind.as_str() {
        "people" => format!("{} of people who were drawn", things(cases.count, "verdict")),
        _ => things(cases.count, "verdict"),
    };
    let refused = match counts.refused {
        0 => String::new(),
        n => format!(" {} in neither version.", has_no(n)),
    };
    if counts.changed == 0 {
        return match changes {
            0 => format!("Nothing changed.{refused}"),
            _ => format!("None of {of} changed, by {between}.{refused}"),
        };
    }
    let parts = [
        (counts.first, "another winner"),
        (counts.answer, "a verdict only before or only now"),
        (counts.top, "another top three"),
        (counts.eligible, "other models that are eligible"),
    ];
    let parts: Vec<String> = parts.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{n} with {what}")).collect();
    format!("{} of {of} changed, by {between}: {}.{refused}", counts.changed, crate::report::words::list(&parts))
}

fn has_no(cases: usize) -> String {
    format!("{cases} {} a verdict", if cases == 1 { "has" } else { "have" })
}

/// What the statement of a fact says that decides in a world, for people.
fn decides(catalog: &Catalog, path: &str, about: &About<'_>, fact: &Fact) -> Option<String> {
    let id = catalog.schema().find(&fact.id)?;
    let model = path.strip_prefix("models/").and_then(|path| path.strip_suffix(".toml"));
    let facts = if let Some(model) = model {
        let model = catalog.models().iter().find(|m| *m.id == *model)?;
        match about.keys {
            [_, offer, _] => &model.offers.iter().find(|o| *o.id == **offer)?.facts,
            _ => &model.facts,
        }
    } else {
        let of_file = |fact: &Fact| fact.inherits.as_deref().is_some_and(|from| path.starts_with(from));
        let inheriting = catalog.schema().iter().filter(|(_, fact)| of_file(fact));
        &inheriting.filter_map(|(of, _)| catalog.entry(of, &about.id)).next()?.facts
    };
    let unit = fact.unit.as_deref().filter(|_| fact.ty != Type::Text);
    Some(facts.get(id).first()?.value.display(unit))
}

/// What a value is, for people; of a fact that of its first statement.
fn value(side: &Side<'_>, fact: Option<&Fact>) -> String {
    let node = side.part.node;
    let Some(fact) = fact else { return plain(node) };
    let first = node.list().and_then(<[_]>::first).filter(|first| first.table().is_some()).unwrap_or(node);
    let stated = first.get("value").unwrap_or(first);
    let mut found = Diagnostics::new();
    let value = read_value(&Reader::new(side.file.source, &mut found), &fact.ty, stated);
    let unit = fact.unit.as_deref().filter(|_| fact.ty != Type::Text);
    value.map_or_else(|| plain(stated), |value| value.display(unit))
}

/// A value as its file has it, nearly.
fn plain(node: &Node<'_>) -> String {
    match &node.tree {
        Tree::Null => "null".to_string(),
        Tree::Bool(b) => b.to_string(),
        Tree::Integer(i) => Value::Integer(*i).display(None),
        Tree::Number(n) => n.to_string(),
        Tree::Text { text, .. } | Tree::Date(text) => text.to_string(),
        Tree::List(items) if items.is_empty() => "none".to_string(),
        Tree::List(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        Tree::Table(entries) => {
            let entries: Vec<String> = entries.iter().map(|e| format!("{} = {}", e.key, plain(&e.value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
    }
}

/// The keys in which two tables differ, in the order of the new one.
fn keys(old: Option<&Side<'_>>, new: Option<&Side<'_>>) -> Vec<KeyChange> {
    let entries = |side: Option<&Side<'_>>| -> Vec<(String, String)> {
        let entries = side.and_then(|side| side.part.node.table()).unwrap_or_default();
        entries.iter().map(|entry| (entry.key.to_string(), plain(&entry.value))).collect()
    };
    let (olds, news) = (entries(old), entries(new));
    let of = |entries: &[(String, String)], key: &str| entries.iter().find(|(k, _)| k == key).map(|(_, v)| v.clone());
    let gone = olds.iter().filter(|(key, _)| !news.iter().any(|(k, _)| k == key));
    let all = news.iter().chain(gone).map(|(key, _)| key);
    all.map(|key| KeyChange { key: key.clone(), old: of(&olds, key), new: of(&news, key) })
        .filter(|change| change.old != change.new)
        .collect()
}

/// The line on which something begins, if it is not all of a file and the text of the file is known.
fn line(side: &Side<'_>) -> Option<usize> {
    let source = side.file.source;
    let known = side.part.at.end > 0 && !source.text.is_empty();
    known.then(|| Place::new(source, side.part.at.clone()).position().0)
}
