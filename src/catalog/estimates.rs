//! Makes the estimated facts: one scale for models that no single benchmark spans.
//!
//! A model that was measured has its measurement. Another has what the best of its other benchmarks says, laid on that scale by
//! a straight line, with the 90% prediction interval of that line. One without any score has an interval from the model before
//! it, and no value: an interval is never made a point. All figures are in `estimates.toml`, and every statement says in its note
//! how it was obtained.
//!
//! Method: ordinary least squares with one regressor and its prediction interval, as in Weisberg, Applied Linear Regression, ch. 2:
//! `quantile * error * sqrt(1 + 1/n + (x - mean)^2 / spread)`.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place};
use crate::fact::FactId;
use crate::reader::{File, quote};
use crate::value::{Date, Value};

use super::find::Names;
use super::inherited::resolve;
use super::model::Models;
use super::statement::Defaults;
use super::{Model, Statement};

mod file;
use file::{Estimate, Kin, Line};

/// The detail by which a statement says that a developer reports on its own model.
const SELF_REPORTED: &str = "self_reported";

/// What was found out about one model.
struct Estimated {
    value: Option<f64>,
    low: f64,
    high: f64,
    source: Arc<str>,
    as_of: Option<Date>,
    note: Arc<str>,
}

/// Adds the estimated facts to every model. Returns for each of them the fact that it is measured by.
pub(super) fn add(
    file: &File<'_>,
    files: &[File<'_>],
    read: &Models<'_>,
    names: &Names,
    models: &mut [Model],
    found: &mut Diagnostics,
) -> Vec<(FactId, FactId)> {
    let Some(estimates) = file::read(file, read.context, found) else { return Vec::new() };
    // By the fact that names them; circles and unknown ids are reported once.
    let mut predecessors: BTreeMap<FactId, Vec<Option<usize>>> = BTreeMap::new();
    for kin in estimates.all.iter().filter_map(|e| e.kin.as_ref()) {
        predecessors.entry(kin.predecessor).or_insert_with(|| {
            let known = Known { fact: kin.predecessor, files, read, names, models };
            known.predecessors(found)
        });
    }
    let mut made = Vec::new();
    for estimate in &estimates.all {
        let before = estimate.kin.as_ref().and_then(|k| Some((k, predecessors.get(&k.predecessor)?)));
        let all = estimate.all(read, &estimates.defaults, before, models);
        for (model, estimated) in models.iter_mut().zip(all) {
            let Some(e) = estimated else { continue };
            let says = |value: f64| Statement {
                value: Value::Number(value),
                source: Arc::clone(&e.source),
                as_of: e.as_of,
                note: Some(Arc::clone(&e.note)),
                details: Box::default(),
                terms: None,
            };
            model.facts.set(estimate.fact, e.value.map(says));
            model.facts.set(estimate.low, [says(e.low)]);
            model.facts.set(estimate.high, [says(e.high)]);
        }
        made.extend([estimate.fact, estimate.low, estimate.high].map(|fact| (fact, estimate.measured)));
    }
    made
}

impl Estimate {
    /// What is found out about each model; nothing for one whose file states any of the three facts itself.
    fn all(
        &self,
        read: &Models<'_>,
        defaults: &Defaults,
        before: Option<(&Kin, &Vec<Option<usize>>)>,
        models: &[Model],
    ) -> Vec<Option<Estimated>> {
        let mut all: Vec<Option<Estimated>> = Vec::with_capacity(models.len());
        // The ends by which a successor goes; of a model that states them, its own.
        let mut ends: Vec<Option<(f64, f64)>> = Vec::with_capacity(models.len());
        // Where looking further back is of no use.
        let mut closed = Vec::with_capacity(models.len());
        for model in models {
            let own = [self.fact, self.low, self.high].map(|fact| statement(read, model, fact));
            let estimated = if own.iter().all(Option::is_none) {
                self.measured(read, model).or_else(|| self.by_line(read, model)).or_else(|| self.by_other(read, model))
            } else {
                None
            };
            let [value, low, high] = own.map(|s| s.and_then(|s| s.value.as_number()));
            let own_ends = low.or(value).zip(high.or(value));
            ends.push(estimated.as_ref().map(|e| (e.low, e.high)).or(own_ends));
            closed.push(own.iter().any(Option::is_some));
            all.push(estimated);
        }
        if let Some((kin, before)) = before {
            let mut chain: Vec<usize> = Vec::new();
            for start in 0..models.len() {
                // Up to a model of which something is known, then down again: the nearer ones are made from the further ones.
                let mut at = start;
                while ends.get(at).is_some_and(Option::is_none) && closed.get(at) == Some(&false) {
                    chain.push(at);
                    let Some(next) = before.get(at).copied().flatten() else { break };
                    at = next;
                }
                while let Some(at) = chain.pop() {
                    let parent = before.get(at).copied().flatten();
                    let known = parent.and_then(|p| Some((models.get(p)?, (*ends.get(p)?)?)));
                    let estimated = known.and_then(|(model, ends)| self.by_kin(kin, model, ends, defaults));
                    let slots = (ends.get_mut(at), all.get_mut(at), closed.get_mut(at));
                    if let (Some(ends), Some(made), Some(closed)) = slots {
                        *ends = estimated.as_ref().map(|e| (e.low, e.high));
                        (*made, *closed) = (estimated, true);
                    }
                }
            }
        }
        all
    }

    fn measured(&self, read: &Models<'_>, model: &Model) -> Option<Estimated> {
        let says = statement(read, model, self.measured)?;
        let value = says.value.as_number()?;
        let note = format!("measured: {}{}", read.context.schema.fact(self.measured).label, reported(says));
        let (source, as_of) = (Arc::clone(&says.source), says.as_of);
        Some(Estimated { value: Some(value), low: value, high: value, source, as_of, note: note.into() })
    }

    /// By the first line, in the order of the file, that is from a score of this model: models of one release of a benchmark are compared
    /// by that release.
    fn by_line(&self, read: &Models<'_>, model: &Model) -> Option<Estimated> {
        let (line, says, centre, half) = self.lines.iter().find_map(|line| {
            let says = statement(read, model, line.from)?;
            let x = says.value.as_number()?;
            let (centre, half) = (line.centre(x), line.half_width(x));
            (centre.is_finite() && half.is_finite()).then_some((line, says, centre, half))
        })?;
        let limited = |x: f64| self.limits.clamp(rounded(x, half, 100.0));
        let schema = read.context.schema;
        let from = schema.fact(line.from);
        let through = line.through.map(|t| format!(", some by way of {}", schema.fact(t).label)).unwrap_or_default();
        let note = format!(
            "estimated from {} ({}{}): {}, {} models{through}, ± {}",
            from.label,
            says.value.display(from.unit.as_deref()),
            reported(says),
            line.equation(),
            line.models,
            Value::Number(rounded(half, half, 10.0)).display(None),
        );
        Some(Estimated {
            value: Some(limited(centre)),
            low: limited(centre - half),
            high: limited(centre + half),
            source: Arc::clone(&says.source),
            as_of: says.as_of,
            note: note.into(),
        })
    }

    /// From what another estimate says of the same model: the ends of its interval go along the line and widen by the line's own.
    fn by_other(&self, read: &Models<'_>, model: &Model) -> Option<Estimated> {
        let other = self.other.as_ref()?;
        let line = &other.line;
        let says = statement(read, model, other.low)?;
        let ends = [Some(says), statement(read, model, other.high)];
        let [a, b] = ends.map(|s| s.and_then(|s| s.value.as_number()));
        let (a, b) = (a?, b?);
        let reach = [a, b].map(|x| (line.centre(x) - line.half_width(x), line.centre(x) + line.half_width(x)));
        let [(a_low, a_high), (b_low, b_high)] = reach;
        let (low, high) = (a_low.min(b_low), a_high.max(b_high));
        let value = statement(read, model, line.from).and_then(|s| s.value.as_number()).map(|x| line.centre(x));
        if !(low.is_finite() && high.is_finite() && value.is_none_or(f64::is_finite)) {
            return None;
        }
        let limited = |x: f64| self.limits.clamp(rounded(x, (high - low) / 2.0, 100.0));
        let fact = read.context.schema.fact(line.from);
        let known = match statement(read, model, line.from) {
            Some(value) => value.value.display(fact.unit.as_deref()),
            None => format!("{} to {}", Value::Number(a).display(None), Value::Number(b).display(fact.unit.as_deref())),
        };
        let note = format!(
            "estimated from {} ({known}), itself {}; {}, {} models",
            fact.label,
            says.note.as_deref().unwrap_or("stated"),
            line.equation(),
            line.models,
        );
        Some(Estimated {
            value: value.map(limited),
            low: limited(low),
            high: limited(high),
            source: Arc::clone(&says.source),
            as_of: says.as_of,
            note: note.into(),
        })
    }

    /// From the model before it, of which the ends are known.
    fn by_kin(&self, kin: &Kin, model: &Model, (low, high): (f64, f64), defaults: &Defaults) -> Option<Estimated> {
        let shown = |x: f64| Value::Number(x).display(None);
        let known = if low < high { format!("{} to {}", shown(low), shown(high)) } else { shown(low) };
        let note = format!(
            "estimated from its predecessor {} ({known}): a gain of {:+} to {:+}, {} pairs",
            model.name(),
            kin.gain_low,
            kin.gain_high,
            kin.pairs
        );
        let (low, high) = (low + kin.gain_low, high + kin.gain_high);
        let limited = |x: f64| self.limits.clamp(rounded(x, (high - low) / 2.0, 100.0));
        let (low, high) = (limited(low), limited(high));
        let says =
            defaults.statement(Value::Number(low), note.into()).filter(|_| low.is_finite() && high.is_finite())?;
        Some(Estimated { value: None, low, high, source: says.source, as_of: says.as_of, note: says.note? })
    }
}

impl Line {
    fn centre(&self, x: f64) -> f64 {
        self.intercept + self.slope * x
    }

    /// For people: `121.31 + 0.4279 × score`.
    fn equation(&self) -> String {
        let sign = if self.slope < 0.0 { "-" } else { "+" };
        format!("{} {sign} {} × score", self.intercept, self.slope.abs())
    }

    /// Half of the prediction interval.
    #[expect(clippy::cast_precision_loss, reason = "whole numbers of a file are at most 2^53")]
    fn half_width(&self, x: f64) -> f64 {
        let off = x - self.mean;
        self.quantile * self.error * (1.0 + 1.0 / self.models as f64 + off * off / self.spread).sqrt()
    }
}

/// The deciding statement of a model, its own or inherited.
fn statement<'m>(read: &'m Models<'_>, model: &'m Model, fact: FactId) -> Option<&'m Statement> {
    resolve(read.entries, &model.facts, &model.inherits, fact).first()
}

/// Says so if it is the developer who says it.
fn reported(says: &Statement) -> &'static str {
    let own = |(name, value): &(Arc<str>, Value)| name.as_ref() == SELF_REPORTED && *value == Value::Bool(true);
    if says.details.iter().any(own) { ", as its developer reports" } else { "" }
}

/// A number with as many decimal places as `size` needs to be at least `digits`: more would pretend to be exact.
fn rounded(x: f64, size: f64, digits: f64) -> f64 {
    let mut scale = 1.0;
    while size * scale < digits && scale < 1e9 {
        scale *= 10.0;
    }
    let scaled = x * scale;
    if size > 0.0 && scaled.is_finite() { scaled.round() / scale } else { x }
}

/// What is needed to tell which model comes before which.
struct Known<'a, 'c> {
    fact: FactId,
    files: &'a [File<'a>],
    read: &'a Models<'c>,
    names: &'a Names,
    models: &'a [Model],
}

impl Known<'_, '_> {
    /// The predecessor of each model. Ids that are none are reported, and circles, of which nobody then has one.
    fn predecessors(&self, found: &mut Diagnostics) -> Vec<Option<usize>> {
        let mut before: Vec<Option<usize>> = self.models.iter().map(|model| self.predecessor(model, found)).collect();
        let mut seen = vec![false; before.len()];
        for start in 0..before.len() {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(here) = at.filter(|a| seen.get(*a) == Some(&false)) {
                if let Some(slot) = seen.get_mut(here) {
                    *slot = true;
                }
                path.push(here);
                at = before.get(here).copied().flatten();
            }
            let Some(from) = at.and_then(|end| path.iter().position(|p| *p == end)) else { continue };
            let circle = path.get(from..).unwrap_or_default();
            found.push(self.circle(circle));
            for at in circle {
                if let Some(slot) = before.get_mut(*at) {
                    *slot = None;
                }
            }
        }
        before
    }

    fn predecessor(&self, model: &Model, found: &mut Diagnostics) -> Option<usize> {
        let id = statement(self.read, model, self.fact)?.value.as_text()?;
        let wrong = match self.names.find(id, self.models) {
            Ok(at) => {
                let full = &self.models.get(at)?.id;
                if **full == *id {
                    return Some(at);
                }
                let message = format!("`{}` is not the id of a model", quote(id));
                let wrong = Diagnostic::error(Code::UnknownModel, message).help(format!("did you mean `{full}`?"));
                match self.place(model) {
                    Some(place) => wrong.at(place, "write the full id"),
                    None => wrong,
                }
            }
            Err(error) => error.diagnostic(self.place(model)),
        };
        found.push(wrong);
        None
    }

    fn circle(&self, circle: &[usize]) -> Diagnostic {
        let models: Vec<&Model> = circle.iter().filter_map(|at| self.models.get(*at)).collect();
        let names: Vec<String> = models.iter().map(|m| format!("`{}`", m.id)).collect();
        let mut wrong =
            Diagnostic::error(Code::Cycle, format!("these come before each other in a circle: {}", names.join(", ")))
                .help("break the circle: no model comes before itself");
        let mut places = models.iter().filter_map(|m| self.place(m)).map(|at| (at, "part of it".to_string()));
        wrong.primary = places.next();
        wrong.context = places.collect();
        wrong
    }

    /// Where a model's file names its predecessor; the file, if something that it inherits does.
    fn place(&self, model: &Model) -> Option<Place> {
        let path = format!("models/{}.toml", model.id);
        let file = self.files.iter().find(|f| f.path == path)?;
        let key = self.read.context.schema.fact(self.fact).id.split_once('.').map_or("", |(_, name)| name);
        let stated = file.root.get("facts").and_then(|facts| facts.get(key));
        let first = stated.map(|s| s.list().and_then(<[_]>::first).unwrap_or(s));
        let span = first.map_or(0..0, |s| s.get("value").unwrap_or(s).span());
        Some(Place::new(file.source, span))
    }
}
