//! The slow, obvious twins of the measures: every edge against every edge, by search.

use corridor::geodesy::{Edge, LonLat, inverse};
use corridor::model::Alignment;
use geo::coordinate_position::{CoordPos, CoordinatePosition};
use geo::{Intersects, Line, MultiPolygon};

/// The edges of an alignment.
pub fn edges(road: &Alignment) -> Vec<Edge> {
    road.parts().flat_map(|(_, part)| part.windows(2).map(|w| Edge::new(w[0], w[1])).collect::<Vec<_>>()).collect()
}

/// The edges of every ring.
pub fn border(land: &MultiPolygon<f64>) -> Vec<Edge> {
    land.iter()
        .flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()))
        .flat_map(|r| r.0.windows(2).map(|w| Edge::new(w[0], w[1])))
        .collect()
}

/// The distance from a place to an edge: the best of a coarse search, then ever finer around it.
pub fn to_edge(place: LonLat, edge: &Edge, coarse: usize) -> f64 {
    let at = |t: f64| inverse(edge.at(t), place).distance;
    let best = (0..=coarse).min_by(|&i, &j| {
        let t = |i: usize| i as f64 / coarse as f64;
        at(t(i)).total_cmp(&at(t(j)))
    });
    let middle = best.unwrap_or(0) as f64 / coarse as f64;
    let (mut low, mut high) = ((middle - 1.0 / coarse as f64).max(0.0), (middle + 1.0 / coarse as f64).min(1.0));
    for _ in 0..40 {
        let (p, q) = (low + (high - low) / 3.0, high - (high - low) / 3.0);
        if at(p) <= at(q) { high = q } else { low = p }
    }
    at(low).min(at(high)).min(at(middle))
}

/// The distance between two edges that do not cross: from each end, and between places within both.
pub fn between(a: &Edge, b: &Edge, coarse: usize) -> f64 {
    let ends = [to_edge(a.a, b, coarse), to_edge(a.b, b, coarse), to_edge(b.a, a, coarse), to_edge(b.b, a, coarse)];
    let inner =
        (1..coarse).flat_map(|i| (1..coarse).map(move |j| (i as f64 / coarse as f64, j as f64 / coarse as f64)));
    let inner = inner.map(|(s, t)| inverse(a.at(s), b.at(t)).distance);
    ends.into_iter().chain(inner).fold(f64::INFINITY, f64::min)
}

/// The distance between an alignment and some land: 0 if they meet.
pub fn to_land(road: &Alignment, land: &MultiPolygon<f64>, coarse: usize) -> f64 {
    let (road, border) = (edges(road), border(land));
    let line = |e: &Edge| Line::new(e.a, e.b);
    if road.iter().any(|e| lies(land, e.a) != CoordPos::Outside || lies(land, e.b) != CoordPos::Outside)
        || road.iter().any(|e| border.iter().any(|b| line(e).intersects(&line(b))))
    {
        return 0.0;
    }
    let mut best = f64::INFINITY;
    for a in &road {
        for b in &border {
            // No part of two edges is nearer than their middles less half of each.
            let apart = inverse(a.at(0.5), b.at(0.5)).distance - (a.length() + b.length()) * 0.51;
            if apart < best {
                best = best.min(between(a, b, coarse));
            }
        }
    }
    best
}

/// The distance between an alignment and a place.
pub fn to_place(road: &Alignment, place: LonLat, coarse: usize) -> f64 {
    edges(road).iter().map(|e| to_edge(place, e, coarse)).fold(f64::INFINITY, f64::min)
}

/// Where a place lies, by another program's algorithm.
pub fn lies(land: &MultiPolygon<f64>, place: LonLat) -> CoordPos {
    land.coordinate_position(&place)
}

/// How far a place is from the border, in degrees of the plane of longitude and latitude.
pub fn off_border(land: &MultiPolygon<f64>, place: LonLat) -> f64 {
    let off = |e: &Edge| {
        let (d, w) = (e.b - e.a, place - e.a);
        let t = ((w.x * d.x + w.y * d.y) / (d.x * d.x + d.y * d.y).max(f64::MIN_POSITIVE)).clamp(0.0, 1.0);
        (w.x - d.x * t).hypot(w.y - d.y * t)
    };
    border(land).iter().map(off).fold(f64::INFINITY, f64::min)
}
