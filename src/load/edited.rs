//! Files that were changed in memory: as if they were read, and written all together.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostics, Source};
use crate::document::Node;
use crate::import::Edited;
use crate::reader;

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
    let mut beside: Vec<(PathBuf, PathBuf)> = Vec::with_capacity(edited.len());
    let written = edited.iter().try_for_each(|Edited { path, text }| {
        let place = folder.join(path);
        let place = fs::canonicalize(&place).unwrap_or(place);
        let new = place.with_extension("toml.new");
        let refused = |cause: io::Error| Error { deed: "write", ..Error::new(place.to_string_lossy(), cause) };
        place.parent().map_or(Ok(()), fs::create_dir_all).map_err(refused)?;
        beside.push((new.clone(), place.clone()));
        fs::write(&new, text).map_err(refused)
    });
    let written = written.and_then(|()| {
        beside.iter().try_for_each(|(new, place)| {
            fs::rename(new, place).map_err(|e| Error { deed: "write", ..Error::new(place.to_string_lossy(), e) })
        })
    });
    if written.is_err() {
        // What stands beside is of no use; that it cannot be taken away either would hide why.
        for (new, _) in &beside {
            let _ = fs::remove_file(new);
        }
    }
    written
}
