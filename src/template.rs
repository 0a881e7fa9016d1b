//! Texts with facts in them: `because` and `note`. The one file that names `minijinja`.
//!
//! A template may read facts (`{{ model.context_window }}`) and branch (`{% if %}`); it has no filters, no loops over the
//! catalog and no way to compute a figure that the verdict does not have.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::{Environment, UndefinedBehavior};

use crate::document::quote;

/// What stands in a text for a fact that is unknown.
pub const UNKNOWN: &str = "unknown";

/// The longest template, in bytes.
pub const MAX_BYTES: usize = 4096;
/// The most choices in one another, or in a row.
const MAX_CHOICES: usize = 32;

/// A text with facts in it, known to be readable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: String,
    facts: Vec<String>,
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
    /// What is wrong with its syntax, and where.
    ///
    /// ```
    /// use verdict::template::Template;
    /// let because = Template::parse("it reads {{ model.context_window }} at once").unwrap();
    /// assert_eq!(because.facts(), ["model.context_window"]);
    /// assert_eq!(because.render(|_| Some("4,096 tokens".into())), "it reads 4,096 tokens at once");
    /// assert_eq!(because.render(|_| None), "it reads unknown at once");
    /// assert!(Template::parse("{{ model. }}").is_err());
    /// assert_eq!(Template::parse("{{ model.a + 1 }}").unwrap_err().message, "`model.a + 1` is not the name of a fact");
    /// ```
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        plain(text)?;
        let env = Environment::empty();
        let template = env.template_from_str(text).map_err(|e| TemplateError {
            message: format!("the template cannot be read: {}", e.detail().unwrap_or("wrong syntax")),
            span: e.range().unwrap_or(0..text.len()),
        })?;
        let mut facts: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        facts.sort_unstable();
        let template = Self { text: text.to_string(), facts };
        template.fill(|_| Some("1".to_string())).map_err(|e| TemplateError {
            message: format!(
                "the template cannot be filled in: {}",
                e.detail().unwrap_or("something in it has no value")
            ),
            span: e.range().unwrap_or(0..text.len()),
        })?;
        Ok(template)
    }

    /// Where it first reads a fact.
    #[must_use]
    pub fn place(&self, fact: &str) -> Range<usize> {
        let mut at = 0;
        while let Some(tag) = tag(&self.text, at) {
            if let Some(start) = self.text.get(tag.clone()).and_then(|inside| inside.find(fact)) {
                return tag.start + start..tag.start + start + fact.len();
            }
            at = tag.end;
        }
        0..self.text.len()
    }

    /// The facts it reads, sorted.
    #[must_use]
    pub fn facts(&self) -> &[String] {
        &self.facts
    }

    /// Its source text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text with the facts put in; `value` formats a fact, or says that it is unknown.
    #[must_use]
    pub fn render(&self, value: impl Fn(&str) -> Option<String>) -> String {
        if self.facts.is_empty() && !self.text.contains('{') {
            return self.text.clone();
        }
        self.fill(value).unwrap_or_else(|_| self.text.clone())
    }

    fn fill(&self, value: impl Fn(&str) -> Option<String>) -> Result<String, minijinja::Error> {
        let mut context: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for fact in &self.facts {
            if let Some((root, name)) = fact.split_once('.') {
                let text = value(fact).unwrap_or_else(|| UNKNOWN.to_string());
                context.entry(root).or_default().insert(name, text);
            }
        }
        let mut env = Environment::empty();
        env.set_undefined_behavior(UndefinedBehavior::Chainable);
        let context = context.into_iter().map(|(root, facts)| (root, minijinja::Value::from(facts)));
        env.render_str(&self.text, minijinja::Value::from(context.collect::<BTreeMap<_, _>>()))
    }
}

/// The next tag from `at` on, with its braces.
fn tag(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let start = ["{{", "{%"].iter().filter_map(|open| rest.find(open)).min()?;
    let close = if rest.get(start..)?.starts_with("{{") { "}}" } else { "%}" };
    let length = rest.get(start..)?.find(close).map_or(rest.len() - start, |length| length + close.len());
    Some(at + start..at + start + length)
}

/// Refuses what a template must not do: calculate, repeat, define.
fn plain(text: &str) -> Result<(), TemplateError> {
    let mut at = 0;
    // How many conditions each open choice has.
    let mut open: Vec<usize> = Vec::new();
    if text.len() > MAX_BYTES {
        let message = format!("a template has at most {MAX_BYTES} bytes, not {}", text.len());
        return Err(TemplateError { message, span: 0..text.len() });
    }
    while let Some(tag) = tag(text, at) {
        at = tag.end;
        let Some(inside) = text.get(tag.start + 2..tag.end.saturating_sub(2)) else { continue };
        let written = inside.trim_matches(['-', '+']).trim();
        let start = tag.start + 2 + inside.find(written).unwrap_or_default();
        let span = start..start + written.len();
        if text.get(tag.clone()).is_some_and(|t| t.starts_with("{%")) {
            let word = written.split_whitespace().next().unwrap_or_default();
            if !["if", "elif", "else", "endif"].contains(&word) {
                return Err(TemplateError { message: format!("a template has no `{}`", quote(word)), span });
            }
            match word {
                "if" => open.push(1),
                "elif" => open.iter_mut().next_back().into_iter().for_each(|n| *n += 1),
                "endif" => drop(open.pop()),
                _ => {}
            }
            if open.iter().sum::<usize>() > MAX_CHOICES || written.split_whitespace().count() > MAX_CHOICES {
                return Err(TemplateError {
                    message: format!("a template has at most {MAX_CHOICES} choices in one another"),
                    span,
                });
            }
            if written.contains(['*', '/', '%', '+', '|', '(', '[', '{', '~']) {
                return Err(TemplateError { message: "a template compares, and calculates nothing".to_string(), span });
            }
        } else if !written.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.') || written.is_empty() {
            let message = match text.get(tag.clone()) {
                Some(closed) if closed.ends_with("}}") => format!("`{}` is not the name of a fact", quote(written)),
                _ => "this `{{` is not closed".to_string(),
            };
            let open = tag.start..tag.start + 2;
            let span = if message.ends_with("closed") || written.is_empty() { open } else { span };
            return Err(TemplateError { message, span });
        }
    }
    Ok(())
}
