//! GPX 1.1: tracks and routes as lines, waypoints as points; longitude and latitude by definition.

use super::super::content::Content;
use super::super::encoding::composed;
use super::xml::{Element, tree};
use crate::error::{Error, Fault, Result, clean};
use crate::geodesy::LonLat;
use geo::{Geometry, LineString, MultiLineString, Point};
use serde_json::{Map, Value};

/// Reads tracks, routes and waypoints; their elevations are attributes of places and are not used.
pub fn read(bytes: &[u8]) -> Result<Content> {
    let root = tree(bytes, "GPX", &["trkpt", "rtept"])?;
    let mut content = Content::in_wgs84();
    for element in &root.children {
        let label = format!("feature {}", content.features.len() + 1);
        let geometry = match &*element.name {
            "wpt" => place(element).map(|p| Some(Geometry::Point(Point(p)))),
            "rte" => run(element).map(|r| Some(Geometry::LineString(LineString(r)))),
            "trk" => track(element),
            _ => continue,
        };
        let geometry = geometry.map_err(|e| e.in_feature(&label))?;
        let mut map = Map::new();
        for name in ["name", "desc", "cmt", "type", "sym", "number"] {
            if let Some(text) = element.text_of(name) {
                map.insert(name.to_string(), Value::from(composed(text)));
            }
        }
        let kind = match &*element.name {
            "wpt" => "waypoint",
            "rte" => "route",
            _ => "track",
        };
        map.insert("gpx".into(), Value::from(kind));
        content.push(None, map, geometry, false);
    }
    Ok(content)
}

fn track(element: &Element) -> Result<Option<Geometry<f64>>> {
    let segments: Result<Vec<LineString<f64>>> = element.all("trkseg").map(|s| run(s).map(LineString)).collect();
    let mut segments = segments?;
    segments.retain(|s| s.0.len() > 1);
    Ok(match segments.len() {
        0 => None,
        1 => segments.pop().map(Geometry::LineString),
        _ => Some(Geometry::MultiLineString(MultiLineString(segments))),
    })
}

fn run(element: &Element) -> Result<Vec<LonLat>> {
    match element.places.iter().position(|p| !(p.x.is_finite() && p.y.is_finite())) {
        Some(i) => Err(unplaced(format!("point {} without them", i + 1))),
        None => Ok(element.places.clone()),
    }
}

fn place(element: &Element) -> Result<LonLat> {
    let number =
        |name: &str| element.attribute(name).and_then(|v| v.trim().parse::<f64>().ok()).filter(|v| v.is_finite());
    match (number("lon"), number("lat")) {
        (Some(x), Some(y)) => Ok(LonLat { x, y }),
        _ => {
            let found: Vec<String> = element.attributes.iter().map(|(n, v)| format!("{n}=\"{v}\"")).collect();
            Err(unplaced(clean(&found.join(" "))))
        }
    }
}

fn unplaced(found: String) -> Error {
    Fault::new("coordinates", "a point with lon and lat", found).remedy("export the track again").into()
}
