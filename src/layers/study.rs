//! A whole study: every layer read, every fault kept.

use super::geojson::Feature;
use super::placing::placed;
use super::settle::{Loose, settle};
use super::store::Store;
use super::{LayerOptions, alignments, communes, sites, tables, toml_file};
use crate::error::{Fault, Faults, Result};
use crate::model::{Source, Study, nearest_names};
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

/// The roles that are tables without a geometry.
const TABLES: [&str; 7] =
    ["kmposts", "crosswalk", "projects", "project_versions", "milestones", "indicators", "length_anchors"];

/// Reads every layer of a study.
pub fn read_study(store: &Store) -> Reading {
    let mut study = Study::default();
    let mut faults = Faults::new();
    let described = store.read("study.toml").and_then(|bytes| toml_file::parse(&bytes));
    if let Some(described) = faults.keep(described) {
        let mut loose = Loose::default();
        for (i, source) in described.layer.iter().enumerate() {
            if let Some(fault) = refused(i, &described.layer) {
                // A misspelt role stands for the one that was meant; a layer named twice was read once.
                if fault.code == "unknown-role" {
                    loose.unread.extend(nearest_names(&source.role, ROLES).first().map(|role| role.to_string()));
                }
                faults.push(fault.file("study.toml").feature(format!("[[layer]] {}", i + 1)));
                continue;
            }
            let read =
                read_layer(store, source, &mut study, &mut loose, &mut faults).map_err(|e| e.in_file(&source.file));
            if faults.keep(read).is_none() {
                loose.unread.insert(source.role.clone());
            }
        }
        settle(&mut study, described, loose, &mut faults);
    }
    Reading { study, faults: faults.into_vec() }
}

/// What is wrong with the description of a layer, before its file is looked at.
fn refused(number: usize, layers: &[Source]) -> Option<Fault> {
    let Source { role, file, .. } = &layers[number];
    if !ROLES.contains(&role.as_str()) {
        let near = nearest_names(role, ROLES);
        let remedy = near.first().map_or("use one of these roles".to_string(), |n| format!("did you mean {n}?"));
        let expected = format!("one of the roles {}", ROLES.join(", "));
        return Some(
            Fault::new("unknown-role", expected, format!("\"{role}\" for {file}")).property("role").remedy(remedy),
        );
    }
    let first = layers[..number].iter().position(|l| l.role == *role && l.file == *file)?;
    Some(
        Fault::new(
            "duplicate-layer",
            "each layer once",
            format!("{file} again as {role}, as in [[layer]] {}", first + 1),
        )
        .remedy("leave one of the two out"),
    )
}

fn read_layer(store: &Store, source: &Source, study: &mut Study, loose: &mut Loose, faults: &mut Faults) -> Result<()> {
    let file = source.file.as_str();
    let table = |role: &str| TABLES.contains(&role);
    let bytes = if table(&source.role) { store.read(file)? } else { Default::default() };
    let mut features = || -> Result<Vec<Feature>> {
        let (features, warnings) = placed(store.layer(file)?.0, &LayerOptions::default())?;
        faults.extend_from(warnings.into_iter().map(|w| w.file(file)));
        Ok(features)
    };
    match source.role.as_str() {
        "alignments" => study.alignments.extend(alignments::joined(features()?, "alignment", file)?),
        "access_points" => {
            let points = alignments::access_points(&features()?)?;
            loose.access.extend(points.into_iter().map(|(at, id, point)| ((file.to_string(), at), id, point)));
        }
        "communes" => study.communes.extend(communes::communes(features()?, None)?),
        "economic_zones" => study.zones.extend(sites::zones(features()?, None)?),
        "border_gates" => study.gates.extend(sites::gates(features()?)?),
        "places" => study.places.extend(sites::places(features()?)?),
        "kmposts" => {
            let posts = tables::km_posts(&bytes)?;
            loose.posts.extend(posts.into_iter().map(|(at, post)| ((file.to_string(), at), post)));
        }
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
