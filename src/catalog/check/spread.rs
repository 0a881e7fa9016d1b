//! Numbers that are far from all others: what one statement says against the other ones, and one offer against those of the same model.

use crate::diagnostic::{Code, Severity};
use crate::fact::FactId;
use crate::value::Value;

use super::super::Model;
use super::super::locate::Holder;
use super::{CORRECT_OR_SAY, Checker, Finding, Stated};

/// How many times the median of the others is far.
const FAR: f64 = 10.0;

/// How many others it takes to judge a statement, and an offer.
const OTHER_STATEMENTS: usize = 2;
const OTHER_OFFERS: usize = 3;

pub(super) fn check(checker: &mut Checker<'_, '_>) {
    for holder in checker.holders() {
        for (fact, statements) in holder.facts().iter().filter(|(_, statements)| statements.len() > OTHER_STATEMENTS) {
            let stated = |statement| Stated { holder, fact, statement };
            let rows: Vec<Row<'_>> = statements.iter().filter_map(|s| Row::of(stated(s))).collect();
            for row in &rows {
                // A value that was found otherwise, with more effort say, may well be another.
                let details = &row.stated.statement.details;
                let like: Vec<&Row<'_>> =
                    rows.iter().filter(|other| other.stated.statement.details == *details).collect();
                far(checker, row, &like, (Code::OddStatement, FAR, OTHER_STATEMENTS), "other statements");
            }
        }
    }
    for model in &checker.catalog.models {
        for (fact, factor) in &checker.catalog.relations.spreads {
            offers(checker, model, *fact, *factor);
        }
    }
}

fn offers<'c>(checker: &mut Checker<'c, '_>, model: &'c Model, fact: FactId, factor: f64) {
    let offers = model.offers.iter().filter(|offer| !offer.computed);
    let rows: Vec<Row<'c>> =
        offers.filter_map(|offer| Row::of(checker.deciding(Holder::Offer(model, offer), fact)?)).collect();
    let all: Vec<&Row<'c>> = rows.iter().collect();
    for row in &rows {
        far(checker, row, &all, (Code::OddOffer, factor, OTHER_OFFERS), "other offers");
    }
}

/// A number and where it is from.
struct Row<'c> {
    number: f64,
    stated: Stated<'c>,
}

impl<'c> Row<'c> {
    fn of(stated: Stated<'c>) -> Option<Self> {
        Some(Self { number: stated.statement.value.as_number()?, stated })
    }
}

/// Reports a number that is far from the median of the others.
fn far<'c>(
    checker: &mut Checker<'c, '_>,
    row: &Row<'c>,
    all: &[&Row<'c>],
    (code, factor, least): (Code, f64, usize),
    who: &str,
) {
    let mut others: Vec<&Row<'_>> = all.iter().copied().filter(|other| !std::ptr::eq(*other, row)).collect();
    others.sort_by(|a, b| a.number.total_cmp(&b.number));
    let upper = others.get(others.len() / 2);
    let lower = others.get((others.len().max(1) - 1) / 2);
    let (Some(lower), Some(upper), true) = (lower, upper, others.len() >= least) else { return };
    let median = f64::midpoint(lower.number, upper.number);
    if median <= 0.0 || row.number > median / factor && row.number < median * factor {
        return;
    }
    let unit = checker.catalog.schema.fact(row.stated.fact).unit.as_deref();
    let shown = Value::Number(median).display(unit);
    let message = format!(
        "{} is {}, and the median of {} {who} is {shown}",
        checker.named(row.stated),
        checker.shown(row.stated),
        others.len(),
    );
    let times = Value::Number(factor).display(None);
    let label = if row.number > median {
        format!("{times} times as much, or more")
    } else {
        format!("a {times}th of it, or less")
    };
    let beside = Some((lower.stated, format!("{} here", checker.shown(lower.stated))));
    let (severity, help) = (Severity::Warning, CORRECT_OR_SAY.to_string());
    checker.report(Finding { code, severity, message, at: row.stated, label, beside, help });
}
