//! The inverse geodesic problem: how far, and in which direction.

use super::LonLat;
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
/// C. F. F. Karney, Algorithms for geodesics, J. Geodesy 87 (2013) 43–55, on WGS 84; exact to
/// about 15 nm. In PostGIS: `ST_Distance(geography, geography)` between points.
pub fn inverse(from: LonLat, to: LonLat) -> Inverse {
    let (distance, azimuth, _, _): (f64, f64, f64, f64) = WGS84.inverse(from.y, from.x, to.y, to.x);
    Inverse { distance, azimuth }
}
