//! What is known of the models behind one: those that it was made from, one after the other.

use std::sync::Arc;

use crate::catalog::find::Names;
use crate::catalog::inherited::resolve;
use crate::catalog::model::Models;
use crate::catalog::{Model, Statement};
use crate::fact::FactId;
use crate::value::{Type, Value};

use super::{Behind, Onward, words};

/// Fills the sets of what a fact is at each model behind one. Such a set is unknown where nothing is behind a model, and where the fact is unknown of
/// one that is. What a model's file states itself stands.
pub(in crate::catalog) fn follow(onward: &Onward, read: &Models<'_>, names: &Names, models: &mut [Model]) {
    for behind in &onward.behind {
        let told: Vec<Option<Statement>> =
            models.iter().map(|model| Follow { read, names, models, behind }.of(model)).collect();
        for (model, told) in models.iter_mut().zip(told) {
            if told.is_some() {
                model.facts.set(behind.fact, told);
            }
        }
    }
}

struct Follow<'a, 'c> {
    read: &'a Models<'c>,
    names: &'a Names,
    models: &'a [Model],
    behind: &'a Behind,
}

impl<'a> Follow<'a, '_> {
    fn of(&self, model: &'a Model) -> Option<Statement> {
        let Type::Set(all) = &self.read.context.schema.fact(self.behind.fact).ty else { return None };
        if self.says(model, self.behind.fact).is_some() {
            return None;
        }
        let first = self.says(model, self.behind.follows)?;
        let (mut here, mut told) = (vec![false; all.len()], Vec::new());
        let (mut next, mut seen) = (Some(first), vec![&model.id]);
        while let Some(named) = next {
            let before = self.models.get(self.names.find(named.value.as_text()?, self.models).ok()?)?;
            if seen.contains(&&before.id) {
                return None;
            }
            seen.push(&before.id);
            let value = &self.says(before, self.behind.of)?.value;
            for (slot, word) in here.iter_mut().zip(all.iter()) {
                *slot |= value.as_text() == Some(word) || words(value).iter().any(|w| w.as_text() == Some(word));
            }
            told.push(format!("{} ({})", before.id, value.display(None)));
            next = self.says(before, self.behind.follows);
        }
        let value = all.iter().zip(here).filter(|(_, here)| *here).map(|(word, _)| Value::Text(Arc::clone(word)));
        Some(Statement { value: Value::List(value.collect()), note: Some(told.join(", ").into()), ..first.clone() })
    }

    fn says(&self, model: &'a Model, fact: FactId) -> Option<&'a Statement>
    where
        Self: 'a,
    {
        resolve(self.read.entries, &model.facts, &model.inherits, fact).first()
    }
}
