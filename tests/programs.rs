//! The export in QGIS and GDAL, the dossier in Chromium: the programs that people open them with.
//!
//! Where a program is absent its test says so and passes. `CORRIDOR_PROGRAMS=required` makes that a failure.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stderr)]

use assert_cmd::Command;
use serde_json::Value;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn corridor(folder: &Path, arguments: &[&str]) {
    Command::cargo_bin("corridor").unwrap().current_dir(folder).args(arguments).assert().success();
}

/// Whether to go on without the program: said clearly, and not allowed where it was asked for.
fn skipped(what: &str) {
    assert_ne!(std::env::var("CORRIDOR_PROGRAMS").as_deref(), Ok("required"), "{what} is absent");
    eprintln!("SKIPPED: {what} is absent, so this was not tested");
}

fn found(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?).map(|p| p.join(program)).find(|p| p.is_file())
}

/// What a script printed after FOUND.
fn told(output: &std::process::Output) -> Value {
    let text = String::from_utf8_lossy(&output.stdout).to_string();
    let line = text.lines().find_map(|l| l.strip_prefix("FOUND "));
    let line = line.unwrap_or_else(|| panic!("{text}\n{}", String::from_utf8_lossy(&output.stderr)));
    serde_json::from_str(line).unwrap()
}

/// A Python that has QGIS: the system's, whatever other Python comes first.
fn python_with_qgis() -> Option<PathBuf> {
    let has = |p: &PathBuf| {
        let asked =
            std::process::Command::new(p).args(["-c", "import qgis.core"]).env("QT_QPA_PLATFORM", "offscreen").output();
        asked.is_ok_and(|o| o.status.success())
    };
    [Some(PathBuf::from("/usr/bin/python3")), found("python3")].into_iter().flatten().find(has)
}

fn opens_in_qgis(arguments: &[&str], crs: &str, title: &str) {
    let Some(python) = python_with_qgis() else { return skipped("QGIS with its Python") };
    let folder = tempfile::tempdir().unwrap();
    let mut all = arguments.to_vec();
    all.extend(["--out", "made"]);
    corridor(folder.path(), &all);
    // Moved after it was made: a project that knew where it was would not find its layers.
    let moved = folder.path().join("elsewhere đi chỗ khác");
    std::fs::rename(folder.path().join("made"), &moved).unwrap();
    let output = std::process::Command::new(python)
        .env("QT_QPA_PLATFORM", "offscreen")
        .env("XDG_RUNTIME_DIR", folder.path())
        .arg(root().join("tests/qgis/check.py"))
        .args([moved.join("corridor.qgz"), moved.join("corridor.gpkg"), folder.path().to_path_buf()])
        .output()
        .unwrap();
    let told = told(&output);
    assert_eq!(told["read"], true, "{told}");
    assert_eq!(told["missing"], serde_json::json!([]));
    assert_eq!(told["crs"], crs);
    assert!(told["title"].as_str().unwrap().contains(title));
    let layers = told["layers"].as_object().unwrap();
    assert_eq!(layers.len(), 12);
    for (name, layer) in layers {
        assert!(layer["valid"] == true && layer["features"].as_i64() > Some(0), "{name}: {layer}");
        assert_eq!(layer["index"], 2, "{name} has no spatial index");
        let alone = &told["package"][name.trim_start_matches("corridor_")];
        assert!(
            alone["valid"] == true && alone["renderer"] == layer["renderer"],
            "{name} without the project: {alone}"
        );
    }
    assert_eq!(layers["corridor_communes"]["renderer"], "categorizedSymbol");
    assert_eq!(told["layouts"], serde_json::json!(["A3"]));
    assert_eq!(told["page"], serde_json::json!([420.0, 297.0]));
    assert_eq!(told["errors"], serde_json::json!([]));
    assert!(told["map"] == true && told["layout"] == true);
    for picture in ["map.png", "layout.png"] {
        // A blank picture of this size has some ten kilobytes.
        let size = std::fs::metadata(folder.path().join(picture)).unwrap().len();
        assert!(size > 60_000, "{picture} of {size} bytes is blank");
    }
}

#[test]
fn qgis_opens_the_project_finds_every_layer_styled_and_draws_it() {
    opens_in_qgis(&["--lang", "en", "export"], "EPSG:9205", "Điện Biên");
}

#[test]
fn qgis_opens_it_in_vietnamese_and_in_vn2000() {
    opens_in_qgis(
        &["--lang", "vi", "export", "--crs", "EPSG:9205", "--title", "Họp ngày 5"],
        "EPSG:9205",
        "Họp ngày 5",
    );
}

#[test]
fn gdal_reads_every_layer_and_finds_no_fault() {
    let Some(ogrinfo) = found("ogrinfo") else { return skipped("GDAL's ogrinfo") };
    let folder = tempfile::tempdir().unwrap();
    for (name, crs) in [("wgs84", "EPSG:4326"), ("vn2000", "EPSG:9205")] {
        corridor(folder.path(), &["export", "--crs", crs, "--out", name, "--quiet"]);
        let package = folder.path().join(name).join("corridor.gpkg");
        let output = std::process::Command::new(&ogrinfo).args(["-ro", "-al", "-so"]).arg(&package).output().unwrap();
        let (text, errors) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && errors.is_empty(), "{errors}");
        assert!(text.contains("Layer name: communes") && text.contains("Feature Count: 95"), "{text}");
        assert!(text.contains(&format!("ID[\"EPSG\",{}]", crs.trim_start_matches("EPSG:"))), "{text}");
        // GDAL's own validator, where its script lies beside this test.
        validate(&package);
    }
}

fn validate(package: &Path) {
    let script =
        ["/usr/share/gdal/validate_gpkg.py", "/usr/lib/python3/dist-packages/osgeo_utils/samples/validate_gpkg.py"];
    let Some(script) = script.iter().map(Path::new).find(|p| p.is_file()) else {
        return skipped("GDAL's validate_gpkg.py");
    };
    let output = std::process::Command::new("/usr/bin/python3")
        .arg(script)
        .args(["--extra", "--warning-as-error"])
        .arg(package)
        .output()
        .unwrap();
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{text}");
}

fn opens_in_chromium(language: &str) {
    let Some(chromium) = found("chromium").or_else(|| found("chromium-browser")).or_else(|| found("google-chrome"))
    else {
        return skipped("Chromium");
    };
    let Some(python) = found("python3") else { return skipped("python3") };
    let folder = tempfile::tempdir().unwrap();
    corridor(folder.path(), &["--lang", language, "dossier", "--out", "page"]);
    let output = std::process::Command::new(python)
        .arg(root().join("tests/browser/check.py"))
        .arg(chromium)
        .args([folder.path().join("page/index.html"), folder.path().to_path_buf()])
        .output()
        .unwrap();
    let told = told(&output);
    assert_eq!(told["ready"], "yes", "{told}");
    assert_eq!(told["lang"], language);
    assert_eq!(told["errors"], serde_json::json!([]));
    assert_eq!(told["requests"], serde_json::json!([]));
    assert!(told["paths"].as_i64() > Some(95), "{told}");
    for what in ["from_map", "keyboard", "sorted", "collated"] {
        assert_eq!(told[what], true, "{what}: {told}");
    }
    assert!(told["row"][1].as_i64() > Some(0) && told["filtered"].as_i64() > Some(0), "{told}");
    assert!(
        told["figure"][0] == true && told["figure"][1].as_i64() > Some(10) && told["figure"][2].as_i64() > Some(0),
        "{told}"
    );
    assert_eq!(told["unnamed"], 0, "a control without a name");
    assert!((10..60).contains(&told["pages"].as_i64().unwrap()), "{told}");
}

#[test]
fn chromium_opens_the_dossier_without_a_request_and_answers_clicks() {
    opens_in_chromium("en");
}

#[test]
fn chromium_opens_it_in_vietnamese() {
    opens_in_chromium("vi");
}
