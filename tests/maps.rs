//! Maps and charts: what they show, that they are text where data is text, and that they come out the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use assert_cmd::Command;
use std::fs;

fn corridor(folder: &std::path::Path, arguments: &[&str]) -> std::process::Output {
    Command::cargo_bin("corridor").unwrap().current_dir(folder).args(["--lang", "en"]).args(arguments).output().unwrap()
}

fn fresh() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[test]
fn a_map_is_drawn_in_three_forms_and_twice_the_same() {
    let folder = fresh();
    for (name, start) in [("map.svg", &b"<svg "[..]), ("map.png", b"\x89PNG"), ("map.pdf", b"%PDF-")] {
        let again = name.replace("map", "again");
        for name in [name, &again] {
            let out = corridor(folder.path(), &["map", "nh279", "--out", name]);
            assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        }
        let bytes = fs::read(folder.path().join(name)).unwrap();
        assert!(bytes.starts_with(start), "{name}");
        assert_eq!(bytes, fs::read(folder.path().join(again)).unwrap(), "{name} differs when made twice");
    }
}

#[test]
fn the_map_names_its_scale_plane_chainage_and_credits() {
    let folder = fresh();
    corridor(folder.path(), &["map", "nh279", "--out", "map.svg"]);
    let svg = fs::read_to_string(folder.path().join("map.svg")).unwrap();
    for text in
        ["Scale 1 : 750,000", "EPSG:9205", "Km100", "© OpenStreetMap contributors", "crossed: 13", "Điện Biên Phủ"]
    {
        assert!(svg.contains(text), "{text}");
    }
    assert!(!svg.contains("NaN"));
}

#[test]
fn in_vietnamese_the_map_speaks_it() {
    let folder = fresh();
    Command::cargo_bin("corridor")
        .unwrap()
        .current_dir(folder.path())
        .args(["--lang", "vi", "map", "nh279", "--out", "map.svg"])
        .assert()
        .success();
    let svg = fs::read_to_string(folder.path().join("map.svg")).unwrap();
    for text in ["Tỷ lệ 1 : 750.000", "Hướng tuyến", "Quốc lộ 279", "207,4 km", "cửa khẩu"] {
        assert!(svg.contains(text), "{text}");
    }
}

#[test]
fn names_from_data_are_text_in_the_picture() {
    let folder = fresh();
    let study = folder.path().join("study");
    corridor(folder.path(), &["init", "study"]);
    let file = study.join("nh279.geojson");
    let text =
        fs::read_to_string(&file).unwrap().replace("National Highway 279", "<script>alert(1)</script>\\u202e&\\\"");
    fs::write(&file, text).unwrap();
    let out = corridor(folder.path(), &["map", "nh279", "--study", "study", "--out", "map.svg"]);
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let svg = fs::read_to_string(folder.path().join("map.svg")).unwrap();
    assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script") && !svg.contains('\u{202e}'));
}

#[test]
fn what_cannot_be_drawn_is_refused_before_anything_is_written() {
    let folder = fresh();
    fs::write(folder.path().join("there.svg"), "mine").unwrap();
    for (arguments, said) in [
        (&["map", "nh279", "--out", "map.gif"][..], ".svg, .png or .pdf"),
        (&["map", "nh279", "--out", "there.svg"], "--force"),
        (&["map", "nh279", "--out", "map.svg", "--crs", "EPSG:4326"], "CRS in metres"),
        (&["map", "nh279", "--served", "access", "--out", "map.svg"], "access points"),
        (&["chart", "scores", "nh279", "--out", "one.svg"], "two or more"),
    ] {
        let out = corridor(folder.path(), arguments);
        assert_eq!(out.status.code(), Some(2), "{arguments:?}");
        let error = String::from_utf8_lossy(&out.stderr).to_string();
        assert!(error.contains(said), "{arguments:?}: {error}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(fs::read_to_string(folder.path().join("there.svg")).unwrap(), "mine");
}

#[test]
fn each_chart_has_its_figures_in_it() {
    let folder = fresh();
    for (what, text) in [("communes", "17 + 12"), ("scores", "0.76"), ("weights", "people_within"), ("people", "Km100")]
    {
        let name = format!("{what}.svg");
        corridor(folder.path(), &["chart", what, "ct03-a", "ct03-b", "ct03-c", "--out", &name]);
        let svg = fs::read_to_string(folder.path().join(name)).unwrap();
        assert!(svg.contains(text), "{what}: {text}");
    }
}
