//! Inputs of several parts, and what has to stand around a part so that a reader comes to it.

use crate::files::put;
use rusqlite::Connection;
use std::cell::RefCell;
use std::path::PathBuf;

/// What stands between two parts of an input.
pub const BETWEEN: &[u8] = b"--8<--";

/// The parts of an input.
pub fn parts(data: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(data);
    std::iter::from_fn(move || {
        let now = rest?;
        match now.windows(BETWEEN.len()).position(|w| w == BETWEEN) {
            Some(at) => {
                rest = Some(&now[at + BETWEEN.len()..]);
                Some(&now[..at])
            }
            None => {
                rest = None;
                Some(now)
            }
        }
    })
}

fn varint(out: &mut Vec<u8>, mut n: usize) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn bytes(out: &mut Vec<u8>, field: u8, content: &[u8]) {
    out.push(field << 3 | 2);
    varint(out, content.len());
    out.extend(content);
}

/// An OSM extract of these blocks, the first of them its header, not packed.
pub fn framed(blocks: &[&[u8]]) -> Vec<u8> {
    let mut out = Vec::new();
    for (i, block) in blocks.iter().enumerate() {
        let mut blob = Vec::new();
        bytes(&mut blob, 1, block);
        let mut header = Vec::new();
        bytes(&mut header, 1, if i == 0 { b"OSMHeader" } else { b"OSMData" });
        header.push(3 << 3);
        varint(&mut header, blob.len());
        out.extend((header.len() as u32).to_be_bytes());
        out.extend(header);
        out.extend(blob);
    }
    out
}

const LAYER: &str = "
    PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA application_id = 1196444487;
    CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT,
        organization_coordsys_id INTEGER, definition TEXT, description TEXT);
    INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[]', '');
    CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
    INSERT INTO gpkg_contents VALUES ('roads', 'features', 'roads', 4326);
    CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER,
        z TINYINT, m TINYINT);
    INSERT INTO gpkg_geometry_columns VALUES ('roads', 'geom', 'LINESTRING', 4326, 0, 0);
    CREATE TABLE roads (fid INTEGER PRIMARY KEY, geom BLOB);
    INSERT INTO roads VALUES (1, NULL);";

thread_local! {
    static PACKAGE: RefCell<Option<(Connection, PathBuf)>> = const { RefCell::new(None) };
}

/// A sound GeoPackage whose one geometry is these bytes.
pub fn geopackage_with(geometry: &[u8]) -> PathBuf {
    PACKAGE.with(|package| {
        let mut package = package.borrow_mut();
        let (connection, path) = package.get_or_insert_with(|| {
            let path = put("w.gpkg", b"");
            let connection = Connection::open(&path).expect("a database in memory");
            connection.execute_batch(LAYER).expect("a GeoPackage");
            (connection, path)
        });
        connection.execute("UPDATE roads SET geom = ?1", [geometry]).expect("a row");
        path.clone()
    })
}
