//! Walks a folder of TOML files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use crate::reader;

use super::{Error, File, Files, MAX_FILES, digest, open, read_limited, text};

/// The texts of the files of a folder: what [`Files`] borrow from.
#[derive(Debug)]
pub struct Folder {
    digest: String,
    /// The path and the text of each file; sorted by path.
    texts: Vec<(String, Text)>,
    /// What is passed over.
    found: Diagnostics,
}

/// A text, or why a file has none.
type Text = Result<Arc<Source>, Box<Diagnostic>>;

impl Folder {
    /// Reads all TOML files of a folder and of the folders in it.
    ///
    /// Documentation (`*.md`, `README`, `ATTRIBUTION`, `LICENSE`, `NOTICE`) and hidden files are passed over; any other file
    /// is warned of, and hidden TOML files are. At most [`MAX_FILES`] files of at most [`MAX_BYTES`](crate::document::MAX_BYTES) each are read.
    ///
    /// # Errors
    /// A folder or a file that cannot be read.
    pub fn read(folder: &Path) -> Result<Self, Error> {
        let mut walk =
            Walk { top: folder, paths: Vec::new(), above: Vec::new(), folders: 0, found: Diagnostics::new() };
        walk.folder(folder, "")?;
        let Walk { mut paths, found, .. } = walk;
        paths.sort();
        let mut contents = Vec::with_capacity(paths.len());
        for path in paths {
            let full = folder.join(&path);
            let bytes = open(&full).and_then(read_limited).map_err(|e| error(&full, e))?;
            contents.push((path, full.to_string_lossy().into_owned(), bytes));
        }
        Ok(Self::new(contents, found))
    }

    /// Files by path, name for messages and content; sorted by path.
    pub(super) fn new(contents: Vec<(String, String, Vec<u8>)>, found: Diagnostics) -> Self {
        let digest = digest(contents.iter().map(|(path, _, bytes)| (path.as_str(), bytes.as_slice())));
        let texts = contents.into_iter().map(|(path, name, bytes)| (path, text(&name, bytes))).collect();
        Self { digest, texts, found }
    }

    /// The files, parsed.
    #[must_use]
    pub fn files(&self) -> Files<'_> {
        let (mut files, mut found) = (Vec::with_capacity(self.texts.len()), self.found.clone());
        for (path, text) in &self.texts {
            match text {
                Ok(source) => match reader::toml(source) {
                    Ok(root) => files.push(File { path: path.clone(), source: Arc::clone(source), root }),
                    Err(wrong) => found.extend(wrong),
                },
                Err(wrong) => found.push((**wrong).clone()),
            }
        }
        // Parsing leaves holes between the trees. A copy has none, and what comes after the trees finds their room in one piece.
        let files = files.clone();
        Files { digest: self.digest.clone(), files, found, packed: false }
    }
}

fn error(path: &Path, cause: io::Error) -> Error {
    Error::new(path.to_string_lossy(), cause)
}

struct Walk<'a> {
    top: &'a Path,
    paths: Vec<String>,
    /// The folders that hold the present one, without links, so that a link back to one of them is seen.
    above: Vec<PathBuf>,
    /// How many folders were read so far. Links that meet again make many ways of few folders.
    folders: usize,
    found: Diagnostics,
}

impl Walk<'_> {
    /// Collects the files below `folder`, whose path from the top is `prefix`.
    fn folder(&mut self, folder: &Path, prefix: &str) -> Result<(), Error> {
        let real = folder.canonicalize().map_err(|e| error(folder, e))?;
        if self.above.contains(&real) {
            self.warn(prefix.trim_end_matches('/'), "is a link to a folder that holds it");
            return Ok(());
        }
        self.above.push(real);
        self.folders += 1;
        if self.folders > MAX_FOLDERS {
            return Err(error(
                self.top,
                io::Error::other(format!("it has more than {MAX_FOLDERS} folders, links counted each time")),
            ));
        }
        let mut entries =
            fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>).map_err(|e| error(folder, e))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let name = entry.file_name();
            let Some(name) = name.to_str() else {
                self.warn(&format!("{prefix}{}", name.to_string_lossy()), NO_UTF8);
                continue;
            };
            let path = format!("{prefix}{name}");
            if name.starts_with('.') {
                if entry.path().extension().is_some_and(|e| e == "toml") {
                    self.warn(&path, HIDDEN);
                }
                continue;
            }
            let full = entry.path();
            let kind = fs::metadata(&full).map_err(|e| error(&full, e))?;
            if kind.is_dir() {
                self.folder(&full, &format!("{path}/"))?;
            } else if kind.is_file() && full.extension().is_some_and(|e| e == "toml") {
                self.paths.push(path);
            } else if !is_documentation(name) {
                self.warn(&path, NO_TOML);
            }
            if self.paths.len() > MAX_FILES {
                return Err(error(self.top, io::Error::other(format!("it has more than {MAX_FILES} files"))));
            }
        }
        self.above.pop();
        Ok(())
    }

    fn warn(&mut self, path: &str, what: &str) {
        let name = self.top.join(path).to_string_lossy().into_owned();
        self.found.push(not_read(&name, what));
    }
}

/// How many folders are read below one.
pub(super) const MAX_FOLDERS: usize = 10_000;

/// Why a file is not read.
pub(super) const HIDDEN: &str = "begins with a dot, and is not read";
pub(super) const NO_UTF8: &str = "has a name that is not UTF-8, and is not read";
pub(super) const NO_TOML: &str = "is no TOML file, and is not read";

/// The warning of a file that is passed over.
pub(super) fn not_read(name: &str, what: &str) -> Diagnostic {
    let place = Place::new(&Source::new(name, String::new()), 0..0);
    Diagnostic::warning(Code::UnexpectedFile, format!("`{name}` {what}")).at(place, "not read")
}

/// Whether a file is there for readers, by its name.
pub(super) fn is_documentation(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    Path::new(name).extension().is_some_and(|e| e == "md")
        || ["README", "ATTRIBUTION", "LICENSE", "NOTICE"].contains(&stem)
}
