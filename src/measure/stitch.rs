//! How do ways that were cut apart make one alignment, and where do they not?

mod cut;
mod direction;
mod nodes;

pub use direction::rising;

use crate::error::{Fault, Result};
use crate::geodesy::{Edge, LonLat, foot, inverse};
use crate::units::Metres;
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashSet};

/// One way: a stretch of road as a map has it.
#[derive(Debug, Clone)]
pub struct DrawnWay {
    /// How a message names it.
    pub label: String,
    /// Its places, two at least.
    pub line: Vec<LonLat>,
    /// Whether it is a ramp or another link: taken only where the road does not go on without it.
    pub is_link: bool,
}

/// What happened at a place of the alignment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StitchKind {
    /// Two ends that do not meet, within the tolerance: a straight edge joins them.
    Join,
    /// Two ends further apart than the tolerance: the alignment has two parts there.
    Gap,
    /// A way beside the alignment, such as the other carriageway: left out.
    Beside,
    /// A way that leads away from the alignment: left out.
    Branch,
}

/// One join, gap or way left out, with its place and size.
#[derive(Debug, Clone)]
pub struct StitchNote {
    /// What it is.
    pub kind: StitchKind,
    /// Where it is.
    pub place: LonLat,
    /// How wide the join or gap is, or how long the way that was left out.
    pub size: Metres,
    /// The ways that it is about.
    pub ways: String,
}

/// One alignment out of ways.
#[derive(Debug, Clone)]
pub struct Stitched {
    /// Its parts in order; one where it is continuous.
    pub parts: Vec<Vec<LonLat>>,
    /// How many ways it is made of.
    pub used: usize,
    /// The part of its length along which it runs as the ways were drawn, 0 to 1.
    pub as_drawn: f64,
    /// Everything that a person should look at, in order of kind and size.
    pub notes: Vec<StitchNote>,
}

impl Stitched {
    /// The same alignment the other way round.
    pub fn turned(mut self) -> Stitched {
        self.parts.reverse();
        self.parts.iter_mut().for_each(|part| part.reverse());
        self.as_drawn = 1.0 - self.as_drawn;
        self
    }
}

/// A road in more pieces than this is no road: every residential street, say.
const MOST_PIECES: usize = 500;

/// A way within this distance of the alignment at every place is its other carriageway, a lay-by or a ramp, not a
/// branch: the widest expressway with its service roads.
const BESIDE: f64 = 120.0;

/// Which line is the road, when a map has it as many ways in any order and direction?
///
/// # Units
/// `snap` in metres: ends no further apart are joined.
///
/// # Method
/// A way is cut where another begins or ends on a place of it (a roundabout). Ends at one place are one node, and an end that leads on to nothing is joined to the
/// nearest one within `snap`; each way is an edge of its length. In each connected piece the
/// longest of all shortest ways is the road (found by two runs of Dijkstra: exact where there is no loop). So of two
/// carriageways the shorter is taken, and what is left over is told as lying beside it or branching off. The pieces
/// are then put in a row, each next to the nearest end; between them are gaps, which are told and not bridged.
/// The direction is that of most of the ways as drawn, or away from `origin` where one is given.
///
/// # Errors
/// The ways lie in over 500 pieces that do not meet: they are not one road.
pub fn stitch(ways: &[DrawnWay], snap: Metres, origin: Option<LonLat>) -> Result<Stitched> {
    let (links, roads): (Vec<DrawnWay>, Vec<DrawnWay>) = ways.iter().cloned().partition(|w| w.is_link);
    if links.is_empty() || roads.is_empty() {
        return joined(ways, snap, origin);
    }
    let mut without = joined(&roads, snap, origin)?;
    if without.parts.len() > 1 {
        let with = joined(ways, snap, origin)?;
        if with.parts.len() < without.parts.len() {
            return Ok(with);
        }
    }
    let parts = std::mem::take(&mut without.parts);
    without.notes.extend(links.iter().map(|link| left_out(link, &parts)));
    without.notes.sort_by(by_kind_and_size);
    Ok(Stitched { parts, ..without })
}

fn left_out(way: &DrawnWay, parts: &[Vec<LonLat>]) -> StitchNote {
    let kind = if beside(&way.line, parts) { StitchKind::Beside } else { StitchKind::Branch };
    let length = way.line.windows(2).map(|e| inverse(e[0], e[1]).distance).sum();
    StitchNote { kind, place: way.line[0], size: Metres::of(length), ways: way.label.clone() }
}

fn by_kind_and_size(a: &StitchNote, b: &StitchNote) -> Ordering {
    a.kind.cmp(&b.kind).then(b.size.metres().total_cmp(&a.size.metres())).then(a.ways.cmp(&b.ways))
}

fn joined(ways: &[DrawnWay], snap: Metres, origin: Option<LonLat>) -> Result<Stitched> {
    let whole = cut::at_shared_places(ways);
    let ways = &whole[..];
    let net = Net::of(ways, snap.metres());
    let pieces = net.pieces();
    if pieces.len() > MOST_PIECES {
        let found = format!("{} ways in {} pieces that do not meet within {snap}", ways.len(), pieces.len());
        return Err(Fault::new("stitch", format!("the ways of one road, in at most {MOST_PIECES} pieces"), found)
            .remedy("stitch by a property that names one road, such as ref, name the road with --only, or widen --snap")
            .into());
    }
    let mut pieces: Vec<(Vec<(usize, bool)>, f64)> =
        pieces.into_iter().map(|p| net.main(&p)).filter(|(p, _)| !p.is_empty()).collect();
    pieces.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut notes = Vec::new();
    let mut rows: Vec<Vec<(usize, bool)>> = Vec::new();
    let mut lines: Vec<Vec<LonLat>> = Vec::new();
    let mut used = vec![false; ways.len()];
    for (path, _) in pieces {
        let line = net.line(&path, &mut Vec::new());
        // A piece that lies beside what is there already is the other carriageway, cut off from it.
        if !lines.is_empty() && beside(&line, &lines) {
            continue;
        }
        path.iter().for_each(|(way, _)| used[*way] = true);
        lines.push(line);
        rows.push(path);
    }
    let order = in_a_row(&lines, origin);
    let drawn = |path: &[(usize, bool)]| {
        path.iter().map(|(w, back)| if *back { -net.lengths[*w] } else { net.lengths[*w] }).sum::<f64>()
    };
    let with: f64 = order.iter().map(|(i, back)| if *back { -drawn(&rows[*i]) } else { drawn(&rows[*i]) }).sum();
    let total: f64 = rows.iter().flatten().map(|(w, _)| net.lengths[*w]).sum();
    let turn = origin.is_none() && with < 0.0;
    let mut parts = Vec::new();
    let rowed: Vec<(usize, bool)> =
        if turn { order.into_iter().rev().map(|(i, back)| (i, !back)).collect() } else { order };
    for (i, back) in rowed {
        let mut path = rows[i].clone();
        if back {
            path = path.into_iter().rev().map(|(w, b)| (w, !b)).collect();
        }
        parts.push(net.line(&path, &mut notes));
    }
    for pair in parts.windows(2) {
        if let (Some(&a), Some(&b)) = (pair[0].last(), pair[1].first()) {
            let size = Metres::of(inverse(a, b).distance);
            notes.push(StitchNote { kind: StitchKind::Gap, place: a, size, ways: String::new() });
        }
    }
    notes.extend(ways.iter().zip(&used).filter(|(_, used)| !**used).map(|(way, _)| left_out(way, &parts)));
    notes.sort_by(by_kind_and_size);
    let share = if total > 0.0 { (1.0 + with.abs() / total) / 2.0 } else { 1.0 };
    let as_drawn = if origin.is_some() && with < 0.0 { 1.0 - share } else { share };
    let of: HashSet<&str> = ways.iter().zip(&used).filter(|(_, used)| **used).map(|(w, _)| w.label.as_str()).collect();
    Ok(Stitched { parts, used: of.len(), as_drawn, notes })
}

/// Whether a line lies beside others at each of its places.
fn beside(line: &[LonLat], others: &[Vec<LonLat>]) -> bool {
    let near = |p: &LonLat| {
        others.iter().flat_map(|o| o.windows(2)).any(|edge| {
            let degrees = 0.002 + BESIDE / 50_000.0;
            let out = |a: f64, b: f64, v: f64| v < a.min(b) - degrees || v > a.max(b) + degrees;
            !out(edge[0].x, edge[1].x, p.x)
                && !out(edge[0].y, edge[1].y, p.y)
                && foot(*p, &Edge::new(edge[0], edge[1]), guess(*p, edge)).distance <= BESIDE
        })
    };
    line.iter().all(near)
}

/// About where on an edge the place nearest to another is.
fn guess(p: LonLat, edge: &[LonLat]) -> f64 {
    let (x, y) = (edge[1].x - edge[0].x, edge[1].y - edge[0].y);
    let squared = x * x + y * y;
    if squared > 0.0 { (((p.x - edge[0].x) * x + (p.y - edge[0].y) * y) / squared).clamp(0.0, 1.0) } else { 0.0 }
}

/// Ends and the ways between them.
struct Net<'w> {
    ways: &'w [DrawnWay],
    lengths: Vec<f64>,
    /// The nodes at the start and end of each way.
    ends: Vec<(usize, usize)>,
    /// The ways at each node.
    at: Vec<Vec<usize>>,
}

impl<'w> Net<'w> {
    fn of(ways: &'w [DrawnWay], snap: f64) -> Net<'w> {
        let lengths: Vec<f64> =
            ways.iter().map(|w| w.line.windows(2).map(|e| inverse(e[0], e[1]).distance).sum()).collect();
        let (ends, count) = nodes::nodes(ways, snap);
        let mut at = vec![Vec::new(); count];
        for (way, (a, b)) in ends.iter().enumerate() {
            at[*a].push(way);
            if a != b {
                at[*b].push(way);
            }
        }
        Net { ways, lengths, ends, at }
    }

    /// The nodes of each connected piece.
    fn pieces(&self) -> Vec<Vec<usize>> {
        let mut seen = vec![false; self.at.len()];
        let mut pieces = Vec::new();
        for first in 0..self.at.len() {
            if std::mem::replace(&mut seen[first], true) {
                continue;
            }
            let (mut piece, mut open) = (vec![first], vec![first]);
            while let Some(node) = open.pop() {
                for &way in &self.at[node] {
                    let other = self.other(way, node);
                    if !std::mem::replace(&mut seen[other], true) {
                        piece.push(other);
                        open.push(other);
                    }
                }
            }
            pieces.push(piece);
        }
        pieces
    }

    fn other(&self, way: usize, node: usize) -> usize {
        let (a, b) = self.ends[way];
        if a == node { b } else { a }
    }

    /// The longest of the shortest ways of a piece: each way and whether it runs backwards, and the length of all.
    fn main(&self, piece: &[usize]) -> (Vec<(usize, bool)>, f64) {
        let Some(&any) = piece.first() else { return (Vec::new(), 0.0) };
        let farthest = |reached: &[(f64, usize)]| {
            piece.iter().copied().max_by(|a, b| reached[*a].0.total_cmp(&reached[*b].0).then(b.cmp(a))).unwrap_or(any)
        };
        let start = farthest(&self.reached(any));
        let reached = self.reached(start);
        let mut node = farthest(&reached);
        let length = reached[node].0;
        let mut path = Vec::new();
        while node != start {
            let way = reached[node].1;
            path.push((way, self.ends[way].1 != node));
            node = self.other(way, node);
        }
        path.reverse();
        if path.is_empty() {
            // A ring: its one way as it is.
            let ring = self.at[any].iter().copied().max_by(|a, b| self.lengths[*a].total_cmp(&self.lengths[*b]));
            return ring.map_or((Vec::new(), 0.0), |way| (vec![(way, false)], self.lengths[way]));
        }
        (path, length)
    }

    /// How far each node is, and by which way one comes to it (Dijkstra 1959).
    fn reached(&self, start: usize) -> Vec<(f64, usize)> {
        let mut reached = vec![(f64::INFINITY, usize::MAX); self.at.len()];
        reached[start].0 = 0.0;
        let mut open = BinaryHeap::from([Open(0.0, start)]);
        while let Some(Open(far, node)) = open.pop() {
            if far > reached[node].0 {
                continue;
            }
            for &way in &self.at[node] {
                let (other, sum) = (self.other(way, node), far + self.lengths[way]);
                if sum < reached[other].0 {
                    reached[other] = (sum, way);
                    open.push(Open(sum, other));
                }
            }
        }
        for r in &mut reached {
            if r.0.is_infinite() {
                r.0 = -1.0;
            }
        }
        reached
    }

    /// The line along a path; joins of ends that do not meet are noted.
    fn line(&self, path: &[(usize, bool)], notes: &mut Vec<StitchNote>) -> Vec<LonLat> {
        let mut line: Vec<LonLat> = Vec::new();
        let mut before = "";
        for &(way, back) in path {
            let of = &self.ways[way];
            let places: Vec<LonLat> = if back { of.line.iter().rev().copied().collect() } else { of.line.clone() };
            if let Some(&last) = line.last().filter(|l| **l != places[0]) {
                let size = Metres::of(inverse(last, places[0]).distance);
                let ways = format!("{before} – {}", of.label);
                notes.push(StitchNote { kind: StitchKind::Join, place: last, size, ways });
            }
            let skip = usize::from(line.last() == places.first());
            line.extend(places.into_iter().skip(skip));
            before = &of.label;
        }
        line
    }
}

/// A node to go on from, the nearest first.
struct Open(f64, usize);

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        other.0.total_cmp(&self.0).then(other.1.cmp(&self.1))
    }
}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

/// Lines in a row, each turned so that it starts near where the one before it ends. The row starts at the end nearest
/// to the origin, or at the end that is farthest from all others.
fn in_a_row(lines: &[Vec<LonLat>], origin: Option<LonLat>) -> Vec<(usize, bool)> {
    let end = |(i, back): (usize, bool)| if back { lines[i][0] } else { lines[i][lines[i].len() - 1] };
    let start = |(i, back): (usize, bool)| end((i, !back));
    let all: Vec<(usize, bool)> = (0..lines.len()).flat_map(|i| [(i, false), (i, true)]).collect();
    let from = |s: &(usize, bool)| -> f64 {
        match origin {
            Some(origin) => inverse(origin, start(*s)).distance,
            None => -all.iter().map(|o| inverse(start(*s), start(*o)).distance).fold(0.0, f64::max),
        }
    };
    let Some(first) = all.iter().copied().min_by(|a, b| from(a).total_cmp(&from(b)).then(a.cmp(b))) else {
        return Vec::new();
    };
    let mut row = vec![first];
    while row.len() < lines.len() {
        let here = end(row[row.len() - 1]);
        let free = all.iter().copied().filter(|s| !row.iter().any(|r| r.0 == s.0));
        let gap = |s: &(usize, bool)| inverse(here, start(*s)).distance;
        match free.min_by(|a, b| gap(a).total_cmp(&gap(b)).then(a.cmp(b))) {
            Some(next) => row.push(next),
            None => break,
        }
    }
    row
}

#[cfg(test)]
mod tests;
