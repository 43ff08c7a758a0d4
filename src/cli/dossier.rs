//! `corridor dossier`.

use super::gather::Asked;
use super::{Outcome, language, say};
use crate::error::Result;
use crate::output::dossier::{Dossier as Page, dossier};
use crate::output::{may_write_bundle, write_bundle};
use clap::Args;
use std::path::PathBuf;

/// A report as one HTML file: answer, map, charts, tables; it needs no network and prints on A4
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor dossier --out dossier\n  corridor dossier nh279 ct03-a ct03-b --lang vi --out ho-so"
)]
pub struct Dossier {
    #[command(flatten)]
    asked: Asked,
    /// The folder for the dossier: its file is index.html
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Replace the folder, if it holds a dossier
    #[arg(long)]
    force: bool,
}

impl Dossier {
    pub fn run(self) -> Result<Outcome> {
        may_write_bundle(&self.out, &["index.html"], self.force)?;
        let gathered = self.asked.gather()?;
        let page = dossier(&Page {
            document: &gathered.document,
            layers: &gathered.layers,
            charts: &gathered.charts,
            map: &gathered.map,
            alignments: &gathered.styles.alignments,
            language: language(),
        });
        write_bundle(&self.out, &[("index.html".into(), page.into_bytes())], self.force)?;
        say(&language().say(&format!("wrote {}", self.out.join("index.html").display())));
        Ok(Outcome::Done)
    }
}
