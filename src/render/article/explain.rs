//! An explanation as an article.

use super::{Article, Block, Fold, Notes, Section, Words, first, list, rests_on};
use crate::render::shape::{checks, measured, own_label, weighed};
use crate::render::text::{answer, count, exact, offer, percent, points, signed, some};
use crate::report::explain::{Answer, Beside, Explanation, Offered, Ranks, Reweighed, Weighing};
use crate::report::{Contribution, Difference, Evidence, Refusal};

/// Up to so many lines of a kind are shown; how many more there are is said.
const LINES: usize = 4;

/// The whole explanation.
pub(in crate::render) fn article(e: &Explanation) -> Article {
    let mut notes = Notes::default();
    let n = &mut notes;
    let mut sections = vec![place(e, n), kept_out(e, n), mind(e), got(e, n)];
    sections.extend(e.beside.as_ref().map(|b| beside(e, b)));
    sections.extend([change(e, n), bill(e, n), open(e, n)]);
    sections.push(weights_from(e, n).folded(Fold::More));
    sections.push(offers(e, n).folded(Fold::More));
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
    lines.extend(e.ranks.map(|ranks| at_worst(e, &ranks).into()));
    list(&mut blocks, lines);
    let contradictions = e.contradictions.iter().map(|c| format!("Contradiction: {}", c.message));
    list(&mut blocks, contradictions.chain(e.warnings.iter().map(|w| format!("Warning: {w}"))));
    Section::new("Where it stands", blocks)
}

/// The ranks that it may have: by what estimates usually err, and with all that is unknown for it or against it at once.
fn at_worst(e: &Explanation, ranks: &Ranks) -> String {
    let close = e.close.as_ref().map_or(0, |close| close.models.len());
    let usual = match close {
        0 => String::new(),
        1 => "By what estimates usually err one other may be as good; ".to_string(),
        n => format!("By what estimates usually err {n} others may be as good; "),
    };
    let Ranks { best, worst } = *ranks;
    match (best == worst, is_first(e)) {
        (true, _) => format!("Whatever is unknown, its rank is {best}"),
        (false, true) if close > 0 => {
            format!("{usual}at the very worst, with all that is unknown against it, its rank is {worst}")
        }
        (false, true) => format!("At the very worst, with all that is unknown against it, its rank is {worst}"),
        (false, false) => format!(
            "At the very best, with all that is unknown for it, its rank is {best}; at the very worst, with all of it against it, {worst}"
        ),
    }
}

fn mind(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, e.caveats.iter().map(|c| c.text.as_str()));
    Section::new("Before you choose it", blocks)
}

/// A rule against an offer: why; which rule that is, and which values it is about, stands in a note.
fn refusal(r: &Refusal, offers: usize, notes: &mut Notes) -> Words {
    let why = if r.because.is_empty() { "the rule says no more" } else { &r.because };
    let of = if r.offers < offers { format!(" ({} of {})", r.offers, count(offers, "offer")) } else { String::new() };
    notes.by_rule(format!("{why}{of}"), &r.rule, &checks(r))
}

fn kept_out(e: &Explanation, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    let refusals: Vec<Words> = e.by.iter().map(|r| refusal(r, e.offers.len(), notes)).collect();
    list(&mut blocks, refusals);
    blocks.extend(behind(e).map(Block::text));
    Section::new(if e.state == "unverified" { "What must turn out true" } else { "What keeps it out" }, blocks)
}

/// What was answered behind that, and how much was only assumed.
fn behind(e: &Explanation) -> Option<String> {
    let (assumed, said): (Vec<&Evidence>, Vec<&Evidence>) = e
        .behind
        .iter()
        .partition(|b| b.fact.split_once('.').is_some_and(|(_, need)| e.needs.assumed.contains_key(need)));
    let answer = |b: &&Evidence| format!("{} {} ({})", own_fact(&b.fact).replace('_', " "), b.value, b.source);
    let mut parts: Vec<String> = said.iter().map(answer).collect();
    if !assumed.is_empty() {
        parts.push(count(assumed.len(), "assumption"));
    }
    (!parts.is_empty()).then(|| format!("Behind that: {}.", parts.join("; ")))
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
fn weights_from(e: &Explanation, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    let lines: Vec<Words> =
        weighed(&e.weighed).into_iter().map(|(rule, line)| notes.by_rule(line, rule, &[])).collect();
    list(&mut blocks, lines);
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

fn change(e: &Explanation, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    let remedies = e.remedies.iter().map(|remedy| notes.by_rule(remedy.text.as_str(), &remedy.rule, &[])).collect();
    told(&mut blocks, "What the rules say of that:", remedies);
    answers(e, &mut blocks, notes);
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
fn told<W: Into<Words>>(blocks: &mut Vec<Block>, text: impl Into<String>, lines: Vec<W>) {
    if !lines.is_empty() {
        blocks.push(Block::text(text.into()));
        list(blocks, first(lines, LINES));
    }
}

fn answers(e: &Explanation, blocks: &mut Vec<Block>, notes: &mut Notes) {
    let (firsts, others): (Vec<&Answer>, Vec<&Answer>) = e.answers.iter().partition(|a| a.rank == Some(1));
    let mut lines = |answers: &[&Answer]| by_question(e, answers, notes);
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
                let needs =
                    out.needs.iter().map(|(need, value)| format!("{} {}", need.replace('_', " "), answer(value)));
                let fewer = if out.smallest { "" } else { "; fewer may do" };
                format!("{} → rank {}{fewer}", needs.collect::<Vec<_>>().join(" and "), out.rank)
            });
            told(
                blocks,
                "It would be eligible without these answers, left out together:",
                without.collect::<Vec<String>>(),
            );
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
fn by_question(e: &Explanation, answers: &[&Answer], notes: &mut Notes) -> Vec<Words> {
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
        let more = if more > 0 { format!("; {} to it", count(more, "more answer")) } else { String::new() };
        let rules = a.rules.iter().map(|rule| notes.add(format!("rule {rule}"))).collect();
        Words::noted(format!("{}{then}{why}{more}", a.text), rules)
    };
    seen.into_iter().map(line).collect()
}

fn weights(e: &Explanation, blocks: &mut Vec<Block>) {
    let (any, limited): (Vec<&Weighing>, Vec<&Weighing>) =
        e.weights.iter().partition(|w| w.least.is_none() && w.most.is_none());
    let lines: Vec<String> = limited.iter().filter_map(|w| limits(w)).collect();
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

/// From where to where a criterion may count; an end behind which there is nothing is no limit.
fn limits(w: &Weighing) -> Option<String> {
    let range = match (w.least, w.most) {
        (Some(least), Some(most)) => format!("{} to {}", percent(least.min(most)), percent(least.max(most))),
        (Some(least), None) => format!("at least {}", percent(least)),
        (None, Some(most)) => format!("at most {}", percent(most)),
        (None, None) => return None,
    };
    Some(format!("{}: {range}, now {}", w.label, percent(w.now)))
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
    let lines: Vec<String> =
        e.values.iter().map(|v| format!("{}: {} instead of {}", v.label, v.needed, v.now)).collect();
    if !is_first(e) {
        none(blocks, &e.values, "No other value of it would be enough by itself.");
    }
    told(blocks, format!("It and {} would be level if one of these were:", b.name), lines);
}

fn open(e: &Explanation, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    let mut lines: Vec<Words> = Vec::new();
    for r in &e.unverified {
        lines.push(notes.by_rule(format!("whether this holds: {}", r.because), &r.rule, &checks(r)));
    }
    for o in &e.open {
        if let (Some(label), Some(swing)) = (o.label.as_deref(), o.swing) {
            let facts = if o.facts.is_empty() {
                Vec::new()
            } else {
                vec![notes.add(format!("not known: {}", o.facts.join(", ")))]
            };
            lines.push(Words::noted(format!("{}: up to {} of 100 points", own_label(label), points(swing)), facts));
        }
    }
    told(&mut blocks, "Not known, or only estimated; by how much the score can move with it:", lines);
    Section::new("What is not known of it", blocks)
}

fn offers(e: &Explanation, notes: &mut Notes) -> Section {
    if e.offers.len() < 2 {
        return Section::new("Its offers", Vec::new());
    }
    let mut line = |o: &Offered| -> [Words; 3] {
        let is_open = o.by.iter().all(|r| r.unknown);
        let state = match (o.eligible, is_open) {
            (true, _) => "eligible".into(),
            (false, is_open) => out(o, if is_open { "not verified" } else { "out" }, notes),
        };
        [offer(&o.offer).into(), points(o.score).into(), state]
    };
    let lines: Vec<[Words; 3]> = e.offers.iter().map(&mut line).collect();
    Section::new("Its offers", vec![Block::table(["offer", "points of 100", "state"], lines)])
}

/// Why an offer is not eligible: the first reason, and by which rules.
fn out(o: &Offered, state: &str, notes: &mut Notes) -> Words {
    let because = o.by.iter().map(|r| r.because.as_str()).find(|because| !because.is_empty()).unwrap_or_default();
    let more = if o.by.len() > 1 { format!(", and {} more", o.by.len() - 1) } else { String::new() };
    let rule = |r: &Refusal| format!("rule {}{}", r.rule, if r.unknown { " (not known)" } else { "" });
    let rules = o.by.iter().map(|r| notes.add(rule(r))).collect();
    Words::noted(format!("{state}: {because}{more}"), rules)
}

fn basis(e: &Explanation) -> Section {
    let mut blocks = Vec::new();
    list(&mut blocks, rests_on(&e.needs, &e.sources, &e.as_of, &e.digests));
    Section::new("What this rests on", blocks)
}
