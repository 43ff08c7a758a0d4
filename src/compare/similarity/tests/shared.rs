#[cfg(test)]
use super::super::{shared, upgrade};
use super::*;

#[test]
fn what_runs_along_is_shared_and_the_rest_is_new() {
    // B runs 50 m beside A for 10 km, then leaves at a right angle; A goes on.
    let a = km(&[(0.0, 0.0), (15.0, 0.0)]);
    let b = km(&[(0.0, 0.05), (10.0, 0.05), (10.0, 5.0)]);
    let (a, b) = (Chords::of(&a), Chords::of(&b));
    let found = shared(&a, &b, metres(100.0)).unwrap();
    assert_eq!(found.ranges.len(), 1);
    // At the end a quarter circle: √(100² − 50²) m beyond the corner.
    let to = found.ranges[0].to().from_origin().metres();
    let corner = a.alignment().length().metres() * 10.0 / 15.0;
    assert!((to - corner - 7500.0f64.sqrt()).abs() < 0.2, "{to} {corner}");
    assert_eq!(found.length + found.new_length, a.alignment().length());
    let back = shared(&b, &a, metres(100.0)).unwrap();
    assert!((back.length.metres() - corner - 50.0).abs() < 0.2, "{back:?}");
}

#[test]
fn edges_that_both_have_are_shared_to_the_vertex() {
    let trunk = [(0.0, 0.0), (3.0, 0.4), (5.0, 0.1), (9.0, 0.6)];
    let a = km(&[&trunk[..], &[(12.0, 9.0)]].concat());
    let b = km(&[&trunk[..], &[(9.5, -9.0)]].concat());
    let (x, y) = (Chords::of(&a), Chords::of(&b));
    let found = shared(&x, &y, metres(0.1)).unwrap();
    assert_eq!(found.ranges.len(), 1);
    let over = found.length.metres() - a.chainage_of_vertex(3);
    assert!((0.0..0.25).contains(&over), "{over}");
    assert_eq!(shared(&x, &x, metres(0.1)).unwrap().share, 1.0);
    assert!(shared(&x, &x, metres(0.1)).unwrap().new_ranges.is_empty());
    assert!(shared(&x, &x, metres(0.01)).is_err());
}

#[test]
fn a_road_that_is_only_crossed_is_no_upgrade() {
    let a = km(&[(0.0, 0.0), (20.0, 0.0)]);
    let roads = [
        km(&[(4.0, -3.0), (4.0, 3.0)]),
        km(&[(6.0, 0.03), (9.0, 0.03)]),
        km(&[(8.0, -0.03), (12.0, -0.03)]),
        km(&[(0.0, 9.0), (20.0, 9.0)]),
    ];
    let chords: Vec<Chords> = roads.iter().map(Chords::of).collect();
    let a = Chords::of(&a);
    let found = upgrade(&a, &chords, metres(100.0), metres(500.0)).unwrap();
    assert_eq!(found.along.iter().map(|x| x.road).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(found.shared.ranges.len(), 1);
    let km_shared = found.shared.length.kilometres();
    assert!((km_shared - 6.19).abs() < 0.01, "{km_shared}");
    let all = upgrade(&a, &chords, metres(100.0), metres(0.0)).unwrap();
    assert!((all.along[0].ranges[0].length().metres() - 200.0).abs() < 0.2);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..Default::default() })]
    #[test]
    fn agrees_with_the_distance_place_by_place(a in crooked(), b in crooked(), tolerance in 20.0..2_000.0f64) {
        let (x, y) = (Chords::of(&a), Chords::of(&b));
        let found = shared(&x, &y, metres(tolerance)).unwrap();
        for (chainage, place) in sampled(&a, 97.0) {
            let away = distance_to(place, &b);
            let inside = found.ranges.iter().any(|r| {
                r.from().from_origin().metres() <= chainage && chainage <= r.to().from_origin().metres()
            });
            prop_assert!((away - tolerance).abs() < 0.01 || inside == (away < tolerance), "{chainage} {away}");
        }
        let sum = found.length + found.new_length - a.length();
        prop_assert!(sum.metres().abs() < 1e-6);
    }

    #[test]
    fn a_wider_tolerance_never_shares_less(a in crooked(), b in crooked(), t in 1.0..3_000.0f64, more in 0.0..500.0f64) {
        let (x, y) = (Chords::of(&a), Chords::of(&b));
        let (near, far) = (shared(&x, &y, metres(t)).unwrap(), shared(&x, &y, metres(t + more)).unwrap());
        prop_assert!(near.length.metres() <= far.length.metres() + 0.02);
    }

    #[test]
    fn the_direction_of_digitising_changes_nothing(a in crooked(), b in crooked(), t in 1.0..3_000.0f64) {
        let (c, d) = (reversed(&a), reversed(&b));
        let there = shared(&Chords::of(&a), &Chords::of(&b), metres(t)).unwrap();
        let back = shared(&Chords::of(&c), &Chords::of(&d), metres(t)).unwrap();
        prop_assert!((there.length - back.length).metres().abs() < 1e-3, "{there:?} {back:?}");
    }
}
