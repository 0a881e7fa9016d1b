//! A comparison as an article: who wins first, then when to use which, what they are, what they cost.

use super::super::shape::checks;
use super::super::text;
use super::{Article, Block, Fold, Notes, Section, Words, list, rests_on};
use crate::report::compare::{Compared, Comparison};
use crate::report::lower;

mod advice;
mod facts;
mod money;
mod order;
mod people;

/// The whole comparison.
pub(in crate::render) fn article(c: &Comparison) -> Article {
    let named = c;
    let c = &order::winner_first(c);
    let mut notes = Notes::default();
    let n = &mut notes;
    let mut sections = vec![verdict(c, n)];
    sections.extend(c.pairs.iter().flat_map(|pair| advice::reasons(c, pair)));
    sections.push(facts::glance(c, named, n));
    sections.push(facts::criteria(c, n));
    sections.extend(money::money(c, n));
    sections.extend(c.pairs.iter().map(|pair| advice::ties(c, pair)));
    sections.push(people::shares(c));
    sections.push(facts::overview(c, n).folded(Fold::More));
    sections.push(facts::all_criteria(c, n).folded(Fold::More));
    sections.extend(money::offers(c, n).map(|section| section.folded(Fold::More)));
    sections.push(advice::turns(c).folded(Fold::More));
    sections.extend(people::populations(c).map(|section| section.folded(Fold::More)));
    sections.push(basis(c).folded(Fold::Paper));
    let title = c.models.iter().map(|m| m.name.as_str()).collect::<Vec<_>>().join(" vs ");
    Article::new(title, sections, notes)
}

/// What stands above columns that are one for each model.
fn heads(c: &Comparison, first: &[&str]) -> Vec<String> {
    first.iter().map(ToString::to_string).chain(c.models.iter().map(|m| m.name.clone())).collect()
}

const UNKNOWN: &str = "unknown";
const OUT: &str = "not eligible";

fn verdict(c: &Comparison, notes: &mut Notes) -> Section {
    let mut blocks = vec![Block::strong(c.summary.as_str())];
    let mut columns = vec!["model".to_string(), "points of 100".to_string()];
    columns.extend(c.money.as_ref().map(|money| lower(&money.bill)));
    columns.push("offer".to_string());
    let rows = c.models.iter().map(|model| standing(c, model, notes)).collect();
    blocks.push(Block::Table(columns, rows));
    let out = c.models.iter().flat_map(|m| m.by.iter().map(move |r| (format!("{} is out: {}", m.name, r.because), r)));
    let out: Vec<Words> = out.map(|(text, r)| notes.by_rule(text, &r.rule, &checks(r))).collect();
    list(&mut blocks, out);
    blocks.extend(c.doubt.as_deref().map(Block::text));
    list(&mut blocks, c.contradictions.iter().map(|x| format!("Contradiction: {}", x.message)));
    let caveats = c.models.iter().flat_map(|m| m.caveats.iter().map(move |x| format!("{}: {}", m.name, x.text)));
    let caveats: Vec<String> = caveats.collect();
    if !caveats.is_empty() {
        blocks.push(Block::text("Before you choose:"));
        list(&mut blocks, caveats);
    }
    Section::new("The verdict", blocks)
}

/// A model's points, its bill, and how to get it.
fn standing(c: &Comparison, model: &Compared, notes: &mut Notes) -> Vec<Words> {
    let range = match model.interval {
        Some((low, high)) if low != high => format!(" ({} to {})", text::points(low), text::points(high)),
        _ => String::new(),
    };
    let score = model.score.map_or_else(|| OUT.to_string(), |score| format!("{}{range}", text::points(score)));
    let mut row: Vec<Words> = vec![model.name.as_str().into(), score.into()];
    row.extend(c.money.as_ref().map(|money| money::of(money, model, notes)));
    row.push(model.offer.as_deref().map_or_else(|| "nobody offers it".to_string(), text::offer).into());
    row
}

fn basis(c: &Comparison) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, rests_on(&c.needs, &c.sources, &c.as_of, &c.digests));
    Section::new("What this rests on", blocks)
}
