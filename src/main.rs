//! The command line. All it does is in the library, except for reading arguments and printing.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main()
}
