//! The command line: arguments in, text out, an exit code. One file for each command; no other part of the program names `clap`.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod args;
mod ask;
mod batch;
mod bill;
mod catalog;
mod compare;
mod completions;
mod diff;
mod environment;
mod eval;
mod explain;
mod graph;
mod hardware;
mod help;
mod man;
mod output;
mod recommend;
mod schema;
mod session;
mod test;

use output::Output;

// What names models and needs of the shipped data is no code.
const EXIT_CODES: &str = include_str!("cli/help/exit-codes.txt");
const EXAMPLES: &str = include_str!("cli/help/examples.txt");

/// Beside the version, the date of the facts that are part of the program.
const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (facts of ", env!("VERDICT_FACTS_OF"), ")");

/// Which language model, and why: a rules engine whose verdict adds up
///
/// The verdict depends on the catalog, the rulebook, the needs and the as-of date, and on nothing else: no network, no clock.
#[derive(Debug, Parser)]
#[command(name = "verdict", version = VERSION, max_term_width = 100, arg_required_else_help = true, disable_help_subcommand = true)]
#[command(after_help = EXIT_CODES, after_long_help = format!("{EXAMPLES}\n{EXIT_CODES}"))]
struct Cli {
    /// When to use colour; `auto` follows the terminal, `NO_COLOR` and `CLICOLOR_FORCE`
    #[arg(long, global = true, value_name = "WHEN", value_enum, default_value_t)]
    color: args::Color,
    /// Write long answers as they are, too. Else, on a terminal, what is longer than the screen goes through `VERDICT_PAGER`, else
    /// `PAGER`, else `less -FRX`
    #[arg(long, global = true)]
    no_pager: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Ask(Box<ask::Ask>),
    Recommend(recommend::Recommend),
    Explain(explain::Explain),
    Compare(compare::Compare),
    Bill(bill::Bill),
    Diff(diff::Diff),
    Test(test::Test),
    Catalog(catalog::Catalog),
    Hardware(hardware::Hardware),
    Eval(eval::Eval),
    Graph(graph::Graph),
    Schema(schema::Schema),
    Completions(completions::Completions),
    Man(man::Manual),
    Help(help::Help),
}

/// How a command ended. What the command line's own mistakes end with, 2, is for `clap` to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Exit {
    Answered = 0,
    Invalid = 1,
    Nothing = 3,
    /// A scenario came out otherwise than it says, or is broken; or a verdict changed, where that was asked.
    Failed = 4,
    /// Somebody left an interview, as programs that Ctrl-C ends do.
    Left = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Reads the arguments, does what they say, and reports how it went.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut output = Output::new(cli.color, !cli.no_pager);
    let (result, json) = match &cli.command {
        Command::Ask(command) => (command.run(&mut output), command.wants_json()),
        Command::Recommend(command) => (command.run(&mut output), command.wants_json()),
        Command::Explain(command) => (command.run(&mut output), command.wants_json()),
        Command::Compare(command) => (command.run(&mut output), command.wants_json()),
        Command::Bill(command) => (command.run(&mut output), command.wants_json()),
        Command::Diff(command) => (command.run(&mut output), command.wants_json()),
        Command::Test(command) => (command.run(&mut output), command.wants_json()),
        Command::Catalog(command) => (command.run(&mut output), command.wants_json()),
        Command::Hardware(command) => (command.run(&mut output), command.wants_json()),
        Command::Eval(command) => (command.run(&mut output), command.wants_json()),
        Command::Graph(command) => (command.run(&mut output), false),
        Command::Schema(command) => (command.run(&mut output), true),
        Command::Completions(command) => (command.run(&mut output), false),
        Command::Man(command) => (command.run(&mut output), false),
        Command::Help(command) => (command.run(&mut output), false),
    };
    match result.and_then(|exit| output.flush().map(|()| exit)) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            output.fail(&failure, json);
            Exit::Invalid.into()
        }
    }
}
