//! Whether what a scenario names exists.

use crate::diagnostic::{Code, Diagnostics};
use crate::graph::DecisionGraph;
use crate::reader::Reader;

use super::Scenario;

impl Scenario {
    /// What is wrong with a scenario for this rulebook and this catalog: needs, models and rules that do not exist, answers that are
    /// none. Nothing, if it can be run.
    #[must_use]
    pub fn problems(&self, graph: &DecisionGraph) -> Diagnostics {
        let mut found = Diagnostics::new();
        if let Err(wrong) = graph.resolve(&self.request, graph.as_of_date(&self.request)) {
            found.extend(wrong);
        }
        let rulebook = graph.rulebook();
        for expected in self.expected.iter().map(|e| &e.expected) {
            for model in expected.models() {
                if let Err(wrong) = graph.catalog().find_model(&model.text) {
                    found.push(wrong.diagnostic(Some(model.at.clone())));
                }
            }
            if let Some(rule) = expected.rule().filter(|word| rulebook.rules.iter().all(|r| r.id != word.text)) {
                found.push(rulebook.unknown_rule(&rule.text, rule.at.clone()));
            }
            if let Some(need) = expected.need().filter(|word| rulebook.question(&word.text).is_none()) {
                found.push(rulebook.unknown_need(&need.text, need.at.clone()));
            }
            if let Some(answer) = expected.answer() {
                match rulebook.question(&answer.need) {
                    Some(question) => _ = question.read(&Reader::new(&answer.source, &mut found), &answer.value),
                    None => found.push(rulebook.unknown_need(&answer.need, answer.at.clone())),
                }
            }
        }
        let mut told = Diagnostics::new();
        told.extend(found.into_iter().map(|wrong| match wrong.code {
            Code::UnknownModel | Code::UnknownRule | Code::UnknownNeed => {
                wrong.help("if it was renamed, write its new name here; if it is gone, take it out of the scenario")
            }
            _ => wrong,
        }));
        told
    }
}
