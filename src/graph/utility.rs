//! From raw values to utilities: `v = clamp01((g(x) − g(worst)) / (g(best) − g(worst)))`, g = identity or ln.
//!
//! Method: additive measurable value functions with fixed anchors (Dyer & Sarin 1979, Oper. Res. 27(4):810–822). The logarithm
//! is `libm`'s, the same bits on every machine.

use super::{CompiledAnchor, CompiledMeasure, CompiledScale, DecisionGraph, Leaf};
use crate::expression::{Bits, Column, Run};
use crate::value::Value;

/// The utility of one cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Utility {
    /// 0 to 1; `None` where nothing is known.
    pub value: Option<f64>,
    /// The raw value it came from.
    pub raw: Option<Value>,
    /// Which of the leaf's measures gave it.
    pub measure: Option<usize>,
}

/// A scale whose anchors are numbers.
enum Ready<'s> {
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
    /// An anchor is unknown or senseless for these needs: so are all utilities.
    Unknown,
}

impl Ready<'_> {
    /// The utility of a number; NaN for NaN.
    fn number(&self, x: f64) -> f64 {
        match self {
            Self::Linear { worst, span } => ((x - worst) / span).clamp(0.0, 1.0),
            Self::Log { .. } | Self::Steps(_) if x.is_nan() => f64::NAN,
            Self::Log { worst, span } => ((libm::log(x.max(f64::MIN_POSITIVE)) - worst) / span).clamp(0.0, 1.0),
            Self::Steps(steps) => steps.iter().take_while(|(from, _)| *from <= x).last().map_or(0.0, |(_, u)| *u),
            Self::Words(_) | Self::Truth { .. } | Self::Unknown => f64::NAN,
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
            Value::Date(date) => self.number(f64::from(date.days())),
            other => other.as_number().map_or(f64::NAN, |x| self.number(x)),
        }
    }
}

fn ready<'s>(run: &Run<'_>, scale: &'s CompiledScale) -> Ready<'s> {
    let anchor = |a: &CompiledAnchor| match a {
        CompiledAnchor::Fixed(n) => Some(*n),
        CompiledAnchor::Computed(node) => run.constant(*node).and_then(|v| match v {
            Value::Date(date) => Some(f64::from(date.days())),
            other => other.as_number(),
        }),
    };
    let line = |worst: &CompiledAnchor, best: &CompiledAnchor, log: bool| {
        let (worst, best) = (anchor(worst)?, anchor(best)?);
        let g = |x: f64| if log { libm::log(x) } else { x };
        let (worst, span) = (g(worst), g(best) - g(worst));
        (worst.is_finite() && span.is_finite() && span != 0.0).then_some((worst, span))
    };
    match scale {
        CompiledScale::Linear(w, b) => {
            line(w, b, false).map_or(Ready::Unknown, |(worst, span)| Ready::Linear { worst, span })
        }
        CompiledScale::Log(w, b) => line(w, b, true).map_or(Ready::Unknown, |(worst, span)| Ready::Log { worst, span }),
        CompiledScale::Steps(steps) => Ready::Steps(steps),
        CompiledScale::Words(words) => Ready::Words(words),
        CompiledScale::Truth { no, yes } => Ready::Truth { no: *no, yes: *yes },
    }
}

impl CompiledMeasure {
    /// Whether its scale is one for the needs of a request: both anchors known, and different.
    #[must_use]
    pub fn has_scale(&self, run: &Run<'_>) -> bool {
        !matches!(ready(run, &self.scale), Ready::Unknown)
    }
}

/// The utility of one cell: of the first measure that is known.
pub(crate) fn cell(run: &Run<'_>, leaf: &Leaf, row: usize) -> Utility {
    for (i, measure) in leaf.measures.iter().enumerate() {
        if let Some(raw) = run.value(measure.node, row) {
            let utility = ready(run, &measure.scale).value(&raw);
            if !utility.is_nan() {
                return Utility { value: Some(utility), raw: Some(raw), measure: Some(i) };
            }
        }
    }
    Utility { value: None, raw: None, measure: None }
}

/// The utilities of a leaf for all rows.
#[derive(Debug, Clone)]
pub(crate) struct Utilities {
    /// NaN where nothing is known.
    pub(crate) values: Vec<f64>,
    /// The rows where the first measure is known, if there are several: elsewhere a substitute gave the value, and learning
    /// the first would replace it.
    pub(crate) firm: Option<Vec<bool>>,
}

/// The utilities of a leaf for all rows.
pub(crate) fn column(run: &Run<'_>, leaf: &Leaf, rows: usize) -> Utilities {
    let mut measures = leaf.measures.iter();
    let mut values = measures.next().map_or_else(|| vec![f64::NAN; rows], |m| measured(run, m, rows));
    let firm = (leaf.measures.len() > 1).then(|| values.iter().map(|u| !u.is_nan()).collect());
    for measure in measures {
        if !values.iter().any(|u| u.is_nan()) {
            break;
        }
        for (u, v) in values.iter_mut().zip(measured(run, measure, rows)) {
            if u.is_nan() {
                *u = v;
            }
        }
    }
    Utilities { values, firm }
}

fn measured(run: &Run<'_>, measure: &CompiledMeasure, rows: usize) -> Vec<f64> {
    let scale = ready(run, &measure.scale);
    match run.column(measure.node) {
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
        Column::Number { values, known } => each(values, known, |x| scale.number(x)),
        #[expect(clippy::cast_precision_loss, reason = "facts are at most 2^53")]
        Column::Integer { values, known } => each(values, known, |i| scale.number(i as f64)),
        Column::Date { values, known } => each(values, known, |d| scale.number(f64::from(d.days()))),
        Column::Text { codes, words, known } => {
            let by_code: Vec<f64> = words.iter().map(|w| scale.word(w)).collect();
            each(codes, known, |code| by_code.get(code as usize).copied().unwrap_or(f64::NAN))
        }
        Column::Set { .. } => vec![f64::NAN; rows],
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
    /// Computes for good the utilities that read no need.
    pub(super) fn fix_utilities(&mut self) {
        let needs = vec![None; self.schema().len()];
        let fixed: Vec<Option<Utilities>> = {
            let run = Run::new(self.program(), self.schema(), self.table(), Some(self.statics()), &needs);
            self.leaves.iter().map(|leaf| self.is_fixed(leaf).then(|| column(&run, leaf, self.table.rows))).collect()
        };
        for (leaf, utilities) in self.leaves.iter_mut().zip(fixed) {
            leaf.fixed = utilities;
        }
    }

    fn is_fixed(&self, leaf: &Leaf) -> bool {
        leaf.measures.iter().all(|m| {
            let anchors = match &m.scale {
                CompiledScale::Linear(w, b) | CompiledScale::Log(w, b) => {
                    matches!((w, b), (CompiledAnchor::Fixed(_), CompiledAnchor::Fixed(_)))
                }
                _ => true,
            };
            anchors && !self.program().reads_needs(m.node)
        })
    }
}
