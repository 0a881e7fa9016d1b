//! Words and numbers as every rendering writes them.

use serde_json::Value as Json;

use crate::value::Value;

/// Thousandths of a point as points with one place.
///
/// ```
/// use verdict::render::text::points;
/// assert_eq!(points(61_240), "61.2");
/// ```
#[must_use]
pub fn points(thousandths: i32) -> String {
    format!("{:.1}", f64::from(thousandths) / 1000.0)
}

/// Thousandths of a point with all three places, so that a column of them adds up.
///
/// ```
/// assert_eq!(verdict::render::text::exact(61_240), "61.240");
/// ```
#[must_use]
pub fn exact(thousandths: i32) -> String {
    format!("{:.3}", f64::from(thousandths) / 1000.0)
}

/// [`exact`] with its sign.
#[must_use]
pub fn signed(thousandths: i32) -> String {
    format!("{:+.3}", f64::from(thousandths) / 1000.0)
}

/// A share of 1 in percent.
///
/// ```
/// assert_eq!(verdict::render::text::percent(0.254), "25.4%");
/// ```
#[must_use]
pub fn percent(share: f64) -> String {
    format!("{:.1}%", share * 100.0)
}

/// A number of things: `1 model`, `2 models`.
///
/// ```
/// use verdict::render::text::count;
/// assert_eq!((count(1, "model").as_str(), count(1039, "offer").as_str()), ("1 model", "1,039 offers"));
/// ```
#[must_use]
pub fn count(n: usize, thing: &str) -> String {
    let number = Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)).display(None);
    format!("{number} {thing}{}", if n == 1 { "" } else { "s" })
}

/// An answer, as a person reads it: `image, pdf`, `10,000`, `yes`.
///
/// ```
/// use serde_json::json;
/// use verdict::render::text::answer;
/// assert_eq!(answer(&json!(["image", "pdf"])), "image, pdf");
/// assert_eq!((answer(&json!(10000)), answer(&json!(true))), ("10,000".into(), "yes".into()));
/// ```
#[must_use]
pub fn answer(value: &Json) -> String {
    match value {
        Json::Null => "unknown".to_string(),
        Json::Bool(b) => Value::Bool(*b).display(None),
        Json::Number(n) => match (n.as_i64(), n.as_f64()) {
            (Some(i), _) => Value::Integer(i).display(None),
            (None, Some(f)) => Value::Number(f).display(None),
            (None, None) => n.to_string(),
        },
        Json::String(text) => text.clone(),
        Json::Array(items) if items.is_empty() => "none".to_string(),
        Json::Array(items) => items.iter().map(answer).collect::<Vec<_>>().join(", "),
        Json::Object(_) => value.to_string(),
    }
}

/// How a model is run, in words.
///
/// ```
/// use verdict::render::text::offer;
/// assert_eq!(offer("azure/eu"), "via azure/eu");
/// assert_eq!(offer("self-host/int4/2x-a100-80gb"), "self-hosted on 2x-a100-80gb, int4");
/// ```
#[must_use]
pub fn offer(id: &str) -> String {
    match id.strip_prefix("self-host/") {
        Some(_) => format!("self-hosted {}", short_offer(id)),
        None => short_offer(id),
    }
}

/// [`offer`] for a narrow column.
///
/// ```
/// use verdict::render::text::short_offer;
/// assert_eq!(short_offer("self-host/int4/2x-a100-80gb"), "on 2x-a100-80gb, int4");
/// assert_eq!(short_offer("self-host/int4/own"), "on your own machine, int4");
/// ```
#[must_use]
pub fn short_offer(id: &str) -> String {
    match id.strip_prefix("self-host/").and_then(|rest| rest.split_once('/')) {
        Some((form, "own")) => format!("on your own machine, {form}"),
        Some((form, machine)) => format!("on {machine}, {form}"),
        None => format!("via {id}"),
    }
}

/// [`short_offer`] where even that is too wide: below a heading that says what it is.
///
/// ```
/// use verdict::render::text::brief_offer;
/// assert_eq!(brief_offer("self-host/int4/own"), "yours, int4");
/// assert_eq!((brief_offer("azure/eu"), brief_offer("self-host/int4/2x-a100-80gb")), ("azure/eu".into(), "2x-a100-80gb, int4".into()));
/// ```
#[must_use]
pub fn brief_offer(id: &str) -> String {
    match id.strip_prefix("self-host/").and_then(|rest| rest.split_once('/')) {
        Some((form, "own")) => format!("yours, {form}"),
        Some((form, machine)) => format!("{machine}, {form}"),
        None => id.to_string(),
    }
}

/// The first of a list of names in words, and how many more there are. Nothing is left out silently.
///
/// ```
/// use verdict::render::text::some;
/// assert_eq!(some(["a", "b"], 3), "a, b");
/// assert_eq!(some(["a", "b", "c", "d"], 2), "a, b and 2 more");
/// ```
pub fn some<S: AsRef<str>>(names: impl IntoIterator<Item = S>, at_most: usize) -> String {
    let names: Vec<S> = names.into_iter().collect();
    let shown: Vec<&str> = names.iter().take(at_most).map(AsRef::as_ref).collect();
    match names.len() - shown.len() {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// A text without control characters, which a terminal could take for commands.
///
/// ```
/// assert_eq!(verdict::render::text::clean("a\u{1b}[2Jb"), "a[2Jb");
/// ```
#[must_use]
pub fn clean(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

/// How many columns a text takes: none for marks that combine, two for the wide letters of East Asia and for pictures.
///
/// ```
/// use verdict::render::text::width;
/// assert_eq!((width("Bicycle"), width("自行车"), width("e\u{301}")), (7, 6, 1));
/// ```
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(columns).sum()
}

fn columns(c: char) -> usize {
    match u32::from(c) {
        0..=0x1f | 0x7f..=0x9f | 0x300..=0x36f | 0x200b..=0x200f | 0x20d0..=0x20ff | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe6f
        | 0xff00..=0xff60
        | 0xffe0..=0xffe6
        | 0x1f300..=0x1f64f
        | 0x1f900..=0x1f9ff
        | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

/// Breaks a text into lines of at most `width` columns at its spaces; a word that is longer than a line is broken where the
/// line ends. Line breaks in the text count as spaces. The first line has `taken` columns less.
///
/// ```
/// use verdict::render::text::wrap;
/// assert_eq!(wrap("what a fine day", 6, 0), ["what a", "fine", "day"]);
/// assert_eq!(wrap("what a fine day", 10, 6), ["what", "a fine day"]);
/// ```
#[must_use]
pub fn wrap(text: &str, width: usize, taken: usize) -> Vec<String> {
    let limit = width.max(1);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), taken);
    let mut empty = true;
    for word in text.split_whitespace() {
        let length = self::width(word);
        if !empty && used + 1 + length > limit {
            lines.push(std::mem::take(&mut line));
            (used, empty) = (0, true);
        }
        if !empty {
            line.push(' ');
            used += 1;
        }
        for c in word.chars().filter(|c| !c.is_control()) {
            if used + columns(c) > limit && used > 0 && length > limit {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(c);
            used += columns(c);
        }
        empty = false;
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}
