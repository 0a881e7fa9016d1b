//! `verdict completions`: what a shell needs to complete what is typed.

use clap::{Args, CommandFactory};
use clap_complete::{Shell, generate};

use super::output::{Failure, Output};
use super::{Cli, Exit};

const EXAMPLES: &str = include_str!("help/completions.txt");

/// Print a script with which a shell completes commands and flags
#[derive(Debug, Args)]
#[command(after_long_help = EXAMPLES)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        // It ends the program where it cannot write, and memory can always be written.
        let mut script = Vec::new();
        generate(self.shell, &mut Cli::command(), "verdict", &mut script);
        output.answer(&String::from_utf8_lossy(&script))?;
        Ok(Exit::Answered)
    }
}
