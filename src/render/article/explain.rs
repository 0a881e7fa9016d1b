//! An explanation as an article.

use super::bill::lines;
use super::{Article, Block, Section, evidence, list};
use crate::render::shape::{Share, checks, measured, own_label, rests_on, shares, weighed};
use crate::render::text::{answer, count, exact, offer, percent, points, signed, some};
use crate::report::explain::{Answer, Beside, Explanation, Offered, Reweighed, Weighing};
use crate::report::{Contribution, Difference, Evidence, Open, Refusal};

/// Up to so many lines of a kind are shown; how many more there are is said.
const LINES: usize = 10;

/// The whole explanation.
pub(in crate::render) fn article(e: &Explanation) -> Article {
    let mut sections = vec![place(e), kept_out(e), got(e), bill(e)];
    sections.extend(e.beside.as_ref().map(|b| beside(e, b)));
    sections.extend([change(e), open(e), offers(e), basis(e)]);
    sections.retain(|section| !section.blocks.is_empty());
    Article { title: title(e), sections }
}

fn title(e: &Explanation) -> String {
    let name = &e.name;
    match (e.rank, e.state.as_str()) {
        (Some(rank), _) => format!("{name}: rank {rank} of {}", count(e.counts.eligible, "eligible model")),
        (None, "unverified") => format!("{name}: not verified"),
        (None, "excluded") => format!("{name}: not eligible"),
        (None, _) => format!("{name}: not offered"),
    }
}

fn is_first(e: &Explanation) -> bool {
    e.rank == Some(1)
}

fn place(e: &Explanation) -> Section {
    let mut blocks = vec![Block::Strong(e.summary.clone())];
    let mut lines = Vec::new();
    let eligible = e.offers.iter().filter(|o| o.eligible).count();
    lines.extend(e.offer.as_deref().map(|id| match (eligible, e.offers.len()) {
        (_, 1) => format!("Its only offer: {}", offer(id)),
        (0, n) => format!("Of its {} the nearest: {}", count(n, "offer"), offer(id)),
        (1, n) => format!("The only one of its {} that is eligible: {}", count(n, "offer"), offer(id)),
        (n, all) => format!("The best of its {n} eligible offers of {all}: {}", offer(id)),
    }));
    lines.extend(e.score.zip(e.interval).map(|(score, (low, high))| {
        let range = if low == high {
            String::new()
        } else {
            format!("; {} to {} by what is unknown", points(low), points(high))
        };
        let would = if e.rank.is_some() { "Score" } else { "Score if it were eligible" };
        format!("{would}: {} of 100 points{range}", points(score))
    }));
    lines.extend(e.ranks.map(|ranks| {
        if ranks.best == ranks.worst {
            format!("Whatever is unknown, its rank is {}", ranks.best)
        } else {
            format!("By what is unknown, its rank is from {} to {}", ranks.best, ranks.worst)
        }
    }));
    list(&mut blocks, lines);
    let contradictions = e.contradictions.iter().map(|c| format!("Contradiction: {}", c.message));
    list(&mut blocks, contradictions.chain(e.warnings.iter().map(|w| format!("Warning: {w}"))).collect());
    Section::new("Where it stands", blocks)
}

/// A rule against an offer: why, and which values it is about.
fn refusal(r: &Refusal, offers: usize) -> String {
    let why = if r.because.is_empty() { "the rule says no more" } else { &r.because };
    let mut more = vec![r.rule.clone()];
    more.extend(checks(r));
    if r.offers < offers {
        more.push(format!("{} of {}", r.offers, count(offers, "offer")));
    }
    format!("{why} ({})", more.join("; "))
}

fn kept_out(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, e.by.iter().map(|r| refusal(r, e.offers.len())).collect());
    if !e.behind.is_empty() {
        let answer = |b: &Evidence| format!("{} = {} ({})", own_fact(&b.fact), b.value, b.source);
        let behind: Vec<String> = e.behind.iter().map(answer).collect();
        blocks.push(Block::Text(format!("What was answered, derived or assumed behind that: {}.", behind.join("; "))));
    }
    if let Some(open) = e.eligible_if.as_ref().filter(|open| !open.facts.is_empty()) {
        blocks.push(Block::Text(format!("Not known: {}.", open.facts.join(", "))));
    }
    Section::new(if e.state == "unverified" { "What must turn out true" } else { "What keeps it out" }, blocks)
}

fn bill(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    if let Some(bill) = &e.bill {
        blocks.extend(lines(bill, &e.needs));
        if let (Some(amount), Some(range)) = (&bill.amount, &bill.range) {
            blocks.push(Block::Text(format!("About {amount}; {range} by what is not known.")));
        }
    }
    list(&mut blocks, e.limits.clone());
    Section::new("What it costs", blocks)
}

fn own_fact(id: &str) -> &str {
    id.split_once('.').map_or(id, |(_, own)| own)
}

fn row<const N: usize>(cells: [String; N]) -> Vec<String> {
    cells.into()
}

fn got(e: &Explanation) -> Section {
    let Some(score) = e.score else { return Section::new("What it got", Vec::new()) };
    let mut rows = Vec::new();
    for Share { group, weight, points, parts } in shares(&e.contributions) {
        let own =
            |part: &Contribution, label: String| row([label, measured(part), percent(part.weight), exact(part.points)]);
        if let [only] = parts.as_slice() {
            rows.push(own(only, format!("{group} › {}", own_label(&only.label))));
            continue;
        }
        rows.push(row([group.to_string(), String::new(), percent(weight), exact(points)]));
        rows.extend(parts.iter().map(|part| own(part, format!("· {}", own_label(&part.label)))));
    }
    rows.push(row(["score".to_string(), "the sum".to_string(), "100.0%".to_string(), exact(score)]));
    let mut blocks = vec![Block::Table(["criterion", "value", "weight", "points"].map(String::from).into(), rows)];
    let from = |c: &Contribution| {
        let how = c.obtained.as_ref().map_or_else(String::new, |how| format!("{how}; "));
        let from = evidence(&c.evidence, |fact| fact);
        (!from.is_empty()).then(|| format!("{}: {how}{from}", own_label(&c.label)))
    };
    list(&mut blocks, e.contributions.iter().filter_map(from).collect());
    list(&mut blocks, weighed(&e.weighed).into_iter().map(|(rule, line)| format!("{line} ({rule})")).collect());
    Section::new(if e.rank.is_some() { "What it got" } else { "What it would get" }, blocks)
}

fn beside(e: &Explanation, b: &Beside) -> Section {
    let (winner, other) = if is_first(e) { (&e.name, &b.name) } else { (&b.name, &e.name) };
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_string());
    let line =
        |d: &Difference| row([own_label(&d.label).to_string(), value(&d.winner), value(&d.other), signed(d.points)]);
    let mut rows: Vec<Vec<String>> = b.telling.iter().chain(&b.rest).map(line).collect();
    rows.push(row(["margin".to_string(), String::new(), String::new(), signed(b.margin)]));
    let heads = row(["criterion".to_string(), winner.clone(), other.clone(), format!("for {winner}")]);
    let what = match (b.margin, b.telling.len()) {
        (0, _) => format!("{winner} and {other} have the same score."),
        (margin, _) if is_first(e) => format!("{} has rank {}, {} points behind.", b.name, b.rank, points(margin)),
        (margin, _) => format!("{} comes first, {} points ahead.", b.name, points(margin)),
    };
    let tells = "What decides comes first; the points add up to the margin.";
    Section::new(
        format!("What separates it from {}", b.name),
        vec![Block::Text(format!("{what} {tells}")), Block::Table(heads, rows)],
    )
}

fn change(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    let remedies = e.remedies.iter().map(|remedy| format!("{} ({})", remedy.text, remedy.rule)).collect();
    told(&mut blocks, "What the rules say of that:", remedies);
    answers(e, &mut blocks);
    if let Some(b) = &e.beside {
        weights(e, &mut blocks);
        values(e, b, &mut blocks);
    }
    let heading = match (e.rank, is_first(e)) {
        (Some(_), true) => "What would cost it the first place",
        (Some(_), false) => "What would bring it first",
        (None, _) => "What would let it in",
    };
    Section::new(heading, blocks)
}

/// A text above a list, as far as it has something in it; what is left out is said.
fn told(blocks: &mut Vec<Block>, text: impl Into<String>, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    let more = lines.len().saturating_sub(LINES);
    let mut shown: Vec<String> = lines.into_iter().take(LINES).collect();
    if more > 0 {
        shown.push(format!("and {more} more"));
    }
    blocks.push(Block::Text(text.into()));
    blocks.push(Block::List(shown));
}

fn answers(e: &Explanation, blocks: &mut Vec<Block>) {
    let (firsts, others): (Vec<&Answer>, Vec<&Answer>) = e.answers.iter().partition(|a| a.rank == Some(1));
    let lines = |answers: &[&Answer]| by_question(e, answers);
    match e.state.as_str() {
        "ranked" if is_first(e) => {
            none(blocks, &others, "No single other answer takes the first place from it.");
            told(blocks, "Any of these answers, by itself:", lines(&others));
        }
        "ranked" => {
            none(blocks, &firsts, "No single other answer brings it first.");
            told(blocks, "It would come first with any of these answers, by itself:", lines(&firsts));
            told(blocks, "It would come further up with:", lines(&others));
        }
        "excluded" | "unverified" => {
            none(blocks, &e.answers, "No single other answer lets it in.");
            told(blocks, "It would come first with any of these answers, by itself:", lines(&firsts));
            told(blocks, "It would be eligible with any of these:", lines(&others));
            let without = e.left_out.iter().map(|out| {
                let needs = out.needs.iter().map(|(need, value)| format!("{need} = {}", answer(value)));
                let fewer = if out.smallest { "" } else { "; fewer may do" };
                format!("{} → rank {}{fewer}", needs.collect::<Vec<_>>().join(" and "), out.rank)
            });
            told(blocks, "It would be eligible without these answers, left out together:", without.collect());
        }
        _ => {}
    }
}

/// Says that there is nothing to tell.
fn none<T>(blocks: &mut Vec<Block>, all: &[T], text: &str) {
    if all.is_empty() {
        blocks.push(Block::Text(text.to_string()));
    }
}

/// A line for each question: the first of the answers to it, what follows, and how many more there are.
fn by_question(e: &Explanation, answers: &[&Answer]) -> Vec<String> {
    let mut seen: Vec<(&Answer, usize)> = Vec::new();
    for answer in answers {
        match seen.iter_mut().find(|(first, _)| first.need == answer.need) {
            Some((_, more)) => *more += 1,
            None => seen.push((answer, 0)),
        }
    }
    let line = |(a, more): (&Answer, usize)| {
        let then = match (a.rank, &a.first) {
            (Some(1), _) => String::new(),
            (Some(rank), Some(first)) if is_first(e) => format!(" → {} first, it {rank}", first.name),
            (Some(rank), _) => format!(" → rank {rank}"),
            (None, Some(first)) => format!(" → {} first, it out", first.name),
            (None, None) => " → it out, and nothing eligible".to_string(),
        };
        let why = a.why.as_ref().map_or_else(String::new, |why| format!(" — {why}"));
        let more = if more > 0 { format!(" [{} to it]", count(more, "more answer")) } else { String::new() };
        format!("{}{then}{why}{more}", a.text)
    };
    seen.into_iter().map(line).collect()
}

fn weights(e: &Explanation, blocks: &mut Vec<Block>) {
    let (any, limited): (Vec<&Weighing>, Vec<&Weighing>) = e.weights.iter().partition(|w| w.any);
    let range = |w: &&Weighing| {
        let (least, most) = (w.from.min(w.to), w.from.max(w.to));
        format!("{}: {} to {}, now {}", w.label, percent(least), percent(most), percent(w.now))
    };
    let lines: Vec<String> = limited.iter().map(range).collect();
    if is_first(e) {
        let text = "It stays first as long as each of these counts for so much of the whole, the others as they are, in proportion:";
        told(blocks, text, lines);
        if !any.is_empty() {
            let what = counts(any.len(), !limited.is_empty());
            blocks.push(Block::Text(format!("However much or little {what} for, it stays first.")));
        }
        return;
    }
    if e.dominated_by.is_empty() {
        none(blocks, &lines, "However much or little any one criterion counts for, it does not come first.");
    } else {
        blocks.push(Block::Strong(format!(
            "However much what counts now is made to count, it does not come first. At least as much on all of it, and more on something: {}.",
            some(e.dominated_by.iter().map(|m| m.name.as_str()), 4)
        )));
    }
    any_weights(e, blocks);
    let text =
        "It would come first if one of these counted for so much of the whole, the others as they are, in proportion:";
    told(blocks, text, lines);
}

/// Whether weights bring it first if several are moved at once. Where another model beats it everywhere, that was said.
fn any_weights(e: &Explanation, blocks: &mut Vec<Block>) {
    let Some(any) = &e.any_weights else { return };
    if any.first {
        let one = |w: &Reweighed| format!("{} {} (now {})", own_label(&w.label), percent(w.share), percent(w.now));
        let shown: Vec<String> = any.weights.iter().take(3).map(one).collect();
        let rest = if any.weights.len() > shown.len() { "; everything else less" } else { "" };
        let text = format!("There are weights that bring it first, such as: {}{rest}.", shown.join(", "));
        blocks.push(Block::Text(text));
    } else if e.dominated_by.is_empty() {
        let who = match any.by.as_slice() {
            [only] => format!("{} is at least as good", only.name),
            mix => {
                let parts: Vec<String> = mix.iter().map(|m| format!("{} {}", percent(m.part), m.name)).collect();
                format!("a mix of others is at least as good ({})", some(&parts, 4))
            }
        };
        blocks.push(Block::Strong(format!("No weights bring it first: at everything that counts now {who}.")));
    }
}

fn counts(n: usize, others: bool) -> String {
    let other = if others { "other " } else { "" };
    if n == 1 { format!("one {other}criterion counts") } else { format!("any one of {n} {other}criteria counts") }
}

fn values(e: &Explanation, b: &Beside, blocks: &mut Vec<Block>) {
    let lines = e.values.iter().map(|v| format!("{}: {} instead of {}", v.label, v.needed, v.now)).collect();
    if !is_first(e) {
        none(blocks, &e.values, "No other value of it would be enough by itself.");
    }
    told(blocks, format!("It and {} would be level if one of these were:", b.name), lines);
}

fn open(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    let kept = e.unverified.iter().map(|r| format!("whether it meets {}: {}", r.rule, checks(r).join("; ")));
    let value = |o: &Open| {
        let label = own_label(o.label.as_deref()?);
        let facts = if o.facts.is_empty() { String::new() } else { format!(" ({})", some(&o.facts, 3)) };
        Some(format!("{label}{facts}: up to {} points", points(o.swing?)))
    };
    let lines: Vec<String> = kept.chain(e.open.iter().filter_map(value)).collect();
    told(&mut blocks, "Not known, or only estimated; by how much the score can move with it:", lines);
    Section::new("What is not known of it", blocks)
}

fn offers(e: &Explanation) -> Section {
    if e.offers.len() < 2 {
        return Section::new("Its offers", Vec::new());
    }
    let line = |o: &Offered| {
        let is_open = o.by.iter().all(|r| r.unknown);
        let rule = |r: &Refusal| if r.unknown && !is_open { format!("{} (not known)", r.rule) } else { r.rule.clone() };
        let rules = o.by.iter().map(rule).collect::<Vec<_>>().join(", ");
        let state = match (o.eligible, is_open) {
            (true, _) => "eligible".to_string(),
            (false, true) => format!("not verified: {rules}"),
            (false, false) => format!("out: {rules}"),
        };
        row([offer(&o.offer), points(o.score), state])
    };
    let rows: Vec<Vec<String>> = e.offers.iter().map(line).collect();
    Section::new("Its offers", vec![Block::Table(["offer", "score", "state"].map(String::from).into(), rows)])
}

fn basis(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    if !e.caveats.is_empty() {
        blocks.push(Block::Text("Before you choose it:".to_string()));
        list(&mut blocks, e.caveats.iter().map(|c| format!("{} ({})", c.text, c.rule)).collect());
    }
    let basis = rests_on(&e.needs, &[], &e.sources, &e.as_of, &e.digests);
    list(&mut blocks, basis.into_iter().map(|(label, text)| format!("{label}: {text}")).collect());
    Section::new("What this rests on", blocks)
}
