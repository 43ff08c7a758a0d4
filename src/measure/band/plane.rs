//! Vectors in a plane.

use geo::Coord;

pub(super) type Bounds = crate::index::Bounds<2>;

#[inline]
pub(super) fn dot(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.x + a.y * b.y
}

#[inline]
pub(super) fn cross(a: Coord<f64>, b: Coord<f64>) -> f64 {
    a.x * b.y - a.y * b.x
}

#[inline]
pub(super) fn left(v: Coord<f64>) -> Coord<f64> {
    Coord { x: -v.y, y: v.x }
}

#[inline]
pub(super) fn norm(v: Coord<f64>) -> f64 {
    dot(v, v).sqrt()
}

/// The same direction, a metre long.
#[inline]
pub(super) fn unit(v: Coord<f64>) -> Coord<f64> {
    v / norm(v)
}
