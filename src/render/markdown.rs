//! The report as GitHub Markdown, to paste into an issue or a decision record.

use std::fmt::Write as _;

use super::shape::{
    Front, Line, NAMED, basis, certainty, checks, comparison, headlines, kept_out, known_of, measured, might_be,
    obtained, obtained_of_next, own_label, paid, shares, switching, ways, weighed,
};
use super::text::{count, exact, offer, percent, points, signed, some};
use crate::report::{Evidence, Ranked, Report, Unranked};

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

#[derive(Default)]
struct Page {
    out: String,
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
        page.list(
            tied.iter()
                .map(|m| format!("**{}** {}, {} points", escape(&m.name), escape(&offer(&m.offer)), points(m.score))),
        );
    } else {
        page.heading(2, &format!("{}: {} points", escape(&winner.name), points(winner.score)));
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
    let rows = report.removed.iter().map(|r| {
        [code(&r.rule), escape(&r.summary), r.models.to_string(), r.alternatives.to_string(), r.alone.to_string()]
    });
    page.table(&["Rule", "What it says", ":Models", ":Offers", ":It alone"], rows);
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
    let rows = ways.iter().map(|way| {
        let model = format!("**{}** {}", escape(way.name), escape(&offer(way.offer)));
        [escape(way.label), model, escape(way.text), read_from(way.evidence)]
    });
    page.table(&["", "Model", "Why", "Read from"], rows);
}

/// Whether to leave the model in use.
fn switch(page: &mut Page, report: &Report) {
    let Some(switch) = &report.switch else { return };
    page.heading(3, &format!("Switching from {}", escape(&switch.name)));
    page.list(switching(switch).iter().map(|(label, text)| format!("**{label}**: {}", prose(text))));
}

/// The first facts of a value, with their sources.
fn read_from(evidence: &[Evidence]) -> String {
    let facts = evidence.iter().map(|e| match &e.as_of {
        Some(date) => format!("{} ({}, {date})", code(&e.fact), escape(&e.source)),
        None => format!("{} ({})", code(&e.fact), escape(&e.source)),
    });
    some(facts, 4)
}

fn why(page: &mut Page, report: &Report) {
    let Some(winner) = report.ranking.first() else { return };
    page.heading(3, &format!("Why {}", escape(&winner.name)));
    let mut rows = Vec::new();
    for share in shares(&winner.contributions) {
        if share.parts.len() > 1 || share.parts.first().is_some_and(|p| own_label(&p.label) != share.group) {
            let [weight, points] = [percent(share.weight), exact(share.points)].map(|n| format!("*{n}*"));
            rows.push([format!("*{}*", escape(share.group)), String::new(), weight, points, String::new()]);
        }
        for part in share.parts {
            rows.push([
                escape(own_label(&part.label)),
                escape(&measured(part)),
                percent(part.weight),
                exact(part.points),
                read_from(&part.evidence),
            ]);
        }
    }
    let sum = format!("**{}**", exact(winner.score));
    rows.push(["**Score**".to_string(), "the sum".to_string(), "100.0%".to_string(), sum, String::new()]);
    page.table(&["Criterion", "Value", ":Weight", ":Points", "Read from"], rows);
    page.list(paid(report).map(|bill| escape(&bill)));
    page.list(obtained(winner).into_iter().map(|(label, how)| format!("{}: {}", escape(label), escape(how))));
    page.list(weighed(&report.weighed).into_iter().map(|(rule, line)| format!("{} ({})", escape(&line), code(rule))));
}

fn runner_up(page: &mut Page, report: &Report) {
    let (Some(winner), Some(next)) = (report.ranking.first(), &report.runner_up) else { return };
    page.heading(3, &format!("Next: {}, {} points behind", escape(&next.name), points(next.margin)));
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
    let open = winner
        .unverified
        .iter()
        .map(|u| format!("not verified: {} ({})", escape(&checks(u).join("; ")), code(&u.rule)));
    let caveats = winner.caveats.iter().map(|c| format!("{} ({})", prose(&c.text), code(&c.rule)));
    page.list(open.chain(caveats).collect::<Vec<_>>());
}

fn excluded(page: &mut Page, report: &Report) {
    if report.excluded.is_empty() {
        return;
    }
    page.heading(3, &format!("Excluded: {}", count(report.excluded.len(), "model")));
    let rows = kept_out(&report.excluded).into_iter().map(|group| {
        let names = some(group.models.iter().map(|(m, _)| escape(&m.name)), 12);
        let example = group.models.first().map(|(model, refusal)| {
            let whose = if group.models.len() > 1 { format!("{}: ", escape(&model.name)) } else { String::new() };
            format!("{whose}{}", prose(&refusal.because))
        });
        let values = group.models.first().map(|(_, refusal)| escape(&checks(refusal).join("; ")));
        [
            code(group.rule),
            group.models.len().to_string(),
            names,
            example.unwrap_or_default(),
            values.unwrap_or_default(),
        ]
    });
    page.table(&["Rule", ":Models", "Which", "Why", "Value and need"], rows);
}

fn unverified(page: &mut Page, report: &Report) {
    if report.unverified.is_empty() {
        return;
    }
    page.heading(3, &format!("Not verified: {}", count(report.unverified.len(), "model")));
    let rows = might_be(&report.unverified).into_iter().map(|group| {
        let names = some(group.models.iter().map(|m| escape(&m.name)), 12);
        let facts = some(group.facts.iter().map(|f| code(f)), 4);
        [names, code(group.condition), facts, code(group.by)]
    });
    page.table(&["Which", "Eligible if", "Not known", "Rule"], rows);
}

fn footer(page: &mut Page, report: &Report) {
    page.heading(3, "What this rests on");
    page.list(basis(report).into_iter().map(|(label, text)| format!("**{label}**: {}", escape(&text))));
}
