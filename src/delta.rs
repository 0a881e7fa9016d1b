//! Two worlds and what lies between them: which facts and rules changed, which verdicts changed, and which changes made each of these.
//!
//! A world is the files of a catalog and of a rulebook as trees. Its difference from another one is taken apart into changes as people
//! would count them, and each can be made without the others, which gives worlds in between; what a change does is found by judging
//! in these. The module knows how files are laid out, and nothing of what is in them.
//!
//! # Why it is so
//!
//! **Why does `delta` compare trees and not catalogs?**
//!
//! What must be possible is to make one change without the others, and to see what the world then says. Of a
//! checked catalog a part cannot be exchanged (facts have become columns and inherited values); of trees it can,
//! and the loader that reads every other world reads those in between. One walk over both trees says which parts
//! differ and builds every mixture of them, so that there is nothing to disagree. What is one part is a table of
//! paths (`delta/kinds.rs`): a fact, an offer, a rule's key. A table whose keys came or went changes as a whole, as
//! half of a `require` and half of a `prefer` are no rule, and a question comes with its place in the order. No
//! verdict depends on the population, so it is left out of what is tried.
//!
//! **How is the cause of a changed verdict found?**
//!
//! By trying, as what a change looks like says little: a price may matter by way of a budget, a default by way of
//! three rules. Up to 400 changes are made one by one, each alone in the old world, which costs a load each and
//! says of all verdicts at once whether it suffices. What none does alone goes through delta debugging (`ddmin`;
//! Zeller & Hildebrandt 2002, IEEE TSE 28(2)), whose result needs each of its changes. `smallest` is claimed only
//! where all smaller sets were tried: of two changes after all single ones, of three after all pairs, of which up
//! to 300 are tried. What only declares something (a source, a fact, a question) is there from the start of every
//! trial, or most worlds in between would not load, and is added to a cause only if that needs it to stand alone.
//! Who comes first, the first three, and whether a model is eligible have causes of their own: one for all of it
//! would name every change that moved anything. A cause is what suffices, not what is necessary; so of others that
//! do the same alone it is said, too.

use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Source};
use crate::graph::DecisionGraph;
use crate::needs::Request;
use crate::reader::File;
use crate::rulebook::population::{Askers, Population};
use crate::sample::Sampler;

mod cause;
mod changes;
mod kinds;
mod outcome;
mod tree;

pub use cause::{Cause, PAIRS, Proof, SINGLES, WORLDS};
pub use changes::{Change, Changes, Side, What};
pub use kinds::About;
pub use outcome::{Aspect, Outcome, TOP};
pub use tree::Part;

/// The files of a catalog and of a rulebook.
#[derive(Debug, Clone, Default)]
pub struct World<'a> {
    /// The files of the catalog.
    pub catalog: Vec<File<'a>>,
    /// The files of the rulebook.
    pub rules: Vec<File<'a>>,
}

/// A request that is judged in both worlds.
#[derive(Debug, Clone)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What is asked.
    pub request: Request,
}

/// A way in which the verdict on a case changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The case, by place.
    pub case: usize,
    /// In which way.
    pub aspect: Aspect,
}

/// What became of the verdicts on some cases.
#[derive(Debug, Clone)]
pub struct Delta {
    /// What each case came to in the old world, and in the new one.
    pub outcomes: Vec<(Outcome, Outcome)>,
    /// The ways in which they differ, by case, and the cause of each; `None` where all changes together do not explain it.
    pub findings: Vec<(Finding, Option<Cause>)>,
}

impl Delta {
    /// Judges the cases in both worlds, and finds out by which changes the verdicts differ. The graphs are those of the two worlds.
    ///
    /// ```
    /// use verdict::catalog::Catalog;
    /// use verdict::delta::{Aspect, Case, Changes, Delta, World};
    /// use verdict::document::Tree;
    /// use verdict::{graph::DecisionGraph, load::Files, needs::Request, rulebook::Rulebook};
    ///
    /// let (catalog, rules) = (Files::shipped_catalog(), Files::shipped_rules());
    /// let mut fewer = catalog.clone();
    /// let graph = |catalog: &Files| {
    ///     let rulebook = Rulebook::parse(&rules.views()).unwrap();
    ///     DecisionGraph::compile(rulebook, Catalog::parse(&catalog.views()).0).unwrap()
    /// };
    /// let old = graph(&catalog);
    /// let mut request = Request::default();
    /// request.add_flag("--need", "priority=speed").unwrap();
    /// let asked = Case { name: "in a hurry".to_string(), request };
    /// let winner = verdict::delta::Outcome::new(&old, &asked.request).top()[0].1.to_string();
    /// fewer.files.retain(|file| file.path != format!("models/{winner}.toml"));
    ///
    /// let [one, other] = [&catalog, &fewer].map(|c| World { catalog: c.views(), rules: rules.views() });
    /// let changes = Changes::between(&one, &other);
    /// let delta = Delta::new(&changes, [&old, &graph(&fewer)], &[asked]);
    /// let (finding, cause) = &delta.findings[0];
    /// assert_eq!((&finding.aspect, &cause.as_ref().unwrap().changes), (&Aspect::First, &vec![0]));
    /// assert_eq!(changes.as_slice()[0].about().id, winner);
    /// ```
    #[must_use]
    pub fn new(changes: &Changes<'_>, graphs: [&DecisionGraph; 2], cases: &[Case]) -> Self {
        let mut delta = Self::without_causes(graphs, cases);
        let news: Vec<Outcome> = delta.outcomes.iter().map(|(_, new)| new.clone()).collect();
        let findings: Vec<Finding> = delta.findings.iter().map(|(finding, _)| finding.clone()).collect();
        let causes = cause::causes(changes, cases, &news, &findings);
        delta.findings.iter_mut().zip(causes).for_each(|((_, slot), cause)| *slot = cause);
        delta
    }

    /// Judges the cases in both worlds, and leaves open why the verdicts differ: that takes many worlds in between.
    #[must_use]
    pub fn without_causes([old, new]: [&DecisionGraph; 2], cases: &[Case]) -> Self {
        let judged = |graph| cases.iter().map(|case| Outcome::new(graph, &case.request)).collect::<Vec<_>>();
        let (olds, news) = (judged(old), judged(new));
        let differing = olds.iter().zip(&news).enumerate();
        let findings = differing
            .flat_map(|(case, (old, new))| old.differences(new).into_iter().map(move |aspect| Finding { case, aspect }))
            .map(|finding| (finding, None))
            .collect();
        Self { outcomes: olds.into_iter().zip(news).collect(), findings }
    }
}

/// The first people of a population, as cases: each asks with the answers that they were drawn with.
///
/// # Errors
/// An answer that cannot be written as one, which is a mistake of the program.
pub fn people(
    graph: &DecisionGraph,
    askers: &Askers,
    population: &Population,
    people: u64,
    seed: u64,
) -> Result<Vec<Case>, Diagnostics> {
    let sampler = Sampler::new(graph, askers, population, graph.as_of_date(&Request::default()), seed);
    let questions = &graph.rulebook().questions;
    let case = |number: u64| {
        let drawn = sampler.draw(number);
        let answers = drawn.resolved.given.iter();
        let answers = answers.filter_map(|given| Some((questions.get(given.need)?.id.clone(), given.value.to_json())));
        let needs: serde_json::Map<String, serde_json::Value> = answers.collect();
        let kind = askers.personas.get(drawn.persona).map_or("", |persona| persona.label.as_str());
        let name = format!("person {} ({kind})", number + 1);
        let source: Arc<Source> = Source::new(name.as_str(), serde_json::json!({ "needs": needs }).to_string());
        Ok(Case { name, request: Request::parse(&source)? })
    };
    (0..people).map(case).collect()
}
