//! GitHub's workflow commands: each failure is shown beside its line.

use std::fmt::Write;

use crate::scenario::{Outcome, State};

/// A command for each failure, then one line of counts.
///
/// ```
/// use verdict::render::test::github;
/// use verdict::scenario::Outcome;
/// let left_over = Outcome { stale: vec!["snapshots/a,b.snap.json".into()], strict: true, ..Outcome::default() };
/// let lines = github(&left_over);
/// assert!(lines.starts_with("::error file=snapshots/a%2Cb.snap.json::no scenario asks for this snapshot\n"));
/// assert!(lines.ends_with("0 passed, 0 failed, 0 broken\n"));
/// ```
#[must_use]
pub fn github(outcome: &Outcome) -> String {
    let mut out = String::new();
    for tested in &outcome.tested {
        for failure in &tested.failures {
            let place = failure.diagnostic.primary.as_ref().map_or(&tested.at, |(place, _)| place);
            let (line, column) = place.position();
            let file = property(&place.source.name);
            let title = property(&tested.name);
            let causes = failure.causes.iter().map(|cause| format!("- {cause}"));
            let help = failure.diagnostic.help.iter().map(|help| format!("help: {help}"));
            let lines = std::iter::once(failure.diagnostic.message.clone()).chain(causes).chain(help);
            let text = data(&lines.collect::<Vec<_>>().join("\n"));
            let _ = writeln!(out, "::error file={file},line={line},col={column},title={title}::{text}");
        }
    }
    for stale in &outcome.stale {
        let level = if outcome.strict { "error" } else { "warning" };
        let _ = writeln!(out, "::{level} file={}::no scenario asks for this snapshot", property(stale));
    }
    if let Some(text) = outcome.covers_too_little() {
        let _ = writeln!(out, "::error title=coverage::{}", data(&text));
    }
    let [passed, failed, broken] = [State::Passed, State::Failed, State::Broken].map(|state| outcome.count(state));
    let _ = writeln!(out, "{passed} passed, {failed} failed, {broken} broken");
    out
}

/// A text after `::`.
fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A text between commas.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
