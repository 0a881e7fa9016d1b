//! When to use which of two models, and what would make them tie.

use std::collections::BTreeMap;

use super::{Advice, Pair, Turn};
use crate::change::{self, Bullet, By, Kind, Span, Tipping, TippingValue};
use crate::evaluate::Evaluation;
use crate::graph::{Needed, Resolved};
use crate::report::build::Builder;
use crate::report::words::{list, lower, own_label};
use crate::share;
use crate::value::{Date, Type, Value};
use crate::verdict::Verdict;

/// How many reasons of a kind are told.
const REASONS: usize = 8;

/// In brief, how many questions and how many answers to each of them.
const FEW: usize = 3;

impl Builder<'_> {
    /// The first of the models beside another one.
    pub(super) fn pair(&self, models: &[usize], rows: &[Option<usize>], other: usize) -> Option<Pair> {
        let (first, second) = (*models.first()?, *models.get(other)?);
        let said = Resolved { among: None, ..self.resolved.clone() };
        let advice = change::advice(self.graph, &said, first, second);
        let both = rows.first().copied().flatten().zip(rows.get(other).copied().flatten());
        let tell = |bullets: &[Bullet]| bullets.iter().take(REASONS).map(|b| self.advice(b)).collect();
        let names = [self.name(first), self.name(second)];
        let ranked = both.filter(|_| advice.now.margin().is_some());
        Some(Pair {
            one: 0,
            other,
            margin: advice.now.margin(),
            dominated: both.and_then(|(row, other)| self.dominated(row, other, &names)),
            use_one: tell(&advice.one),
            use_other: tell(&advice.other),
            ties: ranked.map_or_else(Vec::new, |rows| self.ties(rows, &names)),
            weight_ties: ranked.map_or_else(Vec::new, |rows| self.weight_ties(rows)),
            value_ties: ranked.map_or_else(Vec::new, |rows| self.value_ties(rows, other)),
            weighings: ranked.map(|(row, other)| (share::pure(self.evaluation, row, other) * 1e6).round() / 1e6),
        })
    }

    /// The single answers with which another of the models comes first, or none.
    pub(super) fn turns(&self) -> Vec<Turn> {
        let turn = |turn: change::Turning| Turn {
            need: self.need_id(turn.need),
            answer: turn.answers.first().map_or(serde_json::Value::Null, |span| span.from.to_json()),
            answers: turn.answers.iter().map(|span| (span.from.to_json(), span.to.to_json())).collect(),
            text: self.answers(turn.need, &turn.answers.iter().collect::<Vec<_>>()),
            first: turn.first.map(|model| self.model_id(model)),
        };
        change::joined(&change::turns(self.graph, self.resolved)).into_iter().map(turn).collect()
    }

    fn dominated(&self, row: usize, other: usize, [one, two]: &[String; 2]) -> Option<String> {
        let cannot = |loser: &str, winner: &str| {
            format!("{loser} cannot win against {winner} by weights: it has more on no criterion that counts")
        };
        if self.evaluation.cannot_beat(other, row) {
            Some(cannot(two, one))
        } else {
            self.evaluation.cannot_beat(row, other).then(|| cannot(one, two))
        }
    }

    fn advice(&self, bullet: &Bullet) -> Advice {
        let mut by_need: BTreeMap<usize, Vec<&Span>> = BTreeMap::new();
        for span in &bullet.answers {
            by_need.entry(span.need).or_default().push(span);
        }
        let texts: Vec<String> = by_need.iter().map(|(need, spans)| self.answers(*need, spans)).collect();
        let why = self.by(bullet.kind, &bullet.by);
        Advice {
            wins: bullet.wins,
            text: texts.join("; or "),
            brief: self.brief(&by_need, &why),
            why: match bullet.kind {
                Kind::Excludes => format!("rules out the other: {why}"),
                Kind::Admits => format!("lets it in: {why}"),
                Kind::Moves => why,
            },
            rules: bullet.by.iter().filter_map(|by| by.rule()).map(|rule| self.rule_id(rule)).collect(),
            needs: by_need.keys().map(|need| self.need_id(*need)).collect(),
            margin: bullet.margin,
            gain: bullet.gain,
        }
    }

    /// The first answers to the first questions, and why.
    fn brief(&self, by_need: &BTreeMap<usize, Vec<&Span>>, why: &str) -> String {
        let told = by_need.iter().take(FEW).map(|(need, spans)| {
            let more = spans.len().checked_sub(FEW).filter(|more| *more > 1);
            let shown = if more.is_some() { spans.get(..FEW).unwrap_or_default() } else { spans };
            let more = more.map_or_else(String::new, |more| format!(", or {more} more"));
            format!("{}{more}", self.answers(*need, shown))
        });
        format!("{} — {why}", told.collect::<Vec<_>>().join("; or "))
    }

    /// What decides, in words: what applies with the answer, then what does so now and no longer will.
    pub(in crate::report) fn by(&self, kind: Kind, by: &[By]) -> String {
        let (lifted, apply): (Vec<By>, Vec<By>) = by.iter().partition(|by| matches!(by, By::Lifted(_)));
        let words = |by: Vec<By>| list(&by.into_iter().map(|by| self.by_name(by)).collect::<Vec<_>>());
        let no_longer = if kind == Kind::Admits { "no longer against it" } else { "no longer applies" };
        match (apply.is_empty(), lifted.is_empty()) {
            (_, true) => words(apply),
            (true, false) => format!("{no_longer}: {}", words(lifted)),
            (false, false) => format!("{}; {no_longer}: {}", words(apply), words(lifted)),
        }
    }

    fn by_name(&self, by: By) -> String {
        match by {
            By::Rule(rule) | By::Lifted(rule) => {
                self.graph.rulebook().rules.get(rule).map(|r| lower(&r.summary)).unwrap_or_default()
            }
            By::Leaf(leaf) => lower(own_label(&self.leaf(leaf).1)),
            By::Offer => "another offer of it is the best".to_string(),
            By::Points => "points that depend on the answer".to_string(),
        }
    }

    /// A question and its answers: "Where may your data go? Only machines that you run yourself".
    pub(in crate::report) fn answers(&self, need: usize, spans: &[&Span]) -> String {
        let Some(question) = self.graph.rulebook().questions.get(need) else { return String::new() };
        let unit = question.unit.as_deref();
        let one = |value: &Value| -> String {
            let words = match value {
                Value::List(words) => words.clone(),
                other => vec![other.clone()],
            };
            let word = |value: &Value| {
                let option = question.options.iter().find(|o| value.as_text() == Some(&*o.value));
                option.map_or_else(|| value.display(unit), |o| o.means.clone())
            };
            words.iter().map(word).collect::<Vec<_>>().join(" and ")
        };
        let round = |value: &Value| {
            if question.named.iter().any(|n| n.value == *value) { value.clone() } else { rounded(value) }
        };
        let span = |span: &&Span| {
            let [from, to] = [&span.from, span.below.as_ref().unwrap_or(&span.to)].map(|end| one(&round(end)));
            let about = if round(&span.from) == span.from { "" } else { "about " };
            let less = if span.below.is_some() { "less than " } else { "" };
            let is_least = span.from.as_number() == Some(question.min);
            match (from == to, is_least) {
                (true, _) => format!("{about}{from}"),
                (false, true) if less.is_empty() => format!("up to {to}"),
                (false, true) => format!("{less}{to}"),
                (false, false) => format!("{} to {less}{to}", without_unit(&from, &to)),
            }
        };
        format!("{} {}", question.ask, spans.iter().map(span).collect::<Vec<_>>().join(", or "))
    }

    /// What would make two alternatives tie: each weight and each value by itself.
    fn ties(&self, rows: (usize, usize), names: &[String; 2]) -> Vec<String> {
        let weights = self.tying_weights(rows);
        weights.into_iter().chain(self.tying_values(rows, names)).collect()
    }

    fn tying_weights(&self, rows: (usize, usize)) -> Vec<String> {
        let percent = |share: f64| format!("{:.1}%", share * 100.0);
        let told = |(tipping, _, weight): &(Tipping, f64, f64)| {
            let label = self.criterion(tipping.criterion).1;
            format!("{label} counting for {} instead of {}", percent(*weight), percent(tipping.weight))
        };
        self.turning(rows).iter().map(told).collect()
    }

    /// The values of the one, then those of the other.
    fn tying_values(&self, (row, other): (usize, usize), [one, two]: &[String; 2]) -> Vec<String> {
        let values = [(row, other, one), (other, row, two)].into_iter().flat_map(|(row, other, name)| {
            let all = self.possible(row, other).into_iter();
            all.filter_map(move |value| {
                let label = self.leaf(value.leaf).1;
                let (needed, now) = self.needed(row, &value)?;
                Some(format!("{label} of {name} being {needed} instead of {now}"))
            })
        });
        values.collect()
    }

    /// The value with which an alternative would tie, and the one it has.
    pub(in crate::report) fn needed(&self, row: usize, value: &TippingValue) -> Option<(String, String)> {
        let leaf = self.graph.leaves().get(value.leaf)?;
        let unit = leaf.measures.get(value.measure).and_then(|m| m.unit.as_deref());
        let is_date = leaf.measures.get(value.measure).is_some_and(|m| *self.graph.program().ty(m.node) == Type::Date);
        #[expect(clippy::cast_possible_truncation, reason = "a cast of a number that no date has ends at a limit")]
        let date = |n: f64| Date::from_days(n.round() as i32).filter(|_| is_date).map(|date| date.to_string());
        let number = |n: f64| date(n).unwrap_or_else(|| Value::Number((n * 1e4).round() / 1e4).display(unit));
        let needed = match &value.needed {
            Needed::Number(n) => number(*n),
            Needed::Below(n) => format!("less than {}", number(*n)),
            Needed::Word(word) => word.clone(),
            Needed::Truth(truth) => Value::Bool(*truth).display(None),
        };
        let now = self.evaluation.value_text(leaf, &self.evaluation.utility(leaf, row));
        Some((needed, now.unwrap_or_else(|| "unknown".to_string())))
    }
}

/// A whole number with three significant digits: which ones are tried, and that they lie right beside a limit, is nothing for people.
fn rounded(value: &Value) -> Value {
    let Value::Integer(n) = value else { return value.clone() };
    let digits = n.unsigned_abs().checked_ilog10().unwrap_or_default();
    let step = 10_i64.pow(digits.saturating_sub(2));
    n.checked_add(step / 2).map_or_else(|| value.clone(), |n| Value::Integer(n - n.rem_euclid(step)))
}

/// The first of two amounts without the unit, where the second has the same: `$1` and `$2 per month`.
fn without_unit<'a>(from: &'a str, to: &str) -> &'a str {
    let unit = |text: &str| text.find(' ').map(|at| text.get(at..).unwrap_or_default().to_string());
    unit(to).and_then(|unit| from.strip_suffix(unit.as_str())).unwrap_or(from)
}

/// What would make two alternatives tie, each by itself, the rest as it is: values of the one, values of the other, what criteria count.
#[must_use]
pub fn what_ties(evaluation: &Evaluation<'_>, verdict: &Verdict, as_of: Date, row: usize, other: usize) -> Vec<String> {
    let (graph, resolved) = (evaluation.graph(), evaluation.resolved());
    let builder = Builder { graph, resolved, evaluation, verdict, as_of };
    let names = [row, other].map(|row| builder.name(builder.model_of(row)));
    let values = builder.tying_values((row, other), &names);
    values.into_iter().chain(builder.tying_weights((row, other))).collect()
}
