//! What would change the verdict: ties that are ties, answers that do what is said of them, and nothing left out.

use verdict::change::Advice;
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Given, Resolved};
use verdict::needs::Request;
use verdict::value::{Date, Value};
use verdict::verdict::Verdict;

use crate::world::world;

mod advice;
mod articles;
mod criteria;
mod dominance;
mod lead;
mod shift;
mod ties;

fn date(graph: &DecisionGraph) -> Date {
    graph.as_of_date(&Request::default())
}

/// The needs with one answer given or replaced.
fn with(graph: &DecisionGraph, said: &Resolved, need: usize, answer: &Value) -> Resolved {
    let mut given: Vec<Given> = said.given.iter().filter(|g| g.need != need).cloned().collect();
    given.push(Given { need, value: answer.clone() });
    given.sort_by_key(|g| g.need);
    Resolved { among: said.among.clone(), ..graph.complete(given, date(graph)) }
}

/// The scores of two models by the verdict on both; `None` of one that is not ranked.
fn scores(graph: &DecisionGraph, said: &Resolved, models: [usize; 2]) -> [Option<i32>; 2] {
    let mut among = models.to_vec();
    among.sort_unstable();
    let said = Resolved { among: Some(among), ..said.clone() };
    let verdict = Verdict::new(&Evaluation::new(graph, &said));
    models.map(|model| verdict.ranking.iter().find(|r| r.model == model).map(|r| r.score))
}

/// A random world and what was said in it.
fn evaluated(seed: u64, check: impl FnOnce(&DecisionGraph, &Evaluation<'_>)) {
    let world = world(seed);
    let graph = world.graph();
    let resolved = graph.resolve(&world.request(), date(&graph)).unwrap();
    check(&graph, &Evaluation::new(&graph, &resolved));
}

/// A rulebook's head that asks nothing.
pub fn no_questions() -> (&'static str, String) {
    ("rulebook.toml", "name='r'\nversion='1'\ngoal='g'\nquestions=[]".to_string())
}

/// What holds now gains nothing, so it is in no span of numbers that do.
fn no_span_reaches_over_what_holds(graph: &DecisionGraph, said: &Resolved, advice: &Advice) {
    for span in advice.one.iter().chain(&advice.other).flat_map(|bullet| &bullet.answers) {
        let holds = said.values[graph.needs()[span.need].index()].as_ref().and_then(Value::as_number);
        let is_inside = span.from.as_number() <= holds && holds <= span.to.as_number();
        assert!(holds.is_none() || !is_inside, "{}", graph.rulebook().questions[span.need].id);
    }
}
