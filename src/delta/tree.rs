//! Two trees, and what lies between them: the parts in which they differ, each of which can be taken from either.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::document::{Entry, Node, Tree};

use super::kinds::Shape;

/// A part in which two trees differ.
#[derive(Debug, Clone)]
pub(super) struct Edit<'a> {
    /// The keys that lead to it.
    pub(super) path: Vec<String>,
    /// What it is in the one tree and in the other; neither where the order of what is in it differs.
    pub(super) old: Option<Part<'a>>,
    pub(super) new: Option<Part<'a>>,
}

/// A value, and where it begins: with its key.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// The value.
    pub node: &'a Node<'a>,
    /// Where it stands, in bytes.
    pub at: Range<usize>,
}

/// Whether two trees say the same: places, the order of keys, and how a number or a date is written make no difference.
pub(super) fn same(one: &Node<'_>, other: &Node<'_>) -> bool {
    match (&one.tree, &other.tree) {
        (Tree::Integer(a), Tree::Number(b)) | (Tree::Number(b), Tree::Integer(a)) => whole(*b) == Some(*a),
        (Tree::Number(a), Tree::Number(b)) => a.to_bits() == b.to_bits(),
        (Tree::Text { text: a, .. } | Tree::Date(a), Tree::Text { text: b, .. } | Tree::Date(b)) => a == b,
        (Tree::List(a), Tree::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Tree::Table(a), Tree::Table(b)) => {
            let values: BTreeMap<&str, &Node<'_>> = b.iter().map(|e| (e.key.as_ref(), &e.value)).collect();
            a.len() == b.len() && a.iter().all(|e| values.get(e.key.as_ref()).is_some_and(|v| same(&e.value, v)))
        }
        (a, b) => a == b,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "whole, and small enough to be exact")]
fn whole(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}

/// The tree that has of each part in which the two differ what `take` chooses: the new one where it is true.
///
/// The parts are met in the same order at every call.
pub(super) fn blend<'a>(
    old: &'a Node<'a>,
    new: &'a Node<'a>,
    shape: &Shape,
    take: &mut dyn FnMut(Edit<'a>) -> bool,
) -> Node<'a> {
    let mut blend = Blend { shape, take, path: Vec::new() };
    let root = |node: &'a Node<'a>| Part { node, at: node.span() };
    match (parts(old, None), parts(new, None)) {
        (Some(a), Some(b)) => blend.inside(&root(old), &root(new), [a, b], shape.parts),
        _ => blend.choose(Some(root(old)), Some(root(new))).unwrap_or_else(|| old.clone()),
    }
}

struct Blend<'t, 'a> {
    shape: &'t Shape,
    take: &'t mut dyn FnMut(Edit<'a>) -> bool,
    path: Vec<String>,
}

/// What is in a container, by name.
type Parts<'a> = Vec<(&'a str, Part<'a>)>;

impl<'a> Blend<'_, 'a> {
    fn choose(&mut self, old: Option<Part<'a>>, new: Option<Part<'a>>) -> Option<Node<'a>> {
        let edit = Edit { path: self.path.clone(), old: old.clone(), new: new.clone() };
        let chosen = if (self.take)(edit) { new } else { old };
        chosen.map(|part| part.node.clone())
    }

    /// Two containers, part by part. `patterns` are the paths below them that are parts of their own.
    fn inside(
        &mut self,
        old: &Part<'a>,
        new: &Part<'a>,
        [old_parts, new_parts]: [Parts<'a>; 2],
        patterns: &[&'static str],
    ) -> Node<'a> {
        let names = |parts: &Parts<'a>| parts.iter().map(|(name, _)| *name).collect::<Vec<_>>();
        let (old_names, new_names) = (names(&old_parts), names(&new_parts));
        let (olds, news) = (by_name(old_parts), by_name(new_parts));
        if self.shape.whole == Some(self.path.len()) && !olds.keys().eq(news.keys()) {
            return self.choose(Some(old.clone()), Some(new.clone())).unwrap_or_else(|| old.node.clone());
        }
        let common = |names: &[&'a str]| -> Vec<&'a str> {
            names.iter().copied().filter(|n| olds.contains_key(n) && news.contains_key(n)).collect()
        };
        let by_old = self.shape.ordered && common(&old_names) != common(&new_names) && {
            let edit = Edit { path: self.path.clone(), old: None, new: None };
            !(self.take)(edit)
        };
        let names = if by_old { merged(&old_names, &new_names) } else { merged(&new_names, &old_names) };
        let mut out = Vec::with_capacity(names.len());
        for name in names {
            self.path.push(name.to_string());
            let (old, new) = (olds.get(name), news.get(name));
            let node = match (old, new) {
                (Some(old), Some(new)) => self.both(old, new, name, patterns),
                (old, new) => self.choose(old.cloned(), new.cloned()),
            };
            self.path.pop();
            let at = new.or(old).map(|part| part.at.clone()).unwrap_or_default();
            out.extend(node.map(|node| (name, at, node)));
        }
        let tree = match &new.node.tree {
            Tree::List(_) => Tree::List(out.into_iter().map(|(_, _, node)| node).collect()),
            _ => Tree::Table(out.into_iter().map(|(name, at, node)| Entry::new(at, name.into(), node)).collect()),
        };
        Node::new(new.node.span(), tree)
    }

    fn both(&mut self, old: &Part<'a>, new: &Part<'a>, name: &str, patterns: &[&'static str]) -> Option<Node<'a>> {
        if same(old.node, new.node) && !self.shape.ordered {
            return Some(new.node.clone());
        }
        let mut id = None;
        let mut below = Vec::new();
        for (head, rest) in patterns.iter().filter_map(|pattern| pattern.split_once('/')) {
            let (key, by) = head.split_once('@').map_or((head, None), |(key, by)| (key, Some(by)));
            if key == "*" || key == name {
                // The first path that fits says how the items of a list are known.
                if below.is_empty() {
                    id = by;
                }
                below.push(rest);
            }
        }
        match (parts(old.node, id), parts(new.node, id)) {
            (Some(a), Some(b)) if !below.is_empty() => Some(self.inside(old, new, [a, b], &below)),
            _ if same(old.node, new.node) => Some(new.node.clone()),
            _ => self.choose(Some(old.clone()), Some(new.clone())),
        }
    }
}

/// What is in a table, or in a list whose items are known by their key `id`, or by themselves if that is empty. `None` if it is
/// something else, or if two have one name.
fn parts<'a>(node: &'a Node<'a>, id: Option<&str>) -> Option<Parts<'a>> {
    let parts: Parts<'a> = match (&node.tree, id) {
        (Tree::Table(entries), None) => entries
            .iter()
            .map(|e| {
                (e.key.as_ref(), Part { node: &e.value, at: e.span().start..e.value.span().end.max(e.span().end) })
            })
            .collect(),
        (Tree::List(items), Some(id)) => items
            .iter()
            .map(|item| {
                let name = if id.is_empty() { Some(item) } else { item.get(id) };
                Some((name?.text()?, Part { node: item, at: item.span() }))
            })
            .collect::<Option<_>>()?,
        _ => return None,
    };
    let names: BTreeSet<&str> = parts.iter().map(|(name, _)| *name).collect();
    (names.len() == parts.len()).then_some(parts)
}

fn by_name(parts: Parts<'_>) -> BTreeMap<&str, Part<'_>> {
    parts.into_iter().collect()
}

/// The names of both lists in the order of the first; what only the second has stands behind what it stands behind there.
fn merged<'a>(first: &[&'a str], second: &[&'a str]) -> Vec<&'a str> {
    let known: BTreeSet<&str> = first.iter().copied().collect();
    let mut behind: BTreeMap<Option<&str>, Vec<&'a str>> = BTreeMap::new();
    let mut last = None;
    for name in second {
        if known.contains(name) {
            last = Some(*name);
        } else {
            behind.entry(last).or_default().push(name);
        }
    }
    let mut names = behind.remove(&None).unwrap_or_default();
    for name in first {
        names.push(name);
        names.extend(behind.remove(&Some(*name)).unwrap_or_default());
    }
    names
}
