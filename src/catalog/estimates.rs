//! Makes the estimated facts: one scale for models that no single benchmark spans.
//!
//! A model that was measured has its measurement. Another has what its other benchmarks say, each laid on that scale by a straight
//! line; the closer a line, the more it counts. One without any score has what its size and its day make likely, and at least what
//! the model before it has, with a wide interval. All figures are in `estimates.toml`, and every statement says in its note how it
//! was obtained.
//!
//! Method: ordinary least squares and its 90% prediction interval, as in Weisberg, Applied Linear Regression, ch. 2:
//! `quantile * error * sqrt(1 + 1/n + (x - mean)^2 / spread)`. Several lines are combined as independent measurements are, by the
//! inverse of their variances; since they are not quite independent, the interval stays as wide as that of the best.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::Diagnostics;
use crate::fact::FactId;
use crate::reader::File;
use crate::value::{Date, Value};

use super::find::Names;
use super::inherited::resolve;
use super::model::Models;
use super::statement::Defaults;
use super::{Model, Statement};

mod file;
mod heirs;
mod kin;
mod said;
mod traits;
use file::{Estimate, Kin};
use kin::Known;
use said::Said;

/// The detail by which a statement says that a developer reports on its own model.
const SELF_REPORTED: &str = "self_reported";

/// What was found out about one model.
#[derive(Clone)]
struct Estimated {
    value: Option<f64>,
    low: f64,
    high: f64,
    source: Arc<str>,
    as_of: Option<Date>,
    note: Arc<str>,
    basis: Basis,
}

/// What a value was found out from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Basis {
    /// It was measured.
    Measurement,
    /// Other scores of the model.
    Scores,
    /// No score of it.
    Likeness,
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
    let mut predecessors: BTreeMap<&[FactId], Vec<Option<usize>>> = BTreeMap::new();
    for kin in estimates.all.iter().filter_map(|e| e.kin.as_ref()) {
        predecessors.entry(&kin.predecessor).or_insert_with(|| {
            let known = Known { facts: &kin.predecessor, files, read, names, models };
            known.predecessors(found)
        });
    }
    let mut made = Vec::new();
    for estimate in &estimates.all {
        let before = estimate.kin.as_ref().and_then(|k| Some((k, predecessors.get(k.predecessor.as_slice())?)));
        let all = estimate.all(read, &estimates.defaults, before, models);
        if let Some(next) = &estimate.next {
            let told: Vec<Option<Statement>> =
                models.iter().map(|model| next.told(read, model, &estimates.defaults, (names, models), &all)).collect();
            for (model, told) in models.iter_mut().zip(told) {
                model.facts.set(next.fact, told);
            }
        }
        if let Some(scored) = &estimate.scored {
            let told: Vec<Option<Statement>> =
                models.iter().map(|model| scored.told(read, model, &estimates.defaults)).collect();
            for (model, told) in models.iter_mut().zip(told) {
                model.facts.set(scored.fact, told);
            }
        }
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
        let of = |model: &Model| {
            self.measured(read, model)
                .or_else(|| self.by_lines(read, model))
                .or_else(|| self.by_other(read, model))
                .or_else(|| self.by_traits(read, model, defaults))
        };
        // What a file states itself; nothing is made for such a model.
        let stated: Vec<Option<Reach>> = models.iter().map(|model| self.stated(read, model)).collect();
        let mut all: Vec<Option<Estimated>> =
            models.iter().zip(&stated).map(|(model, stated)| if stated.is_none() { of(model) } else { None }).collect();
        let Some((kin, before)) = before else { return all };
        let mut done: Vec<bool> = all
            .iter()
            .zip(&stated)
            .map(|(made, stated)| stated.is_some() || made.as_ref().is_some_and(|e| e.basis == Basis::Measurement))
            .collect();
        let mut chain: Vec<usize> = Vec::new();
        for start in 0..models.len() {
            // Up to a model that was measured, then down again: the nearer ones are made from the further ones.
            let mut at = Some(start);
            while let Some(here) = at.filter(|at| done.get(*at) == Some(&false)) {
                chain.push(here);
                at = before.get(here).copied().flatten();
            }
            while let Some(at) = chain.pop() {
                let parent = before.get(at).copied().flatten();
                let known = parent.and_then(|p| {
                    let made = all.get(p)?.as_ref().map(Reach::of);
                    Some((models.get(p)?, made.or(*stated.get(p)?)?))
                });
                if let Some(slot) = done.get_mut(at) {
                    *slot = true;
                }
                let copied = models.get(at).zip(kin.copy).is_some_and(|(m, fact)| statement(read, m, fact).is_some());
                if let Some(own) = all.get_mut(at).and_then(Option::as_mut).filter(|own| own.basis == Basis::Scores) {
                    if let Some((model, reach)) = known.filter(|_| !copied) {
                        self.raise(own, model, reach);
                    }
                    continue;
                }
                let heir = known.and_then(|(model, reach)| self.by_kin(kin, model, reach, defaults));
                if let Some(own) = all.get_mut(at) {
                    // What is likely of a model by other things stands, but not below the model before it. What is tuned from the weights of
                    // another has what that has, and no more.
                    let stands =
                        |heir: &Estimated| own.as_ref().is_some_and(|own| !copied && !self.is_below(own, heir));
                    if let Some(heir) = heir.filter(|heir| !stands(heir)) {
                        *own = Some(heir);
                    }
                }
            }
        }
        all
    }

    /// What counts of an estimate: of what it says beyond the best that was measured a share, so that the order stays.
    fn counts(&self, value: f64) -> f64 {
        match self.best {
            Some(best) if (value < best) == self.lower => best + self.beyond * (value - best),
            _ => value,
        }
    }

    /// The same for a value and its ends, with no more decimal places than an interval of this half width is worth.
    fn limited(&self, x: f64, half: f64) -> f64 {
        self.limits.clamp(rounded(self.counts(x), half, 100.0))
    }

    fn is_below(&self, one: &Estimated, other: &Estimated) -> bool {
        match (one.value, other.value) {
            (Some(one), Some(other)) if self.lower => one > other,
            (one, other) => one < other,
        }
    }

    /// What the file of a model says itself of any of the three facts.
    fn stated(&self, read: &Models<'_>, model: &Model) -> Option<Reach> {
        let own = [self.fact, self.low, self.high].map(|fact| statement(read, model, fact));
        if own.iter().all(Option::is_none) {
            return None;
        }
        let [value, low, high] = own.map(|s| s.and_then(|s| s.value.as_number()));
        Some(Reach { value, ends: low.or(value).zip(high.or(value)) })
    }

    fn measured(&self, read: &Models<'_>, model: &Model) -> Option<Estimated> {
        let says = statement(read, model, self.measured)?;
        let value = says.value.as_number()?;
        let mut note = format!("measured: {}{}", read.context.schema.fact(self.measured).label, reported(says));
        let (mut low, mut high) = (value, value);
        let claim = claimed(says);
        if let Some(apart) = if claim { self.claims } else { self.runs } {
            let all = resolve(read.entries, &model.facts, &model.inherits, self.measured);
            let alike = |other: &&Statement| other.source == says.source && claimed(other) == claim;
            let runs = all.iter().filter(alike).filter_map(|s| s.value.as_number());
            (low, high) = runs.fold((value - apart, value + apart), |(low, high), x| (low.min(x), high.max(x)));
            (low, high) = (self.limits.clamp(low), self.limits.clamp(high));
            let (apart, why) =
                (Value::Number(apart).display(None), if claim { "others found" } else { "other runs had" });
            note = format!("{note}; {why} up to {apart} more or less");
        }
        let (source, as_of) = (Arc::clone(&says.source), says.as_of);
        let basis = Basis::Measurement;
        Some(Estimated { value: Some(value), low, high, source, as_of, note: note.into(), basis })
    }

    /// By all lines that are from a score of this model: their mean, each weighted by the square of its own width. The interval is
    /// that of the narrowest, but as wide as it takes to hold what each of them says.
    ///
    /// A later edition of what is measured needs no other list beside it. Where only its developer says anything of a model, what another
    /// estimate says of it counts beside that.
    fn by_lines(&self, read: &Models<'_>, model: &Model) -> Option<Estimated> {
        let mut said: Vec<Said<'_>> = self.lines.iter().filter_map(|line| line.said(read, model)).collect();
        if said.iter().any(Said::settles) {
            said.retain(Said::settles);
        }
        if !said.is_empty() && said.iter().all(|s| claimed(s.says)) {
            said.extend(self.other.as_ref().and_then(|other| other.said(read, model)));
        }
        let narrowest = said.iter().min_by(|a, b| a.half.total_cmp(&b.half))?;
        let weight = |said: &Said<'_>| 1.0 / (said.half * said.half).max(f64::MIN_POSITIVE);
        let whole: f64 = said.iter().map(weight).sum();
        let centre = match said.as_slice() {
            [only] => only.centre,
            all => all.iter().map(|s| s.centre * weight(s) / whole).sum(),
        };
        let half = said.iter().map(|s| (s.centre - centre).abs()).fold(narrowest.half, f64::max);
        if !(centre.is_finite() && half.is_finite()) {
            return None;
        }
        let width = Value::Number(rounded(half, half, 10.0)).display(None);
        let words: Vec<String> = said.iter().map(|s| s.words(read, said.len() > 1)).collect();
        let note = match words.as_slice() {
            [only] => format!("estimated from {only}, ± {width}"),
            all => format!("estimated from {}; the closer the line, the more it counts, ± {width}", all.join("; ")),
        };
        Some(Estimated {
            value: Some(self.limited(centre, half)),
            low: self.limited(centre - half, half),
            high: self.limited(centre + half, half),
            source: Arc::clone(&narrowest.says.source),
            as_of: narrowest.says.as_of,
            note: note.into(),
            basis: Basis::Scores,
        })
    }

    /// From what another estimate says of the same model: the ends of its interval go along the line and widen by the line's own.
    fn by_other(&self, read: &Models<'_>, model: &Model) -> Option<Estimated> {
        let other = self.other.as_ref()?;
        let line = &other.line;
        let says = statement(read, model, other.low)?;
        let ([a, b], low, high) = other.reach(read, model)?;
        let value = statement(read, model, line.from).and_then(|s| s.value.as_number()).map(|x| line.centre(x));
        if !(low.is_finite() && high.is_finite() && value.is_none_or(f64::is_finite)) {
            return None;
        }
        let limited = |x: f64| self.limited(x, (high - low) / 2.0);
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
            basis: Basis::Likeness,
        })
    }

    /// From what is known of a model besides its scores: the first of these whose terms are all known.
    fn by_traits(&self, read: &Models<'_>, model: &Model, defaults: &Defaults) -> Option<Estimated> {
        let (traits, centre, words) = self.traits.iter().find_map(|traits| {
            let among = traits.among.iter().all(|among| among.holds(statement(read, model, among.fact)));
            if !among || traits.without.iter().any(|fact| statement(read, model, *fact).is_some()) {
                return None;
            }
            let mut centre = traits.intercept;
            let mut words = Vec::new();
            for term in &traits.terms {
                let (fact, says) = term.from.iter().find_map(|f| Some((*f, statement(read, model, *f)?)))?;
                centre += term.slope * term.of(&says.value)?;
                let fact = read.context.schema.fact(fact);
                words.push(format!("{} ({})", fact.label, says.value.display(fact.unit.as_deref())));
            }
            centre.is_finite().then_some((traits, centre, words))
        })?;
        let half = traits.half_width();
        // Five of six such models have at least as much: the middle would let one win of which nothing is known. What is only the mean of
        // all others lets nobody win, since half of them are better.
        let cautious = match (traits.terms.is_empty(), self.lower) {
            (true, _) => centre,
            (false, true) => centre + traits.error,
            (false, false) => centre - traits.error,
        };
        let limited = |x: f64| self.limited(x, half);
        let from = if words.is_empty() { "what others have".to_string() } else { words.join(" and ") };
        let width = Value::Number(rounded(half, half, 10.0)).display(None);
        let note = format!("no score of it is known to us: estimated from {from}, {} models, ± {width}", traits.models);
        let made = assumed(defaults, note, [cautious, centre - half, centre + half].map(limited))?;
        Some(Estimated { value: made.value.filter(|_| traits.middle), ..made })
    }
}

/// What this file says itself: value, low, high.
fn assumed(defaults: &Defaults, note: String, [value, low, high]: [f64; 3]) -> Option<Estimated> {
    let finite = [value, low, high].iter().all(|x| x.is_finite());
    let says = defaults.statement(Value::Number(value), note.into()).filter(|_| finite)?;
    let (source, as_of, note) = (says.source, says.as_of, says.note?);
    Some(Estimated { value: Some(value), low, high, source, as_of, note, basis: Basis::Likeness })
}

/// The value of a model, and the ends between which it lies; either may be unknown.
#[derive(Clone, Copy)]
struct Reach {
    value: Option<f64>,
    ends: Option<(f64, f64)>,
}

impl Reach {
    fn of(made: &Estimated) -> Self {
        Self { value: made.value, ends: Some((made.low, made.high)) }
    }
}

/// The deciding statement of a model, its own or inherited.
fn statement<'m>(read: &'m Models<'_>, model: &'m Model, fact: FactId) -> Option<&'m Statement> {
    resolve(read.entries, &model.facts, &model.inherits, fact).first()
}

/// Whether it is the developer who says it.
fn claimed(says: &Statement) -> bool {
    says.details.iter().any(|(name, value)| name.as_ref() == SELF_REPORTED && *value == Value::Bool(true))
}

/// Says so if it is.
fn reported(says: &Statement) -> &'static str {
    if claimed(says) { ", as its developer reports" } else { "" }
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
