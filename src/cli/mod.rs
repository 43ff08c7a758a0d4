//! The command line: one verb, one file, one library call.

mod assess;
mod check;
mod columns;
mod common;
mod communes;
mod compare;
mod import;
mod init;
mod length;
mod list;
mod locate;
mod proximity;
mod report;

use crate::error::{Error, Result, hidden};
use clap::{Parser, Subcommand};
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

/// Road corridors for planners: lengths on the ellipsoid, communes served by chainage, catchments and
/// proximity, every figure traceable to its pieces.
///
/// Without --study the study built into the tool is used: Điện Biên's QL279, QL12 and the sketches of the
/// Sơn La – Điện Biên – Tây Trang expressway.
#[derive(Debug, Parser)]
#[command(name = "corridor", version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Report(report::Report),
    List(list::List),
    Length(length::Length),
    Locate(locate::Locate),
    Communes(communes::Communes),
    Proximity(proximity::Proximity),
    Compare(compare::Compare),
    Assess(assess::Assess),
    Check(check::Check),
    Import(import::Import),
    Columns(columns::Columns),
    Init(init::Init),
}

/// What a verb came to.
enum Outcome {
    /// Done.
    Done,
    /// Done, and the data failed the check.
    Failed,
}

/// Runs the command line. Exit code 0: done; 1: the data failed a check; 2: it could not be done.
pub fn run() -> ExitCode {
    let outcome = match Arguments::parse().verb {
        Verb::Report(verb) => verb.run(),
        Verb::List(verb) => verb.run(),
        Verb::Length(verb) => verb.run(),
        Verb::Locate(verb) => verb.run(),
        Verb::Communes(verb) => verb.run(),
        Verb::Proximity(verb) => verb.run(),
        Verb::Compare(verb) => verb.run(),
        Verb::Assess(verb) => verb.run(),
        Verb::Check(verb) => verb.run(),
        Verb::Import(verb) => verb.run(),
        Verb::Columns(verb) => verb.run(),
        Verb::Init(verb) => verb.run(),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Failed) => ExitCode::from(1),
        Err(error) => {
            say(&error);
            ExitCode::from(2)
        }
    }
}

/// A message to the person, never to the result.
fn say(message: &impl std::fmt::Display) {
    // If even that fails there is nobody to tell.
    let _ = writeln!(io::stderr().lock(), "corridor: {message}");
}

/// The result to standard output. A reader that has had enough, such as `head`, is no failure.
fn give(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    let shown = out.is_terminal().then(|| harmless(text));
    let text = shown.as_deref().unwrap_or(text);
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != io::ErrorKind::BrokenPipe => Err(Error::from(
            crate::error::Fault::new("output", "standard output that can be written to", e.to_string())
                .remedy("make room, or use --output FILE"),
        )),
        _ => Ok(()),
    }
}

/// Text from data may not drive the terminal; in a file or a pipe it is left as it is.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if hidden(c) && c != '\n' { '\u{FFFD}' } else { c }).collect()
}
