//! `rulebook.toml`: what the rulebook is called, in which order it asks, and what holds for all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::pricing::Word;
use super::{Broken, Question, Rulebook, glance, pricing, switch, template, unranked, winner};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::Node;
use crate::reader::{File, Reader, quote};

/// What the file says.
pub(super) struct Head {
    /// The rulebook without what stands in files of its own: questions, criteria, rules, who asks.
    pub(super) book: Rulebook,
    order: Vec<(String, std::ops::Range<usize>)>,
    first: Vec<Word>,
}

pub(super) fn parse(reader: &Reader<'_>, root: &Node<'_>) -> Option<Head> {
    let mut table = reader.table(root, "a rulebook")?;
    let name = table.required_text("name").map(str::to_string);
    let version = table.required_text("version").map(str::to_string);
    let goal = table.required_text("goal").map(str::to_string);
    table.required("questions");
    let order = table.texts("questions").into_iter().map(|(id, node)| (id.to_string(), node.span())).collect();
    let mut points = |key| {
        let points = table.number(key)?;
        if !(0.0..=100.0).contains(&points) {
            let message = format!("`{key}` is from 0 to 100 points");
            reader.push(Diagnostic::error(Code::OutOfRange, message).at(table.place(key), "out of range"));
        }
        Some(points)
    };
    let (regret, misfit) = (points("regret"), points("misfit").unwrap_or_default());
    let level = points("level").unwrap_or_default();
    let changes = table.number("changes");
    if changes.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
        let message = "`changes` is a share from 0 to 1";
        reader.push(Diagnostic::error(Code::OutOfRange, message).at(table.place("changes"), "out of range"));
    }
    if changes.is_some() && regret.is_none() {
        let message = "`changes` means nothing without `regret`";
        let wrong = Diagnostic::error(Code::MissingKey, message).at(table.place("changes"), "this alone ends nothing");
        reader.push(wrong.help("say in `regret` how many points asking on may be expected to gain at most"));
    }
    let first = table.texts("first").into_iter();
    let first = first.map(|(text, node)| Word { text: text.to_string(), at: reader.at(node) }).collect();
    let pricing = table.table("pricing", "the pricing").and_then(pricing::parse);
    let nearest = table.optional("nearest");
    let nearest = nearest.and_then(|node| Some(Word { text: reader.text(node)?.to_string(), at: reader.at(node) }));
    let facts = table.texts("facts").into_iter();
    let facts = facts.map(|(text, node)| Word { text: text.to_string(), at: reader.at(node) }).collect();
    let glance = table.tables("glance", "`glance`").into_iter().filter_map(glance::parse).collect();
    let overview = table.texts("overview").into_iter().filter_map(|(_, node)| template(reader, node)).collect();
    let winners = winner::parse(table.tables("winner", "a winner"));
    let unranked = table.tables("unranked", "`unranked`").into_iter().filter_map(unranked::parse).collect();
    let switch = table.table("switch", "`switch`").and_then(switch::parse);
    table.finish();
    let (name, version, goal) = (name?, version?, goal?);
    let book = Rulebook {
        name,
        version,
        goal,
        questions: Vec::new(),
        criteria: Vec::new(),
        rules: Vec::new(),
        askers: None,
        regret,
        changes,
        first: Vec::new(),
        misfit,
        level,
        pricing,
        facts,
        glance,
        nearest,
        winners,
        unranked,
        switch,
        overview,
    };
    Some(Head { book, order, first })
}

/// The places of the questions that come first; each must be there, and is named once.
pub(super) fn first(found: &mut Diagnostics, head: &Head, questions: &[Question], broken: &Broken) -> Vec<usize> {
    let mut places = Vec::new();
    for word in head.first.iter().filter(|word| !broken.needs.contains(&word.text)) {
        let id = quote(&word.text);
        match questions.iter().position(|q| q.id == word.text) {
            Some(place) if places.contains(&place) => found.push(
                Diagnostic::error(Code::DuplicateId, format!("the question `{id}` comes first twice"))
                    .at(word.at.clone(), "the second time"),
            ),
            Some(place) => places.push(place),
            None => {
                let mut wrong = Diagnostic::error(Code::UnknownNeed, format!("there is no question `{id}`"))
                    .at(word.at.clone(), format!("no file `questions/{id}.toml`"));
                wrong.help = suggest(&word.text, questions.iter().map(|q| q.id.as_str()));
                found.push(wrong);
            }
        }
    }
    places
}

/// The questions in the order the head of the rulebook gives; each must be there once.
pub(super) fn in_order(
    found: &mut Diagnostics,
    file: &File<'_>,
    head: &Head,
    questions: Vec<Question>,
    broken: &Broken,
) -> Vec<Question> {
    let mut by_id: BTreeMap<String, Question> = questions.into_iter().map(|q| (q.id.clone(), q)).collect();
    let all: BTreeSet<String> = by_id.keys().cloned().collect();
    let mut ordered = Vec::with_capacity(by_id.len());
    for (id, span) in &head.order {
        if found.is_full() {
            break;
        }
        let at = Place::new(file.source, span.clone());
        match by_id.remove(id) {
            Some(question) => ordered.push(question),
            None if broken.needs.contains(id) => {}
            None if all.contains(id) => found.push(
                Diagnostic::error(Code::DuplicateId, format!("the question `{id}` is listed twice"))
                    .at(at, "the second time"),
            ),
            None => {
                let mut wrong = Diagnostic::error(Code::UnknownNeed, format!("there is no question `{}`", quote(id)))
                    .at(at, format!("no file `questions/{}.toml`", quote(id)));
                wrong.help = suggest(id, all.iter().map(String::as_str));
                found.push(wrong);
            }
        }
    }
    for question in by_id.into_values() {
        found.push(
            Diagnostic::error(Code::MissingKey, format!("the question `{}` has no place in the order", question.id))
                .at(question.at.clone(), "this question is never asked")
                .help(format!("add `{}` to `questions` in `rulebook.toml`", question.id)),
        );
        ordered.push(question);
    }
    ordered
}
