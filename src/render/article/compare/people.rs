//! For how many people which model comes first.

use super::super::super::chart::bars::{Part, Shares as Bars};
use super::super::super::text::{count, percent};
use super::super::{Block, Chart, Section, Words};
use super::heads;
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
    let shown = |share: &Share| Words::from(format!("{} ± {:.1}", percent(share.value), 100.0 * share.error));
    let row = |shares: &Shares| {
        let fitting: Vec<String> = shares.first.iter().map(|s| percent(s.of_fitting)).collect();
        let firsts = shares.first.iter().chain([&shares.nothing]).map(shown);
        [shares.label.as_str().into()].into_iter().chain(firsts).chain([fitting.join(" / ").into()]).collect()
    };
    let mut columns = heads(c, &["population"]);
    columns.extend(["nothing fits".to_string(), "where one fits".to_string()]);
    let counted = format!(
        "{} drawn from each population with seed {}; ± is the sampling error (95%). Population file version {}.",
        count(usize::try_from(first.people).unwrap_or(usize::MAX), "person").replace("persons", "people"),
        first.seed,
        first.version,
    );
    let blocks = vec![Block::Table(columns, c.shares.iter().map(row).collect()), Block::text(counted)];
    Some(Section::new("For other people", blocks))
}

fn bars(c: &Comparison, shares: &Shares) -> Bars {
    let part = |label: String, share: &Share| Part { label, share: share.value, half: share.error };
    let mut parts: Vec<Part> =
        c.models.iter().zip(&shares.first).map(|(m, share)| part(m.name.clone(), share)).collect();
    parts.push(part("None of them fits".to_string(), &shares.nothing));
    Bars { title: format!("Who comes first for {}", shares.label), parts }
}
