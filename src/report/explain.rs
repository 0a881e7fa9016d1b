//! One model: why it is where it is, and what would have to change for it to come first.
//!
//! Everything is looked up in the evaluation of all models that are compared; keys are public within `explain/1`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::bill::Sum;
use super::build::Builder;
use super::{
    Caveat, Close, Contradiction, Contribution, Counts, Difference, Digests, Evidence, Needs, Open, Refusal,
    SourceUsed, Unverified, Weighed,
};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Resolved};
use crate::value::Date;
use crate::verdict::{Out, Ranked, Verdict};

mod change;
mod place;

/// The version of this view.
pub const SCHEMA: &str = "explain/1";

/// A model, explained.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Explanation {
    /// `explain/1`.
    pub schema: String,
    /// What it is a function of, besides its date and the model.
    pub digests: Digests,
    /// The date for which it holds.
    pub as_of: String,
    /// The needs: given, derived by rules, assumed.
    pub needs: Needs,
    /// Answers and rules that could not hold together.
    pub contradictions: Vec<Contradiction>,
    /// That the facts are old for this date, and what in the rulebook could not be carried out for these needs.
    pub warnings: Vec<String>,
    /// The model's id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// Who made it.
    pub developer: Option<String>,
    /// `ranked`, `unverified` (eligible if something unknown turns out well), `excluded`, or `not-offered`.
    pub state: String,
    /// Where it stands and why, in a sentence or two.
    pub summary: String,
    /// How many models and alternatives were considered and are eligible.
    pub counts: Counts,
    /// 1 for the best; absent where no offer is eligible.
    pub rank: Option<usize>,
    /// The rank that its score would give it; absent where it has a rank, or nobody offers it.
    pub rank_if_eligible: Option<usize>,
    /// The best of its eligible offers, or the one that comes nearest; absent where nobody offers it.
    pub offer: Option<String>,
    /// Thousandths of a point: the sum of the contributions. Of a model that is not eligible, what it would have.
    pub score: Option<i32>,
    /// The least and the greatest score that unknown facts allow.
    pub interval: Option<(i32, i32)>,
    /// The best and the worst rank that unknown facts allow; absent where it is not ranked.
    pub ranks: Option<Ranks>,
    /// Of the first, those that cannot be told apart from it, by what estimates usually err; absent where there are none.
    pub close: Option<Close>,
    /// What each criterion gave, the largest first.
    pub contributions: Vec<Contribution>,
    /// The rules that fire and give points to criteria.
    pub weighed: Vec<Weighed>,
    /// The rules that keep it out.
    pub by: Vec<Refusal>,
    /// The answers behind these rules: what holds, and whether it was given, derived by a rule or assumed.
    pub behind: Vec<Evidence>,
    /// The bill of a month of its offer; absent where it has none, or the rulebook does not say what a bill is.
    pub bill: Option<Sum>,
    /// How that stands to the budget, and where it would keep within it; empty where there is no budget.
    pub limits: Vec<String>,
    /// What would have to turn out true for it to be eligible.
    pub eligible_if: Option<Unverified>,
    /// Requirements of which it is unknown whether it meets them, and which let it stay.
    pub unverified: Vec<Refusal>,
    /// All its offers: the eligible ones, the best first, then the others, those first that the fewest rules keep out.
    pub offers: Vec<Offered>,
    /// The model that comes first beside it, or, beside the first, the next one; absent where it is not ranked or alone.
    pub beside: Option<Beside>,
    /// Other models that keep it from coming first by weights alone: whatever counts how much, each of them has more somewhere and less nowhere.
    pub dominated_by: Vec<Named>,
    /// By how much each criterion may count for it to come first, the others as they are; only criteria by which it can. Empty where it is
    /// not ranked or alone.
    pub weights: Vec<Weighing>,
    /// Whether any weights of what counts, several moved at once, would bring it first; absent where it is first, or has no rank.
    pub any_weights: Option<AnyWeights>,
    /// The values with which it would tie with the model beside it, each by itself.
    pub values: Vec<Tied>,
    /// Of the first, the answers with which it no longer is; of any other one those with which it is eligible or has a better rank. Each
    /// by itself; the best ranks first.
    pub answers: Vec<Answer>,
    /// Where it is not eligible and no single other answer lets it in: the smallest sets of answers that do so if they are left out.
    pub left_out: Vec<LeftOut>,
    /// What is unknown of it, that which could move most points first.
    pub open: Vec<Open>,
    /// Where it is not eligible, what would let it in, as rules say.
    pub remedies: Vec<Caveat>,
    /// What a user should know before choosing it.
    pub caveats: Vec<Caveat>,
    /// The sources behind its values and those of the model beside it, sorted by id, those first that must be credited.
    pub sources: Vec<SourceUsed>,
}

/// Between which ranks a model lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ranks {
    /// 1 if it may come first.
    pub best: usize,
    /// While it is eligible.
    pub worst: usize,
}

/// An offer of the model.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Offered {
    /// Its id.
    pub offer: String,
    /// Whether it is eligible.
    pub eligible: bool,
    /// Thousandths of a point; of one that is not eligible, what it would have.
    pub score: i32,
    /// The rules that keep it out.
    pub by: Vec<Refusal>,
}

/// A model by its id and its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
}

/// The model next to which another one is put.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Beside {
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// Its rank.
    pub rank: usize,
    /// Its score, in thousandths of a point.
    pub score: i32,
    /// By how many of these the winner of the two is ahead.
    pub margin: i32,
    /// The differences that tell why: the fewest for the winner that outweigh all against it, then what is against it by more than the
    /// margin. With `rest`, the points add up to the margin.
    pub telling: Vec<Difference>,
    /// All other differences.
    pub rest: Vec<Difference>,
}

/// How much one criterion may count for a model to come first, as its share in the goal, 0 to 1.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighing {
    /// The criterion's id.
    pub criterion: String,
    /// Its label, with the groups above it.
    pub label: String,
    /// The criterion above it in which its share is moved.
    pub above: String,
    /// What it counts for now.
    pub now: f64,
    /// At one end of its range, where its share in the criterion above is the least.
    pub from: f64,
    /// At the other end.
    pub to: f64,
    /// The least that it has to count for; absent where it need not count at all.
    pub least: Option<f64>,
    /// The most that it may count for; absent where it may be all there is in the criterion above.
    pub most: Option<f64>,
    /// Whether that is all there is: its share in the criterion above may be anything.
    pub any: bool,
}

/// Whether any weights of what counts bring a model ahead of all others.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnyWeights {
    /// Whether any do.
    pub first: bool,
    /// Weights that do: of every leaf that counts now or does then, the greatest first. Empty where none do.
    pub weights: Vec<Reweighed>,
    /// Where none do: the models of which one, or a mix in these parts, is at least as good at everything that counts.
    pub by: Vec<Mixed>,
}

/// How much a leaf counts, as its share in the goal, 0 to 1.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reweighed {
    /// The criterion's id.
    pub criterion: String,
    /// Its label, with the groups above it.
    pub label: String,
    /// What it counts for now.
    pub now: f64,
    /// What it would count for.
    pub share: f64,
}

/// A model's part in a mix.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mixed {
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// 0 to 1; 1 where it is at least as good alone.
    pub part: f64,
}

/// A value with which a model ties with another.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tied {
    /// The criterion that it counts for.
    pub criterion: String,
    /// Its label, with the groups above it.
    pub label: String,
    /// The fact that it is, if the criterion measures a single one.
    pub fact: Option<String>,
    /// The value now, with its unit.
    pub now: String,
    /// The value with which they tie.
    pub needed: String,
}

/// Other answers to one question, each by itself.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The need.
    pub need: String,
    /// The answers; of numbers the least and the greatest that were tried and do the same, else twice the same.
    pub answers: Vec<(serde_json::Value, serde_json::Value)>,
    /// The question and the answers in words.
    pub text: String,
    /// The rank that the model has with them; absent where it is not eligible.
    pub rank: Option<usize>,
    /// The model that comes first with them; absent where nothing is eligible.
    pub first: Option<Named>,
    /// Why, in words: what the rules behind it say; absent where they neither let the model in nor bring it nearer to the one beside it.
    pub why: Option<String>,
    /// The rules behind it.
    pub rules: Vec<String>,
}

/// Answers that, left out together, let the model in.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// The needs, with their answers.
    pub needs: BTreeMap<String, serde_json::Value>,
    /// The rank that the model has without them.
    pub rank: usize,
    /// Whether all smaller sets were tried, and none of them lets it in.
    pub smallest: bool,
}

/// Explains a model; `None` if it is none of those compared. `digests` are those of the files.
///
/// ```
/// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
/// use verdict::report::{Digests, explain::explain};
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
/// let as_of = graph.as_of_date(&Request::default());
/// let needs = graph.complete(Vec::new(), as_of);
/// let explanation = explain(&graph, &needs, as_of, 0, &Digests::default()).unwrap();
/// let sum = explanation.contributions.iter().map(|c| c.points).sum();
/// assert_eq!(explanation.score, Some(sum));
/// ```
#[must_use]
pub fn explain(
    graph: &DecisionGraph,
    resolved: &Resolved,
    as_of: Date,
    model: usize,
    digests: &Digests,
) -> Option<Explanation> {
    let evaluation = Evaluation::new(graph, resolved);
    let verdict = Verdict::new(&evaluation);
    let builder = Builder { graph, resolved, evaluation: &evaluation, verdict: &verdict, as_of };
    let place = Place::new(&verdict, model)?;
    Some(builder.explain(model, &place, digests))
}

/// What became of a model.
enum Place<'v> {
    Ranked(&'v Ranked),
    Unverified(&'v Out),
    Excluded(&'v Out),
    NotOffered,
}

impl<'v> Place<'v> {
    fn new(verdict: &'v Verdict, model: usize) -> Option<Self> {
        let of = |all: &'v [Out]| all.iter().find(|out| out.model == model);
        let ranked = verdict.ranking.iter().find(|r| r.model == model).map(Self::Ranked);
        ranked
            .or_else(|| of(&verdict.unverified).map(Self::Unverified))
            .or_else(|| of(&verdict.excluded).map(Self::Excluded))
            .or_else(|| verdict.without_offer.contains(&model).then_some(Self::NotOffered))
    }

    const fn state(&self) -> &'static str {
        match self {
            Self::Ranked(_) => "ranked",
            Self::Unverified(_) => "unverified",
            Self::Excluded(_) => "excluded",
            Self::NotOffered => "not-offered",
        }
    }

    const fn ranked(&self) -> Option<&'v Ranked> {
        if let Self::Ranked(ranked) = self { Some(*ranked) } else { None }
    }

    const fn out(&self) -> Option<&'v Out> {
        match self {
            Self::Unverified(out) | Self::Excluded(out) => Some(*out),
            Self::Ranked(_) | Self::NotOffered => None,
        }
    }

    /// The alternative by which the model is judged.
    fn row(&self) -> Option<usize> {
        self.ranked().map(|r| r.row).or_else(|| self.out().map(|out| out.nearest))
    }
}

impl Builder<'_> {
    fn explain(&self, model: usize, place: &Place<'_>, digests: &Digests) -> Explanation {
        let (evaluation, needs) = (self.evaluation, self.needs());
        let (row, ranked, out) = (place.row(), place.ranked(), place.out());
        let at = |column: &[i32], row: usize| column.get(row).copied();
        let by = match place {
            // What must turn out true of that offer, and nothing of the others.
            Place::Unverified(out) => self.open_requirements(out.nearest),
            _ => out.map_or_else(Vec::new, |out| self.excluded(out).by),
        };
        let eligible_if = if let Place::Unverified(out) = place { Some(self.unverified(out)) } else { None };
        let rank_if_eligible = out.map(|out| self.rank_of(out.nearest));
        let rival = ranked.and_then(|own| self.verdict.ranking.iter().find(|r| r.model != own.model));
        let answers = if row.is_some() { self.answers_of(model, ranked) } else { Vec::new() };
        let contributions = row.map_or_else(Vec::new, |row| evaluation.contributions(row));
        Explanation {
            schema: SCHEMA.to_string(),
            digests: Digests { needs: self.needs_digest(&needs), ..digests.clone() },
            as_of: self.as_of.to_string(),
            contradictions: self.contradictions(),
            warnings: self.warnings(),
            model: self.model_id(model),
            name: self.name(model),
            developer: self.known_text(model, crate::fact::known::DEVELOPER),
            state: place.state().to_string(),
            summary: self.told(model, place, &by, eligible_if.as_ref(), rank_if_eligible),
            counts: self.counts(),
            rank: ranked.map(|r| r.rank),
            rank_if_eligible,
            offer: row.map(|row| self.offer_id(row)),
            score: row.and_then(|row| at(&evaluation.scores, row)),
            interval: row.and_then(|row| at(&evaluation.low, row).zip(at(&evaluation.high, row))),
            ranks: self.ranks(model),
            close: ranked.filter(|own| own.rank == 1).and_then(|_| self.close()),
            contributions: row
                .map_or_else(Vec::new, |row| contributions.iter().map(|c| self.contribution(c, row)).collect()),
            weighed: self.weighed(),
            behind: row.map_or_else(Vec::new, |row| self.behind(out, row)),
            bill: self.bill_of(row),
            limits: row.map_or_else(Vec::new, |row| self.limits_of(row)),
            by,
            eligible_if,
            unverified: ranked.map_or_else(Vec::new, |r| self.kept(r.row)),
            offers: self.offers(model),
            beside: ranked.zip(rival).map(|(own, rival)| self.beside(own, rival)),
            dominated_by: self.dominated_by(model),
            weights: if rival.is_some() { self.weighings(model) } else { Vec::new() },
            any_weights: ranked.filter(|own| own.rank > 1).and_then(|own| self.any_weights(own.model)),
            values: ranked.zip(rival).map_or_else(Vec::new, |(own, rival)| self.values(own.row, rival.row)),
            left_out: out.filter(|_| answers.is_empty()).map_or_else(Vec::new, |out| self.left_out(out.model)),
            answers,
            open: row.map_or_else(Vec::new, |row| self.open_of(row)),
            remedies: out.map_or_else(Vec::new, |out| self.noted(self.evaluation.remedies(out.nearest))),
            caveats: row.map_or_else(Vec::new, |row| self.caveats(row)),
            sources: self.sources(row.into_iter().chain(rival.map(|r| r.row)), &[]),
            needs,
        }
    }
}
