//! The inverse geodesic problem: how far, and in which direction.

use super::LonLat;
use super::ellipsoid::{E2, EQUATORIAL_RADIUS};
use geographiclib_rs::{Geodesic, InverseGeodesic};
use std::sync::LazyLock;

static WGS84: LazyLock<Geodesic> = LazyLock::new(Geodesic::wgs84);

/// The geodesic between two places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Inverse {
    /// Its length, metres.
    pub distance: f64,
    /// Its direction at the first place, degrees clockwise from north.
    pub azimuth: f64,
}

/// How far apart are two places, and in which direction does the shortest way leave the first?
///
/// # Units
/// Metres and degrees.
///
/// # Method
/// From 1 m to 30 km by the normal section: its arc over the chord through the earth, with its curvature half way, and its
/// direction less what a geodesic leaves it by (Torge & Müller 2012, section 4.1.3); right to 10 nm and 1e-10 radians beyond
/// the rounding of coordinates. Otherwise C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43–55, to about
/// 15 nm. All on WGS 84. In PostGIS: `ST_Distance(geography, geography)` between points.
pub fn inverse(from: LonLat, to: LonLat) -> Inverse {
    short(from, to).unwrap_or_else(|| {
        let (distance, azimuth, _, _): (f64, f64, f64, f64) = WGS84.inverse(from.y, from.x, to.y, to.x);
        Inverse { distance, azimuth }
    })
}

/// By the normal section, where that is exact enough.
fn short(from: LonLat, to: LonLat) -> Option<Inverse> {
    const FARTHEST: f64 = 30_000.0;
    let (d_lon, d_lat) = (to.x - from.x, to.y - from.y);
    // So many degrees of latitude are farther.
    if d_lat.abs() > 0.28 || from.y.abs() > 89.0 {
        return None;
    }
    let turn = if d_lon.abs() > 180.0 { d_lon - f64::copysign(360.0, d_lon) } else { d_lon };
    let (sin_half, cos_half) = (0.5 * turn.to_radians()).sin_cos();
    let (here, there) = (from.y.to_radians().sin_cos(), to.y.to_radians().sin_cos());
    // The chord outwards from the axis, to the east and along the axis, in the meridian of the first place.
    let prime_vertical = |sin: f64| EQUATORIAL_RADIUS / (1.0 - E2 * sin * sin).sqrt();
    let (first, second) = (prime_vertical(here.0), prime_vertical(there.0));
    let around = second * there.1;
    let out = around - first * here.1 - 2.0 * around * sin_half * sin_half;
    let east = 2.0 * around * sin_half * cos_half;
    let up = (second * there.0 - first * here.0) * (1.0 - E2);
    let square = out * out + east * east + up * up;
    if !(1.0..=FARTHEST * FARTHEST).contains(&square) {
        return None;
    }
    let chord = square.sqrt();
    // Half way: the curvatures of the meridian and across it, and that in the direction of the chord (Euler).
    let sin = 0.5 * (here.0 + there.0);
    let w2 = 1.0 - E2 * sin * sin;
    let across = w2.sqrt() / EQUATORIAL_RADIUS;
    let along = across * w2 / (1.0 - E2);
    let northward = d_lat.to_radians() / (along * chord);
    let curvature = across + (along - across) * (northward * northward).min(1.0);
    let bent = square * curvature * curvature;
    let distance = chord * (1.0 + bent * (1.0 / 24.0 + bent * (3.0 / 640.0)));
    let north = up * here.1 - out * here.0;
    // A geodesic leaves the normal section by e'²/12·(s/N)²·cos²φ·sin 2α, to the left where that is above 0.
    let aside =
        E2 / (1.0 - E2) / 6.0 * square * (across * here.1).powi(2) * east * north / (east * east + north * north);
    Some(Inverse { distance, azimuth: (east.atan2(north) - aside).to_degrees() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geographiclib_rs::DirectGeodesic;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]
        #[test]
        fn a_short_way_is_that_of_karney(
            x in -180.0..180.0f64, y in -90.0..90.0f64, bearing in 0.0..360.0f64, metres in 1.0..31_000.0f64,
        ) {
            let (lat, lon): (f64, f64) = WGS84.direct(y, x, bearing, metres);
            let (from, to) = (LonLat { x, y }, LonLat { x: lon, y: lat });
            let (distance, azimuth, _, _): (f64, f64, f64, f64) = WGS84.inverse(from.y, from.x, to.y, to.x);
            let (way, is_short) = (inverse(from, to), short(from, to).is_some());
            prop_assert!(is_short || !(1.001..=29_999.0).contains(&metres) || y.abs() > 89.0);
            prop_assert!((way.distance - distance).abs() < 1e-8, "{} {distance}", way.distance);
            let turned = ((way.azimuth - azimuth + 540.0).rem_euclid(360.0) - 180.0).to_radians().abs();
            // A coordinate is a whole number of 2⁻⁴⁵ degrees or so, which turns a way of some metres.
            prop_assert!(turned < 1e-10 + 1e-8 / metres, "{} {azimuth}", way.azimuth);
        }
    }
}
