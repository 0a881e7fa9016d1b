//! The words of a catalog as answers.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fact::KnownWords;
use crate::reader::quote;
use crate::rulebook::{Rulebook, Word};
use crate::value::Type;

/// Tells the questions which words there are; a fact that has none is reported.
pub(super) fn learn(rulebook: &mut Rulebook, catalog: &Catalog, found: &mut Diagnostics) {
    for words in rulebook.questions.iter_mut().filter_map(|question| question.words.as_mut()) {
        words.known = known(catalog, &words.fact, found).unwrap_or_default();
    }
}

fn known(catalog: &Catalog, fact: &Word, found: &mut Diagnostics) -> Option<Arc<KnownWords>> {
    let schema = catalog.schema();
    let wrong = |code, message: String, label| Diagnostic::error(code, message).at(fact.at.clone(), label);
    let Some(id) = schema.find(&fact.text) else {
        let mut wrong = wrong(Code::UnknownFact, format!("there is no fact `{}`", quote(&fact.text)), "not declared");
        wrong.help = schema.suggest(&fact.text);
        found.push(wrong);
        return None;
    };
    match (&schema.fact(id).ty, schema.words(id)) {
        (Type::Enum(words), _) => Some(Arc::new(KnownWords::new(words.iter().cloned(), []))),
        (Type::Text, Some(words)) => Some(Arc::clone(words)),
        _ => {
            let message = format!("the words of `{}` are not known", fact.text);
            let help = "name a text whose words the catalog knows (`words` in `facts.toml`), or a fact with `values`";
            found.push(wrong(Code::UnknownWord, message, "cannot be answered with").help(help));
            None
        }
    }
}
