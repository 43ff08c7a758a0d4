//! `corridor assess`.

use super::common::{Form, count, distance};
use super::{Outcome, say};
use crate::error::{Faults, Result};
use crate::index::Indexed;
use crate::layers::{LayerOptions, read_alignments, read_communes, read_zones, source_of};
use crate::measure::{Assessment, Definitions, assess_all};
use crate::model::{Alignment, Study};
use crate::output::{
    Document, Sheet, Wanted, catchment_sheet, coverage_sheet, csv_of, csv_rows_of, lengths_sheet, may_write_folder,
    not_an_input, proximity_sheet, write_folder,
};
use crate::units::Metres;
use clap::Args;
use rayon::prelude::*;
use std::path::PathBuf;

/// All measures for any files, for hundreds of alignments at once: files in, files out, no study needed
///
/// Writes lengths, coverage, catchment and (with --zones) proximity into the folder: CSV by default.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor assess --alignments roads.geojson --communes communes.geojson --zones zones.geojson --within 5km --nearest 3 --out results"
)]
pub struct Assess {
    /// GeoJSON with one LineString or MultiLineString an alignment
    #[arg(long, value_name = "FILE")]
    alignments: PathBuf,
    /// GeoJSON with one Polygon or MultiPolygon a commune
    #[arg(long, value_name = "FILE")]
    communes: PathBuf,
    /// GeoJSON with a point or polygon an economic zone
    #[arg(long, value_name = "FILE")]
    zones: Option<PathBuf>,
    /// Half-width of the corridor [default: 5km]
    #[arg(long, value_name = "D", value_parser = distance)]
    within: Option<Metres>,
    /// How many of the nearest zones [default: 3]
    #[arg(long, value_name = "N", value_parser = count)]
    nearest: Option<usize>,
    /// The folder for the results
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// The form of the results
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
    /// Replace files that exist
    #[arg(long)]
    force: bool,
    /// The property that identifies an alignment [default: id, then code]
    #[arg(long, value_name = "PROPERTY")]
    alignment_id: Option<String>,
    /// The property that identifies a commune [default: code, then id]
    #[arg(long, value_name = "PROPERTY")]
    commune_id: Option<String>,
    /// The property that identifies a zone [default: id, then code]
    #[arg(long, value_name = "PROPERTY")]
    zone_id: Option<String>,
    /// The CRS of the files, where it is not WGS 84 longitude and latitude, such as EPSG:9205
    #[arg(long)]
    crs: Option<String>,
    /// Leave heights out instead of refusing them
    #[arg(long)]
    ignore_z: bool,
}

impl Assess {
    pub fn run(self) -> Result<Outcome> {
        let (study, definitions) = self.read()?;
        let alignments: Vec<_> = study.alignments.iter().collect();
        let index = Indexed::new(&study.communes, &study.zones);
        let wanted = Wanted::of(&study, matches!(self.format, Form::Geojson | Form::Gpkg));
        let mut files: Vec<(String, Vec<u8>)> = match self.format {
            Form::Csv => self.csv(&alignments, &index, &definitions, &wanted)?,
            form => {
                let assessments = assess_all(&alignments, &index, &definitions)?;
                let made = self.sheets(&assessments, &wanted).into_iter().map(|sheet| {
                    let name = format!("{}.{}", sheet.name, self.extension());
                    let document = Document {
                        title: sheet.title.clone(),
                        definitions: vec![
                            ("within".into(), definitions.within.to_string()),
                            ("nearest".into(), definitions.nearest.to_string()),
                        ],
                        sheets: vec![sheet],
                        sources: study.sources.clone(),
                        ..Document::default()
                    };
                    Ok((name, form.bytes(&document, None)?))
                });
                made.collect::<Result<_>>()?
            }
        };
        let named: Vec<(&str, Vec<u8>)> = files.iter_mut().map(|(n, b)| (n.as_str(), std::mem::take(b))).collect();
        write_folder(&self.out, &named, self.force)?;
        say(&format!(
            "assessed {} alignments against {} communes; wrote {} files to {}",
            study.alignments.len(),
            study.communes.len(),
            named.len(),
            self.out.display()
        ));
        Ok(Outcome::Done)
    }

    fn sheets(&self, assessments: &[Assessment<'_>], wanted: &Wanted<'_>) -> Vec<Sheet> {
        let mut sheets = vec![
            lengths_sheet(assessments, wanted),
            coverage_sheet(assessments, wanted),
            catchment_sheet(assessments, wanted),
        ];
        if self.zones.is_some() {
            sheets.push(proximity_sheet(assessments.iter().flat_map(|a| a.zones.iter().map(move |p| (a, p))), wanted));
        }
        sheets
    }

    /// Text needs no row again: some alignments at a time are measured and written down, so that a million of them take
    /// the room of their text alone.
    fn csv(
        &self,
        alignments: &[&Alignment],
        index: &Indexed<'_>,
        definitions: &Definitions,
        wanted: &Wanted<'_>,
    ) -> Result<Vec<(String, Vec<u8>)>> {
        let at_once = (alignments.len() / 64).clamp(1, 1024);
        let parts: Result<Vec<Vec<String>>> = alignments
            .par_chunks(at_once)
            .map(|some| {
                let assessments = assess_all(some, index, definitions)?;
                Ok(self.sheets(&assessments, wanted).iter().map(csv_rows_of).collect())
            })
            .collect();
        let heads = self.sheets(&[], wanted);
        let mut files: Vec<_> =
            heads.iter().map(|head| (format!("{}.csv", head.name), csv_of(head).into_bytes())).collect();
        for part in parts? {
            files.iter_mut().zip(part).for_each(|((_, text), rows)| text.extend_from_slice(rows.as_bytes()));
        }
        Ok(files)
    }

    /// Whether the results may be written, none of them onto a file that is read: asked before the work.
    fn ready(&self) -> Result<()> {
        let extension = self.extension();
        let results = ["lengths", "coverage", "catchment", "proximity"].map(|name| format!("{name}.{extension}"));
        let results = &results[..if self.zones.is_some() { 4 } else { 3 }];
        let inputs: Vec<PathBuf> = [&self.alignments, &self.communes].into_iter().chain(&self.zones).cloned().collect();
        results.iter().try_for_each(|name| not_an_input(&self.out.join(name), &inputs))?;
        may_write_folder(&self.out, &results.iter().map(String::as_str).collect::<Vec<_>>(), self.force)
    }

    fn extension(&self) -> &'static str {
        match self.format {
            Form::Csv => "csv",
            Form::Json => "json",
            Form::Geojson => "geojson",
            Form::Md => "md",
            Form::Table => "txt",
            Form::Gpkg => "gpkg",
            Form::Xlsx => "xlsx",
            Form::Sarif => "sarif",
        }
    }

    /// The files as a study without a name, or every fault in any of them.
    fn read(&self) -> Result<(Study, Definitions)> {
        self.ready()?;
        let options = |id: &Option<String>| LayerOptions {
            id: id.clone(),
            crs: self.crs.clone(),
            ignore_z: self.ignore_z,
            ..LayerOptions::default()
        };
        let mut faults = Faults::new();
        // The sources are hashed meanwhile.
        let files = [(Some(&self.alignments), "alignments"), (Some(&self.communes), "communes")];
        let files = files.into_iter().chain([(self.zones.as_ref(), "economic_zones")]);
        let files: Vec<_> = files.filter_map(|(path, role)| Some((path?, role))).collect();
        let ((alignments, zones), (communes, sources)) = rayon::join(
            || {
                let zones = self.zones.as_ref().map(|path| read_zones(path, &options(&self.zone_id)));
                (read_alignments(&self.alignments, &options(&self.alignment_id)), zones.transpose())
            },
            || {
                rayon::join(
                    || read_communes(&self.communes, &options(&self.commune_id)),
                    || files.par_iter().map(|(path, role)| source_of(path, role)).collect(),
                )
            },
        );
        let (alignments, communes) = (faults.keep(alignments), faults.keep(communes));
        let zones = faults.keep(zones).flatten().unwrap_or_default();
        let study = Study {
            alignments: alignments.unwrap_or_default(),
            communes: communes.unwrap_or_default(),
            zones,
            sources,
            ..Study::default()
        };
        let defaults = Definitions::of(&study);
        let definitions = Definitions {
            within: self.within.unwrap_or(defaults.within),
            nearest: self.nearest.unwrap_or(defaults.nearest),
            ..defaults
        };
        faults.or((study, definitions))
    }
}
