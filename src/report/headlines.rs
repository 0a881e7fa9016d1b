//! What is said in the first lines: caveats that nobody may read past.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use crate::change::Best;
use crate::rulebook;

/// A caveat that is said at once, and the rule that it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Headline {
    /// The rule.
    pub rule: String,
    /// What it says.
    pub text: String,
    /// The id of the model that it is about.
    pub model: String,
    /// Its name.
    pub name: String,
}

impl Builder<'_> {
    /// The headlines of who comes first, then those of the best at one thing each, by the offers with which they are named; each once. What
    /// is said of another offer of a model names it.
    pub(super) fn headlines(&self, bests: &[(&rulebook::Winner, Best)]) -> Vec<Headline> {
        let first = self.verdict.ranking.iter().take_while(|r| r.rank == 1).map(|r| r.row);
        let mut seen = BTreeSet::new();
        let mut told: Vec<(usize, usize)> = Vec::new();
        let mut headlines = Vec::new();
        for row in first.chain(bests.iter().map(|(_, best)| best.row)) {
            let model = self.model_of(row);
            let is_other = told.iter().any(|(of, by)| *of == model && *by != row);
            told.push((model, row));
            for (rule, text) in self.evaluation.headlines(row) {
                if seen.insert((model, rule, text.clone())) {
                    let text = if is_other { format!("{}: {text}", self.offer_id(row)) } else { text };
                    let (rule, id, name) = (self.rule_id(rule), self.model_id(model), self.name(model));
                    headlines.push(Headline { rule, text, model: id, name });
                }
            }
        }
        headlines
    }
}
