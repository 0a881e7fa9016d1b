//! When to use which model, and what would change the order.

use super::super::super::text::{answer, percent, signed};
use super::super::{Block, Section, list};
use crate::report::compare::{Advice, Comparison, Pair, Turn};

fn name(c: &Comparison, place: usize) -> &str {
    c.models.get(place).map_or("", |m| m.name.as_str())
}

/// What speaks for each of two models.
pub(super) fn reasons(c: &Comparison, pair: &Pair) -> Vec<Section> {
    let line = |a: &Advice| {
        let ahead = a.margin.map_or_else(String::new, |margin| format!(" ({} points)", signed(margin)));
        format!("{} — {}{ahead}", a.text, a.why)
    };
    let part = |heading: String, bullets: &[Advice], wins: bool| {
        let mut blocks = Vec::new();
        list(&mut blocks, bullets.iter().filter(|a| a.wins == wins).map(line).collect());
        Section::new(heading, blocks)
    };
    let against = |own: &str, rival: &str| {
        if c.models.len() > 2 { format!("{own} rather than {rival}") } else { own.to_string() }
    };
    let (one, other) = (name(c, pair.one), name(c, pair.other));
    let mut sections = Vec::new();
    for (own, rival, bullets) in [(one, other, &pair.use_one), (other, one, &pair.use_other)] {
        sections.push(part(format!("Use {} if", against(own, rival)), bullets, true));
        sections.push(part(format!("What else speaks for {}", against(own, rival)), bullets, false));
    }
    sections
}

/// What would make two models tie.
pub(super) fn ties(c: &Comparison, pair: &Pair) -> Section {
    let (one, other) = (name(c, pair.one), name(c, pair.other));
    let mut blocks: Vec<Block> = pair.dominated.clone().map(Block::Strong).into_iter().collect();
    if !pair.ties.is_empty() {
        blocks.push(Block::Text(format!("Each of these alone would make {one} and {other} tie, all else as it is:")));
        blocks.push(Block::List(pair.ties.clone()));
    }
    if let Some(weighings) = pair.weighings {
        blocks.push(Block::Text(format!(
            "If every way to weigh the groups of criteria were equally likely, {one} would be better in {} of them (exact).",
            percent(weighings)
        )));
    }
    let heading = "What would change it";
    Section::new(if c.models.len() > 2 { format!("{heading}: {one} and {other}") } else { heading.to_string() }, blocks)
}

/// The single answers that change who comes first, by who it is then.
pub(super) fn turns(c: &Comparison) -> Section {
    let firsts = c.models.iter().map(|m| (format!("{} comes first", m.name), Some(&m.model)));
    let mut items = Vec::new();
    for (what, first) in firsts.chain([("None of them fits".to_string(), None)]) {
        let answers = c.turns.iter().filter(|turn| turn.first.as_ref() == first);
        let answers: Vec<String> = answers.map(|t: &Turn| format!("{} = {}", t.need, answer(&t.answer))).collect();
        if !answers.is_empty() {
            items.push(format!("{what} with any of: {}", answers.join("; ")));
        }
    }
    let mut blocks = Vec::new();
    list(&mut blocks, items);
    Section::new("Which single answer changes it", blocks)
}
