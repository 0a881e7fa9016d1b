//! Where an interview stands: the next question, what the last answer did, and the verdict so far.

use std::collections::{BTreeMap, BTreeSet};

use schemars::JsonSchema;
use serde::Serialize;

use super::build::Builder;
use super::{Digests, Report};
use crate::evaluate::Evaluation;
use crate::graph::{DecisionGraph, Given, Resolved};
use crate::interview::{self, CONFIDENCE, Step, Stop};
use crate::rulebook::{Kind, Question};
use crate::value::{Date, Value};
use crate::verdict::Verdict;

/// The version of this view.
pub const SCHEMA: &str = "interview/1";

/// How many names a list in a sentence has at most.
const NAMED: usize = 4;

/// One step of an interview.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Turn {
    /// `interview/1`.
    pub schema: String,
    /// Why it can end here, if it can. What is left can be asked all the same.
    pub stop: Option<Stopped>,
    /// The question to ask next; absent where nothing is left to ask.
    pub next: Option<Asked>,
    /// What was said so far, in the order of the rulebook's questions.
    pub answers: Vec<Said>,
    /// The model that leads; absent while none is eligible.
    pub leader: Option<Leader>,
    /// What is to be expected of the questions that are left.
    pub forecast: Forecast,
    /// How many models are eligible now.
    pub left: usize,
    /// Of how many.
    pub models: usize,
    /// What the last answer did, where it is known.
    pub change: Option<Change>,
    /// The questions that can still change the verdict, those first that are to be asked first.
    pub open: Vec<Open>,
    /// The questions that may be asked yet and cannot change it.
    pub idle: Vec<String>,
    /// The verdict if nothing more is answered.
    pub verdict: Report,
}

/// Why nothing more has to be asked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stopped {
    /// `asked`, `certain`, `one-left`, `nothing-left` or `small-regret`.
    pub reason: String,
    /// How many questions are skipped by it.
    pub skipped: usize,
    /// The same in words.
    pub says: String,
    /// The same in numbers: in what part of the cases the pick would change, and what that would gain; absent where it is certain.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub forecast: Option<String>,
}

/// A question to ask.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The need it asks for.
    pub need: String,
    /// The question itself.
    pub ask: String,
    /// Why it is asked.
    pub why: String,
    /// An answer as somebody might give it.
    pub example: Option<String>,
    /// `yes-no`, `choice`, `choices` or `number`.
    pub kind: String,
    /// The unit of a number.
    pub unit: Option<String>,
    /// The answers to choose from; of a number the amounts that have names.
    pub options: Vec<Choice>,
    /// The fact whose words in the catalog are answers besides; absent where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
    /// What holds if it is not answered.
    pub if_unanswered: String,
    /// The answer it has already, where it is asked again.
    pub now: Option<String>,
    /// What it is worth.
    pub worth: Option<Open>,
}

/// An answer to choose.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// What is written as the answer.
    pub value: String,
    /// What it means.
    pub means: String,
    /// For whom it is right; absent where no example is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// How many models would be eligible with it, and with it alone where several can be chosen.
    pub left: usize,
}

/// What was said to a question.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Said {
    /// The need.
    pub need: String,
    /// The question.
    pub ask: String,
    /// The answer; absent where there was none.
    pub answer: Option<serde_json::Value>,
    /// The answer as it is written, for a flag; absent where there was none.
    pub text: Option<String>,
    /// The answer, or what holds without one, in words.
    pub means: String,
}

/// The model that leads.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Leader {
    /// Its id.
    pub model: String,
    /// Its name.
    pub name: String,
    /// In what part of the ways to go on answering it wins, 0 to 1.
    pub leads: f64,
}

/// What is to be expected of the questions that are left, by the answers that people of the population would give.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Forecast {
    /// Who is taken to answer: the population's label.
    pub population: String,
    /// In what part of the cases another model would win, or none, 0 to 1.
    pub changes: f64,
    /// In what part of the cases nothing would fit, 0 to 1.
    pub nothing: f64,
    /// How many points of 100 are lost on average by whoever stops now.
    pub regret: f64,
    /// How many points are lost at most in `confidence` of the cases.
    pub at_most: f64,
    /// 0.95.
    pub confidence: f64,
}

/// What an answer did.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The models that are not eligible any more, by the rule that keeps them out; the rules first that keep out most.
    pub removed: Vec<RemovedBy>,
    /// The names of the models that are eligible again.
    pub added: Vec<String>,
}

/// What a rule removed.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemovedBy {
    /// The rule.
    pub rule: String,
    /// What it is about, in a line.
    pub summary: String,
    /// The names of the models.
    pub models: Vec<String>,
}

/// What a question is worth.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Open {
    /// The need it asks for.
    pub need: String,
    /// How many points the score of the winner is expected to gain by the answer.
    pub points: f64,
    /// How much the answer says about who wins, in bits.
    pub bits: f64,
}

/// Who is interviewed by what, for verdicts of which date.
#[derive(Debug, Clone, Copy)]
pub struct Setting<'a> {
    /// The graph.
    pub graph: &'a DecisionGraph,
    /// The label of the population.
    pub population: &'a str,
    /// The date.
    pub as_of: Date,
    /// How many models of the ranking the verdict shows.
    pub top: usize,
    /// The digests of the files.
    pub digests: &'a Digests,
}

/// The view of a step. `before` is what was said before the last answer, where there was one.
#[must_use]
pub fn turn(setting: &Setting<'_>, step: &Step, said: &Resolved, before: Option<&Resolved>) -> Turn {
    let evaluation = Evaluation::new(setting.graph, said);
    let verdict = Verdict::new(&evaluation);
    let builder = Builder {
        graph: setting.graph,
        resolved: said,
        evaluation: &evaluation,
        verdict: &verdict,
        as_of: setting.as_of,
    };
    let report = builder.build(setting.top, setting.digests);
    let open =
        |o: &interview::Open| Open { need: builder.need_id(o.need), points: places(o.points), bits: places(o.bits) };
    let worth = |need: usize| step.open.iter().find(|o| o.need == need).map(open);
    let next = step.next.and_then(|need| Some(Asked { worth: worth(need), ..question(setting, said, need)? }));
    let leader = step.leader.map(|model| Leader {
        model: builder.model_id(model),
        name: builder.name(model),
        leads: step.forecast.leads,
    });
    Turn {
        schema: SCHEMA.to_string(),
        stop: step.stop.map(|stop| builder.stopped(stop, step)),
        next,
        answers: answers(setting.graph, said),
        leader,
        forecast: Forecast {
            population: setting.population.to_string(),
            changes: places(1.0 - step.forecast.leads),
            nothing: places(step.forecast.nothing),
            regret: places(step.forecast.regret),
            at_most: places(step.forecast.at_most),
            confidence: CONFIDENCE,
        },
        left: report.counts.eligible,
        models: report.counts.models,
        change: before.map(|before| builder.change(before)),
        open: step.open.iter().map(open).collect(),
        idle: step.idle.iter().map(|need| builder.need_id(*need)).collect(),
        verdict: report,
    }
}

/// A question as it is asked after what was said, be it for the first time or again.
#[must_use]
pub fn question(setting: &Setting<'_>, said: &Resolved, need: usize) -> Option<Asked> {
    let graph = setting.graph;
    let question = graph.rulebook().questions.get(need)?;
    let left = |value: &Value| {
        let mut given: Vec<Given> = said.given.iter().filter(|g| g.need != need).cloned().collect();
        given.push(Given { need, value: value.clone() });
        let said = graph.complete(given, setting.as_of).asked_as(said);
        Verdict::new(&Evaluation::new(graph, &said)).ranking.len()
    };
    let choice = |value: &str, means: &str, answer: &Value| Choice {
        value: value.to_string(),
        means: means.to_string(),
        example: question.example_of(value).map(str::to_string),
        left: left(answer),
    };
    let options: Vec<Choice> = match question.kind {
        Kind::YesNo => vec![choice("yes", "Yes", &Value::Bool(true)), choice("no", "No", &Value::Bool(false))],
        Kind::Choice | Kind::Choices => {
            let word = |o: &crate::rulebook::Choice| Value::Text(o.value.clone());
            let all = question.options.iter().map(|o| match question.kind {
                Kind::Choices => choice(&o.value, &o.means, &question.alone(&word(o))),
                _ => choice(&o.value, &o.means, &word(o)),
            });
            all.collect()
        }
        Kind::Number => question.named.iter().map(|a| choice(&a.name, &a.means, &a.value)).collect(),
    };
    let given = said.given.iter().find(|g| g.need == need);
    Some(Asked {
        need: question.id.clone(),
        ask: question.ask.clone(),
        why: question.why.clone(),
        example: question.example.clone(),
        kind: question.kind.word().to_string(),
        unit: question.unit.clone(),
        options,
        words: question.words.as_ref().map(|words| words.fact.text.clone()),
        if_unanswered: without_answer(graph, said, need, question),
        now: given.map(|g| question.text(&g.value)),
        worth: None,
    })
}

/// What holds of a need that nobody answered, in words.
fn without_answer(graph: &DecisionGraph, said: &Resolved, need: usize, question: &Question) -> String {
    if let Some(derived) = said.derived.iter().find(|d| d.need == need) {
        let rule = graph.rulebook().rules.get(derived.rule).map_or("", |r| r.id.as_str());
        return format!("“{}” follows from rule `{rule}`", meaning(question, &derived.value));
    }
    match (&question.unanswered, &question.assume) {
        (Some(sentence), _) => sentence.clone(),
        (None, Some(value)) => format!("“{}” is assumed", meaning(question, value)),
        (None, None) => String::new(),
    }
}

/// An answer in the words of its options, as a person reads it.
fn meaning(question: &Question, value: &Value) -> String {
    let option = |word: &str| question.options.iter().find(|o| o.value.as_ref() == word).map(|o| o.means.clone());
    match value {
        Value::Text(word) => option(word).unwrap_or_else(|| word.to_string()),
        Value::List(words) if words.is_empty() => "none of these".to_string(),
        Value::List(words) => {
            let words = words.iter().filter_map(|w| w.as_text());
            words.map(|w| option(w).unwrap_or_else(|| w.to_string())).collect::<Vec<_>>().join("; ")
        }
        other => other.display(question.unit.as_deref()),
    }
}

fn answers(graph: &DecisionGraph, said: &Resolved) -> Vec<Said> {
    let of = |(need, question): (usize, &Question)| {
        let given = said.given.iter().find(|g| g.need == need).map(|g| &g.value);
        (given.is_some() || said.unanswered.contains(&need)).then(|| Said {
            need: question.id.clone(),
            ask: question.ask.clone(),
            answer: given.map(Value::to_json),
            text: given.map(|value| question.text(value)),
            means: given.map_or_else(
                || format!("I don't know ({})", without_answer(graph, said, need, question).trim_end_matches('.')),
                |value| meaning(question, value),
            ),
        })
    };
    graph.rulebook().questions.iter().enumerate().filter_map(of).collect()
}

/// What is to be expected of asking on, with the numbers.
fn in_numbers(f: &interview::Forecast) -> String {
    let nothing =
        if f.nothing < 0.005 { String::new() } else { format!(" (in {:.0}% nothing would fit)", 100.0 * f.nothing) };
    format!(
        "Asking on would change the pick in {:.0}% of cases{nothing}. It would gain {:.1} points of 100 on average, and at most {:.1} in {:.0}% of cases.",
        100.0 * (1.0 - f.leads),
        f.regret,
        f.at_most,
        100.0 * CONFIDENCE
    )
}

/// Four places of a share, of points or of bits: more is noise.
fn places(number: f64) -> f64 {
    (number * 10_000.0).round() / 10_000.0
}

impl Builder<'_> {
    fn stopped(&self, stop: Stop, step: &Step) -> Stopped {
        let skipped = step.open.len() + step.idle.len();
        let questions = match skipped {
            1 => "1 question skipped".to_string(),
            n => format!("{n} questions skipped"),
        };
        let leader = step.leader.map(|model| self.name(model)).unwrap_or_default();
        let needs = || {
            let ids: Vec<String> = step.open.iter().take(NAMED).map(|o| self.need_id(o.need)).collect();
            let more = if step.open.len() > NAMED { ", …" } else { "" };
            format!("{}{more}", ids.join(", "))
        };
        let (reason, says) = match stop {
            Stop::Asked => ("asked", "Everything was asked.".to_string()),
            Stop::Certain if skipped == 1 => ("certain", format!("{questions}: it cannot change the result.")),
            Stop::Certain => ("certain", format!("{questions}: they cannot change the result.")),
            Stop::OneLeft => (
                "one-left",
                format!(
                    "{questions}: no other model can win. An answer could only rule {leader} out, too ({}).",
                    needs()
                ),
            ),
            Stop::NothingLeft => ("nothing-left", format!("{questions}: no model can meet what was answered.")),
            Stop::SmallRegret => ("small-regret", format!("{questions}: they would hardly change the pick.")),
        };
        let forecast = (stop == Stop::SmallRegret).then(|| in_numbers(&step.forecast));
        Stopped { reason: reason.to_string(), skipped, says, forecast }
    }

    /// What has changed since an earlier request.
    fn change(&self, before: &Resolved) -> Change {
        let earlier = Verdict::new(&Evaluation::new(self.graph, before));
        let eligible = |verdict: &Verdict| verdict.ranking.iter().map(|r| r.model).collect::<BTreeSet<usize>>();
        let (was, is) = (eligible(&earlier), eligible(self.verdict));
        let out = self.verdict.excluded.iter().chain(&self.verdict.unverified);
        let out: BTreeMap<usize, usize> = out.map(|out| (out.model, out.nearest)).collect();
        let mut removed: BTreeMap<usize, Vec<String>> = BTreeMap::new();
        for ranked in earlier.ranking.iter().filter(|r| !is.contains(&r.model)) {
            let nearest = out.get(&ranked.model).copied();
            if let Some(rule) = nearest.and_then(|row| self.evaluation.against(row).next()).map(|r| r.rule) {
                removed.entry(rule).or_default().push(self.name(ranked.model));
            }
        }
        let summary =
            |rule: usize| self.graph.rulebook().rules.get(rule).map(|r| r.summary.clone()).unwrap_or_default();
        let mut removed: Vec<RemovedBy> = removed
            .into_iter()
            .map(|(rule, models)| RemovedBy { rule: self.rule_id(rule), summary: summary(rule), models })
            .collect();
        removed.sort_by_key(|r| std::cmp::Reverse(r.models.len()));
        let added = self.verdict.ranking.iter().filter(|r| !was.contains(&r.model)).map(|r| self.name(r.model));
        Change { removed, added: added.collect() }
    }
}
