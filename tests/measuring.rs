//! The measures on small studies drawn as maps: one question a test.
//!
//! A cell is a kilometre unless the map says otherwise; figures in cells are told to a tenth.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use corridor::geodesy::inverse;
use corridor::index::IndexedAlignment;
use corridor::measure::{Basis, Calibration, Located, People, concurrency, coverage, locate, served_by_access};
use corridor::model::{Alignment, KmPost, Population, PostPlace, Series};
use corridor::{Chainage, Metres, Side};
use std::f64::consts::PI;
use support::{Map, chainage, metres};

const KM: f64 = 1000.0;

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found}, expected {expected} ± {tolerance}");
}

// Which ranges of chainage lie in which commune?

#[test]
fn an_alignment_is_cut_at_the_borders_and_told_by_rising_chainage() {
    let map = Map::drawn(
        KM,
        "
        a....b....c
        .A.......B.
        d....e....f
    ",
    )
    .commune("02", "abed")
    .commune("01", "bcfe")
    .alignment("r", "AB")
    .alignment("back", "BA");
    assert_eq!(map.covered("r"), "02 0–4, 01 4–8");
    assert_eq!(map.covered("back"), "01 0–4, 02 4–8");
    let codes: Vec<_> = map.coverage("r").communes().iter().map(|(c, _)| c.to_string()).collect();
    assert_eq!(codes, ["02", "01"], "in the order of entry, not of code");
}

#[test]
fn an_alignment_that_leaves_and_comes_back_has_a_piece_each_time() {
    let map = Map::drawn(
        KM,
        "
        a.........b
        .A..B.C..D.
        e...fgh...i
        ....k.l....
        ....E.F....
        c.........d
    ",
    )
    .commune("1", "abie")
    .commune("2", "eidc")
    .alignment("r", "ABEFCD");
    assert_eq!(map.covered("r"), "1 0–4, 2 4–10, 1 10–14");
    let coverage = map.coverage("r");
    let lengths: Vec<String> = coverage.communes().iter().map(|(c, l)| format!("{c} {:.1}", l.kilometres())).collect();
    assert_eq!(lengths, ["1 8.0", "2 6.0"]);
}

#[test]
fn an_edge_along_a_shared_border_goes_to_the_lower_code_and_says_so() {
    let map = Map::drawn(
        KM,
        "
        a.....b
        A..B..C
        c.....d
    ",
    )
    .commune("2", "abCA")
    .commune("1", "ACdc")
    .alignment("r", "AC")
    .alignment("back", "CA")
    .alignment("part", "BC");
    assert_eq!(map.covered("r"), "1 0–6 (on border)");
    assert_eq!(map.covered("back"), "1 0–6 (on border)");
    assert_eq!(map.covered("part"), "1 0–3 (on border)");
}

#[test]
fn a_slanting_shared_border_is_a_border_too() {
    // The middle of a slanting edge is seldom exactly on it in floating point; its ends are.
    let map = Map::drawn(
        KM,
        "
        a......b
        A.......
        ..D.....
        .....B..
        .E......
        ......C.
        c......d
    ",
    )
    .commune("2", "abCBEDA")
    .commune("1", "ADEBCdc");
    for road in ["ADEBC", "CBEDA", "AD", "DE", "EB", "BC", "CB", "BE", "ED", "DA"] {
        let map = map.clone().alignment("r", road);
        let coverage = map.coverage("r");
        assert_eq!(coverage.pieces.len(), 1, "{road}: {}", map.covered("r"));
        assert!(map.covered("r").starts_with("1 0–") && coverage.pieces[0].on_border, "{road}: {}", map.covered("r"));
    }
}

#[test]
fn an_edge_along_a_border_with_no_commune_beyond_is_in_the_one_there_is() {
    let map = Map::drawn(
        KM,
        "
        A..B..C
        a.....b
        c.....d
    ",
    )
    .commune("2", "ACdc")
    .alignment("r", "AC");
    assert_eq!(map.covered("r"), "2 0–6 (on border)");
}

#[test]
fn a_road_that_joins_a_border_runs_along_it_and_leaves_is_cut_in_three() {
    let map = Map::drawn(
        KM,
        "
        a.........b
        .A.........
        e...B..C..f
        .........D.
        c.........d
    ",
    )
    .commune("5", "abfe")
    .commune("7", "efdc")
    .alignment("r", "ABCD")
    .alignment("back", "DCBA");
    assert_eq!(map.covered("r"), "5 0–3.2, 5 3.2–6.2 (on border), 7 6.2–8.4");
    assert_eq!(map.covered("back"), "7 0–2.2, 5 2.2–5.2 (on border), 5 5.2–8.4");
}

#[test]
fn where_communes_overlap_the_lower_code_has_it_and_the_others_are_named() {
    let map = Map::drawn(
        KM,
        "
        a..e..b..f
        A........B
        c..g..d..h
    ",
    )
    .commune("1", "abdc")
    .commune("2", "efhg")
    .alignment("r", "AB");
    assert_eq!(map.covered("r"), "1 0–3, 1 3–6 (also in 2), 2 6–9");
}

#[test]
fn between_communes_that_do_not_meet_is_outside() {
    let map = Map::drawn(
        KM,
        "
        .a..b..e..f.
        A..........B
        .c..d..g..h.
    ",
    )
    .commune("1", "abdc")
    .commune("2", "efhg")
    .alignment("r", "AB");
    assert_eq!(map.covered("r"), "outside 0–1, 1 1–4, outside 4–7, 2 7–10, outside 10–11");
    near(map.coverage("r").length_outside().metres(), 5000.0, 1.0);
}

#[test]
fn a_hole_is_not_in_the_commune_and_an_enclave_in_it_is() {
    let map = Map::drawn(
        KM,
        "
        a.........b
        ...e..f....
        A.........B
        ...g..h....
        c.........d
    ",
    )
    .commune("1", "abdc-efhg")
    .alignment("r", "AB");
    assert_eq!(map.covered("r"), "1 0–3, outside 3–6, 1 6–10");
    let map = map.commune("0", "efhg");
    assert_eq!(map.covered("r"), "1 0–3, 0 3–6, 1 6–10");
}

#[test]
fn a_commune_of_several_parts_is_one_commune() {
    let map = Map::drawn(
        KM,
        "
        a..b..e..f
        A........B
        c..d..g..h
    ",
    )
    .commune("1", "abdc+efhg")
    .alignment("r", "AB");
    assert_eq!(map.covered("r"), "1 0–3, outside 3–6, 1 6–9");
    assert_eq!(map.coverage("r").communes().len(), 1);
}

#[test]
fn a_border_touched_in_a_point_is_0_away_but_not_crossed() {
    let map = Map::drawn(
        KM,
        "
        a......b
        c..T...d
        ........
        A......B
    ",
    )
    .commune("1", "abdc")
    .alignment("r", "ATB");
    assert!(map.coverage("r").pieces.is_empty(), "{}", map.covered("r"));
    let within = map.within("r", 100.0);
    assert_eq!(within.len(), 1);
    assert_eq!(within[0].near.distance, Metres::ZERO);
    assert_eq!(map.cells(map.road("r").chainage(within[0].near.spot)), "3.6");
}

#[test]
fn a_corner_where_four_communes_meet_gives_no_sliver() {
    let map = Map::drawn(
        KM,
        "
        a..b..c
        .A.....
        d..e..f
        .....B.
        g..h..i
    ",
    )
    .commune("1", "abed")
    .commune("2", "bcfe")
    .commune("3", "dehg")
    .commune("4", "efih")
    .alignment("r", "AeB");
    assert_eq!(map.covered("r"), "1 0–2.2, 4 2.2–4.5");
}

#[test]
fn a_start_or_end_on_a_border_makes_no_piece_of_its_own() {
    let map = Map::drawn(
        KM,
        "
        a...b...c
        A...M...B
        d...e...f
    ",
    )
    .commune("1", "abed")
    .commune("2", "bcfe")
    .alignment("r", "AM")
    .alignment("s", "MB");
    assert_eq!(map.covered("r"), "1 0–4");
    assert_eq!(map.covered("s"), "2 0–4");
    assert_eq!(map.within("r", 10.0)[1].near.distance, Metres::ZERO, "the end touches commune 2");
}

#[test]
fn a_gap_between_parts_has_no_length_and_is_in_no_commune() {
    let map = Map::drawn(
        KM,
        "
        a...b.....c...d
        A..B.......C..D
        e...f.....g...h
    ",
    )
    .commune("1", "abfe")
    .commune("2", "bcgf")
    .commune("3", "cdhg")
    .alignment("r", "AB CD");
    near(map.road("r").length().metres(), 6000.0, 1.0);
    assert_eq!(map.covered("r"), "1 0–3, 3 3–6");
    near(map.road("r").gaps().map(|g| g.1.metres()).sum(), 8000.0, 2.0);
}

#[test]
fn the_pieces_and_what_is_outside_add_up_to_the_whole() {
    let map = Map::drawn(
        KM,
        "
        .a..b..e..f.
        A......C...B
        .c..d..g..h.
        ..D.........
    ",
    )
    .commune("1", "abdc")
    .commune("2", "efhg")
    .alignment("r", "ADCB");
    let coverage = coverage(&IndexedAlignment::new(map.road("r")), &map.study.index());
    let pieces: Metres = coverage.pieces.iter().map(|p| p.range.length()).sum();
    near((pieces + coverage.length_outside()).metres(), map.road("r").length().metres(), 1e-6);
}

// Which communes are within D, and how much of their land?

fn beside_a_road() -> Map {
    Map::drawn(
        KM,
        "
        .a......b.
        .c......d.
        ..........
        ..........
        A........B
    ",
    )
    .commune("1", "abdc")
    .alignment("r", "AB")
}

#[test]
fn within_d_is_up_to_and_including_d() {
    let map = beside_a_road();
    let distance = map.within("r", 9_000.0)[0].near.distance.metres();
    near(distance, 3000.0, 1.0);
    assert_eq!(map.codes_within("r", distance), ["1"]);
    assert_eq!(map.codes_within("r", distance + 0.001), ["1"]);
    assert!(map.codes_within("r", distance - 0.001).is_empty());
}

#[test]
fn a_commune_at_exactly_d_has_no_share_but_counts() {
    let map = beside_a_road();
    let distance = map.within("r", 9_000.0)[0].near.distance.metres();
    let found = &map.within("r", distance)[0];
    near(found.area_share, 0.0, 1e-3);
    assert!(found.area.square_metres() >= 0.0);
}

#[test]
fn the_distance_to_a_commune_that_is_crossed_is_0() {
    let map = Map::drawn(
        KM,
        "
        .a..b..
        A.....B
        .c..d..
    ",
    )
    .commune("1", "abdc")
    .alignment("r", "AB");
    assert_eq!(map.within("r", 0.0)[0].near.distance, Metres::ZERO);
    assert_eq!(map.cells(map.road("r").chainage(map.within("r", 5.0)[0].near.spot)), "1", "where it enters");
}

#[test]
fn a_straight_band_across_a_commune_is_twice_d_times_its_length() {
    let map = Map::drawn(
        KM,
        "
        .........A..........
        ....................
        ....................
        a.................b.
        ....................
        ....................
        ....................
        ....................
        ....................
        ....................
        c.................d.
        ....................
        ....................
        .........B..........
    ",
    )
    .commune("1", "abdc")
    .alignment("r", "AB");
    for within in [100.0, 500.0, 2000.0] {
        let area = map.within("r", within)[0].area.square_metres();
        near(area / (2.0 * within * 7_000.0), 1.0, 2e-4);
    }
}

/// A wide square with a short road in its middle.
fn in_the_middle(road: &str) -> Map {
    Map::drawn(
        KM,
        "
        a...................b
        .....................
        .....................
        .....................
        .....................
        .......P...Q.........
        .....................
        .....................
        .....................
        .......R.............
        .....................
        .....................
        .....................
        .....................
        c...................d
    ",
    )
    .commune("1", "abdc")
    .alignment("r", road)
}

#[test]
fn round_ends_and_the_band_have_the_area_of_a_capsule() {
    let map = in_the_middle("PQ");
    let length = map.road("r").length().metres();
    for d in [50.0, 500.0, 3000.0, 4500.0] {
        near(map.within("r", d)[0].area.square_metres() / (2.0 * d * length + PI * d * d), 1.0, 2e-4);
    }
}

#[test]
fn a_bend_of_a_right_angle_counts_its_inside_once() {
    let map = in_the_middle("QPR");
    let length = map.road("r").length().metres();
    for d in [50.0, 500.0, 2000.0] {
        let expected = 2.0 * d * length + PI * d * d + PI * d * d / 4.0 - d * d;
        near(map.within("r", d)[0].area.square_metres() / expected, 1.0, 2e-4);
    }
}

#[test]
fn a_road_driven_there_and_back_has_the_catchment_of_one() {
    let (once, twice) = (in_the_middle("PQ"), in_the_middle("PQPQ"));
    let (once, twice) = (once.within("r", 1000.0)[0].area_share, twice.within("r", 1000.0)[0].area_share);
    near(twice / once, 1.0, 1e-6);
}

#[test]
fn a_band_that_swallows_a_commune_has_all_of_it() {
    let map = Map::drawn(
        KM,
        "
        .a..b.
        .c..d.
        A....B
    ",
    )
    .commune("1", "abdc")
    .alignment("r", "AB");
    near(map.within("r", 5000.0)[0].area_share, 1.0, 1e-9);
}

#[test]
fn a_hole_is_no_part_of_the_share() {
    let map = Map::drawn(
        KM,
        "
        a.......b
        ..e...f..
        A.......B
        ..g...h..
        c.......d
    ",
    )
    .commune("1", "abdc-efhg")
    .alignment("r", "AB");
    // Within 500 m: 8 km², less 4 km² of the hole, of 32 − 8 km² of land.
    near(map.within("r", 500.0)[0].area_share / (4.0 / 24.0), 1.0, 2e-4);
}

// How near are the zones?

#[test]
fn zones_are_ranked_by_distance_with_chainage_and_side() {
    let map = Map::drawn(
        KM,
        "
        ....n.......
        ............
        A..........B
        .......s....
    ",
    )
    .alignment("r", "AB")
    .zone("north", "n")
    .zone("south", "s");
    let told: Vec<String> = map
        .nearest("r", 5)
        .iter()
        .map(|p| {
            format!(
                "{} {} {:.1} km at {} {}",
                p.rank,
                p.target,
                p.near.distance.kilometres(),
                map.cells(p.chainage),
                p.side.word()
            )
        })
        .collect();
    assert_eq!(told, ["1 south 1.0 km at 7 right", "2 north 2.0 km at 4 left"]);
    assert_eq!(map.nearest("r", 1).len(), 1);
    assert!(map.nearest("r", 0).is_empty());
}

#[test]
fn a_zone_that_the_alignment_enters_is_0_away_at_the_first_entry() {
    let map = Map::drawn(
        KM,
        "
        ....a.b....
        A.........B
        ....c.d....
    ",
    )
    .alignment("r", "AB")
    .alignment("back", "BA")
    .zone("z", "abdc");
    let (there, back) = (map.nearest("r", 1).remove(0), map.nearest("back", 1).remove(0));
    assert_eq!((there.near.distance, there.side, map.cells(there.chainage).as_str()), (Metres::ZERO, Side::On, "4"));
    assert_eq!((back.near.distance, back.side, map.cells(back.chainage).as_str()), (Metres::ZERO, Side::On, "4"));
    let map = map.zone("y", "ab");
    assert_eq!(map.nearest("r", 2)[0].target, "z");
}

#[test]
fn an_alignment_inside_a_zone_is_0_away_from_its_start() {
    let map = Map::drawn(
        KM,
        "
        a.......b
        ..A...B..
        c.......d
    ",
    )
    .alignment("r", "AB")
    .zone("z", "abdc");
    let found = map.nearest("r", 1).remove(0);
    assert_eq!((found.near.distance, found.chainage), (Metres::ZERO, Chainage::ORIGIN));
}

#[test]
fn inside_the_hole_of_a_zone_is_the_distance_to_its_rim() {
    let map = Map::drawn(
        KM,
        "
        a.........b
        ..e.....f..
        ....A.B....
        ..g.....h..
        c.........d
    ",
    )
    .alignment("r", "AB")
    .zone("z", "abdc-efhg");
    near(map.nearest("r", 1)[0].near.distance.metres(), 1000.0, 1.0);
}

#[test]
fn zones_at_equal_distance_go_by_identifier() {
    let map = Map::drawn(
        KM,
        "
        ....A....
        .w.....e.
        ....B....
    ",
    )
    .alignment("r", "AB")
    .zone("b", "e")
    .zone("c", "w")
    .zone("a", "w");
    let targets = |n| map.nearest("r", n).into_iter().map(|p| p.target).collect::<Vec<_>>();
    assert_eq!(targets(3), ["a", "b", "c"]);
    assert_eq!(targets(2), ["a", "b"]);
    assert_eq!(targets(1), ["a"]);
}

#[test]
fn of_two_places_equally_near_the_lower_chainage_counts() {
    let map = Map::drawn(
        KM,
        "
        A.......D
        .........
        ....z....
        .........
        B.......C
    ",
    )
    .alignment("r", "ABCD")
    .alignment("back", "DCBA")
    .zone("z", "z");
    // The parallel at BC is nearest from its middle; the sides are 4 cells away, BC 2.
    assert_eq!(map.cells(map.nearest("r", 1)[0].chainage), "8");
    let map = Map::drawn(
        KM,
        "
        .A.....D.
        .........
        ....z....
        .........
        .........
        .........
        .B.....C.
    ",
    )
    .alignment("r", "ABCD")
    .alignment("back", "DCBA")
    .zone("z", "z");
    assert_eq!(map.cells(map.nearest("r", 1)[0].chainage), "2");
    assert_eq!(map.cells(map.nearest("back", 1)[0].chainage), "2");
}

#[test]
fn a_zone_that_is_no_longer_in_force_is_not_among_the_nearest() {
    let mut map = Map::drawn(
        KM,
        "
        .z.......
        A......yB
    ",
    )
    .alignment("r", "AB")
    .zone("old", "y")
    .zone("new", "z");
    map.study.zones[0].in_force = Some(false);
    let targets: Vec<_> = map.nearest("r", 3).into_iter().map(|p| p.target).collect();
    assert_eq!(targets, ["new"]);
}

// Where along the alignment, how far off, on which side?

fn a_bend() -> Map {
    Map::drawn(
        KM,
        "
        i.....o
        .......
        A....B.
        .......
        l....r.
        .......
        .....C.
        .......
        ...x.y.
        ......z
    ",
    )
    .commune("1", "iorl")
    .alignment("r", "ABC")
    .alignment("back", "CBA")
}

#[test]
fn sides_are_told_facing_rising_chainage() {
    let map = a_bend();
    for (letter, side, at) in [
        ('i', Side::Left, "0"),
        ('o', Side::Left, "5"),
        ('l', Side::Right, "0"),
        ('x', Side::Right, "9"),
        ('z', Side::Left, "9"),
        ('y', Side::On, "9"),
        ('B', Side::On, "5"),
    ] {
        let found = map.located("r", letter);
        assert_eq!((found.offset.side, map.cells(found.chainage).as_str()), (side, at), "{letter}");
        let back = map.located("back", letter);
        assert_eq!(back.offset.side, side.reversed(), "{letter} from the other end");
        near(back.offset.distance.metres(), found.offset.distance.metres(), 1e-6);
    }
}

#[test]
fn a_place_off_the_road_has_its_distance_and_is_not_snapped_in_silence() {
    let map = Map::drawn(
        10_000.0,
        "
        ...p
        ....
        ....
        A..B
    ",
    )
    .alignment("r", "AB");
    let found = map.located("r", 'p');
    near(found.offset.distance.metres(), 30_000.0, 5.0);
    near(found.offset.distance.metres(), inverse(found.place, map.place('p')).distance, 1e-9);
    assert_eq!(found.commune, None);
}

#[test]
fn a_chainage_becomes_a_place_and_a_place_a_chainage() {
    let map = a_bend();
    let index = map.study.index();
    for at in [0.0, 1.0, 1234.567, 5000.0, 8999.0] {
        let there = Located::at(map.road("r"), &index, chainage(at)).unwrap();
        let back = locate(map.road("r"), &index, there.place).unwrap();
        near(back.chainage.from_origin().metres(), at, 1e-4);
        near(back.offset.distance.metres(), 0.0, 1e-4);
    }
    let refused = Located::at(map.road("r"), &index, chainage(10_000.0)).unwrap_err();
    assert_eq!(refused.faults()[0].code, "beyond-end");
    assert!(Located::at(map.road("r"), &index, chainage(-1.0)).is_err());
}

#[test]
fn the_commune_of_a_located_place_is_that_of_its_coverage() {
    let map = Map::drawn(
        KM,
        "
        a...b...c
        A.......B
        d...e...f
    ",
    )
    .commune("2", "abed")
    .commune("1", "bcfe")
    .alignment("r", "AB");
    let commune =
        |at: f64| Located::at(map.road("r"), &map.study.index(), chainage(at)).unwrap().commune.unwrap().to_string();
    assert_eq!((commune(100.0), commune(7000.0)), ("2".into(), "1".into()));
}

#[test]
fn what_is_no_longitude_and_latitude_is_refused() {
    let map = a_bend();
    for (x, y) in [(21.0, 103.0), (1e308, 0.0), (f64::NAN, 21.0), (500_000.0, 2_300_000.0)] {
        let refused = locate(map.road("r"), &map.study.index(), (x, y).into()).unwrap_err();
        assert_eq!(refused.faults()[0].code, "not-lon-lat");
    }
}

// Which communes does it serve at its access points?

#[test]
fn only_access_points_serve_and_each_commune_has_its_nearest() {
    let map = Map::drawn(
        KM,
        "
        a...b...c......d
        .P.............B
        e...f...g......h
    ",
    )
    .commune("1", "abfe")
    .commune("2", "bcgf")
    .commune("3", "cdhg")
    .alignment("r", "PB")
    .access("PB");
    let served = |within: f64| -> Vec<String> {
        let served = served_by_access(map.road("r"), &map.study.index(), metres(within)).unwrap();
        served
            .iter()
            .map(|s| format!("{} by {} {:.1} km", s.commune, s.access_point, s.distance.kilometres()))
            .collect()
    };
    assert_eq!(served(1000.0), ["1 by P 0.0 km", "3 by B 0.0 km"]);
    assert_eq!(served(3500.0), ["1 by P 0.0 km", "2 by P 3.0 km", "3 by B 0.0 km"]);
    assert_eq!(map.codes_within("r", 0.0), ["1", "2", "3"], "the road itself crosses all three");
}

#[test]
fn a_road_without_access_points_cannot_be_asked_for_them() {
    let map = a_bend();
    let refused = served_by_access(map.road("r"), &map.study.index(), metres(1000.0)).unwrap_err();
    assert_eq!(refused.faults()[0].code, "no-access-points");
}

// How long are several roads together?

fn shared(roads: &[(&str, &str)]) -> (Vec<String>, f64) {
    let mut map = Map::drawn(
        KM,
        "
        A...B...C...D...E
        .................
        ....F.......G....
    ",
    );
    for (id, letters) in roads {
        map = map.alignment(id, letters);
    }
    let (shared, total) = concurrency(&map.study.alignments.iter().collect::<Vec<_>>());
    let told = shared.iter().map(|c| {
        format!("{} {}–{} with {}", c.counted, map.cells(c.range.from()), map.cells(c.range.to()), c.shared_by)
    });
    (told.collect(), total.kilometres())
}

#[test]
fn a_stretch_that_two_roads_share_is_counted_once() {
    for second in ["FBCDG", "GDCBF"] {
        let (told, total) = shared(&[("q", "ABCDE"), ("s", second)]);
        assert_eq!(told, ["q 4–12 with s"], "{second}");
        near(total, 20.0, 0.01);
    }
}

#[test]
fn three_roads_on_one_stretch_count_it_once() {
    let (told, total) = shared(&[("q", "ABCDE"), ("s", "BC"), ("t", "DCB")]);
    assert_eq!(told, ["q 4–8 with s", "q 4–12 with t"]);
    near(total, 16.0, 0.01);
}

#[test]
fn a_shared_stretch_met_in_pieces_is_told_as_one() {
    let (told, _) = shared(&[("q", "ABCDE"), ("s", "DE AB BC CD")]);
    assert_eq!(told, ["q 0–16 with s"]);
}

#[test]
fn roads_that_only_cross_share_nothing() {
    let (told, total) = shared(&[("q", "ABCDE"), ("s", "FB"), ("t", "GDA")]);
    assert!(told.is_empty(), "{told:?}");
    near(total, 16.0 + 2.0 + 14.0, 0.01);
}

// Who lives there?

#[test]
fn unknown_people_are_not_zero() {
    let map = Map::drawn(
        KM,
        "
        a..b..c..d..e
        A...........B
        f..g..h..i..j
    ",
    )
    .peopled("1", "abgf", Population::Known(1_234_567))
    .peopled("2", "bchg", Population::Missing)
    .peopled("3", "cdih", Population::Suspect(7))
    .peopled("4", "deji", Population::Doubtful(1000));
    let all = People::of(&map.study.communes);
    assert_eq!(all.to_string(), "≥ 1,235,567 (2 of 4 communes unknown)");
    assert_eq!((all.doubtful, all.unknown, all.communes), (1, 2, 4));
    assert_eq!(People::of(&map.study.communes[..1]).to_string(), "1,234,567");
    assert_eq!(People::of(&map.study.communes[1..3]).to_string(), "unknown (2 of 2 communes unknown)");
    assert_eq!(People::of([]).to_string(), "0");
    let half = People::weighted([(&map.study.communes[3], 0.5)]);
    assert_eq!((half.counted, half.doubtful), (500, 1));
}

// What is the official chainage there?

/// A road of 40 km with its origin at O, 4 km from its start, and places every few kilometres.
fn posted(origin: Option<(char, f64)>, posts: &[(f64, &str)]) -> (Map, corridor::Result<Option<Calibration>>) {
    let map = Map::drawn(
        2000.0,
        "
        A.O....P....Q....R.S....B
    ",
    )
    .alignment("r", "AB");
    let series = Series {
        alignment: "r".into(),
        id: "s".into(),
        name: "series".into(),
        origin: origin.map(|(letter, km)| (map.place(letter), chainage(km * KM))),
        source: "drawn".into(),
    };
    let posts: Vec<KmPost> = posts
        .iter()
        .map(|&(km, letters)| {
            let places: Vec<_> = letters.chars().map(|c| map.place(c)).collect();
            KmPost {
                alignment: "r".into(),
                series: "s".into(),
                chainage: chainage(km * KM),
                place: match places[..] {
                    [] => PostPlace::Unlocated,
                    [place] => PostPlace::Point(place),
                    _ => PostPlace::Between(places[0], places[1]),
                },
                place_name: letters.into(),
                source: "drawn".into(),
                accuracy: String::new(),
            }
        })
        .collect();
    let calibration = Calibration::new(&series, map.road("r"), &map.study.index(), &posts);
    (map, calibration)
}

/// O at 4 km is Km0, P at 14 km is Km11, Q at 24 km is Km21: rates 1.1 and 1.0.
fn tied() -> Calibration {
    posted(Some(('O', 0.0)), &[(21.0, "Q"), (11.0, "P")]).1.unwrap().unwrap()
}

fn at_km(km: f64) -> Chainage {
    chainage(km * KM)
}

#[test]
fn between_km_posts_official_chainage_is_interpolated_both_ways() {
    let calibration = tied();
    for (geometric, official) in [(4.0, 0.0), (9.0, 5.5), (14.0, 11.0), (19.0, 16.0), (24.0, 21.0)] {
        let there = calibration.official(at_km(geometric)).unwrap();
        near(there.chainage.kilometres(), official, 1e-3);
        assert_eq!((there.basis, there.uncertainty), (Basis::Calibrated, None), "{geometric}");
        let back = calibration.geometric(at_km(official)).unwrap();
        near(back.chainage.kilometres(), geometric, 1e-3);
        assert_eq!(back.basis, Basis::Calibrated);
    }
}

#[test]
fn beyond_the_last_post_the_rate_of_the_spans_carries_on_with_its_uncertainty() {
    let calibration = tied();
    let (low, mean, high) = calibration.rates().unwrap();
    near(low, 1.0, 1e-4);
    near(mean, 1.05, 1e-4);
    near(high, 1.1, 1e-4);
    let there = calibration.official(at_km(34.0)).unwrap();
    assert_eq!(there.basis, Basis::Extrapolated);
    near(there.chainage.kilometres(), 31.5, 2e-3);
    near(there.beyond.kilometres(), 10.0, 2e-3);
    near(there.uncertainty.unwrap().kilometres(), 0.5, 1e-3);
    let back = calibration.geometric(there.chainage).unwrap();
    assert_eq!(back.basis, Basis::Extrapolated);
    near(back.chainage.kilometres(), 34.0, 1e-6);
    near(back.uncertainty.unwrap().kilometres(), 10.5 * (1.0 - 1.0 / 1.05), 1e-3);
}

#[test]
fn without_long_spans_chainage_beyond_the_last_post_is_geometric() {
    // R and S are 4 km apart: too short a span to tell a rate from.
    let (_, calibration) = posted(None, &[(31.0, "R"), (37.0, "S")]);
    let calibration = calibration.unwrap().unwrap();
    assert_eq!(calibration.rates(), None);
    let there = calibration.official(at_km(40.0)).unwrap();
    assert_eq!((there.basis, there.uncertainty), (Basis::Geometric, None));
    near(there.chainage.kilometres(), 39.0, 1e-3);
    let (_, origin_only) = posted(Some(('O', 7.0)), &[]);
    let there = origin_only.unwrap().unwrap().official(at_km(10.0)).unwrap();
    assert_eq!(there.basis, Basis::Geometric);
    near(there.chainage.kilometres(), 13.0, 1e-3);
}

#[test]
fn a_post_is_held_against_its_neighbours() {
    let calibration = tied();
    // O and Q would put Km10+500 at P, which says Km11.
    near(calibration.posts[1].residual.unwrap().metres(), -500.0, 1.0);
    assert_eq!((calibration.posts[0].residual, calibration.posts[2].residual), (None, None));
    near(calibration.posts[1].offset.metres(), 0.0, 1e-3);
}

#[test]
fn before_the_origin_of_a_series_there_is_no_chainage() {
    let calibration = tied();
    assert_eq!(calibration.official(at_km(3.9)), None);
    assert_eq!(calibration.geometric(chainage(-100.0)), None);
    assert!(calibration.official(at_km(4.0)).is_some());
}

#[test]
fn posts_that_run_backwards_are_refused() {
    for (origin, posts) in [
        (Some(('O', 0.0)), vec![(21.0, "P"), (11.0, "Q")]),
        (Some(('P', 0.0)), vec![(5.0, "O")]),
        (None, vec![(11.0, "P"), (11.0, "Q")]),
        (None, vec![(11.0, "P"), (12.0, "P")]),
    ] {
        let refused = posted(origin, &posts).1.unwrap_err();
        assert_eq!(refused.faults()[0].code, "posts-backwards", "{posts:?}");
    }
}

#[test]
fn a_post_that_contradicts_those_at_a_point_is_left_out_and_says_so() {
    let calibration = posted(Some(('O', 0.0)), &[(11.0, "P"), (21.0, "Q"), (13.0, "QP"), (22.0, "PQ"), (9.0, "PQ")]);
    let calibration = calibration.1.unwrap().unwrap();
    assert_eq!(calibration.posts.len(), 3);
    let misfits: Vec<String> =
        calibration.intervals.iter().map(|i| format!("{} {:.2}", i.official, i.misfit.kilometres())).collect();
    // Km22 is 1/1.05 km beyond Q; Km9 lies 2/1.1 km before P.
    assert_eq!(misfits, ["Km13+000 0.00", "Km22+000 0.95", "Km9+000 1.82"]);
    assert_eq!(calibration.intervals[1].basis, Basis::Extrapolated);
    let why: Vec<bool> = calibration.intervals.iter().map(|i| i.why_not.is_some()).collect();
    assert_eq!(why, [false, true, true]);
    assert!(calibration.intervals[1].why_not.as_ref().unwrap().contains("Km21+000"));
}

#[test]
fn posts_known_by_stretch_bend_the_line_as_far_as_they_must() {
    // At the rate of 1.05, Km28 would lie 6.7 km beyond Q at 30.7 km; it is known to lie before R at 34 km: nothing bends.
    let posts = [(11.0, "P"), (21.0, "Q"), (28.0, "QR")];
    let calibration = posted(Some(('O', 0.0)), &posts).1.unwrap().unwrap();
    let there = calibration.geometric(at_km(28.0)).unwrap();
    near(there.chainage.kilometres(), 24.0 + 7.0 / 1.05, 2e-3);
    assert_eq!(there.basis, Basis::Bounded);
    // What the stretch leaves open is ±: from Q, and as far as R.
    assert!(there.uncertainty.unwrap().kilometres() > 3.0);
    // Km33 would lie at 35.4 km; it must lie before R at 34 km, and Km40 between S and B goes on from there.
    let posts = [(11.0, "P"), (21.0, "Q"), (33.0, "QR"), (40.0, "SB")];
    let calibration = posted(Some(('O', 0.0)), &posts).1.unwrap().unwrap();
    near(calibration.geometric(at_km(33.0)).unwrap().chainage.kilometres(), 34.0, 2e-3);
    assert!(calibration.intervals.iter().all(|i| i.misfit.metres() == 0.0 && i.why_not.is_none()));
    for official in [21.5, 27.0, 33.0, 36.0, 40.0, 43.0] {
        let there = calibration.geometric(at_km(official)).unwrap();
        near(calibration.official(there.chainage).unwrap().chainage.kilometres(), official, 1e-6);
    }
}

#[test]
fn stretches_alone_tie_a_series_where_there_are_two() {
    let calibration = posted(None, &[(10.0, "PQ"), (20.0, "QR")]).1.unwrap().unwrap();
    let there = calibration.geometric(at_km(10.0)).unwrap();
    assert_eq!(there.basis, Basis::Bounded);
    assert!(calibration.intervals.iter().all(|i| i.misfit.metres() == 0.0));
}

/// O is Km0; at P, 10 km on, the road was realigned: the chainage says `back` there and counts on from `ahead`.
fn realigned(back: f64, ahead: f64) -> Calibration {
    let (map, _) = posted(None, &[]);
    let series = Series {
        alignment: "r".into(),
        id: "s".into(),
        name: "series".into(),
        origin: Some((map.place('O'), chainage(0.0))),
        source: "drawn".into(),
    };
    let post = KmPost {
        alignment: "r".into(),
        series: "s".into(),
        chainage: at_km(back),
        place: PostPlace::Equation(map.place('P'), at_km(ahead)),
        place_name: "P".into(),
        source: "drawn".into(),
        accuracy: String::new(),
    };
    Calibration::new(&series, map.road("r"), &map.study.index(), &[post]).unwrap().unwrap()
}

#[test]
fn an_equation_leaves_a_gap_without_a_place_or_an_overlap_with_two() {
    // The new road is 2 km shorter: Km10 back is Km12 ahead.
    let gap = realigned(10.0, 12.0);
    assert!(gap.places(at_km(11.0)).is_empty());
    assert_eq!(gap.gap(at_km(11.0)), Some((at_km(10.0), at_km(12.0))));
    near(gap.geometric(at_km(5.0)).unwrap().chainage.kilometres(), 9.0, 1e-3);
    near(gap.geometric(at_km(13.0)).unwrap().chainage.kilometres(), 15.0, 2e-3);
    near(gap.official(at_km(15.0)).unwrap().chainage.kilometres(), 13.0, 2e-3);
    // The new road is 2 km longer: Km12 back is Km10 ahead, and Km11 stands twice.
    let overlap = realigned(12.0, 10.0);
    let places: Vec<f64> = overlap.places(at_km(11.0)).iter().map(|r| r.chainage.kilometres()).collect();
    assert_eq!(places.len(), 2);
    near(places[0], 4.0 + 11.0 * 10.0 / 12.0, 2e-3);
    near(places[1], 14.0 + 1.0 * 10.0 / 12.0, 2e-3);
    for place in places {
        near(overlap.official(at_km(place)).unwrap().chainage.kilometres(), 11.0, 1e-6);
    }
}

#[test]
fn a_series_without_any_located_post_ties_nothing() {
    assert_eq!(posted(None, &[(11.0, ""), (5.0, "PQ")]).1, Ok(None));
}

// How long is it?

#[test]
fn a_road_is_as_long_as_its_edges_whichever_way_it_is_digitised() {
    let map = a_bend();
    near(map.road("r").length().kilometres(), 9.0, 1e-3);
    near(map.road("r").length().metres(), map.road("back").length().metres(), 1e-9);
    let turned: Alignment = map.road("r").reversed().unwrap();
    assert_eq!(turned.vertices(), map.road("back").vertices());
}
