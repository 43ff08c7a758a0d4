//! Features into alignments: one a feature, or legs joined in their order.

use super::geojson::Feature;
use crate::error::{Fault, Faults, Result};
use crate::geodesy::LonLat;
use crate::model::{AccessPoint, Alignment, Leg, Name, Named, PublishedLength};
use crate::units::{ChainageRange, Metres};
use geo::Geometry;
use std::collections::BTreeMap;

/// One alignment a feature.
pub fn single(features: Vec<Feature>, id: Option<&str>) -> Result<Vec<Alignment>> {
    let mut faults = Faults::new();
    let mut alignments: BTreeMap<String, (Alignment, String)> = BTreeMap::new();
    if features.is_empty() {
        faults.push(
            Fault::new("no-features", "at least one alignment", "an empty collection").remedy("export the layer again"),
        );
    }
    for feature in features {
        let read = read_one(&feature, id).map_err(|e| e.in_feature(&feature.label));
        let Some(alignment) = faults.keep(read) else { continue };
        if let Some((_, first)) = alignments.get(alignment.id()) {
            faults.push(
                Fault::new(
                    "duplicate-id",
                    format!("an identifier of its own: {first} has this one"),
                    format!("\"{}\"", alignment.id()),
                )
                .feature(feature.label)
                .remedy("give each alignment its own id, or name another property with --alignment-id"),
            );
            continue;
        }
        alignments.insert(alignment.id().to_string(), (alignment, feature.label));
    }
    faults.or(alignments.into_values().map(|(a, _)| a).collect())
}

fn read_one(feature: &Feature, id: Option<&str>) -> Result<Alignment> {
    let id = feature.properties.identifier(id)?;
    let mut alignment = Alignment::new(id, parts_of(feature)?)?;
    alignment.about = about(feature)?;
    Ok(alignment)
}

/// Legs with the property `alignment` joined in the order of `seq`; other features stand alone.
pub fn joined(features: Vec<Feature>, layer: &str) -> Result<Vec<Alignment>> {
    let mut faults = Faults::new();
    let mut groups: BTreeMap<String, Vec<(u64, Feature)>> = BTreeMap::new();
    for feature in features {
        let key = match feature.properties.text("alignment") {
            Some(alignment) => Some(alignment),
            None => faults.keep(feature.properties.identifier(None).map_err(|e| e.in_feature(&feature.label))),
        };
        let seq = faults.keep(feature.properties.count("seq").map_err(|e| e.in_feature(&feature.label))).flatten();
        if let Some(key) = key {
            let group = groups.entry(key).or_default();
            let seq = seq.unwrap_or(group.len() as u64 + 1);
            if let Some((_, other)) = group.iter().find(|(s, _)| *s == seq) {
                faults.push(
                    Fault::new(
                        "duplicate-leg",
                        format!("a place of its own in the order of legs: {} has this one", other.label),
                        format!("seq {seq}"),
                    )
                    .feature(&feature.label)
                    .remedy("number the legs of an alignment 1, 2, 3 …"),
                );
            }
            group.push((seq, feature));
        }
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
        let lines = parts_of(feature).map_err(here)?;
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

fn parts_of(feature: &Feature) -> Result<Vec<Vec<LonLat>>> {
    let found = match &feature.geometry {
        Some(Geometry::LineString(line)) => return Ok(vec![line.0.clone()]),
        Some(Geometry::MultiLineString(lines)) => return Ok(lines.0.iter().map(|l| l.0.clone()).collect()),
        Some(Geometry::Point(_)) => "a Point",
        Some(Geometry::Polygon(_)) => "a Polygon",
        Some(_) => "another geometry",
        None => "null",
    };
    Err(Fault::new("geometry-type", "a LineString or MultiLineString", found)
        .property("geometry")
        .remedy("keep only lines in a layer of alignments")
        .into())
}

fn about(feature: &Feature) -> Result<Named> {
    let p = &feature.properties;
    let local = p.first_text(&["name_vi", "name"]).unwrap_or_default();
    let published = p.number("published_km")?.map(|km| PublishedLength {
        alignment: String::new(),
        from: String::new(),
        to: String::new(),
        published_km: Some(km),
        geom_km: None,
        source: p.text("published_source").unwrap_or_default(),
        note: String::new(),
    });
    Ok(Named {
        name: Name::new(&local, p.text("name_en").as_deref()),
        route: p.text("route"),
        class: p.text("class"),
        status: p.text("status"),
        accuracy: p.number("accuracy_m")?.map(Metres::new).transpose()?,
        accuracy_note: p.text("accuracy"),
        layer: String::new(),
        published,
    })
}

/// Access points by the alignment that they belong to, in their order along it.
pub fn access_points(features: &[Feature]) -> Result<BTreeMap<String, Vec<AccessPoint>>> {
    let mut faults = Faults::new();
    let mut points: BTreeMap<String, Vec<AccessPoint>> = BTreeMap::new();
    for feature in features {
        let p = &feature.properties;
        match (&feature.geometry, p.text("alignment")) {
            (Some(Geometry::Point(point)), Some(alignment)) => points.entry(alignment).or_default().push(AccessPoint {
                name: p.first_text(&["name", "name_vi"]).unwrap_or_default(),
                kind: p.text("kind").unwrap_or_else(|| "access point".to_string()),
                place: point.0,
            }),
            (Some(Geometry::Point(_)), None) => faults.push(
                Fault::new("missing-property", "the identifier of its alignment", "none")
                    .feature(&feature.label)
                    .property("alignment")
                    .remedy("say which alignment it belongs to"),
            ),
            _ => faults.push(
                Fault::new("geometry-type", "a Point", "another geometry or null")
                    .feature(&feature.label)
                    .remedy("keep only points in a layer of access points"),
            ),
        }
    }
    faults.or(points)
}
