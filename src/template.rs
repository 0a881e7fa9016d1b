//! Texts with facts in them: `because` and `note`. The one file that names `minijinja`.
//!
//! A template may read facts (`{{ model.context_window }}`) and branch (`{% if %}`); it has no filters, no loops over the
//! catalog and no way to compute a figure that the verdict does not have.

use std::collections::BTreeMap;
use std::ops::Range;

use minijinja::{Environment, UndefinedBehavior};

/// What stands in a text for a fact that is unknown.
pub const UNKNOWN: &str = "unknown";

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
    /// ```
    pub fn parse(text: &str) -> Result<Self, TemplateError> {
        let env = Environment::empty();
        let template = env.template_from_str(text).map_err(|e| TemplateError {
            message: e.detail().unwrap_or("the template cannot be read").to_string(),
            span: e.range().unwrap_or(0..text.len()),
        })?;
        let mut facts: Vec<String> = template.undeclared_variables(true).into_iter().collect();
        facts.sort_unstable();
        Ok(Self { text: text.to_string(), facts })
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
        if self.facts.is_empty() {
            return self.text.clone();
        }
        if let Some(text) = self.filled(&value) {
            return text;
        }
        let mut context: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
        for fact in &self.facts {
            if let Some((root, name)) = fact.split_once('.') {
                let text = value(fact).unwrap_or_else(|| UNKNOWN.to_string());
                context.entry(root).or_default().insert(name, text);
            }
        }
        let mut env = Environment::empty();
        env.set_undefined_behavior(UndefinedBehavior::Chainable);
        env.render_str(&self.text, minijinja::Value::from(context.into_iter().map(|(root, facts)| {
            (root, minijinja::Value::from(facts))
        }).collect::<BTreeMap<_, _>>()))
        .unwrap_or_else(|_| self.text.clone())
    }

    /// The text of a template that has nothing but facts in it, as almost all do; such a one need not be parsed again.
    fn filled(&self, value: &impl Fn(&str) -> Option<String>) -> Option<String> {
        if self.text.contains("{%") || self.text.contains("{#") || self.text.ends_with('\n') {
            return None;
        }
        let mut out = String::with_capacity(2 * self.text.len());
        let mut rest = self.text.as_str();
        while let Some((before, after)) = rest.split_once("{{") {
            let (fact, after) = after.split_once("}}")?;
            let fact = fact.trim();
            if !self.facts.iter().any(|f| f == fact) {
                return None;
            }
            out.push_str(before);
            out.push_str(value(fact).as_deref().unwrap_or(UNKNOWN));
            rest = after;
        }
        out.push_str(rest);
        Some(out)
    }
}
