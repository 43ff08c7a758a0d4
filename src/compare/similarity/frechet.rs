//! How long a leash do two walkers need who go along two alignments from end to end, never back?

use super::chords::{Chords, OnAlignment, Point, arc, curvature_slack, distance};
use super::free_space::{Walk, passable};
use super::hausdorff::{Hausdorff, hausdorff};
use super::leash::{CLOSE, CLOSE_PART, bracket, greedy};
use crate::geodesy::inverse;
use crate::model::Spot;
use crate::units::Metres;

/// Longer walks are thinned first, and the bound says so: the work is the product of both.
const MOST_POINTS: usize = 20_000;

/// How the second of two alignments is digitised against the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// Both start at the same end.
    Same,
    /// The second starts where the first ends: it is read from its end.
    Opposed,
}

/// From which end must the second be read, so that the ends of the two are nearest to each other?
pub fn sense(a: &Chords<'_>, b: &Chords<'_>) -> Sense {
    let ends = |c: &Chords<'_>| Some((c.pieces().first()?.a, c.pieces().last()?.b));
    match (ends(a), ends(b)) {
        (Some((a0, a1)), Some((b0, b1)))
            if distance(&a0, &b1) + distance(&a1, &b0) < distance(&a0, &b0) + distance(&a1, &b1) =>
        {
            Sense::Opposed
        }
        _ => Sense::Same,
    }
}

/// The Fréchet distance of two alignments.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frechet {
    /// The distance.
    pub distance: Metres,
    /// The true one differs by no more than this.
    pub bound: Metres,
    /// Where the leash is tight, on the first and on the second: no way of walking avoids a pair of places as far apart
    /// as this. None where the search did not bring it out.
    pub at: Option<(OnAlignment, OnAlignment)>,
}

/// How far apart are two alignments, walked along from end to end: their continuous Fréchet distance?
///
/// Never less than the Hausdorff distance; more where one turns back on itself or the two take the same places in
/// another order. Gaps between parts are walked over in a straight line.
///
/// # Units
/// Metres.
///
/// # Method
/// As [`frechet_above`], from the Hausdorff distance up.
pub fn frechet(a: &Chords<'_>, b: &Chords<'_>, sense: Sense) -> Frechet {
    frechet_above(a, b, sense, &hausdorff(a, b))
}

/// As [`frechet`], where the Hausdorff distance is known already.
///
/// # Method
/// Alt and Godau (1995): whether a leash is long enough is decided in the free-space diagram of the chords; the least
/// one is found by bisection. The ends and the Hausdorff distance bound it from below, and mostly reach it: that is
/// tried first, and then the value is the exact geodesic there. A greedy walk bounds it from above. While the bounds
/// are far apart, walks with fewer points, whose error is known, decide; once they are near, the event between them that
/// opens the way is computed in closed form, and is the answer if the way opens there.
/// The bound adds up 2 mm and 1e-7 for the bisection, the bow of both, and what the curvature of the ellipsoid may
/// differ by along the leash (3 mm at 50 km, 2 cm at 100 km).
/// In PostGIS: `ST_FrechetDistance` is the discrete one, of vertices, in the units of a plane.
pub fn frechet_above(a: &Chords<'_>, b: &Chords<'_>, sense: Sense, floor: &Hausdorff) -> Frechet {
    let (first, bow_a) = a.walk();
    let (mut second, bow_b) = b.walk();
    if sense == Sense::Opposed {
        second.reverse();
    }
    let (p, thinned_p) = limited(&first);
    let (q, thinned_q) = limited(&second);
    let thinned = thinned_p + thinned_q;
    let known = floors(a, b, &first, &second, floor);
    let low = known.iter().map(|k| k.chord).fold(0.0, f64::max);
    let base = bow_a + bow_b + thinned;
    let bound = |open: f64, leash: f64| Metres::of(open + 2.0 * base + curvature_slack(leash) + (arc(open) - open));
    let tried = low + CLOSE + low * CLOSE_PART + 2.0 * base;
    if passable(&p, &q, tried, None) {
        let reached = known.iter().max_by(|x, y| x.distance.cmp(&y.distance));
        return Frechet {
            distance: reached.map_or(Metres::ZERO, |r| r.distance),
            bound: bound(tried - low, tried),
            at: reached.map(|r| r.at),
        };
    }
    let (low, high, tight) = bracket(&p, &q, tried, greedy(&p, &q).max(tried));
    let leash = (low + high) / 2.0;
    let least = known.iter().map(|k| k.distance).max().unwrap_or(Metres::ZERO);
    let at = tight.filter(|_| thinned == 0.0).map(|t| {
        let spot = |walk: &[(Point, Spot)], at: (usize, f64)| between(walk, at.0, at.1);
        (a.on(spot(&first, t.first)), b.on(spot(&second, t.second)))
    });
    let bound = bound((high - low) / 2.0, leash);
    let distance = Metres::of(arc(leash)).max(least);
    // The place is one only if the geodesic between its ends is the distance.
    let at = at.filter(|(x, y)| {
        let apart = inverse(x.place, y.place).distance;
        (apart - distance.metres()).abs() <= 2.0 * bound.metres()
    });
    Frechet { distance, bound, at }
}

/// A pair of places that every walk must pass.
struct Known {
    chord: f64,
    distance: Metres,
    at: (OnAlignment, OnAlignment),
}

/// The starts, the ends, and the two places of the Hausdorff distance.
fn floors(
    a: &Chords<'_>,
    b: &Chords<'_>,
    first: &[(Point, Spot)],
    second: &[(Point, Spot)],
    floor: &Hausdorff,
) -> Vec<Known> {
    let mut known = Vec::with_capacity(4);
    for (x, y) in [(first.first(), second.first()), (first.last(), second.last())] {
        if let (Some(x), Some(y)) = (x, y) {
            let at = (a.on(x.1), b.on(y.1));
            let distance = Metres::of(inverse(at.0.place, at.1.place).distance);
            known.push(Known { chord: super::chords::distance(&x.0, &y.0), distance, at });
        }
    }
    let gaps = |c: &Chords<'_>| c.alignment().parts().count() > 1;
    // Over a gap one may be nearer to the other than on any of its parts.
    for (far, exact, at) in [
        (&floor.first, !gaps(b), (floor.first.from, floor.first.to)),
        (&floor.second, !gaps(a), (floor.second.to, floor.second.from)),
    ] {
        if exact {
            known.push(Known { chord: super::chords::chord_of(far.distance.metres()), distance: far.distance, at });
        }
    }
    known
}

/// The walk, with fewer points if it has too many, and how far that may be from it.
fn limited(points: &[(Point, Spot)]) -> (Walk, f64) {
    let walk = Walk::new(points.iter().map(|p| p.0).collect());
    if walk.points.len() <= MOST_POINTS {
        return (walk, 0.0);
    }
    let length: f64 = walk.points.windows(2).map(|w| distance(&w[0], &w[1])).sum();
    let apart = length / (MOST_POINTS as f64 / 2.0);
    (walk.thinned(apart), apart)
}

/// The spot at a fraction of the way from one point of a walk to the next.
fn between(walk: &[(Point, Spot)], step: usize, t: f64) -> Spot {
    let (mut from, mut to) = (walk[step].1, walk[(step + 1).min(walk.len() - 1)].1);
    // A vertex is the end of one edge and the start of the next.
    if from.edge < to.edge {
        from = Spot { edge: to.edge, fraction: 0.0 };
    } else if to.edge < from.edge {
        to = Spot { edge: from.edge, fraction: 0.0 };
    }
    Spot { edge: from.edge, fraction: from.fraction + (to.fraction - from.fraction) * t }
}
