//! What the models cost.

use super::super::super::chart::{Axis, LineChart, Mark, Series};
use super::super::super::text::offer;
use super::super::{Block, Chart, Notes, Section, Words, list};
use super::UNKNOWN;
use crate::report::compare::{Bill, Compared, Comparison, Money, in_round};
use crate::report::lower;

pub(super) fn money(c: &Comparison, notes: &mut Notes) -> Option<Section> {
    let money = c.money.as_ref()?;
    let volume = money.volume.as_deref().unwrap_or("an unknown volume");
    let assumed = if money.assumed { " (assumed)" } else { "" };
    let mut blocks = vec![
        Block::text(format!(
            "Of each model the offer of the verdict, and the cheapest of each way of paying, at {volume}{assumed}."
        )),
        table(money, &told(c, money), notes),
    ];
    blocks.extend(curves(money).map(|chart| Block::Chart("cost", Chart::Lines(chart))));
    list(&mut blocks, money.break_evens.iter().map(|b| b.text.as_str()));
    Some(Section::new("What it costs", blocks))
}

/// Of each model what the offer costs by which it is compared, then what is the cheapest in each way of paying.
fn told<'m>(c: &Comparison, money: &'m Money) -> Vec<&'m Bill> {
    let mut told: Vec<&Bill> = Vec::new();
    for model in &c.models {
        let own = by_its_offer(money, model);
        told.extend(own);
        let cheapest = money.bills.iter().filter(|bill| bill.model == model.model);
        told.extend(cheapest.filter(|bill| own.is_none_or(|own| own.way != bill.way || own.number > bill.number)));
    }
    told
}

/// Every offer whose bill is known.
pub(super) fn offers(c: &Comparison, notes: &mut Notes) -> Option<Section> {
    let money = c.money.as_ref()?;
    let mut blocks = vec![table(money, &money.offers.iter().collect::<Vec<_>>(), notes)];
    let mut assumptions: Vec<&str> = money.bills.iter().flat_map(|b| b.assumed.iter().map(String::as_str)).collect();
    assumptions.sort_unstable();
    assumptions.dedup();
    if !assumptions.is_empty() {
        blocks.push(Block::text(format!("Assumed for these bills: {}.", assumptions.join(", "))));
    }
    (money.offers.len() > money.bills.len()).then(|| Section::new("What every offer costs", blocks))
}

/// What a model costs by the offer that it is compared by.
pub(super) fn of(money: &Money, model: &Compared, notes: &mut Notes) -> Words {
    by_its_offer(money, model).map_or_else(|| UNKNOWN.into(), |bill| amount(bill, notes))
}

fn by_its_offer<'m>(money: &'m Money, model: &Compared) -> Option<&'m Bill> {
    let is_it = |bill: &&Bill| bill.model == model.model && bill.offer.is_some() && bill.offer == model.offer;
    money.offers.iter().find(is_it)
}

fn table(money: &Money, bills: &[&Bill], notes: &mut Notes) -> Block {
    let mut row = |bill: &Bill| {
        let by = bill.offer.as_deref().map(offer).unwrap_or_default();
        let eligible = if bill.eligible { "" } else { ", not eligible" };
        vec![bill.name.as_str().into(), format!("{by}{eligible}").into(), amount(bill, notes)]
    };
    let rows = bills.iter().copied().map(&mut row).collect();
    Block::Table(vec!["model".to_string(), "offer".to_string(), lower(&money.bill)], rows)
}

fn amount(bill: &Bill, notes: &mut Notes) -> Words {
    let amount = bill.amount.clone().unwrap_or_else(|| UNKNOWN.to_string());
    let amount = bill.range.as_ref().map_or_else(|| amount.clone(), |range| format!("{amount} ({range})"));
    Words::noted(amount, notes.made_of(&bill.evidence))
}

/// The cheapest bills over the volume.
fn curves(money: &Money) -> Option<LineChart> {
    let drawn = || money.bills.iter().filter(|bill| bill.curve.iter().any(|(_, bill)| bill.is_some()));
    let series = |bill: &Bill| Series {
        name: format!("{}, {}", bill.name, bill.offer.clone().unwrap_or_default()),
        points: bill.curve.clone(),
    };
    let volumes = || drawn().flat_map(|bill| bill.curve.iter().map(|(volume, _)| *volume));
    let (least, most) = (volumes().fold(f64::INFINITY, f64::min), volumes().fold(0.0, f64::max));
    let mut marks = Vec::new();
    for (x, y) in money.break_evens.iter().flat_map(|b| &b.at).filter(|(x, _)| (least..=most).contains(x)) {
        marks.push(Mark { x: *x, y: *y, label: format!("the same at {}", in_round(*x, None)) });
    }
    let need = money.need.replace('_', " ");
    (drawn().count() > 0 && least < most).then(|| LineChart {
        title: format!("{} over {need}", money.bill),
        x: Axis { label: need, unit: None },
        y: Axis { label: money.bill.clone(), unit: money.bill_unit.clone() },
        series: drawn().map(series).collect(),
        marks,
    })
}
