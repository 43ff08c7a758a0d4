//! `study.toml`: which file plays which role, and what the study asks for.

use super::text;
use crate::error::{Fault, Result};
use crate::model::Source;
use serde::Deserialize;

/// The content of `study.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudyToml {
    pub title: String,
    pub title_vi: Option<String>,
    #[serde(default)]
    pub vintage: String,
    pub home_province: Option<String>,
    #[serde(default)]
    pub defaults: DefaultsToml,
    #[serde(default)]
    pub report: ReportToml,
    #[serde(default)]
    pub series: Vec<SeriesToml>,
    #[serde(default)]
    pub layer: Vec<Source>,
}

/// Defaults that a study may set for itself.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct DefaultsToml {
    pub within_m: Option<f64>,
    pub access_within_m: Option<f64>,
    pub nearest: Option<usize>,
}

/// What the report is about.
#[derive(Debug, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct ReportToml {
    #[serde(default)]
    pub alignments: Vec<String>,
    pub gate: Option<String>,
}

/// A series of official chainage.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeriesToml {
    pub alignment: String,
    pub id: String,
    #[serde(default)]
    pub name: String,
    /// The network node of a place.
    pub origin: Option<String>,
    #[serde(default)]
    pub origin_km: f64,
    #[serde(default)]
    pub source: String,
}

/// Reads it.
pub fn parse(bytes: &[u8]) -> Result<StudyToml> {
    let refused = |found: String| -> crate::error::Error {
        Fault::new("study-toml", "a study description in TOML", found)
            .file("study.toml")
            .remedy("compare it with one that `corridor init DIR` writes")
            .into()
    };
    let text = text::unmarked(bytes, "a study description in TOML").map_err(|e| e.in_file("study.toml"))?;
    toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        let said = e.message().replace("f64", "a number").replace("usize", "a whole number of at least 0");
        refused(format!("line {line}: {}", said.replace("invalid type: map", "a date or table").replace('`', "\"")))
    })
}
