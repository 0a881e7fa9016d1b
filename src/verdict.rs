//! The verdict: models ranked by their best offer, and what became of all others.
//!
//! Ties are ties: equal scores share a rank ("1, 1, 3") and are shown in the order of their ids.
//!
//! # Why it is so
//!
//! **What does "certain" cover?**
//!
//! The winner is certain if it is eligible whatever the unknown facts are and its least score is at least the
//! greatest score of every alternative that is *or might become* eligible. Unverified alternatives count as rivals,
//! since learning a fact may let them in. Where a criterion falls back on a substitute (`of = [a, b]`), its
//! interval is as wide as if nothing were known, since learning `a` replaces `b`. Where it reads an estimate with
//! `low` and `high`, its interval is that of the estimate: nine in ten measurements come out within, so "certain"
//! means certain as far as estimates hold. The exception is `has(x)`: who writes it says that silence is an answer,
//! and learning `x` may then change anything. Nor is a winner called certain of which a better offer is out only
//! because nobody wrote down whether it meets a requirement (`Ranked::might_be_better`): the model would stay, and
//! what somebody would do next, rent eight GPUs or call an API, would not. "Better" is by the score as ranked, not
//! by its interval: every offer of which anything is unknown might be better, and then nothing would be certain.

use std::ops::Range;

use crate::evaluate::Evaluation;

/// A model that can be recommended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ranked {
    /// Its place in the catalog.
    pub model: usize,
    /// 1 for the best; equal scores share a rank.
    pub rank: usize,
    /// The alternative with its best offer.
    pub row: usize,
    /// Its score in thousandths of a point.
    pub score: i32,
    /// The least and the greatest score that unknown facts allow.
    pub interval: (i32, i32),
    /// How many of its offers are eligible.
    pub offers: usize,
}

/// A model of which no offer is eligible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Out {
    /// Its place in the catalog.
    pub model: usize,
    /// All alternatives of it that were considered.
    pub rows: Range<usize>,
    /// The one that comes nearest: the rules against it keep out the fewest alternatives, added up; then it has the least of the
    /// rulebook's `nearest`; then the highest score.
    pub nearest: usize,
}

/// What is unknown and could make another model win.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    /// It is unknown whether an alternative meets a requirement.
    Requirement {
        /// The alternative: the winner, or a rival that might come first.
        row: usize,
        /// The rule.
        rule: usize,
    },
    /// A value is unknown, or a substitute stands for it.
    Value {
        /// The alternative: the winner, or a rival that might come first.
        row: usize,
        /// The leaf that it counts for.
        leaf: usize,
        /// How many thousandths of a point it could move.
        swing: i32,
    },
}

/// What an evaluation comes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// The eligible models, best first.
    pub ranking: Vec<Ranked>,
    /// Models that some rule excludes whatever is still unknown, sorted by place in the catalog.
    pub excluded: Vec<Out>,
    /// Models that would be eligible if something unknown turned out well.
    pub unverified: Vec<Out>,
    /// Models that nobody offers.
    pub without_offer: Vec<usize>,
    /// Whether nothing that is unknown could make another model win, or another offer of the winner a better one.
    pub certain: bool,
    /// What is unknown that matters most: of the winner, of the rival that could come highest, or of a better offer of the winner.
    pub open: Option<Open>,
}

impl Ranked {
    /// The alternatives of the model that are out only because something is unknown, and would be better than the one that it is ranked
    /// by: they would score higher, or as high at a lower bill. The nearest first: those whose rules keep out the fewest, then the best.
    #[must_use]
    pub fn might_be_better(&self, evaluation: &Evaluation<'_>) -> Vec<usize> {
        let bill = evaluation.graph().pricing().map(|pricing| evaluation.run().column(pricing.bill));
        let bill = |row: usize| bill.and_then(|bill| bill.number(row));
        let score = |row: usize| evaluation.scores.get(row).copied().unwrap_or_default();
        let own = bill(self.row);
        let costs_less = |row: usize| bill(row).zip(own).is_some_and(|(other, own)| other < own);
        let better = |row: &usize| score(*row) > self.score || score(*row) == self.score && costs_less(*row);
        let rows = evaluation.graph().catalog().rows_of(self.model);
        let mut rows: Vec<usize> = rows.filter(|row| evaluation.unverified.get(*row)).filter(better).collect();
        rows.sort_by_key(|row| (evaluation.against(*row).map(|r| r.keeps_out).sum::<usize>(), -score(*row), *row));
        rows
    }
}

impl Verdict {
    /// Ranks what was evaluated.
    #[must_use]
    pub fn new(evaluation: &Evaluation<'_>) -> Self {
        let catalog = evaluation.graph().catalog();
        let mut verdict = Self::default();
        let mut row = 0;
        for (model, entry) in catalog.models().iter().enumerate() {
            let rows = row..row + entry.offers.len();
            row = rows.end;
            let among = evaluation.resolved().among.as_ref();
            if among.is_some_and(|a| a.binary_search(&model).is_err()) {
                continue;
            }
            if rows.is_empty() {
                verdict.without_offer.push(model);
                continue;
            }
            verdict.place(evaluation, model, rows);
        }
        verdict.ranking.sort_by(|a, b| b.score.cmp(&a.score).then(a.model.cmp(&b.model)));
        let (mut rank, mut last) = (0, None);
        for (i, ranked) in verdict.ranking.iter_mut().enumerate() {
            if last != Some(ranked.score) {
                rank = i + 1;
                last = Some(ranked.score);
            }
            ranked.rank = rank;
        }
        verdict.settle(evaluation);
        verdict
    }

    fn place(&mut self, evaluation: &Evaluation<'_>, model: usize, rows: Range<usize>) {
        let at = |column: &[i32], row: usize| column.get(row).copied().unwrap_or_default();
        let score = |row: usize| at(&evaluation.scores, row);
        let eligible = || rows.clone().filter(|r| evaluation.eligible.get(*r));
        // `max_by_key` takes the last of equals, so the first offer by id is compared last.
        if let Some(best) = eligible().rev().max_by_key(|r| score(*r)) {
            self.ranking.push(Ranked {
                model,
                rank: 0,
                row: best,
                score: score(best),
                interval: (at(&evaluation.low, best), at(&evaluation.high, best)),
                offers: eligible().count(),
            });
            return;
        }
        let open = rows.clone().any(|r| evaluation.unverified.get(r));
        let pool = rows.clone().filter(|r| !open || evaluation.unverified.get(*r));
        // A rule that keeps out almost everything is further away than one that keeps out few.
        let against = |row: usize| evaluation.against(row).map(|r| r.keeps_out).sum::<usize>();
        // Nothing has to be compared where there is only one.
        let only = (rows.len() == 1).then_some(rows.start);
        // What is unknown is not far.
        let far = |row: usize| {
            let value = evaluation.graph().nearest().and_then(|fact| evaluation.fact_value(fact, row));
            value.and_then(|value| value.as_number()).unwrap_or(0.0)
        };
        let nearer = |a: &usize, b: &usize| {
            let (here, there) = (against(*a), against(*b));
            here.cmp(&there).then_with(|| far(*a).total_cmp(&far(*b))).then((-score(*a), *a).cmp(&(-score(*b), *b)))
        };
        let Some(nearest) = only.or_else(|| pool.min_by(nearer)) else { return };
        let out = Out { model, rows, nearest };
        if open { self.unverified.push(out) } else { self.excluded.push(out) }
    }

    /// Whether the winner is certain, and what is open if not. The winner is certain if it is eligible whatever the unknown
    /// facts are, its least score is at least the greatest score of every offer of every other model that is or might
    /// be eligible, and no offer of its own would be better if only it were known to be eligible.
    fn settle(&mut self, evaluation: &Evaluation<'_>) {
        let Some(winner) = self.ranking.first() else { return };
        let alternatives = evaluation.graph().catalog().alternatives();
        let floor = winner.interval.0;
        let rivals: Vec<usize> = (0..alternatives.len())
            .filter(|r| evaluation.eligible.get(*r) || evaluation.unverified.get(*r))
            .filter(|r| alternatives.get(*r).is_some_and(|a| a.model != winner.model))
            .filter(|r| evaluation.high.get(*r).is_some_and(|h| *h > floor))
            .collect();
        if rivals.is_empty() && !evaluation.kept.get(winner.row) {
            let better = winner.might_be_better(evaluation).into_iter().next();
            let open =
                better.and_then(|row| Some(Open::Requirement { row, rule: evaluation.against(row).next()?.rule }));
            (self.certain, self.open) = (better.is_none(), open);
            return;
        }
        if let Some(kept) = evaluation.requirements().find(|r| evaluation.is_open(*r, winner.row)) {
            self.open = Some(Open::Requirement { row: winner.row, rule: kept.rule });
            return;
        }
        // The rival that could come highest is the one to look at, besides the winner itself.
        let at = |column: &[i32], row: usize| column.get(row).copied().unwrap_or_default();
        let highest = rivals.iter().copied().min_by_key(|r| (-at(&evaluation.high, *r), *r));
        if let Some(rival) =
            highest.filter(|r| evaluation.unverified.get(*r) && at(&evaluation.scores, *r) >= winner.score)
        {
            self.open = evaluation.against(rival).next().map(|r| Open::Requirement { row: rival, rule: r.rule });
            return;
        }
        let (mut open, mut most) = (None, 0);
        for row in std::iter::once(winner.row).chain(highest) {
            for leaf in 0..evaluation.graph().leaves().len() {
                let (low, high) = evaluation.extent(leaf, row);
                if high - low > most {
                    most = high - low;
                    open = Some(Open::Value { row, leaf, swing: most });
                }
            }
        }
        self.open = open;
    }
}
