//! Roads into a graph: cut where they meet, joined where they nearly do.

use super::connect::{ONE_PLACE, OnRoad, Stop, StopPlace, feet};
use super::cost::Cost;
use super::link::{Link, LinkKind, Node};
use super::road::{Closure, Road, Rules};
use crate::geodesy::{LonLat, inverse};
use crate::index::{IndexedAlignment, IndexedRoads, IndexedSite};
use crate::measure::{Inside, is_inside, lies_within, proximity_to};
use crate::model::{OneWay, Spot};
use crate::units::{Chainage, Metres};
use std::collections::HashMap;

/// A road network, with the stops that join it.
#[derive(Debug)]
pub struct Network<'a> {
    /// The roads, by identifier.
    pub roads: Vec<Road<'a>>,
    /// Where ways meet or end.
    pub nodes: Vec<Node>,
    /// The ways between them.
    pub links: Vec<Link>,
    /// The node of each stop, in the order of the stops.
    pub stops: Vec<usize>,
    /// The nodes at which each road with access points is joined: the node, and the number of the access point.
    pub access_nodes: Vec<Vec<(usize, usize)>>,
    /// Stretches that are closed.
    pub closed: Vec<Closure>,
    pub(super) index: IndexedRoads<'a>,
    at: HashMap<[i64; 2], usize>,
    /// Where the arcs that lead to each node start in `arcs`.
    first: Vec<u32>,
    arcs: Vec<Arc>,
}

/// A link in one direction, as the search reads it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Arc {
    /// The node that it comes from.
    pub from: u32,
    /// The link.
    pub link: u32,
    /// What it takes.
    pub cost: Cost,
}

/// A place where a road is cut: its part, the metres along it, and the node there.
type Cut = (usize, f64, usize);

struct Builder<'a, 'r> {
    roads: Vec<Road<'a>>,
    index: IndexedRoads<'a>,
    rules: &'r Rules<'r>,
    nodes: Vec<Node>,
    at: HashMap<[i64; 2], usize>,
    cuts: Vec<Vec<Cut>>,
    links: Vec<Link>,
}

/// A place to a tenth of a millimetre: where two routes run on one road, the place where both are cut is one node, though
/// each computes it along its own line.
fn key(place: LonLat) -> [i64; 2] {
    [(place.x * 1e9).round() as i64, (place.y * 1e9).round() as i64]
}

impl<'a> Network<'a> {
    /// What network do these roads and stops make?
    ///
    /// # Units
    /// Metres along the ellipsoid, as [`crate::model::Alignment`] measures them, and seconds at the speed of the road.
    ///
    /// # Method
    /// A road is cut at vertices that another road, or the same one again, has with the very same coordinates, at its ends,
    /// at the nearest point of any road's end within `snap`, and where a stop joins. The last are joined by links of their
    /// true length. A road of access points is cut at these alone; from each a link leads to the nearest point of every
    /// other road within the interchange limit. A stop joins the nearest point of every road within the connector limit by
    /// a straight link, or each place where a road enters its land; no way leads through a stop. In PostGIS: `pgr_createTopology`, which
    /// joins one nearest edge; in QGIS: the network analysis tools, which do so at any distance.
    pub fn new(roads: Vec<Road<'a>>, stops: &[Stop<'_>], rules: &Rules<'_>) -> Network<'a> {
        let index = IndexedRoads::new(roads.iter().map(|r| r.alignment));
        let cuts = vec![Vec::new(); roads.len()];
        let mut builder =
            Builder { roads, index, rules, nodes: Vec::new(), at: HashMap::new(), cuts, links: Vec::new() };
        builder.junctions();
        builder.snap();
        let access_nodes = builder.access_points();
        let nodes: Vec<usize> = stops.iter().map(|stop| builder.stop(stop, &access_nodes)).collect();
        builder.direct(stops, &nodes);
        builder.cut_closures();
        builder.roads_into_links();
        builder.finish(nodes, access_nodes)
    }

    /// The arcs that lead to a node.
    pub(super) fn arcs_to(&self, node: usize) -> &[Arc] {
        &self.arcs[self.first[node] as usize..self.first[node + 1] as usize]
    }

    /// The node at exactly this place, stops left out.
    pub fn node_at(&self, place: LonLat) -> Option<usize> {
        self.at.get(&key(place)).copied()
    }
}

impl<'a> Builder<'a, '_> {
    fn node(&mut self, place: LonLat) -> usize {
        let next = self.nodes.len();
        let nodes = &mut self.nodes;
        *self.at.entry(key(place)).or_insert_with(|| {
            nodes.push(Node { place, is_stop: false });
            next
        })
    }

    /// Cuts a road at a spot; a spot within a millimetre of a vertex is that vertex.
    fn cut(&mut self, road: usize, spot: Spot) -> usize {
        let alignment = self.roads[road].alignment;
        let (start, end) = (alignment.chainage_of_vertex(spot.edge), alignment.chainage_of_vertex(spot.edge + 1));
        let metres = alignment.chainage(spot).from_origin().metres();
        let (metres, place) = if metres - start < ONE_PLACE {
            (start, alignment.vertices()[spot.edge])
        } else if end - metres < ONE_PLACE {
            (end, alignment.vertices()[spot.edge + 1])
        } else {
            (metres, alignment.place(spot))
        };
        let node = self.node(place);
        self.cuts[road].push((part_of(alignment, spot.edge), metres, node));
        node
    }

    /// Cuts roads at their ends and at the vertices that they share.
    fn junctions(&mut self) {
        let mut times: HashMap<[i64; 2], u32> = HashMap::new();
        for road in self.roads.iter().filter(|r| !r.points_only) {
            for place in road.alignment.vertices() {
                *times.entry(key(*place)).or_default() += 1;
            }
        }
        for road in 0..self.roads.len() {
            if self.roads[road].points_only {
                continue;
            }
            let alignment = self.roads[road].alignment;
            for (part, (start, places)) in alignment.parts().enumerate() {
                for (i, place) in places.iter().enumerate() {
                    let is_end = i == 0 || i + 1 == places.len();
                    if is_end || times.get(&key(*place)).is_some_and(|n| *n > 1) {
                        let node = self.node(*place);
                        self.cuts[road].push((part, alignment.chainage_of_vertex(start + i), node));
                    }
                }
            }
        }
    }

    /// Joins the ends of roads to every other road within the tolerance.
    fn snap(&mut self) {
        let snap = self.rules.snap.metres();
        for road in 0..self.roads.len() {
            let alignment = self.roads[road].alignment;
            if self.roads[road].points_only {
                continue;
            }
            let parts: Vec<&[LonLat]> = alignment.parts().map(|(_, places)| places).collect();
            for pair in parts.windows(2) {
                let (end, start) = (pair[0][pair[0].len() - 1], pair[1][0]);
                let gap = inverse(end, start).distance;
                if gap <= snap {
                    let (here, there) = (self.node(end), self.node(start));
                    let cost = Cost { seconds: self.roads[road].seconds(gap), metres: gap };
                    self.link(here, there, LinkKind::Join, cost);
                }
            }
            let ends = parts.iter().flat_map(|places| [places[0], places[places.len() - 1]]);
            for end in ends {
                for near in feet(end, snap, &self.roads, &self.index) {
                    if near.road == road || self.roads[near.road].points_only {
                        continue;
                    }
                    let here = self.node(end);
                    let there = self.cut(near.road, near.spot);
                    let cost = Cost { seconds: self.roads[road].seconds(near.distance), metres: near.distance };
                    self.link(here, there, LinkKind::Join, cost);
                }
            }
        }
    }

    fn link(&mut self, from: usize, to: usize, kind: LinkKind, cost: Cost) {
        if from != to {
            self.links.push(Link { from, to, kind, cost, one_way: None });
        }
    }

    /// Cuts roads at their access points and leads from these to the roads about them.
    fn access_points(&mut self) -> Vec<Vec<(usize, usize)>> {
        let limit = self.rules.speeds.interchange.within_m.value;
        let kmh = self.rules.speeds.interchange.speed_kmh.value;
        let mut access_nodes = vec![Vec::new(); self.roads.len()];
        let points_only: Vec<bool> = self.roads.iter().map(|r| r.points_only).collect();
        for (road, joined) in access_nodes.iter_mut().enumerate().filter(|(r, _)| points_only[*r]) {
            for (point, place) in access_places(&self.roads[road]).into_iter().enumerate() {
                let Some(own) = self.foot_on(road, place) else { continue };
                let node = self.cut(road, own.spot);
                joined.push((node, point));
                for near in feet(self.nodes[node].place, limit, &self.roads, &self.index) {
                    if !self.roads[near.road].points_only {
                        let there = self.cut(near.road, near.spot);
                        let cost = Cost { seconds: near.distance * 3.6 / kmh, metres: near.distance };
                        self.link(node, there, LinkKind::Interchange { road, point }, cost);
                    }
                }
            }
        }
        access_nodes
    }

    /// The nearest point of one road to a place that ought to lie on it.
    fn foot_on(&self, road: usize, place: LonLat) -> Option<OnRoad> {
        let mut reach = 100.0;
        while reach < 1e6 {
            let found = feet(place, reach, &self.roads, &self.index);
            if let Some(own) = found.into_iter().find(|f| f.road == road) {
                return Some(own);
            }
            reach *= 10.0;
        }
        None
    }

    /// A stop, and the links by which it joins the roads.
    fn stop(&mut self, stop: &Stop<'_>, access_nodes: &[Vec<(usize, usize)>]) -> usize {
        let place = match stop.place {
            StopPlace::Point(place) => place,
            StopPlace::Land(site) => site.chain.bounds().map_or(LonLat { x: 0.0, y: 0.0 }, |b| b.centre()),
        };
        let own = self.nodes.len();
        self.nodes.push(Node { place, is_stop: true });
        match stop.place {
            StopPlace::Point(place) => self.connect(own, place, access_nodes),
            StopPlace::Land(site) => self.connect_land(own, site, access_nodes),
        }
        own
    }

    /// Land is reached wherever a road enters or leaves it, else from the nearest point of each road within the limit.
    fn connect_land(&mut self, own: usize, site: &IndexedSite<'_>, access_nodes: &[Vec<(usize, usize)>]) {
        let Some(bounds) = site.chain.bounds() else { return };
        let limit = self.rules.within.metres();
        for road in 0..self.roads.len() {
            let alignment = self.roads[road].alignment;
            if self.roads[road].points_only || alignment.bounds().gap(&bounds) > limit {
                continue;
            }
            let indexed = IndexedAlignment::new(alignment);
            let entered = lies_within(&indexed, &site.chain);
            for metres in entered.iter().flat_map(|(from, to)| [*from, *to]) {
                if let Some(spot) = alignment.spot(Chainage::at(Metres::of(metres))) {
                    let node = self.cut(road, spot);
                    self.link(own, node, LinkKind::Inside, Cost::NOTHING);
                }
            }
            let nearest = proximity_to(&indexed, site);
            if let Some(near) = nearest.map(|p| p.near).filter(|n| entered.is_empty() && n.distance.metres() <= limit) {
                let node = self.cut(road, near.spot);
                let cost = self.straight(near.distance.metres());
                self.link(own, node, LinkKind::Connector, cost);
            }
        }
        for &(node, _) in access_nodes.iter().flatten() {
            if is_inside(&site.chain, self.nodes[node].place) != Inside::Outside {
                self.link(own, node, LinkKind::Inside, Cost::NOTHING);
            }
        }
    }

    /// Straight links from a stop to the nearest point of every road within the limit.
    fn connect(&mut self, own: usize, place: LonLat, access_nodes: &[Vec<(usize, usize)>]) {
        let limit = self.rules.within.metres();
        for near in feet(place, limit, &self.roads, &self.index) {
            if !self.roads[near.road].points_only {
                let there = self.cut(near.road, near.spot);
                let cost = self.straight(near.distance);
                self.link(own, there, LinkKind::Connector, cost);
            }
        }
        for &(node, _) in access_nodes.iter().flatten() {
            let distance = inverse(place, self.nodes[node].place).distance;
            if distance <= limit {
                let cost = self.straight(distance);
                self.link(own, node, LinkKind::Connector, cost);
            }
        }
    }

    fn straight(&self, metres: f64) -> Cost {
        Cost { seconds: metres * 3.6 / self.rules.speeds.connector.speed_kmh.value, metres }
    }

    /// Straight links between stops that are no farther apart than the connector limit, or one within the other.
    fn direct(&mut self, stops: &[Stop<'_>], nodes: &[usize]) {
        let limit = self.rules.within.metres();
        // Degrees of latitude that are surely farther than the limit, so that most pairs need no geodesic.
        let apart = limit / 110_000.0;
        for (i, a) in stops.iter().enumerate() {
            for (j, b) in stops.iter().enumerate().skip(i + 1) {
                match (&a.place, &b.place) {
                    (StopPlace::Point(p), StopPlace::Point(q)) if (p.y - q.y).abs() <= apart => {
                        let distance = inverse(*p, *q).distance;
                        if distance <= limit {
                            let cost = self.straight(distance);
                            self.link(nodes[i], nodes[j], LinkKind::Connector, cost);
                        }
                    }
                    (StopPlace::Point(p), StopPlace::Land(land)) | (StopPlace::Land(land), StopPlace::Point(p))
                        if is_inside(&land.chain, *p) != Inside::Outside =>
                    {
                        self.link(nodes[i], nodes[j], LinkKind::Inside, Cost::NOTHING);
                    }
                    _ => {}
                }
            }
        }
    }

    /// Cuts roads where a closed stretch starts and ends.
    fn cut_closures(&mut self) {
        for closure in &self.rules.closed {
            let Some(road) = self.roads.iter().position(|r| r.id() == closure.road) else { continue };
            for at in [closure.range.from(), closure.range.to()] {
                if let Some(spot) = self.roads[road].alignment.spot(at) {
                    self.cut(road, spot);
                }
            }
        }
    }

    /// The stretches between the cuts of each road, closed ones left out.
    fn roads_into_links(&mut self) {
        for road in 0..self.roads.len() {
            let mut cuts = std::mem::take(&mut self.cuts[road]);
            cuts.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
            let id = self.roads[road].id();
            let closed: Vec<(f64, f64)> = self
                .rules
                .closed
                .iter()
                .filter(|c| c.road == id)
                .map(|c| (c.range.from().from_origin().metres(), c.range.to().from_origin().metres()))
                .collect();
            for pair in cuts.windows(2) {
                let ((part, from, a), (other, to, b)) = (pair[0], pair[1]);
                let middle = f64::midpoint(from, to);
                if part != other || a == b || closed.iter().any(|c| c.0 <= middle && middle <= c.1) {
                    continue;
                }
                let r = &self.roads[road];
                let cost = Cost { seconds: r.seconds(to - from), metres: to - from };
                let one_way = r.alignment.about.one_way;
                self.links.push(Link { from: a, to: b, kind: LinkKind::Road { road, from, to }, cost, one_way });
            }
        }
    }

    /// The arcs by the node that they lead to.
    fn finish(self, stops: Vec<usize>, access_nodes: Vec<Vec<(usize, usize)>>) -> Network<'a> {
        let closed = self.rules.closed.clone();
        let Builder { roads, index, nodes, links, at, .. } = self;
        let ends = |link: &Link| -> [Option<(usize, usize)>; 2] {
            let forward = (link.one_way != Some(OneWay::Falling)).then_some((link.from, link.to));
            let back = (link.one_way != Some(OneWay::Rising)).then_some((link.to, link.from));
            [forward, back]
        };
        let mut first = vec![0u32; nodes.len() + 1];
        for (_, to) in links.iter().flat_map(ends).flatten() {
            first[to + 1] += 1;
        }
        for i in 0..nodes.len() {
            first[i + 1] += first[i];
        }
        let mut next = first.clone();
        let mut arcs = vec![Arc { from: 0, link: 0, cost: Cost::NOTHING }; first[nodes.len()] as usize];
        for (number, link) in links.iter().enumerate() {
            for (from, to) in ends(link).into_iter().flatten() {
                arcs[next[to] as usize] = Arc { from: from as u32, link: number as u32, cost: link.cost };
                next[to] += 1;
            }
        }
        Network { roads, nodes, links, stops, access_nodes, closed, index, at, first, arcs }
    }
}

/// Where traffic joins a road of access points; its ends, where none is known.
fn access_places(road: &Road<'_>) -> Vec<LonLat> {
    let points = &road.alignment.access_points;
    if points.is_empty() {
        let vertices = road.alignment.vertices();
        return vec![vertices[0], vertices[vertices.len() - 1]];
    }
    points.iter().map(|p| p.place).collect()
}

/// The number of the part that an edge belongs to.
fn part_of(alignment: &crate::model::Alignment, edge: usize) -> usize {
    alignment.parts().take_while(|(start, _)| *start <= edge).count().saturating_sub(1)
}
