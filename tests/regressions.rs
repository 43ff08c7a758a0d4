//! One test for each bug that was found: what went wrong is in its name.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;

use refusals::{
    ALIGNMENTS, COMMUNES, SQUARE, Study, assessed, collection, corridor, corridor_in, edited, feature, line, polygon,
    refused,
};
use std::fs;

#[test]
fn an_endless_official_area_made_it_panic() {
    let communes = collection(&[feature(r#"{"code":"1","area_km2_official":1e305}"#, &polygon(SQUARE))]);
    assert!(refused(ALIGNMENTS.as_bytes(), communes.as_bytes(), None, &[]).contains("area_km2_official"));
}

#[test]
fn an_identifier_could_colour_the_terminal_from_what_was_expected() {
    let red = feature(r#"{"id":"\u001b[31mred"}"#, &line("[[103,21],[103.1,21]]"));
    let message = refused(collection(&[red.clone(), red]).as_bytes(), COMMUNES.as_bytes(), None, &[]);
    assert!(!message.contains('\u{1b}'));
}

#[test]
fn lists_passed_for_objects() {
    let inside = r#"["Feature",1,{"id":"a"},{"type":"LineString","coordinates":[[103,21],[103.1,21]]}]"#;
    let geometry = r#"["LineString",[[103,21],[103.1,21]]]"#;
    for text in [
        format!(r#"["FeatureCollection",[{}],null]"#, feature(r#"{"id":"a"}"#, &line("[[103,21],[103.1,21]]"))),
        collection(&[inside.into()]),
        collection(&[feature(r#"{"id":"a"}"#, geometry)]),
    ] {
        assert!(refused(text.as_bytes(), COMMUNES.as_bytes(), None, &[]).contains("a list instead of an object"));
    }
}

#[test]
fn communes_without_land_were_measured() {
    let flat = collection(&[feature(r#"{"code":"1"}"#, &polygon("[[[103,21],[104,21],[103.5,21],[103,21]]]"))]);
    assert!(refused(ALIGNMENTS.as_bytes(), flat.as_bytes(), None, &[]).contains("0.0 m²"));
}

#[test]
fn land_is_land_whichever_way_its_ring_turns() {
    let turned = "[[[102.9,20.9],[102.9,21.1],[103.3,21.1],[103.3,20.9],[102.9,20.9]]]";
    let communes = collection(&[feature(r#"{"code":"01"}"#, &polygon(turned))]);
    let (clockwise, run) = assessed(ALIGNMENTS.as_bytes(), communes.as_bytes(), None, &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let (counter, _) = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), None, &[]);
    for file in ["lengths.csv", "coverage.csv", "catchment.csv"] {
        let read = |folder: &tempfile::TempDir| fs::read_to_string(folder.path().join("results").join(file)).unwrap();
        assert_eq!(read(&clockwise), read(&counter), "{file}");
    }
}

#[test]
fn zones_without_a_place_were_left_out_in_silence() {
    let zones = collection(&[feature(r#"{"id":"z"}"#, "null")]);
    assert!(refused(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), Some(&zones), &[]).contains("found null"));
}

#[test]
fn degrees_in_a_file_said_to_be_in_metres_landed_on_the_equator() {
    let message = refused(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), None, &["--crs", "EPSG:9205"]);
    assert!(message.contains("look like degrees"));
}

#[test]
fn two_names_of_longitude_and_latitude_were_a_conflict() {
    for name in
        ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "http://www.opengis.net/def/crs/EPSG/0/4326"]
    {
        let crs = format!(r#""crs":{{"type":"name","properties":{{"name":"{name}"}}}},"features""#);
        let text = ALIGNMENTS.replace("\"features\"", &crs);
        let (_folder, run) = assessed(text.as_bytes(), COMMUNES.as_bytes(), None, &["--crs", "EPSG:4326"]);
        assert_eq!(run.code, Some(0), "{name}: {}", run.err);
    }
}

#[test]
fn features_of_one_identifier_were_joined_as_if_they_were_legs() {
    let one = feature(r#"{"id":"nh12"}"#, &line("[[103,21],[103.1,21]]"));
    let message = edited("nh12.geojson", |_| collection(&[one.clone(), one.clone()])).run("list");
    assert!(message.contains("feature 1 has this one"), "{message}");
}

#[test]
fn legs_without_a_number_were_joined_in_the_order_of_the_file() {
    let leg = |at: &str| feature(r#"{"alignment":"nh12"}"#, &line(at));
    let legs = collection(&[leg("[[103,21],[103.1,21]]"), leg("[[103.1,21],[103.2,21]]")]);
    let message = edited("nh12.geojson", |_| legs.clone()).run("list");
    assert!(message.contains("\"seq\"") && message.contains("number the legs"), "{message}");
}

#[test]
fn one_unreadable_layer_drew_forty_more_faults_after_it() {
    let message = edited("nh279.geojson", |_| "{".into()).run("list");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn layers_and_series_could_be_named_twice_and_gates_misspelt() {
    let twice = "[[layer]]\nrole = \"border_gates\"\nfile = \"border_gates.geojson\"\n\n[[layer]]";
    let study = edited("study.toml", |t| t.replacen("[[layer]]", twice, 1).replace("\"tay-trang\"", "\"tay-trng\""));
    let message = study.run("list");
    assert!(message.contains("each layer once") && message.contains("did you mean tay-trang"), "{message}");
}

#[test]
fn a_province_of_no_commune_left_nothing_inside_in_silence() {
    let study = edited("study.toml", |t| t.replace("home_province = \"11\"", "home_province = \"99\""));
    let run = corridor(["check", "--study", study.path().to_str().unwrap(), "--format", "csv"]);
    assert!(run.code == Some(0) && run.out.contains("warning,unknown-province"), "{}", run.out);
}

#[test]
fn a_missing_column_was_said_of_every_row() {
    let message = edited("kmposts.csv", |t| t.replacen("kmpost", "kmpst", 1)).run("list");
    assert_eq!(message.lines().count(), 1, "{message}");
}

#[test]
fn empty_tables_were_tables() {
    assert!(edited("indicators.csv", |_| String::new()).run("list").contains("an empty file"));
}

#[test]
fn check_did_not_look_at_posts_that_run_backwards() {
    let backwards = |t: String| t.replace("Km1+040,", "Km0+040,").replace("1.040,", "0.040,");
    let study = edited("kmposts.csv", backwards);
    assert!(study.checked().contains("error,posts-backwards,kmposts.csv,series from_tuan_giao"));
    let run = corridor(["locate", "nh279", "Km0+300", "--study", study.path().to_str().unwrap()]);
    assert_eq!(run.code, Some(2));
    refusals::holds("locate", &run.err, "kmposts.csv", &["series from_tuan_giao", "turn the alignment round"]);
}

#[test]
fn a_layer_named_with_a_dot_was_outside_its_own_folder() {
    let study = edited("study.toml", |t| t.replace("\"nh12.geojson\"", "\"./nh12.geojson\""));
    assert_eq!(corridor(["list", "--study", study.path().to_str().unwrap()]).code, Some(0));
}

#[test]
fn a_band_of_a_millimetre_never_ended() {
    for within in ["0.001m", "1e-300m"] {
        // The helper gives a run a minute.
        assert_eq!(corridor(["communes", "nh279", "--within", within]).code, Some(0));
    }
}

#[test]
fn csv_could_colour_the_terminal() {
    let study = edited("nh12.geojson", |t| t.replace("\"name_vi\":\"", "\"name_vi\":\"\\u001b[31m"));
    let path = study.path();
    let arguments = ["length", "nh12", "--format", "csv", "--study", path.to_str().unwrap()];
    // In a file the data is as it was; a terminal, which `script` stands for, never sees it.
    assert!(corridor(arguments).out.contains('\u{1b}'));
    let command = format!("{} {}", env!("CARGO_BIN_EXE_corridor"), arguments.join(" "));
    let Ok(seen) = std::process::Command::new("script").args(["-qec", &command, "/dev/null"]).output() else { return };
    let seen = String::from_utf8_lossy(&seen.stdout).to_string();
    assert!(seen.contains("nh12") && !seen.contains('\u{1b}'), "{seen}");
}

#[test]
fn force_would_have_replaced_a_device_by_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let run = corridor_in(folder.path(), ["columns", "--output", "pipe", "--force"]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("a pipe, socket or device"), "{}", run.err);
    assert!(!fs::symlink_metadata(&pipe).unwrap().is_file());
}

#[test]
fn force_would_have_replaced_what_is_read() {
    let study = Study::written();
    let before = fs::read(study.path().join("nh12.geojson")).unwrap();
    let run = corridor_in(&study.path(), ["list", "--study", ".", "--output", "nh12.geojson", "--force"]);
    assert!(run.code == Some(2) && run.err.contains("inputs are never written to"), "{}", run.err);
    assert_eq!(fs::read(study.path().join("nh12.geojson")).unwrap(), before);

    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("lengths.geojson"), ALIGNMENTS).unwrap();
    fs::write(folder.path().join("c.geojson"), COMMUNES).unwrap();
    let arguments = "assess --alignments lengths.geojson --communes c.geojson --out . --format geojson --force";
    let run = corridor_in(folder.path(), arguments.split(' '));
    assert!(run.code == Some(2) && run.err.contains("inputs are never written to"), "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("lengths.geojson")).unwrap(), ALIGNMENTS);
}

#[test]
fn force_replaced_a_link_instead_of_what_it_points_to() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("real.txt"), "old").unwrap();
    std::os::unix::fs::symlink("real.txt", folder.path().join("link.txt")).unwrap();
    assert_eq!(corridor_in(folder.path(), ["columns", "--output", "link.txt", "--force"]).code, Some(0));
    assert!(fs::symlink_metadata(folder.path().join("link.txt")).unwrap().is_symlink());
    assert!(fs::read_to_string(folder.path().join("real.txt")).unwrap().contains("length_m"));
}
