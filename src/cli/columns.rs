//! `corridor columns`.

use super::Outcome;
use super::common::Out;
use crate::error::Result;
use crate::output::{Document, columns_sheet};
use clap::Args;

/// Every output column: name, unit, meaning, what an empty cell means
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  corridor columns --format csv --output columns.csv")]
pub struct Columns {
    #[command(flatten)]
    out: Out,
}

impl Columns {
    pub fn run(self) -> Result<Outcome> {
        let document =
            Document { title: "Output columns".into(), sheets: vec![columns_sheet()], ..Document::default() };
        self.out.give_as_it_is(&document).map(|()| Outcome::Done)
    }
}
