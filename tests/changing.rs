//! Lý trình for whole tables, vintages of communes, what changed, and the programme: as a planner asks.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/refusals.rs"]
mod refusals;

use refusals::{Study, corridor, corridor_in};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn rows(folder: &Path, table: &str, arguments: &[&str]) -> Vec<Value> {
    let run = corridor_in(folder, arguments.iter().copied().chain(["--format", "json"]));
    assert_eq!(run.code, Some(0), "{arguments:?}: {}", run.err);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    json["tables"][table]["rows"].as_array().unwrap().clone()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    files.iter().for_each(|(name, text)| fs::write(folder.path().join(name), text).unwrap());
    folder
}

// Lý trình.

#[test]
fn every_stretch_of_the_facts_is_honoured() {
    let all = rows(Path::new("."), "km_post_intervals", &["calibrate", "nh12", "nh279"]);
    assert_eq!(all.len(), 20);
    assert!(all.iter().all(|r| r["misfit_m"] == 0.0 && r["why_not"].is_null()), "{all:?}");
}

#[test]
fn a_table_of_events_goes_to_the_map_and_back() {
    let at = folder(&[(
        "e.csv",
        "what,kmpost,m3\nslide,Km98+200,10\nworks,Km102 - Km139+650,\nbridge,km 43+210/QL.279,5\n",
    )]);
    let placed = rows(at.path(), "events", &["events", "e.csv", "--on", "nh12"]);
    assert_eq!(placed.len(), 3);
    assert_eq!((placed[2]["alignment_id"].as_str(), placed[2]["basis"].as_str()), (Some("nh279"), Some("bounded")));
    // The coordinates that came out give the same km-post back.
    let mut table = String::from("road,lon,lat\n");
    for row in &placed {
        table += &format!("{},{},{}\n", row["alignment_id"].as_str().unwrap(), row["lon"], row["lat"]);
    }
    fs::write(at.path().join("p.csv"), table).unwrap();
    let back = rows(at.path(), "events", &["events", "p.csv"]);
    for (a, b) in placed.iter().zip(&back) {
        let (was, is) = (a["official_from_m"].as_f64().unwrap(), b["official_from_m"].as_f64().unwrap());
        assert!((was - is).abs() < 0.3, "{was} {is}");
    }
    // A stretch is shared out by length, and a sum that nobody knows is not zero.
    let sums = rows(at.path(), "events_by_commune", &["events", "e.csv", "--on", "nh12"]);
    let metres: f64 =
        sums.iter().filter(|r| r["alignment_id"] == "nh12").map(|r| r["length_m"].as_f64().unwrap()).sum();
    assert!((metres - placed[1]["length_m"].as_f64().unwrap()).abs() < 0.01);
    let of = |code: &str| sums.iter().find(|r| r["commune_id"] == code).unwrap()["sum of m3"].clone();
    assert_eq!((of("03151"), of("03172")), (Value::from(10.0), Value::Null));
}

#[test]
fn every_bad_event_is_named_and_nothing_written() {
    let at = folder(&[(
        "e.csv",
        "kmpost,lon,lat\nKm999,,\nKm12+1000,,\n,103.5,22.9\n,,\nKm5/QL99,,\nKm9 - Km3,,\n,east,22\n",
    )]);
    let run = corridor_in(at.path(), ["events", "e.csv", "--on", "nh12", "--output", "out.csv", "--format", "csv"]);
    assert_eq!((run.code, run.out.as_str()), (Some(2), ""));
    for part in [
        "row 2: ",
        "row 3: ",
        "row 4: ",
        "row 6: ",
        "row 7: ",
        "row 8: ",
        "\"QL99\"",
        "km off",
        "line ends at",
        "\"east\"",
    ] {
        assert!(run.err.contains(part), "{part}: {}", run.err);
    }
    assert!(!at.path().join("out.csv").exists());
    let run = corridor_in(at.path(), ["events", "none.csv", "--on", "nh12"]);
    assert!(run.code == Some(2) && run.err.contains("none.csv"), "{}", run.err);
}

#[test]
fn any_table_of_km_posts_ties_a_road_and_an_overlap_is_offered_twice() {
    let posts = "kmpost,lon,lat,commune,ahead,series\nKm0,103.4165,21.5824,,,own\nKm20,,,Búng Lao,,own\n";
    let at = folder(&[("posts.csv", posts), ("bad.csv", "kmpost,commune\nKm3,Atlantis\nKm4,\n")]);
    let spans = rows(at.path(), "spans", &["calibrate", "nh279", "--km-posts", "posts.csv"]);
    assert!(spans.iter().any(|r| r["series"] == "own"), "{spans:?}");
    let run = corridor_in(at.path(), ["calibrate", "nh279", "--km-posts", "bad.csv"]);
    assert!(run.code == Some(2) && run.err.contains("Atlantis") && run.err.contains("row 3"), "{}", run.err);
    let study = Study::written();
    // At Km98 the road was made 400 m longer: Km98 back is Km97+600 ahead.
    study.edit("kmposts.csv", |text| {
        let (head, rest) = text.split_once('\n').unwrap();
        let kept: String = rest.lines().filter(|l| !l.starts_with("nh12,") || l.contains("Km76+250")).map(|l| format!("{l},\n")).collect();
        let blank = ",".repeat(6);
        format!("{head},ahead\n{kept}nh12,QL12,from_ma_lu_thang,,98.000,Km98+000,cut,,,equation,{blank}103.15788,22.01404,,,,,drawn,,Km97+600\n").replace(&format!("equation,{blank}"), "equation,,,,,")
    });
    let text = fs::read_to_string(study.path().join("kmposts.csv")).unwrap();
    let columns = text.lines().next().unwrap().split(',').count();
    assert!(text.lines().last().unwrap().split(',').count() == columns, "{columns}: {}", text.lines().last().unwrap());
    let both = rows(&study.path(), "located", &["locate", "nh12", "Km97+700", "--study", "."]);
    assert_eq!(both.iter().filter(|r| r["series"] == "from_ma_lu_thang").count(), 2, "{both:?}");
}

// Vintages.

#[test]
fn old_communes_become_new_ones_to_the_last_person() {
    let crosswalk = rows(Path::new("."), "crosswalk", &["crosswalk"]);
    assert_eq!(crosswalk.len(), 129);
    let mut table = String::from("code,people\n");
    let mut sum = 0;
    for (i, row) in crosswalk.iter().enumerate() {
        sum += 997 + 13 * i as u64;
        table += &format!("{},{}\n", row["old_code"].as_str().unwrap(), 997 + 13 * i);
    }
    let at = folder(&[("old.csv", &table)]);
    let new = rows(at.path(), "carried", &["crosswalk", "old.csv", "--from", "2024-12-31", "--to", "2025-07-01"]);
    assert_eq!(new.len(), 45);
    assert!(new.iter().all(|r| r["exact"] == true));
    assert_eq!(new.iter().map(|r| r["own_people"].as_u64().unwrap()).sum::<u64>(), sum);
    let mut back = String::from("code,people\n");
    new.iter().for_each(|r| back += &format!("{},{}\n", r["commune_id"].as_str().unwrap(), r["own_people"]));
    fs::write(at.path().join("new.csv"), back).unwrap();
    let old = rows(at.path(), "carried", &["crosswalk", "new.csv", "--from", "2025-07-01", "--to", "2024-12-31"]);
    assert_eq!(old.iter().filter_map(|r| r["own_people"].as_u64()).sum::<u64>(), sum);
    // What is exact one way only is called an estimate, and what has no people of 2009 is left over.
    assert!(old.iter().any(|r| r["exact"] == false && r["commune_id"].is_null()));
}

#[test]
fn a_table_of_the_wrong_vintage_and_a_broken_crosswalk_are_refused() {
    let at = folder(&[("t.csv", "code,n\n03127,1\n03130,2\n03130,3\n3133,4\n"), ("w.csv", "code,name\n03127,x\n")]);
    let ask = |more: &[&str]| corridor_in(at.path(), ["crosswalk"].into_iter().chain(more.iter().copied()));
    for (more, part) in [
        (&["t.csv", "--from", "2025-07-01", "--to", "2024-12-31"][..], "other vintage"),
        (&["t.csv", "--from", "2024-12-31", "--to", "2025-07-01"], "\"03130\" again"),
        (&["t.csv", "--from", "2024-12-31", "--to", "2025-07-01"], "did you mean 03133"),
        (&["t.csv", "--from", "2024-12-31", "--to", "2020-01-01"], "either side"),
        (&["t.csv", "--from", "last year", "--to", "2025-07-01"], "2024-12-31"),
        (&["t.csv"], "--from"),
        (&["w.csv", "--from", "2024-12-31", "--to", "2025-07-01"], "column of numbers"),
    ] {
        let run = ask(more);
        assert!(run.code == Some(2) && run.err.contains(part), "{more:?} {part}: {}", run.err);
    }
    let study = Study::written();
    study.edit("crosswalk.csv", |t| t.replacen("03130,Thanh Bình", "03127,Thanh Bình", 1));
    let run = corridor_in(&study.path(), ["crosswalk", "--study", "."]);
    assert!(run.code == Some(2) && run.err.contains("\"03127\" again"), "{}", run.err);
}

#[test]
fn communes_of_another_day_are_a_layer_of_their_own() {
    let study = Study::written();
    let at = study.path();
    // The communes of before the reform, as far as a test needs them: two in place of one, under a code that lives on.
    let text = fs::read_to_string(at.join("communes.geojson")).unwrap();
    fs::write(at.join("old.geojson"), text.replace("\"population\":24303", "\"population\":11111")).unwrap();
    study.edit("study.toml", |t| {
        let layer = "\n[[layer]]\nrole = \"communes\"\nfile = \"old.geojson\"\nvintage = \"2020-03-01\"\n";
        let dated = t.replace("file = \"communes.geojson\"", "file = \"communes.geojson\"\nvintage = \"2025-07-01\"");
        dated + layer
    });
    let people = |more: &[&str]| {
        let all = rows(&at, "communes", &[&["communes", "nh279", "--study", "."][..], more].concat());
        let row = all.into_iter().find(|r| r["commune_id"] == "03253").unwrap();
        (row["population"].as_u64().unwrap(), row["figure_id"].as_str().unwrap().to_string())
    };
    assert_eq!(people(&[]).0, 24_303);
    assert_eq!(people(&["--vintage", "2025-07-01"]).0, 24_303);
    let (old, id) = people(&["--vintage", "2024-12-31"]);
    assert_eq!((old, id.as_str()), (11_111, "nh279/communes/03253?vintage=2024-12-31"));
    let figure = "nh279/communes/03253/population?vintage=2024-12-31";
    let run = corridor_in(&at, ["explain", figure, "--study", "."]);
    assert!(
        run.out.starts_with(&format!("{figure} = 11,111")) && run.out.contains("old.geojson"),
        "{}{}",
        run.out,
        run.err
    );
    let run = corridor_in(
        &at,
        ["communes", "nh279", "--study", ".", "--vintage", "2024-12-31", "--format", "json", "--output", "r.json"],
    );
    assert_eq!(run.code, Some(0), "{}", run.err);
    assert_eq!(corridor_in(&at, ["verify", "r.json"]).code, Some(0));
    let run = corridor(["communes", "nh279", "--vintage", "2024-12-31"]);
    assert!(
        run.code == Some(2) && run.err.contains("corridor crosswalk") && run.err.contains("2025-07-01"),
        "{}",
        run.err
    );
    let run = corridor(["communes", "nh279", "--vintage", "1 July"]);
    assert!(run.code == Some(2) && run.err.contains("year-month-day"), "{}", run.err);
}

// What changed.

#[test]
fn each_change_is_told_with_its_cause() {
    let study = Study::written();
    let at = study.path();
    let changes = || rows(&at, "changes", &["diff", "embedded", "."]);
    assert!(changes().is_empty(), "a study differs from itself");
    study.edit("communes.geojson", |t| t.replace("\"population\":24303", "\"population\":24304"));
    let found = changes();
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0]["kind"].as_str(), found[0]["cause"].as_str()), (Some("people"), Some("data corrected")));
    study.edit("study.toml", |t| t.replace("within_m = 5000", "within_m = 2000"));
    let found = changes();
    assert!(
        found.iter().filter(|r| r["kind"] == "within").all(|r| r["cause"] == "rule changed: within 5.0 km → 2.0 km")
    );
    assert!(found.iter().any(|r| r["kind"] == "within" && r["change"] == "lost"));
    assert!(!found.iter().any(|r| r["kind"] == "length"));
}

#[test]
fn a_moved_line_is_a_map_layer_of_what_moved() {
    let line = |x: f64| {
        format!(
            r#"{{"type":"FeatureCollection","features":[{{"type":"Feature","properties":{{"id":"a"}},"geometry":{{"type":"LineString","coordinates":[[103.0,21.4],[103.1,21.4],[{x},21.5],[103.3,21.5]]}}}}]}}"#
        )
    };
    let at = folder(&[("v1.geojson", &line(103.2)), ("v2.geojson", &line(103.21))]);
    let run = corridor_in(at.path(), ["diff", "v1.geojson", "v2.geojson", "--format", "geojson"]);
    assert_eq!(run.code, Some(0), "{}", run.err);
    let json: Value = serde_json::from_str(&run.out).unwrap();
    let moved: Vec<&Value> =
        json["features"].as_array().unwrap().iter().filter(|f| f["properties"]["kind"] == "length").collect();
    assert_eq!(moved.len(), 2);
    assert!(moved.iter().all(|f| f["properties"]["cause"] == "geometry moved"));
    // Two of the three edges moved.
    assert_eq!(moved[0]["geometry"]["coordinates"][0].as_array().unwrap().len(), 3);
}

#[test]
fn two_reports_are_compared_figure_by_figure() {
    let at = tempfile::tempdir().unwrap();
    for (name, within) in [("a.json", "5km"), ("b.json", "2km")] {
        let run =
            corridor_in(at.path(), ["communes", "nh12", "--within", within, "--format", "json", "--output", name]);
        assert_eq!(run.code, Some(0), "{}", run.err);
    }
    let found = rows(at.path(), "changes", &["diff", "a.json", "b.json"]);
    assert!(found.iter().all(|r| r["cause"].as_str().unwrap().contains("asked otherwise")), "{:?}", found.first());
    let run = corridor_in(at.path(), ["diff", "a.json", "embedded"]);
    assert!(run.code == Some(2) && run.err.contains("two of one kind"), "{}", run.err);
}

#[test]
fn the_scopes_of_phase_one_are_told_apart() {
    let found = rows(Path::new("."), "changes", &["diff", "--project", "ct03-phase1"]);
    let cost: Vec<&Value> = found.iter().filter(|r| r["kind"] == "cost").collect();
    assert_eq!(cost[0]["was"], "8100 bn VND (more than)");
    assert_eq!(cost[0]["is_now"], "11556 bn VND");
    assert!(cost[1]["cause"].as_str().unwrap().contains("not the same road"), "{cost:?}");
    let run = corridor(["diff", "--project", "ct03-phase"]);
    assert!(run.code == Some(2) && run.err.contains("did you mean ct03-phase1"), "{}", run.err);
}

// The programme.

#[test]
fn what_is_due_depends_on_the_day_and_the_report_is_never_an_outcome() {
    let of = |day: &str| -> Vec<(String, String)> {
        let all = rows(Path::new("."), "schedule", &["programme", "--as-of", day]);
        let text = |r: &Value, name: &str| r[name].as_str().unwrap().to_string();
        all.iter().map(|r| (text(r, "milestone_id"), text(r, "standing"))).collect()
    };
    let on = |day: &str, id: &str| of(day).into_iter().find(|(i, _)| i == id).unwrap().1;
    assert_eq!(on("2023-12-01", "m01"), "due");
    assert_eq!(on("2024-01-01", "m01"), "overdue");
    assert_eq!(on("2026-03-01", "m07"), "revised, running");
    assert_eq!(on("2026-06-01", "m07"), "overdue");
    assert_eq!(on("2026-06-01", "m03"), "no date");
    let later = rows(Path::new("."), "report_figures", &["programme"]);
    assert_eq!(later.len(), 6);
    let growth = later.iter().find(|r| r["indicator_id"] == "i02").unwrap();
    assert_eq!((growth["said"].as_str(), growth["came_out"].as_str()), (Some("> 10"), Some("7.1")));
    assert!(later.iter().any(|r| r["came_out"].is_null()));
}

#[test]
fn a_users_table_joins_by_code_and_an_old_code_is_not_taken_for_a_new_one() {
    let at =
        folder(&[("mine.csv", "code,rate\n03253,12.5\n"), ("old.csv", "code,rate\n03274,12.5\n03253,1\n03253,2\n")]);
    let joined = rows(at.path(), "by_commune", &["programme", "--indicators", "mine.csv"]);
    assert_eq!(joined.len(), 45);
    let of = |code: &str| joined.iter().find(|r| r["commune_id"] == code).unwrap()["own_rate"].clone();
    assert_eq!((of("03253"), of("03127")), (Value::from("12.5"), Value::Null));
    let run = corridor_in(at.path(), ["programme", "--indicators", "old.csv"]);
    assert!(
        run.code == Some(2) && run.err.contains("corridor crosswalk") && run.err.contains("\"03253\" again"),
        "{}",
        run.err
    );
    let run = corridor(["programme", "--as-of", "soon"]);
    assert!(run.code == Some(2) && run.err.contains("year-month-day"), "{}", run.err);
}
