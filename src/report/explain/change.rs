//! What would have to change for a model to come first, or for the first to fall.

use super::{Answer, AnyWeights, LeftOut, Mixed, Named, Reweighed, Tied, Weighing};
use crate::change::{Kind, Reach, Shift, shifts};
use crate::evaluate::Evaluation;
use crate::graph::{Resolved, WHOLE};
use crate::report::build::Builder;
use crate::report::compare::is_an_end;
use crate::value::Value;
use crate::verdict::{Ranked, Verdict};

/// Six places: more than a weight has.
fn places(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

impl Builder<'_> {
    pub(super) fn dominated_by(&self, model: usize) -> Vec<Named> {
        self.evaluation.dominators(&self.verdict.ranking, model).into_iter().map(|m| self.named(m)).collect()
    }

    fn named(&self, model: usize) -> Named {
        Named { model: self.model_id(model), name: self.name(model) }
    }

    /// How much each criterion may count for a model to come first, those first that need the smallest change.
    pub(super) fn weighings(&self, model: usize) -> Vec<Weighing> {
        let mut leads = self.evaluation.leads(model);
        leads.sort_by(|a, b| a.away().total_cmp(&b.away()));
        let weighing = |lead: &crate::change::Lead| {
            let (criterion, label) = self.criterion(lead.criterion);
            Weighing {
                criterion,
                label,
                above: self.criterion(lead.above).0,
                now: places(lead.now.whole),
                from: places(lead.from.whole),
                to: places(lead.to.whole),
                least: Some(lead.from).filter(|end| !is_an_end(end.inside)).map(|end| places(end.whole)),
                most: Some(lead.to).filter(|end| !is_an_end(end.inside)).map(|end| places(end.whole)),
                any: lead.away().is_infinite(),
            }
        };
        leads.iter().map(weighing).collect()
    }

    /// Whether any weights bring a model first.
    pub(super) fn any_weights(&self, model: usize) -> Option<AnyWeights> {
        match self.evaluation.reach(model)? {
            Reach::First(shares) => {
                let now = |leaf: usize| self.evaluation.weights.leaves.get(leaf).copied().unwrap_or_default();
                let reweighed = |(leaf, share): &(usize, f64)| {
                    let (criterion, label) = self.leaf(*leaf);
                    Reweighed { criterion, label, now: f64::from(now(*leaf)) / f64::from(WHOLE), share: places(*share) }
                };
                let mut weights: Vec<Reweighed> = shares.iter().map(reweighed).collect();
                weights.sort_by(|a, b| b.share.total_cmp(&a.share));
                Some(AnyWeights { first: true, weights, by: Vec::new() })
            }
            Reach::Never(parts) => {
                let mut by: Vec<(usize, f64)> = Vec::new();
                for (row, part) in parts {
                    let model = self.model_of(row);
                    match by.iter_mut().find(|(of, _)| *of == model) {
                        Some((_, sum)) => *sum += part,
                        None => by.push((model, part)),
                    }
                }
                by.sort_by(|a, b| b.1.total_cmp(&a.1));
                let mixed = |(model, part): (usize, f64)| {
                    let Named { model, name } = self.named(model);
                    Mixed { model, name, part: places(part) }
                };
                Some(AnyWeights { first: false, weights: Vec::new(), by: by.into_iter().map(mixed).collect() })
            }
        }
    }

    /// The values with which an alternative would tie with another.
    pub(super) fn values(&self, row: usize, rival: usize) -> Vec<Tied> {
        let all = self.possible(row, rival).into_iter();
        all.filter_map(|value| {
            let leaf = self.graph.leaves().get(value.leaf)?;
            let (criterion, label) = self.criterion(leaf.criterion);
            let (needed, now) = self.needed(row, &value)?;
            Some(Tied { criterion, label, fact: value.fact.map(|fact| self.fact_id(fact)), now, needed })
        })
        .collect()
    }

    /// The single answers with which a model has another rank.
    pub(super) fn answers_of(&self, model: usize, ranked: Option<&Ranked>) -> Vec<Answer> {
        let all = shifts(self.graph, self.resolved, model);
        all.iter().filter_map(|shift| self.answer(model, ranked, shift)).collect()
    }

    fn answer(&self, model: usize, ranked: Option<&Ranked>, shift: &Shift) -> Option<Answer> {
        let need = shift.answers.first()?.need;
        let by = shift.reason.as_ref().map_or(&[][..], |(_, by)| by);
        let why = shift.reason.as_ref().map(|(kind, by)| {
            let words = self.by(*kind, by);
            let is_first = ranked.is_some_and(|r| r.rank == 1);
            let gains = if is_first { shift.first } else { Some(model) };
            let falls = if is_first { Some(model) } else { self.verdict.ranking.first().map(|r| r.model) };
            let name = |model: Option<usize>| model.map(|m| self.name(m)).unwrap_or_default();
            match kind {
                Kind::Excludes => format!("rules out {}: {words}", name(falls)),
                Kind::Admits => format!("lets in {}: {words}", name(gains)),
                Kind::Moves => format!("speaks for {}: {words}", name(gains)),
            }
        });
        Some(Answer {
            need: self.need_id(need),
            answers: shift.answers.iter().map(|span| (span.from.to_json(), span.to.to_json())).collect(),
            text: self.answers(need, &shift.answers.iter().collect::<Vec<_>>()),
            rank: shift.rank,
            first: shift.first.map(|m| self.named(m)),
            why,
            rules: by.iter().filter_map(|by| by.rule()).map(|rule| self.rule_id(rule)).collect(),
        })
    }

    /// The smallest sets of answers that, left out, let a model in.
    pub(super) fn left_out(&self, model: usize) -> Vec<LeftOut> {
        let alone = Resolved { among: Some(vec![model]), ..self.resolved.clone() };
        let relaxations = Evaluation::new(self.graph, &alone).relaxations(self.as_of);
        let given = |need: &usize| self.resolved.given.iter().find(|g| g.need == *need);
        let left_out = relaxations.into_iter().filter_map(|relaxation| {
            let kept = self.resolved.given.iter().filter(|g| !relaxation.needs.contains(&g.need)).cloned().collect();
            let resolved = self.graph.complete(kept, self.as_of).asked_as(self.resolved);
            let verdict = Verdict::new(&Evaluation::new(self.graph, &resolved));
            let needs = relaxation.needs.iter().filter_map(given);
            Some(LeftOut {
                needs: needs.map(|g| (self.need_id(g.need), Value::to_json(&g.value))).collect(),
                rank: verdict.ranking.iter().find(|r| r.model == model)?.rank,
                smallest: relaxation.smallest,
            })
        });
        left_out.collect()
    }
}
