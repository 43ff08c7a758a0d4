//! The doctor: each fault put into a sound world is found with its place and size, mended, and gone; nothing else is touched.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/layers.rs"]
mod layers;
#[path = "support/refusals.rs"]
mod refusals;

use corridor::Metres;
use corridor::geodesy::{LonLat, inverse};
use corridor::layers::{Drawn, LayerOptions, RawLayer, raw_layer};
use corridor::measure::mend::{Finding, Outcome, Wanted, examined, mended};
use geo::CoordsIter;
use proptest::prelude::*;
use proptest::sample::Index;
use refusals::{corridor, corridor_in};
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

const SIDE: usize = 4;

/// A sound coverage: a grid whose corners and borders are jittered, every border drawn alike on both sides.
#[derive(Debug, Clone)]
struct World {
    features: Vec<Value>,
    /// How wide a commune is, in degrees.
    cell: f64,
}

fn world(origin: (f64, f64), cell: f64, jitter: &[f64]) -> World {
    let j = |k: usize| jitter[k % jitter.len()] * cell * 0.12;
    let corner = |x: usize, y: usize| {
        let k = 2 * (x + y * (SIDE + 1));
        [origin.0 + x as f64 * cell + j(k), origin.1 + y as f64 * cell + j(k + 1)]
    };
    let middle =
        |a: [f64; 2], b: [f64; 2], k: usize| [(a[0] + b[0]) / 2.0 + j(3 * k + 1), (a[1] + b[1]) / 2.0 + j(3 * k + 2)];
    let along = |x: usize, y: usize| middle(corner(x, y), corner(x + 1, y), 50 + x + 10 * y);
    let up = |x: usize, y: usize| middle(corner(x, y), corner(x, y + 1), 150 + x + 10 * y);
    let mut features = Vec::new();
    for y in 0..SIDE {
        for x in 0..SIDE {
            let ring = [
                corner(x, y),
                along(x, y),
                corner(x + 1, y),
                up(x + 1, y),
                corner(x + 1, y + 1),
                along(x, y + 1),
                corner(x, y + 1),
                up(x, y),
                corner(x, y),
            ];
            let code = format!("{:05}", 3000 + x + y * SIDE);
            features.push(json!({
                "type": "Feature", "mine": [1.50, null],
                "properties": {"code": code, "name": format!("Xã {x}{y}"), "population": 5000},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }));
        }
    }
    World { features, cell }
}

impl World {
    fn text(&self) -> String {
        let lines: Vec<String> = self.features.iter().map(|f| f.to_string()).collect();
        format!(
            "{{\"type\": \"FeatureCollection\",  \"name\": \"xã\",\n\"features\": [\n{}\n] , \"more\":0}}\n",
            lines.join(" ,\n")
        )
    }

    fn ring(&mut self, i: usize) -> &mut Vec<Value> {
        self.features[i]["geometry"]["coordinates"][0].as_array_mut().unwrap()
    }

    fn place(&self, i: usize, vertex: usize) -> LonLat {
        let v = &self.features[i]["geometry"]["coordinates"][0][vertex];
        LonLat { x: v[0].as_f64().unwrap(), y: v[1].as_f64().unwrap() }
    }

    /// Moves a vertex of one commune towards its middle by so many metres, negative away from it.
    fn shift(&mut self, i: usize, vertex: usize, metres: f64) {
        let (at, other) = (self.place(i, vertex), self.place(i, (vertex + 4) % 8));
        let t = metres / inverse(at, other).distance;
        self.ring(i)[vertex] = json!([at.x + (other.x - at.x) * t, at.y + (other.y - at.y) * t]);
    }
}

fn layer(text: &str) -> RawLayer {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("communes.geojson");
    fs::write(&path, text).unwrap();
    let mut layer = raw_layer(&path, &LayerOptions::default()).unwrap();
    layer.features.iter_mut().for_each(|f| f.role = "communes".into());
    layer
}

const TOLERANCE: f64 = 25.0;

fn tolerance() -> Metres {
    Metres::new(TOLERANCE).unwrap()
}

fn found(drawn: &[Drawn]) -> Vec<Finding> {
    examined(drawn, tolerance())
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    let mut codes: Vec<&str> = findings.iter().map(|f| f.fault.code).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}

fn only(code: &str) -> Wanted {
    Wanted { codes: vec![code.into()], features: Vec::new() }
}

fn mend(drawn: &[Drawn], code: &str) -> Outcome {
    mended(drawn, &[], &only(code), tolerance())
}

/// Puts a fault of this code into the world: the communes that may change with its mend.
fn inject(world: &mut World, code: &str, i: usize, vertex: usize, metres: f64) -> Vec<usize> {
    let x = i % SIDE;
    match code {
        "axes-swapped" => {
            for v in world.ring(i) {
                *v = json!([v[1].clone(), v[0].clone()]);
            }
            vec![i]
        }
        "ring-open" => {
            world.ring(i).pop();
            vec![i]
        }
        "ring-too-short" => {
            let v = world.ring(i)[vertex].clone();
            world.features[i]["geometry"]["coordinates"].as_array_mut().unwrap().push(json!([v, v, v, v]));
            vec![i]
        }
        "ring-twice" => {
            let rings = world.features[i]["geometry"]["coordinates"].clone();
            world.features[i]["geometry"] = json!({"type": "MultiPolygon", "coordinates": [rings, rings]});
            vec![i]
        }
        "vertex-repeated" => {
            let v = world.ring(i)[vertex].clone();
            world.ring(i).insert(vertex, v);
            vec![i]
        }
        "feature-twice" => {
            let copy = world.features[i].clone();
            world.features.push(copy);
            vec![world.features.len() - 1]
        }
        "ring-crosses-itself" => {
            // A bow out of the southern rim.
            let a = world.place(x, 0);
            let b = world.place(x, 1);
            let d = world.cell * 0.02;
            let m = [(a.x + b.x) / 2.0, (a.y + b.y) / 2.0];
            let (p, q) = ([m[0] + d, m[1] - 8.0 * d], [m[0] - d, m[1] - 8.0 * d]);
            world.ring(x).splice(1..1, [json!(m), json!(p), json!(q), json!([m[0] + d / 2.0, m[1] + d / 2.0])]);
            vec![x]
        }
        "communes-gap" | "communes-overlap" => {
            // The middle of the border with the commune to the east, or to the west of it.
            let east = x + 1 < SIDE;
            let (vertex, beside) = if east { (3, i + 1) } else { (7, i - 1) };
            world.shift(i, vertex, if code == "communes-gap" { metres } else { -metres });
            vec![i, beside]
        }
        "foreign-feature" => {
            world.features[i]["properties"]["name"] = json!("ເມືອງ");
            vec![i]
        }
        other => panic!("{other}"),
    }
}

const BY_FEATURE: [&str; 10] = [
    "axes-swapped",
    "ring-open",
    "ring-too-short",
    "ring-twice",
    "vertex-repeated",
    "feature-twice",
    "ring-crosses-itself",
    "communes-gap",
    "communes-overlap",
    "foreign-feature",
];

fn jitters() -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1.0..1.0f64, 60)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sound_world_has_no_fault(jitter in jitters(), cell in prop::sample::select(vec![0.004, 0.03, 0.2]), far in any::<bool>()) {
        let origin = if far { (103.1, 21.3) } else { (9.7, 52.1) };
        let world = world(origin, cell, &jitter);
        let layer = layer(&world.text());
        let faults = found(&layer.features);
        prop_assert!(faults.is_empty(), "{:?}", faults.iter().map(|f| f.fault.to_string()).collect::<Vec<_>>());
        let outcome = mended(&layer.features, &[], &Wanted::default(), tolerance());
        prop_assert!(outcome.done.is_empty() && outcome.changed.is_empty());
    }

    #[test]
    fn each_fault_is_found_where_it_is_mended_and_gone_and_nothing_else_is_touched(
        jitter in jitters(), i in any::<Index>(), vertex in 1usize..7, metres in 3.0..12.0f64, code in prop::sample::select(BY_FEATURE.to_vec()),
    ) {
        let mut world = world((103.1, 21.3), 0.03, &jitter);
        let i = i.index(SIDE * SIDE);
        let touched = inject(&mut world, code, i, vertex, metres);
        let layer = layer(&world.text());
        let faults = found(&layer.features);
        prop_assert_eq!(codes(&faults), vec![code], "{:?}", faults.iter().map(|f| f.fault.to_string()).collect::<Vec<_>>());
        let fault = &faults[0].fault;
        let place = fault.place.unwrap_or(LonLat { x: 0.0, y: 0.0 });
        let near = touched.iter().any(|&t| {
            let own = if code == "feature-twice" { i } else { t };
            // The first vertex of the feature, right way round.
            let at = &world.features[own]["geometry"]["coordinates"];
            let at = if code == "ring-twice" { &at[0][0][0] } else { &at[0][0] };
            let (a, b) = (at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
            inverse(place, LonLat { x: a.max(b), y: a.min(b) }).distance < 8_000.0
        });
        prop_assert!(code == "ring-too-short" || near, "{} at {:?}", code, place);
        let size = fault.size.map(|s| s.0);
        match code {
            "communes-gap" | "communes-overlap" => {
                // A strip between two borders that meet at both ends is about half as wide on average as at its middle.
                let border = 0.03 * 111_000.0;
                let area = size.unwrap();
                prop_assert!(area > 0.15 * metres * border && area < 0.75 * metres * border, "{area} for {metres}");
            }
            "vertex-repeated" => prop_assert_eq!(size, Some(1.0)),
            "axes-swapped" => prop_assert_eq!(size, Some(9.0)),
            "ring-open" => {
                let gap = inverse(world.place(i, 7), world.place(i, 0)).distance;
                prop_assert!((size.unwrap() - gap).abs() < 1e-6);
            }
            _ => {}
        }
        let outcome = mend(&layer.features, code);
        prop_assert!(!outcome.done.is_empty());
        let mut left = found(&outcome.drawn);
        // What is left out leaves a hole, which is said.
        left.retain(|f| code != "foreign-feature" || f.fault.code != "communes-gap");
        prop_assert!(left.is_empty(), "{} left: {:?}", code, left.iter().map(|f| f.fault.to_string()).collect::<Vec<_>>());
        for (k, (before, after)) in layer.features.iter().zip(&outcome.drawn).enumerate() {
            if !touched.contains(&k) {
                prop_assert_eq!(&before.feature.geometry, &after.feature.geometry);
                prop_assert!(!after.left_out && !outcome.changed.contains(&k), "{} changed {}", code, k);
            }
        }
    }

    #[test]
    fn what_is_wider_than_the_tolerance_stays(jitter in jitters(), i in any::<Index>(), gap in any::<bool>()) {
        let mut world = world((103.1, 21.3), 0.03, &jitter);
        let code = if gap { "communes-gap" } else { "communes-overlap" };
        inject(&mut world, code, i.index(SIDE * SIDE), 0, 200.0);
        let layer = layer(&world.text());
        let faults = found(&layer.features);
        prop_assert_eq!(codes(&faults), vec![code]);
        prop_assert!(faults.iter().all(|f| f.cure.is_none() && f.fault.for_a_person));
        let outcome = mend(&layer.features, code);
        prop_assert!(outcome.done.is_empty() && outcome.changed.is_empty());
    }

    #[test]
    fn land_is_neither_made_nor_lost_where_borders_are_mended(jitter in jitters(), i in any::<Index>(), metres in 3.0..12.0f64) {
        let mut world = world((103.1, 21.3), 0.03, &jitter);
        let whole = total(&layer(&world.text()).features);
        inject(&mut world, "communes-overlap", i.index(SIDE * SIDE), 0, metres);
        let outcome = mend(&layer(&world.text()).features, "communes-overlap");
        // A ten-thousandth of a square metre a commune is the rounding of the overlay.
        prop_assert!((total(&outcome.drawn) - whole).abs() < 0.1, "{} {}", total(&outcome.drawn), whole);
    }
}

fn total(drawn: &[Drawn]) -> f64 {
    let area = |d: &Drawn| match d.feature.geometry.as_ref() {
        Some(geo::Geometry::Polygon(p)) => corridor::geodesy::polygon_area(&geo::MultiPolygon(vec![p.clone()])),
        Some(geo::Geometry::MultiPolygon(m)) => corridor::geodesy::polygon_area(m),
        _ => 0.0,
    };
    drawn.iter().filter(|d| !d.left_out).map(area).sum()
}

#[test]
fn a_sliver_goes_to_the_neighbour_it_borders_on_most() {
    let mut world = world((103.1, 21.3), 0.03, &[0.0]);
    // A strip eight metres wide along the eastern border of commune 5, cut off from it and given to commune 15.
    let (a, b) = (world.place(5, 2), world.place(5, 4));
    let wide = 8.0 / 103_700.0;
    let strip = json!([[
        [a.x - wide, a.y],
        [a.x, a.y],
        [a.x, (a.y + b.y) / 2.0],
        [b.x, b.y],
        [b.x - wide, b.y],
        [a.x - wide, a.y]
    ]]);
    for vertex in [2, 3, 4] {
        let at = world.place(5, vertex);
        world.ring(5)[vertex] = json!([at.x - wide, at.y]);
    }
    let own = world.features[15]["geometry"]["coordinates"].clone();
    world.features[15]["geometry"] = json!({"type": "MultiPolygon", "coordinates": [own, strip]});
    let layer = layer(&world.text());
    let faults = found(&layer.features);
    assert_eq!(codes(&faults), ["sliver"], "{:?}", faults.iter().map(|f| f.fault.to_string()).collect::<Vec<_>>());
    let outcome = mend(&layer.features, "sliver");
    assert_eq!(codes(&found(&outcome.drawn)), [""; 0]);
    assert!(outcome.changed.contains(&15) && outcome.changed.contains(&5) || outcome.changed.contains(&6));
    assert!((total(&outcome.drawn) - total(&layer.features)).abs() < 0.1);
}

fn told(folder: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let run = corridor_in(folder, arguments);
    (run.code, run.out, run.err)
}

#[test]
fn the_copy_keeps_every_byte_that_no_mend_concerns() {
    let mut world = world((103.1, 21.3), 0.03, &[0.3, -0.7, 0.1, 0.9, -0.2]);
    inject(&mut world, "ring-open", 2, 0, 0.0);
    inject(&mut world, "feature-twice", 9, 0, 0.0);
    let text = world.text();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("xã.geojson"), &text).unwrap();
    let (code, out, _) = told(folder.path(), &["check", "xã.geojson", "--as", "communes", "--format", "csv"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("error,ring-open") && out.contains("warning,feature-twice"), "{out}");
    let (code, _, err) = told(folder.path(), &["mend", "xã.geojson"]);
    assert_eq!(code, Some(0));
    assert!(err.contains("nothing was written"), "{err}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    let mend = ["mend", "xã.geojson", "--into", "new.geojson"];
    assert_eq!(told(folder.path(), &mend).0, Some(0));
    let new = fs::read_to_string(folder.path().join("new.geojson")).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("xã.geojson")).unwrap(), text, "the input was touched");
    let (old, new): (Vec<&str>, Vec<&str>) = (text.lines().collect(), new.lines().collect());
    assert_eq!(new.len(), old.len() - 1);
    for (k, line) in old.iter().enumerate().take(new.len()) {
        // Head, features and tail; the third feature is closed, the last before the tail left out.
        match k {
            4 => {
                assert!(new[k].starts_with(r#"{"geometry":{"coordinates""#) || new[k].contains(r#""mine":[1.5,null]"#))
            }
            k if k + 1 == new.len() => assert_eq!(new[k], "] , \"more\":0}"),
            k if k + 2 == new.len() => assert_eq!(new[k].trim_end_matches(" ,"), line.trim_end_matches(" ,")),
            _ => assert_eq!(new[k], *line),
        }
    }
    let (code, out, _) = told(folder.path(), &["check", "new.geojson", "--as", "communes", "--fail-on", "warning"]);
    assert_eq!(code, Some(0), "{out}");
    let log: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("new-mend-log.json")).unwrap()).unwrap();
    assert_eq!(log["tables"]["mends"]["rows"].as_array().unwrap().len(), 2);
    assert!(fs::read_to_string(folder.path().join("new-mend-log.md")).unwrap().contains("ring-open"));
    assert_eq!(told(folder.path(), &mend).0, Some(2), "it would have been overwritten");
    assert_eq!(told(folder.path(), &["mend", "xã.geojson", "--into", "xã.geojson", "--force"]).0, Some(2), "the input");
}

/// A commune of four corners whose ring does not come back to the first, clockwise as a shapefile wants it.
const OPEN: [(f64, f64); 4] = [(102.9, 20.9), (102.9, 21.1), (103.3, 21.1), (103.3, 20.9)];

/// The same in VN-2000 / TM-3 103-00, about.
const IN_METRES: [(f64, f64); 4] =
    [(490_000.0, 2_310_000.0), (490_000.0, 2_310_200.0), (490_400.0, 2_310_200.0), (490_400.0, 2_310_000.0)];

/// It in a GeoPackage of this CRS.
fn open_in_geopackage(path: &Path, srs: i32, places: &[(f64, f64)]) {
    layers::geopackage(path);
    let mut blob = [&b"GP\0\x01"[..], &srs.to_le_bytes(), &[1]].concat();
    [3, 1, places.len() as u32].iter().for_each(|n| blob.extend(n.to_le_bytes()));
    places.iter().for_each(|(x, y)| blob.extend([x.to_le_bytes(), y.to_le_bytes()].concat()));
    let connection = rusqlite::Connection::open(path).unwrap();
    connection.execute("UPDATE roads SET geom = ?1, id = '03127'", [blob]).unwrap();
    let moved = format!(
        "UPDATE gpkg_spatial_ref_sys SET srs_id = {srs}, organization_coordsys_id = {srs}; \
         UPDATE gpkg_contents SET srs_id = {srs}; UPDATE gpkg_geometry_columns SET srs_id = {srs};"
    );
    connection.execute_batch(&moved).unwrap();
}

/// It in FlatGeobuf.
fn open_in_flatgeobuf() -> Vec<u8> {
    use flatgeobuf::geozero::error::Result;
    use flatgeobuf::geozero::{ColumnValue, GeomProcessor, GeozeroGeometry, PropertyProcessor};
    use flatgeobuf::{ColumnType, FgbCrs, FgbWriter, FgbWriterOptions, GeometryType};
    struct Land;
    impl GeozeroGeometry for Land {
        fn process_geom<P: GeomProcessor>(&self, processor: &mut P) -> Result<()> {
            processor.polygon_begin(true, 1, 0)?;
            processor.linestring_begin(false, OPEN.len(), 0)?;
            OPEN.iter().enumerate().try_for_each(|(i, (x, y))| processor.xy(*x, *y, i))?;
            processor.linestring_end(false, 0)?;
            processor.polygon_end(true, 0)
        }
    }
    let options = FgbWriterOptions { crs: FgbCrs { code: 4326, ..Default::default() }, ..Default::default() };
    let mut writer = FgbWriter::create_with_options("communes", GeometryType::Polygon, options).unwrap();
    writer.add_column("code", ColumnType::String, |_, _| {});
    writer
        .add_feature_geom(Land, |feature| {
            feature.property(0, "code", &ColumnValue::String("03127")).unwrap();
        })
        .unwrap();
    let mut out = Vec::new();
    writer.write(&mut out).unwrap();
    out
}

/// It in a shapefile: the shapes and their attributes.
fn open_in_shapefile() -> (Vec<u8>, Vec<u8>) {
    let mut record = 5u32.to_le_bytes().to_vec();
    [102.9f64, 20.9, 103.3, 21.1].iter().for_each(|b| record.extend(b.to_le_bytes()));
    [1, OPEN.len() as u32, 0].iter().for_each(|n| record.extend(n.to_le_bytes()));
    OPEN.iter().for_each(|(x, y)| record.extend([x.to_le_bytes(), y.to_le_bytes()].concat()));
    let (line, _) = layers::shapefile();
    let mut shp = line[..100].to_vec();
    shp[32] = 5;
    shp[24..28].copy_from_slice(&(((108 + record.len()) / 2) as u32).to_be_bytes());
    shp.extend(1u32.to_be_bytes());
    shp.extend(((record.len() / 2) as u32).to_be_bytes());
    shp.extend(record);
    (shp, layers::dbf(&[("CODE", b'C', 5)], &[&[b"03127"]]))
}

#[test]
fn an_open_ring_is_mended_in_whatever_format_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path();
    let places = |between: &str, after: &str| {
        OPEN.iter().map(|(x, y)| format!("{x}{between}{y}")).collect::<Vec<_>>().join(after)
    };
    let kml = format!(
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark><name>Xã</name><ExtendedData><Data name=\"code\"><value>03127</value></Data></ExtendedData>\
         <Polygon><outerBoundaryIs><LinearRing><coordinates>{}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>",
        places(",", " ")
    );
    let ring = OPEN.map(|(x, y)| [x, y]);
    let feature = json!({"type": "Feature", "properties": {"code": "03127"}, "geometry": {"type": "Polygon", "coordinates": [ring]}});
    fs::write(at.join("a.kml"), kml).unwrap();
    fs::write(at.join("a.csv"), format!("code,wkt\n03127,\"POLYGON (({}))\"\n", places(" ", ", "))).unwrap();
    fs::write(at.join("many.csv"), format!("code,wkt\n03127,\"MULTIPOLYGON ((({})))\"\n", places(" ", ", "))).unwrap();
    fs::write(at.join("a.geojsonl"), format!("{feature}\n")).unwrap();
    fs::write(at.join("a.fgb"), open_in_flatgeobuf()).unwrap();
    let (shp, dbf) = open_in_shapefile();
    fs::write(at.join("a.shp"), shp).unwrap();
    fs::write(at.join("a.dbf"), dbf).unwrap();
    open_in_geopackage(&at.join("a.gpkg"), 4326, &OPEN);
    open_in_geopackage(&at.join("metres.gpkg"), 9205, &IN_METRES);
    for name in ["a.kml", "a.csv", "many.csv", "a.geojsonl", "a.fgb", "a.shp", "a.gpkg", "metres.gpkg"] {
        // No verb takes it.
        let (code, _, err) = told(at, &["import", name, "--into", "none", "--as", "communes"]);
        assert!(code == Some(2) && err.contains("a ring that is not closed"), "{name}: {err}");
        assert!(err.contains("feature 1"), "{name}: {err}");
        // The doctor sees it, where it is and how wide it gapes, and closes it.
        let (code, out, err) = told(at, &["check", name, "--as", "communes", "--format", "json"]);
        assert_eq!(code, Some(1), "{name}: {out} {err}");
        let said: Value = serde_json::from_str(&out).unwrap();
        let rows = said["tables"]["faults"]["rows"].as_array().unwrap();
        let open = rows.iter().find(|r| r["code"] == "ring-open").unwrap_or_else(|| panic!("{name}: {out}"));
        assert!((open["fault_lon"].as_f64().unwrap() - 103.1).abs() < 0.3, "{name}: {open}");
        let mended = format!("mended-{}.geojson", name.replace('.', "-"));
        let (code, out, err) = told(at, &["mend", name, "--only", "ring-open", "--into", &mended, "--format", "csv"]);
        assert_eq!(code, Some(0), "{name}: {err}");
        // One vertex more than the file has.
        let counts = [OPEN.len(), OPEN.len() + 1].map(|n| format!(", {n} vertices"));
        let places = counts.map(|count| out.find(&count).unwrap_or_else(|| panic!("{name}: {out}")));
        assert!(places[0] < places[1], "{name}: {out}");
        let text = fs::read_to_string(at.join(&mended)).unwrap();
        assert!(text.contains("03127"), "{name}: {text}");
        let layer = raw_layer(&at.join(&mended), &LayerOptions::default()).unwrap();
        let (before, after) = (raw_layer(&at.join(name), &LayerOptions::default()).unwrap(), &layer.features[0]);
        assert_eq!((before.features.len(), before.features[0].open.len(), after.open.len()), (1, 1, 0), "{name}");
        let corners = after.feature.geometry.as_ref().unwrap().coords_iter().count();
        assert_eq!(corners, OPEN.len() + 1, "{name}");
        let (_, out, _) = told(at, &["check", &mended, "--as", "communes", "--format", "csv"]);
        assert!(!out.contains("ring-open"), "{name}: {out}");
    }
}

#[test]
fn what_needs_a_fact_is_never_mended() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("c.geojson"), world((103.1, 21.3), 0.03, &[0.0]).text()).unwrap();
    for code in ["population-sparse", "homonym", "crs-missing", "geometry-twice"] {
        let (status, _, err) = told(folder.path(), &["mend", "c.geojson", "--only", code]);
        assert_eq!(status, Some(2), "{code}");
        assert!(err.contains("does not mend"), "{err}");
    }
}

#[test]
fn a_file_in_metres_says_which_crs_would_fit_and_is_moved_when_it_is_named() {
    let ring = "[[[490000,2290000],[510000,2290000],[510000,2310000],[490000,2310000],[490000,2290000]]]";
    let text = format!(
        r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"code":"01"}},"geometry":{{"type":"Polygon","coordinates":{ring}}}}}]}}"#
    );
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("m.geojson"), text).unwrap();
    let (code, out, _) = told(folder.path(), &["check", "m.geojson", "--format", "csv"]);
    assert!(code == Some(1) && out.contains("error,crs-missing") && out.contains("EPSG:9205"), "{out}");
    assert_eq!(told(folder.path(), &["mend", "m.geojson", "--crs", "EPSG:9205", "--into", "w.geojson"]).0, Some(0));
    assert_eq!(told(folder.path(), &["check", "w.geojson"]).0, Some(0));
    let moved = layer(&fs::read_to_string(folder.path().join("w.geojson")).unwrap());
    assert!((total(&moved.features) / 4e8 - 1.0).abs() < 1e-3);
}

/// The embedded study with its QL12 turned round, its Lê Lợi marked as any other, and a commune with its axes swapped.
fn ill() -> refusals::Study {
    let study = refusals::Study::written();
    study.edit("nh12.geojson", |text| {
        let mut all: Value = serde_json::from_str(&text).unwrap();
        let features = all["features"].as_array_mut().unwrap();
        let last = features.len() as u64 + 1;
        for f in features {
            let seq = f["properties"]["seq"].as_u64().unwrap();
            f["properties"]["seq"] = json!(last - seq);
            f["geometry"]["coordinates"].as_array_mut().unwrap().reverse();
        }
        all.to_string()
    });
    study.edit("communes.geojson", |text| {
        let mut all: Value = serde_json::from_str(&text).unwrap();
        let rings = all["features"][0]["geometry"]["coordinates"][0].as_array_mut().unwrap();
        rings.iter_mut().for_each(|v| v.as_array_mut().unwrap().reverse());
        all.to_string()
    });
    study
}

#[test]
fn a_study_that_is_refused_is_mended_into_one_that_is_read() {
    let study = ill();
    let path = study.path();
    let checked = study.checked();
    assert!(checked.contains("error,axes-swapped,communes.geojson"), "{checked}");
    let folder = path.parent().unwrap();
    let run = corridor_in(folder, ["mend", "--study", "study", "--into", "well"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert!(run.out.contains("not yet looked at"), "{}", run.out);
    let run = corridor_in(folder, ["check", "--study", "well", "--format", "csv"]);
    assert!(run.code == Some(0), "{}", run.out);
    for code in ["axes-swapped", "against-chainage", "posts-backwards"] {
        assert!(!run.out.contains(code), "{code} is left:\n{}", run.out);
    }
    let length = |study: &str| {
        let run = corridor_in(folder, ["length", "nh12", "--study", study, "--format", "csv"]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        run.out
    };
    assert_eq!(length("well"), corridor(["length", "nh12", "--format", "csv"]).out);
    for name in ["mend-log.json", "mend-log.md", "study.toml", "places.geojson"] {
        assert!(path.with_file_name("well").join(name).is_file(), "{name}");
    }
    let again = corridor_in(folder, ["mend", "--study", "study", "--into", "study", "--force"]);
    assert_eq!(again.code, Some(2), "the input");
}

#[test]
fn the_truncated_populations_are_found_without_being_marked() {
    let study = refusals::edited("communes.geojson", |t| t.replace("\"suspect_truncated\"", "\"ok\""));
    let run = corridor_in(study.path().parent().unwrap(), ["check", "--study", "study", "--format", "csv"]);
    let mut sparse: Vec<&str> = run
        .out
        .lines()
        .filter(|l| l.starts_with("warning,population-sparse,"))
        .filter_map(|l| l.split('(').nth(1)?.split(')').next())
        .collect();
    sparse.sort_unstable();
    assert_eq!(sparse, ["03169", "03181", "03370", "03487", "03757", "03781", "03814"], "{}", run.out);
}

#[test]
fn loose_ends_and_crossings_are_mended_only_if_they_are_named() {
    let line = |id: &str, places: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"id":"{id}"}},"geometry":{{"type":"LineString","coordinates":{places}}}}}"#
        )
    };
    let lines = [
        line("a", "[[103.0,21.0],[103.1,21.0]]"),
        line("b", "[[103.05,20.95],[103.05,21.05]]"),
        // 11 m short of a.
        line("c", "[[103.02,21.0001],[103.02,21.03]]"),
    ];
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("r.geojson"),
        format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, lines.join(",")),
    )
    .unwrap();
    let (code, out, _) = told(folder.path(), &["check", "r.geojson", "--format", "csv", "--fail-on", "warning"]);
    assert_eq!(code, Some(1));
    assert!(out.contains("warning,loose-end,r.geojson,c") && out.contains("11.07,m"), "{out}");
    assert!(out.contains("warning,crossing-without-junction,r.geojson,a"), "{out}");
    let (_, out, _) = told(folder.path(), &["mend", "r.geojson"]);
    assert!(out.contains("0 mends planned"), "{out}");
    let only = "loose-end,crossing-without-junction";
    assert_eq!(told(folder.path(), &["mend", "r.geojson", "--only", only, "--into", "n.geojson"]).0, Some(0));
    let (code, out, _) = told(folder.path(), &["check", "n.geojson", "--fail-on", "note"]);
    assert_eq!(code, Some(0), "{out}");
    let (_, out, _) = told(folder.path(), &["mend", "r.geojson", "--only", "loose-end", "--tolerance", "5m"]);
    assert!(out.contains("0 mends planned"), "{out}");
}

#[test]
fn posts_off_their_line_and_out_of_order_are_named() {
    let study = refusals::edited("kmposts.csv", |t| {
        let lines: Vec<String> = t.lines().map(str::to_string).collect();
        let at = lines[0].split(',').position(|c| c == "lat").unwrap();
        let mut done = false;
        let moved = lines.iter().map(|l| {
            let mut cells: Vec<String> = l.split(',').map(str::to_string).collect();
            if !done
                && l.starts_with("nh12,")
                && l.contains(",point,")
                && let Ok(lat) = cells[at].parse::<f64>()
            {
                cells[at] = format!("{:.5}", lat + 0.02);
                done = true;
            }
            cells.join(",")
        });
        moved.collect::<Vec<_>>().join("\n") + "\n"
    });
    let run = corridor_in(study.path().parent().unwrap(), ["check", "--study", "study", "--format", "csv"]);
    assert!(run.out.contains("warning,km-post-off-line,kmposts.csv"), "{}", run.out);
}

#[test]
fn sarif_has_what_its_schema_asks_for() {
    let run = corridor(["check", "--format", "sarif"]);
    assert_eq!(run.code, Some(0));
    let log: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(log["version"], "2.1.0");
    let driver = &log["runs"][0]["tool"]["driver"];
    assert_eq!(driver["name"], "corridor");
    let rules = driver["rules"].as_array().unwrap();
    let results = log["runs"][0]["results"].as_array().unwrap();
    assert!(results.len() > 20);
    for result in results {
        let rule = &rules[result["ruleIndex"].as_u64().unwrap() as usize];
        assert_eq!(rule["id"], result["ruleId"]);
        assert!(["note", "warning", "error"].contains(&result["level"].as_str().unwrap()));
        assert!(!result["message"]["text"].as_str().unwrap().is_empty());
        let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
        assert!(uri.is_ascii() && !uri.contains(' '), "{uri}");
    }
    assert_eq!(corridor(["length", "nh279", "--format", "sarif"]).code, Some(2));
}

#[test]
fn what_only_a_person_can_settle_is_said_with_its_size() {
    let study = refusals::edited("communes.geojson", |text| {
        let mut all: Value = serde_json::from_str(&text).unwrap();
        let features = all["features"].as_array_mut().unwrap();
        let of =
            |features: &[Value], code: &str| features.iter().position(|f| f["properties"]["code"] == code).unwrap();
        // A digit too many, a copy under another code, and a name that differs in a tone.
        let dense = of(features, "03301");
        features[dense]["properties"]["population"] = json!(1_965_700);
        let mut copy = features[of(features, "03358")].clone();
        copy["properties"]["code"] = json!("99999");
        copy["properties"]["name_vi"] = json!("Na Tau");
        features.push(copy);
        all.to_string()
    });
    let run = corridor_in(study.path().parent().unwrap(), ["check", "--study", "study", "--format", "csv"]);
    for said in [
        "warning,population-dense,communes.geojson,Búng Lao (03301)",
        "warning,population-against-earlier,communes.geojson,Búng Lao (03301)",
        "warning,geometry-twice,communes.geojson,",
        "warning,name-diacritics,communes.geojson,Na Tau (99999)",
        "note,homonym,communes.geojson,Chiềng Sinh (03283)",
        "note,code-reused,crosswalk.csv,Mường Thanh (03334)",
        "note,name-diacritics,crosswalk.csv,Pu Nhi (03370)",
    ] {
        assert!(run.out.contains(said), "no {said} in\n{}", run.out);
    }
}

#[test]
fn of_posts_out_of_order_the_fewest_are_named() {
    let study = refusals::edited("kmposts.csv", |t| {
        let mut done = false;
        let lines = t.lines().map(|l| {
            let mut cells: Vec<String> = l.split(',').map(str::to_string).collect();
            if !done && l.starts_with("nh12,") && l.contains(",point,") && l.contains("Km98") {
                done = true;
                cells.iter_mut().filter(|c| c.starts_with("Km98")).for_each(|c| *c = "Km500+000".into());
            }
            cells.join(",")
        });
        lines.collect::<Vec<_>>().join("\n") + "\n"
    });
    let run = corridor_in(study.path().parent().unwrap(), ["check", "--study", "study", "--format", "csv"]);
    let named: Vec<&str> = run.out.lines().filter(|l| l.contains("km-post-order")).collect();
    assert!(named.len() == 1 && named[0].contains("Km500"), "{named:?}\n{}", run.out);
}

#[test]
fn codes_of_two_layers_of_communes_are_held_against_each_other() {
    let study = refusals::Study::written();
    let path = study.path();
    let text = fs::read_to_string(path.join("communes.geojson")).unwrap();
    fs::write(
        path.join("before.geojson"),
        text.replace("\"Quài Tở\"", "\"Tỏa Tình\"").replace("\"population\":14887", "\"population\":1"),
    )
    .unwrap();
    study.edit("study.toml", |t| {
        let at = t.find("file = \"communes.geojson\"").unwrap();
        let dated = format!("{}vintage = \"2025-07-01\"\n{}", &t[..at], &t[at..]);
        dated + "\n[[layer]]\nrole = \"communes\"\nfile = \"before.geojson\"\nvintage = \"2020-01-01\"\n"
    });
    let run = corridor_in(path.parent().unwrap(), ["check", "--study", "study", "--format", "csv"]);
    assert!(run.out.contains("since 2020-01-01 the code of Tỏa Tình"), "{}", run.out);
}

#[test]
fn a_copy_of_another_format_is_called_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let kml = "<kml><Placemark><name>a</name><LineString><coordinates>103,21 103,21 103.1,21</coordinates></LineString></Placemark></kml>";
    fs::write(folder.path().join("r.kml"), kml).unwrap();
    assert_eq!(told(folder.path(), &["mend", "r.kml", "--into", "n.kml"]).0, Some(2));
    let (code, out, err) = told(folder.path(), &["mend", "r.kml", "--into", "n.geojson"]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("vertex-repeated"), "{out}");
    assert_eq!(told(folder.path(), &["check", "n.geojson", "--fail-on", "note"]).0, Some(0));
}

#[test]
fn a_gap_that_runs_from_rim_to_rim_is_one() {
    let square = |code: &str, ring: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}"#
        )
    };
    let a = square("01", "[[103,21],[103.1,21],[103.1,21.1],[103,21.1],[103,21]]");
    let b = square("02", "[[103.1,21],[103.2,21],[103.2,21.1],[103.1,21.1],[103.10005,21.05],[103.1,21]]");
    let layer = layer(&format!(r#"{{"type":"FeatureCollection","features":[{a},{b}]}}"#));
    let faults = found(&layer.features);
    assert_eq!(codes(&faults), ["communes-gap"]);
    let width = 0.00005 * 103_900.0;
    let area = faults[0].fault.size.unwrap().0;
    assert!((area / (width * 11_072.0 / 2.0) - 1.0).abs() < 0.01, "{area}");
    let outcome = mend(&layer.features, "communes-gap");
    assert!(!outcome.done.is_empty() && found(&outcome.drawn).is_empty());
}
