//! Why a model is where it is: contributions, margins and exclusions.
//!
//! Everything here is looked up in the columns of an [`Evaluation`]; nothing is judged a second time.
//!
//! # Why it is so
//!
//! **What is relaxed when nothing fits?**
//!
//! Given answers, left out: those that requirements depend on, also by way of rules that derive and of formulas,
//! and also of requirements that are not in force yet: without one answer another rule may apply. Every set is
//! tried by evaluating without it, smallest sets first, so derived needs follow by themselves. After 4,096 sets the
//! search gives way to one that leaves all out and puts back what it can; the report then says that a smaller set
//! may exist (`smallest: false`).
//!
//! **Which offer stands for an excluded model?**
//!
//! The one whose rules keep out the fewest alternatives, added up: a rule against almost everything is further away
//! than a rule against few.

use crate::evaluate::{Evaluation, Requirement};
use crate::expression::{Atom, Bits};
use crate::fact::{FactId, known};
use crate::graph::{CompiledEffect, Leaf, Utility};
use crate::rulebook::{Effect, Rule, Said};
use crate::template::{Template, lower};
use crate::value::Value;

/// What one leaf gave one alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// The leaf, by place in the graph.
    pub leaf: usize,
    /// Its weight in hundred-thousandths.
    pub weight: i32,
    /// Its utility, 0 to 1; `None` where nothing is known, and then the points are assumed.
    pub utility: Option<f64>,
    /// The raw value for people, with its unit; of an estimate with its interval.
    pub value: Option<String>,
    /// The ends of that interval, each with its unit, where the leaf has such; equal where the value is measured.
    pub ends: Option<(String, String)>,
    /// How the value was obtained, in the words of its statement, where the leaf has intervals.
    pub obtained: Option<String>,
    /// Thousandths of a point. A score is the sum of them.
    pub points: i32,
    /// The facts it was read from.
    pub facts: Vec<FactId>,
}

/// A rule against an alternative.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The rule, by place in the rulebook.
    pub rule: usize,
    /// Whether it is only unknown whether the requirement holds.
    pub unknown: bool,
    /// Why, with the facts of the alternative.
    pub because: String,
    /// The comparisons that are not true: value and needed value.
    pub atoms: Vec<Atom>,
}

/// How many a rule keeps out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    /// The rule, by place in the rulebook.
    pub rule: usize,
    /// Alternatives it is false of, or unknown where that excludes.
    pub alternatives: usize,
    /// Models all of whose considered alternatives it keeps out.
    pub models: usize,
    /// Alternatives that no other rule keeps out.
    pub alone: usize,
}

impl Evaluation<'_> {
    /// What each leaf with weight gave an alternative, the largest first. The points add up to its score.
    #[must_use]
    pub fn contributions(&self, row: usize) -> Vec<Contribution> {
        let graph = self.graph();
        let points = self.points(row);
        let mut all: Vec<Contribution> = graph
            .leaves()
            .iter()
            .enumerate()
            .filter(|(i, _)| self.weights.exact.get(*i).is_some_and(|w| *w > 0.0))
            .map(|(i, leaf)| {
                let utility = self.utility(leaf, row);
                let unit = leaf.measures.get(utility.measure.unwrap_or_default()).and_then(|m| m.unit.as_deref());
                let ends = utility.ends.as_ref().map(|(low, high)| (low.display(unit), high.display(unit)));
                Contribution {
                    leaf: i,
                    weight: self.weights.leaves.get(i).copied().unwrap_or_default(),
                    utility: utility.value,
                    value: self.value_text(leaf, &utility),
                    ends,
                    obtained: self.obtained(leaf, &utility, row),
                    points: points.get(i).copied().unwrap_or_default(),
                    facts: self.read(leaf, &utility),
                }
            })
            .collect();
        all.sort_by(|a, b| b.points.cmp(&a.points).then(a.leaf.cmp(&b.leaf)));
        all
    }

    /// The facts that a value was read from: of one that is only an interval, those of its ends.
    #[must_use]
    pub fn read(&self, leaf: &Leaf, utility: &Utility) -> Vec<FactId> {
        let program = self.graph().program();
        let Some(measure) = leaf.measures.get(utility.measure.unwrap_or_default()) else { return Vec::new() };
        match measure.ends.filter(|_| utility.raw.is_none() && utility.ends.is_some()) {
            Some((low, high)) => [low, high].iter().flat_map(|end| program.reads(*end).to_vec()).collect(),
            None => program.reads(measure.node).to_vec(),
        }
    }

    /// The stated facts that a value was taken from: of a choice those of the side that was chosen.
    fn taken(&self, leaf: &Leaf, utility: &Utility, row: usize) -> Vec<FactId> {
        let Some(measure) = leaf.measures.get(utility.measure.unwrap_or_default()) else { return Vec::new() };
        let of = |node| self.run().taken_from(node, row);
        match measure.ends.filter(|_| utility.raw.is_none() && utility.ends.is_some()) {
            Some((low, high)) => [of(low), of(high)].concat(),
            None => of(measure.node),
        }
    }

    /// How a value with an interval was obtained: what the first statement with a note says that it was taken from, those that
    /// `estimates.toml` makes before all others. What is computed is nobody's statement.
    #[must_use]
    pub fn obtained(&self, leaf: &Leaf, utility: &Utility, row: usize) -> Option<String> {
        let measure = leaf.measures.get(utility.measure.unwrap_or_default())?;
        measure.ends?;
        if utility.measure.is_none() {
            return Some("unknown".to_string());
        }
        if self.is_computed(leaf, utility) {
            return None;
        }
        let catalog = self.graph().catalog();
        let taken = self.taken(leaf, utility, row);
        let (made, stated): (Vec<FactId>, Vec<FactId>) =
            taken.into_iter().partition(|fact| catalog.measured_by(*fact).is_some());
        let note = |fact: FactId| self.evidence(row, fact).first()?.note.as_ref().map(ToString::to_string);
        made.into_iter().chain(stated).find_map(note)
    }

    /// Whether a value is a computed fact: what lies around it is then told where it is computed, and not beside the value.
    fn is_computed(&self, leaf: &Leaf, utility: &Utility) -> bool {
        let measure = leaf.measures.get(utility.measure.unwrap_or_default());
        let fact = measure.and_then(|measure| self.graph().program().fact(measure.node));
        fact.is_some_and(|fact| self.graph().definition(fact).is_some())
    }

    /// A raw value for people: with its unit, of an estimate with its interval, and with its name where the criterion could have
    /// read another.
    #[must_use]
    pub fn value_text(&self, leaf: &Leaf, utility: &Utility) -> Option<String> {
        told(leaf, utility, !self.is_computed(leaf, utility))
    }

    /// The same for a sentence: of an estimate without its interval.
    #[must_use]
    pub fn short_text(&self, leaf: &Leaf, utility: &Utility) -> Option<String> {
        told(leaf, utility, false)
    }

    /// By leaf, what one alternative has more than another, the largest first. The differences add up to that of the scores.
    #[must_use]
    pub fn margin(&self, row: usize, other: usize) -> Vec<(usize, i32)> {
        let differences = self.points(row).into_iter().zip(self.points(other)).map(|(own, other)| own - other);
        let mut all: Vec<(usize, i32)> = differences.enumerate().filter(|(_, d)| *d != 0).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        all
    }

    /// The rules that keep an alternative out, and on which values.
    #[must_use]
    pub fn refusals(&self, row: usize) -> Vec<Refusal> {
        self.against(row).map(|r| self.refusal(r, row)).collect()
    }

    /// The requirements that an eligible alternative is only assumed to meet.
    #[must_use]
    pub fn kept_by(&self, row: usize) -> Vec<Refusal> {
        let open = |r: &Requirement| self.run().column(r.node).truth(row).is_none();
        if !self.kept.get(row) {
            return Vec::new();
        }
        self.requirements().filter(open).map(|r| self.refusal(r, row)).collect()
    }

    /// What one requirement has against an alternative.
    #[must_use]
    pub fn refusal(&self, requirement: Requirement, row: usize) -> Refusal {
        let rule = self.graph().rulebook().rules.get(requirement.rule);
        Refusal {
            rule: requirement.rule,
            unknown: self.run().column(requirement.node).truth(row).is_none(),
            because: rule.and_then(|r| Some(self.says(r, &r.because.as_ref()?.template, row))).unwrap_or_default(),
            atoms: self.run().failing(requirement.node, row),
        }
    }

    /// The caveats of an alternative: rule and text.
    #[must_use]
    pub fn caveats(&self, row: usize) -> Vec<(usize, String)> {
        self.notes(row, |said| matches!(said, Said::Caveat | Said::Headline))
    }

    /// Those of its caveats that are said at once where it is the pick.
    #[must_use]
    pub fn headlines(&self, row: usize) -> Vec<(usize, String)> {
        self.notes(row, |said| said == Said::Headline)
    }

    /// What would let an alternative in that is not eligible: rule and text.
    #[must_use]
    pub fn remedies(&self, row: usize) -> Vec<(usize, String)> {
        self.notes(row, |said| said == Said::Remedy)
    }

    /// What is said beside the offer of an alternative, wherever that is named as the pick: rule and text.
    #[must_use]
    pub fn beside(&self, row: usize) -> Vec<(usize, String)> {
        self.notes(row, |said| said == Said::Beside)
    }

    fn notes(&self, row: usize, wanted: impl Fn(Said) -> bool) -> Vec<(usize, String)> {
        let graph = self.graph();
        let rules = graph.rules().iter().zip(&graph.rulebook().rules).zip(&self.fired).enumerate();
        rules
            .filter_map(|(i, ((compiled, rule), fired))| {
                let (CompiledEffect::Note(about), Effect::Note { text, said, .. }) = (&compiled.effect, &rule.effect)
                else {
                    return None;
                };
                let fits = || about.is_none_or(|node| self.run().column(node).truth(row) == Some(true));
                (*fired == Some(true) && wanted(*said) && fits()).then(|| (i, self.says(rule, &text.template, row)))
            })
            .collect()
    }

    /// What a rule says of an alternative: its text. Where that names facts of which one is unknown, a sentence with holes would say
    /// nothing, so it says what the rule is about, and what is not known.
    fn says(&self, rule: &Rule, template: &Template, row: usize) -> String {
        let schema = self.graph().schema();
        let known = |id: &str| self.fact_text(schema.find(id)?, row);
        let unknown: Vec<String> = template
            .facts()
            .iter()
            .filter(|id| known(id).is_none())
            .map(|id| schema.find(id).map_or_else(|| id.clone(), |fact| lower(&schema.fact(fact).label)))
            .collect();
        if unknown.is_empty() {
            return self.render(template, row);
        }
        format!("{}; not known: {}", lower(&rule.summary), unknown.join(", "))
    }

    /// A text with the facts of an alternative and the needs of the request, each with its unit.
    #[must_use]
    pub fn render(&self, template: &Template, row: usize) -> String {
        template.render(|id| self.named_text(self.graph().schema().find(id)?, row))
    }

    /// A fact of an alternative inside a sentence: of a text that is the id of another model, its name.
    fn named_text(&self, fact: FactId, row: usize) -> Option<String> {
        let catalog = self.graph().catalog();
        let other = self.fact_value(fact, row).filter(|_| !self.graph().schema().fact(fact).built_in());
        let other = other.as_ref().and_then(Value::as_text).and_then(|id| {
            let at = catalog.models().binary_search_by(|model| model.id.as_ref().cmp(id)).ok()?;
            let name = self.graph().schema().find(known::NAME)?;
            let stated = catalog.model_evidence_on(at, name, self.day());
            (!catalog.shares_name(at)).then(|| stated.first().map(|name| name.value.display(None)))?
        });
        other.or_else(|| self.fact_text(fact, row))
    }

    /// A text with needs in it, for a rule that looks at no alternative; a fact of one is unknown.
    #[must_use]
    pub fn render_needs(&self, template: &Template) -> String {
        template.render(|id| {
            let fact = self.graph().schema().find(id)?;
            let value = self.resolved().values.get(fact.index())?.as_ref()?;
            Some(value.display(self.graph().schema().fact(fact).unit.as_deref()))
        })
    }

    /// A fact of an alternative, or a need, for people; `None` if it is unknown.
    #[must_use]
    pub fn fact_text(&self, fact: FactId, row: usize) -> Option<String> {
        let value = self.fact_value(fact, row)?;
        Some(value.display(self.graph().schema().fact(fact).unit.as_deref()))
    }

    /// A fact of an alternative, or a need; `None` if it is unknown.
    #[must_use]
    pub fn fact_value(&self, fact: FactId, row: usize) -> Option<Value> {
        let needed = self.resolved().values.get(fact.index()).cloned().flatten();
        needed.or_else(|| match self.graph().definition(fact) {
            Some(node) => self.run().value(node, row),
            None => self.graph().catalog().value_on(row, fact, self.day()),
        })
    }

    /// How many alternatives each requirement keeps out, those that keep out the most first.
    #[must_use]
    pub fn removed(&self) -> Vec<Removed> {
        let rows = self.considered.len();
        let (mut any, mut several) = (Bits::new(rows, false), Bits::new(rows, false));
        for (_, out) in self.kept_out() {
            several.or_assign(&any.and(out));
            any.or_assign(out);
        }
        let considered = self.models_of(&self.considered);
        let all = self.kept_out().map(|(requirement, out)| {
            let kept = self.considered.and(out);
            Removed {
                rule: requirement.rule,
                alternatives: kept.count_ones(),
                models: considered - self.models_of(&self.considered.and_not(out)),
                alone: kept.and_not(&several).count_ones(),
            }
        });
        let mut all: Vec<Removed> = all.collect();
        all.retain(|r| r.alternatives > 0);
        all.sort_by(|a, b| b.alternatives.cmp(&a.alternatives).then(a.rule.cmp(&b.rule)));
        all
    }

    /// Of how many models there is one of these alternatives.
    fn models_of(&self, rows: &Bits) -> usize {
        let alternatives = self.graph().catalog().alternatives();
        // Alternatives are sorted by their models.
        let mut models: Vec<usize> = rows.iter_ones().filter_map(|row| Some(alternatives.get(row)?.model)).collect();
        models.dedup();
        models.len()
    }
}

/// A raw value for people, of an estimate the `whole` of it or its middle only.
fn told(leaf: &Leaf, utility: &Utility, whole: bool) -> Option<String> {
    let measure = leaf.measures.get(utility.measure?)?;
    let unit = measure.unit.as_deref();
    let value = match (&utility.raw, &utility.ends) {
        (Some(raw), Some((low, high))) if low != raw || high != raw => {
            let about = format!("about {}", raw.display(unit));
            if whole { format!("{about} ({})", low.display_to(high, unit, false)) } else { about }
        }
        (Some(raw), _) => raw.display(unit),
        (None, ends) => ends.as_ref().map(|(low, high)| low.display_to(high, unit, true))?,
    };
    Some(match &measure.name {
        Some(name) => format!("{name} {value}"),
        None => value,
    })
}
