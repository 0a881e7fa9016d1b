//! The scenarios of `tests/scenarios/`, read once, and what this repository asks of its own besides the format.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use verdict::diagnostic::Source;
use verdict::needs::Request;
use verdict::scenario::{self, Expected, File};

use crate::support::{files_below, list, repo};

/// What a file of scenarios is called.
pub const ENDING: &str = ".scenario.toml";

/// One file of `tests/scenarios/`, which holds one scenario.
pub struct Scenario {
    /// Its folder and its stem: `cases/01-clinic`.
    pub name: String,
    pub source: Arc<Source>,
    pub file: File,
    pub request: Request,
}

impl Scenario {
    pub fn new(name: &str, source: Arc<Source>) -> Result<Self, String> {
        let file = scenario::parse(&source).map_err(|e| list(&e))?;
        let [one] = file.scenarios.as_slice() else { return Err("it has cases".into()) };
        let request = one.request.clone();
        Ok(Self { name: name.to_string(), source, file, request })
    }

    pub fn scenario(&self) -> &scenario::Scenario {
        &self.file.scenarios[0]
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
            Scenario::new(name.strip_suffix(ENDING).unwrap(), source).map_err(|wrong| format!("{name}: {wrong}"))
        };
        let read: Vec<_> = files_below(&folder, ENDING).iter().map(|path| read(path)).collect();
        let wrong: Vec<&str> = read.iter().filter_map(|s| s.as_ref().err()).map(String::as_str).collect();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        read.into_iter().flatten().collect()
    })
}

/// Whether a scenario belongs to one of the two articles.
pub fn of_an_article(name: &str) -> bool {
    name.split('/').next().is_some_and(|folder| folder.contains("-vs-"))
}
