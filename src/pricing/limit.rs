//! Up to where a bill keeps within a budget: at which volume, and with how much of what people can turn.

use super::Bills;
use crate::expression::Run;
use crate::graph::Part;
use crate::value::Value;

/// How a budget stands to a bill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Within {
    /// Even the most that the bill may be is within it.
    Surely,
    /// It lies in the range of the bill.
    Perhaps,
    /// Even the least that the bill may be is above it.
    Never,
}

/// A need, and for which of its values a bill keeps within the budget.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limit {
    /// The need, by place in the order of the questions.
    pub need: usize,
    /// How the budget stands to the bill, on one side of the value.
    pub within: Within,
    /// The value nearest to what holds now from which on, or up to which, that is so.
    pub value: f64,
    /// Whether it is so for greater values; else for lesser ones.
    pub above: bool,
}

/// At how many values each need is looked at before what lies between is halved.
const STEPS: u32 = 48;

/// How often what lies between two of them is halved.
const HALVES: u32 = 40;

impl Bills<'_> {
    /// The budget of the request; `None` where none is known, or the rulebook has none.
    #[must_use]
    pub fn budget(&self) -> Option<f64> {
        let fact = self.graph().needs().get(self.declared.budget?)?;
        self.evaluation.resolved().values.get(fact.index())?.as_ref()?.as_number()
    }

    /// How the bill of an alternative stands to a budget; `None` where it is not known.
    #[must_use]
    pub fn within(&self, row: usize, budget: f64) -> Option<Within> {
        self.standing(self.evaluation.run(), row, budget)
    }

    /// Where the bill of an alternative keeps within a budget, for the volume and all levers of the rulebook, each by itself: up to which
    /// value it surely does, where it does so now, or else from which on; and likewise where it may. Nothing where no value makes a difference.
    ///
    /// What begins and ends between two of the 48 values that are looked at is not seen.
    #[must_use]
    pub fn limits(&self, row: usize, budget: f64) -> Vec<Limit> {
        let part = self.part(&[row]);
        let needs = std::iter::once(self.declared.volume).chain(self.declared.levers.iter().copied());
        let of = |need: usize| [Within::Surely, Within::Perhaps].map(|within| self.limit(&part, need, within, budget));
        needs.flat_map(of).flatten().collect()
    }

    /// The nearest value at which a bill begins or ceases to be within a budget, as surely as `within` says.
    fn limit(&self, part: &Part<'_>, need: usize, within: Within, budget: f64) -> Option<Limit> {
        let question = self.graph().rulebook().questions.get(need)?;
        let fact = self.graph().needs().get(need)?;
        let now = self
            .evaluation
            .resolved()
            .values
            .get(fact.index())?
            .as_ref()
            .map_or(Some(question.min), Value::as_number)?;
        let keeps = |value: f64| {
            let resolved = self.changed(need, value);
            let run = part.run(&resolved.values);
            self.standing(&run, 0, budget).is_some_and(|stands| stands <= within)
        };
        let holds = keeps(now);
        let most = question.max.unwrap_or(super::MAX_VOLUME).max(now);
        // Whole tenfolds where numbers may be large, even steps where they may not.
        let wide = most > 1000.0;
        let spread = |end: f64, step: u32| {
            let part = f64::from(step) / f64::from(STEPS);
            let (from, to) = (now.max(1.0), end.max(1.0));
            if wide { from * libm::pow(to / from, part) } else { now + (end - now) * part }
        };
        let rounded = |value: f64| if question.whole { value.round() } else { value };
        let turn = |end: f64| {
            let (mut near, mut far) = (now, None);
            for step in 1..=STEPS {
                let value = rounded(spread(end, step)).clamp(question.min, most);
                if keeps(value) != holds {
                    far = Some(value);
                    break;
                }
                near = value;
            }
            let mut far = far?;
            for _ in 0..HALVES {
                let middle = rounded(f64::midpoint(near, far));
                if !(near.min(far) < middle && middle < near.max(far)) {
                    break;
                }
                if keeps(middle) == holds { near = middle } else { far = middle }
            }
            // The value itself is one at which the bill keeps within the budget.
            let value = if holds { near } else { far };
            Some(Limit { need, within, value, above: (near < far) != holds })
        };
        let (up, down) = (turn(most), turn(question.min));
        [up, down].into_iter().flatten().min_by(|a, b| (a.value - now).abs().total_cmp(&(b.value - now).abs()))
    }

    fn standing(&self, run: &Run<'_>, row: usize, budget: f64) -> Option<Within> {
        let (low, high) = match self.ends() {
            Some([low, high]) => (super::amount(run, low, row)?, super::amount(run, high, row)?),
            None => self.amount(run, row).map(|amount| (amount, amount))?,
        };
        Some(if high <= budget {
            Within::Surely
        } else if low <= budget {
            Within::Perhaps
        } else {
            Within::Never
        })
    }
}
