//! What lies between two versions, for a comment on a pull request.

use super::{Page, code, escape, prose};
use crate::render::delta::{by_kind, moved, place, proof, said, versions, whose};
use crate::render::text::count;
use crate::report::delta::{Because, Diff, Effect};

/// The longest comment that is taken, in characters.
pub const LONGEST: usize = 65_536;
/// So many characters are kept for saying what was left out.
const REST: usize = 400;
/// How many cases of an effect are named.
const CASES: usize = 4;
/// How many effects of one cause have a row of their own.
const EFFECTS: usize = 6;
/// The longest cell or line, in characters.
const CELL: usize = 2_000;

/// A line that says it all, the verdicts that changed as a table, and what else is told folded up. Never longer than a comment may be; what
/// is left out for that is counted.
#[must_use]
pub fn diff(diff: &Diff) -> String {
    let mut page = Page::default();
    page.paragraph(&format!("**{}**", escape(&diff.summary)));
    let rows: Vec<Vec<String>> = diff.causes.iter().flat_map(|because| rows(diff, because)).collect();
    if !rows.is_empty() {
        // Half of the room at most: the changes are to be read, too.
        let kept = fitting(rows.iter().map(|row| row.iter().map(|cell| length(cell) + 3).sum()), LONGEST / 2);
        page.table(&[":Verdicts", "Became", "Which", "Because"], rows.iter().take(kept));
        left_out(&mut page, rows.len() - kept, "more row");
    }
    let kinds = by_kind(diff);
    let mut lines: Vec<(Option<String>, String)> = Vec::new();
    for (kind, all) in kinds {
        let mut heading = Some(format!("**{}**: {}", escape(kind), all.len()));
        lines.extend(
            all.iter().map(|change| {
                (heading.take(), format!("- {} ({})", short(&escape(&said(change))), code(&place(change))))
            }),
        );
    }
    let basis: Vec<String> =
        versions(diff).iter().map(|(label, text)| format!("- **{label}** {}", prose(text))).collect();
    let room =
        LONGEST.saturating_sub(length(&page.out) + basis.iter().map(|line| length(line) + 1).sum::<usize>() + REST);
    let size =
        |(heading, line): &(Option<String>, String)| heading.as_ref().map_or(0, |h| length(h) + 3) + length(line) + 1;
    let kept = fitting(lines.iter().map(size), room);
    if !lines.is_empty() {
        page.paragraph(&format!("<details><summary>{}</summary>", count(lines.len(), "change")));
        for (heading, line) in lines.iter().take(kept) {
            if let Some(heading) = heading {
                page.paragraph(heading);
                page.out.push('\n');
            }
            page.out.push_str(line);
            page.out.push('\n');
        }
        left_out(&mut page, lines.len() - kept, "more change");
        page.paragraph("</details>");
    }
    page.paragraph(&basis.join("\n"));
    page.out
}

/// A row for each thing that came of a cause.
fn rows(diff: &Diff, because: &Because) -> Vec<Vec<String>> {
    let changes = because.changes.iter().filter_map(|at| diff.changes.get(*at));
    let mut why: Vec<String> =
        changes.map(|change| format!("{} ({})", escape(&said(change)), code(&place(change)))).collect();
    let proof = proof(because);
    if !proof.is_empty() {
        why.push(escape(&proof));
    }
    if !because.others.is_empty() {
        why.push(format!("Each of {} does it alone, too.", count(because.others.len(), "other change")));
    }
    let why = short(&why.join("<br>"));
    let row = |effect: &Effect| {
        vec![
            effect.cases.len().to_string(),
            short(&escape(&moved(effect))),
            short(&escape(&whose(effect, CASES))),
            why.clone(),
        ]
    };
    let mut rows: Vec<Vec<String>> = because.effects.iter().take(EFFECTS).map(row).collect();
    let rest = because.effects.get(EFFECTS..).unwrap_or_default();
    if !rest.is_empty() {
        let verdicts: usize = rest.iter().map(|effect| effect.cases.len()).sum();
        rows.push(vec![verdicts.to_string(), count(rest.len(), "more way"), String::new(), why]);
    }
    rows
}

fn left_out(page: &mut Page, more: usize, what: &str) {
    if more > 0 {
        page.paragraph(&format!("…and {}, left out here: `verdict diff --format json` has all.", count(more, what)));
    }
}

/// How many of some pieces fit into a room.
fn fitting(pieces: impl Iterator<Item = usize>, room: usize) -> usize {
    let sums = pieces.scan(0, |sum, piece| {
        *sum += piece;
        Some(*sum)
    });
    sums.take_while(|sum| *sum <= room).count()
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// A text that is not too long for a line.
fn short(text: &str) -> String {
    if length(text) <= CELL { text.to_string() } else { text.chars().take(CELL - 1).chain(['…']).collect() }
}
