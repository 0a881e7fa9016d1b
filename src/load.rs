//! The only reader of files: catalogs and rules from a folder or from the program itself, needs from a file or from
//! standard input. It parses TOML, and knows nothing of what the files mean.
//!
//! What is wrong inside a file is a [diagnostic](crate::diagnostic); what the world refuses is an [`Error`].
//!
//! # Why it is so
//!
//! **Why is a folder read into texts first, and into trees then?**
//!
//! So that trees borrow from the texts (`load::Folder`): a catalog of 5 MB has a quarter of a million keys and
//! words, and each as a string of its own was as much memory again. Whoever keeps files beyond the moment of
//! reading them asks for trees that own what they say (`Files::into_owned`).
//!
//! **Is the population part of the rulebook's digest?**
//!
//! Yes, though no verdict depends on it: the digest is that of the files in `rules/`, and shares and the order of
//! questions do depend on it. Equal digests mean equal verdicts; different ones never meant different verdicts (a
//! comment changes them, too).
//!
//! **Why are files polled by `--watch`?**
//!
//! Looking at some hundred times and sizes takes a millisecond, works on every file system, and needs no
//! dependency. Every 25 ms is soon enough.

use std::fmt;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Place, Source};
use crate::document::{MAX_BYTES, Node, packed};
use crate::reader;

mod beside;
mod digest;
mod edited;
mod folder;
mod git;
mod lines;
mod scenarios;
mod version;
mod watch;

pub use beside::{write, write_private};
pub use digest::digest;
pub use edited::write_all;
pub use folder::Folder;
pub use lines::{Line, Lines, MAX_LINE};
pub use scenarios::{SCENARIO, ScenarioFiles};
pub use version::{SHIPPED, Version};
pub use watch::Watch;

/// One file, parsed.
#[derive(Debug, Clone)]
pub struct File<'a> {
    /// Its path within its folder, with `/` between the parts.
    pub path: String,
    /// Its name and text, for messages; the text of a packed file is empty.
    pub source: Arc<Source>,
    /// What it says.
    pub root: Node<'a>,
}

impl File<'_> {
    /// The same file with no borrowed text.
    #[must_use]
    pub fn into_owned(self) -> File<'static> {
        File { path: self.path, source: self.source, root: self.root.into_owned() }
    }
}

/// The files of a catalog or of a rulebook, sorted by the bytes of their paths.
#[derive(Debug, Clone)]
pub struct Files<'a> {
    /// SHA-256 over paths, lengths and bytes, as 64 hexadecimal digits.
    pub digest: String,
    /// Those that could be parsed.
    pub files: Vec<File<'a>>,
    /// What is wrong with the others, and warnings.
    pub found: Diagnostics,
    /// Whether they are part of the program, whose tests have looked at what they say.
    pub packed: bool,
}

static CATALOG: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalog.packed"));
static CATALOG_DIGEST: &str = include_str!(concat!(env!("OUT_DIR"), "/catalog.digest"));
static RULES: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/rules.packed"));
static RULES_DIGEST: &str = include_str!(concat!(env!("OUT_DIR"), "/rules.digest"));

impl Files<'static> {
    /// The catalog that is part of the program.
    ///
    /// ```
    /// let files = verdict::load::Files::shipped_catalog();
    /// assert!(files.files.iter().any(|f| f.path == "facts.toml"));
    /// assert!(files.found.as_slice().is_empty());
    /// ```
    #[must_use]
    pub fn shipped_catalog() -> Self {
        Self::unpack("catalog", CATALOG, CATALOG_DIGEST)
    }

    /// The rules that are part of the program.
    #[must_use]
    pub fn shipped_rules() -> Self {
        Self::unpack("rules", RULES, RULES_DIGEST)
    }

    fn unpack(folder: &str, bytes: &'static [u8], digest: &str) -> Self {
        let files = packed::unpack(bytes).expect("INVARIANT: the build packed these bytes");
        let file = |(path, root): (&str, _)| File {
            path: path.to_string(),
            source: Source::new(format!("{folder}/{path}"), String::new()),
            root,
        };
        let files = files.into_iter().map(file).collect();
        Self { digest: digest.to_string(), files, found: Diagnostics::new(), packed: true }
    }

    /// Reads all TOML files of a folder and of the folders in it, and keeps them as trees of their own. [`Folder`] takes less.
    ///
    /// # Errors
    /// A folder or a file that cannot be read.
    pub fn read_dir(folder: &Path) -> Result<Self, Error> {
        Folder::read(folder).map(|folder| folder.files().into_owned())
    }
}

impl Files<'_> {
    /// The same files with no borrowed text.
    #[must_use]
    pub fn into_owned(self) -> Files<'static> {
        let files = self.files.into_iter().map(File::into_owned).collect();
        Files { digest: self.digest, files, found: self.found, packed: self.packed }
    }

    /// The files as parsers take them.
    #[must_use]
    pub fn views(&self) -> Vec<reader::File<'_>> {
        self.files.iter().map(|f| reader::File { path: &f.path, source: &f.source, root: &f.root }).collect()
    }
}

/// The most files that are read from one folder.
pub const MAX_FILES: usize = 20_000;

/// Something the world refused: a file that is not there, a folder that may not be read.
#[derive(Debug)]
pub struct Error {
    deed: &'static str,
    path: String,
    cause: io::Error,
}

impl Error {
    fn new(path: impl Into<String>, cause: io::Error) -> Self {
        Self { deed: "read", path: path.into(), cause }
    }

    /// What could not be done: `read` or `write`.
    #[must_use]
    pub fn deed(&self) -> &'static str {
        self.deed
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let why = match self.cause.kind() {
            io::ErrorKind::NotFound => "it does not exist".to_string(),
            io::ErrorKind::PermissionDenied => "permission denied".to_string(),
            io::ErrorKind::NotADirectory => "it is not a folder".to_string(),
            io::ErrorKind::IsADirectory => "it is a folder".to_string(),
            _ => self.cause.to_string(),
        };
        write!(f, "cannot {} `{}`: {why}", self.deed, self.path)
    }
}

/// Sees to it that there is a folder, and those that it lies in.
///
/// # Errors
/// Why it cannot be there.
pub fn make_folder(path: &Path) -> Result<(), Error> {
    let refused = |cause| Error { deed: "write", ..Error::new(path.to_string_lossy(), cause) };
    std::fs::create_dir_all(path).map_err(refused)
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.cause)
    }
}

/// Why an input could not be had.
#[derive(Debug)]
pub enum InputError {
    /// The world refused.
    World(Error),
    /// There is something, but it is no text, or too much of it.
    Data(Box<Diagnostic>),
}

impl From<Error> for InputError {
    fn from(error: Error) -> Self {
        Self::World(error)
    }
}

/// Reads one text of at most [`MAX_BYTES`]: the file at `path`, or standard input if that is `-`.
///
/// # Errors
/// It cannot be read, is not UTF-8, or is too large.
///
/// ```
/// use verdict::load::{InputError, read_input};
/// let Err(InputError::World(error)) = read_input("no/such/needs.json") else { panic!() };
/// assert_eq!(error.to_string(), "cannot read `no/such/needs.json`: it does not exist");
/// ```
pub fn read_input(path: &str) -> Result<Arc<Source>, InputError> {
    let (name, bytes) = if path == "-" {
        ("<stdin>", read_limited(io::stdin().lock()))
    } else {
        (path, open(path.as_ref()).and_then(read_limited))
    };
    let bytes = bytes.map_err(|e| Error::new(name, e))?;
    text(name, bytes).map_err(InputError::Data)
}

#[expect(clippy::disallowed_methods, reason = "this module is the one that reads files")]
fn open(path: &Path) -> io::Result<fs::File> {
    fs::File::open(path)
}

/// Reads one byte more than the limit at most.
fn read_limited(reader: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    bytes.shrink_to_fit();
    Ok(bytes)
}

/// The bytes as text.
fn text(name: &str, bytes: Vec<u8>) -> Result<Arc<Source>, Box<Diagnostic>> {
    let nowhere = |text: String| {
        let end = text.len();
        Place::new(&Source::new(name, text), end..end)
    };
    if bytes.len() > MAX_BYTES {
        let message = format!("`{name}` is too large: at most {MAX_BYTES} bytes are read");
        return Err(Diagnostic::error(Code::TooLarge, message).at(nowhere(String::new()), "too large").into());
    }
    String::from_utf8(bytes).map(|text| Source::new(name, text)).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        let mut valid = e.into_bytes();
        let byte = valid.get(at).copied().unwrap_or_default();
        valid.truncate(at);
        let message = format!("`{name}` is not UTF-8: byte {at} is 0x{byte:02x}");
        let place = nowhere(String::from_utf8_lossy(&valid).into_owned());
        Diagnostic::error(Code::InvalidUtf8, message)
            .at(place, "the text up to here is UTF-8")
            .help("save it as UTF-8")
            .into()
    })
}
