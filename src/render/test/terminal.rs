//! For a person: what failed, then one line of counts.

use std::fmt::Write;

use crate::render::Style;
use crate::render::diagnostic::diagnostics;
use crate::render::diff::unified;
use crate::render::paint::Paint;
use crate::render::text::{clean, count, some, wrap};
use crate::scenario::{Coverage, Failure, Outcome, State};

/// How many lines of the difference of two texts are shown.
const LINES: usize = 40;
/// How many stale snapshots are named.
const NAMED: usize = 4;

/// What failed, each with what is wrong, then how many came out how.
///
/// ```
/// use verdict::diagnostic::{Code, Diagnostic, Place, Source};
/// use verdict::render::{Style, test::terminal};
/// use verdict::scenario::{Outcome, State, Tested};
///
/// let file = Source::new("hills.scenario.toml", "[expect]\nfirst = \"tandem\"");
/// let wrong = Diagnostic::error(Code::ExpectationFailed, "expected Tandem first, but Roadster is");
/// let wrong = wrong.at(Place::new(&file, 17..25), "not first");
/// let at = Place::new(&file, 0..8);
/// let tested = Tested { name: "hills".into(), at, state: State::Failed, failures: vec![wrong.into()] };
/// let outcome = Outcome { tested: vec![tested], files: 1, ..Outcome::default() };
/// assert_eq!(terminal(&outcome, &Style::plain(80)), "\
/// failed hills
/// error[expectation-failed]: expected Tandem first, but Roadster is
///  --> hills.scenario.toml:2:9
///   |
/// 2 | first = \"tandem\"
///   |         ^^^^^^^^ not first
///
/// 1 scenario in 1 file: 0 passed, 1 failed
/// ");
/// ```
#[must_use]
pub fn terminal(outcome: &Outcome, style: &Style) -> String {
    let paint = Paint::new(style.color);
    let mut out = String::new();
    for tested in outcome.tested.iter().filter(|t| t.state != State::Passed) {
        let what = if tested.state == State::Broken { "broken" } else { "failed" };
        let _ = writeln!(out, "{} {}", paint.bad(what), paint.strong(&clean(&tested.name)));
        for failed in &tested.failures {
            out.push_str(&failure(failed, style, LINES));
            out.push('\n');
        }
    }
    if !outcome.stale.is_empty() {
        let what = format!("{} that no scenario asks for:", count(outcome.stale.len(), "snapshot"));
        let what = if outcome.strict { paint.bad(&what) } else { paint.doubtful(&what) };
        let _ = writeln!(out, "{what} {}", clean(&some(&outcome.stale, NAMED)));
        out.push_str("`verdict test --accept` takes away what is not asked for\n\n");
    }
    if let Some(coverage) = &outcome.coverage {
        out.push_str(&self::coverage(coverage, style, paint));
    }
    out.push_str(&counts(outcome, paint));
    if let Some(text) = outcome.covers_too_little() {
        let _ = writeln!(out, "{}", paint.bad(&text));
    }
    out
}

/// One thing that is not as expected, with at most so many lines of the difference between two texts.
#[must_use]
pub fn failure(failure: &Failure, style: &Style, lines: usize) -> String {
    let paint = Paint::new(style.color);
    let mut out = diagnostics(std::slice::from_ref(&failure.diagnostic), style);
    for cause in &failure.causes {
        let lines = wrap(&clean(cause), style.width.saturating_sub(4), 0);
        for (at, line) in lines.iter().enumerate() {
            out.push_str(if at == 0 { "  • " } else { "    " });
            out.push_str(line);
            out.push('\n');
        }
    }
    if let Some((old, new)) = &failure.texts {
        out.push('\n');
        for line in unified(old, new, lines) {
            out.push_str(&match line.as_bytes().first() {
                Some(b'+') => paint.good(&line),
                Some(b'-') => paint.bad(&line),
                _ => paint.faint(&line),
            });
            out.push('\n');
        }
    }
    out
}

/// What is exercised, and some of what is not.
fn coverage(coverage: &Coverage, style: &Style, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.heading(&format!("Coverage: {}% of the rulebook", coverage.percent)));
    let parts = [
        ("rules that act", &coverage.acting),
        ("rules that decide who is first", &coverage.deciding),
        ("answers in effect", &coverage.answers),
    ];
    for (what, part) in parts {
        let _ = writeln!(out, "  {what:<30}  {:>3} of {:>3}", part.exercised, part.all);
        if !part.missing.is_empty() {
            let missing = format!("not: {}", part.missing.join(", "));
            for line in wrap(&clean(&missing), style.width.saturating_sub(4), 0) {
                let _ = writeln!(out, "    {}", paint.faint(&line));
            }
        }
    }
    out.push('\n');
    out
}

/// `180 scenarios in 12 files: 178 passed, 1 failed, 1 broken`.
fn counts(outcome: &Outcome, paint: Paint) -> String {
    let (failed, broken) = (outcome.count(State::Failed), outcome.count(State::Broken));
    let mut parts = vec![paint.good(&format!("{} passed", outcome.count(State::Passed)))];
    let bad = [(failed, "failed"), (broken, "broken")].into_iter().filter(|(n, _)| *n > 0);
    parts.extend(bad.map(|(n, what)| paint.bad(&format!("{n} {what}"))));
    if outcome.left_out > 0 {
        parts.push(paint.faint(&format!("{} left out", outcome.left_out)));
    }
    let (scenarios, files) = (count(outcome.tested.len(), "scenario"), count(outcome.files, "file"));
    format!("{scenarios} in {files}: {}\n", parts.join(", "))
}
