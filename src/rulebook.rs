//! The rulebook: questions, criteria and rules, as their files say them.
//!
//! Parsing finds every problem that the rulebook has on its own: syntax, unknown keys, criteria and needs that do not exist.
//! Whether expressions fit the facts of a catalog is found when both are compiled into a [decision graph](crate::graph).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, suggest};
use crate::document::Node;
use crate::expression::{self, Ast};
use crate::fact::{Formula, is_name, name_help};
use crate::reader::{File, Reader, Table, quote};
use crate::template::Template;
use crate::value::Value;

pub mod criterion;
mod explained;
mod glance;
mod head;
pub mod machine;
pub mod population;
pub mod pricing;
pub mod question;
pub mod rule;
pub mod switch;
mod unknown;
pub mod unranked;
pub mod winner;

pub use criterion::{Anchor, Criterion, Measure, Scale};
pub use explained::Explained;
pub use glance::Glance;
pub use population::Askers;
pub use pricing::{Pricing, Word};
pub use question::{Amount, Choice, Kind, Question};
pub use rule::{Effect, Example, Expect, Rule, Said, WhenUnknown};
pub use switch::Switch;
pub use unranked::Unranked;
pub use winner::Winner;

/// Everything the files of a rulebook say.
#[derive(Debug, Clone)]
pub struct Rulebook {
    /// Its name.
    pub name: String,
    /// Its version, as its authors count.
    pub version: String,
    /// What the root of the tree of criteria is called.
    pub goal: String,
    /// The questions, in the order in which they are asked.
    pub questions: Vec<Question>,
    /// Groups and leaves, in the order of the file.
    pub criteria: Vec<Criterion>,
    /// The rules, sorted by id.
    pub rules: Vec<Rule>,
    /// Who asks, where a file says so.
    pub askers: Option<Askers>,
    /// How many points a verdict may be expected to lose by what was not asked, where an interview need not go on to the end.
    pub regret: Option<f64>,
    /// In what part of the ways to go on answering another model may win, 0 to 1, where an interview need not go on to the end.
    pub changes: Option<f64>,
    /// The questions that come before all others, by place in `questions`; no forecast ends an interview before they were asked.
    pub first: Vec<usize>,
    /// How many points worse than no verdict it is to be told of a model that does not fit.
    pub misfit: f64,
    /// How many points one must be ahead of another to be said to lead: no weight is known more exactly than that.
    pub level: f64,
    /// What costs money and grows with what, where the rulebook says so.
    pub pricing: Option<Pricing>,
    /// The facts of models that a comparison shows first, in their order.
    pub facts: Vec<Word>,
    /// What the short verdict shows of each model beside its points.
    pub glance: Vec<Glance>,
    /// Of what the offer that stands for a model without an eligible one has least, where as much is against several.
    pub nearest: Option<Word>,
    /// Who is named beside the ranking as the best at one thing, in their order.
    pub winners: Vec<Winner>,
    /// Which other kinds of models are named and not ranked, and when.
    pub unranked: Vec<Unranked>,
    /// When something else than what is in use is worth going to, where the rulebook says so.
    pub switch: Option<Switch>,
    /// What a comparison says of a model in words: each sentence where all facts in it are known.
    pub overview: Vec<PlacedTemplate>,
}

/// The text of an expression, read but not yet checked against facts.
#[derive(Debug, Clone)]
pub struct Expression {
    /// What it says.
    pub ast: Ast,
    /// Its text and where it stands.
    pub formula: Formula,
}

/// How many points: a number, or an expression over needs.
#[derive(Debug, Clone)]
pub enum Points {
    /// Always the same.
    Fixed(i64),
    /// Depends on the needs.
    Computed(Expression),
}

impl Rulebook {
    /// Reads the files of a rulebook. `files` are sorted by path, and paths are relative to its folder.
    ///
    /// # Errors
    /// Everything that is wrong in any of them.
    pub fn parse(files: &[File<'_>]) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut head = None;
        let mut criteria = None;
        let mut askers = None;
        let mut broken = Broken::default();
        let mut questions = Vec::new();
        let mut rules = Vec::new();
        for file in files {
            let reader = Reader::new(file.source, &mut found);
            let parts: Vec<&str> = file.path.split('/').collect();
            match parts.as_slice() {
                ["rulebook.toml"] => head = Some((file, head::parse(&reader, file.root))),
                ["criteria.toml"] => criteria = Some(criterion::parse(&reader, file.root)),
                ["population.toml"] => askers = Some(file),
                ["questions", name] => match stem(&reader, name).and_then(|id| question::parse(&reader, file.root, id)) {
                    Some(question) => questions.push(question),
                    None => {
                        broken.needs.insert(name.trim_end_matches(".toml").to_string());
                    }
                },
                [theme, name] => rules.extend(stem(&reader, name).and_then(|id| rule::parse(&reader, file.root, theme, id))),
                _ => reader.push(
                    Diagnostic::error(Code::UnexpectedFile, format!("`{}` is not a file of a rulebook", quote(file.path)))
                        .at(reader.place(0..0), "not read")
                        .help("a rulebook has `rulebook.toml`, `criteria.toml`, `population.toml`, `questions/<need>.toml` and `<theme>/<rule>.toml`"),
                ),
            }
        }
        if let Some((_, ids)) = &mut criteria {
            broken.criteria.append(ids);
        } else {
            found.push(
                Diagnostic::error(Code::MissingFile, "the rulebook has no `criteria.toml`")
                    .help("write one with a table for each criterion: what counts, and how much"),
            );
        }
        let Some((head_file, Some(head))) = head else {
            if head.is_none() {
                found.push(
                    Diagnostic::error(Code::MissingFile, "the rulebook has no `rulebook.toml`")
                        .help("write one with `name`, `version`, `goal` and `questions`"),
                );
            }
            return Err(found);
        };
        broken.all_criteria = criteria.is_none();
        let criteria = criteria.map(|(criteria, _)| criteria).unwrap_or_default();
        let questions = head::in_order(&mut found, head_file, &head, questions, &broken);
        let first = head::first(&mut found, &head, &questions, &broken);
        rules.sort_by(|a: &Rule, b: &Rule| a.id.cmp(&b.id));
        for pair in rules.windows(2) {
            if let [a, b] = pair
                && a.id == b.id
            {
                found.push(
                    Diagnostic::error(Code::DuplicateId, format!("two rules are called `{}`", a.id))
                        .at(b.at.clone(), "this one")
                        .context(a.at.clone(), "and this one")
                        .help("rename one of the files: a rule's id is the name of its file"),
                );
            }
        }
        let mut book = Self { questions, criteria, rules, first, ..head.book };
        book.check_references(&mut found, &broken);
        // What people answer is read once the questions are right, so that a mistake in one is not reported a second time.
        if !found.has_errors() {
            book.askers = askers.and_then(|file| population::parse(file, &book, &mut found));
        }
        found.into_result(book)
    }

    /// The question for a need.
    #[must_use]
    pub fn question(&self, need: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == need)
    }

    /// The criterion with an id.
    #[must_use]
    pub fn criterion(&self, id: &str) -> Option<&Criterion> {
        self.criteria.iter().find(|c| c.id == id)
    }

    /// A criterion stands under a group once, and a group has something to measure below it.
    fn check_groups(&self, found: &mut Diagnostics) {
        for criterion in &self.criteria {
            if criterion.id == GOAL {
                found.push(
                    Diagnostic::error(Code::DuplicateId, format!("`{GOAL}` is the root of the tree"))
                        .at(criterion.at.clone(), "already taken")
                        .help("rename the criterion"),
                );
            }
            for (i, (id, place)) in criterion.under.iter().enumerate() {
                if criterion.under.iter().take(i).any(|(other, _)| other == id) {
                    found.push(
                        Diagnostic::error(
                            Code::DuplicateId,
                            format!("`{}` stands under `{}` twice", criterion.id, quote(id)),
                        )
                        .at(place.clone(), "the second time"),
                    );
                }
            }
        }
        let mut groups: std::collections::BTreeSet<&str> = std::collections::BTreeSet::new();
        groups.extend(self.criteria.iter().flat_map(|c| c.under.iter().map(|(above, _)| above.as_str())));
        groups.extend(self.rules.iter().filter_map(|r| match &r.effect {
            Effect::Prefer { under, .. } => Some(under.as_str()),
            _ => None,
        }));
        for empty in self.criteria.iter().filter(|c| !c.is_leaf() && !groups.contains(c.id.as_str())) {
            found.push(
                Diagnostic::error(
                    Code::NoWeight,
                    format!("`{}` measures nothing, and nothing stands under it", empty.id),
                )
                .at(empty.at.clone(), "its points would never count")
                .help("give it `of` and `scale`, or put a criterion under it"),
            );
        }
    }

    /// Criteria and needs that rules and criteria name must exist, and be of the right sort.
    fn check_references(&self, found: &mut Diagnostics, broken: &Broken) {
        let criteria: BTreeMap<&str, &Criterion> = self.criteria.iter().map(|c| (c.id.as_str(), c)).collect();
        let unknown = |id: &str, place: &Place, groups: bool| {
            if broken.all_criteria || broken.criteria.contains(id) {
                return None;
            }
            let what = if groups { "group" } else { "criterion" };
            let mut wrong = Diagnostic::error(Code::UnknownCriterion, format!("there is no {what} `{}`", quote(id)))
                .at(place.clone(), "not in `criteria.toml`");
            wrong.help = suggest(id, self.criteria.iter().filter(|c| !groups || !c.is_leaf()).map(|c| c.id.as_str()));
            Some(wrong)
        };
        let group = |id: &str, place: &Place| match criteria.get(id) {
            None => unknown(id, place, true),
            Some(c) if c.is_leaf() => {
                let mut wrong = Diagnostic::error(
                    Code::WrongKind,
                    format!("`{id}` measures something itself, so nothing can stand under it"),
                )
                .at(place.clone(), "not a group");
                let groups = self.criteria.iter().filter(|c| !c.is_leaf()).map(|c| c.id.as_str());
                wrong.help = suggest(id, groups);
                Some(wrong)
            }
            Some(_) => None,
        };
        for (under, place) in self.criteria.iter().flat_map(|c| &c.under) {
            if found.is_full() {
                return;
            }
            found.extend(group(under, place));
        }
        if !found.has_errors() {
            self.check_groups(found);
        }
        self.check_pricing(found, broken);
        self.check_switch(found, broken);
        for Word { text, at } in self.winners.iter().map(|w| &w.criterion) {
            if found.is_full() {
                return;
            }
            if !criteria.contains_key(text.as_str()) {
                found.extend(unknown(text, at, false));
            }
        }
        for rule in &self.rules {
            if found.is_full() {
                return;
            }
            match &rule.effect {
                Effect::Prefer { under, under_at, .. } => found.extend(group(under, under_at)),
                Effect::Weigh(points) => {
                    let missing = points.iter().filter(|(id, _, _)| !criteria.contains_key(id.as_str()));
                    for (id, _, at) in missing.take(crate::diagnostic::MAX_DIAGNOSTICS) {
                        found.extend(unknown(id, at, false));
                    }
                }
                Effect::Derive(values) => {
                    for derived in values.iter().take(crate::diagnostic::MAX_DIAGNOSTICS) {
                        if self.question(&derived.need).is_none() && !broken.needs.contains(&derived.need) {
                            found.push(self.unknown_need(&derived.need, derived.key_at.clone()));
                        }
                    }
                }
                Effect::Require { .. } | Effect::Note { .. } => {}
            }
            if let (Some(criterion), Effect::Prefer { .. }) = (criteria.get(rule.id.as_str()), &rule.effect) {
                found.push(
                    Diagnostic::error(Code::DuplicateId, format!("a criterion is called `{}` already", rule.id))
                        .at(rule.at.clone(), "a `prefer` rule is a criterion with the rule's own id")
                        .context(criterion.at.clone(), "the criterion")
                        .help("rename the file of the rule, or the criterion"),
                );
            }
        }
    }
}

/// Questions and criteria that have mistakes of their own: what refers to them is not reported as well.
#[derive(Default)]
struct Broken {
    needs: BTreeSet<String>,
    criteria: BTreeSet<String>,
    /// There is no file of criteria at all.
    all_criteria: bool,
}

/// The id that a file's name gives, checked.
fn stem<'n>(reader: &Reader<'_>, name: &'n str) -> Option<&'n str> {
    let id = name.strip_suffix(".toml").unwrap_or(name);
    if is_name(id) {
        return Some(id);
    }
    reader.push(
        Diagnostic::error(Code::InvalidId, format!("`{}` cannot be an id", quote(id)))
            .at(reader.place(0..0), "the id is the name of this file")
            .help(name_help()),
    );
    None
}

/// Where a text value stands, for expressions and templates.
fn formula(reader: &Reader<'_>, node: &Node<'_>, text: &str) -> Formula {
    let inner = node.within(0..0);
    let inner = (inner != node.span()).then_some(inner.start);
    Formula { text: text.to_string(), at: Some(reader.at(node)), inner }
}

/// Reads an expression; its problems are reported where it stands.
fn expression(reader: &Reader<'_>, node: &Node<'_>) -> Option<Expression> {
    let Some(text) = node.text() else { return reader.wrong_kind(node, "an expression in quotes") };
    let formula = formula(reader, node, text);
    match expression::parse(text) {
        Ok(ast) => Some(Expression { ast, formula }),
        Err(problems) => {
            for problem in problems {
                reader.push(problem.diagnostic(&formula));
            }
            None
        }
    }
}

/// Reads a template; its problems are reported where it stands.
fn template(reader: &Reader<'_>, node: &Node<'_>) -> Option<PlacedTemplate> {
    let text = reader.text(node)?;
    match Template::parse(text) {
        Ok(template) => Some(PlacedTemplate { template, text: formula(reader, node, text) }),
        Err(e) => {
            reader.push(
                Diagnostic::error(Code::TemplateSyntax, e.message)
                    .at(reader.place(node.within(e.span)), "here")
                    .help("a fact is written `{{ model.name }}`; what depends on a case is a rule of its own"),
            );
            None
        }
    }
}

/// A template and where it stands.
#[derive(Debug, Clone)]
pub struct PlacedTemplate {
    /// The text with facts in it.
    pub template: Template,
    /// Its text and where it stands.
    pub text: Formula,
}

/// Reads points: a whole number from 0, or an expression.
fn points(reader: &Reader<'_>, node: &Node<'_>) -> Option<Points> {
    if node.text().is_some() {
        return expression(reader, node).map(Points::Computed);
    }
    let points = reader.integer(node)?;
    if (0..=MAX_POINTS).contains(&points) {
        return Some(Points::Fixed(points));
    }
    reader.push(
        Diagnostic::error(
            Code::OutOfRange,
            format!("points go from 0 to {}", Value::Integer(MAX_POINTS).display(None)),
        )
        .at(reader.at(node), "out of range"),
    );
    None
}

/// The id of the root of the tree.
pub const GOAL: &str = "goal";

/// The most points that a criterion or a rule can give.
pub const MAX_POINTS: i64 = 1_000_000;

fn owned(table: &mut Table<'_, '_, '_>, key: &'static str) -> Option<String> {
    table.required_text(key).map(str::to_string)
}

fn words(words: impl IntoIterator<Item = String>) -> Arc<[Arc<str>]> {
    words.into_iter().map(Arc::from).collect()
}
