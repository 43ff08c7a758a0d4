//! KML 2.2 (OGC 07-147r2): placemarks with their data; longitude and latitude by definition.

use super::super::content::{Content, Shape, value};
use super::super::encoding::composed;
use super::super::geojson::closed;
use super::xml::{Element, tree};
use crate::error::{Fault, Result, clean};
use crate::geodesy::LonLat;
use geo::{Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point};
use serde_json::{Map, Value};

/// Reads every placemark, with the folder that it lies in.
pub fn read(bytes: &[u8]) -> Result<Content> {
    let root = tree(bytes, "KML", &[])?;
    let mut content = Content::in_wgs84();
    let mut linked = 0;
    walk(&root, &mut Vec::new(), &mut content, &mut linked)?;
    if linked > 0 {
        content.warn(
            Fault::new(
                "network-link",
                "placemarks in the file itself",
                format!("{linked} links to other files, which were not followed"),
            )
            .remedy("save the linked place in Google Earth as KMZ, with its content"),
        );
    }
    Ok(content)
}

fn walk(element: &Element, folders: &mut Vec<String>, content: &mut Content, linked: &mut usize) -> Result<()> {
    for child in &element.children {
        match &*child.name {
            "Placemark" => {
                let label = format!("feature {}", content.features.len() + 1);
                placemark(child, folders, content).map_err(|e| e.in_feature(&label))?;
            }
            "Folder" | "Document" => {
                folders.push(composed(child.text_of("name").unwrap_or_default()));
                walk(child, folders, content, linked)?;
                folders.pop();
            }
            "NetworkLink" => *linked += 1,
            _ => {}
        }
    }
    Ok(())
}

fn placemark(element: &Element, folders: &[String], content: &mut Content) -> Result<()> {
    let mut map = Map::new();
    let text = |t: &str| -> Value { Value::from(composed(t.trim())) };
    for name in ["name", "description"] {
        if let Some(found) = element.text_of(name) {
            map.insert(name.to_string(), text(found));
        }
    }
    if let Some(folder) = folders.iter().rev().find(|f| !f.is_empty()) {
        map.insert("folder".into(), Value::from(folder.clone()));
    }
    for data in element.all("ExtendedData") {
        for item in data.all("Data") {
            if let Some(name) = item.attribute("name") {
                map.insert(composed(name), typed(item.text_of("value").unwrap_or_default()));
            }
        }
        for schema in data.all("SchemaData") {
            for item in schema.all("SimpleData") {
                if let Some(name) = item.attribute("name") {
                    map.insert(composed(name), typed(item.text.trim()));
                }
            }
        }
    }
    let mut shape = Shape::default();
    let mut found = Vec::new();
    for child in &element.children {
        geometries(child, 0, &mut found, &mut shape)?;
    }
    shape.geometry = united(found)?;
    content.push_shape(element.attribute("id").map(str::to_string), map, shape);
    Ok(())
}

fn typed(text: &str) -> Value {
    match value(text) {
        Value::String(text) => Value::from(composed(text)),
        other => other,
    }
}

fn geometries(element: &Element, depth: usize, found: &mut Vec<Geometry<f64>>, shape: &mut Shape) -> Result<()> {
    let mut places = |e: &Element| coordinates(e.text_of("coordinates").unwrap_or_default(), &mut shape.heights);
    match &*element.name {
        "Point" => found.extend(places(element)?.first().map(|p| Geometry::Point(Point(*p)))),
        "LineString" | "LinearRing" => found.push(Geometry::LineString(LineString(places(element)?))),
        "Polygon" => {
            let mut rings = Vec::new();
            for boundary in element.all("outerBoundaryIs").chain(element.all("innerBoundaryIs")) {
                for ring in boundary.all("LinearRing") {
                    rings.push(places(ring)?);
                }
            }
            found.push(Geometry::Polygon(closed(rings, &mut shape.open)?));
        }
        "Track" => {
            let mut track = Vec::new();
            for coord in element.all("coord") {
                let text = coord.text.split_whitespace().take(2).collect::<Vec<_>>().join(",");
                track.extend(coordinates(&text, &mut shape.heights)?);
            }
            found.push(Geometry::LineString(LineString(track)));
        }
        "MultiGeometry" | "MultiTrack" if depth < 8 => {
            for child in &element.children {
                geometries(child, depth + 1, found, shape)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn coordinates(text: &str, heights: &mut bool) -> Result<Vec<LonLat>> {
    let mut places = Vec::new();
    for tuple in text.split_whitespace() {
        let numbers: Option<Vec<f64>> = tuple.split(',').filter(|n| !n.is_empty()).map(|n| n.parse().ok()).collect();
        match numbers.as_deref() {
            Some([x, y, rest @ ..]) if rest.len() <= 1 && x.is_finite() && y.is_finite() => {
                *heights |= rest.iter().any(|z| *z != 0.0);
                places.push(LonLat { x: *x, y: *y });
            }
            _ => {
                return Err(Fault::new(
                    "coordinates",
                    "longitude,latitude or longitude,latitude,height",
                    format!("\"{}\"", clean(tuple)),
                )
                .property("coordinates")
                .remedy("export the placemark again")
                .into());
            }
        }
    }
    Ok(places)
}

/// Several geometries of a placemark as one, where they are of one kind.
fn united(mut found: Vec<Geometry<f64>>) -> Result<Option<Geometry<f64>>> {
    if found.len() <= 1 {
        return Ok(found.pop());
    }
    let (mut points, mut lines, mut lands) = (Vec::new(), Vec::new(), Vec::new());
    let all = found.len();
    for geometry in found {
        match geometry {
            Geometry::Point(p) => points.push(p),
            Geometry::LineString(l) => lines.push(l),
            Geometry::Polygon(p) => lands.push(p),
            _ => {}
        }
    }
    Ok(Some(if points.len() == all {
        Geometry::MultiPoint(MultiPoint(points))
    } else if lines.len() == all {
        Geometry::MultiLineString(MultiLineString(lines))
    } else if lands.len() == all {
        Geometry::MultiPolygon(MultiPolygon(lands))
    } else {
        return Err(Fault::new(
            "geometry-type",
            "a placemark with geometries of one kind",
            "points, lines and polygons together",
        )
        .remedy("split it into placemarks with one kind each")
        .into());
    }))
}
