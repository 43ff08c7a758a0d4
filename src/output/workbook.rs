//! XLSX: a sheet a table, numbers as numbers, text never a formula.

use super::document::{Cell, Document, Sheet};
use super::language::Language;
use crate::error::{Fault, Result};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// The document as a workbook.
///
/// # Errors
/// A table has more rows than a sheet holds (1,048,576).
pub fn workbook(document: &Document, language: Language) -> Result<Vec<u8>> {
    let failed = |e: XlsxError| {
        Fault::new("workbook", "tables that a workbook can hold", e.to_string()).remedy("ask for CSV instead")
    };
    build(document, language).map_err(|e| failed(e).into())
}

struct Looks {
    head: Format,
    text: Format,
    title: Format,
    note: Format,
}

fn build(document: &Document, language: Language) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    // Nothing in it depends on the day it was made.
    let day = ExcelDateTime::from_ymd(2025, 7, 1)?;
    book.set_properties(&DocProperties::new().set_title(&document.title).set_creation_datetime(&day));
    let looks = Looks {
        head: Format::new()
            .set_bold()
            .set_background_color(Color::RGB(0x00F3_E9C9))
            .set_border_bottom(FormatBorder::Thin)
            .set_text_wrap()
            .set_align(FormatAlign::Top),
        text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        title: Format::new().set_bold().set_font_size(14),
        note: Format::new().set_italic().set_font_color(Color::RGB(0x0055_5555)),
    };
    about(book.add_worksheet(), document, language, &looks)?;
    let mut names: Vec<String> = vec![language.say("About").to_lowercase()];
    for sheet in &document.sheets {
        let page = book.add_worksheet();
        page.set_name(page_name(&language.say(sheet.name), &mut names))?;
        table(page, sheet, language, &looks)?;
    }
    let page = book.add_worksheet();
    page.set_name(page_name(&language.say("Columns"), &mut names))?;
    columns(page, document, language, &looks)?;
    let page = book.add_worksheet();
    page.set_name(page_name(&language.say("Sources"), &mut names))?;
    sources(page, document, language, &looks)?;
    book.save_to_buffer()
}

/// A name that a sheet may have: at most 31 characters, none of them special, none twice.
fn page_name(wanted: &str, taken: &mut Vec<String>) -> String {
    let plain: String = wanted.chars().map(|c| if "[]:*?/\\'".contains(c) { ' ' } else { c }).take(28).collect();
    let mut name = plain.trim().to_string();
    let mut n = 2;
    while taken.contains(&name.to_lowercase()) {
        name = format!("{} {n}", plain.trim());
        n += 1;
    }
    taken.push(name.to_lowercase());
    name
}

fn about(
    page: &mut Worksheet,
    document: &Document,
    language: Language,
    looks: &Looks,
) -> std::result::Result<(), XlsxError> {
    page.set_name(language.say("About"))?;
    page.set_column_width(0, 30)?.set_column_width(1, 110)?;
    page.write_string_with_format(0, 0, clipped(&document.title), &looks.title)?;
    let mut row = 2;
    let mut put = |page: &mut Worksheet, name: &str, text: &str| -> std::result::Result<(), XlsxError> {
        page.write_string_with_format(row, 0, clipped(name), &looks.text)?;
        page.write_string_with_format(row, 1, clipped(text), &looks.text)?;
        row += 1;
        Ok(())
    };
    for (name, text) in &document.definitions {
        put(page, name, text)?;
    }
    for note in &document.notes {
        put(page, &language.say("Note"), note)?;
    }
    for credit in &document.credits {
        put(page, &language.say("Data"), credit)?;
    }
    Ok(())
}

fn table(page: &mut Worksheet, sheet: &Sheet, language: Language, looks: &Looks) -> std::result::Result<(), XlsxError> {
    page.write_string_with_format(0, 0, clipped(&sheet.title), &looks.title)?;
    const HEAD: u32 = 2;
    for (i, column) in (0u16..).zip(&sheet.columns) {
        let cells = || sheet.rows.iter().map(|r| &r.cells[usize::from(i)]);
        let kilometres = cells().any(|c| matches!(c, Cell::Length(_)));
        let unit = match (kilometres, column.unit) {
            (true, _) | (_, "") | (_, "0 to 1") => String::new(),
            (false, "as unit says") => String::new(),
            (false, unit) => format!(", {}", language.say(unit)),
        };
        let head = format!("{}{unit}", language.label(column));
        page.write_string_with_format(HEAD, i, clipped(&head), &looks.head)?;
        let widest =
            cells().map(|c| language.cell(c).chars().count()).chain([head.chars().count() / 2]).max().unwrap_or(8);
        page.set_column_width(i, (widest as f64 + 3.0).clamp(9.0, 60.0))?;
    }
    for (n, row) in (HEAD + 1..).zip(&sheet.rows) {
        for (i, cell) in (0u16..).zip(&row.cells) {
            write(page, n, i, cell, language, looks)?;
        }
    }
    let last = (HEAD + sheet.rows.len() as u32).max(HEAD + 1);
    if let Some(right) = sheet.columns.len().checked_sub(1) {
        page.autofilter(HEAD, 0, last, right as u16)?;
    }
    page.set_freeze_panes(HEAD + 1, 1)?;
    for (n, note) in (last + 2..).zip(&sheet.notes) {
        page.write_string_with_format(n, 0, clipped(note), &looks.note)?;
    }
    page.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(HEAD, HEAD)?;
    Ok(())
}

/// A cell as a spreadsheet counts with it. A string is a string: no program takes it for a formula.
fn write(
    page: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    language: Language,
    looks: &Looks,
) -> std::result::Result<(), XlsxError> {
    let mut number = |value: f64, shown: &str| {
        let looks = Format::new().set_num_format(shown).set_align(FormatAlign::Top);
        page.write_number_with_format(row, column, value, &looks).map(drop)
    };
    match cell {
        Cell::Empty => Ok(()),
        Cell::Length(m) => number(rounded(m.kilometres(), 6), "#,##0.000"),
        Cell::Distance(m) => number(rounded(m.metres(), 3), "#,##0"),
        Cell::Chainage(c) => number(rounded(c.from_origin().metres(), 3), "\"Km\"0\"+\"000"),
        Cell::Share(share) => number(rounded(*share, 6), "0.0%"),
        Cell::Count(n) => number(*n as f64, "#,##0"),
        Cell::Number(v, 0) => number(v.round(), "#,##0"),
        Cell::Number(v, decimals) => number(rounded(*v, *decimals as i32), &format!("#,##0.{}", "0".repeat(*decimals))),
        Cell::Text(_) | Cell::Flag(_) => {
            page.write_string_with_format(row, column, clipped(&language.cell(cell)), &looks.text).map(drop)
        }
    }
}

fn rounded(value: f64, decimals: i32) -> f64 {
    let factor = 10f64.powi(decimals);
    (value * factor).round() / factor + 0.0
}

/// A cell holds at most 32,767 characters.
fn clipped(text: &str) -> String {
    text.chars().map(|c| if crate::error::hidden(c) && c != '\n' { '\u{FFFD}' } else { c }).take(32_000).collect()
}

fn columns(
    page: &mut Worksheet,
    document: &Document,
    language: Language,
    looks: &Looks,
) -> std::result::Result<(), XlsxError> {
    for (i, (head, width)) in
        (0u16..).zip([("table", 26), ("column", 24), ("heading", 24), ("unit", 14), ("meaning", 90)])
    {
        page.write_string_with_format(0, i, language.say(head), &looks.head)?.set_column_width(i, width)?;
    }
    let all = document.sheets.iter().flat_map(|s| s.columns.iter().map(move |c| (s, c)));
    for (row, (sheet, column)) in (1u32..).zip(all) {
        let cells = [
            language.say(sheet.name),
            column.name.to_string(),
            language.label(column),
            language.say(column.unit),
            language.meaning(column),
        ];
        for (i, text) in (0u16..).zip(cells) {
            page.write_string_with_format(row, i, clipped(&text), &looks.text)?;
        }
    }
    page.set_freeze_panes(1, 0).map(drop)
}

fn sources(
    page: &mut Worksheet,
    document: &Document,
    language: Language,
    looks: &Looks,
) -> std::result::Result<(), XlsxError> {
    let heads = ["file", "role", "title", "publisher", "date", "licence", "credit", "accuracy", "changed"];
    for (i, head) in (0u16..).zip(heads) {
        page.write_string_with_format(0, i, language.label(super::columns::column(head)), &looks.head)?;
        page.set_column_width(i, if i < 2 { 22 } else { 44 })?;
    }
    for (row, s) in (1u32..).zip(&document.sources) {
        let texts = [&s.file, &s.role, &s.title, &s.publisher, &s.date, &s.licence, &s.credit, &s.accuracy, &s.changed];
        for (i, text) in (0u16..).zip(texts) {
            page.write_string_with_format(row, i, clipped(&language.date(text)), &looks.text)?;
        }
    }
    page.set_freeze_panes(1, 0).map(drop)
}
