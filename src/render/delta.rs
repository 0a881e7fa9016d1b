//! What lies between two versions in words, the same in every rendering.

use super::text::{count, some};
use crate::report::delta::{Because, Change, Diff, Effect, Placed, Version};

/// How many characters of a value are shown: a whole list of statements is in the file.
const VALUE: usize = 100;

/// A change in a line, without its place.
pub(super) fn said(change: &Change) -> String {
    let label = &change.label;
    let arrow = |old: &Option<String>, new: &Option<String>| {
        let text = |value: &Option<String>| value.as_deref().map_or("nothing".to_string(), |v| clipped(v, VALUE));
        format!("{} → {}", text(old), text(new))
    };
    let with = |value: &Option<String>| value.as_deref().map_or(String::new(), |v| format!(": {}", clipped(v, VALUE)));
    match change.what.as_str() {
        "new" => format!("{label} is new{}", with(&change.new)),
        "gone" => format!("{label} is gone{}", with(&change.old)),
        "changed" if change.same_value => format!("{label}: the same value, with other sources, dates or notes"),
        "changed" if change.keys.is_empty() => format!("{label}: {}", arrow(&change.old, &change.new)),
        "changed" => {
            let keys: Vec<String> =
                change.keys.iter().map(|key| format!("{} {}", key.key, arrow(&key.old, &key.new))).collect();
            format!("{label}: {}", keys.join("; "))
        }
        _ => label.clone(),
    }
}

/// Where a change stands.
pub(super) fn place(change: &Change) -> String {
    match change.line {
        Some(line) => format!("{}:{line}", change.file),
        None => change.file.clone(),
    }
}

/// What came of a cause, in a line.
pub(super) fn heading(because: &Because) -> String {
    let of = |aspect: &str| {
        let effects = because.effects.iter().filter(|effect| effect.aspect == aspect);
        let mut cases: Vec<&String> = effects.flat_map(|effect| &effect.cases).collect();
        cases.sort_unstable();
        cases.dedup();
        cases.len()
    };
    let parts = [
        ("answer", "a verdict only before or only now in"),
        ("first", "another winner in"),
        ("top", "another top three in"),
        ("eligible", "other models eligible in"),
    ];
    let mut said = Vec::new();
    for (aspect, words) in parts {
        let verdicts = of(aspect);
        if verdicts > 0 {
            let verdicts = if said.is_empty() { count(verdicts, "verdict") } else { verdicts.to_string() };
            said.push(format!("{words} {verdicts}"));
        }
    }
    let said = said.join(", ");
    let mut letters = said.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What is known of a cause besides what it is; empty where one change is all there is to it.
pub(super) fn proof(because: &Because) -> String {
    let together = match because.changes.len() {
        2 => "It takes both".to_string(),
        n => format!("It takes all {n}"),
    };
    match (because.proof.as_str(), because.changes.len()) {
        ("none", _) => "No set of changes that explains it was found.".to_string(),
        (_, 1) => String::new(),
        ("smallest", _) => format!("{together}: no fewer changes do it."),
        ("minimal", _) => format!("{together}: without any one of them it does not come about."),
        _ => "They do it; perhaps not all of them are needed.".to_string(),
    }
}

/// What became of some verdicts, without whose they are.
pub(super) fn moved(effect: &Effect) -> String {
    let names = |placed: &[Placed], at_most: usize| some(placed.iter().map(|p| &p.name), at_most);
    let all = |placed: &[Placed]| if placed.is_empty() { "nothing".to_string() } else { names(placed, NAMES) };
    match effect.aspect.as_str() {
        "answer" if effect.refused.is_empty() => format!("there is a verdict now: {}", all(&effect.new)),
        "answer" if effect.refused_before.is_empty() => {
            format!("{} → no verdict: {}", all(&effect.old), some(&effect.refused, 3))
        }
        "answer" => format!("no verdict, for another reason: {}", some(&effect.refused, 3)),
        "eligible" => {
            let parts = [("eligible now", &effect.new), ("not eligible any more", &effect.old)];
            let parts: Vec<String> = parts
                .iter()
                .filter(|(_, models)| !models.is_empty())
                .map(|(what, models)| format!("{what}: {}", names(models, NAMES)))
                .collect();
            parts.join("; ")
        }
        _ => format!("{} → {}", all(&effect.old), all(&effect.new)),
    }
}

/// How many names of models are said at once.
const NAMES: usize = 5;

/// Whose verdicts they are.
pub(super) fn whose(effect: &Effect, at_most: usize) -> String {
    some(&effect.cases, at_most)
}

/// What is compared, a line each: what it is called, and its name.
pub(super) fn versions(diff: &Diff) -> Vec<(&'static str, String)> {
    let version = |v: &Version| match (&v.catalog_from, &v.rules_from) {
        (Some(from), _) => format!("{} (rules {}), with the catalog {from} ({})", v.name, v.rulebook, v.catalog),
        (_, Some(from)) => format!("{} (catalog {}), with the rules {from} ({})", v.name, v.catalog, v.rulebook),
        _ => format!("{} (catalog {}, rules {})", v.name, v.catalog, v.rulebook),
    };
    let cases = match (&diff.cases.population, diff.cases.seed) {
        (Some(population), Some(seed)) => {
            format!("of {} people drawn from the old population `{population}`, seed {seed}", diff.cases.count)
        }
        _ => format!("of {}", count(diff.cases.count, "scenario")),
    };
    vec![("old", version(&diff.old)), ("new", version(&diff.new)), ("verdicts", cases)]
}

/// The changes by what they are about, in the order in which that first comes.
pub(super) fn by_kind(diff: &Diff) -> Vec<(&str, Vec<&Change>)> {
    let mut kinds: Vec<(&str, Vec<&Change>)> = Vec::new();
    for change in &diff.changes {
        match kinds.iter_mut().find(|(kind, _)| *kind == change.kind) {
            Some((_, all)) => all.push(change),
            None => kinds.push((&change.kind, vec![change])),
        }
    }
    kinds
}

/// The first characters of a text.
fn clipped(text: &str, at_most: usize) -> String {
    if text.chars().count() <= at_most {
        return text.to_string();
    }
    text.chars().take(at_most.saturating_sub(1)).chain(['…']).collect()
}
