//! A rule: a condition over needs, and one effect.

use std::sync::Arc;

use super::{Expression, PlacedTemplate, Points, expression, owned, points, template};
use crate::diagnostic::{Code, Diagnostic, Place, Source};
use crate::document::Node;
use crate::reader::{Reader, Table};

/// What happens to an alternative of which it is unknown whether it meets a requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenUnknown {
    /// It is left out, and listed as unverified.
    Exclude,
    /// It stays in, and is marked.
    Keep,
}

/// What a rule does while its condition holds.
#[derive(Debug, Clone)]
pub enum Effect {
    /// Excludes the alternatives for which the expression is false.
    Require {
        /// What must hold.
        expression: Expression,
        /// What happens when it is unknown.
        when_unknown: WhenUnknown,
    },
    /// A yes/no criterion of its own.
    Prefer {
        /// What is preferred.
        expression: Expression,
        /// Its weight among its siblings.
        points: Points,
        /// The group it stands under.
        under: String,
        /// Where the group is named.
        under_at: Place,
    },
    /// Adds points to criteria.
    Weigh(Vec<(String, Points, Place)>),
    /// Sets needs that were not given.
    Derive(Vec<Derived>),
    /// A caveat.
    Note {
        /// What it says.
        text: PlacedTemplate,
        /// Which alternatives it is about; all if absent.
        about: Option<Expression>,
        /// Where it is said.
        said: Said,
    },
}

/// Where a note is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// Among what to know of an alternative.
    Caveat,
    /// There, and at once where it fits the pick.
    Headline,
    /// Only where an alternative is not eligible: what would let it in.
    Remedy,
    /// In brackets beside the offer, where it is named as the pick.
    Beside,
}

impl Said {
    /// The keys that say so; a note without any of them is a caveat.
    const KEYS: [(&'static str, Self); 3] =
        [("headline", Self::Headline), ("remedy", Self::Remedy), ("beside", Self::Beside)];
}

impl Effect {
    /// The keys of the five effects.
    pub const KEYS: [&'static str; 5] = ["require", "prefer", "weigh", "derive", "note"];

    /// The key that makes it.
    #[must_use]
    pub const fn key(&self) -> &'static str {
        match self {
            Self::Require { .. } => "require",
            Self::Prefer { .. } => "prefer",
            Self::Weigh(_) => "weigh",
            Self::Derive(_) => "derive",
            Self::Note { .. } => "note",
        }
    }
}

/// A need that a rule sets. The value is read when the questions are known.
#[derive(Debug, Clone)]
pub struct Derived {
    /// The need.
    pub need: String,
    /// Where it is named.
    pub key_at: Place,
    /// The value as written.
    pub value: Node<'static>,
    /// The file it stands in.
    pub source: Arc<Source>,
}

/// What an example says must happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The alternative is excluded.
    Excluded,
    /// It passes.
    Eligible,
    /// It is unknown whether it passes.
    Unverified,
    /// It has what is preferred.
    Preferred,
    /// It has not, or it is unknown, or the rule does not fire.
    NotPreferred,
    /// The condition holds.
    Fires,
    /// The condition does not hold, or the note is not about this alternative.
    Silent,
    /// The note is shown with the alternative.
    Noted,
}

impl Expect {
    const WORDS: [(&'static str, Self); 8] = [
        ("excluded", Self::Excluded),
        ("eligible", Self::Eligible),
        ("unverified", Self::Unverified),
        ("preferred", Self::Preferred),
        ("not-preferred", Self::NotPreferred),
        ("fires", Self::Fires),
        ("silent", Self::Silent),
        ("noted", Self::Noted),
    ];

    /// The word that an example writes.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, e)| *e == self).map_or("", |(word, _)| word)
    }

    /// The words that fit a rule with this effect.
    fn of(effect: &Effect) -> &'static [&'static str] {
        match effect {
            Effect::Require { .. } => &["excluded", "eligible", "unverified"],
            Effect::Prefer { .. } => &["preferred", "not-preferred"],
            Effect::Weigh(_) | Effect::Derive(_) => &["fires", "silent"],
            Effect::Note { .. } => &["noted", "silent"],
        }
    }
}

/// A rule's own test.
#[derive(Debug, Clone)]
pub struct Example {
    /// The needs given, as written.
    pub needs: Option<Node<'static>>,
    /// `model` and `offer` facts of one alternative, as written.
    pub alternative: Option<Node<'static>>,
    /// What must happen.
    pub expect: Expect,
    /// Where it stands.
    pub at: Place,
}

/// A rule as its file says it.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The name of its file.
    pub id: String,
    /// The folder it is in.
    pub theme: String,
    /// One line.
    pub summary: String,
    /// When it applies; always if absent.
    pub when: Option<Expression>,
    /// What it does.
    pub effect: Effect,
    /// Why, with facts of the alternative.
    pub because: Option<PlacedTemplate>,
    /// Its own tests.
    pub examples: Vec<Example>,
    /// Where the file is.
    pub at: Place,
}

pub(super) fn parse(reader: &Reader<'_>, root: &Node<'_>, theme: &str, id: &str) -> Option<Rule> {
    let mut table = reader.table(root, "a rule")?;
    let at = reader.head(root);
    let summary = owned(&mut table, "summary");
    let when = table.optional("when").map(|n| expression(reader, n));
    let effect = effect(reader, &mut table, root);
    let because = match &effect {
        Some(Effect::Require { .. }) => table.required("because"),
        _ => table.optional("because"),
    };
    let because = because.and_then(|n| template(reader, n));
    let examples = effect.as_ref().map(|effect| {
        table.tables("example", "an example").into_iter().filter_map(|t| example(reader, t, effect)).collect()
    });
    if effect.is_none() {
        table.optional("example");
    }
    table.finish();
    let when = match when {
        Some(None) => return None,
        Some(when) => when,
        None => None,
    };
    Some(Rule {
        id: id.to_string(),
        theme: theme.to_string(),
        summary: summary?,
        when,
        effect: effect?,
        because,
        examples: examples?,
        at,
    })
}

fn effect(reader: &Reader<'_>, table: &mut Table<'_, '_, '_>, root: &Node<'_>) -> Option<Effect> {
    let present: Vec<&str> = Effect::KEYS.into_iter().filter(|k| root.get(k).is_some()).collect();
    let [key] = present.as_slice() else {
        let wrong = match present.as_slice() {
            [] => Diagnostic::error(Code::RuleEffect, "the rule has no effect")
                .at(reader.head(root), "nothing happens when it applies"),
            several => Diagnostic::error(Code::RuleEffect, format!("the rule has {} effects", several.len()))
                .at(several.last().map_or_else(|| reader.head(root), |k| table.place(k)), "one too many")
                .help("make one rule of each"),
        };
        reader.push(wrong.help(format!("a rule has exactly one of `{}`", Effect::KEYS.join("`, `"))));
        for key in [
            "require",
            "prefer",
            "weigh",
            "derive",
            "note",
            "when_unknown",
            "points",
            "under",
            "about",
            "headline",
            "remedy",
            "beside",
        ] {
            table.optional(key);
        }
        return None;
    };
    let node = table.optional(key)?;
    table.rename(match *key {
        "require" => "a rule with `require`",
        "prefer" => "a rule with `prefer`",
        "weigh" => "a rule with `weigh`",
        "derive" => "a rule with `derive`",
        _ => "a rule with `note`",
    });
    match *key {
        "require" => {
            let unknown = table.word("when_unknown", &["exclude", "keep"]);
            let when_unknown = if unknown == Some(1) { WhenUnknown::Keep } else { WhenUnknown::Exclude };
            Some(Effect::Require { expression: expression(reader, node)?, when_unknown })
        }
        "prefer" => {
            let points = table.required("points").and_then(|n| points(reader, n));
            let under = table.required_text("under").map(str::to_string);
            let under_at = table.place("under");
            Some(Effect::Prefer { expression: expression(reader, node)?, points: points?, under: under?, under_at })
        }
        "weigh" => {
            let inner = reader.table(node, "`weigh`")?;
            let all = inner
                .entries()
                .iter()
                .map(|e| Some((e.key.to_string(), points(reader, &e.value)?, reader.place(e.span()))));
            let all = super::criterion::all(all)?;
            if all.is_empty() {
                reader.push(
                    Diagnostic::error(Code::RuleEffect, "`weigh` names no criterion")
                        .at(reader.at(node), "empty")
                        .help("write `weigh = { criterion = points }`"),
                );
                return None;
            }
            Some(Effect::Weigh(all))
        }
        "derive" => {
            let inner = reader.table(node, "`derive`")?;
            if inner.entries().is_empty() {
                reader.push(
                    Diagnostic::error(Code::RuleEffect, "`derive` names no need")
                        .at(reader.at(node), "empty")
                        .help("write `derive = { need = value }`"),
                );
                return None;
            }
            let all = inner.entries().iter().map(|e| Derived {
                need: e.key.to_string(),
                key_at: reader.place(e.span()),
                value: e.value.clone().into_owned(),
                source: Arc::clone(reader.source()),
            });
            Some(Effect::Derive(all.collect()))
        }
        _ => {
            let about = table.optional("about").map(|n| expression(reader, n));
            let keys: Vec<(&str, Said)> =
                Said::KEYS.into_iter().filter(|(key, _)| table.bool(key) == Some(true)).collect();
            if let [_, (key, _), ..] = keys.as_slice() {
                let names: Vec<&str> = Said::KEYS.iter().map(|(key, _)| *key).collect();
                let several = Diagnostic::error(
                    Code::RuleEffect,
                    format!("a note is one of `{}`, not several", names.join("`, `")),
                )
                .at(table.place(key), "take it away, or the other");
                reader.push(several);
                return None;
            }
            let said = keys.first().map_or(Said::Caveat, |(_, said)| *said);
            let text = template(reader, node)?;
            let about = match about {
                Some(read) => Some(read?),
                None => None,
            };
            Some(Effect::Note { text, about, said })
        }
    }
}

fn example(reader: &Reader<'_>, mut table: Table<'_, '_, '_>, effect: &Effect) -> Option<Example> {
    let at = reader.head(table.node());
    let needs = table.optional("needs").map(|n| n.clone().into_owned());
    let alternative = table.optional("alternative").map(|n| n.clone().into_owned());
    let allowed = Expect::of(effect);
    let expect = table.required("expect").and_then(|n| reader.word(n, allowed)).and_then(|i| allowed.get(i));
    table.finish();
    let expect = Expect::WORDS.iter().find(|(word, _)| Some(word) == expect).map(|(_, e)| *e)?;
    Some(Example { needs, alternative, expect, at })
}
