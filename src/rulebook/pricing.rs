//! What costs money: the bill of a month, what it grows with, and the ways of paying for a model that are held against one another.

use super::{Expression, Rulebook, expression, owned};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::reader::{Table, quote};
use crate::rulebook::{Broken, Kind};

/// The table `pricing` of `rulebook.toml`.
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
///     questions = ["trips"]
///     [pricing]
///     bill   = "offer.monthly_cost"
///     volume = "trips"
///     prices = ["offer.fare", "offer.rent"]
///     [[pricing.way]]
///     label = "Hired by the trip"
///     when  = 'offer.kind == "hire"'
/// "#;
/// let trips = "ask = 'How many?'\nwhy = '.'\nkind = 'number'\nunit = 'trips'\nassume = 20";
/// let texts = [("criteria.toml", ""), ("questions/trips.toml", trips), ("rulebook.toml", head)];
/// let sources = texts.map(|(path, text)| Source::new(path, text));
/// let roots = sources.each_ref().map(|source| reader::toml(source).unwrap());
/// let files: Vec<File> =
///     sources.iter().zip(&roots).map(|(source, root)| File { path: &source.name, source, root }).collect();
///
/// let pricing = Rulebook::parse(&files).unwrap().pricing.unwrap();
/// assert_eq!((pricing.volume.text.as_str(), pricing.ways[0].label.as_str()), ("trips", "Hired by the trip"));
/// ```
#[derive(Debug, Clone)]
pub struct Pricing {
    /// The bill of an alternative: a number.
    pub bill: Expression,
    /// The least and the most that it may be, as facts.
    pub range: Option<[Word; 2]>,
    /// The facts that add up to it, in their order.
    pub lines: Vec<Word>,
    /// Computed facts that a line is told by, and not by what they are computed from.
    pub parts: Vec<Word>,
    /// The need that the bill grows with.
    pub volume: Word,
    /// The need that says what it may be at most.
    pub budget: Option<Word>,
    /// Other needs that bills depend on and people can turn, such as what a cache may keep.
    pub levers: Vec<Word>,
    /// Facts that are shown beside a bill and never counted in it.
    pub beside: Vec<Word>,
    /// The rules whose notes say what a bill counts and what it does not.
    pub notes: Vec<Word>,
    /// The facts that it is made of.
    pub prices: Vec<Word>,
    /// The facts that say what an alternative runs on.
    pub hardware: Vec<Word>,
    /// The ways of paying, in the order of the file.
    pub ways: Vec<Way>,
}

/// A name of something, and where it stands.
#[derive(Debug, Clone)]
pub struct Word {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub at: Place,
}

/// Alternatives that are paid for in the same way.
#[derive(Debug, Clone)]
pub struct Way {
    /// A few words for people.
    pub label: String,
    /// Which alternatives; all if absent.
    pub when: Option<Expression>,
}

pub(super) fn parse(mut table: Table<'_, '_, '_>) -> Option<Pricing> {
    let reader = table.reader();
    let bill = table.required("bill").and_then(|node| expression(reader, node));
    let volume = table.required_text("volume").map(str::to_string);
    let volume = volume.map(|text| Word { text, at: table.place("volume") });
    let mut words = |key| -> Vec<Word> {
        let named = table.texts(key).into_iter();
        named.map(|(text, node)| Word { text: text.to_string(), at: reader.at(node) }).collect()
    };
    let (prices, hardware, lines) = (words("prices"), words("hardware"), words("lines"));
    let (levers, notes, parts) = (words("levers"), words("notes"), words("parts"));
    let beside = words("beside");
    let mut end = |key| {
        let text = table.text(key)?.to_string();
        Some(Word { text, at: table.place(key) })
    };
    let range = match (end("low"), end("high")) {
        (Some(low), Some(high)) => Some([low, high]),
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => {
            let wrong = Diagnostic::error(Code::MissingKey, "a range has two ends").at(one.at, "without the other");
            reader.push(wrong.help("give both `low` and `high`"));
            None
        }
    };
    let budget = end("budget");
    table.required("way");
    let ways = table.tables("way", "a way of paying").into_iter().filter_map(way).collect();
    table.finish();
    Some(Pricing {
        bill: bill?,
        range,
        lines,
        parts,
        volume: volume?,
        budget,
        levers,
        beside,
        notes,
        prices,
        hardware,
        ways,
    })
}

fn way(mut table: Table<'_, '_, '_>) -> Option<Way> {
    let reader = table.reader();
    let label = owned(&mut table, "label");
    let when = table.optional("when").map(|node| expression(reader, node));
    table.finish();
    // A condition that cannot be read is not the same as none.
    Some(Way { label: label?, when: when.map_or(Some(None), |read| read.map(Some))? })
}

impl Rulebook {
    /// What the bill grows with, what it may be and what it depends on must be needs, and numbers.
    pub(super) fn check_pricing(&self, found: &mut Diagnostics, broken: &Broken) {
        let Some(Pricing { volume, budget, levers, notes, .. }) = &self.pricing else { return };
        let grows = std::iter::once(volume).chain(levers).map(|need| (need, "grow with"));
        for (need, how) in grows.chain(budget.iter().map(|need| (need, "be held against"))) {
            match self.question(&need.text) {
                None if broken.needs.contains(&need.text) => {}
                None => found.push(self.unknown_need(&need.text, need.at.clone())),
                Some(question) if question.kind != Kind::Number => found.push(
                    Diagnostic::error(Code::WrongKind, format!("a bill cannot {how} `{}`", question.id))
                        .at(need.at.clone(), "not a number")
                        .context(question.at.clone(), "the question")
                        .help("name a need whose question has `kind = \"number\"`"),
                ),
                Some(_) => {}
            }
        }
        // A rule that cannot be read is not there, and reported already.
        if found.has_errors() {
            return;
        }
        for note in notes {
            if !self.rules.iter().any(|rule| rule.id == note.text) {
                let mut wrong =
                    Diagnostic::error(Code::UnknownValue, format!("there is no rule `{}`", quote(&note.text)))
                        .at(note.at.clone(), "no rule");
                wrong.help = suggest(&note.text, self.rules.iter().map(|rule| rule.id.as_str()));
                found.push(wrong);
            }
        }
    }
}
