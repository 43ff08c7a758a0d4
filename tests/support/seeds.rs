//! The inputs that each fuzz target (`tests/fuzz`) begins with: small, sound, and each with something of its own.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use super::layers;
use std::path::Path;

/// What stands between the parts of an input (`tests/fuzz/src/inputs.rs` takes them apart).
const BETWEEN: &[u8] = b"--8<--";

fn joined(parts: &[&[u8]]) -> Vec<u8> {
    parts.join(BETWEEN)
}

fn after(first: u8, rest: &[u8]) -> Vec<u8> {
    [&[first], rest].concat()
}

const SHAPES: &str = r#"{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::9205"}},"bbox":[1,2,3,4],"features":[
{"type":"Feature","id":7,"properties":{"code":"03256","name":"Mường Ảng","population":17604},"geometry":{"type":"Polygon","coordinates":[[[499000,2322000],[501000,2322000],[501000,2324000],[499000,2322000]],[[499900,2322500],[500100,2322500],[500100,2322700],[499900,2322500]]]}},
{"type":"Feature","properties":null,"geometry":null}]}"#;
const MULTI: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"a","alignment":"q","seq":1},"geometry":{"type":"MultiLineString","coordinates":[[[103,21,5],[103.1,21,6]],[[103.1,21.1],[103.2,21.2]]]}},
{"type":"Feature","properties":{"id":"b"},"geometry":{"type":"MultiPolygon","coordinates":[[[[103,21],[103.1,21],[103.1,21.1],[103,21]]]]}},
{"type":"Feature","properties":{"id":"c"},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[103,21]}]}},
{"type":"Feature","properties":{"id":"d"},"geometry":{"type":"MultiPoint","coordinates":[[103,21],[103.2,21.1]]}}]}"#;
const KML: &str = r##"<?xml version="1.0" encoding="windows-1258"?><!-- x --><kml:kml xmlns:kml="http://earth.google.com/kml/2.1"><kml:Document><kml:Schema id="s"><kml:SimpleField name="n" type="int"/></kml:Schema><kml:Placemark><kml:name><![CDATA[a<b>]]></kml:name><kml:description>x &amp; y &#225;</kml:description><kml:MultiGeometry><kml:Polygon><kml:outerBoundaryIs><kml:LinearRing><kml:coordinates>103,21 103.1,21 103.1,21.1 103,21</kml:coordinates></kml:LinearRing></kml:outerBoundaryIs><kml:innerBoundaryIs><kml:LinearRing><kml:coordinates>103.05,21.01 103.06,21.01 103.06,21.02 103.05,21.01</kml:coordinates></kml:LinearRing></kml:innerBoundaryIs></kml:Polygon><kml:Point><kml:coordinates>103.5,21.5,100</kml:coordinates></kml:Point></kml:MultiGeometry></kml:Placemark><kml:NetworkLink><kml:Link><kml:href>http://x/y.kml</kml:href></kml:Link></kml:NetworkLink></kml:Document></kml:kml>"##;
const TRACK: &str = r#"<kml xmlns:gx="http://www.google.com/kml/ext/2.2"><Placemark><gx:Track><when>2024</when><gx:coord>103 21 5</gx:coord><gx:coord>103.1 21 5</gx:coord></gx:Track></Placemark></kml>"#;
const GPX: &str = r#"<gpx><rte><name>r</name><rtept lat="21" lon="103"/><rtept lat="21.1" lon="103.1"><name>x</name></rtept></rte><trk><number>3</number><trkseg><trkpt lat="21" lon="103"/><trkpt lat="21" lon="103.1"/></trkseg><trkseg><trkpt lat="22" lon="103"/><trkpt lat="22" lon="103.1"/></trkseg></trk></gpx>"#;
const DRAWING: &str = "999\nmade by hand\n  0\nSECTION\n  2\nHEADER\n  9\n$DWGCODEPAGE\n  3\nANSI_1258\n  9\n$INSUNITS\n 70\n     6\n  0\nENDSEC\n  0\nSECTION\n  2\nENTITIES\n  0\nPOLYLINE\n  8\nTIM\n 66\n1\n 70\n1\n  0\nVERTEX\n  8\nTIM\n 10\n103\n 20\n21\n 42\n0.5\n  0\nVERTEX\n  8\nTIM\n 10\n103.1\n 20\n21.1\n  0\nSEQEND\n  0\nPOINT\n  8\nCOC\n 10\n103\n 20\n21\n  0\nTEXT\n  8\nCHU\n 10\n103\n 20\n21\n  1\nKm1+\\U+00E0\n  0\nARC\n  8\nA\n 10\n103\n 20\n21\n 40\n0.1\n 50\n0\n 51\n90\n  0\nSPLINE\n  8\nS\n 10\n103\n 20\n21\n  0\nINSERT\n  2\nB\n 10\n1\n 20\n2\n  0\nENDSEC\n  0\nEOF\n";
const STUDY: &str = "title = \"x\"\nvintage = \"2025-07-01\"\n[defaults]\nwithin_m = 5000\nnearest = 3\n[[layer]]\nrole = \"alignments\"\nfile = \"layer.geojson\"\npublisher = \"p\"\nlicence = \"l\"\n[[layer]]\nrole = \"kmposts\"\nfile = \"kmposts.csv\"\n[[layer]]\nrole = \"speeds\"\nfile = \"speeds.toml\"\n[[layer]]\nrole = \"crosswalk\"\nfile = \"table.csv\"\n";
const POSTS: &str = "alignment,series,kmpost,place,kind,lon,lat,from_lon,from_lat,to_lon,to_lat,source,accuracy\na,s,Km1+000,x,point,103.01,21,,,,,,\na,s,Km12+300,y,commune,,,,,,,,\na,s,Km20,z,equation,103.1,21,,,,,,\n";
const PROFILE: &str = "title = \"r\"\ndesign_radius_m = { value = 250, citation = \"c\" }\nshared_within_m = { value = 100, citation = \"a\", verified = true }\n[weights]\nlength = 0.4\n[section.open]\ncost_bn_vnd_per_km = { value = 150, citation = \"d\" }\nwidth_m = { value = 60, citation = \"t\" }\n[[structure]]\nalternative = \"a\"\nkind = \"tunnel\"\nlength_m = { value = 2500, citation = \"s\" }\n";
const REPORT: &str = r#"{"corridor":"0.1.0","manifest":{"version":"0.1.0","command":["length"],"study_toml_sha256":"x"},"title":"t","definitions":{"a":"b"},"notes":["n"],"sources":[{"file":"f","sha256":"h"}],"tables":{"lengths":{"columns":[{"name":"a","meaning":"m"}],"rows":[{"a":1}]}}}"#;
const LATLONG: &[u8] = br#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;

/// A shapefile of one record of this kind, with these numbers after its bounds.
fn shape(kind: u32, counts: &[u32], numbers: &[f64]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    if !counts.is_empty() {
        [103.0f64, 21.0, 103.2, 21.2].iter().for_each(|b| record.extend(b.to_le_bytes()));
    }
    counts.iter().for_each(|n| record.extend(n.to_le_bytes()));
    numbers.iter().for_each(|n| record.extend(n.to_le_bytes()));
    let mut shp = 9994u32.to_be_bytes().to_vec();
    shp.extend([0; 20]);
    shp.extend((((108 + record.len()) / 2) as u32).to_be_bytes());
    [1000, kind].iter().for_each(|n: &u32| shp.extend(n.to_le_bytes()));
    shp.extend([0; 64]);
    [1, (record.len() / 2) as u32].iter().for_each(|n: &u32| shp.extend(n.to_be_bytes()));
    shp.extend(record);
    shp
}

fn shapes() -> Vec<Vec<u8>> {
    let ring = [103.0, 21.0, 103.0, 21.2, 103.2, 21.2, 103.0, 21.0];
    let with_heights = [&ring[..], &[0.0, 9.0, 1.0, 2.0, 3.0, 4.0]].concat();
    vec![
        shape(0, &[], &[]),
        shape(1, &[], &[103.0, 21.0]),
        shape(11, &[], &[103.0, 21.0, 5.0, 0.0]),
        shape(8, &[2], &[103.0, 21.0, 103.2, 21.2]),
        shape(5, &[1, 4, 0], &ring),
        shape(15, &[1, 4, 0], &with_heights),
        shape(13, &[1, 4, 0], &with_heights),
    ]
}

/// Geometries of a GeoPackage: its header, then WKB.
fn geometries() -> Vec<Vec<u8>> {
    let header =
        |flags: u8, envelope: usize| [&b"GP\0"[..], &[flags], &4326u32.to_le_bytes(), &vec![0; envelope]].concat();
    let wkb = |kind: u32, counts: &[u32], numbers: &[f64]| {
        let mut out = after(1, &kind.to_le_bytes());
        counts.iter().for_each(|n| out.extend(n.to_le_bytes()));
        numbers.iter().for_each(|n| out.extend(n.to_le_bytes()));
        out
    };
    let ring = [103.0, 21.0, 103.2, 21.0, 103.2, 21.2, 103.0, 21.0];
    let point = wkb(1, &[], &[103.0, 21.0]);
    let line = wkb(2, &[2], &[103.0, 21.0, 103.2, 21.2]);
    let land = wkb(3, &[1, 4], &ring);
    let many = |kind: u32, part: &[u8]| [&after(1, &kind.to_le_bytes())[..], &2u32.to_le_bytes(), part, part].concat();
    let big_endian = [&[0][..], &1u32.to_be_bytes(), &103f64.to_be_bytes(), &21f64.to_be_bytes()].concat();
    let bodies = [
        many(4, &point),
        many(5, &line),
        many(6, &land),
        many(7, &many(7, &point)),
        wkb(1002, &[2], &[103.0, 21.0, 5.0, 103.2, 21.2, 6.0]),
        wkb(3002, &[1], &[103.0, 21.0, 5.0, 6.0]),
        wkb(0x8000_0001, &[], &[103.0, 21.0, 5.0]),
        point,
        line,
        land,
        big_endian,
    ];
    let mut all: Vec<Vec<u8>> = bodies.iter().map(|body| [header(1, 0), body.clone()].concat()).collect();
    all.push([header(3, 32), bodies[0].clone()].concat());
    all.push(header(0x11, 0));
    all
}

/// The seeds of each target. The folder is for what a database needs to be made in.
pub fn seeds(folder: &Path) -> Vec<(&'static str, Vec<Vec<u8>>)> {
    let (shp, dbf) = layers::shapefile();
    let gpkg = layers::geopackage(&folder.join("seed.gpkg"));
    let text = |t: &str| t.as_bytes().to_vec();
    let zip = |files: &[(&str, &[u8])]| layers::zipped(files);
    let osm = layers::osm_blocks();
    let packed = vec![
        zip(&[("a.shp", &shp), ("a.dbf", &dbf), ("a.prj", LATLONG), ("a.cpg", b"UTF-8")]),
        zip(&[("doc.kml", &layers::kml()), ("files/x.png", b"x")]),
        layers::gzipped(&layers::geojson()),
        layers::gzipped(&zip(&[("a.csv", &layers::csv())])),
    ];
    let geojson = vec![layers::geojson(), text(SHAPES), text(MULTI)];
    let kml = vec![layers::kml(), text(KML), text(TRACK)];
    let gpx = vec![layers::gpx(), text(GPX)];
    let tables = [layers::csv(), layers::points_csv()];
    let anything = [&geojson[..1], &kml[..1], &gpx[..1], &tables[..], &packed[..2]].concat();
    vec![
        ("door", [anything, vec![layers::dxf(), layers::flatgeobuf(), layers::osm(), layers::sequence()]].concat()),
        ("packed", packed),
        ("sequence", vec![layers::sequence(), layers::lines()]),
        ("kml", kml),
        ("gpx", gpx),
        ("geopackage", vec![gpkg]),
        ("flatgeobuf", vec![layers::flatgeobuf()]),
        ("wkb", geometries()),
        ("osm", vec![joined(&[&osm[0], &osm[1]]), joined(&[&osm[0], &osm[1], &osm[1]])]),
        (
            "csv_table",
            vec![
                after(b'0', &tables[0]),
                after(b'2', &tables[1]),
                after(0x80, b"stt,x,y,z\n1,501500,2365500,3\n"),
                after(b'4', b"id\tWKT\n1\tPOLYGON Z ((103 21 1,104 21 1,104 22 1,103 21 1),EMPTY)\n2\tMULTIPOINT (1 2, (3 4))\n3\tSRID=4326;POINT EMPTY\n"),
            ],
        ),
        ("dxf", vec![after(b'0', &layers::dxf()), after(b'1', DRAWING.as_bytes())]),
        (
            "shapefile",
            shapes()
                .iter()
                .chain([&shp])
                .map(|s| after(b'0', &joined(&[s, &dbf, LATLONG, b"UTF-8"])))
                .collect(),
        ),
        (
            "study",
            vec![joined(&[
                STUDY.as_bytes(),
                &geojson[0],
                POSTS.as_bytes(),
                include_bytes!("../../geodata/speeds.toml"),
                b"from_code,to_code\n1,2\n",
            ])],
        ),
        (
            "documents",
            vec![
                after(b'0', b"km;what\nKm1+000;\"a;b\"\n"),
                after(b'1', PROFILE.as_bytes()),
                after(b'2', include_bytes!("../../geodata/speeds.toml")),
                after(b'3', REPORT.as_bytes()),
            ],
        ),
        ("mapping", (b'0'..=b'6').zip(geojson.iter().cycle()).map(|(role, layer)| after(role, layer)).collect()),
        ("geojson", geojson),
    ]
}
