//! Pieces of edges and of outlines, straight or round.

use super::plane::{Bounds, cross, dot, left, norm};
use geo::Coord;

/// What a piece of an edge or an outline lies on, with the interior to its left.
#[derive(Clone, Copy)]
pub(super) enum Course {
    /// By metres from a point.
    Straight { from: Coord<f64>, along: Coord<f64> },
    /// By the sine of the angle from a direction, counter-clockwise: it needs no trigonometry where pieces are cut.
    Round { centre: Coord<f64>, radius: f64, middle: Coord<f64> },
}

/// A piece of an edge or of an outline; if round, of less than half a turn.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) course: Course,
    pub(super) from: f64,
    pub(super) to: f64,
}

impl Piece {
    /// The arc from one direction to another, counter-clockwise, less than half a turn, and where it is.
    #[inline]
    pub(super) fn round(centre: Coord<f64>, radius: f64, from: Coord<f64>, to: Coord<f64>) -> (Piece, View) {
        // Twice as long as the middle of the chord is far from the centre, of an arc of radius 1.
        let twice = norm(from + to);
        let middle = (from + to) / twice;
        let piece = Piece {
            course: Course::Round { centre, radius, middle },
            from: cross(middle, from),
            to: cross(middle, to),
        };
        let (apex, middle) = (centre + middle * (2.0 * radius / twice), centre + middle * radius);
        let hull = [centre + from * radius, apex, centre + to * radius];
        (piece, View { hull, middle, half: norm(hull[2] - middle), bounds: Bounds::around(hull) })
    }

    pub(super) fn at(&self, t: f64) -> Coord<f64> {
        match self.course {
            Course::Straight { from, along } => from + along * t,
            Course::Round { centre, radius, middle } => centre + turned(middle, t) * radius,
        }
    }

    pub(super) fn view(&self) -> View {
        match self.course {
            Course::Straight { from, along } => View::straight(from + along * self.from, from + along * self.to),
            Course::Round { centre, radius, middle } => {
                Piece::round(centre, radius, turned(middle, self.from), turned(middle, self.to)).1
            }
        }
    }

    /// Its share of ½∮(x dy − y dx) around a point.
    pub(super) fn green(&self, about: Coord<f64>) -> f64 {
        match self.course {
            Course::Straight { from, along } => 0.5 * cross(from - about, along) * (self.to - self.from),
            Course::Round { centre, radius, middle } => {
                let chord = (turned(middle, self.to) - turned(middle, self.from)) * radius;
                let angle = self.to.asin() - self.from.asin();
                0.5 * (radius * radius * angle + cross(centre - about, chord))
            }
        }
    }

    /// Where the edge from `a` to `b` crosses it, among other places perhaps: where on it, where on the edge, and whether
    /// the edge goes to its left there.
    pub(super) fn crossings(&self, a: Coord<f64>, b: Coord<f64>, mut cut: impl FnMut(f64, f64, bool)) {
        match self.course {
            Course::Straight { from, along } => {
                let (p, q) = (cross(along, a - from), cross(along, b - from));
                if (p > 0.0) != (q > 0.0) {
                    let t = p / (p - q);
                    cut(dot(along, a + (b - a) * t - from), t, q > 0.0);
                }
            }
            Course::Round { centre, radius, middle } => {
                let (v, w) = (a - centre, b - a);
                let (ww, vw) = (dot(w, w), dot(v, w));
                // What starts and ends well inside crosses nothing, nor does what is well outside and does not come nearer.
                let (vv, rr) = (dot(v, v), radius * radius);
                let (start, end, room) = (vv - rr, vv + 2.0 * vw + ww - rr, 1e-8 * (vv + ww + rr));
                let is_inside = start < -room && end < -room;
                let goes_by = start > room && end > room && (vw >= 0.0 || vw + ww <= 0.0);
                if is_inside | goes_by {
                    return;
                }
                let root2 = vw * vw - ww * start;
                if ww > 0.0 && root2 > 0.0 {
                    for (t, enters) in [((-vw - root2.sqrt()) / ww, true), ((-vw + root2.sqrt()) / ww, false)] {
                        let on = v + w * t;
                        if (-1e-9..=1.0 + 1e-9).contains(&t) && dot(middle, on) > 0.0 {
                            cut(cross(middle, on) / radius, t, enters);
                        }
                    }
                }
            }
        }
    }
}

/// A direction turned counter-clockwise by an angle of less than a quarter turn with this sine.
pub(super) fn turned(direction: Coord<f64>, sine: f64) -> Coord<f64> {
    direction * ((1.0 - sine) * (1.0 + sine)).sqrt() + left(direction) * sine
}

/// Where a piece is: a triangle that holds it, its middle and how far its ends are from there.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub(super) hull: [Coord<f64>; 3],
    pub(super) middle: Coord<f64>,
    pub(super) half: f64,
    pub(super) bounds: Bounds,
}

impl View {
    /// Of a straight piece.
    #[inline]
    pub(super) fn straight(a: Coord<f64>, b: Coord<f64>) -> View {
        let (middle, bounds) = ((a + b) * 0.5, Bounds::around([a, b]));
        View { hull: [a, b, b], middle, half: 0.5 * norm(b - a), bounds }
    }
}

/// Takes an interval away from some pieces of one course.
pub(super) fn remove(pieces: &mut Vec<Piece>, from: f64, to: f64) {
    let mut i = 0;
    while i < pieces.len() {
        let piece = pieces[i];
        let (before, after) = (from > piece.from, to < piece.to);
        if from >= piece.to || to <= piece.from {
            i += 1;
        } else if before && after {
            pieces[i].to = from;
            pieces.insert(i + 1, Piece { from: to, ..piece });
            i += 2;
        } else if before || after {
            if before {
                pieces[i].to = from
            } else {
                pieces[i].from = to
            }
            i += 1;
        } else {
            pieces.remove(i);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        /// Against the quadratic equation alone, which knows no edge well inside or past an arc.
        #[test]
        fn no_crossing_of_an_arc_is_passed_over(
            (ax, ay, bx, by) in (-2.0..2.0f64, -2.0..2.0f64, -2.0..2.0f64, -2.0..2.0f64), short in prop::sample::select(vec![1.0, 0.1, 1e-3, 1e-9]),
            on_circle: bool, turn in -1.0..1.0f64, size in prop::sample::select(vec![1e-2, 1.0, 5e3]),
        ) {
            let radius = 1.3 * size;
            let (a, way) = (Coord { x: ax, y: ay }, Coord { x: bx - ax, y: by - ay } * short);
            // Some edges start on the circle, but for rounding.
            let a = if on_circle { a / norm(a) * 1.3 } else { a };
            let (a, b) = (a * size, (a + way) * size);
            let middle = Coord { x: (1.0 - turn * turn).sqrt(), y: turn };
            let piece = Piece { course: Course::Round { centre: Coord { x: 0.0, y: 0.0 }, radius, middle }, from: -1.0, to: 1.0 };
            let mut found = Vec::new();
            piece.crossings(a, b, |at, t, enters| found.push((at, t, enters)));
            let (ww, vw) = (dot(b - a, b - a), dot(a, b - a));
            let root2 = vw * vw - ww * (dot(a, a) - radius * radius);
            let mut all = Vec::new();
            for (t, enters) in [((-vw - root2.sqrt()) / ww, true), ((-vw + root2.sqrt()) / ww, false)] {
                let on = a + (b - a) * t;
                if root2 > 0.0 && (-1e-9..=1.0 + 1e-9).contains(&t) && dot(middle, on) > 0.0 {
                    all.push((cross(middle, on) / radius, t, enters));
                }
            }
            prop_assert_eq!(found, all);
        }
    }
}
