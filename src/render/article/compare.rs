//! A comparison as an article.

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
    let pairs = |all: &std::collections::BTreeMap<String, serde_json::Value>| {
        all.iter().map(|(need, value)| format!("{need} = {}", text::answer(value))).collect::<Vec<_>>().join("; ")
    };
    let mut items = Vec::new();
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            items.push(format!("{label}: {text}"));
        }
    };
    add("Answered", pairs(&c.needs.given));
    let derived = c.needs.derived.iter().map(|d| format!("{} = {} (rule {})", d.need, text::answer(&d.value), d.by));
    add("Derived", derived.collect::<Vec<_>>().join("; "));
    add("Assumed", pairs(&c.needs.assumed));
    add("Left open", c.needs.unanswered.join(", "));
    let sources = c.sources.iter().map(|s| s.credit.clone().unwrap_or_else(|| s.source.clone()));
    add("Sources", sources.collect::<Vec<_>>().join(", "));
    add("As of", c.as_of.clone());
    add("Inputs", format!("catalog {}, rulebook {}, needs {}", c.digests.catalog, c.digests.rulebook, c.digests.needs));
    let caveats =
        c.models.iter().flat_map(|m| m.caveats.iter().map(move |x| format!("{}: {} ({})", m.name, x.text, x.rule)));
    let caveats: Vec<String> = caveats.collect();
    let mut blocks = Vec::new();
    if !caveats.is_empty() {
        blocks.push(Block::Text("Before you choose:".to_string()));
        blocks.push(Block::List(caveats));
    }
    blocks.push(Block::List(items));
    Section::new("What this rests on", blocks)
}
