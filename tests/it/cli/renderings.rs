//! How answers look.

use proptest::prelude::*;
use verdict::diagnostic::{Code, Diagnostic, Place, Source};
use verdict::render::Style;
use verdict::render::diagnostic::diagnostics;
use verdict::render::text::width;

use super::verdict;

const ASKED: &[&str] = &[
    "recommend",
    "recommend examples/clinic.json",
    "recommend examples/startup.toml",
    "recommend --among gpt-4o-mini,llama-2-70b --need input=image --need data_location=own-machines",
    "explain deepseek-v4-pro",
    "explain gpt-4o-mini --need data_location=own-machines",
    "catalog list",
    "catalog show gpt-4o-mini",
    "catalog show llama-2-70b",
];

#[test]
fn lines_fit_the_width() {
    for columns in [60, 80, 120] {
        for asked in ASKED {
            let out = verdict(asked).env("COLUMNS", &columns.to_string()).run().out;
            for line in out.lines() {
                assert!(width(line) <= columns, "{asked} at {columns}: {} columns\n{line}", width(line));
                assert_eq!(line.trim_end(), line, "{asked}: spaces at the end");
            }
        }
    }
}

proptest! {
    /// Whatever a place is, drawing it does not fail.
    #[test]
    fn any_place_in_any_text_can_be_drawn(
        text in prop_oneof!["\\PC{0,200}", "(\\PC|\n|\r|\t|é|🦀){0,300}", Just("x\n".repeat(50_000)), Just("é".repeat(40_000))],
        places in prop::collection::vec((0_usize..100_000, 0_usize..300), 1..4),
        width in 0_usize..300,
    ) {
        let source = Source::new("some\u{1b}where", text);
        let mut wrong = Diagnostic::error(Code::WrongKind, "wrong").help("a\nb");
        for (start, length) in places {
            let place = Place::new(&source, start..start + length);
            wrong = if wrong.primary.is_none() { wrong.at(place, "here") } else { wrong.context(place, "and here") };
        }
        let drawn = diagnostics(&[wrong.clone(), wrong], &Style::plain(width));
        prop_assert!(drawn.contains("error[wrong-kind]: wrong") && drawn.len() < 100_000);
        let escape = char::from(0x1b);
        prop_assert!(!drawn.contains(escape));
    }
}

#[test]
fn colour_follows_the_flag_and_the_environment() {
    let has = |call: super::Verdict| call.answers().contains('\u{1b}');
    assert!(!has(verdict("recommend")));
    assert!(has(verdict("recommend --color always")));
    assert!(!has(verdict("recommend --color never").env("CLICOLOR_FORCE", "1")));
    assert!(has(verdict("recommend").env("CLICOLOR_FORCE", "1")));
    assert!(!has(verdict("recommend").env("NO_COLOR", "1")));
    assert!(!has(verdict("recommend").env("TERM", "dumb")));
    for format in ["json", "markdown"] {
        assert!(!has(verdict("recommend --color always --format").args([format])));
    }
}

#[test]
fn colour_carries_no_meaning_alone() {
    for asked in ASKED {
        let painted = verdict(asked).args(["--color", "always"]).run().out;
        let plain = verdict(asked).args(["--color", "never"]).run().out;
        let mut stripped = String::new();
        let mut rest = painted.as_str();
        while let Some((before, after)) = rest.split_once('\u{1b}') {
            stripped.push_str(before);
            rest = after.split_once('m').unwrap().1;
        }
        stripped.push_str(rest);
        assert_eq!(stripped, plain, "{asked}");
    }
}

#[test]
fn rows_of_markdown_tables_have_the_cells_of_their_heads() {
    for asked in &ASKED[..6] {
        let out = verdict(asked).args(["--format", "markdown"]).run().out;
        let mut cells = None;
        for line in out.lines() {
            if !line.starts_with('|') {
                cells = None;
                continue;
            }
            let found = line.replace("\\|", "").matches('|').count();
            assert_eq!(*cells.get_or_insert(found), found, "{asked}: {line}");
        }
    }
}

#[test]
fn the_graph_has_every_rule_once_and_marks_those_that_fire() {
    let graph = crate::support::frozen();
    for format in ["dot", "mermaid"] {
        let call = |needs: &str| verdict("graph --format").args([format]).args(needs.split_whitespace()).answers();
        let (silent, loud) = (call(""), call("--need input=image"));
        assert_eq!(silent, call(""));
        assert_ne!(silent, loud);
        for rule in &graph.rulebook().rules {
            let starts = [format!("\"rule {}\" [label=", rule.id), format!("{{{{\"{}<br>", rule.id)];
            let drawn = loud.lines().filter(|l| starts.iter().any(|s| l.contains(s.as_str())));
            assert_eq!(drawn.count(), 1, "{} in {format}", rule.id);
        }
        let vision = |out: &str| {
            out.lines().find(|l| l.contains("images-need-vision") && l.contains("require")).unwrap().to_string()
        };
        let marked = if format == "dot" { "filled,bold" } else { ":::rule" };
        assert!(!vision(&silent).contains(marked) && vision(&loud).contains(marked));
    }
}

/// Where one points at a criterion: what counts as better, and why it has its points. The goal and preferences have none.
#[test]
fn the_graph_says_why_criteria_have_their_points() {
    let graph = crate::support::frozen();
    let out = verdict("graph").answers();
    for criterion in &graph.rulebook().criteria {
        let drawn = out.lines().find(|l| l.contains(&format!("\"criterion {}\" [label=", criterion.id))).unwrap();
        let tooltip = format!(", tooltip=\"{} {}\"];", criterion.meaning, criterion.reason);
        assert!(drawn.ends_with(&tooltip), "{drawn}");
    }
    assert_eq!(out.matches("tooltip=").count(), graph.rulebook().criteria.len());
}
