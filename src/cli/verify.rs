//! `corridor verify`.

use super::Outcome;
use super::answers::again;
use super::common::{Common, Form, opened};
use super::recipe::Command;
use super::second::second_sheet;
use crate::error::{Fault, Result};
use crate::layers::{Made, read_report, reports_in};
use crate::model::Study;
use crate::output::{Document, Sheet, compared};
use clap::Args;
use std::path::{Path, PathBuf};

/// Make a report again from its recorded inputs and list every figure that differs, with why
///
/// REPORT is a JSON that corridor made, or a folder of them; a study.toml in that folder, or in study/ within it, is
/// taken for the inputs. Exit code 1 if a figure differs by more than its bound.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor report --format json --output report.json\n  corridor verify report.json\n  corridor verify dossier --second-method"
)]
pub struct Verify {
    /// A JSON made by corridor, or a folder that holds some
    #[arg(value_name = "REPORT")]
    report: PathBuf,
    /// Also compute lengths and distances by a second, independent method, and print how far the two agree
    #[arg(long)]
    second_method: bool,
    #[command(flatten)]
    common: Common,
}

/// The folder of a study, and the day of its communes.
type Place = (Option<PathBuf>, Option<String>);

impl Verify {
    pub fn run(self) -> Result<Outcome> {
        let reports = if self.report.is_dir() { reports_in(&self.report)? } else { vec![self.report.clone()] };
        let mut sheets: Vec<Sheet> = Vec::new();
        let mut notes = Vec::new();
        let mut definitions = Vec::new();
        let (mut figures, mut differing) = (0, 0);
        let mut studies: Vec<(Place, Study)> = Vec::new();
        for path in &reports {
            let name = path.display().to_string();
            let old = read_report(path)?;
            let command = Command { words: old.command.clone() };
            let mut verb = again(&command, Form::Json).map_err(|e| e.in_file(&name))?;
            let folder = self.inputs(&old, path)?;
            let place = (folder, verb.common().vintage.clone());
            if !studies.iter().any(|(known, _)| *known == place) {
                studies.push((place.clone(), opened(place.0.as_deref(), place.1.as_deref())?));
            }
            let Some((_, study)) = studies.iter().find(|(known, _)| *known == place) else { continue };
            let new = verb.document(study).map_err(|e| e.in_file(&name))?.with_ids();
            let found = compared(&old, &new, &name);
            figures += found.figures;
            differing += found.sheet.rows.len();
            notes.extend(found.causes);
            definitions.push((name, format!("{command}, {} figures", found.figures)));
            match sheets.first_mut() {
                Some(first) => first.rows.extend(found.sheet.rows),
                None => sheets.push(found.sheet),
            }
            if self.second_method {
                match second_sheet(study, &new)? {
                    Some((sheet, agreement, disagree)) => {
                        notes.push(agreement);
                        differing += disagree;
                        sheets.push(sheet);
                    }
                    None => notes.push("No length or distance here has a second method.".into()),
                }
            }
        }
        let verdict = match differing {
            0 => format!("Verified: {figures} figures made again, none differs"),
            n => format!("{n} of {figures} figures differ"),
        };
        let document = Document { title: verdict, definitions, sheets, notes, ..Document::default() };
        self.common.out.give_as_it_is(&document)?;
        Ok(if differing > 0 { Outcome::Failed } else { Outcome::Done })
    }

    /// The folder of the inputs: as asked, or beside the report; none for the embedded study.
    fn inputs(&self, old: &Made, report: &Path) -> Result<Option<PathBuf>> {
        if let Some(folder) = &self.common.study {
            return Ok(Some(folder.clone()));
        }
        let beside = report.parent().into_iter().flat_map(|folder| [folder.join("study"), folder.to_path_buf()]);
        if let Some(folder) = beside.into_iter().find(|folder| folder.join("study.toml").is_file()) {
            return Ok(Some(folder));
        }
        if old.study_sha256 == Study::embedded()?.toml_sha256 {
            return Ok(None);
        }
        Err(Fault::new(
            "report",
            "the study that the report was made from",
            "neither beside it nor built into the tool",
        )
        .file(report.display().to_string())
        .remedy("name its folder with --study, or put the study beside the report")
        .into())
    }
}
