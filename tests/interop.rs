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
