//! Texts with facts in them: `because` and `note`. A template reads facts, `{{ model.context_window }}`, and does nothing else:
//! no choices, no loops, no way to compute a figure that the verdict does not have. What depends on a case is a rule of its own.
//!
//! # Why it is so
//!
//! **Why are templates facts in braces and nothing else?**
//!
//! A template language has loops and arithmetic, even the smallest (minijinja without its features), so a rule's
//! text could hang the program, fail when it is shown, or compute a figure that the verdict does not have.
//! Substitution is all that `because` and `note` need; what depends on a case is a rule of its own.

use std::ops::Range;

use crate::document::quote;

/// What stands in a text for a fact that is unknown.
pub const UNKNOWN: &str = "unknown";

/// The longest template, in bytes.
pub const MAX_BYTES: usize = 4096;

/// A text with facts in it, known to be readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    parts: Vec<Part>,
    facts: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    /// A fact, and where it is named in the template.
    Fact(String, Range<usize>),
}

/// Why a template cannot be read, and which bytes of it are to blame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong.
    pub message: String,
    /// Where.
    pub span: Range<usize>,
}

impl Template {
    /// Reads a template.
    ///
    /// # Errors
    /// The first thing in it that is neither text nor a fact, and where.
    ///
    /// ```
    /// use verdict::template::Template;
    /// let because = Template::parse("it reads {{ model.context_window }} at once").unwrap();
    /// assert_eq!(because.facts(), ["model.context_window"]);
    /// assert_eq!(because.render(|_| Some("4,096 tokens".into())), "it reads 4,096 tokens at once");
    /// assert_eq!(because.render(|_| None), "it reads unknown at once");
    /// assert_eq!(Template::parse("{{ model.a + 1 }}").unwrap_err().message, "`model.a + 1` is not the name of a fact");
    /// ```
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let wrong = |message: String, span: Range<usize>| Err(TemplateError { message, span });
        if text.len() > MAX_BYTES {
            return wrong(format!("a template has at most {MAX_BYTES} bytes, not {}", text.len()), 0..text.len());
        }
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            let open = ["{{", "{%", "{#"].into_iter().filter_map(|open| rest.find(open)).min();
            let (before, tag) = rest.split_at(open.unwrap_or(rest.len()));
            if !before.is_empty() {
                parts.push(Part::Text(before.to_string()));
            }
            at += before.len();
            if tag.is_empty() {
                break;
            }
            let Some(inside) = tag.strip_prefix("{{") else {
                return wrong("a template has facts, `{{ model.name }}`, and nothing else".to_string(), at..at + 2);
            };
            let Some((inside, _)) = inside.split_once("}}") else {
                return wrong("this `{{` is not closed".to_string(), at..at + 2);
            };
            let fact = inside.trim();
            let start = at + 2 + (inside.len() - inside.trim_start().len());
            let span = if fact.is_empty() { at..at + 2 } else { start..start + fact.len() };
            if fact.is_empty() {
                return wrong("these braces name no fact".to_string(), span);
            }
            if !fact.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.') {
                return wrong(format!("`{}` is not the name of a fact", quote(fact)), span);
            }
            parts.push(Part::Fact(fact.to_string(), span));
            at += inside.len() + 4;
        }
        let names =
            parts.iter().filter_map(|part| if let Part::Fact(fact, _) = part { Some(fact.clone()) } else { None });
        let mut facts: Vec<String> = names.collect();
        facts.sort_unstable();
        facts.dedup();
        Ok(Self { parts, facts })
    }

    /// Where it first reads a fact; nowhere if it does not.
    #[must_use]
    pub fn place(&self, fact: &str) -> Range<usize> {
        let named = self.parts.iter().find_map(|part| match part {
            Part::Fact(name, span) if name == fact => Some(span.clone()),
            _ => None,
        });
        named.unwrap_or_default()
    }

    /// The facts it reads, sorted.
    #[must_use]
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// The text with the facts put in; `value` formats a fact, or says that it is unknown.
    #[must_use]
    pub fn render(&self, value: impl Fn(&str) -> Option<String>) -> String {
        let text = |part: &Part| match part {
            Part::Text(text) => text.clone(),
            Part::Fact(fact, _) => value(fact).unwrap_or_else(|| UNKNOWN.to_string()),
        };
        self.parts.iter().map(text).collect()
    }
}

/// The label inside a sentence: its first letter small, unless the word is an abbreviation.
pub(crate) fn lower(label: &str) -> String {
    let mut chars = label.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || (first == 'A' && second == ' ') => {
            first.to_lowercase().chain(label.chars().skip(1)).collect()
        }
        _ => label.to_string(),
    }
}
