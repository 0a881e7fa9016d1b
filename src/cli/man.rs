//! `verdict man`: the help as man pages.

use std::path::PathBuf;

use clap::{Args, Command, CommandFactory};
use clap_mangen::Man;
use verdict::load::{make_folder, write};

use super::output::{Failure, Output};
use super::{Cli, Exit};

/// Print the man page, or write those of all commands into a folder
///
/// `verdict man | man -l -` reads it at once; `verdict man ~/.local/share/man/man1` lets `man verdict-recommend` find them all.
#[derive(Debug, Args)]
pub(super) struct Manual {
    /// Write a page for each command into this folder
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
}

impl Manual {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        // Every command has a page, so none is needed for `help`.
        let mut command = Cli::command().disable_help_subcommand(true);
        command.build();
        let Some(folder) = &self.folder else {
            output.answer(&page(command)?.1)?;
            return Ok(Exit::Answered);
        };
        make_folder(folder)?;
        let pages = pages(command)?;
        for (name, text) in &pages {
            write(&folder.join(name), text)?;
        }
        output.remark(&format!("{} pages are in {}.\n", pages.len(), folder.display()));
        Ok(Exit::Answered)
    }
}

/// The pages of a command and of all below it: the name of each file, and what it says.
fn pages(command: Command) -> Result<Vec<(String, String)>, Failure> {
    let below: Vec<Command> = command.get_subcommands().filter(|below| !below.is_hide_set()).cloned().collect();
    let mut all = vec![page(command)?];
    for command in below {
        all.extend(pages(command)?);
    }
    Ok(all)
}

fn page(command: Command) -> Result<(String, String), Failure> {
    let man = Man::new(command);
    let mut text = Vec::new();
    man.render(&mut text)?;
    Ok((man.get_filename(), String::from_utf8_lossy(&text).into_owned()))
}
