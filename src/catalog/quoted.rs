//! Makes the facts of what lists say of one price at about the same time, of what is to be paid next, and of what the same costs elsewhere: how
//! far the bill of a month may be off because of the day and the list that a price is from.
//!
//! They are made on the catalog's own day. An offer for which all lists say the same has neither a least nor a most.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::fact::FactId;
use crate::reader::{File, Reader, Table};
use crate::value::{Date, Value};

use super::precedence::On;
use super::statement::Context;
use super::{Facts, Model, Offer, Statement};

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
    /// The least that the same costs elsewhere, where one list alone says what decides; and the fact that tells one seller from another.
    elsewhere: Option<(FactId, FactId)>,
}

/// Adds these facts to every offer.
pub(super) fn add(file: &File<'_>, context: &Context<'_>, on: On<'_>, models: &mut [Model], found: &mut Diagnostics) {
    let all = read(file, context, found);
    for model in models {
        for quoted in &all {
            let asked = quoted.asked(model, on);
            for (at, offer) in model.offers.iter_mut().enumerate() {
                quoted.add(&mut offer.facts, on);
                quoted.compare(&mut offer.facts, at, &asked, on);
            }
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
    let mut also = |key: &'static str| {
        let node = table.optional(key)?;
        let id = node.text()?.to_string();
        context.find(reader, &id, node.span())
    };
    let (elsewhere, by) = (also("elsewhere"), also("by"));
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
    let elsewhere = elsewhere.zip(by);
    Some(Quoted { of: of?, least: least?, most: most?, next: next?, until: until?, days, apart: apart?, elsewhere })
}

/// What an offer asks, by a statement that is no older than may be.
struct Asked {
    /// Its place among the offers of the model.
    offer: usize,
    /// Who asks it.
    by: String,
    price: f64,
    says: Statement,
}

impl Quoted {
    fn is_recent(&self, statement: &Statement, on: On<'_>) -> bool {
        statement.as_of.is_some_and(|date| on.day.days() - date.days() <= self.days)
    }

    /// What each offer of a model asks; nothing where nobody compares.
    fn asked(&self, model: &Model, on: On<'_>) -> Vec<Asked> {
        let Some((_, by)) = self.elsewhere else { return Vec::new() };
        let asked = |(offer, of): (usize, &Offer)| {
            let says = of.facts.get(self.of).first().filter(|s| self.is_recent(s, on))?;
            let by = of.facts.get(by).first()?.value.to_string();
            Some(Asked { offer, by, price: says.value.as_number()?, says: says.clone() })
        };
        model.offers.iter().enumerate().filter_map(asked).collect()
    }

    /// Adds the least that others ask, where one list alone says what an offer does.
    fn compare(&self, facts: &mut Facts, at: usize, asked: &[Asked], on: On<'_>) {
        let Some((elsewhere, _)) = self.elsewhere else { return };
        let Some(own) = asked.iter().find(|of| of.offer == at) else { return };
        if self.lists(facts, own.price, on) > 1 {
            return;
        }
        let others = asked.iter().filter(|of| of.by != own.by);
        if let Some(least) = others.min_by(|a, b| a.price.total_cmp(&b.price)) {
            let note = Some(Arc::from(format!("at {}", least.by)));
            facts.set(elsewhere, [Statement { note, terms: None, ..least.says.clone() }]);
        }
    }

    /// How many independent lists say about this price, by statements that are no older than may be.
    fn lists(&self, facts: &Facts, price: f64, on: On<'_>) -> usize {
        let near = |n: f64| (n - price).abs() <= price * self.apart / 100.0;
        let says = |s: &&Statement| s.value.as_number().is_some_and(near) && self.is_recent(s, on);
        let said = facts.get(self.of).iter().filter(says).map(|s| on.precedence.family(s));
        said.collect::<BTreeSet<&str>>().len()
    }

    fn add(&self, facts: &mut Facts, on: On<'_>) {
        let said = facts.get(self.of);
        let Some((decides, price)) = said.first().and_then(|s| Some((s.clone(), s.value.as_number()?))) else { return };
        let recent = |s: &&Statement| self.is_recent(s, on);
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
