//! How far by road from an alignment to the sites near it?

use super::access::Unreached;
use super::build::Network;
use super::connect::nearest_road;
use super::cost::{By, Cost};
use super::link::LinkKind;
use super::reach::site_stop;
use super::road::{Rules, roads};
use crate::error::Result;
use crate::index::IndexedSite;
use crate::model::Alignment;
use crate::units::{Chainage, Metres};
use rayon::prelude::*;

/// The quickest way by road from an alignment to a site.
#[derive(Debug, Clone, PartialEq)]
pub struct ByRoad {
    /// The site's identifier.
    pub target: String,
    /// What it takes and where the alignment is left, by geometric chainage; or why there is no way.
    pub way: std::result::Result<(Cost, Chainage), Unreached>,
}

/// What is the quickest way by road from anywhere on the alignment to each site, over it and the roads that are there?
///
/// # Units
/// Metres and seconds, connectors included; chainage is geometric.
///
/// # Method
/// As [`Network::sweep`], from each site to the nearest node of the alignment. A road of access points is left at these only.
///
/// # Errors
/// The class of the alignment, or of a road that is there, has no speed.
pub fn by_road(
    alignment: &Alignment,
    sites: &[&IndexedSite<'_>],
    there: &[&Alignment],
    rules: &Rules<'_>,
) -> Result<Vec<ByRoad>> {
    let mut lines: Vec<&Alignment> = there.iter().copied().filter(|a| a.id() != alignment.id()).collect();
    lines.push(alignment);
    let located: Vec<_> = sites.iter().filter_map(|s| site_stop(s)).collect();
    let network = Network::new(roads(&lines, rules)?, &located, rules);
    let Some(own) = network.roads.iter().position(|r| r.id() == alignment.id()) else { return Ok(Vec::new()) };
    let nodes = network.nodes_of(own);
    Ok(located
        .par_iter()
        .zip(&network.stops)
        .map(|(stop, &node)| {
            let sweep = network.sweep(&[node], By::Time);
            let best =
                nodes.iter().min_by(|a, b| sweep.cost[a.0].order(&sweep.cost[b.0], By::Time).then(a.1.cmp(&b.1)));
            let way = best.map(|b| (sweep.cost[b.0], b.1)).filter(|w| w.0.is_reached());
            let why_not = || match network.joins(node).first() {
                Some(&joined) => Unreached::Apart(alignment.id().to_string(), network.road_at(joined)),
                None => {
                    let near = nearest_road(network.nodes[node].place, &network.roads, &network.index);
                    Unreached::NotConnected(near.map(|n| (network.roads[n.0].id().to_string(), Metres::of(n.1))))
                }
            };
            ByRoad { target: stop.id.clone(), way: way.ok_or_else(why_not) }
        })
        .collect())
}

impl Network<'_> {
    /// The nodes at which a road may be left, with their chainage.
    fn nodes_of(&self, own: usize) -> Vec<(usize, Chainage)> {
        let mut nodes = Vec::new();
        for link in &self.links {
            if let LinkKind::Road { road, from, to } = link.kind
                && road == own
            {
                nodes.extend([(link.from, Chainage::at(Metres::of(from))), (link.to, Chainage::at(Metres::of(to)))]);
            }
        }
        if self.roads[own].points_only {
            nodes.retain(|n| self.access_nodes[own].iter().any(|(node, _)| *node == n.0));
        }
        nodes
    }
}
