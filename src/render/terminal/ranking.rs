//! The ranking as a table with bars.

use super::Page;
use crate::render::Style;
use crate::render::grid::{Column, Grid};
use crate::render::shape::{Front, ways};
use crate::render::text::{clean, count, offer, points, short_offer, width};
use crate::report::{Ranked, Report};

/// What the rank, the score and the gaps take.
const AROUND: usize = 18;

/// What the mark of the Pareto front takes with its gap.
const MARKED: usize = 3;

pub(super) fn ranking(page: &mut Page, report: &Report) {
    let counts = &report.counts;
    page.heading(&format!("Ranking: {} of {} eligible", counts.eligible, count(counts.models, "model")));
    let paint = page.paint;
    let style = page.style;
    let taken = |text: fn(&Ranked) -> usize| report.ranking.iter().map(text).max().unwrap_or_default();
    let front = Front::of(report);
    let mixed = front == Some(Front::Some);
    let others = taken(|r| width(&r.name)) + taken(|r| width(&short_offer(&r.offer))) + AROUND;
    let bar = Bar::new(&style, style.width.saturating_sub(others + if mixed { MARKED } else { 0 }));
    let mark = if style.unicode { "◆" } else { "*" };
    let mut columns = vec![Column::Number, Column::Text, Column::Number, Column::Fixed, Column::Text];
    if mixed {
        columns.insert(2, Column::Fixed);
    }
    let mut grid = Grid::new(columns);
    for model in &report.ranking {
        let (rank, score) = (model.rank.to_string(), points(model.score));
        let mut row = vec![rank, model.name.clone(), score, bar.draw(model), short_offer(&model.offer)];
        if mixed {
            row.insert(2, if model.pareto { mark.to_string() } else { String::new() });
        }
        grid.row(row);
    }
    page.grid(&grid, |i, line| {
        let first = report.ranking.get(i).is_some_and(|r| r.rank == 1);
        let (before, solid, after) = bar.split(line);
        let (sure, open) = solid.split_at(solid.find(|c| c != bar.sure).unwrap_or(solid.len()));
        let words = |text: &str| if first { paint.strong(text) } else { text.to_string() };
        format!("{}{}{}{after}", words(before), paint.good(sure), paint.doubtful(open))
    });
    let drawn: String = report.ranking.iter().map(|r| bar.draw(r)).collect();
    let legend: Vec<String> = [(bar.assumed, "could be lost"), (bar.possible, "could be gained")]
        .into_iter()
        .filter(|(c, _)| drawn.contains(*c))
        .map(|(c, what)| format!("{c} {what}"))
        .collect();
    if !legend.is_empty() {
        page.painted(&format!("{}, once more is known", legend.join(", ")), 2, |line| paint.faint(line));
    }
    if let Some(front) = front {
        let who = if front == Front::All { "All" } else { mark };
        page.painted(&format!("{who} {}", Front::MEANS), 2, |line| paint.faint(line));
    }
    let more = counts.eligible.saturating_sub(report.ranking.len());
    if more > 0 {
        page.painted(&format!("+{more} more (use --top)"), 2, |line| paint.faint(line));
    }
}

/// The best at one thing each, and who takes the winner's place.
pub(super) fn ways_to_choose(page: &mut Page, report: &Report) {
    let ways = ways(report);
    if ways.is_empty() {
        return;
    }
    page.heading("Other ways to choose");
    let widest = ways.iter().map(|way| width(way.label)).max().unwrap_or_default();
    for way in ways {
        let text = format!("{} {}: {}", way.name, offer(way.offer), way.text);
        page.labelled(&clean(way.label), widest, &clean(&text), str::to_string);
    }
}

/// Draws scores from 0 to 100.
struct Bar {
    cells: usize,
    sure: char,
    assumed: char,
    possible: char,
}

impl Bar {
    fn new(style: &Style, room: usize) -> Self {
        let cells = room.clamp(10, 40);
        let [sure, assumed, possible] = if style.unicode { ['█', '▓', '░'] } else { ['#', '=', '.'] };
        Self { cells, sure, assumed, possible }
    }

    /// The least possible score solid, what could be lost of it less so, and what could be gained light.
    fn draw(&self, model: &Ranked) -> String {
        let cells = |score: i32| usize::try_from(score).unwrap_or_default() * self.cells;
        let to = |score: i32| (cells(score) + 50_000) / 100_000;
        let (low, score, high) = (to(model.interval.0), to(model.score), to(model.interval.1));
        let part = |c: char, n: usize| c.to_string().repeat(n);
        part(self.sure, low)
            + &part(self.assumed, score.saturating_sub(low))
            + &part(self.possible, high.saturating_sub(score))
    }

    /// What stands before the bar in a line, the bar, and what stands after it.
    fn split<'l>(&self, line: &'l str) -> (&'l str, &'l str, &'l str) {
        let is_bar = |c: char| [self.sure, self.assumed, self.possible].contains(&c);
        // A full stop in a name or a score is no bar: a bar is longer than one cell, or not drawn at all.
        let pair = line.char_indices().zip(line.chars().skip(1)).find(|((_, a), b)| is_bar(*a) && is_bar(*b));
        let Some(((start, _), _)) = pair else { return (line, "", "") };
        let (before, rest) = line.split_at(start);
        let (bar, after) = rest.split_at(rest.find(|c| !is_bar(c)).unwrap_or(rest.len()));
        (before, bar, after)
    }
}
