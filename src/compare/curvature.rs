//! How sharply does an alternative bend, as far as its vertices can tell?

use crate::geodesy::earth_centred;
use crate::model::Alignment;
use crate::units::{Chainage, Metres};

/// The circle is laid through three places so far apart along the alignment: half of what a curve of the smallest
/// radius in use on expressways in mountains covers.
pub const WINDOW: f64 = 100.0;
/// The circle is laid so often, metres.
const STEP: f64 = WINDOW / 2.0;
/// So many steps are a window.
const REACH: usize = 2;
/// The curvature of the earth itself, per metre.
const EARTH: f64 = 1.0 / 6_371_000.0;
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
/// is longer than the window, since between vertices so far apart nothing is known of the curve. The circle is laid
/// through the places in space, and the curvature of the earth taken from its own (Meusnier).
///
/// # Errors
/// Why nothing can be said, in words: the vertices are too far apart on most of the length.
pub fn curvature(alignment: &Alignment, design_radius: Option<Metres>) -> Result<Curvature, String> {
    let length = alignment.length().metres();
    let samples = samples(alignment);
    let mut assessed = 0usize;
    let mut sharp = 0usize;
    let mut smallest = (f64::INFINITY, 0.0);
    for (k, window) in samples.windows(2 * REACH + 1).enumerate() {
        let [Some(a), Some(_), Some(b), Some(_), Some(c)] = window else { continue };
        let radius = radius(a, b, c);
        assessed += 1;
        if design_radius.is_some_and(|d| radius < d.metres()) {
            sharp += 1;
        }
        if radius < smallest.0 {
            smallest = (radius, (k + REACH) as f64 * STEP);
        }
    }
    let share = assessed as f64 / samples.len().saturating_sub(2 * REACH).max(1) as f64;
    if share < ENOUGH || !smallest.0.is_finite() {
        let mean = length / (alignment.vertices().len() - 1) as f64;
        let spacing = Metres::of(mean);
        return Err(format!("not assessable: vertices {spacing} apart on average, {WINDOW:.0} m needed"));
    }
    Ok(Curvature {
        smallest: Metres::of(smallest.0.min(1e6)),
        at: Chainage::at(Metres::of(smallest.1)),
        sharp: design_radius.map(|_| Metres::of(sharp as f64 * STEP)),
        assessed: share.min(1.0),
    })
}

/// The places every step along the alignment, earth-centred; none on an edge longer than the window. On shorter ones
/// a place on the chord is off that on the edge by less than a millimetre.
fn samples(alignment: &Alignment) -> Vec<Option<[f64; 3]>> {
    let mut samples = Vec::with_capacity((alignment.length().metres() / STEP) as usize + 1);
    for (start, part) in alignment.parts() {
        let mut last = earth_centred(part[0]);
        // No circle is laid over the gap before a part.
        let mut over_gap = start > 0;
        for (i, &place) in part.iter().enumerate().skip(1) {
            let (from, to) = (alignment.chainage_of_vertex(start + i - 1), alignment.chainage_of_vertex(start + i));
            let next = earth_centred(place);
            while samples.len() as f64 * STEP <= to {
                let t = (samples.len() as f64 * STEP - from) / (to - from);
                let on = |k: usize| last[k] + (next[k] - last[k]) * t;
                samples.push((to - from <= WINDOW && !over_gap).then(|| [on(0), on(1), on(2)]));
                over_gap = false;
            }
            last = next;
        }
    }
    samples
}

/// The radius of the circle through three places, seen from above; infinite where they lie in a line.
fn radius(a: &[f64; 3], b: &[f64; 3], c: &[f64; 3]) -> f64 {
    let minus = |p: &[f64; 3], q: &[f64; 3]| [p[0] - q[0], p[1] - q[1], p[2] - q[2]];
    let norm = |v: &[f64; 3]| (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]).sqrt();
    let (p, q, r) = (minus(a, b), minus(c, b), minus(a, c));
    let cross = [p[1] * q[2] - p[2] * q[1], p[2] * q[0] - p[0] * q[2], p[0] * q[1] - p[1] * q[0]];
    let curvature = 2.0 * norm(&cross) / (norm(&p) * norm(&q) * norm(&r));
    let bend2 = curvature * curvature - EARTH * EARTH;
    if bend2 > 1e-16 { 1.0 / bend2.sqrt() } else { f64::INFINITY }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Result as Done;
    use crate::geodesy::Frame;

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
