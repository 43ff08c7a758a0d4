//! Finished numbers out, one format a file; nothing is computed here.

mod bundle;
mod changes;
mod columns;
mod csv_text;
mod document;
pub mod dossier;
mod file;
mod geojson_text;
pub mod geopackage;
pub mod ids;
mod json;
mod language;
mod layer_text;
mod markdown;
mod methods;
pub mod picture;
mod provenance;
pub mod qgis;
mod sarif;
mod set;
mod sheets;
mod small_map;
mod table;
mod waiting;
mod widths;
mod workbook;

pub use bundle::{may_write_bundle, write_bundle};
pub use changes::{Compared, compared};
pub use columns::{COLUMNS, Column, column};
pub use csv_text::CsvRows;
pub use document::{Cell, Document, Recipe, Row, Rows, Sheet};
pub use file::{may_write, may_write_folder, not_an_input, write_file, write_file_by, write_folder, write_folder_by};
pub use json::write as write_json;
pub use language::Language;
pub use layer_text::{layer_text, series_text, source_text, study_text};
pub use methods::{Method, method_of};
pub use provenance::ro_crate;
pub use sarif::sarif;
pub use set::write_set;
pub use sheets::*;
pub use small_map::{Drawn, small_map};
pub use table::cell_text as cell_as_read;
pub use waiting::finish_left;
pub use workbook::workbook;

pub mod programme;

use crate::error::Result;

/// A form in which a document can be given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For reading, within 100 columns.
    Table,
    /// For programs: every table, every piece, definitions and sources.
    Json,
    /// For spreadsheets: one table.
    Csv,
    /// For documents.
    Markdown,
    /// For QGIS: every row that is somewhere, with its figures as attributes.
    GeoJson,
}

/// The document in a format. Of several tables, CSV gives the one named, or the first.
///
/// # Errors
/// The table named is not in the document.
pub fn render(document: &Document, format: Format, table_name: Option<&str>) -> Result<String> {
    let chosen;
    let document = match table_name {
        Some(name) => {
            chosen = document.only(name)?;
            &chosen
        }
        None => document,
    };
    Ok(match format {
        Format::Table => table::text(document),
        Format::Json => json::text(document),
        Format::Csv => document.sheets.first().map(csv_of).unwrap_or_default(),
        Format::Markdown => markdown::text(document),
        Format::GeoJson => geojson_text::text(document),
    })
}

/// One table as GeoJSON, with the words of its document.
pub fn geojson_of(document: &Document, sheet: &Sheet) -> String {
    let only = Document { sheets: vec![sheet.clone()], ..document.clone() };
    geojson_text::text(&only)
}

/// One table as CSV.
pub fn csv_of(sheet: &Sheet) -> String {
    csv_text::text(sheet)
}
