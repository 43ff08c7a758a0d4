#[cfg(test)]
use super::super::{farthest, hausdorff};
use super::*;

/// Vertex to line, as tools that look at vertices only have it, both ways.
fn of_vertices(a: &Alignment, b: &Alignment) -> f64 {
    let one = |a: &Alignment, b: &Alignment| a.vertices().iter().map(|&v| distance_to(v, b)).fold(0.0, f64::max);
    one(a, b).max(one(b, a))
}

/// Vertex to vertex, as the oldest have it.
fn vertex_to_vertex(a: &Alignment, b: &Alignment) -> f64 {
    let near =
        |v: LonLat, b: &Alignment| b.vertices().iter().map(|&w| inverse(v, w).distance).fold(f64::INFINITY, f64::min);
    let one = |a: &Alignment, b: &Alignment| a.vertices().iter().map(|&v| near(v, b)).fold(0.0, f64::max);
    one(a, b).max(one(b, a))
}

#[test]
fn of_vertices_alone_it_is_less_than_half_the_truth() {
    // The published examples of the JTS class DiscreteHausdorffDistance (22.36 of the vertices, about 47.8 in truth) and
    // of PostGIS ST_HausdorffDistance (14.14 of the vertices); Shapely 2.2.0 (GEOS 3.14.1), densify=0.0005, has 47.89
    // and 74.61 for the truth. A unit is 10 m here.
    type Places = &'static [(f64, f64)];
    let examples: [(Places, Places, f64, f64); 2] = [
        (&[(0.0, 0.0), (100.0, 0.0), (10.0, 100.0)], &[(0.0, 100.0), (0.0, 10.0), (80.0, 10.0)], 22.36, 47.89),
        (&[(130.0, 0.0), (0.0, 0.0), (0.0, 150.0)], &[(10.0, 10.0), (10.0, 150.0), (130.0, 10.0)], 14.14, 74.61),
    ];
    for (a, b, vertices, truth) in examples {
        let scaled = |places: Places| km(&places.iter().map(|&(x, y)| (x / 100.0, y / 100.0)).collect::<Vec<_>>());
        let (a, b) = (scaled(a), scaled(b));
        let found = hausdorff(&Chords::of(&a), &Chords::of(&b)).distance().metres();
        assert!((of_vertices(&a, &b) / 10.0 - vertices).abs() < 0.02, "{}", of_vertices(&a, &b));
        assert!((found / 10.0 - truth).abs() < 0.05, "{found}");
        assert!(of_vertices(&a, &b) < found / 2.0);
    }
}

#[test]
fn vertex_to_vertex_may_be_double_the_truth() {
    // Two parallel roads 1 km apart, the vertices of one midway between those of the other.
    let a = km(&[(0.0, 0.0), (4.0, 0.0), (8.0, 0.0)]);
    let b = km(&[(0.0, 1.0), (2.0, 1.0), (6.0, 1.0), (8.0, 1.0)]);
    let truth = hausdorff(&Chords::of(&a), &Chords::of(&b)).distance().metres();
    assert!((truth - 1_000.0).abs() < 1.5, "{truth}");
    assert!(vertex_to_vertex(&a, &b) > 2.2 * truth);
}

#[test]
fn places_are_where_it_is_reached() {
    let a = km(&[(0.0, 0.0), (3.0, 4.0), (10.0, 0.0)]);
    let b = km(&[(0.0, 0.0), (10.0, 0.0)]);
    let found = hausdorff(&Chords::of(&a), &Chords::of(&b));
    let first = found.first;
    assert_eq!(first.from.place, a.vertices()[1]);
    assert!((first.from.chainage.from_origin().metres() - a.chainage_of_vertex(1)).abs() < 1e-6);
    assert!((inverse(first.from.place, first.to.place).distance - first.distance.metres()).abs() < 1e-5);
    assert!((first.distance.metres() - 4_000.0).abs() < 4.0, "{found:?}");
}

#[test]
fn the_same_line_is_nowhere_away_from_itself() {
    let a = km(&[(0.0, 0.0), (3.0, 4.0), (3.1, 4.0), (20.0, 0.0), (0.0, 0.5)]);
    let found = hausdorff(&Chords::of(&a), &Chords::of(&a));
    assert!(found.distance().metres() < 1e-6, "{found:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..Default::default() })]
    #[test]
    fn agrees_with_a_dense_sample(a in crooked(), b in crooked()) {
        let found = farthest(&Chords::of(&a), &Chords::of(&b));
        let every = 20.0;
        let brute = sampled(&a, every).iter().map(|&(_, p)| distance_to(p, &b)).fold(0.0, f64::max);
        let (distance, bound) = (found.distance.metres(), found.bound.metres());
        prop_assert!(bound < 0.1);
        // Distance changes by no more than one goes: the sample is short by half a step at most.
        prop_assert!(brute <= distance + bound && distance <= brute + every / 2.0, "{brute} {distance} {bound}");
        prop_assert!((distance_to(found.from.place, &b) - distance).abs() < 1e-4);
    }

    #[test]
    fn neither_order_nor_direction_matters(a in crooked(), b in crooked()) {
        let there = hausdorff(&Chords::of(&a), &Chords::of(&b));
        let back = hausdorff(&Chords::of(&reversed(&b)), &Chords::of(&reversed(&a)));
        let bound = there.bound().metres() + back.bound().metres();
        prop_assert!((there.distance() - back.distance()).metres().abs() <= bound);
    }
}
