//! The points within a radius of a segment, and what they cover of lines and arcs.

use super::piece::{Piece, View, turned};
use super::plane::{cross, dot, left, norm};
use crate::geodesy::Extreme;
use geo::Coord;

/// The points within a radius of a segment.
pub(super) struct Capsule {
    pub(super) a: Coord<f64>,
    pub(super) b: Coord<f64>,
    pub(super) along: Coord<f64>,
    pub(super) length: f64,
    pub(super) radius: f64,
}

impl Capsule {
    pub(super) fn new(a: Coord<f64>, b: Coord<f64>, radius: f64) -> Capsule {
        let (d, length) = (b - a, norm(b - a));
        let along = if length > 0.0 { d * (1.0 / length) } else { Coord { x: 1.0, y: 0.0 } };
        Capsule { a, b, along, length, radius }
    }

    /// The squared distance of a point from the segment.
    #[inline]
    pub(super) fn gap2(&self, p: Coord<f64>) -> f64 {
        let v = p - self.a;
        let w = v - self.along * dot(v, self.along).higher(0.0).lower(self.length);
        dot(w, w)
    }

    #[inline]
    pub(super) fn holds(&self, p: Coord<f64>) -> bool {
        self.gap2(p) < self.radius * self.radius
    }

    /// Whether it may cover some of a line between two places.
    #[inline]
    pub(super) fn may_touch_line(&self, from: Coord<f64>, along: Coord<f64>, piece: &Piece, view: &View) -> bool {
        let (r, a, b) = (self.radius, self.a - from, self.b - from);
        let (high, low) = (cross(along, a), cross(along, b));
        if (high >= r && low >= r) || (high <= -r && low <= -r) {
            return false;
        }
        // From beyond an end, nothing can be covered if that end is not.
        let (a, b) = (dot(along, a), dot(along, b));
        if a > piece.to && b > piece.to {
            self.holds(view.hull[2])
        } else if a < piece.from && b < piece.from {
            self.holds(view.hull[0])
        } else {
            true
        }
    }

    /// Whether it may cover some of an arc.
    #[inline]
    pub(super) fn may_touch_arc(&self, centre: Coord<f64>, view: &View) -> bool {
        let reach = self.radius + view.half;
        if self.gap2(view.middle) >= reach * reach {
            return false;
        }
        let [start, _, end] = view.hull;
        let (a, b, right, left) = (self.a - centre, self.b - centre, start - centre, end - centre);
        // Where the segment is beside the sector, an end is nearest.
        let is_beside =
            cross(right, a) <= 0.0 && cross(right, b) <= 0.0 || cross(left, a) >= 0.0 && cross(left, b) >= 0.0;
        !is_beside || self.holds(start) || self.holds(end)
    }

    /// The interval that the capsule covers of a line: one, as it is convex. None if it covers nothing.
    #[inline]
    pub(super) fn on_line(&self, from: Coord<f64>, along: Coord<f64>) -> Option<(f64, f64)> {
        let seen = |v: Coord<f64>| Coord { x: dot(along, v), y: cross(along, v) };
        let (r, a, b) = (self.radius, seen(self.a - from), seen(self.b - from));
        let mut span = (f64::INFINITY, f64::NEG_INFINITY);
        let mut add = |from: f64, to: f64| span = (span.0.min(from), span.1.max(to));
        for end in [a, b] {
            let half2 = (r - end.y) * (r + end.y);
            if half2 > 0.0 {
                add(end.x - half2.sqrt(), end.x + half2.sqrt());
            }
        }
        let out = seen(left(self.along)) * r;
        for (a, b) in [(a + out, b + out), (a - out, b - out)] {
            if (a.y > 0.0) != (b.y > 0.0) {
                let x = a.x + (b.x - a.x) * (a.y / (a.y - b.y));
                add(x, x);
            }
        }
        (span.0 < span.1).then_some(span)
    }

    /// The intervals that the capsule covers of an arc, by the sine of the angle from its middle.
    pub(super) fn on_arc(
        &self,
        (centre, radius, middle): (Coord<f64>, f64, Coord<f64>),
        arc: (f64, f64),
        mut covered: impl FnMut(f64, f64),
    ) {
        let mut cuts = Sorted { cuts: [0.0; 10], used: 0 };
        cuts.insert(arc.0);
        cuts.insert(arc.1);
        // All places first, not a number where there is none: what is decided by one would keep the next waiting for its root.
        let sine = |direction: Coord<f64>, is_there: bool| {
            if is_there & (dot(middle, direction) > 0.0) { cross(middle, direction) } else { f64::NAN }
        };
        let r = self.radius;
        let around = [self.a - centre, self.b - centre].map(|v| {
            let d = norm(v);
            let cos = (d * d + (radius - r) * (radius + r)) / (2.0 * d * radius);
            let towards = v / d;
            let across = left(towards) * ((1.0 - cos) * (1.0 + cos)).sqrt();
            [towards * cos - across, towards * cos + across].map(|direction| sine(direction, cos.abs() < 1.0))
        });
        let off = cross(self.along, centre - self.a);
        let beside = [r - off, -r - off].map(|y| {
            let (across, ahead) = (left(self.along) * y, self.along * ((radius - y) * (radius + y)).sqrt());
            [across + ahead, across - ahead].map(|place| sine(place / radius, y.abs() < radius))
        });
        for sine in around.into_iter().chain(beside).flatten() {
            if sine > arc.0 && sine < arc.1 {
                cuts.insert(sine);
            }
        }
        for pair in cuts.cuts[..cuts.used].windows(2) {
            if self.holds(centre + turned(middle, (pair[0] + pair[1]) * 0.5) * radius) {
                covered(pair[0], pair[1]);
            }
        }
    }
}

/// A few numbers in order.
struct Sorted {
    cuts: [f64; 10],
    used: usize,
}

impl Sorted {
    fn insert(&mut self, x: f64) {
        let mut i = self.used.min(self.cuts.len() - 1);
        while i > 0 && self.cuts[i - 1] > x {
            self.cuts[i] = self.cuts[i - 1];
            i -= 1;
        }
        self.cuts[i] = x;
        self.used = (self.used + 1).min(self.cuts.len());
    }
}
