//! A local plane for planar geometry.

use super::ellipsoid::{E2, EQUATORIAL_RADIUS};
use super::{LonLat, earth_centred};

/// A plane that touches the ellipsoid at an origin: Lambert's azimuthal equal-area projection, local.
///
/// Areas are true to (c²·0.7 %) and distances to c²/8, where c is the distance from the origin as a
/// part of the earth's radius: 8e-6 at 50 km, 7e-5 at 150 km.
#[derive(Debug, Clone)]
pub struct Frame {
    origin: LonLat,
    centre: [f64; 3],
    east: [f64; 3],
    north: [f64; 3],
    up: [f64; 3],
    radius: f64,
}

impl Frame {
    /// The plane at this place.
    pub fn at(origin: LonLat) -> Frame {
        let (sin_lat, cos_lat) = origin.y.to_radians().sin_cos();
        let (sin_lon, cos_lon) = origin.x.to_radians().sin_cos();
        let w2 = 1.0 - E2 * sin_lat * sin_lat;
        Frame {
            origin,
            centre: earth_centred(origin),
            east: [-sin_lon, cos_lon, 0.0],
            north: [-sin_lat * cos_lon, -sin_lat * sin_lon, cos_lat],
            up: [cos_lat * cos_lon, cos_lat * sin_lon, sin_lat],
            // Gaussian mean radius of curvature.
            radius: EQUATORIAL_RADIUS * (1.0 - E2).sqrt() / w2,
        }
    }

    /// A place in the plane: metres east and north of the origin.
    pub fn project(&self, place: LonLat) -> geo::Coord<f64> {
        self.project_centred(&earth_centred(place))
    }

    /// The same for a place that is known in earth-centred coordinates.
    pub fn project_centred(&self, p: &[f64; 3]) -> geo::Coord<f64> {
        let d = [p[0] - self.centre[0], p[1] - self.centre[1], p[2] - self.centre[2]];
        let dot = |v: &[f64; 3]| v[0] * d[0] + v[1] * d[1] + v[2] * d[2];
        let (x, y, z) = (dot(&self.east), dot(&self.north), dot(&self.up));
        // On a sphere the chord to the place is 2R sin(c/2) long: Lambert's radius. Its horizontal part
        // is R sin c. Stretching that to the chord makes areas true.
        let steep = z * z / (x * x + y * y);
        let k = if steep < 1e-4 {
            // The root of 1 + steep, to 4e-18.
            1.0 + steep * (1.0 / 2.0 - steep * (1.0 / 8.0 - steep / 16.0))
        } else if steep < f64::INFINITY {
            (1.0 + steep).sqrt()
        } else {
            1.0
        };
        geo::Coord { x: x * k, y: y * k }
    }

    /// The place that a point of the plane stands for, to a millimetre within 200 km.
    pub fn unproject(&self, point: geo::Coord<f64>) -> LonLat {
        let (sin, cos) = self.origin.y.to_radians().sin_cos();
        let (north, east) = super::ellipsoid::metres_per_radian(sin, cos);
        let mut guess = self.origin;
        for _ in 0..12 {
            let at = self.project(guess);
            let (dx, dy) = (point.x - at.x, point.y - at.y);
            let scale = (cos / guess.y.to_radians().cos().max(1e-9)).min(1e3);
            guess.x += (dx / east.max(1e-9)).to_degrees() * scale;
            guess.y += (dy / north).to_degrees();
            if dx.abs().max(dy.abs()) < 1e-4 {
                break;
            }
        }
        guess
    }

    /// By how much, relative, may a distance be wrong at so many metres from the origin?
    pub fn distance_error(&self, reach: f64) -> f64 {
        let c = reach / self.radius;
        c * c / 8.0 * 1.1
    }
}

#[cfg(test)]
mod tests {
    use super::super::{inverse, polygon_area};
    use super::*;
    use geo::{Area, MapCoords, MultiPolygon, polygon};

    #[test]
    fn distances_and_areas_hold_within_a_large_commune() {
        let frame = Frame::at((103.0, 21.4).into());
        for (a, b) in
            [((102.8, 21.2), (102.85, 21.2)), ((103.4, 21.8), (103.4, 21.85)), ((103.45, 21.0), (103.41, 21.04))]
        {
            let (p, q) = (frame.project(a.into()), frame.project(b.into()));
            let planar = (p.x - q.x).hypot(p.y - q.y);
            let truth = inverse(a.into(), b.into()).distance;
            let allowed = frame.distance_error(70_000.0);
            assert!((planar / truth - 1.0).abs() < allowed, "{planar} {truth} {allowed}");
        }
        let land = polygon![(x: 102.8, y: 21.2), (x: 102.9, y: 21.2), (x: 102.9, y: 21.3), (x: 102.8, y: 21.3)];
        let planar = land.map_coords(|c| frame.project(c)).unsigned_area();
        let truth = polygon_area(&MultiPolygon(vec![land]));
        assert!((planar / truth - 1.0).abs() < 1e-5, "{planar} {truth}");
    }

    #[test]
    fn unprojecting_brings_one_back() {
        let frame = Frame::at((103.0, 21.4).into());
        for place in [(103.0, 21.4), (104.5, 22.5), (101.9, 20.2)] {
            let back = frame.unproject(frame.project(place.into()));
            assert!(inverse(place.into(), back).distance < 1e-3, "{place:?} {back:?}");
        }
    }
}
