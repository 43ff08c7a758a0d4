//! The nearest point of every road within a distance.

use super::road::Road;
use crate::geodesy::{Frame, LonLat, LonLatBox, foot};
use crate::index::{IndexedRoads, IndexedSite};
use crate::model::Spot;
use geo::Coord;

/// Where a way may begin or end.
#[derive(Debug, Clone)]
pub struct Stop<'a> {
    /// Its identifier.
    pub id: String,
    /// Where it is.
    pub place: StopPlace<'a>,
}

/// Where a stop is.
#[derive(Debug, Clone)]
pub enum StopPlace<'a> {
    /// At a point.
    Point(LonLat),
    /// Anywhere in its land.
    Land(&'a IndexedSite<'a>),
}

/// A point of a road near to a place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct OnRoad {
    /// The road's number.
    pub road: usize,
    /// Where on it.
    pub spot: Spot,
    /// How far off, metres.
    pub distance: f64,
}

/// Two places on a road nearer than this are one, metres: far below every accuracy.
pub(super) const ONE_PLACE: f64 = 1e-3;

/// The nearest point of each road that comes within the limit, in the order of the roads.
///
/// Candidates come from the R-tree and are ordered in a local plane, true to 1e-7 over 5 km; the foot of each that may
/// be the nearest is found on the ellipsoid. Of equal distances the lower chainage is taken.
pub(super) fn feet(place: LonLat, limit: f64, roads: &[Road<'_>], index: &IndexedRoads<'_>) -> Vec<OnRoad> {
    let here = LonLatBox::new(place, place);
    let frame = Frame::at(place);
    let mut found: Vec<OnRoad> = Vec::new();
    let mut candidates: Vec<(f64, usize)> = Vec::new();
    let near = index.near(&here.grown(limit));
    for of_road in near.chunk_by(|a, b| a.0 == b.0) {
        let road = of_road[0].0;
        candidates.clear();
        let mut least = limit;
        for (_, run) in of_road {
            // A run whose box is farther off than what was found holds nothing nearer.
            if run.bounds.gap(&here) > least * (1.0 + MARGIN) + 0.01 {
                continue;
            }
            let (base, places) = index.chain(road).places(run);
            let mut last = frame.project(places[0]);
            for (i, &next) in places[1..].iter().enumerate() {
                let next = frame.project(next);
                let distance = from_origin(last, next);
                least = least.min(distance);
                candidates.push((distance, base + i));
                last = next;
            }
        }
        let least = candidates.iter().map(|c| c.0).fold(f64::INFINITY, f64::min);
        if least > limit * (1.0 + MARGIN) {
            continue;
        }
        let alignment = roads[road].alignment;
        let best = candidates
            .iter()
            .filter(|c| c.0 <= least * (1.0 + MARGIN) + 0.01)
            .map(|&(_, edge)| {
                let found = foot(place, &alignment.edge(edge), 0.5);
                OnRoad { road, spot: Spot { edge, fraction: found.fraction }, distance: found.distance }
            })
            .min_by(|a, b| a.distance.total_cmp(&b.distance).then(a.spot.edge.cmp(&b.spot.edge)));
        found.extend(best.filter(|b| b.distance <= limit));
    }
    found
}

/// The plane bends distances by c²/8 of the earth's radius: 1e-3 holds to 500 km.
const MARGIN: f64 = 1e-3;

fn from_origin(a: Coord<f64>, b: Coord<f64>) -> f64 {
    let d = b - a;
    let dd = d.x * d.x + d.y * d.y;
    let t = if dd > 0.0 { (-(a.x * d.x + a.y * d.y) / dd).clamp(0.0, 1.0) } else { 0.0 };
    (a.x + t * d.x).hypot(a.y + t * d.y)
}

/// The nearest road, however far: its number and distance.
pub(super) fn nearest_road(place: LonLat, roads: &[Road<'_>], index: &IndexedRoads<'_>) -> Option<(usize, f64)> {
    let mut reach = 1e4;
    // Half the earth's circumference is as far as anything is.
    while reach < 4e7 {
        let found = feet(place, reach, roads, index);
        // A road that is joined at access points only is no road to a place beside it.
        let open = found.iter().filter(|f| !roads[f.road].points_only);
        if let Some(best) = open.min_by(|a, b| a.distance.total_cmp(&b.distance)) {
            return Some((best.road, best.distance));
        }
        reach *= 2.0;
    }
    None
}
