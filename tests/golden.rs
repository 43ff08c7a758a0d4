//! Numbers made by other programs: see `tests/golden/README.md` for program, version, command and tolerance.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use corridor::geodesy::{Edge, LonLat, Transformer, foot, inverse, polygon_area};
use corridor::index::IndexedAlignment;
use corridor::measure::{catchment, coverage, proximity};
use corridor::{Metres, Study};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

static STUDY: LazyLock<Study> = LazyLock::new(|| Study::embedded().expect("the embedded study is sound"));

/// The rows of a golden table by column name.
fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = format!("{}/tests/golden/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).unwrap();
    let rows: Vec<_> = reader.deserialize().map(|r| r.unwrap()).collect();
    assert!(rows.len() > 10, "{name} is nearly empty");
    rows
}

trait Row {
    fn number(&self, column: &str) -> f64;
    fn place(&self, lon: &str, lat: &str) -> LonLat;
}

impl Row for BTreeMap<String, String> {
    fn number(&self, column: &str) -> f64 {
        self[column].parse().unwrap_or_else(|_| panic!("{column} of {self:?}"))
    }
    fn place(&self, lon: &str, lat: &str) -> LonLat {
        LonLat { x: self.number(lon), y: self.number(lat) }
    }
}

#[test]
fn geodesics_agree_with_geographiclib() {
    for row in table("geodesics") {
        let ours = inverse(row.place("lon1", "lat1"), row.place("lon2", "lat2"));
        let truth = row.number("distance_m");
        assert!((ours.distance - truth).abs() < 1e-7, "{row:?}: {}", ours.distance);
        if !row["azimuth1_deg"].is_empty() && truth > 1.0 {
            let turn = (ours.azimuth - row.number("azimuth1_deg")).rem_euclid(360.0);
            assert!(turn.min(360.0 - turn) < 1e-6, "{row:?}: {}", ours.azimuth);
        }
    }
}

#[test]
fn edges_agree_with_geographiclib_on_a_fine_cut() {
    for row in table("edges") {
        let ours = Edge::new(row.place("lon1", "lat1"), row.place("lon2", "lat2")).length();
        let truth = row.number("length_m");
        assert!((ours - truth).abs() < 1e-9 * truth + 1e-6, "{row:?}: {ours}");
    }
}

#[test]
fn feet_agree_with_a_search_on_the_geodesic() {
    for row in table("feet") {
        let edge = Edge::new(row.place("lon1", "lat1"), row.place("lon2", "lat2"));
        let place = row.place("lon", "lat");
        for guess in [0.0, 0.5, 1.0] {
            let ours = foot(place, &edge, guess);
            let truth = row.number("distance_m");
            assert!((ours.distance - truth).abs() < 1e-4, "{row:?}: {ours:?}");
            let along = (ours.fraction - row.number("fraction")).abs() * edge.length();
            assert!(along < 0.01 + 1e-6 * truth, "{row:?}: {ours:?}");
        }
    }
}

#[test]
fn vn2000_agrees_with_cs2cs() {
    let mut transformers: BTreeMap<String, Transformer> = BTreeMap::new();
    for row in table("vn2000") {
        let transformer =
            transformers.entry(row["crs"].clone()).or_insert_with(|| Transformer::from_crs(&row["crs"]).unwrap());
        let ours = transformer.lon_lat(row.number("x"), row.number("y")).unwrap();
        let off = inverse(ours, row.place("lon", "lat")).distance;
        assert!(off < 1e-3, "{row:?}: {ours:?} is {off} m off");
    }
}

#[test]
fn lengths_agree_with_pyproj() {
    for row in table("lengths") {
        let ours = STUDY.alignment(&row["alignment"]).unwrap().length().metres();
        let truth = row.number("length_m");
        assert!((ours - truth).abs() < 1e-9 * truth + 1e-6, "{row:?}: {ours}");
    }
}

#[test]
fn areas_agree_with_pyproj() {
    let truth: BTreeMap<String, f64> =
        table("areas").into_iter().map(|r| (r["commune"].clone(), r.number("area_m2"))).collect();
    assert_eq!(truth.len(), STUDY.communes.len());
    for commune in &STUDY.communes {
        let (ours, truth) = (polygon_area(&commune.land), truth[commune.code.as_str()]);
        assert!((ours / truth - 1.0).abs() < 1e-8, "{}: {ours} against {truth}", commune.label());
    }
}

#[test]
fn coverage_agrees_with_shapely() {
    let index = STUDY.index();
    let truth: BTreeMap<(String, String), f64> = table("clips")
        .into_iter()
        .map(|r| ((r["alignment"].clone(), r["commune"].clone()), r.number("length_m")))
        .collect();
    let mut ours = BTreeMap::new();
    for alignment in &STUDY.alignments {
        let found = coverage(&IndexedAlignment::new(alignment), &index);
        for (code, length) in found.communes() {
            ours.insert((alignment.id().to_string(), code.to_string()), length.metres());
        }
        if found.length_outside() > Metres::ZERO {
            ours.insert((alignment.id().to_string(), String::new()), found.length_outside().metres());
        }
    }
    assert_eq!(ours.keys().collect::<Vec<_>>(), truth.keys().collect::<Vec<_>>());
    for (key, length) in &ours {
        assert!((length - truth[key]).abs() < 1e-3, "{key:?}: {length} against {}", truth[key]);
    }
}

#[test]
fn catchments_agree_with_shapely() {
    let index = STUDY.index();
    let rows = table("catchments");
    let asked: BTreeSet<(String, u64)> =
        rows.iter().map(|r| (r["alignment"].clone(), r.number("within_m") as u64)).collect();
    for (id, within) in asked {
        let alignment = IndexedAlignment::new(STUDY.alignment(&id).unwrap());
        let ours = catchment(&alignment, &index, Metres::new(within as f64).unwrap());
        let truth: BTreeMap<&str, (f64, f64)> = rows
            .iter()
            .filter(|r| r["alignment"] == id && r.number("within_m") as u64 == within)
            .map(|r| (r["commune"].as_str(), (r.number("distance_m"), r.number("area_share"))))
            .collect();
        let codes: Vec<&str> = ours.iter().map(|c| c.commune.as_str()).collect();
        assert_eq!(codes, truth.keys().copied().collect::<Vec<_>>(), "{id} within {within}");
        for commune in &ours {
            let (distance, share) = truth[commune.commune.as_str()];
            assert!(
                (commune.near.distance.metres() - distance).abs() < 0.01,
                "{id} {within} {commune:?} against {distance}"
            );
            assert!(
                (commune.area_share - share).abs() < 1e-3 * share + 1e-5,
                "{id} {within} {commune:?} against {share}"
            );
        }
    }
}

#[test]
fn proximities_agree_with_an_azimuthal_search() {
    let index = STUDY.index();
    let truth: BTreeMap<(String, String), (f64, f64)> = table("proximities")
        .into_iter()
        .map(|r| ((r["alignment"].clone(), r["target"].clone()), (r.number("distance_m"), r.number("chainage_m"))))
        .collect();
    let mut compared = 0;
    for alignment in &STUDY.alignments {
        let indexed = IndexedAlignment::new(alignment);
        for found in
            [&index.zones, &index.superseded, &index.gates].into_iter().flat_map(|s| proximity(&indexed, s, usize::MAX))
        {
            let key = (alignment.id().to_string(), found.target.clone());
            let (distance, chainage) =
                truth.get(&key).copied().unwrap_or_else(|| panic!("{key:?} is not in the golden table"));
            assert!(
                (found.near.distance.metres() - distance).abs() < 0.01,
                "{key:?}: {:?} against {distance}",
                found.near
            );
            let along = (found.chainage.from_origin().metres() - chainage).abs();
            assert!(along < 0.01 + 1e-6 * distance, "{key:?}: {} against {chainage}", found.chainage);
            compared += 1;
        }
    }
    assert_eq!(compared, truth.len());
}

#[test]
fn known_lengths_are_seen_again() {
    let between = |alignment: &str, from: &str, to: &str| -> f64 {
        let alignment = STUDY.alignment(alignment).unwrap();
        let index = STUDY.index();
        let chainage = |node: &str| {
            let place = STUDY.places.iter().find(|p| p.network_node.as_deref() == Some(node)).unwrap();
            let corridor::model::SiteGeometry::Point(at) = place.site.geometry else { panic!("{node} is no point") };
            corridor::measure::locate(alignment, &index, at).unwrap().chainage
        };
        ((chainage(to) - chainage(from)).kilometres() * 10.0).round() / 10.0
    };
    assert_eq!(between("QL279", "tuan-giao", "dien-bien-phu"), 71.1);
    assert_eq!(between("QL279", "dien-bien-phu", "tay-trang-border"), 32.9);
    assert_eq!(between("QL12", "ma-lu-thang", "dien-bien-phu"), 178.0);
    let index = STUDY.index();
    let nearest = proximity(&IndexedAlignment::new(STUDY.alignment("nh279").unwrap()), &index.gates, 1);
    assert_eq!((nearest[0].target.as_str(), nearest[0].near.distance.metres().round()), ("tay-trang", 12.0));
}
