//! A bill as an article.

use std::collections::BTreeSet;

use super::{Article, Block, Notes, Section, evidence, list, origin};
use crate::render::shape::rests_on;
use crate::render::text::offer;
use crate::report::bill::{Extra, MonthlyBill, OfferBill, Sum};
use crate::report::{Evidence, Needs};

/// How many other offers are told.
const OFFERS: usize = 10;

/// The whole bill.
pub(in crate::render) fn article(bill: &MonthlyBill) -> Article {
    let sections = vec![paid(bill), budget(bill), taken(bill), notes(bill), beside(bill), offers(bill), basis(bill)];
    let amount = bill.bill.amount.as_deref().unwrap_or("not known");
    Article::new(format!("{} {}: {amount}", bill.name, offer(&bill.offer)), sections, Notes::default())
}

fn paid(bill: &MonthlyBill) -> Section {
    let mut blocks = vec![Block::strong(format!("{}.", bill.summary))];
    blocks.extend(counted(&bill.bill, &bill.needs));
    blocks.extend(lines(&bill.bill, &bill.needs));
    let contradictions = bill.contradictions.iter().map(|c| format!("Contradiction: {}", c.message));
    let mut said: Vec<String> = contradictions.chain(bill.warnings.iter().map(|w| format!("Warning: {w}"))).collect();
    if !bill.eligible {
        said.push(format!("This offer is not eligible for these needs; `verdict explain {}` says why", bill.model));
    }
    list(&mut blocks, said);
    Section::new("The bill of a month", blocks)
}

/// What was counted: the needs that the lines are made of.
fn counted(sum: &Sum, said: &Needs) -> Option<Block> {
    let mut needs: Vec<&Evidence> = Vec::new();
    for e in sum.lines.iter().flat_map(|line| &line.evidence).filter(|e| said.settles(&e.fact)) {
        if !needs.iter().any(|told| told.fact == e.fact) {
            needs.push(e);
        }
    }
    let own = |fact: &str| fact.rsplit('.').next().unwrap_or(fact).to_string();
    let need = |e: &&Evidence| format!("{} = {} ({})", own(&e.fact), e.value, e.source);
    (!needs.is_empty()).then(|| Block::text(format!("For {}.", needs.iter().map(need).collect::<Vec<_>>().join(", "))))
}

/// A line for each part, and the sum.
fn lines(sum: &Sum, said: &Needs) -> Option<Block> {
    let total = sum.amount.as_ref().filter(|_| !sum.lines.is_empty())?;
    // What has a source, and stands in no line before; needs are told above.
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut rows = Vec::new();
    for line in &sum.lines {
        let stated = || line.evidence.iter().filter(|e| !said.settles(&e.fact));
        let new: Vec<&Evidence> = stated().filter(|e| !told.contains(e.fact.as_str())).collect();
        let shown: Vec<&Evidence> = if new.is_empty() { stated().collect() } else { new };
        let made_of = evidence(shown, |fact| fact.rsplit('.').next().unwrap_or(fact));
        rows.push([line.label.clone(), line.amount.clone(), made_of]);
        told.extend(stated().map(|e| e.fact.as_str()));
    }
    rows.push(["the sum".to_string(), total.clone(), String::new()]);
    Some(Block::table(["line", "a month", "made of"], rows))
}

fn budget(bill: &MonthlyBill) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, bill.limits.clone());
    Section::new("The budget", blocks)
}

fn taken(bill: &MonthlyBill) -> Section {
    let mut blocks = Vec::new();
    let assumed = bill.assumed.iter().map(|a| {
        let value = a.value.as_deref().unwrap_or("nothing");
        format!("{} = {value} ({})", a.need, a.ask)
    });
    let assumed: Vec<String> = assumed.collect();
    if !assumed.is_empty() {
        blocks.push(Block::text("Assumed, since it was not said; `--need NEED=ANSWER` says it:".to_string()));
        list(&mut blocks, assumed);
    }
    if !bill.unsaid.is_empty() {
        let unsaid: Vec<&str> = bill.unsaid.iter().map(|a| a.need.as_str()).collect();
        blocks.push(Block::text(format!("Not said either, and counted as none: {}.", unsaid.join(", "))));
    }
    Section::new("What was taken for granted", blocks)
}

fn notes(bill: &MonthlyBill) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, bill.notes.iter().map(|note| format!("{} ({})", note.text, note.rule)));
    Section::new("What this bill counts, and what it does not", blocks)
}

fn beside(bill: &MonthlyBill) -> Section {
    let mut blocks = Vec::new();
    let extra = |e: &Extra| {
        let note = e.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
        format!("{}: {}. {}{note} [{}]", e.label, e.value, e.meaning, origin(&e.source, e.as_of.as_ref()))
    };
    list(&mut blocks, bill.beside.iter().map(extra));
    Section::new("Beside this bill", blocks)
}

fn offers(bill: &MonthlyBill) -> Section {
    if bill.offers.len() < 2 {
        return Section::new("Other offers", Vec::new());
    }
    let row = |o: &OfferBill| {
        let amount = o.amount.clone().unwrap_or_else(|| "not known".to_string());
        let state = if o.eligible { "" } else { "not eligible" };
        [offer(&o.offer), amount, o.range.clone().unwrap_or_default(), state.to_string()]
    };
    let mut rows: Vec<[String; 4]> = bill.offers.iter().take(OFFERS).map(row).collect();
    if let Some(more) = bill.offers.len().checked_sub(OFFERS).filter(|more| *more > 0) {
        rows.push([format!("{more} more"), String::new(), String::new(), String::new()]);
    }
    Section::new("All its offers, the cheapest first", vec![Block::table(["offer", "a month", "range", "state"], rows)])
}

fn basis(bill: &MonthlyBill) -> Section {
    let mut blocks = Vec::new();
    // What was taken for granted stands above, and other needs do not matter here.
    let needs =
        Needs { given: bill.needs.given.clone(), weights_given: bill.needs.weights_given.clone(), ..Needs::default() };
    let basis = rests_on(&needs, &[], &bill.sources, &bill.as_of, &bill.digests);
    list(&mut blocks, basis.into_iter().map(|(label, text)| format!("{label}: {text}")));
    Section::new("What this rests on", blocks)
}
