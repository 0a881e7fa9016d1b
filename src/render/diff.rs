//! The difference of two texts, line by line. The one file that names `similar`.

use similar::TextDiff;

/// How many lines around a change are shown.
const AROUND: usize = 2;
/// The longest line that is shown, in characters.
const LONG: usize = 160;

/// The lines that differ, with those around them, as `diff -u` shows them: at most so many, then how many there are more.
///
/// ```
/// use verdict::render::diff::unified;
/// assert_eq!(unified("a\nb\nc\n", "a\nB\nc\n", 9), ["@@ -1,3 +1,3 @@", " a", "-b", "+B", " c"]);
/// assert_eq!(unified("a\n", "b\n", 2), ["@@ -1 +1 @@", "-a", "… 1 more line"]);
/// ```
#[must_use]
pub fn unified(old: &str, new: &str, at_most: usize) -> Vec<String> {
    let text = TextDiff::from_lines(old, new).unified_diff().context_radius(AROUND).to_string();
    let short = |line: &str| line.chars().filter(|c| !c.is_control()).take(LONG).collect::<String>();
    let mut lines: Vec<String> = text.lines().map(short).collect();
    let more = lines.len().saturating_sub(at_most);
    if more > 0 {
        lines.truncate(at_most);
        lines.push(format!("… {}", super::text::count(more, "more line")));
    }
    lines
}
