//! An edge of a line: straight in longitude and latitude, measured on the ellipsoid.

use super::ellipsoid::{ANEW, E2, EQUATORIAL_RADIUS, Turn, metres_per_radian};
use super::{Extreme, LonLat};

/// A straight line in longitude and latitude between two places.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edge {
    /// Where it starts.
    pub a: LonLat,
    /// Where it ends.
    pub b: LonLat,
}

/// How far from the middle of [0, 1] the two Gauss–Legendre nodes are, which weigh the same.
const TWO: f64 = 0.288_675_134_594_812_9;
/// The nodes and the weights of three.
const THREE: [(f64, f64); 3] =
    [(0.112_701_665_379_258_3, 5.0 / 18.0), (0.5, 4.0 / 9.0), (0.887_298_334_620_741_7, 5.0 / 18.0)];
/// Up to this many degrees two points are exact to 1e-15; up to the next, three are. A longer edge is cut.
const SHORT: f64 = 0.02;
const LONG: f64 = 0.2;

impl Edge {
    /// The edge between two places.
    pub fn new(a: LonLat, b: LonLat) -> Edge {
        Edge { a, b }
    }

    /// How long is the edge?
    ///
    /// # Units
    /// Metres.
    ///
    /// # Method
    /// The arc length ∫√((M φ′)² + (N cos φ · λ′)²) dt of the straight line in longitude and latitude,
    /// by Gauss–Legendre quadrature (M, N: radii of curvature, Torge & Müller 2012, section 4.1).
    /// It equals the sum of Karney's geodesics over the same edge cut into ever smaller pieces, to
    /// 1e-12 relative, and so adds up exactly; the one geodesic between the ends is shorter by
    /// 1.7e-10 of the length at 1 km and 1.7e-8 at 10 km, east–west at 21° N.
    /// In PostGIS: `ST_Length(ST_Segmentize(geom, 0.001)::geography)`.
    #[inline]
    pub fn length(&self) -> f64 {
        self.length_between(0.0, 1.0)
    }

    /// How long is the part of the edge between two fractions of it, in metres?
    pub fn length_between(&self, from: f64, to: f64) -> f64 {
        let d_lon = self.b.x - self.a.x;
        let d_lat = self.b.y - self.a.y;
        let part = to - from;
        let span = d_lon.abs().higher(d_lat.abs()) * part.abs();
        if span <= SHORT {
            let middle = (self.a.y + d_lat * (from + part * 0.5)).to_radians().sin_cos();
            return part * short(middle, part, d_lon, d_lat);
        }
        let pieces = (span / LONG).ceil().max(1.0);
        let step = part / pieces;
        let mut total = 0.0;
        let mut i = 0.0;
        while i < pieces {
            total += step * self.mean_speed(from + i * step, step, d_lon, d_lat);
            i += 1.0;
        }
        total
    }

    fn mean_speed(&self, from: f64, part: f64, d_lon: f64, d_lat: f64) -> f64 {
        let at = |node: f64| {
            let (sin, cos) = (self.a.y + d_lat * (from + part * node)).to_radians().sin_cos();
            speed(sin, cos, d_lon, d_lat)
        };
        THREE.iter().map(|(node, weight)| weight * at(*node)).sum()
    }

    /// Eastward and northward metres per unit of fraction, at a fraction of the edge.
    pub(super) fn velocity(&self, t: f64) -> (f64, f64) {
        let (sin, cos) = (self.a.y + (self.b.y - self.a.y) * t).to_radians().sin_cos();
        let (north, east) = metres_per_radian(sin, cos);
        (east * (self.b.x - self.a.x).to_radians(), north * (self.b.y - self.a.y).to_radians())
    }

    /// Which way does the edge run at a fraction of it: the unit vector east and north?
    ///
    /// An edge without length has none and gives (0, 0).
    pub fn direction(&self, t: f64) -> (f64, f64) {
        let (east, north) = self.velocity(t);
        let speed = east.hypot_fast(north);
        if speed == 0.0 { (0.0, 0.0) } else { (east / speed, north / speed) }
    }

    /// Which place lies at a fraction of the edge? Exact at both ends.
    #[inline]
    pub fn at(&self, t: f64) -> LonLat {
        if t <= 0.0 {
            self.a
        } else if t >= 1.0 {
            self.b
        } else {
            LonLat { x: self.a.x + (self.b.x - self.a.x) * t, y: self.a.y + (self.b.y - self.a.y) * t }
        }
    }

    /// At which fraction of the edge has one gone so many metres from its start?
    ///
    /// # Method
    /// Newton's method on [`Edge::length_between`]; two or three steps reach rounding.
    pub fn fraction_at(&self, metres: f64) -> f64 {
        if metres <= 0.0 {
            return 0.0;
        }
        let length = self.length();
        if length == 0.0 {
            return 0.0;
        }
        let mut t = (metres / length).clamp(0.0, 1.0);
        for _ in 0..8 {
            let (east, north) = self.velocity(t);
            let step = (metres - self.length_between(0.0, t)) / east.hypot_fast(north);
            t = (t + step).clamp(0.0, 1.0);
            if step.abs() < 1e-15 {
                break;
            }
        }
        t
    }
}

/// How long are the edges of a line, one after the other? As [`Edge::length`], faster where they are short.
#[derive(Default)]
pub struct Lengths {
    middle: Turn,
    count: usize,
}

impl Lengths {
    /// The length of the next edge, metres.
    #[inline]
    pub fn next(&mut self, a: LonLat, b: LonLat) -> f64 {
        let (d_lon, d_lat) = (b.x - a.x, b.y - a.y);
        if d_lon.abs().higher(d_lat.abs()) > SHORT {
            return Edge::new(a, b).length();
        }
        let middle = self.middle.to((a.y + d_lat * 0.5).to_radians(), self.count.is_multiple_of(ANEW));
        self.count += 1;
        short(middle, 1.0, d_lon, d_lat)
    }
}

/// The mean speed over a short part of an edge, from the sine and cosine of the latitude in its middle.
#[inline]
fn short((sin, cos): (f64, f64), part: f64, d_lon: f64, d_lat: f64) -> f64 {
    // The latitudes of the nodes differ so little that a series to the third power tells their sines: to 1e-17.
    let h = (TWO * part * d_lat).to_radians();
    let (even, odd) = (1.0 - 0.5 * h * h, h - h * h * h / 6.0);
    let [low, high] = [-odd, odd].map(|odd| speed(sin * even + cos * odd, cos * even - sin * odd, d_lon, d_lat));
    0.5 * (low + high)
}

/// Metres per unit of fraction where the latitude has this sine and cosine: that of [`Edge::velocity`], with the radii of
/// curvature written out.
#[inline]
fn speed(sin: f64, cos: f64, d_lon: f64, d_lat: f64) -> f64 {
    let flat = 1.0 / (1.0 - E2 * sin * sin);
    let (north, east) = ((1.0 - E2) * flat * d_lat, cos * d_lon);
    EQUATORIAL_RADIUS * ((north * north + east * east) * flat).sqrt().to_radians()
}

trait HypotFast {
    fn hypot_fast(self, other: f64) -> f64;
}

impl HypotFast for f64 {
    /// Without the guard against overflow that `hypot` pays for: these are metres on one planet.
    #[inline]
    fn hypot_fast(self, other: f64) -> f64 {
        (self * self + other * other).sqrt()
    }
}

#[cfg(test)]
mod tests {
    use super::super::inverse;
    use super::*;
    use proptest::prelude::*;

    fn edge(a: (f64, f64), b: (f64, f64)) -> Edge {
        Edge::new(a.into(), b.into())
    }

    /// The slow, obvious twin: Karney's geodesics over a hundred-metre cut of the edge.
    fn karney(e: &Edge) -> f64 {
        let pieces = (inverse(e.a, e.b).distance / 100.0).ceil().max(1.0) as usize;
        let place = |i: usize| e.at(i as f64 / pieces as f64);
        (0..pieces).map(|i| inverse(place(i), place(i + 1)).distance).sum()
    }

    #[test]
    fn agrees_with_karney_on_a_fine_cut() {
        for (a, b) in [
            ((103.0, 21.4), (103.001, 21.4)),
            ((103.0, 21.4), (103.0, 21.41)),
            ((103.0, 21.4), (103.05, 21.43)),
            ((102.1, 22.5), (104.0, 21.0)),
            ((-3.0, 60.0), (3.0, 71.0)),
            ((10.0, -1.0), (12.0, 1.0)),
        ] {
            let e = edge(a, b);
            let twin = karney(&e);
            assert!((e.length() - twin).abs() <= 2e-10 * twin, "{e:?}: {} against {twin}", e.length());
        }
    }

    proptest! {
        #[test]
        fn edges_of_a_line_are_as_long_as_each_by_itself(
            x in -180.0..180.0f64, y in -88.0..88.0f64, steps in prop::collection::vec((-1.0..1.0f64, -1.0..1.0f64), 0..60), size in 1e-6..0.05f64,
        ) {
            let (mut here, mut lengths) = (LonLat { x, y }, Lengths::default());
            for (east, north) in steps {
                let there = LonLat { x: here.x + size * east, y: here.y + size * north };
                let alone = Edge::new(here, there).length();
                let found = lengths.next(here, there);
                prop_assert!((found - alone).abs() <= 1e-14 * alone, "{found} {alone}");
                here = there;
            }
        }
    }

    #[test]
    fn parts_add_up_and_fractions_invert() {
        let e = edge((103.0, 21.0), (103.6, 21.9));
        let whole = e.length();
        let parts: f64 = [0.0, 0.1, 0.37, 0.5, 0.93, 1.0].windows(2).map(|w| e.length_between(w[0], w[1])).sum();
        assert!((whole - parts).abs() < 1e-7, "{whole} {parts}");
        for t in [0.0, 0.25, 0.8, 1.0] {
            assert!((e.fraction_at(e.length_between(0.0, t)) - t).abs() < 1e-12);
        }
    }
}
