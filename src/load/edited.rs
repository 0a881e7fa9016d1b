//! Files that were changed in memory: as if they were read, and written all together.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostics, Source};
use crate::document::Node;
use crate::import::Edited;
use crate::reader;

use super::beside::{Beside, refused};
use super::{Error, File, Files};

impl Files<'_> {
    /// The same files with some of them changed or new; `folder` is where they stand, for messages.
    #[must_use]
    pub fn with(&self, folder: &Path, edited: &[Edited]) -> Files<'static> {
        let kept = self.files.iter().filter(|f| !edited.iter().any(|e| e.path == f.path));
        let mut files: Vec<File<'static>> = kept.cloned().map(File::into_owned).collect();
        let mut found = Diagnostics::new();
        for Edited { path, text } in edited {
            let source = Source::new(folder.join(path).to_string_lossy(), text.as_str());
            match reader::toml(&source).map(Node::into_owned) {
                Ok(root) => files.push(File { path: path.clone(), source, root }),
                Err(wrong) => found.extend(wrong),
            }
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let digest = super::digest(files.iter().map(|f| (f.path.as_str(), f.source.text.as_bytes())));
        Files { digest, files, found, packed: false }
    }
}

/// Writes files below a folder, all of them or none: each is written beside its place first.
///
/// # Errors
/// What could not be written.
pub fn write_all(folder: &Path, edited: &[Edited]) -> Result<(), Error> {
    let beside = edited.iter().map(|Edited { path, text }| {
        let place = folder.join(path);
        let place = fs::canonicalize(&place).unwrap_or(place);
        let made = place.parent().map_or(Ok(()), fs::create_dir_all);
        let written = made.and_then(|()| Beside::write(&place, text, false));
        written.map(|beside| (beside, place.clone())).map_err(|cause| refused(&place, cause))
    });
    let beside: Vec<(Beside, PathBuf)> = beside.collect::<Result<_, _>>()?;
    beside.into_iter().try_for_each(|(beside, place)| beside.put().map_err(|cause| refused(&place, cause)))
}
