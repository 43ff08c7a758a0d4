//! The command line of `corridor`.

use std::process::ExitCode;

/// A million small things are made and dropped on all cores: with the system's allocator that is a quarter of the work.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    corridor::cli::run()
}
