//! Where in a file the facts of a subject stand, and what sets sources and dates for them.

use crate::catalog::{Vocabulary, is_file};
use crate::document::Node;
use crate::fact::Root;
use crate::reader::File;

use super::edit::Step;
use super::lines::Subject;

/// Where the facts of a subject stand.
pub(super) struct Spot<'n> {
    pub(super) path: Vec<Step>,
    pub(super) root: Root,
    /// The table of the facts, where it is there.
    pub(super) table: Option<&'n Node<'n>>,
    /// The tables that set sources and dates for it, the outermost first.
    pub(super) around: Vec<&'n Node<'n>>,
    /// What sets the source of these facts.
    pub(super) scope: Option<Scope<'n>>,
}

/// A table that names a source: that and its date hold for the bare values in it.
pub(super) struct Scope<'n> {
    pub(super) path: Vec<Step>,
    pub(super) table: &'n Node<'n>,
    /// Whether they hold for the facts of one subject alone.
    pub(super) alone: bool,
}

impl<'n> Spot<'n> {
    /// Finds it in a file, or where it would be.
    pub(super) fn find(vocabulary: &Vocabulary, file: Option<&'n File<'_>>, subject: &Subject) -> Self {
        let root = file.map(|f| f.root);
        let get = |key: &str| root.and_then(|r| r.get(key));
        let mut around: Vec<&'n Node<'n>> = root.into_iter().collect();
        let facts = |of: Root, alone: bool, around: Vec<&'n Node<'n>>| {
            let scope = scope(&around, &[], alone);
            Spot { root: of, table: get("facts"), around, scope, path: vec![Step::from("facts")] }
        };
        let (of, table, path) = match subject {
            Subject::Offer(_, id) => {
                let mut offers = get("offer").and_then(Node::list).unwrap_or_default().iter();
                let at = offers.position(|o| o.get("id").and_then(Node::text) == Some(id));
                let table = at.and_then(|at| get("offer")?.list()?.get(at));
                (Root::Offer, table, vec![Step::from("offer"), Step::Index(at.unwrap_or(usize::MAX))])
            }
            Subject::Entry(entry) => {
                let named = vocabulary.entry(entry);
                let (of, value) = named.map_or((Root::Model, ""), |(fact, value)| (fact.root, value));
                let from = named.and_then(|(fact, _)| fact.inherits.as_deref()).unwrap_or_default();
                if !is_file(from) {
                    return facts(of, true, around);
                }
                let stem = from.rsplit('/').next().unwrap_or_default().trim_end_matches(".toml");
                (of, get(stem).and_then(|t| t.get(value)), vec![Step::from(stem), Step::from(value)])
            }
            _ => return facts(Root::Model, false, around),
        };
        around.extend(table);
        Spot { root: of, table, scope: scope(&around, &path, false), around, path }
    }
}

/// The innermost of the tables that names a source; `own` is the path of the table of the subject itself.
fn scope<'n>(around: &[&'n Node<'n>], own: &[Step], alone: bool) -> Option<Scope<'n>> {
    let at = around.iter().rposition(|table| table.get("source").is_some())?;
    let path = if at == 0 { Vec::new() } else { own.to_vec() };
    Some(Scope { path, table: around.get(at)?, alone: alone || at > 0 })
}
