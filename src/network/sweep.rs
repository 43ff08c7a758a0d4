//! The shortest ways from everywhere to the nearest of some nodes.

use super::build::Network;
use super::cost::{By, Cost};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// What is known of every node once the ways to some targets have been searched.
#[derive(Debug, Clone)]
pub struct Sweep {
    /// What the shortest way from each node takes; infinite where there is none.
    pub cost: Vec<Cost>,
    /// Which of the targets it leads to, by its number.
    pub target: Vec<u32>,
    /// The link that it leaves the node by; none at a target and where there is no way.
    pub(super) next: Vec<u32>,
}

pub(super) const NONE: u32 = u32::MAX;

/// A cost as its two numbers in the order in which they count. Costs are never negative, and the bits of such numbers
/// have the order of the numbers.
type Key = (u64, u64);

/// What is known of a node; together, so that a look at it costs one.
#[derive(Clone, Copy)]
struct Label {
    first: f64,
    second: f64,
    target: u32,
    next: u32,
}

impl Label {
    fn key(&self) -> Key {
        (self.first.to_bits(), self.second.to_bits())
    }
}

impl Network<'_> {
    /// What is the shortest way from every node to the nearest of these, and what does it take?
    ///
    /// # Method
    /// Dijkstra's algorithm (1959) once, from all targets at the same time, along the arcs that lead to a node. For the
    /// nearest of many destinations of many origins that is one search in all, and for a matrix one a destination: no
    /// preparation would pay, and none has to be done again when a road is added. Of equal ways the one that goes on by
    /// the lower target, then by the lower link, is taken; links are numbered by the roads' identifiers. The crates that
    /// search graphs leave that to the order of a heap or a hash, or want whole numbers as costs.
    /// In pgRouting: `pgr_dijkstra` with many starts; in networkx: `multi_source_dijkstra`.
    pub fn sweep(&self, targets: &[usize], by: By) -> Sweep {
        let far = Label { first: f64::INFINITY, second: f64::INFINITY, target: NONE, next: NONE };
        let mut labels = vec![far; self.nodes.len()];
        let mut waiting: BinaryHeap<Reverse<(Key, u32)>> = BinaryHeap::new();
        for (number, &target) in targets.iter().enumerate() {
            if labels[target].target == NONE {
                labels[target] = Label { first: 0.0, second: 0.0, target: number as u32, next: NONE };
                waiting.push(Reverse(((0, 0), target as u32)));
            }
        }
        while let Some(Reverse((key, node))) = waiting.pop() {
            let here = labels[node as usize];
            if key > here.key() || (here.next != NONE && self.nodes[node as usize].is_stop) {
                continue;
            }
            for arc in self.arcs_to(node as usize) {
                let (first, second) = match by {
                    By::Time => (arc.cost.seconds, arc.cost.metres),
                    By::Distance => (arc.cost.metres, arc.cost.seconds),
                };
                let there = Label {
                    first: here.first + first,
                    second: here.second + second,
                    target: here.target,
                    next: arc.link,
                };
                let before = &mut labels[arc.from as usize];
                if there.key() < before.key() {
                    *before = there;
                    waiting.push(Reverse((there.key(), arc.from)));
                } else if there.key() == before.key()
                    && before.next != NONE
                    && (there.target, there.next) < (before.target, before.next)
                    // A node that costs nothing to leave could otherwise lead round in a ring of such nodes.
                    && there.key() > key
                {
                    *before = there;
                }
            }
        }
        let cost = |l: &Label| match by {
            By::Time => Cost { seconds: l.first, metres: l.second },
            By::Distance => Cost { seconds: l.second, metres: l.first },
        };
        Sweep {
            cost: labels.iter().map(cost).collect(),
            target: labels.iter().map(|l| l.target).collect(),
            next: labels.iter().map(|l| l.next).collect(),
        }
    }
}
