//! Aliases that say nothing new, or that mean something else as well.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::Node;

use super::super::Model;
use super::Checker;

pub(super) fn check(checker: &mut Checker<'_, '_>) {
    // Every short id, and every name, with the models that have it.
    let mut owners: BTreeMap<String, Vec<&Arc<str>>> = BTreeMap::new();
    for model in &checker.catalog.models {
        owners.entry(short(model).to_string()).or_default().push(&model.id);
        let name = model.name().to_lowercase();
        let known = owners.entry(name).or_default();
        if !known.contains(&&model.id) {
            known.push(&model.id);
        }
    }
    for model in &checker.catalog.models {
        for alias in &model.aliases {
            let lower = alias.to_lowercase();
            let other = owners.get(&lower).and_then(|ids| ids.iter().find(|id| ***id != model.id));
            let (message, label) = if let Some(other) = other {
                (format!("the alias `{alias}` of `{}` also means `{other}`", model.id), "it means two models")
            } else if lower == *model.id || lower == short(model) {
                (format!("the alias `{alias}` of `{}` is its own id", model.id), "it is found by that already")
            } else {
                continue;
            };
            let Some(place) = place(checker, model, alias) else { continue };
            let found = Diagnostic::warning(Code::RedundantAlias, message).at(place, label);
            checker.found.push(found.help("take it out"));
        }
    }
}

/// The part of the id after the slash.
fn short(model: &Model) -> &str {
    model.id.split_once('/').map_or(&model.id, |(_, short)| short)
}

fn place(checker: &Checker<'_, '_>, model: &Model, alias: &str) -> Option<Place> {
    let path = format!("models/{}.toml", model.id);
    let file = checker.files.iter().find(|f| f.path == path)?;
    let node = file.root.get("aliases")?.list()?.iter().find(|n| Node::text(n) == Some(alias))?;
    Some(Place::new(file.source, node.span()))
}
