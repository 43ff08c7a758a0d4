//! Boxes around runs of chords: which of them may be near a point or a chord?

use super::chords::{Piece, Point, chord_foot};

/// So many chords in the smallest box, and so many boxes in a larger one.
const FAN: usize = 8;

/// A box in earth-centred metres: it knows no 180° meridian and no poles.
#[derive(Debug, Clone, Copy)]
pub(super) struct Box3 {
    low: Point,
    high: Point,
}

impl Box3 {
    const NOTHING: Box3 = Box3 { low: [f64::INFINITY; 3], high: [f64::NEG_INFINITY; 3] };

    /// The box around a chord.
    pub(super) fn around(a: &Point, b: &Point) -> Box3 {
        let mut all = Box3::NOTHING;
        all.add(a);
        all.add(b);
        all
    }

    fn add(&mut self, p: &Point) {
        for (k, &value) in p.iter().enumerate() {
            self.low[k] = self.low[k].min(value);
            self.high[k] = self.high[k].max(value);
        }
    }

    /// At least how far apart is anything in one box from anything in the other? Squared.
    #[inline]
    fn gap2(&self, other: &Box3) -> f64 {
        let mut sum = 0.0;
        for k in 0..3 {
            let gap = (other.low[k] - self.high[k]).max(self.low[k] - other.high[k]).max(0.0);
            sum += gap * gap;
        }
        sum
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

/// Boxes around runs of chords, and around runs of boxes, up to one. Chords in order are near each other, so no
/// sorting is needed to pack them.
#[derive(Debug)]
pub(super) struct Tree {
    levels: Vec<Vec<Box3>>,
}

impl Tree {
    pub(super) fn around(pieces: &[Piece]) -> Tree {
        let mut boxes: Vec<Box3> = pieces
            .chunks(FAN)
            .map(|run| {
                let mut all = Box3::NOTHING;
                for piece in run {
                    all.add(&piece.a);
                    all.add(&piece.b);
                }
                all
            })
            .collect();
        let mut levels = Vec::new();
        while boxes.len() > 1 {
            let next = boxes
                .chunks(FAN)
                .map(|run| {
                    let mut all = Box3::NOTHING;
                    for b in run {
                        all.add(&b.low);
                        all.add(&b.high);
                    }
                    all
                })
                .collect();
            levels.push(boxes);
            boxes = next;
        }
        levels.push(boxes);
        Tree { levels }
    }

    /// The nearest chord; a good hint spares most of the search.
    pub(super) fn nearest(&self, pieces: &[Piece], point: &Point, hint: usize) -> Near {
        let hint = hint.min(pieces.len().saturating_sub(1));
        let mut best = Near { piece: hint, t: 0.0, chord: f64::INFINITY };
        let mut least = f64::INFINITY;
        let mut look = |number: usize, least: &mut f64| {
            let (t, d2) = chord_foot(point, &pieces[number].a, &pieces[number].b);
            if d2 < *least {
                *least = d2;
                best = Near { piece: number, t, chord: d2.sqrt() };
            }
        };
        if hint < pieces.len() {
            look(hint, &mut least);
        }
        let here = Box3 { low: *point, high: *point };
        // Nearer boxes first: of each box's children, the nearest is looked into before the others.
        let mut stack: Vec<(f64, usize, usize)> = Vec::with_capacity(4 * FAN);
        let top = self.levels.len() - 1;
        stack.extend(self.levels[top].iter().enumerate().map(|(i, b)| (b.gap2(&here), top, i)));
        while let Some((gap2, level, number)) = stack.pop() {
            if gap2 >= least {
                continue;
            }
            let from = number * FAN;
            if level == 0 {
                for i in from..(from + FAN).min(pieces.len()) {
                    look(i, &mut least);
                }
            } else {
                let below = &self.levels[level - 1];
                let first = stack.len();
                for (i, b) in below.iter().enumerate().skip(from).take(FAN) {
                    let gap2 = b.gap2(&here);
                    if gap2 < least {
                        stack.push((gap2, level - 1, i));
                    }
                }
                stack[first..].sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
            }
        }
        best
    }

    /// Every chord within so many metres of a point, in order.
    pub(super) fn within(&self, pieces: &[Piece], point: &Point, reach: f64, mut found: impl FnMut(Near)) {
        let here = Box3 { low: *point, high: *point };
        self.near(&here, reach, pieces.len(), |piece| {
            let (t, d2) = chord_foot(point, &pieces[piece].a, &pieces[piece].b);
            if d2 <= reach * reach {
                found(Near { piece, t, chord: d2.sqrt() });
            }
        });
    }

    /// The numbers of the chords that may come within so many metres of a box, in order.
    pub(super) fn near(&self, bounds: &Box3, reach: f64, pieces: usize, mut found: impl FnMut(usize)) {
        let reach2 = reach * reach;
        let top = self.levels.len() - 1;
        let mut stack: Vec<(usize, usize)> = (0..self.levels[top].len()).rev().map(|i| (top, i)).collect();
        while let Some((level, number)) = stack.pop() {
            if self.levels[level][number].gap2(bounds) > reach2 {
                continue;
            }
            let from = number * FAN;
            if level == 0 {
                (from..(from + FAN).min(pieces)).for_each(&mut found);
            } else {
                let below = self.levels[level - 1].len();
                stack.extend((from..(from + FAN).min(below)).rev().map(|i| (level - 1, i)));
            }
        }
    }
}
