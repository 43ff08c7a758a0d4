//! How far does one alignment stray from another at most?

use super::chords::{Chords, Near, OnAlignment, Point, arc, chord_foot, curvature_slack, distance, minus};
use crate::units::Metres;
use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// The search stops when nothing can be farther than what is found by more than this, metres.
const CLOSE: f64 = 0.002;
/// So many chords at most are looked through to see whether the other alignment runs straight.
const STRAIGHT: usize = 32;
/// The search stops after so many steps whatever happens, and says what is left open.
const MOST_STEPS: usize = 2_000_000;

/// The place of one alignment that is farthest from another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Farthest {
    /// How far: the shortest geodesic from there to the other alignment.
    pub distance: Metres,
    /// The place.
    pub from: OnAlignment,
    /// The place of the other alignment nearest to it.
    pub to: OnAlignment,
    /// No place is farther than `distance` plus this.
    pub bound: Metres,
}

/// How far two alignments stray from each other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hausdorff {
    /// The place of the first farthest from the second.
    pub first: Farthest,
    /// The place of the second farthest from the first.
    pub second: Farthest,
}

impl Hausdorff {
    /// The Hausdorff distance: the farther of the two. Symmetric.
    pub fn distance(&self) -> Metres {
        self.first.distance.max(self.second.distance)
    }

    /// The true distance lies between [`Hausdorff::distance`] and this much more.
    pub fn bound(&self) -> Metres {
        let most = (self.first.distance + self.first.bound).max(self.second.distance + self.second.bound);
        most - self.distance()
    }
}

/// How far do two alignments stray from each other at most, and where?
///
/// Order and direction play no part; for those see [`super::frechet()`].
///
/// # Units
/// Metres.
///
/// # Method
/// As [`farthest`], both ways.
pub fn hausdorff(a: &Chords<'_>, b: &Chords<'_>) -> Hausdorff {
    Hausdorff { first: farthest(a, b), second: farthest(b, a) }
}

/// Which place of the first alignment is farthest from the second?
///
/// This is the directed Hausdorff distance of the lines, of every place on every edge, not of the vertices: for edges
/// of a sketch the two differ by as much as the edges are long. Gaps between parts are no part of the line.
///
/// # Units
/// Metres.
///
/// # Method
/// Branch and bound on the chords. No place of a piece is farther from the other alignment than (1) half of the
/// distances at its ends and its length, for distance changes by no more than one goes (Lipschitz); (2) the farther of
/// its ends is from any one chord, for distance to a chord is convex; (3) the farther of the feet of its ends plus how
/// far the other alignment strays from the straight line between the feet. The piece that may be farthest is halved
/// until none can be farther than what is found by 2 mm (A. A. Taha and A. Hanbury, An efficient algorithm for
/// calculating the exact Hausdorff distance, IEEE TPAMI 37 (2015), for points; H. Alt, B. Behrends and J. Blömer,
/// Approximate matching of polygonal shapes, Ann. Math. Artif. Intell. 13 (1995), for lines). The distance there is
/// Karney's geodesic to its foot: it is attained, and the true value is above it by at most [`Farthest::bound`], 2 mm,
/// twice the bow of both, and 3 mm at 50 km, 2 cm at 100 km, for the curvature of the ellipsoid.
/// In PostGIS: `ST_HausdorffDistance(a, b, 0.001)` is of sampled points, in the units of a plane.
pub fn farthest(a: &Chords<'_>, b: &Chords<'_>) -> Farthest {
    let pieces = a.pieces();
    let mut heap: BinaryHeap<Span> = BinaryHeap::new();
    let mut best = Best { chord: -1.0, piece: 0, t: 0.0 };
    // A first look at some places, so that most pieces can be put aside at once.
    let mut hint = 0;
    for piece in (0..pieces.len()).step_by(pieces.len() / 64 + 1) {
        let near = b.nearest(&pieces[piece].a, hint);
        hint = near.piece;
        best.take(near.chord, piece, 0.0);
    }
    hint = 0;
    // The end of the piece before, at most how far it is from the other, and what is nearest there if that was looked up.
    let mut known: Option<(Point, f64, Option<Near>)> = None;
    for (number, piece) in pieces.iter().enumerate() {
        let length = distance(&piece.a, &piece.b);
        let (mut away, mut start) = match known {
            Some((end, away, near)) if end == piece.a => (away, near),
            _ => (f64::INFINITY, None),
        };
        if away + length > best.chord + CLOSE && start.is_none() {
            let near = b.nearest(&piece.a, hint);
            (hint, away, start) = (near.piece, near.chord, Some(near));
            best.take(near.chord, number, 0.0);
        }
        // Distance changes by no more than one goes: far from the farthest place, many pieces need no look at all.
        let Some(start) = start.filter(|_| away + length > best.chord + CLOSE) else {
            known = Some((piece.b, away + length, None));
            continue;
        };
        let end = b.nearest(&piece.b, start.piece);
        hint = end.piece;
        best.take(end.chord, number, 1.0);
        known = Some((piece.b, end.chord, Some(end)));
        let span = Span::new(a, b, number, (0.0, start), (1.0, end));
        if span.top > best.chord + CLOSE {
            heap.push(span);
        }
    }
    let mut open = best.chord;
    let mut steps = 0;
    while let Some(span) = heap.pop() {
        open = span.top;
        steps += 1;
        if span.top <= best.chord + CLOSE || steps > MOST_STEPS {
            break;
        }
        let t = (span.from.0 + span.to.0) / 2.0;
        let near = b.nearest(&pieces[span.piece].at(t), span.from.1.piece);
        best.take(near.chord, span.piece, t);
        for half in [Span::new(a, b, span.piece, span.from, (t, near)), Span::new(a, b, span.piece, (t, near), span.to)]
        {
            if half.top > best.chord + CLOSE {
                heap.push(half);
            }
        }
        open = best.chord;
    }
    let left = (open - best.chord).max(CLOSE);
    let from = a.on(pieces.get(best.piece).map_or(crate::model::Spot { edge: 0, fraction: 0.0 }, |p| p.spot(best.t)));
    let (distance, to) = b.nearest_geodesic(from.place, best.chord);
    let bound = left + 2.0 * (a.bow() + b.bow()) + curvature_slack(best.chord) + (arc(left) - left);
    Farthest { distance: Metres::of(distance), from, to, bound: Metres::of(bound) }
}

struct Best {
    chord: f64,
    piece: usize,
    t: f64,
}

impl Best {
    /// Of equals the first stays: the one at the lower chainage, or found sooner.
    fn take(&mut self, chord: f64, piece: usize, t: f64) {
        if chord > self.chord {
            *self = Best { chord, piece, t };
        }
    }
}

/// A part of one chord, and at most how far any place of it is from the other alignment.
struct Span {
    top: f64,
    piece: usize,
    from: (f64, Near),
    to: (f64, Near),
}

impl Span {
    fn new(a: &Chords<'_>, b: &Chords<'_>, piece: usize, from: (f64, Near), to: (f64, Near)) -> Span {
        let (p, q) = (a.pieces()[piece].at(from.0), a.pieces()[piece].at(to.0));
        let ends = from.1.chord.max(to.1.chord);
        let mut top = (from.1.chord + to.1.chord + distance(&p, &q)) / 2.0;
        if from.1.piece == to.1.piece {
            top = top.min(ends);
        } else if top > ends {
            let away = |point: &Point, near: &Near| {
                let chord = &b.pieces()[near.piece];
                chord_foot(point, &chord.a, &chord.b).1.sqrt()
            };
            top = top
                .min(from.1.chord.max(away(&q, &from.1)))
                .min(to.1.chord.max(away(&p, &to.1)))
                .min(ends + stray(b, &from.1, &to.1));
        }
        Span { top: top.max(ends), piece, from, to }
    }
}

/// How far does the alignment stray from the straight line between two of its places?
fn stray(b: &Chords<'_>, from: &Near, to: &Near) -> f64 {
    let (first, last) = if from.piece < to.piece { (from, to) } else { (to, from) };
    if last.piece - first.piece > STRAIGHT {
        return f64::INFINITY;
    }
    let pieces = &b.pieces()[first.piece..=last.piece];
    let (p, q) = (pieces[0].at(first.t), pieces[pieces.len() - 1].at(last.t));
    let mut most: f64 = 0.0;
    for pair in pieces.windows(2) {
        if pair[0].b != pair[1].a {
            return f64::INFINITY;
        }
        most = most.max(off_line(&pair[0].b, &p, &q));
    }
    most
}

/// How far is a point from the endless line through two others?
fn off_line(v: &Point, p: &Point, q: &Point) -> f64 {
    let (d, w) = (minus(q, p), minus(v, p));
    let cross = [d[1] * w[2] - d[2] * w[1], d[2] * w[0] - d[0] * w[2], d[0] * w[1] - d[1] * w[0]];
    let length = distance(p, q);
    if length > 0.0 { distance(&cross, &[0.0; 3]) / length } else { distance(v, p) }
}

impl PartialEq for Span {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Span {}
impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Span {
    /// The one that may be farthest first; of equals the one at the lower chainage.
    fn cmp(&self, other: &Self) -> Ordering {
        self.top.total_cmp(&other.top).then(other.piece.cmp(&self.piece)).then(other.from.0.total_cmp(&self.from.0))
    }
}
