//! `corridor check`.

use super::Outcome;
use super::common::Common;
use super::locate::calibrations;
use crate::error::{Result, Severity};
use crate::layers::inspect_study;
use crate::measure::{crosswalk_faults, soundness};
use crate::output::{Document, faults_sheet};
use clap::Args;

/// Read everything and list all faults of all layers at once
///
/// Errors are what stops the use of a study; warnings are what may mislead. Exit code 1 if there are errors.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor check --study my-study\n  corridor check --format json --output faults.json"
)]
pub struct Check {
    #[command(flatten)]
    common: Common,
}

impl Check {
    pub fn run(self) -> Result<Outcome> {
        let reading = inspect_study(self.common.study.as_deref());
        self.common.ready(&reading.study)?;
        let mut faults = reading.faults;
        faults.extend(soundness(&reading.study));
        faults.extend(crosswalk_faults(&reading.study));
        let index = reading.study.index();
        for alignment in &reading.study.alignments {
            if let Err(error) = calibrations(&reading.study, alignment, &index) {
                faults.extend(error.faults().iter().cloned());
            }
        }
        let errors = faults.iter().filter(|f| f.severity == Severity::Error).count();
        let title = match &self.common.study {
            Some(folder) => {
                format!("Check of {}: {errors} errors, {} warnings", folder.display(), faults.len() - errors)
            }
            None => format!("Check of the embedded study: {errors} errors, {} warnings", faults.len() - errors),
        };
        let document = Document { title, sheets: vec![faults_sheet(&faults)], ..Document::default() };
        self.common.out.give_as_it_is(&document)?;
        Ok(if errors > 0 { Outcome::Failed } else { Outcome::Done })
    }
}
