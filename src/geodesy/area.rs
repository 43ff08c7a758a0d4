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
    // Two Gauss–Legendre nodes are exact to 1e-15 of the strip up to this many degrees of latitude.
    const SHORT: f64 = 0.02;
    let height = b.y - a.y;
    let pieces = (height.abs() / SHORT).ceil().max(1.0);
    let step = 1.0 / pieces;
    let mut sum = 0.0;
    let mut i = 0.0;
    while i < pieces {
        for node in [0.211_324_865_405_187_1, 0.788_675_134_594_812_9] {
            sum += strip(a.y + height * (i + node) * step);
        }
        i += 1.0;
    }
    sum * 0.5 * step * (b.x - a.x).to_radians()
}

/// The area between the equator and a latitude for one radian of longitude, square metres.
fn strip(latitude: f64) -> f64 {
    let s = latitude.to_radians().sin();
    let polar2 = EQUATORIAL_RADIUS * EQUATORIAL_RADIUS * (1.0 - E2);
    // artanh(e s)/e as its series: the terms fall by e² = 0.0067, seven of them reach rounding.
    let x = E2 * s * s;
    let series =
        1.0 + x * (1.0 / 3.0 + x * (1.0 / 5.0 + x * (1.0 / 7.0 + x * (1.0 / 9.0 + x * (1.0 / 11.0 + x / 13.0)))));
    polar2 / 2.0 * s * (1.0 / (1.0 - x) + series)
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
