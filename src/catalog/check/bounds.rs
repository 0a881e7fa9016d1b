//! Values held against other values: what cannot be, and what seldom is.

use std::cmp::Ordering;

use crate::diagnostic::{Code, Severity};
use crate::fact::Root;
use crate::value::Value;

use super::super::locate::Holder;
use super::super::schema::{Against, Bound};
use super::{CORRECT_OR_SAY, Checker, Finding, Stated};

pub(super) fn check(checker: &mut Checker<'_, '_>) {
    let bounds = &checker.catalog.relations.bounds;
    for holder in checker.models_and_offers() {
        let root = if let Holder::Model(_) = holder { Root::Model } else { Root::Offer };
        for bound in bounds.iter().filter(|b| checker.catalog.schema.fact(b.of).root == root) {
            if let Against::Fact(other) = bound.against
                && let Some(stated) = checker.deciding(holder, bound.of)
                && let Some(other) = checker.deciding(of_root(holder, checker.catalog.schema.fact(other).root), other)
                && beyond(&stated.statement.value, &other.statement.value, bound.upper)
            {
                pair(checker, bound, stated, other);
            }
        }
    }
    for holder in checker.holders() {
        for bound in bounds {
            if let Against::Value(limit) = &bound.against
                && let Some(statement) = holder.facts().get(bound.of).first()
                && beyond(&statement.value, limit, bound.upper)
            {
                atypical(checker, bound, Stated { holder, fact: bound.of, statement }, limit);
            }
        }
    }
}

/// The model where a fact of models is meant.
fn of_root(holder: Holder<'_>, root: Root) -> Holder<'_> {
    match holder {
        Holder::Offer(model, _) if root == Root::Model => Holder::Model(model),
        holder => holder,
    }
}

/// Whether a value is above an upper limit or below a lower one. Dates of which one is only less exact are equal.
fn beyond(value: &Value, limit: &Value, upper: bool) -> bool {
    let order = match (value, limit) {
        (Value::Date(a), Value::Date(b)) => {
            let (written, limit) = (a.to_string(), b.to_string());
            let same = written.starts_with(&limit) || limit.starts_with(&written);
            if same { Some(Ordering::Equal) } else { a.partial_cmp(b) }
        }
        _ => value.as_number().zip(limit.as_number()).and_then(|(a, b)| a.partial_cmp(&b)),
    };
    order == Some(if upper { Ordering::Greater } else { Ordering::Less })
}

/// `above`, `below`, `after` or `before`.
fn side(value: &Value, upper: bool) -> &'static str {
    match (value, upper) {
        (Value::Date(_), true) => "after",
        (Value::Date(_), false) => "before",
        (_, true) => "above",
        (_, false) => "below",
    }
}

/// Two facts that are not together as they should be.
fn pair<'c>(checker: &mut Checker<'c, '_>, bound: &Bound, at: Stated<'c>, other: Stated<'c>) {
    let side = side(&at.statement.value, bound.upper);
    let (id, shown) = (&checker.catalog.schema.fact(other.fact).id, checker.shown(other));
    let message = format!("{} is {}, {side} `{id}`, {shown}", checker.named(at), checker.shown(at));
    let (code, severity, never) = if bound.firm {
        (Code::Contradiction, Severity::Error, "cannot be")
    } else {
        (Code::OddPair, Severity::Warning, "is seldom")
    };
    let label = format!("{never} {side} `{id}`");
    checker.report(Finding {
        code,
        severity,
        message,
        at,
        label,
        beside: Some((other, shown)),
        help: CORRECT_OR_SAY.to_string(),
    });
}

/// Units in which a number may have been given by mistake.
const UNITS: [(f64, &str); 4] = [(1e9, "billions"), (1e6, "millions"), (1e3, "thousands"), (1e2, "parts of one")];

/// A value outside of what is typical.
fn atypical<'c>(checker: &mut Checker<'c, '_>, bound: &Bound, at: Stated<'c>, limit: &Value) {
    let unit = checker.catalog.schema.fact(at.fact).unit.as_deref();
    let end = if bound.upper { "at most" } else { "at least" };
    let label = format!("typical is {end} {}", limit.display(unit));
    let message = format!("{} is {}, which is not typical", checker.named(at), checker.shown(at));
    let bounds = &checker.catalog.relations.bounds;
    let fits = |value: f64| {
        let of_fact = bounds.iter().filter(|b| b.of == at.fact);
        !of_fact
            .into_iter()
            .any(|b| matches!(&b.against, Against::Value(v) if beyond(&Value::Number(value), v, b.upper)))
    };
    let number = at.statement.value.as_number().filter(|n| !bound.upper && *n > 0.0);
    let meant = number.and_then(|n| UNITS.into_iter().find(|(factor, _)| fits(n * factor)).map(|found| (n, found)));
    let help = match meant {
        Some((number, (factor, unit))) => {
            format!("is it given in {unit}? then write `{}`", (number * factor * 1e6).round() / 1e6)
        }
        None => CORRECT_OR_SAY.to_string(),
    };
    let (code, severity) = (Code::AtypicalValue, Severity::Warning);
    checker.report(Finding { code, severity, message, at, label, beside: None, help });
}
