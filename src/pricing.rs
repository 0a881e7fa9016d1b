//! What alternatives cost: bills, how they grow with the volume, and at which volume two of them are the same.
//!
//! The rulebook says what the bill is, with which need it grows and which ways of paying there are; the formula of the catalog says
//! how it is computed. Nothing else is modelled. Above all, a rent that does not grow with the volume says nothing about whether what
//! is rented keeps up with it, and there are no discounts and no costs of people: rules caveat what they know of that.
//!
//! # Why it is so
//!
//! **What does a line of a bill name as its source?**
//!
//! The facts on the way that was taken (`Run::made_of`): of a choice the side that was chosen, of `min` and `max`
//! the operand that won. All facts that a formula reads would name the price of power for an API. What is computed
//! from many facts of its own (machines for a load) is named by itself where the rulebook says so (`parts`).
//!
//! **How can bills at hundreds of volumes be cheap?**
//!
//! Of two models, some twenty alternatives matter. `DecisionGraph::part` is the table of those alone, with what no
//! need changes computed for it; a break-even looks at each volume over these rows and takes the cheapest. What is
//! looked up by an answer (a machine) is one node (`Node::Select`), not a choice for each machine there is.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::Range;

use crate::evaluate::Evaluation;
use crate::expression::{NodeId, Run};
use crate::fact::FactId;
use crate::graph::{CompiledPricing, DecisionGraph, Given, Part, Resolved};
use crate::rulebook::Question;
use crate::value::{Date, Value};

mod break_even;
mod limit;

pub use break_even::{BreakEven, Cheaper};
pub use limit::{Limit, Within};

/// The greatest volume that is looked at where the question sets no limit.
pub const MAX_VOLUME: f64 = 1e12;

/// At how many volumes each tenfold is looked at.
const PER_DECADE: f64 = 8.0;

/// How far bills may be from a line to be called one, in the currency: half of its hundredth part.
const HALF_CENT: f64 = 0.005;

/// What two groups cost, at the middle and at each pair of ends.
type Pairs = Vec<Option<(f64, f64)>>;

/// The bills of one request.
#[derive(Clone, Copy)]
pub struct Bills<'a> {
    evaluation: &'a Evaluation<'a>,
    declared: &'a CompiledPricing,
    question: &'a Question,
    as_of: Date,
}

/// What an alternative costs at the volume of the request.
#[derive(Debug, Clone, PartialEq)]
pub struct Bill {
    /// In the unit of the bill; `None` is unknown.
    pub amount: Option<f64>,
    /// The least and the most that it may be, where the rulebook says so and both are known.
    pub range: Option<(f64, f64)>,
    /// What adds up to it, in the rulebook's order, without what is nothing.
    pub lines: Vec<BillLine>,
    /// The facts because of which it is unknown.
    pub missing: Vec<FactId>,
    /// The needs that are assumed and without which it would be unknown, by place in the order of the questions.
    pub assumed: Vec<usize>,
    /// The needs that were not said and that it would depend on, likewise.
    pub unsaid: Vec<usize>,
    /// The prices that are known of the alternative.
    pub prices: Vec<FactId>,
    /// What is known of what it runs on.
    pub hardware: Vec<FactId>,
}

/// A part of a bill.
#[derive(Debug, Clone, PartialEq)]
pub struct BillLine {
    /// What it is.
    pub fact: FactId,
    /// How much, in the unit of the bill; less than nothing where it is taken off.
    pub amount: f64,
    /// The facts and needs that this amount is made of.
    pub made_of: Vec<FactId>,
}

/// The cheapest offer of a model that is paid for in one way, at the volume of the request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cheapest {
    /// The way, by place in the rulebook.
    pub way: usize,
    /// The alternative; `None` if no bill is known. The first by id of equals.
    pub row: Option<usize>,
    /// Whether it was chosen from the eligible ones. Otherwise none is, and it is the cheapest of all.
    pub eligible: bool,
    /// Of how many that it was chosen from the bill is unknown: they might be cheaper.
    pub unpriced: usize,
}

/// How the bill of an alternative grows with the volume.
#[derive(Debug, Clone, PartialEq)]
pub struct Curve {
    /// Volumes and bills; `None` is unknown.
    pub points: Vec<(f64, Option<f64>)>,
    /// The line on which all points lie, to a cent, if they do.
    pub line: Option<Line>,
}

/// A bill that is the same for each further unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Line {
    /// What it is without any volume.
    pub fixed: f64,
    /// What each unit of volume adds.
    pub each: f64,
}

/// Which of two alternatives is cheaper, and where that changes.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison {
    /// The least and the greatest volume that were looked at.
    pub range: (f64, f64),
    /// Which is cheaper at the least: without a break-even, at all.
    pub lowest: Cheaper,
    /// The volumes at which that changes, ascending.
    pub break_evens: Vec<BreakEven>,
    /// Whether at some volume a bill is unknown: nothing is said about where that begins or ends.
    pub unknown: bool,
    /// The first break-even if each bill is at that end of its range which is best for the one, and for the other; `None` for both where
    /// bills have no range.
    pub ends: Option<[Option<f64>; 2]>,
}

impl<'a> Bills<'a> {
    /// The bills of what was evaluated; `None` if the rulebook does not say what a bill is.
    ///
    /// ```
    /// use verdict::{catalog::Catalog, evaluate::Evaluation, graph::DecisionGraph, load::Files, needs::Request};
    /// use verdict::{pricing::Bills, rulebook::Rulebook};
    ///
    /// let rulebook = Rulebook::parse(&Files::shipped_rules().views()).unwrap();
    /// let graph = DecisionGraph::compile(rulebook, Catalog::parse(&Files::shipped_catalog().views()).0).unwrap();
    /// let mut request = Request::default();
    /// request.add_flag("--need", "requests_per_month=50k").unwrap();
    /// let resolved = graph.resolve(&request, graph.as_of_date(&request)).unwrap();
    /// let evaluation = Evaluation::new(&graph, &resolved);
    /// let bills = Bills::new(&evaluation).unwrap();
    ///
    /// assert_eq!(bills.volume(), Some(50_000.0));
    /// let row = bills.cheapest(0)[0].row.unwrap();
    /// let bill = bills.bill(row);
    /// assert!(bill.amount.unwrap() > 0.0 && !bill.prices.is_empty());
    /// ```
    #[must_use]
    pub fn new(evaluation: &'a Evaluation<'a>) -> Option<Self> {
        let graph = evaluation.graph();
        let declared = graph.pricing()?;
        let question = graph.rulebook().questions.get(declared.volume)?;
        let Some(Some(Value::Date(as_of))) = evaluation.resolved().values.get(graph.as_of().index()) else {
            return None;
        };
        Some(Self { evaluation, declared, question, as_of: *as_of })
    }

    fn graph(&self) -> &'a DecisionGraph {
        self.evaluation.graph()
    }

    /// What is declared of bills: their unit, and the need that they grow with.
    #[must_use]
    pub fn declared(&self) -> &'a CompiledPricing {
        self.declared
    }

    /// The volume of the request: given, derived or assumed; `None` if it is unknown.
    #[must_use]
    pub fn volume(&self) -> Option<f64> {
        let fact = self.graph().needs().get(self.declared.volume)?;
        self.evaluation.resolved().values.get(fact.index())?.as_ref()?.as_number()
    }

    /// The volumes that there can be: from what the question says is the least, or else 1, to what it says is the most, or else
    /// [`MAX_VOLUME`]. Of nothing at all there is no bill to compare.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        let least = if self.question.min > 0.0 { self.question.min } else { 1.0 };
        let most = self.question.max.unwrap_or(MAX_VOLUME.max(least));
        (least.min(most), most)
    }

    /// The part of the range worth drawing: whole tenfolds around some volumes, with one to spare on each side.
    #[must_use]
    pub fn around(&self, volumes: &[f64]) -> (f64, f64) {
        let (least, most) = self.range();
        let inside = || volumes.iter().copied().filter(|v| (least..=most).contains(v));
        let low = inside().fold(f64::INFINITY, f64::min);
        let high = inside().fold(0.0, f64::max);
        if high == 0.0 {
            return (least, most);
        }
        let power = |of: f64| libm::pow(10.0, of);
        (power(libm::log10(low).floor() - 1.0).max(least), power(libm::log10(high).ceil() + 1.0).min(most))
    }

    /// Volumes at equal ratios, both ends among them, whole where the need is.
    #[must_use]
    pub fn volumes(&self, (from, to): (f64, f64)) -> Vec<f64> {
        let steps = (libm::log10(to / from) * PER_DECADE).ceil().clamp(1.0, 1000.0);
        let counted = |volume: f64| if self.question.whole { volume.round() } else { volume };
        let mut all = Vec::new();
        let mut step = 0.0;
        while step < steps {
            all.push(counted(from * libm::pow(to / from, step / steps)));
            step += 1.0;
        }
        all.push(counted(to));
        all.dedup();
        all
    }

    /// The bill of an alternative.
    #[must_use]
    pub fn bill(&self, row: usize) -> Bill {
        let run = self.evaluation.run();
        let known = |facts: &[FactId]| {
            facts.iter().copied().filter(|fact| self.evaluation.fact_text(*fact, row).is_some()).collect()
        };
        let (amount, range) = self.amount_and_range(row);
        let number = |fact: FactId| self.evaluation.fact_value(fact, row)?.as_number();
        let line = |fact: &FactId| {
            let amount = number(*fact).filter(|n| *n != 0.0)?;
            let made_of = self
                .graph()
                .definition(*fact)
                .map_or_else(Vec::new, |node| run.made_of(node, row, &self.declared.parts));
            Some(BillLine { fact: *fact, amount, made_of })
        };
        Bill {
            amount,
            range,
            lines: if amount.is_some() { self.declared.lines.iter().filter_map(line).collect() } else { Vec::new() },
            missing: run.missing(self.declared.bill, row),
            assumed: if amount.is_some() { self.assumed(row) } else { Vec::new() },
            unsaid: self.unsaid(row),
            prices: known(&self.declared.prices),
            hardware: known(&self.declared.hardware),
        }
    }

    /// The bill of an alternative and its range, without its lines.
    #[must_use]
    pub fn amount_and_range(&self, row: usize) -> (Option<f64>, Option<(f64, f64)>) {
        let number = |fact: FactId| self.evaluation.fact_value(fact, row)?.as_number();
        let range = self.declared.range.and_then(|[low, high]| Some((number(low)?, number(high)?)));
        (self.amount(self.evaluation.run(), row), range)
    }

    /// The way in which an alternative is paid for, by place in the rulebook; `None` if in none.
    #[must_use]
    pub fn way(&self, row: usize) -> Option<usize> {
        let run = self.evaluation.run();
        self.declared.ways.iter().position(|when| when.is_none_or(|when| run.column(when).truth(row) == Some(true)))
    }

    /// The offers of a model that are paid for in a way, in the order of the catalog.
    fn offers(&self, model: usize, when: Option<NodeId>) -> Vec<usize> {
        let run = self.evaluation.run();
        let paid = |row: &usize| when.is_none_or(|when| run.column(when).truth(*row) == Some(true));
        self.graph().catalog().rows_of(model).filter(paid).collect()
    }

    /// For each way of paying in which a model is offered, all its offers whose bill is known, the cheapest first; what is eligible comes
    /// before what is not.
    #[must_use]
    pub fn all(&self, model: usize) -> Vec<(usize, Vec<usize>)> {
        let run = self.evaluation.run();
        let ways = self.declared.ways.iter().enumerate().map(|(way, when)| {
            let priced = self.offers(model, *when).into_iter().filter_map(|row| Some((row, self.amount(run, row)?)));
            let mut priced: Vec<(usize, f64)> = priced.collect();
            let out = |row: usize| !self.evaluation.eligible.get(row);
            priced.sort_by(|(a, x), (b, y)| out(*a).cmp(&out(*b)).then_with(|| x.total_cmp(y)));
            (way, priced.into_iter().map(|(row, _)| row).collect())
        });
        ways.filter(|(_, rows): &(usize, Vec<usize>)| !rows.is_empty()).collect()
    }

    /// For each way of paying in which a model is offered, its cheapest offer.
    #[must_use]
    pub fn cheapest(&self, model: usize) -> Vec<Cheapest> {
        let run = self.evaluation.run();
        let ways = self.declared.ways.iter().enumerate().filter_map(|(way, when)| {
            let all = self.offers(model, *when);
            let fit: Vec<usize> = all.iter().copied().filter(|row| self.evaluation.eligible.get(*row)).collect();
            let (eligible, from) = (!fit.is_empty(), if fit.is_empty() { &all } else { &fit });
            let priced = || from.iter().filter_map(|row| Some((*row, self.amount(run, *row)?)));
            let row = priced().min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(row, _)| row);
            let unpriced = from.len() - priced().count();
            (!all.is_empty()).then_some(Cheapest { way, row, eligible, unpriced })
        });
        ways.collect()
    }

    /// How the bills of alternatives grow.
    ///
    /// Each point is what the bill would be if that volume had been given: everything that rules derive from the volume follows, so a
    /// curve says what the same request says of each of its points.
    #[must_use]
    pub fn curves(&self, rows: &[usize], volumes: &[f64]) -> Vec<Curve> {
        let part = self.part(rows);
        let columns: Vec<Vec<Option<f64>>> = volumes.iter().map(|volume| self.at(*volume, &part)).collect();
        let curve = |place: usize| {
            let bills = columns.iter().map(|bills| bills.get(place).copied().flatten());
            let points: Vec<_> = volumes.iter().copied().zip(bills).collect();
            Curve { line: line(&points), points }
        };
        (0..rows.len()).map(curve).collect()
    }

    /// Where of two groups of alternatives, each by its cheapest at that volume, the other one begins to be cheaper, over the whole
    /// [range](Self::range).
    ///
    /// Both are looked at eight times in each tenfold of the volume, more often where a bill is no line, and where what is cheaper
    /// changes in between, that is halved until it is found: to the unit where the need is whole, else to a millionth of a
    /// millionth. What begins and ends between two volumes that were looked at, within about a fiftieth of the volume, is not seen.
    #[must_use]
    pub fn compare(&self, ones: &[usize], others: &[usize]) -> Comparison {
        let range = self.range();
        let part = self.part(&[ones, others].concat());
        let (ones, others) = (0..ones.len(), ones.len()..ones.len() + others.len());
        let volumes = self.volumes(range);
        // The bill of both, then each with the end of its range that is best for the one, and for the other.
        let bill = self.declared.bill;
        let wanted: Vec<[NodeId; 2]> = std::iter::once([bill; 2])
            .chain(self.ends().into_iter().flat_map(|[low, high]| [[low, high], [high, low]]))
            .collect();
        let looked: RefCell<BTreeMap<u64, Pairs>> = RefCell::default();
        let look = |volume: f64| -> Pairs {
            let resolved = self.changed(self.declared.volume, volume);
            let run = part.run(&resolved.values);
            let cheapest = |bill: NodeId, rows: &Range<usize>| {
                rows.clone().filter_map(|row| amount(&run, bill, row)).min_by(f64::total_cmp)
            };
            wanted.iter().map(|[one, other]| Some((cheapest(*one, &ones)?, cheapest(*other, &others)?))).collect()
        };
        let find = |which: usize| {
            let pair = |volume: f64| {
                looked
                    .borrow_mut()
                    .entry(volume.to_bits())
                    .or_insert_with(|| look(volume))
                    .get(which)
                    .copied()
                    .flatten()
            };
            break_even::find(&volumes, self.question.whole, pair)
        };
        let found = find(0);
        let ends = self.ends().map(|_| [1, 2].map(|which| find(which).break_evens.first().map(|turn| turn.volume)));
        Comparison { range, lowest: found.lowest, break_evens: found.break_evens, unknown: found.unknown, ends }
    }

    /// Some alternatives by themselves, for their bills and the ends of these.
    fn part(&self, rows: &[usize]) -> Part<'a> {
        let wanted: Vec<NodeId> =
            std::iter::once(self.declared.bill).chain(self.ends().into_iter().flatten()).collect();
        self.graph().part(rows, &wanted, self.evaluation.day())
    }

    /// The bills of some alternatives if the volume were another.
    fn at(&self, volume: f64, part: &Part<'_>) -> Vec<Option<f64>> {
        let resolved = self.changed(self.declared.volume, volume);
        let run = part.run(&resolved.values);
        (0..run.rows()).map(|row| self.amount(&run, row)).collect()
    }

    /// The needs if one number were another, with all that rules derive from it.
    fn changed(&self, need: usize, number: f64) -> Resolved {
        let whole = self.graph().rulebook().questions.get(need).is_some_and(|question| question.whole);
        let value = if whole { self::whole(number) } else { Value::Number(number) };
        let others = self.evaluation.resolved().given.iter().filter(|given| given.need != need).cloned();
        let mut given: Vec<Given> = others.chain([Given { need, value }]).collect();
        given.sort_by_key(|given| given.need);
        self.graph().complete(given, self.as_of)
    }

    /// The needs that are unknown and were asked on the way to the bill.
    fn unsaid(&self, row: usize) -> Vec<usize> {
        let asked = self.evaluation.run().asked_of(self.declared.bill, row);
        let unknown = |fact: &FactId| self.evaluation.resolved().values.get(fact.index()).is_none_or(Option::is_none);
        let needs = self.graph().needs().iter().enumerate();
        needs.filter(|(_, fact)| asked.contains(fact) && unknown(fact)).map(|(need, _)| need).collect()
    }

    /// The assumptions without which the bill would be unknown: what does not matter to this alternative is none of its own.
    fn assumed(&self, row: usize) -> Vec<usize> {
        let resolved = self.evaluation.resolved();
        let read = self.graph().program().reads(self.declared.bill);
        let part = self.part(&[row]);
        let matters = |fact: FactId| {
            let mut values = resolved.values.clone();
            if let Some(value) = values.get_mut(fact.index()) {
                *value = None;
            }
            self.amount(&part.run(&values), 0).is_none()
        };
        let assumed = resolved.assumed.iter().filter_map(|a| Some((a.need, *self.graph().needs().get(a.need)?)));
        assumed.filter(|(_, fact)| read.contains(fact) && matters(*fact)).map(|(need, _)| need).collect()
    }

    fn amount(&self, run: &Run<'_>, row: usize) -> Option<f64> {
        amount(run, self.declared.bill, row)
    }

    /// What computes the ends of the range of a bill.
    fn ends(&self) -> Option<[NodeId; 2]> {
        let [low, high] = self.declared.range?.map(|fact| self.graph().definition(fact));
        Some([low?, high?])
    }
}

fn amount(run: &Run<'_>, bill: NodeId, row: usize) -> Option<f64> {
    run.value(bill, row)?.as_number().filter(|amount| amount.is_finite())
}

#[expect(clippy::cast_possible_truncation, reason = "a cast from a float stays within the range of the whole number")]
fn whole(volume: f64) -> Value {
    Value::Integer(volume.round() as i64)
}

/// The line through the first and the last point, if all others lie on it, and nothing is unknown.
fn line(points: &[(f64, Option<f64>)]) -> Option<Line> {
    let known: Vec<(f64, f64)> = points.iter().map(|(v, bill)| Some((*v, (*bill)?))).collect::<Option<_>>()?;
    let (first, last) = (known.first()?, known.last()?);
    let each = if first.0 < last.0 { (last.1 - first.1) / (last.0 - first.0) } else { return None };
    let fixed = first.1 - each * first.0;
    let near = |(volume, bill): &(f64, f64)| {
        (fixed + each * volume - bill).abs() <= HALF_CENT.max(break_even::SAME * bill.abs())
    };
    // What is left of rounding is nothing that anybody pays.
    let fixed = if fixed.abs() < HALF_CENT { 0.0 } else { fixed };
    known.iter().all(near).then_some(Line { fixed, each })
}
