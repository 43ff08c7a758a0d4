//! Boxes around runs of things, and around runs of boxes, up to one: which things may be near?

use crate::geodesy::Extreme;
use smallvec::SmallVec;

/// So many things in the smallest box, and so many boxes in a larger one.
const FAN: usize = 4;
/// Room for a search on the stack: the siblings on four levels, 8⁵ things. A deeper one goes on the heap.
const DEPTH: usize = 32;

/// A box with sides along the axes. Of earth-centred metres (N = 3) it knows no 180° meridian and no poles.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds<const N: usize> {
    /// Its lowest corner.
    pub low: [f64; N],
    /// Its highest corner.
    pub high: [f64; N],
}

impl<const N: usize> Bounds<N> {
    /// Holds nothing and meets nothing.
    pub const NOTHING: Bounds<N> = Bounds { low: [f64::INFINITY; N], high: [f64::NEG_INFINITY; N] };

    /// The box around some points.
    #[inline]
    pub fn around(points: impl IntoIterator<Item = impl Into<[f64; N]>>) -> Bounds<N> {
        let mut all = Bounds::NOTHING;
        for point in points {
            for (k, x) in point.into().into_iter().enumerate() {
                all.low[k] = x.lower(all.low[k]);
                all.high[k] = x.higher(all.high[k]);
            }
        }
        all
    }

    /// The box around both.
    #[inline]
    pub fn union(mut self, other: &Bounds<N>) -> Bounds<N> {
        for k in 0..N {
            self.low[k] = self.low[k].lower(other.low[k]);
            self.high[k] = self.high[k].higher(other.high[k]);
        }
        self
    }

    /// The box with so much more room on every side.
    pub fn grown(mut self, by: f64) -> Bounds<N> {
        for k in 0..N {
            self.low[k] -= by;
            self.high[k] += by;
        }
        self
    }

    /// Whether the boxes share a point; a common side counts.
    #[inline]
    pub fn meets(&self, other: &Bounds<N>) -> bool {
        (0..N).all(|k| self.low[k] <= other.high[k] && other.low[k] <= self.high[k])
    }

    /// Beyond which of its sides does a point lie: two bits for each direction (Cohen and Sutherland)?
    #[inline]
    pub fn outcode(&self, point: [f64; N]) -> u8 {
        (0..N)
            .fold(0, |sides, k| sides << 2 | u8::from(point[k] < self.low[k]) << 1 | u8::from(point[k] > self.high[k]))
    }

    /// At least how far apart is anything in one box from anything in the other? Squared.
    #[inline]
    pub fn gap2(&self, other: &Bounds<N>) -> f64 {
        let mut sum = 0.0;
        for k in 0..N {
            let gap = (other.low[k] - self.high[k]).higher(self.low[k] - other.high[k]).higher(0.0);
            sum += gap * gap;
        }
        sum
    }
}

/// Boxes around runs of things that are near each other in their order, as the edges of a line are: no sorting is
/// needed to pack them.
#[derive(Debug)]
pub struct BoxTree<const N: usize> {
    levels: Vec<Vec<Bounds<N>>>,
    things: usize,
}

impl<const N: usize> BoxTree<N> {
    /// The tree of some things, by their boxes.
    pub fn of(things: &[Bounds<N>]) -> BoxTree<N> {
        let packed = |boxes: &[Bounds<N>]| -> Vec<Bounds<N>> {
            boxes.chunks(FAN).map(|run| run.iter().fold(Bounds::NOTHING, |all, b| all.union(b))).collect()
        };
        let mut levels = vec![packed(things)];
        while let Some(boxes) = levels.last().filter(|boxes| boxes.len() > 1) {
            let next = packed(boxes);
            levels.push(next);
        }
        BoxTree { levels, things: things.len() }
    }

    /// The box around everything.
    pub fn bounds(&self) -> Bounds<N> {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or(Bounds::NOTHING)
    }

    /// Looks into everything that may be nearer to a box than `least` (squared), nearer boxes first. `look` measures one
    /// thing and lowers `least` where it is nearer.
    #[inline]
    pub fn nearest(&self, here: &Bounds<N>, mut least: f64, mut look: impl FnMut(usize, &mut f64)) {
        let mut stack: SmallVec<[(f64, u32, u32); DEPTH]> = SmallVec::new();
        if let Some(top) = self.levels.len().checked_sub(1).filter(|_| self.things > 0) {
            stack.push((self.levels[top][0].gap2(here), top as u32, 0));
        }
        while let Some((gap2, level, number)) = stack.pop() {
            if gap2 >= least {
                continue;
            }
            let from = number as usize * FAN;
            if level == 0 {
                for thing in from..(from + FAN).min(self.things) {
                    look(thing, &mut least);
                }
                continue;
            }
            let below = &self.levels[level as usize - 1];
            let first = stack.len();
            for (i, b) in below[from..(from + FAN).min(below.len())].iter().enumerate() {
                let gap2 = b.gap2(here);
                if gap2 < least {
                    // The nearest last, so that it is looked into first.
                    let mut at = stack.len();
                    stack.push((gap2, level - 1, (from + i) as u32));
                    while at > first && stack[at - 1].0 < stack[at].0 {
                        stack.swap(at - 1, at);
                        at -= 1;
                    }
                }
            }
        }
    }

    /// The numbers of the things that may come within so many metres of a box, in order, until `found` says false.
    #[inline]
    pub fn near(&self, bounds: &Bounds<N>, reach: f64, mut found: impl FnMut(usize) -> bool) {
        let reach2 = reach * reach;
        let is_near = |level: usize, number: usize| self.levels[level][number].gap2(bounds) <= reach2;
        let mut stack: SmallVec<[(u32, u32); DEPTH]> = SmallVec::new();
        if let Some(top) = self.levels.len().checked_sub(1).filter(|&top| self.things > 0 && is_near(top, 0)) {
            stack.push((top as u32, 0));
        }
        while let Some((level, number)) = stack.pop() {
            let from = number as usize * FAN;
            let Some(below) = (level as usize).checked_sub(1) else {
                if !(from..(from + FAN).min(self.things)).all(&mut found) {
                    return;
                }
                continue;
            };
            let to = (from + FAN).min(self.levels[below].len());
            stack.extend((from..to).rev().filter(|&i| is_near(below, i)).map(|i| (level - 1, i as u32)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn finds_what_a_look_at_everything_finds(
            points in prop::collection::vec(prop::array::uniform2(-100.0..100.0f64), 0..700),
            here in prop::array::uniform2(-120.0..120.0f64),
            reach in 0.0..60.0f64,
        ) {
            let boxes: Vec<Bounds<2>> = points.iter().map(|&p| Bounds::around([p])).collect();
            let tree = BoxTree::of(&boxes);
            let here = Bounds::around([here]);
            let mut best = f64::INFINITY;
            tree.nearest(&here, f64::INFINITY, |i, least| {
                *least = least.min(boxes[i].gap2(&here));
                best = *least;
            });
            prop_assert_eq!(best, boxes.iter().map(|b| b.gap2(&here)).fold(f64::INFINITY, f64::min));
            let mut found = Vec::new();
            tree.near(&here, reach, |i| { found.push(i); true });
            prop_assert!(found.is_sorted());
            for (i, b) in boxes.iter().enumerate() {
                prop_assert!(b.gap2(&here) > reach * reach || found.contains(&i));
            }
        }
    }
}
