//! An interview in the terminal: what an answer did, more about a question, what was said.

use super::Page;
use crate::render::Style;
use crate::render::text::{clean, count, percent, some};
use crate::report::interview::{Asked, Said, Stopped, Turn};

/// How many names of models a line has at most.
const NAMES: usize = 3;

/// How many rules are named that removed models.
const RULES: usize = 3;

/// How many of a number of questions, in words.
const QUESTIONS: usize = 6;

/// What the last answer did, what is left and who leads; `verbose` says how sure that is, in numbers.
#[must_use]
pub fn status(turn: &Turn, style: &Style, verbose: bool) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    if let Some(change) = &turn.change {
        for removed in change.removed.iter().take(RULES) {
            let names = some(removed.models.iter().map(|m| clean(m)), NAMES);
            let out = count(removed.models.len(), "model");
            page.painted(
                &format!("Out: {out} by rule {} ({}): {names}.", removed.rule, clean(&removed.summary)),
                0,
                |l| paint.faint(l),
            );
        }
        let rest: usize = change.removed.iter().skip(RULES).map(|r| r.models.len()).sum();
        if rest > 0 {
            page.painted(&format!("Out: {} by other rules.", count(rest, "more model")), 0, |l| paint.faint(l));
        }
        if !change.added.is_empty() {
            let names = some(change.added.iter().map(|m| clean(m)), NAMES);
            page.painted(&format!("In again: {}: {names}.", count(change.added.len(), "model")), 0, |l| paint.faint(l));
        }
    }
    for contradiction in &turn.verdict.contradictions {
        page.painted(&format!("Contradiction: {}.", clean(&contradiction.message)), 0, |line| paint.bad(line));
    }
    if let Some(leader) = &turn.leader {
        let ways = if turn.open.is_empty() || !verbose {
            String::new()
        } else {
            format!(" in {} of the ways you could still answer", whole_percent(leader.leads))
        };
        let left = format!("{} of {} models left. {} leads{ways}.", turn.left, turn.models, clean(&leader.name));
        page.painted(&left, 0, |line| paint.strong(line));
    } else {
        page.painted(&clean(&turn.verdict.summary), 0, |line| paint.bad(line));
        for relaxation in turn.verdict.relaxations.iter().take(NAMES) {
            page.item(page.bullet(), &clean(&relaxation.message), 0);
        }
    }
    page.finish()
}

/// Why it can end here; `verbose` gives the numbers besides.
#[must_use]
pub fn ending(turn: &Turn, style: &Style, verbose: bool) -> String {
    let mut page = Page::new(*style);
    if let Some(stop) = &turn.stop {
        page.prose(&why(stop, verbose), 0);
    }
    page.finish()
}

/// Why it can end, in words, and in numbers for those who want them.
fn why(stop: &Stopped, verbose: bool) -> String {
    let forecast = stop.forecast.as_deref().filter(|_| verbose);
    [Some(stop.says.as_str()), forecast].into_iter().flatten().map(clean).collect::<Vec<_>>().join(" ")
}

/// All that is known about a question, with an example of each answer; `verbose` says what it is worth, in numbers.
#[must_use]
pub fn more(asked: &Asked, style: &Style, verbose: bool) -> String {
    let mut page = Page::new(*style);
    page.prose(&clean(&asked.why), 2);
    for option in &asked.options {
        if let Some(example) = &option.example {
            page.item(page.bullet(), &format!("{}: {}", clean(&option.means), clean(example)), 2);
        }
    }
    if let Some(example) = &asked.example {
        page.prose(&format!("For example: {}", clean(example)), 2);
    }
    page.prose(&format!("Without an answer: {}", clean(&asked.if_unanswered)), 2);
    if let Some(worth) = asked.worth.as_ref().filter(|_| verbose) {
        page.prose(
            &format!(
                "By what others would answer, it gains {:.1} points of 100 and says {:.1} bits about who wins.",
                worth.points, worth.bits
            ),
            2,
        );
    }
    page.prose(&format!("In files and flags it is called `{}`.", asked.need), 2);
    page.finish()
}

/// What was said to a question, in a line.
#[must_use]
pub fn said(said: &Said) -> String {
    format!("{} {}", clean(&said.ask), clean(&said.means))
}

/// What would have been asked, and how it can be answered.
#[must_use]
pub fn unasked(turn: &Turn, style: &Style, verbose: bool) -> String {
    let mut page = Page::new(*style);
    let Some(next) = &turn.next else {
        page.prose("Nothing is left to ask.", 0);
        return page.finish();
    };
    if let Some(stop) = &turn.stop {
        page.prose(&format!("Nothing more has to be asked. {}", why(stop, verbose)), 0);
        return page.finish();
    }
    page.prose(&format!("The next question would be: {}", clean(&next.ask)), 0);
    page.prose(&format!("Answer it with `--need {}=…`: {}.", next.need, answers(next)), 2);
    let rest: Vec<&str> = turn.open.iter().skip(1).map(|o| o.need.as_str()).collect();
    if !rest.is_empty() {
        page.prose(&format!("After it, as it stands: {}.", some(rest, QUESTIONS)), 0);
    }
    page.finish()
}

/// What can be answered, in words.
fn answers(asked: &Asked) -> String {
    let values = asked.options.iter().map(|o| o.value.as_str()).collect::<Vec<_>>();
    let unit = asked.unit.as_deref().map_or_else(String::new, |unit| format!(" of {unit}"));
    match asked.kind.as_str() {
        "choices" if asked.words.is_some() => "names, with commas between them".to_string(),
        "choice" if asked.words.is_some() => "a name".to_string(),
        "choices" => format!("any of {}", values.join(",")),
        "number" if values.is_empty() => format!("a number{unit}"),
        "number" => format!("a number{unit}, or {}", values.join(", ")),
        _ => values.join(", "),
    }
}

/// A share in whole percent, unless that would say all or nothing of what is neither.
fn whole_percent(share: f64) -> String {
    if (0.005..0.995).contains(&share) || share <= 0.0 || share >= 1.0 {
        format!("{:.0}%", share * 100.0)
    } else {
        percent(share)
    }
}
