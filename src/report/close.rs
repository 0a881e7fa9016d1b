//! Who comes next, and who cannot be told apart from the pick.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use crate::verdict::Ranked;

/// The winner against the next model.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunnerUp {
    /// The next model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// By how many thousandths of a point it comes after the winner.
    pub margin: i32,
    /// What the winner has over it, the largest first. With `won_on`, the points add up to the margin.
    pub lost_on: Vec<Difference>,
    /// What it has over the winner, the largest first.
    pub won_on: Vec<Difference>,
}

/// Models that are so little behind the pick that estimates could as well have put them before it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Close {
    /// Their ids, in the order of the ranking.
    pub models: Vec<String>,
    /// Their names.
    pub names: Vec<String>,
    /// What puts the pick before the first of them for certain, the largest first; empty if estimates alone do.
    pub decided_by: Vec<Difference>,
}

/// A difference on one criterion.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Difference {
    /// The criterion's id.
    pub criterion: String,
    /// Its label.
    pub label: String,
    /// Thousandths of a point: positive where the winner has more.
    pub points: i32,
    /// The winner's value.
    pub winner: Option<String>,
    /// The other's value.
    pub other: Option<String>,
    /// Whether one of the two values is only an estimate: it lies in an interval.
    #[serde(default)]
    pub estimated: bool,
}

impl Difference {
    /// Whether it is worth naming beside a margin: it is no less than a tenth of it, and not shown as nothing.
    pub(crate) fn tells(&self, margin: i32) -> bool {
        super::words::tells(self.points, margin)
    }
}

impl Builder<'_> {
    pub(super) fn runner_up(&self) -> Option<RunnerUp> {
        let [winner, next, ..] = self.verdict.ranking.as_slice() else { return None };
        let difference = |d: (usize, i32)| self.difference(d, winner.row, next.row);
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

    /// Who cannot be told apart from the pick.
    pub(super) fn close(&self) -> Option<Close> {
        let ranking = &self.verdict.ranking;
        let close = self.evaluation.close(ranking)?;
        let models: Vec<&Ranked> = close.places.iter().filter_map(|at| ranking.get(*at)).collect();
        let (first, next) = (ranking.first()?.row, models.first()?.row);
        Some(Close {
            decided_by: close.decided_by.iter().map(|d| self.difference(*d, first, next)).collect(),
            names: models.iter().map(|m| self.name(m.model)).collect(),
            models: models.iter().map(|m| self.model_id(m.model)).collect(),
        })
    }
}
