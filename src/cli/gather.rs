//! Everything that goes on the table of a meeting about some alignments: tables, layers, charts, map.

use super::common::{distance, named, projector};
use super::locate::calibrations;
use super::{compare, language, report};
use crate::compare::{Comparison, Options, compare as compared};
use crate::error::Result;
use crate::layers::ROLES;
use crate::measure::{Calibration, Definitions, Served, assess_all};
use crate::model::{Alignment, Study};
use crate::output::picture::{
    Chart, MapOf, Shade, communes_by_alternative, map, people_by_chainage, scores, weight_stability,
};
use crate::output::qgis::Styles;
use crate::output::{
    Document, Sheet, Wanted, alternatives_sheet, communes_sheet, criteria_sheet, differences_sheet, flips_sheet,
    map_layers, side_by_side_sheet, similarity_sheet, weights_sheet, win_shares_sheet,
};
use crate::units::Metres;
use clap::Args;
use std::path::PathBuf;

/// Which alignments of which study.
#[derive(Debug, Args)]
pub struct Asked {
    /// Alignments by identifier, route number or name; those of the study's report if none is named
    pub names: Vec<String>,
    /// Half-width of the corridor, such as 5km
    #[arg(long, value_name = "D", value_parser = distance)]
    pub within: Option<Metres>,
    /// The alternative that the other sketches are compared with [default: the first]
    #[arg(long, value_name = "NAME")]
    pub baseline: Option<String>,
    /// The title, where it is not to be that of the study
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// A folder with a study.toml; without it, the study built into the tool
    #[arg(long, value_name = "DIR")]
    pub study: Option<PathBuf>,
}

/// What was asked for, measured and put into tables.
pub struct Gathered {
    /// The answers, in the language of results.
    pub document: Document,
    /// The layers of the map, in longitude and latitude, in the language of data.
    pub layers: Document,
    /// The charts.
    pub charts: Vec<Chart>,
    /// The map as SVG, A4.
    pub map: String,
    /// How layers look.
    pub styles: Styles,
    /// The places that a map of them shows.
    pub places: Vec<crate::geodesy::LonLat>,
}

impl Asked {
    /// Measures what was asked for.
    pub fn gather(&self) -> Result<Gathered> {
        let study = super::common::study(self.study.as_deref())?;
        let alignments = named(&study, &self.names)?;
        let index = study.index();
        let defaults = Definitions::of(&study);
        let within = self.within.unwrap_or(defaults.within);
        let definitions = Definitions { within, ..defaults };
        let assessments = assess_all(&alignments, &index, &definitions)?;
        let mut document = report::told(&study, &index, &assessments, false, true)?;
        let wanted = Wanted::of(&study, false);
        document.sheets.insert(3.min(document.sheets.len()), communes_sheet(&assessments, Served::Within, &wanted));
        let mut charts = vec![
            people_by_chainage(&assessments, &study, language()),
            communes_by_alternative(&assessments, language()),
        ];
        let sketch = |a: &&Alignment| a.about.status.as_deref().is_some_and(|s| s != "existing");
        let alternatives: Vec<&Alignment> = alignments.iter().copied().filter(sketch).collect();
        let all = assess_all(&alternatives, &index, &Definitions { nearest: usize::MAX, ..definitions.clone() })?;
        let baseline = match &self.baseline {
            Some(name) => study.alignment(name)?.id().to_string(),
            None => alternatives.first().map(|a| a.id().to_string()).unwrap_or_default(),
        };
        if alternatives.len() > 1 {
            let comparison = compared(&all, &baseline, &study, &index, &Options::default())?;
            charts.extend(
                [scores(&comparison, language()), weight_stability(&comparison, language())].into_iter().flatten(),
            );
            add_comparison(&mut document, &comparison, &study);
        }
        document.sources = study.sources.clone();
        document.credits = study.credits(&ROLES);
        if let Some(title) = &self.title {
            document.title.clone_from(title);
        }
        let gates = report::nearest_gate(&study, &index, &assessments);
        let mut nearest: Vec<_> = assessments.iter().flat_map(|a| a.zones.iter().map(move |p| (a, p))).collect();
        nearest.extend(gates.iter().map(|(a, p)| (*a, p)));
        let mut tied: Vec<(&str, Calibration)> = Vec::new();
        for alignment in &alignments {
            tied.extend(calibrations(&study, alignment, &index)?.into_iter().map(|c| (alignment.id(), c)));
        }
        let tied: Vec<(&str, &Calibration)> = tied.iter().map(|(id, c)| (*id, c)).collect();
        let sheets = map_layers(&study, &assessments, &nearest, &tied);
        let document = language().document(&document).into_owned();
        let layers = Document { sheets, ..document.clone() };
        let (crs, plane) = projector(None, &alignments)?;
        let project = |place| plane.project(place).unwrap_or(geo::Coord { x: f64::NAN, y: f64::NAN });
        let map = map(&MapOf {
            study: &study,
            assessments: &assessments,
            served: Served::Within,
            shade: Shade::Served,
            project: &project,
            crs,
            language: language(),
            title: self.title.clone(),
            page: (297.0, 210.0),
        });
        let styles = Styles {
            alignments: alignments.iter().map(|a| (a.id().to_string(), sketch(a))).collect(),
            language: language(),
            within: within.to_string(),
        };
        let places = alignments.iter().flat_map(|a| a.vertices().iter().copied()).collect();
        Ok(Gathered { document, layers, charts, map, styles, places })
    }
}

/// The comparison of the sketches, the answer first.
fn add_comparison(document: &mut Document, comparison: &Comparison<'_>, study: &Study) {
    let mut sheets: Vec<Sheet> = vec![alternatives_sheet(comparison, false)];
    // A column an alternative reads well for so many.
    if comparison.alternatives.len() <= 7 {
        sheets.push(side_by_side_sheet(comparison));
    }
    if let Some(ranked) = &comparison.ranking {
        sheets.extend([weights_sheet(ranked), win_shares_sheet(ranked), flips_sheet(ranked)]);
    }
    sheets.extend([
        differences_sheet(comparison, &comparison.differences, false, study, false),
        similarity_sheet(comparison, false),
        criteria_sheet(comparison, &comparison.alternatives),
    ]);
    document.definitions.insert(0, ("alternatives".into(), compare::title(comparison)));
    for definition in compare::definitions_of(comparison) {
        if !document.definitions.iter().any(|d| d.0 == definition.0) {
            document.definitions.push(definition);
        }
    }
    for note in compare::notes(comparison, &Options::default()) {
        if !document.notes.contains(&note) {
            document.notes.push(note);
        }
    }
    document.sheets.extend(sheets);
}
