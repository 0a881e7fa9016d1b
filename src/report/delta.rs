//! What lies between two worlds, as one view: `diff/1`.

use std::collections::BTreeMap;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Serialize;

use crate::delta::{Aspect, Cause, Changes, Delta, Outcome, Proof, TOP, What};
use crate::graph::DecisionGraph;

mod words;

/// The version of this view.
pub const SCHEMA: &str = "diff/1";

/// What lies between two versions of a catalog and a rulebook.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Diff {
    /// `diff/1`.
    pub schema: String,
    /// The old version.
    pub old: Version,
    /// The new version.
    pub new: Version,
    /// The verdicts that were compared.
    pub cases: Cases,
    /// It all in a sentence or two.
    pub summary: String,
    /// How many verdicts changed.
    pub counts: Counts,
    /// Why verdicts changed, what changed most of them first.
    pub causes: Vec<Because>,
    /// Every change, that of the catalog first.
    pub changes: Vec<Change>,
}

/// A version.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Version {
    /// What it was named by.
    pub name: String,
    /// Where its catalog comes from, where both versions have the same one from elsewhere.
    pub catalog_from: Option<String>,
    /// Where its rulebook comes from, where both versions have the same one from elsewhere.
    pub rules_from: Option<String>,
    /// The digest of the catalog's files.
    pub catalog: String,
    /// The digest of the rulebook's files.
    pub rulebook: String,
}

/// What was judged in both versions.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// How many.
    pub count: usize,
    /// What they are: `scenarios`, or `people`.
    pub kind: String,
    /// The population of the old rulebook that people were drawn from.
    pub population: Option<String>,
    /// The seed that they were drawn with.
    pub seed: Option<u64>,
}

/// How many verdicts changed, each counted by the gravest way in which it did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Changed at all.
    pub changed: usize,
    /// Have no verdict any more, or have one now.
    pub answer: usize,
    /// Have another winner.
    pub first: usize,
    /// Have the same winner, and others on the first three ranks or in another order.
    pub top: usize,
    /// Have the same first ranks, and other models that are eligible.
    pub eligible: usize,
    /// Have no verdict in either version, for the same reasons.
    pub refused: usize,
}

/// A cause, and what came of it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Because {
    /// The changes, by place in `changes`. Made in the old version and no others, they give what the new version gives. Empty where
    /// nothing was found that does.
    pub changes: Vec<usize>,
    /// `smallest`: no smaller set of changes does it, all were tried. `minimal`: without any one of them it does not come about. `enough`:
    /// they do it, and perhaps not all are needed. `none`: not found.
    pub proof: String,
    /// Where one change is the cause: others of which each does it alone, too.
    pub others: Vec<usize>,
    /// What came of it.
    pub effects: Vec<Effect>,
}

/// What became of some verdicts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Effect {
    /// What changed of them: `answer`, `first`, `top`, or `eligible`.
    pub aspect: String,
    /// What it was: the models of the first rank, those of the first three, or those that were eligible and are not any more.
    pub old: Vec<Placed>,
    /// What it is; of `eligible` those that were not before.
    pub new: Vec<Placed>,
    /// Why there was no verdict.
    pub refused_before: Vec<String>,
    /// Why there is no verdict.
    pub refused: Vec<String>,
    /// Whose verdicts they are.
    pub cases: Vec<String>,
}

impl Effect {
    /// Whether the same became of other verdicts.
    fn is_like(&self, other: &Self) -> bool {
        let became = (&self.aspect, &self.old, &self.new, &self.refused_before, &self.refused);
        became == (&other.aspect, &other.old, &other.new, &other.refused_before, &other.refused)
    }
}

/// A model, and its rank where that is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Placed {
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// 1 for the best.
    pub rank: Option<usize>,
}

/// A change, as people would count it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// What it is about: `model`, `rule`, `criterion`, `question` and so on.
    pub kind: String,
    /// Which one, by its id now; empty where there is one only.
    pub subject: String,
    /// What of it, by the keys in its file with dots between them; empty for all of it.
    pub key: String,
    /// `new`, `gone`, `changed`, `renamed` or `reordered`.
    pub what: String,
    /// What it is called by people.
    pub label: String,
    /// What it was, with its unit; absent where it was not there, or is a table.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
    /// Whether a fact has the same value, and only its sources, dates or notes are others.
    pub same_value: bool,
    /// Where a table changed as a whole: the keys that differ.
    pub keys: Vec<KeyChange>,
    /// The file, in the new version if it is there.
    pub file: String,
    /// The line, counted from 1, where it is known: what is in the program has none.
    pub line: Option<usize>,
}

/// A key of a table that changed as a whole.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyChange {
    /// The key.
    pub key: String,
    /// Its value before.
    pub old: Option<String>,
    /// Its value now.
    pub new: Option<String>,
}

/// The view of what lies between two versions. `names` are those of the cases of `delta`, `graphs` those of the old world and the new one.
#[must_use]
pub fn diff(
    [old, new]: [Version; 2],
    cases: Cases,
    names: &[String],
    changes: &Changes<'_>,
    graphs: [&DecisionGraph; 2],
    delta: &Delta,
) -> Diff {
    let words = words::Words { graphs };
    let changes: Vec<Change> = changes.as_slice().iter().map(|change| words.change(change)).collect();
    let counts = counts(delta);
    Diff {
        schema: SCHEMA.to_string(),
        old,
        new,
        summary: words::summary(&counts, &cases, changes.len()),
        cases,
        counts,
        causes: causes(&words, names, delta),
        changes,
    }
}

/// What became of the verdicts alone, by whatever changes; what became of most of them first.
#[must_use]
pub fn effects(names: &[String], graphs: [&DecisionGraph; 2], delta: &Delta) -> (Counts, Vec<Effect>) {
    let causes = causes(&words::Words { graphs }, names, delta);
    (counts(delta), causes.into_iter().flat_map(|because| because.effects).collect())
}

fn counts(delta: &Delta) -> Counts {
    let mut gravest: BTreeMap<usize, &Aspect> = BTreeMap::new();
    for (finding, _) in &delta.findings {
        let aspect = gravest.entry(finding.case).or_insert(&finding.aspect);
        *aspect = (*aspect).min(&finding.aspect);
    }
    let refused = delta.outcomes.iter().filter(|(old, new)| old == new && matches!(old, Outcome::Refused(_))).count();
    let mut counts = Counts { changed: gravest.len(), refused, ..Counts::default() };
    for aspect in gravest.into_values() {
        let count = match aspect {
            Aspect::Answer => &mut counts.answer,
            Aspect::First => &mut counts.first,
            Aspect::Top => &mut counts.top,
            Aspect::Eligible(_) => &mut counts.eligible,
        };
        *count += 1;
    }
    counts
}

fn causes(words: &words::Words<'_>, names: &[String], delta: &Delta) -> Vec<Because> {
    let mut all: Vec<(Option<&Cause>, Because, Counts)> = Vec::new();
    for (finding, cause) in &delta.findings {
        let Some((old, new)) = delta.outcomes.get(finding.case) else { continue };
        // Another winner means another order; of one cause that is said once.
        let told = finding.aspect == Aspect::Top
            && delta
                .findings
                .iter()
                .any(|(other, why)| other.case == finding.case && other.aspect == Aspect::First && why == cause);
        if told {
            continue;
        }
        let cause = cause.as_ref();
        let at = all.iter().position(|(known, ..)| *known == cause).unwrap_or_else(|| {
            all.push((cause, because(cause), Counts::default()));
            all.len() - 1
        });
        let Some((_, because, counts)) = all.get_mut(at) else { continue };
        let count = match finding.aspect {
            Aspect::Answer => &mut counts.answer,
            Aspect::First => &mut counts.first,
            Aspect::Top => &mut counts.top,
            Aspect::Eligible(_) => &mut counts.eligible,
        };
        *count += 1;
        let mut effect = effect(words, &finding.aspect, old, new);
        let case = names.get(finding.case).cloned().unwrap_or_default();
        if let Some(known) = because.effects.iter_mut().find(|known| known.is_like(&effect)) {
            known.cases.push(case);
        } else {
            effect.cases.push(case);
            because.effects.push(effect);
        }
    }
    for (_, because, _) in &mut all {
        because.effects = together(std::mem::take(&mut because.effects));
        let order = ["answer", "first", "top", "eligible"];
        let rank = |effect: &Effect| order.iter().position(|aspect| *aspect == effect.aspect);
        because.effects.sort_by_key(|effect| (rank(effect), std::cmp::Reverse(effect.cases.len())));
    }
    let weight = |c: &Counts| std::cmp::Reverse((c.answer + c.first, c.top, c.eligible));
    all.sort_by(|(_, a, of_a), (_, b, of_b)| (weight(of_a), &a.changes).cmp(&(weight(of_b), &b.changes)));
    all.into_iter().map(|(_, because, _)| because).collect()
}

/// What became eligible, or did not stay so, in the same verdicts is told together.
fn together(effects: Vec<Effect>) -> Vec<Effect> {
    let mut all: Vec<Effect> = Vec::new();
    for effect in effects {
        let same = |known: &&mut Effect| {
            effect.aspect == "eligible" && known.aspect == effect.aspect && known.cases == effect.cases
        };
        if let Some(known) = all.iter_mut().find(same) {
            known.old.extend(effect.old);
            known.new.extend(effect.new);
        } else {
            all.push(effect);
        }
    }
    all
}

fn because(cause: Option<&Cause>) -> Because {
    let proof = match cause.map(|cause| cause.proof) {
        Some(Proof::Smallest) => "smallest",
        Some(Proof::Minimal) => "minimal",
        Some(Proof::Enough) => "enough",
        None => "none",
    };
    let (changes, others) = cause.map_or_else(Default::default, |c| (c.changes.clone(), c.others.clone()));
    Because { changes, proof: proof.to_string(), others, effects: Vec::new() }
}

fn effect(words: &words::Words<'_>, aspect: &Aspect, old: &Outcome, new: &Outcome) -> Effect {
    let at_most = if *aspect == Aspect::Top { TOP } else { 1 };
    let refused = |outcome: &Outcome| match outcome {
        Outcome::Refused(why) => why.clone(),
        Outcome::Judged { .. } => Vec::new(),
    };
    let placed = |side: usize, outcome: &Outcome| -> Vec<Placed> {
        let of = |model: &Arc<str>, rank| Placed { model: model.to_string(), name: words.name(side, model), rank };
        match aspect {
            Aspect::Eligible(model) => outcome.has(model).then(|| of(model, None)).into_iter().collect(),
            _ => outcome.top().iter().filter(|(r, _)| *r <= at_most).map(|(r, m)| of(m, Some(*r))).collect(),
        }
    };
    let name = match aspect {
        Aspect::Answer => "answer",
        Aspect::First => "first",
        Aspect::Top => "top",
        Aspect::Eligible(_) => "eligible",
    };
    Effect {
        aspect: name.to_string(),
        old: placed(0, old),
        new: placed(1, new),
        refused_before: refused(old),
        refused: refused(new),
        cases: Vec::new(),
    }
}

fn what(what: What) -> &'static str {
    match what {
        What::New => "new",
        What::Gone => "gone",
        What::Changed => "changed",
        What::Renamed => "renamed",
        What::Reordered => "reordered",
    }
}
