//! The shell of a GeoJSON file: its features as they stand in the text, and the CRS that it declares.

use super::text;
use crate::error::{Error, Fault, Result};
use serde::Deserializer;
use serde::de::{self, DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;

/// The features of a file, not yet read, and its CRS.
pub struct Collection<'a> {
    pub features: Vec<&'a RawValue>,
    pub crs: Option<String>,
}

/// Splits a file into its features.
///
/// # Errors
/// It is not GeoJSON, or not a collection.
pub fn split(bytes: &[u8]) -> Result<Collection<'_>> {
    let text = text::unmarked(bytes, "GeoJSON")?;
    let within = Cell::new(None);
    let mut json = serde_json::Deserializer::from_str(text);
    let shell = Shell(&within).deserialize(&mut json).and_then(|shell| json.end().map(|()| shell));
    let shell = shell.map_err(|e| broken(&e, text, within.get()))?;
    let kind = shell.kind.map_or("none", |k| k.get());
    let features = match (kind, shell.features) {
        ("\"FeatureCollection\"", Some(features)) => features,
        ("\"FeatureCollection\"", None) => {
            return Err(Fault::new("no-features", "a member \"features\"", "none")
                .remedy("export the layer again as GeoJSON")
                .into());
        }
        ("\"Feature\"", _) => vec![serde_json::from_str(text).map_err(|e| broken(&e, text, None))?],
        _ => {
            return Err(Fault::new("not-a-collection", "a GeoJSON FeatureCollection", format!("\"type\": {kind}"))
                .remedy("export the layer as GeoJSON (RFC 7946)")
                .into());
        }
    };
    Ok(Collection { features, crs: shell.crs.map_or(Ok(None), declared)? })
}

/// The records of a sequence that are JSON.
pub fn records(text: &str) -> Vec<&RawValue> {
    let records: Vec<&str> = match text.contains('\u{1e}') {
        true => text.split('\u{1e}').collect(),
        false => text.lines().collect(),
    };
    records.into_iter().map(str::trim).filter_map(|r| serde_json::from_str(r).ok()).collect()
}

/// The members of an object by name; nothing else is taken for one.
pub fn members(raw: &str) -> std::result::Result<BTreeMap<String, &RawValue>, String> {
    serde_json::from_str(raw).map_err(|e| plain(&e))
}

/// What a parser says, in the words of the format, without its place where that is not the file's.
pub fn plain(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or(&text);
    if text.starts_with("recursion limit") {
        return "lists or objects nested over a hundred deep".into();
    }
    let Some((found, expected)) = text.split_once(", expected ").filter(|_| error.is_data()) else {
        return text.replace('`', "\"");
    };
    let found = found.trim_start_matches("invalid type: ").trim_start_matches("invalid value: ").replace('`', "");
    let words = |word: &str| match word {
        "sequence" | "a sequence" => "a list".to_string(),
        "map" | "a map" => "an object".to_string(),
        "f64" => "a number".to_string(),
        other => other.to_string(),
    };
    format!("{} instead of {}", words(&found), words(expected))
}

fn broken(error: &serde_json::Error, text: &str, within: Option<usize>) -> Error {
    let place = format!("line {}, column {}", error.line(), error.column());
    let fault = if error.is_eof() {
        Fault::new("truncated", "GeoJSON", format!("the end of the file in the middle of it ({place})"))
            .remedy("the file is cut off: copy or export it again")
    } else if error.is_data() {
        Fault::new("not-a-collection", "a GeoJSON FeatureCollection", plain(error))
            .remedy("export the layer as GeoJSON (RFC 7946)")
    } else if let Some(word) = no_number(error, text) {
        Fault::new("not-json", "numbers", format!("{word}, which JSON does not have ({place})"))
            .remedy("correct the coordinate, or remove the feature")
    } else {
        Fault::new("not-json", "GeoJSON", format!("text that is not JSON: {} ({place})", plain(error)))
            .remedy("export the layer again as GeoJSON")
    };
    match within {
        Some(read) => fault.feature(format!("feature {}", read + 1)).into(),
        None => fault.into(),
    }
}

/// `NaN` and the like, which some programs write where a number is missing.
fn no_number(error: &serde_json::Error, text: &str) -> Option<&'static str> {
    let line = text.lines().nth(error.line().checked_sub(1)?)?;
    let from = error.column().saturating_sub(2);
    let near = line.as_bytes().get(from..)?;
    ["NaN", "nan", "Infinity", "-Infinity", "inf", "-inf"]
        .into_iter()
        .find(|word| (0..3).any(|skip| near.get(skip..).is_some_and(|rest| rest.starts_with(word.as_bytes()))))
}

/// The name that a `crs` member of GeoJSON 2008 gives.
pub fn declared(raw: &RawValue) -> Result<Option<String>> {
    if raw.get() == "null" {
        return Ok(None);
    }
    let value: Option<serde_json::Value> = serde_json::from_str(raw.get()).ok();
    match value.as_ref().and_then(|v| v.pointer("/properties/name")).and_then(|n| n.as_str()) {
        Some(name) => Ok(Some(name.to_string())),
        None => Err(Fault::new("crs", "a member \"crs\" with a name, or none", raw.get())
            .remedy("remove the member \"crs\", which RFC 7946 no longer has, or let it name an EPSG code")
            .into()),
    }
}

struct Parts<'a> {
    kind: Option<&'a RawValue>,
    features: Option<Vec<&'a RawValue>>,
    crs: Option<&'a RawValue>,
}

/// Reads the outer object and counts the features as it goes, so that a message can say how far it came.
struct Shell<'c>(&'c Cell<Option<usize>>);

impl<'de> DeserializeSeed<'de> for Shell<'_> {
    type Value = Parts<'de>;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<Parts<'de>, D::Error> {
        json.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Shell<'_> {
    type Value = Parts<'de>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> std::result::Result<Parts<'de>, A::Error> {
        let mut parts = Parts { kind: None, features: None, crs: None };
        while let Some(key) = map.next_key::<String>()? {
            let again = match key.as_str() {
                "type" => parts.kind.replace(map.next_value()?).is_some(),
                "crs" => parts.crs.replace(map.next_value()?).is_some(),
                "features" => std::mem::replace(&mut parts.features, map.next_value_seed(List(self.0))?).is_some(),
                _ => map.next_value::<IgnoredAny>().map(|_| false)?,
            };
            if again {
                return Err(de::Error::custom(format!("two members \"{key}\"")));
            }
        }
        Ok(parts)
    }
}

struct List<'c>(&'c Cell<Option<usize>>);

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = Option<Vec<&'de RawValue>>;
    fn deserialize<D: Deserializer<'de>>(self, json: D) -> std::result::Result<Self::Value, D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = Option<Vec<&'de RawValue>>;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of features")
    }
    fn visit_unit<E: de::Error>(self) -> std::result::Result<Self::Value, E> {
        Ok(None)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> std::result::Result<Self::Value, A::Error> {
        let mut features = Vec::new();
        self.0.set(Some(0));
        while let Some(feature) = list.next_element()? {
            features.push(feature);
            self.0.set(Some(features.len()));
        }
        self.0.set(None);
        Ok(Some(features))
    }
}
