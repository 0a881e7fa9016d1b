//! `JUnit`'s XML, which most programs that collect tests read. It has no times: same inputs, same bytes.

use std::fmt::Write;

use crate::render::Style;
use crate::scenario::{Outcome, State, Tested};

use super::failure;

/// How wide the texts of failures are.
const WIDTH: usize = 120;
/// How many lines of the difference of two texts are told.
const LINES: usize = 200;

/// A suite for each file, a test case for each scenario; snapshots that no scenario asks for, where they are a failure, and a
/// coverage that is too little are suites of their own.
///
/// ```
/// use verdict::{render::test::junit, scenario::Outcome};
/// assert!(junit(&Outcome::default()).contains("<testsuites name=\"verdict\" tests=\"0\" failures=\"0\" errors=\"0\">"));
/// ```
#[must_use]
pub fn junit(outcome: &Outcome) -> String {
    let stale = if outcome.strict { outcome.stale.as_slice() } else { &[] };
    let coverage = outcome.covers_too_little();
    let besides = stale.len() + usize::from(coverage.is_some());
    let (failed, broken) = (outcome.count(State::Failed) + besides, outcome.count(State::Broken));
    let all = outcome.tested.len() + besides;
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let _ = writeln!(out, "<testsuites name=\"verdict\" tests=\"{all}\" failures=\"{failed}\" errors=\"{broken}\">");
    for suite in outcome.tested.chunk_by(|a, b| a.at.source.name == b.at.source.name) {
        let name = suite.first().map(|t| escaped(&t.at.source.name)).unwrap_or_default();
        let count = |state| suite.iter().filter(|t| t.state == state).count();
        let (tests, failed, broken) = (suite.len(), count(State::Failed), count(State::Broken));
        let _ =
            writeln!(out, "  <testsuite name=\"{name}\" tests=\"{tests}\" failures=\"{failed}\" errors=\"{broken}\">");
        for tested in suite {
            case(&mut out, &name, tested);
        }
        out.push_str("  </testsuite>\n");
    }
    if !stale.is_empty() {
        let n = stale.len();
        let _ = writeln!(out, "  <testsuite name=\"snapshots\" tests=\"{n}\" failures=\"{n}\" errors=\"0\">");
        for path in stale {
            let _ = writeln!(out, "    <testcase classname=\"snapshots\" name=\"{}\">", escaped(path));
            out.push_str("      <failure message=\"no scenario asks for this snapshot\" type=\"stale-snapshot\"/>\n");
            out.push_str("    </testcase>\n");
        }
        out.push_str("  </testsuite>\n");
    }
    if let Some(text) = coverage {
        out.push_str("  <testsuite name=\"coverage\" tests=\"1\" failures=\"1\" errors=\"0\">\n");
        out.push_str("    <testcase classname=\"coverage\" name=\"coverage\">\n");
        let _ = writeln!(out, "      <failure message=\"{}\" type=\"coverage\"/>", escaped(&text));
        out.push_str("    </testcase>\n  </testsuite>\n");
    }
    out.push_str("</testsuites>\n");
    out
}

fn case(out: &mut String, class: &str, tested: &Tested) {
    let name = escaped(&tested.name);
    let element = if tested.state == State::Broken { "error" } else { "failure" };
    let Some(first) = tested.failures.first().map(|f| &f.diagnostic) else {
        let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\"/>");
        return;
    };
    let messages: Vec<&str> = tested.failures.iter().map(|f| f.diagnostic.message.as_str()).collect();
    let texts: Vec<String> = tested.failures.iter().map(|f| failure(f, &Style::plain(WIDTH), LINES)).collect();
    let (message, text) = (escaped(&messages.join("; ")), escaped_text(&texts.join("\n")));
    let kind = first.code.as_str();
    let _ = writeln!(out, "    <testcase classname=\"{class}\" name=\"{name}\">");
    let _ = writeln!(out, "      <{element} message=\"{message}\" type=\"{kind}\">{text}</{element}>");
    out.push_str("    </testcase>\n");
}

/// A text in an attribute.
fn escaped(text: &str) -> String {
    escaped_text(text).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

/// A text between tags. What XML cannot say at all is said to be so.
fn escaped_text(text: &str) -> String {
    let allowed = |c: char| !c.is_control() || c == '\n' || c == '\t';
    let text: String = text
        .chars()
        .map(|c| if allowed(c) && !matches!(c, '\u{fffe}' | '\u{ffff}') { c } else { char::REPLACEMENT_CHARACTER })
        .collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
