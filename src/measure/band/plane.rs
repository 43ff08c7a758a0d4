//! Boxes and vectors in a plane.

use geo::Coord;
use std::f64::consts::TAU;

/// A box; empty if its corners are the wrong way round.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub(super) min: Coord<f64>,
    pub(super) max: Coord<f64>,
}

impl Bounds {
    pub(super) fn around(points: impl IntoIterator<Item = Coord<f64>>) -> Bounds {
        let none = Bounds {
            min: Coord { x: f64::INFINITY, y: f64::INFINITY },
            max: Coord { x: f64::NEG_INFINITY, y: f64::NEG_INFINITY },
        };
        points.into_iter().fold(none, |b, p| Bounds {
            min: Coord { x: b.min.x.min(p.x), y: b.min.y.min(p.y) },
            max: Coord { x: b.max.x.max(p.x), y: b.max.y.max(p.y) },
        })
    }

    pub(super) fn meets(&self, other: &Bounds) -> bool {
        self.min.x <= other.max.x && other.min.x <= self.max.x && self.min.y <= other.max.y && other.min.y <= self.max.y
    }

    /// The squared distance between two boxes.
    pub(super) fn gap2(&self, other: &Bounds) -> f64 {
        let x = (self.min.x - other.max.x).max(other.min.x - self.max.x).max(0.0);
        let y = (self.min.y - other.max.y).max(other.min.y - self.max.y).max(0.0);
        x * x + y * y
    }

    pub(super) fn corners(&self) -> [Coord<f64>; 4] {
        [self.min, Coord { x: self.max.x, y: self.min.y }, self.max, Coord { x: self.min.x, y: self.max.y }]
    }
}

pub(super) fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

pub(super) fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

pub(super) fn left(v: Coord<f64>) -> Coord<f64> {
    Coord { x: -v.y, y: v.x }
}

pub(super) fn norm(v: Coord<f64>) -> f64 {
    dot(v, v).sqrt()
}

pub(super) fn angle(v: Coord<f64>) -> f64 {
    v.y.atan2(v.x)
}

/// The same angle, less than a turn after the first.
pub(super) fn from(first: f64, angle: f64) -> f64 {
    angle - TAU * ((angle - first) / TAU).floor()
}

pub(super) fn unit(angle: f64) -> Coord<f64> {
    let (y, x) = angle.sin_cos();
    Coord { x, y }
}
