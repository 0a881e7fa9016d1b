//! Facts that are others, and what that did to points.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cause, Reports, contribution, first, points, ranked};
use crate::graph::DecisionGraph;
use crate::reader::File;
use crate::report::{Contribution, Ranked, Report, own_label};
use crate::value::Date;

/// How many criteria are told that another offer does better or worse on.
const EFFECTS: usize = 2;

/// What the catalog says now.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The catalog, compiled with a rulebook.
    pub graph: &'a DecisionGraph,
    /// The files that it was made of: where a fact is written.
    pub files: &'a [File<'a>],
}

/// A fact now.
struct Stated {
    /// Its value, with its unit.
    value: Option<String>,
    /// Where it is written, if it is: the file, with the line where its text is known.
    place: String,
}

impl Facts<'_> {
    /// A fact of an offer of a model on the day of a report, all by id; `None` where there is no such offer any more.
    fn now(&self, new: &Report, model: &str, offer: &str, fact: &str) -> Option<Stated> {
        let catalog = self.graph.catalog();
        let row = self.rows(model).find(|row| catalog.offer_of(*row).is_some_and(|o| *o.id == *offer))?;
        let id = catalog.schema().find(fact)?;
        let unit = catalog.schema().fact(id).unit.as_deref();
        let day = Date::parse(&new.as_of)?;
        let value = catalog.value_on(row, id, day).map(|value| value.display(unit));
        Some(Stated { value, place: self.written(row, fact).unwrap_or_default() })
    }

    /// Where a fact is written of a model or of the first of its offers, as ` [file:line]`.
    pub(super) fn place(&self, model: &str, fact: &str) -> Option<String> {
        let row = self.rows(model).next()?;
        self.written(row, fact)
    }

    fn written(&self, row: usize, fact: &str) -> Option<String> {
        let catalog = self.graph.catalog();
        let place = catalog.locate(self.files, row, catalog.schema().find(fact)?)?;
        Some(match place.source.text.as_str() {
            "" => format!(" [{}]", place.source.name),
            _ => format!(" [{}:{}]", place.source.name, place.position().0),
        })
    }

    fn rows(&self, model: &str) -> std::ops::Range<usize> {
        let at = self.graph.catalog().models().iter().position(|m| *m.id == *model);
        at.map_or(0..0, |at| self.graph.catalog().rows_of(at))
    }
}

pub(super) fn causes(pair: &Reports<'_>, ranks: &BTreeMap<String, usize>, facts: &Facts<'_>) -> Vec<Cause> {
    let mut causes = Vec::new();
    // Of a model that is gone, that is all there is to say.
    for was in pair.old.ranking.iter().filter(|was| !facts.rows(&was.model).is_empty()) {
        causes.extend(of_ranked(pair, was, facts));
    }
    for out in &pair.old.excluded {
        causes.extend(of_excluded(pair.new, out, facts));
    }
    // Of who is first now and was not shown, nothing can be held against what it was.
    let shown = pair.old.ranking.len();
    let unseen = first(pair.new).into_iter().filter(|is| ranked(pair.old, &is.model).is_none());
    causes.extend(unseen.filter_map(|is| {
        let rank = ranks.get(&is.model)?;
        let text = format!("{} had rank {rank}, below the {shown} that the snapshot shows in full", is.name);
        Some(Cause { models: BTreeSet::from([is.model.clone()]), text })
    }));
    causes
}

/// What is stated otherwise of an alternative that was ranked; else what its criteria measure otherwise.
fn of_ranked(pair: &Reports<'_>, was: &Ranked, facts: &Facts<'_>) -> Vec<Cause> {
    let is = ranked(pair.new, &was.model);
    let same_offer = is.filter(|is| is.offer == was.offer);
    let cause = |text: String| Cause { models: BTreeSet::from([was.model.clone()]), text };
    let mut causes = Vec::new();
    // By fact: what it was, and the criteria that read it.
    let mut read: BTreeMap<&str, (&str, Vec<&Contribution>)> = BTreeMap::new();
    for c in &was.contributions {
        for evidence in c.evidence.iter().filter(|e| e.source != "computed" && !e.fact.starts_with("needs.")) {
            read.entry(&evidence.fact).or_insert((&evidence.value, Vec::new())).1.push(c);
        }
    }
    let mut explained: BTreeSet<&str> = BTreeSet::new();
    let mut gone = false;
    for (fact, (value, criteria)) in read {
        let Some(now) = facts.now(pair.new, &was.model, &was.offer, fact) else {
            gone = true;
            continue;
        };
        if now.value.as_deref() == Some(value) {
            continue;
        }
        explained.extend(criteria.iter().map(|c| c.criterion.as_str()));
        let effects = criteria.iter().filter_map(|c| points(c, contribution(same_offer?, &c.criterion)));
        let effects: Vec<String> = effects.collect();
        let place = now.place;
        let went = match &now.value {
            Some(now) => format!("went from {value} to {now}{place}"),
            None => format!("is not known any more{place}, was {value}"),
        };
        let so = if effects.is_empty() { String::new() } else { format!(" so {}", effects.join(" and ")) };
        causes.push(cause(format!("`{fact}` of {} ({}) {went}{so}", was.name, was.offer)));
    }
    if gone {
        causes.push(cause(format!("the offer {} of {} is gone", was.offer, was.name)));
    }
    match (is, same_offer) {
        (Some(is), None) => {
            let mut effects: Vec<(i32, String)> = was
                .contributions
                .iter()
                .filter_map(|c| {
                    let now = contribution(is, &c.criterion);
                    Some((now.map_or(0, |now| now.points) - c.points, points(c, now)?))
                })
                .collect();
            effects.sort_by_key(|(moved, _)| -moved.abs());
            let told: Vec<String> = effects.into_iter().take(EFFECTS).map(|(_, told)| told).collect();
            let so = if told.is_empty() { String::new() } else { format!(" so {}", told.join(" and ")) };
            causes.push(cause(format!("the best offer of {} is now {}, was {}{so}", was.name, is.offer, was.offer)));
        }
        (_, Some(is)) => {
            // What is not stated but computed, from something that belongs to no offer alone; and scales.
            let others = was.contributions.iter().filter(|c| !explained.contains(c.criterion.as_str()));
            causes.extend(others.filter_map(|c| measured(c, contribution(is, &c.criterion)?, &was.name)).map(cause));
        }
        _ => {}
    }
    causes
}

/// A criterion with the same weight whose value or utility is another.
fn measured(was: &Contribution, is: &Contribution, name: &str) -> Option<String> {
    let label = own_label(&was.label);
    let effect = points(was, Some(is))?;
    let unknown = "unknown".to_string();
    if was.value != is.value {
        let (was, is) = (was.value.as_ref().unwrap_or(&unknown), is.value.as_ref().unwrap_or(&unknown));
        return Some(format!("{label} of {name} went from {was} to {is} so {effect}"));
    }
    let (before, after) = (was.utility?, is.utility?);
    (before - after).abs().gt(&5e-4).then(|| {
        let value = was.value.as_ref().unwrap_or(&unknown);
        format!(
            "{label} is scaled otherwise: {value} of {name} is worth {after:.3} of 1 instead of {before:.3} so {effect}"
        )
    })
}

/// What is stated otherwise of a model that was excluded, as far as the comparisons show it.
fn of_excluded(new: &Report, out: &crate::report::Excluded, facts: &Facts<'_>) -> Vec<Cause> {
    let Some(is) = ranked(new, &out.model) else { return Vec::new() };
    let mut causes: BTreeMap<&str, Cause> = BTreeMap::new();
    for (by, check) in out.by.iter().flat_map(|by| by.checks.iter().map(move |check| (by, check))) {
        let Some(fact) = check.fact.as_deref() else { continue };
        let Some(now) = facts.now(new, &out.model, &is.offer, fact) else { continue };
        if now.value != check.value && now.value.is_some() {
            let unknown = |value: Option<String>| value.unwrap_or_else(|| "unknown".to_string());
            let place = now.place;
            let (was, now) = (unknown(check.value.clone()), unknown(now.value));
            let text = format!(
                "`{fact}` of {} ({}) went from {was} to {now}{place} so `{}` no longer excludes it",
                out.name, is.offer, by.rule
            );
            causes.insert(fact, Cause { models: BTreeSet::from([out.model.clone()]), text });
        }
    }
    causes.into_values().collect()
}
