//! Goes through the files of a catalog: which is which, in the order in which they need one another.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::fact::FactId;
use crate::reader::{File, Reader, quote};
use crate::value::Date;

use super::eras::Eras;
use super::exceptions::Exceptions;
use super::model::Models;
use super::precedence::On;
use super::statement::Context;
use super::{
    Alternative, Catalog, Model, estimates, find, hardware, inherited, onward, quoted, schema, self_host, sources,
    stale, words,
};

/// Reads the files of a catalog.
pub(super) fn parse(files: &[File<'_>]) -> (Catalog, Diagnostics) {
    let mut found = Diagnostics::new();
    let named = |path: &str| files.iter().find(|f| f.path == path);
    let mut catalog = Catalog::default();
    let mut details = Vec::new();
    match named("catalog.toml") {
        Some(file) => details = head(file, &mut catalog, &mut found),
        None => found.push(missing("catalog.toml", "`name`, `version` and `as_of`")),
    }
    let Some(facts) = named("facts.toml") else {
        found.push(missing("facts.toml", "the facts there are"));
        return (catalog, found);
    };
    let declared = schema::read(facts, &mut found);
    let sources = named("sources.toml").map(|file| sources::read(file, &declared, &mut found)).unwrap_or_default();
    let precedence = sources::precedence(named("catalog.toml"), sources, &declared, &mut found);
    // Without a date nothing is compiled, and nobody sees on which day statements were put in order.
    let day = catalog.as_of.unwrap_or(Date::FIRST);
    let context = Context::new(&declared, On { precedence: &precedence, day }, &details);
    if let Some(file) = named("catalog.toml") {
        catalog.listed = listed(file, &context, &mut found);
        catalog.stale = stale::read(file, &mut found);
    }
    let mut entries = inherited::read(files, &context, &declared.onward, &mut found);
    if let Some(file) = named("hardware.toml") {
        catalog.hardware = hardware::read(file, &context, &mut found);
        hardware::enter(&mut catalog.hardware, &context, &mut entries);
    }
    declared.onward.check_hosts(&declared.schema, &entries, &mut found);
    let exceptional = named("exceptions.toml");
    let exceptions =
        exceptional.map(|file| Exceptions::read(file, &context, &mut entries, &mut found)).unwrap_or_default();
    let read = Models::new(&context, &entries);
    let mut aliases = Vec::new();
    let mut models: Vec<Model> = Vec::with_capacity(files.len());
    for file in files {
        if file.path.starts_with("models/") {
            models.extend(read.read(file, &mut found, &mut aliases));
        } else if !schema::RESERVED.contains(&file.path) && !inherited::reads(&declared.schema, file.path) {
            found.push(unexpected(file));
        }
    }
    models.sort_by(|a, b| a.id.cmp(&b.id));
    if let Some(file) = named("self-host.toml") {
        self_host::add(file, &read, &catalog.hardware, &mut models, &mut found);
    }
    for model in &mut models {
        model.offers.sort_by(|a, b| a.id.cmp(&b.id));
    }
    if let Some(file) = exceptional {
        exceptions.apply(file, &read, &mut models, &mut found);
    }
    let joined = onward::join(&declared.onward, &read, &exceptions, &mut models);
    check_names(&models, aliases, &mut found);
    catalog.names = find::Names::new(&models);
    onward::follow(&declared.onward, &read, &catalog.names, &mut models);
    if let Some(file) = named("estimates.toml") {
        catalog.estimated = estimates::add(file, files, &read, &catalog.names, &mut models, &mut found);
    }
    if let Some(file) = named("catalog.toml") {
        catalog.marks = marks(file, &catalog.names, &models, &mut found);
        quoted::add(file, &context, On { precedence: &precedence, day }, &mut models, &mut found);
    }
    entries.extend(joined);
    catalog.entries = entries;
    let numbered = models.iter().enumerate();
    catalog.alternatives =
        numbered.flat_map(|(model, m)| (0..m.offers.len()).map(move |offer| Alternative { model, offer })).collect();
    words::add_ids(&declared.schema, &mut models);
    catalog.eras = Eras::new(&declared.schema, &models, &catalog.entries, day);
    catalog.models = models;
    catalog.precedence = precedence;
    catalog.schema = declared.schema;
    catalog.relations = declared.relations;
    words::learn(&mut catalog);
    catalog.namesakes = find::namesakes(&catalog);
    (catalog, found)
}

fn missing(path: &str, holds: &str) -> Diagnostic {
    Diagnostic::error(Code::MissingFile, format!("the catalog has no `{path}`")).help(format!("it holds {holds}"))
}

fn unexpected(file: &File<'_>) -> Diagnostic {
    let folder = file.path.split('/').next().unwrap_or_default();
    let mut wrong = Diagnostic::error(Code::UnexpectedFile, format!("nothing reads `{}`", quote(file.path)))
        .at(Place::new(file.source, 0..0), "not a file of a catalog");
    wrong.help = suggest(folder, schema::RESERVED);
    wrong.help.push("or let a fact of `facts.toml` inherit from it".to_string());
    wrong
}

/// The facts that a list of models shows.
fn listed(file: &File<'_>, context: &Context<'_>, found: &mut Diagnostics) -> Vec<FactId> {
    let reader = Reader::new(file.source, found);
    let ids = file.root.get("list").and_then(|n| reader.texts(n)).unwrap_or_default();
    ids.into_iter().filter_map(|(id, node)| context.find(&reader, id, node.span())).collect()
}

/// The models between which the values of others are told.
fn marks(file: &File<'_>, names: &find::Names, models: &[Model], found: &mut Diagnostics) -> Vec<usize> {
    let reader = Reader::new(file.source, found);
    let ids = file.root.get("marks").and_then(|n| reader.texts(n)).unwrap_or_default();
    let find = |(id, node): (&str, &crate::document::Node<'_>)| {
        names.find(id, models).map_err(|error| reader.push(error.diagnostic(Some(reader.at(node))))).ok()
    };
    ids.into_iter().filter_map(find).collect()
}

/// Reads `catalog.toml`; returns the details that statements may have.
pub(super) fn head(file: &File<'_>, catalog: &mut Catalog, found: &mut Diagnostics) -> Vec<Arc<str>> {
    let reader = Reader::new(file.source, found);
    let Some(mut top) = reader.table(file.root, "`catalog.toml`") else { return Vec::new() };
    catalog.name = top.required_text("name").unwrap_or_default().to_string();
    catalog.version = top.required_text("version").unwrap_or_default().to_string();
    catalog.as_of = top.required_date("as_of");
    let details = top.texts("details").into_iter().map(|(d, _)| Arc::from(d)).collect();
    for read_later in ["list", "marks", "precedence", "apart", "quoted", "stale"] {
        let _ = top.optional(read_later);
    }
    top.finish();
    details
}

/// Reports models with one id, and aliases that mean two models.
fn check_names(models: &[Model], mut aliases: Vec<(String, Arc<str>, Place)>, found: &mut Diagnostics) {
    for pair in models.windows(2) {
        if let [a, b] = pair
            && a.id == b.id
        {
            found.push(Diagnostic::error(Code::DuplicateId, format!("the model `{}` is there twice", a.id)));
        }
    }
    aliases.sort_by(|a, b| (&a.0, &a.1, a.2.span.start).cmp(&(&b.0, &b.1, b.2.span.start)));
    let twice = |alias: &str, place: &Place| {
        let message = format!("the alias `{}` is given twice", quote(alias));
        Diagnostic::error(Code::DuplicateId, message).at(place.clone(), "the same name again")
    };
    for pair in aliases.windows(2) {
        if let [(first, owner, at), (second, _, place)] = pair
            && first == second
        {
            found.push(twice(second, place).context(at.clone(), format!("first given to `{owner}`")));
        }
    }
    for (alias, owner, place) in &aliases {
        if let Ok(at) = models.binary_search_by(|m| m.id.as_ref().cmp(alias))
            && let Some(model) = models.get(at)
            && model.id != *owner
        {
            found.push(twice(alias, place).help(format!("it is the id of the model `{}`", model.id)));
        }
    }
}
