//! Answers in variables of the environment, for every command that takes `--need`.

use verdict::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source, suggest};
use verdict::needs::Request;
use verdict::rulebook::Question;

/// What variables begin with that hold answers.
const VARIABLE: &str = "VERDICT_NEED_";
/// What those begin with that are meant to.
const STEM: &str = "VERDICT_NEED";

/// Adds the answers of all variables; what begins nearly like one is reported, not passed over.
pub(super) fn apply(request: &mut Request, found: &mut Diagnostics) {
    let mut variables: Vec<(String, String)> = std::env::vars_os()
        .map(|(key, value)| (key.to_string_lossy().into_owned(), value.to_string_lossy().into_owned()))
        .filter(|(key, _)| key.starts_with(STEM))
        .collect();
    variables.sort();
    for (key, value) in variables {
        match key.strip_prefix(VARIABLE) {
            Some(need) => request.add_variable(VARIABLE, need, &value),
            None => found.push(no_answer(&key, &value)),
        }
    }
}

/// What is wrong, said in the words of the environment where it stands there: a variable may have been set long ago, by somebody else.
pub(super) fn explained(found: Diagnostics, questions: &[Question]) -> Diagnostics {
    let mut explained = Diagnostics::new();
    explained.extend(found.into_iter().map(|mut wrong| {
        let Some(source) = wrong.primary.as_ref().map(|(place, _)| &place.source) else { return wrong };
        let Some((key, _)) = source.text.split_once('=').filter(|_| source.name == Request::ENVIRONMENT) else {
            return wrong;
        };
        if wrong.code == Code::UnknownNeed {
            let needs: Vec<String> = questions.iter().map(|question| question.id.to_uppercase()).collect();
            wrong.help = suggest(key.strip_prefix(VARIABLE).unwrap_or(key), needs.iter().map(String::as_str));
        }
        let unset = unset(key);
        wrong.help(unset)
    }));
    explained
}

/// A variable that looks like one with an answer and is none.
fn no_answer(key: &str, value: &str) -> Diagnostic {
    let source = Source::new(Request::ENVIRONMENT, format!("{key}={value}"));
    let message = format!("answers are in variables that begin with `{VARIABLE}`");
    let wrong =
        Diagnostic::error(Code::UnknownNeed, message).at(Place::new(&source, 0..key.len()), "no answer to anything");
    let need = key.split_once(STEM).and_then(|(_, rest)| rest.split_once('_'));
    let wrong = match need.filter(|(_, need)| !need.is_empty()) {
        Some((_, need)) => wrong.help(format!("did you mean `{VARIABLE}{need}`?")),
        None => wrong,
    };
    wrong.help(unset(key))
}

fn unset(key: &str) -> String {
    format!("no answer is meant? Then take it away: `unset {key}`")
}
