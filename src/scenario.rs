//! Scenarios: needs, and what the verdict on them must be. A rulebook is tested with them as a program is with tests.
//!
//! ```toml
//! summary = "One line: what is asked"          # optional, like all but `expect`
//! says    = "The sentence this comes from"     # a quotation
//! because = "Where the expectation comes from" # a guide, a law, arithmetic, the catalog
//! as_of   = "2024-01-01"
//! among   = ["model", "other-model"]           # models by id, short id or alias, here and below
//!
//! order   = ["criterion", "other"]            # what counts, the most important first; or `weights`
//!
//! [needs]
//! need = "answer"
//!
//! [weights]
//! criterion = 40                               # percent of what is above it, set by hand
//!
//! [expect]                                     # at least one of these
//! first            = "model"                   # the only one of rank 1
//! nothing_eligible = true                      # `false`: something is
//! eligible         = ["model"]                 # ranked anywhere
//! never            = ["model"]                 # not ranked: excluded, unverified, or not compared
//! in_top           = { n = 3, models = ["model"] }        # each has rank n or better
//! before           = { first = "model", then = "model" }  # both ranked, the first strictly before the other
//! score_at_least   = { model = "model", points = 60 }     # ranked, with so many points of 100
//! margin_at_least  = 2.5                                  # points that the first has more than the second, if there is one
//! excluded         = { model = "model", by = "rule" }     # the rule is one of those against it
//! unverified       = { model = "model", by = "rule" }     # it is unknown whether the model meets that rule
//! noted            = { model = "model", by = "rule" }     # ranked, with a caveat of that rule
//! derived          = { need = "value" }        # a rule sets the need to this, or adds it
//! assumed          = { need = "value" }        # it is not answered, and taken to be this
//! contradiction    = ["need"]                  # the answer and a rule do not agree
//! relax            = ["need"]                  # nothing is eligible, and leaving this answer out is part of a way out
//! snapshot         = true                      # the whole report is as it was when it was accepted
//! ```
//!
//! Wherever there can be several, one may stand without the list around it. Many small cases share a file: each `[[case]]` has a
//! `name`, `needs` that are laid over those of the file, `weights` or an `order` in place of its, and an `expect` besides that of the file.
//!
//! ```
//! use verdict::diagnostic::Source;
//! let file = Source::new("vision.scenario.toml", r#"
//! among = ["roadster", "tandem"]
//! [[case]]
//! name = "two of us"
//! needs = { riders = 2 }
//! expect = { first = "tandem", never = "roadster" }
//! "#);
//! let file = verdict::scenario::parse(&file).unwrap();
//! let case = &file.scenarios[0];
//! assert_eq!((case.case.as_deref(), case.expected.len()), (Some("two of us"), 2));
//! ```
//!
//! [`parse`] knows the format and neither rules nor models; [`Scenario::problems`] holds a scenario against a graph, and
//! [`Scenario::run`] says which of its expectations the verdict does not meet.
//!
//! # Why it is so
//!
//! **Where are expectations checked?**
//!
//! On the verdict, not on the report: judging what a scenario expects takes a fraction of the time that a whole
//! report takes, and most scenarios hold. Only where one fails is the report made, and the words come from it
//! (`scenario::words`).
//!
//! **What is a snapshot of a verdict?**
//!
//! The report of the ten best, and the ranks of all others; all of it in full would be a megabyte for the shipped
//! catalog. It has no digests, which change with every unrelated edit. What changed is told from the two reports
//! and from what the catalog says now of the offers that the old one shows (`report::difference`): nothing is
//! evaluated again with one thing put back, so where several causes meet they are named side by side. Of a model
//! that comes first from below the ten best the old facts are not known, and that is said.
//!
//! **Why does a broken scenario end with 4 and not with 1?**
//!
//! Because the others ran: it is a test that does not pass. 1 is for what keeps all of them from running.
//!
//! **What decides a verdict, for coverage?**
//!
//! Leaving it out makes another model first. For a requirement that is looked up (something better that it alone
//! keeps out), for points the scores are added up again without them, for a derivation the needs are settled
//! without it. `tests/it/ablation.rs` asks the wider question, what changes anything, by compiling the rulebook
//! without each rule.

use crate::diagnostic::Place;
use crate::needs::{Answer, Request, Word};

mod check;
mod coverage;
mod file;
mod names;
mod outcome;
pub mod snapshot;
mod words;

pub use coverage::{Coverage, Exercised, Part};
pub use file::parse;
pub use outcome::{Failure, Outcome, State, TestCounts, TestEntry, TestFailure, TestReport, Tested, test_schema};
pub use snapshot::Snapshot;

/// A file of scenarios.
#[derive(Debug, Clone)]
pub struct File {
    /// What is asked, in a line.
    pub summary: Option<String>,
    /// The sentence that it is made of.
    pub says: Option<String>,
    /// Where the expectations come from.
    pub because: Option<String>,
    /// The one scenario that the file is, or its cases in their order.
    pub scenarios: Vec<Scenario>,
}

/// Needs, and what the verdict on them must be.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// The name of the case, where the file has several.
    pub case: Option<String>,
    /// Where it stands.
    pub at: Place,
    /// What is asked.
    pub request: Request,
    /// Where the expectations come from.
    pub because: Option<String>,
    /// What must come out, in the order of the file.
    pub expected: Vec<Expectation>,
    /// Where it says that the whole report is to stay as it was accepted, if it does.
    pub snapshot: Option<Place>,
}

/// What must come out, and where it says so.
#[derive(Debug, Clone)]
pub struct Expectation {
    /// The place in the file.
    pub at: Place,
    /// What.
    pub expected: Expected,
}

/// What must come out. Models, rules and needs are as written.
#[derive(Debug, Clone)]
pub enum Expected {
    /// The model is the only one of rank 1.
    First(Word),
    /// Whether no model is ranked.
    NothingEligible(bool),
    /// The model is ranked.
    Eligible(Word),
    /// The model is not ranked.
    Never(Word),
    /// The model has this rank or a better one.
    InTop(Word, usize),
    /// Both models are ranked, the first strictly before the other.
    Before(Word, Word),
    /// The model has at least so many thousandths of a point.
    ScoreAtLeast(Word, i32),
    /// The first has at least so many thousandths of a point more than the second.
    MarginAtLeast(i32),
    /// The model is excluded, and the rule is one of those against it.
    Excluded(Word, Word),
    /// It is unknown whether the model meets the rule, and otherwise it would be ranked.
    Unverified(Word, Word),
    /// The model is ranked with a caveat of the rule.
    Noted(Word, Word),
    /// A rule sets the need to this.
    Derived(Answer),
    /// The need is not answered, and this is assumed.
    Assumed(Answer),
    /// The answer to the need and a rule do not agree.
    Contradiction(Word),
    /// Nothing is eligible, and leaving out the answer to the need is part of a way out.
    Relax(Word),
}

impl Expected {
    /// The models that it names.
    pub fn models(&self) -> impl Iterator<Item = &Word> {
        let (one, other) = match self {
            Self::First(m)
            | Self::Eligible(m)
            | Self::Never(m)
            | Self::InTop(m, _)
            | Self::ScoreAtLeast(m, _)
            | Self::Excluded(m, _)
            | Self::Unverified(m, _)
            | Self::Noted(m, _) => (Some(m), None),
            Self::Before(a, b) => (Some(a), Some(b)),
            Self::NothingEligible(_)
            | Self::MarginAtLeast(_)
            | Self::Derived(_)
            | Self::Assumed(_)
            | Self::Contradiction(_)
            | Self::Relax(_) => (None, None),
        };
        one.into_iter().chain(other)
    }

    /// The rule that it names.
    #[must_use]
    pub fn rule(&self) -> Option<&Word> {
        match self {
            Self::Excluded(_, rule) | Self::Unverified(_, rule) | Self::Noted(_, rule) => Some(rule),
            _ => None,
        }
    }

    /// The need that it names without a value.
    #[must_use]
    pub fn need(&self) -> Option<&Word> {
        match self {
            Self::Contradiction(need) | Self::Relax(need) => Some(need),
            _ => None,
        }
    }

    /// The need that it names with a value.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        match self {
            Self::Derived(answer) | Self::Assumed(answer) => Some(answer),
            _ => None,
        }
    }
}
