//! Where a model stands: what is said of it, its offers, what keeps it out, and the model beside it.

use std::cmp::Reverse;

use super::{Beside, Offered, Place, Ranks};
use crate::change::telling;
use crate::report::build::Builder;
use crate::report::words::{lead_text, list};
use crate::report::{Difference, Evidence, Open, Refusal, Unverified};
use crate::verdict::{self, Out, Ranked};

impl Builder<'_> {
    /// One or two sentences: where and why.
    pub(super) fn told(
        &self,
        model: usize,
        place: &Place<'_>,
        by: &[Refusal],
        eligible_if: Option<&Unverified>,
        rank_if_eligible: Option<usize>,
    ) -> String {
        let name = self.name(model);
        let rank = rank_if_eligible.unwrap_or_default();
        match place {
            Place::Ranked(ranked) if ranked.rank == 1 => self.summary(self.runner_up().as_ref(), self.close().as_ref()),
            Place::Ranked(ranked) => self.behind_the_first(ranked),
            Place::Unverified(_) => {
                let asks = eligible_if.map_or("", |open| open.asks.as_str());
                format!("{name} is not verified: it is eligible if {asks}. Its score would give it rank {rank}.")
            }
            Place::Excluded(_) => {
                let because = by.first().map_or("", |r| if r.because.is_empty() { &r.rule } else { &r.because });
                let more = match by.len() {
                    0 | 1 => String::new(),
                    2 => " One more rule is against it.".to_string(),
                    n => format!(" {} more rules are against it.", n - 1),
                };
                format!("{name} is not eligible: {because}.{more} Its score would give it rank {rank}.")
            }
            Place::NotOffered => format!("Nobody offers {name}, so it cannot be chosen."),
        }
    }

    /// What a model lacks that is not the first, and what it has more.
    fn behind_the_first(&self, own: &Ranked) -> String {
        let Some(first) = self.verdict.ranking.first() else { return String::new() };
        let beside = self.beside(own, first);
        let phrase = |d: &Difference| {
            let turned = Difference { winner: d.other.clone(), other: d.winner.clone(), ..d.clone() };
            self.phrase(&turned, [Some(own.row), Some(first.row)])
        };
        let less: Vec<String> = beside.telling.iter().filter(|d| d.points > 0).take(2).map(phrase).collect();
        let mut all: Vec<&Difference> = beside.telling.iter().chain(&beside.rest).filter(|d| d.points < 0).collect();
        all.sort_by_key(|d| d.points);
        let more = all.first().map_or_else(String::new, |d| format!(", ahead on {}", phrase(d)));
        format!(
            "{} has rank {} of {} eligible models, {} behind {}: behind on {}{more}.",
            self.name(own.model),
            own.rank,
            self.verdict.ranking.len(),
            lead_text(beside.margin),
            beside.name,
            list(&less)
        )
    }

    /// The rank that the score of an alternative would give it.
    pub(super) fn rank_of(&self, row: usize) -> usize {
        let score = self.evaluation.scores.get(row).copied().unwrap_or_default();
        1 + self.verdict.ranking.iter().filter(|r| r.score > score).count()
    }

    pub(super) fn ranks(&self, model: usize) -> Option<Ranks> {
        let prospects = self.evaluation.prospects(self.verdict);
        prospects.into_iter().find(|p| p.model == model).map(|p| Ranks { best: p.best, worst: p.worst })
    }

    pub(super) fn offers(&self, model: usize) -> Vec<Offered> {
        let offer = |row: usize| Offered {
            offer: self.offer_id(row),
            eligible: self.evaluation.eligible.get(row),
            score: self.evaluation.scores.get(row).copied().unwrap_or_default(),
            by: self.evaluation.refusals(row).into_iter().map(|r| self.refusal(r, 1)).collect(),
        };
        let mut all: Vec<Offered> = self.graph.catalog().rows_of(model).map(offer).collect();
        all.sort_by_key(|o| (o.by.len(), Reverse(o.score)));
        all
    }

    /// The answers that the rules against a model depend on.
    pub(super) fn behind(&self, out: Option<&Out>, row: usize) -> Vec<Evidence> {
        let rows = out.map(|out| out.rows.clone()).into_iter().flatten();
        let rules: Vec<usize> = rows.flat_map(|row| self.evaluation.against(row)).map(|r| r.rule).collect();
        let needs = self.graph.needs_behind(&rules).into_iter();
        needs.filter_map(|need| self.evidence(*self.graph.needs().get(need)?, row)).collect()
    }

    /// The requirements that an alternative is only assumed to meet.
    pub(super) fn kept(&self, row: usize) -> Vec<Refusal> {
        self.evaluation.kept_by(row).into_iter().map(|k| self.refusal(k, 1)).collect()
    }

    /// The requirements of which it is open whether an alternative meets them.
    pub(super) fn open_requirements(&self, row: usize) -> Vec<Refusal> {
        self.evaluation.refusals(row).into_iter().map(|refusal| self.refusal(refusal, 1)).collect()
    }

    /// A model and its rival; the differences are told for the one that ranks higher.
    pub(super) fn beside(&self, own: &Ranked, rival: &Ranked) -> Beside {
        let (winner, other) = if own.rank == 1 { (own, rival) } else { (rival, own) };
        let differences = self.evaluation.margin(winner.row, other.row);
        let told = telling(&differences);
        let tells: Vec<(usize, i32)> = told.pros.into_iter().chain(told.cons).collect();
        let rest = differences.iter().filter(|d| !tells.contains(d));
        let difference = |d: &(usize, i32)| self.difference(*d, winner.row, other.row);
        Beside {
            model: self.model_id(rival.model),
            name: self.name(rival.model),
            rank: rival.rank,
            score: rival.score,
            margin: winner.score - other.score,
            telling: tells.iter().map(difference).collect(),
            rest: rest.map(difference).collect(),
        }
    }

    /// What is unknown of an alternative: first the requirements that it is assumed to meet, then the values, by what they could move.
    pub(super) fn open_of(&self, row: usize) -> Vec<Open> {
        let kept = self
            .evaluation
            .requirements()
            .filter(|r| self.evaluation.kept.get(row) && self.evaluation.is_open(*r, row));
        let mut values: Vec<(usize, i32)> = (0..self.graph.leaves().len())
            .map(|leaf| (leaf, self.evaluation.extent(leaf, row)))
            .map(|(leaf, (low, high))| (leaf, high - low))
            .filter(|(_, swing)| *swing > 0)
            .collect();
        values.sort_by_key(|(leaf, swing)| (Reverse(*swing), *leaf));
        let kept = kept.map(|r| verdict::Open::Requirement { row, rule: r.rule });
        let values = values.into_iter().map(|(leaf, swing)| verdict::Open::Value { row, leaf, swing });
        kept.chain(values).filter_map(|open| self.opened(&open)).collect()
    }
}
