//! `corridor dossier`.

use super::answers::again;
use super::common::{Form, named};
use super::gather::Asked;
use super::recipe::Command;
use super::{Outcome, language, say};
use crate::error::Result;
use crate::layers::study_files;
use crate::model::{Alignment, Study};
use crate::output::dossier::{Dossier as Page, dossier};
use crate::output::{Document, Format, Sheet, may_write_bundle, render, write_bundle};
use clap::Args;
use std::path::PathBuf;

/// A report as one HTML file: answer, map, charts, tables; it needs no network and prints on A4
///
/// Beside the page lie the same figures as JSON, with how they were made, and the inputs in study/: `corridor verify`
/// makes them again on any machine.
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
        let study = super::common::study(self.asked.study.as_deref())?;
        let inputs = study_files(self.asked.study.as_deref(), &study)?;
        let mut files: Vec<(String, Vec<u8>)> =
            inputs.into_iter().map(|(name, bytes)| (format!("study/{name}"), bytes)).collect();
        let answers = self.answers(&study)?;
        let names = files.iter().map(|f| f.0.as_str()).chain(answers.iter().map(|a| a.0));
        let names: Vec<&str> = names.chain(["index.html"]).collect();
        may_write_bundle(&self.out, &names, self.force)?;
        let mut gathered = self.asked.gather()?;
        gathered.document.notes.push(language().say(
            "Every figure has an identifier: corridor explain opens it. The JSON files beside this page hold the same figures with how they were made, and study/ their inputs: corridor verify FOLDER makes them again.",
        ));
        // An identifier says what was asked: that of the answer which has a table of this name.
        let mut made: Vec<Document> = Vec::new();
        for (name, words) in answers {
            let mut verb = again(&Command { words }, Form::Json)?;
            verb.common().study.clone_from(&self.asked.study);
            let answer = verb.document(&study)?.with_ids();
            files.push((name.to_string(), render(&answer, Format::Json, None)?.into_bytes()));
            made.push(answer);
        }
        let asked = |sheet: &Sheet| made.iter().find(|d| d.sheets.iter().any(|s| s.name == sheet.name));
        let identified = |sheet: Sheet| {
            let recipe = asked(&sheet).and_then(|d| d.recipe.clone());
            let mut sheet = sheet.with_ids(recipe.as_ref());
            sheet.hidden.push("figure_id");
            sheet
        };
        gathered.document.sheets = std::mem::take(&mut gathered.document.sheets).into_iter().map(identified).collect();
        let page = dossier(&Page {
            document: &gathered.document,
            layers: &gathered.layers,
            charts: &gathered.charts,
            map: &gathered.map,
            alignments: &gathered.styles.alignments,
            language: language(),
        });
        files.push(("index.html".into(), page.into_bytes()));
        write_bundle(&self.out, &files, self.force)?;
        say(&language().say(&format!("wrote {}", self.out.join("index.html").display())));
        Ok(Outcome::Done)
    }

    /// The commands whose answers hold the figures of the page, each with the file that it goes into.
    fn answers(&self, study: &Study) -> Result<Vec<(&'static str, Vec<String>)>> {
        let alignments = named(study, &self.asked.names)?;
        let within = || self.asked.within.map(|d| ["--within".to_string(), format!("{}m", d.metres())]);
        let asked = |verb: &str, names: Vec<String>, rest: &[&str]| -> Vec<String> {
            let rest = rest.iter().map(|word| word.to_string());
            std::iter::once(verb.to_string()).chain(names).chain(rest).chain(within().into_iter().flatten()).collect()
        };
        let ids: Vec<String> = alignments.iter().map(|a| a.id().to_string()).collect();
        let mut answers = vec![("communes.json", asked("communes", ids.clone(), &["--served", "within"]))];
        if self.asked.names.is_empty() && self.asked.within.is_none() {
            answers.push(("report.json", vec!["report".into()]));
        } else {
            let plain = |verb: &str, rest: &[&str]| -> Vec<String> {
                let words = [verb].into_iter().chain(ids.iter().map(String::as_str)).chain(rest.iter().copied());
                words.map(str::to_string).collect()
            };
            answers.push(("length.json", plain("length", &[])));
            answers.push(("gates.json", plain("proximity", &["--to", "gates"])));
            answers.push(("zones.json", plain("proximity", &["--to", "zones"])));
        }
        let is_sketch = |a: &&&Alignment| a.about.status.as_deref().is_some_and(|s| s != "existing");
        let sketches: Vec<String> = alignments.iter().filter(is_sketch).map(|a| a.id().to_string()).collect();
        if sketches.len() > 1 {
            let baseline = self.asked.baseline.as_deref().map(|b| ["--baseline", b]);
            let rest: Vec<&str> = baseline.iter().flatten().copied().collect();
            answers.push(("comparison.json", asked("compare", sketches, &rest)));
        }
        Ok(answers)
    }
}
