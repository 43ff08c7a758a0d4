//! Markdown for documents: one table a sheet.

use super::document::{Document, Sheet};
use super::language::Language;
use super::table::cell_text;

/// The document as Markdown.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    if !document.title.is_empty() {
        out += &format!("# {}\n\n", escaped(&document.title));
    }
    for (name, value) in &document.definitions {
        out += &format!("- **{}**: {}\n", escaped(name), escaped(value));
    }
    for sheet in &document.sheets {
        out += &one(sheet, document.language);
    }
    for (heading, lines) in [("Notes", &document.notes), ("Data", &document.credits)] {
        if !lines.is_empty() {
            out += &format!("\n## {}\n\n", document.language.say(heading));
            for line in lines {
                out += &format!("- {}\n", escaped(line));
            }
        }
    }
    out
}

fn one(sheet: &Sheet, language: Language) -> String {
    let mut out = format!("\n## {}\n\n", escaped(&sheet.heading()));
    let shown = sheet.shown();
    let figures = |i: usize| sheet.rows.iter().any(|r| r.cells[i].is_figure());
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out += &line(shown.iter().map(|(_, c)| escaped(&c.label)).collect());
    out += &line(shown.iter().map(|(i, _)| if figures(*i) { "---:".into() } else { "---".into() }).collect());
    for row in &sheet.rows {
        out += &line(shown.iter().map(|(i, _)| escaped(&cell_text(&row.cells[*i], language))).collect());
    }
    for note in &sheet.notes {
        out += &format!("\n{}\n", escaped(note));
    }
    out
}

/// Text that Markdown and the HTML made from it leave as text.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '&' => out += "&amp;",
            '|' | '\\' | '`' | '*' | '_' | '[' | ']' | '#' => {
                out.push('\\');
                out.push(c);
            }
            c if crate::error::hidden(c) => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
