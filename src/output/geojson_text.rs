//! GeoJSON for QGIS: every row that is somewhere, with its figures as attributes.

use super::document::Document;
use super::json::value;
use geo::MapCoords;
use serde_json::{Map, Value, json};

/// The document as a FeatureCollection, one feature a line; `layer` says which table a row is from.
pub fn text(document: &Document) -> String {
    let about = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "title": document.title,
        "definitions": document.definitions.iter().map(|(k, v)| (k.clone(), Value::String(v.clone()))).collect::<Map<_, _>>(),
        "notes": document.notes,
        "credits": document.credits,
        "manifest": document.recipe.as_ref().map(super::json::manifest),
        "sources": document.sources,
    });
    let mut lines = Vec::new();
    for sheet in &document.sheets {
        for row in &sheet.rows {
            let Some(geometry) = &row.geometry else { continue };
            // Seven decimals are a centimetre: finer than any input, coarser than rounding noise.
            let rounded = geometry.map_coords(|c| geo::Coord { x: round(c.x), y: round(c.y) });
            let mut properties = Map::from_iter([("layer".to_string(), Value::String(sheet.name.into()))]);
            properties.extend(sheet.columns.iter().zip(&row.cells).map(|(c, cell)| (c.name.to_string(), value(cell))));
            let feature = geojson::Feature {
                bbox: None,
                geometry: Some(geojson::Geometry::from(&rounded)),
                id: None,
                properties: Some(properties),
                foreign_members: None,
            };
            lines.push(feature.to_string());
        }
    }
    format!("{{\"type\":\"FeatureCollection\",\"corridor\":{about},\"features\":[\n{}\n]}}\n", lines.join(",\n"))
}

fn round(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}
