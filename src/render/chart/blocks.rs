//! Lines on logarithmic scales, in characters.

use super::lines::title;
use super::{LineChart, drawable, known, letter};
use crate::render::Style;
use crate::render::text::{width, wrap};

/// What the lines are drawn with; letters where nothing but ASCII may be shown.
const DOTS: [char; 6] = ['█', '○', '▲', '□', '●', '△'];

pub(super) fn text(chart: &LineChart, style: &Style, rows: usize) -> String {
    let rows = rows.clamp(4, 60);
    let (x, y) = (chart.x_scale(), chart.y_scale());
    #[expect(clippy::cast_precision_loss, reason = "at most 60")]
    let ticks = y.ticks((rows / 2) as f64, chart.y.unit.as_deref());
    let gutter = ticks.iter().map(|(_, tick)| width(tick)).max().unwrap_or_default();
    let columns = style.width.saturating_sub(gutter + 3).max(10);
    let mut canvas = vec![vec![' '; columns]; rows];
    let mut put = |place: (f64, f64), sign: char, over: bool| {
        let (column, row) = (nearest(place.0, columns), rows - 1 - nearest(place.1, rows));
        if let Some(cell) = canvas.get_mut(row).and_then(|row| row.get_mut(column))
            && (over || *cell == ' ')
        {
            *cell = sign;
        }
    };
    let dot =
        |series: usize| if style.unicode { *DOTS.get(series % DOTS.len()).unwrap_or(&'█') } else { letter(series) };
    for (i, series) in chart.series.iter().enumerate() {
        for column in 0..columns {
            #[expect(clippy::cast_precision_loss, reason = "at most 200")]
            let place = column as f64 / (columns - 1) as f64;
            let Some(value) = between(&series.points, x.value(place), |value| y.place(value)) else { continue };
            put((place, value), dot(i), false);
        }
        if let Some(last) = known(series).last() {
            put((x.place(last.0), y.place(last.1)), letter(i), true);
        }
    }
    for (i, mark) in chart.marks.iter().enumerate() {
        if let Some((a, b)) = drawable((mark.x, Some(mark.y))) {
            put(
                (x.place(a), y.place(b)),
                char::from_digit(u32::try_from(i + 1).unwrap_or(9).min(9), 10).unwrap_or('9'),
                true,
            );
        }
    }
    let (side, corner, along, tee) = if style.unicode { ('│', '└', '─', '┴') } else { ('|', '+', '-', '+') };
    let mut out = wrap(&title(&chart.y.label, chart.y.unit.as_deref()), style.width, 0);
    for (i, row) in canvas.iter().enumerate() {
        let tick = ticks.iter().find(|(place, _)| rows - 1 - nearest(*place, rows) == i).map_or("", |(_, tick)| tick);
        let line = format!("{}{tick} {side}{}", " ".repeat(gutter - width(tick)), row.iter().collect::<String>());
        out.push(line.trim_end().to_string());
    }
    let mut axis = vec![along; columns];
    let mut words = vec![' '; columns + 2];
    for (place, tick) in x.ticks(9.0, chart.x.unit.as_deref()) {
        let column = nearest(place, columns);
        if let Some(cell) = axis.get_mut(column) {
            *cell = tee;
        }
        let start = (column + 1).min(words.len().saturating_sub(tick.chars().count()));
        for (cell, c) in words.iter_mut().skip(start).zip(tick.chars()) {
            *cell = c;
        }
    }
    out.push(format!("{} {corner}{}", " ".repeat(gutter), axis.iter().collect::<String>()));
    out.push(format!("{} {}", " ".repeat(gutter), words.iter().collect::<String>().trim_end()));
    for line in wrap(&title(&chart.x.label, chart.x.unit.as_deref()), columns, 0) {
        out.push(format!("{}  {line}", " ".repeat(gutter)));
    }
    let sign = |i: usize| if style.unicode { format!("{}{} ", dot(i), letter(i)) } else { format!("{} ", letter(i)) };
    let series = chart.series.iter().enumerate().map(|(i, series)| format!("{} {}", sign(i), series.name));
    let marks = chart.marks.iter().enumerate().map(|(i, mark)| format!("{}  {}", i + 1, mark.label));
    for line in series.chain(marks).chain(chart.below()) {
        out.extend(wrap(&line, style.width, 0));
    }
    out.iter().map(|line| line.trim_end()).chain([""]).collect::<Vec<_>>().join("\n")
}

/// The cell that a place from 0 to 1 falls on.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a few hundred cells, and never below 0"
)]
fn nearest(place: f64, cells: usize) -> usize {
    (place * (cells - 1) as f64).round() as usize
}

/// Where a line stands at `x`, from 0 to 1, between the two points around it; `None` outside of its points and in gaps.
fn between(points: &[(f64, Option<f64>)], x: f64, place: impl Fn(f64) -> f64) -> Option<f64> {
    const NEAR: f64 = 1e-9;
    for pair in points.windows(2) {
        let [a, b] = pair else { continue };
        let (Some(a), Some(b)) = (drawable(*a), drawable(*b)) else { continue };
        if a.0 <= x * (1.0 + NEAR) && x <= b.0 * (1.0 + NEAR) && a.0 < b.0 {
            let part = libm::log(x / a.0) / libm::log(b.0 / a.0);
            return Some(place(a.1) + part.clamp(0.0, 1.0) * (place(b.1) - place(a.1)));
        }
    }
    None
}
