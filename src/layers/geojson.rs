//! GeoJSON (RFC 7946) into features with checked coordinates.
//!
//! The collection is split into its features first and each is read on its own, so that a message can
//! name the feature and the features can be read on all cores.

use super::properties::Properties;
use crate::error::{Fault, Faults, Result};
use crate::geodesy::{Edge, LonLat, Transformer};
use geo::{Geometry, LineString, MultiLineString, MultiPolygon, Point, Polygon};
use rayon::prelude::*;
use serde::de::{self, IgnoredAny, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;
use std::borrow::Cow;
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

#[derive(Deserialize)]
struct Root<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<Cow<'a, str>>,
    #[serde(borrow)]
    features: Option<Vec<&'a RawValue>>,
    #[serde(borrow)]
    crs: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct RawFeature<'a> {
    #[serde(rename = "type", borrow)]
    kind: Option<Cow<'a, str>>,
    id: Option<serde_json::Value>,
    properties: Option<serde_json::Map<String, serde_json::Value>>,
    #[serde(borrow)]
    geometry: Option<RawGeometry<'a>>,
}

#[derive(Deserialize)]
struct RawGeometry<'a> {
    #[serde(rename = "type", borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    coordinates: Option<&'a RawValue>,
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
                let x = seq.next_element()?.ok_or_else(|| de::Error::invalid_length(0, &self))?;
                let y = seq.next_element()?.ok_or_else(|| de::Error::invalid_length(1, &self))?;
                let mut has_height = false;
                while seq.next_element::<IgnoredAny>()?.is_some() {
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
    let text = text_of(bytes)?;
    let root: Root = serde_json::from_str(text).map_err(|e| not_json(&e))?;
    let kind = root.kind.as_deref().unwrap_or("no type");
    let single: Vec<&RawValue>;
    let raw = match (kind, root.features) {
        ("FeatureCollection", Some(features)) => features,
        ("Feature", _) => {
            single = vec![serde_json::from_str(text).map_err(|e| not_json(&e))?];
            single
        }
        ("FeatureCollection", None) => {
            return Err(Fault::new("no-features", "a member \"features\"", "none")
                .remedy("export the layer again as GeoJSON")
                .into());
        }
        _ => {
            return Err(Fault::new("not-a-collection", "a GeoJSON FeatureCollection", format!("\"type\": \"{kind}\""))
                .remedy("export the layer as GeoJSON (RFC 7946)")
                .into());
        }
    };
    let declared = declared_crs(root.crs)?;
    let crs = match (crs, declared) {
        (Some(asked), Some(declared)) if !asked.eq_ignore_ascii_case(&declared) => {
            return Err(Fault::new(
                "crs",
                format!("the CRS {asked} that was asked for"),
                format!("a file that declares {declared}"),
            )
            .remedy("leave --crs out, or remove the member \"crs\" from the file")
            .into());
        }
        (Some(asked), _) => Some(asked.to_string()),
        (None, declared) => declared,
    };
    let read: Vec<Result<Feature>> =
        raw.par_iter().enumerate().map(|(i, raw)| read_feature(i + 1, raw, ignore_z)).collect();
    let mut faults = Faults::new();
    let mut features: Vec<Feature> = read.into_iter().filter_map(|r| faults.keep(r)).collect();
    if let Some(crs) = crs.filter(|c| !is_lon_lat(c)) {
        let transformer = Transformer::from_crs(&crs)?;
        for feature in &mut features {
            let moved = feature.geometry.take().map(|g| transform(g, &transformer)).transpose();
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

fn text_of(bytes: &[u8]) -> Result<&str> {
    let refused = |found: &str, remedy: &str| -> crate::error::Error {
        Fault::new("encoding", "GeoJSON as UTF-8 text", found).remedy(remedy).into()
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(refused("an empty file", "export the layer again"));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) || bytes[..bytes.len().min(64)].contains(&0)
    {
        return Err(refused("UTF-16 text or binary data", "save it as UTF-8, or export the layer as GeoJSON"));
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        return Err(refused(
            "a byte-order mark before the text",
            "save it as UTF-8 without BOM (RFC 8259 section 8.1)",
        ));
    }
    std::str::from_utf8(bytes)
        .map_err(|e| refused(&format!("bytes that are not UTF-8 at byte {}", e.valid_up_to() + 1), "save it as UTF-8"))
}

fn not_json(error: &serde_json::Error) -> crate::error::Error {
    let (code, remedy) = if error.is_eof() {
        ("truncated", "the file is cut off: copy or export it again")
    } else {
        ("not-json", "export the layer again as GeoJSON")
    };
    Fault::new(code, "GeoJSON", error.to_string()).remedy(remedy).into()
}

/// The name that a `crs` member of GeoJSON 2008 gives, as `EPSG:n`.
fn declared_crs(member: Option<&RawValue>) -> Result<Option<String>> {
    let Some(raw) = member.filter(|r| r.get() != "null") else { return Ok(None) };
    let value: serde_json::Value = serde_json::from_str(raw.get()).map_err(|e| not_json(&e))?;
    let Some(name) = value.pointer("/properties/name").and_then(|n| n.as_str()) else {
        return Err(Fault::new("crs", "a member \"crs\" with a name, or none", raw.get())
            .remedy("remove the member \"crs\" and give the CRS with --crs")
            .into());
    };
    let short = name.strip_prefix("urn:ogc:def:crs:").map_or(name.to_string(), |rest| {
        rest.split(':').filter(|p| !p.is_empty()).fold(String::new(), |out, part| {
            // urn:ogc:def:crs:EPSG:9.8:4326 may carry a version between authority and code.
            if out.is_empty() { part.to_string() } else { format!("{}:{part}", out.split(':').next().unwrap_or("")) }
        })
    });
    Ok(Some(short))
}

fn is_lon_lat(crs: &str) -> bool {
    ["EPSG:4326", "OGC:CRS84", "CRS84", "WGS84"].iter().any(|known| crs.eq_ignore_ascii_case(known))
}

fn read_feature(number: usize, raw: &RawValue, ignore_z: bool) -> Result<Feature> {
    let bad = |e: serde_json::Error| {
        crate::error::Error::from(
            Fault::new("not-a-feature", "a GeoJSON Feature", strip_place(&e))
                .remedy("export the layer again as GeoJSON"),
        )
    };
    let feature: RawFeature =
        serde_json::from_str(raw.get()).map_err(bad).map_err(|e| e.in_feature(&format!("feature {number}")))?;
    let id = feature.id.as_ref().and_then(super::properties::as_text);
    let label = match &id {
        Some(id) => format!("feature {number} ({id})"),
        None => format!("feature {number}"),
    };
    if feature.kind.as_deref() != Some("Feature") {
        let found = feature.kind.as_deref().unwrap_or("no type").to_string();
        return Err(Fault::new("not-a-feature", "a GeoJSON Feature", found)
            .feature(label)
            .remedy("export the layer again as GeoJSON")
            .into());
    }
    let geometry =
        feature.geometry.map(|g| read_geometry(&g, ignore_z)).transpose().map_err(|e| e.in_feature(&label))?;
    Ok(Feature { properties: Properties::new(feature.properties.unwrap_or_default(), id), label, geometry })
}

/// The message of a parser without its place, which counts from the feature and not from the file.
fn strip_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_string()
}

fn read_geometry(raw: &RawGeometry<'_>, ignore_z: bool) -> Result<Geometry<f64>> {
    let Some(coordinates) = raw.coordinates else {
        let remedy = "split it into features with one geometry each";
        return Err(Fault::new("geometry-type", "a geometry with coordinates", format!("a {}", raw.kind))
            .remedy(remedy)
            .into());
    };
    let mut heights = false;
    let mut flat = |positions: Vec<Position>| -> Vec<LonLat> {
        positions
            .into_iter()
            .map(|p| {
                heights |= p.has_height;
                p.at
            })
            .collect()
    };
    let geometry = match &*raw.kind {
        "Point" => Geometry::Point(Point(flat(vec![parse(coordinates)?])[0])),
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
        other => {
            return Err(Fault::new(
                "geometry-type",
                "a Point, LineString, Polygon or a Multi of one",
                format!("a {other}"),
            )
            .remedy("export the layer as GeoJSON with simple geometries")
            .into());
        }
    };
    if heights && !ignore_z {
        return Err(Fault::new(
            "heights",
            "positions of two numbers: lengths here are on the ellipsoid and use no heights",
            "positions with a height",
        )
        .remedy("add --ignore-z to leave the heights out, or export the layer without Z")
        .into());
    }
    Ok(geometry)
}

fn parse<'a, T: Deserialize<'a>>(coordinates: &'a RawValue) -> Result<T> {
    serde_json::from_str(coordinates.get()).map_err(|e| {
        Fault::new("coordinates", "coordinates as nested lists of numbers", strip_place(&e))
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
            "these look like projected metres: name their CRS, for example --crs EPSG:9205 for VN-2000 / TM-3 103-00"
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

fn shown(value: f64) -> String {
    if value.abs() >= 1e9 { format!("{value:e}") } else { value.to_string() }
}

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
                let pieces = ((b.x - a.x).hypot(b.y - a.y) / 500.0).ceil().clamp(1.0, 10_000.0) as usize;
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
