//! Where one of two bills overtakes the other.

use std::cmp::Ordering;

/// How far two bills may differ to be the same, as a part of the larger: what rounding may do to a calculation.
pub(super) const SAME: f64 = 1e-9;

/// Which of two bills is lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cheaper {
    /// That of the first alternative.
    First,
    /// That of the second.
    Second,
    /// They are the same.
    Neither,
    /// One of them is unknown.
    Unknown,
}

/// A volume at which it changes which of two bills is lower.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BreakEven {
    /// The first volume, as finely as volumes are counted, from which on what was cheaper below is so no more.
    pub volume: f64,
    /// The two bills there. They are the same to a cent, unless a unit of volume costs more than that, or a bill jumps.
    pub bills: (f64, f64),
    /// Which was cheaper below.
    pub below: Cheaper,
    /// Which is cheaper above.
    pub above: Cheaper,
}

/// What was found in a range of volumes.
pub(super) struct Found {
    pub(super) lowest: Cheaper,
    pub(super) break_evens: Vec<BreakEven>,
    pub(super) unknown: bool,
}

/// A volume, what the bills are there, and which is lower.
#[derive(Clone, Copy)]
struct Look {
    volume: f64,
    bills: Option<(f64, f64)>,
    cheaper: Cheaper,
}

/// How often what is cheaper may change between two volumes of the grid: to "the same", and from there to the other; once more for
/// bills that jump. What changes more often is left at that, so that no formula can make the search endless.
const CHANGES: usize = 3;

/// How often what lies between two volumes of the grid is halved where a bill is no line there, so that what begins and ends in between
/// is seen unless it is short.
const BENDS: usize = 4;

/// Looks at each volume of a grid, closer where bills bend, and halves what lies between two that differ.
pub(super) fn find(grid: &[f64], whole: bool, bills: impl Fn(f64) -> Option<(f64, f64)>) -> Found {
    let look = |volume: f64| {
        let bills = bills(volume);
        Look { volume, bills, cheaper: bills.map_or(Cheaper::Unknown, cheaper) }
    };
    let mut looks: Vec<Look> = Vec::new();
    for volume in grid {
        let next = look(*volume);
        if let Some(last) = looks.last().copied() {
            look_closer(last, next, whole, BENDS, &look, &mut looks);
        }
        looks.push(next);
    }
    let mut looks = looks.into_iter();
    let Some(mut at) = looks.next() else {
        return Found { lowest: Cheaper::Unknown, break_evens: Vec::new(), unknown: true };
    };
    let (lowest, mut unknown) = (at.cheaper, at.bills.is_none());
    let mut changes = Vec::new();
    for next in looks {
        for _ in 0..CHANGES {
            if at.cheaper == next.cheaper {
                break;
            }
            let change = first_unlike(at, next, whole, look);
            unknown |= change.bills.is_none();
            changes.push((at.cheaper, change));
            at = change;
        }
        unknown |= next.bills.is_none();
        at = next;
    }
    Found { lowest, break_evens: break_evens(&changes, whole), unknown }
}

/// The first volume at which it is not as it is at `low`, as it is not at `high`.
fn first_unlike(mut low: Look, mut high: Look, whole: bool, look: impl Fn(f64) -> Look) -> Look {
    let kept = low.cheaper;
    while let Some(middle) = middle(low, high, whole).map(&look) {
        if middle.cheaper == kept {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}

/// The volume between two, if there is one.
fn middle(low: Look, high: Look, whole: bool) -> Option<f64> {
    let middle = f64::midpoint(low.volume, high.volume);
    let (middle, least) = if whole { (middle.floor(), 1.0) } else { (middle, 1e-12 * high.volume) };
    (high.volume - low.volume > least && low.volume < middle && middle < high.volume).then_some(middle)
}

/// Looks between two volumes, in their order, as long as the bills in the middle are not on the lines between those of the ends.
fn look_closer(low: Look, high: Look, whole: bool, times: usize, look: &impl Fn(f64) -> Look, looks: &mut Vec<Look>) {
    let Some(middle) = middle(low, high, whole).filter(|_| times > 0).map(look) else { return };
    let part = (middle.volume - low.volume) / (high.volume - low.volume);
    let straight = |[low, middle, high]: [f64; 3]| {
        let line = low + part * (high - low);
        (line - middle).abs() <= SAME * low.abs().max(high.abs())
    };
    let straight = match (low.bills, middle.bills, high.bills) {
        (Some(l), Some(m), Some(h)) => straight([l.0, m.0, h.0]) && straight([l.1, m.1, h.1]),
        (None, None, None) => true,
        _ => false,
    };
    if !straight {
        look_closer(low, middle, whole, times - 1, look, looks);
        looks.push(middle);
        look_closer(middle, high, whole, times - 1, look, looks);
    }
}

/// Changes as break-evens: one where two bills are the same at a single volume, two where they are so for a while, and none where they
/// only touch.
fn break_evens(changes: &[(Cheaper, Look)], whole: bool) -> Vec<BreakEven> {
    let mut found: Vec<BreakEven> = Vec::new();
    for (below, at) in changes {
        let Some(bills) = at.bills.filter(|_| *below != Cheaper::Unknown) else { continue };
        let wide = if whole { 1.0 } else { 1e-6 * at.volume };
        match found.last_mut() {
            Some(last)
                if last.above == Cheaper::Neither && *below == Cheaper::Neither && at.volume - last.volume <= wide =>
            {
                last.above = at.cheaper;
                if last.below == last.above {
                    found.pop();
                }
            }
            _ => found.push(BreakEven { volume: at.volume, bills, below: *below, above: at.cheaper }),
        }
    }
    found
}

fn cheaper((first, second): (f64, f64)) -> Cheaper {
    if (first - second).abs() <= SAME * first.abs().max(second.abs()) {
        return Cheaper::Neither;
    }
    match first.total_cmp(&second) {
        Ordering::Less => Cheaper::First,
        Ordering::Equal => Cheaper::Neither,
        Ordering::Greater => Cheaper::Second,
    }
}
