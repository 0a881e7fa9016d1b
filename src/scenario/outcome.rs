//! What became of scenarios: for a person, as it is; for programs, as `test/1`.

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;

use crate::diagnostic::{Diagnostic, Place};

use super::Coverage;

/// The version of the view for programs.
pub const SCHEMA: &str = "test/1";

/// What became of some scenarios.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    /// In the order of their files and of the cases in them.
    pub tested: Vec<Tested>,
    /// How many files there were.
    pub files: usize,
    /// How many scenarios were left out, as somebody asked for.
    pub left_out: usize,
    /// Snapshots that no scenario asks for, by path.
    pub stale: Vec<String>,
    /// Whether such snapshots are a failure.
    pub strict: bool,
    /// What the scenarios exercise of the rulebook, where that is asked for.
    pub coverage: Option<Coverage>,
    /// The least coverage that is good, in percent.
    pub least: Option<f64>,
}

/// What became of a scenario, or of a file that is none.
#[derive(Debug, Clone)]
pub struct Tested {
    /// The path of its file without the ending, and the name of the case.
    pub name: String,
    /// Where it stands.
    pub at: Place,
    /// How it came out.
    pub state: State,
    /// What is not as expected, or what is wrong with it.
    pub failures: Vec<Failure>,
}

/// How a scenario came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// As it says.
    Passed,
    /// Otherwise than it says.
    Failed,
    /// It could not be run: it is no scenario, or names what does not exist.
    Broken,
}

/// One thing that is not as expected.
#[derive(Debug, Clone)]
pub struct Failure {
    /// What, and where it says so.
    pub diagnostic: Diagnostic,
    /// What changed since a snapshot was accepted, a line for each cause.
    pub causes: Vec<String>,
    /// The snapshot, and what it would be now.
    pub texts: Option<(String, String)>,
}

impl From<Diagnostic> for Failure {
    fn from(diagnostic: Diagnostic) -> Self {
        Self { diagnostic, causes: Vec::new(), texts: None }
    }
}

impl Outcome {
    /// How many came out so.
    #[must_use]
    pub fn count(&self, state: State) -> usize {
        self.tested.iter().filter(|t| t.state == state).count()
    }

    /// Whether everything is as it should be.
    #[must_use]
    pub fn is_good(&self) -> bool {
        let passed = self.count(State::Passed) == self.tested.len();
        passed && (self.stale.is_empty() || !self.strict) && self.covers_too_little().is_none()
    }

    /// That the coverage is less than it has to be, if it is.
    #[must_use]
    pub fn covers_too_little(&self) -> Option<String> {
        let (coverage, least) = self.coverage.as_ref().zip(self.least)?;
        let says = || format!("coverage is {}%, less than the {least}% asked for", coverage.percent);
        (coverage.percent < least).then(says)
    }

    /// The view for programs.
    #[must_use]
    pub fn view(&self) -> TestReport {
        let counts = TestCounts {
            files: self.files,
            scenarios: self.tested.len(),
            passed: self.count(State::Passed),
            failed: self.count(State::Failed),
            broken: self.count(State::Broken),
            left_out: self.left_out,
        };
        TestReport {
            schema: SCHEMA.to_string(),
            good: self.is_good(),
            counts,
            scenarios: self.tested.iter().map(Tested::view).collect(),
            stale_snapshots: self.stale.clone(),
            coverage: self.coverage.clone(),
            too_little: self.covers_too_little(),
        }
    }
}

impl Tested {
    fn view(&self) -> TestEntry {
        let (line, _) = self.at.position();
        TestEntry {
            name: self.name.clone(),
            file: self.at.source.name.clone(),
            line,
            outcome: self.state,
            failures: self.failures.iter().map(Failure::view).collect(),
        }
    }
}

impl Failure {
    fn view(&self) -> TestFailure {
        let place = self.diagnostic.primary.as_ref().map(|(place, _)| place);
        let (line, column) = place.map(Place::position).unzip();
        TestFailure {
            code: self.diagnostic.code.as_str().to_string(),
            message: self.diagnostic.message.clone(),
            line,
            column,
            causes: self.causes.clone(),
            help: self.diagnostic.help.clone(),
        }
    }
}

/// The schema of the view for programs.
#[must_use]
pub fn test_schema() -> Schema {
    SchemaGenerator::default().into_root_schema_for::<TestReport>()
}

/// What became of scenarios, for programs.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestReport {
    /// `test/1`.
    pub schema: String,
    /// Whether everything is as it should be.
    pub good: bool,
    /// How many of everything.
    pub counts: TestCounts,
    /// Each scenario, in the order of the files and of the cases in them.
    pub scenarios: Vec<TestEntry>,
    /// Snapshots that no scenario asks for.
    pub stale_snapshots: Vec<String>,
    /// What the scenarios exercise of the rulebook, where that was asked for.
    pub coverage: Option<Coverage>,
    /// That this is less than was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub too_little: Option<String>,
}

/// How many came out how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestCounts {
    /// Files of scenarios.
    pub files: usize,
    /// Scenarios that were run or could not be; a file that cannot be read counts as one.
    pub scenarios: usize,
    /// Those that came out as they say.
    pub passed: usize,
    /// Those that did not.
    pub failed: usize,
    /// Those that could not be run.
    pub broken: usize,
    /// Those that were left out.
    pub left_out: usize,
}

/// A scenario.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestEntry {
    /// The path of its file without the ending, and the name of the case.
    pub name: String,
    /// Its file.
    pub file: String,
    /// The line of its `expect`, or of the name of the case.
    pub line: usize,
    /// How it came out.
    pub outcome: State,
    /// What is not as expected, or what is wrong with it.
    pub failures: Vec<TestFailure>,
}

/// What is not as expected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TestFailure {
    /// Which kind: `expectation-failed`, or the code of a mistake in the file.
    pub code: String,
    /// What was expected and what is.
    pub message: String,
    /// The line that expects it.
    pub line: Option<usize>,
    /// The column, in characters.
    pub column: Option<usize>,
    /// What changed since a snapshot was accepted.
    pub causes: Vec<String>,
    /// Why it was expected, and what to do.
    pub help: Vec<String>,
}
