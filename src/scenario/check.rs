//! Holds a verdict against what a scenario expects of it.

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Given, Resolved};
use crate::needs::{Answer, Word};
use crate::reader::Reader;
use crate::report::{Digests, report};
use crate::value::{Date, Value};
use crate::verdict::{Out, Ranked, Verdict};

use super::words::Told;
use super::{Expected, Scenario};

impl Scenario {
    /// The expectations that the verdict does not meet, each with what came out instead, in the order of the file.
    ///
    /// # Errors
    /// The scenario's [problems](Scenario::problems): it says nothing about this rulebook and this catalog.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, rulebook::Rulebook, scenario, diagnostic::Source};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let file = Source::new("nothing.scenario.toml", "[needs]\n[expect]\nnothing_eligible = true");
    /// let file = scenario::parse(&file).unwrap();
    /// let failures = file.scenarios[0].run(&graph).unwrap();
    /// assert!(failures[0].message.starts_with("expected nothing to be eligible, but "));
    /// ```
    pub fn run(&self, graph: &DecisionGraph) -> Result<Vec<Diagnostic>, Diagnostics> {
        let resolved = self.problems(graph).into_result(()).and_then(|()| self.resolve(graph))?;
        let evaluation = Evaluation::new(graph, &resolved);
        let verdict = Verdict::new(&evaluation);
        let as_of = graph.as_of_date(&self.request);
        let judged = Judged { graph, resolved: &resolved, evaluation: &evaluation, verdict: &verdict, as_of };
        let failed: Vec<_> = self.expected.iter().filter(|e| !judged.holds(&e.expected)).collect();
        if failed.is_empty() {
            return Ok(Vec::new());
        }
        // Most scenarios hold, and a whole report takes longer than judging what is expected of it.
        let report = report(graph, &resolved, as_of, usize::MAX, &Digests::default());
        let told = Told { graph, evaluation: &evaluation, verdict: &verdict, as_of, report: &report };
        Ok(failed.into_iter().map(|expectation| told.failure(expectation, self.because.as_deref())).collect())
    }

    /// The needs of the scenario.
    ///
    /// # Errors
    /// Needs or models that do not exist, answers that are none.
    pub fn resolve(&self, graph: &DecisionGraph) -> Result<Resolved, Diagnostics> {
        graph.resolve(&self.request, graph.as_of_date(&self.request))
    }
}

/// A request and all that it came to.
struct Judged<'a> {
    graph: &'a DecisionGraph,
    resolved: &'a Resolved,
    evaluation: &'a Evaluation<'a>,
    verdict: &'a Verdict,
    as_of: Date,
}

impl Judged<'_> {
    /// Whether it came out so.
    fn holds(&self, expected: &Expected) -> bool {
        let ranking = &self.verdict.ranking;
        let rank = |model: &Word| self.ranked(model).map(|r| r.rank);
        match expected {
            Expected::First(model) => rank(model) == Some(1) && ranking.get(1).is_none_or(|next| next.rank > 1),
            Expected::NothingEligible(nothing) => ranking.is_empty() == *nothing,
            Expected::Eligible(model) => rank(model).is_some(),
            Expected::Never(model) => rank(model).is_none(),
            Expected::InTop(model, n) => rank(model).is_some_and(|rank| rank <= *n),
            Expected::Before(first, then) => rank(first).zip(rank(then)).is_some_and(|(first, then)| first < then),
            Expected::ScoreAtLeast(model, points) => self.ranked(model).is_some_and(|r| r.score >= *points),
            Expected::MarginAtLeast(points) => {
                let margin = |first: &Ranked| ranking.get(1).is_none_or(|next| first.score - next.score >= *points);
                ranking.first().is_some_and(margin)
            }
            Expected::Excluded(model, rule) => {
                let out = self.out(&self.verdict.excluded, model);
                out.is_some_and(|out| out.rows.clone().any(|row| self.is_against(row, rule)))
            }
            Expected::Unverified(model, rule) => {
                let out = self.out(&self.verdict.unverified, model);
                out.is_some_and(|out| self.is_against(out.nearest, rule))
            }
            Expected::Noted(model, rule) => {
                let caveats = self.ranked(model).map(|r| self.evaluation.caveats(r.row)).unwrap_or_default();
                caveats.iter().any(|(by, _)| self.is_rule(*by, rule))
            }
            Expected::Derived(answer) => {
                let wanted = value(self.graph, answer);
                let set = |d: &crate::graph::Derivation| {
                    self.is_need(d.need, &answer.need) && Some(&d.value) == wanted.as_ref()
                };
                self.resolved.derived.iter().any(set)
            }
            Expected::Assumed(answer) => {
                let wanted = value(self.graph, answer);
                let taken = |g: &Given| self.is_need(g.need, &answer.need) && Some(&g.value) == wanted.as_ref();
                self.resolved.assumed.iter().any(taken)
            }
            Expected::Contradiction(need) => {
                self.resolved.contradictions.iter().any(|c| self.is_need(c.need, &need.text))
            }
            Expected::Relax(need) => {
                let ways = if ranking.is_empty() { self.evaluation.relaxations(self.as_of) } else { Vec::new() };
                ways.iter().any(|way| way.needs.iter().any(|n| self.is_need(*n, &need.text)))
            }
        }
    }

    fn model(&self, word: &Word) -> Option<usize> {
        self.graph.catalog().find_model(&word.text).ok()
    }

    fn ranked(&self, word: &Word) -> Option<&Ranked> {
        let model = self.model(word)?;
        self.verdict.ranking.iter().find(|r| r.model == model)
    }

    fn out<'o>(&self, outs: &'o [Out], word: &Word) -> Option<&'o Out> {
        let model = self.model(word)?;
        outs.iter().find(|out| out.model == model)
    }

    fn is_against(&self, row: usize, rule: &Word) -> bool {
        self.evaluation.against(row).any(|r| self.is_rule(r.rule, rule))
    }

    fn is_rule(&self, rule: usize, word: &Word) -> bool {
        self.graph.rulebook().rules.get(rule).is_some_and(|r| r.id == word.text)
    }

    fn is_need(&self, need: usize, id: &str) -> bool {
        self.graph.rulebook().questions.get(need).is_some_and(|q| q.id == id)
    }
}

/// The value that is expected of a need; none if it is no answer to its question.
pub(super) fn value(graph: &DecisionGraph, answer: &Answer) -> Option<Value> {
    let question = graph.rulebook().question(&answer.need)?;
    question.read(&Reader::new(&answer.source, &mut Diagnostics::new()), &answer.value)
}
