//! The sentences of a report.

use std::fmt::Write;

use super::build::Builder;
use super::doubt::too_close;
use super::{Close, Difference, RunnerUp};
pub(crate) use crate::template::lower;

impl Builder<'_> {
    /// One or two sentences: who and why.
    pub(super) fn summary(&self, runner_up: Option<&RunnerUp>, close: Option<&Close>) -> String {
        let Some(winner) = self.verdict.ranking.first() else { return self.nothing() };
        let name = self.name(winner.model);
        let ties: Vec<String> =
            self.verdict.ranking.iter().filter(|r| r.rank == 1).map(|r| self.name(r.model)).collect();
        if ties.len() > 1 {
            return format!("{} come out equal.", list(&ties));
        }
        let Some(next) = runner_up else { return self.only_one(&name) };
        if let Some(close) = close {
            return too_close(next, close);
        }
        let row = |place: usize| self.verdict.ranking.get(place).map(|r| r.row);
        let phrase = |d: &Difference| self.phrase(d, [row(0), row(1)]);
        let reasons: Vec<String> = telling(&next.lost_on, next.margin).take(2).map(phrase).collect();
        let mut summary = format!("{name} leads {} by {}", next.name, lead_text(next.margin));
        if !reasons.is_empty() {
            summary.push_str(": ahead on ");
            summary.push_str(&list(&reasons));
        }
        // What speaks against it is worth a word beside any lead.
        if let Some(con) = telling(&next.won_on, 0).next() {
            summary.push_str(", behind on ");
            summary.push_str(&phrase(con));
        }
        summary.push('.');
        summary
    }

    /// A difference inside a sentence, with the values of the two alternatives: "price ($1 against $2)".
    pub(super) fn phrase(&self, difference: &Difference, [row, other]: [Option<usize>; 2]) -> String {
        let label = own_label(&difference.label);
        match (self.short(difference, row), self.short(difference, other)) {
            (Some(w), Some(o)) => format!("{} ({w} against {})", lower(label), after_common(&w, &o)),
            (Some(w), None) => format!("{} ({w} against unknown)", lower(label)),
            (None, Some(o)) => format!("{} (unknown against {o})", lower(label)),
            (None, None) => lower(label),
        }
    }

    /// The value of one of the two, short enough for a sentence.
    fn short(&self, difference: &Difference, row: Option<usize>) -> Option<String> {
        let mut leaves = self.graph.leaves().iter();
        let leaf = leaves.find(|l| self.criterion(l.criterion).0 == difference.criterion)?;
        self.evaluation.short_text(leaf, &self.evaluation.utility(leaf, row?))
    }

    /// Why one model is left: the rule that keeps out the most of the others.
    fn only_one(&self, name: &str) -> String {
        let removed = self.evaluation.removed();
        let most = removed
            .iter()
            .filter(|r| r.models > 0)
            .max_by_key(|r| (r.models, r.alternatives, std::cmp::Reverse(r.rule)));
        let rule = most.and_then(|r| self.graph.rulebook().rules.get(r.rule));
        match (rule, self.counts().models) {
            (Some(rule), 2) => format!("{name} is the one of the two that is left: {}.", lower(&rule.summary)),
            (Some(rule), n) if n > 2 => {
                format!(
                    "{name} is the only one left of {n} models; what rules out most of them: {}.",
                    lower(&rule.summary)
                )
            }
            (None, n) if n > 1 => format!("{name} is the only one left of {n} models."),
            _ => format!("{name} is the only model to choose from."),
        }
    }

    fn nothing(&self) -> String {
        let considered = self.counts().models;
        let mut summary = match considered {
            0 => "There is no model to choose from.".to_string(),
            1 => "The one model considered is not eligible.".to_string(),
            n => format!("None of the {n} models considered is eligible."),
        };
        let open = self.verdict.unverified.len();
        if open > 0 {
            let _ = write!(summary, " {open} might be, if what is unknown of them turned out well.");
        }
        if let Some(check) = self.to_check() {
            let _ = write!(summary, " {check}");
        }
        summary
    }

    /// Where something might be eligible, the best of it: what to find out first.
    fn to_check(&self) -> Option<String> {
        let score = |row: usize| self.evaluation.scores.get(row).copied().unwrap_or_default();
        let best =
            self.verdict.unverified.iter().max_by_key(|out| (score(out.nearest), std::cmp::Reverse(out.model)))?;
        let missing = self.evaluation.against(best.nearest);
        let mut facts: Vec<_> = missing.flat_map(|r| self.evaluation.run().missing(r.node, best.nearest)).collect();
        facts.sort_unstable();
        facts.dedup();
        let labels: Vec<String> = facts.iter().map(|f| lower(&self.graph.schema().fact(*f).label)).collect();
        let (name, offer) = (self.name(best.model), self.offer_id(best.nearest));
        (!labels.is_empty()).then(|| format!("Check {name} first ({offer}): not known of it is {}.", list(&labels)))
    }
}

/// The differences that are worth naming beside a margin.
fn telling(differences: &[Difference], margin: i32) -> impl Iterator<Item = &Difference> {
    differences.iter().filter(move |d| d.tells(margin))
}

/// Whether a difference is worth naming beside a margin: not what is less than a tenth of it, or is shown as nothing.
pub(super) fn tells(points: i32, margin: i32) -> bool {
    points.abs() * 10 >= margin && points.abs() >= NOTHING
}

/// What a comparison asks for, behind "needed" or "is": `at least 32,000 tokens`, `anything but preview`, `after 2026-11-28`.
pub(super) fn asked(operator: &str, needed: &str, is_day: bool) -> String {
    let words = match (operator, is_day) {
        (">=", false) => "at least",
        ("<=", false) => "at most",
        (">", false) => "more than",
        ("<", false) => "less than",
        (">=", true) => "not before",
        ("<=", true) => "not after",
        (">", true) => "after",
        ("<", true) => "before",
        ("!=", _) => "anything but",
        ("in", _) => "one of",
        ("not in", _) => "none of",
        ("has" | "contains", _) => "with",
        ("has not" | "!contains", _) => "without",
        ("startsWith", _) => "something that begins with",
        ("!startsWith", _) => "something that does not begin with",
        ("endsWith", _) => "something that ends with",
        ("!endsWith", _) => "something that does not end with",
        ("known", _) => return "known".to_string(),
        ("unknown", _) => return "unknown".to_string(),
        _ => return needed.to_string(),
    };
    format!("{words} {needed}")
}

/// So many thousandths of a point are shown as some.
const NOTHING: i32 = 50;

/// A lead in words: what would be rounded to nothing is some.
pub(crate) fn lead_text(thousandths: i32) -> String {
    match thousandths {
        1..NOTHING => "less than 0.1 of 100 points".to_string(),
        lead => format!("{} of 100 points", points_text(lead)),
    }
}

/// Thousandths of a point as points with one place.
#[must_use]
pub fn points_text(thousandths: i32) -> String {
    format!("{:.1}", f64::from(thousandths) / 1000.0)
}

/// An answer as a user writes it.
pub(crate) fn answer_text(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Array(items) if items.is_empty() => "nothing".to_string(),
        serde_json::Value::Array(items) => items.iter().map(answer_text).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}

/// The last part of a label: the criterion's own name, without the groups above it.
pub(crate) fn own_label(label: &str) -> &str {
    label.rsplit(" › ").next().unwrap_or(label)
}

/// The second of two values without the name that both begin with: "Index 127" and "Index 114" give "114". What differs must be
/// one number, so that "Bench 2026-06 65%" and "Bench 2026-01 43%", which are two names, stay as they are.
fn after_common<'o>(value: &str, other: &'o str) -> &'o str {
    let (a, b): (Vec<&str>, Vec<&str>) = (value.split(' ').collect(), other.split(' ').collect());
    let same = a.iter().zip(&b).take_while(|(a, b)| a == b).count();
    let number = b.get(same).is_some_and(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    if number && a.get(same + 1..) == b.get(same + 1..) {
        other.splitn(same + 1, ' ').last().unwrap_or(other)
    } else {
        other
    }
}

pub(super) fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
