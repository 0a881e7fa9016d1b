//! The report: the one serialisable, versioned view of a verdict. Every rendering is made from it and from nothing else.
//!
//! Keys are public: within `verdict/1` keys are added, and none changes its meaning.
//!
//! # Why it is so
//!
//! **Why are other kinds of models named and not ranked?**
//!
//! An embedding has no answers to be good at: whatever it scored here would mean nothing. That it is kept out is a
//! requirement like any other; `[[unranked]]` only says what there is instead. Its condition is evaluated over a
//! table with a row for each model (`DecisionGraph::table_of_models`, made only where it is asked for), since of
//! such models often nobody has written down an offer.
//!
//! **What does "if it vanished" mean?**
//!
//! The model is gone, with all its offers. No score depends on another model, so the next of the ranking takes its
//! place, and a test compares it with the verdict on all others. Models do not vanish alone, though: a developer
//! ends a family, a provider closes. So it is told whether the two share one of these, and if so the first that is
//! known to share neither. Machines of one's own are nobody's to close.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

mod asked;
mod basis;
mod better;
pub mod bill;
mod build;
mod by_hand;
mod close;
pub mod compare;
pub mod delta;
pub mod difference;
mod doubt;
mod errors;
pub mod explain;
mod glance;
mod headlines;
pub mod import;
pub mod interview;
pub mod list;
mod request;
mod statements;
mod switch;
mod unranked;
mod winners;
mod words;

pub use better::MightBeBetter;
pub use build::{Digests, report};
pub use by_hand::{ShareGiven, WeightsGiven};
pub use close::{Close, Difference, RunnerUp};
pub use doubt::{Ahead, Doubt, Open};
pub use errors::{ErrorEntry, ErrorReport, errors};
pub use glance::{Glance, KeptOut};
pub use headlines::Headline;
pub use request::{
    bill_schema, compare_schema, diff_schema, explain_schema, import_schema, interview_schema, list_schema,
    request_schema, verdict_schema,
};
pub use statements::statements_schema;
pub use switch::{Advice, Saving, Switch};
pub use unranked::{Other, Shown, Unranked};
pub use winners::{Fallback, Independent, Winner};
pub use words::points_text;
pub(crate) use words::{answer_text, lead_text, lower, own_label};

/// The version of this view.
pub const SCHEMA: &str = "verdict/1";

/// A verdict, in full.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Report {
    /// `verdict/1`.
    pub schema: String,
    /// What the verdict is a function of, besides its date.
    pub digests: Digests,
    /// The date for which it holds.
    pub as_of: String,
    /// The needs: given, derived by rules, assumed.
    pub needs: Needs,
    /// Answers and rules that could not hold together.
    pub contradictions: Vec<Contradiction>,
    /// That the facts are old for this date, and what in the rulebook could not be carried out for these needs.
    pub warnings: Vec<String>,
    /// The rules that fire and give points to criteria.
    pub weighed: Vec<Weighed>,
    /// The pick and why, in a sentence or two.
    pub summary: String,
    /// Why it is the pick, in a few plain sentences; empty where nothing is eligible.
    #[serde(default)]
    pub why: Vec<String>,
    /// What somebody must know at once of the pick, of those level with it, and of the [winners](Self::winners).
    #[serde(default)]
    pub headlines: Vec<Headline>,
    /// Who cannot be told apart from the pick by what is only estimated; absent where the pick leads by more.
    #[serde(default)]
    pub close: Option<Close>,
    /// Whether nothing that is unknown could make another model win, or let in a better offer of the winner.
    pub certain: bool,
    /// The unknown value that matters most, where the winner is not certain.
    pub open: Option<Open>,
    /// How many models and alternatives were considered and are eligible.
    pub counts: Counts,
    /// The eligible models, best first, as many as were asked for.
    pub ranking: Vec<Ranked>,
    /// The best at one thing each, as the rulebook names them; one of which nothing is known of any eligible alternative is left out.
    pub winners: Vec<Winner>,
    /// Who takes the winner's place if it vanished; absent where nothing else is eligible.
    pub fallback: Option<Fallback>,
    /// The bill of a month of the pick; absent where there is none, or the rulebook does not say what a bill is.
    #[serde(default)]
    pub bill: Option<bill::Sum>,
    /// The pick against the model in use, where somebody said which that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switch: Option<Switch>,
    /// What the winner has over the next model, and what that has over the winner.
    pub runner_up: Option<RunnerUp>,
    /// Models of which no offer is eligible.
    pub excluded: Vec<Excluded>,
    /// The rules that keep models out, by those that each is the first reason against, the most first.
    #[serde(default)]
    pub kept_out: Vec<KeptOut>,
    /// Models that would be eligible if something unknown turned out well.
    pub unverified: Vec<Unverified>,
    /// Models that nobody offers.
    pub without_offer: Vec<String>,
    /// Other kinds of models that the needs ask for: what is said of each kind, and who there is.
    #[serde(default)]
    pub unranked: Vec<Unranked>,
    /// How much each rule keeps out; only where nothing is eligible.
    pub removed: Vec<Removed>,
    /// The smallest sets of answers that, left out, let something in; only where nothing is eligible.
    pub relaxations: Vec<Relaxation>,
    /// How many models of the whole catalog would be eligible, where only some were compared and none of them is.
    pub eligible_elsewhere: Option<usize>,
    /// The sources behind the values of the ranking, sorted by id, those first that must be credited.
    pub sources: Vec<SourceUsed>,
}

/// The needs of a verdict.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// Answers given.
    pub given: BTreeMap<String, serde_json::Value>,
    /// Needs that rules set.
    pub derived: Vec<Derived>,
    /// Assumptions made for what was not answered.
    pub assumed: BTreeMap<String, serde_json::Value>,
    /// The same in words, with their units, by need.
    #[serde(default)]
    pub assumed_text: BTreeMap<String, String>,
    /// Questions that were not answered, and for which nothing is assumed.
    pub unanswered: Vec<String>,
    /// What was weighed by hand, in place of what the rulebook and its rules say; absent where nothing was.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weights_given: Vec<WeightsGiven>,
}

impl Needs {
    /// Whether a fact is a need that was answered, derived or assumed: it is told by its source alone.
    #[must_use]
    pub fn settles(&self, fact: &str) -> bool {
        let Some(need) = fact.strip_prefix("needs.") else { return false };
        self.given.contains_key(need) || self.assumed.contains_key(need) || self.derived.iter().any(|d| d.need == need)
    }
}

/// A need that a rule set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Derived {
    /// The need.
    pub need: String,
    /// Its value.
    pub value: serde_json::Value,
    /// The rule.
    pub by: String,
}

/// Two values for one need.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contradiction {
    /// The need.
    pub need: String,
    /// The value that holds.
    pub value: serde_json::Value,
    /// `given`, or the rule that set it.
    pub by: String,
    /// The value that does not hold.
    pub other: serde_json::Value,
    /// The rule that would have set it.
    pub rule: String,
    /// The same in words.
    pub message: String,
}

/// A rule that fires and gives points.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighed {
    /// The rule.
    pub rule: String,
    /// What it is about, in a line.
    pub summary: String,
    /// Why, if it says so.
    pub because: Option<String>,
    /// The criteria it gives points to: labels, with the groups above them.
    pub criteria: Vec<String>,
}

/// How many of everything.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Models considered.
    pub models: usize,
    /// Alternatives considered: models with each of their offers.
    pub alternatives: usize,
    /// Models with an eligible offer.
    pub eligible: usize,
    /// Eligible alternatives.
    pub eligible_alternatives: usize,
    /// Models of which no offer is eligible.
    pub excluded: usize,
    /// Models that might be eligible.
    pub unverified: usize,
}

/// A model in the ranking, with its best offer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranked {
    /// 1 for the best; equal scores share a rank.
    pub rank: usize,
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub developer: Option<String>,
    /// The best of its eligible offers.
    pub offer: String,
    /// What has to be said of that offer wherever it is named as the pick, a few words each.
    #[serde(default)]
    pub beside: Vec<String>,
    /// What the rulebook shows of it beside its points, where it is known.
    #[serde(default)]
    pub glance: Vec<Glance>,
    /// Thousandths of a point, 0 to 100,000: the sum of the contributions.
    pub score: i32,
    /// The least and the greatest score that unknown facts allow.
    pub interval: (i32, i32),
    /// What each criterion gave, the largest first.
    pub contributions: Vec<Contribution>,
    /// What a user should know before choosing it.
    pub caveats: Vec<Caveat>,
    /// Requirements of which it is unknown whether it meets them, and which let it stay.
    pub unverified: Vec<Refusal>,
    /// How many of its offers are eligible.
    pub offers: usize,
    /// Offers of it that are out only because something is unknown, and would be better than this one; absent where there is none.
    #[serde(default)]
    pub might_be_better: Option<MightBeBetter>,
    /// Whether no other eligible model is better at something that counts and worse at nothing, both with their best offers.
    pub pareto: bool,
}

/// What one criterion gave.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Contribution {
    /// The criterion's id.
    pub criterion: String,
    /// Its label, with the groups above it.
    pub label: String,
    /// The group right under the goal that it belongs to.
    pub group: String,
    /// Its share in the goal, 0 to 1.
    pub weight: f64,
    /// 0 to 1; absent where nothing is known, and then the points are the criterion's assumption.
    pub utility: Option<f64>,
    /// Thousandths of a point.
    pub points: i32,
    /// The value it measures, with its unit; of an estimate with its interval, or that interval alone. Absent where it is not known.
    pub value: Option<String>,
    /// The lower end of the interval in which the value lies, with its unit; absent where the criterion knows no intervals. Equal
    /// to the upper one where the value is measured.
    pub low: Option<String>,
    /// The upper end.
    pub high: Option<String>,
    /// How the value was obtained: measured, estimated and from what, or `unknown`; absent where the criterion knows no intervals.
    pub obtained: Option<String>,
    /// The facts it was read from, with their sources.
    pub evidence: Vec<Evidence>,
    /// The rules that gave it points.
    pub because: Vec<String>,
}

/// Where a value comes from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The fact.
    pub fact: String,
    /// Its value, with its unit.
    pub value: String,
    /// The source: an id of the catalog, `given`, `assumed`, `computed`, or the rule that derived it.
    pub source: String,
    /// The date of the value, where the source gives one.
    pub as_of: Option<String>,
}

/// A source behind the values that are shown.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SourceUsed {
    /// Its id.
    pub source: String,
    /// How it must be named wherever its values are shown, where its licence asks for that.
    pub credit: Option<String>,
}

/// A caveat and the rule it comes from.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Caveat {
    /// The rule.
    pub rule: String,
    /// What it says.
    pub text: String,
}

/// A model of which no offer is eligible.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Excluded {
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// How many of its offers were considered.
    pub offers: usize,
    /// The rules against it, those against the most offers first.
    pub by: Vec<Refusal>,
}

/// A rule against a model.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refusal {
    /// The rule.
    pub rule: String,
    /// Why, with the facts of an offer that it keeps out.
    pub because: String,
    /// How many of the model's offers it keeps out.
    pub offers: usize,
    /// Whether it is only unknown whether the requirement holds.
    pub unknown: bool,
    /// The comparisons that are not true.
    pub checks: Vec<Check>,
}

/// A comparison that is not true.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// The comparison as the rule says it, for these needs.
    pub text: String,
    /// The fact on the alternative's side, where it is one fact.
    pub fact: Option<String>,
    /// Its value, with its unit; absent where it is not known.
    pub value: Option<String>,
    /// What was needed, with its operator.
    pub needed: Option<String>,
    /// The same in words: the value, and the needed one. Absent where it compares no fact.
    #[serde(default)]
    pub says: Option<String>,
}

/// A model that might be eligible.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Unverified {
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The offer that comes nearest.
    pub offer: String,
    /// What would have to turn out true.
    #[serde(rename = "if")]
    pub condition: String,
    /// The same for people: the one comparison that is open, or what the rule is about where there are several.
    pub asks: String,
    /// The rule that asks for it.
    pub by: String,
    /// The facts that are not known.
    pub facts: Vec<String>,
    /// Their labels.
    #[serde(default)]
    pub not_known: Vec<String>,
    /// The score it would have.
    pub score: i32,
}

/// How much a rule keeps out.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Removed {
    /// The rule.
    pub rule: String,
    /// What it is about, in a line.
    pub summary: String,
    /// Models it keeps out wholly.
    pub models: usize,
    /// Alternatives it keeps out.
    pub alternatives: usize,
    /// Alternatives that it alone keeps out.
    pub alone: usize,
}

/// Answers that, left out together, let something in.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Relaxation {
    /// The needs to leave out, with their answers.
    pub needs: BTreeMap<String, serde_json::Value>,
    /// The model that would come first.
    pub model: String,
    /// Its name.
    pub name: String,
    /// How many models would be eligible.
    pub models: usize,
    /// The same in words.
    pub message: String,
    /// Whether all smaller sets were tried, and none of them lets anything in.
    pub smallest: bool,
}
