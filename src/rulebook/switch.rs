//! What is in use already, and when something else is worth the work of going there.

use super::pricing::Word;
use super::{Broken, Rulebook, owned};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fact::known;
use crate::reader::Table;

/// The table `switch` of `rulebook.toml`: whoever says what they use now is told whether to change. No verdict depends on it.
///
/// ```
/// use verdict::diagnostic::Source;
/// use verdict::reader::{self, File};
/// use verdict::rulebook::Rulebook;
///
/// let head = r#"
///     name = "Bicycles"
///     version = "1"
///     goal = "A bicycle"
///     questions = ["rides"]
///     [switch]
///     need   = "rides"
///     worth  = 5
///     reason = "An old saddle is a comfortable one."
/// "#;
/// let rides = "ask = 'What do you ride?'\nwhy = '.'\nkind = 'choice'\nwords = 'model.id'\nunanswered = 'Nothing.'";
/// let texts = [("criteria.toml", ""), ("questions/rides.toml", rides), ("rulebook.toml", head)];
/// let sources = texts.map(|(path, text)| Source::new(path, text));
/// let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
/// let files: Vec<File> =
///     sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root }).collect();
///
/// let switch = Rulebook::parse(&files).unwrap().switch.unwrap();
/// assert_eq!((switch.need.text.as_str(), switch.worth), ("rides", 5.0));
/// ```
#[derive(Debug, Clone)]
pub struct Switch {
    /// The need that says which model is in use.
    pub need: Word,
    /// How many points of 100 another one must have more.
    pub worth: f64,
    /// Why so many, in a sentence.
    pub reason: String,
    /// The fact, a date, that says when an alternative cannot be had any more.
    pub ends: Option<Word>,
}

pub(super) fn parse(mut table: Table<'_, '_, '_>) -> Option<Switch> {
    let reader = table.reader();
    let ends = table.text("ends").map(str::to_string).map(|text| Word { text, at: table.place("ends") });
    let need = owned(&mut table, "need").map(|text| Word { text, at: table.place("need") });
    let reason = owned(&mut table, "reason");
    let worth = table.required("worth").and_then(|node| reader.number(node));
    if let Some(worth) = worth.filter(|worth| !(0.0..=100.0).contains(worth)) {
        let message = format!("`worth` is from 0 to 100 points, not {worth}");
        reader.push(Diagnostic::error(Code::OutOfRange, message).at(table.place("worth"), "out of range"));
    }
    table.finish();
    Some(Switch { need: need?, worth: worth?, reason: reason?, ends })
}

impl Rulebook {
    /// What is in use must be a need whose answers are models.
    pub(super) fn check_switch(&self, found: &mut Diagnostics, broken: &Broken) {
        let Some(Switch { need, .. }) = &self.switch else { return };
        match self.question(&need.text) {
            None if broken.needs.contains(&need.text) => {}
            None => found.push(self.unknown_need(&need.text, need.at.clone())),
            Some(question) => {
                let fact = question.words.as_ref().map(|words| words.fact.text.as_str());
                if question.kind != super::Kind::Choice || fact != Some(known::MODEL_ID) {
                    found.push(
                        Diagnostic::error(
                            Code::WrongKind,
                            format!("`{}` does not say which model is in use", question.id),
                        )
                        .at(need.at.clone(), "not answered with a model")
                        .context(question.at.clone(), "the question")
                        .help(format!(
                            "name a need whose question has `kind = \"choice\"` and `words = \"{}\"`",
                            known::MODEL_ID
                        )),
                    );
                }
            }
        }
    }
}
