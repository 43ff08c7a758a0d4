//! JSON: every table, every piece, with definitions and sources.

use super::document::{Cell, Document, Recipe, Sheet};
use serde_json::{Map, Value, json};

/// The document as JSON, a row of a table a line, so that two answers can be compared line by line.
pub fn text(document: &Document) -> String {
    let definitions: Map<String, Value> =
        document.definitions.iter().map(|(k, v)| (k.clone(), Value::String(v.clone()))).collect();
    let mut out = String::from("{\n");
    let mut member = |name: &str, value: &Value| out += &format!("{}: {value},\n", Value::from(name));
    member("corridor", &Value::from(env!("CARGO_PKG_VERSION")));
    if let Some(recipe) = &document.recipe {
        member("manifest", &manifest(recipe));
    }
    member("title", &Value::from(document.title.as_str()));
    member("definitions", &Value::Object(definitions));
    member("notes", &json!(document.notes));
    member("sources", &json!(document.sources));
    member("credits", &json!(document.credits));
    out += "\"tables\": {\n";
    for (i, sheet) in document.sheets.iter().enumerate() {
        out += if i > 0 { ",\n" } else { "" };
        table(sheet, &mut out);
    }
    out += "\n}\n}\n";
    out
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

/// One table: its columns, then a row a line.
fn table(sheet: &Sheet, out: &mut String) {
    let columns: Vec<Value> = sheet
        .columns
        .iter()
        .map(|c| json!({"name": c.name, "unit": c.unit, "meaning": c.meaning, "empty": c.empty}))
        .collect();
    let about = json!({"title": sheet.title, "notes": sheet.notes, "columns": columns}).to_string();
    let names: Vec<String> = sheet.columns.iter().map(|c| Value::from(c.name).to_string()).collect();
    *out += &format!("{}: {},\n\"rows\": [", Value::from(sheet.name), about.trim_end_matches('}'));
    for (i, row) in sheet.rows.iter().enumerate() {
        *out += if i > 0 { ",\n{" } else { "\n{" };
        for (k, (name, cell)) in names.iter().zip(&row.cells).enumerate() {
            *out += if k > 0 { ", " } else { "" };
            *out += &format!("{name}: {}", value(cell));
        }
        out.push('}');
    }
    *out += "\n]}";
}

/// A cell as a program reads it.
pub(super) fn value(cell: &Cell) -> Value {
    let number = |v: f64, decimals: usize| {
        let factor = 10f64.powi(decimals as i32);
        serde_json::Number::from_f64((v * factor).round() / factor + 0.0).map_or(Value::Null, Value::Number)
    };
    match cell {
        Cell::Text(text) => Value::String(text.clone()),
        Cell::Length(m) | Cell::Distance(m) => number(m.metres(), 3),
        Cell::Chainage(c) => number(c.from_origin().metres(), 3),
        Cell::Share(share) => number(*share, 6),
        Cell::Count(count) => Value::from(*count),
        Cell::Number(v, decimals) => number(*v, *decimals),
        Cell::Flag(flag) => Value::Bool(*flag),
        Cell::Empty => Value::Null,
    }
}
