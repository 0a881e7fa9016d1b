//! From an evaluation and its verdict to the report: numbers to names.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{
    Caveat, Check, Contradiction, Contribution, Counts, Derived, Difference, Evidence, Excluded, Needs, Open, Ranked, Refusal,
    Relaxation, Removed, Report, RunnerUp, SCHEMA, Unverified,
};
use crate::evaluate::{Evaluation, Requirement};
use crate::explain;
use crate::fact::{FactId, Root, known};
use crate::graph::{DecisionGraph, Given, Resolved, Setter};
use crate::rulebook::Effect;
use crate::value::{Date, Value};
use crate::verdict::{Out, Verdict};

/// The digests of what a verdict is a function of: the first 16 hexadecimal digits of SHA-256.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
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
    resolved: &'a Resolved,
    pub(super) evaluation: &'a Evaluation<'a>,
    pub(super) verdict: &'a Verdict,
    as_of: Date,
}

impl Builder<'_> {
    fn build(&self, top: usize, digests: &Digests) -> Report {
        let verdict = self.verdict;
        let nothing = verdict.ranking.is_empty();
        let needs = self.needs();
        let relaxations = if nothing { self.relaxations() } else { Vec::new() };
        let ranking: Vec<Ranked> = verdict.ranking.iter().take(top).map(|r| self.ranked(r)).collect();
        let runner_up = self.runner_up();
        Report {
            schema: SCHEMA.to_string(),
            digests: Digests { needs: self.needs_digest(&needs), ..digests.clone() },
            as_of: self.as_of.to_string(),
            contradictions: self.contradictions(),
            warnings: self.warnings(),
            summary: self.summary(runner_up.as_ref()),
            certain: verdict.certain,
            open: self.open(),
            counts: self.counts(),
            ranking,
            runner_up,
            excluded: verdict.excluded.iter().map(|out| self.excluded(out)).collect(),
            unverified: verdict.unverified.iter().map(|out| self.unverified(out)).collect(),
            without_offer: verdict.without_offer.iter().map(|m| self.model_id(*m)).collect(),
            removed: if nothing { self.removed() } else { Vec::new() },
            relaxations,
            eligible_elsewhere: if nothing { self.elsewhere() } else { None },
            needs,
        }
    }

    fn need_id(&self, need: usize) -> String {
        self.graph.rulebook().questions.get(need).map(|q| q.id.clone()).unwrap_or_default()
    }

    fn rule_id(&self, rule: usize) -> String {
        self.graph.rulebook().rules.get(rule).map(|r| r.id.clone()).unwrap_or_default()
    }

    fn model_id(&self, model: usize) -> String {
        self.graph.catalog().models().get(model).map(|m| m.id.to_string()).unwrap_or_default()
    }

    fn known_text(&self, model: usize, fact: &str) -> Option<String> {
        let fact = self.graph.schema().find(fact)?;
        Some(self.graph.catalog().model_value(model, fact)?.display(None))
    }

    pub(super) fn name(&self, model: usize) -> String {
        self.known_text(model, known::NAME).unwrap_or_else(|| self.model_id(model))
    }

    fn model_of(&self, row: usize) -> usize {
        self.graph.catalog().alternatives().get(row).map_or(0, |a| a.model)
    }

    fn offer_id(&self, row: usize) -> String {
        self.graph.catalog().offer_of(row).map(|o| o.id.to_string()).unwrap_or_default()
    }

    fn fact_id(&self, fact: FactId) -> String {
        self.graph.schema().fact(fact).id.clone()
    }

    fn needs(&self) -> Needs {
        let by_id = |all: &[Given]| all.iter().map(|g| (self.need_id(g.need), g.value.to_json())).collect();
        let unknown = |i: &usize| {
            self.graph.needs().get(*i).is_some_and(|f| self.resolved.values.get(f.index()).is_none_or(Option::is_none))
        };
        Needs {
            given: by_id(&self.resolved.given),
            derived: self
                .resolved
                .derived
                .iter()
                .map(|d| Derived { need: self.need_id(d.need), value: d.value.to_json(), by: self.rule_id(d.rule) })
                .collect(),
            assumed: by_id(&self.resolved.assumed),
            unanswered: (0..self.graph.needs().len()).filter(unknown).map(|i| self.need_id(i)).collect(),
        }
    }

    fn needs_digest(&self, needs: &Needs) -> String {
        let among: Option<Vec<String>> =
            self.resolved.among.as_ref().map(|a| a.iter().map(|m| self.model_id(*m)).collect());
        let canonical = serde_json::json!({ "needs": needs.given, "among": among });
        let hash = Sha256::digest(canonical.to_string().as_bytes());
        let first = hash.iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        format!("{first:016x}")
    }

    fn contradictions(&self) -> Vec<Contradiction> {
        let all = self.resolved.contradictions.iter().map(|c| {
            let (need, rule) = (self.need_id(c.need), self.rule_id(c.rule));
            let (by, held) = match c.by {
                Setter::Given => ("given".to_string(), "the answer given".to_string()),
                Setter::Rule(r) => (self.rule_id(r), format!("rule `{}`", self.rule_id(r))),
            };
            let message = format!(
                "{need} is {} by {held}, but rule `{rule}` says {}; the first holds",
                c.value.display(None),
                c.other.display(None)
            );
            Contradiction { need, value: c.value.to_json(), by, other: c.other.to_json(), rule, message }
        });
        all.collect()
    }

    fn warnings(&self) -> Vec<String> {
        let refused = self.evaluation.weights.refused.iter();
        refused.map(|r| format!("the points of rule `{}` are unknown or below 0 for these needs, and count as 0", self.rule_id(*r))).collect()
    }

    fn open(&self) -> Option<Open> {
        let open = self.verdict.open.as_ref()?;
        let leaf = self.graph.leaves().get(open.leaf)?;
        let run = self.evaluation.run();
        let mut facts: Vec<String> =
            leaf.measures.iter().flat_map(|m| run.missing(m.node, open.row)).map(|f| self.fact_id(f)).collect();
        facts.dedup();
        let model = self.model_of(open.row);
        Some(Open {
            model: self.model_id(model),
            name: self.name(model),
            criterion: self.criterion(leaf.criterion).0,
            facts,
            swing: open.swing,
        })
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
    fn criterion(&self, criterion: usize) -> (String, String) {
        let id = self.graph.criteria().get(criterion).map(|c| c.id.clone()).unwrap_or_default();
        (id, self.graph.path(criterion).join(" › "))
    }

    fn leaf(&self, leaf: usize) -> (String, String) {
        self.graph.leaves().get(leaf).map(|l| self.criterion(l.criterion)).unwrap_or_default()
    }

    fn ranked(&self, r: &crate::verdict::Ranked) -> Ranked {
        let contributions = self.evaluation.contributions(r.row);
        Ranked {
            rank: r.rank,
            model: self.model_id(r.model),
            name: self.name(r.model),
            developer: self.known_text(r.model, known::DEVELOPER),
            offer: self.offer_id(r.row),
            score: r.score,
            interval: r.interval,
            contributions: contributions.iter().map(|c| self.contribution(c, r.row)).collect(),
            caveats: self
                .evaluation
                .caveats(r.row)
                .into_iter()
                .map(|(rule, text)| Caveat { rule: self.rule_id(rule), text })
                .collect(),
            unverified: self.evaluation.kept_by(r.row).into_iter().map(|k| self.refusal(k, 1)).collect(),
            offers: r.offers,
        }
    }

    fn contribution(&self, c: &explain::Contribution, row: usize) -> Contribution {
        let criterion = self.graph.leaves().get(c.leaf).map_or(0, |l| l.criterion);
        let (id, label) = self.leaf(c.leaf);
        let group = self.graph.criteria().get(self.graph.top_group(criterion)).map(|g| g.label.clone()).unwrap_or_default();
        Contribution {
            criterion: id,
            label,
            group,
            weight: f64::from(c.weight) / f64::from(crate::graph::WHOLE),
            utility: c.utility.map(|u| (u * 1000.0).round() / 1000.0),
            points: c.points,
            value: c.value.clone(),
            evidence: c.facts.iter().filter_map(|f| self.evidence(*f, row)).collect(),
            because: self
                .graph
                .pointers(criterion)
                .filter(|rule| self.evaluation.fired.get(*rule) == Some(&Some(true)))
                .map(|rule| self.rule_id(rule))
                .collect(),
        }
    }

    fn evidence(&self, fact: FactId, row: usize) -> Option<Evidence> {
        let value = self.evaluation.fact_text(fact, row)?;
        let declared = self.graph.schema().fact(fact);
        let (source, as_of) = match declared.root {
            Root::Needs => (self.setter(fact), None),
            _ if declared.formula.is_some() => ("computed".to_string(), None),
            _ => {
                let statement = self.graph.catalog().evidence(row, fact).first()?;
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

    fn runner_up(&self) -> Option<RunnerUp> {
        let [winner, next, ..] = self.verdict.ranking.as_slice() else { return None };
        let value = |leaf: usize, row: usize| {
            let leaf = self.graph.leaves().get(leaf)?;
            self.evaluation.value_text(leaf, &self.evaluation.utility(leaf, row))
        };
        let difference = |(leaf, points): (usize, i32)| {
            let (criterion, label) = self.leaf(leaf);
            Difference { criterion, label, points, winner: value(leaf, winner.row), other: value(leaf, next.row) }
        };
        let (lost, won): (Vec<_>, Vec<_>) =
            self.evaluation.margin(winner.row, next.row).into_iter().partition(|(_, d)| *d > 0);
        Some(RunnerUp {
            model: self.model_id(next.model),
            name: self.name(next.model),
            margin: winner.score - next.score,
            lost_on: lost.into_iter().map(difference).collect(),
            won_on: won.into_iter().rev().map(difference).collect(),
        })
    }

    fn refusal(&self, r: explain::Refusal, offers: usize) -> Refusal {
        let all: Vec<Check> = r.atoms.into_iter().map(|atom| self.check(atom)).collect();
        // Whether something is stated at all is said only where nothing better can be said.
        let telling: Vec<Check> = all.iter().filter(|c| c.needed.is_some()).cloned().collect();
        let checks = if telling.is_empty() { all } else { telling };
        Refusal { rule: self.rule_id(r.rule), because: r.because, offers, unknown: r.unknown, checks }
    }

    fn check(&self, atom: crate::expression::Atom) -> Check {
        let Some(c) = atom.comparison else {
            return Check { text: atom.text, fact: None, value: None, needed: None };
        };
        let unit = c.fact.and_then(|f| self.graph.schema().fact(f).unit.clone());
        Check {
            text: atom.text,
            fact: c.fact.map(|f| self.fact_id(f)),
            value: c.value.map(|v| v.display(unit.as_deref())),
            needed: c.needed.map(|n| format!("{} {}", c.operator, n.display(unit.as_deref()))),
        }
    }

    /// The rules against a model: each with the offers it keeps out, told of the nearest of them.
    fn excluded(&self, out: &Out) -> Excluded {
        let mut by: BTreeMap<usize, (Requirement, usize, usize)> = BTreeMap::new();
        for row in std::iter::once(out.nearest).chain(out.rows.iter().copied().filter(|r| *r != out.nearest)) {
            for requirement in self.evaluation.against(row) {
                by.entry(requirement.rule).or_insert((requirement, row, 0)).2 += 1;
            }
        }
        let mut by: Vec<(Requirement, usize, usize)> = by.into_values().collect();
        by.sort_by(|a, b| b.2.cmp(&a.2).then(a.0.rule.cmp(&b.0.rule)));
        let refusals =
            by.into_iter().map(|(requirement, row, offers)| self.refusal(self.evaluation.refusal(requirement, row), offers));
        Excluded { model: self.model_id(out.model), name: self.name(out.model), offers: out.rows.len(), by: refusals.collect() }
    }

    fn unverified(&self, out: &Out) -> Unverified {
        let refusals = self.evaluation.refusals(out.nearest);
        let texts: Vec<String> = refusals.iter().map(|r| self.condition(r)).collect();
        let mut facts: Vec<String> = self
            .evaluation
            .against(out.nearest)
            .flat_map(|r| self.evaluation.run().missing(r.node, out.nearest))
            .map(|f| self.fact_id(f))
            .collect();
        facts.sort_unstable();
        facts.dedup();
        Unverified {
            model: self.model_id(out.model),
            name: self.name(out.model),
            offer: self.offer_id(out.nearest),
            condition: texts.join(" and "),
            by: refusals.iter().map(|r| self.rule_id(r.rule)).collect::<Vec<_>>().join(", "),
            facts,
            score: self.evaluation.scores.get(out.nearest).copied().unwrap_or_default(),
        }
    }

    /// What a requirement asks for: the one comparison that is open, for these needs, or all that the rule says.
    fn condition(&self, refusal: &explain::Refusal) -> String {
        let rule = self.graph.rulebook().rules.get(refusal.rule);
        match (refusal.atoms.as_slice(), rule.map(|r| &r.effect)) {
            ([atom], _) => atom.text.clone(),
            (_, Some(Effect::Require { expression, .. })) => format!("({})", expression.ast),
            _ => String::new(),
        }
    }

    fn removed(&self) -> Vec<Removed> {
        let summary = |rule: usize| self.graph.rulebook().rules.get(rule).map(|r| r.summary.clone()).unwrap_or_default();
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
