//! `corridor completions`.

use super::{Arguments, Outcome, give};
use crate::error::Result;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Completions for a shell, to standard output
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor completions bash > ~/.local/share/bash-completion/completions/corridor\n  corridor completions zsh > ~/.zfunc/_corridor"
)]
pub struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<Outcome> {
        let mut out = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "corridor", &mut out);
        give(&String::from_utf8_lossy(&out)).map(|()| Outcome::Done)
    }
}
