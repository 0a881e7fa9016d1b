//! Dates of statements and sources that are after the catalog's own.

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::Node;

use super::super::locate::{Holder, dated, saying};
use super::{Checker, Stated};

pub(super) fn check(checker: &mut Checker<'_, '_>) {
    let Some(day) = checker.day else { return };
    let mut found = Vec::new();
    if let Some(file) = checker.files.iter().find(|f| f.path == "sources.toml") {
        for origin in checker.catalog.sources().iter().filter(|o| o.as_of.is_some_and(|date| date > day)) {
            let written = file.root.get("sources").and_then(|all| all.get(&origin.id)?.get("as_of"));
            let place = written.map(|node| Place::new(file.source, node.span()));
            found.push((format!("the source `{}` is of a day", origin.id), place));
        }
    }
    for holder in checker.holders() {
        for fact in holder.facts().stated() {
            for statement in holder.facts().all(fact).iter().filter(|s| s.as_of.is_some_and(|date| date > day)) {
                let of_source = checker.catalog.source(&statement.source).and_then(|o| o.as_of);
                if of_source != statement.as_of {
                    let stated = Stated { holder, fact, statement };
                    found.push((format!("{} is stated on a day", checker.named(stated)), date(checker, stated)));
                }
            }
        }
    }
    for (what, place) in found {
        let Some(place) = place else { continue };
        checker.found.push(
            Diagnostic::warning(Code::FutureDate, format!("{what} after that of the catalog, {day}"))
                .at(place, "later than `as_of` in `catalog.toml`")
                .help("correct the date, or that of the catalog"),
        );
    }
}

/// Where the date of a statement is written: in it, in its offer or entry, or at the top of its file.
fn date(checker: &Checker<'_, '_>, stated: Stated<'_>) -> Option<Place> {
    let (file, entry) = checker.catalog.written(checker.files, stated.holder, stated.fact)?;
    let node = saying(entry, stated.statement);
    let (_, table) = checker.catalog.table(checker.files, stated.holder)?;
    let own = if let Holder::Model(_) = stated.holder { None } else { Some(table) };
    let tables = [Some(node), own, Some(file.root)];
    let gives = |table: &&Node<'_>| dated(table).is_some_and(|date| date.day() == stated.statement.as_of);
    let date = tables.into_iter().flatten().find(gives).and_then(|table| table.get("as_of"));
    Some(Place::new(file.source, date.unwrap_or(node).span()))
}
