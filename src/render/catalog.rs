//! What the catalog knows, for a terminal: a list of models, or one model with sources, dates and disagreements.

use super::Style;
use super::grid::{Column, Grid};
use super::terminal::Page;
use super::text::{count, some};
use crate::catalog::view::{FactView, OfferView, Row, Show, StatementView};

/// A table of all models.
#[must_use]
pub fn list(rows: &[Row], style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    let labels: Vec<&str> = rows.first().map(|r| r.facts.iter().map(|f| f.label.as_str()).collect()).unwrap_or_default();
    let mut columns = vec![Column::Text, Column::Number];
    columns.extend(labels.iter().map(|_| Column::Text));
    let mut grid = Grid::new(columns);
    grid.row(["model", "offers"].into_iter().chain(labels).map(str::to_lowercase).collect::<Vec<_>>());
    for row in rows {
        let facts = row.facts.iter().map(|f| f.shown.clone());
        grid.row([row.id.clone(), row.offers.to_string()].into_iter().chain(facts).collect::<Vec<_>>());
    }
    page.grid(&grid, |i, line| if i == 0 { paint.faint(line) } else { line.to_string() });
    let offers: usize = rows.iter().map(|r| r.offers).sum();
    let computed: usize = rows.iter().map(|r| r.computed_offers).sum();
    page.blank();
    page.prose(
        &format!("{} with {}, {computed} of them computed for own machines", count(rows.len(), "model"), count(offers, "offer")),
        2,
    );
    page.finish()
}

/// Everything about one model.
#[must_use]
pub fn show(model: &Show, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.line(&format!("{}  {}", paint.strong(&model.name), model.id));
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

/// A row for the statement that decides, and one for each that says otherwise.
fn facts(page: &mut Page, facts: &[FactView]) {
    let mut grid = Grid::new([Column::Text, Column::Text, Column::Text]);
    let mut other = Vec::new();
    for fact in facts {
        let Some((first, rest)) = fact.statements.split_first() else { continue };
        let agree = rest.iter().filter(|s| s.value == first.value).count();
        let mut from = source(first);
        if agree > 0 {
            from = format!("{from}; {agree} more {}", if agree == 1 { "agrees" } else { "agree" });
        }
        if let Some(inherited) = &fact.inherited_from {
            from = format!("{from}; by {inherited}");
        }
        grid.row([fact.label.clone(), first.shown.clone(), from]);
        other.push(false);
        for statement in rest.iter().filter(|s| s.value != first.value) {
            grid.row([String::new(), format!("or {}", statement.shown), source(statement)]);
            other.push(true);
        }
    }
    let paint = page.paint;
    page.grid(&grid, |i, line| if other.get(i) == Some(&true) { paint.doubtful(line) } else { line.to_string() });
}

/// Source, date, how the value was found, and what should be known of it.
fn source(statement: &StatementView) -> String {
    let mut parts = vec![statement.source.clone()];
    parts.push(statement.as_of.clone().unwrap_or_else(|| "undated".to_string()));
    parts.extend(statement.details.iter().map(|(name, value)| format!("{name} {}", super::text::answer(value))));
    let mut text = parts.join(", ");
    if let Some(note) = &statement.note {
        text = format!("{text} ({note})");
    }
    text
}

/// What is stated of the offer itself, then what it inherits, then who says so.
fn offer(page: &mut Page, offer: &OfferView) {
    let paint = page.paint;
    let computed = if offer.computed { "  computed" } else { "" };
    page.line(&format!("  {}{}", paint.strong(&offer.id), paint.faint(computed)));
    let (inherited, own): (Vec<&FactView>, Vec<&FactView>) = offer.facts.iter().partition(|f| f.inherited_from.is_some());
    page.prose(&own.iter().map(|f| told(f)).collect::<Vec<_>>().join("; "), 4);
    if !inherited.is_empty() {
        let text = inherited.iter().map(|f| told(f)).collect::<Vec<_>>().join("; ");
        let from = inherited.first().and_then(|f| f.inherited_from.as_deref()).unwrap_or_default();
        page.painted(&format!("by {from}: {text}"), 4, |line| paint.faint(line));
    }
    let mut sources: Vec<String> = own.iter().flat_map(|f| f.statements.iter()).map(source).collect();
    sources.sort();
    sources.dedup();
    page.painted(&format!("from {}", some(sources, 3)), 4, |line| paint.faint(line));
}

/// A fact in a few words, with the values of those who say otherwise.
fn told(fact: &FactView) -> String {
    let mut values: Vec<&str> = Vec::new();
    for statement in &fact.statements {
        if !values.contains(&statement.shown.as_str()) {
            values.push(&statement.shown);
        }
    }
    format!("{} {}", fact.label, values.join(" or "))
}
