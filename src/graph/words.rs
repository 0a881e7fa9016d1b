//! The words of a catalog as answers.

use std::sync::Arc;

use crate::catalog::Catalog;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fact::{Fact, KnownWords, Root};
use crate::reader::quote;
use crate::rulebook::Rulebook;
use crate::rulebook::question::Words;
use crate::value::Type;

/// Tells the questions which words there are; a fact that has none is reported.
pub(super) fn learn(rulebook: &mut Rulebook, catalog: &Catalog, found: &mut Diagnostics) {
    for words in rulebook.questions.iter_mut().filter_map(|question| question.words.as_mut()) {
        match known(catalog, words) {
            Ok(known) => words.known = known,
            Err(wrong) => found.push(wrong),
        }
    }
}

fn known(catalog: &Catalog, words: &Words) -> Result<Arc<KnownWords>, Diagnostic> {
    let (schema, fact) = (catalog.schema(), &words.fact);
    let wrong = |code, message: String, label| Diagnostic::error(code, message).at(fact.at.clone(), label);
    let Some(id) = schema.find(&fact.text) else {
        let mut wrong = wrong(Code::UnknownFact, format!("there is no fact `{}`", quote(&fact.text)), "not declared");
        wrong.help = schema.suggest(&fact.text);
        return Err(wrong);
    };
    let declared: &Fact = schema.fact(id);
    match (&declared.ty, schema.words(id)) {
        (Type::Enum(words), _) if declared.root != Root::Needs => {
            Ok(Arc::new(KnownWords::new(words.iter().cloned(), [])))
        }
        (Type::Text, Some(words)) => Ok(Arc::clone(words)),
        _ => Err(wrong(
            Code::UnknownWord,
            format!("the words of `{}` are not known", fact.text),
            "cannot be answered with",
        )
        .help("name a text whose words the catalog knows (`words` in `facts.toml`), or a fact with `values`")),
    }
}
