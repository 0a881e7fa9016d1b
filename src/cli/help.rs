//! `verdict help`: the commands, one of them, or a word that the program prints.

use clap::error::ErrorKind;
use clap::{Args, Command, CommandFactory};
use verdict::glossary::{find, terms};
use verdict::load::Files;
use verdict::render::{Style, words};
use verdict::rulebook::Rulebook;

use super::output::{Failure, Output};
use super::{Cli, Exit};

/// Explain a word that the program prints, such as `eligible`, or print the help of a command
#[derive(Debug, Args)]
#[command(after_long_help = include_str!("help/help.txt"))]
pub(super) struct Help {
    /// A command, or a word: `recommend`, `catalog list`, `eligible`, `too close to call`
    #[arg(value_name = "COMMAND|WORD")]
    asked: Vec<String>,
}

impl Help {
    pub(super) fn run(&self, output: &mut Output) -> Result<Exit, Failure> {
        let mut root = Cli::command();
        root.build();
        if let Some(command) = below(&root, &self.asked) {
            let help = command.clone().render_long_help();
            let colour = output.style().color;
            output.answer(&if colour { help.ansi().to_string() } else { help.to_string() })?;
            // A command may be a word as well.
            if let Some(term) = terms().find(|term| term.word == self.asked.join(" ")) {
                output.answer(&format!("\n{}", words::terminal(term, &output.style())))?;
            }
            return Ok(Exit::Answered);
        }
        let asked = self.asked.join(" ");
        match find(&asked) {
            Ok(term) => output.answer(&words::terminal(term, &output.style()))?,
            Err(near) => match of_the_rulebook(&asked, &output.style()) {
                Some(text) => output.answer(&text)?,
                None => wrong(&mut root, &asked, near).exit(),
            },
        }
        Ok(Exit::Answered)
    }
}

/// A word of the shipped rulebook, which says itself what it means.
fn of_the_rulebook(asked: &str, style: &Style) -> Option<String> {
    let rulebook = Rulebook::parse(&Files::shipped_rules().views()).ok()?;
    rulebook.explained(asked).map(|word| words::explained(&word, style))
}

/// The command that these words name, from the program itself on.
fn below<'c>(root: &'c Command, words: &[String]) -> Option<&'c Command> {
    words.iter().try_fold(root, |command, word| command.find_subcommand(word))
}

/// What is said of something that is neither a command nor a word.
fn wrong(root: &mut Command, asked: &str, near: Option<&str>) -> clap::Error {
    let commands = root.get_subcommands().map(Command::get_name);
    let near = verdict::diagnostic::nearest(asked, commands.chain(near)).or(near).map(str::to_string);
    let mean = near.map_or_else(String::new, |near| format!("\n\n  tip: did you mean `{near}`?"));
    root.error(
        ErrorKind::InvalidValue,
        format!("there is no command and no word `{asked}`{mean}\n\n  tip: docs/words.md has all words"),
    )
}
