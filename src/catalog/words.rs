//! The ids of models and offers as facts, and the words that text facts have in this catalog.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::fact::{FactId, KnownWords, Root, Schema, known};
use crate::value::Value;

use super::{Catalog, Facts, Model, Statement};

/// Who says what the id of something is.
const SOURCE: &str = "catalog";

/// Gives every model and every offer its id as a fact.
pub(super) fn add_ids(schema: &Schema, models: &mut [Model]) {
    let [Some(model_id), Some(offer_id)] = [known::MODEL_ID, known::OFFER_ID].map(|id| schema.find(id)) else { return };
    let says = |id: &Arc<str>| Statement::new(Value::Text(Arc::clone(id)), SOURCE);
    for model in models {
        model.facts.set(model_id, [says(&model.id)]);
        for offer in &mut model.offers {
            offer.facts.set(offer_id, [says(&offer.id)]);
        }
    }
}

/// Tells the schema which words the facts have whose words are known.
pub(super) fn learn(catalog: &mut Catalog) {
    let mut learnt: BTreeMap<FactId, Arc<KnownWords>> = BTreeMap::new();
    let ids = [known::MODEL_ID, known::OFFER_ID].into_iter().filter_map(|id| catalog.schema.find(id));
    let wanted: Vec<(FactId, FactId)> = ids.map(|id| (id, id)).chain(catalog.relations.words.iter().copied()).collect();
    for (fact, of) in wanted {
        let words = learnt.entry(of).or_insert_with(|| Arc::new(words(catalog, of)));
        let words = Arc::clone(words);
        catalog.schema.set_words(fact, words);
    }
}

/// Every word that something says of a fact, that an entry is for, or that a machine is called.
fn words(catalog: &Catalog, fact: FactId) -> KnownWords {
    let declared = catalog.schema.fact(fact);
    let entries = catalog.entries.iter();
    let named = entries.clone().filter_map(|entry| entry.named(fact).map(Arc::from));
    let mut words: Vec<Arc<str>> = named.collect();
    // Every value of a fact that inherits has an entry.
    if declared.inherits.is_none() {
        let models = || catalog.models.iter();
        let stated: Vec<&Facts> = match declared.root {
            Root::Model => models().map(|m| &m.facts).collect(),
            _ => models().flat_map(|m| &m.offers).map(|o| &o.facts).collect(),
        };
        let stated = stated.into_iter().chain(entries.map(|entry| &entry.facts));
        words.extend(stated.flat_map(|facts| facts.all(fact)).filter_map(|s| match &s.value {
            Value::Text(word) => Some(Arc::clone(word)),
            _ => None,
        }));
    }
    if declared.id == known::GPU {
        words.extend(catalog.hardware.iter().map(|h| Arc::clone(&h.name)));
    }
    let names = if declared.id == known::MODEL_ID { other_names(&catalog.models) } else { Vec::new() };
    KnownWords::new(words, names)
}

/// Whatever else the models are called, in lower case.
fn other_names(models: &[Model]) -> Vec<(Arc<str>, Arc<str>)> {
    let names = models.iter().flat_map(|model| {
        let short = model.id.split_once('/').map(|(_, short)| short);
        let all = model.aliases.iter().map(AsRef::as_ref).chain(short).chain([model.name()]);
        all.map(|name| (Arc::from(name.to_lowercase()), Arc::clone(&model.id))).collect::<Vec<_>>()
    });
    names.collect()
}
