//! Which question comes next and when to stop: the promises of the interview, held against all ways to answer where they can be
//! tried, and against exact sums where they can be computed.

use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Given, Resolved};
use verdict::interview::Interview;
use verdict::needs::Request;
use verdict::rulebook::population::Askers;
use verdict::value::{Date, Value};
use verdict::verdict::Verdict;

use crate::support::{Texts, compile, list};

mod certain;
mod frozen;
mod people;
mod shipped;
mod worth;

fn date(graph: &DecisionGraph) -> Date {
    graph.as_of_date(&Request::default())
}

/// What was said: answers by need, and needs left unanswered.
fn said(graph: &DecisionGraph, answers: &[(usize, Value)], unanswered: &[usize]) -> Resolved {
    let mut given: Vec<Given> =
        answers.iter().map(|(need, value)| Given { need: *need, value: value.clone() }).collect();
    given.sort_by_key(|g| g.need);
    let mut unanswered = unanswered.to_vec();
    unanswered.sort_unstable();
    Resolved { unanswered, ..graph.complete(given, date(graph)) }
}

/// One more reply to a question.
fn and(graph: &DecisionGraph, before: &Resolved, need: usize, reply: Option<Value>) -> Resolved {
    let mut answers: Vec<(usize, Value)> = before.given.iter().map(|g| (g.need, g.value.clone())).collect();
    let mut unanswered = before.unanswered.clone();
    match reply {
        Some(value) => answers.push((need, value)),
        None => unanswered.push(need),
    }
    said(graph, &answers, &unanswered)
}

/// The first of the ranking, by place in the catalog.
fn winner(graph: &DecisionGraph, said: &Resolved) -> Option<usize> {
    Verdict::new(&Evaluation::new(graph, said)).ranking.first().map(|r| r.model)
}

/// The question of the rulebook's order that may be asked next.
fn next(interview: &Interview<'_>, said: &Resolved) -> Option<usize> {
    interview.askable(said).next()
}

pub fn need(graph: &DecisionGraph, id: &str) -> usize {
    graph.rulebook().questions.iter().position(|q| q.id == id).unwrap()
}

/// The people who ask, by the rulebook or else anybody.
fn askers(graph: &DecisionGraph) -> Askers {
    graph.rulebook().askers.clone().unwrap_or_else(|| Askers::anybody(&graph.rulebook().questions))
}

/// Models with numbers `f0`, `f1` and so on, each a criterion of its own that counts for 10 points of 100 and more by rules;
/// questions, rules and people as given, by path.
pub fn little(models: &[&[f64]], rules: &[(&str, String)]) -> DecisionGraph {
    let facts = |i: usize| format!("[model.f{i}]\ntype='number'\nlabel='F'\nmeaning='.'\n");
    let criterion = |i: usize| {
        let scale = "scale={kind='linear', worst=0, best=1}";
        format!("[c{i}]\nlabel='C'\nmeaning='.'\nreason='.'\npoints=10\nof='model.f{i}'\n{scale}\n")
    };
    let count = models.first().map_or(0, |m| m.len());
    let mut catalog = vec![
        ("catalog.toml".to_string(), "name='c'\nversion='1'\nas_of='2026-01-01'".to_string()),
        ("facts.toml".into(), (0..count).map(facts).collect::<String>()),
        ("sources.toml".into(), "[sources.s]\nwhat='.'\nas_of='2026-01-01'".into()),
    ];
    for (m, values) in models.iter().enumerate() {
        let stated: Vec<String> = values.iter().enumerate().map(|(i, v)| format!("f{i} = {v:?}")).collect();
        let text = format!("source='s'\n[facts]\n{}\n[[offer]]\nid='o'\n", stated.join("\n"));
        catalog.push((format!("models/maker/m{m}.toml"), text));
    }
    let mut all = vec![("criteria.toml".to_string(), (0..count).map(criterion).collect::<String>())];
    all.extend(rules.iter().map(|(path, text)| ((*path).to_string(), text.clone())));
    compile(&Texts::new(catalog), &Texts::new(all)).unwrap_or_else(|e| panic!("{}", list(&e)))
}

/// A rulebook's head that asks these in this order.
pub fn head(questions: &[&str]) -> (&'static str, String) {
    ("rulebook.toml", format!("name='r'\nversion='1'\ngoal='g'\nregret=0\nquestions=['{}']", questions.join("', '")))
}
