//! Alternatives side by side: the answer, what must not change it, what is refused, and what a sketch leaves open.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use assert_cmd::Command;
use corridor::compare::{Certainty, Figure, Options, compare};
use corridor::geodesy::{Frame, LonLat};
use corridor::measure::{Assessment, assess_all};
use corridor::model::{Alignment, Leg, Name};
use corridor::{Chainage, ChainageRange, Definitions, Metres, Study};
use proptest::prelude::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

static STUDY: LazyLock<Study> = LazyLock::new(|| Study::embedded().unwrap());

fn definitions() -> Definitions {
    Definitions { nearest: usize::MAX, ..Definitions::of(&STUDY) }
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let out = Command::cargo_bin("corridor").unwrap().args(arguments).output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

fn json(arguments: &[&str]) -> Value {
    let (code, out, err) = run(&[arguments, &["--format", "json"]].concat());
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

/// The figures of each alternative by criterion.
fn figures(json: &Value) -> BTreeMap<(String, String), Value> {
    let rows = json["tables"]["criteria"]["rows"].as_array().unwrap();
    let text = |v: &Value| v.as_str().unwrap().to_string();
    rows.iter().map(|r| ((text(&r["alignment_id"]), text(&r["criterion"])), r["value"].clone())).collect()
}

fn write(folder: &Path, name: &str, content: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    path.display().to_string()
}

/// An alternative of the study as a file of its own, its places changed first.
fn drawn(folder: &Path, id: &str, as_id: &str, change: impl Fn(Vec<LonLat>) -> Vec<LonLat>) -> String {
    let places = change(STUDY.alignment(id).unwrap().vertices().to_vec());
    let list: Vec<String> = places.iter().map(|p| format!("[{},{}]", p.x, p.y)).collect();
    let feature = format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[{{\"type\":\"Feature\",\"properties\":{{\"id\":\"{as_id}\"}},\"geometry\":{{\"type\":\"LineString\",\"coordinates\":[{}]}}}}]}}",
        list.join(",")
    );
    write(folder, &format!("{as_id}.geojson"), &feature)
}

#[test]
fn the_answer_comes_first_and_fits_the_page() {
    use unicode_width::UnicodeWidthStr;
    let (code, out, _) = run(&["compare", "ct03-a", "ct03-b", "ct03-c"]);
    assert_eq!(code, 0);
    assert!(out.starts_with("First by these weights: ct03-a."), "{out}");
    assert!(out.lines().all(|l| l.width() <= 100));
    assert!(out.contains("not official alignments"));
}

#[test]
fn the_order_of_the_alternatives_changes_no_figure() {
    let one = json(&["compare", "ct03-a", "ct03-b", "ct03-c", "--baseline", "ct03-a"]);
    let other = json(&["compare", "ct03-c", "ct03-a", "ct03-b", "--baseline", "ct03-a"]);
    assert_eq!(figures(&one), figures(&other));
    let ranks = |j: &Value| -> BTreeMap<String, (u64, String)> {
        let rows = j["tables"]["alternatives"]["rows"].as_array().unwrap();
        let rank = |r: &Value| (r["rank"].as_u64().unwrap(), r["score"].to_string());
        rows.iter().map(|r| (r["alignment_id"].as_str().unwrap().to_string(), rank(r))).collect()
    };
    assert_eq!(ranks(&one), ranks(&other));
}

#[test]
fn digitised_backwards_or_with_an_edge_split_it_is_the_same_alternative() {
    let folder = tempfile::tempdir().unwrap();
    let as_it_is = drawn(folder.path(), "ct03-b", "mine", |p| p);
    let straight = figures(&json(&["compare", &as_it_is, "ct03-a", "--baseline", "ct03-a"]));
    let backwards = drawn(folder.path(), "ct03-b", "mine", |p| p.into_iter().rev().collect());
    let turned = figures(&json(&["compare", &backwards, "ct03-a", "--baseline", "ct03-a"]));
    let split = drawn(folder.path(), "ct03-b", "mine", |mut p| {
        p.insert(4, (p[3] + p[4]) / 2.0);
        p
    });
    let cut = figures(&json(&["compare", &split, "ct03-a", "--baseline", "ct03-a"]));
    assert!(straight.len() > 50);
    for (key, value) in &straight {
        for (other, what) in [(&turned, "reversed"), (&cut, "split")] {
            match (value.as_f64(), other[key].as_f64()) {
                (Some(a), Some(b)) => assert!((a - b).abs() <= 2e-3 + 1e-9 * a.abs(), "{what} {key:?}: {a} {b}"),
                (a, b) => assert_eq!(a, b, "{what} {key:?}"),
            }
        }
    }
}

#[test]
fn what_cannot_be_computed_is_never_zero() {
    let found = figures(&json(&["compare", "ct03-a", "ct03-b"]));
    for criterion in ["cost", "land_take", "smallest_radius"] {
        assert_eq!(found[&("ct03-a".to_string(), criterion.to_string())], Value::Null, "{criterion}");
    }
}

#[test]
fn a_profile_gives_cost_by_kind_of_section_and_says_what_is_not_verified() {
    let folder = tempfile::tempdir().unwrap();
    let profile = write(
        folder.path(),
        "profile.toml",
        r#"
[weights]
length = 1
cost = 3
[section.open]
cost_bn_vnd_per_km = { value = 100, citation = "a test" }
width_m = { value = 50, citation = "a test", verified = true }
[section.tunnel]
cost_bn_vnd_per_km = { value = 500, citation = "a test" }
width_m = { value = 0, citation = "a test" }
[[structure]]
alternative = "ct03-c"
kind = "tunnel"
length_m = { value = 2500, citation = "a test" }
"#,
    );
    let answer = json(&["compare", "ct03-a", "ct03-c", "--profile", &profile]);
    let found = figures(&answer);
    let value = |id: &str, c: &str| found[&(id.to_string(), c.to_string())].as_f64().unwrap();
    assert!((value("ct03-a", "cost") - value("ct03-a", "length") / 10.0).abs() < 1e-3);
    assert!((value("ct03-c", "cost") - (value("ct03-c", "length") - 2500.0) / 10.0 - 1250.0).abs() < 1e-3);
    assert!((value("ct03-c", "land_take") - (value("ct03-c", "length") - 2500.0) * 50.0 / 1e4).abs() < 1e-3);
    assert!(answer["notes"].to_string().contains("Not verified: section.open.cost_bn_vnd_per_km = 100 (a test)"));
}

#[test]
fn communes_are_gained_and_lost_by_name_with_the_reason() {
    let answer = json(&["compare", "ct03-a", "ct03-b"]);
    let rows = answer["tables"]["differences"]["rows"].as_array().unwrap();
    let of = |name: &str| rows.iter().find(|r| r["named"] == name).unwrap();
    assert_eq!(of("Điện Biên Phủ")["change"], "lost");
    assert_eq!(
        (of("Điện Biên Phủ")["before"].as_str(), of("Điện Biên Phủ")["after"].as_str()),
        (Some("crossed"), Some("beyond 5.0 km"))
    );
    assert_eq!(of("Na Son")["change"], "gained");
    assert!(rows.iter().any(|r| r["change"] == "unchanged"));
}

/// Arguments, and words that the refusal must have.
#[test]
fn each_wrong_input_is_one_clear_message_and_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let point = write(
        folder.path(),
        "point.geojson",
        r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"id":"p"},"geometry":{"type":"LineString","coordinates":[[103,21]]}}]}"#,
    );
    let twin = drawn(folder.path(), "ct03-b", "ct03-a", |p| p);
    let typo = write(folder.path(), "typo.toml", "title = \"x\"\nwieghts = { length = 1 }\n");
    let uncited = write(folder.path(), "uncited.toml", "design_radius_m = { value = 250 }\n");
    let ahp = write(
        folder.path(),
        "ahp.toml",
        "[ahp]\ncriteria = [\"length\", \"new_length\", \"nearest_gate\"]\nmatrix = [[1, 9, 0.1111111], [0.1111111, 1, 9], [9, 0.1111111, 1]]\n",
    );
    let cases: Vec<(Vec<&str>, Vec<&str>)> = vec![
        (vec!["ct03-a", "ct03-x"], vec!["ct03-x", "did you mean"]),
        (vec!["ct03-a", "ct03-a"], vec!["ct03-a", "twice"]),
        (vec!["ct03-a", &twin], vec!["ct03-a", "twice"]),
        (vec!["ct03-a", &point], vec!["point.geojson", "feature 1", "two different places"]),
        (vec!["ct03-a", "none.geojson"], vec!["none.geojson", "no such file"]),
        (vec!["ct03-a", "ct03-b", "--baseline", "ct03-d"], vec!["ct03-d", "ct03-a, ct03-b"]),
        (vec!["ct03-a", "ct03-b", "--weight", "lenght=1"], vec!["lenght", "did you mean length?"]),
        (vec!["ct03-a", "ct03-b", "--weight", "length=-1"], vec!["length", "-1"]),
        (vec!["ct03-a", "ct03-b", "--weight", "length=0"], vec!["0"]),
        (vec!["ct03-a", "ct03-b", "--weight", "length"], vec!["length=0.3"]),
        (vec!["ct03-a", "ct03-b", "--band", "x=5m"], vec!["\"x\"", "--band NAME=500m"]),
        (vec!["ct03-a", "ct03-b", "--band=-5m"], vec!["-5m"]),
        (vec!["ct03-a", "ct03-b", "--profile", &typo], vec!["typo.toml", "line 2", "did you mean weights?"]),
        (vec!["ct03-a", "ct03-b", "--profile", &uncited], vec!["uncited.toml", "line 1", "citation"]),
        (vec!["ct03-a", "ct03-b", "ct03-c", "--profile", &ahp], vec!["consisten"]),
    ];
    for (arguments, words) in cases {
        let output = folder.path().join("out.json").display().to_string();
        let all = [&["compare"], arguments.as_slice(), &["--output", &output]].concat();
        let (code, out, err) = run(&all);
        assert_eq!((code, out.as_str()), (2, ""), "{arguments:?}: {err}");
        for word in words {
            assert!(err.contains(word), "{arguments:?} does not say {word}: {err}");
        }
        assert!(!Path::new(&output).exists(), "{arguments:?} wrote a file");
    }
}

#[test]
fn a_band_leaves_certain_possible_and_excluded_communes() {
    let (code, out, _) = run(&["compare", "ct03-a", "ct03-c", "--band", "ct03-a=500m"]);
    assert_eq!(code, 0);
    assert!(out.contains("certainly or possibly"));
    let answer = json(&["compare", "ct03-a", "ct03-c", "--band", "500m"]);
    for row in answer["tables"]["criteria"]["rows"].as_array().unwrap() {
        if let (Some(low), Some(value), Some(high)) = (row["low"].as_f64(), row["value"].as_f64(), row["high"].as_f64())
        {
            assert!(low <= value && value <= high, "{row}");
        }
    }
    for row in answer["tables"]["alternatives"]["rows"].as_array().unwrap() {
        let rank = |c: &str| row[c].as_u64().unwrap();
        assert!(rank("best_rank") <= rank("rank") && rank("rank") <= rank("worst_rank"), "{row}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// Every vertex moved at random within the band: the true figure lies in the interval.
    #[test]
    fn the_truth_within_the_band_lies_in_the_interval(
        id in prop::sample::select(vec!["ct03-b", "ct03-c", "ct03-d", "ct03-e"]),
        band in 50.0..2_000.0f64,
        moves in prop::collection::vec((0.0..std::f64::consts::TAU, 0.0..1.0f64), 40),
        leg in prop::option::of((0.0..0.5f64, 0.5..1.0f64, 0.1..0.9f64)),
    ) {
        // Where it has a leg, that is known better than the rest.
        let mut drawn = STUDY.alignment(id).unwrap().clone();
        let whole = drawn.length().metres();
        let leg = leg.map(|(from, to, part)| (from * whole, to * whole, part * band));
        if let Some((from, to, _)) = leg {
            let range = ChainageRange::new(Chainage::at(Metres::new(from).unwrap()), Chainage::at(Metres::new(to).unwrap())).unwrap();
            drawn.legs = vec![Leg { id: "known".into(), name: Name::new("known", None), range, concurrent_with: None }];
        }
        let drawn = &drawn;
        let moved: Vec<LonLat> = drawn.vertices().iter().enumerate().zip(moves.iter().cycle()).map(|((k, v), (turn, part))| {
            let frame = Frame::at(*v);
            // An edge that reaches into the leg belongs to it, so its ends move by no more than the leg's band.
            let last = drawn.vertices().len() - 1;
            let (before, after) = (drawn.chainage_of_vertex(k.saturating_sub(1)), drawn.chainage_of_vertex((k + 1).min(last)));
            let own = leg.filter(|(from, to, _)| after >= *from && before <= *to).map_or(band, |l| l.2);
            let reach = own * 0.999 * part.sqrt();
            frame.unproject(LonLat { x: reach * turn.cos(), y: reach * turn.sin() })
        }).collect();
        let truth = Alignment::new(id, vec![moved]).unwrap();
        let index = STUDY.index();
        let sketched: Vec<Assessment<'_>> = assess_all(&[drawn], &index, &definitions()).unwrap();
        let real: Vec<Assessment<'_>> = assess_all(&[&truth], &index, &definitions()).unwrap();
        let bands = BTreeMap::from([(id.to_string(), Metres::new(band).unwrap())]);
        let leg_bands = leg.iter().map(|l| ((id.to_string(), "known".to_string()), Metres::new(l.2).unwrap())).collect();
        let sketch = compare(&sketched, id, &STUDY, &index, &Options { bands, leg_bands, ..Options::default() }).unwrap();
        let exact = compare(&real, id, &STUDY, &index, &Options::default()).unwrap();
        for (i, criterion) in sketch.criteria.iter().enumerate() {
            let bounded = ["length", "communes_crossed", "people_crossed", "communes_within", "people_within", "people_zone_iii"].contains(&criterion.id.as_str())
                || criterion.id.starts_with("nearest_") || criterion.id.starts_with("to_");
            if let (true, Figure::Known { low, high, .. }, Some(value)) = (bounded, &sketch.alternatives[0].figures[i], exact.alternatives[0].figures[i].value()) {
                prop_assert!(*low - 1.5 <= value && value <= *high + 1.5, "{}: {value} outside {low}..{high}", criterion.id);
            }
        }
        let crossed = real[0].communes();
        let found = &sketch.alternatives[0].sketch.as_ref().unwrap().crossed;
        for (code, _) in &crossed {
            prop_assert!(found.iter().any(|(c, _)| c == *code), "{code} was excluded");
        }
        for (code, certainty) in found.iter().filter(|f| f.1 == Certainty::Certain) {
            prop_assert!(crossed.iter().any(|(c, _)| *c == code), "{code} was {certainty:?}");
        }
    }
}

#[test]
fn a_leg_may_have_a_band_of_its_own_and_a_wrong_one_is_refused() {
    for (band, expected) in [
        (vec!["--band", "ct03-a/west=200m"], "ct03-a has no legs"),
        (vec!["--band", "ct03-x/west=200m"], "--band NAME/LEG=500m"),
    ] {
        let (code, out, err) = run(&[vec!["compare", "ct03-a", "ct03-b"], band].concat());
        assert_eq!((code, out.as_str()), (2, ""));
        assert!(err.contains(expected), "{err}");
    }
}
