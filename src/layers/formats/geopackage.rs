//! GeoPackage (OGC 12-128r18): one layer of features of an SQLite file, which is opened read-only and not trusted.

use super::super::archive;
use super::super::content::{Content, Shape};
use super::super::encoding::composed;
use super::wkb;
use crate::error::{Error, Fault, Result, clean};
use crate::model::nearest_names;
use rusqlite::limits::Limit;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Value};
use std::io::Read;
use std::path::Path;

/// A row is never larger than its file; SQLite's own queries need this much.
const SMALLEST: u64 = 1 << 16;
/// Steps of SQLite's machine, in thousands, before a query is no reading of a table any more; more for large files.
const STEPS: u64 = 200_000;

fn refused(expected: &str, found: impl Into<String>, remedy: &str) -> Error {
    Fault::new("geopackage", expected, found).remedy(remedy).into()
}

fn sql(error: &rusqlite::Error) -> Error {
    let said = clean(&error.to_string());
    refused("a GeoPackage", format!("a database that SQLite cannot read: {said}"), "copy or export the file again")
}

/// The layers of features: name, geometry column, and number of the CRS.
type Layer = (String, String, i64);

/// Reads the layer named, or the only one.
pub fn read(path: &Path, layer: Option<&str>) -> Result<Content> {
    let wal = path.with_file_name(format!("{}-wal", path.file_name().unwrap_or_default().to_string_lossy()));
    if std::fs::metadata(&wal).is_ok_and(|about| about.len() > 0) {
        return Err(refused(
            "a GeoPackage that no program is writing to",
            "changes that are not in the file yet (a -wal file beside it)",
            "close it in QGIS, then try again",
        ));
    }
    features(&opened(path)?, layer)
}

/// The same for a GeoPackage that came packed: it is read where it is, in memory.
pub fn read_packed(bytes: &[u8], layer: Option<&str>) -> Result<Content> {
    let (Some((head, rest)), true) = (bytes.split_at_checked(20), bytes.len() as u64 <= archive::LARGEST) else {
        return Err(refused(
            "a whole GeoPackage of at most 1 GiB",
            format!("{} bytes", bytes.len()),
            "name it as a file",
        ));
    };
    let mut connection = Connection::open_in_memory().map_err(|e| sql(&e))?;
    // In memory there is no log to write ahead to; what was in one is not in the file.
    let whole = head[..18].chain(&[1, 1][..]).chain(rest);
    connection.deserialize_read_exact("main", whole, bytes.len(), true).map_err(|e| sql(&e))?;
    untrusted(&connection, bytes.len() as u64)?;
    features(&connection, layer)
}

fn features(connection: &Connection, layer: Option<&str>) -> Result<Content> {
    let layers = layers(connection)?;
    let (name, column, srs) = chosen(&layers, layer)?;
    let mut content = Content { crs: crs(connection, *srs)?, layer: Some(clean(name)), ..Content::default() };
    let columns = columns(connection, name)?;
    let list: Vec<String> = columns.iter().map(|c| quoted(c)).collect();
    let query = format!("SELECT {} FROM {}", list.join(", "), quoted(name));
    let mut statement = connection.prepare(&query).map_err(|e| sql(&e))?;
    let names: Vec<String> = columns.iter().map(composed).collect();
    let geometry_at = names.iter().position(|n| n.eq_ignore_ascii_case(column));
    let Some(geometry_at) = geometry_at else {
        return Err(refused(
            &format!("a column {} of geometries", clean(column)),
            clean(&names.join(", ")),
            "export the layer again",
        ));
    };
    let mut rows = statement.query([]).map_err(|e| sql(&e))?;
    while let Some(row) = rows.next().map_err(|e| sql(&e))? {
        let label = format!("feature {}", content.features.len() + 1);
        let mut map = Map::new();
        let mut shape = Shape::default();
        for (i, name) in names.iter().enumerate() {
            let cell = row.get_ref(i).map_err(|e| sql(&e))?;
            if i == geometry_at {
                if let ValueRef::Blob(blob) = cell {
                    shape = blob_geometry(blob).map_err(|e| e.in_feature(&label))?;
                }
                continue;
            }
            let found = match cell {
                ValueRef::Integer(n) => Value::from(n),
                ValueRef::Real(n) => Value::from(n),
                ValueRef::Text(text) => Value::from(composed(String::from_utf8_lossy(text))),
                _ => Value::Null,
            };
            map.insert(name.clone(), found);
        }
        // The row's own number names nothing that a planner knows.
        let id = match map.contains_key("id") {
            true => None,
            false => map.remove("fid").as_ref().and_then(super::super::properties::as_text),
        };
        content.push_shape(id, map, shape);
    }
    Ok(content)
}

/// Read-only, never to be changed beside it, without anything that a schema could make it run, and not for ever.
fn opened(path: &Path) -> Result<Connection> {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let mut uri = String::from("file:");
    for byte in whole.to_string_lossy().bytes() {
        match byte {
            b'/' | b'.' | b'-' | b'_' => uri.push(char::from(byte)),
            b if b.is_ascii_alphanumeric() => uri.push(char::from(b)),
            b => uri.push_str(&format!("%{b:02X}")),
        }
    }
    uri.push_str("?immutable=1");
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(&uri, flags).map_err(|e| sql(&e))?;
    untrusted(&connection, std::fs::metadata(path).map_or(0, |m| m.len()))?;
    Ok(connection)
}

/// Nothing that the schema says is run, nothing is larger than the file that it comes from, and nothing lasts for ever.
fn untrusted(connection: &Connection, size: u64) -> Result<()> {
    connection
        .execute_batch(
            "PRAGMA trusted_schema=OFF; PRAGMA cell_size_check=ON; PRAGMA mmap_size=0; PRAGMA query_only=ON;",
        )
        .map_err(|e| sql(&e))?;
    let longest = i32::try_from(size.max(SMALLEST)).unwrap_or(i32::MAX);
    connection.set_limit(Limit::SQLITE_LIMIT_LENGTH, longest).map_err(|e| sql(&e))?;
    let (mut steps, most) = (0u64, STEPS + size / 100);
    connection.progress_handler(
        1000,
        Some(move || {
            steps += 1;
            steps > most
        }),
    );
    Ok(())
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn layers(connection: &Connection) -> Result<Vec<Layer>> {
    // A view would run what the file says; only tables are read.
    const LAYERS: &str = include_str!("geopackage_layers.sql");
    let mut statement = connection.prepare(LAYERS).map_err(|e| sql(&e))?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).map_err(|e| sql(&e))?;
    rows.collect::<std::result::Result<Vec<Layer>, _>>().map_err(|e| sql(&e))
}

/// The names of the columns. They are asked for as values, because a statement's own names are trusted to be UTF-8.
fn columns(connection: &Connection, table: &str) -> Result<Vec<String>> {
    const COLUMNS: &str = include_str!("geopackage_columns.sql");
    let mut statement = connection.prepare(COLUMNS).map_err(|e| sql(&e))?;
    let rows = statement.query_map([table], |row| row.get(0)).map_err(|e| sql(&e))?;
    let names = rows.collect::<std::result::Result<Vec<String>, _>>().map_err(|e| sql(&e))?;
    match names.is_empty() {
        true => Err(refused("a layer with columns", "none", "export the layer again")),
        false => Ok(names),
    }
}

fn chosen<'a>(layers: &'a [Layer], asked: Option<&str>) -> Result<&'a Layer> {
    let names: Vec<&str> = layers.iter().map(|l| l.0.as_str()).collect();
    let list = clean(&names.join(", "));
    match (asked, layers) {
        (_, []) => {
            Err(refused("a GeoPackage with a layer of features", "none", "export the layer again as GeoPackage"))
        }
        (None, [only]) => Ok(only),
        (None, _) => Err(Fault::new(
            "layer",
            "a file with one layer, or the name of one",
            format!("{} layers: {list}", names.len()),
        )
        .remedy("name one with --layer")
        .into()),
        (Some(asked), _) => layers.iter().find(|l| l.0 == asked).ok_or_else(|| {
            let near = nearest_names(asked, names.iter().copied());
            let remedy = near.first().map_or("name one of these".to_string(), |n| format!("did you mean {n}?"));
            Fault::new("layer", format!("one of the layers {list}"), format!("\"{asked}\"")).remedy(remedy).into()
        }),
    }
}

fn crs(connection: &Connection, srs: i64) -> Result<Option<String>> {
    if srs <= 0 {
        return Ok(None);
    }
    const CRS: &str = include_str!("geopackage_crs.sql");
    let found = connection.query_row(CRS, [srs], |row| {
        let (organization, code, definition): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        Ok((organization, code, definition))
    });
    match found {
        Ok((organization, code, _)) if organization.eq_ignore_ascii_case("EPSG") => Ok(Some(format!("EPSG:{code}"))),
        // What the first version of well-known text cannot say has its number alone.
        Ok((organization, code, definition)) if definition == "undefined" => {
            Ok(Some(format!("{organization}:{code}")).filter(|_| !organization.eq_ignore_ascii_case("none")))
        }
        Ok((_, _, definition)) => Ok(Some(definition)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(Some(format!("EPSG:{srs}"))),
        Err(error) => Err(sql(&error)),
    }
}

/// The header of a geometry (OGC 12-128r18, clause 2.1.3), then WKB.
fn blob_geometry(blob: &[u8]) -> Result<Shape> {
    let [b'G', b'P', _, flags, _, _, _, _, rest @ ..] = blob else {
        return Err(refused("a geometry of a GeoPackage", "other bytes", "export the layer again"));
    };
    let envelope = match (flags >> 1) & 7 {
        0 => 0,
        1 => 32,
        2 | 3 => 48,
        4 => 64,
        _ => {
            return Err(refused(
                "a geometry of a GeoPackage",
                "an envelope of an unknown kind",
                "export the layer again",
            ));
        }
    };
    if flags & 0x10 != 0 {
        return Ok(Shape::default());
    }
    wkb::geometry(rest.get(envelope..).unwrap_or(&[]))
}
