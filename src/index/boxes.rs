//! Boxes around runs of things, and around runs of boxes, up to one: which things may be near?

use crate::geodesy::Extreme;
use smallvec::SmallVec;
use std::ops::Range;

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
        // All of it at once: which side decides changes so often that a branch for each costs more.
        (0..N).fold(true, |meets, k| meets & (self.low[k] <= other.high[k]) & (other.low[k] <= self.high[k]))
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

/// A box of the tree: how high up, and which.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    level: u32,
    number: u32,
}

impl<const N: usize> BoxTree<N> {
    /// The tree of some things, by their boxes.
    pub fn of(things: impl IntoIterator<Item = Bounds<N>>) -> BoxTree<N> {
        let (mut lowest, mut count): (Vec<Bounds<N>>, usize) = Default::default();
        things.into_iter().for_each(|thing| {
            match lowest.last_mut() {
                Some(few) if !count.is_multiple_of(FAN) => *few = few.union(&thing),
                _ => lowest.push(thing),
            }
            count += 1;
        });
        let mut levels = vec![lowest];
        while let Some(boxes) = levels.last().filter(|boxes| boxes.len() > 1) {
            let all = |few: &[Bounds<N>]| few.iter().fold(Bounds::NOTHING, |all, b| all.union(b));
            let next = boxes.chunks(FAN).map(all).collect();
            levels.push(next);
        }
        BoxTree { levels, things: count }
    }

    /// The box around everything.
    pub fn bounds(&self) -> Bounds<N> {
        self.levels.last().and_then(|top| top.first()).copied().unwrap_or(Bounds::NOTHING)
    }

    /// Looks into everything that may be nearer to a box than `least` (squared), nearer boxes first. `look` measures one
    /// thing and lowers `least` where it is nearer.
    #[inline]
    pub fn nearest(&self, here: &Bounds<N>, least: f64, mut look: impl FnMut(usize, &mut f64)) {
        self.nearest_among(&self.top(), here, least, |_, things, least| things.for_each(|thing| look(thing, least)));
    }

    /// The whole tree as one node, unless it is empty.
    pub fn top(&self) -> Option<Node> {
        (self.things > 0).then(|| Node { level: self.levels.len() as u32 - 1, number: 0 })
    }

    /// Small nodes, of up to sixteen things each, that hold all that may come within so many metres of a box.
    #[inline]
    pub fn nodes(&self, here: &Bounds<N>, reach: f64) -> SmallVec<[Node; DEPTH]> {
        let reach2 = reach * reach;
        let is_near = |node: &Node| self.bounds_of(node).gap2(here) <= reach2;
        let (mut found, mut stack): (SmallVec<[Node; DEPTH]>, SmallVec<[Node; DEPTH]>) = Default::default();
        stack.extend(self.top().filter(is_near));
        while let Some(node) = stack.pop() {
            match node.level {
                0 | 1 => found.push(node),
                _ => stack.extend(self.below(&node).filter(is_near)),
            }
        }
        found
    }

    /// The box around some nodes.
    #[inline]
    pub fn around(&self, nodes: &[Node]) -> Bounds<N> {
        nodes.iter().fold(Bounds::NOTHING, |all, node| all.union(self.bounds_of(node)))
    }

    /// At least how far is anything in some nodes from anything in a box? Squared.
    #[inline]
    pub fn gap2(&self, nodes: &[Node], here: &Bounds<N>) -> f64 {
        nodes.iter().map(|node| self.bounds_of(node).gap2(here)).fold(f64::INFINITY, Extreme::lower)
    }

    /// As [`BoxTree::nearest`], in some nodes only and some things of one box at once.
    #[inline]
    pub fn nearest_among<'n>(
        &self,
        nodes: impl IntoIterator<Item = &'n Node>,
        here: &Bounds<N>,
        mut least: f64,
        mut look: impl FnMut(&Bounds<N>, Range<usize>, &mut f64),
    ) {
        let mut stack: SmallVec<[(f64, Node); DEPTH]> = SmallVec::new();
        let put = |stack: &mut SmallVec<[(f64, Node); DEPTH]>, first: usize, node: Node, least: f64| {
            let gap2 = self.bounds_of(&node).gap2(here);
            if gap2 < least {
                // The nearest last, so that it is looked into first.
                let mut at = stack.len();
                stack.push((gap2, node));
                while at > first && stack[at - 1].0 < stack[at].0 {
                    stack.swap(at - 1, at);
                    at -= 1;
                }
            }
        };
        nodes.into_iter().for_each(|node| put(&mut stack, 0, *node, least));
        while let Some((gap2, node)) = stack.pop() {
            if gap2 >= least {
                continue;
            }
            let first = stack.len();
            if node.level > 0 {
                self.below(&node).for_each(|node| put(&mut stack, first, node, least));
            } else {
                look(self.bounds_of(&node), self.things_in(&node), &mut least);
            }
        }
    }

    fn bounds_of(&self, node: &Node) -> &Bounds<N> {
        &self.levels[node.level as usize][node.number as usize]
    }

    /// The things in a node of the lowest level.
    fn things_in(&self, node: &Node) -> Range<usize> {
        let from = node.number as usize * FAN;
        from..(from + FAN).min(self.things)
    }

    /// The nodes that one above the lowest level is made of.
    fn below(&self, node: &Node) -> impl DoubleEndedIterator<Item = Node> + use<N> {
        let (level, from) = (node.level - 1, node.number * FAN as u32);
        let to = (from + FAN as u32).min(self.levels[level as usize].len() as u32);
        (from..to).map(move |number| Node { level, number })
    }

    /// The numbers of the things that may come within so many metres of a box, in order, until `found` says false.
    #[inline]
    pub fn near(&self, bounds: &Bounds<N>, reach: f64, mut found: impl FnMut(usize) -> bool) {
        let around = bounds.grown(reach);
        let is_near = |node: &Node| self.bounds_of(node).meets(&around);
        let mut stack: SmallVec<[Node; DEPTH]> = SmallVec::new();
        stack.extend(self.top().filter(is_near));
        while let Some(node) = stack.pop() {
            if node.level > 0 {
                stack.extend(self.below(&node).rev().filter(is_near));
            } else if !self.things_in(&node).all(&mut found) {
                return;
            }
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
            let tree = BoxTree::of(boxes.iter().copied());
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
            let (nodes, mut among) = (tree.nodes(&here, reach), Vec::new());
            tree.nearest_among(&nodes, &here, f64::INFINITY, |around, things, _| {
                assert!(things.clone().all(|i| around.union(&boxes[i]) == *around));
                among.extend(things);
            });
            for (i, b) in boxes.iter().enumerate() {
                prop_assert!(b.gap2(&here) > reach * reach || (found.contains(&i) && among.contains(&i)));
                prop_assert!(!among.contains(&i) || b.gap2(&here) >= tree.gap2(&nodes, &here));
            }
        }
    }
}
