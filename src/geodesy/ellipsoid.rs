//! The WGS 84 ellipsoid: its size and its curvature.

use super::LonLat;

/// Semi-major axis, metres (NGA.STND.0036, WGS 84).
pub const EQUATORIAL_RADIUS: f64 = 6_378_137.0;
/// Flattening.
pub(super) const FLATTENING: f64 = 1.0 / 298.257_223_563;
/// First eccentricity squared.
pub(super) const E2: f64 = FLATTENING * (2.0 - FLATTENING);
/// The smallest radius of curvature anywhere: that of the meridian at the equator, metres.
pub(super) const SMALLEST_RADIUS: f64 = EQUATORIAL_RADIUS * (1.0 - E2);

/// Metres per radian of latitude and per radian of longitude, at a latitude with this sine and cosine.
#[inline]
pub(super) fn metres_per_radian(sin: f64, cos: f64) -> (f64, f64) {
    let w2 = 1.0 - E2 * sin * sin;
    let prime_vertical = EQUATORIAL_RADIUS / w2.sqrt();
    (prime_vertical * (1.0 - E2) / w2, prime_vertical * cos)
}

/// The place in earth-centred Cartesian coordinates, metres.
///
/// Chords between such points order candidates without any projection; they are never a figure.
#[inline]
pub fn earth_centred(place: LonLat) -> [f64; 3] {
    in_space(place.y.to_radians().sin_cos(), place.x.to_radians().sin_cos())
}

#[inline]
fn in_space((sin_lat, cos_lat): (f64, f64), (sin_lon, cos_lon): (f64, f64)) -> [f64; 3] {
    let prime_vertical = EQUATORIAL_RADIUS / (1.0 - E2 * sin_lat * sin_lat).sqrt();
    [prime_vertical * cos_lat * cos_lon, prime_vertical * cos_lat * sin_lon, prime_vertical * (1.0 - E2) * sin_lat]
}

/// The same of places along a line: to 0.1 µm, and faster where they follow each other closely.
///
/// # Method
/// Sine and cosine of a sum of angles, the small one's by their series; from the library anew every so many places.
pub fn earth_centred_line(places: &[LonLat]) -> Vec<[f64; 3]> {
    let (mut lat, mut lon) = (Turn::default(), Turn::default());
    let place = |(i, place): (usize, &LonLat)| {
        let anew = i % ANEW == 0;
        in_space(lat.to(place.y.to_radians(), anew), lon.to(place.x.to_radians(), anew))
    };
    places.iter().enumerate().map(place).collect()
}

/// After so many places sines are taken from the library anew, so that rounding does not add up.
pub(super) const ANEW: usize = 16;

/// An angle with its sine and cosine.
#[derive(Default)]
pub(super) struct Turn {
    angle: f64,
    sine: f64,
    cosine: f64,
}

impl Turn {
    /// Beyond so many radians the series are too short.
    const SMALL: f64 = 1e-3;

    /// The sine and cosine of the next angle, which is near this one or `anew`.
    #[inline]
    pub(super) fn to(&mut self, angle: f64, anew: bool) -> (f64, f64) {
        let d = angle - self.angle;
        self.angle = angle;
        (self.sine, self.cosine) = if anew || d.abs() > Turn::SMALL {
            angle.sin_cos()
        } else {
            let d2 = d * d;
            let (sin, cos) = (d - d * d2 * (1.0 / 6.0 - d2 / 120.0), 1.0 - d2 * (0.5 - d2 / 24.0));
            (self.sine * cos + self.cosine * sin, self.cosine * cos - self.sine * sin)
        };
        (self.sine, self.cosine)
    }
}

/// In which direction does the chord through the earth leave the first place for the second: the unit vector east and north?
///
/// # Method
/// That of the normal section: it leaves the geodesic's by e²/12·(s/R)² at most, 1.4e-5 at 1,000 km (Torge & Müller 2012,
/// section 4.1.3).
#[inline]
pub fn heading(from: LonLat, to: LonLat) -> (f64, f64) {
    let (sin_lat, cos_lat) = from.y.to_radians().sin_cos();
    let (sin_lon, cos_lon) = from.x.to_radians().sin_cos();
    let (a, b) = (earth_centred(from), earth_centred(to));
    let [x, y, z] = [b[0] - a[0], b[1] - a[1], b[2] - a[2]];
    let (east, north) = (y * cos_lon - x * sin_lon, z * cos_lat - (x * cos_lon + y * sin_lon) * sin_lat);
    let length = (east * east + north * north).sqrt();
    if length == 0.0 { (0.0, 0.0) } else { (east / length, north / length) }
}

/// How far apart are two places through the earth? Squared; all in earth-centred metres.
#[inline]
pub fn chord2(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    (0..3).map(|k| (a[k] - b[k]).powi(2)).sum()
}

/// By how much, at most, do edges bow away from the chords between their ends?
///
/// # Method
/// Downwards by L²/8R and sideways by that times the tangent of latitude, here 1/cos φ with the smallest cosine on them.
#[derive(Debug, Clone, Copy)]
pub struct Bow {
    /// Metres for a chord of a metre; it grows by the square.
    unit: f64,
}

impl Bow {
    /// Where a degree of longitude is worth at least so much of one of latitude.
    pub fn at(least_cos: f64) -> Bow {
        const RADIUS: f64 = 6_371_000.0;
        Bow { unit: (1.0 + 1.0 / least_cos.max(1e-6)) / (8.0 * RADIUS) }
    }

    /// Of an edge with these ends, in metres.
    #[inline]
    pub fn between(self, a: &[f64; 3], b: &[f64; 3]) -> f64 {
        chord2(a, b) * self.unit
    }
}

#[cfg(test)]
mod tests {
    use super::super::inverse;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_along_a_line_are_where_each_is_by_itself(
            x in -180.0..180.0f64, y in -89.0..89.0f64, steps in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 0..60), size in 1e-6..0.1f64,
        ) {
            let mut place = LonLat { x, y };
            let mut line = vec![place];
            for (east, north) in steps {
                place = LonLat { x: place.x + size * east, y: (place.y + size * north).clamp(-90.0, 90.0) };
                line.push(place);
            }
            for (found, place) in earth_centred_line(&line).iter().zip(&line) {
                let alone = earth_centred(*place);
                prop_assert!((0..3).all(|k| (found[k] - alone[k]).abs() < 1e-7), "{found:?} {alone:?}");
            }
        }

        #[test]
        fn the_chord_leaves_as_the_geodesic_does(
            x in -180.0..180.0f64, y in -85.0..85.0f64, bearing in 0.0..360.0f64, metres in 1.0..1e6f64,
        ) {
            use geographiclib_rs::{DirectGeodesic, Geodesic};
            let (lat, lon): (f64, f64) = Geodesic::wgs84().direct(y, x, bearing, metres);
            let (from, to) = (LonLat { x, y }, LonLat { x: lon, y: lat });
            let (east, north) = heading(from, to);
            let (sin, cos) = inverse(from, to).azimuth.to_radians().sin_cos();
            prop_assert!((east - sin).hypot(north - cos) < 2e-5);
        }
    }
}
