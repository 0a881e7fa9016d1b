//! The fast evaluator against the naive one. Where the two differ, one of them is wrong.

use proptest::prelude::*;
use verdict::evaluate::Evaluation;
use verdict::expression::Ast;
use verdict::graph::{CompiledEffect, DecisionGraph, Given, Resolved, Setter};
use verdict::needs::Request;
use verdict::rulebook::Kind;
use verdict::value::{Date, Value};

use crate::naive::{Facts, Judged, eval, judge};
use crate::support::shipped;
use crate::world::world;

/// A need, and the values that a rule agrees with, of which it sets the first.
type Sets = (usize, Vec<Value>);

/// What rules would set: the rule and its values, by need. Sorted by the ids of the rules.
fn deriving(graph: &DecisionGraph) -> Vec<(usize, &[Sets])> {
    let mut all: Vec<(usize, &[Sets])> = Vec::new();
    for (rule, compiled) in graph.rules().iter().enumerate() {
        if let CompiledEffect::Derive(values) = &compiled.effect {
            all.push((rule, values));
        }
    }
    all.sort_by_key(|(rule, _)| &graph.rulebook().rules[*rule].id);
    all
}

/// The value of a need and who set it: given; else what the first rule by id that fires says; else assumed. A rule is judged by
/// the values of the needs that it reads, found in the same way.
fn settle(graph: &DecisionGraph, given: &[Given], as_of: Date, need: usize) -> (Option<Value>, Option<Setter>) {
    if graph.rulebook().questions[need].kind == Kind::Choices {
        return gather(graph, given, as_of, need);
    }
    if let Some(answer) = given.iter().find(|g| g.need == need) {
        return (Some(answer.value.clone()), Some(Setter::Given));
    }
    for (rule, values) in deriving(graph) {
        if let Some((_, any)) = values.iter().find(|(n, _)| *n == need)
            && fires(graph, given, as_of, rule)
        {
            return (Some(any[0].clone()), Some(Setter::Rule(rule)));
        }
    }
    (graph.rulebook().questions[need].assume.clone(), None)
}

/// A set: the words given and those of every rule that fires, whoever came first; else what is assumed.
fn gather(graph: &DecisionGraph, given: &[Given], as_of: Date, need: usize) -> (Option<Value>, Option<Setter>) {
    let question = &graph.rulebook().questions[need];
    let answer = given.iter().find(|g| g.need == need).map(|g| (g.value.clone(), Setter::Given));
    let rules = deriving(graph).into_iter().filter_map(|(rule, sets)| {
        let (_, any) = sets.iter().find(|(n, _)| *n == need)?;
        fires(graph, given, as_of, rule).then(|| (any[0].clone(), Setter::Rule(rule)))
    });
    let all: Vec<(Value, Setter)> = answer.into_iter().chain(rules).collect();
    let Some((_, first)) = all.first() else { return (question.assume.clone(), None) };
    let said = |word: &Value| all.iter().any(|(v, _)| matches!(v, Value::List(words) if words.contains(word)));
    let words = question.options.iter().map(|o| Value::Text(o.value.clone())).filter(said).collect();
    (Some(Value::List(words)), Some(*first))
}

fn fires(graph: &DecisionGraph, given: &[Given], as_of: Date, rule: usize) -> bool {
    let Some(when) = &graph.rulebook().rules[rule].when else { return true };
    let facts = needs_of(graph, given, as_of, Some(&when.ast));
    eval(&when.ast, when.ast.root(), &facts, &Facts::new()) == Some(Value::Bool(true))
}

/// The needs that an expression reads, or all of them.
fn needs_of(graph: &DecisionGraph, given: &[Given], as_of: Date, read: Option<&Ast>) -> Facts {
    let mut facts = Facts::from([("needs.as_of".to_string(), Value::Date(as_of))]);
    for (need, question) in graph.rulebook().questions.iter().enumerate() {
        let name = format!("needs.{}", question.id);
        if read.is_none_or(|ast| ast.facts().iter().any(|(id, _)| *id == name)) {
            facts.extend(settle(graph, given, as_of, need).0.map(|value| (name, value)));
        }
    }
    facts
}

/// What the rules that fire would set and what holds does not agree with: rule, need, what holds, who set it, what does not hold.
type Clash = (usize, usize, Option<Value>, Option<Setter>, Vec<Value>);

fn clashes(graph: &DecisionGraph, given: &[Given], as_of: Date) -> Vec<Clash> {
    let mut all = Vec::new();
    for (rule, values) in deriving(graph) {
        if !fires(graph, given, as_of, rule) {
            continue;
        }
        for (need, any) in values {
            let (holds, by) = settle(graph, given, as_of, *need);
            // Sets add up.
            let agrees = any.iter().any(|value| holds.as_ref() == Some(value));
            if !agrees && graph.rulebook().questions[*need].kind != Kind::Choices {
                all.push((rule, *need, holds, by, any.clone()));
            }
        }
    }
    all.sort_by_key(|(rule, need, ..)| (*rule, *need));
    all
}

/// The needs of a request are those that the oracle finds on its own, and so is what could not hold together.
fn needs_agree(graph: &DecisionGraph, resolved: &Resolved, as_of: Date) -> Facts {
    let own = needs_of(graph, &resolved.given, as_of, None);
    let mut theirs = Facts::new();
    for (id, fact) in graph.schema().iter() {
        theirs.extend(resolved.values[id.index()].clone().map(|value| (fact.id.clone(), value)));
    }
    assert_eq!(theirs, own);
    for (need, question) in graph.rulebook().questions.iter().enumerate() {
        let (value, by) = settle(graph, &resolved.given, as_of, need);
        let derived = resolved.derived.iter().find(|d| d.need == need).map(|d| (Some(d.value.clone()), d.rule));
        let assumed = resolved.assumed.iter().find(|g| g.need == need).map(|g| g.value.clone());
        if question.kind == Kind::Choices {
            // Nothing is derived that neither fires nor adds a word, and nothing is assumed beside what somebody set.
            let rules = resolved.derived.iter().filter(|d| d.need == need);
            assert!(rules.clone().all(|d| fires(graph, &resolved.given, as_of, d.rule)), "{}", question.id);
            assert_eq!(assumed.is_some(), by.is_none() && value.is_some(), "{}", question.id);
            assert!(!matches!(by, Some(Setter::Rule(_))) || rules.count() > 0, "{}", question.id);
            continue;
        }
        match by {
            Some(Setter::Given) => assert!(derived.is_none() && assumed.is_none(), "{}", question.id),
            Some(Setter::Rule(rule)) => assert_eq!((derived, assumed), (Some((value, rule)), None), "{}", question.id),
            None => assert_eq!((derived, assumed), (None, value), "{}", question.id),
        }
    }
    let mut found: Vec<Clash> = resolved
        .contradictions
        .iter()
        .map(|c| (c.rule, c.need, Some(c.value.clone()), Some(c.by), c.other.clone()))
        .collect();
    found.sort_by_key(|(rule, need, ..)| (*rule, *need));
    assert_eq!(found, clashes(graph, &resolved.given, as_of));
    own
}

fn agree(graph: &DecisionGraph, request: &Request) {
    let as_of = graph.as_of_date(request);
    let resolved = graph.resolve(request, as_of).unwrap();
    let needs = needs_agree(graph, &resolved, as_of);
    let values: Vec<Option<Value>> = graph.schema().iter().map(|(_, fact)| needs.get(&fact.id).cloned()).collect();
    let evaluation = Evaluation::new(graph, &resolved);
    for (row, judged) in judge(graph, &values).into_iter().enumerate() {
        let fast = Judged {
            eligible: evaluation.eligible.get(row),
            unverified: evaluation.unverified.get(row),
            score: evaluation.scores[row],
            low: evaluation.low[row],
            high: evaluation.high[row],
        };
        let id = &graph.catalog().offer_of(row).unwrap().id;
        assert_eq!(fast, judged, "{} {id}", graph.catalog().model_of(row).unwrap().id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn the_fast_evaluator_is_the_naive_one(seed in any::<u64>()) {
        let world = world(seed);
        agree(&world.graph(), &world.request());
    }
}

#[test]
fn the_two_agree_on_the_shipped_catalog() {
    for needs in [
        "",
        "input = ['image', 'pdf']\ncontext_tokens = '200k'\nbudget = 'tight'",
        "data_location = 'own-machines'\nreasoning = 'expert'\ngpu_memory_gb = 96",
        "task = ['coding', 'agents']\nlatency = 'real-time'\npriority = 'speed'\nregion = 'eu'",
        "licence_use = 'commercial'\nbudget_usd_per_month = 300\nrequests_per_month = 100000",
    ] {
        let request = verdict::diagnostic::Source::new("needs", format!("[needs]\n{needs}"));
        agree(shipped(), &Request::parse(&request).unwrap());
    }
}

#[test]
fn worlds_derive_chains_and_contradict_themselves() {
    // Random worlds must derive from what was derived, agree and disagree, or the comparison above says nothing.
    let (mut chained, mut twice, mut given, mut ruled) = (0, 0, 0, 0);
    for seed in 0..300 {
        let world = world(seed);
        let (graph, request) = (world.graph(), world.request());
        let as_of = graph.as_of_date(&request);
        let resolved = graph.resolve(&request, as_of).unwrap();
        let derived = |id: &str| resolved.derived.iter().any(|d| graph.rulebook().questions[d.need].id == id);
        chained += usize::from(derived("dark") && derived("km"));
        let fire: Vec<_> =
            deriving(&graph).into_iter().filter(|(r, _)| fires(&graph, &resolved.given, as_of, *r)).collect();
        let same = |need: usize| fire.iter().filter(|(_, v)| v.iter().any(|(n, _)| *n == need)).count() > 1;
        twice += usize::from((0..4).any(same) && resolved.contradictions.is_empty());
        for clash in clashes(&graph, &resolved.given, as_of) {
            if clash.3 == Some(Setter::Given) { given += 1 } else { ruled += 1 }
        }
    }
    let seen = [chained, twice, given, ruled];
    assert!(seen.iter().all(|n| *n >= 5), "{seen:?}");
}
