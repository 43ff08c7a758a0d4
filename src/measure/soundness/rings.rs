//! Rings that cross, and the land that they run around.

use super::super::mend::exact::{as_it_was, begun_as, vertices};
use crate::geodesy::LonLat;
use crate::index::Chain;
use geo::algorithm::bool_ops::FillRule;
use geo::algorithm::kernels::{Kernel, RobustKernel};
use geo::line_intersection::{LineIntersection, line_intersection};
use geo::{BooleanOps, Line, LineString, MultiPolygon, Orientation, Polygon};

/// Where do the rings of some land cross, and how often? The first crossing; touching is none.
pub fn crossing(land: &MultiPolygon<f64>) -> Option<(LonLat, usize)> {
    let chain = Chain::around(land);
    let side = |a: LonLat, b: LonLat, c: LonLat| RobustKernel::orient2d(a, b, c);
    let (mut first, mut count) = (None, 0);
    let runs = chain.runs();
    let mut order: Vec<usize> = (0..runs.len()).collect();
    order.sort_by(|a, b| runs[*a].bounds.min.x.total_cmp(&runs[*b].bounds.min.x));
    // A sweep from west to east: a commune of ten thousand vertices has six hundred runs.
    let mut open: Vec<usize> = Vec::new();
    for &i in &order {
        let here = &runs[i];
        open.retain(|&o| runs[o].bounds.max.x >= here.bounds.min.x);
        open.push(i);
        for &o in &open {
            if !runs[o].bounds.meets(&here.bounds) {
                continue;
            }
            let (places, others) = (chain.places(here).1, chain.places(&runs[o]).1);
            for (k, a) in places.windows(2).enumerate() {
                let from = if o == i { k + 1 } else { 0 };
                for b in others.windows(2).skip(from) {
                    let (p, q, r, s) = (
                        side(a[0], a[1], b[0]),
                        side(a[0], a[1], b[1]),
                        side(b[0], b[1], a[0]),
                        side(b[0], b[1], a[1]),
                    );
                    let flat = |o: Orientation| o == Orientation::Collinear;
                    if !(flat(p) || flat(q) || flat(r) || flat(s)) && p != q && r != s {
                        count += 1;
                        let met = line_intersection(Line::new(a[0], a[1]), Line::new(b[0], b[1]));
                        if let Some(LineIntersection::SinglePoint { intersection, .. }) = met {
                            first.get_or_insert(intersection);
                        } else {
                            first.get_or_insert(a[0]);
                        }
                    }
                }
            }
        }
    }
    first.map(|f| (f, count))
}

/// All land that the rings run around, holes taken out, in polygons whose rings do not cross.
///
/// # Method
/// Every ring by itself by the non-zero rule; outer rings together, less inner ones. In PostGIS: `ST_MakeValid(geom,
/// 'method=structure')`; in QGIS: Fix geometries, method Structure. Vertices that were there stay where they were.
pub fn sound(land: &MultiPolygon<f64>) -> MultiPolygon<f64> {
    let nothing = MultiPolygon::<f64>(Vec::new());
    let alone = |ring: &LineString<f64>| -> MultiPolygon<f64> {
        let only = MultiPolygon(vec![Polygon::new(ring.clone(), vec![])]);
        only.union_with_fill_rule(&nothing, FillRule::NonZero)
    };
    let mut outer = nothing.clone();
    for part in &land.0 {
        let mut shell = alone(part.exterior());
        for hole in part.interiors() {
            shell = shell.difference(&alone(hole));
        }
        outer = if outer.0.is_empty() { shell } else { outer.union(&shell) };
    }
    let known: Vec<LonLat> = vertices(land).collect();
    let made = as_it_was(outer, &known);
    // Specks that rounding leaves at a crossing are none of the land.
    let speck = |p: &Polygon<f64>| crate::geodesy::ring_area(p.exterior()).abs() > 0.01;
    MultiPolygon(made.0.into_iter().filter(speck).map(|p| begun_as(p, land)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geodesy::polygon_area;

    fn ring(places: &[(f64, f64)]) -> MultiPolygon<f64> {
        MultiPolygon(vec![Polygon::new(LineString::from(places.to_vec()), vec![])])
    }

    #[test]
    fn both_sides_of_a_bow_tie_are_land() {
        let tie = ring(&[(103.0, 21.0), (103.01, 21.01), (103.01, 21.0), (103.0, 21.01), (103.0, 21.0)]);
        let (at, count) = crossing(&tie).unwrap();
        assert_eq!(count, 1);
        assert!((at.x - 103.005).abs() < 1e-9 && (at.y - 21.005).abs() < 1e-9);
        let mended = sound(&tie);
        assert_eq!(mended.0.len(), 2);
        let half =
            0.5 * polygon_area(&ring(&[(103.0, 21.0), (103.01, 21.0), (103.01, 21.01), (103.0, 21.01), (103.0, 21.0)]));
        assert!((polygon_area(&mended) - half).abs() < 20.0, "{} {half}", polygon_area(&mended));
        assert!(crossing(&mended).is_none());
    }

    #[test]
    fn a_loop_that_runs_twice_around_is_land_and_no_hole() {
        let twice = ring(&[
            (103.0, 21.0),
            (103.01, 21.0),
            (103.01, 21.01),
            (103.002, 21.01),
            (103.002, 20.998),
            (103.004, 20.998),
            (103.004, 21.005),
            (103.0, 21.005),
            (103.0, 21.0),
        ]);
        let mended = sound(&twice);
        assert!(crossing(&twice).is_some() && crossing(&mended).is_none());
        assert!(mended.0.iter().all(|p| p.interiors().is_empty()), "{mended:?}");
    }

    #[test]
    fn touching_is_no_crossing() {
        let pinch = ring(&[(0.0, 0.0), (2.0, 0.0), (1.0, 1.0), (2.0, 2.0), (0.0, 2.0), (1.0, 1.0), (0.0, 0.0)]);
        assert_eq!(crossing(&pinch), None);
    }
}
