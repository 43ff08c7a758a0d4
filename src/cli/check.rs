//! `corridor check`.

use super::Outcome;
use super::common::{Common, Form};
use super::doctor::{Looked, to_read};
use crate::error::{Fault, Result, Severity};
use crate::output::{Document, faults_sheet, kinds_sheet, sarif};
use clap::{Args, ValueEnum};

/// Read everything and list all faults of all layers at once
///
/// Errors are what stops the use of a study; warnings are what may mislead; notes are to be known when working on with the data. Each
/// fault has its code, place, size, what it spoils, and who can mend it: `corridor mend`, or a person. Exit code 1 if there are errors.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor check --study my-study\n  corridor check communes.geojson --fail-on warning\n  corridor check --format json --output faults.json\n  corridor check --study my-study --format sarif --output faults.sarif"
)]
pub struct Check {
    #[command(flatten)]
    looked: Looked,
    /// Exit code 1 where there is something as bad as this, or worse
    #[arg(long, value_enum, default_value_t = FailOn::Error, value_name = "SEVERITY")]
    fail_on: FailOn,
    #[command(flatten)]
    common: Common,
}

/// From which severity on the data fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Anything at all
    Note,
    /// What may mislead
    Warning,
    /// What stops the use of the data
    Error,
}

impl FailOn {
    fn severity(self) -> Severity {
        match self {
            FailOn::Note => Severity::Note,
            FailOn::Warning => Severity::Warning,
            FailOn::Error => Severity::Error,
        }
    }
}

/// `3 errors, 1 warnings`.
pub fn counted(faults: &[Fault]) -> String {
    let count = |severity| faults.iter().filter(|f| f.severity == severity).count();
    let notes = match count(Severity::Note) {
        0 => String::new(),
        n => format!(", {n} notes"),
    };
    format!("{} errors, {} warnings{notes}", count(Severity::Error), count(Severity::Warning))
}

impl Check {
    pub fn run(self) -> Result<Outcome> {
        let (examined, study) = self.looked.examined(self.common.study.as_deref())?;
        self.common.ready(&study)?;
        self.common.out.ready_beside(&self.looked.files)?;
        let faults = &examined.faults;
        if self.common.out.format == Form::Sarif {
            self.common.out.give_text(&sarif(faults))?;
        } else {
            let sheets = match self.common.out.format {
                Form::Table | Form::Md => to_read(faults),
                Form::Csv if self.common.out.table.is_none() => vec![faults_sheet(faults)],
                _ => vec![faults_sheet(faults), kinds_sheet(faults)],
            };
            let title = format!("Check of {}: {}", examined.title, counted(faults));
            self.common.out.give_as_it_is(&Document { title, sheets, ..Document::default() })?;
        }
        let failed = faults.iter().any(|f| f.severity >= self.fail_on.severity());
        Ok(if failed { Outcome::Failed } else { Outcome::Done })
    }
}
