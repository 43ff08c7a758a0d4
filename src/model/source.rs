//! Where a layer came from.

use serde::{Deserialize, Serialize};

/// Who published a layer, when, under which licence, how accurate it is, and what was changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// What the file is for: `alignments`, `communes`, …
    pub role: String,
    /// The file, within the study's folder.
    pub file: String,
    /// What it shows.
    #[serde(default)]
    pub title: String,
    /// Who published it.
    #[serde(default)]
    pub publisher: String,
    /// Its date.
    #[serde(default)]
    pub date: String,
    /// Its licence.
    #[serde(default)]
    pub licence: String,
    /// Who must be credited wherever it is shown.
    #[serde(default)]
    pub credit: String,
    /// How far it can be trusted.
    #[serde(default)]
    pub accuracy: String,
    /// What was changed and how.
    #[serde(default)]
    pub changed: String,
    /// Of a layer of communes: since which day they are in force. Of several such layers a run reads those of one day.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub vintage: String,
    /// SHA-256 of the file as it was read, in hexadecimal; never written in `study.toml`.
    #[serde(default, skip_deserializing, skip_serializing_if = "String::is_empty")]
    pub sha256: String,
}
