//! What a line says of a model.

use super::file::{Line, Other};
use super::{claimed, reported, rounded, statement};
use crate::catalog::Model;
use crate::catalog::model::Models;
use crate::catalog::statement::Statement;
use crate::value::Value;

/// What a line says of one model.
pub(super) struct Said<'m> {
    line: &'m Line,
    pub(super) says: &'m Statement,
    pub(super) centre: f64,
    pub(super) half: f64,
}

impl Said<'_> {
    /// Whether it is a later edition of what is measured, run by others than the model's developer.
    pub(super) fn settles(&self) -> bool {
        self.line.edition && !claimed(self.says)
    }

    /// For people: `Hill test (50%): 10 + 0.5 × score, 4 models`; of several, what each comes to instead.
    pub(super) fn words(&self, read: &Models<'_>, several: bool) -> String {
        let schema = read.context.schema;
        let from = schema.fact(self.line.from);
        let score = self.says.value.display(from.unit.as_deref());
        let reported = reported(self.says);
        if several {
            let [centre, half] = [(self.centre, 100.0), (self.half, 10.0)]
                .map(|(x, digits)| Value::Number(rounded(x, self.half, digits)).display(None));
            return format!("{} ({score}{reported}): {centre} ± {half}", from.label);
        }
        let through = self.line.through.map(|t| format!(", some by way of {}", schema.fact(t).label));
        let (equation, models) = (self.line.equation(), self.line.models);
        format!("{} ({score}{reported}): {equation}, {models} models{}", from.label, through.unwrap_or_default())
    }
}

impl Line {
    /// What it says of a model that has its score.
    pub(super) fn said<'m>(&'m self, read: &'m Models<'_>, model: &'m Model) -> Option<Said<'m>> {
        let says = statement(read, model, self.from)?;
        let x = says.value.as_number()?;
        let (centre, half) = (self.centre(x), self.half_width(x));
        (centre.is_finite() && half.is_finite()).then_some(Said { line: self, says, centre, half })
    }

    pub(super) fn centre(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }

    /// For people: `121.31 + 0.4279 × score`.
    pub(super) fn equation(&self) -> String {
        let sign = if self.slope < 0.0 { "-" } else { "+" };
        format!("{} {sign} {} × score", self.intercept, self.slope.abs())
    }

    /// Half of the prediction interval.
    #[expect(clippy::cast_precision_loss, reason = "whole numbers of a file are at most 2^53")]
    pub(super) fn half_width(&self, x: f64) -> f64 {
        let off = x - self.mean;
        self.quantile * self.error * (1.0 + 1.0 / self.models as f64 + off * off / self.spread).sqrt()
    }
}

impl Other {
    /// The ends of the other estimate of a model, and those on this scale: the line's own error widens them.
    pub(super) fn reach(&self, read: &Models<'_>, model: &Model) -> Option<([f64; 2], f64, f64)> {
        let end = |fact| statement(read, model, fact)?.value.as_number();
        let ends = [end(self.low)?, end(self.high)?];
        let line = &self.line;
        let [(a_low, a_high), (b_low, b_high)] =
            ends.map(|x| (line.centre(x) - line.half_width(x), line.centre(x) + line.half_width(x)));
        Some((ends, a_low.min(b_low), a_high.max(b_high)))
    }

    /// What it says of a model, if the other estimate has a middle.
    pub(super) fn said<'m>(&'m self, read: &'m Models<'_>, model: &'m Model) -> Option<Said<'m>> {
        let says = statement(read, model, self.line.from)?;
        let (_, low, high) = self.reach(read, model)?;
        let (centre, half) = (self.line.centre(says.value.as_number()?), (high - low) / 2.0);
        (centre.is_finite() && half.is_finite()).then_some(Said { line: &self.line, says, centre, half })
    }
}
