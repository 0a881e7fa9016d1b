//! What is said of an answer is so, by the verdict itself; and no answer of a choice is left out.

use proptest::prelude::*;
use verdict::change::{Bullet, By, Kind, advice, turns};
use verdict::evaluate::Evaluation;
use verdict::graph::Resolved;
use verdict::rulebook;
use verdict::value::Value;
use verdict::verdict::Verdict;

use super::{date, evaluated, no_span_reaches_over_what_holds, scores, with};
use crate::interview::{head, little, need};

/// An answer of a bullet, and every other one of the two ends.
fn answers(bullet: &Bullet) -> impl Iterator<Item = (usize, &Value)> {
    bullet.answers.iter().flat_map(|span| [(span.need, &span.from), (span.need, &span.to)])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 50, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_answer_does_what_is_said_of_it(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let said = evaluation.resolved();
            let models = [0, graph.catalog().models().len() - 1];
            let found = advice(graph, said, models[0], models[1]);
            let [now_one, now_other] = scores(graph, said, models);
            assert_eq!((found.now.one.map(|p| p.score), found.now.other.map(|p| p.score)), (now_one, now_other));
            no_span_reaches_over_what_holds(graph, said, &found);
            for (bullets, turned) in [(&found.one, false), (&found.other, true)] {
                for (bullet, (need, answer)) in bullets.iter().flat_map(|b| answers(b).map(move |a| (b, a))) {
                    let order = |[a, b]: [Option<i32>; 2]| if turned { [b, a] } else { [a, b] };
                    let [was, was_other] = order([now_one, now_other]);
                    let [is, is_other] = order(scores(graph, &with(graph, said, need, answer), models));
                    let is = is.expect("it is eligible itself");
                    assert_eq!(bullet.wins, is_other.is_none_or(|other| is > other));
                    match bullet.kind {
                        Kind::Excludes => assert!(was_other.is_some() && is_other.is_none()),
                        Kind::Admits => assert!(was.is_none()),
                        Kind::Moves => {
                            let gain = (is - is_other.unwrap()) - (was.unwrap() - was_other.unwrap());
                            assert!(0 < gain && gain <= bullet.gain.unwrap());
                        }
                    }
                    let rules = bullet.by.iter().filter(|by| by.rule().is_some()).count();
                    assert!(!bullet.by.is_empty() && (bullet.kind == Kind::Moves || rules == bullet.by.len()));
                }
            }
        });
    }

    #[test]
    fn every_option_with_which_one_comes_to_lead_is_found(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let said = evaluation.resolved();
            let models = [0, graph.catalog().models().len() - 1];
            let leads = |said: &Resolved| match scores(graph, said, models) {
                [Some(one), other] => other.is_none_or(|other| one > other),
                _ => false,
            };
            let found = advice(graph, said, models[0], models[1]);
            for (need, question) in graph.rulebook().questions.iter().enumerate() {
                let all: Vec<Value> = match question.kind {
                    rulebook::Kind::YesNo => vec![Value::Bool(true), Value::Bool(false)],
                    rulebook::Kind::Choice => question.options.iter().map(|o| Value::text(&o.value)).collect(),
                    _ => Vec::new(),
                };
                for answer in all {
                    let then = with(graph, said, need, &answer);
                    if leads(&then) && !leads(said) && then.contradictions.is_empty() {
                        let is_told = found.one.iter().any(|b| b.wins && answers(b).any(|a| a == (need, &answer)));
                        assert!(is_told, "{} = {}", question.id, answer.display(None));
                    }
                }
            }
        });
    }

    #[test]
    fn with_each_turn_another_comes_first_and_its_causes_add_up(seed in any::<u64>()) {
        evaluated(seed, |graph, evaluation| {
            let said = evaluation.resolved();
            let first = |said: &Resolved| Verdict::new(&Evaluation::new(graph, said)).ranking.first().map(|r| r.model);
            for turn in turns(graph, said) {
                assert_ne!(turn.first, first(said));
                assert_eq!(turn.first, first(&with(graph, said, turn.need, &turn.answer)));
                let (Some((kind, causes)), Some((before, after))) = (turn.reason, turn.standings) else { continue };
                if kind == Kind::Moves {
                    let gained = after.margin().unwrap() - before.margin().unwrap();
                    assert_eq!(causes.iter().map(|c| c.points).sum::<i32>(), gained);
                }
            }
        });
    }
}

fn rule(when: &str, effect: &str) -> String {
    format!("summary='s'\nwhen='{when}'\n{effect}\n")
}

fn question(kind: &str) -> String {
    format!("ask='?'\nwhy='.'\nunanswered='.'\n{kind}")
}

/// The first is better at `f0`, the second at `f1`; both count alike, so the second is ahead by 10 points of 100.
#[test]
fn advice_by_hand() {
    let graph = little(
        &[&[0.8, 0.2], &[0.3, 0.9]],
        &[
            head(&["far", "flat", "steep"]),
            ("questions/far.toml", question("kind='number'\nwhole=true\nmin=1")),
            ("questions/flat.toml", question("kind='choice'\n[options]\nyes='.'\nvery='.'\nno='.'")),
            ("questions/steep.toml", question("kind='yes-no'")),
            // 30 + 10 against 10: 0.8 × 0.5 − 0.7 × 0.25 … by weight 3/4 and 1/4.
            ("rules/flat.toml", rule("needs.flat in [\"yes\", \"very\"]", "weigh={ c0=20 }")),
            ("rules/far.toml", rule("needs.far > 100", "require='model.f0 > 0.5'\nbecause='it must'")),
            ("rules/steep.toml", rule("needs.steep", "weigh={ c1=20 }")),
        ],
    );
    let said = graph.complete(Vec::new(), date(&graph));
    let rule = |id: &str| graph.rulebook().rules.iter().position(|r| r.id == id).unwrap();
    let by = |id: &str| By::Rule(rule(id));
    let found = advice(&graph, &said, 0, 1);
    assert_eq!(found.now.margin(), Some(-10_000));
    let [excludes, moves] = found.one.as_slice() else { panic!("{:#?}", found.one) };
    assert_eq!((excludes.kind, excludes.wins, &excludes.by), (Kind::Excludes, true, &vec![by("far")]));
    let far = &excludes.answers[0];
    assert_eq!((far.need, &far.from, &far.to), (need(&graph, "far"), &Value::Integer(101), &Value::Integer(101)));
    // Two answers by the same rule are one bullet: 0.75 × 0.5 − 0.25 × 0.7 = 0.2.
    assert_eq!((moves.kind, moves.wins, &moves.by), (Kind::Moves, true, &vec![by("flat")]));
    assert_eq!(moves.answers.iter().map(|s| s.from.as_text().unwrap()).collect::<Vec<_>>(), ["yes", "very"]);
    assert_eq!((moves.margin, moves.gain), (Some(20_000), Some(30_000)));
    // The second leads anyway; what it gains by is told as well. 0.75 × 0.7 − 0.25 × 0.5 = 0.4.
    let [gains] = found.other.as_slice() else { panic!("{:#?}", found.other) };
    assert_eq!(
        (gains.kind, &gains.by, gains.margin, gains.gain),
        (Kind::Moves, &vec![by("steep")], Some(40_000), Some(30_000))
    );

    // Where an answer keeps the second out already, other answers to the same question let it in, and nothing else does.
    let said = with(&graph, &said, need(&graph, "far"), &Value::Integer(200));
    let found = advice(&graph, &said, 0, 1);
    assert!(found.now.leads() && found.now.other.is_none());
    let [admits] = found.other.as_slice() else { panic!("{:#?}", found.other) };
    assert_eq!((admits.kind, admits.wins, &admits.by), (Kind::Admits, true, &vec![By::Lifted(rule("far"))]));
    let far = &admits.answers[0];
    assert_eq!((&far.from, &far.to, admits.gain), (&Value::Integer(1), &Value::Integer(100), None));
    assert_eq!(admits.margin, Some(10_000));
    // The second is out anyway, so nothing speaks for the first.
    assert_eq!(found.one, []);
}
