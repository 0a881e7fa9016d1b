//! What the models cost.

use super::super::super::chart::{Axis, LineChart, Mark, Series};
use super::super::{Block, Chart, Section, evidence, list};
use super::UNKNOWN;
use crate::report::compare::{Bill, Comparison, Money};
use crate::value::Value;

/// How many offers of a model are told for each way of paying.
const OFFERS: usize = 5;

pub(super) fn money(c: &Comparison) -> Option<Section> {
    let money = c.money.as_ref()?;
    let volume = money.volume.as_deref().unwrap_or("an unknown volume");
    let assumed = if money.assumed { " (assumed)" } else { "" };
    let mut assumptions: Vec<&str> = money.bills.iter().flat_map(|b| b.assumed.iter().map(String::as_str)).collect();
    assumptions.sort_unstable();
    assumptions.dedup();
    let mut blocks = vec![
        Block::Text(format!("In each way of paying, the cheapest offers at {volume}{assumed}.")),
        Block::Table(["model", "offer", "bill", "made of"].map(String::from).into(), rows(money)),
    ];
    blocks.extend(curves(money).map(|chart| Block::Chart("cost", Chart::Lines(chart))));
    list(&mut blocks, money.break_evens.iter().map(|b| b.text.clone()).collect());
    if !assumptions.is_empty() {
        blocks.push(Block::Text(format!("Assumed for these bills: {}.", assumptions.join(", "))));
    }
    Some(Section::new("What it costs", blocks))
}

/// The offers of each model in each way of paying, as many as are told; how many more there are, and up to which bill.
fn rows(money: &Money) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for bill in &money.bills {
        let all = money.offers.iter().filter(|o| o.model == bill.model && o.way == bill.way);
        let all: Vec<&Bill> = all.collect();
        if all.is_empty() {
            rows.push(row(bill));
        }
        // One more is shown rather than counted.
        let shown = if all.len() == OFFERS + 1 { all.len() } else { OFFERS };
        rows.extend(all.iter().take(shown).map(|bill| row(bill)));
        let rest = all.get(shown..).unwrap_or_default();
        let dearest = rest.iter().max_by(|a, b| a.number.unwrap_or_default().total_cmp(&b.number.unwrap_or_default()));
        if let Some(dearest) = dearest {
            let amount = dearest.amount.clone().unwrap_or_default();
            let offer = format!("{}: {} more", bill.way, rest.len());
            rows.push(vec![bill.name.clone(), offer, format!("up to {amount}"), String::new()]);
        }
    }
    rows
}

fn row(bill: &Bill) -> Vec<String> {
    let amount = bill.amount.clone().unwrap_or_else(|| UNKNOWN.to_string());
    let amount = bill.range.as_ref().map_or_else(|| amount.clone(), |range| format!("{amount} ({range})"));
    let offer = bill.offer.clone().unwrap_or_default();
    let eligible = if bill.eligible { "" } else { ", not eligible" };
    let made_of = evidence(&bill.evidence, |fact| fact.rsplit('.').next().unwrap_or(fact));
    vec![bill.name.clone(), format!("{}: {offer}{eligible}", bill.way), amount, made_of]
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
        marks.push(Mark { x: *x, y: *y, label: format!("the same at {}", Value::Number(x.round()).display(None)) });
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
