//! A whole study: every layer read, every fault kept.

use super::store::Store;
use super::toml_file::{self, StudyToml};
use super::{alignments, communes, geojson, sites, tables};
use crate::error::{Error, Fault, Faults, Result};
use crate::model::{AccessPoint, Series, Study, nearest_names};
use crate::units::Metres;
use std::collections::BTreeMap;

/// What came of reading a study: as much of it as could be read, and every fault.
pub struct Reading {
    /// The layers that could be read.
    pub study: Study,
    /// Everything wrong with the rest.
    pub faults: Vec<Fault>,
}

impl Reading {
    /// The study, if nothing stops its use.
    pub fn into_study(self) -> Result<Study> {
        let mut faults = Faults::new();
        for fault in self.faults {
            faults.push(fault);
        }
        faults.or(self.study)
    }
}

/// What a layer of a study may be for.
pub const ROLES: [&str; 13] = [
    "alignments",
    "access_points",
    "border_gates",
    "communes",
    "economic_zones",
    "places",
    "kmposts",
    "crosswalk",
    "projects",
    "project_versions",
    "milestones",
    "indicators",
    "length_anchors",
];

/// Reads every layer of a study.
pub fn read_study(store: &Store) -> Reading {
    let mut study = Study::default();
    let mut faults = Faults::new();
    if let Some(described) = faults.keep(store.read("study.toml").and_then(|bytes| toml_file::parse(&bytes))) {
        let mut access = BTreeMap::new();
        for source in &described.layer {
            let read = read_layer(store, &source.role, &source.file, &mut study, &mut access);
            faults.keep(read.map_err(|e| e.in_file(&source.file)));
        }
        settle(&mut study, described, access, &mut faults);
    }
    Reading { study, faults: faults.into_vec() }
}

fn read_layer(
    store: &Store,
    role: &str,
    file: &str,
    study: &mut Study,
    access: &mut BTreeMap<String, Vec<AccessPoint>>,
) -> Result<()> {
    if !ROLES.contains(&role) {
        let near = nearest_names(role, ROLES);
        return Err(Fault::new(
            "unknown-role",
            format!("one of the roles {}", ROLES.join(", ")),
            format!("\"{role}\""),
        )
        .remedy(
            near.first().map_or_else(|| "correct the role in study.toml".to_string(), |n| format!("did you mean {n}?")),
        )
        .into());
    }
    let bytes = store.read(file)?;
    let features = || geojson::read(&bytes, None, false);
    match role {
        "alignments" => study.alignments.extend(alignments::joined(features()?, file)?),
        "access_points" => {
            for (alignment, points) in alignments::access_points(&features()?)? {
                access.entry(alignment).or_default().extend(points);
            }
        }
        "communes" => study.communes.extend(communes::communes(features()?, None)?),
        "economic_zones" => study.zones.extend(sites::zones(features()?, None)?),
        "border_gates" => study.gates.extend(sites::gates(features()?)?),
        "places" => study.places.extend(sites::places(features()?)?),
        "kmposts" => study.km_posts.extend(tables::km_posts(&bytes)?),
        "projects" => study.programme.projects.extend(tables::rows(&bytes)?),
        "project_versions" => study.programme.versions.extend(tables::rows(&bytes)?),
        "milestones" => study.programme.milestones.extend(tables::rows(&bytes)?),
        "indicators" => study.programme.indicators.extend(tables::rows(&bytes)?),
        "length_anchors" => study.programme.lengths.extend(tables::rows(&bytes)?),
        // The crosswalk is carried and checked as a table; no figure is made from it.
        _ => drop(tables::rows::<BTreeMap<String, String>>(&bytes)?),
    }
    Ok(())
}

/// What ties the layers to each other.
fn settle(
    study: &mut Study,
    described: StudyToml,
    mut access: BTreeMap<String, Vec<AccessPoint>>,
    faults: &mut Faults,
) {
    let in_toml = |fault: Fault| fault.file("study.toml");
    study.alignments.sort_by(|a, b| a.id().cmp(b.id()));
    study.communes.sort_by(|a, b| a.code.cmp(&b.code));
    for pair in study.alignments.windows(2).filter(|p| p[0].id() == p[1].id()) {
        faults.push(in_toml(
            Fault::new(
                "duplicate-id",
                "an identifier of its own for each alignment",
                format!("\"{}\" in {} and {}", pair[0].id(), pair[0].about.layer, pair[1].about.layer),
            )
            .remedy("rename one of them"),
        ));
    }
    for pair in study.communes.windows(2).filter(|p| p[0].code == p[1].code) {
        faults.push(in_toml(
            Fault::new(
                "duplicate-code",
                "a code of its own for each commune",
                format!("\"{}\" in two layers", pair[0].code),
            )
            .remedy("leave one of them out"),
        ));
    }
    for (role, empty) in [("communes", study.communes.is_empty()), ("alignments", study.alignments.is_empty())] {
        if empty && !described.layer.iter().any(|l| l.role == role) {
            faults.push(in_toml(
                Fault::new("missing-layer", format!("a layer with role = \"{role}\""), "none")
                    .remedy("add a [[layer]] with its role and file"),
            ));
        }
    }
    for alignment in &mut study.alignments {
        alignment.access_points = access.remove(alignment.id()).unwrap_or_default();
    }
    let ids: Vec<&str> = study.alignments.iter().map(|a| a.id()).collect();
    // A layer that could not be read has been reported; what refers to it need not be.
    let complete = !ids.is_empty();
    let unknown = |what: &str, id: &str| -> Option<Fault> {
        (complete && !ids.contains(&id)).then(|| {
            let near = nearest_names(id, ids.iter().copied());
            let remedy = if near.is_empty() {
                "name one of the study's alignments".to_string()
            } else {
                format!("did you mean {}?", near.join(", "))
            };
            Fault::new("unknown-alignment", format!("the identifier of an alignment for {what}"), format!("\"{id}\""))
                .remedy(remedy)
        })
    };
    faults_of(faults, access.keys().filter_map(|id| unknown("its access points", id)));
    faults_of(faults, described.report.alignments.iter().filter_map(|id| unknown("the report", id)).map(in_toml));
    faults_of(faults, described.series.iter().filter_map(|s| unknown("a series", &s.alignment)).map(in_toml));
    faults_of(faults, study.km_posts.iter().filter_map(|p| unknown("a km-post", &p.alignment)));
    for post in &study.km_posts {
        if !described.series.iter().any(|s| s.alignment == post.alignment && s.id == post.series) {
            faults.push(in_toml(
                Fault::new(
                    "unknown-series",
                    format!(
                        "a [[series]] \"{}\" of {}, which {} counts by",
                        post.series, post.alignment, post.chainage
                    ),
                    "none",
                )
                .remedy("add the series, with its origin if that is known"),
            ));
        }
    }
    for series in described.series {
        let origin = series.origin.as_ref().map(|node| {
            let place = study.places.iter().find(|p| p.network_node.as_deref() == Some(node) || p.site.id == *node);
            match place.map(|p| &p.site.geometry) {
                Some(crate::model::SiteGeometry::Point(at)) => {
                    tables::origin_chainage(series.origin_km).map(|km| (*at, km))
                }
                _ => Err(in_toml(
                    Fault::new(
                        "unknown-place",
                        format!("a place with the network node \"{node}\" as origin of {}", series.id),
                        "none",
                    )
                    .remedy("name a node that a place of the study has"),
                )
                .into()),
            }
        });
        if let Some(origin) = faults.keep(origin.transpose()) {
            study.series.push(Series {
                alignment: series.alignment,
                id: series.id,
                name: series.name,
                origin,
                source: series.source,
            });
        }
    }
    let mut metres = |value: Option<f64>, default: Metres| -> Metres {
        let read = value.map(|v| {
            Metres::new(v).and_then(|m| m.metres().to_string().parse::<Metres>()).map_err(|e| e.in_file("study.toml"))
        });
        read.and_then(|r| faults.keep(r)).unwrap_or(default)
    };
    study.defaults.within = metres(described.defaults.within_m, study.defaults.within);
    study.defaults.access_within = metres(described.defaults.access_within_m, study.defaults.access_within);
    study.defaults.nearest = described.defaults.nearest.unwrap_or(study.defaults.nearest);
    study.title = described.title;
    study.vintage = described.vintage;
    study.home_province = described.home_province;
    study.report_alignments = described.report.alignments;
    study.report_gate = described.report.gate;
    study.sources = described.layer;
}

fn faults_of(faults: &mut Faults, found: impl Iterator<Item = Fault>) {
    for fault in found {
        faults.keep::<()>(Err(Error::from(fault)));
    }
}
