//! `corridor mend`.

use super::check::counted;
use super::common::{Form, Out};
use super::doctor::{Examined, Looked, SHOWN, to_read};
use super::{Outcome as Came, say};
use crate::error::{Fault, Result, Severity};
use crate::layers::{Drawn, Edit, RawLayer, study_files};
use crate::measure::mend::{Outcome, Wanted, examined, mended};
use crate::measure::soundness::{AILMENTS, Mend as Who};
use crate::model::{Study, nearest_names};
use crate::output::{
    Document, Format, faults_sheet, layer_text, may_write, mends_sheet, mends_to_read, not_an_input, refused_sheet,
    render, write_folder, write_set,
};
use clap::Args;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Mend what can be mended without inventing a fact, into a new file or folder, with a log
///
/// Without --into nothing is written: the plan is shown, each change with its place and size. With it the mended copy is written, and
/// beside it mend-log.json and mend-log.md. The input is never touched; features that no change names stay as they are, to the byte where
/// the file is GeoJSON. Populations, names, codes, a CRS in doubt and gaps wider than the tolerance are never mended: the plan says who
/// decides.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor mend --study my-study\n  corridor mend --study my-study --into mended\n  corridor mend communes.geojson --only communes-gap,communes-overlap --tolerance 10m --into communes-mended.geojson\n  corridor mend xa.geojson --crs EPSG:9205 --into xa-wgs84.geojson"
)]
pub struct Mend {
    #[command(flatten)]
    looked: Looked,
    /// A folder with a study.toml; without it and without a file, the study built into the tool
    #[arg(long, value_name = "DIR")]
    study: Option<PathBuf>,
    /// Where the mended copy goes: a file for a file, a folder for a study; without it the plan is shown and nothing written
    #[arg(long, value_name = "PATH")]
    into: Option<PathBuf>,
    /// Only faults with these codes; some are mended only if they are named here, because the data could be right
    #[arg(long, value_name = "CODE", value_delimiter = ',', value_parser = mendable)]
    only: Vec<String>,
    /// Only faults of these features, by code, identifier, name or number
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    feature: Vec<String>,
    /// Leave heights out instead of leaving features with heights as they are
    #[arg(long)]
    ignore_z: bool,
    #[command(flatten)]
    out: Out,
}

fn mendable(text: &str) -> std::result::Result<String, String> {
    let can: Vec<&str> = AILMENTS.iter().filter(|a| a.mend != Who::Person).map(|a| a.code).collect();
    if can.contains(&text) {
        return Ok(text.to_string());
    }
    if let Some(known) = AILMENTS.iter().find(|a| a.code == text) {
        return Err(format!("the tool does not mend {text}: {}", known.how));
    }
    let near = nearest_names(text, can.iter().copied());
    let near = near.first().map_or(String::new(), |n| format!("did you mean {n}? "));
    Err(format!("{near}expected one of {}", can.join(", ")))
}

impl Mend {
    pub fn run(self) -> Result<Came> {
        let (mut looked_at, study) = self.looked.examined(self.study.as_deref())?;
        if self.ignore_z {
            looked_at.layers.iter_mut().flat_map(|l| &mut l.features).for_each(|f| f.heights = false);
        }
        if let Some(into) = &self.into {
            self.may_write_to(into)?;
        }
        if let (Some(into), [_]) = (&self.into, self.looked.files.as_slice()) {
            named_as_geojson(into, &looked_at.layers)?;
        }
        let drawn = looked_at.drawn();
        let wanted = Wanted { codes: self.only.clone(), features: self.feature.clone() };
        let outcome = mended(&drawn, &looked_at.more, &wanted, self.looked.tolerance);
        let left = self.left(&looked_at, &outcome);
        let document = self.document(&looked_at, &outcome, &left);
        if let Some(into) = &self.into {
            self.write(into, &looked_at, &study, &outcome, &document)?;
        }
        let mut shown = document.clone();
        if matches!(self.out.format, Form::Table | Form::Md) {
            shown.sheets.pop();
            shown.sheets[0] = mends_to_read(&outcome.done, SHOWN);
            shown.sheets.extend(to_read(&left));
        }
        self.out.give_as_it_is(&shown)?;
        if self.out.format == Form::Table {
            match &self.into {
                None if outcome.done.is_empty() => {}
                None => say(&"nothing was written: to write the mended copy give --into PATH"),
                Some(into) if self.looked.files.is_empty() => {
                    say(&format!("now: corridor check --study {}", into.display()))
                }
                Some(into) => say(&format!("now: corridor check {}", into.display())),
            }
        }
        Ok(Came::Done)
    }

    /// Whether all may be written that would be: asked before the work.
    fn may_write_to(&self, into: &Path) -> Result<()> {
        let refused = |found: &str, remedy: &str| -> crate::error::Error {
            Fault::new("output", "a new place for what is mended", found)
                .file(into.display().to_string())
                .remedy(remedy)
                .into()
        };
        if self.looked.files.len() > 1 {
            return Err(refused("several files", "mend one file at a time, or a study"));
        }
        let same = |a: &Path| a.canonicalize().ok().zip(into.canonicalize().ok()).is_some_and(|(a, b)| a == b);
        if !self.looked.files.is_empty() {
            not_an_input(into, &self.looked.files)?;
            may_write(into, self.out.force)?;
            for log in logs_of(into) {
                not_an_input(&log, &self.looked.files)?;
                may_write(&log, self.out.force)?;
            }
        } else {
            if self.study.as_deref().is_some_and(same) {
                return Err(refused("the study that is read", "name another folder: inputs are never written to"));
            }
            if into.symlink_metadata().is_ok() && !self.out.force {
                return Err(refused(
                    "something that exists",
                    "give --force to replace its files, or choose another name",
                ));
            }
        }
        Ok(())
    }

    /// What is still wrong afterwards: what nobody chose, and what only a person can mend.
    fn left(&self, before: &Examined, outcome: &Outcome) -> Vec<Fault> {
        let drawn_codes = |code: &str| {
            !matches!(code, "against-chainage" | "loose-end" | "crossing-without-junction")
                && AILMENTS.iter().any(|a| a.code == code && a.mend != Who::Person)
        };
        let same = |a: &Fault, b: &Fault| a.code == b.code && a.feature == b.feature && a.place == b.place;
        let mended = |f: &Fault| outcome.done.iter().any(|m| same(&m.fault, f));
        // What the drawing itself shows is looked for anew; the rest is what it was, less what was mended.
        let others = before.faults.iter().filter(|f| !drawn_codes(f.code) && f.code != "geometry-twice" && !mended(f));
        let mut left: Vec<Fault> = others.cloned().collect();
        left.extend(examined(&outcome.drawn, self.looked.tolerance).into_iter().map(|f| f.fault));
        left
    }

    fn document(&self, examined: &Examined, outcome: &Outcome, left: &[Fault]) -> Document {
        let done = match &self.into {
            Some(into) => format!("{} mends, written to {}", outcome.done.len(), into.display()),
            None => format!("{} mends planned, nothing written", outcome.done.len()),
        };
        let mut sheets = vec![mends_sheet(&outcome.done)];
        if !outcome.refused.is_empty() {
            sheets.push(refused_sheet(&outcome.refused));
        }
        let mut still = faults_sheet(left);
        still.title = "Faults that are left".into();
        sheets.push(still);
        // A layer that could not be read was not looked at as a whole.
        let refused = examined.faults.iter().any(|f| f.severity == Severity::Error);
        let unseen = refused.then(|| {
            (
                "not yet looked at".into(),
                "what shows only once a layer can be read, such as populations: corridor check tells it of the mended copy"
                    .into(),
            )
        });
        Document {
            title: format!("Mending {}: {done}; left: {}", examined.title, counted(left)),
            definitions: [
                (
                    "tolerance".into(),
                    format!(
                        "{}: no wider gap, overlap or sliver is closed, and no end led farther",
                        self.looked.tolerance
                    ),
                ),
                (
                    "changed features".into(),
                    format!("{} of {}; all others stay as they are", outcome.changed.len(), outcome.drawn.len()),
                ),
            ]
            .into_iter()
            .chain(unseen)
            .collect(),
            sheets,
            ..Document::default()
        }
    }

    fn write(
        &self,
        into: &Path,
        examined: &Examined,
        study: &Study,
        outcome: &Outcome,
        document: &Document,
    ) -> Result<()> {
        let json = render(document, Format::Json, None)?;
        let text = render(document, Format::Markdown, None)?;
        let mut changed: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
        let mut reached = 0;
        for layer in &examined.layers {
            let of = reached..reached + layer.features.len();
            reached = of.end;
            let touched = of.clone().any(|i| outcome.changed.contains(&i));
            if touched || layer.moved || !self.looked.files.is_empty() {
                changed.insert(layer.file.as_str(), content(layer, of, outcome).into_bytes());
            }
        }
        if !self.looked.files.is_empty() {
            let Some(bytes) = changed.into_values().next() else { return Ok(()) };
            let [first, second] = logs_of(into);
            let logs = [(first, json.as_bytes()), (second, text.as_bytes())];
            return write_set(&[&logs[..], &[(into.to_path_buf(), &bytes)]].concat(), self.out.force);
        }
        let mut files = study_files(self.study.as_deref(), study)?;
        let mut renamed = Vec::new();
        for (name, bytes) in &mut files {
            let Some(new) = changed.remove(name.as_str()) else { continue };
            *bytes = new;
            // What was another format is GeoJSON now, and says so in its name.
            let layer = examined.layers.iter().find(|l| l.file == *name);
            if layer.is_some_and(|l| l.text.is_none()) {
                let to = format!("{}-mended.geojson", name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem));
                renamed.push((name.clone(), to.clone()));
                *name = to;
            }
        }
        for (from, to) in renamed {
            for (_, bytes) in files.iter_mut().filter(|(n, _)| n == "study.toml") {
                let text = String::from_utf8_lossy(bytes).replace(&format!("\"{from}\""), &format!("\"{to}\""));
                *bytes = text.into_bytes();
            }
        }
        files.push(("mend-log.json".into(), json.into_bytes()));
        files.push(("mend-log.md".into(), text.into_bytes()));
        if let Some((nested, _)) = files.iter().find(|(n, _)| n.contains('/')) {
            return Err(Fault::new("output", "a study whose files lie in one folder", nested.clone())
                .remedy("mend the file by itself: corridor mend FILE --into NEW")
                .into());
        }
        let files: Vec<(&str, Vec<u8>)> = files.iter().map(|(n, b)| (n.as_str(), b.clone())).collect();
        write_folder(into, &files, self.out.force)
    }
}

/// A copy of what cannot be changed in place is GeoJSON, and has to be called so.
fn named_as_geojson(into: &Path, layers: &[RawLayer]) -> Result<()> {
    let ends = into.extension().is_some_and(|e| e.eq_ignore_ascii_case("geojson") || e.eq_ignore_ascii_case("json"));
    if ends || layers.iter().all(|l| l.text.is_some() && !l.moved) {
        return Ok(());
    }
    Err(Fault::new(
        "output",
        "a name that ends in .geojson: a mended copy of this file is GeoJSON in WGS 84",
        "another",
    )
    .file(into.display().to_string())
    .remedy("name it so")
    .into())
}

/// Where the two logs of a mended file go.
fn logs_of(into: &Path) -> [PathBuf; 2] {
    let stem = into.file_stem().unwrap_or_default().to_string_lossy();
    [into.with_file_name(format!("{stem}-mend-log.json")), into.with_file_name(format!("{stem}-mend-log.md"))]
}

/// A layer with its features as they are now: changed where they stand, or written anew where the format cannot be changed in place.
fn content(layer: &RawLayer, of: std::ops::Range<usize>, outcome: &Outcome) -> String {
    let now = &outcome.drawn[of.clone()];
    match layer.text.as_ref().filter(|_| !layer.moved) {
        None => {
            let kept: Vec<_> = now.iter().filter(|d| !d.left_out).map(|d: &Drawn| d.feature.clone()).collect();
            layer_text(&kept)
        }
        Some(text) => {
            let mut edits = BTreeMap::new();
            for (i, drawn) in of.zip(now).filter(|(i, _)| outcome.changed.contains(i)) {
                let edit = match (&drawn.feature.geometry, drawn.left_out) {
                    (Some(geometry), false) => {
                        let numbers = outcome.numbers.get(&i).cloned().unwrap_or_default();
                        Edit::Redrawn(Box::new(geometry.clone()), numbers)
                    }
                    _ => Edit::LeftOut,
                };
                edits.insert(drawn.number, edit);
            }
            text.with(&edits)
        }
    }
}
