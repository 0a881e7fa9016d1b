//! Compiling what the rulebook says of bills.

use super::compile::Compiler;
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::NodeId;
use crate::fact::{FactId, Root};
use crate::reader::quote;
use crate::rulebook::Rulebook;
use crate::rulebook::pricing::Word;
use crate::value::Type;

/// The rulebook's [pricing](crate::rulebook::Pricing), checked.
#[derive(Debug, Clone)]
pub struct CompiledPricing {
    /// The bill of an alternative.
    pub bill: NodeId,
    /// The least and the most that it may be.
    pub range: Option<[FactId; 2]>,
    /// The facts that add up to it, in their order.
    pub lines: Vec<FactId>,
    /// Computed facts that a line is told by, and not by what they are computed from.
    pub parts: Vec<FactId>,
    /// What it is called: the label of the fact where it is a single one, else its formula.
    pub label: String,
    /// What it is counted in, where it is a single fact.
    pub unit: Option<String>,
    /// The need that it grows with, by place in the order of the questions.
    pub volume: usize,
    /// The need that says what it may be at most, likewise.
    pub budget: Option<usize>,
    /// The needs on which it depends otherwise and that people can turn, likewise.
    pub levers: Vec<usize>,
    /// Facts that are shown beside a bill and never counted in it.
    pub beside: Vec<FactId>,
    /// The facts that it is made of.
    pub prices: Vec<FactId>,
    /// The facts that say what an alternative runs on.
    pub hardware: Vec<FactId>,
    /// Which alternatives are paid for in which way, all if `None`; as many as [`crate::rulebook::Pricing::ways`].
    pub ways: Vec<Option<NodeId>>,
}

impl Compiler<'_> {
    pub(super) fn pricing(&mut self, rulebook: &Rulebook) -> Option<CompiledPricing> {
        let pricing = rulebook.pricing.as_ref()?;
        let bill = &pricing.bill;
        let node = self.add(&bill.ast, &bill.formula, &Root::ALL, Some(&Type::Number));
        let (prices, hardware) = (self.facts(&pricing.prices), self.facts(&pricing.hardware));
        let (lines, parts) = (self.facts(&pricing.lines), self.facts(&pricing.parts));
        let beside = self.facts(&pricing.beside);
        let range = pricing.range.as_ref().and_then(|ends| self.facts(ends).try_into().ok());
        let ways = pricing.ways.iter().map(|way| way.when.as_ref().map(|when| self.condition(when)));
        // What is wrong with a condition is reported, and nothing is compiled then.
        let ways = ways.map(Option::flatten).collect();
        let need = |word: &Word| rulebook.questions.iter().position(|q| q.id == word.text);
        let volume = need(&pricing.volume)?;
        let (budget, levers) =
            (pricing.budget.as_ref().and_then(need), pricing.levers.iter().filter_map(need).collect());
        let fact = self.single(bill);
        let label = fact.map_or_else(|| bill.formula.text.trim().to_string(), |fact| fact.label.clone());
        let unit = fact.and_then(|fact| fact.unit.clone());
        Some(CompiledPricing {
            bill: node?,
            range,
            lines,
            parts,
            label,
            unit,
            volume,
            budget,
            levers,
            beside,
            prices,
            hardware,
            ways,
        })
    }

    /// The facts of some names; what is none is reported.
    pub(super) fn facts<'w>(&mut self, words: impl IntoIterator<Item = &'w Word>) -> Vec<FactId> {
        let mut facts = Vec::new();
        for word in words {
            if let Some(fact) = self.schema.find(&word.text) {
                facts.push(fact);
                continue;
            }
            let mut wrong = Diagnostic::error(Code::UnknownFact, format!("there is no fact `{}`", quote(&word.text)))
                .at(word.at.clone(), "not declared");
            wrong.help = self.schema.suggest(&word.text);
            self.found.push(wrong);
        }
        facts
    }
}
