//! What the models are, and what counts of it.

use super::super::super::chart::bars::{Bar, Differences};
use super::super::super::text::{exact, percent, signed};
use super::super::{Block, Chart, Section, evidence, list, origin};
use super::{OUT, UNKNOWN, heads};
use crate::report::compare::{Cell, Comparison, FactRow, Measured, Said};

/// The facts in a table, the quick one.
pub(super) fn glance(c: &Comparison) -> Section {
    if c.facts.is_empty() {
        return Section::new("At a glance", Vec::new());
    }
    let two = c.models.len() == 2;
    let cell = |cell: &Option<Cell>| match cell {
        None => UNKNOWN.to_string(),
        Some(cell) => {
            let mark = if cell.disputed.is_some() { " (!)" } else { "" };
            format!("{}{mark} [{}]", cell.value, origin(&cell.source, cell.as_of.as_ref()))
        }
    };
    let row = |row: &FactRow| {
        let difference = two.then(|| row.difference.clone().unwrap_or_default());
        [row.label.clone()].into_iter().chain(row.cells.iter().map(cell)).chain(difference).collect()
    };
    let mut columns = heads(c, &["fact"]);
    columns.extend(two.then(|| "difference".to_string()));
    let mut blocks = vec![Block::Table(columns, c.facts.iter().map(row).collect())];
    if c.facts.iter().flat_map(|row| row.cells.iter().flatten()).any(|cell| cell.disputed.is_some()) {
        blocks.push(Block::Text(format!("(!) Sources disagree; what each of them says is under “{DISPUTED}”.")));
    }
    Section::new("At a glance", blocks)
}

const DISPUTED: &str = "Where sources disagree";

/// What sources say of a fact on which they disagree.
pub(super) fn disputed(c: &Comparison) -> Section {
    let mut notes = Vec::new();
    for row in &c.facts {
        for (cell, model) in row.cells.iter().zip(&c.models) {
            if let Some(cell) = cell.as_ref().filter(|cell| !cell.others.is_empty()) {
                let others: Vec<String> = cell.others.iter().map(said).collect();
                let own = cell.note.as_ref().map_or_else(String::new, |note| format!("{} is {note}; ", cell.value));
                notes.push(format!("{} of {}: {own}others say {}", row.label, model.name, others.join("; ")));
            }
        }
    }
    let mut blocks = Vec::new();
    list(&mut blocks, notes);
    Section::new(DISPUTED, blocks)
}

fn said(said: &Said) -> String {
    let more = match said.more {
        0 => String::new(),
        1 => ", 1 more agrees".to_string(),
        n => format!(", {n} more agree"),
    };
    let note = said.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
    format!("{} [{}{more}{note}]", said.value, origin(&said.source, said.as_of.as_ref()))
}

/// What each model is, in words.
pub(super) fn overview(c: &Comparison) -> Section {
    let mut blocks = Vec::new();
    for model in &c.models {
        let mut sources: Vec<String> = Vec::new();
        for e in model.overview.iter().flat_map(|s| &s.evidence) {
            let origin = origin(&e.source, e.as_of.as_ref());
            if !sources.contains(&origin) {
                sources.push(origin);
            }
        }
        let text: Vec<&str> = model.overview.iter().map(|s| s.text.as_str()).collect();
        if !text.is_empty() {
            blocks.push(Block::Text(format!("{} [{}]", text.join(" "), sources.join("; "))));
        }
    }
    Section::new("What they are", blocks)
}

/// The criteria, group by group.
pub(super) fn criteria(c: &Comparison) -> Section {
    let mut rows = Vec::new();
    for row in &c.criteria {
        let mut cells = vec![format!("{} › {}", row.group, own(&row.label)), percent(row.weight)];
        cells.extend(row.cells.iter().map(|cell| match cell {
            None => "–".to_string(),
            Some(Measured { value, points, .. }) => {
                format!("{} = {}", value.as_deref().unwrap_or(UNKNOWN), exact(*points))
            }
        }));
        rows.push(cells);
    }
    let score = c.models.iter().map(|m| m.score.map_or_else(|| OUT.to_string(), exact));
    rows.push(["score".to_string(), "100.0%".to_string()].into_iter().chain(score).collect());
    let explained =
        "Value and points of 100 by criterion; what differs most comes first. A score is the sum of its points.";
    let mut blocks = vec![Block::Text(explained.to_string())];
    blocks.extend(differences(c).map(|chart| Block::Chart("differences", Chart::Differences(chart))));
    blocks.push(Block::Table(heads(c, &["criterion", "weight"]), rows));
    Section::new("What counts", blocks)
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
            bars.push(Bar { label: own(&row.label).to_string(), value: f64::from(points), text: signed(points) });
        }
    }
    bars.sort_by(|a, b| b.value.abs().total_cmp(&a.value.abs()));
    let title = format!("Points of {} above those of {}: {} in all", one.name, other.name, signed(margin));
    (!bars.is_empty()).then(|| Differences { title, left: other.name.clone(), right: one.name.clone(), bars })
}

/// Where the values of the criteria come from.
pub(super) fn values(c: &Comparison) -> Section {
    let mut notes = Vec::new();
    for row in &c.criteria {
        for (cell, model) in row.cells.iter().zip(&c.models) {
            let Some(cell) = cell.as_ref().filter(|cell| !cell.evidence.is_empty()) else { continue };
            let how = cell.obtained.as_ref().map_or_else(String::new, |how| format!("{how}; "));
            let from = evidence(&cell.evidence, |fact| fact);
            notes.push(format!("{} of {}: {how}{from}", own(&row.label), model.name));
        }
    }
    let mut blocks = Vec::new();
    list(&mut blocks, notes);
    Section::new("Where the values come from", blocks)
}

/// The last part of a label.
fn own(label: &str) -> &str {
    label.rsplit(" › ").next().unwrap_or(label)
}
