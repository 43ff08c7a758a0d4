//! Exports and dossiers: whole or absent, the same bytes twice, text that stays text.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use assert_cmd::Command;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Output;

fn corridor(folder: &Path, arguments: &[&str]) -> Output {
    Command::cargo_bin("corridor").unwrap().current_dir(folder).env("LANG", "C").args(arguments).output().unwrap()
}

fn done(folder: &Path, arguments: &[&str]) {
    let out = corridor(folder, arguments);
    assert!(out.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&out.stderr));
}

/// Every file of a folder with its bytes.
fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => drop(found.insert(path.strip_prefix(folder).unwrap().to_path_buf(), fs::read(&path).unwrap())),
            }
        }
    }
    found
}

/// A study whose names are as bad as names come.
fn hostile(folder: &Path) {
    done(folder, &["init", "study"]);
    let change = |file: &str, from: &str, to: &str| {
        let path = folder.join("study").join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{file}: {from}");
        fs::write(&path, text.replace(from, to)).unwrap();
    };
    change("nh279.geojson", "Quốc lộ 279", "</script><script>alert(1)</script>");
    change(
        "communes.geojson",
        "\"name_vi\":\"Quài Tở\"",
        "\"name_vi\":\"=HYPERLINK(\\\"http://x\\\",1)\\u202e\\u001b[31m<b>'\"",
    );
    change("border_gates.geojson", "Cửa khẩu quốc tế Tây Trang", "../../etc & <img src=x onerror=alert(1)>");
}

#[test]
fn an_export_has_all_its_parts_and_comes_out_the_same() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        done(folder.path(), &["export", "--out", name]);
    }
    let (one, two) = (files(&folder.path().join("one")), files(&folder.path().join("two")));
    for part in [
        "corridor.gpkg",
        "corridor.qgz",
        "corridor.xlsx",
        "map.pdf",
        "map.svg",
        "geojson/communes.geojson",
        "geojson/communes.qml",
    ] {
        assert!(one.contains_key(Path::new(part)), "{part}");
    }
    let differ: Vec<&PathBuf> = one.keys().filter(|k| one.get(*k) != two.get(*k)).collect();
    assert!(differ.is_empty() && one.len() == two.len(), "{differ:?}");
}

#[test]
fn the_geopackage_has_styles_indexes_meanings_and_sources() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["export", "nh279", "ct03-a", "--crs", "EPSG:9205", "--out", "out"]);
    let db = Connection::open(folder.path().join("out/corridor.gpkg")).unwrap();
    let one = |sql: &str| -> i64 { db.query_row(sql, [], |r| r.get(0)).unwrap() };
    let text = |sql: &str| -> String { db.query_row(sql, [], |r| r.get(0)).unwrap() };
    assert_eq!(text("PRAGMA integrity_check"), "ok");
    assert_eq!(one("SELECT count(*) FROM pragma_foreign_key_check"), 0);
    let features = one("SELECT count(*) FROM gpkg_contents WHERE data_type = 'features'");
    assert_eq!(features, one("SELECT count(*) FROM layer_styles WHERE useAsDefault"));
    assert_eq!(features, one("SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_rtree_index'"));
    assert_eq!(one("SELECT count(*) FROM communes"), one("SELECT count(*) FROM rtree_communes_geom"));
    assert_eq!(one("SELECT DISTINCT srs_id FROM gpkg_geometry_columns"), 9205);
    // Eastings of TM-3 103-00, in metres.
    let west: f64 =
        db.query_row("SELECT min_x FROM gpkg_contents WHERE table_name = 'alignments'", [], |r| r.get(0)).unwrap();
    assert!((480_000.0..520_000.0).contains(&west), "{west}");
    assert_eq!(text("SELECT km_label FROM km_posts WHERE alignment_id = 'nh279' AND km = 12"), "Km12");
    assert!(text("SELECT metadata FROM gpkg_metadata").contains("ODbL 1.0"));
    assert!(
        text("SELECT description FROM gpkg_data_columns WHERE table_name = 'alignments' AND column_name = 'length_m'")
            .contains("ellipsoid")
    );
}

#[test]
fn the_figures_of_the_export_are_those_of_the_other_formats() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["export", "nh279", "--out", "out"]);
    done(folder.path(), &["length", "nh279", "--format", "csv", "--output", "lengths.csv"]);
    let db = Connection::open(folder.path().join("out/corridor.gpkg")).unwrap();
    let length: f64 = db.query_row("SELECT length_m FROM alignments", [], |r| r.get(0)).unwrap();
    let pieces: f64 = db.query_row("SELECT sum(length_m) FROM pieces", [], |r| r.get(0)).unwrap();
    let csv = fs::read_to_string(folder.path().join("lengths.csv")).unwrap();
    assert!(csv.contains(&format!("nh279,{length:.3}")), "{csv}");
    assert!((pieces - length).abs() < 0.01);
}

#[test]
fn bad_names_stay_text_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    hostile(folder.path());
    done(folder.path(), &["export", "nh279", "--study", "study", "--out", "out"]);
    done(folder.path(), &["dossier", "nh279", "--study", "study", "--out", "page"]);
    let page = fs::read_to_string(folder.path().join("page/index.html")).unwrap();
    assert!(
        !page.contains("<script>alert")
            && !page.contains("<img src=x")
            && !page.contains('\u{1b}')
            && !page.contains("<b>'")
    );
    assert!(page.contains("&lt;/script&gt;&lt;script&gt;alert(1)"));
    // Four scripts, all ours: the data, Leaflet, the page's own, and none from a name.
    assert_eq!(page.matches("<script").count(), 3);
    let mut zip = zip::ZipArchive::new(fs::File::open(folder.path().join("out/corridor.xlsx")).unwrap()).unwrap();
    let names: Vec<String> = (0..zip.len()).map(|i| zip.by_index(i).unwrap().name().unwrap().to_string()).collect();
    for name in names.iter().filter(|n| n.starts_with("xl/worksheets/")) {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        assert!(!text.contains("<f>"), "a formula in {name}");
    }
    let mut strings = String::new();
    zip.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut strings).unwrap();
    assert!(strings.contains("=HYPERLINK"), "the name is kept as text");
}

#[test]
fn a_folder_is_replaced_by_force_and_only_if_it_is_ours() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["dossier", "nh279", "--out", "out"]);
    let refused = corridor(folder.path(), &["dossier", "nh279", "--out", "out"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
    fs::write(folder.path().join("out/index.html"), "old").unwrap();
    done(folder.path(), &["dossier", "nh279", "--out", "out", "--force"]);
    assert!(fs::read_to_string(folder.path().join("out/index.html")).unwrap().len() > 100_000);
    fs::write(folder.path().join("out/mine.txt"), "mine").unwrap();
    let refused = corridor(folder.path(), &["dossier", "nh279", "--out", "out", "--force"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("mine.txt"));
    // Nothing of a temporary kind stays beside it.
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn an_export_that_is_killed_leaves_the_old_or_the_new_whole() {
    let folder = tempfile::tempdir().unwrap();
    done(folder.path(), &["export", "nh279", "--out", "out"]);
    let whole = files(&folder.path().join("out"));
    for wait in [5, 20, 60, 120, 200, 300] {
        let mut child = std::process::Command::new(assert_cmd::cargo::cargo_bin("corridor"))
            .current_dir(folder.path())
            .args(["export", "nh279", "--out", "out", "--force", "--quiet"])
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        let _ = child.kill();
        let _ = child.wait();
        assert!(files(&folder.path().join("out")) == whole, "half an export after {wait} ms");
    }
}

#[test]
fn a_crs_that_cannot_be_given_out_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    // Heights alone.
    let out = corridor(folder.path(), &["export", "--crs", "EPSG:5773", "--out", "out"]);
    assert_eq!(out.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&out.stderr).contains("EPSG:9205"));
    assert!(!folder.path().join("out").exists());
}

#[test]
fn layers_in_a_crs_that_is_not_true_to_scale_are_drawn_in_one_that_is() {
    let folder = tempfile::tempdir().unwrap();
    let out = corridor(folder.path(), &["export", "nh279", "--crs", "EPSG:3857", "--out", "out"]);
    assert_eq!(out.status.code(), Some(0), "{}", String::from_utf8_lossy(&out.stderr));
    let file = std::fs::File::open(folder.path().join("out/corridor.qgz")).unwrap();
    let mut project = String::new();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    std::io::Read::read_to_string(&mut zip.by_index(0).unwrap(), &mut project).unwrap();
    assert!(project.contains("<ProjectCrs type=\"QString\">EPSG:9205</ProjectCrs>"));
    assert!(project.contains("<authid>EPSG:3857</authid>"));
}

#[test]
fn a_dossier_is_small_and_asks_nothing_of_the_network() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["one", "two"] {
        done(folder.path(), &["dossier", "--out", name]);
    }
    let page = fs::read_to_string(folder.path().join("one/index.html")).unwrap();
    assert_eq!(page, fs::read_to_string(folder.path().join("two/index.html")).unwrap());
    assert!(page.len() < 5_000_000, "{}", page.len());
    assert!(page.contains("default-src 'none'"));
    for leak in ["src=\"http", "@import", "url(http", "url(images"] {
        assert!(!page.contains(leak), "{leak}");
    }
}

#[test]
fn in_vietnamese_no_message_of_the_tool_is_left_in_english() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, said, unsaid) in [
        (
            &["communes", "nh279"][..],
            &["Xã/phường được phục vụ", "19,924", "Dữ liệu"][..],
            &["Communes", "alignment", "within the"][..],
        ),
        (
            &["compare", "ct03-a", "ct03-b", "ct03-c"],
            &["Đứng đầu theo các trọng số này: ct03-a", "phương án gốc", "Trọng số bằng nhau"],
            &["First by", "Weights", "baseline", "Notes"],
        ),
        (
            &["report"],
            &["lý trình", "cửa khẩu", "393.045", "chưa rõ", "hướng tuyến"],
            &["Lengths", "Communes and", "Versions", "unknown)"],
        ),
    ] {
        let mut all = vec!["--lang", "vi"];
        all.extend(arguments);
        let out = corridor(folder.path(), &all);
        let text = String::from_utf8_lossy(&out.stdout).to_string();
        for word in said {
            assert!(text.contains(word), "{arguments:?} lacks {word}:\n{text}");
        }
        for word in unsaid {
            assert!(!text.contains(word), "{arguments:?} has {word}");
        }
    }
}

#[test]
fn programs_read_the_same_in_every_language() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["json", "csv", "geojson"] {
        let read =
            |lang: &str| corridor(folder.path(), &["--lang", lang, "communes", "nh279", "--format", format]).stdout;
        assert_eq!(read("vi"), read("en"), "{format}");
    }
    let by_locale = Command::cargo_bin("corridor")
        .unwrap()
        .env("LC_ALL", "vi_VN.UTF-8")
        .args(["length", "nh279"])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&by_locale.stdout).contains("Chiều dài trên ellipsoid"));
}

#[test]
fn an_error_is_said_in_vietnamese_and_quiet_says_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let error = |arguments: &[&str]| String::from_utf8_lossy(&corridor(folder.path(), arguments).stderr).to_string();
    let said = error(&["--lang", "vi", "length", "nh297"]);
    assert!(
        said.contains("cần có tên một hướng tuyến") && said.contains("thấy \"nh297\"") && said.contains("Cách sửa"),
        "{said}"
    );
    assert_eq!(error(&["--quiet", "dossier", "nh279", "--out", "page"]), "");
    assert!(error(&["--quiet", "length", "nh297"]).contains("expected"));
}

#[test]
fn shells_and_man_are_served() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish"] {
        let out = corridor(folder.path(), &["completions", shell]);
        assert!(String::from_utf8_lossy(&out.stdout).contains("dossier"), "{shell}");
    }
    done(folder.path(), &["man", "--out", "man1"]);
    assert!(fs::read_to_string(folder.path().join("man1/corridor-map.1")).unwrap().contains(".TH corridor"));
}

#[test]
fn any_answer_may_be_a_workbook_or_a_geopackage() {
    let folder = tempfile::tempdir().unwrap();
    for (form, starts) in [("xlsx", &b"PK\x03\x04"[..]), ("gpkg", &b"SQLite format 3\0"[..])] {
        let name = format!("answer.{form}");
        for verb in [vec!["compare", "ct03-a", "ct03-b"], vec!["communes", "nh279"], vec!["length", "nh12"]] {
            done(folder.path(), &[verb.clone(), vec!["--format", form, "--output", &name, "--force"]].concat());
            let made = fs::read(folder.path().join(&name)).unwrap();
            assert!(made.starts_with(starts) && made.len() > 5_000, "{verb:?} as {form}");
            done(folder.path(), &[verb, vec!["--format", form, "--output", &name, "--force"]].concat());
            assert_eq!(made, fs::read(folder.path().join(&name)).unwrap(), "the same bytes twice");
        }
        let refused = corridor(folder.path(), &["length", "nh12", "--format", form]);
        assert_eq!(refused.status.code(), Some(2));
        assert!(refused.stdout.is_empty() && String::from_utf8_lossy(&refused.stderr).contains("--output FILE"));
    }
}

#[test]
fn the_help_is_in_the_language_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in
        [vec!["--lang", "vi", "--help"], vec!["--lang=vi", "communes", "--help"], vec!["compare", "-h", "--lang", "vi"]]
    {
        let out = corridor(folder.path(), &arguments);
        let text = String::from_utf8(out.stdout).unwrap();
        assert_eq!(out.status.code(), Some(0));
        assert!(text.contains("Cách dùng:") && text.contains("Tùy chọn"), "{text}");
        let english = ["A folder with a study.toml", "Replace files that exist", "The form of the result"];
        assert!(!english.iter().any(|e| text.contains(e)), "{text}");
    }
    let out = corridor(folder.path(), &["--lang", "en", "communes", "--help"]);
    assert!(String::from_utf8_lossy(&out.stdout).contains("Options"));
}
