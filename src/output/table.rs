//! Tables for reading, within 100 columns.

use super::document::{Cell, Document, Sheet};
use super::language::Language;
use super::widths;
use crate::error::{clean, hidden};
use crate::units::grouped;
use comfy_table::{CellAlignment, ColumnConstraint, LineStyle, Table, TableStyle, Width};
use unicode_width::UnicodeWidthStr;

pub(super) const WIDTH: usize = 100;
/// A line below the header and nothing else: the figures are to be read, not the frame.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// The document as text.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    if !document.title.is_empty() {
        out += &format!("{}\n", wrapped(&document.title, "", 2));
    }
    for (name, value) in &document.definitions {
        out += &format!("{}\n", wrapped(&format!("{name}: {value}"), "  ", 2));
    }
    for sheet in &document.sheets {
        out += "\n";
        out += &one(sheet, document.language);
    }
    if !document.notes.is_empty() {
        out += &format!("\n{}\n", document.language.say("Notes"));
        for note in &document.notes {
            out += &format!("{}\n", wrapped(&format!("- {note}"), "  ", 2));
        }
    }
    if !document.credits.is_empty() {
        out += &format!("\n{}\n", document.language.say("Data"));
        out += &format!("{}\n", wrapped(&document.credits.join("; "), "  ", 0));
    }
    out
}

fn one(sheet: &Sheet, language: Language) -> String {
    let mut out = format!("{}\n", sheet.heading());
    let shown = sheet.shown();
    let rows: Vec<Vec<String>> =
        sheet.rows.iter().map(|row| shown.iter().map(|(i, _)| cell_text(&row.cells[*i], language)).collect()).collect();
    let heads: Vec<&str> = shown.iter().map(|(_, c)| c.label.as_ref()).collect();
    let figures: Vec<bool> = shown.iter().map(|(i, _)| sheet.rows.iter().any(|r| r.cells[*i].is_figure())).collect();
    if rows.is_empty() {
        out += &format!("  {}\n", language.say("none"));
    } else {
        match widths::fit(&heads, &rows, &figures, WIDTH) {
            Some(widths) => out += &grid(&heads, &rows, &figures, &widths),
            None => out += &cards(&heads, &rows),
        }
    }
    for note in &sheet.notes {
        out += &format!("{}\n", wrapped(note, "  ", 0));
    }
    out
}

fn grid(heads: &[&str], rows: &[Vec<String>], figures: &[bool], widths: &[usize]) -> String {
    let mut table = Table::new();
    table.load_style(STYLE).set_header(heads.to_vec());
    for row in rows {
        table.add_row(row.clone());
    }
    for (i, width) in widths.iter().enumerate() {
        if let Some(column) = table.column_mut(i) {
            column.set_padding((0, 1)).set_constraint(ColumnConstraint::Absolute(Width::Fixed(*width as u16 + 1)));
            column.set_cell_alignment(if figures[i] { CellAlignment::Right } else { CellAlignment::Left });
        }
    }
    let mut out = String::new();
    for line in table.to_string().lines() {
        out += &format!("  {}\n", line.trim_end());
    }
    out
}

/// Rows as blocks of lines, for text that would make a table unreadable.
fn cards(heads: &[&str], rows: &[Vec<String>]) -> String {
    let label = heads.iter().map(|h| h.width()).max().unwrap_or(0);
    let mut out = String::new();
    for row in rows {
        for (i, (head, value)) in heads.iter().zip(row).enumerate().filter(|(_, (_, v))| *v != "–") {
            let indent = if i == 0 { "  " } else { "    " };
            let pad = " ".repeat(label.saturating_sub(head.width()) + if i == 0 { 4 } else { 2 });
            out +=
                &format!("{}\n", wrapped(&format!("{head}{pad}\u{0}{value}"), indent, label + 2).replace('\u{0}', ""));
        }
    }
    out
}

/// A cell as people read it.
pub fn cell_text(cell: &Cell, language: Language) -> String {
    if language != Language::English {
        return language.cell(cell);
    }
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

/// Text broken at single spaces, later lines indented by so much more. Runs of spaces are kept.
fn wrapped(text: &str, indent: &str, more: usize) -> String {
    let plain: String = text.chars().map(|c| if hidden(c) && c != '\u{0}' { '\u{FFFD}' } else { c }).collect();
    let mut lines: Vec<String> = Vec::new();
    let mut line = indent.to_string();
    let mut blank = true;
    for word in plain.split(' ') {
        if !blank && !word.is_empty() && line.width() + 1 + word.width() > WIDTH {
            lines.push(line.trim_end().to_string());
            line = format!("{indent}{}", " ".repeat(more));
        } else if !blank {
            line.push(' ');
        }
        line += word;
        blank = false;
    }
    lines.push(line.trim_end().to_string());
    lines.join("\n")
}
