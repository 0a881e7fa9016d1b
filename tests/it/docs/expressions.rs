//! The reference of the expression language: each row is evaluated, and nothing of the language is missing.

use verdict::expression::vocabulary;

use super::{run, text};

const REFERENCE: &str = "docs/expressions.md";

/// A page with the values of its expressions as they are: of each row of a table whose first column is `expression`, for
/// what the comment above says.
pub(super) fn evaluated(page: &str) -> String {
    let (mut subject, mut table, mut out) = ("", false, Vec::new());
    for line in page.split('\n') {
        if let Some(comment) = line.strip_prefix("<!-- eval: ") {
            subject = comment.trim_end_matches(" -->");
        }
        table = line.starts_with('|') && (table || line.starts_with("| expression | is |"));
        match expression(line).filter(|_| table) {
            Some((code, note)) => {
                let plain = code.replace("\\|", "|").replace('\'', "'\\''");
                let printed = run(&format!("verdict eval '{plain}' {subject}"));
                let value =
                    printed.lines().next().unwrap().rsplit_once("  (").map_or(printed.as_str(), |(value, _)| value);
                out.push(format!("| `{code}` | `{}` | {note}", value.replace('|', "\\|")));
            }
            None => out.push(line.to_string()),
        }
    }
    out.join("\n")
}

/// The expression of a row, and what stands in its last column.
fn expression(line: &str) -> Option<(&str, &str)> {
    let (code, rest) = line.strip_prefix("| `")?.split_once("` | ")?;
    Some((code, rest.split_once("| ")?.1))
}

fn examples(page: &str) -> Vec<String> {
    page.lines().filter_map(expression).map(|(code, _)| code.replace("\\|", "|")).collect()
}

#[test]
fn the_reference_has_all_of_the_language() {
    let shown = examples(&text(REFERENCE));
    let missing: Vec<&str> =
        vocabulary().into_iter().filter(|word| !shown.iter().any(|code| code.contains(word))).collect();
    assert!(missing.is_empty(), "{REFERENCE} has no row with {missing:?}");
    assert!(shown.len() > 45, "{}", shown.len());
}

/// No row shows a mistake.
#[test]
fn each_example_of_the_reference_is_one_of_the_language() {
    for code in examples(&text(REFERENCE)) {
        assert!(verdict::expression::parse(&code).is_ok(), "{code}");
    }
}
