//! A comparison, or an explanation, as an article: sections of texts, tables and lists, which each format draws in its own way.

use super::text::{count, exact, percent, points, signed};
use crate::report::compare::{Advice, Bill, Comparison, Measured, Pair, Shares};

pub(super) mod explain;

/// A part of the article under a heading.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) blocks: Vec<Block>,
}

/// Something in a section.
pub(super) enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that stands out.
    Strong(String),
    /// A list.
    List(Vec<String>),
    /// A table: what stands above the columns, and rows of as many cells. All columns but the first are about one thing each.
    Table(Vec<String>, Vec<Vec<String>>),
}

/// What the article is called.
pub(super) fn title(c: &Comparison) -> String {
    c.models.iter().map(|m| m.name.as_str()).collect::<Vec<_>>().join(" vs ")
}

/// All sections, in their order; none is empty.
pub(super) fn sections(c: &Comparison) -> Vec<Section> {
    let mut all = vec![verdict(c), facts(c), criteria(c)];
    all.extend(money(c));
    for pair in &c.pairs {
        all.extend(advice(c, pair));
    }
    all.extend(shares(c));
    all.push(basis(c));
    all.retain(|section| !section.blocks.is_empty());
    all
}

fn section(heading: impl Into<String>, blocks: Vec<Block>) -> Section {
    Section { heading: heading.into(), blocks }
}

fn verdict(c: &Comparison) -> Section {
    let mut blocks = vec![Block::Strong(c.summary.clone())];
    let mut rows = Vec::new();
    for model in &c.models {
        let score = model.score.map_or_else(|| "not eligible".to_string(), points);
        let interval =
            model.interval.map_or_else(String::new, |(low, high)| format!("{} to {}", points(low), points(high)));
        let rank = model.rank.map_or_else(|| "–".to_string(), |rank| rank.to_string());
        let offer = model.offer.as_deref().map_or_else(|| "nobody offers it".to_string(), super::text::offer);
        rows.push(vec![model.name.clone(), rank, score, interval, offer]);
    }
    blocks
        .push(Block::Table(["model", "rank", "score", "with what is unknown", "offer"].map(String::from).into(), rows));
    let out = c
        .models
        .iter()
        .flat_map(|m| m.by.iter().map(move |r| format!("{} is out: {} ({})", m.name, r.because, r.rule)));
    list(&mut blocks, out.collect());
    if !c.certain && c.models.iter().any(|m| m.rank.is_some()) {
        blocks.push(Block::Text("Not certain: what is unknown or only estimated could turn the order.".to_string()));
    }
    list(&mut blocks, c.contradictions.iter().map(|x| format!("Contradiction: {}", x.message)).collect());
    section("The verdict", blocks)
}

/// Adds a list that has something in it.
fn list(blocks: &mut Vec<Block>, items: Vec<String>) {
    if !items.is_empty() {
        blocks.push(Block::List(items));
    }
}

fn heads(c: &Comparison, first: &[&str]) -> Vec<String> {
    first.iter().map(ToString::to_string).chain(c.models.iter().map(|m| m.name.clone())).collect()
}

const UNKNOWN: &str = "unknown";

fn facts(c: &Comparison) -> Section {
    let mut notes = Vec::new();
    let mut rows = Vec::new();
    for row in &c.facts {
        let mut cells = vec![row.label.clone()];
        for (cell, model) in row.cells.iter().zip(&c.models) {
            let Some(cell) = cell else {
                cells.push(UNKNOWN.to_string());
                continue;
            };
            let date = cell.as_of.as_ref().map_or_else(String::new, |date| format!(", {date}"));
            let mark = if cell.disputed.is_some() { " (!)" } else { "" };
            cells.push(format!("{}{mark} [{}{date}]", cell.value, cell.source));
            if let Some(disputed) = &cell.disputed {
                notes.push(format!("(!) {} of {}: {disputed}", row.label, model.name));
            }
        }
        rows.push(cells);
    }
    let mut blocks = if rows.is_empty() { Vec::new() } else { vec![Block::Table(heads(c, &["fact"]), rows)] };
    list(&mut blocks, notes);
    section("At a glance", blocks)
}

fn criteria(c: &Comparison) -> Section {
    let mut rows = Vec::new();
    let mut notes = Vec::new();
    for row in &c.criteria {
        let mut cells = vec![format!("{} › {}", row.group, own(&row.label)), percent(row.weight)];
        for (cell, model) in row.cells.iter().zip(&c.models) {
            let Some(Measured { value, obtained, points, evidence }) = cell else {
                cells.push("–".to_string());
                continue;
            };
            cells.push(format!("{} = {}", value.as_deref().unwrap_or(UNKNOWN), exact(*points)));
            let from: Vec<String> = evidence
                .iter()
                .map(|e| {
                    format!(
                        "{} {} [{}{}]",
                        e.fact,
                        e.value,
                        e.source,
                        e.as_of.as_ref().map_or_else(String::new, |d| format!(", {d}"))
                    )
                })
                .collect();
            let how = obtained.as_ref().map_or_else(String::new, |how| format!("{how}; "));
            if !from.is_empty() {
                notes.push(format!("{} of {}: {how}{}", own(&row.label), model.name, from.join("; ")));
            }
        }
        rows.push(cells);
    }
    let score = c.models.iter().map(|m| m.score.map_or_else(|| "not eligible".to_string(), exact));
    rows.push(["score".to_string(), "100.0%".to_string()].into_iter().chain(score).collect());
    let mut blocks = vec![
        Block::Text(
            "Value and points of 100 by criterion; what differs most comes first. A score is the sum of its points."
                .to_string(),
        ),
        Block::Table(heads(c, &["criterion", "weight"]), rows),
    ];
    list(&mut blocks, notes);
    section("What counts", blocks)
}

/// The last part of a label.
fn own(label: &str) -> &str {
    label.rsplit(" › ").next().unwrap_or(label)
}

fn money(c: &Comparison) -> Option<Section> {
    let money = c.money.as_ref()?;
    let volume = money.volume.as_deref().unwrap_or("an unknown volume");
    let assumed = if money.assumed { " (assumed)" } else { "" };
    let row = |bill: &Bill| {
        let amount = bill.amount.clone().unwrap_or_else(|| UNKNOWN.to_string());
        let offer = bill.offer.clone().unwrap_or_default();
        let eligible = if bill.eligible { "" } else { ", not eligible" };
        let made_of = bill.evidence.iter().map(|e| {
            format!(
                "{} {} [{}{}]",
                own_fact(&e.fact),
                e.value,
                e.source,
                e.as_of.as_ref().map_or_else(String::new, |d| format!(", {d}"))
            )
        });
        vec![
            bill.name.clone(),
            format!("{}: {offer}{eligible}", bill.way),
            amount,
            made_of.collect::<Vec<_>>().join("; "),
        ]
    };
    let mut assumptions: Vec<&str> = money.bills.iter().flat_map(|b| b.assumed.iter().map(String::as_str)).collect();
    assumptions.sort_unstable();
    assumptions.dedup();
    let mut blocks = vec![
        Block::Text(format!("The cheapest offer in each way of paying, at {volume}{assumed}.")),
        Block::Table(
            ["model", "offer", "bill", "made of"].map(String::from).into(),
            money.bills.iter().map(row).collect(),
        ),
    ];
    list(&mut blocks, money.break_evens.clone());
    if !assumptions.is_empty() {
        blocks.push(Block::Text(format!("Assumed for these bills: {}.", assumptions.join(", "))));
    }
    blocks.push(Block::Text("A rent does not say whether the machine keeps up with the volume.".to_string()));
    Some(section("What it costs", blocks))
}

fn own_fact(id: &str) -> &str {
    id.rsplit('.').next().unwrap_or(id)
}

fn advice(c: &Comparison, pair: &Pair) -> Vec<Section> {
    let name = |place: usize| c.models.get(place).map_or("", |m| m.name.as_str());
    let (one, other) = (name(pair.one), name(pair.other));
    let line = |a: &Advice| {
        let ahead = a.margin.map_or_else(String::new, |margin| format!(" ({} points)", signed(margin)));
        format!("{} — {}{ahead}", a.text, a.why)
    };
    let part = |heading: String, bullets: &[Advice], wins: bool| {
        let lines: Vec<String> = bullets.iter().filter(|a| a.wins == wins).map(line).collect();
        (!lines.is_empty()).then(|| section(heading, vec![Block::List(lines)]))
    };
    let against = |own: &str, rival: &str| {
        if c.models.len() > 2 { format!("{own} rather than {rival}") } else { own.to_string() }
    };
    let mut all: Vec<Section> = Vec::new();
    for (own, rival, bullets) in [(one, other, &pair.use_one), (other, one, &pair.use_other)] {
        all.extend(part(format!("Use {} if", against(own, rival)), bullets, true));
        all.extend(part(format!("What else speaks for {}", against(own, rival)), bullets, false));
    }
    let mut ties = Vec::new();
    ties.extend(pair.dominated.clone().map(Block::Strong));
    if !pair.ties.is_empty() {
        ties.push(Block::Text(format!("Each of these alone would make {one} and {other} tie, all else as it is:")));
        ties.push(Block::List(pair.ties.clone()));
    }
    if let Some(weighings) = pair.weighings {
        ties.push(Block::Text(format!(
            "If every way to weigh the groups of criteria were equally likely, {one} would be better in {} of them (exact).",
            percent(weighings)
        )));
    }
    all.push(section(
        if c.models.len() > 2 {
            format!("What would change it: {one} and {other}")
        } else {
            "What would change it".to_string()
        },
        ties,
    ));
    all
}

fn shares(c: &Comparison) -> Option<Section> {
    let first = c.shares.first()?;
    let of = |shares: &Shares| {
        let shown =
            |share: &crate::report::compare::Share| format!("{} ± {:.1}", percent(share.value), 100.0 * share.error);
        let fitting = shares.first.iter().map(|s| percent(s.of_fitting)).collect::<Vec<_>>().join(" / ");
        let firsts = shares.first.iter().map(shown);
        std::iter::once(shares.label.clone())
            .chain(firsts)
            .chain([shown(&shares.nothing), fitting])
            .collect::<Vec<String>>()
    };
    let mut heads = heads(c, &["population"]);
    heads.extend(["nothing fits".to_string(), "where one fits".to_string()]);
    let leads = first.first.iter().zip(&c.models).max_by(|(a, _), (b, _)| a.value.total_cmp(&b.value));
    let sentence = leads.map(|(share, model)| {
        format!(
            "For {} of “{}” {} comes first, and for {} none of them fits; of those for whom one fits it is {}.",
            percent(share.value),
            first.label,
            model.name,
            percent(first.nothing.value),
            percent(share.of_fitting)
        )
    });
    let mut blocks: Vec<Block> = sentence.map(Block::Strong).into_iter().collect();
    blocks.push(Block::Table(heads, c.shares.iter().map(of).collect()));
    blocks.push(Block::Text(format!(
        "{} drawn from each population with seed {}; ± is the sampling error (95%). Population file version {}: {}",
        count(usize::try_from(first.people).unwrap_or(usize::MAX), "person").replace("persons", "people"),
        first.seed,
        first.version,
        first.meaning
    )));
    Some(section("For whom", blocks))
}

fn basis(c: &Comparison) -> Section {
    let pairs = |all: &std::collections::BTreeMap<String, serde_json::Value>| {
        all.iter()
            .map(|(need, value)| format!("{need} = {}", super::text::answer(value)))
            .collect::<Vec<_>>()
            .join("; ")
    };
    let mut items = Vec::new();
    let mut add = |label: &str, text: String| {
        if !text.is_empty() {
            items.push(format!("{label}: {text}"));
        }
    };
    add("Answered", pairs(&c.needs.given));
    let derived =
        c.needs.derived.iter().map(|d| format!("{} = {} (rule {})", d.need, super::text::answer(&d.value), d.by));
    add("Derived", derived.collect::<Vec<_>>().join("; "));
    add("Assumed", pairs(&c.needs.assumed));
    add("Left open", c.needs.unanswered.join(", "));
    let sources = c.sources.iter().map(|s| s.credit.clone().unwrap_or_else(|| s.source.clone()));
    add("Sources", sources.collect::<Vec<_>>().join(", "));
    add("As of", c.as_of.clone());
    add("Inputs", format!("catalog {}, rulebook {}, needs {}", c.digests.catalog, c.digests.rulebook, c.digests.needs));
    let caveats =
        c.models.iter().flat_map(|m| m.caveats.iter().map(move |x| format!("{}: {} ({})", m.name, x.text, x.rule)));
    let mut blocks = Vec::new();
    let caveats: Vec<String> = caveats.collect();
    if !caveats.is_empty() {
        blocks.push(Block::Text("Before you choose:".to_string()));
        blocks.push(Block::List(caveats));
    }
    blocks.push(Block::List(items));
    section("What this rests on", blocks)
}
