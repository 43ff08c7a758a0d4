//! What a reader found in a file: features in the CRS of the file, not yet placed on the Earth.

use super::geojson::Feature;
use super::properties::{Properties, as_text};
use crate::error::{Fault, Faults, clean};
use geo::Geometry;
use serde_json::{Map, Value};

/// The features of one layer as a file has them.
#[derive(Debug, Default)]
pub struct Content {
    /// The features that could be read.
    pub features: Vec<Feature>,
    /// The CRS that the file declares: a code or WKT.
    pub crs: Option<String>,
    /// What is wrong with the others, and what is doubtful.
    pub faults: Faults,
    /// Which features have heights that say something.
    pub heights: Vec<String>,
    /// Rings that were not closed and now are, and holes around nothing that were left out, each with its feature: no
    /// verb takes them so, but they can be mended.
    pub open: Vec<Fault>,
    /// The name of the layer in the file, where it has one.
    pub layer: Option<String>,
}

impl Content {
    /// A content whose coordinates are longitude and latitude by the definition of its format.
    pub fn in_wgs84() -> Content {
        Content { crs: Some("OGC:CRS84".into()), ..Content::default() }
    }

    /// Adds a feature; `heights` says whether its positions have heights other than 0.
    pub fn push(
        &mut self,
        id: Option<String>,
        map: Map<String, Value>,
        geometry: Option<Geometry<f64>>,
        heights: bool,
    ) {
        let number = format!("feature {}", self.features.len() + 1);
        let label = match id.as_ref().or(map.get("id").and_then(as_text).as_ref()) {
            Some(id) => format!("{number} ({})", clean(id)),
            None => number,
        };
        if heights {
            self.heights.push(label.clone());
        }
        self.features.push(Feature { label, properties: Properties::new(map, id), geometry });
    }

    /// Adds a feature as it was drawn.
    pub fn push_shape(&mut self, id: Option<String>, map: Map<String, Value>, shape: Shape) {
        self.push(id, map, shape.geometry, shape.heights);
        let label = self.features.last().map(|f| f.label.clone()).unwrap_or_default();
        self.open.extend(shape.open.into_iter().map(|fault| fault.feature(&label)));
    }

    /// Says something doubtful.
    pub fn warn(&mut self, fault: Fault) {
        self.faults.push(fault.warning());
    }
}

/// A geometry as it was drawn.
#[derive(Debug, Default)]
pub struct Shape {
    /// The geometry; none where it is empty.
    pub geometry: Option<Geometry<f64>>,
    /// Whether it has heights other than 0.
    pub heights: bool,
    /// Its rings that were not closed and now are, and holes around nothing that were left out.
    pub open: Vec<Fault>,
}

/// A value of a table as JSON: a number where it is written as one and nothing would be lost, else text.
///
/// `0312` is a code and stays text; so does a number of more digits than a computer keeps.
pub fn value(text: &str) -> Value {
    let text = text.trim();
    if text.is_empty() {
        return Value::Null;
    }
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = digits.split('.').next().unwrap_or("");
    let plain = digits.len() <= 15
        && !whole.is_empty()
        && (whole == "0" || !whole.starts_with('0'))
        && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
        && !digits.ends_with('.');
    let number = plain.then(|| match text.parse::<i64>() {
        Ok(n) => Some(Value::from(n)),
        Err(_) => text.parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::from),
    });
    number.flatten().unwrap_or_else(|| Value::from(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_keep_their_zeros() {
        assert_eq!(value("03127"), Value::from("03127"));
        assert_eq!(value(" 0 "), Value::from(0));
        assert_eq!(value("12.50"), Value::from(12.5));
        assert_eq!(value("-7"), Value::from(-7));
        assert_eq!(value("1.2.3"), Value::from("1.2.3"));
        assert_eq!(value("."), Value::from("."));
        assert_eq!(value("12345678901234567890"), Value::from("12345678901234567890"));
        assert_eq!(value(""), Value::Null);
    }
}
