//! Every format through the one door: the same road comes out, with its attributes, whatever the file is called.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/layers.rs"]
mod layers;
#[path = "support/refusals.rs"]
mod refusals;

use corridor::layers::{LayerOptions, read_alignments, read_communes, read_zones};
use layers::{NAME, ROAD};
use refusals::{COMMUNES, corridor_in};
use std::fs;
use std::path::{Path, PathBuf};

/// A folder with one file of each format that holds the road, and what identifies it there.
fn files() -> (tempfile::TempDir, Vec<(PathBuf, LayerOptions)>) {
    let folder = tempfile::tempdir().unwrap();
    let with = |id: &str| LayerOptions { id: Some(id.into()), ..LayerOptions::default() };
    let (shp, dbf) = layers::shapefile();
    let gpkg = layers::geopackage(&folder.path().join("roads.gpkg"));
    let prj = br#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
    let zipped_shape = layers::zipped(&[("d/a.SHP", &shp), ("d/a.dbf", &dbf), ("d/a.prj", prj), ("d/a.cpg", b"UTF-8")]);
    let given: Vec<(&str, Vec<u8>, LayerOptions)> = vec![
        ("a.geojson", layers::geojson(), with("id")),
        ("a.bin", layers::geojson(), with("id")),
        ("marked.geojson", [b"\xEF\xBB\xBF".to_vec(), layers::geojson()].concat(), with("id")),
        ("a.geojsons", layers::sequence(), with("id")),
        ("a.geojsonl", layers::lines(), with("id")),
        ("a.kml", layers::kml(), with("id")),
        ("a.kmz", layers::zipped(&[("doc.kml", &layers::kml()), ("files/x.png", b"x")]), with("id")),
        ("a.csv", layers::csv(), with("id")),
        ("a.fgb", layers::flatgeobuf(), with("id")),
        ("a.shp", shp.clone(), with("ID")),
        ("a.dbf", dbf.clone(), with("ID")),
        ("a.zip", zipped_shape, with("ID")),
        ("a.gpkg.gz", layers::gzipped(&gpkg), with("id")),
        ("a.gpkg.zip", layers::zipped(&[("roads.gpkg", &gpkg)]), with("id")),
        ("a.geojson.gz", layers::gzipped(&layers::geojson()), with("id")),
        ("a.kml.gz", layers::gzipped(&layers::kml()), with("id")),
    ];
    let mut files = vec![(folder.path().join("roads.gpkg"), with("id"))];
    for (name, content, options) in given {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        if !name.ends_with(".dbf") {
            files.push((path, options));
        }
    }
    (folder, files)
}

#[test]
fn the_same_road_comes_out_of_every_format() {
    let (_folder, files) = files();
    for (path, options) in files {
        let roads = read_alignments(&path, &options).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let road = roads.iter().find(|r| r.id() == "a").unwrap_or_else(|| panic!("{}", path.display()));
        let found: Vec<(f64, f64)> = road.vertices().iter().map(|v| (v.x, v.y)).collect();
        assert_eq!(found, ROAD, "{}", path.display());
        let name = &road.about.name.local;
        assert!(
            name == NAME
                || name.is_empty() && path.to_string_lossy().ends_with(".shp")
                || name.is_empty() && path.ends_with("a.zip"),
            "{}: {name}",
            path.display()
        );
    }
}

#[test]
fn every_verb_reads_them_and_standard_input_too() {
    let (folder, files) = files();
    fs::write(folder.path().join("communes.geojson"), COMMUNES).unwrap();
    for (i, (path, options)) in files.iter().enumerate() {
        let (path, out) = (path.to_str().unwrap(), format!("out{i}"));
        let id = options.id.as_deref().unwrap();
        let run = corridor_in(
            folder.path(),
            ["assess", "--alignments", path, "--communes", "communes.geojson", "--alignment-id", id, "--out", &out],
        );
        assert_eq!(run.code, Some(0), "{path}: {}", run.err);
        let lengths = fs::read_to_string(folder.path().join(&out).join("lengths.csv")).unwrap();
        assert!(lengths.contains(",22174.487,"), "{path}: {lengths}");
    }
    let piped = assert_cmd::Command::cargo_bin("corridor")
        .unwrap()
        .current_dir(folder.path())
        .args(["assess", "--alignments", "-", "--communes", "communes.geojson", "--out", "piped"])
        .write_stdin(layers::gzipped(&layers::geojson()))
        .output()
        .unwrap();
    assert!(piped.status.success(), "{}", String::from_utf8_lossy(&piped.stderr));
}

fn read_bytes(name: &str, content: &[u8]) -> PathBuf {
    let folder = tempfile::tempdir().unwrap().keep();
    let path = folder.join(name);
    fs::write(&path, content).unwrap();
    path
}

#[test]
fn points_land_and_tags_come_with_their_kinds() {
    let options = |id: &str| LayerOptions { id: Some(id.into()), ..LayerOptions::default() };
    // A decimal comma, a semicolon, a header in Vietnamese, a code with its zero.
    let zones = read_zones(&read_bytes("p.csv", &layers::points_csv()), &options("id")).unwrap();
    assert_eq!(zones[0].site.id, "01");
    assert!(format!("{:?}", zones[0].site.geometry).contains("103.5"));
    // The whole extract: a road, and a boundary closed from two ways.
    let all = read_bytes("x.osm.pbf", &layers::osm());
    let error = read_communes(&all, &options("ref")).unwrap_err().to_string();
    assert!(error.contains("way/100") && error.contains("LineString"), "{error}");
}

#[test]
fn what_a_file_does_not_say_is_not_guessed() {
    let metres = "id,x,y\n1,501500,2365500\n";
    let message =
        read_zones(&read_bytes("m.csv", metres.as_bytes()), &LayerOptions::default()).unwrap_err().to_string();
    assert!(message.contains("EPSG:9205 (VN-2000 / TM-3 103-00)"), "{message}");
    // A surveyor's X is the northing.
    let swapped = "id,x,y\n1,2365500,501500\n";
    let message =
        read_zones(&read_bytes("m.csv", swapped.as_bytes()), &LayerOptions::default()).unwrap_err().to_string();
    assert!(message.contains("with the two columns swapped"), "{message}");
    // Named, but wrongly: these northings are of no place where that meridian is used.
    let far = LayerOptions { crs: Some("EPSG:9218".into()), ..LayerOptions::default() };
    let message = read_zones(&read_bytes("m.csv", metres.as_bytes()), &far).unwrap_err().to_string();
    assert!(message.contains("EPSG:9218") && message.contains("EPSG:9205"), "{message}");
    let right = LayerOptions { crs: Some("EPSG:9205".into()), ..LayerOptions::default() };
    assert_eq!(read_zones(&read_bytes("m.csv", metres.as_bytes()), &right).unwrap().len(), 1);
}

#[test]
fn what_is_not_read_is_named_with_the_way_out() {
    for (name, content, says) in [
        ("a.parquet", &b"PAR1xxxxPAR1"[..], "ogr2ogr"),
        ("a.dwg", b"AC1027xxxx", "DXF"),
        ("a.xls", &[0xD0, 0xCF, 0x11, 0xE0, 0, 0], "CSV"),
        ("a.dbf", b"\x03xxxx", ".shp"),
        ("a.osm", b"<?xml version='1.0'?><osm version=\"0.6\"></osm>", "osmium"),
        ("a.zip", &layers::zipped(&[("readme.md", b"x")]), "readme.md"),
        ("two.zip", &layers::zipped(&[("a.kml", b"x"), ("b.kml", b"x")]), "--layer"),
    ] {
        let message = read_alignments(&read_bytes(name, content), &LayerOptions::default()).unwrap_err().to_string();
        assert!(message.contains(says) && message.contains("To mend it"), "{name}: {message}");
    }
}

#[test]
fn a_kmz_that_only_links_to_its_layer_is_followed() {
    let links =
        b"<kml><Document><NetworkLink><Link><href>layers/roads.kml</href></Link></NetworkLink></Document></kml>";
    let kmz = layers::zipped(&[("doc.kml", links), ("layers/roads.kml", &layers::kml())]);
    let read = read_alignments(&read_bytes("a.kmz", &kmz), &LayerOptions { ignore_z: true, ..LayerOptions::default() });
    assert_eq!(read.unwrap().len(), 1);
    let two = layers::zipped(&[("doc.kml", links), ("a.kml", &layers::kml()), ("b.kml", &layers::kml())]);
    let message = read_alignments(&read_bytes("b.kmz", &two), &LayerOptions::default()).unwrap_err().to_string();
    assert!(message.contains("2 layers") && message.contains("--layer"), "{message}");
}

#[test]
fn nothing_is_written_beside_what_is_read() {
    let (folder, files) = files();
    let listing = |at: &Path| {
        let mut names: Vec<_> = fs::read_dir(at).unwrap().map(|e| e.unwrap().file_name()).collect();
        names.sort();
        names
    };
    let before = listing(folder.path());
    for (path, options) in &files {
        read_alignments(path, options).unwrap();
    }
    assert_eq!(listing(folder.path()), before);
}
