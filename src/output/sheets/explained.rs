//! What a figure rests on: the row it stands in, its inputs, and the law.

use super::super::document::{Cell, Sheet};
use super::super::ids::{figure_columns, figure_id, short};
use super::super::json::value;
use super::super::table::cell_text;
use crate::model::Source;

/// Every figure of a row, each with its identifier, as read and exactly.
pub fn row_sheet(sheet: &Sheet, row: usize, id: &str) -> Sheet {
    let mut out = Sheet::new("row", "The row it stands in", &["of_row", "stands", "exactly", "meaning", "figure_id"])
        .hide(&["exactly", "meaning", "figure_id"]);
    let figures = figure_columns(sheet);
    for (i, column) in sheet.columns.iter().enumerate() {
        let cell = &sheet.rows[row].cells[i];
        if *cell == Cell::Empty || column.name == "figure_id" {
            continue;
        }
        let exactly = match value(cell) {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        let id = figures.contains(&i).then(|| figure_id(id, &short(sheet, column.name)));
        out.push(vec![
            Cell::text(column.label.as_ref()),
            Cell::text(cell_text(cell, crate::output::Language::English)),
            Cell::text(exactly),
            Cell::text(column.meaning),
            Cell::maybe(id, Cell::text),
        ]);
    }
    out
}

/// The files and features that a figure rests on.
pub fn inputs_sheet(inputs: &[(Source, String)]) -> Sheet {
    let columns = ["role", "file", "input", "sha256", "publisher", "date", "licence", "accuracy"];
    let mut sheet =
        Sheet::new("inputs", "What it is made from", &columns).hide(&["publisher", "date", "licence", "accuracy"]);
    for (s, feature) in inputs {
        let cells = [&s.role, &s.file, feature, &s.sha256, &s.publisher, &s.date, &s.licence, &s.accuracy];
        sheet.push(cells.map(Cell::text).to_vec());
    }
    sheet
}

/// What the units that a figure is about rest on in law.
pub fn law_sheet(rows: &[[String; 4]]) -> Sheet {
    let mut sheet =
        Sheet::new("law", "What that rests on", &["what", "legal_basis", "since", "source"]).hide(&["source"]);
    for row in rows {
        sheet.push(row.each_ref().map(Cell::text).to_vec());
    }
    sheet
}
