//! What came out instead of what was expected, in words.

use crate::change::telling;
use crate::diagnostic::{Code, Diagnostic};
use crate::evaluate::Evaluation;
use crate::graph::DecisionGraph;
use crate::needs::Word;
use crate::report::compare::what_ties;
use crate::report::{Ranked, Report, answer_text as text, own_label, points_text};
use crate::value::{Date, Value};
use crate::verdict::Verdict;

use super::check::value;
use super::{Expectation, Expected};

/// How many of the values and weights that would make two models tie are told.
const TIES: usize = 3;

/// A verdict, and its report with the whole ranking.
pub(super) struct Told<'a> {
    pub(super) graph: &'a DecisionGraph,
    pub(super) evaluation: &'a Evaluation<'a>,
    pub(super) verdict: &'a Verdict,
    pub(super) as_of: Date,
    pub(super) report: &'a Report,
}

impl Told<'_> {
    /// The message about an expectation that is not met.
    pub(super) fn failure(&self, expectation: &Expectation, because: Option<&str>) -> Diagnostic {
        let mut failure = Diagnostic::error(Code::ExpectationFailed, self.message(&expectation.expected))
            .at(expectation.at.clone(), self.label(&expectation.expected));
        failure.help = self.ties(&expectation.expected);
        if let Some(because) = because {
            failure.help.push(format!("it was expected because: {}", because.trim_end_matches('.')));
        }
        failure
    }

    /// What was expected and what is.
    fn message(&self, expected: &Expected) -> String {
        match expected {
            Expected::First(model) => match self.leaders().as_slice() {
                [] => format!("expected {} first, but nothing is eligible", self.name(model)),
                [one] => {
                    format!("expected {} first, but {} is: {}", self.name(model), one.name, self.behind(model, one))
                }
                several => {
                    let names: Vec<&str> = several.iter().map(|r| r.name.as_str()).collect();
                    let (name, fate) = (self.name(model), self.fate(model));
                    format!("expected {name} first, but {} come out equal: {name} {fate}", names.join(" and "))
                }
            },
            Expected::NothingEligible(true) => {
                let first = self.leaders().first().map_or("", |r| r.name.as_str());
                match self.report.ranking.len() {
                    1 => format!("expected nothing to be eligible, but {first} is"),
                    n => format!("expected nothing to be eligible, but {n} models are, first {first}"),
                }
            }
            Expected::NothingEligible(false) => "expected something to be eligible, but nothing is".to_string(),
            Expected::Eligible(model) => {
                format!("expected {} to be eligible, but it {}", self.name(model), self.fate(model))
            }
            Expected::Never(model) => {
                format!("expected {} not to be ranked, but it {}", self.name(model), self.fate(model))
            }
            Expected::InTop(model, n) => {
                format!("expected {} among the first {n}, but it {}", self.name(model), self.fate(model))
            }
            Expected::Before(first, then) => {
                let (one, other) = (self.name(first), self.name(then));
                match (self.ranked(first), self.ranked(then)) {
                    (Some(a), Some(b)) if a.rank == b.rank => {
                        format!("expected {one} before {other}, but they come out equal")
                    }
                    (Some(_), Some(b)) => format!("expected {one} before {other}, but {}", self.behind(first, b)),
                    (None, _) => format!("expected {one} before {other}, but {one} {}", self.fate(first)),
                    (_, None) => format!("expected {one} before {other}, but {other} {}", self.fate(then)),
                }
            }
            Expected::ScoreAtLeast(model, points) => {
                format!(
                    "expected {} to have at least {} points, but it {}",
                    self.name(model),
                    points_text(*points),
                    self.fate(model)
                )
            }
            Expected::MarginAtLeast(points) => match (self.leaders().first(), &self.report.runner_up) {
                (Some(_), Some(_)) => {
                    format!("expected a lead of at least {} points, but {}", points_text(*points), self.summary())
                }
                _ => format!("expected a lead of at least {} points, but nothing is eligible", points_text(*points)),
            },
            Expected::Excluded(model, rule) => {
                format!("expected {} to be excluded by `{}`, but it {}", self.name(model), rule.text, self.fate(model))
            }
            Expected::Unverified(model, rule) => {
                let name = self.name(model);
                format!("expected it to be unknown whether {name} meets `{}`, but it {}", rule.text, self.fate(model))
            }
            Expected::Noted(model, rule) => self.unnoted(model, rule),
            Expected::Derived(answer) => {
                let need = &answer.need;
                let set = self.report.needs.derived.iter().filter(|d| d.need == *need);
                let set: Vec<String> = set.map(|d| format!("`{}` sets it to {}", d.by, text(&d.value))).collect();
                let is = if set.is_empty() { "no rule sets it".to_string() } else { set.join(", and ") };
                format!("expected a rule to set `{need}` to {}, but {is}", self.expected_value(answer))
            }
            Expected::Assumed(answer) => {
                let (need, wanted) = (&answer.need, self.expected_value(answer));
                match self.report.needs.assumed.get(need) {
                    Some(now) => format!("`{need}` is now assumed to be {}, was expected to be {wanted}", text(now)),
                    None => format!("expected `{need}` to be assumed to be {wanted}, but it is {}", self.settled(need)),
                }
            }
            Expected::Contradiction(need) => {
                format!(
                    "expected the answer to `{}` to contradict a rule, but it is {}",
                    need.text,
                    self.settled(&need.text)
                )
            }
            Expected::Relax(need) => match self.report.relaxations.as_slice() {
                _ if !self.report.ranking.is_empty() => {
                    let first = self.leaders().first().map_or("", |r| r.name.as_str());
                    format!("expected nothing to be eligible unless `{}` is left out, but {first} is first", need.text)
                }
                [] => {
                    format!("expected that leaving out `{}` helps, but nothing that could be left out does", need.text)
                }
                ways => {
                    let ways: Vec<&str> = ways.iter().map(|way| way.message.as_str()).collect();
                    format!("expected that leaving out `{}` helps; what does is {}", need.text, ways.join(", or "))
                }
            },
        }
    }

    /// A few words under the expectation.
    fn label(&self, expected: &Expected) -> String {
        let idle = expected.rule().filter(|rule| {
            let at = self.graph.rulebook().rules.iter().position(|r| r.id == rule.text);
            at.and_then(|at| self.evaluation.fired.get(at)) != Some(&Some(true))
        });
        match (idle, expected) {
            (Some(rule), _) => format!("`{}` does not fire for these needs", rule.text),
            (None, Expected::First(_)) => "not first".to_string(),
            _ => "not so".to_string(),
        }
    }

    /// What would make the model that was expected first tie with the one that is.
    fn ties(&self, expected: &Expected) -> Vec<String> {
        let leaders = self.leaders();
        let (Expected::First(model), [first]) = (expected, leaders.as_slice()) else { return Vec::new() };
        let find = |id: &str| self.graph.catalog().find_model(id).ok();
        let pair = find(&model.text).zip(find(&first.model));
        let row = |model: usize| self.verdict.ranking.iter().find(|r| r.model == model).map(|r| r.row);
        let Some((row, other)) = pair.and_then(|(model, first)| row(model).zip(row(first))) else { return Vec::new() };
        let all = what_ties(self.evaluation, self.verdict, self.as_of, row, other);
        all.into_iter().take(TIES).map(|tie| format!("they would tie with {tie}")).collect()
    }

    fn leaders(&self) -> Vec<&Ranked> {
        self.report.ranking.iter().take_while(|r| r.rank == 1).collect()
    }

    fn id(&self, model: &Word) -> Option<&str> {
        let at = self.graph.catalog().find_model(&model.text).ok()?;
        self.graph.catalog().models().get(at).map(|m| m.id.as_ref())
    }

    fn ranked(&self, model: &Word) -> Option<&Ranked> {
        let id = self.id(model)?;
        self.report.ranking.iter().find(|r| r.model == id)
    }

    /// A model for people: its name, with its id where it is written otherwise.
    fn name(&self, model: &Word) -> String {
        let at = self.graph.catalog().find_model(&model.text).ok();
        let found = at.and_then(|at| self.graph.catalog().models().get(at));
        found.map_or_else(|| format!("`{}`", model.text), |m| m.name().to_string())
    }

    /// The report's own words on who leads.
    fn summary(&self) -> &str {
        self.report.summary.trim_end_matches('.')
    }

    /// What keeps a model behind another one that is ranked: by how much, and on what.
    fn behind(&self, model: &Word, leader: &Ranked) -> String {
        let Some(ranked) = self.ranked(model) else { return format!("{} {}", self.name(model), self.fate(model)) };
        let points = |of: &Ranked, criterion: &str| {
            of.contributions.iter().find(|c| c.criterion == criterion).map_or(0, |c| c.points)
        };
        let mut by: Vec<(&str, i32)> = leader
            .contributions
            .iter()
            .map(|c| (own_label(&c.label), c.points - points(ranked, &c.criterion)))
            .filter(|(_, points)| *points != 0)
            .collect();
        by.sort_by_key(|(label, points)| (-points, *label));
        let told = telling(&by);
        let list = |all: &[(&str, i32)]| {
            let all: Vec<String> = all
                .iter()
                .take(3)
                .map(|(label, points)| format!("{label} ({:+.1})", f64::from(*points) / 1000.0))
                .collect();
            all.join(", ")
        };
        let lead =
            format!("{} leads {} by {} points", leader.name, ranked.name, points_text(leader.score - ranked.score));
        let pros = if told.pros.is_empty() { String::new() } else { format!(", ahead on {}", list(&told.pros)) };
        let cons = if told.cons.is_empty() { String::new() } else { format!(", behind on {}", list(&told.cons)) };
        format!("{lead}{pros}{cons}")
    }

    /// What became of a model, to be said of it.
    fn fate(&self, model: &Word) -> String {
        let id = self.id(model).unwrap_or_default();
        let report = self.report;
        if let Some(ranked) = self.ranked(model) {
            return format!("has rank {} with {} points", ranked.rank, points_text(ranked.score));
        }
        if let Some(out) = report.excluded.iter().find(|e| e.model == id) {
            let by: Vec<String> = out
                .by
                .iter()
                .take(2)
                .map(|by| format!("`{}`: {}", by.rule, by.because.trim_end_matches('.')))
                .collect();
            let more = out.by.len().saturating_sub(2);
            let more = if more == 0 { String::new() } else { format!(", and {more} more") };
            return format!("is excluded by {}{more}", by.join(", and by "));
        }
        if let Some(open) = report.unverified.iter().find(|u| u.model == id) {
            return format!("is not known to meet `{}`: {}", open.by, open.condition);
        }
        let offered = !report.without_offer.iter().any(|m| m == id);
        if offered { "is not among the models compared" } else { "is offered by nobody" }.to_string()
    }

    fn unnoted(&self, model: &Word, rule: &Word) -> String {
        let name = self.name(model);
        let Some(ranked) = self.ranked(model) else {
            return format!("expected {name} with the caveat of `{}`, but it {}", rule.text, self.fate(model));
        };
        let by: Vec<String> = ranked.caveats.iter().map(|c| format!("`{}`", c.rule)).collect();
        let by = if by.is_empty() { "none".to_string() } else { by.join(", ") };
        format!("expected {name} with the caveat of `{}`; it has {by}", rule.text)
    }

    /// How a need was settled.
    fn settled(&self, need: &str) -> String {
        let needs = &self.report.needs;
        match (needs.given.get(need), needs.derived.iter().find(|d| d.need == need), needs.assumed.get(need)) {
            (Some(value), ..) => format!("answered with {}", text(value)),
            (_, Some(derived), _) => format!("set to {} by `{}`", text(&derived.value), derived.by),
            (.., Some(value)) => format!("assumed to be {}", text(value)),
            _ => "left open".to_string(),
        }
    }

    fn expected_value(&self, answer: &crate::needs::Answer) -> String {
        value(self.graph, answer).map(|v| text(&Value::to_json(&v))).unwrap_or_default()
    }
}
