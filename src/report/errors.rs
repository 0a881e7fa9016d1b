//! Diagnostics as data, for programs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Place, Severity};

/// What a program gets instead of a verdict when its request cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorReport {
    /// `error/1`.
    pub schema: String,
    /// Everything that is wrong.
    pub errors: Vec<ErrorEntry>,
}

/// One mistake.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ErrorEntry {
    /// Which kind.
    pub code: String,
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub message: String,
    /// The text it is in: a file, `<stdin>`, a flag.
    pub source: Option<String>,
    /// First byte and the byte after the last one.
    pub span: Option<(usize, usize)>,
    /// The user's own text there.
    pub text: Option<String>,
    /// What to do.
    pub help: Vec<String>,
}

/// The diagnostics as data.
#[must_use]
pub fn errors<'d>(found: impl IntoIterator<Item = &'d Diagnostic>) -> ErrorReport {
    let entry = |d: &Diagnostic| {
        let place: Option<&Place> = d.primary.as_ref().map(|(place, _)| place);
        ErrorEntry {
            code: d.code.as_str().to_string(),
            severity: if d.severity == Severity::Error { "error" } else { "warning" }.to_string(),
            message: d.message.clone(),
            source: place.map(|p| p.source.name.clone()),
            span: place.map(|p| (p.span.start, p.span.end)),
            text: place
                .and_then(|p| p.source.text.get(p.span.clone()))
                .map(|t| crate::reader::quote(t).into_owned())
                .filter(|t| !t.is_empty()),
            help: d.help.clone(),
        }
    };
    ErrorReport { schema: "error/1".to_string(), errors: found.into_iter().map(entry).collect() }
}
