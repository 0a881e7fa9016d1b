//! Draws diagnostics as rustc does. The one file that names `annotate_snippets`.
//!
//! Whatever a diagnostic says, drawing it does not fail: places are cut to the text and to whole characters, and of a long
//! text only the part around a place is drawn.

use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str};

use super::Style;
use super::paint::Paint;
use super::text::{count, wrap};
use crate::diagnostic::{Diagnostic, Place, Severity, Source};

/// Texts up to this size are drawn from their own lines; of larger ones, and of longer lines, a part.
const LARGE: usize = 64 * 1024;
const LONG_LINE: usize = 1000;
/// How many bytes of a long line are drawn on each side of a place, and how many of the place itself.
const AROUND: usize = 60;
const AT_MOST: usize = 200;
/// How far a line of help stands in: `1234 = help: `.
const HELP: usize = 12;
/// How many lines of a help are drawn.
const HELP_LINES: usize = 10;
/// How many diagnostics are drawn; the rest are counted.
const SHOWN: usize = 50;

/// Everything found, errors before warnings, and how many there are if there are several.
///
/// ```
/// use verdict::diagnostic::{Code, Diagnostic, Place, Source};
/// use verdict::render::{Style, diagnostic::diagnostics};
/// let flag = Source::new("--need", "colour=red");
/// let wrong = Diagnostic::error(Code::UnknownNeed, "there is no need `colour`")
///     .at(Place::new(&flag, 0..6), "no question asks for this")
///     .help("the needs are: budget, input");
/// assert_eq!(diagnostics(&[wrong], &Style::plain(80)), "\
/// error[unknown-need]: there is no need `colour`
///  --> --need:1:1
///   |
/// 1 | colour=red
///   | ^^^^^^ no question asks for this
///   |
///   = help: the needs are: budget, input
/// ");
/// ```
#[must_use]
pub fn diagnostics(found: &[Diagnostic], style: &Style) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width);
    let mut out = String::new();
    let of = |severity| found.iter().filter(move |d| d.severity == severity);
    for diagnostic in of(Severity::Error).chain(of(Severity::Warning)).take(SHOWN) {
        let mut columns = Vec::new();
        let drawn = renderer.render(&[group(diagnostic, style.width, &mut columns)]);
        out.push_str(&columns.iter().fold(drawn, |drawn, (shown, real)| drawn.replacen(shown, real, 1)));
        out.push_str(if found.len() > 1 { "\n\n" } else { "\n" });
    }
    if found.len() > 1 {
        let errors = found.iter().filter(|d| d.severity == Severity::Error).count();
        let parts: Vec<String> = [(errors, "error"), (found.len() - errors, "warning")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, what)| count(n, what))
            .collect();
        let mut summary = parts.join(", ");
        if found.len() > SHOWN {
            summary = format!("{summary}; the first {SHOWN} are shown");
        }
        out.push_str(&Paint::new(style.color).strong(&summary));
        out.push('\n');
    }
    out
}

/// What is drawn for one diagnostic. Where only a part of a line is, its column is counted from there: `columns` gets such a
/// place as it will be drawn and as it must be.
fn group(diagnostic: &Diagnostic, width: usize, columns: &mut Vec<(String, String)>) -> Group<'static> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let title = level.primary_title(clean(&diagnostic.message)).id(diagnostic.code.as_str());
    let mut group = Group::with_title(title);
    let primary = diagnostic.primary.iter().map(|(place, label)| (place, label, AnnotationKind::Primary));
    let context = diagnostic.context.iter().map(|(place, label)| (place, label, AnnotationKind::Context));
    let places: Vec<Shown<'_>> =
        primary.chain(context).map(|(place, label, kind)| Shown { place, label, kind }).collect();
    let mut drawn: Vec<&Source> = Vec::new();
    for shown in &places {
        let source = shown.place.source.as_ref();
        if source.text.is_empty() {
            group = group.element(Origin::path(clean(&source.name)));
            if !shown.label.is_empty() {
                group = group.element(Level::NOTE.message(clean(shown.label)));
            }
        } else if is_large(source, shown.place) {
            let (snippet, column) = part(shown);
            group = group.element(snippet);
            columns.push(column);
        } else if !drawn.contains(&source) {
            drawn.push(source);
            let same = places.iter().filter(|s| s.place.source.as_ref() == source && !is_large(source, s.place));
            let snippet = Snippet::source(source.text.clone()).path(clean(&source.name));
            group = group.element(snippet.annotations(same.map(|s| s.annotation(within(&source.text, &s.place.span)))));
        }
    }
    for help in &diagnostic.help {
        group = group.element(Level::HELP.message(told(help, width.saturating_sub(HELP)).join("\n")));
    }
    group
}

/// The lines of a help; of a long list the first, and how many more names it has.
fn told(help: &str, width: usize) -> Vec<String> {
    let mut lines = wrap(&clean(help), width, 0);
    if lines.len() > HELP_LINES + 1 {
        let names = lines.split_off(HELP_LINES).iter().map(|l| l.matches('`').count()).sum::<usize>() / 2;
        lines.push(if names > 0 { format!("and {names} more") } else { "…".to_string() });
    }
    lines
}

struct Shown<'d> {
    place: &'d Place,
    label: &'d str,
    kind: AnnotationKind,
}

impl Shown<'_> {
    fn annotation(&self, span: Range<usize>) -> Annotation<'static> {
        self.kind.span(span).label(clean(self.label))
    }
}

/// Without control characters, which a terminal could take for commands.
fn clean(text: &str) -> String {
    normalize_untrusted_str(text)
}

/// A stretch cut to the text and to whole characters.
fn within(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = text.floor_char_boundary(span.start.min(text.len()));
    let end = text.ceil_char_boundary(span.end.clamp(start, text.len()));
    start..end
}

/// The bounds of the lines that a stretch lies in, without the last line break.
fn lines(text: &str, span: &Range<usize>) -> Range<usize> {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let end = after.find('\n').map_or(text.len(), |at| span.end + at);
    start..end
}

fn is_large(source: &Source, place: &Place) -> bool {
    let span = within(&source.text, &place.span);
    source.text.len() > LARGE || lines(&source.text, &span).len() > LONG_LINE
}

/// The part of its lines around a place; and the place as it will be drawn and as it is.
fn part(shown: &Shown<'_>) -> (Snippet<'static, Annotation<'static>>, (String, String)) {
    let text = &shown.place.source.text;
    let mut span = within(text, &shown.place.span);
    span.end = text.floor_char_boundary(span.end.min(span.start + AT_MOST)).max(span.start);
    let whole = lines(text, &span);
    let start = text.ceil_char_boundary(whole.start.max(span.start.saturating_sub(AROUND)));
    let end = text.floor_char_boundary(whole.end.min(span.end + AROUND)).max(span.end);
    let left = if start > whole.start { "…" } else { "" };
    let right = if end < whole.end { "…" } else { "" };
    let cut = format!("{left}{}{right}", text.get(start..end).unwrap_or_default());
    let shift = |at: usize| at - start + left.len();
    let annotation = shown.annotation(shift(span.start)..shift(span.end));

    let characters = |range: Range<usize>| text.get(range).unwrap_or_default().chars().count();
    let number = 1 + text.get(..span.start).unwrap_or_default().bytes().filter(|b| *b == b'\n').count();
    let place = format!("{}:{number}", clean(&shown.place.source.name));
    let drawn = 1 + left.chars().count() + characters(start..span.start);
    let real = 1 + characters(whole.start..span.start);
    let snippet = Snippet::source(cut).line_start(number).path(clean(&shown.place.source.name)).annotation(annotation);
    (snippet, (format!("{place}:{drawn}"), format!("{place}:{real}")))
}
