//! Finished numbers out, one format a file; nothing is computed here.

mod columns;
mod csv_text;
mod document;
mod file;
mod geojson_text;
mod json;
mod layer_text;
mod markdown;
mod sheets;
mod table;
mod widths;

pub use columns::{COLUMNS, Column, column};
pub use document::{Cell, Document, Row, Sheet};
pub use file::{may_write, may_write_folder, not_an_input, write_file, write_folder};
pub use layer_text::{layer_text, series_text, source_text, study_text};
pub use sheets::*;

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
        Format::Csv => document.sheets.first().map(csv_text::text).unwrap_or_default(),
        Format::Markdown => markdown::text(document),
        Format::GeoJson => geojson_text::text(document),
    })
}

/// One table as CSV.
pub fn csv_of(sheet: &Sheet) -> String {
    csv_text::text(sheet)
}
