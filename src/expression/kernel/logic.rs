//! `&& || !` and the macros, as two bitmaps: where it is certainly true, and where it is certainly false.

use crate::expression::Bits;
use crate::expression::column::Column;
use crate::value::Value;

/// `&&` (`and`) or `||` of columns that are not all constant.
pub(in crate::expression) fn join(and: bool, items: &[&Column], rows: usize) -> Column {
    // Of `||`, true is what `&&` has false for: it decides alone.
    let decides = !and;
    let mut decided: Option<Bits> = None;
    let mut agreed: Option<Bits> = None;
    let mut unknown = false;
    for item in items {
        match item {
            Column::Const(Some(Value::Bool(value))) if *value == decides => {
                return Column::Const(Some(Value::Bool(decides)));
            }
            Column::Const(Some(Value::Bool(_))) => {}
            Column::Bool { yes, no } => {
                let (deciding, agreeing) = if and { (no, yes) } else { (yes, no) };
                match &mut decided {
                    Some(bits) => bits.or_assign(deciding),
                    None => decided = Some(deciding.clone()),
                }
                match &mut agreed {
                    Some(bits) => bits.and_assign(agreeing),
                    None => agreed = Some(agreeing.clone()),
                }
            }
            _ => unknown = true,
        }
    }
    let (Some(decided), Some(agreed)) = (decided, agreed) else {
        return Column::Const((!unknown).then_some(Value::Bool(and)));
    };
    let agreed = if unknown { Bits::new(rows, false) } else { agreed };
    if and { Column::Bool { yes: agreed, no: decided } } else { Column::Bool { yes: decided, no: agreed } }
}

/// `!x`.
pub(in crate::expression) fn not(of: &Column) -> Column {
    match of {
        Column::Const(Some(Value::Bool(b))) => Column::Const(Some(Value::Bool(!b))),
        Column::Bool { yes, no } => Column::Bool { yes: no.clone(), no: yes.clone() },
        _ => Column::Const(None),
    }
}

/// `has(x)`.
pub(in crate::expression) fn known(of: &Column, rows: usize) -> Column {
    match of {
        Column::Const(value) => Column::Const(Some(Value::Bool(value.is_some()))),
        other => {
            let yes = other.known(rows);
            Column::Bool { no: yes.not(), yes }
        }
    }
}

/// `has(x)` where `x` may yet become known: true or unknown.
pub(in crate::expression) fn perhaps(known: &Column, rows: usize) -> Column {
    match known {
        Column::Bool { yes, .. } => Column::Bool { yes: yes.clone(), no: Bits::new(rows, false) },
        Column::Const(Some(Value::Bool(true))) => Column::Const(Some(Value::Bool(true))),
        _ => Column::Const(None),
    }
}

/// Unknown wherever one of `guards` is.
pub(in crate::expression) fn guard(column: Column, guards: &[&Column], rows: usize) -> Column {
    if guards.iter().any(|guard| matches!(guard, Column::Const(None))) {
        return Column::Const(None);
    }
    guards.iter().filter(|guard| !matches!(guard, Column::Const(_))).fold(column, |column, guard| {
        let known = guard.known(rows);
        match column {
            Column::Const(None) => Column::Const(None),
            Column::Bool { yes, no } => Column::Bool { yes: yes.and(&known), no: no.and(&known) },
            Column::Const(Some(Value::Bool(b))) => Column::bools(&Bits::new(rows, b), &known),
            Column::Const(Some(Value::Integer(i))) => Column::Integer { values: vec![i; rows], known },
            Column::Integer { values, known: own } => Column::Integer { values, known: own.and(&known) },
            other => other,
        }
    })
}

/// The bits of a column of bools in `rows` rows: true, and false.
fn bits(column: &Column, rows: usize) -> (Bits, Bits) {
    match column {
        Column::Bool { yes, no } => (yes.clone(), no.clone()),
        Column::Const(Some(Value::Bool(b))) => (Bits::new(rows, *b), Bits::new(rows, !b)),
        _ => (Bits::new(rows, false), Bits::new(rows, false)),
    }
}

/// `.all` (`and`) or `.exists` over the words of sets: `bodies` has the bit of each word and its condition.
pub(in crate::expression) fn over_sets(
    and: bool,
    masks: &[u64],
    known: &Bits,
    bodies: &[(u32, &Column)],
    rows: usize,
) -> Column {
    let mut decided = Bits::new(rows, false);
    let mut agreed = Bits::new(rows, true);
    for (bit, body) in bodies {
        let has = Bits::where_each(masks, move |m| m >> (bit & 63) & 1 == 1);
        let (yes, no) = bits(body, rows);
        let (deciding, agreeing) = if and { (no, yes) } else { (yes, no) };
        decided.or_assign(&has.and(&deciding));
        agreed.and_assign(&has.not().or(&agreeing));
    }
    decided.and_assign(known);
    agreed.and_assign(known);
    if and { Column::Bool { yes: agreed, no: decided } } else { Column::Bool { yes: decided, no: agreed } }
}

/// `.exists_one`: `bodies` has where each item counts (`None` is everywhere) and its condition; one that is unknown makes all unknown.
pub(in crate::expression) fn exactly_one(bodies: &[(Option<Bits>, &Column)], rows: usize) -> Column {
    let (mut one, mut more) = (Bits::new(rows, false), Bits::new(rows, false));
    let mut known = Bits::new(rows, true);
    for (counts, body) in bodies {
        let (mut hit, no) = bits(body, rows);
        let mut sure = hit.or(&no);
        if let Some(counts) = counts {
            sure.or_assign(&counts.not());
            hit.and_assign(counts);
        }
        known.and_assign(&sure);
        more.or_assign(&one.and(&hit));
        one.or_assign(&hit);
    }
    Column::bools(&one.and_not(&more), &known)
}
