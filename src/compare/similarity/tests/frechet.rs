#[cfg(test)]
use super::super::free_space::{Walk, passable};
use super::super::{Sense, frechet, hausdorff, sense};
use super::*;

fn of(a: &Alignment, b: &Alignment) -> super::super::Frechet {
    frechet(&Chords::of(a), &Chords::of(b), Sense::Same)
}

#[test]
fn parallel_roads_are_as_far_apart_as_they_are() {
    let a = km(&[(0.0, 0.0), (30.0, 0.0)]);
    let b = km(&[(0.0, 3.0), (7.0, 3.0), (30.0, 3.0)]);
    let found = of(&a, &b);
    let ends =
        inverse(a.vertices()[1], b.vertices()[2]).distance.max(inverse(a.vertices()[0], b.vertices()[0]).distance);
    assert!((found.distance.metres() - ends).abs() <= found.bound.metres(), "{found:?}");
    assert!(found.at.is_some());
}

#[test]
fn going_back_costs_what_the_hausdorff_distance_does_not_see() {
    // B goes 6 km back on itself, 100 m aside. One walks A to meet the one on B half-way: 3 km each.
    let a = km(&[(0.0, 0.0), (20.0, 0.0)]);
    let b = km(&[(0.0, 0.1), (13.0, 0.1), (7.0, 0.1), (20.0, 0.1)]);
    let found = of(&a, &b);
    let blind = hausdorff(&Chords::of(&a), &Chords::of(&b)).distance().metres();
    assert!((blind - 100.0).abs() < 1.5, "{blind}");
    assert!((found.distance.metres() - 3_001.7).abs() < 3.0, "{found:?}");
    let (x, y) = found.at.unwrap();
    assert!((inverse(x.place, y.place).distance - found.distance.metres()).abs() < 0.1);
    assert!((x.chainage.from_origin().metres() - 10_000.0).abs() < 20.0, "{found:?}");
}

#[test]
fn of_vertices_it_is_more_than_double_the_truth() {
    let a = km(&[(0.0, 0.0), (20.0, 0.0)]);
    let b = km(&[(0.0, 1.0), (10.0, 1.0), (20.0, 1.0)]);
    let truth = of(&a, &b).distance.metres();
    assert!((truth - 1_000.0).abs() < 5.0, "{truth}");
    assert!(discrete_frechet(a.vertices(), b.vertices()) > 9.9 * truth);
}

#[test]
fn a_road_read_from_its_other_end_is_the_same_road() {
    let a = km(&[(0.0, 0.0), (9.0, 5.0), (20.0, 0.0)]);
    let b = reversed(&km(&[(0.0, 0.1), (9.0, 4.0), (20.0, 0.1)]));
    let (x, y) = (Chords::of(&a), Chords::of(&b));
    assert_eq!(sense(&x, &y), Sense::Opposed);
    let found = frechet(&x, &y, Sense::Opposed);
    assert!(found.distance.metres() < 1_001.0 && found.distance.metres() > 700.0, "{found:?}");
    assert!(frechet(&x, &y, Sense::Same).distance.metres() > 19_000.0);
}

#[test]
fn a_gap_is_walked_over() {
    let whole = km(&[(0.0, 0.0), (20.0, 0.0)]);
    let v = |x: f64| LonLat { x: 103.0 + x * EAST, y: 21.0 };
    let parts = Alignment::new("p", vec![vec![v(0.0), v(4.0)], vec![v(12.0), v(20.0)]]).unwrap();
    let found = of(&whole, &parts);
    assert!(found.distance.metres() <= found.bound.metres(), "{found:?}");
    assert!((hausdorff(&Chords::of(&whole), &Chords::of(&parts)).distance().metres() - 4_000.0).abs() < 5.0);
}

#[test]
fn the_leash_is_the_geodesic_over_fifty_kilometres_too() {
    // Back on itself by 100 km: the leash is half of that, by an event of two vertices and an edge, not at an end.
    let a = km(&[(0.0, 0.0), (90.0, 60.0), (200.0, 100.0)]);
    let b = km(&[(0.0, 0.0), (150.0, 80.0), (60.0, 30.0), (200.0, 100.0)]);
    let found = of(&a, &b);
    assert!(found.distance.metres() > 48_000.0 && found.bound.metres() < 0.03, "{found:?}");
    assert!(found.distance > hausdorff(&Chords::of(&a), &Chords::of(&b)).distance());
    let (x, y) = found.at.unwrap();
    assert!((inverse(x.place, y.place).distance - found.distance.metres()).abs() <= found.bound.metres());
}

/// A road of 20 km with a vertex every 300 m or so, which weaves.
fn wobbly() -> impl Strategy<Value = Alignment> {
    prop::collection::vec((-0.3..0.3f64, -0.6..0.6f64), 60..70).prop_map(|wobble| {
        let places: Vec<(f64, f64)> =
            wobble.iter().enumerate().map(|(i, (x, y))| (i as f64 * 0.3 + x, y + (i as f64 / 9.0).sin())).collect();
        km(&places)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..Default::default() })]
    #[test]
    fn the_dense_discrete_distance_comes_down_to_it(a in crooked(), b in crooked()) {
        let found = of(&a, &b);
        let places = |a: &Alignment, every: f64| sampled(a, every).iter().map(|s| s.1).collect::<Vec<_>>();
        let every = 100.0;
        let discrete = discrete_frechet(&places(&a, every), &places(&b, every));
        let (distance, bound) = (found.distance.metres(), found.bound.metres());
        prop_assert!(bound < 0.1, "{bound}");
        prop_assert!(distance <= discrete + bound && discrete <= distance + bound + every, "{distance} {discrete}");
    }

    #[test]
    fn so_it_does_for_roads_of_many_vertices(a in wobbly(), b in wobbly()) {
        let found = of(&a, &b);
        let places = |a: &Alignment| sampled(a, 120.0).iter().map(|s| s.1).collect::<Vec<_>>();
        let discrete = discrete_frechet(&places(&a), &places(&b));
        let (distance, bound) = (found.distance.metres(), found.bound.metres());
        prop_assert!(distance <= discrete + bound && discrete <= distance + bound + 120.0, "{distance} {discrete}");
        prop_assert!(found.at.is_some());
    }

    #[test]
    fn a_thinned_walk_stays_within_what_it_was_thinned_by(a in wobbly(), apart in 10.0..900.0f64) {
        let walk = Walk::new(Chords::of(&a).walk().0.iter().map(|w| w.0).collect());
        let thinned = walk.thinned(apart);
        prop_assert!(passable(&walk, &thinned, apart + 1e-6, None));
        prop_assert!(apart < 800.0 || thinned.points.len() * 4 < walk.points.len());
    }

    #[test]
    fn never_below_hausdorff_and_tight_where_it_says(a in crooked(), b in crooked()) {
        let (x, y) = (Chords::of(&a), Chords::of(&b));
        let found = frechet(&x, &y, Sense::Same);
        prop_assert!(found.distance >= hausdorff(&x, &y).distance());
        if let Some((p, q)) = found.at {
            prop_assert!((inverse(p.place, q.place).distance - found.distance.metres()).abs() <= 2.0 * found.bound.metres());
            prop_assert!((x.alignment().chainage(x.alignment().spot(p.chainage).unwrap()) - p.chainage).metres().abs() < 1e-3);
        }
        prop_assert!(found.at.is_some());
    }

    #[test]
    fn both_reversed_or_exchanged_it_is_the_same(a in crooked(), b in crooked()) {
        let there = of(&a, &b);
        for back in [of(&reversed(&a), &reversed(&b)), of(&b, &a)] {
            let bound = there.bound.metres() + back.bound.metres();
            prop_assert!((there.distance - back.distance).metres().abs() <= bound, "{there:?} {back:?}");
        }
    }

    #[test]
    fn a_third_line_is_no_short_cut(a in crooked(), b in crooked(), c in crooked()) {
        let (ab, bc, ac) = (of(&a, &b), of(&b, &c), of(&a, &c));
        let bound = ab.bound + bc.bound + ac.bound;
        prop_assert!(ac.distance <= ab.distance + bc.distance + bound);
    }
}
