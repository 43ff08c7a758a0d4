//! What a file may not do: claim more than it has, unpack to more than memory, nest without end, lead out of its archive, or
//! have a database run something. Each is refused with a message, at once and in little memory.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/layers.rs"]
mod layers;
#[path = "support/refusals.rs"]
mod refusals;

use corridor::layers::{LayerOptions, import, read_profile, read_report, read_speeds, read_table};
use refusals::corridor_in;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The message with which a file is refused, within two seconds and 200 MiB more than before.
fn refusal(name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), content).unwrap();
    let (began, before) = (Instant::now(), most_memory());
    let message = import(&folder.path().join(name), &LayerOptions::default()).map(|_| ()).unwrap_err().to_string();
    assert!(began.elapsed() < Duration::from_secs(5), "{name} took {:?}", began.elapsed());
    assert!(most_memory() - before < 300 << 10, "{name} took {} KiB", most_memory() - before);
    assert!(message.contains("To mend it"), "{name}: {message}");
    message
}

/// The most memory that this process has held so far, in KiB; 0 where nobody says.
fn most_memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"));
    line.and_then(|l| l.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

const BILLION: u32 = 1_000_000_000;

/// A file in which four bytes are another number.
fn with(mut file: Vec<u8>, at: usize, number: [u8; 4]) -> Vec<u8> {
    file[at..at + 4].copy_from_slice(&number);
    file
}

#[test]
fn a_billion_vertices_claimed_are_not_made_room_for() {
    let (shp, dbf) = layers::shapefile();
    let claims = BILLION.to_le_bytes();
    for (name, file) in [
        ("parts.shp", with(shp.clone(), 144, claims)),
        ("points.shp", with(shp.clone(), 148, claims)),
        ("record.shp", with(shp.clone(), 104, BILLION.to_be_bytes())),
    ] {
        assert!(refusal(name, &file).contains("cut off or damaged"), "{name}");
    }
    // A table of a billion rows beside a sound shape.
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("t.shp"), &shp).unwrap();
    fs::write(folder.path().join("t.dbf"), with(dbf, 4, claims)).unwrap();
    let read = import(&folder.path().join("t.shp"), &LayerOptions::default());
    assert!(read.is_err() || read.is_ok_and(|r| r.features.len() == 1));
    // FlatGeobuf: the size of its header, and of a feature.
    let fgb = layers::flatgeobuf();
    let rest = |at: &usize| fgb[*at..*at + 4] == ((fgb.len() - at - 4) as u32).to_le_bytes();
    let feature = (12..fgb.len() - 4).find(rest).unwrap();
    for at in [8, feature] {
        let message = refusal("a.fgb", &with(fgb.clone(), at, claims));
        assert!(message.contains("FlatGeobuf"), "{message}");
    }
    // OSM: the size of a block header, and of a block (the bytes after it stay as they are).
    assert!(refusal("a.osm.pbf", &with(layers::osm(), 0, BILLION.to_be_bytes())).contains("mend"));
    let [head, block] = layers::osm_blocks();
    for (part, claim) in
        [(0usize, &[0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F][..]), (1, &[0x12, 0x80, 0x94, 0xEB, 0xDC, 0x03])]
    {
        let mut blocks = [head.clone(), block.clone()];
        blocks[part].splice(0..0, claim.iter().copied());
        let message = refusal("b.osm.pbf", &layers::framed(&blocks));
        assert!(message.contains("OSM") || message.contains("extract"), "{message}");
    }
}

/// A GeoPackage whose one geometry, and whose schema after it, are these.
fn package(geometry: &[u8], more: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("made.gpkg");
    layers::geopackage(&path);
    let connection = rusqlite::Connection::open(&path).unwrap();
    connection.execute("UPDATE roads SET geom = ?1", [geometry]).unwrap();
    connection.execute_batch(more).unwrap();
    drop(connection);
    fs::read(path).unwrap()
}

#[test]
fn a_geometry_of_a_geopackage_may_not_boast_or_nest() {
    let header = b"GP\0\x01\xe6\x10\0\0";
    let kind = |kind: u32, count: u32| [&[1][..], &kind.to_le_bytes(), &count.to_le_bytes()].concat();
    let boast = |k: u32| [&header[..], &kind(k, BILLION)].concat();
    for k in [2, 3, 4, 5, 6, 7] {
        let message = refusal("boast.gpkg", &package(&boast(k), ""));
        assert!(message.contains("feature 1"), "kind {k}: {message}");
    }
    let deep = [&header[..], &kind(7, 1).repeat(100_000)].concat();
    assert!(refusal("deep.gpkg", &package(&deep, "")).contains("feature 1"));
}

#[test]
fn a_database_runs_nothing_and_is_not_changed() {
    let folder = tempfile::tempdir().unwrap();
    let blob = layers::wkb();
    let sound = [&b"GP\0\x01\xe6\x10\0\0"[..], &blob].concat();
    let hostile = [
        // A layer that is a view, a virtual table, or has columns that are worked out.
        "ALTER TABLE roads RENAME TO r; CREATE VIEW roads AS SELECT randomblob(900000000) AS geom, load_extension('x') AS id;",
        "ALTER TABLE roads RENAME TO r; CREATE VIEW roads AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i AS geom FROM n;",
        "DROP TABLE roads; CREATE TABLE roads (geom BLOB GENERATED ALWAYS AS (zeroblob(900000000)) VIRTUAL, id TEXT); INSERT INTO roads (id) VALUES ('a');",
    ];
    for schema in hostile {
        let message = refusal("run.gpkg", &package(&sound, schema));
        assert!(message.contains("GeoPackage") || message.contains("a column geom"), "{schema}: {message}");
    }
    // What is there and not asked for does no harm: triggers do not fire, other tables are not read.
    let idle =
        "CREATE TABLE log (what TEXT); CREATE TRIGGER t AFTER UPDATE ON roads BEGIN INSERT INTO log VALUES ('x'); END;
        CREATE VIEW v AS SELECT randomblob(900000000);
        ALTER TABLE roads ADD COLUMN big TEXT GENERATED ALWAYS AS (hex(zeroblob(400000000))) VIRTUAL;";
    let path = folder.path().join("idle.gpkg");
    let content = package(&sound, idle);
    fs::write(&path, &content).unwrap();
    let read = import(&path, &LayerOptions::default()).unwrap();
    assert_eq!(read.features.len(), 1);
    assert_eq!(fs::read(&path).unwrap(), content);
    let beside: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(beside, ["idle.gpkg"], "something was made beside it");
    // The same packed: nothing is unpacked to a disk, not even one that expects a log beside it.
    let mut logged = content.clone();
    logged[18..20].fill(2);
    fs::write(folder.path().join("p.gz"), layers::gzipped(&logged)).unwrap();
    assert_eq!(import(&folder.path().join("p.gz"), &LayerOptions::default()).unwrap().features.len(), 1);
    fs::write(&path, &logged).unwrap();
    assert_eq!(import(&path, &LayerOptions::default()).unwrap().features.len(), 1);
    fs::write(folder.path().join("idle.gpkg-wal"), "x").unwrap();
    let message = import(&path, &LayerOptions::default()).unwrap_err().to_string();
    assert!(message.contains("close it in QGIS"), "{message}");
}

#[test]
fn bombs_in_gzip_and_zip_and_archives_in_archives() {
    let spaces = vec![b' '; 64 << 20];
    let csv = layers::csv();
    let twice = layers::gzipped(&layers::gzipped(&spaces));
    let (a, b) = (layers::zipped(&[("a.csv", &spaces)]), layers::gzipped(&spaces));
    for (name, content, says) in [
        ("bomb.gz", b.clone(), "unpacks to at most"),
        ("bomb.zip", a.clone(), "unpacks to at most"),
        ("twice.gz", twice, "unpacks to at most"),
        ("many.gz", b.repeat(3), "unpacks to at most"),
        ("inner.zip", layers::zipped(&[("a.csv", &a)]), "unpacks to at most"),
        (
            "nested.zip",
            layers::zipped(&[("a.zip", &layers::zipped(&[("b.zip", &a)]))]),
            "an archive with a layer in it",
        ),
        ("thrice.gz", layers::gzipped(&layers::gzipped(&layers::gzipped(&csv))), "packed"),
    ] {
        let message = refusal(name, &content);
        assert!(message.contains(says), "{name}: {message}");
    }
    let many: Vec<(String, &[u8])> = (0..10_001).map(|i| (format!("{i}.csv"), &csv[..1])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(n, c)| (n.as_str(), *c)).collect();
    assert!(refusal("many.zip", &layers::zipped(&many)).contains("10001 entries"));
}

/// Names in an archive lead nowhere: what is in it is read in memory, and nothing is written.
#[test]
fn names_in_an_archive_lead_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let (shp, dbf) = layers::shapefile();
    fs::write(at.join("outside.dbf"), "not this one").unwrap();
    for name in ["../outside", "/etc/outside", "..\\outside", "a/../../outside", "C:/outside", "outside\0x"] {
        let inner = [(format!("{name}.shp"), &shp), (format!("{name}.dbf"), &dbf)];
        let inner: Vec<(&str, &[u8])> = inner.iter().map(|(n, c)| (n.as_str(), &c[..])).collect();
        let before: Vec<_> = fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name()).collect();
        fs::write(at.join("slip.zip"), layers::zipped(&inner)).unwrap();
        let read =
            import(&at.join("slip.zip"), &LayerOptions { crs: Some("EPSG:4326".into()), ..LayerOptions::default() });
        if let Ok(read) = read {
            assert!(read.features[0].properties.map().contains_key("TEN"), "{name}: its own table was not read");
        }
        fs::remove_file(at.join("slip.zip")).unwrap();
        let after: Vec<_> = fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(before, after, "{name}");
    }
    assert_eq!(fs::read(at.join("outside.dbf")).unwrap(), b"not this one");
}

#[test]
fn nesting_and_entities_end() {
    let deep = 200_000;
    let laughs: String =
        (1..10).map(|i| format!("<!ENTITY l{i} \"{}\">", format!("&l{};", i - 1).repeat(10))).collect();
    let laughs = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE k [<!ENTITY l0 \"ha\">{laughs}]><kml><Placemark><name>&l9;</name></Placemark></kml>"
    );
    let outside =
        "<!DOCTYPE k [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><kml><Placemark><name>&x;</name></Placemark></kml>";
    let brackets = "[".repeat(deep);
    for (name, content, says) in [
        ("laughs.kml", laughs, "entities of its own"),
        ("outside.kml", outside.into(), "entities of its own"),
        ("deep.kml", format!("<kml>{}", "<Folder>".repeat(deep)), "nested over a hundred"),
        ("deep.gpx", format!("<gpx>{}", "<trk>".repeat(deep)), "nested over a hundred"),
        ("deep.geojson", format!("{{\"type\":\"FeatureCollection\",\"features\":{brackets}"), "JSON"),
        ("deep2.geojson", format!("{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"a\":{brackets}"), "JSON"),
        (
            "deep3.geojson",
            format!("{{\"type\":\"FeatureCollection\",\"features\":[{}", "{\"type\":\"Feature\",\"properties\":{},\"geometry\":{\"type\":\"GeometryCollection\",\"geometries\":[".repeat(50_000)),
            "JSON",
        ),
        ("deep.csv", format!("id,wkt\na,\"{}\"\n", "GEOMETRYCOLLECTION(".repeat(deep)), "well-known text"),
    ] {
        let message = refusal(name, content.as_bytes());
        assert!(message.contains(says), "{name}: {message}");
    }
}

#[test]
fn tables_and_settings_end_too() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let deep = "[".repeat(200_000);
    let said = |message: String| assert!(message.contains("To mend it") && message.len() < 2_000, "{message}");
    said(read_profile(&at("p.toml", &format!("title = {deep}"))).unwrap_err().to_string());
    said(read_speeds(&at("s.toml", &format!("title = {deep}"))).unwrap_err().to_string());
    said(read_profile(&at("q.toml", &"a.".repeat(100_000))).unwrap_err().to_string());
    said(read_report(&at("r.json", &format!("{{\"corridor\":\"1\",\"tables\":{deep}"))).unwrap_err().to_string());
    let wide = format!("{}\n{}\n", "a,".repeat(200_000), "1,".repeat(200_000));
    assert!(read_table(&at("w.csv", &wide)).is_err());
    let toml = format!("title = \"x\"\n{}", "[[layer]]\nrole = \"communes\"\nfile = \"nowhere\"\n".repeat(10_000));
    at("study.toml", &toml);
    let run = corridor_in(folder.path(), ["check", "--study", "."]);
    assert_eq!(run.code, Some(1), "{}", run.err);
}

/// Nothing in the definition of a CRS has a file read.
#[test]
fn a_crs_reads_no_file() {
    let csv = b"id,x,y\n1,103.5,21.5\n";
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.csv"), csv).unwrap();
    for crs in [
        "+proj=longlat +datum=WGS84 +nadgrids=/etc/passwd",
        "+proj=longlat +ellps=WGS84 +geoidgrids=/dev/zero",
        "+init=/etc/passwd:x",
        "/etc/passwd",
        "@/etc/passwd",
        "GEOGCS[\"x\",DATUM[\"x\",SPHEROID[\"x\",6378137,298.25],EXTENSION[\"PROJ4_GRIDS\",\"/etc/passwd\"]],PRIMEM[\"G\",0],UNIT[\"degree\",0.0174532925199433],EXTENSION[\"PROJ4\",\"+proj=longlat +nadgrids=/etc/passwd\"]]",
    ] {
        let options = LayerOptions { crs: Some(crs.into()), ..LayerOptions::default() };
        let message = import(&folder.path().join("a.csv"), &options).unwrap_err().to_string();
        assert!(message.contains("To mend it"), "{crs}: {message}");
    }
    // Web Mercator as GDAL writes it names no grid, in its own way.
    let mercator = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +wktext +no_defs +type=crs";
    fs::write(folder.path().join("m.csv"), "id,x,y\n1,11521567,2443000\n").unwrap();
    let options = LayerOptions { crs: Some(mercator.into()), ..LayerOptions::default() };
    let read = import(Path::new(&folder.path().join("m.csv")), &options);
    assert!(read.is_ok(), "{:?}", read.err().map(|e| e.to_string()));
}
