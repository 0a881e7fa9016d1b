//! From raw values to utilities: `v = clamp01((g(x) − g(worst)) / (g(best) − g(worst)))`, g = identity or ln; or by steps, by straight
//! lines from point to point, or by words.
//!
//! Method: additive measurable value functions with fixed anchors (Dyer & Sarin 1979, Oper. Res. 27(4):810–822). The logarithm
//! is `libm`'s, the same bits on every machine.

use super::{CompiledAnchor, CompiledMeasure, CompiledScale};
use crate::expression::{Column, Run};
use crate::value::Value;

/// A scale whose anchors are numbers.
#[derive(Debug)]
pub(crate) enum Ready<'s> {
    Linear {
        worst: f64,
        span: f64,
    },
    Log {
        worst: f64,
        span: f64,
    },
    Steps(&'s [(f64, f64)]),
    /// Points in the order of their values.
    Curve(Vec<(f64, f64)>),
    Words(&'s [(String, f64)]),
    Truth {
        no: f64,
        yes: f64,
    },
    /// A line or a logarithm whose anchors differ between rows; NaN where they are unknown or senseless.
    Lines {
        log: bool,
        worst: Vec<f64>,
        span: Vec<f64>,
    },
    /// A curve whose points differ between rows: for each point its value by row, NaN where it is unknown, and its utility.
    Curves(Vec<(Vec<f64>, f64)>),
    /// An anchor is unknown or senseless for these needs: so are all utilities.
    Unknown,
}

impl Ready<'_> {
    /// The same for some of the rows.
    pub(super) fn pick(&self, rows: &[usize]) -> Ready<'_> {
        let some = |all: &[f64]| rows.iter().map(|row| all.get(*row).copied().unwrap_or(f64::NAN)).collect();
        match self {
            Self::Linear { worst, span } => Ready::Linear { worst: *worst, span: *span },
            Self::Log { worst, span } => Ready::Log { worst: *worst, span: *span },
            Self::Lines { log, worst, span } => Ready::Lines { log: *log, worst: some(worst), span: some(span) },
            Self::Steps(steps) => Ready::Steps(steps),
            Self::Curve(points) => Ready::Curve(points.clone()),
            Self::Curves(points) => Ready::Curves(points.iter().map(|(at, u)| (some(at), *u)).collect()),
            Self::Words(words) => Ready::Words(words),
            Self::Truth { no, yes } => Ready::Truth { no: *no, yes: *yes },
            Self::Unknown => Ready::Unknown,
        }
    }

    /// The utility of a number; NaN for NaN.
    pub(super) fn number(&self, x: f64) -> f64 {
        match self {
            Self::Linear { worst, span } => along(x, *worst, *span),
            Self::Log { worst, span } => along(ln(x), *worst, *span),
            Self::Steps(_) if x.is_nan() => f64::NAN,
            Self::Steps(steps) => steps.iter().take_while(|(from, _)| *from <= x).last().map_or(0.0, |(_, u)| *u),
            Self::Curve(points) => between(points, x),
            Self::Words(_) | Self::Truth { .. } | Self::Lines { .. } | Self::Curves(_) | Self::Unknown => f64::NAN,
        }
    }

    pub(super) fn word(&self, word: &str) -> f64 {
        match self {
            Self::Words(words) => words.iter().find(|(w, _)| w == word).map_or(f64::NAN, |(_, u)| *u),
            _ => f64::NAN,
        }
    }

    pub(super) fn truth(&self, truth: bool) -> f64 {
        match (self, truth) {
            (Self::Truth { yes, .. }, true) => *yes,
            (Self::Truth { no, .. }, false) => *no,
            _ => f64::NAN,
        }
    }

    pub(super) fn value(&self, value: &Value) -> f64 {
        match value {
            Value::Bool(b) => self.truth(*b),
            Value::Text(word) => self.word(word),
            other => number(other).map_or(f64::NAN, |x| self.number(x)),
        }
    }
}

/// Where a number lies between anchors; NaN for NaN.
pub(super) fn along(x: f64, worst: f64, span: f64) -> f64 {
    ((x - worst) / span).clamp(0.0, 1.0)
}

/// Where a number lies on the lines from point to point; NaN for NaN.
pub(super) fn between(points: &[(f64, f64)], x: f64) -> f64 {
    let after = points.partition_point(|(at, _)| *at <= x);
    match (after.checked_sub(1).and_then(|i| points.get(i)), points.get(after)) {
        _ if x.is_nan() => f64::NAN,
        (Some((from, below)), Some((to, above))) => {
            let share = (x - from) / (to - from);
            (below + (above - below) * share).clamp(below.min(*above), below.max(*above))
        }
        (Some((_, end)), None) | (None, Some((_, end))) => *end,
        (None, None) => f64::NAN,
    }
}

/// The logarithm of a number, that of the least above 0 for those that have none; NaN for NaN.
pub(super) fn ln(x: f64) -> f64 {
    if x.is_nan() { x } else { libm::log(x.max(f64::MIN_POSITIVE)) }
}

/// A number, or a date as the number of its day.
pub(super) fn number(value: &Value) -> Option<f64> {
    if let Value::Date(date) = value { Some(f64::from(date.days())) } else { value.as_number() }
}

/// What a raw value would have to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Needed {
    /// This number; of a date its number of days, as [`crate::value::Date::days`].
    Number(f64),
    /// Any number below this one.
    Below(f64),
    /// This word.
    Word(String),
    /// True, or false.
    Truth(bool),
}

impl Ready<'_> {
    /// The raw value whose utility is `u`; where the scale knows only some, the nearest to it that is not below, or not above if the
    /// utility `falls` to it. `None` if no value will do.
    fn inverse(&self, u: f64, falls: bool) -> Option<Needed> {
        let enough = |v: f64| if falls { v <= u } else { v >= u };
        let far = |v: f64| (v - u).abs();
        match self {
            _ if !(0.0..=1.0).contains(&u) => None,
            Self::Linear { worst, span } => Some(Needed::Number(worst + u * span)),
            Self::Log { worst, span } => Some(Needed::Number(libm::exp(worst + u * span))),
            // Below the first step all is lost, so where steps go up, less is worse all the way down.
            Self::Steps(steps) if falls && steps.is_sorted_by(|a, b| a.1 <= b.1) => {
                steps.iter().find(|(_, v)| !enough(*v)).map(|(from, _)| Needed::Below(*from))
            }
            Self::Steps(steps) => {
                let nearest = steps.iter().filter(|(_, v)| enough(*v)).min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
                nearest.map(|(from, _)| Needed::Number(*from))
            }
            Self::Curve(points) => {
                let mut points = points.clone();
                if !points.is_sorted_by(|a, b| a.1 <= b.1) {
                    points.reverse();
                }
                // Where a line is flat, any of its values has the utility: the nearest to where it comes from.
                let mut lines = points.windows(2).filter_map(|pair| {
                    let &[(from, below), (to, above)] = pair else { return None };
                    let holds = (below..=above).contains(&u) && below < above;
                    holds.then(|| from + (to - from) * (u - below) / (above - below))
                });
                let at = if falls { lines.next_back() } else { lines.next() };
                at.map(Needed::Number)
            }
            Self::Words(words) => {
                let nearest = words.iter().filter(|(_, v)| enough(*v)).min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
                nearest.map(|(word, _)| Needed::Word(word.clone()))
            }
            Self::Truth { no, yes } => {
                let nearest = [(false, *no), (true, *yes)].into_iter().filter(|(_, v)| enough(*v));
                nearest.min_by(|a, b| far(a.1).total_cmp(&far(b.1))).map(|(truth, _)| Needed::Truth(truth))
            }
            Self::Unknown | Self::Lines { .. } | Self::Curves(_) => None,
        }
    }
}

pub(super) fn ready<'s>(run: &Run<'_>, scale: &'s CompiledScale, rows: usize) -> Ready<'s> {
    let (w, b, log) = match scale {
        CompiledScale::Linear(worst, best) => (worst, best, false),
        CompiledScale::Log(worst, best) => (worst, best, true),
        CompiledScale::Steps(steps) => return Ready::Steps(steps),
        CompiledScale::Curve(points) => return curve(run, points, rows),
        CompiledScale::Words(words) => return Ready::Words(words),
        CompiledScale::Truth { no, yes } => return Ready::Truth { no: *no, yes: *yes },
    };
    let anchor = |a: &CompiledAnchor, row: usize| anchor(run, a, row);
    let differs = |a: &CompiledAnchor| differs(run, a);
    let line = |row: usize| {
        let (worst, best) = (anchor(w, row)?, anchor(b, row)?);
        let g = |x: f64| if log { libm::log(x) } else { x };
        let (worst, span) = (g(worst), g(best) - g(worst));
        (worst.is_finite() && span.is_finite() && span != 0.0).then_some((worst, span))
    };
    if differs(w) || differs(b) {
        let (worst, span) = (0..rows).map(|row| line(row).unwrap_or((f64::NAN, f64::NAN))).unzip();
        return Ready::Lines { log, worst, span };
    }
    match line(0) {
        Some((worst, span)) if log => Ready::Log { worst, span },
        Some((worst, span)) => Ready::Linear { worst, span },
        None => Ready::Unknown,
    }
}

fn anchor(run: &Run<'_>, anchor: &CompiledAnchor, row: usize) -> Option<f64> {
    match anchor {
        CompiledAnchor::Fixed(n) => Some(*n),
        CompiledAnchor::Computed(node) => run.value(*node, row).as_ref().and_then(number),
    }
}

/// Whether an anchor is another one in other rows.
fn differs(run: &Run<'_>, anchor: &CompiledAnchor) -> bool {
    matches!(anchor, CompiledAnchor::Computed(node) if !matches!(run.column(*node), Column::Const(_)))
}

/// A curve for the needs of a request. A computed point that would lie before the one below it lies upon it.
fn curve(run: &Run<'_>, points: &[(CompiledAnchor, f64)], rows: usize) -> Ready<'static> {
    let of_row = |row: usize| {
        let mut at = f64::NEG_INFINITY;
        let point = |(a, _): &(CompiledAnchor, f64)| {
            at = anchor(run, a, row)?.max(at);
            at.is_finite().then_some(at)
        };
        points.iter().map(point).collect::<Option<Vec<f64>>>()
    };
    if points.iter().any(|(a, _)| differs(run, a)) {
        let mut all: Vec<(Vec<f64>, f64)> = points.iter().map(|(_, u)| (Vec::with_capacity(rows), *u)).collect();
        for row in 0..rows {
            let at = of_row(row).unwrap_or_else(|| vec![f64::NAN; points.len()]);
            all.iter_mut().zip(at).for_each(|((column, _), at)| column.push(at));
        }
        return Ready::Curves(all);
    }
    match of_row(0) {
        Some(at) => Ready::Curve(at.into_iter().zip(points.iter().map(|(_, u)| *u)).collect()),
        None => Ready::Unknown,
    }
}

impl CompiledMeasure {
    /// Whether its scale is one for the needs of a request: both anchors known, and different.
    #[must_use]
    pub fn has_scale(&self, run: &Run<'_>) -> bool {
        !matches!(ready(run, &self.scale, 1), Ready::Unknown)
    }

    /// Whether greater values are better, or lesser ones, where its scale is a line or a logarithm for the needs of a request. What other
    /// scales measure has no order but that of its utilities.
    pub(crate) fn rises(&self, run: &Run<'_>) -> Option<bool> {
        match ready(run, &self.scale, 1) {
            Ready::Linear { span, .. } | Ready::Log { span, .. } => Some(span > 0.0),
            Ready::Curve(points) => Some(points.is_sorted_by(|a, b| a.1 <= b.1)),
            _ => None,
        }
    }

    /// The raw value of a utility; where the scale knows only some, the nearest that is not below, or not above if the utility `falls`.
    pub(crate) fn inverse(&self, run: &Run<'_>, utility: f64, falls: bool) -> Option<Needed> {
        ready(run, &self.scale, 1).inverse(utility, falls)
    }
}
