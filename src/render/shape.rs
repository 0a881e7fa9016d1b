//! How a report is arranged for reading, the same in every rendering: what belongs together, and in which order.

use std::collections::BTreeMap;

use super::text::{self, answer};
use crate::report::lower;
pub(super) use crate::report::own_label;
use crate::report::{
    Advice, Contribution, Difference, Digests, Evidence, Excluded, Glance, Headline, Needs, Other, Ranked, Refusal,
    Report, RunnerUp, SourceUsed, Switch, Unverified, Weighed,
};

/// The contributions under one criterion of the first rank.
#[derive(Debug)]
pub(super) struct Share<'r> {
    pub(super) group: &'r str,
    pub(super) weight: f64,
    pub(super) points: i32,
    pub(super) parts: Vec<&'r Contribution>,
}

/// Contributions by group, the group that gave the most first.
pub(super) fn shares(contributions: &[Contribution]) -> Vec<Share<'_>> {
    let mut shares: Vec<Share<'_>> = Vec::new();
    for part in contributions {
        if shares.iter().all(|s| s.group != part.group) {
            shares.push(Share { group: &part.group, weight: 0.0, points: 0, parts: Vec::new() });
        }
        if let Some(share) = shares.iter_mut().find(|s| s.group == part.group) {
            share.weight += part.weight;
            share.points += part.points;
            share.parts.push(part);
        }
    }
    shares.sort_by(|a, b| b.points.cmp(&a.points).then(b.weight.total_cmp(&a.weight)));
    shares
}

/// The value that a contribution was made from, and that nothing is known if so.
pub(super) fn measured(part: &Contribution) -> String {
    match (&part.value, part.utility) {
        (Some(value), Some(_)) => value.clone(),
        (Some(value), None) => format!("{value} (no place on the scale)"),
        (None, _) if part.points > 0 => "unknown, assumed".to_string(),
        (None, _) => "unknown".to_string(),
    }
}

/// The bill of the pick, line by line, where it has more than one or is a range.
pub(super) fn paid(report: &Report) -> Option<String> {
    let (bill, winner) = (report.bill.as_ref()?, report.ranking.first()?);
    if bill.lines.len() < 2 && bill.range.is_none() {
        return None;
    }
    let lines: Vec<String> = bill.lines.iter().map(|l| format!("{} {}", lower(&l.label), l.amount)).collect();
    let range = bill.range.as_ref().map_or_else(String::new, |range| format!("; {range} by what is not known"));
    Some(format!(
        "The bill of {}: {}{range} (`verdict bill {}`)",
        bill.amount.as_deref()?,
        lines.join(", "),
        winner.model
    ))
}

/// How the values were obtained that may be estimates, a line each: criterion and words.
pub(super) fn obtained(model: &Ranked) -> Vec<(&str, &str)> {
    let known = model.contributions.iter().filter(|c| c.value.is_some());
    known.filter_map(|c| Some((own_label(&c.label), c.obtained.as_deref()?))).collect()
}

/// The same for the next model, as far as the comparison shows its values and they are estimates: those it has in the ranking.
pub(super) fn obtained_of_next<'r>(report: &'r Report, next: &RunnerUp) -> Vec<(&'r str, &'r str)> {
    let shown: Vec<&str> = comparison(next)
        .iter()
        .filter_map(|line| if let Line::One(d) = line { Some(d.criterion.as_str()) } else { None })
        .collect();
    let model = report.ranking.iter().find(|r| r.model == next.model);
    let parts = model.map_or(&[][..], |m| &m.contributions).iter();
    parts
        .filter(|c| c.value.is_some() && c.low != c.high && shown.contains(&c.criterion.as_str()))
        .filter_map(|c| Some((own_label(&c.label), c.obtained.as_deref()?)))
        .collect()
}

/// A line of the comparison between the winner and the next model.
#[derive(Debug)]
pub(super) enum Line<'r> {
    One(&'r Difference),
    /// So many smaller ones, and what they come to.
    Rest(usize, i32),
}

/// The differences that matter most, for and against the winner; smaller ones are added up. The points add up to the margin.
pub(super) fn comparison(runner_up: &RunnerUp) -> Vec<Line<'_>> {
    const SHOWN: usize = 4;
    let mut lines: Vec<Line<'_>> = Vec::new();
    let (mut rest, mut sum) = (0, 0);
    for side in [&runner_up.lost_on, &runner_up.won_on] {
        let shown = if side.len() == SHOWN + 1 { SHOWN + 1 } else { SHOWN };
        lines.extend(side.iter().take(shown).map(Line::One));
        for small in side.iter().skip(shown) {
            rest += 1;
            sum += small.points;
        }
    }
    if rest > 0 {
        lines.push(Line::Rest(rest, sum));
    }
    lines
}

/// What the rulebook shows of these models beside their points: a fact each, as it is of the first that has it.
pub(super) fn columns(ranking: &[Ranked]) -> Vec<&Glance> {
    let mut columns: Vec<&Glance> = Vec::new();
    for glance in ranking.iter().flat_map(|model| &model.glance) {
        if columns.iter().all(|other| other.fact != glance.fact) {
            columns.push(glance);
        }
    }
    columns
}

/// How many of the models shown are on the Pareto front.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Front {
    All,
    Some,
}

impl Front {
    /// What that means for each of them.
    pub(super) const MEANS: &str = "Pareto-optimal: no other is better at something and worse at nothing";

    /// `None` where there are no two to tell apart.
    pub(super) fn of(report: &Report) -> Option<Self> {
        match report.ranking.as_slice() {
            [] | [_] => None,
            shown => Some(if shown.iter().all(|r| r.pareto) { Self::All } else { Self::Some }),
        }
    }
}

/// Another model to choose, and why.
#[derive(Debug)]
pub(super) struct Way<'r> {
    pub(super) label: &'r str,
    pub(super) name: &'r str,
    pub(super) offer: &'r str,
    pub(super) text: &'r str,
    pub(super) evidence: &'r [Evidence],
}

/// The best at one thing each, and who takes the winner's place; none where there is nothing to choose from.
pub(super) fn ways(report: &Report) -> Vec<Way<'_>> {
    let Some(fallback) = &report.fallback else { return Vec::new() };
    let best = report.winners.iter().map(|w| Way {
        label: &w.label,
        name: &w.name,
        offer: &w.offer,
        text: &w.text,
        evidence: &w.evidence,
    });
    let instead = Way {
        label: "If it vanished",
        name: &fallback.name,
        offer: &fallback.offer,
        text: &fallback.text,
        evidence: &[],
    };
    best.chain([instead]).collect()
}

/// What is said of leaving the model in use: a label and a text each.
pub(super) fn switching(switch: &Switch) -> Vec<(&'static str, String)> {
    let label = match switch.advice {
        Advice::Stay => "Stay",
        Advice::Switch => "Switch",
        Advice::WorthIt => "Switch?",
        Advice::Check => "Check",
    };
    let mut lines = vec![(label, format!("{}.", switch.says))];
    let saves = switch.saves.as_ref().map(|saves| ("Saves", saves.text.clone()));
    lines.extend(saves);
    let sides = [("Gains", &switch.gains_text), ("Loses", &switch.loses_text)];
    lines.extend(sides.into_iter().filter(|(_, text)| !text.is_empty()).map(|(label, text)| (label, text.clone())));
    lines.extend(switch.risks.iter().map(|risk| ("Risks", risk.clone())));
    if let Some(by) = switch.offer.as_ref().filter(|_| switch.saves.is_some()) {
        lines.push(("Taken as", format!("{} {}", switch.name, text::offer(by))));
    }
    lines
}

/// The models that one rule keeps out first of all.
#[derive(Debug)]
pub(super) struct KeptOut<'r> {
    pub(super) rule: &'r str,
    pub(super) models: Vec<(&'r Excluded, &'r Refusal)>,
}

/// Excluded models by the rule that is against most of their offers, the rule that keeps out the most models first.
pub(super) fn kept_out(excluded: &[Excluded]) -> Vec<KeptOut<'_>> {
    let mut by: BTreeMap<&str, Vec<(&Excluded, &Refusal)>> = BTreeMap::new();
    for model in excluded {
        if let Some(first) = model.by.first() {
            by.entry(&first.rule).or_default().push((model, first));
        }
    }
    let mut groups: Vec<KeptOut<'_>> = by.into_iter().map(|(rule, models)| KeptOut { rule, models }).collect();
    groups.sort_by(|a, b| b.models.len().cmp(&a.models.len()).then(a.rule.cmp(b.rule)));
    groups
}

/// The value and the needed value of each comparison that is not true, in words; what compares no fact says nothing to a reader.
pub(super) fn checks(refusal: &Refusal) -> Vec<String> {
    refusal.checks.iter().filter_map(|check| check.says.clone()).collect()
}

/// What is not known of a requirement that an alternative is only taken to meet: the comparisons without a value, or why the rule is there.
pub(super) fn not_verified(refusal: &Refusal) -> String {
    let open = refusal.checks.iter().filter(|check| check.value.is_none()).filter_map(|check| check.says.as_deref());
    let open: Vec<&str> = open.collect();
    if open.is_empty() { refusal.because.clone() } else { open.join("; ") }
}

/// How the pick is run, and what has to be said of that in brackets.
pub(super) fn taken_by(ranked: &Ranked) -> String {
    let beside = if ranked.beside.is_empty() { String::new() } else { format!(" ({})", ranked.beside.join("; ")) };
    format!("{}{beside}", text::offer(&ranked.offer))
}

/// The models that would be eligible under the same condition.
#[derive(Debug)]
pub(super) struct MightBe<'r> {
    pub(super) condition: &'r str,
    pub(super) asks: &'r str,
    pub(super) by: &'r str,
    pub(super) facts: &'r [String],
    /// The labels of the facts.
    pub(super) not_known: &'r [String],
    pub(super) models: Vec<&'r Unverified>,
}

/// Unverified models by their condition, the one that would let in the most first.
pub(super) fn might_be(unverified: &[Unverified]) -> Vec<MightBe<'_>> {
    let mut by: BTreeMap<(&str, &str, &[String]), Vec<&Unverified>> = BTreeMap::new();
    for model in unverified {
        by.entry((&model.condition, &model.by, &model.facts)).or_default().push(model);
    }
    let mut groups: Vec<MightBe<'_>> = by
        .into_iter()
        .map(|((condition, by, facts), models)| {
            let asks = models.first().map_or("", |model| model.asks.as_str());
            let not_known = models.first().map_or(&[][..], |model| &model.not_known);
            MightBe { condition, asks, by, facts, not_known, models }
        })
        .collect();
    groups.sort_by_key(|g| std::cmp::Reverse(g.models.len()));
    groups
}

/// Whether the winner is certain, in a sentence or two, and what would have to be looked up; `None` where there is no winner.
pub(super) fn certainty(report: &Report) -> Option<String> {
    let doubt = report.doubt()?;
    let look_up = if doubt.certain || doubt.look_up.is_empty() {
        String::new()
    } else {
        format!(" To look up: {}.", text::some(&doubt.look_up, LOOKED_UP))
    };
    Some(format!("{}{look_up}", doubt.certainty()))
}

/// So many facts are named that would settle what is open.
const LOOKED_UP: usize = 3;

/// What is said at once of the pick, a line each; where several tie for it, of whom. What is said of another way to choose is told there.
pub(super) fn headlines(report: &Report) -> Vec<String> {
    let first: Vec<&Ranked> = report.ranking.iter().take_while(|r| r.rank == 1).collect();
    let line = |h: &Headline| {
        let whose = if first.len() > 1 { format!(" of {}", h.name) } else { String::new() };
        format!("Mind{whose}: {}.", h.text)
    };
    report.headlines.iter().filter(|h| first.iter().any(|r| r.model == h.model)).map(line).collect()
}

/// So many models of another kind are named; of more, how many.
pub(super) const NAMED: usize = 20;

/// A model that is named and not ranked, with what is known of it: `Unicycle One: Diameter 20 inches; Price $300`.
pub(super) fn known_of(other: &Other) -> String {
    let facts: Vec<String> = other.facts.iter().map(|fact| format!("{} {}", fact.label, fact.value)).collect();
    if facts.is_empty() { other.name.clone() } else { format!("{}: {}", other.name, facts.join("; ")) }
}

/// What the rules that fire give points to, a line each: rule, criteria, why.
pub(super) fn weighed(all: &[Weighed]) -> Vec<(&str, String)> {
    let line = |w: &'_ Weighed| {
        let criteria: Vec<&str> = w.criteria.iter().map(|c| own_label(c)).collect();
        format!("more weight for {}: {}", criteria.join(", "), w.because.as_deref().unwrap_or(&w.summary))
    };
    all.iter().map(|w| (w.rule.as_str(), line(w))).collect()
}

/// What the verdict rests on, as label and text: answers, derived needs, assumptions, what was left open, date and digests.
pub(super) fn basis(report: &Report) -> Vec<(&'static str, String)> {
    rests_on(&report.needs, &report.without_offer, &report.sources, &report.as_of, &report.digests)
}

/// The same of any view.
pub(super) fn rests_on(
    needs: &Needs,
    without_offer: &[String],
    sources: &[SourceUsed],
    as_of: &str,
    digests: &Digests,
) -> Vec<(&'static str, String)> {
    let pairs = |all: &BTreeMap<String, serde_json::Value>| {
        all.iter().map(|(need, value)| format!("{need} = {}", answer(value))).collect::<Vec<_>>().join("; ")
    };
    let derived = needs.derived.iter().map(|d| format!("{} = {} (rule {})", d.need, answer(&d.value), d.by));
    let all = [
        ("Answered", pairs(&needs.given)),
        ("Weighed by hand", needs.weights_given.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join("; ")),
        ("Derived", derived.collect::<Vec<_>>().join("; ")),
        ("Assumed", pairs(&needs.assumed)),
        ("Left open", needs.unanswered.join(", ")),
        ("No offer", without_offer.join(", ")),
    ];
    let mut basis: Vec<(&str, String)> = all.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    if needs.given.is_empty() {
        basis.insert(0, ("Answered", "nothing".to_string()));
    }
    let sources: Vec<&str> = sources.iter().map(|s| s.credit.as_deref().unwrap_or(&s.source)).collect();
    if !sources.is_empty() {
        basis.push(("Sources", sources.join(", ")));
    }
    basis.push(("As of", as_of.to_string()));
    basis.push((
        "Inputs",
        format!("catalog {}, rulebook {}, needs {}", digests.catalog, digests.rulebook, digests.needs),
    ));
    basis
}
