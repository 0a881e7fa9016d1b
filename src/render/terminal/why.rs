//! Why the pick is the pick: what gave it its points, what the next model has instead, and what to know of it.

use super::Page;
use crate::render::grid::{Column, Grid};
use crate::render::shape::{
    Line, Share, comparison, measured, not_verified, obtained, obtained_of_next, own_label, paid, shares, weighed,
};
use crate::render::text::{exact, percent, points, signed, wrap};
use crate::report::Report;

/// What values, weights, points and the gaps take beside the criteria.
const BESIDE: usize = 44;

/// The contributions of the winner: they add up to its score, and the table shows that they do.
pub(super) fn why(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    page.heading(&format!("Why {}", winner.name));
    let mut grid = Grid::new([Column::Fixed, Column::Text, Column::Number, Column::Number]);
    let room = page.style.width.saturating_sub(BESIDE).max(12);
    let fitted = |label: &str| wrap(label, room, 0).join("\n  ");
    let mut kinds = vec![Kind::Head];
    grid.row(["criterion", "value", "weight", "points"].map(String::from));
    for Share { group, weight, points, parts } in shares(&winner.contributions) {
        if let [only] = parts.as_slice() {
            let label = if own_label(&only.label) == group {
                group.to_string()
            } else {
                format!("{group}: {}", own_label(&only.label))
            };
            grid.row([fitted(&label), measured(only), percent(weight), exact(points)]);
            kinds.push(Kind::Group);
            continue;
        }
        grid.row([fitted(group), String::new(), percent(weight), exact(points)]);
        kinds.push(Kind::Group);
        for part in parts {
            let label = fitted(&format!("· {}", own_label(&part.label)));
            grid.row([label, measured(part), percent(part.weight), exact(part.points)]);
            kinds.push(Kind::Part);
        }
    }
    grid.row(["score", "the sum", "100.0%", &exact(winner.score)].map(String::from));
    kinds.push(Kind::Sum);
    let paint = page.paint;
    page.grid(&grid, |i, line| match kinds.get(i) {
        Some(Kind::Head) => paint.faint(line),
        Some(Kind::Sum) => paint.strong(line),
        _ => line.to_string(),
    });
    if let Some(bill) = paid(report) {
        page.item(page.bullet(), &bill, 2);
    }
    for (label, how) in obtained(winner) {
        page.item(page.bullet(), &format!("{label}: {how}"), 2);
    }
    for (rule, line) in weighed(&report.weighed) {
        page.item(page.bullet(), &format!("{line} (rule {rule})"), 2);
    }
}

enum Kind {
    Head,
    Group,
    Part,
    Sum,
}

/// The next model beside the winner, criterion by criterion.
pub(super) fn runner_up(page: &mut Page, report: &Report) {
    let (Some(winner), Some(next)) = (report.ranking.first(), &report.runner_up) else { return };
    let heading = match next.margin {
        0 => format!("Level with it: {}", next.name),
        margin => format!("Next: {}, {} of 100 points behind", next.name, points(margin)),
    };
    page.heading(&heading);
    let lines = comparison(next);
    if lines.is_empty() {
        page.prose("The two do not differ on anything that counts here.", 2);
        return;
    }
    let mut grid = Grid::new([Column::Fixed, Column::Text, Column::Text, Column::Number]);
    let fitted = |label: &str| wrap(own_label(label), page.style.width * 3 / 8, 0).join("\n  ");
    grid.row(["criterion", &winner.name, &next.name, "for the pick"].map(String::from));
    let mut signs = vec![0];
    for line in &lines {
        let unknown = |value: &Option<String>| value.clone().unwrap_or_else(|| "unknown".to_string());
        match line {
            Line::One(d) => {
                grid.row([fitted(&d.label), unknown(&d.winner), unknown(&d.other), signed(d.points)]);
                signs.push(d.points.signum());
            }
            Line::Rest(n, sum) => {
                grid.row([format!("{n} smaller differences"), String::new(), String::new(), signed(*sum)]);
                signs.push(sum.signum());
            }
        }
    }
    grid.row(["margin", "", "", &signed(next.margin)].map(String::from));
    let paint = page.paint;
    page.grid(&grid, |i, line| match signs.get(i) {
        Some(0) => paint.faint(line),
        Some(1) => paint.good(line),
        Some(_) => paint.bad(line),
        None => paint.strong(line),
    });
    for (label, how) in obtained_of_next(report, next) {
        page.item(page.bullet(), &format!("{label} of {}: {how}", next.name), 2);
    }
}

/// What to know before choosing it.
pub(super) fn caveats(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    if winner.caveats.is_empty() && winner.unverified.is_empty() {
        return;
    }
    page.heading(&format!("Before you choose {}", winner.name));
    for open in &winner.unverified {
        page.item(page.bullet(), &format!("not verified: {} (rule {})", not_verified(open), open.rule), 2);
    }
    for caveat in &winner.caveats {
        page.item(page.bullet(), &format!("{} (rule {})", caveat.text, caveat.rule), 2);
    }
}
