//! What changed between two reports on the same request, a line for each cause.
//!
//! Both are taken as they are; what the catalog says now of an offer that is no longer the best is asked of it. Nothing is evaluated again, so what is
//! told is what the reports show: facts, rules and needs that are others, and what they did to points and ranks.

use std::collections::{BTreeMap, BTreeSet};

use super::words::{list, own_label};
use super::{Contribution, Ranked, Report, points_text};

mod facts;
mod needs;
mod rules;
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
    let mut old = old.clone();
    let mut causes = rules::renamed(&mut old, new, facts.graph.rulebook());
    let pair = Reports { old: &old, new };
    causes.extend(needs::causes(&pair));
    causes.extend(pair.weights());
    let stated = facts::causes(&pair, ranks, facts);
    let explained = stated.iter().flat_map(|cause| cause.models.iter().cloned()).collect();
    causes.extend(stated);
    causes.extend(standing::causes(&pair, ranks, facts, &explained));
    let mut lines: Vec<String> = pair.winner(&mut causes).into_iter().collect();
    lines.extend(causes.into_iter().map(|cause| cause.text));
    lines.extend(pair.lead());
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
        let why = if told.is_empty() { self.new.summary.trim_end_matches('.').to_string() } else { told.join("; ") };
        Some(format!("winner changed from {} to {}: {why}", names(&before), names(&after)))
    }

    /// By how much the first leads, where it leads the same model by more or less than it did.
    fn lead(&self) -> Option<String> {
        let (before, after) = (first(self.old), first(self.new));
        let ([was], [is]) = (before.as_slice(), after.as_slice()) else { return None };
        let (then, now) = (self.old.runner_up.as_ref()?, self.new.runner_up.as_ref()?);
        let same = was.model == is.model && then.model == now.model && then.margin != now.margin;
        let [then, margin] = [then.margin, now.margin].map(points_text);
        (same && then != margin).then(|| format!("{} leads {} by {margin} points, was {then}", is.name, now.name))
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
        let (told, more) = match self.counting(|c| &c.group) {
            moved if moved.is_empty() => shown(self.counting(|c| &c.label)),
            moved => shown(moved),
        };
        if told.is_empty() {
            return causes;
        }
        let told = format!("{}{more}", told.join(", "));
        match causes.last_mut() {
            Some(cause) => cause.text = format!("{}, so {told}", cause.text),
            None => causes.push(Cause::of_all(format!("points in the rulebook are others: {told}"))),
        }
        causes
    }

    /// What counts for more or for less, by a name of the criteria: name, weight before, weight now; the largest change first.
    fn counting(&self, name: fn(&Contribution) -> &String) -> Vec<(String, f64, f64)> {
        let mut weights: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
        let of = |report: &'_ Report| report.ranking.first().map_or_else(Vec::new, |r| r.contributions.clone());
        let (was, is) = (of(self.old), of(self.new));
        for c in &was {
            weights.entry(name(c)).or_default().0 += c.weight;
        }
        for c in &is {
            weights.entry(name(c)).or_default().1 += c.weight;
        }
        let all = weights.into_iter().map(|(name, (was, is))| (name.clone(), was, is));
        let mut moved: Vec<_> = all.filter(|(_, was, is)| (was - is).abs() > 5e-4).collect();
        // Whole, so that what adds up to the same is the same.
        let size = |(_, was, is): &(String, f64, f64)| ((was - is).abs() * 1e5).round();
        moved.sort_by(|a, b| size(b).total_cmp(&size(a)).then_with(|| a.0.cmp(&b.0)));
        if was.is_empty() || is.is_empty() { Vec::new() } else { moved }
    }
}

/// The weights that moved most, in words, and how many more there are.
fn shown(moved: Vec<(String, f64, f64)>) -> (Vec<String>, String) {
    let more = moved.len().saturating_sub(NAMES);
    let told = |(name, was, is): (String, f64, f64)| {
        format!("{name} counts for {:.1}% instead of {:.1}%", is * 100.0, was * 100.0)
    };
    let told = moved.into_iter().take(NAMES).map(told).collect();
    (told, if more == 0 { String::new() } else { format!(", and {more} more are others") })
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
    let label = own_label(&was.label);
    (now != was.points)
        .then(|| format!("{label} gave it {} instead of {} points", points_text(now), points_text(was.points)))
}

/// Some names, and how many more there are.
fn some(names: &[String]) -> String {
    let more = names.len().saturating_sub(NAMES);
    let shown = names.iter().take(NAMES).cloned().collect::<Vec<_>>();
    if more == 0 { list(&shown) } else { format!("{} and {more} more", shown.join(", ")) }
}
