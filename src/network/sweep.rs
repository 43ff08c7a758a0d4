//! The shortest ways from everywhere to the nearest of some nodes.

use super::build::Network;
use super::cost::{By, Cost};
use std::cmp::Ordering;
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

struct Waiting {
    cost: Cost,
    node: u32,
    by: By,
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Waiting {}
impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Waiting {
    /// The best first, which a heap of the greatest gives last.
    fn cmp(&self, other: &Self) -> Ordering {
        other.cost.order(&self.cost, self.by).then(other.node.cmp(&self.node))
    }
}

impl Network<'_> {
    /// What is the shortest way from every node to the nearest of these, and what does it take?
    ///
    /// # Method
    /// Dijkstra's algorithm (1959) once, from all targets at the same time, along the arcs that lead to a node. For the
    /// nearest of many destinations of many origins that is one search in all, and for a matrix one a destination: no
    /// preparation would pay, and none has to be done again when a road is added. Of equal ways the
    /// one that goes on by the lower target, then by the lower link, is taken; links are numbered by the roads' identifiers. The crates
    /// that search graphs leave that to the order of a heap or a hash, or want whole numbers as costs.
    /// In pgRouting: `pgr_dijkstra` with many starts; in networkx: `multi_source_dijkstra`.
    pub fn sweep(&self, targets: &[usize], by: By) -> Sweep {
        let n = self.nodes.len();
        let mut found = Sweep { cost: vec![Cost::UNREACHED; n], target: vec![NONE; n], next: vec![NONE; n] };
        let mut waiting = BinaryHeap::new();
        for (number, &target) in targets.iter().enumerate() {
            if found.target[target] == NONE {
                found.cost[target] = Cost::NOTHING;
                found.target[target] = number as u32;
                waiting.push(Waiting { cost: Cost::NOTHING, node: target as u32, by });
            }
        }
        while let Some(Waiting { cost, node, .. }) = waiting.pop() {
            let at = node as usize;
            if cost.order(&found.cost[at], by) == Ordering::Greater
                || (self.nodes[at].is_stop && found.next[at] != NONE)
            {
                continue;
            }
            for &(from, link) in self.arcs_to(at) {
                let before = from as usize;
                let there = cost.then(self.links[link as usize].cost);
                let rule = (found.target[at], link) < (found.target[before], found.next[before]);
                match there.order(&found.cost[before], by) {
                    Ordering::Less => {
                        (found.cost[before], found.target[before], found.next[before]) =
                            (there, found.target[at], link);
                        waiting.push(Waiting { cost: there, node: from, by });
                    }
                    // A node that costs nothing to leave could otherwise lead round in a ring of such nodes.
                    Ordering::Equal
                        if rule && found.next[before] != NONE && there.order(&cost, by) == Ordering::Greater =>
                    {
                        (found.target[before], found.next[before]) = (found.target[at], link);
                    }
                    _ => {}
                }
            }
        }
        found
    }
}
