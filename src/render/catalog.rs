//! What the catalog knows, for a terminal: the machines, or one model with sources, dates and disagreements.

use super::Style;
use super::grid::{Column, Grid};
use super::terminal::{INDENT, Page};
use super::text::{clean, count, some, width, wrap};
use crate::catalog::view::{FactView, MachineView, OfferView, Show, StatementView};

/// A table of all machines that can be named.
#[must_use]
pub fn machines(machines: &[MachineView], style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    let mut grid = Grid::new(vec![Column::Fixed, Column::Text, Column::Text]);
    grid.row(["id", "memory", "also called"].map(str::to_string).to_vec());
    for machine in machines {
        let options: Vec<String> = machine.memory_options.iter().map(f64::to_string).collect();
        let memory = match (options.as_slice(), machine.memory) {
            ([first, .., last], _) => format!("{first} to {last} GB"),
            (_, Some(memory)) => format!("{memory} GB"),
            _ => "say it".to_string(),
        };
        let names = std::iter::once(machine.name.as_str()).chain(machine.names.iter().map(String::as_str));
        grid.row(vec![machine.id.clone(), memory, names.collect::<Vec<_>>().join(", ")]);
    }
    page.grid(&grid, |i, line| if i == 0 { paint.faint(line) } else { line.to_string() });
    page.blank();
    page.prose(
        &format!(
            "{}. Name one with a number before it and a memory or a price an hour after it: `2 x rtx 3090`, `mac 64 gb`, `4 x h100 at $1.10 an hour`; or a memory alone: `24 GB`.",
            count(machines.len(), "machine")
        ),
        2,
    );
    page.finish()
}

/// Everything about one model.
#[must_use]
pub fn show(model: &Show, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.line(&format!("{}  {}", paint.strong(&clean(&model.name)), model.id));
    if !model.aliases.is_empty() {
        page.prose(&format!("also called {}", model.aliases.join(", ")), 0);
    }
    for (collection, names) in &model.join {
        page.painted(&format!("in {collection}: {}", names.join(", ")), 0, |line| paint.faint(line));
    }
    page.heading("Facts");
    facts(&mut page, &model.facts);
    page.heading(&format!("Offers: {}", model.offers.len()));
    for offer in &model.offers {
        self::offer(&mut page, offer);
    }
    if !model.not_offered.is_empty() {
        page.heading("Not offered for own machines");
        for missing in &model.not_offered {
            let precision = missing.precision.as_deref().map(|p| format!("{p}: ")).unwrap_or_default();
            page.item(page.bullet(), &format!("{precision}{}", missing.reason), 2);
        }
    }
    page.finish()
}

/// A row for the statement that decides, one for each value that others say, and one for each statement that counts for nothing.
fn facts(page: &mut Page, facts: &[FactView]) {
    let widest = facts.iter().map(|f| width(&f.label)).max().unwrap_or_default().min(MAX_LABEL);
    for fact in facts {
        let mut label = fact.label.as_str();
        for (i, (value, statements)) in values(fact).into_iter().enumerate() {
            let Some(first) = statements.first() else { continue };
            let mut from = source(first);
            if let Some(more) = statements.len().checked_sub(1).filter(|n| *n > 0) {
                from = format!("{from}; {more} more {}", if more == 1 { "agrees" } else { "agree" });
            }
            if let (0, Some(of)) = (i, whose(fact)) {
                from = format!("{from}; {of}");
            }
            if let (0, Some(why)) = (i, why(fact)) {
                from = format!("{from}; decides: {why}");
            }
            let value = if i == 0 { value.to_string() } else { format!("or {value}") };
            row(page, widest, std::mem::take(&mut label), &value, &from, i > 0 && fact.disagreement.is_some());
        }
        if fact.decided.is_none() {
            row(page, widest, std::mem::take(&mut label), "unknown", "nothing that is stated counts", false);
        }
        for (statement, unable) in idle(fact) {
            let why = statement.doubtful.as_ref().map_or(String::new(), |why| format!(": {why}"));
            row(
                page,
                widest,
                "",
                &format!("({})", statement.shown),
                &format!("{unable}{why}; {}", source(statement)),
                true,
            );
        }
    }
}

/// Why the first statement decides, where not all say the same.
fn why(fact: &FactView) -> Option<&str> {
    let is_open = fact.disagreement.is_some() || idle(fact).next().is_some();
    fact.decided.as_deref().filter(|_| is_open)
}

/// The statements that count for nothing, and why.
fn idle(fact: &FactView) -> impl Iterator<Item = (&StatementView, &str)> {
    fact.statements.iter().filter_map(|s| Some((s, s.unable.as_deref()?)))
}

const MAX_LABEL: usize = 26;
/// The column of values that are short enough.
const VALUE: usize = 20;

/// A label, a value, and where it comes from; beside a long value there is no room for that, so it goes below.
fn row(page: &mut Page, widest: usize, label: &str, value: &str, from: &str, doubtful: bool) {
    let paint = page.paint;
    let left = INDENT + widest + 2;
    let right = left + VALUE + 2;
    let wide = page.style.width;
    let short = width(value) <= VALUE && wide > right + VALUE;
    let mut labels = wrap(label, widest, 0).into_iter();
    let mut values = wrap(value, if short { VALUE } else { wide.saturating_sub(left) }, 0).into_iter();
    let mut sources = wrap(from, wide.saturating_sub(if short { right } else { left + 2 }), 0).into_iter();
    loop {
        let (label, value) = (labels.next(), values.next());
        let source = if short || value.is_none() { sources.next() } else { None };
        if label.is_none() && value.is_none() && source.is_none() {
            return;
        }
        let label = padded(&label.unwrap_or_default(), widest + 2);
        let told = value.unwrap_or_default();
        let gap = if short { VALUE + 2 } else { 2 };
        let told = padded(&told, if source.is_some() { gap } else { 0 });
        let told = if doubtful { paint.doubtful(&told) } else { told };
        let line = format!("{:INDENT$}{label}{told}{}", "", paint.faint(&source.unwrap_or_default()));
        page.line(line.trim_end());
    }
}

/// A text with spaces behind it, up to a number of columns.
fn padded(text: &str, columns: usize) -> String {
    format!("{text}{:1$}", "", columns.saturating_sub(width(text)))
}

/// The values that count, each with those who say so. A date that is only less exact than the first says the same.
fn values(fact: &FactView) -> Vec<(&str, Vec<&StatementView>)> {
    let mut values: Vec<(&str, Vec<&StatementView>)> = Vec::new();
    for statement in fact.statements.iter().filter(|s| s.unable.is_none()) {
        let first = fact.disagreement.is_none() && !values.is_empty();
        let same = values.iter_mut().find(|(shown, _)| first || *shown == statement.shown);
        match same {
            Some((_, who)) => who.push(statement),
            None => values.push((&statement.shown, vec![statement])),
        }
    }
    values
}

/// Source, date, when it holds, how the value was found, and what should be known of it.
fn source(statement: &StatementView) -> String {
    let mut parts = vec![statement.source.clone()];
    parts.push(statement.as_of.clone().unwrap_or_else(|| "undated".to_string()));
    parts.extend(term(statement));
    parts.extend(statement.details.iter().map(|(name, value)| format!("{name} {}", super::text::answer(value))));
    let mut text = parts.join(", ");
    if let Some(note) = &statement.note {
        text = format!("{text} ({note})");
    }
    text
}

/// Whose a fact is that is not stated of the model or the offer itself.
fn whose(fact: &FactView) -> Option<String> {
    fact.because.clone().or_else(|| fact.inherited_from.as_ref().map(|from| format!("by {from}")))
}

/// The days on which a value holds, if not always.
fn term(statement: &StatementView) -> Option<String> {
    match (&statement.from, &statement.until) {
        (None, None) => None,
        (Some(from), None) => Some(format!("from {from}")),
        (None, Some(until)) => Some(format!("until {until}")),
        (Some(from), Some(until)) => Some(format!("from {from} until {until}")),
    }
}

/// What is stated of the offer itself, then what holds for other reasons, each with its reason, then who says so.
fn offer(page: &mut Page, offer: &OfferView) {
    let paint = page.paint;
    let computed = if offer.computed { "  computed" } else { "" };
    page.line(&format!("  {}{}", paint.strong(&offer.id), paint.faint(computed)));
    let (others, own): (Vec<&FactView>, Vec<&FactView>) = offer.facts.iter().partition(|f| whose(f).is_some());
    page.prose(&own.iter().map(|f| told(f)).collect::<Vec<_>>().join("; "), 4);
    let others = others.into_iter().filter_map(|fact| Some((whose(fact)?, told(fact))));
    let withheld = offer.withheld.iter().map(|w| (w.because.clone(), format!("{} is not known", w.label)));
    for (whose, facts) in by_first(others.chain(withheld)) {
        page.painted(&format!("{whose}: {}", facts.join("; ")), 4, |line| paint.faint(line));
    }
    let mut sources: Vec<String> = own.iter().flat_map(|f| f.statements.iter()).map(source).collect();
    sources.sort();
    sources.dedup();
    page.painted(&format!("from {}", some(sources, 3)), 4, |line| paint.faint(line));
}

/// What belongs together by the first word, in the order of first mention.
fn by_first(pairs: impl Iterator<Item = (String, String)>) -> Vec<(String, Vec<String>)> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for (first, second) in pairs {
        match groups.iter_mut().find(|(group, _)| *group == first) {
            Some((_, seconds)) => seconds.push(second),
            None => groups.push((first, vec![second])),
        }
    }
    groups
}

/// A fact in a few words, with the values of those who say otherwise, why the first decides, and what counts for nothing.
fn told(fact: &FactView) -> String {
    let all: Vec<&str> = values(fact).into_iter().map(|(value, _)| value).collect();
    let first = fact.statements.first().filter(|s| s.unable.is_none());
    let why: Vec<String> = first.and_then(term).into_iter().chain(why(fact).map(str::to_string)).collect();
    let mut text = format!("{} {}", fact.label, all.first().unwrap_or(&"unknown"));
    if !why.is_empty() {
        text = format!("{text} ({})", why.join(", "));
    }
    for other in all.iter().skip(1) {
        text = format!("{text} or {other}");
    }
    for (statement, unable) in idle(fact) {
        let when =
            term(statement).or_else(|| statement.doubtful.clone()).map_or(String::new(), |text| format!(": {text}"));
        text = format!("{text}, {} {unable}{when}", statement.shown);
    }
    text
}
