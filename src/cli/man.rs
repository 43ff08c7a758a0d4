//! `corridor man`.

use super::{Arguments, Outcome, give};
use crate::error::{Fault, Result};
use crate::output::write_folder;
use clap::{Args, Command, CommandFactory};
use std::path::PathBuf;

/// Man pages: that of the tool to standard output, or one for each verb into a folder
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  corridor man | man -l -\n  corridor man --out ~/.local/share/man/man1")]
pub struct Man {
    /// The folder for the pages, one for each verb
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

fn page(command: Command) -> Result<Vec<u8>> {
    let mut out = Vec::new();
    clap_mangen::Man::new(command).render(&mut out).map_err(|e| Fault::new("man", "a man page", e.to_string()))?;
    Ok(out)
}

impl Man {
    pub fn run(self) -> Result<Outcome> {
        let command = Arguments::command();
        let Some(folder) = self.out else {
            return give(&String::from_utf8_lossy(&page(command)?)).map(|()| Outcome::Done);
        };
        let mut pages = vec![("corridor.1".to_string(), page(command.clone())?)];
        for verb in command.get_subcommands() {
            let name = format!("corridor-{}", verb.get_name());
            pages.push((
                format!("{name}.1"),
                page(verb.clone().display_name(name.clone()).version(env!("CARGO_PKG_VERSION")))?,
            ));
        }
        let files: Vec<(&str, Vec<u8>)> = pages.iter().map(|(name, text)| (name.as_str(), text.clone())).collect();
        write_folder(&folder, &files, self.force).map(|()| Outcome::Done)
    }
}
