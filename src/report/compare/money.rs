//! What models cost, and where the other one begins to be cheaper.

use std::collections::BTreeSet;

use super::{Bill, BreakEven, Change, Money, PaidFor};
use crate::fact::{FactId, Root};
use crate::pricing::{Bills, Cheaper, Cheapest};
use crate::report::build::Builder;
use crate::report::words::lower;
use crate::value::Value;

impl Builder<'_> {
    /// The bills of the models; `None` where the rulebook does not say what a bill is.
    pub(super) fn money(&self, models: &[usize]) -> Option<Money> {
        let bills = Bills::new(self.evaluation)?;
        let declared = bills.declared();
        let question = self.graph.rulebook().questions.get(declared.volume)?;
        let fact = self.graph.needs().get(declared.volume)?;
        let volume = self.resolved.values.get(fact.index())?.as_ref();
        let all: Vec<(usize, Cheapest)> =
            models.iter().flat_map(|m| bills.cheapest(*m).into_iter().map(|c| (*m, c))).collect();
        let priced: Vec<usize> = all.iter().filter_map(|(_, c)| c.row).collect();
        let mut break_evens = Vec::new();
        for (i, (model, cheapest)) in all.iter().enumerate() {
            for (other, more) in all.iter().skip(i + 1).filter(|(other, _)| other != model) {
                if cheapest.row.is_none() || more.row.is_none() {
                    continue;
                }
                let rows = [self.rivals(&bills, *model, cheapest), self.rivals(&bills, *other, more)];
                let names = [self.paid(*model, cheapest), self.paid(*other, more)];
                let paid_for =
                    |model: usize, paid: &Cheapest| PaidFor { model: self.model_id(model), way: self.way(paid.way) };
                let between = [paid_for(*model, cheapest), paid_for(*other, more)];
                break_evens.push(break_even(&bills, question.unit.as_deref(), &rows, &names, between));
            }
        }
        // What is drawn reaches as far as what is told.
        let turns = break_evens.iter().flat_map(|b: &BreakEven| b.at.iter().map(|(volume, _)| *volume));
        let told: Vec<f64> = bills.volume().into_iter().chain(turns).collect();
        let volumes = bills.volumes(bills.around(&told));
        let mut curves = bills.curves(&priced, &volumes).into_iter();
        let mut shown = Vec::new();
        for (model, cheapest) in &all {
            let curve = cheapest.row.and_then(|_| curves.next()).map_or_else(Vec::new, |curve| curve.points);
            let paid = Paid { model: *model, way: cheapest.way, row: cheapest.row, eligible: cheapest.eligible };
            shown.push(self.bill(&bills, paid, curve));
        }
        let offers = models.iter().flat_map(|m| bills.all(*m).into_iter().map(|(way, rows)| (*m, way, rows)));
        let offers = offers.flat_map(|(model, way, rows)| {
            let eligible = |row: usize| self.evaluation.eligible.get(row);
            rows.into_iter().map(move |row| Paid { model, way, row: Some(row), eligible: eligible(row) })
        });
        let offers = offers.map(|paid| self.bill(&bills, paid, Vec::new())).collect();
        Some(Money {
            bill: declared.label.clone(),
            bill_unit: declared.unit.clone(),
            need: question.id.clone(),
            volume: volume.map(|v| v.display(question.unit.as_deref())),
            assumed: self.resolved.assumed.iter().any(|a| a.need == declared.volume),
            bills: shown,
            offers,
            break_evens,
        })
    }

    fn way(&self, way: usize) -> String {
        let ways = self.graph.rulebook().pricing.as_ref().map(|p| &p.ways);
        ways.and_then(|ways| ways.get(way)).map(|way| way.label.clone()).unwrap_or_default()
    }

    /// A model and how it is paid for, inside a sentence; where it may not be had so, that is said.
    fn paid(&self, model: usize, cheapest: &Cheapest) -> String {
        let out = if cheapest.eligible { "" } else { ", not eligible" };
        format!("{} ({}{out})", self.name(model), lower(&self.way(cheapest.way)))
    }

    /// The offers among which the cheapest is looked for at each volume: the eligible ones, or all if the cheapest is not eligible.
    fn rivals(&self, bills: &Bills<'_>, model: usize, cheapest: &Cheapest) -> Vec<usize> {
        let paid = bills.all(model).into_iter().filter(|(way, _)| *way == cheapest.way).flat_map(|(_, rows)| rows);
        paid.filter(|row| !cheapest.eligible || self.evaluation.eligible.get(*row)).collect()
    }

    fn bill(&self, bills: &Bills<'_>, paid: Paid, curve: Vec<(f64, Option<f64>)>) -> Bill {
        let bill = paid.row.map(|row| (row, bills.bill(row)));
        let sum = bill.as_ref().map(|(row, bill)| self.sum(bills, *row, bill));
        // What it is made of, and what it runs on; where a rulebook names no lines, the prices that it names.
        let facts = |(row, bill): &(usize, crate::pricing::Bill)| -> Vec<(usize, FactId)> {
            let stated = |fact: &FactId| self.graph.schema().fact(*fact).root != Root::Needs;
            let made_of: BTreeSet<FactId> =
                bill.lines.iter().flat_map(|line| line.made_of.clone()).filter(stated).collect();
            let prices = if bill.lines.is_empty() { bill.prices.clone() } else { made_of.into_iter().collect() };
            let hardware = bill.hardware.iter().filter(|fact| !prices.contains(fact)).copied();
            prices.iter().copied().chain(hardware).map(|fact| (*row, fact)).collect()
        };
        let facts = bill.as_ref().map(facts).unwrap_or_default();
        let (number, amount, range, lines) =
            sum.map_or_else(Default::default, |sum| (sum.number, sum.amount, sum.range, sum.lines));
        Bill {
            model: self.model_id(paid.model),
            name: self.name(paid.model),
            way: self.way(paid.way),
            offer: paid.row.map(|row| self.offer_id(row)),
            eligible: paid.eligible,
            amount,
            number,
            range,
            lines,
            assumed: bill.iter().flat_map(|(_, bill)| &bill.assumed).map(|need| self.need_id(*need)).collect(),
            evidence: facts.into_iter().filter_map(|(row, fact)| self.evidence(fact, row)).collect(),
            curve,
        }
    }
}

/// An offer that is paid for in a way; none where no bill of the model is known.
#[derive(Clone, Copy)]
struct Paid {
    model: usize,
    way: usize,
    row: Option<usize>,
    eligible: bool,
}

/// Which of two ways of paying for two models is cheaper, each by its cheapest offer at that volume, and from which volume on the other.
fn break_even(
    bills: &Bills<'_>,
    unit: Option<&str>,
    rows: &[Vec<usize>; 2],
    names: &[String; 2],
    between: [PaidFor; 2],
) -> BreakEven {
    let [ones, others] = rows;
    let [one, two] = names;
    let compared = bills.compare(ones, others);
    let place = |which: Cheaper| match which {
        Cheaper::First => Some(0),
        Cheaper::Second => Some(1),
        Cheaper::Neither | Cheaper::Unknown => None,
    };
    let cheaper = |which: Cheaper| place(which).and_then(|place: usize| names.get(place));
    let shown = |volume: f64| in_round(volume, unit);
    let mut text = match (compared.break_evens.as_slice(), cheaper(compared.lowest)) {
        ([], Some(name)) => {
            let dearer = if compared.lowest == Cheaper::First { two } else { one };
            format!("{name} is cheaper than {dearer} at every volume")
        }
        ([], None) => format!("{one} and {two} cost the same"),
        (turns, _) => spans(turns, |which| cheaper(which).map_or("neither", String::as_str), shown),
    };
    if let Some(by_range) = by_range(&compared, shown) {
        text.push_str(&by_range);
    }
    if compared.unknown {
        text.push_str("; at some volumes a bill is unknown");
    }
    let change = |turn: &crate::pricing::BreakEven| Change {
        volume: turn.volume,
        bill: turn.bills.0,
        below: place(turn.below),
        above: place(turn.above),
    };
    BreakEven {
        text,
        at: compared.break_evens.iter().map(|turn| (turn.volume, turn.bills.0)).collect(),
        between,
        lowest: place(compared.lowest),
        changes: compared.break_evens.iter().map(change).collect(),
    }
}

/// So many changes of places are told one by one.
const TURNS: usize = 4;

/// Which is cheaper up to which volume, in their order, and which above all of them. Each further machine makes a step, so that two may
/// change places often: then the first is told, how often they change, and the last.
fn spans<'n>(
    turns: &[crate::pricing::BreakEven],
    name: impl Fn(Cheaper) -> &'n str,
    shown: impl Fn(f64) -> String,
) -> String {
    let up_to = |turn: &crate::pricing::BreakEven| format!("{} up to {}", name(turn.below), shown(turn.volume));
    let mut parts: Vec<String> = turns.iter().map(up_to).collect();
    if let [first, .., last] = turns
        && turns.len() > TURNS
    {
        let between = turns.len() - 1;
        parts =
            vec![up_to(first), format!("now one and now the other, {between} changes, up to {}", shown(last.volume))];
    }
    parts.extend(turns.last().map(|last| format!("{} above that", name(last.above))));
    format!("Cheaper is {}", parts.join("; "))
}

/// A volume for people: three significant digits, from a million on in millions.
pub(crate) fn in_round(volume: f64, unit: Option<&str>) -> String {
    const MILLION: f64 = 1e6;
    let step = 10_f64.powf((volume.abs().max(1.0).log10().floor() - 2.0).max(0.0));
    let rounded = (volume / step).round() * step;
    if rounded < MILLION {
        return Value::Number(rounded).display(unit);
    }
    let millions = Value::Number((rounded / MILLION * 100.0).round() / 100.0).display(None);
    unit.map_or_else(|| format!("{millions} million"), |unit| format!("{millions} million {unit}"))
}

/// Where bills are ranges: at which volumes what is cheaper changes first, at the earliest and at the latest.
fn by_range(compared: &crate::pricing::Comparison, shown: impl Fn(f64) -> String) -> Option<String> {
    let ends = compared.ends?;
    let middle = compared.break_evens.first().map(|turn| turn.volume);
    let turns = || ends.into_iter().flatten().chain(middle);
    let (least, most) = (turns().fold(f64::INFINITY, f64::min), turns().fold(0.0, f64::max));
    let perhaps_never = ends.contains(&None);
    if turns().count() == 0 || !perhaps_never && most <= least * 1.01 {
        return None;
    }
    let latest = if perhaps_never { "perhaps never".to_string() } else { format!("at {} at the latest", shown(most)) };
    Some(format!(
        "; by what is not known of the bills this begins to change at {} at the earliest, {latest}",
        shown(least)
    ))
}
