//! A report made earlier and the same made again, figure by figure.

use super::document::{Cell, Document, Sheet};
use super::ids::{figure_columns, figure_id, short};
use super::json::value;
use crate::layers::{Made, MadeTable};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What came of holding a report against its repetition.
pub struct Compared {
    /// How many figures were held against each other.
    pub figures: usize,
    /// Those that differ.
    pub sheet: Sheet,
    /// What differs beside the figures: inputs, definitions, version.
    pub causes: Vec<String>,
}

/// Which figures of a report differ from those made again, and why?
///
/// # Method
/// Rows are found by their identifier. Two numbers differ when they are farther apart than 0.6 of the last digit that is
/// written: the same inputs give the same bytes, so only what was changed differs. Text differs when it is not equal.
pub fn compared(old: &Made, new: &Document, name: &str) -> Compared {
    let causes = Causes::of(old, new);
    let columns = ["report", "figure_id", "recorded", "made_again", "cause"];
    let mut sheet = Sheet::new("differences_found", "Figures that differ", &columns);
    let mut figures = 0;
    let mut differs = |id: &str, recorded: String, made: String, cause: String| {
        sheet.push([name, id, &recorded, &made, &cause].map(Cell::text).to_vec());
    };
    for (what, was, is) in [
        ("title", old.title.clone(), new.title.clone()),
        ("notes", old.notes.join(" | "), new.notes.join(" | ")),
        ("definitions", told(&old.definitions), told(&new.definitions)),
    ] {
        if was != is {
            let (was, is) = around(&was, &is);
            differs(&format!("({what})"), was, is, causes.why(None));
        }
    }
    for table in &old.tables {
        let Some(made) = new.sheets.iter().find(|s| s.name == table.name) else {
            differs(&format!("({})", table.name), "a table".into(), "none".into(), causes.why(None));
            continue;
        };
        figures += rows(table, made, &causes, &mut differs);
    }
    for made in new.sheets.iter().filter(|s| !old.tables.iter().any(|t| t.name == s.name)) {
        differs(&format!("({})", made.name), "none".into(), "a table".into(), causes.why(None));
    }
    Compared { figures, sheet, causes: causes.notes(name) }
}

fn told(definitions: &[(String, String)]) -> String {
    definitions.iter().map(|(k, v)| format!("{k}: {v}")).collect::<Vec<_>>().join(" | ")
}

/// Two long texts from shortly before the place where they part.
fn around(was: &str, is: &str) -> (String, String) {
    let same = was.chars().zip(is.chars()).take_while(|(a, b)| a == b).count();
    let from = same.saturating_sub(20);
    let cut = |text: &str| text.chars().skip(from).take(80).collect::<String>();
    (cut(was), cut(is))
}

fn rows(
    table: &MadeTable,
    made: &Sheet,
    causes: &Causes,
    differs: &mut impl FnMut(&str, String, String, String),
) -> usize {
    let mut figures = 0;
    let id_column = made.columns.iter().position(|c| c.name == "figure_id");
    let id_of = |row: &super::document::Row| match id_column.map(|i| &row.cells[i]) {
        Some(Cell::Text(id)) => id.to_string(),
        _ => String::new(),
    };
    let by_id: HashMap<String, usize> = made.rows.iter().enumerate().map(|(i, row)| (id_of(row), i)).collect();
    let mut met = vec![false; made.rows.len()];
    for row in &table.rows {
        let id = row.get("figure_id").and_then(Value::as_str).unwrap_or("(no identifier)");
        let Some(&number) = by_id.get(id) else {
            differs(id, "a row".into(), "none".into(), causes.why(None));
            continue;
        };
        if std::mem::replace(&mut met[number], true) {
            differs(id, "the row twice".into(), "once".into(), causes.why(None));
            continue;
        }
        figures += cells(row, made, number, id, table, causes, differs);
    }
    for (i, _) in met.iter().enumerate().filter(|(_, met)| !**met) {
        differs(&id_of(&made.rows[i]), "none".into(), "a row".into(), causes.why(None));
    }
    figures
}

fn cells(
    row: &Map<String, Value>,
    made: &Sheet,
    number: usize,
    id: &str,
    table: &MadeTable,
    causes: &Causes,
    differs: &mut impl FnMut(&str, String, String, String),
) -> usize {
    let mut compared = 0;
    let figures = figure_columns(made);
    for (i, column) in made.columns.iter().enumerate() {
        let cell = &made.rows[number].cells[i];
        if *cell != Cell::Empty && figures.contains(&i) {
            compared += 1;
        }
        let was = row.get(column.name).unwrap_or(&Value::Null);
        let is = value(cell);
        if !same(was, &is, cell) {
            let meant = table.columns.iter().find(|(name, _)| name == column.name).map(|(_, m)| m.as_str());
            let figure = figure_id(id, &short(made, column.name));
            differs(&figure, plain(was), plain(&is), causes.why(meant.filter(|m| *m != column.meaning)));
        }
    }
    for name in row.keys().filter(|name| !made.columns.iter().any(|c| c.name == name.as_str())) {
        differs(&figure_id(id, name), plain(&row[name]), "no such column".into(), causes.why(None));
    }
    compared
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => "nothing".into(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Whether a recorded value is the one made again, within its bound.
fn same(was: &Value, is: &Value, cell: &Cell) -> bool {
    let (Some(a), Some(b)) = (was.as_f64(), is.as_f64()) else { return was == is };
    let last = match cell {
        Cell::Length(_) | Cell::Distance(_) | Cell::Chainage(_) => 1e-3,
        Cell::Share(_) => 1e-6,
        Cell::Number(_, decimals) => 0.1f64.powi(*decimals as i32),
        _ => 0.0,
    };
    (a - b).abs() <= 0.6 * last + 1e-12 * a.abs()
}

/// What differs between then and now beside the figures.
struct Causes {
    inputs: Vec<String>,
    version: Option<String>,
}

impl Causes {
    fn of(old: &Made, new: &Document) -> Causes {
        let mut inputs = Vec::new();
        let toml = new.recipe.as_ref().map(|r| r.study_sha256.as_str()).unwrap_or_default();
        if old.study_sha256 != toml {
            inputs.push("study.toml".to_string());
        }
        for source in &new.sources {
            match old.inputs.iter().find(|(file, _)| *file == source.file) {
                Some((_, sha256)) if *sha256 == source.sha256 => {}
                Some(_) => inputs.push(source.file.clone()),
                None => inputs.push(format!("{} (new)", source.file)),
            }
        }
        for (file, _) in old.inputs.iter().filter(|(file, _)| !new.sources.iter().any(|s| s.file == *file)) {
            inputs.push(format!("{file} (gone)"));
        }
        let now = env!("CARGO_PKG_VERSION");
        Causes { inputs, version: (old.version != now).then(|| format!("{} is now {now}", old.version)) }
    }

    /// Why a figure differs: the first of these that does.
    fn why(&self, defined: Option<&str>) -> String {
        if !self.inputs.is_empty() {
            format!("input changed: {}", self.inputs.join(", "))
        } else if let Some(was) = defined {
            format!("definition changed, was: {was}")
        } else if let Some(version) = &self.version {
            format!("version changed: {version}")
        } else {
            "the report was altered: inputs, definition and version are the same".into()
        }
    }

    fn notes(&self, name: &str) -> Vec<String> {
        let mut notes = Vec::new();
        if !self.inputs.is_empty() {
            notes.push(format!("{name}: inputs with another SHA-256 than recorded: {}.", self.inputs.join(", ")));
        }
        notes.extend(self.version.iter().map(|v| format!("{name}: version {v}.")));
        notes
    }
}
