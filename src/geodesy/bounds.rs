//! Boxes of longitude and latitude, with a distance that is never too large.

use super::LonLat;
use super::ellipsoid::SMALLEST_RADIUS;

/// The lower and the higher of two numbers.
///
/// They take an instruction each, where `min` and `max` take five to pass over what is not a number. Of such a number and
/// another the second comes out, whichever it is.
pub trait Extreme {
    /// The lower one.
    fn lower(self, other: Self) -> Self;
    /// The higher one.
    fn higher(self, other: Self) -> Self;
}

impl Extreme for f64 {
    #[inline]
    fn lower(self, other: f64) -> f64 {
        if self < other { self } else { other }
    }

    #[inline]
    fn higher(self, other: f64) -> f64 {
        if self > other { self } else { other }
    }
}

/// A box of longitude and latitude, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLatBox {
    /// South-west corner.
    pub min: LonLat,
    /// North-east corner.
    pub max: LonLat,
    /// The smallest cosine of latitude in the box: what a degree of longitude is worth at least.
    least_cos: f64,
}

impl LonLatBox {
    /// The box around some places; none around none.
    pub fn around<'a>(places: impl IntoIterator<Item = &'a LonLat>) -> Option<LonLatBox> {
        let mut places = places.into_iter();
        let first = *places.next()?;
        let (mut min, mut max) = (first, first);
        for p in places {
            min = LonLat { x: p.x.lower(min.x), y: p.y.lower(min.y) };
            max = LonLat { x: p.x.higher(max.x), y: p.y.higher(max.y) };
        }
        Some(LonLatBox::new(min, max))
    }

    /// The box between two corners.
    pub fn new(min: LonLat, max: LonLat) -> LonLatBox {
        LonLatBox { min, max, least_cos: min.y.abs().max(max.y.abs()).to_radians().cos().max(0.0) }
    }

    /// The box around two places that lie in this one; it takes over its cosine, which spares computing one.
    #[inline]
    pub fn part(&self, a: LonLat, b: LonLat) -> LonLatBox {
        LonLatBox {
            min: LonLat { x: a.x.lower(b.x), y: a.y.lower(b.y) },
            max: LonLat { x: a.x.higher(b.x), y: a.y.higher(b.y) },
            least_cos: self.least_cos,
        }
    }

    /// The smallest cosine of latitude in the box.
    pub fn least_cos(&self) -> f64 {
        self.least_cos
    }

    /// The smallest box around both.
    pub fn union(&self, other: &LonLatBox) -> LonLatBox {
        LonLatBox {
            min: LonLat { x: self.min.x.lower(other.min.x), y: self.min.y.lower(other.min.y) },
            max: LonLat { x: self.max.x.higher(other.max.x), y: self.max.y.higher(other.max.y) },
            least_cos: self.least_cos.lower(other.least_cos),
        }
    }

    /// Whether the boxes share a place; a common border counts.
    #[inline]
    pub fn meets(&self, other: &LonLatBox) -> bool {
        // All of it at once: which side decides changes so often that a branch for each costs more.
        let (x, y) = (
            (self.min.x <= other.max.x) & (other.min.x <= self.max.x),
            (self.min.y <= other.max.y) & (other.min.y <= self.max.y),
        );
        x & y
    }

    /// Whether the place lies in the box or on its border.
    #[inline]
    pub fn covers(&self, p: LonLat) -> bool {
        self.min.x <= p.x && p.x <= self.max.x && self.min.y <= p.y && p.y <= self.max.y
    }

    /// Beyond which of its sides does a place lie: a bit for each of west, east, south and north (Cohen and Sutherland)?
    #[inline]
    pub fn outcode(&self, p: LonLat) -> u8 {
        let (west, east) = (p.x < self.min.x, p.x > self.max.x);
        let (south, north) = (p.y < self.min.y, p.y > self.max.y);
        u8::from(west) | u8::from(east) << 1 | u8::from(south) << 2 | u8::from(north) << 3
    }

    /// At least how far apart is anything in one box from anything in the other, in metres?
    ///
    /// # Method
    /// The ellipsoid is nowhere curved more than a sphere with its smallest radius of curvature, so a
    /// way on it is nowhere shorter than its image on that sphere; there the haversine of the gaps,
    /// with the smallest cosine of latitude, bounds the distance from below.
    #[inline]
    pub fn gap(&self, other: &LonLatBox) -> f64 {
        let lat = (other.min.y - self.max.y).higher(self.min.y - other.max.y).higher(0.0);
        let mut lon = (other.min.x - self.max.x).higher(self.min.x - other.max.x).higher(0.0);
        if lon > 0.0 {
            // Wide boxes may be nearer across the 180° meridian.
            lon = lon.min((360.0 - (self.max.x.max(other.max.x) - self.min.x.min(other.min.x))).max(0.0));
        }
        let cos = self.least_cos.min(other.least_cos);
        // sin²(x/2) ≥ (x/2)²(1 − x²/12); twice the root of it is a chord, and no arc is shorter.
        let (y, x) = (lat.to_radians(), lon.to_radians());
        let shrink = |v: f64| v * v * (1.0 - v * v / 12.0).max(0.0);
        SMALLEST_RADIUS * (shrink(y) + cos * cos * shrink(x)).sqrt()
    }

    /// The box grown so that it holds everything within so many metres of itself.
    pub fn grown(&self, metres: f64) -> LonLatBox {
        let lat = (metres / SMALLEST_RADIUS).to_degrees() * 1.0001;
        let top = (self.min.y.abs().max(self.max.y.abs()) + lat).to_radians();
        let ratio = (metres / SMALLEST_RADIUS).sin() * 1.0001 / top.cos().max(1e-12);
        let lon = if top >= std::f64::consts::FRAC_PI_2 || ratio >= 1.0 { 360.0 } else { ratio.asin().to_degrees() };
        LonLatBox::new(
            LonLat { x: self.min.x - lon, y: (self.min.y - lat).max(-90.0) },
            LonLat { x: self.max.x + lon, y: (self.max.y + lat).min(90.0) },
        )
    }

    /// What is within so many metres of the box, to be asked often.
    pub fn within(&self, metres: f64) -> Around {
        let grown = self.grown(metres);
        Around { grown, turns: grown.min.x < -180.0 || grown.max.x > 180.0, bounds: *self, metres }
    }

    /// The box with so many degrees more on every side.
    pub fn stretched(&self, degrees: f64) -> LonLatBox {
        LonLatBox::new(
            LonLat { x: self.min.x - degrees, y: self.min.y - degrees },
            LonLat { x: self.max.x + degrees, y: self.max.y + degrees },
        )
    }

    /// The place in its middle.
    pub fn centre(&self) -> LonLat {
        LonLat { x: (self.min.x + self.max.x) / 2.0, y: (self.min.y + self.max.y) / 2.0 }
    }
}

/// The neighbourhood of a box.
#[derive(Debug, Clone, Copy)]
pub struct Around {
    bounds: LonLatBox,
    metres: f64,
    grown: LonLatBox,
    /// Whether it reaches over the 180° meridian.
    turns: bool,
}

impl Around {
    /// Whether anything in a box may be in it; surely not if this says no.
    #[inline]
    pub fn may_hold(&self, other: &LonLatBox) -> bool {
        if self.turns || other.min.x < -180.0 || other.max.x > 180.0 {
            return self.bounds.gap(other) <= self.metres;
        }
        self.grown.meets(other)
    }

    /// Whether it may hold everything in a box: then nothing in it need be asked for.
    #[inline]
    pub fn holds(&self, other: &LonLatBox) -> bool {
        !self.turns && self.grown.covers(other.min) && self.grown.covers(other.max)
    }
}

#[cfg(test)]
mod tests {
    use super::super::inverse;
    use super::*;
    use proptest::prelude::*;

    fn place() -> impl Strategy<Value = LonLat> {
        (-179.0..179.0f64, -89.0..89.0f64).prop_map(|(x, y)| LonLat { x, y })
    }

    proptest! {
        #[test]
        fn the_gap_is_never_too_large(a in place(), b in place()) {
            let boxed = |p| LonLatBox::new(p, p);
            let truth = inverse(a, b).distance;
            prop_assert!(boxed(a).gap(&boxed(b)) <= truth * (1.0 + 1e-12));
        }

        #[test]
        fn the_gap_between_boxes_is_never_too_large(
            places in proptest::array::uniform4(place()), s in 0.0..1.0f64, t in 0.0..1.0f64,
        ) {
            let [a, b, c, d] = places;
            let around = |a, b| LonLatBox::around(&[a, b]).unwrap_or(LonLatBox::new(a, b));
            let within = |a: LonLat, b: LonLat| LonLat { x: a.x + (b.x - a.x) * s, y: a.y + (b.y - a.y) * t };
            let truth = inverse(within(a, b), within(c, d)).distance;
            prop_assert!(around(a, b).gap(&around(c, d)) <= truth * (1.0 + 1e-12));
        }

        #[test]
        fn growing_reaches_everything_within(a in place(), bearing in 0.0..360.0f64, metres in 0.0..300_000.0f64) {
            use geographiclib_rs::{DirectGeodesic, Geodesic};
            let (y, x): (f64, f64) = Geodesic::wgs84().direct(a.y, a.x, bearing, metres);
            let grown = LonLatBox::new(a, a).grown(metres);
            let reached = [-360.0, 0.0, 360.0].iter().any(|turn| grown.covers(LonLat { x: x + turn, y }));
            prop_assert!(reached);
            let reached = LonLat { x: (x + 540.0).rem_euclid(360.0) - 180.0, y };
            prop_assert!(LonLatBox::new(a, a).within(metres).may_hold(&LonLatBox::new(reached, reached)));
        }
    }
}
