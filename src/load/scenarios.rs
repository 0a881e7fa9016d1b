//! Finds files of scenarios, and the snapshots that belong to some.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::{Error, MAX_FILES};
use crate::scenario::snapshot;

/// What the name of a file of scenarios ends with.
pub const SCENARIO: &str = ".scenario.toml";
/// The files of scenarios below some paths, and the snapshots below those that are folders. Both are sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ScenarioFiles {
    /// The files of scenarios, each with its path as it can be opened.
    pub scenarios: Vec<PathBuf>,
    /// The snapshots.
    pub snapshots: Vec<PathBuf>,
}

impl ScenarioFiles {
    /// Looks for them. A file that is named itself is one of scenarios whatever it is called; hidden folders and those called `target`
    /// are passed over, and so are links to folders, which could lead back.
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
            files.dedup();
        }
        Ok(found)
    }

    fn folder(&mut self, folder: &Path) -> Result<(), Error> {
        let entries = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        for entry in entries.map_err(|e| error(folder, e))? {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
            // What is below `.` is called as it is without it.
            let path = if folder == Path::new(".") { PathBuf::from(name) } else { entry.path() };
            if entry.file_type().map_err(|e| error(&path, e))?.is_dir() {
                if name != "target" {
                    self.folder(&path)?;
                }
            } else if name.ends_with(SCENARIO) {
                self.scenarios.push(path);
            } else if name.ends_with(snapshot::ENDING)
                && path.components().any(|part| part.as_os_str() == snapshot::FOLDER)
            {
                self.snapshots.push(path);
            }
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
