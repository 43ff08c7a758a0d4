//! The measures against closed formulae, brute force and other programs.
#![allow(clippy::unwrap_used)]

#[cfg(test)]
mod between;
mod crossings;
mod frechet;
mod golden;
mod hausdorff;
mod likeness;
mod shared;

use super::Chords;
use crate::geodesy::{LonLat, foot, inverse};
use crate::model::{Alignment, Spot};
use crate::units::Metres;
use proptest::prelude::*;

pub(super) fn line(places: &[(f64, f64)]) -> Alignment {
    Alignment::new("a", vec![places.iter().map(|&p| p.into()).collect()]).unwrap()
}

/// Degrees of longitude and of latitude that are a kilometre at 21° N.
pub(super) const EAST: f64 = 1.0 / 103.97;
pub(super) const NORTH: f64 = 1.0 / 110.71;

/// A line by kilometres east and north of 103° E 21° N.
pub(super) fn km(places: &[(f64, f64)]) -> Alignment {
    line(&places.iter().map(|&(x, y)| (103.0 + x * EAST, 21.0 + y * NORTH)).collect::<Vec<_>>())
}

pub(super) fn metres(m: f64) -> Metres {
    Metres::of(m)
}

/// Places along a line, every so many metres, and every vertex.
pub(super) fn sampled(a: &Alignment, every: f64) -> Vec<(f64, LonLat)> {
    let mut places = Vec::new();
    for (start, part) in a.parts() {
        for edge in start..start + part.len() - 1 {
            let steps = (a.edge(edge).length() / every).ceil().max(1.0) as usize;
            for i in 0..=steps {
                let spot = Spot { edge, fraction: i as f64 / steps as f64 };
                places.push((a.chainage(spot).from_origin().metres(), a.place(spot)));
            }
        }
    }
    places
}

/// The slow, obvious twin: the foot on every edge.
pub(super) fn distance_to(place: LonLat, b: &Alignment) -> f64 {
    let mut least = f64::INFINITY;
    for (start, part) in b.parts() {
        for edge in start..start + part.len() - 1 {
            for guess in [0.0, 0.5, 1.0] {
                least = least.min(foot(place, &b.edge(edge), guess).distance);
            }
        }
    }
    least
}

/// The discrete Fréchet distance of two dense samples (T. Eiter and H. Mannila, 1994).
pub(super) fn discrete_frechet(p: &[LonLat], q: &[LonLat]) -> f64 {
    let mut row: Vec<f64> = Vec::new();
    for (i, &x) in p.iter().enumerate() {
        let mut next = Vec::with_capacity(q.len());
        for (j, &y) in q.iter().enumerate() {
            let before = match (i, j) {
                (0, 0) => 0.0,
                (0, _) => next[j - 1],
                (_, 0) => row[0],
                _ => f64::min(row[j], row[j - 1]).min(next[j - 1]),
            };
            next.push(inverse(x, y).distance.max(before));
        }
        row = next;
    }
    row[q.len() - 1]
}

/// A crooked line of a few edges somewhere in a box of 10 km.
pub(super) fn crooked() -> impl Strategy<Value = Alignment> {
    prop::collection::vec((0.0..10.0f64, 0.0..10.0f64), 2..7).prop_map(|places| km(&places))
}

pub(super) fn reversed(a: &Alignment) -> Alignment {
    a.reversed().unwrap()
}

#[test]
fn no_edge_strays_from_its_chords_by_more_than_is_said() {
    use super::chords::{Piece, chord_foot};
    use crate::geodesy::earth_centred;
    for places in [[(103.0, 21.0), (104.5, 22.0)], [(10.0, 69.0), (11.0, 69.0)], [(20.0, -0.5), (20.3, 0.5)]] {
        let a = line(&places);
        let chords = Chords::of(&a);
        assert!(chords.bow() < 0.0026);
        let off = |piece: &Piece, t: f64| {
            let p = earth_centred(a.place(piece.spot(t)));
            chord_foot(&p, &piece.a, &piece.b).1.sqrt()
        };
        let most = chords.pieces().iter().flat_map(|p| [0.25, 0.5, 0.75].map(|t| off(p, t))).fold(0.0, f64::max);
        assert!(most <= chords.bow(), "{most} {}", chords.bow());
    }
}

#[test]
fn a_line_over_the_180th_meridian_is_one_line() {
    let parts = |y: f64| {
        let part = |x: [f64; 2]| x.map(|x| LonLat { x, y }).to_vec();
        Alignment::new("a", vec![part([179.9, 180.0]), part([-180.0, -179.9])]).unwrap()
    };
    let (a, b) = (parts(10.0), parts(10.01));
    let (x, y) = (Chords::of(&a), Chords::of(&b));
    let found = super::similarity(&x, &y, metres(100.0)).unwrap();
    assert!((found.hausdorff.distance().metres() - 1106.0).abs() < 1.0, "{found:?}");
    assert!((found.frechet.unwrap().distance.metres() - 1106.0).abs() < 1.0, "{found:?}");
    let square = a.length().metres() * 1106.0;
    assert!((found.between.area.square_metres() / square - 1.0).abs() < 1e-3, "{:?}", found.between.area);
}
