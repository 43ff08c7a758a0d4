//! CSV (RFC 4180) of one table.

use super::document::{Cell, Sheet};

/// The table as CSV: LF line ends, a header, empty cells for what is not known.
pub fn text(sheet: &Sheet, header: bool) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    // Writing to memory does not fail; a record that did would be missing, and the row count is tested.
    if header {
        let _ = writer.write_record(sheet.columns.iter().map(|c| c.name));
    }
    for row in &sheet.rows {
        let _ = writer.write_record(row.cells.iter().map(cell_text));
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => harmless(text),
        Cell::Length(m) | Cell::Distance(m) => format!("{:.3}", m.metres() + 0.0),
        Cell::Chainage(c) => format!("{:.3}", c.from_origin().metres() + 0.0),
        Cell::Share(share) => format!("{share:.6}"),
        Cell::Count(count) => count.to_string(),
        Cell::Number(v, decimals) => format!("{v:.decimals$}"),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Empty => String::new(),
    }
}

/// Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_string() }
}
