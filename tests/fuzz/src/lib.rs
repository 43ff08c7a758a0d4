//! What each fuzz target does with the bytes that it is given.
//!
//! Every target gives the bytes to the readers as a user would: as files. They must be read or refused, and a refusal
//! must say what to do and be fit for a terminal. A panic, ten seconds or a gibibyte are findings.

mod files;
mod inputs;

use corridor::error::Error;
use corridor::layers::{
    ROLES_OF_IMPORT, checked, import, inspect_study, mapped, read_alignments, read_communes, read_profile, read_report,
    read_speeds, read_table, read_zones, LayerOptions,
};
use corridor::measure::{DrawnWay, stitch};
use corridor::output::layer_text;
use corridor::Metres;
use files::{emptied, put};
use geo::Geometry;
use inputs::{framed, geopackage_with, parts};
use std::path::Path;

/// A refusal that a user can do something with.
fn judged<T>(read: Result<T, Error>) -> Option<T> {
    match read {
        Ok(read) => Some(read),
        Err(error) => {
            let message = error.to_string();
            assert!(message.contains("To mend it"), "no remedy: {message}");
            assert!(message.len() < 50_000, "a message of {} bytes", message.len());
            assert!(!message.contains(|c: char| c.is_control() && c != '\n'), "control characters: {message:?}");
            None
        }
    }
}

/// The encodings that an input may ask for, by its first byte.
const ENCODINGS: [Option<&str>; 4] = [None, Some("UTF-8"), Some("windows-1258"), Some("TCVN3")];

/// The options that the first byte asks for, and the rest.
fn asked(data: &[u8]) -> Option<(LayerOptions, &[u8])> {
    let (first, rest) = data.split_first()?;
    let choice = usize::from(*first);
    let options = LayerOptions {
        ignore_z: choice & 1 == 0,
        encoding: ENCODINGS[choice >> 1 & 3].map(str::to_string),
        crs: (choice & 0x80 != 0).then(|| "EPSG:9205".to_string()),
        ..LayerOptions::default()
    };
    Some((options, rest))
}

fn imported(name: &str, data: &[u8], options: &LayerOptions) {
    judged(import(&put(name, data), options));
}

macro_rules! single {
    ($($(#[$doc:meta])* $target:ident $file:literal;)*) => {$(
        $(#[$doc])*
        pub fn $target(data: &[u8]) {
            imported($file, data, &LayerOptions { ignore_z: true, ..LayerOptions::default() });
        }
    )*};
}

/// GeoJSON: as any layer, and as alignments and communes, which are read block by block where nothing is unusual.
pub fn geojson(data: &[u8]) {
    let path = put("a.geojson", data);
    let options = LayerOptions { ignore_z: true, ..LayerOptions::default() };
    judged(import(&path, &options));
    judged(read_alignments(&path, &options));
    judged(read_communes(&path, &options));
}

single! {
    /// GeoJSON sequences, RFC 8142 and newline-delimited.
    sequence "a.geojsonl";
    /// A whole GeoPackage.
    geopackage "a.gpkg";
    /// KML.
    kml "a.kml";
    /// GPX.
    gpx "a.gpx";
    /// FlatGeobuf.
    flatgeobuf "a.fgb";
    /// zip, KMZ and gzip.
    packed "a.zip";
    /// Anything, by its content alone.
    door "a";
}

/// CSV with coordinates or WKT; the first byte chooses encoding and CRS.
pub fn csv_table(data: &[u8]) {
    if let Some((options, rest)) = asked(data) {
        imported("a.csv", rest, &options);
    }
}

/// DXF; the first byte chooses encoding and CRS.
pub fn dxf(data: &[u8]) {
    if let Some((options, rest)) = asked(data) {
        imported("a.dxf", rest, &options);
    }
}

/// A shapefile: shapes, table, CRS and code page as parts.
pub fn shapefile(data: &[u8]) {
    let Some((options, rest)) = asked(data) else { return };
    let mut parts = parts(rest);
    let shapes = parts.next().unwrap_or_default();
    emptied(&["s.dbf", "s.prj", "s.cpg"]);
    for (name, part) in ["s.dbf", "s.prj", "s.cpg"].iter().zip(parts) {
        put(name, part);
    }
    imported("s.shp", shapes, &options);
}

/// An OSM extract: each part is a block, not packed, so that its content is reached.
pub fn osm(data: &[u8]) {
    let blocks: Vec<&[u8]> = parts(data).collect();
    imported("a.osm.pbf", &framed(&blocks), &LayerOptions::default());
}

/// The geometry of a row of a sound GeoPackage.
pub fn wkb(data: &[u8]) {
    judged(import(&geopackage_with(data), &LayerOptions { ignore_z: true, ..LayerOptions::default() }));
}

/// A study: its `study.toml`, then a part for each of these.
pub fn study(data: &[u8]) {
    const FILES: [&str; 5] = ["study.toml", "layer.geojson", "kmposts.csv", "speeds.toml", "table.csv"];
    emptied(&FILES);
    for (name, part) in FILES.iter().zip(parts(data)) {
        put(name, part);
    }
    let folder = put("nothing", b"");
    let folder = folder.parent().unwrap_or(Path::new("."));
    for fault in inspect_study(Some(folder)).faults {
        assert!(!fault.remedy.is_empty(), "no remedy: {fault:?}");
    }
}

/// Tables, profiles, speeds and reports; the first byte says which.
pub fn documents(data: &[u8]) {
    let Some((kind, rest)) = data.split_first() else { return };
    match kind % 4 {
        0 => drop(judged(read_table(&put("d.csv", rest)))),
        1 => drop(judged(read_profile(&put("d.toml", rest)))),
        2 => drop(judged(read_speeds(&put("s.toml", rest)))),
        _ => drop(judged(read_report(&put("d.json", rest)))),
    }
}

/// GeoJSON as each role of a study: mapped, stitched, written and read again. The first byte chooses the role.
pub fn mapping(data: &[u8]) {
    let Some((choice, rest)) = data.split_first() else { return };
    let path = put("m.geojson", rest);
    let options = LayerOptions { ignore_z: true, ..LayerOptions::default() };
    let (role, ..) = ROLES_OF_IMPORT[usize::from(*choice) % ROLES_OF_IMPORT.len()];
    let Some(read) = judged(import(&path, &options)) else { return };
    let ways: Vec<DrawnWay> = read.features.iter().filter_map(|f| {
        let Some(Geometry::LineString(line)) = &f.geometry else { return None };
        Some(DrawnWay { label: f.label.clone(), line: line.0.clone(), is_link: line.0.len() == 3 })
    }).collect();
    let Ok(snap) = Metres::new(30.0) else { return };
    if ways.len() < 200 {
        judged(stitch(&ways, snap, None));
    }
    let Some(mapped) = judged(mapped(read.features, role, &[])) else { return };
    let text = layer_text(&mapped.features);
    judged(checked(role, text.as_bytes()));
    judged(read_communes(&path, &options));
    judged(read_zones(&path, &options));
    judged(read_alignments(&path, &options));
}
