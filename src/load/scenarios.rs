//! Finds files of scenarios.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Diagnostics, Source};

use super::{Error, InputError, read_input};

/// The end of the name of a file of scenarios.
const ENDING: &str = ".scenario.toml";

/// Reads the files of scenarios below a folder, sorted by path, or the one file that `path` is. Hidden folders are passed over.
///
/// What cannot be read because of what is in it is added to `found`.
///
/// # Errors
/// A folder or a file that cannot be read.
pub fn scenarios(path: &Path, found: &mut Diagnostics) -> Result<Vec<Arc<Source>>, Error> {
    let mut paths = Vec::new();
    if path.is_dir() {
        walk(path, 0, &mut paths)?
    } else {
        paths.push(path.to_path_buf())
    }
    paths.sort();
    let mut all = Vec::with_capacity(paths.len());
    for path in paths {
        match read_input(&path.to_string_lossy()) {
            Ok(source) => all.push(source),
            Err(InputError::World(error)) => return Err(error),
            Err(InputError::Data(wrong)) => found.push(*wrong),
        }
    }
    Ok(all)
}

/// So deep in folders nobody keeps scenarios: a link that leads back to a folder above ends here.
const DEPTH: usize = 32;

fn walk(folder: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), Error> {
    let error = |e| Error::new(folder.to_string_lossy(), e);
    for entry in fs::read_dir(folder).map_err(error)? {
        let path = entry.map_err(error)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        if path.is_dir() {
            if depth < DEPTH {
                walk(&path, depth + 1, paths)?;
            }
        } else if name.ends_with(ENDING) {
            paths.push(path);
        }
    }
    Ok(())
}
