//! Where answers and complaints go: answers to standard output, everything else to standard error.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anstream::{AutoStream, ColorChoice};
use verdict::diagnostic::{Diagnostic, Diagnostics};
use verdict::load::{Error, write};
use verdict::render::{Style, diagnostic::diagnostics, json};
use verdict::report::{ErrorEntry, ErrorReport, errors};

use super::args::Color;

mod pager;

/// Why there is no answer.
#[derive(Debug)]
pub(super) enum Failure {
    /// The user's data is wrong.
    Data(Diagnostics),
    /// The world refused.
    World(Error),
    /// The answer cannot be written.
    Write(io::Error),
}

impl From<Diagnostics> for Failure {
    fn from(found: Diagnostics) -> Self {
        Self::Data(found)
    }
}

impl From<Diagnostic> for Failure {
    fn from(wrong: Diagnostic) -> Self {
        Self::Data(wrong.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::World(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// Standard output and standard error, with or without colour.
pub(super) struct Output {
    stdout: AutoStream<io::StdoutLock<'static>>,
    /// Not locked: whoever interrupts writes to it as well.
    stderr: AutoStream<io::Stderr>,
    /// Whether what is longer than the screen goes through a pager.
    pager: bool,
    /// Nobody reads the answer any more. It is not written, and it is what it is: a program that stops reading learns by the exit code.
    gone: bool,
}

impl Output {
    pub(super) fn new(color: Color, pager: bool) -> Self {
        match color {
            Color::Auto => ColorChoice::Auto,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
        .write_global();
        Self {
            stdout: AutoStream::auto(io::stdout()).lock(),
            stderr: AutoStream::auto(io::stderr()),
            pager,
            gone: false,
        }
    }

    /// How the answer may look.
    pub(super) fn style(&self) -> Style {
        let color = self.stdout.current_choice() != ColorChoice::Never;
        Style { color, ..Style::plain(columns(&io::stdout())) }
    }

    /// Writes a part of the answer.
    pub(super) fn answer(&mut self, text: &str) -> Result<(), Failure> {
        let written = if self.gone { Ok(()) } else { self.stdout.write_all(text.as_bytes()) };
        self.unless_gone(written)
    }

    /// Whether nobody reads the answer any more, so that what would go on for ever had better end.
    pub(super) fn is_gone(&self) -> bool {
        self.gone
    }

    fn unless_gone(&mut self, written: io::Result<()>) -> Result<(), Failure> {
        match written {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.gone = true;
                Ok(())
            }
            written => Ok(written?),
        }
    }

    /// Writes the whole answer: on a terminal that is too low for it through a pager, unless it is for a program.
    pub(super) fn show(&mut self, text: &str, json: bool) -> Result<(), Failure> {
        if self.pager && !json && io::stdout().is_terminal() && text.lines().count() > rows() {
            self.flush()?;
            if pager::show(text) {
                return Ok(());
            }
        }
        self.answer(text)
    }

    /// Writes the whole answer into a file, if one was named.
    pub(super) fn put(&mut self, text: &str, json: bool, file: Option<&Path>) -> Result<(), Failure> {
        match file {
            Some(file) => Ok(write(file, text)?),
            None => self.show(text, json),
        }
    }

    /// Sees to it that what was written is on its way.
    pub(super) fn flush(&mut self) -> Result<(), Failure> {
        let flushed = self.stdout.flush();
        self.unless_gone(flushed)
    }

    /// Begins on an empty screen, where the answer goes to a terminal.
    pub(super) fn clear(&mut self) -> Result<(), Failure> {
        if io::stdout().is_terminal() {
            self.answer("\u{1b}[2J\u{1b}[3J\u{1b}[H")?;
        }
        Ok(())
    }

    /// How what goes to standard error may look.
    pub(super) fn style_of_questions(&self) -> Style {
        let color = self.stderr.current_choice() != ColorChoice::Never;
        Style { color, ..Style::plain(columns(&io::stderr())) }
    }

    /// Says something that is no part of the answer.
    pub(super) fn remark(&mut self, text: &str) {
        // Nothing is left to do where not even this can be written.
        let _ = self.stderr.write_all(text.as_bytes()).and_then(|()| self.stderr.flush());
    }

    /// Shows diagnostics that are no part of the answer.
    pub(super) fn complain(&mut self, found: &[Diagnostic]) {
        let style = self.style_of_questions();
        self.remark(&diagnostics(found, &style));
    }

    /// Says why there is no answer; to a program as data, too.
    pub(super) fn fail(&mut self, failure: &Failure, json: bool) {
        let report = match failure {
            Failure::Data(found) => {
                self.complain(found.as_slice());
                errors(found.as_slice())
            }
            Failure::World(error) => self.refused(&format!("cannot-{}", error.deed()), &error.to_string()),
            Failure::Write(error) => self.refused("cannot-write", &format!("cannot write the answer: {error}")),
        };
        if json && !matches!(failure, Failure::Write(_)) {
            let _ = self.answer(&json::pretty(&report)).and_then(|()| self.flush());
        }
    }

    fn refused(&mut self, code: &str, message: &str) -> ErrorReport {
        let _ = writeln!(self.stderr, "error[{code}]: {message}");
        let entry = ErrorEntry {
            code: code.to_string(),
            severity: "error".to_string(),
            message: message.to_string(),
            source: None,
            span: None,
            text: None,
            help: Vec::new(),
        };
        ErrorReport { errors: vec![entry], ..errors([]) }
    }
}

/// The columns of a terminal: as many as it has, else as COLUMNS says, else 80.
fn columns(stream: &impl IsTerminal) -> usize {
    if let Some((width, _)) = terminal_size::terminal_size().filter(|_| stream.is_terminal()) {
        return usize::from(width.0);
    }
    #[expect(clippy::disallowed_methods, reason = "how wide a text is, is no part of the verdict")]
    let stated = std::env::var("COLUMNS");
    stated.ok().and_then(|text| text.trim().parse().ok()).unwrap_or(80)
}

/// The lines of the terminal: of one that does not say so, none is too long a text.
fn rows() -> usize {
    terminal_size::terminal_size().map_or(usize::MAX, |(_, height)| usize::from(height.0))
}
