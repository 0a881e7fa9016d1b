//! Every scenario in `tests/scenarios/`: what must come out of the shipped rules and catalog, asserted by hand.

use std::collections::BTreeSet;

use verdict::graph::DecisionGraph;
use verdict::scenario::Coverage;

use crate::scenario::{Scenario, scenarios};
use crate::support::{list, shipped};

/// What is wrong with a scenario, or differs from what it expects, or what it lacks; a line each.
fn differences(scenario: &Scenario) -> Vec<String> {
    let lacks = scenario.lacks().into_iter().map(str::to_string);
    failures(scenario, shipped()).into_iter().chain(lacks).collect()
}

/// What differs from what a scenario expects.
pub fn failures(scenario: &Scenario, graph: &DecisionGraph) -> Vec<String> {
    let failures = scenario.scenario().run(graph);
    failures.unwrap_or_else(|wrong| wrong.into_iter().collect()).iter().map(ToString::to_string).collect()
}

#[test]
fn every_scenario_comes_out_as_it_says() {
    let mut wrong = Vec::new();
    for scenario in scenarios() {
        wrong.extend(differences(scenario).into_iter().map(|line| format!("{}: {line}", scenario.name)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rule with a condition must fire, one without must do something: exclude, prefer or note an alternative and not all of them.
#[test]
fn every_rule_does_something_in_some_scenario() {
    let graph = shipped();
    let exercised: Vec<_> = scenarios().iter().map(|s| s.scenario().exercises(graph).unwrap()).collect();
    let coverage = Coverage::of(graph, &exercised);
    assert_eq!(coverage.acting.missing, [""; 0], "these do nothing in any scenario");
    assert_eq!(coverage.answers.missing, [""; 0], "these are in effect in no scenario");
}

/// Answered, not assumed: what nobody answers, nobody tested.
#[test]
fn every_question_is_answered_in_some_scenario() {
    let mut open: BTreeSet<&str> = shipped().rulebook().questions.iter().map(|q| q.id.as_str()).collect();
    for answer in scenarios().iter().flat_map(|s| &s.request.needs) {
        open.remove(answer.need.as_str());
    }
    assert!(open.is_empty(), "these are answered in no scenario: {open:#?}");
}

/// The examples hold, expect different things, and show the rule at work at least once.
#[test]
fn the_examples_of_every_rule_hold_and_show_what_it_changes() {
    let graph = shipped();
    let found = graph.check_examples();
    assert!(found.as_slice().is_empty(), "{}", list(&found));
    for rule in &graph.rulebook().rules {
        let outcomes: BTreeSet<&str> = rule.examples.iter().map(|e| e.expect.as_str()).collect();
        assert!(outcomes.len() >= 2, "all examples of `{}` expect the same", rule.id);
        let at_work = ["excluded", "preferred", "noted", "fires"];
        assert!(outcomes.iter().any(|o| at_work.contains(o)), "no example shows `{}` at work", rule.id);
    }
}
