//! What lies between two versions, for a terminal.

use super::{INDENT, Page, Style};
use crate::render::delta::{by_kind, heading, moved, place, proof, said, versions, whose};
use crate::render::text::count;
use crate::report::delta::{Because, Diff};

/// How many lines of one kind are shown; JSON has all.
const LINES: usize = 30;
/// How many effects of one cause are shown, and how many cases of each are named.
const EFFECTS: usize = 6;
const CASES: usize = 3;
/// How many other changes are named that do the same.
const OTHERS: usize = 3;

/// All of it: verdicts and their causes first, then every change.
#[must_use]
pub fn diff(diff: &Diff, style: &Style) -> String {
    let mut page = Page::new(*style);
    let paint = page.paint;
    page.painted(&diff.summary, 0, |line| paint.strong(line));
    for because in &diff.causes {
        cause(&mut page, diff, because);
    }
    changes(&mut page, diff);
    page.heading("What was compared");
    for (label, text) in versions(diff) {
        page.labelled(label, "verdicts".len(), &text, |label| paint.faint(label));
    }
    page.finish()
}

fn cause(page: &mut Page, diff: &Diff, because: &Because) {
    let paint = page.paint;
    page.heading(&heading(because));
    let changes = |places: &[usize]| places.iter().filter_map(|at| diff.changes.get(*at)).collect::<Vec<_>>();
    for change in changes(&because.changes) {
        page.item(page.bullet(), &said(change), INDENT);
        page.painted(&place(change), INDENT + 2, |line| paint.faint(line));
    }
    let proof = proof(because);
    if !proof.is_empty() {
        page.prose(&proof, INDENT);
    }
    if !because.others.is_empty() {
        let others: Vec<String> = changes(&because.others).into_iter().take(OTHERS).map(said).collect();
        let more = because.others.len().saturating_sub(OTHERS);
        let more = if more > 0 { format!("; and {more} more") } else { String::new() };
        page.prose(&format!("Each of these does it alone, too: {}{more}.", others.join("; ")), INDENT);
    }
    for effect in because.effects.iter().take(EFFECTS) {
        page.prose(&moved(effect), INDENT + 2);
        page.painted(&format!("in {}", whose(effect, CASES)), INDENT + 4, |line| paint.faint(line));
    }
    let more = because.effects.len().saturating_sub(EFFECTS);
    if more > 0 {
        page.prose(&format!("and {more} more ways (--format json has all)"), INDENT + 2);
    }
}

fn changes(page: &mut Page, diff: &Diff) {
    let paint = page.paint;
    for (kind, all) in by_kind(diff) {
        page.heading(&format!("Changes: {kind} ({})", all.len()));
        for change in all.iter().take(LINES) {
            page.item(page.bullet(), &said(change), INDENT);
            page.painted(&place(change), INDENT + 2, |line| paint.faint(line));
        }
        let more = all.len().saturating_sub(LINES);
        if more > 0 {
            page.prose(&format!("and {} (--format json has all)", count(more, "more change")), INDENT);
        }
    }
}
