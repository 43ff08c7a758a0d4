//! JSON: every table, every piece, with definitions and sources.

use super::document::{Cell, Document, Recipe, Sheet};
use serde_json::{Map, Value, json};
use std::borrow::Borrow;
use std::io::{self, Write};

/// The document as JSON, a row of a table a line, so that two answers can be compared line by line.
pub fn text(document: &Document) -> String {
    let mut out = Vec::new();
    // Writing to memory does not fail, and JSON is UTF-8.
    let _ = write(document, document.sheets.iter(), &mut out);
    String::from_utf8(out).unwrap_or_default()
}

/// The same into a writer, with these tables instead of the document's own. Tables of one name that follow each other are
/// parts of one table, so that a large one need never be held whole.
pub fn write<S: Borrow<Sheet>>(
    document: &Document,
    sheets: impl Iterator<Item = S>,
    out: &mut impl Write,
) -> io::Result<()> {
    let definitions: Map<String, Value> =
        document.definitions.iter().map(|(k, v)| (k.clone(), Value::String(v.clone()))).collect();
    writeln!(out, "{{")?;
    let mut member = |name: &str, value: &Value| writeln!(out, "{}: {value},", Value::from(name));
    member("corridor", &Value::from(env!("CARGO_PKG_VERSION")))?;
    if let Some(recipe) = &document.recipe {
        member("manifest", &manifest(recipe))?;
    }
    member("title", &Value::from(document.title.as_str()))?;
    member("definitions", &Value::Object(definitions))?;
    member("notes", &json!(document.notes))?;
    member("sources", &json!(document.sources))?;
    member("credits", &json!(document.credits))?;
    writeln!(out, "\"tables\": {{")?;
    let mut open: Option<(&'static str, usize)> = None;
    for sheet in sheets {
        let sheet: &Sheet = sheet.borrow();
        let rows = match open {
            Some((name, rows)) if name == sheet.name => rows,
            other => {
                out.write_all(if other.is_some() { b"\n]},\n" } else { b"" })?;
                head(sheet, out)?;
                0
            }
        };
        body(sheet, rows > 0, out)?;
        open = Some((sheet.name, rows + sheet.rows.len()));
    }
    out.write_all(if open.is_some() { b"\n]}\n}\n}\n" } else { b"\n}\n}\n" })
}

/// How the document was made. The files it was made from stand under `sources`, each with its SHA-256.
pub(super) fn manifest(recipe: &Recipe) -> Value {
    let parameters: Map<String, Value> =
        recipe.parameters.iter().map(|(k, v)| (k.clone(), Value::String(v.clone()))).collect();
    json!({
        "software": "corridor",
        "version": env!("CARGO_PKG_VERSION"),
        "command": recipe.command,
        "study_toml_sha256": recipe.study_sha256,
        "vintage": recipe.vintage,
        "parameters": parameters,
    })
}

/// The head of a table: what it is, and its columns.
fn head(sheet: &Sheet, out: &mut impl Write) -> io::Result<()> {
    let columns: Vec<Value> = sheet
        .columns
        .iter()
        .map(|c| json!({"name": c.name, "unit": c.unit, "meaning": c.meaning, "empty": c.empty}))
        .collect();
    let about = json!({"title": sheet.title, "notes": sheet.notes, "columns": columns}).to_string();
    write!(out, "{}: {},\n\"rows\": [", Value::from(sheet.name), about.trim_end_matches('}'))
}

/// Its rows, a row a line.
fn body(sheet: &Sheet, mut goes_on: bool, out: &mut impl Write) -> io::Result<()> {
    let names: Vec<String> = sheet.columns.iter().map(|c| Value::from(c.name).to_string()).collect();
    for row in &sheet.rows {
        out.write_all(if goes_on { b",\n{" } else { b"\n{" })?;
        goes_on = true;
        for (k, (name, cell)) in names.iter().zip(&row.cells).enumerate() {
            out.write_all(if k > 0 { b", " } else { b"" })?;
            out.write_all(name.as_bytes())?;
            out.write_all(b": ")?;
            match cell {
                Cell::Text(text) => serde_json::to_writer(&mut *out, text.as_str())?,
                other => serde_json::to_writer(&mut *out, &value(other))?,
            }
        }
        out.write_all(b"}")?;
    }
    Ok(())
}

/// A cell as a program reads it.
pub(super) fn value(cell: &Cell) -> Value {
    let number = |v: f64, decimals: usize| {
        let factor = 10f64.powi(decimals as i32);
        serde_json::Number::from_f64((v * factor).round() / factor + 0.0).map_or(Value::Null, Value::Number)
    };
    match cell {
        Cell::Text(text) => Value::String(text.to_string()),
        Cell::Length(m) | Cell::Distance(m) => number(m.metres(), 3),
        Cell::Chainage(c) => number(c.from_origin().metres(), 3),
        Cell::Share(share) => number(*share, 6),
        Cell::Count(count) => Value::from(*count),
        Cell::Number(v, decimals) => number(*v, *decimals),
        Cell::Flag(flag) => Value::Bool(*flag),
        Cell::Empty => Value::Null,
    }
}
