//! Figures that stand up to an audit: explained, and verified against planted changes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;

use refusals::{Study, corridor, corridor_in};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn report(folder: &Path, name: &str, arguments: &[&str]) -> String {
    let path = folder.join(name).display().to_string();
    let run = corridor(arguments.iter().copied().chain(["--format", "json", "--output", path.as_str()]));
    assert_eq!(run.code, Some(0), "{}", run.err);
    path
}

/// The identifiers that `verify` lists, and its exit code.
fn found(report: &str, more: &[&str]) -> (Option<i32>, Vec<(String, String)>) {
    let run = corridor(["verify", report, "--format", "json"].into_iter().chain(more.iter().copied()));
    let json: Value = serde_json::from_str(&run.out).unwrap_or_else(|e| panic!("{e}: {}", run.err));
    let rows = json["tables"]["differences_found"]["rows"].as_array().unwrap();
    let text = |row: &Value, name: &str| row[name].as_str().unwrap().to_string();
    (run.code, rows.iter().map(|r| (text(r, "figure_id"), text(r, "cause"))).collect())
}

/// Numbers that stand in the report: where, and by how much one of them may be off without being found.
fn planted(path: &str, column: &str, by: f64, every: usize) -> Vec<(String, Value)> {
    let json: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut made = Vec::new();
    let mut count = 0;
    for (table, content) in json["tables"].as_object().unwrap() {
        for (i, row) in content["rows"].as_array().unwrap().iter().enumerate() {
            let Some(value) = row.get(column).and_then(Value::as_f64) else { continue };
            count += 1;
            if count % every != 0 {
                continue;
            }
            let mut altered = json.clone();
            let cell = &mut altered["tables"][table]["rows"][i][column];
            let as_count = cell.is_u64();
            *cell = if as_count { Value::from(value as u64 + by as u64) } else { Value::from(value + by) };
            made.push((row["figure_id"].as_str().unwrap().to_string(), altered));
        }
    }
    made
}

#[test]
fn verify_finds_every_planted_metre_and_person_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut planted_changes = 0;
    for (name, arguments) in [
        ("report.json", &["report"][..]),
        ("compare.json", &["compare", "ct03-a", "ct03-b", "ct03-c"]),
        ("communes.json", &["communes", "nh12", "--within", "2km"]),
    ] {
        let path = report(folder.path(), name, arguments);
        assert_eq!(found(&path, &[]), (Some(0), vec![]), "{name}");
        for (column, by) in [
            ("length_m", 1.0),
            ("distance_m", -1.0),
            ("people_counted", 1.0),
            ("people_within", 1.0),
            ("population", 1.0),
            ("value", 1.0),
        ] {
            for (row, altered) in planted(&path, column, by, 13) {
                let altered_path = folder.path().join("altered.json").display().to_string();
                fs::write(&altered_path, altered.to_string()).unwrap();
                let (code, list) = found(&altered_path, &[]);
                assert_eq!((code, list.len()), (Some(1), 1), "{row} {column}: {list:?}");
                let (path, _) = row.split_once('?').unwrap_or((&row, ""));
                assert!(list[0].0.starts_with(&format!("{path}/")), "{row} {column}: {list:?}");
                assert!(list[0].1.contains("report was altered"), "{list:?}");
                planted_changes += 1;
            }
        }
    }
    assert!(planted_changes >= 30, "{planted_changes}");
}

#[test]
fn a_person_more_in_the_inputs_is_found_with_its_cause() {
    let study = Study::written();
    let path = study.path().join("report.json").display().to_string();
    let at = study.path().display().to_string();
    assert_eq!(corridor(["communes", "nh279", "--study", &at, "--format", "json", "--output", &path]).code, Some(0));
    assert_eq!(found(&path, &[]).0, Some(0));
    study.edit("communes.geojson", |text| text.replace("\"population\":24303", "\"population\":24304"));
    let (code, list) = found(&path, &[]);
    let ids: Vec<&str> = list.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(code, Some(1));
    assert!(ids.contains(&"nh279/communes/03253/population"), "{ids:?}");
    // Tuần Giáo is in every count of people, and in nothing else.
    assert!(ids.iter().all(|id| id.contains("03253") || id.contains("/services/")), "{ids:?}");
    assert!(list.iter().all(|(_, cause)| cause == "input changed: communes.geojson"), "{list:?}");
}

#[test]
fn what_cannot_be_verified_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    for (text, part) in [
        ("", "an empty file"),
        ("{\"corridor\": \"0.1.0\", \"tables\": {", "EOF"),
        ("{\"corridor\": \"0.1.0\", \"tables\": {}}", "without a manifest"),
        (
            "{\"corridor\":\"9.9.9\",\"manifest\":{\"version\":\"9.9.9\",\"command\":[\"divine\",\"x\"]},\"tables\":{}}",
            "corridor divine x",
        ),
        (
            "{\"corridor\":\"9.9.9\",\"manifest\":{\"version\":\"9.9.9\",\"command\":[\"init\",\"x\"]},\"tables\":{}}",
            "answers with figures",
        ),
    ] {
        let run = corridor(["verify", &write("r.json", text)]);
        assert_eq!(run.code, Some(2), "{text}");
        assert!(run.err.contains(part) && run.err.contains("r.json"), "{part}: {}", run.err);
    }
    let empty = tempfile::tempdir().unwrap();
    let run = corridor(["verify", &empty.path().display().to_string()]);
    assert!(run.code == Some(2) && run.err.contains("report.json"), "{}", run.err);
}

#[test]
fn another_version_and_another_definition_are_named_as_the_cause() {
    let folder = tempfile::tempdir().unwrap();
    let path = report(folder.path(), "r.json", &["length", "nh279"]);
    let text = fs::read_to_string(&path).unwrap();
    let json: Value = serde_json::from_str(&text).unwrap();
    let length = json["tables"]["lengths"]["rows"][0]["length_m"].to_string();
    let meant = "geometric length on the WGS 84 ellipsoid, of the whole or of the range";
    let altered = text.replacen(&length, "1.0", 1).replace(meant, "length on a sphere");
    fs::write(&path, &altered).unwrap();
    let list = found(&path, &[]).1;
    assert!(
        list.iter().any(|(id, why)| id == "nh279/lengths/length" && why.contains("length on a sphere")),
        "{list:?}"
    );
    let version = format!("\"version\":\"{}\"", env!("CARGO_PKG_VERSION"));
    fs::write(&path, text.replacen(&length, "1.0", 1).replace(&version, "\"version\":\"0.0.1\"")).unwrap();
    let list = found(&path, &[]).1;
    assert_eq!(list.len(), 1, "{list:?}");
    assert!(list[0].1.contains("version changed: 0.0.1"), "{list:?}");
}

#[test]
fn two_methods_agree_within_the_bound() {
    let folder = tempfile::tempdir().unwrap();
    let path = report(folder.path(), "r.json", &["report"]);
    let run = corridor(["verify", &path, "--second-method", "--format", "json"]);
    assert_eq!(run.code, Some(0), "{}", run.out);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let rows = json["tables"]["second_method"]["rows"].as_array().unwrap();
    assert!(rows.len() > 100, "{}", rows.len());
    assert!(rows.iter().all(|r| r["agree"] == true), "{rows:?}");
}

#[test]
fn a_dossier_folder_carries_its_study() {
    let study = Study::written();
    let at = study.path().display().to_string();
    let path = study.path().join("report.json").display().to_string();
    assert_eq!(corridor(["report", "--study", &at, "--format", "json", "--output", &path]).code, Some(0));
    // Moved to another place, as to another machine.
    let elsewhere = tempfile::tempdir().unwrap();
    let moved = elsewhere.path().join("dossier");
    fs::rename(study.path(), &moved).unwrap();
    let run = corridor_in(elsewhere.path(), ["verify", "dossier"]);
    assert_eq!(run.code, Some(0), "{} {}", run.out, run.err);
    let again = corridor_in(elsewhere.path(), ["report", "--study", "dossier", "--format", "json"]).out;
    let was = fs::read_to_string(moved.join("report.json")).unwrap();
    assert_eq!(again, was);
    fs::rename(&moved, study.path()).unwrap();
}

#[test]
fn an_identifier_that_names_nothing_is_answered_with_the_nearest() {
    for (figure, part) in [
        ("nh279/communes/03254/length", "nh279/communes/03253"),
        ("nh279/communes/03253/lenght", "length"),
        ("nh279/comunes/03253/length", "communes"),
        ("nh297/communes/03253/length", "nh279"),
        ("nh279", "--ids"),
        ("study/weights/length/weight", "?of="),
        ("nh279/services/crossed/people?within=much", "within"),
    ] {
        let run = corridor(["explain", figure]);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{figure}");
        assert!(run.err.contains(part), "{figure}: {}", run.err);
    }
}

#[test]
fn a_figure_is_found_by_hand_and_drawn() {
    let typed = corridor(["explain", "ql 279", "communes", "tuan giao", "length"]);
    assert_eq!(typed.out, corridor(["explain", "nh279/communes/03253/length"]).out, "{}", typed.err);
    let folder = tempfile::tempdir().unwrap();
    let run = corridor_in(
        folder.path(),
        ["explain", "nh279/communes/03253/length", "--map", "map.svg", "--format", "geojson"],
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    let map = fs::read_to_string(folder.path().join("map.svg")).unwrap();
    assert!(map.starts_with("<svg") && map.contains("Tuần Giáo") && map.contains("km</text>"));
    let json: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(json["features"].as_array().unwrap().len(), 1);
}

#[test]
fn an_output_carries_where_it_came_from_as_an_ro_crate() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |more: &[&str]| {
        let all = ["length", "nh279", "--format", "csv", "--output", "l.csv", "--ro-crate"]
            .into_iter()
            .chain(more.iter().copied());
        corridor_in(folder.path(), all)
    };
    assert_eq!(ask(&[]).code, Some(0));
    let read = || fs::read_to_string(folder.path().join("l-ro-crate-metadata.json")).unwrap();
    let first = read();
    let json: Value = serde_json::from_str(&first).unwrap();
    let graph = json["@graph"].as_array().unwrap();
    let of = |kind: &str| graph.iter().filter(|e| e["@type"] == kind).collect::<Vec<_>>();
    assert_eq!(of("CreateAction")[0]["name"], "corridor length nh279");
    assert!(of("File").iter().all(|f| f["sha256"].as_str().unwrap().len() == 64));
    // Every object that the run names is in the graph.
    for object in of("CreateAction")[0]["object"].as_array().unwrap() {
        assert!(graph.iter().any(|e| e["@id"] == object["@id"]), "{object}");
    }
    assert_eq!((ask(&[]).code, read()), (Some(2), first.clone()));
    assert_eq!((ask(&["--force"]).code, read()), (Some(0), first));
}

#[test]
fn a_dossier_is_made_again_elsewhere_and_each_of_its_rows_opens() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("dossier");
    assert_eq!(corridor(["dossier", "--out", out.to_str().unwrap()]).code, Some(0));
    // Somewhere else, with nothing but the folder.
    let moved = folder.path().join("elsewhere");
    fs::rename(&out, &moved).unwrap();
    let run = corridor(["verify", moved.to_str().unwrap()]);
    assert_eq!(run.code, Some(0), "{}{}", run.out, run.err);
    assert!(run.out.contains("none differs"), "{}", run.out);
    let page = fs::read_to_string(moved.join("index.html")).unwrap();
    let ids: Vec<&str> = page.split("data-id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(ids.len() > 300, "{}", ids.len());
    for id in ids.iter().step_by(23) {
        let id = id.replace("&amp;", "&");
        let run = corridor(["explain", &id, "--study", moved.join("study").to_str().unwrap()]);
        assert_eq!(run.code, Some(0), "{id}: {}", run.err);
    }
    // One person more, and it is found.
    let path = moved.join("communes.json");
    let report = fs::read_to_string(&path).unwrap();
    let at = report.find("\"population\": ").unwrap() + "\"population\": ".len();
    let end = at + report[at..].find(',').unwrap();
    let people: u64 = report[at..end].parse().unwrap();
    fs::write(&path, format!("{}{}{}", &report[..at], people + 1, &report[end..])).unwrap();
    let run = corridor(["verify", moved.to_str().unwrap()]);
    assert_eq!(run.code, Some(1), "{}", run.err);
    assert!(run.out.contains("1 of "), "{}", run.out);
}
