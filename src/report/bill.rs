//! The bill of a month by itself: its lines, its range, and what it rests on. Keys are public within `bill/1`.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use super::words::lower;
use super::{Caveat, Contradiction, Digests, Evidence, Needs, SourceUsed};
use crate::evaluate::Evaluation;
use crate::fact::FactId;
use crate::graph::{DecisionGraph, Resolved};
use crate::pricing::{BillLine, Bills, Limit, Within};
use crate::value::{Date, Value};
use crate::verdict::Verdict;

/// The version of this view.
pub const SCHEMA: &str = "bill/1";

/// The bill of one offer, with all that it rests on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MonthlyBill {
    /// `bill/1`.
    pub schema: String,
    /// What it is a function of, besides its date, the model and the offer.
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
    /// The offer: the one that was asked for, else the one that stands for the model in a verdict.
    pub offer: String,
    /// The way of paying.
    pub way: Option<String>,
    /// Whether the offer is eligible for these needs.
    pub eligible: bool,
    /// The bill in a sentence.
    pub summary: String,
    /// The bill.
    pub bill: Sum,
    /// How it stands to the budget, and where it would keep within it; empty where there is no budget.
    pub limits: Vec<String>,
    /// What is assumed for it: without these answers it would not be known.
    pub assumed: Vec<Answered>,
    /// What it would depend on, had it been said; counted as none.
    pub unsaid: Vec<Answered>,
    /// What rules say of what the bill counts and what it does not.
    pub notes: Vec<Caveat>,
    /// What else there is to be had, and is not counted.
    pub beside: Vec<Extra>,
    /// All offers of the model, the cheapest first, those without a known bill last.
    pub offers: Vec<OfferBill>,
    /// The sources behind it, sorted by id, those first that must be credited.
    pub sources: Vec<SourceUsed>,
}

/// What is to be paid.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sum {
    /// The middle of what is not known, with its unit; absent where it is not known.
    pub amount: Option<String>,
    /// The same as a number.
    pub number: Option<f64>,
    /// The least that it may be; absent where that is not known or the rulebook knows no range.
    pub low: Option<f64>,
    /// The most that it may be.
    pub high: Option<f64>,
    /// Both ends in words; absent where they are the same.
    pub range: Option<String>,
    /// What adds up to it, without what is nothing.
    pub lines: Vec<Line>,
    /// The facts because of which it is not known.
    pub missing: Vec<String>,
}

/// A part of a bill.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// The fact that it is.
    pub line: String,
    /// What it is called.
    pub label: String,
    /// How much, in the currency of the bill: in whole cents, which add up to those of the bill, where that is one unit or more.
    pub amount: String,
    /// The same as a number that is not rounded. Less than nothing where it is taken off.
    pub number: f64,
    /// The prices, shares and needs that it is made of, with their sources.
    pub evidence: Vec<Evidence>,
}

/// A need and its answer in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Answered {
    /// The need.
    pub need: String,
    /// The question.
    pub ask: String,
    /// What is taken for an answer; absent where nothing is.
    pub value: Option<String>,
}

/// Something that is not counted in the bill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extra {
    /// The fact.
    pub fact: String,
    /// What it is called.
    pub label: String,
    /// Its value, with its unit.
    pub value: String,
    /// What it means.
    pub meaning: String,
    /// What its source says of it.
    pub note: Option<String>,
    /// The source.
    pub source: String,
    /// The date of the value, where the source gives one.
    pub as_of: Option<String>,
}

/// What another offer of the model costs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfferBill {
    /// The offer.
    pub offer: String,
    /// Whether it is eligible for these needs.
    pub eligible: bool,
    /// The bill, with its unit; absent where it is not known.
    pub amount: Option<String>,
    /// The same as a number.
    pub number: Option<f64>,
    /// Both ends of its range in words; absent where they are the same or not known.
    pub range: Option<String>,
}

/// The bill of an offer of a model, by the place of the alternative; of the offer that stands for the model in a verdict where `row` is
/// `None`. `None` where nobody offers the model, or the rulebook does not say what a bill is. `digests` are those of the files.
///
/// ```
/// use verdict::{catalog::Catalog, graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
/// use verdict::report::{Digests, bill::bill};
///
/// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
/// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
/// let as_of = graph.as_of_date(&Request::default());
/// let needs = graph.complete(Vec::new(), as_of);
/// let of = |model: usize| bill(&graph, &needs, as_of, (model, None), &Digests::default());
/// let bill = (0..graph.catalog().models().len()).filter_map(of).find(|bill| bill.bill.number.is_some()).unwrap();
/// let sum: f64 = bill.bill.lines.iter().map(|line| line.number).sum();
/// assert!((sum - bill.bill.number.unwrap()).abs() < 1e-9);
/// ```
#[must_use]
pub fn bill(
    graph: &DecisionGraph,
    resolved: &Resolved,
    as_of: Date,
    (model, row): (usize, Option<usize>),
    digests: &Digests,
) -> Option<MonthlyBill> {
    let evaluation = Evaluation::new(graph, resolved);
    let verdict = Verdict::new(&evaluation);
    let builder = Builder { graph, resolved, evaluation: &evaluation, verdict: &verdict, as_of };
    let bills = Bills::new(&evaluation)?;
    let stands = || {
        let ranked = verdict.ranking.iter().find(|r| r.model == model).map(|r| r.row);
        let out = verdict.unverified.iter().chain(&verdict.excluded).find(|out| out.model == model);
        ranked.or_else(|| out.map(|out| out.nearest)).or_else(|| graph.catalog().rows_of(model).next())
    };
    Some(builder.monthly_bill(&bills, model, row.or_else(stands)?, digests))
}

impl Builder<'_> {
    fn monthly_bill(&self, bills: &Bills<'_>, model: usize, row: usize, digests: &Digests) -> MonthlyBill {
        let bill = bills.bill(row);
        let sum = self.sum(bills, row, &bill);
        let needs = self.needs();
        let answered = |need: usize, value: Option<&Value>| {
            let question = self.graph.rulebook().questions.get(need)?;
            let value = value.map(|value| value.display(question.unit.as_deref()));
            Some(Answered { need: question.id.clone(), ask: question.ask.clone(), value })
        };
        let value = |need: usize| {
            let fact = self.graph.needs().get(need)?;
            self.resolved.values.get(fact.index())?.as_ref()
        };
        let way = bills.way(row);
        let eligible = self.evaluation.eligible.get(row);
        MonthlyBill {
            schema: SCHEMA.to_string(),
            digests: Digests { needs: self.needs_digest(&needs), ..digests.clone() },
            as_of: self.as_of.to_string(),
            contradictions: self.contradictions(),
            warnings: self.warnings(),
            model: self.model_id(model),
            name: self.name(model),
            offer: self.offer_id(row),
            way: way.and_then(|way| self.graph.rulebook().pricing.as_ref()?.ways.get(way)).map(|way| way.label.clone()),
            eligible,
            summary: self.billed(model, row, &sum),
            limits: bills.budget().map_or_else(Vec::new, |budget| self.limits(bills, row, budget)),
            assumed: bill.assumed.iter().filter_map(|need| answered(*need, value(*need))).collect(),
            unsaid: bill.unsaid.iter().filter_map(|need| answered(*need, None)).collect(),
            notes: self.bill_notes(row),
            beside: bills.declared().beside.iter().filter_map(|fact| self.extra(*fact, row)).collect(),
            offers: self.offer_bills(bills, model),
            sources: self.sources_of(
                std::iter::once((row, bill.lines.iter().flat_map(|line| line.made_of.clone()).collect())),
                BTreeSet::new(),
            ),
            bill: sum,
            needs,
        }
    }

    /// A bill in numbers and words.
    pub(super) fn sum(&self, bills: &Bills<'_>, row: usize, bill: &crate::pricing::Bill) -> Sum {
        let unit = bills.declared().unit.as_deref();
        let shown = |n: f64| Value::Number(n).display(unit);
        // Lines stand below one another: a sign will do.
        let sign = unit.map(|unit| if unit.starts_with("USD") { "USD" } else { unit });
        let (low, high) = bill.range.unzip();
        let rounded = cents(&bill.lines.iter().map(|line| line.amount).collect::<Vec<_>>(), bill.amount);
        let line = |(line, amount): (&BillLine, f64)| Line {
            line: self.fact_id(line.fact),
            label: self.graph.schema().fact(line.fact).label.clone(),
            amount: Value::Number(amount).display(sign),
            number: line.amount,
            evidence: line.made_of.iter().filter_map(|fact| self.evidence(*fact, row)).collect(),
        };
        Sum {
            amount: bill.amount.map(shown),
            number: bill.amount,
            low,
            high,
            range: bill.range.and_then(|range| ends(range, unit)),
            lines: bill.lines.iter().zip(rounded).map(line).collect(),
            missing: if bill.amount.is_some() {
                Vec::new()
            } else {
                bill.missing.iter().map(|fact| self.fact_id(*fact)).collect()
            },
        }
    }

    /// The bill of the pick; `None` where there is none, or the rulebook does not say what a bill is.
    pub(super) fn bill_of(&self, row: Option<usize>) -> Option<Sum> {
        let bills = Bills::new(self.evaluation)?;
        row.map(|row| self.sum(&bills, row, &bills.bill(row)))
    }

    /// How a budget stands to the bill of an offer, where there is a budget.
    pub(super) fn limits_of(&self, row: usize) -> Vec<String> {
        let Some(bills) = Bills::new(self.evaluation) else { return Vec::new() };
        bills.budget().map_or_else(Vec::new, |budget| self.limits(&bills, row, budget))
    }

    fn billed(&self, model: usize, row: usize, sum: &Sum) -> String {
        let what = format!("{} ({})", self.name(model), self.offer_id(row));
        match (&sum.amount, &sum.range) {
            (Some(amount), Some(range)) => format!("{what} costs about {amount}, {range} by what is not known"),
            (Some(amount), None) => format!("{what} costs {amount}"),
            (None, range) => {
                let label = |id: &String| {
                    let fact = self.graph.schema().find(id).map(|fact| self.graph.schema().fact(fact).label.as_str());
                    lower(fact.unwrap_or(id))
                };
                let missing: Vec<String> = sum.missing.iter().map(label).collect();
                let between = range.as_ref().map_or_else(String::new, |range| format!("; it may be {range}"));
                format!("What {what} costs is not known: {}{between}", missing.join(", "))
            }
        }
    }

    fn extra(&self, fact: FactId, row: usize) -> Option<Extra> {
        let told = self.evidence(fact, row)?;
        let declared = self.graph.schema().fact(fact);
        let note = self.evaluation.evidence(row, fact).first().and_then(|statement| statement.note.clone());
        Some(Extra {
            fact: told.fact,
            label: declared.label.clone(),
            value: told.value,
            meaning: declared.meaning.clone(),
            note: note.map(|note| note.to_string()),
            source: told.source,
            as_of: told.as_of,
        })
    }

    /// What rules say of the bill.
    fn bill_notes(&self, row: usize) -> Vec<Caveat> {
        let named = self.graph.rulebook().pricing.as_ref().map_or(&[][..], |pricing| &pricing.notes);
        let mut notes = self.caveats(row);
        notes.retain(|note| named.iter().any(|word| word.text == note.rule));
        notes
    }

    fn offer_bills(&self, bills: &Bills<'_>, model: usize) -> Vec<OfferBill> {
        let unit = bills.declared().unit.as_deref();
        let of = |row: usize| {
            let (amount, range) = bills.amount_and_range(row);
            OfferBill {
                offer: self.offer_id(row),
                eligible: self.evaluation.eligible.get(row),
                amount: amount.map(|n| Value::Number(n).display(unit)),
                number: amount,
                range: range.and_then(|range| ends(range, unit)),
            }
        };
        let mut all: Vec<OfferBill> = self.graph.catalog().rows_of(model).map(of).collect();
        all.sort_by(|a, b| {
            let key = |bill: &OfferBill| bill.number.unwrap_or(f64::INFINITY);
            key(a).total_cmp(&key(b))
        });
        all
    }

    /// How a budget stands to a bill, and where the bill would keep within it.
    pub(super) fn limits(&self, bills: &Bills<'_>, row: usize, budget: f64) -> Vec<String> {
        let unit = bills.declared().unit.as_deref();
        let budget_text = Value::Number(budget).display(unit);
        let now = match bills.within(row, budget) {
            Some(Within::Surely) => format!("A budget of {budget_text} holds, whatever is not known"),
            Some(Within::Perhaps) => {
                format!(
                    "A budget of {budget_text} lies within the range of the bill: only an invoice tells whether it holds"
                )
            }
            Some(Within::Never) => format!("A budget of {budget_text} does not hold"),
            None => return Vec::new(),
        };
        let told = |limit: &Limit| {
            let question = self.graph.rulebook().questions.get(limit.need)?;
            let number = if limit.above { limit.value.ceil() } else { limit.value.floor() };
            let value = Value::Number(number).display(question.unit.as_deref());
            let side = if limit.above { "from" } else { "up to" };
            let surely = if limit.within == Within::Surely { "It surely holds" } else { "It may hold" };
            Some(format!("{surely} {side} {value} ({})", question.id))
        };
        std::iter::once(now).chain(bills.limits(row, budget).iter().filter_map(told)).collect()
    }
}

/// Both ends of a range in words; `None` where they are the same.
pub(super) fn ends((low, high): (f64, f64), unit: Option<&str>) -> Option<String> {
    let [low, high] = [low, high].map(Value::Number);
    (low.display(unit) != high.display(unit)).then(|| low.display_to(&high, unit, true))
}

/// Amounts in whole hundredths that add up to those of their total, by the largest remainder; as they are where the total is less than one.
fn cents(amounts: &[f64], total: Option<f64>) -> Vec<f64> {
    let Some(total) = total.filter(|total| total.abs() >= 1.0) else { return amounts.to_vec() };
    let mut whole: Vec<f64> = amounts.iter().map(|amount| (amount * 100.0).floor()).collect();
    let mut order: Vec<usize> = (0..amounts.len()).collect();
    let rest = |at: &usize| amounts.get(*at).map_or(0.0, |amount| amount * 100.0 - (amount * 100.0).floor());
    order.sort_by(|a, b| rest(b).total_cmp(&rest(a)));
    let mut missing = (total * 100.0).round() - whole.iter().sum::<f64>();
    for at in order {
        if missing < 1.0 {
            break;
        }
        if let Some(amount) = whole.get_mut(at) {
            *amount += 1.0;
            missing -= 1.0;
        }
    }
    whole.into_iter().map(|amount| amount / 100.0).collect()
}
