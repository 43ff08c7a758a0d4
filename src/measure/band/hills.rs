//! Which capsules of a chain can be on its upper envelope at all.
//!
//! Of two discs of one radius the left one is higher on the left of the place where their tops meet, and lower on its right. A
//! disc between them is therefore hidden everywhere if it does not reach that place, and so is a capsule between them: one
//! distance decides. Of a capsule that leaves one of the two discs without coming nearer to that place, only its end there shows.
//! Discs that show are found among the highest of every few vertices by a scan (Graham 1972, with an arc
//! for the straight side of the hull); which pair of them is asked is a matter of speed alone.

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
    /// From each peak the way up to where its top meets that of the next, and whether they meet.
    meets: Vec<(Coord<f64>, bool)>,
}

impl Hills {
    /// With room for the peaks of so many capsules.
    pub(super) fn with_room(capsules: usize) -> Hills {
        let peaks = 2 + capsules / BLOCK;
        Hills { peaks: Vec::with_capacity(peaks), meets: Vec::with_capacity(peaks) }
    }

    /// Names the capsules that may show from above, by rising number, of a chain that goes on from left to right, and what of
    /// them. The vertices of the chain are seen with the way along at x and up at y; each capsule has its radius.
    pub(super) fn show(
        &mut self,
        places: &[Coord<f64>],
        radius_of: impl Fn(usize) -> f64,
        mut found: impl FnMut(usize, Shown),
    ) {
        let ([first, others @ ..], radius) = (places, radius_of(0)) else { return };
        let flat = 0.5 / radius;
        self.peaks.clear();
        self.peaks.push((*first, 0));
        let mut before_block = 0;
        for block in others.chunks(BLOCK) {
            // The highest vertex of a few; the last one of all.
            let (mut highest, mut height) = (0, block[0].y);
            for (k, place) in block.iter().enumerate().skip(1) {
                highest = if place.y > height { k } else { highest };
                height = height.higher(place.y);
            }
            let is_last = before_block + block.len() == others.len();
            let highest = if is_last { block.len() - 1 } else { highest };
            let (place, number) = (block[highest], before_block + highest + 1);
            before_block += block.len();
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
        // All at once: what is decided below would have to wait for each.
        let least = radius * (1.0 - MISS);
        let meet = |pair: &[(Coord<f64>, usize)]| {
            let d = pair[1].0 - pair[0].0;
            let up2 = least * least / dot(d, d) - 0.25;
            (d * 0.5 + left(d) * up2.higher(0.0).sqrt(), up2 > 0.0)
        };
        self.meets.clear();
        self.meets.extend(self.peaks.windows(2).map(meet));
        // Of the two capsules that meet on a peak the one with the larger radius shows there, with the rest of it or alone.
        let mut before: Option<(usize, bool)> = None;
        for (pair, &(up, do_meet)) in self.peaks.windows(2).zip(&self.meets) {
            let [(a, from), (c, to)] = [pair[0], pair[1]];
            let (d, top) = (c - a, a + up);
            let (west, east) = (a.x + BETWEEN * radius, c.x - BETWEEN * radius);
            // The radius of the first capsule stands for all: they differ by far less than this.
            let reach2 = (radius * (1.0 + 2.0 * MISS)).powi(2);
            let far2 = |p: Coord<f64>| dot(p - top, p - top);
            let capsules = places[from..to].iter().zip(&places[from + 1..=to]);
            let mut from_start = f64::INFINITY;
            for (i, (&start, &end)) in (from..).zip(capsules) {
                let from_end = far2(end);
                let is_hidden = if i == from {
                    i + 1 < to && dot(end - a, up) <= 0.0 && end.x < east
                } else if i + 1 == to {
                    dot(start - c, up - d) <= 0.0 && start.x >= west
                } else {
                    // Both ends miss the place, and so does what is between.
                    let (way, to_top) = (end - start, top - start);
                    let (length2, on, off) = (dot(way, way), dot(way, to_top), cross(way, to_top));
                    let is_far = on <= 0.0 || on >= length2 || off * off > reach2 * length2;
                    start.x >= west && end.x < east && from_start.lower(from_end) > reach2 && is_far
                };
                from_start = from_end;
                let is_whole = !do_meet || !is_hidden;
                if i == from {
                    peak(&radius_of, before, Some((i, is_whole)), &mut found);
                }
                if is_whole {
                    found(i, Shown::Whole);
                }
                before = Some((i, is_whole));
            }
        }
        peak(&radius_of, before, None, &mut found);
    }
}

/// Names the capsule that shows on a peak, of the one before it and the one behind it, unless all of it is named anyhow.
fn peak(
    radius_of: &impl Fn(usize) -> f64,
    before: Option<(usize, bool)>,
    behind: Option<(usize, bool)>,
    found: &mut impl FnMut(usize, Shown),
) {
    let radius = |one: Option<(usize, bool)>| one.map_or(0.0, |(i, _)| radius_of(i));
    let (outer, shown) = if radius(before) > radius(behind) { (before, Shown::Right) } else { (behind, Shown::Left) };
    if let Some((i, false)) = outer {
        found(i, shown);
    }
}
