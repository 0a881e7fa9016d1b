//! JSON for programs: the report as it is. Keys stand in the order of their declaration, whole numbers are exact.

use serde::Serialize;

/// Several lines, for a file or a person.
///
/// ```
/// assert_eq!(verdict::render::json::pretty(&[1, 2]), "[\n  1,\n  2\n]\n");
/// ```
///
/// # Panics
/// A map in it has keys that are no text; nothing that is reported has.
#[must_use]
pub fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).expect("INVARIANT: what is reported has text for keys");
    text + "\n"
}

/// One line, for a stream.
///
/// ```
/// assert_eq!(verdict::render::json::line(&[1, 2]), "[1,2]\n");
/// ```
///
/// # Panics
/// A map in it has keys that are no text; nothing that is reported has.
#[must_use]
pub fn line(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("INVARIANT: what is reported has text for keys");
    text + "\n"
}
