//! A comparison as an article.

use super::super::shape::rests_on;
use super::super::text;
use super::{Article, Block, Section, list};
use crate::report::compare::{Compared, Comparison};

mod advice;
mod facts;
mod money;
mod people;

/// The whole comparison.
pub(in crate::render) fn article(c: &Comparison) -> Article {
    let mut sections = vec![verdict(c), facts::glance(c), facts::overview(c), facts::criteria(c)];
    sections.extend(money::money(c));
    for pair in &c.pairs {
        sections.extend(advice::reasons(c, pair));
    }
    sections.extend(c.pairs.iter().map(|pair| advice::ties(c, pair)));
    sections.push(advice::turns(c));
    sections.extend(people::shares(c));
    sections.extend([basis(c), facts::disputed(c), facts::values(c)]);
    sections.retain(|section| !section.blocks.is_empty());
    Article { title: c.models.iter().map(|m| m.name.as_str()).collect::<Vec<_>>().join(" vs "), sections }
}

/// What stands above columns that are one for each model.
fn heads(c: &Comparison, first: &[&str]) -> Vec<String> {
    first.iter().map(ToString::to_string).chain(c.models.iter().map(|m| m.name.clone())).collect()
}

const UNKNOWN: &str = "unknown";
const OUT: &str = "not eligible";

fn verdict(c: &Comparison) -> Section {
    let mut blocks = vec![Block::Strong(c.summary.clone())];
    blocks.extend(people::sentence(c).map(Block::Text));
    let columns = ["model", "rank", "score", "with what is unknown", "offer"];
    blocks.push(Block::Table(columns.map(String::from).into(), c.models.iter().map(standing).collect()));
    let out = c
        .models
        .iter()
        .flat_map(|m| m.by.iter().map(move |r| format!("{} is out: {} ({})", m.name, r.because, r.rule)));
    list(&mut blocks, out.collect());
    if !c.certain && c.models.iter().any(|m| m.rank.is_some()) {
        blocks.push(Block::Text("Not certain: what is unknown or only estimated could turn the order.".to_string()));
    }
    list(&mut blocks, c.contradictions.iter().map(|x| format!("Contradiction: {}", x.message)).collect());
    Section::new("The verdict", blocks)
}

fn standing(model: &Compared) -> Vec<String> {
    let score = model.score.map_or_else(|| OUT.to_string(), text::points);
    let place = match model.ranks {
        Some((best, worst)) if best == worst => format!(", {best} in any case"),
        Some((best, worst)) => format!(", {best} to {worst}"),
        None => String::new(),
    };
    let interval = |(low, high)| format!("{} to {}{place}", text::points(low), text::points(high));
    let rank = model.rank.map_or_else(|| "–".to_string(), |rank| rank.to_string());
    let offer = model.offer.as_deref().map_or_else(|| "nobody offers it".to_string(), text::offer);
    vec![model.name.clone(), rank, score, model.interval.map_or_else(String::new, interval), offer]
}

fn basis(c: &Comparison) -> Section {
    let caveats =
        c.models.iter().flat_map(|m| m.caveats.iter().map(move |x| format!("{}: {} ({})", m.name, x.text, x.rule)));
    let caveats: Vec<String> = caveats.collect();
    let mut blocks = Vec::new();
    if !caveats.is_empty() {
        blocks.push(Block::Text("Before you choose:".to_string()));
        blocks.push(Block::List(caveats));
    }
    let basis = rests_on(&c.needs, &[], &c.sources, &c.as_of, &c.digests);
    list(&mut blocks, basis.into_iter().map(|(label, text)| format!("{label}: {text}")).collect());
    Section::new("What this rests on", blocks)
}
