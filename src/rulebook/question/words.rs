//! Answers that are the words of a fact of the catalog: a provider, a model, a country.

use std::sync::Arc;

use super::{Kind, Question};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::Node;
use crate::fact::{KnownWords, plain};
use crate::reader::{Reader, Table, quote};
use crate::rulebook::pricing::Word;
use crate::value::Value;

/// The longest list of answers that a message shows.
const MAX_LISTED: usize = 100;

/// The key `words` of a question, and its table `names`: besides its options, it takes the words that the catalog has of a fact.
#[derive(Debug, Clone)]
pub struct Words {
    /// The fact: a text whose words the catalog knows, or one of a list of words.
    pub fact: Word,
    /// What people call some of them, with the words that each name stands for. Those that the catalog does not
    /// have are passed over.
    pub names: Vec<(String, Vec<String>)>,
    /// What is known of the model that is named, where the words are those of models: a need, by its name, for each of these facts.
    pub facts: Vec<(String, Word)>,
    /// The words; none before a catalog is known.
    pub known: Arc<KnownWords>,
}

/// Reads both keys of a question.
pub(super) fn parse(reader: &Reader<'_>, table: &mut Table<'_, '_, '_>) -> Option<Words> {
    let fact = table.text("words").map(str::to_string);
    let fact = fact.map(|text| Word { text, at: table.place("words") });
    let names = table.optional("names");
    let facts = table.optional("facts");
    let Some(fact) = fact else {
        for (key, node) in [("names", names), ("facts", facts)] {
            let Some(node) = node else { continue };
            reader.push(
                Diagnostic::error(Code::UnknownKey, format!("`{key}` are of the words of a fact"))
                    .at(reader.head(node), "of which?")
                    .help("say in `words` which fact it is, or write `options`"),
            );
        }
        return None;
    };
    let all = names.and_then(|node| reader.table(node, "`names`"));
    let all =
        all.iter().flat_map(Table::entries).map(|entry| (entry.key.to_string(), stands_for(reader, &entry.value)));
    let asked = facts.and_then(|node| reader.table(node, "`facts`"));
    let asked = asked.iter().flat_map(Table::entries).filter_map(|entry| {
        let text = reader.text(&entry.value)?.to_string();
        Some((entry.key.to_string(), Word { text, at: reader.at(&entry.value) }))
    });
    Some(Words { facts: asked.collect(), fact, names: all.collect(), known: Arc::default() })
}

/// One word, or a list of them.
fn stands_for(reader: &Reader<'_>, node: &Node<'_>) -> Vec<String> {
    match node.text() {
        Some(word) => vec![word.to_string()],
        None => reader.texts(node).unwrap_or_default().into_iter().map(|(word, _)| word.to_string()).collect(),
    }
}

impl Words {
    /// The words that a name stands for, however it is written.
    fn named(&self, said: &str) -> Option<&[String]> {
        let said = plain(said);
        self.names.iter().find(|(name, _)| plain(name) == said).map(|(_, words)| words.as_slice())
    }

    /// The words that somebody means by one: those that it is a name of, else all that are called so.
    fn meant(&self, said: &str) -> Vec<Arc<str>> {
        match self.named(said) {
            Some(words) => words.iter().flat_map(|word| self.known.find(word)).collect(),
            None => self.known.find(said),
        }
    }
}

impl Question {
    /// Every word that is an answer to a choice or to choices: the options, then the words of the catalog. Machines are none of them.
    pub fn words(&self) -> impl Iterator<Item = &Arc<str>> {
        let options = self.options.iter().map(|option| &option.value);
        let known = self.words.iter().flat_map(|words| words.known.iter());
        options.chain(known.filter(|word| !self.options.iter().any(|option| option.value == **word)))
    }

    /// What an answer is that chooses one option alone: the option, and what else its name stands for.
    pub(crate) fn alone(&self, option: &Value) -> Value {
        let word = option.as_text().unwrap_or_default();
        let also = self.words.as_ref().and_then(|words| words.named(word)).unwrap_or_default();
        let all = self.words().filter(|other| ***other == *word || also.iter().any(|also| **also == ***other));
        Value::List(all.map(|word| Value::Text(Arc::clone(word))).collect())
    }

    /// The words that one word of an answer stands for; what stands for none is reported, and what may be one of several where they
    /// are not all meant.
    pub(super) fn word(&self, reader: &Reader<'_>, place: Place, said: &str) -> Option<Vec<Arc<str>>> {
        let Some(words) = &self.words else { return self.option(reader, place, said).map(|word| vec![word]) };
        let named = words.named(said).is_some();
        let option = self.options.iter().find(|option| option.value.as_ref() == said).filter(|_| !named);
        let meant = option.map_or_else(|| words.meant(said), |option| vec![Arc::clone(&option.value)]);
        if meant.len() == 1 || named && self.kind == Kind::Choices && !meant.is_empty() {
            return Some(meant);
        }
        if !reader.is_full() {
            reader.push(if meant.is_empty() { self.unknown(words, place, said) } else { several(place, said, &meant) });
        }
        None
    }

    fn unknown(&self, words: &Words, place: Place, said: &str) -> Diagnostic {
        let message = format!("`{}` is no answer to `{}`", quote(said), self.id);
        let mut wrong = Diagnostic::error(Code::UnknownWord, message).at(place, "not known");
        wrong.help = words.known.help(said);
        if wrong.help.is_empty() {
            let list: Vec<String> = self.words().map(|word| format!("`{word}`")).collect();
            let list = if list.len() <= MAX_LISTED { list.join(", ") } else { "any that the catalog has".to_string() };
            wrong.help.push(format!("the answers are the words of `{}`: {list}", words.fact.text));
        }
        wrong
    }
}

fn several(place: Place, said: &str, meant: &[Arc<str>]) -> Diagnostic {
    let meant: Vec<String> = meant.iter().map(|word| format!("`{word}`")).collect();
    Diagnostic::error(Code::UnknownWord, format!("`{}` may mean several", quote(said)))
        .at(place, "which?")
        .help(format!("write one of {}", meant.join(", ")))
}
