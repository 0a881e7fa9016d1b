//! A verdict in ten seconds: the pick and what it costs, why, what to mind, how sure, the five best. It fits a terminal of 24 lines and
//! 80 columns, and the pick stands on the last line, too.

use std::fmt::Write as _;

use super::Page;
use crate::render::Style;
use crate::render::grid::{Column, Grid};
use crate::render::shape::{self, columns, not_verified, taken_by};
use crate::render::text::{brief_offer, clean, count, offer, points, some, width, wrap};
use crate::report::bill::Sum;
use crate::report::{Needs, Ranked, Report, lower};

/// A terminal of 24 lines shows so many and a prompt.
const LINES: usize = 23;
/// So many models are usually shown; where much else has to be said, so many at least.
const SHOWN: usize = 5;
const LEAST: usize = 3;
/// Why, what to mind, and how sure it is take so many lines.
const WHY: usize = 4;
const MINDED: usize = 3;
const SURE: usize = 4;
/// The widest label, and the gap behind it.
const LABEL: usize = 9;

/// What is said under a label, in at most so many lines; what is longer ends with an ellipsis, and `--full` has the rest.
struct Block {
    label: &'static str,
    text: String,
    lines: usize,
    /// What can be left out where there is no room has a number: the highest goes first.
    spare: u8,
    look: Look,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Look {
    Plain,
    Good,
    Doubtful,
    Faint,
}

impl Block {
    fn new(label: &'static str, text: impl Into<String>, lines: usize) -> Self {
        Self { label, text: text.into(), lines, spare: 0, look: Look::Plain }
    }

    fn look(self, look: Look) -> Self {
        Self { look, ..self }
    }

    fn spare(self, spare: u8) -> Self {
        Self { spare, ..self }
    }

    /// Writes it in at most so many lines, the last one cut where there are more.
    fn say(&self, page: &mut Page, most: usize) {
        let (room, most) = (page.style.width.saturating_sub(LABEL), self.lines.min(most));
        let mut lines = wrap(&self.text, room, 0);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                while width(last) + 4 > room && !last.is_empty() {
                    *last = last.rsplit_once(' ').map_or("", |(words, _)| words).to_string();
                }
                let _ = write!(last, " {}", ellipsis(&page.style));
            }
        }
        let paint = page.paint;
        for (i, line) in lines.iter().enumerate() {
            let line = match self.look {
                Look::Plain => line.clone(),
                Look::Good => paint.good(line),
                Look::Doubtful => paint.doubtful(line),
                Look::Faint => paint.faint(line),
            };
            let label = if i == 0 { self.label } else { "" };
            page.line(&format!("{}{:gap$}{line}", paint.faint(label), "", gap = LABEL - width(label)));
        }
    }
}

/// The short verdict.
///
/// ```
/// use verdict::report::{Digests, report};
/// use verdict::render::{Style, terminal};
/// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
/// let as_of = graph.as_of_date(&Request::default());
/// let verdict = report(&graph, &graph.complete(Vec::new(), as_of), as_of, 5, &Digests::default());
/// let page = terminal::short(&verdict, &Style::plain(80));
/// assert!(page.lines().count() < 24 && page.lines().all(|line| line.chars().count() <= 80));
/// // The pick is what is seen first, and last.
/// let pick = &verdict.ranking[0].name;
/// assert!(page.starts_with(pick) && page.lines().last().unwrap().contains(pick.as_str()));
/// ```
#[must_use]
pub fn short(report: &Report, style: &Style) -> String {
    // Who asks for more than usual has them all.
    let most = report.ranking.len();
    let least = if most > SHOWN { most } else { LEAST };
    let whole = Layout { rows: most, spare: 3, spared: 2, lines: usize::MAX };
    let layouts = [
        whole,
        Layout { spare: 1, ..whole },
        Layout { spare: 1, spared: 1, ..whole },
        Layout { rows: least, spare: 1, spared: 1, ..whole },
        Layout { rows: least, spare: 0, ..whole },
        Layout { rows: least, spare: 0, lines: 2, ..whole },
        Layout { rows: least, spare: 0, lines: if most > SHOWN { 2 } else { 1 }, ..whole },
    ];
    let mut text = String::new();
    for layout in layouts {
        text = page(report, style, layout);
        if text.lines().count() <= LINES {
            break;
        }
    }
    text
}

/// How much is said: the first of several that fits the terminal.
#[derive(Clone, Copy)]
struct Layout {
    /// So many models are shown.
    rows: usize,
    /// What can be left out is said up to this number.
    spare: u8,
    /// Each of it in so many lines.
    spared: usize,
    /// Every block has so many lines at most.
    lines: usize,
}

/// The page in one of the layouts.
fn page(report: &Report, style: &Style, layout: Layout) -> String {
    let (above, below) = if report.ranking.is_empty() {
        nothing(report, style, layout.spared)
    } else {
        (reasons(report, style), basis(report, style, layout.spared))
    };
    let mut page = Page::new(*style);
    let paint = page.paint;
    let say = |page: &mut Page, blocks: Vec<Block>| {
        for block in blocks.into_iter().filter(|block| block.spare <= layout.spare) {
            block.say(page, layout.lines);
        }
    };
    page.painted(&head(report, true), 0, |line| paint.strong(line));
    say(&mut page, above);
    let shown = report.ranking.get(..report.ranking.len().min(layout.rows)).unwrap_or_default();
    if !shown.is_empty() {
        page.blank();
        page.grid(&best(report, shown, style), |i, line| match i {
            0 => paint.faint(line),
            i if shown.get(i - 1).is_some_and(|r| r.rank == 1) => paint.strong(line),
            _ => line.to_string(),
        });
        page.blank();
    }
    say(&mut page, below);
    page.painted(&head(report, false), 0, |line| paint.strong(line));
    page.finish()
}

/// The pick, how to get it, and what a month of it costs; the `whole` of it with what to know of that, and the range of the bill.
fn head(report: &Report, whole: bool) -> String {
    let Some(winner) = report.ranking.first() else { return "Nothing is eligible".to_string() };
    let tied: Vec<&str> = report.ranking.iter().filter(|r| r.rank == 1).map(|r| r.name.as_str()).collect();
    if tied.len() > 1 {
        return format!("A tie at {} of 100 points: {}", points(winner.score), tied.join(", "));
    }
    let by = if whole { taken_by(winner) } else { offer(&winner.offer) };
    let cost = report.bill.as_ref().and_then(|bill| costs(bill, whole));
    format!("{}, {by}{}", winner.name, cost.map_or_else(String::new, |cost| format!(": {cost}")))
}

/// What counts of a bill, and between what it lies where that is a range.
fn costs(bill: &Sum, whole: bool) -> Option<String> {
    let Some((amount, range)) = bill.amount.as_ref().zip(bill.range.as_ref()) else {
        return bill.amount.clone().or_else(|| bill.range.clone());
    };
    // Both are of the same unit.
    let unit = amount.split_once(' ').map_or("", |(_, unit)| unit);
    let range = range.strip_suffix(unit).unwrap_or(range).trim_end();
    Some(if whole { format!("about {amount} ({range})") } else { format!("about {amount}") })
}

/// Why, what to mind, and how sure it is.
fn reasons(report: &Report, style: &Style) -> Vec<Block> {
    let Some(winner) = report.ranking.first() else { return Vec::new() };
    let mut blocks = vec![Block::new("Why", reasoned(report, style), WHY)];
    blocks.extend(said(report));
    if let Some(switch) = &report.switch {
        let saves = switch.saves.as_ref().map_or_else(String::new, |saves| format!(" It saves {}.", saves.text));
        blocks.push(Block::new("Switch", format!("From {}: {}.{saves}", switch.name, switch.says), 2));
    }
    blocks.push(Block::new("Mind", minded(report, winner, style), MINDED).look(Look::Doubtful));
    let look = if report.certain { Look::Good } else { Look::Plain };
    blocks.push(Block::new("Sure?", sure(report, style), SURE).look(look));
    blocks.retain(|block| !block.text.is_empty());
    blocks
}

/// As many of the reasons as there is room for.
fn reasoned(report: &Report, style: &Style) -> String {
    as_many(report.why.len(), WHY, style, |n| report.why.get(..n).unwrap_or(&report.why).join(" "))
}

/// What is told of as many of these as fit so many lines, and of one at least.
fn as_many(all: usize, lines: usize, style: &Style, told: impl Fn(usize) -> String) -> String {
    let fits = |n: &usize| is_within(&told(*n), lines, style);
    told((1..=all).rev().find(fits).unwrap_or_else(|| all.min(1)))
}

/// Whether a text takes so many lines at most, beside its label.
fn is_within(text: &str, lines: usize, style: &Style) -> bool {
    wrap(text, style.width.saturating_sub(LABEL), 0).len() <= lines
}

/// How sure it is: who may be as good, what makes the lead, and the weightiest of what is unknown.
fn sure(report: &Report, style: &Style) -> String {
    let Some(doubt) = report.doubt() else { return String::new() };
    let level_with = doubt.level(Some(level(style)));
    // Whom it leads stands above.
    let lead = doubt.lead(false).unwrap_or_else(|| report.summary.clone());
    let unknown = if doubt.certain { Some(doubt.certainty()) } else { doubt.unknown.first().cloned() };
    level_with.into_iter().chain([lead]).chain(unknown).collect::<Vec<_>>().join(" ")
}

/// What stands for what is left out.
fn ellipsis(style: &Style) -> &'static str {
    if style.unicode { "…" } else { "..." }
}

/// The mark of those that may be as good as the pick.
fn level(style: &Style) -> &'static str {
    if style.unicode { "≈" } else { "~" }
}

/// What must be said of every verdict: what could not hold together, what is wrong with it, and what is of another kind.
fn said(report: &Report) -> Vec<Block> {
    let contradictions = report.contradictions.iter().map(|c| format!("{}.", c.message));
    let warnings = report.warnings.iter().map(|warning| format!("{warning}."));
    let firsts = [("Against", contradictions.collect::<Vec<_>>()), ("Warning", warnings.collect())];
    let mut blocks: Vec<Block> = firsts
        .into_iter()
        .filter_map(|(label, all)| {
            let more = if all.len() > 1 { format!("{} more (--full): ", all.len() - 1) } else { String::new() };
            Some(Block::new(label, format!("{more}{}", all.first()?), 3).look(Look::Doubtful))
        })
        .collect();
    blocks.extend(report.unranked.first().map(|kind| {
        let names = some(kind.models.iter().map(|model| &model.name), NAMED);
        let more = report.unranked.len() - 1;
        let more = if more == 0 { String::new() } else { format!("{} more (--full): ", count(more, "kind")) };
        Block::new("Besides", format!("{more}{} {names}.", kind.says), 2)
    }));
    blocks
}

/// What somebody must know before choosing it: what is said at once, then what else there is to say, and what was not verified; as many as
/// there is room for, and how many more.
fn minded(report: &Report, winner: &Ranked, style: &Style) -> String {
    let at_once = || report.headlines.iter().filter(|h| h.model == winner.model);
    let rest = winner.caveats.iter().filter(|c| at_once().all(|h| h.rule != c.rule || h.text != c.text));
    let open = winner.unverified.iter().map(|open| format!("not verified: {}", not_verified(open)));
    let all: Vec<String> = at_once().map(|h| h.text.clone()).chain(rest.map(|c| c.text.clone())).chain(open).collect();
    if all.is_empty() {
        return String::new();
    }
    let told = |n: usize| {
        let more = if n < all.len() { format!("; {} more (--full)", all.len() - n) } else { String::new() };
        format!("{}: {}{more}", winner.name, all.get(..n).unwrap_or(&all).join("; "))
    };
    let text = as_many(all.len(), MINDED, style, told);
    if is_within(&text, MINDED, style) {
        return text;
    }
    // What is too long by itself says first how many there are: its end is cut.
    let more = if all.len() > 1 { format!(" ({} more: --full)", all.len() - 1) } else { String::new() };
    format!("{}{more}: {}", winner.name, all.first().map_or("", String::as_str))
}

/// What was assumed, who else there is, and of which day the facts are.
fn basis(report: &Report, style: &Style, lines: usize) -> Vec<Block> {
    let ways: Vec<String> = shape::ways(report)
        .into_iter()
        .filter(|way| report.ranking.first().is_some_and(|pick| pick.name != way.name))
        .map(|way| format!("{}: {}", lower(way.label), way.name))
        .collect();
    let mut blocks = Vec::new();
    if !ways.is_empty() {
        blocks.push(Block::new("Else", ways.join("; "), 2).spare(2));
    }
    let by_hand: Vec<&str> = report.needs.weights_given.iter().map(|w| w.text.as_str()).collect();
    if !by_hand.is_empty() {
        blocks.push(Block::new("By hand", by_hand.join("; "), 2));
    }
    blocks.extend(assumed(report, style, lines).map(|text| Block::new("Assumed", text, lines).spare(1)));
    blocks.push(facts(report));
    blocks
}

/// The assumptions that the bill was made with, then the others; and how the first of them is answered on the command line.
fn assumed(report: &Report, style: &Style, lines: usize) -> Option<String> {
    let Needs { assumed, assumed_text, .. } = &report.needs;
    let bill = report.bill.iter().flat_map(|bill| &bill.lines);
    let billed: Vec<&str> = bill
        .flat_map(|line| &line.evidence)
        .filter_map(|evidence| evidence.fact.strip_prefix("needs.").filter(|need| assumed.contains_key(*need)))
        .collect();
    let mut needs: Vec<&str> = Vec::new();
    for need in billed.into_iter().chain(assumed.keys().map(String::as_str)) {
        if !needs.contains(&need) {
            needs.push(need);
        }
    }
    let example = needs.first()?;
    let told = |n: usize| {
        let said = needs.iter().take(n).filter_map(|need| assumed_text.get(*need).cloned());
        let more = needs.len().saturating_sub(n);
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let otherwise = if lines > 1 { "say otherwise: " } else { "" };
        let said = said.collect::<Vec<_>>().join(", ");
        format!("{said}{more} ({otherwise}--need {example}={})", ellipsis(style))
    };
    Some(as_many(needs.len(), lines, style, told))
}

/// So many models of another kind are told.
const NAMED: usize = 3;

fn facts(report: &Report) -> Block {
    let text = format!("{}. Everything: --full. What a word means: verdict help WORD", report.as_of);
    Block::new("As of", text, 1).look(Look::Faint)
}

/// What to give up where nothing is eligible, and what keeps everything out.
fn nothing(report: &Report, style: &Style, lines: usize) -> (Vec<Block>, Vec<Block>) {
    let mut above = said(report);
    let elsewhere = report.eligible_elsewhere.map_or_else(String::new, |n| match n {
        0 => " No other model of the catalog is eligible either.".to_string(),
        n => format!(" Of the whole catalog {} would be.", count(n, "model")),
    });
    above.push(Block::new("Why", format!("{}{elsewhere}", report.summary), 4));
    for (i, relaxation) in report.relaxations.iter().take(LEAST).enumerate() {
        above.push(Block::new(if i == 0 { "Give up" } else { "" }, relaxation.message.clone(), 2));
    }
    if report.relaxations.is_empty() {
        above.push(Block::new("Give up", "Leaving out answers does not help.", 1));
    }
    for (i, out) in report.kept_out.iter().take(SHOWN).enumerate() {
        let text = format!("{}: {}", count(out.models, "model"), out.summary);
        above.push(Block::new(if i == 0 { "Out" } else { "" }, text, 1));
    }
    let mut below: Vec<Block> =
        assumed(report, style, lines).map(|text| Block::new("Assumed", text, lines).spare(1)).into_iter().collect();
    below.push(facts(report));
    (above, below)
}

/// The best as a table: rank, name, points, what the rulebook shows of each, and where it comes from.
fn best(report: &Report, shown: &[Ranked], style: &Style) -> Grid {
    let headings = columns(shown);
    let mut kinds = vec![Column::Number, Column::Text, Column::Number];
    kinds.extend(headings.iter().map(|_| Column::Number));
    kinds.push(Column::Text);
    let mut grid = Grid::new(kinds);
    let eligible = format!("best of {} eligible", report.counts.eligible);
    let mut top = vec![String::new(), eligible, "of 100".to_string()];
    top.extend(headings.iter().map(|h| h.heading.clone()));
    top.push("from".to_string());
    grid.row(top);
    let close = report.close.as_ref();
    for model in shown {
        let as_good = close.is_some_and(|close| close.models.contains(&model.model));
        let rank = if as_good { format!("{} {}", level(style), model.rank) } else { model.rank.to_string() };
        let mut row = vec![rank, clean(&model.name), points(model.score)];
        let brief = |fact: &str| model.glance.iter().find(|g| g.fact == fact).map_or("?", |g| &g.brief).to_string();
        row.extend(headings.iter().map(|h| brief(&h.fact)));
        row.push(clean(&brief_offer(&model.offer)));
        grid.row(row);
    }
    grid
}
