//! Lines on logarithmic scales, as SVG.

use std::fmt::Write;

use super::svg::{LETTERS, SIZE, at, colour, drawing, label, rule, text};
use super::{LineChart, drawable, known, letter};
use crate::render::text::wrap;

/// How the lines are broken, so that they differ without colour.
const DASHES: [&str; 6] = ["", "9 4", "2 4", "9 4 2 4", "5 3", "14 4 2 4 2 4"];

const LEFT: f64 = 52.0;
const RIGHT: f64 = 456.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 258.0;
const ROW: f64 = 18.0;

pub(super) fn svg(chart: &LineChart, id: &str) -> String {
    let (x, y) = (chart.x_scale(), chart.y_scale());
    let place = |(a, b): (f64, f64)| (LEFT + x.place(a) * (RIGHT - LEFT), BOTTOM - y.place(b) * (BOTTOM - TOP));
    let mut body = axes(chart);
    for (i, series) in chart.series.iter().enumerate() {
        let mut path = String::new();
        let mut pen = "M";
        for point in &series.points {
            let Some(point) = drawable(*point) else {
                pen = "M";
                continue;
            };
            let (px, py) = place(point);
            let _ = write!(path, "{pen}{} {}", at(px), at(py));
            pen = "L";
        }
        if !path.is_empty() {
            body.push_str(&stroke(i, &format!("d=\"{path}\""), "path"));
        }
    }
    for (i, mark) in chart.marks.iter().enumerate() {
        let Some(point) = drawable((mark.x, Some(mark.y))) else { continue };
        let (px, py) = place(point);
        let _ = writeln!(
            body,
            "<circle cx=\"{}\" cy=\"{}\" r=\"5\" stroke=\"currentColor\" stroke-width=\"2\" style=\"fill:var(--chart-paper,Canvas)\"/>",
            at(px),
            at(py)
        );
        body.push_str(&label(px, (py - 10.0).max(TOP - 2.0), "middle", &(i + 1).to_string()));
    }
    body.push_str(&letters(chart, place));
    let mut at_row = BOTTOM + 58.0;
    for (i, series) in chart.series.iter().enumerate() {
        let line = format!("x1=\"4\" y1=\"{0}\" x2=\"44\" y2=\"{0}\"", at(at_row - 4.0));
        body.push_str(&stroke(i, &line, "line"));
        at_row = paragraph(&mut body, at_row, &format!("{}  {}", letter(i), series.name));
    }
    for (i, mark) in chart.marks.iter().enumerate() {
        at_row = paragraph(&mut body, at_row, &format!("{}  {}", i + 1, mark.label));
    }
    if let Some(note) = chart.below() {
        at_row = paragraph(&mut body, at_row, &note);
    }
    drawing(id, &chart.title, &chart.words(), at_row, &body)
}

fn axes(chart: &LineChart) -> String {
    let (x_unit, y_unit) = (chart.x.unit.as_deref(), chart.y.unit.as_deref());
    let mut body = text(4.0, TOP - 14.0, "start", &title(&chart.y.label, y_unit));
    for (place, tick) in chart.y_scale().ticks(9.0, y_unit) {
        let y = BOTTOM - place * (BOTTOM - TOP);
        body.push_str(&rule((LEFT, y), (RIGHT, y), if place > 0.0 { 0.2 } else { 0.8 }));
        body.push_str(&text(LEFT - 6.0, y + 4.0, "end", &tick));
    }
    for (place, tick) in chart.x_scale().ticks(9.0, x_unit) {
        let x = LEFT + place * (RIGHT - LEFT);
        body.push_str(&rule((x, TOP), (x, BOTTOM), if place > 0.0 { 0.2 } else { 0.8 }));
        body.push_str(&text(x, BOTTOM + SIZE + 4.0, "middle", &tick));
    }
    body.push_str(&text(f64::midpoint(LEFT, RIGHT), BOTTOM + 36.0, "middle", &title(&chart.x.label, x_unit)));
    body
}

/// What an axis is called, with its unit.
pub(super) fn title(label: &str, unit: Option<&str>) -> String {
    unit.map_or_else(|| label.to_string(), |unit| format!("{label}, {unit}"))
}

fn stroke(series: usize, shape: &str, element: &str) -> String {
    let dashes = DASHES.get(series % DASHES.len()).copied().unwrap_or_default();
    let dashes = if dashes.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dashes}\"") };
    format!("<{element} {shape} fill=\"none\" stroke-width=\"2.5\"{dashes} style=\"stroke:{}\"/>\n", colour(series))
}

/// The letters at the ends of the lines, one above the other where the lines end in one place.
fn letters(chart: &LineChart, place: impl Fn((f64, f64)) -> (f64, f64)) -> String {
    let last = |(i, series)| known(series).last().map(|point| (place(point), i));
    let mut ends: Vec<((f64, f64), usize)> = chart.series.iter().enumerate().filter_map(last).collect();
    // Upwards from the lowest, so that each keeps clear of the one below; then back down from the edge that they may have crossed.
    ends.sort_by(|((_, a), _), ((_, b), _)| b.total_cmp(a));
    let mut free = BOTTOM;
    for ((_, y), _) in &mut ends {
        *y = y.min(free);
        free = *y - SIZE;
    }
    let mut free = TOP;
    let mut body = String::new();
    for ((x, y), i) in ends.into_iter().rev() {
        let y = y.max(free);
        free = y + SIZE;
        body.push_str(&label(x + 5.0, y + 4.0, "start", &letter(i).to_string()));
    }
    body
}

/// Lines of text under the drawing, behind the samples of the lines; where the next begin.
fn paragraph(body: &mut String, mut at_row: f64, words: &str) -> f64 {
    for line in wrap(words, LETTERS - 8, 0) {
        body.push_str(&text(LEFT, at_row, "start", &line));
        at_row += ROW;
    }
    at_row
}
