//! For how many people which model comes first.

use super::super::super::chart::bars::{Part, Shares as Bars};
use super::super::super::text::{count, percent};
use super::super::{Block, Chart, Section, Words};
use crate::report::compare::{Comparison, Share, Shares};

/// For how many people of the first population the leading model is the first.
fn sentence(c: &Comparison) -> Option<String> {
    let all = c.shares.first()?;
    let (share, model) = all.first.iter().zip(&c.models).max_by(|(a, _), (b, _)| a.value.total_cmp(&b.value))?;
    Some(format!(
        "For {} of “{}” {} comes first, and for {} none of them fits; of those for whom one fits it is {}.",
        percent(share.value),
        all.label,
        model.name,
        percent(all.nothing.value),
        percent(share.of_fitting)
    ))
}

pub(super) fn shares(c: &Comparison) -> Option<Section> {
    let first = c.shares.first()?;
    let mut blocks: Vec<Block> = sentence(c).map(Block::strong).into_iter().collect();
    blocks.push(Block::Chart("shares", Chart::Shares(bars(c, first))));
    blocks.push(Block::text(first.meaning.as_str()));
    Some(Section::new("For whom", blocks))
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
