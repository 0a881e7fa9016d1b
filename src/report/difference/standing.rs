//! Who is excluded, unverified or ranked otherwise, and by which rule; who is new or gone; who moved.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cause, Facts, NAMES, Reports, ranked, some};
use crate::report::Report;

/// Something that rules do to models: which models, and what is said where it begins and where it ends.
type Doing = (fn(&Report) -> BTreeSet<Stands>, &'static str, &'static str);

const DOINGS: [Doing; 4] = [
    (excluded, "now excludes", "no longer excludes"),
    (unverified, "is now not known to be met by", "is now known to be met, or not, by"),
    (kept, "is now only assumed to be met by", "is no longer only assumed to be met by"),
    (noted, "now has a caveat on", "no longer has a caveat on"),
];

/// `explained` are the models of which it is said already why they are no longer excluded.
pub(super) fn causes(
    pair: &Reports<'_>,
    ranks: &BTreeMap<String, usize>,
    facts: &Facts<'_>,
    explained: &BTreeSet<String>,
) -> Vec<Cause> {
    let was = known(pair.old, ranks.keys());
    let is = known(pair.new, pair.new.ranking.iter().map(|r| &r.model));
    let mut causes: Vec<Cause> = [
        told(is.difference(&was), "new among the models compared"),
        told(was.difference(&is), "gone from the catalog or from those compared"),
    ]
    .into_iter()
    .flatten()
    .collect();
    // The old report shows only some of the ranked models: of the others it is not known what was said of them.
    let shown = |model: &String| ranks.get(model).is_none_or(|_| ranked(pair.old, model).is_some());
    let both = |stands: &&Stands| {
        let id = &stands.model;
        was.contains(id) && is.contains(id) && shown(id)
    };
    for (of, begins, ends) in DOINGS {
        let (before, after) = (of(pair.old), of(pair.new));
        let mut begun = by_rule(after.difference(&before).filter(both), begins);
        for (rule, cause) in begun.iter_mut().filter(|(_, cause)| cause.models.len() == 1) {
            let model = cause.models.first().map_or("", String::as_str);
            cause.text += &why(pair.new, rule, model, facts).unwrap_or_default();
        }
        causes.extend(begun.into_iter().map(|(_, cause)| cause));
        let ended = before.difference(&after).filter(|stands| both(stands) && !explained.contains(&stands.model));
        causes.extend(by_rule(ended, ends).into_iter().map(|(_, cause)| cause));
    }
    causes
}

/// Why a rule excludes the one model that it has newly excluded: its reason, and where the value is written.
fn why(new: &Report, rule: &str, model: &str, facts: &Facts<'_>) -> Option<String> {
    let by = new.excluded.iter().find(|e| e.model == model)?.by.iter().find(|by| by.rule == rule)?;
    let place = by.checks.iter().find_map(|check| facts.place(model, check.fact.as_deref()?));
    let because = by.because.trim_end_matches('.');
    (!because.is_empty()).then(|| format!(": {because}{}", place.unwrap_or_default()))
}

/// All models that a report speaks of.
fn known<'r>(report: &'r Report, ranked: impl Iterator<Item = &'r String>) -> BTreeSet<String> {
    let out = report.excluded.iter().map(|e| &e.model).chain(report.unverified.iter().map(|u| &u.model));
    ranked.chain(out).chain(&report.without_offer).cloned().collect()
}

fn told<'m>(models: impl Iterator<Item = &'m String>, what: &str) -> Option<Cause> {
    let models: BTreeSet<String> = models.cloned().collect();
    let names: Vec<String> = models.iter().map(|id| format!("`{id}`")).collect();
    (!models.is_empty()).then(|| Cause { text: format!("{what}: {}", some(&names)), models })
}

/// A model that a rule has something to say about.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Stands {
    rule: String,
    model: String,
    name: String,
}

fn excluded(report: &Report) -> BTreeSet<Stands> {
    let all = report.excluded.iter().flat_map(|e| e.by.iter().map(move |by| stands(&by.rule, &e.model, &e.name)));
    all.collect()
}

fn unverified(report: &Report) -> BTreeSet<Stands> {
    let all = report.unverified.iter().flat_map(|u| u.by.split(", ").map(move |by| stands(by, &u.model, &u.name)));
    all.collect()
}

fn kept(report: &Report) -> BTreeSet<Stands> {
    let all =
        report.ranking.iter().flat_map(|r| r.unverified.iter().map(move |by| stands(&by.rule, &r.model, &r.name)));
    all.collect()
}

fn noted(report: &Report) -> BTreeSet<Stands> {
    let all = report.ranking.iter().flat_map(|r| r.caveats.iter().map(move |c| stands(&c.rule, &r.model, &r.name)));
    all.collect()
}

fn stands(rule: &str, model: &str, name: &str) -> Stands {
    Stands { rule: rule.to_string(), model: model.to_string(), name: name.to_string() }
}

/// A line for each rule, with the models.
fn by_rule<'s>(all: impl Iterator<Item = &'s Stands>, does: &str) -> Vec<(&'s str, Cause)> {
    let mut rules: BTreeMap<&str, (BTreeSet<String>, Vec<String>)> = BTreeMap::new();
    for stands in all {
        let (models, names) = rules.entry(&stands.rule).or_default();
        models.insert(stands.model.clone());
        names.push(stands.name.clone());
    }
    let cause = |(rule, (models, names)): (&'s str, (BTreeSet<String>, Vec<String>))| {
        (rule, Cause { models, text: format!("`{rule}` {does} {}", some(&names)) })
    };
    rules.into_iter().map(cause).collect()
}

/// Whose rank is another; those first that are or were highest.
pub(super) fn moved(pair: &Reports<'_>, ranks: &BTreeMap<String, usize>) -> Option<String> {
    let moves = pair.new.ranking.iter().filter_map(|r| {
        let was = *ranks.get(&r.model)?;
        (was != r.rank).then(|| (was.min(r.rank), format!("{} {was} → {}", r.name, r.rank)))
    });
    let mut moves: Vec<(usize, String)> = moves.collect();
    moves.sort();
    let more = moves.len().saturating_sub(NAMES);
    let shown: Vec<String> = moves.into_iter().take(NAMES).map(|(_, told)| told).collect();
    let more = if more == 0 { String::new() } else { format!(", and {more} more") };
    (!shown.is_empty()).then(|| format!("ranks moved: {}{more}", shown.join(", ")))
}
