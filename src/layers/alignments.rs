//! Features into alignments: one a feature, or legs joined in their order.

use super::geojson::{Feature, kind_of};
use super::properties::Properties;
use crate::error::{Fault, Faults, Result};
use crate::geodesy::LonLat;
use crate::model::{AccessPoint, Alignment, Leg, Name, Named, OneWay, PublishedLength};
use crate::units::{ChainageRange, Metres};
use geo::Geometry;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// One alignment a feature.
pub fn single(features: Vec<Feature>, id: Option<&str>) -> Result<Vec<Alignment>> {
    let mut faults = Faults::new();
    let mut alignments: BTreeMap<String, (Alignment, String)> = BTreeMap::new();
    if features.is_empty() {
        faults.push(none());
    }
    let read: Vec<(String, Result<Alignment>)> = features
        .into_par_iter()
        .map(|feature| {
            let label = feature.label.clone();
            let read = read_one(feature, id).map_err(|e| e.in_feature(&label));
            (label, read)
        })
        .collect();
    for (label, read) in read {
        let Some(alignment) = faults.keep(read) else { continue };
        if let Some((_, first)) = alignments.get(alignment.id()) {
            faults.push(
                Fault::new(
                    "duplicate-id",
                    format!("an identifier of its own: {first} has this one"),
                    format!("\"{}\"", alignment.id()),
                )
                .feature(label)
                .remedy("give each alignment its own id, or name another property with --alignment-id"),
            );
            continue;
        }
        alignments.insert(alignment.id().to_string(), (alignment, label));
    }
    faults.or(alignments.into_values().map(|(a, _)| a).collect())
}

fn none() -> Fault {
    Fault::new("no-features", "at least one alignment", "an empty collection").remedy("export the layer again")
}

/// The alignment that a feature is.
pub fn read_one(mut feature: Feature, id: Option<&str>) -> Result<Alignment> {
    let id = feature.properties.identifier(id)?;
    let mut alignment = Alignment::new(id, parts_of(feature.geometry.take())?)?;
    alignment.about = about(&feature)?;
    Ok(alignment)
}

/// Features with the same value of a property joined in the order of `seq`; those without it stand alone.
pub fn joined(features: Vec<Feature>, property: &str, layer: &str) -> Result<Vec<Alignment>> {
    let mut faults = Faults::new();
    let mut groups: BTreeMap<String, Vec<(u64, Feature)>> = BTreeMap::new();
    if features.is_empty() {
        faults.push(none());
    }
    for feature in features {
        let leg_of = feature.properties.text(property);
        let key = match &leg_of {
            Some(alignment) => Some(alignment.clone()),
            None => faults.keep(feature.properties.identifier(None).map_err(|e| e.in_feature(&feature.label))),
        };
        let seq = faults.keep(feature.properties.count("seq").map_err(|e| e.in_feature(&feature.label))).flatten();
        let Some(key) = key else { continue };
        let group = groups.entry(key.clone()).or_default();
        if let Some((_, first)) =
            group.first().filter(|(_, f)| leg_of.is_none() || f.properties.text(property).is_none())
        {
            faults.push(
                Fault::new(
                    "duplicate-id",
                    format!("an identifier of its own: {} has this one", first.label),
                    format!("\"{key}\""),
                )
                .feature(&feature.label)
                .remedy(
                    "give each alignment its own id; legs of one name it in a property alignment, with seq 1, 2, 3 …",
                ),
            );
            continue;
        }
        let place = seq.unwrap_or(0);
        if let Some((_, other)) = group.iter().find(|(s, _)| *s == place) {
            faults.push(
                Fault::new(
                    "duplicate-leg",
                    format!("a place of its own in the order of legs: {} has this one", other.label),
                    seq.map_or("no seq".to_string(), |seq| format!("seq {seq}")),
                )
                .feature(&feature.label)
                .property("seq")
                .remedy("number the legs of an alignment 1, 2, 3 …"),
            );
        }
        group.push((place, feature));
    }
    let mut alignments = Vec::new();
    for (id, mut legs) in groups {
        legs.sort_by_key(|(seq, _)| *seq);
        let legs: Vec<Feature> = legs.into_iter().map(|(_, f)| f).collect();
        if let Some(mut alignment) = faults.keep(join(&id, &legs)) {
            alignment.about.layer = layer.to_string();
            alignments.push(alignment);
        }
    }
    faults.or(alignments)
}

fn join(id: &str, features: &[Feature]) -> Result<Alignment> {
    let mut parts: Vec<Vec<LonLat>> = Vec::new();
    let mut legs = Vec::new();
    let mut reached = Metres::ZERO;
    for feature in features {
        let here = |e: crate::error::Error| e.in_feature(&feature.label);
        let lines = parts_of(feature.geometry.clone()).map_err(here)?;
        let length = Alignment::new(id, lines.clone()).map_err(here)?.length();
        for line in lines {
            match parts.last_mut() {
                Some(last) if last.last() == line.first() => last.extend(line.into_iter().skip(1)),
                _ => parts.push(line),
            }
        }
        if let Some(leg) = feature.properties.text("leg").filter(|_| features.len() > 1) {
            let name = feature.properties.text("leg_name_vi").unwrap_or_else(|| leg.clone());
            legs.push(Leg {
                name: Name::new(&name, feature.properties.text("leg_name_en").as_deref()),
                id: leg,
                range: ChainageRange::ordered(reached.metres(), (reached + length).metres()),
                concurrent_with: feature.properties.text("concurrent_with"),
            });
        }
        reached = reached + length;
    }
    let mut alignment = Alignment::new(id, parts).map_err(|e| e.in_feature(id))?;
    alignment.legs = legs;
    if let Some(first) = features.first() {
        alignment.about = about(first)?;
    }
    Ok(alignment)
}

fn parts_of(geometry: Option<Geometry<f64>>) -> Result<Vec<Vec<LonLat>>> {
    match geometry {
        Some(Geometry::LineString(line)) => Ok(vec![line.0]),
        Some(Geometry::MultiLineString(lines)) => Ok(lines.0.into_iter().map(|l| l.0).collect()),
        other => Err(Fault::new("geometry-type", "a LineString or MultiLineString", kind_of(other.as_ref()))
            .property("geometry")
            .remedy("keep only lines in a layer of alignments")
            .into()),
    }
}

fn about(feature: &Feature) -> Result<Named> {
    let p = &feature.properties;
    let local = p.name()?.unwrap_or_default();
    let published = p.size("published_km")?.map(|km| {
        Box::new(PublishedLength {
            alignment: String::new(),
            from: String::new(),
            to: String::new(),
            published_km: Some(km),
            geom_km: None,
            source: p.text("published_source").unwrap_or_default(),
            note: String::new(),
        })
    });
    Ok(Named {
        name: Name::new(&local, p.text("name_en").as_deref()),
        route: p.text("route"),
        class: p.first_text(&["class", "highway"]),
        status: p.text("status"),
        accuracy: p.size("accuracy_m")?.map(Metres::new).transpose()?,
        accuracy_note: p.text("accuracy"),
        layer: String::new(),
        published,
        opening: p.text("opening"),
        one_way: one_way(p)?,
        all_season: p.flag("all_season")?,
    })
}

/// `oneway` as OpenStreetMap writes it: yes, no or -1.
fn one_way(p: &Properties) -> Result<Option<OneWay>> {
    if let Ok(flag) = p.flag("oneway") {
        return Ok(flag.filter(|yes| *yes).map(|_| OneWay::Rising));
    }
    match p.text("oneway").as_deref() {
        Some("no" | "0") => Ok(None),
        Some("yes" | "1" | "true") => Ok(Some(OneWay::Rising)),
        Some("-1" | "reverse") => Ok(Some(OneWay::Falling)),
        other => Err(Fault::new("one-way", "yes, no or -1", format!("\"{}\"", other.unwrap_or_default()))
            .property("oneway")
            .remedy("yes: open in the direction of the line; -1: against it; no: both ways")
            .into()),
    }
}

/// Access points in the order of the file: the feature, the alignment that it belongs to, and the point.
pub fn access_points(features: &[Feature]) -> Result<Vec<(String, String, AccessPoint)>> {
    let mut faults = Faults::new();
    let mut points = Vec::new();
    for feature in features {
        let p = &feature.properties;
        let here = |fault: Fault| fault.feature(&feature.label);
        match (&feature.geometry, p.text("alignment")) {
            (Some(Geometry::Point(point)), Some(alignment)) => {
                let Some(name) = faults.keep(p.name().map_err(|e| e.in_feature(&feature.label))) else { continue };
                let kind = p.text("kind").unwrap_or_else(|| "access point".to_string());
                let access = AccessPoint { name: name.unwrap_or_default(), kind, place: point.0 };
                points.push((feature.label.clone(), alignment, access));
            }
            (Some(Geometry::Point(_)), None) => faults.push(here(
                Fault::new("missing-property", "the identifier of its alignment", "none")
                    .property("alignment")
                    .remedy("say which alignment it belongs to"),
            )),
            (other, _) => faults.push(here(
                Fault::new("geometry-type", "a Point", kind_of(other.as_ref()))
                    .property("geometry")
                    .remedy("keep only points in a layer of access points"),
            )),
        }
    }
    faults.or(points)
}
