//! What the models are, and what counts of it.

use super::super::super::chart::bars::{Bar, Differences};
use super::super::super::shape::own_label;
use super::super::super::text::{count, exact, offer, percent, signed};
use super::super::{Block, Chart, Notes, Section, Words, origin};
use super::{OUT, UNKNOWN, heads};
use crate::report::compare::{Cell, Comparison, CriterionRow, Measured, Said};

/// The facts in a table, the quick one. `named` is the comparison in the order in which the models were named.
pub(super) fn glance(c: &Comparison, named: &Comparison, notes: &mut Notes) -> Section {
    if c.facts.is_empty() {
        return Section::new("At a glance", Vec::new());
    }
    let mut rows = Vec::new();
    for row in &c.facts {
        let difference = row.difference.as_ref().map_or_else(String::new, |difference| format!(" ({difference})"));
        let mut cells: Vec<Words> = vec![format!("{}{difference}", row.label).into()];
        for cell in &row.cells {
            cells.push(cell.as_ref().map_or_else(|| UNKNOWN.into(), |cell| fact(cell, notes)));
        }
        rows.push(cells);
    }
    let mut blocks = vec![Block::Table(heads(c, &["fact"]), rows)];
    let mut told = Vec::new();
    if let [one, other] = named.models.as_slice()
        && c.facts.iter().any(|row| row.difference.is_some())
    {
        told.push(format!("In brackets: {} against {}.", one.name, other.name));
    }
    told.extend(of_offers(c));
    if c.facts.iter().flat_map(|row| row.cells.iter().flatten()).any(|cell| cell.disputed.is_some()) {
        told.push("(!) Sources disagree; the note says what the others say.".to_string());
    }
    if !told.is_empty() {
        blocks.push(Block::text(told.join(" ")));
    }
    Section::new("At a glance", blocks)
}

/// Of which offers those facts are that are not the same for every offer of a model.
fn of_offers(c: &Comparison) -> Option<String> {
    let labels = c.facts.iter().filter(|row| row.fact.starts_with("offer.")).map(|row| row.label.as_str());
    let labels: Vec<&str> = labels.collect();
    let offers = c.models.iter().filter_map(|m| Some(format!("{} {}", m.name, offer(m.offer.as_deref()?))));
    let offers = offers.collect::<Vec<_>>().join(", ");
    (!labels.is_empty()).then(|| format!("{} are those of the offers of the verdict: {offers}.", labels.join(", ")))
}

fn fact(cell: &Cell, notes: &mut Notes) -> Words {
    if cell.disputed.is_none() {
        return Words::noted(cell.value.as_str(), vec![notes.source(&cell.source, cell.as_of.as_ref())]);
    }
    let own = cell.note.as_ref().map_or_else(String::new, |note| format!("; {} is {note}", cell.value));
    let others: Vec<String> = cell.others.iter().map(said).collect();
    let others = if others.is_empty() { String::new() } else { format!("; others say {}", others.join("; ")) };
    let note = notes.add(format!("{}{own}{others}", origin(&cell.source, cell.as_of.as_ref())));
    Words::noted(format!("{} (!)", cell.value), vec![note])
}

fn said(said: &Said) -> String {
    let more = match said.more {
        0 => String::new(),
        1 => ", 1 more agrees".to_string(),
        n => format!(", {n} more agree"),
    };
    format!("{} [{}{more}]", said.value, origin(&said.source, said.as_of.as_ref()))
}

/// What each model is, in words.
pub(super) fn overview(c: &Comparison, notes: &mut Notes) -> Section {
    let mut blocks = Vec::new();
    for model in &c.models {
        let mut sources: Vec<usize> = Vec::new();
        for e in model.overview.iter().flat_map(|s| &s.evidence) {
            let note = notes.source(&e.source, e.as_of.as_ref());
            if !sources.contains(&note) {
                sources.push(note);
            }
        }
        let text: Vec<&str> = model.overview.iter().map(|s| s.text.as_str()).collect();
        if !text.is_empty() {
            blocks.push(Block::text(Words::noted(text.join(" "), sources)));
        }
    }
    Section::new("What they are", blocks)
}

/// Whether a criterion gives each model as much.
fn is_even(row: &CriterionRow) -> bool {
    let points = |cell: &Option<Measured>| cell.as_ref().map(|cell| cell.points);
    row.cells.windows(2).all(|pair| matches!(pair, [a, b] if points(a) == points(b)))
}

fn measured(c: &Comparison, row: &CriterionRow, notes: &mut Notes) -> Vec<Words> {
    let mut cells = vec![format!("{}, {}", own_label(&row.label), percent(row.weight)).into()];
    for cell in &row.cells {
        cells.push(cell.as_ref().map_or_else(
            || "–".into(),
            |cell| {
                let (value, how) = (cell.value.as_deref(), cell.obtained.as_deref());
                let sources = notes.value(value, how, &cell.evidence, &c.needs);
                Words::noted(format!("{} → {}", value.unwrap_or(UNKNOWN), exact(cell.points)), sources)
            },
        ));
    }
    cells
}

fn score(c: &Comparison) -> Vec<Words> {
    let score = c.models.iter().map(|m| m.score.map_or_else(|| OUT.to_string(), exact));
    ["the score".to_string()].into_iter().chain(score).map(Words::from).collect()
}

/// The criteria that tell the models apart, what differs most first.
pub(super) fn criteria(c: &Comparison, notes: &mut Notes) -> Section {
    let (even, uneven): (Vec<&CriterionRow>, Vec<&CriterionRow>) = c.criteria.iter().partition(|row| is_even(row));
    let mut rows: Vec<Vec<Words>> = uneven.iter().map(|row| measured(c, row, notes)).collect();
    if !even.is_empty() {
        let sum =
            |place: usize| even.iter().filter_map(|row| row.cells.get(place)?.as_ref()).map(|c| c.points).sum::<i32>();
        let label = count(even.len(), "other").replace("others", "others, the same for all");
        rows.push(
            [label].into_iter().chain((0..c.models.len()).map(|place| exact(sum(place)))).map(Words::from).collect(),
        );
    }
    rows.push(score(c));
    let explained =
        "Each criterion with its weight; of each model the value → its points of 100, which add up to the score.";
    let mut blocks = vec![Block::text(explained)];
    blocks.extend(differences(c).map(|chart| Block::Chart("differences", Chart::Differences(chart))));
    blocks.push(Block::Table(heads(c, &["criterion"]), rows));
    Section::new("What counts", blocks)
}

/// Those that do not, if there are any.
pub(super) fn all_criteria(c: &Comparison, notes: &mut Notes) -> Section {
    let even: Vec<Vec<Words>> =
        c.criteria.iter().filter(|row| is_even(row)).map(|row| measured(c, row, notes)).collect();
    let blocks = if even.is_empty() { Vec::new() } else { vec![Block::Table(heads(c, &["criterion"]), even)] };
    Section::new("What counts and is the same for all", blocks)
}

/// What two eligible models differ in.
fn differences(c: &Comparison) -> Option<Differences> {
    let [one, other] = c.models.as_slice() else { return None };
    let margin = one.score? - other.score?;
    let mut bars = Vec::new();
    for row in &c.criteria {
        let [Some(a), Some(b)] = row.cells.as_slice() else { continue };
        let points = a.points - b.points;
        if points != 0 {
            bars.push(Bar { label: own_label(&row.label).to_string(), value: f64::from(points), text: signed(points) });
        }
    }
    bars.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    let title = format!("Points of {} above those of {}: {} in all", one.name, other.name, signed(margin));
    (!bars.is_empty()).then(|| Differences { title, left: other.name.clone(), right: one.name.clone(), bars })
}
