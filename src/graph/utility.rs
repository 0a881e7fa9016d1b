//! From raw values to utilities: `v = clamp01((g(x) − g(worst)) / (g(best) − g(worst)))`, g = identity or ln.
//!
//! Method: additive measurable value functions with fixed anchors (Dyer & Sarin 1979, Oper. Res. 27(4):810–822). The logarithm
//! is `libm`'s, the same bits on every machine.

use std::borrow::Cow;

use super::{CompiledAnchor, CompiledMeasure, CompiledScale, DecisionGraph, Leaf};
use crate::expression::{Bits, Column, NodeId, Run};
use crate::value::Value;

/// The utility of one cell.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Utility {
    /// 0 to 1, as it counts; `None` where nothing is known.
    pub value: Option<f64>,
    /// The least and the greatest that it can be; `None` where it can be anything.
    pub range: Option<(f64, f64)>,
    /// The raw value it came from; `None` where only the ends of its interval are known, too.
    pub raw: Option<Value>,
    /// The ends of the interval in which the raw value lies, where the measure has such.
    pub ends: Option<(Value, Value)>,
    /// Which of the leaf's measures gave it.
    pub measure: Option<usize>,
}

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
    /// An anchor is unknown or senseless for these needs: so are all utilities.
    Unknown,
}

impl Ready<'_> {
    /// The same for some of the rows.
    fn pick(&self, rows: &[usize]) -> Ready<'_> {
        let some = |all: &[f64]| rows.iter().map(|row| all.get(*row).copied().unwrap_or(f64::NAN)).collect();
        match self {
            Self::Linear { worst, span } => Ready::Linear { worst: *worst, span: *span },
            Self::Log { worst, span } => Ready::Log { worst: *worst, span: *span },
            Self::Lines { log, worst, span } => Ready::Lines { log: *log, worst: some(worst), span: some(span) },
            Self::Steps(steps) => Ready::Steps(steps),
            Self::Words(words) => Ready::Words(words),
            Self::Truth { no, yes } => Ready::Truth { no: *no, yes: *yes },
            Self::Unknown => Ready::Unknown,
        }
    }

    /// The utility of a number; NaN for NaN.
    fn number(&self, x: f64) -> f64 {
        match self {
            Self::Linear { worst, span } => along(x, *worst, *span),
            Self::Log { worst, span } => along(ln(x), *worst, *span),
            Self::Steps(_) if x.is_nan() => f64::NAN,
            Self::Steps(steps) => steps.iter().take_while(|(from, _)| *from <= x).last().map_or(0.0, |(_, u)| *u),
            Self::Words(_) | Self::Truth { .. } | Self::Lines { .. } | Self::Unknown => f64::NAN,
        }
    }

    fn word(&self, word: &str) -> f64 {
        match self {
            Self::Words(words) => words.iter().find(|(w, _)| w == word).map_or(f64::NAN, |(_, u)| *u),
            _ => f64::NAN,
        }
    }

    fn truth(&self, truth: bool) -> f64 {
        match (self, truth) {
            (Self::Truth { yes, .. }, true) => *yes,
            (Self::Truth { no, .. }, false) => *no,
            _ => f64::NAN,
        }
    }

    fn value(&self, value: &Value) -> f64 {
        match value {
            Value::Bool(b) => self.truth(*b),
            Value::Text(word) => self.word(word),
            other => number(other).map_or(f64::NAN, |x| self.number(x)),
        }
    }
}

/// Where a number lies between anchors; NaN for NaN.
fn along(x: f64, worst: f64, span: f64) -> f64 {
    ((x - worst) / span).clamp(0.0, 1.0)
}

/// The logarithm of a number, that of the least above 0 for those that have none; NaN for NaN.
fn ln(x: f64) -> f64 {
    if x.is_nan() { x } else { libm::log(x.max(f64::MIN_POSITIVE)) }
}

/// A number, or a date as the number of its day.
fn number(value: &Value) -> Option<f64> {
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
            Self::Words(words) => {
                let nearest = words.iter().filter(|(_, v)| enough(*v)).min_by(|a, b| far(a.1).total_cmp(&far(b.1)));
                nearest.map(|(word, _)| Needed::Word(word.clone()))
            }
            Self::Truth { no, yes } => {
                let nearest = [(false, *no), (true, *yes)].into_iter().filter(|(_, v)| enough(*v));
                nearest.min_by(|a, b| far(a.1).total_cmp(&far(b.1))).map(|(truth, _)| Needed::Truth(truth))
            }
            Self::Unknown | Self::Lines { .. } => None,
        }
    }
}

fn ready<'s>(run: &Run<'_>, scale: &'s CompiledScale, rows: usize) -> Ready<'s> {
    let (w, b, log) = match scale {
        CompiledScale::Linear(worst, best) => (worst, best, false),
        CompiledScale::Log(worst, best) => (worst, best, true),
        CompiledScale::Steps(steps) => return Ready::Steps(steps),
        CompiledScale::Words(words) => return Ready::Words(words),
        CompiledScale::Truth { no, yes } => return Ready::Truth { no: *no, yes: *yes },
    };
    let differs = |a: &CompiledAnchor| matches!(a, CompiledAnchor::Computed(node) if !matches!(run.column(*node), Column::Const(_)));
    let anchor = |a: &CompiledAnchor, row: usize| match a {
        CompiledAnchor::Fixed(n) => Some(*n),
        CompiledAnchor::Computed(node) => run.value(*node, row).as_ref().and_then(number),
    };
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
            _ => None,
        }
    }

    /// The raw value of a utility; where the scale knows only some, the nearest that is not below, or not above if the utility `falls`.
    pub(crate) fn inverse(&self, run: &Run<'_>, utility: f64, falls: bool) -> Option<Needed> {
        ready(run, &self.scale, 1).inverse(utility, falls)
    }
}

/// The utility that counts, the least and the greatest it can be, from those of the value and of the ends of its interval; NaN is
/// unknown. Without a value the lesser end counts: an estimate that is only an interval is taken at its least, so that a blank
/// never helps. Where an end is unknown, the utility can be anything.
///
/// The scale goes one way, so the utility of whatever lies between the ends lies between theirs.
fn settle(value: f64, low: f64, high: f64) -> (f64, f64, f64) {
    if low.is_nan() || high.is_nan() {
        return (value, f64::NAN, f64::NAN);
    }
    // Not the other way round: of a number and NaN `min` and `max` take the number.
    let (least, most) = (low.min(high), high.max(low));
    (if value.is_nan() { least } else { value }, least.min(value), most.max(value))
}

/// The utility of one cell: of the first measure of which the value or its interval is known.
pub(crate) fn cell(run: &Run<'_>, leaf: &Leaf, row: usize) -> Utility {
    for (i, measure) in leaf.measures.iter().enumerate() {
        let raw = run.value(measure.node, row);
        let ends = measure.ends.and_then(|(low, high)| run.value(low, row).zip(run.value(high, row)));
        if raw.is_none() && ends.is_none() {
            continue;
        }
        let scale = ready(run, &measure.scale, 1);
        let utility = raw.as_ref().map_or(f64::NAN, |v| scale.value(v));
        let (value, least, most) = match &ends {
            Some((low, high)) => settle(utility, scale.value(low), scale.value(high)),
            None if measure.ends.is_some() => settle(utility, f64::NAN, f64::NAN),
            None => settle(utility, utility, utility),
        };
        if !value.is_nan() {
            // Learning what a substitute stands for could move it anywhere.
            let range = (i == 0 && !least.is_nan()).then_some((least, most));
            return Utility { value: Some(value), range, raw, ends, measure: Some(i) };
        }
    }
    Utility::default()
}

/// The utilities of a leaf for all rows.
#[derive(Debug, Clone)]
pub(crate) struct Utilities {
    /// As they count; NaN where nothing is known.
    pub(crate) values: Vec<f64>,
    pub(crate) range: Range,
}

/// Between what the utilities of a leaf can lie.
#[derive(Debug, Clone)]
pub(crate) enum Range {
    /// What is known cannot move.
    Known,
    /// The rows where the first of several measures is known: elsewhere a substitute gave the value, and learning the first would
    /// replace it by anything.
    Firm(Vec<bool>),
    /// The least and the greatest of each row; NaN where it can be anything.
    Ends(Vec<f64>, Vec<f64>),
}

/// The scales of a leaf for the needs of a request, one for each of its measures.
pub(crate) fn scales<'s>(run: &Run<'_>, leaf: &'s Leaf, rows: usize) -> Vec<Ready<'s>> {
    leaf.measures.iter().map(|measure| ready(run, &measure.scale, rows)).collect()
}

/// The utilities of a leaf for all rows.
pub(crate) fn column(run: &Run<'_>, leaf: &Leaf, rows: usize) -> Utilities {
    utilities(leaf, &scales(run, leaf, rows), |node| Cow::Borrowed(run.column(node)), rows)
}

/// The utilities of a leaf that count in some rows, in their order; `scales` are those for all rows.
pub(crate) fn of_some(run: &Run<'_>, leaf: &Leaf, scales: &[Ready<'_>], rows: &[usize]) -> Vec<f64> {
    let scales: Vec<Ready<'_>> = scales.iter().map(|scale| scale.pick(rows)).collect();
    utilities(leaf, &scales, |node| Cow::Owned(run.column(node).pick(rows)), rows.len()).values
}

fn utilities<'c>(
    leaf: &Leaf,
    scales: &[Ready<'_>],
    columns: impl Fn(NodeId) -> Cow<'c, Column>,
    rows: usize,
) -> Utilities {
    let mut measures = leaf.measures.iter().zip(scales);
    let both = |(measure, scale): (&CompiledMeasure, &Ready<'_>)| both(&columns, measure, scale, rows);
    let (mut values, ends) = measures.next().map_or_else(|| (vec![f64::NAN; rows], None), both);
    let range = match ends {
        Some((least, most)) => Range::Ends(least, most),
        None if leaf.measures.len() > 1 => Range::Firm(values.iter().map(|u| !u.is_nan()).collect()),
        None => Range::Known,
    };
    for measure in measures {
        if !values.iter().any(|u| u.is_nan()) {
            break;
        }
        for (u, v) in values.iter_mut().zip(both(measure).0) {
            if u.is_nan() {
                *u = v;
            }
        }
    }
    Utilities { values, range }
}

/// The least and the greatest utility of each row.
type Ends = (Vec<f64>, Vec<f64>);

/// The utilities of a measure, and between what they can lie if it has ends.
fn both<'c>(
    columns: impl Fn(NodeId) -> Cow<'c, Column>,
    measure: &CompiledMeasure,
    scale: &Ready<'_>,
    rows: usize,
) -> (Vec<f64>, Option<Ends>) {
    let measured = |node: NodeId| measured(&columns(node), scale, rows);
    let mut values = measured(measure.node);
    let Some((low, high)) = measure.ends else { return (values, None) };
    let (mut least, mut most) = (measured(low), measured(high));
    for ((value, least), most) in values.iter_mut().zip(&mut least).zip(&mut most) {
        (*value, *least, *most) = settle(*value, *least, *most);
    }
    (values, Some((least, most)))
}

fn measured(column: &Column, scale: &Ready<'_>, rows: usize) -> Vec<f64> {
    match column {
        column if let Ready::Lines { log, worst, span } = scale => {
            let numbers = numbers(column, if *log { ln } else { |x| x }, rows);
            numbers.iter().zip(worst).zip(span).map(|((x, worst), span)| along(*x, *worst, *span)).collect()
        }
        Column::Const(value) => vec![value.as_ref().map_or(f64::NAN, |v| scale.value(v)); rows],
        Column::Bool { yes, no } => {
            let (on, off) = (scale.truth(true), scale.truth(false));
            let mut out = Vec::with_capacity(rows.next_multiple_of(64));
            for (yes, no) in yes.words().iter().zip(no.words()) {
                out.extend((0..64).map(|bit| match (yes >> bit & 1, no >> bit & 1) {
                    (1, _) => on,
                    (_, 1) => off,
                    _ => f64::NAN,
                }));
            }
            out.truncate(rows);
            out
        }
        Column::Text { codes, words, known } => {
            let by_code: Vec<f64> = words.iter().map(|w| scale.word(w)).collect();
            each(codes, known, |code| by_code.get(code as usize).copied().unwrap_or(f64::NAN))
        }
        column => numbers(column, |x| scale.number(x), rows),
    }
}

/// What a function gives for the number of each row, of a date that of its day; NaN where there is none.
pub(crate) fn numbers(column: &Column, of: impl Fn(f64) -> f64, rows: usize) -> Vec<f64> {
    match column {
        Column::Const(value) => vec![value.as_ref().and_then(number).map_or(f64::NAN, of); rows],
        Column::Number { values, known } => each(values, known, of),
        #[expect(clippy::cast_precision_loss, reason = "facts are at most 2^53")]
        Column::Integer { values, known } => each(values, known, |i| of(i as f64)),
        Column::Date { values, known } => each(values, known, |d| of(f64::from(d.days()))),
        Column::Bool { .. } | Column::Text { .. } | Column::Set { .. } => vec![f64::NAN; rows],
    }
}

/// The utility of each value; what is unknown costs no logarithm.
fn each<T: Copy>(values: &[T], known: &Bits, utility: impl Fn(T) -> f64) -> Vec<f64> {
    let mut out = Vec::with_capacity(values.len());
    for (block, known) in values.chunks(64).zip(known.words()) {
        let of_bit = |(bit, v): (usize, &T)| if known >> bit & 1 == 1 { utility(*v) } else { f64::NAN };
        out.extend(block.iter().enumerate().map(of_bit));
    }
    out
}

impl DecisionGraph {
    /// Computes for good the utilities that read no need and nothing that another day may change.
    pub(super) fn fix_utilities(&mut self) {
        let needs = vec![None; self.schema().len()];
        let fixed: Vec<Option<Utilities>> = {
            let run = self.run(&needs);
            self.leaves.iter().map(|leaf| self.is_fixed(leaf).then(|| column(&run, leaf, self.table.rows))).collect()
        };
        for (leaf, utilities) in self.leaves.iter_mut().zip(fixed) {
            leaf.fixed = utilities;
        }
    }

    fn is_fixed(&self, leaf: &Leaf) -> bool {
        let (program, dated) = (self.program(), self.catalog().dated());
        leaf.nodes().all(|node| !program.reads_needs(node) && !program.reads_any(node, dated))
    }
}

impl Leaf {
    /// What its utilities are computed from: values, the ends of their intervals, anchors.
    pub(crate) fn nodes(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.measures.iter().flat_map(|m| {
            let anchors = match &m.scale {
                CompiledScale::Linear(worst, best) | CompiledScale::Log(worst, best) => [Some(worst), Some(best)],
                _ => [None, None],
            };
            let computed = anchors.into_iter().flatten().filter_map(|anchor| match anchor {
                CompiledAnchor::Fixed(_) => None,
                CompiledAnchor::Computed(node) => Some(*node),
            });
            let ends = m.ends.into_iter().flat_map(<[_; 2]>::from);
            std::iter::once(m.node).chain(ends).chain(computed)
        })
    }
}
