//! Which model comes before which.

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::fact::FactId;
use crate::reader::{File, quote};

use super::statement;
use crate::catalog::find::Names;
use crate::catalog::model::Models;
use crate::catalog::{Model, Statement};

/// What is needed to tell which model comes before which.
pub(super) struct Known<'a, 'c> {
    /// The facts that may name the model before; the first that is stated counts.
    pub(super) facts: &'a [FactId],
    pub(super) files: &'a [File<'a>],
    pub(super) read: &'a Models<'c>,
    pub(super) names: &'a Names,
    pub(super) models: &'a [Model],
}

impl Known<'_, '_> {
    /// The predecessor of each model. Ids that are none are reported, and circles, of which nobody then has one.
    pub(super) fn predecessors(&self, found: &mut Diagnostics) -> Vec<Option<usize>> {
        let mut before: Vec<Option<usize>> = self.models.iter().map(|model| self.predecessor(model, found)).collect();
        let mut seen = vec![false; before.len()];
        for start in 0..before.len() {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(here) = at.filter(|a| seen.get(*a) == Some(&false)) {
                if let Some(slot) = seen.get_mut(here) {
                    *slot = true;
                }
                path.push(here);
                at = before.get(here).copied().flatten();
            }
            let Some(from) = at.and_then(|end| path.iter().position(|p| *p == end)) else { continue };
            let circle = path.get(from..).unwrap_or_default();
            found.push(self.circle(circle));
            for at in circle {
                if let Some(slot) = before.get_mut(*at) {
                    *slot = None;
                }
            }
        }
        before
    }

    /// What names the model before it.
    fn names<'s>(&'s self, model: &'s Model) -> Option<(FactId, &'s Statement)> {
        self.facts.iter().find_map(|fact| Some((*fact, statement(self.read, model, *fact)?)))
    }

    fn predecessor(&self, model: &Model, found: &mut Diagnostics) -> Option<usize> {
        let id = self.names(model)?.1.value.as_text()?;
        let wrong = match self.names.find(id, self.models) {
            Ok(at) => {
                let full = &self.models.get(at)?.id;
                if **full == *id {
                    return Some(at);
                }
                let message = format!("`{}` is not the id of a model", quote(id));
                let wrong = Diagnostic::error(Code::UnknownModel, message).help(format!("did you mean `{full}`?"));
                match self.place(model) {
                    Some(place) => wrong.at(place, "write the full id"),
                    None => wrong,
                }
            }
            Err(error) => error.diagnostic(self.place(model)),
        };
        found.push(wrong);
        None
    }

    fn circle(&self, circle: &[usize]) -> Diagnostic {
        let models: Vec<&Model> = circle.iter().filter_map(|at| self.models.get(*at)).collect();
        let names: Vec<String> = models.iter().map(|m| format!("`{}`", m.id)).collect();
        let mut wrong =
            Diagnostic::error(Code::Cycle, format!("these come before each other in a circle: {}", names.join(", ")))
                .help("break the circle: no model comes before itself");
        let mut places = models.iter().filter_map(|m| self.place(m)).map(|at| (at, "part of it".to_string()));
        wrong.primary = places.next();
        wrong.context = places.collect();
        wrong
    }

    /// Where a model's file names its predecessor; the file, if something that it inherits does.
    fn place(&self, model: &Model) -> Option<Place> {
        let path = format!("models/{}.toml", model.id);
        let file = self.files.iter().find(|f| f.path == path)?;
        let (fact, _) = self.names(model)?;
        let key = self.read.context.schema.fact(fact).id.split_once('.').map_or("", |(_, name)| name);
        let stated = file.root.get("facts").and_then(|facts| facts.get(key));
        let first = stated.map(|s| s.list().and_then(<[_]>::first).unwrap_or(s));
        let span = first.map_or(0..0, |s| s.get("value").unwrap_or(s).span());
        Some(Place::new(file.source, span))
    }
}
