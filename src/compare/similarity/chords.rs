//! An alignment as chords through the earth: what distances between two alignments are searched on.

use crate::geodesy::{Edge, LonLat, earth_centred, foot};
use crate::index::{Bounds, BoxTree};
use crate::model::{Alignment, Spot};
use crate::units::Chainage;

/// Earth-centred metres.
pub(super) type Point = [f64; 3];

/// An edge strays from its chord by no more than this, metres, unless the alignment is thousands of kilometres long.
const BOW: f64 = 0.0025;
/// So many chords at most are added to the edges: a bound on memory, whatever the input.
const MOST_CUTS: f64 = 4_000.0;
/// The mean radius of the earth, metres.
const RADIUS: f64 = 6_371_000.0;

/// A chord under a part of one edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub a: Point,
    pub b: Point,
    /// The edge of the alignment.
    pub edge: usize,
    /// The part of the edge, as fractions of it.
    pub from: f64,
    pub to: f64,
}

impl Piece {
    /// The point at a fraction of the chord.
    pub(super) fn at(&self, t: f64) -> Point {
        lerp(&self.a, &self.b, t)
    }

    /// The spot above a fraction of the chord.
    pub(super) fn spot(&self, t: f64) -> Spot {
        Spot { edge: self.edge, fraction: self.from + (self.to - self.from) * t }
    }
}

/// Where a chord comes nearest to a point.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub piece: usize,
    /// The fraction of the chord.
    pub t: f64,
    /// Metres, straight through the earth.
    pub chord: f64,
}

/// A place on an alignment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnAlignment {
    /// Its chainage.
    pub chainage: Chainage,
    /// Where it is.
    pub place: LonLat,
}

/// An alignment, cut into chords short enough to stand for its edges, with boxes around them.
///
/// Make one for each alternative, once; every measure of this module works on it.
///
/// # Method
/// Each edge, straight in longitude and latitude, is cut into equal parts so short that none strays
/// from its chord through the earth by more than 2.5 mm (about 250 m at 21° N): by the curvature of the
/// earth and by that of the edge itself, L²(1 + 1/cos φ)/8R together. At most 4,000 cuts are made, so
/// an alignment over some 1,000 km strays more; [`Chords::bow`] says by how much.
#[derive(Debug)]
pub struct Chords<'a> {
    alignment: &'a Alignment,
    pieces: Vec<Piece>,
    tree: BoxTree<3>,
    bow: f64,
}

impl<'a> Chords<'a> {
    /// Cuts an alignment.
    pub fn of(alignment: &'a Alignment) -> Chords<'a> {
        let coarsest = alignment.length().metres() / MOST_CUTS;
        let mut pieces = Vec::with_capacity(alignment.vertices().len());
        let mut bow: f64 = 0.0;
        for (start, part) in alignment.parts() {
            for edge in start..start + part.len() - 1 {
                let length = alignment.chainage_of_vertex(edge + 1) - alignment.chainage_of_vertex(edge);
                let line = alignment.edge(edge);
                bow = bow.max(cut(&line, length, coarsest, |from, to, a, b| {
                    pieces.push(Piece { a, b, edge, from, to });
                }));
            }
        }
        let boxes: Vec<Bounds<3>> = pieces.iter().map(|p| Bounds::around([p.a, p.b])).collect();
        let tree = BoxTree::of(boxes);
        Chords { alignment, pieces, tree, bow }
    }

    /// The alignment.
    pub fn alignment(&self) -> &'a Alignment {
        self.alignment
    }

    /// How far may the alignment lie from its chords, in metres?
    pub fn bow(&self) -> f64 {
        self.bow
    }

    pub(super) fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(super) fn tree(&self) -> &BoxTree<3> {
        &self.tree
    }

    /// The nearest chord to a point, and where on it; `hint` is a piece that may be near.
    pub(super) fn nearest(&self, point: &Point, hint: usize) -> Near {
        let hint = hint.min(self.pieces.len().saturating_sub(1));
        let mut best = Near { piece: hint, t: 0.0, chord: f64::INFINITY };
        let mut least = f64::INFINITY;
        let mut look = |number: usize, least: &mut f64| {
            let (t, d2) = chord_foot(point, &self.pieces[number].a, &self.pieces[number].b);
            if d2 < *least {
                *least = d2;
                best = Near { piece: number, t, chord: d2 };
            }
        };
        if hint < self.pieces.len() {
            look(hint, &mut least);
        }
        self.tree.nearest(&Bounds::around([*point]), least, look);
        best.chord = best.chord.sqrt();
        best
    }

    /// The place on the alignment, from a spot.
    pub(super) fn on(&self, spot: Spot) -> OnAlignment {
        OnAlignment { chainage: self.alignment.chainage(spot), place: self.alignment.place(spot) }
    }

    /// The nearest place of the alignment by geodesic, and its distance, from a place about `chord` metres off.
    pub(super) fn nearest_geodesic(&self, place: LonLat, chord: f64) -> (f64, OnAlignment) {
        let reach = chord + 4.0 * self.bow + 0.01 + curvature_slack(chord);
        let point = earth_centred(place);
        let mut best: Option<(f64, Spot)> = None;
        self.tree.near(&Bounds::around([point]), reach, |number| {
            let piece = &self.pieces[number];
            let (t, d2) = chord_foot(&point, &piece.a, &piece.b);
            if d2 > reach * reach {
                return true;
            }
            let found = foot(place, &self.alignment.edge(piece.edge), piece.spot(t).fraction);
            let spot = Spot { edge: piece.edge, fraction: found.fraction };
            // Equal distances go to the lower chainage.
            if best.is_none_or(|(d, s)| {
                found.distance < d - 1e-6
                    || (found.distance <= d + 1e-6 && (spot.edge as f64 + spot.fraction) < (s.edge as f64 + s.fraction))
            }) {
                best = Some((found.distance, spot));
            }
            true
        });
        let (distance, spot) = best.unwrap_or((arc(chord), Spot { edge: 0, fraction: 0.0 }));
        (distance, self.on(spot))
    }

    /// The points of the alignment from end to end, its gaps closed by straight edges, each with its spot; and how far
    /// that may stray from the edges, metres.
    pub(super) fn walk(&self) -> (Vec<(Point, Spot)>, f64) {
        let mut walk: Vec<(Point, Spot)> = Vec::with_capacity(self.pieces.len() + 1);
        let gaps: f64 = self.alignment.gaps().map(|(_, gap)| gap.metres()).sum();
        let coarsest = (self.alignment.length().metres() + gaps) / MOST_CUTS;
        let mut bow = self.bow;
        for piece in &self.pieces {
            let start = piece.spot(0.0);
            match walk.last().copied() {
                None => walk.push((piece.a, start)),
                Some((last, spot)) if last != piece.a => {
                    let (from, to) = (self.alignment.place(spot), self.alignment.place(start));
                    let gap = Edge::new(from, beside(from, to));
                    bow = bow.max(cut(&gap, gap.length(), coarsest, |_, _, _, b| walk.push((b, spot))));
                    if let Some(end) = walk.last_mut() {
                        *end = (piece.a, start);
                    }
                }
                Some(_) => {}
            }
            walk.push((piece.b, piece.spot(1.0)));
        }
        (walk, bow)
    }
}

/// The same place with its longitude counted on from that of another: across the 180° meridian, not around the earth.
pub(super) fn beside(other: LonLat, place: LonLat) -> LonLat {
    LonLat { x: place.x - 360.0 * ((place.x - other.x) / 360.0).round(), y: place.y }
}

/// Cuts an edge into equal parts, hands each over, and says how far they stray from their chords.
fn cut(edge: &Edge, length: f64, coarsest: f64, mut piece: impl FnMut(f64, f64, Point, Point)) -> f64 {
    let cos = edge.a.y.abs().max(edge.b.y.abs()).to_radians().cos().max(1e-6);
    let bend = (1.0 + 1.0 / cos) / (8.0 * RADIUS);
    let longest = (BOW / bend).sqrt().max(coarsest);
    let parts = (length / longest).ceil().clamp(1.0, 1e7);
    let mut from = 0.0;
    let mut a = earth_centred(edge.a);
    let mut number = 1.0;
    while number <= parts {
        let to = number / parts;
        let b = earth_centred(edge.at(to));
        piece(from, to, a, b);
        (from, a) = (to, b);
        number += 1.0;
    }
    (length / parts).powi(2) * bend
}

pub(super) fn lerp(a: &Point, b: &Point, t: f64) -> Point {
    if t >= 1.0 {
        return *b;
    }
    [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t]
}

#[inline]
pub(super) fn minus(a: &Point, b: &Point) -> Point {
    [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
}

#[inline]
pub(super) fn dot(a: &Point, b: &Point) -> f64 {
    a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
}

#[inline]
pub(super) fn distance(a: &Point, b: &Point) -> f64 {
    let d = minus(a, b);
    dot(&d, &d).sqrt()
}

/// The point of a chord nearest to a point: its fraction and the distance squared.
#[inline]
pub(super) fn chord_foot(p: &Point, a: &Point, b: &Point) -> (f64, f64) {
    let (d, w) = (minus(b, a), minus(p, a));
    let dd = dot(&d, &d);
    let t = if dd > 0.0 { (dot(&w, &d) / dd).clamp(0.0, 1.0) } else { 0.0 };
    let g = [w[0] - t * d[0], w[1] - t * d[1], w[2] - t * d[2]];
    (t, dot(&g, &g))
}

/// The distance over ground that a chord stands for, metres, on the mean sphere.
pub(super) fn arc(chord: f64) -> f64 {
    2.0 * RADIUS * (chord / (2.0 * RADIUS)).min(1.0).asin()
}

/// The chord below a distance over ground.
pub(super) fn chord_of(arc: f64) -> f64 {
    2.0 * RADIUS * (arc / (2.0 * RADIUS)).min(std::f64::consts::FRAC_PI_2).sin()
}

/// By how much may [`arc`] be wrong, metres? The radius of curvature of a normal section is within 0.7 % of the mean.
pub(super) fn curvature_slack(chord: f64) -> f64 {
    (arc(chord) - chord) * 0.02
}
