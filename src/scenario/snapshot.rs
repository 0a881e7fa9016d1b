//! Snapshots: the report of a scenario as somebody accepted it, and what changed since.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::diagnostic::Diagnostics;
use crate::evaluate::Evaluation;
use crate::graph::DecisionGraph;
use crate::report::difference::{Facts, differences};
use crate::report::{Digests, Report, report};
use crate::verdict::Verdict;

use super::Scenario;
use super::file::slug;

/// The version of the file.
pub const SCHEMA: &str = "snapshot/1";
/// How many models of the ranking a snapshot shows in full; of the others it has the ranks.
pub const TOP: usize = 10;

/// What the name of a snapshot ends with.
pub const ENDING: &str = ".snap.json";
/// The folder beside a file of scenarios that its snapshots lie in.
pub const FOLDER: &str = "snapshots";

/// A report to compare later ones with: the best models in full, the ranks of all. It has no digests, which change with every unrelated edit.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Snapshot {
    /// `snapshot/1`.
    pub schema: String,
    /// The report, `verdict/1`, without the digests of catalog and rulebook.
    pub report: Report,
    /// The ranks of the other models.
    pub below: BTreeMap<String, usize>,
}

impl Snapshot {
    /// What a scenario comes to now.
    ///
    /// # Errors
    /// It cannot be run.
    pub fn of(scenario: &Scenario, graph: &DecisionGraph) -> Result<Self, Diagnostics> {
        let resolved = scenario.resolve(graph)?;
        let evaluation = Evaluation::new(graph, &resolved);
        let id = |model: usize| graph.catalog().models().get(model).map(|m| m.id.to_string());
        let below =
            Verdict::new(&evaluation).ranking.into_iter().skip(TOP).filter_map(|r| Some((id(r.model)?, r.rank)));
        let below = below.collect();
        let report = report_of(scenario, graph, TOP)?;
        Ok(Self { schema: SCHEMA.to_string(), report, below })
    }

    /// Reads a snapshot.
    ///
    /// # Errors
    /// It is none, or that of another version; in words.
    ///
    /// ```
    /// let wrong = verdict::scenario::Snapshot::parse("{}").unwrap_err();
    /// assert!(wrong.contains("missing field `schema`"));
    /// ```
    pub fn parse(text: &str) -> Result<Self, String> {
        serde_json::from_str(text).map_err(|e| e.to_string())
    }

    /// Whether a text is a snapshot of any version, as far as its beginning says. Other programs call their files alike.
    ///
    /// ```
    /// use verdict::scenario::Snapshot;
    /// assert!(Snapshot::is_one("{\n  \"schema\": \"snapshot/1\",") && !Snapshot::is_one("{}"));
    /// ```
    #[must_use]
    pub fn is_one(text: &str) -> bool {
        let parts = ["{", "\"schema\"", ":", "\"snapshot/"];
        parts.into_iter().try_fold(text, |rest, part| rest.trim_start().strip_prefix(part)).is_some()
    }

    /// What changed since, a line for each cause.
    ///
    /// # Errors
    /// The scenario cannot be run.
    pub fn differences(
        &self,
        scenario: &Scenario,
        graph: &DecisionGraph,
        facts: &Facts<'_>,
    ) -> Result<Vec<String>, Diagnostics> {
        let ranks = self.report.ranking.iter().map(|r| (r.model.clone(), r.rank));
        let ranks = ranks.chain(self.below.clone()).collect();
        Ok(differences(&self.report, &report_of(scenario, graph, usize::MAX)?, &ranks, facts))
    }
}

fn report_of(scenario: &Scenario, graph: &DecisionGraph, top: usize) -> Result<Report, Diagnostics> {
    let as_of = graph.as_of_date(&scenario.request);
    Ok(report(graph, &scenario.resolve(graph)?, as_of, top, &Digests::default()))
}

impl Scenario {
    /// Where its snapshot lies, for a file of scenarios called `stem` in `folder`: beside it in a folder of snapshots, and there that of a
    /// case in a folder of the file's own.
    ///
    /// ```
    /// use verdict::diagnostic::Source;
    /// let file = Source::new("a", "[[case]]\nname = 'Two cards!'\nexpect.snapshot = true");
    /// let file = verdict::scenario::parse(&file).unwrap();
    /// let path = file.scenarios[0].snapshot_path("tests".as_ref(), "hardware");
    /// assert_eq!(path, std::path::Path::new("tests/snapshots/hardware/two-cards.snap.json"));
    /// ```
    #[must_use]
    pub fn snapshot_path(&self, folder: &Path, stem: &str) -> PathBuf {
        let snapshots = folder.join(FOLDER);
        match &self.case {
            None => snapshots.join(format!("{stem}{ENDING}")),
            Some(case) => snapshots.join(stem).join(format!("{}{ENDING}", slug(case))),
        }
    }
}
