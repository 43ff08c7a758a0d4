//! Which destination is nearest by road, and why another cannot be reached.

use super::build::Network;
use super::connect::nearest_road;
use super::cost::By;
use super::journey::Journey;
use super::link::LinkKind;
use crate::units::Metres;
use rayon::prelude::*;

/// What came of an origin.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The number of the origin among the stops.
    pub origin: usize,
    /// The way, or why there is none.
    pub journey: std::result::Result<Journey, Unreached>,
}

/// Why a place cannot be reached. It is never a large number.
#[derive(Debug, Clone, PartialEq)]
pub enum Unreached {
    /// No road comes within the limit: the nearest, and how far off it is.
    NotConnected(Option<(String, Metres)>),
    /// The same for every destination.
    NoDestination(Option<(String, Metres)>),
    /// The roads about it do not lead to those about a destination: a road of each.
    Apart(String, String),
    /// They do, but only against one-way roads.
    OneWay,
}

impl Unreached {
    /// In words.
    pub fn words(&self, within: Metres) -> String {
        let road = |near: &Option<(String, Metres)>| match near {
            Some((road, distance)) => format!("nearest road {road} at {distance}, limit {within}"),
            None => "no road at all".to_string(),
        };
        match self {
            Unreached::NotConnected(near) => format!("not connected ({})", road(near)),
            Unreached::NoDestination(near) => format!("no destination is connected ({})", road(near)),
            Unreached::Apart(here, there) => format!("no road leads from {here} to {there}"),
            Unreached::OneWay => "only against one-way roads".to_string(),
        }
    }
}

/// Which of the destinations is nearest to each origin, and which way leads there?
///
/// Origins and destinations are numbers of stops. Where none can be reached the reason is given instead.
pub fn access(network: &Network<'_>, origins: &[usize], destinations: &[usize], by: By) -> Vec<Answer> {
    let targets: Vec<usize> = destinations.iter().map(|&d| network.stops[d]).collect();
    let sweep = network.sweep(&targets, by);
    let parts = network.parts();
    origins
        .par_iter()
        .map(|&origin| {
            let node = network.stops[origin];
            let journey = network.journey(&sweep, node).ok_or_else(|| why_not(network, node, &targets, &parts));
            Answer { origin, journey }
        })
        .collect()
}

fn why_not(network: &Network<'_>, node: usize, targets: &[usize], parts: &[usize]) -> Unreached {
    let joined = |stop: usize| network.joins(stop);
    let nearest = |stop: usize| {
        let near = nearest_road(network.nodes[stop].place, &network.roads, &network.index)?;
        Some((network.roads[near.0].id().to_string(), Metres::of(near.1)))
    };
    let own = joined(node);
    if own.is_empty() {
        return Unreached::NotConnected(nearest(node));
    }
    let theirs: Vec<usize> = targets.iter().flat_map(|&t| joined(t)).collect();
    let (Some(&here), Some(&there)) = (own.first(), theirs.first()) else {
        let nearest = targets.iter().filter_map(|&t| nearest(t)).min_by_key(|n| n.1);
        return Unreached::NoDestination(nearest);
    };
    if own.iter().any(|a| theirs.iter().any(|b| parts[*a] == parts[*b])) {
        return Unreached::OneWay;
    }
    Unreached::Apart(network.road_at(here), network.road_at(there))
}

impl Network<'_> {
    /// The nodes of the road network that a stop is joined to.
    pub(super) fn joins(&self, stop: usize) -> Vec<usize> {
        let mut nodes: Vec<usize> =
            self.arcs_to(stop).iter().map(|a| a.from as usize).filter(|&n| !self.nodes[n].is_stop).collect();
        nodes.sort_unstable();
        nodes
    }

    /// Whether a node of a road of access points is joined to another road.
    pub fn is_linked(&self, node: usize, road: usize) -> bool {
        self.links.iter().filter(|l| l.from == node || l.to == node).any(|l| match l.kind {
            LinkKind::Road { road: other, .. } => other != road,
            LinkKind::Interchange { .. } | LinkKind::Join => true,
            LinkKind::Connector | LinkKind::Inside => false,
        })
    }

    /// A road at a node.
    pub(super) fn road_at(&self, node: usize) -> String {
        let road = |link: &super::link::Link| match link.kind {
            LinkKind::Road { road, .. } | LinkKind::Interchange { road, .. }
                if link.from == node || link.to == node =>
            {
                Some(self.roads[road].id().to_string())
            }
            _ => None,
        };
        self.links.iter().find_map(road).unwrap_or_else(|| "a closed stretch".into())
    }

    /// Which part of the network each node belongs to: the lowest node that it is joined with, stops and one-way streets
    /// left out of account.
    pub fn parts(&self) -> Vec<usize> {
        let mut parent: Vec<usize> = (0..self.nodes.len()).collect();
        fn root(parent: &mut [usize], mut node: usize) -> usize {
            while parent[node] != node {
                parent[node] = parent[parent[node]];
                node = parent[node];
            }
            node
        }
        for link in self.links.iter().filter(|l| !matches!(l.kind, LinkKind::Connector | LinkKind::Inside)) {
            let (a, b) = (root(&mut parent, link.from), root(&mut parent, link.to));
            let low = a.min(b);
            (parent[a], parent[b]) = (low, low);
        }
        (0..self.nodes.len()).map(|n| root(&mut parent, n)).collect()
    }
}
