//! What came of taking statements in, as an article.

use super::{Article, Block, Notes, Section, Words, list};
use crate::render::delta::{moved, whose};
use crate::render::text::count;
use crate::report::import::{Review, SourceTold};
use crate::value::Value;

/// How many of each sort are named; JSON has all.
const NAMED: usize = 40;
/// How many cases of an effect are named.
const CASES: usize = 3;

pub(in crate::render) fn article(review: &Review) -> Article {
    let counts = &review.counts;
    let taken = if review.written { "Taken in" } else { "Not written" };
    let title = format!(
        "{taken}: {} added, {} renewed, {} unchanged, in {}",
        number(counts.added),
        number(counts.renewed),
        number(counts.unchanged),
        count(review.files.len(), "file")
    );
    let mut sections = Vec::new();
    let mut section = |heading: &str, all: usize, blocks: Vec<Block>| {
        if all > 0 {
            sections.push(Section::new(format!("{heading} ({})", number(all)), blocks));
        }
    };
    let known = if counts.first_known > 0 {
        vec![Block::text(format!("Now known, and unknown before: {}.", count(counts.first_known, "fact")))]
    } else {
        Vec::new()
    };
    let rows = review.changed.iter().map(|c| {
        let new = c.new.clone().unwrap_or_else(|| "unknown".to_string());
        vec![c.subject.clone(), c.fact.clone(), c.old.clone(), new, c.source.clone().unwrap_or_default()]
    });
    let mut blocks = table(&["Of", "Fact", "Was", "Is", "By"], rows, review.changed.len());
    blocks.extend(known);
    section("Values that changed", review.changed.len() + counts.first_known.min(1), blocks);
    let rows = review.held.iter().map(|h| {
        vec![h.subject.clone(), h.fact.clone(), h.says.clone(), h.source.clone(), h.stands.clone(), h.because.clone()]
    });
    let heads = ["Of", "Fact", "Says", "Source", "Stands", "Because"];
    section("Held: decided by hand", review.held.len(), table(&heads, rows, review.held.len()));
    let rows = review.refused.iter().map(|r| vec![r.subject.clone(), r.fact.clone(), r.says.clone(), r.source.clone()]);
    section(
        "Refused: a zero here means that nothing is known",
        review.refused.len(),
        table(&["Of", "Fact", "Says", "Source"], rows, review.refused.len()),
    );
    let items = review.proposals.iter().map(|p| format!("{} ({})", p.subject, count(p.statements, "statement")));
    let mut blocks = listed(items, review.proposals.len());
    if review.proposals.iter().any(|p| !p.taken) {
        let left = format!("{} left out; --new takes them in.", count(counts.proposed, "statement"));
        blocks.push(Block::text(left));
    }
    let heading = if review.proposals.iter().all(|p| p.taken) { "New" } else { "Proposals" };
    section(heading, review.proposals.len(), blocks);
    section("Sources", review.sources.len(), listed(review.sources.iter().map(source), review.sources.len()));
    let odd = review.odd.iter().map(|o| match &o.source {
        Some(place) => format!("{} ({}, {place})", o.message, o.code),
        None => format!("{} ({})", o.message, o.code),
    });
    section("Odd now", review.odd.len(), listed(odd, review.odd.len()));
    verdicts(review, &mut sections);
    Article::new(title, sections, Notes::default())
}

fn verdicts(review: &Review, sections: &mut Vec<Section>) {
    let Some(verdicts) = &review.verdicts else {
        let text = "The rulebook does not fit this catalog, so no verdicts were compared.".to_string();
        return sections.push(Section::new("Verdicts", vec![Block::text(text)]));
    };
    let (changed, of) = (verdicts.counts.changed, count(verdicts.cases.count, "verdict"));
    let counts = &verdicts.counts;
    let text = if changed == 0 {
        format!("None of {of} changes.")
    } else {
        let parts = [
            (counts.answer, "only before or only now in"),
            (counts.first, "with another winner"),
            (counts.top, "with another top three"),
            (counts.eligible, "with other models eligible"),
        ];
        let parts: Vec<String> =
            parts.iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{} {words}", number(*n))).collect();
        format!(
            "{} of {of} change: {}. To see why, compare the two catalogs with verdict diff.",
            number(changed),
            parts.join(", ")
        )
    };
    let mut blocks = vec![Block::text(text)];
    let effects = verdicts.effects.iter().map(|effect| {
        format!("{}, in {}: {}", moved(effect), count(effect.cases.len(), "verdict"), whose(effect, CASES))
    });
    blocks.extend(listed(effects, verdicts.effects.len()));
    sections.push(Section::new("Verdicts", blocks));
}

fn source(told: &SourceTold) -> String {
    let date = |date: &Option<String>| date.clone().unwrap_or_else(|| "undated".to_string());
    let now = date(&told.date);
    if told.new {
        format!("{}: new, {now}", told.id)
    } else {
        format!("{}: {} → {now}", told.id, date(&told.old_date))
    }
}

fn table(heads: &[&str], rows: impl Iterator<Item = Vec<String>>, all: usize) -> Vec<Block> {
    let rows: Vec<Vec<Words>> = rows.take(NAMED).map(|row| row.into_iter().map(Words::from).collect()).collect();
    let mut blocks = Vec::new();
    if !rows.is_empty() {
        blocks.push(Block::Table(heads.iter().map(ToString::to_string).collect(), rows));
    }
    blocks.extend(more(all));
    blocks
}

fn listed(items: impl Iterator<Item = String>, all: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    list(&mut blocks, items.take(NAMED));
    blocks.extend(more(all));
    blocks
}

fn more(all: usize) -> Option<Block> {
    let left = all.saturating_sub(NAMED);
    (left > 0).then(|| Block::text(format!("And {} more; --format json has all.", number(left))))
}

fn number(n: usize) -> String {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)).display(None)
}
