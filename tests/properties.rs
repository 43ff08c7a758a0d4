//! Laws that hold for every study, tried on random ones.
//!
//! A law that is broken is printed with the smallest study that breaks it and the seed that made it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "support/slowly.rs"]
mod slowly;
mod support;
#[path = "support/worlds.rs"]
mod worlds;

use corridor::geodesy::{Edge, LonLat, LonLatBox, inverse};
use corridor::index::{Indexed, IndexedAlignment};
use corridor::layers::{LayerOptions, read_alignments, read_communes};
use corridor::measure::{
    AccessService, Assessment, Coverage, Located, assess_all, catchment, concurrency, coverage, locate, proximity,
    served_by_access,
};
use corridor::model::{AccessPoint, Alignment, Commune, CommuneCode, Population, SiteGeometry};
use corridor::{Chainage, Definitions, Metres, Side};
use geo::coordinate_position::CoordPos;
use geo::{LineString, MapCoords, MultiPolygon, Polygon};
use proptest::prelude::*;
use proptest::test_runner::FileFailurePersistence;
use std::collections::BTreeMap;
use support::{chainage, commune, metres};
use worlds::{anywhere, redrawn, wandering, worlds};

fn cases(cases: u32) -> ProptestConfig {
    let seeds = FileFailurePersistence::WithSource("seeds");
    // `LAWS_TIMES=50 cargo test --release --test properties` tries fifty times as many.
    let times = std::env::var("LAWS_TIMES").ok().and_then(|t| t.parse().ok()).unwrap_or(1);
    ProptestConfig {
        cases: cases * times,
        failure_persistence: Some(Box::new(seeds)),
        max_shrink_iters: 400,
        ..Default::default()
    }
}

fn all_of<'a>(roads: &'a [Alignment], index: &Indexed<'_>, within: f64) -> Vec<Assessment<'a>> {
    let definitions = Definitions { within: metres(within), ..Definitions::default() };
    assess_all(&roads.iter().collect::<Vec<_>>(), index, &definitions).unwrap()
}

/// Every range in order: where from, where to, whose, and how.
fn ranges(coverage: &Coverage) -> Vec<(f64, f64, String)> {
    let mut ranges: Vec<(f64, f64, String)> = coverage
        .pieces
        .iter()
        .map(|p| (p.range, format!("{} {} {:?}", p.commune, p.on_border, p.also_in)))
        .chain(coverage.outside.iter().map(|r| (*r, "outside".to_string())))
        .map(|(r, told)| (r.from().from_origin().metres(), r.to().from_origin().metres(), told))
        .collect();
    ranges.sort_by(|a, b| a.0.total_cmp(&b.0));
    ranges
}

/// Metres by commune, border or not.
fn by_commune(coverage: &Coverage) -> BTreeMap<String, f64> {
    let mut sums = BTreeMap::new();
    for (from, to, told) in ranges(coverage) {
        *sums.entry(told).or_insert(0.0) += to - from;
    }
    sums.retain(|_, length| *length > 1e-5);
    sums
}

fn alike(a: &BTreeMap<String, f64>, b: &BTreeMap<String, f64>, tolerance: f64) -> Result<(), TestCaseError> {
    prop_assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{:?} {:?}", a, b);
    for (key, length) in a {
        prop_assert!((length - b[key]).abs() < tolerance, "{}: {} and {}", key, length, b[key]);
    }
    Ok(())
}

// Promise 1: same input, same bytes out.

proptest! {
    #![proptest_config(cases(40))]

    #[test]
    fn the_number_of_threads_changes_nothing(world in worlds(4..9, anywhere())) {
        let with = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| format!("{:?}", all_of(&world.study.alignments, &world.study.index(), 4000.0)))
        };
        prop_assert_eq!(with(1), with(4));
    }

    #[test]
    fn the_order_of_features_changes_nothing(world in worlds(3..6, anywhere()), turn in 0usize..9) {
        let folder = tempfile::tempdir().unwrap();
        let read = |name: &str, turn: usize| {
            let turned = |mut features: Vec<serde_json::Value>| {
                if turn > 0 {
                    features.reverse();
                    let by = turn % features.len().max(1);
                    features.rotate_left(by);
                }
                serde_json::json!({"type": "FeatureCollection", "features": features}).to_string()
            };
            let file = |layer: &str, features: Vec<serde_json::Value>| {
                let path = folder.path().join(format!("{name}-{layer}.geojson"));
                std::fs::write(&path, turned(features)).unwrap();
                path
            };
            let places = |line: &[LonLat]| line.iter().map(|p| vec![p.x, p.y]).collect::<Vec<_>>();
            let feature = |id: &str, geometry: serde_json::Value| {
                serde_json::json!({"type": "Feature", "properties": {"id": id}, "geometry": geometry})
            };
            let roads = world.study.alignments.iter().map(|a| {
                let parts: Vec<_> = a.parts().map(|(_, part)| places(part)).collect();
                feature(a.id(), serde_json::json!({"type": "MultiLineString", "coordinates": parts}))
            });
            let communes = world.study.communes.iter().map(|c| {
                let ring = places(&c.land.0[0].exterior().0);
                feature(c.code.as_str(), serde_json::json!({"type": "Polygon", "coordinates": [ring]}))
            });
            let roads = read_alignments(&file("roads", roads.collect()), &LayerOptions::default()).unwrap();
            let communes = read_communes(&file("communes", communes.collect()), &LayerOptions::default()).unwrap();
            let mut told: Vec<String> =
                all_of(&roads, &Indexed::new(&communes, &[]), 3000.0).iter().map(|a| format!("{a:?}")).collect();
            told.sort();
            told
        };
        prop_assume!(!world.study.communes.is_empty());
        prop_assert_eq!(read("as-is", 0), read("turned", 1 + turn));
    }
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn turned_round_a_road_has_the_same_pieces_mirrored(world in worlds(1..3, anywhere())) {
        let index = world.study.index();
        for road in &world.study.alignments {
            let back = road.reversed().unwrap();
            let length = road.length().metres();
            prop_assert!((back.length().metres() - length).abs() < 1e-6);
            let there = ranges(&coverage(&IndexedAlignment::new(road), &index));
            let mut mirrored = ranges(&coverage(&IndexedAlignment::new(&back), &index));
            mirrored.reverse();
            prop_assert_eq!(there.len(), mirrored.len(), "{:?}\n{:?}", there, mirrored);
            for (a, b) in there.iter().zip(&mirrored) {
                prop_assert_eq!(&a.2, &b.2);
                prop_assert!((a.0 - (length - b.1)).abs() < 1e-6 && (a.1 - (length - b.0)).abs() < 1e-6, "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn rings_started_elsewhere_or_run_the_other_way_change_nothing(world in worlds(1..3, anywhere())) {
        let turned = redrawn(&world.study.communes);
        let (index, other) = (world.study.index(), Indexed::new(&turned, &world.study.zones));
        for road in &world.study.alignments {
            let road = IndexedAlignment::new(road);
            let (a, b) = (ranges(&coverage(&road, &index)), ranges(&coverage(&road, &other)));
            prop_assert_eq!(a.len(), b.len(), "{:?}\n{:?}", a, b);
            for (a, b) in a.iter().zip(&b) {
                prop_assert_eq!(&a.2, &b.2);
                prop_assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6, "{:?} {:?}", a, b);
            }
        }
    }

    #[test]
    fn what_a_road_is_near_to_does_not_depend_on_which_way_it_is_digitised(world in worlds(1..2, anywhere())) {
        let index = world.study.index();
        let road = &world.study.alignments[0];
        let back = road.reversed().unwrap();
        let within = metres(4000.0);
        let there = catchment(&IndexedAlignment::new(road), &index, within);
        let mirrored = catchment(&IndexedAlignment::new(&back), &index, within);
        prop_assert_eq!(there.len(), mirrored.len());
        for (a, b) in there.iter().zip(&mirrored) {
            prop_assert_eq!(&a.commune, &b.commune);
            prop_assert!((a.near.distance - b.near.distance).abs().metres() < 1e-6, "{:?} {:?}", a, b);
            prop_assert!((a.area_share - b.area_share).abs() < 1e-6, "{:?} {:?}", a, b);
        }
        let there = proximity(&IndexedAlignment::new(road), &index.zones, 9);
        let mirrored = proximity(&IndexedAlignment::new(&back), &index.zones, 9);
        for a in &there {
            let b = mirrored.iter().find(|b| b.target == a.target).unwrap();
            prop_assert!((a.near.distance - b.near.distance).abs().metres() < 1e-6, "{:?} {:?}", a, b);
            let same_end = ((a.chainage - Chainage::ORIGIN) + (b.chainage - Chainage::ORIGIN) - road.length()).abs();
            if same_end.metres() < 1e-6 {
                prop_assert_eq!(a.side, b.side.reversed());
            }
        }
    }
}

// Promise 2: pieces sum to the whole.

proptest! {
    #![proptest_config(cases(400))]

    #[test]
    fn pieces_and_what_is_outside_are_the_whole(world in worlds(1..3, anywhere())) {
        let index = world.study.index();
        for road in &world.study.alignments {
            let found = coverage(&IndexedAlignment::new(road), &index);
            let length = road.length().metres();
            let mut at = 0.0;
            for (from, to, told) in ranges(&found) {
                prop_assert!(from == at && to > from, "{} from {} to {} after {}", told, from, to, at);
                at = to;
            }
            prop_assert_eq!(at, length);
            let sum: Metres = found.pieces.iter().map(|p| p.range.length()).sum();
            prop_assert!((sum + found.length_outside() - road.length()).abs().metres() < 1e-3);
            let shares: f64 = found.communes().iter().map(|(_, l)| l.share_of(road.length())).sum();
            prop_assert!((shares + found.length_outside().share_of(road.length()) - 1.0).abs() < 1e-9);
            for pair in found.pieces.windows(2) {
                prop_assert!(pair[0].range.to() <= pair[1].range.from());
            }
        }
    }

    #[test]
    fn a_vertex_more_on_an_edge_changes_nothing(world in worlds(1..2, anywhere()), edge in 0.0..1.0f64, at in 0.0..1.0f64) {
        let index = world.study.index();
        let road = &world.study.alignments[0];
        let parts: Vec<Vec<LonLat>> = road.parts().map(|(_, p)| p.to_vec()).collect();
        let part = ((edge * parts.len() as f64) as usize).min(parts.len() - 1);
        let k = 1 + ((edge * 97.0).fract() * (parts[part].len() - 1) as f64) as usize;
        let mut cut = parts.clone();
        cut[part].insert(k, Edge::new(parts[part][k - 1], parts[part][k]).at(at));
        let cut = Alignment::new("cut", cut).unwrap();
        prop_assert!((cut.length() - road.length()).abs().metres() < 1e-6);
        let (a, b) = (IndexedAlignment::new(road), IndexedAlignment::new(&cut));
        alike(&by_commune(&coverage(&a, &index)), &by_commune(&coverage(&b, &index)), 2e-6)?;
        let (a, b) = (catchment(&a, &index, metres(5000.0)), catchment(&b, &index, metres(5000.0)));
        prop_assert_eq!(a.len(), b.len());
        for (a, b) in a.iter().zip(&b) {
            prop_assert!((a.near.distance - b.near.distance).abs().metres() < 1e-6, "{:?} {:?}", a, b);
            // A longer edge is drawn in the plane with fewer places: within the stated error of a share.
            prop_assert!((a.area_share - b.area_share).abs() < 1e-4, "{:?} {:?}", a, b);
        }
    }

    #[test]
    fn lengths_add_up_however_an_edge_is_cut(
        x in -179.0..174.0, y in -80.0..80.0, dx in -5.0..5.0f64, dy in -5.0..5.0f64, scale in 1e-5..1.0f64,
        cuts in prop::collection::vec(0.0..1.0, 1..6),
    ) {
        let edge = Edge::new((x, y).into(), (x + dx * scale, y + dy * scale).into());
        let mut cuts = [vec![0.0], cuts, vec![1.0]].concat();
        cuts.sort_by(f64::total_cmp);
        let whole = edge.length();
        let between: f64 = cuts.windows(2).map(|w| edge.length_between(w[0], w[1])).sum();
        let apart: f64 = cuts.windows(2).map(|w| Edge::new(edge.at(w[0]), edge.at(w[1])).length()).sum();
        // A millimetre is the promise; rounding of the cut places is what there is.
        prop_assert!((whole - between).abs() < 1e-6 + 1e-11 * whole, "{} {}", whole, between);
        prop_assert!((whole - apart).abs() < 1e-6 + 1e-11 * whole, "{} {}", whole, apart);
        prop_assert!(inverse(edge.a, edge.b).distance <= whole * (1.0 + 1e-9));
    }
}

// Promise 3: wider never serves fewer.

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn a_wider_distance_never_serves_fewer_nor_less(
        world in worlds(1..2, anywhere()), narrow in 1.0..6000.0f64, more in 0.0..6000.0f64,
    ) {
        let index = world.study.index();
        let road = IndexedAlignment::new(&world.study.alignments[0]);
        let (near, far) = (catchment(&road, &index, metres(narrow)), catchment(&road, &index, metres(narrow + more)));
        let (codes, wider): (Vec<_>, Vec<_>) = (near.iter().map(|c| &c.commune).collect(), far.iter().map(|c| &c.commune).collect());
        prop_assert!(codes.iter().all(|c| wider.contains(c)), "{:?} {:?}", codes, wider);
        for a in &near {
            let b = far.iter().find(|b| b.commune == a.commune).unwrap();
            prop_assert_eq!(a.near, b.near);
            // In the plane of the commune the band is exact; what is left is rounding.
            prop_assert!(b.area_share >= a.area_share * (1.0 - 1e-6) - 1e-9, "{:?} {:?}", a, b);
            prop_assert!((0.0..=1.0).contains(&b.area_share));
        }
        let crossed: Vec<CommuneCode> = coverage(&road, &index).communes().iter().map(|(c, _)| (*c).clone()).collect();
        prop_assert!(crossed.iter().all(|c| codes.contains(&c)), "what is crossed is within any distance");
    }

    #[test]
    fn wider_access_never_serves_fewer(
        mut world in worlds(1..2, wandering()), narrow in 1.0..6000.0f64, more in 0.0..6000.0f64,
    ) {
        let road = &mut world.study.alignments[0];
        let at = |place: LonLat, k: usize| AccessPoint { name: k.to_string(), kind: "junction".into(), place };
        road.access_points = road.vertices().iter().enumerate().take(3).map(|(k, &p)| at(p, k)).collect();
        let (road, index) = (&world.study.alignments[0], world.study.index());
        let near = served_by_access(road, &index, metres(narrow)).unwrap();
        let far = served_by_access(road, &index, metres(narrow + more)).unwrap();
        // To a micrometre: where two edges meet, either may be measured to.
        for a in &near {
            let same = |b: &&AccessService| (&b.commune, &b.access_point) == (&a.commune, &a.access_point);
            let further = far.iter().find(same).map(|b| (b.distance - a.distance).abs());
            prop_assert!(further.is_some_and(|d| d < metres(1e-6)), "{:?} {:?}", a, far);
        }
        // Each distance is that of the nearest access point, by search.
        for commune in &world.study.communes {
            let from = |p: &AccessPoint| to_land_from(p.place, &commune.land);
            let truth = road.access_points.iter().map(from).fold(f64::INFINITY, f64::min);
            match far.iter().find(|f| f.commune == commune.code) {
                Some(f) => prop_assert!((f.distance.metres() - truth).abs() < 1e-3, "{:?} {}", f, truth),
                None => prop_assert!(truth > narrow + more - 1e-3, "{} at {}", commune.code, truth),
            }
        }
    }

    #[test]
    fn more_of_the_nearest_begin_with_the_same(world in worlds(1..2, anywhere())) {
        let index = world.study.index();
        let road = IndexedAlignment::new(&world.study.alignments[0]);
        let all = proximity(&road, &index.zones, 9);
        prop_assert_eq!(all.len(), world.study.zones.len());
        for n in 0..all.len() {
            prop_assert_eq!(&proximity(&road, &index.zones, n)[..], &all[..n]);
        }
    }
}

fn to_land_from(place: LonLat, land: &MultiPolygon<f64>) -> f64 {
    if slowly::lies(land, place) != CoordPos::Outside {
        return 0.0;
    }
    slowly::border(land).iter().map(|e| slowly::to_edge(place, e, 8)).fold(f64::INFINITY, f64::min)
}

// Promise 4: the index and brute force agree.

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn the_tree_finds_the_boxes_that_a_scan_finds(world in worlds(1..2, wandering()), x in -1.0..4.0, y in -1.0..4.0, w in 0.0..2.0, h in 0.0..2.0) {
        let index = world.study.index();
        let Some(corner) = world.study.alignments[0].vertices().first() else { return Ok(()) };
        let min = LonLat { x: corner.x + (x - 1.5) * world.cell, y: corner.y + (y - 1.5) * world.cell };
        let box_ = LonLatBox::new(min, LonLat { x: min.x + w * world.cell, y: min.y + h * world.cell });
        let found: Vec<&CommuneCode> = index.communes_near(&box_).iter().map(|c| &c.commune.code).collect();
        let meets = |c: &&Commune| LonLatBox::around(&c.land.0[0].exterior().0).unwrap().meets(&box_);
        let scanned: Vec<&CommuneCode> = world.study.communes.iter().filter(meets).map(|c| &c.code).collect();
        prop_assert_eq!(found, scanned);
    }

    #[test]
    fn every_place_of_a_piece_is_in_its_commune(
        world in worlds(1..2, anywhere()), samples in prop::collection::vec(0.0..1.0, 40),
    ) {
        let road = &world.study.alignments[0];
        let ranges = coverage(&IndexedAlignment::new(road), &world.study.index());
        for share in samples {
            let at = road.length().metres() * share;
            let place = road.place(road.spot(chainage(at)).unwrap());
            // A computed place on a slanting border is off it by its last bits, to either side.
            let on = |c: &Commune| slowly::off_border(&c.land, place) < 1e-10;
            let (unsure, sure): (Vec<&Commune>, Vec<&Commune>) = world.study.communes.iter().partition(|c| on(c));
            let inside: Vec<&CommuneCode> =
                sure.iter().filter(|c| slowly::lies(&c.land, place) == CoordPos::Inside).map(|c| &c.code).collect();
            let unsure: Vec<&CommuneCode> = unsure.iter().map(|c| &c.code).collect();
            let clear = |r: corridor::ChainageRange| {
                let (from, to) = (r.from().from_origin().metres(), r.to().from_origin().metres());
                from + 1e-5 < at && at < to - 1e-5
            };
            match ranges.pieces.iter().find(|p| clear(p.range)) {
                Some(piece) if piece.on_border => {
                    prop_assert!(inside.is_empty(), "on a border, yet in {:?} at {}", inside, at);
                    prop_assert_eq!(unsure.first(), Some(&&piece.commune), "the lowest code at {}", at);
                }
                Some(piece) => {
                    let claimed: Vec<&CommuneCode> = std::iter::once(&piece.commune).chain(&piece.also_in).collect();
                    prop_assert!(claimed.is_sorted(), "{:?}", claimed);
                    prop_assert!(inside.iter().all(|c| claimed.contains(c)), "{:?} of {:?} at {}", claimed, inside, at);
                    prop_assert!(claimed.iter().all(|c| inside.contains(c) || unsure.contains(c)), "{:?} at {}", claimed, at);
                }
                None if ranges.outside.iter().any(|r| clear(*r)) => {
                    prop_assert!(inside.is_empty(), "outside, yet in {:?} at {}", inside, at);
                }
                None => {}
            }
        }
    }

    #[test]
    fn a_place_on_a_road_is_located_where_it_is(world in worlds(1..2, anywhere()), share in 0.0..1.0) {
        let (road, index) = (&world.study.alignments[0], world.study.index());
        let at = chainage(road.length().metres() * share);
        let there = Located::at(road, &index, at).unwrap();
        prop_assert!((there.chainage - at).abs().metres() < 1e-6);
        let back = locate(road, &index, there.place).unwrap();
        prop_assert!(back.offset.distance.metres() < 1e-4, "{:?}", back);
        prop_assert!(inverse(back.place, there.place).distance < 1e-4);
        prop_assert!((back.chainage - at).metres() < 1e-4, "the first of the places that the road passes twice");
        // A chainage that is printed to the millimetre is found again.
        let printed = chainage((at.from_origin().metres() * 1e3).round() / 1e3);
        prop_assert!(Located::at(road, &index, printed).is_ok());
    }

    #[test]
    fn a_chainage_is_printed_and_read_again(metres in 0u32..99_999_999, part in 0.0..1.0) {
        let whole = chainage(f64::from(metres));
        prop_assert_eq!(whole.to_string().parse::<Chainage>(), Ok(whole));
        let near: Chainage = chainage(f64::from(metres) + part).to_string().parse().unwrap();
        prop_assert!((near - chainage(f64::from(metres) + part)).abs().metres() <= 0.5);
    }
}

proptest! {
    #![proptest_config(cases(80))]

    #[test]
    fn the_nearest_distance_is_that_of_a_search_over_all_edges(world in worlds(1..2, anywhere()), within in 100.0..8000.0f64) {
        let (road, index) = (&world.study.alignments[0], world.study.index());
        let found = catchment(&IndexedAlignment::new(road), &index, metres(within));
        for commune in &world.study.communes {
            let truth = slowly::to_land(road, &commune.land, 6);
            match found.iter().find(|f| f.commune == commune.code) {
                Some(f) => {
                    let ours = f.near.distance.metres();
                    prop_assert!((ours - truth).abs() < 1e-3, "{}: {} and {}", commune.code, ours, truth);
                    prop_assert!((inverse(f.near.from, f.near.to).distance - ours).abs() < 1e-6);
                    prop_assert!(inverse(road.place(f.near.spot), f.near.from).distance < 1e-6);
                }
                None => prop_assert!(truth > within - 1e-3, "{} at {} is not found within {}", commune.code, truth, within),
            }
        }
        let zones = proximity(&IndexedAlignment::new(road), &index.zones, 9);
        for zone in &world.study.zones {
            let truth = match &zone.site.geometry {
                SiteGeometry::Point(place) => slowly::to_place(road, *place, 6),
                SiteGeometry::Land(land) => slowly::to_land(road, land, 6),
                SiteGeometry::Unlocated => continue,
            };
            let ours = zones.iter().find(|z| z.target == zone.site.id).unwrap().near.distance.metres();
            prop_assert!((ours - truth).abs() < 1e-3, "{}: {} and {}", zone.site.id, ours, truth);
        }
        for pair in zones.windows(2) {
            prop_assert!(pair[0].near.distance <= pair[1].near.distance);
        }
    }

    #[test]
    fn edges_of_hundreds_of_kilometres_are_measured_to_a_centimetre(
        x in -170.0..160.0, y in -65.0..65.0f64, line in prop::collection::vec((-3.0..3.0, -3.0..3.0f64), 2..5),
        (px, py) in (-3.0..3.0, -3.0..3.0f64), (qx, qy, w) in (-3.0..3.0, -3.0..3.0f64, 0.1..2.0f64),
    ) {
        let place = |dx: f64, dy: f64| LonLat { x: x + dx, y: y + dy };
        let road = Alignment::new("r", vec![line.iter().map(|&(x, y)| place(x, y)).collect()]).unwrap();
        let ring = vec![place(qx, qy), place(qx + w, qy + 0.1), place(qx + w, qy + w), place(qx, qy + w)];
        let communes = [commune("1", MultiPolygon(vec![Polygon::new(LineString(ring), vec![])]), Population::Missing)];
        let index = Indexed::new(&communes, &[]);
        let located = locate(&road, &index, place(px, py)).unwrap();
        let truth = slowly::to_place(&road, place(px, py), 200);
        prop_assert!((located.offset.distance.metres() - truth).abs() < 1e-2, "{:?} {}", located, truth);
        let found = catchment(&IndexedAlignment::new(&road), &index, metres(2.0e6));
        let truth = slowly::to_land(&road, &communes[0].land, 40);
        prop_assert_eq!(found.len(), 1);
        prop_assert!((found[0].near.distance.metres() - truth).abs() < 1e-2, "{:?} {}", found, truth);
        let pieces = ranges(&coverage(&IndexedAlignment::new(&road), &index));
        prop_assert_eq!(pieces.last().map(|p| p.1), Some(road.length().metres()));
    }

    /// The 180° meridian is a meridian like any other: a study turned until it runs between a road and a
    /// commune has the same distances.
    #[test]
    fn turning_the_globe_changes_no_distance(y in -60.0..60.0f64, (w, gap) in (0.01..0.3f64, 0.01..0.2f64), dy in -0.2..0.2f64) {
        let land = |shift: f64| {
            let at = |dx: f64, dy: f64| LonLat { x: shift + dx, y: y + dy };
            let ring = vec![at(0.0, 0.0), at(w, 0.0), at(w, w), at(0.0, w)];
            MultiPolygon(vec![Polygon::new(LineString(ring), vec![])])
        };
        let road = |shift: f64| {
            let at = |dx: f64, dy: f64| LonLat { x: shift + dx, y: y + dy };
            Alignment::new("r", vec![vec![at(-gap - 0.2, -0.1), at(-gap, dy), at(-gap - 0.1, 0.3)]]).unwrap()
        };
        let told = |road: Alignment, land: MultiPolygon<f64>| {
            let communes = [commune("1", land, Population::Missing)];
            let index = Indexed::new(&communes, &[]);
            let found = catchment(&IndexedAlignment::new(&road), &index, metres(60_000.0));
            found.iter().map(|f| (f.near.distance.metres(), f.area_share)).next()
        };
        let (usual, turned) = (told(road(10.0), land(10.0)), told(road(180.0), land(-180.0)));
        prop_assert_eq!(usual.is_some(), turned.is_some(), "{:?} {:?}", usual, turned);
        if let (Some(a), Some(b)) = (usual, turned) {
            prop_assert!((a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6, "{:?} {:?}", a, b);
        }
    }

    #[test]
    fn a_total_counts_each_edge_once(world in worlds(2..5, anywhere())) {
        let roads: Vec<&Alignment> = world.study.alignments.iter().collect();
        let (shared, total) = concurrency(&roads);
        // Every edge of every road by its ends, the first road that has it being the one that counts it.
        let mut owners: BTreeMap<[u64; 4], usize> = BTreeMap::new();
        let mut truth = 0.0;
        for (number, road) in roads.iter().enumerate() {
            for edge in slowly::edges(road) {
                let bits = |p: LonLat| [p.x.to_bits(), p.y.to_bits()];
                let (a, b) = (bits(edge.a).min(bits(edge.b)), bits(edge.a).max(bits(edge.b)));
                if *owners.entry([a[0], a[1], b[0], b[1]]).or_insert(number) == number {
                    truth += edge.length();
                }
            }
        }
        prop_assert!((total.metres() - truth).abs() < 1e-6, "{} {}", total.metres(), truth);
        for pair in shared.windows(2) {
            let apart = pair[0].counted != pair[1].counted
                || pair[0].shared_by != pair[1].shared_by
                || pair[0].range.to() < pair[1].range.from();
            prop_assert!(apart, "{:?}", pair);
        }
    }

    #[test]
    fn a_side_is_the_side_that_a_signed_area_gives(dx in 0.01..0.3f64, dy in -0.2..0.2f64, off in 0.001..0.05f64, t in 0.05..0.95f64) {
        // One edge: a place to the left makes an anticlockwise triangle with it.
        let (a, b) = (LonLat { x: 103.0, y: 21.0 }, LonLat { x: 103.0 + dx, y: 21.0 + dy });
        let road = Alignment::new("r", vec![vec![a, b]]).unwrap();
        let index = Indexed::new(&[], &[]);
        for (sign, side) in [(1.0, Side::Left), (-1.0, Side::Right)] {
            let on = Edge::new(a, b).at(t);
            let place = LonLat { x: on.x - sign * off * dy, y: on.y + sign * off * dx };
            prop_assert_eq!(locate(&road, &index, place).unwrap().offset.side, side);
        }
    }
}

#[test]
fn the_helpers_of_these_laws_agree_with_themselves() {
    let square = Polygon::new(LineString::from(vec![(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]), vec![]);
    let land = MultiPolygon(vec![square]).map_coords(|c| LonLat { x: 103.0 + c.x, y: 21.0 + c.y });
    let road = Alignment::new("r", vec![vec![(104.5, 21.0).into(), (104.5, 22.0).into()]]).unwrap();
    // The gap is narrowest at the north end.
    let truth = inverse((104.0, 22.0).into(), (104.5, 22.0).into()).distance;
    assert!((slowly::to_land(&road, &land, 10) - truth).abs() < 30.0);
    assert_eq!(slowly::border(&land).len(), 4);
}

/// A case of the law above: where an edge leaves its chord by kilometres, its foot is not where the chord's is.
#[test]
fn the_foot_on_a_long_edge_was_taken_for_its_end() {
    let place = |x: f64, y: f64| LonLat { x, y };
    let road = vec![place(0.9113581252443267, 34.25668809173843), place(0.0, 32.77699993658343)];
    let road = Alignment::new("r", vec![road]).unwrap();
    let (x, y, w) = (0.6966238581276311, 35.70873691007246, 1.0389528277540818);
    let ring = vec![place(x, y), place(x + w, y + 0.1), place(x + w, y + w), place(x, y + w)];
    let communes = [commune("1", MultiPolygon(vec![Polygon::new(LineString(ring), vec![])]), Population::Missing)];
    let found = catchment(&IndexedAlignment::new(&road), &Indexed::new(&communes, &[]), metres(2.0e6));
    let truth = slowly::to_land(&road, &communes[0].land, 40);
    assert!((found[0].near.distance.metres() - truth).abs() < 1e-2, "{found:?} {truth}");
}

#[test]
fn a_place_that_a_road_passes_twice_was_located_at_the_second() {
    let line = |places: &[(f64, f64)]| places.iter().map(|(x, y)| LonLat { x: *x, y: *y }).collect::<Vec<_>>();
    let there = line(&[(102.972555, 21.353903), (103.444509, 20.99818), (103.198379, 21.181982)]);
    let back = line(&[(103.211789, 21.106746), (103.198379, 21.181982), (103.444509, 20.99818), (103.431525, 21.1)]);
    let road = Alignment::new("r", vec![there, back]).unwrap();
    let index = Indexed::new(&[], &[]);
    for thousandth in 0..1000 {
        let at = chainage(road.length().metres() * f64::from(thousandth) / 1e3);
        let place = Located::at(&road, &index, at).unwrap().place;
        let found = locate(&road, &index, place).unwrap();
        assert!((found.chainage - at).metres() < 1e-4, "{at}: {found:?}");
    }
}
