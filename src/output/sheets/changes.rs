//! What changed, in tables.

use super::super::document::{Cell, Sheet};
use crate::compare::StudyChange;
use crate::layers::Made;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// What changed from one study to another: a row a change, with its cause and its place.
pub fn changes_sheet(changes: &[StudyChange], geometry: bool) -> Sheet {
    let columns = ["about", "kind", "change", "id", "named", "was", "is_now", "cause"];
    let mut sheet = Sheet::new("changes", "What changed", &columns);
    for c in changes {
        let cells = [&c.subject, c.kind, c.change, &c.id, &c.name, &c.before, &c.after, &c.cause];
        sheet.push_at(cells.map(Cell::text).to_vec(), c.place.clone().filter(|_| geometry));
    }
    sheet
}

/// What changed from one report to another, figure by figure.
pub fn reports_sheet(old: &Made, new: &Made, cause: &str) -> Sheet {
    let mut sheet =
        Sheet::new("changes", "Figures that changed", &["figure_id", "change", "was", "is_now", "change_by", "cause"]);
    let rows = |made: &Made| -> BTreeMap<String, Map<String, Value>> {
        let all = made.tables.iter().flat_map(|t| t.rows.iter());
        all.filter_map(|r| Some((r.get("figure_id")?.as_str()?.to_string(), r.clone()))).collect()
    };
    let (was, is) = (rows(old), rows(new));
    let plain = |v: &Value| match v {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let mut push = |id: String, change: &str, a: &Value, b: &Value| {
        let by = a.as_f64().zip(b.as_f64()).map(|(a, b)| b - a);
        sheet.push(vec![
            Cell::text(id),
            Cell::text(change),
            Cell::text(plain(a)),
            Cell::text(plain(b)),
            Cell::maybe(by, |d| Cell::Number(d, 3)),
            Cell::text(cause),
        ]);
    };
    for (id, row) in &was {
        match is.get(id) {
            None => push(id.clone(), "lost", &Value::String(told(row)), &Value::Null),
            Some(now) => {
                for (name, value) in row {
                    let other = now.get(name).unwrap_or(&Value::Null);
                    if value != other {
                        push(super::super::ids::figure_id(id, name), "changed", value, other);
                    }
                }
            }
        }
    }
    for (id, row) in is.iter().filter(|(id, _)| !was.contains_key(*id)) {
        push(id.clone(), "gained", &Value::Null, &Value::String(told(row)));
    }
    sheet
}

/// A row in a few words.
fn told(row: &Map<String, Value>) -> String {
    let words = row.iter().filter(|(name, v)| *name != "figure_id" && !v.is_null());
    words
        .take(5)
        .map(|(name, v)| format!("{name} {}", v.as_str().map_or(v.to_string(), str::to_string)))
        .collect::<Vec<_>>()
        .join(", ")
}
