//! Who is excluded, unverified or ranked otherwise, and by which rule; who is new or gone; who moved.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cause, NAMES, Reports, ranked, some};
use crate::report::Report;

pub(super) fn causes(pair: &Reports<'_>, ranks: &BTreeMap<String, usize>) -> Vec<Cause> {
    let mut causes = models(pair, ranks);
    let transitions: [(&str, fn(&Report) -> BTreeSet<Stands>); 4] = [
        ("excludes", excluded),
        ("is not known to be met by", unverified),
        ("is not known to be met by, and keeps all the same,", kept),
        ("has a caveat on", noted),
    ];
    for (does, of) in transitions {
        let (was, is) = (of(pair.old), of(pair.new));
        // Only models that both reports speak of in full can be said to differ.
        let both = |stands: &&Stands| {
            does != "has a caveat on"
                || ranked(pair.old, &stands.model).is_some() && ranked(pair.new, &stands.model).is_some()
        };
        causes.extend(by_rule(is.difference(&was).filter(both), &format!("now {does}")));
        causes.extend(by_rule(was.difference(&is).filter(both), &format!("no longer {does}")));
    }
    causes
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
fn by_rule<'s>(all: impl Iterator<Item = &'s Stands>, does: &str) -> Vec<Cause> {
    let mut rules: BTreeMap<&str, (BTreeSet<String>, Vec<String>)> = BTreeMap::new();
    for stands in all {
        let (models, names) = rules.entry(&stands.rule).or_default();
        models.insert(stands.model.clone());
        names.push(stands.name.clone());
    }
    let cause = |(rule, (models, names)): (&str, (BTreeSet<String>, Vec<String>))| Cause {
        models,
        text: format!("`{rule}` {does} {}", some(&names)),
    };
    rules.into_iter().map(cause).collect()
}

/// Models that only one of the reports knows.
fn models(pair: &Reports<'_>, ranks: &BTreeMap<String, usize>) -> Vec<Cause> {
    let others = |report: &Report| -> Vec<String> {
        let out = report.excluded.iter().map(|e| &e.model).chain(report.unverified.iter().map(|u| &u.model));
        out.chain(&report.without_offer).cloned().collect()
    };
    let was: BTreeSet<String> = ranks.keys().cloned().chain(others(pair.old)).collect();
    let is: BTreeSet<String> = pair.new.ranking.iter().map(|r| r.model.clone()).chain(others(pair.new)).collect();
    let told = |models: BTreeSet<String>, what: &str| {
        let names: Vec<String> = models.iter().map(|id| format!("`{id}`")).collect();
        (!models.is_empty()).then(|| Cause { text: format!("{what}: {}", some(&names)), models })
    };
    let new = told(is.difference(&was).cloned().collect(), "new among the models compared");
    let gone = told(was.difference(&is).cloned().collect(), "gone from the catalog or from those compared");
    new.into_iter().chain(gone).collect()
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
