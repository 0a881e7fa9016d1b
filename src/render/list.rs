//! The models that somebody looks for: as a table for a terminal, and as CSV.

use super::Style;
use super::grid::{Column, Grid};
use super::terminal::{INDENT, Page};
use super::text::{answer, count, width, wrap};
use crate::report::list::{Cell, Listing, Row};

/// A table of the models, as many of the columns as there is room for.
#[must_use]
pub fn terminal(list: &Listing, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    let all: Vec<Shown> = list.columns.iter().map(|column| Shown::new(list, column)).collect();
    let room = style.width.saturating_sub(INDENT);
    let fitting = fitting(&all, room);
    let (shown, missing) = all.split_at(fitting);
    if !list.models.is_empty() {
        let taken: usize = shown.iter().map(|column| GAP + column.least()).sum();
        let mut columns: Vec<Vec<String>> = Vec::new();
        for column in shown {
            // What is left over is for ids, so that they are broken only where it must be.
            let most = column.least() + (room + GAP).saturating_sub(taken);
            columns.push(column.cells.iter().map(|cell| column.broken(cell, most)).collect());
        }
        let mut grid = Grid::new(shown.iter().map(|column| column.kind).collect::<Vec<_>>());
        grid.row(shown.iter().map(|column| wrap(&column.heading, column.least(), 0).join("\n")).collect::<Vec<_>>());
        for row in 0..list.models.len() {
            grid.row(columns.iter().filter_map(|cells| cells.get(row).cloned()).collect::<Vec<_>>());
        }
        page.grid(&grid, |i, line| if i == 0 { paint.faint(line) } else { line.to_string() });
        page.blank();
    }
    page.prose(&counted(list), INDENT);
    if list.counts.not_known > 0 {
        let told = format!(
            "{} not known: whether the condition holds cannot be told, as facts that it reads are missing",
            list.counts.not_known
        );
        page.painted(&told, INDENT, |line| paint.doubtful(line));
    }
    if !missing.is_empty() && !list.models.is_empty() {
        let missing: Vec<&str> = missing.iter().map(|column| column.heading.as_str()).collect();
        let told = format!("no room here for {} (`--columns` chooses, `--format csv` has all)", missing.join(", "));
        page.painted(&told, INDENT, |line| paint.faint(line));
    }
    page.finish()
}

/// How many there are, in words.
fn counted(list: &Listing) -> String {
    let counts = list.counts;
    let models = match (counts.listed, counts.all) {
        (0, all) => return format!("None of {} fits", count(all, "model")),
        (listed, all) if listed == all => count(all, "model"),
        (listed, all) => format!("{listed} of {}", count(all, "model")),
    };
    let computed = match counts.computed_offers {
        0 => String::new(),
        n => format!(", {} of them computed", answer(&n.into())),
    };
    format!("{models} with {}{computed}", count(counts.offers, "offer"))
}

/// Between two columns.
const GAP: usize = 2;
/// The least room for an id, and for a text that wraps.
const LEAST: usize = 24;

/// A column as it is shown.
struct Shown {
    heading: String,
    kind: Column,
    cells: Vec<String>,
    is_id: bool,
}

impl Shown {
    fn new(list: &Listing, column: &str) -> Self {
        let (heading, kind) = match column {
            "id" => ("model", Column::Fixed),
            "offers" => ("offers", Column::Number),
            "aliases" => ("also called", Column::Text),
            "name" => ("name", Column::Text),
            fact => return Self::of_fact(list, fact),
        };
        let cells = list.models.iter().map(|row| own(row, column).unwrap_or_default()).collect();
        Self { heading: heading.to_string(), kind, cells, is_id: column == "id" }
    }

    /// A fact, with its unit above the values.
    fn of_fact(list: &Listing, fact: &str) -> Self {
        let cells: Vec<&Cell> = list.models.iter().filter_map(|row| cell(row, fact)).collect();
        let unit = unit(&cells);
        let label = cells.first().map_or_else(|| fact.to_string(), |cell| cell.label.to_lowercase());
        let heading = if unit.is_empty() { label } else { format!("{label} ({})", unit.trim()) };
        let text = |cell: &&Cell| shown(cell).strip_suffix(unit.as_str()).unwrap_or(shown(cell)).to_string();
        let cells_shown: Vec<String> = cells.iter().map(text).collect();
        let kind = if cells.iter().all(|cell| cell.value.is_number() || cell.value.is_null()) {
            Column::Number
        } else if cells_shown.iter().all(|cell| width(cell) <= LEAST) {
            Column::Fixed
        } else {
            Column::Text
        };
        Self { heading, kind, cells: cells_shown, is_id: false }
    }

    /// How much room it needs.
    fn least(&self) -> usize {
        let word = |text: &str| text.split_whitespace().map(width).max().unwrap_or_default();
        let widest = self.cells.iter().map(|cell| width(cell)).max().unwrap_or_default();
        let words = self.cells.iter().map(|cell| word(cell)).max().unwrap_or_default();
        let values = match self.kind {
            Column::Fixed => widest.min(LEAST),
            Column::Text => widest.min(words.max(LEAST)),
            Column::Number => widest,
        };
        values.max(word(&self.heading))
    }

    /// An id in lines of at most so many columns, broken behind a mark; other cells as they are.
    fn broken(&self, cell: &str, most: usize) -> String {
        if !self.is_id {
            return cell.to_string();
        }
        let (mut lines, mut rest) = (Vec::new(), cell);
        while width(rest) > most {
            let fits = |at: &usize| rest.get(..*at).is_some_and(|start| width(start) <= most);
            let marks = rest.match_indices(['-', '/', '.']).map(|(at, _)| at + 1).rfind(fits);
            let Some((line, after)) = marks.and_then(|at| rest.split_at_checked(at)) else { break };
            lines.push(line);
            rest = after;
        }
        lines.push(rest);
        lines.join("\n")
    }
}

/// How many of the columns have room side by side.
fn fitting(columns: &[Shown], room: usize) -> usize {
    let mut taken = 0;
    let fits = |column: &&Shown| {
        taken += column.least() + if taken == 0 { 0 } else { GAP };
        taken <= room
    };
    columns.iter().take_while(fits).count().max(1).min(columns.len())
}

/// What a model has that is no fact.
fn own(row: &Row, column: &str) -> Option<String> {
    match column {
        "id" => Some(row.id.clone()),
        "name" => Some(row.name.clone()),
        "aliases" => Some(row.aliases.join(", ")),
        "offers" => Some(row.offers.to_string()),
        _ => None,
    }
}

fn cell<'r>(row: &'r Row, fact: &str) -> Option<&'r Cell> {
    row.facts.iter().find(|cell| cell.fact == fact)
}

/// A value of the list; nothing where it is unknown.
fn shown(cell: &Cell) -> &str {
    if cell.value.is_null() { "" } else { &cell.shown }
}

/// What all known numbers of a column end in, from a space on: their unit, which then stands above them once.
fn unit(cells: &[&Cell]) -> String {
    let mut known = cells.iter().filter(|cell| cell.value.is_number()).map(|cell| shown(cell));
    let Some(first) = known.next() else { return String::new() };
    let Some((space, _)) = first.match_indices(' ').next() else { return String::new() };
    let unit = first.get(space..).unwrap_or_default();
    if known.all(|text| text.ends_with(unit)) { unit.to_string() } else { String::new() }
}

/// The list as CSV: a line of names, then a line a model. Numbers are as they are, without units; what is unknown is empty, and of
/// several values each stands behind a `;`.
///
/// What a spreadsheet would take for a formula begins with `'`.
#[must_use]
pub fn csv(list: &Listing) -> String {
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let mut out = line(list.columns.iter().map(|column| field(column)).collect());
    for row in &list.models {
        let value = |column: &String| match (own(row, column), cell(row, column)) {
            (Some(own), _) => field(&own),
            (None, Some(cell)) => plain(&cell.value),
            (None, None) => String::new(),
        };
        out.push_str(&line(list.columns.iter().map(value).collect()));
    }
    out
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => field(text),
        serde_json::Value::Array(items) => field(&items.iter().map(super::text::answer).collect::<Vec<_>>().join(";")),
        number_or_truth => number_or_truth.to_string(),
    }
}

/// A text as one field.
///
/// ```
/// use verdict::render::list::field;
/// assert_eq!(field("a, \"b\""), "\"a, \"\"b\"\"\"");
/// assert_eq!(field("=HYPERLINK(1)"), "'=HYPERLINK(1)");
/// ```
#[must_use]
pub fn field(text: &str) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let clean = if clean.trim_start().starts_with(['=', '+', '-', '@']) { format!("'{clean}") } else { clean };
    if clean.contains([',', '"', ';']) || clean.trim() != clean {
        format!("\"{}\"", clean.replace('"', "\"\""))
    } else {
        clean
    }
}
