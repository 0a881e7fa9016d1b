//! What changed between two reports on the same request, a line for each cause.
//!
//! Both are taken as they are; what the catalog says now of an offer that is no longer the best is asked of it. Nothing is evaluated again, so what is
//! told is what the reports show: facts, rules and needs that are others, and what they did to points and ranks.

use std::collections::{BTreeMap, BTreeSet};

use super::words::list;
use super::{Contribution, Ranked, Report, points_text};

mod facts;
mod needs;
mod standing;

pub use facts::Facts;

/// How many names a line has.
const NAMES: usize = 5;
/// How many causes of another winner are told with it.
const CAUSES: usize = 3;

/// A cause, and the models it is about; none if it is about all.
struct Cause {
    models: BTreeSet<String>,
    text: String,
}

impl Cause {
    fn of_all(text: String) -> Self {
        Self { models: BTreeSet::new(), text }
    }
}

/// What changed from the `old` to the `new` report. Who wins comes first, with what made the difference; then other causes; then who moved.
/// Nothing if the two say the same of needs, points, rules and ranks.
///
/// The new one needs its whole ranking, the old one as much of it as there is; `ranks` are the ranks that all models had.
#[must_use]
pub fn differences(old: &Report, new: &Report, ranks: &BTreeMap<String, usize>, facts: &Facts<'_>) -> Vec<String> {
    let pair = Reports { old, new };
    let mut causes = needs::causes(&pair);
    causes.extend(pair.weights());
    causes.extend(facts::causes(&pair, facts));
    causes.extend(standing::causes(&pair, ranks));
    let mut lines: Vec<String> = pair.winner(&mut causes).into_iter().collect();
    lines.extend(causes.into_iter().map(|cause| cause.text));
    lines.extend(standing::moved(&pair, ranks));
    lines
}

/// Two reports.
struct Reports<'a> {
    old: &'a Report,
    new: &'a Report,
}

impl Reports<'_> {
    /// Who wins instead of whom, and why; the causes told are taken out of the list.
    fn winner(&self, causes: &mut Vec<Cause>) -> Option<String> {
        let (before, after) = (first(self.old), first(self.new));
        let ids = |all: &[&Ranked]| all.iter().map(|r| r.model.clone()).collect::<BTreeSet<_>>();
        if ids(&before) == ids(&after) {
            return None;
        }
        let names = |all: &[&Ranked]| match all {
            [] => "none".to_string(),
            all => list(&all.iter().map(|r| r.name.clone()).collect::<Vec<_>>()),
        };
        let concerned: BTreeSet<String> = ids(&before).union(&ids(&after)).cloned().collect();
        let about = |cause: &Cause| cause.models.is_empty() || !cause.models.is_disjoint(&concerned);
        let (mut told, mut rest): (Vec<Cause>, Vec<Cause>) = std::mem::take(causes).into_iter().partition(about);
        // What is said of a model in particular tells more than what is so for all.
        told.sort_by_key(|cause| cause.models.is_empty());
        rest.splice(0..0, told.split_off(told.len().min(CAUSES)));
        *causes = rest;
        let told: Vec<String> = told.into_iter().map(|cause| cause.text).collect();
        let why = if told.is_empty() { self.lead() } else { told.join("; ") };
        Some(format!("winner changed from {} to {}: {why}", names(&before), names(&after)))
    }

    /// By how much the first leads now, where nothing that the reports show is the cause.
    fn lead(&self) -> String {
        self.new.summary.trim_end_matches('.').to_string()
    }

    /// The weights that are others, where no rule that the reports name gives more or less points: told of the criteria that all have.
    fn weights(&self) -> Vec<Cause> {
        let rules = |report: &Report| report.weighed.iter().map(|w| w.rule.clone()).collect::<BTreeSet<_>>();
        let (before, after) = (rules(self.old), rules(self.new));
        let fires = |rule: &String| {
            let summary = self.new.weighed.iter().find(|w| w.rule == *rule).map_or("", |w| w.summary.as_str());
            Cause::of_all(format!("`{rule}` now fires and gives points: {summary}"))
        };
        let rests = |rule: &String| Cause::of_all(format!("`{rule}` no longer fires, and gives no points"));
        let mut causes: Vec<Cause> = after.difference(&before).map(fires).collect();
        causes.extend(before.difference(&after).map(rests));
        let of = |report: &Report| -> BTreeMap<String, (String, f64)> {
            let all = report.ranking.first().map(|r| r.contributions.iter()).into_iter().flatten();
            all.map(|c| (c.criterion.clone(), (c.label.clone(), c.weight))).collect()
        };
        let (was, is) = (of(self.old), of(self.new));
        let weight = |of: &BTreeMap<String, (String, f64)>, id: &String| of.get(id).map_or(0.0, |(_, weight)| *weight);
        let both: BTreeMap<&String, &String> = was.iter().chain(&is).map(|(id, (label, _))| (id, label)).collect();
        let mut moved: Vec<(f64, f64, &String)> =
            both.into_iter().map(|(id, label)| (weight(&was, id), weight(&is, id), label)).collect();
        moved.retain(|(was, is, _)| (was - is).abs() > 5e-4);
        moved.sort_by(|a, b| (b.0 - b.1).abs().total_cmp(&(a.0 - a.1).abs()).then(a.2.cmp(b.2)));
        if moved.is_empty() || was.is_empty() || is.is_empty() {
            return causes;
        }
        let percent = |weight: f64| format!("{:.1}%", weight * 100.0);
        let told: Vec<String> = moved
            .iter()
            .take(NAMES)
            .map(|(was, is, label)| format!("{label} counts for {} instead of {}", percent(*is), percent(*was)))
            .collect();
        let more = moved.len().saturating_sub(NAMES);
        let more = if more == 0 { String::new() } else { format!(", and {more} more are others") };
        let why = if causes.is_empty() { "points in the rulebook are others: " } else { "so " };
        causes.push(Cause::of_all(format!("{why}{}{more}", told.join(", "))));
        causes
    }
}

/// The models of rank 1.
fn first(report: &Report) -> Vec<&Ranked> {
    report.ranking.iter().take_while(|r| r.rank == 1).collect()
}

fn ranked<'r>(report: &'r Report, model: &str) -> Option<&'r Ranked> {
    report.ranking.iter().find(|r| r.model == model)
}

fn contribution<'r>(ranked: &'r Ranked, criterion: &str) -> Option<&'r Contribution> {
    ranked.contributions.iter().find(|c| c.criterion == criterion)
}

/// What a criterion gave and gives, where that differs.
fn points(was: &Contribution, is: Option<&Contribution>) -> Option<String> {
    let now = is.map_or(0, |c| c.points);
    let label = was.label.rsplit(" › ").next().unwrap_or_default();
    (now != was.points)
        .then(|| format!("{label} gave it {} instead of {} points", points_text(now), points_text(was.points)))
}

/// Some names, and how many more there are.
fn some(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMES);
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>();
    if more == 0 { list(&shown) } else { format!("{} and {more} more", shown.join(", ")) }
}
