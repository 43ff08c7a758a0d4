//! What each refusal says: the file, the feature, what was found and what to do; nothing written, never a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;

use refusals::{ALIGNMENTS, COMMUNES, SQUARE, Study, collection, edited, feature, holds, line, polygon, refused};

/// The same refusal for each content of the alignments: a name, the content, and what the message must hold.
fn alignments(cases: &[(&str, &[u8], &[&str])]) {
    for (name, content, parts) in cases {
        let message = refused(content, COMMUNES.as_bytes(), None, &[]);
        holds(name, &message, "alignments.geojson", parts);
    }
}

fn communes(cases: &[(&str, String, &[&str])]) {
    for (name, content, parts) in cases {
        let message = refused(ALIGNMENTS.as_bytes(), content.as_bytes(), None, &[]);
        holds(name, &message, "communes.geojson", parts);
    }
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2], mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter().chain(text.encode_utf16()).flat_map(order).collect()
}

#[test]
fn files_that_are_no_text() {
    let latin = [&ALIGNMENTS.as_bytes()[..79], b"\xE9", &ALIGNMENTS.as_bytes()[79..]].concat();
    let utf16s = [
        utf16(ALIGNMENTS, u16::to_le_bytes, true),
        utf16(ALIGNMENTS, u16::to_be_bytes, true),
        utf16(ALIGNMENTS, u16::to_le_bytes, false),
        utf16(ALIGNMENTS, u16::to_be_bytes, false),
    ];
    alignments(&[
        ("empty", b"", &["an empty file", "export the file again"]),
        ("white space", b" \n\t\r\n", &["an empty file", "export the file again"]),
        ("utf-16 le, marked", &utf16s[0], &["UTF-16", "save it as UTF-8"]),
        ("utf-16 be, marked", &utf16s[1], &["UTF-16", "save it as UTF-8"]),
        ("utf-16 le", &utf16s[2], &["UTF-16", "save it as UTF-8"]),
        ("utf-16 be", &utf16s[3], &["UTF-16", "save it as UTF-8"]),
        ("a mark alone", b"\xFF\xFE", &["UTF-16", "save it as UTF-8"]),
        ("zero bytes", &[0; 4096], &["binary data", "save it as UTF-8"]),
        ("latin-1", &latin, &["not UTF-8 at byte 80", "save it as UTF-8"]),
    ]);
}

#[test]
fn files_that_are_no_json() {
    let cut = |n: usize| &ALIGNMENTS.as_bytes()[..n];
    let end = ALIGNMENTS.len() - 2;
    let after_comma = [cut(end), b","].concat();
    let trailing = [cut(end), b",]}"].concat();
    let twice = [ALIGNMENTS, ALIGNMENTS].concat();
    alignments(&[
        ("cut in the first feature", cut(100), &["feature 1", "the end of the file", "cut off"]),
        ("cut between features", &after_comma, &["feature 2", "the end of the file", "cut off"]),
        ("cut after a feature", cut(end), &["feature 2", "the end of the file", "cut off"]),
        ("a comma too many", &trailing, &["feature 2", "trailing comma", "line 1", "export the layer again"]),
        ("words", b"hello", &["not JSON", "line 1, column 1", "export the layer again"]),
        ("a web page", b"<!DOCTYPE html><html>", &["not JSON", "export the layer again"]),
        ("two files in one", twice.as_bytes(), &["trailing characters", "export the layer again"]),
        ("open lists", &[b'['; 100_000], &["a list instead of an object", "export the layer as GeoJSON"]),
    ]);
}

#[test]
fn json_that_is_no_collection_of_features() {
    let as_list = format!(r#"["FeatureCollection",[{}],null]"#, feature("{}", "null"));
    let deep = format!(r#"{{"type":"FeatureCollection","x":{},"features":[]}}"#, nested());
    const EXPORT: &str = "export the layer";
    alignments(&[
        ("a bare geometry", line("[[103,21],[104,21]]").as_bytes(), &["\"LineString\"", EXPORT]),
        ("a list", b"[]", &["a list instead of an object", EXPORT]),
        ("a list like a collection", as_list.as_bytes(), &["a list instead of an object", EXPORT]),
        ("a number", b"5", &["integer 5 instead of an object", EXPORT]),
        ("a text", b"\"x\"", &["string \"x\" instead of an object", EXPORT]),
        ("null", b"null", &["null instead of an object", EXPORT]),
        ("TopoJSON", br#"{"type":"Topology","objects":{},"arcs":[]}"#, &["\"Topology\"", EXPORT]),
        ("nothing", b"{}", &["\"type\": none", EXPORT]),
        ("a number as type", br#"{"type":5,"features":[]}"#, &["\"type\": 5", EXPORT]),
        ("two types", br#"{"type":"FeatureCollection","type":"x"}"#, &["two members \"type\"", EXPORT]),
        ("no features", br#"{"type":"FeatureCollection"}"#, &["a member \"features\"", "found none", EXPORT]),
        ("null features", br#"{"type":"FeatureCollection","features":null}"#, &["\"features\"", EXPORT]),
        (
            "features by name",
            br#"{"type":"FeatureCollection","features":{}}"#,
            &["an object instead of a list", EXPORT],
        ),
        ("an empty collection", collection(&[]).as_bytes(), &["at least one alignment", EXPORT]),
        ("an empty collection, deep", deep.as_bytes(), &["at least one alignment", EXPORT]),
    ]);
}

fn nested() -> String {
    "[".repeat(100_000) + &"]".repeat(100_000)
}

#[test]
fn features_that_are_none() {
    let good = line("[[103,21],[103.1,21]]");
    let alone = |raw: &str| collection(&[raw.to_string()]).into_bytes();
    let second = collection(&[feature(r#"{"id":"a"}"#, &good), "5".into()]);
    let deep_properties = alone(&feature(&format!(r#"{{"id":{}}}"#, nested()), &good));
    const AGAIN: &str = "export the layer again";
    alignments(&[
        ("a number", second.as_bytes(), &["feature 2", "integer 5", AGAIN]),
        ("null", &alone("null"), &["feature 1", "null", AGAIN]),
        ("a list", &alone(r#"["Feature",1,{"id":"a"},null]"#), &["feature 1", "a list", AGAIN]),
        ("another type", &alone(r#"{"type":"Foo","id":"x"}"#), &["feature 1 (x)", "\"type\": \"Foo\"", AGAIN]),
        ("no type", &alone("{}"), &["feature 1", "no type", AGAIN]),
        ("a geometry", &alone(&good), &["feature 1", "\"LineString\"", AGAIN]),
        ("properties in a list", &alone(&feature("[]", &good)), &["feature 1", "properties", "a list", AGAIN]),
        ("a number as properties", &alone(&feature("5", &good)), &["feature 1", "properties", "integer 5", AGAIN]),
        ("nested properties", &deep_properties, &["feature 1", "nested over a hundred deep", AGAIN]),
        ("nested without end", &alone(&nested()), &["feature 1", "a list", AGAIN]),
        (
            "null properties",
            &alone(&feature("null", &good)),
            &["feature 1, \"id\"", "without properties", "--alignment-id"],
        ),
    ]);
}

#[test]
fn identifiers_and_names() {
    let good = line("[[103,21],[103.1,21]]");
    let with = |properties: &str| collection(&[feature(properties, &good)]).into_bytes();
    let twice = collection(&[feature(r#"{"id":"a"}"#, &good), feature(r#"{"id":"a"}"#, &good)]);
    let red = r#"{"id":"\u001b[31mred\u0007"}"#;
    let red_twice = collection(&[feature(red, &good), feature(red, &good)]);
    let ten_megabytes = "n".repeat(10_000_000);
    let (long_id, long_name) =
        (with(&format!(r#"{{"id":"{ten_megabytes}"}}"#)), with(&format!(r#"{{"id":"a","name":"{ten_megabytes}"}}"#)));
    alignments(&[
        ("none", &with(r#"{"x":1}"#), &["feature 1, \"id\"", "none; its properties are: x", "--alignment-id"]),
        ("null", &with(r#"{"id":null}"#), &["feature 1, \"id\"", "found null", "give each feature"]),
        ("blank", &with(r#"{"id":" "}"#), &["feature 1, \"id\"", "found \" \"", "give each feature"]),
        ("a fraction", &with(r#"{"id":1.5}"#), &["feature 1, \"id\"", "found 1.5", "give each feature"]),
        ("twice", twice.as_bytes(), &["feature 2", "feature 1 has this one", "give each alignment its own id"]),
        ("twice, in red", red_twice.as_bytes(), &["feature 2", "has this one", "give each alignment its own id"]),
        ("10 MB of it", &long_id, &["feature 1, \"id\"", "one of 10000000", "shorten it"]),
        ("10 MB of name", &long_name, &["feature 1, \"name\"", "one of 10000000", "shorten it"]),
        ("negative accuracy", &with(r#"{"id":"a","accuracy_m":-5}"#), &["feature 1, \"accuracy_m\"", "-5", "null"]),
        ("accuracy as text", &with(r#"{"id":"a","accuracy_m":"5"}"#), &["feature 1, \"accuracy_m\"", "without quotes"]),
        ("an endless length", &with(r#"{"id":"a","published_km":1e308}"#), &["\"published_km\"", "1e308", "null"]),
    ]);
}

#[test]
fn geometries_that_are_no_alignment() {
    let with = |geometry: &str| collection(&[feature(r#"{"id":"a"}"#, geometry)]).into_bytes();
    let of = |kind: &str, coordinates: &str| with(&format!(r#"{{"type":"{kind}","coordinates":{coordinates}}}"#));
    const LINES: &str = "keep only lines";
    const SIMPLE: &str = "with simple geometries";
    const GIVE: &str = "give it its line";
    alignments(&[
        ("null", &with("null"), &["feature 1, \"geometry\"", "found null", LINES]),
        ("a number", &with("5"), &["feature 1, \"geometry\"", "integer 5", SIMPLE]),
        ("nothing", &with("{}"), &["feature 1, \"geometry\"", "without them", SIMPLE]),
        ("a list", &with(r#"["LineString",[[103,21],[104,21]]]"#), &["feature 1, \"geometry\"", "a list", SIMPLE]),
        ("no coordinates", &with(r#"{"type":"LineString"}"#), &["feature 1", "a LineString without them", SIMPLE]),
        ("null coordinates", &of("LineString", "null"), &["feature 1", "a LineString without them", SIMPLE]),
        ("a circle", &of("Circle", "[1,2]"), &["feature 1", "a Circle", SIMPLE]),
        ("a null type", &with(r#"{"type":null,"coordinates":[]}"#), &["feature 1", "null", SIMPLE]),
        (
            "several",
            &with(r#"{"type":"GeometryCollection","geometries":[]}"#),
            &["feature 1", "a GeometryCollection", "split it"],
        ),
        ("a point", &of("Point", "[103,21]"), &["feature 1, \"geometry\"", "a Point", LINES]),
        ("points", &of("MultiPoint", "[[103,21]]"), &["feature 1, \"geometry\"", "a MultiPoint", LINES]),
        ("land", &of("Polygon", SQUARE), &["feature 1, \"geometry\"", "a Polygon", LINES]),
        ("lands", &of("MultiPolygon", &format!("[{SQUARE}]")), &["feature 1", "a MultiPolygon", LINES]),
        ("no lands", &of("MultiPolygon", "[]"), &["feature 1", "an empty MultiPolygon", LINES]),
        ("no place", &of("LineString", "[]"), &["feature 1", "0 place(s)", GIVE]),
        ("one place", &of("LineString", "[[103,21]]"), &["feature 1", "1 place(s)", GIVE]),
        ("one place twice", &of("LineString", "[[103,21],[103,21]]"), &["feature 1", "1 place(s)", GIVE]),
        ("no part", &of("MultiLineString", "[]"), &["feature 1", "an empty geometry", GIVE]),
        ("an empty part", &of("MultiLineString", "[[]]"), &["feature 1", "0 place(s)", GIVE]),
        ("one part empty", &of("MultiLineString", "[[[103,21],[104,21]],[]]"), &["feature 1", "0 place(s)", GIVE]),
        ("a point without place", &of("Point", "[]"), &["feature 1, \"coordinates\"", "0 numbers", "export"]),
        ("land without ring", &of("Polygon", "[]"), &["feature 1", "no ring", "give it its land"]),
    ]);
}

#[test]
fn coordinates_that_are_no_place() {
    let of = |coordinates: &str| collection(&[feature(r#"{"id":"a"}"#, &line(coordinates))]).into_bytes();
    const AGAIN: &str = "export the layer again";
    alignments(&[
        ("one number", &of("[[103],[104,21]]"), &["feature 1, \"coordinates\"", "1 numbers", AGAIN]),
        ("no number", &of("[[],[104,21]]"), &["feature 1, \"coordinates\"", "0 numbers", AGAIN]),
        (
            "text",
            &of(r#"[["103","21"],[104,21]]"#),
            &["feature 1, \"coordinates\"", "\"103\" instead of a number", AGAIN],
        ),
        ("null", &of("[[103,null],[104,21]]"), &["feature 1, \"coordinates\"", "null instead of a number", AGAIN]),
        ("text as a height", &of(r#"[[103,21,"x"],[104,21,{}]]"#), &["feature 1, \"coordinates\"", "\"x\"", AGAIN]),
        ("too flat", &of("[103,21]"), &["feature 1, \"coordinates\"", AGAIN]),
        ("too deep", &of("[[[103,21],[104,21]]]"), &["feature 1, \"coordinates\"", "a list", AGAIN]),
        ("without end", &of(&nested()), &["feature 1, \"coordinates\"", "a list", AGAIN]),
        (
            "deep in a position",
            &of(&format!("[[103,21,{}],[104,21]]", nested())),
            &["feature 1, \"coordinates\"", AGAIN],
        ),
        ("NaN", &of("[[NaN,21],[104,21]]"), &["feature 1", "NaN, which JSON does not have", "remove the feature"]),
        ("infinity", &of("[[103,-Infinity],[104,21]]"), &["feature 1", "Infinity, which JSON", "remove the feature"]),
        ("1e999", &of("[[1e999,21],[104,21]]"), &["feature 1, \"coordinates\"", "number out of range", AGAIN]),
        ("1e308", &of("[[1e308,21],[104,21]]"), &["feature 1", "(1e308, 21)", "correct the coordinates"]),
        ("-1e308", &of("[[103,-1e308],[104,21]]"), &["feature 1", "(103, -1e308)", "correct the coordinates"]),
        ("latitude 95", &of("[[103,95],[104,21]]"), &["feature 1", "(103, 95)", "correct the coordinates"]),
        ("swapped", &of("[[21,103],[21.1,103.1]]"), &["feature 1", "(21, 103)", "longitude first"]),
        ("metres", &of("[[500000,2300000],[501000,2300000]]"), &["feature 1", "(500000, 2300000)", "--crs EPSG:9205"]),
        (
            "over the antimeridian",
            &of("[[179.9,21],[-179.9,21]]"),
            &["feature 1", "over 180° of longitude", "cut the feature"],
        ),
        ("heights", &of("[[103,21,5],[103.1,21,6]]"), &["feature 1", "positions with a height", "--ignore-z"]),
        ("heights and measures", &of("[[103,21,5,6],[103.1,21,6,7]]"), &["feature 1", "with a height", "--ignore-z"]),
    ]);
}

#[test]
fn land_that_is_none() {
    let of = |coordinates: &str| collection(&[feature(r#"{"code":"01"}"#, &polygon(coordinates))]);
    let with = |geometry: &str| collection(&[feature(r#"{"code":"01"}"#, geometry)]);
    let says = |properties: &str| collection(&[feature(properties, &polygon(SQUARE))]);
    let twice =
        collection(&[feature(r#"{"code":"01"}"#, &polygon(SQUARE)), feature(r#"{"code":"01"}"#, &polygon(SQUARE))]);
    const LAND: &str = "give it its land";
    communes(&[
        ("null", with("null"), &["feature 1, \"geometry\"", "found null", "keep only polygons"]),
        ("a line", with(&line("[[103,21],[104,21]]")), &["feature 1", "a LineString", "keep only polygons"]),
        (
            "a point",
            with(r#"{"type":"Point","coordinates":[103,21]}"#),
            &["feature 1", "a Point", "keep only polygons"],
        ),
        (
            "no polygon",
            with(r#"{"type":"MultiPolygon","coordinates":[]}"#),
            &["feature 1", "an empty MultiPolygon", "polygons"],
        ),
        ("no ring", of("[]"), &["feature 1", "no ring", LAND]),
        ("no ring in one", with(r#"{"type":"MultiPolygon","coordinates":[[]]}"#), &["feature 1", "no ring", LAND]),
        ("an empty ring", of("[[]]"), &["feature 1", "0 position(s)", "give it its corners"]),
        ("one corner", of("[[[103,21]]]"), &["feature 1", "1 position(s)", "give it its corners"]),
        ("two corners", of("[[[103,21],[104,21],[103,21]]]"), &["feature 1", "3 position(s)", "give it its corners"]),
        (
            "an open ring",
            of("[[[103,21],[104,21],[104,22],[103,22]]]"),
            &["feature 1", "not closed", "repeat its first position"],
        ),
        ("one place four times", of("[[[103,21],[103,21],[103,21],[103,21]]]"), &["feature 1", "0.0 m²", LAND]),
        ("there and back", of("[[[103,21],[104,21],[103.5,21],[103,21]]]"), &["feature 1", "0.0 m²", LAND]),
        (
            "a hole larger than the land",
            of("[[[103,21],[103.1,21],[103.1,21.1],[103,21]],[[105,20],[106,20],[106,21],[105,20]]]"),
            &["feature 1", "holes within it", LAND],
        ),
        (
            "over the antimeridian",
            of("[[[179,20],[-179,20],[-179,21],[179,21],[179,20]]]"),
            &["feature 1", "cut the feature"],
        ),
        (
            "the world",
            of("[[[-180,-90],[180,-90],[180,90],[-180,90],[-180,-90]]]"),
            &["feature 1", "over 180°", "cut the feature"],
        ),
        ("a code twice", twice, &["feature 2", "feature 1 has this one", "give each commune its own code"]),
        ("no code", says(r#"{"x":1}"#), &["feature 1", "its properties are: x", "--commune-id"]),
        ("fewer than nobody", says(r#"{"code":"1","population":-5}"#), &["feature 1, \"population\"", "-5", "null"]),
        ("half a person", says(r#"{"code":"1","population":1.5}"#), &["feature 1, \"population\"", "1.5", "null"]),
        (
            "people as text",
            says(r#"{"code":"1","population":"1,234"}"#),
            &["feature 1, \"population\"", "1,234", "without quotes"],
        ),
        (
            "a list of people",
            says(r#"{"code":"1","population":[1]}"#),
            &["feature 1, \"population\"", "[1]", "without quotes"],
        ),
        (
            "too many people",
            says(r#"{"code":"1","population":1e300}"#),
            &["feature 1, \"population\"", "1e300", "null"],
        ),
        (
            "an endless area",
            says(r#"{"code":"1","area_km2_official":1e305}"#),
            &["\"area_km2_official\"", "1e305", "null"],
        ),
        ("a negative area", says(r#"{"code":"1","area_km2_official":-1}"#), &["\"area_km2_official\"", "-1", "null"]),
    ]);
}

#[test]
fn zones_that_are_nowhere() {
    let point = r#"{"type":"Point","coordinates":[103,21]}"#;
    let with = |geometry: &str| collection(&[feature(r#"{"id":"z"}"#, geometry)]);
    let cases: &[(&str, String, &[&str])] = &[
        ("null", with("null"), &["feature 1, \"geometry\"", "found null", "give the zone a point"]),
        ("a line", with(&line("[[103,21],[104,21]]")), &["feature 1", "a LineString", "give the zone a point"]),
        (
            "points",
            with(r#"{"type":"MultiPoint","coordinates":[]}"#),
            &["feature 1", "a MultiPoint", "give the zone a point"],
        ),
        (
            "no place",
            with(r#"{"type":"Point","coordinates":[]}"#),
            &["feature 1, \"coordinates\"", "0 numbers", "export"],
        ),
        ("a height", with(r#"{"type":"Point","coordinates":[103,21,7]}"#), &["feature 1", "a height", "--ignore-z"]),
        ("no land", with(&polygon("[[[103,21],[103,21],[103,21],[103,21]]]")), &["feature 1", "0.0 m²", "its land"]),
        (
            "perhaps in force",
            collection(&[feature(r#"{"id":"z","in_force":"yes"}"#, point)]),
            &["\"in_force\"", "without quotes"],
        ),
        (
            "twice",
            collection(&[feature(r#"{"id":"z"}"#, point), feature(r#"{"id":"z"}"#, point)]),
            &["feature 2", "--zone-id"],
        ),
    ];
    for (name, content, parts) in cases {
        let message = refused(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), Some(content), &[]);
        holds(name, &message, "zones.geojson", parts);
    }
}

#[test]
fn coordinate_systems() {
    let metres = collection(&[feature(r#"{"id":"a"}"#, &line("[[500000,2300000],[501000,2300000]]"))]);
    let says = |name: &str, text: &str| {
        text.replace("\"features\"", &format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"features""#))
    };
    let far = metres.replace("501000", "-50100000");
    let cases: &[(&str, String, &[&str], &[&str])] = &[
        ("unknown", says("EPSG:99999", ALIGNMENTS), &[], &["EPSG:99999", "use an EPSG code"]),
        ("no name", says("", ALIGNMENTS), &[], &["\"\"", "use an EPSG code"]),
        ("a nul", says("EPSG:9205\\u0000", ALIGNMENTS), &[], &["EPSG:9205", "use an EPSG code"]),
        (
            "a link",
            ALIGNMENTS.replace("\"features\"", r#""crs":{"type":"link"},"features""#),
            &[],
            &["with a name", "remove the member"],
        ),
        (
            "a number",
            ALIGNMENTS.replace("\"features\"", r#""crs":5,"features""#),
            &[],
            &["found 5", "remove the member"],
        ),
        ("degrees called metres", says("EPSG:9205", ALIGNMENTS), &[], &["look like degrees", "remove the member"]),
        (
            "degrees asked for as metres",
            ALIGNMENTS.into(),
            &["--crs", "EPSG:9205"],
            &["look like degrees", "leave --crs out"],
        ),
        (
            "two opinions",
            says("EPSG:3857", &metres),
            &["--crs", "EPSG:9205"],
            &["EPSG:9205", "EPSG:3857", "leave --crs out"],
        ),
        ("an edge across the world", far, &["--crs", "EPSG:32648"], &["feature 1", "an edge|edges|express", "check"]),
        ("unknown, asked for", ALIGNMENTS.into(), &["--crs", "nonsense"], &["nonsense", "use an EPSG code"]),
    ];
    for (name, content, arguments, parts) in cases {
        let message = refused(content.as_bytes(), COMMUNES.as_bytes(), None, arguments);
        holds(name, &message, "alignments.geojson", parts);
    }
}

#[test]
fn a_study_is_refused_with_the_place_of_its_fault() {
    const T: &str = "study.toml";
    let says = |old: &str, new: &str| edited(T, |text| text.replacen(old, new, 1));
    let becomes = |file: &str, content: &str| edited(file, |_| content.to_string());
    let layer = |role: &str, file: &str| format!("[[layer]]\nrole = \"{role}\"\nfile = \"{file}\"\n\n[[layer]]");
    let cases: Vec<(&str, Study, &str, &[&str])> = vec![
        ("nothing in it", becomes(T, ""), T, &["an empty file", "export"]),
        ("broken", says("[report]", "[report"), T, &["line 25", "compare it"]),
        ("a deep list", becomes(T, &format!("a={}", nested())), T, &["line 1", "compare it"]),
        ("an unknown key", says("[defaults]", "[defaults]\nwithinn = 5"), T, &["line 10", "withinn", "within_m"]),
        ("a date", says("\"2025-07-01\"", "2025-07-01"), T, &["line 6", "compare it"]),
        (
            "a text as distance",
            says("within_m = 5000", "within_m = \"5km\""),
            T,
            &["line 14", "a number", "compare it"],
        ),
        (
            "an unknown role",
            says("role = \"communes\"", "role = \"comunes\""),
            T,
            &["[[layer]] 7, \"role\"", "did you mean communes?"],
        ),
        ("a file outside", says("\"nh12.geojson\"", "\"../nh12.geojson\""), T, &["../nh12.geojson", "copy the file"]),
        ("a file from the root", says("\"nh12.geojson\"", "\"/etc/passwd\""), T, &["/etc/passwd", "copy the file"]),
        ("no file name", says("\"nh12.geojson\"", "\"\""), T, &["found \"\"", "copy the file"]),
        (
            "a missing file",
            says("\"nh12.geojson\"", "\"nh13.geojson\""),
            "nh13.geojson",
            &["no such file", "check the name"],
        ),
        ("a folder", says("\"nh12.geojson\"", "\".\""), "/.", &["a folder", "name a file"]),
        (
            "a layer twice",
            says("[[layer]]", &layer("milestones", "milestones.csv")),
            T,
            &["[[layer]] 15", "as in [[layer]] 1", "leave one"],
        ),
        (
            "no communes",
            says("role = \"communes\"", "role = \"places\""),
            T,
            &["role = \"communes\"", "add a [[layer]]"],
        ),
        (
            "no such gate",
            says("gate = \"tay-trang\"", "gate = \"tay-trng\""),
            T,
            &["\"gate\"", "did you mean tay-trang"],
        ),
        (
            "no such alignment",
            says("\"nh12\", \"ct03-a\"", "\"nh13\", \"ct03-a\""),
            T,
            &["\"nh13\"", "did you mean nh12"],
        ),
        (
            "no such origin",
            says("origin = \"tuan-giao\"", "origin = \"tuan-gio\""),
            T,
            &["[[series]] from_tuan_giao, \"origin\"", "tuan-giao"],
        ),
        (
            "a series of nothing",
            says("alignment = \"nh12\"", "alignment = \"nh120\""),
            T,
            &["[[series]] from_ma_lu_thang", "did you mean nh12"],
        ),
        ("origin NaN", says("origin_km = 0.0", "origin_km = nan"), T, &["\"origin_km\"", "NaN", "0 where it starts"]),
        (
            "origin 1e308",
            says("origin_km = 0.0", "origin_km = 1e308"),
            T,
            &["\"origin_km\"", "1e308", "0 where it starts"],
        ),
        (
            "a series twice",
            says("[[series]]", "[[series]]\nalignment = \"nh12\"\nid = \"from_ma_lu_thang\"\n\n[[series]]"),
            T,
            &["[[series]] from_ma_lu_thang", "again", "leave one"],
        ),
        (
            "within -5 km",
            says("within_m = 5000", "within_m = -5000"),
            T,
            &["[defaults], \"within_m\"", "-5000", "a distance"],
        ),
        (
            "within NaN",
            says("within_m = 5000", "within_m = nan"),
            T,
            &["[defaults], \"within_m\"", "NaN", "a distance"],
        ),
        ("nearest 0", says("nearest = 3", "nearest = 0"), T, &["[defaults], \"nearest\"", "found 0", "say how many"]),
        ("nearest -1", says("nearest = 3", "nearest = -1"), T, &["line 23", "at least 0", "compare it"]),
        ("no km-posts in it", becomes("kmposts.csv", ""), "kmposts.csv", &["an empty file", "export"]),
        (
            "a column less",
            edited("kmposts.csv", |t| t.replacen("kmpost", "kmpst", 1)),
            "kmposts.csv",
            &["the header, \"kmpost\"", "a column kmpost", "name the column"],
        ),
        (
            "semicolons",
            edited("kmposts.csv", |t| t.replace(',', ";")),
            "kmposts.csv",
            &["the header", "a column alignment", "commas"],
        ),
        (
            "a short row",
            edited("kmposts.csv", |t| t + "nh12,x\n"),
            "kmposts.csv",
            &["row 39", "2 fields", "complete the row"],
        ),
        (
            "a place as text",
            edited("kmposts.csv", |t| t.replace("103.41945", "east")),
            "kmposts.csv",
            &["row 4, \"lon\"", "invalid float", "correct it"],
        ),
        (
            "a place nowhere",
            edited("kmposts.csv", |t| t.replace("103.41945", "NaN")),
            "kmposts.csv",
            &["row 4", "(NaN, 21.58395)", "unlocated"],
        ),
        (
            "a half post",
            edited("kmposts.csv", |t| t.replace("Km0+241,", "Km0-241,")),
            "kmposts.csv",
            &["row 4", "Km0-241", "write Km"],
        ),
        (
            "a post of nothing",
            edited("kmposts.csv", |t| t.replacen("nh279,QL279,from", "nh297,QL279,from", 1)),
            "kmposts.csv",
            &["row 4, \"alignment\"", "did you mean nh279"],
        ),
        (
            "a post of no series",
            edited("kmposts.csv", |t| t.replacen(",from_tuan_giao", ",from_tuan_gao", 1)),
            "kmposts.csv",
            &["row 4, \"series\"", "did you mean from_tuan_giao"],
        ),
        (
            "no alignment in a layer",
            becomes("nh12.geojson", &collection(&[])),
            "nh12.geojson",
            &["at least one alignment", "export"],
        ),
        (
            "no commune in the layer",
            becomes("communes.geojson", &collection(&[])),
            "communes.geojson",
            &["at least one commune", "export"],
        ),
        (
            "an access point to nowhere",
            edited("interchanges.geojson", |t| t.replacen("\"ct03-a\"", "\"ct03-z\"", 1)),
            "interchanges.geojson",
            &["feature 1", "did you mean ct03-a"],
        ),
        (
            "a gate in the air",
            edited("border_gates.geojson", |t| t.replacen("\"coordinates\":[", "\"coordinates\":[9,", 1)),
            "border_gates.geojson",
            &["feature 1", "a height", "without Z"],
        ),
    ];
    for (name, study, file, parts) in &cases {
        let listed = study.run("list");
        holds(name, &listed, file, parts);
        assert_eq!(listed.lines().count(), 1, "{name}: one cause, one message\n{listed}");
        // `check` says the same, as data, and fails.
        let checked = study.checked();
        assert!(checked.contains("error,"), "{name}: {checked}");
    }
}
