//! A layer of a study, and its entry in `study.toml`.

use crate::layers::Feature;
use crate::model::Source;

/// Features as GeoJSON, one a line, with every digit that they have.
pub fn layer_text(features: &[Feature]) -> String {
    let lines: Vec<String> = features
        .iter()
        .map(|feature| {
            let drawn = geojson::Feature {
                bbox: None,
                geometry: feature.geometry.as_ref().map(geojson::Geometry::from),
                id: None,
                properties: Some(feature.properties.map().clone()),
                foreign_members: None,
            };
            drawn.to_string()
        })
        .collect();
    format!("{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n", lines.join(",\n"))
}

/// The start of a `study.toml`.
pub fn study_text(title: &str) -> String {
    format!("title = {}\n", quoted(title))
}

/// The entry of a layer, to be put at the end of a `study.toml`.
pub fn source_text(source: &Source) -> String {
    let entries = [
        ("role", &source.role),
        ("file", &source.file),
        ("title", &source.title),
        ("publisher", &source.publisher),
        ("date", &source.date),
        ("licence", &source.licence),
        ("credit", &source.credit),
        ("accuracy", &source.accuracy),
        ("changed", &source.changed),
    ];
    let lines = entries.iter().filter(|(_, v)| !v.is_empty()).map(|(k, v)| format!("{k} = {}\n", quoted(v)));
    format!("\n[[layer]]\n{}", lines.collect::<String>())
}

/// The entry of a series of chainage whose origin nobody said.
pub fn series_text(alignment: &str, id: &str, source: &str) -> String {
    format!("\n[[series]]\nalignment = {}\nid = {}\nsource = {}\n", quoted(alignment), quoted(id), quoted(source))
}

/// Text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}
