//! A request: the needs somebody gave, as they wrote them, and what they want to know.
//!
//! Which needs exist and what their answers mean is known to the rulebook; [`DecisionGraph::resolve`](crate::graph::DecisionGraph::resolve)
//! puts the two together. A request is JSON, TOML or flags.

use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use crate::document::{Entry, Node, Tree};
use crate::reader::{self, Reader, Table};
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

/// A weight that is set by hand, as written.
#[derive(Debug, Clone)]
pub struct Weight {
    /// The criterion.
    pub criterion: Word,
    /// How many percent of what is above it the criterion counts.
    pub value: Node<'static>,
    /// The text it stands in.
    pub source: Arc<Source>,
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
    /// Weights that are set by hand.
    pub weights: Vec<Weight>,
    /// Criteria that stand side by side, the most important first, in place of weights.
    pub order: Vec<Word>,
}

impl Request {
    /// The name of the source of answers that come from variables of the environment.
    pub const ENVIRONMENT: &str = "environment";

    /// Reads a request from JSON or TOML: `needs`, `unanswered`, `among`, `top`, `as_of`, `weights`, `order`. JSON if the text begins
    /// with `{`.
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
            request.read_weights(&mut table, source);
            table.finish();
        }
        found.into_result(request)
    }

    /// Reads `weights` and `order` from a table that has them among its keys; what it does not say stays as it is.
    pub(crate) fn read_weights(&mut self, table: &mut Table<'_, '_, '_>, source: &Arc<Source>) {
        let reader = table.reader();
        let word = |text: &str, at| Word { text: text.to_string(), at };
        if let Some(weights) = table.optional("weights").and_then(|node| reader.table(node, "`weights`")) {
            let weight = |entry: &Entry<'_>| Weight {
                criterion: word(&entry.key, reader.place(entry.span())),
                value: entry.value.clone().into_owned(),
                source: Arc::clone(source),
            };
            self.weights = weights.entries().iter().map(weight).collect();
        }
        if let Some(order) = table.optional("order") {
            let words = reader.texts(order).unwrap_or_default();
            if order.list().is_some_and(<[_]>::is_empty) {
                reader.push(no_order(reader.at(order)));
            }
            self.order = words.into_iter().map(|(text, node)| word(text, reader.at(node))).collect();
        }
    }

    /// Adds a weight that is set by hand, `criterion=percent`, from the value of a flag.
    ///
    /// # Errors
    /// The text has no `=`.
    ///
    /// ```
    /// use verdict::needs::Request;
    /// let mut request = Request::default();
    /// request.add_weight("--weight", "cost=40").unwrap();
    /// assert_eq!((request.weights[0].criterion.text.as_str(), request.weights[0].value.text()), ("cost", Some("40")));
    /// assert!(request.add_weight("--weight", "cost").is_err());
    /// ```
    pub fn add_weight(&mut self, flag: &str, text: &str) -> Result<(), Diagnostics> {
        let source = Source::new(flag, text);
        let Some((criterion, _)) = text.split_once('=') else {
            return Err(Diagnostic::error(Code::MissingKey, format!("`{}` gives no weight", reader::quote(text)))
                .at(Place::new(&source, 0..text.len()), "no `=` here")
                .help(format!(
                    "write `{flag} {}=40`, with a percentage",
                    if text.trim().is_empty() { "criterion".into() } else { reader::quote(text.trim()) }
                ))
                .into());
        };
        let start = criterion.len() + 1;
        let value = text.get(start..).unwrap_or_default();
        self.weights.push(Weight {
            criterion: part(&source, 0..criterion.len()),
            value: Node::new(
                start..text.len(),
                Tree::Text { text: value.to_string().into(), inner: u32::try_from(start).ok() },
            ),
            source,
        });
        Ok(())
    }

    /// Puts criteria in order, from the value of a flag: the most important first, with `>` or commas between them. It takes the place
    /// of the order of a file.
    ///
    /// # Errors
    /// The text names nothing, or there is nothing between two signs.
    ///
    /// ```
    /// use verdict::needs::Request;
    /// let mut request = Request::default();
    /// request.set_order("--order", "quality > cost > speed").unwrap();
    /// let order: Vec<&str> = request.order.iter().map(|word| word.text.as_str()).collect();
    /// assert_eq!(order, ["quality", "cost", "speed"]);
    /// assert!(request.set_order("--order", "quality > > speed").is_err());
    /// ```
    pub fn set_order(&mut self, flag: &str, text: &str) -> Result<(), Diagnostics> {
        let source = Source::new(flag, text);
        let mut start = 0;
        let words = text.split(['>', ',']).map(|between| {
            let word = part(&source, start..start + between.len());
            start += between.len() + 1;
            word
        });
        self.order = words.collect();
        match self.order.iter().find(|word| word.text.is_empty()) {
            Some(empty) => {
                let wrong = no_order(empty.at.clone());
                self.order.clear();
                Err(wrong.into())
            }
            None => Ok(()),
        }
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
        let source = Source::new(Self::ENVIRONMENT, format!("{prefix}{name}={value}"));
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

/// A word of a text, without the blanks around it; where there is none, the place where it should stand.
fn part(source: &Arc<Source>, span: std::ops::Range<usize>) -> Word {
    let text = source.text.get(span.clone()).unwrap_or_default();
    let trimmed = text.trim();
    let start = span.start + (text.len() - text.trim_start().len());
    let span = if trimmed.is_empty() { span } else { start..start + trimmed.len() };
    Word { text: trimmed.to_string(), at: Place::new(source, span) }
}

fn no_order(at: Place) -> Diagnostic {
    Diagnostic::error(Code::MissingKey, "an order names no criterion here")
        .at(at, "nothing is named here")
        .help("name criteria, the most important first: `first > second > third`")
}

/// Whether a request is meant as JSON: it begins with `{`, or with a list of objects, which begins no TOML.
fn is_json(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let inside = text.strip_prefix('[').map(str::trim_start);
    text.starts_with('{') || inside.is_some_and(|rest| rest.is_empty() || rest.starts_with(['{', ']']))
}
