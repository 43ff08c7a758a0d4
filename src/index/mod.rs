//! R-trees and boxes: candidates, never answers.

mod chain;

pub use chain::{Chain, Run};

use crate::geodesy::{Frame, LonLat, LonLatBox, earth_centred};
use crate::model::{Alignment, Commune, EconomicZone, Site, SiteGeometry, Study};
use geo::{MapCoords, MultiPolygon};
use rayon::prelude::*;
use rstar::{AABB, RTree, RTreeObject};
use std::sync::OnceLock;

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

/// A commune and the boxes around its borders.
#[derive(Debug)]
pub struct IndexedCommune<'a> {
    /// The commune.
    pub commune: &'a Commune,
    /// Its borders.
    pub chain: Chain<'a>,
    plane: OnceLock<Plane>,
}

/// A commune drawn in a plane of its own.
#[derive(Debug)]
pub struct Plane {
    /// The plane, at the middle of the commune.
    pub frame: Frame,
    /// Its land there, metres.
    pub land: MultiPolygon<f64>,
}

impl IndexedCommune<'_> {
    /// The commune in the plane, drawn when it is first asked for: hundreds of alignments ask for the same one.
    pub fn plane(&self) -> Option<&Plane> {
        let bounds = self.chain.bounds()?;
        Some(self.plane.get_or_init(|| {
            let frame = Frame::at(bounds.centre());
            let land = self.commune.land.map_coords(|c| frame.project(c));
            Plane { frame, land }
        }))
    }
}

/// A site and the boxes around it.
#[derive(Debug)]
pub struct IndexedSite<'a> {
    /// The site.
    pub site: &'a Site,
    /// Its point or borders.
    pub chain: Chain<'a>,
    /// Whether it has an inside.
    pub has_land: bool,
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
}

impl<'a> IndexedAlignment<'a> {
    /// Builds the boxes of one alignment.
    pub fn new(alignment: &'a Alignment) -> IndexedAlignment<'a> {
        IndexedAlignment {
            alignment,
            chain: Chain::new(alignment.parts()),
            earth_centred: alignment.vertices().iter().map(|&v| earth_centred(v)).collect(),
        }
    }
}

/// A study's communes and sites, indexed once.
#[derive(Debug)]
pub struct Indexed<'a> {
    /// The communes, by code.
    pub communes: Vec<IndexedCommune<'a>>,
    /// The located economic zones that are not superseded.
    pub zones: Vec<IndexedSite<'a>>,
    /// The located economic zones that are no longer in force.
    pub superseded: Vec<IndexedSite<'a>>,
    /// The located border gates.
    pub gates: Vec<IndexedSite<'a>>,
    /// The located places.
    pub places: Vec<IndexedSite<'a>>,
    tree: RTree<Item>,
}

impl<'a> Indexed<'a> {
    /// Indexes communes and zones that are not part of a study.
    pub fn new(communes: &'a [Commune], zones: &'a [EconomicZone]) -> Indexed<'a> {
        let communes: Vec<IndexedCommune<'a>> = communes
            .par_iter()
            .map(|commune| IndexedCommune { commune, chain: Chain::around(&commune.land), plane: OnceLock::new() })
            .collect();
        let items = communes
            .iter()
            .enumerate()
            .filter_map(|(number, c)| Some(Item { number, bounds: c.chain.bounds()? }))
            .collect();
        let zones_where = |superseded: bool| {
            sites(zones.iter().filter(|z| (z.in_force == Some(false)) == superseded).map(|z| &z.site))
        };
        Indexed {
            zones: zones_where(false),
            superseded: zones_where(true),
            gates: Vec::new(),
            places: Vec::new(),
            tree: RTree::bulk_load(items),
            communes,
        }
    }

    /// Which communes may have something in this box? By rising code.
    pub fn communes_near(&self, bounds: &LonLatBox) -> Vec<&IndexedCommune<'a>> {
        let mut found: Vec<usize> =
            self.tree.locate_in_envelope_intersecting(envelope(bounds)).map(|i| i.number).collect();
        // Boxes that reach over the 180° meridian have a second half on its other side.
        for turn in [-360.0, 360.0] {
            if (turn < 0.0 && bounds.max.x > 180.0) || (turn > 0.0 && bounds.min.x < -180.0) {
                let shift = |p: LonLat| LonLat { x: p.x + turn, y: p.y };
                let turned = LonLatBox::new(shift(bounds.min), shift(bounds.max));
                found.extend(self.tree.locate_in_envelope_intersecting(envelope(&turned)).map(|i| i.number));
            }
        }
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|i| &self.communes[i]).collect()
    }
}

fn sites<'a>(sites: impl Iterator<Item = &'a Site>) -> Vec<IndexedSite<'a>> {
    sites
        .filter_map(|site| {
            let chain = match &site.geometry {
                SiteGeometry::Point(place) => Chain::new([(0, std::slice::from_ref(place))]),
                SiteGeometry::Land(land) => Chain::around(land),
                SiteGeometry::Unlocated => return None,
            };
            Some(IndexedSite { site, chain, has_land: matches!(site.geometry, SiteGeometry::Land(_)) })
        })
        .collect()
}

impl Study {
    /// Builds the R-trees, once.
    pub fn index(&self) -> Indexed<'_> {
        let mut indexed = Indexed::new(&self.communes, &self.zones);
        indexed.gates = sites(self.gates.iter().map(|g| &g.site));
        indexed.places = sites(self.places.iter().map(|p| &p.site));
        indexed
    }
}
