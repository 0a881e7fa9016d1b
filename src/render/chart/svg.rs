//! Pieces of SVG.

use crate::render::text::clean;

/// How wide a drawing is, in its own units: narrow, so that its letters can be read on a phone.
pub(super) const WIDTH: f64 = 480.0;

/// Height of a letter.
pub(super) const SIZE: f64 = 13.0;

/// How many letters fit in the width.
pub(super) const LETTERS: usize = 66;

/// A text that may stand in XML, between tags and in attributes.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in clean(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
    out
}

/// A coordinate: at most two places after the point.
pub(super) fn at(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    // Neither `-0` nor what is no number.
    if rounded == 0.0 || !rounded.is_finite() { "0".to_string() } else { rounded.to_string() }
}

/// The whole drawing.
pub(super) fn drawing(id: &str, title: &str, words: &str, height: f64, body: &str) -> String {
    let (id, title, words) = (escape(id), escape(title), escape(words));
    format!(
        r#"<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-title {id}-words" viewBox="0 0 {} {}" font-family="system-ui, sans-serif" font-size="{SIZE}" fill="currentColor">
<title id="{id}-title">{title}</title>
<desc id="{id}-words">{words}</desc>
{body}</svg>
"#,
        at(WIDTH),
        at(height)
    )
}

/// A line of text. `anchor` is `start`, `middle` or `end`.
pub(super) fn text(x: f64, y: f64, anchor: &str, text: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>\n", at(x), at(y), escape(text))
}

/// A short text on top of lines: what is behind it is painted over around its letters.
pub(super) fn label(x: f64, y: f64, anchor: &str, text: &str) -> String {
    format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\" font-weight=\"bold\" style=\"paint-order:stroke;stroke:var(--chart-paper,Canvas);stroke-width:4px\">{}</text>\n",
        at(x),
        at(y),
        escape(text)
    )
}

/// A straight line in the colour of the text, as faint as `opacity` says.
pub(super) fn rule((x1, y1): (f64, f64), (x2, y2): (f64, f64), opacity: f64) -> String {
    format!(
        "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\" stroke=\"currentColor\" stroke-opacity=\"{}\"/>\n",
        at(x1),
        at(y1),
        at(x2),
        at(y2),
        at(opacity)
    )
}

/// A colour that the page may change: `number` counts from 0.
pub(super) fn colour(number: usize) -> String {
    let number = number % super::COLOURS.len();
    let given = super::COLOURS.get(number).copied().unwrap_or_default();
    format!("var(--chart-{},{given})", number + 1)
}
