//! When to use which model, and what would change the order.

use super::super::{Block, Section, first, list};
use crate::report::compare::{Advice, Comparison, Pair, Turn};

/// How many reasons of a kind are told.
const REASONS: usize = 4;

pub(super) fn name(c: &Comparison, place: usize) -> &str {
    c.models.get(place).map_or("", |m| m.name.as_str())
}

/// What speaks for each of two models, for the winner first; what only helps it is told where nothing makes it come first.
pub(super) fn reasons(c: &Comparison, pair: &Pair) -> Vec<Section> {
    let mut both = [(pair.one, pair.other, &pair.use_one), (pair.other, pair.one, &pair.use_other)];
    both.sort_by_key(|(own, ..)| *own);
    let against = |own: usize, rival: usize| match c.models.len() {
        2 => name(c, own).to_string(),
        _ => format!("{} rather than {}", name(c, own), name(c, rival)),
    };
    let section = |(own, rival, bullets): (usize, usize, &Vec<Advice>)| {
        let wins = bullets.iter().any(|a| a.wins);
        let told = bullets.iter().filter(|a| a.wins == wins).map(|a| a.brief.as_str());
        let mut blocks = Vec::new();
        list(&mut blocks, first(told, REASONS));
        let what = if wins { "Use" } else { "What speaks for" };
        Section::new(format!("{what} {}{}", against(own, rival), if wins { " if" } else { "" }), blocks)
    };
    both.map(section).into()
}

/// What would make two models tie.
pub(super) fn ties(c: &Comparison, pair: &Pair) -> Section {
    let (one, other) = (name(c, pair.one), name(c, pair.other));
    let mut blocks: Vec<Block> = Vec::new();
    blocks.extend(pair.dominated.as_deref().or_else(|| no_weight(pair)).map(Block::strong));
    if !pair.ties.is_empty() {
        blocks.push(Block::text(format!("Each of these alone would make {one} and {other} tie, all else as it is:")));
        list(&mut blocks, first(pair.ties.iter().map(String::as_str), REASONS));
    }
    let heading = "What would change it";
    Section::new(if c.models.len() > 2 { format!("{heading}: {one} and {other}") } else { heading.to_string() }, blocks)
}

/// That weights do not turn the order one by one, where none does.
fn no_weight(pair: &Pair) -> Option<&'static str> {
    let ahead = pair.margin.is_some_and(|margin| margin != 0);
    (ahead && pair.weight_ties.is_empty())
        .then_some("However much or little any one criterion counts for, the order of the two stays.")
}

/// The single answers that change who comes first, by who it is then.
pub(super) fn turns(c: &Comparison) -> Section {
    let firsts = c.models.iter().map(|m| (format!("{} comes first with any of:", m.name), Some(&m.model)));
    let mut blocks = Vec::new();
    for (what, first) in firsts.chain([("None of them fits with any of:".to_string(), None)]) {
        let answers = c.turns.iter().filter(|turn| turn.first.as_ref() == first);
        let answers: Vec<&str> = answers.map(|t: &Turn| t.text.as_str()).collect();
        if !answers.is_empty() {
            blocks.push(Block::text(what));
            list(&mut blocks, answers);
        }
    }
    Section::new("Which single answer changes it", blocks)
}
