//! How often which model comes first: for people, and by all ways to weigh.

use super::super::super::chart::bars::{Part, Shares as Bars};
use super::super::super::text::{count, percent};
use super::super::{Block, Chart, Section, Words};
use super::advice::name;
use crate::report::compare::{Comparison, Pair, Share, Shares};

/// Which of several shares to believe.
const BELIEVE: &str = "Believe the verdict: it is of your own needs. These shares are of people who are not you, and of weights that \
                       nobody chose.";

/// For how many people of the first population each comes first.
fn sentence(c: &Comparison, all: &Shares) -> String {
    let each = |comes: &str, of: &dyn Fn(&Share) -> f64| -> String {
        let named = all.first.iter().zip(&c.models).enumerate();
        let told = named.map(|(i, (share, model))| {
            format!("{}{} for {}", model.name, if i == 0 { comes } else { "" }, percent(of(share)))
        });
        told.collect::<Vec<_>>().join(", ")
    };
    format!(
        "Among “{}” {}; for {} none of them fits. Of those for whom one fits it is {}.",
        all.label,
        each(" comes first", &|share| share.value),
        percent(all.nothing.value),
        each("", &|share| share.of_fitting)
    )
}

/// In how many of all ways to weigh which of two is better.
fn weighings(c: &Comparison, pair: &Pair) -> Option<String> {
    let part = pair.weighings?;
    // The one that is named first comes out first.
    let (one, other, part) = if pair.one < pair.other {
        (name(c, pair.one), name(c, pair.other), part)
    } else {
        (name(c, pair.other), name(c, pair.one), 1.0 - part)
    };
    let how_many = match part {
        1.0.. => format!("{one} would be at least as good as {other} in all of them"),
        0.0 => format!("{other} would be at least as good as {one} in all of them"),
        part => format!("{one} would be better in {} of them, and {other} in {}", percent(part), percent(1.0 - part)),
    };
    Some(format!(
        "If every way to weigh the groups of criteria were equally likely, {how_many} (counted, not sampled)."
    ))
}

/// How often each comes first, of people and of weights.
pub(super) fn shares(c: &Comparison) -> Section {
    let first = c.shares.first();
    let weighings: Vec<String> = c.pairs.iter().filter_map(|pair| weighings(c, pair)).collect();
    let mut blocks: Vec<Block> = Vec::new();
    blocks.extend(first.map(|first| Block::strong(sentence(c, first))));
    blocks.extend(weighings.into_iter().map(Block::text));
    if !blocks.is_empty() {
        blocks.push(Block::text(BELIEVE));
    }
    blocks.extend(first.map(|first| Block::Chart("shares", Chart::Shares(bars(c, first)))));
    blocks.extend(first.map(|first| Block::text(first.meaning.as_str())));
    Section::new("For whom", blocks)
}

/// The shares of every population, and how they were counted.
pub(super) fn populations(c: &Comparison) -> Option<Section> {
    let first = c.shares.first()?;
    let of_all = |share: &Share| format!("{} ± {:.1}", percent(share.value), 100.0 * share.error);
    let mut rows: Vec<Vec<Words>> = Vec::new();
    for (place, model) in c.models.iter().enumerate() {
        let shares = c.shares.iter().filter_map(|shares| shares.first.get(place));
        let shown = shares.map(|share| format!("{}; {} where one fits", of_all(share), percent(share.of_fitting)));
        rows.push([model.name.clone()].into_iter().chain(shown).map(Words::from).collect());
    }
    let nothing = c.shares.iter().map(|shares| of_all(&shares.nothing));
    rows.push(["none of them fits".to_string()].into_iter().chain(nothing).map(Words::from).collect());
    let labels = c.shares.iter().map(|shares| shares.label.clone());
    let columns = ["first".to_string()].into_iter().chain(labels).collect();
    let counted = format!(
        "{} drawn from each population with seed {}; ± is the sampling error (95%). Population file version {}.",
        count(usize::try_from(first.people).unwrap_or(usize::MAX), "person").replace("persons", "people"),
        first.seed,
        first.version,
    );
    let blocks = vec![Block::Table(columns, rows), Block::text(counted)];
    Some(Section::new("For other people", blocks))
}

fn bars(c: &Comparison, shares: &Shares) -> Bars {
    let part = |label: String, share: &Share| Part { label, share: share.value, half: share.error };
    let mut parts: Vec<Part> =
        c.models.iter().zip(&shares.first).map(|(m, share)| part(m.name.clone(), share)).collect();
    parts.push(part("None of them fits".to_string(), &shares.nothing));
    Bars { title: format!("Who comes first for {}", shares.label), parts }
}
