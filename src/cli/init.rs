//! `corridor init`.

use super::{Outcome, say};
use crate::error::Result;
use crate::layers::embedded_files;
use crate::output::write_folder;
use clap::Args;
use std::path::PathBuf;

/// Write the embedded study out as a folder, to look at and to edit
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  corridor init my-study\n  corridor report --study my-study")]
pub struct Init {
    /// The folder to write
    folder: PathBuf,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
}

impl Init {
    pub fn run(self) -> Result<Outcome> {
        let files: Vec<(&str, Vec<u8>)> =
            embedded_files().iter().map(|(name, text)| (*name, text.as_bytes().to_vec())).collect();
        write_folder(&self.folder, &files, self.force)?;
        say(&format!("wrote {} files; now: corridor report --study {}", files.len(), self.folder.display()));
        Ok(Outcome::Done)
    }
}
