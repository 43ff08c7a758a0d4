//! Areas of polygons on the ellipsoid.

use super::LonLat;
use super::ellipsoid::{ANEW, E2, EQUATORIAL_RADIUS, Turn};
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
    let mut middle = Turn::default();
    let mut below = |(i, edge): (usize, &[LonLat])| {
        let (a, b) = (edge[0], edge[1]);
        let height = (b.y - a.y).to_radians();
        let mean = if height.abs() > SHORT {
            mean_strip(a.y.to_radians(), height)
        } else {
            let (sin, cos) = middle.to((a.y + (b.y - a.y) * 0.5).to_radians(), i % ANEW == 0);
            let (strip, bend) = strip(sin, cos);
            strip + bend * (height * height) / 24.0
        };
        mean * (b.x - a.x).to_radians()
    };
    -ring.0.windows(2).enumerate().map(&mut below).sum::<f64>()
}

/// Up to this many radians of latitude a strip in the middle and its second derivative tell the mean to 1e-17, and two
/// Gauss–Legendre nodes to 1e-15.
const SHORT: f64 = 0.02 / 180.0 * std::f64::consts::PI;

/// The mean strip from a latitude on over some more, radians.
fn mean_strip(latitude: f64, height: f64) -> f64 {
    let pieces = (height.abs() / SHORT).ceil().max(1.0);
    let (mut sum, mut i) = (0.0, 0.0);
    while i < pieces {
        for node in [0.211_324_865_405_187_1, 0.788_675_134_594_812_9] {
            let (sin, cos) = (latitude + height * (i + node) / pieces).sin_cos();
            sum += strip(sin, cos).0;
        }
        i += 1.0;
    }
    sum * 0.5 / pieces
}

/// The area between the equator and a latitude with this sine and cosine, for one radian of longitude, square metres; and its
/// second derivative by latitude.
#[inline]
fn strip(sin: f64, cos: f64) -> (f64, f64) {
    let polar2 = EQUATORIAL_RADIUS * EQUATORIAL_RADIUS * (1.0 - E2);
    // artanh(e s)/e as its series: the terms fall by e² = 0.0067, seven of them reach rounding.
    let x = E2 * sin * sin;
    let series =
        1.0 + x * (1.0 / 3.0 + x * (1.0 / 5.0 + x * (1.0 / 7.0 + x * (1.0 / 9.0 + x * (1.0 / 11.0 + x / 13.0)))));
    let r = 1.0 / (1.0 - x);
    (polar2 / 2.0 * sin * (r + series), polar2 * sin * r * r * (4.0 * E2 * cos * cos * r - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo::polygon;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn short_edges_are_measured_as_those_cut_at_nodes(
            x in -180.0..180.0f64, y in -89.0..89.0f64, steps in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 2..60), size in 1e-6..0.03f64,
        ) {
            let mut line = vec![LonLat { x, y }];
            for (east, north) in steps {
                let last = line[line.len() - 1];
                line.push(LonLat { x: last.x + size * east, y: (last.y + size * north).clamp(-90.0, 90.0) });
            }
            let at_nodes = |w: &[LonLat]| {
                mean_strip(w[0].y.to_radians(), (w[1].y - w[0].y).to_radians()) * (w[1].x - w[0].x).to_radians()
            };
            let strips: Vec<f64> = line.windows(2).map(at_nodes).collect();
            let (area, strips, all) = (ring_area(&LineString(line)), -strips.iter().sum::<f64>(), strips.iter().map(|s| s.abs()).sum::<f64>());
            prop_assert!((area - strips).abs() <= 1e-14 * all, "{area} {strips} {all}");
        }
    }

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
