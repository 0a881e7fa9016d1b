//! Rules that are called otherwise, or are gone.

use std::collections::{BTreeMap, BTreeSet};

use super::Cause;
use crate::report::Report;
use crate::rulebook::Rulebook;

/// Takes the rules of an old report for what they are called now, and says which are called otherwise and which are gone. A rule that is
/// gone is taken for a new one that says the same words of the same things.
pub(super) fn renamed(old: &mut Report, new: &Report, rulebook: &Rulebook) -> Vec<Cause> {
    let (said, says) = (sayings(old), sayings(new));
    let known: BTreeSet<&str> = rulebook.rules.iter().map(|r| r.id.as_str()).collect();
    let before: BTreeSet<String> = said.iter().map(|(rule, _)| rule.clone()).collect();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut causes = Vec::new();
    for rule in before.iter().filter(|rule| !known.contains(rule.as_str())) {
        let words: BTreeSet<&String> = said.iter().filter(|(r, _)| r == rule).map(|(_, words)| words).collect();
        let same = says.iter().find(|(other, said)| !before.contains(other) && words.contains(said));
        causes.push(Cause::of_all(match same {
            Some((name, _)) => format!("the rule `{rule}` is now called `{name}`"),
            None => format!("the rulebook has no rule `{rule}` any more"),
        }));
        names.extend(same.map(|(name, _)| (rule.clone(), name.clone())));
    }
    for slot in slots(old) {
        if let Some(name) = names.get(slot) {
            slot.clone_from(name);
        }
    }
    causes
}

/// What rules say in a report: each with its words, and what they are said of.
fn sayings(report: &Report) -> BTreeSet<(String, String)> {
    let weighed = report.weighed.iter().map(|w| (w.rule.clone(), w.summary.clone()));
    let refusals = report.excluded.iter().flat_map(|e| e.by.iter().map(move |by| (&e.model, &by.rule, &by.because)));
    let caveats = report.ranking.iter().flat_map(|r| r.caveats.iter().map(move |c| (&r.model, &c.rule, &c.text)));
    let of_models = refusals.chain(caveats).map(|(model, rule, words)| (rule.clone(), format!("{model}: {words}")));
    weighed.chain(of_models).collect()
}

/// Every place in which a report names a rule, as far as reports are compared by them.
fn slots(report: &mut Report) -> impl Iterator<Item = &mut String> {
    let weighed = report.weighed.iter_mut().map(|w| &mut w.rule);
    let derived = report.needs.derived.iter_mut().map(|d| &mut d.by);
    let excluded = report.excluded.iter_mut().flat_map(|e| e.by.iter_mut().map(|by| &mut by.rule));
    let ranked = report.ranking.iter_mut().flat_map(|r| {
        let kept = r.unverified.iter_mut().map(|by| &mut by.rule);
        r.caveats.iter_mut().map(|c| &mut c.rule).chain(kept)
    });
    weighed.chain(derived).chain(excluded).chain(ranked)
}
