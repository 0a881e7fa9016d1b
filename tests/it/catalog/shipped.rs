//! How the shipped catalog is written, beyond what every catalog must keep to, and that nothing in it is odd without a reason.

use std::collections::BTreeMap;

use verdict::catalog::{Catalog, Model, check, tidy};
use verdict::diagnostic::{Code, Diagnostic};
use verdict::load::Files;
use verdict::value::{Date, Type, Value};

use crate::support::repo;

fn read() -> (Catalog, Files<'static>) {
    let files = Files::read_dir(&repo("catalog")).unwrap();
    let (catalog, found) = Catalog::parse(&files.views());
    assert_eq!(found.as_slice(), []);
    (catalog, files)
}

/// A line for each.
fn none(found: &[Diagnostic]) {
    let line = |d: &Diagnostic| {
        let at = d.primary.as_ref().map(|(place, _)| format!("{}:{}", place.source.name, place.position().0));
        format!("{}: {}: {}", at.unwrap_or_default(), d.code.as_str(), d.message)
    };
    assert!(found.is_empty(), "{} are found\n{}", found.len(), found.iter().map(line).collect::<Vec<_>>().join("\n"));
}

/// What a catalog says against itself is corrected, or says why it is right.
#[test]
fn nothing_is_odd_without_a_reason() {
    let (catalog, files) = read();
    none(&check(&catalog, &files.views()));
}

/// The date of a source stands in `sources.toml` once.
#[test]
fn no_date_is_repeated() {
    let (catalog, files) = read();
    let repeated = tidy(&catalog, &files.views()).into_iter().filter(|d| d.code == Code::RepeatedDate);
    none(&repeated.collect::<Vec<_>>());
}

#[test]
fn facts_stand_in_the_order_of_their_declarations() {
    let (catalog, files) = read();
    let order = tidy(&catalog, &files.views()).into_iter().filter(|d| d.code == Code::FactOrder);
    none(&order.collect::<Vec<_>>());
}

#[test]
fn facts_and_sources_are_declared_in_full() {
    let (catalog, files) = read();
    for (_, fact) in catalog.schema().iter() {
        assert!(fact.meaning.ends_with('.') && !fact.label.ends_with('.'), "{}", fact.id);
    }
    let sources = files.files.iter().find(|f| f.path == "sources.toml").unwrap();
    for entry in sources.root.get("sources").unwrap().table().unwrap() {
        assert!(entry.value.get("as_of").is_some(), "{} has no date, not even `undated`", entry.key);
    }
    for file in files.files.iter().filter(|f| f.path.starts_with("providers/")) {
        assert!(file.root.get("name").is_some(), "{} has no name", file.path);
    }
    let licence = catalog.schema().find("model.licence").unwrap();
    let Type::Enum(words) = &catalog.schema().fact(licence).ty else { panic!("a licence is one of a list") };
    assert!(words.iter().all(|word| catalog.entry(licence, word).is_some()), "every licence has an entry");
}

/// An offer is called by its provider, then by its region or what else tells it apart, and says how it is run and listed.
#[test]
fn offers_are_called_by_their_provider() {
    let (catalog, _) = read();
    let facts = ["offer.provider", "offer.kind", "offer.key"].map(|id| catalog.schema().find(id).unwrap());
    for model in catalog.models() {
        for offer in model.offers.iter().filter(|offer| !offer.computed) {
            let [provider, kind, key] = facts.map(|fact| offer.facts.get(fact).first().map(|s| s.value.to_string()));
            let name = format!("{} at {}", model.id, offer.id);
            assert_eq!(offer.id.split('/').next(), provider.as_deref(), "{name}");
            assert!(offer.id.split('/').count() <= 3 && kind.is_some() && key.is_some(), "{name}");
        }
    }
}

/// A model is called by one name, which is nobody else's, and its aliases are in lower case.
#[test]
fn names_and_aliases_are_unique() {
    let (catalog, _) = read();
    let mut owners: BTreeMap<String, &str> = BTreeMap::new();
    for model in catalog.models() {
        assert!(model.aliases.iter().all(|a| **a == a.trim().to_lowercase() && !a.is_empty()), "{}", model.id);
        for name in model.aliases.iter().map(AsRef::as_ref).chain([model.name()]) {
            let other = owners.insert(name.to_lowercase(), &model.id);
            assert!(other.is_none_or(|other| *other == *model.id), "`{name}` names {} and {other:?}", model.id);
        }
    }
}

/// A predecessor is an older model of the same developer.
#[test]
fn lines_of_products_are_lines() {
    let (catalog, _) = read();
    let [before, released] = ["model.predecessor", "model.released"].map(|id| catalog.schema().find(id).unwrap());
    let day = |model: &Model| match model.facts.get(released).first().map(|s| &s.value) {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    };
    for model in catalog.models() {
        let Some(id) = model.facts.get(before).first().map(|s| s.value.to_string()) else { continue };
        let older = &catalog.models()[catalog.find_model(&id).unwrap()];
        assert_eq!(older.id.split('/').next(), model.id.split('/').next(), "{}", model.id);
        let coarse =
            |day: Date, other: Date| day.to_string()[..day.to_string().len().min(other.to_string().len())].to_string();
        if let (Some(a), Some(b)) = (day(older), day(model)) {
            assert!(coarse(a, b) <= coarse(b, a), "{id} is younger than {}", model.id);
        }
    }
}
