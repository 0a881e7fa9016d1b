//! Finds files of scenarios, and the snapshots that belong to some.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::folder::{NO_UTF8, not_read};
use super::{Error, MAX_FILES};
use crate::diagnostic::Diagnostics;
use crate::scenario::snapshot;

/// What the name of a file of scenarios ends with.
pub const SCENARIO: &str = ".scenario.toml";
/// The files of scenarios below some paths, and the snapshots below those that are folders. Both are sorted.
#[derive(Debug, Clone, Default)]
pub struct ScenarioFiles {
    /// The files of scenarios, each with its path as it can be opened.
    pub scenarios: Vec<PathBuf>,
    /// The snapshots.
    pub snapshots: Vec<PathBuf>,
    /// What is passed over, and might have been meant.
    pub found: Diagnostics,
}

impl ScenarioFiles {
    /// Looks for them. A file that is named itself is one of scenarios whatever it is called, and is there once however it is named. Hidden
    /// folders and those called `target` are passed over. So are links to folders, which could lead back, names that are not UTF-8, and
    /// what is called like a scenario or a snapshot and is no file: these are told of.
    ///
    /// # Errors
    /// A path does not exist, or a folder cannot be read.
    ///
    /// ```
    /// use verdict::load::ScenarioFiles;
    /// let found = ScenarioFiles::find(&["tests/scenarios/cases".into()]).unwrap();
    /// assert!(found.scenarios.iter().all(|path| path.to_string_lossy().ends_with(".scenario.toml")));
    /// assert!(ScenarioFiles::find(&["no/such/folder".into()]).is_err());
    /// ```
    pub fn find(paths: &[PathBuf]) -> Result<Self, Error> {
        let mut found = Self::default();
        for path in paths {
            let kind = fs::metadata(path).map_err(|e| error(path, e))?;
            if kind.is_dir() {
                found.folder(path)?;
            } else {
                found.scenarios.push(path.clone());
            }
        }
        for files in [&mut found.scenarios, &mut found.snapshots] {
            files.sort();
            let mut seen = BTreeSet::new();
            files.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
        }
        Ok(found)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        for entry in entries.map_err(|e| error(folder, e))? {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                self.found.push(not_read(&entry.path().to_string_lossy(), NO_UTF8));
                continue;
            };
            if name.starts_with('.') {
                continue;
            }
            // What is below `.` is called as it is without it.
            let path = if folder == Path::new(".") { PathBuf::from(name) } else { entry.path() };
            let kind = entry.file_type().map_err(|e| error(&path, e))?;
            if kind.is_dir() {
                if name != "target" {
                    self.folder(&path)?;
                }
                continue;
            }
            // What a link leads to; a link to nothing is told of by whoever reads it.
            let leads = fs::metadata(&path).ok();
            if leads.as_ref().is_some_and(fs::Metadata::is_dir) {
                self.found.push(not_read(&path.to_string_lossy(), "is a link to a folder, and is not followed"));
                continue;
            }
            let files = if name.ends_with(SCENARIO) {
                &mut self.scenarios
            } else if name.ends_with(snapshot::ENDING)
                && path.components().any(|part| part.as_os_str() == snapshot::FOLDER)
            {
                &mut self.snapshots
            } else {
                continue;
            };
            if leads.is_some_and(|leads| !leads.is_file()) {
                self.found.push(not_read(&path.to_string_lossy(), "is no file, and is not read"));
                continue;
            }
            files.push(path);
            if self.scenarios.len() > MAX_FILES {
                return Err(error(
                    folder,
                    io::Error::other(format!("it has more than {MAX_FILES} files of scenarios")),
                ));
            }
        }
        Ok(())
    }
}

fn error(path: &Path, cause: io::Error) -> Error {
    Error::new(path.to_string_lossy(), cause)
}
