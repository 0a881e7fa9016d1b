//! Finds a model by what a user calls it.

use std::fmt;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Place, nearest};
use crate::reader::quote;

use super::{Catalog, Model};
use crate::fact::known;

/// Why a name means no model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FindError {
    /// Nothing is called so.
    Unknown {
        /// What was asked for.
        name: String,
        /// Ids of models that may be meant, the nearest first.
        suggestions: Vec<Arc<str>>,
    },
    /// Several models are called so.
    Ambiguous {
        /// What was asked for.
        name: String,
        /// Their ids, sorted.
        ids: Vec<Arc<str>>,
    },
}

impl fmt::Display for FindError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, .. } if name.trim().is_empty() => f.write_str("an empty text names no model"),
            Self::Unknown { name, .. } => write!(f, "there is no model `{}`", quote(name)),
            Self::Ambiguous { name, .. } => write!(f, "`{}` can mean several models", quote(name)),
        }
    }
}

impl std::error::Error for FindError {}

impl FindError {
    /// Whether there are models that may be meant.
    #[must_use]
    pub fn suggests(&self) -> bool {
        let (Self::Unknown { suggestions: list, .. } | Self::Ambiguous { ids: list, .. }) = self;
        !list.is_empty()
    }

    /// As a diagnostic, underlining `place` if there is one.
    #[must_use]
    pub fn diagnostic(&self, place: Option<Place>) -> Diagnostic {
        let (code, label, list) = match self {
            Self::Unknown { suggestions, .. } => (Code::UnknownModel, "not a model of the catalog", suggestions),
            Self::Ambiguous { ids, .. } => (Code::AmbiguousModel, "write the full id", ids),
        };
        let mut wrong = Diagnostic::error(code, self.to_string());
        if let Some(place) = place {
            wrong = wrong.at(place, label);
        }
        let ids: Vec<String> = list.iter().map(|id| format!("`{id}`")).collect();
        match (self, ids.is_empty()) {
            (Self::Unknown { .. }, false) => wrong.help(format!("did you mean {}?", ids.join(" or "))),
            (Self::Ambiguous { .. }, false) => wrong.help(format!("it can mean {}", ids.join(" or "))),
            (Self::Unknown { .. }, true) => wrong.help("`verdict catalog list` shows the models there are"),
            (Self::Ambiguous { .. }, true) => wrong,
        }
    }
}

/// The models whose name another one has, too; sorted.
pub(super) fn namesakes(catalog: &Catalog) -> Vec<usize> {
    let Some(fact) = catalog.schema.find(known::NAME) else { return Vec::new() };
    let name = |model: usize| catalog.model_value(model, fact)?.as_text();
    let mut named: Vec<(&str, usize)> =
        (0..catalog.models.len()).filter_map(|model| Some((name(model)?, model))).collect();
    named.sort_unstable();
    let mut shared: Vec<usize> =
        named.chunk_by(|a, b| a.0 == b.0).filter(|same| same.len() > 1).flatten().map(|(_, model)| *model).collect();
    shared.sort_unstable();
    shared
}

/// Everything a model is called, in lower case and sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    names: Vec<(Box<str>, u32)>,
}

impl Names {
    pub(super) fn new(models: &[Model]) -> Self {
        let mut names = Vec::new();
        for (at, model) in models.iter().enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            names.push((model.id.as_ref().into(), at));
            names.extend(model.id.split_once('/').map(|(_, short)| (short.into(), at)));
            names.extend(model.aliases.iter().map(|a| (a.to_lowercase().into_boxed_str(), at)));
        }
        names.sort_unstable();
        names.dedup();
        Self { names }
    }

    pub(super) fn find(&self, name: &str, models: &[Model]) -> Result<usize, FindError> {
        let lower = name.trim().to_lowercase();
        if let Ok(at) = models.binary_search_by(|m| m.id.as_ref().cmp(&lower)) {
            return Ok(at);
        }
        let start = self.names.partition_point(|(n, _)| n.as_ref() < lower.as_str());
        let found: Vec<usize> =
            self.names.iter().skip(start).take_while(|(n, _)| **n == *lower).map(|(_, at)| *at as usize).collect();
        let id = |at: &usize| models.get(*at).map(|m| Arc::clone(&m.id));
        match found.as_slice() {
            [] => Err(FindError::Unknown { name: name.to_string(), suggestions: self.suggest(&lower, models) }),
            [one] => Ok(*one),
            several => {
                Err(FindError::Ambiguous { name: name.to_string(), ids: several.iter().filter_map(id).collect() })
            }
        }
    }

    /// At most five models that may be meant: the one nearest in spelling, and those whose names contain the word.
    fn suggest(&self, lower: &str, models: &[Model]) -> Vec<Arc<str>> {
        let id = |at: u32| models.get(at as usize).map(|m| Arc::clone(&m.id));
        let near = nearest(lower, self.names.iter().map(|(n, _)| n.as_ref()));
        let near =
            near.and_then(|near| self.names.iter().find(|(n, _)| n.as_ref() == near)).and_then(|(_, at)| id(*at));
        let mut suggestions: Vec<Arc<str>> = near.into_iter().collect();
        if lower.len() >= 2 {
            for (_, at) in self.names.iter().filter(|(n, _)| n.contains(lower)) {
                suggestions.extend(id(*at).filter(|id| !suggestions.contains(id)));
            }
        }
        suggestions.truncate(5);
        suggestions
    }
}
