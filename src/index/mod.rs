//! R-trees and boxes: candidates, never answers.

mod balls;
mod bits;
mod boxes;
mod chain;
mod land;
mod packed;
mod roads;
mod sites;

pub use balls::{Ball, Balls};
pub use bits::Bits;
pub use boxes::{Bounds, BoxTree, Node};
pub use chain::{Chain, Run, Solid};
pub use land::{Edges, Land};
use packed::Boxes;
pub use packed::{along_a_curve, each_near_the_last};
pub use roads::IndexedRoads;
pub use sites::{IndexedSite, IndexedSites};

use crate::geodesy::{Bow, Frame, LonLat, LonLatBox, earth_centred_line, inverse};
use crate::model::{Alignment, Commune, EconomicZone, Study};
use geo::MapCoords;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::sync::OnceLock;

/// A commune and the boxes around its borders.
#[derive(Debug)]
pub struct IndexedCommune<'a> {
    /// The commune.
    pub commune: &'a Commune,
    /// The number of the plane in which its areas are measured.
    pub plane: usize,
    chain: OnceLock<Chain<'a>>,
    land: OnceLock<Box<Land>>,
}

impl<'a> IndexedCommune<'a> {
    /// Its borders, cut into runs when they are first asked for: of a whole country most never are.
    #[inline]
    pub fn chain(&self) -> &Chain<'a> {
        self.chain.get_or_init(|| Chain::around(&self.commune.land))
    }
}

/// An alignment with the boxes around its edges and its vertices in earth-centred metres.
#[derive(Debug)]
pub struct IndexedAlignment<'a> {
    /// The alignment.
    pub alignment: &'a Alignment,
    /// Its edges.
    pub chain: Chain<'a>,
    /// Its vertices, earth-centred.
    pub earth_centred: Vec<[f64; 3]>,
    /// Its edges, by the number of their first vertex: the last vertex of a part starts none.
    pub edges: Vec<usize>,
    /// The same edges in earth-centred boxes.
    pub tree: BoxTree<3>,
}

impl<'a> IndexedAlignment<'a> {
    /// Builds the boxes of one alignment.
    pub fn new(alignment: &'a Alignment) -> IndexedAlignment<'a> {
        let chain = Chain::new(alignment.parts());
        let earth_centred = earth_centred_line(alignment.vertices());
        let edges_of = |run| {
            let (base, places) = chain.places(run);
            base..base + places.len() - 1
        };
        let mut edges = Vec::with_capacity(earth_centred.len());
        chain.runs().iter().for_each(|run| edges.extend(edges_of(run)));
        let boxes = chain.runs().iter().flat_map(|run| {
            let (bow, ends) = (Bow::at(run.bounds.least_cos()), &earth_centred);
            edges_of(run).map(move |edge| {
                let (a, b) = (ends[edge], ends[edge + 1]);
                Bounds::around([a, b]).grown(bow.between(&a, &b))
            })
        });
        let tree = BoxTree::of(boxes);
        IndexedAlignment { alignment, chain, earth_centred, edges, tree }
    }

    /// The ends of an edge, earth-centred.
    #[inline]
    pub fn ends(&self, edge: usize) -> [&[f64; 3]; 2] {
        [&self.earth_centred[edge], &self.earth_centred[edge + 1]]
    }

    /// How its edges bow.
    pub fn bow(&self) -> Bow {
        Bow::at(self.chain.bounds().map_or(1.0, |b| b.least_cos()))
    }
}

/// A study's communes and sites, indexed once.
#[derive(Debug)]
pub struct Indexed<'a> {
    /// The communes, by code.
    pub communes: Vec<IndexedCommune<'a>>,
    /// The located economic zones that are not superseded.
    pub zones: IndexedSites<'a>,
    /// The located economic zones that are no longer in force.
    pub superseded: IndexedSites<'a>,
    /// The located border gates.
    pub gates: IndexedSites<'a>,
    /// The located places.
    pub places: IndexedSites<'a>,
    boxes: Boxes,
    planes: Vec<Frame>,
}

/// Communes of one neighbourhood share a plane, so that an alignment is drawn once for all of them.
#[derive(Default)]
struct Planes {
    frames: Vec<Frame>,
    cells: BTreeMap<(i32, i32), usize>,
}

/// Width and height of a neighbourhood, degrees: the middle of no commune of it is farther than 79 km from its own, where the
/// plane bends distances by 1.9e-5, and nothing of one farther than 110 km, where it does by 3.7e-5. In smaller ones an
/// alignment is drawn more often: of half a degree, a thousand alternatives of one road took a sixth more work.
const CELL: f64 = 1.0;
/// A commune larger than this, metres from end to end of its box, has a plane of its own.
const LARGE: f64 = 60_000.0;

impl Planes {
    fn of(&mut self, bounds: Option<LonLatBox>, is_large: bool) -> usize {
        let (bounds, frames) = (bounds.unwrap_or(LonLatBox::new(LonLat::zero(), LonLat::zero())), &mut self.frames);
        let mut add = |centre: LonLat| {
            frames.push(Frame::at(centre));
            frames.len() - 1
        };
        let centre = bounds.centre();
        if is_large {
            return add(centre);
        }
        let cell = ((centre.x / CELL).floor(), (centre.y / CELL).floor());
        let middle = LonLat { x: (cell.0 + 0.5) * CELL, y: (cell.1 + 0.5) * CELL };
        *self.cells.entry((cell.0 as i32, cell.1 as i32)).or_insert_with(|| add(middle))
    }
}

impl<'a> Indexed<'a> {
    /// Indexes communes and zones that are not part of a study.
    pub fn new(communes: &'a [Commune], zones: &'a [EconomicZone]) -> Indexed<'a> {
        let is_large = |b: LonLatBox| inverse(b.min, b.max).distance > LARGE;
        let large: Vec<bool> = communes.par_iter().map(|c| c.land.bounds().is_some_and(is_large)).collect();
        let mut planes = Planes::default();
        let indexed = communes.iter().zip(large).map(|(commune, is_large)| IndexedCommune {
            commune,
            plane: planes.of(commune.land.bounds(), is_large),
            chain: OnceLock::new(),
            land: OnceLock::new(),
        });
        let communes: Vec<IndexedCommune<'a>> = indexed.collect();
        let zones_where = |superseded: bool| {
            IndexedSites::new(zones.iter().filter(|z| (z.in_force == Some(false)) == superseded).map(|z| &z.site))
        };
        Indexed {
            zones: zones_where(false),
            superseded: zones_where(true),
            gates: IndexedSites::default(),
            places: IndexedSites::default(),
            boxes: Boxes::of(communes.iter().map(|c| c.commune.land.bounds())),
            planes: planes.frames,
            communes,
        }
    }

    /// The plane in which a commune's areas are measured.
    pub fn plane(&self, commune: &IndexedCommune<'_>) -> &Frame {
        &self.planes[commune.plane]
    }

    /// The land of a commune in its plane, drawn when it is first asked for: hundreds of alignments ask for the same.
    pub fn land<'c>(&self, commune: &'c IndexedCommune<'_>) -> &'c Land {
        commune.land.get_or_init(|| {
            let frame = self.plane(commune);
            Box::new(Land::new(&commune.commune.land.map_coords(|c| frame.project(c))))
        })
    }

    /// Which communes may have something in this box? By rising code.
    pub fn communes_near(&self, bounds: &LonLatBox) -> Vec<&IndexedCommune<'a>> {
        self.boxes.near(bounds).into_iter().map(|i| &self.communes[i]).collect()
    }

    /// Which communes may come within so many metres of some lines? By rising code.
    pub fn communes_along(&self, lines: &Chain<'_>, metres: f64) -> Vec<&IndexedCommune<'a>> {
        let mut found = Vec::new();
        for bounds in lines.boxes() {
            found.extend(self.boxes.near(&if metres > 0.0 { bounds.grown(metres) } else { *bounds }));
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|i| &self.communes[i]).collect()
    }
}

impl Study {
    /// Builds the R-trees, once.
    pub fn index(&self) -> Indexed<'_> {
        let mut indexed = Indexed::new(&self.communes, &self.zones);
        indexed.gates = IndexedSites::new(self.gates.iter().map(|g| &g.site));
        indexed.places = IndexedSites::new(self.places.iter().map(|p| &p.site));
        indexed
    }
}
