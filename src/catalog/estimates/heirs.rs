//! What a model has by the one before it, and whether it and the one after it have a score.

use super::file::{Estimate, Kin, Next, Scored};
use super::{Basis, Estimated, Reach, assumed, rounded, statement};
use crate::catalog::find::Names;
use crate::catalog::model::Models;
use crate::catalog::statement::Defaults;
use crate::catalog::{Model, Statement};
use crate::value::Value;

impl Estimate {
    /// What other scores say of a model is no evidence that it is worse than the model before it, if the value of that one lies within: then it
    /// counts for as much.
    pub(super) fn raise(&self, own: &mut Estimated, model: &Model, before: Reach) {
        let Some(least) = before.value else { return };
        let below = own.value.is_some_and(|own| if self.lower { own > least } else { own < least });
        if below && (own.low..=own.high).contains(&least) {
            own.value = Some(least);
            let note = format!("{}; its predecessor {} lies within, so it counts for as much", own.note, model.name());
            own.note = note.into();
        }
    }

    /// From the model before it: its value, and an interval by what others gained on the one before them.
    pub(super) fn by_kin(&self, kin: &Kin, model: &Model, before: Reach, defaults: &Defaults) -> Option<Estimated> {
        let (low, high) = before.ends?;
        let shown = |x: f64| Value::Number(x).display(None);
        let known = match before.value {
            Some(value) => shown(value),
            None if low < high => format!("{} to {}", shown(low), shown(high)),
            None => shown(low),
        };
        let note = format!(
            "no score of it is known to us: estimated from its predecessor {} ({known}); others gained {:+} to {:+}, {} pairs",
            model.name(),
            kin.gain_low,
            kin.gain_high,
            kin.pairs
        );
        let (low, high) = (low + kin.gain_low, high + kin.gain_high);
        let limited = |x: f64| self.limits.clamp(rounded(x, (high - low) / 2.0, 100.0));
        let value = before.value.map(|value| self.limits.clamp(value));
        let (low, high) = (limited(low), limited(high));
        let (low, high) = (value.map_or(low, |v| v.min(low)), value.map_or(high, |v| v.max(high)));
        let made = assumed(defaults, note, [value.unwrap_or(low), low, high])?;
        Some(Estimated { value, ..made })
    }
}

impl Next {
    /// Whether the model that follows this one has a score; nothing where none is named.
    pub(super) fn told(
        &self,
        read: &Models<'_>,
        model: &Model,
        defaults: &Defaults,
        (names, models): (&Names, &[Model]),
        made: &[Option<Estimated>],
    ) -> Option<Statement> {
        let next = names.find(statement(read, model, self.named)?.value.as_text()?, models).ok()?;
        // Nothing is made for a model whose own file says it.
        let scored = made.get(next)?.as_ref().is_none_or(|made| made.basis != Basis::Likeness);
        let says = if scored { "a score is known to us" } else { "no score is known to us" };
        defaults.statement(Value::Bool(scored), format!("{says} of {}", models.get(next)?.name()).into())
    }
}

impl Scored {
    /// Whether any score of it is known.
    pub(super) fn told(&self, read: &Models<'_>, model: &Model, defaults: &Defaults) -> Option<Statement> {
        let known = self.of.iter().filter(|fact| statement(read, model, **fact).is_some()).count();
        defaults.statement(Value::Bool(known > 0), format!("{known} kinds of scores of it are known to us").into())
    }
}
