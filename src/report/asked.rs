//! What a requirement asks for, in words: of an alternative that does not meet it, and of one of which that is not known.

use std::collections::BTreeSet;

use super::Check;
use super::build::Builder;
use super::words::{asked, lower};
use crate::explain;
use crate::expression::{Atom, Comparison};
use crate::fact::{FactId, Root};
use crate::rulebook::Effect;
use crate::value::Type;

/// What would have to turn out true, the rules that ask for it, and the facts that would tell.
pub(super) struct Unmet {
    pub(super) condition: String,
    /// The same for people.
    pub(super) asks: String,
    pub(super) by: String,
    pub(super) facts: Vec<String>,
    /// Their labels.
    pub(super) not_known: Vec<String>,
}

impl Builder<'_> {
    pub(super) fn check(&self, atom: Atom) -> Check {
        let Some(c) = atom.comparison else {
            return Check { text: atom.text, fact: None, value: None, needed: None, says: None };
        };
        let says = self.asked_of(&c).map(|(label, needed)| {
            let value = self.value_of(&c).unwrap_or_else(|| "not known".to_string());
            format!("{label} {value}, needed {needed}")
        });
        Check {
            text: atom.text,
            fact: c.fact.map(|f| self.fact_id(f)),
            value: self.value_of(&c),
            needed: c.needed.as_ref().map(|n| format!("{} {}", c.operator, n.display(self.unit_of(&c)))),
            says,
        }
    }

    fn unit_of(&self, c: &Comparison) -> Option<&str> {
        self.graph.schema().fact(c.fact?).unit.as_deref()
    }

    fn value_of(&self, c: &Comparison) -> Option<String> {
        Some(c.value.as_ref()?.display(self.unit_of(c)))
    }

    /// What a comparison is about, and what it asks of that, in words; `None` where it is no fact of an alternative.
    fn asked_of(&self, c: &Comparison) -> Option<(String, String)> {
        let fact = self.graph.schema().fact(c.fact?);
        if fact.root == Root::Needs {
            return None;
        }
        let needed = c.needed.as_ref().map_or_else(String::new, |n| n.display(self.unit_of(c)));
        Some((lower(&fact.label), asked(c.operator, &needed, fact.ty == Type::Date)))
    }

    /// What would have to turn out true of an alternative that might be eligible.
    pub(super) fn unmet(&self, row: usize) -> Unmet {
        let refusals = self.evaluation.refusals(row);
        let texts: Vec<String> = refusals.iter().map(|r| self.condition(r)).collect();
        let asks: Vec<String> = refusals.iter().map(|r| self.asks(r)).collect();
        let missing = self.evaluation.against(row).flat_map(|r| self.evaluation.run().missing(r.node, row));
        let facts: Vec<FactId> = missing.collect::<BTreeSet<FactId>>().into_iter().collect();
        let mut ids: Vec<String> = facts.iter().map(|f| self.fact_id(*f)).collect();
        ids.sort_unstable();
        let by: Vec<String> = refusals.iter().map(|r| self.rule_id(r.rule)).collect();
        Unmet {
            condition: texts.join(" and "),
            asks: asks.join(", and "),
            by: by.join(", "),
            facts: ids,
            not_known: self.labels(&facts),
        }
    }

    /// What a requirement asks for in words: the one comparison that is open, or what the rule is about.
    fn asks(&self, refusal: &explain::Refusal) -> String {
        let one = match refusal.atoms.as_slice() {
            [atom] => atom.comparison.as_ref().and_then(|c| self.asked_of(c)),
            _ => None,
        };
        let rule = self.graph.rulebook().rules.get(refusal.rule);
        match (one, rule) {
            (Some((label, needed)), _) => format!("{label} is {needed}"),
            (None, Some(rule)) => format!("this holds: {}", lower(&rule.summary)),
            (None, None) => String::new(),
        }
    }

    /// What a requirement asks for: the one comparison that is open, for these needs, or all that the rule says.
    pub(super) fn condition(&self, refusal: &explain::Refusal) -> String {
        let rule = self.graph.rulebook().rules.get(refusal.rule);
        match (refusal.atoms.as_slice(), rule.map(|r| &r.effect)) {
            ([atom], _) => atom.text.clone(),
            (_, Some(Effect::Require { expression, .. })) => format!("({})", expression.ast),
            _ => String::new(),
        }
    }
}
