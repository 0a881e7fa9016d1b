//! The shipped rulebook and catalog for property tests: random needs, a catalog with changes, and what an evaluation comes to.

use std::collections::BTreeMap;

use proptest::prelude::*;
use verdict::catalog::Catalog;
use verdict::diagnostic::Source;
use verdict::document::{Node, Tree};
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Given};
use verdict::load::Files;
use verdict::reader::File;
use verdict::rulebook::question::Kind;
use verdict::rulebook::{Question, Rulebook};
use verdict::value::{Date, Value};
use verdict::verdict::Verdict;

use crate::support::{list, shipped};
use crate::world::Random;

/// Some of the questions answered, each answer as likely as any other.
pub fn needs(book: &Rulebook, random: &mut Random) -> Vec<Given> {
    let often = 5 + random.below(60);
    let asked = book.questions.iter().enumerate();
    let one = |(need, q)| if random.chance(often) { Some(Given { need, value: answer(q, random) }) } else { None };
    asked.filter_map(one).collect()
}

/// A random answer to a question.
pub fn answer(question: &Question, random: &mut Random) -> Value {
    let words = || question.words().map(|word| Value::Text(word.clone()));
    // Of a few options some; of all that a catalog has one or two.
    let often = if question.words.is_some() { 2 } else { 35 };
    match question.kind {
        Kind::YesNo => Value::Bool(random.chance(50)),
        Kind::Choice => random.pick(&words().collect::<Vec<_>>()).clone(),
        Kind::Choices => Value::List(words().filter(|_| random.chance(often)).collect()),
        Kind::Number => amount(question, random),
    }
}

/// A number somewhere around those that have names, else from one to a hundred thousand; equal ratios are equally likely.
fn amount(question: &Question, random: &mut Random) -> Value {
    let named = || question.named.iter().filter_map(|a| a.value.as_number());
    let (low, high) =
        (named().reduce(f64::min).unwrap_or(4.0) / 4.0, named().reduce(f64::max).unwrap_or(25_000.0) * 4.0);
    let drawn = low * (high / low).powf(random.below(1001) as f64 / 1000.0);
    let inside = drawn.max(question.min).min(question.max.unwrap_or(f64::INFINITY));
    if question.whole { Value::Integer(inside.round() as i64) } else { Value::Number((inside * 10.0).round() / 10.0) }
}

/// The date of the catalog, or one before or after it.
pub fn date(random: &mut Random) -> Date {
    match random.below(4) {
        0 => Date::parse("2024-08-01").unwrap(),
        1 => Date::parse("2027-08-01").unwrap(),
        _ => shipped().catalog().as_of().unwrap(),
    }
}

/// Answers in a line, for a message.
pub fn told(book: &Rulebook, given: &[Given]) -> String {
    if given.is_empty() {
        return "no answers".to_string();
    }
    let one = |g: &Given| format!("{} = {}", book.questions[g.need].id, g.value);
    given.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// The answers, and of sets the words, without those that are not needed for something to fail.
pub fn smallest(mut given: Vec<Given>, fails: impl Fn(&[Given]) -> bool) -> Vec<Given> {
    // An answer may be needed only beside another, so until none can go.
    let fewer = |given: &[Given]| {
        let without = |at: usize| given.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, g)| g.clone()).collect();
        (0..given.len()).map(without).find(|fewer: &Vec<Given>| fails(fewer))
    };
    while let Some(less) = fewer(&given) {
        given = less;
    }
    for at in 0..given.len() {
        let mut word = 0;
        loop {
            let mut fewer = given.clone();
            match &mut fewer[at].value {
                Value::List(words) if word < words.len() => _ = words.remove(word),
                _ => break,
            }
            if fails(&fewer) { given = fewer } else { word += 1 }
        }
    }
    given
}

/// So many cases, or as many as `PROPTEST_CASES` says, for a longer search.
pub fn cases(usual: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(usual);
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::default() }
}

/// Holds a law against random needs, and says the smallest for which it does not hold. Reading a catalog takes longer than
/// judging it, so each is judged for several needs.
pub fn hold(random: &mut Random, law: impl Fn(&[Given], Date) -> Result<(), String>) -> Result<(), TestCaseError> {
    for _ in 0..5 {
        let (given, as_of) = (needs(shipped().rulebook(), random), date(random));
        if law(&given, as_of).is_err() {
            let given = smallest(given, |fewer| law(fewer, as_of).is_err());
            let why = law(&given, as_of).unwrap_err();
            let told = told(shipped().rulebook(), &given);
            return Err(TestCaseError::fail(format!("as of {as_of}, with {told}: {why}")));
        }
    }
    Ok(())
}

/// What an alternative comes to: whether it is eligible, whether it is unverified, score, least and greatest score.
pub type Row = (bool, bool, i32, i32, i32);

/// A verdict in the open.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    /// By model and offer.
    pub rows: BTreeMap<(String, String), Row>,
    /// By model: rank and score.
    pub ranks: BTreeMap<String, (usize, i32)>,
}

/// The ids of an alternative.
pub fn name(graph: &DecisionGraph, row: usize) -> (String, String) {
    let (model, offer) = (graph.catalog().model_of(row).unwrap(), graph.catalog().offer_of(row).unwrap());
    (model.id.to_string(), offer.id.to_string())
}

pub fn see(graph: &DecisionGraph, given: &[Given], as_of: Date) -> Seen {
    let resolved = graph.complete(given.to_vec(), as_of);
    let e = Evaluation::new(graph, &resolved);
    let row = |r: usize| (e.eligible.get(r), e.unverified.get(r), e.scores[r], e.low[r], e.high[r]);
    let id = |model: usize| graph.catalog().models()[model].id.to_string();
    Seen {
        rows: (0..graph.table().rows).map(|r| (name(graph, r), row(r))).collect(),
        ranks: Verdict::new(&e).ranking.iter().map(|r| (id(r.model), (r.rank, r.score))).collect(),
    }
}

/// The files of the shipped catalog: a path and what is there.
pub type CatalogFiles = Vec<(String, Node<'static>)>;

pub fn catalog_files() -> CatalogFiles {
    Files::shipped_catalog().files.into_iter().map(|f| (f.path, f.root)).collect()
}

/// The shipped rulebook over another catalog, whose files are read in this order.
pub fn over(files: &CatalogFiles) -> DecisionGraph {
    let sources: Vec<_> = files.iter().map(|(path, _)| Source::new(path.as_str(), String::new())).collect();
    let files: Vec<File<'_>> =
        files.iter().zip(&sources).map(|((path, root), source)| File { path, source, root }).collect();
    let (catalog, found) = Catalog::parse(&files);
    assert!(!found.has_errors(), "the changed catalog has mistakes: {}", list(&found));
    DecisionGraph::compile(shipped().rulebook().clone(), catalog).unwrap_or_else(|e| panic!("{}", list(&e)))
}

/// A tree with every text and every key changed.
pub fn retold(node: &Node<'static>, change: &impl Fn(&str) -> String) -> Node<'static> {
    let mut node = node.clone();
    match &mut node.tree {
        Tree::Text { text, .. } => *text = change(text).into(),
        Tree::List(items) => items.iter_mut().for_each(|item| *item = retold(item, change)),
        Tree::Table(entries) => {
            for entry in entries {
                entry.key = change(&entry.key).into();
                entry.value = retold(&entry.value, change);
            }
        }
        _ => {}
    }
    node
}

pub fn shuffle<T>(items: &mut [T], random: &mut Random) {
    for last in (1..items.len()).rev() {
        items.swap(last, random.below(last as u64 + 1) as usize);
    }
}
