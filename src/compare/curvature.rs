//! How sharply does an alternative bend, as far as its vertices can tell?

use crate::geodesy::{Frame, LonLat};
use crate::model::Alignment;
use crate::units::{Chainage, Metres};

/// The circle is laid through three places so far apart along the alignment: half of what a curve of the smallest
/// radius in use on expressways in mountains covers.
pub const WINDOW: f64 = 100.0;
/// Below this part of its length that can be assessed, nothing is said about an alignment's curvature.
const ENOUGH: f64 = 0.5;

/// The curvature of an alignment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Curvature {
    /// The smallest radius found.
    pub smallest: Metres,
    /// Where.
    pub at: Chainage,
    /// The length with a radius below the design radius, where one was given.
    pub sharp: Option<Metres>,
    /// The part of the length that could be assessed.
    pub assessed: f64,
}

/// What is the smallest radius, and how much of the alignment is sharper than the design radius?
///
/// # Method
/// Every 50 m the circle through the place and those 100 m before and behind it along the alignment: a
/// three-point circle on an alignment smoothed by that window. A place counts only where no edge within the window
/// is longer than the window, since between vertices so far apart nothing is known of the curve.
///
/// # Errors
/// Why nothing can be said, in words: the vertices are too far apart on most of the length.
pub fn curvature(alignment: &Alignment, design_radius: Option<Metres>) -> Result<Curvature, String> {
    let length = alignment.length().metres();
    let step = WINDOW / 2.0;
    let mut assessed = 0usize;
    let mut sharp = 0usize;
    let mut smallest = (f64::INFINITY, 0.0);
    let places = (length / step).floor() as usize;
    for k in 2..places.saturating_sub(1) {
        let at = k as f64 * step;
        if !known(alignment, at - WINDOW, at + WINDOW) {
            continue;
        }
        let place = |m: f64| alignment.spot(Chainage::at(Metres::of(m))).map(|s| alignment.place(s));
        let (Some(a), Some(b), Some(c)) = (place(at - WINDOW), place(at), place(at + WINDOW)) else { continue };
        let radius = radius(a, b, c);
        assessed += 1;
        if design_radius.is_some_and(|d| radius < d.metres()) {
            sharp += 1;
        }
        if radius < smallest.0 {
            smallest = (radius, at);
        }
    }
    let share = assessed as f64 / places.saturating_sub(3).max(1) as f64;
    if share < ENOUGH || !smallest.0.is_finite() {
        let mean = length / (alignment.vertices().len() - 1) as f64;
        let spacing = Metres::of(mean);
        return Err(format!("not assessable: vertices {spacing} apart on average, {WINDOW:.0} m needed"));
    }
    Ok(Curvature {
        smallest: Metres::of(smallest.0.min(1e6)),
        at: Chainage::at(Metres::of(smallest.1)),
        sharp: design_radius.map(|_| Metres::of(sharp as f64 * step)),
        assessed: share.min(1.0),
    })
}

/// Whether no edge between two chainages is longer than the window.
fn known(alignment: &Alignment, from: f64, to: f64) -> bool {
    let spot = |m: f64| alignment.spot(Chainage::at(Metres::of(m)));
    let (Some(first), Some(last)) = (spot(from), spot(to)) else { return false };
    (first.edge..=last.edge).all(|e| {
        let next = (e + 1).min(alignment.vertices().len() - 1);
        alignment.chainage_of_vertex(next) - alignment.chainage_of_vertex(e) <= WINDOW
    })
}

/// The radius of the circle through three places; infinite where they lie in a line.
fn radius(a: LonLat, b: LonLat, c: LonLat) -> f64 {
    let frame = Frame::at(b);
    let (p, q) = (frame.project(a), frame.project(c));
    let (ab, bc, ca) = (p.x.hypot(p.y), q.x.hypot(q.y), (p.x - q.x).hypot(p.y - q.y));
    let twice_area = (p.x * q.y - p.y * q.x).abs();
    if twice_area < 1e-9 { f64::INFINITY } else { ab * bc * ca / (2.0 * twice_area) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result as Done;

    fn circle(radius: f64, step: f64) -> Done<Alignment> {
        let frame = Frame::at((103.0, 21.4).into());
        let n = (radius * 3.0 / step) as usize;
        let at = |i: usize| {
            let turn = i as f64 * step / radius;
            frame.unproject(geo::Coord { x: radius * turn.cos(), y: radius * turn.sin() })
        };
        Alignment::new("circle", vec![(0..=n).map(at).collect()])
    }

    #[test]
    fn a_circle_has_its_radius() -> Done<()> {
        let found = curvature(&circle(400.0, 20.0)?, Metres::new(500.0).ok());
        assert!(found.is_ok_and(|c| (c.smallest.metres() - 400.0).abs() < 8.0 && c.sharp.is_some_and(|s| s.metres() > 900.0)));
        Ok(())
    }

    #[test]
    fn a_sketch_says_that_it_cannot_tell() -> Done<()> {
        let found = curvature(&circle(20_000.0, 3_000.0)?, None);
        assert!(found.is_err_and(|why| why.contains("not assessable")));
        Ok(())
    }
}
