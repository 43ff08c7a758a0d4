//! A report made earlier, read back: what it says, and how it was made.

use super::store::read_file;
use super::text;
use crate::error::{Error, Fault, Result};
use serde::Deserialize;
use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// A report made earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct Made {
    /// The version that made it.
    pub version: String,
    /// The verb and its arguments.
    pub command: Vec<String>,
    /// SHA-256 of its `study.toml`.
    pub study_sha256: String,
    /// Its heading.
    pub title: String,
    /// Its definitions, in their order.
    pub definitions: Vec<(String, String)>,
    /// Its notes.
    pub notes: Vec<String>,
    /// The layers it was made from: file and SHA-256.
    pub inputs: Vec<(String, String)>,
    /// Its tables.
    pub tables: Vec<MadeTable>,
}

/// A table of a report made earlier.
#[derive(Debug, Clone, PartialEq)]
pub struct MadeTable {
    /// Its name.
    pub name: String,
    /// Its columns and what they meant.
    pub columns: Vec<(String, String)>,
    /// Its rows, as they stand.
    pub rows: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Raw {
    corridor: String,
    manifest: Option<RawManifest>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    definitions: Map<String, Value>,
    #[serde(default)]
    notes: Vec<String>,
    #[serde(default)]
    sources: Vec<RawSource>,
    tables: Map<String, Value>,
}

#[derive(Deserialize)]
struct RawManifest {
    version: String,
    command: Vec<String>,
    #[serde(default)]
    study_toml_sha256: String,
}

#[derive(Deserialize)]
struct RawSource {
    #[serde(default)]
    file: String,
    #[serde(default)]
    sha256: String,
}

#[derive(Deserialize)]
struct RawTable {
    #[serde(default)]
    columns: Vec<RawColumn>,
    rows: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct RawColumn {
    name: String,
    #[serde(default)]
    meaning: String,
}

/// Reads a report made earlier.
///
/// # Errors
/// It is no JSON of this tool, it is cut off, or it does not say how it was made.
pub fn read_report(path: &Path) -> Result<Made> {
    let file = path.display().to_string();
    let bytes = read_file(path)?;
    let text = text::unmarked(&bytes, "a report as JSON").map_err(|e| e.in_file(&file))?;
    parse(text).map_err(|e| e.in_file(&file))
}

fn parse(text: &str) -> Result<Made> {
    let refused = |found: String, remedy: &str| -> Error {
        Fault::new("report", "a report that corridor made with --format json", found).remedy(remedy).into()
    };
    const AGAIN: &str = "make it with --format json, and do not cut it off or write it anew with another program";
    let raw: Raw = serde_json::from_str(text).map_err(|e| refused(e.to_string(), AGAIN))?;
    let Some(manifest) = raw.manifest else {
        return Err(refused(
            format!("one of version {} without a manifest of how it was made", raw.corridor),
            "make it again with this version: from then on it can be verified",
        ));
    };
    let mut tables = Vec::new();
    for (name, table) in raw.tables {
        let table: RawTable =
            serde_json::from_value(table).map_err(|e| refused(format!("the table {name}: {e}"), AGAIN))?;
        let columns = table.columns.into_iter().map(|c| (c.name, c.meaning)).collect();
        tables.push(MadeTable { name, columns, rows: table.rows });
    }
    let words = |value: Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    Ok(Made {
        version: manifest.version,
        command: manifest.command,
        study_sha256: manifest.study_toml_sha256,
        title: raw.title,
        definitions: raw.definitions.into_iter().map(|(k, v)| (k, words(v))).collect(),
        notes: raw.notes,
        inputs: raw.sources.into_iter().map(|s| (s.file, s.sha256)).collect(),
        tables,
    })
}

/// The reports in a folder: every JSON in it that says of itself that corridor made it, by name.
///
/// # Errors
/// The folder cannot be read, or holds none.
pub fn reports_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let name = folder.display().to_string();
    let refused = |found: String| -> Error {
        Fault::new("report", "a folder with a report that corridor made", found)
            .file(&name)
            .remedy("put a JSON into it: corridor report --format json --output FOLDER/report.json")
            .into()
    };
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|e| refused(e.to_string()))?.flatten() {
        let path = entry.path();
        let json = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("json"));
        if json && read_file(&path).is_ok_and(|bytes| bytes.starts_with(b"{\n\"corridor\"")) {
            found.push(path);
        }
    }
    found.sort();
    if found.is_empty() { Err(refused("none".into())) } else { Ok(found) }
}
