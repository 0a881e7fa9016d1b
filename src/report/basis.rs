//! What a verdict rests on: needs, what contradicts them, the rules that move weights, what is open.

use std::collections::BTreeSet;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::build::Builder;
use super::{Contradiction, Derived, Needs, Open, ShareGiven, SourceUsed, Weighed, WeightsGiven};
use crate::catalog::Statement;
use crate::fact::FactId;
use crate::graph::{CompiledEffect, Given, Giver, Leaf, Setter};
use crate::value::Value;
use crate::verdict;

impl Builder<'_> {
    pub(super) fn needs(&self) -> Needs {
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
            assumed_text: self.resolved.assumed.iter().map(|g| (self.need_id(g.need), self.assumed_text(g))).collect(),
            unanswered: (0..self.graph.needs().len()).filter(unknown).map(|i| self.need_id(i)).collect(),
            weights_given: self.weights_given(),
        }
    }

    /// An assumption in words: what is asked for, and the value with its unit.
    fn assumed_text(&self, given: &Given) -> String {
        let fact = self.graph.needs().get(given.need).map(|fact| self.graph.schema().fact(*fact));
        let words = self.need_id(given.need).replace('_', " ");
        // What it is counted in may be said already.
        let unit = fact.and_then(|fact| fact.unit.as_deref()).filter(|unit| !words.contains(unit));
        format!("{words} {}", given.value.display(unit))
    }

    pub(super) fn needs_digest(&self, needs: &Needs) -> String {
        let among: Option<Vec<String>> =
            self.resolved.among.as_ref().map(|a| a.iter().map(|m| self.model_id(*m)).collect());
        let mut canonical = serde_json::json!({ "needs": needs.given, "among": among });
        let part = |s: &ShareGiven| serde_json::json!([s.criterion, s.share]);
        let level = |w: &WeightsGiven| {
            let parts: Vec<serde_json::Value> = w.shares.iter().map(part).collect();
            serde_json::json!([w.above, w.by, parts])
        };
        if let Some(canonical) = canonical.as_object_mut().filter(|_| !needs.weights_given.is_empty()) {
            let levels: Vec<serde_json::Value> = needs.weights_given.iter().map(level).collect();
            canonical.insert("weights".to_string(), levels.into());
        }
        let hash = Sha256::digest(canonical.to_string().as_bytes());
        let first = hash.iter().take(8).fold(0_u64, |all, byte| all << 8 | u64::from(*byte));
        format!("{first:016x}")
    }

    pub(super) fn contradictions(&self) -> Vec<Contradiction> {
        let all = self.resolved.contradictions.iter().map(|c| {
            let (need, rule) = (self.need_id(c.need), self.rule_id(c.rule));
            let reason = |rule: usize| {
                let because = self.graph.rulebook().rules.get(rule).and_then(|r| r.because.as_ref());
                because.map_or_else(String::new, |t| format!(" ({})", self.evaluation.render_needs(&t.template)))
            };
            let (by, held, why) = match c.by {
                Setter::Given => ("given".to_string(), "the answer given".to_string(), String::new()),
                Setter::Rule(r) => (self.rule_id(r), format!("rule `{}`", self.rule_id(r)), reason(r)),
            };
            let others: Vec<String> = c.other.iter().map(|v| v.display(None)).collect();
            let message = format!(
                "{need} is {} by {held}{why}, but rule `{rule}` says {}{}; {held} holds",
                c.value.display(None),
                others.join(" or "),
                reason(c.rule)
            );
            let other = c.other.first().map(Value::to_json).unwrap_or_default();
            Contradiction { need, value: c.value.to_json(), by, other, rule, message }
        });
        all.collect()
    }

    /// That the facts are old, and what could not be carried out as the rulebook says it, for these needs.
    pub(super) fn warnings(&self) -> Vec<String> {
        let graph = self.graph;
        let stale = graph.catalog().stale_on(self.as_of);
        let weights = &self.evaluation.weights;
        let refused = weights.refused.iter().map(|giver| {
            let who = match giver {
                Giver::Rule(rule) => format!("rule `{}`", self.rule_id(*rule)),
                Giver::Criterion(c) => format!("criterion `{}`", self.criterion(*c).0),
            };
            format!("the points of {who} are unknown, below 0 or too many for these needs, and count as 0")
        });
        let idle = graph.criteria().iter().enumerate().skip(1).filter_map(|(at, criterion)| {
            let edge = weights.edges.get(at).filter(|e| e.points > 0 && e.weight <= 0.0)?;
            // What was weighed by hand is told by itself.
            if graph.path(at, weights).iter().any(|c| weights.by_hand.settles(graph, *c)) {
                return None;
            }
            let rule = graph.pointers(at).find(|r| self.evaluation.fired.get(*r) == Some(&Some(true)))?;
            Some(format!(
                "rule `{}` gives points to `{}`, which count for nothing: what is above or below it has none ({} points)",
                self.rule_id(rule),
                criterion.id,
                edge.points
            ))
        });
        let unscaled =
            graph.leaves().iter().zip(&weights.exact).filter(|(_, weight)| **weight > 0.0).filter_map(|(leaf, _)| {
                let broken = leaf.measures.iter().any(|m| !m.has_scale(self.evaluation.run()));
                let id = self.criterion(leaf.criterion).0;
                broken.then(|| {
                    format!(
                        "the scale of `{id}` has no two different ends for these needs: its values count as unknown"
                    )
                })
            });
        stale.into_iter().chain(refused).chain(idle).chain(self.idle_by_hand()).chain(unscaled).collect()
    }

    /// The rules that fire and give points, in the order of the rulebook.
    pub(super) fn weighed(&self) -> Vec<Weighed> {
        let graph = self.graph;
        let fired = graph.rules().iter().zip(&graph.rulebook().rules).zip(&self.evaluation.fired).enumerate();
        let giving = fired.filter(|(_, ((compiled, _), fired))| {
            **fired == Some(true) && matches!(compiled.effect, CompiledEffect::Weigh | CompiledEffect::Prefer(_))
        });
        giving
            .map(|(i, ((_, rule), _))| {
                let weights = &self.evaluation.weights;
                // Where weights were set by hand, points count for nothing.
                let free = |c: &usize| !weights.by_hand.settles(graph, *c);
                let to = (1..graph.criteria().len()).filter(|c| graph.pointers(*c).any(|r| r == i)).filter(free);
                Weighed {
                    rule: rule.id.clone(),
                    summary: rule.summary.clone(),
                    because: rule.because.as_ref().map(|t| self.evaluation.render_needs(&t.template)),
                    criteria: to.map(|c| self.criterion(c).1).collect(),
                }
            })
            .filter(|weighed| !weighed.criteria.is_empty())
            .collect()
    }

    /// The sources behind what counts for some alternatives and behind other facts of them, sorted by id, those first that must be credited.
    pub(super) fn sources(&self, rows: impl Iterator<Item = usize>, also: &[FactId]) -> Vec<SourceUsed> {
        self.sources_of(rows.map(|row| (row, [self.read_of(row).as_slice(), also].concat())), BTreeSet::new())
    }

    /// The facts behind what counts for an alternative.
    pub(super) fn read_of(&self, row: usize) -> Vec<FactId> {
        self.evaluation.contributions(row).into_iter().flat_map(|c| c.facts).collect()
    }

    /// The sources behind some facts of alternatives, and others that were used, in the same order.
    pub(super) fn sources_of(
        &self,
        facts: impl Iterator<Item = (usize, Vec<FactId>)>,
        mut used: BTreeSet<Arc<str>>,
    ) -> Vec<SourceUsed> {
        let catalog = self.graph.catalog();
        let source = |statements: &[Statement]| Some(Arc::clone(&statements.first()?.source));
        let mut scales: BTreeSet<FactId> = BTreeSet::new();
        for (row, facts) in facts {
            let mut open = facts;
            let mut seen: BTreeSet<FactId> = BTreeSet::new();
            while let Some(fact) = open.pop() {
                if !seen.insert(fact) {
                    continue;
                }
                open.extend(self.graph.definition(fact).iter().flat_map(|node| self.graph.program().reads(*node)));
                // An id is nobody's statement.
                if !self.graph.schema().fact(fact).built_in() {
                    used.extend(source(&self.evaluation.evidence(row, fact)));
                    used.extend(self.graph.looked_up(self.resolved, fact).map(|s| Arc::clone(&s.source)));
                }
                // The scale of an estimate is made of the measurements of other models.
                let is_known = |fact: FactId| !self.evaluation.evidence(row, fact).is_empty();
                let scale = catalog.measured_by(fact).filter(|measured| !is_known(*measured));
                scales.extend(scale.filter(|_| is_known(fact)));
            }
        }
        for measured in scales {
            let day = self.evaluation.day();
            let all = (0..catalog.models().len()).filter_map(|m| source(&catalog.model_evidence_on(m, measured, day)));
            used.extend(all);
        }
        let credit = |id: &str| catalog.source(id).and_then(|origin| origin.more("credit")).map(str::to_string);
        let mut all: Vec<SourceUsed> =
            used.into_iter().map(|id| SourceUsed { source: id.to_string(), credit: credit(&id) }).collect();
        all.sort_by(|a, b| a.credit.is_none().cmp(&b.credit.is_none()).then_with(|| a.cmp(b)));
        all
    }

    /// What is unknown that could make another model win.
    pub(super) fn open(&self) -> Option<Open> {
        self.opened(self.verdict.open.as_ref()?)
    }

    /// Something unknown, and the facts that would settle it.
    pub(super) fn opened(&self, open: &verdict::Open) -> Option<Open> {
        let run = self.evaluation.run();
        let (row, criterion, rule, mut facts, between, swing) = match *open {
            verdict::Open::Value { row, leaf, swing } => {
                let leaf = self.graph.leaves().get(leaf)?;
                // Only what stands before the value in use can replace it, and for an estimate what would measure it.
                let used = self.evaluation.utility(leaf, row).measure.unwrap_or(leaf.measures.len());
                let before = leaf.measures.iter().take(used).flat_map(|m| run.missing(m.node, row));
                let estimated = leaf.measures.get(used).filter(|m| m.ends.is_some());
                let estimated = estimated.map(|m| self.graph.program().reads(m.node)).unwrap_or_default();
                let catalog = self.graph.catalog();
                let measured = estimated.iter().filter_map(|fact| catalog.measured_by(*fact));
                let facts: Vec<_> = before
                    .map(|fact| catalog.measured_by(fact).unwrap_or(fact))
                    .chain(measured.filter(|fact| self.evaluation.evidence(row, *fact).is_empty()))
                    .collect();
                (row, Some(self.criterion(leaf.criterion)), None, facts, self.between(leaf, row), Some(swing))
            }
            verdict::Open::Requirement { row, rule } => {
                let requirement = self.evaluation.requirements().find(|r| r.rule == rule)?;
                (row, None, Some(rule), run.missing(requirement.node, row), None, None)
            }
        };
        facts.sort_unstable();
        facts.dedup();
        let model = self.model_of(row);
        let (criterion, label) = criterion.unzip();
        let requirement = rule.and_then(|rule| self.graph.rulebook().rules.get(rule)).map(|rule| rule.summary.clone());
        Some(Open {
            model: self.model_id(model),
            name: self.name(model),
            criterion,
            label,
            rule: rule.map(|rule| self.rule_id(rule)),
            requirement,
            not_known: self.labels(&facts),
            facts: facts.into_iter().map(|f| self.fact_id(f)).collect(),
            between,
            swing,
        })
    }

    /// Between what a value lies that is no blank; what stands for it, where it has no interval.
    fn between(&self, leaf: &Leaf, row: usize) -> Option<String> {
        let utility = self.evaluation.utility(leaf, row);
        let unit = leaf.measures.get(utility.measure?)?.unit.as_deref();
        match &utility.ends {
            Some((low, high)) if low != high => Some(low.display_to(high, unit, true)),
            _ => self.evaluation.short_text(leaf, &utility),
        }
    }
}
