//! What is doubtful about a network: parts that do not meet, crossings without a junction, ends that nearly meet.

use super::build::Network;
use super::connect::feet;
use super::link::LinkKind;
use crate::geodesy::LonLat;
use crate::model::Spot;
use crate::units::{Chainage, Metres};
use geo::Line;
use geo::line_intersection::{LineIntersection, line_intersection};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Two roads that cross where neither has a vertex of the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Crossing {
    /// One road, and where on it.
    pub first: (String, Chainage),
    /// The other.
    pub second: (String, Chainage),
    /// Where.
    pub place: LonLat,
}

/// An end of a road that another road passes, farther off than the snapping tolerance.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The road that ends.
    pub road: String,
    /// Where it ends.
    pub place: LonLat,
    /// The road that passes.
    pub passes: String,
    /// The nearest place of that road.
    pub to: LonLat,
    /// How far off.
    pub distance: Metres,
}

/// What is doubtful about a network.
#[derive(Debug, Clone, PartialEq)]
pub struct Soundness {
    /// The parts that do not meet, the longest first: their length, each stretch counted once, and their roads.
    pub parts: Vec<(Metres, Vec<String>)>,
    /// Junctions: nodes where more than two ways meet, or two roads.
    pub junctions: usize,
    /// Length on which two routes run on one road.
    pub shared: Metres,
    /// Crossings without a junction, roads of access points left out: those pass over what they cross.
    pub crossings: Vec<Crossing>,
    /// Ends that nearly meet another road.
    pub near_misses: Vec<NearMiss>,
}

/// An end this near to another road is reported: the accuracy of roads here.
const NEARLY: f64 = 100.0;

/// What is doubtful about these roads?
pub fn soundness(network: &Network<'_>) -> Soundness {
    let parts_of = network.parts();
    let mut parts: BTreeMap<usize, (f64, Vec<String>)> = BTreeMap::new();
    let mut seen = BTreeMap::new();
    let mut shared = 0.0;
    let mut roads_at: BTreeMap<usize, (usize, Vec<usize>)> = BTreeMap::new();
    for link in &network.links {
        let LinkKind::Road { road, .. } = link.kind else { continue };
        let part = parts.entry(parts_of[link.from]).or_default();
        let ends = (link.from.min(link.to), link.from.max(link.to), link.cost.metres.to_bits());
        if seen.insert(ends, ()).is_some() {
            shared += link.cost.metres;
        } else {
            part.0 += link.cost.metres;
        }
        let id = network.roads[road].id().to_string();
        if !part.1.contains(&id) {
            part.1.push(id);
        }
        for node in [link.from, link.to] {
            let at = roads_at.entry(node).or_default();
            at.0 += 1;
            if !at.1.contains(&road) {
                at.1.push(road);
            }
        }
    }
    let mut parts: Vec<(Metres, Vec<String>)> = parts.into_values().map(|(m, roads)| (Metres::of(m), roads)).collect();
    parts.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    Soundness {
        parts,
        junctions: roads_at.values().filter(|(ways, roads)| *ways > 2 || roads.len() > 1).count(),
        shared: Metres::of(shared),
        crossings: crossings(network),
        near_misses: near_misses(network, &roads_at),
    }
}

/// Edges of two roads that cross within both.
fn crossings(network: &Network<'_>) -> Vec<Crossing> {
    let chainage = |road: usize, edge: usize, at: LonLat| {
        let e = network.roads[road].alignment.edge(edge);
        let fraction = crate::geodesy::foot(at, &e, 0.5).fraction;
        network.roads[road].alignment.chainage(Spot { edge, fraction })
    };
    let mut found: Vec<Crossing> = (0..network.roads.len())
        .into_par_iter()
        .filter(|&r| !network.roads[r].points_only)
        .flat_map_iter(|first| {
            let chain = network.index.chain(first);
            let mut here = Vec::new();
            for run in chain.runs() {
                let (base, places) = chain.places(run);
                for (second, other) in network.index.near(&run.bounds) {
                    if second <= first || network.roads[second].points_only {
                        continue;
                    }
                    let (other_base, others) = network.index.chain(second).places(other);
                    for (i, a) in places.windows(2).enumerate() {
                        for (j, b) in others.windows(2).enumerate() {
                            let met = line_intersection(Line::new(a[0], a[1]), Line::new(b[0], b[1]));
                            if let Some(LineIntersection::SinglePoint { intersection, is_proper: true }) = met {
                                here.push(Crossing {
                                    first: (network.roads[first].id().into(), chainage(first, base + i, intersection)),
                                    second: (
                                        network.roads[second].id().into(),
                                        chainage(second, other_base + j, intersection),
                                    ),
                                    place: intersection,
                                });
                            }
                        }
                    }
                }
            }
            here
        })
        .collect();
    found.sort_by(|a, b| (&a.first, &a.second).cmp(&(&b.first, &b.second)));
    found
}

/// Ends at which nothing else meets, with a road that passes near.
fn near_misses(network: &Network<'_>, at: &BTreeMap<usize, (usize, Vec<usize>)>) -> Vec<NearMiss> {
    let mut found = Vec::new();
    let joined: std::collections::BTreeSet<usize> =
        network.links.iter().filter(|l| l.kind == LinkKind::Join).flat_map(|l| [l.from, l.to]).collect();
    for (number, road) in network.roads.iter().enumerate().filter(|(_, r)| !r.points_only) {
        for end in road.alignment.parts().flat_map(|(_, p)| [p[0], p[p.len() - 1]]) {
            let near: Vec<_> = feet(end, NEARLY, &network.roads, &network.index)
                .into_iter()
                .filter(|f| f.road != number && !network.roads[f.road].points_only)
                .collect();
            let Some(best) = near.iter().min_by(|a, b| a.distance.total_cmp(&b.distance)) else { continue };
            let Some(node) = network.node_at(end) else { continue };
            let alone = at.get(&node).is_some_and(|(_, roads)| roads.len() == 1) && !joined.contains(&node);
            if alone {
                found.push(NearMiss {
                    road: road.id().to_string(),
                    place: end,
                    passes: network.roads[best.road].id().to_string(),
                    to: network.roads[best.road].alignment.place(best.spot),
                    distance: Metres::of(best.distance),
                });
            }
        }
    }
    found
}
