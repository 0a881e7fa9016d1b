//! `verdict hardware`: the machines that can be named.

use clap::{Args, Subcommand, ValueEnum};
use verdict::catalog::view;
use verdict::diagnostic::Diagnostics;
use verdict::render::{catalog, json};

use super::Exit;
use super::args::Data;
use super::output::{Failure, Output};
use super::session::read_catalog;

/// List the machines that can be named as one's own
#[derive(Debug, Args)]
pub(super) struct Hardware {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the machines: id, memory, bandwidth, and what else they are called
    List {
        /// What to print
        #[arg(long, value_enum, default_value_t, help_heading = "Output")]
        format: Format,
        /// Use the catalog in this folder instead of the shipped one
        #[arg(long, value_name = "DIR", help_heading = "Data")]
        catalog: Option<std::path::PathBuf>,
    },
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For a person
    #[default]
    Terminal,
    /// For a program
    Json,
}

impl Hardware {
    pub(super) fn wants_json(&self) -> bool {
        let Command::List { format, .. } = &self.command;
        *format == Format::Json
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let Command::List { catalog: folder, .. } = &self.command;
        let mut found = Diagnostics::new();
        let (read, _) = read_catalog(&Data { rules: None, catalog: folder.clone() }, &mut found)?;
        if found.has_errors() {
            return Err(found.into());
        }
        if !found.as_slice().is_empty() {
            output.complain(found.as_slice());
        }
        let machines = view::machines(&read);
        let text =
            if self.wants_json() { json::pretty(&machines) } else { catalog::machines(&machines, &output.style()) };
        output.answer(&text)?;
        Ok(Exit::Answered)
    }
}
