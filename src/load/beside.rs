//! The one way in which files are written: beside their place first, and then moved there, so that none is ever half written.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Error;

/// A file that is written and not yet in its place. Unless it is [put](Beside::put) there it is taken away again.
#[derive(Debug)]
pub(super) struct Beside {
    new: PathBuf,
    place: PathBuf,
}

impl Beside {
    /// Writes a text beside the place that it is meant for, with the rights of the file that is there; those of its owner alone
    /// where it is `private`.
    pub(super) fn write(place: &Path, text: &str, private: bool) -> io::Result<Self> {
        let mut name = place.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_os_string();
        name.push(format!(".{}.new", std::process::id()));
        let beside = Self { new: place.with_file_name(name), place: place.to_path_buf() };
        let mut file = beside.create(private)?;
        file.write_all(text.as_bytes())?;
        if let Ok(old) = fs::metadata(place)
            && !private
        {
            file.set_permissions(old.permissions())?;
        }
        Ok(beside)
    }

    /// A file that was not there before: no link that lies there is followed, as it would be to whatever it points to.
    fn create(&self, private: bool) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        options.open(&self.new).or_else(|_| {
            // What somebody left there that was called like this program is of no use.
            fs::remove_file(&self.new)?;
            options.open(&self.new)
        })
    }

    /// Moves it to its place; what was there is gone.
    pub(super) fn put(self) -> io::Result<()> {
        fs::rename(&self.new, &self.place)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // Once it was moved there is nothing; what cannot be taken away would hide why it was not moved.
        let _ = fs::remove_file(&self.new);
    }
}

/// Writes a file, whole or not at all; one that is there already is replaced, and so is a link, not what it points to. What is no file
/// (a terminal, a pipe) is written to.
///
/// # Errors
/// Why it cannot be written.
///
/// ```
/// use verdict::load::write;
/// let place = std::env::temp_dir().join(format!("verdict-{}.txt", std::process::id()));
/// write(&place, "first").unwrap();
/// write(&place, "second").unwrap();
/// assert_eq!(std::fs::read_to_string(&place).unwrap(), "second");
/// std::fs::remove_file(&place).unwrap();
/// ```
pub fn write(path: &Path, text: &str) -> Result<(), Error> {
    written(path, text, false)
}

/// The same, for nobody but its owner.
///
/// # Errors
/// Why it cannot be written.
pub fn write_private(path: &Path, text: &str) -> Result<(), Error> {
    written(path, text, true)
}

fn written(path: &Path, text: &str, private: bool) -> Result<(), Error> {
    let done = if is_device(path) {
        OpenOptions::new().write(true).open(path).and_then(|mut file| file.write_all(text.as_bytes()))
    } else if path.is_dir() {
        Err(io::ErrorKind::IsADirectory.into())
    } else {
        Beside::write(path, text, private).and_then(Beside::put)
    };
    done.map_err(|cause| refused(path, cause))
}

/// Whether there is what is no file, such as `/dev/stdout`.
fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

pub(super) fn refused(path: &Path, cause: io::Error) -> Error {
    Error { deed: "write", ..Error::new(path.to_string_lossy(), cause) }
}
