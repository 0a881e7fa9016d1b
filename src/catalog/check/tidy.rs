//! How files are written: what can be left out, and in which order things stand.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Node, Tree};
use crate::reader::File;

use super::super::locate::{Holder, dated};
use super::super::{Catalog, inherited};
use super::sorted;

/// Dates that stand in `sources.toml` already, and facts of models in another order than `facts.toml` has them. Nothing is wrong with a catalog
/// because of it, so nobody is told unasked.
///
/// ```
/// use verdict::{catalog::{Catalog, tidy}, diagnostic::Code, load::Files};
/// let files = Files::shipped_catalog();
/// let (catalog, _) = Catalog::parse(&files.views());
/// let found = tidy(&catalog, &files.views());
/// assert!(found.iter().all(|d| matches!(d.code, Code::RepeatedDate | Code::FactOrder)));
/// ```
#[must_use]
pub fn tidy(catalog: &Catalog, files: &[File<'_>]) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for file in files {
        if file.path.starts_with("models/") || inherited::reads(&catalog.schema, file.path) {
            repeated(catalog, file, file.root, &mut found);
        }
    }
    for model in &catalog.models {
        order(catalog, files, Holder::Model(model), &mut found);
    }
    sorted(found)
}

/// A table that names a source and the date of that source.
fn repeated(catalog: &Catalog, file: &File<'_>, node: &Node<'_>, found: &mut Vec<Diagnostic>) {
    match &node.tree {
        Tree::Table(entries) => {
            let source = node.get("source").and_then(Node::text).and_then(|id| catalog.source(id));
            if let (Some(source), Some(date), Some(written)) = (source, dated(node), node.get("as_of"))
                && source.as_of == date.day()
            {
                let message = format!("the date is that of `{}`", source.id);
                let place = Place::new(file.source, written.span());
                let found_here = Diagnostic::warning(Code::RepeatedDate, message).at(place, "said in `sources.toml`");
                found.push(found_here.help("leave it out"));
            }
            for entry in entries {
                repeated(catalog, file, &entry.value, found);
            }
        }
        Tree::List(items) => {
            for item in items {
                repeated(catalog, file, item, found);
            }
        }
        _ => {}
    }
}

/// The first fact that stands behind a later one.
fn order(catalog: &Catalog, files: &[File<'_>], holder: Holder<'_>, found: &mut Vec<Diagnostic>) {
    let Some((file, table)) = catalog.table(files, holder) else { return };
    let mut latest = None;
    for entry in table.table().unwrap_or_default() {
        let Some(fact) = catalog.schema.find(&format!("model.{}", entry.key)) else { continue };
        if let Some(before) = latest.filter(|latest| *latest > fact) {
            let message = format!("`{}` stands behind `{}`", entry.key, catalog.schema.fact(before).id);
            found.push(
                Diagnostic::warning(Code::FactOrder, message)
                    .at(Place::new(file.source, entry.span()), "declared before it in `facts.toml`")
                    .help("keep the order of `facts.toml`"),
            );
            return;
        }
        latest = Some(fact);
    }
}
