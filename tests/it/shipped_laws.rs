//! Laws of the shipped rulebook and catalog, for random needs: no vendor is favoured, and no order and no name counts.

use std::collections::BTreeMap;

use proptest::prelude::*;
use verdict::document::{Node, Tree};
use verdict::graph::{DecisionGraph, Given};
use verdict::render::json;
use verdict::report::{Digests, report};

use crate::shipped_world::{CatalogFiles, cases, catalog_files, hold, over, retold, see, shuffle};
use crate::support::shipped;
use crate::world::Random;

/// What first differs.
fn same<K: Ord + std::fmt::Debug, V: PartialEq + std::fmt::Debug>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> Result<(), String> {
    let differs = |k: &&K| before.get(*k) != after.get(*k);
    match before.keys().chain(after.keys()).find(differs) {
        Some(key) => Err(format!("{key:?}: {:?} became {:?}", before.get(key), after.get(key))),
        None => Ok(()),
    }
}

/// The answers without those that name somebody: a name that is ruled out counts, under whatever name.
fn nameless(given: &[Given]) -> Vec<Given> {
    let names = |g: &&Given| shipped().rulebook().questions[g.need].words.is_none();
    given.iter().filter(names).cloned().collect()
}

/// The vendors: who makes models and who serves them, each by its id and the name that people know.
fn vendors(files: &CatalogFiles) -> Vec<(String, String)> {
    let mut all = BTreeMap::new();
    for (path, root) in files {
        let parts: Vec<&str> = path.split('/').collect();
        let known = match parts.as_slice() {
            ["models", vendor, _] => root.get("facts").and_then(|f| f.get("developer")).map(|d| (*vendor, d)),
            ["providers", file] => root.get("name").map(|name| (file.trim_end_matches(".toml"), name)),
            _ => None,
        };
        let Some((id, called)) = known else { continue };
        let first = called.list().and_then(<[_]>::first).unwrap_or(called);
        let called = first.get("value").unwrap_or(first).text().unwrap();
        all.entry(id.to_string()).or_insert_with(|| called.to_string());
    }
    // Your own machines are no vendor: rules name that kind of offer.
    all.remove("self-host");
    all.into_iter().collect()
}

/// The words to exchange, the longest first: of each vendor and the one after it the ids, and the names if they are theirs alone.
fn pairs(vendors: &[(String, String)]) -> Vec<(&str, &str)> {
    let alone = |name: &str| vendors.iter().filter(|(id, called)| id == name || called == name).count() == 1;
    let mut words = Vec::new();
    for two in vendors.chunks_exact(2) {
        let [(id, called), (other, as_well)] = two else { continue };
        words.extend([(id.as_str(), other.as_str()), (other, id)]);
        if alone(called) && alone(as_well) && called != id && as_well != other {
            words.extend([(called.as_str(), as_well.as_str()), (as_well, called)]);
        }
    }
    words.sort_by_key(|(from, _)| std::cmp::Reverse(from.len()));
    words
}

/// The text with each word replaced by its partner, wherever it stands as a word.
fn exchanged(text: &str, words: &[(&str, &str)]) -> String {
    let in_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let fits = |from: &str| rest.starts_with(from) && !in_word(rest[from.len()..].chars().next());
        let starts = in_word(Some(c)) && !in_word(out.chars().next_back());
        let (from, to) = words.iter().find(|(from, _)| starts && fits(from)).copied().unwrap_or_default();
        if from.is_empty() {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        } else {
            out.push_str(to);
            rest = &rest[from.len()..];
        }
    }
    out
}

proptest! {
    #![proptest_config(cases(8))]

    /// All vendors exchange their names, ids and folders in pairs, and nothing else: every model keeps its rank and its score.
    #[test]
    fn a_vendor_s_name_counts_for_nothing(seed in any::<u64>()) {
        let mut random = Random(seed);
        let files = catalog_files();
        let mut vendors = vendors(&files);
        shuffle(&mut vendors, &mut random);
        let pairs = pairs(&vendors);
        prop_assert!(pairs.len() > vendors.len() / 2);
        let swap = |text: &str| exchanged(text, &pairs);
        let mut files: CatalogFiles = files.iter().map(|(path, root)| (swap(path), retold(root, &swap))).collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let graph = over(&files);
        hold(&mut random, |given, as_of| {
            let given = &nameless(given);
            let (mut before, after) = (see(shipped(), given, as_of), see(&graph, given, as_of));
            before.rows = before.rows.into_iter().map(|((m, o), row)| ((swap(&m), swap(&o)), row)).collect();
            before.ranks = before.ranks.into_iter().map(|(m, rank)| (swap(&m), rank)).collect();
            same(&before.rows, &after.rows).and(same(&before.ranks, &after.ranks))
        })?;
    }

    /// Files, tables and keys in any order give the same bytes. (In `facts.toml` the order is that of
    /// declaration, and in `estimates.toml` an estimate may stand on one above it.)
    #[test]
    #[ignore = "slow: whole reports of whole catalogs"]
    fn the_order_of_the_catalog_changes_no_byte(seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut files = catalog_files();
        shuffle(&mut files, &mut random);
        for (path, root) in files.iter_mut().filter(|(path, _)| path != "facts.toml" && path != "estimates.toml") {
            shuffle_tables(root, path.starts_with("models/"), &mut random);
        }
        let graph = over(&files);
        let text = |graph: &DecisionGraph, given: &[Given], as_of| {
            let resolved = graph.complete(given.to_vec(), as_of);
            json::pretty(&report(graph, &resolved, as_of, 3, &Digests::default()))
        };
        hold(&mut random, |given, as_of| {
            let (before, after) = (text(shipped(), given, as_of), text(&graph, given, as_of));
            let line = before.lines().zip(after.lines()).find(|(a, b)| a != b);
            if before == after { Ok(()) } else { Err(format!("{line:?}")) }
        })?;
    }

    /// Models under other ids, in another order: the same numbers. Ids decide the order of ties and nothing else.
    #[test]
    fn a_model_s_id_counts_for_nothing(seed in any::<u64>()) {
        let mut random = Random(seed);
        let mut files = catalog_files();
        shuffle(&mut files, &mut random);
        let mut new: BTreeMap<String, String> = BTreeMap::new();
        for (i, (path, _)) in files.iter_mut().enumerate() {
            if let Some(id) = path.strip_prefix("models/").and_then(|p| p.strip_suffix(".toml")) {
                new.insert(id.to_string(), format!("somebody/model-{i}"));
                *path = format!("models/somebody/model-{i}.toml");
            }
        }
        // Other models are named by their ids, too.
        let renamed = |text: &str| new.get(text).cloned().unwrap_or_else(|| text.to_string());
        let mut files: CatalogFiles = files.iter().map(|(path, root)| (path.clone(), retold(root, &renamed))).collect();
        files.sort_by(|a, b| a.0.cmp(&b.0));
        let graph = over(&files);
        hold(&mut random, |given, as_of| {
            let given = &nameless(given);
            let (mut before, after) = (see(shipped(), given, as_of), see(&graph, given, as_of));
            before.rows = before.rows.into_iter().map(|((m, o), row)| ((new[&m].clone(), o), row)).collect();
            before.ranks = before.ranks.into_iter().map(|(m, rank)| (new[&m].clone(), rank)).collect();
            same(&before.rows, &after.rows).and(same(&before.ranks, &after.ranks))
        })?;
    }
}

/// Shuffles the keys of every table, and of a model its offers. Statements keep their order: the first decides.
fn shuffle_tables(node: &mut Node<'static>, model: bool, random: &mut Random) {
    match &mut node.tree {
        Tree::Table(entries) => {
            shuffle(entries, random);
            for entry in entries {
                if let (true, "offer", Tree::List(offers)) = (model, entry.key.as_ref(), &mut entry.value.tree) {
                    shuffle(offers, random);
                }
                shuffle_tables(&mut entry.value, false, random);
            }
        }
        Tree::List(items) => items.iter_mut().for_each(|item| shuffle_tables(item, false, random)),
        _ => {}
    }
}
