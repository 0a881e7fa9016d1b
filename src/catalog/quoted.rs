//! Makes the facts of what lists say of one price at about the same time, and of what is to be paid next: how far the bill of a month may be
//! off because of the day and the list that a price is from.
//!
//! They are made on the catalog's own day. An offer for which all lists say the same has none of them.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fact::FactId;
use crate::reader::{File, Reader, Table};
use crate::value::{Date, Value};

use super::precedence::On;
use super::statement::Context;
use super::{Facts, Model, Statement};

/// One entry of `[[quoted]]` in `catalog.toml`.
struct Quoted {
    /// The fact that lists state.
    of: FactId,
    /// The least that one of them says.
    least: FactId,
    /// The most.
    most: FactId,
    /// What is to be said once the statement that decides is over.
    next: FactId,
    /// The last day of the statement that decides.
    until: FactId,
    /// What is older than the catalog by more days is not looked at.
    days: i32,
    /// What is off by no more than this percentage is the same.
    apart: f64,
}

/// Adds these facts to every offer.
pub(super) fn add(file: &File<'_>, context: &Context<'_>, on: On<'_>, models: &mut [Model], found: &mut Diagnostics) {
    let all = read(file, context, found);
    for offer in models.iter_mut().flat_map(|model| &mut model.offers) {
        for quoted in &all {
            quoted.add(&mut offer.facts, on);
        }
    }
}

fn read(file: &File<'_>, context: &Context<'_>, found: &mut Diagnostics) -> Vec<Quoted> {
    let reader = Reader::new(file.source, found);
    let Some(mut top) = reader.table(file.root, "`catalog.toml`") else { return Vec::new() };
    let tables = top.tables("quoted", "what lists say of a price");
    tables.into_iter().filter_map(|table| entry(table, &reader, context)).collect()
}

fn entry(mut table: Table<'_, '_, '_>, reader: &Reader<'_>, context: &Context<'_>) -> Option<Quoted> {
    let mut fact = |key: &'static str| {
        let node = table.required(key)?;
        let id = node.text()?.to_string();
        context.find(reader, &id, node.span())
    };
    let facts = ["of", "least", "most", "next", "until"].map(&mut fact);
    let mut number = |key: &'static str| {
        let number = table.number(key);
        if !number.is_some_and(|n| n >= 0.0) {
            let wrong = Diagnostic::error(Code::OutOfRange, format!("`{key}` is a number from 0 on"));
            reader.push(wrong.at(table.place(key), "not such a number"));
        }
        number
    };
    let (days, apart) = (number("days"), number("apart"));
    table.finish();
    let [of, least, most, next, until] = facts;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast from a float stays within the range of the whole number"
    )]
    let days = days? as i32;
    Some(Quoted { of: of?, least: least?, most: most?, next: next?, until: until?, days, apart: apart? })
}

impl Quoted {
    fn add(&self, facts: &mut Facts, on: On<'_>) {
        let said = facts.get(self.of);
        let Some((decides, price)) = said.first().and_then(|s| Some((s.clone(), s.value.as_number()?))) else { return };
        let recent = |s: &&Statement| s.as_of.is_some_and(|date| on.day.days() - date.days() <= self.days);
        let number = |s: &Statement| s.value.as_number();
        let others: Vec<Statement> = said.iter().skip(1).filter(recent).cloned().collect();
        let off = |s: &&Statement| number(s).is_some_and(|n| (n - price).abs() > price * self.apart / 100.0);
        let by = |a: &&Statement, b: &&Statement| number(a).unwrap_or(price).total_cmp(&number(b).unwrap_or(price));
        let least = others.iter().filter(off).min_by(by).filter(|s| number(s).is_some_and(|n| n < price));
        let most = others.iter().filter(off).max_by(by).filter(|s| number(s).is_some_and(|n| n > price));
        let plain = |s: &Statement| Statement { terms: None, ..s.clone() };
        if let Some(least) = least {
            facts.set(self.least, [plain(least)]);
        }
        if let Some(most) = most {
            facts.set(self.most, [plain(most)]);
        }
        let Some(until) = decides.until() else { return };
        let after = Date::from_days(until.days() + 1);
        let next = after.and_then(|day| facts.deciding_on(self.of, &On { day, ..on }).cloned());
        if let Some(next) = next {
            facts.set(self.next, [plain(&next)]);
            facts.set(self.until, [Statement { value: Value::Date(until), ..plain(&decides) }]);
        }
    }
}
