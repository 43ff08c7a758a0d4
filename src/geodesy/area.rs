//! Areas of polygons on the ellipsoid.

use super::LonLat;
use super::ellipsoid::{E2, EQUATORIAL_RADIUS};
use geo::{LineString, MultiPolygon};

/// How large is the land within the polygons, in square metres?
///
/// # Method
/// Exact for edges that are straight in longitude and latitude: the area between an edge and the
/// equator is ∫ b²q(φ)/2 dλ with the authalic q (Snyder 1987, eq. 3-12), by quadrature over the edge.
/// In PostGIS: `ST_Area(geography)`, whose edges are geodesics instead.
pub fn polygon_area(polygons: &MultiPolygon<f64>) -> f64 {
    polygons
        .iter()
        .map(|p| ring_area(p.exterior()).abs() - p.interiors().iter().map(|r| ring_area(r).abs()).sum::<f64>())
        .sum()
}

/// The signed area within a closed ring, square metres: positive when it runs anticlockwise.
pub fn ring_area(ring: &LineString<f64>) -> f64 {
    -ring.0.windows(2).map(|w| below(w[0], w[1])).sum::<f64>()
}

/// The area between an edge and the equator, positive for an edge that runs east in the north.
fn below(a: LonLat, b: LonLat) -> f64 {
    const NODES: [(f64, f64); 3] =
        [(0.112_701_665_379_258_3, 5.0 / 18.0), (0.5, 4.0 / 9.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];
    let pieces = ((b.y - a.y).abs() / 0.5).ceil().max(1.0);
    let step = 1.0 / pieces;
    let mut sum = 0.0;
    let mut i = 0.0;
    while i < pieces {
        for (node, weight) in NODES {
            sum += weight * step * strip(a.y + (b.y - a.y) * (i + node) * step);
        }
        i += 1.0;
    }
    sum * (b.x - a.x).to_radians()
}

/// The area between the equator and a latitude for one radian of longitude, square metres.
fn strip(latitude: f64) -> f64 {
    let s = latitude.to_radians().sin();
    let e = E2.sqrt();
    let polar2 = EQUATORIAL_RADIUS * EQUATORIAL_RADIUS * (1.0 - E2);
    polar2 / 2.0 * (s / (1.0 - E2 * s * s) + (e * s).atanh() / e)
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;

    #[test]
    fn an_octant_is_an_eighth_of_the_ellipsoid() {
        let octant = polygon![(x: 0.0, y: 0.0), (x: 90.0, y: 0.0), (x: 90.0, y: 90.0), (x: 0.0, y: 90.0)];
        let area = polygon_area(&MultiPolygon(vec![octant]));
        // 510 065 621.724 km² is the surface of WGS 84.
        assert!((area - 510_065_621_724_000.0 / 8.0).abs() < 1e6, "{area}");
    }

    #[test]
    fn a_hole_is_not_land() {
        let square = |x: f64, w: f64| vec![(x, 21.0), (x + w, 21.0), (x + w, 21.0 + w), (x, 21.0 + w), (x, 21.0)];
        let ring = |x: f64, w: f64| LineString::from(square(x, w));
        let whole = ring_area(&ring(103.0, 0.2));
        let holed = geo::Polygon::new(ring(103.0, 0.2), vec![ring(103.05, 0.1)]);
        assert!((polygon_area(&MultiPolygon(vec![holed])) - (whole - ring_area(&ring(103.05, 0.1)))).abs() < 1e-3);
    }
}
