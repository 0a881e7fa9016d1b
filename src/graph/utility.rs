//! The utilities of a leaf: of one cell, and of whole columns.

use std::borrow::Cow;
use std::sync::OnceLock;

use super::scale::{Ready, along, between, ln, number, ready};
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
        column if let Ready::Curves(points) = scale => {
            let numbers = numbers(column, |x| x, rows).into_iter().enumerate();
            numbers.map(|(row, x)| between_at(points, row, x)).collect()
        }
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

/// Where a number lies on the curve of its row; NaN where that is unknown.
fn between_at(points: &[(Vec<f64>, f64)], row: usize, x: f64) -> f64 {
    let own: Vec<(f64, f64)> = points.iter().filter_map(|(at, u)| Some((*at.get(row)?, *u))).collect();
    if own.iter().any(|(at, _)| at.is_nan()) { f64::NAN } else { between(&own, x) }
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
    /// The utilities of a leaf that reads no need and nothing that another day may change: computed when they are first asked for, and
    /// kept. Most requests give no weight to most leaves.
    pub(crate) fn fixed<'a>(&'a self, leaf: &'a Leaf) -> Option<&'a Utilities> {
        let compute = || {
            let needs = vec![None; self.schema().len()];
            // A run of its own, so that the columns it takes are gone with it.
            column(&self.run(&needs), leaf, self.table.rows)
        };
        Some(leaf.fixed.as_ref()?.get_or_init(compute))
    }

    /// Finds the leaves that no request changes.
    pub(super) fn fix_utilities(&mut self) {
        let fixed: Vec<bool> = self.leaves.iter().map(|leaf| self.is_fixed(leaf)).collect();
        for (leaf, fixed) in self.leaves.iter_mut().zip(fixed) {
            leaf.fixed = fixed.then(OnceLock::new);
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
                CompiledScale::Linear(worst, best) | CompiledScale::Log(worst, best) => vec![worst, best],
                CompiledScale::Curve(points) => points.iter().map(|(at, _)| at).collect(),
                CompiledScale::Steps(_) | CompiledScale::Words(_) | CompiledScale::Truth { .. } => Vec::new(),
            };
            let computed = anchors.into_iter().filter_map(|anchor| match anchor {
                CompiledAnchor::Fixed(_) => None,
                CompiledAnchor::Computed(node) => Some(*node),
            });
            let ends = m.ends.into_iter().flat_map(<[_; 2]>::from);
            std::iter::once(m.node).chain(ends).chain(computed)
        })
    }
}
