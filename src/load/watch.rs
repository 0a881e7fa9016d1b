//! Notices that files change, by looking at their times and sizes: no service of the system is asked, so it works wherever files do.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::MAX_FILES;
use crate::scenario::snapshot;

/// When a file or a folder was last written, and how large it is; `None` if it is not there.
type State = Option<(Option<SystemTime>, u64)>;

/// Files and folders, as they were when they were last looked at.
#[derive(Debug, Default)]
pub struct Watch {
    seen: BTreeMap<PathBuf, State>,
}

impl Watch {
    /// Looks at some files, and at the folders among the paths with all that can be data below them: TOML files, snapshots, and folders, which
    /// change when something comes or goes. Hidden folders and those called `target` are passed over.
    ///
    /// ```
    /// use verdict::load::Watch;
    /// let mut watch = Watch::new(&["tests/scenarios/cases".into()]);
    /// assert!(watch.len() > 12 && !watch.has_changed());
    /// ```
    #[must_use]
    pub fn new(paths: &[PathBuf]) -> Self {
        let mut watch = Self::default();
        for path in paths {
            watch.add(path);
        }
        watch
    }

    /// How many files and folders are watched.
    #[must_use]
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether there is nothing to watch.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }

    /// Whether anything is other than when it was first looked at.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        self.seen.iter().any(|(path, state)| self::state(path) != *state)
    }

    fn add(&mut self, path: &Path) {
        self.seen.insert(path.to_path_buf(), state(path));
        // What cannot be read is noticed by whoever reads it.
        for entry in fs::read_dir(path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str().filter(|name| !name.starts_with('.') && *name != "target") else { continue };
            let path = entry.path();
            let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
            let is_data = path.extension().is_some_and(|e| e == "toml") || name.ends_with(snapshot::ENDING);
            if self.seen.len() >= MAX_FILES {
                return;
            }
            if is_folder {
                self.add(&path);
            } else if is_data {
                self.seen.insert(path.clone(), state(&path));
            }
        }
    }
}

fn state(path: &Path) -> State {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.modified().ok(), metadata.len()))
}
