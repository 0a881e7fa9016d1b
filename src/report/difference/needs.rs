//! Needs that are settled otherwise, and the date.

use std::collections::BTreeSet;

use super::{Cause, Reports};
use crate::report::words::answer_text as text;
use crate::report::{Needs, Report};

/// How a need is settled.
#[derive(PartialEq)]
enum Settled<'r> {
    Given(&'r serde_json::Value),
    Derived(Vec<(&'r str, &'r serde_json::Value)>),
    Assumed(&'r serde_json::Value),
    Open,
    /// There is no such question.
    Unknown,
}

impl<'r> Settled<'r> {
    fn of(needs: &'r Needs, need: &str) -> Self {
        let derived: Vec<_> = needs.derived.iter().filter(|d| d.need == need).collect();
        match (needs.given.get(need), needs.assumed.get(need)) {
            (Some(value), _) => Self::Given(value),
            (None, _) if !derived.is_empty() => {
                Self::Derived(derived.into_iter().map(|d| (d.by.as_str(), &d.value)).collect())
            }
            (None, Some(value)) => Self::Assumed(value),
            (None, None) if needs.unanswered.iter().any(|n| n == need) => Self::Open,
            (None, None) => Self::Unknown,
        }
    }

    fn told(&self) -> String {
        match self {
            Self::Given(value) => format!("answered with {}", text(value)),
            Self::Derived(by) => {
                let by: Vec<String> = by.iter().map(|(rule, value)| format!("{} by `{rule}`", text(value))).collect();
                format!("set to {}", by.join(" and "))
            }
            Self::Assumed(value) => format!("assumed to be {}", text(value)),
            Self::Open => "left open".to_string(),
            Self::Unknown => "no question".to_string(),
        }
    }
}

pub(super) fn causes(pair: &Reports<'_>) -> Vec<Cause> {
    let (old, new) = (pair.old, pair.new);
    let mut causes = Vec::new();
    if old.as_of != new.as_of {
        let text =
            format!("the verdict is for {}, was for {}: `as_of` in the scenario would hold it", new.as_of, old.as_of);
        causes.push(Cause::of_all(text));
    }
    let all: BTreeSet<&str> = [old, new].into_iter().flat_map(names).collect();
    for need in all {
        let (was, is) = (Settled::of(&old.needs, need), Settled::of(&new.needs, need));
        if was == is {
            continue;
        }
        causes.push(Cause::of_all(match (&was, &is) {
            (Settled::Assumed(was), Settled::Assumed(is)) => {
                format!("`{need}` is now assumed to be {}, was {}", text(is), text(was))
            }
            (Settled::Unknown, is) => format!("`{need}` is a new question, {}", is.told()),
            (was, Settled::Unknown) => format!("`{need}` is no question any more, was {}", was.told()),
            (was, is) => format!("`{need}` is now {}, was {}", is.told(), was.told()),
        }));
    }
    let by_hand = |report: &Report| {
        let texts: Vec<&str> = report.needs.weights_given.iter().map(|w| w.text.as_str()).collect();
        if texts.is_empty() { "nothing".to_string() } else { texts.join("; ") }
    };
    if by_hand(old) != by_hand(new) {
        causes.push(Cause::of_all(format!("weighed by hand is now {}, was {}", by_hand(new), by_hand(old))));
    }
    let clashes =
        |report: &Report| -> BTreeSet<String> { report.contradictions.iter().map(|c| c.message.clone()).collect() };
    let (was, is) = (clashes(old), clashes(new));
    causes.extend(is.difference(&was).map(|message| Cause::of_all(format!("a contradiction is new: {message}"))));
    causes.extend(was.difference(&is).map(|message| Cause::of_all(format!("no contradiction any more: {message}"))));
    causes
}

fn names(report: &Report) -> impl Iterator<Item = &str> {
    let needs = &report.needs;
    let derived = needs.derived.iter().map(|d| &d.need);
    let all = needs.given.keys().chain(derived).chain(needs.assumed.keys()).chain(&needs.unanswered);
    all.map(String::as_str)
}
