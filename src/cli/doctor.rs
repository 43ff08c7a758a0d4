//! What `check` and `mend` look at: the layers of a study or single files, and all that is wrong with them.

use super::access::base;
use super::locate::calibrations;
use crate::error::{Fault, Result};
use crate::layers::{
    Drawn, LayerOptions, ROLES_OF_IMPORT, RawLayer, Reading, inspect_study, other_vintages, raw_layer, raw_layers,
    read_alignments, read_communes, usual_speeds,
};
use crate::measure::crosswalk_faults;
use crate::measure::mend::{Finding, examined};
use crate::measure::soundness::{between_vintages, posts, soundness};
use crate::model::{Alignment, Study};
use crate::network;
use crate::output::{Sheet, faults_to_read, finish_left, kinds_sheet};
use crate::units::Metres;
use clap::Args;
use geo::Geometry;
use std::path::{Path, PathBuf};

/// What is looked at, and by which measure.
#[derive(Debug, Args)]
pub struct Looked {
    /// Layer files of any format that is read here, instead of a study
    #[arg(value_name = "FILE", conflicts_with = "study")]
    pub files: Vec<PathBuf>,
    /// What the files are for: communes, alignments, zones … [default: communes where all is land, alignments where all is lines]
    #[arg(long = "as", value_name = "ROLE", value_parser = role, requires = "files")]
    pub role: Option<&'static str>,
    /// The widest gap, overlap or sliver that counts as a slip of drawing, and the farthest that a loose end is led; default 25 m: two
    /// borders from maps of 1:25,000, each drawn half a millimetre off
    #[arg(long, value_name = "D", value_parser = super::common::distance, default_value = "25m")]
    pub tolerance: Metres,
    /// The CRS of the files, such as EPSG:9205; it is believed, whatever they declare
    #[arg(long, requires = "files")]
    pub crs: Option<String>,
    /// The layer, where a file holds several
    #[arg(long, value_name = "NAME", requires = "files")]
    pub layer: Option<String>,
    /// The encoding of their text, where they do not say it
    #[arg(long, requires = "files")]
    pub encoding: Option<String>,
}

fn role(text: &str) -> std::result::Result<&'static str, String> {
    let names: Vec<&str> = ROLES_OF_IMPORT.iter().map(|r| r.1).collect();
    let found = ROLES_OF_IMPORT.iter().find(|(_, name, _)| *name == text);
    found.map(|(.., role)| *role).ok_or_else(|| format!("expected one of {}", names.join(", ")))
}

/// What was found.
pub struct Examined {
    /// The layers as they stand.
    pub layers: Vec<RawLayer>,
    /// Findings that rest on several layers.
    pub more: Vec<Finding>,
    /// All faults.
    pub faults: Vec<Fault>,
    /// What was looked at, in words.
    pub title: String,
}

impl Examined {
    /// The features of all layers, in their order.
    pub fn drawn(&self) -> Vec<Drawn> {
        self.layers.iter().flat_map(|l| l.features.iter().cloned()).collect()
    }
}

impl Looked {
    fn options(&self) -> LayerOptions {
        LayerOptions {
            crs: self.crs.clone(),
            layer: self.layer.clone(),
            encoding: self.encoding.clone(),
            ..LayerOptions::default()
        }
    }

    /// All that is wrong with the files, or with a study.
    pub fn examined(&self, folder: Option<&Path>) -> Result<(Examined, Study)> {
        if self.files.is_empty() {
            folder.into_iter().for_each(finish_left);
            let reading = inspect_study(folder);
            let title = folder.map_or("the embedded study".to_string(), |f| f.display().to_string());
            let (mut examined, study) = self.of_study(reading, raw_layers(folder), title);
            for day in other_vintages(folder) {
                let Ok(then) = Study::on_day(folder, &day) else { continue };
                let file = study.sources.iter().find(|s| s.role == "communes").map_or("", |s| s.file.as_str());
                let found = between_vintages(&study.communes, &then.communes, &day);
                examined.faults.extend(found.into_iter().map(|f| f.file(file)));
            }
            return Ok((examined, study));
        }
        let mut layers = Vec::new();
        for file in &self.files {
            let mut layer = raw_layer(file, &self.options())?;
            let role = self.role.unwrap_or_else(|| guessed(&layer));
            layer.role = role.to_string();
            layer.features.iter_mut().for_each(|f| f.role = role.to_string());
            layers.push(layer);
        }
        let mut study = Study::default();
        let mut faults = Vec::new();
        for (file, layer) in self.files.iter().zip(&layers) {
            // Heights are no fault of the drawing: a layer that has them is read without.
            let options = LayerOptions { ignore_z: true, ..self.options() };
            let name = file.display().to_string();
            let read = match layer.role.as_str() {
                "communes" => read_communes(file, &options).map(|c| study.communes.extend(c)),
                "alignments" => read_alignments(file, &options).map(|read| {
                    study.alignments.extend(read.into_iter().map(|mut a| {
                        a.about.layer = name.clone();
                        a
                    }));
                }),
                _ => Ok(()),
            };
            if let (Err(error), Some(_)) = (read, self.role) {
                faults.extend(error.faults().iter().cloned());
            }
            if layer.role == "communes" {
                study.sources.push(crate::layers::source_of(file, "communes"));
            }
        }
        let title = self.files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ");
        Ok(self.of_study(Reading { study, faults }, layers, title))
    }

    fn of_study(&self, reading: Reading, layers: Vec<RawLayer>, title: String) -> (Examined, Study) {
        let study = reading.study;
        let drawn: Vec<Drawn> = layers.iter().flat_map(|l| l.features.iter().cloned()).collect();
        let index = study.index();
        let mut more = posts(&study, &index);
        let roads: Vec<&Alignment> = base(&study.alignments.iter().collect::<Vec<_>>(), None);
        let speeds = study.speeds.clone().map_or_else(usual_speeds, Ok);
        if let Ok(found) = speeds.and_then(|speeds| network::faults(&roads, &speeds, self.tolerance)) {
            more.extend(found);
        }
        let mut faults: Vec<Fault> = layers.iter().flat_map(|l| l.faults.iter().cloned()).collect();
        faults.extend(examined(&drawn, self.tolerance).into_iter().map(|f| f.fault));
        // What the reader refuses was found here too, with its place and size.
        let known = |f: &Fault| {
            faults
                .iter()
                .any(|k| k.code == f.code && k.file == f.file && (k.feature == f.feature || k.feature.is_none()))
        };
        let mut all: Vec<Fault> = reading.faults.into_iter().filter(|f| !known(f)).collect();
        all.extend(faults);
        all.extend(soundness(&study));
        // Where no commune could be read, that was said; what refers to them need not be.
        if !study.communes.is_empty() {
            all.extend(crosswalk_faults(&study));
        }
        for alignment in &study.alignments {
            if let Err(error) = calibrations(&study, alignment, &index) {
                all.extend(error.faults().iter().cloned());
            }
        }
        all.extend(more.iter().map(|f| f.fault.clone()));
        drop(index);
        (Examined { layers, more, faults: all, title }, study)
    }
}

/// What a layer is most likely for, by what is drawn in it.
fn guessed(layer: &RawLayer) -> &'static str {
    let all = |is: fn(&Geometry<f64>) -> bool| {
        !layer.features.is_empty() && layer.features.iter().all(|f| f.feature.geometry.as_ref().is_some_and(is))
    };
    if all(|g| matches!(g, Geometry::Polygon(_) | Geometry::MultiPolygon(_))) {
        "communes"
    } else if all(|g| matches!(g, Geometry::LineString(_) | Geometry::MultiLineString(_))) {
        "alignments"
    } else {
        ""
    }
}

/// So many faults of one kind in one file are shown to a reader; files have all.
pub const SHOWN: usize = 5;

/// The faults for a reader: by kind, then the first of each.
pub fn to_read(faults: &[Fault]) -> Vec<Sheet> {
    if faults.is_empty() {
        vec![faults_to_read(faults, SHOWN)]
    } else {
        vec![kinds_sheet(faults), faults_to_read(faults, SHOWN)]
    }
}
