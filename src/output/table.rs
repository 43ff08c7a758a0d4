//! Tables for reading, within 100 columns.

use super::document::{Cell, Document, Sheet};
use crate::error::clean;
use crate::units::grouped;
use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle};
use unicode_width::UnicodeWidthStr;

const WIDTH: u16 = 100;
const SHORT: usize = 15;
/// A line below the header and nothing else: the figures are to be read, not the frame.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The document as text.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    if !document.title.is_empty() {
        out += &format!("{}\n", wrapped(&document.title, ""));
    }
    for (name, value) in &document.definitions {
        out += &format!("{}\n", wrapped(&format!("{name}: {value}"), "  "));
    }
    for sheet in &document.sheets {
        out += "\n";
        out += &one(sheet);
    }
    if !document.notes.is_empty() {
        out += "\nNotes\n";
        for note in &document.notes {
            out += &format!("{}\n", wrapped(&format!("- {note}"), "  "));
        }
    }
    if !document.credits.is_empty() {
        out += "\nData\n";
        for credit in &document.credits {
            out += &format!("{}\n", wrapped(credit, "  "));
        }
    }
    out
}

fn one(sheet: &Sheet) -> String {
    let mut out = format!("{}\n", sheet.title);
    if sheet.rows.is_empty() {
        out += "  none\n";
    } else {
        let shown = sheet.shown();
        let mut table = Table::new();
        table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH);
        table.set_header(shown.iter().map(|(_, c)| c.label));
        for row in &sheet.rows {
            table.add_row(shown.iter().map(|(i, _)| {
                let cell = &row.cells[*i];
                let side = if cell.is_figure() { CellAlignment::Right } else { CellAlignment::Left };
                comfy_table::Cell::new(cell_text(cell)).set_alignment(side)
            }));
        }
        for (k, (i, _)) in shown.iter().enumerate() {
            let figures = sheet.rows.iter().any(|r| r.cells[*i].is_figure());
            let widest = sheet.rows.iter().map(|r| cell_text(&r.cells[*i]).width()).max().unwrap_or(0);
            let Some(column) = table.column_mut(k) else { continue };
            if figures {
                column.set_cell_alignment(CellAlignment::Right);
            }
            // Figures and short words stay on one line; long text takes what is left.
            if figures || widest <= SHORT {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        for line in table.to_string().lines() {
            out += line.trim_end();
            out.push('\n');
        }
    }
    for note in &sheet.notes {
        out += &format!("{}\n", wrapped(note, "  "));
    }
    out
}

/// A cell as people read it.
pub(super) fn cell_text(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => clean(text),
        Cell::Length(length) => format!("{:.3}", length.kilometres()),
        Cell::Distance(distance) => distance.to_string(),
        Cell::Chainage(chainage) => chainage.to_string(),
        Cell::Share(share) => format!("{:.1} %", share * 100.0),
        Cell::Count(count) => grouped(*count),
        Cell::Number(number, decimals) => format!("{number:.decimals$}"),
        Cell::Flag(true) => "yes".into(),
        Cell::Flag(false) => "no".into(),
        Cell::Empty => "–".into(),
    }
}

/// Text broken at spaces, later lines indented by two.
fn wrapped(text: &str, indent: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut line = indent.to_string();
    for word in clean_long(text).split_whitespace() {
        let blank = line.trim().is_empty();
        if !blank && line.width() + 1 + word.width() > usize::from(WIDTH) {
            lines.push(std::mem::replace(&mut line, format!("{indent}  ")));
        } else if !blank {
            line.push(' ');
        }
        line += word;
    }
    lines.push(line);
    lines.join("\n")
}

fn clean_long(text: &str) -> String {
    text.chars().map(|c| if crate::error::hidden(c) { '\u{FFFD}' } else { c }).collect()
}
