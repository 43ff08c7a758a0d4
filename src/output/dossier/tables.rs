//! The tables of a dossier: plain HTML with what the script needs to sort, filter and open figures.

use super::super::document::{Cell, Document, Row, Sheet};
use super::super::json::value;
use super::super::language::Language;
use super::super::picture::escaped;
use super::text_of;
use crate::output::columns::{Column, column};
use geo::MapCoords;
use serde_json::{Map, Value, json};

/// The sheets that a dossier shows: those with rows, each once.
pub fn shown_sheets(document: &Document) -> Vec<&Sheet> {
    document.sheets.iter().filter(|s| !s.rows.is_empty()).collect()
}

/// The columns that are read: filled ones, not hidden; the alignment always.
fn shown(sheet: &Sheet) -> Vec<(usize, &Column)> {
    let filled = |i: usize| sheet.rows.iter().any(|r| r.cells[i] != Cell::Empty);
    sheet.columns.iter().enumerate().filter(|(i, c)| filled(*i) && !sheet.hidden.contains(&c.name)).collect()
}

fn at<'r>(sheet: &Sheet, row: &'r Row, name: &str) -> Option<&'r str> {
    let i = sheet.columns.iter().position(|c| c.name == name)?;
    Some(text_of(&row.cells[i])).filter(|t| !t.is_empty())
}

/// One table with its heading, filter and notes.
pub fn section(sheet: &Sheet, language: Language) -> String {
    let say = |text: &str| escaped(&language.say(text));
    let columns = shown(sheet);
    let is_figure = |i: usize| sheet.rows.iter().any(|r| r.cells[i].is_figure());
    let head: String = columns
        .iter()
        .map(|(i, c)| {
            let class = if is_figure(*i) { " class=\"n\"" } else { "" };
            format!(
                "<th scope=\"col\"{class} title=\"{}\" data-label=\"{1}\"><button type=\"button\">{1}</button></th>",
                escaped(&language.meaning(c)),
                escaped(&c.label)
            )
        })
        .collect();
    let rows: String = sheet.rows.iter().map(|row| table_row(sheet, row, &columns, language)).collect();
    let notes: String = sheet.notes.iter().map(|n| format!("<p class=\"soft\">{}</p>", escaped(n))).collect();
    let title = escaped(&sheet.title);
    let filter = match sheet.rows.len() > 8 {
        true => format!(
            "<div class=\"tools\"><label>{} <input type=\"search\" aria-label=\"{0}: {title}\"></label><output></output></div>",
            say("Filter")
        ),
        false => String::new(),
    };
    format!(
        "<section id=\"t-{name}\"><h2>{title}</h2>{filter}<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\"><table data-table=\"{name}\" data-title=\"{title}\"><thead><tr>{head}</tr></thead><tbody>\n{rows}</tbody></table></div>{notes}</section>\n",
        name = sheet.name
    )
}

fn table_row(sheet: &Sheet, row: &Row, columns: &[(usize, &Column)], language: Language) -> String {
    let mut attributes = String::new();
    for (name, column) in [
        ("commune", "commune_id"),
        ("alignment", "alignment_id"),
        ("id", "figure_id"),
        ("name", "commune"),
        ("name", "target"),
        ("name", "named"),
    ] {
        if let Some(text) = at(sheet, row, column)
            && !attributes.contains(&format!("data-{name}="))
        {
            attributes += &format!(" data-{name}=\"{}\"", escaped(text));
        }
    }
    if attributes.contains("data-commune=") || attributes.contains("data-alignment=") {
        attributes += " tabindex=\"0\"";
    }
    let figure = |i: usize| sheet.rows.iter().any(|r| r.cells[i].is_figure());
    let cell = |i: usize| match &row.cells[i] {
        Cell::Empty if figure(i) => "<td class=\"n\" data-v=\"\">–</td>".to_string(),
        cell => table_cell(cell, language),
    };
    let cells: String = columns.iter().map(|(i, _)| cell(*i)).collect();
    format!("<tr{attributes}>{cells}</tr>\n")
}

fn table_cell(cell: &Cell, language: Language) -> String {
    let text = escaped(&language.cell(cell));
    match cell {
        Cell::Empty => "<td data-v=\"\">–</td>".into(),
        Cell::Text(raw) => {
            // A number with words, such as a lower bound of people, is a text; so is everything else.
            format!("<td class=\"t\" data-v=\"{}\">{text}</td>", escaped(raw))
        }
        Cell::Flag(flag) => format!("<td data-v=\"{flag}\">{text}</td>"),
        figure => format!("<td class=\"n\" data-v=\"{}\"><button type=\"button\">{text}</button></td>", value(figure)),
    }
}

/// The columns at a glance, by their specification, with where each comes from: sheet, column, which row of an alignment.
const GLANCE: [(&str, &str, &str, usize); 7] = [
    ("alignment_name", "lengths", "alignment_name", 0),
    ("length_m", "lengths", "length_m", 0),
    ("communes_crossed", "services", "communes", 0),
    ("people_crossed", "services", "people", 0),
    ("communes_within", "services", "communes", 1),
    ("people_within", "services", "people", 2),
    ("nearest_gate_m", "gates", "distance_m", 0),
];

/// The most asked-for figures of each alignment side by side.
pub fn at_a_glance(document: &Document, language: Language) -> String {
    let find = |name: &str| document.sheets.iter().find(|s| s.name == name);
    let Some(lengths) = find("lengths") else { return String::new() };
    let cell = |id: &str, sheet: &str, name: &str, nth: usize| -> Option<&Cell> {
        let sheet = find(sheet)?;
        let i = sheet.columns.iter().position(|c| c.name == name)?;
        Some(&sheet.rows.iter().filter(|r| at(sheet, r, "alignment_id") == Some(id)).nth(nth)?.cells[i])
    };
    let head = |name: &str, class: &str| {
        let label = escaped(&language.label(column(name)));
        format!("<th scope=\"col\"{class} data-label=\"{label}\"><button type=\"button\">{label}</button></th>")
    };
    let heads: String =
        GLANCE.iter().map(|g| head(g.0, if g.0 == "alignment_name" { "" } else { " class=\"n\"" })).collect();
    let figure = |cell: Option<&Cell>| match cell {
        None | Some(Cell::Empty) => "<td class=\"n\" data-v=\"\">–</td>".to_string(),
        Some(cell) => {
            // A lower bound sorts by the number in it.
            let raw = match cell {
                Cell::Text(text) => {
                    text.split(" (").next().unwrap_or(text).chars().filter(char::is_ascii_digit).collect()
                }
                other => value(other).to_string(),
            };
            format!(
                "<td class=\"n\" data-v=\"{raw}\"><button type=\"button\">{}</button></td>",
                escaped(&language.cell(cell))
            )
        }
    };
    let row = |id: &str| {
        let name = cell(id, "lengths", "alignment_name", 0).map(|c| language.cell(c)).unwrap_or_default();
        let figures: String = GLANCE[1..].iter().map(|g| figure(cell(id, g.1, g.2, g.3))).collect();
        let id = escaped(id);
        let name = escaped(&name);
        format!(
            "<tr data-alignment=\"{id}\" tabindex=\"0\"><td data-v=\"{id}\"><b>{id}</b></td><td data-v=\"{name}\">{name}</td>{figures}</tr>"
        )
    };
    let rows: String = lengths.rows.iter().filter_map(|r| at(lengths, r, "alignment_id")).map(row).collect();
    let title = escaped(&language.say("Answer"));
    format!(
        "<div class=\"wide\"><table data-table=\"glance\" data-title=\"{title}\"><thead><tr>{}{heads}</tr></thead><tbody>{rows}</tbody></table></div>",
        head("alignment_id", "")
    )
}

/// What the script knows of the table at a glance.
pub fn glance_described(language: Language) -> Value {
    let names = std::iter::once("alignment_id").chain(GLANCE.iter().map(|g| g.0));
    let columns: Vec<Value> = names.map(|n| described_column(column(n), language)).collect();
    json!({"columns": columns, "roles": ["alignments", "access_points", "communes", "border_gates"]})
}

fn described_column(c: &Column, language: Language) -> Value {
    json!({"name": c.name, "label": language.label(c), "unit": language.say(c.unit), "meaning": language.meaning(c), "empty": language.say(c.empty)})
}

/// The sources of the layers.
pub fn sources(document: &Document, language: Language) -> String {
    let names = ["file", "title", "publisher", "date", "licence", "accuracy", "changed"];
    let head: String = names
        .iter()
        .map(|n| format!("<th style=\"padding:.4rem .6rem\">{}</th>", escaped(&language.label(column(n)))))
        .collect();
    let row = |s: &crate::model::Source| {
        let cells = [&s.file, &s.title, &s.publisher, &s.date, &s.licence, &s.accuracy, &s.changed];
        format!("<tr>{}</tr>", cells.map(|c| format!("<td class=\"t\">{}</td>", escaped(&language.date(c)))).concat())
    };
    let rows: String = document.sources.iter().map(row).collect();
    format!("<div class=\"wide\"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>")
}

/// A layer as GeoJSON, to five decimals: a metre, finer than any pixel of a screen.
pub fn features(sheet: &Sheet) -> Value {
    let round = |v: f64| (v * 1e5).round() / 1e5;
    let feature = |row: &Row| {
        let geometry = row.geometry.as_ref()?.map_coords(|c| geo::Coord { x: round(c.x), y: round(c.y) });
        let kept = |(c, cell): (&Column, &Cell)| (*cell != Cell::Empty).then(|| (c.name.to_string(), value(cell)));
        let properties: Map<String, Value> = sheet.columns.iter().zip(&row.cells).filter_map(kept).collect();
        let geometry = serde_json::to_value(geojson::Geometry::from(&geometry)).ok()?;
        Some(json!({"type": "Feature", "properties": properties, "geometry": geometry}))
    };
    json!({"type": "FeatureCollection", "features": sheet.rows.iter().filter_map(feature).collect::<Vec<_>>()})
}

/// The people of each commune in words.
pub fn people(communes: &Sheet, language: Language) -> Map<String, Value> {
    let i = communes.columns.iter().position(|c| c.name == "population");
    let row = |r: &Row| {
        let code = at(communes, r, "commune_id")?;
        let words = match i.map(|i| &r.cells[i]) {
            Some(Cell::Empty) | None => language.say("people: not known"),
            Some(cell) => format!("{}: {}", language.say("people"), language.cell(cell)),
        };
        Some((code.to_string(), Value::from(words)))
    };
    communes.rows.iter().filter_map(row).collect()
}

/// The length of each alignment in words.
pub fn lengths(alignments: &Sheet, language: Language) -> Map<String, Value> {
    let Some(i) = alignments.columns.iter().position(|c| c.name == "length_m") else { return Map::new() };
    let row = |r: &Row| {
        Some((
            at(alignments, r, "alignment_id")?.to_string(),
            Value::from(format!("{} km", language.cell(&r.cells[i]))),
        ))
    };
    alignments.rows.iter().filter_map(row).collect()
}

/// What the script knows of a table: its columns, and the roles of the layers that its figures rest on.
pub fn described(sheet: &Sheet, language: Language) -> Value {
    let columns: Vec<Value> = shown(sheet).iter().map(|(_, c)| described_column(c, language)).collect();
    let roles: &[&str] = match sheet.name {
        "lengths" | "concurrency" | "coverage" => &["alignments", "communes"],
        "gates" => &["alignments", "border_gates"],
        "zones" => &["alignments", "economic_zones"],
        "km_posts" => &["alignments", "kmposts"],
        "published_lengths" => &["alignments", "length_anchors", "places"],
        "projects" | "versions" | "milestones" | "indicators" => {
            &["projects", "project_versions", "milestones", "indicators"]
        }
        _ => &["alignments", "access_points", "communes", "economic_zones", "border_gates"],
    };
    json!({"columns": columns, "roles": roles})
}
