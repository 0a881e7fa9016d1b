//! A verdict as a page for somebody who was not there: the pick, why, what to know, how sure it is, the next few; the rest is folded.

use std::collections::BTreeMap;

use super::{Article, Block, Fold, Notes, Section, Words, first, list};
use crate::render::shape::{
    Way, checks, columns, kept_out, known_of, measured, might_be, own_label, switching, ways, weighed,
};
use crate::render::text::{answer, count, exact, offer, points, short_offer, signed, some};
use crate::report::{Contribution, Difference, Needs, Ranked, Report, lower};

/// Of models of another kind, and of those that one rule keeps out, so many are named.
const NAMED: usize = 12;

/// The whole verdict.
pub(in crate::render) fn article(r: &Report) -> Article {
    let mut notes = Notes::default();
    let n = &mut notes;
    let mut sections = match r.ranking.first() {
        Some(pick) => picked(r, pick, n),
        None => nothing(r),
    };
    sections.push(assumed(r));
    let more = match r.ranking.first() {
        Some(pick) => vec![got(r, pick, n), beside(r), other_ways(r, n)],
        None => vec![removed(r, n)],
    };
    let more = more.into_iter().chain([left_out(r, n), unverified(r, n)]);
    sections.extend(more.map(|section| section.folded(Fold::More)));
    sections.push(rests_on(r).folded(Fold::Paper));
    Article::new(title(r), sections, notes)
}

fn title(r: &Report) -> String {
    let tied = r.ranking.iter().filter(|m| m.rank == 1).count();
    match r.ranking.first() {
        Some(_) if tied > 1 => format!("A tie of {}", count(tied, "model")),
        Some(pick) => {
            let bill = r.bill.as_ref().and_then(|bill| bill.amount.as_ref());
            let bill = bill.map_or_else(String::new, |amount| format!(": {amount}"));
            format!("{} {}{bill}", pick.name, offer(&pick.offer))
        }
        None => r.unranked.first().map_or_else(|| "Nothing is eligible".to_string(), |kind| kind.says.clone()),
    }
}

/// What is said first where there is a pick.
fn picked(r: &Report, pick: &Ranked, notes: &mut Notes) -> Vec<Section> {
    let mut blocks = vec![Block::strong(r.summary.as_str())];
    let mut lines: Vec<Words> = Vec::new();
    if let Some(bill) = &r.bill
        && let Some(amount) = &bill.amount
    {
        let made_of = bill.lines.iter().flat_map(|line| &line.evidence).filter(|e| !r.needs.settles(&e.fact));
        let range = bill.range.as_ref().map_or_else(String::new, |range| format!("; {range} by what is not known"));
        let costs = format!("It has {} of 100 points and costs {amount}{range}.", points(pick.score));
        lines.push(Words::noted(costs, notes.made_of(made_of)));
    }
    lines.extend(r.why.iter().map(|why| why.as_str().into()));
    list(&mut blocks, lines);
    let mut sections = vec![Section::new("The pick", blocks), mind(r, notes), sure(r), ranking(r)];
    sections.extend([switch(r), named(r)]);
    sections
}

/// What to know before choosing: of the pick, or of each of those that tie for it.
fn mind(r: &Report, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    let picks: Vec<&Ranked> = r.ranking.iter().take_while(|m| m.rank == 1).collect();
    let whose = |name: &str| if picks.len() > 1 { format!("{name}: ") } else { String::new() };
    let mut lines: Vec<Words> = Vec::new();
    for headline in r.headlines.iter().filter(|h| picks.iter().any(|pick| pick.model == h.model)) {
        lines.push(notes.by_rule(format!("{}{}.", whose(&headline.name), headline.text), &headline.rule, &[]));
    }
    for pick in picks.iter().take(1) {
        let told = |text: &str| r.headlines.iter().any(|h| h.model == pick.model && h.text == text);
        for caveat in pick.caveats.iter().filter(|c| !told(&c.text)) {
            lines.push(notes.by_rule(format!("{}{}.", whose(&pick.name), caveat.text), &caveat.rule, &[]));
        }
        for open in &pick.unverified {
            lines.push(notes.by_rule(format!("Not verified: {}.", open.because), &open.rule, &checks(open)));
        }
    }
    list(&mut blocks, lines);
    list(&mut blocks, said(r));
    Section::new("Before you choose", blocks)
}

/// What could not hold together, and what is wrong with the verdict.
fn said(r: &Report) -> Vec<String> {
    let contradictions = r.contradictions.iter().map(|c| format!("Contradiction: {}.", c.message));
    contradictions.chain(r.warnings.iter().map(|w| format!("Warning: {w}."))).collect()
}

/// Who may be as good, by how much the pick leads, and what is unknown that could make another one win.
fn sure(r: &Report) -> Section {
    let told = r.doubt().map(|doubt| [doubt.level(None), doubt.lead(true), Some(doubt.certainty())]);
    let blocks = told.into_iter().flatten().flatten().map(Block::text);
    Section::new("How sure this is", blocks.collect())
}

/// The ranking: who and where from, points, and what the rulebook shows of each.
fn ranking(r: &Report) -> Section {
    let shown = columns(&r.ranking);
    let mut heads = vec!["model".to_string(), "points of 100".to_string()];
    heads.extend(shown.iter().map(|glance| lower(&glance.label)));
    let row = |m: &Ranked| {
        let mut row = vec![format!("{}. {}, {}", m.rank, m.name, short_offer(&m.offer)), points(m.score)];
        let brief = |fact: &str| m.glance.iter().find(|g| g.fact == fact).map_or("unknown", |g| &g.brief).to_string();
        row.extend(shown.iter().map(|glance| brief(&glance.fact)));
        row.into_iter().map(Words::from).collect()
    };
    let mut blocks = vec![Block::Table(heads, r.ranking.iter().map(row).collect())];
    let more = r.counts.eligible.saturating_sub(r.ranking.len());
    let considered = count(r.counts.models, "model");
    let first = if more > 0 { format!(", and {more} more that come after these") } else { String::new() };
    blocks.push(Block::text(format!("Eligible of {considered}: {}{first}.", r.counts.eligible)));
    Section::new("The first of the ranking", blocks)
}

fn switch(r: &Report) -> Section {
    let Some(switch) = &r.switch else { return Section::new("", Vec::new()) };
    let mut blocks = Vec::new();
    list(&mut blocks, switching(switch).iter().map(|(label, text)| format!("{label}: {text}")));
    Section::new(format!("Switching from {}", switch.name), blocks)
}

/// Models of another kind that the needs ask for.
fn named(r: &Report) -> Section {
    let mut blocks = Vec::new();
    for kind in &r.unranked {
        blocks.push(Block::text(kind.says.as_str()));
        list(&mut blocks, first(kind.models.iter().map(known_of), NAMED));
    }
    Section::new("Named, not ranked", blocks)
}

/// What is said first where nothing is eligible.
fn nothing(r: &Report) -> Vec<Section> {
    let mut blocks = vec![Block::strong(r.summary.as_str())];
    if r.relaxations.is_empty() {
        blocks.push(Block::text("Leaving out answers does not help."));
    } else {
        blocks.push(Block::text("The least to give up:"));
        list(&mut blocks, r.relaxations.iter().map(|x| x.message.as_str()));
    }
    blocks.extend(r.eligible_elsewhere.map(|n| match n {
        0 => Block::text("No other model of the catalog is eligible either."),
        n => Block::text(format!("Eligible in the whole catalog: {}.", count(n, "model"))),
    }));
    list(&mut blocks, said(r));
    vec![Section::new("What to do", blocks), switch(r), named(r)]
}

/// What was answered, and what was assumed because it was not.
fn assumed(r: &Report) -> Section {
    let mut blocks = Vec::new();
    let said = |(need, value): (&String, &serde_json::Value)| format!("{} {}", need.replace('_', " "), answer(value));
    let given: Vec<String> = r.needs.given.iter().map(said).collect();
    let assumed: Vec<String> = r.needs.assumed.iter().map(said).collect();
    let answered = if given.is_empty() { "nothing".to_string() } else { given.join("; ") };
    blocks.push(Block::text(format!("Answered: {answered}.")));
    if !assumed.is_empty() {
        blocks.push(Block::text(format!("Assumed, since it was not said: {}.", assumed.join("; "))));
    }
    blocks.push(Block::text(format!("The facts are those of {}.", r.as_of)));
    Section::new("What was taken for granted", blocks)
}

/// What gave the pick its points.
fn got(r: &Report, pick: &Ranked, notes: &mut Notes) -> Section {
    let mut parts: Vec<&Contribution> = pick.contributions.iter().collect();
    parts.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut rows: Vec<[Words; 3]> = Vec::new();
    for part in parts {
        let from = notes.value(part.value.as_deref(), part.obtained.as_deref(), &part.evidence, &r.needs);
        let got = format!("{} of {:.1}", exact(part.points), 100.0 * part.weight);
        rows.push([own_label(&part.label).into(), Words::noted(measured(part), from), got.into()]);
    }
    rows.push(["score".into(), "the sum".into(), format!("{} of 100", exact(pick.score)).into()]);
    let mut blocks = vec![Block::table(["criterion", "value", "points"], rows)];
    let lines: Vec<Words> =
        weighed(&r.weighed).into_iter().map(|(rule, line)| notes.by_rule(line, rule, &[])).collect();
    list(&mut blocks, lines);
    Section::new(format!("What gave {} its points", pick.name), blocks)
}

/// What separates the pick from the next.
fn beside(r: &Report) -> Section {
    let Some((next, pick)) = r.runner_up.as_ref().zip(r.ranking.first()) else { return Section::new("", Vec::new()) };
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_string());
    let row = |d: &Difference| [own_label(&d.label).to_string(), value(&d.winner), value(&d.other), signed(d.points)];
    let mut rows: Vec<[String; 4]> = next.lost_on.iter().chain(&next.won_on).map(row).collect();
    rows.push(["margin".to_string(), String::new(), String::new(), signed(next.margin)]);
    let heads = ["criterion", &pick.name, &next.name, "points of 100"];
    Section::new(format!("What separates it from {}", next.name), vec![Block::table(heads, rows)])
}

fn other_ways(r: &Report, notes: &mut Notes) -> Section {
    let mut row = |way: &Way<'_>| -> [Words; 3] {
        let why = Words::noted(way.text, notes.value(None, None, way.evidence, &r.needs));
        [way.label.into(), format!("{} {}", way.name, offer(way.offer)).into(), why]
    };
    let rows: Vec<[Words; 3]> = ways(r).iter().map(&mut row).collect();
    let mut blocks = if rows.is_empty() { Vec::new() } else { vec![Block::table(["by", "model", "why"], rows)] };
    let of_others = r.headlines.iter().filter(|h| r.ranking.iter().all(|m| m.rank > 1 || m.model != h.model));
    let lines: Vec<Words> =
        of_others.map(|h| notes.by_rule(format!("{}: {}.", h.name, h.text), &h.rule, &[])).collect();
    list(&mut blocks, lines);
    Section::new("Other ways to choose", blocks)
}

fn removed(r: &Report, notes: &mut Notes) -> Section {
    let mut rows: Vec<[Words; 3]> = Vec::new();
    for x in &r.removed {
        let says = notes.by_rule(x.summary.as_str(), &x.rule, &[]);
        rows.push([says, x.models.to_string().into(), x.alternatives.to_string().into()]);
    }
    let heads = ["what the rule says", "models", "offers"];
    let blocks = if rows.is_empty() { Vec::new() } else { vec![Block::table(heads, rows)] };
    Section::new("What keeps them out", blocks)
}

fn left_out(r: &Report, notes: &mut Notes) -> Section {
    let mut rows: Vec<[Words; 3]> = Vec::new();
    for group in kept_out(&r.excluded) {
        let names = some(group.models.iter().map(|(m, _)| m.name.as_str()), NAMED);
        let Some((model, refusal)) = group.models.first() else { continue };
        let whose = if group.models.len() > 1 { format!("{}: ", model.name) } else { String::new() };
        let why = notes.by_rule(format!("{whose}{}", refusal.because), group.rule, &checks(refusal));
        rows.push([group.models.len().to_string().into(), names.into(), why]);
    }
    let blocks = if rows.is_empty() { Vec::new() } else { vec![Block::table(["models", "which", "why"], rows)] };
    Section::new(format!("Left out: {}", count(r.excluded.len(), "model")), blocks)
}

fn unverified(r: &Report, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    let mut lines: Vec<Words> = Vec::new();
    for group in might_be(&r.unverified) {
        let names = some(group.models.iter().map(|m| m.name.as_str()), NAMED);
        let formula = [group.condition.to_string(), format!("not known: {}", group.facts.join(", "))];
        lines.push(notes.by_rule(format!("{names}: eligible if {}", group.asks), group.by, &formula));
    }
    list(&mut blocks, lines);
    Section::new(format!("Eligible if more were known: {}", count(r.unverified.len(), "model")), blocks)
}

fn rests_on(r: &Report) -> Section {
    let mut blocks = Vec::new();
    // Answers and assumptions stand above in words.
    let needs = Needs { given: r.needs.given.clone(), assumed: BTreeMap::new(), ..r.needs.clone() };
    list(&mut blocks, super::rests_on(&needs, &r.sources, &r.as_of, &r.digests));
    Section::new("What this rests on", blocks)
}
