//! What scenarios exercise of a rulebook: rules that act, rules that decide, answers that are in effect.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::Diagnostics;
use crate::evaluate::Evaluation;
use crate::graph::{CompiledEffect, DecisionGraph};
use crate::rulebook::{Kind, Question};
use crate::value::Value;
use crate::verdict::Verdict;

use super::Scenario;

/// What some scenarios exercise.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Coverage {
    /// How much of all that is counted below is exercised, in percent, 0 to 100.
    pub percent: f64,
    /// Rules that act: they fire, and one that always fires does something to some alternatives and not to all.
    pub acting: Part,
    /// Rules that decide who is first: without them another model would be. Of rules that only note something none is expected to.
    pub deciding: Part,
    /// Answers that are in effect, whether given, derived or assumed: each option of a choice, yes and no, and of a number whether there is one.
    pub answers: Part,
}

/// A part of what can be exercised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// How many there are.
    pub all: usize,
    /// How many are exercised.
    pub exercised: usize,
    /// Those that are not: rules, or `need=answer`, in the order of the rulebook.
    pub missing: Vec<String>,
}

/// What one scenario exercises: rules by place in the rulebook, answers as `need=answer`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exercised {
    acting: BTreeSet<usize>,
    deciding: BTreeSet<usize>,
    answers: BTreeSet<String>,
}

impl Exercised {
    /// Whether a rule acts, by place in the rulebook.
    #[must_use]
    pub fn acts(&self, rule: usize) -> bool {
        self.acting.contains(&rule)
    }

    /// Whether a rule decides who is first.
    #[must_use]
    pub fn decides(&self, rule: usize) -> bool {
        self.deciding.contains(&rule)
    }
}

impl Scenario {
    /// What the scenario exercises.
    ///
    /// # Errors
    /// It cannot be run.
    pub fn exercises(&self, graph: &DecisionGraph) -> Result<Exercised, Diagnostics> {
        let resolved = self.resolve(graph)?;
        let evaluation = Evaluation::new(graph, &resolved);
        let verdict = Verdict::new(&evaluation);
        let first = verdict.ranking.first().map(|r| r.model);
        let acting: BTreeSet<usize> = (0..graph.rules().len()).filter(|rule| acts(&evaluation, *rule)).collect();
        let eligible: Vec<usize> = evaluation.eligible.iter_ones().collect();
        let decides = |rule: &usize| match graph.rules().get(*rule).map(|r| &r.effect) {
            Some(CompiledEffect::Require(..)) => {
                let rows = [eligible.clone(), kept_out_by(&evaluation, *rule)].concat();
                first_of(graph, rows, &evaluation.scores) != first
            }
            Some(CompiledEffect::Weigh | CompiledEffect::Prefer(_)) => {
                let mut fired: Vec<bool> = evaluation.fired.iter().map(|f| *f == Some(true)).collect();
                fired.iter_mut().skip(*rule).take(1).for_each(|fires| *fires = false);
                first_of(graph, eligible.clone(), &evaluation.scores_with(&fired)) != first
            }
            Some(CompiledEffect::Derive(_)) => {
                let as_of = graph.as_of_date(&self.request);
                let other = graph.complete_without(resolved.given.clone(), as_of, Some(*rule)).asked_as(&resolved);
                Verdict::new(&Evaluation::new(graph, &other)).ranking.first().map(|r| r.model) != first
            }
            Some(CompiledEffect::Note(_)) | None => false,
        };
        let deciding = acting.iter().copied().filter(decides).collect();
        let in_effect = graph.rulebook().questions.iter().zip(graph.needs()).flat_map(|(question, fact)| {
            let value = resolved.values.get(fact.index()).and_then(Option::as_ref);
            value.map(|value| told(question, value)).unwrap_or_default()
        });
        Ok(Exercised { acting, deciding, answers: in_effect.collect() })
    }
}

impl Coverage {
    /// What scenarios exercise together.
    #[must_use]
    pub fn of<'e>(graph: &DecisionGraph, all: impl IntoIterator<Item = &'e Exercised>) -> Self {
        let mut sum = Exercised::default();
        for one in all {
            sum.acting.extend(&one.acting);
            sum.deciding.extend(&one.deciding);
            sum.answers.extend(one.answers.iter().cloned());
        }
        let rules = || graph.rulebook().rules.iter().zip(graph.rules()).enumerate();
        let acting = rules().map(|(at, (rule, _))| (sum.acting.contains(&at), rule.id.clone()));
        let can_decide = rules().filter(|(_, (_, compiled))| !matches!(compiled.effect, CompiledEffect::Note(_)));
        let deciding = can_decide.map(|(at, (rule, _))| (sum.deciding.contains(&at), rule.id.clone()));
        let answers = graph.rulebook().questions.iter().flat_map(possible);
        let answers = answers.map(|answer| (sum.answers.contains(&answer), answer));
        let (acting, deciding, answers) = (part(acting), part(deciding), part(answers));
        let parts = [&acting, &deciding, &answers];
        let sum = |of: fn(&Part) -> usize| parts.iter().map(|p| of(p)).sum::<usize>();
        let (exercised, all) = (sum(|p| p.exercised), sum(|p| p.all));
        // Down, so that 100 means all.
        #[expect(clippy::cast_precision_loss, reason = "there are some hundreds")]
        let percent = if all == 0 { 100.0 } else { (exercised as f64 / all as f64 * 1000.0).floor() / 10.0 };
        Self { percent, acting, deciding, answers }
    }
}

fn part(all: impl Iterator<Item = (bool, String)>) -> Part {
    let (exercised, missing): (Vec<_>, Vec<_>) = all.partition(|(is, _)| *is);
    let missing: Vec<String> = missing.into_iter().map(|(_, name)| name).collect();
    Part { all: exercised.len() + missing.len(), exercised: exercised.len(), missing }
}

/// Whether a rule fires, and if it always does, whether it tells alternatives apart.
fn acts(evaluation: &Evaluation<'_>, rule: usize) -> bool {
    let Some(compiled) = evaluation.graph().rules().get(rule) else { return false };
    if evaluation.fired.get(rule) != Some(&Some(true)) {
        return false;
    }
    let apart = |node, outcome: bool| {
        let column = evaluation.run().column(node);
        let is = |row: usize| column.truth(row) == Some(outcome);
        evaluation.considered.iter_ones().any(is) && !evaluation.considered.iter_ones().all(is)
    };
    compiled.when.is_some()
        || match compiled.effect {
            CompiledEffect::Require(node, _) => apart(node, false),
            CompiledEffect::Prefer(node) | CompiledEffect::Note(Some(node)) => apart(node, true),
            CompiledEffect::Note(None) | CompiledEffect::Weigh | CompiledEffect::Derive(_) => true,
        }
}

/// The alternatives that a requirement alone keeps out.
fn kept_out_by(evaluation: &Evaluation<'_>, rule: usize) -> Vec<usize> {
    let alone = |row: &usize| {
        let mut against = evaluation.against(*row);
        against.next().is_some_and(|r| r.rule == rule) && against.next().is_none()
    };
    evaluation.considered.and_not(&evaluation.eligible).iter_ones().filter(alone).collect()
}

/// The model that is first among some alternatives with these scores: of equals the first of the catalog, as in a verdict.
fn first_of(graph: &DecisionGraph, rows: Vec<usize>, scores: &[i32]) -> Option<usize> {
    let score = |row: &usize| scores.get(*row).copied().unwrap_or_default();
    let best = rows.into_iter().max_by_key(|row| (score(row), Reverse(*row)))?;
    graph.catalog().alternatives().get(best).map(|a| a.model)
}

/// The answers that a question can have, as far as they are counted.
fn possible(question: &Question) -> Vec<String> {
    let id = &question.id;
    match question.kind {
        Kind::YesNo => vec![format!("{id}=yes"), format!("{id}=no")],
        Kind::Choice | Kind::Choices => {
            let options = question.options.iter().map(|o| format!("{id}={}", o.value));
            options.chain(question.words.iter().map(|_| format!("{id}=word"))).collect()
        }
        Kind::Number => vec![format!("{id}=number")],
    }
}

/// The answers that a value is.
fn told(question: &Question, value: &Value) -> Vec<String> {
    let id = &question.id;
    let word = |word: &str| {
        // All words of the catalog count as one.
        let other = question.words.is_some() && !question.options.iter().any(|o| *o.value == *word);
        format!("{id}={}", if other { "word" } else { word })
    };
    match value {
        Value::Bool(yes) => vec![format!("{id}={}", if *yes { "yes" } else { "no" })],
        Value::Text(text) => vec![word(text)],
        Value::List(words) => words.iter().filter_map(Value::as_text).map(word).collect(),
        _ => vec![format!("{id}=number")],
    }
}
