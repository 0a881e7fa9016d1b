//! Values that are wrong by themselves: zeros that are blanks, and ids of nothing.

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::value::Value;

use super::{Checker, Finding, Stated};

pub(super) fn check(checker: &mut Checker<'_, '_>) {
    let relations = &checker.catalog.relations;
    for holder in checker.holders() {
        for fact in relations.blanks.iter().copied() {
            for statement in holder.facts().all(fact).iter().filter(|s| s.value.as_number() == Some(0.0)) {
                let at = Stated { holder, fact, statement };
                checker.report(Finding {
                    code: Code::BlankZero,
                    severity: Severity::Warning,
                    message: format!("{} is zero, which stands for a blank", checker.named(at)),
                    at,
                    label: "zero is not free".to_string(),
                    beside: None,
                    help: "leave it out, and say in a note what the source means by it".to_string(),
                });
            }
        }
        for (fact, of) in relations.words.iter().copied().filter(|(fact, of)| fact != of) {
            let Some(words) = checker.catalog.schema.words(of) else { continue };
            for statement in holder.facts().all(fact) {
                let Value::Text(word) = &statement.value else { continue };
                if words.contains(word) {
                    continue;
                }
                let at = Stated { holder, fact, statement };
                let message =
                    format!("{} is `{word}`, and no `{}` is", checker.named(at), checker.catalog.schema.fact(of).id);
                let Some(place) = checker.place(at) else { continue };
                let mut found = Diagnostic::warning(Code::UnknownWord, message).at(place, "not in the catalog");
                found.help = words.help(word);
                checker.found.push(found);
            }
        }
    }
}
