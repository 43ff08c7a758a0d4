#[cfg(test)]
use super::super::regions::regions;
use super::super::{Sense, between};
use super::*;
use crate::geodesy::{polygon_area, ring_area};
use geo::algorithm::bool_ops::FillRule;
use geo::{BooleanOps, LineString, MultiPolygon, Polygon};

fn ring(places: &[(f64, f64)]) -> f64 {
    ring_area(&LineString::from([places, &places[..1]].concat())).abs()
}

fn area(a: &[(f64, f64)], b: &[(f64, f64)]) -> f64 {
    between(&Chords::of(&line(a)), &Chords::of(&line(b)), Sense::Same).area.square_metres()
}

#[test]
fn between_two_roads_that_do_not_cross_lies_their_ring() {
    let (a, b) = ([(103.0, 21.0), (104.0, 21.0)], [(103.0, 21.0), (103.0, 21.5), (104.0, 21.5), (104.0, 21.0)]);
    let truth = ring(&[(103.0, 21.0), (104.0, 21.0), (104.0, 21.5), (103.0, 21.5)]);
    assert!((area(&a, &b) - truth).abs() < 20.0, "{} {truth}", area(&a, &b));
    // The closed formula of the zone between two parallels, for one degree of longitude.
    let half = |y: f64| {
        let (e, s) = (0.081_819_190_842_621_5f64, y.to_radians().sin());
        6_378_137.0f64.powi(2) * (1.0 - e * e) / 2.0 * (s / (1.0 - (e * s).powi(2)) + (e * s).atanh() / e)
    };
    let formula = (half(21.5) - half(21.0)) * 1.0f64.to_radians();
    assert!((truth / formula - 1.0).abs() < 1e-9, "{truth} {formula}");
}

#[test]
fn regions_on_both_sides_add_up() {
    // A straight road and a saw that crosses it five times.
    let a = [(103.0, 21.0), (103.6, 21.0)];
    let mut b = vec![(103.0, 21.0)];
    let mut truth = 0.0;
    for i in 0..6 {
        let x = 103.0 + 0.1 * f64::from(i);
        let tip = (x + 0.05, 21.0 + if i % 2 == 0 { 0.05 } else { -0.03 });
        b.extend([tip, (x + 0.1, 21.0)]);
        truth += ring(&[(x, 21.0), tip, (x + 0.1, 21.0)]);
    }
    assert!((area(&a, &b) - truth).abs() < 5.0, "{} {truth}", area(&a, &b));
    // The same without a vertex at the crossings.
    let (c, d) = ([(103.0, 21.0), (103.2, 21.2)], [(103.0, 21.0), (103.0, 21.1), (103.2, 21.1), (103.2, 21.2)]);
    let truth =
        ring(&[(103.0, 21.0), (103.0, 21.1), (103.1, 21.1)]) + ring(&[(103.1, 21.1), (103.2, 21.1), (103.2, 21.2)]);
    assert!((area(&c, &d) - truth).abs() < 5.0);
}

#[test]
fn land_gone_round_twice_counts_once() {
    // B makes a full loop on its way: the loop lies between the two, once.
    let a = [(103.0, 21.0), (103.4, 21.0)];
    let b = [(103.0, 21.0), (103.3, 21.0), (103.3, 21.1), (103.1, 21.1), (103.1, 21.0), (103.4, 21.0)];
    let truth = ring(&[(103.1, 21.0), (103.3, 21.0), (103.3, 21.1), (103.1, 21.1)]);
    assert!((area(&a, &b) - truth).abs() < 5.0);
}

#[test]
fn ends_that_do_not_meet_are_joined_and_the_direction_does_not_matter() {
    let (a, b) = ([(103.0, 21.0), (103.4, 21.0)], [(103.02, 21.1), (103.5, 21.1)]);
    let truth = ring(&[(103.0, 21.0), (103.4, 21.0), (103.5, 21.1), (103.02, 21.1)]);
    assert!((area(&a, &b) - truth).abs() < 5.0);
    let (x, y) = (line(&a), reversed(&line(&b)));
    let opposed = between(&Chords::of(&x), &Chords::of(&y), Sense::Opposed).area.square_metres();
    assert!((opposed - truth).abs() < 5.0);
}

#[test]
fn nothing_lies_between_a_road_and_itself() {
    let a = [(103.0, 21.0), (103.1, 21.3), (103.4, 21.0)];
    assert_eq!(area(&a, &a), 0.0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..Default::default() })]
    #[test]
    fn never_less_than_the_signed_area_and_within_its_bound(a in crooked(), b in crooked()) {
        let found = between(&Chords::of(&a), &Chords::of(&b), Sense::Same);
        let places: Vec<(f64, f64)> = a.vertices().iter().chain(b.vertices().iter().rev()).map(|p| (p.x, p.y)).collect();
        let (area, bound) = (found.area.square_metres(), found.bound.square_metres());
        // The signed area counts a place as often as it is gone round; here at most nine times.
        prop_assert!(area * 9.0 + bound >= ring(&places));
        let other = between(&Chords::of(&b), &Chords::of(&a), Sense::Same);
        let back = between(&Chords::of(&reversed(&a)), &Chords::of(&reversed(&b)), Sense::Same);
        for again in [other, back] {
            let apart = (area - again.area.square_metres()).abs();
            prop_assert!(apart <= bound + again.bound.square_metres(), "{area} {apart} {bound} {:?}", again.bound);
        }
    }
}

/// The overlay, which needs no care for how lines cross.
fn overlaid(ring: &[LonLat]) -> f64 {
    let closed = Polygon::new(LineString(ring.to_vec()), Vec::new());
    polygon_area(&closed.union_with_fill_rule(&MultiPolygon(Vec::new()), FillRule::NonZero))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..Default::default() })]
    #[test]
    fn from_crossing_to_crossing_is_as_much_as_an_overlay(
        steps in prop::collection::vec((0.002..0.01f64, -0.004..0.004f64, -0.006..0.006f64), 2..60),
        bend in -0.02..0.02f64,
    ) {
        // Two lines that rise eastwards and wind about each other, now and then with a loop.
        let mut at = 103.0;
        let (mut a, mut b) = (vec![(at, 21.0)], vec![(at, 21.0)]);
        for (k, (step, north, south)) in steps.iter().enumerate() {
            at += step;
            a.push((at, 21.0 + north));
            b.push((at + if k % 7 == 3 { bend } else { 0.0 }, 21.0 + south));
        }
        let ring: Vec<LonLat> = a.iter().chain(b.iter().rev()).map(|&p| p.into()).collect();
        if let Some((area, land)) = regions(&ring, a.len()) {
            let truth = overlaid(&ring);
            prop_assert!((area - truth).abs() <= 1.0 + 1e-7 * truth, "{area} {truth}");
            prop_assert!((polygon_area(&land) - area).abs() <= 1e-6 * area + 1e-3);
        }
    }
}

#[test]
fn most_windings_need_no_overlay() {
    let wave = |shift: f64| -> Vec<LonLat> {
        (0..400)
            .map(|i| (103.0 + 0.001 * f64::from(i), 21.0 + 0.01 * (0.1 * f64::from(i) + shift).sin()).into())
            .collect()
    };
    let (a, b) = (wave(0.0), wave(0.7));
    let ring: Vec<LonLat> = a.iter().chain(b.iter().rev()).copied().collect();
    let found = regions(&ring, a.len()).map(|r| r.0);
    assert!(found.is_some_and(|area| (area / overlaid(&ring) - 1.0).abs() < 1e-7), "{found:?}");
}
