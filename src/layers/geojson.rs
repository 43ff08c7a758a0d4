//! GeoJSON (RFC 7946) into features with checked coordinates.
//!
//! The collection is split into its features first and each is read on its own, so that a message can
//! name the feature and the features can be read on all cores.

use super::collection;
use super::properties::Properties;
use crate::error::{Error, Fault, Faults, Result, clean, shown};
use crate::geodesy::{Edge, LonLat, Transformer};
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

/// Two numbers, and whether there were more.
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
                while seq.next_element::<f64>()?.is_some() {
                    has_height = true;
                }
                Ok(Position { at: LonLat { x, y }, has_height })
            }
        }
        deserializer.deserialize_seq(Pair)
    }
}

/// The features of a file, or every fault in them.
///
/// # Errors
/// Not GeoJSON, or coordinates that cannot be longitude and latitude in the CRS declared.
pub fn read(bytes: &[u8], crs: Option<&str>, ignore_z: bool) -> Result<Vec<Feature>> {
    let collection = collection::split(bytes)?;
    let crs = agreed(crs, collection.crs.as_deref())?;
    let read: Vec<Result<Feature>> =
        collection.features.par_iter().enumerate().map(|(i, raw)| read_feature(i + 1, raw, ignore_z)).collect();
    let mut faults = Faults::new();
    let mut features: Vec<Feature> = read.into_iter().filter_map(|r| faults.keep(r)).collect();
    if let Some(crs) = crs.filter(|c| !is_lon_lat(c)) {
        let transformer = Transformer::from_crs(&crs)?;
        for feature in &mut features {
            let moved = feature.geometry.take().map(|g| moved(g, &transformer, &crs)).transpose();
            feature.geometry = faults.keep(moved.map_err(|e| e.in_feature(&feature.label))).flatten();
        }
    }
    for feature in &features {
        if let Some(fault) = feature.geometry.as_ref().and_then(impossible) {
            faults.push(fault.feature(&feature.label));
        }
    }
    faults.or(features)
}

/// The CRS asked for and the one declared, unless they say different things.
fn agreed(asked: Option<&str>, declared: Option<&str>) -> Result<Option<String>> {
    let (asked, declared) = (asked.map(short_crs), declared.map(short_crs));
    match (asked, declared) {
        (Some(asked), Some(declared)) if !same_crs(&asked, &declared) => Err(Fault::new(
            "crs",
            format!("a file in the CRS asked for, {asked}"),
            format!("one that declares {declared}"),
        )
        .remedy("leave --crs out, or remove the member \"crs\" from the file")
        .into()),
        (asked, declared) => Ok(asked.or(declared)),
    }
}

/// `urn:ogc:def:crs:EPSG:9.8:4326`, `http://www.opengis.net/def/crs/EPSG/0/4326` and `EPSG:4326` are one.
fn short_crs(name: &str) -> String {
    let name = name.trim();
    let parts: Vec<&str> = if let Some(rest) = name.strip_prefix("urn:ogc:def:crs:") {
        rest.split(':').collect()
    } else if let Some((_, rest)) = name.split_once("://www.opengis.net/def/crs/") {
        rest.split('/').collect()
    } else {
        return name.to_string();
    };
    // Between authority and code there may be a version.
    match (parts.first(), parts.last()) {
        (Some(authority), Some(code)) if parts.len() > 1 => format!("{authority}:{code}"),
        _ => name.to_string(),
    }
}

fn same_crs(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || is_lon_lat(one) && is_lon_lat(other)
}

fn is_lon_lat(crs: &str) -> bool {
    ["EPSG:4326", "OGC:CRS84", "CRS84", "WGS84"].iter().any(|known| crs.eq_ignore_ascii_case(known))
}

fn read_feature(number: usize, raw: &RawValue, ignore_z: bool) -> Result<Feature> {
    let number = format!("feature {number}");
    let bad = |label: &str, found: String| -> Error {
        Fault::new("not-a-feature", "a GeoJSON Feature", found)
            .feature(label)
            .remedy("export the layer again as GeoJSON")
            .into()
    };
    let members = collection::members(raw.get()).map_err(|found| bad(&number, found))?;
    let id: Option<serde_json::Value> = members.get("id").and_then(|raw| serde_json::from_str(raw.get()).ok());
    let id = id.as_ref().and_then(super::properties::as_text);
    let label = id.as_ref().map_or(number.clone(), |id| format!("{number} ({})", clean(id)));
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
    let geometry = geometry.map(|raw| read_geometry(raw, ignore_z)).transpose().map_err(|e| e.in_feature(&label))?;
    Ok(Feature { properties: Properties::new(properties.unwrap_or_default(), id), label, geometry })
}

fn read_geometry(raw: &RawValue, ignore_z: bool) -> Result<Geometry<f64>> {
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
            Geometry::Polygon(polygon(rings.into_iter().map(&mut flat).collect())?)
        }
        "MultiPolygon" => {
            let polygons: Vec<Vec<Vec<Position>>> = parse(coordinates)?;
            let polygons: Result<Vec<_>> =
                polygons.into_iter().map(|rings| polygon(rings.into_iter().map(&mut flat).collect())).collect();
            Geometry::MultiPolygon(MultiPolygon(polygons?))
        }
        "MultiPoint" => {
            let points: Vec<Position> = parse(coordinates)?;
            Geometry::MultiPoint(flat(points).into_iter().map(Point).collect())
        }
        other => return Err(wrong(KINDS, format!("a {other}"), AGAIN)),
    };
    if heights && !ignore_z {
        return Err(Fault::new(
            "heights",
            "positions of two numbers: lengths here are on the ellipsoid and use no heights",
            "positions with a height",
        )
        .remedy("export the layer without Z, or (with assess) add --ignore-z to leave the heights out")
        .into());
    }
    Ok(geometry)
}

fn parse<'a, T: Deserialize<'a>>(coordinates: &'a RawValue) -> Result<T> {
    serde_json::from_str(coordinates.get()).map_err(|e| {
        Fault::new("coordinates", "coordinates as nested lists of numbers", collection::plain(&e))
            .property("coordinates")
            .remedy("export the layer again as GeoJSON")
            .into()
    })
}

fn polygon(rings: Vec<Vec<LonLat>>) -> Result<Polygon<f64>> {
    let mut rings = rings.into_iter();
    let mut checked = Vec::new();
    let Some(first) = rings.next() else {
        return Err(Fault::new("ring-empty", "a polygon with an exterior ring", "no ring")
            .remedy("remove the feature, or give it its land")
            .into());
    };
    for ring in std::iter::once(first).chain(rings) {
        if ring.first() != ring.last() {
            return Err(Fault::new(
                "ring-open",
                "a ring whose last position is its first",
                "a ring that is not closed",
            )
            .remedy("close the ring: repeat its first position at its end")
            .into());
        }
        if ring.len() < 4 {
            return Err(Fault::new(
                "ring-too-short",
                "a ring of at least four positions",
                format!("{} position(s)", ring.len()),
            )
            .remedy("remove the ring, or give it its corners")
            .into());
        }
        checked.push(LineString(ring));
    }
    let exterior = checked.remove(0);
    Ok(Polygon::new(exterior, checked))
}

/// What makes these coordinates impossible as longitude and latitude, if anything does.
fn impossible(geometry: &Geometry<f64>) -> Option<Fault> {
    use geo::{CoordsIter, LinesIter};
    if let Some(c) = geometry.coords_iter().find(|c| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0)) {
        let found = format!("({}, {})", shown(c.x), shown(c.y));
        let remedy = if c.x.abs() <= 90.0 && c.y.abs() <= 180.0 {
            "the two look swapped: GeoJSON puts longitude first"
        } else if c.x.abs() > 1000.0 && c.y.abs() > 1000.0 && c.x.abs() < 1e8 && c.y.abs() < 1e8 {
            "these look like projected metres: name their CRS, with assess by --crs EPSG:9205 (VN-2000 / TM-3 103-00), or export the layer as WGS 84"
        } else {
            "correct the coordinates"
        };
        return Some(
            Fault::new("not-lon-lat", "longitude within ±180 and latitude within ±90 degrees", found).remedy(remedy),
        );
    }
    let lines = match geometry {
        Geometry::LineString(l) => l.lines().any(|l| wraps(&l)),
        Geometry::MultiLineString(m) => m.lines_iter().any(|l| wraps(&l)),
        Geometry::Polygon(p) => p.lines_iter().any(|l| wraps(&l)),
        Geometry::MultiPolygon(m) => m.lines_iter().any(|l| wraps(&l)),
        _ => false,
    };
    lines.then(|| {
        Fault::new("antimeridian", "edges that do not cross the 180° meridian", "an edge over 180° of longitude")
            .remedy("cut the feature at the meridian (RFC 7946 section 3.1.9)")
    })
}

fn wraps(line: &geo::Line<f64>) -> bool {
    (line.end.x - line.start.x).abs() > 180.0
}

/// The geometry on WGS 84, unless it was there already.
fn moved(geometry: Geometry<f64>, transformer: &Transformer, crs: &str) -> Result<Geometry<f64>> {
    use geo::CoordsIter;
    let degrees = geometry.coords_iter().all(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    if let Some(c) = geometry.coords_iter().next().filter(|_| degrees) {
        // Degrees of another datum stay about where they are; degrees taken for metres land on the equator.
        let there = transformer.lon_lat(c.x, c.y)?;
        if (there.y - c.y).abs() > 0.2 * c.y.abs() + 0.1 {
            return Err(Fault::new(
                "crs",
                format!("coordinates in {crs}"),
                format!("({}, {}), which look like degrees", c.x, c.y),
            )
            .remedy("leave --crs out, or remove the member \"crs\": the file is in longitude and latitude already")
            .into());
        }
    }
    transform(geometry, transformer)
}

/// Each edge is cut into pieces of 500 m: one out of place may not fill the memory.
const LONGEST_EDGE: f64 = 1e6;

/// Edges are straight in the CRS of the file: long ones are cut before they are moved, so they stay so.
fn transform(geometry: Geometry<f64>, transformer: &Transformer) -> Result<Geometry<f64>> {
    let line = |line: LineString<f64>| -> Result<LineString<f64>> {
        let mut out: Vec<LonLat> = Vec::with_capacity(line.0.len());
        for (i, &place) in line.0.iter().enumerate() {
            if i > 0 {
                // From the smaller end, so that two neighbours cut a common border in the same places.
                let (a, b) = (line.0[i - 1], place);
                let forward = (a.x, a.y) <= (b.x, b.y);
                let (low, high) = if forward { (a, b) } else { (b, a) };
                let span = (b.x - a.x).hypot(b.y - a.y);
                if span > LONGEST_EDGE {
                    return Err(Fault::new(
                        "long-edge",
                        "edges up to 1,000 km",
                        format!("one of {} km", shown((span / 1000.0).round())),
                    )
                    .remedy("check for a vertex out of place, and that the file is in this CRS")
                    .into());
                }
                let pieces = (span / 500.0).ceil().max(1.0) as usize;
                for k in 1..pieces {
                    let k = if forward { k } else { pieces - k };
                    let p = Edge::new(low, high).at(k as f64 / pieces as f64);
                    out.push(transformer.lon_lat(p.x, p.y)?);
                }
            }
            out.push(transformer.lon_lat(place.x, place.y)?);
        }
        Ok(LineString(out))
    };
    let area = |polygon: Polygon<f64>| -> Result<Polygon<f64>> {
        let (exterior, interiors) = polygon.into_inner();
        let interiors: Result<Vec<_>> = interiors.into_iter().map(&line).collect();
        Ok(Polygon::new(line(exterior)?, interiors?))
    };
    Ok(match geometry {
        Geometry::Point(p) => Geometry::Point(Point(transformer.lon_lat(p.x(), p.y())?)),
        Geometry::LineString(l) => Geometry::LineString(line(l)?),
        Geometry::MultiLineString(m) => {
            Geometry::MultiLineString(MultiLineString(m.0.into_iter().map(line).collect::<Result<_>>()?))
        }
        Geometry::Polygon(p) => Geometry::Polygon(area(p)?),
        Geometry::MultiPolygon(m) => {
            Geometry::MultiPolygon(MultiPolygon(m.0.into_iter().map(area).collect::<Result<_>>()?))
        }
        other => other,
    })
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
