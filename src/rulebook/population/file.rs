//! How `population.toml` is read.

use std::collections::{BTreeMap, BTreeSet};

use super::{Askers, Chance, Mass, Persona, Population, Prior};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::{Entry, Node};
use crate::fact::{is_name, name_help};
use crate::reader::{File, Reader, Table, quote};
use crate::rulebook::{Kind, Question, Rulebook, owned};
use crate::value::Value;

/// How far sums may be from 1, so that fractions can be written in decimals.
const TOLERANCE: f64 = 1e-9;

/// The greatest concentration: there, weights hardly vary.
const MAX_CONCENTRATION: f64 = 1e6;

/// Reads `population.toml`, for a rulebook whose questions are right.
pub(in crate::rulebook) fn parse(file: &File<'_>, book: &Rulebook, found: &mut Diagnostics) -> Option<Askers> {
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
        personas: crate::rulebook::criterion::all(personas.into_iter())?,
        populations: crate::rulebook::criterion::all(populations.into_iter())?,
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
