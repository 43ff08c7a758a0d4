//! `corridor report`.

use super::answers::Answers;
use super::common::{Common, named};
use super::communes::people_notes;
use super::locate::calibrations;
use super::ways::{BY_ROAD, with_ways};
use crate::error::Result;
use crate::index::{Indexed, IndexedAlignment};
use crate::layers::ROLES;
use crate::measure::{self, Assessment, Calibration, Definitions, assess_all, concurrency, locate_on};
use crate::model::{PublishedLength, SiteGeometry, Study};
use crate::output::programme::{indicators_sheet, milestones_sheet, projects_sheet, versions_sheet};
use crate::output::{
    Document, Wanted, anchors_sheet, concurrency_sheet, coverage_sheet, lengths_sheet, posts_sheet, proximity_sheet,
    services_sheet,
};
use crate::units::Metres;
use clap::Args;

/// The dossier in text: lengths, communes, people, gates and zones of each corridor, then the programme
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  corridor report\n  corridor report --format md --output report.md\n  corridor report --format geojson --output report.geojson"
)]
pub struct Report {
    #[command(flatten)]
    common: Common,
}

impl Answers for Report {
    fn common(&mut self) -> &mut Common {
        &mut self.common
    }

    fn document(&self, study: &Study) -> Result<Document> {
        let alignments = named(study, &[])?;
        let index = study.index();
        let assessments = assess_all(&alignments, &index, &Definitions::of(study))?;
        let form = self.common.out.format;
        let pieces = form != super::common::Form::Table && form != super::common::Form::Md;
        let document = told(study, &index, &assessments, self.common.out.geometry(), pieces)?;
        Ok(self.common.out.finished(document, study, &ROLES))
    }
}

/// The report of these alignments; with the pieces where it is not for reading at a terminal.
pub(super) fn told(
    study: &Study,
    index: &Indexed<'_>,
    assessments: &[Assessment<'_>],
    geometry: bool,
    pieces: bool,
) -> Result<Document> {
    let alignments: Vec<_> = assessments.iter().map(|a| a.alignment).collect();
    let definitions = assessments.first().map_or_else(|| Definitions::of(study), |a| a.definitions.clone());
    let sites: Vec<_> = index.gates.iter().chain(&index.zones).collect();
    let wanted = with_ways(Wanted::of(study, geometry), study, &alignments, &sites)?;
    // Of alternatives at most one is built: a total of them would mean nothing.
    let roads: Vec<_> =
        alignments.iter().copied().filter(|a| a.about.status.as_deref() != Some("indicative")).collect();
    let (shared, total) = concurrency(&roads);
    let sum = roads.iter().map(|a| a.length()).sum();
    let gates = nearest_gate(study, index, assessments);
    let mut gates = proximity_sheet(gates.iter().map(|(a, p)| (*a, p)), &wanted);
    gates.name = "gates";
    gates.title = "Distance to the border gate".into();
    let gates = gates.hide(&["rank", "target_kind"]);
    let mut zones = proximity_sheet(assessments.iter().flat_map(|a| a.zones.iter().map(move |p| (a, p))), &wanted);
    zones.name = "zones";
    zones.title = format!("The {} nearest economic zones of each, superseded ones left out", definitions.nearest);
    let zones = zones.hide(&["target_kind"]);
    let mut tied = Vec::new();
    for alignment in &alignments {
        tied.extend(calibrations(study, alignment, index)?.into_iter().map(|c| (alignment.id(), c)));
    }
    let tied: Vec<(&str, &Calibration)> = tied.iter().map(|(id, c)| (*id, c)).collect();
    let anchors: Vec<(&PublishedLength, Option<Metres>)> =
        study.programme.lengths.iter().map(|l| (l, measured(study, index, l))).collect();
    let mut sheets = vec![
        lengths_sheet(assessments, &wanted),
        concurrency_sheet(&shared, total, sum),
        services_sheet(assessments, &wanted),
        gates,
        zones,
    ];
    if pieces {
        sheets.push(coverage_sheet(assessments, &wanted));
    }
    if !anchors.is_empty() {
        sheets.push(anchors_sheet(&anchors));
    }
    if !tied.is_empty() {
        sheets.push(posts_sheet(&tied));
    }
    let p = &study.programme;
    if !p.projects.is_empty() {
        sheets.extend([projects_sheet(p), versions_sheet(p)]);
    }
    if !p.milestones.is_empty() {
        sheets.push(milestones_sheet(p));
    }
    if !p.indicators.is_empty() {
        sheets.push(indicators_sheet(p));
    }
    let document = Document {
            title: super::title(study),
            definitions: vec![
                ("length".into(), "on the WGS 84 ellipsoid along the geometry; a lower bound where the geometry is generalised; not the official length".into()),
                ("crossed".into(), "communes in which the alignment has some length".into()),
                ("within".into(), format!("communes with land within {} of the alignment, by the shortest geodesic", definitions.within)),
                ("by access point".into(), format!("communes with land within {} of an interchange candidate or an end", definitions.access_within)),
                ("proxy".into(), "people by share of a commune's land, as if they were spread evenly over it".into()),
                ("by road".into(), BY_ROAD.into()),
                ("vintage of communes".into(), study.vintage.clone()),
            ],
            sheets,
            notes: notes(assessments),
            ..Document::default()
        };
    Ok(document)
}

/// The gate that the report is about, or the nearest one where it names none.
pub(super) fn nearest_gate<'a>(
    study: &Study,
    index: &Indexed<'_>,
    assessments: &'a [Assessment<'a>],
) -> Vec<(&'a Assessment<'a>, measure::Proximity)> {
    assessments
        .iter()
        .filter_map(|a| {
            let all = measure::proximity(&IndexedAlignment::new(a.alignment), &index.gates, usize::MAX);
            let asked = study.report_gate.as_ref();
            all.into_iter().find(|p| asked.is_none_or(|gate| p.target == *gate)).map(|p| (a, p))
        })
        .collect()
}

/// The length between the same places along our geometry, where both are nodes on one alignment.
fn measured(study: &Study, index: &Indexed<'_>, published: &PublishedLength) -> Option<Metres> {
    let alignment = study.alignments.iter().find(|a| a.id() == published.alignment)?;
    let indexed = IndexedAlignment::new(alignment);
    let at = |node: &str| {
        let place = study.places.iter().find(|p| p.network_node.as_deref() == Some(node))?;
        let SiteGeometry::Point(at) = place.site.geometry else { return None };
        locate_on(&indexed, index, at).ok().map(|l| l.chainage)
    };
    Some((at(&published.to)? - at(&published.from)?).abs())
}

fn notes(assessments: &[Assessment<'_>]) -> Vec<String> {
    let mut notes = people_notes();
    let sketches: Vec<&str> = assessments
        .iter()
        .filter(|a| a.alignment.about.status.as_deref() == Some("indicative"))
        .map(|a| a.alignment.id())
        .collect();
    if !sketches.is_empty() {
        notes.push(format!(
            "Indicative sketches through published control points, not official alignments: {}.",
            sketches.join(", ")
        ));
    }
    for a in assessments.iter().filter(|a| a.coverage.length_outside() > Metres::ZERO) {
        let outside = a.coverage.length_outside();
        notes.push(format!(
            "{} runs for {outside} outside every commune of the study: who lives there is not counted.",
            a.alignment.id()
        ));
    }
    notes.push("Official is empty where no length was published for the whole alignment; measured and official are never mixed.".into());
    notes.push(
        "Distances are no better than the accuracy of their ends; \"by road\" stands beside the straight line.".into(),
    );
    notes.push(
        "Pieces by commune, sources and column meanings: --format json, `corridor list`, `corridor columns`.".into(),
    );
    notes
}
