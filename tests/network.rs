//! The way by road, against networkx and on small maps; and the promise that a new road takes nothing away.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use corridor::geodesy::LonLat;
use corridor::model::{Alignment, Cited, ClassSpeed, Joining, JoinsAt, OneWay, Speeds};
use corridor::network::{
    Answer, By, Closure, Network, Rules, Stop, StopPlace, Unreached, access, changes, roads, soundness,
};
use corridor::{Chainage, Metres, Study};
use proptest::prelude::*;
use std::collections::BTreeMap;
use support::Map;

fn cited(value: f64) -> Cited {
    Cited { value, citation: "a test".into(), verified: false }
}

fn class(kmh: f64) -> ClassSpeed {
    ClassSpeed { speed_kmh: cited(kmh), joins: JoinsAt::Anywhere, all_season: None }
}

fn speeds() -> Speeds {
    let joining = |kmh: f64, m: f64| Joining { speed_kmh: cited(kmh), within_m: cited(m) };
    let classes = [("slow", 15.0), ("middle", 40.0), ("fast", 80.0), ("national_highway", 40.0)];
    Speeds {
        title: "for tests".into(),
        snap_m: cited(1.0),
        connector: joining(15.0, 5_000.0),
        interchange: joining(40.0, 2_000.0),
        classes: classes.into_iter().map(|(name, kmh)| (name.to_string(), class(kmh))).collect(),
    }
}

fn table(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = format!("{}/tests/golden/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_path(path).unwrap();
    reader.deserialize().map(|r| r.unwrap()).collect()
}

fn place(row: &BTreeMap<String, String>, end: &str) -> LonLat {
    let number = |axis: &str| row[&format!("{end}_{axis}")].parse().unwrap();
    LonLat { x: number("lon"), y: number("lat") }
}

fn agree(ours: f64, theirs: &str, row: &BTreeMap<String, String>) {
    let theirs: f64 = theirs.parse().unwrap();
    assert!((ours - theirs).abs() <= 1e-9 * theirs, "{ours} and {theirs}: {row:?}");
}

#[test]
fn the_embedded_roads_agree_with_networkx() {
    let study = Study::embedded().unwrap();
    let existing: Vec<&Alignment> =
        study.alignments.iter().filter(|a| a.about.status.as_deref() == Some("existing")).collect();
    let speeds = speeds();
    let rules = Rules::of(&speeds);
    let network = Network::new(roads(&existing, &rules).unwrap(), &[], &rules);
    let rows = table("ways");
    assert!(rows.len() > 300);
    let mut sweeps = BTreeMap::new();
    for row in &rows {
        let (from, to) = (network.node_at(place(row, "from")).unwrap(), network.node_at(place(row, "to")).unwrap());
        let sweep = sweeps.entry(to).or_insert_with(|| network.sweep(&[to], By::Distance));
        agree(sweep.cost[from].metres, &row["metres"], row);
        agree(sweep.cost[from].seconds, &(row["metres"].parse::<f64>().unwrap() * 3.6 / 40.0).to_string(), row);
    }
}

#[test]
fn random_networks_agree_with_networkx() {
    let mut networks: BTreeMap<String, Vec<Alignment>> = BTreeMap::new();
    for row in table("random_roads") {
        let numbers: Vec<f64> = row["line"].split(' ').map(|n| n.parse().unwrap()).collect();
        let line = numbers.chunks(2).map(|p| LonLat { x: p[0], y: p[1] }).collect();
        let mut road = Alignment::new(&row["road"], vec![line]).unwrap();
        road.about.class = Some(row["class"].clone());
        road.about.one_way = match row["oneway"].as_str() {
            "yes" => Some(OneWay::Rising),
            "-1" => Some(OneWay::Falling),
            _ => None,
        };
        networks.entry(row["network"].clone()).or_default().push(road);
    }
    let speeds = speeds();
    let mut rules = Rules::of(&speeds);
    rules.snap = Metres::new(1e-3).unwrap();
    let built: BTreeMap<&String, Network<'_>> = networks
        .iter()
        .map(|(id, lines)| (id, Network::new(roads(&lines.iter().collect::<Vec<_>>(), &rules).unwrap(), &[], &rules)))
        .collect();
    let (mut reached, mut not) = (0, 0);
    for row in table("random_ways") {
        let network = &built[&row["network"]];
        let (from, to) = (network.node_at(place(&row, "from")).unwrap(), network.node_at(place(&row, "to")).unwrap());
        let quick = network.sweep(&[to], By::Time).cost[from];
        let near = network.sweep(&[to], By::Distance).cost[from];
        assert_eq!(quick.is_reached(), !row["seconds"].is_empty(), "{row:?}");
        if quick.is_reached() {
            agree(quick.seconds, &row["seconds"], &row);
            agree(near.metres, &row["metres"], &row);
            reached += 1;
        } else {
            not += 1;
        }
    }
    assert!(reached > 1_000 && not > 5, "{reached} {not}");
}

/// A map whose roads are all of one class.
fn drawn(map: Map, class: &str) -> Study {
    let mut study = map.study;
    for road in &mut study.alignments {
        road.about.class = Some(class.to_string());
    }
    study
}

fn at(id: &str, place: LonLat) -> Stop<'static> {
    Stop { id: id.to_string(), place: StopPlace::Point(place) }
}

/// The way from the first stop to the second over the roads named; all of them where none is.
fn way(study: &Study, names: &[&str], stops: &[Stop<'_>], rules: &Rules<'_>) -> Answer {
    let lines: Vec<&Alignment> =
        study.alignments.iter().filter(|a| names.is_empty() || names.contains(&a.id())).collect();
    let network = Network::new(roads(&lines, rules).unwrap(), stops, rules);
    access(&network, &[0], &[1], By::Time).remove(0)
}

fn kilometres(answer: &Answer) -> f64 {
    (answer.journey.as_ref().unwrap().cost.metres / 1000.0 * 100.0).round() / 100.0
}

#[test]
fn roads_meet_at_shared_vertices_and_at_ends_that_touch_and_nowhere_else() {
    let map = Map::drawn(
        1000.0,
        "
        ....f....
        a...b...c
        ....d....
        ....e....
        ",
    );
    let (a, c, e, f) = (map.place('a'), map.place('c'), map.place('e'), map.place('f'));
    let speeds = speeds();
    let rules = Rules { within: Metres::new(100.0).unwrap(), ..Rules::of(&speeds) };
    let stops = [at("e", e), at("a", a)];
    // Shared vertex: joined.
    let joined = drawn(map.clone().alignment("ac", "abc").alignment("fe", "fbde"), "middle");
    assert_eq!(kilometres(&way(&joined, &[], &stops, &rules)), 6.0);
    // Crossing without a vertex in common: not joined, and said.
    let over = drawn(map.clone().alignment("ac", "ac").alignment("fe", "fe"), "middle");
    assert!(matches!(way(&over, &[], &stops, &rules).journey, Err(Unreached::Apart(..))));
    let lines: Vec<&Alignment> = over.alignments.iter().collect();
    let found = soundness(&Network::new(roads(&lines, &rules).unwrap(), &[], &rules));
    assert_eq!((found.crossings.len(), found.parts.len(), found.junctions), (1, 2, 0));
    // An end upon the other road, where that has no vertex: joined.
    let ends_on_it = drawn(map.clone().alignment("ac", "ac").alignment("be", "bde"), "middle");
    assert_eq!(kilometres(&way(&ends_on_it, &[], &stops, &rules)), 6.0);
    // An end a kilometre short of it: not joined, unless the tolerance says so; then by a link of its true length.
    let short = drawn(map.alignment("ac", "ac").alignment("de", "de"), "middle");
    assert!(way(&short, &[], &stops, &rules).journey.is_err());
    let wide = Rules { snap: Metres::new(1_100.0).unwrap(), ..rules };
    assert_eq!(kilometres(&way(&short, &[], &stops, &wide)), 6.0);
    let _ = (c, f);
}

#[test]
fn an_expressway_is_joined_at_its_access_points_only() {
    let map = Map::drawn(
        1000.0,
        "
        a...b...c...d
        .............
        .............
        e...f...g...h
        ",
    );
    let (a, d) = (map.place('a'), map.place('d'));
    let study = map.alignment("road", "abcd").alignment("fast", "abcd").access("bd");
    let mut study = study.study;
    study.alignments[0].about.class = Some("middle".into());
    study.alignments[1].about.class = Some("fast".into());
    let speeds = speeds();
    let rules = Rules { within: Metres::new(10.0).unwrap(), ..Rules::of(&speeds) };
    let stops = [at("a", a), at("d", d)];
    let journey = way(&study, &[], &stops, &rules).journey.unwrap();
    // Four kilometres at 40 km/h to the first access point, though the expressway begins beside the start; then eight at 80.
    assert!((journey.cost.seconds - (360.0 + 360.0)).abs() < 0.5, "{:?}", journey.cost);
    assert_eq!(journey.pieces.iter().filter(|p| p.chainage.is_some()).count(), 2);
}

#[test]
fn what_cannot_be_reached_says_why_and_is_no_large_number() {
    let map = Map::drawn(
        1000.0,
        "
        a....b......i
        .............
        ......o......
        .............
        .............
        ............p
        ",
    );
    let (a, b, o, p, i) = (map.place('a'), map.place('b'), map.place('o'), map.place('p'), map.place('i'));
    let study = drawn(map.alignment("ab", "ab"), "middle");
    let speeds = speeds();
    let rules = Rules { within: Metres::new(3_000.0).unwrap(), ..Rules::of(&speeds) };
    let why = |from: LonLat, to: LonLat, study: &Study| {
        way(study, &[], &[at("from", from), at("to", to)], &rules).journey.unwrap_err().words(rules.within)
    };
    assert_eq!(why(p, a, &study), "not connected (nearest road ab at 8.6 km, limit 3.0 km)");
    assert_eq!(why(a, p, &study), "no destination is connected (nearest road ab at 8.6 km, limit 3.0 km)");
    assert!(why(p, a, &Study::default()).contains("no road at all"));
    // Two kilometres off road, and said so.
    let journey = way(&study, &[], &[at("o", o), at("a", a)], &rules).journey.unwrap();
    assert!((journey.off_road().metres() - 2_236.0).abs() < 2.0, "{}", journey.off_road());
    // A one-way road that leads nowhere back.
    let mut trap = study.clone();
    trap.alignments[0].about.one_way = Some(OneWay::Rising);
    let near = Rules { within: Metres::new(10.0).unwrap(), ..rules.clone() };
    let back = way(&trap, &[], &[at("b", b), at("a", a)], &near).journey;
    assert_eq!(back.unwrap_err(), Unreached::OneWay);
    assert!(way(&trap, &[], &[at("a", a), at("b", b)], &near).journey.is_ok());
    let _ = i;
}

#[test]
fn a_closed_stretch_is_gone_round_and_named_as_the_cause() {
    let map = Map::drawn(
        1000.0,
        "
        a...b...c...d
        ....x...y....
        ",
    );
    let (a, d) = (map.place('a'), map.place('d'));
    let study = drawn(map.alignment("main", "abcd").alignment("round", "bxyc"), "middle");
    let speeds = speeds();
    let rules = Rules { within: Metres::new(10.0).unwrap(), ..Rules::of(&speeds) };
    let stops = [at("a", a), at("d", d)];
    let lines: Vec<&Alignment> = study.alignments.iter().collect();
    let km = |text: &str| text.parse::<Chainage>().unwrap();
    let shut = Closure::new(lines[0], km("Km5"), km("Km6+500")).unwrap();
    let closed = Rules { closed: vec![shut], ..rules.clone() };
    let build = |rules: &Rules<'_>| Network::new(roads(&lines, rules).unwrap(), &stops, rules);
    let (before, after) = (build(&rules), build(&closed));
    let (was, is) = (access(&before, &[0], &[1], By::Time), access(&after, &[0], &[1], By::Time));
    let changed = changes((&before, &was), (&after, &is));
    assert!((changed[0].saved.unwrap().metres + 2_000.0).abs() < 2.0, "{changed:?}");
    assert_eq!(changed[0].cause.as_ref().unwrap().words(), "no longer by main Km5+000 – Km6+500");
    // Beyond the road's end there is nothing to close.
    let refused = Closure::new(lines[0], km("Km5"), km("Km16")).unwrap_err().to_string();
    assert!(refused.contains("expected a stretch of main between Km0+000 and Km12+0"), "{refused}");
}

#[test]
fn a_class_without_a_speed_is_named() {
    let map = Map::drawn(1000.0, "a..b..c").alignment("r1", "ab").alignment("r2", "bc");
    let study = drawn(map, "midle");
    let speeds = speeds();
    let mut rules = Rules::of(&speeds);
    let lines: Vec<&Alignment> = study.alignments.iter().collect();
    let refused = roads(&lines, &rules).unwrap_err().to_string();
    assert!(refused.contains("class \"midle\" (r1, r2)") && refused.contains("did you mean middle?"), "{refused}");
    rules.other_kmh = Some(20.0);
    assert_eq!(roads(&lines, &rules).unwrap()[0].kmh, 20.0);
}

#[test]
fn the_embedded_roads_are_one_part_and_its_ways_make_sense() {
    let study = Study::embedded().unwrap();
    let existing: Vec<&Alignment> =
        study.alignments.iter().filter(|a| a.about.status.as_deref() == Some("existing")).collect();
    let table = study.speeds.clone().unwrap();
    let rules = Rules::of(&table);
    let bare = Network::new(roads(&existing, &rules).unwrap(), &[], &rules);
    let found = soundness(&bare);
    assert_eq!((found.parts.len(), found.parts[0].1.len()), (1, 12), "{:?}", found.parts);
    let town = |id: &str| {
        let place = study.places.iter().find(|p| p.network_node.as_deref() == Some(id)).unwrap();
        match place.site.geometry {
            corridor::model::SiteGeometry::Point(p) => at(id, p),
            _ => unreachable!(),
        }
    };
    let roads_of = |from: &str, to: &str| {
        let stops = [town(from), town(to)];
        let network = Network::new(roads(&existing, &rules).unwrap(), &stops, &rules);
        let answer = access(&network, &[0], &[1], By::Time).remove(0);
        let journey = answer.journey.unwrap();
        let mut names: Vec<String> = Vec::new();
        for piece in &journey.pieces {
            if let corridor::network::LinkKind::Road { road, .. } = piece.kind {
                names.push(network.roads[road].label().to_string());
            }
        }
        names
    };
    assert_eq!(roads_of("dien-bien-phu", "muong-lay"), ["QL12"]);
    assert_eq!(roads_of("tuan-giao", "muong-lay"), ["QL6"]);
    assert_eq!(roads_of("dien-bien-phu", "tay-trang-gate"), ["QL279"]);
}

/// Random roads on a coarse grid, so that many share vertices, end on each other or cross; some fast, some one-way, some
/// of access points only.
fn random_road(id: usize) -> impl Strategy<Value = Alignment> {
    let place = (0..9i32, 0..9i32, -2..3i32).prop_map(|(x, y, shift)| LonLat {
        x: 103.0 + f64::from(x) * 0.01 + f64::from(shift) * 0.001,
        y: 21.0 + f64::from(y) * 0.01,
    });
    (proptest::collection::vec(place, 2..6), 0..3usize, 0..8usize, any::<bool>()).prop_filter_map(
        "a line of two places",
        move |(places, class, one_way, points)| {
            let mut road = Alignment::new(format!("r{id}"), vec![places]).ok()?;
            road.about.class = Some(["slow", "middle", "fast"][class].to_string());
            road.about.one_way = [Some(OneWay::Rising), Some(OneWay::Falling)].get(one_way).copied().flatten();
            if points && class == 2 {
                let ends = [road.vertices()[0], road.vertices()[road.vertices().len() - 1]];
                road.access_points = ends
                    .into_iter()
                    .map(|place| corridor::model::AccessPoint { name: String::new(), kind: String::new(), place })
                    .collect();
            }
            Some(road)
        },
    )
}

fn random_roads() -> impl Strategy<Value = Vec<Alignment>> {
    (2..9usize).prop_flat_map(|n| (0..n).map(random_road).collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, max_shrink_iters: 400, failure_persistence: None, ..Default::default() })]

    #[test]
    fn adding_a_road_never_makes_a_place_less_accessible(
        lines in random_roads(),
        ends in proptest::collection::vec((0.0..0.1f64, 0.0..0.1f64), 3..8),
        snap in prop_oneof![Just(1.0), Just(500.0)],
        least in prop_oneof![Just(By::Time), Just(By::Distance)],
    ) {
        let speeds = speeds();
        let rules = Rules { snap: Metres::new(snap).unwrap(), ..Rules::of(&speeds) };
        let stops: Vec<Stop<'_>> =
            ends.iter().map(|(x, y)| at("stop", LonLat { x: 103.0 + x, y: 21.0 + y })).collect();
        let origins: Vec<usize> = (1..stops.len()).collect();
        let all: Vec<&Alignment> = lines.iter().collect();
        let build = |some: &[&Alignment]| {
            // The names, and so the numbers, of the other roads change as well where the new one is in their middle.
            let network = Network::new(roads(some, &rules).unwrap(), &stops, &rules);
            access(&network, &origins, &[0], least)
        };
        let after = build(&all);
        for left_out in 0..all.len() {
            let mut some = all.clone();
            some.remove(left_out);
            for (was, is) in build(&some).iter().zip(&after) {
                let Ok(was) = &was.journey else { continue };
                let Ok(is) = &is.journey else { panic!("cut off by r{left_out}") };
                let (was, is) = match least {
                    By::Time => (was.cost.seconds, is.cost.seconds),
                    By::Distance => (was.cost.metres, is.cost.metres),
                };
                prop_assert!(is <= was + 1e-9 * was.max(1.0), "{was} before r{left_out}, {is} after");
            }
        }
    }

    #[test]
    fn the_same_roads_in_another_order_give_the_same_ways(lines in random_roads(), ends in proptest::collection::vec((0.0..0.1f64, 0.0..0.1f64), 3..6)) {
        let speeds = speeds();
        let rules = Rules::of(&speeds);
        let stops: Vec<Stop<'_>> =
            ends.iter().map(|(x, y)| at("stop", LonLat { x: 103.0 + x, y: 21.0 + y })).collect();
        let origins: Vec<usize> = (1..stops.len()).collect();
        let answers = |some: &[&Alignment]| access(&Network::new(roads(some, &rules).unwrap(), &stops, &rules), &origins, &[0], By::Time);
        let all: Vec<&Alignment> = lines.iter().collect();
        let turned: Vec<&Alignment> = lines.iter().rev().collect();
        prop_assert_eq!(answers(&all), answers(&turned));
    }

    #[test]
    fn a_way_is_the_sum_of_its_pieces_and_runs_from_one_to_the_next(lines in random_roads(), ends in proptest::collection::vec((0.0..0.1f64, 0.0..0.1f64), 3..6)) {
        let speeds = speeds();
        let rules = Rules::of(&speeds);
        let stops: Vec<Stop<'_>> =
            ends.iter().map(|(x, y)| at("stop", LonLat { x: 103.0 + x, y: 21.0 + y })).collect();
        let network = Network::new(roads(&lines.iter().collect::<Vec<_>>(), &rules).unwrap(), &stops, &rules);
        let origins: Vec<usize> = (1..stops.len()).collect();
        for answer in access(&network, &origins, &[0], By::Time) {
            let Ok(journey) = answer.journey else { continue };
            let sum: f64 = journey.pieces.iter().map(|p| p.cost.seconds).sum();
            prop_assert!((sum - journey.cost.seconds).abs() <= 1e-9 * sum.max(1.0));
            prop_assert_eq!(journey.pieces[0].from, network.stops[answer.origin]);
            prop_assert_eq!(journey.pieces[journey.pieces.len() - 1].to, network.stops[0]);
            for pair in journey.pieces.windows(2) {
                prop_assert_eq!(pair[0].to, pair[1].from);
            }
        }
    }
}
