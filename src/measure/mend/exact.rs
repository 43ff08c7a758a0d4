//! Land added and taken away without moving a vertex that was there.
//!
//! The overlay of `geo` rounds every vertex to a grid and leaves out those on a straight line. Here each vertex of its result that was
//! a vertex before is that one again, to the last bit, and those that were left out are put back.

use crate::geodesy::{LonLat, LonLatBox};
use geo::{BooleanOps, LineString, MultiPolygon, Polygon};
use std::collections::HashMap;

/// The overlay moves a vertex by less than this, in degrees (3 mm), within the span of a country.
const ROUNDING: f64 = 3e-8;

/// Known places, found again after rounding.
struct Places(HashMap<(i64, i64), Vec<LonLat>>);

fn cell(place: LonLat) -> (i64, i64) {
    ((place.x / ROUNDING).floor() as i64, (place.y / ROUNDING).floor() as i64)
}

impl Places {
    fn of(places: impl IntoIterator<Item = LonLat>) -> Places {
        let mut cells: HashMap<(i64, i64), Vec<LonLat>> = HashMap::new();
        for place in places {
            let here = cells.entry(cell(place)).or_default();
            if !here.contains(&place) {
                here.push(place);
            }
        }
        Places(cells)
    }

    /// The known place that this one was, else this one.
    fn known(&self, place: LonLat) -> LonLat {
        let (i, j) = cell(place);
        let about = (i - 1..=i + 1).flat_map(|i| (j - 1..=j + 1).map(move |j| (i, j)));
        let off = |p: &LonLat| (p.x - place.x).hypot(p.y - place.y);
        about
            .filter_map(|c| self.0.get(&c))
            .flatten()
            .filter(|p| off(p) < ROUNDING)
            .min_by(|a, b| off(a).total_cmp(&off(b)))
            .copied()
            .unwrap_or(place)
    }
}

/// All vertices of some land.
pub fn vertices(land: &MultiPolygon<f64>) -> impl Iterator<Item = LonLat> + '_ {
    land.0.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).flat_map(|r| r.0.iter().copied())
}

/// The land that two have in common.
pub fn common(a: &MultiPolygon<f64>, b: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let known: Vec<LonLat> = vertices(a).chain(vertices(b)).collect();
    as_it_was(a.intersection(b), &known)
}

/// The land without some of it.
pub fn without(land: &MultiPolygon<f64>, taken: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    changed(land, taken, |a, b| a.difference(b))
}

/// The land with some more.
pub fn with(land: &MultiPolygon<f64>, given: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    changed(land, given, |a, b| a.union(b))
}

/// What the overlay made of the parts that it concerns; the others stay as they are.
fn changed(
    land: &MultiPolygon<f64>,
    other: &MultiPolygon<f64>,
    overlay: impl Fn(&MultiPolygon<f64>, &MultiPolygon<f64>) -> MultiPolygon<f64>,
) -> MultiPolygon<f64> {
    let reach: Vec<LonLat> = vertices(other).collect();
    let Some(reach) = LonLatBox::around(&reach).map(|b| b.stretched(ROUNDING)) else { return land.clone() };
    let concerned = |p: &Polygon<f64>| LonLatBox::around(&p.exterior().0).is_some_and(|b| b.meets(&reach));
    let (near, far): (Vec<Polygon<f64>>, Vec<Polygon<f64>>) = land.0.iter().cloned().partition(concerned);
    let near = MultiPolygon(near);
    let known: Vec<LonLat> = vertices(&near).chain(vertices(other)).collect();
    let made = as_it_was(overlay(&near, other), &known);
    let mut parts: Vec<Polygon<f64>> = made.0.into_iter().map(|p| begun_as(p, &near)).collect();
    parts.extend(far);
    MultiPolygon(parts)
}

/// The result of an overlay with the vertices that its input had.
pub fn as_it_was(made: MultiPolygon<f64>, known: &[LonLat]) -> MultiPolygon<f64> {
    let places = Places::of(known.iter().copied());
    let ring = |ring: &LineString<f64>| -> Option<LineString<f64>> {
        let mut line: Vec<LonLat> = ring.0.iter().map(|c| places.known(*c)).collect();
        line.dedup();
        (line.len() > 3).then(|| with_vertices(&LineString(line), known).0)
    };
    let polygon = |p: &Polygon<f64>| {
        let outer = ring(p.exterior())?;
        Some(Polygon::new(outer, p.interiors().iter().filter_map(ring).collect()))
    };
    MultiPolygon(made.0.iter().filter_map(polygon).collect())
}

/// A ring with those of these vertices that lie on its edges, and how many were not its own.
pub fn with_vertices(ring: &LineString<f64>, vertices: &[LonLat]) -> (LineString<f64>, usize) {
    let Some(bounds) = LonLatBox::around(&ring.0).map(|b| b.stretched(ROUNDING)) else { return (ring.clone(), 0) };
    let mut sorted: Vec<LonLat> = vertices.iter().copied().filter(|v| bounds.covers(*v)).collect();
    sorted.sort_by(|a, b| a.x.total_cmp(&b.x).then(a.y.total_cmp(&b.y)));
    sorted.dedup();
    let mut line: Vec<LonLat> = Vec::with_capacity(ring.0.len());
    let mut added = 0;
    for pair in ring.0.windows(2) {
        let (a, b) = (pair[0], pair[1]);
        line.push(a);
        let (low, high) = (a.x.min(b.x) - ROUNDING, a.x.max(b.x) + ROUNDING);
        let from = sorted.partition_point(|v| v.x < low);
        let (dx, dy) = (b.x - a.x, b.y - a.y);
        let length = dx.hypot(dy);
        let mut on: Vec<(f64, LonLat)> = sorted[from..]
            .iter()
            .take_while(|v| v.x <= high)
            .filter(|v| **v != a && **v != b)
            .filter_map(|v| {
                let along = ((v.x - a.x) * dx + (v.y - a.y) * dy) / length;
                let off = ((v.x - a.x) * dy - (v.y - a.y) * dx).abs() / length;
                (off < ROUNDING && along > ROUNDING && along < length - ROUNDING).then_some((along, *v))
            })
            .collect();
        on.sort_by(|a, b| a.0.total_cmp(&b.0));
        on.dedup_by(|a, b| a.0 - b.0 < ROUNDING);
        added += on.len();
        line.extend(on.into_iter().map(|(_, v)| v));
    }
    line.extend(ring.0.last());
    (LineString(line), added)
}

/// Land with those of these vertices that lie on its borders, and how many were not its own.
pub fn noded(land: &MultiPolygon<f64>, vertices: &[LonLat]) -> (MultiPolygon<f64>, usize) {
    let mut added = 0;
    let mut ring = |ring: &LineString<f64>| {
        let (line, more) = with_vertices(ring, vertices);
        added += more;
        line
    };
    let parts = land.0.iter().map(|p| {
        let outer = ring(p.exterior());
        Polygon::new(outer, p.interiors().iter().map(&mut ring).collect())
    });
    (MultiPolygon(parts.collect()), added)
}

/// A polygon whose outer ring begins where one of the former did, and runs the same way.
pub fn begun_as(polygon: Polygon<f64>, former: &MultiPolygon<f64>) -> Polygon<f64> {
    let (outer, holes) = polygon.into_inner();
    let mut line = outer.0;
    line.pop();
    let mut clockwise = false;
    for old in &former.0 {
        let Some(start) = old.exterior().0.first() else { continue };
        if let Some(at) = line.iter().position(|c| c == start) {
            line.rotate_left(at);
            clockwise = crate::geodesy::ring_area(old.exterior()) < 0.0;
            break;
        }
    }
    let mut ring = LineString(line);
    ring.close();
    if clockwise != (crate::geodesy::ring_area(&ring) < 0.0) {
        ring.0.reverse();
    }
    Polygon::new(ring, holes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn vertices_stay_where_they_were_to_the_last_bit() {
        let land = MultiPolygon(vec![
            polygon![(x: 103.1, y: 21.1), (x: 103.2, y: 21.1), (x: 103.25, y: 21.1), (x: 103.3, y: 21.1), (x: 103.3, y: 21.3000000001), (x: 103.1, y: 21.3)],
        ]);
        let bite = MultiPolygon(vec![
            polygon![(x: 103.29, y: 21.2), (x: 103.4, y: 21.2), (x: 103.4, y: 21.4), (x: 103.29, y: 21.4)],
        ]);
        let rest = without(&land, &bite);
        for vertex in [(103.1, 21.1), (103.2, 21.1), (103.25, 21.1), (103.3, 21.1), (103.1, 21.3), (103.29, 21.2)] {
            assert!(vertices(&rest).any(|v| v == LonLat::from(vertex)), "{vertex:?} of {rest:?}");
        }
        assert_eq!(rest.0[0].exterior().0[0], LonLat::from((103.1, 21.1)));
    }
}
