//! Files that GDAL wrote are read as GDAL reads them, and what is written here GDAL reads, to 1e-9 degrees.
//! Where `ogr2ogr` is not there, the tests say so and pass.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

#[path = "support/refusals.rs"]
mod refusals;

use corridor::layers::{Feature, LayerOptions, import};
use geo::CoordsIter;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn gdal() -> bool {
    let there = Command::new("ogr2ogr").arg("--version").output().is_ok_and(|o| o.status.success());
    if !there {
        eprintln!("skipped: ogr2ogr (GDAL) is not on this machine");
    }
    there
}

fn ogr2ogr(folder: &Path, arguments: &[&str]) {
    let run = Command::new("ogr2ogr").current_dir(folder).args(arguments).output().unwrap();
    assert!(run.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&run.stderr));
}

fn geodata(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("geodata").join(file)
}

fn read(path: &Path) -> Vec<Feature> {
    let options = LayerOptions { ignore_z: true, ..LayerOptions::default() };
    import(path, &options).unwrap_or_else(|e| panic!("{}: {e}", path.display())).features
}

/// The coordinates of a layer, a feature after another; rings from their least vertex, in the direction of rising
/// area, because formats turn them.
fn places(features: &[Feature]) -> Vec<Vec<(f64, f64)>> {
    features
        .iter()
        .map(|f| {
            let mut all: Vec<(f64, f64)> =
                f.geometry.iter().flat_map(|g| g.coords_iter()).map(|c| (c.x, c.y)).collect();
            if f.geometry
                .as_ref()
                .is_some_and(|g| matches!(g, geo::Geometry::Polygon(_) | geo::Geometry::MultiPolygon(_)))
            {
                all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
                // A ring's first vertex stands twice, and which it is differs.
                all.dedup();
            }
            all
        })
        .collect()
}

fn same(one: &[Feature], other: &[Feature], what: &str) {
    assert_eq!(one.len(), other.len(), "{what}");
    let mut worst = 0.0f64;
    for (a, b) in places(one).iter().zip(places(other)) {
        assert_eq!(a.len(), b.len(), "{what}");
        for (p, q) in a.iter().zip(b) {
            worst = worst.max((p.0 - q.0).abs()).max((p.1 - q.1).abs());
        }
    }
    assert!(worst < 1e-9, "{what}: {worst:e} degrees apart");
}

#[test]
fn what_gdal_writes_is_read() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for (layer, formats) in [
        (
            "communes.geojson",
            &[
                ("GPKG", "gpkg"),
                ("ESRI Shapefile", "shp"),
                ("FlatGeobuf", "fgb"),
                ("KML", "kml"),
                ("GeoJSONSeq", "geojsonl"),
            ][..],
        ),
        (
            "nh279.geojson",
            &[
                ("GPKG", "gpkg"),
                ("ESRI Shapefile", "shp"),
                ("FlatGeobuf", "fgb"),
                ("KML", "kml"),
                ("DXF", "dxf"),
                ("GeoJSONSeq", "geojsonl"),
            ],
        ),
        (
            "border_gates.geojson",
            &[
                ("GPKG", "gpkg"),
                ("ESRI Shapefile", "shp"),
                ("FlatGeobuf", "fgb"),
                ("KML", "kml"),
                ("GPX", "gpx"),
                ("DXF", "dxf"),
            ],
        ),
    ] {
        let ours = read(&geodata(layer));
        for (driver, extension) in formats {
            let name = format!("{}.{extension}", layer.trim_end_matches(".geojson"));
            let mut arguments = vec!["-f", driver, &name, geodata(layer).to_str().unwrap().to_string().leak() as &str];
            match *driver {
                "FlatGeobuf" => arguments.extend(["-lco", "SPATIAL_INDEX=NO"]),
                "GeoJSONSeq" => arguments.extend(["-lco", "COORDINATE_PRECISION=15"]),
                "DXF" => arguments.extend(["-select", ""]),
                "GPX" => arguments.extend(["-select", "name_vi", "-lco", "FORCE_GPX_TRACK=NO"]),
                "ESRI Shapefile" => arguments.extend(["-lco", "ENCODING=UTF-8"]),
                _ => {}
            }
            ogr2ogr(folder.path(), &arguments);
            same(&ours, &read(&folder.path().join(&name)), &format!("{layer} as {driver}"));
        }
    }
}

/// The codes and names of communes, which every format with attributes must keep to the letter.
fn named(features: &[Feature]) -> Vec<(Option<String>, Option<String>)> {
    let text = |f: &Feature, names: [&str; 2]| names.iter().find_map(|n| f.properties.text(n));
    let mut all: Vec<_> = features.iter().map(|f| (text(f, ["code", "CODE"]), text(f, ["name_vi", "name"]))).collect();
    all.sort();
    all
}

/// Where a layer is in the order of an index or of a dictionary, its features are compared in the order of their places.
fn sorted(mut features: Vec<Feature>) -> Vec<Feature> {
    let key =
        |f: &Feature| f.geometry.iter().flat_map(|g| g.coords_iter()).map(|c| c.x + c.y * 7.0).fold(0.0, f64::max);
    features.sort_by(|a, b| key(a).total_cmp(&key(b)));
    features
}

#[test]
fn every_other_way_in_which_gdal_writes_a_format_is_read() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let formats = Command::new("ogr2ogr").arg("--formats").output().unwrap().stdout;
    let formats = String::from_utf8_lossy(&formats).into_owned();
    for layer in ["communes", "nh279", "border_gates"] {
        let source = geodata(&format!("{layer}.geojson"));
        let ours = sorted(read(&source));
        for (driver, file, options) in [
            ("GeoJSON", "plain.geojson", &["-lco", "COORDINATE_PRECISION=15"][..]),
            ("GeoJSON", "rfc.geojson", &["-lco", "RFC7946=YES", "-lco", "COORDINATE_PRECISION=15"]),
            ("GeoJSONSeq", "rs.geojsons", &["-lco", "RS=YES", "-lco", "COORDINATE_PRECISION=15"]),
            ("GeoJSON", "/vsigzip/packed.geojson.gz", &["-lco", "COORDINATE_PRECISION=15"]),
            ("FlatGeobuf", "indexed.fgb", &[]),
            ("CSV", "wkt.csv", &["-lco", "GEOMETRY=AS_WKT"]),
            (
                "CSV",
                "semicolon.csv",
                &["-lco", "GEOMETRY=AS_WKT", "-lco", "SEPARATOR=SEMICOLON", "-lco", "WRITE_BOM=YES"],
            ),
            ("CSV", "xy.csv", &["-lco", "GEOMETRY=AS_XY"]),
            ("ESRI Shapefile", "zipped.shz", &["-lco", "ENCODING=UTF-8"]),
            ("ESRI Shapefile", "vietnamese.shp", &["-lco", "ENCODING=CP1258"]),
            ("GPKG", "old.gpkg", &["-dsco", "VERSION=1.0", "-lco", "GEOMETRY_NAME=the_geom", "-lco", "FID=stt"]),
            ("GPKG", "plain.gpkg", &["-lco", "SPATIAL_INDEX=NO", "-nlt", "GEOMETRY"]),
            ("LIBKML", "google.kml", &[]),
            ("LIBKML", "google.kmz", &[]),
        ] {
            let points_only = file == "xy.csv" && layer != "border_gates";
            // ogr2ogr writes names that the code page does not have as other ones.
            let other_letters = file == "vietnamese.shp";
            if points_only || !formats.contains(&format!(" {driver} ")) {
                continue;
            }
            let name = match file.strip_prefix("/vsigzip/") {
                Some(file) => format!("{layer}-{file}"),
                None => format!("{layer}-{file}"),
            };
            let target = if file.starts_with("/vsigzip/") {
                format!("/vsigzip/{}", folder.path().join(&name).display())
            } else {
                name.clone()
            };
            let arguments = [&["-f", driver, &target, source.to_str().unwrap()][..], options].concat();
            ogr2ogr(folder.path(), &arguments);
            let theirs = sorted(read(&folder.path().join(&name)));
            same(&ours, &theirs, &format!("{layer} as {driver}, {file}"));
            if layer == "communes" && !other_letters {
                assert_eq!(named(&ours), named(&theirs), "{layer} as {driver}, {file}");
            }
        }
    }
}

#[test]
fn a_geopackage_that_is_written_here_gdal_reads_in_any_crs() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let written = |name: &str, more: &[&str]| {
        let arguments = ["length", "nh279", "--format", "gpkg", "--table", "lengths", "--output", name];
        let run = refusals::corridor_in(at, arguments.iter().chain(more));
        assert_eq!(run.code, Some(0), "{}", run.err);
    };
    let by_gdal = |name: &str, options: &[&str]| {
        let json = format!("{name}.geojson");
        ogr2ogr(
            at,
            &[&["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15"], options, &[&json, name, "lengths"]].concat(),
        );
        json
    };
    written("w.gpkg", &[]);
    same(&read(&at.join("w.gpkg")), &read(&at.join(by_gdal("w.gpkg", &[]))), "WGS 84");
    for crs in ["EPSG:9205", "EPSG:3405", "EPSG:32648"] {
        let name = format!("{}.gpkg", crs.replace(':', "_"));
        written(&name, &["--to-crs", crs]);
        // GDAL moves the layer in WGS 84 to the CRS, and finds what is written here.
        let theirs = by_gdal("w.gpkg", &["-s_srs", "OGC:CRS84", "-t_srs", crs]);
        let ours = by_gdal(&name, &[]);
        let numbers = |name: &str| -> Vec<f64> {
            let read: serde_json::Value = serde_json::from_slice(&fs::read(at.join(name)).unwrap()).unwrap();
            assert!(read["crs"].to_string().contains(crs.trim_start_matches("EPSG:")), "{name}: {}", read["crs"]);
            let mut open = vec![read["features"][0]["geometry"]["coordinates"].clone()];
            let mut all = Vec::new();
            while let Some(value) = open.pop() {
                match value {
                    serde_json::Value::Array(parts) => open.extend(parts),
                    number => all.push(number.as_f64().unwrap()),
                }
            }
            all
        };
        let (theirs, ours) = (numbers(&theirs), numbers(&ours));
        assert_eq!(theirs.len(), ours.len());
        let worst = theirs.iter().zip(&ours).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
        // 1e-9 degrees are 0.1 mm.
        assert!(worst < 1e-4, "{crs}: {worst} m apart");
    }
    let run = refusals::corridor_in(at, ["length", "nh279", "--format", "geojson", "--to-crs", "EPSG:9205"]);
    assert!(run.code == Some(2) && run.err.contains("RFC 7946"), "{}", run.err);
}

/// Every number in a GeoJSON that GDAL wrote, in its order, and the CRS that it names.
fn numbers(path: &Path) -> (String, Vec<f64>) {
    let read: serde_json::Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
    let mut open = vec![read["features"][0]["geometry"]["coordinates"].clone()];
    let mut all = Vec::new();
    while let Some(value) = open.pop() {
        match value {
            serde_json::Value::Array(parts) => open.extend(parts),
            number => all.push(number.as_f64().unwrap()),
        }
    }
    (read["crs"].to_string(), all)
}

fn apart(one: &[f64], other: &[f64]) -> f64 {
    assert_eq!(one.len(), other.len());
    assert!(!one.is_empty());
    one.iter().zip(other).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

/// A CRS, a place where it is used, and whether the way there and back is exact: a datum shift by small angles loses
/// millimetres on its way back, and the latitude of an equal-area CRS comes back by a series, in GDAL as well.
const ANYWHERE: [(&str, f64, f64, bool); 16] = [
    ("EPSG:9205", 103.4, 21.6, false),
    ("EPSG:3405", 103.4, 21.6, false),
    ("EPSG:4756", 103.4, 21.6, false),
    ("EPSG:32648", 103.4, 21.6, true),
    ("EPSG:32748", 106.8, -6.2, true),
    ("EPSG:3857", 103.4, 21.6, true),
    ("EPSG:4258", 10.0, 50.0, true),
    // Northing first by their definition.
    ("EPSG:3035", 10.0, 50.0, false),
    ("EPSG:2193", 175.0, -40.0, true),
    ("EPSG:3413", -45.0, 75.0, true),
    ("EPSG:2154", 2.5, 47.0, true),
    ("EPSG:27700", -1.5, 52.5, false),
    // In feet of the American survey.
    ("EPSG:2225", -122.0, 40.5, true),
    ("ESRI:54030", 103.4, 21.6, true),
    ("ESRI:102003", -96.0, 38.0, false),
    ("EPSG:8857", 103.4, 21.6, false),
];

#[test]
fn a_geopackage_is_in_any_crs_of_the_earth_and_gdal_takes_it_back() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let gdal_writes = |from: &str, to: &str, more: &[&str]| {
        let _ = fs::remove_file(at.join(to));
        let form = ["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=17"];
        ogr2ogr(at, &[&form, more, &[to, from, "lengths"]].concat());
        numbers(&at.join(to))
    };
    for (crs, lon, lat, exact) in ANYWHERE {
        let line = refusals::line(&format!("[[{lon},{lat}],[{},{}],[{lon},{}]]", lon + 0.1, lat + 0.05, lat + 0.2));
        fs::write(at.join("a.geojson"), refusals::collection(&[refusals::feature(r#"{"id":"a"}"#, &line)])).unwrap();
        let study = format!("study-{}", crs.replace(':', "-"));
        let (w, e, s, n) = (lon - 0.5, lon + 0.5, lat - 0.5, lat + 0.5);
        let land = refusals::polygon(&format!("[[[{w},{s}],[{e},{s}],[{e},{n}],[{w},{n}],[{w},{s}]]]"));
        fs::write(at.join("c.geojson"), refusals::collection(&[refusals::feature(r#"{"code":"1"}"#, &land)])).unwrap();
        for (file, role) in [("a.geojson", "alignments"), ("c.geojson", "communes")] {
            let made = refusals::corridor_in(at, ["import", file, "--into", &study, "--as", role]);
            assert_eq!(made.code, Some(0), "{}", made.err);
        }
        let written = |name: &str, more: &[&str]| {
            let asked = ["length", "--study", &study, "--format", "gpkg", "--table", "lengths", "--force", "--output"];
            let run = refusals::corridor_in(at, asked.iter().chain(&[name]).chain(more));
            assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{crs}");
        };
        written("w.gpkg", &[]);
        written("c.gpkg", &["--to-crs", crs]);
        let (named, ours) = gdal_writes("c.gpkg", "c.geojson", &[]);
        let (authority, code) = crs.split_once(':').unwrap();
        assert!(named.contains(&format!(":{authority}:")) && named.contains(&format!(":{code}\"")), "{crs}: {named}");
        // GDAL moves the layer in WGS 84 to the CRS and finds what is written here: to 0.1 mm, which 1e-9 degrees are.
        let (_, theirs) = gdal_writes("w.gpkg", "t.geojson", &["-s_srs", "OGC:CRS84", "-t_srs", crs]);
        let worst = apart(&ours, &theirs);
        assert!(worst < if ours[0].abs() < 360.0 { 1e-9 } else { 1e-4 }, "{crs}: {worst:e} from what GDAL makes");
        // And back to where it was, as near as GDAL brings back what it has moved itself.
        let (_, back) = gdal_writes("c.gpkg", "b.geojson", &["-t_srs", "OGC:CRS84"]);
        let _ = fs::remove_file(at.join("t.gpkg"));
        ogr2ogr(at, &["-f", "GPKG", "-s_srs", "OGC:CRS84", "-t_srs", crs, "t.gpkg", "w.gpkg", "lengths"]);
        let (_, their_back) = gdal_writes("t.gpkg", "tb.geojson", &["-t_srs", "OGC:CRS84"]);
        let worst = apart(&back, &their_back);
        assert!(worst < 1e-9, "{crs}: {worst:e} degrees from where GDAL comes back to");
        let (_, source) = gdal_writes("w.gpkg", "s.geojson", &[]);
        let worst = apart(&back, &source);
        assert!(worst < if exact { 1e-9 } else { 1e-7 }, "{crs}: {worst:e} degrees from where it was");
    }
}

/// What is no CRS for places on a map, and what its CRS cannot express, is said; nothing is written.
#[test]
fn a_crs_that_no_geopackage_can_be_in_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (crs, said) in [
        ("EPSG:5773", "vertical"),
        ("EPSG:4978", "geocentric"),
        ("EPSG:4979", "heights"),
        ("EPSG:9707", "compound"),
        ("EPSG:999999", "EPSG:9205"),
        ("+proj=utm +zone=48 +datum=WGS84 +type=crs", "EPSG:9205"),
        ("IAU_2015:30100", "PROJ"),
        // The Earth as it is seen from above America.
        ("ESRI:102038", "can express"),
    ] {
        let asked = ["length", "nh279", "--format", "gpkg", "--output", "x.gpkg", "--to-crs", crs];
        let run = refusals::corridor_in(folder.path(), asked);
        assert_eq!(run.code, Some(2), "{crs}: {}", run.err);
        assert!(run.err.contains(said), "{crs}: {}", run.err);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{crs}");
    }
    // What can be expressed but is not meant to be is said too.
    let asked = ["length", "nh279", "--format", "gpkg", "--output", "x.gpkg", "--to-crs", "EPSG:3035"];
    let run = refusals::corridor_in(folder.path(), asked);
    assert!(run.code == Some(0) && run.err.contains("outside the area"), "{}", run.err);
}

#[test]
fn what_gdal_projects_comes_back_with_its_datum_shift() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = geodata("border_gates.geojson");
    for crs in ["EPSG:9205", "EPSG:3405", "EPSG:32648", "EPSG:5896"] {
        for (driver, extension) in [("GPKG", "gpkg"), ("ESRI Shapefile", "shp"), ("FlatGeobuf", "fgb")] {
            let name = format!("{}.{extension}", crs.replace(':', "_"));
            ogr2ogr(
                folder.path(),
                &["-f", driver, "-s_srs", "OGC:CRS84", "-t_srs", crs, &name, source.to_str().unwrap()],
            );
            let ours = read(&folder.path().join(&name));
            // There and back a datum shift by small angles loses a millimetre: what GDAL makes of the same file counts.
            let json = format!("{name}.geojson");
            let options = ["-f", "GeoJSON", "-t_srs", "OGC:CRS84", "-lco", "COORDINATE_PRECISION=15"];
            ogr2ogr(folder.path(), &[&options[..], &[&json, &name]].concat());
            let back = read(&folder.path().join(&json));
            // FlatGeobuf is written in the order of its index.
            let sorted = |features: &[Feature]| {
                let mut all = places(features).concat();
                all.sort_by(|a, b| a.0.total_cmp(&b.0));
                all
            };
            for (p, q) in sorted(&ours).iter().zip(sorted(&back)) {
                let apart = (p.0 - q.0).abs().max((p.1 - q.1).abs());
                assert!(apart < 1e-9, "{name}: {apart:e} degrees");
            }
        }
    }
}

#[test]
fn what_is_written_here_gdal_reads() {
    if !gdal() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let source = geodata("nh279.geojson");
    let run =
        refusals::corridor_in(folder.path(), ["import", source.to_str().unwrap(), "--into", "s", "--as", "alignments"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let written = fs::read_dir(folder.path().join("s"))
        .unwrap()
        .map(|e| e.unwrap().path())
        .find(|p| p.extension().is_some_and(|e| e == "geojson"));
    ogr2ogr(
        folder.path(),
        &["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", "back.geojson", written.unwrap().to_str().unwrap()],
    );
    let back = read(&folder.path().join("back.geojson"));
    same(&read(&source), &back, "a layer of a study");
    // A measure's places are rounded to a centimetre, once.
    let run =
        refusals::corridor_in(folder.path(), ["length", "nh279", "--format", "geojson", "--output", "length.geojson"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    ogr2ogr(
        folder.path(),
        &["-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=15", "length_back.geojson", "length.geojson"],
    );
    same(&read(&folder.path().join("length.geojson")), &read(&folder.path().join("length_back.geojson")), "a result");
}
