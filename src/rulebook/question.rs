//! How a need is asked.

use std::sync::Arc;

use super::machine::Machines;
use super::{Expression, expression, owned, words};
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::document::{Node, Tree};
use crate::fact::{MAX_NAME, known};
use crate::reader::{Reader, Table, quote};
use crate::value::{Type, Value, parse_number};

mod number;
mod words;

pub use words::Words;

/// What sort of answer a question takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `true` or `false`.
    YesNo,
    /// One of the options.
    Choice,
    /// Any of the options.
    Choices,
    /// A number with a unit.
    Number,
}

impl Kind {
    const WORDS: [(&'static str, Self); 4] =
        [("yes-no", Self::YesNo), ("choice", Self::Choice), ("choices", Self::Choices), ("number", Self::Number)];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// How messages call a question of this kind.
    const fn called(self) -> &'static str {
        match self {
            Self::YesNo => "a question of kind `yes-no`",
            Self::Choice => "a question of kind `choice`",
            Self::Choices => "a question of kind `choices`",
            Self::Number => "a question of kind `number`",
        }
    }
}

/// One way to answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is written in needs and expressions.
    pub value: Arc<str>,
    /// What it means, for people.
    pub means: String,
}

/// An amount with a name of its own, so that people can answer in their own units.
#[derive(Debug, Clone, PartialEq)]
pub struct Amount {
    /// What is written in needs instead of the number.
    pub name: Arc<str>,
    /// The number, as the question reads it.
    pub value: Value,
    /// What it means, for people.
    pub means: String,
}

/// A question and the need it asks for.
///
/// ```
/// use verdict::diagnostic::{Diagnostics, Source};
/// use verdict::reader::{self, File, Reader};
/// use verdict::{rulebook::Rulebook, value::Value};
///
/// let texts = [
///     ("criteria.toml", ""),
///     ("questions/distance.toml", r#"
///         ask = "How far do you ride in a day?"
///         why = "Not every bicycle goes far."
///         kind = "number"
///         unit = "km"
///         example = "To work and back, 12 km."
///         unanswered = "Every range will do."
///         [named]
///         across-town = { value = 15, means = "From one end of the town to the other" }
///     "#),
///     ("rulebook.toml", "name = 'Bicycles'\nversion = '1'\ngoal = 'A bicycle'\nquestions = ['distance']"),
/// ];
/// let sources = texts.map(|(path, text)| Source::new(path, text));
/// let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
/// let files: Vec<File> =
///     sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root }).collect();
/// let rulebook = Rulebook::parse(&files).unwrap();
/// let distance = rulebook.question("distance").unwrap();
/// assert_eq!(distance.example.as_deref(), Some("To work and back, 12 km."));
/// assert_eq!(distance.unanswered.as_deref(), Some("Every range will do."));
/// assert_eq!(distance.named[0].means, "From one end of the town to the other");
///
/// // The name is read as the number it stands for.
/// let request = Source::new("request.json", r#"["across-town", "acros-town"]"#);
/// let answers = reader::json(&request).unwrap();
/// let mut found = Diagnostics::new();
/// let reader = Reader::new(&request, &mut found);
/// let read: Vec<_> = answers.list().unwrap().iter().map(|answer| distance.read(&reader, answer)).collect();
/// assert_eq!(read, [Some(Value::Number(15.0)), None]);
/// let wrong = &found.as_slice()[0];
/// assert_eq!(wrong.message, "`acros-town` is not a number");
/// assert_eq!(wrong.help[1], "did you mean `across-town`?");
/// ```
#[derive(Debug, Clone)]
pub struct Question {
    /// The need's id: the name of the file.
    pub id: String,
    /// The question itself.
    pub ask: String,
    /// Why it is asked.
    pub why: String,
    /// An answer as somebody might give it, in their own words.
    pub example: Option<String>,
    /// For whom an answer to choose is right, by its value, or by `yes` and `no`; in the order of the file.
    pub examples: Vec<(String, String)>,
    /// What sort of answer it takes.
    pub kind: Kind,
    /// The answers to choose from, in the order of the file; none unless it is a choice.
    pub options: Vec<Choice>,
    /// The unit of a number.
    pub unit: Option<String>,
    /// Whether a number must be whole.
    pub whole: bool,
    /// The least number allowed.
    pub min: f64,
    /// The greatest number allowed.
    pub max: Option<f64>,
    /// Numbers that have names, in the order of the file.
    pub named: Vec<Amount>,
    /// What is taken if the question is not answered.
    pub assume: Option<Value>,
    /// What holds if the question is not answered, in a sentence; there exactly where nothing is assumed.
    pub unanswered: Option<String>,
    /// Whether a choice or choices take the words of a fact of a catalog as well.
    pub words: Option<Words>,
    /// Whether a choice takes the machines of a catalog as well, and what else their names say.
    pub machines: Option<Machines>,
    /// When the question is worth asking.
    pub ask_when: Option<Expression>,
    /// Where the file is.
    pub at: Place,
}

pub(super) fn parse(reader: &Reader<'_>, root: &Node<'_>, id: &str) -> Option<Question> {
    let mut table = reader.table(root, "a question")?;
    let at = reader.head(root);
    if known::AS_OF.strip_prefix("needs.") == Some(id) {
        reader.push(
            Diagnostic::error(
                Code::DuplicateId,
                format!("`{id}` is the date of the verdict, and no need that is asked for"),
            )
            .at(at.clone(), "the id is the name of this file")
            .help("rename the file"),
        );
    }
    if id.contains('-') {
        reader.push(
            Diagnostic::error(Code::InvalidId, format!("`{id}` cannot be the id of a need"))
                .at(at.clone(), "the id is the name of this file")
                .help("expressions would read `-` as a minus sign: write `_`"),
        );
    }
    let ask = owned(&mut table, "ask");
    let why = owned(&mut table, "why");
    let kinds = Kind::WORDS.map(|(word, _)| word);
    let kind =
        table.required("kind").and_then(|n| reader.word(n, &kinds)).and_then(|i| Kind::WORDS.get(i)).map(|(_, k)| *k);
    if let Some(kind) = kind {
        table.rename(kind.called());
    }
    let number = kind == Some(Kind::Number);
    let (options, words) = match kind {
        Some(Kind::Choice | Kind::Choices) => {
            let words = words::parse(reader, &mut table);
            (options(reader, &mut table, words.is_some()), words)
        }
        _ => (Vec::new(), None),
    };
    let mut question = Question {
        id: id.to_string(),
        ask: String::new(),
        why: String::new(),
        example: table.text("example").map(str::to_string),
        examples: Vec::new(),
        kind: kind?,
        options,
        unit: if number { table.text("unit").map(str::to_string) } else { None },
        whole: number && table.bool("whole").unwrap_or(false),
        min: if number { table.number("min").unwrap_or(0.0) } else { 0.0 },
        max: if number { table.number("max") } else { None },
        named: Vec::new(),
        assume: None,
        unanswered: None,
        words,
        machines: None,
        ask_when: table.optional("ask_when").and_then(|n| expression(reader, n)),
        at,
    };
    if let Some(max) = question.max.filter(|max| *max < question.min) {
        let message = format!("`max` is {}, which is below `min`", Value::Number(max).display(None));
        reader.push(Diagnostic::error(Code::OutOfRange, message).at(table.place("max"), "no answer is possible"));
        return None;
    }
    if number && let Some(node) = table.optional("named") {
        question.named = question.amounts(reader, node);
    }
    if kind == Some(Kind::Choice) {
        question.machines = table.optional("machines").and_then(|n| reader.table(n, "`machines`")).map(Machines::read);
    }
    if !number && let Some(all) = table.optional("examples").and_then(|node| reader.table(node, "`examples`")) {
        question.examples = question.examples(reader, &all);
    }
    let assume = table.optional("assume");
    question.assume = assume.and_then(|node| question.read(reader, node));
    question.unanswered = table.text("unanswered").map(str::to_string);
    match (assume, root.get("unanswered")) {
        (Some(assume), Some(_)) => reader.push(
            Diagnostic::error(Code::UnknownKey, "`unanswered` means nothing beside `assume`")
                .at(table.place("unanswered"), "what is assumed holds")
                .context(reader.at(assume), "this is taken if it is not answered")
                .help("keep `assume` if a value is taken, `unanswered` if none is"),
        ),
        (None, None) => reader.push(
            Diagnostic::error(Code::MissingKey, format!("{} must have `assume` or `unanswered`", question.kind.called()))
                .at(reader.head(root), "both are missing here")
                .help("say in `assume` what is taken if it is not answered, or in `unanswered`, in a sentence, what holds then"),
        ),
        _ => {}
    }
    table.finish();
    (question.ask, question.why) = (ask?, why?);
    Some(question)
}

/// The options of a choice, which may have none where it has other words.
fn options(reader: &Reader<'_>, table: &mut Table<'_, '_, '_>, may_have_none: bool) -> Vec<Choice> {
    let mut options = Vec::new();
    let node = if may_have_none { table.optional("options") } else { table.required("options") };
    if let Some(all) = node.and_then(|n| reader.table(n, "`options`")) {
        count(reader, &all, "a choice has 1 to 64 options");
        for entry in all.entries() {
            if let Some(means) = reader.text(&entry.value) {
                options.push(Choice { value: Arc::from(entry.key.as_ref()), means: means.to_string() });
            }
        }
    }
    options
}

/// Reports a table with no entry, or with more than anybody would read.
fn count(reader: &Reader<'_>, all: &Table<'_, '_, '_>, allowed: &str) {
    let count = all.entries().len();
    if !(1..=64).contains(&count) {
        let message = format!("{allowed}, not {count}");
        reader.push(Diagnostic::error(Code::OutOfRange, message).at(reader.head(all.node()), "here"));
    }
}

/// Whether `word` can name an amount. Unlike an id it may begin with a digit; what reads as a number is found before.
fn is_amount(word: &str) -> bool {
    (1..=MAX_NAME).contains(&word.len())
        && word.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit())
        && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_')
}

impl Question {
    /// The type of the need in expressions.
    #[must_use]
    pub fn ty(&self) -> Type {
        // Some machines have the id of an option: what an option means then is known.
        let option = |id: &Arc<str>| self.options.iter().any(|o| o.value == *id);
        let machines = self.machines.iter().flat_map(|machines| &machines.known).map(|machine| &machine.id);
        let machines = machines.filter(|id| !option(id));
        let values = || words(self.words().chain(machines).map(ToString::to_string));
        match self.kind {
            Kind::YesNo => Type::Bool,
            Kind::Choice => Type::Enum(values()),
            Kind::Choices => Type::Set(values()),
            Kind::Number if self.whole => Type::Integer,
            Kind::Number => Type::Number,
        }
    }

    /// Reads an answer, as TOML, JSON or the text of a flag (`yes`, `128k`, the name of an amount, `image,pdf`). What is wrong is reported at its place.
    pub fn read(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
        match self.kind {
            Kind::YesNo => Self::read_yes_no(reader, node),
            Kind::Choice => self.choose(reader, node).map(Value::Text),
            Kind::Choices => self.read_choices(reader, node),
            Kind::Number => self.read_number(reader, node),
        }
    }

    /// An answer as it is written in a flag, so that [`Question::read`] gives it again.
    #[must_use]
    pub fn text(&self, answer: &Value) -> String {
        let none = |words: &[Value]| words.is_empty() && !self.options.iter().any(|o| o.value.as_ref() == "none");
        match answer {
            Value::List(words) if none(words) => "none".to_string(),
            Value::List(words) => words.iter().filter_map(Value::as_text).collect::<Vec<_>>().join(","),
            Value::Text(word) => word.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_string(),
            other => other.to_json().to_string(),
        }
    }

    /// Reads what a rule sets: an answer, or for a choice a list of answers of which the first is set.
    pub(crate) fn read_any(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Vec<Value>> {
        match node.list() {
            Some(items) if self.kind == Kind::Choice && !items.is_empty() => {
                super::criterion::all(items.iter().map(|item| self.read(reader, item)))
            }
            _ => self.read(reader, node).map(|value| vec![value]),
        }
    }

    fn read_yes_no(reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
        match node.text() {
            Some("yes" | "true") => Some(Value::Bool(true)),
            Some("no" | "false") => Some(Value::Bool(false)),
            Some(other) => {
                reader.unknown_value(node, other, ["yes", "no"]);
                None
            }
            None => reader.bool(node).map(Value::Bool),
        }
    }

    /// One of the options, or a machine.
    fn choose(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Arc<str>> {
        let word = reader.text(node)?;
        let Some(machines) = self.machines.as_ref().filter(|m| !m.known.is_empty()) else {
            return self.word(reader, reader.at(node), word)?.into_iter().next();
        };
        if let Some(option) = self.options.iter().find(|o| o.value.as_ref() == word) {
            return Some(Arc::clone(&option.value));
        }
        let options: Vec<&str> = self.options.iter().map(|o| o.value.as_ref()).collect();
        machines.read_at(reader, reader.at(node), word, &options).map(|named| named.id)
    }

    pub(super) fn option(&self, reader: &Reader<'_>, place: Place, word: &str) -> Option<Arc<str>> {
        let found = self.options.iter().find(|o| o.value.as_ref() == word);
        if found.is_none() {
            reader.unknown_value_at(place, word, self.options.iter().map(|o| o.value.as_ref()));
        }
        found.map(|o| Arc::clone(&o.value))
    }

    /// A list, or text with commas; the answer lists the options in the order of the question.
    fn read_choices(&self, reader: &Reader<'_>, node: &Node<'_>) -> Option<Value> {
        let mut chosen = Vec::new();
        if let Tree::Text { text, .. } = &node.tree {
            let mut at = 0;
            for part in text.split(',') {
                let word = part.trim();
                let start = at + part.len() - part.trim_start().len();
                at += part.len() + 1;
                if word.is_empty() || word == "none" && !self.options.iter().any(|o| o.value.as_ref() == word) {
                    continue;
                }
                let place = reader.place(node.within(start..start + word.len()));
                chosen.push(self.word(reader, place, word));
            }
        } else {
            let items = reader.texts(node)?;
            if items.len() < node.list().map_or(0, <[_]>::len) {
                return None;
            }
            chosen.extend(items.into_iter().map(|(word, item)| self.word(reader, reader.at(item), word)));
        }
        let chosen: Vec<Arc<str>> = chosen.into_iter().collect::<Option<Vec<_>>>()?.concat();
        let in_order = self.words().filter(|word| chosen.contains(word));
        Some(Value::List(in_order.map(|word| Value::Text(Arc::clone(word))).collect()))
    }

    /// For whom each answer is right.
    fn examples(&self, reader: &Reader<'_>, all: &Table<'_, '_, '_>) -> Vec<(String, String)> {
        let options: Vec<&str> = match self.kind {
            Kind::YesNo => vec!["yes", "no"],
            _ => self.options.iter().map(|o| o.value.as_ref()).collect(),
        };
        let mut examples = Vec::new();
        for entry in all.entries() {
            if options.contains(&entry.key.as_ref()) {
                let example = reader.text(&entry.value).map(|text| (entry.key.to_string(), text.to_string()));
                examples.extend(example);
            } else {
                reader.unknown_value_at(reader.place(entry.span()), &entry.key, options.iter().copied());
            }
        }
        examples
    }

    /// For whom an answer to choose is right, if the file says so.
    #[must_use]
    pub fn example_of(&self, value: &str) -> Option<&str> {
        self.examples.iter().find(|(of, _)| of == value).map(|(_, example)| example.as_str())
    }

    /// The numbers that have names.
    fn amounts(&self, reader: &Reader<'_>, node: &Node<'_>) -> Vec<Amount> {
        let Some(all) = reader.table(node, "`named`") else { return Vec::new() };
        count(reader, &all, "`named` has 1 to 64 amounts");
        let mut amounts = Vec::new();
        for entry in all.entries() {
            let wrong = |message: &str, label: &str, help: String| {
                reader.push(
                    Diagnostic::error(Code::InvalidId, format!("`{}` {message}", quote(&entry.key)))
                        .at(reader.place(entry.span()), label)
                        .help(help),
                );
            };
            if parse_number(&entry.key).is_some() {
                let help = "a name says what the number stands for; the number is its `value`";
                wrong("reads as a number and cannot name one", "a number", help.to_string());
            } else if !is_amount(&entry.key) {
                let help = format!(
                    "names have at most {MAX_NAME} lower-case letters, digits, `-` and `_`, and begin with a letter or a digit"
                );
                wrong("cannot name an amount", "not a name", help);
            }
            let Some(mut table) = reader.table(&entry.value, "an amount") else { continue };
            let value = table.required("value").and_then(|n| self.read_number(reader, n));
            let means = owned(&mut table, "means");
            table.finish();
            if let (Some(value), Some(means)) = (value, means) {
                amounts.push(Amount { name: Arc::from(entry.key.as_ref()), value, means });
            }
        }
        amounts
    }
}
