//! Who else is worth naming beside the pick: the best at one thing, and who takes its place if it vanished.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use super::words::{list, lower, points_text};
use super::{Evidence, Refusal};
use crate::change::Best;
use crate::fact::{FactId, known};
use crate::graph::CompiledWinner;
use crate::rulebook;
use crate::value::Value;
use crate::verdict;

/// How many parts of a criterion are told, those first that gave the most.
const PARTS: usize = 2;

/// Below this, two utilities are the same.
const SAME: f64 = 1e-9;

/// The best at one thing, as `rulebook.toml` declares it; of all eligible alternatives, also those that the ranking does not show.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Winner {
    /// What the rulebook calls it.
    pub id: String,
    /// The same for people.
    pub label: String,
    /// The criterion's id.
    pub criterion: String,
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The offer that is the best at it; it need not be the model's best overall.
    pub offer: String,
    /// Thousandths of a point, with this offer.
    pub score: i32,
    /// The rank of the model, by its best offer.
    pub rank: usize,
    /// The value, with its unit; absent where the criterion is made of several.
    pub value: Option<String>,
    /// The utility by this criterion, 0 to 1.
    pub utility: f64,
    /// How many models are as good at it, its own among them; of these the one with the highest score is named.
    pub ties: usize,
    /// Of how many eligible alternatives nothing is known of it: any of them might be better.
    pub unknown: usize,
    /// The same in words.
    pub text: String,
    /// The facts that it was read from, with their sources.
    pub evidence: Vec<Evidence>,
    /// Requirements of which it is unknown whether it meets them, and which let it stay.
    pub unverified: Vec<Refusal>,
}

/// The first of the ranking if the model that leads it were gone, with all its offers.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fallback {
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The best of its eligible offers.
    pub offer: String,
    /// Thousandths of a point.
    pub score: i32,
    /// How many of these it has less than the winner.
    pub margin: i32,
    /// Whether both have the same developer; absent where one of them is unknown.
    pub same_developer: Option<bool>,
    /// Whether the same provider runs both; false where you run one of them yourself, absent where a provider is unknown.
    pub same_provider: Option<bool>,
    /// The first further down of which it is known that it shares neither with the winner, where that is not known of this one.
    pub independent: Option<Independent>,
    /// The same in words.
    pub text: String,
}

/// A model that depends on nobody on whom the winner depends.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Independent {
    /// Its rank.
    pub rank: usize,
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
}

impl<'a> Builder<'a> {
    /// The best by each criterion that the rulebook names; of one of which nothing is known, none, and none that is better than the pick by
    /// less than it must be.
    pub(super) fn bests(&self) -> Vec<(&'a rulebook::Winner, Best)> {
        let criterion = |id: &str| self.graph.criteria().iter().position(|c| c.id == id);
        let eligible = &self.evaluation.eligible;
        let pick = self.verdict.ranking.first().map(|ranked| ranked.row);
        let run = self.evaluation.run();
        let best = |(winner, compiled): (&'a rulebook::Winner, &CompiledWinner)| {
            let may = |node| self.evaluation.holds(node).and(eligible);
            let among = compiled.condition.map_or_else(|| eligible.clone(), may);
            let best = self.evaluation.best_of(&among, criterion(&winner.criterion.text)?)?;
            let worth = compiled.worth.and_then(|node| run.constant(node)?.as_number());
            let other = pick.filter(|pick| *pick != best.row);
            let ahead = other.and_then(|pick| self.evaluation.ahead_by(&best, pick));
            worth.zip(ahead).is_none_or(|(worth, ahead)| ahead >= worth).then_some((winner, best))
        };
        self.graph.rulebook().winners.iter().zip(self.graph.winners()).filter_map(best).collect()
    }

    /// The facts that the best at something was read from, each once.
    pub(super) fn read(&self, best: &Best) -> Vec<FactId> {
        let leaves = best.parts.iter().filter_map(|(leaf, _)| self.graph.leaves().get(*leaf));
        let read = leaves.flat_map(|leaf| self.evaluation.read(leaf, &self.evaluation.utility(leaf, best.row)));
        read.collect::<BTreeSet<FactId>>().into_iter().collect()
    }

    pub(super) fn winner(&self, declared: &rulebook::Winner, best: &Best) -> Option<Winner> {
        let row = best.row;
        let model = self.model_of(row);
        let ranked = self.verdict.ranking.iter().find(|r| r.model == model)?;
        let score = self.evaluation.scores.get(row).copied().unwrap_or_default();
        let unverified: Vec<Refusal> =
            self.evaluation.kept_by(row).into_iter().map(|kept| self.refusal(kept, 1)).collect();
        let mut text = vec![self.merit(best), self.standing(ranked, row, score)];
        if !unverified.is_empty() {
            let kept = self.evaluation.kept_by(row).into_iter();
            let asked: Vec<String> = kept.filter_map(|kept| self.summary_of(kept.rule)).collect();
            text.push(format!("not verified: {}", list(&asked)));
        }
        match best.unknown {
            0 => {}
            1 => text.push("not known of 1 eligible offer".to_string()),
            n => text.push(format!("not known of {} eligible offers", number(n))),
        }
        // Of the pick itself that is said in the first lines.
        if ranked.rank > 1 {
            text.extend(self.evaluation.headlines(row).into_iter().map(|(_, said)| format!("mind: {said}")));
        }
        Some(Winner {
            id: declared.id.clone(),
            label: declared.label.clone(),
            criterion: declared.criterion.text.clone(),
            model: self.model_id(model),
            name: self.name(model),
            offer: self.offer_id(row),
            score,
            rank: ranked.rank,
            value: self.only_value(best),
            utility: (best.utility * 1000.0).round() / 1000.0,
            ties: best.ties,
            unknown: best.unknown,
            text: text.join("; "),
            evidence: self.read(best).into_iter().filter_map(|fact| self.evidence(fact, row)).collect(),
            unverified,
        })
    }

    /// What a rule is about, inside a sentence.
    fn summary_of(&self, rule: usize) -> Option<String> {
        self.graph.rulebook().rules.get(rule).map(|rule| lower(&rule.summary))
    }

    /// The value of a criterion that is made of one.
    fn only_value(&self, best: &Best) -> Option<String> {
        let [(leaf, _)] = best.parts.as_slice() else { return None };
        let leaf = self.graph.leaves().get(*leaf)?;
        self.evaluation.value_text(leaf, &self.evaluation.utility(leaf, best.row))
    }

    /// What it is the best by, and with how many others.
    fn merit(&self, best: &Best) -> String {
        let label = self.own_label(best.criterion);
        let merit = match (self.only_value(best), best.parts.as_slice()) {
            (Some(value), [(leaf, _)]) => {
                let leaf = self.graph.leaves().get(*leaf);
                format!("{} {value}", leaf.map_or(label, |leaf| self.own_label(leaf.criterion)))
            }
            _ if best.utility > 1.0 - SAME => format!("all points for {label}"),
            // Rounded down: what is not all of it is not called 100.
            _ => {
                let percent = (best.utility * 100.0 + SAME).floor();
                format!("{percent:.0}% of the points for {label}: {}", list(&self.parts_of(best)))
            }
        };
        if best.ties > 1 { format!("one of {} models with {merit}", number(best.ties)) } else { merit }
    }

    /// The parts of a criterion that gave the most, with their values, and how many there are besides.
    fn parts_of(&self, best: &Best) -> Vec<String> {
        let mut parts = Vec::new();
        for (leaf, share) in &best.parts {
            let Some(leaf) = self.graph.leaves().get(*leaf) else { continue };
            let utility = self.evaluation.utility(leaf, best.row);
            let value = self.evaluation.short_text(leaf, &utility).unwrap_or_else(|| "unknown".to_string());
            let text = format!("{} ({value})", self.own_label(leaf.criterion));
            parts.push((share * utility.value.unwrap_or(leaf.assume), text));
        }
        // Stable: of equals the first leaf comes first.
        parts.sort_by(|a, b| b.0.total_cmp(&a.0));
        let more = parts.len().saturating_sub(PARTS);
        let told = parts.into_iter().take(PARTS).map(|(_, text)| text);
        told.chain((more > 0).then(|| format!("{more} more"))).collect()
    }

    /// What a criterion is called inside a sentence.
    pub(super) fn own_label(&self, criterion: usize) -> String {
        self.graph.criteria().get(criterion).map_or_else(String::new, |c| lower(&c.label))
    }

    /// Where it stands in the ranking.
    fn standing(&self, ranked: &verdict::Ranked, row: usize, score: i32) -> String {
        let points = points_text(score);
        let is_pick = self.verdict.ranking.first().is_some_and(|pick| pick.model == ranked.model);
        match (is_pick, ranked.row == row) {
            (true, true) => "the pick itself".to_string(),
            (true, false) => format!("the pick by another offer, {points} of 100 points"),
            (false, true) => format!("rank {} with {points} of 100 points", ranked.rank),
            (false, false) => format!("{points} of 100 points by this offer, rank {} by its best", ranked.rank),
        }
    }

    /// The first of the ranking without the model that leads it.
    ///
    /// A score depends on no other model, so that is the next one.
    pub(super) fn fallback(&self) -> Option<Fallback> {
        let [pick, next, rest @ ..] = self.verdict.ranking.as_slice() else { return None };
        let shared = |of: &verdict::Ranked| (self.same_developer(pick, of), self.same_provider(pick, of));
        let apart = (Some(false), Some(false));
        let (same_developer, same_provider) = shared(next);
        // Of whom it is not known on whom the winner depends, nobody is known to be apart from it.
        let depends = shared(next) != apart && matches!(shared(pick), (Some(_), Some(_)));
        let independent = rest.iter().find(|r| depends && shared(r) == apart).map(|r| Independent {
            rank: r.rank,
            model: self.model_id(r.model),
            name: self.name(r.model),
        });
        let margin = pick.score - next.score;
        let mut text = match margin {
            0 => "as many points".to_string(),
            margin => format!("{} of 100 points less", points_text(margin)),
        };
        let own = self.is_own(pick.row) || self.is_own(next.row);
        let with = [
            same_developer.map(|same| if same { "by the same developer" } else { "by another developer" }),
            same_provider
                .filter(|_| !own)
                .map(|same| if same { "at the same provider" } else { "at another provider" }),
        ];
        let with: Vec<String> = with.into_iter().flatten().map(str::to_string).collect();
        if !with.is_empty() {
            text = format!("{text}; {}", list(&with));
        }
        match &independent {
            Some(first) => {
                text = format!(
                    "{text}; the first known to share neither developer nor provider: {} (rank {})",
                    first.name, first.rank
                );
            }
            None if depends => text.push_str("; none is known to share neither developer nor provider"),
            None => {}
        }
        Some(Fallback {
            model: self.model_id(next.model),
            name: self.name(next.model),
            offer: self.offer_id(next.row),
            score: next.score,
            margin,
            same_developer,
            same_provider,
            independent,
            text,
        })
    }

    fn same_developer(&self, one: &verdict::Ranked, other: &verdict::Ranked) -> Option<bool> {
        let developer = |of: &verdict::Ranked| self.known_text(of.model, known::DEVELOPER);
        Some(developer(one)? == developer(other)?)
    }

    /// Machines of one's own are nobody's to take away.
    fn same_provider(&self, one: &verdict::Ranked, other: &verdict::Ranked) -> Option<bool> {
        if self.is_own(one.row) || self.is_own(other.row) {
            return Some(false);
        }
        let fact = self.graph.schema().find(known::PROVIDER)?;
        let provider = |of: &verdict::Ranked| self.evaluation.fact_value(fact, of.row);
        Some(provider(one)? == provider(other)?)
    }

    /// Whether one runs it oneself.
    fn is_own(&self, row: usize) -> bool {
        self.graph.catalog().offer_of(row).is_some_and(|offer| offer.computed)
    }
}

fn number(n: usize) -> String {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)).display(None)
}
