//! The tree of criteria: groups, leaves with their scales, points on the edges.

use std::collections::BTreeMap;

use super::compile::Compiler;
use super::{
    CompiledAnchor, CompiledEffect, CompiledMeasure, CompiledPoints, CompiledRule, CompiledScale, CriterionNode, Leaf,
};
use crate::diagnostic::{Code, Diagnostic};
use crate::expression::NodeId;
use crate::fact::Root;
use crate::reader::quote;
use crate::rulebook::{Anchor, Criterion, Effect, Expression, Measure, Points, Rulebook, Scale};
use crate::value::Type;

/// The tree: the goal, the criteria of the file in their order, then the rules that prefer something; with each, that rule.
pub(super) fn tree(rulebook: &Rulebook) -> (Vec<CriterionNode>, Vec<Option<usize>>) {
    let node = |id: &str, label: &str, meaning: &str| CriterionNode {
        id: id.to_string(),
        label: label.to_string(),
        meaning: meaning.to_string(),
        parents: Vec::new(),
        children: Vec::new(),
        leaf: None,
        points: CompiledPoints::Fixed(0),
        extra: Vec::new(),
    };
    let mut criteria = vec![node(crate::rulebook::GOAL, &rulebook.goal, "What the whole ranking is about.")];
    let mut of = vec![None];
    for c in &rulebook.criteria {
        criteria.push(node(&c.id, &c.label, &c.meaning));
        of.push(None);
    }
    for (i, rule) in rulebook.rules.iter().enumerate() {
        if let Effect::Prefer { .. } = rule.effect {
            criteria.push(node(&rule.id, &rule.summary, &rule.summary));
            of.push(Some(i));
        }
    }
    let position: BTreeMap<String, usize> =
        criteria.iter().enumerate().skip(1).map(|(i, c)| (c.id.clone(), i)).collect();
    for at in 1..criteria.len() {
        let above: Vec<usize> = match of.get(at) {
            Some(Some(rule)) => match rulebook.rules.get(*rule).map(|r| &r.effect) {
                Some(Effect::Prefer { under, .. }) => position.get(under).copied().into_iter().collect(),
                _ => Vec::new(),
            },
            _ => rulebook
                .criteria
                .get(at - 1)
                .map(|c: &Criterion| c.under.iter().filter_map(|(id, _)| position.get(id).copied()).collect())
                .unwrap_or_default(),
        };
        let above = if above.is_empty() { vec![0] } else { above };
        for parent in &above {
            if let Some(p) = criteria.get_mut(*parent) {
                p.children.push(at);
            }
        }
        if let Some(c) = criteria.get_mut(at) {
            c.parents = above;
        }
    }
    (criteria, of)
}

impl Compiler<'_> {
    pub(super) fn leaves(
        &mut self,
        rulebook: &Rulebook,
        criteria: &mut [CriterionNode],
        rules: &[Option<CompiledRule>],
    ) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        let mut push = |at: usize, leaf: Leaf, criteria: &mut [CriterionNode]| {
            if let Some(c) = criteria.get_mut(at) {
                c.leaf = Some(leaves.len());
            }
            leaves.push(leaf);
        };
        for (i, c) in rulebook.criteria.iter().enumerate().filter(|(_, c)| c.is_leaf()) {
            let measures = c.of.iter().filter_map(|m| self.measure(m, c.of.len() > 1)).collect();
            let leaf = Leaf {
                criterion: i + 1,
                rule: None,
                measures,
                assume: c.assume,
                level_if_overlapping: c.level_if_overlapping,
                fixed: None,
            };
            push(i + 1, leaf, criteria);
        }
        let mut at = rulebook.criteria.len() + 1;
        for (i, rule) in rules.iter().enumerate() {
            if !rulebook.rules.get(i).is_some_and(|r| matches!(r.effect, Effect::Prefer { .. })) {
                continue;
            }
            if let Some(CompiledRule { effect: CompiledEffect::Prefer(node), .. }) = rule {
                let scale = CompiledScale::Truth { no: 0.0, yes: 1.0 };
                let measures = vec![CompiledMeasure { node: *node, ends: None, unit: None, name: None, scale }];
                push(
                    at,
                    Leaf {
                        criterion: at,
                        rule: Some(i),
                        measures,
                        assume: 0.0,
                        level_if_overlapping: false,
                        fixed: None,
                    },
                    criteria,
                );
            }
            at += 1;
        }
        leaves
    }

    fn measure(&mut self, measure: &Measure, several: bool) -> Option<CompiledMeasure> {
        let e = &measure.value;
        let node = self.add(&e.ast, &e.formula, &Root::ALL, None)?;
        let single = self.single(e).cloned();
        let ty = match (&measure.scale, self.program.ty(node)) {
            (Scale::Table(_), _) => Type::Text,
            (Scale::Linear(..), Type::Date) => Type::Date,
            (_, Type::Integer | Type::Number) => Type::Number,
            (_, other) => {
                let message = format!("a scale of this kind needs a number, not {}", other.words());
                self.found
                    .push(wrong_scale(e, message).help("use `kind = \"table\"` for words, and for true and false"));
                return None;
            }
        };
        let ends = match &measure.ends {
            Some((low, high)) => Some((self.end(low, &ty)?, self.end(high, &ty)?)),
            None => None,
        };
        let scale = match &measure.scale {
            Scale::Linear(worst, best) => {
                CompiledScale::Linear(self.anchor(e, worst, &ty)?, self.anchor(e, best, &ty)?)
            }
            Scale::Log(worst, best) => CompiledScale::Log(self.anchor(e, worst, &ty)?, self.anchor(e, best, &ty)?),
            Scale::Steps(steps) => CompiledScale::Steps(steps.clone()),
            Scale::Curve(points) => {
                let points = points.iter().map(|(at, u)| Some((self.anchor(e, at, &ty)?, *u)));
                CompiledScale::Curve(points.collect::<Option<_>>()?)
            }
            Scale::Table(values) => self.words(e, node, values)?,
        };
        let unit = measure.unit.clone().or_else(|| single.as_ref().and_then(|f| f.unit.clone()));
        let name = single.filter(|_| several).map(|f| f.label);
        Some(CompiledMeasure { node, ends, unit, name, scale })
    }

    /// An end of the interval in which a value lies: of the type that the value has.
    fn end(&mut self, e: &Expression, ty: &Type) -> Option<NodeId> {
        self.add(&e.ast, &e.formula, &Root::ALL, Some(ty))
    }

    /// An anchor of the type that the value has.
    fn anchor(&mut self, e: &Expression, anchor: &Anchor, ty: &Type) -> Option<CompiledAnchor> {
        match (anchor, ty) {
            (Anchor::Fixed(n), Type::Number) => Some(CompiledAnchor::Fixed(*n)),
            (Anchor::Date(date), Type::Date) => Some(CompiledAnchor::Fixed(f64::from(date.days()))),
            (Anchor::Computed(anchor), _) => self.needs_only(anchor, ty).map(CompiledAnchor::Computed),
            _ => {
                self.found.push(wrong_scale(e, format!("the anchors of a {ty} must be {ty}s")));
                None
            }
        }
    }

    /// A table of utilities must say something about every word that the value can be, and about no other.
    fn words(&mut self, e: &Expression, node: NodeId, values: &[(String, f64)]) -> Option<CompiledScale> {
        let words: Vec<String> = match self.program.ty(node) {
            Type::Bool => vec!["false".into(), "true".into()],
            Type::Enum(words) => words.iter().map(ToString::to_string).collect(),
            // Text is open: a word that the table does not have gives no utility. No word of the table may be one that is never there.
            Type::Text => {
                let known = self.single(e).and_then(|fact| self.schema.words(self.schema.find(&fact.id)?));
                for (word, _) in values.iter().filter(|(word, _)| known.is_some_and(|known| !known.contains(word))) {
                    let mut wrong = wrong_scale(e, format!("the value is never `{}`", quote(word)));
                    wrong.code = Code::UnknownWord;
                    wrong.help = known.map(|known| known.help(word)).unwrap_or_default();
                    self.found.push(wrong);
                }
                return Some(CompiledScale::Words(values.to_vec()));
            }
            other => {
                let message = format!("a table of utilities needs words or true and false, not {}", other.words());
                let help = "use `kind = \"steps\"`, `\"linear\"` or `\"log\"` for numbers";
                self.found.push(wrong_scale(e, message).help(help));
                return None;
            }
        };
        for (word, _) in values.iter().filter(|(w, _)| !words.contains(w)) {
            let mut wrong = wrong_scale(e, format!("the value is never `{}`", quote(word)));
            wrong.help = crate::diagnostic::suggest(word, words.iter().map(String::as_str));
            self.found.push(wrong);
        }
        let missing: Vec<String> =
            words.iter().filter(|w| !values.iter().any(|(v, _)| v == *w)).map(|w| format!("`{w}`")).collect();
        if !missing.is_empty() {
            let message = format!("the table of utilities says nothing about {}", missing.join(", "));
            self.found.push(wrong_scale(e, message).help("give each of them a utility in `values`"));
            return None;
        }
        let utility = |word: &str| values.iter().find(|(w, _)| w == word).map_or(0.0, |(_, u)| *u);
        Some(match self.program.ty(node) {
            Type::Bool => CompiledScale::Truth { no: utility("false"), yes: utility("true") },
            _ => CompiledScale::Words(values.to_vec()),
        })
    }

    /// The points on the edges: the criteria's own, those of `prefer` rules, and those that `weigh` rules add.
    pub(super) fn points(&mut self, rulebook: &Rulebook, criteria: &mut [CriterionNode]) {
        for (i, c) in rulebook.criteria.iter().enumerate() {
            let points = self.compiled_points(&c.points);
            if let (Some(points), Some(node)) = (points, criteria.get_mut(i + 1)) {
                node.points = points;
            }
        }
        for (i, rule) in rulebook.rules.iter().enumerate() {
            match &rule.effect {
                Effect::Prefer { points, .. } => {
                    let points = self.compiled_points(points);
                    if let (Some(points), Some(node)) = (points, criteria.iter_mut().skip(1).find(|c| c.id == rule.id))
                    {
                        node.extra.push((i, points));
                    }
                }
                Effect::Weigh(all) => {
                    for (id, points, _) in all {
                        let points = self.compiled_points(points);
                        if let (Some(points), Some(node)) = (points, criteria.iter_mut().skip(1).find(|c| c.id == *id))
                        {
                            node.extra.push((i, points));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn compiled_points(&mut self, points: &Points) -> Option<CompiledPoints> {
        match points {
            Points::Fixed(n) => Some(CompiledPoints::Fixed(*n)),
            Points::Computed(e) => self.needs_only(e, &Type::Integer).map(CompiledPoints::Computed),
        }
    }
}

fn wrong_scale(e: &Expression, message: String) -> Diagnostic {
    let wrong = Diagnostic::error(Code::InvalidScale, message);
    match e.formula.place(0..e.formula.text.len()) {
        Some(place) => wrong.at(place, "of this value"),
        None => wrong,
    }
}
