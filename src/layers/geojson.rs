//! GeoJSON (RFC 7946) into features.
//!
//! The collection is split into its features first and each is read on its own, so that a message can
//! name the feature and the features can be read on all cores.

use super::collection;
use super::content::Content;
use super::properties::Properties;
use super::quick;
use super::text;
use crate::error::{Error, Fault, Faults, Result, clean};
use crate::geodesy::{LonLat, inverse};
use geo::{Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon};
use rayon::prelude::*;
use serde::de::{self, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::fmt;

/// One feature, with its number in the file counted from 1.
#[derive(Debug, Clone)]
pub struct Feature {
    /// Its number and identifier, as a message names it.
    pub label: String,
    /// Its properties.
    pub properties: Properties,
    /// Its geometry, if it has one.
    pub geometry: Option<Geometry<f64>>,
}

/// Two numbers, and whether there was a height other than 0.
#[derive(Clone, Copy)]
struct Position {
    at: LonLat,
    has_height: bool,
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        struct Pair;
        impl<'de> Visitor<'de> for Pair {
            type Value = Position;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a position: longitude and latitude")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Position, A::Error> {
                let short = |n: usize| de::Error::custom(format!("a position of {n} numbers"));
                let x = seq.next_element()?.ok_or_else(|| short(0))?;
                let y = seq.next_element()?.ok_or_else(|| short(1))?;
                let mut has_height = false;
                while let Some(height) = seq.next_element::<f64>()? {
                    has_height |= height != 0.0;
                }
                Ok(Position { at: LonLat { x, y }, has_height })
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

/// The features of a collection, as its file has them.
///
/// # Errors
/// Not GeoJSON, or not a collection. What is wrong with single features is kept with the content.
pub fn read(bytes: &[u8]) -> Result<Content> {
    read_quick(bytes).map_or_else(|| read_careful(bytes), Ok)
}

/// The same where the text is as almost every program writes it.
pub(super) fn read_quick(bytes: &[u8]) -> Option<Content> {
    let (raw, crs) = quick::split(text::unmarked(bytes, "GeoJSON").ok()?)?;
    let crs = crs.map(serde_json::from_str).transpose().ok()?.map_or(Ok(None), collection::declared).ok()?;
    let content = features(&raw, |number, raw| match quick::feature(raw.as_bytes()) {
        Some(said) => Some(Ok(feature(number, said))),
        None => serde_json::from_str(raw).ok().map(|raw| read_feature(number, raw)),
    })?;
    Some(Content { crs, ..content })
}

/// The same of any text; says what is wrong with it, and where.
pub(super) fn read_careful(bytes: &[u8]) -> Result<Content> {
    let collection = collection::split(bytes)?;
    let content = features(&collection.features, |number, raw| Some(read_feature(number, raw)));
    Ok(Content { crs: collection.crs, ..content.unwrap_or_default() })
}

/// A feature a line (newline-delimited), or each after a record separator (RFC 8142).
///
/// # Errors
/// The text is not UTF-8.
pub fn read_sequence(bytes: &[u8]) -> Result<Content> {
    let text = text::unmarked(bytes, "a GeoJSON sequence")?;
    let records: Vec<&str> = match text.contains('\u{1e}') {
        true => text.split('\u{1e}').collect(),
        false => text.lines().collect(),
    };
    let mut faults = Faults::new();
    let mut raw: Vec<&RawValue> = Vec::new();
    for (i, record) in records.into_iter().map(str::trim).filter(|r| !r.is_empty()).enumerate() {
        match serde_json::from_str(record) {
            Ok(value) => raw.push(value),
            Err(error) => faults.push(
                Fault::new(
                    "not-json",
                    "a GeoJSON Feature",
                    format!("text that is not JSON: {}", collection::plain(&error)),
                )
                .feature(format!("record {}", i + 1))
                .remedy("export the layer again; the last record may be cut off"),
            ),
        }
    }
    let mut content = features(&raw, |number, raw| Some(read_feature(number, raw))).unwrap_or_default();
    content.faults.extend_all(faults);
    Ok(content)
}

/// A feature as it was read: whether it has heights, and which of its rings were not closed and now are.
pub type Read = (Feature, bool, Vec<Fault>);

/// Each feature, rings closed that were not: that is a fault beside it.
pub fn each(raw: &[&RawValue]) -> Vec<Result<Read>> {
    raw.par_iter().enumerate().map(|(i, raw)| read_feature(i + 1, raw)).collect()
}

/// The features on all cores, or nothing if one of them is nothing.
fn features<T: Sync>(raw: &[T], read: impl Fn(usize, &T) -> Option<Result<Read>> + Sync) -> Option<Content> {
    let read: Option<Vec<_>> = raw.par_iter().enumerate().map(|(i, raw)| read(i + 1, raw)).collect();
    let mut content = Content::default();
    for read in read? {
        let Some((feature, heights, open)) = content.faults.keep(read) else { continue };
        content.open.extend(open);
        if heights {
            content.heights.push(feature.label.clone());
        }
        content.features.push(feature);
    }
    Some(content)
}

/// How a message names a feature, and its identifier.
fn label(number: usize, id: Option<&serde_json::Value>) -> (String, Option<String>) {
    let id = id.and_then(super::properties::as_text);
    let number = format!("feature {number}");
    (id.as_ref().map_or(number.clone(), |id| format!("{number} ({})", clean(id))), id)
}

fn feature(number: usize, said: quick::Said) -> Read {
    let (label, id) = label(number, said.id.as_ref());
    (
        Feature { properties: Properties::new(said.properties, id), label, geometry: said.geometry },
        said.heights,
        Vec::new(),
    )
}

fn read_feature(number: usize, raw: &RawValue) -> Result<Read> {
    let bad = |label: &str, found: String| -> Error {
        Fault::new("not-a-feature", "a GeoJSON Feature", found)
            .feature(label)
            .remedy("export the layer again as GeoJSON")
            .into()
    };
    let members = collection::members(raw.get()).map_err(|found| bad(&label(number, None).0, found))?;
    let id: Option<serde_json::Value> = members.get("id").and_then(|raw| serde_json::from_str(raw.get()).ok());
    let (label, id) = label(number, id.as_ref());
    match members.get("type").map_or("no type", |raw| raw.get()) {
        "\"Feature\"" => {}
        found => return Err(bad(&label, format!("\"type\": {found}"))),
    }
    let properties: Option<serde_json::Map<String, serde_json::Value>> = match members.get("properties") {
        Some(raw) => serde_json::from_str(raw.get())
            .map_err(|e| bad(&label, format!("properties that cannot be read: {}", collection::plain(&e))))?,
        None => None,
    };
    let geometry = members.get("geometry").filter(|raw| raw.get() != "null");
    let mut open = Vec::new();
    let geometry = geometry.map(|raw| read_geometry(raw, &mut open)).transpose().map_err(|e| e.in_feature(&label))?;
    let (geometry, heights) = geometry.map_or((None, false), |(geometry, heights)| (Some(geometry), heights));
    let open = open.into_iter().map(|fault| fault.feature(&label)).collect();
    Ok((Feature { properties: Properties::new(properties.unwrap_or_default(), id), label, geometry }, heights, open))
}

fn read_geometry(raw: &RawValue, open: &mut Vec<Fault>) -> Result<(Geometry<f64>, bool)> {
    let wrong = |expected: &str, found: String, remedy: &str| -> Error {
        Fault::new("geometry-type", expected, found).property("geometry").remedy(remedy).into()
    };
    const KINDS: &str = "a Point, LineString, Polygon or a Multi of one";
    const AGAIN: &str = "export the layer as GeoJSON with simple geometries";
    let members = collection::members(raw.get()).map_err(|found| wrong(KINDS, found, AGAIN))?;
    let kind = members.get("type").map_or("geometry", |raw| raw.get()).trim_matches('"');
    if kind == "GeometryCollection" {
        return Err(wrong(KINDS, format!("a {kind}"), "split it into features with one geometry each"));
    }
    let Some(coordinates) = members.get("coordinates").filter(|raw| raw.get() != "null") else {
        return Err(wrong("a geometry with coordinates", format!("a {kind} without them"), AGAIN));
    };
    let mut heights = false;
    let mut flat = |positions: Vec<Position>| -> Vec<LonLat> {
        heights |= positions.iter().any(|p| p.has_height);
        positions.into_iter().map(|p| p.at).collect()
    };
    let geometry = match kind {
        "Point" => {
            let position: Position = parse(coordinates)?;
            heights |= position.has_height;
            Geometry::Point(Point(position.at))
        }
        "LineString" => Geometry::LineString(LineString(flat(parse(coordinates)?))),
        "MultiLineString" => {
            let lines: Vec<Vec<Position>> = parse(coordinates)?;
            Geometry::MultiLineString(MultiLineString(lines.into_iter().map(|l| LineString(flat(l))).collect()))
        }
        "Polygon" => {
            let rings: Vec<Vec<Position>> = parse(coordinates)?;
            Geometry::Polygon(closed(rings.into_iter().map(&mut flat).collect(), open)?)
        }
        "MultiPolygon" => {
            let polygons: Vec<Vec<Vec<Position>>> = parse(coordinates)?;
            let polygons: Result<Vec<_>> =
                polygons.into_iter().map(|rings| closed(rings.into_iter().map(&mut flat).collect(), open)).collect();
            Geometry::MultiPolygon(MultiPolygon(polygons?))
        }
        "MultiPoint" => {
            let points: Vec<Position> = parse(coordinates)?;
            Geometry::MultiPoint(flat(points).into_iter().map(Point).collect())
        }
        other => return Err(wrong(KINDS, format!("a {other}"), AGAIN)),
    };
    Ok((geometry, heights))
}

fn parse<'a, T: Deserialize<'a>>(coordinates: &'a RawValue) -> Result<T> {
    serde_json::from_str(coordinates.get()).map_err(|e| {
        Fault::new("coordinates", "coordinates as nested lists of numbers", collection::plain(&e))
            .property("coordinates")
            .remedy("export the layer again as GeoJSON")
            .into()
    })
}

/// Rings into land, each closed and of four positions at least.
pub fn polygon(rings: Vec<Vec<LonLat>>) -> Result<Polygon<f64>> {
    let mut open = Vec::new();
    let made = closed(rings, &mut open)?;
    match open.into_iter().next() {
        Some(fault) => Err(fault.into()),
        None => Ok(made),
    }
}

/// The same, rings closed that were not: each is a fault beside the land.
///
/// # Errors
/// There is no outline, or it has too few corners.
pub fn closed(rings: Vec<Vec<LonLat>>, open: &mut Vec<Fault>) -> Result<Polygon<f64>> {
    let mut rings = rings.into_iter();
    let mut checked = Vec::new();
    let Some(first) = rings.next() else {
        return Err(Fault::new("ring-empty", "a polygon with an exterior ring", "no ring")
            .remedy("remove the feature, or give it its land")
            .into());
    };
    for mut ring in std::iter::once(first).chain(rings) {
        close(&mut ring, open);
        if ring.len() < 4 {
            let found = format!("{} position(s)", ring.len());
            let fault = Fault::new("ring-too-short", "a ring of at least four positions", found)
                .remedy("remove the ring, or give it its corners");
            if checked.is_empty() {
                return Err(fault.into());
            }
            // A hole around nothing is none.
            open.push(fault);
            continue;
        }
        checked.push(LineString(ring));
    }
    let exterior = checked.remove(0);
    Ok(Polygon::new(exterior, checked))
}

/// Closes a ring that is not: that is a fault.
pub fn close(ring: &mut Vec<LonLat>, open: &mut Vec<Fault>) {
    let (Some(&start), Some(&end)) = (ring.first(), ring.last()) else { return };
    if start == end {
        return;
    }
    let fault = Fault::new("ring-open", "a ring whose last position is its first", "a ring that is not closed")
        .remedy("close the ring: repeat its first position at its end");
    let placed = [start, end].iter().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    open.push(if placed { fault.place(end).size(inverse(end, start).distance, "m") } else { fault });
    ring.push(start);
}

/// The kind of a geometry, as a message names it.
pub fn kind_of(geometry: Option<&Geometry<f64>>) -> &'static str {
    match geometry {
        Some(Geometry::Point(_)) => "a Point",
        Some(Geometry::LineString(_)) => "a LineString",
        Some(Geometry::MultiLineString(_)) => "a MultiLineString",
        Some(Geometry::Polygon(_)) => "a Polygon",
        Some(Geometry::MultiPolygon(m)) if m.0.is_empty() => "an empty MultiPolygon",
        Some(Geometry::MultiPolygon(_)) => "a MultiPolygon",
        Some(_) => "a MultiPoint",
        None => "null",
    }
}
