//! A whole study: every layer read, every fault kept.

use super::geojson::Feature;
use super::placing::{is_unmoved, placed};
use super::settle::{Loose, settle};
use super::store::Store;
use super::{LayerOptions, alignments, cache, communes, fingerprint, sites, speeds, tables, toml_file};
use crate::error::{Fault, Faults, Result};
use crate::model::{Source, Study, nearest_names};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

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
pub const ROLES: [&str; 14] = [
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
    "speeds",
];

/// The roles that are tables without a geometry.
const TABLES: [&str; 8] =
    ["kmposts", "crosswalk", "projects", "project_versions", "milestones", "indicators", "length_anchors", "speeds"];

/// Whether layers of a role have a geometry.
pub fn is_drawn(role: &str) -> bool {
    ROLES.contains(&role) && !TABLES.contains(&role)
}

/// Leaves out the layers of communes that were not in force on a day, and says which are.
///
/// # Errors
/// None was in force: the study has no communes so old.
pub fn of_day(described: &mut toml_file::StudyToml, day: Option<&str>) -> Result<()> {
    let dated = |s: &Source| s.role == "communes" && !s.vintage.is_empty();
    let known: BTreeSet<String> = described.layer.iter().filter(|s| dated(s)).map(|s| s.vintage.clone()).collect();
    let Some(day) = day else {
        // Without a day the study's own, or the latest.
        if let Some(chosen) = known.get(&described.vintage).or(known.last()).cloned() {
            described.layer.retain(|s| !dated(s) || s.vintage == chosen);
            described.vintage = chosen;
        }
        return Ok(());
    };
    let own = [described.vintage.clone()].into_iter().filter(|v| !v.is_empty() && known.is_empty());
    let all: BTreeSet<String> = known.iter().cloned().chain(own).collect();
    match all.iter().rfind(|v| v.as_str() <= day).cloned() {
        Some(chosen) => {
            described.layer.retain(|s| !dated(s) || s.vintage == chosen);
            described.vintage = chosen;
            Ok(())
        }
        None => {
            let list: Vec<&str> = all.iter().map(String::as_str).collect();
            Err(Fault::new(
                "vintage",
                format!("a day on which communes of the study were in force: since {}", list.join(", ")),
                day,
            )
            .file("study.toml")
            .remedy("add a layer of communes with its vintage; tables go back by `corridor crosswalk`")
            .into())
        }
    }
}

/// Reads every layer of a study: of communes those in force on a day, or by default.
pub fn read_study(store: &Store, day: Option<&str>) -> Reading {
    let mut study = Study::default();
    let mut faults = Faults::new();
    let toml = faults.keep(store.read("study.toml"));
    let described = toml.and_then(|bytes| {
        study.toml_sha256 = fingerprint::sha256(&bytes);
        faults.keep(toml_file::parse(&bytes))
    });
    if let Some(mut described) = described {
        faults.keep(of_day(&mut described, day));
        let mut loose = Loose::default();
        for i in 0..described.layer.len() {
            let source = &described.layer[i];
            if let Some(fault) = refused(i, &described.layer) {
                // A misspelt role stands for the one that was meant; a layer named twice was read once.
                if fault.code == "unknown-role" {
                    loose.unread.extend(nearest_names(&source.role, ROLES).first().map(|role| role.to_string()));
                }
                faults.push(fault.file("study.toml").feature(format!("[[layer]] {}", i + 1)));
                continue;
            }
            let read = read_layer(store, source, &mut study, &mut loose, &mut faults)
                .and_then(|()| store.sha256(&source.file))
                .map_err(|e| e.in_file(&source.file));
            match faults.keep(read) {
                Some(sha256) => described.layer[i].sha256 = sha256,
                None => drop(loose.unread.insert(source.role.clone())),
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
    let bytes = &bytes[..];
    let options = LayerOptions::default();
    // Whether the same would be read from the same bytes on any machine, with nothing to tell.
    let plain = Cell::new(true);
    let mut features = || -> Result<Vec<Feature>> {
        let (content, _) = store.layer(file)?;
        let unmoved = cache::is_asked_for() && is_unmoved(&content, &options);
        let (features, warnings) = placed(content, &options)?;
        plain.set(unmoved && warnings.is_empty());
        faults.extend_from(warnings.into_iter().map(|w| w.file(file)));
        Ok(features)
    };
    match source.role.as_str() {
        "alignments" => study.alignments.extend(alignments::joined(features()?, "alignment", file)?),
        "access_points" => {
            let points = alignments::access_points(&features()?)?;
            loose.access.extend(points.into_iter().map(|(at, id, point)| ((file.to_string(), at), id, point)));
        }
        "communes" => {
            let place = store.place(file)?;
            study.communes.extend(cache::or_read(place.as_deref(), &options, "communes of a study", || {
                let communes = communes::communes(features()?, None)?;
                Ok((communes, plain.get()))
            })?);
        }
        "economic_zones" => study.zones.extend(sites::zones(features()?, None)?),
        "border_gates" => study.gates.extend(sites::gates(features()?)?),
        "places" => study.places.extend(sites::places(features()?)?),
        "kmposts" => {
            let posts = tables::km_posts(bytes)?;
            loose.posts.extend(posts.into_iter().map(|(at, post)| ((file.to_string(), at), post)));
        }
        "projects" => study.programme.projects.extend(tables::rows(bytes)?),
        "project_versions" => study.programme.versions.extend(tables::rows(bytes)?),
        "milestones" => study.programme.milestones.extend(tables::rows(bytes)?),
        "indicators" => study.programme.indicators.extend(tables::rows(bytes)?),
        "length_anchors" => study.programme.lengths.extend(tables::rows(bytes)?),
        "speeds" => study.speeds = Some(speeds::parse(bytes)?),
        "crosswalk" => study.crosswalk.extend(tables::rows(bytes)?),
        _ => drop(tables::rows::<BTreeMap<String, String>>(bytes)?),
    }
    Ok(())
}
