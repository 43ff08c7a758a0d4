//! JSON: every table, every piece, with definitions and sources.

use super::document::{Cell, Document};
use serde_json::{Map, Value, json};

/// The document as JSON.
pub fn text(document: &Document) -> String {
    let tables: Map<String, Value> = document
        .sheets
        .iter()
        .map(|sheet| {
            let columns: Vec<Value> = sheet
                .columns
                .iter()
                .map(|c| json!({"name": c.name, "unit": c.unit, "meaning": c.meaning, "empty": c.empty}))
                .collect();
            let rows: Vec<Value> = sheet
                .rows
                .iter()
                .map(|row| {
                    Value::Object(
                        sheet
                            .columns
                            .iter()
                            .zip(&row.cells)
                            .map(|(c, cell)| (c.name.to_string(), value(cell)))
                            .collect(),
                    )
                })
                .collect();
            (
                sheet.name.to_string(),
                json!({"title": sheet.title, "columns": columns, "rows": rows, "notes": sheet.notes}),
            )
        })
        .collect();
    let definitions: Map<String, Value> =
        document.definitions.iter().map(|(k, v)| (k.clone(), Value::String(v.clone()))).collect();
    let whole = json!({
        "corridor": env!("CARGO_PKG_VERSION"),
        "title": document.title,
        "definitions": definitions,
        "tables": tables,
        "notes": document.notes,
        "sources": document.sources,
        "credits": document.credits,
    });
    let mut text = serde_json::to_string_pretty(&whole).unwrap_or_default();
    text.push('\n');
    text
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
