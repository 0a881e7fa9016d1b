//! Who asks: personas, what each of them would answer, and populations of them. An assumption, written down.
//!
//! No verdict depends on it. It serves those who must guess before anybody has answered: which question to ask next, and how often a
//! model comes first.

use std::collections::{BTreeMap, BTreeSet};

use super::{Kind, Question, Rulebook, owned};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::{Entry, Node};
use crate::fact::{is_name, name_help};
use crate::reader::{File, Reader, Table, quote};
use crate::value::Value;

/// How far sums may be from 1, so that fractions can be written in decimals.
const TOLERANCE: f64 = 1e-9;

/// The greatest concentration: there, weights hardly vary.
const MAX_CONCENTRATION: f64 = 1e6;

/// What `population.toml` says.
///
/// ```
/// use verdict::diagnostic::Source;
/// use verdict::reader::{self, File};
/// use verdict::rulebook::Rulebook;
///
/// let texts = [
///     ("criteria.toml", ""),
///     ("population.toml", r#"
///         version = "1"
///         meaning = "Who buys a bicycle: a guess."
///         [personas.commuter]
///         label = "Commuter"
///         who = "Rides to work and back."
///         concentration = 20
///         reason = "Towns have hills more often than not."
///         [personas.commuter.answers]
///         hills = { yes = 0.6, no = 0.2 }
///         [personas.tourist]
///         label = "Tourist"
///         who = "Rides for a week in summer."
///         concentration = 20
///         reason = "Tourists see hills and say so."
///         [personas.tourist.answers]
///         hills = { yes = 1.0 }
///         [populations.buyers]
///         label = "People who buy a bicycle"
///         reason = "Counted at one shop."
///         [populations.buyers.masses]
///         commuter = { mass = 0.75, reason = "Three of four." }
///         tourist = { mass = 0.25, reason = "The rest." }
///     "#),
///     ("questions/hills.toml", "ask = 'Hills?'\nwhy = 'Gears.'\nkind = 'yes-no'\nassume = false"),
///     ("rulebook.toml", "name = 'Bicycles'\nversion = '1'\ngoal = 'A bicycle'\nquestions = ['hills']"),
/// ];
/// let sources = texts.map(|(path, text)| Source::new(path, text));
/// let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
/// let files: Vec<File> =
///     sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root }).collect();
/// let rulebook = Rulebook::parse(&files).unwrap();
///
/// let askers = rulebook.askers.as_ref().unwrap();
/// let buyers = &askers.populations[0];
/// let hills = askers.prior(buyers, rulebook.question("hills").unwrap());
/// let shown: Vec<String> = hills.iter().map(|c| format!("{} {:.2}", c.from.display(None), c.probability)).collect();
/// assert_eq!(shown, ["yes 0.70", "no 0.15"]); // and 0.15 say nothing
/// ```
#[derive(Debug, Clone)]
pub struct Askers {
    /// Its version, as its authors count: whoever prints a share names it.
    pub version: String,
    /// What the numbers are, and what they are not.
    pub meaning: String,
    /// The kinds of people who ask, in the order of the file.
    pub personas: Vec<Persona>,
    /// Mixes of them, in the order of the file; the first is meant where none is named.
    pub populations: Vec<Population>,
}

/// A kind of people who ask.
#[derive(Debug, Clone)]
pub struct Persona {
    /// Its id: the name of its table.
    pub id: String,
    /// A word or two for people.
    pub label: String,
    /// Who that is, in a sentence.
    pub who: String,
    /// Why its answers are taken to be these.
    pub reason: String,
    /// How little weights vary within it: below each criterion the shares are drawn from a Dirichlet distribution whose mean is the
    /// shares that the answers give, and whose parameters add up to this.
    pub concentration: f64,
    /// What is answered, by need. A question that is not in it is never answered.
    pub answers: BTreeMap<String, Prior>,
}

/// What a persona answers to one question, before anything else is known.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Prior {
    /// At most one of these; what is missing to 1 is the probability of none.
    pub one: Vec<Chance>,
    /// For choices: each of these besides, by itself.
    pub each: Vec<Chance>,
}

/// An answer or a range of them, and how probable it is.
#[derive(Debug, Clone, PartialEq)]
pub struct Chance {
    /// 0 to 1.
    pub probability: f64,
    /// The answer; of choices one of the options; of a range of numbers the least.
    pub from: Value,
    /// The same, or the greatest of a range, in which the logarithm of a number is anywhere with equal probability.
    pub to: Value,
}

/// A mix of personas.
#[derive(Debug, Clone)]
pub struct Population {
    /// Its id: the name of its table.
    pub id: String,
    /// Who that is, in a few words.
    pub label: String,
    /// What the mix is for and where it comes from.
    pub reason: String,
    /// What part each persona has, in the order of the personas; the parts add up to 1.
    pub masses: Vec<Mass>,
}

/// The part of a persona in a population.
#[derive(Debug, Clone)]
pub struct Mass {
    /// By place in [`Askers::personas`].
    pub persona: usize,
    /// 0 to 1.
    pub mass: f64,
    /// Why so much.
    pub reason: String,
}

impl Askers {
    /// Whoever asks where no file says who does: each answer to a question is as probable as any other, and as none. Of numbers
    /// those with names are answers; where none has, nothing is expected of the question.
    #[must_use]
    pub fn anybody(questions: &[Question]) -> Self {
        let prior = |question: &Question| {
            let words = question.options.iter().map(|o| Value::Text(o.value.clone()));
            let answers: Vec<Value> = match question.kind {
                Kind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
                Kind::Choice | Kind::Choices => words.collect(),
                Kind::Number => question.named.iter().map(|a| a.value.clone()).collect(),
            };
            #[expect(clippy::cast_precision_loss, reason = "at most 64 options")]
            let probability = 1.0 / (answers.len() as f64 + 1.0);
            let chances = answers.into_iter().map(|a| Chance { probability, from: a.clone(), to: a }).collect();
            (question.id.clone(), Prior { one: chances, each: Vec::new() })
        };
        let said = "No file of the rulebook says who asks.";
        let persona = Persona {
            id: "anybody".to_string(),
            label: "Anybody".to_string(),
            who: said.to_string(),
            reason: said.to_string(),
            concentration: 1.0,
            answers: questions.iter().map(prior).collect(),
        };
        let everybody = Population {
            id: "anybody".to_string(),
            label: "Anybody, every answer as probable as any other".to_string(),
            reason: said.to_string(),
            masses: vec![Mass { persona: 0, mass: 1.0, reason: said.to_string() }],
        };
        Self {
            version: String::new(),
            meaning: said.to_string(),
            personas: vec![persona],
            populations: vec![everybody],
        }
    }

    /// The population with an id.
    #[must_use]
    pub fn population(&self, id: &str) -> Option<&Population> {
        self.populations.iter().find(|p| p.id == id)
    }

    /// How probable each answer to a question is in a population, whoever asks and whether or not it is worth asking. In the order of
    /// the options; ranges of numbers in the order of the personas. Of choices, how probable it is that each is among those chosen:
    /// these may add up to more than 1. For all others, what is missing to 1 is the probability of no answer.
    #[must_use]
    pub fn prior(&self, population: &Population, question: &Question) -> Vec<Chance> {
        let mut all: Vec<Chance> = Vec::new();
        let mut add = |chance: &Chance, probability: f64| match all.iter_mut().find(|c| c.is_same(chance)) {
            Some(there) => there.probability += probability,
            None => all.push(Chance { probability, ..chance.clone() }),
        };
        for mass in &population.masses {
            let Some(prior) = self.personas.get(mass.persona).and_then(|p| p.answers.get(&question.id)) else {
                continue;
            };
            for chance in &prior.one {
                add(chance, mass.mass * chance.probability);
            }
            for chance in &prior.each {
                let already = prior.one.iter().find(|c| c.is_same(chance)).map_or(0.0, |c| c.probability);
                add(chance, mass.mass * (1.0 - already) * chance.probability);
            }
        }
        let place = |chance: &Chance| match &chance.from {
            Value::Bool(yes) => Some(usize::from(!yes)),
            answer => question.options.iter().position(|o| answer.as_text() == Some(&o.value)),
        };
        all.sort_by_key(place);
        all
    }
}

impl Chance {
    /// Whether an answer is the one meant, or a number lies in the range.
    #[must_use]
    pub fn covers(&self, answer: &Value) -> bool {
        let number = |value: &Value| value.as_number();
        match (number(&self.from), number(answer), number(&self.to)) {
            (Some(from), Some(answer), Some(to)) => (from..=to).contains(&answer),
            _ => self.from == *answer,
        }
    }

    /// Whether both are about the same answer or range.
    fn is_same(&self, other: &Self) -> bool {
        self.from == other.from && self.to == other.to
    }
}

/// Reads `population.toml`, for a rulebook whose questions are right.
pub(super) fn parse(file: &File<'_>, book: &Rulebook, found: &mut Diagnostics) -> Option<Askers> {
    let reader = &Reader::new(file.source, found);
    let mut table = reader.table(file.root, "`population.toml`")?;
    let version = owned(&mut table, "version");
    let meaning = owned(&mut table, "meaning");
    let all_personas = entries(&mut table, "personas");
    let all_populations = entries(&mut table, "populations");
    table.finish();

    let ids: Vec<&str> = all_personas.iter().map(|e| e.key.as_ref()).collect();
    let personas: Vec<_> = all_personas.iter().map(|e| persona(reader, e, book)).collect();
    let mut used = BTreeSet::new();
    let populations: Vec<_> = all_populations.iter().map(|e| population(reader, e, &ids, &mut used)).collect();
    for unused in all_personas.iter().filter(|e| !populations.is_empty() && !used.contains(e.key.as_ref())) {
        reader.push(
            Diagnostic::error(Code::MissingKey, format!("no population has the persona `{}`", quote(&unused.key)))
                .at(reader.place(unused.span()), "nobody is ever one of these")
                .help("give it a mass in a population, or take it out"),
        );
    }
    Some(Askers {
        version: version?,
        meaning: meaning?,
        personas: super::criterion::all(personas.into_iter())?,
        populations: super::criterion::all(populations.into_iter())?,
    })
}

/// The tables of a table that must be there, by id; at least one.
fn entries<'n>(table: &mut Table<'_, '_, 'n>, key: &'static str) -> &'n [Entry<'n>] {
    let Some(node) = table.required(key) else { return &[] };
    let reader = table.reader();
    let all = reader.table(node, "it").map_or(&[][..], |t| t.entries());
    if node.table().is_some_and(<[_]>::is_empty) {
        reader
            .push(Diagnostic::error(Code::MissingKey, format!("`{key}` names nobody")).at(reader.head(node), "empty"));
    }
    for entry in all.iter().filter(|e| !is_name(&e.key)) {
        reader.push(
            Diagnostic::error(Code::InvalidId, format!("`{}` cannot be an id", quote(&entry.key)))
                .at(reader.place(entry.span()), "not an id")
                .help(name_help()),
        );
    }
    all
}

fn persona(reader: &Reader<'_>, entry: &Entry<'_>, book: &Rulebook) -> Option<Persona> {
    let mut table = reader.table(&entry.value, "a persona")?;
    let label = owned(&mut table, "label");
    let who = owned(&mut table, "who");
    let reason = owned(&mut table, "reason");
    let concentration = table.required_number("concentration");
    if concentration.is_some_and(|c| c <= 0.0 || c > MAX_CONCENTRATION) {
        let limit = Value::Number(MAX_CONCENTRATION).display(None);
        reader.push(
            Diagnostic::error(Code::OutOfRange, format!("a concentration is more than 0 and at most {limit}"))
                .at(table.place("concentration"), "out of range")
                .help("20 lets a share of a half vary by about a tenth"),
        );
    }
    let mut answers = BTreeMap::new();
    let given = table.required("answers").and_then(|n| reader.table(n, "`answers`"));
    for answer in given.map_or(&[][..], |t| t.entries()) {
        if let Some(question) = book.question(&answer.key) {
            answers.insert(answer.key.to_string(), prior(reader, question, &answer.value));
        } else if !reader.is_full() {
            reader.push(book.unknown_need(&answer.key, reader.place(answer.span())));
        }
    }
    table.finish();
    Some(Persona {
        id: entry.key.to_string(),
        label: label?,
        who: who?,
        reason: reason?,
        concentration: concentration?,
        answers,
    })
}

/// What is answered to one question. Anything wrong is reported, and stops the rulebook from being used.
fn prior(reader: &Reader<'_>, question: &Question, node: &Node<'_>) -> Prior {
    let mut prior = Prior::default();
    match question.kind {
        Kind::YesNo | Kind::Choice => prior.one = options(reader, question, node),
        Kind::Number => prior.one = numbers(reader, question, node),
        Kind::Choices => {
            let Some(mut table) = reader.table(node, "a prior of choices") else { return prior };
            let mut read = |key| table.optional(key).map(|n| options(reader, question, n));
            let (one, each) = (read("one"), read("each"));
            if one.is_none() && each.is_none() && table.rest().is_empty() {
                reader.missing_key(node, "a prior of choices", "one` or `each");
            }
            prior = Prior { one: one.unwrap_or_default(), each: each.unwrap_or_default() };
            table.finish();
        }
    }
    let sum: f64 = prior.one.iter().map(|c| c.probability).sum();
    if sum > 1.0 + TOLERANCE {
        reader.push(
            Diagnostic::error(
                Code::OutOfRange,
                format!("the probabilities of `{}` add up to {}", question.id, rounded(sum)),
            )
            .at(reader.head(node), "more than 1")
            .help("what is missing to 1 is the probability that it is not answered"),
        );
    }
    prior
}

/// Options with their probabilities; `yes` and `no` where there are none.
fn options(reader: &Reader<'_>, question: &Question, node: &Node<'_>) -> Vec<Chance> {
    let Some(table) = reader.table(node, "a prior") else { return Vec::new() };
    let chance = |entry: &Entry<'_>| {
        let place = reader.place(entry.span());
        let answer = match (question.kind, entry.key.as_ref()) {
            (Kind::YesNo, "yes") => Some(Value::Bool(true)),
            (Kind::YesNo, "no") => Some(Value::Bool(false)),
            (Kind::YesNo, other) => {
                reader.unknown_value_at(place, other, ["yes", "no"]);
                None
            }
            (_, word) => question.option(reader, place, word).map(Value::Text),
        }?;
        let probability = fraction(reader, &entry.value, "a probability")?;
        Some(Chance { probability, from: answer.clone(), to: answer })
    };
    table.entries().iter().filter_map(chance).collect()
}

/// Shares of numbers: values and ranges.
fn numbers(reader: &Reader<'_>, question: &Question, node: &Node<'_>) -> Vec<Chance> {
    let mut chances = Vec::new();
    for item in reader.list(node).unwrap_or_default() {
        let Some(mut table) = reader.table(item, "a share of a number") else { continue };
        let share = table.required("share").and_then(|n| fraction(reader, n, "a share"));
        let mut read = |key| table.optional(key).map(|n| (n, question.read(reader, n)));
        let (value, from, to) = (read("value"), read("from"), read("to"));
        let (from, to) = match (value, from, to) {
            (Some((_, value)), None, None) => (value.clone(), value),
            (None, Some((from_at, from)), Some((to_at, to))) => {
                check_range(reader, (from_at, from.as_ref()), (to_at, to.as_ref()));
                (from, to)
            }
            _ => {
                reader.push(
                    Diagnostic::error(Code::MissingKey, "a share of a number must have `value`, or `from` and `to`")
                        .at(reader.head(item), "either the one or the other two"),
                );
                (None, None)
            }
        };
        table.finish();
        if let (Some(probability), Some(from), Some(to)) = (share, from, to) {
            chances.push(Chance { probability, from, to });
        }
    }
    chances
}

fn check_range(reader: &Reader<'_>, from: (&Node<'_>, Option<&Value>), to: (&Node<'_>, Option<&Value>)) {
    let number = |value: Option<&Value>| value.and_then(Value::as_number);
    let (Some(least), Some(most)) = (number(from.1), number(to.1)) else { return };
    if least <= 0.0 {
        reader.push(
            Diagnostic::error(Code::OutOfRange, "a range begins above 0")
                .at(reader.at(from.0), "equal ratios are equally probable, and 0 has none")
                .help("give 0 a share of its own, as a `value`"),
        );
    } else if least >= most {
        reader.push(
            Diagnostic::error(Code::OutOfRange, "a range ends above where it begins")
                .at(reader.at(to.0), "not above `from`")
                .help("write `value` for a single number"),
        );
    }
}

fn population<'n>(
    reader: &Reader<'_>,
    entry: &'n Entry<'n>,
    personas: &[&str],
    used: &mut BTreeSet<&'n str>,
) -> Option<Population> {
    let mut table = reader.table(&entry.value, "a population")?;
    let label = owned(&mut table, "label");
    let reason = owned(&mut table, "reason");
    let node = table.required("masses");
    let mut masses = Vec::new();
    let mut whole = true;
    for part in node.and_then(|n| reader.table(n, "`masses`")).map_or(&[][..], |t| t.entries()) {
        used.insert(part.key.as_ref());
        let Some(mut table) = reader.table(&part.value, "a mass") else {
            whole = false;
            continue;
        };
        let mass = table.required("mass").and_then(|n| fraction(reader, n, "a mass"));
        let reason = owned(&mut table, "reason");
        table.finish();
        let persona = personas.iter().position(|p| *p == part.key);
        if persona.is_none() && !reader.is_full() {
            reader.push(unknown_persona(&part.key, reader.place(part.span()), personas));
        }
        match (persona, mass, reason) {
            (Some(persona), Some(mass), Some(reason)) => masses.push(Mass { persona, mass, reason }),
            _ => whole = false,
        }
    }
    table.finish();
    masses.sort_by_key(|m| m.persona);
    let sum: f64 = masses.iter().map(|m| m.mass).sum();
    if let Some(node) = node.filter(|_| whole && (sum - 1.0).abs() > TOLERANCE) {
        reader.push(
            Diagnostic::error(
                Code::OutOfRange,
                format!("the masses of `{}` add up to {}, not to 1", quote(&entry.key), rounded(sum)),
            )
            .at(reader.head(node), "this much in all"),
        );
    }
    Some(Population { id: entry.key.to_string(), label: label?, reason: reason?, masses })
}

fn unknown_persona(id: &str, at: Place, personas: &[&str]) -> Diagnostic {
    let mut wrong = Diagnostic::error(Code::UnknownPersona, format!("there is no persona `{}`", quote(id)))
        .at(at, "not in `personas`");
    wrong.help = suggest(id, personas.iter().copied());
    wrong
}

/// A number from 0 to 1. `what` is how messages call it.
fn fraction(reader: &Reader<'_>, node: &Node<'_>, what: &str) -> Option<f64> {
    let number = reader.number(node)?;
    if (0.0..=1.0).contains(&number) {
        return Some(number);
    }
    reader.push(
        Diagnostic::error(Code::OutOfRange, format!("{what} is from 0 to 1"))
            .at(reader.at(node), "out of range")
            .help("write `0.5` for 50 percent"),
    );
    None
}

/// A sum as messages show it.
fn rounded(sum: f64) -> String {
    // The sum of no numbers is -0.
    (0.0 + (sum * 1e9).round() / 1e9).to_string()
}
