//! `--cache`: with it every verb says the same to the byte, and nothing that happens to the folder changes that.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;
#[path = "support/struck.rs"]
mod struck;

use refusals::{ALIGNMENTS, Run, collection, corridor_in, feature, polygon};
use std::fs;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;
use struck::{started, tree};

/// Longer than a file must have been at rest to be kept.
const LONG_ENOUGH: Duration = Duration::from_millis(2100);

/// Some hundred communes side by side, with a property that two of them share, and people that some have.
fn communes() -> String {
    let commune = |i: u32| {
        let (west, east) = (103.0 + f64::from(i) * 0.01, 103.0 + f64::from(i + 1) * 0.01);
        let along = |from: f64, to: f64, lat: f64| -> Vec<String> {
            (0..40).map(|k| format!("[{},{lat}]", from + (to - from) * f64::from(k) / 40.0)).collect()
        };
        let ring = [along(west, east, 20.9), along(east, west, 21.1), vec![format!("[{west},20.9]")]].concat();
        let people = if i.is_multiple_of(3) { "null".to_string() } else { i.to_string() };
        let properties = format!(r#"{{"code":"{i:05}","other":"{}","name":"Xã {i}","population":{people}}}"#, i / 2);
        feature(&properties, &polygon(&format!("[[{}]]", ring.join(","))))
    };
    collection(&(0..300).map(commune).collect::<Vec<_>>())
}

/// A study of its own, and files.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(corridor_in(folder.path(), ["init", "study"]).code, Some(0));
    fs::write(folder.path().join("a.geojson"), ALIGNMENTS).unwrap();
    fs::write(folder.path().join("c.geojson"), communes()).unwrap();
    sleep(LONG_ENOUGH);
    folder
}

fn kept(folder: &Path, end: &str) -> usize {
    let entries = fs::read_dir(folder.join("kept")).into_iter().flatten().flatten();
    entries.filter(|e| e.path().extension().is_some_and(|found| found == end)).count()
}

fn same(a: &Run, b: &Run) -> bool {
    (a.code, &a.out, &a.err) == (b.code, &b.out, &b.err)
}

#[test]
fn every_verb_says_the_same_to_the_byte() {
    let folder = folder();
    let study: [&[&str]; 13] = [
        &["report", "--format", "json"],
        &["list"],
        &["communes", "nh279", "--format", "json"],
        &["communes", "ct03-a", "--within", "2km", "--format", "geojson"],
        &["proximity", "ct03-a", "--format", "json"],
        &["compare", "ct03-a", "ct03-b", "--format", "json"],
        &["access", "--to", "tay-trang", "--format", "csv"],
        &["network", "--format", "json"],
        &["locate", "QL12", "Km98+200"],
        &["check", "--format", "json"],
        &["crosswalk", "--format", "json"],
        &["programme", "--format", "csv"],
        &["diff", "ct03-a", "ct03-b", "--format", "json"],
    ];
    for verb in study {
        let plain = corridor_in(folder.path(), verb.iter().chain(&["--study", "study"]));
        for _ in 0..2 {
            let with = corridor_in(folder.path(), verb.iter().chain(&["--study", "study", "--cache", "kept"]));
            assert!(same(&with, &plain), "{verb:?}\n{}\n{}", with.err, plain.err);
        }
    }
    assert_eq!(kept(folder.path(), "layer"), 1, "the study's layer of communes");
    let assess = ["assess", "--alignments", "a.geojson", "--communes", "c.geojson", "--out", "results", "--force"];
    for (number, format) in ["csv", "json", "geojson", "md", "table"].iter().enumerate() {
        let run = |more: &[&str]| {
            let run = corridor_in(folder.path(), assess.iter().chain(&["--format", format]).chain(more));
            assert_eq!(run.code, Some(0), "{}", run.err);
            (run, tree(&folder.path().join("results")))
        };
        let (plain, results) = run(&[]);
        for _ in 0..2 {
            let (with, again) = run(&["--cache=kept"]);
            assert!(same(&with, &plain) && results == again, "{format}");
        }
        assert_eq!(kept(folder.path(), "layer"), 2, "{number}");
        fs::remove_dir_all(folder.path().join("results")).unwrap();
    }
    // Nothing is written anywhere else.
    let names = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    assert_eq!(names, ["a.geojson", "c.geojson", "kept", "study"]);
}

#[test]
fn what_is_wrong_is_told_every_time_and_what_proj_moves_is_read_every_time() {
    let folder = folder();
    let write = |name: &str, text: String| fs::write(folder.path().join(name), text).unwrap();
    let square = "[[[500000,2300000],[510000,2300000],[510000,2310000],[500000,2310000],[500000,2300000]]]";
    write("moved.geojson", collection(&[feature(r#"{"code":"1"}"#, &polygon(square))]));
    write("twice.geojson", communes().replace("00007", "00008"));
    write("open.geojson", communes().replacen("],[", "],[[", 1));
    write("height.geojson", communes().replacen(",20.9]", ",20.9,7]", 1));
    sleep(LONG_ENOUGH);
    let calls: [(&str, &[&str], Option<i32>); 5] = [
        ("moved.geojson", &["--crs", "EPSG:9205"], None),
        ("twice.geojson", &[], Some(2)),
        ("open.geojson", &[], Some(2)),
        ("height.geojson", &[], Some(2)),
        ("c.geojson", &["--commune-id", "other"], Some(2)),
    ];
    for (communes, more, code) in calls {
        let run = |more: &[&[&str]]| {
            let arguments = ["assess", "--alignments", "a.geojson", "--communes", communes, "--out", "r", "--force"];
            corridor_in(folder.path(), arguments.iter().chain(more.iter().copied().flatten()))
        };
        let plain = run(&[more]);
        assert!(code.is_none() || plain.code == code, "{communes}: {}", plain.err);
        for _ in 0..2 {
            assert!(same(&run(&[more, &["--cache", "kept"]]), &plain), "{communes}");
        }
        assert_eq!(kept(folder.path(), "layer"), 0, "{communes}");
    }
}

#[test]
fn every_format_is_kept() {
    let folder = folder();
    let lines = communes().replace(r#"{"type":"FeatureCollection","features":["#, "").replace("]}}]}", "]}}");
    let lines = lines.replace(r#"},{"type":"Feature""#, "}\n{\"type\":\"Feature\"");
    assert_eq!(lines.lines().count(), 300);
    let ring = "102.9 20.9,103.3 20.9,103.3 21.1,102.9 21.1,102.9 20.9";
    fs::write(folder.path().join("c.csv"), format!("code,wkt\n01,\"POLYGON(({ring}))\"\n")).unwrap();
    let places = ring.replace(' ', ";").replace(',', " ").replace(';', ",");
    let kml = format!(
        "<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document><Placemark id=\"01\"><name>a</name><Polygon><outerBoundaryIs>\
         <LinearRing><coordinates>{places}</coordinates></LinearRing></outerBoundaryIs></Polygon></Placemark></Document></kml>"
    );
    fs::write(folder.path().join("c.kml"), kml).unwrap();
    fs::write(folder.path().join("c.geojsonl"), lines).unwrap();
    sleep(LONG_ENOUGH);
    for (number, communes) in ["c.csv", "c.kml", "c.geojsonl"].into_iter().enumerate() {
        let run = |more: &[&str]| {
            let arguments = ["assess", "--alignments", "a.geojson", "--communes", communes, "--out", "r", "--force"];
            let run = corridor_in(folder.path(), arguments.iter().chain(more));
            assert_eq!(run.code, Some(0), "{}", run.err);
            tree(&folder.path().join("r"))
        };
        let plain = run(&[]);
        assert!((0..2).all(|_| run(&["--cache", "kept"]) == plain), "{communes}");
        assert_eq!(kept(folder.path(), "layer"), number + 1, "{communes}");
    }
}

#[test]
fn a_place_that_cannot_be_written_to_is_a_warning() {
    let folder = folder();
    let assess = ["assess", "--alignments", "a.geojson", "--communes", "c.geojson", "--out", "r", "--force"];
    let run = corridor_in(folder.path(), assess.iter().chain(&["--cache", "a.geojson"]));
    assert_eq!(run.code, Some(0));
    assert!(
        run.err.contains("expected a folder where layers can be kept") && run.err.contains("--cache"),
        "{}",
        run.err
    );
    assert_eq!(run.err.lines().count(), 2, "{}", run.err);
    assert_eq!(fs::read_to_string(folder.path().join("a.geojson")).unwrap(), ALIGNMENTS);
    let quiet = corridor_in(folder.path(), assess.iter().chain(&["--quiet", "--cache", "a.geojson"]));
    assert_eq!((quiet.code, quiet.err.as_str()), (Some(0), ""));
}

#[test]
fn runs_that_are_killed_or_run_at_once_leave_nothing_that_is_wrong() {
    let folder = folder();
    let run = |out: &'static str| {
        vec!["assess", "--alignments", "a.geojson", "--communes", "c.geojson", "--out", out, "--cache", "kept"]
    };
    assert_eq!(corridor_in(folder.path(), &run("plain")[..7]).code, Some(0));
    let plain = tree(&folder.path().join("plain"));
    for wait in (0..30).chain((30..90).step_by(6)) {
        let mut child = started(folder.path(), &run("killed"));
        sleep(Duration::from_millis(wait));
        let _ = child.kill();
        child.wait().unwrap();
        let again = corridor_in(folder.path(), run("again"));
        assert_eq!(again.code, Some(0), "{}", again.err);
        assert_eq!(tree(&folder.path().join("again")), plain, "killed after {wait} ms");
        for made in ["kept", "again", "killed"] {
            // The folder keeps what the killed run left, every other time.
            if made != "kept" || wait % 2 == 0 {
                let _ = fs::remove_dir_all(folder.path().join(made));
            }
        }
    }
    let _ = fs::remove_dir_all(folder.path().join("kept"));
    let mut children: Vec<_> = ["one", "two", "three", "four"].map(|out| started(folder.path(), &run(out))).into();
    assert!(children.iter_mut().all(|child| child.wait().unwrap().success()));
    for out in ["one", "two", "three", "four"] {
        assert_eq!(tree(&folder.path().join(out)), plain);
    }
    assert_eq!((kept(folder.path(), "layer"), kept(folder.path(), "part")), (1, 0));
}
