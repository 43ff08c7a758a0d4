//! Every verb as a process: exit codes, what goes where, and files that are whole or absent.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;

use refusals::{
    ALIGNMENTS, COMMUNES, Study, assessed, collection, corridor, corridor_in, feature, holds, line, polygon,
};
use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::process::{Command, Stdio};
use unicode_width::UnicodeWidthStr;

/// Each verb that prints, with arguments that it answers.
const VERBS: &[&[&str]] = &[
    &["report"],
    &["list"],
    &["length"],
    &["length", "nh279", "nh12"],
    &["locate", "nh12", "Km98+200"],
    &["locate", "nh279", "103.016,21.386"],
    &["communes", "nh279"],
    &["communes", "ct03-a", "--served", "access"],
    &["communes", "nh12", "--served", "crossed", "--within", "2km"],
    &["proximity", "nh279", "--to", "gates"],
    &["proximity", "nh12", "ct03-b", "--to", "places", "--nearest", "5"],
    &["proximity", "nh12", "--to", "zones", "--superseded"],
    &["network"],
    &["network", "--with", "ct03-c"],
    &["access", "--to", "tay-trang", "--with", "ct03-a"],
    &["access", "--to", "gates", "--from", "zones", "--by", "distance"],
    &["access", "--to", "airport", "--from", "Mường Lay", "--closed", "nh12 Km119 - Km122+200"],
    &["access", "--to", "tay-trang", "--compare", "ct03-a", "--compare", "ct03-b", "--rural"],
    &["access", "--to", "Điện Biên Phủ", "--critical", "5"],
    &["locate", "Km43+210/QL.279"],
    &["locate", "nh12", "Km102 - Km139+650"],
    &["calibrate", "nh12", "nh279"],
    &["crosswalk"],
    &["programme"],
    &["diff", "--project", "ct03-phase1"],
    &["explain", "nh279/communes/03253/length"],
    &["check"],
    &["columns"],
];

#[test]
fn every_verb_answers_on_stdout_and_says_nothing_else() {
    for verb in VERBS {
        let run = corridor(*verb);
        assert_eq!((run.code, run.err.as_str()), (Some(0), ""), "{verb:?}");
        assert!(!run.out.is_empty() && run.out.ends_with('\n'), "{verb:?}");
        for line in run.out.lines() {
            assert!(line.width() <= 100, "{verb:?} is {} wide: {line}", line.width());
        }
    }
}

#[test]
fn every_verb_answers_in_every_form() {
    for verb in VERBS {
        for format in ["json", "csv", "md", "geojson"] {
            let run = corridor(verb.iter().chain(&["--format", format]));
            assert_eq!(run.code, Some(0), "{verb:?} {format}: {}", run.err);
            match format {
                "csv" => assert!(csv::Reader::from_reader(run.out.as_bytes()).records().all(|r| r.is_ok())),
                "md" => assert!(run.out.starts_with('#')),
                _ => drop(serde_json::from_str::<serde_json::Value>(&run.out).unwrap()),
            }
        }
    }
}

#[test]
fn columns_specifies_every_column_that_is_given_out() {
    let specified: BTreeSet<String> = csv::Reader::from_reader(corridor(["columns", "--format", "csv"]).out.as_bytes())
        .records()
        .map(|r| r.unwrap()[0].to_string())
        .collect();
    let mut used = BTreeSet::new();
    for verb in VERBS {
        let json: serde_json::Value =
            serde_json::from_str(&corridor(verb.iter().chain(&["--format", "json"])).out).unwrap();
        for (table, content) in json["tables"].as_object().unwrap() {
            for row in content["rows"].as_array().unwrap() {
                used.extend(row.as_object().unwrap().keys().cloned());
            }
            let run = corridor(verb.iter().chain(&["--format", "csv", "--table", table]));
            let mut reader = csv::Reader::from_reader(run.out.as_bytes());
            used.extend(reader.headers().unwrap().iter().map(str::to_string));
        }
    }
    let zones = collection(&[feature(r#"{"id":"z"}"#, r#"{"type":"Point","coordinates":[103,21]}"#)]);
    let (folder, run) = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), Some(&zones), &[]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    for file in ["lengths", "coverage", "catchment", "proximity"] {
        let mut reader = csv::Reader::from_path(folder.path().join(format!("results/{file}.csv"))).unwrap();
        used.extend(reader.headers().unwrap().iter().map(str::to_string));
    }
    assert!(used.len() > 40, "{used:?}");
    let missing: Vec<_> = used.difference(&specified).collect();
    assert!(missing.is_empty(), "not specified: {missing:?}");
}

#[test]
fn names_are_found_as_people_type_them() {
    let asked = corridor(["length", "nh279"]).out;
    for name in ["QL279", "ql 279", "ql-279", "NH279", "quoc lo 279", "Quốc lộ 279", "QUỐC LỘ 279", " nh279 "] {
        assert_eq!(corridor(["length", name]).out, asked, "{name}");
    }
}

#[test]
fn what_is_not_known_is_answered_with_the_nearest() {
    let cases: &[(&[&str], &[&str])] = &[
        (&["length", "nh297"], &["\"nh297\"", "did you mean nh279"]),
        (&["length", "ct03"], &["\"ct03\"", "ct03-a", "corridor list"]),
        (&["communes", "zzzz"], &["\"zzzz\"", "corridor list"]),
        (&["length", ""], &["\"\"", "corridor list"]),
        (&["length", "\u{1b}[31mnh279"], &["nh279", "corridor list"]),
        (&["length", "--table", "lengthss"], &["\"lengthss\"", "did you mean lengths"]),
        (&["locate", "nh279", "Km12+300", "--series", "x"], &["from_tuan_giao", "name one of them"]),
        (&["locate", "nh279", "Km999+000"], &["Km999+000", "name a chainage that the road has"]),
        (&["locate", "nh279", "Km-1"], &["Km12+300", "103.016,21.386"]),
        (&["locate", "nh279", "103"], &["\"103\"", "write one of the two"]),
        (&["locate", "nh279", ""], &["\"\"", "write one of the two"]),
        (&["locate", "nh279", "103,21,5"], &["103,21,5", "write one of the two"]),
        (&["locate", "nh279", "21.4,103.0"], &["(21.4, 103)", "longitude comes first"]),
        (&["locate", "nh279", "nan,nan"], &["NaN", "LON,LAT"]),
        (&["locate", "nh279", "1e999,2"], &["inf", "LON,LAT"]),
        (&["locate", "nh279", "500000,2300000"], &["500000", "LON,LAT"]),
    ];
    for (arguments, parts) in cases {
        let run = corridor(*arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        holds(&format!("{arguments:?}"), &run.err, "expected", parts);
    }
}

#[test]
fn arguments_that_make_no_sense_are_refused() {
    let mut cases: Vec<Vec<String>> = Vec::new();
    for d in ["-5km", "nan", "inf", "5 miles", "1e999", "", "km", "٥km", "5,5km", "30000km"] {
        cases.push(vec!["communes".into(), "nh279".into(), format!("--within={d}")]);
        cases.push(vec!["communes".into(), "nh279".into(), format!("--access-within={d}")]);
    }
    for n in ["0", "-1", "1.5", "abc", "", "99999999999999999999"] {
        cases.push(vec!["proximity".into(), "nh279".into(), format!("--nearest={n}")]);
    }
    for rest in
        ["", "foo", "communes", "report --format xml", "proximity nh279 --to x", "init", "list --study=", "assess"]
    {
        cases.push(rest.split_whitespace().map(String::from).collect());
    }
    for arguments in cases {
        let run = corridor(&arguments);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(!run.err.is_empty(), "{arguments:?}");
    }
}

#[test]
fn places_where_nothing_can_be_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("a.geojson"), ALIGNMENTS).unwrap();
    fs::write(at("c.geojson"), COMMUNES).unwrap();
    fs::create_dir(at("folder")).unwrap();
    assert!(Command::new("mkfifo").arg(at("pipe")).status().unwrap().success());
    let long = "n".repeat(300);
    for (name, found) in [
        ("none.geojson", "no such file"),
        ("folder", "a folder"),
        ("pipe", "a pipe, socket or device"),
        ("/dev/zero", "a pipe, socket or device"),
        ("c.geojson/x", "Not a directory"),
        (&long, "too long"),
    ] {
        let run = corridor_in(folder.path(), ["assess", "--alignments", name, "--communes", "c.geojson", "--out", "o"]);
        assert_eq!(run.code, Some(2), "{name}");
        holds(name, &run.err, name, &[found]);
        assert!(!at("o").exists());
    }
    for name in ["none", "folder", "pipe", "/dev/null", "a.geojson"] {
        let run = corridor_in(folder.path(), ["list", "--study", name]);
        assert_eq!(run.code, Some(2), "{name}");
        holds(name, &run.err, "study.toml", &[name]);
        assert_eq!(corridor_in(folder.path(), ["check", "--study", name]).code, Some(1), "{name}");
    }
}

#[test]
fn places_where_nothing_can_be_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("folder")).unwrap();
    fs::write(at("file"), "mine").unwrap();
    fs::write(at("c.geojson"), COMMUNES).unwrap();
    fs::write(at("a.geojson"), ALIGNMENTS).unwrap();
    let long = "n".repeat(300);
    for (name, found) in [
        ("folder", "a folder"),
        ("folder/", "a folder"),
        ("new/", "a folder"),
        ("none/file", "a folder that does not exist"),
        ("file/file", "a folder that does not exist"),
        ("file", "a file that exists"),
        ("/dev/null", "a pipe, socket or device"),
        (&long, "too long"),
        ("/proc/corridor", "/proc/corridor"),
    ] {
        let run = corridor_in(folder.path(), ["columns", "--output", name]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{name}");
        holds(name, &run.err, name, &[found]);
        assert!(!run.err.contains(".corridor-"), "{}", run.err);
    }
    for (name, found) in [("file", "no folder"), ("none/folder", "does not exist"), ("/dev/null", "no folder")] {
        let assess = ["assess", "--alignments", "a.geojson", "--communes", "c.geojson", "--out", name];
        for arguments in [&assess[..], &["init", name]] {
            let run = corridor_in(folder.path(), arguments);
            assert_eq!(run.code, Some(2), "{arguments:?}");
            holds(name, &run.err, name, &[found]);
        }
    }
    assert_eq!(fs::read_to_string(at("file")).unwrap(), "mine");
    let left: BTreeSet<_> = fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 4, "left behind: {left:?}");
}

#[test]
fn a_folder_that_may_not_be_written_to() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    // The superuser may write anyway: nothing to see then.
    if fs::write(folder.path().join("probe"), "").is_ok() {
        return;
    }
    let run = corridor_in(folder.path(), ["columns", "--output", "file"]);
    assert_eq!(run.code, Some(2));
    holds("read-only", &run.err, "file", &["Permission denied", "choose a folder that you may write to"]);
}

#[test]
fn a_file_is_written_whole_and_replaced_only_by_force() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("columns.csv");
    let wanted = corridor(["columns", "--format", "csv"]).out;
    let write = |more: &[&str]| {
        let arguments = ["columns", "--format", "csv", "--output", "columns.csv"];
        corridor_in(folder.path(), arguments.iter().chain(more))
    };
    let run = write(&[]);
    assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{}", run.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
    fs::write(&file, "mine").unwrap();
    let run = write(&[]);
    assert_eq!(run.code, Some(2));
    holds("exists", &run.err, "columns.csv", &["a file that exists", "--force"]);
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    assert_eq!(write(&["--force"]).code, Some(0));
    assert_eq!(fs::read_to_string(&file).unwrap(), wanted);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_full_device_is_an_error_and_a_closed_pipe_is_none() {
    let corridor = env!("CARGO_BIN_EXE_corridor");
    if let Ok(full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        let output = Command::new(corridor).arg("report").stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        holds("full", &String::from_utf8(output.stderr).unwrap(), "standard output", &["make room"]);
    }
    // Like `corridor report --format json | head -c 1`: far more than a pipe holds.
    let mut child = Command::new(corridor)
        .args(["report", "--format", "json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut one = [0];
    child.stdout.take().unwrap().read_exact(&mut one).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_study_written_out_and_read_again_gives_the_same_bytes() {
    let study = Study::written();
    let path = study.path();
    for verb in VERBS.iter().filter(|v| !["check", "columns"].contains(&v[0])) {
        for format in ["table", "json"] {
            let embedded = corridor(verb.iter().chain(&["--format", format])).out;
            let read = corridor(verb.iter().chain(&["--format", format, "--study", path.to_str().unwrap()])).out;
            assert!(embedded == read, "{verb:?} --format {format} differs");
        }
    }
    let run = corridor(["init", path.to_str().unwrap()]);
    assert_eq!(run.code, Some(2), "it would have been overwritten");
    assert_eq!(corridor(["init", path.to_str().unwrap(), "--force"]).code, Some(0));
}

#[test]
fn alignments_measured_while_they_are_read_give_the_rows_of_those_read_first() {
    let square = polygon("[[[103.0,21.0],[103.1,21.0],[103.1,21.1],[103.0,21.1],[103.0,21.0]]]");
    let communes = collection(&[feature(r#"{"code":"01"}"#, &square)]);
    // Many blocks of text; the order of the file is not that of the identifiers, and some lie in no commune.
    let road = |i: usize| {
        let x = 103.0 + ((i * 7919) % 2000) as f64 / 16000.0;
        feature(
            &format!(r#"{{"id":"a{}"}}"#, (i * 7919) % 2003),
            &line(&format!("[[{x},21.02],[{x},21.0{}]]", 3 + i % 7)),
        )
    };
    let mut roads: Vec<String> = (1..2000).map(road).collect();
    let results = |roads: &[String]| -> Vec<String> {
        let (folder, run) = assessed(collection(roads).as_bytes(), communes.as_bytes(), None, &[]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let read = |file| fs::read_to_string(folder.path().join("results").join(file)).unwrap();
        ["lengths.csv", "coverage.csv", "catchment.csv"].map(read).to_vec()
    };
    let in_passing = results(&roads);
    assert_eq!(in_passing[0].lines().count(), 2000);
    assert!(in_passing[0].lines().skip(1).is_sorted_by_key(|row| row.split(',').next()));
    // A key that nobody writes so: the file is read with care.
    let usual = roads[1234].clone();
    roads[1234] = usual.replacen("\"type\"", "\"ty\\u0070e\"", 1);
    assert_eq!(results(&roads), in_passing);
    // The same identifier far apart is refused, and says where.
    roads[1234] = usual;
    roads.push(road(7));
    let (_folder, run) = assessed(collection(&roads).as_bytes(), communes.as_bytes(), None, &[]);
    assert_eq!(run.code, Some(2));
    assert!(run.err.contains("feature 2000") && run.err.contains("feature 7 has this one"), "{}", run.err);
}

#[test]
fn tables_asked_for_by_themselves_are_those_of_all() {
    let zones = collection(&[feature(r#"{"id":"z"}"#, r#"{"type":"Point","coordinates":[103.2,21.1]}"#)]);
    let results = |more: &[&str]| -> Vec<(String, String)> {
        let (folder, run) = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), Some(&zones), more);
        assert_eq!(run.code, Some(0), "{more:?}: {}", run.err);
        let files = fs::read_dir(folder.path().join("results")).unwrap().map(|file| file.unwrap().path());
        let name = |file: &std::path::Path| file.file_name().unwrap().to_string_lossy().to_string();
        let mut files: Vec<_> = files.map(|f| (name(&f), fs::read_to_string(&f).unwrap())).collect();
        files.sort();
        files
    };
    for form in ["csv", "json"] {
        let all = results(&["--format", form]);
        assert_eq!(all.len(), 4);
        for tables in
            ["lengths", "coverage", "catchment", "proximity", "proximity,lengths", "coverage,catchment,coverage"]
        {
            let is_wanted = |f: &&(String, String)| tables.split(',').any(|t| f.0 == format!("{t}.{form}"));
            let wanted: Vec<_> = all.iter().filter(is_wanted).cloned().collect();
            assert_eq!(results(&["--format", form, "--table", tables]), wanted, "{tables}");
        }
    }
    let (_folder, run) = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), None, &["--table", "lengths,proximity"]);
    assert!(run.code == Some(2) && run.err.contains("--zones FILE"), "{}", run.err);
    let (_folder, run) = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), None, &["--table", "lenghts"]);
    assert!(run.code == Some(2) && run.err.contains("'lengths'"), "{}", run.err);
}

#[test]
fn assess_takes_files_from_anywhere() {
    let named = |property: &str, text: &str| text.replace("\"id\"", property).replace("\"code\"", property);
    let lifted = ALIGNMENTS.replace("21.0]", "21.0,350.5]").replace("21.05]", "21.05,340]");
    let declared = |text: &str, crs: &str| {
        let member = format!(r#""crs":{{"type":"name","properties":{{"name":"{crs}"}}}},"features""#);
        text.replace("\"features\"", &member)
    };
    let plain = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), None, &[]);
    let read =
        |folder: &tempfile::TempDir, file: &str| fs::read_to_string(folder.path().join("results").join(file)).unwrap();
    let wanted = read(&plain.0, "coverage.csv");
    assert!(wanted.starts_with("alignment_id,") && wanted.lines().count() == 2, "{wanted}");
    let cases: &[(&str, String, String, &[&str])] = &[
        ("heights left out", lifted, COMMUNES.into(), &["--ignore-z"]),
        ("CRS84 declared", declared(ALIGNMENTS, "urn:ogc:def:crs:OGC:1.3:CRS84"), COMMUNES.into(), &[]),
        ("EPSG:4326 declared", ALIGNMENTS.into(), declared(COMMUNES, "EPSG:4326"), &["--crs", "EPSG:4326"]),
        (
            "other identifiers",
            named("\"no\"", ALIGNMENTS),
            named("\"ma\"", COMMUNES),
            &["--alignment-id", "no", "--commune-id", "ma"],
        ),
    ];
    for (name, alignments, communes, more) in cases {
        let (folder, run) = assessed(alignments.as_bytes(), communes.as_bytes(), None, more);
        assert_eq!((run.code, run.out.as_str()), (Some(0), ""), "{name}: {}", run.err);
        assert_eq!(read(&folder, "coverage.csv"), wanted, "{name}");
    }
    // A kilometre of VN-2000 grid on the central meridian, whose scale is 0.9999.
    let metres = collection(&[feature(r#"{"id":"a"}"#, &line("[[500000,2300000],[500000,2301000]]"))]);
    let square = polygon("[[[490000,2290000],[510000,2290000],[510000,2310000],[490000,2310000],[490000,2290000]]]");
    let commune = collection(&[feature(r#"{"code":"01"}"#, &square)]);
    let asked: &[&str] = &["--crs", "EPSG:9205"];
    for (more, crs) in [(asked, None), (&[][..], Some("urn:ogc:def:crs:EPSG::9205")), (asked, Some("EPSG:9205"))] {
        let says = |text: &String| crs.map_or(text.clone(), |crs| declared(text, crs));
        let (folder, run) = assessed(says(&metres).as_bytes(), says(&commune).as_bytes(), None, more);
        assert_eq!(run.code, Some(0), "{}", run.err);
        let lengths = read(&folder, "lengths.csv");
        let mut reader = csv::Reader::from_reader(lengths.as_bytes());
        let at = reader.headers().unwrap().iter().position(|h| h == "length_m").unwrap();
        let length: f64 = reader.records().next().unwrap().unwrap()[at].parse().unwrap();
        assert!((length - 1000.1).abs() < 0.05, "{length}");
    }
    for (format, extension) in [("json", "json"), ("geojson", "geojson"), ("md", "md"), ("table", "txt")] {
        let (folder, run) = assessed(ALIGNMENTS.as_bytes(), COMMUNES.as_bytes(), None, &["--format", format]);
        assert_eq!(run.code, Some(0), "{}", run.err);
        for sheet in ["lengths", "coverage", "catchment"] {
            assert!(!read(&folder, &format!("{sheet}.{extension}")).is_empty());
        }
    }
}

#[test]
fn check_lists_all_faults_of_all_layers_at_once() {
    let study = Study::written();
    study.edit("communes.geojson", |t| t.replacen("\"Polygon\"", "\"Point\"", 1));
    study.edit("nh12.geojson", |t| t[..t.len() / 2].to_string());
    study.edit("border_gates.geojson", |t| t.replacen("\"coordinates\":[", "\"coordinates\":[500000,", 1));
    study.edit("kmposts.csv", |t| t + "nh12,x\n");
    study.edit("study.toml", |t| t.replace("nearest = 3", "nearest = 0"));
    let checked = study.checked();
    for file in ["communes.geojson", "nh12.geojson", "border_gates.geojson", "kmposts.csv", "study.toml"] {
        let fault = checked.lines().find(|l| l.starts_with("error,") && l.contains(file));
        assert!(fault.is_some(), "no fault of {file} in\n{checked}");
    }
    let report = corridor(["report", "--study", study.path().to_str().unwrap()]);
    assert_eq!((report.code, report.out.as_str()), (Some(2), ""));
    let embedded = corridor(["check"]);
    assert!(embedded.code == Some(0) && embedded.out.contains("0 errors"), "{}", embedded.out);
}

#[test]
fn the_example_in_the_readme_is_what_the_tool_says() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).unwrap();
    let command = ["communes", "nh279", "--within", "2km", "--served", "crossed", "--table", "communes"];
    let out = assert_cmd::Command::cargo_bin("corridor").unwrap().args(command).output().unwrap();
    let text = String::from_utf8(out.stdout).unwrap();
    let example = text.split("\nNotes").next().unwrap().trim_end();
    assert!(readme.contains(example), "the README shows something else than:\n{example}");
}
