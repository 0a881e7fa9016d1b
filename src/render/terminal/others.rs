//! Who is not in the ranking: of another kind, excluded by rules, or perhaps eligible.

use super::Page;
use crate::render::shape::{self, NAMED, checks, kept_out, known_of, might_be};
use crate::render::text::{clean, count, some};
use crate::report::{Excluded, Refusal, Report, Unranked};

/// Up to so many models of a rule are told of one by one; of more, the names.
const ONE_BY_ONE: usize = 2;
const NAMES: usize = 8;

/// Other kinds of models, beside a ranking.
pub(super) fn named(page: &mut Page, report: &Report) {
    if report.unranked.is_empty() {
        return;
    }
    page.heading("Named, not ranked");
    for kind in &report.unranked {
        page.prose(&kind.says, 2);
        models(page, kind);
    }
}

/// The models of another kind, a line each.
pub(super) fn models(page: &mut Page, kind: &Unranked) {
    let paint = page.paint;
    for model in kind.models.iter().take(NAMED) {
        page.item(page.bullet(), &known_of(model), 2);
    }
    let more = kind.models.len().saturating_sub(NAMED);
    if more > 0 {
        page.painted(&format!("+{more} more (JSON names all)"), 2, |line| paint.faint(line));
    }
}

/// Whether to leave the model in use.
pub(super) fn switching(page: &mut Page, report: &Report) {
    let Some(switch) = &report.switch else { return };
    page.heading(&format!("Switching from {}", clean(&switch.name)));
    let lines = shape::switching(switch);
    let widest = lines.iter().map(|(label, _)| label.len()).max().unwrap_or_default();
    for (label, text) in lines {
        page.labelled(label, widest, &clean(&text), str::to_string);
    }
}

pub(super) fn excluded(page: &mut Page, report: &Report) {
    if report.excluded.is_empty() {
        return;
    }
    page.heading(&format!("Excluded: {}", count(report.excluded.len(), "model")));
    let paint = page.paint;
    for group in kept_out(&report.excluded) {
        if group.models.len() <= ONE_BY_ONE {
            for (model, first) in &group.models {
                page.line(&format!("  {}  {}", paint.strong(&clean(&model.name)), paint.faint(&by_rule(&first.rule))));
                reasons(page, model, first);
            }
            continue;
        }
        let how_many = count(group.models.len(), "model");
        page.line(&format!("  {}  {}", paint.strong(&how_many), paint.faint(&by_rule(group.rule))));
        page.prose(&some(group.models.iter().map(|(m, _)| m.name.as_str()), NAMES), 4);
        if let Some((model, refusal)) = group.models.first() {
            page.prose(&format!("{}: {}", model.name, because(refusal)), 4);
        }
    }
}

/// Why, the values, and what else is against it.
fn reasons(page: &mut Page, model: &Excluded, first: &Refusal) {
    let reach = |r: &Refusal| {
        if r.offers < model.offers {
            format!(" ({} of {})", r.offers, count(model.offers, "offer"))
        } else {
            String::new()
        }
    };
    page.prose(&format!("{}{}", because(first), reach(first)), 4);
    let paint = page.paint;
    let checks = checks(first);
    if !checks.is_empty() {
        page.painted(&checks.join("; "), 4, |line| paint.faint(line));
    }
    let others: Vec<String> = model.by.iter().skip(1).map(|r| format!("{}{}", r.rule, reach(r))).collect();
    if !others.is_empty() {
        page.prose(&format!("also by rule {}", some(others, 4)), 4);
    }
}

/// Which rule it is, for whoever looks it up.
fn by_rule(rule: &str) -> String {
    format!("rule {rule}")
}

fn because(refusal: &Refusal) -> &str {
    if refusal.because.is_empty() { "the rule says no more" } else { &refusal.because }
}

pub(super) fn unverified(page: &mut Page, report: &Report) {
    if report.unverified.is_empty() {
        return;
    }
    page.heading(&format!("Not verified: {} would be eligible if …", count(report.unverified.len(), "model")));
    let paint = page.paint;
    for group in might_be(&report.unverified) {
        page.prose(&format!("… {}", group.asks), 2);
        let unknown = some(group.not_known, 4);
        let unknown = if unknown.is_empty() { unknown } else { format!("not known: {unknown}; ") };
        page.painted(&format!("{unknown}{}", by_rule(group.by)), 4, |line| paint.faint(line));
        page.prose(&some(group.models.iter().map(|m| m.name.as_str()), NAMES), 4);
    }
}
