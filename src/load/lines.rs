//! One line after the other, in constant memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::sync::Arc;

use super::{Error, text};
use crate::diagnostic::{Code, Diagnostic, Place, Source};

/// The longest line that is read, in bytes.
pub const MAX_LINE: usize = 1024 * 1024;

/// The number of a line, counted from 1, and its text, or what is wrong with it.
pub type Line = (usize, Result<Arc<Source>, Box<Diagnostic>>);

/// The lines of a file or of standard input, without those that are blank.
///
/// A line that is too long or not UTF-8 is a diagnostic, and the lines after it are read all the same.
pub struct Lines {
    name: String,
    input: Box<dyn BufRead>,
    number: usize,
}

impl Lines {
    /// Opens the file at `path`, or standard input if that is `-`.
    ///
    /// # Errors
    /// It cannot be read.
    #[expect(clippy::disallowed_methods, reason = "this module is the one that reads files")]
    pub fn open(path: &str) -> Result<Self, Error> {
        let (name, input): (&str, Box<dyn BufRead>) = if path == "-" {
            ("<stdin>", Box::new(io::stdin().lock()))
        } else {
            (path, Box::new(BufReader::new(File::open(path).map_err(|e| Error::new(path, e))?)))
        };
        Ok(Self { name: name.to_string(), input, number: 0 })
    }

    /// The next line that is not blank; `None` after the last.
    ///
    /// # Errors
    /// The input cannot be read any further.
    pub fn next_line(&mut self) -> Result<Option<Line>, Error> {
        loop {
            let Some((mut bytes, whole)) = self.read().map_err(|e| Error::new(self.name.as_str(), e))? else {
                return Ok(None);
            };
            self.number += 1;
            if bytes.ends_with(b"\n") {
                bytes.pop();
            }
            if bytes.ends_with(b"\r") {
                bytes.pop();
            }
            if whole && bytes.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let line = if whole { text(&self.name, bytes) } else { Err(Box::new(too_long(&self.name))) };
            return Ok(Some((self.number, line)));
        }
    }

    /// A line with its end, and whether it is whole; what is too much of it is passed over.
    fn read(&mut self) -> io::Result<Option<(Vec<u8>, bool)>> {
        let mut line = Vec::new();
        let mut whole = true;
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(e),
            };
            if buffer.is_empty() {
                return Ok(if line.is_empty() && whole { None } else { Some((line, whole)) });
            }
            let end = buffer.iter().position(|b| *b == b'\n');
            let part = buffer.get(..end.map_or(buffer.len(), |at| at + 1)).unwrap_or_default();
            if whole && line.len() + part.len() <= MAX_LINE {
                line.extend_from_slice(part);
            } else {
                whole = false;
                line = Vec::new();
            }
            let used = part.len();
            self.input.consume(used);
            if end.is_some() {
                return Ok(Some((line, whole)));
            }
        }
    }
}

fn too_long(name: &str) -> Diagnostic {
    let place = Place::new(&Source::new(name, String::new()), 0..0);
    let message = format!("the line is too long: at most {MAX_LINE} bytes are read");
    Diagnostic::error(Code::TooLarge, message).at(place, "too large")
}
