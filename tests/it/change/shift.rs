//! With each answer a model stands where it is said to stand, and no answer of a choice is left out.

use proptest::prelude::*;
use verdict::change::{By, Kind, Shift, shifts};
use verdict::evaluate::Evaluation;
use verdict::graph::{DecisionGraph, Resolved};
use verdict::rulebook;
use verdict::value::Value;
use verdict::verdict::Verdict;

use super::{date, evaluated, with};
use crate::interview::{head, little, need};

/// The rank of a model, and who comes first.
fn stands(graph: &DecisionGraph, said: &Resolved, model: usize) -> (Option<usize>, Option<usize>) {
    let ranking = Verdict::new(&Evaluation::new(graph, said)).ranking;
    let rank = ranking.iter().find(|r| r.model == model).map(|r| r.rank);
    (rank, ranking.first().map(|r| r.model))
}

/// Whether an answer is to be told: of the first that it falls, of others that they rise or are let in.
fn tells(now: Option<usize>, then: Option<usize>) -> bool {
    match (now, then) {
        (Some(1), then) => then != Some(1),
        (Some(now), Some(then)) => then < now,
        (now, then) => now.is_none() && then.is_some(),
    }
}

fn answers(shift: &Shift) -> impl Iterator<Item = (usize, &Value)> {
    shift.answers.iter().flat_map(|span| [(span.need, &span.from), (span.need, &span.to)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_takes_a_model_where_it_is_said_to(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let said = evaluation.resolved();
            for model in 0..graph.catalog().models().len() {
                let (now, _) = stands(graph, said, model);
                let found = shifts(graph, said, model);
                assert!(found.windows(2).all(|pair| pair[0].rank.unwrap_or(99) <= pair[1].rank.unwrap_or(99)));
                for (shift, (need, answer)) in found.iter().flat_map(|s| answers(s).map(move |a| (s, a))) {
                    let then = stands(graph, &with(graph, said, need, answer), model);
                    assert_eq!(then, (shift.rank, shift.first));
                    assert!(tells(now, then.0));
                    // What lets it in is known, and so is what brings it before the one that was first.
                    let is_told = shift.reason.as_ref().is_some_and(|(_, by)| !by.is_empty());
                    assert!(is_told || now.is_some() && shift.rank != Some(1));
                }
                for (need, question) in graph.rulebook().questions.iter().enumerate() {
                    let all: Vec<Value> = match question.kind {
                        rulebook::Kind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
                        rulebook::Kind::Choice => question.options.iter().map(|o| Value::text(&o.value)).collect(),
                        _ => Vec::new(),
                    };
                    for answer in all {
                        let then = with(graph, said, need, &answer);
                        if then.contradictions.is_empty() && tells(now, stands(graph, &then, model).0) {
                            let is_told = found.iter().any(|s| answers(s).any(|a| a == (need, &answer)));
                            assert!(is_told, "{} = {}", question.id, answer.display(None));
                        }
                    }
                }
            }
        });
    }
}

/// The first is ahead of the second, the third is kept out until somebody goes far enough.
#[test]
fn shifts_by_hand() {
    let rule = |when: &str, effect: &str| format!("summary='s'\nwhen='{when}'\n{effect}\n");
    let question = |kind: &str| format!("ask='?'\nwhy='.'\n{kind}");
    let graph = little(
        &[&[0.9, 0.3], &[0.4, 0.6], &[0.9, 0.9]],
        &[
            head(&["far", "steep"]),
            ("questions/far.toml", question("kind='number'\nwhole=true\nmin=1\nassume=5")),
            ("questions/steep.toml", question("unanswered='.'\nkind='yes-no'")),
            ("rules/far.toml", rule("needs.far < 100", "require='model.f1 < 0.8'\nbecause='it must'")),
            ("rules/steep.toml", rule("needs.steep", "weigh={ c1=20 }")),
        ],
    );
    let said = graph.complete(Vec::new(), date(&graph));
    let rule = |id: &str| graph.rulebook().rules.iter().position(|r| r.id == id).unwrap();
    let by = |id: &str| By::Rule(rule(id));
    let told = |model: usize| shifts(&graph, &said, model);
    let of = |shift: &Shift| (shift.rank, shift.first, shift.reason.clone());
    // From 100 on the third is let in, and comes first.
    let [third] = told(2).try_into().unwrap();
    assert_eq!(of(&third), (Some(1), Some(2), Some((Kind::Admits, vec![By::Lifted(rule("far"))]))));
    let far = &third.answers[0];
    assert_eq!((far.need, &far.from, &far.to), (need(&graph, "far"), &Value::Integer(100), &Value::Integer(101)));
    // 0.25 × 0.9 + 0.75 × 0.3 = 0.45 against 0.25 × 0.4 + 0.75 × 0.6 = 0.55.
    let [second] = told(1).try_into().unwrap();
    assert_eq!(of(&second), (Some(1), Some(1), Some((Kind::Moves, vec![by("steep")]))));
    assert_eq!(second.answers[0].from, Value::Bool(true));
    // What takes the first place from the first is told by who takes it.
    let [far, steep] = told(0).try_into().unwrap();
    assert_eq!(of(&far), (Some(2), Some(2), Some((Kind::Admits, vec![By::Lifted(rule("far"))]))));
    assert_eq!(of(&steep), (Some(2), Some(1), Some((Kind::Moves, vec![by("steep")]))));
}
