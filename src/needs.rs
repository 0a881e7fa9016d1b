//! A request: the needs somebody gave, as they wrote them, and what they want to know.
//!
//! Which needs exist and what their answers mean is known to the rulebook; [`DecisionGraph::resolve`](crate::graph::DecisionGraph::resolve)
//! puts the two together. A request is JSON, TOML or flags.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use crate::document::{Node, Tree};
use crate::reader::{self, Reader};
use crate::value::Date;

/// An answer as written.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The need.
    pub need: String,
    /// Where the need is named.
    pub at: Place,
    /// The answer.
    pub value: Node<'static>,
    /// The text it stands in.
    pub source: Arc<Source>,
}

/// A word somebody wrote and where.
#[derive(Debug, Clone)]
pub struct Word {
    /// The word.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// What is asked of the decision graph.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The needs given.
    pub needs: Vec<Answer>,
    /// Needs that were asked for and not answered, so that nobody asks again: what holds without an answer holds.
    pub unanswered: Vec<Word>,
    /// Only these models are compared; all if empty.
    pub among: Vec<Word>,
    /// How many models of the ranking are shown; `None` where the request does not say.
    pub top: Option<usize>,
    /// The as-of date, where the request gives one.
    pub as_of: Option<Date>,
}

impl Request {
    /// Reads a request from JSON or TOML: `needs`, `unanswered`, `among`, `top`, `as_of`. JSON if the text begins with `{`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    ///
    /// ```
    /// use verdict::{diagnostic::Source, needs::Request};
    /// let file = Source::new("needs.json", r#"{"needs": {"budget": "tight"}, "top": 3}"#);
    /// let request = Request::parse(&file).unwrap();
    /// assert_eq!((request.needs[0].need.as_str(), request.top), ("budget", Some(3)));
    /// let file = Source::new("needs.json", r#"{"need": {}}"#);
    /// assert!(Request::parse(&file).is_err());
    /// ```
    pub fn parse(source: &Arc<Source>) -> Result<Self, Diagnostics> {
        if source.text.trim_start_matches('\u{feff}').trim().is_empty() {
            return Err(Diagnostic::error(Code::MissingKey, format!("{} is empty", source.name))
                .at(Place::new(source, 0..0), "nothing is asked here")
                .help("write `{}` to answer nothing, or leave it out")
                .into());
        }
        if is_json(&source.text) { Self::parse_json(source) } else { Self::read(source, &reader::toml(source)?) }
    }

    /// Reads a request from JSON, whatever its first character is.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse_json(source: &Arc<Source>) -> Result<Self, Diagnostics> {
        Self::read(source, &reader::json(source)?)
    }

    fn read(source: &Arc<Source>, root: &Node<'_>) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let reader = Reader::new(source, &mut found);
        let mut request = Self::default();
        if let Some(mut table) = reader.table(root, "a request") {
            if let Some(needs) = table.optional("needs").and_then(|n| reader.table(n, "`needs`")) {
                for entry in needs.entries() {
                    if entry.value.tree == Tree::Null {
                        reader.push(
                            Diagnostic::error(Code::WrongKind, "`null` is not an answer")
                                .at(reader.at(&entry.value), "no answer")
                                .help(format!("leave `{}` out to leave it unanswered", reader::quote(&entry.key))),
                        );
                        continue;
                    }
                    request.needs.push(Answer {
                        need: entry.key.to_string(),
                        at: reader.place(entry.span()),
                        value: entry.value.clone().into_owned(),
                        source: Arc::clone(source),
                    });
                }
            }
            if let Some(among) = table.optional("among").filter(|n| n.list().is_some_and(<[_]>::is_empty)) {
                reader.push(
                    Diagnostic::error(Code::MissingKey, "`among` names no model")
                        .at(reader.at(among), "empty")
                        .help("leave `among` out to compare all models"),
                );
            }
            let mut words = |key| -> Vec<Word> {
                let word = |(text, node): (&str, &Node<'_>)| Word { text: text.to_string(), at: reader.at(node) };
                table.texts(key).into_iter().map(word).collect()
            };
            (request.unanswered, request.among) = (words("unanswered"), words("among"));
            if let Some(top) = table.integer("top") {
                request.top = usize::try_from(top).ok().filter(|t| *t > 0);
                if request.top.is_none() {
                    let at = table.place("top");
                    reader.push(Diagnostic::error(Code::OutOfRange, "`top` must be at least 1").at(at, "out of range"));
                }
            }
            request.as_of = table.date("as_of");
            table.finish();
        }
        found.into_result(request)
    }

    /// Adds `key=value` from a flag. A flag wins over a file that gives the same need; two flags may not.
    ///
    /// # Errors
    /// The flag has no `=`, or an earlier flag gives the same need.
    ///
    /// ```
    /// use verdict::needs::Request;
    /// let mut request = Request::default();
    /// request.add_flag("--need", "input=image,pdf").unwrap();
    /// assert_eq!(request.needs[0].value.text(), Some("image,pdf"));
    /// assert!(request.add_flag("--need", "input").is_err());
    /// ```
    pub fn add_flag(&mut self, flag: &str, text: &str) -> Result<(), Diagnostics> {
        let source = Source::new(flag, text);
        let Some((key, value)) = text.split_once('=') else {
            return Err(Diagnostic::error(Code::MissingKey, format!("`{}` gives no answer", reader::quote(text)))
                .at(Place::new(&source, 0..text.len()), "no `=` here")
                .help(format!(
                    "write `{flag} {}=…` with an answer",
                    if text.trim().is_empty() { "need".into() } else { reader::quote(text) }
                ))
                .into());
        };
        let need = key.trim().to_string();
        let at = Place::new(&source, 0..key.len());
        if let Some(first) = self.needs.iter().find(|n| n.need == need && n.source.name == flag) {
            return Err(Diagnostic::error(Code::DuplicateKey, format!("`{}` is answered twice", reader::quote(&need)))
                .at(at, "the second answer")
                .context(first.at.clone(), "the first answer")
                .into());
        }
        self.answer(&source, need, at, key.len() + 1..text.len(), value);
        Ok(())
    }

    /// Adds the answer of an environment variable, whose name ends in the need in capital letters. It wins over a file.
    ///
    /// ```
    /// use verdict::needs::Request;
    /// let mut request = Request::default();
    /// request.add_variable("APP_", "INPUT", "image,pdf");
    /// assert_eq!((request.needs[0].need.as_str(), request.needs[0].value.text()), ("input", Some("image,pdf")));
    /// ```
    pub fn add_variable(&mut self, prefix: &str, name: &str, value: &str) {
        let source = Source::new("environment", format!("{prefix}{name}={value}"));
        let start = prefix.len() + name.len() + 1;
        let at = Place::new(&source, prefix.len()..start - 1);
        self.answer(&source, name.to_lowercase(), at, start..start + value.len(), value);
    }

    /// Takes an answer in place of what is there.
    fn answer(&mut self, source: &Arc<Source>, need: String, at: Place, span: std::ops::Range<usize>, value: &str) {
        self.needs.retain(|n| n.need != need);
        self.unanswered.retain(|word| word.text != need);
        let inner = u32::try_from(span.start).ok();
        let value = Node::new(span, Tree::Text { text: value.to_string().into(), inner });
        self.needs.push(Answer { need, at, value, source: Arc::clone(source) });
    }

    /// Adds a need that is to stay unanswered, from the value of a flag. It wins over the answer of a file or a variable; that
    /// another flag answers it as well is for [`DecisionGraph::resolve`](crate::graph::DecisionGraph::resolve) to say.
    pub fn leave_unanswered(&mut self, flag: &str, need: &str) {
        self.needs.retain(|n| n.need != need || n.source.name.starts_with("--"));
        let source = Source::new(flag, need);
        self.unanswered.push(Word { text: need.to_string(), at: Place::new(&source, 0..need.len()) });
    }

    /// Sets which models are compared, from the comma-separated list of a flag.
    pub fn set_among(&mut self, flag: &str, list: &str) {
        let source = Source::new(flag, list);
        let mut start = 0;
        self.among = list
            .split(',')
            .map(|part| {
                let blank = part.len() - part.trim_start().len();
                let span = start + blank..start + blank.max(part.trim_end().len());
                start += part.len() + 1;
                Word { text: part.trim().to_string(), at: Place::new(&source, span) }
            })
            .collect();
        // A comma too many does no harm; a list with nothing in it is not taken for all models.
        self.among.retain(|word| !word.text.is_empty());
        if self.among.is_empty() {
            self.among.push(Word { text: String::new(), at: Place::new(&source, 0..list.len()) });
        }
    }
}

/// Whether a request is meant as JSON: it begins with `{`, or with a list of objects, which begins no TOML.
fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let inside = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || inside.is_some_and(|rest| rest.is_empty() || rest.starts_with(['{', ']']))
}
