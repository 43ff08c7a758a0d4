//! The command line of `corridor`.

use std::process::ExitCode;

fn main() -> ExitCode {
    corridor::cli::run()
}
