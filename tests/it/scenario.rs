//! The scenarios of `tests/scenarios/`, read once, and what this repository asks of its own besides the format.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use verdict::diagnostic::Source;
use verdict::needs::Request;
use verdict::scenario::{self, Expected, File};

use crate::support::{files_below, list, repo};

/// What a file of scenarios is called.
pub const ENDING: &str = ".scenario.toml";

/// One scenario of `tests/scenarios/`: a file, or one of its cases.
pub struct Scenario {
    /// Its folder and its stem, and the number of its case: `cases/01-clinic`, `licence/07-a-large-product#2`.
    pub name: String,
    pub source: Arc<Source>,
    pub file: Arc<File>,
    /// Its place in the file.
    at: usize,
    pub request: Request,
}

impl Scenario {
    /// The only one of a file.
    pub fn new(name: &str, source: &Arc<Source>) -> Result<Self, String> {
        Self::read(name, source)?.pop().ok_or_else(|| "it has no scenario".to_string())
    }

    /// All of a file.
    fn read(name: &str, source: &Arc<Source>) -> Result<Vec<Self>, String> {
        let file = Arc::new(scenario::parse(source).map_err(|e| list(&e))?);
        let of = |(at, one): (usize, &scenario::Scenario)| Self {
            name: if one.case.is_some() { format!("{name}#{}", at + 1) } else { name.to_string() },
            source: Arc::clone(source),
            file: Arc::clone(&file),
            at,
            request: one.request.clone(),
        };
        Ok(file.scenarios.iter().enumerate().map(of).collect())
    }

    pub fn scenario(&self) -> &scenario::Scenario {
        &self.file.scenarios[self.at]
    }

    /// The model that it expects first.
    pub fn first(&self) -> Option<&str> {
        let first = |e: &'_ scenario::Expectation| matches!(e.expected, Expected::First(_));
        let found = self.scenario().expected.iter().find(|e| first(e))?;
        found.expected.models().next().map(|word| word.text.as_str())
    }

    /// What it lacks, though it can be run: an expectation without an origin is one that was copied from what came out.
    pub fn lacks(&self) -> Vec<&'static str> {
        let sentence = |text: &str| text.split_whitespace().count() > 3;
        let said = |text: &Option<String>| text.as_deref().is_some_and(sentence);
        let comment = self.source.text.lines().next().and_then(|first| first.strip_prefix("# ")).is_some_and(sentence);
        let origin = if of_an_article(&self.name) {
            let missing = "it quotes no sentence of its article, and does not begin with a comment that says why";
            (!said(&self.file.says) && !comment).then_some(missing)
        } else {
            let missing = "it has no sentence `because`: where does the expectation come from?";
            (!said(&self.file.because)).then_some(missing)
        };
        let summary = self.file.summary.is_none().then_some("it has no `summary`");
        origin.into_iter().chain(summary).collect()
    }
}

/// Every scenario, sorted by name.
pub fn scenarios() -> &'static [Scenario] {
    static ALL: OnceLock<Vec<Scenario>> = OnceLock::new();
    ALL.get_or_init(|| {
        let folder = repo("tests/scenarios");
        let name = |path: &Path| path.strip_prefix(&folder).unwrap().to_string_lossy().replace('\\', "/");
        let read = |path: &Path| {
            let name = name(path);
            let source = Source::new(name.as_str(), std::fs::read_to_string(path).unwrap());
            Scenario::read(name.strip_suffix(ENDING).unwrap(), &source).map_err(|wrong| format!("{name}: {wrong}"))
        };
        let read: Vec<_> = files_below(&folder, ENDING).iter().map(|path| read(path)).collect();
        let wrong: Vec<&str> = read.iter().filter_map(|s| s.as_ref().err()).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        read.into_iter().flatten().flatten().collect()
    })
}

/// Whether a scenario belongs to one of the two articles.
pub fn of_an_article(name: &str) -> bool {
    name.split('/').next().is_some_and(|folder| folder.contains("-vs-"))
}
