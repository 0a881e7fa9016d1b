//! When to use which of two models, and what would make them tie.

use std::collections::BTreeMap;

use super::{Advice, Pair, Turn};
use crate::change::{self, Bullet, By, Kind, Span, Tie, TippingValue};
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
            weighings: both.map(|(row, other)| (share::pure(self.evaluation, row, other) * 1e6).round() / 1e6),
        })
    }

    /// The single answers with which another of the models comes first, or none.
    pub(super) fn turns(&self) -> Vec<Turn> {
        let turn = |turn: change::Turn| {
            let span = Span { need: turn.need, from: turn.answer.clone(), to: turn.answer.clone(), below: None };
            Turn {
                need: self.need_id(turn.need),
                answer: turn.answer.to_json(),
                text: self.answers(turn.need, &[&span]),
                first: turn.first.map(|model| self.model_id(model)),
            }
        };
        change::turns(self.graph, self.resolved).into_iter().map(turn).collect()
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
        let rules = bullet.by.iter().filter_map(|by| if let By::Rule(rule) = by { Some(*rule) } else { None });
        let rules: Vec<usize> = rules.collect();
        let why: Vec<String> = bullet.by.iter().map(|by| self.by(*by)).collect();
        Advice {
            wins: bullet.wins,
            text: texts.join("; or "),
            brief: self.brief(&by_need, &bullet.by),
            why: match bullet.kind {
                Kind::Excludes => format!("rules out the other: {}", list(&why)),
                Kind::Admits => format!("lets it in: {}", list(&why)),
                Kind::Moves => list(&why),
            },
            rules: rules.into_iter().map(|rule| self.rule_id(rule)).collect(),
            needs: by_need.keys().map(|need| self.need_id(*need)).collect(),
            margin: bullet.margin,
            gain: bullet.gain,
        }
    }

    /// The first answers to the first questions and why, without the ids of rules.
    fn brief(&self, by_need: &BTreeMap<usize, Vec<&Span>>, by: &[By]) -> String {
        let told = by_need.iter().take(FEW).map(|(need, spans)| {
            let more = spans.len().checked_sub(FEW).filter(|more| *more > 1);
            let shown = if more.is_some() { spans.get(..FEW).unwrap_or_default() } else { spans };
            let more = more.map_or_else(String::new, |more| format!(", or {more} more"));
            format!("{}{more}", self.answers(*need, shown))
        });
        let why: Vec<String> = by.iter().map(|by| self.by_name(*by)).collect();
        format!("{} — {}", told.collect::<Vec<_>>().join("; or "), list(&why))
    }

    pub(in crate::report) fn by(&self, by: By) -> String {
        match by {
            By::Rule(rule) => format!("{} ({})", self.by_name(by), self.rule_id(rule)),
            other => self.by_name(other),
        }
    }

    /// What decides, in words alone.
    fn by_name(&self, by: By) -> String {
        match by {
            By::Rule(rule) => self.graph.rulebook().rules.get(rule).map(|r| lower(&r.summary)).unwrap_or_default(),
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
        let span = |span: &&Span| match &span.below {
            Some(below) => format!("{} to less than {}", one(&span.from), one(below)),
            None if span.from == span.to => one(&span.from),
            None => format!("{} to {}", one(&span.from), one(&span.to)),
        };
        format!("{} {}", question.ask, spans.iter().map(span).collect::<Vec<_>>().join(", or "))
    }

    /// What would make two alternatives tie: each weight and each value by itself.
    fn ties(&self, rows: (usize, usize), names: &[String; 2]) -> Vec<String> {
        let weights = self.tying_weights(rows);
        weights.into_iter().chain(self.tying_values(rows, names)).collect()
    }

    fn tying_weights(&self, (row, other): (usize, usize)) -> Vec<String> {
        let percent = |share: f64| format!("{:.1}%", share * 100.0);
        let weights = self.evaluation.tipping_weights(row, other).into_iter().filter_map(|tipping| match tipping.tie {
            Tie::At { weight, .. } => {
                let now = percent(tipping.weight);
                let label = self.criterion(tipping.criterion).1;
                Some(format!("{label} counting for {} instead of {now}", percent(weight)))
            }
            Tie::Never | Tie::Indifferent | Tie::Alone => None,
        });
        weights.collect()
    }

    /// The values of the one, then those of the other.
    fn tying_values(&self, (row, other): (usize, usize), [one, two]: &[String; 2]) -> Vec<String> {
        let values = [(row, other, one), (other, row, two)].into_iter().flat_map(|(row, other, name)| {
            let all = self.evaluation.tipping_values(row, other).into_iter();
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

/// What would make two alternatives tie, each by itself, the rest as it is: values of the one, values of the other, what criteria count.
#[must_use]
pub fn what_ties(evaluation: &Evaluation<'_>, verdict: &Verdict, as_of: Date, row: usize, other: usize) -> Vec<String> {
    let (graph, resolved) = (evaluation.graph(), evaluation.resolved());
    let builder = Builder { graph, resolved, evaluation, verdict, as_of };
    let names = [row, other].map(|row| builder.name(builder.model_of(row)));
    let values = builder.tying_values((row, other), &names);
    values.into_iter().chain(builder.tying_weights((row, other))).collect()
}
