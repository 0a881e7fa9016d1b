//! Whether to leave the model that is in use: what the pick saves, gains and risks against it. No verdict depends on it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Difference;
use super::asked::Unmet;
use super::build::Builder;
use super::words::{list, lower, own_label, points_text};
use crate::evaluate::Evaluation;
use crate::graph::{CompiledSwitch, Resolved};
use crate::pricing::Bills;
use crate::rulebook;
use crate::value::{Date, Value};
use crate::verdict::Verdict;

/// How many criteria of which the pick is less certain are told, those first that could move the most.
const TOLD: usize = 3;

/// What to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// What is in use stays.
    Stay,
    /// It does not fit, or ends before the pick does.
    Switch,
    /// The pick is better by more than the work of going there, and by more than estimates err.
    WorthIt,
    /// It is not known whether what is in use fits: find that out first.
    Check,
}

/// The pick against the model in use.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// The id of the model in use.
    pub model: String,
    /// Its name.
    pub name: String,
    /// The offer of it that is compared: its best eligible one, else the one that comes nearest. Absent where it has none.
    pub offer: Option<String>,
    /// The id of the pick; absent where nothing is eligible.
    pub to: Option<String>,
    /// What to do.
    pub advice: Advice,
    /// The same in words, with the reason.
    pub says: String,
    /// The rule that keeps it out, where one does.
    pub by: Option<String>,
    /// By how many thousandths of a point the pick leads it, where it is eligible.
    pub margin: Option<i32>,
    /// The day from which it cannot be had any more, past or announced.
    pub ends: Option<String>,
    /// What a month costs less with the pick; absent where it is the pick, or nothing is known of bills.
    pub saves: Option<Saving>,
    /// What the pick has over it, the largest first.
    pub gains: Vec<Difference>,
    /// The same in words: at most four, and how many more.
    pub gains_text: String,
    /// What it has over the pick, the largest first.
    pub loses: Vec<Difference>,
    /// The same in words.
    pub loses_text: String,
    /// What is certain of it and not of the pick, in sentences.
    pub risks: Vec<String>,
}

/// What a month costs less.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Saving {
    /// How much, in the currency of the bill; less than nothing where the pick costs more. Absent where one of the bills is not known.
    pub number: Option<f64>,
    /// The least that it may be.
    pub low: Option<f64>,
    /// The most.
    pub high: Option<f64>,
    /// The same in words.
    pub text: String,
}

/// Where the model in use stands.
struct Now {
    model: usize,
    /// The alternative that is compared.
    row: usize,
    standing: Standing,
}

enum Standing {
    Eligible { score: i32, rank: usize },
    Excluded,
    Unverified,
}

impl Builder<'_> {
    /// The pick against what is in use, where somebody said what that is.
    pub(super) fn switch(&self) -> Option<Switch> {
        let (declared, compiled) = (self.graph.rulebook().switch.as_ref()?, self.graph.switch()?);
        let fact = self.graph.needs().get(compiled.need)?;
        let id = self.resolved.values.get(fact.index())?.as_ref()?.as_text()?;
        let model = self.graph.catalog().find_model(id).ok()?;
        let among = self.resolved.among.as_ref().filter(|among| !among.contains(&model));
        if let Some(among) = among {
            // It is held against the models compared, be it one of them or not.
            let mut among = among.clone();
            among.push(model);
            among.sort_unstable();
            let resolved = Resolved { among: Some(among), ..self.resolved.clone() };
            let evaluation = Evaluation::new(self.graph, &resolved);
            let verdict = Verdict::new(&evaluation);
            let with = Builder { resolved: &resolved, evaluation: &evaluation, verdict: &verdict, ..*self };
            return with.switch();
        }
        let Some(now) = self.now(model) else {
            let name = self.name(model);
            let says = format!("no offer of {name} is known, so nothing can be compared with it");
            return Some(self.only_said(model, None, Advice::Check, says));
        };
        Some(self.held_against(&now, declared, compiled))
    }

    fn now(&self, model: usize) -> Option<Now> {
        if let Some(r) = self.verdict.ranking.iter().find(|r| r.model == model) {
            let standing = Standing::Eligible { score: r.score, rank: r.rank };
            return Some(Now { model, row: r.row, standing });
        }
        let of = |outs: &[crate::verdict::Out]| outs.iter().find(|out| out.model == model).map(|out| out.nearest);
        let unverified = of(&self.verdict.unverified).map(|row| Now { model, row, standing: Standing::Unverified });
        unverified.or_else(|| of(&self.verdict.excluded).map(|row| Now { model, row, standing: Standing::Excluded }))
    }

    /// A switch of which only the advice is known.
    fn only_said(&self, model: usize, row: Option<usize>, advice: Advice, says: String) -> Switch {
        Switch {
            model: self.model_id(model),
            name: self.name(model),
            offer: row.map(|row| self.offer_id(row)),
            to: self.verdict.ranking.first().map(|pick| self.model_id(pick.model)),
            advice,
            says,
            by: None,
            margin: None,
            ends: None,
            saves: None,
            gains: Vec::new(),
            gains_text: String::new(),
            loses: Vec::new(),
            loses_text: String::new(),
            risks: Vec::new(),
        }
    }

    fn held_against(&self, now: &Now, declared: &rulebook::Switch, compiled: &CompiledSwitch) -> Switch {
        let name = self.name(now.model);
        let end = |row: usize| match self.evaluation.fact_value(compiled.ends?, row) {
            Some(Value::Date(day)) => Some(day),
            _ => None,
        };
        let ends = end(now.row);
        let whole = |(advice, says): (Advice, String), by: Option<String>| Switch {
            by,
            ends: ends.map(|day| day.to_string()),
            ..self.only_said(now.model, Some(now.row), advice, says)
        };
        let Some(pick) = self.verdict.ranking.first() else {
            let (_, why, by) = self.unfit(now);
            return whole((Advice::Stay, format!("nothing is eligible, so there is nothing to switch to; {why}")), by);
        };
        if let Standing::Eligible { rank: 1, .. } = now.standing {
            let others = self.verdict.ranking.iter().filter(|r| r.rank == 1).count() - 1;
            let first = if others == 0 { "comes first itself" } else { "comes first with others that are no better" };
            let due = ends.map_or_else(String::new, |day| format!("; it ends on {day}"));
            return whole((Advice::Stay, format!("{name} {first}: there is nothing to switch to{due}")), None);
        }
        let (advice, by) = match now.standing {
            Standing::Eligible { score, .. } => {
                let due = ends.filter(|day| end(pick.row).is_none_or(|other| other > *day));
                let close = self.evaluation.is_close(pick.row, now.row);
                (self.advised(&name, (pick.score - score, close), due, declared, compiled.worth), None)
            }
            Standing::Excluded | Standing::Unverified => {
                let (advice, why, by) = self.unfit(now);
                ((advice, why), by)
            }
        };
        let difference = |d: (usize, i32)| self.difference(d, pick.row, now.row);
        let (gains, mut loses): (Vec<_>, Vec<_>) =
            self.evaluation.margin(pick.row, now.row).into_iter().partition(|(_, points)| *points > 0);
        loses.reverse();
        let gains: Vec<Difference> = gains.into_iter().map(difference).collect();
        let loses: Vec<Difference> = loses.into_iter().map(difference).collect();
        let words = |all: &[Difference]| self.sides(all, [pick.row, now.row]);
        Switch {
            margin: match now.standing {
                Standing::Eligible { score, .. } => Some(pick.score - score),
                _ => None,
            },
            saves: self.saving(pick.row, now.row),
            gains_text: words(&gains),
            loses_text: words(&loses),
            gains,
            loses,
            risks: self.risks(pick.row, now.row, end(pick.row)),
            ..whole(advice, by)
        }
    }

    /// What to do, where both fit.
    fn advised(
        &self,
        name: &str,
        (lead, close): (i32, bool),
        due: Option<Date>,
        declared: &rulebook::Switch,
        worth: i32,
    ) -> (Advice, String) {
        let margin = points_text(lead);
        if let Some(day) = due {
            let by = if day > self.as_of { format!("switch by {day}") } else { "switch".to_string() };
            return (Advice::Switch, format!("{name} cannot be had from {day} on: {by}"));
        }
        if lead < worth {
            let (worth, reason) = (points_text(worth), declared.reason.trim_end_matches('.'));
            return (
                Advice::Stay,
                format!("the lead of {margin} of 100 points is less than the {worth} that switching takes: {reason}"),
            );
        }
        if close {
            let says = format!(
                "the lead of {margin} of 100 points is within what is only estimated, so {name} may be as good"
            );
            return (Advice::Stay, says);
        }
        (Advice::WorthIt, format!("worth it: {margin} of 100 points more, and estimates do not err by that much"))
    }

    /// Why what is in use does not fit, or may not; for the offer that comes nearest.
    fn unfit(&self, now: &Now) -> (Advice, String, Option<String>) {
        let name = self.name(now.model);
        if let Standing::Unverified = now.standing {
            let Unmet { condition, by, .. } = self.unmet(now.row);
            return (Advice::Check, format!("it is not known whether {name} fits: it does if {condition}"), Some(by));
        }
        let refusals = self.evaluation.refusals(now.row);
        let first = refusals.iter().find(|refusal| !refusal.unknown).or_else(|| refusals.first());
        let Some(first) = first else { return (Advice::Stay, format!("{name} fits"), None) };
        let rule = self.rule_id(first.rule);
        (Advice::Switch, format!("{name} does not fit: {} (`{rule}`)", first.because), Some(rule))
    }

    /// Some differences in words: each with its points and the values of both.
    fn sides(&self, all: &[Difference], [pick, now]: [usize; 2]) -> String {
        const SHOWN: usize = 4;
        let one = |d: &Difference| format!("{} {}", self.phrase(d, [Some(pick), Some(now)]), signed(d.points));
        let mut words: Vec<String> = all.iter().take(SHOWN).map(one).collect();
        let rest: i32 = all.iter().skip(SHOWN).map(|d| d.points).sum();
        if all.len() > SHOWN {
            words.push(format!("{} more {}", all.len() - SHOWN, signed(rest)));
        }
        words.join(", ")
    }

    fn saving(&self, pick: usize, now: usize) -> Option<Saving> {
        let bills = Bills::new(self.evaluation)?;
        let unit = bills.declared().unit.as_deref();
        let shown = |n: f64| Value::Number(n).display(unit);
        let [(new, new_range), (old, old_range)] = [pick, now].map(|row| bills.amount_and_range(row));
        let (Some(new), Some(old)) = (new, old) else {
            let whose = match (new, old) {
                (None, None) => "neither bill is known".to_string(),
                (None, _) => "the bill of the pick is not known".to_string(),
                _ => format!("the bill of {} is not known", self.name(self.model_of(now))),
            };
            return Some(Saving { number: None, low: None, high: None, text: whose });
        };
        let (new_low, new_high) = new_range.unwrap_or((new, new));
        let (old_low, old_high) = old_range.unwrap_or((old, old));
        let (number, low, high) = (old - new, old_low - new_high, old_high - new_low);
        let from = format!("{} now, {} then", shown(old), shown(new));
        let text = match number {
            // Less than a hundredth is no saving.
            n if n.abs() < 0.005 => format!("nothing: {from}"),
            n if n > 0.0 => format!("{}: {from}", shown(n)),
            n => format!("nothing: it costs {} more; {from}", shown(-n)),
        };
        let range = if high - low > 0.005 {
            format!(
                "; the difference may be {} by what is not known",
                Value::Number(low).display_to(&Value::Number(high), unit, true)
            )
        } else {
            String::new()
        };
        Some(Saving { number: Some(number), low: Some(low), high: Some(high), text: format!("{text}{range}") })
    }

    /// What is certain of what is in use, and not of the pick.
    fn risks(&self, pick: usize, now: usize, end: Option<Date>) -> Vec<String> {
        let mut risks = Vec::new();
        let kept: Vec<usize> = self.evaluation.kept_by(now).into_iter().map(|kept| kept.rule).collect();
        for refusal in self.evaluation.kept_by(pick).into_iter().filter(|open| !kept.contains(&open.rule)) {
            risks.push(format!("not verified: {} (`{}`)", self.condition(&refusal), self.rule_id(refusal.rule)));
        }
        let open = |leaf: usize, row: usize| {
            let (low, high) = self.evaluation.extent(leaf, row);
            high - low
        };
        let leaves = 0..self.graph.leaves().len();
        let mut wider: Vec<(i32, usize)> = leaves
            .map(|leaf| (open(leaf, pick), leaf))
            .filter(|(width, leaf)| *width > 0 && open(*leaf, now) == 0)
            .collect();
        wider.sort_by_key(|(width, leaf)| (std::cmp::Reverse(*width), *leaf));
        let told = wider.iter().take(TOLD).map(|(width, leaf)| {
            let label = self.leaf(*leaf).1;
            format!("{} ({} of 100 points)", lower(own_label(&label)), points_text(*width))
        });
        let mut told: Vec<String> = told.collect();
        if wider.len() > TOLD {
            told.push(format!("{} more", wider.len() - TOLD));
        }
        if !told.is_empty() {
            risks.push(format!(
                "known of {}, and not for certain of the pick: {}",
                self.name(self.model_of(now)),
                list(&told)
            ));
        }
        risks.extend(end.map(|day| format!("the pick cannot be had from {day} on")));
        let said: Vec<usize> = self.evaluation.headlines(now).into_iter().map(|(rule, _)| rule).collect();
        let headlines = self.evaluation.headlines(pick).into_iter().filter(|(rule, _)| !said.contains(rule));
        risks.extend(headlines.map(|(_, text)| text));
        risks
    }
}

fn signed(thousandths: i32) -> String {
    format!("{:+.1}", f64::from(thousandths) / 1000.0)
}
