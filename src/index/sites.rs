//! Sites in one R-tree: which of them may be nearest?

use super::{Boxes, Chain};
use crate::geodesy::{LonLatBox, inverse};
use crate::model::{Site, SiteGeometry};
use std::ops::Deref;

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

/// Sites that are somewhere, in the order given.
#[derive(Debug, Default)]
pub struct IndexedSites<'a> {
    sites: Vec<IndexedSite<'a>>,
    boxes: Boxes,
    /// About how far apart neighbours are, metres.
    spacing: f64,
}

impl<'a> Deref for IndexedSites<'a> {
    type Target = [IndexedSite<'a>];
    fn deref(&self) -> &[IndexedSite<'a>] {
        &self.sites
    }
}

impl<'s, 'a> IntoIterator for &'s IndexedSites<'a> {
    type Item = &'s IndexedSite<'a>;
    type IntoIter = std::slice::Iter<'s, IndexedSite<'a>>;
    fn into_iter(self) -> Self::IntoIter {
        self.sites.iter()
    }
}

/// So many sites are looked at one by one.
const FEW: usize = 16;
/// Half way round the earth and some more, metres.
const EVERYWHERE: f64 = 2.1e7;

impl<'a> IndexedSites<'a> {
    /// Indexes the sites that are located.
    pub fn new(sites: impl IntoIterator<Item = &'a Site>) -> IndexedSites<'a> {
        let sites: Vec<IndexedSite<'a>> = sites
            .into_iter()
            .filter_map(|site| {
                let chain = match &site.geometry {
                    SiteGeometry::Point(place) => Chain::new([(0, std::slice::from_ref(place))]),
                    SiteGeometry::Land(land) => Chain::around(land),
                    SiteGeometry::Unlocated => return None,
                };
                Some(IndexedSite { site, chain, has_land: matches!(site.geometry, SiteGeometry::Land(_)) })
            })
            .collect();
        let boxes = Boxes::of(sites.iter().map(|s| s.chain.bounds()));
        let all = sites.iter().filter_map(|s| s.chain.bounds()).reduce(|a, b| a.union(&b));
        let across = all.map_or(0.0, |b| inverse(b.min, b.max).distance);
        IndexedSites { spacing: across / (sites.len() as f64).sqrt().max(1.0), sites, boxes }
    }

    /// Looks at sites around a line, nearer ones first, each with a distance that it is at least away, until `look` says
    /// false; then asks it, without a site, whether any may matter that is farther away than this, and goes on outwards.
    pub fn outwards<'s>(
        &'s self,
        line: &Chain<'_>,
        wanted: usize,
        mut look: impl FnMut(f64, Option<&'s IndexedSite<'a>>) -> bool,
    ) {
        let Some(from) = line.bounds() else { return };
        // Most sites may lie in the box around a long line: the boxes along it tell which seem near.
        let gap = |site: &IndexedSite<'a>| {
            let gap = |b: LonLatBox| line.boxes().iter().map(|box_| b.gap(box_)).fold(f64::INFINITY, f64::min);
            site.chain.bounds().map_or(0.0, gap)
        };
        let mut reach = match self.len() {
            0..=FEW => EVERYWHERE,
            _ => (self.spacing * (wanted as f64).sqrt()).clamp(1.0, EVERYWHERE),
        };
        let mut seen: Vec<usize> = Vec::new();
        loop {
            let within =
                if reach < EVERYWHERE { self.boxes.near(&from.grown(reach)) } else { (0..self.len()).collect() };
            let new = within.iter().filter(|i| seen.binary_search(i).is_err());
            let mut new: Vec<(f64, &'s IndexedSite<'a>)> = new.map(|&i| (gap(&self[i]), &self[i])).collect();
            new.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.site.id.cmp(&b.1.site.id)));
            // The corners of the box reach farther than its sides: what is too far there may yet be nearer elsewhere.
            let _ = new.into_iter().all(|(gap, site)| look(gap, Some(site)));
            if within.len() == self.len() || !look(reach, None) {
                return;
            }
            seen = within;
            reach *= 2.0;
        }
    }
}
