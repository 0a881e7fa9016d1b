//! A version of a catalog, a rulebook or both: what is in the program, in a folder, or in a revision of a git repository.

use std::path::Path;

use crate::diagnostic::{Code, Diagnostic, Place, Source};
use crate::reader::quote;

use super::{Files, InputError, git};

/// What is in the program, as it is named.
pub const SHIPPED: &str = "shipped";

/// The files of a version.
#[derive(Debug, Clone)]
pub struct Version {
    /// What it was named by.
    pub name: String,
    /// Its catalog, if it has one.
    pub catalog: Option<Files<'static>>,
    /// Its rulebook, if it has one.
    pub rules: Option<Files<'static>>,
}

impl Version {
    /// Reads the version that `text` names: `shipped`; a folder; or a revision, of which the present folder is meant, or the folder
    /// behind a colon. A folder is that of a catalog, that of a rulebook, or has `catalog/`, `rules/` or both in it. `argument` is how
    /// messages call the text.
    ///
    /// A folder wins over a revision that is called the same; with a colon behind it, the revision is meant.
    ///
    /// # Errors
    /// There is no such folder or revision, it cannot be read, or it has neither a catalog nor a rulebook.
    ///
    /// ```
    /// use verdict::load::Version;
    /// let version = Version::read("OLD", "shipped").unwrap();
    /// assert!(version.catalog.is_some() && version.rules.is_some());
    /// assert!(Version::read("OLD", "no/such/folder").is_err());
    /// ```
    pub fn read(argument: &str, text: &str) -> Result<Self, InputError> {
        let name = text.to_string();
        if text == SHIPPED {
            let (catalog, rules) = (Files::shipped_catalog(), Files::shipped_rules());
            return Ok(Self { name, catalog: Some(catalog), rules: Some(rules) });
        }
        let folder = Path::new(text);
        if !folder.is_dir() {
            return git::read(argument, text);
        }
        let (catalog, rules) = parts(|path| folder.join(path).exists());
        let read = |below: Option<&str>| below.map(|below| Files::read_dir(&folder.join(below))).transpose();
        let (catalog, rules) = (read(catalog)?, read(rules)?);
        Self { name, catalog, rules }.checked(argument)
    }

    /// Refuses a version with nothing in it.
    pub(super) fn checked(self, argument: &str) -> Result<Self, InputError> {
        if self.catalog.is_some() || self.rules.is_some() {
            return Ok(self);
        }
        let message = format!("`{}` has neither a catalog nor a rulebook", quote(&self.name));
        let help = "name the folder of a catalog or of a rulebook, or one that has `catalog/` or `rules/` in it";
        Err(refused(Code::MissingFile, argument, &self.name, message, "nothing to compare here").help(help).into())
    }
}

/// Where a catalog and a rulebook are below a folder, by the files that there are.
pub(super) fn parts(has: impl Fn(&str) -> bool) -> (Option<&'static str>, Option<&'static str>) {
    let part = |file: &str, folder: &'static str| if has(file) { Some("") } else { has(folder).then_some(folder) };
    match (part("catalog.toml", "catalog"), part("rulebook.toml", "rules")) {
        // A folder is one of the two: what is called `rules` in a catalog belongs to the catalog.
        (Some(""), Some("rules")) => (Some(""), None),
        (Some("catalog"), Some("")) => (None, Some("")),
        both => both,
    }
}

/// What is wrong with the name of a version.
pub(super) fn refused(code: Code, argument: &str, text: &str, message: String, label: &str) -> Diagnostic {
    Diagnostic::error(code, message).at(Place::new(&Source::new(argument, text), 0..text.len()), label)
}

impl From<Diagnostic> for InputError {
    fn from(wrong: Diagnostic) -> Self {
        Self::Data(Box::new(wrong))
    }
}
