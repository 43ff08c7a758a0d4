//! Typed access to the properties of a feature, with a message for each that is missing or wrong.

use super::encoding::composed;
use crate::error::{Fault, Result, shown};
use serde_json::{Map, Value};

/// The properties of one feature, and the identifier beside them.
#[derive(Debug, Clone)]
pub struct Properties {
    map: Map<String, Value>,
    id: Option<String>,
}

/// Text or a whole number, as text in NFC.
pub fn as_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(composed(text.trim())),
        Value::Number(number) if number.is_u64() || number.is_i64() => Some(number.to_string()),
        _ => None,
    }
}

/// Longer than any name of a road, commune or zone, and short enough to be a name in an output.
const LONGEST_NAME: usize = 1000;

fn short(property: &str, text: String) -> Result<String> {
    match text.chars().count() {
        0..=LONGEST_NAME => Ok(text),
        long => Err(Fault::new(
            "name-too-long",
            format!("a name or identifier of at most {LONGEST_NAME} characters"),
            format!("one of {long}"),
        )
        .property(property)
        .remedy("shorten it, or take a property that holds names")
        .into()),
    }
}

impl Properties {
    /// Wraps what was read.
    pub fn new(map: Map<String, Value>, id: Option<String>) -> Properties {
        Properties { map, id }
    }

    /// All of them, as the file has them.
    pub fn map(&self) -> &Map<String, Value> {
        &self.map
    }

    /// The identifier beside them.
    pub fn own_id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    fn value(&self, name: &str) -> Option<&Value> {
        // Few are found sooner by a look at each than by their hashes.
        let found = match self.map.len() {
            0..=8 => self.map.iter().find(|(key, _)| *key == name).map(|(_, value)| value),
            _ => self.map.get(name),
        };
        found.filter(|v| !v.is_null())
    }

    /// The text of a property, if it is there and not empty.
    pub fn text(&self, name: &str) -> Option<String> {
        self.value(name).and_then(as_text)
    }

    /// The first of several properties that is there.
    pub fn first_text(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| self.text(name))
    }

    /// The identifier: the named property, or `id`, `code`, or the feature's own.
    pub fn identifier(&self, name: Option<&str>) -> Result<String> {
        let found = match name {
            Some(name) => self.text(name),
            None => self.first_text(&["id", "code"]).or_else(|| self.id.clone()),
        };
        let key = name.unwrap_or("id");
        if let Some(found) = found {
            return short(key, found);
        }
        let has: Vec<&str> = self.map.keys().map(String::as_str).take(12).collect();
        let found = match (self.map.get(key), has.is_empty()) {
            (Some(value), _) => value.to_string(),
            (None, true) => "a feature without properties".to_string(),
            (None, false) => format!("none; its properties are: {}", has.join(", ")),
        };
        let remedy = match name {
            Some(_) => "name a property that every feature has",
            None => {
                "give each feature a property id or code, or (with assess) name another one with --alignment-id, --commune-id or --zone-id"
            }
        };
        Err(Fault::new("no-identifier", "an identifier, as text or a whole number", found)
            .property(key)
            .remedy(remedy)
            .into())
    }

    /// The name: the first of the properties that hold names.
    pub fn name(&self) -> Result<Option<String>> {
        self.first_text(&["name_vi", "name"]).map(|text| short("name", text)).transpose()
    }

    /// A number, if there is one.
    pub fn number(&self, name: &str) -> Result<Option<f64>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Number(n)) => Ok(n.as_f64()),
            Some(other) => Err(Fault::new("not-a-number", "a number or null", other.to_string())
                .property(name)
                .remedy("write it without quotes")
                .into()),
        }
    }

    /// A number of metres, kilometres or the like that cannot be negative, if there is one.
    pub fn size(&self, name: &str) -> Result<Option<f64>> {
        match self.number(name)? {
            Some(number) if !(0.0..1e9).contains(&number) => {
                Err(Fault::new("not-a-size", "a number of at least 0 and below 1e9, or null", shown(number))
                    .property(name)
                    .remedy("correct the figure, or write null where it is not known")
                    .into())
            }
            number => Ok(number),
        }
    }

    /// A count of people or things, if there is one.
    pub fn count(&self, name: &str) -> Result<Option<u64>> {
        let Some(number) = self.number(name)? else { return Ok(None) };
        if number >= 0.0 && number.fract() == 0.0 && number < 1e10 {
            Ok(Some(number as u64))
        } else {
            Err(Fault::new("not-a-count", "a whole number of at least 0, or null where it is not known", shown(number))
                .property(name)
                .remedy("correct the figure, or write null: unknown is not zero")
                .into())
        }
    }

    /// Yes or no, if it is said.
    pub fn flag(&self, name: &str) -> Result<Option<bool>> {
        match self.value(name) {
            None => Ok(None),
            Some(Value::Bool(b)) => Ok(Some(*b)),
            Some(other) => Err(Fault::new("not-a-flag", "true, false or null", other.to_string())
                .property(name)
                .remedy("write it without quotes")
                .into()),
        }
    }
}
