//! `corridor access` and `corridor network` as a planner meets them: answers, and what is said to bad input.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;

use refusals::{collection, corridor, feature, line};
use serde_json::Value;
use std::fs;

fn json(arguments: &[&str]) -> Value {
    let run = corridor(arguments.iter().chain(&["--format", "json"]));
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
    serde_json::from_str(&run.out).unwrap()
}

fn refusal(arguments: &[&str]) -> String {
    let run = corridor(arguments);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{arguments:?}");
    run.err
}

/// A road: identifier, properties, places.
type Drawn<'d> = (&'d str, &'d str, &'d [(f64, f64)]);

/// A file of roads.
fn roads(list: &[Drawn<'_>]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let features: Vec<String> = list
        .iter()
        .map(|(id, properties, places)| {
            let comma = if properties.is_empty() { "" } else { ", " };
            let places: Vec<String> = places.iter().map(|p| format!("[{}, {}]", p.0, p.1)).collect();
            feature(&format!("{{\"id\": \"{id}\"{comma}{properties}}}"), &line(&format!("[{}]", places.join(", "))))
        })
        .collect();
    let path = folder.path().join("roads.geojson");
    fs::write(&path, collection(&features)).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn a_planned_road_is_told_with_its_cause_its_people_and_its_speeds() {
    let answer = json(&["access", "--to", "tay-trang", "--with", "ct03-a"]);
    let rows = answer["tables"]["changes"]["rows"].as_array().unwrap();
    assert_eq!(rows.len(), 95);
    let tuan_giao = rows.iter().find(|r| r["origin_id"] == "03253").unwrap();
    assert!(tuan_giao["by_what"].as_str().unwrap().starts_with("by ct03-a from Km61+218 (Tuần Giáo) to Km145+008"));
    let (before, after, saved) =
        (&tuan_giao["minutes_before"], &tuan_giao["minutes_after"], &tuan_giao["minutes_saved"]);
    assert!((before.as_f64().unwrap() - after.as_f64().unwrap() - saved.as_f64().unwrap()).abs() < 0.11);
    // Every minute is traceable: the pieces of a way sum to it, each on a road at a speed of the table.
    let ways = answer["tables"]["ways"]["rows"].as_array().unwrap();
    let own: Vec<&Value> = ways.iter().filter(|w| w["origin_id"] == "03253").collect();
    let sum: f64 = own.iter().map(|w| w["minutes"].as_f64().unwrap()).sum();
    assert!((sum - after.as_f64().unwrap()).abs() < 0.3, "{sum} {after}");
    let speed = |road: &str| own.iter().find(|w| w["road"] == road).and_then(|w| w["speed_kmh"].as_f64());
    assert_eq!((speed("ct03-a"), speed("nh6")), (Some(80.0), None));
    let speeds = answer["tables"]["speeds"]["rows"].as_array().unwrap();
    assert!(speeds.iter().all(|s| s["verified"] == false && !s["citation"].as_str().unwrap().is_empty()));
    // Nobody who is not connected has a time.
    let unreached =
        answer["tables"]["access"]["rows"].as_array().unwrap().iter().filter(|r| !r["no_way_because"].is_null());
    assert!(unreached.clone().count() > 20 && unreached.clone().all(|r| r["minutes"].is_null()));
    // Nobody is farther: a new road takes nothing away.
    assert!(rows.iter().all(|r| r["minutes_saved"].as_f64().is_none_or(|m| m >= 0.0)));
}

#[test]
fn a_map_has_the_ways_and_the_isochrones() {
    let run = corridor(["access", "--to", "tay-trang", "--format", "geojson"]);
    let map: Value = serde_json::from_str(&run.out).unwrap();
    let of = |layer: &str, kind: &str| {
        let features = map["features"].as_array().unwrap().iter();
        features.filter(|f| f["properties"]["layer"] == layer && f["geometry"]["type"] == kind).count()
    };
    assert_eq!((of("isochrones", "MultiPolygon"), of("access", "LineString")), (95, 46));
}

#[test]
fn proximity_shows_the_straight_line_and_the_way_by_road() {
    let answer = json(&["proximity", "nh12", "ct03-a", "--to", "gates", "--nearest", "5"]);
    for row in answer["tables"]["proximity"]["rows"].as_array().unwrap() {
        match row["road_m"].as_f64() {
            Some(road) => {
                assert!(road >= row["distance_m"].as_f64().unwrap() - 0.01 && row["road_note"].is_null(), "{row}")
            }
            None => assert!(row["road_note"].as_str().unwrap().contains("nearest road"), "{row}"),
        }
    }
}

#[test]
fn access_to_the_gate_is_a_criterion_of_compare() {
    let answer = json(&["compare", "ct03-a", "ct03-b", "nh279", "--weight", "gate_time_saved=1"]);
    let rows = answer["tables"]["criteria"]["rows"].as_array().unwrap();
    let figure = |id: &str| {
        rows.iter().find(|r| r["alignment_id"] == id && r["criterion"] == "gate_time_saved").unwrap().clone()
    };
    assert!(figure("ct03-a")["value"].as_f64().unwrap() > 1e6);
    assert_eq!(figure("nh279")["note"], "it is there already");
}

#[test]
fn bad_input_is_refused_with_what_to_do() {
    for (arguments, words) in [
        (&["access", "--to", "tay-trag"] as &[&str], "did you mean tay-trang"),
        (&["access", "--to", "tay-trang", "--with", "ct03-z"], "did you mean ct03-"),
        (&["access", "--to", "tay-trang", "--with", "nh6"], "a road that is not there yet"),
        (
            &["access", "--to", "tay-trang", "--closed", "nh6 Km5 - Km900"],
            "expected a stretch of nh6 between Km0+000 and",
        ),
        (&["access", "--to", "tay-trang", "--closed", "nh6"], "a road and two chainages"),
        (&["access", "--to", "tay-trang", "--closed", "ct03-a Km5 - Km6"], "a road that is there"),
        (&["access", "--to", "tay-trang", "--other-speed", "0"], "a speed from 1 to 200 km/h"),
        (&["access", "--to", "tay-trang", "--roads", "none.geojson"], "no such file"),
    ] {
        let said = refusal(arguments);
        assert!(said.contains(words) && said.contains("To mend it:"), "{arguments:?}: {said}");
    }
}

#[test]
fn a_class_without_a_speed_is_named_and_used_only_when_asked() {
    let (_folder, file) = roads(&[
        ("r1", "\"class\": \"track\"", &[(103.0, 21.0), (103.1, 21.0)]),
        ("r2", "", &[(103.1, 21.0), (103.2, 21.0)]),
    ]);
    let said = refusal(&["network", "--roads", &file]);
    assert!(said.contains("class \"track\" (r1)") && said.contains("no class (r2)"), "{said}");
    let answer = json(&["network", "--roads", &file, "--other-speed", "25"]);
    assert_eq!(answer["tables"]["parts"]["rows"].as_array().unwrap().len(), 1);
}

#[test]
fn a_road_of_ones_own_is_added_without_editing_any_other_file() {
    // A straight road from Tuần Giáo to Điện Biên Phủ.
    let class = "\"class\": \"national_highway\"";
    let (_folder, file) = roads(&[("mine", class, &[(103.42208, 21.58469), (103.01598, 21.38179)])]);
    let answer = json(&["access", "--to", "tay-trang", "--from", "Tuần Giáo", "--with", &file]);
    let row = &answer["tables"]["changes"]["rows"][0];
    assert!(
        row["minutes_saved"].as_f64().unwrap() > 20.0 && row["by_what"].as_str().unwrap().starts_with("by mine"),
        "{row}"
    );
    let compared = json(&["access", "--to", "tay-trang", "--compare", "ct03-a", "--compare", &file]);
    assert_eq!(compared["tables"]["alternatives"]["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn roads_that_only_cross_or_nearly_meet_are_listed_and_not_joined() {
    let class = "\"class\": \"rural_road\"";
    let (_folder, file) = roads(&[
        ("across", class, &[(103.0, 21.0), (103.2, 21.0)]),
        ("down", class, &[(103.1, 21.1), (103.1, 20.9)]),
        ("short", class, &[(103.05, 21.1), (103.05, 21.0003)]),
    ]);
    let answer = json(&["network", "--roads", &file]);
    assert!(answer["title"].as_str().unwrap().starts_with("3 roads: 3 parts that do not meet, 0 junctions"));
    let doubts = answer["tables"]["doubts"]["rows"].as_array().unwrap();
    let of = |what: &str| doubts.iter().filter(|d| d["doubt"].as_str().unwrap().starts_with(what)).count();
    assert_eq!((of("crossing"), of("end")), (1, 1), "{doubts:?}");
    assert!(answer["notes"][0].as_str().unwrap().contains("No two roads meet"));
    let wider = json(&["network", "--roads", &file, "--snap", "50m"]);
    assert_eq!(wider["tables"]["parts"]["rows"].as_array().unwrap().len(), 2);
}

#[test]
fn a_table_of_speeds_without_a_source_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("speeds.toml");
    let own = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/geodata/speeds.toml")).unwrap();
    for (from, to, words) in [
        ("value = 80, citation", "value = 800, citation", "expected 1 to 200 km/h, found 800"),
        (
            "value = 40, citation = \"TCVN 4054:2005, design speed of class IV in mountains; the class of each road here is not known, and a design speed is no travel time\"",
            "value = 40",
            "missing field \"citation\"",
        ),
        ("[connector]", "[conector]", "did you mean connector?"),
    ] {
        assert!(own.contains(from), "{from}");
        fs::write(&path, own.replacen(from, to, 1)).unwrap();
        let said = refusal(&["access", "--to", "tay-trang", "--speeds", path.to_str().unwrap()]);
        assert!(said.contains(words) && said.contains("speeds.toml"), "{said}");
    }
}
