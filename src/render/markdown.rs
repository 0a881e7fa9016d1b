//! The report as GitHub Markdown, to paste into an issue or a decision record.

use std::fmt::Write as _;

use super::article::{Notes, Words};
use super::shape::{
    Front, Line, NAMED, basis, certainty, checks, comparison, headlines, kept_out, known_of, measured, might_be,
    obtained, obtained_of_next, own_label, paid, shares, switching, ways, weighed,
};
use super::text::{count, exact, offer, percent, points, signed, some};
use crate::report::{Evidence, Needs, Ranked, Report, Unranked, lead_text};

mod article;
mod delta;

pub use article::{Attachment, Charts, bill, compare, explain, import};
pub use delta::diff;

/// The whole report.
#[must_use]
pub fn report(report: &Report) -> String {
    let mut page = Page::default();
    if report.ranking.is_empty() {
        nothing(&mut page, report);
    } else {
        pick(&mut page, report);
    }
    for contradiction in &report.contradictions {
        page.alert("CAUTION", &format!("Contradiction: {}.", contradiction.message));
    }
    for warning in &report.warnings {
        page.alert("WARNING", &format!("{warning}."));
    }
    if report.ranking.is_empty() {
        removed(&mut page, report);
        switch(&mut page, report);
    } else {
        ranking(&mut page, report);
        ways_to_choose(&mut page, report);
        switch(&mut page, report);
        named(&mut page, report);
        why(&mut page, report);
        runner_up(&mut page, report);
        caveats(&mut page, report);
    }
    excluded(&mut page, report);
    unverified(&mut page, report);
    footer(&mut page, report);
    page.notes();
    page.out
}

/// Text in which nothing is taken for markup.
///
/// ```
/// use verdict::render::markdown::escape;
/// assert_eq!(escape("a | b < c > d * e"), "a \\| b &lt; c &gt; d \\* e");
/// assert_eq!(escape("two\nlines"), "two lines");
/// ```
#[must_use]
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '#' | '$' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// Text as code. In a table a bar would end the cell even there, so it is escaped.
fn code(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let text = text.replace('|', "\\|");
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// Prose in which what stands between backticks stays code.
fn prose(text: &str) -> String {
    let parts: Vec<&str> = text.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return escape(text);
    }
    let part = |(i, part): (usize, &&str)| if i % 2 == 0 { escape(part) } else { code(part) };
    parts.iter().enumerate().map(part).collect()
}

/// The marks of the footnotes to a text.
fn marks(words: &Words) -> String {
    words.notes.iter().map(|number| format!("[^{number}]")).collect::<Vec<_>>().concat()
}

#[derive(Default)]
struct Page {
    out: String,
    /// What stands in footnotes: where values come from, and which rules say something.
    notes: Notes,
}

impl Page {
    /// A paragraph, its markup already in it.
    fn paragraph(&mut self, text: &str) {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Prose, and in a footnote the rule that says it, with whatever else is for those who look closely.
    fn by_rule(&mut self, text: &str, rule: &str, more: &[String]) -> String {
        let words = self.notes.by_rule(text, rule, more);
        prose(&words.text) + &marks(&words)
    }

    /// Where a value comes from, in footnotes behind it.
    fn read_from(&mut self, text: &str, value: Option<&str>, evidence: &[Evidence], needs: &Needs) -> String {
        let notes = self.notes.value(value, None, evidence, needs);
        escape(text) + &marks(&Words { text: String::new(), notes })
    }

    /// The footnotes.
    fn notes(&mut self) {
        let notes: Vec<String> = self.notes.all().map(|(n, note)| format!("[^{n}]: {}", escape(note))).collect();
        if !notes.is_empty() {
            self.paragraph(&notes.join("\n"));
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.paragraph(&format!("{} {text}", "#".repeat(level)));
    }

    fn alert(&mut self, kind: &str, text: &str) {
        self.paragraph(&format!("> [!{kind}]\n> {}", prose(text)));
    }

    fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let lines: Vec<String> = items.into_iter().map(|i| format!("- {i}")).collect();
        if !lines.is_empty() {
            self.paragraph(&lines.join("\n"));
        }
    }

    /// A table; a `:` before a heading puts its column on the right.
    fn table<S: AsRef<[String]>>(&mut self, heads: &[&str], rows: impl IntoIterator<Item = S>) {
        let names: Vec<&str> = heads.iter().map(|h| h.trim_start_matches(':')).collect();
        let mut text = format!("| {} |\n|", names.join(" | "));
        for head in heads {
            text.push_str(if head.starts_with(':') { " ---: |" } else { " --- |" });
        }
        for row in rows {
            let _ = write!(text, "\n| {} |", row.as_ref().join(" | "));
        }
        self.paragraph(&text);
    }
}

fn pick(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    let tied: Vec<&Ranked> = report.ranking.iter().filter(|r| r.rank == 1).collect();
    if tied.len() > 1 {
        page.heading(2, &format!("A tie of {}", count(tied.len(), "model")));
        page.list(tied.iter().map(|m| {
            format!("**{}** {}, {} of 100 points", escape(&m.name), escape(&offer(&m.offer)), points(m.score))
        }));
    } else {
        page.heading(2, &format!("{}: {} of 100 points", escape(&winner.name), points(winner.score)));
        page.paragraph(&format!("**{}** {}.", escape(&winner.name), escape(&offer(&winner.offer))));
    }
    page.paragraph(&prose(&report.summary));
    for headline in headlines(report) {
        page.alert("IMPORTANT", &headline);
    }
    if let Some(certainty) = certainty(report) {
        page.paragraph(&format!("*{}*", prose(&certainty)));
    }
}

fn nothing(page: &mut Page, report: &Report) {
    if report.unranked.is_empty() {
        page.heading(2, "Nothing is eligible");
    }
    for kind in &report.unranked {
        page.heading(2, &escape(&kind.says));
        models(page, kind);
    }
    page.paragraph(&prose(&report.summary));
    if report.relaxations.is_empty() {
        page.paragraph("Leaving out answers does not help.");
    } else {
        page.paragraph("The least to give up:");
        page.list(report.relaxations.iter().map(|r| prose(&r.message)));
    }
    match report.eligible_elsewhere {
        None => {}
        Some(0) => page.paragraph("No other model of the catalog is eligible either."),
        Some(n) => page.paragraph(&format!("Eligible in the whole catalog: {}.", count(n, "model"))),
    }
}

/// Other kinds of models, beside a ranking.
fn named(page: &mut Page, report: &Report) {
    if report.unranked.is_empty() {
        return;
    }
    page.heading(3, "Named, not ranked");
    for kind in &report.unranked {
        page.paragraph(&prose(&kind.says));
        models(page, kind);
    }
}

/// The models of another kind.
fn models(page: &mut Page, kind: &Unranked) {
    page.list(kind.models.iter().take(NAMED).map(|model| escape(&known_of(model))));
    let more = kind.models.len().saturating_sub(NAMED);
    if more > 0 {
        page.paragraph(&format!("…and {more} more."));
    }
}

fn removed(page: &mut Page, report: &Report) {
    if report.removed.is_empty() {
        return;
    }
    page.heading(3, "What keeps them out");
    let mut rows: Vec<[String; 4]> = Vec::new();
    for r in &report.removed {
        let says = page.by_rule(&r.summary, &r.rule, &[]);
        rows.push([says, r.models.to_string(), r.alternatives.to_string(), r.alone.to_string()]);
    }
    page.table(&["What it says", ":Models", ":Offers", ":It alone"], rows);
}

fn ranking(page: &mut Page, report: &Report) {
    let counts = &report.counts;
    page.heading(3, &format!("Ranking: {} of {} eligible", counts.eligible, count(counts.models, "model")));
    let wide = report.ranking.iter().any(|r| r.interval != (r.score, r.score));
    let front = Front::of(report);
    let row = |r: &Ranked| {
        let name = if r.rank == 1 { format!("**{}**", escape(&r.name)) } else { escape(&r.name) };
        let name = if r.pareto && front == Some(Front::Some) { format!("{name} ◆") } else { name };
        let could = format!("{} to {}", points(r.interval.0), points(r.interval.1));
        (r.rank.to_string(), name, points(r.score), could, escape(&offer(&r.offer)))
    };
    let rows = report.ranking.iter().map(row);
    if wide {
        let heads = [":#", "Model", ":Score", ":Could be", "Offer"];
        page.table(&heads, rows.map(|(rank, name, score, could, offer)| [rank, name, score, could, offer]));
    } else {
        page.table(
            &[":#", "Model", ":Score", "Offer"],
            rows.map(|(rank, name, score, _, offer)| [rank, name, score, offer]),
        );
    }
    let more = counts.eligible.saturating_sub(report.ranking.len());
    if more > 0 {
        page.paragraph(&format!("…and {more} more."));
    }
    if let Some(front) = front {
        page.paragraph(&format!("{} {}.", if front == Front::All { "All" } else { "◆" }, Front::MEANS));
    }
}

fn ways_to_choose(page: &mut Page, report: &Report) {
    let ways = ways(report);
    if ways.is_empty() {
        return;
    }
    page.heading(3, "Other ways to choose");
    let mut rows: Vec<[String; 3]> = Vec::new();
    for way in &ways {
        let model = format!("**{}** {}", escape(way.name), escape(&offer(way.offer)));
        rows.push([escape(way.label), model, page.read_from(way.text, None, way.evidence, &report.needs)]);
    }
    page.table(&["", "Model", "Why"], rows);
}

/// Whether to leave the model in use.
fn switch(page: &mut Page, report: &Report) {
    let Some(switch) = &report.switch else { return };
    page.heading(3, &format!("Switching from {}", escape(&switch.name)));
    page.list(switching(switch).iter().map(|(label, text)| format!("**{label}**: {}", prose(text))));
}

fn why(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    page.heading(3, &format!("Why {}", escape(&winner.name)));
    let mut rows = Vec::new();
    for share in shares(&winner.contributions) {
        if share.parts.len() > 1 || share.parts.first().is_some_and(|p| own_label(&p.label) != share.group) {
            let [weight, points] = [percent(share.weight), exact(share.points)].map(|n| format!("*{n}*"));
            rows.push([format!("*{}*", escape(share.group)), String::new(), weight, points]);
        }
        for part in share.parts {
            let value = page.read_from(&measured(part), part.value.as_deref(), &part.evidence, &report.needs);
            rows.push([escape(own_label(&part.label)), value, percent(part.weight), exact(part.points)]);
        }
    }
    let sum = format!("**{}**", exact(winner.score));
    rows.push(["**Score**".to_string(), "the sum".to_string(), "100.0%".to_string(), sum]);
    page.table(&["Criterion", "Value", ":Weight", ":Points"], rows);
    page.list(paid(report).map(|bill| escape(&bill)));
    page.list(obtained(winner).into_iter().map(|(label, how)| format!("{}: {}", escape(label), escape(how))));
    let lines = weighed(&report.weighed).into_iter().map(|(rule, line)| page.by_rule(&line, rule, &[]));
    let lines: Vec<String> = lines.collect();
    page.list(lines);
}

fn runner_up(page: &mut Page, report: &Report) {
    let (Some(winner), Some(next)) = (report.ranking.first(), &report.runner_up) else { return };
    page.heading(3, &format!("Next: {}, {} behind", escape(&next.name), lead_text(next.margin)));
    let value = |v: &Option<String>| v.as_deref().map_or("unknown".to_string(), escape);
    let mut rows: Vec<[String; 4]> = comparison(next)
        .iter()
        .map(|line| match line {
            Line::One(d) => [escape(own_label(&d.label)), value(&d.winner), value(&d.other), signed(d.points)],
            Line::Rest(n, sum) => [format!("{n} smaller differences"), String::new(), String::new(), signed(*sum)],
        })
        .collect();
    rows.push(["**Margin**".to_string(), String::new(), String::new(), format!("**{}**", signed(next.margin))]);
    page.table(&["Criterion", &escape(&winner.name), &escape(&next.name), ":For the pick"], rows);
    let of_next = obtained_of_next(report, next).into_iter();
    page.list(of_next.map(|(label, how)| format!("{} of {}: {}", escape(label), escape(&next.name), escape(how))));
}

fn caveats(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    if winner.caveats.is_empty() && winner.unverified.is_empty() {
        return;
    }
    page.heading(3, &format!("Before you choose {}", escape(&winner.name)));
    let mut lines: Vec<String> = Vec::new();
    for open in &winner.unverified {
        lines.push(page.by_rule(&format!("not verified: {}", open.because), &open.rule, &checks(open)));
    }
    for caveat in &winner.caveats {
        lines.push(page.by_rule(&caveat.text, &caveat.rule, &[]));
    }
    page.list(lines);
}

fn excluded(page: &mut Page, report: &Report) {
    if report.excluded.is_empty() {
        return;
    }
    page.heading(3, &format!("Excluded: {}", count(report.excluded.len(), "model")));
    let mut rows: Vec<[String; 3]> = Vec::new();
    for group in kept_out(&report.excluded) {
        let names = some(group.models.iter().map(|(m, _)| escape(&m.name)), 12);
        let Some((model, refusal)) = group.models.first() else { continue };
        let whose = if group.models.len() > 1 { format!("{}: ", model.name) } else { String::new() };
        let why = page.by_rule(&format!("{whose}{}", refusal.because), group.rule, &checks(refusal));
        rows.push([group.models.len().to_string(), names, why]);
    }
    page.table(&[":Models", "Which", "Why"], rows);
}

fn unverified(page: &mut Page, report: &Report) {
    if report.unverified.is_empty() {
        return;
    }
    page.heading(3, &format!("Not verified: {}", count(report.unverified.len(), "model")));
    let mut rows: Vec<[String; 2]> = Vec::new();
    for group in might_be(&report.unverified) {
        let names = some(group.models.iter().map(|m| escape(&m.name)), 12);
        let formula = [group.condition.to_string(), format!("not known: {}", group.facts.join(", "))];
        rows.push([names, page.by_rule(group.asks, group.by, &formula)]);
    }
    page.table(&["Which", "Eligible if"], rows);
}

fn footer(page: &mut Page, report: &Report) {
    page.heading(3, "What this rests on");
    page.list(basis(report).into_iter().map(|(label, text)| format!("**{label}**: {}", escape(&text))));
}
