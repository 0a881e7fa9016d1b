//! A ranking for a spreadsheet.

use super::list::field;
use super::shape::columns;
use super::text::exact;
use crate::report::{Ranked, Report};

/// The ranking as CSV: a line of names, then a line a model, best first; what is unknown is empty.
///
/// `rank`, `model` (its id), `name`, `developer`, `offer`, `points` of 100, `least_points` and `most_points` that what is unknown
/// allows, then by their ids the facts that the rulebook shows of each, numbers without units, `offers` (how many of the model are
/// eligible) and `caveats`, with a `;` between them. What a spreadsheet would take for a formula begins with `'`.
#[must_use]
pub fn report(report: &Report) -> String {
    let facts: Vec<&str> = columns(&report.ranking).into_iter().map(|glance| glance.fact.as_str()).collect();
    let line = |cells: Vec<String>| cells.join(",") + "\n";
    let before = ["rank", "model", "name", "developer", "offer", "points", "least_points", "most_points"];
    let heads = before.into_iter().chain(facts.iter().copied()).chain(["offers", "caveats"]);
    let mut out = line(heads.map(field).collect());
    for model in &report.ranking {
        out.push_str(&line(row(model, &facts)));
    }
    out
}

fn row(model: &Ranked, facts: &[&str]) -> Vec<String> {
    let shown = |fact: &&str| {
        let glance = model.glance.iter().find(|glance| glance.fact == **fact)?;
        Some(glance.number.map_or_else(|| field(&glance.value), |number| number.to_string()))
    };
    let mut cells = vec![
        model.rank.to_string(),
        field(&model.model),
        field(&model.name),
        field(model.developer.as_deref().unwrap_or_default()),
        field(&model.offer),
        exact(model.score),
        exact(model.interval.0),
        exact(model.interval.1),
    ];
    cells.extend(facts.iter().map(|fact| shown(fact).unwrap_or_default()));
    let caveats: Vec<&str> = model.caveats.iter().map(|caveat| caveat.text.as_str()).collect();
    cells.extend([model.offers.to_string(), field(&caveats.join("; "))]);
    cells
}
