//! Small layers in every format that is read, written here byte by byte: one road of three places and two names.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use std::io::{Cursor, Write};
use std::path::Path;

/// The road that every file holds.
pub const ROAD: [(f64, f64); 3] = [(103.0, 21.0), (103.1, 21.0), (103.2, 21.05)];
/// Its name.
pub const NAME: &str = "Quốc lộ 279";

fn coordinates() -> String {
    ROAD.iter().map(|(x, y)| format!("[{x},{y}]")).collect::<Vec<_>>().join(",")
}

fn feature(id: &str) -> String {
    format!(
        r#"{{"type":"Feature","properties":{{"id":"{id}","name":"{NAME}","class":3,"paved":true,"note":null}},"geometry":{{"type":"LineString","coordinates":[{}]}}}}"#,
        coordinates()
    )
}

pub fn geojson() -> Vec<u8> {
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, feature("a")).into_bytes()
}

pub fn sequence() -> Vec<u8> {
    format!("\u{1e}{}\n\u{1e}{}\n", feature("a"), feature("b")).into_bytes()
}

pub fn lines() -> Vec<u8> {
    format!("{}\n{}\n", feature("a"), feature("b")).into_bytes()
}

pub fn kml() -> Vec<u8> {
    let places: Vec<String> = ROAD.iter().map(|(x, y)| format!("{x},{y},0")).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><name>d</name><Folder><name>Đường</name>\
         <Placemark id=\"p1\"><name>{NAME}</name><ExtendedData><Data name=\"id\"><value>a</value></Data><SchemaData schemaUrl=\"#s\">\
         <SimpleData name=\"class\">3</SimpleData></SchemaData></ExtendedData><LineString><coordinates>{}</coordinates></LineString></Placemark>\
         </Folder></Document></kml>",
        places.join(" ")
    )
    .into_bytes()
}

pub fn gpx() -> Vec<u8> {
    let places: Vec<String> =
        ROAD.iter().map(|(x, y)| format!("<trkpt lon=\"{x}\" lat=\"{y}\"><ele>500</ele></trkpt>")).collect();
    format!(
        "<?xml version=\"1.0\"?><gpx version=\"1.1\" xmlns=\"http://www.topografix.com/GPX/1/1\"><wpt lon=\"103\" lat=\"21\"><name>w</name></wpt>\
         <trk><name>{NAME}</name><trkseg>{}</trkseg></trk></gpx>",
        places.concat()
    )
    .into_bytes()
}

pub fn csv() -> Vec<u8> {
    let places: Vec<String> = ROAD.iter().map(|(x, y)| format!("{x} {y}")).collect();
    format!("id,name,class,wkt\na,{NAME},3,\"LINESTRING ({})\"\n", places.join(", ")).into_bytes()
}

pub fn points_csv() -> Vec<u8> {
    format!("\u{feff}id;tên;Kinh độ;Vĩ độ\n01;{NAME};103,5;21,25\n").into_bytes()
}

pub fn dxf() -> Vec<u8> {
    let mut text =
        String::from("  0\nSECTION\n  2\nENTITIES\n  0\nLWPOLYLINE\n  5\na\n  8\nTIM_TUYEN\n 90\n3\n 70\n0\n");
    for (x, y) in ROAD {
        text += &format!(" 10\n{x}\n 20\n{y}\n");
    }
    text += "  0\nLINE\n  8\nKHAC\n 10\n103.0\n 20\n21.0\n 30\n0.0\n 11\n103.5\n 21\n21.5\n 31\n0.0\n";
    text += "  0\nENDSEC\n  0\nEOF\n";
    text.into_bytes()
}

/// The parts of a shapefile of one line, the name in UTF-8.
pub fn shapefile() -> (Vec<u8>, Vec<u8>) {
    let mut record = Vec::new();
    record.extend(3u32.to_le_bytes());
    let bounds = [103.0f64, 21.0, 103.2, 21.05];
    bounds.iter().for_each(|b| record.extend(b.to_le_bytes()));
    record.extend(1u32.to_le_bytes());
    record.extend(3u32.to_le_bytes());
    record.extend(0u32.to_le_bytes());
    for (x, y) in ROAD {
        record.extend(x.to_le_bytes());
        record.extend(y.to_le_bytes());
    }
    let mut shp = Vec::new();
    shp.extend(9994u32.to_be_bytes());
    shp.extend([0; 20]);
    shp.extend((((100 + 8 + record.len()) / 2) as u32).to_be_bytes());
    shp.extend(1000u32.to_le_bytes());
    shp.extend(3u32.to_le_bytes());
    bounds.iter().for_each(|b| shp.extend(b.to_le_bytes()));
    shp.extend([0; 32]);
    shp.extend(1u32.to_be_bytes());
    shp.extend(((record.len() / 2) as u32).to_be_bytes());
    shp.extend(record);
    (shp, dbf(&[("ID", b'C', 4), ("TEN", b'C', 40), ("CAP", b'N', 4)], &[&[b"a", NAME.as_bytes(), b"3"]]))
}

/// An attribute table.
pub fn dbf(fields: &[(&str, u8, u8)], rows: &[&[&[u8]]]) -> Vec<u8> {
    let size: usize = 1 + fields.iter().map(|f| usize::from(f.2)).sum::<usize>();
    let mut out = vec![3, 126, 1, 1];
    out.extend((rows.len() as u32).to_le_bytes());
    out.extend(((32 + 32 * fields.len() + 1) as u16).to_le_bytes());
    out.extend((size as u16).to_le_bytes());
    out.extend([0; 20]);
    for (name, kind, width) in fields {
        let mut field = [0u8; 32];
        field[..name.len()].copy_from_slice(name.as_bytes());
        (field[11], field[16]) = (*kind, *width);
        out.extend(field);
    }
    out.push(0x0D);
    for row in rows {
        out.push(b' ');
        for (cell, (_, _, width)) in row.iter().zip(fields) {
            let mut cell = cell.to_vec();
            cell.resize(usize::from(*width), b' ');
            out.extend(cell);
        }
    }
    out.push(0x1A);
    out
}

/// The road as WKB.
pub fn wkb() -> Vec<u8> {
    let mut wkb = vec![1];
    wkb.extend(2u32.to_le_bytes());
    wkb.extend(3u32.to_le_bytes());
    for (x, y) in ROAD {
        wkb.extend(x.to_le_bytes());
        wkb.extend(y.to_le_bytes());
    }
    wkb
}

/// A GeoPackage of one layer, written to this place.
pub fn geopackage(path: &Path) -> Vec<u8> {
    let connection = rusqlite::Connection::open(path).unwrap();
    connection
        .execute_batch(
            "PRAGMA page_size = 512;
             CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT, description TEXT);
             INSERT INTO gpkg_spatial_ref_sys VALUES ('WGS 84', 4326, 'EPSG', 4326, 'GEOGCS[]', '');
             CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT, srs_id INTEGER);
             INSERT INTO gpkg_contents VALUES ('roads', 'features', 'roads', 4326);
             CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
             INSERT INTO gpkg_geometry_columns VALUES ('roads', 'geom', 'LINESTRING', 4326, 0, 0);
             CREATE TABLE roads (fid INTEGER PRIMARY KEY, geom BLOB, id TEXT, name TEXT, class INTEGER);
             PRAGMA application_id = 1196444487;",
        )
        .unwrap();
    let mut blob = b"GP\0\x01\xe6\x10\0\0".to_vec();
    blob.extend(wkb());
    connection.execute("INSERT INTO roads VALUES (1, ?1, 'a', ?2, 3)", rusqlite::params![blob, NAME]).unwrap();
    drop(connection);
    std::fs::read(path).unwrap()
}

/// FlatGeobuf of one line.
pub fn flatgeobuf() -> Vec<u8> {
    use flatgeobuf::geozero::error::Result;
    use flatgeobuf::geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
    use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
    struct Road;
    impl GeozeroGeometry for Road {
        fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> Result<()> {
            processor.linestring_begin(true, ROAD.len(), 0)?;
            ROAD.iter().enumerate().try_for_each(|(i, (x, y))| processor.xy(*x, *y, i))?;
            processor.linestring_end(true, 0)
        }
    }
    let options = FgbWriterOptions { crs: FgbCrs { code: 4326, ..Default::default() }, ..Default::default() };
    let mut writer = FgbWriter::create_with_options("roads", GeometryType::LineString, options).unwrap();
    writer.add_column("id", ColumnType::String, |_, _| {});
    writer.add_column("name", ColumnType::String, |_, _| {});
    writer.add_column("class", ColumnType::Int, |_, _| {});
    writer
        .add_feature_geom(Road, |feature| {
            feature.property(0, "id", &ColumnValue::String("a")).unwrap();
            feature.property(1, "name", &ColumnValue::String(NAME)).unwrap();
            feature.property(2, "class", &ColumnValue::Int(3)).unwrap();
        })
        .unwrap();
    let mut out = Vec::new();
    writer.write(&mut out).unwrap();
    out
}

fn varint(out: &mut Vec<u8>, mut n: u64) {
    while n >= 0x80 {
        out.push(n as u8 | 0x80);
        n >>= 7;
    }
    out.push(n as u8);
}

fn number(out: &mut Vec<u8>, field: u64, n: u64) {
    varint(out, field << 3);
    varint(out, n);
}

fn bytes(out: &mut Vec<u8>, field: u64, content: &[u8]) {
    varint(out, field << 3 | 2);
    varint(out, content.len() as u64);
    out.extend(content);
}

fn zigzag(n: i64) -> u64 {
    ((n << 1) ^ (n >> 63)) as u64
}

fn deltas(numbers: &[i64]) -> Vec<u8> {
    let (mut out, mut before) = (Vec::new(), 0);
    for n in numbers {
        varint(&mut out, zigzag(n - before));
        before = *n;
    }
    out
}

fn blob(kind: &str, content: &[u8]) -> Vec<u8> {
    let mut packed = ZlibEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content).unwrap();
    let mut blob = Vec::new();
    number(&mut blob, 2, content.len() as u64);
    bytes(&mut blob, 3, &packed.finish().unwrap());
    let mut header = Vec::new();
    bytes(&mut header, 1, kind.as_bytes());
    number(&mut header, 3, blob.len() as u64);
    let mut out = (header.len() as u32).to_be_bytes().to_vec();
    out.extend(header);
    out.extend(blob);
    out
}

/// An extract of a header and blocks as they are.
pub fn framed(blocks: &[Vec<u8>; 2]) -> Vec<u8> {
    [blob("OSMHeader", &blocks[0]), blob("OSMData", &blocks[1])].concat()
}

/// A way of an extract: its number, tags, and the numbers of its nodes.
pub type Way<'a> = (i64, &'a [(&'a str, &'a str)], &'a [i64]);

/// A relation: its number, tags, and the ways that are its outer members.
pub type Relation<'a> = (i64, &'a [(&'a str, &'a str)], &'a [i64]);

/// An OpenStreetMap extract.
pub fn extract(nodes: &[(i64, f64, f64)], ways: &[Way], relations: &[Relation]) -> Vec<u8> {
    framed(&blocks(nodes, ways, relations))
}

/// The header and the data of an OpenStreetMap extract, before they are packed.
pub fn blocks(nodes: &[(i64, f64, f64)], ways: &[Way], relations: &[Relation]) -> [Vec<u8>; 2] {
    let mut header = Vec::new();
    bytes(&mut header, 4, b"OsmSchema-V0.6");
    bytes(&mut header, 4, b"DenseNodes");
    let mut strings: Vec<String> = vec![String::new(), "outer".into()];
    let mut text = |t: &str| -> u64 {
        let at = strings.iter().position(|s| s == t).unwrap_or_else(|| {
            strings.push(t.to_string());
            strings.len() - 1
        });
        at as u64
    };
    let packed = |numbers: &[u64]| {
        let mut out = Vec::new();
        numbers.iter().for_each(|n| varint(&mut out, *n));
        out
    };
    let mut dense = Vec::new();
    let unit = |d: f64| (d * 1e7).round() as i64;
    bytes(&mut dense, 1, &deltas(&nodes.iter().map(|n| n.0).collect::<Vec<_>>()));
    bytes(&mut dense, 8, &deltas(&nodes.iter().map(|n| unit(n.2)).collect::<Vec<_>>()));
    bytes(&mut dense, 9, &deltas(&nodes.iter().map(|n| unit(n.1)).collect::<Vec<_>>()));
    let mut groups = Vec::new();
    let mut group = Vec::new();
    bytes(&mut group, 2, &dense);
    groups.push(group);
    let mut group = Vec::new();
    for (id, tags, refs) in ways {
        let mut way = Vec::new();
        number(&mut way, 1, *id as u64);
        bytes(&mut way, 2, &packed(&tags.iter().map(|t| text(t.0)).collect::<Vec<_>>()));
        bytes(&mut way, 3, &packed(&tags.iter().map(|t| text(t.1)).collect::<Vec<_>>()));
        bytes(&mut way, 8, &deltas(refs));
        bytes(&mut group, 3, &way);
    }
    groups.push(group);
    let mut group = Vec::new();
    for (id, tags, members) in relations {
        let mut relation = Vec::new();
        number(&mut relation, 1, *id as u64);
        bytes(&mut relation, 2, &packed(&tags.iter().map(|t| text(t.0)).collect::<Vec<_>>()));
        bytes(&mut relation, 3, &packed(&tags.iter().map(|t| text(t.1)).collect::<Vec<_>>()));
        bytes(&mut relation, 8, &packed(&vec![1; members.len()]));
        bytes(&mut relation, 9, &deltas(members));
        bytes(&mut relation, 10, &packed(&vec![1; members.len()]));
        bytes(&mut group, 4, &relation);
    }
    groups.push(group);
    let mut block = Vec::new();
    let mut table = Vec::new();
    strings.iter().for_each(|s| bytes(&mut table, 1, s.as_bytes()));
    bytes(&mut block, 1, &table);
    groups.iter().filter(|g| !g.is_empty()).for_each(|g| bytes(&mut block, 2, g));
    [header, block]
}

/// An extract with the road and a boundary of two ways.
pub fn osm() -> Vec<u8> {
    framed(&osm_blocks())
}

/// The same before it is packed.
pub fn osm_blocks() -> [Vec<u8>; 2] {
    let mut nodes: Vec<(i64, f64, f64)> = ROAD.iter().enumerate().map(|(i, (x, y))| (i as i64 + 1, *x, *y)).collect();
    nodes.extend([(10, 102.9, 20.9), (11, 103.3, 20.9), (12, 103.3, 21.1), (13, 102.9, 21.1)]);
    blocks(
        &nodes,
        &[
            (100, &[("highway", "trunk"), ("ref", "QL279"), ("name", NAME)], &[1, 2, 3]),
            (101, &[("boundary", "administrative")], &[10, 11, 12]),
            (102, &[("boundary", "administrative")], &[10, 13, 12]),
        ],
        &[(
            7,
            &[
                ("type", "boundary"),
                ("boundary", "administrative"),
                ("admin_level", "6"),
                ("name", "Mường Ảng"),
                ("ref", "03256"),
            ],
            &[101, 102],
        )],
    )
}

pub fn gzipped(content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content).unwrap();
    packed.finish().unwrap()
}

pub fn zipped(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}
