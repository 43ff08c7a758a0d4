//! GeoPackage: every table of a document as a layer or a table, with its style, index, columns and sources.
//!
//! The file is built in memory with SQLite and given out as bytes, so it is whole or absent as every other. Nothing in
//! it depends on the day it was made: two runs give the same bytes.

mod crs;
mod wkb;

pub use crs::Crs;

use super::document::{Cell, Document, Row, Sheet};
use super::language::Language;
use crate::error::{Fault, Result};
use geo::Geometry;
use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};
use wkb::{Kind, Sides, blob};

/// The day that stands where a GeoPackage wants one; the dates of the data are in its metadata.
const DAY: &str = "2025-07-01T00:00:00.000Z";

fn failed(error: rusqlite::Error) -> crate::error::Error {
    Fault::new("geopackage", "a document that SQLite can hold", error.to_string())
        .remedy("ask for GeoJSON instead, and report it with the study")
        .into()
}

/// The document as a GeoPackage. `style` gives the QML of a layer.
///
/// # Errors
/// SQLite refuses a table: the message says which.
pub fn geopackage(
    document: &Document,
    crs: &Crs,
    language: Language,
    style: &dyn Fn(&Sheet) -> Option<String>,
) -> Result<Vec<u8>> {
    build(document, crs, language, style).map_err(failed)
}

fn build(
    document: &Document,
    crs: &Crs,
    language: Language,
    style: &dyn Fn(&Sheet) -> Option<String>,
) -> rusqlite::Result<Vec<u8>> {
    let mut db = Connection::open_in_memory()?;
    // "GPKG", version 1.3.
    db.execute_batch("PRAGMA page_size = 4096; PRAGMA application_id = 0x47504B47; PRAGMA user_version = 10300;")?;
    let work = db.transaction()?;
    work.execute_batch(include_str!("schema.sql"))?;
    let mut systems = vec![crs.clone()];
    // Every GeoPackage has it.
    if *crs != Crs::wgs84() {
        systems.push(Crs::wgs84());
    }
    for system in &systems {
        let first = if system.version == 1 { system.definition.as_str() } else { "undefined" };
        work.execute(
            "INSERT INTO gpkg_spatial_ref_sys VALUES (?1, ?2, ?3, ?4, ?5, NULL)",
            params![system.name, system.srs_id(), system.organization, system.number, first],
        )?;
    }
    if crs.version > 1 {
        work.execute_batch(include_str!("second_definition.sql"))?;
        let set = "UPDATE gpkg_spatial_ref_sys SET definition_12_063 = ?2 WHERE srs_id = ?1";
        work.execute(set, params![crs.srs_id(), crs.definition])?;
    }
    for sheet in &document.sheets {
        table(&work, sheet, crs, language)?;
        if let Some(qml) = style(sheet) {
            work.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) VALUES ('', '', ?1, 'geom', ?1, ?2, '', 1, ?3, '', NULL, ?4)",
                params![sheet.name, qml, language.say(&sheet.title), DAY],
            )?;
        }
    }
    work.execute(
        "INSERT INTO gpkg_contents VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?1, NULL, NULL, NULL, NULL, 0)",
        [DAY],
    )?;
    metadata(&work, document)?;
    work.commit()?;
    Ok(db.serialize(rusqlite::MAIN_DB)?.to_vec())
}

/// A name as SQL writes identifiers.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn column_type(sheet: &Sheet, column: usize) -> &'static str {
    let mut cells = sheet.rows.iter().map(|r| &r.cells[column]).filter(|c| **c != Cell::Empty);
    match cells.next() {
        Some(Cell::Length(_) | Cell::Distance(_) | Cell::Chainage(_) | Cell::Share(_) | Cell::Number(..)) => "DOUBLE",
        Some(Cell::Count(_)) => "INTEGER",
        Some(Cell::Flag(_)) => "BOOLEAN",
        Some(Cell::Text(_) | Cell::Empty) | None => "TEXT",
    }
}

fn value(cell: &Cell) -> Value {
    let rounded = |v: f64, decimals: i32| Value::Real((v * 10f64.powi(decimals)).round() / 10f64.powi(decimals) + 0.0);
    match cell {
        Cell::Text(text) => Value::Text(text.to_string()),
        Cell::Length(m) | Cell::Distance(m) => rounded(m.metres(), 3),
        Cell::Chainage(c) => rounded(c.from_origin().metres(), 3),
        Cell::Share(share) => rounded(*share, 6),
        Cell::Count(n) => Value::Integer(i64::try_from(*n).unwrap_or(i64::MAX)),
        Cell::Number(v, decimals) => rounded(*v, i32::try_from(*decimals).unwrap_or(6)),
        Cell::Flag(flag) => Value::Integer(i64::from(*flag)),
        Cell::Empty => Value::Null,
    }
}

fn table(db: &Connection, sheet: &Sheet, crs: &Crs, language: Language) -> rusqlite::Result<()> {
    let kind = Kind::of(sheet.rows.iter().filter_map(|r| r.geometry.as_ref()));
    let mut columns = vec!["\"fid\" INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL".to_string()];
    columns.extend(kind.map(|k| format!("\"geom\" {}", k.name())));
    let typed = sheet.columns.iter().enumerate().map(|(i, c)| format!("{} {}", quoted(c.name), column_type(sheet, i)));
    columns.extend(typed);
    db.execute_batch(&format!("CREATE TABLE {} ({});", quoted(sheet.name), columns.join(", ")))?;
    let title = language.say(&sheet.title);
    let about = sheet.notes.iter().map(|n| language.say(n)).collect::<Vec<_>>().join(" ");
    let (what, srs) = if kind.is_some() { ("features", crs.srs_id()) } else { ("attributes", 0) };
    db.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![sheet.name, what, title, about, DAY, srs],
    )?;
    if let Some(kind) = kind {
        db.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?1, 'geom', ?2, ?3, 0, 0)",
            params![sheet.name, kind.name(), crs.srs_id()],
        )?;
    }
    for column in &sheet.columns {
        let meaning = match column.unit {
            "" => language.meaning(column),
            unit => format!("{} ({})", language.meaning(column), language.say(unit)),
        };
        db.execute(
            "INSERT INTO gpkg_data_columns (table_name, column_name, title, description) VALUES (?1, ?2, ?3, ?4)",
            params![sheet.name, column.name, language.label(column), meaning],
        )?;
    }
    rows(db, sheet, crs, kind)
}

fn rows(db: &Connection, sheet: &Sheet, crs: &Crs, kind: Option<Kind>) -> rusqlite::Result<()> {
    let mut places = 1 + sheet.columns.len();
    places += usize::from(kind.is_some());
    let marks: Vec<String> = (1..=places).map(|i| format!("?{i}")).collect();
    let mut insert = db.prepare(&format!("INSERT INTO {} VALUES ({})", quoted(sheet.name), marks.join(", ")))?;
    let mut boxes: Vec<(i64, Sides)> = Vec::new();
    for (n, Row { cells, geometry }) in sheet.rows.iter().enumerate() {
        let fid = n as i64 + 1;
        let mut values = vec![Value::Integer(fid)];
        if kind.is_some() {
            let drawn = geometry.as_ref().and_then(|g: &Geometry<f64>| blob(g, crs.srs_id()));
            values.push(drawn.map_or(Value::Null, |(bytes, sides)| {
                boxes.push((fid, sides));
                Value::Blob(bytes)
            }));
        }
        values.extend(cells.iter().map(value));
        insert.execute(params_from_iter(values))?;
    }
    if kind.is_none() {
        return Ok(());
    }
    let all = boxes.iter().map(|b| b.1).reduce(|a, b| [a[0].min(b[0]), a[1].min(b[1]), a[2].max(b[2]), a[3].max(b[3])]);
    if let Some([x, y, x2, y2]) = all {
        db.execute(
            "UPDATE gpkg_contents SET min_x = ?2, min_y = ?3, max_x = ?4, max_y = ?5 WHERE table_name = ?1",
            params![sheet.name, x, y, x2, y2],
        )?;
    }
    let index = quoted(&format!("rtree_{}_geom", sheet.name));
    db.execute_batch(&format!("CREATE VIRTUAL TABLE {index} USING rtree(id, minx, maxx, miny, maxy);"))?;
    let mut insert = db.prepare(&format!("INSERT INTO {index} VALUES (?1, ?2, ?3, ?4, ?5)"))?;
    for (fid, [x, y, x2, y2]) in &boxes {
        insert.execute(params![fid, x, x2, y, y2])?;
    }
    db.execute(
        "INSERT INTO gpkg_extensions VALUES (?1, 'geom', 'gpkg_rtree_index', 'http://www.geopackage.org/spec120/#extension_rtree', 'write-only')",
        [sheet.name],
    )?;
    db.execute_batch(&include_str!("rtree.sql").replace("<t>", sheet.name))
}

/// Sources and licences, as metadata of the whole file.
fn metadata(db: &Connection, document: &Document) -> rusqlite::Result<()> {
    let about = serde_json::json!({
        "corridor": env!("CARGO_PKG_VERSION"),
        "title": document.title,
        "definitions": document.definitions.iter().map(|(k, v)| (k.clone(), serde_json::Value::from(v.as_str()))).collect::<serde_json::Map<_, _>>(),
        "notes": document.notes,
        "credits": document.credits,
        "sources": document.sources,
    });
    let text = serde_json::to_string_pretty(&about).unwrap_or_default();
    db.execute(
        "INSERT INTO gpkg_metadata VALUES (1, 'dataset', 'https://www.rfc-editor.org/rfc/rfc8259', 'application/json', ?1)",
        [text],
    )?;
    db.execute("INSERT INTO gpkg_metadata_reference VALUES ('geopackage', NULL, NULL, NULL, ?1, 1, NULL)", [DAY])
        .map(drop)
}
