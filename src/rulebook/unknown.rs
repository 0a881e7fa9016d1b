//! What is said of needs and rules that are not there.

use super::Rulebook;
use crate::diagnostic::{Code, Diagnostic, Place, nearest, suggest};
use crate::reader::quote;

impl Rulebook {
    /// The message about a need that no question asks.
    #[must_use]
    pub fn unknown_need(&self, need: &str, at: Place) -> Diagnostic {
        let mut wrong = Diagnostic::error(Code::UnknownNeed, format!("there is no need `{}`", quote(need)))
            .at(at, "no question asks for this");
        wrong.help = suggest(need, self.questions.iter().map(|q| q.id.as_str()));
        wrong
    }

    /// The message about a rule that is not there: the nearest in spelling, else those that share words with it.
    #[must_use]
    pub fn unknown_rule(&self, rule: &str, at: Place) -> Diagnostic {
        let wrong = Diagnostic::error(Code::UnknownRule, format!("there is no rule `{}`", quote(rule)))
            .at(at, "not a rule of the rulebook");
        let ids = || self.rules.iter().map(|r| r.id.as_str());
        let shared = |id: &str| id.split('-').filter(|word| rule.split('-').any(|other| other == *word)).count();
        let mut similar: Vec<(usize, &str)> = ids().map(|id| (shared(id), id)).filter(|(n, _)| *n > 0).collect();
        similar.sort_by_key(|(n, id)| (std::cmp::Reverse(*n), *id));
        let near = nearest(rule, ids());
        let others = similar.into_iter().map(|(_, id)| id).filter(|id| Some(*id) != near);
        let meant: Vec<String> = near.into_iter().chain(others).take(4).map(|id| format!("`{id}`")).collect();
        match meant.as_slice() {
            [] => wrong,
            meant => wrong.help(format!("did you mean {}?", meant.join(" or "))),
        }
    }
}
