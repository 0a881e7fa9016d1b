//! Some models side by side: what they are, what counts, what they cost, when to use which, and for how many which comes first.
//!
//! Everything is looked up in one evaluation, as in a [`Report`](super::Report); keys are public within `compare/1`.

use schemars::JsonSchema;
use serde::Serialize;

use super::bill::Line;
use super::build::Builder;
use super::{Contradiction, Digests, Evidence, Needs, Refusal, SourceUsed};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Resolved};
use crate::rulebook::population::{Askers, Population};
use crate::value::Date;
use crate::verdict::Verdict;

mod advice;
mod facts;
mod money;
mod people;
mod ties;

pub use advice::what_ties;
pub(crate) use money::in_round;
pub(in crate::report) use ties::is_an_end;
pub use ties::{Change, PaidFor, ValueTie, WeightTie};

/// The version of this view.
pub const SCHEMA: &str = "compare/1";

/// How many people are drawn for shares, and with which seed: enough for an error of one in a hundred.
pub const PEOPLE: u64 = 10_000;
/// The seed of the draws.
pub const SEED: u64 = 1;

/// Some models, compared.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// `compare/1`.
    pub schema: String,
    /// What it is a function of, besides its date.
    pub digests: Digests,
    /// The date for which it holds.
    pub as_of: String,
    /// The needs: given, derived by rules, assumed.
    pub needs: Needs,
    /// Answers and rules that could not hold together.
    pub contradictions: Vec<Contradiction>,
    /// The pick and why, in a sentence or two.
    pub summary: String,
    /// Whether nothing that is unknown could make another model win.
    pub certain: bool,
    /// The same in words: what is unknown that could, the weightiest first; absent where none of them is eligible.
    pub doubt: Option<String>,
    /// The models, in the order in which they were named; cells of tables are in the same order.
    pub models: Vec<Compared>,
    /// What they are: the facts that the rulebook names.
    pub facts: Vec<FactRow>,
    /// What counts, as the tree of criteria has it: what differs most comes first.
    pub criteria: Vec<CriterionRow>,
    /// What they cost; absent where the rulebook does not say what a bill is.
    pub money: Option<Money>,
    /// The first model beside each other one.
    pub pairs: Vec<Pair>,
    /// The single answers with which another one of the models comes first, or none, in the order of the questions.
    pub turns: Vec<Turn>,
    /// For how many people which comes first, by population, the one asked for first; none where the rulebook has no population.
    pub shares: Vec<Shares>,
    /// The sources behind the values, sorted by id, those first that must be credited.
    pub sources: Vec<SourceUsed>,
}

/// A model of the comparison.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Compared {
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The offer that it is compared by: the best eligible one, or the one that comes nearest. Absent where nobody offers it.
    pub offer: Option<String>,
    /// 1 for the best; absent where no offer is eligible.
    pub rank: Option<usize>,
    /// Thousandths of a point; absent where no offer is eligible.
    pub score: Option<i32>,
    /// The least and the greatest score that unknown facts allow.
    pub interval: Option<(i32, i32)>,
    /// The best and the worst rank that unknown facts allow: a model can come first exactly if its best one is 1.
    pub ranks: Option<(usize, usize)>,
    /// What it is, in words.
    pub overview: Vec<Sentence>,
    /// The rules that keep it out.
    pub by: Vec<Refusal>,
    /// What a user should know before choosing it.
    pub caveats: Vec<super::Caveat>,
}

/// A sentence about a model, and the facts in it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sentence {
    /// What it says.
    pub text: String,
    /// Where that comes from.
    pub evidence: Vec<Evidence>,
}

/// A fact of each model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FactRow {
    /// The fact.
    pub fact: String,
    /// Its label.
    pub label: String,
    /// Whether the models differ in it.
    pub differs: bool,
    /// How the first of two models stands to the other: a ratio of amounts, a difference of percentages, of days. Absent where there is
    /// nothing to reckon with, and where more than two are compared.
    pub difference: Option<String>,
    /// The value of each model.
    pub cells: Vec<Option<Cell>>,
}

/// A value and where it comes from.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cell {
    /// The value, with its unit.
    pub value: String,
    /// The source of the statement that decides.
    pub source: String,
    /// Its date, where the source gives one.
    pub as_of: Option<String>,
    /// What sources say, where they disagree: from what to what.
    pub disputed: Option<String>,
    /// How the value that decides was found, or what should be known of it, where they disagree.
    pub note: Option<String>,
    /// What they say one by one, where they disagree: every value but the one that decides, once.
    pub others: Vec<Said>,
}

/// What another source says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The value, with its unit.
    pub value: String,
    /// The first source that says so.
    pub source: String,
    /// Its date, where the source gives one.
    pub as_of: Option<String>,
    /// How many more statements say the same.
    pub more: usize,
    /// How it was found, or what should be known of it.
    pub note: Option<String>,
}

/// A criterion and what it gives each model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CriterionRow {
    /// The criterion's id.
    pub criterion: String,
    /// Its label.
    pub label: String,
    /// The group right under the goal that it belongs to.
    pub group: String,
    /// Its share in the goal, 0 to 1.
    pub weight: f64,
    /// Of each model the value, how it was obtained, its points and its sources; absent where nobody offers the model.
    pub cells: Vec<Option<Measured>>,
}

/// What a criterion gives a model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measured {
    /// The value, with its unit; absent where it is unknown.
    pub value: Option<String>,
    /// How it was obtained, where it could be an estimate.
    pub obtained: Option<String>,
    /// Thousandths of a point.
    pub points: i32,
    /// The facts it was read from, with their sources.
    pub evidence: Vec<Evidence>,
}

/// What the models cost.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// What a bill is called.
    pub bill: String,
    /// What it is counted in.
    pub bill_unit: Option<String>,
    /// The need that bills grow with.
    pub need: String,
    /// Its value, with its unit; absent where it is unknown.
    pub volume: Option<String>,
    /// Whether the volume is an assumption.
    pub assumed: bool,
    /// The cheapest offer of each model in each way of paying.
    pub bills: Vec<Bill>,
    /// Every offer whose bill is known: model by model and way by way, eligible ones first, the cheapest first. Without curves.
    pub offers: Vec<Bill>,
    /// Where, of two models each paid for in one way, by its cheapest offer at each volume, the other one begins to be cheaper.
    pub break_evens: Vec<BreakEven>,
}

/// Which of two offers is cheaper.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakEven {
    /// Which is cheaper up to which volume, in words, rounded.
    pub text: String,
    /// The volumes at which that changes, and the bill there.
    pub at: Vec<(f64, f64)>,
    /// The two that are compared: models, each paid for in one way.
    pub between: [PaidFor; 2],
    /// Which of them is cheaper at the lowest volume: 0 or 1; absent where they cost the same there, or a bill is unknown.
    pub lowest: Option<usize>,
    /// The same changes as `at`, each with who is cheaper on either side.
    pub changes: Vec<Change>,
}

/// A bill.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bill {
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The way of paying.
    pub way: String,
    /// The offer; absent where no bill is known.
    pub offer: Option<String>,
    /// Whether it is eligible; otherwise it is the cheapest of all.
    pub eligible: bool,
    /// The bill, with its unit.
    pub amount: Option<String>,
    /// The same as a number.
    pub number: Option<f64>,
    /// Both ends of its range in words; absent where they are the same or not known.
    pub range: Option<String>,
    /// What adds up to it.
    pub lines: Vec<Line>,
    /// The needs it rests on that are assumed.
    pub assumed: Vec<String>,
    /// The prices that it is made of, and what the offer runs on, with their sources.
    pub evidence: Vec<Evidence>,
    /// What it comes to at other volumes: volume and bill.
    pub curve: Vec<(f64, Option<f64>)>,
}

/// Two models.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The one, by place in `models`.
    pub one: usize,
    /// The other.
    pub other: usize,
    /// By how many thousandths of a point the one is ahead; absent where one of them is not eligible.
    pub margin: Option<i32>,
    /// Which of them cannot win however what counts is weighed, in words.
    pub dominated: Option<String>,
    /// When to use the one, the strongest reason first.
    pub use_one: Vec<Advice>,
    /// When to use the other.
    pub use_other: Vec<Advice>,
    /// What would make them tie, in words: weights and values.
    pub ties: Vec<String>,
    /// The weights at which they tie, each by itself, as numbers.
    pub weight_ties: Vec<WeightTie>,
    /// The values with which they tie, each by itself, as numbers.
    pub value_ties: Vec<ValueTie>,
    /// The part of all ways to weigh the groups of criteria with which the one is better, 0 to 1, by an exact formula; absent where one
    /// of them is not eligible.
    pub weighings: Option<f64>,
}

/// A reason to use a model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Advice {
    /// Whether the model comes before the other one with each of these answers; otherwise it only gains by them.
    pub wins: bool,
    /// The answers, in words.
    pub text: String,
    /// The first of the answers and why, in fewer words.
    pub brief: String,
    /// Why: what the rules behind it say, in words.
    pub why: String,
    /// The rules behind it.
    pub rules: Vec<String>,
    /// The needs it is about.
    pub needs: Vec<String>,
    /// By how many thousandths of a point the model is ahead with the strongest answer; absent if the other one is out.
    pub margin: Option<i32>,
    /// How many of these it gains by it; absent where one of the two was or is out.
    pub gain: Option<i32>,
}

/// Answers to one question with which another of the models comes first than now, each by itself, all else as it is.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// The need.
    pub need: String,
    /// The first of the answers, as `--need` takes it.
    pub answer: serde_json::Value,
    /// All of them; of numbers the least and the greatest that were tried and do the same, else twice the same.
    pub answers: Vec<(serde_json::Value, serde_json::Value)>,
    /// The question and the answers in words.
    pub text: String,
    /// The model that comes first with them; absent if none of them fits any more.
    pub first: Option<String>,
}

/// For how many people of a population which model comes first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// The population's id.
    pub population: String,
    /// What it is called.
    pub label: String,
    /// The version of the file.
    pub version: String,
    /// What its numbers are.
    pub meaning: String,
    /// How many people were drawn.
    pub people: u64,
    /// The seed.
    pub seed: u64,
    /// The part for whom each model comes first, in the order of `models`.
    pub first: Vec<Share>,
    /// The part for whom none of them fits.
    pub nothing: Share,
}

/// A part of people.
#[derive(Debug, Clone, Copy, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Share {
    /// 0 to 1.
    pub value: f64,
    /// Half the width of its 95% interval.
    pub error: f64,
    /// The part of those for whom one of the models fits.
    pub of_fitting: f64,
}

/// Compares models, in this order. `population` is the one whose share comes first; `digests` are those of the files.
#[must_use]
pub fn compare(
    graph: &DecisionGraph,
    resolved: &Resolved,
    as_of: Date,
    models: &[usize],
    population: Option<(&Askers, &Population)>,
    digests: &Digests,
) -> Comparison {
    let mut among = models.to_vec();
    among.sort_unstable();
    let resolved = Resolved { among: Some(among), ..resolved.clone() };
    let evaluation = Evaluation::new(graph, &resolved);
    let verdict = Verdict::new(&evaluation);
    let builder = Builder { graph, resolved: &resolved, evaluation: &evaluation, verdict: &verdict, as_of };
    builder.compare(models, population, digests)
}

impl Builder<'_> {
    fn compare(&self, models: &[usize], population: Option<(&Askers, &Population)>, digests: &Digests) -> Comparison {
        let report = self.build(models.len(), digests);
        let rows: Vec<Option<usize>> = models.iter().map(|model| self.row_of(*model)).collect();
        let pairs = (1..models.len()).filter_map(|other| self.pair(models, &rows, other));
        Comparison {
            schema: SCHEMA.to_string(),
            doubt: report.doubt().map(|doubt| doubt.certainty()),
            digests: report.digests,
            as_of: report.as_of,
            needs: report.needs,
            contradictions: report.contradictions,
            summary: report.summary,
            certain: report.certain,
            models: self.all_compared(models, &rows),
            facts: self.fact_rows(&rows),
            criteria: self.criterion_rows(&rows),
            money: self.money(models),
            pairs: pairs.collect(),
            turns: self.turns(),
            shares: population.map_or_else(Vec::new, |(askers, first)| self.shares(models, askers, first)),
            sources: self.sources(rows.iter().flatten().copied(), &self.shown()),
        }
    }

    /// The alternative that a model is compared by.
    fn row_of(&self, model: usize) -> Option<usize> {
        let ranked = self.verdict.ranking.iter().find(|r| r.model == model).map(|r| r.row);
        let out = || self.verdict.excluded.iter().chain(&self.verdict.unverified).find(|out| out.model == model);
        ranked.or_else(|| out().map(|out| out.nearest))
    }

    fn all_compared(&self, models: &[usize], rows: &[Option<usize>]) -> Vec<Compared> {
        let prospects = self.evaluation.prospects(self.verdict);
        let ranks = |model| prospects.iter().find(|p| p.model == model).map(|p| (p.best, p.worst));
        models.iter().zip(rows).map(|(model, row)| self.compared(*model, *row, ranks(*model))).collect()
    }

    fn compared(&self, model: usize, row: Option<usize>, ranks: Option<(usize, usize)>) -> Compared {
        let ranked = self.verdict.ranking.iter().find(|r| r.model == model);
        let out = self.verdict.excluded.iter().chain(&self.verdict.unverified).find(|out| out.model == model);
        let caveats = row.into_iter().flat_map(|row| self.evaluation.caveats(row));
        Compared {
            model: self.model_id(model),
            name: self.name(model),
            offer: row.map(|row| self.offer_id(row)),
            rank: ranked.map(|r| r.rank),
            score: ranked.map(|r| r.score),
            interval: ranked.map(|r| r.interval),
            ranks,
            overview: row.map_or_else(Vec::new, |row| self.overview(row)),
            by: out.map_or_else(Vec::new, |out| self.excluded(out).by),
            caveats: caveats.map(|(rule, text)| super::Caveat { rule: self.rule_id(rule), text }).collect(),
        }
    }
}
