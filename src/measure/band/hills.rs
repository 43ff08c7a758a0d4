//! Which capsules of a chain can be on its upper envelope at all.
//!
//! Of two discs of one radius the left one is higher on the left of the place where their tops meet, and lower on its right. A
//! disc between them is therefore hidden everywhere if it does not reach that place, and so is a capsule between them: one
//! distance decides. Of a capsule that leaves one of the two discs without coming nearer to that place, only its end there shows.
//! Discs that show are found among the highest of every few vertices by a scan (Graham 1972, with an arc
//! for the straight side of the hull); which pair of them is asked is a matter of speed alone.

use super::capsule::Capsule;
use super::plane::{cross, dot, left};
use crate::geodesy::Extreme;
use geo::Coord;

/// By so much of the radius a capsule must miss the place, so that radii that differ a little hide it too.
const MISS: f64 = 1e-8;
/// By so much of the radius it must lie between the discs.
const BETWEEN: f64 = 1e-6;
/// One of so many vertices may be a peak.
const BLOCK: usize = 4;

/// What of a capsule may show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// All of it.
    Whole,
    /// The disc around its end at the left.
    Left,
    /// The disc around its end at the right.
    Right,
}

/// Room for the search.
#[derive(Default)]
pub(super) struct Hills {
    /// The vertices whose discs show, from left to right: where, and which.
    peaks: Vec<(Coord<f64>, usize)>,
}

impl Hills {
    /// Names the capsules that may show from the left of the way along, by rising place along it, of a chain that goes on in
    /// one direction, along or back; and what of them.
    pub(super) fn show(&mut self, chain: &[Capsule], along: Coord<f64>, mut found: impl FnMut(usize, Shown)) {
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
            let (mut highest, mut height) = (i, cross(along, ends(i).1));
            for k in i + 1..to {
                let y = cross(along, ends(k).1);
                highest = if y > height { k } else { highest };
                height = height.higher(y);
            }
            let highest = if to == n { n - 1 } else { highest };
            let (place, number) = (ends(highest).1, highest + 1);
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
        // Of the two capsules that meet on a peak the one with the larger radius shows there, with the rest of it or alone.
        let mut before: Option<(usize, bool)> = None;
        for pair in self.peaks.windows(2) {
            let [(a, from), (c, to)] = [pair[0], pair[1]];
            let (d, least) = (c - a, radius * (1.0 - MISS));
            let d2 = dot(d, d);
            let up2 = least * least / d2 - 0.25;
            let up = d * 0.5 + left(d) * up2.max(0.0).sqrt();
            let top = a + up;
            let [west, east] = [dot(along, a) + BETWEEN * radius, dot(along, c) - BETWEEN * radius];
            let is_before = |p: Coord<f64>| dot(along, p) < east;
            let is_behind = |p: Coord<f64>| dot(along, p) >= west;
            let is_hidden = |i: usize| {
                let capsule = &chain[of(i)];
                let (one, next) = ends(i);
                if i == from {
                    return i + 1 < to && dot(next - a, up) <= 0.0 && is_before(next);
                }
                if i + 1 == to {
                    return dot(one - c, up - d) <= 0.0 && is_behind(one);
                }
                let reach = capsule.radius * (1.0 + MISS);
                is_behind(one) && is_before(next) && capsule.gap2(top) > reach * reach
            };
            for i in from..to {
                let is_whole = up2 <= 0.0 || !is_hidden(i);
                if i == from {
                    peak(chain, before, Some((of(i), is_whole)), &mut found);
                }
                if is_whole {
                    found(of(i), Shown::Whole);
                }
                before = Some((of(i), is_whole));
            }
        }
        peak(chain, before, None, &mut found);
    }
}

/// Names the capsule that shows on a peak, of the one before it and the one behind it, unless all of it is named anyhow.
fn peak(
    chain: &[Capsule],
    before: Option<(usize, bool)>,
    behind: Option<(usize, bool)>,
    found: &mut impl FnMut(usize, Shown),
) {
    let radius = |one: Option<(usize, bool)>| one.map_or(0.0, |(i, _)| chain[i].radius);
    let (outer, shown) = if radius(before) > radius(behind) { (before, Shown::Right) } else { (behind, Shown::Left) };
    if let Some((i, false)) = outer {
        found(i, shown);
    }
}
