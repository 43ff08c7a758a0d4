//! The foot of the perpendicular: which point of an edge is nearest to a place.

use super::{Edge, Extreme, Inverse, LonLat, inverse};

/// Of the earth, metres, about.
const RADIUS: f64 = 6_371_000.0;

/// The nearest point of an edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foot {
    /// Where on the edge: 0 at its start, 1 at its end.
    pub fraction: f64,
    /// Geodesic distance from the place, metres.
    pub distance: f64,
}

/// Which point of the edge is nearest to the place, and how far is it?
///
/// # Units
/// Metres.
///
/// # Method
/// Newton's method on the geodesic distance itself: at a trial point Karney's inverse gives distance
/// and direction, and the distance falls along the edge by the cosine of the angle between that
/// direction and the edge. It stops when the trial point moves by under 0.01 mm, or so little that a plane tells how the
/// distance falls: the foot is then right to 0.1 mm, and the distance, which is least there, to 1e-8 m. On the edge itself, where
/// the distance falls as fast as the trial point moves, it goes on: to 1e-6 m. The nearest point of a line is a candidate from
/// the index; this is the answer.
pub fn foot(place: LonLat, edge: &Edge, guess: f64) -> Foot {
    foot_by(place, edge, guess, inverse)
}

/// The same for one who may know some of the geodesics from points of the edge to the place.
pub fn foot_by(place: LonLat, edge: &Edge, guess: f64, mut way: impl FnMut(LonLat, LonLat) -> Inverse) -> Foot {
    let mut t = guess.clamp(0.0, 1.0);
    let mut best = Foot { fraction: t, distance: f64::INFINITY };
    for _ in 0..12 {
        let way = way(edge.at(t), place);
        if way.distance < best.distance {
            best = Foot { fraction: t, distance: way.distance };
        }
        let (east, north) = edge.velocity(t);
        let speed2 = east * east + north * north;
        if speed2 == 0.0 {
            break;
        }
        let (sin, cos) = way.azimuth.to_radians().sin_cos();
        let wanted = t + way.distance * (sin * east + cos * north) / speed2;
        let next = wanted.clamp(0.0, 1.0);
        let moved = (next - t).abs() * speed2.sqrt();
        // A step is wrong by the part of itself that the edge's bend and the earth's make in such a distance, and the distance
        // by the part of that which the step is of it.
        let wrong = moved * way.distance / (RADIUS * edge.at(t).y.to_radians().cos());
        let distance = ((way.distance - moved) * (way.distance + moved)).max(0.0).sqrt();
        let is_told = moved < 1.0 && wrong < 1e-4 && moved * (wrong + 1e-9) <= 1e-8 * distance;
        if next == wanted && (is_told || moved < 1e-5) {
            return Foot { fraction: next, distance: distance.min(best.distance) };
        }
        if next == t {
            break;
        }
        t = next;
    }
    best
}

/// About how near do two edges come that do not cross, in metres? Ends in earth-centred metres.
///
/// The least distance of two straight edges that do not cross is at an end of one of them.
#[inline]
pub fn chord_gap(first: [&[f64; 3]; 2], second: [&[f64; 3]; 2]) -> f64 {
    if second[0] == second[1] {
        return chord_foot(second[0], first[0], first[1]).1.sqrt();
    }
    let [to_first, to_second] = [(second, first), (first, second)].map(|([p, q], [a, b])| {
        let (p, q) = (chord_foot(p, a, b).1, chord_foot(q, a, b).1);
        p.lower(q)
    });
    to_first.lower(to_second).sqrt()
}

/// Whether two straight edges are farther apart than so many metres, as far as it can be told at a glance. Ends in
/// earth-centred metres.
///
/// # Method
/// No part of either reaches farther towards the other, in the direction from middle to middle, than its half does. All of it
/// times the distance of the middles, and squared: it needs no root.
#[inline]
pub fn chords_apart(first: [&[f64; 3]; 2], second: [&[f64; 3]; 2], metres: f64) -> bool {
    let (mut apart2, mut along, mut back) = (0.0, 0.0, 0.0);
    for k in 0..3 {
        let ([a, b], [p, q]) = ([first[0][k], first[1][k]], [second[0][k], second[1][k]]);
        let way = (p + q - a - b) * 0.5;
        apart2 += way * way;
        along += way * (b - a);
        back += way * (q - p);
    }
    let gap = apart2 - (along.abs() + back.abs()) * 0.5;
    gap > 0.0 && gap * gap > metres * metres * apart2
}

/// Where is a chord nearest to a point: its fraction, and the distance squared? All in earth-centred metres.
#[inline]
pub fn chord_foot(p: &[f64; 3], a: &[f64; 3], b: &[f64; 3]) -> (f64, f64) {
    let d = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let w = [p[0] - a[0], p[1] - a[1], p[2] - a[2]];
    let dd = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
    let t = if dd > 0.0 { ((w[0] * d[0] + w[1] * d[1] + w[2] * d[2]) / dd).clamp(0.0, 1.0) } else { 0.0 };
    let g = [w[0] - t * d[0], w[1] - t * d[1], w[2] - t * d[2]];
    (t, g[0] * g[0] + g[1] * g[1] + g[2] * g[2])
}

#[cfg(test)]
mod tests {
    use super::super::chord2;
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_foot_is_the_best_of_a_fine_search() {
        let edge = Edge::new((102.9, 21.2).into(), (103.4, 21.6).into());
        for place in [(103.1, 21.3), (103.0, 21.6), (102.0, 21.0), (103.2, 21.45), (104.5, 22.5)] {
            let found = foot(place.into(), &edge, 0.5);
            let searched = (0..=200_000)
                .map(|i| inverse(edge.at(f64::from(i) / 200_000.0), place.into()).distance)
                .fold(f64::INFINITY, f64::min);
            assert!(
                found.distance <= searched + 1e-9 && found.distance > searched - 1e-3,
                "{place:?} {found:?} {searched}"
            );
        }
    }

    proptest! {
        #[test]
        fn chords_are_not_apart_where_they_come_near(ends in prop::collection::vec(prop::array::uniform3(-1e3..1e3f64), 4), t in 0.0..1.0f64, u in 0.0..1.0f64) {
            let at = |a: &[f64; 3], b: &[f64; 3], t: f64| [0, 1, 2].map(|k| a[k] + (b[k] - a[k]) * t);
            let [a, b, p, q] = [0, 1, 2, 3].map(|i| ends[i].map(|x| x + 4e6));
            let gap = chord2(&at(&a, &b, t), &at(&p, &q, u)).sqrt();
            prop_assert!(!chords_apart([&a, &b], [&p, &q], gap + 1e-6));
            // Side by side it is the gap itself.
            let beside = |v: &[f64; 3]| [v[0] - (b[1] - a[1]), v[1] + (b[0] - a[0]), v[2]];
            let (c, d) = (beside(&a), beside(&b));
            let gap = chord2(&a, &c).sqrt();
            prop_assert!(gap < 1e-3 || chords_apart([&a, &b], [&c, &d], gap - 1e-4));
            prop_assert!(!chords_apart([&a, &b], [&c, &d], gap + 1e-6));
        }
    }

    proptest! {
        #[test]
        fn a_place_on_an_edge_is_no_way_off_it(
            (x, y) in (-180.0..180.0, -75.0..75.0f64), (dx, dy) in (-0.5..0.5, -0.5..0.5f64), t in 0.0..1.0f64, miss in -1.0..1.0f64,
        ) {
            let [a, b] = [(x, y), (x + dx, y + dy)].map(LonLat::from);
            let place = Edge::new(a, b).at(t);
            for (edge, t) in [(Edge::new(a, b), t), (Edge::new(b, a), 1.0 - t)] {
                let found = foot(place, &edge, t + miss * 1e-3);
                prop_assert!(found.distance < 1e-6, "{:?}", found);
                prop_assert!(inverse(edge.at(found.fraction), place).distance < 1e-6, "{:?}", found);
            }
        }
    }

    #[test]
    fn an_edge_without_length_is_a_point() {
        let p: LonLat = (103.0, 21.0).into();
        let found = foot((103.0, 21.1).into(), &Edge::new(p, p), 0.3);
        assert!((found.distance - inverse(p, (103.0, 21.1).into()).distance).abs() < 1e-9);
    }
}
