//! Who asks: personas, what each of them would answer, and populations of them. An assumption, written down.
//!
//! No verdict depends on it. It serves those who must guess before anybody has answered: which question to ask next, and how often a
//! model comes first.

use std::collections::BTreeMap;

use super::{Kind, Question};
use crate::value::Value;

mod file;

pub(super) use file::parse;

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
