//! A user's own table, whatever its columns.

use super::store::read_file;
use super::text;
use crate::error::{Fault, Faults, Result};
use std::path::Path;

/// A table as it stands: a header and rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawTable {
    /// The file.
    pub file: String,
    /// The header.
    pub columns: Vec<String>,
    /// The rows, each with the number of its line.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl RawTable {
    /// The first column with one of these names, whatever their case.
    pub fn column(&self, names: &[&str]) -> Option<usize> {
        let is = |name: &&str| self.columns.iter().position(|c| c.trim().to_lowercase() == **name);
        names.iter().find_map(is)
    }
}

/// Reads a table: CSV with commas, semicolons or tabs, UTF-8, a header in its first line.
///
/// # Errors
/// It cannot be read, two columns have one name, or a row has other than as many cells as the header.
pub fn read_table(path: &Path) -> Result<RawTable> {
    let file = path.display().to_string();
    let bytes = read_file(path)?;
    parse(text::unmarked(&bytes, "a CSV table").map_err(|e| e.in_file(&file))?, &file).map_err(|e| e.in_file(&file))
}

fn parse(text: &str, file: &str) -> Result<RawTable> {
    let head = text.lines().next().unwrap_or_default();
    let mark = [b',', b';', b'\t'].into_iter().max_by_key(|m| head.bytes().filter(|b| b == m).count()).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(mark).from_reader(text.as_bytes());
    let mut faults = Faults::new();
    let columns: Vec<String> = match reader.headers() {
        Ok(header) => header.iter().map(|c| c.trim().to_string()).collect(),
        Err(error) => {
            return Err(Fault::new("table-row", "a header", error.to_string())
                .remedy("name the columns in the first line")
                .into());
        }
    };
    for (i, column) in columns.iter().enumerate() {
        if column.is_empty() || columns[..i].contains(column) {
            let found =
                if column.is_empty() { "a column without one".to_string() } else { format!("\"{column}\" twice") };
            faults.push(
                Fault::new("table-header", "a name of its own for each column", found)
                    .feature("the header")
                    .remedy("rename the column"),
            );
        }
    }
    let mut rows = Vec::new();
    for (i, record) in reader.records().enumerate() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(i + 2, |p| p.line() as usize);
                let cells: Vec<String> = record.iter().map(str::to_string).collect();
                // A line of separators only is what spreadsheets leave at the end.
                if cells.iter().any(|c| !c.trim().is_empty()) {
                    rows.push((line, cells));
                }
            }
            Err(error) => faults.push(
                Fault::new(
                    "table-row",
                    format!("a row of {} cells, as the header has", columns.len()),
                    error.to_string(),
                )
                .remedy("complete the row, and put text with commas in quotes"),
            ),
        }
    }
    if rows.is_empty() {
        faults.push(
            Fault::new("table-empty", "at least one row below the header", "none").remedy("export the table again"),
        );
    }
    faults.or(RawTable { file: file.to_string(), columns, rows })
}
