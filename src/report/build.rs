//! From an evaluation and its verdict to the report: numbers to names.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::asked::Unmet;
use super::{
    Caveat, Check, Contribution, Counts, Difference, Evidence, Excluded, Ranked, Refusal, Relaxation, Removed, Report,
    SCHEMA, Unverified,
};
use crate::evaluate::{Evaluation, Requirement};
use crate::explain;
use crate::fact::{FactId, Root, known};
use crate::graph::{DecisionGraph, Resolved};
use crate::value::{Date, Value};
use crate::verdict::{Out, Verdict};

/// The digests of what a verdict is a function of: the first 16 hexadecimal digits of SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Digests {
    /// Of the catalog's files.
    pub catalog: String,
    /// Of the rulebook's files.
    pub rulebook: String,
    /// Of the needs given and the models compared, in canonical form.
    pub needs: String,
}

/// Makes the report of a request. `top` is how many models of the ranking it shows; `digests` are those of the files.
#[must_use]
pub fn report(graph: &DecisionGraph, resolved: &Resolved, as_of: Date, top: usize, digests: &Digests) -> Report {
    let evaluation = Evaluation::new(graph, resolved);
    let verdict = Verdict::new(&evaluation);
    Builder { graph, resolved, evaluation: &evaluation, verdict: &verdict, as_of }.build(top, digests)
}

pub(super) struct Builder<'a> {
    pub(super) graph: &'a DecisionGraph,
    pub(super) resolved: &'a Resolved,
    pub(super) evaluation: &'a Evaluation<'a>,
    pub(super) verdict: &'a Verdict,
    pub(super) as_of: Date,
}

impl Builder<'_> {
    pub(super) fn build(&self, top: usize, digests: &Digests) -> Report {
        let verdict = self.verdict;
        let nothing = verdict.ranking.is_empty();
        let needs = self.needs();
        let relaxations = if nothing { self.relaxations() } else { Vec::new() };
        let front = self.front(top);
        let shown = || verdict.ranking.iter().take(top);
        let (runner_up, close) = (self.runner_up(), self.close());
        let bests = self.bests();
        let read = bests.iter().map(|(_, best)| (best.row, self.read(best)));
        let (unranked, also) = self.unranked();
        let excluded: Vec<Excluded> = verdict.excluded.iter().map(|out| self.excluded(out)).collect();
        Report {
            schema: SCHEMA.to_string(),
            digests: Digests { needs: self.needs_digest(&needs), ..digests.clone() },
            as_of: self.as_of.to_string(),
            contradictions: self.contradictions(),
            warnings: self.warnings(),
            weighed: self.weighed(),
            summary: self.summary(runner_up.as_ref(), close.as_ref()),
            why: self.why(runner_up.as_ref()),
            headlines: self.headlines(&bests),
            close,
            certain: verdict.certain,
            open: self.open(),
            counts: self.counts(),
            ranking: shown().map(|r| self.ranked(r, front.contains(&r.model))).collect(),
            winners: bests.iter().filter_map(|(declared, best)| self.winner(declared, best)).collect(),
            fallback: self.fallback(),
            bill: self.bill_of(verdict.ranking.first().map(|r| r.row)),
            runner_up,
            switch: self.switch(),
            kept_out: self.kept_out(&excluded),
            excluded,
            unverified: verdict.unverified.iter().map(|out| self.unverified(out)).collect(),
            without_offer: verdict.without_offer.iter().map(|m| self.model_id(*m)).collect(),
            unranked,
            removed: if nothing { self.removed() } else { Vec::new() },
            relaxations,
            eligible_elsewhere: if nothing { self.elsewhere() } else { None },
            sources: self.sources_of(shown().map(|r| (r.row, self.read_of(r.row))).chain(read), also),
            needs,
        }
    }

    pub(super) fn need_id(&self, need: usize) -> String {
        self.graph.rulebook().questions.get(need).map(|q| q.id.clone()).unwrap_or_default()
    }

    pub(super) fn rule_id(&self, rule: usize) -> String {
        self.graph.rulebook().rules.get(rule).map(|r| r.id.clone()).unwrap_or_default()
    }

    pub(super) fn model_id(&self, model: usize) -> String {
        self.graph.catalog().models().get(model).map(|m| m.id.to_string()).unwrap_or_default()
    }

    pub(super) fn known_text(&self, model: usize, fact: &str) -> Option<String> {
        let fact = self.graph.schema().find(fact)?;
        let statements = self.graph.catalog().model_evidence_on(model, fact, self.evaluation.day());
        Some(statements.first()?.value.display(None))
    }

    /// The model's name; with its id where another model has the same name.
    pub(super) fn name(&self, model: usize) -> String {
        let Some(name) = self.known_text(model, known::NAME) else { return self.model_id(model) };
        if self.graph.catalog().shares_name(model) {
            return format!("{name} ({})", self.model_id(model));
        }
        name
    }

    pub(super) fn model_of(&self, row: usize) -> usize {
        self.graph.catalog().alternatives().get(row).map_or(0, |a| a.model)
    }

    pub(super) fn offer_id(&self, row: usize) -> String {
        self.graph.catalog().offer_of(row).map(|o| o.id.to_string()).unwrap_or_default()
    }

    pub(super) fn fact_id(&self, fact: FactId) -> String {
        self.graph.schema().fact(fact).id.clone()
    }

    pub(super) fn counts(&self) -> Counts {
        let v = self.verdict;
        Counts {
            models: v.ranking.len() + v.excluded.len() + v.unverified.len() + v.without_offer.len(),
            alternatives: self.evaluation.considered.count_ones(),
            eligible: v.ranking.len(),
            eligible_alternatives: self.evaluation.eligible.count_ones(),
            excluded: v.excluded.len(),
            unverified: v.unverified.len(),
        }
    }

    /// The id and the label of a criterion.
    pub(super) fn criterion(&self, criterion: usize) -> (String, String) {
        let id = self.graph.criteria().get(criterion).map(|c| c.id.clone()).unwrap_or_default();
        let path = self.graph.path(criterion, &self.evaluation.weights);
        let labels: Vec<&str> =
            path.iter().rev().filter_map(|c| self.graph.criteria().get(*c)).map(|c| c.label.as_str()).collect();
        (id, labels.join(" › "))
    }

    pub(super) fn leaf(&self, leaf: usize) -> (String, String) {
        self.graph.leaves().get(leaf).map(|l| self.criterion(l.criterion)).unwrap_or_default()
    }

    /// The first `top` models of the ranking that are on its Pareto front.
    fn front(&self, top: usize) -> Vec<usize> {
        let ranking = self.verdict.ranking.as_slice();
        let last = ranking.iter().take(top).next_back().map_or(0, |last| last.score);
        // Nobody below these can be better at some and worse at none, so none of the others has to be looked at.
        let rivals = ranking.partition_point(|r| r.score >= last);
        self.evaluation.front(ranking.get(..rivals).unwrap_or_default())
    }

    fn ranked(&self, r: &crate::verdict::Ranked, pareto: bool) -> Ranked {
        let contributions = self.evaluation.contributions(r.row);
        Ranked {
            rank: r.rank,
            model: self.model_id(r.model),
            name: self.name(r.model),
            developer: self.known_text(r.model, known::DEVELOPER),
            offer: self.offer_id(r.row),
            beside: self.evaluation.beside(r.row).into_iter().map(|(_, text)| text).collect(),
            glance: self.glance(r.row),
            score: r.score,
            interval: r.interval,
            contributions: contributions.iter().map(|c| self.contribution(c, r.row)).collect(),
            caveats: self.caveats(r.row),
            unverified: self.evaluation.kept_by(r.row).into_iter().map(|k| self.refusal(k, 1)).collect(),
            offers: r.offers,
            might_be_better: self.might_be_better(r),
            pareto,
        }
    }

    pub(super) fn caveats(&self, row: usize) -> Vec<Caveat> {
        self.noted(self.evaluation.caveats(row))
    }

    /// What rules say, each with its id.
    pub(super) fn noted(&self, all: Vec<(usize, String)>) -> Vec<Caveat> {
        all.into_iter().map(|(rule, text)| Caveat { rule: self.rule_id(rule), text }).collect()
    }

    pub(super) fn contribution(&self, c: &explain::Contribution, row: usize) -> Contribution {
        let criterion = self.graph.leaves().get(c.leaf).map_or(0, |l| l.criterion);
        let (id, label) = self.leaf(c.leaf);
        let path = self.graph.path(criterion, &self.evaluation.weights);
        let group = path.last().and_then(|c| self.graph.criteria().get(*c)).map(|g| g.label.clone());
        let by_points = path.iter().filter(|c| !self.resolved.by_hand.settles(self.graph, **c));
        let rules = by_points.flat_map(|c| self.graph.pointers(*c));
        let fired: BTreeSet<usize> = rules.filter(|r| self.evaluation.fired.get(*r) == Some(&Some(true))).collect();
        Contribution {
            criterion: id,
            label,
            group: group.unwrap_or_default(),
            weight: f64::from(c.weight) / f64::from(crate::graph::WHOLE),
            utility: c.utility.map(|u| (u * 1000.0).round() / 1000.0),
            points: c.points,
            value: c.value.clone(),
            low: c.ends.as_ref().map(|(low, _)| low.clone()),
            high: c.ends.as_ref().map(|(_, high)| high.clone()),
            obtained: c.obtained.clone(),
            evidence: c.facts.iter().filter_map(|f| self.evidence(*f, row)).collect(),
            because: fired.into_iter().map(|rule| self.rule_id(rule)).collect(),
        }
    }

    pub(super) fn evidence(&self, fact: FactId, row: usize) -> Option<Evidence> {
        let value = self.evaluation.fact_text(fact, row)?;
        let declared = self.graph.schema().fact(fact);
        let (source, as_of) = match declared.root {
            Root::Needs => match self.graph.looked_up(self.resolved, fact) {
                Some(statement) => (statement.source.to_string(), statement.as_of.map(|d| d.to_string())),
                None => (self.setter(fact), None),
            },
            _ if declared.formula.is_some() => ("computed".to_string(), None),
            _ => {
                let statements = self.evaluation.evidence(row, fact);
                let statement = statements.first()?;
                (statement.source.to_string(), statement.as_of.map(|d| d.to_string()))
            }
        };
        Some(Evidence { fact: declared.id.clone(), value, source, as_of })
    }

    fn setter(&self, fact: FactId) -> String {
        let need = self.graph.needs().iter().position(|f| *f == fact);
        let derived = self.resolved.derived.iter().find(|d| Some(d.need) == need);
        match (need, derived) {
            (None, _) => "as-of date".to_string(),
            (_, Some(d)) => self.rule_id(d.rule),
            (Some(n), None) if self.resolved.given.iter().any(|g| g.need == n) => "given".to_string(),
            _ => "assumed".to_string(),
        }
    }

    /// What a leaf makes of the difference between a winner and another one.
    pub(super) fn difference(&self, (leaf, points): (usize, i32), winner: usize, other: usize) -> Difference {
        let value = |row: usize| {
            let leaf = self.graph.leaves().get(leaf)?;
            self.evaluation.value_text(leaf, &self.evaluation.utility(leaf, row))
        };
        let estimated = [winner, other].into_iter().any(|row| self.is_estimated(leaf, row));
        let (criterion, label) = self.leaf(leaf);
        Difference { criterion, label, points, winner: value(winner), other: value(other), estimated }
    }

    /// Whether what a leaf measures of an alternative lies in an interval.
    fn is_estimated(&self, leaf: usize, row: usize) -> bool {
        let ends = self.graph.leaves().get(leaf).and_then(|leaf| self.evaluation.utility(leaf, row).ends);
        ends.is_some_and(|(low, high)| low != high)
    }

    pub(super) fn refusal(&self, r: explain::Refusal, offers: usize) -> Refusal {
        let all: Vec<Check> = r.atoms.into_iter().map(|atom| self.check(atom)).collect();
        // Whether something is stated at all is said only where nothing better can be said.
        let telling: Vec<Check> = all.iter().filter(|c| c.needed.is_some()).cloned().collect();
        let checks = if telling.is_empty() { all } else { telling };
        Refusal { rule: self.rule_id(r.rule), because: r.because, offers, unknown: r.unknown, checks }
    }

    /// The labels of some facts.
    pub(super) fn labels(&self, facts: &[FactId]) -> Vec<String> {
        facts.iter().map(|fact| self.graph.schema().fact(*fact).label.clone()).collect()
    }

    /// The rules against a model, those first that are certain and keep out its nearest offer. Each is told of an offer
    /// of which it is certain, if there is one.
    pub(super) fn excluded(&self, out: &Out) -> Excluded {
        let mut by: BTreeMap<usize, (Requirement, usize, usize)> = BTreeMap::new();
        for row in std::iter::once(out.nearest).chain(out.rows.clone().filter(|r| *r != out.nearest)) {
            for requirement in self.evaluation.against(row) {
                let (_, told, offers) = by.entry(requirement.rule).or_insert((requirement, row, 0));
                *offers += 1;
                if self.evaluation.is_open(requirement, *told) && !self.evaluation.is_open(requirement, row) {
                    *told = row;
                }
            }
        }
        let mut by: Vec<(Requirement, usize, usize)> = by.into_values().collect();
        let nearest: Vec<usize> = self.evaluation.against(out.nearest).map(|r| r.rule).collect();
        by.sort_by_key(|(requirement, row, offers)| {
            let open = self.evaluation.is_open(*requirement, *row);
            (open, !nearest.contains(&requirement.rule), std::cmp::Reverse(*offers), requirement.rule)
        });
        let refusals = by
            .into_iter()
            .map(|(requirement, row, offers)| self.refusal(self.evaluation.refusal(requirement, row), offers));
        Excluded {
            model: self.model_id(out.model),
            name: self.name(out.model),
            offers: out.rows.len(),
            by: refusals.collect(),
        }
    }

    pub(super) fn unverified(&self, out: &Out) -> Unverified {
        let Unmet { condition, asks, by, facts, not_known } = self.unmet(out.nearest);
        Unverified {
            model: self.model_id(out.model),
            name: self.name(out.model),
            offer: self.offer_id(out.nearest),
            condition,
            asks,
            by,
            facts,
            not_known,
            score: self.evaluation.scores.get(out.nearest).copied().unwrap_or_default(),
        }
    }

    fn removed(&self) -> Vec<Removed> {
        let summary =
            |rule: usize| self.graph.rulebook().rules.get(rule).map(|r| r.summary.clone()).unwrap_or_default();
        let all = self.evaluation.removed().into_iter().map(|r| Removed {
            rule: self.rule_id(r.rule),
            summary: summary(r.rule),
            models: r.models,
            alternatives: r.alternatives,
            alone: r.alone,
        });
        all.collect()
    }

    fn relaxations(&self) -> Vec<Relaxation> {
        let answer = |need: usize| self.resolved.given.iter().find(|g| g.need == need).map(|g| &g.value);
        let all = self.evaluation.relaxations(self.as_of).into_iter().map(|r| {
            let model = self.model_of(r.first);
            let words: Vec<String> = r
                .needs
                .iter()
                .map(|n| format!("`{} = {}`", self.need_id(*n), answer(*n).map(Value::to_string).unwrap_or_default()))
                .collect();
            let others = match r.models - 1 {
                0 => String::new(),
                1 => " and 1 more".to_string(),
                n => format!(" and {n} more"),
            };
            Relaxation {
                needs: r.needs.iter().filter_map(|n| Some((self.need_id(*n), answer(*n)?.to_json()))).collect(),
                model: self.model_id(model),
                name: self.name(model),
                models: r.models,
                message: format!("without {}: {}{others}", words.join(" and "), self.name(model)),
                smallest: r.smallest,
            }
        });
        all.collect()
    }

    fn elsewhere(&self) -> Option<usize> {
        self.resolved.among.as_ref()?;
        let everywhere = Resolved { among: None, ..self.resolved.clone() };
        let evaluation = Evaluation::new(self.graph, &everywhere);
        Some(Verdict::new(&evaluation).ranking.len())
    }
}
