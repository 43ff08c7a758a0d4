//! Which capsules of a chain can be on its upper envelope at all.
//!
//! Of two discs of one radius the left one is higher on the left of the place where their tops meet, and lower on its right. A
//! disc between them is therefore hidden everywhere if it does not reach that place, and so is a capsule between them: one
//! distance decides. Discs that show are found among the highest of every few vertices by a scan (Graham 1972, with an arc
//! for the straight side of the hull); which pair of them is asked is a matter of speed alone.

use super::capsule::Capsule;
use super::plane::{cross, dot, left};
use geo::Coord;

/// By so much of the radius a capsule must miss the place, so that radii that differ a little hide it too.
const MISS: f64 = 1e-8;
/// By so much of the radius it must lie between the discs.
const BETWEEN: f64 = 1e-6;
/// One of so many vertices may be a peak.
const BLOCK: usize = 4;

/// Room for the search.
#[derive(Default)]
pub(super) struct Hills {
    /// The vertices whose discs show, from left to right: where, and which.
    peaks: Vec<(Coord<f64>, usize)>,
}

impl Hills {
    /// Names the capsules that may show from the left of the way along, by rising place along it, of a chain that goes on in
    /// one direction, along or back.
    pub(super) fn show(&mut self, chain: &[Capsule], along: Coord<f64>, mut found: impl FnMut(usize)) {
        let n = chain.len();
        let forward = dot(chain[0].along, along) >= 0.0;
        let of = |i: usize| if forward { i } else { n - 1 - i };
        let ends = |i: usize| if forward { (chain[of(i)].a, chain[of(i)].b) } else { (chain[of(i)].b, chain[of(i)].a) };
        let radius = chain[0].radius;
        let flat = 0.5 / radius;
        self.peaks.clear();
        self.peaks.push((ends(0).0, 0));
        let mut i = 0;
        while i < n {
            let to = (i + BLOCK).min(n);
            // The highest vertex of a few; the last one of all.
            let (mut place, mut number, mut height) = (ends(i).1, i + 1, cross(along, ends(i).1));
            for k in i + 1..to {
                let next = ends(k).1;
                let y = cross(along, next);
                if y > height || k + 1 == n {
                    (place, number, height) = (next, k + 1, y);
                }
            }
            i = to;
            while let [.., (a, _), (b, _)] = self.peaks[..] {
                // The arc about the place where the outer discs meet is so far below their chord there, by its square.
                let (d, v) = (place - a, b - a);
                let (d2, s) = (dot(d, d), dot(d, v));
                let below = cross(v, d);
                let dip = s * (d2 - s) * flat;
                if below <= 0.0 || below * below * d2 <= dip * dip || s <= 0.0 || s >= d2 {
                    break;
                }
                self.peaks.pop();
            }
            self.peaks.push((place, number));
        }
        for pair in self.peaks.windows(2) {
            let [(a, from), (c, to)] = [pair[0], pair[1]];
            if to - from < 3 {
                (from..to).for_each(|i| found(of(i)));
                continue;
            }
            let (d, least) = (c - a, radius * (1.0 - MISS));
            let d2 = dot(d, d);
            let up2 = least * least / d2 - 0.25;
            let top = a + d * 0.5 + left(d) * up2.max(0.0).sqrt();
            let [west, east] = [dot(along, a) + BETWEEN * radius, dot(along, c) - BETWEEN * radius];
            let is_hidden = |i: usize| {
                let capsule = &chain[of(i)];
                let between = |p: Coord<f64>| (west..east).contains(&dot(along, p));
                let reach = capsule.radius * (1.0 + MISS);
                between(capsule.a) && between(capsule.b) && capsule.gap2(top) > reach * reach
            };
            (from..to).filter(|&i| i == from || i + 1 == to || up2 <= 0.0 || !is_hidden(i)).for_each(|i| found(of(i)));
        }
    }
}
