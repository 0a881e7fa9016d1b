//! No unknown ever counts as yes, on the shipped rulebook and catalog.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use verdict::document::{Entry, Node, Tree};
use verdict::evaluate::Evaluation;
use verdict::expression::{Ast, parse, syntax::Syntax};
use verdict::fact::FactId;
use verdict::graph::{CompiledEffect, DecisionGraph};
use verdict::rulebook::{Effect, WhenUnknown};

use crate::shipped_world::{CatalogFiles, cases, catalog_files, hold, name, over};
use crate::support::shipped;
use crate::world::Random;

/// The facts of which an expression asks whether they are known, itself or in the formulas of what it reads: silence about
/// them is an answer, so learning or forgetting them may change anything.
fn silence_is_an_answer(ast: &Ast, out: &mut BTreeSet<FactId>) {
    let schema = shipped().schema();
    for (id, _) in ast.facts() {
        if let Some(formula) = schema.find(&id).and_then(|f| schema.fact(f).formula.as_ref()) {
            silence_is_an_answer(&parse(&formula.text).unwrap(), out);
        }
    }
    let mut open = vec![ast.root()];
    while let Some(at) = open.pop() {
        match ast.node(at) {
            Syntax::Has(of) => {
                if let Syntax::Fact(root, name) = ast.node(*of) {
                    out.extend(schema.find(&format!("{root}.{name}")));
                }
            }
            Syntax::Not(a) | Syntax::Negate(a) => open.push(*a),
            Syntax::Compare(_, a, b) | Syntax::In(a, b) | Syntax::Loop(_, a, _, b) => open.extend([*a, *b]),
            Syntax::And(all) | Syntax::Or(all) | Syntax::List(all) | Syntax::Call(_, all) => open.extend(all),
            Syntax::Choose(a, b, c) => open.extend([*a, *b, *c]),
            Syntax::Arithmetic(first, rest) => open.extend(std::iter::once(first).chain(rest.iter().map(|(_, b)| b))),
            Syntax::Bool(_)
            | Syntax::Integer(_)
            | Syntax::Number(_)
            | Syntax::Text(_)
            | Syntax::Name(_)
            | Syntax::Fact(..)
            | Syntax::Refused => {}
        }
    }
}

/// For each rule that requires and for each leaf, the facts about which silence is an answer.
fn exceptions(graph: &DecisionGraph) -> (Vec<BTreeSet<FactId>>, Vec<BTreeSet<FactId>>) {
    let book = graph.rulebook();
    let of = |asts: &[&Ast]| {
        let mut out = BTreeSet::new();
        for ast in asts {
            silence_is_an_answer(ast, &mut out);
        }
        out
    };
    let rule = |i: usize| match &book.rules[i].effect {
        Effect::Require { expression, .. } | Effect::Prefer { expression, .. } => of(&[&expression.ast]),
        _ => BTreeSet::new(),
    };
    let leaf = |leaf: &verdict::graph::Leaf| {
        if let Some(i) = leaf.rule {
            return rule(i);
        }
        let measures = &book.criteria[leaf.criterion - 1].of;
        let ends = measures.iter().filter_map(|m| m.ends.as_ref()).flat_map(|(low, high)| [&low.ast, &high.ast]);
        of(&measures.iter().map(|m| &m.value.ast).chain(ends).collect::<Vec<_>>())
    };
    ((0..book.rules.len()).map(rule).collect(), graph.leaves().iter().map(leaf).collect())
}

/// What is never forgotten: what an alternative is, and the only fact whose words exceptions name.
const KEPT: [&str; 4] = ["kind", "provider", "id", "developer"];

/// The catalog without one fact of each model, of each offer, and of each entry that others inherit from.
fn forgetful(random: &mut Random) -> CatalogFiles {
    let schema = shipped().schema();
    let known = |root: &str, key: &str| schema.find(&format!("{root}.{key}")).is_some();
    let mut forget = |table: &mut Node<'static>| {
        let Tree::Table(entries) = &mut table.tree else { return };
        let stated =
            |e: &Entry<'_>| ["model", "offer"].iter().any(|root| known(root, &e.key)) && !KEPT.contains(&&*e.key);
        let facts: Vec<usize> = (0..entries.len()).filter(|i| stated(&entries[*i])).collect();
        if !facts.is_empty() {
            entries.remove(*random.pick(&facts));
        }
    };
    let mut files = catalog_files();
    for (path, root) in &mut files {
        let Tree::Table(entries) = &mut root.tree else { continue };
        let folder = path.split('/').next().unwrap_or_default();
        for entry in entries.iter_mut() {
            match (folder, entry.key.as_ref(), &mut entry.value.tree) {
                ("models" | "providers", "facts", _) => forget(&mut entry.value),
                ("models", "offer", Tree::List(offers)) => offers.iter_mut().for_each(&mut forget),
                ("licences.toml", "licences", Tree::Table(all)) => {
                    all.iter_mut().map(|licence| &mut licence.value).for_each(&mut forget);
                }
                _ => {}
            }
        }
    }
    files
}

/// The alternatives of both graphs whose facts are the same but for some that are lost, and these.
fn lost(before: &DecisionGraph, after: &DecisionGraph) -> Vec<(usize, usize, BTreeSet<FactId>)> {
    let now: BTreeMap<_, _> = (0..after.table().rows).map(|row| (name(after, row), row)).collect();
    let mut all = Vec::new();
    for row in 0..before.table().rows {
        let Some(&then) = now.get(&name(before, row)) else { continue };
        let values = || before.catalog().schema().iter().map(|(f, _)| f);
        let is = |f: FactId| (before.catalog().value(row, f), after.catalog().value(then, f));
        // What an offer stated may hide what its provider states; what a machine needs is computed from what is known.
        if values().all(|f| is(f).0 == is(f).1 || is(f).1.is_none()) {
            all.push((row, then, values().filter(|f| is(*f).0 != is(*f).1).collect()));
        }
    }
    all
}

proptest! {
    #![proptest_config(cases(8))]

    /// To forget a fact makes no requirement true and raises no least score, but for the rules and criteria that say with
    /// `has` that silence about it is an answer. An alternative that was out comes in only where a rule keeps what is unknown.
    #[test]
    fn no_blank_ever_counts_as_yes(seed in any::<u64>()) {
        let mut random = Random(seed);
        let graph = over(&forgetful(&mut random));
        let rows = lost(shipped(), &graph);
        prop_assert!(rows.iter().filter(|(_, _, lost)| !lost.is_empty()).count() > 100);
        let (rules, leaves) = exceptions(shipped());
        hold(&mut random, |given, as_of| {
            // A model that is named as a measure may have forgotten what it is measured by, which is a need of another kind.
            let measure = |need: usize| shipped().rulebook().questions[need].words.as_ref().is_some_and(|w| !w.facts.is_empty());
            let given: Vec<_> = given.iter().filter(|g| !measure(g.need)).cloned().collect();
            let resolved = shipped().complete(given, as_of);
            let before = Evaluation::new(shipped(), &resolved);
            let after = Evaluation::new(&graph, &resolved);
            for (row, then, lost) in rows.iter().filter(|(_, _, lost)| !lost.is_empty()) {
                let facts = || lost.iter().map(|f| graph.schema().fact(*f).id.as_str()).collect::<Vec<_>>().join(", ");
                let told = |what: &str| Err(format!("{:?} without {}: {what}", name(&graph, *then), facts()));
                let mut explained = false;
                for (i, rule) in graph.rules().iter().enumerate().filter(|(i, _)| after.fired[*i] == Some(true)) {
                    let (CompiledEffect::Require(is, unknown), CompiledEffect::Require(was, _)) =
                        (&rule.effect, &shipped().rules()[i].effect) else { continue };
                    let was = before.run().column(*was).truth(*row);
                    let is = after.run().column(*is).truth(*then);
                    let excepted = !rules[i].is_disjoint(lost);
                    explained |= excepted || is.is_none() && *unknown == WhenUnknown::Keep;
                    if is == Some(true) && was != is && !excepted {
                        return told(&format!("it meets `{}`", graph.rulebook().rules[i].id));
                    }
                }
                if after.eligible.get(*then) && !before.eligible.get(*row) && !explained {
                    return told("it is eligible");
                }
                for (i, excepted) in leaves.iter().enumerate().filter(|(_, has)| has.is_disjoint(lost)) {
                    let (was, is) = (before.extent(i, *row), after.extent(i, *then));
                    if is.0 > was.0 {
                        return told(&format!("leaf {i} gives {is:?} instead of {was:?} {excepted:?}"));
                    }
                }
            }
            Ok(())
        })?;
    }
}

/// The rules and criteria that take silence for an answer, and about what; printed with `--nocapture`.
#[test]
fn silence_is_an_answer_in_some_rules_only() {
    let (rules, leaves) = exceptions(shipped());
    let (book, schema) = (shipped().rulebook(), shipped().schema());
    let named =
        |facts: &BTreeSet<FactId>| facts.iter().map(|f| schema.fact(*f).id.as_str()).collect::<Vec<_>>().join(", ");
    let rules = book.rules.iter().map(|r| r.id.as_str()).zip(&rules);
    let leaves = shipped().leaves().iter().map(|l| shipped().criteria()[l.criterion].id.as_str()).zip(&leaves);
    let all: BTreeMap<&str, String> =
        rules.chain(leaves).filter(|(_, facts)| !facts.is_empty()).map(|(id, facts)| (id, named(facts))).collect();
    for (id, facts) in &all {
        println!("{id:<36} {facts}");
    }
    assert!(!all.is_empty() && all.len() < book.rules.len() / 2, "{all:#?}");
}
