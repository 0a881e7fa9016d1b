//! `verdict hardware`: the machines that can be named.

use clap::{Args, Subcommand};
use verdict::catalog::view;
use verdict::render::{catalog, json};

use super::Exit;
use super::catalog::Common;
use super::output::{Failure, Output};

/// List the machines that can be named as one's own
#[derive(Debug, Args)]
pub(super) struct Hardware {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List the machines: id, memory, and what else they are called
    List {
        #[command(flatten)]
        common: Common,
    },
}

impl Hardware {
    pub(super) fn wants_json(&self) -> bool {
        let Command::List { common } = &self.command;
        common.wants_json()
    }

    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let Command::List { common } = &self.command;
        let machines = view::machines(&common.read(output)?);
        let terminal = || catalog::machines(&machines, &output.style());
        let text = if common.wants_json() { json::pretty(&machines) } else { terminal() };
        output.show(&text, self.wants_json())?;
        Ok(Exit::Answered)
    }
}
