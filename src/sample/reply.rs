//! What people answer to a question, ready to be drawn many times: words by their place, ranges by their logarithms.

use super::random::{Name, Random};
use crate::expression::Cell;
use crate::rulebook::Question;
use crate::rulebook::population::{Chance, Persona, Prior};
use crate::value::{Type, Value};

/// The replies to one question.
#[derive(Debug, Clone)]
pub(super) struct Replies {
    main: Name,
    /// By persona; nothing for those who never answer.
    habits: Vec<Option<Habit>>,
}

/// What a persona answers.
#[derive(Debug, Clone)]
struct Habit {
    /// At most one of these, each with its probability.
    one: Vec<(f64, Likely)>,
    /// Words that are chosen besides, each by itself: its probability, its stream and its bit.
    each: Vec<(f64, Name, u64)>,
}

#[derive(Debug, Clone, Copy)]
enum Likely {
    Answer(Cell),
    /// A number from `least` to `most`, whose logarithms are `low` and `high`.
    Range {
        least: f64,
        most: f64,
        low: f64,
        high: f64,
        whole: bool,
    },
}

impl Replies {
    /// The replies of some personas to a question, which is of this type.
    pub(super) fn new(question: &Question, ty: &Type, personas: &[Persona]) -> Self {
        let besides = |chance: &Chance| {
            let name = Name::new(&["answer", &question.id, chance.from.as_text()?]);
            let Some(Cell::Words(word)) = cell(question, ty, &chance.from) else { return None };
            Some((chance.probability, name, word))
        };
        let habit = |prior: &Prior| Habit {
            one: prior.one.iter().filter_map(|c| Some((c.probability, Likely::new(question, c, ty)?))).collect(),
            each: prior.each.iter().filter_map(besides).collect(),
        };
        let habits = personas.iter().map(|persona| persona.answers.get(&question.id).map(habit)).collect();
        Self { main: Name::new(&["answer", &question.id]), habits }
    }

    /// What somebody answers; `None` is no answer, as it is to choose nothing.
    pub(super) fn draw(&self, persona: usize, random: &Random) -> Option<Cell> {
        let habit = self.habits.get(persona)?.as_ref()?;
        let mut stream = random.named(self.main);
        let main = pick(&habit.one, stream.unit()).map(|likely| likely.draw(&mut stream));
        let others = habit.each.iter().filter(|(probability, name, _)| random.named(*name).unit() < *probability);
        others.fold(main, |chosen, (.., word)| match chosen {
            Some(Cell::Words(words)) => Some(Cell::Words(words | word)),
            _ => Some(Cell::Words(*word)),
        })
    }
}

impl Likely {
    fn new(question: &Question, chance: &Chance, ty: &Type) -> Option<Self> {
        match (chance.from.as_number(), chance.to.as_number()) {
            (Some(least), Some(most)) if chance.from != chance.to => {
                let (low, high) = (libm::log(least), libm::log(most));
                Some(Self::Range { least, most, low, high, whole: *ty == Type::Integer })
            }
            _ => cell(question, ty, &chance.from).map(Self::Answer),
        }
    }

    /// The answer, or a number of its range: equal ratios are equally probable.
    fn draw(self, stream: &mut Random) -> Cell {
        match self {
            Self::Answer(cell) => cell,
            Self::Range { least, most, low, high, whole } => {
                let number = libm::exp(low + stream.unit() * (high - low)).clamp(least, most);
                #[expect(clippy::cast_possible_truncation, reason = "between two whole numbers of at most 2^53")]
                if whole { Cell::Integer((number + 0.5).floor() as i64) } else { Cell::Number(number) }
            }
        }
    }
}

/// What a cell stands for.
pub(super) fn value(cell: Cell, question: &Question) -> Option<Value> {
    let word = |at: usize| question.options.get(at).map(|option| Value::Text(option.value.clone()));
    match cell {
        Cell::Bool(b) => Some(Value::Bool(b)),
        Cell::Integer(i) => Some(Value::Integer(i)),
        Cell::Number(n) => Some(Value::Number(n)),
        Cell::Date(date) => Some(Value::Date(date)),
        Cell::Word(at) => word(at as usize),
        Cell::Words(words) => Some(Value::List((0..64).filter(|i| words >> i & 1 == 1).filter_map(word).collect())),
    }
}

/// An answer, or one of those that may be chosen.
fn cell(question: &Question, ty: &Type, answer: &Value) -> Option<Cell> {
    match ty {
        Type::Set(_) => Cell::of(ty, &question.alone(answer)),
        _ => Cell::of(ty, answer),
    }
}

/// Whom a number between 0 and 1 falls on, if on anybody.
fn pick(chances: &[(f64, Likely)], mut at: f64) -> Option<Likely> {
    let chosen = chances.iter().find(|(probability, _)| {
        at -= probability;
        at < 0.0
    });
    chosen.map(|(_, likely)| *likely)
}
