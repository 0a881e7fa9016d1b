//! An explanation as an article.

use super::{Article, Block, Fold, Notes, Section, Words, first, list, rests_on};
use crate::render::shape::{checks, measured, own_label, weighed};
use crate::render::text::{answer, count, exact, offer, percent, points, signed, some};
use crate::report::explain::{Answer, Beside, Explanation, Offered, Reweighed, Weighing};
use crate::report::{Contribution, Difference, Evidence, Open, Refusal};

/// Up to so many lines of a kind are shown; how many more there are is said.
const LINES: usize = 4;

/// The whole explanation.
pub(in crate::render) fn article(e: &Explanation) -> Article {
    let mut notes = Notes::default();
    let n = &mut notes;
    let mut sections = vec![place(e, n), kept_out(e), mind(e), got(e, n)];
    sections.extend(e.beside.as_ref().map(|b| beside(e, b)));
    sections.extend([change(e), bill(e, n), open(e)]);
    sections.push(weights_from(e).folded(Fold::More));
    sections.push(offers(e).folded(Fold::More));
    sections.push(basis(e).folded(Fold::Paper));
    Article::new(title(e), sections, notes)
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

fn place(e: &Explanation, notes: &mut Notes) -> Section {
    let mut blocks = vec![Block::strong(e.summary.as_str())];
    let mut lines: Vec<Words> = Vec::new();
    let eligible = e.offers.iter().filter(|o| o.eligible).count();
    lines.extend(e.offer.as_deref().map(|id| match (eligible, e.offers.len()) {
        (_, 1) => format!("Its only offer: {}", offer(id)).into(),
        (0, n) => format!("Of its {} the nearest: {}", count(n, "offer"), offer(id)).into(),
        (1, n) => format!("The only one of its {} that is eligible: {}", count(n, "offer"), offer(id)).into(),
        (n, all) => format!("The best of its {n} eligible offers of {all}: {}", offer(id)).into(),
    }));
    if let Some(bill) = &e.bill
        && let Some(amount) = &bill.amount
    {
        let made_of = bill.lines.iter().flat_map(|line| &line.evidence).filter(|fact| !e.needs.settles(&fact.fact));
        let range = bill.range.as_ref().map_or_else(String::new, |range| format!("; {range} by what is not known"));
        lines.push(Words::noted(format!("It costs {amount}{range}"), notes.made_of(made_of)));
    }
    lines.extend(e.score.zip(e.interval).map(|(score, (low, high))| {
        let range = if low == high {
            String::new()
        } else {
            format!("; {} to {} by what is unknown", points(low), points(high))
        };
        let would = if e.rank.is_some() { "Score" } else { "Score if it were eligible" };
        format!("{would}: {} of 100 points{range}", points(score)).into()
    }));
    lines.extend(e.ranks.map(|ranks| {
        if ranks.best == ranks.worst {
            format!("Whatever is unknown, its rank is {}", ranks.best).into()
        } else {
            format!("By what is unknown, its rank is from {} to {}", ranks.best, ranks.worst).into()
        }
    }));
    list(&mut blocks, lines);
    let contradictions = e.contradictions.iter().map(|c| format!("Contradiction: {}", c.message));
    list(&mut blocks, contradictions.chain(e.warnings.iter().map(|w| format!("Warning: {w}"))));
    Section::new("Where it stands", blocks)
}

fn mind(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, e.caveats.iter().map(|c| c.text.as_str()));
    Section::new("Before you choose it", blocks)
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
    list(&mut blocks, e.by.iter().map(|r| refusal(r, e.offers.len())));
    if !e.behind.is_empty() {
        let answer = |b: &Evidence| format!("{} = {} ({})", own_fact(&b.fact), b.value, b.source);
        let behind: Vec<String> = e.behind.iter().map(answer).collect();
        blocks.push(Block::text(format!("What was answered, derived or assumed behind that: {}.", behind.join("; "))));
    }
    if let Some(open) = e.eligible_if.as_ref().filter(|open| !open.facts.is_empty()) {
        blocks.push(Block::text(format!("Not known: {}.", open.facts.join(", "))));
    }
    Section::new(if e.state == "unverified" { "What must turn out true" } else { "What keeps it out" }, blocks)
}

/// What adds up to the bill, where that is more than one thing, and how it stands to the budget.
fn bill(e: &Explanation, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    if let Some(bill) = &e.bill
        && let Some(amount) = bill.amount.as_ref().filter(|_| bill.lines.len() > 1)
    {
        let mut rows: Vec<[Words; 2]> = Vec::new();
        for line in &bill.lines {
            let stated = line.evidence.iter().filter(|fact| !e.needs.settles(&fact.fact));
            rows.push([line.label.as_str().into(), Words::noted(line.amount.as_str(), notes.made_of(stated))]);
        }
        rows.push(["the sum".into(), amount.as_str().into()]);
        blocks.push(Block::table(["line", "a month"], rows));
    }
    list(&mut blocks, e.limits.iter().map(String::as_str));
    Section::new("What it costs", blocks)
}

fn own_fact(id: &str) -> &str {
    id.split_once('.').map_or(id, |(_, own)| own)
}

fn got(e: &Explanation, notes: &mut Notes) -> Section {
    let Some(score) = e.score else { return Section::new("What it got", Vec::new()) };
    let mut rows: Vec<[Words; 3]> = Vec::new();
    let mut parts: Vec<&Contribution> = e.contributions.iter().collect();
    parts.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    for part in parts {
        let from = notes.value(part.value.as_deref(), part.obtained.as_deref(), &part.evidence, &e.needs);
        let value = Words::noted(measured(part), from);
        let got = format!("{} of {:.1}", exact(part.points), 100.0 * part.weight);
        rows.push([own_label(&part.label).into(), value, got.into()]);
    }
    rows.push(["score".into(), "the sum".into(), format!("{} of 100", exact(score)).into()]);
    let blocks = vec![Block::table(["criterion", "value", "points"], rows)];
    Section::new(if e.rank.is_some() { "What it got" } else { "What it would get" }, blocks)
}

/// The rules that say what counts.
fn weights_from(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, weighed(&e.weighed).into_iter().map(|(rule, line)| format!("{line} ({rule})")));
    Section::new("Why these weights", blocks)
}

/// What decides between it and the model beside it; the rest is one line, so that the points add up.
fn beside(e: &Explanation, b: &Beside) -> Section {
    let (winner, other) = if is_first(e) { (&e.name, &b.name) } else { (&b.name, &e.name) };
    let value = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_string());
    let line =
        |d: &Difference| vec![own_label(&d.label).to_string(), value(&d.winner), value(&d.other), signed(d.points)];
    let mut others: Vec<&Difference> = b.rest.iter().collect();
    others.sort_by_key(|d| std::cmp::Reverse(d.points.abs()));
    let (shown, rest) = others.split_at(others.len().min(LINES.saturating_sub(b.telling.len())));
    let mut rows: Vec<Vec<String>> = b.telling.iter().chain(shown.iter().copied()).map(line).collect();
    if !rest.is_empty() {
        let sum = rest.iter().map(|d| d.points).sum();
        rows.push(vec![format!("{} more", rest.len()), String::new(), String::new(), signed(sum)]);
    }
    rows.push(vec!["margin".to_string(), String::new(), String::new(), signed(b.margin)]);
    let heads = ["criterion", winner, other, "points"].map(ToString::to_string).into();
    let what = match b.margin {
        0 => format!("{winner} and {other} have the same score."),
        margin if is_first(e) => format!("{} has rank {}, {} of 100 points behind.", b.name, b.rank, points(margin)),
        margin => format!("{} comes first, {} of 100 points ahead.", b.name, points(margin)),
    };
    let rows = rows.into_iter().map(|row| row.into_iter().map(Words::from).collect()).collect();
    Section::new(format!("What separates it from {}", b.name), vec![Block::text(what), Block::Table(heads, rows)])
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
    if !lines.is_empty() {
        blocks.push(Block::text(text.into()));
        list(blocks, first(lines, LINES));
    }
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
        blocks.push(Block::text(text.to_string()));
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
            blocks.push(Block::text(format!("However much or little {what} for, it stays first.")));
        }
        return;
    }
    if e.dominated_by.is_empty() {
        none(blocks, &lines, "However much or little any one criterion counts for, it does not come first.");
    } else {
        blocks.push(Block::strong(format!(
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
        blocks.push(Block::text(text));
    } else if e.dominated_by.is_empty() {
        let who = match any.by.as_slice() {
            [only] => format!("{} is at least as good", only.name),
            mix => {
                let parts: Vec<String> = mix.iter().map(|m| format!("{} {}", percent(m.part), m.name)).collect();
                format!("a mix of others is at least as good ({})", some(&parts, 4))
            }
        };
        blocks.push(Block::strong(format!("No weights bring it first: at everything that counts now {who}.")));
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
        [offer(&o.offer), points(o.score), state]
    };
    Section::new("Its offers", vec![Block::table(["offer", "points of 100", "state"], e.offers.iter().map(line))])
}

fn basis(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, rests_on(&e.needs, &e.sources, &e.as_of, &e.digests));
    Section::new("What this rests on", blocks)
}
