//! A way in its pieces: which road, from which chainage to which, and what each takes.

use super::build::Network;
use super::cost::Cost;
use super::link::LinkKind;
use super::sweep::{NONE, Sweep};
use crate::geodesy::LonLat;
use crate::units::{Chainage, ChainageRange, Metres};

/// A piece of a way on one road, or one connector.
#[derive(Debug, Clone, PartialEq)]
pub struct Piece {
    /// What it is; of several links of a road, the first.
    pub kind: LinkKind,
    /// Geometric chainage where it starts and ends, in the order driven; none off the roads.
    pub chainage: Option<(Chainage, Chainage)>,
    /// What it takes.
    pub cost: Cost,
    /// The node where it starts.
    pub from: usize,
    /// The node where it ends.
    pub to: usize,
}

/// A way from a stop to the nearest of its destinations.
#[derive(Debug, Clone, PartialEq)]
pub struct Journey {
    /// The number of the destination among those searched for.
    pub target: usize,
    /// What it takes in all.
    pub cost: Cost,
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
}

impl Journey {
    /// The length of its connectors, straight lines that stand for roads which no layer has.
    pub fn off_road(&self) -> Metres {
        self.pieces.iter().filter(|p| p.kind == LinkKind::Connector).map(|p| Metres::of(p.cost.metres)).sum()
    }

    /// The places that it runs through.
    pub fn line(&self, network: &Network<'_>) -> Vec<LonLat> {
        let mut line: Vec<LonLat> = Vec::new();
        for piece in &self.pieces {
            match (piece.kind, piece.chainage) {
                (LinkKind::Road { road, .. }, Some((from, to))) => {
                    let (low, high) = (from.min(to).from_origin().metres(), from.max(to).from_origin().metres());
                    let mut along: Vec<LonLat> =
                        network.roads[road].alignment.stretch(ChainageRange::ordered(low, high)).concat();
                    if from > to {
                        along.reverse();
                    }
                    line.extend(along);
                }
                // Where it enters some land it ends; the middle of the land is no part of the way.
                (LinkKind::Inside, _) => {}
                _ => line.extend([network.nodes[piece.from].place, network.nodes[piece.to].place]),
            }
        }
        line.dedup();
        line
    }
}

impl Network<'_> {
    /// The way that a sweep found from a node, in pieces; none where there is none.
    ///
    /// Where two routes run on one road the piece is named after the one that goes on farther, then by identifier.
    pub fn journey(&self, sweep: &Sweep, from: usize) -> Option<Journey> {
        if !sweep.cost[from].is_reached() {
            return None;
        }
        let mut steps: Vec<(usize, usize, Vec<usize>)> = Vec::new();
        let mut at = from;
        while sweep.next[at] != NONE {
            let link = sweep.next[at] as usize;
            let to = self.other_end(link, at);
            steps.push((at, to, self.beside(link, at, to)));
            at = to;
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut i = 0;
        while i < steps.len() {
            // The link whose road goes on farthest.
            let reach = |&link: &usize| {
                let on = |step: &&(usize, usize, Vec<usize>)| step.2.iter().any(|&l| self.goes_on(link, l));
                steps[i..].iter().take_while(on).count()
            };
            let best = steps[i].2.iter().map(|l| (reach(l), *l)).max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
            let (count, first) = best.unwrap_or((1, 0));
            let mut piece: Option<Piece> = None;
            for (from, to, beside) in &steps[i..i + count.max(1)] {
                let link = beside.iter().copied().find(|&l| self.goes_on(first, l)).unwrap_or(first);
                piece = Some(self.extended(piece, link, *from, *to));
            }
            pieces.extend(piece);
            i += count.max(1);
        }
        Some(Journey { target: sweep.target[at] as usize, cost: sweep.cost[from], pieces })
    }

    /// The other end of a link.
    pub fn other_end(&self, link: usize, node: usize) -> usize {
        let l = &self.links[link];
        if l.from == node { l.to } else { l.from }
    }

    /// The link, and those beside it that take the same from one end to the other: two routes on one road.
    fn beside(&self, link: usize, from: usize, to: usize) -> Vec<usize> {
        let cost = self.links[link].cost;
        // Each route counts its chainage from its own origin, so the two lengths may differ in their last digits.
        let alike =
            |other: Cost| (other.metres - cost.metres).abs() < 1e-6 && (other.seconds - cost.seconds).abs() < 1e-6;
        let is_road = |l: usize| matches!(self.links[l].kind, LinkKind::Road { .. });
        let same = |l: usize| l == link || is_road(link) && is_road(l) && alike(self.links[l].cost);
        let mut all: Vec<usize> = self
            .arcs_to(to)
            .iter()
            .filter(|a| a.from as usize == from)
            .map(|a| a.link as usize)
            .filter(|&l| same(l))
            .collect();
        all.sort_unstable();
        all
    }

    fn goes_on(&self, first: usize, link: usize) -> bool {
        match (self.links[first].kind, self.links[link].kind) {
            (LinkKind::Road { road: a, .. }, LinkKind::Road { road: b, .. }) => a == b,
            _ => first == link,
        }
    }

    fn extended(&self, piece: Option<Piece>, link: usize, from: usize, to: usize) -> Piece {
        let l = &self.links[link];
        let chainage = match l.kind {
            LinkKind::Road { from: low, to: high, .. } => {
                let (a, b) = if l.from == from { (low, high) } else { (high, low) };
                Some((Chainage::at(Metres::of(a)), Chainage::at(Metres::of(b))))
            }
            _ => None,
        };
        match piece {
            None => Piece { kind: l.kind, chainage, cost: l.cost, from, to },
            Some(mut p) => {
                p.cost = p.cost.then(l.cost);
                p.to = to;
                p.chainage = p.chainage.zip(chainage).map(|(a, b)| (a.0, b.1));
                p
            }
        }
    }
}
