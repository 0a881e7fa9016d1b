//! A file of a catalog as text in which single keys are changed. The one file that names `toml_edit`.

use std::cmp::Ordering;

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Key, Table, TableLike, Value as Toml};

use crate::document::Node;
use crate::value::Value;

/// A key of a table, or the number of an item in a list.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

impl Step {
    /// The key that it is.
    pub(super) fn key(&self) -> Option<&str> {
        if let Self::Key(key) = self { Some(key) } else { None }
    }

    /// What it leads to.
    pub(super) fn of<'n>(&self, node: &'n Node<'n>) -> Option<&'n Node<'n>> {
        match self {
            Self::Key(key) => node.get(key),
            Self::Index(at) => node.list()?.get(*at),
        }
    }
}

impl From<&str> for Step {
    fn from(key: &str) -> Self {
        Self::Key(key.to_string())
    }
}

/// The keys of a statement, or of another table in braces.
pub(super) type Row = Vec<(String, Value)>;

/// What a key gets.
#[derive(Debug, Clone)]
pub(super) enum Written {
    /// A value by itself.
    Bare(Value),
    /// One statement.
    One(Row),
    /// Several, a line each.
    Several(Vec<Row>),
    /// Names: as a list a line each where there are several, else one by itself or all in a line.
    Names(Vec<Value>, bool),
}

/// The order of the keys of a table: the smaller comes first; keys of the same number stay as they are.
pub(super) type Rank<'r> = &'r dyn Fn(&str) -> usize;

/// A file that is changed.
pub(super) struct Text(DocumentMut);

impl Text {
    /// A text that the catalog could read; an empty one for a new file.
    pub(super) fn new(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }

    /// Sets a key of the table at `path`, which is there.
    pub(super) fn set(&mut self, path: &[Step], key: &str, value: &Value, rank: Rank<'_>) {
        match self.table(path) {
            Some(Place::Table(table)) => put(table, key, Item::Value(toml(value)), rank),
            Some(Place::Inline(table)) => {
                let mut new = toml(value);
                match table.get_mut(key) {
                    Some(old) => {
                        *new.decor_mut() = old.decor().clone();
                        *old = new;
                    }
                    None => {
                        table.insert(key, new);
                        table.sort_values_by(|a, _, b, _| rank(a.get()).cmp(&rank(b.get())));
                        tidy(table);
                    }
                }
            }
            None => {}
        }
    }

    /// Takes a key out of the table at `path`.
    pub(super) fn remove(&mut self, path: &[Step], key: &str) {
        match self.table(path) {
            Some(Place::Table(table)) => drop(table.remove(key)),
            Some(Place::Inline(table)) => {
                table.remove(key);
                tidy(table);
            }
            None => {}
        }
    }

    /// Writes a value, which is there, as a statement in braces or bare.
    pub(super) fn replace(&mut self, path: &[Step], key: &str, written: Written) {
        if let Some(old) = self.item(path).and_then(|item| item.get_mut(key)).and_then(Item::as_value_mut) {
            let mut new = value_of(written);
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
    }

    /// Adds statements after those that are there, which become a list if there is but one.
    pub(super) fn add(&mut self, path: &[Step], key: &str, rows: &[Row]) {
        let Some(item) = self.item(path).and_then(|item| item.get_mut(key)) else { return };
        if let Some(tables) = item.as_array_of_tables_mut() {
            for row in rows {
                let mut table = Table::new();
                row.iter().for_each(|(key, value)| drop(table.insert(key, Item::Value(toml(value)))));
                tables.push(table);
            }
        } else if let Some(old) = item.as_value_mut() {
            if !old.as_array().is_some_and(is_statements) {
                let decor = std::mem::replace(old.decor_mut(), toml_edit::Decor::new("\n  ", ""));
                let mut list = Array::new();
                list.push_formatted(std::mem::replace(old, Toml::from(0)));
                *old = Toml::Array(list);
                *old.decor_mut() = decor;
            }
            if let Some(list) = old.as_array_mut() {
                append(list, rows);
            }
        } else if item.is_table() {
            // A statement under a head of its own: in braces it can stand in a list.
            if let Ok(Toml::InlineTable(mut first)) = std::mem::take(item).into_value() {
                first.fmt();
                let mut list = Array::new();
                list.push_formatted(Toml::InlineTable(first).decorated("\n  ", ""));
                append(&mut list, rows);
                *item = Item::Value(Toml::Array(list));
            }
        }
    }

    /// Gives the table at `path` a new key at its place in the order.
    pub(super) fn insert(&mut self, path: &[Step], key: &str, written: Written, rank: Rank<'_>) {
        match self.table(path) {
            Some(Place::Table(table)) => put(table, key, Item::Value(value_of(written)), rank),
            Some(Place::Inline(table)) => {
                table.insert(key, value_of(written));
                table.sort_values_by(|a, _, b, _| rank(a.get()).cmp(&rank(b.get())));
                tidy(table);
            }
            None => {}
        }
    }

    /// Makes sure that there is a table; what is new stands at the end of the file.
    pub(super) fn ensure(&mut self, path: &[&str]) {
        let mut table: &mut dyn TableLike = self.0.as_table_mut();
        for (at, key) in path.iter().enumerate() {
            let last = at + 1 == path.len();
            let item = table.entry(key).or_insert_with(|| {
                let mut new = Table::new();
                new.set_implicit(!last);
                Item::Table(new)
            });
            let Some(inner) = item.as_table_like_mut() else { return };
            table = inner;
        }
    }

    /// Adds a table to the list of tables `key`, and returns its number.
    pub(super) fn push(&mut self, key: &str) -> usize {
        let item = self.0.entry(key).or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        if let Some(list) = item.as_value_mut().and_then(Toml::as_array_mut) {
            list.push(InlineTable::new());
            return list.len().saturating_sub(1);
        }
        item.as_array_of_tables_mut().map_or(0, |tables| {
            tables.push(Table::new());
            tables.len().saturating_sub(1)
        })
    }

    fn item(&mut self, path: &[Step]) -> Option<&mut Item> {
        let mut item = self.0.as_item_mut();
        for step in path {
            item = match step {
                Step::Key(key) => item.get_mut(key)?,
                Step::Index(at) => item.get_mut(*at)?,
            };
        }
        Some(item)
    }

    fn table(&mut self, path: &[Step]) -> Option<Place<'_>> {
        let Some((Step::Index(at), list)) = path.split_last() else {
            return match self.item(path)? {
                Item::Table(table) => Some(Place::Table(table)),
                Item::Value(Toml::InlineTable(table)) => Some(Place::Inline(table)),
                _ => None,
            };
        };
        match self.item(list)? {
            Item::ArrayOfTables(tables) => tables.get_mut(*at).map(Place::Table),
            Item::Value(Toml::Array(items)) => items.get_mut(*at)?.as_inline_table_mut().map(Place::Inline),
            _ => None,
        }
    }
}

impl std::fmt::Display for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

enum Place<'t> {
    Table(&'t mut Table),
    Inline(&'t mut InlineTable),
}

/// Sets a key of a table with lines of its own. A new one goes before the first that comes after it.
fn put(table: &mut Table, key: &str, new: Item, rank: Rank<'_>) {
    if let Some(old) = table.get_mut(key) {
        match (old, new) {
            (Item::Value(old), Item::Value(mut new)) => {
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
            (old, new) => *old = new,
        }
        return;
    }
    let own = rank(key);
    let after = table.iter().find(|(k, item)| item.is_value() && rank(k) > own).map(|(k, _)| k.to_string());
    table.insert(key, new);
    let Some(after) = after else { return };
    // The sort is stable, and all others keep their places: 0 before the new one, 2 from `after` on.
    let mut order = std::collections::BTreeMap::new();
    let mut place = 0;
    for (k, _) in table.iter() {
        place = if *k == *after { 2 } else { place };
        order.insert(k.to_string(), if k == key { 1 } else { place });
    }
    let place = |key: &Key| order.get(key.get()).copied().unwrap_or(2);
    table.sort_values_by(|a, _, b, _| place(a).cmp(&place(b)).then(Ordering::Equal));
}

/// Adds statements to a list, a line each.
fn append(list: &mut Array, rows: &[Row]) {
    let one_line = !list.iter().any(|item| prefix(item).contains('\n'));
    if one_line {
        for item in list.iter_mut() {
            *item.decor_mut() = toml_edit::Decor::new("\n  ", "");
        }
    }
    // A comment behind the last item stays there.
    let behind = list.trailing().as_str().unwrap_or_default().trim_end().to_string();
    let behind = list.iter_mut().last().map_or(behind.clone(), |last| {
        let suffix = last.decor().suffix().and_then(|s| s.as_str()).unwrap_or_default().trim_end().to_string();
        last.decor_mut().set_suffix("");
        suffix + &behind
    });
    let mut lead = format!("{behind}\n  ");
    for row in rows {
        list.push_formatted(Toml::InlineTable(inline(row)).decorated(std::mem::replace(&mut lead, "\n  ".into()), ""));
    }
    list.set_trailing("\n");
    list.set_trailing_comma(true);
}

fn prefix(value: &Toml) -> &str {
    value.decor().prefix().and_then(|p| p.as_str()).unwrap_or_default()
}

fn is_statements(list: &Array) -> bool {
    list.get(0).is_some_and(Toml::is_inline_table)
}

/// Lays a table in braces out anew, unless it goes over several lines.
fn tidy(table: &mut InlineTable) {
    let several_lines = table.iter().any(|(key, _)| {
        let decor = table.key(key).and_then(|k| k.leaf_decor().prefix()).and_then(|p| p.as_str());
        decor.is_some_and(|prefix| prefix.contains('\n'))
    });
    if !several_lines {
        table.fmt();
        table.set_trailing("");
    }
}

fn inline(row: &Row) -> InlineTable {
    row.iter().map(|(key, value)| (key.as_str(), toml(value))).collect()
}

fn value_of(written: Written) -> Toml {
    match written {
        Written::Bare(value) => toml(&value),
        Written::One(row) => Toml::InlineTable(inline(&row)),
        Written::Several(rows) => {
            let mut list = Array::new();
            append(&mut list, &rows);
            Toml::Array(list)
        }
        Written::Names(names, list) => match names.as_slice() {
            [one] if !list => toml(one),
            names if !list || names.len() < 2 => Toml::Array(names.iter().map(toml).collect()),
            several => {
                let mut list = Array::new();
                several.iter().for_each(|name| list.push_formatted(toml(name).decorated("\n  ", "")));
                list.set_trailing("\n");
                list.set_trailing_comma(true);
                Toml::Array(list)
            }
        },
    }
}

fn toml(value: &Value) -> Toml {
    match value {
        Value::Bool(b) => (*b).into(),
        Value::Integer(i) => (*i).into(),
        Value::Number(n) => (*n).into(),
        Value::Text(text) => text.as_ref().into(),
        Value::Date(date) => date.to_string().into(),
        Value::List(items) => Toml::Array(items.iter().map(toml).collect()),
    }
}
