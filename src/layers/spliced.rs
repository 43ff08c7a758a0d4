//! A GeoJSON text in which single features are changed and all else stays, to the byte.

use super::collection::members;
use geo::{BoundingRect, Geometry};
use serde_json::value::RawValue;
use std::collections::BTreeMap;

/// A text, and where each of its features stands.
#[derive(Debug, Clone, Default)]
pub struct Text {
    text: String,
    spans: Vec<(usize, usize)>,
}

/// What becomes of a feature.
#[derive(Debug, Clone)]
pub enum Edit {
    /// It has this geometry now, and these whole numbers among its properties.
    Redrawn(Box<Geometry<f64>>, Vec<(String, u64)>),
    /// It is left out.
    LeftOut,
}

impl Text {
    /// A text with features from byte to byte, in their order.
    pub fn new(text: &str, spans: Vec<(usize, usize)>) -> Text {
        Text { text: text.to_string(), spans }
    }

    /// The text with these features changed; nothing else is touched.
    pub fn with(&self, edits: &BTreeMap<usize, Edit>) -> String {
        let mut out = String::with_capacity(self.text.len() + 1024);
        let mut reached = 0;
        let mut any = false;
        for (number, &(from, to)) in self.spans.iter().enumerate() {
            let before = &self.text[reached..from];
            reached = to;
            let edit = edits.get(&number);
            if matches!(edit, Some(Edit::LeftOut)) {
                // What stands before the first feature stays; what stands between two goes with the second.
                if number == 0 {
                    out += before;
                }
                continue;
            }
            if number > 0 && !any {
                // All before it are left out, and so is the comma after the last of them.
            } else {
                out += before;
            }
            any = true;
            let feature = &self.text[from..to];
            match edit {
                Some(Edit::Redrawn(geometry, numbers)) => out += &redrawn(feature, geometry, numbers),
                _ => out += feature,
            }
        }
        out + &self.text[reached..]
    }
}

/// Where a value stands in the text that it was read from.
fn span(text: &str, value: &RawValue) -> (usize, usize) {
    let from = value.get().as_ptr() as usize - text.as_ptr() as usize;
    (from, from + value.get().len())
}

fn redrawn(feature: &str, geometry: &Geometry<f64>, numbers: &[(String, u64)]) -> String {
    let Ok(parts) = members(feature) else { return feature.to_string() };
    let drawn = geojson::Geometry::from(geometry).to_string();
    let mut changes: Vec<((usize, usize), String)> = Vec::new();
    if let Some(old) = parts.get("geometry") {
        let kind = |text: &str| members(text).ok().and_then(|m| m.get("type").map(|t| t.get().to_string()));
        let both = (members(old.get()).ok(), members(&drawn).ok());
        match (&both.0, &both.1) {
            // Other members of the geometry stay.
            (Some(was), Some(is)) if was.contains_key("coordinates") && is.contains_key("coordinates") => {
                if let (Some(a), Some(b)) = (was.get("coordinates"), is.get("coordinates")) {
                    changes.push((span(feature, a), b.get().to_string()));
                }
                if let (Some(a), Some(b)) = (was.get("type"), kind(&drawn)) {
                    changes.push((span(feature, a), b));
                }
            }
            _ => changes.push((span(feature, old), drawn.clone())),
        }
    }
    let bounds = geometry.bounding_rect();
    if let (Some(old), Some(b)) = (parts.get("bbox"), bounds) {
        changes.push((span(feature, old), format!("[{},{},{},{}]", b.min().x, b.min().y, b.max().x, b.max().y)));
    }
    if let Some(properties) = parts.get("properties").and_then(|p| members(p.get()).ok()) {
        for (name, number) in numbers {
            changes.extend(properties.get(name).map(|old| (span(feature, old), number.to_string())));
        }
    }
    changes.sort_by_key(|c| c.0);
    let (mut out, mut reached) = (String::with_capacity(feature.len()), 0);
    for ((from, to), new) in changes {
        out += &feature[reached..from];
        out += &new;
        reached = to;
    }
    out + &feature[reached..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"type\":\"FeatureCollection\", \"mine\":1,\n\"features\":[\n A ,\n B,\n C ]}";

    fn text() -> Text {
        let at = |letter: &str| TEXT.find(letter).map(|i| (i, i + 1)).unwrap();
        Text::new(TEXT, vec![at(" A").0, at(" B").0, at(" C ").0].into_iter().map(|i| (i + 1, i + 2)).collect())
    }

    #[test]
    fn what_is_left_out_takes_its_comma_along() {
        let without = |numbers: &[usize]| {
            text()
                .with(&numbers.iter().map(|n| (*n, Edit::LeftOut)).collect())
                .replace(TEXT.split(" A").next().unwrap(), "")
        };
        assert_eq!(without(&[]), " A ,\n B,\n C ]}");
        assert_eq!(without(&[0]), " B,\n C ]}");
        assert_eq!(without(&[1]), " A,\n C ]}");
        assert_eq!(without(&[2]), " A ,\n B ]}");
        assert_eq!(without(&[0, 1]), " C ]}");
        assert_eq!(without(&[0, 1, 2]), "  ]}");
    }

    #[test]
    fn a_feature_keeps_what_is_not_its_geometry() {
        let old = r#"{"type":"Feature","x":[1.50],"geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1]]],"y":null},"properties":{"seq":1,"s":"1.0"}}"#;
        let new = Geometry::Point((103.5, 21.25).into());
        assert_eq!(
            redrawn(old, &new, &[("seq".into(), 7)]),
            r#"{"type":"Feature","x":[1.50],"geometry":{"type":"Point","coordinates":[103.5,21.25],"y":null},"properties":{"seq":7,"s":"1.0"}}"#
        );
    }
}
