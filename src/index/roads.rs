//! Many roads in one R-tree: which of them may be near a place.

use super::{Chain, Run};
use crate::geodesy::LonLatBox;
use crate::model::Alignment;
use rstar::{AABB, RTree, RTreeObject};

/// A box in the R-tree, with the number of what it is around.
#[derive(Debug, Clone, Copy)]
struct Item {
    number: usize,
    bounds: LonLatBox,
}

impl RTreeObject for Item {
    type Envelope = AABB<[f64; 2]>;
    fn envelope(&self) -> Self::Envelope {
        envelope(&self.bounds)
    }
}

fn envelope(bounds: &LonLatBox) -> AABB<[f64; 2]> {
    AABB::from_corners([bounds.min.x, bounds.min.y], [bounds.max.x, bounds.max.y])
}

/// The edges of many alignments, a few to a box.
#[derive(Debug)]
pub struct IndexedRoads<'a> {
    chains: Vec<Chain<'a>>,
    /// The alignment and the run of each box.
    runs: Vec<(u32, u32)>,
    tree: RTree<Item>,
}

impl<'a> IndexedRoads<'a> {
    /// Builds the boxes of all alignments; they keep their numbers.
    pub fn new(roads: impl IntoIterator<Item = &'a Alignment>) -> IndexedRoads<'a> {
        let chains: Vec<Chain<'a>> = roads.into_iter().map(|road| Chain::new(road.parts())).collect();
        let mut runs = Vec::new();
        let mut items = Vec::new();
        for (number, chain) in chains.iter().enumerate() {
            for (at, run) in chain.runs().iter().enumerate() {
                items.push(Item { number: runs.len(), bounds: run.bounds });
                runs.push((number as u32, at as u32));
            }
        }
        IndexedRoads { chains, runs, tree: RTree::bulk_load(items) }
    }

    /// The boxes of one alignment.
    pub fn chain(&self, road: usize) -> &Chain<'a> {
        &self.chains[road]
    }

    /// Which runs of which alignments may have something in this box? By number of the alignment, then along it.
    pub fn near(&self, bounds: &LonLatBox) -> Vec<(usize, &Run)> {
        let mut found: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(envelope(bounds)).map(|i| i.number).collect();
        found.sort_unstable();
        found
            .into_iter()
            .map(|i| {
                let (road, run) = self.runs[i];
                (road as usize, &self.chains[road as usize].runs()[run as usize])
            })
            .collect()
    }
}
